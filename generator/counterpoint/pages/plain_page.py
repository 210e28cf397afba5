"""A plain page, such as 'about': its Markdown as HTML."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup
from msgspec import Struct

from counterpoint.pages.page import Page, filled
from counterpoint.pages.page_kind import PageInputs, PageKind
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite, PlainPage


class PlainView(Struct, frozen=True):
    """A plain page."""

    title: str
    deck: str
    updated: str
    html: Markup


def plain_page(site: LinkedSite, page: PlainPage) -> Page:
    """A page such as 'about'."""
    view = PlainView(page.title, page.deck, page.updated, filled(page.html, site))
    return Page(addresses.article(page.slug), "page.html", "plain", page.title, page.deck or page.title, view)


class PlainPageKind(PageKind):
    """Plain pages."""

    name = "page"
    templates = ("page.html",)

    def targets(self, site: LinkedSite) -> list[str]:
        """A target for each page."""
        return sorted(site.own_pages())

    def addresses(self, site: LinkedSite) -> Iterator[Address]:
        """The address of each page."""
        for slug, page in sorted(site.own_pages().items()):
            yield Address(addresses.article(slug), page.fragments, indexed=True, modified=page.updated, path=page.path)

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Page]:
        """One page."""
        yield plain_page(inputs.site, inputs.site.pages[target_id])
