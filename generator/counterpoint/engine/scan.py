"""Which files have changed since they were last looked at?

A file is what it was if its content has the digest that it had. Its signature (size, times, inode) only spares reading it again on the
machine where it was taken: a copy of a folder somewhere else, with other times, is scanned to the same result.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from counterpoint.engine.executors import in_batches
from counterpoint.engine.files import open_regular

RACY = 2_000_000_000
"""Nanoseconds. A file that somebody changed no longer ago may change again within one tick of its clock, so it has to be read."""
TICK = 100_000_000
"""The age below which a file that only this program writes is racy: more than a tick of any file system's clock."""
_MANY = 2_000
"""Files that have to be read, beyond which several processes share them."""

Signature = tuple[int, int, int, int]
"""Size in bytes, mtime and ctime in nanoseconds, inode."""

_NONE: Signature = (0, 0, 0, 0)
"""There is no such file."""
_UNTRUSTED: Signature = (-1, -1, -1, -1)
"""The file has to be read again: no signature that it may have says that it is the same."""
_WIDTH = len(_NONE)
_DIGEST = hashlib.sha256().digest_size
_ABSENT = bytes(_DIGEST)
_ODD: Signature = (-2, -2, -2, -2)
"""Something else is there, such as a folder or a pipe."""
_ODD_CONTENT = b"\xff" * _DIGEST
"""The digest of what cannot be read."""


class Snapshot(Struct, frozen=True, array_like=True):
    """Files as they were: digests of their content, and signatures where these may be trusted. All is packed; few are looked at."""

    names: bytes = b""
    signatures: bytes = b""
    digests: bytes = b""

    def paths(self) -> list[str]:
        """The files' paths, in their order."""
        return os.fsdecode(self.names).split("\0") if self.names else []

    def digest_of(self) -> dict[str, bytes]:
        """Path → SHA-256 of the content, of every file that is there."""
        whole = self.digests
        digests = {path: whole[at * _DIGEST : (at + 1) * _DIGEST] for at, path in enumerate(self.paths())}
        return {path: digest for path, digest in digests.items() if digest not in (_ABSENT, _ODD_CONTENT)}


class Scan(Struct, frozen=True):
    """Files as they are now, and the paths of those that have changed, come or gone since an earlier snapshot."""

    snapshot: Snapshot
    changed: frozenset[str]


def scan(files: Mapping[str, str], before: Snapshot, *, racy: int = RACY, links: bool = True, jobs: int = 1) -> Scan:
    """Scan files, given as name → path. Without `links`, a link counts as no file.

    A signature that is younger than `racy` nanoseconds is not trusted the next time.
    """
    now = time.time_ns()
    names = [*files]
    joined = os.fsencode("\0".join(names))
    signatures = [signature(path, links=links) or (_ODD if os.path.lexists(path) else _NONE) for path in files.values()]
    packed = pack(signatures)
    if joined == before.names and packed == before.signatures:
        return Scan(before, frozenset())
    earlier = _by_name(before)
    digests: list[bytes] = []
    to_read: list[tuple[int, str]] = []
    for at, (name, path) in enumerate(files.items()):
        recorded, digest = earlier.get(name, (_NONE, _ABSENT))
        if signatures[at] in (_NONE, _ODD):
            digest = _ABSENT if signatures[at] == _NONE else _ODD_CONTENT
        elif signatures[at] != recorded:
            to_read.append((at, path))
        digests.append(digest)
    for (at, _), digest in zip(to_read, _read([path for _, path in to_read], jobs), strict=True):
        digests[at] = digest
    changed = {name for name, digest in zip(names, digests, strict=True) if digest != earlier.get(name, (_NONE, _ABSENT))[1]}
    changed |= {name for name in earlier.keys() - files.keys() if earlier[name][1] != _ABSENT}
    trusted = [_UNTRUSTED if is_racy(taken, now, racy) else taken for taken in signatures]
    return Scan(Snapshot(joined, pack(trusted), b"".join(digests)), frozenset(changed))


def snapshot(files: Mapping[str, tuple[Signature | None, bytes]]) -> Snapshot:
    """Make a snapshot of what is known of files: signatures that may be trusted, and digests."""
    digests = b"".join(digest for _, digest in files.values())
    return Snapshot(os.fsencode("\0".join(files)), pack([taken or _UNTRUSTED for taken, _ in files.values()]), digests)


def known_files(earlier: Snapshot) -> dict[str, tuple[Signature | None, bytes]]:
    """Take a snapshot apart again; see `snapshot`."""
    return {name: (None if taken in (_NONE, _UNTRUSTED, _ODD) else taken, digest) for name, (taken, digest) in _by_name(earlier).items()}


def _by_name(earlier: Snapshot) -> dict[str, tuple[Signature, bytes]]:
    numbers = array("q", earlier.signatures) if len(earlier.signatures) % 8 == 0 else array("q")
    paths = earlier.paths()
    if len(numbers) != len(paths) * _WIDTH or len(earlier.digests) != len(paths) * _DIGEST:
        return {}  # damaged
    parts = zip(*[iter(numbers)] * _WIDTH, strict=True)
    digests = (earlier.digests[at : at + _DIGEST] for at in range(0, len(earlier.digests), _DIGEST))
    return {path: (part, digest) for path, part, digest in zip(paths, parts, digests, strict=True)}


def pack(signatures: Iterable[Signature | None]) -> bytes:
    """Signatures as bytes; none is all zeros."""
    numbers = array("q")
    for taken in signatures:
        numbers.extend(taken or _NONE)
    return numbers.tobytes()


def _read(paths: Sequence[str], jobs: int) -> list[bytes]:
    size = max(len(paths) // (8 * jobs), 1)
    batches = [paths[at : at + size] for at in range(0, len(paths), size)]
    return list(in_batches(_digests, None, batches, jobs, len(paths) > _MANY))


def _digests(_: None, paths: Sequence[str]) -> list[bytes]:
    return [content_digest(path) for path in paths]


def content_digest(path: str) -> bytes:
    """SHA-256 of a regular file's content; all ones where there is none that can be read. A pipe is not waited for."""
    try:
        with open_regular(path, links=True) as file:
            return hashlib.file_digest(file, "sha256").digest()
    except (OSError, ValueError):
        return _ODD_CONTENT


def signature(path: str | os.PathLike[str], *, links: bool = True) -> Signature | None:
    """The signature of a regular file; None where there is none. Without `links`, a link is none."""
    try:
        status = os.stat(path, follow_symlinks=links)  # noqa: PTH116 - called for every file of a large site
    except (OSError, ValueError):
        return None
    return signature_of(status) if stat.S_ISREG(status.st_mode) else None


def signature_of(status: os.stat_result) -> Signature:
    """The signature in what the system says of a file."""
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino & 0x7FFF_FFFF_FFFF_FFFF


def is_racy(signature: Signature, now: int, age: int = RACY) -> bool:
    """Whether a signature is too fresh to be trusted at `now`; both in nanoseconds, `now` since 1970."""
    return max(signature[1], signature[2]) > now - age


def tree(folder: Path, home: Path) -> Iterator[tuple[str, str]]:
    """Every file in a folder, in a fixed order: its path within it, and where to look for it. Each folder is entered once.

    What a link out of `home` leads to may be endless, or all of a disk: in its place stands `home`, a folder, which counts as odd.
    """
    top, limit = os.path.realpath(folder), os.path.realpath(home)
    if not is_below(top, limit):
        yield "", limit
        return
    stack, entered = [(str(folder), "")], {top}
    while stack:
        here, prefix = stack.pop()
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            real = os.path.realpath(entry.path) if entry.is_symlink() else ""
            if real and not is_below(real, limit):
                yield prefix + entry.name, limit
            elif entry.is_dir(follow_symlinks=False) or (real and os.path.isdir(entry.path)):  # noqa: PTH112 - loops are no folders
                real = os.path.realpath(entry.path)
                if real not in entered:
                    entered.add(real)
                    stack.append((entry.path, f"{prefix}{entry.name}/"))
            else:
                yield prefix + entry.name, entry.path


def is_below(real: str, home: str) -> bool:
    """Whether a path without links in it is a folder, or lies in it."""
    return real == home or real.startswith(home.rstrip(os.sep) + os.sep)
