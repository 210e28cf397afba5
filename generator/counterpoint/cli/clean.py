"""`counterpoint clean`: remove what builds have made."""

from __future__ import annotations

import argparse
from pathlib import Path

from counterpoint.cli.terminal import USAGE, complain, not_written, say

HELP = "remove what builds have made"
DESCRIPTION = "Remove what builds have written, and what is remembered between them. Files that no build wrote stay."
EXAMPLE = "clean"
PARENTS = ("folder",)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's own options."""
    parser.add_argument("--output", type=Path, metavar="DIR", help="the output (default: build/ in the site's folder)")


def run(options: argparse.Namespace) -> int:
    """Remove the files."""
    from counterpoint.output_folder import clean

    try:
        removed, mistakes = clean(options.site, options.output or options.site / "build")
    except OSError as error:
        return not_written(error)
    if removed is None:
        complain("\n".join(f"{mistake.message}; {mistake.help}" for mistake in mistakes))
        return USAGE
    say(f"{removed:,} file{'s' if removed != 1 else ''} removed")
    return 0
