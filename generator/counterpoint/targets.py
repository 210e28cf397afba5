"""Which targets have to be made, and making them. One whose facts are as they were, and whose files are in place, is left alone."""

from __future__ import annotations

import dataclasses
from array import array
from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from counterpoint.diagnostics import ERROR, Diagnostic
from counterpoint.executors.executor import Executor
from counterpoint.media import Media, make_media
from counterpoint.outcome import Report
from counterpoint.pages.kinds import OPTIONAL, plan
from counterpoint.pages.page import within
from counterpoint.pages.page_kind import Target
from counterpoint.publishing.cache import Kept, KeptTarget
from counterpoint.publishing.output import in_place
from counterpoint.publishing.staging import Made, Staged, Staging
from counterpoint.reading.signatures import Signature
from counterpoint.reading.theme_folders import theme_folders
from counterpoint.rendering import theme
from counterpoint.rendering.long_data import Before
from counterpoint.rendering.render import Rendering
from counterpoint.rendering.templates import frame
from counterpoint.site.facts import digests
from counterpoint.site.link import Site


class EditionParts(Struct, frozen=True):
    """The site in one language, with the names of the details of the articles that it shows, and the digests of their texts, of what
    they cite, and of what a search finds of them."""

    site: Site
    details: Mapping[str, str]
    texts: Mapping[str, str]
    citations: Mapping[str, str]
    findable: Mapping[str, str]


class Making(Struct, frozen=True):
    """What targets are made from and where to: the site in each language, the original first. `read` gives details by their name;
    `signatures` are those of the site's files. Without an `output`, what is made is not published."""

    root: Path
    output: Path | None
    editions: tuple[EditionParts, ...]
    read: Callable[[str], bytes]
    signatures: Mapping[str, Signature]
    linked: bool
    """Whether the sites were linked anew since the targets were made that are kept."""
    intact: bool
    """Whether the output is known to be as it was left."""
    executor: Executor
    extras: bool
    compiled: Path | None
    """A folder for compiled templates."""
    report: Report

    def in_place(self, target: KeptTarget) -> KeptTarget | None:
        """A kept target, if its files are as it left them."""
        return target if self.intact or self.output is None else in_place(self.output, target)


class Targets(Struct):
    """What making came to: the files that are new by their path in the output, targets made now (with the places of their facts among
    all) and kept ones, the digests of all facts, and what targets were rendered from, for each language."""

    files: dict[str, Staged]
    made: dict[str, tuple[Made, bytes]]
    kept: dict[str, KeptTarget]
    facts: dict[str, str]
    diagnostics: list[Diagnostic]
    work: tuple[Rendering, ...] = ()
    references: theme.References = {}


def make_targets(making: Making, staging: Staging, kept: Kept) -> Targets:
    """Make every target that would not come out as it is in the output already."""
    settings = making.editions[0].site.settings
    folders = theme_folders(making.root)
    assets, found = theme.assets(folders, settings.theme)
    media = make_media(
        making.root,
        [edition.site for edition in making.editions],
        making.signatures,
        staging,
        None if making.intact else making.output,
        kept,
    )
    it = Targets({}, {}, dict(media.kept), {}, [*found, *media.diagnostics])
    adding = _Adding(it, kept)
    adding.add(Made("assets", (), {f"assets/{asset.name}": staging.put((asset.content,)) for asset in assets.values()}))
    if any(d.severity == ERROR for d in it.diagnostics):
        return it
    for made in media.made.values():
        adding.add(made)

    names = {name: within(settings, f"/assets/{asset.name}") for name, asset in assets.items()}
    sources = theme.templates(folders)
    it.references = theme.references(sources, kept.references)
    closures = theme.closures(sources, it.references)
    plans = [_planned(making, edition, media, names, sources, closures, kept, it) for edition in making.editions]
    it.work = tuple(one.work for one in plans)
    for one in plans:
        for target in one.waiting:
            it.kept.pop(one.work.site.folder + target.key, None)
    total, done = sum(len(one.waiting) for one in plans), 0
    making.report("render", 0, total)
    for one in plans:
        for made in making.executor.render(one.work, staging, one.waiting):
            adding.add(made, partly=not one.work.before.keys().isdisjoint(made.files))
            done += 1
            making.report("render", done, total)
    adding.finish(media.facts, {one.work.site.folder: one for one in plans})
    if making.linked:
        _forget_unused(it)
    return it


class _Plan(Struct, frozen=True):
    """The targets of one language that have to be made, what they are rendered from, the digests of facts, and of those that are not
    what they were."""

    work: Rendering
    waiting: list[Target]
    digest_of: Callable[[str], str]
    changed: Mapping[str, str]


class _Adding:
    """Puts together what is made, and numbers the facts that it was made from: those that are known keep their places."""

    def __init__(self, it: Targets, kept: Kept) -> None:
        self.it, self.targets, self.before = it, kept.targets, kept.facts
        self.new: dict[str, None] = {}

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of every fact that was known before."""
        return {fact: place for place, fact in enumerate(self.before)}

    def add(self, made: Made, *, partly: bool = False) -> None:
        """A target that was made now; `partly`, if what it was made of before, from the facts of then, is in it still."""
        places = array("I")
        for fact in made.facts:
            if fact not in self.places:
                self.places[fact] = len(self.places)
                self.new[fact] = None
            places.append(self.places[fact])
        if partly:
            places.extend(sorted({*self.targets[made.key].facts()} - {*places}))
        self.it.made[made.key] = replace(made, facts=()), places.tobytes()
        self.it.files.update(made.files)
        self.it.diagnostics.extend(made.diagnostics)

    def finish(self, media: Mapping[str, str], plans: Mapping[str, _Plan]) -> None:
        """Take down the present digests of all facts."""
        facts = dict(self.before)
        for one in plans.values():
            facts |= one.changed
        for fact in self.new:
            folder, bare = split(fact)
            facts[fact] = media[fact] if fact in media else plans[folder].digest_of(bare)
        self.it.facts = facts | {fact: of for fact, of in media.items() if fact in facts}


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
    of_articles = {"bodies": edition.details, "texts": edition.texts, "citations": edition.citations, "findable": edition.findable}
    others: dict[str, Mapping[str, Any]] = {
        **of_articles,
        "pictures": media.pictures,
        "assets": assets,
        "templates": closures,
        "frame": {"navigation": outline.navigation},
    }
    known = {name: of.__getitem__ for name, of in {"articles": site.articles.digests, **of_articles}.items()}
    digest_of = digests(site, known, others)
    changed = _changed(kept.facts, site, digest_of, None if making.linked else {"articles", *others})
    now = dict(changed.values())
    work = Rendering(site, edition.details, making.read, media.pictures, sources, outline, making.compiled)
    if making.intact and not making.linked:  # the plan is what it was
        users = _users(kept.targets, changed)
        it.kept.update((key, target) for key, target in kept.targets.items() if key not in it.made)
        used = sorted(Target(*bare.split(":", 1)) for key in users for folder, bare in [split(key)] if folder == site.folder)
        waiting = [target for target in used if making.extras or target.kind not in OPTIONAL]
        return _Plan(_with_long_files(work, making, waiting, kept, changed), waiting, digest_of, now)
    waiting = []
    for target in plan(site):
        if target.kind in OPTIONAL and not making.extras:
            continue
        key = site.folder + target.key
        old = kept.targets.get(key)
        if old and changed.keys().isdisjoint(old.facts()) and (still := making.in_place(old)):
            it.kept[key] = still
        else:
            waiting.append(target)
    return _Plan(_with_long_files(work, making, waiting, kept, changed), waiting, digest_of, now)


def _with_long_files(
    work: Rendering, making: Making, waiting: Collection[Target], kept: Kept, changed: Mapping[int, tuple[str, str]]
) -> Rendering:
    """The same with those long files, of the targets that are waiting, of which only the parts of some articles have to be made."""
    if making.output is None:
        return work
    start = f"{work.site.folder}articles:"
    before = {}
    for target in waiting:
        old = kept.targets.get(work.site.folder + target.key)
        if not old or not (files := old.parts) or not making.in_place(old):
            continue
        facts = [changed[place][0] for place in old.facts() if place in changed]
        if all(fact.startswith(start) for fact in facts):
            stale = {fact.removeprefix(start) for fact in facts}
            for path, parts in files.items():
                same = {slug: part for slug, part in parts.items() if slug not in stale}
                before[path] = Before(str(making.output / path), same)
    return dataclasses.replace(work, before=before) if before else work


def _changed(
    facts: Mapping[str, str], site: Site, digest_of: Callable[[str], str], only: Collection[str] | None
) -> dict[int, tuple[str, str]]:
    """The facts of one language that have other digests now, with these, by their places. `only` names the collections to look at;
    without it, all are."""
    if only is None:
        looked_at = [(place, fact) for place, fact in enumerate(facts) if split(fact)[0] == site.folder and not fact.startswith("media:")]
    else:
        names = tuple(f"{site.folder}{name}:" for name in only)
        looked_at = [(place, fact) for place, fact in enumerate(facts) if fact.startswith(names)]
    start = len(site.folder)
    return {place: (fact, now) for place, fact in looked_at if (now := digest_of(fact[start:])) != facts[fact]}


def _users(targets: Mapping[str, KeptTarget], places: Collection[int]) -> set[str]:
    """The targets that use any of some facts. They are few of many: all uses are looked through as one text."""
    keys, ends, size = list(targets), [], 0
    for target in targets.values():
        size += len(target.uses)
        ends.append(size)
    whole = b"".join(target.uses for target in targets.values())
    width, found = array("I").itemsize, set()
    for place in places:
        sought = array("I", [place]).tobytes()
        at = whole.find(sought)
        while at >= 0:
            if at % width == 0:
                found.add(keys[bisect_right(ends, at)])
            at = whole.find(sought, at + 1)
    return found


def _forget_unused(it: Targets) -> None:
    """Let go of facts that no target uses, when they are many: everything gets new places."""
    used = set().union(*(array("I", uses) for _, uses in it.made.values()), *(target.facts() for target in it.kept.values()))
    if 2 * len(used) > len(it.facts):
        return
    new_place: dict[int, int] = {}
    facts: dict[str, str] = {}
    for place, (fact, of) in enumerate(it.facts.items()):
        if place in used:
            new_place[place] = len(facts)
            facts[fact] = of

    def moved(uses: bytes) -> bytes:
        return array("I", [new_place[place] for place in array("I", uses)]).tobytes()

    it.facts = facts
    it.made = {key: (made, moved(uses)) for key, (made, uses) in it.made.items()}
    it.kept = {key: replace(target, uses=moved(target.uses)) for key, target in it.kept.items()}


def split(fact: str) -> tuple[str, str]:
    """(folder of its language, fact without it)."""
    folder, slash, bare = fact.partition("/")
    return (folder + slash, bare) if slash and ":" not in folder else ("", fact)
