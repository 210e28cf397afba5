"""The text that quotes are looked for in: an article's tokens as plain text, with the way back to every character.

Offsets are code points of this text: the content of the inline tokens in order, line breaks as spaces, one line feed between
blocks. Code blocks, footnote references and the `alt` of images are left out. Footnote bodies come last, as a scope of their own.
"""

from __future__ import annotations

import bisect
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import regex
from markdown_it.token import Token
from msgspec import Struct

BLOCK = "\n"
"""What stands between two blocks."""


class Span(Struct, frozen=True, order=True):
    """A half-open range of code points in an article's rendered text."""

    start: int
    end: int


class Run(Struct, frozen=True):
    """The characters of one token: its place in the tree (block, child), its range, its source line from 0, whether it is struck out."""

    block: int
    child: int
    start: int
    end: int
    line: int
    struck: bool


class Section(Struct, frozen=True):
    """What stands under a heading, up to the next one of its level or above."""

    id: str
    level: int
    span: Span


class Folded(Struct, frozen=True):
    """A normalised text, and the way back.

    `starts` and `pieces` cut it into pieces `(start, end, original start, original end)`. In a piece as long as its original
    every character has its own; any other piece stands for its original as a whole.
    """

    text: str
    starts: tuple[int, ...]
    pieces: tuple[tuple[int, int, int, int], ...]

    def back(self, start: int, end: int) -> Span | None:
        """The original range of a range that is not empty; None if it begins or ends inside a piece that stands as a whole."""
        first = self.pieces[bisect.bisect_right(self.starts, start) - 1]
        last = self.pieces[bisect.bisect_right(self.starts, end - 1) - 1]
        linear = first[1] - first[0] == first[3] - first[2]
        if not linear and start != first[0]:
            return None
        begin = first[2] + (start - first[0] if linear else 0)
        linear = last[1] - last[0] == last[3] - last[2]
        if not linear and end != last[1]:
            return None
        return Span(begin, last[2] + end - last[0] if linear else last[3])


@dataclass(frozen=True)
class SearchText:
    """An article's text, ready to be searched."""

    text: str
    runs: tuple[Run, ...]
    scopes: tuple[Span, ...]
    sections: tuple[Section, ...]
    placed: tuple[tuple[str, Span], ...]
    """Claims placed in the text by `[words](claim:id)`, in order."""

    @cached_property
    def level1(self) -> Folded:
        """NFC, single spaces, invisible characters gone."""
        return fold(self.text, 1)

    @cached_property
    def level2(self) -> Folded:
        """Level 1, and all quotation marks, dashes, ellipses and ligatures alike."""
        return fold(self.text, 2)

    @cached_property
    def _starts(self) -> list[int]:
        return [run.start for run in self.runs]

    def line(self, offset: int) -> int:
        """The source line, from 0, of the character at an offset."""
        at = bisect.bisect_right(self._starts, offset) - 1
        return self.runs[max(at, 0)].line if self.runs else 0

    def struck(self, span: Span) -> bool:
        """Whether a range touches struck-out text, or steps over some."""
        at = max(bisect.bisect_right(self._starts, span.start) - 1, 0)
        for run in self.runs[at:]:
            if run.start >= span.end:
                break
            if run.struck and run.end > span.start:
                return True
        return False


_SPACED_TOKENS = {"softbreak", "hardbreak"}
_TEXT_TOKENS = {"text", "code_inline", "text_special"}


def search_text(tokens: Sequence[Token]) -> SearchText:
    """Walk a token tree and remember every character's place.

    `claim_open` and `claim_close` tokens mark claims placed in the text. Headings carry their id as an attribute.
    """
    parts: list[str] = []
    runs: list[Run] = []
    headings: list[tuple[str, int, int]] = []
    placed: list[tuple[str, Span]] = []
    offset, footnotes, heading = 0, -1, None
    for block, token in enumerate(tokens):
        if token.type == "inline":
            if parts:
                parts.append(BLOCK)
                offset += 1
            if heading:
                headings.append((str(heading.attrs.get("id", "")), int(heading.tag[1]), offset))
                heading = None
            line, struck = token.map[0] if token.map else 0, 0
            open_claims: list[tuple[str, int]] = []
            for child, inner in enumerate(token.children or ()):
                kind = inner.type
                if kind in _TEXT_TOKENS or kind in _SPACED_TOKENS:
                    content = " " if kind in _SPACED_TOKENS else inner.content
                    if content:
                        runs.append(Run(block, child, offset, offset + len(content), line, struck > 0))
                        parts.append(content)
                        offset += len(content)
                    line += kind in _SPACED_TOKENS
                elif kind == "s_open":
                    struck += 1
                elif kind == "s_close":
                    struck -= 1
                elif kind == "claim_open":
                    open_claims.append((inner.content, offset))
                elif kind == "claim_close" and open_claims:
                    claim, start = open_claims.pop()
                    placed.append((claim, Span(start, offset)))
            if not token.children:
                parts.append("")
        elif token.type == "heading_open":
            heading = token
        elif token.type == "footnote_block_open":
            footnotes = offset + 1
    text = "".join(parts)
    body = Span(0, len(text) if footnotes < 0 else min(footnotes - 1, len(text)))
    scopes = (body,) if footnotes < 0 else (body, Span(min(footnotes, len(text)), len(text)))
    sections = []
    for number, (id, level, start) in enumerate(headings):
        end = next((later for _, other, later in headings[number + 1 :] if other <= level), body.end)
        sections.append(Section(id, level, Span(start, max(start, end))))
    return SearchText(text, tuple(runs), scopes, tuple(sections), tuple(placed))


# Invisible characters that carry no meaning: soft hyphen, zero-width space, word joiner, BOM, bidi controls. The zero-width
# joiner and non-joiner (U+200D, U+200C) shape words in Persian and Indic scripts, and stay.
_VANISH = "\u00ad\u200b\u2060\ufeff\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069"
_SPACE = "\t\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_EQUAL = {
    '"': "“”„‟«»″〝〞〟＂„״",
    "'": "‘’‚‛‹›′ʼ＇`´׳",
    "-": "‐‑‒–—―−⁃﹘﹣－־",
    "...": "…",
    "fi": "ﬁ",
    "fl": "ﬂ",
    "ff": "ﬀ",
    "ffi": "ﬃ",
    "ffl": "ﬄ",
}
_LEVEL2 = {shape: plain for plain, shapes in _EQUAL.items() for shape in shapes}
_BLANK = rf" ?[{_SPACE.replace(' ', '')}{_VANISH}][{_SPACE}{_VANISH}]*|  [{_SPACE}{_VANISH}]*"
_DASHES = "-" + _EQUAL["-"]
_FOLD1 = regex.compile(_BLANK)
# A row of hyphens is how dashes are typed, so any row of dashes counts as one at level 2.
_FOLD2 = regex.compile(rf"{_BLANK}|[{regex.escape(_DASHES)}][{regex.escape(_DASHES)}{_VANISH}]*|[{regex.escape(''.join(_LEVEL2))}]")
_VANISHING = regex.compile(rf"[{_VANISH}]")


def _replacement(found: str, level: int) -> str:
    if level == 2 and found[0] in _DASHES:
        return "-"
    if level == 2 and found in _LEVEL2:
        return _LEVEL2[found]
    return " " if _VANISHING.sub("", found) else ""


def _characters(ranges: str) -> list[str]:
    """Every character of a set that is written as in a regular expression."""
    found: list[str] = []
    for first, last in regex.findall(r"(.)(?:-(.))?", ranges, regex.DOTALL):
        found += map(chr, range(ord(first), ord(last or first) + 1))
    return found


_SPECIAL1 = (*_characters(_SPACE.replace(" ", "") + _VANISH), "  ")
_SPECIAL2 = (*_SPECIAL1, *_LEVEL2, *_EQUAL["-"], "--")
"""Without any of these, and in NFC, a text is normalised as it is."""


def fold(text: str, level: int) -> Folded:
    """Normalise a text at level 1 or 2 (FORMAT.md), keeping the way back to every original character."""
    special = _SPECIAL2 if level == 2 else _SPECIAL1
    if text and unicodedata.is_normalized("NFC", text) and not any(one in text for one in special):
        return Folded(text, (0,), ((0, len(text), 0, len(text)),))
    return fold_by_pieces(text, level)


def fold_by_pieces(text: str, level: int) -> Folded:
    """The same of any text, the long way."""
    out: list[str] = []
    pieces: list[tuple[int, int, int, int]] = []
    length = 0

    def add(piece: str, start: int, end: int) -> None:
        nonlocal length
        if not piece:
            return
        new = (length, length + len(piece), start, end)
        if pieces and len(piece) == end - start:
            last = pieces[-1]
            if last[3] == start and last[1] - last[0] == last[3] - last[2]:
                new = (last[0], new[1], last[2], end)
                pieces.pop()
        pieces.append(new)
        out.append(piece)
        length += len(piece)

    def plain(start: int, end: int) -> None:
        piece = text[start:end]
        if unicodedata.is_normalized("NFC", piece):
            add(piece, start, end)
            return
        for cluster in regex.findall(r"\X", piece):
            add(unicodedata.normalize("NFC", cluster), start, start + len(cluster))
            start += len(cluster)

    last = 0
    for match in (_FOLD2 if level == 2 else _FOLD1).finditer(text):
        start, end = match.span()
        if start > last:
            plain(last, start)
        add(_replacement(match[0], level), start, end)
        last = end
    if last < len(text):
        plain(last, len(text))
    return Folded("".join(out), tuple(piece[0] for piece in pieces), tuple(pieces))
