"""Searching: the page with the form and, without JavaScript, all claims; and the records that the index is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from markupsafe import Markup
from msgspec import Struct

from generator.pages.page import Page, PageLink, Words, article_link
from generator.reading.fragments import Fragments
from generator.site import addresses
from generator.site.link import Site
from generator.site.prepared import Body, Summary

CLAIMS_ON_A_PAGE = 500
"""Claims on one page of the list; articles are kept together."""
NEWEST = 1_000
"""Claims of the newest articles that have an index of their own on a site with more than twice as many: it is a tenth of a large one,
and gives the first results at once."""


class Record(Struct, frozen=True):
    """Something that can be found: what it is, its address within the host, and its words. `text` is searched and not shown whole."""

    kind: str
    href: str
    title: str
    speaker: str = ""
    position: str = ""
    voice: int = 0
    article: str = ""
    text: str = ""


class Index(Struct, frozen=True):
    """The files of the search index, which a program of its own makes of the records."""

    address: str
    language: str
    records: tuple[Record, ...]


class ListedClaim(Struct, frozen=True):
    """A claim in the list of all."""

    text: str
    href: str
    speaker: str
    position: str
    voice: int


class SearchView(Struct, frozen=True):
    """All that the template sees. `index` is the address of the script that searches, `newest` of the one for the newest articles, if
    there are many; `pages` are those of the list, by number."""

    index: str
    newest: str
    groups: tuple[tuple[PageLink, tuple[ListedClaim, ...]], ...]
    count: int
    number: int
    pages: tuple[str, ...]


def search_pages(site: Site) -> Iterator[Page]:
    """The page with the form; beyond CLAIMS_ON_A_PAGE the list goes on over further ones."""
    chunks: list[list[str]] = [[]]
    held = count = 0
    for slug, summary in site.articles.items():
        if held and held + len(summary.claims) > CLAIMS_ON_A_PAGE:
            chunks.append([])
            held = 0
        chunks[-1].append(slug)
        held += len(summary.claims)
        count += len(summary.claims)
    pages = tuple(site.href(addresses.search(number)) for number in range(1, len(chunks) + 1))
    index = site.href(addresses.SEARCH_INDEX + "pagefind.js") if site.settings.search else ""
    newest = site.href(addresses.SEARCH_NEWEST + "pagefind.js") if index and count > 2 * NEWEST else ""
    for number, chunk in enumerate(chunks, 1):
        listed = ((slug, tuple(_listed(site, site.articles[slug]))) for slug in chunk)
        groups = tuple((article_link(site, slug), claims) for slug, claims in listed if claims)
        view = SearchView(index, newest, groups, count, number, pages)
        yield Page(
            addresses.search(number),
            "search.html",
            "search",
            Words("Search"),
            Words("All claims, and a search over them."),
            view,
            indexed=number == 1,
        )


def _listed(site: Site, summary: Summary) -> Iterator[ListedClaim]:
    for claim in summary.claims:
        position = summary.positions[claim.voice - 1].label if claim.voice else ""
        href = site.href(site.claim_address((summary.slug, claim.id)))
        yield ListedClaim(claim.text, href, site.speakers[claim.speaker].name, position, claim.voice)


def indexes(site: Site, body_of: Callable[[str], Body]) -> Iterator[Index]:
    """Everything that can be found: articles with their text, claims, speakers and sources; and where there is much, the newest articles
    with their claims once more."""
    language = site.settings.language
    articles = {slug: tuple(_of_article(site, slug, body_of)) for slug in sorted(site.articles)}
    others = tuple(_others(site))
    yield Index(addresses.SEARCH_INDEX, language, (*(record for of in articles.values() for record in of), *others))
    if sum(len(summary.claims) for summary in site.articles.values()) > 2 * NEWEST:
        newest: list[Record] = []
        for slug in site.articles:
            if len(newest) + len(articles[slug]) > NEWEST:
                break
            newest += articles[slug]
        yield Index(addresses.SEARCH_NEWEST, language, tuple(newest))


def _of_article(site: Site, slug: str, body_of: Callable[[str], Body]) -> Iterator[Record]:
    settings, summary = site.settings, site.articles[slug]
    words = " ".join([summary.deck, *(issue.question for issue in summary.issues), *(position.label for position in summary.positions)])
    text = f"{words} {_plain(body_of(slug).text)}"
    yield Record("article", site.href(addresses.article(slug)), summary.title, text=text)
    for claim, listed in zip(summary.claims, _listed(site, summary), strict=True):
        rating = settings.ratings.get(claim.rating)
        yield Record(
            "claim",
            listed.href,
            claim.text,
            listed.speaker,
            listed.position,
            claim.voice,
            summary.title,
            rating.label if rating else "",
        )


def _others(site: Site) -> Iterator[Record]:
    for id, speaker in sorted(site.speakers.items()):
        text = " ".join([speaker.role or "", speaker.bio or "", *speaker.names])
        yield Record("speaker", site.href(addresses.speaker(id)), speaker.name, text=text)
    everything = {("", id): source for id, source in site.sources.items()}
    everything |= {(slug, id): source for slug, summary in site.articles.items() for id, source in summary.sources}
    for _, source in sorted(everything.items()):
        text = " ".join(filter(None, [source.publisher, source.date, source.note]))
        yield Record("source", source.url or site.href(addresses.SOURCES), source.title, text=text)


def _plain(html: Fragments) -> str:
    return " ".join(Markup(part).striptags() for part in html if isinstance(part, str))  # noqa: S704 - tags are taken out of it
