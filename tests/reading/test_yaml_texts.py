"""What an author wrote into a value is in the value, or there is an error that says where."""

from __future__ import annotations

import importlib.util
import io
import re
import sys

import pytest
import ruamel.yaml
import yaml as pyyaml
from counterpoint.build import check
from counterpoint.diagnostics import ERROR, WARNING, in_order
from counterpoint.reading import yaml
from counterpoint.reading.files import SourceFile
from hypothesis import given, settings
from hypothesis import strategies as st
from site_folder import HEAD, ROOT


def load(text):
    return yaml.load(SourceFile("a.yml", text))


def errors(text):
    return [(d.code, d.location.line, d.location.column) for d in in_order(load(text)[1]) if d.severity == ERROR]


def warnings(text):
    return [(d.code, d.location.line, d.location.column) for d in in_order(load(text)[1]) if d.severity == WARNING]


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("quote: this is not the #1 problem of our time", "yaml-comment", 24),
        ("title: Is this the #1 problem?", "yaml-comment", 20),
        ("note: See issue #12", "yaml-comment", 17),
        ("title: Judgment No. #7", "yaml-comment", 21),
        ("- Ann Example #2", "yaml-comment", 15),
        ("names: [a, b #2\n ]", "yaml-comment", 14),
        ("title: #MeToo", "yaml-comment", 8),
        ("- #1", "yaml-comment", 3),
        ("title: the #“MeToo” debate", "yaml-comment", 12),
        ("title: מספר #אחת", "yaml-comment", 13),
        ("note: > #1 problem\n  text", "yaml-comment", 9),
        ("note: |- #1 problem\n  text", "yaml-comment", 10),
        ("title: 'The' #1 problem", "yaml-comment", 14),
        ('title: "The" #1 problem', "yaml-comment", 14),
        ("title: &Co is here", "yaml-anchor", 8),
        ("note: &a one\nbio: &a two\nrole: *a", "yaml-anchor", 7),
        ("title: ! Attention", "yaml-tag", 8),
        ("title: !important x", "yaml-tag", 8),
        ("title: ! 'quoted'", "yaml-tag", 8),
        ("! title: x", "yaml-tag", 1),
        ("!say title: x", "yaml-tag", 1),
        ("&b title: x", "yaml-anchor", 1),
        ("quote: [the city]", "yaml-list", 8),
        ("quote: [the city\n  council]", "yaml-list", 8),
        ("title: one\u2028two", "character-forbidden", 11),
        ("title: one\u0085two", "character-forbidden", 11),
        ('title: "a\\x01b"', "character-forbidden", 8),
        ('title: "a\\uFFFEb"', "character-forbidden", 8),
        ("title: a\u0001b", "character-forbidden", 9),
        ("title: a\ufffeb", "character-forbidden", 9),
        ("title: {the city", "yaml-syntax", None),
        ("title: @ann", "yaml-syntax", None),
        ("title: %a", "yaml-syntax", None),
        ("title: Cars: in", "yaml-syntax", None),
    ],
)
def test_syntax_that_takes_words_from_a_text_is_an_error_at_its_place(text, code, column):
    found = errors(text)
    assert [item[0] for item in found] == [code]
    assert column is None or found == [(code, 1, column)]


MENDS = [
    ('title: "Cars" and more', "begins with a quotation mark"),
    ("title: [Draft] of a law", "or a bracket needs quotation marks"),
    *((f"note: {sign} so", "begins with *") for sign in ("*Co*", ">", "|", "?", "-", "!!")),
    ("{quote: Text one: two}", "in brackets, a text that holds a comma"),
    ("title: Cars: in", "holds ': '"),
    ("title: @ann", "begins with @"),
    ("note: {a}", "stands in braces, needs quotation marks"),
    ("q: {quote: Text one, two, speaker: ann}", "belongs to the text of `quote`, put quotation marks"),
    ("q: {speaker: ann, quote: Text one, speaker}", "belongs to the text of `quote`, put quotation marks"),
    ("{quote: 'Text one', 'two'}", "belongs to the text of `quote`, put quotation marks"),
    ("q: {r: {a: b}, two}", "stands in braces, needs quotation marks"),
]


@pytest.mark.parametrize(("text", "mend"), MENDS)
def test_signs_that_mean_something_to_yaml_are_told_with_what_to_write(text, mend):
    (found,) = load(text).diagnostics
    assert (found.code, mend in found.help) == ("yaml-syntax", True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("quote: ['[the city]']", {"quote": ["[the city]"]}),
        ("quote: '[the city]'", {"quote": "[the city]"}),
        ("quote: ['the city']", {"quote": ["the city"]}),
        ("quote:\n  - the city", {"quote": ["the city"]}),
        ("quote: [the city, the council]", {"quote": ["the city", "the council"]}),
        ("speakers: [ann]", {"speakers": ["ann"]}),
        ("title: C#", {"title": "C#"}),
        ("title: a#1", {"title": "a#1"}),
        ("title: 'the #1 problem'", {"title": "the #1 problem"}),
        ("note: >\n  the #1 problem\n", {"note": "the #1 problem"}),
        ("# counted\ntitle: a", {"title": "a"}),
        ("speaker: ann # says so", {"speaker": "ann"}),
        ("title: 'a' # behind quoted text", {"title": "a"}),
        ("title: a # counterpoint: allow unused: later", {"title": "a"}),
        ("title: {a: b} #counterpoint: allow unused: later", {"title": {"a": "b"}}),
        ("issues: # the rows\n  a: b", {"issues": {"a": "b"}}),
        ("a: &x b\nc: *x", {"a": "b", "c": "b"}),
        ("a: {b: , c: }", {"a": {"b": None, "c": None}}),
        ("a: {b: &x ~, 'c':d, ? e : f}\nc: *x", {"a": {"b": None, "c": "d", "e": "f"}, "c": None}),
        ("a: {}", {"a": {}}),
        ('note: "one\\ntwo"', {"note": "one\ntwo"}),
        ('note: "one\\n\\ntwo"', {"note": "one\n\ntwo"}),
        ('note: "one\n\n  two"', {"note": "one\n\ntwo"}),
        ('note: "one\\n\n\n\n  two\\\\n"', {"note": "one\n\n\ntwo\\n"}),
        ('note: "one\n  two"', {"note": "one two"}),
        ("note: one\n\n  two", {"note": "one\n\ntwo"}),
        ("note: 'one\n\n\n  two'", {"note": "one\n\ntwo"}),
        ("note: >\n  one\n\n  two\n", {"note": "one\n\ntwo"}),
        ("note: |\n  one\n  two\n", {"note": "one\ntwo"}),
    ],
)
def test_what_is_no_text_taken_away_is_read_as_it_is(text, value):
    assert load(text) == (value, ())


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("title: Cars in the city # and beyond", 25),
        ("names: [Ann, Anne # as in the letter\n ]", 19),
        ("answers:\n  close: Less noise. # says the letter", 22),
        ("note: 5 # of 7", 9),
        ("note: # 12 is open", 7),
        ("note: # 12 is\n  open", 7),
        ("note: #\n\n  |", 7),
        ("names:\n  - # 2\n    Ann", 5),
    ],
)
def test_a_comment_behind_a_readers_text_is_a_warning(text, column):
    assert errors(text) == []
    assert [(code, col) for code, _, col in warnings(text)] == [("yaml-comment", column)]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a:\n    quote: this is not the\n      #1 problem of our time", 3, 7),
        ("title: Is this\n  #1 in town?", 2, 3),
        ("sources:\n  s:\n    title: Judgment\n      #7 of the court\n    url: x", 4, 7),
        ("note: a\n b\n #12 x", 3, 2),
        ("a: {b: c, note: See issue,\n #12\n }", 2, 2),
        ("a: {b: c, note: See issue\n #12\n }", 2, 2),
        ("a: {note: See issue, #12\n }", 1, 22),
        ("  note: >\n      See issue\n     #12 now", 3, 6),
        ("note: |-\n      See issue\n\n     #12 now\nafter: x", 4, 6),
        ("note: a\n\n  #12 x", 3, 3),
        ("note: a\n  # aside\n  #12 x", 3, 3),
        ("names:\n- Ann\n #2", 3, 2),
        ("names: &x\n    - Ann\n     #2\nnext: *x", 3, 6),
        ("a: &x\n  note: b\n   #2\nc: *x", 3, 4),
        ("- - note: a\n     #“MeToo”", 2, 6),
        ("? note\n: a\n #12", 3, 2),
        ("names: [a\n#2\n]", 2, 1),
        ("title: מספר\n  #אחת", 2, 3),
        ("note:\n  #12 is open", 2, 3),
        ("note:\n  #12 is open\n  still", 2, 3),
        ("note: #12 is open\n  still", 1, 7),
        ("- a\n- #12 is open\n  still", 2, 3),
        ("-\n  #12 is open\n  still", 2, 3),
        ("- a\n  #12 is open\n- still", 2, 3),
        ("note:\n  # aside\n  #12 is\n  'open'", 3, 3),
        ("a: {note: #12 is\n  open}", 1, 11),
    ],
)
def test_a_line_of_a_text_that_begins_like_a_comment_is_an_error(text, line, column):
    assert errors(text) == [("yaml-comment", line, column)]


@pytest.mark.parametrize(
    "text",
    [
        "note: a\n  # aside\nb: c",
        "note: a\n#12\nb: c",
        "note:\n#12\n  b",
        "- 'a'\n#12\n- b",
        "x:\n  note: a\n  #b: c\n  d: e",
        "names:\n  - Ann\n  #- Bea\n  - Cy",
        "names:\n- Ann\n#- Bea\n- Cy",
        "note: >\n    a\n  # aside\nb: c",
        "note: >\n  a\n#12\nb: c",
        "note: a\n  # counterpoint: allow unused: later\nb: c",
        "note: a\n  #counterpoint: allow unused: later\nb: c",
        "note: a\n  #----\n  ##\nb: c",
        "claims:\n  #a: b\nc: d",
        "issues: #rows\n  a: b",
        "note: # counterpoint: allow unused: later\n  a",
        "speaker: # as in the letter\n  ann",
        "names: [a,\n # b\n c]",
    ],
)
def test_a_comment_on_a_line_of_its_own_is_no_part_of_a_text(text):
    assert not load(text)[1]


@settings(max_examples=150, deadline=None)
@given(
    style=st.sampled_from(["", ">", "|"]),
    indent=st.integers(0, 3),
    nest=st.sampled_from(["", "- ", "- - "]),
    deeper=st.integers(-3, 5),
    blank=st.booleans(),
    line=st.sampled_from(["#1 problem", "#metoo", "#12", "#“No”"]),
)
def test_a_line_deeper_than_its_key_is_in_the_text_or_an_error(style, indent, nest, deeper, blank, line):
    key = indent + len(nest)
    body = f"{style}\n{' ' * (key + 4)}See" if style else "See"
    text = f"{' ' * indent}{nest}note: {body}\n" + "\n" * blank + " " * max(0, key + deeper) + line
    if deeper <= 0:
        assert not load(text)[1]
    elif style and deeper >= 4:
        assert not load(text)[1]
        assert line in str(load(text)[0])
    else:
        assert errors(text) == [("yaml-comment", text.count("\n") + 1, key + deeper + 1)]


# Texts as authors may mean them: words with all that YAML gives a meaning, in lines and paragraphs.
_WORDS = st.sampled_from(
    [
        *"#&*!|>%@`'\"[]{},:?-~<=",
        "#1",
        "&Co",
        "a: b",
        "- x",
        "no",
        "null",
        "12:30",
        "é",
        "שלום",
        "🚲",
        "\\n",
        "\\",
        "a",
        "the",
        "city",
        "'s",
        "#",
    ]
)
_LINES = st.lists(_WORDS, min_size=1, max_size=6).map(" ".join)
_TEXTS = st.lists(_LINES, min_size=1, max_size=4).flatmap(
    lambda lines: st.lists(st.sampled_from(["\n", "\n\n"]), min_size=len(lines), max_size=len(lines)).map(
        lambda ends: "".join(line + end for line, end in zip(lines, ends, strict=True)).strip()
    )
)
_KEYS = st.sampled_from(["note", "quote", "title"])  # which readers see: elsewhere, a comment is one


def _by_hand(text, style):
    """A text as an author may write it; None where the style cannot hold it."""
    body = text.replace("\n", "\n  ")
    if style == "|":
        return f"|\n  {body}\n"
    paragraphs = text.split("\n\n")
    if any("\n" in paragraph for paragraph in paragraphs) and style != '"':
        return None  # a line break is a space there
    if style == ">":
        return ">\n  " + "\n\n  ".join(paragraphs) + "\n"
    if style == "'":
        return "'" + "\n\n\n  ".join(paragraphs).replace("'", "''") + "'"
    if style == '"':
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if any(paragraph.split(" ")[0] == "#" for paragraph in paragraphs[1:]):
        return None  # a comment on a line of its own, which authors may write
    return "\n\n  ".join(paragraphs)


def _of_pyyaml(text, style):
    return pyyaml.safe_dump(text, default_style=style or None, allow_unicode=True).removesuffix("...\n")


def _of_ruamel(text, _):
    out = io.StringIO()
    ruamel.yaml.YAML(typ="rt").dump({"note": text}, out)
    return out.getvalue().partition(":")[2].lstrip(" ")


def _meaning(text):
    """A text but for how many line ends there are where one ends: the folded style writes one as a blank line, which is a paragraph."""
    return re.sub(r"\n+", "\n", text)


@pytest.mark.parametrize("write", [_by_hand, _of_pyyaml, _of_ruamel])
@pytest.mark.parametrize("style", ["", "'", '"', "|", ">"])
@settings(max_examples=60, deadline=None)
@given(text=_TEXTS, key=_KEYS)
def test_a_text_arrives_or_there_is_an_error(write, style, text, key):
    written = write(text, style)
    if written is None:
        return
    value, diagnostics = load(f"{key}: {written}\nafter: x\n")
    if any(d.severity == ERROR for d in diagnostics):
        assert write is _by_hand, diagnostics  # what programs write is right
        assert style == ""
        assert all(d.location.line for d in diagnostics)
    elif diagnostics:
        assert {d.code for d in diagnostics} == {"yaml-comment"}
    elif write is _by_hand and style == "" and not isinstance(value[key], str):
        begins = re.sub(r"\A(?:#.*\n\s*)+", "", text)[:1]
        # A list, a mapping, or nothing: no text that lacks words.
        assert begins in set("[{~-?*") or text == "null" or ": " in text or diagnostics
    else:
        arrived = value[key] if isinstance(value, dict) else None
        if write is _by_hand:
            assert arrived == text or (
                style == "" and (text[:1] + text[-1:] in {"''", '""'} or text[0] in "|>")
            )  # written in another style
        else:
            assert arrived == text or (style == ">" and _meaning(arrived) == _meaning(text))
        if "\n" in text and text[0] not in "|>" and "\n" not in text.replace("\n\n", ""):
            assert arrived == text


CHARACTERS = ["\x01", "\x0b", "\x0c", "\x1b", "\x7f", "\x9b", "\ufffe", "\uffff", "\ufdd0", "\U0001fffe"]


@pytest.mark.parametrize(
    "path", ["site.yml", "content/speakers.yml", "content/articles/a.md", "content/articles/a.yml", "content/pages/p.md"]
)
@pytest.mark.parametrize("character", CHARACTERS)
def test_a_character_that_no_page_can_hold_is_refused_at_its_place(site, path, character):
    site.article("a", "Text.\n", "notes: {}\n")
    site.write("content/pages/p.md", "---\ntitle: P\n---\nText.\n")
    text = (site.root / path).read_text(encoding="utf-8")
    site.write(path, text.replace("\n", f" # {character}\n", 1) if path.endswith("yml") else text + f"More{character} text.\n")
    found = [d for d in check(site.options()).diagnostics if d.code == "character-forbidden"]
    assert [(d.location.path, f"U+{ord(character):04X}" in d.message) for d in found] == [(path, True)]
    line = (site.root / path).read_bytes().decode("utf-8").split("\n")[found[0].location.line - 1]
    assert line[found[0].location.column - 1] == character


def test_front_matter_says_where_its_comment_is(site):
    site.article("a", "Text.\n", head=HEAD.replace("title: A title", "title: The #1 title"))
    (found,) = [d for d in check(site.options()).diagnostics if d.code == "yaml-comment"]
    assert (found.location.line, found.location.column) == (2, 12)


def test_random_values_are_read_as_another_reader_reads_them_or_reported():
    spec = importlib.util.spec_from_file_location("try_yaml", ROOT / "scripts/try_yaml.py")
    assert spec
    assert spec.loader
    module = sys.modules["try_yaml"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    tried, problems = module.attempt(700, 7)
    assert len(tried) == 7
    assert not problems, problems[0]
