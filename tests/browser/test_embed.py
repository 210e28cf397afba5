"""A claim inside somebody else's page: in a frame that fits, and only there; without scripts, as a quotation with a link."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from conftest import rules_of
from host_rules import headers_of
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser
BASE = "https://counterpoint.example"
CLAIM = "/automated-apartheid-report/claims/common-tool/"
EMBED = "/embed/automated-apartheid-report/common-tool/"
ELSEWHERE = "https://elsewhere.example/post"


@pytest.fixture
def open_post(browser, example):
    """Opens a page of another site; the example's pages come with their headers."""
    contexts = []

    def open_(post: str, **options) -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        answer_for_both(page, example, post)
        page.goto(ELSEWHERE, wait_until="load")
        return page

    yield open_
    for context in contexts:
        context.close()


def answer_for_both(page: Page, example: Path, post: str) -> None:
    def answer(route: Route) -> None:
        path = re.sub(r"^https://[^/]+", "", route.request.url)
        if route.request.url.startswith(ELSEWHERE):
            route.fulfill(
                body=f"<!doctype html><html lang=en><title>Post</title><body>{post}</body>", content_type="text/html; charset=utf-8"
            )
            return
        headers = headers_of(rules_of(example), path)
        file = example / (path.lstrip("/") + ("index.html" if path.endswith("/") else ""))
        kind = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}[file.suffix]
        route.fulfill(body=file.read_bytes(), headers={**headers, "Content-Type": f"{kind}; charset=utf-8"})

    page.context.route("**/*", answer)


def snippet(example: Path) -> str:
    text = (example / CLAIM.lstrip("/") / "index.html").read_text(encoding="utf-8")
    found = re.search(r'<pre class="snippet"[^>]*><code>(.*?)</code>', text, re.DOTALL)
    assert found
    return html.unescape(found[1])


def test_the_code_becomes_a_frame_that_is_as_tall_as_its_claim(open_post, example):
    page = open_post(snippet(example))
    frame = page.frame_locator("iframe")
    expect(frame.locator(".card-claim")).to_contain_text("commonplace around the world")
    page.wait_for_function("() => document.querySelector('iframe').height !== '420'")
    inside = page.frames[1].evaluate("() => document.documentElement.scrollHeight")
    assert abs(int(page.locator("iframe").get_attribute("height") or 0) - inside) <= 1
    assert page.locator("blockquote").count() == 0
    assert frame.locator("a").first.evaluate("link => link.ownerDocument.querySelector('base').target") == "_blank"
    page.set_viewport_size({"width": 340, "height": 800})
    page.wait_for_function("before => Number(document.querySelector('iframe').height) > before", arg=inside)


def test_without_scripts_the_quotation_stays(open_post, example):
    page = open_post(snippet(example), java_script_enabled=False)
    assert page.locator("iframe").count() == 0
    expect(page.locator("blockquote")).to_contain_text("commonplace around the world")
    assert page.locator("blockquote a").get_attribute("href") == BASE + CLAIM


def test_only_the_embed_may_be_framed(open_post):
    frames = "".join(f'<iframe src="{BASE}{path}"></iframe>' for path in (EMBED, CLAIM, "/", "/automated-apartheid-report/"))
    page = open_post(frames)
    shown = [frame.locator("main").count() for frame in page.frames[1:]]
    assert shown == [1, 0, 0, 0]


def test_programs_find_the_description_by_the_claims_page(example):
    text = (example / CLAIM.lstrip("/") / "index.html").read_text(encoding="utf-8")
    link = re.search(r'<link rel="alternate" type="application/json\+oembed"[^>]* href="([^"]+)"', text)
    assert link
    value = json.loads((example / link[1].removeprefix(BASE + "/")).read_text(encoding="utf-8"))
    assert (value["version"], value["type"]) == ("1.0", "rich")
    assert f'src="{BASE}{EMBED}"' in value["html"]
    assert value["title"].startswith(value["author_name"])
