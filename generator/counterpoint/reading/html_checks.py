"""What a browser makes of raw HTML otherwise than its author wrote it: words that leave the element in which they stand in the text.

HTML mends every mistake without a word. It ends a `<del>` at the next block, drops a cell that has no table, and moves what stands
between the cells of one. Each check holds the places of the written tags and words against the tree that became of them.
"""

from __future__ import annotations

import html
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import regex

_Node = Any  # a node of justhtml's tree

_MEANT = frozenset(["del", "s", "strike", "ins", "q", "sup", "sub", "bdo"])
"""Elements whose words mean something else outside them."""
_OF_TABLES = frozenset(["caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"])
_BLOCKS = frozenset(
    """
    address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header
    hgroup li main menu nav ol pre search section summary table ul
    """.split()  # noqa: SIM905 (a list of words reads better unbroken)
)
"""Blocks of HTML; an end tag of <p> makes one by itself."""
_ATTRIBUTES = r"""(?:[^>"']|"[^"]*+"|'[^']*+')*+"""
_TAG = regex.compile(
    rf"""<!--(?:-?>|.*?(?:-->|\Z))|<[!?][^>]*+
    |<(?P<raw>iframe|noembed|noframes|noscript|script|style|textarea|title|xmp)(?=[\s>/]){_ATTRIBUTES}>.*?(?:</(?P=raw)|\Z)
    |<(?P<end>/)?(?P<name>[a-z][a-z0-9]*+)(?=[\s>/]){_ATTRIBUTES}>""",
    regex.IGNORECASE | regex.DOTALL | regex.VERBOSE,
)
_ANY_TAG = regex.compile(rf"</?[a-z]{_ATTRIBUTES}>", regex.IGNORECASE)


class RawTag(NamedTuple):
    """A tag that an author wrote, with its place in the HTML and that of what follows. `ends` says that it is an end tag."""

    offset: int
    stop: int
    name: str
    ends: bool


class Strayed(NamedTuple):
    """Something that HTML reads otherwise than it was written: the element's name, a place in the HTML, and what becomes of it.

    `how` is `ended` (closed before its end), `overrun` (closed after it), `endless` (not closed), `unopened`, `parted` (an element of
    Markdown is closed by a raw tag), `moved` (words between a table's cells), `cell` (part of a table without a table), `ignored`, or
    `stray` (an end tag of a block alone).
    """

    name: str
    offset: int
    how: str


class WrittenWords(NamedTuple):
    """Where some words begin in the HTML, and the number of the Markdown element that holds them, or -1. Raw ones are part of HTML."""

    offset: int
    home: int
    is_raw: bool = False


class _Text(NamedTuple):
    """A text, code or image of the tree: its place, the numbers of Markdown's elements around it, and the names of others."""

    offset: int
    homes: frozenset[int]
    around: frozenset[str]


def raw_tags(text: str, offset: int) -> Iterator[RawTag]:
    """Yield the tags of some raw HTML that begins at an offset. Comments, and elements without tags in them, are passed over."""
    for tag in _TAG.finditer(text):
        if tag["raw"]:
            yield RawTag(offset + tag.start(), offset + tag.end(), tag["raw"].lower(), ends=False)
        elif tag["name"]:
            yield RawTag(offset + tag.start(), offset + tag.end(), tag["name"].lower(), bool(tag["end"]))


def has_words(source: str, start: int) -> bool:
    """Whether there are words from a place of some HTML up to the next tag."""
    end = source.find("<", start)
    return bool(source[start : end if end >= 0 else None].strip())


def strayed(
    root: _Node, source: str, tags: Sequence[RawTag], words: Sequence[WrittenWords], stamp: str, links: frozenset[int]
) -> list[Strayed]:
    """List what HTML has made otherwise than it was written. `words` are those of Markdown, and `links` the numbers of its links."""
    walk = _Walk(stamp, links)
    walk.run(root)
    texts = sorted(walk.texts, key=lambda text: text.offset)
    return [
        *_ended(tags, texts),
        *_unheeded(tags, walk.starts, source),
        *_parted(tags, words, texts),
        *_ignored(tags, walk.offsets),
        *(Strayed("table", offset, "moved") for offset in _moved(walk, source)),
    ]


class _Walk:
    """The texts of a tree, and the places of its elements."""

    def __init__(self, stamp: str, links: frozenset[int]) -> None:
        self.stamp, self.links = stamp, links
        self.texts: list[_Text] = []
        self.offsets: set[int] = set()
        self.starts: set[int] = set()
        """Where the nodes of text begin, blank ones among them."""
        self.tables: list[tuple[int, int, _Node | None]] = []
        """The place of each table, the last place of any words before it, and the node before it."""
        self.furthest = -1

    def run(self, root: _Node) -> None:
        """Walk over a tree, in the order of its text."""
        waiting: list[tuple[_Node, frozenset[int], frozenset[str], _Node | None]] = [(root, frozenset([-1]), frozenset(), None)]
        while waiting:
            node, homes, around, before = waiting.pop()
            offset = node.origin_offset
            if node.name == "#text":
                self.starts |= {offset} if offset is not None else set()
                if offset is not None and str(node.data or "").strip():
                    self.add(_Text(offset, homes, around))
                continue
            if offset is not None:
                self.offsets.add(offset)
            value = (getattr(node, "attrs", None) or {}).get(self.stamp)
            if value is None:
                around = around | {str(node.name).lower()} if node.name in _MEANT else around
            elif str(node.name) in {"img", "pre"} and offset is not None:
                self.add(_Text(offset, homes, around))
            elif int(value) not in self.links:
                homes = homes | {int(value)}
            if node.name == "table" and offset is not None:
                self.tables.append((offset, self.furthest, before))
            children = [*(node.children or ())]
            if getattr(node, "template_content", None) is not None:
                children.append(node.template_content)
            befores = [None, *children]
            waiting += [(child, homes, around, befores[number]) for number, child in reversed([*enumerate(children)])]

    def add(self, text: _Text) -> None:
        """Remember some words."""
        self.texts.append(text)
        self.furthest = max(self.furthest, text.offset)


def _ended(tags: Sequence[RawTag], texts: Sequence[_Text]) -> Iterator[Strayed]:
    """Yield the elements that hold other words than those between their tags, and those with one tag only."""
    open_tags: dict[str, list[RawTag]] = {}
    last: dict[str, RawTag] = {}
    written = [tag for tag in tags if tag.name in _MEANT | _BLOCKS | _OF_TABLES]
    events: list[_Text | RawTag] = sorted([*texts, *written], key=lambda event: event.offset)
    for event in events:
        if isinstance(event, _Text):
            for name in _MEANT:
                is_open = bool(open_tags.get(name))
                if is_open != (name in event.around):
                    tag = open_tags[name][-1] if is_open else last.get(name)
                    yield Strayed(name, tag.offset if tag else event.offset, "ended" if is_open else "overrun")
        elif not event.ends:
            open_tags.setdefault(event.name, []).append(event)
        elif opened := open_tags.get(event.name):
            last[event.name] = opened.pop()
        else:
            yield Strayed(event.name, event.offset, "stray" if event.name in _BLOCKS else "unopened")
    for name in _MEANT & open_tags.keys():
        yield from (Strayed(name, tag.offset, "endless") for tag in open_tags[name])


def _unheeded(tags: Sequence[RawTag], starts: set[int], source: str) -> Iterator[Strayed]:
    """Yield the end tags that HTML does not heed, so that the words before and after them are one text."""
    for tag in tags:
        if tag.ends and tag.name in _MEANT and has_words(source, tag.stop) and tag.stop not in starts:
            yield Strayed(tag.name, tag.offset, "overrun")


def _parted(tags: Sequence[RawTag], words: Sequence[WrittenWords], texts: Sequence[_Text]) -> Iterator[Strayed]:
    """Yield the raw tags that end an element of Markdown before all of its words."""
    homes = {text.offset: text.homes for text in texts}
    offsets = [tag.offset for tag in tags]
    for written in words:
        if written.offset in homes and written.home not in homes[written.offset]:
            tag = tags[max(0, bisect_right(offsets, written.offset) - 1)]
            yield Strayed(("/" if tag.ends else "") + tag.name, tag.offset, "parted")


def _ignored(tags: Sequence[RawTag], elements: set[int]) -> Iterator[Strayed]:
    """Yield the start tags that became no element."""
    for tag in tags:
        if not tag.ends and tag.offset not in elements:
            yield Strayed(tag.name, tag.offset, "cell" if tag.name in _OF_TABLES else "ignored")


def _moved(walk: _Walk, source: str) -> Iterator[int]:
    """Yield the places of the tables before which words were moved that stand in them, outside their cells."""
    for offset, furthest, before in walk.tables:
        if furthest > offset:
            yield offset
        elif before is not None and before.name == "#text" and before.origin_offset is not None:
            written = html.unescape(_ANY_TAG.sub("", source[before.origin_offset : offset]))
            if len(str(before.data).rstrip()) > len(written):
                yield offset
