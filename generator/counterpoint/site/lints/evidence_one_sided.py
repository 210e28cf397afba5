"""Positions whose claims have no source, where others have some."""

from __future__ import annotations

from collections.abc import Iterator

from counterpoint.article.prepared import Summary
from counterpoint.diagnostics import Diagnostic
from counterpoint.site.checks import Lint, sidecar_of
from counterpoint.site.lints.imbalance import sources_of_positions


def check_article(lint: Lint, summary: Summary) -> Iterator[Diagnostic]:
    """Look at an article's positions."""
    voices = {claim.voice for claim in summary.claims}
    cited = sources_of_positions(summary)
    for number, position in enumerate(summary.positions, 1):
        if number in voices and not cited[number - 1] and any(cited):
            message = f"the position {position.id!r} has claims without any source; others have sources"
            where, help = ("positions", position.id), "look for its sources too"
            yield lint.warn("evidence-one-sided", sidecar_of(summary), where, message, help)
