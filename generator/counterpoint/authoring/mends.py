"""Mends of what diagnostics are about: those that only respell what an author wrote, and those that an author has to look at.

A mend of a YAML file goes through the same gate as every other edit, and is refused where it cannot be proved. `counterpoint check --fix`
makes the safe mends only. An id is never a safe one: it says who is quoted, and the nearest one may be somebody else's.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path as FilePath

from msgspec import Struct

from counterpoint.anchoring.changes import NEGATIONS, opposed
from counterpoint.authoring import workspace
from counterpoint.authoring.operations import SPEAKERS, YamlFile
from counterpoint.authoring.workspace import Texts
from counterpoint.authoring.yaml_edit import rename_key, set_value
from counterpoint.authoring.yaml_tree import EditRefused, Node, Path, loaded, parse, value_at
from counterpoint.diagnostics import Diagnostic
from counterpoint.reading import yaml
from counterpoint.reading.files import SourceFile, sidecar_beside

_NEAREST = re.compile(r"did you mean '([^']+)'\?")
_DATES = re.compile(r"write (\d{4}(?:-\d\d){0,2})(?:, or write (\d{4}(?:-\d\d){0,2}) where .*)?")
_QUOTED = {"yaml-tag", "yaml-anchor", "yaml-comment"}
_PLAIN_VALUE = re.compile(r"([ \t]*(?:- +)*[^\s#'\"\[{&*!|>%@`,][^#'\"\[{]*?:[ \t]+)(\S.*?)[ \t]*")
_LIKENESS = 0.75
"""How alike a misspelt word and the right one have to be for the mend to be safe."""


class Mend(Struct, frozen=True):
    """One way to mend a diagnostic: what stands in its place then, in words for the author, and whether that only respells it."""

    kind: str
    """`value`, `key`, `quotes`, `link`, or `entry` for what is referred to and not there."""
    new: str
    label: str
    safe: bool


def mends(diagnostic: Diagnostic) -> list[Mend]:
    """List the mends of a diagnostic, the likeliest first; none where an author has to write something."""
    path = diagnostic.location.path
    if not path.startswith("content/") or not diagnostic.location.column:
        return []
    if dates := _DATES.fullmatch(diagnostic.help):
        choices = [date for date in dates.groups() if date]
        return [Mend("value", date, f"Write {date}", len(choices) == 1) for date in choices]
    missing = _missing(diagnostic)
    if path.endswith(".md"):
        nearest = _NEAREST.match(diagnostic.help) if diagnostic.code == "id-unknown" else None
        return [*([Mend("link", nearest[1], f"It is {nearest[1]}", False)] if nearest else []), *missing]
    if diagnostic.code in _QUOTED or (diagnostic.code == "yaml-syntax" and "needs quotation marks around it" in diagnostic.help):
        return [Mend("quotes", "", "Put quotation marks around the text", diagnostic.code != "yaml-comment")]
    nearest = _NEAREST.match(diagnostic.help)
    if nearest is None or diagnostic.code not in {"id-unknown", "key-unknown", "value-wrong"}:
        return missing
    kind = "key" if diagnostic.code == "key-unknown" else "value"
    alike = difflib.SequenceMatcher(None, _words_of(diagnostic), nearest[1], autojunk=False).ratio() >= _LIKENESS
    is_safe = diagnostic.code != "id-unknown" and alike and not _turns_round(_words_of(diagnostic), nearest[1])
    return [Mend(kind, nearest[1], f"It is {nearest[1]}", is_safe), *missing]


def _turns_round(written: str, nearest: str) -> bool:
    """Whether a word is the opposite of what was written, and no other spelling: 'supports' of 'not supports', 'unsupports'."""
    written, nearest = written.strip("'\"").casefold(), nearest.casefold()
    negations = [sum(word in NEGATIONS for word in re.split(r"[\s_-]+", words)) for words in (written, nearest)]
    return negations[0] != negations[1] or opposed(written, nearest)


def mended(text: str, diagnostic: Diagnostic, mend: Mend) -> str:
    """Return the text of the diagnostic's file with a mend. Raises EditRefused where it cannot be proved to change nothing else."""
    at = _offset(text, diagnostic)
    if mend.kind == "quotes":
        return _with_quotes(text, diagnostic)
    if mend.kind == "link":
        was = _words_of(diagnostic)
        kind, colon, id = was.partition(":")
        if not colon or "#" in id or text[at : at + len(was)] != was:
            raise EditRefused("the link is not there any more", diagnostic.location.line)
        return text[:at] + f"{kind}:{mend.new}" + text[at + len(was) :]
    path, is_key = _path_at(parse(text), at)
    if not path:
        raise EditRefused("the value is not there any more", diagnostic.location.line)
    return rename_key(text, path, mend.new) if is_key else set_value(text, path, mend.new)


def files_mended(texts: Texts, diagnostic: Diagnostic, mend: Mend) -> dict[str, str | None]:
    """Return the texts of files with a mend. Raises EditRefused as `mended` does.

    `texts` holds the diagnostic's file, and the file that an entry is added to.
    """
    path = diagnostic.location.path
    if mend.kind != "entry":
        return {**texts, path: mended(texts.get(path) or "", diagnostic, mend)}
    _offset(texts.get(path) or "", diagnostic)  # the reference has to be there still
    (kind,) = (item[1] for item in [_MISSING.match(diagnostic.message)] if item)
    after = dict(texts)
    target = SPEAKERS if kind == "speaker" else sidecar_beside(path) if path.endswith(".md") else path
    file = YamlFile(after, target)
    inside: Path = () if kind == "speaker" else (f"{kind}s",)
    if value_at(loaded(file.text)[0], (*inside, mend.new)) is not None:
        raise EditRefused(f"there is a {kind} {mend.new!r} by now", 0)
    file.add(inside, mend.new, _least(kind, mend.new))
    return after


_MISSING = re.compile(r"there is no (speaker|source|position|issue) '([a-z0-9]+(?:-[a-z0-9]+)*)' in ")


def _missing(diagnostic: Diagnostic) -> list[Mend]:
    """Offer to add an entry that is referred to: with the fewest keys, for the author to fill in."""
    match = _MISSING.match(diagnostic.message) if diagnostic.code == "id-unknown" else None
    if match is None:
        return []
    (words,) = _least(match[1], match[2]).values()
    what = {"issue": "question"}.get(match[1], match[1])
    return [Mend("entry", match[2], f"Write down a new {what}, “{words}”", False)]


def _least(kind: str, name: str) -> dict[str, str]:
    """Return an entry with the keys that it cannot do without, in words made from its id."""
    words = name.replace("-", " ")
    if kind == "speaker":
        return {"name": words.title()}
    key = {"source": "title", "position": "label", "issue": "question"}[kind]
    return {key: words.capitalize() + ("?" if kind == "issue" else "")}


def fixed(root: FilePath, diagnostics: Iterable[Diagnostic]) -> Mapping[str, tuple[str, str]]:
    """Return the text of each file before and after all safe mends. Writes nothing; what is refused is left as it is."""
    files: dict[str, tuple[str, str]] = {}
    last_first = sorted(diagnostics, key=lambda diagnostic: (diagnostic.location.path, diagnostic.location), reverse=True)
    for diagnostic in last_first:  # what stands before a mend keeps its place
        mend = next(iter(mends(diagnostic)), None)
        if mend is None or not mend.safe:
            continue
        path = diagnostic.location.path
        try:
            before, text = files.get(path) or (workspace.read(root, path) or "",) * 2
            files[path] = before, mended(text, diagnostic, mend)
        except EditRefused:
            continue
    return {path: texts for path, texts in sorted(files.items()) if texts[0] != texts[1]}


def as_diff(files: Mapping[str, tuple[str, str]]) -> str:
    """Return what `fixed` would write as a unified diff."""
    lines: list[str] = []
    for path, (before, after) in files.items():
        lines += difflib.unified_diff(before.splitlines(), after.splitlines(), f"a/{path}", f"b/{path}", n=1, lineterm="")
    return "".join(f"{line}\n" for line in lines)


def _words_of(diagnostic: Diagnostic) -> str:
    place = diagnostic.location
    return place.excerpt[place.column - 1 : place.end_column - 1]


def _offset(text: str, diagnostic: Diagnostic) -> int:
    """Return where a diagnostic's place begins in a text as it stands in the file. Raises EditRefused where the line is another now."""
    start, end = _line(text, diagnostic)
    if text[start:end] != diagnostic.location.excerpt:
        raise EditRefused("the line is not as it was", diagnostic.location.line)
    return start + diagnostic.location.column - 1


def _line(text: str, diagnostic: Diagnostic) -> tuple[int, int]:
    start = 1 if text.startswith("\ufeff") else 0
    for number, match in enumerate(re.finditer(r"([^\r\n]*)(\r\n|\n|\r|$)", text[start:]), 1):
        if number == diagnostic.location.line:
            return start + match.start(1), start + match.end(1)
    raise EditRefused("the line is not there any more", diagnostic.location.line)


def _path_at(root: Node | None, at: int) -> tuple[Path, bool]:
    """Return the path of the value or key that begins at an offset, and whether it is a key."""
    place = next(((path, is_key) for path, is_key, node in _nodes(root, ()) if node.start == at and node.kind == "scalar"), None)
    return place or ((), False)


def _nodes(node: Node | None, path: Path) -> Iterator[tuple[Path, bool, Node]]:
    for index, entry in enumerate(node.entries if node else ()):
        inner = (*path, entry.name if entry.key else index)
        if entry.key:
            yield inner, True, entry.key
        yield inner, False, entry.value
        yield from _nodes(entry.value, inner)


def _with_quotes(text: str, diagnostic: Diagnostic) -> str:
    """Return a text with quotation marks around the value of one line, if that is then read as it stands, and nothing else otherwise."""
    start, end = _line(text, diagnostic)
    line = text[start:end]
    match = _PLAIN_VALUE.fullmatch(line)
    if match is None or line != diagnostic.location.excerpt or not _is_one_text(match[2], diagnostic, len(match[1])):
        raise EditRefused("the text cannot be quoted by itself", diagnostic.location.line)
    key, words = match[1], match[2]
    quoted = f"{text[:start]}{key}'{words.replace(chr(39), chr(39) * 2)}'{text[start + len(key) + len(words) :]}"
    # The same with a harmless text in place of the words: all else has to mean what it means there.
    probe = f"{text[:start]}{key}x{text[start + len(key) + len(words) :]}"
    (model, diagnostics), (plain, _) = yaml.load(SourceFile("", quoted)), yaml.load(SourceFile("", probe))
    here = [item for item in diagnostics if item.location.line == diagnostic.location.line]
    before, after = list(_leaves(plain)), list(_leaves(model))
    differing = [(old, new) for old, new in zip(before, after, strict=False) if old != new]
    if here or model is None or len(before) != len(after) or differing != [("x", words)]:
        raise EditRefused("the text cannot be quoted by itself", diagnostic.location.line)
    return quoted


def _is_one_text(words: str, diagnostic: Diagnostic, start: int) -> bool:
    """Tell whether what stands after a key is one text: no collection, and no comment that may be meant as one."""
    if words[0] in "{[|>" or (diagnostic.code != "yaml-comment" and re.search(r"\s#", words)):
        return False
    return diagnostic.code not in {"yaml-tag", "yaml-anchor"} or diagnostic.location.column - 1 == start


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield ("key", key)
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield value
