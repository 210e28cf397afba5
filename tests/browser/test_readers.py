"""What reading programs make of a page: reader modes, screen readers, phones, paper; and text of the other direction."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import served
from playwright.sync_api import expect
from pypdf import PdfReader
from shifts import shifts, watch_shifts
from site_folder import TestSite

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("readers")]

ARTICLE = "/automated-apartheid-report/"
READABILITY = Path(__file__).parents[2] / "node_modules/@mozilla/readability/Readability.js"
LONG_LINE = "x = " + " + ".join(f"value_{number}" for number in range(60)) + " + the_last_value"

TEXT = f"""
The Union says that it costs little and the Circle that nobody can pay for it. See [Ann](speaker:ann), [the count](source:count) and
the [levy](term:levy).[^where]

He wrote on the wall, and this paragraph runs from left to right.

כך כתבה המועצה: הגשר ייסגר ב־2026 (בערך).

> הקול של הנמל: 12/4 הוא התאריך.

- item one
- סעיף שני, ראשון מימין

| Year | שנה |
|---|---|
| 2024 | העיר גדלה |

```
{LONG_LINE}
```

![A *map* of [the bridge](https://example.org/x)](media/map.png)

[^where]: Footnote words stand in [a table](https://example.org/table).
"""
SIDECAR = """
positions:
  yes: {label: 'Yes', summary: For it., speakers: [ann]}
  'no': {label: 'No', summary: Against it., speakers: [club]}
terms: {levy: {term: Levy, definition: Money that the council takes.}}
sources:
  count: {title: Bridge count, publisher: Brücke e. V., url: 'https://example.org/count', date: 2025-10, archived: 'https://example.org/old'}
claims:
  cheap: {quote: it costs little, speaker: ann, position: yes, evidence: [{source: count, stance: supports}]}
  dear: {quote: nobody can pay for it, speaker: club, position: 'no'}
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The address of a site with an article without points of dispute, in both directions, with all that an article may hold."""
    from PIL import Image

    site = TestSite(tmp_path_factory.mktemp("readers"))
    site.write(
        "site.yml", "title: Readers\nbase_url: https://example.org/\nsearch: false\nshare_images: none\npublisher: {name: Verein e. V.}\n"
    )
    site.write("content/speakers.yml", "ann: {name: Ann Able, role: member}\nclub: {name: Klub e. V., role: traders}\n")
    image = site.root / "content/media/map.png"
    image.parent.mkdir(parents=True)
    Image.new("RGB", (60, 30), "white").save(image)
    site.article("mixed", TEXT, SIDECAR, "---\ntitle: Mixed\ndate: 2026-01-02\nauthors: [Klub e. V.]\n---\n")
    site.built()
    with served(site.root / "build") as address:
        yield address


@pytest.fixture
def visit(browser):
    """Opens a page, as a phone does or a desktop."""
    contexts = []

    def open_(address: str, *, phone: bool = False, **options):
        size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 900}
        contexts.append(browser.new_context(viewport=size, has_touch=phone, is_mobile=phone, **options))
        page = contexts[-1].new_page()
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()


WORDS = "(text) => text.normalize('NFKC').match(/[\\p{L}\\p{N}]+/gu)"


@pytest.mark.skipif(not READABILITY.exists(), reason="@mozilla/readability is not installed (npm install)")
@pytest.mark.parametrize("path", [ARTICLE, "/uk-live-facial-recognition/", "/he/automated-apartheid-report/"])
def test_a_reader_mode_shows_the_article_and_no_endnotes(visit, address, path):
    page = visit(address + path, bypass_csp=True)
    page.add_script_tag(path=READABILITY)
    own, read = page.evaluate(
        f"""() => {{ const words = {WORDS};
        const text = document.querySelector('.text').cloneNode(true);
        for (const apparatus of text.querySelectorAll('.about, .to-sides')) apparatus.remove();
        return [words(text.textContent), words(new Readability(document.cloneNode(true)).parse().textContent)] }}"""
    )
    start = next(at for at in range(len(read)) if read[at : at + 6] == own[:6])
    assert read[start:] == own
    assert start <= 60, "headline and deck alone stand before the text"


def test_headings_and_links_say_what_they_are_without_their_surroundings(visit, address):
    """A heading per claim; each link's words lead to one place; the text is one step from the top."""
    page = visit(address + ARTICLE)
    headings = page.locator("#_notes ~ ol .card").evaluate_all("all => all.map(card => card.querySelectorAll('h3').length)")
    assert headings == [1] * len(headings)
    assert len(headings) >= 15
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the text")
    page.keyboard.press("Enter")
    expect(page.locator("#_text")).to_be_focused()
    for path in (ARTICLE, ARTICLE + "sides/"):
        page.goto(address + path)
        places = page.evaluate(
            """() => { const places = {};
            for (const link of document.querySelectorAll('a[href]')) {
              if (!link.checkVisibility()) continue;
              const name = (link.ariaLabel ?? link.textContent).trim().replace(/\\s+/g, ' ');
              (places[name] ??= []).push(link.href);
            }
            return Object.entries(places).filter(([, hrefs]) => new Set(hrefs).size > 1)}"""
        )
        assert places == [], path
    assert max(len(name) for name in page.get_by_role("columnheader").all_inner_texts()) <= 40


@pytest.mark.parametrize("phone", [True, False])
def test_nothing_moves_while_a_page_loads(visit, address, phone):
    page = visit("about:blank", phone=phone, bypass_csp=True)
    watch_shifts(page)
    for path in ("/", ARTICLE, ARTICLE + "sides/", ARTICLE + "claims/scans-faces/", "/speakers/amnesty/", "/search/?q=amnesty", "/he/"):
        page.goto(address + path)
        if "?" in path:
            expect(page.locator("#_results > li").nth(3)).to_be_attached()
        assert shifts(page) == [], path


def test_a_drawing_is_shown_whole_at_every_width(visit, address):
    page = visit(f"{address}/uk-live-facial-recognition/")
    picture = page.locator(".lead-picture img")
    for width in (390, 768, 1800):
        page.set_viewport_size({"width": width, "height": 900})
        box, own, fit = picture.evaluate(
            "e => [e.clientWidth / e.clientHeight, e.naturalWidth / e.naturalHeight, getComputedStyle(e).objectFit]"
        )
        assert fit == "contain" or abs(box - own) < 0.02, width


def test_points_of_dispute_fold_without_moving_a_phones_page(visit, address):
    served_closed = visit(address + ARTICLE, phone=True, java_script_enabled=False)
    page = visit(address + ARTICLE, phone=True)
    top = "document.querySelector('.text').getBoundingClientRect().top + scrollY"
    assert page.evaluate(top) == served_closed.evaluate(top)


PREVIEWS = {"to-speaker": "Ann Able", "to-source": "Bridge count", "to-term": "Money that the council takes", "fn": "Footnote words"}


@pytest.mark.parametrize("kind", PREVIEWS)
def test_a_tap_previews_what_a_word_links_to_and_stays_on_the_page(visit, pages, kind):
    page = visit(f"{pages}/mixed/", phone=True)
    page.locator(".fn a" if kind == "fn" else f".text .{kind}").tap()
    card = page.locator(".card:popover-open")
    expect(card).to_contain_text(PREVIEWS[kind])
    assert page.url == f"{pages}/mixed/"
    page.wait_for_function("() => document.querySelector('.card:popover-open').getBoundingClientRect().bottom <= innerHeight + 1")
    if kind != "to-term":
        assert card.locator("a[href]").count() >= 1, "the way there"
    page.touchscreen.tap(10, 10)
    expect(card).to_have_count(0)


def test_a_press_with_the_mouse_follows_links_and_a_rest_previews(visit, pages):
    page = visit(f"{pages}/mixed/")
    page.locator(".fn a").hover()
    expect(page.locator(".card:popover-open")).to_contain_text("Footnote words")
    page.keyboard.press("Escape")
    page.locator(".fn a").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{pages}/mixed/#fn_1")
    page.locator(".text .to-speaker").click()
    expect(page).to_have_url(f"{pages}/speakers/ann/")


def test_each_paragraph_runs_in_its_own_direction_and_code_from_left_to_right(visit, pages):
    page = visit(f"{pages}/mixed/")
    direction = "e => getComputedStyle(e).direction"
    for words, way in {
        "He wrote": "ltr",
        "כך כתבה": "rtl",
        "הקול של": "rtl",
        "item one": "ltr",
        "סעיף שני": "rtl",
        "העיר גדלה": "rtl",
        "value_1": "ltr",
    }.items():
        assert page.locator(".text :is(p, li, td, pre)", has_text=words).last.evaluate(direction) == way, words


def test_descriptions_are_words_and_sentences_end_once(visit, pages):
    page = visit(f"{pages}/mixed/")
    expect(page.locator(".text img")).to_have_attribute("alt", "A map of the bridge")
    for path in ("/mixed/", "/", "/speakers/club/", "/sources/", "/mixed/claims/dear/"):
        page.goto(pages + path)
        assert re.findall(r".{0,30}\.\s?\.(?!\.)", page.locator("body").inner_text()) == [], path
        assert page.locator("form[role=search] button").count() == 1
        assert page.locator("[class~='h-sides']").count() == 0


@pytest.mark.parametrize("steps", [(".leadstory .meta a",), (".more h3 a", ".cta")])
def test_a_phone_shows_all_answers_to_a_question_after_few_taps(visit, address, steps):
    """From the first page; four taps are too many already."""
    page = visit(address + "/", phone=True)
    for step in steps:
        page.locator(step).first.tap()
    page.wait_for_url("**/sides/")
    page.locator("#_list a").nth(1).tap()
    page.wait_for_url("**/sides/#issue-*")
    row = page.locator(":target")
    answers = row.locator(".answer, .nostated")
    expect(answers).to_have_count(3)
    tops = answers.evaluate_all("all => all.map(answer => answer.getBoundingClientRect().top + scrollY)")
    assert tops == sorted(tops)
    assert tops[-1] - tops[0] <= 844, "in one window"


def test_an_article_without_points_of_dispute_has_its_full_measure(visit, pages):
    page = visit(f"{pages}/mixed/")
    text, headline = page.locator(".text").bounding_box(), page.locator("h1").bounding_box()
    assert text["width"] >= 560
    assert abs(text["x"] - headline["x"]) <= 1


def test_long_code_is_wrapped_on_paper(visit, pages, tmp_path):
    page = visit(f"{pages}/mixed/")
    page.pdf(path=tmp_path / "page.pdf", format="A4")
    text = "".join(sheet.extract_text() for sheet in PdfReader(tmp_path / "page.pdf").pages)
    assert re.sub(r"\s", "", LONG_LINE) in re.sub(r"\s", "", text)


def test_every_printed_page_of_the_comparison_names_its_positions(visit, address, tmp_path):
    page = visit(address + ARTICLE + "sides/")
    labels = page.locator(".colhead h2").all_inner_texts()
    page.pdf(path=tmp_path / "sides.pdf", format="A4", landscape=True, prefer_css_page_size=True)
    questions = page.locator(".row:not(.short) h2").all_inner_texts()
    flat = lambda text: re.sub(r"\s+", "", text)  # noqa: E731
    sheets = [flat(sheet.extract_text()) for sheet in PdfReader(tmp_path / "sides.pdf").pages]
    with_questions = [
        sheet for sheet in sheets if any(flat(question) in sheet.split(flat("Every claim and its sources"))[0] for question in questions)
    ]
    assert len(with_questions) >= 2
    for sheet in with_questions:
        assert any(flat(label) in sheet for label in labels), sheet[:200]


def test_a_speakers_claims_stand_beside_the_facts_where_there_is_room(visit, address):
    page = visit(f"{address}/speakers/amnesty/")
    facts, claims = page.locator(".facts").bounding_box(), page.locator(".sp-claims").bounding_box()
    assert claims["x"] >= facts["x"] + facts["width"]
    assert abs(claims["y"] - facts["y"]) <= 1
    assert page.locator(".sc").first.bounding_box()["width"] >= 480
    page.set_viewport_size({"width": 390, "height": 844})
    facts, claims = page.locator(".facts").bounding_box(), page.locator(".sp-claims").bounding_box()
    assert 0 <= claims["y"] - facts["y"] - facts["height"] <= 60


def test_hebrew_pages_have_equal_margins_on_a_phone_and_name_the_language_of_titles(visit, address):
    page = visit(f"{address}/he/automated-apartheid-report/", phone=True)
    for path in ("/he/automated-apartheid-report/", "/he/automated-apartheid-report/sides/", "/he/speakers/amnesty/"):
        page.goto(address + path)
        left, right = page.evaluate(
            "() => (r => [r.left, innerWidth - r.right])(document.querySelector('main > header').getBoundingClientRect())"
        )
        assert abs(left - right) <= 1, path
        assert left >= 12, path
        bare = page.evaluate(
            """() => [...document.querySelectorAll('main :is(a, cite, h1, h2, h3)')]
            .filter(e => /^[^\\u0590-\\u05ff]*[A-Za-z]{4,}[^\\u0590-\\u05ff]*$/.test(e.textContent))
            .filter(e => e.textContent.trim().split(/\\s+/).length > 3 && !e.closest('[lang=en]') && !e.querySelector('[lang=en]'))
            .map(e => e.outerHTML.slice(0, 160))"""
        )
        assert bare == [], path
