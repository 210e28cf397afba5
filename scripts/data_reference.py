"""Write docs/data.md from the fields of the open data, so that the dictionary cannot fall behind the code.

python scripts/data_reference.py
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "generator"))

from counterpoint.pages.open_data_schema import (  # noqa: E402
    CLAIM_FIELDS,
    CORRECTION_FIELDS,
    FILES,
    FORMAT_VERSION,
    READING,
    STANDARDS,
    TYPES,
    VERSIONS,
    Field,
)

_HEAD = f"""# The open data of a site

Made from the code by `python scripts/data_reference.py`. This is version {FORMAT_VERSION} of the data. Every site says the
same to its readers, in its own language, on the page `/data/`.
"""
_LANGUAGES = (
    "A site in several languages has these files for each of them, such as `/he/data/claims.csv`. The ids are the same in all languages."
)


def _told(text: str) -> str:
    """A phrase, with links to the standards that it names."""
    return re.sub("`([^`]+)`", lambda match: f"[{match[1]}]({STANDARDS[match[1]]})" if match[1] in STANDARDS else match[0], text)


def _table(title: str, fields: tuple[Field, ...]) -> list[str]:
    rows = [f"| `{field.name}`{'*' if field.required else ''} | {TYPES[field.type]} | {_told(field.meaning)} |" for field in fields]
    return ["", f"## {title}", "", "A star marks what is never empty.", "", "| field | kind | meaning |", "|---|---|---|", *rows]


def dictionary() -> str:
    """The whole document."""
    files = ["| file | what it holds |", "|---|---|", *(f"| `{address}` | {_told(holds)} |" for address, holds in FILES)]
    reading = ["## Reading it", "", *(f"- {_told(text)}" for text in READING)]
    versions = ["## What its version means", "", _told(VERSIONS)]
    head = [_HEAD, *files, "", _LANGUAGES, "", *reading, "", *versions]
    return "\n".join([*head, *_table("Claims", CLAIM_FIELDS), *_table("Corrections", CORRECTION_FIELDS), ""])


if __name__ == "__main__":
    (ROOT / "docs/data.md").write_text(dictionary(), encoding="utf-8")
