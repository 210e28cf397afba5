"""Reviews that do not say by whom they were made, or when."""

from __future__ import annotations

from collections.abc import Iterator

from counterpoint.article.prepared import Summary
from counterpoint.diagnostics import Diagnostic
from counterpoint.site.checks import Lint, sidecar_of


def check_article(lint: Lint, summary: Summary) -> Iterator[Diagnostic]:
    """Look at the reviews of an article's claims."""
    for claim in summary.claims:
        if claim.rating and not (claim.reviewed_by and claim.reviewed_on):
            message = f"the review of {claim.id!r} does not say by whom, or when"
            yield lint.warn("review-incomplete", sidecar_of(summary), ("claims", claim.id, "review"), message, "add `by` and `date`")
