"""JSON-LD in the vocabulary of schema.org, from what the pages show and nothing else."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from counterpoint.article.prepared import ClaimSummary, SourceSummary, Summary
from counterpoint.model.article import Author
from counterpoint.model.dates import with_zone
from counterpoint.pages.page import as_script_data
from counterpoint.site import addresses
from counterpoint.site.link import LinkedSite

_TYPES = {
    "person": "Person",
    "organisation": "Organization",
    "government": "GovernmentOrganization",
    "media": "NewsMediaOrganization",
    "document": "CreativeWork",
}
_ORGANISATIONS = frozenset(_TYPES.values()) - {"CreativeWork", "Person"}
_AUTHORS = _ORGANISATIONS | {"Person"}
"""The types that an author may have: a person, or an organisation of some kind."""


def _told(value: dict[str, Any]) -> dict[str, Any]:
    """Leave out what says nothing."""
    return {key: item for key, item in value.items() if item not in ("", None, [])}


def _graph(value: dict[str, Any]) -> Markup:
    return as_script_data({"@context": "https://schema.org", **_told(value)})


def _publisher(site: LinkedSite) -> dict[str, Any] | None:
    publisher = site.settings.publisher
    if publisher is None:
        return None
    result: dict[str, Any] = {"@type": "Organization", "name": publisher.name}
    if publisher.url:
        result["url"] = publisher.url
    if publisher.logo:
        result["logo"] = site.shared_url(addresses.media(publisher.logo))
    return result


def _author(author: Author, publisher: dict[str, Any] | None) -> dict[str, Any]:
    """A person, unless the publisher itself is named."""
    if publisher and publisher["name"] == author.name:
        return publisher
    return {"@type": "Person", "name": author.name, **({"url": author.url} if author.url else {})}


def _source(source: SourceSummary) -> dict[str, Any]:
    result: dict[str, Any] = {"@type": "CreativeWork", "name": source.title}
    if source.url:
        result["url"] = source.url
    if source.publisher:
        result["publisher"] = {"@type": "Organization", "name": source.publisher}
    return result


def _thing(site: LinkedSite, speaker_id: str) -> dict[str, Any]:
    speaker = site.speakers[speaker_id]
    return {
        "@type": _TYPES.get(speaker.kind or "", "Thing"),
        "name": speaker.name,
        "url": site.url(addresses.speaker(speaker_id)),
        **({"sameAs": [*speaker.same_as, *([speaker.url] if speaker.url else [])]} if speaker.same_as or speaker.url else {}),
    }


def article(site: LinkedSite, summary: Summary) -> Markup:
    """An Article, with its authors, topics and the document that it is about."""
    document = site.source_in(summary, summary.about) if summary.about else summary.about_document
    publisher = _publisher(site)
    return _graph(
        {
            "@type": "Article",
            "headline": summary.title,
            "description": summary.deck,
            "url": site.url(addresses.article(summary.slug)),
            "datePublished": with_zone(summary.date, site.settings.zone),
            "dateModified": with_zone(summary.updated or summary.date, site.settings.zone),
            "inLanguage": site.settings.language,
            "author": [_author(author, publisher) for author in summary.authors] or ([publisher] if publisher else []),
            "publisher": publisher,
            "image": site.shared_url(addresses.media(summary.image.src)) if summary.image else None,
            "about": _source(document) if document else None,
            "keywords": [site.settings.topics[topic].label for topic in summary.topics],
            "license": site.settings.license.url if site.settings.license else None,
        }
    )


def _reviewer(summary: Summary, item: ClaimSummary, publisher: dict[str, Any] | None) -> dict[str, Any] | None:
    """Who reviewed a claim, as a person or an organisation. Where it is not known which of both, the publisher stands for the review."""
    if not item.reviewed_by:
        return publisher
    if item.reviewer_kind:
        reviewer = {"@type": _TYPES[item.reviewer_kind], "name": item.reviewed_by}
        return {**reviewer, **({"url": item.reviewer_url} if item.reviewer_url else {})}
    author = next((author for author in summary.authors if author.name == item.reviewed_by), None)
    return _author(author, publisher) if author else publisher


def claim_review(site: LinkedSite, summary: Summary, item: ClaimSummary) -> dict[str, Any] | None:
    """A ClaimReview, only where the claim has been rated with a value on the site's scale."""
    settings = site.settings
    rating = settings.ratings.get(item.rating)
    if rating is None or rating.value is None or settings.rating_range is None:
        return None
    low, high = settings.rating_range
    speaker = _thing(site, item.speaker)
    reviewed = {
        "@type": "Claim",
        "text": item.text,
        "author": speaker if speaker["@type"] in _AUTHORS else None,
        "datePublished": with_zone(item.date, settings.zone),
        "appearance": _source(site.source_in(summary, item.appears_in)) if item.appears_in else None,
    }
    review = {
        "@type": "ClaimReview",
        "url": site.url(addresses.claim(summary.slug, item.id) if site.claim_has_page(item) else site.claim_address(summary.slug, item)),
        "claimReviewed": item.text,
        "reviewBody": item.rating_summary,
        "datePublished": with_zone(item.reviewed_on or summary.updated or summary.date, settings.zone),
        "inLanguage": settings.language,
        "author": _reviewer(summary, item, _publisher(site)),
        "itemReviewed": _told(reviewed),
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": rating.value,
            "worstRating": low,
            "bestRating": high,
            "alternateName": rating.label,
        },
    }
    return _told(review)


def claim(site: LinkedSite, summary: Summary, item: ClaimSummary) -> Markup:
    """The ClaimReview of a claim's page, if there is one."""
    review = claim_review(site, summary, item)
    return _graph(review) if review else Markup("")


def speaker(site: LinkedSite, speaker_id: str) -> Markup:
    """A Person, an Organization or one of its kinds; a Thing where the author has not said."""
    person, thing = site.speakers[speaker_id], _thing(site, speaker_id)
    group = {"@type": "Organization", "name": site.speakers[person.affiliation].name} if person.affiliation else None
    # Of a work, or of something of no known kind, no affiliation can be said.
    key = "affiliation" if thing["@type"] == "Person" else "memberOf" if thing["@type"] in _ORGANISATIONS else ""
    return _graph({**thing, "description": person.bio, "alternateName": list(person.names), **({key: group} if key else {})})


def home(site: LinkedSite) -> Markup:
    """The WebSite."""
    return _graph(
        {
            "@type": "WebSite",
            "name": site.settings.title,
            "url": site.settings.base_url,
            "description": site.settings.description,
            "inLanguage": site.settings.language,
            "publisher": _publisher(site),
        }
    )
