"""Counterpoint: from Markdown and YAML to an annotated, even-handed explainer."""

import atexit
import gc

__version__ = "0.1.0"

# At its end Python collects what is left, and msgspec 0.22 may crash where its types are collected: they are left to the system.
atexit.register(gc.freeze)
