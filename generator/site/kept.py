"""A linked site as bytes, and again: every collection on its own, unpacked when it is first looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar

from generator.model.site import Site as Settings
from generator.model.speakers import Speaker
from generator.site.gather import ClaimKey, HeldPosition
from generator.site.link import Edition, PlainPage, Site
from generator.site.packed import pack, unpack
from generator.site.prepared import SourceSummary
from generator.site.summaries import Summaries

K = TypeVar("K")
V = TypeVar("V")

_COLLECTIONS: dict[str, Any] = {
    "speakers": dict[str, Speaker],
    "sources": dict[str, SourceSummary],
    "pages": dict[str, PlainPage],
    "answered_by": dict[str, dict[str, tuple[ClaimKey, ...]]],
    "by_speaker": dict[str, tuple[ClaimKey, ...]],
    "holders": dict[str, tuple[HeldPosition, ...]],
    "members": dict[str, tuple[str, ...]],
    "by_topic": dict[str, tuple[str, ...]],
    "source_at": dict[str, str],
    "used_media": dict[str, str],
    "addresses": dict[str, tuple[str, ...] | None],
    "moves": dict[str, str],
    "removed": dict[str, tuple[str, ...]],
    "translations": dict[str, tuple[str, ...]],
    "untranslated": dict[str, str],
    "untranslated_speakers": dict[str, str],
    "moved_elsewhere": dict[str, str],
}
_ONE: dict[str, Any] = {"settings": Settings, "edition": Edition | None}


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
    names = {name: put(pack(getattr(site, name))) for name in (*_COLLECTIONS, *_ONE)}
    return {**names, "articles": put(pack(site.articles.digests))}


def get_site(names: Mapping[str, str], read: Callable[[str], bytes]) -> Site:
    """The same site again."""

    def later(name: str) -> Callable[[], bytes]:
        return lambda: read(names[name])

    parts: dict[str, Any] = {name: _Packed(kind, later(name)) for name, kind in _COLLECTIONS.items()}
    parts |= {name: unpack(read(names[name]), kind) for name, kind in _ONE.items()}
    return Site(articles=Summaries(unpack(read(names["articles"]), dict[str, str]), read), **parts)
