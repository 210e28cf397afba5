"""What readers and authors see of claims' places: marks, passages on claim pages, and what is said of a quote that is lost."""

from __future__ import annotations

import html
import re

import pytest
from counterpoint.diagnostics import ERROR

PICTURE = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 4'/>"
BY_LINK = "claims: {q: {speaker: ann}}"


def complaints(site, text: str, sidecar: str):
    site.write("content/media/x.svg", PICTURE)
    site.article("a", text, sidecar)
    return [item for item in site.diagnostics() if item.severity is ERROR]


LINKS = [
    ("It is [really ~~not~~ safe](claim:q).", "quote-struck"),
    ("It is ~~[not safe](claim:q)~~ here.", "quote-struck"),
    ("It is [](claim:q) here.", "quote-empty"),
    ("It is [![alt](media/x.svg)](claim:q) here.", "quote-empty"),
    ("It is [\\\n](claim:q) here.", "quote-empty"),
    ("It is [&nbsp;](claim:q) here.", "quote-empty"),
    ("It is [—](claim:q) here.", "quote-empty"),
    ("It is [a](claim:q) here.", "quote-short"),
    ("It is non-[violent](claim:q) here.", "quote-not-found"),
    ("It is 2.[5 percent](claim:q) here.", "quote-not-found"),
    ("First [so](claim:q), then [](claim:q).", "quote-empty"),
]


@pytest.mark.parametrize(("text", "code"), LINKS)
def test_a_claim_placed_by_a_link_obeys_the_rules_of_quotes(empty, text, code):
    found = complaints(empty, f"Intro.\n\n{text}\n", BY_LINK)
    assert [(item.code, item.location.line) for item in found] == [(code, 8)]


def test_a_claim_placed_by_a_link_marks_its_words_without_the_spaces_around_them(empty):
    empty.article("a", "It is[ very safe ](claim:q)here.", BY_LINK)
    empty.built()
    assert re.findall(r'<mark class="c p0" data-claims="q">([^<]*)</mark>', empty.page("a/index.html")) == ["very safe"]


def test_what_is_struck_out_is_struck_out_on_claims_pages_and_left_out_of_selectors(empty):
    empty.article("a", "It is ~~not~~ really *quite* safe & ~~sound~~ today.", "claims: {q: {quote: quite safe, speaker: ann}}")
    empty.built()
    page = empty.page("a/claims/q/index.html")
    passage = re.search(r'<blockquote class="passage">(.*?)</blockquote>', page, re.DOTALL)[1]
    assert "It is <s>not</s> really <mark" in passage
    assert "<em>quite</em> safe" in passage
    assert "&amp; <s>sound</s> today." in passage
    selector = empty.json("a/annotations.json")["first"]["items"][0]["target"]["selector"][0]
    assert (selector["prefix"], selector["exact"], selector["suffix"]) == (" really ", "quite safe", " & ")


def test_selectors_stop_at_the_border_of_a_paragraph_and_hold_32_characters(empty):
    long = "word " * 12
    empty.article("a", f"Before this.\n\nIt is safe.\n\n{long}then safely {long}", "claims: {p: {quote: is safe, speaker: ann}}")
    empty.built()
    selector = empty.json("a/annotations.json")["first"]["items"][0]["target"]["selector"][0]
    assert (selector["prefix"], selector["suffix"]) == ("It ", ".")
    empty.article("a", f"{long}then safely {long}", "claims: {p: {quote: then safely, speaker: ann}}")
    empty.built()
    selector = empty.json("a/annotations.json")["first"]["items"][0]["target"]["selector"][0]
    assert selector["prefix"] == f"{long}"[-32:]
    assert selector["suffix"] == f" {long}"[:32]


def test_a_very_long_paragraph_is_shortened_on_the_claims_page(empty):
    empty.article("a", f"{'before ' * 2000}it is safe {'after ' * 2000}", "claims: {q: {quote: it is safe, speaker: ann}}")
    empty.built()
    page = empty.page("a/claims/q/index.html")
    assert len(page) < 12_000
    assert "<p>… before" in page


SAID = [
    ("l’État a menti hier.", "quote: État a menti", "quote the whole of it: 'l’État a menti'"),
    ("It cost 1 250 euros.", "quote: 250 euros", "quote the whole of it: '1 250 euros'"),
    ("It is safe~~ty~~ now.", "quote: is safe", "'is safety', a part of which is struck out and cannot be quoted"),
    ("می\u200cخواهم بروم", "quote: خواهم بروم", r'quote the whole of it: "می\u200cخواهم بروم"'),
    ("این می\u200cخواهم بروم خانه", "quote: میخواهم بروم", r'"می\u200cخواهم بروم"'),
    ("- one point ends\n- two begins here", "quote: point ended two begins", r'"point ends\n\ntwo begins"'),
    ("people lied a. people lied b.", "quote: people lied\n    suffix: a\n    occurrence: 2", "stands once in its context"),
    ("It was non-violent.", "quote: violent", "quote the whole of it: 'non-violent'"),
    ("It began at noon.\n\nIt ended.", "quote: {from: It began, to: at six}", "the last words of the claim 'q' are not in"),
    ("It began at noon.\n\n## Later\n\nIt ended.", "quote: {from: It began, to: It ended}", "across: true"),
    ("## One\n\nthey lied\n\n## Two\n\nno", "quote: they lied\n    within: '#two'", "not under its heading"),
    ("Says Ann: they erred. Says Bob: they lied.", "quote: they lied\n    prefix: 'Ann:'", "not after its prefix"),
    ("They lied.\n\nThen left.", "quote: They lied. Then left", "put a blank line into the quote"),
    ("They lied and left.", 'quote: "lied\\n\\nand left"', "take the blank line out"),
    ("They lied.", "quote: they lied", "with other capitals"),
    ("A well–known lie.", "quote: a well-known lie", "with other capitals"),
]


@pytest.mark.parametrize(("text", "quote", "said"), SAID)
def test_what_an_author_is_told_of_a_lost_quote(empty, text, quote, said):
    found = complaints(empty, text, f"claims:\n  q:\n    {quote}\n    speaker: ann\n")
    assert len(found) == 1
    assert said in f"{found[0].message}\n{found[0].help}"


def test_of_a_passage_in_two_places_it_is_said_that_they_touch_struck_out_text(empty):
    found = complaints(empty, "It is safe. ~~It is not.~~ Now.", "claims: {q: {quote: {from: It is, to: Now}, speaker: ann}}")
    assert "it touches struck-out text" in found[0].help
    assert "neither" not in found[0].help


def test_a_lost_end_of_a_passage_says_nothing_of_blank_lines(empty):
    found = complaints(empty, "It began at noon.\n\nIt ended.", "claims: {q: {quote: {from: It began, to: at six}, speaker: ann}}")
    assert "blank line" not in found[0].help


def test_other_typography_is_not_called_other_capitals(empty):
    empty.article("a", "A non-violent act. A non–violent act.", "claims: {q: {quote: non-violent act, speaker: ann}}")
    assert not [item for item in empty.diagnostics() if item.code == "quote-other-case"]


def test_a_quote_in_very_many_places_is_refused_in_a_few_lines(empty):
    found = complaints(empty, "they lied. " * 200, "claims: {q: {quote: they lied, speaker: ann}}")
    assert found[0].code == "quote-ambiguous"
    assert len(found[0].help.splitlines()) < 15
    assert "200 times" in found[0].message


def test_marks_hold_the_quoted_words_over_an_image_paragraph(empty):
    empty.write("content/media/x.svg", PICTURE)
    empty.article(
        "a", "Before it.\n\n![a bridge](media/x.svg)\n\nAfter it.", 'claims: {q: {quote: "Before it.\\n\\nAfter it", speaker: ann}}'
    )
    empty.built()
    marks = re.findall(r'data-claims="q">([^<]*)</mark>', empty.page("a/index.html"))
    assert [html.unescape(mark) for mark in marks] == ["Before it.", "After it"]


@pytest.mark.parametrize("link", ["article:cars-2", "/cars-2/"])
def test_a_link_to_an_article_that_is_not_public_does_not_suggest_the_page_itself(empty, link):
    empty.article("cars-2", "Later.", head="---\ntitle: Cars 2\ndate: 2026-01-02\ndraft: true\n---\n")
    empty.article("cars-1", f"See [the other]({link}).")
    found = [item for item in empty.diagnostics() if item.severity is ERROR]
    assert len(found) == 1
    assert "cars-1" not in found[0].help


def test_a_quote_over_two_paragraphs_is_shown_with_a_space_between_them(empty):
    empty.article("a", "They *lied*.\n\nThey left.", 'claims: {q: {quote: "lied.\\n\\nThey left", speaker: ann}}')
    empty.built()
    passage = re.search(r'<blockquote class="passage">(.*?)</blockquote>', empty.page("a/claims/q/index.html"), re.DOTALL)[1]
    assert re.sub(r"<[^>]*>", "", passage) == "They lied. They left."
