"""Who says a quotation: by the sentence around it, the sentence that announces it, or the label of a turn. Never by likelihood.

A sentence names its speaker, names nobody, or is not understood; only where it names nobody may an earlier sentence tell, and only if
nothing in that sentence speaks against it.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex
from msgspec import Struct
from msgspec.structs import replace

from counterpoint.anchoring.quotations import PLACEHOLDERS, Piece, frames, indexes, is_placeholder, placeholder
from counterpoint.importing.asides import aside, own_words, quotations_of, reason
from counterpoint.importing.clauses import Clauses
from counterpoint.importing.dialogue import DIALOGUE
from counterpoint.importing.discourse import Discourse
from counterpoint.importing.input import Block
from counterpoint.importing.language import Language
from counterpoint.importing.phrases import apposition, leading
from counterpoint.importing.sentences import GAP, Sentence, sentences_of, without_dateline
from counterpoint.importing.speakers import NamedSpeaker, Speakers
from counterpoint.importing.subjects import UNCLEAR, Told
from counterpoint.importing.transcript import speakers_of, turns_of


class Said(Struct, frozen=True):
    """A quotation and its speaker; None where the text does not say. `aside` gives a reason to take the words for no claim."""

    pieces: tuple[Piece, ...]
    speaker: NamedSpeaker | None
    aside: str = ""


def attribute(blocks: Sequence[Block], headline: str, deck: str, language: Language) -> tuple[list[Said], list[NamedSpeaker]]:
    """All quotations of an article's blocks with their speakers, and the speakers in the order in which they first speak."""
    texts = [block.text for block in blocks]
    registry = Speakers(language, [headline, deck, *texts])
    turns = turns_of(texts, registry, language)
    in_turns = {piece.block for turn in turns for piece in turn.pieces}
    before = min(in_turns, default=len(blocks))
    hidden = [replace(block, text="", kind="heading") if number in in_turns else block for number, block in enumerate(blocks)]
    said = _Reader(hidden, registry, language).read()
    said += [Said(turn.pieces, speaker) for turn, speaker in speakers_of(turns, texts, registry, [headline, deck, *texts[:before]])]
    said.sort(key=lambda attribution: (attribution.pieces[0].block, attribution.pieces[0].start))
    speaking = [attribution.speaker for attribution in said if attribution.speaker and not attribution.aside]
    return said, list(dict.fromkeys(speaking))


class _Reader:
    """Reads the quotations of running text, sentence by sentence."""

    def __init__(self, blocks: Sequence[Block], registry: Speakers, language: Language) -> None:
        self.texts, self.registry, self.language = [block.text for block in blocks], registry, language
        self.quotations = quotations_of(blocks, language)
        self.frames = frames(self.texts, self.quotations)
        self.kinds = [block.kind for block in blocks]
        self.speakers: dict[int, NamedSpeaker | None] = {}
        self.asides: dict[int, str] = {}
        self.told: set[int] = set()
        """Quotations that stand beside a verb of saying."""
        self.discourse = Discourse(registry, language)
        self.clauses = Clauses(language, self.discourse, registry)

    def read(self) -> list[Said]:
        previous: list[Sentence] = []
        for number in range(len(self.frames)):
            self.discourse.paragraph(heading=self.kinds[number] == "heading" or not self.texts[number])
            here = list(sentences_of(number, self.frames[number], self.texts, self.quotations, self.language))
            for position, sentence in enumerate(here):
                self.sentence(sentence, here[:position], previous)
            self.by_dash(number)
            previous = here if self.kinds[number] != "heading" else []
        return [
            Said(own_words(quotation), self.speakers.get(index), self.reason_of(index)) for index, quotation in enumerate(self.quotations)
        ]

    def words(self, index: int) -> str:
        return " ".join(self.quotations[index].words(self.texts))

    def sentence(self, sentence: Sentence, earlier: Sequence[Sentence], previous: Sequence[Sentence]) -> None:
        """Find the speakers of a sentence's quotations, and remember whom it is about."""
        speakers: list[NamedSpeaker | None] = []
        bare = not any(character.isalnum() for character in sentence.text)
        for index in indexes(sentence.text):
            if bare and self.speakers.get(index) is None:
                self.speakers[index] = self.carried(sentence, earlier, previous)
            elif self.speakers.get(index) is None and index not in self.asides:
                if why := self.aside_of(sentence, index):
                    self.asides[index] = why
                    if "title" in why:
                        self.registry.entitle(sentence.text[: sentence.text.index(placeholder(index))], self.words(index))
                    continue
                announced = sentence.text.split(placeholder(index), 1)[0].rstrip().endswith(":")
                if announced or self.language.verb.search(sentence.text) or self.language.pattern("according").search(sentence.text):
                    self.told.add(index)
                told = self.told_of(sentence, index)
                if told is None:
                    self.speakers[index] = self.carried(sentence, earlier, previous)
                elif self.answers(index, told, sentence):
                    self.speakers[index] = None
                else:
                    self.speakers[index] = self.resolve(told, sentence.text.startswith(told.phrase.name) if told.phrase else False)
            if index not in self.asides:
                speakers.append(self.speakers.get(index))
        self.discourse.notice(sentence.text, speakers, None if bare else self.subject(sentence))

    def answers(self, index: int, told: Told, sentence: Sentence) -> bool:
        """Whether a line of a dialogue has only a pronoun: it is as likely to answer the line before as to go on with it."""
        if self.quotations[index].mark != DIALOGUE or told.phrase is None or told.phrase.sort != "pronoun":
            return False
        return index == min(indexes(self.frames[sentence.block].text), default=index)

    def told_of(self, sentence: Sentence, index: int) -> Told | None:
        """What a sentence says of a quotation's speaker; None where it says nothing."""
        before, after = sentence.text.split(placeholder(index), 1)
        titles = {c for c in before if is_placeholder(c) and "title" in self.asides.get(indexes(c)[0], "")}
        opened = "".join("" if c in titles else GAP if is_placeholder(c) else c for c in before)
        opened = without_dateline(sentence, opened, self.language)
        if self.language.starts("conditions", opened.lstrip()) and self.language.verb.search(opened):
            return UNCLEAR  # 'if X says'
        told, several = self.clauses.before(opened), len(self.words(index).split()) > 1
        if told is None or told.phrase is None:
            later = self.clauses.after(after, several=several)
            window = opened.rsplit(GAP, 1)[-1]
            introduces, others = window.rstrip().endswith((",", ":")), bool(later and self.discourse.mentions(window))
            speaks = told is not None and bool(self.language.verb.search(window))
            said_before = (introduces and (others or speaks)) or (others and speaks and GAP not in opened)
            return UNCLEAR if later and said_before else later or told  # 'X is said to have said “…”, reports Y'
        reports = after.startswith(",") or self.language.verb.match(after.lstrip())
        reported = self.clauses.after(after, several=several) if reports else None
        if reported and reported.phrase and reported.phrase.sort == "name" and reported.phrase.name != told.phrase.name:
            return UNCLEAR  # 'X had said, “…,” reported Y'
        return told

    def subject(self, sentence: Sentence) -> NamedSpeaker | None:
        """Whom a sentence is about, where it begins with a name or a pronoun; None where that is not understood."""
        text = regex.sub(f"[{PLACEHOLDERS}]", "", sentence.text)
        text = without_dateline(sentence, text, self.language)
        if not self.language.cased:
            verb = self.language.verb.search(text)
            told = self.clauses.subjects.subject_uncased(text[: verb.start()], verb[0], text[verb.end() :]) if verb else UNCLEAR
            if told.phrase is None and (phrase := leading(text, self.language)[0]) and apposition(text[text.find(",") :], self.language):
                told = Told(phrase)  # 'X, owner of Y, …' and a verb that is not known
            return self.resolve(told, initial=True) if told.phrase and told.phrase.sort == "name" else None
        adverbial = self.language.starts("prepositions", text.lstrip(" ,"))
        phrase = (self.clauses.subjects.inner_subject(text) if adverbial else None) or (
            None if adverbial and "," not in text else self.clauses.subjects.lead(text)
        )
        return self.resolve(Told(phrase), initial=True) if phrase else None

    def resolve(self, told: Told, initial: bool = False) -> NamedSpeaker | None:
        """The speaker whom a phrase means; None where that is not sure."""
        phrase = told.phrase
        if phrase is None:
            return None
        if phrase.sort == "pronoun":
            return self.discourse.antecedent(phrase, told.before)
        if phrase.sort == "noun":
            return self.registry.described(phrase, self.discourse.subject())
        single = " " not in phrase.name and not phrase.titled
        if single and not self.registry.is_name(phrase.name) and (initial or not self.language.cased or self.language.nouns_cased):
            return None
        if single and self.language.cased and self.language.has_any(phrase.name, "people", "months", "common", "ends"):
            return None
        if not self.language.cased:
            first = phrase.name.split()[0]
            if not phrase.titled and any(run.endswith(f" {first}") for run in self.registry.runs):
                phrase = replace(phrase, name=first)  # a known surname, and what is no part of the name
            elif self.registry.is_doubtful(phrase.name):
                return None
        return self.registry.person(phrase, told.role)

    def carried(self, sentence: Sentence, earlier: Sequence[Sentence], previous: Sequence[Sentence]) -> NamedSpeaker | None:
        """The speaker of a quotation that stands alone: of the one before it in its paragraph, or whom the sentence before announces."""
        rest = "".join(" " if is_placeholder(c) else c for c in sentence.text)
        if any(character.isalnum() for character in rest):
            return None
        if earlier:
            return self.discourse.continued()
        if sentence.block == 0 or not previous:
            return None
        return self.announced(previous[-1])

    def announced(self, sentence: Sentence) -> NamedSpeaker | None:
        language, text = self.language, sentence.text
        if any(is_placeholder(character) for character in text):
            return None
        told = language.pattern("announces").search(text)
        if not told and not text.rstrip().endswith(":"):
            return None
        text = without_dateline(sentence, text, self.language)
        named = self.clauses.before(text.rstrip(" ."))
        if named and named.phrase:
            return self.resolve(named, initial=True)
        return self.discourse.subject() if not text.rstrip().endswith(":") else None

    def by_dash(self, number: int) -> None:
        """A line such as '— Ann Able, baker' after a quotation that nobody is named for."""
        match = regex.match(r"[—–-]+\s*", self.texts[number])
        if not match or number == 0 or self.frames[number].quotations:
            return
        for index in self.frames[number - 1].quotations[-1:]:
            phrase, rest = leading(self.texts[number][match.end() :], self.language)
            whole = regex.fullmatch(r"\s*(?:[,(].*|[.])?", rest)
            if self.speakers.get(index) is None and phrase and phrase.sort == "name" and whole:
                self.speakers[index] = self.registry.person(phrase, apposition(rest, self.language))

    def aside_of(self, sentence: Sentence, index: int) -> str:
        """Why a sentence makes of words in marks no statement; empty where it does not."""
        before, after = sentence.text.split(placeholder(index), 1)
        return aside(self.quotations[index], self.words(index), before, after, self.language)

    def reason_of(self, index: int) -> str:
        """Why a quotation is no claim; empty where it is one."""
        named, told = self.speakers.get(index) is not None, index in self.told
        return self.asides.get(index) or reason(self.quotations[index], self.words(index), self.language, named=named, told=told)
