"""A linked site as bytes, and again: every collection on its own, unpacked when and as far as it is looked at."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from functools import cached_property
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from counterpoint.site.link import Site
from counterpoint.site.packed import pack, unpack
from counterpoint.site.summaries import Summaries

V = TypeVar("V")

_PARTS = {name: kind for name, kind in get_type_hints(Site).items() if name != "articles"}
_COLLECTIONS = {name: kind for name, kind in _PARTS.items() if get_origin(kind) is Mapping}
_ONE = {name: kind for name, kind in _PARTS.items() if name not in _COLLECTIONS}


class _Packed(Mapping[str, V]):
    """A collection that is read when it is first looked at, and of which each value is unpacked when somebody asks for it."""

    def __init__(self, kind: Any, read: Callable[[], bytes]) -> None:
        self.kind, self.read = kind, read
        self._known: dict[str, V] = {}

    @cached_property
    def _packed(self) -> Mapping[str, msgspec.Raw]:
        return unpack(self.read(), dict[str, msgspec.Raw])

    @cached_property
    def _whole(self) -> Mapping[str, V]:
        whole: Mapping[str, V] = unpack(self.read(), self.kind)
        return whole

    def __getitem__(self, key: str) -> V:
        if key not in self._known:
            self._known[key] = unpack(self._packed[key], get_args(self.kind)[1])
        return self._known[key]

    def __contains__(self, key: object) -> bool:
        return key in self._packed

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def items(self) -> ItemsView[str, V]:
        """All pairs, unpacked at once."""
        return self._whole.items()

    def values(self) -> ValuesView[V]:
        """All values, unpacked at once."""
        return self._whole.values()

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self._whole),)


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
