"""Searching, as readers do: by typing, from any page, without a mouse, without JavaScript."""

from __future__ import annotations

import gzip

import pytest
from axe_playwright_python.sync_playwright import Axe
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
    first = page.locator("#_results li").first
    expect(first).to_contain_text("Face recognition is commonplace around the world")
    expect(first).to_contain_text("NGO Monitor")
    expect(first.locator(".side-of")).to_have_text("A common tool, unfairly judged")
    assert page.url.endswith("/search/?q=commonplace%20world")
    page.locator("#_query").press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".card:popover-open")).to_contain_text("Face recognition is commonplace around the world")


def test_results_follow_what_is_typed_and_are_counted_aloud(open_page):
    page = open_page("/search/")
    field, status, results = page.locator("#_query"), page.get_by_role("status"), page.locator("#_results li")
    field.type("amnesty")
    expect(status).to_have_text("16 results")
    expect(results).to_have_count(10)
    page.get_by_role("button", name="More results").press("Enter")
    expect(results).to_have_count(16)
    expect(results.nth(10).locator("a")).to_be_focused()
    kinds = {results.nth(number).locator(".meta").inner_text().split(".")[0] for number in range(16)}
    assert kinds >= {"Claim", "Source", "Speaker"}
    field.fill("zzzqqq")
    expect(status).to_have_text("Nothing was found.")
    field.fill("")
    expect(page.locator("#_all")).to_be_visible()


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


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A site of 2,560 claims, each with a word of its own; the first article of 2026 is the oldest."""
    site = TestSite(tmp_path_factory.mktemp("large"))
    site.write("site.yml", "title: Large\nbase_url: https://example.org/\nshare_images: none\nclaim_pages: none\n")
    site.write("content/speakers.yml", "ann: {name: Ann Able}\n")
    for number in range(64):
        claims = "".join(f"  c{k}: {{anchor: none, speaker: ann, text: A lamp of kind{number}x{k}.}}\n" for k in range(40))
        head = f"---\ntitle: Article {number}\ndate: {2026 - (63 - number) // 12}-{12 - (63 - number) % 12:02}-01\n---\n"
        site.article(f"article-{number}", "Words.", f"claims:\n{claims}", head)
    site.built(today="2027-01-01")
    with served(site.root / "build") as it:
        yield site.root / "build", it


def test_on_a_large_site_the_newest_answer_first_and_then_all(large, browser):
    build, address = large
    assert len([*(build / "search/newest/fragment").iterdir()]) <= 1_000 < len([*(build / "search/index/fragment").iterdir()])
    page = browser.new_page()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url.removeprefix(address)))
    page.goto(f"{address}/search/")
    page.locator("#_query").fill("lamp")
    expect(page.get_by_role("status")).to_have_text("2,560 results")
    expect(page.locator("#_results li")).to_have_count(10)
    index = [path for path in fetched if path.startswith(("/search/newest/", "/search/index/"))]
    first = [path for path in index if path.startswith("/search/newest/") and not path.endswith(".js") and "wasm" not in path]
    assert index.index(first[0]) < index.index("/search/index/pagefind.js")
    assert sum(len(gzip.compress((build / path.lstrip("/").partition("?")[0]).read_bytes())) for path in first) <= BUDGET
    held: list = []
    page.route("**/search/index/**", lambda route: held.append(route))  # the whole index is slow to come
    page.reload()
    expect(page.locator("#_results li")).to_have_count(10)
    page.locator("#_results a").nth(2).focus()
    kept = page.locator("#_results a").nth(2).inner_text()
    page.route("**/search/index/**", lambda route: route.continue_())
    for route in held:
        route.continue_()
    expect(page.get_by_role("status")).to_have_text("2,560 results")
    expect(page.locator("#_results a").nth(2)).to_have_text(kept)
    expect(page.locator("#_results a").nth(2)).to_be_focused()
    page.get_by_role("button", name="More results").click()
    expect(page.locator("#_results li")).to_have_count(10)
    page.get_by_role("button", name="More results").click()
    expect(page.locator("#_results li")).to_have_count(20)
    page.locator("#_query").fill("kind0x7")  # of the oldest, which only the whole index has
    expect(page.get_by_role("status")).to_have_text("1 result")
    expect(page.locator("#_results a")).to_have_text("A lamp of kind0x7.")
    page.locator("#_query").fill("kind63x7")
    expect(page.locator("#_results a").first).to_have_text("A lamp of kind63x7.")
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
    found = Axe().run(page).response["violations"]
    assert [(violation["id"], [node["html"] for node in violation["nodes"]]) for violation in found] == []
