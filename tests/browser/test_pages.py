"""What readers can do, in a real browser."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urljoin

import pytest
from accessibility import violations
from playwright.sync_api import expect
from pypdf import PdfReader

pytestmark = pytest.mark.browser

ARTICLE = "/automated-apartheid-report/"
KINDS = [
    "/",
    ARTICLE,
    ARTICLE + "sides/",
    ARTICLE + "claims/scans-faces/",
    "/embed/automated-apartheid-report/scans-faces/",
    "/uk-live-facial-recognition/",
    "/eu-ai-act-biometric-identification/sides/",
    "/speakers/",
    "/speakers/amnesty/",
    "/topics/",
    "/topics/surveillance/",
    "/sources/",
    "/corrections/",
    "/search/",
    "/404.html",
    "/about/",
    "/how-we-work/",
    "/he/",
    "/he/automated-apartheid-report/",
    "/ar/automated-apartheid-report/sides/",
    "/he/speakers/amnesty/",
]
WIDTHS = [320, 390, 768, 1280, 1800]


DARK = ["/", ARTICLE, ARTICLE + "sides/", ARTICLE + "claims/scans-faces/", "/speakers/amnesty/", "/search/"]


COLOURS = {"type": "tag", "values": ["cat.color"]}
"""What a page in the dark can break that the same page in the light does not."""


ALIKE = {"/uk-live-facial-recognition/", "/eu-ai-act-biometric-identification/sides/"}
"""Pages that are made as others are, with other words: axe takes long for each."""


@pytest.mark.parametrize("path", [path for path in KINDS if path not in ALIKE])
def test_axe_finds_nothing(open_page, path):
    page = open_page(path, bypass_csp=True, reduced_motion="reduce")
    found = violations(page)
    if path == ARTICLE:
        page.locator(".ref").first.press("Enter")
        expect(page.locator(".card:popover-open")).to_be_visible()
        found += violations(page)
    if path in DARK:
        page.emulate_media(color_scheme="dark")
        found += violations(page, runOnly=COLOURS)
    assert [violation["id"] for violation in found] == []


OVERLAPPING = """() => {
  const hidden = [...document.querySelectorAll('.vh')].map(element => [element.parentNode, element.nextSibling, element]);
  for (const [, , element] of hidden) element.remove();
  const words = element => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return range.getBoundingClientRect();
  };
  const faults = [];
  for (const row of document.querySelectorAll('*')) {
    const style = getComputedStyle(row);
    if (!style.display.endsWith('flex') || style.flexDirection.startsWith('column')) continue;
    const shown = [...row.children].filter(child => getComputedStyle(child).position === 'static' && child.textContent.trim());
    for (const [at, first] of shown.entries()) for (const second of shown.slice(at + 1)) {
      const [a, b] = [words(first), words(second)];
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 1 && down > 4) faults.push(`${first.textContent.trim().slice(0, 30)} / ${second.textContent.trim().slice(0, 30)}`);
    }
  }
  for (const [parent, next, element] of hidden.reverse()) parent.insertBefore(element, next);
  return faults;
}"""


def test_no_page_scrolls_sideways_lays_words_over_each_other_or_stores_anything_with_the_reader(open_page):
    page = open_page("/")
    for path in KINDS:
        page.goto(urljoin(page.url, path))
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            assert page.evaluate(OVERLAPPING) == [], (path, width)
        assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""], path


def test_every_claim_is_reached_by_tab_once_at_each_of_its_places_and_works_by_keyboard(open_page):
    page = open_page(ARTICLE)
    markers = page.locator(".text .ref")
    names = [markers.nth(n).get_attribute("aria-label") for n in range(markers.count())]
    assert names[1] == "Claim 1: Amnesty International, Stop using it"
    reached = []
    page.locator(".text a").first.focus()
    for _ in range(90):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.matches('.text .ref') ? document.activeElement.getAttribute('aria-label') : ''")
        if name:
            reached.append(name)
    assert reached == names
    for n in (1, 6):
        markers.nth(n).focus()
        page.keyboard.press("Enter")
        expect(page.locator(".card:popover-open")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(page.locator(".card:popover-open")).to_have_count(0)
        expect(markers.nth(n)).to_be_focused()


def rest_on(page, selector):
    """Scroll words into view and move the pointer onto their first line."""
    words = page.locator(selector).first
    words.scroll_into_view_if_needed()
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    box = page.evaluate("s => { const r = document.querySelector(s).getClientRects()[0]; return [r.x + 8, r.y + r.height / 2] }", selector)
    page.mouse.move(box[0] - 4, box[1] - 60)
    page.mouse.move(*box, steps=4)


def test_hover_opens_in_the_margin_and_leaving_closes(open_page):
    page = open_page(ARTICLE)
    rest_on(page, "mark[data-claims='scans-faces']")
    card = page.locator("#scans-faces:popover-open")
    expect(card).to_have_count(1)
    inside = card.bounding_box()
    text = page.locator(".text").bounding_box()
    assert inside["x"] >= text["x"] + text["width"]
    assert inside["x"] + inside["width"] <= 1280
    page.mouse.move(inside["x"] + 20, inside["y"] + 60, steps=12)
    expect(card).to_have_count(1)
    page.mouse.move(inside["x"] + 30, inside["y"] + 90, steps=4)
    expect(card).to_have_count(1)
    page.mouse.move(200, 860, steps=10)
    expect(card).to_have_count(0)


def test_words_scrolled_under_a_still_pointer_open_nothing(open_page):
    page = open_page(ARTICLE)
    words = "mark[data-claims='scans-faces']"
    left, top = page.evaluate(
        "s => { const r = document.querySelector(s).getClientRects()[0]; return [r.x + 30, r.y + r.height / 2] }", words
    )
    page.mouse.move(left, 400)
    page.wait_for_function("() => performance.now() > 1000")
    page.mouse.wheel(0, top - 400)
    page.evaluate(
        """([x, y]) => new Promise(done => { let since = 0; (function look() {
        const there = document.elementFromPoint(x, y)?.closest('mark');
        if (!there) since = 0; else since ||= performance.now();
        if (since && performance.now() - since > 800) done(); else requestAnimationFrame(look) })() })""",
        [left, 400],
    )
    expect(page.locator(".card:popover-open")).to_have_count(0)
    page.mouse.move(left + 6, 402, steps=3)
    expect(page.locator("#scans-faces:popover-open")).to_have_count(1)


def test_the_card_never_covers_its_own_words(open_page):
    for width in (800, 1100, 1280, 1800):
        page = open_page(ARTICLE, width=width)
        rest_on(page, "mark[data-claims='palestinians-only']")
        card = page.locator("#palestinians-only:popover-open")
        expect(card).to_have_count(1)
        overlap = page.evaluate(
            """() => { const c = document.querySelector('#palestinians-only').getBoundingClientRect();
            return [...document.querySelectorAll("mark[data-claims~='palestinians-only']")].flatMap(m => [...m.getClientRects()])
              .some(r => r.left < c.right - 1 && r.right > c.left + 1 && r.top < c.bottom - 1 && r.bottom > c.top + 1) }"""
        )
        assert not overlap, width
        box = card.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_crossing_claims_list_each_other(open_page):
    page = open_page(ARTICLE)
    page.locator("#mark_political-places").press("Enter")
    expect(page.locator("#political-places .also")).to_contain_text("National Jewish Assembly")
    page.locator("#political-places .also .go").press("Enter")
    expect(page.locator("#scores-of-attacks:popover-open .also")).to_contain_text("Amnesty International")


def test_walking_from_claim_to_claim(open_page):
    page = open_page(ARTICLE)
    page.locator("#mark_scans-faces").press("Enter")
    page.locator("#scans-faces [data-step='1']").click()
    expect(page.locator("#palestinians-only:popover-open")).to_have_count(1)
    page.keyboard.press("[")
    expect(page.locator("#scans-faces:popover-open")).to_have_count(1)


def test_tap_opens_a_sheet_under_the_words(open_page):
    page = open_page(ARTICLE, width=390, height=844, touch=True)
    page.locator("#mark_political-places").tap()
    sheet = page.locator("#political-places:popover-open")
    expect(sheet).to_have_count(1)
    page.wait_for_function(
        """() => document.querySelector('#mark_political-places').getBoundingClientRect().bottom
        < innerHeight - document.querySelector('#political-places').offsetHeight"""
    )
    assert sheet.evaluate("e => e.offsetHeight / innerHeight") <= 0.63
    page.touchscreen.tap(10, 10)
    expect(sheet).to_have_count(0)
    assert page.url.endswith(ARTICLE)


def test_a_deep_link_opens_its_claim_and_a_lost_one_says_so(open_page):
    page = open_page(ARTICLE + "#double-standard")
    expect(page.locator("#double-standard:popover-open")).to_have_count(1)
    expect(page.locator("mark[data-claims~='double-standard']").first).to_be_in_viewport()
    for lost in ("no-such-claim", "50%"):  # or cut off in the middle of a letter, by whoever passed it on
        page.evaluate("hash => { location.hash = hash; }", lost)
        expect(page.locator(".gone")).to_be_visible()
        page.evaluate("() => { location.hash = 'double-standard'; }")
        expect(page.locator(".gone")).to_be_hidden()
        expect(page.locator("#double-standard:popover-open")).to_have_count(1)


def test_selecting_text_copies_the_articles_words_without_numbers(open_page):
    page = open_page(ARTICLE)
    words = page.evaluate(
        """() => { const p = document.querySelector("mark[data-claims='scans-faces']").closest('p');
        getSelection().selectAllChildren(p); return getSelection().toString() }"""
    )
    assert "without their consent, and the databases" in words
    assert "Amnesty International\n" not in words


def test_a_voice_can_be_muted(open_page):
    page = open_page(ARTICLE)
    page.locator(".show-p1").uncheck()
    assert page.locator("mark.p1").first.evaluate("e => getComputedStyle(e).textDecorationLine") == "none"
    assert page.locator("mark.p2").first.evaluate("e => getComputedStyle(e).textDecorationLine") == "underline"
    # its words are mere words now, and where it shares them with another voice, they are the other's
    words = "mark[data-claims='scans-faces']"
    rest_on(page, words)
    rest_on(page, "mark[data-claims='political-places scores-of-attacks']")
    expect(page.locator(".card:popover-open")).to_have_attribute("id", "scores-of-attacks")
    page.keyboard.press("Escape")
    page.locator(".show-p1").check()
    page.locator(".show-p2").uncheck()
    rest_on(page, "mark[data-claims='political-places scores-of-attacks']")
    expect(page.locator(".card:popover-open")).to_have_attribute("id", "political-places")


def test_without_javascript_everything_is_there(open_page):
    page = open_page(ARTICLE, java_script_enabled=False)
    assert page.locator(".card .card-note").count() >= 15
    expect(page.locator("#less-intrusive .card-note")).to_be_visible()
    page.locator("#mark_less-intrusive").click()
    expect(page.locator("#less-intrusive")).to_contain_text("NGO Monitor")
    page = open_page("/uk-live-facial-recognition/sides/", java_script_enabled=False)
    expect(page.locator(".none").first).to_be_visible()


def test_on_paper_every_card_is_an_endnote(open_page):
    page = open_page(ARTICLE)
    page.emulate_media(media="print")
    text = page.locator("main").inner_text()
    for words in ("Red Wolf scans Palestinians’ faces", "It gives no list.", "Jewish News Syndicate"):
        assert words in text
    assert page.locator(".toggle").first.is_hidden()


def test_sides_is_a_table_for_assistive_technology_and_silences_have_words(open_page):
    page = open_page(ARTICLE + "sides/")
    expect(page.get_by_role("table", name="Each position’s answer to each point of dispute")).to_have_count(1)
    assert page.get_by_role("columnheader").count() >= 4
    assert page.locator(".grid [role=rowheader]").count() == 6  # what each position says in short, and five questions
    for silence in page.locator(".none").all():
        assert len(silence.inner_text()) > 40


def test_choosing_columns_leaves_their_order(open_page):
    page = open_page(ARTICLE + "sides/")
    page.locator(".col-p2").uncheck()
    expect(page.locator(".colhead.p2")).to_be_hidden()
    left, right = page.locator(".colhead.p1").bounding_box(), page.locator(".colhead.p3").bounding_box()
    assert left["x"] < right["x"]


def test_on_a_phone_all_answers_to_a_question_stand_one_under_another_with_the_question_above(open_page):
    page = open_page(ARTICLE + "sides/", width=390, height=844, touch=True)
    page.locator(".jump a").nth(3).tap()
    row = page.locator(".row:not(.short)").nth(3)
    question, answers = row.locator("h2"), row.locator(".answer, .nostated")
    assert answers.count() == 3
    for answer in answers.all():
        expect(answer).to_be_in_viewport()
    tops = [answer.bounding_box()["y"] for answer in answers.all()]
    assert tops == sorted(tops)
    answers.last.evaluate("e => e.scrollIntoView({block: 'start', behavior: 'instant'})")
    expect(question).to_be_in_viewport()
    for cell in row.locator(".cell").all():
        assert cell.bounding_box()["width"] > 330


@pytest.mark.parametrize("script", [True, False])
def test_addresses_in_the_comparison_lead_to_their_answers_on_a_phone(open_page, script):
    page = open_page(ARTICLE + "sides/", width=390, height=844, touch=True, java_script_enabled=script)
    for address in ("#cell_purpose_2", "#position-unfair-report", "#issue-future"):
        page.goto(page.url.partition("#")[0] + address)
        target = page.locator(address).locator(".answer, .nostated, .summary").first
        expect(target).to_be_in_viewport()


def test_claims_open_in_place_with_evidence_and_who_answers(open_page):
    for width, touch in ((1280, False), (390, True)):
        page = open_page(ARTICLE + "sides/", width=width, height=844, touch=touch)
        row = page.locator("#issue-effect")
        if touch:
            row.locator(".claims summary").first.tap()
        row.locator(".cn").first.click()
        card = page.locator(".card:popover-open")
        expect(card).to_have_count(1)
        expect(card).to_contain_text("Evidence")
        expect(card).to_contain_text("Answered by")
        page.keyboard.press("Escape")
        expect(card).to_have_count(0)
        assert page.url.endswith("/sides/")


def test_parts_of_a_row_stand_at_one_height_in_every_column(open_page):
    for width in (1280, 1800):
        page = open_page(ARTICLE + "sides/", width=width)
        apart = page.evaluate(
            """() => [...document.querySelectorAll('.row')].flatMap(row => ['.answer, .nostated', '.words', '.claims'].map(part => {
            const tops = [...row.querySelectorAll(part)].map(e => e.getBoundingClientRect().top);
            return tops.length ? Math.max(...tops) - Math.min(...tops) : 0 }))"""
        )
        assert max(apart) <= 1


def test_nothing_moves_for_those_who_want_it_still(open_page):
    page = open_page(ARTICLE, reduced_motion="reduce")
    assert page.locator("mark.c").first.evaluate("e => getComputedStyle(e).transitionDuration") == "0s"


def test_forced_colours_keep_marks_and_cards(open_page):
    page = open_page(ARTICLE, forced_colors="active")
    assert page.locator("mark.c").first.evaluate("e => getComputedStyle(e).textDecorationLine") == "underline"
    page.locator("#mark_scans-faces").press("Enter")
    assert page.locator("#scans-faces").evaluate("e => getComputedStyle(e).borderTopWidth") == "2px"


def test_zoomed_four_times_it_is_one_column(open_page):
    page = open_page(ARTICLE, width=320, height=256, device_scale_factor=4)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    text, voices = page.locator(".text").bounding_box(), page.locator(".voices").bounding_box()
    assert text["y"] >= voices["y"] + voices["height"] - 1


def test_hover_opens_after_a_rest_and_the_card_stays_while_it_is_read(open_page):
    """Not before 250 ms and not after 800; the pointer may travel into the card and stay as long as it likes."""
    page = open_page(ARTICLE)
    page.locator("mark[data-claims='scans-faces']").first.scroll_into_view_if_needed()
    page.evaluate(
        """() => { const card = document.querySelector('#scans-faces');
        window.times = {};
        document.addEventListener('pointermove', e => { if (e.target.closest('mark')) window.times.rest = performance.now(); });
        card.addEventListener('beforetoggle', () => { window.times.open = performance.now(); }, {once: true}) }"""
    )
    rest_on(page, "mark[data-claims='scans-faces']")
    card = page.locator("#scans-faces:popover-open")
    expect(card).to_have_count(1)
    times = page.evaluate("window.times")
    assert 250 <= times["open"] - times["rest"] <= 800
    box = card.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 60, steps=15)
    page.clock.install()
    page.clock.run_for(10_000)
    expect(card).to_have_count(1)


def test_dragging_over_a_claim_selects_words_and_opens_nothing(open_page):
    page = open_page(ARTICLE, permissions=["clipboard-read", "clipboard-write"])
    marked = page.locator("mark[data-claims='scans-faces']").first
    marked.scroll_into_view_if_needed()
    start, end = page.evaluate(
        """() => { const p = document.querySelector("mark[data-claims='scans-faces']").closest('p').getClientRects()[0];
        return [[p.left + 2, p.top + 10], [p.right - 4, p.bottom - 8]] }"""
    )
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=20)
    page.mouse.up()
    page.keyboard.press("Control+c")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "stores them without their consent, and the databases behind it" in copied
    assert not any(character.isdigit() for character in copied)
    page.mouse.move(end[0] - 30, end[1] - 5)
    page.evaluate("() => new Promise(done => setTimeout(done, 600))")
    expect(page.locator(".card:popover-open")).to_have_count(0)


def test_what_a_browser_does_not_let_be_copied_is_selected(open_page):
    page = open_page(ARTICLE)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError')); }")
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_function("() => String(getSelection()) === document.getElementById('_link').textContent")
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()


def test_back_closes_what_a_link_has_opened(open_page):
    page = open_page(ARTICLE)
    page.evaluate("location.hash = 'double-standard'")
    expect(page.locator("#double-standard:popover-open")).to_have_count(1)
    page.go_back()
    expect(page.locator(".card:popover-open")).to_have_count(0)


def test_without_javascript_all_of_every_card_is_readable(open_page):
    with_scripts = open_page(ARTICLE)
    page = open_page(ARTICLE, java_script_enabled=False)
    ids = with_scripts.evaluate("[...document.querySelectorAll('.card[data-n]')].map(c => c.id)")
    assert len(ids) >= 15
    for id in ids:
        card = page.locator(f"[id='{id}']")
        expect(card).to_be_visible()
        assert card.locator(".evidence a[href], .src").count() >= 1, id
        for part in (".card-claim", ".card-who", ".evidence", ".answers"):
            for element in card.locator(part).all():
                assert element.is_visible(), (id, part)


def test_the_printed_page_has_every_cards_text_and_addresses(open_page, tmp_path):
    page = open_page(ARTICLE)
    cards = page.locator(".card[data-n] .card-claim").all_text_contents()
    page.pdf(path=tmp_path / "page.pdf", format="A4")
    text = "".join(sheet.extract_text() for sheet in PdfReader(tmp_path / "page.pdf").pages)
    flat = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))  # without ligatures
    for words in cards:
        assert re.sub(r"\s+", "", words) in flat, words
    assert "https://www.jns.org/" in flat
    for apparatus in ("Mark in the text", "Copy link", "Side by side"):
        assert apparatus not in text
    page.goto(page.url + "sides/")
    page.pdf(path=tmp_path / "sides.pdf", format="A4", landscape=True, prefer_css_page_size=True)
    first = PdfReader(tmp_path / "sides.pdf").pages[0]
    assert first.mediabox.width > first.mediabox.height


@pytest.mark.parametrize("milliseconds", [0, 10, 30])
def test_going_on_before_the_page_has_changed_reports_no_error(open_page, address, milliseconds):
    page = open_page("/automated-apartheid-report/")
    page.evaluate(
        """(milliseconds) => {
            document.querySelector('nav a[href*=speakers]').click();
            setTimeout(() => document.querySelector('.brand').click(), milliseconds);
        }""",
        milliseconds,
    )
    page.wait_for_url(address + "/")


@pytest.mark.parametrize("path", ["/about/", "/embed/automated-apartheid-report/scans-faces/"])
def test_a_transition_that_a_browser_gives_up_while_it_waits_for_the_style_is_no_error(open_page, path):
    page = open_page(path)
    page.add_init_script("""
        new MutationObserver((_, observer) => {
            if (!document.querySelector('link[rel=stylesheet]')) return;
            observer.disconnect();
            window.givenUp = true;
            Promise.reject(new DOMException('Transition was skipped', 'AbortError'));
        }).observe(document, { childList: true, subtree: true });
    """)
    page.reload()
    assert page.evaluate("givenUp")
