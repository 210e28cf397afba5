"""The search page: its form and, without JavaScript, a list of all claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from counterpoint.article.prepared import Summary
from counterpoint.pages.page import ListPage, Page, PageLink, Words, article_link
from counterpoint.pages.page_kind import PageInputs, PageKind
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite


class ListedClaim(Struct, frozen=True):
    """A claim in the list of all."""

    text: str
    href: str
    speaker: str
    position: str
    voice: int


class SearchView(Struct, frozen=True):
    """All that the template sees. `index` is the address of the script that searches, and `further_parts` are the folders of what else it
    searches; `pages` are those of the list."""

    index: str
    further_parts: tuple[str, ...]
    groups: tuple[tuple[PageLink, tuple[ListedClaim, ...]], ...]
    count: int
    number: int
    pages: tuple[ListPage, ...]


def search_page(site: LinkedSite, number: str) -> Page:
    """The page with the form and the list of all claims, or a further page of that."""
    there = site.claim_list[number]
    first, *further = [site.href(addresses.search_index(int(part))) for part in site.search_parts] or [""]
    listed = ((slug, tuple(listed_claims(site, site.articles[slug]))) for slug in there.articles)
    groups = tuple((article_link(site, slug), claims) for slug, claims in listed if claims)
    pages = tuple(ListPage(int(other), site.href(addresses.search(int(other)))) for other in site.claim_list)
    return Page(
        addresses.search(int(number)),
        "search.html",
        "search",
        Words("Search"),
        Words("All claims, and a search over them."),
        SearchView(first and f"{first}pagefind.js", tuple(further), groups, there.count, int(number), pages),
        indexed=number == "1",
    )


def listed_claims(site: LinkedSite, summary: Summary) -> Iterator[ListedClaim]:
    """Yield an article's claims as lists show them, in reading order."""
    for claim in summary.claims:
        position = summary.positions[claim.voice - 1].label if claim.voice else ""
        href = site.href(site.claim_address(summary.slug, claim))
        yield ListedClaim(claim.text, href, site.speakers[claim.speaker].name, position, claim.voice)


class SearchKind(PageKind):
    """The search page, and further pages of its list of claims."""

    name = "search"
    templates = ("search.html",)
    reserved = ("search",)

    def targets(self, site: LinkedSite) -> Iterable[str]:
        """A target for each page of the list."""
        return site.claim_list

    def addresses(self, site: LinkedSite) -> Iterator[Address]:
        """The first page's. It is no content of its own, so search engines are not sent to it."""
        yield Address(addresses.search())

    def other_files(self, site: LinkedSite) -> Iterator[Address]:
        """Further pages of the list."""
        return (Address(addresses.search(int(number))) for number in site.claim_list if number != "1")

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Page]:
        """One page."""
        yield search_page(inputs.site, target_id)
