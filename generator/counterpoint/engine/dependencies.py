"""What a task looks at while it runs is noted, so that nobody has to say what depends on what, and forget something.

A task whose dependencies all have the digests that they had when it was made would come to the same files.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from functools import cache
from typing import Any, Generic, Literal, TypeVar

from msgspec import Struct

from counterpoint.engine.codec import digest, encode

K = TypeVar("K")
V = TypeVar("V")

Aspect = Literal["value", "attribute", "keys", "all", "absent"]


class Dependency(Struct, frozen=True, order=True, array_like=True):
    """Something that a task looked at: an aspect of a collection of values, which belongs to a scope (such as a language).

    The `value` at a key (or that there is none); one `attribute` of that value; its `keys` in their order; `all` its values in their
    order; or which of many keys that may be asked for are `absent`: `key` then stands for a group of them.
    """

    scope: str
    collection: str
    aspect: Aspect
    key: str = ""
    attribute: str = ""


class Tracked(Mapping[K, V]):
    """A mapping that notes in `reads` what is looked up in it, what is not found there included."""

    __slots__ = ("collection", "inner", "reads", "scope")

    def __init__(self, scope: str, collection: str, inner: Mapping[K, V], reads: set[Dependency]) -> None:
        self.scope, self.collection, self.inner, self.reads = scope, collection, inner, reads

    def note(self, aspect: Aspect, key: object = "", attribute: str = "") -> None:
        """Note that something was looked at."""
        self.reads.add(Dependency(self.scope, self.collection, aspect, str(key), attribute))

    def __getitem__(self, key: K) -> V:
        self.note("value", key)
        return self.inner[key]

    def __contains__(self, key: object) -> bool:
        self.note("value", key)
        return key in self.inner

    def __iter__(self) -> Iterator[K]:
        self.note("keys")
        return iter(self.inner)

    def __len__(self) -> int:
        self.note("keys")
        return len(self.inner)

    def items(self) -> ItemsView[K, V]:
        """All pairs: one dependency, on everything."""
        self.note("all")
        return self.inner.items()

    def values(self) -> ValuesView[V]:
        """All values: one dependency, on everything."""
        self.note("all")
        return self.inner.values()


class TrackedSparse(Tracked[str, V]):
    """A mapping in which most keys that are asked for are not: many of these are one dependency, which changes when one of them comes."""

    __slots__ = ()

    def __getitem__(self, key: str) -> V:
        if key in self.inner:
            return super().__getitem__(key)
        self.note("absent", _group(key))
        raise KeyError(key)


def _group(key: str) -> str:
    return digest(key.encode())[:3]


class TrackedAttributes(Tracked[str, V]):
    """A mapping of values of which each attribute is a dependency of its own, as it is shown elsewhere than the others.

    `always` is an attribute that every value has: that there is a value at all depends on it.
    """

    __slots__ = ("always",)

    def __init__(self, scope: str, collection: str, inner: Mapping[str, V], reads: set[Dependency], always: str) -> None:
        super().__init__(scope, collection, inner, reads)
        self.always = always

    def __getitem__(self, key: str) -> V:
        if key not in self.inner:
            return super().__getitem__(key)
        self.note("attribute", key, self.always)
        return _TrackedValue(self, key)  # type: ignore[return-value]  # it answers as the value does

    def __contains__(self, key: object) -> bool:
        if key not in self.inner:
            return super().__contains__(key)
        self.note("attribute", key, self.always)
        return True

    def items(self) -> ItemsView[str, V]:
        """All of them; what is looked at of each is noted."""
        return ItemsView(self)

    def values(self) -> ValuesView[V]:
        """All of them without their keys; what is looked at of each is noted."""
        return ValuesView(self)


class _TrackedValue(Generic[V]):
    __slots__ = ("_key", "_owner")

    def __init__(self, owner: TrackedAttributes[V], key: str) -> None:
        self._owner, self._key = owner, key

    def __getattr__(self, name: str) -> Any:
        self._owner.note("attribute", self._key, name)
        return getattr(self._owner.inner[self._key], name)


Collections = Mapping[str, Mapping[str, Any]]
"""Collections of values by their name."""


def digests(scopes: Mapping[str, Collections], named: Mapping[str, Mapping[str, Callable[[str], str]]]) -> Callable[[Dependency], str]:
    """A function from a dependency to its digest now; a key that is not there has the empty one.

    `scopes` are the collections of each scope. `named` gives digests of values where these have some already, by scope and collection.
    """

    @cache
    def groups(scope: str, collection: str) -> dict[str, list[str]]:
        members: dict[str, list[str]] = {}
        for key in scopes[scope][collection]:
            members.setdefault(_group(key), []).append(key)
        return members

    @cache
    def value(scope: str, collection: str, key: str) -> str:
        digest_of = named.get(scope, {}).get(collection)
        return digest_of(key) if digest_of else digest(encode(scopes[scope][collection][key]))

    @cache
    def digest_now(dependency: Dependency) -> str:
        scope, collection, key = dependency.scope, dependency.collection, dependency.key
        values = scopes.get(scope, {}).get(collection)
        if values is None:
            return ""
        match dependency.aspect:
            case "keys":
                return digest("\0".join(map(str, values)).encode("utf-8", "surrogateescape"))
            case "all":
                return digest("".join(f"{key}\0{value(scope, collection, key)}\0" for key in values).encode("utf-8", "surrogateescape"))
            case "absent":
                return digest("\0".join(groups(scope, collection).get(key, ())).encode())
        if key not in values:
            return ""
        return (
            digest(encode(getattr(values[key], dependency.attribute, None)))
            if dependency.aspect == "attribute"
            else value(scope, collection, key)
        )

    return digest_now
