"""By which verbs of saying the claims of each position are introduced, with the sentences to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from counterpoint.article.prepared import Body, Summary
from counterpoint.site.report import ReportInputs, table
from counterpoint.site.saying import GROUPS, introductions

TITLE = "Verbs of saying"
_TO_LOOK_AT = ("doubting", "endorsing", "confessing")


def of_article(inputs: ReportInputs, summary: Summary, body: Body) -> Iterator[str]:
    """The counts of an article, and each sentence with a verb that says more than 'said'."""
    counted = introductions(summary)
    if not any(claim.introduced for claim in summary.claims):
        return
    rows = [(label or "(no side)", *(str(groups[group]) for group in GROUPS)) for label, groups in counted]
    yield from table(("position", *(group or "none" for group in GROUPS)), rows)
    for claim in summary.claims:
        for (verb, group), sentence in zip(claim.introduced, body.claims[claim.id].sentences, strict=True):
            if group in _TO_LOOK_AT:
                yield f"  {group}, {verb!r}: claim {claim.id}: {sentence}"


def of_site(inputs: ReportInputs) -> Iterator[str]:
    """Every verb with how often it introduces a claim, by group."""
    verbs: dict[str, Counter[str]] = {}
    for summary in inputs.site.own_articles().values():
        for claim in summary.claims:
            for verb, group in claim.introduced:
                verbs.setdefault(group, Counter())[verb or "no verb"] += 1
    for group in GROUPS:
        if listed := verbs.get(group):
            yield f"{group or 'none'}: " + ", ".join(f"{verb} {number}" for verb, number in listed.most_common())
