"""Words in quotation marks, and which of them are no claim: titles, inscriptions, nicknames, single words."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from counterpoint.anchoring.quotations import Piece, Quotation, frames, is_placeholder, quotations
from counterpoint.importing.dialogue import DIALOGUE, INTERRUPTED, dialogue, interrupted
from counterpoint.importing.input import Block
from counterpoint.importing.language import Language

SET_OFF = ">"
"""The mark of a paragraph that is set off as a quotation, without quotation marks."""
_LONGEST_TITLE = 9


def quotations_of(blocks: Sequence[Block], language: Language) -> list[Quotation]:
    """What stands in quotation marks, and what is set off as a quotation without them; not what stands in headings."""
    texts = [block.text for block in blocks]
    marked = [quotation for quotation in quotations(texts) if blocks[quotation.pieces[0].block].kind != "heading"]
    framed = frames(texts, marked)
    set_off = {
        number
        for number, block in enumerate(blocks)
        if block.kind == "quotation" and any(c.isalnum() and not is_placeholder(c) for c in framed[number].text)
    }
    whole = [Quotation((Piece(number, 0, len(texts[number]), (0, len(texts[number]))),), SET_OFF) for number in set_off]
    spoken = [
        quotation
        for number, block in enumerate(blocks)
        if block.kind == "paragraph" and number not in set_off
        for quotation in dialogue(number, block.text, language)
    ]
    instead = set_off | {quotation.pieces[0].block for quotation in spoken}
    whole_marked = [quotation for quotation in marked if quotation.pieces[0].block not in instead]
    kept = [part for quotation in whole_marked for part in interrupted(quotation, texts, language)]
    return sorted([*whole, *spoken, *kept], key=lambda quotation: (quotation.pieces[0].block, quotation.pieces[0].start))


def aside(quotation: Quotation, words: str, before: str, after: str, language: Language) -> str:
    """Why some words in marks are no statement: a title, an inscription, or a word that nobody is said to have used."""
    if regex.search(r"\p{Lu}\p{L}+ $", before) and regex.match(r" \p{Lu}", after) and " " not in words:
        return "a nickname"
    if quotation.mark in (SET_OFF, DIALOGUE, INTERRUPTED):
        return ""
    short = len(words.split()) <= _LONGEST_TITLE
    introduced = regex.search(rf"{language.pattern('titled').pattern}\s*[,:]?\s*(?:a |an |the )?$", before, regex.IGNORECASE)
    if introduced and short and not (words.endswith((".", "!", "?")) and language.verb.search(before)):
        # 'called' before words is also a verb of saying; after a name that it describes it gives a title
        subject = language.verb.fullmatch(introduced[0].strip(" ,:"))
        if not subject or is_title_case(words, language) or not before[: introduced.start()].strip():
            return "a title or a name"
    if short and regex.search(r"['’]s\s*$", before) and is_title_case(words, language):
        return "a title or a name"
    noun = regex.search(r"(\p{L}+)\s*,?\s*$", before)
    if noun and short and language.has("works", noun[1]):
        return "a title or a name"
    if noun and language.has("document", noun[1]) and short and is_title_case(words, language):
        return "a title or a name"
    opening = [word for word in regex.findall(r"[\p{L}'’]+", before)[:3] if language.has("works", word)]
    within = language.starts("prepositions", before.lstrip())  # 'In his book, X writes'
    if opening and short and not within and "," not in before and not regex.search(r"\bby\b|\bvon\b", before):
        return "an inscription or a title"
    return ""


def reason(quotation: Quotation, words: str, language: Language, *, named: bool, told: bool) -> str:
    """Why a quotation is no claim; empty where it is one."""
    if sum(character.isalnum() for character in words) < 2:
        return "too short"
    if named or quotation.mark in (SET_OFF, DIALOGUE, INTERRUPTED):
        return ""
    if len(words.split()) == 1 and not words.endswith((".", "!", "?")):
        return "a word in inverted commas"
    if len(words.split()) <= 3 and not told:
        return "a few words that nobody is named for"
    return "a title or a name" if is_title_case(words, language) and not told and words[-1:] not in ".!?" else ""


def is_title_case(words: str, language: Language) -> bool:
    """Whether all long words have capitals, as those of titles have."""
    long = [word for word in regex.findall(r"\p{L}+", words) if len(word) > 3]
    cased = language.cased and not language.nouns_cased
    return cased and bool(long) and len(long) <= _LONGEST_TITLE and all(word[:1].isupper() for word in long)


def own_words(quotation: Quotation) -> tuple[Piece, ...]:
    """The pieces of a quotation; those without marks of their own, as in a dialogue, without what stands beside them."""
    if quotation.mark not in (DIALOGUE, INTERRUPTED):
        return quotation.pieces
    return tuple(Piece(piece.block, piece.start, piece.end, (piece.start, piece.end)) for piece in quotation.pieces)
