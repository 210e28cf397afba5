"""What would take the Markdown parser longer than its size allows is refused, with its line; what people write is not."""

from __future__ import annotations

import pytest
from counterpoint.anchoring.changes import diff
from counterpoint.article.prepare import prepare_files
from counterpoint.reading.files import ArticleFiles, SourceFile
from counterpoint.reading.markdown import Dialect
from hypothesis import given, settings
from hypothesis import strategies as st
from site_folder import SITE, cases

HEAD = "---\ntitle: A\ndate: 2026-01-01\n---\n"
MILLION = 1_000_000


def codes(text, sidecar="{}", sanitize=False):
    markdown = SourceFile("content/articles/a.md", HEAD + text)
    files = ArticleFiles("a", markdown, SourceFile("content/articles/a.yml", sidecar))
    return [(d.code, d.location.path, d.location.line) for d in prepare_files(files, Dialect("/", sanitize=sanitize)).diagnostics]


REFUSED = {
    "brackets": ("[" * 100_000, 7),
    "images": ("![" * 100_000, 7),
    "notes": ("^[" * 100_000, 7),
    "links": ("[a](" * 100_000, 7),
    "tags": ("<a " * 100_000, 7),
    "comments": ("x <!-- " * 100_000, 7),
    "entities": ("&a" * 100_000, 7),
    "emphasis": ("*a " * 100_000, 7),
    "hashes": ("x" + "#" * 100_000, 7),
    "hyphens": ("-a-" * 100_000, 7),
    "one wide table": ("|" + "a|" * 30_000 + "\n|" + "-|" * 30_000 + "\n", 8),
    "a table of empty rows": ("|" + "a|" * 1000 + "\n|" + "-|" * 1000 + "\n" + "a\n" * 1000, 27),
    "many tables": ("a|b|c\n-|-|-\na|b|c\n\n" * 4000, None),
    "quotations in quotations": ("> " * 40 + "x", 7),
    "lists in lists": ("- " * 40 + "x", 7),
    "stairs": ("".join("  " * n + "- a\n" for n in range(40)), None),
    "lines": ("a\n" * 100_000, 20_005),
    "definitions": ("a\n: b\n" * 100_000, 20_005),
    "a long paragraph": ("many *words* " + "word " * 100_000, 7),
    "size": ("word\n\n" * 200_000, 5),
}


@pytest.mark.parametrize("sanitize", [False, True])
@pytest.mark.parametrize("name", REFUSED)
def test_what_would_take_too_long_is_refused_with_its_line(name, sanitize):
    text, line = REFUSED[name]
    diagnostics = codes(text if name in {"lines", "definitions", "size"} else "Words.\n\n" + text, sanitize=sanitize)
    limits = [(path, at) for code, path, at in diagnostics if code == "markdown-limit"]
    assert [path for path, _ in limits] == ["content/articles/a.md"]
    assert line is None or limits[0][1] == line
    assert {code for code, _, _ in diagnostics} == {"markdown-limit"}


def test_a_text_of_a_sidecar_is_held_to_the_same_bounds():
    sidecar = "terms:\n  t:\n    term: T\n    definition: |\n      " + "[" * 50_000 + "\n"
    assert ("markdown-limit", "content/articles/a.yml", 4) in codes("Words.\n", sidecar)


def test_a_long_article_is_read():
    paragraph = (
        "Ann said, as *everybody* [knows](https://example.org/), that it is so -- and the Union replied (at length) that it is not. " * 5
    )
    table = "| year | trips |\n|---|---|\n" + "| 2024 | 12,000 |\n" * 500 + "\n"
    notes = "See this.[^a]\n\n[^a]: And that.\n\n"
    assert codes(notes + (f"## Heading\n\n{paragraph}\n\n- one\n- two\n\n> said\n\n" * 900) + table) == []


@pytest.mark.parametrize("depth", [2, 5, 9])
def test_what_stands_as_deep_as_people_write_is_published(depth):
    assert codes("> " * depth + "words") == []
    assert codes("".join("  " * n + "- a\n" for n in range(depth))) == []


WORDS = [f"w{n}x" for n in range(4_000)]
QUOTED = {
    "one over another": (lambda n: f"{{from: {WORDS[n]}, to: {WORDS[-1 - n]}}}", 600, " "),
    "over many paragraphs": (lambda n: f"{{from: {WORDS[n]}, to: {WORDS[-1 - n]}}}", 100, "\n\n"),
    "everywhere": (lambda n: "they lied, occurrence: all", 300, " they lied "),
    "one word each": (lambda n: WORDS[n], 2_001, " "),
}


TOO_MUCH = {
    "words that stand often": ("word here and " * 5_000, "".join(f"  a{n}: {{quote: word here, speaker: ann}}\n" for n in range(2_000))),
    "long words that stand often": ("a b " * 5_000, "".join(f"  a{n}: {{quote: {'a b ' * 200}, speaker: ann}}\n" for n in range(500))),
    "letters inside a word": ("a" * 200_000, "".join(f"  a{n}: {{quote: aa, speaker: ann}}\n" for n in range(10))),
    "words read as Markdown": ("a" * 200_000, "".join(f"  a{n}: {{quote: '*aa*', speaker: ann}}\n" for n in range(10))),
    "words with other capitals": ("Aa bb " * 100_000, "".join(f"  a{n}: {{quote: aa, speaker: ann}}\n" for n in range(20))),
    "answers": (
        " ".join(WORDS),
        "".join(
            f"  a{n}: {{quote: {WORDS[n]}, speaker: ann, responds_to: [{', '.join(f'a{k}' for k in range(n))}]}}\n" for n in range(150)
        ),
    ),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_quotes_and_answers_that_are_too_many_are_refused_with_their_line(name):
    text, claims = TOO_MUCH[name]
    ((code, path, line),) = codes(text, "claims:\n" + claims)
    assert (code, path) == ("marks-limit", "content/articles/a.yml")
    assert 1 < line <= claims.count("\n") + 1


def test_speakers_of_an_article_are_limited():
    sidecar = "speakers:\n" + "".join(f"  s{n}: {{name: S{n}}}\n" for n in range(2_001))
    assert codes("Words.", sidecar) == [("marks-limit", "content/articles/a.yml", 1)]


LOST = {
    "repeated words": ("xa yc " * 500, "xa yb " * 500),
    "another word in the middle of repeated ones": ("ha " * 400 + "yes " + "ha " * 400, "ha " * 100 + "no " + "ha " * 100),
    "many words": (" ".join(WORDS), " ".join(reversed(WORDS))),
}


@pytest.mark.parametrize("name", LOST)
def test_a_lost_quote_is_reported_however_its_words_repeat(name):
    """Passages near it were looked for in time that grew with the third power of its length."""
    text, quote = LOST[name]
    assert codes(text, f"claims: {{q: {{quote: {quote}, speaker: ann}}}}") == [("quote-not-found", "content/articles/a.yml", 1)]


@settings(max_examples=cases(30))
@given(st.lists(st.sampled_from("ab"), max_size=6), st.lists(st.sampled_from("abA"), max_size=6), st.integers(1, 60))
def test_a_difference_of_repeated_words_leaves_none_out(before, after, times):
    old, new = before * times, after * times
    pieces = diff(old, new)
    assert [word for kind, gone, _ in pieces if kind != "insert" for word in gone] == old
    assert [word for kind, gone, come in pieces if kind != "delete" for word in come] == new
    assert all([word.casefold() for word in gone] == [word.casefold() for word in come] for kind, gone, come in pieces if kind == "equal")


@pytest.mark.parametrize("kind", ["claims", "notes"])
@pytest.mark.parametrize("name", QUOTED)
def test_claims_that_mark_more_than_a_page_can_show_are_refused_with_their_line(name, kind):
    quote, count, between = QUOTED[name]
    rest = "speaker: ann" if kind == "claims" else "note: N"
    sidecar = f"{kind}:\n" + "".join(f"  a{n}: {{quote: {quote(n)}, {rest}}}\n" for n in range(count))
    ((code, path, line),) = codes(between.join(WORDS) + "\n", sidecar)
    assert (code, path) == ("marks-limit", "content/articles/a.yml")
    assert line is not None
    assert 1 < line <= count + 1


def test_quotes_of_one_claim_are_counted_like_claims():
    sidecar = "claims:\n  a: {speaker: ann, quote: [" + ", ".join(WORDS[:2_001]) + "]}\n"
    assert codes(" ".join(WORDS), sidecar) == [("marks-limit", "content/articles/a.yml", 2)]


def test_many_claims_one_in_another_are_published():
    """A claim on every other word of a long article, in twenty over all of it, is more than people write."""
    over = "".join(f"  o{n}: {{quote: {{from: {WORDS[n]}, to: {WORDS[1_999 - n]}}}, speaker: ann}}\n" for n in range(20))
    each = "".join(f"  a{n}: {{quote: {WORDS[n]}, speaker: ann}}\n" for n in range(50, 1_950, 2))
    assert codes(" ".join(WORDS[:2_000]), "claims:\n" + over + each) == []


def test_a_line_with_many_mistakes_is_not_repeated_for_each():
    """Else what is said of a file would grow with the square of its size."""
    answers = ", ".join(f"q{number}: A" for number in range(3_000))
    sidecar = "positions: {p: {label: P, summary: S.}}\nissues: {i: {question: Q?, answers: {" + answers + "}}}\n"
    files = ArticleFiles("a", SourceFile("content/articles/a.md", HEAD + "Words."), SourceFile("content/articles/a.yml", sidecar))
    found = prepare_files(files, Dialect("/")).diagnostics
    assert len(found) == 3_000
    assert sum(len(item.location.excerpt) for item in found) < len(sidecar)
    assert {(item.location.line, item.location.column) for item in found} == {
        (2, sidecar.split("\n")[1].index(f"q{n}:") + 1) for n in range(3_000)
    }


SITE_LIMITS = {
    "speakers": ("content/speakers.yml", "".join(f"s{n}: {{name: S{n}}}\n" for n in range(10_001)), 10_001),
    "topics": ("site.yml", SITE + "topics:\n" + "".join(f"  t{n}: {{label: T{n}}}\n" for n in range(10_001)), 10_006),
    "links of the navigation": ("site.yml", SITE + "navigation:\n" + "  - {label: L, url: /a/}\n" * 101, 106),
    "old paths of the site": ("site.yml", SITE + "redirects:\n" + "".join(f"  /old/{n}/: /a/\n" for n in range(30_001)), 30_006),
}


@pytest.mark.parametrize("name", SITE_LIMITS)
def test_a_site_with_more_than_can_be_built_in_bounded_time_is_refused_with_the_line(site, name):
    path, text, line = SITE_LIMITS[name]
    site.write(path, text)
    assert [(d.location.path, d.location.line) for d in site.build().diagnostics if d.code == "site-limit"] == [(path, line)]
