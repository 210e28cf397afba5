"""Positions that have several times as many claims or sources as others. `imbalance` in site.yml sets the limit."""

from __future__ import annotations

from collections.abc import Iterator

from counterpoint.article.prepared import Summary
from counterpoint.diagnostics import Diagnostic
from counterpoint.site.checks import Lint, sidecar_of


def check_article(lint: Lint, summary: Summary) -> Iterator[Diagnostic]:
    """Compare an article's positions."""
    limit = lint.site.settings.imbalance
    claims = [sum(claim.voice == number for claim in summary.claims) for number in range(1, len(summary.positions) + 1)]
    for what, counts in (("claims", claims), ("sources", sources_of_positions(summary))):
        if limit and len(counts) > 1 and max(counts) > limit * min(counts):
            numbers = ", ".join(f"{position.id} {count}" for position, count in zip(summary.positions, counts, strict=True))
            message = f"the positions' {what} are out of balance: {numbers}"
            help = f"`imbalance` in site.yml allows {limit:g} times as many"
            yield lint.warn("imbalance", sidecar_of(summary), ("positions",), message, help)


def sources_of_positions(summary: Summary) -> list[int]:
    """How many different sources the claims of each position cite."""
    cited: list[set[str]] = [set() for _ in summary.positions]
    for claim in summary.claims:
        if claim.voice:
            cited[claim.voice - 1].update(item.source for item in claim.evidence)
    return [len(sources) for sources in cited]
