"""The selectors of annotations.json find the words of every claim with the programs that others use, in a real browser."""

from __future__ import annotations

import json
import shutil
import subprocess
import textwrap
from pathlib import Path

import pytest
from browser.conftest import served
from site_folder import ROOT, SITE, SPEAKERS, TestSite

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (ROOT / "node_modules/hypothesis").exists() or not shutil.which("node"), reason="the annotators come from npm"),
]
HERE = Path(__file__).resolve().parent / "annotators"


@pytest.fixture(scope="session")
def script(tmp_path_factory):
    """The annotators as one script. Hypothesis publishes its client as a bundle, whose source map holds the sources."""
    folder = tmp_path_factory.mktemp("annotators")
    bundle = json.loads((ROOT / "node_modules/hypothesis/build/scripts/annotator.bundle.js.map").read_text(encoding="utf-8"))
    for name, source in zip(bundle["sources"], bundle["sourcesContent"], strict=True):
        if "/anchoring/" in name or "approx-string-match" in name:
            file = folder / "hypothesis" / name.rpartition("/")[2]
            if "approx-string-match" in name:
                file = folder / "hypothesis/approx-string-match.js"
            file.parent.mkdir(exist_ok=True)
            file.write_text(source, encoding="utf-8")
    aliases = {"hypothesis-anchoring": "html.ts", "approx-string-match": "approx-string-match.js"}
    command = [
        "node",
        str(ROOT / "node_modules/esbuild/bin/esbuild"),
        str(HERE / "entry.js"),
        "--bundle",
        "--format=iife",
        f"--outfile={folder / 'annotators.js'}",
        *(f"--alias:{name}={folder / 'hypothesis' / file}" for name, file in aliases.items()),
        "--log-level=error",
    ]
    subprocess.run(command, check=True, cwd=ROOT)
    return folder / "annotators.js"


def found(browser, script, address, path):
    """What each annotator finds in an article."""
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(f"{address}{path}")
    collection = page.evaluate("() => fetch('annotations.json').then((answer) => answer.json())")
    page.add_script_tag(path=str(script))
    result = page.evaluate("(collection) => findAll(collection)", collection)
    context.close()
    return result


def wrapped(text, width=40):
    """Every paragraph of a text on lines of a few words."""
    return "\n\n".join(textwrap.fill(part, width, break_long_words=False, break_on_hyphens=False) for part in text.split("\n\n"))


TEXT = """Ann says that it costs little, whatever they say. Ann says that it costs *very* little, and [so on](https://example.org/).

It is ~~not~~ true that wages rose[^1] in May, says Ann, and that prices fell\\
in June.

| who | what |
|---|---|
| Ann | half of all trips |
| Bob | half of all trips |

- the first point of ours
- the second point of ours

The whole of this paragraph is a claim.

## We will not pay for it

> 😀 They said “so much” to us, and `code` to them.

[^1]: The count of the year.
"""
SIDECAR = """
claims:
  again: {quote: it costs little, speaker: ann, prefix: says that}
  over: {quote: Ann says that it costs very little, speaker: ann}
  inner: {quote: costs very, speaker: ann}
  link: {quote: "little, and so on", speaker: ann}
  note: {quote: wages rose in May, speaker: ann}
  break: {quote: prices fell in June, speaker: ann}
  cell: {quote: half of all trips, speaker: ann, occurrence: 2}
  points: {quote: "point of ours\\n\\nthe second", speaker: ann}
  whole: {quote: The whole of this paragraph is a claim., speaker: ann}
  heading: {quote: We will not pay, speaker: ann}
  smile: {quote: 'They said "so much" to us, and code', speaker: ann}
  foot: {quote: count of the year, speaker: ann}
notes:
  n: {quote: of the year, note: A note.}
"""
# What docs/format.md says cannot be had.
AMBIGUOUS = {("apache quote", "cell"), ("hypothesis", "cell")}
"""The second of two cells with the same words has no context of its own; its position finds it."""
UNITS = {("dom-anchor-text-position", "smile"), ("recogito", "smile")}
"""These count UTF-16 units, where the model counts characters: after an emoji in the same block."""
FROM_THE_MIDDLE = "dom-anchor-text-quote"
"""It looks from the middle of the page on: on one as small as this, the nearest words are those of a card."""


@pytest.mark.parametrize("how", [str, wrapped], ids=["long lines", "wrapped lines"])
def test_every_annotator_finds_the_words_of_claims(tmp_path, browser, script, how):
    site = TestSite(tmp_path)
    site.write("site.yml", SITE)
    site.write("content/speakers.yml", SPEAKERS)
    text = TEXT if how is str else TEXT.replace(TEXT.split("\n\n")[0], wrapped(TEXT.split("\n\n")[0]), 1)
    site.article("a", text, SIDECAR)
    site.built()
    with served(site.root / "build") as address:
        result = found(browser, script, address, "/a/")
    assert result["unmarked"] == []
    assert result["targets"] >= 13
    assert {(way, id) for way, wrong in result["wrong"].items() for id, _, _ in wrong if way != FROM_THE_MIDDLE} <= AMBIGUOUS | UNITS


@pytest.mark.parametrize("path", ["automated-apartheid-report", "eu-ai-act-biometric-identification", "he/automated-apartheid-report"])
def test_every_annotator_finds_the_words_of_the_example_site(browser, script, address, example, path):
    if not (example / path / "annotations.json").exists():
        pytest.skip("the example site has no such article")
    result = found(browser, script, address, f"/{path}/")
    assert result["targets"] > 10
    assert result["unmarked"] == []
    assert {way: wrong for way, wrong in result["wrong"].items() if wrong} == {}
