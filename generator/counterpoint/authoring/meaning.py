"""Whether two ways to write a value mean the same by the format, such as `issue: trips` and `issue: [trips]`.

What means the same is left as its author wrote it.
"""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from msgspec import NODEFAULT
from msgspec.structs import fields

from counterpoint.model.values import Model, Short


def as_written(before: Any, value: Any, kind: Any) -> Any:
    """Return a new value of an annotated kind, in which what means the same as it did before has the form that it had."""
    if meaning(before, kind) == meaning(value, kind):
        return before
    inner = _kind_of(value, kind)
    if isinstance(value, list) and isinstance(before, list):
        item_kind = get_args(inner)[0] if get_origin(inner) is list else Any
        return _items_as_written(before, value, item_kind)
    if isinstance(value, dict) and isinstance(before, dict):
        is_model = isinstance(inner, type) and issubclass(inner, Model)
        kinds = {field.encode_name: field.type for field in fields(inner)} if is_model else {}
        other = get_args(inner)[1] if get_origin(inner) is dict else Any
        return {key: as_written(before[key], item, kinds.get(key, other)) if key in before else item for key, item in value.items()}
    return value


def meaning(value: Any, kind: Any) -> Any:
    """Return what a plain value of an annotated kind means, as a plain value in full: no key that says what goes without saying."""
    kind = _without_none(kind)
    if get_origin(kind) is Annotated and (short := next((note for note in get_args(kind)[1:] if isinstance(note, Short)), None)):
        return None if value is None else meaning(short.in_full(value), short.meant)
    kind = _kind_of(value, kind)
    if isinstance(value, list):
        return [meaning(item, get_args(kind)[0] if get_origin(kind) is list else Any) for item in value]
    if isinstance(value, dict) and isinstance(kind, type) and issubclass(kind, Model):
        by_name = {field.encode_name: field for field in fields(kind)}
        meant = {key: meaning(item, by_name[key].type if key in by_name else Any) for key, item in value.items()}
        return {key: item for key, item in meant.items() if item is not None and not (key in by_name and item == _default(by_name[key]))}
    if isinstance(value, dict):
        item_kind = get_args(kind)[1] if get_origin(kind) is dict else Any
        return {key: meaning(item, item_kind) for key, item in value.items()}
    return _scalar(value)


def goes_without_saying(value: Any, name: str, model: type[Model]) -> bool:
    """Tell whether a key of a model may as well be left out with a value: it is empty, or what holds anyway."""
    return not meaning({name: value}, model)


def _first(item: Any, kind: Any) -> Any:
    """Return the first value of a mapping, by which people tell it from others; None for anything else."""
    return next(iter(item.values()), None) if isinstance(item, dict) else None


def _items_as_written(before: list[Any], value: list[Any], kind: Any) -> list[Any]:
    """Return new items in the form of the old ones that mean the same, or that begin with the same value."""
    left, result = list(before), list(value)
    for by in (meaning, _first):
        for number, item in enumerate(value):
            alike = [old for old in left if by(item, kind) is not None and by(old, kind) == by(item, kind)]
            if alike and result[number] is item:
                left.remove(alike[0])
                result[number] = as_written(alike[0], item, kind)
    return result


def _without_none(kind: Any) -> Any:
    """Return an annotated kind without `None`, where one kind is left then."""
    parts = [part for part in get_args(kind) if part is not NoneType] if get_origin(kind) in {Union, UnionType} else []
    return parts[0] if len(parts) == 1 else kind


def _kind_of(value: Any, kind: Any) -> Any:
    """Return the part of an annotated kind that a value is taken for."""
    kind = _without_none(kind)
    while get_origin(kind) is Annotated:
        short = next((note for note in get_args(kind)[1:] if isinstance(note, Short)), None)
        kind = short.meant if short else get_args(kind)[0]
    if get_origin(kind) not in {Union, UnionType}:
        return kind
    parts = [_kind_of(value, part) for part in get_args(kind) if part is not NoneType]
    wanted = list if isinstance(value, list) else dict if isinstance(value, dict) else str
    for part in parts:
        origin = get_origin(part) or part
        if origin is wanted or (wanted is dict and isinstance(origin, type) and issubclass(origin, Model)):
            return part
    return Any


def _default(field: Any) -> Any:
    if field.default_factory is not NODEFAULT:
        return field.default_factory()
    return None if field.default is NODEFAULT else _scalar(field.default)


def _scalar(value: Any) -> Any:
    """Return a text for a value of JSON or of YAML; None for nothing."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None or value == "" else str(value).strip()
