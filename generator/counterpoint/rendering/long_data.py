"""Long files of a part for each article: the parts of articles that have not changed are copied from the file as it was."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from counterpoint.pages.page_kind import LongData

Stretch = tuple[int, int]
"""Where an article's part begins in a file, and how long it is, in bytes."""


class Before(Struct, frozen=True):
    """A file as the last build left it, and the parts in it that would come out the same, by the slugs of their articles."""

    path: str
    parts: Mapping[str, Stretch]


_AT_ONCE = 1 << 20
"""Bytes, about, that are copied at a time."""


def pieces(data: LongData, before: Before | None, parts: dict[str, Stretch]) -> Iterator[bytes]:
    """A long file piece by piece. Where its parts are is put into `parts`, by slug. Raises OSError."""
    yield data.head
    end, empty = len(data.head), True
    same = before.parts if before else {}
    start = stop = 0  # a stretch of the old file whose turn it is: it is copied when no other part stands right behind it
    with Path(before.path).open("rb") if before else nullcontext() as old:
        for slug in data.slugs:
            known = same.get(slug)
            made = data.part_of(slug) if known is None else b""
            length = len(made) if known is None else known[1]
            if not length:
                parts[slug] = end, 0
                continue
            if known and start < stop < start + _AT_ONCE and known[0] == stop + len(data.between):
                stop += len(data.between) + length
            else:
                yield _copied(old, start, stop)
                yield b"" if empty else data.between
                start, stop = (known[0], sum(known)) if known else (0, 0)
                yield made
            end += 0 if empty else len(data.between)
            parts[slug] = end, length
            end, empty = end + length, False
        yield _copied(old, start, stop)
    yield data.tail


def _copied(file: BinaryIO | None, start: int, stop: int) -> bytes:
    """Some bytes of a file. Raises OSError where it has become shorter."""
    if file is None or start == stop:
        return b""
    file.seek(start)
    found = file.read(stop - start)
    if len(found) < stop - start:
        raise OSError(errno.EIO, "has changed while it was read", file.name)
    return found
