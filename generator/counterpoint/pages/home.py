"""The home page: the newest explainers, the topics, and the latest corrections."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from counterpoint.pages import structured_data
from counterpoint.pages.article import topic_link
from counterpoint.pages.page import Page, PageLink
from counterpoint.pages.page_kind import PageInputs, PageKind
from counterpoint.pages.teasers import LogEntry, Teaser, log, teaser
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite

NEWEST = 24
"""Explainers on the home page; the rest are found by topic."""


class HomeView(Struct, frozen=True):
    """All that the template sees."""

    headline: str
    lead: Teaser | None
    more: tuple[Teaser, ...]
    older: int
    topics: tuple[tuple[PageLink, int], ...]
    corrections: tuple[LogEntry, ...]


def home_page(site: LinkedSite) -> Page:
    """The newest explainers, the topics, and the latest corrections."""
    newest = [site.articles[slug] for slug in islice(site.articles, NEWEST)]
    teasers = [teaser(site, summary) for summary in newest]
    counts = {topic: len(site.by_topic.get(topic, ())) for topic in site.settings.topics}
    view = HomeView(
        headline=site.settings.description or site.settings.title,
        lead=teasers[0] if teasers else None,
        more=tuple(teasers[1:]),
        older=len(site.articles) - len(newest),
        topics=tuple((topic_link(site, id), counts[id]) for id in site.settings.topics if counts[id]),
        corrections=tuple(log(site))[:5],
    )
    return Page(
        address=addresses.HOME,
        template="home.html",
        kind="home",
        title="",
        description=site.settings.description or site.settings.title,
        view=view,
        structured=structured_data.home(site),
        feeds=True,
    )


class HomeKind(PageKind):
    """The home page."""

    name = "home"
    templates = ("home.html",)
    shows_all = True

    def addresses(self, site: LinkedSite) -> Iterator[Address]:
        """The one address."""
        yield Address(addresses.HOME, indexed=True)

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Page]:
        """The one page."""
        yield home_page(inputs.site)
