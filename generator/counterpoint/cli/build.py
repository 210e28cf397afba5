"""`counterpoint build`: write the site."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from counterpoint.cli.building import count, run_reported

if TYPE_CHECKING:
    from counterpoint.diagnostics import Diagnostic
    from counterpoint.options import Options
    from counterpoint.result import Result

HELP = "write the site"
DESCRIPTION = "Build the site; on any error the output stays as it was."
EXAMPLE = "build --output /srv/news"
PARENTS = ("folder", "hidden", "report")

_LEFT: list[object] = []
"""A build's large values: the program ends without taking them apart."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's own options."""
    parser.add_argument("--output", type=Path, metavar="DIR", help="where to write it (default: build/ in the site's folder)")
    parser.add_argument("--executor", default="", metavar="ADDRESS", help="a Dask cluster that shares the work, as dask:tcp://HOST:PORT")


def run(options: argparse.Namespace) -> int:
    """Build, and say what came of it."""

    def outcome(result: Result, counts: str) -> str:
        if result.failed(strict=options.strict, allowed=options.allow):
            return f"{counts}; {_what_was_written(result)}"
        published = result.published
        assert published
        stale = f", {published.removed:,} removed" if published.removed else ""
        return f"{count(result.articles, 'article')}, {result.changed:,} changed, {count(published.written, 'file')} written{stale}"

    return run_reported(options, _build, outcome)


def _what_was_written(result: Result) -> str:
    if result.broken_off:
        return f"{count(result.broken_off, 'file')} had been written or removed, and the next build does the rest"
    return "nothing was written"


def _build(options: Options) -> Result:
    """Build. The program is only loaded where something has changed."""
    from counterpoint.site_scan import look_at_last

    _LEFT.clear()
    if not (options.root / "site.yml").is_file():
        from counterpoint.build import check

        return check(options)  # says what is missing, and leaves no cache in a folder that is no site
    seen = look_at_last(options)
    if (same := seen.result(options)) is not None:
        return same
    from counterpoint.build import build

    result = build(options, seen, _LEFT.append)
    result.diagnostics += _edited(result, options.target)
    return result


def _edited(result: Result, output: Path) -> Iterator[Diagnostic]:
    """Name the files of the output that somebody had changed. Nothing of it is remembered: it is told of this build alone."""
    from counterpoint.diagnostics import NOTE, Diagnostic, Location

    published = result.published
    fates = [
        (published.left if published else (), "and was left in place, as nothing takes its place", "remove it if nobody needs it"),
        (published.mended if published else (), "and was written anew", "change the site, of which it is made"),
    ]
    for paths, fate, help in fates:
        for path in paths:
            message = f"somebody had changed {path} since it was written, {fate}"
            yield Diagnostic("output-edited", NOTE, Location(f"{output.name}/{path}"), message, help)
