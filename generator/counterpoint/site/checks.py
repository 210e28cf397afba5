"""Lints: what is allowed, and yet seldom meant. Warnings, each of which can be allowed where it occurs.

A lint is a module of `lints`, found by its name. It has one or both of

- `check_site(lint)`: looks at what belongs to no article;
- `check_article(lint, summary)`: looks at one article.

Both yield diagnostics. `# counterpoint: allow CODE: the reason` on the line of a finding, or on the line before it, takes the finding
back; in Markdown it stands in an HTML comment.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from types import ModuleType

from msgspec import Struct

from counterpoint.article.prepared import ClaimSummary, IndexEntry, Summary
from counterpoint.diagnostics import ERROR, WARNING, Diagnostic
from counterpoint.reading.files import sidecar_beside
from counterpoint.site import lints
from counterpoint.site.external_links import ExternalLink
from counterpoint.site.link import LinkedSite, Locate

_ALLOW = re.compile(r"counterpoint:\s*allow\s+([a-z-]+)\s*[:,]\s*\S")


class Lint(Struct, frozen=True, dict=True):
    """What lints look at, and how they say what they see."""

    site: LinkedSite
    files: Mapping[str, str]
    """Its texts by path."""
    insecure: tuple[ExternalLink, ...]
    """Its links that leave it without encryption."""
    locate: Locate
    now: datetime
    hidden: tuple[IndexEntry, ...] = ()
    """Articles that this build does not show. What they alone use is not unused."""
    translations: tuple[LinkedSite, ...] = ()
    """The site in each further language."""

    def warn(self, code: str, path: str, where: tuple[str | int, ...], message: str, advice: str) -> Diagnostic:
        """A finding at the place of a value in a file."""
        return Diagnostic(code, WARNING, self.locate(path, where), message, advice)

    @cached_property
    def mentioned(self) -> Mapping[str, frozenset[str]]:
        """Kind of thing (speaker, source, topic, rating) → the ids of those that articles and pages name."""
        ids: dict[str, set[str]] = {kind: set() for kind in ("speaker", "source", "topic", "rating")}
        for entry in (*self.site.articles.entries.values(), *self.hidden):
            for kind, id in entry.mentions:
                if kind in ids:
                    ids[kind].add(id)
        for page in self.site.pages.values():
            for reference in page.references:
                if reference.kind in ids:
                    ids[reference.kind].add(reference.id)
        return {kind: frozenset(named) for kind, named in ids.items()}


def sidecar_of(summary: Summary) -> str:
    """The path of an article's sidecar."""
    return sidecar_beside(summary.path)


def doubted(summary: Summary, code: str) -> Iterator[tuple[ClaimSummary, str]]:
    """Yield the claims of whose text a lint, named by its code, has something to say, each with the words in question."""
    return ((claim, words) for claim in summary.claims for doubt, words in claim.doubts if doubt == code)


def lint(
    site: LinkedSite,
    files: Mapping[str, str],
    insecure: Iterable[ExternalLink],
    locate: Locate,
    now: datetime,
    hidden: Iterable[IndexEntry] = (),
    translations: tuple[LinkedSite, ...] = (),
) -> list[Diagnostic]:
    """Run all lints on a linked site; see `Lint` for what they look at."""
    looked_at = Lint(site, files, tuple(insecure), locate, now, tuple(hidden), translations)
    modules = all_lints()
    diagnostics = [item for module in modules if hasattr(module, "check_site") for item in module.check_site(looked_at)]
    of_articles = [module.check_article for module in modules if hasattr(module, "check_article")]
    for summary in site.articles.values():
        diagnostics += [item for check_article in of_articles for item in check_article(looked_at, summary)]
    return without_allowed(diagnostics, files)


def all_lints() -> list[ModuleType]:
    """Every module of `lints`, by name."""
    return [importlib.import_module(f"{lints.__name__}.{module.name}") for module in pkgutil.iter_modules(lints.__path__)]


def without_allowed(diagnostics: Iterable[Diagnostic], files: Mapping[str, str]) -> list[Diagnostic]:
    """Leave out what is allowed where it stands."""
    return [diagnostic for diagnostic in diagnostics if diagnostic.severity == ERROR or not _allowed(diagnostic, files)]


def _allowed(diagnostic: Diagnostic, files: Mapping[str, str]) -> bool:
    lines = files.get(diagnostic.location.path, "").split("\n")
    at = diagnostic.location.line
    near: Iterator[str] = iter(lines[max(0, at - 2) : at])
    return any(match[1] == diagnostic.code for line in near for match in _ALLOW.finditer(line))
