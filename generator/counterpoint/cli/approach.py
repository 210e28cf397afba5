"""`counterpoint approach`: write the letter that asks a speaker for an answer."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date, timedelta

from counterpoint.cli.terminal import CONTENT_ERRORS, has_colour, not_written, now, say, today

HELP = "write the letter that asks a speaker for an answer"
DESCRIPTION = (
    "Write all that is said by a speaker on the site, and of the speaker, word for word, with the open questions and a date to answer by:"
    " into letters/SPEAKER.md, and as a page to print. Nothing is sent, and nothing is put on record: do that under `approaches`."
)
EXAMPLE = "approach traders --by 2026-05-10"
PARENTS = ("folder",)
DAYS = 7
"""How long a speaker has to answer, unless the author says otherwise."""


def _day(text: str) -> str:
    """A day as an option gives it."""
    return date.fromisoformat(text).isoformat()


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's own options."""
    parser.add_argument("speaker", metavar="SPEAKER", help="the speaker's id")
    parser.add_argument("--by", type=_day, metavar="DATE", help=f"until when an answer is asked for (default: in {DAYS} days)")
    parser.add_argument("--force", action="store_true", help="write over letters that are there already")


def run(options: argparse.Namespace) -> int:
    """Write the letter."""
    from counterpoint import diagnostics
    from counterpoint.approach import approach
    from counterpoint.options import Options

    deadline = options.by or (date.fromisoformat(today()) + timedelta(days=DAYS)).isoformat()
    chosen = Options(root=options.site, today=today(), now=now(), jobs=os.cpu_count() or 1)
    try:
        outcome = approach(chosen, options.speaker, deadline, replace=options.force)
    except OSError as error:
        return not_written(error)
    if outcome.refused:
        sys.stderr.write(diagnostics.as_terminal(outcome.diagnostics, colour=has_colour()))
        say(outcome.refused)
        return CONTENT_ERRORS
    say(f"{' and '.join(outcome.written)} written; when it is sent, record it under `approaches`")
    return 0
