"""How often the claims of each position are introduced by neutral, doubting, endorsing and confessing verbs of saying."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from counterpoint.article.prepared import Summary

GROUPS = ("neutral", "doubting", "endorsing", "confessing", "")
"""The groups of verbs; the last is of claims that none introduces."""


def introductions(summary: Summary) -> list[tuple[str, Counter[str]]]:
    """(label of the position, group → how often) in the order of positions, and then of claims for none, if there are any."""
    counted: dict[int, Counter[str]] = {number: Counter() for number in range(1, len(summary.positions) + 1)}
    for claim in summary.claims:
        if claim.introduced:
            counted.setdefault(claim.voice, Counter()).update(group for _, group in claim.introduced)
    labels = {0: "", **{number: position.label for number, position in enumerate(summary.positions, 1)}}
    return [(labels[voice], groups) for voice, groups in counted.items() if voice] + [
        ("", groups) for voice, groups in counted.items() if not voice
    ]


def total(counts: Iterable[Counter[str]]) -> Counter[str]:
    """Several counts together."""
    whole: Counter[str] = Counter()
    for groups in counts:
        whole.update(groups)
    return whole
