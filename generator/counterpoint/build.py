"""The staircase: read, prepare, link, plan, render, publish. Read this first."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from counterpoint.assemble import Assembled, assemble, texts
from counterpoint.diagnostics import ERROR, Diagnostic, Location, in_order
from counterpoint.engine.files import empty_folder
from counterpoint.executors.executor import Executor, ExecutorFailure, executor
from counterpoint.executors.processes import Processes
from counterpoint.outcome import Options, Result
from counterpoint.publishing import output
from counterpoint.publishing.cache import Cache, Kept, KeptLinks, KeptTarget
from counterpoint.publishing.staging import Staging
from counterpoint.publishing.store import Borrowing, Store, StoreDamaged
from counterpoint.publishing.unchanged import MANIFEST, Seen, look, memory_of, program_stamp, remember
from counterpoint.reading.signatures import is_young
from counterpoint.rendering.render import Rendering
from counterpoint.site.kept import put_site
from counterpoint.site.packed import pack
from counterpoint.targets import EditionParts, Making, Targets, make_targets

if TYPE_CHECKING:
    from counterpoint.site.external_links import ExternalLink

T = TypeVar("T")


def build(options: Options, seen: Seen | None = None, cache: Cache | None = None, left: list[object] | None = None) -> Result:
    """Build a site into its output folder; on any error the folder stays as it was. `seen` are its files as they were a moment ago, `cache`
    is what was remembered of it then. Where nothing could come out otherwise than last time, nothing is done. What is large is put into
    `left`: a program that ends need not take it apart."""
    seen = seen or look(options)
    if known := seen.result:
        return known
    seen = seen.closely(options)
    try:
        with builder(options, cache) as it:
            if isinstance(it, Diagnostic):
                return Result([it])
            if left is not None:
                left += [it, it.kept, seen]
            result = it.build(seen)
            options.report("remember", 0, 0)
            if result.published:
                it.save()
                remember(options, seen, it.cache.name, result, it.days, it.replaced)
            return result
    except ExecutorFailure as failure:
        return Result([failure.diagnostic])
    except output.PublishingFailed as failure:
        return Result([_not_written(failure.error, options.target)], broken_off=failure.written)
    except OSError as error:
        return Result([_not_written(error, options.target)])


def _not_written(error: Exception, target: Path) -> Diagnostic:
    name = getattr(error, "filename2", None) or getattr(error, "filename", None) or target
    message = f"{name} cannot be written: {getattr(error, 'strerror', None) or error}"
    return Diagnostic("output-unsafe", ERROR, Location(target.name), message, "check its permissions and the disk's space")


def remembered(options: Options) -> Cache:
    """What is remembered of the last build, for `build`, which makes sure that it still is."""
    cache = Cache(memory_of(options.root, options.target), program_stamp())
    cache.look_into()
    return cache


@contextlib.contextmanager
def builder(options: Options, cache: Cache | None = None) -> Iterator[Builder | Diagnostic]:
    """A builder, which nobody else has of this output for as long; or why there can be none. Raises OSError."""
    if refusal := output.refuse(options.root, options.target):
        yield refusal
        return
    memory = memory_of(options.root, options.target)
    with output.locked(memory) as free:
        if free:
            cache = cache or Cache(memory, program_stamp())
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
        self.replaced: set[str] | None = None
        """The files of the output that the last build has written, if none have come or gone."""
        self.last: tuple[Assembled, tuple[Rendering, ...]] | None = None
        """What the last whole build was made from, if it came to an end without errors."""

    def build(self, seen: Seen | None = None) -> Result:
        """Build once. Raises OSError where the disk refuses; every file of the output is then whole, old or new."""
        try:
            return self._build(seen)
        except StoreDamaged:
            self.cache.drop()
            self.kept = Kept()
            return self._build(seen)

    def save(self) -> None:
        """Write down what has been learnt. Raises OSError."""
        self.cache.save(self.kept)

    def _build(self, seen: Seen | None) -> Result:
        with executor(self.options.executor, self.options.jobs) as workers:
            return self._build_with(workers, seen)

    def _build_with(self, workers: Executor, seen: Seen | None) -> Result:
        options, target = self.options, self.options.target
        self.last, self.replaced = None, None
        looked = seen.inputs.at if seen else time.time_ns()
        it = assemble(options, self.cache.details, self.kept, workers, seen.inputs.content if seen else None)
        if it.failed or it.site is None:
            return Result(in_order(it.found), it.articles, it.changed)
        staging = self.cache.folder / "staging"
        empty_folder(staging)
        try:
            intact = seen is not None and bool(seen.outputs.cache) and seen.outputs.cache == self.cache.name
            targets = make_targets(_making(options, it, target, workers, intact=intact), Staging(staging), self.kept)
            result = Result(in_order([*it.found, *targets.diagnostics]), it.articles, it.changed)
            if result.failed(strict=options.strict):
                return result
            plan = output.plan(target, targets.files, _digests(targets.kept), _digests(self.kept.targets))
            if isinstance(plan, list):
                return Result(in_order([*result.diagnostics, *plan]), it.articles, it.changed)
            options.report("publish", 0, 0)
            result.published = output.publish(target, plan)
            if intact and plan.listed.keys() == plan.digests.keys():
                self.replaced = {*targets.files, MANIFEST}
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        self.kept, self.days = _to_keep(it, targets, target, self.kept, looked), it.days
        self.last = (it, targets.work) if targets.work else None
        return result


def _digests(targets: Mapping[str, KeptTarget]) -> dict[str, str]:
    return {path: file.digest for target in targets.values() for path, file in target.files.items()}


def _making(options: Options, it: Assembled, target: Path | None, workers: Executor, *, intact: bool = False) -> Making:
    parts = tuple(
        EditionParts(
            edition.site,
            {slug: it.prepared[name].details for slug, name in edition.names.items()},
            {slug: it.prepared[name].text for slug, name in edition.names.items()},
            {slug: it.prepared[name].citations for slug, name in edition.names.items()},
            {slug: it.prepared[name].findable for slug, name in edition.names.items()},
        )
        for edition in it.editions
    )
    linked, read = not it.links.known, it.details.get
    return Making(
        options.root, target, parts, read, it.signatures, linked, intact, workers, options.extras, options.compiled, options.report
    )


def _to_keep(it: Assembled, targets: Targets, target: Path, before: Kept, looked: int) -> Kept:
    """What the next build may rely on. Whether a file of the site was too young for its signature depends on when it was `looked` at."""
    now = time.time_ns()
    files = dict(before.files)
    for path in (before.files.keys() - it.signatures.keys()) | it.new_files:
        files.pop(path, None)
    changed = {path: of for path in it.new_files if not is_young(of := it.signatures[path], looked)}
    if changed:
        known = (file for article in it.files.all_articles() for file in (article.markdown, article.sidecar) if file)
        files |= {file.path: (changed[file.path], file.digest) for file in known if file.path in changed}
        media = {f"content/{fact.removeprefix('media:')}": of for fact, of in targets.facts.items() if fact.startswith("media:")}
        files |= {path: (changed[path], bytes.fromhex(of)) for path, of in media.items() if path in changed}
    made = {key: output.keep(target, item, uses, now) for key, (item, uses) in targets.made.items()}
    links = before.links if it.links.known else _links_to_keep(it)
    return Kept(files, dict(it.prepared), {**targets.kept, **made}, targets.facts, links, targets.references)


def _links_to_keep(it: Assembled) -> KeptLinks:
    """What linking came to; without its key, so that it will not be relied on, if it had to say something of an article: the place of
    that may move while all that is linked stays as it is."""
    if any(diagnostic.location.path.startswith("content/articles/") for diagnostic in it.links.diagnostics):
        return KeptLinks()
    sites = tuple(put_site(edition.site, it.details.put) for edition in it.editions)
    names = tuple(dict(edition.names) for edition in it.editions)
    return KeptLinks(it.links.site, it.links.whole, sites, names, pack(it.links.diagnostics) if it.links.diagnostics else b"")


Check = Callable[[Options, Assembled], list[Diagnostic]]
"""Something more to look at in a site that has no errors."""


def lints(options: Options, it: Assembled) -> list[Diagnostic]:
    """What is allowed, and seldom meant."""
    from counterpoint.site import checks

    return checks.lint(it.site, texts(it.files), it.external_links(["http"]), it.locate, options.today) if it.site else []


def allowed_links(options: Options, it: Assembled, ask: Callable[[list[ExternalLink]], list[Diagnostic]]) -> list[Diagnostic]:
    """What `ask` has to say on the external links, without what is allowed where it stands."""
    from counterpoint.site import checks

    return checks.without_allowed(ask(it.external_links()), texts(it.files))


def after_last_build(options: Options, work: Callable[[Store, Kept], T]) -> T:
    """What `work` comes to, with what is remembered of the last build, which stays as it is; `work` puts what is new into a store that is
    gone afterwards. It is called again with nothing to rely on where the memory is damaged."""
    with tempfile.TemporaryDirectory(prefix="counterpoint-") as folder:
        cache = remembered(options)
        try:
            return work(Borrowing(Path(folder), cache.details), cache.loaded)
        except StoreDamaged:
            return work(Store(Path(folder)), Kept())


def check(options: Options, more: Sequence[Check] = ()) -> Result:
    """All of a build but writing, and more checks. What the last build has been through is not gone through again."""
    return after_last_build(options, lambda details, kept: _check(options, more, details, kept))


def _check(options: Options, more: Sequence[Check], details: Store, kept: Kept) -> Result:
    it = assemble(options, details, kept)
    if it.failed or it.site is None:
        return Result(in_order(it.found), it.articles, it.changed)
    seen = [diagnostic for look in more for diagnostic in look(options, it)]
    making = _making(replace(options, extras=False), it, None, Processes(options.jobs), intact=True)
    targets = make_targets(making, Staging(None), kept)
    return Result(in_order([*it.found, *seen, *targets.diagnostics]), it.articles, it.changed)
