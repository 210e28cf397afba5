"""What is wrong with a site, where, and what to do about it.

A mistake in content is a value, not an exception: every stage returns the diagnostics it found and goes on, so that an author
sees all of them at once. `CODES` is the list of everything that Counterpoint can say; codes are stable.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from enum import IntEnum
from urllib.parse import quote

from msgspec import Struct


class Severity(IntEnum):
    """How much a diagnostic matters: an error stops publishing, a warning does under --strict, a note never does."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The word shown to authors."""
        return self.name.lower()


ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


class Location(Struct, frozen=True, order=True):
    """A place in a file of the site.

    `path` is relative to the site's folder, with forward slashes. Lines and columns count from 1, columns in code points;
    0 means the whole file. `excerpt` is the text of that line.
    """

    path: str
    line: int = 0
    column: int = 0
    end_column: int = 0
    excerpt: str = ""

    def __str__(self) -> str:
        return ":".join([self.path, *(str(number) for number in (self.line, self.column) if number)])


class Diagnostic(Struct, frozen=True):
    """One finding: a stable code, where it is, what is wrong in the author's words, and what to do."""

    code: str
    severity: Severity
    location: Location
    message: str
    help: str = ""
    unpublished: bool = False
    """Whether it is about what is not shown, such as a draft: then it stops nothing."""

    def __post_init__(self) -> None:
        assert self.code in CODES, self.code


CODES: dict[str, str] = {
    "file-missing": "A file or folder that the site needs is not there.",
    "file-unreadable": "A file cannot be read, or is not UTF-8 text.",
    "file-too-large": "A text file is larger than Counterpoint reads.",
    "file-outside": "A path or a symbolic link leads out of the site.",
    "file-unexpected": "A file in content/ is not one that the format knows.",
    "character-forbidden": "A text holds a character that no page, feed or data file can hold.",
    "yaml-syntax": "The YAML cannot be parsed.",
    "yaml-limit": "The YAML nests too deeply or expands to too much.",
    "yaml-tag": "The YAML uses a tag, such as a text that begins with an exclamation mark; the format needs none.",
    "yaml-anchor": "A text begins with &, which makes an anchor of its first word.",
    "yaml-comment": "A # after a space makes a comment of the rest of a line that was perhaps meant as text.",
    "yaml-list": "A text in brackets is a list for YAML.",
    "key-duplicate": "A key stands twice in one mapping.",
    "key-unknown": "A key is not part of the format.",
    "key-missing": "A key that the format asks for is not there.",
    "value-wrong": "A value is not of the kind that its key takes.",
    "front-matter": "An article does not begin with front matter between two lines of ---.",
    "id-unknown": "Something is referred to by an id that is defined nowhere.",
    "id-duplicate": "The same id is defined in two places.",
    "slug-duplicate": "Two things of the site would have the same address, or be the same file.",
    "positions-many": "An article has more positions than a page can tell apart.",
    "silence-text": "An answer has both a text and a silence, or neither.",
    "inferred-note": "An inferred answer gives no reasoning.",
    "silence-unrecorded": "A silence is said to be a refusal, or no reply, and no approach is on record.",
    "approach-incomplete": "An approach lacks what it needs, such as a second attempt by another channel before 'no reply'.",
    "approval-outdated": "An approval is not bound to the words that stand there, so readers are not told of it.",
    "weight-kind": "The weight of evidence is given for a question that is not one of fact.",
    "approach-contradicts": "An answer or silence says otherwise than the record of approaches.",
    "quote-empty": "A quote has no words.",
    "quote-short": "A quote is too short to stand for a claim.",
    "quote-not-found": "A quote is not in the article.",
    "quote-ambiguous": "A quote stands in the article more than once.",
    "quote-occurrence": "The occurrence asked for does not exist.",
    "quote-struck": "A quote touches struck-out text.",
    "quote-stale-context": "The words of a quote are there, but not after its prefix, before its suffix or under its heading.",
    "quote-other-case": "The words of a quote stand elsewhere too, in another case.",
    "quote-within": "The heading that a quote is looked for under does not exist.",
    "claim-unanchored": "A claim has no place in the text.",
    "claim-placed-twice": "A claim is placed by a link in the text, and has a quote or `anchor: none` too.",
    "marks-limit": "An article has more claims, notes or answers, or they mark more words one over another, than a page can show.",
    "site-limit": "A site has more speakers, topics, old paths or links of its navigation than can be built in bounded time.",
    "link-scheme": "A link's address is of a kind that is not allowed.",
    "link-broken": "A link within the site leads nowhere.",
    "image-missing": "An image or download does not exist.",
    "image-alt": "An image has no alternative text.",
    "markdown-limit": "A Markdown text is larger, deeper or denser than can be read in bounded time.",
    "comment-open": "A comment in an article has no end.",
    "html-removed": "Raw HTML holds something that is not published.",
    "image-unreadable": "An image cannot be read, or may carry scripts.",
    "image-kind": "A file that is no image is used as one.",
    "media-personal": "A download would tell where a picture was taken, and by whom.",
    "media-active": "A download would run in readers' browsers.",
    "translation-missing": "Words that have to be translated are not.",
    "translation-differs": "A translation says something else than its original.",
    "untranslated": "Words of a translation are still the original's.",
    "unused": "Something is defined and used nowhere.",
    "claim-duplicate": "A speaker says the same in two claims.",
    "text-beyond-quote": "A claim's text says what its quote does not: another number, negation or name, or what the article has nowhere.",
    "text-two-speakers": "A claim's own words are put together from quotations of two speakers.",
    "words-left-out": "Words of a claim are left out, and nothing shows it, or a 'not' is among them.",
    "position-silent": "A position has no claim in the article.",
    "evidence-one-sided": "One position's claims have sources, and another's have none.",
    "imbalance": "A position has far more claims or sources than another.",
    "reply-missing": "A claim is about somebody who does not answer, was not approached, and is not said not to have been asked.",
    "review-incomplete": "A review does not say by whom, or when.",
    "date-future": "Something is said to have happened in the future.",
    "link-insecure": "An address is not encrypted, or its certificate is not valid.",
    "link-dead": "An address outside the site leads nowhere.",
    "link-moved": "A page outside the site has moved for good.",
    "link-unchecked": "An address outside the site could not be checked.",
    "title-duplicate": "Two explainers have the same title.",
    "title-long": "A title is too long for cards and search results.",
    "footnote-unresolved": "A text refers to a footnote that is not there.",
    "defined-twice": "A footnote or a link's name is defined twice, and one of the two is lost.",
    "footnote-unused": "Nothing refers to a footnote, so it is not shown.",
    "reference-unused": "Nothing refers to the address of a link that is defined.",
    "markdown-unread": "What looks like Markdown is not read as such, so readers would see its signs.",
    "reference-unresolved": "A link refers to an address that is not defined.",
    "foreign-syntax": "A text uses the syntax of another tool, which readers would see as it is.",
    "table-cells": "A row of a table has more cells than its head, which would be lost.",
    "merge-conflict": "A version control system has left the marker of a conflict.",
    "bidi-control": "An invisible character reorders a line, so that it reads as something that it does not say.",
    "record-damaged": "The record of what is public cannot be read.",
    "claim-changed": "A public claim's words, speaker, position or rating would change without a correction.",
    "claim-removed": "A public claim would vanish without a correction.",
    "answer-changed": "A position's public answer would change without a correction.",
    "approach-changed": "The public record of who was asked would change without a correction.",
    "label-changed": "The public label of a position, or the name of a speaker, would change without a word to readers.",
    "correction-removed": "A public correction would vanish, or read otherwise.",
    "correction-unfinished": "A correction does not say yet what was wrong and what is right.",
    "address-removed": "A public address would lead nowhere.",
    "template-error": "A template cannot be rendered.",
    "search-failed": "The search index cannot be made on this machine.",
    "executor-failed": "Work cannot be shared as --executor asks.",
    "internal-error": "Counterpoint itself is at fault.",
    "output-edited": "Somebody has changed a file of the output since a build wrote it.",
    "output-unsafe": "The output folder would overwrite something that no build wrote.",
}
"""Every code, with what it means."""


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort by file, then place; drop repeats. The order does not depend on the order of discovery."""
    unique = dict.fromkeys(diagnostics)
    return sorted(unique, key=lambda d: (d.location, -d.severity, d.code, d.message))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them stops publishing."""
    return any(diagnostic.severity == ERROR for diagnostic in diagnostics)


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """Say how many errors and warnings there are, such as `2 errors, 1 warning`; empty if there are none."""
    counts = dict.fromkeys(reversed(Severity), 0)
    for diagnostic in diagnostics:
        counts[diagnostic.severity] += 1
    return ", ".join(f"{n} {severity.label}{'s' if n > 1 else ''}" for severity, n in counts.items() if n)


_COLOURS = {ERROR: "\x1b[1;31m", WARNING: "\x1b[1;33m", NOTE: "\x1b[1;36m"}


def as_terminal(diagnostics: Iterable[Diagnostic], *, colour: bool) -> str:
    """Lay diagnostics out for people: place, message, the offending line with a caret, and what to do."""
    out = []
    for d in diagnostics:
        start, bold, end = (_COLOURS[d.severity], "\x1b[1m", "\x1b[0m") if colour else ("", "", "")
        out.append(f"{bold}{printable(str(d.location))}{end}: {start}{d.severity.label}{end}[{d.code}]: {printable(d.message)}")
        if d.location.excerpt and d.location.line:
            gutter = str(d.location.line)
            column = max(d.location.column, 1)
            width = max(1, min(d.location.end_column, len(d.location.excerpt) + 1) - column)
            window = max(0, column - 60)
            excerpt = printable(d.location.excerpt[window : window + 110])
            out.append(f"  {gutter} | {excerpt}")
            if d.location.column:
                padding = " " * (column - 1 - window)
                out.append(f"  {' ' * len(gutter)} | {padding}{start}{'^' * min(width, 110)}{end}")
        out += [f"  {'help:' if i == 0 else '     '} {printable(line)}" for i, line in enumerate(d.help.splitlines())]
    return "".join(line + "\n" for line in out)


def printable(text: str) -> str:
    """Show control and bidirectional characters as escapes, so that a hostile file cannot rewrite the terminal."""
    return "".join(c if c.isprintable() or c == "\u00a0" else ascii(c)[1:-1] for c in text.replace("\t", " "))


def printable_lines(text: str) -> str:
    """Several lines of text, each without what could write to the terminal."""
    return "\n".join(map(printable, text.split("\n")))


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """One JSON array; every diagnostic an object with code, severity, path, line, column, endColumn, message, help."""
    return json_text(
        [
            {
                "code": d.code,
                "severity": d.severity.label,
                "path": d.location.path,
                "line": d.location.line,
                "column": d.location.column,
                "endColumn": d.location.end_column,
                "message": d.message,
                "help": d.help,
            }
            for d in diagnostics
        ]
    )


def json_text(value: object) -> str:
    """JSON in which every character is either a visible one or escaped: it may end up in a terminal."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text) + "\n"


def as_github(diagnostics: Iterable[Diagnostic]) -> str:
    """Workflow commands that GitHub shows beside the changed lines (docs.github.com, 'Workflow commands')."""
    kinds = {ERROR: "error", WARNING: "warning", NOTE: "notice"}

    def escape(text: str, *, value: bool = False) -> str:
        text = printable_lines(text.replace("%", "%25").replace("\r", "%0D")).replace("\n", "%0A")
        return text.replace(":", "%3A").replace(",", "%2C") if value else text

    return "".join(
        f"::{kinds[d.severity]} file={escape(d.location.path, value=True)},line={max(d.location.line, 1)},"
        f"col={max(d.location.column, 1)},title={d.code}::{escape(d.message + (chr(10) + d.help if d.help else ''))}\n"
        for d in diagnostics
    )


def as_sarif(diagnostics: Iterable[Diagnostic]) -> str:
    """A SARIF 2.1.0 log (docs.oasis-open.org/sarif), for services that show findings of many tools."""
    levels = {ERROR: "error", WARNING: "warning", NOTE: "note"}
    listed = list(diagnostics)
    codes = sorted({d.code for d in listed})
    results = []
    for d in listed:
        place: dict[str, object] = {"artifactLocation": {"uri": quote(d.location.path)}}
        if d.location.line:
            region = {"startLine": d.location.line, "startColumn": max(d.location.column, 1)}
            place["region"] = {**region, "endColumn": d.location.end_column} if d.location.end_column > d.location.column else region
        text = d.message + (f"\n{d.help}" if d.help else "")
        results.append(
            {"ruleId": d.code, "level": levels[d.severity], "message": {"text": text}, "locations": [{"physicalLocation": place}]}
        )
    rules = [{"id": code, "shortDescription": {"text": CODES[code]}} for code in codes]
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": {"name": "Counterpoint", "rules": rules}}, "columnKind": "unicodeCodePoints", "results": results}],
    }
    return json_text(log)


FOR_PROGRAMS: dict[str, Callable[[Iterable[Diagnostic]], str]] = {"json": as_json, "github": as_github, "sarif": as_sarif}
"""The formats that are read by programs, by name."""
