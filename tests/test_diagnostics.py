"""What authors are told when something is wrong: the code, the file and the line, all in one run."""

from __future__ import annotations

import json

import pytest
from counterpoint.build import check, lints
from counterpoint.cli import main
from counterpoint.diagnostics import CODES, as_github, as_json, as_sarif, as_terminal
from site_folder import HEAD, SIDECAR, SPEAKERS, TEXT

ARTICLE, SIDE = "content/articles/cost.md", "content/articles/cost.yml"


# (file, what stands there, what is put in its place, code, line)
EDITS = [
    (SIDE, "text: It costs little.,", "texd: It costs little.,", "key-unknown", 11),
    (SIDE, "label: 'Yes'", "labl: 'Yes'", "key-unknown", 3),
    (SIDE, "position: yes", "position: yess", "id-unknown", 11),
    (SIDE, "issue: cost}", "issue: costs}", "id-unknown", 11),
    (SIDE, "speaker: ann", "speaker: anna", "id-unknown", 11),
    (SIDE, "speakers: [ann]", "speakers: [anna]", "id-unknown", 3),
    (SIDE, "responds_to: cheap", "responds_to: chea", "id-unknown", 12),
    (SIDE, "responds_to: cheap", "responds_to: dear", "id-unknown", 12),
    (SIDE, "responds_to: cheap", "responds_to: other#cheap", "id-unknown", 12),
    (SIDE, "      yes: Little.", "      maybe: Little.", "id-unknown", 9),
    (SIDE, "      yes: Little.", "      yes: {silence: declined, answer: x}", "silence-text", 9),
    (SIDE, "      yes: Little.", "      yes: {note: x}", "silence-text", 9),
    (SIDE, "      yes: Little.", "      yes: {answer: x, inferred: true}", "inferred-note", 9),
    (SIDE, "      yes: Little.", "      yes: {answer: x, words: y}", "value-wrong", 9),
    (SIDE, "      yes: Little.", "      yes: {silence: shy}", "value-wrong", 9),
    (SIDE, "speaker: ann, ", "", "key-missing", 11),
    (SIDE, "quote: it costs little, ", "", "claim-unanchored", 11),
    (SIDE, "quote: it costs little", "quote: it costs much", "quote-not-found", 11),
    (SIDE, "quote: it costs little", "quote: ''", "quote-empty", 11),
    (SIDE, "quote: it costs little", "quote: i", "quote-short", 11),
    (SIDE, "quote: it costs little", "quote: it", "quote-ambiguous", 11),
    (SIDE, "quote: it costs little", "quote: it costs little, occurrence: 3", "quote-occurrence", 11),
    (SIDE, "quote: it costs little", "quote: it costs little, within: '#none'", "quote-within", 11),
    (SIDE, "quote: it costs little", "quote: {from: it}", "value-wrong", 11),
    (SIDE, "text: It costs little.,", "date: yesterday,", "value-wrong", 11),
    (SIDE, "text: It costs little.,", "date: 2026-02-30,", "value-wrong", 11),
    (SIDE, "text: It costs little.,", "evidence: [{source: none}],", "id-unknown", 11),
    (SIDE, "text: It costs little.,", "evidence: [{source: s, stance: proves}],", "value-wrong", 11),
    (SIDE, "text: It costs little.,", "review: {rating: none},", "id-unknown", 11),
    (SIDE, "text: It costs little.,", "note: '[x](javascript:alert(1))',", "link-scheme", 11),
    (SIDE, "text: It costs little.,", "note: '[x](term:none)',", "id-unknown", 11),
    (SIDE, "text: It costs little.,", "note: '[x](claim:none)',", "id-unknown", 11),
    (SIDE, "text: It costs little.,", "note: '[x](speaker:none)',", "id-unknown", 11),
    (SIDE, "text: It costs little.,", "note: '[x](/nowhere/)',", "link-broken", 11),
    (SIDE, "  cheap:", "  Cheap:", "value-wrong", 11),
    (SIDE, "  dear:", "  cheap:", "key-duplicate", 12),
    (SIDE, "claims:", "claims: [", "yaml-syntax", 12),
    (SIDE, "question: What does it cost?", "question: [x]", "value-wrong", 7),
    (SIDE, "question: What does it cost?", "question: !!python/name:os.system x", "yaml-tag", 7),
    (SIDE, "question: What does it cost?", "question: What: does", "yaml-syntax", 7),
    (SIDE, "question: What does it cost?", "question: ", "key-missing", 7),
    (ARTICLE, "title: A title", "titel: A title", "key-unknown", 2),
    (ARTICLE, "title: A title\n", "", "key-missing", 2),
    (ARTICLE, "date: 2026-01-02", "date: May", "value-wrong", 3),
    (ARTICLE, "date: 2026-01-02", "date: 2026", "value-wrong", 3),
    (ARTICLE, "date: 2026-01-02", "date: 2026-01-02\ntopics: [none]", "id-unknown", 4),
    (ARTICLE, "date: 2026-01-02", "date: 2026-01-02\nabout: none", "id-unknown", 4),
    (ARTICLE, "date: 2026-01-02", "date: 2026-01-02\nimage: {src: media/x.png}", "key-missing", 4),
    (ARTICLE, "date: 2026-01-02", "date: 2026-01-02\nimage: {src: media/x.png, alt: x}", "image-missing", 4),
    (ARTICLE, "date: 2026-01-02", "date: 2026-01-02\nimage: {src: ../../x.png, alt: x}", "value-wrong", 4),
    (ARTICLE, "date: 2026-01-02", "date: 2026-01-02\nredirects: ['https://x.example/']", "value-wrong", 4),
    (ARTICLE, "date: 2026-01-02", "date: 2026-01-02\nredirects: [/cost/]", "slug-duplicate", 4),
    (ARTICLE, "---\ntitle", "title", "front-matter", 1),
    (ARTICLE, "Ann says", "[Ann](speaker:none) says", "id-unknown", 6),
    (ARTICLE, "Ann says", "[Ann](term:none) says", "id-unknown", 6),
    (ARTICLE, "Ann says", "[Ann](article:none) says", "id-unknown", 6),
    (ARTICLE, "Ann says", "[Ann](claim:none) says", "id-unknown", 6),
    (ARTICLE, "it costs little", "[it costs little](claim:cheap)", "claim-placed-twice", 11),
    (ARTICLE, "Ann says", "[Ann](other.md) says", "link-broken", 6),
    (ARTICLE, "Ann says", "[Ann](/nowhere/) says", "link-broken", 6),
    (ARTICLE, "Ann says", "[Ann](#nowhere) says", "link-broken", 6),
    (ARTICLE, "Ann says", "[Ann](javascript:alert(1)) says", "link-scheme", 6),
    (ARTICLE, "Ann says", "[Ann](data:text/html,x) says", "link-scheme", 6),
    (ARTICLE, "Ann says", "![](media/x.png) Ann says", "image-alt", 6),
    (ARTICLE, "Ann says", "![x](media/x.png) Ann says", "image-missing", 6),
    (ARTICLE, "Ann says", "![x](media/../../site.yml) Ann says", "image-missing", 6),
    (ARTICLE, "Ann says", "![x](https://x.example/a.png) Ann says", "image-missing", 6),
    (ARTICLE, "it costs little", "it ~~never~~ costs little", "quote-not-found", 11),
    (ARTICLE, "costs little", "costs ~~little~~", "quote-struck", 11),
    ("site.yml", "title: Test", "titel: Test", "key-unknown", 1),
    ("site.yml", "https://example.org/", "ftp://example.org/", "value-wrong", 2),
    ("site.yml", "title: Test", "title: Test\nnavigation: [{label: X, url: /nowhere/}]", "link-broken", 2),
    ("site.yml", "title: Test", "title: Test\nnavigation: [{label: X, url: 'javascript:x'}]", "value-wrong", 2),
    ("site.yml", "title: Test", "title: Test\nratings: {a: {label: A, value: 3}}", "value-wrong", 2),
    ("site.yml", "title: Test", "title: Test\ntheme: {accent: red}", "value-wrong", 2),
    ("site.yml", "title: Test", "title: Test\ntheme: {font: 'x;} body{display:none'}", "value-wrong", 2),
    ("content/speakers.yml", "kind: person", "kind: human", "value-wrong", 1),
    ("content/speakers.yml", "kind: person", "url: 'javascript:alert(1)'", "value-wrong", 1),
    ("content/speakers.yml", "kind: person", "affiliation: none", "id-unknown", 1),
    ("content/speakers.yml", "kind: person", "image: media/none.png", "image-missing", 1),
]


@pytest.mark.parametrize(("path", "old", "new", "code", "line"), EDITS, ids=[f"{e[3]}-{n}" for n, e in enumerate(EDITS)])
def test_a_mistake_is_reported_at_its_place(site, path, old, new, code, line):
    site.edit(path, old, new)
    found = site.diagnostics()
    reported = {(d.code, d.location.line) for d in found}
    assert (code, line) in reported, found
    assert all(d.help or d.code in {"value-wrong", "id-unknown", "link-broken"} for d in found), found


def test_no_site_at_all(tmp_path):
    from counterpoint.build import build
    from counterpoint.options import Options

    assert [d.code for d in build(Options(tmp_path, "2026-01-01")).diagnostics] == ["file-missing"]


def test_editors_files_bom_and_line_ends_do_not_matter(site):
    site.built()
    before = site.tree()
    site.write("content/articles/.cost.md.swp", b"\0")
    site.write("content/articles/cost.md~", "x")
    site.write(ARTICLE, b"\xef\xbb\xbf" + (HEAD + "\n" + TEXT).replace("\n", "\r\n").encode())
    site.write(SIDE, SIDECAR.replace("\n", "\r\n"))
    site.built()
    assert site.tree() == before


def test_yaml_words_mean_themselves(empty):
    empty.write("content/speakers.yml", "no: {name: No}\n" + SPEAKERS)
    empty.article("a", "At 12:30, no is yes.", "claims: {on: {quote: '12:30, no is yes', text: no, speaker: no, date: 2024-03}}")
    empty.built()
    page = empty.page("a/index.html")
    assert '<h3 class="card-claim" id="on_q">no</h3>' in page
    assert "March 2024" in page


def test_all_mistakes_come_at_once_in_order_and_in_every_format(site):
    site.edit(SIDE, "position: yes", "position: yess")
    site.edit(SIDE, "responds_to: cheap", "responds_to: chea")
    site.edit("content/speakers.yml", "kind: person", "kind: human")
    site.write("content/pages/x.md", "no front matter")
    found = site.diagnostics()
    assert [d.location.path for d in found] == sorted(d.location.path for d in found)
    assert {d.code for d in found} == {"id-unknown", "value-wrong", "front-matter"}
    assert len(json.loads(as_json(found))) == len(found) == 4
    assert as_github(found).count("::error file=") == 4
    results = json.loads(as_sarif(found))["runs"][0]["results"]
    assert [r["ruleId"] for r in results] == [d.code for d in found]
    assert results[0]["locations"][0]["physicalLocation"]["region"]["startLine"] == found[0].location.line
    text = as_terminal(found, colour=False)
    assert "did you mean 'yes'?" in text
    assert "\x1b" not in text
    assert "\x1b[1;31m" in as_terminal(found, colour=True)


def test_no_colour_where_it_is_not_wanted(monkeypatch, capsys, site):
    site.edit(SIDE, "position: yes", "position: yess")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    for value, coloured in (("", True), ("1", False)):
        monkeypatch.setenv("NO_COLOR", value)
        monkeypatch.setenv("TERM", "xterm")
        assert main(["check", "--site", str(site.root)]) == 1
        assert ("\x1b[1;31merror" in capsys.readouterr().err) is coloured


def test_a_plain_page_has_neither_terms_nor_claims(site):
    site.write("content/pages/about.md", "---\ntitle: About\n---\n\n[A term](term:none), [a claim](claim:none)\n")
    found = site.diagnostics()
    assert [(d.code, d.location.line) for d in found] == [("id-unknown", 5)] * 2
    assert {d.message for d in found} == {"a plain page has no terms", "a plain page has no claims"}


def test_a_lost_quote_is_explained(site):
    site.edit(ARTICLE, "it costs little", "it costs very little")
    help = next(d for d in site.diagnostics() if d.code == "quote-not-found").help
    assert "line 6" in help
    assert "'it costs very little'" in help
    assert "{+very+}" in help


def test_a_hostile_file_cannot_write_to_the_terminal(site):
    site.edit(SIDE, "position: yes", 'position: "y\\u202e\\x1b[31m"')
    assert "\x1b" not in as_terminal(site.diagnostics(), colour=False)
    assert "\u202e" not in as_terminal(site.diagnostics(), colour=False)


def test_every_code_is_described():
    for code, meaning in CODES.items():
        assert code == code.lower()
        assert meaning.endswith(".")


LINTS = [
    (SIDE, "claims:", "terms: {toll: {term: toll, definition: A charge.}}\nclaims:", "unused", 10),
    (SIDE, "issues:", "issues:\n  idle: {question: Why?}", "unused", 6),
    (SIDE, "claims:", "sources: {s: {title: S}}\nclaims:", "unused", 10),
    (SIDE, "claims:", "corrections: [{date: 2026-06-02, text: Mended.}]\nclaims:", "date-future", 10),
    ("content/speakers.yml", "ann:", "bob: {name: Bob}\nann:", "unused", 1),
    ("site.yml", "title: Test", "title: Test\ntopics: {t: {label: T}}", "unused", 2),
    (
        SIDE,
        "  dear: {quote: nobody can pay for it, speaker: union, position: 'no', issue: cost, responds_to: cheap}\n",
        "",
        "position-silent",
        4,
    ),
    ("content/speakers.yml", "kind: person", "kind: person, url: 'http://x.example/'", "link-insecure", 1),
    (SIDE, "text: It costs little.,", "note: '[x](http://x.example/)',", "link-insecure", 11),
    (ARTICLE, "Ann says", "[Ann](http://x.example/) says", "link-insecure", 6),
    (ARTICLE, "Ann says", "Ann\u202e says", "bidi-control", 6),
    (ARTICLE, "title: A title", "title: " + "A long title " * 10, "title-long", 2),
]


@pytest.mark.parametrize(("path", "old", "new", "code", "line"), LINTS, ids=[f"{e[3]}-{n}" for n, e in enumerate(LINTS)])
def test_what_is_seldom_meant_is_a_warning_that_can_be_allowed(site, path, old, new, code, line):
    def found():
        return [(d.code, d.location.path, d.location.line) for d in check(site.options(), [lints]).diagnostics if d.code == code]

    site.edit(path, old, new)
    assert found() == [(code, path, line)]
    lines = (site.root / path).read_text().split("\n")
    allowed = f"# counterpoint: allow {code}: it is meant"
    lines.insert(line - 1, allowed if path != ARTICLE or line < 5 else f"<!-- {allowed[2:]} -->")
    site.write(path, "\n".join(lines))
    assert not found()
