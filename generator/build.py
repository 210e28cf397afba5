"""The staircase: read, prepare, link, plan, render, publish. Read this first."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TypeVar

from generator.diagnostics import ERROR, Diagnostic, Location, in_order
from generator.model.article import PageFrontMatter
from generator.model.site import Site as Settings
from generator.model.speakers import Source, Sources, Speaker, Speakers
from generator.outcome import Options, Result
from generator.publishing import output
from generator.publishing.cache import Cache, Kept, KeptArticle
from generator.publishing.staging import Staging
from generator.publishing.store import Store, StoreDamaged
from generator.publishing.unchanged import memory_of, program_stamp, remember, state_of
from generator.reading import front_matter, yaml
from generator.reading.files import SiteFiles, SourceFile, read_media, read_site, read_text
from generator.reading.fragments import fragments
from generator.reading.markdown import Dialect, parse
from generator.reading.signatures import Signature, is_young, tree
from generator.reading.validate import locate, validate
from generator.rendering.render import Rendering
from generator.site import checks
from generator.site.corrections import breaches
from generator.site.external_links import ExternalLink, external_links
from generator.site.link import Locate, PlainPage, Site, link
from generator.site.packed import key_of, prepare_all, unpack_body, unpack_diagnostics, unpack_referrals, unpack_summary
from generator.site.prepared import Body, Referral, Summary
from generator.site.record import Record
from generator.site.record import read as read_record
from generator.targets import Making, Targets, make_targets
from generator.workers import in_batches

M = TypeVar("M", Settings, Speakers, Sources)


def build(options: Options) -> Result:
    """Build a site into its output folder; on any error the folder stays as it was."""
    try:
        with builder(options) as it:
            if isinstance(it, Diagnostic):
                return Result([it])
            result = it.build()
            options.report("remember", 0, 0)
            if result.published:
                it.save()
                remember(it.cache.folder, state_of(options, time.time_ns()), {**result.as_data(), "days": it.days})
            return result
    except (OSError, sqlite3.Error) as error:
        return Result([_not_written(error, options.target)])


def _not_written(error: Exception, target: Path) -> Diagnostic:
    name = getattr(error, "filename2", None) or getattr(error, "filename", None) or target
    message = f"{name} cannot be written: {getattr(error, 'strerror', None) or error}"
    return Diagnostic("output-unsafe", ERROR, Location(target.name), message, "check its permissions and the disk's space")


@contextlib.contextmanager
def builder(options: Options) -> Iterator[Builder | Diagnostic]:
    """A builder, which nobody else has of this output for as long; or why there can be none. Raises OSError or sqlite3.Error."""
    if refusal := output.refuse(options.root, options.target):
        yield refusal
        return
    memory = memory_of(options.root, options.target)
    with output.locked(memory) as free:
        if free:
            cache = Cache(memory, program_stamp())
            cache.load()
            yield Builder(options, cache)
        else:
            message = "another build of this output is under way"
            yield Diagnostic("output-unsafe", ERROR, Location(options.target.name), message, "wait for it to end")


class Builder:
    """Builds of one output, one after the other. Each relies on what the last one has learnt; `save` is for the next program."""

    def __init__(self, options: Options, cache: Cache) -> None:
        self.options, self.cache = options, cache
        self.kept = cache.loaded
        self.days = ("", "")
        self.last: tuple[Assembled, Rendering] | None = None
        """What the last whole build was made from, if it came to an end without errors."""

    def build(self) -> Result:
        """Build once. Raises OSError where the disk refuses; every file of the output is then whole, old or new."""
        try:
            return self._build()
        except StoreDamaged:
            self.cache.drop()
            self.kept = Kept()
            return self._build()

    def save(self) -> None:
        """Write down what has been learnt. Raises OSError or sqlite3.Error."""
        self.cache.save(self.kept)

    def _build(self) -> Result:
        options, target = self.options, self.options.target
        self.last = None
        it = assemble(options, self.cache.details, self.kept)
        if it.failed or it.site is None:
            return Result(in_order(it.found), it.articles, it.changed)
        staging = self.cache.folder / "staging"
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        try:
            targets = make_targets(_making(options, it, it.site, target), Staging(staging), self.kept)
            result = Result(in_order([*it.found, *targets.diagnostics]), it.articles, it.changed)
            if result.failed(strict=options.strict):
                return result
            unchanged = {path: file.digest for item in targets.kept.values() for path, file in item.files.items()}
            options.report("publish", 0, 0)
            result.published = output.publish(target, targets.files, unchanged)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        self.kept, self.days = _to_keep(it, targets, target), it.days
        self.last = (it, targets.work) if targets.work else None
        return result


def _making(options: Options, it: Assembled, site: Site, target: Path) -> Making:
    summaries = {slug: item.summary for slug, item in it.shown.items()}
    details = {slug: item.details for slug, item in it.shown.items()}
    return Making(
        options.root, target, site, summaries, details, it.details.get, it.signatures, options.jobs, options.extras, options.report
    )


def _to_keep(it: Assembled, targets: Targets, target: Path) -> Kept:
    """What the next build may rely on."""
    now = time.time_ns()
    texts = (file for article in it.files.articles for file in (article.markdown, article.sidecar) if file)
    digests = {file.path: file.digest for file in texts}
    digests |= {f"content/{fact.partition(':')[2]}": bytes.fromhex(of) for fact, of in targets.facts.items() if fact.startswith("media:")}
    files = {path: (of, digests[path]) for path, of in it.signatures.items() if path in digests and not is_young(of, now)}
    made = {key: output.keep(target, item, now) for key, item in targets.made.items()}
    return Kept(files, dict(it.prepared), {**targets.kept, **made}, targets.facts)


@dataclass(frozen=True, slots=True)
class Assembled:
    """A site as far as its links: what authors wrote, what holds across articles (None where site.yml cannot be read), the prepared
    articles that are shown, and everything that is wrong. `prepared` are all of them, `changed` of which are new."""

    files: SiteFiles
    site: Site | None
    prepared: Mapping[str, KeptArticle]
    shown: Mapping[str, KeptArticle]
    changed: int
    days: tuple[str, str]
    """The day of the newest article that is shown, and of the next that waits; empty where there is none."""
    details: Store
    signatures: Mapping[str, Signature]
    found: list[Diagnostic]
    locate: Locate
    dialect: Dialect = field(default_factory=lambda: Dialect("/"))
    media: frozenset[str] = frozenset()

    @property
    def articles(self) -> int:
        """How many articles are shown."""
        return len(self.shown)

    @property
    def failed(self) -> bool:
        """Whether there is an error, so that nothing can be rendered."""
        return self.site is None or any(diagnostic.severity == ERROR for diagnostic in self.found)

    def body(self, slug: str) -> Body:
        """What only an article's own pages show."""
        return unpack_body(self.details.get(self.shown[slug].details))

    def referrals(self, slug: str) -> tuple[Referral, ...]:
        """What an article names, and where."""
        return unpack_referrals(self.details.get(self.shown[slug].details))

    def external_links(self) -> list[ExternalLink]:
        """Every address outside the site that is named in it."""
        return external_links(self.files, self.site, chain.from_iterable(map(self.referrals, self.shown)), self.locate) if self.site else []


def assemble(options: Options, details: Store, kept: Kept) -> Assembled:
    """Read, prepare and link a site, and hold it against the record of what is public.

    Articles whose files are as they were when they were `kept` are not read. Large parts are set aside in `details`.
    """
    options.report("read", 0, 0)
    signatures = {f"content/{path}": of for path, of in tree(options.root / "content")}
    trusted = {path: known[1] for path, of in signatures.items() if (known := kept.files.get(path)) and known[0] == of}
    files, found = read_site(options.root, trusted)
    locate = _locator(files)
    settings, speakers, sources, lost, wrong = _site_files(files)
    found += wrong
    record = read_record(files.record) if files.record else Record()
    if isinstance(record, Diagnostic):
        found.append(record)
        record = Record()
    if settings is None:
        return Assembled(files, None, {}, {}, 0, ("", ""), details, signatures, found, locate)
    dialect = Dialect(settings.path, sanitize=settings.raw_html == "sanitize")

    prepared, changed = _prepared(files, dialect, options, details, kept)
    options.report("link", 0, 0)
    pages = [page for file in files.pages if (page := _plain_page(file, dialect, found))]
    found += [diagnostic for item in prepared.values() for diagnostic in unpack_diagnostics(item.diagnostics)]
    summaries = {slug: unpack_summary(item.summary) for slug, item in prepared.items() if item.summary}
    waiting = min((summary.date[:10] for summary in summaries.values() if not is_shown(summary, options)), default="")
    summaries = {slug: summary for slug, summary in summaries.items() if is_shown(summary, options)}
    shown = {slug: prepared[slug] for slug in summaries}
    days = max((summary.date[:10] for summary in summaries.values()), default=""), waiting

    media, wrong = read_media(options.root)
    found += wrong
    it = Assembled(files, None, prepared, shown, changed, days, details, signatures, found, locate, dialect, media)
    site, wrong = link(settings, speakers, sources, summaries.values(), pages, media, locate, record, it.referrals)
    found += _without_echoes(wrong, prepared, lost)
    if files.record and not any(diagnostic.severity == ERROR for diagnostic in found):
        found += breaches(record, site, it.body, locate, files.record.path)
    return replace(it, site=site)


def _prepared(files: SiteFiles, dialect: Dialect, options: Options, details: Store, kept: Kept) -> tuple[dict[str, KeptArticle], int]:
    """Every article prepared, or kept from before where its files and the site's Markdown are the same; how many are new."""
    known = {it.slug: old for it in files.articles if (old := kept.articles.get(it.slug)) and old.key == key_of(it, dialect)}
    stale = [it for it in files.articles if it.slug not in known]
    options.report("prepare", 0, len(stale))
    for done, packed in enumerate(in_batches(prepare_all, (dialect, details.put), stale, options.jobs), 1):
        options.report("prepare", done, len(stale))
        known[packed.slug] = KeptArticle(packed.key, packed.summary, packed.details, packed.diagnostics)
    return {it.slug: known[it.slug] for it in files.articles}, len(stale)


Check = Callable[[Options, Assembled], list[Diagnostic]]
"""Something more to look at in a site that has no errors."""


def lints(options: Options, it: Assembled) -> list[Diagnostic]:
    """What is allowed, and seldom meant."""
    return checks.lint(it.site, _texts(it.files), it.external_links(), it.locate, options.today) if it.site else []


def allowed_links(options: Options, it: Assembled, ask: Callable[[list[ExternalLink]], list[Diagnostic]]) -> list[Diagnostic]:
    """What `ask` has to say on the external links, without what is allowed where it stands."""
    return checks.without_allowed(ask(it.external_links()), _texts(it.files))


def check(options: Options, more: Sequence[Check] = ()) -> Result:
    """All of a build but writing, and more checks."""
    with tempfile.TemporaryDirectory(prefix="counterpoint-") as folder:
        it = assemble(options, Store(Path(folder)), Kept())
        if it.failed or it.site is None:
            return Result(in_order(it.found), it.articles, it.changed)
        seen = [diagnostic for look in more for diagnostic in look(options, it)]
        targets = make_targets(_making(replace(options, extras=False), it, it.site, Path(folder) / "none"), Staging(None), Kept())
        return Result(in_order([*it.found, *seen, *targets.diagnostics]), it.articles, it.changed)


def settings_of(root: Path) -> Settings | None:
    """A site's settings, if they can be read."""
    file = read_text(root, "site.yml")
    if isinstance(file, Diagnostic):
        return None
    located, _ = validate(Settings, yaml.load(file)[0], file)
    return located.value if located else None


def _site_files(
    files: SiteFiles,
) -> tuple[Settings | None, Mapping[str, Speaker], Mapping[str, Source], set[str], list[Diagnostic]]:
    """site.yml, speakers.yml and sources.yml, validated; and the kinds of thing (speaker, source) whose file could not be read."""
    found: list[Diagnostic] = []

    def model(kind: type[M], file: SourceFile | None) -> M | None:
        if file is None:
            return None
        value, wrong = yaml.load(file)
        found.extend(wrong)
        if wrong and value is None:
            return None
        located, wrong = validate(kind, value, file)
        found.extend(wrong)
        return located.value if located else None

    settings = model(Settings, files.site)
    speakers = model(Speakers, files.speakers)
    sources = model(Sources, files.sources)
    lost = {kind for kind, file, known in (("speaker", files.speakers, speakers), ("source", files.sources, sources)) if file and not known}
    return settings, speakers.root if speakers else {}, sources.root if sources else {}, lost, found


def _plain_page(file: SourceFile, dialect: Dialect, found: list[Diagnostic]) -> PlainPage | None:
    head, text, line, wrong = front_matter.read(PageFrontMatter, file)
    found += wrong
    if head is None:
        return None
    parsed = parse(text, file, line, dialect)
    found += parsed.diagnostics
    slug = file.path.rpartition("/")[2].removesuffix(".md")
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
    )


def is_shown(summary: Summary, options: Options) -> bool:
    """Whether a build of these options shows an article: drafts, and those of a later day, only where they are asked for."""
    return (options.drafts or not summary.draft) and (options.future or summary.date[:10] <= options.today)


def _texts(files: SiteFiles) -> dict[str, str]:
    """All that authors have written, by path."""
    single = [files.site, files.speakers, files.sources, *files.pages]
    pairs = [file for article in files.articles for file in (article.markdown, article.sidecar)]
    return {file.path: file.text for file in (*single, *pairs) if file}


def _locator(files: SiteFiles) -> Locate:
    """Find the place of a value in any of the site's YAML files or front matters."""
    named = {file.path: file for file in (files.site, files.speakers, files.sources) if file}
    for article in files.articles:
        named[article.markdown.path] = article.markdown
        if article.sidecar:
            named[article.sidecar.path] = article.sidecar

    def find(path: str, where: tuple[str | int, ...]) -> Location:
        file = named.get(path)
        if file is None:
            return Location(path)
        if where[:1] != ("---",):
            return locate(file, file.text, 1, where)
        parts = front_matter.split(file)
        return parts.location if isinstance(parts, Diagnostic) else locate(file, parts[0], 2, where[1:])

    return find


def _without_echoes(found: list[Diagnostic], prepared: Mapping[str, KeptArticle], lost: set[str]) -> list[Diagnostic]:
    """Leave out that something is not there where it is, but cannot be read: the mistakes of its own file say so.

    `lost` names the kinds of thing whose whole file could not be read.
    """
    broken = [f"article {slug!r}" for slug, item in prepared.items() if not item.summary] + [f"no {kind} " for kind in lost]
    return [d for d in found if not (d.code == "id-unknown" and any(name in d.message for name in broken))]
