"""The same work on many things, spread over processes where that pays. Results come in a fixed order, whoever did the work."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from msgspec import Struct

from counterpoint.pages.kinds import SHOW_ALL
from counterpoint.pages.page_kind import Target
from counterpoint.publishing.staging import Made, Staging, render_all
from counterpoint.reading.files import ArticleFiles
from counterpoint.reading.markdown import Dialect
from counterpoint.rendering.render import Rendering
from counterpoint.site.packed import PackedArticle, prepare_all

C = TypeVar("C")
T = TypeVar("T")
R = TypeVar("R")

BATCH = 25
"""Things handed to a process at a time: enough that handing over costs little, few enough that none is left waiting long."""
WORTH_IT = 80
"""Below this many things, starting processes costs more than it saves."""
ALIKE = 50
"""What shows something of every article takes about as long as one thing for each so many articles."""

_job: tuple[Callable[[Any, Any], Any], Any] | None = None


class Processes(Struct, frozen=True):
    """Up to `jobs` processes on this machine; this one alone where there is little to do. What takes long comes first, one by one."""

    jobs: int

    def prepare(self, dialect: Dialect, put: Callable[[bytes], str], articles: Sequence[ArticleFiles]) -> Iterator[PackedArticle]:
        """See Executor."""
        return in_batches(prepare_all, (dialect, put), self._even(articles), self.jobs, len(articles) >= WORTH_IT)

    def render(self, work: Rendering, staging: Staging, targets: Sequence[Target]) -> Iterator[Made]:
        """See Executor."""
        long = [target for target in targets if target.kind in SHOW_ALL]
        others = [target for target in targets if target.kind not in SHOW_ALL]
        worth = len(others) + len(long) * len(work.site.articles) // ALIKE >= WORTH_IT
        return in_batches(render_all, (work, staging), [*([target] for target in long), *self._even(others)], self.jobs, worth)

    def _even(self, things: Sequence[T]) -> list[Sequence[T]]:
        """Things in batches, of which there are some for every process."""
        size = min(BATCH, len(things) // (4 * self.jobs) + 1)
        return [things[start : start + size] for start in range(0, len(things), size)]


def in_batches(
    work: Callable[[C, Sequence[T]], Sequence[R]], context: C, batches: Sequence[Sequence[T]], jobs: int, worth: bool
) -> Iterator[R]:
    """Call `work(context, batch)` for batches of things, in up to `jobs` processes if that is `worth` it, and give its results one by one.

    `work` is a module's function that depends on nothing but its arguments. Where processes can be forked, the context is
    inherited; elsewhere it is sent to every process once.
    """
    if jobs <= 1 or not worth or len(batches) < 2:
        for batch in batches:
            yield from work(context, batch)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    start = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
    processes = min(jobs, len(batches))
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context(start), initializer=_receive, initargs=(work, context))
    try:
        for results in pool.map(_do, batches):
            yield from results
    except BaseException:  # Ctrl-C, too: what is still to be done is not waited for
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _receive(work: Callable[[Any, Any], Any], context: Any) -> None:
    global _job
    _job = (work, context)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one, and ends this one, too
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Pages leave cycles behind, which would come to hundreds of megabytes. What was there before is not looked through again and again.
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    gc.enable()


def _end_with_parent() -> None:
    """End this process when the one that started it has, however that came about."""
    from multiprocessing import connection, parent_process

    if parent := parent_process():
        connection.wait([parent.sentinel])
        os._exit(1)


def _do(batch: Any) -> Any:
    assert _job is not None
    work, context = _job
    return work(context, batch)
