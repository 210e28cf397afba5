"""Who prepares articles and renders targets: this process, processes beside it, or a cluster. Whoever does, the same bytes come out."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.executors.processes import Processes
from counterpoint.pages.page_kind import Target
from counterpoint.publishing.staging import Made, Staging
from counterpoint.reading.files import ArticleFiles
from counterpoint.reading.markdown import Dialect
from counterpoint.rendering.render import Rendering
from counterpoint.site.packed import PackedArticle


class Executor(Protocol):
    """Does the work of a build that can be divided. Results come in an order that depends on what was asked for alone."""

    def prepare(self, dialect: Dialect, put: Callable[[bytes], str], articles: Sequence[ArticleFiles]) -> Iterator[PackedArticle]:
        """Prepare articles; `put` sets large parts aside, and names them."""

    def render(self, work: Rendering, staging: Staging, targets: Sequence[Target]) -> Iterator[Made]:
        """Render targets, and stage their files."""


class ExecutorFailure(Exception):
    """The work cannot be done there; carries the diagnostic."""

    def __init__(self, message: str, help: str) -> None:
        super().__init__(message, help)  # both, so that it can come from another process
        self.diagnostic = Diagnostic("executor-failed", ERROR, Location("--executor"), message, help)


@contextlib.contextmanager
def executor(name: str, jobs: int) -> Iterator[Executor]:
    """The executor of a name: `dask:` and a scheduler's address, or nothing for this machine. Raises ExecutorFailure."""
    if not name:
        yield Processes(jobs)
        return
    kind, _, address = name.partition(":")
    if kind != "dask" or "://" not in address:
        raise ExecutorFailure(f"{name!r} is no executor", "write dask: and the address of a scheduler, such as dask:tcp://10.0.0.1:8786")
    try:
        from counterpoint.executors.cluster import cluster
    except ImportError as error:
        raise ExecutorFailure(f"{error.name} is not installed", "pip install 'counterpoint[cluster]'") from error
    with cluster(address) as it:
        yield it
