"""What would take the Markdown parser longer than its size allows is refused, with its line; what people write is not."""

from __future__ import annotations

import pytest
from counterpoint.reading.files import ArticleFiles, SourceFile
from counterpoint.reading.markdown import Dialect
from counterpoint.site.prepare import prepare

HEAD = "---\ntitle: A\ndate: 2026-01-01\n---\n"
MILLION = 1_000_000


def codes(text, sidecar="{}", sanitize=False):
    markdown = SourceFile("content/articles/a.md", HEAD + text)
    files = ArticleFiles("a", markdown, SourceFile("content/articles/a.yml", sidecar))
    return [(d.code, d.location.path, d.location.line) for d in prepare(files, Dialect("/", sanitize=sanitize)).diagnostics]


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
