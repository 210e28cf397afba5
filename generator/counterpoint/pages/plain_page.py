"""A plain page, such as 'about': its Markdown as HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from markupsafe import Markup
from msgspec import Struct

from counterpoint.article.prepared import Summary
from counterpoint.pages.page import Page, PageLink, article_link, filled
from counterpoint.pages.page_kind import PageInputs, PageKind
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite, PlainPage
from counterpoint.site.saying import GROUPS, introductions, total

_MOST_TABLES = 50
"""Articles that the page counts each on its own; the sum is of all."""


class PlainView(Struct, frozen=True):
    """A plain page."""

    title: str
    deck: str
    updated: str
    html: Markup
    verbs: VerbCounts | None = None
    """Of the page that the site's settings name: by which verbs of saying claims are introduced."""


class VerbsRow(Struct, frozen=True):
    """How often the claims of a position are introduced by verbs of each group, in the order of the table's columns."""

    voice: int
    label: str
    counts: tuple[int, ...]


class VerbsTable(Struct, frozen=True):
    """The counts of one article."""

    article: PageLink
    rows: tuple[VerbsRow, ...]
    verbs: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    """(group, verbs of it with how often) of the groups that say more than neutral ones."""


class VerbCounts(Struct, frozen=True):
    """The counts of all articles together, and of the newest."""

    total: tuple[int, ...]
    tables: tuple[VerbsTable, ...]


def plain_page(site: LinkedSite, page: PlainPage) -> Page:
    """A page such as 'about'."""
    verbs = verbs_view(site) if page.slug == site.settings.verbs_of_saying else None
    view = PlainView(page.title, page.deck, page.updated, filled(page.html, site), verbs)
    return Page(addresses.article(page.slug), "page.html", "plain", page.title, page.deck or page.title, view)


def verbs_view(site: LinkedSite) -> VerbCounts:
    """How claims are introduced, in all public articles and in each of the newest."""
    tables: list[VerbsTable] = []
    totals = Counter[str]()
    for slug, summary in site.own_articles().items():
        if slug in site.unpublished:
            continue
        counted = introductions(summary)
        totals.update(total(groups for _, groups in counted))
        if len(tables) < _MOST_TABLES and any(claim.introduced for claim in summary.claims):
            tables.append(_verbs_table(site, summary, counted))
    return VerbCounts(tuple(totals[group] for group in GROUPS), tuple(tables))


def _verbs_table(site: LinkedSite, summary: Summary, counted: Sequence[tuple[str, Counter[str]]]) -> VerbsTable:
    rows = tuple(
        VerbsRow(voice if label else 0, label, tuple(groups[group] for group in GROUPS)) for voice, (label, groups) in enumerate(counted, 1)
    )
    verbs: dict[str, Counter[str]] = {group: Counter() for group in GROUPS[1:] if group}
    for claim in summary.claims:
        for verb, group in claim.introduced:
            if group in verbs:
                verbs[group][verb] += 1
    listed = tuple((group, tuple(counts.most_common())) for group, counts in verbs.items() if counts)
    return VerbsTable(article_link(site, summary.slug), rows, listed)


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
