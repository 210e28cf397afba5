"""One article: its two files, what is prepared of them, and the quotes that it has lost."""
