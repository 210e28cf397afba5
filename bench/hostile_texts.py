"""Articles that are made to be slow: each family at a size, at twice that, and at the largest up to 1 MB that is not refused, through the preparation of an article.

Usage: python bench/hostile_texts.py [size] [name …]. Prints processor seconds, the ratio of a doubling, and the diagnostics that stopped it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "generator"))

from counterpoint.reading.files import ArticleFiles, SourceFile
from counterpoint.reading.markdown import Dialect
from counterpoint.article.prepare import prepare_files


def repeated(piece: str) -> Callable[[int], str]:
    return lambda size: piece * (size // len(piece))


def rows(size: int) -> str:
    side = int((size / 4) ** 0.5)
    return "|" + "a|" * side + "\n|" + "-|" * side + "\n" + ("|" + "a|" * side + "\n") * side


PIECES = [
    *(
        "[",
        "![",
        "^[",
        "[a](",
        "[](",
        "[]",
        "]",
        "[[",
        "[^a]",
        "[a]: ",
        "[^a]: ",
        "*",
        "* ",
        "*a ",
        "**a_b ",
        "**x**",
        "*_",
        "_",
        "~~a",
        "~",
    ),
    *(
        "`",
        "`a``",
        "<",
        "<a ",
        "<!--",
        "<!-- a\n\n",
        "<?",
        "a <![CDATA[",
        "a <!X ",
        "<http://a",
        "<a@b",
        "&",
        "&a",
        "&amp;",
        "\\",
        "\\\\a",
        "-a-",
    ),
    *(
        ">",
        "> ",
        "> a\n",
        "- ",
        "- a\n",
        "1. a\n",
        "- a\n\n",
        "> - ",
        "a\n: b\n",
        "a\n\n: b\n\n",
        ": ",
        "a\n",
        "a\n\n",
        "# a\n\n",
        "a\n-\n",
        "#",
    ),
    *(
        "```\n",
        "```\na\n```\n",
        "~~~\n",
        " ",
        "\n",
        "\t",
        "    a\n",
        "|",
        "|-",
        "| a |\n|---|\n",
        "a|b\n-|-\n",
        "<p>",
        "<p>\n",
        "<p>\n\n",
        "<div>\n\n",
    ),
    *(
        "<b>",
        "<b>a</b> ",
        "<b><p>",
        "</p>",
        "<table>",
        "<table>\n\n",
        "<td>",
        "<a href='/'>",
        "<del>\n\na\n\n",
        "<li>",
        "<svg>",
        "<script>",
        "<ruby><rt>",
    ),
    *(
        "[a](/b) ",
        "![a](media/b.png) ",
        "[a](speaker:ann) ",
        "[a](claim:q) ",
        "[a](https://a.b/) ",
        "they lied ",
        "they, ",
        "漢",
        "word ",
        "a'",
        '"a" ',
    ),
    *(
        "[^a] a\n\n",
        "a^[b] ",
        "a  \n",
        "***\n",
        "===\n",
        "a\\\n",
        "![a][b]\n",
        "\u00a0",
        "\u200b",
        "e\u0301",
        "a\u00ad",
        "- - - a\n",
        "+ a\n  + b\n",
        "\r",
    ),
]
FAMILIES: dict[str, Callable[[int], str]] = {repr(piece): repeated(piece) for piece in PIECES}
FAMILIES |= {
    "table, square": rows,
    "table, one row": lambda size: "|" + "a|" * (size // 4) + "\n|" + "-|" * (size // 4) + "\n",
    "table, empty rows": lambda size: "|" + "a|" * (size // 12) + "\n|" + "-|" * (size // 12) + "\n" + "a\n" * (size // 3),
    "list, stairs": lambda size: "".join("  " * n + "- a\n" for n in range(int(size**0.5))),
    "backticks, growing": lambda size: "".join("`" * n + " " for n in range(int((2 * size) ** 0.5))),
    "references": lambda size: "".join(f"[a{n}]: /x\n" for n in range(size // 12)),
    "notes": lambda size: "".join(f"a[^{n}]\n\n[^{n}]: x\n\n" for n in range(size // 24)),
    "open elements": lambda size: "<p>" + "".join(f"<b id={n}>" for n in range(size // 40)) + "x</p>\n\n" + "<p>x</p>\n\n" * (size // 20),
    "words that never end": lambda size: "a" * size,
}
LIMITS = {"markdown-limit", "marks-limit", "file-too-large"}
SIDECAR = "claims:\n  q: {quote: they lied, speaker: ann}\n  r: {quote: {from: they, to: lied}, speaker: ann}\n"


def quoted(quote: Callable[[int, int], str], between: str) -> Callable[[int], tuple[str, str]]:
    """Claims over words that stand once each; `quote` makes one of a claim's number and the number of words."""

    def make(size: int) -> tuple[str, str]:
        count = size // 60
        claims = "".join(f"  c{n}: {{quote: {quote(n, 2 * count)}, speaker: ann}}\n" for n in range(count))
        return between.join(f"w{n}x" for n in range(2 * count)), f"claims:\n{claims}"

    return make


SIDECARS: dict[str, Callable[[int], tuple[str, str]]] = {
    "claims in one another": quoted(lambda n, all: f"{{from: w{n}x, to: w{all - 1 - n}x}}", " "),
    "claims over paragraphs": quoted(lambda n, all: f"{{from: w{n}x, to: w{all - 1 - n}x}}", "\n\n"),
    "claims on the same words": quoted(lambda n, all: f"{{from: w0x, to: w{all - 1}x}}", " "),
    "claims everywhere": quoted(lambda n, all: "they lied, occurrence: all", " they lied "),
    "claims beside one another": quoted(lambda n, all: f"w{2 * n}x", " "),
    "claims without their words": quoted(lambda n, all: f"w{n}x they lied", " "),
}


def measure(made: str | tuple[str, str], *, sanitize: bool) -> tuple[float, set[str]]:
    """Processor seconds of one article, and the codes of what is wrong in it."""
    text, sidecar = made if isinstance(made, tuple) else (made, SIDECAR)
    markdown = SourceFile("content/articles/a.md", f"---\ntitle: A\ndate: 2026-01-01\n---\n{text}\n")
    files = ArticleFiles("a", markdown, SourceFile("content/articles/a.yml", sidecar))
    before = time.process_time()
    article = prepare_files(files, Dialect("/", sanitize=sanitize))
    return time.process_time() - before, {diagnostic.code for diagnostic in article.diagnostics}


def main(size: int, names: list[str]) -> int:
    worst = 0.0
    for name, make in {**FAMILIES, **SIDECARS}.items():
        if names and name not in names:
            continue
        for sanitize in (False, True):
            times = [measure(make(length), sanitize=sanitize)[0] for length in (size, 2 * size)]
            length = 1_000_000
            most, codes = measure(make(length), sanitize=sanitize)
            while codes & LIMITS and length > size and most < 10:
                length = length * 3 // 4
                seconds, codes = measure(make(length), sanitize=sanitize)
                most = max(most, seconds)
            ratio = times[1] / max(times[0], 0.01)
            worst = max(worst, most)
            flag = " SLOW" if most > 10 else " GROWS" if ratio > 2.6 else ""
            kind = "HTML" if sanitize else "text"
            print(
                f"{name:26} {kind} {times[0]:7.3f} {times[1]:7.3f} x{ratio:4.1f}  {length:9,} {most:7.3f} s {' '.join(sorted(codes))}{flag}",
                flush=True,
            )
    print(f"slowest up to 1 MB: {worst:.1f} s")
    return int(worst > 10)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 16_000, sys.argv[2:]))
