"""Builds that remember: what the last one has come to is kept where it would come out the same. The steps are in `pipeline.py`."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from counterpoint import linking, loading
from counterpoint.article.codec import CachedArticle, decode_entry
from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.engine import output
from counterpoint.engine.cache import BuildCache, Index, State, cache_folder
from counterpoint.engine.codec import decode, encode
from counterpoint.engine.files import empty_folder
from counterpoint.engine.output import Published, PublishingFailed, Staging
from counterpoint.engine.scan import known_files, snapshot
from counterpoint.engine.store import Borrowing, Store, StoreDamaged
from counterpoint.engine.tasks import Tasks
from counterpoint.faults import unreadable_file
from counterpoint.linking import LoadedSite
from counterpoint.loading import Articles, SiteSource
from counterpoint.options import Options
from counterpoint.outcome import Outcome
from counterpoint.output_folder import in_the_way, refuse
from counterpoint.pages.page_kind import Target
from counterpoint.pipeline import Check, run
from counterpoint.rendering.render import Rendering
from counterpoint.rendering.theme import References
from counterpoint.result import Result
from counterpoint.site_scan import Look, choices, look, look_at_last, outcome, program
from counterpoint.targets import Edition, Making, Targets, make_targets
from counterpoint.workers import Executor, ExecutorFailure, Local, executor

if TYPE_CHECKING:
    from counterpoint.site.external_links import ExternalLink

T = TypeVar("T")


def build(options: Options, seen: Look | None = None, hold: Callable[[object], None] | None = None) -> Result:
    """Build a site into its output folder; on any error the folder stays as it was.

    Where nothing could come out otherwise than last time, nothing is done. `seen` is a look at the site's files a moment ago. `hold` is
    given what is large: a program that ends need not take it apart.
    """
    seen = seen or look_at_last(options)
    if (same := seen.result(options)) is not None:
        return same
    try:
        with builder(options) as (made, refusals):
            if made is None:
                return Result([*refusals])
            if hold is not None:
                hold(made)
            result = made.build(seen)
            options.report("remember", 0, 0)
            made.save()
            return result
    except ExecutorFailure as failure:
        return Result([failure.diagnostic])
    except PublishingFailed as failure:
        return Result([_not_written(failure.error, options.target)], broken_off=failure.written)
    except OSError as error:
        return Result([_refused_by_the_disk(error, options)])


def _refused_by_the_disk(error: OSError, options: Options) -> Diagnostic:
    """Describe what the system refuses: a build writes to the output and to `.cache/`, and reads everything else."""
    name = getattr(error, "filename2", None) or error.filename
    written = (options.target.absolute(), (options.root / ".cache").absolute())
    if isinstance(name, str) and not any(Path(name).absolute().is_relative_to(folder) for folder in written):
        return unreadable_file(error)
    return _not_written(error, options.target)


def _not_written(error: Exception, target: Path) -> Diagnostic:
    name = getattr(error, "filename2", None) or getattr(error, "filename", None) or target
    message = f"{name} cannot be written: {getattr(error, 'strerror', None) or error}"
    return Diagnostic("output-unsafe", ERROR, Location(target.name), message, "check its permissions and the disk's space")


@contextlib.contextmanager
def builder(options: Options) -> Iterator[Outcome[Builder | None]]:
    """A builder, which nobody else has of this output for as long. There is no value where there can be none. Raises OSError."""
    if refusal := refuse(options.root, options.target):
        yield Outcome(None, (refusal,))
        return
    folder = cache_folder(options.root, options.target)
    with output.locked(folder) as free:
        if free:
            yield Outcome(Builder(options, BuildCache(folder, program())))
        else:
            message = "another build of this output is under way"
            yield Outcome(None, (Diagnostic("output-unsafe", ERROR, Location(options.target.name), message, "wait for it to end"),))


class Builder:
    """Builds one output again and again. Each build relies on what the last one has learnt; `save` is for the next program."""

    def __init__(self, options: Options, cache: BuildCache) -> None:
        self.options, self.cache = options, cache
        self.last: tuple[LoadedSite, tuple[Rendering, ...]] | None = None
        """What the last whole build was made from, if it came to an end without errors."""
        self.due = ""
        """When the next article is due (see `as_key`), as the last build that could read the site knew it; empty where none waits."""
        self._new: tuple[State, Index, set[str]] | None = None
        self._loaded = False

    def build(self, seen: Look | None = None) -> Result:
        """Build once. Raises OSError where the disk refuses, ExecutorFailure; every file of the output is then whole, old or new."""
        if not self._loaded:
            self.cache.load_state()
            self.cache.load()
            self.cache.prepare()
            self._loaded = True
        before, index = (self._new[0], self._new[1]) if self._new else (self.cache.state, self.cache.index)
        if seen is None or seen.before != before:
            seen = look(self.options, before)
        try:
            return self._build(seen, index)
        except StoreDamaged:
            self.cache.forget()
            self._new = None
            return self._build(look(self.options, self.cache.state), self.cache.index)

    def save(self) -> None:
        """Write down what has been learnt. Raises OSError."""
        if self._new:
            self.cache.save(*self._new)
            self._new = (self.cache.state, self.cache.index, self._new[2])

    def _build(self, seen: Look, index: Index) -> Result:
        self.last = None
        staging = self.cache.folder / "staging"
        empty_folder(staging)
        try:
            with executor(self.options.executor, self.options.jobs) as workers:
                workshop = _Remembering(self.options, seen, index, self.cache.store, workers, Staging(staging))
                result = run(self.options, workshop)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        if workshop.made and result.published:
            site, targets = workshop.made
            self._new = workshop.to_remember(site, targets, result)
            self.last = (site, targets.work) if targets.work else None
        self.due = self.due if result.due is None else result.due
        return result


class _Remembering:
    """The steps of a build, which rely on what the last one has left. Without a `staging` folder nothing is published."""

    def __init__(self, options: Options, seen: Look, index: Index, store: Store, workers: Executor, staging: Staging) -> None:
        self.options, self.seen, self.index, self.store = options, seen, index, store
        self.workers, self.staging = workers, staging
        self.made: tuple[LoadedSite, Targets] | None = None
        self.plan: output.Plan | None = None

    def read(self) -> SiteSource:
        """See Workshop."""
        self.options.report("read", 0, 0)
        articles = "content/articles/"
        unchanged = {path: digest for path, digest in self.seen.inputs.snapshot.digest_of().items() if path.startswith(articles)}
        for path in (*self.seen.inputs.changed, *_section(self.index, "unreadable", list[str])):
            unchanged.pop(path, None)
        return loading.open_site(self.options.root, unchanged, self.options.base_url, preview=self.options.unlisted)

    def prepare(self, source: SiteSource) -> Articles:
        """See Workshop."""
        before = _section(self.index, "articles", dict[str, CachedArticle])
        return loading.prepare(source, before, self.store, self.workers, self.options.report)

    def render(self, site: LoadedSite, editions: Sequence[Edition], planned: Sequence[Sequence[Target]]) -> Targets:
        """See Workshop."""
        options = self.options
        content = "content/"
        digests = self.seen.inputs.snapshot.digest_of()
        media = {path[len(content) :]: digest.hex() for path, digest in digests.items() if path.startswith(content)}
        making = Making(options.root, editions, media, site.articles.read, self.workers, options.extras, options.compiled, options.report)
        references = _section(self.index, "references", References)
        return make_targets(making, planned, self.staging, self.index.tasks, self.seen.outputs.changed, references)

    def publish(self, site: LoadedSite, targets: Targets) -> Outcome[Published | None]:
        """See Workshop."""
        if self.staging.folder is None:
            return Outcome(None)
        target, tasks = self.options.target, targets.tasks
        plan = output.plan(target, tasks.files(), tasks.kept_files(), Tasks.files_of(self.index.tasks))
        if isinstance(plan, list):
            return Outcome(None, tuple(in_the_way(target, obstacle) for obstacle in plan))
        self.options.report("publish", 0, 0)
        published = output.publish(target, plan)
        self.made, self.plan = (site, targets), plan
        return Outcome(published)

    def to_remember(self, site: LoadedSite, targets: Targets, result: Result) -> tuple[State, Index, set[str]]:
        """What the next build may rely on, with the names of all large parts."""
        assert self.plan
        assert result.published
        articles = site.articles.prepared
        files = output.snapshot_of(self.plan, result.published, known_files(self.seen.outputs.snapshot))
        unreadable = sorted({diagnostic.location.path for diagnostic in site.source.diagnostics})  # those of a draft stop no build
        sections = {"articles": encode(articles), "references": encode(targets.references), "unreadable": encode(unreadable)}
        state = State(choices(self.options), self.seen.inputs.snapshot, snapshot(files), outcome(result, site.moments))
        index = Index(targets.tasks.to_cache(targets.digest_of), sections)
        return state, index, {name for article in articles.values() for name in (article.summary, article.details) if name}


def _section(index: Index, name: str, kind: type[T]) -> T:
    """What is remembered under a name; nothing, where that is damaged."""
    try:
        return decode(index.sections[name], kind)
    except (KeyError, ValueError):
        return kind()


def lints(options: Options, site: LoadedSite) -> list[Diagnostic]:
    """What is allowed, and seldom meant."""
    from counterpoint.site import checks

    if site.site is None:
        return []
    texts, articles = loading.texts(site.files), site.articles
    shown = {name for edition in site.editions for name in edition.names.values()}
    left_out = [article for name, article in articles.prepared.items() if name not in shown and article.summary]
    hidden = [decode_entry(articles.read(article.summary)) for article in left_out]
    translations = tuple(edition.site for edition in site.editions if edition.site.edition)
    return checks.lint(site.site, texts, site.external_links(["http"]), site.locate, options.moment, hidden, translations)


def allowed_links(site: LoadedSite, ask: Callable[[list[ExternalLink]], list[Diagnostic]]) -> list[Diagnostic]:
    """What `ask` has to say on the external links, without what is allowed where it stands."""
    from counterpoint.site import checks

    return checks.without_allowed(ask(site.external_links()), loading.texts(site.files))


class Borrowed(Struct, frozen=True):
    """What is remembered of the last build, for something that leaves it as it is, and a store for what is new."""

    seen: Look
    index: Index
    store: Store


def after_last_build(options: Options, work: Callable[[Borrowed], T]) -> T:
    """What `work` comes to with what is remembered of the last build. It is called again with nothing to rely on where that is damaged."""
    with tempfile.TemporaryDirectory(prefix="counterpoint-") as folder:
        cache = BuildCache(cache_folder(options.root, options.target), program())
        cache.load_state()
        index = cache.load()
        seen = look(options, cache.state)
        try:
            return work(Borrowed(seen, index, Borrowing(Path(folder), cache.store)))
        except StoreDamaged:
            return work(Borrowed(look(options, State()), Index(), Store(Path(folder))))


def check(options: Options, more: Sequence[Check] = ()) -> Result:
    """All of a build but writing, and more checks. What the last build has been through is not gone through again."""
    return after_last_build(options, partial(_check, replace(options, extras=False), more))


def _check(options: Options, more: Sequence[Check], last: Borrowed) -> Result:
    seen = replace(last.seen, outputs=replace(last.seen.outputs, changed=frozenset()))  # what somebody did to the output is no mistake
    return run(options, _Remembering(options, seen, last.index, last.store, Local(options.jobs), Staging(None)), more)


def linked(options: Options) -> Callable[[Borrowed], LoadedSite]:
    """A function that links a site with what is remembered of its last build; for `after_last_build`."""

    def link(last: Borrowed) -> LoadedSite:
        workshop = _Remembering(options, last.seen, last.index, last.store, Local(options.jobs), Staging(None))
        source = workshop.read()
        return linking.link(source, workshop.prepare(source), options)

    return link
