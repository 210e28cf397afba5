"""What is public stays, or readers are told: the record of a release, and what it holds authors to."""

from __future__ import annotations

import json
import shutil

import pytest
from counterpoint.reading.files import SourceFile
from counterpoint.release import release
from counterpoint.site.record import PublicAnswer, PublicArticle, PublicChange, PublicClaim, PublicCorrection, PublicRecord, as_json, read
from hypothesis import given, settings
from hypothesis import strategies as st
from site_folder import SIDECAR, SITE, TestSite

SIDE, ARTICLE = "content/articles/cost.yml", "content/articles/cost.md"
RATED = SIDECAR.replace("text: It costs little.,", "text: It costs little., review: {rating: fair, by: Us, date: 2026-01-01},")
CORRECTION = "corrections: [{date: 2026-02-01, claim: cheap, text: It said something else.}]\n"


@pytest.fixture
def public(site: TestSite) -> TestSite:
    """The small site, with a rated claim, on record as public."""
    site.write("site.yml", SITE + "ratings: {fair: {label: Fair}, weak: {label: Weak}}\n")
    site.write(SIDE, RATED)
    put_on_record(site)
    return site


def put_on_record(site: TestSite) -> None:
    outcome = release(site.options())
    assert outcome.addresses, outcome.diagnostics


def codes(site: TestSite) -> list[tuple[str, str, int]]:
    return [(d.code, d.location.path, d.location.line) for d in site.diagnostics()]


CHANGES = [
    (SIDE, "text: It costs little.", "text: It costs a lot.", ("claim-changed", SIDE, 11)),
    (SIDE, "speaker: ann, position: yes", "speaker: union, position: yes", ("claim-changed", SIDE, 11)),
    (SIDE, "speaker: ann, position: yes", "speaker: ann, position: 'no'", ("claim-changed", SIDE, 11)),
    (SIDE, "rating: fair", "rating: weak", ("claim-changed", SIDE, 11)),
    (SIDE, "review: {rating: fair, by: Us, date: 2026-01-01},", "", ("claim-changed", SIDE, 11)),
    (SIDE, "quote: it costs little", "quote: costs little", ("claim-changed", SIDE, 11)),
]


@pytest.mark.parametrize(("path", "old", "new", "finding"), CHANGES, ids=[change[2][:24] for change in CHANGES])
def test_a_public_claim_changes_only_with_a_correction(public, path, old, new, finding):
    public.built()
    before = public.tree()
    public.edit(path, old, new)
    assert codes(public) == [finding]
    assert public.build().failed()
    assert public.tree() == before
    public.write(SIDE, (public.root / SIDE).read_text() + CORRECTION)
    assert not codes(public)
    put_on_record(public)
    assert not codes(public)
    public.edit(path, new or "text: It costs little.,", old if new else "text: It costs little., " + old)
    assert codes(public) == [finding], "a correction speaks for one release, not for all that follow"


def test_a_release_after_a_build_puts_the_same_on_record(public):
    public.write("content/articles/other.md", (public.root / ARTICLE).read_text().replace("A title", "Another"))
    public.built()
    public.edit(SIDE, "position: yes", "position: yes, note: More on it.")
    put_on_record(public)
    record = (public.root / "published.json").read_bytes()
    shutil.rmtree(public.root / ".cache")
    put_on_record(public)
    assert (public.root / "published.json").read_bytes() == record


def test_what_readers_were_not_told_by_the_claim_may_change(public):
    public.edit(SIDE, "speaker: ann, position: yes", "speaker: ann, position: yes, note: More on it.")
    public.edit(SIDE, "question: What does it cost?", "question: What is the cost?")
    public.edit(ARTICLE, "A title", "Another title")
    assert not codes(public)


def test_an_edited_article_changes_the_words_of_its_claims(public):
    public.edit(ARTICLE, "nobody can pay for it", "no one can pay for it")
    public.edit(SIDE, "nobody can pay for it", "no one can pay for it")
    assert codes(public) == [("claim-changed", SIDE, 12)]


def test_a_removed_claim_keeps_a_page_that_says_so(public):
    line = next(line for line in RATED.splitlines() if line.startswith("  dear:"))
    public.edit(SIDE, line, "")
    assert codes(public) == [("claim-removed", SIDE, 11)]
    public.write(SIDE, (public.root / SIDE).read_text() + CORRECTION.replace("cheap", "dear").replace("something else", "**too much**"))
    for _ in range(3):  # for good, however many releases follow
        public.built()
        page = public.page("cost/claims/dear/index.html")
        assert "This claim was removed" in page
        assert "It said <strong>too much</strong>." in page
        assert "nobody can pay for it" not in page
        assert '<dt id="dear">' in public.page("cost/index.html")
        assert "/cost/claims/dear/" not in public.page("sitemap.xml")
        put_on_record(public)
    public.write(SIDE, RATED)
    assert {code for code, _, _ in codes(public)} == {"correction-removed", "claim-changed"}


def test_a_correction_of_a_claim_that_never_was_is_an_error(public):
    public.write(SIDE, RATED + CORRECTION.replace("cheap", "chaep"))
    assert codes(public) == [("id-unknown", SIDE, 13)]


def test_a_public_correction_is_not_taken_back(public):
    public.write(SIDE, RATED + CORRECTION)
    put_on_record(public)
    public.write(SIDE, RATED)
    assert codes(public) == [("correction-removed", SIDE, 2)]


def test_an_article_moves_with_its_claims(public):
    for suffix in (".md", ".yml"):
        (public.root / f"content/articles/cost{suffix}").rename(public.root / f"content/articles/price{suffix}")
    assert codes(public) == [("address-removed", "published.json", 0)]
    public.edit("content/articles/price.md", "title: A title", "title: A title\nredirects: [/cost/]")
    for _ in range(2):
        public.built()
        assert 'url=/price/"' in public.page("cost/index.html")
        assert 'url=/price/sides/"' in public.page("cost/sides/index.html")
        assert 'url=/price/claims/cheap/"' in public.page("cost/claims/cheap/index.html")
        assert "/cost/annotations.json /price/annotations.json 301\n" in public.page("_redirects")
        put_on_record(public)
    public.edit("content/articles/price.yml", "text: It costs little.", "text: It costs a lot.")
    assert codes(public) == [("claim-changed", "content/articles/price.yml", 11)]


def test_any_public_page_goes_only_with_a_redirect(public):
    public.write("content/pages/about.md", "---\ntitle: About\n---\nUs.\n")
    public.write("content/pages/who.md", "---\ntitle: Who\n---\nWe.\n")
    put_on_record(public)
    (public.root / "content/pages/about.md").unlink()
    assert codes(public) == [("address-removed", "published.json", 0)]
    public.edit("site.yml", "title: Test", "title: Test\nredirects: {/about/: /who/}")
    public.built()
    assert 'url=/who/"' in public.page("about/index.html")
    public.edit("site.yml", "/about/: /who/", "/about/: /whom/")
    assert codes(public) == [("link-broken", "site.yml", 2)]


@pytest.mark.parametrize("address", ["//", "/a//b", "/\u2028/", "/embed/", "/embed/price", "/embed//", "/embed/a/b/c/d/"])
def test_an_address_that_no_page_can_have_harms_nothing(public, address):
    public.edit("published.json", '"addresses": [', f'"addresses": [{json.dumps(address)},')
    missed = [("address-removed", "published.json", 0)]
    assert codes(public) == ([] if address.startswith("/embed/") else missed)  # embeds go with their claims


def test_errors_leave_the_record_as_it_was(public):
    before = (public.root / "published.json").read_bytes()
    public.edit(SIDE, "text: It costs little.", "text: It costs a lot.")
    assert not release(public.options()).addresses
    assert (public.root / "published.json").read_bytes() == before


def test_drafts_and_later_articles_are_not_public(public):
    public.write("content/articles/later.md", "---\ntitle: L\ndate: 2027-01-01\n---\nText.\n")
    public.write("content/articles/draft.md", "---\ntitle: D\ndate: 2026-01-01\ndraft: true\n---\nText.\n")
    put_on_record(public)
    assert not {"/later/", "/draft/"} & read_record(public).addresses


DAMAGED = [
    "",
    '{"version": 1, "addresses": ["a"], "articles": {}}',
    "{",
    "[]",
    '{"version": 5, "addresses": [], "articles": {}}',
    '{"version": 1, "addresses": [1], "articles": {}}',
    "[" * 9999,
]


@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_record_stops_the_build(public, text):
    public.write("published.json", text)
    assert codes(public) == [("record-damaged", "published.json", 0)]


def read_record(site: TestSite) -> PublicRecord:
    record, _ = read(SourceFile("published.json", (site.root / "published.json").read_text(encoding="utf-8")))
    return record


IDS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,8}", fullmatch=True)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
CLAIMS = st.builds(
    PublicClaim,
    st.lists(WORDS, max_size=3).map(tuple),
    *(WORDS, IDS, IDS | st.just(""), IDS | st.just(""), WORDS),
    st.none() | st.lists(st.tuples(IDS, IDS), max_size=2).map(tuple),
    WORDS,
    *[st.lists(IDS, max_size=2).map(tuple)] * 2,
    st.none() | st.booleans(),
)
ARTICLES = st.builds(
    PublicArticle,
    st.dictionaries(IDS, CLAIMS, max_size=3),
    st.lists(IDS, unique=True).map(sorted).map(tuple),
    st.lists(st.builds(PublicCorrection, WORDS, IDS, IDS, IDS, WORDS), max_size=3).map(sorted).map(tuple),
    st.dictionaries(IDS, WORDS, max_size=2),
    st.dictionaries(IDS, WORDS, max_size=2),
    st.dictionaries(IDS, st.dictionaries(IDS, st.builds(PublicAnswer, IDS, WORDS, WORDS, WORDS, IDS), max_size=2), max_size=2),
    history=st.lists(st.builds(PublicChange, WORDS, IDS, IDS, IDS, st.lists(IDS, max_size=2).map(tuple), WORDS), max_size=2).map(tuple),
)


@settings(max_examples=40)
@given(st.frozensets(WORDS.map(lambda words: f"/{words}")), st.dictionaries(IDS, ARTICLES, max_size=3))
def test_a_record_reads_as_it_was_written(addresses, articles):
    record = PublicRecord(addresses, articles)
    assert read(SourceFile("published.json", as_json(record))).value == record
