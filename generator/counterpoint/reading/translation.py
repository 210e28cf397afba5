"""A translation's YAML laid over its original's: words from the translation, everything else from the original.

A translator writes the words alone. Who says a thing, when, on which side and on what evidence is not said twice, and cannot be said
differently: what a translation repeats has to be the same, and its ids are those of the original.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import fields, replace

from counterpoint.diagnostics import ERROR, Diagnostic, Location, has_errors
from counterpoint.model.article import FrontMatter
from counterpoint.model.sidecar import Sidecar
from counterpoint.model.values import Model, Short, Text
from counterpoint.outcome import Outcome
from counterpoint.reading import front_matter, yaml
from counterpoint.reading.files import ArticleFiles, SourceFile
from counterpoint.reading.validate import Located, locate, nearest, readable, validate

M = TypeVar("M")
Path = tuple[Hashable, ...]

_PLACE = frozenset(["quote", "prefix", "suffix", "within", "occurrence"])
"""Where words stand in the original's text says nothing about the translation's."""
_OWN: Mapping[str, frozenset[str]] = {
    "FrontMatter": frozenset(["date", "updated", "draft", "authors"]),
    "Claim": _PLACE | {"text"},
    "Note": _PLACE,
}
"""By model: what a translation decides for itself."""
_FALLS_BACK = frozenset(["date", "authors"])
"""Of these, what is the original's where a translation does not say it. The rest is then nothing."""


class YamlText(Struct, frozen=True):
    """YAML, where it stands: its file, the line on which it begins, and its value."""

    file: SourceFile
    text: str
    first_line: int
    value: Any

    def places(self) -> Mapping[Path, yaml.Place]:
        """Where every value is."""
        return yaml.places(SourceFile(self.file.path, self.text), first_line=self.first_line)


def depth(places: Mapping[Path, yaml.Place], path: Path) -> int:
    """How much of a path is there."""
    return next((length for length in range(len(path), 0, -1) if path[:length] in places), 0)


class Translated(Located[M], frozen=True):
    """A translation joined with its original: a value that only the original has is there."""

    original: YamlText | None = None
    inherited: frozenset[Path] = frozenset()
    """Paths of the texts that are still the original's."""

    def location(self, *path: Hashable, key: bool = False) -> Location:
        """Where the value is: in the translation, else in the original, else around it.

        A whole claim or note that is not there is looked for in the translation, where it has to have a place.
        """
        here, original = YamlText(self.file, self.yaml_text, self.first_line, None), self.original
        chosen = original if original and len(path) > 2 and depth(original.places(), path) > depth(here.places(), path) else here
        return locate(chosen.file, chosen.text, chosen.first_line, path, key=key)


def translated_article(
    files: ArticleFiles,
) -> Outcome[tuple[front_matter.Headed[FrontMatter], Located[Sidecar]] | None]:
    """Join a translation's front matter and sidecar with its original's. There is no value where it cannot be read.

    An original that cannot be read says so itself.
    """
    original = files.original
    if original is None:
        return Outcome(None)
    original_head, original_sidecar = _readable(FrontMatter, _head(original.markdown).value), _readable(Sidecar, _whole(original).value)
    if original_head is None or original_sidecar is None:
        return Outcome(None)
    (head, head_mistakes), (sidecar, sidecar_mistakes) = _head(files.markdown), _whole(files)
    if head is None or sidecar is None:
        return Outcome(None, (*head_mistakes, *sidecar_mistakes))
    if files.sidecar is None and original.sidecar is not None and (needed := _needed(files, words_of(Sidecar, original_sidecar))):
        return Outcome(None, (_no_sidecar(files, needed),))
    front, front_mistakes = translated(FrontMatter, original_head, head, lambda path: path in HEAD_WORDS)
    body, body_mistakes = translated(Sidecar, original_sidecar, sidecar, has_to_be_translated)
    parts = front_matter.split(files.markdown).value
    diagnostics = (*head_mistakes, *front_mistakes, *sidecar_mistakes, *body_mistakes)
    if front is None or body is None or parts is None:
        return Outcome(None, diagnostics)
    return Outcome((front_matter.Headed(front, parts.markdown, parts.first_line), body), diagnostics)


def _needed(files: ArticleFiles, words: Mapping[Path, Any]) -> list[Path]:
    """List the texts that a translation cannot do without. A claim that a link places in its text needs no quote."""
    quotes = [path for path in words if path[:1] in (("claims",), ("notes",)) and path[2:3] == ("quote",)]
    placed = {path for path in quotes if path[0] == "claims" and f"(claim:{path[1]})" in files.markdown.text}
    return [path for path in words if (has_to_be_translated(path) or path in quotes) and path not in placed]


def _no_sidecar(files: ArticleFiles, needed: Sequence[Path]) -> Diagnostic:
    """All that is missing, at once: it has no places to be reported at."""
    path = files.sidecar_path
    names = [".".join(str(part) for part in path) for path in needed]
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    message = f"{path} is not there: {len(names)} texts are not translated ({', '.join(names[:_MOST_NAMES])}{more})"
    slug = files.slug.removesuffix(f".{files.language}")
    return Diagnostic(
        "translation-missing", ERROR, files.markdown.at(1), message, f"`counterpoint translate {slug} {files.language}` begins it"
    )


_MOST_NAMES = 12
"""Texts that a message lists by name."""
HEAD_WORDS = frozenset([("title",), ("deck",), ("kicker",), ("question",), ("image", "alt"), ("image", "caption")])


def has_to_be_translated(path: Path) -> bool:
    """Plain texts, which pages show as they are. Markdown that is still the original's is marked as such on the page, and a locator or
    a reviewer's name may be the same in every language."""
    match path:
        case ("positions", _, "label" | "summary") | ("issues", _, "question") | ("terms", _, "term"):
            return True
        case ("issues", _, "answers", _, "words") | ("claims", _, "review", "summary"):
            return True
    return False


def _head(file: SourceFile) -> Outcome[YamlText | None]:
    parts, mistakes = front_matter.split(file)
    if parts is None:
        return Outcome(None, mistakes)
    value, diagnostics = yaml.load(SourceFile(file.path, parts.yaml_text), first_line=2)
    return Outcome(None if has_errors(diagnostics) else YamlText(file, parts.yaml_text, 2, value), diagnostics)


def _whole(files: ArticleFiles) -> Outcome[YamlText | None]:
    return _yaml(files.sidecar or SourceFile(files.sidecar_path, ""))


def translated_file(model: type[M], original: SourceFile | None, translation: SourceFile | None) -> Outcome[Translated[M] | None]:
    """A file that holds for the whole site with its translation laid over it. Either may be missing; nothing has to be translated."""
    file = original or translation
    if file is None:
        return Outcome(None)
    below = _readable(model, _yaml(original or SourceFile(file.path, "")).value)
    if below is None:
        return Outcome(None)
    above, mistakes = _yaml(translation or SourceFile(file.path, ""))
    if above is None:
        return Outcome(None, mistakes)
    joined, more = translated(model, below, above, lambda path: False)
    return Outcome(joined, (*mistakes, *more))


def _readable(model: type[Any], original: YamlText | None) -> YamlText | None:
    """An original without keys that its model does not know; None where it has other mistakes. It reports both itself."""
    if original is None or not validate(model, original.value, original.file).diagnostics:
        return original
    value = readable(model, original.value, original.file)
    return None if value is None else replace(original, value=value)


def _yaml(file: SourceFile) -> Outcome[YamlText | None]:
    """Read a YAML file. There is no value where it has errors."""
    value, diagnostics = yaml.load(file)
    return Outcome(None if has_errors(diagnostics) else YamlText(file, file.text, 1, value), diagnostics)


def translated(
    model: type[M], original: YamlText, translation: YamlText, required: Callable[[Path], bool]
) -> Outcome[Translated[M] | None]:
    """A model of both, and every mistake of the translation.

    The original has to be free of mistakes. `required` names the texts that have to be translated, because no page could say that they
    are not.
    """
    merging = _Merging(translation, required)
    value = merging.join(model, original.value or {}, translation.value or {}, ())
    located, mistakes = validate(model, value, translation.file, yaml_text=translation.text, first_line=translation.first_line)
    diagnostics = (*merging.diagnostics, *merging.untranslated(), *mistakes)
    if located is None:
        return Outcome(None, diagnostics)
    inherited = frozenset(merging.inherited)
    return Outcome(Translated(located.value, located.file, located.yaml_text, located.first_line, original, inherited), diagnostics)


def words_of(model: type[Model], original: YamlText) -> Mapping[Path, Any]:
    """All words that a translation of a file has to say or may say, by their paths, in the original's order."""
    nothing = YamlText(original.file, "", original.first_line, {})
    merging = _Merging(nothing, lambda path: False)
    merging.join(model, original.value or {}, {}, ())
    words = dict(merging.inherited)
    value = original.value if isinstance(original.value, dict) else {}
    for section in ("claims", "notes"):
        entries = value.get(section)
        for id, entry in entries.items() if isinstance(entries, dict) else ():
            own = {(section, id, *path): text for path, text in _own_words(entry if isinstance(entry, dict) else {})}
            words = {path: value for path, value in words.items() if path not in own} | own
    return words


def _own_words(entry: dict[str, Any]) -> Iterator[tuple[Path, Any]]:
    """Yield the words of a claim or a note that a translation never takes over: those of its quote, in each of its shapes, and its text."""
    quote = entry.get("quote")
    if isinstance(quote, dict) and not isinstance(quote.get("exact"), str):
        yield from ((("quote", key), quote[key]) for key in ("from", "to") if isinstance(quote.get(key), str))
    elif words := quote_words(quote):
        yield ("quote",), words
    if isinstance(entry.get("text"), str):
        yield ("text",), entry["text"]


def quote_words(quote: Any) -> Any:
    """Return the words of a quote, whichever shape it has: a text, or a list of them; nothing where it has none."""
    if isinstance(quote, dict):
        return quote.get("exact") or " … ".join(str(quote[key]) for key in ("from", "to") if quote.get(key))
    return [words for part in quote if (words := quote_words(part))] if isinstance(quote, list) else quote if isinstance(quote, str) else ""


@dataclass
class _Merging:
    here: YamlText
    required: Callable[[Path], bool]
    diagnostics: list[Diagnostic] = field(default_factory=list)
    inherited: dict[Path, Any] = field(default_factory=dict)
    """The texts that are still the original's, by their paths."""
    missing: dict[Path, str] = field(default_factory=dict)
    """Of these, the words of those that may not stay."""

    def untranslated(self) -> list[Diagnostic]:
        """Report what may not stay the original's: one list for a file, with the line of each text that has one."""
        if not self.missing:
            return []
        places = {path: locate(self.here.file, self.here.text, self.here.first_line, path, key=True) for path in self.missing}
        names = {path: ".".join(str(part) for part in path) for path in self.missing}
        first, words = next(iter(self.missing.items()))
        if len(self.missing) == 1:
            message, help = f"{names[first]} is not translated", f"the original says {_cut(words)!r}"
        else:
            there = self.here.places()
            listed = [f"{names[path]} (line {places[path].line})" if path in there else names[path] for path in self.missing]
            message = f"{len(listed)} texts are not translated: {', '.join(listed)}"
            help = f"write each after its key; the first is {_cut(words)!r} in the original"
        return [Diagnostic("translation-missing", ERROR, places[first], message, help)]

    def join(self, annotation: Any, original: Any, translation: Any, path: Path) -> Any:
        """Both values at a path as one; `annotation` is the type that the model gives it."""
        annotation, as_usual = _plain(annotation)
        original, translation = as_usual(original), as_usual(translation)
        if translation is None:
            return self.inherit(annotation, original, path)
        if original is None:
            if _is_words(annotation) or path[-1:] == ("corrections",):
                return translation
            self.differs(path, translation, None)
            return None
        if _is_words(annotation):
            return translation
        if isinstance(original, dict) and isinstance(translation, dict):
            return self.mapping(annotation, original, translation, path)
        if isinstance(original, list) and isinstance(translation, list) and _model_of(_item(annotation), {}):
            return self.items(annotation, original, translation, path)
        if original != translation:
            self.differs(path, translation, original)
        return original

    def mapping(self, annotation: Any, original: dict[str, Any], translation: dict[str, Any], path: Path) -> dict[str, Any]:
        model = _model_of(annotation, original)
        fields = _fields(model) if model else {}
        own = _own(model)
        result = {}
        for key, value in original.items():
            kind = fields.get(key, Any) if model else _value(annotation)
            if key in own:
                chosen = translation.get(key)
                if chosen is None and key in _FALLS_BACK:
                    chosen = value
                if chosen is not None:
                    result[key] = chosen
            else:
                result[key] = self.join(kind, value, translation.get(key), (*path, key))
        for key in translation.keys() - original.keys():
            where = (*path, key)
            if not model:
                message = f"the original has no {key!r} under {path[-1]!r}" if path else f"the original has no {key!r}"
                self.report("translation-differs", where, message, nearest(key, original), key=True)
            elif key in own or key not in fields:  # what is no key at all is reported as such
                result[key] = translation[key]
            else:
                result[key] = self.join(fields[key], None, translation[key], where)
        return result

    def items(self, annotation: Any, original: list[Any], translation: list[Any], path: Path) -> list[Any]:
        """Lists of mappings: one by one, or by what tells their items apart. A translation may have mistakes of its own to correct."""
        matches = matched(original, translation, SAME.get(str(path[-1]), ()))
        more = [(number, item) for number, item in enumerate(translation) if number not in matches.values()]
        own = {place: translation[number] for place, number in matches.items()}
        joined = [self.join(_item(annotation), item, own.get(n), (*path, n)) for n, item in enumerate(original)]
        if path[-1] == "corrections":
            return [*joined, *(item for _, item in more)]
        for number, _ in more:
            message = f"the original's list has no such item; it has {len(original)}"
            self.report("translation-differs", (*path, number), message, "remove this one")
        return joined

    def inherit(self, annotation: Any, original: Any, path: Path) -> Any:
        """What stays of the original. Its texts are noted, and those reported that may not stay."""
        if isinstance(original, dict):
            model = _model_of(annotation, original)
            fields = _fields(model) if model else {}
            lost = _own(model) - _FALLS_BACK
            return {
                key: self.join(fields.get(key, Any) if model else _value(annotation), value, None, (*path, key))
                for key, value in original.items()
                if key not in lost
            }
        if _is_words(annotation) and original is not None:
            self.inherited[path] = original
            if self.required(path):
                self.missing[path] = " ".join(str(original).split())
        elif isinstance(original, list):
            return [self.join(_item(annotation), value, None, (*path, number)) for number, value in enumerate(original)]
        return original

    def differs(self, path: Path, value: Any, original: Any) -> None:
        name = ".".join(str(part) for part in path)
        says = f"the original says {original!r}" if original is not None else "the original says nothing"
        self.report("translation-differs", path, f"{name} is {value!r}, and {says}", "leave it out: it is taken from the original")

    def report(self, code: str, path: Path, message: str, advice: str, *, key: bool = False) -> None:
        place = locate(self.here.file, self.here.text, self.here.first_line, path, key=key)
        self.diagnostics.append(Diagnostic(code, ERROR, place, message, advice))


def _own(model: type[Model] | None) -> frozenset[str]:
    return _OWN.get(model.__name__, frozenset()) if model else frozenset()


def _cut(words: str) -> str:
    return words if len(words) <= 80 else words[:79] + "…"


SAME: Mapping[str, tuple[str, ...]] = {"corrections": ("date", "claim", "issue", "position"), "evidence": ("source",)}
"""By list: the keys whose values tell its items apart, where a translation repeats them."""


def matched(original: Sequence[Any], translation: Sequence[Any], keys: tuple[str, ...]) -> dict[int, int]:
    """Return which item of a translation's list stands for which of the original's, by the numbers of the original's."""
    names = [identity(item, keys) for item in original]
    matches: dict[int, int] = {}
    for number, item in enumerate(translation):
        name = identity(item, keys)
        # Two items of one name, such as one source cited twice, are told apart by their order.
        free = (n for n, other in enumerate(names) if n not in matches and (other == name if name else n == number))
        if (place := next(free, None)) is not None:
            matches[place] = number
    return matches


def identity(item: Any, keys: tuple[str, ...]) -> tuple[str, ...]:
    """What tells an item of a list apart; nothing where it does not say."""
    values = tuple(str(item.get(key) or "") for key in keys) if isinstance(item, dict) else ()
    return values if any(values) else ()


def _plain(annotation: Any) -> tuple[Any, Callable[[Any], Any]]:
    """An annotation without what only checks it, and what brings its short forms into the usual one."""
    before: list[Any] = []
    annotation = _without_none(annotation)
    while typing.get_origin(annotation) is typing.Annotated and typing.get_args(annotation)[0] is not str:
        annotation, *notes = typing.get_args(annotation)
        shorts = [note for note in notes if isinstance(note, Short)]
        before += [short.in_full for short in shorts]
        annotation = _without_none(shorts[0].meant if shorts else annotation)

    def as_usual(value: Any) -> Any:
        for change in before:
            value = change(value) if value is not None else None
        return value

    return annotation, as_usual


def _without_none(annotation: Any) -> Any:
    if typing.get_origin(annotation) in {typing.Union, types.UnionType}:
        kinds = [kind for kind in typing.get_args(annotation) if kind is not types.NoneType]
        return kinds[0] if len(kinds) == 1 else typing.Union[tuple(kinds)]  # noqa: UP007 - built at run time
    return annotation


def _is_words(annotation: Any) -> bool:
    """Whether a type is text for readers, and not an id, a date, an address or a choice."""
    if typing.get_origin(annotation) is list:
        return _is_words(_plain(_item(annotation))[0])
    return annotation is str or annotation == Text


def _model_of(annotation: Any, value: Any) -> type[Model] | None:
    """The model that a mapping under an annotation is of, if it is of one."""
    annotation = _plain(annotation)[0]
    kinds = typing.get_args(annotation) if typing.get_origin(annotation) in {typing.Union, types.UnionType} else (annotation,)
    if not isinstance(value, dict):
        return None
    return next((k for k in kinds if isinstance(k, type) and issubclass(k, Model)), None)


def _value(annotation: Any) -> Any:
    """The type of a mapping's values."""
    annotation = _plain(annotation)[0]
    return typing.get_args(annotation)[1] if typing.get_origin(annotation) is dict else Any


def _item(annotation: Any) -> Any:
    """The type of a list's items."""
    annotation = _plain(annotation)[0]
    return typing.get_args(annotation)[0] if typing.get_origin(annotation) is list else Any


@lru_cache
def _fields(model: type[Model]) -> Mapping[str, Any]:
    """The types of a model's keys, as they are written."""
    return {field.encode_name: field.type for field in fields(model)}
