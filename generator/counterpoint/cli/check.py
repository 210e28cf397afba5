"""`counterpoint check`: look for mistakes."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from counterpoint import __version__
from counterpoint.cli.building import count, run_reported

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
    parser.add_argument("--links", action="store_true", help="ask every external link whether it is still there")
    parser.add_argument("--allow-private", action="store_true", help="ask links into private networks too")


def run(options: argparse.Namespace) -> int:
    """Check, and say what came of it."""

    def check(chosen: Options) -> Result:
        from counterpoint import build

        return build.check(chosen, _checks(options))

    def outcome(result: Result, counts: str) -> str:
        return counts if result.failed(strict=options.strict, allowed=options.allow) else f"{count(result.articles, 'article')}, no errors"

    return run_reported(options, check, outcome)


def _checks(options: argparse.Namespace) -> list[Callable[..., list[Diagnostic]]]:
    """What is looked at beside the errors of a build: lints, and external links where they are asked for."""
    from counterpoint import build

    if not options.links:
        return [build.lints]
    from counterpoint.links.ask import Manners
    from counterpoint.links.check import check_links

    def links(chosen: Options, site: LoadedSite) -> list[Diagnostic]:
        manners = Manners(f"Counterpoint/{__version__} link check", allow_private=options.allow_private)
        memory = chosen.root / ".cache" / "links.json"
        return build.allowed_links(chosen, site, lambda external: check_links(external, memory, chosen.today, manners))

    return [build.lints, links]
