#!/usr/bin/env python3
"""Write random values as YAML and hold what is read against another reader.   scripts/try_yaml.py [NUMBER] [SEED]

Values with signs that YAML takes for its own are written plain, in quotation marks, folded, and by PyYAML and ruamel. What is read
has to be the value that PyYAML reads, as a text, or there has to be a diagnostic. Where the value was written by a program or in quotation
marks, it has to be the value itself.
"""

from __future__ import annotations

import io
import random
import sys
from collections import Counter
from typing import Any

import yaml as pyyaml
from counterpoint.reading import yaml
from counterpoint.reading.files import SourceFile
from ruamel.yaml import YAML

PIECES = [
    "#",
    " #",
    "# ",
    "&",
    "*",
    "[",
    "]",
    "{",
    "}",
    ": ",
    ":",
    "- ",
    "'",
    '"',
    "|",
    ">",
    "!",
    "%",
    "@",
    "`",
    ",",
    "\\",
    "? ",
    "~",
    "\n",
    "#1 ",
]
WORDS = ["the city", "5", "no", "null", "Ann", "é", "x1", " "]


def value(rng: random.Random) -> str:
    """Return a random text of words and signs."""
    return "".join(rng.choice(PIECES if rng.random() < 0.5 else WORDS) for _ in range(rng.randint(1, 7))).strip() or "x"


def written(rng: random.Random, text: str) -> tuple[str, str]:
    """Return how a value is written, and a file that holds it."""
    style = rng.choice(["plain", "single", "double", "folded", "literal", "pyyaml", "ruamel"])
    if style == "pyyaml":
        return style, pyyaml.safe_dump({"title": text}, allow_unicode=True, width=rng.choice([20, 80]))
    if style == "ruamel":
        out = io.StringIO()
        YAML().dump({"title": text}, out)
        return style, out.getvalue()
    if style == "single":
        return style, "title: '" + text.replace("\n", " ").replace("'", "''") + "'\n"
    if style == "double":
        return style, 'title: "' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"\n'
    if style in {"folded", "literal"}:
        return style, f"title: {'>' if style == 'folded' else '|'}\n  " + text.replace("\n", "\n  ") + "\n"
    return style, "title: " + text.replace("\n", "\n  ") + "\n"


def problem(style: str, text: str, source: str) -> str:
    """Return what is wrong with the reading of a file; empty where nothing is."""
    given, diagnostics = yaml.load(SourceFile("a.yml", source))
    if diagnostics:
        exact = style in {"double", "pyyaml", "ruamel", "single"}
        return f"{style}: refused: {diagnostics[0].message}" if exact else ""
    try:
        other: Any = pyyaml.load(source, Loader=pyyaml.BaseLoader)  # the loader of texts alone
    except pyyaml.YAMLError as error:
        return f"{style}: read, though it is no YAML: {error}"
    if source.strip() in {"title: null", "title: ~", "title: |", "title: >"}:
        return ""  # so YAML writes that there is nothing; a program writes the word in quotation marks
    if normal(given) != normal(other):
        return f"{style}: {given!r} is not {other!r}"
    if style in {"double", "pyyaml", "ruamel"} and normal(given) != normal({"title": text}):
        return f"{style}: {given!r} is not {text!r}"
    if (
        style == "plain"
        and text[0] not in "'\"|>"
        and isinstance(given, dict)
        and isinstance(given.get("title"), str)
        and " ".join(given["title"].split()) != " ".join(text.split())
    ):
        return f"{style}: {text!r} lost something: {given!r}"
    return ""


def normal(item: Any) -> Any:
    """A value whose texts have single spaces: line breaks are compared by the suite."""
    if isinstance(item, dict):
        return {normal(key): normal(inner) for key, inner in item.items()}
    if isinstance(item, list):
        return [normal(inner) for inner in item]
    return "" if item is None else " ".join(str(item).split())


def attempt(number: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Try values; return how many of each style, and what went wrong."""
    rng, tried, problems = random.Random(seed), Counter[str](), []
    for _ in range(number):
        text = value(rng)
        style, source = written(rng, text)
        tried[style] += 1
        if wrong := problem(style, text, source):
            problems.append(f"{wrong}\n{source}")
    return tried, problems


def main() -> int:
    """Print what went wrong, and how many values were tried."""
    number, seed = (int(given) for given in (*sys.argv[1:3], *("5000", "1")[len(sys.argv) - 1 :]))
    tried, problems = attempt(number, seed)
    print("\n".join(problems[:12]))
    print(f"{sum(tried.values())} values ({dict(tried)}), {len(problems)} read otherwise without a word")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
