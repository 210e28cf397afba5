"""Sites with one file that is made to be slow, doubled from 8 KB to 1 MB, through the whole of `check` and of `build`.

Usage: python bench/hostile_sites.py [--kilobytes N] [name …]. Prints processor seconds of both at the largest size, the worst ratio of a
doubling that takes more than a moment, and the codes that stopped it. SLOW is a check, or a build, of more than 10 s.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "generator"))

from counterpoint.build import build, check
from counterpoint.diagnostics import ERROR
from counterpoint.options import Options

Files = dict[str, str]
SITE = "title: T\nbase_url: https://example.org/\nshare_images: none\n"
HEAD = "---\ntitle: A\ndate: 2026-01-01\n---\n\n"
SPEAKERS = "ann: {name: Ann, kind: person}\n"
PIXEL = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'/>"
ARTICLE, SIDECAR = "content/articles/a.md", "content/articles/a.yml"
MOMENT, RATIO, MOST = 1.0, 2.6, 10.0


def article(text: str = "Text.", sidecar: str = "", head: str = "", **more: str) -> Files:
    """An article with what is between its dashes, and its sidecar."""
    markdown = HEAD.replace("date:", f"{head}date:") + text + "\n"
    return {ARTICLE: markdown, **({SIDECAR: sidecar} if sidecar else {}), **more}


def listed(size: int, item: str) -> str:
    """So many lines, `#` being each one's number, as make up a size."""
    lines, length, number = [], 0, 0
    while length < size:
        lines.append(item.replace("#", str(number)))
        length += len(lines[-1])
        number += 1
    return "".join(lines)


def words(count: int, between: str = " ") -> str:
    """Words that stand once each."""
    return between.join(f"w{number}x" for number in range(count))


def matrix(size: int) -> Files:
    """As many questions as fit, each answered by six positions."""
    positions = "positions:\n" + "".join(f"  p{n}: {{label: P{n}, summary: S., speakers: [ann]}}\n" for n in range(6))
    answers = "".join(f", p{n}: A{n}" for n in range(6))[2:]
    return article(sidecar=positions + "issues:\n" + listed(size, f"  i#: {{question: Q#?, answers: {{{answers}}}}}\n"))


def claims(size: int, item: str, text: Callable[[int], str], before: str = "") -> Files:
    """Claims of a pattern, and a text made of how many there are."""
    lines = listed(size, item)
    return article(text(lines.count("\n")), before + "claims:\n" + lines)


HOSTILE: dict[str, Callable[[int], Files]] = {
    "notes": lambda n: article(words(n // 60), "notes:\n" + listed(n, "  n#: {quote: w#x, note: A note.}\n")),
    "terms": lambda n: article("[a](term:t1)", "terms:\n" + listed(n, "  t#: {term: T#, definition: A definition.}\n")),
    "terms, all used": lambda n: article(
        "\n\n".join(f"[a](term:t{k})" for k in range(n // 45)), "terms:\n" + listed(n, "  t#: {term: T#, definition: A definition.}\n")
    ),
    "links to one term": lambda n: article(
        "[a](term:t) " * 300 + "\n\n[a](term:t)\n\n" * (n // 16), "terms: {t: {term: T, definition: D.}}"
    ),
    "speakers": lambda n: {"content/speakers.yml": SPEAKERS + listed(n, "s#: {name: Speaker #, kind: person}\n"), **article()},
    "speakers of one name": lambda n: {"content/speakers.yml": listed(n, "s#: {name: Ann, kind: person}\n"), **article()},
    "names of a speaker": lambda n: {"content/speakers.yml": f"ann: {{name: Ann, names: [{listed(n, 'Ann #, ')}Z]}}\n", **article()},
    "speakers of an article": lambda n: (
        claims(n, "  c#: {quote: w#x, speaker: s#}\n", words)
        | {"content/speakers.yml": "".join(f"s{k}: {{name: S{k}}}\n" for k in range(n // 27 + 9))}
    ),
    "positions": lambda n: article(sidecar="positions:\n" + listed(n, "  p#: {label: P#, summary: S., speakers: [ann]}\n")),
    "questions": matrix,
    "answers of nobody": lambda n: article(
        sidecar="positions: {p: {label: P, summary: S.}}\nissues: {i: {question: Q?, answers: {" + listed(n, "p#: A, ") + "p: A}}}\n"
    ),
    "claims on one question": lambda n: claims(
        n,
        "  c#: {quote: w#x, speaker: ann, position: p, issue: i}\n",
        words,
        "positions: {p: {label: P, summary: S., speakers: [ann]}}\nissues: {i: {question: Q?}}\n",
    ),
    "claims that all answer one": lambda n: claims(n, "  c#: {quote: w#x, speaker: ann, responds_to: c0}\n", words).copy(),
    "a claim that answers all": lambda n: (
        claims(n, "  c#: {quote: w#x, speaker: ann}\n", words)
        | {
            SIDECAR: "claims:\n"
            + (made := listed(n, "  c#: {quote: w#x, speaker: ann}\n"))
            + f"  z: {{text: Z, anchor: none, speaker: ann, responds_to: [{', '.join(f'c{k}' for k in range(made.count(chr(10))))}]}}\n"
        }
    ),
    "claims that answer each other": lambda n: claims(n, "  c#: {quote: w#x, speaker: ann, responds_to: [c0, c1, c2, c3, c4]}\n", words),
    "evidence": lambda n: article(
        "w0x",
        "sources: {s: {title: S}}\nclaims: {c: {quote: w0x, speaker: ann, evidence: ["
        + "{source: s, stance: supports}, " * (n // 32)
        + "]}}",
    ),
    "sources": lambda n: article("[a](source:s0)", "sources:\n" + listed(n, "  s#: {title: Source #, url: 'https://example.org/#'}\n")),
    "sources of the site": lambda n: (
        article() | {"content/sources.yml": listed(n, "s#: {title: Source #, url: 'https://example.org/#'}\n")}
    ),
    "redirects of an article": lambda n: article(head="redirects: [" + listed(n, "/old/#/, ") + "]\n"),
    "redirects of an article that cannot be": lambda n: article(head="redirects: [" + listed(n, "/%zz/#/, ") + "]\n"),
    "redirects in one another": lambda n: article(head="redirects: ['/" + "a/" * (min(n, 100_000) // 2) + "', /b/]\n"),
    "redirects of the site": lambda n: article() | {"site.yml": SITE + "redirects:\n" + listed(n, "  /old/#/: /a/\n")},
    "footnotes": lambda n: article(listed(n, "Text[^#].\n\n[^#]: A note.\n\n")),
    "references to one footnote": lambda n: article("a[^1] b\n\n" * (n // 9) + "[^1]: A note.\n"),
    "footnotes within footnotes": lambda n: article("a[^0]\n\n" + "".join(f"[^{k}]: b[^{k + 1}]\n\n" for k in range(n // 14))),
    "authors": lambda n: article(head=f"authors: [{listed(n, 'Author #, ')}Z]\n"),
    "topics": lambda n: article(head=f"topics: [{listed(n, 't#, ')}z]\n"),
    "topics of the site": lambda n: article() | {"site.yml": SITE + "topics:\n" + listed(n, "  t#: {label: Topic #}\n")},
    "corrections": lambda n: article(
        "w0x",
        "claims: {c: {quote: w0x, speaker: ann}}\ncorrections:\n"
        + listed(n, "  - {date: 2026-01-02, claim: c, text: 'It said # before.'}\n"),
    ),
    "deep YAML, flow": lambda n: article(sidecar="claims: " + "[" * n),
    "deep YAML, closed": lambda n: article(sidecar="claims: " + "[" * (n // 2) + "]" * (n // 2)),
    "deep YAML, block": lambda n: article(sidecar="".join(" " * k + "a:\n" for k in range(int((2 * n) ** 0.5)))),
    "deep YAML, dashes": lambda n: article(sidecar="- " * (n // 2)),
    "anchors": lambda n: article(sidecar=listed(n, "a#: &a# x\n")),
    "aliases": lambda n: article(sidecar="a: &a [" + "x, " * 50 + "]\n" + listed(n, "b#: [*a, *a, *a]\n")),
    "aliases that explode": lambda n: article(
        sidecar="a0: &a0 [x, x]\n" + "".join(f"a{k + 1}: &a{k + 1} [*a{k}, *a{k}, *a{k}]\n" for k in range(n // 40))
    ),
    "unknown keys": lambda n: article(sidecar=listed(n, "unknown#: x\n")),
    "misspelt keys of claims": lambda n: article(sidecar="claims:\n" + listed(n, "  c#: {qoute: a b, speeker: ann}\n")),
    "unknown speakers": lambda n: claims(n, "  c#: {quote: w#x, speaker: s#}\n", words),
    "unknown speakers of many": lambda n: (
        claims(n // 2, "  c#: {quote: w#x, speaker: x#}\n", words) | {"content/speakers.yml": listed(n // 2, "s#: {name: S#}\n")}
    ),
    "unknown links": lambda n: article(listed(n, "[a](claim:c#) b\n\n")),
    "unknown pages": lambda n: article(listed(n, "[a](/nowhere/#/) b\n\n")),
    "equal keys": lambda n: article(sidecar="claims:\n" + "  c: {quote: a, speaker: ann}\n" * (n // 32)),
    "comments": lambda n: article(sidecar="# a\n" * (n // 4)),
    "one long line": lambda n: article("word " * (n // 5), "claims: {c: {quote: word word, occurrence: 7, speaker: ann}}"),
    "one long line of errors": lambda n: article(sidecar="claims: {" + listed(n, "c#: {x: y}, ") + "}"),
    "a long value": lambda n: article("w0x", "claims: {c: {quote: w0x, speaker: ann, text: '" + "word " * (n // 5) + "'}}"),
    "a long title": lambda n: {ARTICLE: HEAD.replace("title: A", "title: " + "word " * (n // 5)) + "Text.\n"},
    "images": lambda n: article("![x](media/a.svg)\n\n" * (n // 19), **{"content/media/a.svg": PIXEL}),
    "figures": lambda n: article('![x](media/a.svg "A caption")\n\n' * (n // 32), **{"content/media/a.svg": PIXEL}),
    "images that are not there": lambda n: article(listed(n, "![x](media/#.svg)\n\n")),
    "within": lambda n: article(
        "\n\n".join(f"# H{k}\n\nword here" for k in range(n // 120)),
        "claims:\n" + "".join(f"  c{k}: {{quote: word here, within: '#h{k}', speaker: ann}}\n" for k in range(n // 120)),
    ),
    "within what is not there": lambda n: article(
        "\n\n".join(f"# H{k}\n\nword here" for k in range(n // 120)),
        "claims:\n" + "".join(f"  c{k}: {{quote: word here, within: '#x{k}', speaker: ann}}\n" for k in range(n // 120)),
    ),
    "ambiguous quotes": lambda n: article("word here and " * 5000, "claims:\n" + listed(n, "  c#: {quote: word here, speaker: ann}\n")),
    "ambiguous quotes of many words": lambda n: article(
        "word here and " * 5000, "claims:\n" + listed(n, f"  c#: {{quote: {'word here and ' * 20}word, speaker: ann}}\n")
    ),
    "ambiguous quotes, one each": lambda n: article(
        " ".join(f"w{k % 1000}x" for k in range(5000)), "claims:\n" + listed(n, "  c#: {quote: w#x, speaker: ann}\n")
    ),
    "quotes with stale contexts": lambda n: article(
        "word here and " * 5000, "claims:\n" + listed(n, "  c#: {quote: word here, prefix: never #, speaker: ann}\n")
    ),
    "quotes with contexts": lambda n: article(
        " ".join(f"w{k}x word" for k in range(5000)), "claims:\n" + listed(n, "  c#: {quote: word, prefix: w#x, speaker: ann}\n")
    ),
    "occurrences": lambda n: article(
        "word here and " * 5000, "claims:\n" + listed(n, "  c#: {quote: word here, occurrence: #1, speaker: ann}\n")
    ),
    "all occurrences": lambda n: article(
        "word and " * 300, "claims:\n" + listed(n, "  c#: {quote: word, occurrence: all, speaker: ann}\n")
    ),
    "lost quotes": lambda n: article(
        "word here and " * 5000, "claims:\n" + listed(n, "  c#: {quote: words there or # else, speaker: ann}\n")
    ),
    "pages": lambda n: article() | {f"content/pages/p{k}.md": "---\ntitle: P\n---\n\nText.\n" for k in range(n // 1000)},
    "headings": lambda n: article(listed(n, "## Heading #\n\nText.\n\n")),
    "equal questions": lambda n: article(
        "## Q?\n\nText.\n\n" * (n // 40),
        "positions: {p: {label: P, summary: S., speakers: [ann]}}\nissues:\n" + listed(n, "  i#: {question: Q?}\n"),
    ),
    "external links": lambda n: article(listed(n, "<https://example.org/#>\n\n")),
    "claims linked again": lambda n: article("[w0x](claim:c) " + "[w](claim:a#c) \n\n" * (n // 18), "claims: {c: {speaker: ann}}"),
    "quotation marks": lambda n: article("“Ann says so” " * (n // 14), "claims: {c: {quote: Ann says so, occurrence: 2, speaker: ann}}"),
    "allowed lints": lambda n: {
        "content/speakers.yml": SPEAKERS + listed(n, "s#: {name: S#}  # counterpoint: allow unused: later\n"),
        **article(),
    },
    "navigation": lambda n: article() | {"site.yml": SITE + "navigation:\n" + listed(n, "  - {label: L#, url: /a/}\n")},
}


def measure(files: Files) -> tuple[float, float, set[str]]:
    """Processor seconds of a check and of a build, and the codes of errors."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:
        root = Path(name)
        for path, text in {"site.yml": SITE, "content/speakers.yml": SPEAKERS, **files}.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        options = Options(root=root, today="2026-06-01", extras=False)
        started = time.process_time()
        found = check(options).diagnostics
        checked = time.process_time()
        build(options)
        return checked - started, time.process_time() - checked, {item.code for item in found if item.severity == ERROR}


def main() -> int:
    """Print a line for each; fail where one takes too long, or grows too fast."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kilobytes", type=int, default=1000)
    parser.add_argument("only", nargs="*")
    options = parser.parse_args()
    failed = 0
    for name, make in HOSTILE.items():
        if options.only and not any(word in name for word in options.only):
            continue
        measure(make(1000))
        sizes = [size for size in (8, 16, 32, 64, 128, 256, 512, 1000) if size <= options.kilobytes]
        before, worst, slower, codes = 0.0, 0.0, 0.0, set[str]()
        for size in sizes:
            checked, built, codes = measure(make(size * 1000))
            if before > MOMENT / RATIO and checked + built > MOMENT:
                worst = max(worst, (checked + built) / before)
            before, slower = checked + built, max(checked, built)
            if before > 4 * MOST:
                break
        flag = " SLOW" if slower > MOST else " GROWS" if worst > RATIO else ""
        failed += bool(flag)
        print(
            f"{name:32} {size:5} KB  check {checked:6.2f} s  build {built:6.2f} s  x{worst:4.1f}  {' '.join(sorted(codes))[:60]}{flag}",
            flush=True,
        )
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
