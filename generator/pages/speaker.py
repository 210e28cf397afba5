"""One speaker: names, role, positions held, and all that the speaker claims across the site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from generator.pages import structured_data
from generator.pages.cards import (
    ClaimLink,
    EvidenceView,
    RatingView,
    SpeakerLink,
    claim_link,
    evidence_views,
    rating_view,
    speaker_link,
)
from generator.pages.page import Page, PageLink, Picture, article_link
from generator.site import addresses
from generator.site.gather import ClaimKey
from generator.site.link import Site
from generator.site.prepared import ClaimSummary, Summary


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


class IssueGroup(Struct, frozen=True):
    """The speaker's claims on one point of dispute; `question` is empty for claims on none."""

    question: str
    href: str
    claims: tuple[SpokenClaim, ...]


class ArticleGroup(Struct, frozen=True):
    """What the speaker says in one article, and the points on which the speaker's side is there without a claim of the speaker's."""

    article: PageLink
    """Its language is that of all the words in the group."""
    issues: tuple[IssueGroup, ...]
    silent_on: tuple[PageLink, ...]


class SpeakerView(Struct, frozen=True):
    """All that the template sees."""

    name: str
    kind: str
    role: str
    bio: str
    url: str
    names: tuple[str, ...]
    same_as: tuple[str, ...]
    affiliation: SpeakerLink | None
    members: tuple[SpeakerLink, ...]
    picture: Picture | None
    positions: tuple[PositionHeld, ...]
    groups: tuple[ArticleGroup, ...]
    claim_count: int
    ratings: tuple[tuple[str, int], ...]
    answers_to: tuple[ClaimLink, ...]
    answered_by: tuple[ClaimLink, ...]
    language: str
    """That of the role and of the biography, where they are not translated."""


def speaker_page(site: Site, id: str, pictures: Mapping[str, Picture]) -> Page:
    """The page of one speaker."""
    view = speaker_view(site, id, pictures)
    return Page(
        address=addresses.speaker(id),
        template="speaker.html",
        kind="speaker",
        title=view.name,
        description=view.bio or ", ".join(filter(None, [view.name, view.role])),
        view=view,
        og_type="profile",
        structured=structured_data.speaker(site, id),
    )


def _positions_held(site: Site, summary: Summary, voices: Iterable[int]) -> list[PositionHeld]:
    """The positions that a speaker holds in an article."""
    article = article_link(site, summary.slug)
    result = []
    for number in voices:
        position = summary.positions[number - 1]
        href = site.href(addresses.sides(summary.slug, position=position.id)) if summary.issues else article.href
        result.append(PositionHeld(number, position.label, href, article))
    return result


def speaker_view(site: Site, id: str, pictures: Mapping[str, Picture]) -> SpeakerView:
    """What the template sees."""
    speaker, keys = site.speakers[id], site.by_speaker.get(id, ())
    held: dict[str, list[int]] = {}
    for one in site.holders.get(id, ()):
        held.setdefault(one.slug, []).append(one.voice)
    positions: list[PositionHeld] = []
    groups: dict[str, ArticleGroup] = {}
    targets: dict[str, list[ClaimKey]] = {}
    answered_by = {target: None for key in keys for target in site.answers_to(key)}
    rated: Counter[str] = Counter()
    speaks_in = dict.fromkeys(slug for slug, _ in keys)
    for slug in {**held, **speaks_in}:  # each is looked at once: there may be thousands
        summary = site.articles[slug]
        positions += _positions_held(site, summary, held.get(slug, ()))
        if slug in speaks_in:
            mine = [claim for claim in summary.claims if claim.speaker == id]
            groups[slug] = _group(site, summary, mine)
            targets[slug] = [target for claim in mine for target in claim.responds_to]
            rated.update(claim.rating for claim in mine if claim.rating)
    picture = pictures.get(speaker.image or "")
    return SpeakerView(
        name=speaker.name,
        kind=speaker.kind or "",
        role=speaker.role or "",
        bio=speaker.bio or "",
        url=speaker.url or "",
        names=tuple(speaker.names),
        same_as=tuple(speaker.same_as),
        affiliation=speaker_link(site, speaker.affiliation) if speaker.affiliation else None,
        members=tuple(speaker_link(site, member) for member in site.members.get(id, ())),
        picture=Picture(picture.src, picture.width, picture.height, picture.srcset, "") if picture else None,
        positions=tuple(positions),
        groups=tuple(groups[slug] for slug in speaks_in),
        claim_count=len(keys),
        ratings=tuple((rating.label, rated[key]) for key, rating in site.settings.ratings.items() if rated[key]),
        answers_to=_by_speaker(site, dict.fromkeys(target for slug in speaks_in for target in targets[slug])),
        answered_by=_by_speaker(site, answered_by),
        language=speaker_link(site, id).language,
    )


def _by_speaker(site: Site, keys: Mapping[ClaimKey, None]) -> tuple[ClaimLink, ...]:
    """The first of the claims for each speaker: a list of who, not of what."""
    first: dict[str, ClaimLink] = {}
    for key in keys:
        first.setdefault(site.claim(key).speaker, claim_link(site, key))
    return tuple(first.values())


def _group(site: Site, summary: Summary, mine: list[ClaimSummary]) -> ArticleGroup:
    """The speaker's claims in an article."""
    slug = summary.slug
    voices = {claim.voice for claim in mine if claim.voice}
    groups, silent = [], []
    shown: set[str] = set()
    for issue in summary.issues:
        href = site.href(addresses.sides(slug, issue.id)) if summary.has_sides else ""
        claims = [claim for claim in mine if issue.id in claim.issues and claim.id not in shown]
        shown |= {claim.id for claim in claims}
        if claims:
            groups.append(IssueGroup(issue.question, href, tuple(_spoken(site, summary, claim) for claim in claims)))
        elif voices and not any(issue.id in claim.issues for claim in mine):
            silent.append(PageLink(issue.question, href, site.language_of(slug)))
    rest = tuple(_spoken(site, summary, claim) for claim in mine if claim.id not in shown)
    if rest:
        groups.append(IssueGroup("", "", rest))
    return ArticleGroup(article_link(site, slug), tuple(groups), tuple(silent))


def _spoken(site: Site, summary: Summary, claim: ClaimSummary) -> SpokenClaim:
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
    )
