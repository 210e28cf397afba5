"""The summaries of a site's articles: unpacked when they are looked at, so that those of a large site are never in memory all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.site.packed import unpack_summary
from generator.site.prepared import Summary

AT_HAND = 32
"""How many summaries stay unpacked. They are looked at one after the other, and where few are unpacked, the next takes their memory while a
processor has it near: that is twice as fast as with hundreds."""
PACKED = 1 << 26
"""Bytes of packed summaries that are not read again, where a large site's are about 5 kB each."""


class Summaries(Mapping[str, Summary]):
    """Summaries by slug, in an order of their own. `digests` names the packed form of each, and `read` gives it by its name."""

    def __init__(self, digests: Mapping[str, str], read: Callable[[str], bytes], ahead: Mapping[str, Summary] | None = None) -> None:
        self.digests, self.read = digests, read
        self._ahead = ahead or {}
        self._at_hand: dict[str, Summary] = {}
        self._packed: dict[str, bytes] = {}
        self._room = PACKED

    def __getitem__(self, slug: str) -> Summary:
        found = self._at_hand.get(slug)
        if found is None:
            found = self._ahead.get(slug) or unpack_summary(self._bytes(self.digests[slug]))
            if len(self._at_hand) >= AT_HAND:
                del self._at_hand[next(iter(self._at_hand))]
            self._at_hand[slug] = found
        return found

    def _bytes(self, name: str) -> bytes:
        packed = self._packed.get(name)
        if packed is None:
            packed = self.read(name)
            if self._room >= len(packed):
                self._packed[name] = packed
                self._room -= len(packed)
        return packed

    def __contains__(self, slug: object) -> bool:
        return slug in self.digests

    def __iter__(self) -> Iterator[str]:
        return iter(self.digests)

    def __len__(self) -> int:
        return len(self.digests)

    def __reduce__(self) -> tuple[Any, ...]:
        """To another machine everything goes along."""
        packed = {name: self.read(name) for name in self.digests.values()}
        return Summaries, (dict(self.digests), packed.__getitem__, dict(self._ahead))

    def with_one(self, summary: Summary) -> Summaries:
        """The same with one article as it is now."""
        return Summaries(self.digests, self.read, {**self._ahead, summary.slug: summary})


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
