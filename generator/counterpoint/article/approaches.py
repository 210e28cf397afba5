"""Who was asked what: approaches held against each other, and the silences that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from counterpoint.article.prepared import AnswerState, ApproachSummary
from counterpoint.diagnostics import ERROR, WARNING, Diagnostic
from counterpoint.model.sidecar import Answer, Approach, Sidecar
from counterpoint.reading.validate import Located

_SILENCE_AFTER: dict[str, AnswerState] = {"no-reply": "no-reply", "declined": "declined", "no-comment": "declined"}
"""What came of the approaches → the silence of a position that gives no answer."""
_DAY = len("2026-05-10")
T = TypeVar("T", Approach, ApproachSummary)
REPLIES = ("answered", "declined", "no-comment")
"""Outcomes with which somebody has replied, the weightiest first."""


def positions_of(approach: Approach, sidecar: Sidecar) -> tuple[str, ...]:
    """The positions that an approach counts for: the one that it names, and those that list its speaker."""
    listing = (id for id, position in sidecar.positions.items() if approach.speaker and approach.speaker in position.speakers)
    return tuple(dict.fromkeys([*([approach.position] if approach.position else []), *listing]))


def made_for(sidecar: Sidecar, position: str, issue: str) -> list[Approach]:
    """The attempts to get a position's answer on a point of dispute, the earliest first."""
    made = [item for item in sidecar.approaches if item.date and issue in item.issues and position in positions_of(item, sidecar)]
    return sorted(made, key=lambda item: item.date or "")


def state_of(answer: Answer | None, made: Sequence[Approach]) -> AnswerState:
    """The state of an answer: as it is written, or for want of one, as the approaches have it."""
    if answer and answer.silence:
        return answer.silence
    if answer:
        return "inferred" if answer.inferred else "stated"
    return _SILENCE_AFTER.get(_outcome(made), "not-stated")


def _outcome(made: Sequence[Approach]) -> str:
    """What came of all attempts together. Who has replied once is not said to have been silent, whatever came of further attempts, or of
    those to reach others of the same side; nor who may still reply."""
    outcomes = {item.outcome for item in made}
    reply = next((outcome for outcome in REPLIES if outcome in outcomes), "")
    return reply or ("no-reply" if "no-reply" in outcomes and not still_open(made) else "")


def no_reply_by(made: Iterable[Approach | ApproachSummary]) -> str:
    """The last day by which some attempts are said to have had no reply; empty where none is."""
    return max(((item.deadline or "")[:_DAY] for item in made if item.outcome == "no-reply"), default="")


def still_open(made: Sequence[T]) -> list[T]:
    """The attempts of which nothing has come yet: neither an outcome of their own, nor one of another by which they were over.

    An attempt is over by a 'no-reply' if it was made, and an answer to it was asked for, by that deadline.
    """
    last = no_reply_by(made)
    return [item for item in made if not item.outcome and not _is_over(item, last)]


def _is_over(item: Approach | ApproachSummary, last: str) -> bool:
    return max((item.date or "")[:_DAY], (item.deadline or "")[:_DAY]) <= last


def positions_held(speaker: str, sidecar: Sidecar) -> tuple[str, ...]:
    """The positions that a speaker is listed for, has claims for, or answers for."""
    listing = (id for id, position in sidecar.positions.items() if speaker in position.speakers)
    claiming = (claim.position for claim in sidecar.claims.values() if claim.speaker == speaker and claim.position)
    answering = (id for issue in sidecar.issues.values() for id, answer in issue.answers.items() if answer.speaker == speaker)
    return tuple(dict.fromkeys((*listing, *claiming, *answering)))


def check_approaches(located: Located[Sidecar]) -> Iterator[Diagnostic]:
    """Mistakes in a record of approaches, and in the silences that do not follow from it."""
    sidecar = located.value
    for number, approach in enumerate(sidecar.approaches):
        yield from _for_another_side(located, number, approach)
        if approach.outcome == "no-reply":
            yield from _attempts(located, number, approach)
        elif approach.outcome == "not-asked" and (approach.speaker or approach.position):
            yield from _asked_after_all(located, number, approach)
    for issue, item in sidecar.issues.items():
        for position in sidecar.positions:
            yield from _silence(located, issue, position, item.answers.get(position))


def _for_another_side(located: Located[Sidecar], number: int, approach: Approach) -> Iterator[Diagnostic]:
    """Whether somebody is asked for a side that is not theirs: their refusal would silence their opponents."""
    speaker, position = approach.speaker, approach.position
    held = positions_held(speaker, located.value) if speaker else ()
    if held and position in located.value.positions and position not in held:
        sides = ", ".join(map(repr, held))
        message = (
            f"{speaker!r} is asked for the position {position!r}, and speaks for {sides}: nobody answers, or declines, for another side"
        )
        help = f"write `position: {held[0]}`, or whom you asked; who speaks for {position!r} too is to be among its `speakers`"
        yield located.error("approach-contradicts", ("approaches", number, "position"), message, help)


def _attempts(located: Located[Sidecar], number: int, approach: Approach) -> Iterator[Diagnostic]:
    """Whether everything that was put, and not replied to, was put twice, by two channels, each time to be answered by the deadline."""
    sidecar, last = located.value, (approach.deadline or "")[:_DAY]
    made = [other for other in sidecar.approaches if other.date and _same_party(other, approach, sidecar)]
    unanswered = [other for other in made if other.outcome not in REPLIES and other.date and other.date[:_DAY] <= last]
    over = [other for other in unanswered if other.outcome or _is_over(other, last)]
    for kind, ids in (("claim", approach.claims), ("issue", approach.issues)):
        for id in ids:
            channels, waiting = (
                [other for other in some if id in (other.claims if kind == "claim" else other.issues)] for some in (over, unanswered)
            )
            names = sorted({other.channel for other in channels if other.channel})
            if len(names) < 2:
                message = f"'no-reply' needs two attempts by two channels; the {kind} {id!r} was put by {names[0]} alone"
                help = "ask again by another channel, and record it as an entry; until then leave `outcome` out"
                if until := max((other.deadline or "" for other in waiting if other not in channels), default=""):
                    message += f", but for an attempt that is open until {until}"
                    help = "leave `outcome` out until then, and write it beside the attempt with the last deadline"
                yield located.error("approach-incomplete", ("approaches", number, "outcome"), message, help)


def _asked_after_all(located: Located[Sidecar], number: int, approach: Approach) -> Iterator[Diagnostic]:
    """Whether somebody who is said not to have been asked was asked, about the same or, where nothing is named, at all."""
    about = {*approach.claims, *approach.issues}
    for other in located.value.approaches:
        if other.date and _same_party(approach, other, located.value) and (not about or about & {*other.claims, *other.issues}):
            message = f"{(approach.speaker or approach.position)!r} is said not to have been asked, and was, on {other.date}"
            help = "name the `claims` or `issues` that were not put, or take the entry out"
            yield located.error("approach-contradicts", ("approaches", number, "outcome"), message, help)
            return


def _same_party(approach: Approach, other: Approach, sidecar: Sidecar) -> bool:
    if approach.speaker and other.speaker:
        return approach.speaker == other.speaker
    return not {*positions_of(approach, sidecar)}.isdisjoint(positions_of(other, sidecar))


def _silence(located: Located[Sidecar], issue: str, position: str, answer: Answer | None) -> Iterator[Diagnostic]:
    """Whether a silence follows from the record: nobody declined, or failed to reply, who was not asked."""
    made = made_for(located.value, position, issue)
    state, outcome = state_of(answer, made), _outcome(made)
    path = ("issues", issue, "answers", position, "silence")
    name = f"the position {position!r} on {issue!r}"
    if state in {"stated", "inferred"} or (state == "not-applicable" and outcome in {"", "answered"}):
        return
    if outcome == "answered":
        message = f"{name} is silent, and the record of approaches says that it answered"
        yield located.error("approach-contradicts", path, message, "write the answer, or correct the outcome under `approaches`")
    elif made and state == "not-asked":
        message = f"{name} is said not to have been asked, and was, on {made[-1].date}"
        yield located.error("approach-contradicts", path, message, "leave `silence` out: it follows from `approaches`")
    elif state == "no-reply" and not outcome and no_reply_by(made):
        message = f"{name} is said to be 'no-reply', and the attempt of {still_open(made)[-1].date} is still open"
        help = "leave `silence` out, and give that attempt its `outcome` once its deadline has passed"
        yield located.error("approach-contradicts", path, message, help)
    elif outcome and state != _SILENCE_AFTER[outcome]:
        message = f"{name} is said to be {state!r}, and the record of approaches says {outcome!r}"
        yield located.error("approach-contradicts", path, message, "leave `silence` out: it follows from `approaches`")
    elif state in {"declined", "no-reply"} and not outcome and not (state == "declined" and answer and answer.source):
        severity = ERROR if state == "no-reply" else WARNING
        message = f"{name} is said to be {state!r}, and no approach with that outcome is on record"
        help = f"record it: `approaches: [{{position: {position}, issues: [{issue}], date: …, channel: …, deadline: …, outcome: {state}}}]`"
        if state == "declined":
            help += ", or name the `source` in which it declined"
        yield located.error("silence-unrecorded", path, message, help, severity=severity)


def asked_of_claim(approaches: Iterable[ApproachSummary], claim: str) -> list[ApproachSummary]:
    """The attempts in which a claim was put."""
    return [item for item in approaches if claim in item.claims and item.outcome != "not-asked"]


def was_answered(approaches: Iterable[ApproachSummary], claim: str) -> bool:
    """Whether somebody who was asked about a claim has answered."""
    return any(item.outcome == "answered" for item in asked_of_claim(approaches, claim))


def was_not_asked(approaches: Iterable[ApproachSummary], speaker: str, positions: Iterable[str], claim: str = "") -> bool:
    """Whether it is said openly that somebody was not asked, about a claim or at all."""
    sides = set(positions)
    for item in approaches:
        about = not (item.claims or item.issues) or claim in item.claims
        whom = not (item.speaker or item.position) or (item.speaker == speaker if item.speaker else item.position in sides)
        if item.outcome == "not-asked" and about and whom:
            return True
    return False
