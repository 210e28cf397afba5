"""The verb of saying beside a quotation: which word it is, and whether it makes its subject the speaker."""

from __future__ import annotations

import regex

from counterpoint.importing.discourse import Discourse
from counterpoint.importing.language import Language
from counterpoint.importing.phrases import phrase_of, run_pattern
from counterpoint.importing.sentences import GAP


class SayingVerbs:
    """Tells verbs of saying apart from nouns, passives, negations, and from verbs of what somebody else is said to have said."""

    def __init__(self, language: Language, discourse: Discourse) -> None:
        self.language, self.discourse = language, discourse

    def is_somebody_elses(self, text: str, verb: regex.Match[str]) -> bool:
        """Whether the words are read out or remembered from somebody, supposed, or said by another."""
        language, right = self.language, text[verb.end() :].strip(" :")
        right = "" if all(language.has("adverbs", word) for word in right.split()) else right
        left = regex.split(rf"[,،;{GAP}]", text[: verb.start()])[-1].strip()
        if language.starts("conditions", left) or (right and language.has("recites", verb[0])):
            return True
        clause = " " + regex.split(r"[.;]", right)[-1]
        nested = not language.cased and sum(language.has("that", word) for word in clause.split()) > 1
        if nested or self.others_perfect(clause) or self.contact_clause(clause):
            return True
        return any(
            not clause[: match.start()].rstrip().endswith((",", "،", " by")) and match.start()
            for match in language.pattern("hearsay").finditer(clause)
        )

    def contact_clause(self, clause: str) -> bool:
        """Whether an English noun has a pronoun and a clause right after it: 'referred to a remark he made'."""
        nouns = regex.finditer(r"(?:a|an|the|his|her|their) (?:\p{Ll}+ ){0,2}?(\p{Ll}+) (he|she|they|we|I)\b", clause)
        small = ("that", "subordinators", "prepositions", "adverbs", "relatives")
        return self.language.code == "en" and any(not self.language.has_any(match[1], *small) for match in nouns)

    def others_perfect(self, clause: str) -> bool:
        """Whether somebody else 'had' done something before the quotation: 'X said that a friend had assured her there was “…”'."""
        perfect = next(self.language.pattern("perfects").finditer(clause), None)
        return perfect is not None and bool(self.discourse.mentions(clause[: perfect.start()]))

    def tells_of(self, text: str, outer: regex.Match[str], inner: regex.Match[str]) -> bool:
        """Whether one verb of saying stands in what another tells: nothing but a subordinate clause is between them."""
        between = text[outer.end() : inner.start()]
        if GAP in between or regex.search(r"[.;:]", between) or self.language.has("titled", outer[0]):
            return False
        return self.subordinate(between, text[: outer.start()])

    def subordinate(self, between: str, before: str) -> bool:
        """Whether words between two verbs of saying begin a clause that says what is said: 'that', or in English a subject alone."""
        words = between.split()
        told = any(self.language.has("that", word.strip(",،")) for word in words)
        if self.language.nouns_cased and any(self.language.has("perfects", word) for word in words):
            return True  # 'sagte, X habe erklärt'
        return told or (
            self.language.code == "en" and "," not in between and bool(self.discourse.mentions(between)) and bool(before.strip())
        )

    def is_noun(self, text: str, verb: regex.Match[str]) -> bool:
        """Whether what looks like a verb is a noun: 'the report', 'its claims', 'Harwick’s call'."""
        word = regex.search(r"(\S+)\s+$", text[: verb.start()])
        if not word or self.language.code not in ("en", "de"):
            return False
        before = regex.findall(r"\S+", text[: verb.start()])[-3:]
        plain = self.language.has("also_nouns", verb[0]) and not before[-1].lower().endswith("s")
        if plain and any(self.language.has(key, part) for part in before[:-1] for key in ("articles", "indefinite", "possessive")):
            return True  # 'the Jewish state', 'the second call'; but 'the two groups say'
        if self.language.has("that", word[1]):
            return False  # 'a report that found'
        return self.language.has_any(word[1], "articles", "indefinite", "possessive") or bool(regex.search(r"['’]s?$|\d$", word[1]))

    def state(self, text: str, verb: regex.Match[str]) -> str:
        """Whether a verb is negated, passive or an infinitive; empty where it is none of these."""
        language = self.language
        words = regex.findall(r"[\p{L}\p{M}'’]+", regex.split(rf"[,;{GAP}]", text[: verb.start()])[-1])[-3:]
        nexts = regex.findall(r"[\p{L}\p{M}'’]+", text[verb.end() :])[:1]
        if any(language.has("alleged", word) for word in (*words[-2:], *verb[0].split())):
            return "negated"
        if any(language.has("negations", word) for word in words[-2:]) or any(language.has("negations", word) for word in nexts):
            return "negated"
        while words and language.has("adverbs", words[-1]) and not language.has("passives", words[-1]):
            words.pop()
        if words and language.has("modals", words[-1]):
            return "infinitive" if words[-1].lower() in ("to", "zu") else "negated"
        if words and language.has("passives", words[-1]) and language.cased and not verb[0].lower().endswith("s"):
            return "passive"
        return ""

    def is_reported(self, between: str) -> bool:
        """Whether only 'that it has' stands between two verbs: 'X said it had found' tells what X says."""
        told = next((match.start() for match in self.language.pattern("that").finditer(between)), 0)
        if self.discourse.mentions(between[:told]):
            return False  # 'X told Y that he'
        words = [word for word in between[told:].split() if not self.language.has_any(word, "adverbs", "subordinators")]
        phrase = phrase_of(words[0], self.language) if len(words) == 1 and "," not in between else None
        return phrase is not None and phrase.sort == "pronoun"

    def participle(self, text: str) -> regex.Match[str] | None:
        """'…, saying that': the one who says is the sentence's subject."""
        return next((m for m in self.language.pattern("participles").finditer(text) if text[: m.start()].rstrip().endswith(",")), None)

    def is_recalled(self, clause: str) -> bool:
        """Whether the one who is named gives the words of somebody else: 'X remembers his wife saying', 'said X, quoting Y'."""
        verb = self.language.verb.search(clause)
        named = regex.search(run_pattern(self.language), clause) if self.language.cased else None
        rest = clause[verb.end() if verb else named.end() if named else 0 :]
        quoting = regex.search(rf",\s+{self.language.pattern('quoting').pattern}", rest)
        hearsay = self.language.pattern("hearsay").search(rest)
        return bool(
            quoting or (hearsay and not rest[: hearsay.start()].rstrip().endswith(",") and self.discourse.mentions(rest[: hearsay.start()]))
        )
