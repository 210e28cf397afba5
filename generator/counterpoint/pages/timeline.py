"""Who said what when: claims and answers in the order of their dates."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from counterpoint.article.prepared import Body, ClaimSummary, Summary
from counterpoint.pages.cards import ClaimLink, claim_link, first_line
from counterpoint.site.link import LinkedSite


class Moment(Struct, frozen=True):
    """Something that was said on a day, or in a month or year where no more is known."""

    date: str
    link: ClaimLink
    """The claim; or the answer, which has no number and no card."""


class Timeline(Struct, frozen=True):
    """What was said, the earliest first, and how many claims have no date."""

    moments: tuple[Moment, ...]
    undated: int


def article_timeline(site: LinkedSite, summary: Summary, body: Body, prefix: str = "") -> Timeline:
    """The claims of an article and the answers that its positions gave. `prefix` is what ids of cards begin with on the page."""
    moments = [
        Moment(claim.date, claim_link(site, (summary.slug, claim.id), summary.slug, prefix)) for claim in summary.claims if claim.date
    ]
    for issue, details in zip(summary.issues, body.issues, strict=True):
        for voice, (position, answer) in enumerate(zip(summary.positions, details.answers, strict=True), 1):
            if answer.state != "stated" or not answer.date:
                continue
            who = site.speakers[answer.speaker].name if answer.speaker else position.label
            text = answer.words or first_line(answer.answer)
            moments.append(Moment(answer.date, ClaimLink(0, voice, who, text, f"#cell_{issue.id}_{voice}", "", own=bool(answer.words))))
    return _in_order(moments, summary.claims)


def speaker_timeline(site: LinkedSite, claims: Iterable[tuple[str, ClaimSummary]]) -> Timeline:
    """What a speaker said, in all of the articles given by their slugs."""
    claims = list(claims)
    moments = [Moment(claim.date, claim_link(site, (slug, claim.id))) for slug, claim in claims if claim.date]
    return _in_order(moments, [claim for _, claim in claims])


def _in_order(moments: list[Moment], claims: Iterable[ClaimSummary]) -> Timeline:
    return Timeline(tuple(sorted(moments, key=lambda moment: moment.date)), sum(not claim.date for claim in claims))
