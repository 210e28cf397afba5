"""The index of a site: all that it has to know as a whole, from one pass over the entries of its articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec import Struct

from counterpoint.article.prepared import IndexEntry
from counterpoint.model.site import SiteSettings
from counterpoint.model.speakers import Speaker

ClaimKey = tuple[str, str]
"""(article slug, claim id)."""


class HeldPosition(Struct, frozen=True, array_like=True):
    """One side of an article, as those who hold it are listed with it."""

    slug: str
    voice: int
    label: str


class ArticlePages(Struct, frozen=True, array_like=True):
    """An article's pages, and when they have changed last."""

    path: str
    """Its Markdown file."""
    modified: str
    fragments: tuple[str, ...]
    """Ids on its own page."""
    sides: tuple[str, ...]
    """Ids in its side-by-side view; none where it has no such view."""
    claims: tuple[str, ...]
    """The claims that have a page of their own."""
    changed: bool
    """Whether there is a list of what has changed since it was published."""


@dataclass
class SiteIndex:
    """What the entries of all articles come to, in their order."""

    settings: SiteSettings
    speakers: dict[str, Speaker]
    answered: dict[str, dict[str, tuple[ClaimKey, ...]]] = field(default_factory=dict)
    """Article → claim → the claims that answer it."""
    spoken: dict[str, list[ClaimKey]] = field(default_factory=dict)
    """Speaker → what the speaker says."""
    holders: dict[str, dict[tuple[str, int], HeldPosition]] = field(default_factory=dict)
    """Speaker → the positions held, by article and voice."""
    approached: dict[str, list[str]] = field(default_factory=dict)
    """Speaker → the articles that tell how the speaker was asked for an answer."""
    claim_counts: dict[str, int] = field(default_factory=dict)
    """Article → how many claims it has."""
    topics: dict[str, list[str]] = field(default_factory=dict)
    """Topic → articles; those without any stand under the empty one."""
    translated: dict[str, None] = field(default_factory=dict)
    """Articles that are translations."""
    redirects: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Article → its old paths."""
    pages: dict[str, ArticlePages] = field(default_factory=dict)
    """Article → its pages."""
    media: dict[str, str] = field(default_factory=dict)
    """Path of an image or download → the Markdown file of the first article of this language that uses it."""
    other_details: list[tuple[str, str]] = field(default_factory=list)
    """(path of an article, speaker) where the speaker is defined elsewhere with other details."""
    twice: list[tuple[str, str]] = field(default_factory=list)
    """(path of an article, source) where the whole site has a source of that id."""
    corrected: dict[str, None] = field(default_factory=dict)
    """Articles that have corrections."""
    rated: dict[str, None] = field(default_factory=dict)
    """Articles with a rated claim."""
    mentioned: dict[tuple[str, str], None] = field(default_factory=dict)
    """(kind, id) of what articles name, where it does not matter which of them does."""
    with_local_mentions: dict[str, None] = field(default_factory=dict)
    """Articles that name anything by what means something in that article alone, such as a path without its beginning."""


def index_site(
    articles: Mapping[str, IndexEntry],
    settings: SiteSettings,
    speakers: Mapping[str, Speaker],
    sources: Mapping[str, object],
    edition: bool,
) -> SiteIndex:
    """Look at every article. `edition` says that these are a further language's: translations, and originals in their place."""
    index = SiteIndex(settings, dict(speakers))
    for slug, entry in articles.items():
        for id, person in entry.speakers:
            if index.speakers.setdefault(id, person) != person:
                index.other_details.append((entry.path, id))
        index.twice += [(entry.path, id) for id in entry.sources if id in sources]
        if entry.language:
            index.translated[slug] = None
        if entry.redirects:
            index.redirects[slug] = entry.redirects
        if entry.corrected:
            index.corrected[slug] = None
        if any(claim.rated for claim in entry.claims):
            index.rated[slug] = None
        index.claim_counts[slug] = len(entry.claims)
        for topic in entry.topics or ("",):
            index.topics.setdefault(topic, []).append(slug)
        if bool(entry.language) == edition:
            index.pages[slug] = _pages(settings, entry)
            for path in entry.mentioned("media"):
                index.media.setdefault(path, entry.path)
        _who_says_what(index, slug, entry)
        for kind, id in entry.mentions:
            if kind.startswith("removed-") or (kind == "claim" and "#" not in id) or (kind == "path" and not id.startswith("/")):
                index.with_local_mentions[slug] = None
            elif kind != "source" or id not in entry.sources:
                index.mentioned[kind, id] = None
    return index


def _who_says_what(index: SiteIndex, slug: str, entry: IndexEntry) -> None:
    held = [HeldPosition(slug, number, position.label) for number, position in enumerate(entry.positions, 1)]
    for side, position in zip(held, entry.positions, strict=True):
        for id in position.speakers:
            index.holders.setdefault(id, {})[slug, side.voice] = side
    for speaker in entry.approached:
        index.approached.setdefault(speaker, []).append(slug)
    for claim in entry.claims:
        if claim.voice:
            index.holders.setdefault(claim.speaker, {})[slug, claim.voice] = held[claim.voice - 1]
        index.spoken.setdefault(claim.speaker, []).append((slug, claim.id))
        for article, id in claim.responds_to:
            answers = index.answered.setdefault(article, {})
            answers[id] = (*answers.get(id, ()), (slug, claim.id))


def _pages(settings: SiteSettings, entry: IndexEntry) -> ArticlePages:
    claims = tuple(claim.id for claim in entry.claims if claim_has_page(settings, rated=claim.rated))
    sides: tuple[str, ...] = ()
    if entry.issues and entry.positions:
        sides = (*(f"issue-{issue}" for issue in entry.issues), *(f"position-{position.id}" for position in entry.positions))
    return ArticlePages(entry.path, entry.modified, entry.fragments, sides, claims, entry.changed)


def claim_has_page(settings: SiteSettings, *, rated: bool) -> bool:
    """Whether the site's settings give a claim a page of its own."""
    return settings.claim_pages == "all" or (settings.claim_pages == "reviewed" and rated)
