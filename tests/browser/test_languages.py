"""The example site in its further languages, as readers use it."""

from __future__ import annotations

import urllib.request

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ARTICLE = "/automated-apartheid-report/"


@pytest.mark.parametrize("width", [390, 1280])
def test_a_reader_changes_the_language_and_finds_the_same_claims(open_page, width):
    page = open_page(ARTICLE, width=width)
    numbers = page.locator(".text .ref").count()
    page.get_by_role("navigation", name="Languages").get_by_role("link", name="עברית").click()
    expect(page).to_have_url(page.url.split(ARTICLE)[0].removesuffix("/he") + "/he" + ARTICLE)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert page.locator(".text .ref").count() == numbers
    page.locator(".text .ref[data-n='1']").press("Enter")
    card = page.locator(".card:popover-open")
    expect(card.locator(".card-who a")).to_have_text("אמנסטי אינטרנשיונל")
    card.get_by_role("link", name="זה לצד זה").click()
    expect(page.locator("h1")).to_have_text("האם ראוי שכוחות ישראל יזהו פלסטינים באמצעות זיהוי פנים?")
    page.get_by_role("navigation", name="שפות").get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith(ARTICLE + "sides/")


def test_what_is_not_translated_says_so_and_leads_to_the_original(open_page):
    page = open_page("/ar/")
    expect(page.locator(".more .tongue").first).to_have_text("English")
    link = page.get_by_role("link", name="A ban with exceptions")
    expect(link).to_have_attribute("hreflang", "en")
    link.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_have_text("A ban with exceptions")


def test_each_language_is_searched_on_its_own(open_page):
    page = open_page("/he/search/")
    page.locator("#_query").fill("מחסומים")
    claim = page.locator("#_results li li").first
    expect(claim).to_contain_text("אמנסטי")
    expect(claim.locator("a")).to_have_attribute("href", "/he/automated-apartheid-report/#scans-faces")
    assert claim.locator("[lang]").count() == 0
    page.locator("#_query").fill("משטרה")  # of claims that are not translated, by speakers whose names are
    claim = page.locator("#_results li li").first
    expect(claim.locator("a")).to_have_attribute("lang", "en")
    expect(claim.locator(".side-of")).to_have_attribute("lang", "en")


def test_a_translated_claim_can_be_shown_in_other_pages(open_page, address):
    with urllib.request.urlopen(f"{address}/ar/embed/automated-apartheid-report/scans-faces/") as answer:
        assert "frame-ancestors *;" in answer.headers["Content-Security-Policy"]
    page = open_page("/ar/embed/automated-apartheid-report/scans-faces/")
    expect(page.locator(".card-claim")).to_contain_text("الذئب الأحمر")
