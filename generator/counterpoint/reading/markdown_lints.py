"""What an author wrote into a Markdown text for readers or for a tool, and what would reach readers as bare signs, or not at all.

Nothing of it is looked for in code. Every pattern only looks for how something begins, so that no text takes long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from markdown_it.common.utils import normalizeReference
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from counterpoint.diagnostics import ERROR, WARNING, Diagnostic, Location, Severity
from counterpoint.reading.files import SourceFile

_MOST = 20
"""Findings of one kind in one text: more would say the same again."""
_CONFLICT = re.compile(r"[ \t]*(?:<{7}|>{7}|\|{7})(?= |$)")
_DEFINITION = re.compile(r"[ >]{0,8}\[\^([^\]\s]+)\]:")
_COMMENTS = frozenset(["#", ""])
"""Addresses in definitions that authors write as comments, such as `[//]: # (a comment)`."""
_QUOTATION_SIGNS = re.compile(r"[ \t>]*")


class References(dict[str, Any]):
    """The addresses that a text defines, by name, which notes the names that the parser has looked up."""

    def __init__(self) -> None:
        super().__init__()
        self.used: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        """Return what a name is defined as."""
        self.used.add(name)
        return super().get(name, default)


class _Pattern(NamedTuple):
    """How something begins in the source; what of it has to stand in the text that readers see; and what is said of it."""

    code: str
    source: re.Pattern[str]
    message: str
    help: str


_SCHEMES = "https?:|mailto:|/|media/|claim:|speaker:|source:|term:|article:"
_UNREAD = (
    _Pattern(
        "markdown-unread",
        re.compile(r"(?<!\\)\]\([^()\n]{0,100}\)?"),
        "this is not read as a link, so readers see these signs: {0}",
        "write [words](address), with no space in the address, no link or footnote among the words; or \\[ where you mean the signs",
    ),
    _Pattern(
        "markdown-unread",
        re.compile(rf"(?<!\\)\] \((?:{_SCHEMES})[^\s()]{{0,100}}\)"),
        "this is not read as a link, so readers see these signs: {0}",
        "leave no space between ] and (",
    ),
    _Pattern(
        "markdown-unread",
        re.compile(r"(?<![\\!])\[\^[^\]\[\n]{0,100} [^\]\[\n]{0,100}\]"),
        "the name of a footnote has no spaces, so readers see these signs: {0}",
        "write `[^name]`, and `[^name]: the note` on a line of its own; or \\[ where you mean the signs",
    ),
    _Pattern(
        "markdown-unread",
        re.compile(r"^(?:\|(?: *:?-+:? *\|)+|:?-+:? *\|(?: *:?-+:? *\|?)+) *$", re.MULTILINE),
        "this is not read as the line below a table's head, so readers see these signs: {0}",
        "give the line as many cells as the head has",
    ),
)
_STRIKES = re.compile(r"(?<!\\)~~+")
_STRIKES_NOTHING = (
    "these signs strike nothing out, so the words stand, and readers see the signs",
    "write ~~words~~ within one paragraph or cell, with no space inside the signs; or \\~~ where you mean the signs",
)
_STRENGTHENS = re.compile(r"(?<![\\*])\*\*(?!\*)")
_STRENGTHENS_NOTHING = (
    "these signs make nothing strong, so readers see them",
    "leave no space inside the signs, and one outside of them where the words begin or end in a sign; or \\*\\* where you mean the signs",
)
_MARKDOWN_IN_HTML = re.compile(r"(?<!\\)(?:\*\*(?=\S)[^*\n]{1,100}\*\*|\]\([^()\n]{1,100}\)|\[\^[^\]\s\[]{1,100}\])")
_IN_HTML = (
    "Markdown is not read in a block of HTML, so readers see these signs: {0}",
    "put a blank line before and behind the Markdown, or write it as HTML",
)
_CODE_IN_HTML = frozenset(["pre", "code", "script", "style", "textarea", "kbd", "samp"])
_TAG_OR_COMMENT = re.compile(r"<!--|<(/?)([A-Za-z][A-Za-z0-9]*)[^<>]*>")
_MARKDOWN = "write it in Markdown, or \\ before the first sign where you mean the signs"
_FOREIGN = (
    (r"(?<!\\)\{\{[^{}\n]{0,60}", "write the content itself: there are no shortcodes, templates or variables"),
    (r"(?<!\\)\{%-? *[a-z]", "write the content in Markdown; there are no template tags"),
    (r"(?<!\\)<%", "write the content in Markdown; there are no template tags"),
    (
        r"(?<!\\)\[\[[^\]\[\n]{1,100}\]\]",
        "write `[words](article:slug)` for a link to an explainer, or `[words](/about/)` to a page",
    ),
    (r"^[!?]{3}\+? +[a-z]+", "write a quotation (`> …`) or a paragraph; there are no admonitions"),
    (r"^:{3,} *(?:\{|[a-z]|$)", "write a quotation (`> …`) or a paragraph; there are no containers"),
    (r"^\[![A-Z]+\]", "write a quotation (`> …`) without this line; there are no alerts"),
    (r"(?<![\w:\\]):{1,2}[a-z][a-z0-9-]{0,40}[\[{]", "write the content in Markdown; there are no directives"),
    (
        r"(?<!\\)\{(?:: ?[^{}\n]{0,60}|[.#][A-Za-z][^{}\n]{0,60})\}",
        "leave it out: there are no classes, and headings get anchors of their words",
    ),
    (r"(?<!\\)\{(?:\+\+|--|==|>>|~~)", "make the change: there are no suggestions or comments in the text but <!-- … -->"),
    (r"(?<!\\)%%(?=\S)[^%\n]{1,100}%%", "write <!-- … --> for a comment that is not published"),
    (r"^\[(?:TOC|toc)\]", "leave it out: the page has its own list of headings"),
    (r"(?<!\\)\[-?@[A-Za-z][^\]\[\n]{0,100}\]", "write `[words](source:id)` for a source"),
    (r"^\[[ xX]\] ", "write the list without these signs; there are no tasks"),
    (r"(?<![\w=\\])==(?=[^\s=])[^=\n]{1,100}(?<=\S)==(?![\w=])", "write **strong** or *emphasis*; there are no highlights"),
    (r"(?<=[\w)\]])\^[^\s^\[\]]{1,20}\^", "write a raised character, such as ²"),
    (r"(?<=\w)~[^\s~]{1,20}~(?!~)", "write a lowered character, such as ₂"),
    (r"(?<![\w~\\])~(?=[^\s~\d])[^~\n]{1,200}(?<=\S)~(?![\w~])", "write ~~words~~, with two signs on either side, to strike words out"),
    (r"(?<![\w:\\]):[a-z][a-z0-9_+-]{1,30}:(?![\w:/])", "write the sign itself"),
    (r"(?<!\\)\$\$(?=[^\s$])", "write the formula in words or characters; there is no mathematics"),
    (r"\\[a-z]{2,20}\{", "write it in Markdown; there is no LaTeX"),
)
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
    *_UNREAD,
    *(
        _Pattern(
            "foreign-syntax", re.compile(pattern, re.MULTILINE), "{0} is another tool's syntax, and readers would see these signs", help
        )
        for pattern, help in _FOREIGN
    ),
)
_MAY_HOLD_ANY = re.compile(r"[\[\]{^~$\\]|\*\*|[!?]{3}|::|:[a-z][a-z0-9_+-]*:|==|%%|<%|<{7}|>{7}|\|{7}|-:? *\||\| *:?-")
"""What each of the patterns needs, of what readers would see."""
_BEGINS_ANY = re.compile(r"[\[\]{^~$\\*!?:=%<>|-]")
"""What each of these begins with or holds: looked for alone, it is found or not at once."""


def lint_field(text: str, tokens: Sequence[Token], place: Location) -> list[Diagnostic]:
    """Look at a short text of a sidecar, all of whose findings are at one place."""
    return [*_Lints(SourceFile(place.path, ""), 0, (), place).signs(tokens)] if may_hold_signs(text) else []


def may_hold_signs(text: str) -> bool:
    """Whether a text may hold signs that mean something to a tool, so that it is worth a closer look."""
    return bool(_BEGINS_ANY.search(text) and _MAY_HOLD_ANY.search(text))


def lint(text: str, tokens: Sequence[Token], env: Mapping[str, Any], file: SourceFile, first_line: int) -> list[Diagnostic]:
    """Look at a parsed Markdown text. `env` is what the parser has noted of footnotes."""
    lints = _Lints(file, first_line, text.split("\n"))
    diagnostics = [*lints.tables(tokens), *lints.references(env)]
    if may_hold_signs(text):
        diagnostics += lints.conflicts(tokens)
        diagnostics += lints.unused_footnotes(env)
        diagnostics += lints.repeated_footnotes(env)
        diagnostics += lints.signs(tokens)
    return diagnostics


class _Lints:
    def __init__(self, file: SourceFile, first_line: int, lines: Sequence[str], whole: Location | None = None) -> None:
        self.file, self.first, self.lines, self.whole = file, first_line, lines, whole

    def report(self, code: str, severity: Severity, line: int, words: str, message: str, advice: str) -> Diagnostic:
        """A diagnostic at some words of a line, counted from 0."""
        if self.whole:
            return Diagnostic(code, severity, self.whole, message, advice)
        column = self.lines[line].find(words) + 1 if line < len(self.lines) else 0
        return Diagnostic(code, severity, self.file.at(self.first + line, column, len(words)), message, advice)

    def conflicts(self, tokens: Sequence[Token]) -> Iterator[Diagnostic]:
        """Markers that a version control system leaves where two edits contradict each other."""
        code = {line for token in tokens if token.type in {"fence", "code_block"} and token.map for line in range(*token.map)}
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

    def repeated_footnotes(self, env: Mapping[str, Any]) -> Iterator[Diagnostic]:
        """Footnotes of the same name: only the last of them would be shown."""
        first_lines: dict[str, int] = {}
        for label, line in env.get("footnote-definitions", ()):
            first = first_lines.setdefault(label, line)
            if first != line:
                message = f"the footnote [^{label}] is defined on line {self.first + first} too, and one of the two notes would be lost"
                help = "give one of them another name, and refer to it by that name in the text"
                yield self.report("defined-twice", ERROR, line, f"[^{label}]", message, help)

    def references(self, env: Mapping[str, Any]) -> Iterator[Diagnostic]:
        """Addresses of links that are defined twice, and differ, or to which nothing refers."""
        references: References = env["references"]
        for again in env.get("duplicate_refs", ())[:_MOST]:
            first = next((item for name, item in references.items() if name == normalizeReference(again["label"])), again)
            if (first["href"], first["title"]) != (again["href"], again["title"]):
                message = f"[{again['label']}] is defined on line {self.first + first['map'][0]} too, and this address would be lost"
                help = "give one of them another name, and refer to it by that name in the text"
                yield self.report("defined-twice", ERROR, again["map"][0], "[", message, help)
        unused = [item for name, item in references.items() if name not in references.used and item["href"] not in _COMMENTS]
        for item in unused[:_MOST]:
            help = "refer to it in the text, as in `[words][name]`, or remove it"
            yield self.report("reference-unused", WARNING, item["map"][0], "[", "nothing refers to this address, so it is not shown", help)

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
            if token.type == "html_block":
                yield from self.signs_in_html(token, line)
            if token.type != "inline":
                continue
            shown = "".join(child.content if child.type in {"text", "text_special"} else "\n" for child in token.children or ())
            if not may_hold_signs(shown):
                continue
            yield from self.unread_pairs(token, shown, line)
            for pattern in _PATTERNS:
                for match in pattern.source.finditer(token.content):
                    words = match[0].removeprefix("]") if pattern.code == "reference-unresolved" else match[0]
                    if match[0] in shown and counts.setdefault(pattern.code, 0) < _MOST:
                        counts[pattern.code] += 1
                        at = line + token.content.count("\n", 0, match.start())
                        yield self.report(pattern.code, WARNING, at, match[0], pattern.message.format(words), pattern.help.format(words))

    def unread_pairs(self, token: Token, shown: str, line: int) -> Iterator[Diagnostic]:
        """Signs around words that are not read as such. Words that should be struck out would be taken for standing ones."""
        pairs = (("~~", _STRIKES, "s_open", ERROR, _STRIKES_NOTHING), ("**", _STRENGTHENS, "strong_open", WARNING, _STRENGTHENS_NOTHING))
        for sign, pattern, opening, severity, words in pairs:
            if sign not in shown:
                continue
            children = token.children or ()
            in_code = sum(len(pattern.findall(child.content)) for child in children if child.type == "code_inline")
            signs = [*pattern.finditer(token.content)]
            if len(signs) > in_code + 2 * sum(child.type == opening for child in children):
                at = signs[0]
                yield self.report("markdown-unread", severity, line + token.content.count("\n", 0, at.start()), at[0], *words)

    def signs_in_html(self, token: Token, line: int) -> Iterator[Diagnostic]:
        """Markdown in a block of HTML, where it is not read."""
        shown = _outside_tags(token.content)
        for match in [*_STRIKES.finditer(shown)][:1]:
            yield self.report("markdown-unread", ERROR, line + shown.count("\n", 0, match.start()), match[0], *_STRIKES_NOTHING)
        for match in [*_MARKDOWN_IN_HTML.finditer(shown)][:_MOST]:
            message, help = (words.format(match[0]) for words in _IN_HTML)
            yield self.report("markdown-unread", WARNING, line + shown.count("\n", 0, match.start()), match[0], message, help)


def _outside_tags(html: str) -> str:
    """Return the text of HTML that stands outside of tags, comments and code, with the line feeds of all that is left out."""
    parts: list[str] = []
    at = depth = 0
    while match := _TAG_OR_COMMENT.search(html, at):
        text, skipped, end = html[at : match.start()], match[0], match.end()
        if match[0] == "<!--":
            end = html.find("-->", end - 2 if html[end : end + 1] in {">", "-"} else end) + len("-->")
            end = end if end >= len("-->") else len(html)
            skipped = html[match.start() : end]
        parts += ["\n" * text.count("\n") if depth else text, "\n" * skipped.count("\n")]
        if (match[2] or "").lower() in _CODE_IN_HTML:
            depth = max(0, depth + (-1 if match[1] else 1))
        at = end
    return "".join([*parts, "" if depth else html[at:]])


CONFLICT_WORDS = (
    "two edits contradict each other here: this line was left by the version control system",
    "keep one of the two versions, and remove the lines <<<<<<<, ======= and >>>>>>>",
)
"""Message and help for a marker of a conflict."""
