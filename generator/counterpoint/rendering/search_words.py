"""Further forms under which the words of a text are found: Bjørn as Bjorn, any part of a run of Chinese."""

from __future__ import annotations

import unicodedata
from itertools import chain, pairwise

import regex

PLAIN_LETTERS = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ł": "l",
    "ı": "i",
    "ħ": "h",
    "ŧ": "t",
    "ŋ": "n",
    "ŀ": "l",
    "ƒ": "f",
    "ə": "e",
    "ɓ": "b",
    "ɗ": "d",
    "ƙ": "k",
}
"""Letters that are no plain letter with a mark, with what is typed in their place. `js/search.js` has the same table."""
SPELT_OUT = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"}
"""How others spell out letters that their keyboard lacks: Mueller, Bjoern, Aarhus."""
_PARTICLES = {
    "he": ("ו", "ה", "ב", "כ", "ל", "מ", "ש", "וה", "וב", "ול", "ומ", "וש", "שה", "שב", "של", "שמ", "מה", "כש"),
    "ar": ("ال", "وال", "بال", "فال", "كال", "لل", "ولل", "و", "ف", "ب", "ك", "ل"),
}
"""Words that are written together with the next one. A reader searches for that one."""
_SHORTEST = 3
_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*")
_RUN = regex.compile(
    r"(?:(?=[\p{L}\p{M}])[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}])+"
)
"""Letters of scripts that put no space between words, or write parts of words together."""


def further_forms(text: str, language: str) -> str:
    """The words of a text as readers may look for them where they type something else than what is written."""
    return " ".join(dict.fromkeys(chain(_in_plain_letters(text), _pairs(text), _without_particles(text, language))))


def folded(text: str) -> str:
    """A text without case, marks, widths and letters of its own: what the page makes of a query."""
    bare = regex.sub(r"\p{M}", "", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", "".join(PLAIN_LETTERS.get(letter, letter) for letter in bare.lower()))


def _in_plain_letters(text: str) -> list[str]:
    """Words with other letters than plain ones, in plain ones; words with marks alone are left to Pagefind, which passes over those."""
    if text.isascii():
        return []
    forms = []
    for word in _WORD.findall(unicodedata.normalize("NFC", text)):
        plain, spelt = folded(word), folded("".join(SPELT_OUT.get(letter, letter) for letter in word.lower()))
        if plain != _without_marks(word):
            forms.append(plain)
        if spelt != plain:
            forms.append(spelt)
    return forms


def _without_marks(word: str) -> str:
    return regex.sub(r"\p{M}", "", unicodedata.normalize("NFD", word)).lower()


def _pairs(text: str) -> list[str]:
    """Each two letters that stand together in a run, and its last: the page looks for the pairs of a query."""
    runs = [] if text.isascii() else _RUN.findall(folded(text))
    return [pair for run in runs for pair in [*(a + b for a, b in pairwise(run)), run[-1]]]


def _without_particles(text: str, language: str) -> list[str]:
    """The words of a text, as they are without what is written together with them; nothing in most languages."""
    particles = _PARTICLES.get(language.partition("-")[0])
    if not particles:
        return []
    words = dict.fromkeys(regex.findall(r"\p{L}[\p{L}\p{M}]+", text))
    return [w[len(p) :] for w in words for p in particles if w.startswith(p) and len(w) - len(p) >= _SHORTEST]
