"""What stands on a site of one speaker, word for word, as a letter that asks for an answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from msgspec import Struct

from counterpoint.article.prepared import Body, ClaimBody, ClaimSummary, Summary
from counterpoint.pages.page import Words
from counterpoint.pages.punctuation import full_stop
from counterpoint.reading.fragments import plain
from counterpoint.site import addresses
from counterpoint.site.link import LinkedSite

Bodies = Callable[[str], Body]
"""The large parts of articles, by slug."""
Translate = Callable[[str], str]
"""A phrase of the interface → the words of the site's language."""

_SIGNS = re.compile(r"([\\`*_\[\]<>#~|&])")
GREETING = Words("To %(speaker)s")
ASKED_BY = Words("Please answer by %(date)s.")
INTRODUCTION = Words(
    "%(site)s shows side by side who says what. Below stands, word for word, what it says in your name and of you. Your answer is shown to"
    " readers beside the words that it answers. If none comes, they are told how and when you were asked."
)
BY_YOU = Words("Said by you")
OF_YOU = Words("Said of you")
YOUR_POSITION = Words("How your position is put")
QUESTIONS = Words("What we ask you")
IS_IT_RIGHT = Words("Is anything here wrong, or missing what it needs to be understood?")
WHAT_IS_YOUR_ANSWER = Words("What do you answer to what is said of you?")
IN_THE_ARTICLE = Words("In the article:")
STANCES = {"supports": Words("Supported by"), "disputes": Words("Disputed by"), "context": Words("Context:")}
RATED = Words("Our rating:")
OUR_NOTE = Words("Our note:")
DESCRIBED = Words("How you are described")
INTEREST = Words("Interest: %(what)s")
INFERRED = Words("Inferred, not stated.")
NO_ANSWER = Words("This explainer records no answer.")


class Cited(Struct, frozen=True):
    """A source that bears on a claim: how, which it is, and what the author says of it."""

    stance: str
    source: str
    note: str


class Statement(Struct, frozen=True):
    """A claim as readers find it. `by` is empty for what the speaker says."""

    by: str
    text: str
    own_words: bool
    date: str
    quotes: tuple[str, ...]
    rating: str
    note: str
    """What the author says of it."""
    sources: tuple[Cited, ...]
    address: str


class PutAnswer(Struct, frozen=True):
    """What a position of the speaker's is said to answer to a question."""

    question: str
    state: str
    answer: str
    words: str
    note: str


class PutPosition(Struct, frozen=True):
    """How a position of the speaker's is put."""

    label: str
    summary: str
    answers: tuple[PutAnswer, ...]


class LetterPart(Struct, frozen=True):
    """What one article says."""

    title: str
    address: str
    by_you: tuple[Statement, ...]
    of_you: tuple[Statement, ...]
    positions: tuple[PutPosition, ...]


class Letter(Struct, frozen=True):
    """All that stands on a site of one speaker."""

    site: str
    speaker: str
    description: tuple[str, ...]
    """How the site describes the speaker: role and biography."""
    interest: str
    parts: tuple[LetterPart, ...]


def letter(site: LinkedSite, body_of: Bodies, speaker_id: str) -> Letter:
    """Collect what stands on a site of a speaker, the newest article first."""
    parts = (_part(site, summary, body_of, speaker_id) for summary in site.articles.values())
    speaker = site.speakers[speaker_id]
    return Letter(
        site.settings.title,
        speaker.name,
        tuple(filter(None, (speaker.role, speaker.bio))),
        speaker.interest or "",
        tuple(part for part in parts if part.by_you or part.of_you or part.positions),
    )


def _part(site: LinkedSite, summary: Summary, body_of: Bodies, speaker_id: str) -> LetterPart:
    mine = {claim.id for claim in summary.claims if claim.speaker == speaker_id}
    held = [
        number
        for number, position in enumerate(summary.positions, 1)
        if speaker_id in position.speakers or any(claim.voice == number for claim in summary.claims if claim.id in mine)
    ]
    about = any(claim.id in mine or _is_about(site, summary, claim, speaker_id, mine) for claim in summary.claims)
    body = body_of(summary.slug) if about or held else None

    def told(claim: ClaimSummary, by: str) -> Statement:
        return _statement(site, summary, claim, body.claims[claim.id] if body else None, by)

    return LetterPart(
        title=summary.title,
        address=site.url(addresses.article(summary.slug)),
        by_you=tuple(told(claim, "") for claim in summary.claims if claim.id in mine),
        of_you=tuple(
            told(claim, site.speakers[claim.speaker].name)
            for claim in summary.claims
            if claim.id not in mine and _is_about(site, summary, claim, speaker_id, mine)
        ),
        positions=tuple(_position(summary, body, number) for number in held if body),
    )


def _is_about(site: LinkedSite, summary: Summary, claim: ClaimSummary, speaker_id: str, mine: set[str]) -> bool:
    """Whether a claim accuses a speaker, names the speaker, or answers one of the speaker's claims."""
    if speaker_id in claim.accuses or any(slug == summary.slug and answered in mine for slug, answered in claim.responds_to):
        return True
    speaker = site.speakers[speaker_id]
    said = " ".join((claim.text, *claim.quotes))
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said) for name in (speaker.name, *speaker.names))


def _statement(site: LinkedSite, summary: Summary, claim: ClaimSummary, body: ClaimBody | None, by: str) -> Statement:
    sources = [site.source_in(summary, item.source) for item in claim.evidence]
    notes = body.evidence_notes if body else [()] * len(sources)
    rating = site.settings.ratings.get(claim.rating)
    return Statement(
        by=by,
        text=claim.text,
        own_words=claim.own_words,
        date=claim.date,
        quotes=tuple(quote for quote in claim.quotes if quote != claim.text),
        rating=" ".join(filter(None, (rating.label + full_stop(rating.label), claim.rating_summary))) if rating else "",
        note=plain(body.note) if body else "",
        sources=tuple(
            Cited(item.stance, ", ".join(filter(None, (source.title, source.publisher, item.locator, source.url))), plain(note))
            for item, source, note in zip(claim.evidence, sources, notes, strict=True)
        ),
        address=site.url(site.claim_address(summary.slug, claim)),
    )


def _position(summary: Summary, body: Body, number: int) -> PutPosition:
    position = summary.positions[number - 1]
    answers = (
        PutAnswer(issue.question, answer.state, plain(answer.answer), answer.words, plain(answer.note))
        for issue, row in zip(summary.issues, body.issues, strict=True)
        for answer in [row.answers[number - 1]]
    )
    return PutPosition(position.label, position.summary, tuple(answers))


def as_markdown(content: Letter, deadline: str, phrase: Translate, day: Callable[[str], str]) -> str:
    """The letter in Markdown. `phrase` translates the interface's phrases, `day` writes a date."""
    lines = [
        f"# {phrase(GREETING) % {'speaker': plainly(content.speaker)}}",
        phrase(INTRODUCTION) % {"site": plainly(content.site)},
        f"**{phrase(ASKED_BY) % {'date': day(deadline)}}**",
    ]
    if content.description or content.interest:
        interest = phrase(INTEREST) % {"what": plainly(content.interest)} if content.interest else ""
        described = [f"- {text}" for text in (*map(plainly, content.description), interest) if text]
        lines += [f"## {phrase(DESCRIBED)}", "\n".join(described)]
    for part in content.parts:
        lines += [f"## {plainly(part.title)}", f"<{part.address}>", *_lines(part, phrase, day)]
    return "\n\n".join(lines) + "\n"


def _lines(part: LetterPart, phrase: Translate, day: Callable[[str], str]) -> Iterator[str]:
    for heading, statements in ((BY_YOU, part.by_you), (OF_YOU, part.of_you)):
        if statements:
            yield f"### {phrase(heading)}"
            yield "\n".join(line for item in statements for line in _said(item, phrase, day))
    if part.positions:
        yield f"### {phrase(YOUR_POSITION)}"
    for position in part.positions:
        yield f"**{plainly(position.label)}**" + (f": {plainly(position.summary)}" if position.summary else "")
        yield "\n".join(_put(answer, phrase) for answer in position.answers)
    yield f"### {phrase(QUESTIONS)}"
    unanswered = [answer.question for position in part.positions for answer in position.answers if answer.state != "stated"]
    questions = [*map(plainly, dict.fromkeys(unanswered)), *([phrase(WHAT_IS_YOUR_ANSWER)] if part.of_you else []), phrase(IS_IT_RIGHT)]
    yield "\n".join(f"{number}. {question}" for number, question in enumerate(questions, 1))


def _said(item: Statement, phrase: Translate, day: Callable[[str], str]) -> Iterator[str]:
    """The lines of one claim, as an item of a list."""
    who = f"**{plainly(item.by)}**: " if item.by else ""
    when = f" ({day(item.date)})" if item.date else ""
    yield f"- {who}{'“' if item.own_words else ''}{plainly(item.text)}{'”' if item.own_words else ''}{when}"
    for quote in item.quotes:
        yield f"  - {phrase(IN_THE_ARTICLE)} {plainly(quote)}"
    if item.rating:
        yield f"  - {phrase(RATED)} {plainly(item.rating)}"
    if item.note:
        yield f"  - {phrase(OUR_NOTE)} {plainly(item.note)}"
    for source in item.sources:
        yield f"  - {phrase(STANCES[source.stance])} {plainly(source.source)}" + (f" ({plainly(source.note)})" if source.note else "")
    yield f"  - <{item.address}>"


def _put(answer: PutAnswer, phrase: Translate) -> str:
    said = " ".join(filter(None, (plainly(answer.answer), f"“{plainly(answer.words)}”" if answer.words else "")))
    if answer.state == "inferred":
        said = f"{phrase(INFERRED)} {said} {plainly(answer.note)}".strip()
    return f"- {plainly(answer.question)}\n  - {said or phrase(NO_ANSWER)}"


def plainly(text: str) -> str:
    """A text in one line, in which nothing is Markdown."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))
