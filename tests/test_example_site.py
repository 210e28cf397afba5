"""The example site: whole, valid, within its budgets, and even-handed by the rules that it sets itself."""

from __future__ import annotations

import functools
import gzip
import json
import os
import re
import shutil
import subprocess
import textwrap
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import yaml
from counterpoint.build import build
from counterpoint.options import Options
from site_folder import ROOT

FILES = sorted(path.stem for path in (ROOT / "content/articles").glob("*.md"))
ARTICLES = [name for name in FILES if "." not in name]
TRANSLATIONS = [name.split(".") for name in FILES if "." in name]
PAGES = [*ARTICLES, *(f"{language}/{slug}" for slug, language in TRANSLATIONS)]


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.links, self.external = [], [], []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if "id" in values:
            self.ids.append(values["id"])
        for name in ("href", "src"):
            if name in values and tag != "use":
                self.links.append(values[name])
        if values.get("href", "").startswith("http") and tag == "a":
            self.external.append((values["href"], values.get("rel", "")))
        if "popovertarget" in values:
            self.links.append("#" + values["popovertarget"])


def pages(example: Path) -> dict[str, Links]:
    result = {}
    for file in example.rglob("*.html"):
        parser = Links()
        parser.feed(file.read_text(encoding="utf-8"))
        address = "/" + str(file.relative_to(example)).removesuffix("index.html")
        result[address] = parser
    return result


def test_every_internal_link_and_fragment_leads_somewhere(example):
    found = pages(example)
    base = "https://counterpoint.example"
    for address, page in found.items():
        for link in page.links:
            url = urlsplit(urljoin(base + address, link))
            if f"{url.scheme}://{url.netloc}" != base:
                continue
            path = unquote(url.path)
            if path in found:
                assert not url.fragment or unquote(url.fragment) in found[path].ids, f"{address}: {link}"
            else:
                assert (example / path.lstrip("/")).is_file(), f"{address}: {link}"


def test_ids_are_unique_and_outside_links_are_marked(example):
    for address, page in pages(example).items():
        assert len(page.ids) == len(set(page.ids)), address
        for href, rel in page.external:
            if not href.startswith("https://counterpoint.example/"):
                assert "noopener" in rel.split(), f"{address}: {href}"


def test_no_inline_script_style_or_handler(example):
    for file in example.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*ld\+json)", text), file
        assert not re.search(r"<style|\sstyle=|\son\w+=", text), file


def test_nothing_is_loaded_from_elsewhere(example):
    for file in example.rglob("*.html"):
        for tag in re.findall(r"<(?:script|img|link|iframe|source)\b[^>]*>", file.read_text(encoding="utf-8")):
            if not re.search(r'rel="(?:canonical|alternate)"', tag):  # these name, and load nothing
                assert not re.search(r'(?:src|href)="(?:https?:)?//', tag), f"{file}: {tag}"


def size(*files: Path) -> int:
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def test_budgets(example):
    scripts = {re.sub(r"\.[0-9a-f]{10}\.", ".", file.name): file for file in (example / "assets").glob("*.js")}
    for page in ("article.js", "sides.js", "sides-many.js"):
        assert size(scripts[page]) <= 6_000, page
    assert size(*(example / "assets").glob("style.*.css")) <= 10_000
    for slug in PAGES:
        assert size(example / slug / "index.html") <= 14_000, slug


def test_structured_data_is_json_and_says_what_pages_say(example):
    kinds, authors = set(), set()
    for file in example.rglob("*.html"):
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', file.read_text(encoding="utf-8"), re.DOTALL):
            data = json.loads(block)
            kinds.add(data["@type"])
            if data["@type"] == "Article":
                assert data["author"] == [data["publisher"]], "who publishes is no person"
            if data["@type"] == "ClaimReview":
                assert "/claims/" in str(file)
                assert data["reviewRating"]["ratingValue"] in {1, 3, 5}
                reviewed = data["itemReviewed"]
                assert "author" not in reviewed or reviewed["author"]["@type"] == "Person" or "Organization" in reviewed["author"]["@type"]
                authors.add(reviewed.get("author", {}).get("name"))
    assert {"Article", "ClaimReview", "Organization", "Person", "WebSite"} <= kinds
    assert authors >= {None, "Amnesty International"}, "a document is no author"


@pytest.mark.parametrize("slug", ARTICLES)
def test_the_explainers_keep_their_own_rules(slug):
    data = yaml.safe_load((ROOT / f"content/articles/{slug}.yml").read_text(encoding="utf-8"))
    claims, positions, issues = data["claims"], data["positions"], data["issues"]
    answers = [answer for issue in issues.values() for answer in issue["answers"].values()]
    assert 3 <= len(positions) <= 4
    assert 4 <= len(issues) <= 5
    assert 12 <= len(claims) <= 16
    assert any("silence" in answer for answer in answers if isinstance(answer, dict))
    assert any(answer.get("inferred") for answer in answers if isinstance(answer, dict))
    assert any("words" in answer for answer in answers if isinstance(answer, dict))
    assert any(isinstance(c.get("quote"), list) or c.get("occurrence") == "all" for c in claims.values())
    for name, claim in claims.items():
        assert claim["evidence"], name
    counts = [sum(claim.get("position") == position for claim in claims.values()) for position in positions]
    assert max(counts) - min(counts) <= 1, counts


def test_claims_cross_somewhere_in_every_explainer(example):
    for slug in PAGES:
        page = (example / slug / "index.html").read_text(encoding="utf-8")
        assert re.search(r'data-claims="[a-z-]+ [a-z-]+"', page), slug


def test_an_answer_across_articles_is_shown_at_both_ends(example):
    there = (example / "eu-ai-act-biometric-identification/index.html").read_text(encoding="utf-8")
    here = (example / "automated-apartheid-report/index.html").read_text(encoding="utf-8")
    assert 'href="/automated-apartheid-report/#double-standard"' in there
    assert 'href="/eu-ai-act-biometric-identification/#no-safeguards"' in here


@pytest.mark.parametrize("slug", ARTICLES)
def test_words_in_quotation_marks_are_short(slug):
    data = yaml.safe_load((ROOT / f"content/articles/{slug}.yml").read_text(encoding="utf-8"))
    for issue in data["issues"].values():
        for answer in issue["answers"].values():
            words = answer.get("words", "") if isinstance(answer, dict) else ""
            assert len(words.split()) <= 16, words


@pytest.mark.skipif(
    not (ROOT / "node_modules/vnu-jar").exists() or not shutil.which("java"), reason="the Nu HTML checker needs npm and Java"
)
def test_the_nu_html_checker_finds_nothing(example):
    jar = next((ROOT / "node_modules/vnu-jar").rglob("vnu.jar"))
    command = ["java", "-Xss1m", "-jar", str(jar), "--skip-non-html", str(example)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"}, check=False)
    assert done.stderr.replace("Document checking completed. No errors found.", "").strip() == ""
    assert done.returncode == 0


def wrapped(markdown: str) -> str:
    """An article with its plain paragraphs wrapped at 80 columns, as many editors do it."""
    head, body = re.fullmatch(r"(---\n.*?\n---\n)(.*)", markdown, re.DOTALL).groups()
    blocks = body.split("\n\n")
    plain = [re.match(r"\s*[^\W\d_]", block) and "\n" not in block.strip() for block in blocks]
    fill = functools.partial(textwrap.fill, width=80, break_long_words=False, break_on_hyphens=False)
    return head + "\n\n".join(fill(block) if is_plain else block for block, is_plain in zip(blocks, plain, strict=True))


def test_not_a_byte_differs_where_the_markdown_is_wrapped(example, tmp_path):
    shutil.copytree(ROOT / "content", tmp_path / "content")
    for file in ROOT.glob("site*.yml"):
        shutil.copy(file, tmp_path)
    count = 0
    for file in (tmp_path / "content/articles").glob("*.md"):
        before = file.read_text(encoding="utf-8")
        file.write_text(wrapped(before), encoding="utf-8")
        count += file.read_text(encoding="utf-8") != before
    result = build(Options(root=tmp_path, today="2026-12-31", output=tmp_path / "build"))
    assert not result.failed(strict=True)
    assert count >= 3
    names = {path.relative_to(example) for path in example.rglob("*") if path.is_file()}
    assert names == {path.relative_to(tmp_path / "build") for path in (tmp_path / "build").rglob("*") if path.is_file()}
    for name in names:
        assert (tmp_path / "build" / name).read_bytes() == (example / name).read_bytes(), name
