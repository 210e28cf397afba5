"""`counterpoint translate`: begin an article's translation."""

from __future__ import annotations

import argparse

from counterpoint.cli.terminal import USAGE, complain, not_written, say

HELP = "begin the translation of an article"
DESCRIPTION = (
    "Write the skeleton of a translation: every text that readers see, left open, with the original beside it as a comment. Who says "
    "what, when and on what evidence is taken from the original. `check` says what is not translated yet."
)
EXAMPLE = "translate cars he"
PARENTS = ("folder",)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's own options."""
    parser.add_argument("article", help="the article's address, such as cars for content/articles/cars.md")
    parser.add_argument("language", metavar="LANG", help="the language, such as he or pt-BR; it has to be among the site's `languages`")


def run(options: argparse.Namespace) -> int:
    """Write the skeleton."""
    from counterpoint.scaffold.begin import AlreadyThere
    from counterpoint.scaffold.translate import NotTranslatable, translate

    try:
        written = translate(options.site, options.article, options.language)
    except (AlreadyThere, NotTranslatable) as error:
        complain(str(error))
        return USAGE
    except OSError as error:
        return not_written(error)
    say(f"{' and '.join(written)} written; `counterpoint check --drafts` says what is still to be translated")
    return 0
