"""The incremental build: which files have changed, what is remembered, and publishing. It knows nothing of articles."""
