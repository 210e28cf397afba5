"""Which targets have to be made, and making them. One whose facts are as they were, and whose files are in place, is left alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import ERROR, Diagnostic
from generator.media import make_media
from generator.outcome import Report
from generator.pages.page import within
from generator.pages.plan import plan
from generator.publishing.cache import Kept, KeptTarget
from generator.publishing.output import in_place
from generator.publishing.staging import Made, Staged, Staging, render_all
from generator.reading.signatures import Signature
from generator.reading.theme_folders import theme_folders
from generator.rendering import theme
from generator.rendering.render import Rendering
from generator.rendering.templates import frame
from generator.site.facts import appeared, digests
from generator.site.link import Site
from generator.site.packed import digest
from generator.workers import in_batches


@dataclass(frozen=True, slots=True)
class Making:
    """What targets are made from and where to. `summaries` (packed) and `details` (names) are of the articles shown; `read` gives
    details by their name; `signatures` are those of the site's files."""

    root: Path
    output: Path
    site: Site
    summaries: Mapping[str, bytes]
    details: Mapping[str, str]
    read: Callable[[str], bytes]
    signatures: Mapping[str, Signature]
    jobs: int
    extras: bool
    report: Report


@dataclass(slots=True)
class Targets:
    """What making came to: the files that are new by their path in the output, targets made now and kept ones, the digests of all facts
    that any of them was made from, and what they were rendered from."""

    files: dict[str, Staged]
    made: dict[str, Made]
    kept: dict[str, KeptTarget]
    facts: dict[str, str]
    diagnostics: list[Diagnostic]
    work: Rendering | None = None


def make_targets(making: Making, staging: Staging, kept: Kept) -> Targets:
    """Make every target that would not come out as it is in the output already."""
    site, settings = making.site, making.site.settings
    folders = theme_folders(making.root)
    assets, found = theme.assets(folders, settings.theme)
    media = make_media(making.root, site, making.signatures, staging, making.output, kept)
    it = Targets(
        {f"assets/{asset.name}": staging.put(asset.content) for asset in assets.values()}, {}, {}, {}, [*found, *media.diagnostics]
    )
    if any(d.severity == ERROR for d in it.diagnostics):
        return it
    _add(it, media.made)
    it.kept.update(media.kept)

    names = {name: within(settings, f"/assets/{asset.name}") for name, asset in assets.items()}
    logo = media.pictures.get(settings.theme.logo or "")
    outline = frame(settings, names, has_topics=bool(settings.topics), logo=logo)
    others = {"bodies": making.details, "pictures": media.pictures, "assets": names, "templates": theme.closures(folders)}
    known = {"articles": lambda slug: digest(making.summaries[slug]), "bodies": making.details.__getitem__}
    digest_of = digests(site, known, {**others, "media": media.facts})

    changed = {fact for fact, of in kept.facts.items() if digest_of(fact) != of} | appeared(site, others, kept.facts)
    waiting = []
    for target in plan(site):
        if target.kind in ("search-index", "share") and not making.extras:
            continue
        before = kept.targets.get(target.key)
        if before and changed.isdisjoint(before.facts) and (still := in_place(making.output, before)):
            it.kept[target.key] = still
        else:
            waiting.append(target)
    work = it.work = Rendering(site, making.details, making.read, media.pictures, tuple(folders), outline)
    making.report("render", 0, len(waiting))
    for done, made in enumerate(in_batches(render_all, (work, staging), waiting, making.jobs), 1):
        _add(it, {made.key: made})
        making.report("render", done, len(waiting))
    it.facts.update(media.facts)
    used = {fact for facts in (*(t.facts for t in it.made.values()), *(t.facts for t in it.kept.values())) for fact in facts}
    it.facts.update((fact, of) for fact in used if fact not in it.facts and (of := digest_of(fact)))
    return it


def _add(it: Targets, made: Mapping[str, Made]) -> None:
    it.made.update(made)
    for target in made.values():
        it.files.update(target.files)
        it.diagnostics.extend(target.diagnostics)
