"""The log of all corrections."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from counterpoint.pages.page import Page, Words
from counterpoint.pages.page_kind import PageInputs, PageKind
from counterpoint.pages.teasers import LogEntry, log
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite


class CorrectionsView(Struct, frozen=True):
    """All corrections, newest first."""

    entries: tuple[LogEntry, ...]


def corrections_page(site: LinkedSite) -> Page:
    """All corrections, newest first."""
    view = CorrectionsView(tuple(log(site)))
    return Page(
        addresses.CORRECTIONS,
        "corrections.html",
        "list",
        Words("Corrections"),
        Words("Mistakes mended on %(site)s."),
        view,
    )


class CorrectionsKind(PageKind):
    """The log of all corrections."""

    name = "corrections"
    templates = ("corrections.html",)
    reserved = ("corrections",)
    shows_all = True

    def addresses(self, site: LinkedSite) -> Iterator[Address]:
        """The one address."""
        yield Address(addresses.CORRECTIONS, indexed=True)

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Page]:
        """The one page."""
        yield corrections_page(inputs.site)
