"""The report of `check --report`: what can be counted of how each article treats its positions.

It counts and shows; it scores and ranks nothing. A section is a module of `reports`, found by its name, with a TITLE and

- `of_article(inputs, summary, body)`: the lines on one article; none where there is nothing to say;
- maybe `of_site(inputs)`: the lines on all articles together.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType

from msgspec import Struct

from counterpoint.article.prepared import Body
from counterpoint.site import reports
from counterpoint.site.link import LinkedSite


class ReportInputs(Struct, frozen=True):
    """What the sections look at: a site in one language, and the large parts of its articles by slug."""

    site: LinkedSite
    body_of: Callable[[str], Body]


def report(inputs: ReportInputs) -> str:
    """The report on a site's articles, as text: one part for each article, then what holds for all of them."""
    lines: list[str] = []
    for slug, summary in inputs.site.own_articles().items():
        body = inputs.body_of(slug)
        parts = [(section.TITLE, [*section.of_article(inputs, summary, body)]) for section in sections()]
        lines += _chapter(f"{summary.title} ({summary.path})", parts)
    whole = [(section.TITLE, [*section.of_site(inputs)]) for section in sections() if hasattr(section, "of_site")]
    return "\n".join([*lines, *_chapter("All articles", whole)]) + "\n"


def sections() -> list[ModuleType]:
    """Every module of `reports`, by name."""
    return [importlib.import_module(f"{reports.__name__}.{module.name}") for module in pkgutil.iter_modules(reports.__path__)]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows of cells in columns; all but the first column stand to the right."""
    widths = [max(len(row[number]) for row in (head, *rows)) for number in range(len(head))]
    for row in (head, *rows):
        first, *others = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
        yield "  ".join([row[0].ljust(len(first)), *others]).rstrip()


def _chapter(title: str, parts: Sequence[tuple[str, list[str]]]) -> Iterator[str]:
    told = [(heading, lines) for heading, lines in parts if lines]
    if told:
        yield from (title, "=" * min(len(title), 100), "")
    for heading, lines in told:
        yield from (heading, "-" * len(heading), *lines, "")
