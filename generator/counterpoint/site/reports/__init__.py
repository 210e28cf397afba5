"""The sections of the report on how an article treats its positions, one module each; see `site.report`."""
