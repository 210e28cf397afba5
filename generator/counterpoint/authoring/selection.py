"""From words that an author has selected on a page to the quote that finds exactly these words.

A browser gives the selected text with some of the text around it. The place is looked up in the article's own text, widened to whole words,
and written as the shortest quote that means this place and no other: the words alone, or with a prefix, a suffix, or their number.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from counterpoint.anchoring.quotes import Ambiguous, Found, Struck, Wanted, find_quote
from counterpoint.anchoring.text import BLOCK, SearchText, Span
from counterpoint.reading.markdown import plain_text

_CONTEXT = 160
"""How much of the text around the words an author is shown, in code points."""
_MOST_CONTEXT_WORDS = 8


class Selection(Struct, frozen=True):
    """Some words of an article and the quote for them."""

    words: str
    quote: dict[str, Any]
    """`exact`, with what chooses this place where the words stand more than once: `prefix`, `suffix` or `occurrence`."""
    before: str
    after: str
    start: int
    end: int
    """The place as code points of the article's rendered text."""
    places: int
    """How often the words stand in the article."""
    widened: bool
    """Whether the selection cut a word."""


class NoSelection(Struct, frozen=True):
    """Why words cannot be quoted: `nowhere`, `struck` or `empty`."""

    why: str


def locate(words: str, before: str, after: str, text: SearchText) -> Selection | NoSelection:
    """Find selected words in an article's text. `before` and `after` are the page's text around them, as far as it was sent."""
    picked = " ".join(words.split())
    if not picked:
        return NoSelection("empty")
    spans = list(_places(picked, text.text))
    if not spans:
        return NoSelection("nowhere")
    span = max(spans, key=lambda place: _likeness(before, after, place, text.text))
    whole = _widened(span, text)
    exact = " ".join(text.text[whole.start : whole.end].split())
    quote = quote_at(exact, whole, text)
    if isinstance(quote, NoSelection):
        return quote
    start = max(text.text.rfind(BLOCK, 0, whole.start) + 1, whole.start - _CONTEXT)
    block_end = text.text.find(BLOCK, whole.end)
    end = min(block_end if block_end >= 0 else len(text.text), whole.end + _CONTEXT)
    return Selection(
        exact, quote, text.text[start : whole.start], text.text[whole.end : end], whole.start, whole.end, _count(exact, text), whole != span
    )


def stepped(span: Span, text: SearchText, *, start: int = 0, end: int = 0) -> Span:
    """Move the ends of a place by whole words, within its block; a place keeps at least one word."""
    block_start = text.text.rfind(BLOCK, 0, span.start) + 1
    block_end = text.text.find(BLOCK, span.end)
    words = list(_words(text.text, block_start, block_end if block_end >= 0 else len(text.text)))
    first = next((number for number, word in enumerate(words) if word.end > span.start), 0)
    last = max((number for number, word in enumerate(words) if word.start < span.end), default=first)
    first = max(0, min(first + start, last))
    last = min(len(words) - 1, max(last + end, first))
    return Span(words[first].start, words[last].end) if words else span


def _words(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for part in text[start:end].split(" "):
        stripped = part.strip()
        if stripped:
            begin = at + part.index(stripped)
            yield Span(begin, begin + len(stripped))
        at += len(part) + 1


def _places(words: str, text: str) -> Iterator[Span]:
    """Every place of the words, in which any white space is as good as another."""
    single, back = _with_single_spaces(text)
    at = single.find(words)
    while at >= 0:
        yield Span(back[at], back[at + len(words) - 1] + 1)
        at = single.find(words, at + 1)


def _with_single_spaces(text: str) -> tuple[str, list[int]]:
    """Return a text with a space for every stretch of white space, and the original offset of each character."""
    characters: list[str] = []
    back: list[int] = []
    for offset, character in enumerate(text):
        if character.isspace():
            if characters and characters[-1] == " ":
                continue
            character = " "
        characters.append(character)
        back.append(offset)
    return "".join(characters), back


def _likeness(before: str, after: str, span: Span, text: str) -> int:
    """Return how many characters around a place agree with those around the selection, white space aside."""
    left, right = "".join(before.split())[::-1], "".join(after.split())
    here_left = "".join(text[max(0, span.start - 2 * len(before) - 40) : span.start].split())[::-1]
    here_right = "".join(text[span.end : span.end + 2 * len(after) + 40].split())
    return _common(left, here_left) + _common(right, here_right)


def _common(left: str, right: str) -> int:
    count = 0
    for character, other in zip(left, right, strict=False):
        if character != other:
            break
        count += 1
    return count


def _widened(span: Span, text: SearchText) -> Span:
    start, end = span.start, span.end
    while start > 0 and text.text[start - 1] != BLOCK and text.edge(start, ends=False):
        start -= 1
    while end < len(text.text) and text.text[end] != BLOCK and text.edge(end, ends=True):
        end += 1
    return Span(start, end)


def _count(exact: str, text: SearchText) -> int:
    result = find_quote(Wanted(exact, occurrence="all"), text, plain_text)
    return len(result.spans) if isinstance(result, Found | Ambiguous) else 1


def quote_at(exact: str, span: Span, text: SearchText) -> dict[str, Any] | NoSelection:
    """Return the shortest quote that means a place."""
    result = find_quote(Wanted(exact), text, plain_text)
    if isinstance(result, Struck):
        return NoSelection("struck")
    if isinstance(result, Found) and result.spans == (span,):
        return {"exact": exact}
    for context in _contexts(span, text):
        result = find_quote(Wanted(exact, prefix=context.get("prefix"), suffix=context.get("suffix")), text, plain_text)
        if isinstance(result, Found) and result.spans == (span,):
            return {"exact": exact, **context}
    every = find_quote(Wanted(exact), text, plain_text)
    if isinstance(every, Ambiguous) and span in every.spans:
        number = every.spans.index(span) + 1
        result = find_quote(Wanted(exact, occurrence=number), text, plain_text)
        if isinstance(result, Found) and result.spans == (span,):
            return {"exact": exact, "occurrence": str(number)}
    return NoSelection("struck" if text.struck(span) else "nowhere")


def _contexts(span: Span, text: SearchText) -> Iterator[dict[str, str]]:
    before = text.text[max(0, span.start - 200) : span.start].split(BLOCK)[-1].split()
    after = text.text[span.end : span.end + 200].split(BLOCK)[0].split()
    for length in range(1, _MOST_CONTEXT_WORDS + 1):
        if length <= len(before):
            yield {"prefix": " ".join(before[-length:])}
        if length <= len(after):
            yield {"suffix": " ".join(after[:length])}
