"""Bounds on one Markdown text, beyond which the parser's time would grow faster than the text.

No article that people read comes near them. Each is found before the work that it bounds, and named with its line.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

MOST_CHARACTERS = 1_000_000
"""Characters of a text."""
MOST_LINES = 20_000
"""Lines of a text."""
MOST_CELLS = 20_000
"""Cells of all tables of a text together."""
MOST_SIGNS = 60_000
"""Characters that mean something to Markdown, in a text."""
MOST_SIGNS_IN_A_PARAGRAPH = 5_000
"""Characters that mean something to Markdown, in one paragraph, heading or cell."""
MOST_BRACKETS = 10_000
"""Opening brackets, angle brackets and ampersands in a text."""
MOST_BRACKETS_IN_A_PARAGRAPH = 1_000
"""Opening brackets, angle brackets and ampersands in one paragraph, heading or cell."""
MOST_CHARACTERS_IN_A_PARAGRAPH = 100_000
"""Characters of a paragraph, heading or cell that has signs in it."""
MOST_NESTING = 20
"""Lists, quotations and notes within one another. The parser drops what stands deeper."""

_SIGNS = regex.compile(r"[\[\]#!^<>&*_`~\\${}%+:=@-]")
_BRACKETS = regex.compile(r"[\[<&]")
_CONTAINERS = frozenset(["blockquote_open", "bullet_list_open", "ordered_list_open", "list_item_open", "dl_open", "dd_open", "dt_open"])
_DELIMITERS = regex.compile(r"[ \t>]*+\|?[ \t]*+:?-+:?[ \t]*+(?:\|[ \t]*+:?-*+:?[ \t]*+)++")


class TooMuch(Exception):
    """A text goes beyond a bound on a line, counted from 0."""

    def __init__(self, line: int, message: str, advice: str) -> None:
        super().__init__(message)
        self.line, self.message, self.help = line, message, advice


def check_text(text: str) -> None:
    """Raise TooMuch where a text is too large to be parsed at all."""
    if len(text) > MOST_CHARACTERS:
        raise TooMuch(0, f"the text has {len(text):,} characters, and {MOST_CHARACTERS:,} is the most", "divide it into several articles")
    if len(text) > MOST_LINES and (lines := text.count("\n")) > MOST_LINES:
        raise TooMuch(MOST_LINES, f"the text has {lines:,} lines, and {MOST_LINES:,} is the most", "divide it into several articles")
    if "|" in text:
        _check_tables(text)


def _check_tables(text: str) -> None:
    """Count cells before the parser fills up the short rows of a table."""
    columns = cells = 0
    for number, line in enumerate(text.split("\n")):
        if columns and line.strip():
            cells += columns
        else:
            columns = 0
        if "-" in line and _DELIMITERS.fullmatch(line):
            columns = line.count("|") + 1
            cells += columns
        if cells > MOST_CELLS:
            help = "divide the table, or publish it as a file of content/media"
            raise TooMuch(number, f"tables have more than {MOST_CELLS:,} cells up to here", help)


def check_blocks(state: StateCore) -> None:
    """Raise TooMuch where blocks nest too deeply, or hold too much for the parser's second half. A rule of the parser."""
    if len(state.src) > MOST_BRACKETS_IN_A_PARAGRAPH:
        _check_paragraphs(state.tokens)
    for token in state.tokens:
        if token.level >= MOST_NESTING - 1 and token.type in _CONTAINERS:
            message = f"lists and quotations stand more than {MOST_NESTING // 2} deep in one another"
            raise TooMuch(token.map[0] if token.map else 0, message, "take some of the > or - away")


def _check_paragraphs(tokens: Sequence[Token]) -> None:
    all_signs = all_brackets = 0
    for token in tokens:
        if token.type == "html_block":
            all_brackets += token.content.count("<")
        elif token.type != "inline":
            continue
        line = token.map[0] if token.map else 0
        signs = len(_SIGNS.findall(token.content)) if token.type == "inline" else 0
        brackets = len(_BRACKETS.findall(token.content)) if signs > 1 else 0
        all_signs, all_brackets = all_signs + signs, all_brackets + brackets
        if signs > MOST_SIGNS_IN_A_PARAGRAPH or brackets > MOST_BRACKETS_IN_A_PARAGRAPH:
            message = f"this paragraph has {max(signs, brackets):,} characters that Markdown reads as signs, such as [ < * _ -"
            raise TooMuch(line, message, "divide it with blank lines, or write `as code` what is no Markdown")
        if signs and len(token.content) > MOST_CHARACTERS_IN_A_PARAGRAPH:
            message = f"this paragraph has {len(token.content):,} characters, and {MOST_CHARACTERS_IN_A_PARAGRAPH:,} is the most"
            raise TooMuch(line, message, "divide it with blank lines")
        if all_signs > MOST_SIGNS or all_brackets > MOST_BRACKETS:
            message = f"the text has more than {MOST_SIGNS:,} signs of Markdown, or {MOST_BRACKETS:,} brackets, up to here"
            raise TooMuch(line, message, "divide it into several articles")
