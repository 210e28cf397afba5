"""Faults of this program itself: whatever nobody foresaw becomes a diagnostic, with the file that was being worked on.

`working_on` names that file where the work is done, also in other processes. `diagnostic_of` is the boundary: the command and the author's
server call it for whatever reaches them. Nothing else catches every exception.
"""

from __future__ import annotations

import platform
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from counterpoint import __version__
from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.engine.store import StoreDamaged

CODE = "internal-error"
_PACKAGE = Path(__file__).parent
_MOST_FRAMES = 8


EXTRAS = {
    "starlette": "serve",
    "uvicorn": "serve",
    "watchdog": "serve",
    "dateparser": "import",
    "trafilatura": "import",
    "lxml": "import",
    "lxml_html_clean": "import",
    "httpcore": "links",
    "idna": "links",
    "protego": "links",
    "shtab": "terminal",
}
"""Modules that are not installed everywhere, each with the extra of the package that brings it."""


def missing_extra(error: Exception) -> str:
    """Say which extra has to be installed, if that is why a module cannot be imported; else nothing."""
    extra = EXTRAS.get((error.name or "").partition(".")[0]) if isinstance(error, ModuleNotFoundError) else None
    return f"this needs more than is installed: pip install 'counterpoint[{extra}]'" if extra else ""


class InternalError(Exception):
    """A fault of this program while it worked on a file. Holds text alone, so that it can come from another process."""

    def __init__(self, path: str, what: str, where: str) -> None:
        super().__init__(path, what, where)
        self.path, self.what, self.where = path, what, where


@contextmanager
def working_on(path: str) -> Iterator[None]:
    """Turn whatever nobody foresaw into an InternalError that names a file of the site, or a page.

    Failures of the disk and of what is remembered pass: they are foreseen elsewhere.
    """
    try:
        yield
    except (OSError, StoreDamaged, InternalError):
        raise
    except Exception as error:
        raise InternalError(path, _what(error), _where(error)) from error


def diagnostic_of(error: Exception) -> Diagnostic:
    """Describe an exception that nobody has foreseen, and how to report it; or what the system refuses, if that is the reason."""
    if isinstance(error, OSError) and error.filename is not None:
        return unreadable_file(error)
    if not isinstance(error, InternalError):
        error = InternalError("(the whole site)", _what(error), _where(error))
    help = (
        "this is a fault of Counterpoint, not of your text. Please report it to whoever maintains your Counterpoint, with these lines\n"
        "and, if you may share it, the file named; leaving out what was edited last may help meanwhile\n"
        f"Counterpoint {__version__}, Python {platform.python_version()}, {sys.platform}\n{error.where}"
    )
    return Diagnostic(CODE, ERROR, Location(error.path), f"Counterpoint does not know how to go on: {error.what}", help)


def unreadable_file(error: OSError) -> Diagnostic:
    """Describe what the system refuses to do with a file."""
    message = f"{error.filename} cannot be read or written: {error.strerror or error}"
    return Diagnostic("file-unreadable", ERROR, Location(str(error.filename)), message, "check its permissions and the disk's space")


def _what(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:200]}" if text else type(error).__name__


def _where(error: Exception) -> str:
    """The last functions that were called, without folders of the machine."""
    lines = []
    for frame in traceback.extract_tb(error.__traceback__)[-_MOST_FRAMES:]:
        file = Path(frame.filename)
        name = file.relative_to(_PACKAGE).as_posix() if file.is_relative_to(_PACKAGE) else f"{file.parent.name}/{file.name}"
        lines.append(f"  {name}:{frame.lineno} in {frame.name}")
    return "\n".join(lines)
