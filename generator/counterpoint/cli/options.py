"""Options that several verbs share."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from counterpoint.diagnostics import CODES


class Parents:
    """Parent parsers, each a group of options. A verb names those it takes in its `PARENTS`."""

    def __init__(self, parser: Callable[..., argparse.ArgumentParser]) -> None:
        self.folder = parser(add_help=False)
        """Where the site is."""
        self.folder.add_argument(
            "--site", type=Path, metavar="DIR", help="the folder of the site (default: this one, or the nearest around it)"
        )

        self.hidden = parser(add_help=False)
        """Whether articles are shown that are not public yet."""
        self.hidden.add_argument("--drafts", action="store_true", help="show drafts too")
        self.hidden.add_argument("--future", action="store_true", help="show articles dated in the future too")

        self.report = parser(add_help=False)
        """How a build or a check goes about it, and how it says what is wrong."""
        self.report.add_argument("--strict", action="store_true", help="let warnings fail the command")
        help = "with --strict, let warnings of this code pass; may stand several times, as in --allow untranslated"
        self.report.add_argument("--allow", action="append", default=[], metavar="CODE", choices=sorted(CODES), help=help)
        formats = ["terminal", "json", "github", "sarif"]
        self.report.add_argument("--format", choices=formats, default="terminal", help="how to print what is wrong")
        self.report.add_argument("--profile", action="store_true", help="say where the time went, by stage")
        self.report.add_argument("--base-url", default="", metavar="URL", help="where it will stand, if not where site.yml says")
        self.report.add_argument("--preview", action="store_true", help="ask search engines not to list it")
        jobs = os.cpu_count() or 1
        self.report.add_argument("--jobs", type=positive, default=jobs, metavar="N", help="processes at once (default: one a processor)")


def port(text: str) -> int:
    """A port's number, as an option's value."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= 65535):
        raise argparse.ArgumentTypeError("must be a number from 1 to 65535")
    return int(text)


def positive(text: str) -> int:
    """A whole number of 1 or more, as an option's value."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number
