"""What `check` says of quotes is what `reanchor` lists: the same claims and notes, over every way in which a quote may be lost."""

from __future__ import annotations

import re

import pytest
from counterpoint.build import check
from counterpoint.diagnostics import ERROR
from counterpoint.reanchor import reanchor
from site_folder import HEAD, ROOT, SITE, SPEAKERS, TestSite

TEXT = """# They lied

Says Ann: they erred. Says Bob: they lied. It is ~~not~~ really safe, and <del>never</del> sound.

## Costs

It costs little, says Ann. It costs much, says Bob. <b>Nobody</b> can pay for it.
"""
CLAIMS = {
    "plain": "{quote: It costs little, speaker: ann}",
    "gone": "{quote: it costs nothing at all, speaker: ann}",
    "twice": "{quote: It costs, speaker: ann}",
    "fourth": "{quote: It costs, occurrence: 4, speaker: ann}",
    "stale": "{quote: they lied, prefix: 'Ann:', speaker: ann}",
    "after": "{quote: they lied, suffix: for sure, speaker: ann}",
    "struck": "{quote: is not really safe, speaker: ann}",
    "raw": "{quote: Nobody can pay, speaker: ann}",
    "rawstruck": "{quote: and never sound, speaker: ann}",
    "range": "{quote: {from: It costs little, to: says Zoe}, speaker: ann}",
    "good": "{quote: {from: It costs little, to: says Ann}, speaker: ann}",
    "order": "{quote: {from: says Bob, to: It costs little}, within: '#costs', speaker: ann}",
    "within": "{quote: It costs little, within: '#prices', speaker: ann}",
    "elsewhere": "{quote: they erred, within: '#costs', speaker: ann}",
    "part": "{quote: ittle, speaker: ann}",
    "empty": "{quote: '', speaker: ann}",
    "short": "{quote: a, speaker: ann}",
    "several": "{quote: [It costs much, they agreed], speaker: ann}",
    "inner": "{quote: {exact: It costs, prefix: nothing here}, speaker: ann}",
    "blocks": "{quote: and never sound. Costs, speaker: ann}",
}


def lost_by_check(site):
    """(sidecar, id) of every claim and note of which check says that a quote finds no place."""
    lost = set()
    for item in check(site.options()).diagnostics:
        if item.code.startswith("quote-") and item.severity == ERROR:
            lines = (site.root / item.location.path).read_text(encoding="utf-8").split("\n")[: item.location.line]
            ids = (match[1] for line in reversed(lines) if (match := re.match(r"  ([\w-]+):", line)))
            lost.add((item.location.path, next(ids)))
    return lost


def lost_by_reanchor(site):
    """The same, as reanchor lists it."""
    listed = re.findall(r"^([\w.-]+)#([\w-]+), line", reanchor(site.root).text, re.MULTILINE)
    return {(f"content/articles/{name}.yml", id) for name, id in listed}


@pytest.fixture(params=["escape", "sanitize"])
def site(tmp_path, request):
    site = TestSite(tmp_path)
    site.write("site.yml", SITE + f"raw_html: {request.param}\nlanguages: [de]\n")
    site.write("content/speakers.yml", SPEAKERS)
    return site


def sidecar(ids):
    return "claims:\n" + "".join(f"  {id}: {CLAIMS[id]}\n" for id in ids)


def test_check_and_reanchor_name_the_same_quotes(site):
    notes = "notes:\n  n: {quote: It costs, note: A note.}\n  m: {quote: they erred, note: Another.}\n"
    site.article("a", TEXT, sidecar(CLAIMS) + notes)
    site.write("content/articles/a.de.md", "---\ntitle: A\n---\nEs kostet wenig.\n")
    site.write("content/articles/a.de.yml", "claims:\n  plain: {quote: Es kostet wenig}\n  gone: {quote: Es kostet nichts}\n")
    lost = lost_by_check(site)
    assert len(lost) > 12
    assert lost_by_reanchor(site) == lost


def test_claims_that_a_link_places_badly_are_listed_as_well(site):
    text = "It is [really ~~not~~ safe](claim:struck), un[safe](claim:part), [](claim:empty), and [very sound](claim:good).\n"
    site.article("a", text, "claims:\n" + "".join(f"  {id}: {{speaker: ann}}\n" for id in ("struck", "part", "empty", "good")))
    wrong = {item.message.split("'")[1] for item in check(site.options()).diagnostics if item.code.startswith("quote-")}
    assert {("content/articles/a.yml", id) for id in wrong} == lost_by_reanchor(site)
    assert wrong == {"struck", "part", "empty"}


def test_a_link_to_a_claim_that_is_not_there_is_reported_once(site):
    site.article("a", "It is [very safe](claim:Q) here.\n", "claims: {q: {quote: very safe, speaker: ann}}\n")
    assert [item.code for item in check(site.options()).diagnostics if item.severity == ERROR] == ["id-unknown"]


@pytest.mark.parametrize("id", CLAIMS)
def test_check_and_reanchor_agree_on_each_quote(site, id):
    site.article("a", TEXT, sidecar([id]))
    lost = lost_by_check(site)
    assert lost_by_reanchor(site) == lost
    assert reanchor(site.root).done == (not lost)


@pytest.mark.parametrize(
    "broken",
    [
        "claims:\n  q: {quote: gone words, speaker: [ann], nota: x}\n",
        "claims:\n  q: {quote: gone words\n",
        "claims: {q: {quote: gone words}}\n",
    ],
)
def test_a_sidecar_with_another_mistake_is_not_called_good(site, broken):
    site.article("a", TEXT, broken)
    outcome = reanchor(site.root)
    assert not outcome.done
    assert "content/articles/a.yml" in outcome.text
    assert "check" in outcome.text


UNKNOWN_KEYS = {
    "claim": ("", "claims: {q: {quote: gone words, speaker: ann, nota: x}}\n"),
    "meant": ("", "claim: {q: {qoute: gone words, speaker: ann, answers: ~}}\n"),
    "far": ("", "claims: {q: {quote: gone words, speaker: ann, evidence: [{source: s, xyz: [1]}]}}\nsources: {s: {title: S}}\nfoo:\n"),
    "head": ("foo: x\ntopcs: []\n", "claims: {q: {quote: gone words, speaker: ann}}\n"),
    "list": ("", "claims: {q: {quote: [{exact: gone words, prefx: x}], speaker: ann}}\n"),
}


@pytest.mark.parametrize("kind", UNKNOWN_KEYS)
def test_an_unknown_key_hides_no_lost_quote_nor_one_of_a_translation(site, kind):
    head, sidecar = UNKNOWN_KEYS[kind]
    site.article("a", TEXT, sidecar, HEAD.replace("date:", f"{head}date:"))
    site.write("content/articles/a.de.md", "---\ntitle: A\n---\nText.\n")
    site.write("content/articles/a.de.yml", "claims: {q: {quote: nicht da}}\n")
    diagnostics = check(site.options()).diagnostics
    assert {item.location.path for item in diagnostics if item.code == "key-unknown"} == {f"content/articles/a.{'md' if head else 'yml'}"}
    lost = {item.location.path for item in diagnostics if item.code == "quote-not-found"}
    assert lost == {"content/articles/a.yml", "content/articles/a.de.yml"}
    assert {path for path, _ in lost_by_reanchor(site)} == lost
    assert {item.code for item in diagnostics if item.severity == ERROR} == {"key-unknown", "quote-not-found"}


def test_a_misspelled_draft_is_no_draft(site):
    site.article("a", "Text.\n", head=HEAD.replace("date:", "drat: true\ndate:"))
    found = [(item.code, item.severity) for item in check(site.options()).diagnostics]
    assert found == [("key-unknown", ERROR)]


def test_nothing_is_lost_in_the_example_site():
    example = TestSite(ROOT)
    assert lost_by_check(example) == lost_by_reanchor(example) == set()
