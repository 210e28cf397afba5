"""Titles that are cut on cards and in search results."""

from __future__ import annotations

from collections.abc import Iterator

from counterpoint.article.prepared import Summary
from counterpoint.diagnostics import Diagnostic
from counterpoint.site.checks import Lint

LONGEST_TITLE = 110
"""Code points."""


def check_article(lint: Lint, summary: Summary) -> Iterator[Diagnostic]:
    """Look at an article's title."""
    if len(summary.title) > LONGEST_TITLE:
        message = f"the title has {len(summary.title)} characters; cards show about {LONGEST_TITLE}"
        yield lint.warn("title-long", summary.path, ("---", "title"), message, "shorten it")
