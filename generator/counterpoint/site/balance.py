"""How each position of an article is treated: its answers, room, sources, last words and unanswered claims. Counted, never scored."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from html import unescape

import regex
from msgspec import Struct

from counterpoint.article.approaches import was_answered
from counterpoint.article.prepared import AnswerBody, AnswerState, Body, ClaimSummary, Summary
from counterpoint.site.link import LinkedSite

_LATIN_WORD = re.compile(r"[A-Za-z0-9]+(?:[.,'-][A-Za-z0-9]+)*")
"""What `_WORD` comes to in a text of ASCII characters, in less time."""
_WORD = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]|[\p{L}\p{M}\p{N}]+(?:[.,'’-][\p{L}\p{M}\p{N}]+)*")
_TAG = re.compile(r"<[^>]*>")


class SourceInterest(Struct, frozen=True):
    """Whose interests are involved in a source, or in who speaks."""

    id: str
    interest: str


class PositionBalance(Struct, frozen=True):
    """What one position has had."""

    id: str
    label: str
    stated: int
    inferred: int
    silent: int
    claims: int
    words: int
    """Words of its answers, its own words and its claims."""
    sources: tuple[str, ...]
    """Ids of the different sources that are cited for it."""
    oldest: str
    """The date of the oldest source that has one."""
    newest: str
    kinds: Mapping[str, int]
    """Kind of source, as its author calls it → how many; the empty one is not said."""
    last_words: tuple[str, ...]
    """Ids of the questions on which a claim of the position stands last in the text."""
    unanswered: tuple[str, ...]
    """Ids of its claims that no claim answers, and nobody who was asked about them."""
    source_interests: tuple[SourceInterest, ...]
    speaker_interests: tuple[SourceInterest, ...]
    """Of speakers who hold it, or whose claims are on its side."""


class PositionOnQuestion(Struct, frozen=True):
    """What one position has had on one question."""

    id: str
    state: AnswerState
    words: int
    """Words of its answer, its own words and its claims on the question."""
    claims: int


class QuestionBalance(Struct, frozen=True):
    """The room that each position has on one question, in the order of positions."""

    id: str
    question: str
    kind: str
    positions: tuple[PositionOnQuestion, ...]
    last_word: str
    """Id of the position whose claim stands last in the text; empty where there is none, or it is on no side."""


def position_balances(site: LinkedSite, summary: Summary, body: Body) -> tuple[PositionBalance, ...]:
    """What each position of an article has had, in the order of positions."""
    last = {issue.id: _last_voice(summary, issue.id) for issue in summary.issues}
    return tuple(_position(site, summary, body, voice, last) for voice in range(1, len(summary.positions) + 1))


def question_balances(summary: Summary, body: Body) -> tuple[QuestionBalance, ...]:
    """What each position has had on each question, in the author's order."""
    result = []
    for issue, details in zip(summary.issues, body.issues, strict=True):
        cells = []
        for voice, (position, answer) in enumerate(zip(summary.positions, details.answers, strict=True), 1):
            claims = [claim for claim in summary.claims if claim.voice == voice and issue.id in claim.issues]
            cells.append(PositionOnQuestion(position.id, answer.state, _words([answer], claims), len(claims)))
        last = _last_voice(summary, issue.id)
        result.append(QuestionBalance(issue.id, issue.question, issue.kind, tuple(cells), summary.positions[last - 1].id if last else ""))
    return tuple(result)


def _position(site: LinkedSite, summary: Summary, body: Body, voice: int, last: dict[str, int]) -> PositionBalance:
    position = summary.positions[voice - 1]
    answers = [issue.answers[voice - 1] for issue in body.issues]
    claims = [claim for claim in summary.claims if claim.voice == voice]
    stated = sum(answer.state == "stated" for answer in answers)
    inferred = sum(answer.state == "inferred" for answer in answers)
    sources = sorted({item.source for claim in claims for item in claim.evidence} | {answer.source for answer in answers if answer.source})
    cited = {id: site.source_in(summary, id) for id in sources}
    dates = sorted(source.date for source in cited.values() if source.date)
    kinds = Counter(source.kind for source in cited.values())
    speakers = dict.fromkeys([*position.speakers, *(claim.speaker for claim in claims), *(a.speaker for a in answers if a.speaker)])
    return PositionBalance(
        id=position.id,
        label=position.label,
        stated=stated,
        inferred=inferred,
        silent=len(answers) - stated - inferred,
        claims=len(claims),
        words=_words(answers, claims),
        sources=tuple(sources),
        oldest=dates[0] if dates else "",
        newest=dates[-1] if dates else "",
        kinds=dict(sorted(kinds.items(), key=lambda kind: (not kind[0], -kind[1], kind[0]))),
        last_words=tuple(issue for issue, last_voice in last.items() if last_voice == voice),
        unanswered=tuple(
            claim.id for claim in claims if not site.answers_to((summary.slug, claim.id)) and not was_answered(summary.approaches, claim.id)
        ),
        source_interests=tuple(SourceInterest(id, source.interest) for id, source in cited.items() if source.interest),
        speaker_interests=tuple(SourceInterest(id, interest) for id in speakers if (interest := site.speakers[id].interest)),
    )


def _words(answers: Sequence[AnswerBody], claims: Sequence[ClaimSummary]) -> int:
    """How many words there are in some answers, with the holder's own words, and in some claims."""
    texts = [unescape(_TAG.sub("", "".join(part for part in answer.answer if isinstance(part, str)))) for answer in answers]
    texts += [answer.words for answer in answers] + [claim.text for claim in claims]
    return sum(len((_LATIN_WORD if text.isascii() else _WORD).findall(text)) for text in texts)


def _last_voice(summary: Summary, issue_id: str) -> int:
    """The position whose claim on a question stands last in the text; 0 where there is none, or it is on no side."""
    placed = [claim for claim in summary.claims if claim.number and issue_id in claim.issues]
    return max(placed, key=lambda claim: claim.number).voice if placed else 0
