"""A linked site whose collections note what is looked up in them, and the digests of all that can be looked up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from counterpoint.engine.codec import digest, encode
from counterpoint.engine.dependencies import Dependency, Tracked, TrackedAttributes, TrackedSparse, digests
from counterpoint.site.link import LinkedSite

FIXED = "fixed"
"""The collection of all of a site that is no collection, such as its settings. Every page depends on it."""


def tracking(site: LinkedSite, reads: set[Dependency]) -> LinkedSite:
    """The site, noting in `reads` what is looked up in it."""
    scope = site.folder
    tracked: dict[str, Mapping[str, Any]] = {name: Tracked(scope, name, values, reads) for name, values in collections(site).items()}
    tracked["speakers"] = TrackedAttributes(scope, "speakers", site.speakers, reads, "name")
    tracked["source_at"] = TrackedSparse(scope, "source_at", site.source_at, reads)
    return replace(site, **tracked)


def fixed(site: LinkedSite) -> Dependency:
    """The dependency that every page has."""
    return Dependency(site.folder, FIXED, "all")


def collections(site: LinkedSite) -> dict[str, Mapping[str, Any]]:
    """The collections of a site, by name."""
    return {name: values for name in site.__struct_fields__ if isinstance(values := getattr(site, name), Mapping)}


def dependency_digests(
    sites: Mapping[str, tuple[LinkedSite, Mapping[str, Mapping[str, str]], Mapping[str, Mapping[str, Any]]]],
) -> Callable[[Dependency], str]:
    """A function from a dependency to its digest now.

    `sites` has, by scope, a site, collections that are digests of what they stand for, by name, and collections of other values.
    """
    scopes: dict[str, dict[str, Mapping[str, Any]]] = {}
    named: dict[str, dict[str, Callable[[str], str]]] = {}
    for scope, (site, digested, others) in sites.items():
        alone = [value for name in site.__struct_fields__ if not isinstance(value := getattr(site, name), Mapping)]
        scopes[scope] = {**collections(site), FIXED: {"": digest(encode(alone))}, **digested, **others}
        named[scope] = {name: values.__getitem__ for name, values in digested.items()}
        named[scope]["articles"] = site.articles.digests.__getitem__
    return digests(scopes, named)
