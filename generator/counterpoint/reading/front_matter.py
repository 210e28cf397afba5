"""The YAML between the two lines of `---` at the head of a Markdown file."""

from __future__ import annotations

from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

import regex

from counterpoint.diagnostics import ERROR, Diagnostic
from counterpoint.model.values import Mistake, full_date
from counterpoint.outcome import Outcome
from counterpoint.reading import yaml
from counterpoint.reading.files import SourceFile
from counterpoint.reading.validate import Located, validate

M = TypeVar("M")
_HEAD = regex.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", regex.DOTALL | regex.MULTILINE)


class SplitFile(NamedTuple):
    """The YAML at the head of a file, the Markdown below it, and the line on which that begins."""

    yaml_text: str
    markdown: str
    first_line: int


class Headed(NamedTuple, Generic[M]):
    """A file whose front matter is valid, with its Markdown and the line on which that begins."""

    front: Located[M]
    markdown: str
    first_line: int


def split(file: SourceFile) -> Outcome[SplitFile | None]:
    """Find the front matter of a file. There is no value where it has none, or none that ends."""
    parts = _split(file.text)
    if not parts:
        what = "has no line --- after its front matter" if file.text.startswith("---") else "does not begin with front matter"
        help = "begin the file with a line ---, then `title: …` and `date: …`, then a line ---"
        return Outcome(None, (Diagnostic("front-matter", ERROR, file.at(1), f"{file.path} {what}", help),))
    return Outcome(parts)


@lru_cache(maxsize=4)  # a file may have as many mistakes as it has values, and the place of each is asked for
def _split(text: str) -> SplitFile | None:
    match = _HEAD.match(text)
    return SplitFile(match[1], text[match.end() :], text.count("\n", 0, match.end()) + 1) if match else None


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


def read(model: type[M], file: SourceFile) -> Outcome[Headed[M] | None]:
    """Validate the front matter of a file. There is no value where it is not valid."""
    parts, mistakes = split(file)
    if parts is None:
        return Outcome(None, mistakes)
    value, diagnostics = yaml.load(SourceFile(file.path, parts.yaml_text), first_line=2)
    if diagnostics and value is None:
        return Outcome(None, diagnostics)
    located, mistakes = validate(model, value, file, yaml_text=parts.yaml_text, first_line=2)
    headed = Headed(located, parts.markdown, parts.first_line) if located else None
    return Outcome(headed, (*diagnostics, *mistakes))
