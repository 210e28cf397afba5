"""Inputs that would be slow if anything took more than linear time, each at one size and at twice that.   make bench

Prints the processor's seconds and their ratio. What is refused with a diagnostic counts as done.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from counterpoint.reading.files import ArticleFiles, SourceFile
from counterpoint.reading.markdown import Dialect
from counterpoint.article.prepare import prepare_files

Storm = Callable[[int], tuple[str, str]]
"""Gives an article's text and its claims, of about so many bytes."""


def _claim(quote: str) -> str:
    return f"claims: {{q: {{quote: {quote}, speaker: ann}}}}"


def _links(size: int) -> tuple[str, str]:
    return " ".join(f"[x{number % 10}](speaker:ann)" for number in range(size // 17)), ""


def _many_claims(size: int) -> tuple[str, str]:
    words = [f"w{number}x" for number in range(size // 100)]
    claims = "\n".join(f"  c{number}: {{quote: {word} here, speaker: ann}}" for number, word in enumerate(words))
    return "\n\n".join(f"Now {word} here it is." for word in words), f"claims:\n{claims}"


def _many_lost(size: int) -> tuple[str, str]:
    claims = "\n".join(f"  c{number}: {{quote: the lost word number {number} is here, speaker: ann}}" for number in range(size // 70))
    return "the word number is here. " * (size // 25), f"claims:\n{claims}"


STORMS: dict[str, Storm] = {
    "prefix over repeated words": lambda n: ("ha " * (n // 3), _claim(f"ha ha, prefix: '{'ha ' * (n // 30)}'")),
    "long quote over repeated words": lambda n: ("ha " * (n // 3), _claim("ha " * (n // 6))),
    "ambiguous quote": lambda n: ("They lied. So they lied.\n\n" * (n // 26), _claim("they lied")),
    "quote inside words": lambda n: ("a" * n, _claim("aa")),
    "from and to": lambda n: ("They lied. And left. " * (n // 21), _claim("{from: They lied, to: And left}")),
    "from without to": lambda n: ("They lied. And left.\n\n## They\n\n" * (n // 33), _claim("{from: They lied, to: left And}")),
    "equal headings": lambda n: ("# A\n\n" * (n // 5), _claim("A A")),
    "nested headings": lambda n: ("# A\n\n## B\n\n### C\n\n" * (n // 18), _claim("A, within: '#a'")),
    "speaker links on a line": _links,
    "claim links on a line": lambda n: (" ".join(["[they lied](claim:q)"] * (n // 21)), "claims: {q: {speaker: ann}}"),
    "open comments": lambda n: ("<!--" * (n // 4), ""),
    "open comments by line": lambda n: ("<!--\n" * (n // 5), ""),
    "open comments in text": lambda n: ("a <!-- b " * (n // 9), ""),
    "paragraph tags": lambda n: ("<p>" * (n // 3), ""),
    "dashes and letters": lambda n: ("-a" * (n // 2), _claim("a-a")),
    "apostrophes": lambda n: ("a'" * (n // 2), _claim("a'a")),
    "digits and spaces": lambda n: ("1 250 " * (n // 6), _claim("250 euros")),
    "invisible characters": lambda n: ("a\u200b" * (n // 4), _claim("aa")),
    "combining marks": lambda n: ("a" + "\u0301" * (n // 2), _claim("a b")),
    "spaces": lambda n: ("a" + "\u00a0" * (n // 2) + "b", _claim("a b")),
    "struck words": lambda n: ("~~a~~ b " * (n // 8), _claim("b, occurrence: all")),
    "claims on one paragraph": lambda n: (
        " ".join(f"word{number}" for number in range(n // 60)),
        "claims:\n" + "\n".join(f"  c{number}: {{quote: word{number}, speaker: ann}}" for number in range(n // 60)),
    ),
    "claims on the same words": lambda n: (
        "They lied.",
        "claims:\n" + "\n".join(f"  c{number}: {{quote: They lied, speaker: ann}}" for number in range(n // 45)),
    ),
    "many claims": _many_claims,
    "many lost claims": _many_lost,
}


def seconds(storm: Storm, size: int) -> float:
    """Return the processor's time to prepare an article of a size."""
    text, claims = storm(size)
    head = "---\ntitle: A\ndate: 2026-01-01\n---\n\n"
    files = ArticleFiles("a", SourceFile("content/articles/a.md", head + text), SourceFile("content/articles/a.yml", claims))
    started = time.process_time()
    prepare_files(files, Dialect("/"))
    return time.process_time() - started


def main() -> None:
    """Print one line for each input."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kilobytes", type=int, default=128)
    parser.add_argument("only", nargs="*")
    options = parser.parse_args()
    for name, storm in STORMS.items():
        if options.only and not any(word in name for word in options.only):
            continue
        first, second = (seconds(storm, options.kilobytes * 1000 * factor) for factor in (1, 2))
        print(f"{name:32} {first:7.2f} s {second:7.2f} s   × {second / max(first, 0.01):.1f}", flush=True)


if __name__ == "__main__":
    main()
