"""Own words are told from paraphrase: on every page a claim is in quotation marks where its speaker said just that, and nowhere else."""

from __future__ import annotations

import json
import re

import pytest
from counterpoint.article.own_quote import new_numbers
from counterpoint.article.wording import ArticleWords, words
from counterpoint.build import check, lints
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
        ("Ann says: “it costs little”, and leaves.", ", text: “It costs little”", True),
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
        ("Ann says: “So it costs little.\n\n“We pay.”", "", True),
        ("Ann says: «So it costs little.\n\n«We pay.»", "", True),
        ("Ann says: “No.\n\n“So it costs little.\n\n“We pay.” He left.", "", True),
        ("Ann says: “No.\n\n“So it costs little.", "", False),
        ("Ann says: “So it costs little.\n\nWe pay.”", "", False),
        ("Ann says: “So it costs little.\n\nHe left.\n\n“We pay.”", "", False),
        ("Ann says: “it costs little”.", ", text: It costs nothing.", False),
        ("Ann says: “it costs little”.", ", verbatim: false", False),
        ("Ann says that it costs little.", ", verbatim: true", True),
        ("Ann says that it costs little.", ", text: It costs nothing., verbatim: true", True),
        ("“No”, says Ann.\n\nThat it costs little is clear.\n\n“Yes”, says Bob.", "", False),
    ],
)
def test_a_claim_is_quoted_where_its_words_are_the_speakers_own(empty, text, claim, own):
    assert quoted(empty, text, claim) == {own}


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Ann says: <q>it costs little</q>.", True),
        ("<q>it costs little</q>", True),
        ("<q>Surely it costs little for us</q>", True),
        ("Ann says: <q>it costs *little*</q>.", True),
        ("Ann says <q>no</q>, and that it costs little, and <q>yes</q>.", False),
        ("<q>no</q> it costs little <q>yes</q>", False),
    ],
)
def test_the_element_for_quotations_is_a_pair_of_quotation_marks(empty, text, own):
    empty.edit("site.yml", "title:", "raw_html: sanitize\ntitle:")
    assert quoted(empty, text, "") == {own}
    words = re.sub(r"<q>", "“", re.sub(r"</q>", "”", text)).replace("*", "")
    passage = re.search(r"<blockquote[^>]*>.*?</blockquote>", empty.page("a/claims/c/index.html"), re.DOTALL)
    assert passage is not None
    assert re.sub(r"<[^>]*>", "", passage[0]).strip() == words
    assert words in re.sub(r"<[^>]*>", "", re.sub(r"(?s)<sup.*?</sup>", "", empty.page("a/index.html")))


@pytest.mark.parametrize(
    ("quote", "wording", "text"),
    [
        ("“it costs little”", "verbatim", "it costs little"),
        ('"it costs little"', "verbatim", "it costs little"),
        ("it costs little", "verbatim", "it costs little"),
        ("it costs little,” and “so", "paraphrase", "it costs little,” and “so"),
        ("“it costs little,” and “so little”", "paraphrase", "“it costs little,” and “so little”"),
        ("“so little”, he", "paraphrase", "“so little”, he"),
    ],
)
def test_words_that_are_quoted_with_their_quotation_marks_are_own_words_too(empty, quote, wording, text):
    article = "Ann says: “it costs little”, he nods. “it costs little,” and “so little”, he added.\n"
    empty.article("a", article, f"claims: {{c: {{quote: {json.dumps(quote)}, speaker: ann, occurrence: 1}}}}")
    empty.built()
    row = empty.json("data/claims.json")["claims"][0]
    assert (row["wording"], row["verbatim"], row["text"]) == (wording, wording == "verbatim", text)


SAID = "Ann says: “It does not, as everybody here knows, cost much.” Later she adds: “We can pay for it.” She was asked in 2019."
QUOTES = "['It does not, as everybody here knows, cost much.', We can pay for it.]"
TAKEN = {
    "It does not, as everybody here knows, cost much.": ("verbatim", ""),
    "It DOES NOT, as everybody here knows, cost much.": ("paraphrase", ""),
    "It does not … cost much.": ("excerpt", ""),
    "It does not, as everybody here knows …": ("excerpt", ""),
    "It does not [in our town] cost much.": ("excerpt", ""),
    "It does … cost much.": ("excerpt", "words-left-out"),
    "It does not … cost much. … We can pay": ("compiled", ""),
    "We can pay … It does not": ("compiled", ""),
    "It does not cost much.": ("paraphrase", ""),
    "It does not … cost a lot.": ("paraphrase", ""),
    "It is cheap.": ("paraphrase", ""),
    "In 2019 it was cheap.": ("paraphrase", "text-beyond-quote"),
    "In 2017 it was cheap.": ("paraphrase", "text-beyond-quote"),
    "It is “dirt cheap”.": ("paraphrase", "text-beyond-quote"),
    "It is “not, as everybody here knows,” dear.": ("paraphrase", ""),
    "The mayor wasted public money on marble fountains.": ("paraphrase", "text-beyond-quote"),
    "It does not cost much, verbatim: true": ("verbatim", "words-left-out"),
    "It costs a fortune, verbatim: true": ("verbatim", "text-beyond-quote"),
    "It does not … cost much, verbatim: false": ("paraphrase", ""),
    "In ٢٠١٩ it was cheap.": ("paraphrase", "text-beyond-quote"),
    "It does not [never] cost much": ("paraphrase", "text-beyond-quote"),
    "[Don’t say] It does not … cost much": ("paraphrase", "text-beyond-quote"),
    "It is 3 times cheaper.": ("paraphrase", "text-beyond-quote"),
}
"""How a text of the claim in SAID is taken over, and the lint that it gives."""


def test_how_words_are_taken_over_is_found_by_comparing_them_and_told_on_cards_and_in_the_data(empty):
    cases = dict(enumerate(TAKEN))
    claims = "".join(f"  c{n}: {{quote: {QUOTES}, speaker: ann, text: {text!r}}}\n" for n, text in cases.items())
    claims = re.sub(r"(, verbatim: \w+)'}", r"'\1}", claims)
    empty.article("a", SAID + "\n", f"claims:\n{claims}")
    found = {item.location.line: item.code for item in lint_of(empty) if item.code in {"text-beyond-quote", "words-left-out"}}
    empty.built()
    rows = {row["claim"]: row for row in empty.json("data/claims.json")["claims"]}
    assert {text: (rows[f"c{n}"]["wording"], found.get(n + 2, "")) for n, text in cases.items()} == TAKEN
    for n, text in cases.items():
        card = empty.page(f"a/claims/c{n}/index.html").partition("card-claim")[2]
        heading, said = re.findall(r"(?:_q\">|class=\"card-q\">)(.*?)</(?:h1|p)>", card)[:2]
        kind = TAKEN[text][0]
        told = {
            "verbatim": "The speaker’s own words.",
            "excerpt": "The speaker’s own words, shortened where dots stand.",
            "compiled": "The speaker’s own words, put together from several places.",
            "paraphrase": "Paraphrased.",
        }
        assert said == told[kind]
        assert heading.count("<q>") == heading.count("</q>") == {"compiled": text.count("…") + 1, "paraphrase": 0}.get(kind, 1), text
        for inside in re.findall("<q>(.*?)</q>", heading) if kind in {"excerpt", "compiled"} else ():
            assert all(word in words(SAID) for word in words(re.sub(r"\[.*?\]", "", inside)))


PAID = "She said: “We will not pay them, and they know it. Bob lied. It doesn't help.” Then she left."
PUT_IN = {
    "We will not pay them, and they [don’t] know it": ("paraphrase", "text-beyond-quote"),
    "[Don’t say] Bob lied": ("paraphrase", "text-beyond-quote"),
    "Bob [didn’t] lied": ("paraphrase", "text-beyond-quote"),
    "We will [never] not pay them": ("paraphrase", "text-beyond-quote"),
    "[Nobody believes that] Bob lied": ("paraphrase", "text-beyond-quote"),
    "Bob lied [kein Wort]": ("paraphrase", "text-beyond-quote"),
    "[It is false that] Bob lied": ("paraphrase", "text-beyond-quote"),
    "Bob [לא] lied": ("paraphrase", "text-beyond-quote"),
    "We will not pay [n’est] them": ("paraphrase", "text-beyond-quote"),
    "they know it. … We will [not] … pay them": ("paraphrase", "text-beyond-quote"),
    "Bob [didn’t] lied, verbatim: true": ("verbatim", "text-beyond-quote"),
    "We will [never] pay them": ("excerpt", ""),
    "We [won't] pay them": ("excerpt", ""),
    "We will not pay [the shops], and they know it": ("excerpt", ""),
    "[Last year] Bob lied": ("excerpt", ""),
    "It [does not] help": ("excerpt", ""),
    "They [the shops] know it": ("excerpt", ""),
    "Bob lied [sic]": ("excerpt", ""),
    "[W]e will not pay them": ("paraphrase", ""),
    "We will not pay … Bob lied": ("excerpt", ""),
    "We will … pay them": ("excerpt", "words-left-out"),
}
"""How a text of the claim in PAID is taken over, and the lint that it gives: what is put in in brackets may turn it round."""


def test_a_negation_that_is_put_in_is_nobodys_own_words(empty):
    cases = dict(enumerate(PUT_IN))
    quote = "We will not pay them, and they know it. Bob lied. It doesn't help."
    lines = []
    for number, case in cases.items():
        text, _, verbatim = case.partition(", verbatim: ")
        lines.append(f"  c{number}: {{quote: {quote!r}, speaker: ann, text: {text!r}{', verbatim: true' if verbatim else ''}}}\n")
    empty.article("a", PAID + "\n", "claims:\n" + "".join(lines))
    found = {item.location.line: item.code for item in lint_of(empty) if item.code in {"text-beyond-quote", "words-left-out"}}
    empty.built()
    rows = {row["claim"]: row for row in empty.json("data/claims.json")["claims"]}
    assert {case: (rows[f"c{n}"]["wording"], found.get(n + 2, "")) for n, case in cases.items()} == PUT_IN


TWO_SPEAKERS = {
    "“We will not pay.” Bob said: “We love them.”": "bob",
    "“We will not pay,” Ann said, and Bob Baker replied: “We love them.”": "",
    "“We will not pay.” Baker answered: “We love them.”": "bob",
    "“We will not pay.” The Union says: “We love them.”": "union",
    "“We will not pay.” *Bob*: “We love them.”": "bob",
    "“We will not pay”, sagte Bob. „We love them.“": "bob",
    "“We will not pay.” ובוב אמר: “We love them.”": "bob",
    "“We will not pay,” says Ann. “We love them.”": "",
    "“We will not pay.” Later she added: “We love them.”": "",
    "“We will not pay”, and “We love them.”": "",
    "“We will not pay,” Able told Bob, “We love them.”": "",
    "“We will not pay.” The union’s chair was away. “We love them.”": "",
    "“We will not pay.” In Bobigny she said: “We love them.”": "",
    "“We will not pay.” Bob said: “No.” Ann went on: “We love them.”": "",
}
"""An article, and the speaker to whom the second half of a claim by Ann really belongs."""


@pytest.mark.parametrize("text", ["We will not … love them", "We will not pay … We love them"])
def test_own_words_are_not_put_together_from_those_of_two_speakers(empty, text):
    speakers = "ann: {name: Ann Able, kind: person}\nbob: {name: Bob Baker, names: [בוב]}\nunion: {name: The Union, kind: organisation}\n"
    empty.write("content/speakers.yml", speakers)
    for number, article in enumerate(TWO_SPEAKERS):
        start, end = ("We will not pay", "We love them")
        empty.article(f"a{number}", article + "\n", f"claims: {{c: {{quote: {{from: {start}, to: {end}}}, speaker: ann, text: {text}}}}}")
    said = {int(d.location.path[18:-4]): d.message for d in empty.build().diagnostics if d.code == "text-two-speakers"}
    told = {article: next((id for id in ("bob", "union") if repr(id) in said.get(n, "")), "") for n, article in enumerate(TWO_SPEAKERS)}
    assert told == TWO_SPEAKERS


def lint_of(site: TestSite) -> list:
    return list(check(site.options(), [lints]).diagnostics)


def test_words_said_in_another_language_are_told_to_be_translated(empty):
    empty.write("site.yml", "title: T\nbase_url: https://example.org/\nlanguages: [he]\nshare_images: none\nsearch: false\n")
    empty.write("content/sources.yml", "speech: {title: Speech, language: fr}\nletter: {title: Letter, language: en}\n")
    answers = "{yes: {words: Little, speaker: ann, source: speech}, no: {words: Much, speaker: ann}}"
    positions = "positions: {yes: {label: A}, no: {label: B}}"
    empty.article(
        "a",
        "Ann says: “it costs little”, “so little”, and that we can pay for it.\n",
        f"""
        {positions}
        issues: {{i: {{question: What?, answers: {answers}}}}}
        claims:
          there: {{quote: it costs little, speaker: ann, appears_in: speech}}
          here: {{quote: so little, speaker: ann, appears_in: letter}}
          unknown: {{quote: it costs little, speaker: ann}}
          indirect: {{quote: we can pay for it, speaker: ann}}
        """,
    )
    empty.write("content/articles/a.he.md", "---\ntitle: ת\n---\nאן אומרת: „עולה מעט”, „כל כך מעט”, וכי אנו יכולים לשלם.\n")
    empty.write(
        "content/articles/a.he.yml",
        """positions: {yes: {label: א}, no: {label: ב}}
issues: {i: {question: מה?, answers: {yes: {words: מעט}, no: {words: הרבה}}}}
claims:
  there: {quote: עולה מעט}
  here: {quote: כל כך מעט}
  unknown: {quote: עולה מעט}
  indirect: {quote: אנו יכולים לשלם}
""",
    )
    empty.built()

    def translated(page: str) -> list[str]:
        return re.findall(r"(?:original language: |שפת המקור: )([^.<]*)\.", empty.page(page).partition("<main")[2])

    told = {id: translated(f"a/claims/{id}/index.html") for id in ("there", "here", "unknown", "indirect")}
    assert told == {"there": ["French"], "here": [], "unknown": [], "indirect": []}
    told = {id: translated(f"he/a/claims/{id}/index.html") for id in ("there", "here", "unknown", "indirect")}
    assert told == {"there": ["צרפתית"], "here": ["אנגלית"], "unknown": ["אנגלית"], "indirect": []}
    table = empty.page("a/sides/index.html").partition('id="_compare"')[2].partition('class="notes')[0]
    assert re.findall(r"original language: (\w+)", table) == ["French"]


def test_other_forms_of_a_word_are_no_new_words():
    article = ArticleWords("The police were counting trips, ובתי הקפה")
    assert all(article.has(word) for word in ("police", "counted", "trip", "ובתי", "הקפה", "קפה"))
    assert not article.has("marble")


CHANGED = {
    "We will never pay for it, because it costs 6 million.": "6 million",
    "We will never pay for it, because it costs 5 billion.": "5 billion",
    "We will never pay for it, because it costs six million.": "six million",
    "We will never pay for it, because it costs 60 million.": "60 million",
    "It costs 6 million.": "6 million",
    "We will never pay 5 million in 2019.": "2019",
    "We will pay for it, because it costs 5 million.": "never",
    "We will always pay for it.": "never",
    "They pay for it.": "never",
    "It is false that we will never pay.": "false that",
    "We will not never pay for it.": "not",
    "We will never pay for it in 2019, because it costs 5 million.": "2019",
    "We will never pay for it, because it costs 5,000,000.": "",
    "We will never pay for it, because it costs five million.": "",
    "We won’t pay for it.": "",
    "They will not pay: it costs 5 million.": "",
    "The town refuses to pay.": "",
    "The council will never pay for it.": "",
}
"""A text of the claim in the article below → what is named that its quote does not say, or that it leaves out."""
NAMES = {
    "Bob Baker took money from the harbour last year.": "Bob, Baker",
    "Ann took money from the harbour last year.": "",
    "Last year Ann took the harbour’s money.": "",
}


def test_a_number_a_negation_or_a_name_that_differs_from_the_quote_is_named(empty):
    """Also where the article has that number elsewhere: a text is held against its own quote."""
    quote, other = "We will never pay for it, because it costs 5 million.", "Ann Able took money from the harbour last year."
    cases = [*((quote, text) for text in CHANGED), *((other, text) for text in NAMES)]
    claims = "".join(
        f"  c{n}: {{quote: {json.dumps(place)}, speaker: ann, text: {json.dumps(text)}}}\n" for n, (place, text) in enumerate(cases)
    )
    article = f"Ann said: “{quote}” In 2019, 6 million and 60 million were spoken of, 5 billion too. {other} Bob Baker did not.\n"
    empty.article("a", article, f"claims:\n{claims}")
    named = {item.location.line - 2: item.message for item in lint_of(empty) if item.code in {"text-beyond-quote", "words-left-out"}}
    for number, (_, text) in enumerate(cases):
        expected, message = (CHANGED | NAMES)[text], named.get(number, "")
        assert bool(expected) == bool(message), (text, message)
        assert expected in message, (text, message)


def test_a_comma_inside_the_marks_takes_nobodys_words_from_them(empty):
    empty.article("a", "“The council was lied to,” said Ann.\n", 'claims: {c: {quote: "The council was lied to,", speaker: ann}}')
    empty.built()
    assert empty.json("data/claims.json")["claims"][0]["wording"] == "verbatim"


@pytest.mark.parametrize(
    ("quote", "same", "others"),
    [
        ("1,5 per cent", ["1.5 per cent"], ["15 per cent", "150 per cent"]),
        ("1,500 people", ["1500 people", "1.500 people"], ["15 people", "1.5 million people"]),
        ("1.500,25 euros", ["1500.25 euros"], ["150025 euros", "1500 euros"]),
        ("1,50,000 rupees", ["150000 rupees"], ["1.5 rupees", "15000 rupees"]),
        ("٣٫٥", ["3.5"], ["35"]),
    ],
)
def test_a_comma_parts_thousands_only_before_three_digits(quote, same, others):
    assert [text for text in same if new_numbers(text, [quote])] == []
    assert [text for text in others if not new_numbers(text, [quote])] == []
