"""Files in folders where anybody may have put anything: links are never followed, pipes never waited for."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Iterator
from io import FileIO
from pathlib import Path

NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0)
"""Opening a pipe returns at once."""


@contextlib.contextmanager
def open_regular(path: str | os.PathLike[str], *, links: bool = False) -> Iterator[FileIO]:
    """Open a regular file for reading. Raises OSError for anything else, such as a pipe or a folder, and without `links` for a link."""

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags | _WITHOUT_WAITING | (0 if links else NOFOLLOW))

    with open(path, "rb", buffering=0, opener=opener) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "is no regular file", os.fspath(path))
        yield file


def read_regular(path: str | os.PathLike[str]) -> bytes:
    """Read a regular file. Raises OSError for anything else, such as a link, a pipe or a folder."""
    with open_regular(path) as file:
        return file.read()


def create(path: Path, content: bytes) -> None:
    """Write a file that is new: whatever is in its place, such as a link, is removed and not followed. Raises OSError."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NOFOLLOW, 0o666)
    with open(handle, "wb") as file:  # noqa: PTH123 - not a path
        file.write(content)


def own_folder(path: Path) -> None:
    """Make sure that a folder of this program is there: a link or a file in its place is removed. Raises OSError."""
    if os.path.lexists(path) and (path.is_symlink() or not path.is_dir()):
        path.unlink()
    path.mkdir(parents=True, exist_ok=True)


def remove_odd(path: Path) -> None:
    """Remove what stands in the place of a file of this program, if that is no regular file. Raises OSError."""
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        shutil.rmtree(path)
    elif not stat.S_ISREG(mode):
        path.unlink()


def empty_folder(path: Path) -> None:
    """Make sure that a folder of this program is there and empty. Raises OSError."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    own_folder(path)


def replace_own(path: Path, content: bytes) -> None:
    """Write a file of this program by way of a temporary one beside it: it is whole at any moment, old or new. Raises OSError."""
    temporary = path.with_name(f".{path.name}")
    remove_odd(temporary)
    create(temporary, content)
    remove_odd(path)
    temporary.replace(path)


def write_file(target: Path, content: bytes) -> None:
    """Write beside the place and rename: the file is whole at any moment, old or new. Raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.new")
    try:
        create(temporary, content)
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def remove_file(file: Path) -> None:
    """Remove a file or a link, if there is one; a folder stays. Raises OSError."""
    if os.path.lexists(file) and not (file.is_dir() and not file.is_symlink()):
        file.unlink()


def remove_empty(folder: Path) -> None:
    """Remove a folder, if nothing is in it."""
    with contextlib.suppress(OSError):  # it is not empty: something else is in it
        folder.rmdir()
