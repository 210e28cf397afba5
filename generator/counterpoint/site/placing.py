"""Giving every claim and note of an article its place in the text, or telling the author why it has none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from counterpoint.anchoring.overlay import Placement
from counterpoint.anchoring.quotations import quotations
from counterpoint.anchoring.quotes import Ambiguous, Found, NotFound, Refused, Result, Struck, Wanted, find_quote
from counterpoint.anchoring.text import BLOCK, SearchText, Span
from counterpoint.diagnostics import NOTE, WARNING, Diagnostic
from counterpoint.model.sidecar import Claim, Note, Sidecar
from counterpoint.reading.files import SourceFile
from counterpoint.reading.markdown import plain_text
from counterpoint.reading.validate import Located
from counterpoint.site.prepared import Passage

if TYPE_CHECKING:
    from counterpoint.anchoring.suggest import Passages


class ArticleText(Struct, frozen=True):
    """An article's searchable text and where it stands in its file."""

    search: SearchText
    file: SourceFile
    first_line: int

    def line(self, span: Span) -> int:
        """The line of the file on which a place begins."""
        return self.first_line + self.search.line(span.start)

    def words(self, span: Span) -> str:
        """The words at a place, on one line."""
        return " ".join(self.search.text[span.start : span.end].split())


def place_all(sidecar: Located[Sidecar], text: ArticleText) -> tuple[dict[str, Placement], dict[str, Placement], list[Diagnostic]]:
    """(claims' places, notes' places, diagnostics)."""
    found: list[Diagnostic] = []
    by_link: dict[str, list[Span]] = {}
    for id, span in text.search.placed:
        by_link.setdefault(id, []).append(span)
    near = _Near(text)
    claims, notes = {}, {}
    for id, claim in sidecar.value.claims.items():
        linked = by_link.pop(id, [])
        if claim.quote and linked:
            message = f"the claim {id!r} has a quote, and is placed in the text on line {text.line(linked[0])} too"
            found.append(sidecar.error("claim-placed-twice", ("claims", id, "quote"), message, "keep one of them"))
        elif claim.quote:
            spans = _spans(sidecar, ("claims", id), f"the claim {id!r}", claim, text, near, found)
            if spans:
                claims[id] = Placement(id, spans)
        elif linked:
            claims[id] = Placement(id, tuple(linked))
        elif claim.anchor is None:
            message = f"the claim {id!r} has no place in the text"
            help = f"add a `quote`, link some words to it with [words](claim:{id}), or say `anchor: none`"
            found.append(sidecar.error("claim-unanchored", ("claims", id), message, help, key=True))
    for id, note in sidecar.value.notes.items():
        spans = _spans(sidecar, ("notes", id), f"the note {id!r}", note, text, near, found)
        if spans:
            notes[id] = Placement(id, spans)
    return claims, notes, found


class _Near:
    """The index of passages, made when the first quote is lost."""

    def __init__(self, text: ArticleText) -> None:
        self.text = text
        self.passages: Passages | None = None

    def __call__(self, words: str) -> Iterator[str]:
        if self.passages is None:
            from counterpoint.anchoring.suggest import Passages  # the library behind it loads slowly, and is wanted for mistakes only

            self.passages = Passages(self.text.search)
        for near in self.passages.near(words):
            flags = f" ({', '.join(near.flags)})" if near.flags else ""
            yield f"line {self.text.line(near.span)}: {self.text.words(near.span)!r}{flags}"
            if near.diff and near.likeness < 1:
                yield f"  {' '.join(near.diff.split())}"


def _spans(
    sidecar: Located[Sidecar],
    path: tuple[str, ...],
    what: str,
    annotation: Claim | Note,
    text: ArticleText,
    near: _Near,
    found: list[Diagnostic],
) -> tuple[Span, ...]:
    """The places of an annotation's quotes; what goes wrong is added to `found`."""
    spans: list[Span] = []
    quotes = annotation.quote or []
    for number, quote in enumerate(quotes):
        at: tuple[str | int, ...] = (*path, "quote") if len(quotes) == 1 else (*path, "quote", number)
        chosen = [choice if choice is not None else own for choice, own in zip(_choice(quote), _choice(annotation), strict=True)]
        exact = quote.exact if quote.exact is not None else quote.from_ or ""
        wanted = Wanted(exact, quote.to, *chosen)  # type: ignore[arg-type]
        result = find_quote(wanted, text.search, plain_text)
        found += _complaints(sidecar, at, what, wanted, result, text, near)
        if isinstance(result, Found):
            spans += result.spans
    return tuple(sorted(set(spans)))


def _choice(of: object) -> tuple[object, ...]:
    return tuple(getattr(of, name) for name in ("prefix", "suffix", "within", "occurrence"))


def _complaints(
    sidecar: Located[Sidecar],
    at: tuple[str | int, ...],
    what: str,
    wanted: Wanted,
    result: Result,
    text: ArticleText,
    near: _Near,
) -> Iterator[Diagnostic]:
    article = text.file.path
    match result:
        case Found(stale=stale, other_case=others):
            if stale:
                message = f"the quote of {what} is found once, but not {'after its prefix' if stale == 'prefix' else 'before its suffix'}"
                yield sidecar.error("quote-stale-context", at, message, f"mend or remove `{stale}`", severity=WARNING)
            if others:
                places = ", ".join(str(text.line(span)) for span in others)
                message = f"the words of {what} stand also on line {places} of {article}, with other capitals"
                yield sidecar.error("quote-other-case", at, message, "nothing to do if the right ones are marked", severity=NOTE)
        case Ambiguous(spans):
            lines = [f"line {text.line(span)}: {hint}" for span, hint in _choosers(spans, text)]
            message = f"the quote of {what} stands {len(spans)} times in {article}"
            yield sidecar.error(
                "quote-ambiguous",
                at,
                message,
                "\n".join(["choose one with:", *lines, "or `occurrence: all` for all of them"]),
            )
        case Struck(span):
            message = f"the quote of {what} touches struck-out text on line {text.line(span)} of {article}"
            yield sidecar.error("quote-struck", at, message, "quote only words that stand; a struck 'not' would turn the quote round")
        case Refused(why="empty"):
            yield sidecar.error(
                "quote-empty",
                at,
                f"the quote of {what} has no words",
                "copy the words from the article, or say `anchor: none`",
            )
        case Refused(why="short"):
            yield sidecar.error("quote-short", at, f"the quote of {what} is too short", "quote at least a word")
        case Refused(why="within"):
            ids = ", ".join(f"'#{section.id}'" for section in text.search.sections) or "none"
            yield sidecar.error("quote-within", (*at[:2], "within"), f"{article} has no heading {wanted.within}", f"its headings: {ids}")
        case Refused(why="occurrence", count=count):
            times = "once" if count == 1 else f"{count} times"
            message = f"the quote of {what} stands {times} in {article}, so there is no number {wanted.occurrence}"
            yield sidecar.error("quote-occurrence", (*at[:2], "occurrence"), message, f"choose a number up to {count}")
        case NotFound(nearly):
            help = [f"line {text.line(span)}: {reason.value} in {_around(text, span)!r}" for span, reason in nearly]
            if any(reason.name == "CROSSES_BLOCK" for _, reason in nearly):
                help.append("put a blank line into the quote where the paragraph ends")
            if not help:
                near_by = list(near(wanted.words))
                help = ["did you mean:", *near_by] if near_by else ["no passage is like it; copy the words from the article"]
            yield sidecar.error("quote-not-found", at, f"the quote of {what} is not in {article}", "\n".join(help))


def _around(text: ArticleText, span: Span) -> str:
    """A place with the rest of the words that it begins and ends in."""
    whole, start, end = text.search.text, span.start, span.end
    while start > 0 and not whole[start - 1].isspace():
        start -= 1
    while end < len(whole) and not whole[end].isspace():
        end += 1
    return text.words(Span(start, end))


def _choosers(spans: Sequence[Span], text: ArticleText) -> Iterator[tuple[Span, str]]:
    """For each of several places, the shortest prefix or suffix that only it has, else its number."""
    whole = text.search.text
    befores = [whole[max(0, span.start - 120) : span.start].split(BLOCK)[-1].split() for span in spans]
    afters = [whole[span.end : span.end + 120].split(BLOCK)[0].split() for span in spans]
    for number, span in enumerate(spans):
        hint = f"`occurrence: {number + 1}`"
        for length in range(1, 7):
            before, after = befores[number][-length:], afters[number][:length]
            if before and sum(other[-length:] == before for other in befores) == 1:
                hint = f"`prefix: {' '.join(before)!r}`"
                break
            if after and sum(other[:length] == after for other in afters) == 1:
                hint = f"`suffix: {' '.join(after)!r}`"
                break
        yield span, hint


def passages(placement: Placement, text: SearchText) -> tuple[Passage, ...]:
    """An annotation's places as selectors. Prefix and suffix are 32 code points, as common clients write them."""
    result = []
    for span in placement.spans:
        block_start = text.text.rfind(BLOCK, 0, span.start) + 1
        block_end = text.text.find(BLOCK, span.end)
        result.append(
            Passage(
                exact=text.text[span.start : span.end],
                prefix=text.text[max(0, span.start - 32) : span.start],
                suffix=text.text[span.end : span.end + 32],
                start=span.start,
                end=span.end,
                before=text.text[block_start : span.start],
                after=text.text[span.end : block_end if block_end >= 0 else len(text.text)],
            )
        )
    return tuple(result)


_MARKS = frozenset("\"“”„‟«»‹›「」『』‘’‚'״")
"""Characters that begin a quotation in some language; an apostrophe looks like one of them."""


def is_own_words(claim: Claim, places: Sequence[Passage]) -> bool:
    """Whether a claim's text is the speaker's own words: its author says so, or it is what stands in quotation marks in the article.

    A text that has its quotation marks already, or that puts the words in another way, is none.
    """
    if claim.verbatim is not None:
        return claim.verbatim
    shown = _bare(claim.text) if claim.text else _bare(places[0].exact) if places else ""
    return any(_bare(place.exact) == shown and _is_quoted(place) for place in places)


def _bare(text: str) -> str:
    """Words without what differs between a quotation and its repetition: capitals, spaces, and the full stop at the end."""
    return " ".join(text.split()).rstrip(".,;:").casefold()


def _is_quoted(place: Passage) -> bool:
    """Whether a place stands in quotation marks that are opened and closed in its paragraph."""
    if _MARKS.isdisjoint(place.before) or _MARKS.isdisjoint(place.after):
        return False
    start, end = len(place.before), len(place.before) + len(place.exact)
    around = quotations([place.before + place.exact + place.after])
    return any(piece.start <= start and end <= piece.end for found in around if not found.open for piece in found.pieces)


def neighbours(placements: Mapping[str, Placement]) -> dict[str, tuple[str, ...]]:
    """For every annotation, the others that share some of its words, in the order given."""
    spans = sorted((span.start, span.end, id) for id, place in placements.items() for span in place.spans)
    shared: dict[str, set[str]] = {id: set() for id in placements}
    active: list[tuple[int, str]] = []
    for start, end, id in spans:
        active = [(other_end, other) for other_end, other in active if other_end > start]
        for _, other in active:
            if other != id:
                shared[id].add(other)
                shared[other].add(id)
        active.append((end, id))
    order = {id: number for number, id in enumerate(placements)}
    return {id: tuple(sorted(others, key=order.__getitem__)) for id, others in shared.items()}
