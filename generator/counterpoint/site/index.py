"""One look at every article's ties, for all that the site as a whole has to know. On a large site there is none to spare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec import Struct

from counterpoint.model.site import Site as Settings
from counterpoint.model.speakers import Speaker
from counterpoint.site.prepared import Ties

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
class Gathered:
    """What the ties come to, in their order."""

    settings: Settings
    speakers: dict[str, Speaker]
    answered: dict[str, dict[str, tuple[ClaimKey, ...]]] = field(default_factory=dict)
    """Article → claim → the claims that answer it."""
    spoken: dict[str, list[ClaimKey]] = field(default_factory=dict)
    """Speaker → what the speaker says."""
    holders: dict[str, dict[tuple[str, int], HeldPosition]] = field(default_factory=dict)
    """Speaker → the positions held, by article and voice."""
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
    mentioned: dict[tuple[str, str], None] = field(default_factory=dict)
    """(kind, id) of what articles name, where it does not matter which of them does."""
    with_local_mentions: dict[str, None] = field(default_factory=dict)
    """Articles that name anything by what means something in that article alone, such as a path without its beginning."""


def gather(
    articles: Mapping[str, Ties], settings: Settings, speakers: Mapping[str, Speaker], sources: Mapping[str, object], edition: bool
) -> Gathered:
    """Look at every article. `edition` says that these are a further language's: translations, and originals in their place."""
    gathered = Gathered(settings, dict(speakers))
    for slug, ties in articles.items():
        for id, person in ties.speakers:
            if gathered.speakers.setdefault(id, person) != person:
                gathered.other_details.append((ties.path, id))
        gathered.twice += [(ties.path, id) for id in ties.sources if id in sources]
        if ties.language:
            gathered.translated[slug] = None
        if ties.redirects:
            gathered.redirects[slug] = ties.redirects
        if ties.corrected:
            gathered.corrected[slug] = None
        gathered.claim_counts[slug] = len(ties.claims)
        for topic in ties.topics or ("",):
            gathered.topics.setdefault(topic, []).append(slug)
        if bool(ties.language) == edition:
            gathered.pages[slug] = _pages(settings, ties)
            for path in ties.mentioned("media"):
                gathered.media.setdefault(path, ties.path)
        _who_says_what(gathered, slug, ties)
        for kind, id in ties.mentions:
            if kind == "removed-claim" or (kind == "claim" and "#" not in id) or (kind == "path" and not id.startswith("/")):
                gathered.with_local_mentions[slug] = None
            elif kind != "source" or id not in ties.sources:
                gathered.mentioned[kind, id] = None
    return gathered


def _who_says_what(gathered: Gathered, slug: str, ties: Ties) -> None:
    held = [HeldPosition(slug, number, position.label) for number, position in enumerate(ties.positions, 1)]
    for side, position in zip(held, ties.positions, strict=True):
        for id in position.speakers:
            gathered.holders.setdefault(id, {})[slug, side.voice] = side
    for claim in ties.claims:
        if claim.voice:
            gathered.holders.setdefault(claim.speaker, {})[slug, claim.voice] = held[claim.voice - 1]
        gathered.spoken.setdefault(claim.speaker, []).append((slug, claim.id))
        for article, id in claim.responds_to:
            answers = gathered.answered.setdefault(article, {})
            answers[id] = (*answers.get(id, ()), (slug, claim.id))


def _pages(settings: Settings, ties: Ties) -> ArticlePages:
    claims = tuple(claim.id for claim in ties.claims if claim_has_page(settings, rated=claim.rated))
    sides: tuple[str, ...] = ()
    if ties.issues and ties.positions:
        sides = (*(f"issue-{issue}" for issue in ties.issues), *(f"position-{position.id}" for position in ties.positions))
    return ArticlePages(ties.path, ties.modified, ties.fragments, sides, claims, ties.changed)


def claim_has_page(settings: Settings, *, rated: bool) -> bool:
    """Whether the site's settings give a claim a page of its own."""
    return settings.claim_pages == "all" or (settings.claim_pages == "reviewed" and rated)
