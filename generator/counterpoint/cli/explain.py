"""`counterpoint explain`: say what a code means."""

from __future__ import annotations

import argparse
import difflib

from counterpoint.cli.terminal import USAGE, complain
from counterpoint.diagnostics import printable_lines

HELP = "say what a code means"
DESCRIPTION = "What a code means, with an example of it and its cure."
EXAMPLE = "explain quote-not-found"
PARENTS = ()


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's own options."""
    parser.add_argument("code", help="a code such as quote-not-found, or `all` for a list")


def run(options: argparse.Namespace) -> int:
    """Print the explanation, or the list of all codes."""
    code = options.code
    from counterpoint.diagnostics import CODES
    from counterpoint.explanations import explain

    if code == "all":
        width = max(map(len, CODES))
        print("\n".join(f"{name:{width}}  {meaning}" for name, meaning in CODES.items()))
        return 0
    if code not in CODES:
        near = difflib.get_close_matches(code, CODES, 1)
        complain(f"there is no code {code}; {f'did you mean {near[0]}?' if near else '`counterpoint explain all` lists them'}")
        return USAGE
    print(printable_lines(explain(code)), end="")
    return 0
