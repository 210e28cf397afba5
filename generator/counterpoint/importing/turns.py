"""Transcripts and interviews: what stands after a speaker's label is what the speaker says."""

from __future__ import annotations

from collections.abc import Sequence

import regex
from msgspec import Struct

from counterpoint.anchoring.quotations import Piece
from counterpoint.importing.cast import Cast, Speaker
from counterpoint.importing.languages import Language


class Turn(Struct, frozen=True):
    """What somebody says under a label."""

    label: str
    pieces: tuple[Piece, ...]


_WORD = r"[\p{Lu}][\p{L}\p{M}'’.-]*|[\p{Lo}][\p{Lo}\p{M}'’״\"-]*|(?:de|van|von|of|the|al)\b"
_LABEL = regex.compile(rf"(?P<label>(?:{_WORD})(?:[ -](?:{_WORD})){{0,4}}(?: ?\([^)]{{1,40}}\))?)\s*:\s+(?=\S)")
_MOST_LABEL = 48
_QUESTION = frozenset(("Q", "Question", "Frage", "שאלה", "ש", "س", "سؤال"))
_ANSWER = frozenset(("A", "Answer", "Antwort", "Réponse", "R", "תשובה", "ת", "ج", "جواب"))


def turns_of(texts: Sequence[str], language: Language) -> list[Turn]:
    """The turns of a transcript or interview; empty for any other text. A turn runs on until the next label or a heading."""
    labelled = {
        number: match
        for number, text in enumerate(texts)
        if (match := _LABEL.match(text)) and len(match["label"]) <= _MOST_LABEL and not language.verb.search(match["label"])
    }
    labels = [match["label"] for match in labelled.values()]
    if len(labelled) < 4 or len(set(labels)) < 2 or len(labels) < 1.6 * len(set(labels)) or 2 * len(labelled) < len(texts) - min(labelled):
        return []
    turns: list[Turn] = []
    for number, text in enumerate(texts):
        if match := labelled.get(number):
            turns.append(Turn(match["label"], (Piece(number, match.end(), len(text), (match.end(), len(text))),)))
        elif turns and not regex.match(r"[\[(].*[\])]$", text) and len(text) > 60:
            last = turns[-1]
            if last.pieces[-1].block == number - 1:
                turns[-1] = Turn(last.label, (*last.pieces, Piece(number, 0, len(text), (0, len(text)))))
    return turns


def speakers_of(turns: Sequence[Turn], texts: Sequence[str], cast: Cast) -> list[tuple[Turn, Speaker | None]]:
    """Each turn with its speaker, without those of whoever only asks: most of an interviewer's turns end with a question mark."""
    first = turns[0].pieces[0].block
    asked: dict[str, list[bool]] = {}
    for turn in turns:
        asked.setdefault(turn.label, []).append(texts[turn.pieces[-1].block].rstrip().endswith(("?", "؟")))
    interviewers = {label for label, ends in asked.items() if label in _QUESTION or 2 * sum(ends) > len(ends)}
    answerer = cast.guest([*cast.opening, *texts[:first]])
    return [(turn, answerer if turn.label in _ANSWER else cast.label(turn.label)) for turn in turns if turn.label not in interviewers]
