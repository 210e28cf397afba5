"""From the files of a site to all that holds across them, in each of its languages: read, prepare, link."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from counterpoint.diagnostics import ERROR, WARNING, Diagnostic, Location, has_errors
from counterpoint.engine.store import Store
from counterpoint.model.article import PageFrontMatter
from counterpoint.model.dates import as_key, instant
from counterpoint.model.site import Site as Settings
from counterpoint.model.speakers import Sources, Speaker, Speakers
from counterpoint.model.values import Mistake
from counterpoint.outcome import LeftOut, Options, Report
from counterpoint.pages import kinds
from counterpoint.reading import front_matter, yaml
from counterpoint.reading.files import EditionFiles, SiteFiles, SourceFile, read_media, read_site, read_text
from counterpoint.reading.fragments import fragments
from counterpoint.reading.markdown import Dialect, parse, site_dialect
from counterpoint.reading.validate import Located, locate, validate
from counterpoint.site.collisions import collisions
from counterpoint.site.link import Edition, Locate, PlainPage, Site
from counterpoint.site.link import link as link_articles
from counterpoint.site.packed import PackedArticle, key_of, unpack_body, unpack_diagnostics, unpack_referrals
from counterpoint.site.prepared import Body, Referral, SourceSummary, Summary, source_summary
from counterpoint.site.record import Record, of_edition
from counterpoint.site.record import read as read_record
from counterpoint.site.redirects import first_part
from counterpoint.site.summaries import Summaries
from counterpoint.workers import Executor

if TYPE_CHECKING:
    from counterpoint.reading.translation import Translated
    from counterpoint.site.external_links import ExternalLink

M = TypeVar("M", Settings, Speakers, Sources)


class Source(Struct, frozen=True):
    """What authors wrote: the files of a site, the paths of its media, what holds for the whole site, and all that is wrong with these.

    `settings` are missing where site.yml cannot be read.
    """

    files: SiteFiles
    media: frozenset[str]
    sitewide: _Sitewide
    diagnostics: tuple[Diagnostic, ...]
    locate: Locate

    @property
    def settings(self) -> Settings | None:
        """The settings in site.yml."""
        return self.sitewide.settings

    @property
    def dialect(self) -> Dialect:
        """How the site's Markdown is read."""
        settings = self.settings
        return site_dialect(settings)


class Articles(Struct, frozen=True):
    """Every article of a site, prepared, by name; `changed` of them anew. `read` gives their large parts by the names that they hold."""

    prepared: Mapping[str, PackedArticle]
    changed: int
    read: Callable[[str], bytes]


class Linked(Struct, frozen=True):
    """The site in one language: all that holds across its articles, and what each of them is called among the prepared ones, by slug."""

    site: Site
    names: Mapping[str, str]


class Assembled(Struct, frozen=True):
    """A site as far as its links: the site in each language (the original first; none where site.yml cannot be read), with what it was
    made from, and everything that is wrong."""

    source: Source
    articles: Articles
    editions: tuple[Linked, ...]
    moments: tuple[str, str]
    """When the newest article that is shown was due, and when the next is (see `as_key`); empty where there is none."""
    found: list[Diagnostic]
    left_out: LeftOut = LeftOut()

    @property
    def files(self) -> SiteFiles:
        """What authors wrote."""
        return self.source.files

    @property
    def locate(self) -> Locate:
        """Finds the place of a value."""
        return self.source.locate

    @property
    def site(self) -> Site | None:
        """The site in its own language."""
        return self.editions[0].site if self.editions else None

    @property
    def shown(self) -> int:
        """How many articles are shown."""
        return len(self.editions[0].names) if self.editions else 0

    @property
    def failed(self) -> bool:
        """Whether there is an error, so that nothing can be rendered."""
        return self.site is None or any(diagnostic.severity == ERROR for diagnostic in self.found)

    def body(self, name: str) -> Body:
        """What only an article's own pages show."""
        return unpack_body(self.articles.read(self.articles.prepared[name].details))

    def bodies(self, edition: Linked) -> Callable[[str], Body]:
        """The bodies of the articles of one language, by slug."""
        return lambda slug: self.body(edition.names[slug])

    def referrals(self, name: str) -> tuple[Referral, ...]:
        """What an article names, and where."""
        return unpack_referrals(self.articles.read(self.articles.prepared[name].details))

    def external_links(self, schemes: Collection[str] = ("https", "http")) -> list[ExternalLink]:
        """Every address outside the site that is named in it, with one of some schemes."""
        if self.site is None:
            return []
        from counterpoint.site.external_links import external_links

        names = dict.fromkeys(name for edition in self.editions for name in edition.names.values())
        pages = [page for edition in self.editions for page in edition.site.own_pages().values()]
        referrals = chain.from_iterable(map(self.referrals, names))
        return external_links(self.files, self.site.settings, pages, referrals, self.locate, schemes)


def read(root: Path, unchanged: Mapping[str, bytes], base_url: str = "", *, preview: bool = False) -> Source:
    """Read a site. `unchanged` are digests of files that were read without a mistake before: articles among them are read when needed.

    `base_url` is where it will stand, if not where its settings say; a `preview` is not for search engines.
    """
    files, found = read_site(root, unchanged)
    media, wrong = read_media(root)
    return Source(files, media, _sitewide(files, base_url, preview=preview), (*found, *wrong), _locator(files))


def prepare(
    source: Source,
    before: Mapping[str, PackedArticle],
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
        article.name: old for article in wanted if (old := before.get(article.name)) is not None and old.key == key_of(article, dialect)
    }
    stale = [article for article in wanted if article.name not in prepared]
    report("prepare", 0, len(stale))
    for done, packed in enumerate(executor.prepare(dialect, store.put, stale), 1):
        report("prepare", done, len(stale))
        prepared[packed.name] = packed
    return Articles({article.name: prepared[article.name] for article in wanted}, len(stale), store.get)


def link(source: Source, articles: Articles, options: Options) -> Assembled:
    """Link what is shown of a site, in each of its languages, and hold it against the record of what is public."""
    prepared = articles.prepared
    if source.settings is None:
        found = list(source.diagnostics)
        return Assembled(source, articles, (), ("", ""), [*found, *source.sitewide.found])
    hidden = _hidden(source, prepared, options)
    found = [
        *source.diagnostics,
        *(found for item in prepared.values() if item.diagnostics for found in unpack_diagnostics(item.diagnostics)),
    ]
    found = _stopping_nothing(found, hidden)
    ready = {name: item for name, item in prepared.items() if item.summary}
    zone = source.settings.zone
    due = {name: as_key(instant(item.date, zone)) for name, item in ready.items()}
    shown = {name: item for name, item in ready.items() if name not in hidden}
    waiting = min((due[name] for name, item in ready.items() if name not in shown and (options.drafts or not item.draft)), default="")
    moments = max((due[name] for name in shown), default=""), waiting
    linking = Assembled(source, articles, (), moments, [], _left_out(prepared, hidden, zone, options))
    editions = _Whole(linking, source.sitewide, shown, hidden, has_errors(found)).editions()
    return replace(linking, editions=editions, found=_without_allowed([*found, *linking.found], source.files))


def _hidden(source: Source, prepared: Mapping[str, PackedArticle], options: Options) -> frozenset[str]:
    """The names of articles and translations that are not to be shown, whether they are free of mistakes or not."""
    assert source.settings is not None
    zone = source.settings.zone
    hidden = {name for name, item in prepared.items() if not is_shown(item, options, zone)}
    return frozenset(hidden | {article.name for article in source.files.all_articles() if article.language and article.slug in hidden})


def _stopping_nothing(found: Iterable[Diagnostic], hidden: Collection[str]) -> list[Diagnostic]:
    """Diagnostics, of which those of articles that are not shown stop nothing."""
    paths = {f"content/articles/{name}.{ending}" for name in hidden for ending in ("md", "yml", "yaml")}
    return [replace(it, severity=min(it.severity, WARNING), unpublished=True) if it.location.path in paths else it for it in found]


def _without_allowed(found: list[Diagnostic], files: SiteFiles) -> list[Diagnostic]:
    """Leave out the warnings that an author allows where they stand. Only files with warnings are read."""
    paths = {diagnostic.location.path for diagnostic in found if diagnostic.severity < ERROR}
    if not paths:
        return found
    from counterpoint.site.checks import without_allowed

    named = {file.path: file.text for part in (files, *files.editions.values()) for file in part.texts() if file.path in paths}
    return without_allowed(found, named)


def _left_out(prepared: Mapping[str, PackedArticle], hidden: Collection[str], zone: tzinfo, options: Options) -> LeftOut:
    """What is not shown. A draft of a later moment counts as a draft, and a translation of a hidden original not at all."""
    left = [item for name, item in prepared.items() if name in hidden and not is_shown(item, options, zone)]
    drafts = [item for item in left if item.draft and not options.drafts]
    future = [item.date for item in left if options.drafts or not item.draft]
    return LeftOut(len(drafts), len(future), min(future, key=lambda date: instant(date, zone), default=""))


def _record_of(site: Site, record: Record, original: Site) -> Record:
    """What is on record of the site in one language."""
    if site.edition is None:
        return of_edition(record, "", original.settings.languages)
    return of_edition(record, site.settings.language, original.settings.languages, original.redirects)


def _summaries_of(names: Mapping[str, str], shown: Mapping[str, PackedArticle], zone: tzinfo, read: Callable[[str], bytes]) -> Summaries:
    """The summaries of articles by slug, newest first. `names` says what they are called among those that are shown."""
    newest_first = sorted(names, key=lambda slug: (instant(shown[names[slug]].date, zone), slug), reverse=True)
    return Summaries({slug: shown[names[slug]].summary for slug in newest_first}, read)


class _Sitewide(Struct, frozen=True):
    """What holds for the whole site in its own language, and the kinds of thing (speaker, source) whose file could not be read."""

    settings: Settings | None
    speakers: Mapping[str, Speaker]
    sources: Mapping[str, SourceSummary]
    lost: set[str]
    record: Record
    found: list[Diagnostic]


def _language_mistakes(site: Located[Settings]) -> Iterator[Diagnostic]:
    own, further = site.value.language, site.value.languages
    for number, language in enumerate(further):
        if language == own:
            message = f"`languages` names {language}, which is the site's own `language`"
            yield site.error("value-wrong", ("languages", number), message, "leave it out")
        if language in further[:number]:
            yield site.error("value-wrong", ("languages", number), f"`languages` names {language} twice", "leave one of them out")


def _unnamed_languages(files: SiteFiles, settings: Settings) -> Iterator[Diagnostic]:
    for language in files.editions.keys() - set(settings.languages):
        for file in files.editions[language].texts():
            message = f"{file.path} is in a language that site.yml does not name"
            help = f"add `languages: [{language}]` to site.yml, or give the file another name"
            if language == settings.language:
                help = f"{language} is the site's own language: leave {language!r} out of the file's name"
            yield Diagnostic("file-unexpected", ERROR, Location(file.path), message, help)


@dataclass(frozen=True)
class _Whole:
    """Links the site, and then its translations, each of which shows the original where it has nothing of its own."""

    it: Assembled
    sitewide: _Sitewide
    shown: Mapping[str, PackedArticle]
    hidden: Collection[str]
    wrong: bool
    """Whether an error was found before."""

    @property
    def settings(self) -> Settings:
        assert self.sitewide.settings is not None
        return self.sitewide.settings

    def editions(self) -> tuple[Linked, ...]:
        """The site in each language, the original first."""
        it, languages = self.it, self.settings.languages
        it.found.extend(self.sitewide.found)
        it.found.extend(_unnamed_languages(it.files, self.settings))
        slugs = {article.name: article.name for article in it.files.articles if article.name in self.shown}
        pages = {page.slug: page for file in it.files.pages if (page := _plain_page(file, it.source.dialect, it.found))}
        site = self.link(self.settings, self.sitewide.speakers, self.sitewide.sources, slugs, pages.values())
        self.hold_against_record(site, slugs, site)
        result = [Linked(site, slugs)]
        for language in languages:
            result.append(self.edition(language, site, pages))
        translations = {
            slug: known
            for slug in (*slugs, *pages)
            if (known := tuple(lang for lang, that in zip(languages, result[1:], strict=True) if slug not in that.site.untranslated))
        }
        elsewhere = {
            f"/{language.site.folder}{old[1:]}": f"/{language.site.folder}{redirect.new[1:]}"
            for language in result[1:]
            for old, redirect in language.site.redirects.items()
        }
        it.found.extend(collisions([linked.site for linked in result], kinds, it.locate))
        result[0] = Linked(replace(site, redirects_elsewhere=elsewhere), slugs)
        return tuple(Linked(replace(one.site, translations=translations), one.names) for one in result)

    def link(
        self,
        settings: Settings,
        speakers: Mapping[str, Speaker],
        sources: Mapping[str, SourceSummary],
        names: Mapping[str, str],
        pages: Iterable[PlainPage],
        edition: Edition | None = None,
        original: Site | None = None,
    ) -> Site:
        it = self.it
        public = self.sitewide.record
        record = of_edition(public, settings.language if edition else "", self.settings.languages, original.redirects if original else ())
        if edition is None:  # what was public in another language may have moved to here
            record = replace(record, addresses=public.addresses)
        summaries = _summaries_of(names, self.shown, self.settings.zone, it.articles.read)
        lent = original.addresses if original else None
        site, wrong = link_articles(
            settings,
            speakers,
            sources,
            summaries,
            pages,
            it.source.media,
            it.locate,
            record,
            lambda slug: it.referrals(names[slug]),
            kinds,
            edition,
            lent,
        )
        found = _without_echoes(wrong, it.articles.prepared, self.hidden, self.sitewide.lost)
        if edition:  # what is wrong with the original is reported of the original
            own = {file.path for file in it.files.editions.get(settings.language, EditionFiles()).texts()}
            found = [diagnostic for diagnostic in found if diagnostic.location.path in own]
        it.found.extend(found)
        return site

    def hold_against_record(self, site: Site, names: Mapping[str, str], original: Site) -> None:
        """Report what has changed since the release, if nothing else is wrong."""
        it, record = self.it, _record_of(site, self.sitewide.record, original)
        if it.files.record and not self.wrong and not any(diagnostic.severity == ERROR for diagnostic in it.found):
            from counterpoint.site.corrections import breaches

            it.found.extend(breaches(record, site, it.bodies(Linked(site, names)), it.locate, it.files.record.path))

    def edition(self, language: str, original: Site, pages: Mapping[str, PlainPage]) -> Linked:
        """The site in a further language."""
        it, folder = self.it, f"{language}/"
        files, base = it.files.editions.get(language, EditionFiles()), it.files
        settings = self.over(Settings, base.site, files.site)
        speakers = self.over(Speakers, base.speakers, files.speakers)
        sources = self.over(Sources, base.sources, files.sources)
        changed = {
            "language": language,
            "indexed": self.settings.indexed,
            "base_url": self.settings.base_url + folder,
            "redirects": {old: new for old, new in self.settings.redirects.items() if first_part(old) not in self.settings.languages},
        }
        names = {}
        for slug in original.articles:
            translation = f"{slug}.{language}"
            names[slug] = translation if translation in self.shown else slug
        dialect = replace(it.source.dialect, edition=folder)
        own = {page.slug: page for file in files.pages if (page := _plain_page(file, dialect, it.found, language))}
        everyone = speakers.value if speakers else self.sitewide.speakers
        site = self.link(
            replace(settings.value if settings else self.settings, **changed),
            everyone,
            _summaries(sources.value) if sources else self.sitewide.sources,
            names,
            {**pages, **own}.values(),
            Edition(folder, self.settings.language),
            original,
        )
        inherited = {path[0] for path in speakers.inherited if path[-1] in {"role", "bio"}} if speakers else {*self.sitewide.speakers}
        inherited |= {id for slug in site.untranslated if slug in site.articles for id, _ in site.articles.ties[slug].speakers}
        site = replace(site, untranslated_speakers=dict.fromkeys((id for id in site.speakers if id in inherited), self.settings.language))
        self.hold_against_record(site, names, original)
        return Linked(site, names)

    def over(self, kind: type[M], original: SourceFile | None, translation: SourceFile | None) -> Translated[M] | None:
        """A file of the whole site with its translation laid over it; nothing where there is none, or it is wrong."""
        if original is None and translation is None:
            return None
        from counterpoint.reading.translation import translated_file  # few sites have translations

        located, wrong = translated_file(kind, original, translation)
        self.it.found.extend(wrong)
        return located


def settings_of(root: Path) -> Settings | None:
    """A site's settings, if they can be read."""
    file = read_text(root, "site.yml")
    if isinstance(file, Diagnostic):
        return None
    located, _ = validate(Settings, yaml.load(file)[0], file)
    return located.value if located else None


def _sitewide(files: SiteFiles, base_url: str = "", *, preview: bool = False) -> _Sitewide:
    """site.yml, speakers.yml and sources.yml, validated, and the record of what is public."""
    found: list[Diagnostic] = []

    def located(kind: type[M], file: SourceFile | None) -> Located[M] | None:
        if file is None:
            return None
        value, wrong = yaml.load(file)
        found.extend(wrong)
        if wrong and value is None:
            return None
        known, wrong = validate(kind, value, file)
        found.extend(wrong)
        return known

    def model(kind: type[M], file: SourceFile | None) -> M | None:
        known = located(kind, file)
        return known.value if known else None

    site = located(Settings, files.site)
    wrong = list(_language_mistakes(site)) if site else []
    found += wrong
    settings = site.value if site and not wrong else None
    if settings and (base_url or preview):
        try:
            settings = replace(settings, base_url=base_url or settings.base_url, indexed=settings.indexed and not preview)
        except Mistake as mistake:
            message = f"{base_url} {mistake.message}"
            found.append(Diagnostic("value-wrong", ERROR, Location("--base-url"), message, "name the address at which the site will stand"))
    speakers = model(Speakers, files.speakers)
    sources = model(Sources, files.sources)
    lost = {
        kind for kind, file, known in (("speaker", files.speakers, speakers), ("source", files.sources, sources)) if file and known is None
    }
    record = read_record(files.record) if files.record else Record()
    if isinstance(record, Diagnostic):
        found.append(record)
        record = Record()
    return _Sitewide(settings, speakers or {}, _summaries(sources) if sources else {}, lost, record, found)


def _summaries(sources: Sources) -> dict[str, SourceSummary]:
    return {id: source_summary(source) for id, source in sources.items()}


def _plain_page(file: SourceFile, dialect: Dialect, found: list[Diagnostic], language: str = "") -> PlainPage | None:
    head, text, line, wrong = front_matter.read(PageFrontMatter, file)
    found += wrong
    if head is None:
        return None
    parsed = parse(text, file, line, dialect)
    found += parsed.diagnostics
    slug = file.path.rpartition("/")[2].removesuffix(f".{language}.md" if language else ".md")
    found += [
        Diagnostic(
            "id-unknown",
            ERROR,
            ref.location,
            f"a plain page has no {ref.kind}s",
            "link to an article's with `article:slug#id`",
        )
        for ref in parsed.references
        if ref.kind in {"claim", "term"} and "#" not in ref.id
    ]
    front = head.value
    ids = tuple(heading.id for heading in parsed.headings)
    return PlainPage(
        slug,
        file.path,
        front.title,
        front.deck or "",
        front.updated or "",
        fragments(parsed.tokens),
        parsed.references,
        ids,
        language,
    )


def is_shown(summary: Summary | PackedArticle, options: Options, zone: tzinfo) -> bool:
    """Whether a build of these options shows an article: drafts, and those of a later moment, only where they are asked for."""
    return (options.drafts or not summary.draft) and (options.future or not summary.date or instant(summary.date, zone) <= options.moment)


def texts(files: SiteFiles) -> dict[str, str]:
    """All that authors have written, by path."""
    return {file.path: file.text for files in (files, *files.editions.values()) for file in files.texts()}


def _locator(files: SiteFiles) -> Locate:
    """Find the place of a value in any of the site's YAML files or front matters. What a translation does not say is in its original."""

    @cache
    def by_path() -> tuple[dict[str, SourceFile], dict[str, str]]:
        """Files by their path, and what translations translate."""
        named = {file.path: file for of in (files, *files.editions.values()) for file in of.texts()}
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
        parts = front_matter.split(file)
        return parts.location if isinstance(parts, Diagnostic) else locate(file, parts[0], 2, where[1:])

    return find


def _depth(file: SourceFile, where: tuple[str | int, ...]) -> int:
    """How much of a path is in a file, be it in its front matter."""
    from counterpoint.reading.translation import depth

    if where[:1] != ("---",):
        return depth(yaml.places(file), where)
    parts = front_matter.split(file)
    return 0 if isinstance(parts, Diagnostic) else depth(yaml.places(SourceFile(file.path, parts[0]), first_line=2), where[1:])


def _without_echoes(
    found: list[Diagnostic], prepared: Mapping[str, PackedArticle], hidden: Collection[str], lost: set[str]
) -> list[Diagnostic]:
    """Leave out that something is not there where it is, but cannot be read: the mistakes of its own file say so.

    `lost` names the kinds of thing whose whole file could not be read.
    """
    broken = [f"article {slug!r}" for slug, item in prepared.items() if not item.summary and slug not in hidden] + [
        f"no {kind} " for kind in lost
    ]
    return [d for d in found if not (d.code == "id-unknown" and any(name in d.message for name in broken))]
