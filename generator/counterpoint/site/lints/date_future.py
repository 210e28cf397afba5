"""Dates that lie in the future, of sources, or by no more than a day, which other time zones explain. Others are errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from counterpoint.article.past_dates import TOLERANCE, DatedPlace, may_lie_ahead
from counterpoint.article.prepared import Summary
from counterpoint.diagnostics import Diagnostic
from counterpoint.model.dates import instant
from counterpoint.site.checks import Lint, sidecar_of


def check_site(lint: Lint) -> Iterator[Diagnostic]:
    """Look at the sources of the whole site, at plain pages, and at what translations date themselves."""
    for id, source in lint.site.sources.items():
        for key, date in (("date", source.date), ("accessed", source.accessed)):
            yield from _in_future(lint, date, "content/sources.yml", (id, key), loose=key == "date")
    for site in (lint.site, *lint.translations):
        for page in site.own_pages().values():
            yield from _in_future(lint, page.updated, page.path, ("---", "updated"))
    for site in lint.translations:
        for slug, summary in site.own_articles().items():
            own = {*summary.later_dates} - {*lint.site.articles[slug].later_dates}
            yield from _of_article(lint, summary, sorted(own, key=str))


def check_article(lint: Lint, summary: Summary) -> Iterator[Diagnostic]:
    """Look at all dates of an article's files that are later than its own."""
    yield from _of_article(lint, summary, summary.later_dates)


def _of_article(lint: Lint, summary: Summary, dates: Iterable[DatedPlace]) -> Iterator[Diagnostic]:
    for where, date in dates:
        yield from _in_future(lint, date, summary.path if where[0] == "---" else sidecar_of(summary), where, loose=may_lie_ahead(where))


def _in_future(lint: Lint, date: str | None, path: str, where: tuple[str | int, ...], *, loose: bool = False) -> Iterator[Diagnostic]:
    ahead = instant(date, lint.site.settings.zone) - lint.now if date else timedelta(0)
    if timedelta(0) < ahead and (loose or ahead <= TOLERANCE):
        yield lint.warn("date-future", path, where, f"{date} lies in the future", "correct the date")
