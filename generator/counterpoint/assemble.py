"""From the files of a site to all that holds across them, in each of its languages: read, prepare, link."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.executors.executor import Executor
from counterpoint.executors.processes import Processes
from counterpoint.model.article import PageFrontMatter
from counterpoint.model.site import Site as Settings
from counterpoint.model.speakers import Sources, Speaker, Speakers
from counterpoint.outcome import Options
from counterpoint.pages import kinds
from counterpoint.publishing.cache import Kept, KeptLinks
from counterpoint.publishing.store import Store
from counterpoint.reading import front_matter, yaml
from counterpoint.reading.files import ArticleFiles, EditionFiles, SiteFiles, SourceFile, read_media, read_site, read_text
from counterpoint.reading.fragments import fragments
from counterpoint.reading.markdown import Dialect, parse
from counterpoint.reading.signatures import Signature, tree
from counterpoint.reading.validate import Located, locate, validate
from counterpoint.site.collisions import collisions
from counterpoint.site.kept import get_site
from counterpoint.site.link import Edition, Locate, PlainPage, Site, link
from counterpoint.site.packed import PackedArticle, digest, key_of, unpack, unpack_body, unpack_diagnostics, unpack_referrals
from counterpoint.site.prepared import Body, Referral, SourceSummary, Summary, source_summary
from counterpoint.site.record import Record, of_edition
from counterpoint.site.record import read as read_record
from counterpoint.site.redirects import first_part
from counterpoint.site.summaries import Summaries

if TYPE_CHECKING:
    from counterpoint.reading.translation import Translated
    from counterpoint.site.external_links import ExternalLink

M = TypeVar("M", Settings, Speakers, Sources)


class Linked(Struct, frozen=True):
    """The site in one language: all that holds across its articles, and what each of them is called among the prepared ones, by slug."""

    site: Site
    names: Mapping[str, str]


class LinkKeys(Struct, frozen=True):
    """What linking depended on, as digests: the files of the whole site, and those with the articles' ties. `known` says
    that it is what it was at the last build, so that nothing had to be linked again."""

    site: str = ""
    whole: str = ""
    known: bool = False
    diagnostics: tuple[Diagnostic, ...] = ()
    """What linking found."""


class Assembled(Struct, frozen=True):
    """A site as far as its links: what authors wrote, the site in each language (the original first; none where site.yml cannot be
    read), the prepared articles by name, `changed` of which are new, and everything that is wrong."""

    files: SiteFiles
    editions: tuple[Linked, ...]
    prepared: Mapping[str, PackedArticle]
    changed: int
    days: tuple[str, str]
    """The day of the newest article that is shown, and of the next that waits; empty where there is none."""
    details: Store
    signatures: Mapping[str, Signature]
    found: list[Diagnostic]
    locate: Locate
    dialect: Dialect = field(default_factory=lambda: Dialect("/"))
    media: frozenset[str] = frozenset()
    links: LinkKeys = LinkKeys()
    new_files: frozenset[str] = frozenset()
    """Files under content/ that are not known to be what they were."""

    @property
    def site(self) -> Site | None:
        """The site in its own language."""
        return self.editions[0].site if self.editions else None

    @property
    def articles(self) -> int:
        """How many articles are shown."""
        return len(self.editions[0].names) if self.editions else 0

    @property
    def failed(self) -> bool:
        """Whether there is an error, so that nothing can be rendered."""
        return self.site is None or any(diagnostic.severity == ERROR for diagnostic in self.found)

    def body(self, name: str) -> Body:
        """What only an article's own pages show."""
        return unpack_body(self.details.get(self.prepared[name].details))

    def bodies(self, edition: Linked) -> Callable[[str], Body]:
        """The same for the articles of one language, by slug."""
        return lambda slug: self.body(edition.names[slug])

    def referrals(self, name: str) -> tuple[Referral, ...]:
        """What an article names, and where."""
        return unpack_referrals(self.details.get(self.prepared[name].details))

    def external_links(self, schemes: Collection[str] = ("https", "http")) -> list[ExternalLink]:
        """Every address outside the site that is named in it, with one of some schemes."""
        if self.site is None:
            return []
        from counterpoint.site.external_links import external_links

        names = dict.fromkeys(name for edition in self.editions for name in edition.names.values())
        pages = [page for edition in self.editions for page in edition.site.own_pages().values()]
        referrals = chain.from_iterable(map(self.referrals, names))
        return external_links(self.files, self.site.settings, pages, referrals, self.locate, schemes)


def assemble(
    options: Options,
    details: Store,
    kept: Kept,
    executor: Executor | None = None,
    content: Mapping[str, Signature] | None = None,
) -> Assembled:
    """Read, prepare and link a site, and hold it against the record of what is public.

    Articles whose files are as they were when they were `kept` are not read, and where nothing has changed that linking looks at, the
    links are the kept ones. Large parts are set aside in `details`. Without an `executor`, articles are prepared on this machine.
    `content` are the signatures of the files under content/, where somebody has looked.
    """
    options.report("read", 0, 0)
    signatures = {f"content/{path}": of for path, of in tree(options.root / "content")} if content is None else content
    trusted = {path: known[1] for path, of in signatures.items() if (known := kept.files.get(path)) and known[0] == of}
    new_files = frozenset(signatures.keys() - trusted.keys())
    files, found = read_site(options.root, trusted)
    media, wrong = read_media(options.root)
    found += wrong
    locate = _locator(files)
    site_key = _site_key(files, media)
    sitewide = None if site_key == kept.links.site else _sitewide(files)
    if sitewide is None:
        settings: Settings | None = unpack(details.get(kept.links.editions[0]["settings"]), Settings)
    else:
        settings = sitewide.settings
    if settings is None:
        assert sitewide is not None
        return Assembled(files, (), {}, 0, ("", ""), details, signatures, [*found, *sitewide.found], locate)
    dialect = Dialect(settings.path, sanitize=settings.raw_html == "sanitize", language=settings.language)

    surely = trusted.keys() if sitewide is None else set()
    prepared, changed = _prepared(files, settings, dialect, options, details, kept, surely, executor or Processes(options.jobs))
    options.report("link", 0, 0)
    found += [diagnostic for item in prepared.values() if item.diagnostics for diagnostic in unpack_diagnostics(item.diagnostics)]
    ready = {name: item for name, item in prepared.items() if item.summary}
    shown = {name: item for name, item in ready.items() if is_shown(item, options)}
    waiting = min((item.date[:10] for name, item in ready.items() if name not in shown), default="")
    days = max((item.date[:10] for item in shown.values()), default=""), waiting

    whole_key = digest("".join([site_key, *(f"{name}\0{item.ties}\0" for name, item in shown.items())]).encode())
    it = Assembled(files, (), prepared, changed, days, details, signatures, found, locate, dialect, media, new_files=new_files)
    if whole_key == kept.links.whole and len(ready) == len(prepared):
        found += (linked := unpack_diagnostics(kept.links.diagnostics))
        keys = LinkKeys(site_key, whole_key, known=True, diagnostics=linked)
        it = replace(it, editions=_kept_editions(kept.links, shown, details), links=keys)
        found += _new_breaches(it, {name for name, item in shown.items() if item.face != kept.articles[name].face})
        return it
    linking = replace(it, found=[])
    whole = _Whole(linking, sitewide or _sitewide(files), shown, any(d.severity == ERROR for d in found))
    editions = whole.editions()
    found += linking.found
    return replace(it, editions=editions, links=LinkKeys(site_key, whole_key, diagnostics=tuple(linking.found)))


def _new_breaches(it: Assembled, changed: Collection[str]) -> list[Diagnostic]:
    """What differs from what is on record in articles that show something else of themselves than at the last build, which had nothing to
    say against any."""
    if not changed or not it.files.record or any(diagnostic.severity == ERROR for diagnostic in it.found):
        return []
    from counterpoint.site.corrections import breaches_in

    record = read_record(it.files.record)
    if isinstance(record, Diagnostic):
        return [record]
    found: list[Diagnostic] = []
    for linked in it.editions:
        slugs = {slug for slug in linked.site.own_articles() if linked.names[slug] in changed}
        public = _record_of(linked.site, record, it.editions[0].site)
        found += breaches_in(slugs, public, linked.site, it.bodies(linked), it.locate)
    return found


def _record_of(site: Site, record: Record, original: Site) -> Record:
    """What is on record of the site in one language."""
    if site.edition is None:
        return of_edition(record, "", original.settings.languages)
    return of_edition(record, site.settings.language, original.settings.languages, original.redirects)


def _site_key(files: SiteFiles, media: frozenset[str]) -> str:
    """A digest of all that linking looks at, but articles."""
    texts = [files.site, files.speakers, files.sources, files.record, *files.pages]
    for language, edition in files.editions.items():
        texts += [SourceFile(language, ""), edition.site, edition.speakers, edition.sources, *edition.pages]
    parts = [file.digest if file else b"" for file in texts] + [path.encode("utf-8", "surrogateescape") for path in sorted(media)]
    return digest(b"\0".join(parts))


def _kept_editions(links: KeptLinks, shown: Mapping[str, PackedArticle], details: Store) -> tuple[Linked, ...]:
    return tuple(
        Linked(get_site(names, details.get, _summaries_of(slugs, shown, details)), slugs)
        for names, slugs in zip(links.editions, links.names, strict=True)
    )


def _summaries_of(names: Mapping[str, str], shown: Mapping[str, PackedArticle], details: Store) -> Summaries:
    """The summaries of articles by slug, newest first. `names` says what they are called among those that are shown."""
    newest_first = sorted(names, key=lambda slug: (shown[names[slug]].date, slug), reverse=True)
    return Summaries({slug: shown[names[slug]].summary for slug in newest_first}, details.get)


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


def _prepared(
    files: SiteFiles,
    settings: Settings,
    dialect: Dialect,
    options: Options,
    details: Store,
    kept: Kept,
    surely: Collection[str],
    executor: Executor,
) -> tuple[dict[str, PackedArticle], int]:
    """Every article prepared, or kept from before where its files and the site's Markdown are the same; how many are new. `surely` are
    files that are the same as before, where the site's Markdown is the same, too."""

    def is_known(it: ArticleFiles, old: PackedArticle | None) -> bool:
        sure = not it.language and it.markdown.path in surely and it.sidecar is not None and it.sidecar.path in surely
        return old is not None and (sure or old.key == key_of(it, dialect))

    wanted = [it for it in files.all_articles() if not it.language or it.language in settings.languages]
    known = {it.name: kept.articles[it.name] for it in wanted if is_known(it, kept.articles.get(it.name))}
    stale = [it for it in wanted if it.name not in known]
    options.report("prepare", 0, len(stale))
    for done, packed in enumerate(executor.prepare(dialect, details.put, stale), 1):
        options.report("prepare", done, len(stale))
        known[packed.name] = packed
    return {it.name: known[it.name] for it in wanted}, len(stale)


@dataclass(frozen=True)
class _Whole:
    """Links the site, and then its translations, each of which shows the original where it has nothing of its own."""

    it: Assembled
    sitewide: _Sitewide
    shown: Mapping[str, PackedArticle]
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
        pages = {page.slug: page for file in it.files.pages if (page := _plain_page(file, it.dialect, it.found))}
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
        summaries = _summaries_of(names, self.shown, it.details)
        lent = original.addresses if original else None
        site, wrong = link(
            settings,
            speakers,
            sources,
            summaries,
            pages,
            it.media,
            it.locate,
            record,
            lambda slug: it.referrals(names[slug]),
            kinds,
            edition,
            lent,
        )
        found = _without_echoes(wrong, it.prepared, self.sitewide.lost)
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
            "base_url": self.settings.base_url + folder,
            "redirects": {old: new for old, new in self.settings.redirects.items() if first_part(old) not in self.settings.languages},
        }
        names = {}
        for slug in original.articles:
            translation = f"{slug}.{language}"
            names[slug] = translation if translation in self.shown else slug
        dialect = replace(it.dialect, edition=folder)
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


def _sitewide(files: SiteFiles) -> _Sitewide:
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


def is_shown(summary: Summary | PackedArticle, options: Options) -> bool:
    """Whether a build of these options shows an article: drafts, and those of a later day, only where they are asked for."""
    return (options.drafts or not summary.draft) and (options.future or summary.date[:10] <= options.today)


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


def _without_echoes(found: list[Diagnostic], prepared: Mapping[str, PackedArticle], lost: set[str]) -> list[Diagnostic]:
    """Leave out that something is not there where it is, but cannot be read: the mistakes of its own file say so.

    `lost` names the kinds of thing whose whole file could not be read.
    """
    broken = [f"article {slug!r}" for slug, item in prepared.items() if not item.summary] + [f"no {kind} " for kind in lost]
    return [d for d in found if not (d.code == "id-unknown" and any(name in d.message for name in broken))]
