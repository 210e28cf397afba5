"""Feeds, the sitemap and what robots are told. Dates come from content: the same site gives the same bytes on any day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from itertools import islice
from typing import Any

from counterpoint.site import addresses
from counterpoint.site.link import Site
from counterpoint.site.prepared import Summary

ENTRIES = 30


def _newest(site: Site) -> list[Summary]:
    articles = site.own_articles()
    return [articles[slug] for slug in islice(articles, ENTRIES)]


def timestamp(date: str) -> str:
    """An ISO date as the date-time that RFC 4287 and RFC 3339 ask for; a time without a zone is taken as UTC."""
    return _moment(date).isoformat(timespec="seconds").replace("+00:00", "Z")


def _moment(date: str) -> datetime:
    moment = datetime.fromisoformat(date)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def atom(site: Site) -> bytes:
    """`feed.xml`: Atom (RFC 4287)."""
    settings = site.settings
    newest = _newest(site)
    updated = max((s.updated or s.date for s in newest), key=_moment, default="1970-01-01")
    publisher = settings.publisher.name if settings.publisher else settings.title
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape(settings.language)}">',
        f"<title>{escape(settings.title)}</title>",
        f"<id>{escape(settings.base_url)}</id>",
        f'<link href="{escape(settings.base_url)}"/>',
        f'<link rel="self" type="application/atom+xml" href="{escape(site.url(addresses.FEED_ATOM))}"/>',
        f"<updated>{timestamp(updated)}</updated>",
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
            f"<published>{timestamp(summary.date)}</published>",
            f"<updated>{timestamp(summary.updated or summary.date)}</updated>",
            *(f"<author><name>{escape(author.name)}</name></author>" for author in summary.authors),
            *(f'<category term="{escape(topic)}" label="{escape(settings.topics[topic].label)}"/>' for topic in summary.topics),
            f"<summary>{escape(summary.deck or summary.title)}</summary>",
            "</entry>",
        ]
    return ("\n".join([*lines, "</feed>"]) + "\n").encode()


def json_feed(site: Site) -> bytes:
    """`feed.json`: JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    settings = site.settings
    items: list[dict[str, Any]] = []
    for summary in _newest(site):
        url = site.url(addresses.article(summary.slug))
        item: dict[str, Any] = {
            "id": url,
            "url": url,
            "title": summary.title,
            "content_text": summary.deck or summary.title,
            "date_published": timestamp(summary.date),
        }
        if summary.updated:
            item["date_modified"] = timestamp(summary.updated)
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


SITEMAP_LIMIT = 50_000
"""Addresses in one sitemap file, by its protocol."""


def sitemaps(site: Site) -> dict[str, bytes]:
    """`sitemap.xml` (https://www.sitemaps.org/protocol.html): every page that search engines may show.

    Beyond SITEMAP_LIMIT addresses it is an index of `sitemap-1.xml` and so on.
    """
    entries = [_entry(site, address, modified) for address, modified in _indexed(site)]
    head, namespace = '<?xml version="1.0" encoding="utf-8"?>', 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

    def document(root: str, lines: list[str]) -> bytes:
        return "\n".join([head, f"<{root} {namespace}>", *lines, f"</{root}>", ""]).encode()

    if len(entries) <= SITEMAP_LIMIT:
        return {"/sitemap.xml": document("urlset", entries)}
    parts = [entries[start : start + SITEMAP_LIMIT] for start in range(0, len(entries), SITEMAP_LIMIT)]
    files = {f"/sitemap-{number}.xml": document("urlset", part) for number, part in enumerate(parts, 1)}
    index = [f"<sitemap><loc>{escape(site.url(path))}</loc></sitemap>" for path in files]
    return {"/sitemap.xml": document("sitemapindex", index), **files}


def _entry(site: Site, address: str, modified: str) -> str:
    when = f"<lastmod>{escape(modified[:10])}</lastmod>" if modified else ""
    return f"<url><loc>{escape(site.url(address))}</loc>{when}</url>"


def _indexed(site: Site) -> Iterator[tuple[str, str]]:
    """(address, date of the last change or nothing) of every page."""
    yield addresses.HOME, ""
    for slug, pages in sorted(site.article_pages.items()):
        yield addresses.article(slug), pages.modified
        if pages.sides:
            yield addresses.sides(slug), pages.modified
        yield from ((addresses.claim(slug, id), pages.modified) for id in pages.claims)
    for slug, page in sorted(site.own_pages().items()):
        yield addresses.article(slug), page.updated
    for address in (addresses.SPEAKERS, addresses.TOPICS, addresses.SOURCES, addresses.CORRECTIONS):
        yield address, ""
    for id in sorted(site.speakers):
        yield addresses.speaker(id), ""
    for id in sorted(site.settings.topics):
        yield addresses.topic(id), ""


def robots(site: Site) -> bytes:
    """`robots.txt` (RFC 9309): everything may be read; here are the sitemaps, one for each language."""
    sitemaps = [f"Sitemap: {site.url_in(language, '/sitemap.xml')}\n" for language in ("", *site.settings.languages)]
    return f"User-agent: *\nAllow: /\n{''.join(sitemaps)}".encode()
