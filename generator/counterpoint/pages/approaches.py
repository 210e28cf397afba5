"""Who was asked for an answer, and what came of it, as pages show it."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup
from msgspec import Struct

from counterpoint.article.approaches import REPLIES, asked_of_claim, no_reply_by, still_open, was_not_asked
from counterpoint.article.prepared import ApproachSummary, ClaimSummary, Summary
from counterpoint.pages.page import PageLink, filled
from counterpoint.pages.speaker_link import SpeakerLink, speaker_link
from counterpoint.site import addresses
from counterpoint.site.link import LinkedSite


class Attempt(Struct, frozen=True):
    """One attempt to get an answer."""

    channel: str
    date: str
    recipient: str


class Asked(Struct, frozen=True):
    """All attempts to get an answer from somebody on the same points, and what came of them."""

    speaker: SpeakerLink | None
    """Who was asked; nobody where all of a position were, or everybody is meant."""
    position: str
    """The label of the position that was asked, where no speaker is named."""
    voice: int
    attempts: tuple[Attempt, ...]
    """The earliest first; none where nobody was asked."""
    deadline: str
    outcome: str
    replied: str
    reply: Markup
    note: Markup
    about: tuple[PageLink, ...]
    """The questions and claims that were put."""

    @property
    def everybody(self) -> bool:
        """Whether it is about all whom no other entry names."""
        return self.speaker is None and not self.position


def asked(site: LinkedSite, summary: Summary, approaches: Iterable[ApproachSummary], *, one_point: bool = False) -> tuple[Asked, ...]:
    """Some approaches of an article. Attempts to get an answer from the same on the same points are one, up to a reply.

    What came of those after it is told apart, so that no reply is lost, and so is what is still open from what had no reply. With
    `one_point` all are about one point, whatever else was put.
    """
    groups: dict[tuple[object, ...], list[list[ApproachSummary]]] = {}
    for item in sorted(approaches, key=lambda item: item.date):
        points = () if one_point else (item.claims, item.issues)
        same = groups.setdefault((item.speaker, item.position, points, item.outcome == "not-asked"), [[]])
        if same[-1] and same[-1][-1].outcome in REPLIES:
            same.append([])
        same[-1].append(item)
    return tuple(_asked(site, summary, part) for same in groups.values() for group in same for part in _without_open(group))


def _without_open(group: list[ApproachSummary]) -> Iterable[list[ApproachSummary]]:
    """Tell what is still open from what had no reply: nobody can have failed to reply by a day that lies before the question."""
    waiting = still_open(group) if no_reply_by(group) and group[-1].outcome not in REPLIES else []
    over = [item for item in group if item not in waiting]
    return (over, waiting) if waiting else (group,)


def _asked(site: LinkedSite, summary: Summary, group: list[ApproachSummary]) -> Asked:
    labels = {position.id: position.label for position in summary.positions}
    voices = {position.id: number for number, position in enumerate(summary.positions, 1)}
    first, last = group[0], next((item for item in reversed(group) if item.outcome), group[-1])
    return Asked(
        speaker=speaker_link(site, first.speaker) if first.speaker else None,
        position="" if first.speaker else labels.get(first.position, ""),
        voice=next((voices[id] for id in first.positions if id in voices), 0),
        attempts=tuple(Attempt(item.channel, item.date, item.recipient) for item in group if item.date),
        deadline=max(item.deadline for item in group if item.outcome == last.outcome or last.outcome != "no-reply"),
        outcome=last.outcome,
        replied=last.replied,
        reply=filled(last.reply, site, summary.slug) if last.reply else Markup(""),
        note=Markup("").join(filled(item.note, site, summary.slug) for item in group if item.note),
        about=tuple(_about(site, summary, first)),
    )


def _about(site: LinkedSite, summary: Summary, item: ApproachSummary) -> Iterable[PageLink]:
    for issue in summary.issues:
        if issue.id in item.issues:
            yield PageLink(issue.question, site.href(addresses.sides(summary.slug, issue.id)) if summary.has_sides else "")
    for claim in summary.claims:
        if claim.id in item.claims:
            yield PageLink(claim.text, site.href(site.claim_address(summary.slug, claim)))


def asked_for_answer(site: LinkedSite, summary: Summary, position: str, issue: str) -> tuple[Asked, ...]:
    """Who was asked for a position's answer on a point of dispute; or that nobody was."""
    made = [item for item in summary.approaches if issue in item.issues and position in item.positions and item.outcome != "not-asked"]
    return asked(site, summary, made or _not_asked(summary, position, issue), one_point=True)


def asked_about_claim(site: LinkedSite, summary: Summary, claim: ClaimSummary) -> tuple[Asked, ...]:
    """Who was asked about a claim; and of those whom it accuses, who was not."""
    if not summary.approaches:
        return ()
    made = asked_of_claim(summary.approaches, claim.id)
    result = [*asked(site, summary, made, one_point=True)]
    for speaker in claim.accuses:
        positions = tuple(position.id for position in summary.positions if speaker in position.speakers)
        if any(item.speaker == speaker or not {*item.positions}.isdisjoint(positions) for item in made):
            continue
        if was_not_asked(summary.approaches, speaker, positions, claim.id):
            nothing = Markup("")
            result.append(Asked(speaker_link(site, speaker), "", 0, (), "", "not-asked", "", nothing, nothing, ()))
    return tuple(result)


def _not_asked(summary: Summary, position: str, issue: str) -> list[ApproachSummary]:
    """The nearest entry that says that a position was not asked: of its own, else the one about everybody."""
    fitting = [item for item in summary.approaches if item.outcome == "not-asked" and (issue in item.issues or not item.issues)]
    own = [item for item in fitting if not item.claims and position in item.positions]
    return own[:1] or [item for item in fitting if not item.claims and not item.speaker and not item.position][:1]
