"""A module for each lint, named as its code (`link_insecure` finds `link-insecure`). `checks.py` runs them all."""
