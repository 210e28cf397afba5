"""What is offered for a lost quote."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from counterpoint.anchoring.quotes import Ambiguous, Found, Struck, Wanted, find_quote
from counterpoint.anchoring.suggest import Passages
from counterpoint.anchoring.text import search_text
from counterpoint.reading.files import SourceFile
from counterpoint.reading.markdown import Dialect, parse, plain_text

ROOT = Path(__file__).resolve().parents[2]


def example_claims():
    """Yield (the article's text, a quote in it) from the example articles."""
    import yaml

    for path in sorted(path for path in (ROOT / "content/articles").glob("*.md") if "." not in path.stem):
        text = path.read_text(encoding="utf-8").split("---\n", 2)[2]
        sidecar = yaml.safe_load(path.with_suffix(".yml").read_text(encoding="utf-8"))
        for claim in sidecar["claims"].values():
            quote = claim.get("quote")
            if isinstance(quote, str) and text.count(quote) == 1 and len(quote.split()) >= 4:
                yield text, quote


def one_word(rng, words):
    at = rng.choice([number for number, word in enumerate(words) if word.isalnum()])
    how = rng.choice(["change", "add", "drop"] if at < len(words) - 1 else ["change", "drop"])
    return [*words[:at], *{"change": ["zebra"], "add": [words[at], "zebra"], "drop": []}[how], *words[at + 1 :]]


def clause(rng, words):
    at = rng.randint(1, len(words) - 1)
    return [*words[:at], "as", "everybody", "saw", "last", "spring", *words[at:]]


def reordered(rng, words):
    at = rng.randint(len(words) // 3, len(words) - len(words) // 3)
    return [*words[at:], *words[:at]]


@pytest.mark.parametrize("change", [one_word, clause, reordered])
def test_the_right_passage_comes_first(change):
    rng = random.Random(5)
    right, wrong = 0, []
    for text, quote in example_claims():
        new = " ".join(change(rng, quote.split()))
        markdown = text.replace(quote, new)
        search = search_text(parse(markdown, SourceFile("a.md", markdown), 1, Dialect("/", "a")).tokens)
        offers = Passages(search).near(quote)
        passage = " ".join(offers[0].text.split()) if offers else ""
        expected = new.strip(".,;:")
        if passage.strip(".,;:") == expected:
            right += 1
        else:
            wrong.append((quote, new, passage))
    assert right + len(wrong) >= 30
    assert right / (right + len(wrong)) >= 0.95, wrong


@pytest.mark.parametrize("change", [clause, reordered])
def test_a_fragment_says_that_words_of_the_claim_are_left_out(change):
    rng = random.Random(8)
    for text, quote in example_claims():
        markdown = text.replace(quote, " ".join(change(rng, quote.split())))
        search = search_text(parse(markdown, SourceFile("a.md", markdown), 1, Dialect("/", "a")).tokens)
        for offer in Passages(search).near(quote):
            if len(set(quote.casefold().split()) - set(offer.text.casefold().split())) > 1:
                assert offer.flags


SHORT = [
    ("unconstitutional", "They call it uncnstitutional today.", "uncnstitutional"),
    ("増税しない", "政府は増税すると述べた。", "増税する"),
    ("they lied", "In May they, as Bob had said before, lied.", "they, as Bob had said before, lied"),
]


def test_passages_are_looked_for_up_to_500_words_and_found_wherever_they_stand():
    words = [f"w{number}a" for number in range(700)]
    search = search_text(parse(" ".join(words), SourceFile("a.md", ""), 1, Dialect("/", "a")).tokens)
    passages = Passages(search)
    for start, length in ((0, 500), (200, 500), (100, 60), (640, 60), (300, 9)):
        quote = [*words[start : start + 3], "gone", *words[start + 4 : start + length]]
        assert [offer.text for offer in passages.near(" ".join(quote))] == [" ".join(words[start : start + length])]
    assert passages.near(" ".join([*words[:499], "gone", "so"])) == []


PIECES = [
    "26", "€5", "10²", "−5", "safe", ".NET", "under_score", "http://x.org/a-b", "U.S.", "and/or", "(un)fair", "不合法", "二十五人", "can't",
    "l’État", "5–10", "1", "250", '"they', 'lied"', "5%", "Ann's", "~~not~~", "it", "is,", "was.", "so…", "$5m-$10m", "x",
]  # fmt: skip


def test_what_is_offered_is_found_when_it_is_typed():
    rng = random.Random(14)
    offered = 0
    for _ in range(150):
        lines = [" ".join(rng.choices(PIECES, k=rng.randint(2, 9))) for _ in range(3)]
        text = f"{lines[0]}\n\n{lines[1]}[^1]\n\n[^1]: {lines[2]}\n"
        words = rng.choice(lines).replace("~", "").split()
        words[rng.randrange(len(words))] = rng.choice(["zebra", "5", "safe", ""])
        search = search_text(parse(text, SourceFile("a.md", text), 1, Dialect("/", "a")).tokens)
        for offer in Passages(search).near(" ".join(words)):
            offered += 1
            result = find_quote(Wanted(offer.text.replace("\n", "\n\n")), search, plain_text)
            assert isinstance(result, Struck if "STRUCK OUT" in offer.flags else Found | Ambiguous), (text, offer)
    assert offered > 80


WHOLE = [
    ("US troops left", "The U.S. troops left. Then", "U.S. troops left"),
    ("eg this is wrong", "So e.g. this is wrong now", "e.g. this is wrong"),
    ("ATT lied to us", "So AT&T lied to us all", "AT&T lied to us"),
    ("theplan is safe", "So the plan is safe now", "the plan is safe"),
    ("rock and roll is dead", "rock ’n’ roll is dead now and so", "rock ’n’ roll is dead"),
    ("and or is used", "so and/or is used here and there", "and/or is used"),
    ("is used and or", "there and here it is used and/or so", "is used and/or"),
    ("한국은 안전하다", "한국은 안전하지 않다.", "한국은 안전하지 않다"),
    ("wir gehen", "Sie sagt, wir kommen nicht. Ja", "wir kommen nicht"),
    ("raises tax on families", "We do not raise tax on families", "not raise tax on families"),
    ("will raise the tax on us", "It will not raise the taxes on us", "will not raise the taxes on us"),
    ("Then it falls apart", "It happened. Then it fell apart, as it was.", "Then it fell apart"),
    ("wir gehen heim", "Wir gehen fort. Nicht so", "Wir gehen fort"),
    ("rock and roll is dead", "rock ’n’ roll is dead not now and so", "rock ’n’ roll is dead"),
    ("rock and roll is dead", "rock ’n’ roll is dead now here there and so", "rock ’n’ roll is dead now"),
    ("and or", "so and and/or or here", "and/or"),
    ("they have lied", "So a\u0f73 they lied to us.", "they lied"),
    ("taxes pay", "Pay so it is now. " * 4 + "taxes so it is now. " * 4, "Pay so it is now. taxes"),
    ("they gone home", "Then they went home. They do not. They went", "they went home"),
]


@pytest.mark.parametrize(("quote", "text", "passage"), WHOLE)
def test_an_offer_ends_with_the_words_that_are_meant_and_drops_no_negation(quote, text, passage):
    search = search_text(parse(text, SourceFile("a.md", text), 1, Dialect("/", "a")).tokens)
    assert Passages(search).near(quote)[0].text == passage


@pytest.mark.parametrize(("quote", "text", "passage"), SHORT)
def test_short_quotes_and_scripts_without_spaces_get_an_offer(quote, text, passage):
    search = search_text(parse(text, SourceFile("a.md", text), 1, Dialect("/", "a")).tokens)
    offers = Passages(search).near(quote)
    assert any(offer.text.startswith(passage) for offer in offers)
