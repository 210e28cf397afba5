"""A linked site as bytes, and again: every collection on its own, unpacked when it is first looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar, get_origin, get_type_hints

from generator.site.link import Site
from generator.site.packed import pack, unpack
from generator.site.summaries import Summaries

K = TypeVar("K")
V = TypeVar("V")

_PARTS = {name: kind for name, kind in get_type_hints(Site).items() if name != "articles"}
_COLLECTIONS = {name: kind for name, kind in _PARTS.items() if get_origin(kind) is Mapping}
_ONE = {name: kind for name, kind in _PARTS.items() if name not in _COLLECTIONS}


class _Packed(Mapping[K, V]):
    """A collection that is unpacked when it is first looked at."""

    def __init__(self, kind: Any, read: Callable[[], bytes]) -> None:
        self.kind, self.read = kind, read

    @cached_property
    def _inner(self) -> Mapping[K, V]:
        inner: Mapping[K, V] = unpack(self.read(), self.kind)
        return inner

    def __getitem__(self, key: K) -> V:
        return self._inner[key]

    def __contains__(self, key: object) -> bool:
        return key in self._inner

    def __iter__(self) -> Iterator[K]:
        return iter(self._inner)

    def __len__(self) -> int:
        return len(self._inner)

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self._inner),)


def put_site(site: Site, put: Callable[[bytes], str]) -> dict[str, str]:
    """Set aside what linking came to. Returns the names under which it is there, by what is there."""
    return {name: put(pack(getattr(site, name))) for name in _PARTS}


def get_site(names: Mapping[str, str], read: Callable[[str], bytes], articles: Summaries) -> Site:
    """The same site again, with its articles as they are now."""

    def later(name: str) -> Callable[[], bytes]:
        return lambda: read(names[name])

    parts: dict[str, Any] = {name: _Packed(kind, later(name)) for name, kind in _COLLECTIONS.items()}
    parts |= {name: unpack(read(names[name]), kind) for name, kind in _ONE.items()}
    return Site(articles=articles, **parts)
