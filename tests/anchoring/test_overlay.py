"""Overlapping claims become flat pieces."""

from __future__ import annotations

import re

from counterpoint.anchoring.overlay import Placement, pieces
from counterpoint.anchoring.text import Span
from hypothesis import given
from hypothesis import strategies as st


def place(id: str, *ranges: tuple[int, int]) -> Placement:
    return Placement(id, tuple(Span(*each) for each in ranges))


def flat(*placements: Placement) -> list[tuple[int, int, str]]:
    return [(piece.start, piece.end, " ".join(piece.ids)) for piece in pieces(placements)]


def test_overlapping_and_crossing():
    assert flat(place("A", (0, 30)), place("B", (10, 20)), place("C", (25, 40))) == [
        (0, 10, "A"),
        (10, 20, "A B"),
        (20, 25, "A"),
        (25, 30, "A C"),
        (30, 40, "C"),
    ]


def test_touching_claims_leave_no_empty_piece():
    assert flat(place("A", (0, 5)), place("B", (5, 9))) == [(0, 5, "A"), (5, 9, "B")]


def test_the_same_words_twice_and_a_claim_in_two_places():
    assert flat(place("A", (0, 5)), place("B", (0, 5), (8, 9))) == [(0, 5, "B A"), (8, 9, "B")]


def test_the_most_specific_claim_comes_last():
    assert flat(place("short", (4, 6)), place("long", (0, 9)))[1] == (4, 6, "long short")


def test_a_whole_paragraph_with_a_link_and_an_image(empty):
    empty.write("content/media/x.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 4'/>")
    empty.article(
        "a",
        "All of [these words](https://x.example/) and ![a picture](media/x.svg) are claimed.",
        "claims: {c: {quote: 'All of these words and  are claimed.', speaker: ann}}",
    )
    empty.built()
    text = empty.page("a/index.html").split('<article class="text"')[1].split("</article>")[0]
    assert '<a href="https://x.example/" rel="external noopener"><mark class="c p0" data-claims="c">these words</mark></a>' in text
    assert '<mark class="c p0" data-claims="c"><img' not in text
    assert text.count('id="mark_c"') == 1


def test_each_of_four_crossing_claims_is_on_top_of_words_of_its_own():
    crossing = pieces([place("A", (0, 10)), place("B", (2, 12)), place("C", (4, 14)), place("D", (6, 16))])
    assert {piece.ids[-1] for piece in crossing} == {"A", "B", "C", "D"}


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), min_size=1, max_size=7))
def test_a_claim_is_on_top_somewhere_unless_there_are_too_few_pieces(ranges):
    cut = pieces([place(f"c{number}", (start, start + length)) for number, (start, length) in enumerate(ranges)])
    tops = {piece.ids[-1] for piece in cut}
    for hidden in {id for piece in cut for id in piece.ids} - tops:
        # Whoever is over its words has no other words.
        for piece in cut:
            if hidden in piece.ids:
                assert sum(other.ids[-1] == piece.ids[-1] for other in cut) == 1


def test_a_claim_that_stands_twice_has_its_number_at_both_places_in_the_order_of_the_first(empty):
    empty.article(
        "a",
        "First, it is dear. Then, it is cheap.\n\nAgain, it is dear.",
        "claims:\n  cheap: {quote: it is cheap, speaker: ann}\n  dear: {quote: it is dear, occurrence: all, speaker: ann}\n",
    )
    empty.built()
    text = empty.page("a/index.html").split('<article class="text"')[1].split("</article>")[0]
    numbers = re.findall(r'<a class="ref p0"( id="mark_\w+")? href="#(\w+)"[^>]*data-n="(\d)"', text)
    assert numbers == [(' id="mark_dear"', "dear", "1"), (' id="mark_cheap"', "cheap", "2"), ("", "dear", "1")]
