"""What authoring tools have written to a site, so that it can be undone: kept in a file, so it outlives the program.

Each change holds the texts of its files before and after. Undoing a change puts the texts before it back where the files still hold what
the change wrote. Where somebody else has edited them since, what they did stays; where they edited the same words, nothing is done.

What is about to be written is put on record first: a program that was killed in the middle of several files completes them when it starts
again.
"""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from counterpoint.authoring import workspace
from counterpoint.authoring.merging import merged_text
from counterpoint.authoring.workspace import Outdated, Texts
from counterpoint.authoring.yaml_tree import EditRefused
from counterpoint.engine.files import read_regular, write_file

Demand = Callable[[Texts, Texts], None]
_MOST_BYTES = 64 << 20
"""The oldest changes are forgotten beyond this size of the file."""


class FileChange(Struct, frozen=True):
    """One change of some files: what it was called, when it was made, and the files' texts before and after it."""

    id: int
    title: str
    time: str
    before: dict[str, str | None]
    after: dict[str, str | None]

    def diffs(self) -> dict[str, list[str]]:
        """Return a unified diff without context for each file that differs, by path."""
        return {path: _diff(self.before[path], self.after[path]) for path in self.after if self.before[path] != self.after[path]}


class _Step(Struct, frozen=True):
    """A change that is being made, taken back or made again, with the texts of its files before and after that."""

    kind: Literal["write", "undo", "redo"]
    change: FileChange
    before: dict[str, str | None]
    after: dict[str, str | None]


class _Record(Struct):
    done: list[FileChange] = []
    undone: list[FileChange] = []
    last_id: int = 0


class History:
    """The changes of one site. `file` is where they are kept; a file that cannot be read counts as empty."""

    def __init__(self, root: Path, file: Path) -> None:
        self.root, self.file, self.step_file = root, file, file.with_name(f"{file.name}.step")
        self.record = _Record()
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            if file.stat().st_size <= 2 * _MOST_BYTES:
                self.record = msgspec.msgpack.decode(read_regular(file), type=_Record)
        self._complete()

    @property
    def done(self) -> list[FileChange]:
        """The changes that can be undone, oldest first."""
        return self.record.done

    @property
    def undone(self) -> list[FileChange]:
        """The changes that can be made again, the next one last."""
        return self.record.undone

    def write(self, title: str, time: str, before: Texts, after: Texts) -> FileChange | None:
        """Write files and remember the change; None where nothing differs.

        Raises Outdated, EditRefused or OSError, with nothing written.
        """
        paths = [path for path in after if after[path] != before.get(path)]
        if not paths:
            return None
        change = FileChange(
            self.record.last_id + 1, title, time, {path: before.get(path) for path in paths}, {path: after[path] for path in paths}
        )
        self._take(_Step("write", change, change.before, change.after))
        return change

    def undo(self, demand: Demand = lambda before, after: None) -> FileChange | None:
        """Take the last change back; None where there is none.

        `demand` is given the texts of its files before and after where others have edited them, and may raise. Raises Outdated, EditRefused
        or OSError, with nothing written.
        """
        if not self.done:
            return None
        change = self.done[-1]
        self._turn("undo", change, change.after, change.before, demand)
        return change

    def redo(self, demand: Demand = lambda before, after: None) -> FileChange | None:
        """Make the change again that was undone last; None where there is none. Raises as `undo` does."""
        if not self.undone:
            return None
        change = self.undone[-1]
        self._turn("redo", change, change.before, change.after, demand)
        return change

    def set_aside(self, *, redo: bool = False) -> None:
        """Forget the change that would be undone, or made again, next: others before it can be undone then. No file is touched."""
        done, undone = (self.done, self.undone[:-1]) if redo else (self.done[:-1], self.undone)
        self.record = _Record(done, undone, self.record.last_id)
        self._save()

    def _turn(self, kind: Literal["undo", "redo"], change: FileChange, old: Texts, new: Texts, demand: Demand) -> None:
        """Write texts in the place of others, with what somebody else has edited since. Raises as `undo` does."""
        now = workspace.read_all(self.root, old)
        after = {path: _turned(path, old[path], new[path], now[path]) for path in old}
        if any(now[path] != old[path] for path in old):
            demand(now, after)
        self._take(_Step(kind, change, now, after))

    def _take(self, step: _Step) -> None:
        """Write the files of a step and note it, all or nothing, also for somebody who starts the program again after it was killed."""
        write_file(self.step_file, msgspec.msgpack.encode(step))
        try:
            workspace.write(self.root, step.before, step.after)
        except BaseException:
            self.step_file.unlink(missing_ok=True)
            raise
        self._note(step)
        self.step_file.unlink(missing_ok=True)

    def _note(self, step: _Step) -> None:
        change, done, undone = step.change, self.done, self.undone
        match step.kind:
            case "write":
                self.record = _Record([*done, change], [], change.id)
            case "undo":
                self.record = _Record(done[:-1], [*undone, change], self.record.last_id)
            case "redo":
                self.record = _Record([*done, change], undone[:-1], self.record.last_id)
        self._save()

    def _complete(self) -> None:
        """Complete the step in whose middle the program was killed, and note it; one of which no file was written has never begun."""
        try:
            step = msgspec.msgpack.decode(read_regular(self.step_file), type=_Step)
        except (OSError, msgspec.MsgspecError):
            return
        with contextlib.suppress(Outdated, EditRefused, OSError):
            workspace.remove_leavings(self.root, step.after)
            now = workspace.read_all(self.root, step.after)
            begun = any(now[path] == step.after[path] for path in now)
            left = {path: step.after[path] for path in now if begun and now[path] == step.before[path]}
            workspace.write(self.root, now, left)
            is_noted = {
                "write": step.change in [*self.done, *self.undone],
                "undo": step.change not in self.done,
                "redo": step.change in self.done,
            }
            if begun and not is_noted[step.kind]:
                self._note(step)
        with contextlib.suppress(OSError):
            self.step_file.unlink(missing_ok=True)

    def _save(self) -> None:
        """Keep the changes. Where the disk refuses, they last as long as the program: what was written to the site is safe."""
        with contextlib.suppress(OSError):
            data = msgspec.msgpack.encode(self.record)
            while len(data) > _MOST_BYTES and len(self.done) > 1:
                self.record.done = self.done[1:]
                data = msgspec.msgpack.encode(self.record)
            write_file(self.file, data)


def _diff(before: str | None, after: str | None) -> list[str]:
    old, new = (before or "").splitlines(), (after or "").splitlines()
    return [line for line in difflib.unified_diff(old, new, lineterm="", n=0) if not line.startswith(("---", "+++"))]


def _turned(path: str, old: str | None, new: str | None, now: str | None) -> str | None:
    """Return a text with the edit from an old to a new one made in what it is now. Raises Outdated where both touch the same words."""
    if now == old:
        return new
    merged = merged_text(old, new, now) if old is not None and new is not None and now is not None else None
    if merged is None:
        raise Outdated(path)
    return merged
