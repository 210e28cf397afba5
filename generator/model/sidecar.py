"""The sidecar of an article: positions, issues, claims, notes, terms, sources and corrections."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from generator.model.speakers import Source, Speaker
from generator.model.values import Date, Id, LooseDate, Markdown, Model, Text

ClaimRef = Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9-]*#)?[a-z0-9][a-z0-9-]*$")]
"""A claim of the same article by its id, or `other-article#claim`."""
Silence = Literal["not-stated", "declined", "not-asked", "not-applicable"]


def _as_quotes(value: Any) -> Any:
    values = value if isinstance(value, list) else [value]
    return [{"exact": item} if isinstance(item, str) else item for item in values]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _as_answer(value: Any) -> Any:
    return {"answer": value} if isinstance(value, str) else value


class QuoteChoice(Model):
    """How one of several places with the same words is chosen."""

    prefix: Text | None = None
    """The text right before the quote."""
    suffix: Text | None = None
    """The text right after it."""
    within: Annotated[str, Field(pattern=r"^#.+$")] | None = None
    """The heading under which it stands, such as `'#deliveries'`."""
    occurrence: Annotated[int, Field(ge=1)] | Literal["all"] | None = None
    """Which one it is, counted from 1, or `all`."""


class Quote(QuoteChoice):
    """Some words of the article: exactly, or by their beginning and end."""

    exact: str | None = None
    """The words."""
    from_: str | None = Field(default=None, alias="from")
    """The first words of a long passage."""
    to: str | None = None
    """Its last words."""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.exact is None) == (self.from_ is None) or (self.from_ is None) != (self.to is None):
            raise PydanticCustomError("quote", "should be the words, or `{from: first words, to: last words}`")
        return self


Quotes = Annotated[list[Quote], BeforeValidator(_as_quotes, json_schema_input_type=str | Quote | list[str | Quote]), Field(min_length=1)]


class Position(Model):
    """One side of the debate: a column of the side-by-side view."""

    label: Text
    """A name that its holders would accept."""
    summary: Text | None = None
    """The position in one sentence."""
    speakers: list[Id] = []
    """Who holds it."""


class Answer(Model):
    """What a position says on a point of dispute, or which kind of silence it keeps."""

    answer: Markdown | None = None
    """The answer, in the author's words."""
    words: Text | None = None
    """The holder's own words: they are put in quotation marks."""
    speaker: Id | None = None
    """Whose words they are, or who gave the answer."""
    source: Id | None = None
    """Where they stand."""
    date: LooseDate | None = None
    """When they were said, or until when an answer was looked for."""
    inferred: bool = False
    """`true`: concluded by the author, not stated by the position; `note` then gives the reasoning."""
    silence: Silence | None = None
    """No answer, and why: not-stated, declined, not-asked or not-applicable."""
    note: Markdown | None = None
    """The reasoning, or what was looked at and who was asked."""

    @model_validator(mode="after")
    def _one_state(self) -> Self:
        if self.silence and (self.answer or self.words or self.inferred):
            raise PydanticCustomError("silence-text", "has a `silence` and an answer: keep one of them")
        if not self.silence and not (self.answer or self.words):
            raise PydanticCustomError("silence-text", "has no `answer`; say which kind of silence it is with `silence`")
        if self.inferred and not self.note:
            raise PydanticCustomError("inferred-note", "is inferred, so `note` must give the reasoning")
        if self.words and not self.speaker:
            raise PydanticCustomError("words-speaker", "has `words`, so `speaker` must say whose they are")
        return self


class Issue(Model):
    """A point of dispute: a row of the side-by-side view."""

    question: Text
    """The point, as a question."""
    kind: Literal["fact", "policy", "value"] | None = None
    """A question of fact shows its evidence first."""
    background: Markdown | None = None
    """What all sides accept."""
    answers: dict[Id, Annotated[Answer, BeforeValidator(_as_answer, json_schema_input_type=str | Answer)]] = {}
    """By position: the answer, or `{answer, words, speaker, source, date, inferred, silence, note}`."""


class Evidence(Model):
    """A source that bears on a claim."""

    source: Id
    """The id of a source."""
    stance: Literal["supports", "disputes", "context"] = "context"
    """What it does to the claim."""
    locator: Text | None = None
    """The place in it: `p. 12`, `para. 91`."""
    note: Markdown | None = None
    """What it says."""


class Review(Model):
    """How a claim stands on the site's scale."""

    rating: Id
    """An id of `ratings` in site.yml."""
    summary: Text | None = None
    """The finding in one sentence."""
    by: Text | None = None
    """Who reviewed it."""
    date: Date | None = None
    """When."""


class Claim(QuoteChoice):
    """Something that a speaker says."""

    quote: Quotes | None = None
    """The words of the article that carry it: a text, a list, or `{from, to}`."""
    anchor: Literal["none"] | None = None
    """`none`: the claim is not in the article's text."""
    text: Text | None = None
    """How it reads on its own; default: the quote."""
    speaker: Id
    """Who says so."""
    position: Id | None = None
    """Which side it serves."""
    issue: Annotated[list[Id], BeforeValidator(_as_list, json_schema_input_type=Id | list[Id])] = []
    """The points of dispute that it belongs to."""
    date: LooseDate | None = None
    """When it was said."""
    note: Markdown | None = None
    """The annotation."""
    evidence: list[Evidence] = []
    """What bears on it."""
    responds_to: Annotated[list[ClaimRef], BeforeValidator(_as_list, json_schema_input_type=ClaimRef | list[ClaimRef])] = []
    """The claims that it answers: ids, or `other-article#claim`."""
    review: Review | None = None
    """How it stands, on the site's scale."""

    @model_validator(mode="after")
    def _has_words(self) -> Self:
        if self.quote and self.anchor:
            raise PydanticCustomError("anchor", "has a `quote` and `anchor: none`: keep one of them")
        if self.anchor and not self.text:
            raise PydanticCustomError("anchor", "has `anchor: none`, so `text` must say how it reads")
        return self


class Note(QuoteChoice):
    """An annotation with no speaker: context on some words of the text."""

    quote: Quotes
    """The words of the article."""
    note: Markdown
    """What to know about them."""
    sources: list[Id] = []
    """Ids of the sources for it."""


class Term(Model):
    """A word explained."""

    term: Text
    """The word."""
    definition: Markdown
    """What it means here."""


class Correction(Model):
    """A mistake mended after publication."""

    date: Date
    """When it was mended."""
    text: Markdown
    """What was wrong, and what is right."""
    claim: Id | None = None
    """The claim that it concerns."""


class Sidecar(Model):
    """`<article>.yml`."""

    positions: dict[Id, Position] = {}
    """The columns of the side-by-side view, in order."""
    issues: dict[Id, Issue] = {}
    """Its rows: the points of dispute, in order."""
    claims: dict[Id, Claim] = {}
    """What is said, by whom."""
    notes: dict[Id, Note] = {}
    """Annotations with no speaker."""
    terms: dict[Id, Term] = {}
    """Words explained; `[words](term:id)` shows one."""
    sources: dict[Id, Source] = {}
    """External links; adds to content/sources.yml."""
    speakers: dict[Id, Speaker] = {}
    """Adds to content/speakers.yml."""
    corrections: list[Correction] = []
    """Mistakes mended after publication."""
