"""The front door of an article: its two files, validated, and its Markdown parsed. Everything that looks into an article begins here."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.model.article import FrontMatter
from counterpoint.model.sidecar import Sidecar
from counterpoint.model.values import ID_PATTERN
from counterpoint.outcome import Outcome
from counterpoint.reading import front_matter, yaml
from counterpoint.reading.files import ArticleFiles, SourceFile
from counterpoint.reading.front_matter import Headed
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

    def own(self, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Leave out of a translation's diagnostics those of its original, which reports them itself."""
        paths = {self.files.markdown.path, self.sidecar.file.path}
        return tuple(mistake for mistake in diagnostics if not self.files.language or mistake.location.path in paths)


def parse_article(files: ArticleFiles, dialect: Dialect) -> Outcome[ParsedArticle | None]:
    """Validate and parse one article. There is no value where a mistake keeps its claims from being looked at. Raises nothing."""
    joined, diagnostics = _translated(files) if files.language else _original(files)
    if joined is None:
        return Outcome(None, diagnostics)
    (head, markdown, first_line), sidecar = joined
    sidecar = replace(sidecar, value=sidecar.value.in_order())
    if files.language:
        dialect = replace(dialect, edition=f"{files.language}/")
    dialect = with_article(dialect, files.slug, sidecar.value.anchored_claims)
    text = parse(markdown, files.markdown, first_line, dialect)
    article = ParsedArticle(files, head, sidecar, text, first_line, dialect, getattr(sidecar, "inherited", frozenset()))
    return Outcome(None if text.refused else article, article.own([*diagnostics, *text.diagnostics]))


def parse_text(markdown: SourceFile, dialect: Dialect) -> tuple[Parsed, int]:
    """Parse the Markdown of an article, whatever is in its sidecar. Return it, and the line on which it begins."""
    parts = front_matter.split(markdown).value or front_matter.SplitFile("", "", 1)
    return parse(parts.markdown, markdown, parts.first_line, dialect), parts.first_line


def parse_draft(markdown: str, dialect: Dialect) -> Parsed:
    """Parse the text of an article that is not written yet."""
    return parse(markdown, SourceFile("draft.md", markdown), 1, dialect)


_Written = Outcome[tuple[Headed[FrontMatter], Located[Sidecar]] | None]
"""The front matter and the sidecar of an article with its Markdown; none where a file is not valid."""


def _translated(files: ArticleFiles) -> _Written:
    from counterpoint.reading.translation import translated_article  # few sites have translations

    return translated_article(files)


def _original(files: ArticleFiles) -> _Written:
    headed, mistakes = front_matter.read(FrontMatter, files.markdown)
    file = files.sidecar or SourceFile(files.sidecar_path, "")
    value, sidecar_mistakes = yaml.load(file)
    sidecar = None
    if value is not None or not sidecar_mistakes:
        sidecar, more = validate(Sidecar, value, file)
        sidecar_mistakes += more
    diagnostics = (*mistakes, *_slug_mistakes(files), *sidecar_mistakes)
    return Outcome(None if headed is None or sidecar is None else (headed, sidecar), diagnostics)


def _slug_mistakes(files: ArticleFiles) -> Iterator[Diagnostic]:
    if not re.fullmatch(ID_PATTERN, files.slug):
        path = files.markdown.path
        help = f"rename it to {slugify(files.slug)[:64] or 'article'}.md: lower-case letters, digits and hyphens"
        yield Diagnostic("value-wrong", ERROR, Location(path), f"the name of {path} cannot be an address", help)
