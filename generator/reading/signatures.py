"""Has a file changed? Its size, its times and its inode tell, without reading it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

YOUNG = 2_000_000_000
"""Nanoseconds: a file changed no longer ago than this may change again within one tick of its clock, so it has to be read."""

Signature = tuple[int, int, int, int]
"""Size in bytes, mtime and ctime in nanoseconds, inode."""


def signature(path: str | os.PathLike[str]) -> Signature | None:
    """The signature of a regular file; None where there is none."""
    try:
        it = os.stat(path)  # noqa: PTH116 - called for every file of a large site
    except OSError:
        return None
    return (it.st_size, it.st_mtime_ns, it.st_ctime_ns, it.st_ino & 0x7FFF_FFFF_FFFF_FFFF) if stat.S_ISREG(it.st_mode) else None


def is_young(it: Signature, now: int, age: int = YOUNG) -> bool:
    """Whether a signature is too fresh to be trusted at `now`; both in nanoseconds, `now` since 1970."""
    return max(it[1], it[2]) > now - age


def tree(folder: Path) -> Iterator[tuple[str, Signature]]:
    """(path within the folder, signature) of every file in it, in a fixed order. Links are followed, each folder is entered once."""
    stack, entered = [(folder, "")], {os.path.realpath(folder)}
    while stack:
        here, prefix = stack.pop()
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False) or (entry.is_symlink() and Path(entry.path).is_dir()):
                real = os.path.realpath(entry.path)
                if real not in entered:
                    entered.add(real)
                    stack.append((Path(entry.path), f"{prefix}{entry.name}/"))
            elif found := signature(entry.path):
                yield prefix + entry.name, found
            else:
                yield prefix + entry.name, (-1, 0, 0, 0)


def signature_of_folder(folder: Path) -> int:
    """When something was last added to a folder, or taken out of it, in nanoseconds since 1970; 0 where there is none."""
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0
