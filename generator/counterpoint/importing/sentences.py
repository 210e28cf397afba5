"""Sentences of a text in which every quotation is one character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex
from msgspec import Struct

from counterpoint.anchoring.quotations import PLACEHOLDERS, Frame, Quotation, indexes
from counterpoint.importing.language import Language
from counterpoint.importing.phrases import ABBREVIATED, run_pattern

GAP = "\uf8ff"
"""Stands for a quotation before the one that is looked at."""
_NEXT = rf"\s+(?=[\p{{Lu}}\p{{Lo}}{PLACEHOLDERS}])"
_SENTENCE_END = regex.compile(rf"(?:{ABBREVIATED}[.!?…]|[:](?=\s*$))[)\]]*{_NEXT}|([{PLACEHOLDERS}])[.]?{_NEXT}")
_DATELINE = regex.compile(r"^[^.,:;\uf8ff]{2,40}(?:, [^.,:;]{2,20})?(?:\s\([^)]{2,30}\))?\s+[–—-]{1,2}\s+")
_CLOCK = regex.compile(r"^\d{1,2}[:.]\d{2}(?:\s?(?:am|pm|a\.m\.|p\.m\.|Uhr|h|GMT|BST|ET|CET))?\s*[:.–—-]?\s+")


class Sentence(Struct, frozen=True):
    """A sentence of a block's frame."""

    block: int
    start: int
    text: str


def sentences_of(number: int, frame: Frame, texts: Sequence[str], marked: Sequence[Quotation], language: Language) -> Iterator[Sentence]:
    """The sentences of a frame. A quotation that ends with a stop ends one, unless what follows goes on in lower case."""
    text = frame.text.replace("»", " ")  # left where a quotation has in it who speaks
    says = language.named_says(run_pattern(language))
    start = 0
    for match in regex.finditer(_SENTENCE_END, text):
        if match[1]:
            (index,) = indexes(match[1])
            words = " ".join(marked[index].words(texts))
            ends = words[-1:] in ".!?…" or "." in match[0]
            goes_on = not language.cased and "." not in match[0] and language.verb.match(text, match.end())
            if not ends or goes_on or (words[-1:] in "!?" and says.match(text, match.end())):
                continue
            if texts[number][marked[index].pieces[-1].outer[1] :].lstrip().startswith((",", "،")):
                continue
        yield Sentence(number, start, text[start : match.end()])
        start = match.end()
    if text[start:].strip():
        yield Sentence(number, start, text[start:])


def without_dateline(sentence: Sentence, text: str, language: Language) -> str:
    """The text of a sentence without the place or the time of day that stands before its paragraph."""
    if sentence.start:
        return text
    text = _CLOCK.sub("", text)
    dateline = _DATELINE.match(text)
    return text[dateline.end() :] if dateline and not language.verb.search(dateline[0]) else text
