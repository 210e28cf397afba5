"""What was pasted, as blocks: plain text by its lines, saved HTML by what trafilatura finds to be the article."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import regex
from msgspec import Struct

_HTML = regex.compile(r"<!doctype\s+html|<html[\s>]|<(?:p|article|body|div)[\s>]", regex.IGNORECASE)
_URL = regex.compile(r"https?://[^\s<>\"“”«»]+[^\s<>\"“”«».,;:!?)\]]")
_LONGEST_KICKER = 40
_KICKER_CLASSES = (
    "kicker",
    "eyebrow",
    "overline",
    "topline",
    "rubric",
    "section-label",
    "section-name",
    "dachzeile",
    "surtitre",
    "cintillo",
)
"""What the label over a headline is called in the pages of newspapers."""
_WRAP = (55, 95)
"""Code points that a line has in a text with hard line breaks."""


class Link(Struct, frozen=True):
    """A link over a half-open range of a block's text."""

    start: int
    end: int
    url: str


class Block(Struct, frozen=True):
    """A paragraph, heading, list item or set-off quotation, in plain text."""

    text: str
    kind: Literal["paragraph", "heading", "item", "quotation"] = "paragraph"
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Pasted:
    """The blocks in order, and what a page says of itself; all else is empty. `left_out` are texts of a page outside its article."""

    blocks: tuple[Block, ...]
    title: str = ""
    kicker: str = ""
    deck: str = ""
    author: str = ""
    date: str = ""
    publisher: str = ""
    url: str = ""
    captions: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    html: bool = False


def pasted(text: str) -> Pasted:
    """Read a pasted article: HTML where it has its tags, else plain text."""
    text = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) not in ("Co", "Cc", "Cn") or c in "\n\t\r")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return _html(text) if _HTML.search(text[:4000]) else Pasted(tuple(_plain(text)))


def _plain(text: str) -> Iterator[Block]:
    for chunk in regex.split(r"\n[ \t]*\n", text):
        lines = [" ".join(line.split()) for line in chunk.split("\n") if line.strip()]
        for line in [" ".join(lines)] if _wrapped(lines) else lines:
            yield _with_links(line)


def _wrapped(lines: list[str]) -> bool:
    """Whether line breaks only keep lines short: all but the last are nearly full."""
    return len(lines) > 1 and all(_WRAP[0] <= len(line) <= _WRAP[1] for line in lines[:-1]) and len(lines[-1]) <= _WRAP[1]


def _with_links(line: str) -> Block:
    kind: Any = "paragraph"
    if match := regex.match(r"(#{1,6})\s+(?=\S)", line):
        line, kind = line[match.end() :], "heading"
    elif match := regex.match(r"[•*–-]\s+(?=\S)", line):
        after = line[match.end() :]
        if match[0][0] in "•*" or "–" not in after:
            line, kind = after, "item" if match[0][0] in "•*" else "paragraph"
    return Block(line, kind, tuple(Link(address.start(), address.end(), address[0]) for address in _URL.finditer(line)))


def _html(text: str) -> Pasted:
    import trafilatura
    from lxml import html as lxml_html

    extracted: Any = trafilatura.bare_extraction(
        text,
        include_links=True,
        include_comments=False,
        include_tables=True,
        include_formatting=False,
        favor_recall=False,
        with_metadata=True,
    )
    if extracted is None:
        plain = lxml_html.fromstring(text).text_content()
        return Pasted(tuple(_plain(plain)), html=True)
    blocks = tuple(_elements(extracted.body))
    tree = lxml_html.fromstring(text)
    for element in tree.xpath("//script|//style|//noscript|//template|//head"):
        element.drop_tree()
    captions = tuple(dict.fromkeys(filter(None, (_flat(node.text_content()) for node in tree.xpath("//figcaption")))))
    kept = " ".join(block.text for block in blocks)
    left_out = []
    for node in tree.xpath("//p|//li|//h1|//h2|//h3|//h4|//button|//label|//figcaption|//footer|//nav|//aside"):
        words = _flat(node.text_content())
        if words and not node.xpath(".//p|.//li|.//h2|.//h3") and words not in kept and words != extracted.title and words not in captions:
            left_out.append(words)
    classes = " or ".join(f"contains(translate(@class, 'KERS', 'kers'), '{label}')" for label in _KICKER_CLASSES)
    labelled = [_flat(node.text_content()) for node in tree.xpath(f"//*[{classes}]")]
    section = [_flat(str(value)) for value in lxml_html.fromstring(text).xpath("//meta[@property='article:section']/@content")]
    kicker = next((words for words in (*labelled, *section) if words and len(words) <= _LONGEST_KICKER), "")
    heading = _flat(" ".join(tree.xpath("(//article//h1|//main//h1|//h1)[1]//text()")))
    return Pasted(
        blocks,
        title=heading or extracted.title or "",
        kicker=kicker,
        deck=extracted.description or "",
        author=(extracted.author or "").replace("; ", ", "),
        date=extracted.date or "",
        publisher=extracted.sitename or "",
        url=extracted.url or "",
        captions=captions,
        left_out=tuple(dict.fromkeys(words for words in left_out if words != heading)),
        html=True,
    )


def _flat(text: str) -> str:
    return " ".join(text.split())


_KINDS: dict[str, Any] = {"head": "heading", "item": "item", "quote": "quotation"}


def _elements(body: Any) -> Iterator[Block]:
    """The blocks of trafilatura's tree, whose elements are TEI's: p, head, list and item, quote, ref."""
    for element in body:
        if element.tag in ("list", "table", "row"):
            yield from _elements(element)
        elif element.tag == "quote" and len(element) and any(child.tag == "p" for child in element):
            yield from (Block(block.text, "quotation", block.links) for block in _elements(element))
        else:
            text, links = "", []
            for piece, url in _runs(element, ""):
                piece = regex.sub(r"\s+", " ", piece)
                piece = piece.lstrip(" ") if text.endswith(" ") or not text else piece
                if url.startswith(("https://", "http://")) and piece.strip():
                    links.append(Link(len(text), len(text) + len(piece.rstrip()), url))
                text += piece
            if text.strip():
                yield Block(text.rstrip(), _KINDS.get(element.tag, "paragraph"), tuple(links))


def _runs(element: Any, url: str) -> Iterator[tuple[str, str]]:
    inside = element.get("target", "") if element.tag == "ref" else url
    if element.text:
        yield element.text, inside
    for child in element:
        if child.tag == "lb":
            yield " ", inside
        yield from _runs(child, inside)
        if child.tail:
            yield child.tail, inside
