"""One file, one owner: old paths lead on, and nothing is written over anything else."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from site_folder import SITE, TEXT, TestSite, cases

ARTICLE = "content/articles/cost.md"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fea735"
    "81840000000049454e44ae426082"
)


def with_old_path(site: TestSite, path: str) -> None:
    site.edit(ARTICLE, "date:", "redirects: ['" + path.replace("'", "''") + "']\ndate:")


def findings(site: TestSite) -> list[tuple[str, str, int]]:
    return [(d.code, d.location.path, d.location.line) for d in site.diagnostics()]


LED_ON = [
    ("/old/", "old/index.html", "/old/"),
    ("/old", "old/index.html", "/old/"),
    ("/old.html", "old.html", "/old.html"),
    ("/2019/cars/", "2019/cars/index.html", "/2019/cars/"),
    ("/caf%C3%A9/", "café/index.html", "/caf%C3%A9/"),
    ("/café/", "café/index.html", "/caf%C3%A9/"),
    ("/a%20b/", "a b/index.html", "/a%20b/"),
    ("/100%25/", "100%/index.html", "/100%25/"),
    ("/%6F%6c%64/", "old/index.html", "/old/"),
    ("/it's-here/", "it's-here/index.html", "/it's-here/"),
    ("/he said: no/", "he said: no/index.html", "/he%20said%3A%20no/"),
    ("/speakers/someone-else/", "speakers/someone-else/index.html", "/speakers/someone-else/"),
    ("/sources/old/", "sources/old/index.html", "/sources/old/"),
    ("/media/old.html", "media/old.html", "/media/old.html"),
    ("/נתונים/", "נתונים/index.html", "/%D7%A0%D7%AA%D7%95%D7%A0%D7%99%D7%9D/"),
    ("/می‌خواهم/", "می‌خواهم/index.html", "/%D9%85%DB%8C%E2%80%8C%D8%AE%D9%88%D8%A7%D9%87%D9%85/"),
    ("/.well-known/old/", ".well-known/old/index.html", "/.well-known/old/"),
]


@pytest.mark.parametrize(("written", "file", "source"), LED_ON, ids=[case[0] for case in LED_ON])
def test_an_old_path_leads_on_however_it_is_written(site, written, file, source):
    with_old_path(site, written)
    site.built()
    assert 'content="0; url=/cost/"' in site.page(file)
    assert f"{source} /cost/ 301" in site.page("_redirects").splitlines()


def test_a_path_of_no_page_is_led_on_by_hosts_alone(site):
    with_old_path(site, "/news.php")
    site.built()
    assert site.page("_redirects").splitlines() == ["/news.php /cost/ 301!", "/news.php /cost/ 301"]
    assert "news.php" not in site.tree()


REFUSED = [
    ("https://example.org/old/", "begins with a slash"),
    ("old/", "begins with a slash"),
    ("//evil.example/", "another host"),
    ("/", "home page"),
    ("/%2e%2e/etc/", "`..`"),
    ("/a/./b/", "`.`"),
    ("/a//b/", "nothing between"),
    ("/a%2Fb/", "%2F"),
    ("/a%5Cb/", "backslash"),
    ("/a\\b/", "backslash"),
    ("/a?page=2", "query"),
    ("/a#part", "fragment"),
    ("/%E9t%E9/", "not UTF-8"),
    ("/a%00b/", "U+0000"),
    ("/a%0Ab/", "U+000A"),
    ("/a%E2%80%AEb/", "U+202E"),
    ("/old/*", "anything"),
    ("/:slug/old/", "anything"),
    ("/_headers", "keep names"),
    ("/_worker.js/", "keep names"),
    ("/" + "a" * 256 + "/", "longer than files"),
    ("/" + "é" * 128 + "/", "longer than files"),
]


@pytest.mark.parametrize(("written", "words"), REFUSED, ids=[case[0][:20] for case in REFUSED])
def test_what_cannot_be_redirected_is_refused_in_words(site, written, words):
    site.built()
    before = site.tree()
    with_old_path(site, written)
    (diagnostic,) = site.diagnostics()
    assert (diagnostic.code, diagnostic.location.path, diagnostic.location.line) == ("value-wrong", ARTICLE, 3)
    assert words in diagnostic.message
    assert diagnostic.help
    assert site.build().failed()
    assert site.tree() == before


@pytest.mark.parametrize("target", ["elsewhere", "https://example.com/", "#part"])
def test_an_old_path_leads_to_a_page_of_the_site(site, target):
    site.write("site.yml", SITE + f"redirects: {{/old/: '{target}'}}\n")
    assert findings(site) == [("value-wrong", "site.yml", 5)]


def test_an_old_path_may_lead_to_a_place_in_a_page(site):
    site.write("site.yml", SITE + "redirects: {/old/: '/cost/sides/#issue-cost'}\n")
    site.built()
    assert 'url=/cost/sides/#issue-cost"' in site.page("old/index.html")
    assert site.page("_redirects") == "/old/ /cost/sides/#issue-cost 301!\n/old/ /cost/sides/#issue-cost 301\n"
    site.edit("site.yml", "#issue-cost", "#issue-costs")
    assert findings(site) == [("link-broken", "site.yml", 5)]


TAKEN = [
    ("/index.html", "which is / already"),
    ("/speakers/ann/", "which is /speakers/ann/ (content/speakers.yml:1"),
    ("/speakers/", "which is /speakers/ already"),
    ("/404.html", "which is /404.html already"),
    ("/cost/", f"which is /cost/ ({ARTICLE}"),
    ("/cost/index.html", f"which is /cost/ ({ARTICLE}"),
    ("/cost/claims/cheap/", "which is /cost/claims/cheap/ (content/articles/cost.yml:11"),
    ("/embed/cost/cheap/", "which is /embed/cost/cheap/ (content/articles/cost.yml:11"),
    ("/embed/cost/cheap/oembed.json", "which is /embed/cost/cheap/oembed.json already"),
    ("/cost/annotations.json", "which is /cost/annotations.json"),
    ("/COST/", "on many disks is the same as cost/index.html"),
    ("/Speakers/Ann/", "on many disks is the same as speakers/ann/index.html"),
    ("/feed.xml", "which is /feed.xml already"),
    ("/robots.txt", "which is /robots.txt already"),
    ("/sitemap.xml", "which is /sitemap.xml already"),
    ("/data/claims.csv", "which is /data/claims.csv already"),
    ("/.counterpoint", "a file of the site's own"),
    ("/assets/old.html", "the site's own files in /assets/"),
    ("/search/index/old.html", "the site's own files in /search/index/"),
    ("/sources/2/", "the site's own files in /sources/"),
    ("/cost./", "on many disks is the same as cost/index.html"),
    ("/cost%20/sides/", "on many disks is the same as cost/sides/index.html"),
    ("/index.html.", "on many disks is the same as index.html"),
    ("/robots.txt%20", "on many disks is the same as robots.txt"),
    ("/index.html::$DATA", "on many disks is the same as index.html"),
    ("/index.html:x", "on many disks is the same as index.html"),
    ("/robots.txt./", "a name cannot be a file and a folder"),
    ("/feed.xml/", "a name cannot be a file and a folder"),
    ("/404.html/old/", "a name cannot be a file and a folder"),
    ("/cost/claims.html/../x", "`..`"),
]


@pytest.mark.parametrize(("written", "words"), TAKEN, ids=[case[0] for case in TAKEN])
def test_a_redirect_never_takes_the_place_of_another_file(site, written, words):
    site.built()
    before = site.tree()
    with_old_path(site, written)
    diagnostics = site.diagnostics()
    assert {(d.location.path, d.location.line) for d in diagnostics} == {(ARTICLE, 3)}
    assert any(words in d.message for d in diagnostics)
    assert site.build().failed()
    assert site.tree() == before


PAIRS = [
    ("/old/", "/old/index.html"),
    ("/old.html", "/old.html/"),
    ("/old.html", "/old.html/more/"),
    ("/old/", "/Old/"),
    ("/straße/", "/STRASSE/"),
    ("/caf%C3%A9/", "/cafe%CC%81/"),
    ("/old", "/old/"),
    ("/%6Fld/", "/old/"),
    ("/old./", "/old/"),
    ("/old/", "/old%20/"),
    ("/old.html:a", "/old.html:b"),
]


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=[" ".join(pair) for pair in PAIRS])
@pytest.mark.parametrize("turned", [False, True])
def test_old_paths_of_two_articles_are_two_files(site, one, other, turned):
    """Whichever of them comes first, both places are named."""
    first, second = (other, one) if turned else (one, other)
    with_old_path(site, first)
    site.article("price", TEXT, head=f"---\ntitle: B title\ndate: 2026-01-01\nredirects: ['{second}']\n---\n")
    (diagnostic,) = site.diagnostics()
    assert diagnostic.code == "slug-duplicate"
    place = {ARTICLE: "content/articles/price.md:4", "content/articles/price.md": f"{ARTICLE}:3"}[diagnostic.location.path]
    assert place in diagnostic.message


def test_the_same_old_path_of_one_article_may_be_written_twice(site):
    site.edit(ARTICLE, "date:", "redirects: [/old/, /old, /old/index.html]\ndate:")
    site.built()
    assert 'content="0; url=/cost/"' in site.page("old/index.html")


def test_pictures_that_differ_in_case_alone_are_refused(site):
    for name in ("Bridge.png", "bridge.png"):
        site.write(f"content/media/{name}", PIXEL)
    site.edit(ARTICLE, "Ann says", "![A](media/Bridge.png) ![B](media/bridge.png) Ann says")
    (diagnostic,) = site.diagnostics()
    assert (diagnostic.code, diagnostic.location.path) == ("slug-duplicate", "content/media/bridge.png")
    assert f"content/media/Bridge.png, used in {ARTICLE}" in diagnostic.message


@settings(max_examples=cases(20))
@given(
    st.lists(
        st.text(st.sampled_from("aAéÉ.-ßs \u0301"), min_size=1, max_size=4).map(lambda name: f"/{name}/"),
        min_size=2,
        max_size=4,
        unique=True,
    )
)
def test_whatever_old_paths_are_named_no_two_are_one_file(tmp_path_factory, paths):
    """Either the site is refused, or each path has a file of its own that no disk takes for another's."""
    site = TestSite(tmp_path_factory.mktemp("site"))
    site.write("site.yml", SITE)
    for number, path in enumerate(paths):
        site.article(f"a{number}", "Text.\n", head=f"---\ntitle: T{number}\ndate: 2026-01-01\nredirects: ['{path}']\n---\n")
    if site.build().failed():
        return
    names = [unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", path).casefold()) for path in site.tree()]
    assert len(set(names)) == len(names)
    assert not [pair for pair in itertools.permutations(names, 2) if pair[0].startswith(pair[1] + "/")]
    for number, path in enumerate(paths):
        assert f'content="0; url=/a{number}/"' in site.page(path[1:] + "index.html")


def test_under_a_path_old_paths_stand_as_they_lie_in_the_folder_that_is_served(site):
    site.write("site.yml", SITE.replace("example.org/", "example.org/news/"))
    with_old_path(site, "/old/")
    site.built()
    assert site.page("_redirects") == "/old/ /news/cost/ 301!\n/old/ /news/cost/ 301\n"
    assert 'url=/news/cost/"' in site.page("old/index.html")
