"""Characters that no feed can hold get into no page or feed as numbers either, in Markdown, front matter or YAML."""

from __future__ import annotations

import json
import os
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import regex
from site_folder import HEAD, SITE, SPEAKERS, TestSite

NUMBERS = [
    f"&#{number};" for number in (0, 1, 8, 11, 12, 31, "x0c", "xC", "X0C", "x1", "xD800", "xDFFF", "xFFFE", "x7F", "x80", "x81", "x110000")
]
FORBIDDEN = regex.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x81\ufffe\uffff]")


@pytest.mark.parametrize("html", ["", "raw_html: sanitize\n"])
def test_numbers_of_characters_leave_every_feed_well_formed(empty, html):
    every = " ".join(f"a{number}b" for number in NUMBERS)
    empty.write("site.yml", SITE + html)
    text = f"Ann says it costs &#12; little {every}.\n\n[l](https://e.example/?{every.replace(' ', '')} 't{every}')\n\n"
    text += f"```x&#12;\n{every}\n```\n\n<b title='{every}'>b {every}</b>\n"
    sidecar = f"""
    terms: {{t: {{term: 'T {every}', definition: 'd {every}'}}}}
    claims:
      placed: {{quote: {{from: Ann says, to: little}}, speaker: ann, note: 'n {every}'}}
      c: {{text: 't {every}', anchor: none, speaker: ann}}
    corrections:
      - {{date: 2026-01-05, claim: placed, text: 'x {every} y'}}
    """
    empty.article("cost", text, sidecar, head=HEAD.replace("A title", f"'A {every}'").replace("date:", f"deck: 'd {every}'\ndate:"))
    empty.built()
    written = [path for path in (empty.root / "build").rglob("*") if path.suffix in {".xml", ".json", ".html"}]
    for path in written:
        content = path.read_text(encoding="utf-8")
        assert not FORBIDDEN.search(content), path
        if path.suffix == ".xml":
            ET.fromstring(content)
        if path.suffix == ".json":
            json.loads(content, parse_constant=pytest.fail)
    assert {"feed.xml", "sitemap.xml", "annotations.json"} <= {path.name for path in written}
    assert "\ufffd" in empty.page("cost/index.html")


@pytest.mark.parametrize("value", [r'"\x01"', r'"\0"', r'"\e"', r'"\x0c"', r'"\uFFFE"', r'"\uD800"', r'"\U0001FFFF"'])
def test_escapes_of_such_characters_in_yaml_are_errors_with_their_place(empty, value):
    empty.article("cost", "Ann.\n", f"claims:\n  c: {{text: {value}, anchor: none, speaker: ann}}\n", head=HEAD.replace("A title", value))
    places = {(d.location.path, d.location.line) for d in empty.diagnostics() if d.code in {"character-forbidden", "yaml-syntax"}}
    assert places == {("content/articles/cost.md", 2), ("content/articles/cost.yml", 2)}


def test_a_site_whose_path_is_not_utf_8_is_built_with_its_search(tmp_path, monkeypatch):
    root = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    try:
        root.mkdir()
    except OSError:
        pytest.skip("this disk takes no such names")
    site = TestSite(root)
    site.write("site.yml", SITE.replace("search: false", "search: true"))
    site.write("content/speakers.yml", SPEAKERS)
    site.article("cost", "Ann says so.\n")
    monkeypatch.chdir(root)
    site.built()
    assert (root / "build/search/index.html").is_file()
