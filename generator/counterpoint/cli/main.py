"""The command's verbs, its parser, and its two entry points.

A verb is a module of this package with the verb's name (`import` is `import_`, as Python keeps that word for itself). It has

- `HELP`, `DESCRIPTION` and `EXAMPLE`: what `--help` says;
- `PARENTS`: option groups of `options.py` that it shares with other verbs;
- `arguments(parser)`: adds its own options;
- `run(options)`: does the work, prints, and returns the exit code.

Clocks, the terminal and the environment are read in this package only, and travel on as plain values.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import gc
import importlib
import keyword
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn, Protocol, cast

from counterpoint import __version__
from counterpoint.cli.options import Parents
from counterpoint.cli.terminal import INTERRUPTED, USAGE, complain, has_colour, say, wrong_environment
from counterpoint.diagnostics import printable_lines

GROUPS = {
    "begin": ("init", "new", "import", "translate"),
    "write": ("serve", "check", "explain", "reanchor", "approach"),
    "publish": ("build", "release"),
    "look after the site": ("upgrade", "clean", "schema", "completion"),
}
"""The verbs by what an author wants to do, in the order in which `--help` lists them."""
VERBS = tuple(verb for verbs in GROUPS.values() for verb in verbs)
_TELL_OF_A_MISSING_SITE = ("build", "check")
"""Verbs that say themselves, as a diagnostic in any format, that there is no site."""

_EPILOG = """\
examples:
  counterpoint init news                a new site in the folder news, with a short example
  counterpoint new "Who pays for it?"   a new article in the site in this folder, as a draft
  counterpoint import article.txt       a draft of a published article, with all who are quoted in it
  counterpoint translate cars he        the skeleton of a translation, with the original beside each text
  counterpoint serve --open             see it in the browser while you write
  counterpoint check --strict           look for mistakes; warnings count as errors
  counterpoint build                    write the site into build/
  counterpoint release                  put on record what is public, after it was published

exit codes: 0 all is well, 1 the site has errors, 2 the command is wrong, or Counterpoint itself
`counterpoint VERB --help` has more on each.
"""


class Verb(Protocol):
    """A verb's module."""

    HELP: str
    DESCRIPTION: str
    EXAMPLE: str
    PARENTS: tuple[str, ...]

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the verb's own options."""

    def run(self, options: argparse.Namespace) -> int:
        """Do the work; returns the exit code."""


class _Parser(argparse.ArgumentParser):
    """An argument parser that says what was probably meant."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(*arguments, **options)

    def error(self, message: str) -> NoReturn:
        """End with exit code 2, and the nearest word."""
        choices = [option for action in self._actions for option in (*action.option_strings, *(action.choices or ()))]
        unknown = re.search(r"invalid choice: '([^']*)'|unrecognized arguments: (\S+)", message)
        if unknown and (near := difflib.get_close_matches(unknown[1] or unknown[2] or "", map(str, choices), 1, 0.5)):
            message += f"; did you mean {near[0]}?"
        super().error(printable_lines(message))

    def format_help(self) -> str:
        """The help, in which the list of verbs has a heading for each group."""
        text = super().format_help()
        if self.prog == "counterpoint":
            for group, verbs in GROUPS.items():
                text = re.sub(rf"^    {verbs[0]} ", f"\n  {group}:\n    {verbs[0]} ", text, count=1, flags=re.MULTILINE)
        return text

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:  # the verb's parser knows its own options best
        """Parse, and let the verb's own parser complain of what it does not know."""
        options, rest = self.parse_known_args(args, namespace)
        if rest:
            verbs = next((action for action in self._actions if isinstance(action, argparse._SubParsersAction)), None)
            responsible = verbs.choices.get(options.verb, self) if verbs else self
            responsible.error(f"unrecognized arguments: {' '.join(rest)}")
        return options


def verb_module(name: str) -> Verb:
    """The module of a verb."""
    return cast(Verb, importlib.import_module(f"counterpoint.cli.{name}{'_' if keyword.iskeyword(name) else ''}"))


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    top = _Parser(
        prog="counterpoint",
        description="Build annotated article explainers: who says what, for which side, on what evidence, and who answers.",
        epilog=_EPILOG,
    )
    top.add_argument("--version", action="version", version=f"counterpoint {__version__}")
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=_Parser)
    parents = Parents(_Parser)
    for name in VERBS:
        verb = verb_module(name)
        verb.arguments(
            verbs.add_parser(
                name,
                help=verb.HELP,
                description=verb.DESCRIPTION,
                epilog=f"example:\n  counterpoint {verb.EXAMPLE}",
                parents=[getattr(parents, parent) for parent in verb.PARENTS],
            )
        )
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    try:
        options = parser().parse_args(arguments)
        if complaint := wrong_environment() or ("site" in options and _choose_site(options)):
            complain(complaint)
            return USAGE
        return verb_module(options.verb).run(options)
    except OSError as error:
        if error.filename is None:  # what is printed cannot be written: see `run`
            raise
        complain(f"{error.filename} cannot be read or written: {error.strerror}")
    except Exception as error:
        from counterpoint import faults
        from counterpoint.diagnostics import as_terminal

        if missing := faults.missing_extra(error):
            complain(missing)
            return USAGE
        sys.stderr.write(as_terminal([faults.diagnostic_of(error)], colour=has_colour()))
    return USAGE


def _choose_site(options: argparse.Namespace) -> str:
    """Find the site that a verb is meant for: the one named, or this folder, or the nearest one around it. Says what is wrong."""
    if options.site is None:
        here = Path.cwd()
        around = next((folder for folder in (here, *here.parents) if (folder / "site.yml").is_file()), here)
        options.site = Path() if around == here else around
        if around != here:
            say(f"the site in {around}")
    if not options.site.is_dir():
        return f"{options.site} is not a folder"
    if options.verb not in _TELL_OF_A_MISSING_SITE and not (options.site / "site.yml").is_file():
        return f"there is no site in {options.site.resolve()}: it has no site.yml. `counterpoint init` begins one"
    return ""


def run() -> NoReturn:
    """Run the command as a program of its own, and end it at once.

    A large site's values need not be taken apart first, nor searched for what nobody uses.
    """
    gc.disable()
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*", os.environ.get("TZ", "UTC")):
        os.environ["TZ"] = "UTC"  # libraries read any file that it names, though no page depends on it
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for some takes longer than most builds
    try:
        code = main()
        sys.stdout.flush()
        sys.stderr.flush()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except OSError as error:
        code = USAGE  # nobody reads what is said, or it lands on a full disk
        with contextlib.suppress(OSError):
            complain(f"what is printed cannot be written: {error.strerror}")
    os._exit(code)
