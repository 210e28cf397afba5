"""Overlapping places → flat pieces in the token tree.

The text is cut at every border of every place. Each piece is wrapped on its own, inside whatever emphasis or link it stands
in, and carries the ids of all claims over it; whole blocks are never wrapped, and the text stays what it was.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Mapping, Sequence

from markdown_it.token import Token
from msgspec import Struct

from counterpoint.anchoring.text import SearchText, Span


class Placement(Struct, frozen=True):
    """An annotation and all its places."""

    id: str
    spans: tuple[Span, ...]

    @property
    def ends(self) -> tuple[int, ...]:
        """Where its markers stand: after each of its places, in order. Places that touch or overlap are one."""
        ends: list[int] = []
        for span in sorted(self.spans):
            if ends and span.start <= ends[-1]:
                ends[-1] = max(ends[-1], span.end)
            else:
                ends.append(span.end)
        return tuple(ends)


class Segment(Struct, frozen=True):
    """A stretch of text with the annotations over it: the longest first, so that the last is the most specific.

    An annotation that would be last nowhere is last on one piece, so that its words lead to it.
    """

    start: int
    end: int
    ids: tuple[str, ...]


def pieces(placements: Iterable[Placement]) -> list[Segment]:
    """Cut places at every border. Pieces come in order, do not overlap, and are never empty."""
    spans = [(span, place.id, rank) for rank, place in enumerate(placements) for span in place.spans if span.end > span.start]
    borders = sorted({edge for span, _, _ in spans for edge in (span.start, span.end)})
    covering: list[list[tuple[int, int, str]]] = [[] for _ in borders]
    for span, id, rank in spans:
        first, last = bisect.bisect_left(borders, span.start), bisect.bisect_left(borders, span.end)
        for index in range(first, last):
            covering[index].append((span.start - span.end, rank, id))
    ids = [list(dict.fromkeys(id for _, _, id in sorted(over))) for over in covering]
    _give_each_a_piece(ids)
    return [Segment(borders[index], borders[index + 1], tuple(over)) for index, over in enumerate(ids) if over]


def _give_each_a_piece(pieces: list[list[str]]) -> None:
    """Let every annotation be the last on a piece, so that its words lead to it: one that is nowhere takes one of several."""
    last: dict[str, int] = {}
    where: dict[str, list[list[str]]] = {}
    for over in pieces:
        for id in over:
            where.setdefault(id, []).append(over)
        if over:
            last[over[-1]] = last.get(over[-1], 0) + 1
    for id, covered in where.items():
        if id in last:
            continue
        for over in covered:
            if last[over[-1]] > 1:
                last[over[-1]] -= 1
                over.remove(id)
                over.append(id)
                last[id] = 1
                break


def in_reading_order(placements: Iterable[Placement]) -> list[Placement]:
    """The order in which their first markers are met: by where their first places end, then where they begin."""
    return sorted(placements, key=lambda place: (place.ends[0], min(span.start for span in place.spans), place.id))


def overlay(tokens: Sequence[Token], text: SearchText, placements: Sequence[Placement], classes: Mapping[str, str]) -> list[Token]:
    """Write marks and markers into the tokens from which `text` was made.

    `classes` gives each annotation's CSS class. A `mark_open` token carries `class` and `data-claims`; a `marker` token carries
    the id of the annotation one of whose places it follows, and never stands inside a link. The tokens given are not changed.
    """
    flat = pieces(placements)
    ends: dict[int, list[str]] = {}
    for place in in_reading_order(placements):
        for end in place.ends:
            ends.setdefault(end, []).append(place.id)
    runs: dict[int, dict[int, int]] = {}
    for run in text.runs:
        runs.setdefault(run.block, {})[run.child] = run.start
    starts = [piece.start for piece in flat]
    result = list(tokens)
    for block, children in runs.items():
        first, last = min(children.values()), 0
        for child, start in children.items():
            last = max(last, start + _length(tokens[block].children[child]))  # type: ignore[index]
        at = max(bisect.bisect_right(starts, first) - 1, 0)
        if any(piece.end > first for piece in flat[at : bisect.bisect_left(starts, last)]):
            copy = tokens[block].copy()
            copy.children = list(_Inline(copy.children or [], children, flat, starts, ends, classes).write())
            result[block] = copy
    return result


def _length(token: Token) -> int:
    return 1 if token.type in {"softbreak", "hardbreak"} else len(token.content)


class _Inline:
    """Writes the children of one inline token anew."""

    def __init__(
        self,
        children: Sequence[Token],
        offsets: Mapping[int, int],
        flat: Sequence[Segment],
        starts: Sequence[int],
        ends: Mapping[int, list[str]],
        classes: Mapping[str, str],
    ) -> None:
        self.children, self.offsets, self.flat, self.starts, self.ends, self.classes = (
            children,
            offsets,
            flat,
            starts,
            ends,
            classes,
        )
        self.out: list[Token] = []
        self.open: tuple[str, ...] | None = None
        self.waiting: list[str] = []
        self.links = 0

    def write(self) -> list[Token]:
        for number, child in enumerate(self.children):
            if number in self.offsets:
                self.text(child, self.offsets[number])
                continue
            self.mark(None)
            self.out.append(child)
            self.links += {"link_open": 1, "link_close": -1}.get(child.type, 0)
            self.markers()
        self.mark(None)
        self.markers()
        return self.out

    def text(self, token: Token, start: int) -> None:
        end = start + _length(token)
        index = max(bisect.bisect_right(self.starts, start) - 1, 0)
        at = start
        while at < end:
            while index < len(self.flat) and self.flat[index].end <= at:
                index += 1
            piece = self.flat[index] if index < len(self.flat) else None
            if piece is None or piece.start >= end:
                stop, ids = end, None
            elif piece.start > at:
                stop, ids = piece.start, None
            else:
                stop, ids = min(piece.end, end), piece.ids
            self.mark(None if token.type == "hardbreak" else ids)
            self.out.append(token if (at, stop) == (start, end) else _part(token, at - start, stop - start))
            if stop in self.ends:
                self.mark(None)
                self.waiting += self.ends[stop]
                self.markers()
            at = stop

    def mark(self, ids: tuple[str, ...] | None) -> None:
        """Close the open mark and open another, unless it is the same one."""
        if ids == self.open:
            return
        if self.open is not None:
            self.out.append(Token("mark_close", "mark", -1))
        if ids is not None:
            token = Token("mark_open", "mark", 1)
            token.attrs = {"class": self.css(ids), "data-claims": " ".join(ids)}
            self.out.append(token)
        self.open = ids

    def css(self, ids: tuple[str, ...]) -> str:
        """The class of the most specific annotation; where another shares the words, its class too, as a second voice."""
        names = ["c", self.classes[ids[-1]]]
        if len(ids) > 1:
            names += ["two", "q" + self.classes[ids[-2]][1:]]
        return " ".join(names)

    def markers(self) -> None:
        """Set the markers that are due, once no link is open around them."""
        if self.waiting and not self.links:
            for id in self.waiting:
                token = Token("marker", "", 0)
                token.content = id
                self.out.append(token)
            self.waiting = []


def _part(token: Token, start: int, end: int) -> Token:
    return Token(token.type, token.tag, token.nesting, content=token.content[start:end], markup=token.markup)
