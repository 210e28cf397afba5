"""Which keys hold texts that readers see, by their names: taken from the models."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Union

from msgspec import Meta
from msgspec.structs import fields

from counterpoint.model import article, sidecar, site, speakers  # noqa: F401 - they make the models known
from counterpoint.model.values import Check, Model, Short


@cache
def text_keys() -> frozenset[str]:
    """Names of keys that hold a readers' text, or a list of them, in every model that has them."""
    texts: set[str] = set()
    others: set[str] = set()
    for model in _models(Model):
        for field in fields(model):
            (texts if _is_text(field.type) else others).add(field.encode_name)
    return frozenset(texts - others)


@cache
def quote_keys() -> frozenset[str]:
    """Names of keys that take one readers' text, or a list of them."""
    return frozenset(field.encode_name for model in _models(Model) for field in fields(model) if _is_text_or_list(field.type))


def _models(base: type[Model]) -> Iterator[type[Model]]:
    for model in base.__subclasses__():
        yield model
        yield from _models(model)


def _parts(kind: Any) -> list[Any]:
    """The kinds of a union, without None."""
    if typing.get_origin(kind) in {Union, types.UnionType}:
        return [part for part in typing.get_args(kind) if part is not type(None)]
    return [kind]


def _is_text(kind: Any) -> bool:
    """Whether a kind of value is a text without a form of its own, such as that of an id, a date or an address."""
    if len(_parts(kind)) > 1:
        return any(map(_is_text, _parts(kind)))
    (kind,) = _parts(kind)
    if typing.get_origin(kind) is Annotated:
        inner, *notes = typing.get_args(kind)
        if any(isinstance(note, Check) or (isinstance(note, Meta) and note.pattern) for note in notes):
            return False
        return _is_text(inner)
    if typing.get_origin(kind) is list:
        return _is_text(typing.get_args(kind)[0])
    return kind is str


def _is_text_or_list(kind: Any) -> bool:
    for part in _parts(kind):
        if typing.get_origin(part) is Annotated:
            inner, *notes = typing.get_args(part)
            if any(isinstance(note, Short) and note.many for note in notes):
                return _is_text(inner)
    return False
