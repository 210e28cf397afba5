"""Files of the output that would be one: found before any is made.

The files that follow from ids differ from each other by their rules. What an author names freely, old paths and media, is held against
them, and against each other. Two names that differ only in case, or in how their letters are composed, are one file on many disks; and
what is a file cannot be a folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.reading.files import sidecar_beside
from counterpoint.site import addresses
from counterpoint.site.link import LinkedSite, Locate, PageKinds, published_media
from counterpoint.site.redirects import folded

OWN_FILES = (".counterpoint",)
"""Files at the root of the output that are no pages."""


class _Owner(Struct, frozen=True):
    """A file of the output, with what it is made for."""

    file: str
    what: str
    path: str = ""
    """The author's file that it comes from, where there is one."""
    where: tuple[str | int, ...] = ()
    """The place in that file."""
    leads_to: str = ""
    """For a redirect: where."""


def collisions(sites: Sequence[LinkedSite], kinds: PageKinds, locate: Locate) -> list[Diagnostic]:
    """Every file that an author has named and that cannot stand beside another file of the output. `sites` has one for each language."""
    named: dict[str, _Owner] = {}
    pairs: list[tuple[_Owner, _Owner]] = []
    for owner in (*_media(sites), *_redirects(sites)):
        first = named.setdefault(folded(owner.file), owner)
        if (first.file, first.leads_to) != (owner.file, owner.leads_to):
            pairs.append((owner, first))
    for key, owner in named.items():
        pairs += [(owner, named[folder]) for folder in _folders_of(key) if folder in named]
    pairs += _with_the_sites_own(named, sites, kinds)
    return [_report(owner, other, locate) for owner, other in pairs]


def variant_collisions(sites: Sequence[LinkedSite], variants: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Every file that an author has named and that a smaller variant of an image would be. `variants` has their images, by file."""
    if not variants:
        return
    named: dict[str, _Owner] = {}
    for owner in (*_media(sites), *_redirects(sites)):
        for file in (folded(owner.file), *_folders_of(folded(owner.file))):
            named.setdefault(file, owner)
    for file, image in variants.items():
        taken = named.get(folded(file))
        if taken:
            variant = _Owner(file, "a smaller variant of an image", f"content/{image}")
            yield _report(taken, variant, lambda path, _: Location(path))


def _media(sites: Sequence[LinkedSite]) -> Iterator[_Owner]:
    for path, user in sorted(published_media(sites).items()):
        yield _Owner(path, f"content/{path}, used in {user},", f"content/{path}")


def _redirects(sites: Sequence[LinkedSite]) -> Iterator[_Owner]:
    """The redirects of every language. Most of those of a further one are the original's, which are told first."""
    for site in sites:
        for old, redirect in site.redirects.items():
            file, what = site.folder + addresses.file_of(old), f"the redirect of /{site.folder}{old[1:]}"
            yield _Owner(file, what, redirect.path, redirect.where, redirect.new)


def _with_the_sites_own(named: Mapping[str, _Owner], sites: Sequence[LinkedSite], kinds: PageKinds) -> Iterator[tuple[_Owner, _Owner]]:
    """What an author has named, each with the file or folder of the site's own that is in its way."""
    if not named:
        return
    below = {folder: owner for key, owner in named.items() for folder in _folders_of(key)}
    first_parts = {key.partition("/")[0] for key in named}
    for own in _own_files(sites, kinds):
        key = folded(own.file)
        if key in named:
            yield named[key], own
        elif key in below:
            yield below[key], own
        elif key.partition("/")[0] in first_parts:
            yield from ((named[folder], own) for folder in _folders_of(key) if folder in named)
    for site in sites:
        for pattern in ("assets/", *kinds.FOLDERS):
            folder = re.compile(re.escape(site.folder) + pattern)
            own = _Owner("", f"the site's own files in /{site.folder}{pattern.partition('[')[0]}")
            yield from ((owner, own) for key, owner in named.items() if folder.match(key))


def _own_files(sites: Sequence[LinkedSite], kinds: PageKinds) -> Iterator[_Owner]:
    """Every file that follows from ids."""
    for file in OWN_FILES:
        yield _Owner(file, "a file of the site's own")
    for site in sites:
        for address in kinds.own_files(site):
            what = f"/{site.folder}{address.address[1:]}"
            yield _Owner(site.folder + addresses.file_of(address.address), what, address.path, address.where)


def _folders_of(file: str) -> Iterator[str]:
    """The folders that a file lies in, the outermost first."""
    at = file.find("/")
    while at >= 0:
        yield file[:at]
        at = file.find("/", at + 1)


def _report(owner: _Owner, other: _Owner, locate: Locate) -> Diagnostic:
    what = other.what + (f" ({_place(other, locate)})" if other.path else "")
    if not other.file or owner.file == other.file:
        message = f"{owner.what} would be the file {owner.file}, which is {what} already"
    elif folded(owner.file) == folded(other.file):
        message = f"{owner.what} would be the file {owner.file}, which on many disks is the same as {other.file}, which is {what}"
    else:
        message = f"{owner.what} would be the file {owner.file}, and {what} {other.file}: a name cannot be a file and a folder"
    help = "rename the file" if owner.path.startswith("content/media/") else "remove the redirect"
    return Diagnostic("slug-duplicate", ERROR, _place(owner, locate), message, help)


def _place(owner: _Owner, locate: Locate) -> Location:
    if owner.path.endswith(".md") and owner.where[:1] == ("claims",):
        return locate(sidecar_beside(owner.path), owner.where)
    return locate(owner.path, owner.where)
