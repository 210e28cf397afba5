"""Searching, as readers do: by typing, from any page, without a mouse, without JavaScript."""

from __future__ import annotations

import gzip

import pytest
from accessibility import violations
from conftest import served
from playwright.sync_api import expect
from site_folder import TestSite

pytestmark = pytest.mark.browser
BUDGET = 100_000
"""Bytes, compressed, of the index that the first results need; the engine and its script are not part of it, and are kept."""


def test_a_claim_is_found_with_its_speaker_and_position_and_led_to(open_page):
    page = open_page("/automated-apartheid-report/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("commonplace world")
    page.keyboard.press("Enter")
    found = page.locator("#_results > li")
    expect(found).to_have_count(1)
    expect(found.locator("a").first).to_have_text("Security tool or means of control?")
    first = found.locator("li")
    expect(first).to_have_count(1)
    expect(first).to_contain_text("Face recognition is commonplace around the world")
    expect(first).to_contain_text("NGO Monitor")
    expect(first.locator(".side-of")).to_have_text("A common tool, unfairly judged")
    assert page.url.endswith("/search/?q=commonplace%20world")
    page.locator("#_query").press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".card:popover-open")).to_contain_text("Face recognition is commonplace around the world")


def test_results_follow_what_is_typed_and_are_counted_aloud(open_page):
    page = open_page("/search/")
    field, status, results = page.locator("#_query"), page.get_by_role("status"), page.locator("#_results > li")
    field.type("amnesty")
    expect(status).to_have_text("5 results")
    expect(results).to_have_count(5)
    kinds = {results.nth(number).locator("> .meta").inner_text() for number in range(5)}
    assert kinds == {"Explainer", "Source", "Speaker"}
    field.fill("zzzqqq")
    expect(status).to_have_text("Nothing was found.")
    field.fill("")
    expect(page.locator("#_all")).to_be_visible()


def test_a_word_that_is_nowhere_is_named_and_no_other_is_taken_for_it(open_page):
    page = open_page("/search/")
    field, status, results = page.locator("#_query"), page.get_by_role("status"), page.locator("#_results > li")
    field.fill("noopener")  # of which the index would take the first two letters
    expect(status).to_have_text("Nothing was found for “noopener”.")
    expect(results).to_have_count(0)
    field.fill("Amnesty Nomansland")
    expect(status).to_have_text("Nothing was found for “nomansland”.")
    for there in ("Amnesty's", "recogniz", "judging democracies", "Amnesty police", "2023"):  # as other forms, and unfinished
        field.fill(there)
        expect(results.first).to_be_visible()
        expect(status).to_contain_text("result")
        field.fill("noopener")
        expect(results).to_have_count(0)
    page.goto(page.url.replace("/search/", "/ar/search/"))
    field.fill("الفلسطينيون")
    expect(results.first).to_be_visible()


def test_an_explainer_shows_the_claims_that_have_most_words_and_those_of_every_side_first(open_page):
    page = open_page("/search/?q=amnesty")
    explainer = page.locator("#_results > li", has=page.locator("> a", has_text="Security tool or means of control?"))
    shown = explainer.locator("> ul > li")
    expect(shown).to_have_count(6)
    assert {side.strip() for side in shown.locator(".side-of").all_inner_texts()} == {"Stop using it", "A common tool, unfairly judged"}
    explainer.locator("summary").press("Enter")
    further = explainer.locator("details li")
    texts = [*shown.all_inner_texts(), *further.all_inner_texts()]
    assert explainer.locator("summary").inner_text() == f"Further matches: {len(texts) - 6}"
    assert all("amnesty" in text.lower() or "Source" in text for text in texts)
    page.locator("#_query").fill("amnesty commonplace")  # words that no claim has together
    expect(explainer).to_be_visible()
    expect(explainer.locator("li")).to_have_count(0)
    page.locator("#_query").fill('"the databases that hold the data of Palestinians"')  # words that no claim has all of
    expect(explainer.locator("li a")).to_have_text("The databases behind the system hold the data of Palestinians only.")
    page.locator("#_query").fill("judged démocracy")  # as other forms, and without its accents
    expect(explainer.locator("li").first).to_contain_text("that liberal democracies commonly use")


def test_nothing_is_fetched_before_somebody_searches_and_little_then(open_page, example, address):
    page = open_page("/search/")
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url.removeprefix(address)))
    page.locator("#_all").hover()
    page.locator("#_query").focus()
    assert [path for path in fetched if "/search/index/" in path] == []
    page.locator("#_query").type("police")
    expect(page.locator("#_results li").first).to_be_visible()
    index = {path for path in fetched if path.startswith("/search/index/") and not path.endswith(".js") and "wasm" not in path}
    files = [(example / path.lstrip("/").partition("?")[0]).read_bytes() for path in index]
    assert index
    assert sum(len(gzip.compress(content)) for content in files) <= BUDGET


def test_other_forms_of_a_word_are_found_however_short_what_they_share(browser, site):
    site.write("site.yml", "title: Forms\nbase_url: https://example.org/\nshare_images: none\nclaim_pages: none\n")
    site.article(
        "cost", "A spy tells lies to the nation, and is of no use. They fly and go.", "claims: {c: {quote: of no use, speaker: ann}}\n"
    )
    site.built()
    with served(site.root / "build") as address:
        page = browser.new_page()
        page.goto(f"{address}/search/")
        status = page.get_by_role("status")
        for there in ("spies", "lying", "nationalization", "usefulness", "flies", "goings"):
            page.locator("#_query").fill("noopener")
            expect(status).to_have_text("Nothing was found for “noopener”.")
            page.locator("#_query").fill(there)
            expect(status).to_have_text("1 result")
        page.close()


FORMS = [
    ("Bjørn", "Bjorn"),
    ("Bjørn", "Bjoern"),
    ("Łódź", "Lodz"),
    ("Łódź", "łodz"),
    ("Straße", "Strasse"),
    ("Þórður", "thordur"),
    ("Đorđe", "Dorde"),
    ("Işık", "isik"),
    ("Æsir", "aesir"),
    ("Müller", "Mueller"),
    ("Müller", "muller"),
    ("Schröder", "Schroeder"),
    ("groß", "gross"),
    ("Cœur", "coeur"),
    ("Muller", "muller"),
    ("Årdal", "Aardal"),
    ("Ελλάδα", "ελλαδα"),
    ("Ёлка", "елка"),
    ("أحمد", "احمد"),
    ("Ｔｏｋｙｏ", "tokyo"),
    ("ﬁnance", "finance"),
    ("Bjorn", "Bjørn"),
    ("Lodz", "Łódź"),
    ("Strasse", "Straße"),
    ("thordur", "Þórður"),
    ("Mueller", "Müller"),
    ("Bjoern", "Bjørn"),
    ("Aardal", "Årdal"),
    ("aesir", "Æsir"),
    ("Gross", "groß"),
    ("Ruegen", "Ru\u0308gen"),
    ("Baerbel Mueller", "Müller Bärbel"),
    ("Bärbel Müller", "Müller Baerbel"),
    ("市長は駅前広場を閉鎖すると述べた", "駅前広場"),
    ("市長は駅前広場を閉鎖すると述べた", "述べた"),
    ("市長は駅前広場を閉鎖すると述べた", "場"),
    ("市長は駅前広場を閉鎖すると述べた", "た"),
    ("委员会认为面部识别系统不可靠", "识别"),
    ("委员会认为面部识别系统不可靠", "识别系统"),
    ("委员会认为面部识别系统不可靠", "可靠 委员"),
    ("センターのコンピューター", "ピューター"),
    ("서울특별시교육청", "교육청"),
    ("ร้านค้าในกรุงเทพมหานคร", "กรุงเทพ"),
]
"""Words as they stand in an article, and as somebody looks for them."""


def test_words_are_found_in_plain_letters_and_anywhere_in_a_run(browser, site):
    site.write("site.yml", "title: Forms\nbase_url: https://example.org/\nshare_images: none\nclaim_pages: none\n")
    written = list(dict.fromkeys(word for word, _ in FORMS))
    for number, word in enumerate(written):
        claims = f"claims: {{c: {{quote: {word}, speaker: ann}}}}\n"
        site.article(f"a{number}", f"Here is {word}.", claims, f"---\ntitle: Title {number}\ndate: 2026-01-02\n---\n")
    site.built()
    with served(site.root / "build") as address:
        page = browser.new_page()
        page.goto(f"{address}/search/")
        lost = []
        for word, query in FORMS:
            page.locator("#_query").fill("noopener")
            expect(page.get_by_role("status")).to_have_text("Nothing was found for “noopener”.")
            page.locator("#_query").fill(query)
            expect(page.get_by_role("status")).not_to_contain_text("noopener")
            if word not in page.locator("#_results li li a").all_inner_texts():
                lost.append((word, query))
        assert lost == []
        page.locator("#_query").fill("Mueller")  # and nobody else's name
        expect(page.locator("#_results li li a")).to_have_count(4)
        assert "Muller" not in page.locator("#_results li li a").all_inner_texts()
        page.locator("#_query").fill("Müller")  # as it is, and spelt out; each once
        expect(page.locator("#_results li li a")).to_have_count(5)
        page.locator("#_query").fill("広場閉鎖")  # letters of one text that do not stand together there
        expect(page.get_by_role("status")).to_contain_text("Nothing was found")
        page.close()


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A site of 64 articles with 40 claims each, all with a word of their own, and 440 that say little: its index is in parts."""
    site = TestSite(tmp_path_factory.mktemp("large"))
    site.write("site.yml", "title: Large\nbase_url: https://example.org/\nshare_images: none\nclaim_pages: none\n")
    site.write("content/speakers.yml", "ann: {name: Ann Able}\n")
    for number in range(64):
        claims = "".join(f"  c{k}: {{anchor: none, speaker: ann, text: A lamp of kind{number}x{k}.}}\n" for k in range(40))
        head = f"---\ntitle: Article {number}\ndate: 2026-{1 + number // 28:02}-{1 + number % 28:02}\n---\n"
        site.article(f"article-{number}", "Words.", f"claims:\n{claims}\n", head)
    for number in range(440):
        site.article(f"note-{number}", f"Paper{number}x.", "", f"---\ntitle: Note {number}\ndate: 2026-01-01\n---\n")
    site.built(today="2027-01-01")
    assert (site.root / "build/search/index/2/pagefind-entry.json").exists()
    with served(site.root / "build") as it:
        yield site.root / "build", it


def test_on_a_large_site_all_is_found_with_little_and_shown_by_and_by(large, browser):
    build, address = large
    page = browser.new_page()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url.removeprefix(address)))
    page.goto(f"{address}/search/")
    page.locator("#_query").fill("lamp")
    status, results = page.get_by_role("status"), page.locator("#_results > li")
    expect(status).to_have_text("64 results")
    expect(results).to_have_count(10)
    index = {path for path in fetched if path.startswith("/search/index/") and not path.endswith(".js") and "wasm" not in path}
    assert sum(len(gzip.compress((build / path.lstrip("/").partition("?")[0]).read_bytes())) for path in index) <= BUDGET
    expect(results.first.locator("summary")).to_have_text("Further matches: 34")
    page.get_by_role("button", name="More results").press("Enter")
    expect(results).to_have_count(20)
    expect(results.nth(10).locator("> a")).to_be_focused()
    page.locator("#_query").fill("kind0x7")
    expect(status).to_have_text("1 result")
    expect(results.locator("li a")).to_have_text("A lamp of kind0x7.")
    for number in range(6):  # in whichever part
        page.locator("#_query").fill(f"paper{number}x")
        expect(results.first.locator("> a")).to_have_text(f"Note {number}")
    page.locator("#_query").fill("Ann Able")
    expect(status).to_have_text("65 results")
    for word in ("claim", "speaker", "voice"):  # of what the index keeps for itself
        page.locator("#_query").fill("lamp")
        expect(status).to_have_text("64 results")
        page.locator("#_query").fill(word)
        expect(status).to_have_text("Nothing was found.")
    page.close()


def test_who_loses_the_network_can_search_when_it_is_back(browser, address):
    page = browser.new_page()
    page.goto(f"{address}/search/")
    page.route("**/search/index/**", lambda route: route.abort())
    page.locator("#_query").fill("amnesty")
    expect(page.get_by_role("status")).to_contain_text("all claims are below")
    expect(page.locator("#_all")).to_be_visible()
    page.unroute("**/search/index/**")
    page.locator("#_query").fill("amnesty international")
    expect(page.locator("#_results > li").first).to_be_visible()
    expect(page.locator("#_all")).to_be_hidden()
    page.close()


def test_without_javascript_the_form_leads_to_all_claims(open_page, example):
    page = open_page("/", java_script_enabled=False)
    page.get_by_role("searchbox").fill("police")
    page.get_by_role("searchbox").press("Enter")
    assert "/search/?q=police" in page.url
    claims = page.locator("#_all li")
    assert claims.count() == int((page.locator("#_all-title").text_content() or "").split()[0])
    claims.first.locator("a").click()
    assert "#" in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_among_results(open_page, scheme):
    page = open_page("/search/?q=amnesty", color_scheme=scheme)
    expect(page.locator("#_results li").first).to_be_visible()
    found = violations(page)
    assert [(violation["id"], [node["html"] for node in violation["nodes"]]) for violation in found] == []


def test_the_key_can_be_turned_off_for_good(open_page):
    """As success criterion 2.1.4 of WCAG 2.2 asks of keys that need no other."""
    page = open_page("/search/")
    switch = page.get_by_label("The key / leads here from every page")
    expect(switch).to_be_checked()
    switch.focus()
    page.keyboard.press("/")
    expect(page.locator("#_query")).to_be_focused()
    switch.uncheck()
    page.goto(page.url.replace("/search/", "/"))
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).not_to_be_focused()
    page.goto(page.url + "search/")
    expect(switch).not_to_be_checked()
    switch.check()
    assert page.evaluate("localStorage.length") == 0
    page.goto(page.url.replace("/search/", "/"))
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_where_a_browser_keeps_nothing_the_key_works_and_is_not_offered(open_page):
    page = open_page("/search/")
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });")
    page.reload()
    expect(page.locator("#_key")).to_be_hidden()
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("#_query")).to_be_focused()


def test_where_a_browser_has_no_room_the_switch_does_not_pretend(open_page):
    page = open_page("/search/")
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }")
    page.locator("#_key").click()
    expect(page.locator("#_key")).to_be_checked()
