"""Which targets have to be made, and making them. One whose facts are as they were, and whose files are in place, is left alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from generator.diagnostics import ERROR, Diagnostic
from generator.executors.executor import Executor
from generator.media import Media, make_media
from generator.outcome import Report
from generator.pages.page import within
from generator.pages.plan import Target, plan
from generator.publishing.cache import Kept, KeptTarget
from generator.publishing.output import in_place
from generator.publishing.staging import Made, Staged, Staging
from generator.reading.signatures import Signature
from generator.reading.theme_folders import theme_folders
from generator.rendering import theme
from generator.rendering.render import Rendering
from generator.rendering.templates import frame
from generator.site.facts import appeared, digests
from generator.site.link import Site
from generator.site.packed import digest


class EditionParts(Struct, frozen=True):
    """The site in one language, with the summaries (packed) and the details (names) of the articles that it shows."""

    site: Site
    summaries: Mapping[str, bytes]
    details: Mapping[str, str]


class Making(Struct, frozen=True):
    """What targets are made from and where to: the site in each language, the original first. `read` gives details by their name;
    `signatures` are those of the site's files."""

    root: Path
    output: Path
    editions: tuple[EditionParts, ...]
    read: Callable[[str], bytes]
    signatures: Mapping[str, Signature]
    executor: Executor
    extras: bool
    report: Report


class Targets(Struct):
    """What making came to: the files that are new by their path in the output, targets made now and kept ones, the digests of all facts
    that any of them was made from, and what they were rendered from, for each language."""

    files: dict[str, Staged]
    made: dict[str, Made]
    kept: dict[str, KeptTarget]
    facts: dict[str, str]
    diagnostics: list[Diagnostic]
    work: tuple[Rendering, ...] = ()


def make_targets(making: Making, staging: Staging, kept: Kept) -> Targets:
    """Make every target that would not come out as it is in the output already."""
    settings = making.editions[0].site.settings
    folders = theme_folders(making.root)
    assets, found = theme.assets(folders, settings.theme)
    media = make_media(making.root, [edition.site for edition in making.editions], making.signatures, staging, making.output, kept)
    it = Targets({}, {}, {}, {}, [*found, *media.diagnostics])
    _add(it, {"assets": Made("assets", (), {f"assets/{asset.name}": staging.put(asset.content) for asset in assets.values()})})
    if any(d.severity == ERROR for d in it.diagnostics):
        return it
    _add(it, media.made)
    it.kept.update(media.kept)
    it.facts.update(media.facts)

    names = {name: within(settings, f"/assets/{asset.name}") for name, asset in assets.items()}
    sources = theme.templates(folders)
    closures = theme.closures(sources)
    plans = [_planned(making, edition, media, names, sources, closures, kept, it) for edition in making.editions]
    it.work = tuple(one.work for one in plans)
    total, done = sum(len(one.waiting) for one in plans), 0
    making.report("render", 0, total)
    for one in plans:
        for made in making.executor.render(one.work, staging, one.waiting):
            _add(it, {made.key: made})
            done += 1
            making.report("render", done, total)
    used = {fact for facts in (*(t.facts for t in it.made.values()), *(t.facts for t in it.kept.values())) for fact in facts}
    digest_of = {one.work.site.folder: one.digest_of for one in plans}
    for fact in used - it.facts.keys():
        folder, bare = _split(fact)
        if of := digest_of[folder](bare) if folder in digest_of else "":
            it.facts[fact] = of
    return it


class _Plan(Struct, frozen=True):
    """The targets of one language that have to be made, what they are rendered from, and the digests of facts."""

    work: Rendering
    waiting: list[Target]
    digest_of: Callable[[str], str]


def _planned(
    making: Making,
    edition: EditionParts,
    media: Media,
    assets: Mapping[str, str],
    sources: Mapping[str, theme.TemplateSource],
    closures: Mapping[str, str],
    kept: Kept,
    it: Targets,
) -> _Plan:
    """Find out what is in the output already: it is put with the kept targets."""
    site = edition.site
    outline = frame(site, assets, logo=media.pictures.get(site.settings.theme.logo or ""))
    others: dict[str, Mapping[str, Any]] = {
        "bodies": edition.details,
        "pictures": media.pictures,
        "assets": assets,
        "templates": closures,
        "frame": {"navigation": outline.navigation},
    }
    known = {"articles": lambda slug: digest(edition.summaries[slug]), "bodies": edition.details.__getitem__}
    digest_of = digests(site, known, {**others, "media": media.facts})
    before = {bare: of for fact, of in kept.facts.items() for folder, bare in [_split(fact)] if folder == site.folder}
    changed = {fact for fact, of in before.items() if digest_of(fact) != of} | appeared(site, others, before)
    changed = {site.folder + fact for fact in changed} if site.folder else changed
    waiting = []
    for target in plan(site):
        if target.kind in ("search-index", "share") and not making.extras:
            continue
        key = site.folder + target.key
        old = kept.targets.get(key)
        if old and changed.isdisjoint(old.facts) and (still := in_place(making.output, old)):
            it.kept[key] = still
        else:
            waiting.append(target)
    work = Rendering(site, edition.details, making.read, media.pictures, sources, outline)
    return _Plan(work, waiting, digest_of)


def _split(fact: str) -> tuple[str, str]:
    """(folder of its language, fact without it)."""
    folder, slash, bare = fact.partition("/")
    return (folder + slash, bare) if slash and ":" not in folder else ("", fact)


def _add(it: Targets, made: Mapping[str, Made]) -> None:
    it.made.update(made)
    for target in made.values():
        it.files.update(target.files)
        it.diagnostics.extend(target.diagnostics)
