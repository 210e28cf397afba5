"""Texts that run the other way than their page: each stands in an element that says so, on every page that shows it."""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser

import pytest
from counterpoint.reading.directions import runs_from_right
from site_folder import TestSite

HEBREW = ["הגשר ייסגר", "המועצה אומרת", "נמל העיר", "מי ישלם", "השוק נפתח", "חורף קשה", "תעריף חדש", "אות ברור", "גן ישן", "מנוע חזק"]
ENGLISH = ["bridge will close", "council has said", "harbour of old", "who shall pay", "market is open", "winter was hard"]
ENGLISH += ["tariff is new", "signal was clear", "garden of old", "engine is strong"]


class Directions(HTMLParser):
    """The texts of a page, each with the direction that it is given by the nearest element around it; `auto` is whichever it needs."""

    VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = [("", "ltr")]
        self.texts: list[tuple[str, str]] = []
        """Without what only screen readers are told, which has no look."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            named = dict(attrs)
            unseen = "vh" in (named.get("class") or "").split()
            self.open.append(("vh" if unseen else tag, named.get("dir") or ("auto" if tag == "bdi" else self.open[-1][1])))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not {"script", "style", "title", "pre", "vh"} & {name for name, _ in self.open}:
            self.texts.append((data, self.open[-1][1]))


def ways(text: str) -> set[str]:
    """In which directions the letters of a text run."""
    kinds = {unicodedata.bidirectional(letter) for letter in text if letter.isalpha()}
    return {"rtl" if kind in {"R", "AL"} else "ltr" for kind in kinds}


@pytest.mark.parametrize(("language", "words"), [("en", HEBREW), ("he", ENGLISH)])
def test_every_text_that_runs_the_other_way_says_so(empty: TestSite, language, words):
    w = words
    empty.write(
        "site.yml",
        f"title: T\nbase_url: https://example.org/\nlanguage: {language}\nsearch: false\nshare_images: none\n"
        f"topics: {{t: {{label: {w[0]}, description: {w[1]}}}}}\n"
        f"navigation: [{{label: {w[1]}, url: /}}, {{label: {w[3]}, url: /speakers/}}]\n"
        f"publisher: {{name: {w[4]}}}\nlicense: {{name: {w[6]}, url: 'https://example.org/l'}}\n"
        f"support: {{label: {w[7]}, url: /}}\ntheme: {{social: [{{label: {w[8]}, url: 'https://example.org/m'}}]}}\n",
    )
    empty.write("content/speakers.yml", f"ann: {{name: {w[2]}, role: {w[3]}, bio: {w[4]}}}\nbob: {{name: {w[5]}}}\n")
    empty.article(
        "cost",
        f"{w[0]} {w[1]} {w[2]} {w[3]}. {w[4]} {w[5]}. [{w[6]}](term:levy)\n",
        f"positions:\n  yes: {{label: {w[0]}, summary: {w[1]}, speakers: [ann]}}\n  'no': {{label: {w[2]}, summary: {w[3]}}}\n"
        f"issues:\n  i: {{question: {w[4]} {w[5]}?, answers: {{yes: {w[6]}, 'no': {w[7]}}}}}\n  j: {{question: {w[8]}?}}\n"
        f"terms: {{levy: {{term: {w[6]}, definition: {w[9]}}}}}\n"
        f"sources: {{s: {{title: {w[7]}, url: 'https://example.org/s'}}, p: {{title: {w[8]}}}}}\n"
        f"claims:\n"
        f"  a: {{quote: {w[1]}, speaker: ann, position: yes, issue: i, date: 2026-01-01, "
        f"evidence: [{{source: s, stance: supports, note: {w[9]}}}]}}\n"
        f"  b: {{quote: {w[3]}, speaker: bob, position: 'no', issue: i, date: 2026-01-02, responds_to: [a], note: {w[0]}}}\n"
        f"  c: {{quote: {w[5]}, speaker: ann, text: {w[9]}, evidence: [{{source: p, stance: context}}]}}\n"
        f"corrections: [{{date: 2026-01-03, text: {w[2]} {w[3]}, claim: a}}]\n",
        f"---\ntitle: {w[0]} {w[1]}\ndeck: {w[2]} {w[3]}\ndate: 2026-01-02\ntopics: [t]\n---\n",
    )
    empty.article("plain", w[1], "claims: {}\n", f"---\ntitle: {w[4]}\ndate: 2026-01-01\n---\n")
    empty.built()
    names = {
        w[0],
        w[2],
        w[5],
    }  # of speakers and positions, which stand in sentences of the page, too, and look the same in either direction
    lost, checked = [], set()
    for path in sorted((empty.root / "build").rglob("*.html")):
        page = Directions()
        page.feed(path.read_text(encoding="utf-8"))
        for text, direction in page.texts:
            if any(word in text for word in words) and text.strip(" :.,") not in names:
                checked.add(path.parent.name)
                if direction not in {"auto", *ways(text)}:
                    lost.append((str(path.relative_to(empty.root / "build")), direction, text.strip()[:60]))
    assert not lost, "\n".join(map(str, sorted(set(lost))))
    assert {"cost", "sides", "ann", "t", "topics", "sources", "speakers", "corrections", "a", "history", "build"} <= checked


@pytest.mark.parametrize(
    ("text", "from_right"),
    [
        ("A bridge", False),
        ("הגשר ייסגר", True),
        ("NGO Monitor: כך החליטה המועצה", True),  # begins with a Latin name
        ("באחור NGO Monitor International", None),  # the name is longer than what is said
        ("The word שלום is Hebrew", False),
        ("2026, 12/4", None),
        ("", None),
        ("باحث أول في NGO Monitor", None),
        ("ﬁnance ﷺ", False),
    ],
)
def test_most_letters_tell_how_a_text_runs_unless_it_begins_the_other_way(text, from_right):
    assert runs_from_right(text) is from_right
