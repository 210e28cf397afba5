"""What an edit must not bring: mistakes that the files did not have before.

A file is read as a build reads it, before and after the edit. A mistake that could not be seen before, since a worse one hid it, is not the
edit's own, unless it stands on a line that the edit writes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from difflib import SequenceMatcher
from functools import lru_cache

from msgspec import Struct

from counterpoint.article.parsing import parse_article
from counterpoint.article.past_dates import TOLERANCE, DatedPlace, may_lie_ahead, told_ahead
from counterpoint.article.prepare import prepare
from counterpoint.authoring.workspace import Texts
from counterpoint.authoring.yaml_tree import EditRefused
from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.model.dates import instant
from counterpoint.model.speakers import Sources, Speakers
from counterpoint.reading import yaml
from counterpoint.reading.files import ArticleFiles, SourceFile, article_paths, sidecar_beside
from counterpoint.reading.markdown import Dialect
from counterpoint.reading.validate import validate

_ARTICLE = re.compile(r"content/articles/([^/.]+)(?:\.([^/.]+))?\.(?:md|yml)")
_SITEWIDE: Mapping[str, type[Speakers] | type[Sources]] = {"content/speakers.yml": Speakers, "content/sources.yml": Sources}


class _Reading(Struct, frozen=True):
    """What is wrong with a file, and how far it could be looked into: 0 not at all, 1 as a file of YAML, 2 wholly."""

    diagnostics: tuple[Diagnostic, ...]
    depth: int
    dates: tuple[DatedPlace, ...] = ()
    """What has happened after the article's own date."""


def new_mistakes(edited: Iterable[str], before: Texts, after: Texts, dialect: Dialect) -> list[Diagnostic]:
    """List the errors and warnings that edited files have after an edit, and did not have before it."""
    paths = dict.fromkeys(_whole(path) for path in edited if before.get(path) != after.get(path))
    return [diagnostic for path in paths for diagnostic in _new_in(path, before, after, dialect)]


def new_dates_ahead(edited: Iterable[str], before: Texts, after: Texts, dialect: Dialect, moment: datetime) -> list[Diagnostic]:
    """List the dates ahead of a moment that an edit gives to what is told as having happened."""
    result = []
    for path in dict.fromkeys(_whole(path) for path in edited if before.get(path) != after.get(path)):
        old, new = (_read(path, texts, dialect).dates for texts in (before, after))
        for where, date in new:
            if (where, date) not in old and not may_lie_ahead(where) and instant(date, UTC) > moment + TOLERANCE:
                result.append(Diagnostic("date-future", ERROR, Location(path), told_ahead(date), "correct the date, or wait for it"))
    return result


def new_errors(edited: Iterable[str], before: Texts, after: Texts, dialect: Dialect) -> list[Diagnostic]:
    """List the errors among the new mistakes."""
    return [diagnostic for diagnostic in new_mistakes(edited, before, after, dialect) if diagnostic.severity == ERROR]


def article_files(slug: str, texts: Texts, language: str = "") -> ArticleFiles:
    """Return an article's files as a build would read them. Raises EditRefused where there is no such article."""
    markdown_path, sidecar_path = article_paths(slug, language)
    markdown, sidecar = texts.get(markdown_path), texts.get(sidecar_path)
    if markdown is None:
        raise EditRefused(f"there is no article {slug!r}", 0)
    return ArticleFiles(
        slug,
        SourceFile(markdown_path, normalised(markdown)),
        SourceFile(sidecar_path, normalised(sidecar)) if sidecar is not None else None,
        language,
        article_files(slug, texts) if language else None,
    )


def normalised(text: str) -> str:
    """Return a text as a build reads it: without a byte order mark, with line feeds only."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _whole(path: str) -> str:
    """Return the path that stands for all files which are read together with a file."""
    match = _ARTICLE.fullmatch(path)
    return article_paths(match[1], match[2] or "")[0] if match else path


def _new_in(path: str, before: Texts, after: Texts, dialect: Dialect) -> list[Diagnostic]:
    old, new = _read(path, before, dialect), _read(path, after, dialect)
    left = Counter((mistake.code, mistake.message) for mistake in old.diagnostics)
    written: dict[str, set[int]] = {}
    result = []
    for mistake in new.diagnostics:
        if left[mistake.code, mistake.message] > 0:
            left[mistake.code, mistake.message] -= 1
            continue
        place = mistake.location
        if place.path not in written:
            written[place.path] = _written_lines(before.get(place.path) or "", after.get(place.path) or "")
        if new.depth <= old.depth or place.line in written[place.path]:
            result.append(mistake)
    return result


def _read(path: str, texts: Texts, dialect: Dialect) -> _Reading:
    match = _ARTICLE.fullmatch(path)
    together = {path, *article_paths(match[1]), *article_paths(match[1], match[2] or "")} if match else {path}
    return _reading(path, tuple(sorted((name, texts.get(name)) for name in together)), dialect)


@lru_cache(maxsize=8)
def _reading(path: str, named_texts: tuple[tuple[str, str | None], ...], dialect: Dialect) -> _Reading:
    """Read a file with those that belong to it. The last readings are remembered: what is after one edit is before the next."""
    texts = dict(named_texts)
    if match := _ARTICLE.fullmatch(path):
        slug, language = match[1], match[2] or ""
        if texts.get(path) is None or (language and texts.get(article_paths(slug)[0]) is None):
            return _Reading((), 2)
        article = parse_article(article_files(slug, texts, language), dialect)
        if article.value is None:
            return _Reading(article.diagnostics, _depth(texts.get(sidecar_beside(path))))
        prepared = prepare(article.value)
        return _Reading((*article.diagnostics, *prepared.diagnostics), 2, prepared.summary.later_dates if prepared.summary else ())
    kind, text = _SITEWIDE.get(path), texts.get(path)
    if kind is None or text is None:
        return _Reading((), 2)
    file = SourceFile(path, normalised(text))
    value, diagnostics = yaml.load(file)
    if diagnostics and value is None:
        return _Reading(tuple(diagnostics), 0)
    located, mistakes = validate(kind, value, file)
    return _Reading((*diagnostics, *mistakes), 1 if located is None else 2)


def _depth(text: str | None) -> int:
    value, mistakes = yaml.load(SourceFile("", normalised(text or "")))
    return 0 if mistakes and value is None else 1


def _written_lines(before: str, after: str) -> set[int]:
    """Return the numbers of the lines of a text that are not as they were."""
    old, new = normalised(before).split("\n"), normalised(after).split("\n")
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    kept = {number for block in blocks for number in range(block.b, block.b + block.size)}
    return {number + 1 for number in range(len(new)) if number not in kept}
