"""Finding a quote: exactly, or not at all.

Three orders are tried (FORMAT.md, 'How a quote finds its words'): as it stands, with typography made alike, and read as
Markdown. What is found is then held against the rules on edges, struck-out text and context. The result is a value.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Literal

import regex
from msgspec import Struct

from counterpoint.anchoring.text import BLOCK, Folded, SearchText, Span, fold


class Wanted(Struct, frozen=True):
    """The words that are looked for, and how one of several places is chosen. `end` is set for a passage from … to …"""

    words: str
    end: str | None = None
    prefix: str | None = None
    suffix: str | None = None
    within: str | None = None
    occurrence: int | Literal["all"] | None = None


class Reason(Enum):
    """Why words that are in the text are not a match."""

    INSIDE_WORD = "the words begin or end inside a longer word"
    INSIDE_NUMBER = "the words begin or end inside a longer number"
    INSIDE_CHARACTER = "the words begin or end inside a character"
    CROSSES_BLOCK = "the words run over the end of a paragraph"
    OTHER_CASE = "the words stand there with other capitals"


class Found(Struct, frozen=True):
    """The quote's place, or places if all were asked for. `stale` names a context that no longer fits."""

    spans: tuple[Span, ...]
    order: int
    stale: str = ""
    other_case: tuple[Span, ...] = ()


class Ambiguous(Struct, frozen=True):
    """The words stand in several places, and nothing chooses one."""

    spans: tuple[Span, ...]


class NotFound(Struct, frozen=True):
    """The words are nowhere; `nearly` says where they would be but for a rule, and which."""

    nearly: tuple[tuple[Span, Reason], ...] = ()


class Struck(Struct, frozen=True):
    """The words touch struck-out text."""

    span: Span


class Refused(Struct, frozen=True):
    """The quote cannot be looked for: `empty`, `short`, `within` (no such heading) or `occurrence` (out of range)."""

    why: Literal["empty", "short", "within", "occurrence"]
    count: int = 0


Result = Found | Ambiguous | NotFound | Struck | Refused


def find_quote(wanted: Wanted, text: SearchText, as_text: Callable[[str], str]) -> Result:
    """Find the words that a quote means, exactly, in the order FORMAT.md gives.

    `as_text` reads inline Markdown and returns its plain text. Spans are code points of the rendered text (W3C
    TextPositionSelector). Never approximate: a near miss is NotFound and carries no match. Raises nothing.
    """
    for words in (wanted.words, *([wanted.end] if wanted.end is not None else [])):
        if not _letters(words):
            return Refused("empty")
        if _letters(words) < 2:
            return Refused("short")
    within = None
    if wanted.within is not None:
        within = next((section.span for section in text.sections if "#" + section.id == wanted.within), None)
        if within is None:
            return Refused("within")
    result: Result = NotFound()
    for scope in text.scopes:
        found = _in_scope(wanted, text, scope, within, as_text)
        if not isinstance(found, NotFound):
            return found
        if isinstance(result, NotFound) and not result.nearly:
            result = found
    return result


def _letters(words: str) -> int:
    """How many letters, digits and symbols there are, counted up to two."""
    count = 0
    for character in words:
        count += character.isalnum() or unicodedata.category(character)[0] == "S"
        if count == 2:
            break
    return count


def _in_scope(wanted: Wanted, text: SearchText, scope: Span, within: Span | None, as_text: Callable[[str], str]) -> Result:
    if within:
        scope = Span(max(scope.start, within.start), min(scope.end, within.end))
    nearly: list[tuple[Span, Reason]] = []
    for order in (1, 2, 3):
        start, end = wanted.words, wanted.end
        if order == 3:
            start, end = as_text(start), as_text(end) if end is not None else None
            if (start, end) == (wanted.words, wanted.end):
                break
        level = min(order, 2)
        spans = list(_spans(start, end, text, level, scope, nearly))
        if spans:
            return _choose(wanted, text, spans, order, level, scope)
    if not nearly:
        nearly += [(span, Reason.CROSSES_BLOCK) for span in _across(wanted, text, scope)]
    if not nearly:
        nearly += [(span, Reason.OTHER_CASE) for span in _case_blind(wanted.words, text, scope)]
    return NotFound(tuple(dict.fromkeys(nearly))[:3])


def _spans(start: str, end: str | None, text: SearchText, level: int, scope: Span, nearly: list[tuple[Span, Reason]]) -> Iterator[Span]:
    """The places of the words, or of the passages that begin and end with them, that keep the rules on edges."""
    starts = _matches(start, text, level, scope, nearly)
    if end is None:
        yield from starts
        return
    ends = list(_matches(end, text, level, scope, nearly))
    for first in starts:
        last = next((span for span in ends if span.start >= first.end), None)
        if last:
            yield Span(first.start, last.end)


def _matches(words: str, text: SearchText, level: int, scope: Span, nearly: list[tuple[Span, Reason]]) -> Iterator[Span]:
    folded = text.level1 if level == 1 else text.level2
    for span in _occurrences(fold_quote(words, level), folded):
        if span.start < scope.start or span.end > scope.end:
            continue
        reason = edge(text.text, span.start, ends=False) or edge(text.text, span.end, ends=True)
        if reason:
            nearly.append((span, reason))
        else:
            yield span


def _occurrences(words: str, folded: Folded) -> Iterator[Span]:
    """Every place of the words, overlapping ones too."""
    at = folded.text.find(words)
    while at >= 0 and words:
        span = folded.back(at, at + len(words))
        if span:
            yield span
        at = folded.text.find(words, at + 1)


def fold_quote(words: str, level: int) -> str:
    """A quote, normalised: a blank line stands for a block's border, every other line end for a space."""
    if _NOTHING_TO_FOLD.fullmatch(words):
        return words
    blocks = (" ".join(block.split()) for block in regex.split(r"\n[^\S\n]*\n\s*", words.strip()))
    return BLOCK.join(fold(block, level).text.strip() for block in blocks)


_NOTHING_TO_FOLD = regex.compile(r"[\w,;:!?()%&/]+(?: [\w,;:!?()%&/]+)*", regex.ASCII)
"""Words that normalisation leaves as they are: letters and digits with single spaces."""


def _choose(wanted: Wanted, text: SearchText, spans: list[Span], order: int, level: int, scope: Span) -> Result:
    fitting = [span for span in spans if _fits(wanted, text, span, level)]
    stale = ""
    if not fitting and len(spans) == 1:
        fitting = spans
        before = wanted.prefix and not _fits(Wanted("", prefix=wanted.prefix), text, spans[0], level)
        stale = "prefix" if before else "suffix"
    if not fitting:
        return Ambiguous(tuple(spans))
    if isinstance(wanted.occurrence, int):
        if wanted.occurrence > len(fitting):
            return Refused("occurrence", len(fitting))
        fitting = [fitting[wanted.occurrence - 1]]
    elif len(fitting) > 1 and wanted.occurrence != "all":
        return Ambiguous(tuple(fitting))
    for span in fitting:
        if text.struck(span):
            return Struck(span)
    other = tuple(_case_blind(wanted.words, text, scope, besides=spans)) if wanted.end is None else ()
    return Found(tuple(fitting), order, stale, other)


def _fits(wanted: Wanted, text: SearchText, span: Span, level: int) -> bool:
    """Whether the text right before and after a place is what the author said."""
    if wanted.prefix:
        before = fold(text.text[max(0, span.start - 4 * len(wanted.prefix) - 80) : span.start], level).text
        if not " ".join(before.split()).endswith(" ".join(fold(wanted.prefix, level).text.split())):
            return False
    if wanted.suffix:
        after = fold(text.text[span.end : span.end + 4 * len(wanted.suffix) + 80], level).text
        return " ".join(after.split()).startswith(" ".join(fold(wanted.suffix, level).text.split()))
    return True


def _across(wanted: Wanted, text: SearchText, scope: Span) -> Iterator[Span]:
    """Where the words would be if paragraphs had no ends."""
    joined = Folded(text.level2.text.replace(BLOCK, " "), text.level2.starts, text.level2.pieces)
    words = fold_quote(wanted.words, 2).replace(BLOCK, " ")
    yield from (span for span in _occurrences(words, joined) if scope.start <= span.start and span.end <= scope.end)


def _case_blind(words: str, text: SearchText, scope: Span, besides: list[Span] | None = None) -> Iterator[Span]:
    """Where the words stand with other capitals. Case pairs of unequal length (such as ß) are left out."""
    folded = text.level2
    lowered = folded.text.lower()
    if len(lowered) != len(folded.text):
        return
    known = set(besides or ())
    for span in _occurrences(fold_quote(words, 2).lower(), Folded(lowered, folded.starts, folded.pieces)):
        if span in known or span.start < scope.start or span.end > scope.end:
            continue
        if not edge(text.text, span.start, ends=False) and not edge(text.text, span.end, ends=True):
            yield span


# Scripts written without spaces between words have no word edges.
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}_\u200c\u200d]")
_APOSTROPHES = "'’ʼ＇׳״"
_HYPHENS = "-‐‑"
_GROUPING = " \u00a0\u2009\u202f"
_IN_NUMBER = ".,'’·٫٬:/-‐‑‒–−"
_INVISIBLE = regex.compile(r"[\u00ad\u200b\u2060\ufeff\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]+")


def edge(text: str, at: int, *, ends: bool) -> Reason | None:
    """Why a match may not begin (or end) at a place of a text; None if it may."""
    before = _INVISIBLE.sub("", text[max(0, at - 24) : at])
    after = _INVISIBLE.sub("", text[at : at + 24])
    if not before or not after:
        return None
    left, right = before[-1], after[0]
    if not (left.isascii() and right.isascii()) and not _between_graphemes(text[max(0, at - 16) : at], text[at : at + 16]):
        return Reason.INSIDE_CHARACTER
    if _joins_number(before, after):
        return Reason.INSIDE_NUMBER
    if _WORD.match(left) and _WORD.match(right):
        if _UNSPACED.match(left) or _UNSPACED.match(right):
            return None
        return Reason.INSIDE_NUMBER if left.isdecimal() and right.isdecimal() else Reason.INSIDE_WORD
    return Reason.INSIDE_WORD if _joins_word(before, after, ends) else None


def _between_graphemes(before: str, after: str) -> bool:
    """Whether a user-perceived character ends between two texts (UAX #29)."""
    length = 0
    for cluster in regex.findall(r"\X", before + after):
        length += len(cluster)
        if length >= len(before):
            break
    return length == len(before)


def _joins_number(before: str, after: str) -> bool:
    """Whether a number goes on over the place: 2|.5, 1|,250, 1.|5, -|5, 1| 250 with a no-break space."""
    left, right = before[-1], after[0]
    if left in _IN_NUMBER and right.isdecimal():
        if before[-2:-1].isdecimal():
            return True
        # A sign: nothing that it could join stands before it.
        return left in "-−‒–" and not _WORD.match(before[-2:-1] or " ")
    if right in _IN_NUMBER and left.isdecimal():
        return after[1:2].isdecimal()
    if left in _GROUPING[1:] and before[-2:-1].isdecimal():
        return bool(regex.match(r"\d{3}(?!\d)", after))
    if right in _GROUPING[1:] and left.isdecimal():
        return bool(regex.match(r"\d{3}(?!\d)", after[1:]))
    return False


def _joins_word(before: str, after: str, ends: bool) -> bool:
    """Whether a word goes on over an apostrophe or hyphen at the place: can|'t, non|-|violent. A possessive 's may be left off."""
    left, right = before[-1], after[0]
    joints = _APOSTROPHES + _HYPHENS
    if right in joints and _letter(left) and _letter(after[1:2]):
        return not (ends and right in _APOSTROPHES and regex.match(r"[sS](?![\p{L}\p{N}])", after[1:]))
    return left in joints and _letter(right) and _letter(before[-2:-1])


def _letter(character: str) -> bool:
    return bool(character) and (character.isalnum()) and not _UNSPACED.match(character)
