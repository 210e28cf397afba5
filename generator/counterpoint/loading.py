"""Read the files of a site, and prepare its articles. `linking.py` links them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from counterpoint.article.codec import CachedArticle, cache_key, decode_body, decode_referrals
from counterpoint.article.prepared import Body, Referral, SourceSummary, source_summary
from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.engine.store import Store
from counterpoint.model.article import PageFrontMatter
from counterpoint.model.site import SiteSettings
from counterpoint.model.speakers import Sources, Speaker, Speakers
from counterpoint.model.values import Mistake
from counterpoint.options import Report
from counterpoint.outcome import Outcome
from counterpoint.reading import front_matter, yaml
from counterpoint.reading.files import SiteFiles, SourceFile, read_media, read_site, read_text
from counterpoint.reading.fragments import fragments
from counterpoint.reading.markdown import Dialect, parse
from counterpoint.reading.validate import Located, locate, validate
from counterpoint.site.link import Locate, PlainPage
from counterpoint.site.record import PublicRecord
from counterpoint.site.record import read as read_record
from counterpoint.workers import Executor

M = TypeVar("M")
NOTHING: Mapping[str, bytes] = {}


class SiteSource(Struct, frozen=True):
    """What authors wrote: the files of a site, the paths of its media, the site-wide files validated, and the diagnostics of reading them.

    `settings` are missing where site.yml cannot be read. The diagnostics of site-wide files are in `sitewide`.
    """

    files: SiteFiles
    media: frozenset[str]
    sitewide: Sitewide
    diagnostics: tuple[Diagnostic, ...]
    locate: Locate

    @property
    def settings(self) -> SiteSettings | None:
        """The settings in site.yml."""
        return self.sitewide.settings

    @property
    def dialect(self) -> Dialect:
        """How the site's Markdown is read."""
        return _dialect(self.settings)


class Articles(Struct, frozen=True):
    """Every article of a site, prepared, by name; `changed` of them anew. `read` gives their large parts by digest."""

    prepared: Mapping[str, CachedArticle]
    changed: int
    read: Callable[[str], bytes]

    def body(self, name: str) -> Body:
        """The parts of an article that only its own pages show."""
        return decode_body(self.read(self.prepared[name].details))

    def bodies(self, names: Mapping[str, str]) -> Callable[[str], Body]:
        """A function that gives bodies by slug, where `names` maps slugs to the names of prepared articles."""
        return lambda slug: self.body(names[slug])

    def referrals(self, name: str) -> tuple[Referral, ...]:
        """Everything that an article refers to, with the place of each reference."""
        return decode_referrals(self.read(self.prepared[name].details))


def open_site(root: Path, unchanged: Mapping[str, bytes] = NOTHING, base_url: str = "", *, preview: bool = False) -> SiteSource:
    """Read a site. `unchanged` are digests of files that were read without a mistake before: articles among them are read when needed.

    `base_url` is where it will stand, if not where its settings say; a `preview` is not for search engines.
    """
    files, diagnostics = read_site(root, unchanged)
    media, media_diagnostics = read_media(root)
    return SiteSource(files, media, _sitewide(files, base_url, preview=preview), (*diagnostics, *media_diagnostics), _locator(files))


def prepare(
    source: SiteSource,
    before: Mapping[str, CachedArticle],
    store: Store,
    executor: Executor,
    report: Report,
) -> Articles:
    """Prepare every article; those whose files and whose site's Markdown are as they were `before` are taken from there.

    Large parts are put into `store`.
    """
    settings, dialect = source.settings, source.dialect
    if settings is None:
        return Articles({}, 0, store.get)
    wanted = [article for article in source.files.all_articles() if not article.language or article.language in settings.languages]
    prepared = {
        article.name: old for article in wanted if (old := before.get(article.name)) is not None and old.key == cache_key(article, dialect)
    }
    stale = [article for article in wanted if article.name not in prepared]
    originals = {article.original.name for article in wanted if article.original}  # they are read again with their translations
    done_with = {article.name: article for article in stale if article.name not in originals}
    report("prepare", 0, len(stale))
    for done, packed in enumerate(executor.prepare(dialect, store.put, stale), 1):
        report("prepare", done, len(stale))
        prepared[packed.name] = packed
        if packed.name in done_with:
            done_with[packed.name].release()
    return Articles({article.name: prepared[article.name] for article in wanted}, len(stale), store.get)


class Sitewide(Struct, frozen=True):
    """The site-wide files in the original language, validated, and the record of what is public."""

    settings: SiteSettings | None
    speakers: Mapping[str, Speaker]
    sources: Mapping[str, SourceSummary]
    record: PublicRecord
    unreadable: frozenset[str]
    """`speaker` or `source`, where the file that defines all of them could not be read."""
    diagnostics: list[Diagnostic]


MOST_SPEAKERS = 10_000
"""Speakers of a site. Each has a page."""
MOST_TOPICS = 10_000
"""Topics of a site. Each has a page, and a feed."""
MOST_LINKS = 100
"""Links of the navigation. All of them are on every page."""


def _too_many(site: Located[SiteSettings] | None, speakers: Located[Speakers] | None) -> Iterator[Diagnostic]:
    """What is wrong where a site has more of something than can be built in bounded time."""
    if speakers and len(speakers.value) > MOST_SPEAKERS:
        at = list(speakers.value)[MOST_SPEAKERS]
        message = f"up to {at!r}, the site has more than {MOST_SPEAKERS:,} speakers"
        yield speakers.error("site-limit", (at,), message, "leave out those whom no article names", key=True)
    if site and len(site.value.topics) > MOST_TOPICS:
        at = list(site.value.topics)[MOST_TOPICS]
        message = f"up to {at!r}, the site has more than {MOST_TOPICS:,} topics"
        yield site.error("site-limit", ("topics", at), message, "leave out those that no article names", key=True)
    if site and len(site.value.navigation) > MOST_LINKS:
        message = f"the navigation has {len(site.value.navigation):,} links, and {MOST_LINKS} is the most"
        yield site.error("site-limit", ("navigation", MOST_LINKS), message, "link to a page that lists them")


def _language_mistakes(site: Located[SiteSettings]) -> Iterator[Diagnostic]:
    own, further = site.value.language, site.value.languages
    for number, language in enumerate(further):
        if language == own:
            message = f"`languages` names {language}, which is the site's own `language`"
            yield site.error("value-wrong", ("languages", number), message, "leave it out")
        if language in further[:number]:
            yield site.error("value-wrong", ("languages", number), f"`languages` names {language} twice", "leave one of them out")


class OpenSettings(Struct, frozen=True):
    """The settings of a site, None where they cannot be read, and how its Markdown is read."""

    settings: SiteSettings | None
    dialect: Dialect


def open_settings(root: Path) -> OpenSettings:
    """Open a site without its articles, for what is about one text alone."""
    located, _ = _validated(SiteSettings, read_text(root, "site.yml").value)
    settings = located.value if located else None
    return OpenSettings(settings, _dialect(settings))


def _dialect(settings: SiteSettings | None) -> Dialect:
    """How a site's Markdown is read; plainly where its settings cannot be read. The only place that decides it."""
    if settings is None:
        return Dialect("/")
    return Dialect(settings.path, sanitize=settings.raw_html == "sanitize", language=settings.language)


def _sitewide(files: SiteFiles, base_url: str = "", *, preview: bool = False) -> Sitewide:
    """Validate site.yml, speakers.yml and sources.yml, and read the record of what is public."""
    located, site_diagnostics = _validated(SiteSettings, files.site)
    mistakes = list(_language_mistakes(located)) if located else []
    diagnostics = [*site_diagnostics, *mistakes]
    settings = located.value if located and not mistakes else None
    if settings and (base_url or preview):
        try:
            settings = replace(settings, base_url=base_url or settings.base_url, indexed=settings.indexed and not preview)
        except Mistake as mistake:
            message = f"{base_url} {mistake.message}"
            help = "name the address at which the site will stand"
            diagnostics.append(Diagnostic("value-wrong", ERROR, Location("--base-url"), message, help))
    speakers, speaker_diagnostics = _validated(Speakers, files.speakers)
    sources, source_diagnostics = _validated(Sources, files.sources)
    diagnostics += [*speaker_diagnostics, *source_diagnostics, *_too_many(located, speakers)]
    kinds = (("speaker", files.speakers, speakers), ("source", files.sources, sources))
    unreadable = frozenset(kind for kind, file, value in kinds if file and value is None)
    record, record_diagnostics = read_record(files.record) if files.record else Outcome(PublicRecord())
    diagnostics += record_diagnostics
    summaries = source_summaries(sources.value) if sources else {}
    return Sitewide(settings, speakers.value if speakers else {}, summaries, record, unreadable, diagnostics)


def _validated(kind: type[M], file: SourceFile | None) -> Outcome[Located[M] | None]:
    """Parse and validate a site-wide file. There is no value where there is no file, or it is not valid."""
    if file is None:
        return Outcome(None)
    value, diagnostics = yaml.load(file)
    if diagnostics and value is None:
        return Outcome(None, diagnostics)
    located, mistakes = validate(kind, value, file)
    return Outcome(located, (*diagnostics, *mistakes))


def source_summaries(
    sources: Sources, untranslated: Mapping[str, Collection[str]] | None = None, language: str = ""
) -> dict[str, SourceSummary]:
    """What pages show of each source, by id. Those of its texts that are `untranslated` are in the language of the original."""
    return {id: source_summary(source, (untranslated or {}).get(id, ()), language) for id, source in sources.items()}


def plain_pages(files: Iterable[SourceFile], dialect: Dialect, language: str = "") -> Outcome[dict[str, PlainPage]]:
    """Parse the plain pages of one language, by slug. `language` is empty for the original; pages that cannot be read are left out."""
    pages: dict[str, PlainPage] = {}
    diagnostics: list[Diagnostic] = []
    for file in files:
        page, mistakes = _plain_page(file, dialect, language)
        diagnostics += mistakes
        if page:
            pages[page.slug] = page
    return Outcome(pages, tuple(diagnostics))


def _plain_page(file: SourceFile, dialect: Dialect, language: str) -> Outcome[PlainPage | None]:
    headed, mistakes = front_matter.read(PageFrontMatter, file)
    if headed is None:
        return Outcome(None, mistakes)
    parsed = parse(headed.markdown, file, headed.first_line, dialect)
    diagnostics = [*mistakes, *parsed.diagnostics]
    for ref in parsed.references:
        if ref.kind in {"claim", "term"} and "#" not in ref.id:
            help = "link to an article's with `article:slug#id`"
            diagnostics.append(Diagnostic("id-unknown", ERROR, ref.location, f"a plain page has no {ref.kind}s", help))
    front = headed.front.value
    page = PlainPage(
        slug=file.path.rpartition("/")[2].removesuffix(f".{language}.md" if language else ".md"),
        path=file.path,
        title=front.title,
        deck=front.deck or "",
        updated=front.updated or "",
        html=fragments(parsed.tokens, language=language or dialect.language),
        references=parsed.references,
        fragments=tuple(heading.id for heading in parsed.headings),
        language=language,
    )
    return Outcome(page, tuple(diagnostics))


def texts(files: SiteFiles) -> dict[str, str]:
    """The text of every file of a site, by path."""
    return {file.path: file.text for edition in (files, *files.editions.values()) for file in edition.texts()}


def _locator(files: SiteFiles) -> Locate:
    """Find the place of a value in any of the site's YAML files or front matters. What a translation does not say is in its original."""

    @cache
    def by_path() -> tuple[dict[str, SourceFile], dict[str, str]]:
        """Files by their path, and what translations translate."""
        named = {file.path: file for edition in (files, *files.editions.values()) for file in edition.texts()}
        originals = {
            file.path: original.path
            for article in files.all_articles()
            if article.original
            for file, original in ((article.markdown, article.original.markdown), (article.sidecar, article.original.sidecar))
            if file and original
        }
        return named, originals

    def find(path: str, where: tuple[str | int, ...]) -> Location:
        named, originals = by_path()
        file = named.get(path)
        if file is None:
            return Location(path)
        if path in originals and _depth(named[originals[path]], where) > _depth(file, where):
            return find(originals[path], where)
        if where[:1] != ("---",):
            return locate(file, file.text, 1, where)
        parts, mistakes = front_matter.split(file)
        return locate(file, parts.yaml_text, 2, where[1:]) if parts else mistakes[0].location

    return find


def _depth(file: SourceFile, where: tuple[str | int, ...]) -> int:
    """How much of a path is in a file, be it in its front matter."""
    from counterpoint.reading.translation import depth

    if where[:1] != ("---",):
        return depth(yaml.places(file), where)
    parts, _ = front_matter.split(file)
    return depth(yaml.places(SourceFile(file.path, parts.yaml_text), first_line=2), where[1:]) if parts else 0
