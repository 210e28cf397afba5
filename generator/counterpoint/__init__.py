"""Counterpoint: from Markdown and YAML to an annotated, even-handed explainer."""

__version__ = "0.1.0"
