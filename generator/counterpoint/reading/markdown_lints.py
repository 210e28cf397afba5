"""What an author wrote into a Markdown text for readers or for a tool, and what would reach readers as bare signs, or not at all.

Nothing of it is looked for in code. Every pattern only looks for how something begins, so that no text takes long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from counterpoint.diagnostics import ERROR, WARNING, Diagnostic, Severity
from counterpoint.reading.files import SourceFile

_ANOTHER_NAME = "give one of them another name, here and in the text"
_MOST = 20
"""Findings of one kind in one text: more would say the same again."""
_CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7})(?= |$)")
_DEFINITION = re.compile(r"[ >]{0,8}\[\^([^\]\s]+)\]:")
_QUOTATION_SIGNS = re.compile(r"[ \t>]*")


class _Pattern(NamedTuple):
    """How something begins in the source; what of it has to stand in the text that readers see; and what is said of it."""

    code: str
    source: re.Pattern[str]
    message: str
    help: str


_PATTERNS = (
    _Pattern(
        "footnote-unresolved",
        re.compile(r"(?<![\\!])\[\^[^\]\s\[]{1,100}\](?!:)"),
        "there is no footnote {0}, so readers see these signs",
        "define it on a line of its own: `{0}: the note`; or write \\[ where you mean the signs",
    ),
    _Pattern(
        "reference-unresolved",
        re.compile(r"(?<!\\)\]\[[^\]\[\n]{0,100}\]"),
        "{0} refers to no link that is defined, so readers see these signs",
        "define it on a line of its own: `[name]: https://example.org/`; or write \\[ where you mean the signs",
    ),
    _Pattern(
        "reference-unresolved",
        re.compile(r"\]\((?:claim|speaker|source|term|article|https?):[^()\n]{0,100}\)?"),
        "the link before {0} cannot be read, so readers see these signs",
        "write `[words](kind:id)`, without a space in the brackets, and without a footnote or another link in the words",
    ),
    *(
        _Pattern(
            "foreign-syntax", re.compile(pattern, re.MULTILINE), "{0} is another tool's syntax, and readers would see these signs", help
        )
        for pattern, help in [
            (r"(?<!\\)\{\{[<%]", "write the content in Markdown; there are no shortcodes"),
            (r"(?<!\\)\{%-? *[a-z]", "write the content in Markdown; there are no template tags"),
            (
                r"(?<!\\)\[\[[^\]\[\n]{1,100}\]\]",
                "write `[words](article:slug)` for a link to an explainer, or `[words](/about/)` to a page",
            ),
            (r"^[!?]{3}\+? +[a-z]+", "write a quotation (`> …`) or a paragraph; there are no admonitions"),
            (r"^:{3,} *(?:\{|[a-z]|$)", "write a quotation (`> …`) or a paragraph; there are no containers"),
            (r"^\[![A-Z]+\]", "write a quotation (`> …`) without this line; there are no alerts"),
        ]
    ),
)
_MAY_HOLD_ANY = re.compile(r"\[\^|\]\[|\]\(|\{\{|\{%|\[\[|!!!|\?\?\?|:::|\[!|<{7}|>{7}|\|{7}")


def lint(text: str, tokens: Sequence[Token], env: Mapping[str, Any], file: SourceFile, first_line: int) -> list[Diagnostic]:
    """Look at a parsed Markdown text. `env` is what the parser has noted of footnotes."""
    lints = _Lints(file, first_line, text.split("\n"))
    diagnostics = [*lints.tables(tokens), *lints.links_defined_twice(env)]
    if _MAY_HOLD_ANY.search(text):
        diagnostics += lints.conflicts(tokens)
        diagnostics += lints.unused_footnotes(env)
        diagnostics += lints.footnotes_defined_twice(tokens, env)
        diagnostics += lints.signs(tokens)
    return diagnostics


class _Lints:
    def __init__(self, file: SourceFile, first_line: int, lines: Sequence[str]) -> None:
        self.file, self.first, self.lines = file, first_line, lines

    def report(self, code: str, severity: Severity, line: int, words: str, message: str, advice: str) -> Diagnostic:
        """A diagnostic at some words of a line, counted from 0."""
        column = self.lines[line].find(words) + 1 if line < len(self.lines) else 0
        return Diagnostic(code, severity, self.file.at(self.first + line, column, len(words)), message, advice)

    def conflicts(self, tokens: Sequence[Token]) -> Iterator[Diagnostic]:
        """Markers that a version control system leaves where two edits contradict each other."""
        code = _lines_of_code(tokens)
        marked = [number for number, line in enumerate(self.lines) if _CONFLICT.match(line) and number not in code]
        for number in marked[:_MOST]:
            yield self.report("merge-conflict", ERROR, number, self.lines[number], *CONFLICT_WORDS)

    def unused_footnotes(self, env: Mapping[str, Any]) -> Iterator[Diagnostic]:
        """Footnotes to which nothing refers: they are not shown."""
        unused = {label[1:] for label, number in env.get("footnotes", {}).get("refs", {}).items() if number < 0}
        for number, line in enumerate(self.lines if unused else ()):
            match = _DEFINITION.match(line)
            if match and match[1] in unused:
                unused.discard(match[1])
                message = f"nothing refers to the footnote [^{match[1]}], so readers do not see it"
                yield self.report("footnote-unused", WARNING, number, f"[^{match[1]}]", message, "refer to it in the text, or remove it")

    def footnotes_defined_twice(self, tokens: Sequence[Token], env: Mapping[str, Any]) -> Iterator[Diagnostic]:
        """Footnotes of one name: readers see one of them only."""
        labels = {label[1:] for label in env.get("footnotes", {}).get("refs", {})}
        code, first = _lines_of_code(tokens), dict[str, int]()
        for number, line in enumerate(self.lines if labels else ()):
            match = _DEFINITION.match(line)
            if not match or match[1] not in labels or number in code:
                continue
            before = first.setdefault(match[1], number)
            if before != number:
                message = (
                    f"the footnote [^{match[1]}] is defined on line {self.first + before} already, and readers would see one of the two"
                )
                yield self.report("defined-twice", ERROR, number, f"[^{match[1]}]", message, _ANOTHER_NAME)

    def links_defined_twice(self, env: Mapping[str, Any]) -> Iterator[Diagnostic]:
        """Names of links that lead to two addresses: only the first counts."""
        for other in env.get("duplicate_refs", ())[:_MOST]:
            name, kept = other["label"], env["references"][other["label"]]
            if other["href"] != kept["href"]:
                message = f"[{name}] leads to {kept['href']} already, so {other['href']} is lost"
                yield self.report("defined-twice", ERROR, other["map"][0], "[", message, _ANOTHER_NAME)

    def tables(self, tokens: Sequence[Token]) -> Iterator[Diagnostic]:
        """Cells beyond the columns of a table's head: Markdown drops them."""
        columns, in_head = 0, False
        for token in tokens:
            if token.type == "thead_open":
                columns, in_head = 0, True
            elif token.type == "thead_close":
                in_head = False
            elif token.type == "th_open" and in_head:
                columns += 1
            elif token.type == "tr_open" and not in_head and token.map:
                yield from self.row(token.map[0], columns)

    def row(self, line: int, columns: int) -> Iterator[Diagnostic]:
        """The cells of one line of a table that have no column."""
        written = _QUOTATION_SIGNS.sub("", self.lines[line], count=1).strip()
        cells = escapedSplit(written)
        cells = cells[1:] if cells and not cells[0] else cells
        lost = [cell.strip() for cell in cells[columns:] if cell.strip()]
        if lost:
            message = f"this row has more cells than the table's head has columns ({columns}): {lost[0]!r} would be lost"
            help = "add a column to the head and to the line below it; or write \\| for a | within a cell"
            yield self.report("table-cells", ERROR, line, lost[0], message, help)

    def signs(self, tokens: Sequence[Token]) -> Iterator[Diagnostic]:
        """Signs that mean something elsewhere, and here stand in the text that readers see."""
        counts: dict[str, int] = {}
        line = 0
        for token in tokens:
            line = token.map[0] if token.map else line
            if token.type != "inline" or not _MAY_HOLD_ANY.search(token.content):
                continue
            shown = "".join(child.content if child.type in {"text", "text_special"} else "\n" for child in token.children or ())
            for pattern in _PATTERNS:
                for match in pattern.source.finditer(token.content):
                    words = match[0].removeprefix("]") if pattern.code == "reference-unresolved" else match[0]
                    if match[0] in shown and counts.setdefault(pattern.code, 0) < _MOST:
                        counts[pattern.code] += 1
                        at = line + token.content.count("\n", 0, match.start())
                        yield self.report(pattern.code, WARNING, at, match[0], pattern.message.format(words), pattern.help.format(words))


def _lines_of_code(tokens: Sequence[Token]) -> set[int]:
    return {line for token in tokens if token.type in {"fence", "code_block"} and token.map for line in range(*token.map)}


CONFLICT_WORDS = (
    "two edits contradict each other here: this line was left by the version control system",
    "keep one of the two versions, and remove the lines <<<<<<<, ======= and >>>>>>>",
)
"""Message and help for a marker of a conflict."""
