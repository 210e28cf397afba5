"""Whom a pronoun means: the subject of the sentence before, if nothing in it speaks against that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import regex
from msgspec import Struct

from counterpoint.anchoring.quotations import PLACEHOLDERS
from counterpoint.importing.language import Gender, Language
from counterpoint.importing.phrases import Phrase, run_pattern, split_name
from counterpoint.importing.speakers import NamedSpeaker, Speakers


class Mention(Struct, frozen=True):
    """Somebody or some body that a sentence names or describes; `speaker` is None where it is not known who."""

    speaker: NamedSpeaker | None
    gender: Gender = ""
    group: bool = False
    plural: bool = False


class _Record(Struct, frozen=True):
    """What a sentence is about, who else is in it, and whether it has a quotation, or begins with one."""

    subject: NamedSpeaker | None
    mentions: tuple[Mention, ...]
    quotes: bool
    begins: bool
    first_person: bool = False


class Discourse:
    """Remembers the last sentences of a text as far as later pronouns need them."""

    def __init__(self, registry: Speakers, language: Language) -> None:
        self.registry, self.language = registry, language
        self.here: list[_Record] = []
        self.last: _Record | None = None

    def paragraph(self, *, heading: bool) -> None:
        """Begin a paragraph: only the sentence right before it may still tell who is meant, and none from before a heading."""
        self.last = None if heading else self.here[-1] if self.here else None
        self.here = []

    def subject(self) -> NamedSpeaker | None:
        """Whom the sentence before is about; None where that is not understood."""
        record = self.here[-1] if self.here else self.last
        return record.subject if record else None

    def notice(self, text: str, speakers: Sequence[NamedSpeaker | None], subject: NamedSpeaker | None) -> None:
        """Remember a sentence: whoever is quoted in it, else its subject, is whom it is about."""
        bare = not any(c.isalnum() for c in regex.sub(f"[{PLACEHOLDERS}]", "", text))
        saying = list(dict.fromkeys(speakers))
        if saying:
            subject = saying[0] if len(saying) == 1 else None
        begins = bool(regex.match(f"[{PLACEHOLDERS}]", text))
        mentions = self.mentions(text)
        self.learn(text, subject)
        self.here.append(
            _Record(
                subject,
                tuple(mentions) if not bare else (),
                bool(saying),
                begins,
                bool(self.language.pattern("first_person").search(text)) and not saying and subject is None,
            )
        )

    def learn(self, text: str, subject: NamedSpeaker | None) -> None:
        """A possessive tells its owner's gender where nobody else can be its owner: 'Astrid Berg congratulates her husband'."""
        record = self.here[-1] if self.here else self.last
        if subject is None or subject.gender or self.language.code != "en":
            return
        for match in regex.finditer(r"\b(his|her)\s+(\p{Ll}+)", text):
            before = [mention for mention in self.mentions(text[: match.start()]) if not mention.group and not mention.plural]
            gender: Gender = "m" if match[1] == "his" else "f"
            elsewhere = [
                mention.speaker
                for mention in (record.mentions if record else ())
                if self._fits(mention, Phrase("pronoun", gender=gender)) and mention.speaker is not subject
            ]
            if elsewhere or self.language.has("ends", match[2]) or any(mention.speaker is not subject for mention in before) or not before:
                continue
            subject.gender = gender
            subject.kind = subject.kind or "person"
            return

    def continued(self) -> NamedSpeaker | None:
        """Who goes on speaking in a quotation that stands alone, after another in the same paragraph."""
        if not self.here:
            return None
        record = self.here[-1]
        if any(mention.quotes and mention.subject is not record.subject for mention in self.here):
            return None  # two who speak in turn
        if record.subject is None or not any(mention.quotes and mention.subject is record.subject for mention in self.here):
            return None
        if record.begins or (record.quotes and not self._others(record, Phrase("pronoun"))):
            return record.subject
        return record.subject if not self._others(record, Phrase("pronoun")) else None

    def antecedent(self, pronoun: Phrase, before: str) -> NamedSpeaker | None:
        """The one whom a pronoun means; `before` is what stands before it in its sentence. None where it could be anybody else."""
        inside = self.mentions(before)
        if any(self._fits(mention, pronoun) for mention in inside):
            fitting = list(dict.fromkeys(mention.speaker for mention in inside if self._fits(mention, pronoun)))
            chosen = fitting[0] if len(fitting) == 1 else None
            begins = chosen is not None and before.lstrip(" ,").startswith((chosen.name, *chosen.names))
            return self._agreed(chosen, pronoun) if begins else None
        record = self.here[-1] if self.here else self.last
        if record is None or (record.subject is None and not record.first_person):
            return None
        others = self._others(record, pronoun)
        if record.subject and self._fits(Mention(record.subject, record.subject.gender, _is_group(record.subject)), pronoun):
            return self._agreed(record.subject, pronoun) if not others else None
        return self._agreed(others[0], pronoun) if len(others) == 1 else None

    def _others(self, record: _Record, pronoun: Phrase) -> list[NamedSpeaker | None]:
        """Who else in a sentence a pronoun could mean."""
        fitting = [mention.speaker for mention in record.mentions if self._fits(mention, pronoun) and mention.speaker is not record.subject]
        return list(dict.fromkeys(fitting))

    def _fits(self, mention: Mention, pronoun: Phrase) -> bool:
        gender = mention.speaker.gender if mention.speaker and mention.speaker.gender else mention.gender
        group = mention.group or (mention.speaker is not None and _is_group(mention.speaker))
        body = self.language.has("bodies", pronoun.word) and bool(pronoun.word)
        if body or (pronoun.plural and self.language.code == "en"):
            speaks = mention.speaker is not None and mention.speaker.kind in (("document",) if pronoun.plural else ("", "document"))
            return group or (pronoun.plural and mention.plural) or speaks
        if mention.plural != pronoun.plural:
            return False
        if group and self.language.code == "en":
            return False
        return not (gender and pronoun.gender and gender != pronoun.gender)

    def _agreed(self, speaker: NamedSpeaker | None, pronoun: Phrase) -> NamedSpeaker | None:
        """Remember what a pronoun says of the one it means."""
        if speaker and pronoun.gender and self.language.code in ("en", "he", "ar"):
            speaker.gender = speaker.gender or pronoun.gender
            speaker.kind = speaker.kind or ("person" if self.language.code == "en" else "")
        body = bool(pronoun.word) and self.language.has("bodies", pronoun.word)
        return None if speaker and body and not _is_group(speaker) and speaker.kind != "document" else speaker

    def mentions(self, text: str) -> list[Mention]:
        """Everybody whom a text names or describes, in order."""
        text = regex.sub(f"[{PLACEHOLDERS}\uf8ff]", " ", text)
        names = [*self._names(text)] if self.language.cased else self._known_names(text)
        located = sorted([*names, *self._nouns(text)], key=lambda pair: pair[0])
        return [*self._owner(text, min((start for start, _ in names), default=0)), *(mention for _, mention in located)]

    def _owner(self, text: str, end: int) -> Iterator[Mention]:
        """Whoever 'her' means before the first name of a sentence: 'Her lawyer, Tom Reed, left.'"""
        for word in regex.findall(r"[\p{L}\p{M}]+", text[:end]):
            if self.language.has_any(word, "possessive_m", "possessive_f"):
                yield Mention(None, self.language.gender_of(word))
                return

    def _known_names(self, text: str) -> list[tuple[int, Mention]]:
        out = []
        for speaker in self.registry.everyone:
            for name in {speaker.name, *speaker.names, speaker.name.split()[-1]}:
                if match := regex.search(rf"(?<!\p{{L}}){regex.escape(name)}(?!\p{{L}})", text):
                    out.append((match.start(), Mention(speaker, speaker.gender, _is_group(speaker))))
                    break
        return out

    def _names(self, text: str) -> list[tuple[int, Mention]]:
        language, out = self.language, []
        for match in regex.finditer(run_pattern(language), text):
            begins = not text[: match.start()].strip(" ,.:;–—-")
            words = self.registry.words_of(match[0], begins=begins)
            name, titles = split_name(words, language)
            before = regex.search(r"(\p{L}+)\s+$", text[: match.start()])
            if self._in_role(text[: match.start()]):
                continue
            if not name or all(language.has("months", word) or language.has("ends", word) or word.isdigit() for word in name):
                continue
            shown = " ".join(name)
            if len(name) == 1 and not titles:
                place = before and language.has("places", before[1]) and not self.registry.is_name(shown)
                noun = language.nouns_cased and not self.registry.is_name(shown)
                initial = begins and not self.registry.is_name(shown)
                if place or noun or initial or language.is_role(shown) or language.is_group(shown):
                    continue
            role = [*(word for word in titles), *([before[1]] if before and language.is_role(before[1]) else [])]
            gender: Gender = next((language.gender_of(word) for word in role if language.gender_of(word)), "")
            speaker = self.registry.person(Phrase("name", shown, gender=gender, titled=bool(role)))
            group = any(language.is_group(word) for word in name) or (speaker is not None and _is_group(speaker))
            out.append((match.start(), Mention(speaker, gender, group)))
        return out

    def _in_role(self, text: str) -> bool:
        """Whether a name is part of what somebody is: 'Ann Able, head of Metro Lines', but not 'Ann Able, lawyer for Tom Reed'."""
        match = regex.search(rf"{run_pattern(self.language)}, ([^,;]+)$", text)
        words = match[1].split() if match else []
        beside = regex.search(r"(\p{L}+) (?:of|at|for|in|from)(?: the)? $", text)  # 'mayor of Norwood'
        if beside and self.language.code == "en" and self.language.is_role(beside[1]) and not self.language.has("relational", beside[1]):
            return True
        return (
            bool(words)
            and self.language.has("places_of_work", words[-1])
            and any(self.language.is_role(word) and not self.language.has("relational", word) for word in words)
            and not any(self.language.has_any(word, "relational", "possessive") for word in words)
        )

    def _nouns(self, text: str) -> list[tuple[int, Mention]]:
        """Roles, kin, people and groups that are described; not what stands in apposition to a name, or before one."""
        language, out = self.language, []
        for match in regex.finditer(r"(?<![\p{L}\p{M}-])[\p{L}\p{M}]+(?![\p{L}\p{M}-])", text):
            word = match[0]
            people, role, group = language.has("people", word), language.is_role(word), language.is_group(word)
            if not (people or role or group) or (language.cased and not language.nouns_cased and word[:1].isupper() and match.start()):
                continue
            if language.has("negations", word) or (not people and language.cased and not self._has_determiner(text, match.start())):
                continue
            if self._in_apposition(text, match.start()) or self._before_name(text, match.end()):
                continue
            if holder := self._holder(word, text, match.start()):
                out.append((match.start(), Mention(holder, holder.gender, _is_group(holder))))
                continue
            plural = people and (word.lower().endswith("s") or self.language.has("many", word))
            out.append((match.start(), Mention(None, language.gender_of(word), group and not people, plural)))
        return out

    def _has_determiner(self, text: str, start: int) -> bool:
        words = regex.findall(r"[\p{L}\p{M}'’]+", text[:start])[-3:]
        if any(self.language.has("any", word) for word in words[-2:]):
            return False
        return any(self.language.has(key, word) for word in words for key in ("articles", "indefinite", "possessive", "contracted")) or any(
            word.endswith(("'s", "’s")) for word in words
        )

    def _before_name(self, text: str, end: int) -> bool:
        """Whether a noun has its name after a comma: 'the vicar, the Reverend Ann Able'."""
        preposition = r"(?:\s(?:of|for|de|du|del|der|des)\s[^,]{1,40})?"
        name = rf"(?:the |a )?(?:[\p{{L}}\d-]+ ){{0,2}}?{run_pattern(self.language)}"
        compound = regex.match(r" (\p{L}+)", text[end:]) if self.language.cased else None  # 'general secretary'
        if compound and (self.language.is_role(compound[1]) or regex.match(rf" {run_pattern(self.language)}", text[end:])):
            return True
        return bool(regex.match(rf"{preposition},\s+{name}\s*(?:[,.]|$)", text[end:]))

    def _holder(self, word: str, text: str, start: int) -> NamedSpeaker | None:
        """The one whom 'the mayor' or 'the company' means, if that is known."""
        low = word.lower()
        if not self.language.cased:
            holders = [speaker for speaker in self.registry.everyone if word in speaker.role.split() and speaker.name in text]
            return holders[0] if len(holders) == 1 else None
        before = regex.findall(r"[\p{L}’']+", text[:start])[-1:]
        if not before or not self.language.has("articles", before[0]):
            return None
        holders = [speaker for speaker in self.registry.everyone if low in speaker.role.lower().replace(",", " ").split()]
        return holders[0] if len(holders) == 1 and self.language.is_role(word) else None

    def _in_apposition(self, text: str, start: int) -> bool:
        """Whether a noun stands in the words right after a name and a comma, or in 'X is the mayor'."""
        head, comma, between = text[:start].replace("،", ",").rpartition(",")
        run = regex.search(rf"{run_pattern(self.language)}\s*$", head) if comma and self.language.cased else None
        if comma and not self.language.cased:
            head = regex.split(r"[,،]", text[:start])[0] if regex.search(r"[,،]", text[:start]) else ""
            return (
                any(head.rstrip().endswith(speaker.name) for speaker in self.registry.everyone)
                and len(regex.split(r"[,،]", text[:start])) == 2
            )
        words = between.split()
        pairs = pairwise(words)
        verbs = any(
            self.language.has_any(word, "articles", "indefinite") and not self.language.has("prepositions", before)
            for before, word in pairs
        )
        told = words and (self.language.has("relatives", words[0]) or self.language.verb.fullmatch(words[0]))
        return bool(run and not told and not verbs and len(words) <= 5)


def _is_group(speaker: NamedSpeaker) -> bool:
    return speaker.body or speaker.kind in ("organisation", "government", "media")
