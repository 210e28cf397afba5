"""Everyone whom an article names: short names, pronouns and descriptions find the full name that they mean, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex
from msgspec.structs import replace

from counterpoint.anchoring.quotations import PLACEHOLDERS
from counterpoint.importing.languages import Language
from counterpoint.importing.names import Phrase, affiliation, after_verb, apposition, first_name, kind_of, run_pattern, whole_phrase

_PUBLISHES = "released|published|issued|presented|launched|unveiled|wrote"
SUBORDINATE = regex.compile(r"^(?:while|when|after|as|although|though|but|and|then|yet|et|mais|und|aber|doch)\s+", regex.IGNORECASE)


@dataclass
class Speaker:
    """Somebody who is quoted: the fullest name in the text, the others, what the text says of them, and the
    pronoun that it has used."""

    name: str
    names: list[str] = field(default_factory=list)
    kind: str = ""
    role: str = ""
    affiliation: str = ""
    pronoun: str = ""


class Cast:
    """Everyone who is named, so that short names, pronouns and descriptions find their full name."""

    def __init__(self, language: Language, texts: Sequence[str]) -> None:
        self.language = language
        self.opening = list(texts[:2])
        self.speakers: list[Speaker] = []
        self.salient: list[Speaker] = []
        self.titles: list[tuple[str, str]] = []
        self.issuers: dict[str, str] = {}
        self.runs: list[str] = []
        self.text = "\n".join(texts)
        self.small = set(regex.findall(r"(?<!\p{L})\p{Ll}[\p{L}\p{M}'’-]*", self.text))
        """Words that stand somewhere without a capital."""
        found = regex.finditer(rf"({run_pattern(language)}), who\b", self.text) if language.code == "en" else ()
        self.relative = {match[1] for match in found}
        """Names with a 'who' after them."""
        if language.cased:
            seen = dict.fromkeys(self.run(text, match) for text in texts for match in regex.finditer(run_pattern(language), text))
            apart = (piece for run in seen for piece in (run, *regex.split(r"\s(?:of|for|at)(?:\sthe)?\s", run)))
            self.runs = [name for name in dict.fromkeys(self.untitled(run) for run in apart) if name]

    def run(self, text: str, match: regex.Match[str]) -> str:
        """A run of capitalised words, without the first where only a sentence's beginning gives it its capital."""
        found = regex.sub(r"['’]s?$", "", match[0]).strip(" .")
        first, _, rest = found.partition(" ")
        begins = match.start() == 0 or regex.search(r"[.!?:“\"„«]\s*$", text[max(0, match.start() - 4) : match.start()])
        return rest if rest and begins and first.lower() in self.small else found

    def untitled(self, run: str) -> str:
        """A name without the titles and small words before it."""
        words = run.split()
        while len(words) > 1 and (
            words[0].lower().strip(".") in (*self.language.roles, *self.language.articles, *self.language.ends, "in", "but", "for")
        ):
            words.pop(0)
        return " ".join(words)

    def entitle(self, before: str, title: str) -> None:
        """Remember the title of a document, and whose it is if a name is in the sentence."""
        nouns = [word for word in regex.findall(r"\p{L}+", before.lower()) if word in self.language.document]
        if nouns:
            self.titles.append((nouns[-1], title))

    def notice(self, sentence: str) -> None:
        """Remember the subject of a sentence: later pronouns mean the last one named."""
        phrase = first_name(regex.sub(f"[{PLACEHOLDERS}]", "", sentence), self.language)
        if phrase and (len(phrase.name.split()) > 1 or phrase.titled or self.known(phrase.name)):
            text = sentence[sentence.find(phrase.name) + len(phrase.name) :]
            self.salient.append(self.person(phrase, apposition(text, self.language)))
        if self.language.cased:
            self.notice_inside(sentence)

    def notice_inside(self, sentence: str) -> None:
        """Everyone else whom a sentence names, in order: with a title, as somebody known, or as what may be a person."""
        language = self.language
        titles = "|".join(sorted(map(regex.escape, language.roles), key=len, reverse=True))
        for match in regex.finditer(rf"(?:(?i:(?<!\p{{L}})(?:{titles})\.?)\s+)?(?=\p{{Lu}})({run_pattern(language)})", sentence):
            name = regex.split(r"\s(?:of|for|at|from)\s", self.untitled(regex.sub(r"['’]s?$", "", match[1]).strip(" .")))[0]
            words = name.split()
            known = next((one for one in self.speakers if name in (one.name, *one.names) or _same(name, one.name)), None)
            if known:
                self.salient.append(known)
            elif match[0] != match[1] and len(words) > 1 and (named := whole_phrase(match[0], language)) and named.titled:
                self.salient.append(self.person(replace(named, name=name), ""))
            elif len(words) in (2, 3) and not kind_of(name, "", language, person=False) and sentence[match.end() : match.end() + 1] == ",":
                self.salient.append(Speaker(name, kind="person"))

    def known(self, name: str) -> bool:
        """Whether a name is one of a speaker's, or part of a longer one in the text."""
        return any(name in (speaker.name, *speaker.names) for speaker in self.speakers) or self.fullest(name) != name

    def speaker(self, phrase: Phrase, role: str) -> Speaker | None:
        """The speaker that a phrase means; None where that is not sure."""
        if phrase.sort == "name":
            found: Speaker | None = self.person(phrase, role)
        elif phrase.sort == "pronoun":
            found = self.meant(phrase.word)
        else:
            found = self.described(phrase)
        if found:
            self.salient.append(found)
        return found

    def person(self, phrase: Phrase, role: str) -> Speaker:
        """The speaker of a name, new or known, with what the text says here in addition."""
        name = self.fullest(phrase.name)
        role = SUBORDINATE.sub("", role or phrase.role).removeprefix("the ").removeprefix("a ")
        speaker = next((one for one in self.speakers if name == one.name or phrase.name in one.names or _same(name, one.name)), None)
        if speaker is None:
            speaker = Speaker(name)
            self.speakers.append(speaker)
        elif len(name) > len(speaker.name) and _same(name, speaker.name):
            speaker.names.append(speaker.name)
            speaker.name = name
        if phrase.name != speaker.name and phrase.name not in speaker.names:
            speaker.names.append(phrase.name)
        speaker.role = speaker.role or role
        # 'X, who …' is said of people only; German and French say 'die' and 'qui' of anything.
        whose = phrase.name in self.relative
        human = whose or phrase.titled or bool(role and _human(role, self.language))
        speaker.kind = speaker.kind or kind_of(speaker.name, speaker.role, self.language, person=human)
        speaker.affiliation = (
            speaker.affiliation or affiliation(speaker.role, self.language) or (speaker.role if speaker.role in self.runs else "")
        )
        return speaker

    def fullest(self, name: str) -> str:
        """The one longer name in the text that a short one is part of; the name itself where there is none, or more than one."""
        words = name.split()
        longer = set()
        for run in self.runs:
            parts = run.split()
            if len(parts) <= len(words):
                continue
            if (
                (parts[-len(words) :] == words and len(parts) <= 4)
                or (parts[: len(words)] == words and len(parts) <= 4)
                or (len(words) == 1 and name.isupper() and len(name) > 1 and _initials(parts) == name)
            ):
                longer.add(run)
        longer = {run for run in longer if not any(other != run and run in other and len(other.split()) <= 4 for other in longer)}
        return longer.pop() if len(longer) == 1 else name

    def meant(self, word: str) -> Speaker | None:
        """The last one named that a pronoun fits. A speaker who was 'he' once is not 'she' later."""
        language = self.language
        singular = word in language.persons
        mismatch = False
        for speaker in reversed(self.salient):
            if speaker.kind == "person" and singular:
                if mismatch and speaker.pronoun != word:
                    continue
                if speaker.pronoun in ("", word):
                    speaker.pronoun = word
                    return speaker
                mismatch = True
            elif speaker.kind and speaker.kind != "person" and word in language.bodies and not mismatch:
                return speaker
            elif not speaker.kind and not mismatch:
                if singular and language.code == "en" and len(speaker.name.split()) >= 2:
                    speaker.kind, speaker.pronoun = "person", word
                    return speaker
                if singular and language.code != "en":
                    return speaker
                if word in language.bodies:
                    return speaker
        return None

    def described(self, phrase: Phrase) -> Speaker | None:
        """Whom 'the report', 'the council', 'the mayor' means: the only one in the text that it fits."""
        language, word = self.language, phrase.word
        if word in language.document:
            return self.document(phrase)
        if word in (*language.organisation, *language.government, *language.media):
            full = {run for run in self.runs if len(run.split()) > 1 and run.split()[-1].lower() == word}
            if len(full) == 1:
                return self.person(Phrase("name", full.pop()), "")
            fitting = [one for one in self.salient if word in one.name.lower().split() or word in one.role.lower().split()]
            if fitting:
                return fitting[-1]
            if self.salient and self.salient[-1].kind not in ("person", "document") and word in language.organisation:
                return self.salient[-1]
            if word in language.government:
                return self.person(Phrase("name", phrase.name), "")
            return None
        holders = [speaker for speaker in self.speakers if word in speaker.role.lower().split()]
        return holders[-1] if len(holders) == 1 else None

    def document(self, phrase: Phrase) -> Speaker | None:
        """The document that is meant, under its title, or as the report of somebody; None where the text gives neither."""
        title = next((title for noun, title in self.titles if noun == phrase.word), "")
        owner = self.fullest(phrase.owner) if phrase.owner else self.issuer(phrase.word)
        name = title or (f"{phrase.word.capitalize()} by {owner}" if owner and self.language.code == "en" else "")
        if not name:
            return None
        speaker = next((one for one in self.speakers if one.name == name), None)
        if speaker is None:
            speaker = Speaker(name, kind="document", affiliation=owner)
            self.speakers.append(speaker)
        return speaker

    def issuer(self, noun: str) -> str:
        """Who published a document, by the first sentence that says so: 'X has released a new report', 'X’s report', 'a report by X'."""
        if noun not in self.issuers:
            self.issuers[noun] = self.look_for_issuer(noun)
        return self.issuers[noun]

    def look_for_issuer(self, noun: str) -> str:
        """As `issuer`, from the text."""
        run = run_pattern(self.language)
        for pattern in (
            rf"({run}) (?:has |have |had )?(?:{_PUBLISHES}) (?:a|an|its|their|the) (?:\p{{L}}+ ){{0,3}}{noun}\b",
            rf"({run})['’]s? (?:\p{{Ll}}+ ){{0,2}}{noun}\b",
            rf"\b{noun} (?:by|from|of) (?:the )?({run})",
        ):
            if match := regex.search(pattern, self.text):
                return self.fullest(self.untitled(match[1]))
        return ""

    def label(self, label: str) -> Speaker | None:
        """The speaker of a turn: the one full name in the text that the label is part of, or the label itself."""
        said = regex.search(r"\(([^)]+)\)$", label)
        plain = label[: said.start()].strip() if said else label
        titles = [word for word in plain.split() if word.lower().strip(".") in self.language.roles]
        words = [word for word in plain.split() if word not in titles] or plain.split()
        matching = {
            run
            for run in self.runs
            if [part.lower() for part in run.split()][-len(words) :] == [word.lower() for word in words] and not run.isupper()
        }
        full = {run for run in matching if len(run.split()) > len(words)} or matching
        name = next(iter(full)) if len(full) == 1 else " ".join(_titled(word) for word in words)
        speaker = self.person(Phrase("name", name, titled=bool(titles)), self.role_near(name))
        if said and not speaker.role:
            speaker.role = said[1]
        return speaker

    def role_near(self, name: str) -> str:
        """What stands in apposition to a name, anywhere in the text."""
        match = regex.search(rf"{regex.escape(name)}(?=\s*[,(])", self.text)
        return apposition(self.text[match.end() :], self.language) if match else ""

    def guest(self, texts: Sequence[str]) -> Speaker | None:
        """The one person whom an interview's introduction says was asked."""
        found = []
        for text in texts:
            for word in self.language.guest:
                for match in regex.finditer(rf"(?<!\p{{L}}){regex.escape(word)}\s+", text, regex.IGNORECASE):
                    phrase, rest = after_verb(text[match.end() :], self.language)
                    if phrase and phrase.sort == "name":
                        found.append(self.person(phrase, apposition(rest, self.language)))
        different = [speaker for number, speaker in enumerate(found) if speaker not in found[:number]]
        if len(different) == 1:
            different[0].kind = different[0].kind or "person"
            return different[0]
        return None


def _titled(word: str) -> str:
    return word.capitalize() if word.isupper() and len(word) > 3 else word


def _initials(words: Sequence[str]) -> str:
    return "".join(word[0] for word in words if word[0].isupper())


def _same(name: str, other: str) -> bool:
    """Whether one is the other without its first words, as a surname is."""
    short, long = sorted((name.split(), other.split()), key=len)
    return len(short) < len(long) and len(long) <= 4 and long[-len(short) :] == short


def _human(role: str, language: Language) -> bool:
    words = [word.strip(".,").lower() for word in role.split()]
    if not language.cased:
        return True
    return any(word in language.roles or any(part in language.roles for part in word.split("-")) for word in words)
