"""The sidecar of an article: positions, issues, claims, notes, terms, sources and corrections."""

import hashlib
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, field
from msgspec.structs import replace

from counterpoint.model.speakers import Source, Speaker
from counterpoint.model.values import DIGEST_PATTERN, Date, Id, LooseDate, Markdown, Mistake, Model, Short, Text, Url

ClaimRef = Annotated[str, Meta(pattern=r"^([a-z0-9][a-z0-9-]*#)?[a-z0-9][a-z0-9-]*$")]
"""A claim of the same article by its id, or `other-article#claim`."""
if TYPE_CHECKING:
    Ids = list[Id]
    ClaimRefs = list[ClaimRef]
    Sources = list[Id]
else:  # what may be written; what it stands for comes in its place
    Ids = Annotated[Id | list[Id], Short(list[Id], many=True)]
    ClaimRefs = Annotated[ClaimRef | list[ClaimRef], Short(list[ClaimRef], many=True)]
    Sources = Annotated[Id | Annotated[list[Id], Meta(min_length=1)], Short(Annotated[list[Id], Meta(min_length=1)], many=True)]
Channel = Literal["e-mail", "telephone", "letter", "in-person", "message", "form"]
Silence = Literal["not-stated", "no-reply", "declined", "not-asked", "not-applicable"]


class QuoteChoice(Model, frozen=True):
    """How one of several places with the same words is chosen."""

    prefix: Text | None = None
    """The text right before the quote."""
    suffix: Text | None = None
    """The text right after it."""
    within: Annotated[str, Meta(pattern=r"^#.+$")] | None = None
    """The heading under which it stands, such as `'#deliveries'`."""
    occurrence: Annotated[int, Meta(ge=1)] | Literal["all"] | None = None
    """Which one it is, counted from 1, or `all`."""


class Quote(QuoteChoice, frozen=True):
    """Some words of the article: exactly, or by their beginning and end."""

    exact: str | None = None
    """The words."""
    from_: str | None = field(default=None, name="from")
    """The first words of a long passage."""
    to: str | None = None
    """Its last words."""
    across: bool = False
    """`true`: the passage may run over headings."""

    def hold_together(self) -> None:
        """Raise Mistake for anything but words, or first words with last ones."""
        if (self.exact is None) == (self.from_ is None) or (self.from_ is None) != (self.to is None):
            raise Mistake("quote", "should be the words, or `{from: first words, to: last words}`")
        if self.across and self.from_ is None:
            raise Mistake("across", "`across` goes with `from` and `to`: other quotes run over a heading where they have a blank line")


if TYPE_CHECKING:
    Quotes = list[Quote]
else:  # what may be written; what it stands for comes in its place
    Quotes = Annotated[
        str | Quote | Annotated[list[str | Quote], Meta(min_length=1)],
        Short(Annotated[list[Quote], Meta(min_length=1)], key="exact", many=True),
    ]


class Approval(Model, frozen=True):
    """That the holders of a position accept how it is put."""

    by: Text
    """Who says so for them."""
    date: Date
    """When."""
    digest: Annotated[str, Meta(pattern=DIGEST_PATTERN)] | None = None
    """That of the words that were approved; `check` says which it is."""


class Position(Model, frozen=True):
    """One side of the debate: a column of the side-by-side view."""

    label: Text
    """A name that its holders would accept."""
    summary: Text | None = None
    """The position in one sentence."""
    speakers: list[Id] = []
    """Who holds it."""
    approved: Approval | None = None
    """That its holders accept the label and the summary."""


class Answer(Model, frozen=True):
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
    """No answer, and why: not-stated, no-reply, declined, not-asked or not-applicable."""
    note: Markdown | None = None
    """The reasoning, or what was looked at and who was asked."""
    updated: Date | None = None
    """When it was last changed after publication; readers are told."""
    approved: Approval | None = None
    """That its holders accept it as it is put."""

    def hold_together(self) -> None:
        """Raise Mistake for an answer with a silence, for none without, and for words without their speaker."""
        if self.silence and (self.answer or self.words or self.inferred):
            raise Mistake("silence-text", "has a `silence` and an answer: keep one of them")
        if not self.silence and not (self.answer or self.words):
            raise Mistake("silence-text", "has no `answer`; say which kind of silence it is with `silence`")
        if self.inferred and not self.note:
            raise Mistake("inferred-note", "is inferred, so `note` must give the reasoning")
        if self.words and not self.speaker:
            raise Mistake("words-speaker", "has `words`, so `speaker` must say whose they are")
        if self.silence and self.approved:
            raise Mistake("silence-text", "has a `silence`, in which there is no wording to be `approved`")


if TYPE_CHECKING:
    AnswerOrText = Answer
else:  # as above
    AnswerOrText = Annotated[Markdown | Answer, Short(Answer, key="answer")]


class Weight(Model, frozen=True):
    """How much evidence there is on a question of fact, and how far it agrees, in the terms of the IPCC's guidance on uncertainty."""

    evidence: Literal["limited", "medium", "robust"]
    """By its kind, amount and quality."""
    agreement: Literal["low", "medium", "high"]
    """How far the findings agree with each other."""
    basis: Markdown
    """What that rests on."""
    source: Sources
    """Ids of the sources in which it can be read."""


class Issue(Model, frozen=True):
    """A point of dispute: a row of the side-by-side view."""

    question: Text
    """The point, as a question."""
    kind: Literal["fact", "policy", "value"] | None = None
    """A question of fact shows its evidence first."""
    background: Markdown | None = None
    """What all sides accept."""
    weight: Weight | None = None
    """On a question of fact: how much evidence there is, and how far it agrees."""
    answers: dict[Id, AnswerOrText] = {}
    """By position: the answer, or `{answer, words, speaker, source, date, inferred, silence, note}`."""


class Evidence(Model, frozen=True):
    """A source that bears on a claim."""

    source: Id
    """The id of a source."""
    stance: Literal["supports", "disputes", "context"] = "context"
    """What it does to the claim."""
    locator: Text | None = None
    """The place in it: `p. 12`, `para. 91`."""
    note: Markdown | None = None
    """What it says."""


class Reviewer(Model, frozen=True):
    """Who reviewed a claim."""

    name: Text
    """The name shown."""
    kind: Literal["person", "organisation"] | None = None
    """What the reviewer is; not needed for the publisher of the site and for the authors of the article."""
    url: Url | None = None
    """The reviewer's page."""


if TYPE_CHECKING:
    ReviewerOrName = Reviewer
else:  # as above
    ReviewerOrName = Annotated[Text | Reviewer, Short(Reviewer, key="name")]


class Review(Model, frozen=True):
    """How a claim stands on the site's scale."""

    rating: Id
    """An id of `ratings` in site.yml."""
    summary: Text | None = None
    """The finding in one sentence."""
    by: ReviewerOrName | None = None
    """Who reviewed it: a name, or `{name, kind, url}`."""
    date: Date | None = None
    """When."""


class Claim(QuoteChoice, frozen=True, kw_only=True):
    """Something that a speaker says."""

    quote: Quotes | None = None
    """The words of the article that carry it: a text, a list, or `{from, to}`."""
    anchor: Literal["none"] | None = None
    """`none`: the claim is not in the article's text."""
    text: Text | None = None
    """How it reads on its own; default: the quote."""
    verbatim: bool | None = None
    """Whether `text` is the speaker's own words; default: where the quote stands in quotation marks, and `text` says the same."""
    speaker: Id
    """Who says so."""
    position: Id | None = None
    """Which side it serves."""
    issue: Ids = []
    """The points of dispute that it belongs to."""
    date: LooseDate | None = None
    """When it was said."""
    appears_in: Id | None = None
    """The id of the source in which the claim was made: the speech, letter or interview itself."""
    note: Markdown | None = None
    """The annotation."""
    evidence: list[Evidence] = []
    """What bears on it."""
    responds_to: ClaimRefs = []
    """The claims that it answers: ids, or `other-article#claim`."""
    accuses: Ids = []
    """Speakers whom it accuses of something, and who are owed a chance to reply."""
    review: Review | None = None
    """How it stands, on the site's scale."""
    updated: Date | None = None
    """When it was last changed after publication; readers are told."""

    def hold_together(self) -> None:
        """Raise Mistake for a claim that is in the text and is not, or has no words."""
        if self.quote and self.anchor:
            raise Mistake("anchor", "has a `quote` and `anchor: none`: keep one of them")
        if self.anchor and not self.text:
            raise Mistake("anchor", "has `anchor: none`, so `text` must say how it reads")


class Note(QuoteChoice, frozen=True, kw_only=True):
    """An annotation with no speaker: context on some words of the text."""

    quote: Quotes
    """The words of the article."""
    note: Markdown
    """What to know about them."""
    sources: list[Id] = []
    """Ids of the sources for it."""


class Term(Model, frozen=True):
    """A word explained."""

    term: Text
    """The word."""
    definition: Markdown
    """What it means here."""


class Correction(Model, frozen=True):
    """A mistake mended after publication."""

    date: Date
    """When it was mended."""
    text: Markdown
    """What was wrong, and what is right."""
    claim: Id | None = None
    """The claim that it concerns."""
    issue: Id | None = None
    """The point of dispute whose answers it concerns."""
    position: Id | None = None
    """The position that it concerns: its label, or with `issue` its answer."""


class Approach(Model, frozen=True):
    """One attempt to get an answer, or that there was none."""

    speaker: Id | None = None
    """Who was asked."""
    position: Id | None = None
    """For which side; one that lists the speaker need not be named."""
    date: Date | None = None
    """When."""
    channel: Channel | None = None
    """How: e-mail, telephone, letter, in-person, message or form."""
    recipient: Text | None = None
    """The person or office that it went to."""
    claims: Ids = []
    """The claims that were put."""
    issues: Ids = []
    """The points of dispute that were put."""
    deadline: Date | None = None
    """Until when an answer was asked for."""
    outcome: Literal["answered", "declined", "no-comment", "no-reply", "not-asked"] | None = None
    """What came of it; nothing while it is open. `not-asked` says that no attempt was made."""
    replied: Date | None = None
    """When the answer came."""
    reply: Markdown | None = None
    """What was said."""
    note: Markdown | None = None
    """What readers should know besides, such as why nobody was asked."""

    def hold_together(self) -> None:
        """Raise Mistake for an attempt without its particulars, and for one that was not made and has some."""
        if self.outcome == "not-asked":
            made = [name for name in ("date", "channel", "recipient", "deadline", "replied", "reply") if getattr(self, name)]
            if made:
                raise Mistake("approach-incomplete", f"says `not-asked`, and has a `{made[0]}`: keep one of them")
            return
        if not (self.speaker or self.position):
            raise Mistake("approach-incomplete", "does not say who was asked: name a `speaker` or a `position`")
        for name in ("date", "channel"):
            if not getattr(self, name):
                raise Mistake("approach-incomplete", f"has no `{name}`")
        if not (self.claims or self.issues):
            raise Mistake("approach-incomplete", "does not say what was put: name `claims` or `issues`")
        if self.outcome == "no-reply" and not self.deadline:
            raise Mistake("approach-incomplete", "says `no-reply`, so `deadline` must say until when an answer was asked for")
        if (self.replied or self.reply) and self.outcome not in {"answered", "declined", "no-comment"}:
            raise Mistake("approach-incomplete", "has a reply, so `outcome` must be answered, declined or no-comment")
        for name in ("deadline", "replied"):
            if self.date and (later := getattr(self, name)) and later[:10] < self.date[:10]:
                raise Mistake("approach-incomplete", f"has a `{name}` before its `date`")


class Sidecar(Model, frozen=True):
    """`<article>.yml`."""

    positions: dict[Id, Position] = {}
    """The columns of the side-by-side view, in order."""
    order: Literal["written", "shuffled"] = "written"
    """The order of the columns: as they are written, or drawn by lot from the `seed`."""
    seed: Annotated[str, Meta(min_length=1, max_length=64)] | None = None
    """What a shuffled order is drawn from: any text. Readers see it."""
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
    approaches: list[Approach] = []
    """Who was asked what, how and when, and what came of it."""
    corrections: list[Correction] = []
    """Mistakes mended after publication."""

    def hold_together(self) -> None:
        """Raise Mistake for an order that nobody could draw again, and for a seed that nothing is drawn from."""
        if self.order == "shuffled" and not self.seed:
            raise Mistake("order", "`order: shuffled` needs a `seed`, from which anybody can draw it again, such as `seed: 2026-05-12`")
        if self.seed and self.order != "shuffled":
            raise Mistake("order", "has a `seed`, which goes with `order: shuffled`")

    def in_order(self) -> "Sidecar":
        """The sidecar with its positions in the order of the columns. A seed gives the same order on every machine and for good."""
        if self.order != "shuffled":
            return self
        drawn = sorted(self.positions, key=lambda position: hashlib.sha256(f"{self.seed}\0{position}".encode()).digest())
        return replace(self, positions={id: self.positions[id] for id in drawn})

    @property
    def anchored_claims(self) -> list[str]:
        """The ids of the claims that have a place in the text: all but those with `anchor: none`."""
        return [id for id, claim in self.claims.items() if claim.anchor is None]
