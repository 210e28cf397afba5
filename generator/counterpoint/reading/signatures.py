"""Has a file changed? Its size, its times and its inode tell, without reading it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

YOUNG = 2_000_000_000
"""Nanoseconds: a file changed no longer ago than this may change again within one tick of its clock, so it has to be read."""

Signature = tuple[int, int, int, int]
"""Size in bytes, mtime and ctime in nanoseconds, inode."""


def signature(path: str | os.PathLike[str], within: int | None = None) -> Signature | None:
    """The signature of a regular file; None where there is none. `within` is the open folder that a path begins in."""
    try:
        it = os.stat(path, dir_fd=within)
    except OSError:
        return None
    return (it.st_size, it.st_mtime_ns, it.st_ctime_ns, it.st_ino & 0x7FFF_FFFF_FFFF_FFFF) if stat.S_ISREG(it.st_mode) else None


def signatures(folder: str | os.PathLike[str], paths: Iterable[str]) -> list[Signature | None]:
    """The signatures of files by their paths in a folder. It is held open, which spares the system to find it again for each of them."""
    if os.stat not in os.supports_dir_fd:
        return [signature(os.path.join(folder, path)) for path in paths]  # noqa: PTH118 - called for every file of a large site
    try:
        within = os.open(folder, os.O_RDONLY)
    except OSError:
        return [None for _ in paths]
    try:
        return [signature(path, within) for path in paths]
    finally:
        os.close(within)


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
        files = []
        for entry in entries:
            if entry.is_dir(follow_symlinks=False) or (entry.is_symlink() and Path(entry.path).is_dir()):
                real = os.path.realpath(entry.path)
                if real not in entered:
                    entered.add(real)
                    stack.append((Path(entry.path), f"{prefix}{entry.name}/"))
            else:
                files.append(entry.name)
        for name, found in zip(files, signatures(here, files), strict=True):
            yield prefix + name, found or (-1, 0, 0, 0)


def signature_of_folder(folder: Path) -> int:
    """When something was last added to a folder, or taken out of it, in nanoseconds since 1970; 0 where there is none."""
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0
