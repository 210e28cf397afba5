"""Making what a linked site comes to: its assets, its media, and its targets, as far as they would come out otherwise than last time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from counterpoint.article.codec import CachedArticle
from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.engine.dependencies import Dependency
from counterpoint.engine.output import Staging
from counterpoint.engine.tasks import Made, TaskCache, Tasks, changed_dependencies
from counterpoint.media import make_media
from counterpoint.options import Report
from counterpoint.pages.kinds import OPTIONAL, plan
from counterpoint.pages.page import within
from counterpoint.pages.page_kind import Target
from counterpoint.reading.theme_checks import unreadable_files
from counterpoint.reading.theme_folders import theme_folders
from counterpoint.rendering import theme
from counterpoint.rendering.render import Rendering
from counterpoint.rendering.templates import page_context
from counterpoint.site.link import LinkedSite
from counterpoint.site.tracking import dependency_digests
from counterpoint.workers import Executor


class Edition(Struct, frozen=True):
    """The site in one language, and its articles as they were prepared, by slug."""

    site: LinkedSite
    articles: Mapping[str, CachedArticle]


class Making(Struct, frozen=True):
    """What targets are made from: the site in each language, the original first, digests of its media, and large parts by their name."""

    root: Path
    editions: Sequence[Edition]
    media: Mapping[str, str]
    read: Callable[[str], bytes]
    executor: Executor
    extras: bool
    compiled: Path | None
    """A folder for compiled templates."""
    report: Report


class Targets(Struct):
    """What was made: the tasks, a function that gives the digests of their dependencies, what was wrong, what each language's targets were
    rendered from, and what templates name."""

    tasks: Tasks
    digest_of: Callable[[Dependency], str]
    diagnostics: list[Diagnostic] = field(default_factory=list)
    work: tuple[Rendering, ...] = ()
    references: theme.References = field(default_factory=dict)


def make_targets(
    making: Making,
    planned: Sequence[Sequence[Target]],
    staging: Staging,
    before: TaskCache,
    damaged: frozenset[str],
    references: theme.References,
) -> Targets:
    """Make the targets that were `planned` for each language, as far as they would not come out as they are in the output.

    `damaged` are files of the output that are not as the last build left them; `references` is what templates named then.
    """
    settings, folders = making.editions[0].site.settings, theme_folders(making.root)
    tasks = Tasks(before, damaged)
    assets, theme_mistakes = theme.assets(folders, settings.theme)
    sources = theme.templates(folders)
    names = theme.references(sources, references)
    addresses = {name: within(settings, f"/assets/{asset.name}") for name, asset in assets.items()}
    scopes = _scopes(making, addresses, theme.closures(sources, names))
    # Pictures are values that tasks make, and that other tasks depend on.
    changed = changed_dependencies(before, dependency_digests(scopes), {"media"})
    pictures, media_mistakes = make_media(making.root, [edition.site for edition in making.editions], tasks, changed, staging)
    unreadable = [*unreadable_files(making.root)]
    reported = {diagnostic.location.path for diagnostic in unreadable}
    diagnostics = [*unreadable, *(item for item in theme_mistakes if item.location.path not in reported), *media_mistakes]
    for _, _, values in scopes.values():
        values["pictures"] = pictures
    result = Targets(tasks, dependency_digests(scopes), diagnostics, references=names)
    tasks.add(Made("assets", (), {f"assets/{asset.name}": staging.put((asset.content,)) for asset in assets.values()}))
    if any(diagnostic.severity == ERROR for diagnostic in diagnostics):
        return result
    result.work = tuple(
        Rendering(
            edition.site,
            {slug: article.details for slug, article in edition.articles.items()},
            making.read,
            pictures,
            sources,
            page_context(edition.site, addresses, logo=pictures.get(settings.theme.logo or "")),
            making.compiled,
        )
        for edition in making.editions
    )
    _render(making, planned, staging, result)
    return result


def _render(making: Making, planned: Sequence[Sequence[Target]], staging: Staging, result: Targets) -> None:
    tasks = result.tasks
    changed = changed_dependencies(tasks.before, result.digest_of)
    waiting = [
        [
            target
            for target in targets
            if (making.extras or target.kind not in OPTIONAL) and not tasks.keep(work.site.folder + target.key, changed)
        ]
        for work, targets in zip(result.work, planned, strict=True)
    ]
    done, total = 0, sum(map(len, waiting))
    making.report("render", 0, total)
    for work, targets in zip(result.work, waiting, strict=True):
        for made in making.executor.render(work, staging, targets):
            tasks.add(made)
            result.diagnostics += made.diagnostics
            done += 1
            making.report("render", done, total)
    result.diagnostics += [
        Diagnostic(
            "slug-duplicate", ERROR, Location(path), f"both {first} and {second} would write {path}", "give one of them another name"
        )
        for path, (first, second) in tasks.shared_files().items()
    ]


Scopes = dict[str, tuple[LinkedSite, Mapping[str, Mapping[str, str]], dict[str, Mapping[str, Any]]]]


def _scopes(making: Making, assets: Mapping[str, str], templates: Mapping[str, str]) -> Scopes:
    """All that a target can depend on, by the folder of its language; see `dependency_digests`."""
    scopes: Scopes = {}
    for edition in making.editions:
        articles, navigation = edition.articles.items(), page_context(edition.site, assets).navigation
        digested = {
            "bodies": {slug: article.details for slug, article in articles},
            "texts": {slug: article.text for slug, article in articles},
            "citations": {slug: article.citations for slug, article in articles},
            "findable": {slug: article.findable for slug, article in articles},
            "templates": templates,
            "media": making.media if not edition.site.folder else {},
        }
        scopes[edition.site.folder] = edition.site, digested, {"assets": assets, "frame": {"navigation": navigation}}
    return scopes


def plan_targets(editions: Sequence[Edition]) -> list[list[Target]]:
    """The targets of each language, in a fixed order."""
    return [plan(edition.site) for edition in editions]
