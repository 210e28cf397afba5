"""A speaker who says the same in two claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from counterpoint.article.prepared import Summary
from counterpoint.diagnostics import Diagnostic
from counterpoint.site.checks import Lint, sidecar_of


def check_article(lint: Lint, summary: Summary) -> Iterator[Diagnostic]:
    """Look at an article's claims."""
    said = Counter((claim.speaker, claim.text.casefold()) for claim in summary.claims)
    for claim in summary.claims:
        if said[claim.speaker, claim.text.casefold()] > 1:
            message = f"{claim.speaker!r} says the same in another claim: {claim.text!r}"
            where, help = ("claims", claim.id), "make it one claim with a list of quotes"
            yield lint.warn("claim-duplicate", sidecar_of(summary), where, message, help)
