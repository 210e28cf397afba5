"""From quotes to exact places in an article's text, and from places to marked pieces.

Pure functions over Markdown tokens and text: this package knows no files, no settings and no pages. Nothing in it matches
approximately; `suggest` offers near passages to authors and never to readers.
"""
