"""Overlapping claims become flat pieces."""

from __future__ import annotations

from counterpoint.anchoring.overlay import Placement, pieces
from counterpoint.anchoring.text import Span


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
    assert flat(place("A", (0, 5)), place("B", (0, 5), (8, 9))) == [(0, 5, "A B"), (8, 9, "B")]


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
