"""Whatever a task looks at is a dependency, and a dependency's digest changes exactly when what was looked at does."""

from __future__ import annotations

import pytest
from counterpoint.engine.dependencies import Dependency, Tracked, TrackedAttributes, TrackedSparse, digests
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

KEYS = st.sampled_from(["a", "b", "c", "d"])
VALUES = st.dictionaries(KEYS, st.integers(0, 2), max_size=4)
LOOKS = {
    "item": lambda values, key: values[key] if key in values else None,  # noqa: SIM401 - both are looks
    "get": lambda values, key: values.get(key),
    "contains": lambda values, key: key in values,
    "keys": lambda values, key: list(values),
    "length": lambda values, key: len(values),
    "items": lambda values, key: list(values.items()),
    "values": lambda values, key: list(values.values()),
    "equal": lambda values, key: dict(values) == {"a": 1},
    "iterate": lambda values, key: [values[name] for name in values],
}


class Person(Struct):
    name: str
    bio: str = ""


def digest(values, dependency):
    return digests({"s": {"c": values}}, {})(dependency)


@given(VALUES, VALUES, KEYS, st.sampled_from([*LOOKS]), st.sampled_from([Tracked, TrackedSparse]))
def test_where_no_dependency_has_changed_the_task_sees_the_same(before, after, key, look, kind):
    reads = set()
    seen = LOOKS[look](kind("s", "c", before, reads), key)
    assert reads
    if all(digest(before, read) == digest(after, read) for read in reads):
        assert LOOKS[look](after, key) == seen


@given(VALUES, KEYS, KEYS)
def test_another_key_is_no_dependency(before, key, other):
    reads = set()
    Tracked("s", "c", before, reads).get(key)
    after = {**before, other: 9}
    changed = {read for read in reads if digest(before, read) != digest(after, read)}
    assert bool(changed) == (key == other)


def test_attributes_are_dependencies_of_their_own():
    reads = set()
    people = TrackedAttributes("s", "c", {"ann": Person("Ann", "Counts.")}, reads, "name")
    assert people["ann"].name == "Ann"
    assert reads == {Dependency("s", "c", "attribute", "ann", "name")}
    (read,) = reads
    same, other, gone = {"ann": Person("Ann", "Writes.")}, {"ann": Person("Anne")}, {}
    assert digest({"ann": Person("Ann", "Counts.")}, read) == digest(same, read)
    assert len({digest(values, read) for values in (same, other, gone)}) == 3


def test_the_order_of_keys_is_a_dependency_of_who_goes_through_them():
    for aspect in ("keys", "all"):
        read = Dependency("s", "c", aspect)
        assert digest({"a": 1, "b": 2}, read) != digest({"b": 2, "a": 1}, read)


def test_scopes_and_collections_do_not_mix():
    of = digests({"": {"c": {"a": 1}}, "he/": {"c": {"a": 2}, "d": {"a": 1}}}, {"he/": {"d": {"a": "named"}.__getitem__}})
    assert of(Dependency("", "c", "value", "a")) != of(Dependency("he/", "c", "value", "a"))
    assert of(Dependency("he/", "d", "value", "a")) == "named"
    assert of(Dependency("fr/", "c", "value", "a")) == of(Dependency("", "no", "value", "a")) == ""


@pytest.mark.parametrize("look", ["contains", "get", "item", "keys", "length", "items", "values", "iterate"])
@pytest.mark.parametrize("key", ["ann", "bob"])
def test_values_with_tracked_attributes_answer_as_the_mapping_does(look, key):
    people = {"ann": Person("Ann", "Counts."), "carl": Person("Carl")}

    def names(seen):
        match seen:
            case list():
                return [names(item) for item in seen]
            case tuple():
                return tuple(names(item) for item in seen)
            case None | bool() | int() | str():
                return seen
        return seen.name, seen.bio

    reads = set()
    assert names(LOOKS[look](TrackedAttributes("s", "c", people, reads, "name"), key)) == names(LOOKS[look](people, key))
    assert reads


def test_whether_there_is_a_value_depends_on_that_alone():
    reads = set()
    people = TrackedAttributes("s", "c", {"ann": Person("Ann")}, reads, "name")
    assert "ann" in people
    assert "bob" not in people
    assert reads == {Dependency("s", "c", "attribute", "ann", "name"), Dependency("s", "c", "value", "bob")}
    before, after = {"ann": Person("Ann")}, {"ann": Person("Ann", "Another."), "bob": Person("Bob")}
    assert {read.key for read in reads if digest(before, read) != digest(after, read)} == {"bob"}
