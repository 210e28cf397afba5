# ruff: noqa: E501 - sidecars of one entry a line
"""Approved wording, the weight of evidence, interests, the order of columns and the balance report say what stands in the files, and no more."""

from __future__ import annotations

import hashlib
import json
import re
from html import unescape

import pytest
from counterpoint.cli.main import main
from site_folder import SITE, TestSite

SIDE = "content/articles/cost.yml"
TEXT = "Ann says that it costs little. The Union replies that nobody can pay for it. Ann says it is quiet, and the Union that it is loud.\n"
SIDECAR = """positions:
  close: {label: Close it, summary: Keep cars out., speakers: [ann]}
  open: {label: Keep it open, speakers: [union]}
  third: {label: Wait, summary: Not now.}
issues:
  noise: {question: Is it loud?, kind: fact, answers: {close: It is not., open: {words: Very., speaker: union, source: report}}}
  price: {question: Who should pay?, kind: policy, answers: {open: {answer: Everyone., source: talk}}}
claims:
  cheap: {quote: it costs little, speaker: ann, position: close, issue: price, evidence: [{source: letter, stance: supports}]}
  dear: {quote: nobody can pay for it, speaker: union, position: open, issue: price, responds_to: cheap, evidence: [{source: report}, {source: talk}]}
  quiet: {quote: it is quiet, speaker: ann, position: close, issue: noise, evidence: [{source: letter}, {source: undated}]}
  loud: {quote: it is loud, speaker: union, position: open, issue: noise, responds_to: quiet}
sources:
  letter: {title: A letter, date: 2024-03, kind: letter, interest: paid for by the shops}
  report: {title: A report, date: 2019, kind: report}
  talk: {title: A talk, date: 2025-02-03, kind: report}
  undated: {title: Undated}
"""


def digest(*words: str) -> str:
    """What format.md says: SHA-256 of the words, a null between them, twelve hexadecimal digits."""
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:12]


def approved(label: str, by: str = "The board", *words: str, date: str = "2026-05-04") -> str:
    return f"approved: {{by: {by}, date: {date}, digest: {digest(label, *words)}}}"


@pytest.fixture
def fair(empty: TestSite) -> TestSite:
    empty.article("cost", TEXT, SIDECAR)
    return empty


def words(html: str) -> str:
    """The words of some HTML, with no space before a sign or after a bracket."""
    return re.sub(r"\s+([.,;:)])|(?<=\()\s+", r"\1", " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split()))


def sides(site: TestSite) -> str:
    site.built()
    return words(site.page("cost/sides/index.html"))


def test_an_approval_is_shown_while_the_words_are_those_that_were_approved(fair):
    fair.edit(SIDE, "summary: Keep cars out.", f"summary: Keep cars out., {approved('Close it', 'Ann’s <office>', 'Keep cars out.')}")
    fair.edit(SIDE, "words: Very.", f"words: Very., {approved('', 'The chair', 'Very.', 'Is it loud?', 'union')}")
    assert fair.diagnostics() == []
    page = sides(fair)
    assert "Wording approved by Ann’s <office>, 4 May 2026." in page
    assert "Wording approved by The chair, 4 May 2026." in page
    fair.edit(SIDE, "summary: Keep cars out.", 'summary: "Keep  cars\\nout."')
    assert fair.diagnostics() == [], "line breaks and spaces are not words"
    fair.edit(SIDE, 'summary: "Keep  cars\\nout."', "summary: Keep all cars out.")
    fair.edit(SIDE, "words: Very.", "words: Very!")
    found = fair.diagnostics()
    assert [(d.code, d.severity.name, d.location.line) for d in found] == [
        ("approval-outdated", "WARNING", 2),
        ("approval-outdated", "WARNING", 6),
    ]
    assert digest("Close it", "Keep all cars out.") in found[0].help
    assert "'Ann’s <office>'" in found[0].message
    assert "approved by" not in sides(fair)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("label: Wait,", "label: Wait, approved: {by: Us, date: 2026-05-04},", digest("Wait", "Not now.")),
        ("label: Wait,", f"label: Wait, {approved('Wait')},", digest("Wait", "Not now.")),
        ("open: {answer: Everyone.,", f"open: {{answer: Everyone., {approved('everyone.')},", digest("Everyone.", "", "Who should pay?")),
    ],
)
def test_an_approval_of_other_words_or_none_is_named_with_the_digest_to_write(fair, old, new, named):
    fair.edit(SIDE, old, new)
    (found,) = fair.diagnostics()
    assert (found.code, found.location.path) == ("approval-outdated", SIDE)
    assert f"`digest: {named}`" in found.help


@pytest.mark.parametrize("wrong", ["abc", "ABCDEFABCDEF", "0123456789abc", "0123456789ag"])
def test_a_digest_that_is_none_is_named(fair, wrong):
    fair.edit(SIDE, "label: Wait,", f"label: Wait, approved: {{by: Us, date: 2026-05-04, digest: {wrong}}},")
    (found,) = fair.diagnostics()
    assert (found.code, found.severity.name, found.location.line) == ("value-wrong", "ERROR", 4)
    assert "twelve" in found.message
    assert "`check`" in found.help


def test_a_translation_says_that_the_original_was_approved(fair):
    fair.write("site.yml", f"{SITE}languages: [de]\n")
    fair.edit(SIDE, "summary: Keep cars out.", f"summary: Keep cars out., {approved('Close it', 'Ann', 'Keep cars out.')}")
    sidecar = """
    positions: {close: {label: Zu, summary: Keine Autos.}, open: {label: Auf}, third: {label: Warten, summary: Später.}}
    issues: {noise: {question: Laut?, answers: {close: Nein., open: {words: Sehr.}}}, price: {question: Wer zahlt?, answers: {open: Alle.}}}
    claims: {cheap: {quote: es wenig kostet}, dear: {quote: keiner zahlen kann}, quiet: {quote: es leise ist}, loud: {quote: es laut ist}}
    """
    fair.article("cost.de", "Dass es wenig kostet, keiner zahlen kann, es leise ist, es laut ist.\n", sidecar, "---\ntitle: Titel\n---\n")
    fair.built()
    assert "Wortlaut des Originals gebilligt: Ann, 4. Mai 2026." in words(fair.page("de/cost/sides/index.html"))
    assert main(["release", "--site", str(fair.root)]) == 0
    fair.edit("content/articles/cost.de.yml", "summary: Keine Autos.", "summary: Keine Autos., approved: {by: Anns Büro}")
    fair.built()
    assert "Wortlaut des Originals gebilligt: Anns Büro, 4. Mai 2026." in words(fair.page("de/cost/sides/index.html"))
    (fair.root / "published.json").unlink()
    fair.edit(SIDE, "summary: Keep cars out.", "summary: Keep no car out.")
    fair.built()
    assert "gebilligt" not in fair.page("de/cost/sides/index.html")


WEIGHT = "kind: fact, weight: {evidence: limited, agreement: high, basis: 'One [count](source:report).', source: [letter, report]}"


def test_the_weight_of_evidence_stands_above_the_answers_with_its_sources(fair):
    fair.edit(SIDE, "kind: fact", WEIGHT)
    page = sides(fair)
    told = "Limited evidence, with high agreement. One count. A letter (Interest: paid for by the shops), A report."
    assert page.index("Is it loud?") < page.index(told) < page.index("It is not.")


# Where weight is asked for → code, words of the message or help.
MISWEIGHED = {
    "policy": ("kind: policy", WEIGHT.replace("kind: fact", "kind: policy"), "weight-kind", "one of policy"),
    "value": ("kind: fact", WEIGHT.replace("kind: fact", "kind: value"), "weight-kind", "one of value"),
    "no kind": ("kind: fact", WEIGHT.replace("kind: fact, ", ""), "weight-kind", "of no kind"),
    "no source": ("kind: fact", WEIGHT.replace(", source: [letter, report]", ""), "key-missing", "'source'"),
    "no source in the list": ("kind: fact", WEIGHT.replace("[letter, report]", "[]"), "value-wrong", "source"),
    "no basis": ("kind: fact", WEIGHT.replace("basis: 'One [count](source:report).', ", ""), "key-missing", "'basis'"),
    "a number": ("kind: fact", WEIGHT.replace("evidence: limited", "evidence: 3"), "value-wrong", "limited"),
    "an unknown source": ("kind: fact", WEIGHT.replace("[letter", "[lettre"), "id-unknown", "lettre"),
}


@pytest.mark.parametrize("name", MISWEIGHED)
def test_weight_is_for_questions_of_fact_and_cites_what_it_rests_on(fair, name):
    old, new, code, named = MISWEIGHED[name]
    fair.edit(SIDE, old, new)
    (found,) = fair.diagnostics()
    assert (found.code, found.severity.name) == (code, "ERROR")
    assert named in found.message + found.help


def test_interests_stand_at_each_citation(fair):
    fair.edit("content/speakers.yml", "union: {name: The Union, ", "union: {name: The Union, interest: owns <half> the shops, ")
    fair.built()
    article, claims = words(fair.page("cost/index.html")), words(fair.page("speakers/ann/index.html"))
    assert len(re.findall(r"A letter \(Interest: paid for by the shops\)", article)) == 2
    assert article.count("(Interest: owns <half> the shops)") == 2
    assert "A letter (Interest: paid for by the shops)" in claims
    assert "Interest: owns <half> the shops" in words(fair.page("speakers/union/index.html"))
    assert "The Union (Interest: owns <half> the shops), A report" in words(fair.page("cost/sides/index.html"))


def columns(site: TestSite) -> list[str]:
    site.built()
    return re.findall(r'id="position-([a-z]+)"', site.page("cost/sides/index.html"))


def test_a_shuffled_order_follows_from_its_seed_and_is_told(fair):
    assert columns(fair) == ["close", "open", "third"]
    assert "author’s order" in fair.page("cost/sides/index.html")
    orders = set()
    for seed in ("2026-05-12", "b", "c", "d"):
        fair.write(SIDE, f"order: shuffled\nseed: {seed}\n{SIDECAR}")
        order = columns(fair)
        assert order == sorted(["third", "open", "close"], key=lambda id: hashlib.sha256(f"{seed}\0{id}".encode()).digest())
        page = words(fair.page("cost/sides/index.html"))
        assert f"drawn by lot from the seed “{seed}”" in page
        assert "author’s order" not in page
        orders.add(tuple(order))
        cell = fair.page("cost/sides/index.html").split(f'id="cell_noise_{order.index("open") + 1}"')[1].split('role="cell"')[0]
        assert "Very." in cell, "each answer stays with its position"
    assert len(orders) > 1


@pytest.mark.parametrize(
    ("keys", "named"),
    [("# why\norder: shuffled\n", "seed"), ("# why\nseed: a\n", "shuffled"), ("\norder: random\n", "shuffled")],
)
def test_an_order_that_nobody_could_draw_again_is_an_error(fair, keys, named):
    fair.write(SIDE, keys + SIDECAR)
    (found,) = fair.diagnostics()
    assert (found.code, found.severity.name, found.location.line) == ("value-wrong", "ERROR", 2)
    assert named in found.message + found.help


def test_the_balance_report_counts_what_an_editor_would_count(fair):
    fair.built()
    table = fair.page("cost/sides/index.html").split('id="_balance"')[1].split("</table>")[0]
    rows = {
        words(row.split("</th>")[0]): [words(cell.replace("<br>", "; ")) for cell in row.split("<td")[1:]]
        for row in table.split("<tr>")[2:]
    }
    rows = {name: [cell.split(">", 1)[-1].strip() for cell in cells] for name, cells in rows.items()}
    assert rows["Dates of sources"] == ["March 2024", "2019 – 3 February 2025", ""]
    assert rows["Kinds of source"] == ["1 × letter; 1 × not said", "2 × report", ""]
    assert rows["Last word on"] == ["0 of 2", "2 of 2", "0 of 2"]
    assert rows["Unanswered claims"] == ["0", "2: 2 4", "0"]


def test_the_report_says_what_each_position_has_on_each_question_as_text_and_as_json(fair, capsys):
    fair.edit(SIDE, "sources:", "order: shuffled\nseed: s1\napproaches: [{outcome: not-asked}]\nsources:")
    fair.edit(SIDE, "kind: fact, answers", f"{WEIGHT}, answers")
    fair.edit("content/speakers.yml", "name: Ann Able", "name: Ann Able, interest: a shareholder")
    assert main(["check", "--report", "--site", str(fair.root)]) == 0
    lines = [re.sub("  +", "  ", line) for line in capsys.readouterr().out.splitlines()]
    lines = lines[lines.index("Balance") + 2 : lines.index("Verbs of saying") - 1]
    order = columns(fair)
    labels = {"close": "Close it", "open": "Keep it open", "third": "Wait"}
    positions = {  # counted by hand: 'It is not.' and the claims 'it costs little', 'it is quiet'
        "close": "1 of 2  0  1  2  9  2  2024-03  2024-03  0  0",
        "open": "2 of 2  0  0  2  10  2  2019  2025-02-03  2  2",
        "third": "0 of 2  0  2  0  0  0  -  -  0  0",
    }
    noise = {"close": "stated, 1 claim, 6 words", "open": "stated, 1 claim, 4 words", "third": "not-stated, 0 claims, 0 words"}
    price = {"close": "not-stated, 1 claim, 3 words", "open": "stated, 1 claim, 6 words", "third": "not-stated, 0 claims, 0 words"}
    assert lines[:8] == [
        "position  stated  inferred  silent  claims  words  sources  oldest  newest  last words  unanswered",
        *(f"{labels[id]}  {positions[id]}" for id in order),
        "",
        "  ".join(["question", *(labels[id] for id in order), "last word"]),
        "  ".join(["noise", *(noise[id] for id in order), "Keep it open"]),
        "  ".join(["price", *(price[id] for id in order), "Keep it open"]),
    ]
    assert {line.strip() for line in lines[8:]} == {
        "kinds of source, Close it: 1 × letter, 1 × not said",
        "kinds of source, Keep it open: 2 × report",
        "unanswered claims, Keep it open: dear, loud",
        "interest, Close it: source letter: paid for by the shops",
        "interest, Close it: speaker ann: a shareholder",
        "weight of evidence on noise: limited, agreement high (letter, report)",
        "order of positions: drawn from the seed 's1'",
        "approach: everybody else: not-asked",
    }
    assert main(["check", "--report=json", "--site", str(fair.root)]) == 0
    (edition,) = json.loads(capsys.readouterr().out)
    (article,) = edition["articles"]
    balance = article["sections"]["balance"]
    assert (edition["language"], article["article"], article["path"]) == ("en", "cost", "content/articles/cost.md")
    assert [item["id"] for item in balance["positions"]] == order
    open_ = next(item for item in balance["positions"] if item["id"] == "open")
    assert (open_["kinds"], open_["last_words"], open_["unanswered"]) == ({"report": 2}, ["noise", "price"], ["dear", "loud"])
    assert [(item["id"], item["last_word"]) for item in balance["questions"]] == [("noise", "open"), ("price", "open")]
    assert not re.search("score|rank|grade", json.dumps(edition))


def test_an_approval_goes_when_words_are_anothers_or_answer_another_question(fair):
    mark = f"approved: {{by: Us, date: 2026-05-04, digest: {digest('', 'Very.', 'Is it loud?', 'union')}}}"
    fair.edit(SIDE, "words: Very., speaker: union,", f"words: Very., speaker: union, {mark},")
    assert not [d for d in fair.diagnostics() if d.code == "approval-outdated"]
    for old, new in (("words: Very., speaker: union,", "words: Very., speaker: ann,"), ("Is it loud?", "Is it false that it is loud?")):
        fair.edit(SIDE, old, new)
        assert [d.code for d in fair.diagnostics()] == ["approval-outdated"]
        fair.edit(SIDE, new, old)
