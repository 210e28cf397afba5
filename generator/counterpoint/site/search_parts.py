"""The search index in parts, of which an edit makes one again, and which the search page asks as one."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from math import ceil

from msgspec import Struct

from counterpoint.engine.codec import digest

ARTICLES_IN_PART = 300
"""Articles in one part of the index, on average, until there are `MOST_PARTS`. Pagefind makes such a part in less than a second."""
MOST_PARTS = 8
"""Parts at most: for every word the search page fetches some 15 KB of each."""


class SearchPart(Struct, frozen=True, array_like=True):
    """What one part of the index holds: slugs of articles, newest first; ids of speakers and of sources of the whole site."""

    articles: tuple[str, ...]
    speakers: tuple[str, ...]
    sources: tuple[str, ...]


def search_parts(articles: Iterable[str], speakers: Iterable[str], sources: Iterable[str]) -> dict[str, SearchPart]:
    """The parts by their numbers, from 1. Each thing stays in its part while the number of parts stays."""
    slugs = list(articles)
    count = min(max(ceil(len(slugs) / ARTICLES_IN_PART), 1), MOST_PARTS)
    parts: list[tuple[list[str], list[str], list[str]]] = [([], [], []) for _ in range(count)]
    for kind, name in chain(((0, slug) for slug in slugs), ((1, id) for id in sorted(speakers)), ((2, id) for id in sorted(sources))):
        parts[int(digest(name.encode())[:8], 16) % count if count > 1 else 0][kind].append(name)
    return {str(number): SearchPart(*map(tuple, part)) for number, part in enumerate(parts, 1)}
