"""The front door of an article: its two files, validated, and its Markdown parsed. Everything that looks into an article begins here."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.model.article import FrontMatter
from counterpoint.model.sidecar import Sidecar
from counterpoint.model.values import ID_PATTERN
from counterpoint.outcome import Outcome
from counterpoint.reading import front_matter, yaml
from counterpoint.reading.files import ArticleFiles, SourceFile
from counterpoint.reading.markdown import Dialect, Parsed, parse, slugify, with_article
from counterpoint.reading.validate import Located, validate


class ParsedArticle(Struct, frozen=True):
    """An article whose front matter and sidecar are valid, and whose Markdown is parsed. `first_line` is that of the Markdown in its file.

    A translation is joined with its original: `inherited` are the paths of texts that are still the original's.
    """

    files: ArticleFiles
    head: Located[FrontMatter]
    sidecar: Located[Sidecar]
    text: Parsed
    first_line: int
    dialect: Dialect
    inherited: frozenset[tuple[Hashable, ...]] = frozenset()

    def own(self, diagnostics: Iterator[Diagnostic] | list[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Leave out of a translation's diagnostics those of its original, which reports them itself."""
        paths = {self.files.markdown.path, self.sidecar.file.path}
        return tuple(mistake for mistake in diagnostics if not self.files.language or mistake.location.path in paths)


def parse_article(files: ArticleFiles, dialect: Dialect) -> Outcome[ParsedArticle]:
    """Validate and parse one article. There is no value where a mistake keeps its claims from being looked at. Raises nothing."""
    joined = _translated(files) if files.language else _original(files)
    if isinstance(joined, list):
        return Outcome(None, tuple(joined))
    head, sidecar, markdown, first_line, diagnostics = joined
    if files.language:
        dialect = replace(dialect, edition=f"{files.language}/")
    dialect = with_article(dialect, files.slug, sidecar.value.anchored_claims)
    text = parse(markdown, files.markdown, first_line, dialect)
    article = ParsedArticle(files, head, sidecar, text, first_line, dialect, getattr(sidecar, "inherited", frozenset()))
    return Outcome(None if text.refused else article, article.own([*diagnostics, *text.diagnostics]))


def parse_text(markdown: SourceFile, dialect: Dialect) -> tuple[Parsed, int]:
    """Parse the Markdown of an article, whatever is in its sidecar. Return it, and the line on which it begins."""
    _, text, first_line, _ = front_matter.read(FrontMatter, markdown)
    return parse(text, markdown, first_line, dialect), first_line


def _translated(files: ArticleFiles) -> Any:
    from counterpoint.reading.translation import translated_article  # few sites have translations

    return translated_article(files)


def _original(files: ArticleFiles) -> tuple[Located[FrontMatter], Located[Sidecar], str, int, list[Diagnostic]] | list[Diagnostic]:
    """(front matter, sidecar, Markdown, its first line, diagnostics) of an article; diagnostics alone where a file is not valid."""
    head, text, first_line, mistakes = front_matter.read(FrontMatter, files.markdown)
    file = files.sidecar or SourceFile(files.sidecar_path, "")
    value, sidecar_mistakes = yaml.load(file)
    sidecar = None
    if value is not None or not sidecar_mistakes:
        sidecar, more = validate(Sidecar, value, file)
        sidecar_mistakes = [*sidecar_mistakes, *more]
    diagnostics = [*mistakes, *_slug_mistakes(files), *sidecar_mistakes]
    return diagnostics if head is None or sidecar is None else (head, sidecar, text, first_line, diagnostics)


def _slug_mistakes(files: ArticleFiles) -> Iterator[Diagnostic]:
    if not re.match(ID_PATTERN, files.slug):
        path = files.markdown.path
        help = f"rename it to {slugify(files.slug)[:64] or 'article'}.md: lower-case letters, digits and hyphens"
        yield Diagnostic("value-wrong", ERROR, Location(path), f"the name of {path} cannot be an address", help)
