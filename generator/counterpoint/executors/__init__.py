"""Who does the work of a build that can be divided."""
