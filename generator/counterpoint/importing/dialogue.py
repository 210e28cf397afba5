"""Speech that marks do not part from its narration.

Spanish dialogue stands between dashes: '—Aquí había niños —dice Ana—. Ahora no.' French quotations have in them who speaks:
'« Je pars, dit Anne. Demain. »'
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from counterpoint.anchoring.quotations import Piece, Quotation
from counterpoint.importing.language import Language
from counterpoint.importing.phrases import run_pattern

DIALOGUE, INTERRUPTED = "—", "« , »"
_OPENS = regex.compile(r"[—―](?=[\p{L}¿¡«“…])")


def dialogue(block: int, text: str, language: Language) -> list[Quotation]:
    """What a paragraph that begins with a dash lets somebody say; empty for any other paragraph, or in another language.

    A part between dashes interrupts the speech only if it begins with a verb; else the speaker uses the dashes.
    """
    if language.code != "es" or not _OPENS.match(text) or not regex.search(r"[.!?…]", text):
        return []
    dashes = [match.start() for match in regex.finditer("[—―]", text)]
    parts = list(zip(dashes, [*dashes[1:], len(text)], strict=True))
    speech: list[tuple[int, int]] = []
    speaking = False
    for start, end in parts:
        interrupts = speaking and _interrupts(text[start + 1 : end], language)
        if speaking and not interrupts:
            speech[-1] = (speech[-1][0], end)
        elif not speaking:
            speech.append((start, end))
        speaking = not interrupts
    return [quotation for start, end in speech if (quotation := _quotation(block, text, start, end))]


def interrupted(quotation: Quotation, texts: Sequence[str], language: Language) -> list[Quotation]:
    """The parts of a French quotation before and after 'dit-il' or 'dit Anne Able' in it; itself where it has neither."""
    piece = quotation.pieces[0]
    words = texts[piece.block][piece.start : piece.end]
    if language.code != "fr" or len(quotation.pieces) > 1 or quotation.mark != "«":
        return [quotation]
    for verb in language.verb.finditer(words):
        said = regex.match(
            rf"(?:(?<=il|elle)|\s(?:l[’'])?(?:\p{{Ll}}+ ){{0,3}}?{run_pattern(language)})[^,.!?:«»]{{0,60}}(?:[,.]|$)",
            words,
            pos=verb.end(),
        )
        if said and regex.search(r"[,!?…]\s*$", words[: verb.start()]):
            spoken = words[: verb.start()].rstrip(" ,")
            first = piece.start + len(spoken)
            then = piece.end - len(words[said.end() :].lstrip())
            parts = ((piece.start, first, (piece.outer[0], first)), (then, piece.end, (then, piece.outer[1])))
            return [Quotation((Piece(piece.block, *part),), INTERRUPTED) for part in parts if part[0] < part[1]]
    return [quotation]


def _interrupts(part: str, language: Language) -> bool:
    """Whether a part between dashes tells who speaks: it begins with a verb, known or not, and not with an article or a preposition."""
    first = regex.match(r"(?:(?:se|le|les|nos|me) )?(\p{Ll}+)", part)
    small = ("articles", "indefinite", "possessive", "prepositions", "ends", "adverbs", "subordinators")
    return first is not None and (bool(language.verb.fullmatch(first[1])) or not any(language.has(key, first[1]) for key in small))


def _quotation(block: int, text: str, start: int, end: int) -> Quotation | None:
    first, last = start, end
    while first < last and not (text[first].isalnum() or text[first] in "¿¡«“…"):
        first += 1
    while last > first and text[last - 1] in " ,;:":
        last -= 1
    return Quotation((Piece(block, first, last, (start, end)),), DIALOGUE) if any(c.isalnum() for c in text[first:last]) else None
