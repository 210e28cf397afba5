"""Own words that are shortened where nothing shows it, or by a negation, which turns them round."""

from __future__ import annotations

from collections.abc import Iterator

from counterpoint.article.prepared import Summary
from counterpoint.diagnostics import Diagnostic
from counterpoint.site.checks import Lint, doubted, sidecar_of

CODE = "words-left-out"


def check_article(lint: Lint, summary: Summary) -> Iterator[Diagnostic]:
    """Look at the texts of an article's claims."""
    for claim, words in doubted(summary, CODE):
        if claim.wording == "excerpt":
            message = f"what the text of {claim.id!r} leaves out has the word {words!r}, without which it may say the opposite"
            help = "keep that part of the words"
        elif claim.wording == "paraphrase":
            message = f"the text of {claim.id!r} leaves out {words!r} of its quote, without which it may say the opposite"
            help = "say it with that word, or put it in another way altogether"
        else:
            message = f"the text of {claim.id!r} leaves words out, and does not show it: {words!r}"
            help = "write … where they are left out"
        yield lint.warn(CODE, sidecar_of(summary), ("claims", claim.id, "text"), message, help)
