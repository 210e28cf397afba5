"""What authors and readers rely on when a site is built."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from counterpoint.build import build
from counterpoint.cli import main
from counterpoint.site_scan import look_at_last
from site_folder import HEAD, ROOT, SITE, TEXT, TestSite


def test_an_explainer_is_marked_numbered_and_set_side_by_side(site):
    site.built()
    article = site.page("cost/index.html")
    assert '<mark class="c p1" data-claims="cheap">it costs little</mark>' in article
    assert 'aria-label="Claim 1: Ann Able, Yes"' in article
    assert 'aria-label="Claim 2: The Union, No"' in article
    sides = site.page("cost/sides/index.html")
    assert 'id="issue-cost"' in sides
    assert 'id="position-yes"' in sides
    assert "Little." in sides


def test_a_position_left_out_is_shown_as_a_silence(site):
    site.built()
    assert site.page("cost/sides/index.html").count("No stated position") == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("{silence: declined, note: They did not reply., date: 2026-03-04}", ["Declined to answer", "They did not reply.", "4 March 2026"]),
        ("{silence: not-asked}", ["Not asked", "This explainer records no answer."]),
        ("{silence: not-applicable}", ["The question does not apply"]),
        ("{answer: Much., inferred: true, note: From their letter.}", ["Much.", "Inferred, not stated.", "From their letter."]),
        ("{answer: Much., words: far too much, speaker: union, date: 2026-03}", ["<q>far too much</q>", "March 2026"]),
    ],
)
def test_every_state_of_an_answer_has_its_own_words(site, answer, words):
    site.edit("content/articles/cost.yml", "      yes: Little.", f"      yes: Little.\n      'no': {answer}")
    site.built()
    page = site.page("cost/sides/index.html")
    for word in words:
        assert word in page


def test_responses_are_shown_both_ways_and_across_articles(site):
    site.article(
        "later", "Ann repeats that it is worth it.", "claims:\n  worth: {quote: it is worth it, speaker: ann, responds_to: 'cost#dear'}\n"
    )
    site.built()
    article = site.page("cost/index.html")
    assert "Answered by" in article.split('id="cheap"')[1].split("</li>\n")[0]
    assert 'href="/later/#worth"' in article
    assert 'href="/cost/#dear"' in site.page("later/index.html")


def test_the_same_words_may_carry_several_claims(site):
    site.edit("content/articles/cost.yml", "claims:", "claims:\n  all: {quote: it costs little. The Union replies, speaker: union}")
    site.built()
    page = site.page("cost/index.html")
    assert 'data-claims="all cheap">it costs little</mark>' in page
    assert "Also on these words:" in page


def test_a_claim_placed_by_a_link_and_one_that_is_not_in_the_text(empty):
    empty.article(
        "a",
        "It is [said so](claim:linked).",
        """
        positions: {x: {label: X}}
        issues: {i: {question: What?}}
        claims:
          linked: {speaker: ann, issue: i, position: x}
          apart: {anchor: none, text: Something else., speaker: ann, issue: i, position: x}
        """,
    )
    empty.built()
    article = empty.page("a/index.html")
    assert '<mark class="c p1" data-claims="linked">said so</mark>' in article
    assert "Something else." not in article
    assert "Something else." in empty.page("a/sides/index.html")
    assert "Something else." in empty.page("speakers/ann/index.html")
    assert "Something else." in empty.page("a/claims/apart/index.html")


def test_notes_terms_and_links_become_cards(empty):
    empty.write("content/sources.yml", "rep: {title: The report, publisher: Press, url: 'https://r.example/x'}\n")
    empty.article(
        "a",
        "The [rule](term:rule) of [Ann](speaker:ann), in [the report](source:rep) and [again](https://r.example/x); see [b](article:b).",
        "terms: {rule: {term: Rule, definition: A *rule*.}}\nnotes: {n: {quote: The rule, note: Made in 1974., sources: [rep]}}\n",
    )
    empty.article("b", "Text.")
    empty.built()
    page = empty.page("a/index.html")
    assert 'id="term_rule"' in page
    assert "A <em>rule</em>." in page
    assert 'href="https://r.example/x" class="to-source" data-card="source_rep"' in page
    assert page.count('data-card="source_rep"') == 2
    assert 'href="/speakers/ann/"' in page
    assert 'id="note_n"' in page
    assert "Made in 1974." in page
    assert 'id="article_b"' in page


def test_drafts_and_future_articles_are_kept_back(site):
    site.article("later", "Text.", head=HEAD.replace("2026-01-02", "2026-07-01"))
    site.article("draft", "Text.", head=HEAD.replace("title: A title", "title: A title\ndraft: true"))
    site.built()
    assert not (site.root / "build/later").exists()
    assert not (site.root / "build/draft").exists()
    site.built(drafts=True, future=True)
    assert (site.root / "build/later/index.html").exists()
    assert (site.root / "build/draft/index.html").exists()


def test_a_site_under_a_path_keeps_its_links_under_it(site):
    site.write("site.yml", "title: T\nbase_url: https://example.org/news\n")
    site.built()
    page = site.page("cost/index.html")
    assert 'href="/news/cost/sides/"' in page
    assert 'href="https://example.org/news/cost/"' in page
    assert 'href="/cost' not in page


def test_redirects_for_any_host(site):
    site.edit("content/articles/cost.md", "date:", "redirects: [/old/]\ndate:")
    site.built()
    assert 'content="0; url=/cost/"' in site.page("old/index.html")
    assert site.page("_redirects") == "/old/ /cost/ 301!\n/old/ /cost/ 301\n"


def test_feeds_sitemap_and_data(site):
    site.built()
    assert "<id>https://example.org/cost/</id>" in site.page("feed.xml")
    assert site.json("feed.json")["items"][0]["date_published"] == "2026-01-02T00:00:00Z"
    assert "<loc>https://example.org/cost/claims/cheap/</loc>" in site.page("sitemap.xml")
    claims = site.json("data/claims.json")["claims"]
    assert [(c["claim"], c["speaker"], c["position"]) for c in claims] == [("cheap", "Ann Able", "Yes"), ("dear", "The Union", "No")]
    rows = list(csv.DictReader(io.StringIO(site.page("data/claims.csv").removeprefix("\ufeff"))))
    assert rows[1]["responds_to"] == "cost#cheap"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2026-01-02 10:30", "2026-01-02T10:30:00Z"),
        ("2026-01-02T10:30Z", "2026-01-02T10:30:00Z"),
        ("2026-01-02T10:30+0200", "2026-01-02T10:30:00+02:00"),
        ("2026-01-02T10:30:05.25-03:00", "2026-01-02T10:30:05-03:00"),
    ],
)
def test_times_in_feeds_are_complete_however_they_are_written(site, written, told):
    """As RFC 3339 has them, which asks for seconds and for a zone with a colon."""
    site.edit("content/articles/cost.md", "date: 2026-01-02", f"date: {written}")
    site.built(today="2027-01-01")
    atom, feed = site.page("feed.xml"), site.json("feed.json")
    assert feed["items"][0]["date_published"] == told
    assert re.findall(r"<(?:published|updated)>(.*?)<", atom) == [told] * 3


def test_the_list_of_all_sources_goes_on_over_pages(site):
    hosts = ("a.example", "b.example", "c.example")
    sources = "".join(f"{host[0]}{n}: {{title: Number {n}, url: 'https://{host}/{n}'}}\n" for host in hosts for n in range(700))
    site.write("content/sources.yml", sources)
    site.built()
    pages = [site.page(f"sources/{number}index.html") for number in ("", "2/", "3/")]
    assert [len(re.findall(r'<a href="https://[abc].example/', page)) for page in pages] == [1000, 1000, 100]
    assert [re.findall(r"<h2[^>]*><bdi>(.*?)</bdi>", page) for page in pages] == [[*hosts[:2]], [*hosts[1:]], [hosts[2]]]
    assert all("2,100 sources" in page for page in pages)
    for page in pages:
        assert re.findall(r'<a href="(/sources/(?:\d/)?)"[^>]*>\d <bdi>(.*?)</bdi>', page) == [
            ("/sources/", "a.example"),
            ("/sources/2/", "b.example"),
            ("/sources/3/", "c.example"),
        ]


@pytest.mark.parametrize(("topics", "first", "further"), [("topics: [t]\n", "topics/t/", "topics/t/"), ("", "topics/", "topics/_/")])
def test_the_list_of_a_topics_explainers_goes_on_over_pages(site, topics, first, further):
    site.write("site.yml", SITE + "topics: {t: {label: Streets}}\n")
    for number in range(201):
        site.article(f"a{number}", "Text.", "", f"---\ntitle: Number {number}.\ndate: 2026-01-02\n{topics}---\n")
    (site.root / "content/articles/cost.md").unlink()
    (site.root / "content/articles/cost.yml").unlink()
    site.built()
    pages = [site.page(f"{path}index.html") for path in (first, f"{further}2/", f"{further}3/")]
    assert [len(re.findall(r"<h3.*?>Number \d+\.<", page)) for page in pages] == [100, 100, 1]
    assert len({number for page in pages for number in re.findall(r"Number (\d+)\.", page)}) == 201
    for here, page in enumerate(pages, 1):
        links = re.findall(r'<a href="(/topics/[^"]*)"( aria-current="page")?>(\d)</a>', page)
        assert [(href, number) for href, _, number in links] == [(f"/{first}", "1"), (f"/{further}2/", "2"), (f"/{further}3/", "3")]
        assert [number for _, current, number in links if current] == [str(here)]
        assert ("noindex" in page) == (here > 1)
    assert "/2/" not in site.page("sitemap.xml")


SPEAKS = """
positions: {yes: {label: In favour}}
issues: {cost: {question: What does it cost?, answers: {}}, time: {question: How long does it take?, answers: {}}}
claims: {so: {quote: Ann says so, speaker: ann, position: yes, issue: cost}}
"""


def test_a_speakers_claims_go_on_over_pages_with_the_position_and_the_silences_in_each_explainer(site):
    for number in range(51):
        site.article(f"a{number}", "Ann says so.", SPEAKS, f"---\ntitle: Number {number}.\ndate: 2026-01-02\n---\n")
    site.article("z", "Text.", "positions: {no: {label: Against, speakers: [ann]}}", "---\ntitle: Last.\ndate: 2026-01-03\n---\n")
    (site.root / "content/articles/cost.md").unlink()
    (site.root / "content/articles/cost.yml").unlink()
    site.built()
    first, second = pages = [site.page(f"speakers/ann/{path}index.html") for path in ("", "2/")]
    found = [re.findall(r'class="where">.*?href="/(\w+)/".*?(?=class="where">|</main>)', page, re.DOTALL) for page in pages]
    assert [len(slugs) for slugs in found] == [50, 2]
    assert {*found[0], *found[1]} == {f"a{number}" for number in range(51)} | {"z"}
    for slug in found[0]:
        group = first[first.index(f'href="/{slug}/"') :].partition('class="where"')[0]
        assert group.count(f'href="/{slug}/#so"') == 1
        assert f'href="/{slug}/sides/#position-yes"' in group
        assert f'href="/{slug}/sides/#issue-time">How long does it take?' in group
        assert "What does it cost?" not in group.partition("No claim of its own on")[2]
    assert "Against" in second.partition(">Last.<")[2]
    for here, page in enumerate(pages, 1):
        assert "51, in 51 explainers" in page
        assert re.findall(r'<a href="(/speakers/ann/[^"]*)"(?: aria-current="page")?>(\d)</a>', page) == [
            ("/speakers/ann/", "1"),
            ("/speakers/ann/2/", "2"),
        ]
        assert ("noindex" in page) == (here > 1)
    assert "ann/2/" not in site.page("sitemap.xml")
    for number in (0, 1):
        for suffix in ("md", "yml"):
            (site.root / f"content/articles/a{number}.{suffix}").unlink()
    site.built()
    assert not (site.root / "build/speakers/ann/2").exists()
    assert site.page("speakers/ann/index.html").count('class="where"') == 50


def test_the_balance_report_counts_what_each_position_has(site):
    answer = "'**Little**, and *un*fair to R&D; see [the count](https://example.org/count) of 1,200.'"
    site.edit("content/articles/cost.yml", "yes: Little.", f"yes: {answer}")
    site.edit("content/articles/cost.yml", "text: It costs little.", "text: It costs next to nothing.")
    site.built()
    table = site.page("cost/sides/index.html").partition('class="balance"')[2]
    rows = re.findall(r"<tr>.*?</tr>", table, re.DOTALL)
    cells = [[re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)][1:] for row in rows]
    cells = list(zip(*cells, strict=True))  # a column for each position
    assert list(cells[0])[:7] == ["Yes", "1 of 1", "0", "0", "1", "16", "0"]  # eleven in the answer, five in the claim
    assert [row[0] for row in cells] == ["Yes", "No"]


def test_a_spreadsheet_sees_no_formula(site):
    site.edit("content/articles/cost.yml", "text: It costs little.", "text: '=1+1'")
    site.built()
    rows = list(csv.DictReader(io.StringIO(site.page("data/claims.csv").removeprefix("\ufeff"))))
    assert rows[0]["text"] == "'=1+1"


def test_a_spreadsheet_sees_the_values_of_ratings_as_numbers(site):
    ratings = "ratings: {poor: {label: Poor, value: -1}, good: {label: Good, value: 1234567.5}}\nrating_range: [-1, 2000000]\n"
    site.write("site.yml", SITE + ratings)
    site.edit("content/articles/cost.yml", "text: It costs little.", "text: It costs little., review: {rating: poor}")
    site.edit("content/articles/cost.yml", "responds_to: cheap", "responds_to: cheap, review: {rating: good}")
    site.built()
    rows = csv.DictReader(io.StringIO(site.page("data/claims.csv").removeprefix("\ufeff")))
    assert {row["rating"]: row["rating_value"] for row in rows} == {"Poor": "-1", "Good": "1234567.5"}


def test_annotations_follow_the_w3c_model(site):
    site.built()
    collection = site.json("cost/annotations.json")
    assert collection["type"] == "AnnotationCollection"
    assert collection["total"] == 2
    quote, fragment = collection["first"]["items"][0]["target"]["selector"]
    assert quote == {"type": "TextQuoteSelector", "exact": "it costs little", "prefix": "Ann says that ", "suffix": TEXT[29:61]}
    assert fragment["type"] == "FragmentSelector"
    assert fragment["refinedBy"] == {"type": "TextPositionSelector", "start": 14, "end": 29}
    assert f'<p id="{fragment["value"]}">Ann says' in site.page("cost/index.html")


RATED = "ratings: {right: {label: Right, value: 5}, view: {label: A view}}\nrating_range: [1, 5]\npublisher: {name: Us}\n"


@pytest.mark.parametrize(("rating", "reviewed"), [("right", True), ("view", False), (None, False)])
def test_a_claim_review_only_where_a_rating_has_a_value(site, rating, reviewed):
    site.write("site.yml", "title: T\nbase_url: https://example.org/\n" + RATED)
    if rating:
        site.edit("content/articles/cost.yml", "text: It costs little.,", f"text: It costs little., review: {{rating: {rating}}},")
    site.built()
    assert ("ClaimReview" in site.page("cost/claims/cheap/index.html")) is reviewed
    assert "ClaimReview" not in site.page("cost/index.html")


@pytest.mark.parametrize(
    ("kind", "type"), [("kind: person", "Person"), ("kind: government", "GovernmentOrganization"), ("kind: document", None), ("", None)]
)
def test_the_author_of_a_reviewed_claim_is_a_person_or_an_organisation_or_left_out(site, kind, type):
    site.write("site.yml", "title: T\nbase_url: https://example.org/\n" + RATED)
    site.write("content/speakers.yml", f"ann: {{name: Ann Able, {kind}}}\nunion: {{name: The Union}}\n")
    site.edit("content/articles/cost.yml", "text: It costs little.,", "text: It costs little., review: {rating: right, summary: It does.},")
    site.built()
    page = site.page("cost/claims/cheap/index.html")
    review = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert review["reviewBody"] == "It does."
    assert review["itemReviewed"].get("author", {}).get("@type") == type


@pytest.mark.parametrize(("setting", "pages"), [("all", ["cheap", "dear"]), ("none", []), ("reviewed", ["cheap"])])
def test_which_claims_get_pages(site, setting, pages):
    site.write("site.yml", f"title: T\nbase_url: https://example.org/\nclaim_pages: {setting}\n" + RATED)
    site.edit("content/articles/cost.yml", "text: It costs little.,", "text: It costs little., review: {rating: view},")
    site.built()
    folder = site.root / "build/cost/claims"
    assert (sorted(p.name for p in folder.iterdir()) if folder.exists() else []) == pages


def test_an_error_leaves_the_output_as_it_was(site):
    site.built()
    before = site.tree()
    site.edit("content/articles/cost.yml", "it costs little", "it costs nothing")
    assert site.build().failed()
    assert site.tree() == before


def test_only_what_changed_is_written_and_stale_files_go(site):
    site.article("other", "Text.")
    site.built()
    site.write("build/mine.txt", "kept")
    (site.root / "content/articles/other.md").unlink()
    result = site.built()
    assert not (site.root / "build/other").exists()
    assert (site.root / "build/mine.txt").read_text() == "kept"
    assert result.published.unchanged > result.published.written
    assert site.built().published.written == 0


def test_a_rebuild_equals_a_clean_build(site):
    site.built()
    site.edit("content/articles/cost.yml", "Little.", "Very little.")
    site.write("build/cost/index.html", "tampered with")
    (site.root / "build/feed.xml").unlink()
    site.built()
    again = site.tree()
    shutil.rmtree(site.root / "build")
    site.built()
    assert again == site.tree()


def test_the_same_bytes_wherever_and_however_it_is_built(site, tmp_path_factory):
    for number in range(90):
        site.article(
            f"n{number}", f"Ann says that {number} is a number.", f"claims: {{c: {{quote: {number} is a number, speaker: ann}}}}\n"
        )
    site.write("site.yml", "title: Test\nbase_url: https://example.org/news/\nclaim_pages: none\nshare_images: articles\n")
    site.built(jobs=1)
    here = site.tree()
    assert {"search/index/pagefind-entry.json", "n0/share.png"} <= here.keys()
    other = tmp_path_factory.mktemp("other")
    elsewhere = other / "deep"
    shutil.copytree(site.root, elsewhere, ignore=shutil.ignore_patterns("build", ".cache"))
    (other / "sitecustomize.py").write_text(BACKWARDS)
    environment = {**os.environ, "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1780272000"}
    command = [sys.executable, "-m", "counterpoint", "build", "--site", str(elsewhere), "--jobs", "4"]
    run = subprocess.run(
        command, check=True, cwd=ROOT, env={**environment, "PYTHONPATH": str(other)}, umask=0o077, capture_output=True, text=True
    )
    assert "folders are listed backwards" in run.stderr
    assert TestSite(elsewhere).tree() == here


BACKWARDS = """
import os, sys
def backwards(path=".", listed=os.scandir):
    with listed(path) as entries:
        found = sorted(entries, key=lambda entry: entry.name, reverse=True)
    class Entries:
        __iter__ = lambda self: self
        __next__ = lambda self, of=iter(found): next(of)
        __enter__ = lambda self: self
        __exit__ = lambda self, *error: None
        close = lambda self: None
    return Entries()
os.scandir = backwards
os.listdir = lambda path=".", listed=os.listdir: sorted(listed(path), reverse=True)
print("folders are listed backwards", file=sys.stderr)
"""
"""Another order of files than the file system's. Python runs it before all else where it is in its path as sitecustomize."""


def test_the_output_may_not_be_the_source(site):
    for output in (site.root, site.root / "content", site.root / "content/articles/x"):
        assert [d.code for d in site.build(output=output).diagnostics] == ["output-unsafe"]
    assert (site.root / "content/articles/cost.md").exists()


def test_two_builds_at_once_are_kept_apart(site):
    from counterpoint.engine import output
    from counterpoint.engine.cache import cache_folder

    with output.locked(cache_folder(site.root, site.root / "build")) as free:
        assert free
        assert [d.code for d in site.build().diagnostics] == ["output-unsafe"]
    site.built()


def test_a_site_overrides_templates_and_assets_file_by_file(site):
    site.write("templates/corrections.html", "own: {{ page.title }}")
    site.write("templates/assets/css/print.css", ".own { color: red }")
    site.built()
    assert site.page("corrections/index.html") == "own: Corrections"
    style = next(content for path, content in site.tree().items() if path.startswith("assets/print."))
    assert b".own{color:red}" in style
    assert "<h1>A title</h1>" in site.page("cost/index.html")


@pytest.mark.parametrize("template", ["{% if %}", "{{ nothing.here }}", "{{ 1 / 0 }}", "{% include 'none.html' %}"])
def test_a_broken_template_is_a_diagnostic(site, template):
    site.built()
    before = site.tree()
    site.write("templates/corrections.html", "\n" + template)
    found = site.build().diagnostics
    assert [(d.code, d.location.path) for d in found] == [("template-error", "templates/corrections.html")]
    assert site.tree() == before


def test_right_to_left_follows_from_the_language(site):
    site.write("site.yml", "title: T\nbase_url: https://example.org/\nlanguage: he\n")
    site.built()
    assert '<html lang="he" dir="rtl">' in site.page("cost/index.html")


def test_the_command(site, capsys):
    from counterpoint.cli import main

    assert main(["build", "--site", str(site.root)]) == 0
    assert "1 article" in capsys.readouterr().err
    site.edit("content/articles/cost.yml", "it costs little", "it costs nothing")
    assert main(["check", "--site", str(site.root)]) == 1
    out = capsys.readouterr().err
    assert "content/articles/cost.yml:11:18: error[quote-not-found]" in out
    assert "it costs little" in out
    assert main(["build", "--site", str(site.root / "nowhere")]) == 2
    with pytest.raises(SystemExit) as usage:
        main(["bild"])
    assert usage.value.code == 2


def test_the_command_sees_what_has_changed_in_the_site_and_in_its_output(site):
    """It looks at files in a process beside its own, and tells what it wrote in its last line."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1780272000", "PYTHONPATH": str(ROOT / "generator")}

    def last_line() -> str:
        command = [sys.executable, "-m", "counterpoint", "build", "--site", str(site.root), "--jobs", "2"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return re.sub(r", \d+\.\d\d s\b", "", done.stderr.splitlines()[-1])

    last_line()
    first = site.tree()
    assert last_line() == "1 article, 0 changed, 0 files written"
    site.write("build/feed.xml", "tampered with")
    (site.root / "build/cost/index.html").unlink()
    assert last_line() == "1 article, 0 changed, 2 files written (1 note)"  # the note names what somebody has changed
    assert site.tree() == first
    site.edit("content/articles/cost.yml", "Little.", "Next to nothing.")
    # the comparison, and the cards of whom it answers: in the article, on the claim's page, and embedded
    assert last_line() == "1 article, 1 changed, 4 files written"
    assert "Next to nothing." in site.page("cost/sides/index.html")
    site.edit("content/articles/cost.yml", "Next to nothing.", "Little.")
    last_line()
    assert site.tree() == first


def test_what_was_remembered_before_another_build_is_not_relied_on(site):
    site.built()
    site.edit("content/articles/cost.yml", "Little.", "Next to nothing.")
    early = look_at_last(site.options())
    site.built()
    site.edit("content/articles/cost.yml", "Next to nothing.", "Little.")
    assert not build(site.options(), early).failed()
    clean = site.options(output=site.root / "clean")
    assert not build(clean).failed()
    assert site.tree() == site.tree("clean")


def test_warnings_fail_only_when_asked(site):
    site.edit("content/articles/cost.md", "Ann says", "[Ann](http://ann.example/) says")
    assert main(["check", "--site", str(site.root)]) == 0
    assert main(["check", "--strict", "--site", str(site.root)]) == 1


@pytest.mark.parametrize("raw_html", ["escape", "sanitize"])
def test_comments_are_never_published(site, raw_html):
    site.edit("site.yml", "title: Test", f"title: Test\nraw_html: {raw_html}")
    text = (
        "<!-- one\n\nsecret -->\nAnn says <!-- secret --> that it costs little. "
        "The Union replies that nobody can <!--\nsecret --> pay for it.\n"
    )
    site.article("cost", text + "<!-- secret -->\n", "")
    site.edit("content/articles/cost.yml", "text: It costs little.,", "note: 'A <!-- secret --> note',")
    site.built()
    assert not [path for path, content in site.tree().items() if b"secret" in content]
    assert 'data-claims="dear"' in site.page("cost/index.html")
