"""What every code means, with a wrong example and the right one beside it. `counterpoint explain` prints them.

Examples are excerpts of one small site, which stands in the tests: there, every wrong one must give its code, and no right one may.
"""

from __future__ import annotations

from msgspec import Struct

from counterpoint.diagnostics import CODES


class Example(Struct, frozen=True):
    """An excerpt of a file: as it gives the code, and as it is right."""

    path: str
    wrong: str
    right: str


_ARTICLE, _SIDECAR, _SPEAKERS = "content/articles/cars.md", "content/articles/cars.yml", "content/speakers.yml"
_TRANSLATION = "content/articles/cars.de.yml"

EXAMPLES: dict[str, Example] = {
    "file-missing": Example(_SIDECAR, "(there is cars.yml, but no cars.md beside it)", "(cars.md and cars.yml stand side by side)"),
    "file-unreadable": Example(_SPEAKERS, "(saved as UTF-16 or Latin-1)", "(saved as UTF-8)"),
    "file-too-large": Example(_ARTICLE, "(a text of more than 4 MiB)", "(two articles)"),
    "file-outside": Example("content/sources.yml", "(a symbolic link to /etc/hosts)", "(a file of the site)"),
    "file-unexpected": Example("content/articles/bridge.jpg", "(an image in content/articles)", "(the image in content/media)"),
    "character-forbidden": Example(_SIDECAR, "note: Counted in\u0001 March.", "note: Counted in March."),
    "yaml-syntax": Example(_SIDECAR, "question: Cars: in or out?", "question: 'Cars: in or out?'"),
    "yaml-limit": Example(_SIDECAR, "note: &n [*n]", "note: Counted in March."),
    "yaml-tag": Example(_SIDECAR, "note: !!str Counted in March.", "note: Counted in March."),
    "yaml-anchor": Example(_SIDECAR, "note: &Counted in March.", "note: Counted in March."),
    "yaml-comment": Example(_SIDECAR, "note: Counted in bulletin #7", "note: Counted in March."),
    "yaml-list": Example(_SIDECAR, "quote: [half of the trips]", "quote: half of the trips are short"),
    "key-duplicate": Example(_SIDECAR, "note: Counted in March.\n    note: Counted in May.", "note: Counted in March."),
    "key-unknown": Example(_SIDECAR, "nota: Counted in March.", "note: Counted in March."),
    "key-missing": Example(
        _SIDECAR, "quote: half of the trips are short\n    position", "quote: half of the trips are short\n    speaker: ann\n    position"
    ),
    "value-wrong": Example(_SIDECAR, "date: last spring", "date: 2024-03-01"),
    "front-matter": Example(_ARTICLE, "title: Cars\ndate: 2026-01-02\n---", "---\ntitle: Cars\ndate: 2026-01-02\n---"),
    "id-unknown": Example(_SIDECAR, "position: closed", "position: close"),
    "id-duplicate": Example(_SIDECAR, "speakers: {ann: {name: Ann Other}}", "speakers: {bob: {name: Bob Baker}}"),
    "slug-duplicate": Example(_ARTICLE, "redirects: [/cars/]", "redirects: [/old-cars/]"),
    "positions-many": Example(
        _SIDECAR,
        "open: {label: Keep it open}\n" + "\n".join(f"  p{n}: {{label: Another}}" for n in range(5)),
        "open: {label: Keep it open}",
    ),
    "silence-text": Example(_SIDECAR, "open: {silence: declined, answer: No.}", "open: {silence: declined}"),
    "inferred-note": Example(
        _SIDECAR, "close: {answer: Less noise., inferred: true}", "close: {answer: Less noise., inferred: true, note: From their letter.}"
    ),
    "silence-unrecorded": Example(
        _SIDECAR, "open: {silence: declined}", "open: {silence: declined, source: interview, note: Asked on the radio what it would cost.}"
    ),
    "approach-incomplete": Example(
        _SIDECAR,
        "approaches: [{speaker: bob, issues: [shops]}]",
        "approaches: [{speaker: bob, issues: [shops], date: 2025-12-03, channel: e-mail, deadline: 2025-12-10}]",
    ),
    "approach-contradicts": Example(
        _SIDECAR,
        "approaches: [{position: open, issues: [shops], date: 2025-12-03, channel: e-mail, outcome: answered}]",
        "approaches: [{position: open, issues: [shops], date: 2025-12-03, channel: e-mail, outcome: declined}]",
    ),
    "approval-outdated": Example(
        _SIDECAR,
        "open: {label: Keep it open, approved: {by: The shops, date: 2026-01-02}}",
        "open: {label: Keep it open, approved: {by: The shops, date: 2026-01-02, digest: 48fb3316053d}}",
    ),
    "weight-kind": Example(
        _SIDECAR,
        "question: 'Cars: in or out?'\n    kind: policy",
        "question: 'Cars: in or out?'\n    kind: fact",
    ),
    "quote-empty": Example(_SIDECAR, "quote: ''", "quote: half of the trips are short"),
    "quote-short": Example(_SIDECAR, "quote: a", "quote: half of the trips are short"),
    "quote-not-found": Example(_SIDECAR, "quote: half of all trips are short", "quote: half of the trips are short"),
    "quote-ambiguous": Example(_SIDECAR, "quote: the shops lose", "quote: the shops lose\n    prefix: Later"),
    "quote-occurrence": Example(_SIDECAR, "quote: the shops lose\n    occurrence: 3", "quote: the shops lose\n    occurrence: 2"),
    "quote-struck": Example(_SIDECAR, "quote: it is not true", "quote: half of the trips are short"),
    "quote-stale-context": Example(
        _SIDECAR,
        "quote: half of the trips are short\n    prefix: Bob says that",
        "quote: half of the trips are short\n    prefix: Ann says that",
    ),
    "quote-other-case": Example(_SIDECAR, "quote: in the centre", "quote: half of the trips are short"),
    "quote-within": Example(_SIDECAR, "quote: the shops lose\n    within: '#later-on'", "quote: the shops lose\n    within: '#later'"),
    "claim-unanchored": Example(_SIDECAR, "text: Half of the trips are short.", "text: Half of the trips are short.\n    anchor: none"),
    "claim-placed-twice": Example(_SIDECAR, "linked:\n    quote: half of the trips are short", "linked:"),
    "marks-limit": Example(_SIDECAR, "(thousands of claims over the same words)", "(claims that quote the words that matter)"),
    "site-limit": Example(_SPEAKERS, "(tens of thousands of speakers)", "(the speakers whom articles name)"),
    "link-scheme": Example(_ARTICLE, "[the count](ftp://example.org/count)", "[the count](https://example.org/count)"),
    "link-broken": Example(_ARTICLE, "[the count](count.html)", "[the count](https://example.org/count)"),
    "image-missing": Example(_ARTICLE, "![A bridge](media/brigde.svg)", "![A bridge](media/bridge.svg)"),
    "markdown-limit": Example(_ARTICLE, "> " * 30 + "Noise", "> Noise"),
    "comment-open": Example(_ARTICLE, "<!-- to be checked", "<!-- to be checked -->"),
    "html-removed": Example(_ARTICLE, '<iframe src="https://example.org/count"></iframe>', "[the count](https://example.org/count)"),
    "image-alt": Example(_ARTICLE, "![](media/bridge.svg)", "![A bridge](media/bridge.svg)"),
    "image-unreadable": Example("content/media/bridge.svg", "<svg><script>…</script></svg>", "<svg viewBox='0 0 10 10'></svg>"),
    "image-kind": Example(_ARTICLE, "![A bridge](media/bridge.heic)", "![A bridge](media/bridge.svg)"),
    "media-personal": Example(_ARTICLE, "[the data](media/bridge.heic)", "[the data](media/data.csv)"),
    "media-active": Example(_ARTICLE, "[the data](media/data.html)", "[the data](media/data.csv)"),
    "translation-missing": Example(_TRANSLATION, "close: {}", "close: {label: Schließen}"),
    "translation-differs": Example(
        _TRANSLATION,
        "speaker: bob # the original says ann\n    quote: die Hälfte der Fahrten ist kurz",
        "quote: die Hälfte der Fahrten ist kurz",
    ),
    "untranslated": Example(
        _TRANSLATION, "quote: die Hälfte der Fahrten ist kurz\n", "quote: die Hälfte der Fahrten ist kurz\n    note: Im März gezählt.\n"
    ),
    "unused": Example(_SPEAKERS, "bob: {name: Bob Baker}", "bob: {name: Bob Baker} # counterpoint: allow unused: he will be heard"),
    "claim-duplicate": Example(_SIDECAR, "speaker: ann # says so twice", "speaker: union # says so too"),
    "text-beyond-quote": Example(_SIDECAR, "text: It costs 40 million.", "text: It costs."),
    "text-two-speakers": Example(_SIDECAR, "text: The count … It is fair.", "text: The count … done."),
    "words-left-out": Example(_SIDECAR, "text: It is … dear.", "text: It is not … dear."),
    "position-silent": Example(_SIDECAR, "open: {label: Keep it open}\n  none: {label: Neither}", "open: {label: Keep it open}"),
    "evidence-one-sided": Example(_SIDECAR, "position: open", "position: open\n    evidence: [{source: letter}]"),
    "imbalance": Example("site.yml", "imbalance: 1", "imbalance: 3"),
    "reply-missing": Example(_SIDECAR, "approaches: []", "approaches: [{outcome: not-asked, note: It rests on what was published.}]"),
    "review-incomplete": Example(_SIDECAR, "review: {rating: right}", "review: {rating: right, by: The editors, date: 2026-01-01}"),
    "date-future": Example(_SIDECAR, "date: 2204-03-01", "date: 2024-03-01"),
    "link-insecure": Example(_SIDECAR, "url: 'http://example.org/'", "url: 'https://example.org/'"),
    "title-duplicate": Example(_ARTICLE, "title: Shops", "title: Cars"),
    "title-long": Example(_ARTICLE, "title: " + "A headline that goes on and on " * 4, "title: Cars"),
    "footnote-unresolved": Example(_ARTICLE, "## Later[^1]", "## Later"),
    "defined-twice": Example(
        _ARTICLE,
        "## Later[^1]\n\n[^1]: Counted in March.\n[^1]: Counted in April.",
        "## Later",
    ),
    "footnote-unused": Example(_ARTICLE, "## Later\n\n[^1]: Counted in March.", "## Later"),
    "reference-unused": Example(_ARTICLE, "## Later\n\n[count]: https://example.org/count", "## Later"),
    "markdown-unread": Example(_ARTICLE, "[the count] (https://example.org/count)", "[the count](https://example.org/count)"),
    "reference-unresolved": Example(_ARTICLE, "[the count][count]", "[the count](https://example.org/count)"),
    "foreign-syntax": Example(_ARTICLE, "[[The count]]", "[the count](https://example.org/count)"),
    "table-cells": Example(_ARTICLE, "## Later\n\n| Year | Trips |\n|---|---|\n| 2024 | 12 | 13 |", "## Later"),
    "merge-conflict": Example(_ARTICLE, "<<<<<<< HEAD\n## Later\n=======\n## After\n>>>>>>> main", "## Later"),
    "bidi-control": Example(_SIDECAR, "note: Counted in \u202eMarch.", "note: Counted in March."),
    "link-dead": Example(_SIDECAR, "url: 'https://example.org/gone'", "url: 'https://example.org/'"),
    "link-moved": Example(_SIDECAR, "url: 'https://example.org/moved'", "url: 'https://example.org/'"),
    "link-unchecked": Example(_SIDECAR, "url: 'https://example.org/forbidden'", "url: 'https://example.org/'"),
    "record-damaged": Example("published.json", '"version": 5', '"version": 4'),
    "claim-changed": Example(_SIDECAR, "text: Most trips are short.", "text: Half of the trips are short."),
    "claim-removed": Example(_SIDECAR, "claims:\n  half-of-them:", "claims:\n  half:"),
    "answer-changed": Example(
        _SIDECAR,
        "close: {answer: Less noise., note: From their letter.}",
        "close: {answer: Less noise., inferred: true, note: From their letter.}",
    ),
    "approach-changed": Example(
        _SIDECAR, "approaches: []", "approaches: [{speaker: bob, issues: [shops], date: 2025-12-03, channel: e-mail, outcome: declined}]"
    ),
    "label-changed": Example(_SIDECAR, "open: {label: Open it wider}", "open: {label: Keep it open}"),
    "correction-removed": Example(
        _SIDECAR, "corrections: []", "corrections:\n  - {date: 2026-03-01, claim: half, text: An earlier version said all.}"
    ),
    "correction-unfinished": Example(
        _SIDECAR,
        "corrections:\n  - {date: 2026-03-01, claim: half, text: 'An earlier version said all. TODO: say what is right'}",
        "corrections:\n  - {date: 2026-03-01, claim: half, text: An earlier version said all.}",
    ),
    "address-removed": Example("site.yml", "redirects: {}", "redirects: {/traffic/: /cars/}"),
    "template-error": Example("templates/corrections.html", "{{ page.titel }}", "{{ page.title }}"),
    "search-failed": Example("site.yml", "search: true", "search: false"),
    "executor-failed": Example("--executor", "--executor 10.0.0.1:8786", "--executor dask:tcp://10.0.0.1:8786"),
    "internal-error": Example(
        "any file",
        "# whatever stands here: the fault is Counterpoint's",
        "# the same, once Counterpoint is mended: report it with what the message says",
    ),
    "output-edited": Example(
        "(the output)", "(a page that was edited in the output folder)", "(the same edit in the site's content or templates)"
    ),
    "output-unsafe": Example("(the command)", "counterpoint build --output content", "counterpoint build --output build"),
}


def explain(code: str) -> str:
    """A code's meaning and example, laid out for a terminal."""
    example = EXAMPLES[code]
    before, after = _indented(example.wrong), _indented(example.right)
    return f"{code}\n\n{CODES[code]}\n\nIn {example.path}, this gives it:\n\n{before}\n\nand this is right:\n\n{after}\n"


def _indented(text: str) -> str:
    return "\n".join("    " + line for line in text.split("\n"))
