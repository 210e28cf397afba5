"""The site as linked values: articles prepared one at a time, then held together."""
