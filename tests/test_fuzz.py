"""Whatever stands in a site's files, the answer is a site or diagnostics: never a traceback, never a changed output."""

from __future__ import annotations

import io
import shutil

import pytest
from counterpoint.cli import main
from counterpoint.diagnostics import as_terminal
from counterpoint.release import release
from counterpoint.rendering import share_images, words
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
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


@settings(max_examples=cases(8), suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(EXAMPLE), EDITS)
def test_mutated_example_files_give_no_traceback(example_copy, path, edits):
    original = (example_copy.root / path).read_text(encoding="utf-8")
    example_copy.write(path, mutated(original, edits))
    try:
        example_copy.diagnostics(future=True)
    finally:
        example_copy.write(path, original)


PICTURES = {
    "a.png": ("PNG", {}),
    "a.jpg": ("JPEG", {"progressive": True}),
    "a.webp": ("WEBP", {"lossless": True}),
    "a.gif": ("GIF", {}),
}
DRAWING = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><style>a { fill: red }</style><g id='g'><path d='M0 0h9'/></g></svg>"


def pictures() -> dict[str, bytes]:
    made = {"a.svg": DRAWING.encode()}
    for name, (kind, options) in PICTURES.items():
        out = io.BytesIO()
        Image.linear_gradient("L").resize((500, 9)).convert("RGB").save(out, kind, **options)
        made[name] = out.getvalue()
    return made


BYTES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 9), st.binary(max_size=9)), min_size=1, max_size=3)


def damaged(data: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    for where, length, bit in edits:
        at = round(where * len(data))
        data = data[:at] + bit + data[at + length :]
    return data


def test_mutated_pictures_give_no_traceback_and_harm_nothing(folder):
    originals = pictures()
    for name, data in originals.items():
        folder.write(f"content/media/{name}", data)
    article = (folder.root / "content/articles/cost.md").read_text(encoding="utf-8")
    folder.write("content/articles/cost.md", article + "".join(f"\n![A picture](media/{name})\n" for name in originals))
    try:
        folder.built()
        harmless(folder, {f"content/media/{name}": data for name, data in originals.items()}, BYTES, damaged, 15)
    finally:
        folder.write("content/articles/cost.md", article)


def test_mutated_templates_give_no_traceback_and_harm_nothing(folder):
    """Templates are code, and may fail in any way: with a diagnostic."""
    names = ("base.html", "parts/card.html", "article.html", "404.html")
    originals = {f"templates/{name}": (ROOT / "templates" / name).read_text(encoding="utf-8") for name in names}
    try:
        harmless(folder, originals, EDITS, mutated, 10)
    finally:
        shutil.rmtree(folder.root / "templates")


def test_a_mutated_catalogue_or_font_gives_no_traceback_and_harms_nothing(folder, tmp_path, monkeypatch, capsys):
    """Both are the program's own, and contributors' to change: what they break is told as any fault is."""
    locales, fonts = tmp_path / "locales", tmp_path / "fonts"
    shutil.copytree(words._LOCALES, locales)
    shutil.copytree(share_images._FONTS, fonts)
    monkeypatch.setattr(words, "_LOCALES", locales)
    monkeypatch.setattr(share_images, "_FONTS", fonts)
    settings_file = (folder.root / "site.yml").read_text(encoding="utf-8")
    folder.write("site.yml", settings_file.replace("share_images: none\n", "language: de\n"))
    folder.built()
    font = sorted(fonts.glob("*.ttf"))[0]
    originals = {locales / "de.po": (locales / "de.po").read_bytes(), font: font.read_bytes()}

    @settings(max_examples=cases(8), suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
    @given(st.sampled_from([*originals]), BYTES)
    def fuzz(path, edits):
        path.write_bytes(damaged(originals[path], edits))
        words.translations.cache_clear()
        shutil.rmtree(folder.root / ".cache")
        before = folder.tree()
        code = main(["build", "--jobs", "1", "--site", str(folder.root)])
        assert "Traceback" not in capsys.readouterr().err
        assert code == 0 or (code in {1, 2} and folder.tree() == before)
        path.write_bytes(originals[path])

    try:
        fuzz()
    finally:
        words.translations.cache_clear()
        folder.write("site.yml", settings_file)


def harmless(site: TestSite, originals, edits, mutate, examples: int) -> None:
    """Change one of some files at a time; whatever it then is, it is built, or a diagnostic and nothing is written."""

    @settings(max_examples=cases(examples), suppress_health_check=[HealthCheck.too_slow])
    @given(st.sampled_from(sorted(originals)), edits)
    def fuzz(path, chosen):
        before = site.tree()
        site.write(path, mutate(originals[path], chosen))
        result = site.build()
        as_terminal(result.diagnostics, colour=True)
        assert not result.failed() or site.tree() == before
        site.write(path, originals[path])

    fuzz()
