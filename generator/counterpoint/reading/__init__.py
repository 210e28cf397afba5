"""From bytes to validated values, with a place in a file for every one of them."""
