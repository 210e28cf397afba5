"""The content model as pydantic models, made from its annotations: for all mistakes of a file at once, and for schemas.

They are wanted where something is wrong, and by tools; what is right has been taken by msgspec before, and this is not loaded.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from functools import cache, partial
from typing import Annotated, Any, cast

from msgspec import NODEFAULT, Meta
from msgspec.structs import fields
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    StringConstraints,
    create_model,
    model_validator,
)
from pydantic_core import PydanticCustomError

from counterpoint.model.values import FINITE, Check, Mistake, Model, Short


class _Base(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_absent(cls, data: Any) -> Any:
        if type(data) is dict and None in data.values():
            # What is no key at all stays, to be reported: `{note: So, and so}` in braces is a note and a stray key `and so`.
            keys = cls.model_fields.keys() | {field.alias for field in cls.model_fields.values()}
            return {key: value for key, value in data.items() if value is not None or key not in keys}
        return data


@cache
def pydantic_model(kind: Any) -> type[BaseModel]:
    """Pydantic's model of one of ours, or of a mapping of ours by id."""
    if not isinstance(kind, type) or not issubclass(kind, Model):
        return cast(type[BaseModel], RootModel[_of(kind)])  # type: ignore[misc]

    def hold_together(self: Any) -> Any:
        try:
            kind.hold_together(self)
        except Mistake as mistake:
            raise PydanticCustomError(mistake.kind, mistake.message) from None
        return self

    definitions: dict[str, Any] = {}
    for field in fields(kind):
        more: dict[str, Any] = {"union_mode": "left_to_right"} if _is_word_or_model(field.type) else {}
        if isinstance(field.default, Model):
            more["default_factory"] = partial(_same, field.default)
        elif field.default is not NODEFAULT:
            more["default"] = field.default
        elif field.default_factory is not NODEFAULT:
            more["default"] = field.default_factory()
        alias = field.encode_name if field.encode_name != field.name else None
        definitions[field.name] = (_of(field.type), Field(alias=alias, **more))
    has_rule = kind.hold_together is not Model.hold_together
    validators: dict[str, Any] = {"hold_together": model_validator(mode="after")(hold_together)} if has_rule else {}
    made = create_model(kind.__name__, __base__=_Base, __doc__=kind.__doc__, __validators__=validators, **definitions)
    made.__module__ = kind.__module__
    return made


def _same(value: Model) -> Model:
    return value


def _of(kind: Any) -> Any:
    """An annotated type in pydantic's terms."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is Annotated:
        written, *notes = arguments
        short = next((note for note in notes if isinstance(note, Short)), None)
        if short:
            return Annotated[_of(short.meant), BeforeValidator(short.in_full, json_schema_input_type=_of(written))]
        parts = [part for note in notes for part in _note(note, written)]
        return Annotated[(_of(written), *parts)] if parts else _of(written)
    if origin in {typing.Union, types.UnionType}:
        return typing.Union[tuple(_of(part) for part in arguments)]  # noqa: UP007 - made at run time
    if origin in {list, dict}:
        return origin[tuple(_of(part) for part in arguments)]
    return pydantic_model(kind) if isinstance(kind, type) and issubclass(kind, Model) else kind


def _note(note: Any, kind: Any) -> list[Any]:
    if isinstance(note, Check):
        return [AfterValidator(_checked(note))]
    assert isinstance(note, Meta)
    limits = {name: value for name in ("pattern", "min_length", "max_length", "ge") if (value := getattr(note, name)) is not None}
    parts: list[Any] = []
    if limits.get("ge") == -FINITE:
        del limits["ge"]
    if limits:
        parts.append(StringConstraints(**limits) if kind is str else Field(**limits))
    if note.le == FINITE:  # after the limits: behind a function, pydantic writes them into the schema under names of its own
        parts.append(AfterValidator(_finite))
    if note.extra_json_schema:
        parts.append(Field(json_schema_extra=note.extra_json_schema))
    return parts


def _finite(number: float) -> float:
    if abs(number) > FINITE:
        raise PydanticCustomError("finite_number", "should have an end")
    return number


def _checked(check: Check) -> Callable[[str], str]:
    def usual(text: str) -> str:
        try:
            return check.usual(text)
        except Mistake as mistake:
            raise PydanticCustomError(mistake.kind, mistake.message) from None

    return usual


def _is_word_or_model(kind: Any) -> bool:
    """Whether a type is a text or a mapping: of two things wrong with neither of them, those of the mapping are told."""
    parts = typing.get_args(kind) if typing.get_origin(kind) in {typing.Union, types.UnionType} else ()
    others = [part for part in parts if part is not types.NoneType]
    return len(others) > 1 and any(isinstance(part, type) and issubclass(part, Model) for part in others)
