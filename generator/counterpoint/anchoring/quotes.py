"""Finding a quote: exactly, or not at all.

Three orders are tried (docs/format.md, 'How a quote finds its words'): as it stands, with typography made alike, and read as
Markdown. What is found is then held against the rules on edges, contexts, headings and struck-out text. The result is a value.
"""

from __future__ import annotations

import bisect
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Literal

import regex
from msgspec import Struct

from counterpoint.anchoring.characters import LONG_DASHES
from counterpoint.anchoring.edges import Reason, number_signs
from counterpoint.anchoring.text import BLOCK, Folded, Place, SearchText, Span, fold

MOST = 5_000
"""Words that stand in more places than this are ambiguous, whatever chooses between them."""
MOST_NEARLY = 3
"""Places where words would be but for a rule, of which a message tells."""
_MOST_REMEMBERED = 32
"""Words of which it is remembered where they stand in a text."""


class Wanted(Struct, frozen=True):
    """The words that are looked for, and how one of several places is chosen. `end` is set for a passage from … to …"""

    words: str
    end: str | None = None
    prefix: str | None = None
    suffix: str | None = None
    within: str | None = None
    occurrence: int | Literal["all"] | None = None
    across: bool = False


class Found(Struct, frozen=True):
    """The quote's place, or places if all were asked for."""

    spans: tuple[Span, ...]
    order: int
    other_case: tuple[Span, ...] = ()


class Ambiguous(Struct, frozen=True):
    """The words stand in several places, and nothing chooses one."""

    spans: tuple[Span, ...]


class Stale(Struct, frozen=True):
    """The words are there, but not where the context says: `context` is the one that no longer fits."""

    spans: tuple[Span, ...]
    context: Literal["prefix", "suffix", "within"]


class NotFound(Struct, frozen=True):
    """The words are nowhere. `nearly` says where they would be but for a rule, and which.

    Of a passage from … to …, `part` is the one that is missing, or 'order' if both are there and no passage is.
    """

    nearly: tuple[tuple[Span, Reason], ...] = ()
    part: Literal["", "from", "to", "order"] = ""


class Struck(Struct, frozen=True):
    """The words touch struck-out text."""

    span: Span


class Refused(Struct, frozen=True):
    """The quote cannot be looked for: `empty`, `short`, `struck` (by its own Markdown), `within` (no such heading) or `occurrence` (out of
    range)."""

    why: Literal["empty", "short", "struck", "within", "occurrence"]
    count: int = 0


Result = Found | Ambiguous | Stale | NotFound | Struck | Refused


def find_quote(wanted: Wanted, text: SearchText, as_text: Callable[[str], str]) -> Result:
    """Find the words that a quote means, exactly, in the order docs/format.md gives.

    `as_text` reads inline Markdown and returns its plain text. Spans are code points of the rendered text (W3C
    TextPositionSelector). Never approximate: a near miss is NotFound and carries no match. Raises nothing.
    """
    for words in (wanted.words, *([wanted.end] if wanted.end is not None else [])):
        if count_letters(words) < 2:
            return Refused("short" if count_letters(words) else "empty")
    within = None
    if wanted.within is not None:
        section = text.section_by_id.get(wanted.within.removeprefix("#"))
        if section is None:
            return Refused("within")
        within = section.span
    result = _in_scopes(wanted, within, text, as_text)
    if isinstance(result, NotFound) and any(_strikes(words, as_text) for words in (wanted.words, wanted.end or "")):
        return Refused("struck")
    if isinstance(result, NotFound) and not result.nearly and result.part in {"from", "to"}:
        return _part_elsewhere(wanted, result, text, as_text)
    return result


def _strikes(words: str, as_text: Callable[[str], str]) -> bool:
    """Whether words, read as Markdown, strike some of themselves out."""
    return "~~" in words and "~~" in _read(words, as_text)


def _in_scopes(wanted: Wanted, within: Span | None, text: SearchText, as_text: Callable[[str], str]) -> Result:
    result: Result = NotFound()
    for scope in text.scopes:
        if within:
            scope = Span(max(scope.start, within.start), min(scope.end, within.end))
        attempt = _Search(wanted, text, scope, as_text).result()
        if not isinstance(attempt, NotFound | Stale):
            return attempt
        if isinstance(result, NotFound) and (isinstance(attempt, Stale) or not result.nearly):
            result = attempt if isinstance(attempt, Stale) or attempt.nearly or result.part in {"", "from"} else result
    if within and isinstance(result, NotFound):
        elsewhere = find_quote(Wanted(wanted.words, wanted.end, occurrence="all", across=wanted.across), text, as_text)
        if isinstance(elsewhere, Found):
            return Stale(elsewhere.spans, "within")
    return result


def _part_elsewhere(wanted: Wanted, result: NotFound, text: SearchText, as_text: Callable[[str], str]) -> NotFound:
    """Say where the missing part of a passage is, if it stands outside of what was searched."""
    words, reason = (wanted.end, Reason.LAST_ELSEWHERE) if result.part == "to" else (wanted.words, Reason.FIRST_ELSEWHERE)
    elsewhere = find_quote(Wanted(words or "", occurrence="all"), text, as_text)
    return NotFound(tuple((span, reason) for span in elsewhere.spans[:3]), "order") if isinstance(elsewhere, Found) else result


def count_letters(words: str) -> int:
    """Count letters, digits and symbols, up to two."""
    hits = (character.isalnum() or unicodedata.category(character)[0] == "S" for character in words)
    return sum(1 for _ in islice(filter(None, hits), 2))


def count_places(words: str, text: SearchText, as_text: Callable[[str], str], most: int) -> int:
    """Count the places that a search for words looks at, up to one more than `most`: in any order and case, and inside other words."""
    folded = text.lowered or text.level2
    forms = {words, _read(words, as_text)} if _MARKDOWN.search(words) else {words}
    places = (positions(fold_quote(form, 2).lower(), folded, Span(0, len(text.text))) for form in forms)
    return sum(1 for _ in islice(chain.from_iterable(places), most + 1))


def _read(words: str, as_text: Callable[[str], str]) -> str:
    """Read words as Markdown, paragraph by paragraph: without the signs of headings, lists, quotations and tables before them."""
    return "\n\n".join(as_text(block) for block in _BLANK_LINE.split(_without_block_signs(words.strip())))


def _without_block_signs(words: str) -> str:
    """Return words without the signs with which blocks begin, each block by itself. A sign before a number may be the number's own."""
    if not _BLOCK_SIGNS.search(words):
        return words
    out: list[str] = []
    for line in words.split("\n"):
        plain = _signless(line, _QUOTATION_SIGNS)
        if _is_row(plain):
            out += ["", *(cell.strip() for cell in regex.split(r"(?<!\\)\|", plain.strip().strip("|")) for cell in (cell, ""))]
        elif (text := _signless(plain, _HEADING_OR_ITEM)) != plain:
            out += ["", text]
        else:
            out.append(plain)
    return "\n".join(out).strip()


def _signless(line: str, signs: regex.Pattern[str]) -> str:
    match = signs.match(line)
    rest = line[match.end() :] if match else line
    may_be_sign = match and not {*match[0]}.isdisjoint("-+>") and (_BEFORE_NUMBER.match(rest) or number_signs(f"-{rest}"))
    return line if may_be_sign else rest


def _is_row(line: str) -> bool:
    return len(line) > 2 and line.strip().startswith("|") and line.strip().endswith("|")


class _Search:
    """The search for one quote in one scope of a text."""

    def __init__(self, wanted: Wanted, text: SearchText, scope: Span, as_text: Callable[[str], str]) -> None:
        self.wanted, self.text, self.scope, self.as_text = wanted, text, scope, as_text
        self.nearly: list[tuple[Span, Reason]] = []
        self.part: Literal["", "from", "to", "order"] = ""

    def result(self) -> Result:
        """Try the three orders; a later one also where the words of an earlier one are not in their context."""
        stale: Result | None = None
        for order in (1, 2, 3):
            words, end = self.wanted.words, self.wanted.end
            if order == 3:
                words, end = _read(words, self.as_text), _read(end, self.as_text) if end is not None else None
                if (words, end) == (self.wanted.words, self.wanted.end):
                    break
            spans = self.spans(words, end, min(order, 2))
            if spans and order == 1:  # words that readers cannot tell apart may be somebody else's
                alike = self.spans(words, end, 2)
                spans, order = (alike, 2) if len(alike) > len(spans) else (spans, 1)
            if spans:
                attempt = self.choose(spans, order)
                if not isinstance(attempt, Stale):
                    return attempt
                stale = stale or attempt
        return stale or self.missing()

    def spans(self, words: str, end: str | None, level: int) -> list[Span]:
        """List the places of the words, or of the passages that begin and end with them, that keep the rules on edges and headings."""
        starts = self.matches(words, level, ends_too=end is None)
        if end is None or not starts:
            self.part = "from" if end is not None else ""
            return starts
        ends = self.matches(end, level, ends_too=True)
        end_starts = [span.start for span in ends]
        self.part = "order" if ends else "to"
        passages = []
        for first in starts:
            at = bisect.bisect_left(end_starts, first.end)
            if at == len(ends):
                continue
            passage = Span(first.start, ends[at].end)
            if not self.wanted.across and self.over_heading(passage):
                self.near(passage, Reason.OVER_HEADING)
            else:
                passages.append(passage)
        if ends and not passages and not any(reason is Reason.OVER_HEADING for _, reason in self.nearly):
            inside = next((span for span in ends if any(first.start <= span.start < first.end for first in starts)), None)
            self.nearly = [(inside or ends[-1], Reason.LAST_IN_FIRST if inside else Reason.LAST_BEFORE_FIRST)]
        return passages

    def over_heading(self, span: Span) -> bool:
        """Whether a heading begins after the start of a range and before its end."""
        headings = self.text.heading_starts
        at = bisect.bisect_right(headings, span.start)
        return at < len(headings) and headings[at] < span.end

    def matches(self, words: str, level: int, *, ends_too: bool) -> list[Span]:
        """List the places of words that keep the rules on edges; a long dash or an ellipsis in the context makes an edge."""
        spans: list[Span] = []
        if not self.may_have(words):
            return spans
        for span, at_start, at_end in _places(words, level, self.text, self.scope):
            reason = at_start
            if reason is Reason.INSIDE_WORD and self.after_dash(span):
                reason = None
            if reason is None:
                reason = at_end
                if reason is Reason.INSIDE_WORD and ends_too and self.before_dash(span):
                    reason = None
            if reason:
                self.near(span, reason)
            else:
                spans.append(span)
        return spans

    def may_have(self, words: str) -> bool:
        """Whether all of the words between the first and the last are in the text, in any case; without one, no order finds anything."""
        return self.text.tokens.issuperset(fold_quote(words, 2).casefold().split()[1:-1])

    def near(self, span: Span, reason: Reason) -> None:
        if len(self.nearly) < MOST_NEARLY and (span, reason) not in self.nearly:
            self.nearly.append((span, reason))

    def after_dash(self, span: Span) -> bool:
        """Whether the words follow a long dash or an ellipsis without a space, and their prefix says so."""
        prefix = (self.wanted.prefix or "").rstrip()
        return _is_long_dash(prefix[-2:]) and _begins_after_dash(span, self.text)

    def before_dash(self, span: Span) -> bool:
        """Whether the words stand before a long dash or an ellipsis without a space, and their suffix says so."""
        suffix = (self.wanted.suffix or "").lstrip()
        return _is_long_dash(suffix[1::-1]) and _ends_before_dash(span, self.text)

    def choose(self, spans: list[Span], order: int) -> Result:
        """Hold places against the contexts, and choose one."""
        wanted = self.wanted
        if len(spans) > MOST:
            return Ambiguous(tuple(spans))
        fitting = self.fitting(spans)
        if not fitting:
            context: Literal["prefix", "suffix"] = "prefix" if wanted.prefix and not self.fitting(spans, suffix=False) else "suffix"
            return Stale(tuple(spans), context)
        if isinstance(wanted.occurrence, int):
            if wanted.occurrence > len(fitting):
                return Refused("occurrence", len(fitting))
            fitting = [fitting[wanted.occurrence - 1]]
        elif len(fitting) > 1 and wanted.occurrence != "all":
            return Ambiguous(tuple(fitting))
        for span in fitting:
            if self.text.struck(span):
                return Struck(span)
        other = tuple(self.in_other_case()) if wanted.end is None else ()
        return Found(tuple(fitting), order, other)

    def fitting(self, spans: Sequence[Span], *, suffix: bool = True) -> list[Span]:
        """List the places in their context: as it stands with typography made alike, else read as Markdown."""
        prefix, after = self.wanted.prefix, self.wanted.suffix if suffix else None
        for read in (str, self.as_text):
            before_words, after_words = (_context(read(words)) if words else None for words in (prefix, after))
            fit = [span for span in spans if self.follows(before_words, span) and self.precedes(after_words, span)]
            if fit:
                return fit
        return []

    def follows(self, prefix: str | None, span: Span) -> bool:
        """Whether a place comes right after the words of a prefix, which begin at an edge and are not struck out."""
        if prefix is None:
            return True
        text, at = self.text.unblocked.text, self.text.level2.forth(span.start)
        at -= at > 0 and text[at - 1] == " "
        start = at - len(prefix)
        if not prefix or not text.endswith(prefix, 0, at):
            return False
        context = self.text.level2.back(start, at)
        return context is not None and not self.text.struck(context) and not self.text.edge(context.start, ends=False)

    def precedes(self, suffix: str | None, span: Span) -> bool:
        """Whether a place comes right before the words of a suffix, which end at an edge and are not struck out."""
        if suffix is None:
            return True
        text, at = self.text.unblocked.text, self.text.level2.forth(span.end)
        at += at < len(text) and text[at] == " "
        end = at + len(suffix)
        if not suffix or not text.startswith(suffix, at):
            return False
        context = self.text.level2.back(at, end)
        return context is not None and not self.text.struck(context) and not self.text.edge(context.end, ends=True)

    def missing(self) -> NotFound:
        """Say why nothing was found."""
        words = self.wanted.end if self.part == "to" else self.wanted.words
        if not self.nearly and self.part != "order" and words and self.may_have(words):
            joined = fold_quote(words, 2).replace(BLOCK, " ")
            for span in islice(occurrences(joined, self.text.unblocked, self.scope), 20):
                if not self.text.edges(span):
                    self.near(span, Reason.CROSSES_BLOCK if BLOCK in self.text.text[span.start : span.end] else Reason.ONE_BLOCK)
            if not self.nearly:
                for span in self.in_other_case(words)[:MOST_NEARLY]:
                    self.near(span, Reason.OTHER_CASE)
        return NotFound(tuple(self.nearly), self.part)

    def in_other_case(self, words: str = "") -> Sequence[Span]:
        """List the first places where the words stand with other capitals."""
        words = words or self.wanted.words
        places = _remembered(words, _OTHER_CASE, self.text, self.scope, lambda: islice(_in_other_case(words, self.text, self.scope), 5))
        return [span for span, _, _ in places]


_OTHER_CASE = 0
"""Beside the levels of folding, what places are remembered for."""


def _in_other_case(words: str, text: SearchText, scope: Span) -> Iterator[Place]:
    plain = fold_quote(words, 2)
    if text.lowered is None:
        return
    for at in positions(plain.lower(), text.lowered, scope):
        if not text.level2.text.startswith(plain, at):
            span = _span_at(at, len(plain), text.lowered, scope)
            if span and not text.edges(span):
                yield span, None, None


def _places(words: str, level: int, text: SearchText, scope: Span) -> Sequence[Place]:
    """The places of words in a part of a text, each with why a match may not begin or end there, in time linear in the text.

    Of those that no quote can mean, the first three are listed.
    """
    return _remembered(
        words, level, text, scope, lambda: _look_up(fold_quote(words, level), text.level1 if level == 1 else text.level2, text, scope)
    )


def _remembered(words: str, kind: int, text: SearchText, scope: Span, look: Callable[[], Iterable[Place]]) -> Sequence[Place]:
    """Places that are looked for once, as one article may quote a phrase many times."""
    key = (words, kind, scope)
    if key not in text.remembered:
        if len(text.remembered) >= _MOST_REMEMBERED:
            text.remembered.clear()
        text.remembered[key] = tuple(look())
    return text.remembered[key]


def _look_up(words: str, folded: Folded, text: SearchText, scope: Span) -> Sequence[Place]:
    places: list[Place] = []
    clear = refused = 0
    for span in occurrences(words, folded, scope):
        at_start, at_end = text.edge(span.start, ends=False), text.edge(span.end, ends=True)
        if not at_start and not at_end:
            clear += 1
        elif not _begins_after_dash(span, text) and not _ends_before_dash(span, text):
            refused += 1
            if refused > MOST_NEARLY:
                continue
        places.append((span, at_start, at_end))
        if clear > MOST:
            break
    return places


def occurrences(words: str, folded: Folded, scope: Span) -> Iterator[Span]:
    """Yield every place of words in a part of a folded text, overlapping ones too, in time linear in the text."""
    return filter(None, (_span_at(at, len(words), folded, scope) for at in positions(words, folded, scope)))


def _span_at(at: int, length: int, folded: Folded, scope: Span) -> Span | None:
    """The original range of a range of a folded text; None where it is none, or is not in the scope."""
    span = folded.back(at, at + length)
    return span if span and scope.start <= span.start and span.end <= scope.end else None


def positions(words: str, folded: Folded, scope: Span) -> Iterator[int]:
    """Yield the offsets of words in a folded text, overlapping ones too, where a part of the original may be."""
    return _positions(words, folded.text, folded.forth(scope.start), folded.forth(scope.end)) if words else iter(())


def _positions(words: str, text: str, first: int, last: int) -> Iterator[int]:
    work, at = 0, text.find(words, first, last)
    while at >= 0:
        yield at
        work += len(words)
        if work > 4_000_000:  # Words that repeat themselves: each further search would read them again.
            yield from _matched_prefixes(words, text, at + 1, last)
            return
        at = text.find(words, at + 1, last)


def _matched_prefixes(words: str, text: str, first: int, last: int) -> Iterator[int]:
    """Yield the places of words by the algorithm of Knuth, Morris and Pratt."""
    table, length = [0] * len(words), 0
    for number in range(1, len(words)):
        while length and words[number] != words[length]:
            length = table[length - 1]
        length += words[number] == words[length]
        table[number] = length
    length = 0
    for number in range(first, last):
        character = text[number]
        while length and (length == len(words) or character != words[length]):
            length = table[length - 1]
        length += character == words[length]
        if length == len(words):
            yield number + 1 - length


def fold_quote(words: str, level: int) -> str:
    """Normalise a quote: a blank line stands for a block's border, every other line end for a space."""
    if _NOTHING_TO_FOLD.fullmatch(words):
        return words
    blocks = (" ".join(block.split()) for block in _BLANK_LINE.split(words.strip()))
    return BLOCK.join(fold(block, level).text.strip() for block in blocks)


_BLANK_LINE = regex.compile(r"\n[^\S\n]*+\n\s*+")
_BLOCK_SIGNS = regex.compile(r"^[^\S\n]*(?:[>|]|(?:#{1,6}|[-*+])[^\S\n])", regex.MULTILINE)
_QUOTATION_SIGNS = regex.compile(r"\s*(?:>\s?)+")
_HEADING_OR_ITEM = regex.compile(r"\s*(?:#{1,6}|[-*+])\s+")
_BEFORE_NUMBER = regex.compile(r"\W*\p{N}")
_MARKDOWN = regex.compile(r"[\\`*_\[\]<>&!^~]|^\s*[>|#\-+]", regex.MULTILINE)
"""Without any of these, words read as Markdown are what they were."""
_NOTHING_TO_FOLD = regex.compile(r"[A-Za-z,;:!?()%&/]++(?: [\w,;:!?()%&/]++)*+", regex.ASCII)
"""Words that normalisation leaves as they are: letters and digits with single spaces."""


def _context(words: str) -> str:
    return " ".join(fold(words, 2).text.split())


def _begins_after_dash(span: Span, text: SearchText) -> bool:
    return _is_long_dash(text.text[max(0, span.start - 3) : span.start].removesuffix(" ")[-2:])  # a line may break behind it


def _ends_before_dash(span: Span, text: SearchText) -> bool:
    return _is_long_dash(text.text[span.end : span.end + 2][::-1])


def _is_long_dash(two: str) -> bool:
    return two != "" and (two[-1] in LONG_DASHES + "…" or two in {"--", ".."})
