"""While the text is edited around them, claims stay in the mouths of those who said them, or the edit is refused."""

from __future__ import annotations

import re

import pytest
import yaml
from counterpoint.authoring.desk import ModelRefused, Request
from counterpoint.authoring.operations import EditText
from hypothesis import given
from hypothesis import strategies as st
from site_folder import HEAD, TestSite

WORDS = "it is safe"
TEXT = "Open Streets says it is safe. Good.\n\nThe Circle says it is safe. Bad.\n\nThe mayor says nothing.\n"
SIDECAR = """\
positions:
  yes: {label: Yes, summary: For it., speakers: [ann]}
claims:
  a: {quote: it is safe, occurrence: 2, speaker: union}  # the Circle
  b: {quote: it is safe, prefix: Open Streets says, speaker: ann}
"""


def edit(site: TestSite, old: str, new: str) -> EditText:
    text = (site.root / "content/articles/a.md").read_text(encoding="utf-8")
    start = text.index(old)
    return EditText(article="a", start=start, end=start + len(old), was=old, text=new)


def sayer(text: str, claim: dict) -> str:
    """Return the words before the place that a claim chooses, as the format says which: by its number or by its prefix."""
    body = text.split("---\n", 2)[2]
    places = [match.start() for match in re.finditer(WORDS, body)]
    if "occurrence" in claim:
        places = [places[int(claim["occurrence"]) - 1]]
    for key, step in (("prefix", -1), ("suffix", 1)):
        if key in claim:
            places = [
                at
                for at in places
                if (body[:at].rstrip().endswith(claim[key]) if step < 0 else body[at + len(WORDS) :].lstrip().startswith(claim[key]))
            ]
    (place,) = places
    return re.split(r"\.|\n\n", body[:place])[-1].strip()


def claims(site: TestSite) -> dict:
    return yaml.load((site.root / "content/articles/a.yml").read_text(encoding="utf-8"), yaml.BaseLoader)["claims"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Open Streets says it is safe.", "The mayor says it is safe. Open Streets says it is safe."),
        ("Open Streets says it is safe.", "Open Streets says so."),
        ("Open Streets says it is safe.", "Open Streets says nothing."),
        ("Open Streets says it is safe.", "Open Streets now says it is safe."),
        ("Open Streets says it is safe. Good.\n\nThe Circle", "The Circle says nothing.\n\nThe Circle"),
        ("Bad.", "Bad. The mayor says it is safe."),
        ("The Circle says", "The mayor says it is safe, and the Circle says"),
    ],
)
def test_a_claim_stays_at_the_words_of_its_speaker(empty, old, new):
    empty.article("a", TEXT, SIDECAR)
    before = claims(empty)
    file = empty.root / "content/articles/a.md"
    sayers = {id: sayer(file.read_text(encoding="utf-8"), claim) for id, claim in before.items()}
    operation = edit(empty, old, new)
    desk = empty.desk()
    effects = desk.effects("a", operation.start, operation.end, old, new)
    lost = {item["id"] for item in effects["lost"]}
    assert effects["strayed"] == effects["hidden"] == []
    desk.write(Request(operations=[EditText(**{**{f: getattr(operation, f) for f in operation.__struct_fields__}, "leaves": True})]))
    for id, claim in claims(empty).items():
        assert id == "b" or id not in lost  # the Circle's own sentence stands unchanged
        if id not in lost:
            assert sayer(file.read_text(encoding="utf-8"), claim).lower().endswith(sayers[id].lower().split(" now")[0].split()[-1])
            assert sayers[id].split()[1] in sayer(file.read_text(encoding="utf-8"), claim)
    assert "# the Circle" in (empty.root / "content/articles/a.yml").read_text(encoding="utf-8")


@st.composite
def edits(draw):
    """A text of sentences, each by a speaker of its own; which of them are claims and how each is chosen; and the text after an edit."""
    count = draw(st.integers(2, 6))
    sentences = [f"Speaker{number}x says {WORDS}." if draw(st.booleans()) else f"Speaker{number}x waits." for number in range(count)]
    said = [number for number, sentence in enumerate(sentences) if WORDS in sentence]
    chosen = draw(st.lists(st.sampled_from(said), unique=True)) if said else []
    claims = {}
    for number in chosen:
        by_number = draw(st.booleans())
        claims[f"c{number}"] = {"occurrence": said.index(number) + 1} if by_number else {"prefix": f"Speaker{number}x says"}
    start = draw(st.integers(0, count - 1))
    end = draw(st.integers(start, min(count, start + 2)))
    new = [f"New{number}x says {WORDS}." if draw(st.booleans()) else f"New{number}x waits." for number in range(draw(st.integers(0, 2)))]
    moved = sentences[start:end] if draw(st.booleans()) else []
    return sentences, claims, start, end, [*new, *moved]


@given(edits())
def test_no_edit_puts_a_claim_into_another_mouth(tmp_path_factory, drawn):
    sentences, chosen, start, end, new = drawn
    site = TestSite(tmp_path_factory.mktemp("site"))
    site.write("site.yml", "title: T\nbase_url: https://example.org/\n")
    site.write("content/speakers.yml", "ann: {name: Ann, kind: person}\n")
    entries = "".join(
        f"  {id}: {{quote: {WORDS}, speaker: ann, {key}: {value}}}\n" for id, choice in chosen.items() for key, value in choice.items()
    )
    site.article("a", " ".join(sentences) + "\n", f"claims:\n{entries}" if entries else "", HEAD)
    file = site.root / "content/articles/a.md"
    before = {id: sayer(file.read_text(encoding="utf-8"), claim) for id, claim in claims(site).items()} if entries else {}
    whole = " ".join(sentences)
    after = " ".join([*sentences[:start], *new, *sentences[end:]]) or "Nothing."
    at = file.read_text(encoding="utf-8").index(whole)
    operation = EditText(article="a", start=at, end=at + len(whole), was=whole, text=after, leaves=True)
    desk = site.desk()
    lost = {item["id"] for item in desk.effects("a", at, at + len(whole), whole, after)["lost"]}
    try:
        desk.write(Request(operations=[operation]))
    except ModelRefused:
        return
    for id, words in before.items():
        survives = f"{words} {WORDS}." in after
        assert (
            survives or id in lost or "occurrence" in chosen[id]
        )  # by number, a sentence that takes the place of another is its successor
        if survives and id not in lost:
            assert sayer(file.read_text(encoding="utf-8"), claims(site)[id]) == words, (whole, after)


@pytest.mark.parametrize(
    "after",
    [
        "Two says it is good. One says it is good. Three says it is bad.",
        "Three says it is bad. Two says it is good. One says it is good.",
        "New words.\n\nOne says it is good. Two says it is good. Three says it is bad.",
    ],
)
def test_a_sentence_moves_with_its_claim(empty, after):
    sidecar = "claims:\n  c: {quote: One says it is good, speaker: ann}\n  d: {quote: it is bad, speaker: union}\n"
    empty.article("a", "One says it is good. Two says it is good. Three says it is bad.\n", sidecar)
    operation = edit(empty, "One says it is good. Two says it is good. Three says it is bad.", after)
    text = (empty.root / "content/articles/a.yml").read_text(encoding="utf-8")
    empty.desk().write(Request(operations=[operation]))
    assert (empty.root / "content/articles/a.yml").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("before", "after", "words", "speaker"),
    [
        ("A says it is safe. B says it is safe.", "B says it is safe. A says it is safe.", "it is safe", "B"),
        ('A says “it is safe”. B says "it is safe".', 'B says "it is safe". A says “it is safe”.', "it is safe", "B"),
        ("甲说很安全。乙说很安全。", "丙说很安全。甲说很安全。乙说很安全。", "很安全", "乙"),
        ("דנה אומרת שזה בטוח. רון אומר שזה בטוח.", "רון אומר שזה בטוח. דנה אומרת שזה בטוח.", "שזה בטוח", "רון"),
        ("A says it is safe. B says it is safe.\n\nC waits.", "C waits. B says it is safe. A says it is safe.", "it is safe", "B"),
    ],
)
def test_sentences_that_change_places_take_their_claims_along(empty, before, after, words, speaker):
    """The second place of the words is a claim; which one that is afterwards is counted in the text as it stands."""
    empty.article("a", before + "\n", f"claims:\n  c: {{quote: {words}, occurrence: 2, speaker: ann}}\n")
    empty.desk().write(Request(operations=[edit(empty, before, after)]))
    text, claim = (empty.root / "content/articles/a.md").read_text(encoding="utf-8"), claims(empty)["c"]
    sentences = [part for part in re.split(r"[.。]\s*|\n\n", text.split("---\n", 2)[2]) if words in part]
    if "occurrence" in claim:
        sentences = [sentences[int(claim["occurrence"]) - 1]]
    (sentence,) = [part for part in sentences if part.split(words)[0].strip(' "“').endswith(claim.get("prefix", "").strip(' "“'))]
    assert sentence.strip().startswith(speaker)
