"""Claims, evidence, speakers and sources as cards show them; shared by all kinds of page."""

from __future__ import annotations

import re
from html import unescape

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from counterpoint.article.prepared import AnswerBody, Body, ClaimSummary, EvidenceSummary, SourceSummary, Summary
from counterpoint.article.wording import pieces
from counterpoint.pages.approaches import Asked, asked_about_claim
from counterpoint.pages.page import filled
from counterpoint.pages.speaker_link import SpeakerLink, speaker_link
from counterpoint.reading.fragments import Fragments
from counterpoint.site import addresses
from counterpoint.site.index import ClaimKey
from counterpoint.site.link import LinkedSite

_TAG = re.compile(r"<[^>]*>")


class RatingView(Struct, frozen=True):
    """How a claim stands: the scale's word and the finding."""

    label: str
    summary: str
    by: str
    date: str
    help: str
    """Where readers learn what the site's ratings mean; empty where the site does not say."""
    href: str = ""
    """The page of who rated it."""


class SourceView(Struct, frozen=True):
    """A source as a link with what readers need to weigh it."""

    id: str
    title: str
    href: str
    publisher: str
    date: str
    kind: str
    archived: str
    accessed: str
    language: str
    viewpoint: str
    note: str
    interest: str = ""
    """A few words on whose interests are involved."""
    viewpoint_language: str = ""
    """That of the viewpoint, where it is not translated."""
    note_language: str = ""
    """That of the note, likewise."""
    interest_language: str = ""
    """That of the words on interests, likewise."""


class EvidenceView(Struct, frozen=True):
    """A source's bearing on a claim."""

    stance: str
    source: SourceView
    locator: str
    note: Markup


class ClaimLink(Struct, frozen=True):
    """A claim named from elsewhere. `card` is its id where its card is on the same page; `elsewhere` the title of another article."""

    number: int
    voice: int
    speaker: str
    text: str
    href: str
    card: str
    elsewhere: str = ""
    language: str = ""
    """That of the text, where it is not the page's."""
    own: bool = False
    """Whether the text is the speaker's own words."""
    pieces: tuple[str, ...] = ()
    """The speaker's own words, where they are put together from several places."""


class OtherAnswer(Struct, frozen=True):
    """What another position answers to a claim's question, in one line; a silence has no text."""

    voice: int
    label: str
    state: str
    text: str
    own: bool
    """Whether the text is the holder's own words."""


class QuestionView(Struct, frozen=True):
    """A point of dispute that a claim belongs to, with what the other positions answer to it."""

    id: str
    question: str
    href: str
    others: tuple[OtherAnswer, ...]


class Card(Struct, frozen=True):
    """All that is said of one claim."""

    id: str
    number: int
    voice: int
    position: str
    speaker: SpeakerLink
    date: str
    text: str
    rating: RatingView | None
    note: Markup
    evidence: tuple[EvidenceView, ...]
    answers: tuple[ClaimLink, ...]
    answered_by: tuple[ClaimLink, ...]
    also: tuple[ClaimLink, ...]
    in_text: str
    sides: str
    page: str
    own: bool
    """Whether the text is the speaker's own words."""
    questions: tuple[QuestionView, ...]
    changed: str
    """The day on which it was last changed after publication, if it was."""
    history: str
    """Where the article's changes are listed."""
    source_count: int
    appears_in: SourceView | None
    """The source in which it was made, where the author names it."""
    claim: ClaimSummary
    """The claim as it was prepared: here are the keys that are shown as they are written."""
    translated_from: str
    """The language in which it was said, where the text is a translation."""
    pieces: tuple[str, ...]
    """The speaker's own words, where they are put together from several places."""
    asked: tuple[Asked, ...] = ()
    """Who was asked about it, and what came of that."""

    @property
    def is_answered(self) -> bool:
        """Whether a claim answers it, or somebody who was asked about it has."""
        return bool(self.answered_by) or any(item.outcome == "answered" for item in self.asked)


def source_view(source_id: str, source: SourceSummary) -> SourceView:
    """A source as pages show it."""

    def language_of(text: str) -> str:
        return source.original if text in source.untranslated else ""

    return SourceView(
        source_id,
        source.title,
        source.url,
        source.publisher,
        source.date,
        source.kind,
        source.archived,
        source.accessed,
        source.language,
        source.viewpoint,
        source.note,
        source.interest,
        language_of("viewpoint"),
        language_of("note"),
        language_of("interest"),
    )


def rating_help(site: LinkedSite) -> str:
    """Where readers learn what the ratings mean."""
    url = site.settings.rating_help or ""
    return site.href(url) if url.startswith("/") else url


def rating_view(site: LinkedSite, claim: ClaimSummary) -> RatingView | None:
    """A claim's rating, if it has been reviewed."""
    if not claim.rating:
        return None
    label = site.settings.ratings[claim.rating].label
    return RatingView(label, claim.rating_summary, claim.reviewed_by, claim.reviewed_on, rating_help(site), claim.reviewer_url)


def evidence_views(
    site: LinkedSite, summary: Summary, evidence: tuple[EvidenceSummary, ...], notes: tuple[Markup, ...] = ()
) -> tuple[EvidenceView, ...]:
    """A claim's evidence in the author's order, with the notes on it where there are any."""
    return tuple(
        EvidenceView(
            item.stance,
            source_view(item.source, site.source_in(summary, item.source)),
            item.locator,
            notes[number] if notes else Markup(""),
        )
        for number, item in enumerate(evidence)
    )


def claim_link(site: LinkedSite, key: ClaimKey, here: str = "", prefix: str = "") -> ClaimLink:
    """A link to a claim from a page of the article `here`, on which the ids of cards begin with `prefix`."""
    slug, id = key
    summary = site.articles[slug]
    claim = summary.claim(id)
    assert claim is not None
    return ClaimLink(
        claim.number,
        claim.voice,
        site.speakers[claim.speaker].name,
        claim.text,
        site.href(site.claim_address(slug, claim)),
        f"{prefix}{id}" if slug == here and (claim.number or prefix) else "",
        "" if slug == here else summary.title,
        site.language_of(slug),
        claim.own_words,
        own_pieces(claim),
    )


def first_line(html: Fragments) -> str:
    """The first paragraph of a rendered text, without its links and emphasis."""
    text = "".join(part for part in html if isinstance(part, str)).partition("</p>")[0]
    return " ".join(unescape(_TAG.sub("", text)).split())


def _other_answer(voice: int, label: str, answer: AnswerBody) -> OtherAnswer:
    own = bool(answer.words) and not answer.answer
    return OtherAnswer(voice, label, answer.state, answer.words if own else first_line(answer.answer), own)


def question_views(site: LinkedSite, summary: Summary, claim: ClaimSummary, body: Body) -> tuple[QuestionView, ...]:
    """The points of dispute of a claim, with the other answers."""
    result = []
    for issue, details in zip(summary.issues, body.issues, strict=True):
        if issue.id not in claim.issues:
            continue
        others = [
            _other_answer(voice, position.label, answer)
            for voice, (position, answer) in enumerate(zip(summary.positions, details.answers, strict=True), 1)
            if voice != claim.voice
        ]
        href = site.href(addresses.sides(summary.slug, issue.id)) if summary.has_sides else ""
        result.append(QuestionView(issue.id, issue.question, href, tuple(others)))
    return tuple(result)


def own_pieces(claim: ClaimSummary) -> tuple[str, ...]:
    """The stretches of a text that is put together: each has quotation marks of its own."""
    return tuple(pieces(claim.text)) if claim.wording == "compiled" else ()


def translated_from(site: LinkedSite, summary: Summary, source: str, *, own: bool) -> str:
    """The language in which words were said, where they are shown in another; empty where they are not, or that is not known.

    The source says so in which they were said. Without one, own words in a translated article were translated with it.
    """
    language = site.source_in(summary, source).language if source else ""
    if not language and own and summary.language and site.edition:
        language = site.edition.original
    shown = site.language_of(summary.slug) or site.settings.language
    return language if language.partition("-")[0].lower() != shown.partition("-")[0].lower() else ""


def changed_on(summary: Summary, claim: ClaimSummary) -> str:
    """The day of a claim's last change after publication: of a correction, or the one that its author gives."""
    return max([claim.updated, *(item.date for item in summary.corrections if item.claim == claim.id)])


def card(site: LinkedSite, summary: Summary, claim: ClaimSummary, article: Body) -> Card:
    """A claim's card, as its article and its own page show it."""
    slug, body = summary.slug, article.claims[claim.id]
    position = summary.positions[claim.voice - 1].label if claim.voice else ""
    notes = tuple(filled(note, site, slug) if note else Markup("") for note in body.evidence_notes)
    return Card(
        id=claim.id,
        number=claim.number,
        voice=claim.voice,
        position=position,
        speaker=speaker_link(site, claim.speaker),
        date=claim.date,
        text=claim.text,
        rating=rating_view(site, claim),
        note=filled(body.note, site, slug) if body.note else Markup(""),
        evidence=evidence_views(site, summary, claim.evidence, notes),
        answers=tuple(claim_link(site, key, slug) for key in claim.responds_to),
        answered_by=tuple(claim_link(site, key, slug) for key in site.answers_to((slug, claim.id))),
        also=tuple(claim_link(site, (slug, id), slug) for id in body.shares_words_with if not id.startswith("note_")),
        in_text=site.href(addresses.claim_in_article(slug, claim.id)) if claim.number else "",
        sides=site.href(addresses.sides(slug, claim.issues[0])) if summary.has_sides and claim.issues else "",
        page=site.href(addresses.claim(slug, claim.id)) if site.claim_has_page(claim) else "",
        own=claim.own_words,
        questions=question_views(site, summary, claim, article),
        changed=changed_on(summary, claim),
        history=site.href(addresses.history(slug)),
        source_count=len({item.source for item in claim.evidence}),
        claim=claim,
        translated_from=translated_from(site, summary, claim.appears_in, own=claim.own_words),
        pieces=own_pieces(claim),
        appears_in=source_view(claim.appears_in, site.source_in(summary, claim.appears_in)) if claim.appears_in else None,
        asked=asked_about_claim(site, summary, claim),
    )


def sides_card(site: LinkedSite, summary: Summary, shown: Card, prefix: str) -> Card:
    """A claim's card where it is shown side by side. Ids of cards begin with `prefix`, since there ids of questions stand beside those of
    claims. The other answers stand next to it, and are left out."""
    slug, claim = summary.slug, shown.claim
    return replace(
        shown,
        id=f"{prefix}{claim.id}",
        answers=tuple(claim_link(site, key, slug, prefix) for key in claim.responds_to),
        answered_by=tuple(claim_link(site, key, slug, prefix) for key in site.answers_to((slug, claim.id))),
        also=tuple(replace(link, card=f"{prefix}{link.card}") for link in shown.also),
        questions=tuple(QuestionView(question.id, question.question, f"#issue-{question.id}", ()) for question in shown.questions),
    )
