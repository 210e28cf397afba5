"""Whatever stands in a site's files, the answer is a site or diagnostics: never a traceback, never a changed output."""

from __future__ import annotations

import shutil

import pytest
from counterpoint.diagnostics import as_terminal
from counterpoint.release import release
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from site_folder import HEAD, ROOT, SIDECAR, SITE, SPEAKERS, TEXT, TestSite, cases

BITS = [
    *("'", '"', ":", "- ", "\n", "\t", "[", "]", "{", "}", "&a ", "*a", "!!int ", "|\n", ">\n", "#", "%", "@", "`", "~", "---\n", "..."),
    *("\0", "\ufeff", "\u202e", "\u2028", "\ud7ff", "\U0001f600", "é", "שלום", "9" * 400, "null", "true", "1e999", ".nan", "<b>", "<!--"),
    *("](claim:cheap)", "[x](term:", "![", "](media/../x.png)", "[^1]", "\n\n", "| a |\n|--|\n", "```\n", "~~", "**", "    ", "\r\n", "\\"),
]
FILES = {
    "site.yml": SITE + "topics: {t: {label: T}}\nratings: {a: {label: A, value: 1}}\nrating_range: [1, 2]\nraw_html: sanitize\n",
    "content/speakers.yml": SPEAKERS,
    "content/sources.yml": "s: {title: S, url: 'https://s.example/', date: 2024-03}\n",
    "content/articles/cost.md": HEAD.replace("date:", "topics: [t]\nabout: s\ndate:")
    + TEXT
    + "\n## A heading\n\n<div>raw</div> [x](source:s)[^1]\n\n[^1]: Note.\n",
    "content/articles/cost.yml": SIDECAR,
    "content/pages/about.md": "---\ntitle: About\n---\n\n[home](/) <i>x</i>\n",
}


# (what to do, where as a part of the text, how many characters, what to put there)
EDIT = st.tuples(
    st.sampled_from(["insert", "delete", "replace", "swap", "repeat", "cut"]), st.floats(0, 1), st.integers(0, 12), st.sampled_from(BITS)
)
EDITS = st.lists(EDIT, min_size=1, max_size=4)


def mutated(text: str, edits: list[tuple[str, float, int, str]]) -> bytes:
    for deed, where, length, bit in edits:
        at = round(where * len(text))
        end = at + length
        lines = text.split("\n")
        line = round(where * (len(lines) - 1))
        match deed:
            case "insert":
                text = text[:at] + bit + text[at:]
            case "delete":
                text = text[:at] + text[end:]
            case "replace":
                text = text[:at] + bit + text[end:]
            case "swap":
                text = "\n".join([*lines[line:], *lines[:line]])
            case "repeat":
                text = "\n".join([*lines[:line], *lines[line : line + 1] * (2 + length % 3), *lines[line + 1 :]])
            case "cut":
                text = text[:at]
    return text.encode("utf-8", "surrogatepass")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> TestSite:
    site = TestSite(tmp_path_factory.mktemp("fuzz"))
    for path, text in FILES.items():
        site.write(path, text)
    assert release(site.options()).addresses
    site.built()
    return site


@pytest.mark.parametrize("path", [*FILES, "published.json"])
def test_a_mutated_file_gives_no_traceback_and_harms_nothing(folder, path):
    original = (folder.root / path).read_text(encoding="utf-8")
    published = folder.tree()

    @settings(max_examples=cases(80), suppress_health_check=[HealthCheck.too_slow])
    @given(EDITS)
    def fuzz(edits):
        nonlocal published
        before = published
        folder.write(path, mutated(original, edits))
        result = folder.build()
        as_terminal(result.diagnostics, colour=True)
        published = folder.tree()
        assert not result.failed() or published == before

    try:
        fuzz()
    finally:
        folder.write(path, original)


EXAMPLE = [p.relative_to(ROOT).as_posix() for p in [ROOT / "site.yml", *sorted((ROOT / "content").rglob("*.[my][dm]*"))]]


@pytest.fixture(scope="module")
def example_copy(tmp_path_factory: pytest.TempPathFactory) -> TestSite:
    root = tmp_path_factory.mktemp("example")
    shutil.copytree(ROOT / "content", root / "content")
    shutil.copy(ROOT / "site.yml", root)
    return TestSite(root)


@settings(max_examples=cases(20), suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(EXAMPLE), EDITS)
def test_mutated_example_files_give_no_traceback(example_copy, path, edits):
    original = (example_copy.root / path).read_text(encoding="utf-8")
    example_copy.write(path, mutated(original, edits))
    try:
        example_copy.diagnostics(future=True)
    finally:
        example_copy.write(path, original)
