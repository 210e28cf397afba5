"""`counterpoint new`: begin an article."""

from __future__ import annotations

import argparse

from counterpoint.cli.terminal import USAGE, complain, not_written, say, today

HELP = "begin an article"
DESCRIPTION = "Write a draft and its sidecar, with every usual key explained."
EXAMPLE = 'new "Who pays for it?"'
PARENTS = ("folder",)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's own options."""
    parser.add_argument("title", help="the article's title")
    parser.add_argument("--slug", default="", metavar="SLUG", help="its address, and the name of its files (default: made of the title)")


def run(options: argparse.Namespace) -> int:
    """Write the draft."""
    from counterpoint.scaffold.begin import AlreadyThere, new_article

    try:
        written = new_article(options.site, options.title, options.slug, today())
    except (AlreadyThere, ValueError) as error:
        complain(str(error))
        return USAGE
    except OSError as error:
        return not_written(error)
    say(f"{' and '.join(written)} written; `counterpoint serve --drafts` shows the article")
    return 0
