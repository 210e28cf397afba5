"""Old paths, and where they lead on to."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from counterpoint.pages.page import Page
from counterpoint.pages.page_kind import Data, PageInputs, PageKind
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite
from counterpoint.site.redirects import encoded

RULES = "/_redirects"


class MovedView(Struct, frozen=True):
    """Where a page has gone."""

    title: str
    href: str
    url: str


class RedirectsKind(PageKind):
    """What leads from old paths to new ones: a page at each for any host, and one file of rules for those that read it."""

    name = "redirects"
    templates = ("redirect.html",)
    named_by_authors = True

    def other_files(self, site: LinkedSite) -> Iterator[Address]:
        """All of its files."""
        for old in _paths_of_pages(site):
            redirect = site.redirects[old]
            yield Address(old, path=redirect.path, where=redirect.where)
        if site.edition is None and (site.redirects or site.redirects_elsewhere):
            yield Address(RULES)

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Page | Data]:
        """The pages and the rules."""
        site = inputs.site
        for old in _paths_of_pages(site):
            new = site.redirects[old].new
            summary = site.articles.get(new.split("/")[1])
            title = summary.title if summary else new
            view = MovedView(title, site.href(new), site.url(new))
            yield Page(old, "redirect.html", "redirect", title, title, view, indexed=False)
        if site.edition is None and (text := rules(site)):
            yield Data(RULES, text.encode())


def _paths_of_pages(site: LinkedSite) -> list[str]:
    """The old paths at which a page can stand, of those that are one file the first. At that of data, a page would be no data."""
    files: dict[str, str] = {}
    for old in sorted(site.redirects):
        if old.endswith(("/", ".html", ".htm")):
            files.setdefault(addresses.file_of(old), old)
    return list(files.values())


def rules(site: LinkedSite) -> str:
    """The redirects as Netlify and Cloudflare Pages read them, in a file of rules.

    Netlify serves the page at an old path unless the rule is forced, with an exclamation mark, and holds rules against paths that it has
    decoded. Cloudflare Pages always follows a rule, leaves out a forced one, which it does not know, and encodes by itself. The first rule
    that fits a path holds. So there is one for each host. Old paths stand as they lie in the folder that is
    served; new ones, with the path at which readers find the site.
    """
    pairs = {old: redirect.new for old, redirect in sorted(site.redirects.items())} | dict(sorted(site.redirects_elsewhere.items()))
    base = site.settings.path[:-1]
    lines = []
    for old, new in pairs.items():
        page, mark, fragment = new.partition("#")
        source, target = encoded(old), encoded(base + page) + mark + fragment
        forced = dict.fromkeys([source] if any(map(str.isspace, old)) else [old, source])
        lines += [*(f"{form} {target} 301!\n" for form in forced), f"{source} {target} 301\n"]
    return "".join(lines)
