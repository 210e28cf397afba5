"""Pages that list: home, speakers, topics, sources, corrections; and plain pages and the page for what is not found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby, islice, pairwise
from operator import itemgetter
from urllib.parse import urlsplit

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from counterpoint.pages import structured_data
from counterpoint.pages.article import CorrectionView, corrections, kicker, topic_link
from counterpoint.pages.cards import SourceView, SpeakerLink, source_view, speaker_link
from counterpoint.pages.page import EXPLAINERS_ON_A_PAGE, ListPage, Page, PageLink, Words, explainer_pages, filled, titled_link
from counterpoint.site import addresses
from counterpoint.site.link import PlainPage, Site
from counterpoint.site.prepared import Citations, SourceSummary, Summary

SOURCES_ON_A_PAGE = 1000
NEWEST = 24
"""Explainers on the home page; the rest are found by topic."""


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


class ListedVoice(Struct, frozen=True):
    """A position of an explainer in a list."""

    number: int
    label: str
    summary: str


class LogEntry(Struct, frozen=True):
    """A correction with the article that it was made in."""

    article: PageLink
    correction: CorrectionView


class HomeView(Struct, frozen=True):
    """All that the template sees."""

    headline: str
    lead: Teaser | None
    more: tuple[Teaser, ...]
    older: int
    topics: tuple[tuple[PageLink, int], ...]
    corrections: tuple[LogEntry, ...]


class Side(Struct, frozen=True):
    """A side that a speaker takes somewhere; `language` is that of its label, if it is not the page's."""

    voice: int
    label: str
    language: str


class SpeakerRow(Struct, frozen=True):
    """A speaker in the list of all."""

    speaker: SpeakerLink
    claims: int
    positions: tuple[Side, ...]


class SpeakersView(Struct, frozen=True):
    """Everyone, by kind; kinds in a fixed order, names as their language sorts them."""

    groups: tuple[tuple[str, tuple[SpeakerRow, ...]], ...]


class TopicView(Struct, frozen=True):
    """One topic's explainers, or with no label those under no topic; where there are many, those of one page."""

    label: str
    description: str
    articles: tuple[Teaser, ...]
    number: int
    pages: tuple[ListPage, ...]


class TopicsView(Struct, frozen=True):
    """All topics, and the explainers under none."""

    topics: tuple[tuple[PageLink, str, int], ...]
    rest: TopicView


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


class CorrectionsView(Struct, frozen=True):
    """All corrections, newest first."""

    entries: tuple[LogEntry, ...]


class PlainView(Struct, frozen=True):
    """A plain page."""

    title: str
    deck: str
    updated: str
    html: Markup


def teaser(site: Site, summary: Summary) -> Teaser:
    """An explainer as lists show it."""
    return Teaser(
        summary.title,
        site.href(addresses.article(summary.slug)),
        summary.deck,
        kicker(site, summary),
        summary.date,
        len(summary.claims),
        len({claim.speaker for claim in summary.claims}),
        site.href(addresses.sides(summary.slug)) if summary.has_sides else "",
        tuple(ListedVoice(number, it.label, it.summary) for number, it in enumerate(summary.positions, 1)),
        site.language_of(summary.slug),
    )


def home_page(site: Site) -> Page:
    """The newest explainers, the topics, and the latest corrections."""
    newest = [site.articles[slug] for slug in islice(site.articles, NEWEST)]
    teasers = [teaser(site, summary) for summary in newest]
    counts = _topic_counts(site)
    view = HomeView(
        headline=site.settings.description or site.settings.title,
        lead=teasers[0] if teasers else None,
        more=tuple(teasers[1:]),
        older=len(site.articles) - len(newest),
        topics=tuple((topic_link(site, id), counts[id]) for id in site.settings.topics if counts[id]),
        corrections=tuple(_log(site))[:5],
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


def _topic_counts(site: Site) -> dict[str, int]:
    return {topic: len(site.by_topic.get(topic, ())) for topic in site.settings.topics}


def speakers_page(site: Site) -> Page:
    """Everyone quoted on the site."""
    order = ["person", "organisation", "government", "media", "document", ""]
    groups: dict[str, list[SpeakerRow]] = {kind: [] for kind in order}
    for id, speaker in site.speakers.items():
        held = {(one.voice, one.label): Side(one.voice, one.label, site.language_of(one.slug)) for one in site.holders.get(id, ())}
        row = SpeakerRow(speaker_link(site, id), len(site.by_speaker.get(id, ())), tuple(held.values()))
        groups[speaker.kind or ""].append(row)
    view = SpeakersView(
        tuple(
            (kind, tuple(sorted(rows, key=lambda row: (row.speaker.name.casefold(), row.speaker.id))))
            for kind, rows in groups.items()
            if rows
        )
    )
    return Page(addresses.SPEAKERS, "speakers.html", "list", Words("Speakers"), Words("Everyone quoted on %(site)s."), view)


def topics_pages(site: Site) -> Iterator[Page]:
    """All topics, and the explainers under none."""
    counts = _topic_counts(site)
    topics = tuple((topic_link(site, id), topic.description or "", counts[id]) for id, topic in site.settings.topics.items())
    view = TopicsView(topics, _topic_view(site, "", 1, "", ""))
    yield Page(addresses.TOPICS, "topics.html", "list", Words("Topics"), Words("The subjects of %(site)s."), view)
    for number in explainer_pages(site, "")[1:]:
        rest = _topic_view(site, "", number, "", "")
        address, about = addresses.topic("", number), Words("The subjects of %(site)s.")
        yield Page(address, "topic.html", "list", Words("Under no topic"), about, rest, indexed=False)


def topic_page(site: Site, id: str, number: int) -> Page:
    """The explainers under one topic, newest first; or a further page of them."""
    topic = site.settings.topics[id]
    view = _topic_view(site, id, number, topic.label, topic.description or "")
    about = topic.description or topic.label
    return Page(addresses.topic(id, number), "topic.html", "list", topic.label, about, view, indexed=number == 1)


def _topic_view(site: Site, id: str, number: int, label: str, description: str) -> TopicView:
    start = (number - 1) * EXPLAINERS_ON_A_PAGE
    slugs = site.by_topic.get(id, ())[start : start + EXPLAINERS_ON_A_PAGE]
    pages = tuple(ListPage(other, site.href(addresses.topic(id, other))) for other in explainer_pages(site, id))
    return TopicView(label, description, tuple(teaser(site, site.articles[slug]) for slug in slugs), number, pages)


def sources_pages(site: Site, citations_of: Callable[[str], Citations]) -> Iterator[Page]:
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


def _sources(site: Site, citations_of: Callable[[str], Citations]) -> list[tuple[str, SourceUse]]:
    """All sources with their domains, by these and by their titles; those without an address come last."""
    shared: dict[str, list[PageLink]] = {id: [] for id in site.sources}
    own: list[tuple[str, SourceSummary, list[PageLink]]] = []
    for slug in site.articles:
        it = citations_of(slug)
        link = [titled_link(site, slug, it.title)]
        own += [(id, source, link) for id, source in it.sources]
        for id in {*it.cited} - {id for id, _ in it.sources}:
            if id in shared:
                shared[id] += link
    by_domain: dict[str, dict[tuple[str, str], SourceUse]] = {}
    for id, source, articles in [*((id, site.sources[id], articles) for id, articles in shared.items()), *own]:
        view = source_view(id, source)
        domain = (urlsplit(view.href).hostname or "").removeprefix("www.")
        group = by_domain.setdefault(domain, {})
        same = group.get((view.href, view.title))
        known = same.articles if same else ()
        group[view.href, view.title] = SourceUse(view, tuple(dict.fromkeys((*known, *articles))))
    return [
        (domain, use)
        for domain, group in sorted(by_domain.items(), key=lambda item: (item[0] == "", item[0]))
        for use in sorted(group.values(), key=lambda use: (use.source.title.casefold(), use.source.href))
    ]


def corrections_page(site: Site) -> Page:
    """All corrections, newest first."""
    view = CorrectionsView(tuple(_log(site)))
    return Page(
        addresses.CORRECTIONS,
        "corrections.html",
        "list",
        Words("Corrections"),
        Words("Mistakes mended on %(site)s."),
        view,
    )


def _log(site: Site) -> list[LogEntry]:
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
    return sorted(entries, key=lambda entry: entry.correction.date, reverse=True)


def not_found_page(site: Site) -> Page:
    """What a host shows for an address that is not there."""
    newest = [site.articles[slug] for slug in islice(site.articles, 5)]
    view = tuple(teaser(site, summary) for summary in newest)
    return Page(addresses.NOT_FOUND, "404.html", "list", Words("Not found"), Words("There is no such page."), view, indexed=False)


def plain_page(site: Site, page: PlainPage) -> Page:
    """A page such as 'about'."""
    view = PlainView(page.title, page.deck, page.updated, filled(page.html, site))
    return Page(addresses.article(page.slug), "page.html", "plain", page.title, page.deck or page.title, view)
