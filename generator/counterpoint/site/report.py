"""The report of `check --report`: what can be counted of how each article treats its positions.

It counts and shows; it scores and ranks nothing. A section is a module of `reports`, found by its name, with a TITLE and

- `of_article(inputs, summary, body)`: what is counted of one article, as plain values; None where there is nothing to say;
- `article_lines(counts)`: that as lines of text;
- maybe `of_site(inputs)` and `site_lines(counts)`: likewise on all articles together.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

import msgspec
from msgspec import Struct

from counterpoint.article.prepared import Body
from counterpoint.site import reports
from counterpoint.site.link import LinkedSite


class ReportInputs(Struct, frozen=True):
    """What the sections look at: a site in one language, and the large parts of its articles by slug."""

    site: LinkedSite
    body_of: Callable[[str], Body]


class ArticleReport(Struct, frozen=True):
    """What is counted of one article, by the name of the section."""

    article: str
    title: str
    path: str
    sections: Mapping[str, Any]


class Report(Struct, frozen=True):
    """What is counted of a site in one language; `all_articles` has what is counted of all of them together."""

    language: str
    articles: tuple[ArticleReport, ...]
    all_articles: Mapping[str, Any]


def report(inputs: ReportInputs) -> Report:
    """Count all that the sections count."""
    articles = [_article(inputs, slug) for slug in inputs.site.own_articles()]
    whole = {name: section.of_site(inputs) for name, section in sections().items() if hasattr(section, "of_site")}
    return Report(inputs.site.settings.language, tuple(articles), _told(whole))


def report_on(inputs: ReportInputs, slug: str) -> Report:
    """Count what the sections count of one article."""
    return Report(inputs.site.settings.language, (_article(inputs, slug),), {})


def _article(inputs: ReportInputs, slug: str) -> ArticleReport:
    summary, body = inputs.site.articles[slug], inputs.body_of(slug)
    counted = {name: section.of_article(inputs, summary, body) for name, section in sections().items()}
    return ArticleReport(slug, summary.title, summary.path, _told(counted))


def as_text(report: Report) -> str:
    """A report as text: one part for each article, then what holds for all of them."""
    lines: list[str] = []
    for article in report.articles:
        parts = [(sections()[name].TITLE, [*sections()[name].article_lines(counts)]) for name, counts in article.sections.items()]
        lines += _chapter(f"{article.title} ({article.path})", parts)
    whole = [(sections()[name].TITLE, [*sections()[name].site_lines(counts)]) for name, counts in report.all_articles.items()]
    return "\n".join([*lines, *_chapter("All articles", whole)]) + "\n"


def as_values(report: Report) -> Any:
    """A report as plain values, for JSON."""
    return msgspec.to_builtins(report)


def sections() -> dict[str, ModuleType]:
    """Every module of `reports` by name."""
    return {module.name: importlib.import_module(f"{reports.__name__}.{module.name}") for module in pkgutil.iter_modules(reports.__path__)}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows of cells in columns; all but the first column stand to the right."""
    widths = [max(len(row[number]) for row in (head, *rows)) for number in range(len(head))]
    for row in (head, *rows):
        first, *others = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
        yield "  ".join([row[0].ljust(len(first)), *others]).rstrip()


def _told(counted: Mapping[str, Any]) -> dict[str, Any]:
    return {name: counts for name, counts in counted.items() if counts is not None}


def _chapter(title: str, parts: Sequence[tuple[str, list[str]]]) -> Iterator[str]:
    if parts:
        yield from (title, "=" * min(len(title), 100), "")
    for heading, lines in parts:
        yield from (heading, "-" * len(heading), *lines, "")
