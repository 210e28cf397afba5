"""The annotated article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from markupsafe import Markup, escape
from msgspec import Struct

from counterpoint.article.prepared import ApprovalSummary, Body, IssueSummary, Summary
from counterpoint.model.article import Author
from counterpoint.model.dates import instant, with_zone
from counterpoint.pages import structured_data
from counterpoint.pages.cards import Card, SourceView, source_view
from counterpoint.pages.page import Page, PageLink, Picture, credits_of, filled, slot_address
from counterpoint.pages.page_kind import PageInputs, PageKind
from counterpoint.pages.share import article_image
from counterpoint.pages.speaker_link import SpeakerLink, speaker_link
from counterpoint.pages.timeline import Timeline, article_timeline
from counterpoint.reading.fragments import Slot
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite


class ApprovalView(Struct, frozen=True):
    """Who accepts a wording for those who hold it, and since when."""

    by: str
    date: str
    of_original: bool
    """Whether it is the wording in the original language that was approved."""


class Voice(Struct, frozen=True):
    """A position in the strip under the head: who holds it, with the number of their claims here."""

    number: int
    id: str
    label: str
    summary: str
    speakers: tuple[tuple[SpeakerLink, int], ...]
    href: str
    approved: ApprovalView | None = None


class Dispute(Struct, frozen=True):
    """A point of dispute in the navigator: which positions answer, how many claims there are, and where it is met."""

    id: str
    question: str
    states: tuple[tuple[int, str, str], ...]
    """(voice, label, state of the answer) of every position."""
    claims: int
    href: str


class Part(Struct, frozen=True):
    """A stretch of the text: `html`, a claim's `marker`, a note's `note-marker`, an `image`, or a link to the `sides`."""

    kind: str
    html: Markup = Markup("")
    card: Card | None = None
    note: NoteCard | None = None
    picture: Picture | None = None
    href: str = ""
    question: str = ""
    place: int = 1
    """Of a marker: which of the places of its claim, from 1."""


class NoteCard(Struct, frozen=True):
    """An annotation with no speaker."""

    id: str
    letter: str
    words: str
    note: Markup
    sources: tuple[SourceView, ...]


class SmallCard(Struct, frozen=True):
    """What the text links to: a speaker, source, term or article, on a smaller card without a number."""

    kind: str
    id: str
    title: str
    href: str
    role: str
    text: Markup
    source: SourceView | None = None
    language: str = ""
    """That of the words, where it is not the page's."""
    role_language: str = ""
    """That of a speaker's role, likewise."""
    interest: str = ""
    """Of a speaker: a few words on whose interests are involved."""
    interest_language: str = ""
    """That of those words, likewise."""


class CorrectionView(Struct, frozen=True):
    """A mistake mended. `stands_for` is the claim whose place in the page it takes: one that was removed."""

    date: str
    text: Markup
    claim: str
    stands_for: str = ""


class ArticleView(Struct, frozen=True):
    """All that the article's template sees."""

    title: str
    deck: str
    kicker: PageLink | None
    date: str
    updated: str
    authors: tuple[Author, ...]
    picture: Picture | None
    caption: Markup
    credit: Markup
    voices: tuple[Voice, ...]
    unaligned: tuple[tuple[SpeakerLink, int], ...]
    disputes: tuple[Dispute, ...]
    sides: str
    text: tuple[Part, ...]
    cards: tuple[Card, ...]
    notes: tuple[NoteCard, ...]
    small_cards: tuple[SmallCard, ...]
    corrections: tuple[CorrectionView, ...]
    about: SourceView | None
    speaker_count: int
    source_count: int
    topics: tuple[PageLink, ...]
    history: str
    """Where its changes are listed; empty where there are none."""
    timeline: Timeline | None
    """Who said what when, where no side-by-side view shows it."""


def article_page(site: LinkedSite, summary: Summary, body: Body, cards: tuple[Card, ...], pictures: Mapping[str, Picture]) -> Page:
    """The page of one article. `cards` are those of the claims that have a place in its text."""
    view = article_view(site, summary, body, cards, pictures)
    # Where pages are shared, a drawing in SVG is shown nowhere.
    own = summary.image if summary.image and not summary.image.src.lower().endswith(".svg") else None
    return Page(
        address=addresses.article(summary.slug),
        template="article.html",
        kind="article",
        title=summary.title,
        description=summary.deck or summary.title,
        view=view,
        indexed=summary.slug not in site.unpublished,
        draft=site.unpublished.get(summary.slug, ""),
        og_type="article",
        image=article_image(site, summary.slug) if own is None else site.shared_url(addresses.media(own.src)),
        image_alt=own.alt if own else "",
        structured=structured_data.article(site, summary),
        credits=credits_of(site, summary),
        data=site.href(addresses.annotation_data(summary.slug)),
    )


def article_view(site: LinkedSite, summary: Summary, body: Body, cards: tuple[Card, ...], pictures: Mapping[str, Picture]) -> ArticleView:
    """What the article's template sees."""
    slug = summary.slug
    notes = tuple(
        NoteCard(
            note.id,
            note.letter,
            note.words,
            filled(note.note, site, slug),
            tuple(source_view(id, site.source_in(summary, id)) for id in note.sources),
        )
        for note in body.notes
    )
    sides = site.href(addresses.sides(slug)) if summary.has_sides else ""
    return ArticleView(
        title=summary.title,
        deck=summary.deck,
        kicker=kicker(site, summary),
        date=with_zone(summary.date, site.settings.zone),
        updated=with_zone(summary.updated, site.settings.zone),
        authors=summary.authors,
        picture=head_picture(summary, pictures),
        caption=filled(summary.caption, site, slug),
        credit=filled(summary.credit, site, slug),
        voices=voices(site, summary),
        unaligned=_unaligned(site, summary),
        disputes=tuple(_disputes(site, summary)) if summary.positions else (),
        sides=sides,
        text=_parts(site, summary, body, pictures, {c.id: c for c in cards}, {n.id: n for n in notes}),
        cards=cards,
        notes=notes,
        small_cards=_small_cards(site, summary, body),
        corrections=corrections(site, summary),
        about=about(site, summary),
        speaker_count=len({claim.speaker for claim in summary.claims}),
        source_count=len({(item.source) for claim in summary.claims for item in claim.evidence}),
        topics=tuple(topic_link(site, topic) for topic in summary.topics),
        history=site.href(addresses.history(slug)) if has_history(site, slug) else "",
        timeline=None if summary.has_sides else article_timeline(site, summary, body),
    )


def has_history(site: LinkedSite, slug: str) -> bool:
    """Whether an article has a page of what has changed in it."""
    pages = site.article_pages.get(slug)
    return pages is not None and pages.changed


def topic_link(site: LinkedSite, topic_id: str) -> PageLink:
    """A link to a topic's page."""
    return PageLink(site.settings.topics[topic_id].label, site.href(addresses.topic(topic_id)))


def kicker(site: LinkedSite, summary: Summary) -> PageLink | None:
    """The label above a headline: the author's, else the first topic."""
    first = topic_link(site, summary.topics[0]) if summary.topics else None
    if summary.kicker:
        return PageLink(summary.kicker, first.href if first else "", site.language_of(summary.slug))
    return first


def head_picture(summary: Summary, pictures: Mapping[str, Picture]) -> Picture | None:
    """The picture at an article's head."""
    image = summary.image
    if image is None:
        return None
    picture = pictures[image.src]
    return Picture(
        picture.src,
        picture.width,
        picture.height,
        picture.srcset,
        image.alt,
        image.focus.replace(" ", "-"),
    )


def about(site: LinkedSite, summary: Summary) -> SourceView | None:
    """The document that an article explains."""
    if summary.about:
        return source_view(summary.about, site.source_in(summary, summary.about))
    return source_view("", summary.about_document) if summary.about_document else None


def voices(site: LinkedSite, summary: Summary) -> tuple[Voice, ...]:
    """The positions of an article with their speakers: those named for it first, then others who make claims for it."""
    result = []
    for number, position in enumerate(summary.positions, 1):
        counts: dict[str, int] = dict.fromkeys(position.speakers, 0)
        for claim in summary.claims:
            if claim.voice == number:
                counts[claim.speaker] = counts.get(claim.speaker, 0) + 1
        speakers = tuple((speaker_link(site, id), count) for id, count in counts.items())
        href = site.href(addresses.sides(summary.slug, position=position.id)) if summary.issues else ""
        result.append(
            Voice(number, position.id, position.label, position.summary, speakers, href, approval_view(summary, position.approved))
        )
    return tuple(result)


def approval_view(summary: Summary, approved: ApprovalSummary | None) -> ApprovalView | None:
    """An approval as pages show it."""
    return ApprovalView(approved.by, approved.date, bool(summary.language)) if approved else None


def _unaligned(site: LinkedSite, summary: Summary) -> tuple[tuple[SpeakerLink, int], ...]:
    counts: dict[str, int] = {}
    for claim in summary.claims:
        if not claim.voice:
            counts[claim.speaker] = counts.get(claim.speaker, 0) + 1
    return tuple((speaker_link(site, id), count) for id, count in counts.items())


def position_states(summary: Summary, issue: IssueSummary) -> tuple[tuple[int, str, str], ...]:
    """(voice, label, state of the answer) of every position on a point of dispute."""
    return tuple((voice, p.label, state) for voice, (p, state) in enumerate(zip(summary.positions, issue.states, strict=True), 1))


def _disputes(site: LinkedSite, summary: Summary) -> list[Dispute]:
    return [
        Dispute(
            issue.id,
            issue.question,
            position_states(summary, issue),
            sum(issue.id in claim.issues for claim in summary.claims),
            f"#{issue.fragment}" if issue.fragment else site.href(addresses.sides(summary.slug, issue.id)),
        )
        for issue in summary.issues
    ]


def _parts(
    site: LinkedSite,
    summary: Summary,
    body: Body,
    pictures: Mapping[str, Picture],
    cards: Mapping[str, Card],
    notes: Mapping[str, NoteCard],
) -> tuple[Part, ...]:
    """The text as stretches of HTML with markers and images between them."""
    parts: list[Part] = []
    html: list[str] = []
    places: Counter[str] = Counter()

    def flush() -> None:
        if html:
            parts.append(Part("html", Markup("".join(html))))  # noqa: S704 - made by the Markdown writer, which escapes
            html.clear()

    for piece in body.text:
        if isinstance(piece, str):
            html.append(piece)
        elif piece.kind == "source":
            html.append(str(escape(site.source_in(summary, piece.id).url or f"#source_{piece.id}")))
        elif piece.kind in {"page", "claim"}:
            html.append(str(escape(slot_address(piece, site, summary.slug))))
        elif piece.kind == "url":
            source = site.source_by_address(summary.slug, piece.id)
            html.append(str(escape(piece.id)) + (f'" class="to-source" data-card="source_{source}' if source else ""))
        else:
            flush()
            places[piece.id] += piece.kind == "marker"
            parts.append(_slot(site, summary, piece, pictures, cards, notes, places[piece.id]))
    flush()
    return tuple(parts)


def _slot(
    site: LinkedSite,
    summary: Summary,
    slot: Slot,
    pictures: Mapping[str, Picture],
    cards: Mapping[str, Card],
    notes: Mapping[str, NoteCard],
    place: int,
) -> Part:
    if slot.kind == "marker":
        id = slot.id.removeprefix("note_")
        return Part("note-marker", note=notes[id], place=place) if slot.id != id else Part("marker", card=cards[id], place=place)
    if slot.kind == "image":
        picture = pictures[slot.id]
        return Part("image", picture=Picture(picture.src, picture.width, picture.height, picture.srcset, slot.alt))
    question = next(issue.question for issue in summary.issues if issue.id == slot.id)
    return Part("sides", href=site.href(addresses.sides(summary.slug, slot.id)), question=question)


def _small_cards(site: LinkedSite, summary: Summary, body: Body) -> tuple[SmallCard, ...]:
    """Cards of what the text links to, in the order of the text."""
    wanted = list(body.cards)
    wanted += [("source", id) for address in body.addresses if (id := site.source_by_address(summary.slug, address))]
    terms = {term.id: term for term in body.terms}
    result = []
    for kind, id in dict.fromkeys(wanted):
        match kind:
            case "speaker":
                speaker = site.speakers[id]
                link = speaker_link(site, id)
                card = SmallCard(
                    kind,
                    id,
                    link.name,
                    link.href,
                    link.role,
                    escape(speaker.bio or ""),
                    language=site.language_of_speaker(id, "bio"),
                    role_language=link.language,
                    interest=link.interest,
                    interest_language=link.interest_language,
                )
                result.append(card)
            case "source":
                source = source_view(id, site.source_in(summary, id))
                result.append(SmallCard(kind, id, source.title, source.href, "", Markup(""), source))
            case "term":
                result.append(SmallCard(kind, id, terms[id].term, "", "", filled(terms[id].definition, site, summary.slug)))
            case "article":
                other = site.articles[id]
                language, href = site.language_of(id), site.href(addresses.article(id))
                result.append(SmallCard(kind, id, other.title, href, "", escape(other.deck), language=language))
    shown = {(item.kind, item.id) for item in result}
    for id, term in terms.items():
        if ("term", id) not in shown:
            result.append(SmallCard("term", id, term.term, "", "", filled(term.definition, site, summary.slug)))
    return tuple(result)


def corrections(site: LinkedSite, summary: Summary) -> tuple[CorrectionView, ...]:
    """An article's corrections, newest first."""
    removed = dict.fromkeys(site.removed.get(summary.slug, ()))
    result = []
    for item in sorted(summary.corrections, key=lambda item: instant(item.date, site.settings.zone), reverse=True):
        stands_for = item.claim if item.claim in removed else ""
        removed.pop(stands_for, None)
        result.append(CorrectionView(item.date, filled(item.text, site, summary.slug), item.claim, stands_for))
    return tuple(result)


class ArticleKind(PageKind):
    """Annotated articles. The other pages of an article are made with it."""

    name = "article"
    templates = ("article.html",)

    def targets(self, site: LinkedSite) -> list[str]:
        """A target for each article."""
        return sorted(site.own_articles())

    def addresses(self, site: LinkedSite) -> Iterator[Address]:
        """The address of each article."""
        for slug, pages in site.article_pages.items():
            yield Address(
                addresses.article(slug), pages.fragments, indexed=slug not in site.unpublished, modified=pages.modified, path=pages.path
            )

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Page]:
        """One article's page."""
        summary = inputs.site.articles[target_id]
        cards = tuple(inputs.card(target_id, claim) for claim in summary.claims if claim.number)
        yield article_page(inputs.site, summary, inputs.body(target_id), cards, inputs.pictures)
