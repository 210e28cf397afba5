"""`counterpoint schema`: write JSON Schemas for editors."""

from __future__ import annotations

import argparse
from pathlib import Path

from counterpoint.cli.terminal import USAGE, complain, not_written, say

HELP = "write JSON Schemas for editors"
DESCRIPTION = "JSON Schemas of the files that authors write."
EXAMPLE = "schema --output schemas"
PARENTS = ("folder",)


_HEAD = b'{\n "$schema": '
"""How every schema begins."""


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
            file = folder / f"{kind}.json"
            if file.is_symlink() or (file.exists() and not (file.is_file() and file.read_bytes().startswith(_HEAD))):
                complain(f"{file} is not a schema that this program wrote; move it away, or name another folder")
                return USAGE
        for kind in NAMES:
            (folder / f"{kind}.json").write_text(schema(kind), encoding="utf-8")
    except OSError as error:
        return not_written(error)
    say(f"{len(NAMES)} schemas written to {folder}")
    return 0
