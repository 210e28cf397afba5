"""Transcripts and interviews: what stands after a speaker's label is what the speaker says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex
from msgspec import Struct

from counterpoint.anchoring.quotations import Piece, quotations
from counterpoint.importing.language import Language
from counterpoint.importing.speakers import NamedSpeaker, Speakers


class Turn(Struct, frozen=True):
    """What somebody says under a label."""

    label: str
    pieces: tuple[Piece, ...]


_WORD = r"[\p{Lu}][\p{L}\p{M}'’.-]*|[\p{Lo}][\p{Lo}\p{M}'’״\"-]*|(?:de|van|von|of|the|al)\b"
_LABEL = regex.compile(
    rf"(?P<label>(?:{_WORD})(?:[ -](?:{_WORD})){{0,4}}(?:, \p{{Lu}}[\p{{L}} ]{{2,30}})?(?: ?\([^)]{{1,40}}\))?)[ \u00a0]*:(?:\s+(?=\S)|$)"
)
_DOTTED = regex.compile(r"(?P<label>Pregunta|Respuesta|P|R)\.(?:\s+(?=\S)|$)")
"""Spanish newspapers have a stop after these."""
_NAMES_ALONE = regex.compile(rf"(?:(?:{_WORD})[ ,]*|(?:and|und|et|y)\s)+[.]?(?:\s\p{{L}}+:.*)?")
_MOST_LABEL, _MOST_NAMES = 60, 150
_QUESTION = frozenset(("Q", "Question", "Frage", "Pregunta", "P", "שאלה", "ש", "س", "سؤال"))
_ANSWER = frozenset(("A", "Answer", "Antwort", "Réponse", "R", "Respuesta", "תשובה", "ת", "ج", "جواب"))
_READ_OUT = regex.compile(
    r"\b(?:tweet(?:ed)?|posted|post|wrote|writes|statement|letter|e-?mail|message|reads?|says|quote|citation|Zitat|lettre|carta)\b[^.?!]{0,60}$"
)
_FEWEST_READ = 4
_SHORT = 60
"""Code points up to which a paragraph without a label, between turns, is a note and no part of a turn."""


def turns_of(texts: Sequence[str], registry: Speakers, language: Language) -> list[Turn]:
    """The turns of a transcript or interview; empty for any other text."""
    labelled = {
        number: match
        for number, text in enumerate(texts)
        if (match := _LABEL.match(text) or _DOTTED.match(text))
        and len(match["label"]) <= _MOST_LABEL
        and not language.verb.search(match["label"])
    }
    names = [match["label"] for match in labelled.values()]
    asked = all(number and texts[number - 1].rstrip().endswith(("?", "؟")) for number in labelled)
    if not _is_transcript(names, registry) and not (asked and len(names) > 1 and all(_is_known(name, registry) for name in names)):
        return []
    for number in [number for number, match in labelled.items() if _lists_others(match["label"], texts[number][match.end() :], names)]:
        del labelled[number]
    dense = 2 * len(labelled) >= len(texts) - min(labelled)
    turns: list[Turn] = []
    for number, text in enumerate(texts):
        if match := labelled.get(number):
            pieces = (Piece(number, match.end(), len(text), (match.end(), len(text))),) if match.end() < len(text) else ()
            turns.append(Turn(match["label"], pieces))
        elif turns and not regex.match(r"[\[(].*[\])]$", text):
            last = turns[-1]
            begins = not last.pieces and labelled.get(number - 1) is not None
            told = last.label and registry.label(last.label)  # a note after the last answer names who has spoken
            goes_on = not (told and told.name in text)
            goes_on = goes_on and dense and len(text) > _SHORT and not text.rstrip().endswith(("?", "؟")) and bool(last.pieces)
            if begins or (goes_on and last.pieces[-1].block == number - 1):
                turns[-1] = Turn(last.label, (*last.pieces, Piece(number, 0, len(text), (0, len(text)))))
    return [turn for turn in turns if turn.pieces]


def _is_transcript(labels: Sequence[str], registry: Speakers) -> bool:
    """Whether labels are those of people who speak in turn, and not headings such as 'Place:' and 'Date:'."""
    plain = [regex.split(r"[,(]", label)[0].strip() for label in labels]
    if sum(label.isupper() and len(label) > 2 for label in plain) >= 2:
        return True
    if len(labels) < 3 or len(set(plain)) < 2:
        return len(labels) >= 3 and len(set(plain)) == 1 and _is_known(plain[0], registry)
    repeated = len(labels) >= 4 and len(labels) >= 1.6 * len(set(labels))
    return repeated or all(_is_known(label, registry) for label in plain)


def _lists_others(label: str, text: str, labels: Sequence[str]) -> bool:
    """Whether a labelled line lists those who speak later, as 'Witnesses: Ann Able, Bob Bear'."""
    if labels.count(label) == 1 and " " in text and len(text) < _MOST_NAMES and _NAMES_ALONE.fullmatch(text):
        return True  # 'Producer: Ann Able'
    return sum(other in text for other in set(labels) - {label} if " " in other) > 1 and not regex.search(r"[.!?]\s+\p{Lu}", text)


def _is_known(label: str, registry: Speakers) -> bool:
    if label in _QUESTION or label in _ANSWER:
        return True
    initials = label.replace(".", "").replace(" ", "")
    return any(
        label in run.split() or label == run or initials == "".join(w[0] for w in run.split()) for run in registry.runs if " " in run
    )


def speakers_of(
    turns: Sequence[Turn], texts: Sequence[str], registry: Speakers, introduction: Sequence[str]
) -> Iterator[tuple[Turn, NamedSpeaker | None]]:
    """Each turn with its speaker, without the questions of whoever asks. What is read out in a turn is not whose turn it is."""
    asked: dict[str, list[bool]] = {}
    for turn in turns:
        asked.setdefault(turn.label, []).append(texts[turn.pieces[-1].block].rstrip().endswith(("?", "؟")))
    hosts = registry.language.words("hosts")
    asking = {label for label, ends in asked.items() if 2 * sum(ends) > len(ends) or _label_role(label) in hosts}
    silent = {label for label in asking if label in _QUESTION or 2 * sum(asked[label]) > len(asked[label])}
    guest = registry.guest(introduction)
    speakers = {label: guest if label in _ANSWER else registry.label(label) for label in asked if label not in _QUESTION}
    hosting = {speakers.get(label) for label in asking}
    for turn in turns:
        speaker = speakers.get(turn.label)
        question = texts[turn.pieces[-1].block].rstrip().endswith(("?", "؟"))
        asks = turn.label in silent or turn.label in _QUESTION or (question and speaker in hosting)
        for pieces, read_out in _apart(turn, texts):
            if asks and not read_out:
                continue
            yield Turn(turn.label, pieces), None if read_out else speaker


def _label_role(label: str) -> str:
    match = regex.search(r",\s*(.+)$", label)
    return match[1].lower() if match else ""


def _apart(turn: Turn, texts: Sequence[str]) -> Iterator[tuple[tuple[Piece, ...], bool]]:
    """A turn in parts, where somebody else's written words are read out in it."""
    kept: list[Piece] = []
    for piece in turn.pieces:
        at = piece.start
        for quotation in quotations([texts[piece.block]]):
            inner = quotation.pieces[0]
            words = quotation.words([texts[piece.block]])[0]
            if inner.outer[0] < at or len(words.split()) < _FEWEST_READ or not _READ_OUT.search(texts[piece.block][at : inner.outer[0]]):
                continue
            kept.append(_piece(texts, piece.block, at, inner.outer[0]))
            yield tuple(part for part in kept if part.start < part.end), False
            yield (Piece(piece.block, inner.start, inner.end, inner.outer),), True
            kept, at = [], inner.outer[1]
        rest = _piece(texts, piece.block, at, piece.end)
        if any(character.isalnum() for character in texts[piece.block][rest.start : rest.end]):
            kept.append(rest)
    if kept:
        yield tuple(kept), False


def _piece(texts: Sequence[str], block: int, start: int, end: int) -> Piece:
    while start < end and not texts[block][start].isalnum() and texts[block][start] not in '“"«„‘([':
        start += 1
    while start < end and texts[block][end - 1] in " :,":
        end -= 1
    return Piece(block, start, end, (start, end))
