"""YAML as authors mean it: every scalar is text until the model says otherwise, with no white space around it, and every value has a place.

Values are built straight from libyaml's events. `no`, `12:30` and `2024-03-01` stay text (the model turns them into what it
needs), keys are always text, a key that stands twice is an error, tags are refused, and nesting and aliases are limited, so
that no file can make the generator run out of memory. A blank line in a plain, quoted or folded scalar comes out as a blank
line, where YAML would leave one line end: authors mean a paragraph, and Markdown and quotes need it.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import Any, Final, NamedTuple

import yaml
from msgspec import Struct
from yaml import events

from counterpoint.diagnostics import ERROR, Diagnostic
from counterpoint.reading.files import SourceFile

MAX_DEPTH = 24
MAX_NODES = 400_000
"""Values in one file, with aliases counted as often as they are used."""

Value = Any  # text, None, or a list or dict of these: what `load` returns

_Parser: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # used for its events only
_NULLS = {"", "~", "null", "Null", "NULL"}
_Path = tuple[Hashable, ...]


class Place(Struct, frozen=True):
    """Where a value, and the key before it, begin and end on their first line. Lines and columns count from 1.

    `start` and `end` are the value's range in the text, in code points from 0.
    """

    line: int
    column: int
    length: int
    key_line: int
    key_column: int
    key_length: int
    start: int
    end: int


class _Stop(Exception):
    """Ends the reading of a file at its first unreadable place."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


def load(file: SourceFile, *, first_line: int = 1) -> tuple[Value, list[Diagnostic]]:
    """Parse a file that holds one YAML document. An empty one gives None.

    `first_line` is the line of the file's text at which the YAML begins, for front matter: the text must then hold only the
    YAML, and locations are moved down accordingly.
    """
    builder = _Builder(file, first_line, None)
    return builder.run(), builder.found


@lru_cache(maxsize=4)
def places(file: SourceFile, *, first_line: int = 1) -> dict[_Path, Place]:
    """Where every value of a file is, by its path of keys and indexes. Only called once something has to be reported, and then often."""
    index: dict[_Path, Place] = {}
    _Builder(file, first_line, index).run()
    return index


class _Mark(NamedTuple):
    """A place as PyYAML gives it, counted from 0."""

    line: int
    column: int


class _Builder:
    def __init__(self, file: SourceFile, first_line: int, index: dict[_Path, Place] | None) -> None:
        self.file = file
        self.offset = first_line
        self.index = index
        self.found: list[Diagnostic] = []
        self.anchors: dict[str, tuple[Any, int] | None] = {}
        self.nodes = 0

    def run(self) -> Any:
        try:
            parser = _Parser(self.file.text)
            self.next = parser.get_event
            self.next()  # stream start
            if isinstance(self.next(), events.StreamEndEvent):
                return None
            value = self.value(self.next(), (), 0, None)
            self.next()  # document end
            after = self.next()
            if not isinstance(after, events.StreamEndEvent):
                raise self.stop("yaml-syntax", after.start_mark, "a second YAML document begins here", "keep one document in a file")
            return value
        except _Stop as stop:
            self.found.append(stop.diagnostic)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            problem = f"the YAML cannot be read here: {error.problem or error.context}"
            self.found.append(self.stop("yaml-syntax", mark, problem, _syntax_help(error.problem or "")).diagnostic)
        except yaml.reader.ReaderError as error:
            before = self.file.text.encode("utf-8", "surrogatepass")[: error.position].decode("utf-8", "ignore")
            place = _Mark(before.count("\n"), len(before) - before.rfind("\n") - 1)
            message = f"the character U+{ord(self.file.text[len(before)]):04X} has no place in YAML"
            self.found.append(self.stop("yaml-syntax", place, message, "remove it: it is invisible, and was perhaps pasted in").diagnostic)
        except yaml.YAMLError as error:
            self.found.append(self.stop("yaml-syntax", None, f"the YAML cannot be read: {error}", "").diagnostic)
        except RecursionError:
            self.found.append(self.stop("yaml-limit", None, "the YAML nests too deeply", "").diagnostic)
        return None

    def stop(self, code: str, mark: Any, message: str, help: str) -> _Stop:
        return _Stop(self.diagnostic(code, mark, message, help))

    def diagnostic(self, code: str, mark: Any, message: str, help: str, length: int = 1) -> Diagnostic:
        line = mark.line + self.offset if mark else 0
        excerpt_file = self.file if self.offset == 1 else SourceFile(self.file.path, "\n" * (self.offset - 1) + self.file.text)
        location = excerpt_file.at(line, mark.column + 1 if mark else 0, length) if line else self.file.at(0)
        return Diagnostic(code, ERROR, location, message, help)

    def value(self, event: Any, path: _Path, depth: int, key: Any) -> Any:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            what = "is nested too deeply" if depth > MAX_DEPTH else "holds too many values"
            raise self.stop("yaml-limit", event.start_mark, f"the YAML {what}", "split the article, or remove the aliases")
        kind = type(event)
        result: Value
        if kind is events.ScalarEvent:
            if event.tag is not None and event.tag != "!":
                raise self.tagged(event)
            result = self.scalar(event)
        elif kind is events.AliasEvent:
            return self.alias(event, path, key)
        elif kind is events.MappingStartEvent or kind is events.SequenceStartEvent:
            if event.tag is not None and event.tag != "!":
                raise self.tagged(event)
            before = self.nodes
            if event.anchor:
                self.anchors[event.anchor] = None
            result = (self.mapping if kind is events.MappingStartEvent else self.sequence)(path, depth)
            if event.anchor:
                self.anchors[event.anchor] = (result, self.nodes - before)
        else:  # pragma: no cover - libyaml gives no other events here
            raise self.stop("yaml-syntax", event.start_mark, "the YAML cannot be read here", "")
        if kind is events.ScalarEvent and event.anchor:
            self.anchors[event.anchor] = (result, 1)
        if self.index is not None:
            self.record(path, event, key)
        return result

    def scalar(self, event: Any) -> str | None:
        text: str = event.value
        style = event.style
        if not style and text in _NULLS:
            return None
        if "\n" in text and style != "|":
            ending = "\n" if style == ">" and text.endswith("\n") else ""
            text = text.rstrip("\n").replace("\n", "\n\n") + ending
        return text.strip()

    def mapping(self, path: _Path, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        while True:
            event = self.next()
            kind = type(event)
            if kind is events.MappingEndEvent:
                return result
            if kind is not events.ScalarEvent:
                raise self.stop(
                    "yaml-syntax",
                    event.start_mark,
                    "a key must be a word, not a list or a mapping",
                    "put quotation marks around it",
                )
            name = event.value.strip()
            value = self.value(self.next(), (*path, name), depth + 1, event)
            if name in result:
                message = f"the key {name!r} stands twice in this mapping"
                self.found.append(self.diagnostic("key-duplicate", event.start_mark, message, "remove or rename one of them", len(name)))
            else:
                result[name] = value

    def sequence(self, path: _Path, depth: int) -> list[Any]:
        result: list[Any] = []
        while True:
            event = self.next()
            if type(event) is events.SequenceEndEvent:
                return result
            result.append(self.value(event, (*path, len(result)), depth + 1, None))

    def alias(self, event: Any, path: _Path, key: Any) -> Any:
        if event.anchor not in self.anchors:
            message = f"the alias *{event.anchor} has no anchor before it"
            raise self.stop("yaml-syntax", event.start_mark, message, "a text that begins with * needs quotation marks around it")
        target = self.anchors[event.anchor]
        if target is None:
            raise self.stop(
                "yaml-limit",
                event.start_mark,
                f"the alias *{event.anchor} stands inside its own anchor",
                "write the value out",
            )
        self.nodes += target[1]
        if self.nodes > MAX_NODES:
            raise self.stop("yaml-limit", event.start_mark, "the YAML's aliases expand to too much", "write the values out")
        if self.index is not None:
            self.record(path, event, key)
        return target[0]

    def tagged(self, event: Any) -> _Stop:
        return self.stop(
            "yaml-tag",
            event.start_mark,
            f"the tag {event.tag} is not part of the format",
            "remove it; put quotation marks around text",
        )

    def record(self, path: _Path, event: Any, key: Any) -> None:
        assert self.index is not None
        start, end = event.start_mark, event.end_mark
        length = max(1, end.column - start.column) if end.line == start.line else 1
        at = key.start_mark if key else start
        key_length = len(key.value) if key else length
        self.index.setdefault(
            path,
            Place(
                start.line + self.offset, start.column + 1, length, at.line + self.offset, at.column + 1, key_length, start.index, end.index
            ),
        )


def _syntax_help(problem: str) -> str:
    if "mapping values are not allowed" in problem:
        return "a text that holds ': ' needs quotation marks around it"
    if "could not find expected ':'" in problem:
        return "a key needs a colon and a space after it"
    if "tab" in problem or "\\t" in problem:
        return "indent with spaces, not tabs"
    if "cannot start any token" in problem:
        return "a text that begins with @, `, % or a tab needs quotation marks around it"
    return "check the indentation and the quotation marks of this line and the one before"
