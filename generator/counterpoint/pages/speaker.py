"""One speaker: names, role, positions held, and all that the speaker claims across the site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from counterpoint.article.prepared import ClaimSummary, Summary
from counterpoint.pages import structured_data
from counterpoint.pages.approaches import Asked, asked
from counterpoint.pages.cards import (
    ClaimLink,
    EvidenceView,
    RatingView,
    claim_link,
    evidence_views,
    own_pieces,
    rating_view,
)
from counterpoint.pages.page import SPOKEN_IN_ON_A_PAGE, ListPage, Page, PageLink, Picture, article_link, speaker_pages, spoken_in
from counterpoint.pages.page_kind import PageInputs, PageKind, numbered, thing_and_number
from counterpoint.pages.speaker_link import SpeakerLink, speaker_link
from counterpoint.pages.timeline import Timeline, speaker_timeline
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.index import ClaimKey
from counterpoint.site.link import LinkedSite

FEW = 3
"""Explainers whose positions and silences are taken in at a glance, beside the claims."""


class PositionHeld(Struct, frozen=True):
    """A position that the speaker holds in an article."""

    voice: int
    label: str
    href: str
    article: PageLink


class SpokenClaim(Struct, frozen=True):
    """A claim in the speaker's list."""

    id: str
    voice: int
    text: str
    href: str
    date: str
    rating: RatingView | None
    evidence: tuple[EvidenceView, ...]
    answers: tuple[ClaimLink, ...]
    answered_by: tuple[ClaimLink, ...]
    own: bool
    """Whether the text is the speaker's own words."""
    pieces: tuple[str, ...] = ()
    """The speaker's own words, where they are put together from several places."""


class IssueGroup(Struct, frozen=True):
    """The speaker's claims on one point of dispute; `question` is empty for claims on none."""

    question: str
    href: str
    claims: tuple[SpokenClaim, ...]


class ArticleGroup(Struct, frozen=True):
    """What the speaker says in one article: the positions held there, the claims, and the points on which the speaker's side is there
    without a claim of the speaker's."""

    article: PageLink
    """Its language is that of all the words in the group."""
    positions: tuple[PositionHeld, ...]
    issues: tuple[IssueGroup, ...]
    silent_on: tuple[PageLink, ...]
    asked: tuple[Asked, ...]
    """How the speaker was asked for answers, or that this was not done."""


class SpeakerView(Struct, frozen=True):
    """All that the template sees. `groups` are those of this page, of which there may be several; what sums all of them up is on the
    first alone. Where there are many, positions and silences stand with each, else in short beside them."""

    name: str
    kind: str
    role: str
    bio: str
    interest: str
    url: str
    names: tuple[str, ...]
    same_as: tuple[str, ...]
    affiliation: SpeakerLink | None
    members: tuple[SpeakerLink, ...]
    picture: Picture | None
    groups: tuple[ArticleGroup, ...]
    many: bool
    claim_count: int
    article_count: int
    """Articles in which the speaker claims something."""
    ratings: tuple[tuple[str, int], ...]
    answers_to: tuple[ClaimLink, ...]
    answered_by: tuple[ClaimLink, ...]
    role_language: str
    """That of the role, where it is not translated."""
    bio_language: str
    """That of the biography, likewise."""
    interest_language: str
    """That of the words on whose interests are involved, likewise."""
    number: int
    pages: tuple[ListPage, ...]
    timeline: Timeline
    """Of what is on this page."""


def speaker_page(site: LinkedSite, speaker_id: str, number: int, pictures: Mapping[str, Picture]) -> Page:
    """The page of one speaker, or a further page of what the speaker claims."""
    view = speaker_view(site, speaker_id, number, pictures)
    return Page(
        address=addresses.speaker(speaker_id, number),
        template="speaker.html",
        kind="speaker",
        title=view.name,
        description=view.bio or ", ".join(filter(None, [view.name, view.role])),
        view=view,
        og_type="profile",
        structured=structured_data.speaker(site, speaker_id),
        indexed=number == 1,
    )


def speaker_view(site: LinkedSite, speaker_id: str, number: int, pictures: Mapping[str, Picture]) -> SpeakerView:
    """What the template sees."""
    speaker, keys, slugs = site.speakers[speaker_id], site.by_speaker.get(speaker_id, ()), spoken_in(site, speaker_id)
    here = slugs[(number - 1) * SPOKEN_IN_ON_A_PAGE : number * SPOKEN_IN_ON_A_PAGE]
    held: dict[str, list[int]] = {}
    for position in site.holders.get(speaker_id, ()):
        held.setdefault(position.slug, []).append(position.voice)
    groups: list[ArticleGroup] = []
    said: list[tuple[str, ClaimSummary]] = []
    targets: dict[ClaimKey, None] = {}
    rated: Counter[str] = Counter()
    for slug in slugs if number == 1 else here:  # each is looked at once: there may be thousands
        summary = site.articles[slug]
        mine = [claim for claim in summary.claims if claim.speaker == speaker_id]
        targets |= dict.fromkeys(target for claim in mine for target in claim.responds_to)
        rated.update(claim.rating for claim in mine if claim.rating)
        if len(groups) < len(here):
            said += [(slug, claim) for claim in mine]
            groups.append(_group(site, summary, held.get(slug, ()), mine, speaker_id))
    answered_by = {target: None for key in keys for target in site.answers_to(key)}
    picture = pictures.get(speaker.image or "")
    first = number == 1
    return SpeakerView(
        name=speaker.name,
        kind=speaker.kind or "",
        role=speaker.role or "",
        bio=speaker.bio or "",
        interest=speaker.interest or "",
        url=speaker.url or "",
        names=tuple(speaker.names),
        same_as=tuple(speaker.same_as),
        affiliation=speaker_link(site, speaker.affiliation) if speaker.affiliation else None,
        members=tuple(speaker_link(site, member) for member in site.members.get(speaker_id, ())) if first else (),
        picture=Picture(picture.src, picture.width, picture.height, picture.srcset, "") if picture else None,
        groups=tuple(groups),
        many=len(slugs) > FEW,
        claim_count=len(keys),
        article_count=len({slug for slug, _ in keys}),
        ratings=tuple((rating.label, rated[key]) for key, rating in site.settings.ratings.items() if rated[key]) if first else (),
        answers_to=_by_speaker(site, targets) if first else (),
        answered_by=_by_speaker(site, answered_by) if first else (),
        role_language=site.language_of_speaker(speaker_id, "role"),
        bio_language=site.language_of_speaker(speaker_id, "bio"),
        interest_language=site.language_of_speaker(speaker_id, "interest"),
        number=number,
        pages=tuple(ListPage(other, site.href(addresses.speaker(speaker_id, other))) for other in speaker_pages(site, speaker_id)),
        timeline=speaker_timeline(site, said),
    )


def _positions_held(site: LinkedSite, summary: Summary, voices: Iterable[int]) -> Iterator[PositionHeld]:
    """The positions that a speaker holds in an article."""
    article = article_link(site, summary.slug)
    for number in voices:
        position = summary.positions[number - 1]
        href = site.href(addresses.sides(summary.slug, position=position.id)) if summary.issues else article.href
        yield PositionHeld(number, position.label, href, article)


def _by_speaker(site: LinkedSite, keys: Mapping[ClaimKey, None]) -> tuple[ClaimLink, ...]:
    """The first of the claims for each speaker: a list of who, not of what."""
    first: dict[str, ClaimLink] = {}
    for key in keys:
        first.setdefault(site.claim(key).speaker, claim_link(site, key))
    return tuple(first.values())


def _group(site: LinkedSite, summary: Summary, held: Collection[int], mine: list[ClaimSummary], speaker: str) -> ArticleGroup:
    """The speaker's claims in an article, in which the speaker holds some positions."""
    slug = summary.slug
    groups, silent = [], []
    shown: set[str] = set()
    for issue in summary.issues:
        href = site.href(addresses.sides(slug, issue.id)) if summary.has_sides else ""
        claims = [claim for claim in mine if issue.id in claim.issues and claim.id not in shown]
        shown |= {claim.id for claim in claims}
        if claims:
            groups.append(IssueGroup(issue.question, href, tuple(_spoken(site, summary, claim) for claim in claims)))
        elif held and not any(issue.id in claim.issues for claim in mine):
            silent.append(PageLink(issue.question, href, site.language_of(slug)))
    rest = tuple(_spoken(site, summary, claim) for claim in mine if claim.id not in shown)
    if rest:
        groups.append(IssueGroup("", "", rest))
    positions = tuple(_positions_held(site, summary, held))
    approached = asked(site, summary, (item for item in summary.approaches if item.speaker == speaker))
    return ArticleGroup(article_link(site, slug), positions, tuple(groups), tuple(silent), approached)


def _spoken(site: LinkedSite, summary: Summary, claim: ClaimSummary) -> SpokenClaim:
    slug = summary.slug
    return SpokenClaim(
        id=claim.id,
        voice=claim.voice,
        text=claim.text,
        href=site.href(site.claim_address(slug, claim)),
        date=claim.date,
        rating=rating_view(site, claim),
        evidence=evidence_views(site, summary, claim.evidence),
        answers=tuple(claim_link(site, key, slug) for key in claim.responds_to),
        answered_by=tuple(claim_link(site, key, slug) for key in site.answers_to((slug, claim.id))),
        own=claim.own_words,
        pieces=own_pieces(claim),
    )


class SpeakerKind(PageKind):
    """A speaker and all that the speaker claims, in pages."""

    name = "speaker"
    templates = ("speaker.html",)

    def targets(self, site: LinkedSite) -> Iterator[str]:
        """A target for each page of each speaker."""
        for id in sorted(site.speakers):
            yield from numbered(id, speaker_pages(site, id))

    def addresses(self, site: LinkedSite) -> Iterator[Address]:
        """The first page of each speaker."""
        for id in site.speakers:
            yield Address(addresses.speaker(id), indexed=True, path="content/speakers.yml", where=(id,))

    def other_files(self, site: LinkedSite) -> Iterator[Address]:
        """Further pages."""
        return (Address(addresses.speaker(id, number)) for id in site.speakers for number in speaker_pages(site, id)[1:])

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Page]:
        """One page of one speaker."""
        yield speaker_page(inputs.site, *thing_and_number(target_id), inputs.pictures)
