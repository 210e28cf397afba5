"""A task is kept if nothing that it depends on has changed, and its files are in place; what is remembered of it goes round."""

from __future__ import annotations

from array import array

import pytest
from counterpoint.engine.codec import decode, encode
from counterpoint.engine.dependencies import Dependency
from counterpoint.engine.output import Staged
from counterpoint.engine.tasks import CachedTask, Made, TaskCache, Tasks, changed_dependencies

ONE, TWO, THREE = (Dependency("", "c", "value", key) for key in "abc")


def made(key: str, *reads: Dependency, files: tuple[str, ...] = ()) -> Made:
    return Made(key, reads, {path: Staged("", f"digest of {path}") for path in files})


def cached(*tasks: Made, digest="old") -> TaskCache:
    first = Tasks(TaskCache(), frozenset())
    for task in tasks:
        first.add(task)
    return decode(encode(first.to_cache(lambda dependency: digest)), TaskCache)


def kept(before: TaskCache, now, damaged=()) -> set[str]:
    tasks = Tasks(before, frozenset(damaged))
    changed = changed_dependencies(before, now)
    return {key for key in before.tasks if tasks.keep(key, changed)}


def test_only_what_depends_on_a_change_is_made_again():
    before = cached(made("x", ONE, TWO), made("y", TWO, THREE), made("z"))
    assert kept(before, lambda dependency: "old") == {"x", "y", "z"}
    assert kept(before, lambda dependency: "new" if dependency == ONE else "old") == {"y", "z"}
    assert kept(before, lambda dependency: "new" if dependency == TWO else "old") == {"z"}


def test_a_task_whose_files_were_damaged_is_made_again():
    before = cached(made("x", files=("a", "b")), made("y", files=("c",)))
    assert kept(before, lambda dependency: "old", damaged=["b"]) == {"y"}


def test_a_task_that_is_not_known_is_not_kept():
    assert not Tasks(TaskCache(), frozenset()).keep("x", frozenset())


def test_dependencies_that_nobody_has_are_forgotten_and_the_others_stay_right():
    before = cached(made("x", ONE), made("y", TWO), made("z", TWO, THREE))
    tasks = Tasks(before, frozenset())
    for key in ("y", "z"):
        assert tasks.keep(key, frozenset())
    tasks.add(made("w", THREE))
    after = tasks.to_cache(lambda dependency: "new")
    assert {dependency for dependency, _ in after.dependencies} == {TWO, THREE}
    names = [dependency for dependency, _ in after.dependencies]
    reads = {key: {names[number] for number in task.numbers()} for key, task in after.tasks.items()}
    assert reads == {"y": {TWO}, "z": {TWO, THREE}, "w": {THREE}}


def test_two_tasks_that_would_write_one_file_are_found():
    tasks = Tasks(cached(made("x", files=("a", "b"))), frozenset())
    tasks.keep("x", frozenset())
    tasks.add(made("y", files=("b", "c")))
    assert tasks.shared_files() == {"b": ("x", "y")}


@pytest.mark.parametrize(
    ("reads", "dependencies", "is_whole"),
    [
        (b"", 0, True),
        (array("I", [0]).tobytes(), 1, True),
        (array("I", [1, 0]).tobytes(), 2, True),
        (array("I", [1]).tobytes(), 1, False),
        (array("I", [0, 7]).tobytes(), 2, False),
        (array("I", [0]).tobytes()[:-1], 1, False),
        (array("I", [0]).tobytes() + b"\0", 1, False),
    ],
)
def test_tasks_that_name_dependencies_which_are_not_there_are_no_whole_cache(reads, dependencies, is_whole):
    listed = [(Dependency("", "c", "value", str(number)), "old") for number in range(dependencies)]
    assert TaskCache({"x": CachedTask(reads, {})}, listed).is_whole() == is_whole
    assert TaskCache({"w": CachedTask(b"", {}), "x": CachedTask(reads, {})}, listed).is_whole() == is_whole


def test_dependencies_are_looked_at_in_some_collections_or_in_all():
    before = TaskCache({}, [(Dependency("", collection, "value", "k"), "old") for collection in ("a", "media", "b")])
    assert changed_dependencies(before, lambda dependency: "new", {"media"}) == {1}
    assert changed_dependencies(before, lambda dependency: "new", {"a", "b"}) == {0, 2}
    assert changed_dependencies(before, lambda dependency: "new", set()) == frozenset()
    assert changed_dependencies(before, lambda dependency: "new") == {0, 1, 2}
    assert changed_dependencies(before, lambda dependency: "old") == frozenset()
