"""Everyone who is named in an article: full names for short ones, and what the text says of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import regex
from msgspec.structs import replace

from counterpoint.importing.language import Gender, Language
from counterpoint.importing.phrases import (
    Phrase,
    affiliation,
    apposition,
    kind_of,
    leading,
    run_pattern,
    split_name,
    without_noun,
)

_LONGEST_NAME = 6
_ARTICLES = ("der", "des", "für", "zur")


@dataclass(eq=False)
class NamedSpeaker:
    """Somebody named: the fullest name in the text, the others, and what the text says of them."""

    name: str
    names: list[str] = field(default_factory=list)
    kind: str = ""
    role: str = ""
    affiliation: str = ""
    gender: Gender = ""
    body: bool = False
    """Whether the text says 'which' of it: no person, though it need not say what."""


class Speakers:
    """All names of an article, so that short names and descriptions find their full one, or nobody."""

    def __init__(self, language: Language, texts: Sequence[str]) -> None:
        self.language = language
        texts = [text for text in texts if not _is_title_case(text)]
        self.text = "\n".join(texts)
        self.everyone: list[NamedSpeaker] = []
        self.titles: dict[str, str] = {}
        self.small = set(regex.findall(r"(?<!\p{L})\p{Ll}[\p{L}\p{M}'’-]*", self.text))
        """Words that stand somewhere without a capital."""
        self.runs = tuple(dict.fromkeys(self._runs(texts) if language.cased else self._after_roles()))
        self.genders = self._genders() if language.cased else {}
        """The gender that a title gives a name anywhere in the text; none where two titles give two."""

    def _runs(self, texts: Sequence[str]) -> Iterable[str]:
        for text in texts:
            for match in regex.finditer(run_pattern(self.language), text):
                begins = match.start() == 0 or bool(regex.search(r"[.!?:“”»\"„«—–]\s*$", text[max(0, match.start() - 4) : match.start()]))
                words = self.words_of(match[0], begins=begins)
                name, _ = split_name(words, self.language)
                before = [*text[: match.start()].split()[-1:], *match[0].split()[: len(match[0].split()) - len(words)]]
                if before and self.language.has_any(before[-1], "articles", "indefinite", "possessive"):
                    name = name[without_noun(name, self.language) :]
                if name and not (self.language.nouns_cased and name[1:2] and name[1] in _ARTICLES and not self.language.is_group(name[0])):
                    yield " ".join(name)  # and not 'Darstellung der Polizei'

    def _after_roles(self) -> Iterable[str]:
        """Hebrew and Arabic: two words after a role, of which the second alone is also the subject of a verb of saying."""
        roles = "|".join(regex.escape(word) for key in ("roles", "roles_m", "roles_f") for word in self.language.words(key))
        speaking = set(regex.findall(rf"{self.language.verb.pattern}\s(\p{{L}}+)", self.text))
        for first, second in regex.findall(rf"(?<!\p{{L}})(?:{roles})\s(\p{{L}}+)\s(\p{{L}}+)", self.text):
            if second in speaking and not self.language.is_small(first) and not self.language.is_role(second):
                yield f"{first} {second}"

    def _genders(self) -> dict[str, Gender]:
        seen: dict[str, set[Gender]] = {}
        for match in regex.finditer(rf"(?<!\p{{L}})(\p{{L}}{{1,8}})\.? ({run_pattern(self.language)})", self.text):
            gender = self.language.gender_of(match[1]) if self.language.has("honorifics", match[1]) else ""
            name = self.full(regex.sub(r"['’]s?$", "", match[2])) if gender else None
            if name:
                seen.setdefault(name, set()).add(gender)
        return {name: genders.copy().pop() for name, genders in seen.items() if len(genders) == 1}

    def words_of(self, run: str, *, begins: bool) -> list[str]:
        """A run's words, without those before a name whose capital only a sentence's beginning gives."""
        words = regex.sub(r"['’]s?$", "", run).strip(" .,").split()
        while words and begins and (words[0].lower() in self.small or self._is_small(words[0])):
            if len(words) == 2 and self.language.has("also_given_names", words[0]):
                break
            words.pop(0)
            begins = bool(words) and self._is_small(words[0])
        return words

    def _is_small(self, word: str) -> bool:
        return self.language.is_small(word) or self.language.has_any(word, "common", "months", "according")

    def is_name(self, word: str) -> bool:
        """Whether one capitalised word is known to be a name, or part of a longer one."""
        return any(word in run.split() for run in self.runs if " " in run) or any(
            word in (speaker.name, *speaker.names, *speaker.name.split()[1:]) for speaker in self.everyone
        )

    def is_doubtful(self, name: str) -> bool:
        """In Hebrew and Arabic: whether what looks like a name may be somebody's relative, or a name after a preposition."""
        words = name.split()
        if self.language.code == "he" and any(
            word[0] in "לבמשה" and len(word) > 3 and regex.search(rf"(?<!\p{{L}}){regex.escape(word[1:])}(?!\p{{L}})", self.text)
            for word in words
        ):
            return True
        inner = " ".join(words[1:])
        elsewhere = self.text.count(inner) > self.text.count(name)
        return (
            len(words) > 2 and elsewhere and not self.language.has("connectors", words[0]) and not self.language.has("connectors", words[1])
        )

    def full(self, name: str) -> str | None:
        """The one longer name in the text that a short one is part of, the name itself where there is none; None for several."""
        words = name.split()
        names = [speaker.name for speaker in self.everyone]
        longer = {run for run in (*self.runs, *names) if len(words) < len(run.split()) <= _LONGEST_NAME and _is_part(words, run.split())}
        if len(words) == 1 and name.isupper() and len(name) > 1:
            longer |= {run for run in self.runs if " " in run and _initials(run) == name}
        outermost = {run for run in longer if not any(other != run and f" {run} " in f" {other} " for other in longer)}
        if len(outermost) > 1:
            return None
        return outermost.pop() if outermost else name

    def person(self, phrase: Phrase, role: str = "") -> NamedSpeaker | None:
        """The speaker of a name, new or known, with what the text says here in addition; None where it may be one of several."""
        role = role or phrase.role
        if not phrase.name:
            return None
        words = phrase.name.split()
        if (noun := without_noun(words, self.language)) and " ".join(words[noun:]) in self.runs:
            phrase, role = replace(phrase, name=" ".join(words[noun:])), role or " ".join(words[:noun])
        if self.may_begin_with_title(phrase):
            return None
        name = self.full(phrase.name)
        if name is None:
            fitting = [
                candidate
                for candidate in self.everyone
                if _is_part(phrase.name.split(), candidate.name.split()) and phrase.gender and candidate.gender
            ]
            fitting = [candidate for candidate in fitting if candidate.gender == phrase.gender]
            return fitting[0] if len(fitting) == 1 and phrase.gender else None
        speaker = next((candidate for candidate in self.everyone if name == candidate.name or phrase.name in candidate.names), None)
        if speaker is None:
            speaker = NamedSpeaker(name)
            self.everyone.append(speaker)
        if phrase.name != speaker.name and phrase.name not in speaker.names:
            speaker.names.append(phrase.name)
        if phrase.gender and speaker.gender and phrase.gender != speaker.gender:
            return None  # 'Mr Hart' and 'Ms Hart' are two
        speaker.gender = speaker.gender or phrase.gender or self.genders.get(speaker.name, "")
        role = regex.sub(r"^(?:the|a|an|one)\s+", "", role)
        if role and not speaker.role and not all(self.language.has("honorifics", word) for word in role.split()):
            speaker.role = role
        human = phrase.titled or bool(speaker.role and any(self.language.is_role(w.strip(",")) for w in speaker.role.split()))
        human = human or self._is_followed_by(speaker.name, "who")
        human = human or bool(phrase.gender) or bool(speaker.role and not self.language.cased)
        speaker.body = speaker.body or self._is_followed_by(speaker.name, "which")
        speaker.kind = speaker.kind or kind_of(speaker.name, speaker.role, self.language, person=human)
        belongs = affiliation(speaker.role, self.language) or (speaker.role if speaker.role in self.runs else "")
        speaker.affiliation = speaker.affiliation or belongs
        return speaker

    def may_begin_with_title(self, phrase: Phrase) -> bool:
        """Whether the first of three English words may be no part of a name: 'Tory Ann Able'; not where the text has all three twice."""
        words = phrase.name.split()
        plain = len(words) == 3 and all(word[0].isupper() and len(word) > 1 and not word.endswith(".") for word in words)
        if self.language.code != "en" or not plain or phrase.titled or self.language.is_group(words[-1]):
            return False
        return self.text.count(phrase.name) < 2 and not any(phrase.name in speaker.name for speaker in self.everyone)

    @lru_cache(maxsize=10_000)  # noqa: B019 -- a registry lives as long as one import
    def _is_followed_by(self, name: str, relative: str) -> bool:
        return bool(regex.search(rf"{regex.escape(name)}, {relative}\b", self.text))

    def described(self, phrase: Phrase, subject: NamedSpeaker | None) -> NamedSpeaker | None:
        """Whom 'the report', 'the council', 'the mayor' means: the only one in the text that it fits; `subject` was spoken of last."""
        language, word = self.language, phrase.word
        if phrase.plural or not phrase.definite or not word:
            return None
        if language.has("document", word):
            return self.document(phrase)
        if language.is_group(word) or not language.cased:
            return self.group(phrase, subject)
        holders = [candidate for candidate in self.everyone if word in candidate.role.lower().replace(",", " ").split()]
        return holders[0] if len(holders) == 1 else None

    def group(self, phrase: Phrase, subject: NamedSpeaker | None) -> NamedSpeaker | None:
        """The body that a description means: one whose name has its noun, the one spoken of last, or itself."""
        language, word = self.language, phrase.word
        if not language.cased and not (language.starts("government", word) or language.starts("organisation", word)):
            holders = [candidate for candidate in self.everyone if word in candidate.role.split()]
            return holders[0] if len(holders) == 1 else None
        ends = {run for run in self.runs if " " in run and word in (run.split()[-1].lower(), run.split()[0].lower())}
        if len(ends) == 1 and phrase.text.lower() in ends.copy().pop().lower():
            return self.person(Phrase("name", ends.pop()))
        if ends:
            fitting = [candidate for candidate in self.everyone if candidate.name in ends]
            return fitting[0] if len(ends) == 1 and fitting and subject is fitting[0] else None
        by_role = [
            candidate
            for candidate in self.everyone
            if candidate.kind not in ("person", "document") and word in candidate.role.lower().split()
        ]
        if len(by_role) == 1:
            return by_role[0]
        if language.has("generic", word) and " " not in phrase.text:
            return subject if subject and (subject.body or subject.kind in ("organisation", "government", "media")) else None
        return self.person(Phrase("name", phrase.text.replace("the ", "", 1) if phrase.text.startswith("the ") else phrase.text))

    def document(self, phrase: Phrase) -> NamedSpeaker | None:
        """The document that is meant, under its title, or as the report of somebody; None where the text gives neither."""
        title = self.titles.get(phrase.word, "")
        owner = (self.full(phrase.owner) or "") if phrase.owner else ""
        name = title or (f"{phrase.word.capitalize()} by {owner}" if owner and self.language.code == "en" else "")
        if not name:
            return None
        speaker = next((candidate for candidate in self.everyone if candidate.name == name), None)
        if speaker is None:
            speaker = NamedSpeaker(name, kind="document", affiliation=owner)
            self.everyone.append(speaker)
        return speaker

    def entitle(self, before: str, title: str) -> None:
        """Remember the title of the document that a text before it names."""
        nouns = [word for word in regex.findall(r"\p{L}+", before.lower()) if self.language.has("document", word)]
        if nouns:
            self.titles.setdefault(nouns[-1], title)

    def label(self, label: str) -> NamedSpeaker | None:
        """The speaker of a turn: the one full name in the text that the label is part of, or the label itself."""
        told = regex.search(r"\s*\(([^)]+)\)$|,\s*(.+)$", label)
        plain = label[: told.start()].strip() if told else label
        words, titles = plain.split(), []
        while len(words) > 1 and self.language.is_role(words[0]):
            titles.append(words.pop(0))
        low = [word.lower() for word in words]
        whole = [run for run in self.runs if [part.lower() for part in run.split()] == low and not run.isupper()]
        longer = {
            run
            for run in self.runs
            if " " in run and not run.isupper() and len(run.split()) > len(low) and _is_part(low, run.lower().split())
        }
        if all(regex.fullmatch(r"\p{Lu}\.", word) for word in words):
            longer = {run for run in self.runs if _initials(run) == "".join(words).replace(".", "") and not run.isupper()}
        if len(words) > 1 and whole:
            longer = set()
        if len(longer) > 1:
            return None
        name = longer.pop() if longer else whole[0] if whole else " ".join(_capitalised(word) for word in words)
        if all(regex.fullmatch(r"\p{Lu}\.?", word) for word in name.split()):
            return None
        gender = next((self.language.gender_of(word) for word in titles if self.language.gender_of(word)), "")
        speaker = self.person(Phrase("name", name, titled=bool(titles), gender=gender), self._role_near(name))  # type: ignore[arg-type]
        if told and speaker and not speaker.role:
            speaker.role = (told[1] or told[2]).lower() if (told[1] or told[2]).isupper() else told[1] or told[2]
        return speaker

    def _role_near(self, name: str) -> str:
        match = regex.search(rf"{regex.escape(name)}(?=\s*[,(])", self.text)
        return apposition(self.text[match.end() :], self.language) if match else ""

    def guest(self, texts: Sequence[str]) -> NamedSpeaker | None:
        """The one person whom an interview's introduction says was asked."""
        guests: list[NamedSpeaker] = []
        for text in texts:
            for match in self.language.pattern("guest").finditer(text):
                phrase, rest = leading(text[match.end() :], self.language)
                if phrase and phrase.sort == "name" and (speaker := self.person(phrase, apposition(rest, self.language))):
                    guests.append(speaker)
        if guests and all(speaker is guests[0] for speaker in guests):
            guests[0].kind = guests[0].kind or "person"
            return guests[0]
        return None


def _is_title_case(text: str) -> bool:
    """Whether a line has capitals throughout, as headlines may: its names have no end."""
    words = [word for word in regex.findall(r"\p{L}+", text) if len(word) > 3]
    return 3 < len(words) < 16 and not regex.search(r"[.:“\"]", text) and sum(word[:1].isupper() for word in words) > 0.75 * len(words)


def _is_part(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether a name is the beginning or the end of a longer one, as first names and surnames are."""
    size = len(short)
    return size < len(long) and (list(long[-size:]) == list(short) or list(long[:size]) == list(short))


def _initials(run: str) -> str:
    return "".join(word[0] for word in run.split() if word[:1].isupper())


def _capitalised(word: str) -> str:
    return word.capitalize() if word.isupper() and len(word) > 3 else word
