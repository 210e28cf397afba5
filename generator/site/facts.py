"""What a target is made from, noted while it is made: no list of dependencies to forget something in.

A fact is a value of the site that a page may show, named `collection:key`; `collection:*` is the whole collection. A target whose
facts all have the digests that they had when it was made would come out the same.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from dataclasses import fields, replace
from typing import Any, TypeVar

from generator.site.link import Site
from generator.site.packed import digest, pack

K = TypeVar("K")
V = TypeVar("V")

WHOLE = "*"
SETTINGS = "settings:*"


class Noted(Mapping[K, V]):
    """A mapping that notes what is looked up in it, what is not found there included."""

    __slots__ = ("inner", "log", "name")

    def __init__(self, name: str, inner: Mapping[K, V], log: set[str]) -> None:
        self.name, self.inner, self.log = name, inner, log

    def __getitem__(self, key: K) -> V:
        self.log.add(f"{self.name}:{key}")
        return self.inner[key]

    def __iter__(self) -> Iterator[K]:
        self.log.add(f"{self.name}:{WHOLE}")
        return iter(self.inner)

    def __len__(self) -> int:
        self.log.add(f"{self.name}:{WHOLE}")
        return len(self.inner)

    def items(self) -> ItemsView[K, V]:
        """All pairs: one fact, the whole."""
        self.log.add(f"{self.name}:{WHOLE}")
        return self.inner.items()

    def values(self) -> ValuesView[V]:
        """All values: one fact, the whole."""
        self.log.add(f"{self.name}:{WHOLE}")
        return self.inner.values()


def noting(site: Site, log: set[str]) -> Site:
    """The same site, which notes in `log` what is looked up in it. Its settings count as looked up by everything."""
    noted = {field.name: Noted(field.name, value, log) for field in fields(site) if isinstance(value := getattr(site, field.name), Mapping)}
    return replace(site, **noted)  # type: ignore[arg-type]


def digests(site: Site, known: Mapping[str, Callable[[str], str]], others: dict[str, Mapping[str, Any]]) -> Callable[[str], str]:
    """A function from a fact to its digest; a key that is not there has the empty one.

    `known` gives the digests of collections whose values were packed before; `others` are collections that are not the site's.
    """
    collections = {field.name: value for field in fields(site) if isinstance(value := getattr(site, field.name), Mapping)} | others
    done = {SETTINGS: digest(pack(site.settings))}

    def of(fact: str) -> str:
        if fact not in done:
            name, _, key = fact.partition(":")
            collection = collections[name]
            if key == WHOLE:
                done[fact] = digest("".join(f"{key}\0{of(f'{name}:{key}')}\0" for key in collection).encode())
            elif key not in collection:
                done[fact] = ""
            else:
                done[fact] = known[name](key) if name in known else digest(pack(collection[key]))
        return done[fact]

    return of
