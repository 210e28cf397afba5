"""Verbs of saying, and what they imply: lists by language, read from `verbs_of_saying/`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import regex
from msgspec import Struct

from counterpoint.reading.files import SourceFile
from counterpoint.reading.yaml import load

Group = Literal["neutral", "doubting", "endorsing", "confessing"]
GROUPS: tuple[Group, ...] = ("neutral", "doubting", "endorsing", "confessing")
LANGUAGES = ("en", "de", "fr", "es", "he", "ar")
_PREFIXES = {"he": "(?:[וש]|כש)?", "ar": "[وف]?"}
"""Letters that are written together with the word that follows them."""
_BETWEEN = r"\s+(?:[^\s.;:!?]+\s+){0,12}?"

_WORD_BEFORE = regex.compile(r"([\p{L}\p{M}']+)\s+\Z")


class FoundVerb(Struct, frozen=True):
    """A verb of saying in a text: its place, what it is listed under, and its group."""

    start: int
    end: int
    verb: str
    group: Group
    joined: bool
    """Whether an 'and' is written together with it, as in Hebrew and Arabic."""


class Verbs:
    """The verbs of saying of one language."""

    def __init__(self, language: str) -> None:
        tables: dict[str, Any] = load(SourceFile(language, self.text_of(language))).value
        self.forms: dict[str, tuple[str, Group]] = {}
        """Form → the verb that it is listed under, and its group."""
        for group in GROUPS:
            for verb, listed in tables[group].items():
                self.forms |= {fold(form): (verb, group) for form in listed.split(",")}
        self.nouns_after = frozenset(fold(word) for word in tables.get("nouns_after", "").split(",") if word.strip())
        """Words after which such a form is a noun: 'its claims'."""
        prefix = _PREFIXES.get(language, "")
        forms = [_pattern(form) for form in sorted(self.forms, key=len, reverse=True)]
        heads = {regex.split(r"\s|…", form)[0][:3] for form in self.forms}  # most words are passed over by a look at their first letters
        self.pattern = regex.compile(
            rf"(?<![\p{{L}}\p{{M}}'-]){prefix}(?=\L<heads>)(?:{'|'.join(forms)})(?![\p{{L}}\p{{M}}-])", heads=heads
        )
        self.divided = [(regex.compile(_pattern(form)), form) for form in self.forms if "…" in form]
        """Verbs whose parts stand apart, as in German."""
        self.prefix = regex.compile(prefix)

    @staticmethod
    def text_of(language: str) -> str:
        """The file of a language's list."""
        folder = files("counterpoint.reading") / "verbs_of_saying"
        return next(file for file in folder.iterdir() if file.name.partition(".")[0] == language).read_text(encoding="utf-8")

    def find(self, text: str) -> Iterator[FoundVerb]:
        """Every verb of saying in a text, in order. Offsets are those of the text."""
        folded = fold_in_place(text)
        for match in self.pattern.finditer(folded):
            before = _WORD_BEFORE.search(folded, 0, match.start())
            if before and before[1] in self.nouns_after:
                continue
            verb, group = self.listed(match[0])
            joined = match[0][0] in "ו\u0648" and " ".join(match[0].split()) not in self.forms
            yield FoundVerb(match.start(), match.end(), verb, group, joined)

    def listed(self, words: str) -> tuple[str, Group]:
        """The verb under which some words are listed, and its group."""
        words = " ".join(words.split())
        for form in (words, self.prefix.sub("", words, count=1)):
            if form in self.forms:
                return self.forms[form]
        return next(self.forms[form] for pattern, form in self.divided if pattern.fullmatch(words))


@cache
def verbs_of(language: str) -> Verbs | None:
    """The verbs of saying of a language by its tag, if there is a list of them."""
    code = language.partition("-")[0].lower()
    return Verbs(code) if code in LANGUAGES else None


def fold(words: str) -> str:
    """Words as they are compared: in small letters, with plain apostrophes and single spaces."""
    return " ".join(fold_in_place(words).split())


def fold_in_place(text: str) -> str:
    """Words as they are compared, letter by letter, so that places stay where they are."""
    small = text.lower()
    if len(small) != len(text):  # a few letters, such as İ, become two
        small = "".join(character.lower() if len(character.lower()) == 1 else character for character in text)
    return small.replace("’", "'")


def _pattern(form: str) -> str:
    """The regular expression of a form; `…` is a few words of the same clause."""
    return _BETWEEN.join(r"\s+".join(map(regex.escape, part.split())) for part in form.split("…"))
