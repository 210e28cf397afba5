"""Dates of what has happened, as an article's files give them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from msgspec import Struct

HAPPENED = frozenset({"date", "updated", "replied", "accessed"})
"""Keys whose date is that of something that has happened. A `deadline` may lie ahead."""

TOLERANCE = timedelta(days=1)
"""So far ahead a date may be today's in another time zone."""

DatedPlace = tuple[tuple[str | int, ...], str]
"""The place of a date in its file, and the date."""


def past_dates(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[DatedPlace]:
    """Yield every date in a value that authors wrote, wherever it stands, of something that has happened."""
    if isinstance(value, Struct):
        items: Iterator[tuple[str | int, Any]] = ((name, getattr(value, name)) for name in value.__struct_fields__)
    elif isinstance(value, dict):
        items = iter(value.items())
    elif isinstance(value, list | tuple):
        items = enumerate(value)
    else:
        return
    for key, item in items:
        if key in HAPPENED and isinstance(item, str):
            yield (*path, key), item
        else:
            yield from past_dates(item, (*path, key))


def told_ahead(date: str) -> str:
    """What is wrong with a date ahead of something that is told as having happened."""
    return f"{date} lies in the future, and readers would be told that it has happened"


def may_lie_ahead(where: tuple[str | int, ...]) -> bool:
    """Whether a date, by its place in an article's files, is that of a source: magazines bear the date of a day or month to come."""
    return where[-1] == "date" and (where[0] == "sources" or where[:2] == ("---", "about"))
