"""Summaries and index entries of articles, decoded on first use, so a large site never holds them all in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar

from counterpoint.article.codec import decode_entry, decode_summary
from counterpoint.article.prepared import IndexEntry, Summary

T = TypeVar("T")

MOST_DECODED = 32
"""Summaries that stay decoded. With few, the next one takes memory that a processor still has near: twice as fast as with hundreds."""
CACHED_BYTES = 1 << 26
"""Bytes of encoded summaries that are kept; each is about 5 kB."""


class _Decoded(Mapping[str, T]):
    """Articles' parts of one kind by slug, in an order of their own. `digests` names the encoded form of each, `decode` makes a part of it;
    `ahead` has some parts that are newer than those."""

    def __init__(
        self, digests: Mapping[str, str], encoded: Callable[[str], bytes], decode: Callable[[bytes], T], ahead: Mapping[str, T]
    ) -> None:
        self.digests, self.ahead = digests, ahead
        self._bytes, self._decode = encoded, decode
        self._decoded: dict[str, T] = {}

    def __getitem__(self, slug: str) -> T:
        part = self._decoded.get(slug)
        if part is None:
            part = self.ahead.get(slug) or self._decode(self._bytes(self.digests[slug]))
            if len(self._decoded) >= MOST_DECODED:
                del self._decoded[next(iter(self._decoded))]
            self._decoded[slug] = part
        return part

    def __contains__(self, slug: object) -> bool:
        return slug in self.digests

    def __iter__(self) -> Iterator[str]:
        return iter(self.digests)

    def __len__(self) -> int:
        return len(self.digests)


class Summaries(_Decoded[Summary]):
    """Summaries by slug. `digests` names the encoded form of each, with its index entry, and `read` gives it by its name."""

    def __init__(
        self,
        digests: Mapping[str, str],
        read: Callable[[str], bytes],
        ahead: Mapping[str, Summary] | None = None,
        entries_ahead: Mapping[str, IndexEntry] | None = None,
    ) -> None:
        super().__init__(digests, self._encoded, decode_summary, ahead or {})
        self.read, self._entries_ahead = read, entries_ahead or {}
        self._kept: dict[str, bytes] = {}
        self._room = CACHED_BYTES

    @cached_property
    def entries(self) -> Mapping[str, IndexEntry]:
        """The index entries of the same articles."""
        return _Decoded(self.digests, self._encoded, decode_entry, self._entries_ahead)

    def _encoded(self, name: str) -> bytes:
        encoded = self._kept.get(name)
        if encoded is None:
            encoded = self.read(name)
            if self._room >= len(encoded):
                self._kept[name] = encoded
                self._room -= len(encoded)
        return encoded

    def __reduce__(self) -> tuple[Any, ...]:
        """To another machine everything goes along."""
        encoded = {name: self.read(name) for name in self.digests.values()}
        return Summaries, (dict(self.digests), encoded.__getitem__, dict(self.ahead), dict(self._entries_ahead))

    def with_one(self, summary: Summary, entry: IndexEntry) -> Summaries:
        """These summaries with one article as it is now."""
        return Summaries(self.digests, self.read, {**self.ahead, summary.slug: summary}, {**self._entries_ahead, summary.slug: entry})


class Selected(Mapping[str, Summary]):
    """Summaries without some of them."""

    def __init__(self, articles: Mapping[str, Summary], without: Mapping[str, object]) -> None:
        self.articles, self.slugs = articles, {slug: None for slug in articles if slug not in without}

    def __getitem__(self, slug: str) -> Summary:
        if slug not in self.slugs:
            raise KeyError(slug)
        return self.articles[slug]

    def __contains__(self, slug: object) -> bool:
        return slug in self.slugs

    def __iter__(self) -> Iterator[str]:
        return iter(self.slugs)

    def __len__(self) -> int:
        return len(self.slugs)
