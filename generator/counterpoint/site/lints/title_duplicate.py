"""Two explainers of the same title."""

from __future__ import annotations

from collections.abc import Iterator

from counterpoint.diagnostics import Diagnostic
from counterpoint.site.checks import Lint


def check_site(lint: Lint) -> Iterator[Diagnostic]:
    """Look at all titles. Of two explainers the newer is the one to mend."""
    articles, first_with = lint.site.articles, dict[str, str]()
    for slug in reversed(list(articles)):
        summary = articles[slug]
        first = first_with.setdefault(summary.title.casefold(), summary.path)
        if first != summary.path:
            where, help = ("---", "title"), "give each explainer its own"
            yield lint.warn("title-duplicate", summary.path, where, f"{first} has the same title", help)
