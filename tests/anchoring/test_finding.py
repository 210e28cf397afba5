"""What each rule of finding a quote keeps, in the smallest texts that show it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from counterpoint.anchoring.edges import Reason, edge, wraps
from counterpoint.anchoring.quotes import (
    Ambiguous,
    Found,
    NotFound,
    Refused,
    Stale,
    Struck,
    Wanted,
    count_letters,
    count_places,
    find_quote,
    fold_quote,
    occurrences,
)
from counterpoint.anchoring.text import Folded, Span, fold, fold_by_pieces, search_text
from counterpoint.reading.files import SourceFile
from counterpoint.reading.markdown import Dialect, parse, plain_text


def text_of(markdown):
    return search_text(parse(markdown, SourceFile("a.md", markdown), 1, Dialect("/", "a")).tokens)


def find(markdown, quote, **choice):
    return find_quote(Wanted(quote, **choice), text_of(markdown), plain_text)


NOTE = "It began here.[^1] It began there.\n\n[^1]: It began in a note, and ended in it."
PLACES = [
    ("it's so, so it’s so", "it's so", {}, 2),
    ("it’s so, so it's so", "it's so", {}, 2),
    ("it’s so, so it's so", "it's so", {"occurrence": 2}, [12]),
    ('“a lie”, "a lie" and ٢٠ lies, 20 lies', '"a lie"', {}, 2),
    ('“a lie”, "a lie" and ٢٠ lies, 20 lies', "20 lies", {}, 2),
    ("well–known lies, well-known lies", "well-known lies", {}, 2),
    ("we can’t, says Ann, pay. we can't, says Bob, pay.", "we can't", {"end": "pay"}, 2),
    ("it's so, so it’s so", "it's so", {"prefix": "so"}, [12]),
    ("it's so, so it’s so", "it's so", {"prefix": "so", "suffix": "x"}, "suffix"),
    ("it's so, so it’s so", "it's so", {"prefix": "x"}, "prefix"),
    ("it's so, so it’s so", "it's so", {"prefix": "x", "suffix": ", so"}, "prefix"),
    ("it's so, so it’s so", "it's so", {"prefix": "x", "suffix": "y"}, "prefix"),
    ("it's so, so it’s so", "it's so", {"suffix": "y"}, "suffix"),
    ("so they lied", "they lied", {"prefix": "so", "suffix": "x"}, "suffix"),
    ("they lied the plan's way", "they lied", {"suffix": "the plan"}, [0]),
    ("~~so~~ they lied", "they lied", {"prefix": "so"}, "prefix"),
    ("they lied ~~so~~", "they lied", {"suffix": "so"}, "suffix"),
    ("also they lied", "they lied", {"prefix": "so"}, "prefix"),
    ("they lied sooner", "they lied", {"suffix": "so"}, "suffix"),
    ("they lied", "they lied", {"prefix": " "}, "prefix"),
    ("they lied", "they lied", {"suffix": " "}, "suffix"),
    ("they lied", "they lied", {"prefix": "so"}, "prefix"),
    ("they lied", "they lied", {"suffix": "so"}, "suffix"),
    ("so they lied", "they lied", {"prefix": "and so"}, "prefix"),
    ("they lied so", "they lied", {"suffix": "so they"}, "suffix"),
    ("so:they lied so", "they lied", {"prefix": "so", "suffix": "so"}, Reason.INSIDE_WORD),
    ("so (they lied) so", "they lied", {"prefix": "so (", "suffix": ") so"}, [4]),
    ("they lied, they lied", "they lied", {"occurrence": 1}, [0]),
    ("they lied, they lied", "they lied", {"occurrence": 2}, [11]),
    ("they lied, they lied", "they lied", {"occurrence": 3}, Refused("occurrence", 2)),
    ("they lied, so they lied, so they lied", "they lied", {"prefix": "so", "occurrence": 2}, [28]),
    ("they lied, so they lied, so they lied", "they lied", {"prefix": "so", "occurrence": 3}, Refused("occurrence", 2)),
    ("they lied, so they lied", "they lied", {"prefix": "so", "occurrence": "all"}, [14]),
    ("~~they lied~~, they lied", "they lied", {"occurrence": 2}, [11]),
    ("~~they lied~~, they lied", "they lied", {"occurrence": 1}, "struck"),
    ("~~they lied~~, they lied", "they lied", {"occurrence": "all"}, "struck"),
    ("~~so~~ they lied", "they lied", {}, [3]),
    ("they lied ~~so~~", "they lied", {}, [0]),
    ("the plan—which costs", "which costs", {"prefix": "the plan—"}, [9]),
    ("the plan—\nwhich costs", "which costs", {"prefix": "the plan—"}, [10]),
    ("the plan--which costs", "which costs", {"prefix": "the plan--"}, [10]),
    ("the plan—which costs", "which costs", {"prefix": "the plan-"}, Reason.INSIDE_WORD),
    ("the plan-which costs", "which costs", {"prefix": "the plan—"}, Reason.INSIDE_WORD),
    ("the plan—which costs", "the plan", {"suffix": "—which"}, [0]),
    ("the plan--which costs", "the plan", {"suffix": "--which"}, [0]),
    ("the plan—which costs", "the plan", {"suffix": "which"}, Reason.INSIDE_WORD),
    ("the plan-which costs", "the plan", {"suffix": "—which"}, Reason.INSIDE_WORD),
    ("the plan—which costs—was", "which costs", {"prefix": "plan—"}, Reason.INSIDE_WORD),
    ("12—15 percent", "15 percent", {"prefix": "12—"}, Reason.INSIDE_NUMBER),
    ("12—15 percent", "12", {"suffix": "—15"}, Reason.INSIDE_NUMBER),
    ("one two three two three", "one two", {"end": "two three"}, [0]),
    ("one two three", "one two", {"end": "two three"}, Reason.LAST_IN_FIRST),
    ("two three one two", "one two", {"end": "two three"}, Reason.LAST_BEFORE_FIRST),
    ("one two", "one two", {"end": "two three"}, "to"),
    ("two three", "one two", {"end": "two three"}, "from"),
    ("## It began\n\nat noon, they say", "It began", {"end": "at noon"}, [0]),
    ("It began\n\n## At noon\n\nso", "It began", {"end": "At noon"}, Reason.OVER_HEADING),
    ("It began\n\n## At noon\n\nso", "It began", {"end": "At noon", "across": True}, [0]),
    ("It began at noon\n\n## Later\n\nso", "It began", {"end": "at noon"}, [0]),
    ("It began, it began at noon\n\n## Later\n\nat noon", "it began", {"end": "at noon"}, [10]),
    ("It began", "It began", {"end": ""}, Refused("empty")),
    ("It began", "It began", {"end": "n"}, Refused("short")),
    ("## One\n\nthey lied\n\n## Two\n\nthey lied", "they lied", {"within": "#one"}, [4]),
    ("## One\n\nthey lied\n\n## Two\n\nthey lied", "they lied", {"within": "two"}, [18]),
    ("## One\n\nthey lied\n\n### Sub\n\nthey erred\n\n## Two\n\nno", "they erred", {"within": "#one"}, [18]),
    ("## One\n\nthey lied\n\n## Two\n\nthey erred", "lied", {"within": "#two"}, "within"),
    ("## One\n\nthey lied, they lied\n\n## Two\n\nno", "they lied", {"within": "#two"}, "within"),
    ("## One\n\n~~they lied~~\n\n## Two\n\nno", "they lied", {"within": "#two"}, ""),
    ("## One\n\nnothing\n\n## Two\n\nno", "they lied", {"within": "#two"}, ""),
    ("## One\n\nthey lied\n\n## Two\n\nno", "they lied", {"within": "#three"}, Refused("within")),
    (NOTE, "in a note", {}, [40]),
    (NOTE, "It began", {}, 2),
    (NOTE, "It began", {"end": "ended"}, [31]),
    (NOTE, "It began here", {"end": "ended"}, Reason.LAST_ELSEWHERE),
    (NOTE, "began in", {"end": "ended"}, [34]),
    (NOTE, "It began", {"suffix": "in a"}, [31]),
    ("A reporter.[^1]\n\n[^1]: No more.", "porter", {}, Reason.INSIDE_WORD),
    ("Nothing.[^1]\n\n[^1]: A reporter.", "porter", {}, Reason.INSIDE_WORD),
    ("They lied.\n\nThen left.", "lied. Then left", {}, Reason.CROSSES_BLOCK),
    ("They lied.\n\nThen left.", "ied. Then left", {}, ""),
    ("They can’t lie.\n\nThen left.", "can't lie. Then left", {}, Reason.CROSSES_BLOCK),
    ("It began, it ended—so they say", "It began", {"end": "it ended", "suffix": "—so"}, [0]),
    ("It began, it ended—so they say", "It began", {"end": "it ended"}, Reason.INSIDE_WORD),
    ("They lied.\n\nThen left.", "lied. then left", {}, ""),
    ("PORT of call", "port of", {}, Reason.OTHER_CASE),
    ("REPORT of call", "port of", {}, ""),
    ("It began.\n\nAt NOON it ended.", "It began", {"end": "at noon"}, Reason.OTHER_CASE),
    ("a *b c* d", "a *b c* d", {}, [0]),
    ("They not lied here", "They ~~not~~ lied", {}, "struck"),
    ("They not lied here", "They *not* lied", {}, [0]),
    ("They ~~not~~ lied here", "They ~~not~~ lied", {}, "struck"),
    ("They not lied. It ended", "They ~~not~~ lied", {"end": "It ended"}, "struck"),
    ("They lied. It not ended", "They lied", {"end": "It ~~not~~ ended"}, "struck"),
    ("They \\~~not\\~~ lied here", "They \\~~not\\~~ *lied*", {}, [0]),
    ("they lied", "*they lied*", {"prefix": "*so*"}, "prefix"),
    ("so they lied, they lied", "*they lied*", {"prefix": "*so*"}, [3]),
]


@pytest.mark.parametrize(("markdown", "quote", "choice", "expected"), PLACES)
def test_a_quote_is_found_where_its_rules_say_or_the_reason_is_given(markdown, quote, choice, expected):
    result = find(markdown, quote, **choice)
    match result:
        case Found(spans):
            assert [span.start for span in spans] == expected
        case Ambiguous(spans):
            assert len(spans) == expected
        case Stale(_, context):
            assert context == expected
        case Struck() | Refused("struck"):
            assert expected == "struck"
        case NotFound(nearly, part):
            assert expected == (nearly[0][1] if nearly else part)
        case _:
            assert result == expected


def test_the_places_of_a_quote_are_counted_with_all_its_forms_up_to_one_more_than_asked_for():
    for quote, markdown in [
        ("“they—lied”", '"they--lied" or "They--lied". *“they—lied”*'),
        ("*they* lied", "they lied, *they* lied, THEY lied"),
    ]:
        assert [count_places(quote, text_of(markdown), plain_text, most) for most in (0, 1, 3, 9)] == [1, 2, 3, 3]


def test_a_reason_is_given_three_times_and_never_twice_for_a_place():
    spans = [span.start for span, _ in find("report report report report", "port").nearly]
    assert spans == [2, 9, 16]


def test_the_words_with_other_capitals_are_listed_five_times_and_not_for_a_passage():
    text = "we win. " + "WE WIN. " * 7
    assert [span.start for span in find(text, "we win").other_case] == [8, 16, 24, 32, 40]
    assert find(text, "we win", end="WIN. WE", occurrence=1).other_case == ()
    assert find("We win. we win, rewe wIN", "we win").other_case == (Span(0, 6),)


LETTERS = [("", 0), ("—!", 0), ("a", 1), ("a b", 2), ("abc", 2), ("$5", 2), ("💧", 1), ("5 %", 1), ("²₂", 2)]


@pytest.mark.parametrize(("words", "count"), LETTERS)
def test_letters_digits_and_symbols_are_counted_up_to_two(words, count):
    assert count_letters(words) == count


QUOTES = [
    (" two\n words ", 1, "two words"),
    ("one\n\ntwo", 1, "one\ntwo"),
    ("one\n \t\n two", 1, "one\ntwo"),
    ("\n\none\n\n", 1, "one"),
    ("it’s  so", 1, "it’s so"),
    ("it’s – so…", 2, "it's - so..."),
    ("plain words", 2, "plain words"),
    ("un\u00adfair", 1, "unfair"),
]


@pytest.mark.parametrize(("quote", "level", "folded"), QUOTES)
def test_a_quote_is_normalised_as_the_text_is(quote, level, folded):
    assert fold_quote(quote, level) == folded


def test_occurrences_overlap_and_stay_within_a_part():
    folded = fold("ha ha ha", 1)
    assert list(occurrences("ha ha", folded, Span(0, 8))) == [Span(0, 5), Span(3, 8)]
    assert list(occurrences("ha ha", folded, Span(1, 8))) == [Span(3, 8)]
    assert list(occurrences("ha ha", folded, Span(0, 7))) == [Span(0, 5)]
    assert list(occurrences("", folded, Span(0, 8))) == []
    # An ellipsis is one character: what begins or ends inside of it is no place.
    assert list(occurrences("..", fold("a…b", 2), Span(0, 3))) == []
    assert list(occurrences("...b", fold("a…b", 2), Span(0, 3))) == [Span(1, 3)]
    assert list(occurrences("a...", fold("a…b", 2), Span(1, 3))) == []


def test_folding_keeps_the_way_there_and_back():
    folded = fold("a…b  c", 2)
    assert folded.text == "a...b c"
    assert [folded.forth(offset) for offset in range(7)] == [0, 1, 4, 5, 5, 6, 7]
    assert folded.forth(100) == 7
    assert folded.back(0, 7) == Span(0, 6)
    assert folded.back(1, 4) == Span(1, 2)
    assert folded.back(0, 1) == Span(0, 1)
    assert folded.back(5, 7) == Span(3, 6)
    assert folded.back(1, 2) is None
    assert folded.back(2, 4) is None
    assert folded.back(2, 5) is None
    assert folded.back(0, 3) is None
    assert fold("a  …b", 2).back(5, 6) == Span(4, 5)
    nothing = Folded("", (), (), ())
    assert nothing.forth(0) == 0
    assert fold("", 1).text == fold("\u00ad", 1).text == ""


FOLDS = [
    ("a\u00a0b", "a b", "a b"),
    ("a \u2009 b", "a b", "a b"),
    ("a \n b", "a\nb", "a\nb"),
    ("a\n\u00a0\nb", "a\nb", "a\nb"),
    ("e\u0301", "é", "é"),
    ("e\u200b\u0301", "é", "é"),
    ("a--b", "a--b", "a-b"),
    ("a—–b", "a—–b", "a-b"),
    ("a-\u200b-b", "a--b", "a-b"),
    ("ﬁne", "ﬁne", "fine"),
    ("٢٥", "٢٥", "25"),
    ("’\u0301", "’\u0301", "'\u0301"),
    ("\ufeffa\u2060", "a", "a"),
    ("한\u1100\u1161", "한가", "한가"),
]


@pytest.mark.parametrize(("text", "first", "second"), FOLDS)
def test_the_two_levels_of_folding(text, first, second):
    assert (fold(text, 1).text, fold(text, 2).text) == (first, second)
    assert (fold_by_pieces(text, 1).text, fold_by_pieces(text, 2).text) == (first, second)


def test_a_search_text_knows_lines_blocks_and_strokes():
    text = text_of("one\ntwo ~~not~~ *so*\n\n- three\n\n![x](media/x.png)\n\nfour `run` 1")
    assert text.text == "one two not so\nthree\nfour run 1"
    assert [text.line(text.text.index(word)) for word in ("one", "two", "so", "three", "four", "run")] == [0, 1, 1, 3, 7, 7]
    assert [text.text[run.start : run.end] for run in text.runs_in(Span(8, 11))] == ["not"]
    assert [text.text[run.start : run.end] for run in text.runs_in(Span(7, 12))] == ["two ", "not", " "]
    struck = [text.struck(Span(*ends)) for ends in ((0, 8), (0, 9), (8, 11), (10, 11), (11, 14), (0, 14), (9, 10))]
    assert struck == [False, True, True, True, False, True, True]
    assert text.html(4, 20) == "two <s>not</s> <em>so</em> three"
    assert text.html(9, 10) == "<s>o</s>"
    assert text.html(21, 31) == "four <code>run</code> 1"
    assert text.html(3, 3) == ""
    assert text.html(0, 3) == "one"
    assert [text.standing(*ends) for ends in ((0, 3), (4, 7), (12, 14), (16, 18))] == [(0, 8), (0, 8), (11, 14), (15, 20)]
    assert text.block_of(4, 7) == (0, 14)
    assert text.block_of(16, 17) == (15, 20)
    assert text.breaks == (3,)


SEEN = [
    ("2<sup>5</sup> people", "2⁵ people"),
    ("5<sub>2</sub> people", "5₂ people"),
    ("1<sup>1</sup>/<sub>23</sub>x", "1¹/₂₃x"),
    ("2<sup>5th</sup>", "2⁵th"),
    ("H<sub>2</sub>O", "H2O"),
    ("2<sup>nd</sup>", "2nd"),
    ("2<b>5</b>", "25"),
]


@pytest.mark.parametrize(("markdown", "searched"), SEEN)
def test_raised_digits_after_a_number_are_searched_as_such(markdown, searched):
    text = search_text(parse(markdown, SourceFile("a.md", markdown), 1, Dialect("/", "a", True)).tokens)
    assert text.text == searched


def test_of_a_long_block_only_words_near_a_place_are_shown():
    text = text_of("word " * 20)
    assert text.block_of(50, 54, 12) == (40, 64)
    assert text.block_of(50, 54, 1000) == (0, 99)
    assert text.block_of(5, 9, 12) == (0, 19)
    assert text.block_of(90, 94, 12) == (80, 99)
    long = text_of("w" * 100)
    assert long.block_of(50, 54, 12) == (50, 54)


def test_sections_end_at_the_next_heading_of_their_level_or_above():
    text = text_of("## A\n\na\n\n### B\n\nb\n\n### C\n\n## D\n\n# E\n\n## A\n\nx")
    assert [(section.id, section.level, text.text[section.span.start : section.span.end]) for section in text.sections] == [
        ("a", 3, "A\na\nB\nb\nC\n"),
        ("b", 4, "B\nb\n"),
        ("c", 4, "C\n"),
        ("d", 3, "D\n"),
        ("e", 2, "E\nA\nx"),
        ("a-2", 3, "A\nx"),
    ]
    assert text.heading_starts == [0, 4, 8, 10, 12, 14]


def test_a_heading_without_words_holds_the_text_below_it():
    for before in ("", "so\n\n"):
        text = text_of(f"{before}## ![x](media/x.png)\n\nit began\n\n## ![y](media/x.png)")
        assert [text.text[section.span.start : section.span.end] for section in text.sections] == ["it began", ""]


def test_a_range_is_widened_to_whole_words_and_numbers_and_a_genitive_may_be_left_off():
    text = text_of("They praised Ann’s plan, 2.5 percent—all of it")
    words = [("raised", "praised"), ("praised Ann", "praised Ann"), ("nn", "Ann"), ("s plan", "Ann’s plan"), ("5 per", "2.5 percent—all")]
    spans = [Span(text.text.index(part), text.text.index(part) + len(part)) for part, _ in words]
    assert [text.text[wide.start : wide.end] for wide in map(text.widened, spans)] == [whole for _, whole in words]
    groups = text_of("250 " * 20)
    assert [groups.widened(span) for span in (Span(0, 3), Span(76, 79))] == [Span(0, 35), Span(44, 79)]


def test_footnotes_are_searched_as_a_scope_of_their_own():
    text = text_of("Body.[^1]\n\n[^1]: Note.")
    assert [text.text[scope.start : scope.end] for scope in text.scopes] == ["Body.", "Note."]
    assert text_of("[^1][^2]\n\n[^1]: One.\n\n[^2]: Two.").scopes == (Span(0, 0), Span(0, 9))
    assert [text_of("Body.").scopes, text_of("").scopes] == [(Span(0, 5),), (Span(0, 0),)]


def test_claims_placed_by_links_are_where_their_words_are():
    text = text_of("so [they *lied*](claim:q) and [](claim:r) or [it](claim:q)")
    assert [(id, text.text[span.start : span.end]) for id, span in text.placed] == [("q", "they lied"), ("r", ""), ("q", "it")]


EDGES = [
    ("ab", 0, True, None),
    ("ab", 2, True, None),
    ("ab", 1, True, Reason.INSIDE_WORD),
    ("a b", 1, True, None),
    ("a b", 2, False, None),
    ("a\nb", 1, True, None),
    ("é\nb", 1, True, None),
    ("é b", 1, True, None),
    ("e\u0301x", 1, True, Reason.INSIDE_CHARACTER),
    ("a's", 1, True, None),
    ("a's", 1, False, Reason.INSIDE_WORD),
    ("a's-b", 1, True, Reason.INSIDE_WORD),
    ("a'sb", 1, True, Reason.INSIDE_WORD),
    ("a'", 1, True, None),
    ("'a", 1, False, None),
    ("a-b", 1, True, Reason.INSIDE_WORD),
    ("a-b", 2, False, Reason.INSIDE_WORD),
    ("a- b", 2, True, None),
    ("a b, c", 3, True, None),
    ("2.5", 1, True, Reason.INSIDE_NUMBER),
    ("2.5", 2, False, Reason.INSIDE_NUMBER),
    ("2. 5", 2, True, None),
    ("1 250 x", 2, False, Reason.INSIDE_NUMBER),
    ("1 250 x", 1, True, Reason.INSIDE_NUMBER),
    ("1 25 x", 2, False, None),
    ("1 2500 x", 2, False, None),
    ("1234 250 x", 5, False, None),
    ("a -5", 3, False, Reason.INSIDE_NUMBER),
    ("a- 5", 3, False, None),
    ("a.5", 2, False, None),
    (" .5", 2, False, Reason.INSIDE_NUMBER),
    ('צה"ל', 2, True, Reason.INSIDE_WORD),
    ('צה"ל', 3, False, Reason.INSIDE_WORD),
    ('צה" ל', 3, True, None),
    ("不\n合", 2, False, None),
    ("没合", 1, False, Reason.INSIDE_WORD),
    ("した", 1, True, None),
    ("(a)b", 1, False, None),
    ("(a)b", 2, True, Reason.INSIDE_WORD),
    ("(a)b", 3, False, Reason.INSIDE_WORD),
    ("(a b)c", 5, False, None),
    ("a(b c)", 2, False, None),
    ("a(b)", 2, False, Reason.INSIDE_WORD),
    ("a(1)", 1, True, None),
    ("a.b", 1, True, Reason.INSIDE_WORD),
    ("aa.Bb", 3, False, None),
    ("A.Bb", 2, False, Reason.INSIDE_WORD),
    ("a..b", 3, False, Reason.INSIDE_WORD),
]


@pytest.mark.parametrize(("text", "at", "ends", "reason"), EDGES)
def test_the_edge_at_a_place(text, at, ends, reason):
    assert edge(text, at, ends=ends) == reason


def test_long_texts_around_a_place_change_nothing():
    for before, after in (("", ""), ("x " * 40, " x" * 40)):
        for text, at, ends, reason in EDGES:
            if 0 < at < len(text):
                assert edge(f"{before}{text}{after}", len(before) + at, ends=ends) == reason, (text, at)


@pytest.mark.parametrize(
    ("text", "is_wrapped"),
    [
        ("non- violent", True),
        ("x- ray", True),
        ("non-\u200b violent", True),
        ("non violent", False),
        ("pre- and post", False),
        ("non— violent", True),
        ("a - b", False),
    ],
)
def test_a_word_wrapped_at_its_hyphen_goes_on(text, is_wrapped):
    assert wraps(text, text.rindex(" ") if "and" not in text else 4) is is_wrapped


def test_a_search_is_not_led_by_those_before_it():
    """Where words stand is remembered: every choice in turn, with more words than are, finds what it finds alone."""
    text = text_of(f"They lied. So they lied -- *they lied*—they lied.\n\nTheylied, THEY lied.\n\n{NOTE}")
    quotes = ["they lied", "They lied", "lied", "*they lied*", "It began", "y l", "lied.", *(f"w{n}x" for n in range(40))]
    choices = [
        {},
        {"occurrence": 1},
        {"occurrence": 2},
        {"occurrence": "all"},
        {"prefix": "So"},
        {"prefix": "—"},
        {"suffix": "—"},
        {"suffix": "."},
    ]
    searches = [Wanted(quote, **choice) for choice in choices for quote in quotes]
    assert [find_quote(wanted, text, plain_text) for wanted in searches] == [
        find_quote(wanted, replace(text), plain_text) for wanted in searches
    ]
