"""A target → the bytes of its files, and the dependencies that it has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Generic, TypeVar

from msgspec import Struct, structs

from counterpoint.article.codec import decode_body
from counterpoint.article.prepared import Body, Citations, Summary, citations, findable
from counterpoint.diagnostics import Diagnostic
from counterpoint.engine.dependencies import Dependency, Tracked
from counterpoint.faults import working_on
from counterpoint.pages.kinds import files_of
from counterpoint.pages.page import Page, PageTranslation, Picture
from counterpoint.pages.page_kind import Data, GeneratedFile, LongData, PageInputs, Target
from counterpoint.pages.search_index import SearchIndex
from counterpoint.pages.share import Drawing
from counterpoint.reading.fragments import Fragments
from counterpoint.rendering.dates import language_name
from counterpoint.rendering.templates import PageContext, RenderingFailure, Templates
from counterpoint.rendering.theme import TemplateSource
from counterpoint.site import addresses
from counterpoint.site.link import LinkedSite
from counterpoint.site.tracking import fixed, tracking

T = TypeVar("T")


@dataclass(frozen=True)
class Rendering:
    """All that any target is rendered from. `details` names every article's large parts, and `read` gives them by name."""

    site: LinkedSite
    details: Mapping[str, str]
    read: Callable[[str], bytes]
    pictures: Mapping[str, Picture]
    sources: Mapping[str, TemplateSource]
    frame: PageContext
    compiled: Path | None = None
    """A folder for compiled templates."""
    reads: set[Dependency] = field(default_factory=set)
    """What the target that is being rendered has looked at."""

    @cached_property
    def tracked_site(self) -> LinkedSite:
        """The site, noting what is looked up in it."""
        return tracking(self.site, self.reads)

    @cached_property
    def tracked_pictures(self) -> Mapping[str, Picture]:
        """The pictures, noting which are looked up."""
        return Tracked(self.site.folder, "pictures", self.pictures, self.reads)

    @cached_property
    def templates(self) -> Templates:
        """The templates, compiled once in every process."""
        frame = structs.replace(self.frame, assets=Tracked(self.site.folder, "assets", self.frame.assets, self.reads))
        return Templates(self.sources, frame, self.tracked_site.href, self.compiled)

    def with_site(self, site: LinkedSite, details: Mapping[str, str]) -> Rendering:
        """Rendering of a site that differs in its articles alone. Templates are shared."""
        other = replace(self, site=site, details=details)
        other.__dict__["templates"] = self.templates
        return other

    def with_bodies(self, bodies: Mapping[str, bytes]) -> Rendering:
        """Rendering with the large parts of some articles at hand, by slug. Templates and the log of reads are shared."""
        other = replace(self, details={slug: slug for slug in bodies}, read=bodies.__getitem__)
        other.__dict__["templates"], other.__dict__["tracked_site"] = self.templates, self.tracked_site
        return other

    def note(self, collection: str, key: str) -> None:
        """Note that a value was looked at."""
        self.reads.add(Dependency(self.site.folder, collection, "value", key))

    def body(self, slug: str) -> Body:
        """What only an article's own pages show."""
        self.note("bodies", slug)
        return self._decoded_body(slug)

    def text(self, slug: str) -> Fragments:
        """An article's text alone, which stays the same when its notes or answers change."""
        self.note("texts", slug)
        return self._decoded_body(slug).text

    def citations(self, slug: str) -> Citations:
        """What an article cites, which stays the same when its claims or questions change."""
        self.note("citations", slug)
        return citations(self.site.articles[slug], self.site.articles.entries[slug])

    def findable(self, slug: str) -> Summary:
        """What a search finds of an article beside its text, which stays the same when its evidence or dates change."""
        self.note("findable", slug)
        return findable(self.site.articles[slug])

    def _decoded_body(self, slug: str) -> Body:
        return decode_body(self.read(self.details[slug]))


class Rendered(Struct, Generic[T], frozen=True):
    """The files of one target, by their path in the output, what it looked at, and what its templates did wrong."""

    files: Mapping[str, T]
    reads: tuple[Dependency, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def render(work: Rendering, target: Target, put: Callable[[Iterable[bytes]], T], wanted: Collection[str] | None = None) -> Rendered[T]:
    """Render a target, or only those of its files that are wanted. `put` takes the pieces of every file, and gives what stands for it."""
    with working_on(f"(page) {work.site.folder}{target.key}"):
        return _render(work, target, put, wanted)


def _render(work: Rendering, target: Target, put: Callable[[Iterable[bytes]], T], wanted: Collection[str] | None) -> Rendered[T]:
    files: dict[str, T] = {}
    folder = work.site.folder
    work.templates.once.forget()
    work.reads.clear()
    work.reads.update((fixed(work.site), Dependency(folder, "frame", "all")))
    if logo := work.site.settings.theme.logo:
        work.note("pictures", logo)
    try:
        for file in files_of(target, PageInputs(work.tracked_site, work, work.tracked_pictures)):
            if isinstance(file, GeneratedFile):
                files |= {folder + path: put((content,)) for path, content in _made_by_programs(file)}
                continue
            path = folder + addresses.file_of(file.address)
            if wanted is not None and path not in wanted:
                continue
            files[path] = put(_pieces(file, work))
            if wanted is not None and len(files) == len(wanted):
                break
    except RenderingFailure as failure:
        return Rendered({}, (), (failure.diagnostic,))
    return Rendered(files, tuple(sorted(work.reads)))


def _pieces(file: Page | Data | LongData, work: Rendering) -> Iterable[bytes]:
    """The content of a file, piece by piece."""
    if isinstance(file, Page):
        work.note("templates", file.template)
        return work.templates.render(structs.replace(file, languages=_languages(work.tracked_site, file)))
    return file.pieces() if isinstance(file, LongData) else (file.content,)


def _made_by_programs(file: GeneratedFile) -> Iterator[tuple[str, bytes]]:
    """The files of what no template makes, by their path. What makes them is loaded here: it takes its time, and few builds need it."""
    if isinstance(file, SearchIndex):
        from counterpoint.rendering.search_index import index_files

        yield from index_files(file).items()
    if isinstance(file, Drawing):
        from counterpoint.rendering.share_images import draw

        yield addresses.file_of(file.address), draw(file.card)


def _languages(site: LinkedSite, page: Page) -> tuple[PageTranslation, ...]:
    """The languages in which there is a page, if there are several."""
    if not page.indexed:
        return ()
    return tuple(
        PageTranslation(language, language_name(language), site.path_in(language, page.address), site.url_in(language, page.address))
        for language in site.languages_of(page.address)
    )
