"""What the importer knows of a language, read from `languages/`: verbs of saying, titles, group nouns, pronouns, boilerplate."""

from __future__ import annotations

from functools import cached_property
from importlib.resources import files
from typing import Literal

import regex
import yaml

Gender = Literal["", "m", "f"]
CODES = ("en", "de", "fr", "es", "he", "ar")
_SMALL = ("ends", "subordinators", "prepositions", "articles", "indefinite", "possessive", "adverbs", "passives", "modals", "relatives")
_LISTS_OF_PATTERNS = ("boilerplate", "says_patterns")


class Language:
    """The tables of one language. A word that no table has is left open for the author, never guessed."""

    def __init__(self, code: str) -> None:
        text = (files("counterpoint.importing") / "languages" / f"{code}.yml").read_text(encoding="utf-8")
        tables: dict[str, str] = yaml.safe_load(text)
        self.code = code
        self.cased = code not in ("he", "ar")
        """Whether names begin with a capital."""
        self.nouns_cased = code == "de"
        self.drops_subjects = code in ("es", "he", "ar")
        """Whether a verb may stand without its subject."""
        self.patterns = {key: tables.get(key, "").splitlines() for key in _LISTS_OF_PATTERNS}
        self._words = {
            key: tuple(word.strip() for word in str(value).split(",") if word.strip())
            for key, value in tables.items()
            if key not in _LISTS_OF_PATTERNS
        }
        self._sets = {key: frozenset(words) for key, words in self._words.items()}

    def words(self, key: str) -> tuple[str, ...]:
        """The words of a table, in its order."""
        return self._words.get(key, ())

    def has(self, key: str, word: str) -> bool:
        """Whether a table lists a word, in any case, without the stop of an abbreviation."""
        return word.lower().strip(".,'’") in self._sets.get(key, frozenset()) or word in self._sets.get(key, frozenset())

    def has_any(self, word: str, *keys: str) -> bool:
        """Whether one of several tables lists a word."""
        return any(self.has(key, word) for key in keys)

    def is_small(self, word: str) -> bool:
        """Whether a word can be neither a name nor a verb of saying."""
        return self.has_any(word, *_SMALL)

    def starts(self, key: str, text: str) -> str:
        """The longest entry of a table with which a text begins as whole words; empty where there is none."""
        low = text.lower()
        matching = [
            word
            for word in self.words(key)
            if low.startswith(word.lower()) and (word.endswith(("'", "’")) or not low[len(word) : len(word) + 1].isalpha())
        ]
        return max(matching, key=len, default="")

    def is_role(self, word: str) -> bool:
        """Whether a word names a person's part or is a title."""
        low = word.lower().strip(".,")
        if any(self.has(key, low) for key in ("roles", "roles_m", "roles_f")) or word in self.words("roles"):
            return True
        if "-" in low and any(self.is_role(part) for part in low.split("-") if part):
            return True
        return len(low) > 7 and low.endswith((*self.words("role_endings_m"), *self.words("role_endings_f"))) if self.nouns_cased else False

    def is_group(self, word: str) -> bool:
        """Whether a word names a body of people."""
        low = word.lower().strip(".,'’")
        if any(self.has(key, low) for key in ("organisation", "government", "media")):
            return True
        return len(low) > 5 and low.endswith(self.words("group_endings")) if self.words("group_endings") else False

    def is_agent_noun(self, word: str) -> bool:
        """Whether a capitalised German word is formed as a noun for whoever does something, and is no given name such as 'Peter'."""
        return self.nouns_cased and word.endswith(self.words("agent_endings")) and not self.has("given_names_like_nouns", word)

    def gender_of(self, word: str) -> Gender:
        """The gender of whoever a title, a kin word or a pronoun is said of; empty where the word fits both."""
        low = word.lower().strip(".,")
        for gender in ("m", "f"):
            if self.has(f"roles_{gender}", low) or self.has(f"persons_{gender}", low) or self.has(f"possessive_{gender}", low):
                return gender
        if self.nouns_cased and len(low) > 7:
            if low.endswith(self.words("role_endings_f")):
                return "f"
            if low.endswith(self.words("role_endings_m")):
                return "m"
        return ""

    def verb_gender(self, verb: str) -> Gender:
        """The gender that a verb's form gives its subject, in Hebrew and Arabic."""
        plain = verb.lstrip("וف" if self.code == "he" else "وف") if verb not in self.words("says_m") + self.words("says_f") else verb
        masculine, feminine = plain in self.words("says_m"), plain in self.words("says_f")
        return "" if masculine == feminine else "m" if masculine else "f"

    def is_joined(self, verb: str) -> bool:
        """Whether a Hebrew or Arabic verb has the letter for 'and' before it."""
        return not any(verb in self.words(key) for key in ("says", "says_m", "says_f", "says_p", "denies"))

    @cached_property
    def verb(self) -> regex.Pattern[str]:
        """A finite verb of saying, as a whole word."""
        keys = ("says", "says_m", "says_f", "says_p", "denies", "gestures")
        words = [regex.escape(word) for key in keys for word in self.words(key)]
        prefix = {"ar": "[وف]?", "he": "ו?"}.get(self.code, "")
        return _whole(words + self.patterns["says_patterns"], prefix)

    def named_says(self, names: str) -> regex.Pattern[str]:
        """A name and a verb of saying, and no more: 'Ann Able said.'"""
        return regex.compile(rf"{names} {self.verb.pattern}[.,;:]")

    def pattern(self, key: str) -> regex.Pattern[str]:
        """Any entry of a table, as whole words."""
        if key not in self._compiled:
            self._compiled[key] = _whole([regex.escape(word) for word in self.words(key)] or ["(?!)"])
        return self._compiled[key]

    @cached_property
    def other_clause(self) -> regex.Pattern[str]:
        """'…, but' and what does not go on with 'that'."""
        return regex.compile(
            rf"[,;]\s*(?:{'|'.join(self.words('coordinators')) or '(?!)'})\s+(?!(?:{'|'.join(self.words('that')) or '(?!)'}|as)\b)"
        )

    @cached_property
    def _compiled(self) -> dict[str, regex.Pattern[str]]:
        return {}

    @cached_property
    def boilerplate(self) -> regex.Pattern[str]:
        """A paragraph that is no part of an article."""
        return regex.compile("|".join(f"(?:{line})" for line in self.patterns["boilerplate"]), regex.IGNORECASE)


def _whole(words: list[str], prefix: str = "") -> regex.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}]){prefix}(?:{'|'.join(longest_first)})(?![\p{{L}}\p{{M}}])", regex.IGNORECASE)


_LOADED: dict[str, Language] = {}


def language(code: str) -> Language:
    """The tables of a language, read once."""
    if code not in _LOADED:
        _LOADED[code] = Language(code)
    return _LOADED[code]


def language_of(text: str) -> Language:
    """The language of the text's script, else the one whose frequent words the text has most of; English where none shows."""
    letters = len(regex.findall(r"\p{L}", text))
    for code, script in (("he", "Hebrew"), ("ar", "Arabic")):
        if 2 * len(regex.findall(rf"\p{{Script={script}}}", text)) > letters > 0:
            return language(code)
    words = regex.findall(r"[\p{L}\p{M}]+", text.lower())
    counts = {code: sum(language(code).has("common", word) for word in words) for code in CODES}
    best = max(CODES, key=lambda code: counts[code])
    return language(best if counts[best] else "en")
