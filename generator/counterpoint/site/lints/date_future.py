"""Dates that lie in the future, of things that have happened."""

from __future__ import annotations

from collections.abc import Iterator

from counterpoint.article.prepared import Summary
from counterpoint.diagnostics import Diagnostic
from counterpoint.model.dates import instant
from counterpoint.site.checks import Lint, sidecar_of


def check_site(lint: Lint) -> Iterator[Diagnostic]:
    """Look at the sources of the whole site."""
    for id, source in lint.site.sources.items():
        yield from _in_future(lint, source.date, "content/sources.yml", (id, "date"))


def check_article(lint: Lint, summary: Summary) -> Iterator[Diagnostic]:
    """Look at an article's sources, corrections, claims, reviews, approaches and approvals."""
    sidecar = sidecar_of(summary)
    for id, source in summary.sources:
        yield from _in_future(lint, source.date, sidecar, ("sources", id, "date"))
    for number, correction in enumerate(summary.corrections):
        yield from _in_future(lint, correction.date, sidecar, ("corrections", number, "date"))
    for number, approach in enumerate(summary.approaches):
        yield from _in_future(lint, approach.date, sidecar, ("approaches", number, "date"))
        yield from _in_future(lint, approach.replied, sidecar, ("approaches", number, "replied"))
    for position in summary.positions:
        if position.approved:
            yield from _in_future(lint, position.approved.date, sidecar, ("positions", position.id, "approved", "date"))
    for claim in summary.claims:
        yield from _in_future(lint, claim.date, sidecar, ("claims", claim.id, "date"))
        yield from _in_future(lint, claim.reviewed_on, sidecar, ("claims", claim.id, "review", "date"))


def _in_future(lint: Lint, date: str | None, path: str, where: tuple[str | int, ...]) -> Iterator[Diagnostic]:
    if date and instant(date, lint.site.settings.zone) > lint.now:
        yield lint.warn("date-future", path, where, f"{date} lies in the future", "correct the date")
