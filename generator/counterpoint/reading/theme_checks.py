"""What stands in a site's own `templates/` and cannot be read: without a word, the packaged file would be used in its place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.reading.characters import is_utf8
from counterpoint.reading.files import is_ignored, unreadable
from counterpoint.reading.theme_folders import packaged_theme

_FOLDER = "templates"
_ENDINGS = (".html", ".xml", ".txt", ".css", ".js", ".svg", ".png")
"""Of files of a theme."""


def unreadable_files(root: Path) -> Iterator[Diagnostic]:
    """Report whatever in `templates/` is no file or folder that can be read, or is one where the packaged theme has the other."""
    own, packaged = root / _FOLDER, packaged_theme()
    if not os.path.lexists(own):
        return
    if not own.is_dir():
        yield Diagnostic("file-unreadable", ERROR, Location(_FOLDER), f"{_FOLDER} is no folder, and should be one", "move it away")
        return
    errors: list[OSError] = []
    for folder, folders, files in os.walk(own, onerror=errors.append):
        for name in sorted((*folders, *files)):
            path = Path(folder, name).relative_to(own).as_posix()
            if not is_ignored(name) and is_utf8(path) and (mistake := _mistake(root, path, packaged / path)):
                yield mistake
    for error in errors:
        path = Path(error.filename).relative_to(root).as_posix()
        yield Diagnostic("file-unreadable", ERROR, Location(path), f"{path} cannot be read: {error.strerror}", "check its permissions")


def _mistake(root: Path, path: str, packaged: Path) -> Diagnostic | None:
    shown, file = f"{_FOLDER}/{path}", root / _FOLDER / path
    if not file.is_dir():
        mistake = unreadable(root, shown, root / _FOLDER)
        if mistake is None and packaged.is_dir():
            return Diagnostic("file-unreadable", ERROR, Location(shown), f"{shown} is a file, and should be a folder", "move it away")
        return mistake
    if packaged.is_file() or path.endswith(_ENDINGS) or file.is_symlink():
        return unreadable(root, shown, root / _FOLDER)
    return None
