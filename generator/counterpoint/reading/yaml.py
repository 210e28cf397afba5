"""YAML as authors mean it: every scalar is text until the model says otherwise, with no white space around it, and every value has a place.

Values are built straight from libyaml's events. `no`, `12:30` and `2024-03-01` stay text (the model turns them into what it
needs), keys are always text, a key that stands twice is an error, tags are refused, and nesting and aliases are limited, so
that no file can make the generator run out of memory. A blank line in a plain, double-quoted or folded scalar comes out as a blank
line, where YAML would leave one line end: authors mean a paragraph, and Markdown and quotes need it. In single quotes, which programs
write, YAML's own rule holds: one blank line is a line end, two are a blank line.

What an author wrote into a value is in the value, or there is a diagnostic. YAML's own syntax takes words out of texts in four
ways: as a comment, as an anchor, as a tag, and as the brackets of a list. Each is reported where it may have been meant as text.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from functools import lru_cache
from typing import Any, Final, NamedTuple

import yaml
from msgspec import Struct
from yaml import events

from counterpoint.diagnostics import ERROR, WARNING, Diagnostic, Severity
from counterpoint.model.texts import quote_keys, text_keys
from counterpoint.outcome import Outcome
from counterpoint.reading.characters import forbidden, named
from counterpoint.reading.files import SourceFile
from counterpoint.reading.markdown_lints import CONFLICT_WORDS

MAX_DEPTH = 24
MAX_NODES = 400_000
"""Values in one file, with aliases counted as often as they are used."""

Value = Any  # text, None, or a list or dict of these: what `load` returns

_Parser: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # used for its events only
_NULLS = {"", "~", "null"}
"""What programs write for nothing. `Null` and `NULL` are written by hand, and mean a word or a name."""
_Path = tuple[Hashable, ...]
_COMMENT: Final = re.compile(r"[ \t]*(#[^\n]*)")
_HEADER_COMMENT: Final = re.compile(r"[|>][0-9+-]*[ \t]*(#[^\n]*)")
"""A comment behind the `|` or `>` of a block scalar."""
_GLUED: Final = re.compile(r"#(?!counterpoint:)[^\s#!=*-]")
"""The beginning of a comment that reads like a word: '#1', '#metoo'."""
_LINE_END: Final = re.compile(r"[ \t]*(?P<comma>,?)[ \t]*(?P<comment>#[^\n]*)?(?:\n|\Z)")
"""What may stand behind a plain scalar on its last line."""
_FLOW: Final = -1
"""The indentation of what stands in brackets: none is needed there."""
_COMMENT_LINE: Final = re.compile(r"(?P<indent>[ \t]*)(?P<comment>#[^\n]*)?(?:\n|\Z)")
"""A line that holds a comment, or nothing."""
_BLANK_LINES: Final = re.compile(r"\\.|[ \t]*\n(?:[ \t]*\n)+[ \t]*", re.DOTALL)
"""In a double-quoted scalar as it is written: an escape, or blank lines."""
_CONFLICT: Final = re.compile(r"^[ \t]*(?:<{7}|>{7}|\|{7})(?= |$)", re.MULTILINE)
_LINE_BREAKS: Final = re.compile("[\x85\u2028\u2029]")
"""What YAML takes for the end of a line, and editors do not show."""


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


def load(file: SourceFile, *, first_line: int = 1) -> Outcome[Value]:
    """Parse a file that holds one YAML document. An empty one gives None.

    `first_line` is the line of the file's text at which the YAML begins, for front matter: the text must then hold only the
    YAML, and locations are moved down accordingly.
    """
    builder = _Builder(file, first_line, None)
    value = builder.run()
    return Outcome(value, tuple(builder.diagnostics))


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
        self.diagnostics: list[Diagnostic] = []
        self.anchors: dict[str, tuple[Any, int] | None] = {}
        self.unused: dict[str, Any] = {}
        """Anchors to which no alias has referred yet, with the place of each."""
        self.has_comments = "#" in file.text
        self.indents: list[int] = []
        """For each mapping and list around a value, the column beyond which a line goes on with a text in it."""
        self.nodes = 0

    def run(self) -> Any:
        try:
            if match := _LINE_BREAKS.search(self.file.text):
                raise self.forbidden_character(match.start(), match[0])
            if match := _CONFLICT.search(self.file.text):
                raise self.stop("merge-conflict", _Mark(self.file.text.count("\n", 0, match.start()), 0), *CONFLICT_WORDS)
            parser = _Parser(self.file.text)
            self.next = parser.get_event
            self.next()  # stream start
            if isinstance(self.next(), events.StreamEndEvent):
                return None
            value = self.value(self.next(), (), 0, None)
            for name, mark in self.unused.items():
                self.report_anchor(name, mark)
            self.next()  # document end
            after = self.next()
            if not isinstance(after, events.StreamEndEvent):
                raise self.stop("yaml-syntax", after.start_mark, "a second YAML document begins here", "keep one document in a file")
            return value
        except _Stop as stop:
            self.diagnostics.append(stop.diagnostic)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            problem = f"the YAML cannot be read here: {error.problem or error.context}"
            self.diagnostics.append(self.stop("yaml-syntax", mark, problem, _syntax_help(error.problem or "")).diagnostic)
        except yaml.reader.ReaderError as error:
            before = self.file.text.encode("utf-8", "surrogatepass")[: error.position].decode("utf-8", "ignore")
            self.diagnostics.append(self.forbidden_character(len(before), self.file.text[len(before)]).diagnostic)
        except yaml.YAMLError as error:
            self.diagnostics.append(self.stop("yaml-syntax", None, f"the YAML cannot be read: {error}", "").diagnostic)
        except RecursionError:
            self.diagnostics.append(self.stop("yaml-limit", None, "the YAML nests too deeply", "").diagnostic)
        return None

    def stop(self, code: str, mark: Any, message: str, advice: str) -> _Stop:
        return _Stop(self.diagnostic(code, mark, message, advice))

    def forbidden_character(self, index: int, character: str) -> _Stop:
        before = self.file.text[:index]
        place = _Mark(before.count("\n"), len(before) - before.rfind("\n") - 1)
        message = f"the character {named(character)} has no place in YAML"
        return self.stop("character-forbidden", place, message, "remove it: it is invisible, and was perhaps pasted in")

    def diagnostic(self, code: str, mark: Any, message: str, advice: str, length: int = 1, severity: Severity = ERROR) -> Diagnostic:
        line = mark.line + self.offset if mark else 0
        excerpt_file = self.file if self.offset == 1 else SourceFile(self.file.path, "\n" * (self.offset - 1) + self.file.text)
        location = excerpt_file.at(line, mark.column + 1 if mark else 0, length) if line else self.file.at(0)
        return Diagnostic(code, severity, location, message, advice)

    def value(self, event: Any, path: _Path, depth: int, key: Any) -> Any:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            what = "is nested too deeply" if depth > MAX_DEPTH else "holds too many values"
            raise self.stop("yaml-limit", event.start_mark, f"the YAML {what}", "split the article, or remove the aliases")
        kind = type(event)
        result: Value
        if kind is events.ScalarEvent:
            if event.tag is not None:
                raise self.tagged(event)
            result = self.scalar(event)
            if self.has_comments:
                self.check_comment(event, path)
                self.check_comment_lines(event, path)
        elif kind is events.AliasEvent:
            return self.alias(event, path, key)
        elif kind is events.MappingStartEvent or kind is events.SequenceStartEvent:
            if event.tag is not None:
                raise self.tagged(event)
            before = self.nodes
            if event.anchor:
                self.anchor(event, None)
            self.indents.append(self.indent_of(event))
            result = self.mapping(event, path, depth) if kind is events.MappingStartEvent else self.sequence(event, path, depth)
            self.indents.pop()
            if event.anchor:
                self.anchors[event.anchor] = (result, self.nodes - before)
        else:  # pragma: no cover - libyaml gives no other events here
            raise self.stop("yaml-syntax", event.start_mark, "the YAML cannot be read here", "")
        if kind is events.ScalarEvent and event.anchor:
            self.anchor(event, (result, 1))
        if self.index is not None:
            self.record(path, event, key)
        return result

    def scalar(self, event: Any) -> str | None:
        text: str = event.value
        style = event.style
        if not style and text in _NULLS:
            return None
        if style == '"' and (character := forbidden(text)):
            message = f"the character {named(character)} cannot stand in a page or a feed"
            raise self.stop("character-forbidden", event.start_mark, message, "remove it")
        if "\n" in text and style not in {"|", "'"}:
            text = self.double_quoted(event) if style == '"' else _LINE_ENDS.sub(_as_paragraph, text.strip("\n"))
        return text.strip()

    def double_quoted(self, event: Any) -> str:
        """A text in double quotes: `\\n` in it is a line break, a blank line the end of a paragraph."""
        written = self.file.text[event.start_mark.index : event.end_mark.index]
        escaped = _BLANK_LINES.sub(lambda match: match[0] if match[0][0] == "\\" else "\\n" * max(2, match[0].count("\n") - 1), written)
        (scalar,) = (event for event in yaml.parse(escaped, Loader=_Parser) if type(event) is events.ScalarEvent)
        text: str = scalar.value
        return text

    def check_comment(self, event: Any, path: _Path) -> None:
        """Report a comment that may have been meant as a part of the text before it."""
        source, style = self.file.text, event.style
        block = style in {"|", ">"}
        match = _HEADER_COMMENT.match(source, event.start_mark.index) if block else _COMMENT.match(source, event.end_mark.index)
        if not match:
            return
        index = match.start(1)
        before = source[:index]
        mark, comment = _Mark(before.count("\n"), index - before.rfind("\n") - 1), match[1].rstrip()
        if _GLUED.match(comment) or (block and not before[-1].isspace()):  # other readers of YAML refuse a sign behind the > or |
            self.report_comment(mark, comment, event)
        elif not style:
            self.warn_of_comment(mark, comment, path)

    def check_comment_lines(self, event: Any, path: _Path) -> None:
        """Report each line after a text that would go on with it, if it did not begin with a `#`."""
        style = event.style
        if style in {"'", '"'} or (not style and not event.value and not self.is_readers_text(path)):
            return  # quotation marks say where a text ends; an empty value may be a mapping without its lines
        source, indent = self.file.text, self.indents[-1] if self.indents else -1
        line, index = event.end_mark.line, event.end_mark.index
        if style not in {"|", ">"}:  # the end of a block scalar is the beginning of the next line
            if not (match := _LINE_END.match(source, index)):
                return
            if match["comma"] and indent == _FLOW and _GLUED.match(match["comment"] or ""):
                self.report_comment(_Mark(line, event.end_mark.column + match.start("comment") - index), match["comment"].rstrip(), event)
            line, index = line + 1, match.end()
        while index < len(source) and (match := _COMMENT_LINE.match(source, index)):
            if match["comment"]:
                column = len(match["indent"])
                if column <= indent:
                    return
                if _GLUED.match(match["comment"]):
                    self.report_comment(_Mark(line, column), match["comment"].rstrip(), event)
            line, index = line + 1, match.end()

    def check_comments_before(self, event: Any, since: Any, path: _Path) -> None:
        """Report each comment between a text and its key or dash that may have been meant as the beginning of the text."""
        between = self.file.text[since.index : event.start_mark.index]
        if "#" not in between or type(event) is not events.ScalarEvent:
            return
        comments: list[tuple[_Mark, str, bool]] = []
        line, column = since.line, since.column
        for part in between.split("\n"):
            written, _, comment = part.partition("#")
            if "-" in written:
                comments.clear()  # a list's dash: what stands before it belongs to the item before
            if part != written and column + len(written) > self.indents[-1]:
                comments.append((_Mark(line, column + len(written)), f"#{comment}".rstrip(), bool(written.strip())))
            line, column = line + 1, 0
        for mark, comment, is_behind_key in comments:
            if _GLUED.match(comment):
                self.report_comment(mark, comment, event)
            elif is_behind_key:
                self.warn_of_comment(mark, comment, path)

    def indent_of(self, start: Any) -> int:
        """The column of a mapping's keys or a list's dashes."""
        if start.flow_style:
            return _FLOW
        if start.anchor:  # the event begins at the anchor, which says nothing of the lines below it
            return self.indents[-1] if self.indents else -1
        column: int = start.start_mark.column
        return column

    def warn_of_comment(self, mark: _Mark, comment: str, path: _Path) -> None:
        """Warn of a comment on a line of a text that readers see."""
        if not self.is_readers_text(path) or comment.startswith(("# counterpoint:", "#counterpoint:")):
            return
        message = f"{comment!r} is a comment, which readers do not see"
        help = "put quotation marks around the text, with the # inside them if it belongs to it; or put the comment on a line of its own"
        self.diagnostics.append(self.diagnostic("yaml-comment", mark, message, help, len(comment), WARNING))

    def report_comment(self, mark: _Mark, comment: str, text: Any) -> None:
        message = f"{comment!r} is a comment for YAML, and no part of the text"
        if text.style in {"|", ">"} and mark.line > text.start_mark.line:
            help = "indent it like the lines of the text; for a comment, write a space after the #"
        else:
            help = "put quotation marks around the whole text; for a comment, write a space after the #"
        self.diagnostics.append(self.diagnostic("yaml-comment", mark, message, help, len(comment)))

    def is_readers_text(self, path: _Path) -> bool:
        """Whether readers see the text at a path, by the name of its key."""
        names = [part for part in path if isinstance(part, str)]
        return bool(names) and (names[-1] in text_keys() or names[-2:-1] == ["answers"])

    def anchor(self, event: Any, value: tuple[Any, int] | None) -> None:
        if event.anchor in self.unused:
            self.report_anchor(event.anchor, self.unused[event.anchor])
        self.anchors[event.anchor] = value
        self.unused[event.anchor] = event.start_mark

    def report_anchor(self, name: str, mark: Any) -> None:
        message = f"&{name} is an anchor for YAML, and no part of the text; nothing refers to it"
        help = "put quotation marks around the whole text, or remove the anchor"
        self.diagnostics.append(self.diagnostic("yaml-anchor", mark, message, help, len(name) + 1))

    def mapping(self, start: Any, path: _Path, depth: int) -> dict[str, Any] | str:
        result: dict[str, Any] = {}
        before = ""
        bare: list[Diagnostic] = []
        while True:
            event = self.next()
            kind = type(event)
            if kind is events.MappingEndEvent:
                self.diagnostics += bare
                return result if result or not bare else self.file.text[start.start_mark.index : event.end_mark.index]
            if kind is not events.ScalarEvent:
                raise self.stop(
                    "yaml-syntax",
                    event.start_mark,
                    "a key must be a word, not a list or a mapping",
                    "put quotation marks around it",
                )
            if event.tag is not None:
                raise self.tagged(event)
            name = event.value.strip()
            if event.anchor:
                self.anchor(event, (name, 1))
            content = self.next()
            if start.flow_style and self.is_bare(event, content):
                is_text = isinstance(result.get(before), str)
                bare.append(self.bare_key(event, before if is_text else ""))
                if is_text and before in text_keys() | quote_keys():  # as it was meant, so that nothing else seems wrong
                    result[before] += f", {name}"
                continue
            before = name
            if self.has_comments:
                self.check_comments_before(content, event.end_mark, (*path, name))
            value = self.value(content, (*path, name), depth + 1, event)
            if name in result:
                message = f"the key {name!r} stands twice in this mapping"
                self.diagnostics.append(
                    self.diagnostic("key-duplicate", event.start_mark, message, "remove or rename one of them", len(name))
                )
            else:
                result[name] = value

    def is_bare(self, key: Any, value: Any) -> bool:
        """Whether a key in braces has no colon: it is the end of a text that holds a comma, or a text in braces."""
        is_empty = type(value) is events.ScalarEvent and not value.value and not value.style and not value.anchor and value.tag is None
        return is_empty and ":" not in self.file.text[key.end_mark.index : value.end_mark.index + 1]

    def bare_key(self, key: Any, before: str) -> Diagnostic:
        """Say what is wrong with a key in braces that has no colon; `before` names the one before it, if that has a text."""
        name = key.value.strip()
        message = f"{name!r} is a key without a value for YAML, and no part of the text"
        help = "a text that holds a comma, or stands in braces, needs quotation marks around the whole of it"
        if before:
            help = f"if {name!r} belongs to the text of `{before}`, put quotation marks around the whole text; else write `{name}: …`"
        return self.diagnostic("yaml-syntax", key.start_mark, message, help, len(name))

    def sequence(self, start: Any, path: _Path, depth: int) -> list[Any]:
        result: list[Any] = []
        first: Any = None
        before: Any = start.start_mark  # where the item before ends, if it is a scalar
        while True:
            event = self.next()
            if type(event) is events.SequenceEndEvent:
                break
            first = first or event
            if self.has_comments and before and not start.flow_style:
                self.check_comments_before(event, before, path)
            before = event.end_mark if type(event) is events.ScalarEvent else None
            result.append(self.value(event, (*path, len(result)), depth + 1, None))
        is_one_plain_text = start.flow_style and len(result) == 1 and type(first) is events.ScalarEvent and not first.style
        if is_one_plain_text and path and path[-1] in quote_keys():
            self.report_brackets(start, event)
        return result

    def report_brackets(self, start: Any, end: Any) -> None:
        written = self.file.text[start.start_mark.index : end.end_mark.index]
        message = f"{written} is a list for YAML: the brackets are no part of the text"
        help = (
            f"for a text in brackets write '{written}'; for a list of one text, put quotation marks around the text, or write it as `- …`"
        )
        self.diagnostics.append(self.diagnostic("yaml-list", start.start_mark, message, help, len(written)))

    def alias(self, event: Any, path: _Path, key: Any) -> Any:
        if event.anchor not in self.anchors:
            message = f"the alias *{event.anchor} has no anchor before it"
            raise self.stop("yaml-syntax", event.start_mark, message, "a text that begins with * needs quotation marks around it")
        self.unused.pop(event.anchor, None)
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
            f"{event.tag} is a tag for YAML, and no part of the text",
            "put quotation marks around the whole text, or remove the tag: the format needs none",
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


_LINE_ENDS: Final = re.compile("\n+")


def _as_paragraph(match: re.Match[str]) -> str:
    """The line feeds that folding leaves of blank lines: a paragraph ends there, however many they are."""
    return "\n" * max(2, len(match[0]))


_CHECK = "check the indentation and the quotation marks of this line and the one before"
_SIGN_PROBLEMS = (
    "expected alphabetic or numeric character",
    "expected comment or line break",
    "mapping keys are not allowed",
    "block sequence entries are not allowed",
    "expected tag URI",
)
"""What libyaml says of a sign that begins a text and means something to it."""


def _syntax_help(problem: str) -> str:
    if "mapping values are not allowed" in problem:
        return "a text that holds ': ' needs quotation marks around it"
    if "could not find expected ':'" in problem:
        return "a key needs a colon and a space after it"
    if "tab" in problem or "\\t" in problem:
        return "indent with spaces, not tabs"
    if "',' or '" in problem:
        return "in brackets, a text that holds a comma, a bracket or ': ' needs quotation marks around the whole of it"
    if any(words in problem for words in _SIGN_PROBLEMS):
        return "a text that begins with *, &, !, >, |, ? or - needs quotation marks around the whole of it"
    if "did not find expected key" in problem:
        return f"a text that begins with a quotation mark or a bracket needs quotation marks around the whole of it; else {_CHECK}"
    if "cannot start any token" in problem:
        return "a text that begins with @, `, % or a tab needs quotation marks around it"
    return _CHECK
