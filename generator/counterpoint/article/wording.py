"""How a claim's words were taken over from the article: word for word, excerpted, put together, or paraphrased.

Texts are compared word by word. Capitals, spaces and the full stop at the end do not count; everything else does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from html import unescape
from typing import Literal

import regex
from msgspec import Struct

from counterpoint.anchoring.changes import negates
from counterpoint.anchoring.quotations import quotations, quotations_of
from counterpoint.article.prepared import Passage
from counterpoint.model.sidecar import Claim

Kind = Literal["verbatim", "excerpt", "compiled", "paraphrase"]
"""Word for word; with words left out; from several quotations; or in other words than the speaker's."""

_GAP = re.compile(r"\s*(?:\[[^\]]*\]|[(\[]?\s*(?:…|\.{3,4})\s*[)\]]?)[\s,;]*")
"""What stands where words are left out or somebody else's are put in: an ellipsis, or words in square brackets."""
_WORD = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]|[\p{L}\p{M}\p{N}]+(?:['’.,\-‐‑][\p{L}\p{M}\p{N}]+)*")
_FEW = 12
"""Numbers up to this one are written as words as often as in digits."""
_NEW_WORDS = 3
"""So many words that the article has nowhere say more than the quote does; fewer may be another way to put it."""
_LONG = 4
"""Letters of a word that says something; shorter ones are mostly articles, pronouns and the like."""


class Wording(Struct, frozen=True):
    """How a text was taken over, and what is doubtful about it, as (code of the lint, the words)."""

    kind: Kind
    doubts: tuple[tuple[str, str], ...] = ()


class ArticleWords:
    """The words of an article, looked up by the texts of its claims."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def folded(self) -> str:
        """The text, as far as letters and spaces go."""
        return " ".join(self.text.split()).casefold()

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word."""
        return frozenset(words(self.text))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Every number in digits, without what groups them."""
        return frozenset(numbers(self.text))

    def has(self, word: str) -> bool:
        """Whether a word, or another form of it, is there: with another ending, or without a prefix as Hebrew and Arabic write them."""
        if word in self.words:
            return True
        stem = word[: max(_LONG, len(word) * 2 // 3)]
        return any(form in self.folded for form in (stem, word[1:], word[2:]) if len(form) >= _LONG - 1)


def wording(claim: Claim, places: Sequence[Passage], article: ArticleWords) -> Wording:
    """How a claim's text was taken over from its places in the article, if it has any.

    A text is the speaker's own where its author says so, or where it is what stands in quotation marks at its places. Where words are left
    out, the text has to show it. A text that puts the words in another way is a paraphrase.
    """
    text = claim.text or (places[0].exact if places else "")
    parts = [] if _puts_in_a_negation(text) else [part for part in _GAP.split(text) if words(part)]
    is_whole = any(_bare(place.exact) == _bare(text) for place in places)
    if claim.verbatim is False:
        return Wording("paraphrase", _beyond(claim, text, places, article))
    if claim.verbatim or (is_whole and any(_bare(place.exact) == _bare(text) and _is_quoted(place) for place in places)):
        return _given_as_verbatim(text, parts, [place.exact for place in places], is_whole=is_whole)
    if _GAP.search(text) and not is_whole:
        excerpt = _excerpt(parts, [words_there for place in places for words_there in _quoted(place)])
        if excerpt:
            return excerpt
    return Wording("paraphrase", _beyond(claim, text, places, article))


def _puts_in_a_negation(text: str) -> bool:
    """Whether words in square brackets turn the others round."""
    return any(negates(word) for inserted in re.findall(r"\[([^\]]*)\]", text) for word in words(inserted))


def words(text: str) -> list[str]:
    """The words of a text, as they are compared."""
    return [word.replace("’", "'") for word in _WORD.findall(text.casefold())]


def numbers(text: str) -> Iterator[str]:
    """The numbers of a text that are written in digits, without what groups or divides them."""
    for match in regex.finditer(r"\p{Nd}+(?:[\s.,'’٬٫]\p{Nd}+)*", text):
        yield "".join(str(int(digit)) for digit in match[0] if digit.isdecimal())
        yield from ("".join(str(int(digit)) for digit in group) for group in regex.findall(r"\p{Nd}+", match[0]))


def pieces(text: str) -> list[str]:
    """The stretches of a text between its ellipses, for one that is put together: each is somebody's words."""
    return [part.strip() for part in re.split(r"\s*[(\[]?(?:…|\.{3,4})[)\]]?\s*", text) if words(part)]


def _bare(text: str) -> str:
    """Words without what differs between a quotation and its repetition: capitals, spaces, and the full stop at the end."""
    return " ".join(text.split()).rstrip(".,;:").casefold()


def _given_as_verbatim(text: str, parts: Sequence[str], places: Sequence[str], *, is_whole: bool) -> Wording:
    """A text that is the speaker's own words, be it because its author says so. `places` are the words to hold it against."""
    if is_whole or not places:
        return Wording("excerpt" if _GAP.search(text) and not is_whole else "verbatim")
    excerpt = _excerpt(parts, places)
    if excerpt:
        return excerpt if _GAP.search(text) else Wording("verbatim")
    if len(parts) == 1 and any(_is_subsequence(words(text), words(place)) for place in places):
        return Wording("verbatim", (("words-left-out", _start(text)),))
    return Wording("verbatim", (("text-beyond-quote", _start(text)),))


def _excerpt(parts: Sequence[str], stretches: Sequence[str]) -> Wording | None:
    """A text whose parts all stand in what was said: in one stretch of it, in their order, or in several. Nothing where one does not."""
    if not parts:
        return None
    wanted = [words(part) for part in parts]
    for stretch in stretches:
        said, at, skipped = words(stretch), 0, list[str]()
        for number, part in enumerate(wanted):
            place = _find(part, said, at)
            if place < 0:
                break
            skipped += said[at:place] if number else []
            at = place + len(part)
        else:
            negation = next((word for word in skipped if negates(word)), "")
            return Wording("excerpt", (("words-left-out", negation),) if negation else ())
    every = [words(stretch) for stretch in stretches]
    if all(any(_find(part, said, 0) >= 0 for said in every) for part in wanted):
        return Wording("compiled" if len(wanted) > 1 else "excerpt")
    return None


def _find(part: Sequence[str], said: Sequence[str], start: int) -> int:
    """Where some words stand in others, one right after the other, from a place on; -1 if nowhere."""
    return next((at for at in range(start, len(said) - len(part) + 1) if said[at : at + len(part)] == part), -1)


def _is_subsequence(some: Sequence[str], others: Sequence[str]) -> bool:
    left = iter(others)
    return all(word in left for word in some)


def _beyond(claim: Claim, text: str, places: Sequence[Passage], article: ArticleWords) -> tuple[tuple[str, str], ...]:
    """What a paraphrase says that the article says nowhere: numbers, quoted words, or much else."""
    if not claim.text or not places:
        return ()
    dated = frozenset(numbers(claim.date or ""))
    more = [number for number in numbers(text) if int(number) > _FEW and number not in article.numbers and number not in dated]
    for quotation in quotations([text]):
        more += [said for said in quotation.words([text]) if " ".join(said.split()).casefold() not in article.folded]
    telling = [word for word in words(text) if len(word) >= _LONG and not word[0].isdigit()]
    new = [word for word in dict.fromkeys(telling) if not article.has(word)]
    contains = any(_is_subsequence(words(place.exact), words(text)) for place in places)
    if len(new) >= _NEW_WORDS and (contains or len(new) * 2 > len(telling)):
        more += new
    return (("text-beyond-quote", ", ".join(dict.fromkeys(more))),) if more else ()


def _start(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else line[:77] + "…"


def _quoted(place: Passage) -> Iterator[str]:
    """The words of a place that stand in quotation marks which are opened and closed in its paragraph, quotation by quotation."""
    before, after = _text(place.before), _text(place.after)
    whole, start, end = before + place.exact + after, len(before), len(before) + len(place.exact)
    for quotation in quotations_of(whole):
        for piece in quotation.pieces if not quotation.open else ():
            words_there = whole[max(start, piece.start) : min(end, piece.end)]
            if words_there.strip():
                yield words_there


def _is_quoted(place: Passage) -> bool:
    """Whether a place stands in quotation marks as a whole."""
    return any(words_there == place.exact for words_there in _quoted(place))


def _text(passage: str) -> str:
    """The text of a passage's HTML, which holds plain tags only."""
    return unescape(re.sub(r"<[^>]*>", "", passage))
