"""Passages near a quote that was not found: for the author to look at, never to anchor by."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import regex
from msgspec import Struct
from rapidfuzz import process
from rapidfuzz.distance import Indel

from counterpoint.anchoring import changes
from counterpoint.anchoring.quotes import count_letters
from counterpoint.anchoring.text import BLOCK, SearchText, Span

_ALIKE = Indel.normalized_similarity
"""How alike two texts are, letter by letter: from 0 to 1."""
LEAST_KEPT, LEAST_LIKE = 0.5, 0.6
"""Passages are offered that keep so much of a quote's words, weighed by how rare they are, or are so much like it letter by letter."""
_CANDIDATES = 6
_MOST_WORDS = 500
"""Words of a quote for which passages like it are looked for."""
_INSERTED = 24
"""How many words may have come into a passage; and of a long quote, with one of how many first words it has to begin."""
_ENDS = regex.compile(r"[.!?;…。！？]")
_SHORT = regex.compile(r"\p{L}(?:\.\p{L}+)*")
"""A word behind which a full stop ends no sentence, such as U.S. or e.g."""
_PARTS = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_CONJUNCTIONS = frozenset(["and", "or", "und", "oder", "et", "ou", "y", "o"])
_MOVED = 3
"""How many words the ends of a passage are moved to where its letters are more like the quote's."""
_SIGN = regex.compile(r"[^\p{L}\p{M}\p{N}]")


_SAME_END = 0.03
"""What it counts that a range begins, or ends, with the quote's first or last word."""


def _bucket(wanted: Sequence[str]) -> int:
    """Return how many words of the article are taken together where the words of a quote are counted."""
    return max(len(wanted) // 2, 4)


class Suggestion(Struct, frozen=True):
    """A passage, how like the quote it is (0 to 1), and what has changed from the quote to it that is not surely harmless."""

    span: Span
    text: str
    likeness: float
    diff: str
    flags: tuple[str, ...]


class _Window(Struct, frozen=True):
    """A range of an article's words, and how well it stands for a quote."""

    score: float
    first: int
    last: int
    kept: float


class Passages:
    """An article's words, indexed once for all quotes that were not found in it."""

    def __init__(self, text: SearchText, language: str = "en") -> None:
        self.text, self.language = text, language
        folded = text.level2
        self.words: list[str] = []
        self.spans: list[Span] = []
        self.breaks: list[bool] = []
        """Whether a sentence or a paragraph ends right before each word."""
        broken, last = True, 0
        for match in changes.WORD.finditer(folded.text):
            gap = folded.text[last : match.start()]
            broken = broken or BLOCK in gap
            last = match.end()
            if _SIGN.fullmatch(match[0]):
                is_short = match[0] == "." and not broken and bool(self.words) and _SHORT.fullmatch(self.words[-1])
                broken = broken or (bool(_ENDS.fullmatch(match[0])) and not is_short)
                continue
            span = folded.back(match.start(), match.end())
            if span is None:
                continue
            self.words.append(match[0].casefold())
            self.spans.append(span)
            self.breaks.append(broken)
            broken = False
        self.index: dict[str, list[int]] = {}
        for number, word in enumerate(self.words):
            self.index.setdefault(word, []).append(number)

    def near(self, quote: str, most: int = 3) -> list[Suggestion]:
        """Return up to `most` passages like a quote, the most alike first; those less alike than LEAST_LIKE are left out.

        Each word of the quote votes for where it stands, rare words more; only the best places are compared.
        """
        wanted = [word.casefold() for word in changes.words(quote) if not _SIGN.fullmatch(word)]
        if not 0 < len(wanted) <= _MOST_WORDS:
            return []
        weights = {word: self.weight(word) for word in wanted}
        windows = [self.fitted(quote, wanted, window) for start in self.starts(wanted) for window in self.windows(wanted, weights, start)]
        if not windows and len(wanted) == 1:
            windows = [_Window(likeness, at, at + 1, likeness) for at, likeness in self.alike(wanted[0])]
        best: list[_Window] = []
        for window in sorted(windows, key=lambda window: (-window.score, window.first)):
            if all(window.last <= other.first or window.first >= other.last for other in best):
                best.append(window)
        # Of a script without spaces, single characters are compared, of which few stay when a word changes.
        least = LEAST_KEPT if max(map(len, wanted)) > 1 else 0.35
        offers = ((window.kept, self.suggestion(quote, window)) for window in best)
        return [offer for kept, offer in offers if (kept >= least or offer.likeness >= LEAST_LIKE) and self.may_be_quoted(offer)][:most]

    def may_be_quoted(self, offer: Suggestion) -> bool:
        """Whether an offer is found if it is typed: more than a letter, with whole words, in the text or in the footnotes alone."""
        span = offer.span
        is_in_one = any(scope.start <= span.start and span.end <= scope.end for scope in self.text.scopes)
        return is_in_one and count_letters(offer.text) > 1 and not self.text.edges(span)

    def weight(self, word: str) -> float:
        """Return how much a word says: a rare one more than a common one."""
        return 1 / (1 + math.log2(1 + max(1, len(self.index.get(word, ())))))

    def starts(self, wanted: Sequence[str]) -> list[int]:
        """Return the places about which most of the quote's words are. Each votes for where it stands, a rare one with more weight."""
        votes: defaultdict[int, float] = defaultdict(float)
        bucket = _bucket(wanted)
        for word in dict.fromkeys(wanted):
            places = self.index.get(word, ())
            for number in places:
                votes[number // bucket * bucket] += 1 / len(places)
        return [at for at, _ in sorted(votes.items(), key=lambda item: (-item[1], item[0]))[:_CANDIDATES]]

    def windows(self, wanted: Sequence[str], weights: dict[str, float], start: int) -> Iterator[_Window]:
        """Yield the range of words about a place that stands best for the quote."""
        total = sum(weights[word] for word in wanted)
        nearby = range(max(0, start - len(wanted)), min(len(self.words), start + _bucket(wanted)))
        opening = frozenset(wanted[:_INSERTED])
        ranges = (self.best_end(first, wanted, weights, total) for first in nearby if self.words[first] in opening)
        best = max(ranges, key=lambda window: window.score, default=None)
        if best:
            yield self.widened(best, wanted)

    def best_end(self, first: int, wanted: Sequence[str], weights: dict[str, float], total: float) -> _Window:
        """Return the best range of words that begins at a place: it keeps much of the quote and of its ends, and little else.

        A word of the quote stands there.
        """
        left, length = Counter(wanted), len(wanted)
        score, kept = _SAME_END if self.words[first] == wanted[0] else 0.0, 0.0
        ends: list[_Window] = []
        for at in range(first, min(len(self.words), first + length + _INSERTED)):
            word = self.words[at]
            if at > first and self.breaks[at]:
                score -= 0.1
            if left[word]:
                left[word] -= 1
                kept += weights[word] / total
                score += weights[word] / total
                ends.append(_Window(score + (_SAME_END if word == wanted[-1] else 0.0), first, at + 1, kept))
            else:
                score -= min(0.12 / length, 0.04)
        return max(ends, key=lambda window: window.score)

    def widened(self, window: _Window, wanted: Sequence[str]) -> _Window:
        """Take in the words that stand in the place of the quote's first or last ones, within the sentence."""
        differences = changes.diff(wanted, self.words[window.first : window.last])
        moved = {word for is_equal, _, come in differences if not is_equal for word in come}
        missing_first, missing_last = (
            0 if is_equal or come else sum(word not in moved for word in gone) for is_equal, gone, come in (differences[0], differences[-1])
        )
        first, last = window.first, window.last
        while missing_first and first > 0 and not self.apart(first) and self.replaces(first - 1):
            first, missing_first = first - 1, missing_first - 1
        while missing_last and last < len(self.words) and not self.apart(last) and self.replaces(last):
            last, missing_last = last + 1, missing_last - 1
        return _Window(window.score, first, last, window.kept)

    def fitted(self, quote: str, wanted: Sequence[str], window: _Window) -> _Window:
        """Move the ends of a range to where its letters are most like the quote's, without loss of a word of the quote.

        So 'and/or' stands for 'and or', and 'U.S.' for 'US'. A negation beside a word that has changed is taken in.
        """
        low, high, best, likeness = window.first, window.last, window, self.likeness(quote, window.first, window.last)
        while low > max(0, window.first - _MOVED) and not self.apart(low):
            low -= 1
        while high < min(len(self.words), window.last + _MOVED) and not self.apart(high):
            high += 1
        for first in range(low, min(window.first + _MOVED + 1, window.last)):
            for last in range(max(first + 1, window.last - _MOVED), high + 1):
                if self.may_end_at(window, first, last, wanted) and (other := self.likeness(quote, first, last)) > likeness:
                    best, likeness = _Window(window.score, first, last, window.kept), other
        first, last = best.first, best.last
        while first > 0 and self.words[first] != wanted[0] and not self.apart(first) and changes.negates(self.words[first - 1]):
            first -= 1
        while last < len(self.words) and self.words[last - 1] != wanted[-1] and not self.apart(last) and changes.negates(self.words[last]):
            last += 1
        return _Window(window.score, first, last, window.kept)

    def may_end_at(self, window: _Window, first: int, last: int, wanted: Sequence[str]) -> bool:
        """Whether the ends of a range may be moved: outwards to a word that the quote writes otherwise, inwards without losing any.

        Of the quote's words, those may be left out that stand elsewhere in the range, and an 'and' that begins a clause.
        """
        words, head, tail = self.words[first:last], self.words[window.first : first], self.words[last : window.last]
        if (first < window.first and not _share_letters(words[0], wanted[0])) or (
            last > window.last and not _share_letters(words[-1], wanted[-1])
        ):
            return False
        if (head and head[0] not in wanted) or (tail and tail[-1] not in wanted):
            return False  # they stand in the place of words that are gone
        kept, counts = Counter(part for word in words for part in _PARTS.findall(word)), Counter(wanted)
        return all(kept[word] >= counts[word] for word in head) and all(
            kept[word] >= counts[word] or word in _CONJUNCTIONS for word in tail
        )

    def likeness(self, quote: str, first: int, last: int) -> float:
        """Return how alike the letters of a quote and of a range of words are."""
        return _ALIKE(quote.casefold(), self.text.text[self.spans[first].start : self.spans[last - 1].end].casefold())

    def apart(self, at: int) -> bool:
        """Whether a sign or a paragraph's end stands between a word and the one before it."""
        gap = self.text.text[self.spans[at - 1].end : self.spans[at].start].replace(" ", "")
        return bool(_SIGN.search(gap)) and (gap != "." or self.breaks[at])

    def replaces(self, at: int) -> bool:
        """Whether a word may have come in the place of another, and is none that leads to what is said, such as 'that'."""
        word = self.words[at]
        return len(self.index[word]) <= 2 or word in changes.NEGATIONS or changes.is_number(word)

    def alike(self, word: str) -> Iterator[tuple[int, float]]:
        """Yield where words stand that are spelled nearly as one is."""
        for other, likeness, _ in process.extract(word, self.index.keys(), scorer=_ALIKE, score_cutoff=LEAST_LIKE):
            yield from ((at, likeness) for at in self.index[other])

    def suggestion(self, quote: str, window: _Window) -> Suggestion:
        """Return what is offered of a range of words: as far as the quote's own signs reach."""
        start, end = self.spans[window.first].start, self.spans[window.last - 1].end
        text = self.text.text
        tail = regex.search(r"[^\s\p{L}\p{M}\p{N}]+\Z", quote)
        if tail and (sign := regex.compile(r"[^\s\p{L}\p{M}\p{N}]+").match(text, end)) and sign[0].startswith(tail[0]):
            end += len(tail[0])
        head = regex.match(r"[^\s\p{L}\p{M}\p{N}]+", quote)
        if head and text[:start].endswith(head[0]):
            start -= len(head[0])
        span = self.text.widened(Span(start, end))
        passage = text[span.start : span.end]
        likeness = _ALIKE(quote, passage)
        flags = changes.reasons(quote, passage, self.language, begins=self.breaks[window.first])
        flags = ("STRUCK OUT", *flags) if self.text.struck(span) else flags
        return Suggestion(span, passage, likeness, changes.word_diff(quote, passage), flags)


def _share_letters(word: str, other: str) -> bool:
    """Whether two words are the same but for signs, or one holds the other: 'u.s' and 'us', 'and/or' and 'and'."""
    letters, others = ("".join(_PARTS.findall(each)) for each in (word, other))
    return letters in others or others in letters
