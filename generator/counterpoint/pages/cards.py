"""Claims, evidence, speakers and sources as cards show them; shared by all kinds of page."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from counterpoint.pages.page import filled
from counterpoint.site import addresses
from counterpoint.site.gather import ClaimKey
from counterpoint.site.link import Site
from counterpoint.site.prepared import ClaimBody, ClaimSummary, EvidenceSummary, SourceSummary, Summary


class SpeakerLink(Struct, frozen=True):
    """A speaker's name, and where the speaker's page is."""

    id: str
    name: str
    href: str
    role: str
    kind: str = ""
    language: str = ""
    """That of the role and of the biography, where they are not translated."""


class RatingView(Struct, frozen=True):
    """How a claim stands: the scale's word and the finding."""

    label: str
    summary: str
    by: str
    date: str


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


def speaker_link(site: Site, id: str) -> SpeakerLink:
    """A link to a speaker's page."""
    speaker = site.speakers[id]
    language = site.untranslated_speakers.get(id, "") if site.edition else ""
    return SpeakerLink(id, speaker.name, site.href(addresses.speaker(id)), speaker.role or "", speaker.kind or "", language)


def source_view(id: str, source: SourceSummary) -> SourceView:
    """A source as pages show it."""
    return SourceView(
        id,
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
    )


def rating_view(site: Site, claim: ClaimSummary) -> RatingView | None:
    """A claim's rating, if it has been reviewed."""
    if not claim.rating:
        return None
    return RatingView(site.settings.ratings[claim.rating].label, claim.rating_summary, claim.reviewed_by, claim.reviewed_on)


def evidence_views(
    site: Site, summary: Summary, evidence: tuple[EvidenceSummary, ...], notes: tuple[Markup, ...] = ()
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


def claim_link(site: Site, key: ClaimKey, here: str = "") -> ClaimLink:
    """A link to a claim from a page of the article `here`."""
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
        id if slug == here and claim.number else "",
        "" if slug == here else summary.title,
        site.language_of(slug),
    )


def card(site: Site, summary: Summary, claim: ClaimSummary, body: ClaimBody) -> Card:
    """A claim's card, as its own article shows it."""
    slug = summary.slug
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
        in_text=site.href(addresses.article(slug)) + f"#mark_{claim.id}" if claim.number else "",
        sides=site.href(addresses.sides(slug, claim.issues[0])) if summary.has_sides and claim.issues else "",
        page=site.href(addresses.claim(slug, claim.id)) if site.claim_has_page(claim) else "",
    )
