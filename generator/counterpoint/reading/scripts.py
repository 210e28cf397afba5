"""Raised and lowered numbers of raw HTML as the characters that are so: 2<sup>5</sup> as 2⁵, which nobody reads as 25."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import regex
from markdown_it.token import Token

_SHAPES = {"sup": "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾", "sub": "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎"}
_PLAIN = "0123456789+-−=()"
_RAISED = {element: dict(zip(_PLAIN, shapes, strict=True)) for element, shapes in _SHAPES.items()}
_NUMBER = regex.compile(r"[\p{N}+\-−=()./,⁄]+")
_BETWEEN = frozenset(" ,.;")
"""What may stand between two raised numbers, as it is."""
_BORDER = "\n"
"""What stands for an image, a line break or the mark of a footnote."""


def with_scripts(tokens: list[Token]) -> list[Token]:
    """Write raised and lowered digits and signs as characters. The tokens given are changed.

    A raised number is always written so: it is a power, or the mark of a note. Lowered ones, and digits among other raised signs, are
    where they touch another number; so CO<sub>2</sub> is still found as CO2.
    """
    for token in tokens:
        children = token.children or []
        if token.type == "inline" and any(child.tag in _RAISED for child in children):
            token.children = _written(children, _elements(children))
    return tokens


def _elements(children: Sequence[Token]) -> list[int]:
    """Find for each child the number of the child that opens the element by which it is raised or lowered, or -1."""
    elements: list[int] = []
    open_elements = [-1]
    for number, child in enumerate(children):
        is_script = child.tag in _RAISED and child.type != "footnote_ref"
        if is_script and child.nesting == 1:
            open_elements.append(number)
        elements.append(open_elements[-1])
        if is_script and child.nesting == -1:
            open_elements.pop()
    return elements


def _written(children: Sequence[Token], elements: Sequence[int]) -> list[Token]:
    places = [
        (number, place, character)
        for number, child in enumerate(children)
        for place, character in enumerate(child.content if child.type in {"text", "text_special"} else _BORDER * _breaks(child))
    ]
    raised = _places_to_raise(children, elements, places)
    texts = {number: [*children[number].content] for number, _ in raised}
    for number, place in raised:
        texts[number][place] = _shape(children[elements[number]].tag, texts[number][place])
    left = {elements[number] for number, place, character in places if character not in _BETWEEN and (number, place) not in raised}
    emptied = {elements[number] for number, _ in raised} - left
    for number, characters in texts.items():
        children[number].content = "".join(characters)
    return [child for number, child in enumerate(children) if elements[number] not in emptied or child.tag not in _RAISED]


def _breaks(child: Token) -> bool:
    """Whether a child that is no text stands between the texts around it."""
    return child.type in {"softbreak", "hardbreak", "image", "code_inline", "footnote_ref"}


def _places_to_raise(children: Sequence[Token], elements: Sequence[int], places: Sequence[tuple[int, int, str]]) -> set[tuple[int, int]]:
    """The places, each a child and a place in its text, of what is written as a raised or lowered character."""
    raised = set[tuple[int, int]]()
    by_element: dict[int, list[tuple[int, int, str]]] = {}
    for place in places:
        by_element.setdefault(elements[place[0]], []).append(place)
    for element, inside in by_element.items():
        is_number = any(_is_digit(character) for _, _, character in inside) and all(
            _shape("sup", character) or character in _BETWEEN for _, _, character in inside
        )
        if element >= 0 and children[element].tag == "sup" and is_number:
            raised |= {(number, at) for number, at, character in inside if _shape("sup", character)}
    for stretch in _NUMBER.finditer("".join(character for _, _, character in places)):
        touching = places[stretch.start() : stretch.end()]
        if len({elements[number] for number, _, character in touching if _is_digit(character)}) > 1:
            raised |= {
                (number, at)
                for number, at, character in touching
                if elements[number] >= 0 and _shape(children[elements[number]].tag, character)
            }
    return raised


def _is_digit(character: str) -> bool:
    return unicodedata.decimal(character, None) is not None


def _shape(element: str, character: str) -> str:
    """The raised or lowered form of a digit or sign; empty if there is none."""
    value = unicodedata.decimal(character, None)
    return _RAISED[element].get(character if value is None else str(value), "")
