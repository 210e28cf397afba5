"""Every code has an example that gives it, and a right one that does not."""

from __future__ import annotations

import shutil
import sys

import pytest
from counterpoint.build import check, lints
from counterpoint.diagnostics import CODES, ERROR
from counterpoint.explanations import EXAMPLES, explain
from counterpoint.release import release
from site_folder import TestSite

FILES = {
    "site.yml": "title: T\nbase_url: https://example.org/\nsearch: false\nshare_images: none\nraw_html: sanitize\n",
    "content/speakers.yml": "ann: {name: Ann Able}\n",
    "content/media/bridge.svg": "<svg viewBox='0 0 10 10'></svg>",
    "content/media/data.csv": "trips,minutes\n",
    "templates/corrections.html": "{{ page.title }}",
    "content/articles/cars.md": """---
title: Cars
date: 2026-01-02
---
Ann says that half of the trips are short, and [some words](claim:linked). In the centre the shops lose, and it is ~~not~~ true:
“The count is done.” Bob Baker said: “It is fair.” See [the count](https://example.org/count).
![A bridge](media/bridge.svg) [the data](media/data.csv)

## Later

Later the shops lose less in the centre.
""",
    "content/articles/cars.yml": """positions:
  close: {label: Close it}
  open: {label: Keep it open}
speakers: {bob: {name: Bob Baker}}
issues:
  shops:
    question: 'Cars: in or out?'
    answers:
      close: {answer: Less noise., inferred: true, note: From their letter.}
      open: {silence: declined}
claims:
  half:
    quote: half of the trips are short
    speaker: ann
    position: close
    date: 2024-03-01
    note: Counted in March.
  lost:
    quote: the shops lose
    prefix: Later
    speaker: ann
  counted:
    quote: 'The count is done.” Bob Baker said: “It is fair.'
    text: The count … done.
    speaker: ann
  apart:
    text: Half of the trips are short.
    anchor: none
    speaker: ann
  linked:
    speaker: ann
sources: {interview: {title: An interview}}
""",
}
# Where a right example is another way to write what stands in the site.
END = "  linked:\n    speaker: ann\n"
VARIANTS = {
    "approval-outdated": ("open: {label: Keep it open}", EXAMPLES["approval-outdated"].right),
    "weight-kind": (
        "question: 'Cars: in or out?'",
        f"{EXAMPLES['weight-kind'].right}\n    weight: {{evidence: limited, agreement: low, basis: One count., source: interview}}",
    ),
    "silence-unrecorded": ("open: {silence: declined}", EXAMPLES["silence-unrecorded"].right),
    **{code: (END, f"{END}{EXAMPLES[code].right}\n") for code in ("approach-incomplete", "approach-contradicts", "approach-changed")},
    "markdown-limit": ("Later the shops", "> Noise\n\nLater the shops"),
    "comment-open": ("Later the shops", "<!-- to be checked -->\n\nLater the shops"),
    "quote-occurrence": ("    prefix: Later", "    occurrence: 2"),
    "quote-within": ("    prefix: Later", "    within: '#later'"),
    "quote-stale-context": ("half of the trips are short\n", "half of the trips are short\n    prefix: Ann says that\n"),
    "slug-duplicate": ("date: 2026-01-02\n", "date: 2026-01-02\nredirects: [/old-cars/]\n"),
}
LINTS = [
    *("text-beyond-quote", "words-left-out"),
    *("unused", "claim-duplicate", "position-silent", "evidence-one-sided", "imbalance", "review-incomplete", "reply-missing"),
    *("link-insecure", "title-duplicate", "title-long", "bidi-control"),
]
LINTED = {
    "site.yml": "title: T\nbase_url: https://example.org/\nimbalance: 3\nratings: {right: {label: Right}}\n",
    "content/speakers.yml": """ann: {name: Ann}
union: {name: Union}
bob: {name: Bob Baker} # counterpoint: allow unused: he will be heard
""",
    "content/articles/shops.md": "---\ntitle: Shops\ndate: 2026-01-01\n---\nText.\n",
    "content/articles/cars.md": """---
title: Cars
date: 2026-01-02
---
Ann says that it is so, and that it costs. The Union sees it too: “It is not as dear as that.”
""",
    "content/articles/cars.yml": """positions:
  close: {label: Close it}
  open: {label: Keep it open}
claims:
  one: {quote: it is so, speaker: ann, position: close, text: It is so., evidence: [{source: letter}]}
  two: {quote: it costs, speaker: ann, position: close, text: It costs., evidence: [{source: letter}]}
  three:
    quote: sees it too
    text: It is so.
    speaker: union # says so too
    position: open
    evidence: [{source: letter}]
    review: {rating: right, by: The editors, date: 2026-01-01}
    date: 2024-03-01
    note: Counted in March.
    accuses: ann
  four: {quote: It is not as dear as that., speaker: union, text: It is not … dear.}
approaches: [{outcome: not-asked, note: It rests on what was published.}]
sources:
  letter:
    title: A letter
    url: 'https://example.org/'
""",
}
TRANSLATED = {
    "site.yml": FILES["site.yml"] + "languages: [de]\n",
    "content/articles/cars.de.md": """---
title: Autos
---
Ann sagt, die Hälfte der Fahrten ist kurz, und [einige Worte](claim:linked). Später heißt es: die Läden verlieren.
„Gezählt ist.“ Bob Baker sagte: „Gut so.“
""",
    "content/articles/cars.de.yml": """positions:
  close: {label: Schließen}
  open: {label: Offen lassen}
issues:
  shops:
    question: 'Autos: drin oder draußen?'
    answers: {close: {answer: Weniger Lärm., note: Aus ihrem Brief.}}
claims:
  half:
    quote: die Hälfte der Fahrten ist kurz
    note: Im März gezählt.
  lost: {quote: die Läden verlieren}
  counted: {quote: 'Gezählt ist.“ Bob Baker sagte: „Gut so', text: Gezählt … ist.}
  apart: {text: Die Hälfte der Fahrten ist kurz.}
""",
}
PUBLIC = ["record-damaged", "claim-changed", "claim-removed", "answer-changed", "label-changed", "approach-changed", "correction-removed"]
PUBLIC += ["correction-unfinished", "address-removed"]
LINKS = ["link-dead", "link-moved", "link-unchecked"]
DEEDS = {
    "file-missing": lambda s: (s.root / "content/articles/cars.md").unlink(),
    "file-unreadable": lambda s: s.write("content/speakers.yml", "ann: {name: Añn}".encode("latin-1")),
    "marks-limit": lambda s: s.edit("content/articles/cars.yml", "quote: the shops lose", f"quote: {['the shops lose'] * 2_001}"),
    "site-limit": lambda s: s.edit("site.yml", "title: T", f"title: T\nnavigation: {[{'label': 'L', 'url': '/'}] * 101}"),
    "file-too-large": lambda s: s.write("content/articles/cars.md", "x" * 5_000_000),
    "file-outside": lambda s: (s.root / "content/sources.yml").symlink_to("/etc/hosts"),
    "file-unexpected": lambda s: s.write("content/articles/bridge.jpg", b""),
    "output-unsafe": lambda s: None,
    "executor-failed": lambda s: None,
}


@pytest.fixture
def cars(tmp_path):
    site = TestSite(tmp_path)
    for path, text in FILES.items():
        site.write(path, text)
    return site


def lint(site):
    return check(site.options(), [lints]).diagnostics


def test_every_code_has_an_example_and_an_explanation():
    assert EXAMPLES.keys() == CODES.keys()
    for code, meaning in CODES.items():
        assert meaning in explain(code)


@pytest.mark.parametrize("code", [code for code in CODES if code not in (*LINKS, "internal-error", "output-edited")])
def test_the_wrong_example_gives_the_code_and_the_right_one_does_not(cars, code, monkeypatch):
    example = EXAMPLES[code]
    if code in ("translation-missing", "translation-differs", "untranslated"):
        for path, text in TRANSLATED.items():
            cars.write(path, text)
    if code in VARIANTS:
        path = example.path
        cars.edit(path, *VARIANTS[code])
    if code in LINTS:
        for path, text in LINTED.items():
            cars.write(path, text)
        example = EXAMPLES[code]
        wrong = cars.root / example.path
        text = wrong.read_text(encoding="utf-8")
        assert example.right in text
        cars.write(example.path, text)
        assert code not in {d.code for d in lint(cars)}
        cars.edit(example.path, example.right, example.wrong)
        found = [d for d in lint(cars) if d.code == code]
        assert found
        assert all(
            d.severity < ERROR and d.location.path == (example.path if code != "imbalance" else found[0].location.path) for d in found
        )
        return
    if code in PUBLIC:
        cars.edit("site.yml", "title: T", "title: T\n" + EXAMPLES["address-removed"].right)
        cars.write(
            "content/articles/cars.yml", (cars.root / "content/articles/cars.yml").read_text() + EXAMPLES["correction-removed"].right + "\n"
        )
        assert release(cars.options()).addresses
    if code == "search-failed":
        monkeypatch.setitem(sys.modules, "pagefind_bin", None)  # a machine for which there is no such program
    output = {"output-unsafe": {"output": cars.root / "content"}, "executor-failed": {"executor": "10.0.0.1:8786"}}.get(code, {})
    assert code not in {d.code for d in cars.build().diagnostics}
    shutil.rmtree(cars.root / "build", ignore_errors=True)
    if code in DEEDS:
        DEEDS[code](cars)
    else:
        cars.edit(example.path, example.right, example.wrong)
    assert code in {d.code for d in cars.build(**output).diagnostics}
