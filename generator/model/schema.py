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


def schema(kind: str) -> str:
    """The JSON Schema (draft 2020-12) of one kind of file, as text."""
    made: dict[str, Any] = KINDS[kind].model_json_schema(mode="validation")
    text = json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **_plain(made)}, ensure_ascii=False, indent=1)
    return text + "\n"


def _plain(value: Any) -> Any:
    """Leave out the titles that pydantic makes of names, and allow no keys but ids where keys are ids."""
    if isinstance(value, dict):
        if "patternProperties" in value:  # the keys are ids, and nothing else
            value = {**value, "additionalProperties": False}
        return {key: _plain(item) for key, item in value.items() if not (key == "title" and isinstance(item, str))}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
