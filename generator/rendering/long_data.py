"""Long files of a part for each article: the parts of articles that have not changed are copied from the file as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from generator.pages.plan import LongData

Stretch = tuple[int, int]
"""Where an article's part begins in a file, and how long it is, in bytes."""


class Before(Struct, frozen=True):
    """A file as the last build left it, and the parts in it that would come out the same, by the slugs of their articles."""

    path: str
    parts: Mapping[str, Stretch]


def pieces(data: LongData, before: Before | None, parts: dict[str, Stretch]) -> Iterator[bytes]:
    """A long file piece by piece. Where its parts are is put into `parts`, by slug. Raises OSError."""
    yield data.head
    end, between = len(data.head), b""
    same = before.parts if before else {}
    with Path(before.path).open("rb") if before else nullcontext() as old:
        for slug in data.slugs:
            part = _copied(old, same[slug]) if old and slug in same else None
            if part is None:
                part = data.part_of(slug)
            if part and between:
                yield between
                end += len(between)
            parts[slug] = end, len(part)
            if part:
                yield part
                end, between = end + len(part), data.between
    yield data.tail


def _copied(file: BinaryIO, stretch: Stretch) -> bytes | None:
    """Some bytes of a file; nothing where the file has become shorter."""
    start, length = stretch
    if file.tell() != start:
        file.seek(start)
    found = file.read(length)
    return found if len(found) == length else None
