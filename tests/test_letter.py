# ruff: noqa: E501 - a sidecar of one claim a line
"""`counterpoint approach` writes the letter that asks for an answer: every word that stands on the site, and nothing that is sent."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from counterpoint.cli import main
from markdown_it import MarkdownIt
from site_folder import SITE, TestSite

SIDECAR = """positions:
  close: {label: Close it, summary: For <it>., speakers: [ann]}
  open: {label: Keep *it* open, speakers: [union]}
issues:
  noise: {question: Is it loud?, answers: {close: 'It [is](https://a.example/).', open: {answer: Perhaps., inferred: true, note: From a letter.}}}
  trade: {question: Who pays?, answers: {open: Everyone.}}
claims:
  cheap: {quote: it costs little, text: "It costs #1 little.", speaker: ann, position: close, issue: noise, date: 2025-03, note: "Said *once*.",
    review: {rating: half, summary: On weekdays.}, evidence: [{source: letter}, {source: count, stance: disputes, locator: p. 2, note: 'It counts [else](https://c.example/).'}]}
  dear: {quote: nobody can pay for it, speaker: union, position: open, issue: noise, responds_to: cheap}
  bribe: {quote: took money, text: The mayor took money., speaker: union, position: open, accuses: [ann]}
  named: {text: Ask Ann Able., anchor: none, speaker: cy}
  other: {text: Annexes are loud., anchor: none, speaker: cy}
sources: {letter: {title: A <b>letter</b>, publisher: Us, url: 'https://e.example/a_b_c'}, count: {title: A count}}
"""
TEXT = "Ann says that it costs little. “I say so,” says Ann. The Union replies that nobody can pay for it. Someone took money.\n"

RATINGS = "ratings: {half: {label: Half right}}\n"


@pytest.fixture
def asked(empty: TestSite) -> TestSite:
    empty.write(
        "content/speakers.yml",
        "ann: {name: Ann Able, names: [Ann], role: the mayor, bio: Born *here*., interest: owns a shop}\nunion: {name: The Union}\ncy: {name: Cy}\ndan: {name: Dan}\n",
    )
    empty.write("site.yml", SITE + RATINGS)
    empty.article("cost", TEXT, SIDECAR)
    return empty


def approach(site: TestSite, *arguments: str) -> int:
    return main(["approach", "--site", str(site.root), *arguments])


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(html: str) -> tuple[str, set[str]]:
    """The words that a browser shows of a page's body, and its elements."""
    reader = _Words()
    reader.feed(html.partition("<body>")[2] or html)
    return " ".join(" ".join(reader.words).split()), reader.tags


def test_the_letter_has_every_word_by_and_of_a_speaker_and_the_open_questions(asked):
    before = asked.tree()
    assert approach(asked, "ann", "--by", "2126-06-10") == 0
    letter = (asked.root / "letters/ann.md").read_text(encoding="utf-8")
    page, tags = read((asked.root / "letters/ann.html").read_text(encoding="utf-8"))
    shown = read(MarkdownIt("commonmark").render(letter))[0]
    assert page == shown
    for words in (
        "To Ann Able",
        "Please answer by 10 June 2126.",
        "It costs #1 little. (March 2025) In the article: it costs little Our rating: Half right. On weekdays. Our note: Said once."
        " Context: A <b>letter</b>, Us, https://e.example/a_b_c Disputed by A count, p. 2 (It counts else.)",
        "How you are described the mayor Born *here*. Interest: owns a shop",
        "The Union : nobody can pay for it",
        "The Union : The mayor took money.",
        "Cy : Ask Ann Able.",
        "Close it : For <it>.",
        "Is it loud? It is.",
        "Who pays? This explainer records no answer.",
        "https://example.org/cost/",
    ):
        assert words in page, words
    assert "Annexes" not in page
    assert "Keep" not in page
    asking = page.split("What we ask you")[1]
    assert "Who pays?" in asking
    assert "Is it loud?" not in asking
    assert tags <= {"h1", "h2", "h3", "p", "strong", "ul", "ol", "li", "a"}
    assert asked.tree() == before


def test_an_inferred_answer_is_asked_for_and_says_what_it_was_inferred_from(asked):
    assert approach(asked, "union") == 0
    page = read((asked.root / "letters/union.html").read_text(encoding="utf-8"))[0]
    assert "Inferred, not stated. Perhaps. From a letter." in page
    assert "Is it loud?" in page.split("What we ask you")[1]


def test_a_letter_that_is_there_is_kept_unless_it_may_go(asked, capsys):
    asked.write("letters/ann.md", "mine")
    assert approach(asked, "ann") == 1
    assert "letters/ann.md is there already" in capsys.readouterr().err
    assert (asked.root / "letters/ann.md").read_text() == "mine"
    assert approach(asked, "ann", "--force") == 0
    assert "mine" not in (asked.root / "letters/ann.md").read_text()


@pytest.mark.parametrize(("speaker", "words"), [("anm", "did you mean 'ann'?"), ("dan", "nothing on the site is said by or of 'dan'")])
def test_who_cannot_be_written_to_is_named(asked, capsys, speaker, words):
    assert approach(asked, speaker) == 1
    assert words in capsys.readouterr().err
    assert not (asked.root / "letters").exists()


def test_a_site_with_errors_writes_no_letter(asked, capsys):
    asked.edit("content/articles/cost.yml", "quote: took money", "quote: stole money")
    assert approach(asked, "ann") == 1
    assert "quote-not-found" in capsys.readouterr().err


@pytest.mark.parametrize(("language", "direction"), [("he", "rtl"), ("de", "ltr")])
def test_the_letter_speaks_the_sites_language(asked, language, direction):
    asked.write("site.yml", f"{SITE}language: {language}\n{RATINGS}")
    assert approach(asked, "ann") == 0
    page = (asked.root / "letters/ann.html").read_text(encoding="utf-8")
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert "Please" not in page
    assert not re.search(r"%\(|src=|<script|<link", page)


def test_nobody_is_asked_to_answer_by_a_day_that_has_passed(asked, capsys):
    assert approach(asked, "ann", "--by", "2020-01-01") == 1
    assert "2020-01-01, which has passed" in capsys.readouterr().err
    assert not (asked.root / "letters").exists()
