"""What stands before and after a quotation in its sentence, and whom it names as the speaker."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from counterpoint.anchoring.quotations import PLACEHOLDERS
from counterpoint.importing.discourse import Discourse
from counterpoint.importing.language import Language
from counterpoint.importing.phrases import Phrase, apposition, leading, phrase_of, with_role
from counterpoint.importing.saying import SayingVerbs
from counterpoint.importing.sentences import GAP
from counterpoint.importing.speakers import Speakers
from counterpoint.importing.subjects import UNCLEAR, Subjects, Told, enclitic_of


class Clauses:
    """Reads the clauses around a quotation. None where they say nothing of a speaker, UNCLEAR where they are not understood."""

    def __init__(self, language: Language, discourse: Discourse, registry: Speakers) -> None:
        self.language, self.discourse = language, discourse
        self.verbs, self.subjects = SayingVerbs(language, discourse), Subjects(language, registry)

    def before(self, text: str) -> Told | None:
        """The subject of the last verb of saying before a quotation, or the name after 'according to'."""
        text = text.rstrip(" ,،–—-")
        if self.language.starts("quoting", text.lstrip()):
            return UNCLEAR  # 'Reading from a letter, X said'
        verbs = [verb for verb in self.language.verb.finditer(text) if not self.verbs.is_noun(text, verb)]
        origin = self.subjects.origin(text)
        told = self.by_origin(text, *origin, verbs) if origin else None
        if told or verbs:
            return told or self.by_verb(text, verbs)
        if text.endswith(":"):
            return self.subjects.before_colon(text[:-1])
        if participle := self.verbs.participle(text):
            phrase = self.subjects.lead(text[: participle.start()])
            return Told(phrase, before=text) if phrase else UNCLEAR
        return self.subjects.for_whom(text)

    def by_origin(self, text: str, start: int, told: Told, verbs: Sequence[regex.Match[str]]) -> Told | None:
        """The name after 'according to', unless a verb of saying follows that is another's: 'according to X, Y said'."""
        introduces = not verbs and text.endswith(":") and len(self.discourse.mentions(text)) > 1
        if introduces or (self.language.pattern("perfects").search(text, start) and self.names_another(text, told)):
            return UNCLEAR  # 'according to X, Y had called it'
        if (not verbs or start < verbs[0].start()) and (verbs or self.language.has("that", text.split()[-1])):
            subject = self.subjects.subject_of(text[: verbs[-1].start()], verbs[-1][0], text[verbs[-1].end() :]).phrase if verbs else None
            same = subject and told.phrase and (subject.sort, subject.name) == (told.phrase.sort, told.phrase.name)
            return None if same else UNCLEAR
        return told if not verbs or start > verbs[-1].start() else None

    def by_verb(self, text: str, verbs: Sequence[regex.Match[str]]) -> Told:
        """The subject of the last verb of saying that is not itself what another tells."""
        while len(verbs) > 1 and self.verbs.is_reported(text[verbs[-2].end() : verbs[-1].start()]):
            verbs = verbs[:-1]
        verb, right = verbs[-1], text[verbs[-1].end() :]
        if len(verbs) > 1 and right.startswith(",") and GAP not in text[verbs[-2].end() : verb.start()]:
            return UNCLEAR  # 'X says, and Y agrees, that'
        state = self.verbs.state(text, verb)
        if state in ("negated", "infinitive") or (self.language.has("denies", verb[0]) and not text.endswith(":")):
            return UNCLEAR
        if self.language.other_clause.search(right) or self.verbs.is_somebody_elses(text, verb) or self.begins_anew(right):
            return UNCLEAR
        if state == "passive":
            return self.subjects.agent(right)
        if len(verbs) > 1 and self.verbs.tells_of(text, verbs[-2], verb):
            return UNCLEAR  # 'X said that Y had said'
        return self.subjects.subject_of(text[: verb.start()], verb[0], right)

    def begins_anew(self, right: str) -> bool:
        """Whether a clause with a subject of its own stands between two quotations: 'X hails “…”, the others see “…”'."""
        words = regex.findall(r"[\p{L}\p{M}'’]+", right.rsplit(GAP, 1)[-1]) if GAP in right else []
        while words and self.language.has_any(words[0], "coordinators", "adverbs"):
            words.pop(0)
        told = any(self.language.has("that", word) for word in words)
        return (
            len(words) > 1
            and not told
            and self.language.has_any(words[0], "articles", "indefinite", "possessive", "persons_m", "persons_f")
        )

    def names_another(self, text: str, told: Told) -> bool:
        """Whether a text names anybody beside the one who is told of."""
        name = told.phrase.name if told.phrase else ""
        named = [mention.speaker for mention in self.discourse.mentions(text) if mention.speaker]
        return any(name not in (speaker.name, *speaker.names) for speaker in named)

    def after(self, text: str, *, several: bool) -> Told | None:
        """The speaker after a quotation (of several words): 'said X', 'X said', 'according to X', a dash and X."""
        language = self.language
        dash = regex.match(r"\s*[—–-]\s*", text)
        text = text.lstrip(" ,.;،–—-")
        clause = regex.split(f"[{PLACEHOLDERS}]", text)[0]
        if word := language.starts("according", clause):
            phrase, rest = leading(clause[len(word) :], language)
            return Told(phrase, apposition(rest, language)) if phrase else UNCLEAR
        verb = language.verb.match(clause)
        if self.verbs.is_recalled(clause) or (verb and language.has("quoting", verb[0])):
            return UNCLEAR
        if verb and not language.has("denies", verb[0]):
            return self.after_verb(clause, verb)
        if told := self.before_verb(clause):
            return told
        if dash and not language.verb.search(clause):
            phrase, rest = leading(clause, language)
            return Told(phrase, apposition(rest, language)) if phrase and phrase.sort == "name" else None
        return self.unknown_verb(clause) if several and language.cased else None

    def after_verb(self, clause: str, verb: regex.Match[str]) -> Told:
        """'said X' after a quotation, and verbs that have their pronoun in them."""
        language = self.language
        if enclitic := enclitic_of(verb[0], language):
            return Told(enclitic)
        right = clause[verb.end() :]
        right = regex.sub(r"^\s+(?:sich|se)\b", "", right)
        if not language.cased:
            return self.subjects.subject_uncased("", verb[0], right)
        phrase, rest = leading(right, language)
        if phrase and (phrase.sort != "pronoun" or language.code != "en" or regex.match(r"\s*[,.]|\s*$", rest)):
            return Told(phrase, apposition(rest, language))
        dropped = language.drops_subjects and (not right.strip() or not phrase)
        small = regex.match(r"\s*(?:[,.;:]|$|a |al |en |ante |sobre |tras |durante )", right)
        simple = small and not any(language.has("indefinite", word) for word in right.split(",")[0].split())  # 'declaró ayer uno de'
        return Told(Phrase("pronoun", plural=verb[0].endswith("n"))) if dropped and simple else UNCLEAR

    def before_verb(self, clause: str) -> Told | None:
        """'X said', 'X, head of Y, said', 'he said' after a quotation."""
        language = self.language
        verb = language.verb.search(clause)
        if not verb:
            return None
        left = clause[: verb.start()]
        parts = regex.split(r"[,،]", left)
        if len(parts) > 1 and parts[-1].strip():
            return None
        state = self.verbs.state(clause, verb)
        if state == "passive":
            return self.subjects.agent(clause[verb.end() :])
        phrase = phrase_of(parts[0], language)
        if not phrase:
            return None
        if state:
            return UNCLEAR
        named = phrase_of(parts[1], language) if phrase.sort == "noun" and len(parts) == 3 else None
        if holder := with_role(phrase, named, language):
            return Told(holder, phrase.text)
        return Told(phrase, apposition(left[len(parts[0]) :], language))

    def unknown_verb(self, clause: str) -> Told | None:
        """A verb that is not listed, where the sentence's shape leaves no doubt: '“…,” VERB X.' and '“…,” he VERB.'"""
        language = self.language
        match = regex.match(r"(?:s['’]|se |sich )?(\p{Ll}[\p{L}-]{2,})(?: sich| se)? ", clause)
        if match and language.has_any(match[1], "quoting", "alleged"):
            return UNCLEAR
        if match and not language.is_small(match[1]):
            phrase, rest = leading(clause[match.end() :], language)
            if phrase and phrase.sort == "name" and regex.match(r"\s*(?:[,.;(]|$)", rest) and (" " in phrase.name or phrase.titled):
                return Told(phrase, apposition(rest, language))
        match = regex.match(r"(.{2,60}?) (\p{Ll}+(?:s|ed))(?=\s*(?:[,.;]|$)|\s+\p{Ll}+)", clause) if language.code == "en" else None
        if not match:
            return None
        phrase = phrase_of(match[1], language)
        plain = phrase and phrase.sort in ("name", "pronoun") and not language.is_small(match[2])
        return Told(phrase) if plain else UNCLEAR
