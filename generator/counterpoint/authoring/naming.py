"""Ids of speakers and sources that are new: free when they are written, and made of the name in whatever script it is.

A form chooses an id when it is opened. Somebody else may have taken it since; then the operation gets another one, everywhere in it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from counterpoint.authoring.operations import SOURCES, SPEAKERS, AnyOperation, sidecar_path
from counterpoint.authoring.workspace import Texts
from counterpoint.authoring.yaml_tree import EditRefused, loaded
from counterpoint.scaffold.begin import slug_of

_NAMES = {"speakers": "name", "sources": "title"}
_REFERRING = {
    "speakers": frozenset({"speaker", "speakers", "affiliation", "accuses"}),
    "sources": frozenset({"source", "sources", "appears_in"}),
}
"""The keys that name a speaker, or a source."""
_NAMELESS = re.compile(r"(?:speaker|source)(?:-\d+)?")


def with_free_ids(operations: Sequence[AnyOperation], texts: Texts) -> list[AnyOperation]:
    """Return operations whose new speakers and sources have ids that nobody has. Raises EditRefused for one that is there by name."""
    return [_with_free_ids(operation, texts) for operation in operations]


def _with_free_ids(operation: AnyOperation, texts: Texts) -> AnyOperation:
    data: Any = None
    for kind, new in (("speakers", operation.speakers), ("sources", operation.sources)):
        there = _there(kind, operation.article, texts) if new else {}
        taken = set(there)
        for old, value in new.items():
            name = str(value.get(_NAMES[kind], ""))
            if old in there and isinstance(there[old], dict) and _plain(there[old].get(_NAMES[kind])) == _plain(name):
                raise EditRefused(f"“{name}” was added meanwhile: choose it from the list", 0)
            better = slug_of(name) if _NAMELESS.fullmatch(old) else ""
            free = _free(better or old, taken) if better or old in taken else old
            taken.add(free)
            if free != old:
                data = _renamed(data or msgspec.to_builtins(operation), kind, old, free)
    if data is None:
        return operation
    if data.get("after") == "":  # what is not given is no id
        del data["after"]
    renamed: AnyOperation = msgspec.convert(data, AnyOperation)
    return renamed


def _there(kind: str, article: str, texts: Texts) -> Mapping[str, Any]:
    """Return the speakers or sources that the site or the article has, by id."""
    values = [loaded(texts.get(path) or "")[0] for path in (SPEAKERS if kind == "speakers" else SOURCES, sidecar_path(article))]
    shared, sidecar = (value if isinstance(value, dict) else {} for value in values)
    own = sidecar.get(kind)
    return {**shared, **(own if isinstance(own, dict) else {})}


def _plain(name: Any) -> str:
    return " ".join(str(name).split()).casefold()


def _free(wanted: str, taken: Collection[str]) -> str:
    """Return an id, with the first number behind it that makes it free."""
    number, free = 1, wanted
    while free in taken:
        number += 1
        free = f"{wanted[: 63 - len(str(number))]}-{number}"
    return free


def _renamed(value: Any, kind: str, old: str, new: str, key: str = "") -> Any:
    """Return data of an operation with one id in the place of another, wherever it names the new speaker or source."""
    if isinstance(value, dict):
        is_new = key == kind
        return {(new if is_new and name == old else name): _renamed(item, kind, old, new, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, kind, old, new, key) for item in value]
    if not isinstance(value, str):
        return value
    if key in _REFERRING[kind]:
        return new if value == old else value
    return value.replace(f"({kind.removesuffix('s')}:{old})", f"({kind.removesuffix('s')}:{new})") if key == "text" else value
