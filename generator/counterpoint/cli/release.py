"""`counterpoint release`: put on record what is public."""

from __future__ import annotations

import argparse
import os
import sys

from counterpoint.cli.terminal import CONTENT_ERRORS, has_colour, not_written, now, say, today

HELP = "put on record what is public"
DESCRIPTION = "Write published.json: from then on, public claims and addresses change only with a correction or a redirect."
EXAMPLE = "release"
PARENTS = ("folder",)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's own options: it has none."""


def run(options: argparse.Namespace) -> int:
    """Write the record."""
    from counterpoint import diagnostics
    from counterpoint.options import Options
    from counterpoint.release import release

    try:
        outcome = release(Options(root=options.site, today=today(), now=now(), jobs=os.cpu_count() or 1))
    except OSError as error:
        return not_written(error)
    sys.stderr.write(diagnostics.as_terminal(outcome.diagnostics, colour=has_colour()))
    if not outcome.addresses:
        say(f"{diagnostics.summary(outcome.diagnostics)}; the record stays as it was")
        return CONTENT_ERRORS
    say(f"{outcome.addresses:,} addresses and {outcome.claims:,} claims are on record as public")
    return 0
