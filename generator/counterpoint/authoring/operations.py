"""What an author can do to an explainer, as data: each operation names entries by their ids, and becomes edits of plain files.

An operation never holds YAML, a path or a line. `planned` turns operations into the new texts of the files that they touch; nothing is
written. Entries take their place in the format's order of keys, and the style of their neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field
from msgspec.structs import fields

from counterpoint.article.approval import digest_of
from counterpoint.authoring import translating
from counterpoint.authoring.meaning import as_written, goes_without_saying
from counterpoint.authoring.places import CHOOSERS, holder
from counterpoint.authoring.workspace import Texts
from counterpoint.authoring.yaml_edit import append_entry, insert_entry, insert_item, move_entry, remove, set_value
from counterpoint.authoring.yaml_tree import EditRefused, Path, bounded, loaded, lookup, parse, value_at
from counterpoint.model.sidecar import Answer, AnswerOrText, Approach, Claim, Correction, Issue, Note, Position, Quote, Sidecar, Term
from counterpoint.model.speakers import Source, Speaker
from counterpoint.model.values import EXACT_ID_PATTERN, LANGUAGE_PATTERN, Model
from counterpoint.reading.files import article_paths

Id = Annotated[str, Meta(pattern=EXACT_ID_PATTERN)]
Plain = dict[str, Any]
"""A mapping of the format as plain data: texts, lists and mappings."""

SPEAKERS, SOURCES = "content/speakers.yml", "content/sources.yml"


class Operation(Struct, frozen=True, tag_field="op", forbid_unknown_fields=True, kw_only=True):
    """What every operation says: the article that it is about, and entries that it needs and that are new."""

    article: Id
    speakers: dict[Id, Plain] = {}
    """New speakers, which go to content/speakers.yml."""
    sources: dict[Id, Plain] = {}
    """New sources, which go to the article's sidecar."""
    corrections: list[Plain] = []
    """What readers are told about a change of what is public."""


class AddEntry(Operation, frozen=True, tag="add", kw_only=True):
    """Add a claim, a note, a term, a position or an issue after another one: first where `after` is None, last where it is not given."""

    kind: Literal["claims", "notes", "terms", "positions", "issues"]
    id: Id
    value: Plain
    after: Id | None = ""


class ChangeEntry(Operation, frozen=True, tag="change", kw_only=True):
    """Give an entry other values. A key that `value` does not have is taken out; `keep` names those that stay as they are.

    A speaker or a source is changed in the article's sidecar where it stands there, else in the file of the whole site.
    """

    kind: Literal["claims", "notes", "terms", "positions", "issues", "speakers", "sources"]
    id: Id
    value: Plain
    keep: list[str] = []


class DeleteEntry(Operation, frozen=True, tag="delete", kw_only=True):
    """Delete an entry. Claims that answer a deleted claim, and what belongs to a deleted issue, no longer say so."""

    kind: Literal["claims", "notes", "terms", "issues"]
    id: Id


class MoveEntry(Operation, frozen=True, tag="move", kw_only=True):
    """Move a position or an issue before another one, or last."""

    kind: Literal["positions", "issues"]
    id: Id
    before: Id | None = None


class SetAnswer(Operation, frozen=True, tag="answer", kw_only=True):
    """Say what a position answers to an issue; None leaves the cell without an answer."""

    issue: Id
    position: Id
    answer: str | Plain | None


class SetApproach(Operation, frozen=True, tag="approach", kw_only=True):
    """Write down an attempt to get an answer, change one, or take one out: by its number and what it was when its form was opened."""

    number: int | None = None
    was: Plain | None = None
    approach: Plain | None = None


class SetValue(Operation, frozen=True, tag="value", kw_only=True):
    """Give one value of the sidecar, such as an id that was mistyped, another text."""

    path: list[str | int]
    value: str
    confirmed: bool = False
    """Whether words that may say something else have been read, and are meant."""


class Take(Struct, frozen=True, forbid_unknown_fields=True):
    """The path of a quote's words in the sidecar, and the words that come there."""

    path: list[str | int]
    words: str
    confirmed: bool = False


class EditText(Operation, frozen=True, tag="text", kw_only=True):
    """Replace one stretch of the article's Markdown, and let quotes follow their words. Offsets count code points of the file."""

    start: int
    end: int
    was: str
    text: str
    takes: list[Take] = []
    """Quotes that follow their words."""
    leaves: bool = False
    """Whether quotes that no longer fit may wait under the problems."""
    terms: dict[Id, Plain] = {}
    """Terms that are explained for the first time."""


class Translate(Operation, frozen=True, tag="translate", kw_only=True):
    """Write words of a translation, and its text below the front matter where `text` is given."""

    language: Annotated[str, Meta(pattern=LANGUAGE_PATTERN)]
    words: list[translating.TranslatedWords] = []
    text_was: str = ""
    text: str | None = None


class Tell(Operation, frozen=True, tag="tell", kw_only=True):
    """Tell the readers of an article of a change that was made elsewhere, such as in a source that it cites."""


AnyOperation = AddEntry | ChangeEntry | DeleteEntry | MoveEntry | SetAnswer | SetApproach | SetValue | EditText | Translate | Tell

_MODELS: Mapping[str, type[Model]] = {
    "claims": Claim,
    "notes": Note,
    "terms": Term,
    "positions": Position,
    "issues": Issue,
    "speakers": Speaker,
    "sources": Source,
}
_SITEWIDE = {"speakers": SPEAKERS, "sources": SOURCES}


def order_of(model: type[Model]) -> list[str]:
    """List the keys of a model in the format's order; a quote comes before what chooses between its places."""
    names = [item.encode_name for item in fields(model)]
    return ["quote", *(name for name in names if name != "quote")] if "quote" in names else names


def markdown_path(article: str) -> str:
    """Return the path of an article's text."""
    return article_paths(article)[0]


def sidecar_path(article: str) -> str:
    """Return the path of an article's sidecar."""
    return article_paths(article)[1]


def paths(operations: Iterable[AnyOperation]) -> list[str]:
    """List the files that operations may read or write."""
    articles = dict.fromkeys((operation.article, language) for operation in operations for language in ("", _language(operation)))
    return [*(path for article, language in articles for path in article_paths(article, language)), SPEAKERS, SOURCES]


def _language(operation: AnyOperation) -> str:
    return operation.language if isinstance(operation, Translate) else ""


def planned(operations: Sequence[AnyOperation], texts: Texts) -> dict[str, str | None]:
    """Return the texts of files after operations. Raises EditRefused where one cannot be done exactly as it says."""
    with bounded():
        return _planned(operations, dict(texts))


def _planned(operations: Sequence[AnyOperation], result: dict[str, str | None]) -> dict[str, str | None]:
    for operation in operations:
        sidecar = YamlFile(result, sidecar_path(operation.article))
        speakers = YamlFile(result, SPEAKERS)
        for id, value in operation.speakers.items():
            speakers.add((), id, _ordered(value, Speaker))
        for id, value in operation.sources.items():
            sidecar.add(("sources",), id, _ordered(value, Source))
        _apply(operation, sidecar, result)
        told = YamlFile(result, article_paths(operation.article, _language(operation))[1])  # a translation's readers, of theirs
        for correction in operation.corrections:
            told.append(("corrections",), _ordered(correction, Correction))
    return result


def by_hand(operations: Iterable[AnyOperation]) -> dict[str, list[str]]:
    """Return what operations would add, as lines to write by hand, by path. What only removes or moves has none. Raises EditRefused."""
    with bounded():
        return _by_hand(operations)


def _by_hand(operations: Iterable[AnyOperation]) -> dict[str, list[str]]:
    lines: dict[str, list[str]] = {}
    for operation in operations:
        sidecar = sidecar_path(operation.article)
        entries: list[tuple[str, Path, Any]] = [(SPEAKERS, (id,), _ordered(value, Speaker)) for id, value in operation.speakers.items()]
        entries += [(sidecar, ("sources", id), _ordered(value, Source)) for id, value in operation.sources.items()]
        match operation:
            case AddEntry() | ChangeEntry():
                entries.append((sidecar, (operation.kind, operation.id), _ordered(operation.value, _MODELS[operation.kind])))
            case SetAnswer() if operation.answer is not None:
                answer = operation.answer if isinstance(operation.answer, str) else _ordered(operation.answer, Answer)
                entries.append((sidecar, ("issues", operation.issue, "answers", operation.position), answer))
            case EditText():
                lines.setdefault(markdown_path(operation.article), []).extend(f"+{line}" for line in operation.text.split("\n"))
        for path, keys, value in entries:
            for key in reversed(keys):
                value = {str(key): value}
            lines.setdefault(path, []).extend(f"+{line}" for line in _block(value))
    return lines


def _block(mapping: Plain) -> Iterator[str]:
    """Yield a mapping as lines, one key on each."""
    for key, value in mapping.items():
        if isinstance(value, dict):
            yield set_value("", (key,), "x").rstrip()[: -len(" x")]
            yield from (f"  {line}" for line in _block(value))
        else:
            yield from set_value("", (key,), value).rstrip("\n").split("\n")


def _apply(operation: AnyOperation, sidecar: YamlFile, texts: dict[str, str | None]) -> None:
    match operation:
        case AddEntry():
            sidecar.add((operation.kind,), operation.id, _ordered(operation.value, _MODELS[operation.kind]), operation.after)
        case ChangeEntry():
            _change(operation, texts)
        case DeleteEntry():
            _delete(operation, sidecar)
        case MoveEntry():
            sidecar.move((operation.kind, operation.id), operation.before)
        case SetAnswer():
            _set_answer(operation, sidecar)
        case SetApproach():
            _set_approach(operation, sidecar)
        case Translate():
            _translate(operation, texts)
        case SetValue():
            sidecar.set(tuple(operation.path), operation.value, (), must_exist=True)
        case EditText():
            path = markdown_path(operation.article)
            texts[path] = _spliced(texts.get(path), operation)
            for take in operation.takes:
                sidecar.set(tuple(take.path), take.words, (), must_exist=True)
            for id, term in operation.terms.items():
                sidecar.add(("terms",), id, _ordered(term, Term))


def place_of(kind: str, name: str, texts: Texts, article: str) -> tuple[str, tuple[str, ...]]:
    """Return the file and the path of an entry: a speaker or source may stand in the article's sidecar or in a file of the whole site."""
    sidecar = sidecar_path(article)
    if kind in _SITEWIDE and not value_at(loaded(texts.get(sidecar) or "")[0], (kind, name)):
        return _SITEWIDE[kind], (name,)
    return sidecar, (kind, name)


def _change(operation: ChangeEntry, texts: dict[str, str | None]) -> None:
    file_path, path = place_of(operation.kind, operation.id, texts, operation.article)
    file, order = YamlFile(texts, file_path), order_of(_MODELS[operation.kind])
    before = file.value(path)
    if not isinstance(before, dict):
        raise EditRefused(f"there is no {operation.id!r} among the {operation.kind}", 0)
    model = _MODELS[operation.kind]
    kept = as_written(before, _plain(_bound(operation.value, model)), model)
    for key, value in kept.items():
        if key not in before or before[key] != value:
            file.set((*path, key), value, order)
    for key, value in before.items():
        if key not in kept and key not in operation.keep and not goes_without_saying(value, key, model):
            file.remove((*path, key))


_REFERRING: Mapping[str, Sequence[tuple[str, str]]] = {
    "claims": [("claims", "responds_to"), ("approaches", "claims")],
    "issues": [("claims", "issue"), ("approaches", "issues")],
}
"""The keys of other entries that name what is deleted, by its kind: the collection, and the key in it."""


def set_choice(texts: dict[str, str | None], article: str, kind: str, name: str, number: int, choice: Mapping[str, str]) -> bool:
    """Write what chooses the place of a quote among several with the same words; tell whether that could be done."""
    sidecar = YamlFile(texts, sidecar_path(article))
    path = (kind, name, *holder(sidecar.value((kind, name)), number))
    model = Quote if len(path) > 2 else _MODELS[kind]
    before = sidecar.text
    try:
        for key in CHOOSERS:
            if key in choice:
                sidecar.set((*path, key), choice[key], order_of(model))
            elif sidecar.value((*path, key)) is not None:
                sidecar.remove((*path, key))
    except EditRefused:
        texts[sidecar.path] = before
        return False
    return True


def _delete(operation: DeleteEntry, sidecar: YamlFile) -> None:
    sidecar.remove((operation.kind, operation.id))
    for collection, key in _REFERRING.get(operation.kind, ()):
        entries = sidecar.value((collection,))
        named = entries.items() if isinstance(entries, dict) else enumerate(entries or ())
        for name, entry in list(named):
            ids = _as_list(entry.get(key) if isinstance(entry, dict) else None)
            left = [id for id in ids if id != operation.id]
            if ids and not left:
                sidecar.remove((collection, name, key))
            elif left != ids:
                sidecar.set((collection, name, key), left, ())


def _set_answer(operation: SetAnswer, sidecar: YamlFile) -> None:
    path = ("issues", operation.issue, "answers", operation.position)
    if sidecar.value(("issues", operation.issue)) is None:
        raise EditRefused(f"there is no issue {operation.issue!r}", 0)
    columns = list(sidecar.value(("positions",)) or {})
    if operation.answer is None:
        if sidecar.value(path) is not None:
            sidecar.remove(path)
        return
    question = str(sidecar.value(("issues", operation.issue, "question")) or "")
    answer = operation.answer if isinstance(operation.answer, str) else _ordered(operation.answer, Answer, question)
    before = sidecar.value(path)
    if before is not None:
        answer = as_written(before, answer, AnswerOrText)
    if isinstance(before, dict) and isinstance(answer, dict):
        sidecar.set(path, answer, order_of(Answer))
    elif sidecar.value(path[:-1]) is None:
        sidecar.set(path[:-1], {operation.position: answer}, order_of(Issue), levels=1)
    else:
        sidecar.set(path, answer, columns)


def _set_approach(operation: SetApproach, sidecar: YamlFile) -> None:
    if operation.number is None:
        if operation.approach:
            sidecar.append(("approaches",), _ordered(operation.approach, Approach))
        return
    path = ("approaches", operation.number)
    if sidecar.value(path) != operation.was:
        raise EditRefused("this attempt was changed elsewhere meanwhile", 0)
    if operation.approach:
        approach = as_written(operation.was, _ordered(operation.approach, Approach), Approach)
        sidecar.set(path, approach, order_of(Approach), must_exist=True)
    else:
        sidecar.remove(path)


def _translate(operation: Translate, texts: dict[str, str | None]) -> None:
    texts.update(translating.translated(operation.article, operation.language, operation.words, texts))
    if operation.text is not None:
        path = article_paths(operation.article, operation.language)[0]
        texts[path] = translating.with_text(texts.get(path) or "", operation.text_was, operation.text)


def _spliced(text: str | None, operation: EditText) -> str:
    if text is None or not 0 <= operation.start <= operation.end <= len(text) or text[operation.start : operation.end] != operation.was:
        raise EditRefused("the passage is not there any more", 0)
    newline = "\r\n" if "\r\n" in text else "\n"
    new = operation.text.replace("\r\n", "\n").replace("\n", newline)
    return text[: operation.start] + new + text[operation.end :]


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _plain(value: Any) -> Any:
    """Return JSON data as the texts, lists and mappings that YAML is written from."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items() if item is not None}
    if not isinstance(value, str):
        raise EditRefused("a value is missing", 0)
    return value


def _bound(value: Plain, model: type[Model], question: str = "") -> Plain:
    approved = value.get("approved")
    if not isinstance(approved, dict) or approved.get("digest") or model not in (Position, Answer):
        return value
    said = {key: str(value[key]) if value.get(key) else None for key in ("label", "summary", "answer", "words", "speaker")}
    is_position = model is Position
    position = Position(label=said["label"] or "", summary=said["summary"])
    wording = position if is_position else Answer(answer=said["answer"], words=said["words"], speaker=said["speaker"])
    return {**value, "approved": {**approved, "digest": digest_of(wording, "" if is_position else question)}}


def _ordered(value: Plain, model: type[Model], question: str = "") -> Plain:
    """Return a mapping with its keys in the format's order; an approval in it is bound to the words that stand there now."""
    value = _bound(value, model, question)
    order = {name: number for number, name in enumerate(order_of(model))}
    return dict(sorted(_plain(value).items(), key=lambda item: order.get(item[0], len(order))))


class YamlFile(Struct):
    """One YAML file among the texts, and the edits that operations make of it."""

    texts: dict[str, str | None]
    path: str
    top: list[str] = field(default_factory=lambda: order_of(Sidecar))

    @property
    def text(self) -> str:
        """What the file holds now; nothing for one that is not there."""
        return self.texts.get(self.path) or ""

    def value(self, path: Path) -> Any:
        """Return the value at a path."""
        return value_at(loaded(self.text)[0], path)

    def add(self, path: Path, key: str, value: Any, after: str | None = "") -> None:
        """Add an entry to a mapping; a mapping that is not there yet is made in the format's order."""
        if path and not isinstance(self.value(path), dict):
            self.texts[self.path] = set_value(self.text, path, {key: value}, self.top, levels=2)
        elif after == "":
            self.texts[self.path] = append_entry(self.text, path, key, value)
        else:
            self.texts[self.path] = insert_entry(self.text, path, key, value, after)

    def append(self, path: Path, value: Any) -> None:
        """Add an item to the end of a list, which is made where it is not there."""
        items = self.value(path)
        if isinstance(items, list):
            self.texts[self.path] = insert_item(self.text, path, len(items), value)
        else:
            self.texts[self.path] = set_value(self.text, path, [value], self.top)

    def set(self, path: Path, value: Any, order: Sequence[str], *, must_exist: bool = False, levels: int = 0) -> None:
        """Give the value at a path another value."""
        if must_exist and lookup(parse(self.text), path)[0] is None:
            raise EditRefused("the value is not there any more", 0)
        self.texts[self.path] = set_value(self.text, path, value, order, levels)

    def remove(self, path: Path) -> None:
        """Remove what is at a path."""
        self.texts[self.path] = remove(self.text, path)

    def move(self, path: Path, before: str | None) -> None:
        """Move an entry before another key of its mapping, or last."""
        self.texts[self.path] = move_entry(self.text, path, before)
