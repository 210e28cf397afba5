"""How long it takes to anchor 500 quotes in 50,000 words, 100 of them lost and given suggestions.   make bench"""

from __future__ import annotations

import random
import time

from counterpoint.reading.files import ArticleFiles, SourceFile
from counterpoint.reading.markdown import Dialect
from counterpoint.article.prepare import prepare_files

WORDS, CLAIMS, LOST = 50_000, 500, 100


def article() -> ArticleFiles:
    """A made-up article and its sidecar, the same for every run."""
    rng = random.Random(1)
    vocabulary = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(2, 10))) for _ in range(4_000)]
    words = rng.choices(vocabulary, k=WORDS)
    paragraphs = [" ".join(words[start : start + 100]) + "." for start in range(0, WORDS, 100)]
    claims = []
    for number in range(CLAIMS):
        start = number * (WORDS // CLAIMS) + 10
        quote = words[start : start + 12]
        if number < LOST:
            quote[5] = "changed"
        claims.append(f"  c{number}: {{quote: {' '.join(quote)!r}, speaker: ann}}")
    text = "---\ntitle: Long\ndate: 2026-01-01\n---\n\n" + "\n\n".join(paragraphs) + "\n"
    sidecar = "claims:\n" + "\n".join(claims) + "\n"
    return ArticleFiles("long", SourceFile("content/articles/long.md", text), SourceFile("content/articles/long.yml", sidecar))


def main() -> None:
    """Print the best of three runs."""
    files, times = article(), []
    for _ in range(3):
        started = time.perf_counter()
        found = prepare_files(files, Dialect("/")).diagnostics
        times.append(time.perf_counter() - started)
        lost = [item for item in found if item.code == "quote-not-found"]
        assert len(lost) == LOST
        assert all("did you mean" in item.help for item in lost)
    print(f"{CLAIMS} quotes in {WORDS:,} words, {LOST} lost, with suggestions: {min(times):.2f} s")


if __name__ == "__main__":
    main()
