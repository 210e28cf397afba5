"""JSON-LD in the vocabulary of schema.org, from what the pages show and nothing else."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from counterpoint.article.prepared import ClaimSummary, SourceSummary, Summary
from counterpoint.model.article import Author
from counterpoint.pages.page import Picture, as_script_data
from counterpoint.site import addresses
from counterpoint.site.link import LinkedSite

_TYPES = {
    "person": "Person",
    "organisation": "Organization",
    "government": "GovernmentOrganization",
    "media": "NewsMediaOrganization",
    "document": "CreativeWork",
}
_AUTHORS = frozenset(_TYPES.values()) - {"CreativeWork"}
"""The types that an author may have: a person, or an organisation of some kind."""


def _graph(value: dict[str, Any]) -> Markup:
    return as_script_data({"@context": "https://schema.org", **{key: item for key, item in value.items() if item not in ("", None, [])}})


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


def article(site: LinkedSite, summary: Summary, picture: Picture | None) -> Markup:
    """An Article, with its authors, topics and the document that it is about."""
    document = site.source_in(summary, summary.about) if summary.about else summary.about_document
    publisher = _publisher(site)
    return _graph(
        {
            "@type": "Article",
            "headline": summary.title,
            "description": summary.deck,
            "url": site.url(addresses.article(summary.slug)),
            "datePublished": summary.date,
            "dateModified": summary.updated or summary.date,
            "inLanguage": site.settings.language,
            "author": [_author(author, publisher) for author in summary.authors] or ([publisher] if publisher else []),
            "publisher": publisher,
            "image": site.shared_url(addresses.media(summary.image.src)) if summary.image else None,
            "about": _source(document) if document else None,
            "keywords": [site.settings.topics[topic].label for topic in summary.topics],
            "license": site.settings.license.url if site.settings.license else None,
        }
    )


def claim(site: LinkedSite, summary: Summary, item: ClaimSummary) -> Markup:
    """A ClaimReview, only where the claim has been rated with a value on the site's scale; else nothing."""
    settings = site.settings
    rating = settings.ratings.get(item.rating)
    if rating is None or rating.value is None or settings.rating_range is None:
        return Markup("")
    low, high = settings.rating_range
    publisher, speaker = _publisher(site), _thing(site, item.speaker)
    return _graph(
        {
            "@type": "ClaimReview",
            "url": site.url(addresses.claim(summary.slug, item.id)),
            "claimReviewed": item.text,
            "reviewBody": item.rating_summary,
            "datePublished": item.reviewed_on or summary.updated or summary.date,
            "author": {"@type": "Organization", "name": item.reviewed_by} if item.reviewed_by else publisher,
            "itemReviewed": {
                "@type": "Claim",
                "text": item.text,
                **({"author": speaker} if speaker["@type"] in _AUTHORS else {}),
                **({"datePublished": item.date} if item.date else {}),
                "appearance": {
                    "@type": "CreativeWork",
                    "url": site.url(
                        addresses.claim_in_article(summary.slug, item.id) if item.number else addresses.article(summary.slug),
                    ),
                },
            },
            "reviewRating": {
                "@type": "Rating",
                "ratingValue": rating.value,
                "worstRating": low,
                "bestRating": high,
                "alternateName": rating.label,
            },
        }
    )


def speaker(site: LinkedSite, speaker_id: str) -> Markup:
    """A Person, an Organization or one of its kinds; a Thing where the author has not said."""
    person = site.speakers[speaker_id]
    member = (
        {
            "memberOf" if person.kind != "person" else "affiliation": {
                "@type": "Organization",
                "name": site.speakers[person.affiliation].name,
            }
        }
        if person.affiliation
        else {}
    )
    return _graph({**_thing(site, speaker_id), "description": person.bio, "alternateName": list(person.names), **member})


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
