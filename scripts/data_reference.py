"""Write docs/data.md from the fields of the open data, so that the dictionary cannot fall behind the code.

python scripts/data_reference.py
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "generator"))

from counterpoint.pages.open_data_schema import CLAIM_FIELDS, CORRECTION_FIELDS, FORMAT_VERSION, SEPARATOR, Field  # noqa: E402

_TYPES = {"string": "text", "number": "number", "boolean": "true or false", "list": "list of ids", "array": "JSON array"}

_HEAD = f"""# The open data of a site

Made from the code by `python scripts/data_reference.py`. This is version {FORMAT_VERSION} of the data.

| file | what it holds |
|---|---|
| `/data/claims.json` | every public claim, with the site's licence, its scale of ratings, the version of the data and the address of its data package |
| `/data/claims.csv` | the same claims as a table |
| `/data/corrections.csv` | every correction, also of articles, questions, positions and claims that are gone |
| `/data/reviews.json` | every rated claim as a [ClaimReview](https://schema.org/ClaimReview), in a [DataFeed](https://schema.org/DataFeed) as Data Commons takes it |
| `/data/datapackage.json` | the tables and their columns as a [Data Package](https://datapackage.org) |

A site in several languages has these files for each of them, such as `/he/data/claims.csv`. The ids are the same in all languages.

## Reading it

- The tables are CSV as in RFC 4180, in UTF-8 with a byte order mark. An empty cell is a value that is not there. JSON has an empty text
  or list there, or `null` for a number.
- In CSV, the ids of a list stand with `{SEPARATOR}` between them, which no id can contain. Lists of texts are JSON.
- A text that a spreadsheet would take for a formula has an apostrophe before it in CSV: one that begins with `=`, `+`, `-`, `@`, their
  full-width forms, a tab or a line break, also with apostrophes before that. Take one apostrophe away to have the text as it is in JSON.
- Ids of articles, speakers, ratings and shared sources hold for the whole site. Ids of positions and questions hold within their article:
  join them by `article` and the id.
- `rating_scale` in JSON has the scale's `worst` and `best` value and all `ratings`. The data package has the same as limits of
  `rating_value` and categories of `rating_id`.

## What its version means

`format_version` in JSON, and `version` in the data package. The first number rises when a field is taken away or comes to mean something
else. The second rises when a field is added. So read fields by their names, and expect further ones.
"""


def _table(title: str, fields: tuple[Field, ...]) -> list[str]:
    rows = [f"| `{field.name}`{'*' if field.required else ''} | {_TYPES[field.type]} | {field.meaning} |" for field in fields]
    return ["", f"## {title}", "", "A star marks what is never empty.", "", "| field | kind | meaning |", "|---|---|---|", *rows]


def dictionary() -> str:
    """The whole document."""
    return "\n".join([_HEAD.rstrip(), *_table("Claims", CLAIM_FIELDS), *_table("Corrections", CORRECTION_FIELDS), ""])


if __name__ == "__main__":
    (ROOT / "docs/data.md").write_text(dictionary(), encoding="utf-8")
