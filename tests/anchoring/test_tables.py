"""Overlays, selections, changes, suggestions and quotations, in tables of what goes in and what comes out."""

from __future__ import annotations

import unicodedata

import pytest
from counterpoint.anchoring.changes import diff, is_number, reasons, word_diff, words
from counterpoint.anchoring.characters import PLAIN, characters
from counterpoint.anchoring.overlay import Placement, Segment, in_reading_order, overlay, pieces
from counterpoint.anchoring.quotations import frames, indexes, is_placeholder, placeholder, quotations, quotations_of
from counterpoint.anchoring.selectors import Blocks, TextPosition, name_blocks, selections
from counterpoint.anchoring.suggest import Passages
from counterpoint.anchoring.text import Span, search_text
from counterpoint.reading.files import SourceFile
from counterpoint.reading.markdown import Dialect, parse


def parsed(markdown):
    tokens = parse(markdown, SourceFile("a.md", markdown), 1, Dialect("/", "a")).tokens
    return tokens, search_text(tokens)


def place(id, *ranges):
    return Placement(id, tuple(Span(*each) for each in ranges))


ENDS = [
    ([(0, 5)], (5,)),
    ([(8, 9), (0, 5)], (5, 9)),
    ([(0, 5), (5, 9)], (9,)),
    ([(0, 9), (2, 5)], (9,)),
    ([(0, 5), (4, 9), (10, 11)], (9, 11)),
]


@pytest.mark.parametrize(("ranges", "ends"), ENDS)
def test_a_marker_stands_after_places_that_do_not_touch(ranges, ends):
    assert place("a", *ranges).ends == ends


def test_pieces_are_never_empty_and_hold_each_id_once():
    assert pieces([place("a", (3, 3))]) == []
    assert pieces([place("a", (0, 4), (2, 6))]) == [Segment(0, 2, ("a",)), Segment(2, 4, ("a",)), Segment(4, 6, ("a",))]
    assert pieces([place("a", (0, 2)), place("b", (4, 6))]) == [Segment(0, 2, ("a",)), Segment(4, 6, ("b",))]


def test_a_hidden_annotation_takes_a_piece_of_one_that_has_several():
    shown = pieces([place("a", (0, 10)), place("b", (0, 4), (6, 10)), place("c", (4, 6))])
    assert [piece.ids for piece in shown] == [("b", "a"), ("a", "c"), ("a", "b")]
    # Two take one each of three.
    shown = pieces([place("a", (0, 2), (2, 4), (4, 6)), place("b", (0, 6)), place("c", (0, 6))])
    assert [piece.ids for piece in shown] == [("c", "a", "b"), ("b", "a", "c"), ("b", "c", "a")]
    # One that has a piece of its own takes none.
    assert [piece.ids for piece in pieces([place("a", (0, 10)), place("b", (0, 4), (6, 10))])] == [("a", "b"), ("a",), ("a", "b")]
    # 'b' has but one piece, so 'a' stays below it.
    assert [piece.ids for piece in pieces([place("a", (0, 4)), place("b", (0, 4))])] == [("a", "b")]


def test_markers_are_met_by_ends_then_beginnings_then_names():
    order = in_reading_order([place("d", (0, 9)), place("c", (2, 5)), place("b", (2, 5)), place("a", (1, 5)), place("e", (20, 21), (0, 1))])
    assert [item.id for item in order] == ["e", "a", "b", "c", "d"]


def drawn(markdown, *placements):
    """Marks as (…), markers as their ids in brackets, links as <…>, strong words as *…*."""
    tokens, text = parsed(markdown)
    before = [(token.type, token.content, [child.content for child in token.children or ()]) for token in tokens]
    out = []
    for token in overlay(tokens, text, placements, {item.id: f"p{number}" for number, item in enumerate(placements, 1)}):
        if token.type == "inline":
            assert sum(child.nesting for child in token.children) == 0
            for child in token.children:
                known = {"mark_open": f"({child.attrs.get('class')}:", "mark_close": ")", "link_open": "<", "link_close": ">"}
                known |= {"strong_open": "*", "strong_close": "*", "softbreak": " ", "hardbreak": "/", "marker": f"[{child.content}]"}
                out.append(known.get(child.type, child.content))
            out.append("|")
    assert before == [(token.type, token.content, [child.content for child in token.children or ()]) for token in tokens]
    return "".join(out)


DRAWN = [
    ("one two three", [place("a", (4, 7))], "one (c p1:two)[a] three|"),
    ("one two three", [place("a", (0, 3)), place("b", (8, 13))], "(c p1:one)[a] two (c p2:three)[b]|"),
    ("one two three", [place("a", (0, 7)), place("b", (4, 13))], "(c p1:one )(c p1 two q2:two)[a](c p2: three)[b]|"),
    ("one **two** three", [place("a", (0, 13))], "(c p1:one )*(c p1:two)*(c p1: three)[a]|"),
    ("one **two** three", [place("a", (4, 7))], "one *(c p1:two)[a]* three|"),
    ("one [two](/x/) three", [place("a", (4, 7))], "one <(c p1:two)>[a] three|"),
    ("one [two three](/x/) four", [place("a", (4, 7))], "one <(c p1:two) three>[a] four|"),
    ("one\ntwo", [place("a", (0, 7))], "(c p1:one two)[a]|"),
    ("one\\\ntwo", [place("a", (0, 7))], "(c p1:one)/(c p1:two)[a]|"),
    ("one\n\ntwo", [place("a", (0, 7))], "(c p1:one)|(c p1:two)[a]|"),
    ("one\n\ntwo\n\nsix", [place("a", (4, 7))], "one|(c p1:two)[a]|six|"),
    ("one two", [place("a", (0, 3), (4, 7))], "(c p1:one)[a] (c p1:two)[a]|"),
    ("one two", [place("b", (0, 7)), place("a", (0, 7))], "(c p2 two q1:one two)[a][b]|"),
    ("one `two`", [place("a", (4, 7))], "one (c p1:two)[a]|"),
    ("one two", [], "one two|"),
]


@pytest.mark.parametrize(("markdown", "placements", "shown"), DRAWN)
def test_marks_and_markers_are_written_into_the_text(markdown, placements, shown):
    assert drawn(markdown, *placements) == shown


SELECTED = [
    ("one two three", (4, 7), [("_p1", 4, 7, "two", "one ", " three")]),
    ("one\ntwo three", (0, 7), [("_p1", 0, 7, "one two", "", " three")]),
    ("one\\\ntwo three", (0, 7), [("_p1", 0, 3, "one", "", "\ntwo three"), ("_p1", 4, 7, "two", "one\n", " three")]),
    ("one two\n\nthree four", (4, 13), [("_p1", 4, 7, "two", "one ", ""), ("_p2", 0, 5, "three", "", " four")]),
    ("one **two** three", (2, 9), [("_p1", 2, 9, "e two t", "on", "hree")]),
    ("a ~~b~~ one two ~~c~~ d", (4, 7), [("_p1", 4, 7, "one", " ", " two ")]),
    ("*so* one two", (3, 6), [("_p1", 3, 6, "one", "so ", " two")]),
    ("one two ", (3, 7), [("_p1", 4, 7, "two", "one ", "")]),
    ("one — two", (4, 5), []),
    ("one[^1] two\n\n[^1]: x", (0, 7), [("_p1", 0, 3, "one", "", "1 two"), ("_p1", 5, 8, "two", "one1 ", "")]),
    ("one[^1] a[^2] two\n\n[^1]: x\n\n[^2]: y", (6, 9), [("_p1", 8, 11, "two", "one1 a2 ", "")]),
    ("- one two", (4, 7), [("_p1", 4, 7, "two", "one ", "")]),
    ("## One two", (4, 7), [("one-two", 4, 7, "two", "One ", "")]),
    ("x " * 30 + "two" + " y" * 30, (60, 63), [("_p1", 60, 63, "two", "x " * 16, " y" * 16)]),
]


@pytest.mark.parametrize(("markdown", "span", "expected"), SELECTED)
def test_a_place_is_a_selection_in_each_block(markdown, span, expected):
    tokens, text = parsed(markdown)
    named, names = name_blocks(tokens, text, [Span(*span)])
    assert selections(Span(*span), text, Blocks(tokens, names)) == tuple(TextPosition(*each) for each in expected)
    ids = [token.attrs["id"] for token in named if "id" in token.attrs]
    ids += [child.attrs["id"] for token in named for child in token.children or () if "id" in child.attrs]
    assert {each[0] for each in expected} <= set(ids)
    assert all("id" not in token.attrs or token.type == "heading_open" for token in tokens)


def test_the_element_of_a_block_is_named_where_it_has_one():
    tokens, text = parsed("one\n\ntwo")
    named, _ = name_blocks(tokens, text, [Span(4, 7)])
    assert [(token.type, token.attrs.get("id")) for token in named if token.nesting == 1] == [
        ("paragraph_open", None),
        ("paragraph_open", "_p1"),
    ]


def test_every_decimal_digit_stands_for_its_value_and_nothing_else_for_a_number():
    digits = {chr(code): str(unicodedata.decimal(chr(code))) for code in range(0x80, 0x1FBFA) if chr(code).isdecimal()}
    taken = {shape: plain for shape, plain in PLAIN.items() if plain.isdigit()}
    assert taken.items() <= digits.items()
    assert len(taken) % 10 == 0
    assert {"٣": "3", "９": "9", "\U0001d7ff": "9", "०": "0"}.items() <= taken.items()
    assert characters("a-cx") == ["a", "b", "c", "x"]


def test_blocks_without_an_element_of_their_own_get_one():
    tokens, text = parsed("- one\n- two\n\n> six")
    named, names = name_blocks(tokens, text, [Span(0, 3), Span(8, 11)])
    assert sorted(names.values()) == ["_p1", "_p2"]
    inside = [[child.type for child in token.children] for token in named if token.type == "inline"]
    assert inside == [["span_open", "text", "span_close"], ["text"], ["text"]]
    assert [sum(child.nesting for child in token.children or ()) for token in named] == [0] * len(named)


WORDS = [
    ("It’s 2.5 percent, they said!", ["It's", "2.5", "percent", ",", "they", "said", "!"]),
    ("non-violent", ["non-violent"]),
    ("増税 of", ["増", "税", "of"]),
    ("a\n b", ["a", "b"]),
    ("می\u200cخواهم AT&T", ["می\u200cخواهم", "AT&T"]),
]


@pytest.mark.parametrize(("text", "expected"), WORDS)
def test_a_text_is_cut_into_words_and_signs(text, expected):
    assert words(text) == expected


def test_differences_are_told_by_words():
    expected = [(True, ["The"], ["the"]), (False, [], ["new"]), (True, ["plan"], ["plan"])]
    assert diff(["The", "plan"], ["the", "new", "plan"]) == expected
    assert diff(["a", "b"], ["c", "b"]) == [(False, ["a"], ["c"]), (True, ["b"], ["b"])]
    assert diff(["a", "b"], ["b"]) == [(False, ["a"], []), (True, ["b"], ["b"])]
    assert word_diff("three banks closed", "four banks have closed") == "[-three-] {+four+} banks {+have+} closed"
    assert word_diff("the old plan", "the plan") == "the [-old-] plan"
    assert word_diff("same", "Same") == "same"


X, Y = ["x"] * 150, ["y"] * 150
REPEATED = [  # as diff() has them; comparing these words one by one would take millions of steps
    (["a", *X, "c"], ["a", *X, "x", "x", "c"], [(True, 151, 151), (False, 0, 2), (True, 1, 1)]),
    ([*X, *"mnk", *Y], [*X, *"onp", *Y], [(True, 150, 150), (False, 1, 1), (True, 1, 1), (False, 1, 1), (True, 150, 150)]),
    (["a", *["x", "y"] * 100, "c"], ["a", *["y", "x"] * 100, "c"], [(True, 1, 1), (False, 200, 200), (True, 1, 1)]),
    ([*X, "m", *Y], [*X, *Y], [(True, 150, 150), (False, 1, 0), (True, 150, 150)]),
    (["x", *["the"] * 3], ["y", *["the"] * 4, *map(str, range(250))], [(False, 1, 1), (True, 3, 3), (False, 0, 251)]),
    ([*X, "m", *Y, "p", "q"], [*X, *Y, "p", "q"], [(True, 150, 150), (False, 1, 0), (True, 152, 152)]),
    (
        [*X, "m", "n", *Y, "p", "q"],
        [*X, "n", "o", *Y, "p", "q"],
        [(True, 150, 150), (False, 1, 0), (True, 1, 1), (False, 0, 1), (True, 152, 152)],
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), REPEATED)
def test_words_that_repeat_themselves_are_compared_from_both_ends(old, new, expected):
    assert [(is_equal, len(gone), len(come)) for is_equal, gone, come in diff(old, new)] == expected
    assert [word for _, gone, _ in diff(old, new) for word in gone] == old
    assert [word for _, _, come in diff(old, new) for word in come] == new


NUMBERS = [
    ("2", True),
    ("twenty-five", True),
    ("half", True),
    ("25th", True),
    ("五", True),
    ("word", False),
    ("non-violent", False),
    ("", False),
]


@pytest.mark.parametrize(("word", "expected"), NUMBERS)
def test_words_that_count(word, expected):
    assert is_number(word) is expected


REASONS = [
    ("a plan", "the plan", "en", ()),
    ("plan", "the plan", "en", ()),
    ("an plan", "plan", "en", ("WORDS DROPPED",)),
    ("a plan", "the plan", "fr", ("WORD CHANGED",)),
    ("few came", "the few came", "en", ("WORDS ADDED",)),
    ("the lot came", "lot came", "en", ("WORDS DROPPED",)),
    ("the plan", "plan A", "en", ("NAME CHANGED",)),
    ("it ended. The plan", "it ended. the plan", "en", ()),
    ("it ended. Polish plan", "it ended. polish plan", "en", ("CAPITALS CHANGED",)),
    ("he met The plan", "he met the plan", "en", ("CAPITALS CHANGED",)),
    ("IT is", "It is", "en", ("CAPITALS CHANGED",)),
    ("A plan", "a plan", "en", ()),
    ("I lied", "i lied", "en", ("CAPITALS CHANGED",)),
    ("Maße", "Masse", "de", ("WORD CHANGED",)),
    ("they lied", "they lied again", "en", ("WORDS ADDED",)),
    ("they lied again", "they lied", "en", ("WORDS DROPPED",)),
    ("they lied", "we lied", "en", ("WORD CHANGED",)),
    ("they lied", "lied they", "en", ("WORDS MOVED",)),
    ("Ann met Bob", "Bob met Ann", "en", ("NAME CHANGED", "WORDS MOVED")),
    ("two of three", "three of two", "en", ("NUMBER CHANGED", "WORDS MOVED")),
    ("they lied", "they lied,", "en", ("PUNCTUATION CHANGED",)),
    ("they, lied", "they lied,", "en", ("WORDS MOVED",)),
    ("they lied", "they did not lie", "en", ("NEGATION CHANGED", "WORDS ADDED", "WORD CHANGED")),
    ("fair", "unfair", "en", ("NEGATION CHANGED",)),
    ("unfair", "fair", "en", ("NEGATION CHANGED",)),
    ("ab", "unab", "en", ("WORD CHANGED",)),
    ("fair", "sfair", "en", ("WORD CHANGED",)),
    ("moral", "amoral", "en", ("NEGATION CHANGED",)),
    ("violent", "non-violent", "en", ("NEGATION CHANGED",)),
    ("can", "can't", "en", ("NEGATION CHANGED",)),
    ("il est", "il n'est", "fr", ("NEGATION CHANGED",)),
    ("mein Plan", "Kein Plan", "de", ("NEGATION CHANGED",)),
    ("ein Plan", "mein Plan", "de", ("NUMBER CHANGED",)),
    ("der Plan", "der Zug", "de", ("WORD CHANGED",)),
    ("the Plan", "the Zug", "en", ("NAME CHANGED",)),
    ("Not so", "so", "en", ("NEGATION CHANGED",)),
    ("he came on 5 May", "he came on 6 May", "en", ("NUMBER CHANGED",)),
    ("vote for it", "vote against it", "en", ("NEGATION CHANGED",)),
    ("a a plan", "a plan", "en", ("WORDS DROPPED",)),
    ("they met the few", "they met few", "en", ("WORDS DROPPED",)),
    ("a plan", "the plan", "en-GB", ()),
    ("fit", "unfit", "en", ("NEGATION CHANGED",)),
    ("they lied lied", "they lied", "en", ("WORDS DROPPED",)),
]


@pytest.mark.parametrize(("old", "new", "language", "expected"), REASONS)
def test_why_a_change_is_not_surely_harmless(old, new, language, expected):
    assert reasons(old, new, language) == expected


ARTICLE = """The council met on Monday. Ann Able said that half of all trips in the city are shorter than three kilometres. Bob said that
the plan would cost nobody anything, and that few people would notice it. The plan, which costs five million euros, was dropped in May.

## Later

In June the council met again. It said that the plan will not raise taxes on families. The mayor called it "a disaster" and left.

Half of all trips are made by car. Nobody knows how many people came; some say two thousand, others (the police) ten thousand.
"""
OFFERS = [
    (
        "half of all trips in the city are shorter than two kilometres",
        [("half of all trips in the city are shorter than three kilometres", ("NUMBER CHANGED",))],
    ),
    (
        "Half of the trips in the city are shorter than three kilometres",
        [("half of all trips in the city are shorter than three kilometres", ("WORD CHANGED", "CAPITALS CHANGED"))],
    ),
    (
        "trips in the city, as everybody saw last spring, are shorter than three kilometres",
        [("trips in the city are shorter than three kilometres", ("NUMBER CHANGED", "WORDS DROPPED", "PUNCTUATION CHANGED"))],
    ),
    ("the plan will raise taxes on families", [("the plan will not raise taxes on families", ("NEGATION CHANGED",))]),
    ("the plan will not raise taxes", [("the plan will not raise taxes", ())]),
    ("will not raise any taxes on families.", [("will not raise taxes on families.", ("WORDS DROPPED",))]),
    ('"a catastrophe"', [('"a disaster"', ("WORD CHANGED",))]),
    ('called it a "disaster"', [('called it "a disaster"', ("PUNCTUATION CHANGED",))]),
    ("disastre", [("disaster", ("WORD CHANGED",))]),
    ("the plan would cost somebody anything", [("the plan would cost nobody anything", ("NEGATION CHANGED",))]),
    ("which costs six million euros", [("which costs five million euros", ("NUMBER CHANGED",))]),
    ("costs euros five million", [("costs five million euros", ("WORDS MOVED",))]),
    (
        "the council met on Tuesday",
        [("The council met on Monday", ("NAME CHANGED",)), ("the council met again", ("NAME CHANGED", "WORD CHANGED"))],
    ),
    (
        "council met again in June",
        [
            ("In June the council met again", ("NAME CHANGED", "WORDS DROPPED", "WORDS ADDED")),
            ("council met on Monday", ("NAME CHANGED", "WORD CHANGED")),
        ],
    ),
    ("others (the police) ten thousand", [("others (the police) ten thousand", ())]),
    (
        "some say two thousand, others (the army) ten thousand",
        [("some say two thousand, others (the police) ten thousand", ("WORD CHANGED",))],
    ),
    ("nobody knows how many", [("Nobody knows how many", ("CAPITALS CHANGED",))]),
    ("Nobody knew how many people came;", [("Nobody knows how many people came;", ("WORD CHANGED",))]),
    ("completely different words stand here", []),
    ("xyzzy", []),
    ("met", [("met", ()), ("met", ())]),
    ("it said", [("It said", ()), ("Able said", ("NAME CHANGED",)), ("Bob said", ("NAME CHANGED",))]),
    ("they lied", []),
    ("in Mai", [("in May", ("NAME CHANGED",))]),
    ("few people would notice", [("few people would notice", ())]),
    ("many people would notice it. The plan", [("few people would notice it. The plan", ("WORD CHANGED",))]),
    ("on Monday. Ann Baker said that", [("on Monday. Ann Able said that", ("NAME CHANGED",))]),
    ("Bob says that the plan", [("Bob said that the plan", ("WORD CHANGED",)), ("that the plan", ("NAME CHANGED", "WORDS DROPPED"))]),
    (
        "half of all trips are made by bike",
        [
            ("Half of all trips are made by car", ("WORD CHANGED", "CAPITALS CHANGED")),
            ("half of all trips in the city are shorter than three", ("NUMBER CHANGED", "WORDS ADDED", "WORD CHANGED")),
        ],
    ),
    ("shorter three than kilometres", [("shorter than three kilometres", ("WORDS MOVED",))]),
    ("three kilometers", [("three kilometres", ("WORD CHANGED",))]),
]


@pytest.mark.parametrize(("quote", "offers"), OFFERS)
def test_what_is_offered_for_a_quote_and_what_is_said_of_it(quote, offers):
    _, text = parsed(ARTICLE)
    near = Passages(text).near(quote)
    assert [(offer.text, offer.flags) for offer in near] == offers
    for offer in near:
        assert text.text[offer.span.start : offer.span.end] == offer.text
        assert 0.5 < offer.likeness <= 1


BEFORE = "The court held that the rules left much to the officers. "
INSERTED = [
    ("the interference was proportionate", "the as everybody saw last spring interference was proportionate"),
    ("a second set of rules could overlap", "a as everybody saw last spring second set of rules could overlap"),
    ("rules could overlap with law", "rules could overlap with as everybody saw last spring law"),
]


@pytest.mark.parametrize(("quote", "words"), INSERTED)
def test_a_passage_keeps_its_first_and_last_word_around_an_inserted_clause(quote, words):
    _, text = parsed(f"{BEFORE}It also found that {words}, and dismissed that part. {BEFORE}")
    assert Passages(text).near(quote)[0].text == words


def test_no_more_is_offered_than_is_asked_for():
    _, text = parsed("they lied here. they lied there. they lied again.\n\nthey lied then. they lied now")
    assert [len(Passages(text).near("they lied", most)) for most in (1, 2, 3)] == [1, 2, 3]
    assert len(Passages(text).near("they lied")) == 3
    assert [offer.text for offer in Passages(parsed("one liar. no lair here. a liars. the lier")[1]).near("liarr")] == [
        "liar",
        "liars",
        "lair",
    ]
    assert Passages(text).near("…") == []
    assert Passages(parsed("")[1]).near("they lied") == []


QUOTATIONS = [
    ("“one two”, he says", ["one two"]),
    ('He says "one two".', ["one two"]),
    ("He says „one two“.", ["one two"]),
    ("He says „one two”.", ["one two"]),
    ("He says « one two ».", ["one two"]),
    ("Er sagt »one two«.", ["one two"]),
    ("He says ‘one two’.", ["one two"]),
    ("He says 'one two'.", ["one two"]),
    ("彼は「one two」と言う", ["one two"]),
    ("“one,” he says", ["one"]),
    ("“”", []),
    ("He says ““one two””.", ["one two"]),
    ('a 5" pipe, a 6" pipe', []),
    ("It's Bob's.", []),
    ("In the '90s and '80s.", []),
    ("'tis so, he's late", []),
    ("“one ‘two’ three”", ["one ‘two’ three"]),
    ("«one «two» three»", ["one «two» three"]),
    ("„one („two“) three“ so", ["one („two“) three"]),
    ('"one" and "two"', ["one", "two"]),
    ("‘one’s two’ he says", ["one’s two"]),
    ('כך אמר צה"ל היום', []),
    ('כך אמר ב"הארץ" היום', ["הארץ"]),
    ('כך אמר "שלום" היום', ["שלום"]),
    ("x“one”", ["one"]),
    ('x"one"', []),
    ('("one")', ["one"]),
    ('—"one"', ["one"]),
    ('" one"', []),
    ("word” and “two”", ["two"]),
    ("He says “one two“.", ["one two"]),
    ("He says ﹁one two﹂ now", ["one two"]),
    ("He says 〝one two〟 now", ["one two"]),
    ("He says 〝one two〞 now", ["one two"]),
    ("He says ＂one two＂ now", ["one two"]),
    ("He says ❝one two❞ now", ["one two"]),
    ("He says ‟one two” now", ["one two"]),
    ("He says ‛one two’ now", ["one two"]),
    ("הוא אמר ”אחת שתיים“ כן", ["אחת שתיים"]),
    ("han sa ”ett två” och ”tre”", ["ett två", "tre"]),
    ("He says „one two‟ now", ["one two"]),
    ("‘one’ and ‘two’ he says", ["one", "two"]),
    ("‘the workers’ right’ he says", ["the workers’ right"]),
    ("‘the workers.’ And ’so", ["the workers."]),
    ("He said 'they lied' about it", ["they lied"]),
    ("He said 'it is the boys', and left", ["it is the boys"]),
    ("'60 percent of trips are short,' she said", ["60 percent of trips are short"]),
    ("'Tis true,' he said", ["Tis true"]),
    ("In the '90s he said 'they lied' often", ["they lied"]),
    ("‘They lied’ is what he said", ["They lied"]),
    ("He said: ‘It’s the boys’ fault.’ He left", ["It’s the boys’ fault."]),
    ("the teachers' 'big lie' is", ["big lie"]),
    ("Sie sagt ‚es ist wahr‘ und geht", ["es ist wahr"]),
    ("He says 'we pay the taxes'.", ["we pay the taxes"]),
    ("He says “one “two” three”", ["one “two"]),
    ('כתב "צה"ל בא" היום', ['צה"ל בא']),
    ('ב"הארץ" היום', ["הארץ"]),
    ("Han säger ”one two”.", ["one two"]),
    ('He says "(one) two".', ["(one) two"]),
    ("‘" + "a" * 2998 + ".’ so", ["a" * 2998 + "."]),
    ("‘" + "a" * 2999 + ".’ so", []),
]
APOSTROPHES = [
    "The class of '99 lied about the teachers' pay",
    "The summer of '68 changed it all, the students' union says",
    "'Tis true that they lied, the boys' mum says",
    "'Twas true that they lied, the boys' mum says",
    "'Til now they lied, the boys' mum says",
    "'Cause they lied, the boys' mum says",
    "'Round here they lied, the boys' mum says",
    "'Nuff said. It is bad. Goin' home",
    "I saw 'im. It is bad. The boys' mum",
    "'Abd al-Malik lied, the boys' mum said",
    "He was born in '45 and they lied. The '50s' end",
    "'t Is slecht, zei hij. Kees' auto",
    "in de jaren '60 logen ze over Kees' auto",
    "'s Avonds logen ze, de jongens' moeder",
    "'Ne Lüge ist schlecht, sagt Hans' Mutter",
    "Die '68er logen. Das war Marx' Idee",
    "negli anni '60 mentivano per un po' di soldi",
    "gli anni '90 erano male, e po' peggio",
    "De '90er: det er slemt. Hans' bil",
    "In the ‘90s they lied about the workers’ pay",
    "‘Ali lied, they said, the boys’ aunt",
    "rock 'n' roll",
    "In the '90s they said: the boys' own",
    "the Jones' house, 'Amr lied, the Smiths' house",
]


@pytest.mark.parametrize("text", APOSTROPHES)
def test_two_apostrophes_are_no_quotation(text):
    for written in (text, text.replace("'", "‘"), text.replace("'", "’")):
        assert [item for item in quotations([written]) if not item.open] == []


@pytest.mark.parametrize(("text", "expected"), QUOTATIONS)
def test_quotations_of_every_style(text, expected):
    assert [" ".join(item.words([text])) for item in quotations([text]) if not item.open] == expected


RUNNING = [
    (["“one", "“two”, he says"], [(("one", "two"), False)]),
    (["“one", "“two", "“three” so"], [(("one", "two", "three"), False)]),
    (["„one", "“two“ so"], [(("one", "two"), False)]),
    (["«one", "»two» so"], [(("one", "two"), False)]),
    (["“one", "two”"], [(("one",), True)]),
    (["“one"], [(("one",), True)]),
    (["“one", ""], [(("one",), True)]),
    (["“one", "so “two”"], [(("one",), True), (("two",), False)]),
    (["‘one", "‘two’"], [(("two",), False)]),
    (["“one” so", "“two”"], [(("one",), False), (("two",), False)]),
    (["“one", "«two» so"], [(("one",), True), (("two",), False)]),
    (["«one", "two» so"], [(("one",), True)]),
    (["“one", "a“two” so"], [(("one",), True), (("two",), False)]),
]


@pytest.mark.parametrize(("texts", "expected"), RUNNING)
def test_a_quotation_runs_on_where_the_next_block_begins_with_its_mark(texts, expected):
    assert [(item.words(texts), item.open) for item in quotations(texts)] == expected


def test_the_quotations_of_a_paragraph_are_those_of_a_text_of_one():
    assert quotations_of("He says “one”, “two”.") == tuple(quotations(["He says “one”, “two”."]))
    assert quotations_of("It's so.") == ()


def test_a_frame_holds_a_sign_for_each_quotation():
    running = ["“one", "“two” so"]
    assert [frame.text for frame in frames(running, quotations(running))] == [placeholder(0), f"{placeholder(0)} so"]
    texts = ["Ann: “one”, Bob: “two”.", "so", "“three"]
    made = frames(texts, quotations(texts))
    assert [frame.text for frame in made] == [f"Ann: {placeholder(0)}, Bob: {placeholder(1)}.", "so", placeholder(2)]
    assert [frame.quotations for frame in made] == [(0, 1), (), (2,)]
    assert made[0].at(1) == made[0].text.index(placeholder(1)) == 13
    assert indexes(made[0].text) == [0, 1]
    assert [is_placeholder(sign) for sign in (placeholder(0), placeholder(5), "a", chr(0xEFFFF), chr(0x10FFFD), chr(0x10FFFE))] == [
        True,
        True,
        False,
        False,
        True,
        False,
    ]
