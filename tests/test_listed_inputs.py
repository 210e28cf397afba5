"""Everyday inputs by which words were once marked wrongly, lost or refused, through the command line: one line a verdict.

Two sites hold them all, one that must build and one of which every article must be stopped; each is read once.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from site_folder import HEAD, TestSite

SITE = "title: T\nbase_url: https://example.org/\nsearch: false\nshare_images: none\n"
CLAIM = "claims:\n  q:\n    speaker: ann\n    quote: {}\n"
LINKED = "claims: {q: {speaker: ann}}\n"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000000301010018dd8db00000000049454e44ae426082"
)


def quoted(quote, more=""):
    return CLAIM.format(json.dumps(quote, ensure_ascii=False)) + "".join(f"    {line}\n" for line in more.split("\n") if line)


def edges():
    """Quotes that would begin or end inside a word or a number: (text, quote)."""
    yield from ((f"They say he can{mark}t come.", "he can") for mark in "‘´`′‛")
    yield "הדבר בלתי־חוקי לדעתה.", "חוקי לדעתה"
    yield from ((f"It was non{dash}violent.", "violent") for dash in "–−－⁃")
    yield from ((f"It rose by {sign}5 percent.", "5 percent") for sign in (".", "±", "－", "﹣"))
    yield "It rose by 5—10 percent.", "10 percent"
    yield from ((f"It cost 1{space}250 euros.", "250 euros") for space in " \u2007")
    yield "二十五パーセント増えた。", "五パーセント"
    yield "人口は25万である。", "25"


# Every article that must be stopped: (text, sidecar, the code that stops it, front matter).
STOPPED = {
    **{f"2 {quote} in {text}": (text.replace("`", "\\`"), quoted(quote), "quote-not-found", HEAD) for text, quote in edges()},
    "1 quote with #1": ("It is so.", CLAIM.format("this is not the #1 problem of our time"), "yaml-comment", HEAD),
    "1 title with #1": ("It is so.", "", "yaml-comment", HEAD.replace("A title", "Is this the #1 problem?")),
    "1 item with #2": ("It is so.", "", "yaml-comment", HEAD.replace("date:", "authors:\n  - Ann Example #2\ndate:")),
    "1 note with #12": ("It is so.", quoted("is so", "note: See issue #12"), "yaml-comment", HEAD),
    "1 source with #7": ("It is so.", "sources: {s: {url: 'https://x.example/',\n  title: Judgment No. #7\n }}", "yaml-comment", HEAD),
    "1 title with &Co": ("It is so.", "", "yaml-anchor", HEAD.replace("A title", "&Co is here")),
    "1 quote in brackets": ("So [the city] is.", CLAIM.format("[the city]"), "yaml-list", HEAD),
    "3 link over struck words": ("It is [really ~~not~~ safe](claim:q).", LINKED, "quote-struck", HEAD),
    "3 link without words": ("It is [](claim:q) safe.", LINKED, "quote-empty", HEAD),
    "3 link around an image": ("It is [![alt](media/x.png)](claim:q) safe.", LINKED, "quote-empty", HEAD),
    "3 link around a break": ("It is [\\\n](claim:q) safe.", LINKED, "quote-empty", HEAD),
    "4 somebody else's words": (
        "Says Ann: they erred. Says Bob: they lied.",
        quoted("they lied", 'prefix: "Ann:"'),
        "quote-stale-context",
        HEAD,
    ),
    "4 he in she": ("So she lied.", quoted("lied", "prefix: he"), "quote-stale-context", HEAD),
    "4 5 in 15": ("So 15 lied.", quoted("lied", 'prefix: "5"'), "quote-stale-context", HEAD),
    "4 suffix": ("They lied here.", quoted("They lied", "suffix: there"), "quote-stale-context", HEAD),
    "4 within": ("## One\n\nThey lied.\n\n## Two\n\nNo.", quoted("They lied", "within: '#two'"), "quote-stale-context", HEAD),
    "4 occurrence": ("They lied.", quoted("They lied", "occurrence: 2"), "quote-occurrence", HEAD),
    "4 over a heading": ("It began.\n\n## Later\n\nIt ended.", CLAIM.format("{from: It began, to: It ended}"), "quote-not-found", HEAD),
    "7 French elision": ("Il dit que l’État a menti.", quoted("État a menti"), "quote-not-found", HEAD),
    "7 lost end": ("It began.\n\nIt ended.", CLAIM.format("{from: It began, to: at six}"), "quote-not-found", HEAD),
    "8 no such day": ("It is so.", "", "value-wrong", HEAD.replace("2026-01-02", "2025-02-30")),
    "8 day first": ("It is so.", "", "value-wrong", HEAD.replace("2026-01-02", "3.11.2025")),
    "9 merge conflict": ("<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> x", "", "merge-conflict", HEAD),
    "9 cells": ("| a | b |\n|---|---|\n| 1 | 2 | 3 |", "", "table-cells", HEAD),
    "9 footnote": ("It is so[^x].", "", "footnote-unresolved", HEAD),
    "9 unused footnote": ("It is so.\n\n[^x]: A note.", "", "footnote-unused", HEAD),
    "9 reference": ("See [it][there].", "", "reference-unresolved", HEAD),
    **{
        f"9 {sign[:4]}": (sign, "", "foreign-syntax", HEAD)
        for sign in ("{{< figure >}}", "See [[a page]].", "!!! note\n    So.", "::: note")
    },
}
# Every article that must build: (text, sidecar, the words that must be marked).
BUILT = {
    "1 a line break in double quotes": ("It is one\ntwo.", CLAIM.format('"one\\ntwo"'), ["one two"]),
    "1 brackets in quotation marks": ("So [the city] is.", CLAIM.format("'[the city]'"), ["[the city]"]),
    "2 a year before a number": ("In 2024 250 euros were paid.", quoted("250 euros"), ["250 euros"]),
    "4 curly against straight": ("It’s “they lied”; so they lied.", quoted("they lied", 'prefix: "It\'s \\""'), ["they lied"]),
    "4 pasted Markdown": ("It is *so* they lied; they lied.", quoted("they lied", "prefix: 'is *so*'"), ["they lied"]),
    "4 over a heading, told": ("It began.\n\n## Later\n\nIt ended.", CLAIM.format("{from: It began, to: It ended, across: true}"), None),
    "7 Markdown and a blank line": ("So *one*\n\n**two** it is.", quoted("*one*\n\n**two**"), ["one", "two"]),
    "7 over an image": ("Before it.\n\n![a](media/x.png)\n\nAfter it.", quoted("Before it.\n\nAfter it"), ["Before it.", "After it"]),
    "7 over a figure": (
        'Before.\n\n![a](media/x.png "Caption")\n\nAfter.',
        quoted("Before.\n\nCaption\n\nAfter"),
        ["Before.", "Caption", "After"],
    ),
    "7 over an empty cell": ("| one |  | two |\n|---|---|---|\n| a | b | c |", quoted("one\n\ntwo"), ["one", "two"]),
    "7 an unseen character before an accent": ("A cafe\u00ad\u0301 noir.", quoted("café noir"), ["cafe\u00ad\u0301 noir"]),
    "9 a heading like a claim without a place": (
        "## Overview\n\nSee [it](claim:SLUG#overview).",
        "claims: {overview: {speaker: ann, text: So., anchor: none}}",
        [],
    ),
}
# The same with `raw_html: sanitize`.
RAW_STOPPED = {
    "5 del": ("It is <del>not</del> safe.", quoted("not safe"), "quote-struck", HEAD),
    "5 s": ("It is <s>not</s> safe.", quoted("is not safe"), "quote-struck", HEAD),
    "5 cells": ("<table><tr><td>5</td><td>0 percent</td></tr></table>", quoted("50 percent"), "quote-not-found", HEAD),
    "5 br": ("They say so<br>me lied.", quoted("some lied"), "quote-not-found", HEAD),
    "5 items": ("<ul><li>one</li><li>two</li></ul>", quoted("one two"), "quote-not-found", HEAD),
    "5 an image from elsewhere": ('<img src="https://x.example/a.png" alt="a">', "", "image-missing", HEAD),
    "5 what is taken away": ("<iframe src='https://x.example/'></iframe>", "", "html-removed", HEAD),
}
RAW_BUILT = {
    "5 details": (
        "<details>\n<summary>More</summary>\n\nSome **hidden** words\n\n</details>",
        quoted("Some hidden words"),
        ["Some ", "hidden", " words"],
    ),
    "5 a raw link": ("So <a href='https://x.example/'>they lied</a> here.", quoted("they lied"), ["they lied"]),
    "5 a raw link in a cell": ("| a |\n|---|\n| <a href='https://x.example/'>they lied</a> |", quoted("they lied"), ["they lied"]),
}


class Verdicts:
    """What the command line says of each article of a site, and its page."""

    def __init__(self, root: Path, settings: str, cases) -> None:
        self.site, self.slugs = TestSite(root), {name: f"a{number}" for number, name in enumerate(cases)}
        self.site.write("site.yml", SITE + settings)
        self.site.write("content/speakers.yml", "ann: {name: Ann Example}\nbob: {name: Bob Example}\n")
        self.site.write("content/media/x.png", PNG)
        for name, case in cases.items():
            self.site.article(
                self.slugs[name], case[0].replace("SLUG", self.slugs[name]) + "\n", case[1], case[3] if len(case) > 3 else HEAD
            )

    def run(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "counterpoint", *arguments, "--site", str(self.site.root), "--format", "json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.found = json.loads(done.stdout)
        self.status = done.returncode

    def codes(self, name: str) -> set[str]:
        return {item["code"] for item in self.found if item["path"].startswith(f"content/articles/{self.slugs[name]}.")}


@pytest.fixture(scope="module")
def stopped(tmp_path_factory):
    verdicts = {}
    for settings, cases in (("", STOPPED), ("raw_html: sanitize\n", RAW_STOPPED)):
        made = Verdicts(tmp_path_factory.mktemp("stopped"), settings, cases)
        made.run("check")
        verdicts |= {name: made.codes(name) for name in cases}
    return verdicts


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    pages = {}
    for settings, cases in (("", BUILT), ("raw_html: sanitize\n", RAW_BUILT)):
        made = Verdicts(tmp_path_factory.mktemp("built"), settings, cases)
        made.run("build")
        assert made.status == 0, made.found
        pages |= {name: made.site.page(f"{made.slugs[name]}/index.html") for name in cases}
    return pages


@pytest.mark.parametrize("name", [*STOPPED, *RAW_STOPPED])
def test_what_is_wrong_is_named(stopped, name):
    assert {**STOPPED, **RAW_STOPPED}[name][2] in stopped[name]


@pytest.mark.parametrize("name", [*BUILT, *RAW_BUILT])
def test_what_is_right_is_marked_exactly(built, name):
    words = {**BUILT, **RAW_BUILT}[name][2]
    marks = [html.unescape(mark) for mark in re.findall(r'data-claims="q">([^<]*)</mark>', built[name])]
    assert words is None or marks == words
    assert not re.search(r'<a [^>]*href="https://x[^>]*>(?:(?!</a>).)*id="mark_q"', built[name])
