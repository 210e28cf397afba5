"""`counterpoint import`: make a draft of a published article."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from counterpoint.cli.terminal import USAGE, complain, not_written, say, today

HELP = "make a draft of a published article"
DESCRIPTION = (
    "Make a draft of a published article, pasted as plain text or saved as HTML: its parts, its words, and every direct quotation as a "
    "claim with its speaker where the text names one. What is not sure is marked TODO."
)
EXAMPLE = "import saved-page.html"
PARENTS = ("folder",)
_MOST_BYTES = 16 << 20
"""The largest file that is read: saved pages with their pictures inside are smaller."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's own options."""
    parser.add_argument("file", metavar="FILE", help="the article, as text or HTML; - for standard input")
    parser.add_argument("--slug", default="", metavar="SLUG", help="its address, and the name of its files (default: made of the headline)")


def run(options: argparse.Namespace) -> int:
    """Write the draft."""
    from counterpoint.importing.article import import_article
    from counterpoint.scaffold.begin import AlreadyThere

    if options.file.startswith(("http://", "https://")):
        complain("an address cannot be imported: open it in a browser, save the page as HTML, and import the saved file")
        return USAGE
    try:
        if options.file == "-":
            data = sys.stdin.buffer.read(_MOST_BYTES + 1)
        else:
            with Path(options.file).open("rb") as file:
                data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        complain(f"{options.file} cannot be read: {error.strerror}")
        return USAGE
    if len(data) > _MOST_BYTES:
        complain(f"{options.file} is larger than {_MOST_BYTES >> 20} MiB: save the article alone")
        return USAGE
    try:
        draft = import_article(options.site, data, options.slug, today())
    except (AlreadyThere, ValueError) as error:
        complain(str(error))
        return USAGE
    except OSError as error:
        return not_written(error)
    say(f"{draft.report}{' and '.join(draft.written)} written; `counterpoint serve --drafts` shows the article")
    return 0
