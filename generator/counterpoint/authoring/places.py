"""Quotes that stay at their words while an article's text is edited around them.

`occurrence: 2` counts: one more place of the same words before it, and it would mean another sentence, perhaps another speaker's. A quote
whose words are still there is therefore given what chooses them now; one that would come to stand on other words is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from counterpoint.anchoring.quotes import Ambiguous, Found, Refused, Wanted, find_quote
from counterpoint.anchoring.text import BLOCK, SearchText, Span, search_text
from counterpoint.article.parsing import ParsedArticle
from counterpoint.article.placing import quote_searches
from counterpoint.authoring.merging import moved_range
from counterpoint.authoring.selection import NoSelection, quote_at
from counterpoint.model.sidecar import Claim, Note
from counterpoint.reading.markdown import plain_text

_LEAD = 200
"""Characters before a place that are looked at."""
_SENTENCE_END = re.compile(rf"[.!?…]+[\"'”’»)\]]*\s|[。！？]+[”’」』）]*|{re.escape(BLOCK)}")
CHOOSERS = ("prefix", "suffix", "within", "occurrence")
"""The keys by which one of several places with the same words is chosen."""


class Stray(Struct, frozen=True):
    """A quote that would mean other words after an edit, or choose none.

    `choice` is what chooses its words now; None where they are not the same any more, or nothing does.
    """

    kind: str
    id: str
    number: int
    words: str
    lands_on: str
    choice: Mapping[str, str] | None


def strays(before: ParsedArticle, after: ParsedArticle) -> Iterator[Stray]:
    """Yield the quotes that an edit of the text would move to other words, or leave to chance. Quotes that were edited, too, are their
    author's business."""
    old, new = search_text(before.text.tokens), search_text(after.text.tokens)
    kinds: dict[str, tuple[Mapping[str, Claim | Note], Mapping[str, Claim | Note]]] = {
        "claims": (before.sidecar.value.claims, after.sidecar.value.claims),
        "notes": (before.sidecar.value.notes, after.sidecar.value.notes),
    }
    for kind, (earlier, later) in kinds.items():
        for id, annotation in earlier.items():
            if later.get(id) == annotation:
                yield from _strays_of(kind, id, annotation, old, new)


def _strays_of(kind: str, name: str, annotation: Claim | Note, old: SearchText, new: SearchText) -> Iterator[Stray]:
    searches = zip(quote_searches(annotation, old), quote_searches(annotation, new), strict=True)
    for number, ((wanted, was), (_, result)) in enumerate(searches):
        counts_amiss = isinstance(result, Refused) and result.why == "occurrence"
        if not isinstance(was, Found) or wanted.occurrence == "all" or not (counts_amiss or isinstance(result, Found | Ambiguous)):
            continue  # what is lost, or has lost the words around it, is said as such
        (span,) = was.spans
        expected = _behind_the_same_words(wanted, span, old, new) or Span(*moved_range(old.text, new.text, span.start, span.end))
        if isinstance(result, Found) and _is_the_same(wanted, (old, span), (new, result.spans[0]), expected):
            continue
        words, now = _words(old, span), _words(new, expected)
        lands_on = _words(new, result.spans[0]) if isinstance(result, Found) else ""
        choice = _choice(wanted, expected, new) if now == words and wanted.end is None else None
        if lands_on or choice is not None:
            yield Stray(kind, name, number, words, lands_on, choice)


def _words(text: SearchText, span: Span) -> str:
    return " ".join(text.text[span.start : span.end].split())


def _is_the_same(wanted: Wanted, was: tuple[SearchText, Span], now: tuple[SearchText, Span], expected: Span) -> bool:
    """Tell whether a quote is where its words have gone: at that very place, or behind the words that stood before it, near it or moved."""
    if now[1] == expected:
        return True
    is_near = now[1].start < expected.end and expected.start < now[1].end
    return (is_near or wanted.occurrence is None) and _lead(*was) == _lead(*now)


def _behind_the_same_words(wanted: Wanted, span: Span, old: SearchText, new: SearchText) -> Span | None:
    """Return where a quote's words stand behind those that they stood behind before, if that was, and is, one place only.

    What stands before the words in their sentence tells whose they are, also where sentences have changed places.
    """
    lead = _lead(old, span)
    alike = [[place for place in _places_of(wanted, text) if _lead(text, place) == lead] for text in (old, new)]
    return alike[1][0] if wanted.end is None and lead and [len(places) for places in alike] == [1, 1] else None


def _places_of(wanted: Wanted, text: SearchText) -> tuple[Span, ...]:
    """Return every place of a quote's words."""
    every = find_quote(Wanted(wanted.words), text, plain_text)
    return every.spans if isinstance(every, Found | Ambiguous) else ()


def _lead(text: SearchText, span: Span) -> str:
    """Return the words before a place in its sentence: as a rule, they say who says it."""
    return " ".join(_SENTENCE_END.split(text.text[max(0, span.start - _LEAD) : span.start])[-1].split())


def _choice(wanted: Wanted, span: Span, text: SearchText) -> Mapping[str, str] | None:
    """Return what chooses a place of a quote's words; a quote that counts goes on counting."""
    every = find_quote(Wanted(wanted.words), text, plain_text)
    if isinstance(every, Found) and every.spans == (span,):
        return {}
    if wanted.occurrence is not None and isinstance(every, Ambiguous) and span in every.spans:
        return {"occurrence": str(every.spans.index(span) + 1)}
    quote = quote_at(wanted.words, span, text)
    return None if isinstance(quote, NoSelection) else {key: value for key, value in quote.items() if key != "exact"}


def holder(entry: Any, number: int) -> tuple[str | int, ...]:
    """Return where, below a claim or note, the keys stand that choose the place of one of its quotes."""
    quote = entry.get("quote") if isinstance(entry, dict) else None
    if isinstance(quote, list) and len(quote) > number and isinstance(quote[number], dict):
        return ("quote", number)
    return ("quote",) if isinstance(quote, dict) else ()
