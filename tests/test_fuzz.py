"""Whatever stands in a site's files, the answer is a site or diagnostics: never a traceback, never a changed output."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from site_folder import HEAD, ROOT, SIDECAR, SITE, SPEAKERS, TEXT, TestSite

from generator.diagnostics import as_terminal

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


def mutated(text: str, rng: random.Random) -> str:
    for _ in range(rng.randint(1, 4)):
        at, end = sorted((rng.randint(0, len(text)), rng.randint(0, len(text))))
        end = min(end, at + rng.randint(0, 12))
        lines = text.split("\n")
        match rng.randint(0, 5):
            case 0:
                text = text[:at] + rng.choice(BITS) + text[at:]
            case 1:
                text = text[:at] + text[end:]
            case 2:
                text = text[:at] + rng.choice(BITS) + text[end:]
            case 3:
                rng.shuffle(lines)
                text = "\n".join(lines)
            case 4:
                line = rng.randrange(len(lines))
                text = "\n".join([*lines[:line], *lines[line : line + 1] * rng.randint(2, 4), *lines[line + 1 :]])
            case 5:
                text = text[:at]
    return text


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> TestSite:
    site = TestSite(tmp_path_factory.mktemp("fuzz"))
    for path, text in FILES.items():
        site.write(path, text)
    site.built()
    return site


@pytest.mark.parametrize("seed", range(12))
def test_mutated_files_give_no_traceback(folder, seed):
    rng = random.Random(seed)
    before = folder.tree()
    for _ in range(60):
        path = rng.choice(list(FILES))
        folder.write(path, mutated(FILES[path], rng).encode("utf-8", "surrogatepass"))
        found = folder.diagnostics()
        as_terminal(found, colour=True)
        folder.write(path, FILES[path])
    assert folder.tree() == before


def test_mutated_example_files_give_no_traceback(tmp_path):
    rng = random.Random(7)
    site = TestSite(tmp_path)
    originals = {
        p.relative_to(ROOT): p.read_text(encoding="utf-8") for p in [ROOT / "site.yml", *sorted((ROOT / "content").rglob("*.[my][dm]*"))]
    }
    for path in (ROOT / "content/media").iterdir():
        site.write(str(Path("content/media") / path.name), path.read_bytes())
    for path, text in originals.items():
        site.write(str(path), text)
    for _ in range(60):
        path = rng.choice(list(originals))
        site.write(str(path), mutated(originals[path], rng).encode("utf-8", "surrogatepass"))
        site.diagnostics(future=True)
        site.write(str(path), originals[path])
