"""Broken and hostile input: each is a diagnostic with its code and file, and what is published stays byte for byte as it was."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from counterpoint.release import release
from site_folder import HEAD, ROOT, SIDECAR, SITE, SPEAKERS, TEXT, TestSite

SETTINGS, SPEAKING, SOURCES = "site.yml", "content/speakers.yml", "content/sources.yml"
ARTICLE, SIDE, ABOUT, RECORD = "content/articles/cost.md", "content/articles/cost.yml", "content/pages/about.md", "published.json"
TEXT_FILES = [SETTINGS, SPEAKING, SOURCES, ARTICLE, SIDE, ABOUT, RECORD]
YAML_FILES = [SETTINGS, SPEAKING, SOURCES, SIDE]
NOBODY = 65534
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


# … the number of the line that is wrong, by the text of the file as it was.
AFTER: Callable[[str], int] = lambda text: text.count("\n") + 1  # noqa: E731
NEXT: Callable[[str], int] = lambda text: text.count("\n") + 2  # noqa: E731
FIRST: Callable[[str], int] = lambda text: 1  # noqa: E731
WHOLE: Callable[[str], int] = lambda text: 0  # noqa: E731
ANY_FILE: dict[str, tuple[Callable[[str], Change], str, Callable[[str], int]]] = {
    "nul": (appended(b"# a\0b\n"), "character-forbidden", AFTER),
    "latin-1": (recoded("latin-1"), "file-unreadable", NEXT),
    "utf-16": (recoded("utf-16"), "file-unreadable", FIRST),
    "utf-16-be": (recoded("utf-16-be"), "file-unreadable", NEXT),
    "utf-32": (recoded("utf-32"), "file-unreadable", FIRST),
    "lone-surrogate": (appended(b"\xed\xa0\x80"), "file-unreadable", AFTER),
    "overlong": (appended(b"\xc0\xaf"), "file-unreadable", AFTER),
    "cut-off": (appended("é".encode()[:1]), "file-unreadable", AFTER),
    "a-pipe": (instead(os.mkfifo), "file-unreadable", WHOLE),
    "a-loop": (instead(lambda p: p.symlink_to(p.name)), "file-unreadable", WHOLE),
    "a-dangling-link": (instead(lambda p: p.symlink_to("nowhere.md")), "file-unreadable", WHOLE),
    "a-link-out": (instead(lambda p: p.symlink_to("/etc/hostname")), "file-outside", WHOLE),
    "a-link-to-what-does-not-end": (instead(lambda p: p.symlink_to("/proc/kmsg")), "file-outside", WHOLE),
    "a-link-to-a-device": (instead(lambda p: p.symlink_to("/dev/zero")), "file-outside", WHOLE),
    "a-link-up": (instead(lambda p: p.symlink_to("../" * 12 + "etc/passwd")), "file-outside", WHOLE),
}
LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [" + ",".join(["*" + chr(97 + n)] * 9) + "]\n" for n in range(9)
)
ANY_YAML: dict[str, tuple[str, str, int]] = {
    "deep-lists": ("a: " + "[" * 2000, "yaml-limit", 1),
    "deep-mappings": ("{a: " * 500, "yaml-limit", 1),
    "deep-blocks": ("".join(" " * n + "a:\n" for n in range(300)), "yaml-limit", 26),
    "laughs": (LAUGHS, "yaml-limit", 6),
    "recursive": ("a: &a {x: *a}\n", "yaml-limit", 1),
    "python-tag": ("a: !!python/object/apply:os.system ['true']\n", "yaml-tag", 1),
    "own-tag": ("a: !include /etc/passwd\n", "yaml-tag", 1),
    "unknown-alias": ("a: *nobody\n", "yaml-syntax", 1),
    "two-documents": ("a: 1\n---\nb: 2\n", "yaml-syntax", 2),
    "tab-indent": ("a:\n\tb: 1\n", "yaml-syntax", 2),
    "unclosed-quote": ("a: 'it goes on\n", "yaml-syntax", 2),
    "unclosed-flow": ("a: {b: [1, 2\n", "yaml-syntax", 2),
    "control-character": ("a: b\x07c\n", "character-forbidden", 1),
    "a-list": ("- a\n- b\n", "value-wrong", 1),
    "a-scalar": ("hello\n", "value-wrong", 1),
    "a-key-twice": ("a: 1\na: 2\n", "key-duplicate", 2),
    "a-list-as-key": ("? [a, b]\n: c\n", "yaml-syntax", 1),
    "a-merge-key": ("a: &a {x: 1}\nb: {<<: *a}\n", "key-unknown", 2),
}


def holding(path: str, text: str) -> Change:
    return lambda s: s.write(path, text)


def media_elsewhere(site: TestSite) -> None:
    """Give a link for the folder of images and downloads, and use a file that lies there."""
    (site.root.parent / "elsewhere").mkdir()
    (site.root.parent / "elsewhere/data.csv").write_text("secret")
    shutil.rmtree(site.root / "content/media", ignore_errors=True)
    (site.root / "content/media").symlink_to(site.root.parent / "elsewhere")
    site.edit(ARTICLE, "Ann says", "[x](media/data.csv) Ann says")


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
    "speaker-twice": (in_place(SIDE, "positions:", "speakers: {ann: {name: Another}}\npositions:"), "id-duplicate", f"{SIDE}:2"),
    "homoglyph-id": (in_place(SIDE, "  cheap:", "  che\u0430p:"), "value-wrong", f"{SIDE}:11"),
    "seven-positions": (
        lambda s: s.write(SIDE, "positions:\n" + "".join(f"  p{n}: {{label: P{n}}}\n" for n in range(7))),
        "positions-many",
        f"{SIDE}:1",
    ),
    "src-up": (image("media/../../site.yml"), "image-missing", f"{ARTICLE}:6"),
    "src-up-encoded": (image("media/%2e%2e/%2e%2e/site.yml"), "image-missing", f"{ARTICLE}:6"),
    "src-absolute": (image("/etc/passwd"), "image-missing", f"{ARTICLE}:6"),
    "src-file": (image("file:///etc/passwd"), "image-missing", f"{ARTICLE}:6"),
    "src-data": (image("data:image/svg+xml,x"), "image-missing", f"{ARTICLE}:6"),
    "src-backslash": (image("media\\\\..\\\\site.yml"), "image-missing", f"{ARTICLE}:6"),
    "src-elsewhere": (image("https://x.example/pixel.png"), "image-missing", f"{ARTICLE}:6"),
    "src-protocol-relative": (image("//x.example/pixel.png"), "image-missing", f"{ARTICLE}:6"),
    "head-up": (head_image("../site.yml"), "value-wrong", f"{ARTICLE}:3"),
    "head-absolute": (head_image("/etc/passwd"), "value-wrong", f"{ARTICLE}:3"),
    "head-backslash": (head_image("..\\site.yml"), "value-wrong", f"{ARTICLE}:3"),
    "head-scheme": (head_image("https://x.example/a.png"), "value-wrong", f"{ARTICLE}:3"),
    "head-invisible": (head_image("media/a\u200bb.png"), "value-wrong", f"{ARTICLE}:3"),
    "a-link-to-all-of-a-disk": (
        lambda s: instead(lambda p: p.symlink_to("/"))("content/speakers.yml")(s),
        "file-outside",
        "content/speakers.yml",
    ),
    "media-folder-link-out": (media_elsewhere, "file-outside", "content/media"),
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
    "long-number": (in_place(SETTINGS, "title: Test", "title: Test\nimbalance: " + "9" * 5000), "value-wrong", f"{SETTINGS}:2"),
    "long-exponent": (in_place(SETTINGS, "title: Test", "title: Test\nimbalance: 1e999"), "value-wrong", f"{SETTINGS}:2"),
    "no-number": (in_place(SETTINGS, "title: Test", "title: Test\nimbalance: .nan"), "value-wrong", f"{SETTINGS}:2"),
    "long-occurrence": (in_place(SIDE, "cheap: {", "cheap: {occurrence: " + "9" * 5000 + ", "), "value-wrong", f"{SIDE}:11"),
    "infinite-rating": (
        in_place(SETTINGS, "title: Test", "title: Test\nratings: {a: {label: A, value: 1e999}}\nrating_range: [1, 1e999]"),
        "value-wrong",
        f"{SETTINGS}:3",
    ),
    "template-syntax": (template("{% if %}"), "template-error", "templates/corrections.html:1"),
    "template-unclosed": (template("{% for x in y %}"), "template-error", "templates/corrections.html:1"),
    "template-undefined": (template("{{ nobody }}"), "template-error", "templates/corrections.html:1"),
    "template-attribute": (template("{{ page.nothing }}"), "template-error", "templates/corrections.html:1"),
    "template-filter": (template("{{ page.title | shout }}"), "template-error", "templates/corrections.html:1"),
    "template-include": (template("{% include 'none.html' %}"), "template-error", "templates/corrections.html"),
    "template-include-out": (template("{% include '../site.yml' %}"), "template-error", "templates/corrections.html"),
    "template-division": (template("{{ 1 / 0 }}"), "template-error", "templates/corrections.html:1"),
    "template-recursion": (template("{% extends 'corrections.html' %}"), "template-error", "templates/corrections.html:1"),
    "template-type": (template("{{ page.title + 1 }}"), "template-error", "templates/corrections.html:1"),
    "template-encoding": (lambda s: s.write("templates/corrections.html", b"\xff"), "template-error", "templates/corrections.html:1"),
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
    "redirect-up": (in_place(ARTICLE, "title: A title", "title: A title\nredirects: [/a/../b/]"), "value-wrong", f"{ARTICLE}:3"),
    "redirect-nowhere": (in_place(SETTINGS, "title: Test", "title: Test\nredirects: {/a/: /none/}"), "link-broken", f"{SETTINGS}:2"),
    "redirect-home": (in_place(SETTINGS, "title: Test", "title: Test\nredirects: {/: /cost/}"), "value-wrong", f"{SETTINGS}:2"),
    "record-deep": (lambda s: s.write(RECORD, "[" * 100_000), "record-damaged", RECORD),
    "record-number": (lambda s: s.write(RECORD, '{"version": ' + "9" * 10_000 + "}"), "record-damaged", RECORD),
}


def place(path: str, line: int) -> str:
    return f"{path}:{line}" if line else path


CASES: dict[str, tuple[Change, str, str]] = {
    **{
        f"{name}-{path}": (holding(path, text), code, place(path, line))
        for name, (text, code, line) in ANY_YAML.items()
        for path in YAML_FILES
    },
    **PLACES,
}
FILES = [(name, path) for name in ANY_FILE for path in TEXT_FILES]


def test_the_table_is_long_enough():
    assert len(CASES) + len(FILES) >= 100


@pytest.mark.parametrize("name", CASES)
def test_it_is_a_diagnostic_and_harms_nothing(copy, name):
    refused(copy, *CASES[name])


@pytest.mark.parametrize(("name", "path"), FILES)
def test_a_file_that_is_no_text_is_a_diagnostic_and_harms_nothing(copy, name, path):
    change, code, line = ANY_FILE[name]
    text = (copy.root / path).read_text(encoding="utf-8")
    refused(copy, change(path), code, place(path, line(text)))


def refused(site: TestSite, change: Change, code: str, expected: str) -> None:
    before = site.tree()
    change(site)
    result = site.build()
    assert result.failed()
    assert (code, expected) in {(d.code, place(d.location.path, d.location.line)) for d in result.diagnostics}, result.diagnostics
    assert site.tree() == before


ODD_PLACES: dict[str, tuple[Callable[[Path], object], str]] = {
    "templates/corrections.html": (Path.mkdir, "is a folder, and should be a file"),
    "templates/home.html": (os.mkfifo, "is a pipe or a device, and should be a file"),
    "templates/of-my-own.html": (Path.mkdir, "is a folder, and should be a file"),
    "templates/parts/card.html": (os.mkfifo, "is a pipe or a device, and should be a file"),
    "templates/parts/more.html": (lambda path: path.symlink_to("nowhere.html"), "is a link that leads nowhere"),
    "templates/base.html": (lambda path: path.symlink_to("/etc/hostname"), "is a link that leads out of templates"),
    "templates/speaker.html": (lambda path: path.symlink_to(path.name), "is a link that leads nowhere"),
    "templates/assets/css/style.css": (os.mkfifo, "is a pipe or a device, and should be a file"),
    "templates/assets/js/more.js": (lambda path: path.symlink_to("/dev/zero"), "is a link that leads out of templates"),
    "templates/assets/js/article.js": (Path.mkdir, "is a folder, and should be a file"),
    "templates/assets/icons": (Path.touch, "is a file, and should be a folder"),
    "content/media/sign.svg": (os.mkfifo, "is a pipe or a device, and should be a file"),
    "content/media/more/sign.svg": (lambda path: path.symlink_to("nowhere"), "is a link that leads nowhere"),
}
"""What stands where a file of the theme or an image should, and what is said of it."""


@pytest.mark.parametrize("folder", ["templates", "content/media"])
def test_odd_things_in_the_theme_and_among_media_are_each_named_and_none_is_waited_for(copy, folder):
    before = copy.tree()
    odd = {path: case for path, case in ODD_PLACES.items() if path.startswith(folder)}
    for path, (make, _) in odd.items():
        (copy.root / path).parent.mkdir(parents=True, exist_ok=True)
        make(copy.root / path)
    copy.edit(ARTICLE, "Ann says", "![x](media/bridge.svg) Ann says")
    named = {path: f"{path} {words}" for path, (_, words) in odd.items()}
    for diagnostics in (copy.diagnostics(), copy.build().diagnostics):
        assert {d.location.path: d.message for d in diagnostics} == named
        assert all(d.help for d in diagnostics)
    assert copy.tree() == before


@pytest.mark.parametrize("path", ["templates", "content/media"])
def test_a_file_in_the_place_of_a_folder_is_named(copy, path):
    shutil.rmtree(copy.root / path, ignore_errors=True)
    (copy.root / path).touch()
    assert [(d.location.path, d.message) for d in copy.diagnostics()] == [(path, f"{path} is no folder, and should be one")]


NAMES = [
    "articles/\udcff.md",
    "articles/\udcff.yml",
    "articles/cost.\udcff.md",
    "articles/ca\udcc3t.md",
    "articles/\udcff.jpg",
    "articles/\udcff/a.md",
]
NAMES += [
    "pages/\udcff.md",
    "pages/about.\udcff.md",
    "\udcff.yml",
    "speakers.\udcff.yml",
]
NAMES = [f"content/{name}" for name in NAMES] + ["templates/assets/icons/\udcff.svg", "templates/assets/js/\udcff.js"]


@pytest.mark.parametrize("path", NAMES, ids=ascii)
def test_a_name_that_is_not_utf8_is_a_diagnostic_that_can_be_read(copy, path):
    before = copy.tree()
    copy.write(path, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>" if path.endswith("svg") else "let a = 1;\n")
    shown = "/".join("".join(rf"\x{ord(c) - 0xDC00:02x}" if c > "\ud7ff" else c for c in part) for part in path.split("/"))
    result = copy.build()
    assert result.failed()
    (mistake,) = result.diagnostics
    assert (mistake.code, "not UTF-8" in mistake.message) == ("value-wrong", True)
    assert mistake.location.path in {shown, shown.rpartition("/")[0]}
    assert mistake.location.path in mistake.message
    assert copy.tree() == before
    command = [sys.executable, "-m", "counterpoint", "check", "--site", str(copy.root)]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert done.returncode == 1
    assert mistake.location.path in done.stderr.decode() + done.stdout.decode()


@pytest.mark.parametrize(
    "path",
    [
        "content/articles/.\udcff.md",
        "content/media/\udcff.bak",
        "content/media/\udcff.md",
        "content/media/\udcff/a.png",
        "content/media/a/\udce9t\udce9.svg",
        "templates/\udcff.html",
        "\udcff.txt",
        "site.\udcff.yml",
    ],
    ids=ascii,
)
def test_a_name_that_is_not_utf8_of_a_file_that_is_not_read_is_no_mistake(copy, path):
    copy.write(path, "x")
    copy.built()


UNREADABLE = [
    "content",
    "content/articles",
    "content/pages",
    "content/media",
    "content/media/bridge.svg",
    "templates/home.html",
    "templates/parts",
    "templates/assets/css/style.css",
]


@pytest.mark.parametrize("path", UNREADABLE)
def test_what_may_not_be_read_is_said_not_to_be_readable(published, path):
    root = Path(tempfile.mkdtemp(prefix="unreadable-"))  # not in pytest's folder, which only its owner may enter
    shutil.copytree(published.root, root, dirs_exist_ok=True)
    site = TestSite(root)
    if path.startswith("templates"):
        shutil.copytree(ROOT / "templates", root / "templates")
    site.edit(ARTICLE, "Ann says", "![x](media/bridge.svg) Ann says")
    before = site.tree()
    for file in (root, *root.rglob("*")):
        os.chown(file, NOBODY, NOBODY) if os.geteuid() == 0 else None
    (root / path).chmod(0)
    try:
        if os.getuid() == 0:
            os.seteuid(NOBODY)  # permissions do not hold back a superuser
        said = {(d.code, d.location.path): d.message for d in (*site.diagnostics(), *site.build().diagnostics)}
    finally:
        os.seteuid(os.getuid())
        (root / path).chmod(0o755)
    code = "image-unreadable" if path.endswith(".svg") else "file-unreadable"
    assert said[code, path].endswith("cannot be read: Permission denied")
    assert "output-unsafe" not in {code for code, _ in said}
    assert site.tree() == before
    shutil.rmtree(root)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://user:secret@example.org/", "name or password"),
        ("https://user@example.org/", "name or password"),
        ("https://@example.org/", "name or password"),
        ("https://example.org/a/../b/", "without // or .."),
        ("https://example.org/a/%2e%2E/b/", "without // or .."),
        ("https://example.org/./", "without // or .."),
        ("https://example.org//", "without // or .."),
        ("https://example.org/a//b", "without // or .."),
        ("https://example.org/index.html", "without index.html"),
        ("https://example.org/news/INDEX.HTM", "without INDEX.HTM"),
    ],
)
def test_the_sites_own_address_is_one_that_pages_can_be_below(site, address, words):
    site.edit("site.yml", "https://example.org/", address)
    (found,) = site.diagnostics()
    assert (found.location.path, found.location.line) == ("site.yml", 2)
    assert words in found.message


@pytest.mark.parametrize("address", ["https://example.org/news", "http://localhost:8000/", "https://example.org/a.b/~c/%C3%BC/"])
def test_addresses_with_a_path_or_a_port_are_right(site, address):
    site.edit("site.yml", "https://example.org/", address)
    assert not site.diagnostics()
