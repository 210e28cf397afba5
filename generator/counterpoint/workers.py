"""Who prepares articles and renders targets: this process, processes beside it, or a cluster. Whoever does, the same bytes come out."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Protocol

from msgspec import Struct

from counterpoint.article.codec import CachedArticle, prepare_all
from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.engine.executors import WORTH_IT, batches_of, in_batches
from counterpoint.engine.output import Staging
from counterpoint.engine.tasks import Made
from counterpoint.pages.kinds import SHOW_ALL
from counterpoint.pages.page_kind import Target
from counterpoint.reading.files import ArticleFiles
from counterpoint.reading.markdown import Dialect
from counterpoint.rendering.render import Rendering, render

_ALIKE = 50
"""What shows something of every article takes about as long as one thing for each so many articles."""


_ELSEWHERE = {"dask": "counterpoint.cluster"}
"""Kinds of executors beyond this machine, and the modules that are loaded for them: `connect(address)` is a context manager."""


class Executor(Protocol):
    """Does the work of a build that can be divided. Results come in an order that depends on what was asked for alone."""

    def prepare(self, dialect: Dialect, put: Callable[[bytes], str], articles: Sequence[ArticleFiles]) -> Iterator[CachedArticle]:
        """Prepare articles; `put` sets large parts aside, and names them."""

    def render(self, work: Rendering, staging: Staging, targets: Sequence[Target]) -> Iterator[Made]:
        """Render targets, and stage their files."""


class ExecutorFailure(Exception):
    """The work cannot be done there; carries the diagnostic."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message, advice)  # both, so that it can come from another process
        self.diagnostic = Diagnostic("executor-failed", ERROR, Location("--executor"), message, advice)


class Local(Struct, frozen=True):
    """Up to `jobs` processes on this machine; this one alone where there is little to do. What takes long comes first, one by one."""

    jobs: int

    def prepare(self, dialect: Dialect, put: Callable[[bytes], str], articles: Sequence[ArticleFiles]) -> Iterator[CachedArticle]:
        """See Executor."""
        return in_batches(prepare_all, (dialect, put), batches_of(articles, self.jobs), self.jobs, len(articles) >= WORTH_IT)

    def render(self, work: Rendering, staging: Staging, targets: Sequence[Target]) -> Iterator[Made]:
        """See Executor."""
        long = [target for target in targets if target.kind in SHOW_ALL]
        others = [target for target in targets if target.kind not in SHOW_ALL]
        worth = len(others) + len(long) * len(work.site.articles) // _ALIKE >= WORTH_IT
        batches = [*([target] for target in long), *batches_of(others, self.jobs)]
        return in_batches(render_all, (work, staging), batches, self.jobs, worth)


def render_all(context: tuple[Rendering, Staging], targets: Sequence[Target]) -> list[Made]:
    """Render some targets, and set their files aside."""
    work, staging = context
    result = []
    for target in targets:
        rendered = render(work, target, staging.put)
        result.append(Made(work.site.folder + target.key, rendered.reads, rendered.files, rendered.diagnostics))
    return result


@contextlib.contextmanager
def executor(name: str, jobs: int) -> Iterator[Executor]:
    """The executor of a name: a kind of executor and an address, such as `dask:tcp://10.0.0.1:8786`, or nothing for this machine.

    Raises ExecutorFailure.
    """
    if not name:
        yield Local(jobs)
        return
    kind, _, address = name.partition(":")
    if kind not in _ELSEWHERE or "://" not in address:
        raise ExecutorFailure(f"{name!r} is no executor", "write dask: and the address of a scheduler, such as dask:tcp://10.0.0.1:8786")
    try:
        connect = import_module(_ELSEWHERE[kind]).connect
    except ImportError as error:
        raise ExecutorFailure(f"{error.name} is not installed", "pip install 'counterpoint[cluster]'") from error
    with connect(address) as connected:
        yield connected
