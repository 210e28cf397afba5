"""Quotations in a text: every style of quotation marks, nested ones inside their own, and those that run over paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex
from msgspec import Struct

_CLOSERS = {
    "“": "”“\"", "„": "“”\"‟", "«": "»", "»": "«", "‹": "›", "「": "」", "『": "』", "\"": "\"”",
    "‘": "’", "'": "'", "‚": "‘’", "״": "״", "”": "”“", "‟": "”",
    "﹁": "﹂", "﹃": "﹄", "〝": "〞〟", "＂": "＂", "❝": "❞", "‛": "’'",
}  # fmt: skip
_SINGLE = "‘'‚‛"
_MAY_OPEN = regex.compile(r"[“„«»‹「『﹁﹃〝＂❝‟\"״‘‚‛]|(?<![\p{L}\p{N}])['”]")
"""A mark that may begin a quotation: not an apostrophe inside a word."""
_STOPS = ".,!?…;:"
_CUT_SHORT = regex.compile(
    r"\d\d(?!\d)|(?:tis|twas|twere|twill|till?|cause|cos|round|nuff|n?im|n?em|er|ow|bout|fraid|gainst|less|[tsnkmr]|ie|n?en|n?em|n?er|ne"
    r"|ran|raus|rein|rauf|runter)\b",
    regex.IGNORECASE,
)
"""What a year or a word goes on with behind an apostrophe that stands for its beginning: '68, 'tis, 't, 'ne."""
_LONGEST_SINGLE = 3000
"""Code points within which a single mark is looked for that ends a quotation."""
_FIRST, _LAST = 0xF0000, 0x10FFFD
PLACEHOLDERS = f"{chr(_FIRST)}-{chr(_LAST)}"
"""The private characters that stand for quotations in a frame, as a range in a regular expression; no pasted text keeps any."""


class Piece(Struct, frozen=True):
    """The half-open range of a quotation's words in one block, without its marks; `outer` with them."""

    block: int
    start: int
    end: int
    outer: tuple[int, int]


class Quotation(Struct, frozen=True):
    """Words in quotation marks, in one block or several. `open` says that no mark ends it."""

    pieces: tuple[Piece, ...]
    mark: str
    open: bool = False

    def words(self, texts: Sequence[str]) -> tuple[str, ...]:
        """The words, by paragraph."""
        return tuple(texts[piece.block][piece.start : piece.end] for piece in self.pieces)


class Frame(Struct, frozen=True):
    """A block's text with each quotation as one private character, so that what is said about it can be read."""

    text: str
    quotations: tuple[int, ...]

    def at(self, quotation: int) -> int:
        """The place of a quotation in the frame."""
        return self.text.index(placeholder(quotation))


def placeholder(quotation: int) -> str:
    """The character that stands for a quotation."""
    return chr(_FIRST + quotation)


def is_placeholder(character: str) -> bool:
    """Whether a character stands for a quotation."""
    return _FIRST <= ord(character) <= _LAST


def indexes(frame: str) -> list[int]:
    """The quotations that stand in a part of a frame, in order."""
    return [ord(character) - _FIRST for character in frame if is_placeholder(character)]


def quotations(texts: Sequence[str]) -> list[Quotation]:
    """All quotations of a text's blocks, in order. One that no mark ends runs on where the next block begins with its mark."""
    marked: list[Quotation] = []
    running: list[Piece] = []
    mark = ""
    for number, text in enumerate(texts):
        at = 0
        if running:
            if text[:1] and (text[0] == mark or (mark in "„“" and text[0] in "„“") or (mark == "«" and text[0] in "«»")):
                at, closed = _end(text, 1, mark)
                running.append(Piece(number, 1, at - closed, (0, at)))
                if closed:
                    marked.append(Quotation(tuple(running), mark))
                    running = []
            else:
                marked.append(Quotation((running[0],), mark, open=True))
                running = []
        while at < len(text) and not running:
            begin = _opening(text, at)
            if begin is None:
                break
            mark = text[begin]
            start = begin + 1
            while start < len(text) and text[start] == mark and mark not in _SINGLE:  # a mark typed twice
                start += 1
            at, closed = _end(text, start, mark)
            if mark in _SINGLE and not closed:  # an apostrophe
                at = start
                continue
            first, last = _trimmed(text, start, at - closed)
            if closed and first < last:
                marked.append(Quotation((Piece(number, first, last, (begin, at)),), mark))
            elif not closed:
                running = [Piece(number, first, last, (begin, at))]
    if running:
        marked.append(Quotation((running[0],), mark, open=True))
    return sorted(marked, key=lambda quotation: (quotation.pieces[0].block, quotation.pieces[0].start))


@lru_cache(maxsize=64)
def quotations_of(paragraph: str) -> tuple[Quotation, ...]:
    """All quotations of one paragraph. The last few are remembered: several claims stand in one."""
    return tuple(quotations([paragraph])) if _MAY_OPEN.search(paragraph) else ()


def frames(texts: Sequence[str], marked: Sequence[Quotation]) -> list[Frame]:
    """Each block with its quotations taken out."""
    out = []
    by_block: dict[int, list[tuple[tuple[int, int], int]]] = {}
    for index, quotation in enumerate(marked):
        for piece in quotation.pieces:
            by_block.setdefault(piece.block, []).append((piece.outer, index))
    for number, text in enumerate(texts):
        here = by_block.get(number, [])
        frame, at = "", 0
        for (start, end), index in sorted(here):
            frame += text[at:start] + placeholder(index)
            at = end
        out.append(Frame(frame + text[at:], tuple(index for _, index in sorted(here))))
    return out


def _opening(text: str, at: int) -> int | None:
    for here in range(at, len(text)):
        mark = text[here]
        if mark not in _CLOSERS:
            continue
        before, after = text[here - 1 : here], text[here + 1 : here + 2]
        spaced = (
            not before
            or before.isspace()
            or before in "([{—–-/:,\u200e\u200f"
            or (before in "הבלמושכ" and mark in '"״”„' and _prefix(text, here))
        )
        if mark in "“„«‹「『﹁﹃〝❝":
            if after.strip() or mark == "«":
                return here
        elif mark in "»‟”":
            if spaced and after.isalnum():
                return here
        elif spaced and after and not after.isspace():
            return here
    return None


def _prefix(text: str, here: int) -> bool:
    """Whether the letter before a mark is a Hebrew prefix that stands alone: ב\"הארץ\", and not צה\"ל."""
    return here == 1 or text[here - 2].isspace()


def _end(text: str, start: int, mark: str) -> tuple[int, int]:
    """The place after the quotation, and 1 if a mark ends it there, 0 if the text does. Quotations inside it are passed over."""
    closers = _CLOSERS[mark]
    if mark in _SINGLE:
        return _single_end(text, start, closers)
    depth: list[str] = []
    for here in range(start, len(text)):
        character = text[here]
        before, after = text[here - 1 : here], text[here + 1 : here + 2]
        if character in closers and not depth:
            if character in '"״' and before.isalnum() and after.isalnum():
                continue  # an inch, or a Hebrew acronym
            if character in '"״' and before.isspace():
                continue
            if character == "“" and mark in "“”" and before.isspace():
                continue
            return here + 1, 1
        if depth and character in depth[-1]:
            if not (character in '"״' and before.isalnum() and after.isalnum()):
                depth.pop()
        elif character in "“„«»‹「『" and (before.isspace() or before in "(—–") and after.isalnum():
            depth.append(_CLOSERS[character])
    return len(text), 0


def _single_end(text: str, start: int, closers: str) -> tuple[int, int]:
    """Return the place after a quotation in single marks, and 1; the text's end and 0 where no mark surely ends one.

    A mark may be an apostrophe. One that begins a year or a word that is cut short ('68, 'tis) needs a stop at the end. One behind
    a letter that a genitive may end in is an apostrophe where words go on behind it.
    """
    far = min(len(text), start + _LONGEST_SINGLE)
    is_doubtful = bool(_CUT_SHORT.match(text, start))
    opening = regex.search(r"(?<=[\s(])[‘'‚](?=\w)", text, pos=start, endpos=far)
    candidates = [here for here in range(start + 1, far) if text[here] in closers and not text[here + 1 : here + 2].isalnum()]
    if opening:
        candidates = [here for here in candidates if here < opening.start()] or ([] if is_doubtful else candidates[:1])
    sure = [here for here in candidates if text[here - 1] in _STOPS]
    likely = [here for here in candidates if _is_end_of_words(text, here)] if not is_doubtful else []
    chosen = min([*sure[:1], *likely[:1]], default=None)
    return (chosen + 1, 1) if chosen is not None else (len(text), 0)


def _is_end_of_words(text: str, here: int) -> bool:
    """Whether a single mark behind a word is no genitive's: another letter stands before it, or no word behind it."""
    return text[here - 1] not in "sSxXzZß" or not regex.match(r"\s+\w", text, pos=here + 1)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without white space and a comma at the edges: French sets a space inside its marks, English a comma."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ",،"):
        end -= 1
    return start, end
