"""The search index: what can be found, always the same bytes, and made again only when something that can be found has changed."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
import sys
from urllib.parse import unquote

import pagefind_bin
import pytest
from PIL import Image
from site_folder import TestSite

SETTINGS = "title: Test\nbase_url: https://example.org/news/\nshare_images: none\n"


@pytest.fixture
def searchable(site: TestSite) -> TestSite:
    site.write("site.yml", SETTINGS)
    site.write("content/sources.yml", "count: {title: A bridge count, publisher: The council, url: 'https://example.com/count'}\n")
    return site


def records(site: TestSite) -> list[dict]:
    """What the index holds, read from its fragments as a browser reads them: wholes, and the parts of each behind it."""
    found = []
    for file in sorted((site.root / "build/search/index/fragment").iterdir()):
        data = gzip.decompress(file.read_bytes())
        whole, *parts = json.loads(data[data.index(b"{") :])["anchors"]
        for anchor in (whole, *parts):
            shown = json.loads(unquote(anchor["id"]))
            names = ("kind", "href", "voice", "speaker", "position") if anchor in parts else ("kind", "href", "language")
            found.append({**dict(zip(names, shown, strict=True)), "title": anchor["text"], "article": whole["text"]})
    return found


def texts(site: TestSite) -> list[str]:
    """What the fragments of the index say."""
    return [gzip.decompress(file.read_bytes()).decode() for file in sorted((site.root / "build/search/index/fragment").iterdir())]


def test_articles_claims_speakers_and_sources_can_be_found(searchable):
    searchable.built()
    found = {(record["kind"], record["title"]): record for record in records(searchable)}
    assert set(found) == {
        ("article", "A title"),
        ("claim", "It costs little."),
        ("claim", "nobody can pay for it"),
        ("speaker", "Ann Able"),
        ("speaker", "The Union"),
        ("source", "A bridge count"),
    }
    claim = found["claim", "It costs little."]
    assert claim["href"] == "/news/cost/#cheap"
    assert (claim["speaker"], claim["position"], claim["voice"], claim["article"]) == ("Ann Able", "Yes", 1, "A title")
    assert found["source", "A bridge count"]["href"] == "https://example.com/count"


def test_the_same_content_gives_the_same_index(searchable, tmp_path_factory):
    searchable.built()
    other = TestSite(tmp_path_factory.mktemp("other"))
    for path in ("site.yml", "content/speakers.yml", "content/sources.yml", "content/articles/cost.md", "content/articles/cost.yml"):
        other.write(path, (searchable.root / path).read_bytes())
    other.built(jobs=2)
    assert other.tree() == searchable.tree()


def test_the_index_is_made_again_only_for_what_can_be_found(searchable, monkeypatch):
    searchable.built()
    with monkeypatch.context() as without_indexer:
        without_indexer.setitem(sys.modules, "pagefind_bin", None)
        searchable.write("templates/about.html", "{{ page.title }}")
        searchable.write("content/pages/about.md", "---\ntitle: About\n---\nWe.\n")
        searchable.built()
        searchable.edit("content/articles/cost.yml", "issue: cost}", "issue: cost, note: Others doubt it.}")
        searchable.built()
        searchable.edit("content/articles/cost.yml", "yes: Little.", "yes: Very little.")
        searchable.built()
        evidence = "evidence: [{source: count, stance: supports}], date: 2026-01-01"
        searchable.edit("content/articles/cost.yml", "text: It costs little.", f"text: It costs little., {evidence}")
        searchable.built()
        searchable.edit("content/articles/cost.yml", "text: It costs little.", "text: It hardly costs.")
        assert [diagnostic.code for diagnostic in searchable.build().diagnostics] == ["search-failed"]
    searchable.built()
    assert "It hardly costs." in {record["title"] for record in records(searchable)}
    assert "It costs little." not in {record["title"] for record in records(searchable)}
    searchable.edit("content/articles/cost.md", "Ann says that", "Ann assures us that")
    searchable.built()
    assert any("assures" in text for text in texts(searchable))


def test_of_links_and_marks_in_a_text_the_words_can_be_found_and_nothing_else(searchable):
    links = "See [the count](https://example.com/x)s, [another](source:count), ![A bridge](media/b.png) and [Ann](speaker:ann)tastic words"
    picture = io.BytesIO()
    Image.new("L", (8, 8)).save(picture, "PNG")
    searchable.write("content/media/b.png", picture.getvalue())
    searchable.edit("content/articles/cost.md", "Ann says that", f"{links}. Ann says that")
    searchable.built()
    text = next(text for text in texts(searchable) if "tastic" in text)
    words = {*re.findall(r"[\w-]+", json.loads(text[text.index("{") :])["content"].casefold())}
    assert {"counts", "another", "anntastic", "words", "little"} <= words
    assert not words & {"href", "rel", "external", "noopener", "class", "to-speaker", "data-card", "mark", "span", "img", "src"}


def test_hostile_words_are_words_in_the_index(searchable):
    hostile = """<script>alert(1)</script>" data-pagefind-meta="href:javascript:alert(1)"""
    searchable.edit("content/articles/cost.yml", "text: It costs little.", "text: '" + hostile + "'")
    searchable.built()
    record = next(record for record in records(searchable) if "alert" in record["title"])
    assert record["title"] == hostile
    assert record["href"] == "/news/cost/#cheap"


def test_addresses_are_kept_as_they_are(searchable):
    address = "https://example.com/a,b:c[d]?e=%20f;g&h='i'"
    searchable.write("content/sources.yml", f'count: {{title: A bridge count, publisher: The council, url: "{address}"}}\n')
    searchable.built()
    assert [record["href"] for record in records(searchable) if record["kind"] == "source"] == [address]


def test_words_that_are_marks_of_the_index_itself_are_words(searchable):
    mark = "___PAGEFIND_ANCHOR___h2:%5B%22claim%22%5D See ___PAGEFIND_WEIGHT___9"
    searchable.edit("content/articles/cost.yml", "text: It costs little.", f"text: '{mark}'")
    searchable.built()
    found = [record for record in records(searchable) if record["kind"] == "claim"]
    assert [record["title"].replace("\u2060", "") for record in found] == [mark, "nobody can pay for it"]
    assert [record["href"] for record in found] == ["/news/cost/#cheap", "/news/cost/#dear"]


ERROR = base64.b64encode(b'{"message_id": 1, "payload": {"type": "Error", "message": "no room left"}}').decode()


@pytest.mark.parametrize(
    ("program", "said"),
    [("exit 1", "ended before"), (f"echo {ERROR},; exec sleep 600", "no room left"), ("echo nonsense,; exec sleep 600", "")],
)
def test_an_indexer_that_does_not_work_is_told_of_and_nothing_waits_for_it(searchable, tmp_path, monkeypatch, program, said):
    searchable.built()
    before = searchable.tree()
    indexer = tmp_path / "indexer"
    indexer.write_text(f"#!/bin/sh\n{program}\n")
    indexer.chmod(0o755)
    monkeypatch.setattr(pagefind_bin, "get_executable", lambda: indexer)
    searchable.edit("content/articles/cost.yml", "text: It costs little.", "text: It hardly costs.")
    [diagnostic] = searchable.build().diagnostics
    assert diagnostic.code == "search-failed"
    assert said in diagnostic.message
    assert searchable.tree() == before


def test_a_large_index_is_in_parts_and_an_edit_makes_one_of_them_again(site):
    site.write("site.yml", SETTINGS + "claim_pages: none\n")
    for number in range(505):
        site.article(f"note-{number}", f"Paper{number}.", "")
    site.built()
    before = {path: content for path, content in site.tree().items() if path.startswith("search/index/")}
    wholes = [
        re.search(rb'\[\{"element":"h1","id":"([^"]+)"', gzip.decompress(data)) for path, data in before.items() if "/fragment/" in path
    ]
    hrefs = sorted(json.loads(unquote(whole[1].decode()))[1] for whole in wholes if whole)
    assert hrefs == sorted(
        ["/news/cost/", "/news/speakers/ann/", "/news/speakers/union/", *(f"/news/note-{number}/" for number in range(505))]
    )
    parts = {path.split("/")[2] for path in before if path.endswith("pagefind-entry.json")}
    assert parts == {"pagefind-entry.json", "2"}
    assert [path for path in before if path.startswith("search/index/2/") and path.endswith((".js", ".pagefind"))] == []
    assert 'data-parts="/news/search/index/2/"' in site.page("search/index.html")
    changed = []
    for number in range(4):
        site.edit(f"content/articles/note-{number}.md", "Paper", "Card")
        site.built()
        after = {path: content for path, content in site.tree().items() if path.startswith("search/index/")}
        changed.append({path.startswith("search/index/2/") for path in before.keys() | after.keys() if before.get(path) != after.get(path)})
        before = after
    assert all(len(parts) == 1 for parts in changed)
    assert {True} in changed
    assert {False} in changed


def test_without_an_index_there_is_the_list_and_no_index(searchable):
    searchable.write("site.yml", SETTINGS + "search: false\n")
    searchable.built()
    assert not [path for path in searchable.tree() if path.startswith("search/index/")]
    assert "data-index" not in searchable.page("search/index.html")
    assert "It costs little." in searchable.page("search/index.html")


def test_the_list_of_all_claims_goes_on_over_pages(searchable):
    claims = "\n".join(f"  c{n}: {{text: Claim number {n}, anchor: none, speaker: ann}}" for n in range(300))
    for name in ("a", "b", "c"):
        searchable.article(name, "Text.\n", f"claims:\n{claims}\n")
    searchable.write("site.yml", SETTINGS + "search: false\nclaim_pages: none\n")
    searchable.built()
    pages = [searchable.page(f"search/{number}index.html") for number in ("", "2/", "3/")]
    assert [page.count("Claim number 7<") for page in pages] == [1, 1, 1]
    assert all(len(re.findall(r'href="/news/search/(?:\d/)?"', page)) >= 3 for page in pages)
    assert "902 claims" in pages[0]
