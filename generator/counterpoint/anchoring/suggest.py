"""Passages near a quote that was not found: for the author to look at, never to anchor by."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable

import regex
from msgspec import Struct
from rapidfuzz import fuzz

from counterpoint.anchoring.text import SearchText, Span

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:[.,'’:/-][\p{L}\p{M}\p{N}]+)*|[^\s\p{L}\p{M}\p{N}]")
_NUMBER = regex.compile(r"\p{N}")
_NEGATIONS = frozenset(
    word
    for words in (
        "no not never none nobody nothing nowhere neither nor without cannot against",
        "kein keine keinen keinem keiner nicht nie niemals niemand nichts ohne weder",
        "ne pas jamais aucun aucune rien personne sans ni non",
        "nunca jamás nadie nada ningún ninguna ninguno sin tampoco",
        "לא אין אינו אינה אינם אינן בלי ללא אף",
        "لا لم لن ليس ليست غير دون بدون ما",
    )
    for word in words.split(" ")
)
LEAST_LIKE = 0.6
"""Passages less like the quote than this are not offered."""


class Suggestion(Struct, frozen=True):
    """A passage, how like the quote it is (0 to 1), and what has changed from the quote to it."""

    span: Span
    text: str
    likeness: float
    diff: str
    flags: tuple[str, ...]


class Passages:
    """An article's words, indexed once for all quotes that were not found in it."""

    def __init__(self, text: SearchText) -> None:
        self.text = text.text
        self.words = [(match.start(), match.end()) for match in _WORD.finditer(self.text)]
        self.index: dict[str, list[int]] = {}
        for number, (start, end) in enumerate(self.words):
            self.index.setdefault(self.text[start:end].casefold(), []).append(number)

    def near(self, quote: str, most: int = 3) -> list[Suggestion]:
        """Up to `most` passages like the quote, the most alike first; those less alike than LEAST_LIKE are left out.

        Each word of the quote votes for where the quote would begin, rare words first; only the best places are compared.
        """
        wanted = [match[0] for match in _WORD.finditer(quote)]
        if not wanted:
            return []
        votes: Counter[int] = Counter()
        rarest = sorted(range(len(wanted)), key=lambda i: len(self.index.get(wanted[i].casefold(), ())))
        for offset in rarest[:24]:
            places = self.index.get(wanted[offset].casefold(), ())
            for number in places[:400]:
                votes[number - offset] += 1
        best: dict[int, tuple[float, Span]] = {}
        for start, _ in sorted(votes.items(), key=lambda item: (-item[1], item[0]))[:12]:
            likeness, span = self._fit(wanted, quote, start)
            near = next((other for other in best if abs(other - start) < len(wanted)), None)
            if near is None or best[near][0] < likeness:
                if near is not None:
                    del best[near]
                best[start] = (likeness, span)
        ranked = sorted(best.values(), key=lambda item: (-item[0], item[1].start))
        return [_suggestion(quote, self.text, span, likeness) for likeness, span in ranked[:most] if likeness >= LEAST_LIKE]

    def _fit(self, wanted: list[str], quote: str, start: int) -> tuple[float, Span]:
        """The window of words about a place that is most like the quote.

        Of windows nearly as like, the one that begins and ends with the quote's words and has as many is taken.
        """
        length = len(wanted)
        best, found = -1.0, (0.0, Span(0, 0))
        for first in range(max(0, start - 2), start + 3):
            for last in range(first + max(1, length - 2), min(first + length + 2, len(self.words)) + 1):
                span = Span(self.words[first][0], self.words[last - 1][1])
                likeness = fuzz.ratio(quote, self.text[span.start : span.end]) / 100
                ends = (self._word(first) == wanted[0]) + (self._word(last - 1) == wanted[-1])
                rank = likeness + 0.04 * ends - 0.03 * abs(last - first - length)
                if rank > best:
                    best, found = rank, (likeness, span)
        return found

    def _word(self, number: int) -> str:
        start, end = self.words[number]
        return self.text[start:end]


def _suggestion(quote: str, text: str, span: Span, likeness: float) -> Suggestion:
    passage = text[span.start : span.end]
    diff, gone, new = word_diff(quote, passage)
    return Suggestion(span, passage, likeness, diff, tuple(_flags(gone, new)))


def word_diff(old: str, new: str) -> tuple[str, list[str], list[str]]:
    """(`the [-three-] {+four+} banks`, the words that went, the words that came)."""
    a, b = ([match[0] for match in _WORD.finditer(text)] for text in (old, new))
    out, gone, come = [], [], []
    for kind, a0, a1, b0, b1 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            out.append(" ".join(a[a0:a1]))
            continue
        gone += a[a0:a1]
        come += b[b0:b1]
        out += [f"[-{' '.join(a[a0:a1])}-]"] if a1 > a0 else []
        out += [f"{{+{' '.join(b[b0:b1])}+}}"] if b1 > b0 else []
    return " ".join(out), gone, come


def _flags(gone: Iterable[str], come: Iterable[str]) -> list[str]:
    changed = [*gone, *come]
    flags = []
    if any(_NUMBER.search(word) for word in changed):
        flags.append("NUMBER CHANGED")
    if any(word.casefold() in _NEGATIONS or regex.search(r"n['’]t$", word.casefold()) for word in changed):
        flags.append("NEGATION CHANGED")
    if any(word[:1].isupper() and word.casefold() not in _NEGATIONS for word in changed):
        flags.append("NAME CHANGED")
    return flags
