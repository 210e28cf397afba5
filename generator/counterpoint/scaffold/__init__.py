"""Beginning: a new site, and a new article."""
