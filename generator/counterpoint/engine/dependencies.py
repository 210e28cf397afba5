"""What a target is made from, noted while it is made: no list of dependencies to forget something in.

A fact is a value of the site that a page may show, named `collection:key`. `collection:*` is the whole collection, `collection:#`
its keys in their order, and `collection.detail:key` one attribute of a value. A target whose facts all have the digests that they had
when it was made would come out the same.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from functools import cache
from typing import Any, TypeVar

from msgspec.structs import replace

from counterpoint.model.speakers import Speaker
from counterpoint.site.link import Site
from counterpoint.site.packed import digest, pack

K = TypeVar("K")
V = TypeVar("V")

WHOLE = "*"
KEYS = "#"
ABSENT = "absent"
SETTINGS = "settings:*"
"""The site's settings, and all else of it that is no collection, such as the language of the original."""


class Noted(Mapping[K, V]):
    """A mapping that notes what is looked up in it, what is not found there included."""

    __slots__ = ("inner", "log", "name")

    def __init__(self, name: str, inner: Mapping[K, V], log: set[str]) -> None:
        self.name, self.inner, self.log = name, inner, log

    def __getitem__(self, key: K) -> V:
        self.log.add(f"{self.name}:{key}")
        return self.inner[key]

    def __contains__(self, key: object) -> bool:
        self.log.add(f"{self.name}:{key}")
        return key in self.inner

    def __iter__(self) -> Iterator[K]:
        self.log.add(f"{self.name}:{KEYS}")
        return iter(self.inner)

    def __len__(self) -> int:
        self.log.add(f"{self.name}:{KEYS}")
        return len(self.inner)

    def items(self) -> ItemsView[K, V]:
        """All pairs: one fact, the whole."""
        self.log.add(f"{self.name}:{WHOLE}")
        return self.inner.items()

    def values(self) -> ValuesView[V]:
        """All values: one fact, the whole."""
        self.log.add(f"{self.name}:{WHOLE}")
        return self.inner.values()


class NotedAddresses(Noted[str, V]):
    """A mapping of addresses, of which most that are asked for are not in it: there is a fact `name.absent:…` for many of them together,
    which changes when one of these comes or goes."""

    def __getitem__(self, key: str) -> V:
        if key in self.inner:
            return super().__getitem__(key)
        self.log.add(f"{self.name}.{ABSENT}:{_drawer(key)}")
        raise KeyError(key)


def _drawer(key: str) -> str:
    return digest(key.encode())[:3]


class NotedSpeakers(Noted[str, Speaker]):
    """Speakers, of whom each detail is a fact of its own, `speakers.bio:ann`: a name stands on many pages, a biography on few."""

    def __getitem__(self, key: str) -> Speaker:
        if key not in self.inner:
            return super().__getitem__(key)
        self.log.add(f"{self.name}.name:{key}")  # that there is such a speaker at all: every one has a name
        return _NotedSpeaker(self.inner[key], self.name, key, self.log)  # type: ignore[return-value]  # it answers as one does

    def __contains__(self, key: object) -> bool:
        if key not in self.inner:
            return super().__contains__(key)
        self.log.add(f"{self.name}.name:{key}")
        return True

    def items(self) -> ItemsView[str, Speaker]:
        """All of them; what is looked at of each is noted."""
        return ItemsView(self)

    def values(self) -> ValuesView[Speaker]:
        """The same without their ids."""
        return ValuesView(self)


class _NotedSpeaker:
    __slots__ = ("_collection", "_inner", "_key", "_log")

    def __init__(self, inner: Speaker, collection: str, key: str, log: set[str]) -> None:
        self._inner, self._collection, self._key, self._log = inner, collection, key, log

    def __getattr__(self, name: str) -> Any:
        self._log.add(f"{self._collection}.{name}:{self._key}")
        return getattr(self._inner, name)


def noting(site: Site, log: set[str]) -> Site:
    """The same site, which notes in `log` what is looked up in it. Its settings count as looked up by everything."""
    noted: dict[str, Mapping[str, Any]] = {name: Noted(name, collection, log) for name, collection in collections(site).items()}
    noted["speakers"] = NotedSpeakers("speakers", site.speakers, log)
    noted["source_at"] = NotedAddresses("source_at", site.source_at, log)
    return replace(site, **noted)


def collections(site: Site) -> dict[str, Mapping[str, Any]]:
    """The collections that linking makes, by name."""
    return {name: value for name in site.__struct_fields__ if isinstance(value := getattr(site, name), Mapping)}


def digests(site: Site, known: Mapping[str, Callable[[str], str]], others: dict[str, Mapping[str, Any]]) -> Callable[[str], str]:
    """A function from a fact to its digest; a key that is not there has the empty one.

    `known` gives the digests of collections whose values were packed before; `others` are collections that are not the site's.
    """
    named_collections = collections(site) | others
    alone = [value for name in site.__struct_fields__ if not isinstance(value := getattr(site, name), Mapping)]
    done = {SETTINGS: digest(pack(alone))}

    @cache
    def drawers(name: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key in named_collections[name]:
            found.setdefault(_drawer(key), []).append(key)
        return found

    def of(fact: str) -> str:
        if fact not in done:
            named, _, key = fact.partition(":")
            name, _, detail = named.partition(".")
            collection = named_collections[name]
            if key == WHOLE:
                done[fact] = digest("".join(f"{key}\0{of(f'{name}:{key}')}\0" for key in collection).encode())
            elif detail == ABSENT:
                done[fact] = digest("".join(f"{other}\0" for other in drawers(name).get(key, ())).encode())
            elif key == KEYS:
                done[fact] = digest("".join(f"{key}\0" for key in collection).encode())
            elif key not in collection:
                done[fact] = ""
            elif detail:
                done[fact] = digest(pack(getattr(collection[key], detail)))
            else:
                done[fact] = known[name](key) if name in known else digest(pack(collection[key]))
        return done[fact]

    return of
