"""From plain values to models; what is wrong with them becomes diagnostics in the author's words.

What msgspec takes is right. For what it refuses, which it does at the first mistake, pydantic is loaded, which finds all of them.
"""

from __future__ import annotations

import copy
import types
import typing
from collections.abc import Hashable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import FieldInfo, fields

from counterpoint.diagnostics import ERROR, Diagnostic, Location, Severity
from counterpoint.model.dates import meant, zone_names
from counterpoint.model.values import DIGEST_PATTERN, ID_PATTERN, Model, Short
from counterpoint.outcome import Outcome
from counterpoint.reading import yaml
from counterpoint.reading.files import SourceFile

M = TypeVar("M")
Path = tuple[Hashable, ...]


class Located(Struct, Generic[M], frozen=True):
    """A validated model, and the file from which the place of each of its values can be had.

    Places are looked up only when something has to be reported, by parsing the file again: a correct site never pays for them.
    """

    value: M
    file: SourceFile
    yaml_text: str = ""
    first_line: int = 1

    def location(self, *path: Hashable, key: bool = False) -> Location:
        """Where the value at a path of keys and indexes is, or its key; else the nearest value around it."""
        return locate(self.file, self.yaml_text, self.first_line, path, key=key)

    def error(self, code: str, path: Path, message: str, advice: str = "", *, key: bool = False, severity: Severity = ERROR) -> Diagnostic:
        """A diagnostic at the value (or the key) at a path."""
        return Diagnostic(code, severity, self.location(*path, key=key), message, advice)


def locate(file: SourceFile, yaml_text: str, first_line: int, path: Path, *, key: bool = False) -> Location:
    """The location of the value at a path, or of the nearest value around it."""
    whole = not yaml_text or yaml_text == file.text
    index = yaml.places(file, first_line=first_line) if whole else _places_in(file.path, yaml_text, first_line)
    while path and path not in index:
        path = path[:-1]
    place = index.get(path)
    if place is None:
        return file.at(first_line)
    if key:
        return file.at(place.key_line, place.key_column, place.key_length)
    return file.at(place.line, place.column, place.length)


@lru_cache(maxsize=4)  # without a digest of the text for each value that is asked for
def _places_in(path: str, text: str, first_line: int) -> dict[Path, yaml.Place]:
    return yaml.places(SourceFile(path, text), first_line=first_line)


def nearest(word: str, words: Iterable[str]) -> str:
    """`did you mean 'x'?` for the most similar of the words that exist, or a list of these if they are few, or nothing."""
    choices = sorted(words) if isinstance(words, AbstractSet) else list(words)  # a set has another order in every process
    if best := _most_similar(word, choices):
        return f"did you mean {best!r}?"
    return f"known here: {', '.join(choices)}" if 0 < len(choices) <= 12 else ""


def _most_similar(word: str, choices: Iterable[str]) -> str:
    """The choice that is spelled most like a word; empty if none is like it."""
    from rapidfuzz import fuzz, process  # wanted for mistakes only

    best = process.extractOne(word, choices, scorer=fuzz.ratio, score_cutoff=60)
    return best[0] if best else ""


def validate(model: type[M], value: Any, file: SourceFile, *, yaml_text: str = "", first_line: int = 1) -> Outcome[Located[M] | None]:
    """Validate a parsed YAML value; None stands for an empty file. All mistakes are reported, each at its place.

    Unknown keys alone hide nothing: there is a model all the same, so that what else is wrong can be looked for.
    """
    plain, text = {} if value is None else value, yaml_text or file.text
    try:
        if "null" in text.lower():  # msgspec would take the word, in quotation marks, for nothing
            raise msgspec.ValidationError
        return Outcome(Located(msgspec.convert(plain, model, strict=False), file, text, first_line))
    except msgspec.ValidationError:
        (located, _), diagnostics = _thoroughly(model, plain, Located(plain, file, text, first_line))
        return Outcome(located, diagnostics)


def readable(model: type[Any], value: Any, file: SourceFile) -> Any:
    """A parsed YAML value without keys that its model does not know; None where it has other mistakes."""
    plain = {} if value is None else value
    return _thoroughly(model, plain, Located(plain, file, file.text)).value[1]


def _thoroughly(model: type[M], value: Any, at: Located[Any]) -> Outcome[tuple[Located[M] | None, Any]]:
    """Validate with pydantic, which finds all mistakes, and takes an empty key, as msgspec does not. Return the value as read as well."""
    from pydantic import ValidationError

    from counterpoint.model.validation import pydantic_model

    try:
        result = pydantic_model(model).model_validate(value)  # type: ignore[arg-type]
    except ValidationError as error:
        diagnostics: dict[tuple[Path, str], Diagnostic] = {}
        for problem in error.errors(include_url=False):
            path, key = (
                _real_path(value, problem["loc"]),
                problem["type"] in {"extra_forbidden", "string_pattern_mismatch"},
            )
            in_key = problem["loc"][-1:] == ("[key]",)
            code, message, help = _in_words(model, problem, path, in_key)
            known_as = (*path, problem["loc"][-1]) if code == "key-missing" else path
            if (known_as, code) not in diagnostics:
                about = _value_at(value, path)
                named = next((name for name in _MEANT_KEYS.get(problem["type"], ()) if isinstance(about, dict) and name in about), "")
                where = (*path, named) if named else path
                place = at.location(*where, key=in_key or bool(named) or (key and code == "key-unknown") or code == "key-missing")
                diagnostics[known_as, code] = Diagnostic(code, ERROR, place, message, help)
        is_all = all(code == "key-unknown" for _, code in diagnostics)
        read = _past_unknown_keys(model, value, at, [path for path, _ in diagnostics]) if is_all else (None, None)
        return Outcome(read, tuple(diagnostics.values()))
    valid = msgspec.convert(result.model_dump(by_alias=True, exclude_unset=True), model)
    return Outcome((Located(valid, at.file, at.yaml_text, at.first_line), value))


_MEANT_KEYS = {"order": ("order", "seed"), "range": ("rating_range", "ratings")}
"""Mistakes in values that belong together → the keys at which to look, as far as they are there."""


def _value_at(value: Any, path: Path) -> Any:
    for part in path:
        value = value[part]
    return value


_NEVER_GUESSED = frozenset(["date", "draft"])
"""Keys that decide what is public: a misspelled one is not taken for them."""


def _past_unknown_keys(model: type[M], value: Any, at: Located[Any], unknown: Sequence[Path]) -> tuple[Located[M] | None, Any]:
    """Read a value with each unknown key as the one that was meant, so that nothing seems to be missing, or else without it."""
    for is_guessed in (True, False):
        changed = copy.deepcopy(value)
        for *path, key in unknown:
            around = changed
            for step in path:
                around = around[step]
            content = around.pop(key, None)
            meant = _most_similar(str(key), [name for name in _keys(model, tuple(path)) if name not in around])
            if is_guessed and meant and meant not in _NEVER_GUESSED:
                around[meant] = content
        read = _thoroughly(model, changed, at).value
        if read[0]:
            return read
    return None, None


def _real_path(value: Any, loc: tuple[int | str, ...]) -> Path:
    """pydantic's path without the parts that name validators, union members and added levels."""
    path: list[Hashable] = []
    for part in loc:
        if (isinstance(value, dict) and part in value) or (isinstance(value, list) and isinstance(part, int) and part < len(value)):
            value = value[part]  # type: ignore[index]
        else:
            continue
        path.append(part)
    return tuple(path)


_WRITE_AN_ANSWER = "write a text, `{answer: …, inferred: true, note: …}`, or `{silence: declined, note: …}`"
_WRITE = {
    "silence-text": _WRITE_AN_ANSWER,
    "inferred-note": _WRITE_AN_ANSWER,
    "approach-incomplete": "write `{speaker: …, date: …, channel: e-mail, claims: […], deadline: …, outcome: …}`",
}
"""Mistakes in values that belong together → what to write."""
_ID_HELP = "ids are lower-case letters, digits and hyphens, at most 64, such as 'city-centre-cars'"

_NO_MATCH = {
    ID_PATTERN: ("is not an id", _ID_HELP),
    DIGEST_PATTERN: ("is no digest: twelve of 0–9 and a–f", "take it out: `check` then says which belongs to the words as they are"),
}
"""Pattern → what a text is not that does not fit, and what to write."""


def _missing(name: str, path: Path, last: object) -> tuple[str, str]:
    """(message, help) for a key that is missing, or is there and empty."""
    if path and path[-1] == last:
        return f"{name} is empty", "write something after the colon"
    return f"{name} has no {last!r}" if path else f"{last!r} is missing", f"add `{last}: …`"


def _in_words(model: Any, problem: Any, path: Path, in_key: bool) -> tuple[str, str, str]:
    """(code, message, help) for one of pydantic's complaints."""
    kind, context, last = problem["type"], problem.get("ctx", {}), problem["loc"][-1] if problem["loc"] else ""
    name = ".".join(str(part) for part in path) or "the file"
    if in_key:
        return "value-wrong", f"{path[-1]!r} is not an id", _ID_HELP
    match kind:
        case "extra_forbidden":
            return "key-unknown", f"unknown key {last!r}", nearest(str(last), _keys(model, path[:-1]))
        case "missing":
            return "key-missing", *_missing(name, path, last)
        case "string_type":
            shape = {list: "a list", dict: "a mapping", type(None): "empty"}.get(type(problem["input"]), "something else")
            return "value-wrong", f"{name} should be a text, and is {shape}", _text_in_brackets(problem["input"])
        case "string_too_short":
            return "value-wrong", f"{name} is empty", "write something, or remove the key"
        case "string_pattern_mismatch" if context.get("pattern") in _NO_MATCH:
            is_not, help = _NO_MATCH[context["pattern"]]
            return "value-wrong", f"{problem['input']!r} {is_not}", help
        case "literal_error":
            allowed = [word.strip(" '") for word in context["expected"].replace(" or ", ", ").split(",")]
            meant_word, listed = _most_similar(str(problem["input"]), allowed), f"allowed: {', '.join(allowed)}"
            help = f"did you mean {meant_word!r}? {listed}" if meant_word else listed
            return "value-wrong", f"{name} cannot be {problem['input']!r}", help
        case "model_type" | "dict_type" | "model_attributes_type":
            return (
                "value-wrong",
                f"{name} should be a mapping of keys and values",
                "write `key: value` lines, indented by two spaces",
            )
        case "list_type":
            return "value-wrong", f"{name} should be a list", "write `[one, two]`, or lines that begin with `- `"
        case "bool_parsing" | "bool_type":
            return "value-wrong", f"{name} should be true or false", ""
        case "int_parsing" | "float_parsing" | "int_type" | "float_type" | "int_from_float" | "finite_number" | "int_parsing_size":
            return "value-wrong", f"{name} should be a number", ""
        case "silence-text" | "inferred-note" | "approach-incomplete":
            return kind, f"{name} {problem['msg']}", _WRITE[kind]
        case "date":
            return "value-wrong", f"{name} {problem['msg']}", meant(str(problem["input"]))
        case "timezone":
            return "value-wrong", f"{name} {problem['msg']}", nearest(str(problem["input"]), sorted(zone_names()))
        case _:
            return (
                "value-wrong",
                f"{name}: {problem['msg']}" if " " in name else f"{name} {problem['msg'][0].lower()}{problem['msg'][1:]}",
                "",
            )


def _text_in_brackets(value: Any) -> str:
    """Say how to write a text that YAML reads as a list or a mapping, for the brackets or braces around it."""
    if not isinstance(value, list | dict):
        return ""
    help = "write one text; if brackets or braces belong to it, put quotation marks around the whole of it"
    if isinstance(value, list) and value and all(isinstance(item, str) and item.isprintable() for item in value):
        return f"{help}: {'[' + ', '.join(value) + ']'!r}"
    return help


def _keys(model: Any, path: Path) -> list[str]:
    """The keys that the model knows at a path."""
    for part in path:
        model = _inside(model, part)
    return sorted({name for candidate in _models(model) for name in _names(candidate)})


@cache  # a file may have very many mistakes, and the annotations are evaluated each time
def _fields(model: type[Struct]) -> tuple[FieldInfo, ...]:
    return fields(model)


def _names(model: type[Model]) -> list[str]:
    return [field.encode_name for field in _fields(model)]


def _models(annotation: Any) -> list[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return [annotation]
    if typing.get_origin(annotation) in {typing.Union, types.UnionType, typing.Annotated}:
        return [model for part in typing.get_args(annotation) for model in _models(part)]
    return []


def _inside(annotation: Any, part: Hashable) -> Any:
    """The annotation of what stands under a key or index of an annotated value."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        short = next((note for note in arguments[1:] if isinstance(note, Short)), None)
        return _inside(short.meant if short else arguments[0], part)
    if origin in {typing.Union, types.UnionType}:
        inner = [inside for member in arguments if (inside := _inside(member, part)) is not None]
        return typing.Union[tuple(inner)] if inner else None  # noqa: UP007 - built at run time
    if origin is dict:
        return arguments[1]
    if origin is list:
        return arguments[0] if isinstance(part, int) else _inside(arguments[0], part)
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return next((field.type for field in _fields(annotation) if part in (field.name, field.encode_name)), None)
    return None
