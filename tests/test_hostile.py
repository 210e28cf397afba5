"""Broken and hostile input: each is a diagnostic with its code and file, and what is published stays byte for byte as it was."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from site_folder import HEAD, SIDECAR, SITE, SPEAKERS, TEXT, TestSite

from generator.release import release

SETTINGS, SPEAKING, SOURCES = "site.yml", "content/speakers.yml", "content/sources.yml"
ARTICLE, SIDE, ABOUT, RECORD = "content/articles/cost.md", "content/articles/cost.yml", "content/pages/about.md", "published.json"
TEXT_FILES = [SETTINGS, SPEAKING, SOURCES, ARTICLE, SIDE, ABOUT, RECORD]
YAML_FILES = [SETTINGS, SPEAKING, SOURCES, SIDE]
Change = Callable[[TestSite], object]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> TestSite:
    """A small site with a file of every kind, built and on record."""
    site = TestSite(tmp_path_factory.mktemp("published"))
    site.write(SETTINGS, SITE)
    site.write(SPEAKING, SPEAKERS)
    site.write(SOURCES, "count: {title: A count}\n")
    site.write(ABOUT, "---\ntitle: About\n---\n\nUs.\n")
    site.write("content/media/bridge.svg", "<svg viewBox='0 0 10 10'></svg>")
    site.article("cost", TEXT, SIDECAR)
    site.built()
    assert release(site.options()).addresses
    return site


@pytest.fixture
def copy(published: TestSite, tmp_path: Path) -> TestSite:
    shutil.copytree(published.root, tmp_path / "site")
    return TestSite(tmp_path / "site")


def instead(make: Callable[[Path], object]) -> Callable[[str], Change]:
    """Put something else in a file's place."""

    def change(path: str) -> Change:
        def do(site: TestSite) -> None:
            (site.root / path).unlink()
            make(site.root / path)

        return do

    return change


def recoded(encoding: str) -> Callable[[str], Change]:
    return lambda path: lambda s: s.write(path, ((s.root / path).read_text() + "\n# é").encode(encoding))


def appended(data: bytes) -> Callable[[str], Change]:
    return lambda path: lambda s: s.write(path, (s.root / path).read_bytes() + data)


ANY_FILE: dict[str, tuple[Callable[[str], Change], str]] = {
    "nul": (appended(b"# a\0b\n"), "file-unreadable"),
    "latin-1": (recoded("latin-1"), "file-unreadable"),
    "utf-16": (recoded("utf-16"), "file-unreadable"),
    "utf-16-be": (recoded("utf-16-be"), "file-unreadable"),
    "utf-32": (recoded("utf-32"), "file-unreadable"),
    "lone-surrogate": (appended(b"\xed\xa0\x80"), "file-unreadable"),
    "overlong": (appended(b"\xc0\xaf"), "file-unreadable"),
    "cut-off": (appended("é".encode()[:1]), "file-unreadable"),
    "a-pipe": (instead(os.mkfifo), "file-unreadable"),
    "a-loop": (instead(lambda p: p.symlink_to(p.name)), "file-unreadable"),
    "a-dangling-link": (instead(lambda p: p.symlink_to("nowhere.md")), "file-unreadable"),
    "a-link-out": (instead(lambda p: p.symlink_to("/etc/hostname")), "file-outside"),
    "a-link-to-a-device": (instead(lambda p: p.symlink_to("/dev/zero")), "file-outside"),
    "a-link-up": (instead(lambda p: p.symlink_to("../" * 12 + "etc/passwd")), "file-outside"),
}
LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [" + ",".join(["*" + chr(97 + n)] * 9) + "]\n" for n in range(9)
)
ANY_YAML: dict[str, tuple[str, str]] = {
    "deep-lists": ("a: " + "[" * 2000, "yaml-limit"),
    "deep-mappings": ("{a: " * 500, "yaml-limit"),
    "deep-blocks": ("".join(" " * n + "a:\n" for n in range(300)), "yaml-limit"),
    "laughs": (LAUGHS, "yaml-limit"),
    "recursive": ("a: &a {x: *a}\n", "yaml-limit"),
    "python-tag": ("a: !!python/object/apply:os.system ['true']\n", "yaml-tag"),
    "own-tag": ("a: !include /etc/passwd\n", "yaml-tag"),
    "unknown-alias": ("a: *nobody\n", "yaml-syntax"),
    "two-documents": ("a: 1\n---\nb: 2\n", "yaml-syntax"),
    "tab-indent": ("a:\n\tb: 1\n", "yaml-syntax"),
    "unclosed-quote": ("a: 'it goes on\n", "yaml-syntax"),
    "unclosed-flow": ("a: {b: [1, 2\n", "yaml-syntax"),
    "control-character": ("a: b\x07c\n", "yaml-syntax"),
    "a-list": ("- a\n- b\n", "value-wrong"),
    "a-scalar": ("hello\n", "value-wrong"),
    "a-key-twice": ("a: 1\na: 2\n", "key-duplicate"),
    "a-list-as-key": ("? [a, b]\n: c\n", "yaml-syntax"),
    "a-merge-key": ("a: &a {x: 1}\nb: {<<: *a}\n", "key-unknown"),
    "a-long-number": ("title: x\nimbalance: " + "9" * 5000 + "\n", ""),
}


def holding(path: str, text: str) -> Change:
    return lambda s: s.write(path, text)


def in_place(path: str, old: str, new: str) -> Change:
    return lambda s: s.edit(path, old, new)


def template(text: str, name: str = "corrections.html") -> Change:
    return lambda s: s.write(f"templates/{name}", text)


def image(src: str) -> Change:
    return in_place(ARTICLE, "Ann says", f"![x]({src}) Ann says")


def head_image(src: str) -> Change:
    return in_place(ARTICLE, "title: A title", f"title: A title\nimage: {{src: '{src}', alt: x}}")


def media(name: str, data: bytes) -> Change:
    return lambda s: (s.write(f"content/media/{name}", data), s.edit(ARTICLE, "Ann says", f"![x](media/{name}) Ann says"))


def named(name: str) -> Change:
    return lambda s: s.write(f"content/articles/{name}", HEAD + TEXT)


PLACES: dict[str, tuple[Change, str, str]] = {
    **{f"a-folder-{path}": (instead(Path.mkdir)(path), "file-unreadable", path) for path in (SETTINGS, SPEAKING, SOURCES, RECORD)},
    **{f"a-folder-{path}": (instead(Path.mkdir)(path), "file-unexpected", path) for path in (ARTICLE, SIDE, ABOUT)},
    "script-encoding": (lambda s: s.write("templates/assets/js/hover.js", b"\xff"), "template-error", "templates/assets/js/hover.js"),
    "too-large-article": (lambda s: s.write(ARTICLE, HEAD + "a " * 3_000_000), "file-too-large", ARTICLE),
    "too-large-sidecar": (lambda s: s.write(SIDE, "# " + "a" * 5_000_000), "file-too-large", SIDE),
    "too-large-settings": (lambda s: s.write(SETTINGS, SITE + "# " + "a" * 5_000_000), "file-too-large", SETTINGS),
    "file-for-pages": (
        lambda s: (shutil.rmtree(s.root / "content/pages"), s.write("content/pages", "x")),
        "file-unreadable",
        "content/pages",
    ),
    "folder-out": (
        lambda s: (shutil.rmtree(s.root / "content/pages"), (s.root / "content/pages").symlink_to("/etc")),
        "file-outside",
        "content/pages",
    ),
    "lonely-sidecar": (lambda s: s.write("content/articles/alone.yml", "claims: {}"), "file-missing", "content/articles/alone.yml"),
    "stray-file": (lambda s: s.write("content/articles/photo.jpg", b"x"), "file-unexpected", "content/articles/photo.jpg"),
    "stray-folder": (lambda s: s.write("content/images/x.txt", "x"), "file-unexpected", "content/images"),
    "folder-of-articles": (lambda s: s.write("content/articles/more/x.md", HEAD), "file-unexpected", "content/articles/more"),
    "translation": (named("cost.he.md"), "file-unexpected", "content/articles/cost.he.md"),
    "slug-with-space": (named("My Article.md"), "value-wrong", "content/articles/My Article.md"),
    "slug-in-another-case": (named("Cost.md"), "value-wrong", "content/articles/Cost.md"),
    "slug-composed": (named("caf\u00e9.md"), "value-wrong", "content/articles/caf\u00e9.md"),
    "slug-decomposed": (named("cafe\u0301.md"), "value-wrong", "content/articles/cafe\u0301.md"),
    "slug-homoglyph": (named("c\u043est.md"), "value-wrong", "content/articles/c\u043est.md"),
    "slug-with-script": (named("<script>.md"), "value-wrong", "content/articles/<script>.md"),
    "slug-with-quote": (named("a'b\"c.md"), "value-wrong", "content/articles/a'b\"c.md"),
    "slug-too-long": (named("a" * 65 + ".md"), "value-wrong", f"content/articles/{'a' * 65}.md"),
    "slug-with-newline": (named("a\nb.md"), "value-wrong", "content/articles/a\nb.md"),
    "reserved-slug": (named("speakers.md"), "slug-duplicate", "content/articles/speakers.md"),
    "page-and-article": (lambda s: s.write("content/pages/cost.md", "---\ntitle: X\n---\n"), "slug-duplicate", "content/pages/cost.md"),
    "reserved-page": (lambda s: s.write("content/pages/assets.md", "---\ntitle: X\n---\n"), "slug-duplicate", "content/pages/assets.md"),
    "speaker-twice": (in_place(SIDE, "positions:", "speakers: {ann: {name: Another}}\npositions:"), "id-duplicate", SIDE),
    "homoglyph-id": (in_place(SIDE, "  cheap:", "  che\u0430p:"), "value-wrong", SIDE),
    "seven-positions": (
        lambda s: s.write(SIDE, "positions:\n" + "".join(f"  p{n}: {{label: P{n}}}\n" for n in range(7))),
        "positions-many",
        SIDE,
    ),
    "src-up": (image("media/../../site.yml"), "image-missing", ARTICLE),
    "src-up-encoded": (image("media/%2e%2e/%2e%2e/site.yml"), "image-missing", ARTICLE),
    "src-absolute": (image("/etc/passwd"), "image-missing", ARTICLE),
    "src-file": (image("file:///etc/passwd"), "image-missing", ARTICLE),
    "src-data": (image("data:image/svg+xml,x"), "image-missing", ARTICLE),
    "src-backslash": (image("media\\\\..\\\\site.yml"), "image-missing", ARTICLE),
    "src-elsewhere": (image("https://x.example/pixel.png"), "image-missing", ARTICLE),
    "src-protocol-relative": (image("//x.example/pixel.png"), "image-missing", ARTICLE),
    "head-up": (head_image("../site.yml"), "value-wrong", ARTICLE),
    "head-absolute": (head_image("/etc/passwd"), "value-wrong", ARTICLE),
    "head-backslash": (head_image("..\\site.yml"), "value-wrong", ARTICLE),
    "head-scheme": (head_image("https://x.example/a.png"), "value-wrong", ARTICLE),
    "head-invisible": (head_image("media/a\u200bb.png"), "value-wrong", ARTICLE),
    "media-link-out": (
        lambda s: ((s.root / "content/media/x.svg").symlink_to("/etc/hostname"), s.edit(ARTICLE, "Ann says", "![x](media/x.svg) Ann")),
        "file-outside",
        "content/media/x.svg",
    ),
    "no-image": (media("x.png", b"no png"), "image-unreadable", "content/media/x.png"),
    "empty-image": (media("x.png", b""), "image-unreadable", "content/media/x.png"),
    "cut-image": (media("x.gif", b"GIF89a\x01\x00"), "image-unreadable", "content/media/x.gif"),
    "other-image": (media("x.jpg", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"), "image-unreadable", "content/media/x.jpg"),
    "bomb-image": (
        media("x.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\x01\x86\xa0\0\x01\x86\xa0\x08\2\0\0\0\x9b\x9bG\x0e"),
        "image-unreadable",
        "content/media/x.png",
    ),
    "svg-script": (media("x.svg", b"<svg viewBox='0 0 1 1'><script>x</script></svg>"), "image-unreadable", "content/media/x.svg"),
    "svg-handler": (media("x.svg", b"<svg viewBox='0 0 1 1' onload='x()'/>"), "image-unreadable", "content/media/x.svg"),
    "svg-entity": (media("x.svg", b"<!DOCTYPE a [<!ENTITY b 'c'>]><svg viewBox='0 0 1 1'/>"), "image-unreadable", "content/media/x.svg"),
    "svg-no-size": (media("x.svg", b"<svg></svg>"), "image-unreadable", "content/media/x.svg"),
    "template-syntax": (template("{% if %}"), "template-error", "templates/corrections.html"),
    "template-unclosed": (template("{% for x in y %}"), "template-error", "templates/corrections.html"),
    "template-undefined": (template("{{ nobody }}"), "template-error", "templates/corrections.html"),
    "template-attribute": (template("{{ page.nothing }}"), "template-error", "templates/corrections.html"),
    "template-filter": (template("{{ page.title | shout }}"), "template-error", "templates/corrections.html"),
    "template-include": (template("{% include 'none.html' %}"), "template-error", "templates/corrections.html"),
    "template-include-out": (template("{% include '../site.yml' %}"), "template-error", "templates/corrections.html"),
    "template-division": (template("{{ 1 / 0 }}"), "template-error", "templates/corrections.html"),
    "template-recursion": (template("{% extends 'corrections.html' %}"), "template-error", "templates/corrections.html"),
    "template-type": (template("{{ page.title + 1 }}"), "template-error", "templates/corrections.html"),
    "template-encoding": (lambda s: s.write("templates/corrections.html", b"\xff"), "template-error", "templates/corrections.html"),
    "style-import-out": (
        template('@import "../../../site.yml";', "assets/css/style.css"),
        "template-error",
        "templates/assets/css/style.css",
    ),
    "style-import-loop": (template('@import "style.css";', "assets/css/style.css"), "template-error", "templates/assets/css/style.css"),
    "style-encoding": (
        lambda s: s.write("templates/assets/css/style.css", b"\xff"),
        "template-error",
        "templates/assets/css/style.css",
    ),
    "script-import-none": (template('import "./none.js";', "assets/js/article.js"), "template-error", "templates/assets/js/article.js"),
    "redirect-up": (in_place(ARTICLE, "title: A title", "title: A title\nredirects: [/a/../b/]"), "value-wrong", ARTICLE),
    "redirect-nowhere": (in_place(SETTINGS, "title: Test", "title: Test\nredirects: {/a/: /none/}"), "link-broken", SETTINGS),
    "redirect-home": (in_place(SETTINGS, "title: Test", "title: Test\nredirects: {/: /cost/}"), "value-wrong", SETTINGS),
    "record-deep": (lambda s: s.write(RECORD, "[" * 100_000), "record-damaged", RECORD),
    "record-number": (lambda s: s.write(RECORD, '{"version": ' + "9" * 10_000 + "}"), "record-damaged", RECORD),
}

CASES: dict[str, tuple[Change, str, str]] = {
    **{f"{name}-{path}": (change(path), code, path) for name, (change, code) in ANY_FILE.items() for path in TEXT_FILES},
    **{f"{name}-{path}": (holding(path, text), code, path) for name, (text, code) in ANY_YAML.items() for path in YAML_FILES},
    **PLACES,
}


def test_the_table_is_long_enough():
    assert len(CASES) >= 100


@pytest.mark.parametrize("name", CASES)
def test_it_is_a_diagnostic_and_harms_nothing(copy, name):
    before = copy.tree()
    change, code, path = CASES[name]
    change(copy)
    result = copy.build()
    assert result.failed()
    found = {(d.code, d.location.path) for d in result.diagnostics}
    assert (code, path) in found if code else found, result.diagnostics
    assert copy.tree() == before
