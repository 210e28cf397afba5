"""The theme's style: rules that every engine understands in the same way."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from site_folder import ROOT

STYLES = sorted([*(ROOT / "templates/assets/css").glob("*.css"), *(ROOT / "generator/counterpoint").rglob("assets/*.css")])
RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")


def declarations(css: str) -> Iterator[tuple[str, str, str]]:
    """Selector, property and value of each declaration, without comments."""
    for selector, body in RULE.findall(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)):
        for declaration in body.split(";"):
            name, colon, value = declaration.partition(":")
            if colon:
                yield selector.strip(), name.strip(), value.strip()


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_lines_under_words_are_set_by_longhands(path):
    """WebKit drops a `text-decoration` of more than a line: marks would be invisible in it."""
    shorthands = [
        (selector, value) for selector, name, value in declarations(path.read_text(encoding="utf-8")) if name == "text-decoration"
    ]
    assert [(selector, value) for selector, value in shorthands if value not in {"none", "underline"}] == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_words_are_only_broken_anywhere_where_a_shown_address_is(path):
    """`overflow-wrap: anywhere` lets columns shrink to a letter, so that numbers and words in tables are cut."""
    broken = [
        selector
        for selector, name, value in declarations(path.read_text(encoding="utf-8"))
        if (name == "overflow-wrap" and value == "anywhere") or (name == "word-break" and value != "normal")
    ]
    shown = {".copy a", ".snippet", "#_live-errors pre", '.evidence a[href^="http"]::after'}
    assert set(broken) <= shown
