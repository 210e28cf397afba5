"""The name beside a verb of saying: before it, after it, before an apposition, or at the head of its sentence."""

from __future__ import annotations

from collections.abc import Sequence

import regex
from msgspec import Struct
from msgspec.structs import replace

from counterpoint.importing.language import Language
from counterpoint.importing.phrases import Phrase, apposition, leading, phrase_of, run_pattern, with_role, without_edges
from counterpoint.importing.sentences import GAP
from counterpoint.importing.speakers import Speakers


class Told(Struct, frozen=True):
    """What a sentence says of a quotation's speaker: a phrase with a role beside it, or that it cannot be understood."""

    phrase: Phrase | None
    role: str = ""
    before: str = ""
    """What stands before a pronoun in its sentence."""


UNCLEAR = Told(None)


class Subjects:
    """Reads who the subject of a verb is; UNCLEAR where a clause has a subject that is not understood."""

    def __init__(self, language: Language, registry: Speakers) -> None:
        self.language, self.registry = language, registry

    def agent(self, text: str) -> Told:
        """The one by whom something is said in the passive: 'by X'."""
        match = regex.match(r"\s*(?:\S+\s+){0,3}?(?:by|von|par|por)\s+", text)
        phrase, rest = leading(text[match.end() :], self.language) if match else (None, "")
        return Told(phrase, apposition(rest, self.language)) if phrase and phrase.sort == "name" else UNCLEAR

    def origin(self, text: str) -> tuple[int, Told] | None:
        """The name after the last 'according to' of a text."""
        for match in reversed(list(self.language.pattern("according").finditer(text))):
            if self.language.has("according_after", match[0]):
                phrase, rest = phrase_of(text[: match.start()], self.language), ""
            else:
                phrase, rest = leading(text[match.end() :], self.language)
            return match.start(), Told(phrase, apposition(rest, self.language), text) if phrase else UNCLEAR
        first = regex.match(r"ל\p{L}+", text)
        if first and not self.language.cased:  # 'לדבריו'
            word = phrase_of(first[0], self.language)
            if word and word.sort == "pronoun":
                return 0, Told(word)
        return None

    def for_whom(self, text: str) -> Told | None:
        """'For X, it is “…”', 'Pour X, c’est « … »'."""
        word = self.language.starts("for", text)
        if not word:
            return None
        phrase, rest = leading(text[len(word) :], self.language)
        role = apposition(rest, self.language)
        rest = rest.strip(" ,").removeprefix(role).strip(" ,")
        if not phrase or phrase.sort != "name" or (rest and not self.language.starts("copulas", rest.split(",")[-1].strip())):
            return UNCLEAR
        return Told(phrase, role)

    def before_colon(self, text: str) -> Told | None:
        """A colon after a name, or after a name and one verb, whichever it is."""
        language = self.language
        voice = regex.search(r"(\p{L}+) (?:from|by|of|von|de|del) ((?:\S+ ){0,6}?" + run_pattern(language) + ")", text)
        if voice and language.has("voices", voice[1]) and language.cased:
            phrase, rest = leading(text[voice.start(2) :], language)
            return Told(phrase, apposition(rest, language)) if phrase and phrase.sort == "name" else UNCLEAR
        window = text.rsplit(GAP, 1)[-1]
        phrase, rest = leading(window, language)
        role = apposition(rest, language)
        after = regex.split(r"[,،]", rest)[-1].split()
        if any(language.has(key, word) for word in after for key in ("passives", "negations", "alleged")):
            return UNCLEAR
        if not language.cased and not (phrase and not after and (phrase.titled or role or self.registry.text.count(phrase.name) > 1)):
            return UNCLEAR  # what looks like a name may end with a verb
        plain = len(after) <= 2 and not any(word[:1].isupper() or language.has("prepositions", word) for word in after)
        return Told(phrase, role, "") if phrase and plain and phrase.sort == "name" else UNCLEAR

    def subject_of(self, left: str, verb: str, right: str) -> Told:
        """The subject of a verb of saying: right before it, before an apposition, at the head of its sentence, or (inverted) after it."""
        if not self.language.cased:
            return self.subject_uncased(left, verb, right)
        language = self.language
        left = regex.sub(r"\s*\((?!\p{Ll}+ing\b)[^()]{1,30}\)(?=\s*$)", "", left.replace(GAP, " , "))  # 'Ann Able (pictured) said'
        inverted = self.inverted(right)
        segments = [segment.strip() for segment in regex.split(r"[,;–—]", left)]
        last = self.without_edges(segments[-1])
        if language.code in ("de", "es", "fr") and inverted and not (last and self.nominative(phrase_of(last, language), segments[-1])):
            return inverted
        if self.is_bare_and(segments[-1]) and left.strip(" ,"):
            phrase = self.lead(left)
            return Told(phrase) if phrase else UNCLEAR
        speaking = phrase_of(last, language) if last else inverted.phrase if inverted else None
        if len(segments) == 2 and speaking and (not last or right.lstrip().startswith(",")) and self.is_spoken_of(segments[0], speaking):
            return Told(speaking) if speaking.sort == "name" else UNCLEAR
        if len(segments) > 2 and regex.match(r"(?:and|und|et|y|e)\s", segments[-1]) and phrase_of(segments[0], language):
            return UNCLEAR  # 'X, head of Y, and Z said'
        if last:
            return self.subject_in(segments, last, left, inverted)
        if len(segments) > 1 and any(segments):
            return self.subject_before_apposition(segments, verb, left)
        return Told(Phrase("pronoun", plural=verb.endswith("n"))) if language.code == "es" else UNCLEAR

    def is_spoken_of(self, text: str, speaking: Phrase) -> bool:
        """Whether the verb interrupts what is said of another: 'Anna Roth, says Ann Able, is'; a pronoun there is not that other."""
        other = phrase_of(text, self.language)
        thing = other is not None and other.sort == "noun" and not self.language.is_role(other.word)
        return other is not None and not (thing and speaking.sort == "pronoun")

    def nominative(self, phrase: Phrase | None, text: str) -> bool:
        """Whether a phrase before a German verb can be its subject: a name, a pronoun, or a group without an object's article."""
        if not phrase:
            return False
        first = text.split()[0].lower()
        return not (self.language.code == "de" and first in ("den", "dem", "des", "wie")) and (
            phrase.sort != "noun" or self.language.is_group(phrase.word) or self.language.is_role(phrase.word)
        )

    def is_bare_and(self, text: str) -> bool:
        """Whether a text is only 'and', or an adverb or two: the verb's subject is that of the verb before."""
        return bool(regex.fullmatch(r"\s*(?:and|und|et|y)(?:\s+(?:\p{Ll}+))?\s*", text)) and not self.without_edges(text)

    def without_edges(self, text: str) -> str:
        """A text without adverbs and conjunctions at its edges; empty where it is only 'and'."""
        text = without_edges(text.strip(" ,."), self.language)
        return "" if regex.fullmatch(r"(?:and|und|et|y|but)", text, regex.IGNORECASE) else text

    def inverted(self, right: str) -> Told | None:
        """The name, pronoun or described body right after a verb."""
        phrase, rest = leading(right, self.language)
        if phrase and self.language.code == "de" and right.split()[0].lower() in ("den", "dem", "des"):
            return None
        if not phrase or (phrase.sort == "noun" and not (self.language.is_group(phrase.word) or self.language.is_role(phrase.word))):
            return None
        return Told(phrase, apposition(rest, self.language), "")

    def subject_in(self, segments: Sequence[str], last: str, left: str, inverted: Told | None) -> Told:
        """The subject in the part of a sentence directly before its verb."""
        language = self.language
        if language.has("relatives", last):
            whose = phrase_of(segments[-2], language) if len(segments) > 1 and segments[-2] else None
            if not whose and len(segments) > 1 and segments[-2]:
                named, rest = leading(segments[-2], language)
                whose = named if language.starts("prepositions", rest.strip()) else None  # 'Anna from the north side, who said'
            return Told(whose) if whose and whose.sort == "name" else UNCLEAR
        phrase = phrase_of(last, language)
        if phrase and (phrase.sort != "noun" or _is_subject_noun(phrase, language)):
            return Told(phrase, before=left[: left.rfind(last)])
        inner = self.inner_subject(last)
        if inner and len(inner.name.split()) <= 3 and last.endswith(inner.name):
            return Told(inner)
        return inverted or UNCLEAR

    def subject_before_apposition(self, segments: Sequence[str], verb: str, left: str) -> Told:
        """'X, head of Y, said': what stands between is said of X, and names nobody else who could be meant."""
        language = self.language
        segments = [segment for segment in segments if segment]
        while len(segments) > 1 and self.is_adverbial(segments[0]):
            segments = segments[1:]
        phrase = phrase_of(segments[0], language)
        if phrase and phrase.sort == "noun" and len(segments) > 1:
            named = phrase_of(segments[1], language)
            if holder := with_role(phrase, named, language):
                return Told(holder, phrase.text)
        if not phrase or phrase.sort == "pronoun":
            return Told(phrase, before=left) if phrase and self.is_adverbial(segments[-1]) else UNCLEAR
        if (
            len(segments) == 1
            and phrase.sort == "name"
            and (regex.search(r"ed$|^(?:told|found|called|put|read)$", verb, regex.IGNORECASE) or not language.cased)
        ):
            return UNCLEAR  # 'X, described as “…”'
        for between in segments[1:]:
            other = phrase_of(between, language)
            if other and other.sort == "name" and not other.role and not regex.search(r"\s(?:of|at|for)\s", between) and not other.titled:
                return UNCLEAR
        return Told(phrase, apposition("," + segments[1], language) if len(segments) > 1 else "", left)

    def is_adverbial(self, segment: str) -> bool:
        """Whether a part of a sentence says when, where or upon what: 'on Monday', 'asked by reporters'."""
        word = self.language.starts("prepositions", segment) or self.language.starts("adverbs", segment)
        asked = self.language.starts("asked", segment)
        commenting = self.language.code == "en" and regex.match(
            r"\p{L}+ing (?:\p{Ll}+ )*?(?:on|to|at|about|after|before|from|in|with)\b", segment
        )
        return bool(word or asked or (commenting and not self.language.starts("quoting", segment)))

    def subject_uncased(self, left: str, verb: str, right: str) -> Told:
        """Hebrew and Arabic: the subject follows its verb, stands before it, or is only in the verb's form."""
        language = self.language
        window = left.rsplit(GAP, 1)[-1]
        if window.strip(" ,،") and language.is_joined(verb):
            return UNCLEAR  # 'X rose and said': the verb before is not understood
        clauses = [part.strip() for part in regex.split(r"[,،;]", window)]
        last = self.without_edges(clauses[-1])
        words = right.split()
        joined = regex.compile(r"[בל]\p{L}{3,}" if language.code == "he" else r"(?:في|خلال|أمام)$|(?:لل|بال)\p{L}+")
        if len(words) == 2 and language.code == "he" and joined.match(words[0]) and self.registry.text.count(" ".join(words)) < 2:
            return UNCLEAR  # a name, or such as 'in his speech'
        while len(words) > 2 and joined.match(words[0]):
            words.pop(0)
        moved = words != right.split()
        phrase, rest = leading(" ".join(words), language)
        understood = phrase or last or not words or language.is_small(words[0].strip(" :،,."))
        if not understood and regex.match(r"\p{L}", words[0]):
            return UNCLEAR
        if phrase and phrase.sort == "name" and moved and not phrase.titled:
            phrase = None
        if phrase and (language.has("takes_object", verb) or language.has("takes_object", verb[1:])) and not regex.match(r"\s*[,،]", rest):
            return UNCLEAR  # where a name ends before an object is not known
        if last and phrase and phrase.sort == "noun" and phrase.word:
            return UNCLEAR  # 'about the budget the minister said'
        if phrase and phrase.sort == "name" and last.startswith(("ב", "و", "ف")) and not language.starts("prepositions", last):
            last = ""  # 'in an interview'
        if phrase and phrase.sort in ("name", "noun") and not last:
            return Told(replace(phrase, gender=phrase.gender or language.verb_gender(verb)), apposition(rest, language))
        gender = language.verb_gender(verb)
        if last:
            subject = phrase_of(last, language)
            return Told(replace(subject, gender=subject.gender or gender) if subject.sort == "name" else subject) if subject else UNCLEAR
        if len(clauses) > 1 and any(clauses):
            subject = phrase_of(self.without_edges(next(clause for clause in clauses if clause)), language)
            named = phrase_of(clauses[1], language) if subject and subject.sort == "noun" and len(clauses) == 3 else None
            if (
                subject
                and named
                and named.sort == "name"
                and not language.has("relational", subject.word)
                and language.is_role(subject.word)
            ):
                return Told(replace(named, titled=True, gender=named.gender or subject.gender or gender), subject.text)
            role = apposition("," + clauses[1], language) if len(clauses) > 2 else ""
            if subject and subject.sort == "name" and (len(clauses) > 2 or subject.titled):
                return Told(replace(subject, gender=subject.gender or gender), role)
            return UNCLEAR if subject is None or len(clauses) > 2 else Told(subject)
        if language.has("says_p", verb):
            return UNCLEAR
        return Told(Phrase("pronoun", gender=gender), before="") if not phrase else UNCLEAR

    def lead(self, text: str) -> Phrase | None:
        """The subject with which a sentence begins, after what may stand before it."""
        text = text.replace(GAP, " , ").lstrip(" ,")
        segments = regex.split(r"[,;]", text)
        while len(segments) > 1 and self.is_adverbial(segments[0].strip()):
            segments.pop(0)
        phrase, _ = leading(",".join(segments).strip(), self.language)
        return phrase

    def inner_subject(self, text: str) -> Phrase | None:
        """The name after words of place and time: 'On Sunday morning Ann Able …'; no other noun may stand before it."""
        text = text.lstrip(" ,")
        if not (self.language.starts("prepositions", text) or self.language.starts("adverbs", text)):
            return None
        for match in regex.finditer(run_pattern(self.language), text):
            if " " not in match[0] or self.language.is_small(match[0].split()[0]):
                continue
            words = text[: match.start()].replace(",", " ").split()
            for number, word in enumerate(words):
                bound = number and self.language.has("prepositions", words[number - 1])
                if self.language.has_any(word, "articles", "indefinite", "possessive") and not bound:
                    return None
            phrase = phrase_of(match[0], self.language)
            return phrase if phrase and phrase.sort == "name" else None
        return None


def _is_subject_noun(phrase: Phrase, language: Language) -> bool:
    """Whether a description can speak, known or not: a role, a group, a document, people."""
    word = phrase.word
    return (
        phrase.plural or language.is_group(word) or language.is_role(word) or language.has("document", word) or language.has("people", word)
    )


def enclitic_of(verb: str, language: Language) -> Phrase | None:
    """The pronoun that French joins to its verb: 'a-t-elle ajouté'."""
    match = regex.search(r"-(?:t-)?(ils|elles|il|elle)\b", verb) if language.code == "fr" else None
    return phrase_of(match[1], language) if match else None
