"""Where rendered files lie until all of them are there: only then is the output touched."""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from counterpoint.diagnostics import Diagnostic
from counterpoint.pages.page_kind import Target
from counterpoint.rendering.long_data import Stretch
from counterpoint.rendering.render import Rendering, render

Measures = tuple[int, int, tuple[tuple[int, str], ...]]
"""Of an image: width and height in pixels, and (width, path relative to content/) of its smaller variants."""


class Staged(Struct, frozen=True):
    """A file that is ready: where it lies, and the SHA-256 of its content in hexadecimal."""

    file: str
    digest: str


class Staging(Struct, frozen=True):
    """A folder of files that are ready. Several processes may use it at once; without a folder, only digests are made."""

    folder: Path | None
    numbers: itertools.count[int] = field(default_factory=itertools.count)

    def put(self, pieces: Iterable[bytes]) -> Staged:
        """Set a file aside, piece by piece. Raises OSError where the disk refuses."""
        digest = hashlib.sha256()
        if self.folder is None:
            for piece in pieces:
                digest.update(piece)
            return Staged("", digest.hexdigest())
        name = f"{self.folder}/{os.getpid()}-{next(self.numbers)}"
        with open(name, "wb") as file:  # noqa: PTH123 - called for every file of a large site
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
        return Staged(name, digest.hexdigest())


class Made(Struct, frozen=True):
    """What one target came to: the facts it was made from, its files by their path in the output, what its templates did wrong, and in
    long files where articles' parts are, by slug."""

    key: str
    facts: tuple[str, ...]
    files: dict[str, Staged]
    diagnostics: tuple[Diagnostic, ...] = ()
    measures: Measures | None = None
    parts: Mapping[str, Mapping[str, Stretch]] = {}


def render_all(context: tuple[Rendering, Staging], targets: Sequence[Target]) -> list[Made]:
    """Render some targets, and set their files aside."""
    work, staging = context
    result = []
    for target in targets:
        it = render(work, target, staging.put)
        folder = work.site.folder
        facts = tuple(folder + fact for fact in it.facts) if folder else it.facts
        result.append(Made(folder + target.key, facts, dict(it.files), it.diagnostics, parts=it.parts))
    return result
