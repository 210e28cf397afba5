"""What the pages tell machines: schema.org's vocabulary, what search engines ask for, the feed of reviews, and who wrote what when."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from site_folder import ROOT, SIDECAR, TEXT, TestSite

VOCABULARY = json.loads((ROOT / "tests/schema_org.json").read_text(encoding="utf-8"))
DATE = re.compile(r"\d{4}(-\d\d){0,2}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
NAMED = ("Person", "Organization", "GovernmentOrganization", "NewsMediaOrganization")
REQUIRED = {
    "ClaimReview": {"claimReviewed", "reviewRating", "url"},
    "Rating": {"alternateName"},
    **{kind: {"name"} for kind in NAMED},  # of whoever is an author
}
"""developers.google.com/search/docs/appearance/structured-data/factcheck: what a ClaimReview has to have. An Article needs nothing."""
RECOMMENDED = {
    "ClaimReview": {"author", "datePublished", "itemReviewed"},
    "Claim": {"appearance", "author", "datePublished"},
    "Rating": {"bestRating", "ratingValue", "worstRating"},
    "Article": {"author", "dateModified", "datePublished", "headline", "image"},
}
"""What it asks for there and under structured-data/article, where the site has it."""
SITE = """title: Test
base_url: https://example.org/
timezone: Europe/Berlin
search: false
share_images: none
publisher: {name: Us, url: 'https://us.example/', logo: media/a.svg}
license: {name: CC BY 4.0, url: 'https://l.example/'}
topics: {t: {label: Topic}}
ratings: {right: {label: Right, value: 5}, view: {label: A view}}
rating_range: [1, 5]
"""
SPEAKERS = """
ann:
  {name: Ann Able, kind: person, affiliation: union, bio: Born., names: [A. Able], url: 'https://b.example/', same_as: ['https://a.example/']}
union: {name: The Union, kind: organisation, affiliation: state}
state: {name: The State, kind: government}
paper: {name: The Paper, kind: media, affiliation: union}
report: {name: The Report, kind: document, affiliation: union}
crowd: {name: The Crowd, affiliation: union}
"""
HEAD = """---
title: A title
deck: A deck
date: 2026-01-02T08:00
updated: 2026-02-03
authors: [{name: Eve Earl, url: 'https://eve.example/'}, Us]
topics: [t]
image: {src: media/a.svg, alt: A}
about: {title: The plan, url: 'https://plan.example/', publisher: The State}
---
"""
CLAIMS = """
  by-us:
    {text: A, anchor: none, speaker: ann, date: 2024, appears_in: speech, review: {rating: right, summary: So., by: Us, date: 2026-01-01}}
  by-author: {text: B, anchor: none, speaker: paper, review: {rating: right, by: Eve Earl}}
  by-person: {text: C, anchor: none, speaker: state, review: {rating: right, by: {name: Dr X, kind: person, url: 'https://x.example/'}}}
  by-group: {text: D, anchor: none, speaker: report, review: {rating: right, by: {name: Group, kind: organisation}}}
  by-somebody: {text: E, anchor: none, speaker: crowd, appears_in: book, review: {rating: right, by: Somebody}}
  by-nobody: {text: F, anchor: none, speaker: union, review: {rating: right}}
  not-rated: {text: G, anchor: none, speaker: union, review: {rating: view, by: Us}}
sources:
  speech: {title: The speech, url: 'https://speech.example/', publisher: The Union, date: 2024}
  book: {title: A book}
"""


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every typed thing in a JSON-LD value."""
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(item)


def ancestors(kind: str) -> set[str]:
    return {kind}.union(*(ancestors(parent) for parent in VOCABULARY["types"][kind]))


def fits(value: Any, kinds: set[str]) -> bool:
    """Whether a value is of one of the types that a property may have."""
    if isinstance(value, dict):
        return bool(ancestors(value["@type"]) & kinds)
    if isinstance(value, str):
        return (
            "Text" in kinds
            or ("URL" in kinds and value.startswith("https://"))
            or bool({"Date", "DateTime"} & kinds and DATE.fullmatch(value))
        )
    return isinstance(value, int | float) and "Number" in kinds


def check(value: Any) -> set[str]:
    """Hold a JSON-LD value against the vocabulary. Returns the types in it."""
    kinds = set()
    for node in nodes(value):
        kind = node["@type"]
        kinds.add(kind)
        for key, item in node.items():
            if not key.startswith("@"):
                said = VOCABULARY["properties"][key]
                assert ancestors(kind) & set(said["on"]), f"{kind} has no {key}"
                for one in item if isinstance(item, list) else [item]:
                    assert fits(one, set(said["is"])), f"{key} is not {one!r}"
        assert node.keys() >= REQUIRED.get(kind, set()), node
    return kinds


def blocks(folder: Path) -> dict[str, Any]:
    """The structured data of each page that has some."""
    found = {}
    for file in sorted(folder.rglob("*.html")):
        parts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', file.read_text(encoding="utf-8"), re.DOTALL)
        if parts:
            (found[str(file.relative_to(folder))],) = map(json.loads, parts)
    return found


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> TestSite:
    site = TestSite(tmp_path_factory.mktemp("told"))
    site.write("site.yml", SITE)
    site.write("content/speakers.yml", SPEAKERS)
    site.write("content/media/a.svg", "<svg viewBox='0 0 10 10'></svg>")
    site.article("cost", TEXT, SIDECAR.rstrip() + CLAIMS, head=HEAD)
    site.article("plain", "Ann says so.\n", "claims: {c: {quote: says so, speaker: ann}}\n")
    site.built()
    return site


def test_everything_fits_the_vocabulary_and_is_asked_for(told, example):
    kinds = {kind for folder in (told.root / "build", example) for value in blocks(folder).values() for kind in check(value)}
    kinds |= check(told.json("data/reviews.json")) | check(json.loads((example / "data/reviews.json").read_text(encoding="utf-8")))
    assert kinds == VOCABULARY["types"].keys() - {"Dataset", "Intangible", "Review"}, "each type is on some page, and nothing else"
    for folder in (told.root / "build", example):
        for page, value in blocks(folder).items():
            if value["@type"] == "ClaimReview":  # its page is its own, and its rating is on its scale
                assert value["url"].partition("://")[2].partition("/")[2] + "index.html" == page
                rating = value["reviewRating"]
                assert rating["worstRating"] <= rating["ratingValue"] <= rating["bestRating"]
    full = [told.json("data/reviews.json")["dataFeedElement"][0]["item"], blocks(told.root / "build")["cost/index.html"]]
    for node in nodes(full):
        assert node.keys() >= RECOMMENDED.get(node["@type"], set())


def test_a_review_is_of_who_made_it_and_names_where_the_claim_was_made(told):
    reviews = {url.split("/")[2]: value for url, value in blocks(told.root / "build").items() if "/claims/" in url}
    assert {id: review["author"] for id, review in reviews.items()} == {
        "by-us": (us := {"@type": "Organization", "name": "Us", "url": "https://us.example/", "logo": "https://example.org/media/a.svg"}),
        "by-author": {"@type": "Person", "name": "Eve Earl", "url": "https://eve.example/"},
        "by-person": {"@type": "Person", "name": "Dr X", "url": "https://x.example/"},
        "by-group": {"@type": "Organization", "name": "Group"},
        "by-somebody": us,  # what Somebody is, is not said
        "by-nobody": us,
    }
    assert {id: review["itemReviewed"].get("author", {}).get("name") for id, review in reviews.items()} == {
        "by-us": "Ann Able",
        "by-author": "The Paper",
        "by-person": "The State",
        "by-group": None,
        "by-somebody": None,
        "by-nobody": "The Union",
    }
    appearances = {id: item for id, review in reviews.items() if (item := review["itemReviewed"].get("appearance"))}
    assert appearances == {
        "by-us": {
            "@type": "CreativeWork",
            "name": "The speech",
            "url": "https://speech.example/",
            "publisher": {"@type": "Organization", "name": "The Union"},
        },
        "by-somebody": {"@type": "CreativeWork", "name": "A book"},
    }
    assert (reviews["by-us"]["reviewBody"], reviews["by-us"]["datePublished"]) == ("So.", "2026-01-01")
    page = told.page("cost/claims/by-person/index.html")
    assert 'Rated by <a href="https://x.example/" rel="external noopener">Dr X</a>.' in page
    said = told.page("cost/claims/by-us/index.html").partition("Where it was said")[2]
    assert said.index('href="https://speech.example/"') < said.index("Evidence")


def test_the_feed_of_reviews_has_what_the_pages_have(told):
    feed = told.json("data/reviews.json")
    assert (feed["@type"], feed["license"], feed["url"]) == ("DataFeed", "https://l.example/", "https://example.org/data/reviews.json")
    pages = {url: value for url, value in blocks(told.root / "build").items() if "/claims/" in url}
    listed = {}
    for element in feed["dataFeedElement"]:
        (review,) = element["item"]
        assert (element["url"], element["dateCreated"]) == (review["url"], review["datePublished"])
        listed[review["url"].removeprefix("https://example.org/") + "index.html"] = {"@context": "https://schema.org", **review}
    assert listed == pages


def test_pages_say_who_wrote_them_and_when_to_reference_managers(told):
    def metas(path: str) -> list[tuple[str, str]]:
        head = told.page(path).partition("</head>")[0]
        found = re.findall(r'<meta (?:name|property)="([^"]*)" content="([^"]*)">', head)
        return [item for item in found if item[0].startswith(("author", "article:", "citation_"))]

    credits = [
        ("author", "Eve Earl"),
        ("author", "Us"),
        ("article:published_time", "2026-01-02T08:00:00+01:00"),
        ("article:modified_time", "2026-02-03"),
    ]
    cited = [
        ("citation_author", "Eve Earl"),
        ("citation_author", "Us"),
        ("citation_publication_date", "2026/01/02"),
        ("citation_language", "en"),
    ]
    for path, title in {"cost/": "A title", "cost/claims/by-us/": "Ann Able: A", "cost/sides/": "A title"}.items():
        assert metas(f"{path}index.html") == [*credits, ("citation_title", title), *cited], path
    assert metas("plain/index.html")[:2] == [("author", "Us"), ("article:published_time", "2026-01-02")]
    assert metas("speakers/ann/index.html") == []
