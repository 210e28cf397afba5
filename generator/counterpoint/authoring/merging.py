"""Merging of two edits that were made of one text or entry at the same time.

Where both touch the same words or values, nothing is merged, and the author chooses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from msgspec import Struct

_WORDS = re.compile(r"\s+|[^\s]+")
_MOST_WORDS = 4000
"""Beyond so many words on either side of a change, lines are compared instead."""


class _Edit(Struct, frozen=True):
    """The stretch of the old text that was replaced, and what by. Offsets count code points."""

    start: int
    end: int
    new: str


def merged_text(base: str, mine: str, theirs: str) -> str | None:
    """Return a text with both edits of `base` in it, or None where they touch the same words, or words side by side."""
    if mine == theirs:
        return mine
    edits = sorted([*_edits(base, mine), *_edits(base, theirs)], key=lambda edit: (edit.start, edit.end))
    parts, at = [], 0
    last: _Edit | None = None
    for edit in edits:
        if edit == last:  # both did the same
            continue
        if last is not None and edit.start <= last.end:
            return None
        parts += [base[at : edit.start], edit.new]
        at, last = edit.end, edit
    return "".join([*parts, base[at:]])


def moved_range(base: str, theirs: str, start: int, end: int) -> tuple[int, int]:
    """Return where a stretch of `base` stands in `theirs`, with what was changed inside it."""
    edits = list(_edits(base, theirs))
    first = start + sum(len(edit.new) - (edit.end - edit.start) for edit in edits if edit.end <= start)
    last = end + sum(
        len(edit.new) - (edit.end - edit.start) for edit in edits if edit.start < end or (edit.start == end and edit.end > end)
    )
    return max(0, min(first, len(theirs))), max(0, min(last, len(theirs)))


def merged_entry(base: Any, mine: Any, theirs: Any) -> tuple[Any, list[str]]:
    """Return an entry with both edits in it, and the keys that both have changed otherwise: these are left as they are in `mine`."""
    if not (isinstance(base, dict) and isinstance(mine, dict) and isinstance(theirs, dict)):
        return (theirs, []) if base == mine else (mine, [] if base == theirs or mine == theirs else [""])
    result: dict[str, Any] = {}
    both: list[str] = []
    for key in dict.fromkeys([*mine, *theirs]):
        old, own, other = base.get(key), mine.get(key), theirs.get(key)
        chosen = other if own == old else own
        if own not in (old, other) and other != old:
            both.append(key)
        if chosen is not None:
            result[key] = chosen
    return result, both


def shared_ends(text: str, other: str) -> tuple[int, int]:
    """Return how many characters two texts share at their begin, and how many of the rest at their end."""
    most = min(len(text), len(other))
    head = next((at for at in range(most) if text[at] != other[at]), most)
    tail = next((at for at in range(most - head) if text[len(text) - 1 - at] != other[len(other) - 1 - at]), most - head)
    return head, tail


def _edits(old: str, new: str) -> Iterator[_Edit]:
    """Yield what turns a text into another, as few words as possible."""
    head, tail = shared_ends(old, new)
    while head and not old[head - 1].isspace():  # whole words are compared
        head -= 1
    while tail and not old[len(old) - tail].isspace():
        tail -= 1
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    a, b = _pieces(before, after)
    starts = [head]
    for piece in a:
        starts.append(starts[-1] + len(piece))
    for kind, first, last, other, end in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind != "equal":
            yield _Edit(starts[first], starts[last], "".join(b[other:end]))


def _pieces(old: str, new: str) -> tuple[list[str], list[str]]:
    words = _WORDS.findall(old), _WORDS.findall(new)
    if max(map(len, words)) <= _MOST_WORDS:
        return words
    return old.splitlines(keepends=True), new.splitlines(keepends=True)
