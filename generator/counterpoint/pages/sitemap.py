"""The sitemap, and what robots are told."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape

from counterpoint.pages.page_kind import Data, PageInputs, PageKind
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite

SITEMAP_LIMIT = 50_000
"""Addresses in one sitemap file, by its protocol."""


ROBOTS = "/robots.txt"
SITEMAP = "/sitemap.xml"


def sitemap_paths(count: int) -> list[str]:
    """The files of a sitemap of some addresses, its index first."""
    parts = range(1, math.ceil(count / SITEMAP_LIMIT) + 1)
    return [SITEMAP, *(f"/sitemap-{number}.xml" for number in parts if len(parts) > 1)]


def sitemaps(site: LinkedSite, indexed: Sequence[Address]) -> dict[str, bytes]:
    """`sitemap.xml` (https://www.sitemaps.org/protocol.html): every page that search engines may show.

    Beyond SITEMAP_LIMIT addresses it is an index of `sitemap-1.xml` and so on.
    """
    entries = [_entry(site, address) for address in indexed]
    head, namespace = '<?xml version="1.0" encoding="utf-8"?>', 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

    def document(root: str, lines: list[str]) -> bytes:
        return "\n".join([head, f"<{root} {namespace}>", *lines, f"</{root}>", ""]).encode()

    if len(entries) <= SITEMAP_LIMIT:
        return {SITEMAP: document("urlset", entries)}
    parts = [entries[start : start + SITEMAP_LIMIT] for start in range(0, len(entries), SITEMAP_LIMIT)]
    files = dict(zip(sitemap_paths(len(entries))[1:], [document("urlset", part) for part in parts], strict=True))
    index = [f"<sitemap><loc>{escape(site.url(path))}</loc></sitemap>" for path in files]
    return {SITEMAP: document("sitemapindex", index), **files}


def _entry(site: LinkedSite, address: Address) -> str:
    when = f"<lastmod>{escape(address.modified[:10])}</lastmod>" if address.modified else ""
    return f"<url><loc>{escape(site.url(address.address))}</loc>{when}</url>"


def robots(site: LinkedSite) -> bytes:
    """`robots.txt` (RFC 9309): everything may be read; here are the sitemaps, one for each language."""
    sitemaps = [f"Sitemap: {site.url_in(language, SITEMAP)}\n" for language in ("", *site.settings.languages)]
    return f"User-agent: *\nAllow: /\n{''.join(sitemaps)}".encode()


class SitemapKind(PageKind):
    """The sitemap, and `robots.txt`. `addresses_of` gives the addresses of every kind of page."""

    name = "sitemap"
    shows_all = True

    def __init__(self, addresses_of: Callable[[LinkedSite], Iterable[Address]]) -> None:
        self.addresses_of = addresses_of

    def other_files(self, site: LinkedSite) -> Iterator[Address]:
        """The sitemap's files."""
        count = sum(address.indexed for address in self.addresses_of(site))
        yield from map(Address, sitemap_paths(count))
        if site.edition is None:
            yield Address(ROBOTS)

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Data]:
        """The sitemap's files."""
        site = inputs.site
        indexed = [address for address in self.addresses_of(site) if address.indexed]
        yield from (Data(path, content) for path, content in sitemaps(site, indexed).items())
        if site.edition is None:
            yield Data(ROBOTS, robots(site))
