"""The list of all claims in pages, each of which is made again only when something on it has changed."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

CLAIMS_ON_A_PAGE = 500
"""Claims on one page of the list; articles are kept together."""


class ClaimListPage(Struct, frozen=True, array_like=True):
    """A page of the list: its articles, newest first; and how many claims there are on all pages."""

    articles: tuple[str, ...]
    count: int


def claim_list(counts: Mapping[str, int]) -> dict[str, ClaimListPage]:
    """The pages of the list by their numbers, from how many claims each article has. There is always a first one."""
    pages: list[list[str]] = [[]]
    held = 0
    for slug, count in counts.items():
        if held and held + count > CLAIMS_ON_A_PAGE:
            pages.append([])
            held = 0
        pages[-1].append(slug)
        held += count
    whole = sum(counts.values())
    return {str(number): ClaimListPage(tuple(slugs), whole) for number, slugs in enumerate(pages, 1)}
