"""Claims whose text says what neither their quote nor the rest of their article does."""

from __future__ import annotations

from collections.abc import Iterator

from counterpoint.article.prepared import Summary
from counterpoint.diagnostics import Diagnostic
from counterpoint.site.checks import Lint, doubted, sidecar_of

CODE = "text-beyond-quote"


def check_article(lint: Lint, summary: Summary) -> Iterator[Diagnostic]:
    """Look at the texts of an article's claims."""
    for claim, words in doubted(summary, CODE):
        if claim.own_words:
            message = f"the text of {claim.id!r} is given as the speaker's own words, and its quote does not have them: {words!r}"
            help = "quote the place where they stand, or say `verbatim: false`"
        else:
            message = f"the text of {claim.id!r} says what its quote does not: {words}"
            help = "say it as the quote does, or quote the place that says it, too"
        yield lint.warn(CODE, sidecar_of(summary), ("claims", claim.id, "text"), message, help)
