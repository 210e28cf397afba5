"""What an author is offered to choose one of several places of a quote does choose it, as soon as it is written down."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
import yaml
from counterpoint.anchoring.quotes import Found, Wanted, find_quote
from counterpoint.anchoring.text import Span, search_text
from counterpoint.authoring.selection import NoSelection, locate
from counterpoint.reading.files import SourceFile
from counterpoint.reading.markdown import Dialect, parse, plain_text
from hypothesis import example, given, settings
from hypothesis import strategies as st
from site_folder import SITE, SPEAKERS, TestSite, cases

BEFORE = [
    "",
    "Ann says",
    "says",
    "“",
    "said: “",
    "x“",
    "don't say",
    "don’t say",
    "well—",
    "(",
    "3.",
    "~~not~~",
    '"it\'s" \\\\',
    "*so*",
    "to:",
    "“”",
]
AFTER = ["", ".", "little", "little.", "”", ", he", "—well", "~~much~~", "5", "it costs"]
places = st.tuples(st.sampled_from(BEFORE), st.sampled_from(["it costs", "it costs", "it costs", "~~it costs~~"]), st.sampled_from(AFTER))
articles = st.lists(st.tuples(places, st.sampled_from([" and ", "\n\n", "\n"])), min_size=2, max_size=5)
wholes = st.sampled_from([{}, {}, {"prefix": "says"}, {"suffix": "little"}, {"within": "#one"}])


def text_of(article):
    parts = []
    for (before, words, after), join in article:
        tight_before = "" if not before or before.endswith(("“", "—", "(")) else " "
        tight_after = "" if not after or not (after[0].isalnum() or after[0] == "~") else " "
        parts.append(f"{before}{tight_before}{words}{tight_after}{after}{join}")
    return "## One\n\nSo: " + "".join(parts).strip() + "\n"


def sidecar(choices):
    claims = {
        f"q{number}": {"quote": "it costs", "speaker": "ann", "text": f"Claim {number}.", **choice} for number, choice in enumerate(choices)
    }
    return yaml.safe_dump({"claims": claims}, allow_unicode=True, sort_keys=False)


def offers(diagnostics):
    """The choices that a message lists, in the order of the places."""
    helps = [found.help for found in diagnostics if found.code == "quote-ambiguous"]
    return [
        yaml.safe_load(offer)
        for help in helps
        for offer in re.findall(r"line \d+: `((?:prefix|suffix|occurrence): .*)`$", help, re.MULTILINE)
    ]


def check_offers(article, given_choice):
    with tempfile.TemporaryDirectory() as folder:
        site = TestSite(Path(folder))
        site.write("site.yml", SITE)
        site.write("content/speakers.yml", SPEAKERS)
        site.article("a", text_of(article), sidecar([given_choice]))
        choices = [{**given_choice, **offer} for offer in offers(site.diagnostics())]
        if not choices:
            return 0
        site.article("a", text_of(article), sidecar(choices))
        site.built(extras=False)
        marked = [id for ids in re.findall(r'data-claims="([^"]*)"', site.page("a/index.html")) for id in ids.split()]
        assert list(dict.fromkeys(marked)) == [f"q{number}" for number in range(len(choices))]
        return len(choices)


@settings(max_examples=cases(8), deadline=None)
@given(articles, wholes)
@example([(("“", "it costs", "little"), " and "), (("x“", "it costs", "little"), "\n\n")], {})
@example([(("don't say", "it costs", "."), " and "), (("don’t say", "it costs", "."), "\n\n")], {})
@example(
    [(("Ann says", "it costs", ""), "\n\n"), (("to: says", "it costs", ""), "\n\n"), (("Ann", "it costs", "."), "\n\n")], {"prefix": "says"}
)
def test_every_offered_choice_finds_its_place_alone(article, given_choice):
    check_offers(article, given_choice)


@pytest.mark.parametrize("before", ['"it\'s" \\\\', "it's", "to: #", "'"])
def test_offers_are_texts_of_yaml_whatever_is_in_them(before):
    assert check_offers([((before, "it costs", "."), "\n\n"), (("Ann says", "it costs", "."), "\n\n")], {}) == 2


@settings(max_examples=cases(40), deadline=None)
@given(articles)
@example([(("", "it costs", "."), "\n\n"), (("", "~~it costs~~", "."), "\n\n"), (("", "it costs", "."), "\n\n")])
def test_every_selection_is_written_as_a_quote_that_finds_it_alone(article):
    markdown = text_of(article)
    search = search_text(parse(markdown, SourceFile("a.md", markdown), 1, Dialect("/")).tokens)
    for place in re.finditer("it costs", search.text):
        before, after = search.text[: place.start()], search.text[place.end() :]
        selection = locate("it costs", before, after, search)
        if isinstance(selection, NoSelection):
            assert search.struck(Span(place.start(), place.end()))
            continue
        assert selection.start <= place.start() < place.end() <= selection.end
        number = selection.quote.get("occurrence")
        wanted = Wanted(
            selection.quote["exact"],
            prefix=selection.quote.get("prefix"),
            suffix=selection.quote.get("suffix"),
            occurrence=int(number) if number else None,
        )
        result = find_quote(wanted, search, plain_text)
        assert isinstance(result, Found)
        assert result.spans == (Span(selection.start, selection.end),)
