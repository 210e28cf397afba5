"""After an article was edited: its lost quotes, the passages near them, and the sidecar with a new quote in its place.

Nothing is anchored here. An author looks at each passage and accepts it or not; what changes a number, a negation or a name
has to be accepted twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from counterpoint.anchoring.quotes import NotFound, Wanted, find_quote
from counterpoint.anchoring.suggest import Passages, Suggestion
from counterpoint.anchoring.text import BLOCK, search_text
from counterpoint.model.article import FrontMatter
from counterpoint.model.sidecar import Sidecar
from counterpoint.reading import front_matter, yaml
from counterpoint.reading.files import ArticleFiles, SourceFile
from counterpoint.reading.markdown import Dialect, parse, plain_text, with_article
from counterpoint.reading.translation import translated_article
from counterpoint.reading.validate import Located, validate


class Offer(Struct, frozen=True):
    """A passage that may be what a lost quote has become, with its line in the article."""

    line: int
    suggestion: Suggestion


class LostQuote(Struct, frozen=True):
    """A quote that is no longer in its article. `path` leads to its words in the sidecar."""

    article: str
    id: str
    path: tuple[str | int, ...]
    line: int
    quote: str
    offers: tuple[Offer, ...]


def lost_quotes(files: ArticleFiles, dialect: Dialect) -> list[LostQuote]:
    """Every exact quote of a claim or note that is not found, with up to three passages. Unreadable files have none."""
    read = _read(files)
    if read is None or files.sidecar is None:
        return []
    sidecar, text, first_line = read
    search = search_text(parse(text, files.markdown, first_line, with_article(dialect, files.slug, sidecar.value.claims)).tokens)
    passages = None
    lost = []
    for path, id, quote in _exact_quotes(sidecar.value, files.sidecar):
        if isinstance(find_quote(Wanted(quote), search, plain_text), NotFound):
            passages = passages or Passages(search)
            offers = tuple(Offer(first_line + search.line(near.span.start), near) for near in passages.near(quote))
            lost.append(LostQuote(files.name, id, path, yaml.places(files.sidecar)[path].line, quote, offers))
    return lost


def _read(files: ArticleFiles) -> tuple[Located[Sidecar], str, int] | None:
    """The sidecar of an article, its Markdown and the line on which that begins."""
    if files.language:
        joined = translated_article(files)
        return None if isinstance(joined, list) else joined[1:4]
    head, text, first_line, _ = front_matter.read(FrontMatter, files.markdown)
    if head is None or files.sidecar is None:
        return None
    sidecar, _ = validate(Sidecar, yaml.load(files.sidecar)[0], files.sidecar)
    return (sidecar, text, first_line) if sidecar else None


def _exact_quotes(sidecar: Sidecar, file: SourceFile) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """(path of the words in the YAML, id, words) of all quotes that are given word for word."""
    known = yaml.places(file)
    for kind, quoted in (("claims", sidecar.claims), ("notes", sidecar.notes)):
        for id, annotation in quoted.items():
            for number, quote in enumerate(annotation.quote or []):
                base = (kind, id, "quote")
                for path in ((*base, number, "exact"), (*base, "exact"), (*base, number), base):
                    if path in known and quote.exact:
                        yield path, id, quote.exact
                        break


def with_quote(file: SourceFile, path: tuple[str | int, ...], words: str) -> str:
    """A sidecar's text with other words at a path; every other character stays as it is."""
    place = yaml.places(file)[path]
    old = file.text[place.start : place.end]
    ending = old[len(old.rstrip("\n")) :] if old[:1] in "|>" else ""
    return file.text[: place.start] + _scalar(words) + ending + file.text[place.end :]


_PLAIN = re.compile(r"[A-Za-z][\w ’“”().-]*(?<! )")


def _scalar(words: str) -> str:
    """Words as a YAML scalar: plain where that is safe anywhere, else in quotation marks."""
    words = " ".join(words.replace(BLOCK, "\0").split()).replace("\0", "\n\n")
    if _PLAIN.fullmatch(words) and words.casefold() not in {"null", "true", "false"}:
        return words
    if "\n" not in words and "\\" not in words:
        return "'" + words.replace("'", "''") + "'"
    escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
