"""Readers are told what has changed, where it stands, in a list, and in the feeds; and who said what when."""

from __future__ import annotations

import json
import re

import pytest
from counterpoint.release import release

CORRECTED = """
corrections:
  - {date: 2026-03-01, claim: cheap, text: 'It said *nothing*; it costs little.'}
  - {date: 2026-04-02, text: A name was misspelt.}
"""


def main(site, path: str) -> str:
    return site.page(path).partition("<main")[2]


def test_an_article_without_changes_has_no_list_of_them(site):
    site.built()
    assert not (site.root / "build/cost/history").exists()
    assert "history" not in site.page("cost/index.html")


@pytest.mark.parametrize(
    ("old", "new", "date", "pages"),
    [
        ("issue: cost}\n  dear", "issue: cost, updated: 2026-02-03}\n  dear", "2026-02-03", ["cost/", "cost/sides/", "cost/claims/cheap/"]),
        ("yes: Little.", "yes: {answer: Little., updated: 2026-02-04}", "2026-02-04", ["cost/sides/"]),
    ],
)
def test_what_was_updated_says_so_where_it_stands_in_the_list_and_in_the_feeds(site, old, new, date, pages):
    site.edit("content/articles/cost.yml", old, new)
    site.built()
    for page in pages:
        assert re.search(
            rf'<p class="changed"><a href="/cost/history/">Changed on <time datetime="{date}">', main(site, f"{page}index.html")
        )
    assert f'<dt><time datetime="{date}">' in main(site, "cost/history/index.html")
    assert f"<updated>{date}T00:00:00Z</updated>" in site.page("feed.xml")
    assert json.loads(site.page("feed.json"))["items"][0]["date_modified"].startswith(date)


def test_corrections_are_listed_newest_first_and_the_feeds_tell_them(site):
    site.write("content/articles/cost.yml", (site.root / "content/articles/cost.yml").read_text() + CORRECTED)
    site.built()
    history = main(site, "cost/history/index.html")
    assert re.findall(r'<dt><time datetime="([^"]*)"', history) == ["2026-04-02", "2026-03-01", "2026-01-02"]
    assert "It said <em>nothing</em>; it costs little." in history
    assert 'href="/cost/#cheap"' in history
    assert '<p class="changed">' in main(site, "cost/claims/cheap/index.html")
    assert '<p class="changed">' not in main(site, "cost/claims/dear/index.html")
    assert "2026-04-02: A name was misspelt.\n2026-03-01: It said nothing; it costs little." in site.page("feed.xml")


def test_a_dated_line_says_who_said_what_when(site):
    site.edit("content/articles/cost.yml", "yes: Little.", "yes: {answer: Little., words: not much, speaker: ann, date: 2024-05-06}")
    site.edit("content/articles/cost.yml", "issue: cost}\n  dear", "issue: cost, date: 2025}\n  dear")
    site.edit("content/articles/cost.yml", "responds_to: cheap", "responds_to: cheap, date: 2024-05")
    site.article("later", "Ann says that it is late.", "claims: {late: {quote: it is late, speaker: ann, date: 2025-06-01}}")
    site.built()
    line = main(site, "cost/sides/index.html").partition('class="timeline"')[2].partition("</section>")[0]
    assert re.findall(r'<time datetime="([^"]*)"', line) == ["2024-05", "2024-05-06", "2025"]
    assert line.index("nobody can pay for it") < line.index("<q>not much</q>") < line.index("It costs little.")
    line = main(site, "speakers/ann/index.html").partition('class="timeline"')[2].partition("</section>")[0]
    assert line.index("It costs little.") < line.index("it is late")


def released(site, day: str) -> None:
    assert release(site.options(today=day, now=f"{day}T12:00:00+00:00")).addresses


def test_releases_put_on_record_what_changed_when_and_whether_a_correction_said_so(site):
    """A claim from the record: published, evidence added without a word, its words corrected, and at last removed."""
    side = "content/articles/cost.yml"
    site.write("content/sources.yml", "count: {title: A count}\n")
    released(site, "2026-01-03")
    site.built()
    assert not (site.root / "build/cost/history").exists()
    first = (site.root / "published.json").read_text()
    released(site, "2026-01-20")
    assert (site.root / "published.json").read_text() == first, "a release in which nothing is new changes nothing"

    site.edit(side, "issue: cost}\n  dear", "issue: cost, evidence: [{source: count}]}\n  dear")
    site.edit(side, "yes: Little.", "yes: Next to nothing.")
    site.edit(side, "claims:\n", "claims:\n  late: {quote: Ann says, speaker: ann}\n")
    released(site, "2026-02-01")
    site.edit(side, "text: It costs little.", "text: It costs next to nothing.")
    site.write(side, (site.root / side).read_text() + "corrections:\n  - {date: 2026-03-04, claim: cheap, text: It said little.}\n")
    released(site, "2026-03-05")
    site.edit(side, "  late: {quote: Ann says, speaker: ann}\n", "")
    site.write(side, (site.root / side).read_text() + "  - {date: 2026-03-11, claim: late, text: She did not say it.}\n")
    released(site, "2026-03-12")
    site.built()

    data = site.json("cost/history.json")
    assert (data["published"], data["recorded"], data["removed"]) == ("2026-01-02", "2026-01-03", ["cost#late"])
    assert data["changes"] == [
        {"date": "2026-03-11", "what": "correction", "claim": "cost#late", "text": "She did not say it.", "days": 38},
        {
            "date": "2026-03-04",
            "what": "correction",
            "claim": "cost#cheap",
            "parts": ["words"],
            "text": "It said little.",
            "days": 61,
        },
        {"date": "2026-02-01", "what": "changed", "claim": "cost#cheap", "parts": ["evidence"], "correction": False},
        {"date": "2026-02-01", "what": "added", "claim": "cost#late"},
        {"date": "2026-02-01", "what": "changed", "issue": "cost", "position": "yes", "parts": ["answer"], "correction": False},
        {"date": "2026-01-02", "what": "published"},
    ]
    history = main(site, "cost/history/index.html")
    assert "Changed without a correction:" in history
    assert "What changed: the evidence." in history
    assert "What changed: the words. Corrected 61 days after publication." in history
    assert "Changes are on record since 3 January 2026." in history
    assert 'href="/cost/history.json"' in history
    claim = main(site, "cost/claims/cheap/index.html").partition('id="_log"')[2]
    assert re.findall(r"<b>([^<]*)</b>", claim) == ["Correction", "Changed without a correction", "Published"]
    assert "She did not say it" not in claim
    record = (site.root / "published.json").read_text()
    assert "It costs little." not in record, "words that were withdrawn are not repeated"


def test_the_history_of_an_article_that_moves_goes_on(site):
    released(site, "2026-01-03")
    site.edit("content/articles/cost.yml", "yes: Little.", "yes: Next to nothing.")
    released(site, "2026-02-01")
    for kind in ("md", "yml"):
        (site.root / f"content/articles/cost.{kind}").rename(site.root / f"content/articles/price.{kind}")
    site.edit("content/articles/price.md", "date: 2026-01-02", "date: 2026-01-02\nredirects: [/cost/]")
    site.built()
    assert [change["date"] for change in site.json("price/history.json")["changes"]] == ["2026-02-01", "2026-01-02"]
    released(site, "2026-03-01")
    site.built()
    data = site.json("price/history.json")
    assert (data["recorded"], [change["date"] for change in data["changes"]]) == ("2026-01-03", ["2026-02-01", "2026-01-02"])


def test_approaches_and_the_weight_of_evidence_are_in_the_history(site):
    """Asked after publication, and declined; evidence that is weighed, and weighed again with a correction."""
    side = "content/articles/cost.yml"
    weight = "{evidence: limited, agreement: low, basis: So., source: count}"
    asked = "{speaker: union, position: no, date: 2026-01-10, channel: e-mail, issues: [cost], deadline: 2026-01-20}"
    site.write("content/sources.yml", "count: {title: A count}\n")
    released(site, "2026-01-03")
    site.edit(side, "    question: ", f"    kind: fact\n    weight: {weight}\n    question: ")
    site.write(side, (site.root / side).read_text() + f"approaches:\n  - {asked}\n")
    released(site, "2026-01-11")
    site.write(side, (site.root / side).read_text() + f"  - {asked.replace('01-10', '01-12').replace('e-mail', 'telephone')}\n")
    site.edit(
        side,
        "issues: [cost], deadline: 2026-01-20}\n  - {speaker: union, position: no, date: 2026-01-12",
        "issues: [cost], deadline: 2026-01-20, outcome: declined}\n  - {speaker: union, position: no, date: 2026-01-12",
    )
    site.edit(side, "agreement: low", "agreement: high")
    site.write(side, (site.root / side).read_text() + "corrections:\n  - {date: 2026-02-01, issue: cost, text: It said low.}\n")
    released(site, "2026-02-02")
    site.built()
    changes = site.json("cost/history.json")["changes"]
    approach = {"speaker": "union", "position": "no", "date": "2026-01-10", "channel": "e-mail"}
    assert changes == [
        {"date": "2026-02-02", "what": "changed", "approach": approach, "parts": ["outcome"]},
        {"date": "2026-02-02", "what": "added", "approach": approach | {"date": "2026-01-12", "channel": "telephone"}},
        {"date": "2026-02-01", "what": "correction", "issue": "cost", "parts": ["state", "weight"], "text": "It said low.", "days": 30},
        {"date": "2026-01-11", "what": "added", "issue": "cost", "parts": ["weight"]},
        {"date": "2026-01-11", "what": "added", "approach": approach},
        {"date": "2026-01-02", "what": "published"},
    ]
    told = " ".join(re.sub("<[^>]*>", " ", main(site, "cost/history/index.html")).split())
    assert "Outcome of an approach recorded: The Union, 10 January 2026 What changed: what came of it." in told
    assert "Approach recorded: The Union, 12 January 2026" in told
    assert "What changed: whether it is stated, the weight of the evidence. Corrected 30 days after publication." in told
