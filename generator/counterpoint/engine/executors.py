"""Work on many things, spread over processes where that pays. Results come in a fixed order, whoever did the work."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

C = TypeVar("C")
T = TypeVar("T")
R = TypeVar("R")

BATCH = 25
"""Things handed to a process at a time: enough that handing over costs little, few enough that none is left waiting long."""
WORTH_IT = 80
"""Below this many things, starting processes costs more than it saves."""
_job: tuple[Callable[[Any, Any], Any], Any] | None = None


def batches_of(items: Sequence[T], jobs: int) -> list[Sequence[T]]:
    """Divide items into batches, of which there are some for every process."""
    size = min(BATCH, len(items) // (4 * jobs) + 1)
    return [items[start : start + size] for start in range(0, len(items), size)]


def in_batches(
    work: Callable[[C, Sequence[T]], Sequence[R]], context: C, batches: Sequence[Sequence[T]], jobs: int, worth: bool
) -> Iterator[R]:
    """Call `work(context, batch)` for batches of things, in up to `jobs` processes if that is `worth` it, and give its results one by one.

    `work` is a module's function that depends on nothing but its arguments. Where processes can be forked, the context is
    inherited; elsewhere it is sent to every process once.
    """
    if jobs <= 1 or not worth or len(batches) < 2:
        with _collecting():
            for batch in batches:
                yield from work(context, batch)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    start = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
    processes = min(jobs, len(batches))
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context(start), initializer=_receive, initargs=(work, context))
    try:
        with _uninterrupted():
            waiting = pool.map(_do, batches)  # starts the processes
        for results in waiting:
            yield from results
    except BaseException:  # Ctrl-C, too: what is still to be done is not waited for
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _collect() -> None:
    """Have cycles collected: some work leaves hundreds of megabytes behind. What was there before is not looked through again and again."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    gc.enable()


@contextlib.contextmanager
def _collecting() -> Iterator[None]:
    """Have cycles collected for as long, where nobody does."""
    if gc.isenabled():
        yield
        return
    threshold = gc.get_threshold()
    _collect()
    try:
        yield
    finally:
        gc.disable()
        gc.set_threshold(*threshold)
        gc.unfreeze()


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Have Ctrl-C wait: while a process forks, Python would only print it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _receive(work: Callable[[Any, Any], Any], context: Any) -> None:
    global _job
    _job = (work, context)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one, and ends this one, too
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _collect()


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
