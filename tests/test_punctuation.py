"""Words of authors that end in a full stop, as abbreviations and organisations' names do, get no second one on any page."""

from __future__ import annotations

import html
import re

import pytest

HEAD = "---\ntitle: A title etc.\ndeck: Deck z. B.\nauthors: [Ann Able Jr.]\ntopics: [t]\ndate: 2026-01-02\n---\n"
SPEAKERS = """
ann: {name: Ann e. V., kind: organisation, role: z. B., names: [Ann Co.], bio: Founded in 1990 etc., affiliation: bob}
bob: {name: Bob Jr., kind: person, role: Chair etc.}
"""
SIDECAR = """
positions:
  yes: {label: Ja usw., summary: For it etc., speakers: [ann]}
  'no': {label: No etc., summary: Against it., speakers: [bob]}
issues:
  cost:
    question: What does it cost, e. g.?
    answers:
      yes: {answer: Little etc., words: it costs little etc., speaker: ann, source: s, date: 2026-01-05}
      'no': {silence: declined, note: By post etc.}
claims:
  cheap: {quote: it costs little, text: It costs little etc., speaker: ann, position: yes, issue: cost, date: 2026-01-02,
    review: {rating: weak, summary: It stands on little etc., by: Checkers Inc.},
    evidence: [{source: s, stance: supports, note: u. s. w.}]}
  dear: {quote: nobody can pay for it, speaker: bob, position: 'no', issue: cost, responds_to: cheap, date: 2026-01-03}
sources:
  s: {title: Judgment no., publisher: X e. V., url: 'https://example.org/x', date: 2026-01-01, archived: 'https://example.org/y'}
corrections:
  - {date: 2026-01-04, text: Something etc.}
"""


def words_of(page: str) -> str:
    """What a reader sees of a page."""
    shown = re.sub(r"<script.*?</script>|<textarea.*?</textarea>", "", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", shown))


@pytest.mark.parametrize("language", ["ru", "en", "de", "he"])  # a Russian date ends in a full stop
def test_no_full_stop_stands_twice_on_any_page(empty, language):
    empty.write(
        "site.yml",
        f"title: The News Inc.\nbase_url: https://example.org/\nlanguage: {language}\nshare_images: none\nsearch: false\n"
        "publisher: {name: Press e. V.}\ntopics: {t: {label: Prices etc.}}\n"
        "ratings: {weak: {label: Weak etc.}}\n",
    )
    empty.write("content/speakers.yml", SPEAKERS)
    empty.article("cost", "Ann says that it costs little. Bob e.V. says nobody can pay for it.\n", SIDECAR, HEAD)
    empty.built()
    pages = {path: content.decode() for path, content in empty.tree().items() if path.endswith(".html")}
    assert len(pages) > 10
    text = {path: words_of(page) for path, page in pages.items()}
    doubled = {path: re.findall(r".{0,40}(?<!\.)\.\.(?!\.).{0,20}", words) for path, words in text.items()}
    assert {path: places for path, places in doubled.items() if places} == {}
