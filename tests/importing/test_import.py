"""`counterpoint import` on articles of many shapes: their parts, every quotation exactly, and speakers only where the text names them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import regex
import yaml
from counterpoint.anchoring.text import search_text
from counterpoint.build import build, check
from counterpoint.cli import main
from counterpoint.importing.article import import_article
from counterpoint.importing.attributions import attribute
from counterpoint.importing.input import Block
from counterpoint.importing.language import language
from counterpoint.options import Options
from counterpoint.reading.files import SourceFile
from counterpoint.reading.markdown import Dialect, parse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from site_folder import SITE, cases

ARTICLES = Path(__file__).parent / "articles"
ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(path.stem for path in ARTICLES.glob("*.yml"))
LANGUAGE = {"german": "de", "french": "fr", "hebrew": "he", "arabic": "ar"}


def text_of(name: str) -> Path:
    return next(path for path in ARTICLES.glob(f"{name}.*") if path.suffix != ".yml")


@pytest.fixture(scope="module")
def imported(tmp_path_factory) -> Callable[[str], tuple[Path, dict[str, Any], dict[str, Any], str]]:
    """Imports an article into a site of its own, once: the site, front matter, sidecar and body."""
    done: dict[str, Any] = {}

    def run(name: str) -> Any:
        if name not in done:
            root = tmp_path_factory.mktemp(name)
            (root / "site.yml").write_text(f"{SITE}language: {LANGUAGE.get(name, 'en')}\n")
            assert main(["import", str(text_of(name)), "--site", str(root), "--slug", "it"]) == 0
            front, _, body = (root / "content/articles/it.md").read_text(encoding="utf-8").removeprefix("---\n").partition("---\n")
            sidecar = yaml.safe_load((root / "content/articles/it.yml").read_text(encoding="utf-8"))
            done[name] = root, yaml.safe_load(front), sidecar, body
        return done[name]

    return run


def expected(name: str) -> dict[str, Any]:
    return yaml.safe_load((ARTICLES / f"{name}.yml").read_text(encoding="utf-8"))


def found_in(root: Path, sidecar: dict[str, Any]) -> list[tuple[str, str | None]]:
    """All quotations with their speakers' names, the unsure ones (which are commented out) with None."""
    names = {id: speaker["name"] for id, speaker in (sidecar.get("speakers") or {}).items()}
    sure = [(claim["quote"], names[claim["speaker"]]) for claim in (sidecar["claims"] or {}).values()]
    lines = (root / "content/articles/it.yml").read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if line == "  # TODO who says this?"]
    unsure = []
    for start in starts:
        block = []
        for line in lines[start + 1 :]:
            if not line.startswith("  # ") or line == "  # TODO who says this?" or line.startswith("  # Also"):
                break
            block.append(line.removeprefix("  # "))
        unsure += [(claim["quote"], None) for claim in yaml.safe_load("\n".join(block)).values()]
    return sure + unsure


def matches(quote: str, begins: str, ends: str) -> bool:
    return quote.startswith(begins) and quote.endswith(ends)


def test_quotations_and_speakers_are_found(imported, capsys):
    """Over all articles: precision and recall of the quotations, and how many speakers are right; none of them is guessed."""
    totals = {"found": 0, "right": 0, "wanted": 0, "speakers": 0}
    lines, wrong = [], []
    for name in NAMES:
        root, _, sidecar, _ = imported(name)
        found, wanted = found_in(root, sidecar), expected(name)["quotations"]
        right = speakers = 0
        for begins, ends, speaker in wanted:
            hit = next(((quote, who) for quote, who in found if matches(quote, begins, ends)), None)
            right += hit is not None
            speakers += hit is not None and hit[1] == speaker
            if hit is None or hit[1] != speaker:
                wrong.append(f"{name}: {begins!r}: {hit[1] if hit else 'not found'}, and not {speaker}")
        false = [quote for quote, _ in found if not any(matches(quote, begins, ends) for begins, ends, _ in wanted)]
        wrong += [f"{name}: no quotation: {quote!r}" for quote in false]
        lines.append(f"{name:12} quotations {right}/{len(wanted)} (found {len(found)}), speakers {speakers}/{len(wanted)}")
        totals["found"] += len(found)
        totals["right"] += right
        totals["wanted"] += len(wanted)
        totals["speakers"] += speakers
    precision, recall = totals["right"] / totals["found"], totals["right"] / totals["wanted"]
    share = totals["speakers"] / totals["wanted"]
    with capsys.disabled():
        print("", *lines, *wrong, f"precision {precision:.3f}, recall {recall:.3f}, speakers right {share:.3f}", sep="\n")
    assert precision >= 0.95
    assert recall >= 0.9
    assert share >= 0.85


def test_no_speaker_is_wrong(imported):
    """A quotation whose speaker is not the one that the text names has none: a wrong attribution is worse than a question."""
    for name in NAMES:
        root, _, sidecar, _ = imported(name)
        for begins, ends, speaker in expected(name)["quotations"]:
            for quote, who in found_in(root, sidecar):
                if matches(quote, begins, ends):
                    assert who in (speaker, None), f"{name}: {quote}"


@pytest.mark.parametrize("name", NAMES)
def test_the_parts_are_told_apart(imported, name):
    _, front, _, body = imported(name)
    wanted = expected(name)
    for part, key in (("headline", "title"), ("kicker", "kicker"), ("deck", "deck"), ("authors", "authors")):
        if part in wanted:
            assert front.get(key) == wanted[part]
        elif part != "headline":
            assert key not in front
    if "date" in wanted:
        assert str(front["date"]) == wanted["date"]
    if "paragraphs" in wanted:
        assert len(body.strip().split("\n\n")) == wanted["paragraphs"]
    assert [line.removeprefix("## ") for line in body.splitlines() if line.startswith("## ")] == wanted.get("headings", [])


@pytest.mark.parametrize("name", [name for name in NAMES if "credit" in expected(name)])
def test_caption_and_credit_are_taken_once(imported, name):
    root, _, _, body = imported(name)
    wanted = expected(name)
    text = (root / "content/articles/it.md").read_text(encoding="utf-8")
    assert text.count(wanted["credit"]) == 1
    assert f"credit: {wanted['credit']}" in text
    if "caption" in wanted:
        assert text.count(wanted["caption"]) == 1
        assert wanted["caption"] not in body


@pytest.mark.parametrize("name", [name for name in NAMES if "left_out" in expected(name)])
def test_what_is_no_part_of_the_article_is_left_out_and_listed(imported, name, tmp_path, capsys):
    _, _, _, body = imported(name)
    (tmp_path / "site.yml").write_text(SITE)
    assert main(["import", str(text_of(name)), "--site", str(tmp_path), "--slug", "again"]) == 0
    listed = capsys.readouterr().err
    for text in expected(name)["left_out"]:
        assert f"  {text}\n" in listed
        assert text not in body


@pytest.mark.parametrize("name", NAMES)
def test_speakers_are_proposed_with_what_the_text_says_of_them(imported, name):
    _, _, sidecar, _ = imported(name)
    speakers = {speaker["name"]: speaker for speaker in sidecar["speakers"].values()}
    for speaker, facts in expected(name)["speakers"].items():
        assert facts.items() <= speakers[speaker].items()


@pytest.mark.parametrize("name", NAMES)
def test_a_draft_checks_clean_and_every_quote_is_anchored(imported, name):
    root, _, sidecar, _ = imported(name)
    options = Options(root=root, today="2026-06-01", drafts=True, future=True)
    assert not check(options).diagnostics
    result = build(options)
    assert not result.failed()
    page = (root / "build/it/index.html").read_text(encoding="utf-8")
    for id in sidecar["claims"]:
        assert f'data-claims="{id}' in page or f" {id}" in page


def test_words_in_marks_that_are_no_claims_are_listed(imported):
    root, _, _, _ = imported("news")
    text = (root / "content/articles/it.yml").read_text(encoding="utf-8")
    assert "# - surveillance by stealth (in the headline)" in text
    assert "# - Eyes on the Quay (a title or a name)" in text


def test_links_become_sources(imported):
    _, front, sidecar, body = imported("page")
    assert [source["url"] for source in sidecar["sources"].values()] == expected("page")["sources"]
    assert front["about"] == "about"
    assert sidecar["sources"]["about"]["publisher"] == "The Upland Review"
    assert "[park’s own survey](<https://parks.example/survey-2024>)" in body


def test_it_is_read_from_standard_input_and_never_written_over(tmp_path, capsys):
    (tmp_path / "site.yml").write_text(SITE)
    command = [sys.executable, "-m", "counterpoint", "import", "-", "--site", str(tmp_path)]
    text = "A bridge too few\n\n“We need a second bridge,” said Ann Able, a baker.\n\nThe council did not answer.\n"
    assert subprocess.run(command, input=text.encode("cp1252"), capture_output=True, cwd=ROOT, check=False).returncode == 0
    article = tmp_path / "content/articles/a-bridge-too-few.md"
    assert "“We need a second bridge,” said Ann Able" in article.read_text(encoding="utf-8")
    article.write_text("mine")
    (tmp_path / "pasted.txt").write_text(text, encoding="utf-8")
    assert main(["import", str(tmp_path / "pasted.txt"), "--site", str(tmp_path)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert article.read_text() == "mine"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no article was found"),
        (b"   \n\n ", "no article was found"),
        (b"<html><body></body></html>", "no article was found"),
        (None, "cannot be read"),
    ],
)
def test_what_is_no_article_is_an_error(tmp_path, capsys, content, message):
    (tmp_path / "site.yml").write_text(SITE)
    file = tmp_path / "pasted.txt"
    if content is not None:
        file.write_bytes(content)
    assert main(["import", str(file), "--site", str(tmp_path)]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "content/articles").exists()


def test_all_authors_of_a_byline_are_taken_where_the_page_names_one(tmp_path, capsys):
    (tmp_path / "site.yml").write_text(SITE)
    page = """<html lang="en"><head><meta name="author" content="Ann Able"></head><body><article><h1>Harbour tolls rise</h1>
    <p>By Ann Able and Bob Bear | 3 May 2024</p><p>The harbour will charge more from June, its board said on Monday after a meeting.</p>
    <p>“We have to mend the wall before the winter comes,” said Dora Quill, who chairs the board.</p></article></body></html>"""
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    assert main(["import", str(tmp_path / "page.html"), "--site", str(tmp_path), "--slug", "it"]) == 0
    front = yaml.safe_load((tmp_path / "content/articles/it.md").read_text(encoding="utf-8").split("---\n")[1])
    assert front["authors"] == ["Ann Able", "Bob Bear"]


def test_a_speaker_of_the_site_is_known_by_any_name(tmp_path):
    (tmp_path / "content").mkdir()
    (tmp_path / "site.yml").write_text(SITE)
    (tmp_path / "content/speakers.yml").write_text("baker: {name: Ann Able, names: [A. Able]}\n")
    file = tmp_path / "pasted.txt"
    file.write_text(
        "A bridge too few\n\n“We need a second bridge,” said A. Able.\n\n“Two,” Ann Able said later, “or three.”\n", encoding="utf-8"
    )
    assert main(["import", str(file), "--site", str(tmp_path), "--slug", "it"]) == 0
    sidecar = yaml.safe_load((tmp_path / "content/articles/it.yml").read_text(encoding="utf-8"))
    assert {claim["speaker"] for claim in sidecar["claims"].values()} == {"baker"}
    assert "speakers" not in sidecar


def test_the_same_words_twice_are_told_apart(tmp_path):
    (tmp_path / "site.yml").write_text(SITE)
    file = tmp_path / "pasted.txt"
    file.write_text(
        "One word\n\n“Not for sale,” said Ann Able. The river is not for sale.\n\n“Not for sale,” said Bob Bear.\n", encoding="utf-8"
    )
    assert main(["import", str(file), "--site", str(tmp_path), "--slug", "it"]) == 0
    claims = yaml.safe_load((tmp_path / "content/articles/it.yml").read_text(encoding="utf-8"))["claims"]
    assert [(claim["speaker"], claim.get("occurrence")) for claim in claims.values()] == [("ann-able", 1), ("bob-bear", 2)]
    assert not check(Options(root=tmp_path, today="2026-06-01", drafts=True, future=True)).failed(strict=True)


def test_no_speaker_strays_to_another_of_many_quotations():
    """More quotations than the 6,400 private characters of the basic plane: each keeps its own sign, whatever its number."""
    wanted = ["Ann Able" if number % 300 == 1 else None for number in range(6500)]
    blocks = [Block(f"“Words with the number {number}{',” said Ann Able.' if who else '.”'}") for number, who in enumerate(wanted)]
    said, speakers = attribute(blocks, "", "", language("en"))
    assert [one.speaker and one.speaker.name for one in said] == wanted
    assert [speaker.name for speaker in speakers] == ["Ann Able"]


_MARKS = list("“”„«»‘’\"',.:;—*_#>|&\\")
_MARKUP = ["[x](y)", "<b>", "`c`", "1.", "-", "~~", "http://a.example/b?c=1"]
_WORDS = st.sampled_from([*_MARKS, *_MARKUP, "the", "Council", "said", "Ann", "Able", "said,", "“We", "“no,”", "'s", "Dr.", "אמר", "קאל"])


@given(st.lists(st.lists(_WORDS, min_size=1, max_size=30).map(" ".join), min_size=1, max_size=20))
@example(paragraphs=["“ . “ said «"])  # a word of which nothing is left without its full stop
@settings(max_examples=cases(6), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_is_lost_or_read_as_markup(tmp_path_factory, paragraphs):
    """Whatever is pasted: each paragraph of the body reads as it was, all is escaped, and the draft has no mistakes."""
    root = tmp_path_factory.mktemp("any")
    (root / "site.yml").write_text(SITE)
    long = "This paragraph is here so that the text has one that nobody takes for a headline, a date or a caption."
    text = "\n\n".join(["A headline", long, long + " Still.", *paragraphs, long + " End."])
    report = import_article(root, text.encode(), "it", "2026-01-01").report
    result = check(Options(root=root, today="2026-06-01", drafts=True))
    assert [d for d in result.diagnostics if d.code != "link-insecure"] == []
    body = (root / "content/articles/it.md").read_text(encoding="utf-8").split("---\n", 2)[2]
    shown = search_text(parse(body, SourceFile("it.md", body), 1, Dialect("/")).tokens).text.split("\n")
    for words in (" ".join(paragraph.split()) for paragraph in paragraphs):
        unmarked = regex.sub(r"^(?:#{1,6}|[•*–-]) (?=\S)", "", words)
        assert unmarked in shown or words in shown or words[:100] in report


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.7 ...", "a PDF file"),
        (b"PK\x03\x04....", "a Word, LibreOffice or zip file"),
        (b"{\\rtf1\\ansi Hello}", "an RTF file"),
        (b"https://news.example/story\n", "save the page as HTML"),
        (b"\x00\x01\x02", "no text file"),
        (b"word " * (16 << 20), "larger than 16 MiB"),
    ],
    ids=["pdf", "zip", "rtf", "address", "bytes", "large"],
)
def test_what_is_no_text_is_refused_with_what_to_do(tmp_path, capsys, data, message):
    (tmp_path / "site.yml").write_text(SITE)
    (tmp_path / "pasted").write_bytes(data)
    assert main(["import", str(tmp_path / "pasted"), "--site", str(tmp_path)]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "content").exists()


def test_a_file_without_an_end_is_refused(tmp_path, capsys):
    (tmp_path / "site.yml").write_text(SITE)
    assert main(["import", "/dev/zero", "--site", str(tmp_path)]) == 2
    assert "larger than 16 MiB" in capsys.readouterr().err


TOO_LONG = [
    ("x " * 1_000_000, "a paragraph has 1,999,999 characters, and 10,000 is the most: 'x x x"),
    ("Ann Bob Cee Dee " * 50_000, "and 10,000 is the most: 'Ann Bob"),
    ("<p>" + "&#x1F600;&amp;" * 200_000, "a paragraph has 400,000 characters"),
    ("\n\n".join(f"Part {number} of it." for number in range(20_000)), "characters, and 200,000 is the most: import it in parts"),
    ('"a" said Ann. ' * 700 + "\n\n" + '"b" said Bob. ' * 600, "2,600 quotation marks, and 2,000 is the most: import it in parts"),
]


def test_a_text_that_would_take_long_is_refused_in_words(tmp_path, capsys):
    (tmp_path / "site.yml").write_text(SITE)
    for text, words in TOO_LONG:
        (tmp_path / "pasted").write_text(f"Title\n\n{text}")
        assert main(["import", str(tmp_path / "pasted"), "--site", str(tmp_path)]) == 2
        assert words in capsys.readouterr().err
    assert not (tmp_path / "content").exists()


def test_an_address_is_refused_with_what_to_do(tmp_path, capsys):
    (tmp_path / "site.yml").write_text(SITE)
    assert main(["import", "https://news.example/story", "--site", str(tmp_path)]) == 2
    assert "save the page as HTML" in capsys.readouterr().err


def pasted_into(root: Path, text: str, *arguments: str, language: str = "en") -> tuple[str, dict[str, Any]]:
    """Import a text into a site; the path of the draft and its sidecar."""
    (root / "site.yml").write_text(f"{SITE}language: {language}\n")
    (root / "pasted.txt").write_text(text, encoding="utf-8")
    assert main(["import", str(root / "pasted.txt"), "--site", str(root), *arguments]) == 0
    (path,) = (root / "content/articles").glob("*.md")
    return path.stem, yaml.safe_load(path.with_suffix(".yml").read_text(encoding="utf-8"))


def test_an_address_is_cut_between_words(tmp_path):
    slug, _ = pasted_into(
        tmp_path, "A very long headline about facial recognition technology and apartheid\n\n“We need a bridge,” said Ann Able.\n"
    )
    assert slug == "a-very-long-headline-about-facial-recognition-technology-and"


def test_ids_are_transliterated(tmp_path):
    slug, sidecar = pasted_into(tmp_path, 'הנמל ייפתח\n\n"המים שייכים לכולם", אמרה מיכל ארד.\n', language="he")
    assert slug == "hnml-yyfth"
    assert list(sidecar["speakers"]) == ["mykhl-rd"]
    assert all(regex.fullmatch(r"[a-z0-9-]+", id) and not id.startswith("claim") for id in sidecar["claims"])


def test_a_speaker_named_in_two_ways_is_there_once(tmp_path):
    text = "Harbour\n\nThe council's leader, Mary Stone, was pleased. “We are glad,” she said.\n\nThen Stone added: “It needs calm.”\n"
    _, sidecar = pasted_into(tmp_path, text)
    assert [claim["speaker"] for claim in sidecar["claims"].values()] == ["mary-stone", "mary-stone"]
    assert list(sidecar["speakers"]) == ["mary-stone"]


def test_a_turn_is_the_speakers_own_words(tmp_path):
    _, sidecar = pasted_into(tmp_path, "The flood\n\nANN ABLE: Nobody told us.\n\nBOB BEAR: We told them in four letters.\n")
    assert [claim["verbatim"] for claim in sidecar["claims"].values()] == [True, True]


def test_a_draft_that_would_not_pass_is_not_written(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("counterpoint.importing.draft._scalar", lambda text: "[")
    (tmp_path / "site.yml").write_text(SITE)
    (tmp_path / "pasted.txt").write_text("A bridge\n\n“We need a bridge,” said Ann Able.\n", encoding="utf-8")
    assert main(["import", str(tmp_path / "pasted.txt"), "--site", str(tmp_path)]) == 2
    assert "nothing is written" in capsys.readouterr().err
    assert not (tmp_path / "content").exists()
