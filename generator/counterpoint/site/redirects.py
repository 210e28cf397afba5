"""Pages that have moved: old paths, and where they lead."""

from __future__ import annotations

from collections.abc import Mapping

from counterpoint.model.site import Site as Settings
from counterpoint.site import addresses
from counterpoint.site.record import Record


def redirects_of(articles: Mapping[str, tuple[str, ...]], settings: Settings) -> dict[str, str]:
    """Old path → new path, as articles (slug → old paths) and site.yml name them."""
    named = {as_path(old): new for old, new in settings.redirects.items()}
    return named | {as_path(old): addresses.article(slug) for slug, paths in articles.items() for old in paths}


def as_path(old: str) -> str:
    """An old path as its page has it: with a slash at its end, if it is no file."""
    return old if "." in old.rsplit("/", 1)[-1] or old.endswith("/") else old + "/"


def with_pages_under(redirects: Mapping[str, str], known: Mapping[str, object], record: Record) -> dict[str, str]:
    """Redirects, and what was public under an old address: to the same place under the new one, or at least to its head."""
    moves = dict(redirects)
    for address in sorted(record.addresses - known.keys() - redirects.keys()):
        if address.startswith("/embed/"):
            slug, _, rest = address.removeprefix("/embed/").partition("/")
            moved = redirects.get(f"/{slug}/", "")
            if moved and f"/embed{moved}{rest}" in known:
                moves[address] = f"/embed{moved}{rest}"
            continue
        parts = address.split("/")
        for cut in range(len(parts) - 1, 1, -1):
            head = "/".join(parts[:cut]) + "/"
            if head in redirects:
                moved = redirects[head] + address.removeprefix(head)
                moves[address] = moved if moved in known else redirects[head]
                break
    return moves
