"""`counterpoint reanchor`: mend quotes after an edit."""

from __future__ import annotations

import argparse

from counterpoint.cli.options import positive
from counterpoint.cli.terminal import CONTENT_ERRORS, not_written
from counterpoint.diagnostics import printable_lines

HELP = "mend quotes after an edit"
DESCRIPTION = "List the quotes that are no longer in their articles, with what they may have become; or accept one."
EXAMPLE = "reanchor --accept short-trips"
PARENTS = ("folder",)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's own options."""
    parser.add_argument("--accept", default="", metavar="CLAIM", help="write the passage into the sidecar: a claim's id, or article#id")
    parser.add_argument("--passage", type=positive, default=1, metavar="N", help="which of the passages (default: the first)")
    parser.add_argument("--force", action="store_true", help="accept a passage whose change is not surely harmless")


def run(options: argparse.Namespace) -> int:
    """List lost quotes, or write one."""
    from counterpoint.reanchor import reanchor

    try:
        outcome = reanchor(options.site, options.accept, options.passage, force=options.force)
    except OSError as error:
        return not_written(error)
    print(printable_lines(outcome.text), end="")
    return 0 if outcome.done else CONTENT_ERRORS
