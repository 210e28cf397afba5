"""The promises that readers in every browser rely on, in Chromium, Firefox and WebKitGTK: marks, cards, comparison, search."""

from __future__ import annotations

import http.server
import io
import json

import pytest
from conftest import Handler, served
from engines import Chromium, Engine, wait_until, webkit
from pypdf import PdfReader

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("engines")]
ARTICLE = "/automated-apartheid-report/"
OPEN = "(document.querySelector('.card:popover-open')?.id ?? '')"


@pytest.fixture(scope="module", params=["chromium", "firefox", "webkit"])
def engine(request):
    if request.param != "webkit":
        yield Chromium(request.getfixturevalue("browser")) if request.param == "chromium" else request.getfixturevalue("firefox")
        return
    with webkit() as found:
        if found is None:
            pytest.skip("no webkit is installed")
        yield found


class Framed(Handler):
    """Pages may stand in a frame, for an engine whose window is too wide for a phone: `/_frame/390/844/` has one with the home page."""

    def do_GET(self) -> None:
        if not self.path.startswith("/_frame/"):
            super().do_GET()
            return
        _, _, width, height, path = self.path.split("/", 4)
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        http.server.BaseHTTPRequestHandler.end_headers(self)  # without the site's policy
        margins = "leftmargin=0 topmargin=0 marginwidth=0 marginheight=0"
        self.wfile.write(f"<!doctype html><body {margins}><iframe width={width} height={height} frameborder=0 src='/{path}'>".encode())

    def send_header(self, name: str, value: str) -> None:
        if name != "X-Frame-Options":
            super().send_header(name, ";".join(rule for rule in value.split(";") if "frame-ancestors" not in rule))


@pytest.fixture(scope="module")
def address(example):
    with served(example, Framed) as here:
        yield here


def box(engine: Engine, selector: str, line: int = 0) -> list[float]:
    """Left, top, width and height of a line of an element, brought to the middle of the window."""
    engine.js(f"document.querySelector({json.dumps(selector)}).scrollIntoView({{block: 'center', behavior: 'instant'}}) ?? 0")
    wait_until(engine, "window.scrollY === (window.lastScroll ?? -1) || ((window.lastScroll = window.scrollY), false)")
    return engine.js(f"(r => [r.x, r.y, r.width, r.height])(document.querySelector({json.dumps(selector)}).getClientRects()[{line}])")


def rest_on(engine: Engine, selector: str) -> None:
    x, y, width, height = box(engine, selector)
    engine.move(x + min(20, width / 2), y - 70)
    engine.move(x + min(20, width / 2), y + height / 2)


def test_claims_are_marked_under_their_words(engine, address):
    """The computed style says so, and so do the pixels: below the words there is the voice's colour, and not without marks."""
    engine.open(address + ARTICLE)
    mark = "mark[data-claims='scans-faces']"
    style = engine.js(f"(s => [s.textDecorationLine, s.textDecorationStyle])(getComputedStyle(document.querySelector({json.dumps(mark)})))")
    assert style == ["underline", "solid"]

    def colours() -> set[tuple[int, int, int]]:
        x, y, width, height = box(engine, mark)
        picture = engine.picture()
        scale = picture.width / engine.js("innerWidth")
        area = (x + 4, y + height * 0.6, x + width - 4, y + height + 4)
        part = picture.crop(tuple(round(edge * scale) for edge in area))
        return {colour for count, colour in part.getcolors(1 << 20) if count > 20}

    def is_violet(colour: tuple[int, int, int]) -> bool:
        red, green, blue = colour
        return blue - green > 50 and red - green > 10

    engine.move(20, 20)
    assert any(map(is_violet, colours()))
    engine.js("document.querySelector('.show-p1').click() ?? 0")
    assert not any(map(is_violet, colours()))


def test_a_card_opens_by_resting_and_closes_by_leaving(engine, address):
    engine.open(address + ARTICLE)
    rest_on(engine, "mark[data-claims='scans-faces']")
    wait_until(engine, f"{OPEN} === 'scans-faces'")
    engine.move(200, 880)
    engine.move(190, 870)
    wait_until(engine, f"{OPEN} === ''")


def test_a_card_opens_by_enter_and_space_and_escape_gives_the_focus_back(engine, address):
    engine.open(address + ARTICLE)
    for key in ("Enter", " "):
        engine.js("document.getElementById('mark_less-intrusive').focus() ?? 0")
        engine.press(key)
        wait_until(engine, f"{OPEN} === 'less-intrusive'")
        engine.press("Tab")
        wait_until(engine, "!!document.activeElement.closest('#less-intrusive')")
        engine.press("Escape")
        wait_until(engine, f"{OPEN} === ''")
        wait_until(engine, "document.activeElement.id === 'mark_less-intrusive'")


def test_a_press_on_the_words_pins_the_card(engine, address):
    engine.open(address + ARTICLE)
    x, y, width, height = box(engine, "mark[data-claims='less-intrusive']")
    engine.click(x + min(20, width / 2), y + height / 2)
    wait_until(engine, f"{OPEN} === 'less-intrusive' && document.querySelector('.pinned') !== null")


def test_a_tap_opens_a_sheet_below_the_words(engine, address):
    if engine.name == "webkit":
        pytest.skip("the driver of WebKitGTK knows no touch")
    engine.open(address + ARTICLE, 390, 844)
    x, y, width, height = box(engine, "#mark_political-places")
    engine.tap(x + width / 2, y + height / 2)
    wait_until(engine, f"{OPEN} === 'political-places'")
    bottom = "document.getElementById('mark_political-places').getBoundingClientRect().bottom"
    wait_until(engine, f"{bottom} < innerHeight - document.querySelector('#political-places').offsetHeight")


@pytest.mark.parametrize("width", [390, 1280])
def test_words_are_found_across_the_end_of_a_claim(engine, address, width):
    engine.open(address + ARTICLE, width)
    engine.js("getSelection().removeAllRanges() ?? 0")
    for words in (
        "consent, and the databases",
        "hold the data of Palestinians only. One resident",
        "life of the Palestinian population. Asked",
    ):
        assert engine.js(f"window.find({json.dumps(words)})"), words


def test_no_page_scrolls_sideways(engine, address):
    sideways = "document.documentElement.scrollWidth - innerWidth"
    for path in ("/", "/he" + ARTICLE, ARTICLE + "sides/"):
        engine.open(address + path)
        for width in (1280, 768):
            engine.resize(width)
            assert engine.js(sideways) <= 0, (path, width)
        engine.open(address + path, 320)
        assert engine.js(sideways) <= 0, path


def test_side_by_side_parts_stand_at_one_height_and_the_heads_stay(engine, address):
    engine.open(address + ARTICLE + "sides/")
    apart = engine.js(
        "[...document.querySelectorAll('.row')].flatMap(row => ['.answer, .nostated', '.words', '.claims'].map(part => {"
        "const tops = [...row.querySelectorAll(part)].map(e => e.getBoundingClientRect().top);"
        "return tops.length ? Math.max(...tops) - Math.min(...tops) : 0 }))"
    )
    assert max(apart) <= 1
    for cell in ("#cell_fairness_1", "#cell_fairness_3"):
        box(engine, cell)
        assert engine.js("document.querySelector('.colhead').getBoundingClientRect().top") >= -1


def test_side_by_side_on_a_phone_the_question_stays_over_all_answers(engine, address):
    engine.open(address + ARTICLE + "sides/", 390, 844)
    for number in (1, 2, 3):
        answer = box(engine, f"#cell_purpose_{number} .answer")
        top, bottom = engine.js("(r => [r.top, r.bottom])(document.getElementById('q_purpose').getBoundingClientRect())")
        assert top >= 0
        assert bottom <= answer[1]
    x, y, width, height = box(engine, "#cell_purpose_1 summary")
    engine.click(x + 20, y + height / 2)
    wait_until(engine, "document.querySelector('#cell_purpose_1 details').open")
    x, y, width, height = box(engine, "#cell_purpose_1 .cn")
    engine.click(x + width / 2, y + height / 2)
    wait_until(engine, f"{OPEN}.startsWith('claim_')")
    engine.press("Escape")
    x, y, width, height = box(engine, "#issue-purpose .nth")
    engine.click(x + 8, y + height / 2)
    wait_until(engine, "document.querySelector('#_list:popover-open')?.getAnimations().length === 0")
    x, y, width, height = engine.js(
        "(r => [r.x, r.y, r.width, r.height])(document.querySelector('#_list [href=\"#issue-fairness\"]').getBoundingClientRect())"
    )
    engine.click(x + 20, y + height / 2)
    wait_until(engine, "location.hash === '#issue-fairness'")
    wait_until(engine, "Math.abs(document.getElementById('issue-fairness').getBoundingClientRect().top) < 5")


@pytest.mark.parametrize("language", ["", "/he"])
def test_endnotes_fold_on_a_phone(engine, address, language):
    engine.open(address + language + ARTICLE, 390, 844)
    rest = ".notes .rest"
    wait_until(engine, f"[...document.querySelectorAll('{rest}')].every((one) => !one.open)")
    assert engine.js("document.querySelector('.text').offsetHeight / document.documentElement.scrollHeight") > 0.18
    x, y, width, height = box(engine, rest + " summary")
    engine.click(x + width / 2, y + height / 2)
    wait_until(engine, f"document.querySelector('{rest}').open")
    assert engine.js(f"document.querySelector('{rest} .evidence').offsetHeight") > 0


def test_on_paper_no_question_is_parted_from_its_answers(engine, address):
    engine.open(address + "/uk-live-facial-recognition/sides/")
    questions = engine.js("[...document.querySelectorAll('.row:not(.short) h2')].map((heading) => heading.textContent)")
    labels = [*questions, "On no side:", "A question of fact", "A question of policy", "Agreed:"]
    printed = engine.printed()
    if printed is None:
        pytest.skip("the driver of WebKitGTK does not print")
    sheets = [sheet.extract_text().strip() for sheet in PdfReader(io.BytesIO(printed)).pages]
    assert sum(question in sheet for sheet in sheets for question in questions) >= len(questions)
    for number, sheet in enumerate(sheets, 1):
        end = " ".join(sheet.splitlines()[-2:])
        assert not any(label in end for label in labels), (number, end)


def test_searching_finds_a_claim(engine, address):
    engine.open(address + "/search/?q=checkpoints")
    wait_until(engine, "document.querySelectorAll('#_results li a').length > 0")
    assert "checkpoints" in engine.js("document.querySelector('#_results').textContent")
