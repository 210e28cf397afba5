"""The worked cases of the anchoring rules."""

from __future__ import annotations

import pytest
from counterpoint.anchoring.edges import Reason
from counterpoint.anchoring.quotes import Ambiguous, Found, NotFound, Refused, Stale, Struck, Wanted, find_quote
from counterpoint.anchoring.suggest import Passages
from counterpoint.anchoring.text import SearchText, search_text
from counterpoint.reading.files import SourceFile
from counterpoint.reading.markdown import Dialect, parse, plain_text
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin


def text_of(markdown: str, *, typographer: bool = False, sanitize: bool = False) -> SearchText:
    if typographer:
        parser = (
            MarkdownIt("commonmark", {"typographer": True}).enable(["replacements", "smartquotes", "strikethrough"]).use(footnote_plugin)
        )
        return search_text(parser.parse(markdown))
    return search_text(parse(markdown, SourceFile("a.md", markdown), 1, Dialect("/", "a", sanitize)).tokens)


def find(markdown: str, quote: str, typographer: bool = False, sanitize: bool = False, **choice):
    text = text_of(markdown, typographer=typographer, sanitize=sanitize)
    return text, find_quote(Wanted(quote, **choice), text, plain_text)


FOUND = [
    ("fell by 3 percent", "Crime fell by 3 percent last year.", 1, "fell by 3 percent", {}),
    ("fell by 3 percent", "Crime fell\nby 3 percent.", 1, "fell by 3 percent", {}),
    ('"a disaster" -- and left', 'She called it "a disaster" -- and left.', 2, "“a disaster” – and left", {"typographer": True}),
    ("We waited… and won", "We waited... and won.", 2, "We waited... and won", {}),
    ("We waited… and won", "We waited... and won.", 1, "We waited… and won", {"typographer": True}),
    ("3 million … unfair", "3\u00a0million … un\u00adfair", 1, "3\u00a0million … un\u00adfair", {}),
    ("taxes will not rise", "said *taxes* **will not rise**", 1, "taxes will not rise", {}),
    ("*taxes* **will not rise**", "said *taxes* **will not rise**", 3, "taxes will not rise", {}),
    ("the 2019 report on jobs", "See [the 2019 report](https://u.example) on jobs.", 1, "the 2019 report on jobs", {}),
    ("Wages rose in May", "Wages rose[^1] in May.\n\n[^1]: A note.", 1, "Wages rose in May", {}),
    ("ends here.\n\nSecond starts", "First claim ends here.\n\nSecond starts.", 1, "ends here.\nSecond starts", {}),
    ("more police\n\nlower tax", "- more police\n- lower tax", 1, "more police\nlower tax", {}),
    ("café", "cafe\u0301 noir", 1, "cafe\u0301", {}),
    ("増税しない", "政府は増税しないと述べた。", 1, "増税しない", {}),
    ("Use rm -rf never", "Use `rm -rf` never.", 1, "Use rm -rf never", {}),
    ("Taxes will rise", "# Taxes will rise", 1, "Taxes will rise", {}),
    ("He said we lost", "> He said\n> we lost.", 1, "He said we lost", {}),
    ("H2O is wet", "H<sub>2</sub>O is wet.", 1, "H2O is wet", {"sanitize": True}),
    ("hello there you", "<div>hello <b>there</b> you</div>", 1, "hello there you", {"sanitize": True}),
    ("2010-2014", "From 2010–2014 it rose.", 2, "2010–2014", {}),
    ("the Circle", "He read the Circle’s letter.", 1, "the Circle", {}),
    ("find it", "We ﬁnd it here.", 2, "ﬁnd it", {}),
    ("پژوهش می‌شود", "این پژوهش می‌شود.", 1, "پژوهش می‌شود", {}),
    ("old words", "A cell:\n\n| a | b |\n|---|---|\n| old words | new |", 1, "old words", {}),
]


@pytest.mark.parametrize(("quote", "markdown", "order", "words", "how"), FOUND)
def test_found(quote, markdown, order, words, how):
    text, result = find(markdown, quote, **how)
    assert isinstance(result, Found), result
    assert [text.text[span.start : span.end] for span in result.spans] == [words]
    assert result.order == order


AS_COPIED = [
    ("They lied[^1]", "They lied[^1] here.\n\n[^1]: A note.", ["They lied"]),
    ("They[^a] lied[^long-name] here", "They[^a] lied[^long-name] here.\n\n[^a]: A.\n\n[^long-name]: B.", ["They lied here"]),
    *((f"{sign}They lied", "They lied here.", ["They lied"]) for sign in ["# ", "### ", "- ", "* ", "+ ", "> ", "> > ", "> - ", ">"]),
    ("| They | lied |", "| a | b |\n|---|---|\n| They | lied |", ["They\nlied"]),
    ("| They \\| we | lied |", "| a | b |\n|---|---|\n| They \\| we | lied |", ["They | we\nlied"]),
    ("|5|\n|so|", "| 5 |\n|---|\n| so |", ["5\nso"]),
    ("- One two\n- so far", "- One two\n- so far", ["One two\nso far"]),
    ("> One two\n> so far", "> One two\n> so far", ["One two so far"]),
    ("## Why\n\nThey *lied*", "## Why\n\nThey *lied*", ["Why\nThey lied"]),
    ("a ~~b~~ c", "So a \\~~b~~ c.", ["a ~~b~~ c"]),
    ("Use `~~x~~` now", "Use `~~x~~` now", ["Use ~~x~~ now"]),
    ("It ~~ is ~~ so", "It ~~ is ~~ so", ["It ~~ is ~~ so"]),
    ("- 5 million", "It was - 5 million.", ["- 5 million"]),
    ("[^1] is a mark", "`[^1]` is a mark", ["[^1] is a mark"]),
    *(
        (quote, text, [])
        for text in ["It was 5 million.", "It was five million."]
        for quote in ["- 5 million", "> 5 million", "+ five million"]
    ),
    ("5. Mai war gut", "Der 6. Mai war gut.", []),
    ("- $5 million", "It was $5 million.", []),
    ("- not safe", "It is safe.", []),
    *((f"{sign} 5 million", "- 5 million", ["5 million"]) for sign in "*#"),
]


@pytest.mark.parametrize(("quote", "markdown", "words"), AS_COPIED)
def test_a_quote_copied_with_the_signs_of_its_block_is_found_and_no_sign_of_a_number_is_lost(quote, markdown, words):
    text, result = find(markdown, quote)
    assert isinstance(result, Found if words else NotFound), result
    assert [text.text[span.start : span.end] for span in getattr(result, "spans", ())] == words


@pytest.mark.parametrize(
    "quote", ["They ~~not~~ lied", "__They__ ~~lied~~", "~~They~~ lied", "They ~~not~~ *lied*", "They\n\n~~not~~ lied"]
)
@pytest.mark.parametrize("markdown", ["They not lied here, they lied.", "They lied.", "They ~~not~~ lied.", "They\n\nlied."])
def test_a_quote_that_strikes_words_out_is_refused(quote, markdown):
    assert find(markdown, quote)[1] == Refused("struck")


NOT_FOUND = [
    ("port", "The reporter left.", Reason.INSIDE_WORD),
    ("5 percent", "Growth was 2.5 percent.", Reason.INSIDE_NUMBER),
    ("250 euros", "It cost 1,250 euros.", Reason.INSIDE_NUMBER),
    ("250 euros", "It cost 1\u202f250 euros.", Reason.INSIDE_NUMBER),
    ("50 degrees", "It was -50 degrees.", Reason.INSIDE_NUMBER),
    ("10 percent", "It rose by 5–10 percent.", Reason.INSIDE_NUMBER),
    ("he can", "They say he can’t come.", Reason.INSIDE_WORD),
    ("violent", "The protest was non-violent.", Reason.INSIDE_WORD),
    ("taxes rose", "Taxes rose.", Reason.OTHER_CASE),
    ("ends here. Second starts", "First claim ends here.\n\nSecond starts.", Reason.CROSSES_BLOCK),
    ("caf", "cafe\u0301", Reason.INSIDE_WORD),
]


@pytest.mark.parametrize(("quote", "markdown", "reason"), NOT_FOUND)
def test_not_found_and_why(quote, markdown, reason):
    _, result = find(markdown, quote)
    assert isinstance(result, NotFound), result
    assert result.nearly[0][1] is reason


@pytest.mark.parametrize(
    ("quote", "markdown"),
    [
        ("run tests", "```\nrun tests\n```"),
        ("a bridge", "![a bridge](media/b.jpg)"),
        ("café", "The cafe is open."),
        ("three banks", "The four banks."),
        ("Wages rose1", "Wages rose[^1].\n\n[^1]: A note."),
    ],
)
def test_never_approximate(quote, markdown):
    assert find(markdown, quote)[1] == NotFound()


def test_struck_out_text_is_refused():
    assert isinstance(find("It is ~~not~~ true.", "It is not true")[1], Struck)
    assert isinstance(find("It is ~~not~~ true.", "It is true")[1], NotFound)


@pytest.mark.parametrize(("quote", "why"), [("", "empty"), ("  \n ", "empty"), ("—", "empty"), ("a", "short")])
def test_quotes_that_are_no_words(quote, why):
    assert find("a b c", quote)[1] == Refused(why)


LIED = "They lied. Then they lied. So they lied."


def test_several_places_need_a_choice():
    _, result = find(LIED, "they lied")
    assert isinstance(result, Ambiguous)
    assert len(result.spans) == 2
    assert len(find("ha ha ha", "ha ha")[1].spans) == 2


@pytest.mark.parametrize(
    ("choice", "starts"),
    [({"prefix": "Then"}, [16]), ({"suffix": ". So"}, [16]), ({"occurrence": 2}, [30]), ({"occurrence": "all"}, [16, 30])],
)
def test_choosing_one_of_several(choice, starts):
    _, result = find(LIED, "they lied", **choice)
    assert [span.start for span in result.spans] == starts


def test_choosing_by_heading():
    markdown = "## One\n\nthey lied\n\n### Sub\n\nno\n\n## Two\n\nthey lied"
    text, result = find(markdown, "they lied", within="#two")
    assert result.spans[0].start > text.text.index("Two")
    assert find(markdown, "they lied", within="#three")[1] == Refused("within")


def test_an_occurrence_out_of_range_says_how_many_there_are():
    assert find("They lied.", "They lied", occurrence=3)[1] == Refused("occurrence", 1)


def test_a_context_that_no_longer_fits_is_refused():
    _, result = find("Crime fell by 3 percent.", "fell by 3 percent", prefix="Theft")
    assert isinstance(result, Stale)
    assert result.context == "prefix"


def test_the_same_words_in_other_case_are_mentioned():
    _, result = find("We will win. Really, we will win.", "we will win")
    assert [span.start for span in result.spans] == [21]
    assert [span.start for span in result.other_case] == [0]


def test_footnotes_are_a_scope_of_their_own():
    markdown = "Wages rose in May.[^1]\n\n[^1]: Wages rose in May, and fell in June."
    _, result = find(markdown, "Wages rose in May")
    assert [span.start for span in result.spans] == [0]
    _, result = find(markdown, "fell in June")
    assert isinstance(result, Found)


def test_a_long_passage_by_its_first_and_last_words():
    text, result = find("It began at noon.\n\nMuch happened.\n\nIt ended at six, they say.", "It began at noon", end="ended at six")
    assert text.text[result.spans[0].start : result.spans[0].end] == "It began at noon.\nMuch happened.\nIt ended at six"


SUGGESTIONS = [
    ("will raise taxes on families", "The plan will not raise taxes on families.", "will not raise taxes on families", "NEGATION CHANGED"),
    (
        "Team Alpha reported results from all of the regions",
        "Team Beta reported results from all of the regions.",
        "Team Beta reported results from all of the regions",
        "NAME CHANGED",
    ),
    ("three of the banks closed", "By May, four of the banks closed. 3 did not.", "four of the banks closed", None),
    ("in 2023 prices rose sharply", "We saw that in 2024 prices rose sharply again.", "in 2024 prices rose sharply", "NUMBER CHANGED"),
]


@pytest.mark.parametrize(("quote", "markdown", "passage", "flag"), SUGGESTIONS)
def test_near_passages_are_offered_with_what_changed(quote, markdown, passage, flag):
    text, result = find(markdown, quote)
    assert isinstance(result, NotFound)
    near = Passages(text).near(quote)
    assert near[0].text == passage
    assert flag is None or flag in near[0].flags


def test_nothing_is_offered_where_nothing_is_near():
    assert Passages(text_of("Completely other text stands here now.")).near("Crime fell by 3 percent last year") == []
