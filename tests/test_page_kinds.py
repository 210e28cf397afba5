"""What a site consists of follows from the list of page kinds."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from counterpoint.build import check
from counterpoint.pages import kinds
from counterpoint.site.link import LinkedSite
from site_folder import ROOT, TEXT, TestSite


@pytest.fixture
def large(site: TestSite) -> TestSite:
    """A site in two languages with everything on, and lists that go on over several pages."""
    topics = "topics: {money: {label: Money}}\n"
    site.write("site.yml", "title: Test\nbase_url: https://example.org/\nsearch: false\nlanguages: [de]\n" + topics)
    site.edit("content/articles/cost.md", "date:", "topics: [money]\nredirects: [/old/, /news.php]\ndate:")
    site.write("content/pages/about.md", "---\ntitle: About\n---\nUs.\n")
    claims = "claims:\n" + "\n".join(f"  c{n}: {{text: Claim {n}., anchor: none, speaker: ann}}" for n in range(260))
    for slug in ("much", "more"):
        site.article(slug, TEXT, claims)
    for number in range(101):
        site.article(f"few-{number}", TEXT)
    head = "---\ntitle: Was es kostet\n---\n"
    sidecar = """
    positions: {yes: {label: Ja, summary: Dafür.}, 'no': {label: Nein, summary: Dagegen.}}
    issues: {cost: {question: Was kostet es?, answers: {yes: Wenig.}}}
    claims:
      cheap: {quote: es wenig kostet, text: Es kostet wenig.}
      dear: {quote: niemand es bezahlen kann, text: Niemand kann es bezahlen.}
    """
    site.article("cost.de", "Ann sagt, dass es wenig kostet. Die Union sagt, dass niemand es bezahlen kann.\n", sidecar, head)
    return site


def linked_sites(site: TestSite) -> list[LinkedSite]:
    """The site in each of its languages, as linking leaves it."""
    caught: list[LinkedSite] = []

    def catch(_: object, loaded: object) -> list[object]:
        caught.extend(edition.site for edition in loaded.editions)
        return []

    result = check(site.options(), [catch])
    assert not result.failed(), result.diagnostics
    return caught


def file_of(folder: str, address: str) -> str:
    return folder + (address[1:] + "index.html" if address.endswith("/") else address[1:])


def test_every_file_of_a_site_is_one_that_a_kind_of_page_names_before_it_is_made(large):
    large.built()
    sites = linked_sites(large)
    named = [
        file_of(site.folder, address.address)
        for site in sites
        for kind in kinds.KINDS
        for address in (*kind.addresses(site), *kind.other_files(site))
    ]
    assert not [path for path, times in Counter(named).items() if times > 1]
    folders = ("assets/", "media/", *(site.folder + folder[1:] for site in sites for kind in kinds.KINDS for folder in kind.folders))
    written = {path for path in large.tree() if not path.startswith(folders) and path != ".counterpoint"}
    assert written <= set(named)
    assert {path for path in named if not path.startswith(folders)} <= written


def test_every_address_that_an_author_may_link_to_is_there(large):
    large.built()
    tree = large.tree()
    assert all(file_of(site.folder, address) in tree for site in linked_sites(large) for address in site.addresses)


def test_the_sitemap_names_what_asks_to_be_indexed_and_nothing_else(large):
    """A page that says `noindex` is not in it; any other page is."""
    large.built()
    pages = {path: large.page(path) for path in large.tree() if path.endswith("index.html") and not path.startswith("de/")}
    indexed = {path for path, html in pages.items() if "noindex" not in html and 'http-equiv="refresh"' not in html}
    listed = {
        file_of("", "/" + url.removeprefix("https://example.org/")) for url in re.findall("<loc>(.*?)</loc>", large.page("sitemap.xml"))
    }
    assert listed == indexed - {"search/index.html"}


@pytest.mark.parametrize("name", sorted(kinds.RESERVED))
def test_no_page_takes_a_name_that_a_kind_of_page_needs(site, name):
    site.write(f"content/pages/{name}.md", "---\ntitle: About\n---\nUs.\n")
    assert [(d.code, d.location.path) for d in site.diagnostics()] == [("slug-duplicate", f"content/pages/{name}.md")]


def test_every_template_of_a_page_is_one_kinds():
    theme = {path.name for path in (ROOT / "templates").glob("*.html")} - {"base.html"}
    assert {template for kind in kinds.KINDS for template in kind.templates} == theme
