"""A prepared article in three parts.

Its IndexEntry links the site. Its Summary is small, and shown on other pages. Its Body is large, and shown on its own pages only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from counterpoint.anchoring.selectors import TextPosition
from counterpoint.article.past_dates import DatedPlace
from counterpoint.diagnostics import Diagnostic, Location
from counterpoint.model.article import Author, Image
from counterpoint.model.speakers import Source, Speaker
from counterpoint.reading.fragments import Fragments
from counterpoint.reading.markdown import Reference

AnswerState = Literal["stated", "inferred", "not-stated", "no-reply", "declined", "not-asked", "not-applicable"]


class SourceSummary(Struct, frozen=True, array_like=True):
    """A source; what is not known of it is empty."""

    title: str
    publisher: str
    url: str
    date: str
    accessed: str
    archived: str
    kind: str
    language: str
    viewpoint: str
    note: str
    interest: str = ""
    untranslated: tuple[str, ...] = ()
    """Which of `viewpoint`, `note` and `interest` are still the original's, in a translation."""
    original: str = ""
    """The language of those."""


def source_summary(source: Source, untranslated: Collection[str] = (), language: str = "") -> SourceSummary:
    """A source as its author describes it. The texts named in `untranslated` are in the original's language; a title is, if its author
    does not say in which."""
    others = tuple(name for name in ("viewpoint", "note", "interest") if name in untranslated)
    return SourceSummary(
        source.title,
        source.publisher or "",
        source.url or "",
        source.date or "",
        source.accessed or "",
        source.archived or "",
        source.kind or "",
        source.language or (language if "title" in untranslated else ""),
        source.viewpoint or "",
        source.note or "",
        source.interest or "",
        others,
        language if others else "",
    )


class IndexedPosition(Struct, frozen=True, array_like=True):
    """A side, as those who hold it are listed with it."""

    id: str
    label: str
    speakers: tuple[str, ...]


class ApprovalSummary(Struct, frozen=True, array_like=True):
    """That the holders of a position accept a wording as it stands."""

    by: str
    date: str
    recorded: str
    """Who did, as the original names them: under that name it is on record."""


class PositionSummary(IndexedPosition, frozen=True, array_like=True):
    """One side: its voice is its place in the author's order, from 1."""

    summary: str
    approved: ApprovalSummary | None = None
    wording: str = ""
    """The digest of its words, in the original language."""


class IssueSummary(Struct, frozen=True, array_like=True):
    """A point of dispute, with the state of every position's answer in the order of positions, and its place in the text."""

    id: str
    question: str
    kind: str
    states: tuple[AnswerState, ...]
    fragment: str
    updated: str = ""
    """When one of its answers was last changed after publication, as the author says."""


class EvidenceSummary(Struct, frozen=True, array_like=True):
    """A source's bearing on a claim."""

    source: str
    stance: Literal["supports", "disputes", "context"]
    locator: str


class ClaimSummary(Struct, frozen=True, array_like=True):
    """A claim as other pages show it. `number` is its place in reading order, 0 where it is not in the text; `voice` 0 is no side."""

    id: str
    number: int
    text: str
    speaker: str
    voice: int
    issues: tuple[str, ...]
    date: str
    rating: str
    rating_summary: str
    reviewed_by: str
    reviewed_on: str
    evidence: tuple[EvidenceSummary, ...]
    responds_to: tuple[tuple[str, str], ...]
    """(article slug, claim id) of the claims that it answers."""
    own_words: bool = False
    """Whether the text is the speaker's own words."""
    updated: str = ""
    """When its author says that it was last changed after publication."""
    quotes: tuple[str, ...] = ()
    """The words of the article that it stands for, one text for each place."""
    appears_in: str = ""
    """The source in which it was made."""
    reviewer_kind: str = ""
    """What reviewed it: `person` or `organisation`; empty where its author does not say."""
    reviewer_url: str = ""
    wording: Literal["verbatim", "excerpt", "compiled", "paraphrase"] = "paraphrase"
    """How the text was taken over from the article: see `article.wording`."""
    doubts: tuple[tuple[str, str], ...] = ()
    """What is doubtful about that, as (code of the lint, the words)."""
    accuses: tuple[str, ...] = ()
    """Speakers whom its author says that it accuses."""
    introduced: tuple[tuple[str, str], ...] = ()
    """(verb of saying, its group) at each place in the text; both empty where none introduces it. None in a language without a list."""


class Referral(Struct, frozen=True, array_like=True):
    """Something of the whole site that an article names, and where it names it. `link` decides whether it exists."""

    kind: Literal[
        "speaker",
        "source",
        "topic",
        "rating",
        "article",
        "claim",
        "path",
        "media",
        "url",
        "removed-claim",
        "removed-issue",
        "removed-position",
        "interlude",
    ]
    """An interlude stands between two quotations from which a claim takes its words: its id is the speaker, and its words."""
    id: str
    where: tuple[str | int, ...] | Location
    """A place in the sidecar, or in the front matter where it begins with `---`, or a location."""


class CorrectionSummary(Struct, frozen=True, array_like=True):
    """A mistake mended after publication."""

    date: str
    text: Fragments
    claim: str
    issue: str = ""
    position: str = ""


class ApproachSummary(Struct, frozen=True, array_like=True):
    """One attempt to get an answer, or that there was none; what is not known of it is empty."""

    speaker: str
    positions: tuple[str, ...]
    """Those that it counts for: the one named, and those that list the speaker."""
    date: str
    channel: str
    recipient: str
    claims: tuple[str, ...]
    issues: tuple[str, ...]
    deadline: str
    outcome: str
    replied: str
    reply: Fragments
    note: Fragments
    position: str = ""
    """The one named."""


class Summary(Struct, frozen=True, array_like=True):
    """What the rest of the site may know of an article."""

    slug: str
    language: str
    """That of a translation; empty for the original."""
    path: str
    title: str
    deck: str
    kicker: str
    date: str
    updated: str
    authors: tuple[Author, ...]
    topics: tuple[str, ...]
    image: Image | None
    about: str
    """The id of the source that the article explains."""
    about_document: SourceSummary | None
    """The document that the article is about, where it is described in the article itself."""
    question: str
    draft: bool
    redirects: tuple[str, ...]
    positions: tuple[PositionSummary, ...]
    issues: tuple[IssueSummary, ...]
    claims: tuple[ClaimSummary, ...]
    sources: tuple[tuple[str, SourceSummary], ...]
    speakers: tuple[tuple[str, Speaker], ...]
    corrections: tuple[CorrectionSummary, ...]
    unlinked_terms: tuple[str, ...]
    caption: Fragments = ()
    """Under the picture at its head."""
    credit: Fragments = ()
    """Who made that picture."""
    approaches: tuple[ApproachSummary, ...] = ()
    """In the order in which they were made."""
    seed: str = ""
    """What the order of the positions was drawn from; empty where it is the author's."""
    later_dates: tuple[DatedPlace, ...] = ()
    """The dates in its files, of what has happened, that come after its own; with `---` before the place of those in the front matter."""

    @property
    def has_sides(self) -> bool:
        """Whether there is anything to set side by side."""
        return bool(self.positions and self.issues)

    def claim(self, claim_id: str) -> ClaimSummary | None:
        """The claim with an id."""
        for claim in self.claims:
            if claim.id == claim_id:
                return claim
        return None


class IndexedClaim(Struct, frozen=True, array_like=True):
    """Who says a claim for which side, what it answers, and whether it is rated."""

    id: str
    speaker: str
    voice: int
    rated: bool
    responds_to: tuple[tuple[str, str], ...]
    """(article slug, claim id) of the claims that it answers."""


class IndexEntry(Struct, frozen=True, array_like=True):
    """What holds an article to the rest of the site: all that linking looks at. Where the entries of all articles are as they were, so is
    all that they were linked to, whatever else has changed in their words."""

    slug: str
    language: str
    path: str
    date: str
    modified: str
    """When its pages have changed last."""
    topics: tuple[str, ...]
    redirects: tuple[str, ...]
    positions: tuple[IndexedPosition, ...]
    issues: tuple[str, ...]
    claims: tuple[IndexedClaim, ...]
    sources: tuple[str, ...]
    """Ids of the article's own sources."""
    speakers: tuple[tuple[str, Speaker], ...]
    corrected: bool
    mentions: tuple[tuple[str, str], ...]
    """(kind, id) of everything of the whole site that the article names, as `Referral` has it, each once."""
    fragments: tuple[str, ...]
    """Ids on the article's page that links may point at."""
    changed: bool = False
    """Whether readers are told of changes after publication: corrections, or claims and answers that say when they were updated."""
    approached: tuple[str, ...] = ()
    """Speakers who were asked for an answer, or are said not to have been."""

    def mentioned(self, kind: str) -> Iterator[str]:
        """Ids of what is named of one kind."""
        return (id for mentioned, id in self.mentions if mentioned == kind)

    def has_claim(self, claim_id: str) -> bool:
        """Whether there is a claim with an id."""
        return any(claim.id == claim_id for claim in self.claims)


def entry(summary: Summary, mentions: tuple[tuple[str, str], ...], fragments: tuple[str, ...]) -> IndexEntry:
    """The entry of an article; `mentions` and `fragments` are theirs alone."""
    return IndexEntry(
        slug=summary.slug,
        language=summary.language,
        path=summary.path,
        date=summary.date,
        modified=summary.updated or summary.date,
        topics=summary.topics,
        redirects=summary.redirects,
        positions=tuple(IndexedPosition(position.id, position.label, position.speakers) for position in summary.positions),
        issues=tuple(issue.id for issue in summary.issues),
        claims=tuple(IndexedClaim(claim.id, claim.speaker, claim.voice, bool(claim.rating), claim.responds_to) for claim in summary.claims),
        sources=tuple(id for id, _ in summary.sources),
        speakers=summary.speakers,
        corrected=bool(summary.corrections),
        mentions=mentions,
        fragments=fragments,
        changed=bool(summary.corrections or any(c.updated for c in summary.claims) or any(i.updated for i in summary.issues)),
        approached=tuple(dict.fromkeys(item.speaker for item in summary.approaches if item.speaker)),
    )


class Citations(Struct, frozen=True, array_like=True):
    """What the list of all sources shows of an article."""

    title: str
    sources: tuple[tuple[str, SourceSummary], ...]
    """The article's own."""
    cited: tuple[str, ...]
    """Ids of all sources that it refers to in any way."""


def citations(summary: Summary, entry: IndexEntry) -> Citations:
    """What an article cites."""
    return Citations(summary.title, summary.sources, tuple(entry.mentioned("source")))


def findable(summary: Summary) -> Summary:
    """What a search finds of an article beside its text: the same Summary for what is found alike, all else in it being empty."""
    return replace(
        summary,
        path="",
        kicker="",
        date="",
        updated="",
        authors=(),
        topics=(),
        image=None,
        about="",
        about_document=None,
        question="",
        draft=False,
        redirects=(),
        positions=tuple(replace(position, summary="", speakers=(), approved=None, wording="") for position in summary.positions),
        issues=tuple(replace(issue, kind="", states=(), fragment="", updated="") for issue in summary.issues),
        claims=tuple(
            replace(
                claim,
                date="",
                rating_summary="",
                reviewed_by="",
                reviewed_on="",
                evidence=(),
                responds_to=(),
                updated="",
                quotes=(),
                appears_in="",
                reviewer_kind="",
                reviewer_url="",
                doubts=(),
                accuses=(),
                introduced=(),
            )
            for claim in summary.claims
        ),
        speakers=(),
        corrections=(),
        unlinked_terms=(),
        caption=(),
        credit=(),
        approaches=(),
        seed="",
        later_dates=(),
    )


class Passage(Struct, frozen=True, array_like=True):
    """A place of an annotation in the text, as selections in the page, and with the rest of its paragraph for the claim's page.

    `before`, `after` and `words` are HTML, made from the article's own tokens: struck-out text is struck out.
    """

    exact: str
    selections: tuple[TextPosition, ...]
    before: str
    after: str
    words: str


class ClaimBody(Struct, frozen=True, array_like=True):
    """The long parts of a claim, and the other annotations on its words."""

    note: Fragments
    evidence_notes: tuple[Fragments, ...]
    passages: tuple[Passage, ...]
    shares_words_with: tuple[str, ...]
    sentences: tuple[str, ...] = ()
    """The sentence around each place, where its verb of saying was looked for."""


class AnswerBody(Struct, frozen=True, array_like=True):
    """One cell of the side-by-side view."""

    state: AnswerState
    answer: Fragments
    words: str
    speaker: str
    source: str
    date: str
    note: Fragments
    updated: str = ""
    """When its author says that it was last changed after publication."""
    approved: ApprovalSummary | None = None
    wording: str = ""
    """The digest of its words, in the original language."""


class WeightBody(Struct, frozen=True, array_like=True):
    """How much evidence there is on a question of fact, and how far it agrees."""

    evidence: str
    agreement: str
    basis: Fragments
    sources: tuple[str, ...]


class IssueBody(Struct, frozen=True, array_like=True):
    """A row of the side-by-side view: what all accept, and one answer for each position in order."""

    background: Fragments
    answers: tuple[AnswerBody, ...]
    weight: WeightBody | None = None


class NoteBody(Struct, frozen=True, array_like=True):
    """An annotation with no speaker. `letter` is its mark in the text."""

    id: str
    letter: str
    words: str
    note: Fragments
    sources: tuple[str, ...]
    passages: tuple[Passage, ...]


class TermBody(Struct, frozen=True, array_like=True):
    """A word explained."""

    id: str
    term: str
    definition: Fragments


class Body(Struct, frozen=True, array_like=True):
    """What only the article's own pages show."""

    text: Fragments
    claims: dict[str, ClaimBody]
    notes: tuple[NoteBody, ...]
    terms: tuple[TermBody, ...]
    issues: tuple[IssueBody, ...]
    cards: tuple[tuple[str, str], ...]
    """(kind, id) of the speakers, sources, terms and articles that the text links to, in order."""
    addresses: tuple[str, ...]
    """Outside addresses that the text links to, which may be those of sources."""


class PreparedArticle(Struct, frozen=True, array_like=True):
    """All that one article's two files come to; a pure function of them and of the site's Markdown settings."""

    entry: IndexEntry | None = None
    summary: Summary | None = None
    body: Body | None = None
    referrals: tuple[Referral, ...] = ()
    """What the article names, and where: they are apart from the rest, which does not change when lines move."""
    diagnostics: tuple[Diagnostic, ...] = ()


def referrals_from(references: tuple[Reference, ...] | list[Reference]) -> tuple[Referral, ...]:
    """References of a Markdown text that only the whole site can check."""
    return tuple(Referral(ref.kind, ref.id, ref.location) for ref in references if ref.kind != "term")
