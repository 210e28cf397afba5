"""From views to bytes: templates, assets and images."""
