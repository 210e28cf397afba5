"""`counterpoint init`: begin a site."""

from __future__ import annotations

import argparse
from pathlib import Path

from counterpoint.cli.terminal import USAGE, complain, not_written, say

HELP = "begin a site"
DESCRIPTION = "Write a small complete site into a folder that is new, empty, or a repository with no more than a README and a license."
EXAMPLE = "init news"
PARENTS = ()


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's own options."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder; it may be there, and hold a new repository")


def run(options: argparse.Namespace) -> int:
    """Write the site."""
    from counterpoint.scaffold.begin import AlreadyThere, new_site
    from counterpoint.scaffold.origin import OriginUnknown

    try:
        written = new_site(options.folder)
    except AlreadyThere as error:
        complain(f"{error}; choose another folder")
        return USAGE
    except OriginUnknown as error:
        complain(f"where this Counterpoint came from cannot be told: {error}")
        return USAGE
    except OSError as error:
        return not_written(error)
    say(f"{len(written)} files written to {options.folder}. Go on with:\n\n    cd {options.folder}\n    counterpoint serve --open")
    return 0
