"""Positions that nobody speaks for."""

from __future__ import annotations

from collections.abc import Iterator

from counterpoint.article.prepared import Summary
from counterpoint.diagnostics import Diagnostic
from counterpoint.site.checks import Lint, sidecar_of


def check_article(lint: Lint, summary: Summary) -> Iterator[Diagnostic]:
    """Look at an article's positions."""
    voices = {claim.voice for claim in summary.claims}
    for number, position in enumerate(summary.positions, 1):
        if number not in voices:
            silent = not any(issue.states[number - 1] in {"stated", "inferred"} for issue in summary.issues)
            message = f"the position {position.id!r} has no claim{' and no answer' if silent else ''}"
            where, help = ("positions", position.id), "give it a voice, or leave it out"
            yield lint.warn("position-silent", sidecar_of(summary), where, message, help)
