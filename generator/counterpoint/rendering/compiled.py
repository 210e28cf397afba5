"""Templates once compiled: in memory for this process, and in a folder of the user's own for the next.

What lies in the folder is code, as what Python itself keeps in `__pycache__` is. It is never part of a site: nobody who contributes to one
can put anything there. Jinja holds it against the source of the template; here it is held against the program, too.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import time
from pathlib import Path
from types import CodeType

import jinja2

_SIZE = 16
_KEPT = 90 * 24 * 3600
"""Seconds after which what was compiled is made again, so that what older programs and former sites left does not stay for ever."""


class Compiled(jinja2.BytecodeCache):
    """Compiled templates of one language. `stamp` names all that compiling depends on but the template's source."""

    def __init__(self, folder: Path | None, stamp: str) -> None:
        self.known: dict[str, tuple[str, CodeType]] = {}
        """By the key of a template: the checksum of its source, and its code."""
        self.stamp = hashlib.blake2b(stamp.encode(), digest_size=_SIZE).digest()
        self.folder = folder if folder and _is_own(folder) else None
        self.tidy = False

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Put the code into a bucket, if it is known."""
        checksum, code = self.known.get(bucket.key, ("", None))
        if code is not None and checksum == bucket.checksum:
            bucket.code = code
        elif content := self._read(bucket.key):
            bucket.bytecode_from_string(content)
            self._remember(bucket)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keep the code of a bucket."""
        self._remember(bucket)
        if self.folder:
            code = bucket.bytecode_to_string()
            if not self.tidy:
                self.tidy = True
                _remove_old(self.folder)
            file = self._file(bucket.key)
            temporary = f"{file}.{os.getpid()}"
            with contextlib.suppress(OSError):  # without it the next program only starts more slowly
                Path(temporary).write_bytes(self.stamp + hashlib.blake2b(code, digest_size=_SIZE).digest() + code)
                Path(temporary).replace(file)

    def _remember(self, bucket: jinja2.bccache.Bucket) -> None:
        if bucket.code is not None:
            self.known[bucket.key] = bucket.checksum, bucket.code

    def _read(self, key: str) -> bytes:
        try:
            content = self._file(key).read_bytes() if self.folder else b""
        except OSError:
            return b""
        stamp, digest, code = content[:_SIZE], content[_SIZE : 2 * _SIZE], content[2 * _SIZE :]
        return code if stamp == self.stamp and digest == hashlib.blake2b(code, digest_size=_SIZE).digest() else b""

    def _file(self, key: str) -> Path:
        assert self.folder
        return self.folder / f"{key}-{self.stamp.hex()[:8]}"


def _remove_old(folder: Path) -> None:
    """Remove what has not been written for long; nothing else is ever put into the folder."""
    oldest = time.time() - _KEPT
    with contextlib.suppress(OSError):
        for file in folder.iterdir():
            with contextlib.suppress(OSError):  # another program has removed it
                if file.stat().st_mtime < oldest:
                    file.unlink()


def _is_own(folder: Path) -> bool:
    """Whether a folder, which is made if need be, belongs to this user, and nobody else may write there."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError:
        return False
    return not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH))
