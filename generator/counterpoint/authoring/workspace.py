"""The files that authoring tools may read and write: Markdown and YAML under `content/`, whole and exactly as they stand.

Several files are written all or none. New texts are put beside the old ones. Each old one is compared with what the edit was made from
right before the new text takes its place by renaming, and once more after that: what another program wrote in between comes back. If one
file fails, those before it are taken back.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from counterpoint.authoring.yaml_tree import EditRefused

MAX_BYTES = 5 << 20
"""The size up to which a file is edited."""
_PATH = re.compile(r"content/(?:speakers|sources|(?:articles|pages)/[a-z0-9][a-z0-9-]{0,63}(?:\.[A-Za-z0-9-]{2,35})?)\.(?:md|yml)")
_SIDECAR = re.compile(r"(content/articles/.+)\.yml")

Texts = Mapping[str, str | None]
"""The text of files by their path in the site; None for a file that is not there."""


class Outdated(Exception):
    """A file is not as it was when the edit was made. Nothing has been written."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def digest(text: str | None) -> str:
    """Return a name for exactly this text; empty for a file that is not there."""
    return "" if text is None else hashlib.sha256(text.encode()).hexdigest()


def read(root: Path, path: str) -> str | None:
    """Return the text of a file with its line ends and byte order mark, or None where it is not there.

    Raises EditRefused for a path outside `content/`, a link, anything but a regular file, a large file, and bytes that are not UTF-8.
    """
    file = _checked(root, path)
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise EditRefused(f"{path} cannot be read: {error.strerror}", 0) from None
    if len(data) > MAX_BYTES:
        raise EditRefused(f"{path} is larger than {MAX_BYTES >> 20} MiB", 0)
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise EditRefused(f"{path} is not UTF-8 text", 0) from None


def read_all(root: Path, paths: Iterable[str]) -> dict[str, str | None]:
    """Return the texts of several files. Raises EditRefused."""
    return {path: read(root, path) for path in paths}


def write(root: Path, before: Texts, after: Texts) -> None:
    """Replace files, all or none. `before` is what they are expected to hold; a text of None removes a file.

    Raises Outdated where a file holds something else, EditRefused for a file that must not be written, and OSError where the disk refuses.
    """
    changed = {path: text for path, text in after.items() if text != before.get(path)}
    waiting: dict[str, Path] = {}
    try:
        for path, text in changed.items():
            _demand_writable(root, path)
            if text is not None:
                waiting[path] = _put_beside(_checked(root, path), text)
        _demand_as_before(root, before, changed)
        _demand_articles(root, changed)
        _replace(root, before, changed, waiting)
    finally:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)


def _demand_articles(root: Path, changed: Texts) -> None:
    """Raise EditRefused where a sidecar would be written beside no article."""
    for path, text in changed.items():
        match = _SIDECAR.fullmatch(path)
        if text is None or not match:
            continue
        article = f"{match[1]}.md"
        if (changed[article] if article in changed else read(root, article)) is None:
            raise EditRefused(f"{article} is not there any more: nothing was written beside it", 0)


def _demand_writable(root: Path, path: str) -> None:
    """Raise EditRefused for a file that its owner has made read-only: replacing it would not ask."""
    with contextlib.suppress(FileNotFoundError):
        if not _checked(root, path).stat().st_mode & stat.S_IWUSR:
            raise EditRefused(f"{path} is read-only: allow writing to it first", 0)


def _checked(root: Path, path: str) -> Path:
    """Return a file that may be edited: named as the format names files, and reached without following a link."""
    if not _PATH.fullmatch(path):
        raise EditRefused(f"{path} is not a file of content/", 0)
    file = root
    for part in path.split("/"):
        file = file / part
        try:
            mode = file.lstat().st_mode
        except FileNotFoundError:
            continue
        except OSError as error:
            raise EditRefused(f"{path} cannot be read: {error.strerror}", 0) from None
        if not (stat.S_ISREG(mode) if file == root / path else stat.S_ISDIR(mode)):
            raise EditRefused(f"{path} is a link, or no regular file", 0)
    return file


def _put_beside(file: Path, text: str) -> Path:
    temporary = file.with_name(f".{file.name}.{os.getpid()}.new")
    file.parent.mkdir(parents=True, exist_ok=True)
    mode = stat.S_IMODE(file.stat().st_mode) if file.exists() else 0o666 & ~_umask()
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), mode)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(text.encode())
            opened.flush()
            os.fsync(opened.fileno())
        temporary.chmod(mode)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _replace(root: Path, before: Texts, changed: Texts, waiting: Mapping[str, Path]) -> None:
    done: list[str] = []
    try:
        for path, text in changed.items():
            if text is None:
                (root / path).unlink()
            else:
                _put_in_place(root, path, before.get(path), waiting[path])
            done.append(path)
    except (OSError, Outdated, EditRefused):
        for path in done:
            with contextlib.suppress(OSError):
                _restore(root / path, before.get(path))
        raise


def _put_in_place(root: Path, path: str, before: str | None, new: Path) -> None:
    """Rename a new text over a file. Raises Outdated where somebody else has written to it, with what they wrote in place."""
    file, old = root / path, new.with_suffix(".old")
    old.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # nothing is there, or the file system has no second names for files
        os.link(file, old, follow_symlinks=False)
    try:
        _demand_as_before(root, {path: before}, [path])
        new.replace(file)
        if old.exists() and old.read_bytes() != (before or "").encode():
            old.replace(file)
            raise Outdated(path)
    finally:
        old.unlink(missing_ok=True)


def _demand_as_before(root: Path, before: Texts, paths: Iterable[str]) -> None:
    """Raise Outdated where a file does not hold what it is expected to hold."""
    for path in paths:
        if read(root, path) != before.get(path):
            raise Outdated(path)


def remove_leavings(root: Path, paths: Iterable[str]) -> None:
    """Remove what a program that was killed has left beside files. Raises OSError and EditRefused."""
    for path in paths:
        file = _checked(root, path)
        for leaving in file.parent.glob(f".{file.name}.*"):
            if re.fullmatch(r"\.\d+\.(?:new|old)", leaving.name.removeprefix(f".{file.name}")):
                leaving.unlink(missing_ok=True)


def _restore(file: Path, text: str | None) -> None:
    if text is None:
        file.unlink()
    else:
        _put_beside(file, text).replace(file)
