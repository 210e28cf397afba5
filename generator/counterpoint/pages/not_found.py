"""What a host shows for an address that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from counterpoint.pages.page import Page, Words
from counterpoint.pages.page_kind import PageInputs, PageKind
from counterpoint.pages.teasers import teaser
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite


def not_found_page(site: LinkedSite) -> Page:
    """What a host shows for an address that is not there."""
    newest = [site.articles[slug] for slug in islice(site.articles, 5)]
    view = tuple(teaser(site, summary) for summary in newest)
    return Page(addresses.NOT_FOUND, "404.html", "list", Words("Not found"), Words("There is no such page."), view, indexed=False)


class NotFoundKind(PageKind):
    """The page for what is not there."""

    name = "not-found"
    templates = ("404.html",)
    reserved = ("404",)

    def other_files(self, site: LinkedSite) -> Iterator[Address]:
        """The one file."""
        yield Address(addresses.NOT_FOUND)

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Page]:
        """The one page."""
        yield not_found_page(inputs.site)
