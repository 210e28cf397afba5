"""The records that the search index is made of."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator

from markupsafe import Markup
from msgspec import Struct

from counterpoint.article.prepared import SourceSummary, Summary
from counterpoint.pages.page import titled_link
from counterpoint.pages.page_kind import ArticleParts, GeneratedFile, PageInputs, PageKind
from counterpoint.pages.search import listed_claims
from counterpoint.reading.fragments import Fragments
from counterpoint.site import addresses
from counterpoint.site.link import LinkedSite
from counterpoint.site.search_parts import SearchPart

_AROUND_WORDS = string.punctuation + "“”„‘’«»‹›…–—¿¡،؛؟׃"


class SearchHit(Struct, frozen=True):
    """What is found within an explainer: one of its claims or sources. `text` is searched and not shown."""

    kind: str
    href: str
    title: str
    speaker: str = ""
    position: str = ""
    voice: int = 0
    text: str = ""


class SearchDocument(Struct, frozen=True):
    """What is found as a whole: what it is, its address within the host, its words and its parts. `text` is searched and not shown;
    `language` is that of its words where it is not the site's."""

    kind: str
    href: str
    title: str
    text: str
    parts: tuple[SearchHit, ...] = ()
    language: str = ""


class SearchIndex(GeneratedFile, frozen=True):
    """The files of a part of the search index, which a program of its own makes of the records. These may be taken once."""

    language: str
    records: Iterable[SearchDocument]


def index(site: LinkedSite, number: str, parts: ArticleParts) -> SearchIndex:
    """A part of what can be found: articles with their text, claims and sources; speakers; and sources that articles share."""
    return SearchIndex(addresses.search_index(int(number)), site.settings.language, _documents(site, site.search_parts[number], parts))


def _documents(site: LinkedSite, part: SearchPart, parts: ArticleParts) -> Iterator[SearchDocument]:
    for slug in part.articles:
        yield _of_article(site, parts.findable(slug), parts.text(slug))
    for id in part.speakers:
        yield _of_speaker(site, id)
    for id in part.sources:
        href, title, text = _source(site, site.sources[id])
        yield SearchDocument("source", href, title, text)


def _of_article(site: LinkedSite, summary: Summary, html: Fragments) -> SearchDocument:
    words = " ".join([summary.deck, *(issue.question for issue in summary.issues), *(position.label for position in summary.positions)])
    parts = (*_claims(site, summary), *_sources(site, summary))
    text = _each_once(f"{words} {_plain(html)}")
    link = titled_link(site, summary.slug, summary.title)
    return SearchDocument("article", link.href, summary.title, text, parts, link.language)


def _claims(site: LinkedSite, summary: Summary) -> Iterator[SearchHit]:
    for claim, listed in zip(summary.claims, listed_claims(site, summary), strict=True):
        rating = site.settings.ratings.get(claim.rating)
        words = rating.label if rating else ""
        yield SearchHit("claim", listed.href, claim.text, listed.speaker, listed.position, claim.voice, words)


def _sources(site: LinkedSite, summary: Summary) -> Iterator[SearchHit]:
    for _, source in summary.sources:
        href, title, words = _source(site, source)
        yield SearchHit("source", href, title, text=words)


def _of_speaker(site: LinkedSite, speaker_id: str) -> SearchDocument:
    speaker = site.speakers[speaker_id]
    text = " ".join([speaker.role or "", speaker.bio or "", *speaker.names])
    return SearchDocument("speaker", site.href(addresses.speaker(speaker_id)), speaker.name, text)


def _source(site: LinkedSite, source: SourceSummary) -> tuple[str, str, str]:
    """Where a source is, its title, and what else it is found by."""
    return source.url or site.href(addresses.SOURCES), source.title, " ".join(filter(None, [source.publisher, source.date, source.note]))


def _each_once(text: str) -> str:
    """The words of a text, each once: an index that does not know where they stand is made, fetched and asked in less time."""
    return " ".join({word.strip(_AROUND_WORDS).casefold(): word for word in text.split()}.values())


def _plain(html: Fragments) -> str:
    """The words of a text. An address in a tag is a slot, so that the stretches on its two sides are a tag only together."""
    return Markup("".join(part for part in html if isinstance(part, str))).striptags()  # noqa: S704 - tags are taken out of it


class SearchIndexKind(PageKind):
    """The search index, whose files a program of its own names."""

    name = "search-index"
    folders = ("search/index/",)
    shows_all = True
    optional = True

    def targets(self, site: LinkedSite) -> Iterable[str]:
        """A target for each part, where the site has a search."""
        return site.search_parts

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[SearchIndex]:
        """A part of the index."""
        yield index(inputs.site, target_id, inputs.articles)
