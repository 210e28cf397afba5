"""What a build makes: tasks, each of which comes to some files; and which of them need not be made again."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import chain
from typing import Any

from msgspec import Struct

from counterpoint.engine.dependencies import Dependency
from counterpoint.engine.output import Staged


class Made(Struct, frozen=True):
    """What a task came to: the values that it looked at, its files by their path in the output, what went wrong, and a `note` on it."""

    key: str
    reads: tuple[Dependency, ...]
    files: Mapping[str, Staged]
    diagnostics: tuple[Any, ...] = ()
    note: bytes = b""


class CachedTask(Struct, frozen=True, array_like=True):
    """A task as it was made once: the numbers of its dependencies, the digests of its files by their path, and its note."""

    reads: bytes
    files: dict[str, str]
    note: bytes = b""

    def numbers(self) -> array[int]:
        """Which of all dependencies the task has."""
        return array("I", self.reads)


class TaskCache(Struct, array_like=True):
    """All tasks of the last build by their keys, and their dependencies with the digests that these had."""

    tasks: dict[str, CachedTask] = {}
    dependencies: list[tuple[Dependency, str]] = []

    def is_whole(self) -> bool:
        """Tell whether the tasks name dependencies that are there: anybody may have written what is remembered."""
        count, size = len(self.dependencies), array("I").itemsize
        return all(not len(task.reads) % size and max(task.numbers(), default=-1) < count for task in self.tasks.values())


class Tasks:
    """The tasks of one build: those that are kept from the last one, and those that are made now."""

    def __init__(self, before: TaskCache, damaged: frozenset[str]) -> None:
        """`damaged` are the files of the output that are not as the last build left them."""
        self.before, self.damaged = before, damaged
        self.kept: dict[str, CachedTask] = {}
        self.made: dict[str, Made] = {}

    def add(self, made: Made) -> None:
        """Take what a task has come to."""
        self.kept.pop(made.key, None)
        self.made[made.key] = made

    def keep(self, key: str, changed: frozenset[int]) -> CachedTask | None:
        """Keep a task from the last build, if it would come to the same now and its files are in place.

        `changed` are the numbers of the dependencies that have other digests now; see `changed_dependencies`.
        """
        task = self.before.tasks.get(key)
        if task is None or not changed.isdisjoint(task.numbers()) or not self.damaged.isdisjoint(task.files):
            return None
        self.kept[key] = task
        return task

    @staticmethod
    def files_of(cache: TaskCache) -> dict[str, str]:
        """The digests of all files of the last build, by their path in the output."""
        return {path: digest for task in cache.tasks.values() for path, digest in task.files.items()}

    def files(self) -> dict[str, Staged]:
        """All files made now, by their path in the output."""
        return {path: staged for made in self.made.values() for path, staged in made.files.items()}

    def shared_files(self) -> dict[str, tuple[str, str]]:
        """The files that two tasks come to, with the keys of both: one of them would be lost."""
        owners: dict[str, str] = {}
        shared = {}
        for key, files in chain(((k, task.files) for k, task in self.kept.items()), ((k, made.files) for k, made in self.made.items())):
            for path in files:
                if (other := owners.setdefault(path, key)) != key:
                    shared[path] = (other, key)
        return shared

    def kept_files(self) -> dict[str, str]:
        """The digests of all files that are kept, by their path in the output."""
        return {path: digest for task in self.kept.values() for path, digest in task.files.items()}

    def to_cache(self, digest_of: Callable[[Dependency], str]) -> TaskCache:
        """What the next build may rely on. Dependencies that no task has any more are forgotten."""
        numbers: dict[Dependency, int] = {}

        def numbered(reads: Iterable[Dependency]) -> bytes:
            return array("I", [numbers.setdefault(read, len(numbers)) for read in reads]).tobytes()

        before = [dependency for dependency, _ in self.before.dependencies]
        used = {number for task in self.kept.values() for number in task.numbers()}
        moved = {number: numbers.setdefault(before[number], len(numbers)) for number in sorted(used)}
        same = all(old == new for old, new in moved.items())
        tasks = {
            key: task if same else CachedTask(array("I", [moved[number] for number in task.numbers()]).tobytes(), task.files, task.note)
            for key, task in self.kept.items()
        }
        for key, made in self.made.items():
            tasks[key] = CachedTask(numbered(made.reads), {path: staged.digest for path, staged in made.files.items()}, made.note)
        return TaskCache(tasks, [(dependency, digest_of(dependency)) for dependency in numbers])


def changed_dependencies(
    before: TaskCache, digest_of: Callable[[Dependency], str], collections: Collection[str] | None = None
) -> frozenset[int]:
    """The numbers of the dependencies, of some `collections` or of all, that have other digests now than when tasks were made."""
    return frozenset(
        number
        for number, (dependency, digest) in enumerate(before.dependencies)
        if (collections is None or dependency.collection in collections) and digest_of(dependency) != digest
    )
