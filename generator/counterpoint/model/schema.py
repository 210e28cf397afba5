"""JSON Schemas of everything that authors write, for their editors. Made from the models: keys, descriptions, patterns, choices."""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from typing import Any

from msgspec.structs import fields

from counterpoint.model.article import FrontMatter, PageFrontMatter
from counterpoint.model.sidecar import Sidecar
from counterpoint.model.site import SiteSettings
from counterpoint.model.speakers import Sources, Speakers
from counterpoint.model.validation import pydantic_model
from counterpoint.model.values import Model

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
    made: dict[str, Any] = _plain(_described(pydantic_model(model).model_json_schema(mode="validation"), model))
    if name.endswith(TRANSLATION):
        made = _nothing_required(made)
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **made}, ensure_ascii=False, indent=1) + "\n"


def meanings(model: type[Model]) -> dict[str, str]:
    """What a model's attributes mean, by name: the string that stands below each."""
    found: dict[str, str] = {}
    for kind in reversed(model.__mro__):
        if issubclass(kind, Model):
            (tree,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
            assert isinstance(tree, ast.ClassDef)
            for above, below in zip(tree.body, tree.body[1:], strict=False):
                match above, below:
                    case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(meaning))):
                        found[name] = inspect.cleandoc(meaning)
    return found


def _described(schema: dict[str, Any], model: Any) -> dict[str, Any]:
    """Add the meaning of every key to a schema."""
    kinds: dict[str, type[Model]] = {}
    waiting = list(Model.__subclasses__())
    while waiting:
        kind = waiting.pop()
        kinds[kind.__name__] = kind
        waiting += kind.__subclasses__()

    def of(part: dict[str, Any], kind: type[Model]) -> dict[str, Any]:
        known = meanings(kind)
        keys = {field.encode_name: known[field.name] for field in fields(kind) if field.name in known}
        properties = part.get("properties", {})
        described = {key: dict(sorted({**properties[key], "description": meaning}.items())) for key, meaning in keys.items()}
        return {**part, "properties": {**properties, **described}} if described else part

    parts = {name: of(part, kinds[name]) if name in kinds else part for name, part in schema.get("$defs", {}).items()}
    whole = {**schema, "$defs": parts} if parts else schema
    return {**whole, "description": _MAPPINGS[model]} if model in _MAPPINGS else of(whole, model)


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
