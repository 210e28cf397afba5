"""What is known of a site's articles, unpacked when it is looked at, so that that of a large site is never in memory all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar

from counterpoint.site.packed import unpack_summary, unpack_ties
from counterpoint.site.prepared import Summary, Ties

T = TypeVar("T")

AT_HAND = 32
"""How many summaries stay unpacked. They are looked at one after the other, and where few are unpacked, the next takes their memory while a
processor has it near: that is twice as fast as with hundreds."""
PACKED = 1 << 26
"""Bytes of packed summaries that are not read again, where a large site's are about 5 kB each."""


class _Unpacked(Mapping[str, T]):
    """Articles' parts of one kind by slug, in an order of their own. `digests` names the packed form of each, `unpack` makes a part of it;
    `ahead` has some parts that are newer than those."""

    def __init__(
        self, digests: Mapping[str, str], packed: Callable[[str], bytes], unpack: Callable[[bytes], T], ahead: Mapping[str, T]
    ) -> None:
        self.digests, self.ahead = digests, ahead
        self._bytes, self._unpack = packed, unpack
        self._at_hand: dict[str, T] = {}

    def __getitem__(self, slug: str) -> T:
        part = self._at_hand.get(slug)
        if part is None:
            part = self.ahead.get(slug) or self._unpack(self._bytes(self.digests[slug]))
            if len(self._at_hand) >= AT_HAND:
                del self._at_hand[next(iter(self._at_hand))]
            self._at_hand[slug] = part
        return part

    def __contains__(self, slug: object) -> bool:
        return slug in self.digests

    def __iter__(self) -> Iterator[str]:
        return iter(self.digests)

    def __len__(self) -> int:
        return len(self.digests)


class Summaries(_Unpacked[Summary]):
    """Summaries by slug. `digests` names the packed form of each, with its ties, and `read` gives it by its name."""

    def __init__(
        self,
        digests: Mapping[str, str],
        read: Callable[[str], bytes],
        ahead: Mapping[str, Summary] | None = None,
        ties_ahead: Mapping[str, Ties] | None = None,
    ) -> None:
        super().__init__(digests, self._packed, unpack_summary, ahead or {})
        self.read, self._ties_ahead = read, ties_ahead or {}
        self._kept: dict[str, bytes] = {}
        self._room = PACKED

    @cached_property
    def ties(self) -> Mapping[str, Ties]:
        """The ties of the same articles."""
        return _Unpacked(self.digests, self._packed, unpack_ties, self._ties_ahead)

    def _packed(self, name: str) -> bytes:
        packed = self._kept.get(name)
        if packed is None:
            packed = self.read(name)
            if self._room >= len(packed):
                self._kept[name] = packed
                self._room -= len(packed)
        return packed

    def __reduce__(self) -> tuple[Any, ...]:
        """To another machine everything goes along."""
        packed = {name: self.read(name) for name in self.digests.values()}
        return Summaries, (dict(self.digests), packed.__getitem__, dict(self.ahead), dict(self._ties_ahead))

    def with_one(self, summary: Summary, ties: Ties) -> Summaries:
        """These summaries with one article as it is now."""
        return Summaries(self.digests, self.read, {**self.ahead, summary.slug: summary}, {**self._ties_ahead, summary.slug: ties})


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
