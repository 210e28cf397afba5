"""Keys that are shown as they are written: they go from the model to the prepared article by their name."""

from __future__ import annotations

from functools import cache
from typing import TypeVar

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields, replace

S = TypeVar("S", bound=Struct)


@cache
def _names(written: type[Struct], prepared: type[Struct]) -> tuple[str, ...]:
    """The fields of what is prepared that are plain texts or truths, have a default, and bear the name of a key."""
    keys = {field.name for field in fields(written)}
    plain = (field for field in fields(prepared) if field.type in (str, bool) and field.default is not NODEFAULT)
    return tuple(field.name for field in plain if field.name in keys)


def carried(written: Struct, prepared: S) -> S:
    """Return what is prepared with the keys of the same names, as far as an author has written them."""
    values = {name: value for name in _names(type(written), type(prepared)) if (value := getattr(written, name)) is not None}
    return replace(prepared, **values)
