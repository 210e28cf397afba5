"""Two edits that were made at the same time: both are kept, or nothing is decided for the author."""

from __future__ import annotations

import pytest
from counterpoint.authoring.merging import merged_entry, merged_text, moved_range
from hypothesis import given
from hypothesis import strategies as st

WORDS = st.lists(st.sampled_from(["a", "bb", "not", "é", "😀", "—"]), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        ("one two three four", "one TWO three four", "one two three FOUR", "one TWO three FOUR"),
        ("one two three four", "one TWO three four", "one 2 three four", None),
        ("one two three four", "one three four", "one two three five", "one three five"),
        ("one two three", "one two three", "one 2 three", "one 2 three"),
        ("one two three", "one 2 three", "one 2 three", "one 2 three"),
        ("They did agree.", "They did not agree.", "They did never agree.", None),
        ("The cost is 5.", "The cost was 5.", "The cost is 6.", "The cost was 6."),
        ("a b", "", "a b c", None),
        ("line\r\n\r\nother\r\n", "line 1\r\n\r\nother\r\n", "line\r\n\r\nothers\r\n", "line 1\r\n\r\nothers\r\n"),
    ],
)
def test_edits_of_other_words_are_both_kept_and_of_the_same_words_none(base: str, mine: str, theirs: str, merged: str | None):
    assert merged_text(base, mine, theirs) == merged
    assert merged_text(base, theirs, mine) == merged


@given(WORDS, st.data())
def test_two_replaced_words_that_do_not_touch_are_both_replaced(words: list[str], data: st.DataObject):
    first = data.draw(st.integers(0, len(words) - 1))
    second = data.draw(st.integers(0, len(words) - 1))
    mine, theirs, both = list(words), list(words), list(words)
    mine[first], theirs[second] = "MINE", "THEIRS"
    both[first], both[second] = "MINE", "THEIRS"
    merged = merged_text(" ".join(words), " ".join(mine), " ".join(theirs))
    assert merged == (None if first == second else " ".join(both))


@given(st.text("ab \n", max_size=30), st.text("ab \n", max_size=30))
def test_an_edit_of_nothing_changes_nothing(base: str, other: str):
    assert merged_text(base, base, other) == other
    assert merged_text(base, other, base) == other


def test_a_passage_is_found_again_after_edits_before_it_and_in_it():
    base, theirs = "One.\n\nTwo is here.\n\nThree.\n", "Zero.\n\nOne.\n\nTwo was here.\n\nThree.\n"
    start = base.index("Two")
    begin, end = moved_range(base, theirs, start, start + len("Two is here."))
    assert theirs[begin:end] == "Two was here."


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        ({"a": "1", "b": "2"}, {"a": "9", "b": "2"}, {"a": "1", "b": "3"}, ({"a": "9", "b": "3"}, [])),
        ({"a": "1"}, {"a": "2"}, {"a": "3"}, ({"a": "2"}, ["a"])),
        ({"a": "1"}, {}, {"a": "3"}, ({}, ["a"])),
        ({"a": "1"}, {"a": "1", "n": "x"}, {}, ({"n": "x"}, [])),
        ({"a": ["x"]}, {"a": ["x", "y"]}, {"a": ["x", "z"]}, ({"a": ["x", "y"]}, ["a"])),
        ("text", "text", "theirs", ("theirs", [])),
        ("text", "mine", {"answer": "x"}, ("mine", [""])),
    ],
)
def test_entries_are_merged_key_by_key(base, mine, theirs, merged):
    assert merged_entry(base, mine, theirs) == merged
