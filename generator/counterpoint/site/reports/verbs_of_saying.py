"""By which verbs of saying the claims of each position are introduced, with the sentences to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct

from counterpoint.article.prepared import Body, Summary
from counterpoint.site.report import ReportInputs, table
from counterpoint.site.saying import GROUPS, introductions

TITLE = "Verbs of saying"
_TO_LOOK_AT = ("doubting", "endorsing", "confessing")


class PositionVerbs(Struct, frozen=True):
    """How often the claims of a position are introduced by each group of verbs; the empty label is of claims on no side."""

    label: str
    groups: Mapping[str, int]


class SentenceToLookAt(Struct, frozen=True):
    """A sentence whose verb says more than 'said'."""

    group: str
    verb: str
    claim: str
    sentence: str


class ArticleVerbs(Struct, frozen=True):
    """The counts of an article, and each sentence with a verb that says more than 'said'."""

    positions: tuple[PositionVerbs, ...]
    to_look_at: tuple[SentenceToLookAt, ...]


def of_article(inputs: ReportInputs, summary: Summary, body: Body) -> ArticleVerbs | None:
    """Count an article's verbs; None in a language without a list."""
    if not any(claim.introduced for claim in summary.claims):
        return None
    sentences = [
        SentenceToLookAt(group, verb, claim.id, sentence)
        for claim in summary.claims
        for (verb, group), sentence in zip(claim.introduced, body.claims[claim.id].sentences, strict=True)
        if group in _TO_LOOK_AT
    ]
    counted = (PositionVerbs(label, {group or "none": groups[group] for group in GROUPS}) for label, groups in introductions(summary))
    return ArticleVerbs(tuple(counted), tuple(sentences))


def article_lines(counts: ArticleVerbs) -> Iterator[str]:
    """The counts as a table, then the sentences."""
    rows = [(item.label or "(no side)", *(str(number) for number in item.groups.values())) for item in counts.positions]
    yield from table(("position", *(group or "none" for group in GROUPS)), rows)
    for item in counts.to_look_at:
        yield f"  {item.group}, {item.verb!r}: claim {item.claim}: {item.sentence}"


def of_site(inputs: ReportInputs) -> dict[str, dict[str, int]] | None:
    """Every verb with how often it introduces a claim, by group; the empty verb is none."""
    verbs: dict[str, Counter[str]] = {}
    for summary in inputs.site.own_articles().values():
        for claim in summary.claims:
            for verb, group in claim.introduced:
                verbs.setdefault(group, Counter())[verb] += 1
    return {group or "none": dict(verbs[group].most_common()) for group in GROUPS if group in verbs} or None


def site_lines(counts: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """A line for each group of verbs."""
    for group, verbs in counts.items():
        yield f"{group}: " + ", ".join(f"{verb or 'no verb'} {number}" for verb, number in verbs.items())
