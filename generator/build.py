"""The staircase: read, prepare, link, plan, render, publish. Read this first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TypeVar

from generator.diagnostics import ERROR, WARNING, Diagnostic, Location, in_order
from generator.model.article import PageFrontMatter
from generator.model.site import Site as Settings
from generator.model.speakers import Source, Sources, Speaker, Speakers
from generator.pages.page import Picture, within
from generator.pages.plan import plan
from generator.publishing import output
from generator.reading import front_matter, yaml
from generator.reading.files import SiteFiles, SourceFile, read_media, read_site
from generator.reading.fragments import fragments
from generator.reading.markdown import Dialect, parse
from generator.reading.validate import locate, validate
from generator.rendering import images, theme
from generator.rendering.render import Rendering, render
from generator.rendering.templates import frame
from generator.site import addresses, checks
from generator.site.corrections import breaches
from generator.site.external_links import ExternalLink, external_links
from generator.site.link import Locate, PlainPage, Site, link
from generator.site.prepare import prepare_all
from generator.site.prepared import Body, PreparedArticle, Referral
from generator.site.record import Record
from generator.site.record import read as read_record
from generator.workers import in_batches

M = TypeVar("M", Settings, Speakers, Sources)


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line decides. `today` is an ISO date: articles of a later date are left out unless `future`; `jobs`, how
    many processes may work at once."""

    root: Path
    today: str
    output: Path | None = None
    drafts: bool = False
    future: bool = False
    strict: bool = False
    jobs: int = 1


@dataclass(slots=True)
class Result:
    """What a build came to: all diagnostics in order, and, unless there were errors, what was published."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    articles: int = 0
    published: output.Published | None = None

    def failed(self, *, strict: bool = False) -> bool:
        """Whether anything found forbids publishing."""
        return any(d.severity >= (WARNING if strict else ERROR) for d in self.diagnostics)


def build(options: Options) -> Result:
    """Build a site into its output folder; on any error the folder stays as it was."""
    target = options.output or options.root / "build"
    if refusal := output.refuse(options.root, target):
        return Result([refusal])
    with output.locked(options.root / ".cache", target) as free:
        if not free:
            message = "another build of this output is under way"
            return Result([Diagnostic("output-unsafe", ERROR, Location(target.name), message, "wait for it to end")])
        result, files = make(options)
        if result.failed(strict=options.strict):
            return result
        try:
            result.published = output.publish(target, files)
        except OSError as error:
            message = f"{error.filename or target} cannot be written: {error.strerror}"
            result.diagnostics.append(
                Diagnostic("output-unsafe", ERROR, Location(target.name), message, "check its permissions and the disk's space")
            )
        return result


@dataclass(frozen=True, slots=True)
class Assembled:
    """A site as far as its links: what authors wrote, what holds across articles (None where site.yml cannot be read), what each
    article's own pages show, and everything that is wrong."""

    files: SiteFiles
    site: Site | None
    bodies: Mapping[str, Body]
    referrals: Mapping[str, tuple[Referral, ...]]
    found: list[Diagnostic]
    locate: Locate

    @property
    def failed(self) -> bool:
        """Whether there is an error, so that nothing can be rendered."""
        return self.site is None or any(diagnostic.severity == ERROR for diagnostic in self.found)


def assemble(options: Options) -> Assembled:
    """Read, prepare and link a site, and hold it against the record of what is public."""
    files, found = read_site(options.root)
    locate = _locator(files)
    settings, speakers, sources, lost, wrong = _site_files(files)
    found += wrong
    record = read_record(files.record) if files.record else Record()
    if isinstance(record, Diagnostic):
        found.append(record)
        record = Record()
    if settings is None:
        return Assembled(files, None, {}, {}, found, locate)
    dialect = Dialect(settings.path, sanitize=settings.raw_html == "sanitize")

    slugs = [article.slug for article in files.articles]
    prepared = dict(zip(slugs, in_batches(prepare_all, dialect, files.articles, options.jobs), strict=True))
    pages = [page for file in files.pages if (page := _plain_page(file, dialect, found))]
    shown = {slug: item for slug, item in prepared.items() if _is_shown(item, options)}
    found += [diagnostic for item in prepared.values() for diagnostic in item.diagnostics]

    media, wrong = read_media(options.root)
    found += wrong
    summaries = [item.summary for item in shown.values() if item.summary]
    bodies = {slug: item.body for slug, item in shown.items() if item.body}
    referrals = {slug: item.referrals for slug, item in shown.items()}
    site, wrong = link(settings, speakers, sources, summaries, pages, media, locate, record, referrals.__getitem__)
    found += _without_echoes(wrong, prepared, lost)
    if files.record and not any(diagnostic.severity == ERROR for diagnostic in found):
        found += breaches(record, site, bodies, locate, files.record.path)
    return Assembled(files, site, bodies, referrals, found, locate)


Check = Callable[[Options, Assembled], list[Diagnostic]]
"""Something more to look at in a site that has no errors."""


def lints(options: Options, it: Assembled) -> list[Diagnostic]:
    """What is allowed, and seldom meant."""
    return checks.lint(it.site, _texts(it.files), it.locate, options.today) if it.site else []


def allowed_links(options: Options, it: Assembled, ask: Callable[[list[ExternalLink]], list[Diagnostic]]) -> list[Diagnostic]:
    """What `ask` has to say on the external links, without what is allowed where it stands."""
    links = external_links(it.files, it.site, chain.from_iterable(it.referrals.values()), it.locate) if it.site else []
    return checks.without_allowed(ask(links), _texts(it.files))


def make(options: Options, more: Sequence[Check] = ()) -> tuple[Result, dict[str, bytes]]:
    """All of a build but writing, and more checks: (what was found, path → bytes). With errors there may be no files."""
    it = assemble(options)
    if it.failed or it.site is None:
        return Result(in_order(it.found), len(it.bodies)), {}
    seen = [diagnostic for check in more for diagnostic in check(options, it)]
    files, wrong = _render(options.root, it.site, it.bodies, options.jobs)
    return Result(in_order([*it.found, *seen, *wrong]), len(it.bodies)), files


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
    ids = frozenset(heading.id for heading in parsed.headings)
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


def _is_shown(item: PreparedArticle, options: Options) -> bool:
    summary = item.summary
    return summary is not None and (options.drafts or not summary.draft) and (options.future or summary.date[:10] <= options.today)


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


def _without_echoes(found: list[Diagnostic], prepared: Mapping[str, PreparedArticle], lost: set[str]) -> list[Diagnostic]:
    """Leave out that something is not there where it is, but cannot be read: the mistakes of its own file say so.

    `lost` names the kinds of thing whose whole file could not be read.
    """
    broken = [f"article {slug!r}" for slug, item in prepared.items() if item.summary is None] + [f"no {kind} " for kind in lost]
    return [d for d in found if not (d.code == "id-unknown" and any(name in d.message for name in broken))]


def _render(root: Path, site: Site, bodies: Mapping[str, Body], jobs: int) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """Every file of the site, by its path in the output."""
    folders = theme.theme_folders(root)
    assets, found = theme.assets(folders, site.settings.theme)
    result = {f"assets/{asset.name}": asset.content for asset in assets.values()}
    pictures, wrong = _media(root, site, result)
    found += wrong
    if any(d.severity == ERROR for d in found):
        return {}, found
    names = {name: within(site.settings, f"/assets/{asset.name}") for name, asset in assets.items()}
    logo = pictures.get(site.settings.theme.logo or "")
    outline = frame(site.settings, names, has_topics=bool(site.settings.topics), logo=logo)
    work = Rendering(site, bodies, pictures, tuple(folders), outline)
    for rendered in in_batches(render, work, plan(site), jobs):
        result.update(rendered.files)
        found += rendered.diagnostics
    return result, found


def _media(root: Path, site: Site, result: dict[str, bytes]) -> tuple[dict[str, Picture], list[Diagnostic]]:
    """Copy every media file that is referred to; measure those that are shown as images."""
    wanted: dict[str, str] = {}
    for summary in site.articles.values():
        for id in summary.mentioned("media"):
            wanted.setdefault(id, summary.path)
    for page in site.pages.values():
        wanted |= {ref.id: page.path for ref in page.references if ref.kind == "media"}
    for speaker in site.speakers.values():
        if speaker.image:
            wanted.setdefault(speaker.image, "content/speakers.yml")
    for path in (site.settings.theme.logo, site.settings.publisher and site.settings.publisher.logo):
        if path:
            wanted.setdefault(path, "site.yml")
    pictures: dict[str, Picture] = {}
    found = []
    for path, user in sorted(wanted.items()):
        data = (root / "content" / path).read_bytes()
        result[addresses.media(path)[1:]] = data
        if not path.lower().endswith((".jpg", ".jpeg", ".png", ".webp", ".gif", ".svg", ".avif", ".bmp", ".tif", ".tiff")):
            continue
        measured = images.measure(path, data)
        if isinstance(measured, str):
            found.append(
                Diagnostic(
                    "image-unreadable",
                    ERROR,
                    Location(f"content/{path}"),
                    f"content/{path} cannot be shown: {measured}",
                    f"it is used in {user}",
                )
            )
            continue
        src = within(site.settings, addresses.media(path))
        steps = [(width, within(site.settings, addresses.media(name))) for width, name, _ in measured.variants]
        result.update({addresses.media(name)[1:]: content for _, name, content in measured.variants})
        srcset = ", ".join(f"{name.replace(' ', '%20')} {width}w" for width, name in [*steps, (measured.width, src)]) if steps else ""
        pictures[path] = Picture(src, measured.width, measured.height, srcset, "")
    return pictures, found
