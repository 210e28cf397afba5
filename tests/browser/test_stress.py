"""The reader's pages under the worst that authors write, from left to right and from right to left."""

from __future__ import annotations

import functools
import http.server
import threading
from urllib.parse import urljoin

import pytest
from accessibility import violations
from conftest import Handler
from playwright.sync_api import expect
from shifts import open_with_late_modules, shifts, watch_shifts
from site_folder import TestSite
from stress import CLAIMS, CROSSING, stress_site

pytestmark = pytest.mark.browser
LEFT_TO_RIGHT = pytest.mark.parametrize("stressed", [pytest.param("ltr", marks=pytest.mark.xdist_group("ltr"))], indirect=True)
"""For what the direction of the text does not bear on: the order of elements, and which belong to which."""
WIDTHS = {False: [320, 768, 1800], True: [390, 1280]}
"""From left to right, and from right to left."""


@pytest.fixture(scope="module", params=[pytest.param(way, marks=pytest.mark.xdist_group(way)) for way in ("ltr", "rtl")])
def stressed(request, tmp_path_factory, browser):
    """Opens a page of the stress site; at the end of the module no console message may have come."""
    site = TestSite(tmp_path_factory.mktemp("stress"))
    stress_site(site, rtl=request.param == "rtl")
    site.built()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(site.root / "build")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    contexts, messages = [], []

    def open_(path: str, *, width: int = 1280, height: int = 900, touch: bool = False, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, has_touch=touch, is_mobile=touch, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.goto(f"http://127.0.0.1:{server.server_address[1]}{path}")
        return page

    open_.rtl = request.param == "rtl"
    yield open_
    for context in contexts:
        context.close()
    server.shutdown()
    assert messages == []


FEW = ["/two/", "/two/sides/", "/four/", "/four/sides/", "/plain/"]
PAGES = ["/all/", "/all/sides/", *FEW, "/speakers/s3/", "/speakers/s4/", "/", "/sources/", "/search/"]

FAULTS = """() => {
  // Text that is cut off or runs out of the window, and elements with no room for their words.
  const found = [];
  const known = new Map(); // inside something that is swiped on purpose
  const swiped = (e) => {
    if (!e) return false;
    if (!known.has(e)) known.set(e, ['auto', 'scroll'].includes(getComputedStyle(e).overflowX) || swiped(e.parentElement));
    return known.get(e);
  };
  for (const e of document.querySelectorAll('body *')) {
    if (e.closest('.vh, [hidden], svg, .grid, [popover]:not(:popover-open)') || !e.checkVisibility()) continue;
    if (swiped(e)) continue;
    const own = [...e.childNodes].filter(n => n.nodeType === 3 && n.data.trim());
    if (!own.length) continue;
    const style = getComputedStyle(e);
    const hides = style.overflowX !== 'visible';
    if (hides && e.scrollWidth > e.clientWidth + 1) found.push('cut: ' + e.outerHTML.slice(0, 90));
    const range = document.createRange();
    const rects = own.flatMap(n => { range.selectNodeContents(n); return [...range.getClientRects()]; });
    if (rects.some(r => r.width > 1 && (r.right > innerWidth + 1 || r.left < -1))) found.push('outside: ' + e.outerHTML.slice(0, 90));
  }
  return found;
}"""


def test_nothing_scrolls_sideways_or_is_cut(stressed):
    page = stressed("/all/")
    for path in PAGES:
        page.goto(urljoin(page.url, path))
        for width in WIDTHS[stressed.rtl]:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            assert page.evaluate(FAULTS) == [], (path, width)


@pytest.mark.parametrize("phone", [True, False])
def test_nothing_moves_when_the_scripts_come_late(stressed, phone):
    page = stressed("/plain/", width=390 if phone else 1280, touch=phone, bypass_csp=True)
    watch_shifts(page)
    for path in ("/all/", "/two/sides/") if phone else ("/all/", "/all/sides/", "/two/sides/"):
        open_with_late_modules(page, urljoin(page.url, path))
        assert shifts(page) == [], path


@LEFT_TO_RIGHT
def test_every_claim_is_reached_once_and_opens_and_closes_by_keyboard(stressed):
    page = stressed("/all/")
    page.locator(".text .ref").first.focus()
    reached = [page.evaluate("document.activeElement.id")]
    for _ in range(CLAIMS + 20):
        page.keyboard.press("Tab")
        id = page.evaluate("document.activeElement.matches('.text .ref') ? document.activeElement.id : ''")
        if id:
            reached.append(id)
    assert len(reached) == len(set(reached)) == CLAIMS
    for id in reached[:: CLAIMS // 12]:
        page.locator(f"#{id}").press("Enter")
        expect(page.locator(".card:popover-open")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(page.locator(f"#{id}")).to_be_focused()


@pytest.mark.parametrize("width", [390, 800, 1280])
def test_a_card_stays_in_the_window_and_off_its_own_words(stressed, width):
    page = stressed("/all/", width=width, touch=width == 390)
    for number in (0, 3, 20, 44, 45, 47, 48, 49, 59):
        page.evaluate("id => document.getElementById(id).scrollIntoView({block: 'center', behavior: 'instant'})", f"mark_c{number}")
        page.locator(f"#mark_c{number}").press("Enter")
        card = page.locator(f"#c{number}.pinned:popover-open")
        expect(card).to_have_count(1)
        page.wait_for_function("id => document.getElementById(id).getAnimations().length === 0", arg=f"c{number}")
        box = card.bounding_box()
        assert box["x"] >= -1, number
        assert box["x"] + box["width"] <= width + 1, number
        assert box["y"] >= -1, number
        assert box["y"] + box["height"] <= 901, number
        # On a phone the words glide out from under the sheet.
        page.wait_for_function(
            """id => { const c = document.getElementById(id).getBoundingClientRect();
            const rects = [...document.querySelectorAll(`mark[data-claims~='${id}']`)].flatMap(m => [...m.getClientRects()]);
            return !rects.some(r => r.left < c.right - 1 && r.right > c.left + 1 && r.top < c.bottom - 1 && r.bottom > c.top + 1) }""",
            arg=f"c{number}",
        )
        page.keyboard.press("Escape")


@LEFT_TO_RIGHT
def test_crossing_and_nested_claims_list_each_other(stressed):
    page = stressed("/all/")
    pairs = [(f"c{48 + 2 * n}", f"c{49 + 2 * n}") for n in range(CROSSING // 2)]
    for one, other in [*pairs, ("c45", "c46"), ("c45", "c47"), ("c46", "c47")]:
        for card, listed in ((one, other), (other, one)):
            assert page.locator(f"#{card} .also [popovertarget='{listed}']").count() == 1, (card, listed)
    shared = page.locator("mark[data-claims~='c45'][data-claims~='c46'][data-claims~='c47']")
    expect(shared).to_have_text(page.locator("mark[data-claims~='c47']").inner_text())


@LEFT_TO_RIGHT
def test_a_claim_over_a_paragraph_with_links_leaves_them_links(stressed):
    page = stressed("/all/")
    marked = page.locator("mark[data-claims~='c44']")
    assert marked.count() >= 3
    paragraph = marked.first.locator("xpath=ancestor::p")
    assert paragraph.locator("a[href='https://example.org/x']").count() == 1
    assert paragraph.evaluate("p => !!p.querySelector('mark a, a mark')")


ALIKE = ".text > p:nth-of-type(n + 9):nth-of-type(-n + 42)"
"""Paragraphs that differ from the first ones in their words alone; axe takes a long time for each."""


def test_axe_finds_nothing_with_a_card_open(stressed):
    page = stressed("/all/", color_scheme="dark" if stressed.rtl else "light")
    page.locator("#mark_c45").press("Enter")
    expect(page.locator("#c45:popover-open")).to_have_count(1)
    assert page.locator(ALIKE).count() == 34
    found = violations(page, {"exclude": [[ALIKE]]})
    assert [(violation["id"], [node["html"][:200] for node in violation["nodes"]]) for violation in found] == []


def test_axe_finds_nothing_with_few_positions_and_none(stressed):
    page = stressed("/two/", color_scheme="light" if stressed.rtl else "dark", width=390 if stressed.rtl else 1280, touch=stressed.rtl)
    for path in FEW:
        page.goto(urljoin(page.url, path))
        found = violations(page, rules={"target-size": {"enabled": True}})
        assert [(violation["id"], [node["html"][:200] for node in violation["nodes"]]) for violation in found] == [], path


@LEFT_TO_RIGHT
def test_each_of_four_claims_within_each_other_opens_from_words_of_its_own(stressed):
    page = stressed("/four/")
    for claim in ("d0", "d1", "d2", "d3"):
        page.locator(f"#mark_{claim}").press("Enter")
        expect(page.locator(f"#{claim}:popover-open")).to_have_count(1)
        page.keyboard.press("Escape")
    innermost = page.locator("mark[data-claims~='d0'][data-claims~='d1'][data-claims~='d2'][data-claims~='d3']")
    expect(innermost).to_have_text(page.locator("mark[data-claims~='d3']").inner_text())


def test_right_to_left_mirrors_the_margin_and_the_arrows(stressed):
    page = stressed("/all/")
    page.locator("#mark_c5").press("Enter")
    text, card = page.locator(".text").bounding_box(), page.locator("#c5:popover-open").bounding_box()
    if stressed.rtl:
        assert card["x"] + card["width"] <= text["x"] + 1
    else:
        assert card["x"] >= text["x"] + text["width"] - 1
    assert page.locator("html").get_attribute("dir") == ("rtl" if stressed.rtl else "ltr")


def test_six_columns_can_be_compared(stressed):
    page = stressed("/all/sides/")
    assert page.get_by_role("columnheader").count() >= 6
    cells = page.locator(".grid .row").first.locator("[role=cell]")
    widths = {round(cells.nth(number).bounding_box()["width"]) for number in range(6)}
    assert max(widths) - min(widths) <= 1, "equal room"
