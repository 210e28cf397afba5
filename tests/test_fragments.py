"""Every link to a place in a page leads to one, whatever headings and claims are called."""

from __future__ import annotations

import random
import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest
from site_folder import HEAD, SIDECAR, TEXT, TestSite

NAMES = ["overview", "cost", "the-cost", "q", "notes", "section", "fn-1", "mark-q", "overview-2", "issue-cost"]


class _Page(HTMLParser):
    """The ids and links of a page, found by a parser that shares nothing with the package."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids[value or ""] += 1
            elif name == "href" and tag == "a":
                self.links.append(value or "")


def lost_links(tree: dict[str, bytes], origin: str = "https://example.org") -> list[str]:
    """What is wrong with the ids of a built site: those that stand twice in a page, and links within the site that lead nowhere."""
    pages = {"/" + path.removesuffix("index.html"): _Page(html.decode()) for path, html in tree.items() if path.endswith(".html")}
    files = {f"/{path}" for path in tree}
    problems = [f"{path}: #{id} stands {n} times" for path, page in pages.items() for id, n in page.ids.items() if n > 1]
    for path, page in pages.items():
        for href in page.links:
            address = urlsplit(href.removeprefix(origin) or "/")
            if address.scheme or address.netloc:
                continue
            target = unquote(address.path) or path
            if target not in pages and target not in files:
                problems.append(f"{path}: {href} leads to no page")
            elif address.fragment and target in pages and unquote(address.fragment) not in pages[target].ids:
                problems.append(f"{path}: {href} leads to no place")
    return problems


def random_article(rng: random.Random, slug: str) -> tuple[str, str]:
    """An article whose headings, issues, notes, terms and claims have ids from a small set; some claims are beside the text."""
    claims, notes, text = [], [], []
    names = rng.sample(NAMES, 5)
    for number, id in enumerate(names):
        words = f"words of number {number}"
        heading = rng.choice(NAMES).replace("-", " ").title()
        text.append(f"## {heading}\n\nHere stand the {words}, see [there](claim:{slug}#{rng.choice(names)}) and more.[^n{number}]")
        text.append(f"[^n{number}]: A footnote.")
        place = rng.choice(["anchor: none", f"quote: {words}"])
        note = f"see [it](claim:{rng.choice(names)}) or [this](claim:{slug}#{rng.choice(names)})"
        issue = ", issue: cost" if rng.random() < 0.5 else ""
        claims.append(
            f"  {id}: {{{place}, text: It is so., speaker: ann, note: '{note}', responds_to: {rng.choice([*set(names) - {id}])}{issue}}}"
        )
        if rng.random() < 0.5:
            notes.append(f"  {id}: {{quote: the {words}, note: '{note}'}}")
    if rng.random() < 0.7:
        positions = "positions:\n  cost: {label: A, summary: So., speakers: [ann]}\n  q: {label: B, summary: Not so., speakers: [union]}\n"
    else:
        positions = ""
    sidecar = positions + "issues:\n  cost: {question: Overview}\n" + "claims:\n" + "\n".join(claims) + "\n"
    return "\n\n".join(text), sidecar + ("notes:\n" + "\n".join(notes) + "\n" if notes else "")


@pytest.mark.parametrize("pages", ["all", "none"])
def test_every_link_to_a_place_in_a_page_leads_to_it_and_no_id_stands_twice(empty: TestSite, pages: str) -> None:
    rng = random.Random(7)
    empty.edit("site.yml", "title: Test", f"title: Test\nclaim_pages: {pages}")
    for number in range(12):
        empty.article(f"a{number}", *random_article(rng, f"a{number}"))
    links = " ".join(f"[it](claim:a{number}#{id})" for number in range(12) for id in NAMES if f"\n  {id}: {{" in claims_of(empty, number))
    empty.write("content/pages/about.md", f"---\ntitle: About\n---\n{links}\n")
    empty.built()
    assert lost_links(empty.tree()) == []


def claims_of(site: TestSite, number: int) -> str:
    """The claims of an article's sidecar."""
    text = (site.root / f"content/articles/a{number}.yml").read_text(encoding="utf-8")
    return text.partition("claims:")[2].partition("notes:")[0]


@pytest.mark.parametrize(
    ("settings", "leads_to"),
    [("", "/cost/claims/overview/"), ("claim_pages: none\n", "/cost/sides/#issue-cost")],
)
def test_a_claim_beside_the_text_takes_no_headings_id_and_can_be_linked_to(site: TestSite, settings: str, leads_to: str) -> None:
    site.edit("site.yml", "title:", settings + "title:")
    site.article(
        "cost",
        "## Overview\n\n" + TEXT + "\nSee [what she adds](claim:cost#overview), and [above](#overview).\n",
        SIDECAR + "  overview: {anchor: none, text: It is known., speaker: ann, issue: cost, note: 'As [she](claim:overview) says.'}\n",
    )
    site.write("content/pages/about.md", "---\ntitle: About\n---\nSee [her claim](claim:cost#overview).\n")
    site.built()
    article = site.page("cost/index.html")
    assert '<h2 id="overview">' in article
    assert re.search(rf'<a href="{leads_to}"[^>]*>what she adds</a>', article)
    assert re.search(rf'<a href="{leads_to}"[^>]*>her claim</a>', site.page("about/index.html"))
    assert lost_links(site.tree()) == []


def test_a_link_cannot_place_a_claim_that_is_said_to_be_beside_the_text(site: TestSite) -> None:
    site.article("b", "It is [really safe](claim:q) here.\n", "claims: {q: {anchor: none, text: Safe., speaker: ann}}\n", HEAD)
    (item,) = [item for item in site.diagnostics() if item.location.path.endswith("b.yml")]
    assert (item.code, "claim:b#q" in item.help) == ("claim-placed-twice", True)


@pytest.mark.parametrize(
    ("language", "text", "way"),
    [
        ("en", "העיר גדלה ב-20 שנה.\n\nBBC אמר שהעיר גדלה.\n", "rtl"),
        ("he", "The city grew in 20 years.\n\nנתן said that it grew.\n", "ltr"),
    ],
)
def test_an_article_that_runs_the_other_way_than_its_page_says_so(empty, language, text, way):
    """With no block that runs the page's way, most letters would otherwise be taken for the page's direction."""
    empty.write("site.yml", f"title: T\nbase_url: https://example.org/\nlanguage: {language}\nsearch: false\nshare_images: none\n")
    empty.article("a", text)
    empty.write("content/pages/about.md", f"---\ntitle: About\n---\n{text}")
    empty.built()
    for path in ("a/index.html", "about/index.html"):
        assert empty.page(path).count(f'<p dir="{way}">') == 2, path
