"""What verbs take from their surroundings, and how they speak to whoever typed them."""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path

from counterpoint.diagnostics import printable_lines

CONTENT_ERRORS = 1
"""Exit code: the site has errors."""
USAGE = 2
"""Exit code: the command is wrong, the system refuses it, or Counterpoint itself is at fault."""

INTERRUPTED = 130
"""Exit code: Ctrl-C, as shells count it."""


def complain(message: str) -> None:
    """Say on standard error why the command cannot do its work."""
    print(f"counterpoint: {printable_lines(message)}", file=sys.stderr)


def say(message: str) -> None:
    """Say on standard error what was done; standard output is for what other programs read."""
    print(printable_lines(message), file=sys.stderr)


def not_written(error: OSError) -> int:
    """Say that a file cannot be written; returns the exit code."""
    complain(f"{error.filename} cannot be written: {error.strerror}")
    return USAGE


def has_colour() -> bool:
    """Whether standard error is a terminal that shows colour, and NO_COLOR does not ask for none (https://no-color.org)."""
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def user_cache() -> Path | None:
    """The user's own folder for compiled templates (XDG Base Directory Specification); none where there is no home."""
    try:
        named = Path(os.environ.get("XDG_CACHE_HOME", ""))
        return (named if named.is_absolute() else Path.home() / ".cache") / "counterpoint" / "templates"  # relative ones are invalid
    except RuntimeError:
        return None


LAST_MOMENT = 253_402_300_799
"""The last second of the year 9999, in seconds since 1970."""


def wrong_environment() -> str:
    """Say what is wrong with a variable that decides what is built; nothing where all are right."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch or (re.fullmatch(r"[0-9]{1,12}", epoch) and int(epoch) <= LAST_MOMENT):
        return ""
    return f"SOURCE_DATE_EPOCH is {epoch[:40]!r}, and should be seconds since 1970, up to the year 9999; unset it to build for this moment"


def now() -> str:
    """The moment that decides what lies in the future: SOURCE_DATE_EPOCH's where it is set (reproducible-builds.org), else now, in UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(epoch) if epoch else None))


def today() -> str:
    """The day of `now`."""
    return now()[:10]
