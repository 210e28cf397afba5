"""The YAML between the two lines of `---` at the head of a Markdown file."""

from __future__ import annotations

from typing import TypeVar

import regex

from counterpoint.diagnostics import ERROR, Diagnostic
from counterpoint.model.values import Mistake, full_date
from counterpoint.reading import yaml
from counterpoint.reading.files import SourceFile
from counterpoint.reading.validate import Located, validate

M = TypeVar("M")
_HEAD = regex.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", regex.DOTALL | regex.MULTILINE)


def split(file: SourceFile) -> tuple[str, str, int] | Diagnostic:
    """(YAML, Markdown, line on which the Markdown begins), or what is wrong."""
    match = _HEAD.match(file.text)
    if not match:
        what = "has no line --- after its front matter" if file.text.startswith("---") else "does not begin with front matter"
        help = "begin the file with a line ---, then `title: …` and `date: …`, then a line ---"
        return Diagnostic("front-matter", ERROR, file.at(1), f"{file.path} {what}", help)
    return match[1], file.text[match.end() :], file.text.count("\n", 0, match.end()) + 1


_DRAFT = regex.compile(r"^draft:[ \t]*true[ \t]*(?:#.*)?$", regex.MULTILINE)
_DATE = regex.compile(r"^date:[ \t]*[\"']?(\d{4}-[^\"'#\n]*)", regex.MULTILINE)


def draft_and_date(file: SourceFile) -> tuple[bool, str]:
    """Whether a file says that it is a draft, and its date: as far as it can be told of one that holds mistakes."""
    head = file.text.partition("\n---")[0]
    match = _DATE.search(head)
    try:
        date = full_date(match[1].strip()) if match else ""
    except Mistake:
        date = ""
    return _DRAFT.search(head) is not None, date


def read(model: type[M], file: SourceFile) -> tuple[Located[M] | None, str, int, list[Diagnostic]]:
    """(front matter, Markdown, its first line, diagnostics) of a file."""
    parts = split(file)
    if isinstance(parts, Diagnostic):
        return None, "", 1, [parts]
    head, body, line = parts
    value, diagnostics = yaml.load(SourceFile(file.path, head), first_line=2)
    if diagnostics and value is None:
        return None, body, line, diagnostics
    located, mistakes = validate(model, value, file, yaml_text=head, first_line=2)
    return located, body, line, [*diagnostics, *mistakes]
