"""How what somebody says is introduced: the verb of saying by which an article leads readers to a claim.

Words inside quotation marks are the speaker's and not counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape

import regex
from msgspec import Struct

from counterpoint.anchoring.quotations import quotations_of
from counterpoint.article.prepared import Passage
from counterpoint.reading.verbs import FoundVerb, Verbs

_HIDDEN = "\ufffc"
"""Stands for each character of a quotation."""
_ABBREVIATED = r"(?<!\b(?:Mr|Mrs|Ms|Dr|St|Prof|Nr|No|Art|Sr|Sra|Mme|M|Abs|vgl|bzw|usw|etc|\p{Lu})\.)"
_SENTENCE_END = regex.compile(
    rf"(?<=[.!?؟…。！？]){_ABBREVIATED}[{_HIDDEN}”\"»“’)\]]*\s+(?=[“\"„«¿¡‘(\[{_HIDDEN}]*[\p{{Lu}}\p{{Lo}}\d{_HIDDEN}])"
)
_NEXT = regex.compile(rf"[{_HIDDEN}”\"»“’)\],،\s—–-]*?((?:[\p{{L}}\p{{M}}'’.-]+\s+){{0,2}}?)$")
_AND = frozenset(["and", "but", "while", "und", "aber", "während", "doch", "et", "mais", "tandis", "y", "e", "pero", "mientras"])
"""Words with which somebody else's clause begins. In Hebrew and Arabic most are written together with the verb."""
_FAR = 40


class Introduction(Struct, frozen=True):
    """How a place of a claim is introduced. Without a verb the article says it in its own voice, or leaves the speaker to the context."""

    sentence: str
    verb: str = ""
    group: str = ""


def introduction(place: Passage, verbs: Verbs) -> Introduction:
    """How a claim's words are introduced at a place: by the verb right behind them, else the last before them, else one among them."""
    before, after = _text(place.before), _text(place.after)
    whole, start, end = before + place.exact + after, len(before), len(before) + len(place.exact)
    masked, borders = _sentences(whole)
    first = max(border for border in borders if border <= start)
    last = min((border for border in borders if border >= end), default=len(masked))
    sentence = " ".join(whole[first:last].split())
    verb = _governing(_verbs_in(masked[first:last], verbs), masked[first:last], start - first, end - first)
    return Introduction(sentence, verb.verb, verb.group) if verb else Introduction(sentence)


def _governing(verbs: Sequence[FoundVerb], sentence: str, start: int, end: int) -> FoundVerb | None:
    """The verb of a sentence by which the words from `start` to `end` are introduced.

    Right behind them ('…, says Ann'), else before them ('Ann says that …'), else set into them ('the plan, she says, …') or at their
    beginning, where the words are the article's ('describes the stop as …').
    """
    for verb in verbs:
        if end <= verb.start <= end + _FAR and not verb.joined:
            between = _NEXT.fullmatch(sentence[end : verb.start])
            if between and not _AND & {word.casefold() for word in between[1].split()}:
                return verb
    earlier = [verb for verb in verbs if verb.end <= start]
    if earlier:
        return earlier[-1]
    inside = [verb for verb in verbs if start <= verb.start and verb.end <= end]
    return next((verb for verb in inside if _is_set_in(sentence[start : verb.start], sentence[verb.end : end])), None)


def _is_set_in(before: str, after: str) -> bool:
    """Whether a verb among the words of a claim introduces them: it comes first, or stands between commas."""
    return not before.strip() or bool(re.search(r"[,،]\s+(?:\S+\s+){0,2}$", before) and re.match(r"\s*(?:\S+\s*){0,2}?[,،]", after))


@lru_cache(maxsize=64)
def _verbs_in(sentence: str, verbs: Verbs) -> tuple[FoundVerb, ...]:
    """The verbs of saying in a sentence. The last few are remembered: several claims may stand in one."""
    return tuple(verbs.find(sentence))


@lru_cache(maxsize=64)
def _sentences(text: str) -> tuple[str, tuple[int, ...]]:
    """A paragraph whose quotations are hidden, but for the stop in which one ends, and where its sentences begin and end.

    The last few are remembered: several claims stand in one paragraph.
    """
    characters = list(text)
    for quotation in quotations_of(text):
        for piece in quotation.pieces if not quotation.open else ():
            stop = piece.end - 1 if text[piece.end - 1] in ".!?؟…" else piece.end
            characters[piece.start : stop] = _HIDDEN * (stop - piece.start)
    masked = "".join(characters)
    return masked, (0, *(match.end() for match in _SENTENCE_END.finditer(masked)), len(masked))


def _text(passage: str) -> str:
    """The text of a passage's HTML, which holds plain tags only."""
    return unescape(re.sub(r"<[^>]*>", "", passage))
