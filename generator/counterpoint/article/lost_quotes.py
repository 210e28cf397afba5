"""After an article was edited: its lost quotes, the passages near them, and the sidecar with a new quote in its place.

Nothing is anchored here. An author looks at each passage and accepts it or not; what is not surely harmless has to be accepted twice.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from counterpoint.anchoring.quotes import Ambiguous, Found, NotFound, Refused, Result, Stale, Struck
from counterpoint.anchoring.suggest import Passages, Suggestion
from counterpoint.anchoring.text import BLOCK, SearchText, search_text
from counterpoint.article.parsing import ParsedArticle
from counterpoint.article.placing import ArticleText, link_mistakes, quote_searches
from counterpoint.model.sidecar import Sidecar
from counterpoint.reading import yaml
from counterpoint.reading.files import SourceFile


class Offer(Struct, frozen=True):
    """A passage that may be what a lost quote has become, with its line in the article."""

    line: int
    suggestion: Suggestion


class LostQuote(Struct, frozen=True):
    """A quote that does not mark what it should. `path` leads to its words in the sidecar, `why` says what is wrong with it."""

    article: str
    id: str
    path: tuple[str | int, ...]
    line: int
    quote: str
    why: str
    offers: tuple[Offer, ...]


def lost_quotes(article: ParsedArticle) -> list[LostQuote]:
    """List every quote that finds no place, with up to three passages if its words are gone."""
    files, search = article.files, search_text(article.text.tokens)
    if files.sidecar is None:
        return []
    language = files.language or article.dialect.language
    lost = [*lost_in(article.sidecar.value, files.sidecar, files.name, search, article.first_line, language)]
    return [
        *lost,
        *_badly_linked(article.sidecar.value, files.sidecar, files.name, ArticleText(search, files.markdown, article.first_line)),
    ]


def _badly_linked(sidecar: Sidecar, file: SourceFile, name: str, text: ArticleText) -> Iterator[LostQuote]:
    """Yield every claim that a link places on words which no quote may mark."""
    places = yaml.places(file)
    for id, span in text.search.placed:
        claim = sidecar.claims.get(id)
        if claim and not claim.quote and not claim.anchor:
            path = _path(("claims", id), 0, "", places)
            for mistake in link_mistakes(id, [span], text):
                yield LostQuote(name, id, path, places[path].line, text.words(span), mistake.message, ())


def lost_in(sidecar: Sidecar, file: SourceFile, name: str, search: SearchText, first_line: int, language: str) -> Iterator[LostQuote]:
    """Yield every quote of a sidecar that finds no place in its article's text, in the order of the sidecar."""
    passages = None
    places = yaml.places(file)
    for kind, quoted in (("claims", sidecar.claims), ("notes", sidecar.notes)):
        for id, annotation in quoted.items():
            for number, (wanted, result) in enumerate(quote_searches(annotation, search)):
                if isinstance(result, Found):
                    continue
                key, words = ("to", wanted.end or "") if isinstance(result, NotFound) and result.part == "to" else ("from", wanted.words)
                path = _path((kind, id, "quote"), number, key if wanted.end is not None else "exact", places)
                offers: tuple[Offer, ...] = ()
                if isinstance(result, NotFound) and result.part != "order":
                    passages = passages or Passages(search, language)
                    offers = tuple(Offer(first_line + search.line(near.span.start), near) for near in passages.near(words))
                    offers = tuple(offer for offer in offers if offer.suggestion.text != words)
                yield LostQuote(name, id, path, places[path].line, words, _why(result), offers)


def _why(result: Result) -> str:
    match result:
        case Ambiguous(spans):
            return f"it stands {len(spans)} times"
        case Stale(context=context):
            return f"its `{context}` no longer fits"
        case Struck():
            return "it touches struck-out text"
        case Refused(why="struck"):
            return "it has struck-out words"
        case Refused(why="within"):
            return "its heading is not there"
        case Refused(why="occurrence", count=count):
            return f"it stands {count} times only"
        case Refused():
            return "it has too few words"
        case NotFound(nearly=((_, reason), *_)):
            return reason.value
    return "it is not there"


def _path(base: tuple[str | int, ...], number: int, key: str, places: Mapping[tuple[Hashable, ...], yaml.Place]) -> tuple[str | int, ...]:
    """Return the path of a quote's words, which may be written in four ways."""
    choices = ((*base, number, key), (*base, key), (*base, number), base, base[:2], base[:1])
    return next((path for path in choices if path in places), ())


def with_edit(raw: bytes, start: int, end: int, new: str) -> bytes:
    """Make an edit of a text in the file that it was read from, whose byte order mark and line ends stay as they are."""
    text = raw.decode("utf-8")
    newline = "\r\n" if "\r\n" in text else "\n"
    offsets = [match.start() for match in re.finditer(r"\r\n|[^\ufeff]|(?<!^)\ufeff", text, re.DOTALL)] + [len(text)]
    return (text[: offsets[start]] + new.replace("\n", newline) + text[offsets[end] :]).encode("utf-8")


def quote_edit(file: SourceFile, path: tuple[str | int, ...], words: str) -> tuple[int, int, str]:
    """Return the range of a sidecar's text that holds the words at a path, and what comes there.

    Raises ValueError where nothing else can stay as it is, such as with words that an alias shares.
    """
    place = yaml.places(file)[path]
    words = " ".join(words.replace(BLOCK, "\0").split()).replace(" \0", "\0").replace("\0 ", "\0").replace("\0", "\n\n")
    start, end = place.start, place.end
    anchor = re.match(r"(?:[&!]\S*\s+)*", file.text[start:end])
    start += anchor.end() if anchor else 0
    old = file.text[start:end]
    new = _block(old, words) if old[:1] in "|>" else _scalar(words, old)
    before, diagnostics = yaml.load(file)
    after, new_diagnostics = yaml.load(SourceFile(file.path, file.text[:start] + new + file.text[end:]))
    if len(new_diagnostics) > len(diagnostics) or after != _replaced(before, path, words):
        raise ValueError("the words cannot be replaced without changing anything else")
    return start, end, new


def _block(old: str, words: str) -> str:
    """Return a literal or folded scalar with other words: its first line, its indentation and the lines after it stay."""
    head, _, body = old.partition("\n")
    indent = re.match(r"\s*", body.lstrip("\n"))
    ending = body[len(body.rstrip()) :]
    lines = [f"{indent[0] if indent else '  '}{line}" if line else "" for line in words.split("\n")]
    return "\n".join([head, *lines]) + ending


def _scalar(words: str, old: str) -> str:
    """Return words as a YAML scalar in the style of an old one: plain where that is safe anywhere, else in quotation marks."""
    style = old[:1] if old[:1] in {"'", '"'} else ""
    if not style and _PLAIN.fullmatch(words) and words.casefold() not in {"null", "true", "false"}:
        return words
    if style != '"' and "\n" not in words and "\\" not in words:
        return "'" + words.replace("'", "''") + "'"
    escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _replaced(value: Any, path: Sequence[str | int], words: str) -> Any:
    """Return a value as it is with other words at a path."""
    if not path:
        return words
    step, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {key: _replaced(item, rest, words) if key == step else item for key, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, rest, words) if number == step else item for number, item in enumerate(value)]
    return value


_PLAIN = re.compile(r"[A-Za-z][\w ’“”().-]*(?<! )")
