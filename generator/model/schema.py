"""JSON Schemas of everything that authors write, for their editors. Made from the models: keys, descriptions, patterns, choices."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from generator.model.article import FrontMatter, PageFrontMatter
from generator.model.sidecar import Sidecar
from generator.model.site import Site
from generator.model.speakers import Sources, Speakers

KINDS: dict[str, type[BaseModel]] = {
    "site": Site,
    "speakers": Speakers,
    "sources": Sources,
    "sidecar": Sidecar,
    "article": FrontMatter,
    "page": PageFrontMatter,
}
"""The kinds of file, by the name of their schema."""
TRANSLATION = "-translation"
NAMES = (*KINDS, *(kind + TRANSLATION for kind in KINDS if kind != "page"))
"""The names of all schemas: a translation's files have their own, in which no key has to be there."""


def schema(name: str) -> str:
    """The JSON Schema (draft 2020-12) of one kind of file, as text."""
    made: dict[str, Any] = _plain(KINDS[name.removesuffix(TRANSLATION)].model_json_schema(mode="validation"))
    if name.endswith(TRANSLATION):
        made = _nothing_required(made)
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **made}, ensure_ascii=False, indent=1) + "\n"


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
