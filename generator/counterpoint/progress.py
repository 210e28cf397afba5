"""How far a build is, and where its time goes. Silent where nobody looks at a terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

LONG = 200
"""Things in a stage from which on it is worth a bar."""


class Progress:
    """Takes a build's reports. `clock` gives seconds; with `bars`, long stages are shown on the terminal."""

    def __init__(self, clock: Callable[[], float], *, bars: bool) -> None:
        self.clock, self.show = clock, bars
        self.times: dict[str, float] = {}
        self.stage, self.since = "start", clock()
        self.bars: Bars | None = None

    def report(self, stage: str, done: int, total: int) -> None:
        """A stage begins, or has got further."""
        if stage != self.stage:
            self._end_stage()
            self.stage = stage
        if self.show and total >= LONG:
            if self.bars is None:
                self.bars = _bars()
            if self.bars is None:
                self.show = False
                return
            if not self.bars.tasks or self.bars.tasks[-1].description != stage:
                self.bars.add_task(stage, total=total)
            self.bars.update(self.bars.tasks[-1].id, completed=done)

    def end(self) -> None:
        """The build is over, however it ended."""
        self._end_stage()
        if self.bars:
            self.bars.stop()

    def _end_stage(self) -> None:
        now = self.clock()
        self.times[self.stage] = self.times.get(self.stage, 0.0) + now - self.since
        self.since = now

    def profile(self) -> str:
        """A table of stages, each with its seconds and its share."""
        whole = sum(self.times.values()) or 1.0
        return "".join(f"{stage:10} {seconds:8.2f} s {seconds / whole:5.0%}\n" for stage, seconds in self.times.items())


def _bars() -> Bars | None:
    try:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    except ModuleNotFoundError:  # an extra, for people at a terminal
        return None

    bars = Progress(TextColumn("{task.description:8}"), BarColumn(), MofNCompleteColumn(), console=Console(stderr=True), transient=True)
    bars.start()
    return bars
