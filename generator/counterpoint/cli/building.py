"""What `build` and `check` share: progress, the report of what is wrong, and a last line on how it went."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from counterpoint.cli.hosts import preview_address
from counterpoint.cli.terminal import CONTENT_ERRORS, USAGE, has_colour, now, say, today, user_cache

if TYPE_CHECKING:
    from counterpoint.diagnostics import Diagnostic
    from counterpoint.options import Options
    from counterpoint.result import Result


def build_options(options: argparse.Namespace, report: Callable[[str, int, int], None]) -> Options:
    """What the command line asks of a build."""
    from counterpoint.options import Options

    preview = preview_address(os.environ)
    return Options(
        root=options.site,
        today=today(),
        now=now(),
        output=getattr(options, "output", None),
        drafts=options.drafts,
        future=options.future,
        strict=options.strict,
        allowed=tuple(options.allow),
        jobs=options.jobs,
        executor=getattr(options, "executor", ""),
        compiled=user_cache(),
        base_url=options.base_url or preview,
        preview=options.preview or bool(preview),
        report=report,
    )


def run_reported(options: argparse.Namespace, work: Callable[[Options], Result], outcome: Callable[[Result, str], str]) -> int:
    """Do the work of a build or a check, and say what came of it.

    `outcome(result, counts)` words the last line; `counts` says how many errors and warnings there are. Returns the exit code.
    """
    started = time.perf_counter()
    with _uncollected():
        from counterpoint import diagnostics, faults
        from counterpoint.progress import Progress

        progress = Progress(time.perf_counter, bars=sys.stderr.isatty() and options.format == "terminal")
        try:
            result = work(build_options(options, progress.report))
        except Exception as error:
            from counterpoint.result import Result

            if faults.missing_extra(error):
                raise  # nothing was begun
            result = Result([faults.diagnostic_of(error)])
        finally:
            progress.end()
    if options.format in diagnostics.FOR_PROGRAMS:
        sys.stdout.write(diagnostics.FOR_PROGRAMS[options.format](result.diagnostics))
    else:
        sys.stderr.write(diagnostics.as_terminal(_errors_first(result.diagnostics), colour=has_colour()))
    if options.profile:
        sys.stderr.write(progress.profile())
    failed = result.failed(strict=options.strict, allowed=options.allow)
    counts = diagnostics.summary(result.diagnostics)
    line = outcome(result, counts)
    line += _left_out(result)
    if not failed and result.published:
        line += f", {time.perf_counter() - started:.2f} s"
    say(f"{line} ({counts})" if counts and not failed else line)
    if any(diagnostic.code == faults.CODE for diagnostic in result.diagnostics):
        return USAGE
    return CONTENT_ERRORS if failed else 0


def _left_out(result: Result) -> str:
    left = result.left_out
    parts = [count(left.drafts, "draft")] if left.drafts else []
    if left.future:
        parts.append(f"{count(left.future, 'future article')} (the next is due on {left.due})")
    return f", {' and '.join(parts)} left out" if parts else ""


def _errors_first(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    return sorted(diagnostics, key=lambda diagnostic: -diagnostic.severity)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector: a build makes many values and few cycles, and ends soon."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def count(number: int, noun: str) -> str:
    """A number with its noun: `1 file`, `2,000 files`."""
    return f"{number:,} {noun}{'s' if number != 1 else ''}"
