"""Own words are told from paraphrase: on every page a claim is in quotation marks where its speaker said just that, and nowhere else."""

from __future__ import annotations

import re

import pytest
from site_folder import TestSite

PAGES = ["a/index.html", "a/sides/index.html", "a/claims/c/index.html", "speakers/ann/index.html"]


def quoted(site: TestSite, text: str, claim: str) -> set[bool]:
    """Whether the claim's words are in quotation marks, on each page that shows them."""
    site.article(
        "a",
        text + "\n",
        f"positions: {{yes: {{label: For}}}}\nissues: {{i: {{question: What?}}}}\n"
        f"claims:\n  c: {{quote: it costs little, speaker: ann, position: yes, issue: i{claim}}}\n",
    )
    site.built()
    shown = re.compile(r"(<q>)?(?:It|it) costs (?:little|nothing)\.?(</q>)?")
    result = set()
    for path in PAGES:
        page = site.page(path).partition("<main")[2]
        if path == "a/index.html":
            page = page.partition('class="notes')[2]  # the cards; the text itself has the author's marks
        if path == "a/claims/c/index.html":
            page = page.partition("claim-side")[0]
        found = shown.findall(page)
        assert found, path
        result |= {begin == "<q>" and end == "</q>" for begin, end in found}
    return result


@pytest.mark.parametrize(
    ("text", "claim", "own"),
    [
        ("Ann says: “it costs little”, and leaves.", "", True),
        ("Ann says: “Surely it costs little for us.”", "", True),
        ('Ann says: "it costs little".', "", True),
        ("Ann sagt: „it costs little“.", "", True),
        ("Ann dit : « it costs little ».", "", True),
        ("Ann says: “it costs little”.", ", text: It costs little.", True),
        ("Ann says that it costs little.", "", False),
        ("Ann says “no”, and that it costs little, and “yes”.", "", False),
        ("Ann’s view is that it costs little for Bob’s shop.", "", False),
        ("Ann says that 'tis true it costs little in the '90s.", "", False),
        ("Ann says: “it costs little.", "", False),
        ("Ann says: “it costs little”.", ", text: It costs nothing.", False),
        ("Ann says: “it costs little”.", ", verbatim: false", False),
        ("Ann says that it costs little.", ", verbatim: true", True),
        ("Ann says that it costs little.", ", text: It costs nothing., verbatim: true", True),
        ("“No”, says Ann.\n\nThat it costs little is clear.\n\n“Yes”, says Bob.", "", False),
    ],
)
def test_a_claim_is_quoted_where_its_words_are_the_speakers_own(empty, text, claim, own):
    assert quoted(empty, text, claim) == {own}
