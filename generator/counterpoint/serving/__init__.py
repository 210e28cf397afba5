"""The author's server: what is being written, as readers will see it, a moment after it is saved."""
