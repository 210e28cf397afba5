"""`counterpoint schema`: write JSON Schemas for editors."""

from __future__ import annotations

import argparse
from pathlib import Path

from counterpoint.cli.terminal import not_written, say

HELP = "write JSON Schemas for editors"
DESCRIPTION = "JSON Schemas of the files that authors write."
EXAMPLE = "schema --output schemas"
PARENTS = ("folder",)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's own options."""
    parser.add_argument("--output", type=Path, metavar="DIR", help="the folder (default: schemas/ in the site's folder)")


def run(options: argparse.Namespace) -> int:
    """Write the schemas."""
    from counterpoint.model.schema import NAMES, schema

    folder = options.output or options.site / "schemas"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind in NAMES:
            (folder / f"{kind}.json").write_text(schema(kind), encoding="utf-8")
    except OSError as error:
        return not_written(error)
    say(f"{len(NAMES)} schemas written to {folder}")
    return 0
