"""Work on a Dask cluster (https://distributed.dask.org), through its `concurrent.futures` interface.

This process plans, and writes; workers get text and facts, and give back bytes. They need Counterpoint and its libraries in the same
versions, and nothing of the site: no shared disk. A worker that is lost loses nothing but time: what it was doing is done again.
Workers run what they are sent, so a cluster belongs into a network of one's own, or behind TLS.
"""

from __future__ import annotations

import contextlib
import pickle
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from distributed import Client, KilledWorker
from msgspec import structs

from counterpoint.article.codec import CachedArticle, prepare_all
from counterpoint.engine.codec import digest
from counterpoint.engine.output import Staging
from counterpoint.engine.tasks import Made
from counterpoint.pages.page_kind import Target
from counterpoint.reading.files import ArticleFiles, SourceFile
from counterpoint.reading.markdown import Dialect
from counterpoint.rendering.render import Rendered, Rendering, render
from counterpoint.site_scan import program
from counterpoint.workers import ExecutorFailure, Local

R = TypeVar("R")

BATCH = 50
"""Things sent to a worker at a time: a network takes longer than a pipe."""
_AHEAD = 3
"""Batches on their way for each thread of the cluster: none waits, and results do not pile up here."""
_PATIENCE = 10
"""Seconds in which a scheduler has to answer."""
_HERE = frozenset(["search-index"])
"""Kinds of target that need a program which workers may not have, or all articles at once."""


@contextlib.contextmanager
def connect(address: str) -> Iterator[Cluster]:
    """The cluster of the scheduler at an address. Raises ExecutorFailure where it does not answer, or has no worker."""
    try:
        client: Any = Client(address, timeout=_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        raise ExecutorFailure(f"no scheduler answers at {address}", "start one with `dask scheduler`, and look at its address") from error
    try:
        threads = sum(client.nthreads().values())
        if not threads:
            raise ExecutorFailure(f"the scheduler at {address} has no workers", f"start some with `dask worker {address}`")
        yield Cluster(client, threads)
    finally:
        client.close()


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """What goes wrong on the way to the cluster and back, in words; not what goes wrong here, such as a disk that is full."""
    try:
        yield
    except KilledWorker as error:
        raise ExecutorFailure(f"workers were lost again and again: {error}", "look at their logs; they may lack memory") from error
    except (CancelledError, OSError) as error:
        raise ExecutorFailure(f"the cluster was lost: {error}", "start it again, or build without it") from error


@dataclass(frozen=True)
class Cluster:
    """A cluster that is connected."""

    client: Any
    threads: int

    def prepare(self, dialect: Dialect, put: Callable[[bytes], str], articles: Sequence[ArticleFiles]) -> Iterator[CachedArticle]:
        """As Executor has it. Texts are read here."""
        batches = ([_with_text(article) for article in articles[at : at + BATCH]] for at in range(0, len(articles), BATCH))
        calls = ((_prepare, dialect, batch) for batch in batches)
        for prepared, details in self._in_order(calls):
            for content in details:
                put(content)
            yield from prepared

    def render(self, work: Rendering, staging: Staging, targets: Sequence[Target]) -> Iterator[Made]:
        """As Executor has it. Articles' large parts are read here, and files are staged here."""
        yield from Local(1).render(work, staging, [target for target in targets if target.kind in _HERE])
        there = [target for target in targets if target.kind not in _HERE]
        if not there:
            return
        # As the result of a task, which the scheduler has made again where it is lost. Scattered data would be lost for good.
        packed = pickle.dumps(replace(work, read=_nothing, details={}, compiled=None))
        shared = self.client.submit(_checked, program(), pickle.loads, packed, pure=False)
        batches = (there[at : at + BATCH] for at in range(0, len(there), BATCH))
        calls = ((_render, shared, _bodies(work, batch), batch) for batch in batches)
        folder = work.site.folder
        for results in self._in_order(calls):
            for key, rendered in results:
                files = {path: staging.put((content,)) for path, content in rendered.files.items()}
                yield Made(folder + key, rendered.reads, files, rendered.diagnostics)

    def _in_order(self, calls: Iterator[tuple[Any, ...]]) -> Iterator[Any]:
        """The results of calls in their order, of which only so many are under way."""
        with self.client.get_executor(pure=False) as pool:
            waiting: deque[Future[Any]] = deque()
            for call, *arguments in calls:
                waiting.append(pool.submit(_checked, program(), call, *arguments))
                if len(waiting) >= _AHEAD * self.threads:
                    yield _result(waiting.popleft())
            while waiting:
                yield _result(waiting.popleft())


def _result(future: Future[Any]) -> Any:
    with _told():
        return future.result()


def _with_text(article: ArticleFiles) -> ArticleFiles:
    """An article's files with their text, which is otherwise read when it is asked for."""

    def held(file: SourceFile | None) -> SourceFile | None:
        return SourceFile(file.path, file.text, file.content) if file else None

    original = _with_text(article.original) if article.original else None
    markdown = held(article.markdown)
    assert markdown is not None
    return structs.replace(article, markdown=markdown, sidecar=held(article.sidecar), original=original)


def _bodies(work: Rendering, targets: Sequence[Target]) -> dict[str, bytes]:
    """The large parts of the articles that are rendered: no other target shows any."""
    return {target.id: work.read(work.details[target.id]) for target in targets if target.kind == "article"}


# What follows runs on workers.


def _checked(expected: str, call: Callable[..., R], *arguments: Any) -> R:
    """Bytes may differ where a worker runs another version of this program, or of a library."""
    if program() != expected:
        raise ExecutorFailure("a worker runs another version of Counterpoint or its libraries", "install the same version everywhere")
    return call(*arguments)


def _prepare(dialect: Dialect, articles: list[ArticleFiles]) -> tuple[list[CachedArticle], list[bytes]]:
    details: list[bytes] = []

    def keep(content: bytes) -> str:
        details.append(content)
        return digest(content)

    return prepare_all((dialect, keep), articles), details


class _Own(threading.local):
    """A thread's own copy of what it renders from: it notes what is looked up, and holds compiled templates."""

    shared: Rendering | None = None
    work: Rendering | None = None


_own = _Own()


def _render(shared: Rendering, bodies: dict[str, bytes], targets: list[Target]) -> list[tuple[str, Rendered[bytes]]]:
    if _own.shared is not shared or _own.work is None:
        _own.shared, _own.work = shared, replace(shared, reads=set(), details={}, read=_nothing)
    work = _own.work.with_bodies(bodies)
    return [(target.key, render(work, target, b"".join)) for target in targets]


def _nothing(name: str) -> bytes:
    """Nothing is read from anywhere."""
    raise KeyError(name)
