"""Places in an article's text → selections that programs of others can find in its page (W3C Web Annotation Data Model).

A place is cut where the page's text goes on otherwise than the text that was searched: at the border of a block, a line break, a
footnote's number. Each selection lies in one block, which gets an id in the page, and is counted in that element's `textContent`.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence

import regex
from markdown_it.token import Token
from msgspec import Struct

from counterpoint.anchoring.text import SearchText, Span

MOST_CONTEXT = 32
"""Characters before and after the words, as common clients write them."""


class TextPosition(Struct, frozen=True, array_like=True):
    """Words in one element of the page: `start` and `end` count code points of its `textContent`."""

    element: str
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str


def name_blocks(tokens: Sequence[Token], text: SearchText, spans: Iterable[Span]) -> tuple[list[Token], dict[int, str]]:
    """Give every block in which a place lies an id; returns the tokens, and the ids by the number of the block's inline token."""
    names: dict[int, str] = {}
    named = list(tokens)
    for block in sorted({run.block for span in spans for run in text.runs_in(span)}):
        names[block] = _named(named, block, f"_p{len(names) + 1}")
    return named, names


def _named(tokens: list[Token], block: int, block_id: str) -> str:
    opening = tokens[block - 1].copy() if block else Token("", "", 0)
    if opening.nesting == 1 and not opening.hidden and opening.tag and not opening.type.startswith("footnote"):
        opening.attrs = {"id": block_id, **opening.attrs}
        tokens[block - 1] = opening
        return str(opening.attrs["id"])
    inline = tokens[block].copy()
    inline.children = [Token("span_open", "span", 1, attrs={"id": block_id}), *(inline.children or []), Token("span_close", "span", -1)]
    tokens[block] = inline
    return block_id


class Blocks:
    """The blocks of a page: the tokens from which its text was made, and their ids by `name_blocks`. Each is read once."""

    def __init__(self, tokens: Sequence[Token], names: Mapping[int, str]) -> None:
        self.tokens, self.names = tokens, names
        self._contents: dict[int, _Content] = {}

    def content(self, block: int) -> _Content:
        """What one block's element holds."""
        if block not in self._contents:
            self._contents[block] = _Content(self.tokens[block].children or ())
        return self._contents[block]


def selections(span: Span, text: SearchText, blocks: Blocks) -> tuple[TextPosition, ...]:
    """The selections of one place."""
    result: list[TextPosition] = []
    contents: dict[str, _Content] = {}
    for run in text.runs_in(span):
        content, name = blocks.content(run.block), blocks.names[run.block]
        contents[name] = content
        token = (blocks.tokens[run.block].children or [])[run.child]
        if token.type == "hardbreak":
            continue
        first, last = max(run.start, span.start) - run.start, min(run.end, span.end) - run.start
        start, end = content.starts[run.child] + first, content.starts[run.child] + last
        before = result[-1] if result else None
        if before is not None and before.element == name and before.end == start:
            start = before.start
            result.pop()
        result.append(TextPosition(name, start, end, content.text[start:end], "", ""))
    whole = (_with_context(item, contents[item.element]) for item in result)
    return tuple(item for item in whole if item is not None)


def _with_context(item: TextPosition, content: _Content) -> TextPosition | None:
    """A selection without spaces at its ends, with what stands around it in its block; None if there are no words in it."""
    words = item.exact.strip()
    if not regex.search(r"[\p{L}\p{N}]", words):
        return None
    start = item.start + item.exact.index(words)
    end = start + len(words)
    before, after = content.standing(start, end)
    prefix, suffix = content.text[before:start][-MOST_CONTEXT:], content.text[end:after][:MOST_CONTEXT]
    return TextPosition(item.element, start, end, words, prefix, suffix)


class _Content:
    """The `textContent` of one inline token's HTML, with the offset at which each of its children begins."""

    def __init__(self, children: Sequence[Token]) -> None:
        parts: list[str] = []
        self.starts: list[int] = []
        self.struck: list[tuple[int, int]] = []
        offset = depth = 0
        for child in children:
            self.starts.append(offset)
            depth += child.nesting if child.tag in {"s", "del"} else 0
            content = _content(child)
            if depth and content:
                self.struck.append((offset, offset + len(content)))
            parts.append(content)
            offset += len(content)
        self.text = "".join(parts)

    def standing(self, start: int, end: int) -> tuple[int, int]:
        """How far the text around some words is not struck out."""
        before = max((last for _, last in self.struck if last <= start), default=0)
        after = min((first for first, _ in self.struck if first >= end), default=len(self.text))
        return before, after


def _content(token: Token) -> str:
    """The text that `reading.fragments` writes for a child of an inline token."""
    match token.type:
        case "text" | "text_special" | "code_inline":
            return token.content
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "footnote_ref":
            return str(int((token.meta or {}).get("id", 0)) + 1)
        case "footnote_anchor":
            return " ↩"
        case "html_inline":
            return html.unescape(regex.sub(r"<[^>]*>", "", token.content))
    return ""
