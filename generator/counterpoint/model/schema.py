"""JSON Schemas of everything that authors write, for their editors. Made from the models: keys, descriptions, patterns, choices."""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from typing import Any, get_args

from msgspec import Meta
from msgspec.structs import fields

from counterpoint.model.article import FrontMatter, PageFrontMatter
from counterpoint.model.sidecar import ClaimRef, Sidecar
from counterpoint.model.site import SiteSettings
from counterpoint.model.speakers import Sources, Speakers
from counterpoint.model.validation import pydantic_model
from counterpoint.model.values import ID_PATTERN, Model

KINDS: dict[str, Any] = {
    "site": SiteSettings,
    "speakers": Speakers,
    "sources": Sources,
    "sidecar": Sidecar,
    "article": FrontMatter,
    "page": PageFrontMatter,
}
"""The kinds of file, by the name of their schema."""
_MAPPINGS = {Speakers: "`content/speakers.yml`: speakers by id.", Sources: "`content/sources.yml`: sources by id."}
TRANSLATION = "-translation"
NAMES = (*KINDS, *(kind + TRANSLATION for kind in KINDS if kind != "page"))
"""The names of all schemas: a translation's files have their own, in which no key has to be there."""


def schema(name: str) -> str:
    """The JSON Schema (draft 2020-12) of one kind of file, as text."""
    model = KINDS[name.removesuffix(TRANSLATION)]
    made: dict[str, Any] = _as_written(_plain(_described(pydantic_model(model).model_json_schema(mode="validation"), model)))
    if name.endswith(TRANSLATION):
        made = _nothing_required(made)
    made["$defs"] = dict(sorted({**made.get("$defs", {}), **_SCALARS}.items()))
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **made}, ensure_ascii=False, indent=1) + "\n"


def meanings(model: type[Model]) -> dict[str, str]:
    """What a model's attributes mean, by name: the string that stands below each."""
    texts: dict[str, str] = {}
    for kind in reversed(model.__mro__):
        if issubclass(kind, Model):
            (tree,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
            assert isinstance(tree, ast.ClassDef)
            for above, below in zip(tree.body, tree.body[1:], strict=False):
                match above, below:
                    case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(meaning))):
                        texts[name] = inspect.cleandoc(meaning)
    return texts


def _described(schema: dict[str, Any], model: Any) -> dict[str, Any]:
    """Add the meaning of every key to a schema."""
    kinds: dict[str, type[Model]] = {}
    waiting = list(Model.__subclasses__())
    while waiting:
        kind = waiting.pop()
        kinds[kind.__name__] = kind
        waiting += kind.__subclasses__()

    def with_meanings(part: dict[str, Any], kind: type[Model]) -> dict[str, Any]:
        texts = meanings(kind)
        keys = {field.encode_name: texts[field.name] for field in fields(kind) if field.name in texts}
        properties = part.get("properties", {})
        described = {key: dict(sorted({**properties[key], "description": meaning}.items())) for key, meaning in keys.items()}
        return {**part, "properties": {**properties, **described}} if described else part

    parts = {name: with_meanings(part, kinds[name]) if name in kinds else part for name, part in schema.get("$defs", {}).items()}
    whole = {**schema, "$defs": parts} if parts else schema
    return {**whole, "description": _MAPPINGS[model]} if model in _MAPPINGS else with_meanings(whole, model)


def _nothing_required(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _nothing_required(item) for key, item in value.items() if not (key == "required" and isinstance(item, list))}
    return [_nothing_required(item) for item in value] if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    """Leave out the titles that pydantic makes of names, and allow no keys but ids where keys are ids."""
    if isinstance(value, dict):
        if "patternProperties" in value:  # the keys are ids, and nothing else
            value = {**value, "additionalProperties": False}
        return {key: _plain(item) for key, item in value.items() if not (key == "title" and isinstance(item, str))}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


_SCALARS: dict[str, Any] = {
    "unquoted": {
        "description": "A number, or a word such as `no`: it is a text here, as it stands.",
        "not": {"anyOf": [{"type": kind} for kind in ("string", "null", "array", "object")]},
    },
    "word": {
        "description": "A word that other programs take for more than a word, such as `true`: it is a text here, as it stands.",
        "not": {"anyOf": [{"type": kind} for kind in ("string", "null", "array", "object", "number")]},
    },
    "empty": {
        "description": "Nothing: as if the key were left out.",
        "not": {"anyOf": [{"type": kind} for kind in ("string", "number", "boolean", "array", "object")]},
    },
}
"""Definitions of values that editors should take, and never offer: `{type: boolean}` would have them offer `true` for every text."""
_UNQUOTED, _WORD, _EMPTY = {"$ref": "#/$defs/unquoted"}, {"$ref": "#/$defs/word"}, {"$ref": "#/$defs/empty"}
_ID_PATTERNS = {ID_PATTERN, next(item.pattern for item in get_args(ClaimRef) if isinstance(item, Meta))}
"""Of ids and references to claims: texts that may look like a number or a word such as `true`."""


def _as_written(value: Any) -> Any:
    """Turn a schema of values into one of YAML as other programs read it: a text may look like a number, an optional key may be empty."""
    if isinstance(value, list):
        return [_as_written(item) for item in value]
    if not isinstance(value, dict):
        return value
    value = {key: _as_written(item) for key, item in value.items() if not (key == "default" and item is None)}
    match value:
        case {"properties": dict(properties)}:
            required = value.get("required", ())
            optional = {key: part if key in required else _or_empty(part) for key, part in properties.items()}
            return {**value, "properties": optional}
        case {"type": "null"}:
            return _EMPTY
        case {"type": ["string", "integer"], **rest}:
            return _one_of(rest, {"type": "string", "pattern": rest["pattern"]}, {"type": "integer"}, without="pattern")
        case {"type": "string", "pattern": pattern, **rest} if pattern in _ID_PATTERNS:
            return _one_of(rest, {"type": "string", "pattern": pattern}, {"type": "integer", "minimum": 0}, _WORD)
        case {"type": "string", **rest} if not {"pattern", "enum", "const", "format"} & rest.keys():
            limits: dict[Any, Any] = {key: item for key, item in rest.items() if key != "description"}
            limits["type"] = "string"
            return _one_of({key: item for key, item in rest.items() if key == "description"}, limits, _UNQUOTED)
        case {"anyOf": parts, **rest}:
            flat = [inner for part in parts for inner in (part["anyOf"] if part.keys() == {"anyOf"} else [part])]
            return {"anyOf": [part for number, part in enumerate(flat) if part not in flat[:number]], **rest}
    return value


def _or_empty(part: Any) -> dict[str, Any]:
    if "anyOf" in part:
        return {**part, "anyOf": [*(choice for choice in part["anyOf"] if choice != _EMPTY), _EMPTY]}
    outside: dict[str, Any] = {key: part[key] for key in ("description", "default") if key in part}
    return {"anyOf": [{key: item for key, item in part.items() if key not in outside}, _EMPTY], **outside}


def _one_of(rest: dict[Any, Any], *choices: dict[str, Any], without: str = "") -> dict[str, Any]:
    return {"anyOf": list(choices), **{key: item for key, item in rest.items() if key != without}}
