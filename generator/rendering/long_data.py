"""Long files of a part for each article: the parts of articles that have not changed are copied from the file as it was."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from msgspec import Struct

from generator.pages.plan import LongData

Place = tuple[int, int]
"""Where a part begins in its file, and how long it is, in bytes."""


class Before(Struct, frozen=True):
    """A file as the last build left it, and the places in it of the parts that would come out the same, by the slugs of their articles."""

    path: str
    places: Mapping[str, Place]


def pieces(data: LongData, before: Before | None, places: dict[str, Place]) -> Iterator[bytes]:
    """A long file piece by piece. The places of its parts are put into `places`. Raises OSError."""
    yield data.head
    end, between = len(data.head), b""
    with _opened(before) as handle:
        for slug in data.slugs:
            part = _copied(handle, before.places[slug]) if before and slug in before.places else None
            if part is None:
                part = data.part_of(slug)
            if part and between:
                yield between
                end += len(between)
            places[slug] = end, len(part)
            if part:
                yield part
                end, between = end + len(part), data.between
    yield data.tail


@contextmanager
def _opened(before: Before | None) -> Iterator[int]:
    """The file as it was, open; -1 where there is none."""
    if before is None:
        yield -1
        return
    handle = os.open(before.path, os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)


def _copied(handle: int, place: Place) -> bytes | None:
    """The bytes at a place; nothing where the file has become shorter."""
    start, length = place
    found = os.pread(handle, length, start)
    return found if len(found) == length else None
