"""From bytes to the output folder."""
