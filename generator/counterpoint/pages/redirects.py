"""Old paths, and where they lead on to."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from counterpoint.pages.page import Page
from counterpoint.pages.page_kind import Data, PageInputs, PageKind
from counterpoint.site.link import Site

RULES = "/_redirects"


class MovedView(Struct, frozen=True):
    """Where a page has gone."""

    title: str
    href: str
    url: str


class RedirectsKind(PageKind):
    """What leads from old paths to new ones: a page at each for any host, and one `_redirects` file for those that read it."""

    name = "redirects"
    templates = ("redirect.html",)

    def other_files(self, site: Site) -> Iterator[str]:
        """All of its files."""
        yield from _paths_of_pages(site)
        if site.edition is None and (site.moves or site.moved_elsewhere):
            yield RULES

    def files(self, id: str, inputs: PageInputs) -> Iterator[Page | Data]:
        """The pages and the rules."""
        site = inputs.site
        for old in _paths_of_pages(site):
            new = site.moves[old]
            summary = site.articles.get(new.split("/")[1])
            title = summary.title if summary else new
            view = MovedView(title, site.href(new), site.url(new))
            yield Page(old, "redirect.html", "redirect", title, title, view, indexed=False)
        if site.edition is None and (rules := [*sorted(site.moves.items()), *sorted(site.moved_elsewhere.items())]):
            base = site.settings.path[:-1]
            yield Data(RULES, "".join(f"{base}{old} {base}{new} 301\n" for old, new in rules).encode())


def _paths_of_pages(site: Site) -> list[str]:
    """The old paths at which a page can stand. At that of data, a page would be no data."""
    return [old for old in sorted(site.moves) if old.endswith(("/", ".html", ".htm"))]
