"""The list of every source of the site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby, pairwise
from operator import itemgetter
from urllib.parse import urlsplit

from msgspec import Struct

from counterpoint.article.prepared import Citations, SourceSummary
from counterpoint.pages.cards import SourceView, source_view
from counterpoint.pages.page import ListPage, Page, PageLink, Words, titled_link
from counterpoint.pages.page_kind import PageInputs, PageKind
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite

SOURCES_ON_A_PAGE = 1000


class SourceUse(Struct, frozen=True):
    """A source with the articles that cite it."""

    source: SourceView
    articles: tuple[PageLink, ...]


class SourcesView(Struct, frozen=True):
    """Every source of the site, by the domain of its address; on a large site, those of one page. `count` is that of all."""

    domains: tuple[tuple[str, tuple[SourceUse, ...]], ...]
    count: int
    number: int
    pages: tuple[ListPage, ...]


def sources_pages(site: LinkedSite, citations_of: Callable[[str], Citations]) -> Iterator[Page]:
    """Every external source of the site, with who cites it; beyond SOURCES_ON_A_PAGE the list goes on over further pages."""
    listed = _sources(site, citations_of)
    starts = range(0, max(len(listed), 1), SOURCES_ON_A_PAGE)
    chunks = [listed[start : start + SOURCES_ON_A_PAGE] for start in starts]
    firsts = [chunk[0][0] if chunk else "" for chunk in chunks]
    pages = tuple(
        ListPage(number, site.href(addresses.sources(number)), first if first != before else "")
        for number, (before, first) in enumerate(pairwise(["", *firsts]), 1)
    )
    for number, chunk in enumerate(chunks, 1):
        domains = tuple((domain, tuple(use for _, use in uses)) for domain, uses in groupby(chunk, key=itemgetter(0)))
        yield Page(
            addresses.sources(number),
            "sources.html",
            "list",
            Words("Sources"),
            Words("Every source that %(site)s cites."),
            SourcesView(domains, len(listed), number, pages),
            indexed=number == 1,
        )


def _sources(site: LinkedSite, citations_of: Callable[[str], Citations]) -> list[tuple[str, SourceUse]]:
    """All sources with their domains, by these and by their titles; those without an address come last."""
    shared: dict[str, list[PageLink]] = {id: [] for id in site.sources}
    own: list[tuple[str, SourceSummary, list[PageLink]]] = []
    for slug in site.articles:
        citations = citations_of(slug)
        link = [titled_link(site, slug, citations.title)]
        own += [(id, source, link) for id, source in citations.sources]
        for id in {*citations.cited} - {id for id, _ in citations.sources}:
            if id in shared:
                shared[id] += link
    by_domain: dict[str, dict[tuple[str, str], SourceUse]] = {}
    for id, source, articles in [*((id, site.sources[id], articles) for id, articles in shared.items()), *own]:
        view = source_view(id, source)
        domain = (urlsplit(view.href).hostname or "").removeprefix("www.")
        group = by_domain.setdefault(domain, {})
        same = group.get((view.href, view.title))
        citing = same.articles if same else ()
        group[view.href, view.title] = SourceUse(view, tuple(dict.fromkeys((*citing, *articles))))
    return [
        (domain, use)
        for domain, group in sorted(by_domain.items(), key=lambda item: (item[0] == "", item[0]))
        for use in sorted(group.values(), key=lambda use: (use.source.title.casefold(), use.source.href))
    ]


class SourcesKind(PageKind):
    """The list of all sources, in pages. All are one target: where a page ends depends on every source before it."""

    name = "sources"
    templates = ("sources.html",)
    reserved = ("sources",)
    folders = (r"sources/[0-9]+/",)
    shows_all = True

    def addresses(self, site: LinkedSite) -> Iterator[Address]:
        """The first page's."""
        yield Address(addresses.SOURCES, indexed=True)

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Page]:
        """All pages."""
        yield from sources_pages(inputs.site, inputs.articles.citations)
