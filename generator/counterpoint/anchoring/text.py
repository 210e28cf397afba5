"""The text that quotes are looked for in: an article's tokens as plain text, with the way back to every character.

Offsets are code points of this text: the content of the inline tokens in order, line breaks as spaces, one line feed between
blocks. Code blocks, footnote references and the `alt` of images are left out. Footnote bodies come last, as a scope of their own.
"""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape

import regex
from markdown_it.token import Token
from msgspec import Struct

from counterpoint.anchoring.characters import DASHES, INVISIBLE, PLAIN, SPACES
from counterpoint.anchoring.edges import Reason, edge, wraps

BLOCK = "\n"
"""What stands between two blocks."""


class Span(Struct, frozen=True, order=True):
    """A half-open range of code points in an article's rendered text."""

    start: int
    end: int


Place = tuple[Span, Reason | None, Reason | None]
"""Where some words stand, and why a match may not begin or end there."""


class Run(Struct, frozen=True):
    """The characters of one token: its place in the tree (block, child), its range, its source line from 0, whether it is struck out.

    `tags` are the elements around it that say how it is meant, such as `s` and `em`, the outermost first; links are none of them.
    """

    block: int
    child: int
    start: int
    end: int
    line: int
    struck: bool
    tags: tuple[str, ...] = ()


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
    origins: tuple[int, ...]
    """Where the pieces begin in the original."""

    def with_text(self, text: str) -> Folded:
        """Return another text of the same length with the same way back."""
        return Folded(text, self.starts, self.pieces, self.origins)

    def forth(self, offset: int) -> int:
        """Return where an original offset is in the folded text."""
        at = max(bisect.bisect_right(self.origins, offset) - 1, 0)
        if not self.pieces:
            return 0
        start, end, first, last = self.pieces[at]
        if offset >= last:
            return end
        return start + offset - first if end - start == last - first else start

    def back(self, start: int, end: int) -> Span | None:
        """The original range of a range that is not empty; None if it begins or ends inside a piece that stands as a whole."""
        first = self.pieces[bisect.bisect_right(self.starts, start) - 1]
        last = self.pieces[bisect.bisect_right(self.starts, end - 1) - 1]
        linear = first[1] - first[0] == first[3] - first[2]
        if not linear and start != first[0]:
            return None
        begin = first[2] + start - first[0]
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
    breaks: tuple[int, ...] = ()
    """Where the article's lines break inside a block, in order."""

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

    def runs_in(self, span: Span) -> Iterator[Run]:
        """Every run that a range has characters of."""
        at = max(bisect.bisect_right(self._starts, span.start) - 1, 0)
        while at < len(self.runs) and self.runs[at].start < span.end:
            if self.runs[at].end > span.start:
                yield self.runs[at]
            at += 1

    def line(self, offset: int) -> int:
        """The source line, from 0, of the character at an offset."""
        at = bisect.bisect_right(self._starts, offset) - 1
        return self.runs[max(at, 0)].line if self.runs else 0

    @cached_property
    def _struck(self) -> list[Run]:
        return [run for run in self.runs if run.struck]

    @cached_property
    def _struck_ends(self) -> list[int]:
        return [run.end for run in self._struck]

    @cached_property
    def _struck_starts(self) -> list[int]:
        return [run.start for run in self._struck]

    def struck(self, span: Span) -> bool:
        """Whether a range touches struck-out text, or steps over some."""
        at = bisect.bisect_right(self._struck_ends, span.start)
        return at < len(self._struck) and self._struck[at].start < span.end

    def html(self, start: int, end: int) -> str:
        """Return a range as HTML, with the emphasis and the strokes that the article's own tokens give it."""
        out: list[str] = []
        at = max(bisect.bisect_right(self._starts, start) - 1, 0)
        while at < len(self.runs) and self.runs[at].start < end:
            run = self.runs[at]
            words = escape(self.text[max(run.start, start) : min(run.end, end)], quote=False)
            opening, closing = "".join(f"<{tag}>" for tag in run.tags), "".join(f"</{tag}>" for tag in reversed(run.tags))
            if words:
                out.append(f"{opening}{words}{closing}")
            if run.end < end and self.text[run.end : run.end + 1] == BLOCK:
                out.append(" ")
            at += 1
        return "".join(out)

    def standing(self, start: int, end: int) -> tuple[int, int]:
        """Return how far the text around a range stands unbroken in its own block: up to struck-out text, or the block's border."""
        first, last = self.block_of(start, end)
        before = bisect.bisect_right(self._struck_ends, start) - 1
        after = bisect.bisect_left(self._struck_starts, end)
        first = max(first, self._struck[before].end) if before >= 0 else first
        last = min(last, self._struck[after].start) if after < len(self._struck) else last
        return first, last

    def block_of(self, start: int, end: int, reach: int = 1_500) -> tuple[int, int]:
        """Return the borders of the blocks in which a range begins and ends, or a word's edge where they are farther away than `reach`."""
        first = self.text.rfind(BLOCK, max(0, start - reach), start) + 1
        if not first and start > reach:
            first = self.text.find(" ", start - reach, start) + 1 or start
        last = self.text.find(BLOCK, end, end + reach)
        if last < 0:
            last = len(self.text)
            if last > end + reach:
                last = max(self.text.rfind(" ", end, end + reach), end)
        return first, last

    @cached_property
    def heading_starts(self) -> list[int]:
        """Where headings begin, in order."""
        return [section.span.start for section in self.sections]

    def edge(self, offset: int, *, ends: bool) -> Reason | None:
        """Return why a match may not begin (or end) at an offset; None if it may."""
        if self._in_wrapped_word(offset):
            return Reason.INSIDE_WORD
        return edge(self.level2.text, self.level2.forth(offset), ends=ends)

    def _in_wrapped_word(self, offset: int) -> bool:
        """Whether an offset is beside the hyphen or the line break in a word that goes on in the next line."""
        at = bisect.bisect_left(self.breaks, offset - 1)
        if at == len(self.breaks) or self.breaks[at] > offset + 1:
            return False
        return wraps(self.text, self.breaks[at])

    def edges(self, span: Span) -> Reason | None:
        """Return why a range may not be a match; None if it may."""
        return self.edge(span.start, ends=False) or self.edge(span.end, ends=True)

    def widened(self, span: Span) -> Span:
        """Return a range with the rest of the words and numbers that it begins and ends in, up to eight groups on either side."""
        start, end = span.start, span.end
        for _ in range(8):
            if not self.edge(start, ends=False):
                break
            before = self.text[: max(start - 1, 0)]
            start = max(before.rfind(space) for space in " \u00a0\n") + 1
        for _ in range(8):
            if end >= len(self.text) or not self.edge(end, ends=True):
                break
            end += 1
            while end < len(self.text) and not self.text[end].isspace():
                end += 1
        return Span(start, end)

    @cached_property
    def section_by_id(self) -> dict[str, Section]:
        """Sections by the id of their heading."""
        return {section.id: section for section in reversed(self.sections)}

    @cached_property
    def lowered(self) -> Folded | None:
        """Level 2 without regard to case; None where a letter's case pair has another length, such as ß."""
        lowered = self.level2.text.lower()
        return self.level2.with_text(lowered) if len(lowered) == len(self.level2.text) else None

    @cached_property
    def remembered(self) -> dict[tuple[str, int, Span], Sequence[Place]]:
        """Where words stand that were looked for: (words, level, scope) → places. The search for quotes keeps it small."""
        return {}

    @cached_property
    def tokens(self) -> frozenset[str]:
        """What stands between white space at level 2, without regard to case."""
        return frozenset(self.level2.text.casefold().split())

    @cached_property
    def unblocked(self) -> Folded:
        """Level 2 as if paragraphs had no ends."""
        return self.level2.with_text(self.level2.text.replace(BLOCK, " "))


_SPACED_TOKENS = {"softbreak", "hardbreak"}
_TEXT_TOKENS = {"text", "code_inline", "text_special"}
_MEANING = {"s", "del", "em", "strong", "sub", "sup"}
"""Elements without which words would say something else."""
_STRUCK = {"s", "del"}


def search_text(tokens: Sequence[Token]) -> SearchText:
    """Walk a token tree and remember every character's place.

    `claim_open` and `claim_close` tokens mark claims placed in the text. Headings carry their id as an attribute.
    """
    walk = _Walk()
    for block, token in enumerate(tokens):
        if token.type == "inline":
            walk.block(block, token)
        elif token.type == "heading_open":
            walk.heading = token
        elif token.type == "footnote_block_open":
            walk.in_footnotes = True
    return walk.result()


class _Walk:
    """A walk over the blocks of a token tree, in order."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.runs: list[Run] = []
        self.headings: list[tuple[str, int, int]] = []
        self.placed: list[tuple[str, Span]] = []
        self.breaks: list[int] = []
        self.offset = 0
        self.heading: Token | None = None
        self.in_footnotes = False
        self.footnotes = -1
        """Where the text of footnotes begins."""

    def block(self, number: int, token: Token) -> None:
        """Take the text of one inline token. A block without visible text, such as an image's paragraph, leaves no trace."""
        children = token.children or ()
        visible = any(child.type in _TEXT_TOKENS and not _NO_WORDS.fullmatch(child.content) for child in children)
        if visible and self.offset:
            self.parts.append(BLOCK)
            self.offset += 1
        if self.in_footnotes and self.footnotes < 0:
            self.footnotes = self.offset
        if self.heading:
            start = self.offset + (0 if visible or not self.offset else 1)
            self.headings.append((str(self.heading.attrs.get("id", "")), int(self.heading.tag[1]), start))
            self.heading = None
        line, struck = token.map[0] if token.map else 0, 0
        open_claims: list[tuple[str, int]] = []
        tags: tuple[str, ...] = ()
        for child, inner in enumerate(children):
            kind = inner.type
            if kind in _TEXT_TOKENS or kind in _SPACED_TOKENS:
                content = " " if kind in _SPACED_TOKENS else inner.content
                if kind in _SPACED_TOKENS and visible:
                    self.breaks.append(self.offset)
                if content and visible:
                    own = (*tags, "code") if kind == "code_inline" else tags
                    self.runs.append(Run(number, child, self.offset, self.offset + len(content), line, struck > 0, own))
                    self.parts.append(content)
                    self.offset += len(content)
                line += kind in _SPACED_TOKENS
            elif inner.tag in _MEANING and inner.nesting:
                tags = (*tags, inner.tag) if inner.nesting == 1 else tags[:-1]
                struck += inner.nesting if inner.tag in _STRUCK else 0
            elif kind == "claim_open":
                open_claims.append((inner.content, self.offset))
            elif kind == "claim_close" and open_claims:
                claim, start = open_claims.pop()
                self.placed.append((claim, Span(start, self.offset)))

    def result(self) -> SearchText:
        text = "".join(self.parts)
        body = Span(0, len(text) if self.footnotes < 0 else max(self.footnotes - 1, 0))
        scopes = (body,) if self.footnotes < 0 else (body, Span(min(self.footnotes, len(text)), len(text)))
        sections = _sections(self.headings, body.end)
        return SearchText(text, tuple(self.runs), scopes, sections, tuple(self.placed), tuple(self.breaks))


def _sections(headings: Sequence[tuple[str, int, int]], end: int) -> tuple[Section, ...]:
    """Give every heading the text up to the next one of its level or above."""
    ends = [end] * len(headings)
    open_ones: list[int] = []
    for number, (_, level, start) in enumerate(headings):
        while open_ones and headings[open_ones[-1]][1] >= level:
            ends[open_ones.pop()] = start
        open_ones.append(number)
    return tuple(Section(id, level, Span(start, max(start, ends[n]))) for n, (id, level, start) in enumerate(headings))


_NO_WORDS = regex.compile(rf"[\n{SPACES}{INVISIBLE}]*")
_EMPTY = rf"[{SPACES}{INVISIBLE}]"
_BLANK = rf"{_EMPTY}*+\n[\n{SPACES}{INVISIBLE}]*| ?[{SPACES.replace(' ', '')}{INVISIBLE}]{_EMPTY}*|  {_EMPTY}*"
# A letter with its marks is composed as one, whatever stands unseen between them.
_MARKED = rf"[^\p{{M}}\n{SPACES}{INVISIBLE}](?:[{INVISIBLE}]*[\p{{M}}--[{INVISIBLE}]])+"
_DASH = rf"[{regex.escape(DASHES)}]"
# A row of hyphens is how dashes are typed, so any row of dashes counts as one at level 2.
_ROW = rf"{_DASH}(?:[{INVISIBLE}]*{_DASH})*"
_SHAPES = rf"[{regex.escape(''.join(PLAIN))}]"
_FOLD1 = regex.compile(rf"{_BLANK}|{_MARKED}", regex.V1)
_FOLD2 = regex.compile(rf"{_BLANK}|{_MARKED}|{_ROW}|{_SHAPES}", regex.V1)
_UNSEEN = regex.compile(rf"[{INVISIBLE}]")
_RUNS = ("  ", " \n", "\n\n", "\n ")
"""White space that becomes one character."""
_RARE = rf"{SPACES.replace(' ', '')}{INVISIBLE}"
_RARE1, _RARE2 = re.compile(f"[{_RARE}]"), re.compile(f"[{_RARE}{re.escape(''.join(PLAIN))}]")

_ASCII_SHAPES = tuple(filter(str.isascii, PLAIN))


def _is_normal(text: str, level: int) -> bool:
    """Whether a text in NFC is surely normalised as it is."""
    if any(run in text for run in _RUNS) or (level == 2 and "--" in text):
        return False
    if text.isascii() and text.replace("\n", "").isprintable():  # a shorter way: of these characters hardly any is changed
        return level == 1 or not any(shape in text for shape in _ASCII_SHAPES)
    return not (_RARE2 if level == 2 else _RARE1).search(text)


def _replacement(match: str, level: int) -> str:
    """Return what a match of `_FOLD1` or `_FOLD2` is folded to."""
    visible = _UNSEEN.sub("", match)
    if level == 2 and visible and not visible.strip(DASHES):
        return "-"
    if BLOCK in visible:
        return BLOCK
    if not visible or visible.isspace():
        return " " if visible else ""
    composed = unicodedata.normalize("NFC", visible)
    return "".join(PLAIN.get(character, character) for character in composed) if level == 2 else composed


def fold(text: str, level: int) -> Folded:
    """Normalise a text at level 1 or 2 (FORMAT.md), keeping the way back to every original character."""
    if text and unicodedata.is_normalized("NFC", text) and _is_normal(text, level):
        return Folded(text, (0,), ((0, len(text), 0, len(text)),), (0,))
    return fold_by_pieces(text, level)


def fold_by_pieces(text: str, level: int) -> Folded:
    """Normalise any text, also one that `fold` has a shorter way for."""
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
    return Folded("".join(out), tuple(piece[0] for piece in pieces), tuple(pieces), tuple(piece[2] for piece in pieces))
