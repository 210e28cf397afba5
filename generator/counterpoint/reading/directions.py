"""Texts and blocks that run the other way than what is around them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import regex
from markdown_it.token import Token

_FROM_RIGHT = regex.compile(r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}]")
_FROM_LEFT = regex.compile(r"\p{Bidi_Class=L}")


def runs_from_right(text: str) -> bool | None:
    """Tell whether most letters of a text run from right to left; None where that is undecided."""
    leaning = _leaning(text)
    return leaning > 0 if leaning else None


def direction_within(language: str, text: str) -> str:
    """Give the direction of a text that runs the other way than its language; empty for others."""
    around = direction_of(language) or "ltr"
    own = _direction(_leaning(text)) or around
    return own if own != around else ""


def mark_directions(tokens: Sequence[Token], language: str = "") -> None:
    """Give `dir` to each block most of whose letters run the other way than those around it: the page, in a language, or another block.

    The first letter would not do: a Hebrew sentence may begin with a Latin name. Without a language, most letters tell the page's.
    """
    texts = [_words(token) for token in tokens]
    page = direction_of(language) if language else ""
    if page != "rtl" and not any(map(_FROM_RIGHT.search, texts)):
        return
    leanings = [_leaning(text) for text in texts]
    if sum(leanings) < 0:  # what is undecided runs as the text around it does
        leanings = [_majority(text) for text in texts]
    within = _within(tokens, leanings)
    around = [page or _direction(sum(leanings)) or "ltr"]
    for number, token in enumerate(tokens):
        if token.nesting == 1:
            own = _direction(within[number]) or around[-1]
            if own != around[-1] and not token.hidden:
                token.attrSet("dir", own)
            around.append(own if not token.hidden else around[-1])
        elif token.nesting == -1:
            around.pop()


def _majority(text: str) -> int:
    """Count the letters that run from right to left, less those that run from left to right."""
    if text.isascii():
        return -sum(map(str.isalpha, text))
    return len(_FROM_RIGHT.findall(text)) - len(_FROM_LEFT.findall(text))


def _leaning(text: str) -> int:
    """Return the majority of a text's letters.

    One that begins from the right with more letters from the left is undecided: Latin names are longer than the Hebrew around them.
    """
    majority = _majority(text)
    return 0 if majority < 0 and (right := _FROM_RIGHT.search(text)) and _starts_from_right(text, right[0]) else majority


def _starts_from_right(text: str, first_from_right: str) -> bool:
    first_from_left = _FROM_LEFT.search(text)
    return not first_from_left or text.index(first_from_right) < first_from_left.start()


@cache
def direction_of(language: str) -> str:
    """Give the direction in which a language is written; empty where that is not known."""
    from babel import Locale, UnknownLocaleError  # slow to load, and hardly ever needed twice

    try:
        return str(Locale.parse(language.partition("-")[0]).text_direction)
    except (UnknownLocaleError, ValueError):
        return ""


def _words(token: Token) -> str:
    return "".join(child.content for child in token.children or () if child.type in {"text", "text_special"})


def _within(tokens: Sequence[Token], leanings: Sequence[int]) -> dict[int, int]:
    """By the number of each token that opens a block, the leaning of all that is in it."""
    sums: dict[int, int] = {}
    open_blocks: list[int] = []
    for number, token in enumerate(tokens):
        if token.nesting == 1:
            open_blocks.append(number)
            sums[number] = 0
        elif token.nesting == -1:
            closed = open_blocks.pop()
            if open_blocks:
                sums[open_blocks[-1]] += sums[closed]
        elif open_blocks:
            sums[open_blocks[-1]] += leanings[number]
    return sums


def _direction(leaning: int) -> str:
    return "rtl" if leaning > 0 else "ltr" if leaning < 0 else ""
