"""Claims about somebody who does not answer, was not approached, and is not said not to have been asked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from counterpoint.article.approaches import asked_of_claim, was_not_asked
from counterpoint.article.prepared import ClaimSummary, Summary
from counterpoint.diagnostics import Diagnostic
from counterpoint.site.checks import Lint, sidecar_of
from counterpoint.site.link import LinkedSite


def check_article(lint: Lint, summary: Summary) -> Iterator[Diagnostic]:
    """Look at whom an article's claims accuse, or name."""
    for claim in summary.claims:
        named = [speaker for speaker in _named(lint.site, summary, claim) if speaker not in claim.accuses]
        for speaker in (*claim.accuses, *named):
            if not _is_heard(lint.site, summary, claim, speaker):
                what = "accuses" if speaker in claim.accuses else "names, for another side,"
                message = f"the claim {claim.id!r} {what} {speaker!r}, and nothing tells readers whether they were asked"
                help = "show their answer (`responds_to`), or record under `approaches` how they were asked, or `outcome: not-asked`"
                yield lint.warn("reply-missing", sidecar_of(summary), ("claims", claim.id), message, help)


def _positions(summary: Summary, speaker: str) -> tuple[str, ...]:
    """The positions that a speaker holds here, by being listed or by a claim."""
    return tuple(
        position.id
        for voice, position in enumerate(summary.positions, 1)
        if speaker in position.speakers or any(claim.voice == voice and claim.speaker == speaker for claim in summary.claims)
    )


def _named(site: LinkedSite, summary: Summary, claim: ClaimSummary) -> Iterator[str]:
    """Speakers of other sides whose names stand in a claim that is made for a side."""
    if not claim.voice:
        return
    own = summary.positions[claim.voice - 1].id
    for speaker in dict.fromkeys(
        [*(id for position in summary.positions for id in position.speakers), *(c.speaker for c in summary.claims)]
    ):
        sides = _positions(summary, speaker)
        if speaker == claim.speaker or not sides or own in sides:
            continue
        names = [site.speakers[speaker].name, *site.speakers[speaker].names]
        if any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", claim.text) for name in names):
            yield speaker


def _is_heard(site: LinkedSite, summary: Summary, claim: ClaimSummary, speaker: str) -> bool:
    """Whether somebody's answer is shown, or how they were asked, or that they were not."""
    sides = _positions(summary, speaker)
    for key in site.answers_to((summary.slug, claim.id)):
        answer = site.claim(key)
        of_their_side = key[0] == summary.slug and answer.voice and summary.positions[answer.voice - 1].id in sides
        if of_their_side or speaker in (answer.speaker, site.speakers[answer.speaker].affiliation):
            return True
    if any(item.speaker == speaker or not {*item.positions}.isdisjoint(sides) for item in asked_of_claim(summary.approaches, claim.id)):
        return True
    return was_not_asked(summary.approaches, speaker, sides, claim.id)
