"""The site → targets: groups of files made from the same inputs. All pages of an article are one target."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from counterpoint.pages.page import Page, Picture, explainer_pages, speaker_pages
from counterpoint.reading.fragments import Fragments
from counterpoint.site import addresses
from counterpoint.site.link import Site
from counterpoint.site.prepared import Body, Citations, Summary

if TYPE_CHECKING:
    from counterpoint.pages.search import Index
    from counterpoint.pages.share import Drawing


class Target(Struct, frozen=True, order=True):
    """A group of files made together: of one `kind`, about one thing (an article's slug, a speaker's id, a page of a topic …), if any."""

    kind: str
    id: str = ""

    @property
    def key(self) -> str:
        """Its name, such as `article:city-centre-cars`."""
        return f"{self.kind}:{self.id}" if self.id else self.kind


class Data(Struct, frozen=True):
    """A file that no template makes."""

    address: str
    content: bytes


class LongData(Struct, frozen=True):
    """The same, too long to be in memory at once: a head, a part for each article that is made when its turn comes, what stands between
    two parts that are not empty, and a tail."""

    address: str
    head: bytes
    slugs: Sequence[str]
    part_of: Callable[[str], bytes]
    """The part of an article by its slug: made of its summary, and of things that are not about one article."""
    between: bytes = b""
    tail: bytes = b""


LONG = ("search-index", "data", "sources", "feeds", "speakers", "home", "topics", "corrections")
"""Kinds of target that show something of every article, the longest first."""

EXTRAS = ("search-index", "share")
"""Kinds of target that no page needs, and that take long."""


def plan(site: Site) -> list[Target]:
    """Every target of a site, in a fixed order: what takes longest comes first, so that nobody has to wait for it at the end."""
    parts = {"search-index": ("",) if site.settings.search else (), "data": ("json", "csv")}
    return [
        *(Target(kind, part) for kind in LONG for part in parts.get(kind, ("",))),
        *(Target("search", number) for number in site.claim_list),
        *(_numbered("topic", id, number) for id in sorted(site.settings.topics) for number in explainer_pages(site, id)),
        *(_numbered("speaker", id, number) for id in sorted(site.speakers) for number in speaker_pages(site, id)),
        *(Target("article", slug) for slug in sorted(site.own_articles())),
        *(Target("share", slug) for slug in sorted(site.own_articles()) if site.settings.share_images != "none"),
        *(Target("page", slug) for slug in sorted(site.own_pages())),
        *(Target(kind) for kind in ("not-found", "redirects")),
    ]


def _numbered(kind: str, id: str, number: int) -> Target:
    """One of the pages of a thing, of which there may be several: the first bears its name alone."""
    return Target(kind, id if number == 1 else f"{id}/{number}")


def _which(target: Target) -> tuple[str, int]:
    """The thing and the number of such a page."""
    id, _, number = target.id.partition("/")
    return id, int(number or 1)


class ArticleParts(Protocol):
    """What is known of articles, by their slugs."""

    def body(self, slug: str) -> Body:
        """What only an article's own pages show."""

    def text(self, slug: str) -> Fragments:
        """Its text alone."""

    def citations(self, slug: str) -> Citations:
        """What it cites."""

    def findable(self, slug: str) -> Summary:
        """What a search finds of it beside its text."""


def files_of(
    target: Target, site: Site, parts: ArticleParts, pictures: Mapping[str, Picture]
) -> Iterator[Page | Data | LongData | Drawing | Index]:
    """What one target consists of. Modules are loaded when their pages are made: most builds make few."""
    match target.kind:
        case "article":
            yield from _of_article(target.id, site, parts.body(target.id), pictures)
        case "share":
            from counterpoint.pages.share import drawings

            yield from drawings(site, site.articles[target.id])
        case "speaker":
            from counterpoint.pages.speaker import speaker_page

            yield speaker_page(site, *_which(target), pictures)
        case "search":
            from counterpoint.pages.search import search_page

            yield search_page(site, target.id)
        case "search-index":
            from counterpoint.pages.search import index

            yield index(site, parts)
        case "topics":
            from counterpoint.pages.listings import topics_pages

            yield from topics_pages(site)
        case "topic":
            from counterpoint.pages.listings import topic_page

            yield topic_page(site, *_which(target))
        case "sources":
            from counterpoint.pages.listings import sources_pages

            yield from sources_pages(site, parts.citations)
        case "feeds":
            from counterpoint.pages import feeds

            yield Data(addresses.FEED_ATOM, feeds.atom(site))
            yield Data(addresses.FEED_JSON, feeds.json_feed(site))
            yield from (Data(path, content) for path, content in feeds.sitemaps(site).items())
            if site.edition is None:
                yield Data("/robots.txt", feeds.robots(site))
        case "data":
            from counterpoint.pages import open_data

            yield open_data.claims_json(site) if target.id == "json" else open_data.claims_csv(site)
        case "redirects":
            yield from _redirects(site)
        case _:
            yield _listing(target, site)


def _of_article(slug: str, site: Site, body: Body, pictures: Mapping[str, Picture]) -> Iterator[Page | Data]:
    from counterpoint.pages import web_annotations
    from counterpoint.pages.article import article_page
    from counterpoint.pages.sides import sides_page

    summary = site.articles[slug]
    yield article_page(site, summary, body, pictures)
    if summary.has_sides:
        yield sides_page(site, summary, body)
    with_page = [claim for claim in summary.claims if site.claim_has_page(claim)]
    removed = site.removed.get(slug, ())
    if with_page or removed:
        from counterpoint.pages.claim import claim_page, removed_page
        from counterpoint.pages.embed import embed_page, oembed, removed_embed

        for claim in with_page:
            yield claim_page(site, summary, claim, body)
            yield embed_page(site, summary, claim, body)
            yield Data(addresses.oembed(slug, claim.id), oembed(site, summary, claim))
        for id in removed:
            yield removed_page(site, summary, id)
            yield removed_embed(site, summary, id)
    yield Data(addresses.annotation_data(slug), web_annotations.collection(site, summary, body))


def _listing(target: Target, site: Site) -> Page:
    from counterpoint.pages import listings

    match target.kind:
        case "page":
            return listings.plain_page(site, site.pages[target.id])
        case "home":
            return listings.home_page(site)
        case "speakers":
            return listings.speakers_page(site)
        case "corrections":
            return listings.corrections_page(site)
        case "not-found":
            return listings.not_found_page(site)
    raise AssertionError(target.kind)


def _redirects(site: Site) -> Iterator[Page | Data]:
    """A page at every old path for any host, and one `_redirects` file for those that read it."""
    pairs = sorted(site.moves.items())
    for old, new in pairs:
        if not old.endswith(("/", ".html", ".htm")):
            continue  # data: a page in its place would be no data
        summary = site.articles.get(new.split("/")[1])
        title = summary.title if summary else new
        yield Page(
            old,
            "redirect.html",
            "redirect",
            title,
            title,
            _Moved(title, site.href(new), site.url(new)),
            indexed=False,
        )
    pairs += sorted(site.moved_elsewhere.items())
    if pairs and site.edition is None:
        base = site.settings.path[:-1]
        yield Data("/_redirects", "".join(f"{base}{old} {base}{new} 301\n" for old, new in pairs).encode())


class _Moved(Struct, frozen=True):
    """Where a page has gone."""

    title: str
    href: str
    url: str
