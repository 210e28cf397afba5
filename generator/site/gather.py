"""One look at every article's summary, for all that the site as a whole has to know. On a large site there is none to spare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec import Struct

from generator.model.site import Site as Settings
from generator.model.speakers import Speaker
from generator.site import addresses
from generator.site.prepared import ClaimSummary, Summary

ClaimKey = tuple[str, str]
"""(article slug, claim id)."""
Addresses = dict[str, tuple[str, ...] | None]
"""Addresses, with the fragments in them where they are known."""


class HeldPosition(Struct, frozen=True, array_like=True):
    """One side of an article, as those who hold it are listed with it."""

    slug: str
    voice: int
    label: str


@dataclass
class Gathered:
    """What the summaries come to, in their order."""

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
    addresses: dict[str, Addresses] = field(default_factory=dict)
    """Article → the addresses of its pages and data."""
    media: dict[str, str] = field(default_factory=dict)
    """Path of an image or download → the Markdown file of the first article of this language that uses it."""
    other_details: list[tuple[str, str]] = field(default_factory=list)
    """(path of an article, speaker) where the speaker is defined elsewhere with other details."""
    twice: list[tuple[str, str]] = field(default_factory=list)
    """(path of an article, source) where the whole site has a source of that id."""


def gather(
    articles: Mapping[str, Summary], settings: Settings, speakers: Mapping[str, Speaker], sources: Mapping[str, object], edition: bool
) -> Gathered:
    """Look at every article. `edition` says that these are a further language's: translations, and originals in their place."""
    it = Gathered(settings, dict(speakers))
    for slug, summary in articles.items():
        for id, person in summary.speakers:
            if it.speakers.setdefault(id, person) != person:
                it.other_details.append((summary.path, id))
        it.twice += [(summary.path, id) for id, _ in summary.sources if id in sources]
        if summary.language:
            it.translated[slug] = None
        if summary.redirects:
            it.redirects[slug] = summary.redirects
        it.claim_counts[slug] = len(summary.claims)
        for topic in summary.topics or ("",):
            it.topics.setdefault(topic, []).append(slug)
        if bool(summary.language) == edition:
            it.addresses[slug] = _addresses(settings, summary)
            for path in summary.mentioned("media"):
                it.media.setdefault(path, summary.path)
        _who_says_what(it, slug, summary)
    return it


def _who_says_what(it: Gathered, slug: str, summary: Summary) -> None:
    held = [HeldPosition(slug, number, position.label) for number, position in enumerate(summary.positions, 1)]
    for one, position in zip(held, summary.positions, strict=True):
        for id in position.speakers:
            it.holders.setdefault(id, {})[slug, one.voice] = one
    for claim in summary.claims:
        if claim.voice:
            it.holders.setdefault(claim.speaker, {})[slug, claim.voice] = held[claim.voice - 1]
        it.spoken.setdefault(claim.speaker, []).append((slug, claim.id))
        for article, id in claim.responds_to:
            answers = it.answered.setdefault(article, {})
            answers[id] = (*answers.get(id, ()), (slug, claim.id))


def _addresses(settings: Settings, summary: Summary) -> Addresses:
    slug = summary.slug
    known: Addresses = {addresses.article(slug): summary.fragments, addresses.annotation_data(slug): None}
    if summary.issues and summary.positions:
        rows = [f"issue-{issue.id}" for issue in summary.issues] + [f"position-{position.id}" for position in summary.positions]
        known[addresses.sides(slug)] = tuple(rows)
    with_page = [claim.id for claim in summary.claims if claim_has_page(settings, claim)]
    known |= dict.fromkeys(addresses.claim(slug, id) for id in with_page)
    known |= dict.fromkeys(addresses.embed(slug, id) for id in with_page)
    return known


def claim_has_page(settings: Settings, claim: ClaimSummary) -> bool:
    """Whether the site's settings give a claim a page of its own."""
    return settings.claim_pages == "all" or (settings.claim_pages == "reviewed" and bool(claim.rating))
