"""`counterpoint check`: look for mistakes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from counterpoint import __version__
from counterpoint.cli.building import count, run_reported
from counterpoint.cli.terminal import say
from counterpoint.diagnostics import ERROR, printable_lines

if TYPE_CHECKING:
    from counterpoint.diagnostics import Diagnostic
    from counterpoint.linking import LoadedSite
    from counterpoint.options import Options
    from counterpoint.result import Result

HELP = "look for mistakes"
DESCRIPTION = "All of a build but writing, and lints."
EXAMPLE = "check --strict --format github"
PARENTS = ("folder", "hidden", "report")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's own options."""
    parser.add_argument("--fix", action="store_true", help="mend what only has to be respelt: keys, allowed values, dates, quotation marks")
    parser.add_argument("--dry-run", action="store_true", help="with --fix: show what would be written, and write nothing")
    parser.add_argument("--links", action="store_true", help="ask every external link whether it is still there")
    help = "print what can be counted of how articles treat their positions, as text or as JSON"
    parser.add_argument("--report", nargs="?", const="text", choices=["text", "json"], help=help)
    parser.add_argument("--allow-private", action="store_true", help="ask links into private networks too")


def run(options: argparse.Namespace) -> int:
    """Check, and say what came of it."""

    reports: list[str] = []

    def check(chosen: Options) -> Result:
        from counterpoint import build

        checks = [*_checks(options), *([report] if options.report else [])]
        result = build.check(chosen, checks)
        if options.fix and _fixed(chosen, result, dry_run=options.dry_run):
            result = build.check(chosen, checks)
        return result

    def report(chosen: Options, site: LoadedSite) -> list[Diagnostic]:
        if not site.failed:
            reports[:] = [_report(site, options.report)]
        return []

    def outcome(result: Result, counts: str) -> str:
        return counts if result.failed(strict=options.strict, allowed=options.allow) else f"{count(result.articles, 'article')}, no errors"

    code = run_reported(options, check, outcome)
    for text in reports:
        (sys.stdout if options.format == "terminal" else sys.stderr).write(text)
    return code


def _report(site: LoadedSite, form: str) -> str:
    """What can be counted of how articles treat their positions, in each language."""
    from counterpoint.diagnostics import json_text, printable_lines
    from counterpoint.site.report import ReportInputs, as_text, as_values, report

    reports = [report(ReportInputs(edition.site, site.bodies(edition))) for edition in site.editions]
    return json_text([as_values(item) for item in reports]) if form == "json" else printable_lines("\n".join(map(as_text, reports)))


def _fixed(chosen: Options, result: Result, *, dry_run: bool) -> bool:
    """Make the safe mends, or show them. Returns whether files were written; where they would bring new errors, they are taken back."""
    from counterpoint import build
    from counterpoint.authoring import mends, workspace

    files = mends.fixed(chosen.root, result.diagnostics)
    if dry_run:
        sys.stdout.write(printable_lines(mends.as_diff(files)))
        return False
    before: dict[str, str | None] = {path: texts[0] for path, texts in files.items()}
    after: dict[str, str | None] = {path: texts[1] for path, texts in files.items()}
    if not files:
        return False
    try:
        workspace.write(chosen.root, before, after)
    except workspace.Outdated as outdated:
        say(f"{outdated.path} was saved at the same moment; nothing was mended")
        return False
    except OSError as error:
        say(f"nothing was mended: {error.strerror or error}")
        return False
    kinds = {(diagnostic.code, diagnostic.location.path) for diagnostic in result.diagnostics}
    unreadable = {diagnostic.location.path for diagnostic in result.diagnostics if diagnostic.code.startswith("yaml-")}
    again = build.check(chosen, []).diagnostics
    if any(
        (diagnostic.code, diagnostic.location.path) not in kinds and diagnostic.location.path not in unreadable
        for diagnostic in again
        if diagnostic.severity == ERROR
    ):
        workspace.write(chosen.root, after, before)
        say("nothing was mended: the mends would bring new errors")
        return False
    for path in files:
        say(f"mended {path}")
    return True


def _checks(options: argparse.Namespace) -> list[Callable[..., list[Diagnostic]]]:
    """What is looked at beside the errors of a build: lints, and external links where they are asked for."""
    from counterpoint import build

    if not options.links:
        return [build.lints]
    from counterpoint.links.ask import Manners
    from counterpoint.links.check import check_links
    from counterpoint.output_folder import refuse_cache

    def links(chosen: Options, site: LoadedSite) -> list[Diagnostic]:
        if refusal := refuse_cache(chosen.root):
            return [refusal]
        manners = Manners(f"Counterpoint/{__version__} link check", allow_private=options.allow_private)
        memory = chosen.root / ".cache" / "links.json"
        return build.allowed_links(site, lambda external: check_links(external, memory, chosen.today, manners))

    return [build.lints, links]
