"""Links that leave the site, asked whether they still lead somewhere."""
