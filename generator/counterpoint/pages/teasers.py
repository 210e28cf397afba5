"""What lists show of an explainer: its teaser, and the log of corrections."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from counterpoint.article.prepared import Summary
from counterpoint.model.dates import instant, with_zone
from counterpoint.pages.article import CorrectionView, corrections, kicker
from counterpoint.pages.page import PageLink, titled_link
from counterpoint.site import addresses
from counterpoint.site.link import LinkedSite


class Teaser(Struct, frozen=True):
    """An explainer in a list."""

    title: str
    href: str
    deck: str
    kicker: PageLink | None
    date: str
    claims: int
    speakers: int
    sides: str
    voices: tuple[ListedVoice, ...]
    language: str
    """That of the explainer, where it is not the page's."""
    draft: str
    """`draft` or `later`, where the explainer is not public."""


class ListedVoice(Struct, frozen=True):
    """A position of an explainer in a list."""

    number: int
    label: str
    summary: str


class LogEntry(Struct, frozen=True):
    """A correction with the article that it was made in."""

    article: PageLink
    correction: CorrectionView


def teaser(site: LinkedSite, summary: Summary) -> Teaser:
    """An explainer as lists show it."""
    return Teaser(
        summary.title,
        site.href(addresses.article(summary.slug)),
        summary.deck,
        kicker(site, summary),
        with_zone(summary.date, site.settings.zone),
        len(summary.claims),
        len({claim.speaker for claim in summary.claims}),
        site.href(addresses.sides(summary.slug)) if summary.has_sides else "",
        tuple(ListedVoice(number, position.label, position.summary) for number, position in enumerate(summary.positions, 1)),
        site.language_of(summary.slug),
        site.unpublished.get(summary.slug, ""),
    )


def log(site: LinkedSite) -> list[LogEntry]:
    """All corrections of the site, newest first."""
    entries = [
        LogEntry(
            replace(link, href=link.href + "#_corrections"),
            correction,
        )
        for slug in site.corrected
        for summary in [site.articles[slug]]
        for link in [titled_link(site, slug, summary.title)]
        for correction in corrections(site, summary)
    ]
    return sorted(entries, key=lambda entry: instant(entry.correction.date, site.settings.zone), reverse=True)
