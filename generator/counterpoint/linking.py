"""From prepared articles to the site in each of its languages, linked and held against the record of what is public."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from counterpoint.article.codec import CachedArticle, decode_diagnostics
from counterpoint.article.past_dates import TOLERANCE, may_lie_ahead, told_ahead
from counterpoint.article.prepared import Body, SourceSummary, Summary
from counterpoint.diagnostics import ERROR, WARNING, Diagnostic, Location, has_errors
from counterpoint.loading import Articles, SiteSource, plain_pages, source_summaries
from counterpoint.model.dates import as_key, instant
from counterpoint.model.site import SiteSettings
from counterpoint.model.speakers import Sources, Speakers
from counterpoint.options import Options
from counterpoint.pages import kinds
from counterpoint.reading.files import EditionFiles, SiteFiles, SourceFile
from counterpoint.reading.markdown import Dialect
from counterpoint.result import LeftOut
from counterpoint.site.checks import sidecar_of
from counterpoint.site.collisions import collisions
from counterpoint.site.link import SPEAKER_TEXTS, LinkedSite, LinkInputs, Locate, PlainPage, TranslatedEdition, Unreadable
from counterpoint.site.link import link as link_articles
from counterpoint.site.record import PublicRecord, of_edition
from counterpoint.site.redirects import first_part
from counterpoint.site.summaries import Summaries

if TYPE_CHECKING:
    from counterpoint.reading.translation import Translated
    from counterpoint.site.external_links import ExternalLink

M = TypeVar("M", SiteSettings, Speakers, Sources)


class LinkedEdition(Struct, frozen=True):
    """The linked site in one language. `names` maps the slug of each article to its name among the prepared ones."""

    site: LinkedSite
    names: Mapping[str, str]


class LoadedSite(Struct, frozen=True):
    """A site that is read, prepared and linked: one edition for each language, and every diagnostic so far.

    The original comes first in `editions`, which is empty where site.yml cannot be read.
    """

    source: SiteSource
    articles: Articles
    editions: tuple[LinkedEdition, ...]
    diagnostics: list[Diagnostic]
    moments: tuple[str, str] = ("", "")
    """When the newest article that is shown was due, and when the next is (see `as_key`); empty where there is none."""
    left_out: LeftOut = LeftOut()

    @property
    def files(self) -> SiteFiles:
        """The text files of the site."""
        return self.source.files

    @property
    def locate(self) -> Locate:
        """Finds the place of a value."""
        return self.source.locate

    @property
    def site(self) -> LinkedSite | None:
        """The site in its original language."""
        return self.editions[0].site if self.editions else None

    @property
    def shown(self) -> int:
        """The number of articles shown."""
        return len(self.editions[0].names) if self.editions else 0

    @property
    def failed(self) -> bool:
        """Whether there is an error, so that nothing can be rendered."""
        return self.site is None or has_errors(self.diagnostics)

    def bodies(self, edition: LinkedEdition) -> Callable[[str], Body]:
        """A function that gives the bodies of the articles of one language, by slug."""
        return self.articles.bodies(edition.names)

    def external_links(self, schemes: Collection[str] = ("https", "http")) -> list[ExternalLink]:
        """Every address outside the site that is named in it, with one of some schemes."""
        if self.site is None:
            return []
        from counterpoint.site.external_links import external_links

        names = dict.fromkeys(name for edition in self.editions for name in edition.names.values())
        pages = [page for edition in self.editions for page in edition.site.own_pages().values()]
        referrals = chain.from_iterable(map(self.articles.referrals, names))
        return external_links(self.files, self.site.settings, pages, referrals, self.locate, schemes)


def link(source: SiteSource, articles: Articles, options: Options) -> LoadedSite:
    """Link the articles that a build shows, in each language, and hold the site against the record of what is public."""
    if source.settings is None:
        return LoadedSite(source, articles, (), [*source.diagnostics, *source.sitewide.diagnostics])
    prepared, zone = articles.prepared, source.settings.zone
    hidden = _hidden(source, prepared, options, zone)
    mistakes = (mistake for article in prepared.values() if article.diagnostics for mistake in decode_diagnostics(article.diagnostics))
    diagnostics = _stopping_nothing([*source.diagnostics, *mistakes], hidden)
    readable = {name: article for name, article in prepared.items() if article.summary}
    shown = {name: article for name, article in readable.items() if name not in hidden}
    diagnostics += _open_deadlines(shown, source, options)
    unreadable = Unreadable(frozenset(prepared.keys() - readable.keys() - hidden), source.sitewide.unreadable)
    linker = Linker(source, articles, source.settings, shown, unreadable, diagnostics, options.moment)
    editions = linker.editions()
    linker.diagnostics += _dated_ahead(editions, shown, source, options)
    moments = _moments(prepared, shown, zone, options)
    left_out = _left_out(prepared, hidden, zone, options)
    return LoadedSite(source, articles, editions, _without_allowed(linker.diagnostics, source.files), moments, left_out)


def _open_deadlines(shown: Mapping[str, CachedArticle], source: SiteSource, options: Options) -> Iterator[Diagnostic]:
    """Report approaches that are said to have had no reply before their deadline has passed."""
    zone = source.settings.zone if source.settings else UTC
    paths = {article.name: article.sidecar.path for article in source.files.articles if article.sidecar}
    for name in [name for name in shown if name in paths]:
        for number, deadline in shown[name].deadlines:
            whole_day = len(deadline) == len("2024-03-01")
            if instant(deadline, zone) > options.moment - timedelta(days=whole_day):
                place = source.locate(paths[name], ("approaches", number, "deadline"))
                message = f"'no-reply' is said before the deadline has passed, which is {deadline}"
                yield Diagnostic("approach-incomplete", ERROR, place, message, "leave `outcome` out until then")


def _dated_ahead(
    editions: Collection[LinkedEdition], shown: Mapping[str, CachedArticle], source: SiteSource, options: Options
) -> Iterator[Diagnostic]:
    """Report dates ahead of what is told as having happened. On its day, and a day before, the lint `date-future` does."""
    zone = source.settings.zone if source.settings else UTC
    for path, where, date in chain(_dates_of_site(editions), _dates_of_articles(shown, source)):
        if not may_lie_ahead(where) and instant(date, zone) > options.moment + TOLERANCE:
            yield Diagnostic("date-future", ERROR, source.locate(path, where), told_ahead(date), "correct the date, or wait for it")


def _dates_of_site(editions: Iterable[LinkedEdition]) -> Iterator[tuple[str, tuple[str | int, ...], str]]:
    for number, edition in enumerate(editions):
        if number == 0:
            yield from (
                ("content/sources.yml", (id, "accessed"), item.accessed) for id, item in edition.site.sources.items() if item.accessed
            )
        yield from ((page.path, ("---", "updated"), page.updated) for page in edition.site.own_pages().values() if page.updated)


def _dates_of_articles(shown: Mapping[str, CachedArticle], source: SiteSource) -> Iterator[tuple[str, tuple[str | int, ...], str]]:
    """Yield the dates in articles that are later than their own; of a translation, those that its original does not have."""
    for article in source.files.all_articles():
        if article.name not in shown:
            continue
        original = shown.get(article.slug) if article.language else None
        inherited = frozenset(original.later_dates if original else ())
        for where, date in shown[article.name].later_dates:
            if (where, date) not in inherited:
                yield (article.markdown.path if where[0] == "---" else article.sidecar_path), where, date


def is_shown(summary: Summary | CachedArticle, options: Options, zone: tzinfo) -> bool:
    """Whether a build of these options shows an article: drafts, and those of a later moment, only where they are asked for."""
    return (options.drafts or not summary.draft) and (options.future or not summary.date or instant(summary.date, zone) <= options.moment)


def _hidden(source: SiteSource, prepared: Mapping[str, CachedArticle], options: Options, zone: tzinfo) -> frozenset[str]:
    """The names of articles and translations that are not to be shown, whether they are free of mistakes or not."""
    hidden = {name for name, article in prepared.items() if not is_shown(article, options, zone)}
    return frozenset(hidden | {article.name for article in source.files.all_articles() if article.language and article.slug in hidden})


def _stopping_nothing(diagnostics: Iterable[Diagnostic], hidden: Collection[str]) -> list[Diagnostic]:
    """Make warnings of the errors in articles that are not shown: they stop nothing."""
    paths = {f"content/articles/{name}.{ending}" for name in hidden for ending in ("md", "yml", "yaml")}
    return [
        replace(diagnostic, severity=min(diagnostic.severity, WARNING), unpublished=True)
        if diagnostic.location.path in paths
        else diagnostic
        for diagnostic in diagnostics
    ]


def _without_allowed(diagnostics: list[Diagnostic], files: SiteFiles) -> list[Diagnostic]:
    """Leave out the warnings that an author allows where they stand. Only files with warnings are read."""
    paths = {diagnostic.location.path for diagnostic in diagnostics if diagnostic.severity < ERROR}
    if not paths:
        return diagnostics
    from counterpoint.site.checks import without_allowed

    texts = {file.path: file.text for edition in (files, *files.editions.values()) for file in edition.texts() if file.path in paths}
    return without_allowed(diagnostics, texts)


def _moments(prepared: Mapping[str, CachedArticle], shown: Collection[str], zone: tzinfo, options: Options) -> tuple[str, str]:
    """When the newest article that is public was due, and when the next is, with or without mistakes; empty where there is none."""
    now = as_key(options.moment)
    due = {name: as_key(instant(article.date, zone)) for name, article in prepared.items() if article.date}
    public = (due[name] for name in shown if name in due and due[name] <= now)
    waiting = (moment for name, moment in due.items() if moment > now and (options.drafts or not prepared[name].draft))
    return max(public, default=""), min(waiting, default="")


def _left_out(prepared: Mapping[str, CachedArticle], hidden: Collection[str], zone: tzinfo, options: Options) -> LeftOut:
    """Count what is not shown. A draft of a later moment counts as a draft, and a translation of a hidden original not at all."""
    left_out = [article for name, article in prepared.items() if name in hidden and not is_shown(article, options, zone)]
    drafts = [article for article in left_out if article.draft and not options.drafts]
    future = [article.date for article in left_out if options.drafts or not article.draft]
    return LeftOut(len(drafts), len(future), min(future, key=lambda date: instant(date, zone), default=""))


def _unnamed_languages(files: SiteFiles, settings: SiteSettings) -> Iterator[Diagnostic]:
    for language in files.editions.keys() - set(settings.languages):
        for file in files.editions[language].texts():
            message = f"{file.path} is in a language that site.yml does not name"
            help = f"add `languages: [{language}]` to site.yml, or give the file another name"
            if language == settings.language:
                help = f"{language} is the site's own language: leave {language!r} out of the file's name"
            yield Diagnostic("file-unexpected", ERROR, Location(file.path), message, help)


@dataclass
class Linker:
    """Links the site in its original language, then in each other one, where the original stands in for what is not translated."""

    source: SiteSource
    articles: Articles
    settings: SiteSettings
    shown: Mapping[str, CachedArticle]
    """The articles and translations of this build, by name."""
    unreadable: Unreadable
    diagnostics: list[Diagnostic]
    """Everything wrong so far; linking adds to it."""
    moment: datetime
    """What is dated after it is not public yet."""

    def editions(self) -> tuple[LinkedEdition, ...]:
        """The site in each language, the original first."""
        source, languages = self.source, self.settings.languages
        self.diagnostics += source.sitewide.diagnostics
        self.diagnostics += _unnamed_languages(source.files, self.settings)
        names = {article.name: article.name for article in source.files.articles if article.name in self.shown}
        pages = self.plain_pages(source.files.pages, source.dialect)
        original = self.original(names, pages)
        editions = [LinkedEdition(original, names)]
        self.hold_against_record(editions[0], original)
        for language in languages:
            edition = self.translation(language, original, pages)
            self.hold_against_record(edition, original)
            editions.append(edition)
        self.diagnostics += collisions([edition.site for edition in editions], kinds, source.locate)
        translated = _translations(editions, [*names, *pages])
        editions[0] = LinkedEdition(replace(original, redirects_elsewhere=_redirects_of_translations(editions[1:])), names)
        return tuple(LinkedEdition(replace(edition.site, translations=translated), edition.names) for edition in editions)

    def unpublished(self, names: Mapping[str, str]) -> dict[str, str]:
        """Find the articles that are shown and not public, and why."""
        zone, moment = self.settings.zone, self.moment
        articles = {slug: self.shown[name] for slug, name in names.items()}
        later = {slug: "later" for slug, article in articles.items() if instant(article.date, zone) > moment}
        return later | {slug: "draft" for slug, article in articles.items() if article.draft}

    def original(self, names: Mapping[str, str], pages: Mapping[str, PlainPage]) -> LinkedSite:
        """Link the site in its original language."""
        sitewide = self.source.sitewide
        record = of_edition(sitewide.record, "", self.settings.languages)
        inputs = LinkInputs(
            settings=self.settings,
            speakers=sitewide.speakers,
            sources=sitewide.sources,
            articles=self.summaries(names),
            pages=pages,
            media=self.source.media,
            # What was public in another language may have moved to here, so the addresses of all languages count.
            record=replace(record, addresses=sitewide.record.addresses),
            unreadable=self.unreadable,
            unpublished=self.unpublished(names),
        )
        site, diagnostics = link_articles(inputs, self.source.locate, lambda slug: self.articles.referrals(names[slug]), kinds)
        self.diagnostics += diagnostics
        return site

    def translation(self, language: str, original: LinkedSite, pages: Mapping[str, PlainPage]) -> LinkedEdition:
        """Link the site in another language than the original's. `pages` are the original's plain pages."""
        files, base, sitewide = self.source.files.editions.get(language, EditionFiles()), self.source.files, self.source.sitewide
        folder = f"{language}/"
        settings = self.overlaid(SiteSettings, base.site, files.site)
        speakers = self.overlaid(Speakers, base.speakers, files.speakers)
        sources = self.overlaid(Sources, base.sources, files.sources)
        names = {slug: name if (name := f"{slug}.{language}") in self.shown else slug for slug in original.articles}
        translated_pages = self.plain_pages(files.pages, replace(self.source.dialect, edition=folder), language)
        inputs = LinkInputs(
            settings=self.settings_in(language, settings.value if settings else self.settings),
            speakers=speakers.value if speakers else sitewide.speakers,
            sources=self.translated_sources(sources),
            articles=self.summaries(names),
            pages={**pages, **translated_pages},
            media=self.source.media,
            record=of_edition(sitewide.record, language, self.settings.languages, original.redirects),
            unreadable=self.unreadable,
            edition=TranslatedEdition(folder, self.settings.language),
            fallback_addresses=original.addresses,
            unpublished={**original.unpublished, **self.unpublished(names)},
        )
        site, diagnostics = link_articles(inputs, self.source.locate, lambda slug: self.articles.referrals(names[slug]), kinds)
        # Mistakes in the original's files were reported with the original.
        own = {file.path for file in files.texts()}
        self.diagnostics += [diagnostic for diagnostic in diagnostics if diagnostic.location.path in own]
        self.diagnostics += self.misquoted(site, original, [slug for slug, name in names.items() if slug != name])
        untranslated = self.untranslated_speakers(site, speakers)
        return LinkedEdition(replace(site, untranslated_speakers=untranslated), names)

    def misquoted(self, site: LinkedSite, original: LinkedSite, slugs: Iterable[str]) -> Iterator[Diagnostic]:
        """Yield what is wrong with claims that a translation gives in quotation marks and the original does not, or the other way round."""
        for slug in slugs:
            own_words = {claim.id: claim.own_words for claim in original.articles[slug].claims}
            for claim in site.articles[slug].claims:
                if claim.own_words == own_words.get(claim.id, claim.own_words):
                    continue
                place = self.source.locate(sidecar_of(site.articles[slug]), ("claims", claim.id, "quote"))
                if claim.own_words:
                    message = f"the claim {claim.id!r} stands in quotation marks, and the original has it in none: nobody said just that"
                    help = "leave out the quotation marks"
                    yield Diagnostic("translation-differs", ERROR, place, message, help)
                else:
                    message = f"the claim {claim.id!r} stands in no quotation marks, and the original has it in some"
                    help = "put them around the words, or give them, translated, as its `text`"
                    yield Diagnostic("translation-differs", WARNING, place, message, help)

    def settings_in(self, language: str, settings: SiteSettings) -> SiteSettings:
        """The settings of the site in another language: its address ends in the language's folder."""
        own = self.settings
        redirects = {old: new for old, new in own.redirects.items() if first_part(old) not in own.languages}
        return replace(settings, language=language, indexed=own.indexed, base_url=f"{own.base_url}{language}/", redirects=redirects)

    def translated_sources(self, sources: Translated[Sources] | None) -> Mapping[str, SourceSummary]:
        """What pages show of each source in another language than the original's."""
        original, language = self.source.sitewide.sources, self.settings.language
        if sources is None:
            texts = ("viewpoint", "note", "interest")
            return {
                id: replace(source, language=source.language or language, untranslated=texts, original=language)
                for id, source in original.items()
            }
        return source_summaries(sources.value, _texts_by_id(sources.inherited), language)

    def untranslated_speakers(self, site: LinkedSite, speakers: Translated[Speakers] | None) -> dict[str, tuple[str, ...]]:
        """Which texts of which speakers are still the original's."""
        inherited = _texts_by_id(speakers.inherited) if speakers else dict.fromkeys(self.source.sitewide.speakers, SPEAKER_TEXTS)
        for slug in site.untranslated:
            if slug in site.articles:
                inherited |= dict.fromkeys((id for id, _ in site.articles.entries[slug].speakers), SPEAKER_TEXTS)
        named = {id: tuple(name for name in SPEAKER_TEXTS if name in inherited.get(id, ())) for id in site.speakers}
        return {id: names for id, names in named.items() if names}

    def hold_against_record(self, edition: LinkedEdition, original: LinkedSite) -> None:
        """Report what has changed since the release without a correction, if nothing else is wrong."""
        record_file = self.source.files.record
        if record_file is None or has_errors(self.diagnostics):
            return
        from counterpoint.site.corrections import violations

        record = record_in(edition.site, self.source.sitewide.record, original)
        self.diagnostics += violations(record, edition.site, self.articles.bodies(edition.names), self.source.locate, record_file.path)

    def summaries(self, names: Mapping[str, str]) -> Summaries:
        """The summaries of some articles by slug, newest first."""
        zone = self.settings.zone
        newest_first = sorted(names, key=lambda slug: (instant(self.shown[names[slug]].date, zone), slug), reverse=True)
        return Summaries({slug: self.shown[names[slug]].summary for slug in newest_first}, self.articles.read)

    def plain_pages(self, files: Collection[SourceFile], dialect: Dialect, language: str = "") -> dict[str, PlainPage]:
        """Parse the plain pages of one language, by slug. Pages that cannot be read are left out, and reported."""
        pages, diagnostics = plain_pages(files, dialect, language)
        self.diagnostics += diagnostics
        return pages

    def overlaid(self, kind: type[M], original: SourceFile | None, translation: SourceFile | None) -> Translated[M] | None:
        """A site-wide file with its translation laid over it; None where there is neither, or the result is not valid."""
        if original is None and translation is None:
            return None
        from counterpoint.reading.translation import translated_file  # few sites have translations

        located, diagnostics = translated_file(kind, original, translation)
        self.diagnostics += diagnostics
        return located


def _texts_by_id(inherited: Iterable[tuple[Hashable, ...]]) -> dict[str, Collection[str]]:
    """The names of the texts, by the speaker or source that they are about, of paths such as (id, name)."""
    texts: dict[str, set[str]] = {}
    for id, *_, name in inherited:
        texts.setdefault(str(id), set()).add(str(name))
    return dict(texts)


def record_in(site: LinkedSite, record: PublicRecord, original: LinkedSite) -> PublicRecord:
    """The part of the record that concerns the site in one language."""
    if site.edition is None:
        return of_edition(record, "", original.settings.languages)
    return of_edition(record, site.settings.language, original.settings.languages, original.redirects)


def _translations(editions: Collection[LinkedEdition], slugs: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Slug of an article or page → the languages into which it is translated; slugs without any are left out."""
    _, *translations = editions
    languages = {
        slug: tuple(edition.site.settings.language for edition in translations if slug not in edition.site.untranslated) for slug in slugs
    }
    return {slug: translated for slug, translated in languages.items() if translated}


def _redirects_of_translations(translations: Collection[LinkedEdition]) -> dict[str, str]:
    """Old path → new path of every redirect in another language than the original's, each with the folder of its language."""
    return {
        f"/{edition.site.folder}{old[1:]}": f"/{edition.site.folder}{redirect.new[1:]}"
        for edition in translations
        for old, redirect in edition.site.redirects.items()
    }
