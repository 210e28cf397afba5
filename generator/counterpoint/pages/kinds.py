"""All kinds of page. What a site consists of follows from this list: targets, addresses, reserved names, and every file written."""

from __future__ import annotations

from collections.abc import Iterator

from counterpoint.pages.article import ArticleKind
from counterpoint.pages.claim import ClaimKind
from counterpoint.pages.corrections import CorrectionsKind
from counterpoint.pages.data_dictionary import DataDictionaryKind
from counterpoint.pages.embed import EmbedKind
from counterpoint.pages.feeds import FeedsKind
from counterpoint.pages.history import HistoryKind
from counterpoint.pages.home import HomeKind
from counterpoint.pages.hosts import HostFilesKind
from counterpoint.pages.not_found import NotFoundKind
from counterpoint.pages.open_data import OpenDataKind
from counterpoint.pages.page_kind import File, PageInputs, PageKind, Target
from counterpoint.pages.plain_page import PlainPageKind
from counterpoint.pages.redirects import RedirectsKind
from counterpoint.pages.search import SearchKind
from counterpoint.pages.search_index import SearchIndexKind
from counterpoint.pages.share import ShareImagesKind
from counterpoint.pages.sides import SidesKind
from counterpoint.pages.sitemap import SitemapKind
from counterpoint.pages.sources import SourcesKind
from counterpoint.pages.speaker import SpeakerKind
from counterpoint.pages.speakers import SpeakersKind
from counterpoint.pages.topic import TopicKind
from counterpoint.pages.topics import TopicsKind
from counterpoint.pages.web_annotations import AnnotationsKind
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite


def addresses(site: LinkedSite) -> Iterator[Address]:
    """Every address of a site to which authors may link."""
    for kind in KINDS:
        yield from kind.addresses(site)


KINDS: tuple[PageKind, ...] = (
    SearchIndexKind(),
    OpenDataKind(),
    SourcesKind(),
    FeedsKind(),
    SitemapKind(addresses),
    SpeakersKind(),
    HomeKind(),
    TopicsKind(),
    CorrectionsKind(),
    DataDictionaryKind(),
    SearchKind(),
    TopicKind(),
    SpeakerKind(),
    ArticleKind(),
    SidesKind(),
    HistoryKind(),
    ClaimKind(),
    EmbedKind(),
    AnnotationsKind(),
    ShareImagesKind(),
    PlainPageKind(),
    NotFoundKind(),
    RedirectsKind(),
    HostFilesKind(),
)
"""In the order in which they are made: what takes longest comes first, so that nobody has to wait for it at the end."""

RESERVED = frozenset(name for kind in KINDS for name in kind.reserved) | {"assets", "media", "claims"}
"""First parts of paths that no article or page may take; with those of the theme's files and of media."""

FOLDERS = tuple(folder for kind in KINDS for folder in kind.folders)
"""What the paths of further files begin with, as regular expressions."""

SHOW_ALL = frozenset(kind.name for kind in KINDS if kind.shows_all)
"""Names of the kinds of which each target shows something of every article."""

OPTIONAL = frozenset(kind.name for kind in KINDS if kind.optional)
"""Names of the kinds that a quick build may leave out."""

_PARTS = {kind.name: [part for part in KINDS if kind.name in (part.name, part.made_with)] for kind in KINDS}
"""Kind → the kinds whose files a target of it consists of."""


def plan(site: LinkedSite) -> list[Target]:
    """Every target of a site, in a fixed order."""
    return [Target(kind.name, id) for kind in KINDS if not kind.made_with for id in kind.targets(site)]


def files_of(target: Target, inputs: PageInputs) -> Iterator[File]:
    """The files of one target."""
    for kind in _PARTS[target.kind]:
        yield from kind.files(target.id, inputs)


def own_files(site: LinkedSite) -> Iterator[Address]:
    """Every file of a site that follows from ids: all but those that authors name."""
    for kind in KINDS:
        if not kind.named_by_authors:
            yield from kind.addresses(site)
            yield from kind.other_files(site)
