"""Invisible characters that reorder text on the screen: they can make it read as something that it does not say (CVE-2021-42574)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from counterpoint.diagnostics import WARNING, Diagnostic, Location
from counterpoint.site.checks import Lint

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


def check_site(lint: Lint) -> Iterator[Diagnostic]:
    """Look at every line of every file."""
    for path, text in lint.files.items():
        if not _BIDI.search(text):
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if match := _BIDI.search(line):
                place = Location(path, number, match.start() + 1, match.end() + 1, line)
                name = f"U+{ord(match[0]):04X}"
                yield Diagnostic("bidi-control", WARNING, place, f"an invisible character ({name}) reorders this line", "remove it")
