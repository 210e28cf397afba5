"""Feeds, the sitemap and what robots are told. Dates come from content: the same site gives the same bytes on any day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, tzinfo
from html import escape
from itertools import islice
from typing import Any

from counterpoint.article.prepared import Summary
from counterpoint.model.dates import instant
from counterpoint.pages.cards import first_line
from counterpoint.pages.page_kind import Data, PageInputs, PageKind
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite

ENTRIES = 30


def _newest(site: LinkedSite) -> list[Summary]:
    articles = site.own_articles()
    return [articles[slug] for slug in islice((slug for slug in articles if slug not in site.unpublished), ENTRIES)]


def timestamp(date: str, zone: tzinfo) -> str:
    """An ISO date as the date-time that RFC 4287 and RFC 3339 ask for; what names no zone is meant in `zone`."""
    moment = datetime.fromisoformat(date)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def last_change(summary: Summary, zone: tzinfo) -> str:
    """When an article was last changed: its text, a claim, an answer, or by a correction."""
    parts = [*(claim.updated for claim in summary.claims), *(issue.updated for issue in summary.issues)]
    dates = [summary.date, summary.updated, *parts, *(item.date for item in summary.corrections)]
    return max(filter(None, dates), key=lambda date: instant(date, zone))


def _in_short(summary: Summary) -> str:
    """What an article is about, and the corrections made in it, the newest first."""
    corrections = sorted(summary.corrections, key=lambda item: item.date, reverse=True)
    return "\n".join([summary.deck or summary.title, *(f"{item.date[:10]}: {first_line(item.text)}" for item in corrections)])


def atom(site: LinkedSite) -> bytes:
    """`feed.xml`: Atom (RFC 4287)."""
    settings = site.settings
    newest = _newest(site)
    updated = max((last_change(s, settings.zone) for s in newest), key=lambda date: instant(date, settings.zone), default="1970-01-01")
    publisher = settings.publisher.name if settings.publisher else settings.title
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape(settings.language)}">',
        f"<title>{escape(settings.title)}</title>",
        f"<id>{escape(settings.base_url)}</id>",
        f'<link href="{escape(settings.base_url)}"/>',
        f'<link rel="self" type="application/atom+xml" href="{escape(site.url(addresses.FEED_ATOM))}"/>',
        f"<updated>{timestamp(updated, settings.zone)}</updated>",
        f"<author><name>{escape(publisher)}</name></author>",
    ]
    if settings.description:
        lines.append(f"<subtitle>{escape(settings.description)}</subtitle>")
    for summary in newest:
        url = site.url(addresses.article(summary.slug))
        lines += [
            "<entry>",
            f"<title>{escape(summary.title)}</title>",
            f"<id>{escape(url)}</id>",
            f'<link href="{escape(url)}"/>',
            f"<published>{timestamp(summary.date, settings.zone)}</published>",
            f"<updated>{timestamp(last_change(summary, settings.zone), settings.zone)}</updated>",
            *(f"<author><name>{escape(author.name)}</name></author>" for author in summary.authors),
            *(f'<category term="{escape(topic)}" label="{escape(settings.topics[topic].label)}"/>' for topic in summary.topics),
            f"<summary>{escape(_in_short(summary))}</summary>",
            "</entry>",
        ]
    return ("\n".join([*lines, "</feed>"]) + "\n").encode()


def json_feed(site: LinkedSite) -> bytes:
    """`feed.json`: JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    settings = site.settings
    items: list[dict[str, Any]] = []
    for summary in _newest(site):
        url = site.url(addresses.article(summary.slug))
        item: dict[str, Any] = {
            "id": url,
            "url": url,
            "title": summary.title,
            "content_text": _in_short(summary),
            "date_published": timestamp(summary.date, settings.zone),
        }
        changed = last_change(summary, settings.zone)
        if changed != summary.date:
            item["date_modified"] = timestamp(changed, settings.zone)
        if summary.authors:
            item["authors"] = [{"name": author.name, **({"url": author.url} if author.url else {})} for author in summary.authors]
        if summary.topics:
            item["tags"] = [settings.topics[topic].label for topic in summary.topics]
        items.append(item)
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": settings.title,
        "home_page_url": settings.base_url,
        "feed_url": site.url(addresses.FEED_JSON),
        "language": settings.language,
    }
    if settings.description:
        feed["description"] = settings.description
    return (json.dumps({**feed, "items": items}, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


class FeedsKind(PageKind):
    """The feeds of the newest articles."""

    name = "feeds"
    shows_all = True

    def addresses(self, site: LinkedSite) -> Iterator[Address]:
        """The address of each format."""
        yield Address(addresses.FEED_ATOM)
        yield Address(addresses.FEED_JSON)

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Data]:
        """Both formats."""
        yield Data(addresses.FEED_ATOM, atom(inputs.site))
        yield Data(addresses.FEED_JSON, json_feed(inputs.site))
