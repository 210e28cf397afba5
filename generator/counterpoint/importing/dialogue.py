"""Spanish dialogue: '—Aquí había niños —dice Ana—. Ahora no.' is speech between dashes, without quotation marks."""

from __future__ import annotations

import regex

from counterpoint.anchoring.quotations import Piece, Quotation
from counterpoint.importing.language import Language

DIALOGUE = "—"
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
