"""A YAML file as a tree of nodes that know where they stand in its text.

The tree is built from libyaml's events. Offsets count code points of the text that was given. Two kinds of end marks are corrected.
libyaml ends a block collection at the next token, and a block scalar after its trailing blank lines; here both end with their last visible
character.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

import yaml
from yaml import events

from counterpoint.outcome import Outcome
from counterpoint.reading import yaml as yaml_reader
from counterpoint.reading.files import SourceFile

Path = tuple[str | int, ...]

_Parser: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # used for its events only
_BLANK: Final = " \t\r\n"


class EditRefused(Exception):
    """Says why a file cannot be edited safely, and on which line (0: the whole file). Nothing has been written."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


def value_at(value: Any, path: Path) -> Any:
    """Return what a plain value holds at a path of keys and indexes; None where there is nothing."""
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
            value = value[step]
        else:
            return None
    return value


@dataclass(frozen=True)
class Node:
    """One value: its kind, its style, and the range of its text, from an anchor or tag before it to its last visible character."""

    kind: Literal["scalar", "mapping", "sequence", "alias"]
    start: int
    end: int
    style: str
    """Of a scalar, one of `''`, `'`, `"`, `|`, `>`; of a collection, `flow` or `block`."""
    text: str = ""
    plain: bool = True
    """Whether neither this value nor one inside it has an anchor or a tag, or is an alias."""
    entries: tuple[Entry, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written: `key:` with no value after it."""
        return self.kind == "scalar" and self.start == self.end


@dataclass(frozen=True)
class Entry:
    """An entry of a collection: a key with its value, or an item of a sequence, whose `start` in a block is that of its hyphen."""

    start: int
    key: Node | None
    value: Node

    @property
    def end(self) -> int:
        """The offset after its last visible character."""
        return self.value.end

    @property
    def name(self) -> str:
        """The key's text; empty for an item of a sequence."""
        return self.key.text.strip() if self.key else ""


class TooManyEdits(EditRefused):
    """Says that a request would take too long: its edits read a file again and again."""


_MOST_READ = 10_000_000
"""Characters that the edits of one request may read: some seconds of work."""
_LEFT: ContextVar[list[int] | None] = ContextVar("_LEFT", default=None)


@contextmanager
def bounded() -> Iterator[None]:
    """Raise TooManyEdits where edits made inside read more than a request may."""
    token = _LEFT.set([_MOST_READ])
    try:
        yield
    finally:
        _LEFT.reset(token)


def spend(characters: int) -> None:
    """Count characters that are read. Raises TooManyEdits."""
    left = _LEFT.get()
    if left is None:
        return
    left[0] -= characters
    if left[0] < 0:
        raise TooManyEdits("these are too many changes at once: make them in several steps, or in the file", 0)


@lru_cache(maxsize=16)
def loaded(text: str) -> Outcome[Any]:
    """Return what a text means and what is wrong with it, as a build reads it. The value is shared, and must not be changed."""
    spend(len(text))
    return yaml_reader.load(SourceFile("", text.removeprefix("\ufeff")))  # a build drops the mark, too


@lru_cache(maxsize=16)
def parse(text: str) -> Node | None:
    """Return the root node of a text, or nothing where it holds no value. Raises EditRefused where the text is not one YAML document."""
    spend(len(text))
    shift = 1 if text.startswith("\ufeff") else 0  # libyaml does not count the mark
    try:
        return _Composer(text, shift).root()
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise EditRefused("the file cannot be read as YAML", mark.line + 1 if mark else 0) from None


def lookup(root: Node | None, path: Path) -> tuple[Node | None, Entry | None]:
    """Return the node at a path with the entry that holds it, or nothing for both where the path leads nowhere."""
    node, entry = root, None
    for step in path:
        if node is None:
            return None, None
        entry = _entry(node, step)
        if entry is None:
            return None, None
        node = entry.value
    return node, entry


def comments(text: str, root: Node | None) -> list[tuple[int, str]]:
    """List every comment of a text with its offset, in order."""
    nodes = []
    at = 0
    for start, end in [*_opaque_ranges(text, root), (len(text), len(text))]:
        while (at := text.find("#", at, start)) >= 0:
            stop = _line_end(text, at)
            nodes.append((at, text[at:stop]))
            at = stop
        at = end
    return nodes


@dataclass(frozen=True)
class Comment:
    """A comment, from its `#` to the end of its line, and the path of the entry that it is about: the empty path for the file itself."""

    start: int
    text: str
    owner: Path


def owned_comments(text: str, root: Node | None) -> list[Comment]:
    """List every comment of a text with the entry that it is about, as people read it.

    A comment behind a value is about the entry that ends there, or else begins there. One on lines of its own right above an entry, at its
    indentation, is about that; one that is indented deeper than what follows is about what stands before it. What is between blank lines is
    about the collection that it stands in, and what is at the head of the file about the file.
    """
    if root is None:
        return [Comment(at, words, ()) for at, words in comments(text, root)]
    lines = _Lines(text, root)
    result: list[Comment] = []
    for at, words in reversed(comments(text, root)):
        below = result[-1] if result else None
        result.append(Comment(at, words, lines.owner(at, below)))
    return result[::-1]


class _Lines:
    """Which entries begin and end on which line of a text."""

    def __init__(self, text: str, root: Node) -> None:
        self.text, self.root = text, root
        self.ended: dict[int, tuple[int, Path]] = {}
        self.begun: dict[int, list[tuple[int, Path, int]]] = {}
        self.breaks = [match for match in range(len(text)) if text[match] == "\n"]
        self.head = root.entries[0].start if root.entries else root.start
        self.note(root, ())

    def note(self, node: Node, path: Path) -> None:
        for index, entry in enumerate(node.entries):
            here = (*path, entry.name if node.kind == "mapping" else index)
            self.begun.setdefault(self.line(entry.start), []).append((entry.start, here, entry.end))
            line = self.line(max(entry.end - 1, entry.start))
            self.ended[line] = max(self.ended.get(line, (-1, ())), (entry.end, here), key=lambda item: (item[0], len(item[1])))
            self.note(entry.value, here)

    def line(self, at: int) -> int:
        return bisect_left(self.breaks, at)

    def column(self, at: int) -> int:
        start = self.breaks[line - 1] + 1 if (line := self.line(at)) else len(self.text) - len(self.text.removeprefix("\ufeff"))
        return at - start

    def owner(self, at: int, below: Comment | None) -> Path:
        """Return what a comment is about, given the next comment of the text."""
        line = self.line(at)
        column = self.column(at)
        if self.text[at - column : at].strip():
            return self.beside(at, line)
        if at < self.head:
            return ()
        node, path = self.around(at)
        index = bisect_right(node.entries, at, key=lambda entry: entry.start)
        following = node.entries[index] if index < len(node.entries) else None
        if following:
            same = node.style == "flow" or self.column(following.start) == column
            directly = self.line(following.start) == line + 1
            if below and below.start < following.start and self.line(below.start) == line + 1 and self.column(below.start) == column:
                directly = below.owner == (*path, following.name if node.kind == "mapping" else index)
            if same and directly:
                return (*path, following.name if node.kind == "mapping" else index)
        return self.before(node, path, index, column) if node.style == "block" else path

    def beside(self, at: int, line: int) -> Path:
        if line in self.ended and self.ended[line][0] <= at:
            return self.ended[line][1]
        begun = [path for start, path, end in self.begun.get(line, ()) if start < at < end]
        return begun[-1] if begun else self.around(at)[1]

    def around(self, at: int) -> tuple[Node, Path]:
        """Return the innermost collection that is still open at an offset, with its path."""
        node, path = self.root, Path()
        while node.entries:
            index = bisect_right(node.entries, at, key=lambda entry: entry.start) - 1
            if index < 0 or node.entries[index].end <= at or not node.entries[index].value.entries:
                break
            path = (*path, node.entries[index].name if node.kind == "mapping" else index)
            node = node.entries[index].value
        return node, path

    def before(self, node: Node, path: Path, index: int, column: int) -> Path:
        """Return the last of the entries before an index, or of those in it, that is indented less than a column; else the collection."""
        while index and node.style == "block" and self.column(node.entries[index - 1].start) < column:
            path = (*path, node.entries[index - 1].name if node.kind == "mapping" else index - 1)
            node = node.entries[index - 1].value
            index = len(node.entries)
        return path


def _entry(node: Node, step: str | int) -> Entry | None:
    if node.kind == "mapping":
        return next((entry for entry in node.entries if entry.name == step), None)
    if node.kind == "sequence" and isinstance(step, int) and 0 <= step < len(node.entries):
        return node.entries[step]
    return None


def _scalars(node: Node) -> Iterator[Node]:
    if node.kind == "scalar":
        yield node
    for entry in node.entries:
        if entry.key:
            yield entry.key
        yield from _scalars(entry.value)


def _opaque_ranges(text: str, root: Node | None) -> Iterator[tuple[int, int]]:
    """Yield the ranges in which `#` does not begin a comment. The header of a block scalar is left out: it may carry one."""
    for node in _scalars(root) if root else ():
        if node.style in {"|", ">"}:
            yield min(_line_end(text, node.start), node.end), node.end
        else:
            yield node.start, node.end


def _line_end(text: str, at: int) -> int:
    """Return the offset of the line break that ends a line, before its carriage return, or the text's end."""
    stop = text.find("\n", at)
    stop = len(text) if stop < 0 else stop
    return stop - 1 if stop > at and text[stop - 1] == "\r" else stop


class _Composer:
    """Builds nodes from libyaml's events."""

    def __init__(self, text: str, shift: int) -> None:
        self.text, self.shift = text, shift
        self.next: Any = _Parser(text).get_event

    def root(self) -> Node | None:
        self.next()  # stream start
        if isinstance(self.next(), events.StreamEndEvent):
            return None
        node = self.node(self.next(), 0)
        self.next()  # document end
        if not isinstance(self.next(), events.StreamEndEvent):
            raise EditRefused("the file holds more than one YAML document", 0)
        return node

    def node(self, event: Any, depth: int) -> Node:
        if depth > 50:
            raise EditRefused("the YAML nests too deeply", event.start_mark.line + 1)
        start, end = event.start_mark.index + self.shift, event.end_mark.index + self.shift
        if isinstance(event, events.AliasEvent):
            return Node("alias", start, end, "", plain=False)
        plain = event.anchor is None and event.tag is None
        if isinstance(event, events.ScalarEvent):
            style = event.style or ""
            if style in {"|", ">"}:
                end = start + len(self.text[start:end].rstrip(_BLANK))
            return Node("scalar", start, end, style, event.value, plain)
        return self.collection(event, start, depth, plain=plain)

    def collection(self, event: Any, start: int, depth: int, *, plain: bool) -> Node:
        is_mapping = isinstance(event, events.MappingStartEvent)
        last: type[events.Event] = events.MappingEndEvent if is_mapping else events.SequenceEndEvent
        entries: list[Entry] = []
        end = event.end_mark.index + self.shift
        child: Any = None
        while not isinstance(child := self.next(), last):
            key = self.node(child, depth + 1) if is_mapping else None
            value = self.node(self.next() if is_mapping else child, depth + 1)
            entries.append(Entry(key.start if key else self.item_start(value, entries, start, flow=event.flow_style), key, value))
            end = value.end
        closing: Any = child
        if event.flow_style:
            end = closing.end_mark.index + self.shift
            plain = plain and self.text[start] in "[{"  # a pair without braces, as in [a: b], has no text of its own
        plain = plain and all(entry.value.plain and (entry.key is None or entry.key.plain) for entry in entries)
        kind: Literal["mapping", "sequence"] = "mapping" if is_mapping else "sequence"
        return Node(kind, start, end, "flow" if event.flow_style else "block", "", plain, tuple(entries))

    def item_start(self, value: Node, entries: list[Entry], start: int, *, flow: bool) -> int:
        """Return where an item begins: with its value in a flow sequence, in a block with its hyphen."""
        if flow:
            return value.start
        at = entries[-1].end if entries else start
        while self.text[at] != "-":  # past white space, comments, and an anchor or tag of the sequence itself
            at = _line_end(self.text, at) if self.text[at] in "#&!" else at + 1
        return at
