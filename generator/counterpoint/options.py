"""What a build is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from msgspec import Struct

Report = Callable[[str, int, int], None]
"""Told of a stage: its name, how many of its things are done, and how many there are (0 where that says nothing)."""


def _nobody(stage: str, done: int, total: int) -> None:
    """Nobody wants to know."""


class Options(Struct, frozen=True):
    """What the command line decides. `now` is an ISO date-time, `today` its day: articles of a later date are left out unless `future`;
    without `now`, the end of `today` is meant. `jobs`, how
    many processes may work at once; `executor`, who else may (see `executors`); `extras`, whether the search index and the images for
    sharing are made where the site wants them; `compiled`, a folder of the user's own for compiled templates; `report` is told how far
    a build is. `base_url` is an address for this build instead of the site's own; `preview` says that search engines shall not list it."""

    root: Path
    today: str
    output: Path | None = None
    drafts: bool = False
    future: bool = False
    strict: bool = False
    allowed: tuple[str, ...] = ()
    """Codes of warnings that `strict` does not mind."""
    jobs: int = 1
    executor: str = ""
    extras: bool = True
    compiled: Path | None = None
    base_url: str = ""
    preview: bool = False
    report: Report = _nobody
    now: str = ""

    @property
    def moment(self) -> datetime:
        """The moment that decides what lies in the future."""
        return datetime.fromisoformat(self.now or f"{self.today}T23:59:59.999999+00:00")

    @property
    def unlisted(self) -> bool:
        """Whether search engines shall list none of its pages: lists and speakers' pages show words of what is not public."""
        return self.preview or self.drafts or self.future

    @property
    def target(self) -> Path:
        """The folder that is written: `build` in the site's folder, unless another is named."""
        return self.output or self.root / "build"
