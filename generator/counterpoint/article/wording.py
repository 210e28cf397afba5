"""How a claim's words were taken over from the article: word for word, excerpted, put together, or paraphrased.

Texts are compared word by word. Spaces and the full stop at the end do not count. Of a whole quotation, capitals but the first do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from html import unescape
from itertools import pairwise
from typing import Literal

import regex
from msgspec import Struct

from counterpoint.anchoring.changes import negates
from counterpoint.anchoring.quotations import quotations, quotations_of
from counterpoint.article.own_quote import changed_words, new_numbers
from counterpoint.article.prepared import Passage
from counterpoint.model.sidecar import Claim

Kind = Literal["verbatim", "excerpt", "compiled", "paraphrase"]
"""Word for word; with words left out; from several quotations; or in other words than the speaker's."""


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_GAP = re.compile(r"\s*(?:\[([^\]]*)\]|[(\[]?\s*(?:…|\.{3,4})\s*[)\]]?)[\s,;]*")
"""What stands where words are left out or somebody else's are put in: an ellipsis, or words in square brackets."""
_WORD = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]|[\p{L}\p{M}\p{N}]+(?:['’.,\-‐‑][\p{L}\p{M}\p{N}]+)*")
_NEW_WORDS = 3
"""So many words that the article has nowhere say more than the quote does; fewer may be another way to put it."""
_PUT_IN = "["
_DENIALS = _listed(
    "false wrong untrue deny denies denied doubt doubts doubted refuse refuses refused falsch bestreitet leugnet faux nie nient falso "
    "niega niegan שקר مكذوب"
)
"""Words that turn a sentence round as a negation does, where they are put in."""
_LONG = 4
"""Letters of a word that says something; shorter ones are mostly articles, pronouns and the like."""


class Wording(Struct, frozen=True):
    """How a text was taken over, and what is doubtful about it, as (code of the lint, the words)."""

    kind: Kind
    doubts: tuple[tuple[str, str], ...] = ()


class Cut(Struct, frozen=True):
    """A text as the stretches between its gaps, and what each gap has in brackets: at the start, between two stretches, at the end."""

    parts: tuple[str, ...]
    put_in: tuple[str, ...]
    has_gap: bool


class ArticleWords:
    """The words of an article, looked up by the texts of its claims."""

    def __init__(self, text: str, language: str = "") -> None:
        self.text = text
        self.has_plain_nouns = language[:2] != "de"

    @cached_property
    def folded(self) -> str:
        """The text, as far as letters and spaces go."""
        return " ".join(self.text.split()).casefold()

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word."""
        return frozenset(words(self.text))

    @cached_property
    def running_on(self) -> frozenset[tuple[str, int]]:
        """Paragraphs in which a quotation stands that runs on in the next one, which begins with its mark; each with where it begins."""
        blocks = self.text.split("\n")
        running = (quotation for quotation in quotations(blocks) if len(quotation.pieces) > 1 and not quotation.open)
        return frozenset((blocks[piece.block], piece.start) for quotation in running for piece in quotation.pieces)

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
    cut = _cut(text)
    is_whole = any(_bare(place.exact) == _bare(text) for place in places)
    if claim.verbatim is False:
        return Wording("paraphrase", _beyond(claim, text, places, article))
    if claim.verbatim or (is_whole and any(_bare(place.exact) == _bare(text) and _is_quoted(place, article) for place in places)):
        return _given_as_verbatim(text, cut, [place.exact for place in places], is_whole=is_whole)
    if cut.has_gap and not is_whole:
        excerpt = _excerpt(cut, [words_there for place in places for words_there in _quoted(place, article)])
        if excerpt:
            return excerpt
    return Wording("paraphrase", _beyond(claim, text, places, article))


def interludes(claim: Claim, kind: Kind, places: Sequence[Passage], article: ArticleWords) -> Iterator[str]:
    """Yield what the article says right before each quotation whose words a claim takes over along with an earlier one's, in one place.

    A name there may say that somebody else speaks.
    """
    if kind not in {"verbatim", "compiled"}:
        return
    wanted = [words(part) for part in _cut(claim.text or "").parts]
    for place in places:
        whole, spans = _quoted_spans(place, article)
        for (_, before), (start, end) in pairwise(spans):
            said = words(whole[start:end])
            if not wanted or any(_find(part, said, 0) >= 0 for part in wanted):
                yield " ".join(whole[before:start].split())


def words(text: str) -> list[str]:
    """The words of a text, as they are compared."""
    return [word.replace("’", "'") for word in _WORD.findall(text.casefold())]


def pieces(text: str) -> list[str]:
    """The stretches of a text between its ellipses, for one that is put together: each is somebody's words."""
    return [part.strip() for part in re.split(r"\s*[(\[]?(?:…|\.{3,4})[)\]]?\s*", text) if words(part)]


def _bare(text: str) -> str:
    """Words without what differs between a quotation and its repetition: the first capital, spaces, and the full stop at the end."""
    bare = " ".join(unquoted(text).split()).rstrip(".,;:")
    return bare[:1].casefold() + bare[1:]


def unquoted(text: str) -> str:
    """Words that may have been copied with the quotation marks around them, without these."""
    whole = quotations_of(text.strip())
    if len(whole) == 1 and not whole[0].open and whole[0].pieces[0].outer == (0, len(text.strip())):
        return whole[0].words([text.strip()])[0]
    return text


def _cut(text: str) -> Cut:
    """Cut a text at its gaps."""
    parts, put_in, at = list[str](), [""], 0
    gaps = [*_GAP.finditer(text)]
    for gap in (*gaps, None):
        part = text[at : gap.start() if gap else len(text)]
        if words(part):
            parts.append(part)
            put_in.append("")
        if gap:
            put_in[-1] = f"{put_in[-1]} {gap[1] or ''}".strip()
            at = gap.end()
    return Cut(tuple(parts), tuple(put_in), bool(gaps))


def _given_as_verbatim(text: str, cut: Cut, places: Sequence[str], *, is_whole: bool) -> Wording:
    """A text that is the speaker's own words, be it because its author says so. `places` are the words to hold it against."""
    if is_whole or not places:
        return Wording("excerpt" if cut.has_gap and not is_whole else "verbatim")
    excerpt = _excerpt(cut, places)
    if excerpt and excerpt.kind != "paraphrase":
        return excerpt if cut.has_gap else Wording("verbatim")
    if len(cut.parts) == 1 and any(_is_subsequence(words(text), words(place)) for place in places):
        return Wording("verbatim", (("words-left-out", _start(text)),))
    return Wording("verbatim", (("text-beyond-quote", _start(text)),))


def _excerpt(cut: Cut, stretches: Sequence[str]) -> Wording | None:
    """A text whose parts all stand in what was said: in one stretch of it, in their order, or in several. Nothing where one does not.

    Where a negation is put in for none that is left out, it is a paraphrase: it says the opposite of what was said.
    """
    if not cut.parts:
        return None
    wanted = [words(part) for part in cut.parts]
    every = [words(stretch) for stretch in stretches]
    turned = Wording("paraphrase", (("text-beyond-quote", ", ".join(f"[{text}]" for text in cut.put_in if text)),))
    for said in every:
        left_out = _left_out(wanted, said)
        if left_out is not None:
            doubt = _doubt(cut.put_in, left_out)
            return turned if doubt == _PUT_IN else Wording("excerpt", (("words-left-out", doubt),) if doubt else ())
    if all(any(_find(part, said, 0) >= 0 for said in every) for part in wanted):
        if any(_negations(words(text)) for text in cut.put_in):
            return turned
        return Wording("compiled" if len(wanted) > 1 else "excerpt")
    return None


def _left_out(wanted: Sequence[Sequence[str]], said: Sequence[str]) -> list[list[str]] | None:
    """List the words that are left out between the parts, and none at both ends; None where the parts are not there in their order."""
    gaps, at = list[list[str]](), 0
    for part in wanted:
        place = _find(part, said, at)
        if place < 0:
            return None
        gaps.append([*said[at:place]])
        at = place + len(part)
    return [[], *gaps[1:], []]


def _doubt(put_in: Sequence[str], left_out: Sequence[Sequence[str]]) -> str:
    """Name a negation that is left out between two parts, or `_PUT_IN` where one is put in. One for another is neither."""
    missing = ""
    for text, gone in zip(put_in, left_out, strict=True):
        come, lost = _negations(words(text)), _negations(gone)
        if len(come) > len(lost):
            return _PUT_IN
        if len(come) < len(lost):
            missing = missing or lost[0]
    return missing


def _negations(some: Sequence[str]) -> list[str]:
    return [word for word in some if negates(word) or word in _DENIALS]


def _find(part: Sequence[str], said: Sequence[str], start: int) -> int:
    """Where some words stand in others, one right after the other, from a place on; -1 if nowhere."""
    return next((at for at in range(start, len(said) - len(part) + 1) if said[at : at + len(part)] == part), -1)


def _is_subsequence(some: Sequence[str], others: Sequence[str]) -> bool:
    left = iter(others)
    return all(word in left for word in some)


def _beyond(claim: Claim, text: str, places: Sequence[Passage], article: ArticleWords) -> tuple[tuple[str, str], ...]:
    """What a paraphrase says otherwise than its quote: numbers, negations and names. Besides, quoted words, or much else, of which the
    article has nothing."""
    if not claim.text or not places:
        return ()
    quotes = [place.exact for place in places]
    lost, changed = changed_words(text, quotes, names=article.has_plain_nouns)
    more = [*new_numbers(text, quotes, [claim.date or ""]), *changed]
    for quotation in quotations([text]):
        more += [said for said in quotation.words([text]) if " ".join(said.split()).casefold() not in article.folded]
    telling = [word for word in words(text) if len(word) >= _LONG and not word[0].isdigit()]
    new = [word for word in dict.fromkeys(telling) if not article.has(word)]
    contains = any(_is_subsequence(words(place.exact), words(text)) for place in places)
    if len(new) >= _NEW_WORDS and (contains or len(new) * 2 > len(telling)):
        more += new
    doubts = (("text-beyond-quote", ", ".join(dict.fromkeys(more))), ("words-left-out", lost))
    return tuple(doubt for doubt in doubts if doubt[1])


def _start(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else line[:77] + "…"


def _quoted(place: Passage, article: ArticleWords) -> Iterator[str]:
    """The words of a place that stand in quotation marks which are opened and closed, quotation by quotation."""
    whole, spans = _quoted_spans(place, article)
    return (whole[start:end] for start, end in spans)


def _quoted_spans(place: Passage, article: ArticleWords) -> tuple[str, list[tuple[int, int]]]:
    """The paragraph of a place, and the ranges in it of the place's words in quotation marks."""
    before, after = _text(place.before), _text(place.after)
    whole, start, end = before + place.exact + after, len(before), len(before) + len(place.exact)
    pieces = (
        piece
        for quotation in quotations_of(whole)
        for piece in quotation.pieces
        if not quotation.open or (whole, piece.start) in article.running_on
    )
    spans = ((max(start, piece.start), min(end, piece.end)) for piece in pieces)
    return whole, [(first, last) for first, last in spans if whole[first:last].strip()]


def _is_quoted(place: Passage, article: ArticleWords) -> bool:
    """Whether a place stands in quotation marks as a whole."""
    exact = unquoted(place.exact)
    return any(words_there in {exact, exact.rstrip(",;:. ")} for words_there in _quoted(place, article))


def _text(passage: str) -> str:
    """The text of a passage's HTML, which holds plain tags only."""
    return unescape(re.sub(r"<[^>]*>", "", passage))
