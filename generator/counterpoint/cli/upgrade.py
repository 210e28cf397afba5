"""`counterpoint upgrade`: have a site built by the Counterpoint that runs."""

from __future__ import annotations

import argparse

from counterpoint.cli.terminal import USAGE, complain, not_written, say

HELP = "have the site built by the Counterpoint that you have installed"
DESCRIPTION = (
    "Write into requirements.txt where the Counterpoint that runs came from: a version of an index, an address with its commit or digest, "
    "or else a wheel in vendor/. Nothing is downloaded."
)
EXAMPLE = "upgrade"
PARENTS = ("folder",)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's own options: there are none."""


def run(options: argparse.Namespace) -> int:
    """Write the files."""
    from counterpoint.scaffold.begin import pin
    from counterpoint.scaffold.origin import OriginUnknown

    if not (options.site / "requirements.txt").is_file():
        complain(f"{options.site / 'requirements.txt'} is not there: `counterpoint init` writes one")
        return USAGE
    try:
        requirement, written = pin(options.site)
    except OriginUnknown as error:
        complain(f"where this Counterpoint came from cannot be told: {error}")
        return USAGE
    except OSError as error:
        return not_written(error)
    say(f"{' and '.join(written)} written; the site is built with:\n\n    {requirement}")
    return 0
