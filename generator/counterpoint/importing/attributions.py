"""Who says a quotation: by the sentence around it, the sentence that announces it, or the label of a turn. Never by likelihood.

A sentence names its speaker, names nobody, or is not understood; only where it names nobody may an earlier sentence tell, and only if
nothing in that sentence speaks against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex
from msgspec import Struct
from msgspec.structs import replace

from counterpoint.anchoring.quotations import PLACEHOLDERS, Piece, Quotation, frames, indexes, is_placeholder, placeholder, quotations
from counterpoint.importing.dialogue import DIALOGUE, dialogue
from counterpoint.importing.discourse import Discourse
from counterpoint.importing.input import Block
from counterpoint.importing.language import Language
from counterpoint.importing.phrases import Phrase, apposition, belongs_to_somebody, leading, phrase_of, run_pattern
from counterpoint.importing.speakers import NamedSpeaker, Speakers
from counterpoint.importing.transcript import speakers_of, turns_of

_GAP = "\uf8ff"
_SET_OFF = ">"
_ABBREVIATION = (
    r"(?<!\b(?:Dr|Mr|Mrs|Ms|Prof|St|Sen|Rep|Gov|Gen|Col|Lt|No|vs|etc|Nr|bzw|ca|M|Mme|Rt|Rev|Sr|Sra|Dra|Feb|Jan|Nov|Dec|Oct|Sept|\p{Lu}))"
)
_NEXT = rf"\s+(?=[\p{{Lu}}\p{{Lo}}{PLACEHOLDERS}])"
_SENTENCE_END = regex.compile(rf"(?:{_ABBREVIATION}[.!?…]|[:](?=\s*$))[)\]]*{_NEXT}|([{PLACEHOLDERS}])[.]?{_NEXT}")
_DATELINE = regex.compile(r"^[^.,:;\uf8ff]{2,40}(?:, [^.,:;]{2,20})?(?:\s\([^)]{2,30}\))?\s+[–—-]{1,2}\s+")
_CLOCK = regex.compile(r"^\d{1,2}[:.]\d{2}(?:\s?(?:am|pm|a\.m\.|p\.m\.|Uhr|h|GMT|BST|ET|CET))?\s*[:.–—-]?\s+")
_OTHER_CLAUSE = regex.compile(
    r"[,;]\s*(?:and|but|while|whereas|und|aber|während|et|mais|tandis que|y|pero|mientras)\s+(?!that\b|dass\b|qu|que\b|as\b)"
)
_LONGEST_TITLE = 9
_ALSO_NOUNS = frozenset(("state", "claim", "call", "note", "reply", "answer", "demand", "find", "counter", "charge", "read", "vow"))


class Said(Struct, frozen=True):
    """A quotation and its speaker; None where the text does not say. `aside` gives a reason to take the words for no claim."""

    pieces: tuple[Piece, ...]
    speaker: NamedSpeaker | None
    aside: str = ""


class Sentence(Struct, frozen=True):
    """A sentence of a block's frame."""

    block: int
    start: int
    text: str


class Told(Struct, frozen=True):
    """What a sentence says of a quotation's speaker: a phrase with a role beside it, or that it cannot be understood."""

    phrase: Phrase | None
    role: str = ""
    before: str = ""
    """What stands before a pronoun in its sentence."""


UNCLEAR = Told(None)


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


def _quotations(blocks: Sequence[Block], language: Language) -> list[Quotation]:
    """What stands in quotation marks, and what is set off as a quotation without them; not what stands in headings."""
    texts = [block.text for block in blocks]
    marked = [quotation for quotation in quotations(texts) if blocks[quotation.pieces[0].block].kind != "heading"]
    framed = frames(texts, marked)
    set_off = {
        number
        for number, block in enumerate(blocks)
        if block.kind == "quotation" and any(c.isalnum() and not is_placeholder(c) for c in framed[number].text)
    }
    whole = [Quotation((Piece(number, 0, len(texts[number]), (0, len(texts[number]))),), _SET_OFF) for number in set_off]
    spoken = [
        quotation
        for number, block in enumerate(blocks)
        if block.kind == "paragraph" and number not in set_off
        for quotation in dialogue(number, block.text, language)
    ]
    instead = set_off | {quotation.pieces[0].block for quotation in spoken}
    kept = [quotation for quotation in marked if quotation.pieces[0].block not in instead]
    return sorted([*whole, *spoken, *kept], key=lambda quotation: (quotation.pieces[0].block, quotation.pieces[0].start))


class _Reader:
    """Reads the quotations of running text, sentence by sentence."""

    def __init__(self, blocks: Sequence[Block], registry: Speakers, language: Language) -> None:
        self.texts, self.registry, self.language = [block.text for block in blocks], registry, language
        self.quotations = _quotations(blocks, language)
        self.frames = frames(self.texts, self.quotations)
        self.kinds = [block.kind for block in blocks]
        self.speakers: dict[int, NamedSpeaker | None] = {}
        self.asides: dict[int, str] = {}
        self.told: set[int] = set()
        """Quotations that stand beside a verb of saying."""
        self.discourse = Discourse(registry, language)
        self.says = regex.compile(rf"{run_pattern(language)} {language.verb.pattern}[.,;:]")
        """'Ann Able said.'"""

    def read(self) -> list[Said]:
        previous: list[Sentence] = []
        for number in range(len(self.frames)):
            self.discourse.paragraph(heading=self.kinds[number] == "heading" or not self.texts[number])
            here = list(self.sentences(number))
            for position, sentence in enumerate(here):
                self.sentence(sentence, here[:position], previous)
            self.by_dash(number)
            previous = here if self.kinds[number] != "heading" else []
        return [
            Said(_own_words(quotation), self.speakers.get(index), self.reason(index)) for index, quotation in enumerate(self.quotations)
        ]

    def reason(self, index: int) -> str:
        """Why a quotation is no claim; empty where it is one."""
        words, speaker = self.words(index), self.speakers.get(index)
        if self.asides.get(index):
            return self.asides[index]
        if sum(character.isalnum() for character in words) < 2:
            return "too short"
        if speaker or self.quotations[index].mark in (_SET_OFF, DIALOGUE):
            return ""
        if len(words.split()) == 1 and not words.endswith((".", "!", "?")):
            return "a word in inverted commas"
        if len(words.split()) <= 3 and index not in self.told:
            return "a few words that nobody is named for"
        return "a title or a name" if self.is_title_case(words) and index not in self.told and words[-1:] not in ".!?" else ""

    def is_title_case(self, words: str) -> bool:
        long = [word for word in regex.findall(r"\p{L}+", words) if len(word) > 3]
        cased = self.language.cased and not self.language.nouns_cased
        return cased and bool(long) and len(long) <= _LONGEST_TITLE and all(word[:1].isupper() for word in long)

    def words(self, index: int) -> str:
        return " ".join(self.quotations[index].words(self.texts))

    def sentence(self, sentence: Sentence, earlier: Sequence[Sentence], previous: Sequence[Sentence]) -> None:
        """Find the speakers of a sentence's quotations, and remember whom it is about."""
        speakers: list[NamedSpeaker | None] = []
        for index in indexes(sentence.text):
            if self.speakers.get(index) is None and index not in self.asides:
                if aside := self.aside(sentence, index):
                    self.asides[index] = aside
                    if "title" in aside:
                        self.registry.entitle(sentence.text[: sentence.text.index(placeholder(index))], self.words(index))
                    continue
                announced = sentence.text.split(placeholder(index), 1)[0].rstrip().endswith(":")
                if announced or self.language.verb.search(sentence.text):
                    self.told.add(index)
                told = self.told_of(sentence, index)
                if told is None:
                    self.speakers[index] = self.carried(sentence, index, earlier, previous, speakers)
                elif self.answers(index, told, sentence):
                    self.speakers[index] = None
                else:
                    self.speakers[index] = self.resolve(told, sentence.text.startswith(told.phrase.name) if told.phrase else False)
            if index not in self.asides:
                speakers.append(self.speakers.get(index))
        self.discourse.notice(sentence.text, speakers, self.subject(sentence))

    def answers(self, index: int, told: Told, sentence: Sentence) -> bool:
        """Whether a line of a dialogue has only a pronoun: it is as likely to answer the line before as to go on with it."""
        first = index == min(indexes(self.frames[sentence.block].text), default=index)
        return self.quotations[index].mark == DIALOGUE and first and told.phrase is not None and told.phrase.sort == "pronoun"

    def sentences(self, number: int) -> Iterator[Sentence]:
        """The sentences of a frame. A quotation that ends with a stop ends one, unless what follows goes on in lower case."""
        text = self.frames[number].text
        start = 0
        for match in regex.finditer(_SENTENCE_END, text):
            if match[1]:
                (index,) = indexes(match[1])
                ends = self.words(index)[-1:] in ".!?…" or "." in match[0]
                goes_on = not self.language.cased and "." not in match[0] and self.language.verb.match(text, match.end())
                if not ends or goes_on or (self.words(index)[-1:] in "!?" and self.says.match(text, match.end())):
                    continue
                if self.texts[number][self.quotations[index].pieces[-1].outer[1] :].lstrip().startswith((",", "،")):
                    continue
            yield Sentence(number, start, text[start : match.end()])
            start = match.end()
        if text[start:].strip():
            yield Sentence(number, start, text[start:])

    def aside(self, sentence: Sentence, index: int) -> str:
        """Why some words in marks are no statement: a title, an inscription, or a word that nobody is said to have used."""
        before, after = sentence.text.split(placeholder(index), 1)
        if regex.search(r"\p{Lu}\p{L}+ $", before) and regex.match(r" \p{Lu}", after) and " " not in self.words(index):
            return "a nickname"
        if self.quotations[index].mark in (_SET_OFF, DIALOGUE):
            return ""
        words, language = self.words(index), self.language
        short = len(words.split()) <= _LONGEST_TITLE
        introduced = regex.search(rf"{language.pattern('titled').pattern}\s*[,:]?\s*(?:a |an |the )?$", before, regex.IGNORECASE)
        if introduced and short and not (words.endswith((".", "!", "?")) and language.verb.search(before)):
            # 'called' before words is also a verb of saying; after a name that it describes it gives a title
            subject = language.verb.fullmatch(introduced[0].strip(" ,:"))
            if not subject or self.is_title_case(words) or not before[: introduced.start()].strip():
                return "a title or a name"
        noun = regex.search(r"(\p{L}+)\s*,?\s*$", before)
        if noun and short and language.has("works", noun[1]):
            return "a title or a name"
        if noun and language.has("document", noun[1]) and short and self.is_title_case(words):
            return "a title or a name"
        first = regex.match(r"(?:\W*\p{L}+\W+){0,2}?(\p{L}+)", before)
        opening = [word for word in regex.findall(r"\p{L}+", before)[:3] if language.has("works", word)]
        if first and opening and short and not regex.search(r"\bby\b|\bvon\b", before):
            return "an inscription or a title"
        return ""

    def without_dateline(self, sentence: Sentence, text: str) -> str:
        """The text of a sentence without the place or the time of day that stands before its paragraph."""
        if sentence.start:
            return text
        text = _CLOCK.sub("", text)
        dateline = _DATELINE.match(text)
        return text[dateline.end() :] if dateline and not self.language.verb.search(dateline[0]) else text

    # Whom a sentence names

    def told_of(self, sentence: Sentence, index: int) -> Told | None:
        """What a sentence says of a quotation's speaker; None where it says nothing."""
        before, after = sentence.text.split(placeholder(index), 1)
        titles = {c for c in before if is_placeholder(c) and "title" in self.asides.get(indexes(c)[0], "")}
        opened = "".join("" if c in titles else _GAP if is_placeholder(c) else c for c in before)
        opened = self.without_dateline(sentence, opened)
        if self.language.starts("conditions", opened.lstrip()) and self.language.verb.search(opened):
            return UNCLEAR  # 'if X says'
        told = self.before(opened)
        if told is None or told.phrase is None:
            later = self.after(after, index)
            said_before = (
                told is not None and opened.rstrip().endswith((",", ":")) and self.language.verb.search(opened.rsplit(_GAP, 1)[-1])
            )
            return UNCLEAR if later and said_before else later or told
        if _GAP in opened and (later := self.after(after, index)) and later.phrase != told.phrase:
            # '“…,” said X, and “…,” said Y': each verb has its own quotation
            return later if self.language.verb.match(after.lstrip(" ,.;،")) else UNCLEAR
        return told

    def before(self, text: str) -> Told | None:
        """The subject of the last verb of saying before a quotation, or the name after 'according to'."""
        language = self.language
        text = text.rstrip(" ,،–—-")
        verbs = [verb for verb in language.verb.finditer(text) if not self.is_noun(text, verb)]
        origin = self.origin(text)
        if origin and not verbs and text.endswith(":") and len(self.discourse.mentions(text)) > 1:
            return UNCLEAR
        if origin and (not verbs or origin[0] < verbs[0].start()) and (verbs or self.language.has("that", text.split()[-1])):
            told = origin[1].phrase
            subject = self.subject_of(text[: verbs[-1].start()], verbs[-1][0], text[verbs[-1].end() :]).phrase if verbs else None
            if subject is None or told is None or (subject.sort, subject.name) != (told.sort, told.name):
                return UNCLEAR  # 'according to X, Y said “…”'
        if origin and (not verbs or origin[0] > verbs[-1].start() or (origin[0] == 0 and not verbs)):
            return origin[1]
        for number in range(len(verbs) - 1, -1, -1):
            verb = verbs[number]
            if number and self.is_reported(text[verbs[number - 1].end() : verb.start()]):
                continue
            state = self.state(text, verb)
            if state in ("negated", "infinitive") or (language.has("denies", verb[0]) and not text.endswith(":")):
                return UNCLEAR
            if _OTHER_CLAUSE.search(text[verb.end() :]) or self.is_somebody_elses(text, verb):
                return UNCLEAR
            if state == "passive":
                return self.agent(text[verb.end() :])
            if number and self.tells_of(text, verbs[number - 1], verb):
                return UNCLEAR  # 'X said that Y had said'
            return self.subject_of(text[: verb.start()], verb[0], text[verb.end() :])
        if text.endswith(":"):
            return self.before_colon(text[:-1])
        if participle := self.participle(text):
            phrase = self.lead(text[: participle.start()])
            return Told(phrase, before=text) if phrase else UNCLEAR
        return self.for_whom(text)

    def is_somebody_elses(self, text: str, verb: regex.Match[str]) -> bool:
        """Whether the words are read out or remembered from somebody, supposed, or said by another."""
        language, right = self.language, text[verb.end() :].strip(" :")
        left = regex.split(rf"[,،;{_GAP}]", text[: verb.start()])[-1].strip()
        if language.starts("conditions", left) or (right and language.has("recites", verb[0])):
            return True
        if regex.search(rf"[,،]\s*(?:{'|'.join(language.words('relatives')) or '(?!)'})$", text[: verb.start()].rstrip()) and _GAP in text:
            return True  # '“…,” X told Y, who replied'
        clause = " " + regex.split(r"[.;]", right)[-1]
        if self.others_perfect(clause):
            return True
        return any(
            not clause[: match.start()].rstrip().endswith((",", "،", " by")) and match.start()
            for match in language.pattern("hearsay").finditer(clause)
        )

    def others_perfect(self, clause: str) -> bool:
        """Whether somebody else 'had' done something before the quotation: 'X said that a friend had assured her there was “…”'."""
        perfect = next(self.language.pattern("perfects").finditer(clause), None)
        return perfect is not None and bool(self.discourse.mentions(clause[: perfect.start()]))

    def tells_of(self, text: str, outer: regex.Match[str], inner: regex.Match[str]) -> bool:
        """Whether one verb of saying stands in what another tells: nothing but a subordinate clause is between them."""
        between = text[outer.end() : inner.start()]
        if _GAP in between or regex.search(r"[.;:]", between) or self.language.has("titled", outer[0]):
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
        if self.language.nouns_cased:
            return verb[0][0].isupper() and verb.start() > 0 and verb[0].lower() != "so" and word[1][-1] not in ".,"
        before = regex.findall(r"\S+", text[: verb.start()])[-3:]
        plain = verb[0].lower() in _ALSO_NOUNS and not before[-1].lower().endswith("s")
        if plain and any(self.language.has(key, part) for part in before[:-1] for key in ("articles", "indefinite", "possessive")):
            return True  # 'the Jewish state', 'the second call'; but 'the two groups say'
        return any(self.language.has(key, word[1]) for key in ("articles", "indefinite", "possessive")) or bool(
            regex.search(r"['’]s?$|\d$", word[1])
        )

    def state(self, text: str, verb: regex.Match[str]) -> str:
        """Whether a verb is negated, passive or an infinitive; empty where it is none of these."""
        language = self.language
        words = regex.findall(r"[\p{L}\p{M}'’]+", regex.split(rf"[,;{_GAP}]", text[: verb.start()])[-1])[-3:]
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
        words = [
            word for word in between.split() if not self.language.has("adverbs", word) and not self.language.has("subordinators", word)
        ]
        phrase = phrase_of(words[0], self.language) if len(words) == 1 and "," not in between else None
        return phrase is not None and phrase.sort == "pronoun"

    def agent(self, text: str) -> Told:
        match = regex.match(r"\s*(?:\S+\s+){0,3}?(?:by|von|par|por)\s+", text)
        phrase, rest = leading(text[match.end() :], self.language) if match else (None, "")
        return Told(phrase, apposition(rest, self.language)) if phrase and phrase.sort == "name" else UNCLEAR

    def origin(self, text: str) -> tuple[int, Told] | None:
        """The name after the last 'according to' of a text."""
        for match in reversed(list(self.language.pattern("according").finditer(text))):
            if self.language.has("persons_m", match[0]) or self.language.has("persons_f", match[0]):
                continue
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

    def participle(self, text: str) -> regex.Match[str] | None:
        """'…, saying that': the one who says is the sentence's subject."""
        return next((m for m in self.language.pattern("participles").finditer(text) if text[: m.start()].rstrip().endswith(",")), None)

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
        if not text.strip():
            return None
        window = text.rsplit(_GAP, 1)[-1]
        phrase, rest = leading(window, language)
        role = apposition(rest, language)
        after = regex.split(r"[,،]", rest)[-1].split()
        if any(language.has(key, word) for word in after for key in ("passives", "negations", "alleged")):
            return UNCLEAR
        plain = len(after) <= 2 and not any(word[:1].isupper() or language.has("prepositions", word) for word in after)
        return Told(phrase, role, "") if phrase and plain and phrase.sort == "name" else UNCLEAR

    def subject_of(self, left: str, verb: str, right: str) -> Told:
        """The subject of a verb of saying: right before it, before an apposition, at the head of its sentence, or (inverted) after it."""
        if not self.language.cased:
            return self.subject_uncased(left, verb, right)
        language = self.language
        window = left.rsplit(_GAP, 1)[-1]
        if _GAP in left and (window.strip(" ,.") or not left.strip(f" ,{_GAP}")) and not self.is_bare_and(window):
            left = window
        elif _GAP in left and not window.strip(" ,.") and left.strip(f" ,{_GAP}") and not self.is_bare_and(window):
            left = ""
        left = left.replace(_GAP, " , ")
        inverted = self.inverted(right)
        segments = [segment.strip() for segment in regex.split(r"[,;–—]", left)]
        last = self.without_edges(segments[-1])
        if language.code in ("de", "es", "fr") and inverted and not (last and self.nominative(phrase_of(last, language), segments[-1])):
            return inverted
        if self.is_bare_and(segments[-1]) and left.strip(" ,"):
            phrase = self.lead(left)
            return Told(phrase) if phrase else UNCLEAR
        if last:
            return self.subject_in(segments, last, left, inverted)
        if len(segments) > 1 and any(segments):
            return self.subject_before_apposition(segments, verb, left)
        if enclitic := _enclitic(verb, language):
            return Told(enclitic)
        if inverted:
            return inverted
        return Told(Phrase("pronoun", plural=verb.endswith("n"))) if language.code == "es" else UNCLEAR

    def nominative(self, phrase: Phrase | None, text: str) -> bool:
        """Whether a phrase before a German verb can be its subject: a name, a pronoun, or a group without an object's article."""
        if not phrase:
            return False
        first = text.split()[0].lower()
        if self.language.has("prepositions", first):
            return False
        return not (self.language.code == "de" and first in ("den", "dem", "des", "wie")) and (
            phrase.sort != "noun" or self.language.is_group(phrase.word) or self.language.is_role(phrase.word)
        )

    def is_bare_and(self, text: str) -> bool:
        """Whether a text is only 'and', or an adverb or two: the verb's subject is that of the verb before."""
        return bool(regex.fullmatch(r"\s*(?:and|und|et|y)(?:\s+(?:\p{Ll}+))?\s*", text)) and not self.without_edges(text)

    def without_edges(self, text: str) -> str:
        text = text.strip(" ,.")
        changed = True
        while changed and text:
            changed = False
            for key in ("adverbs", "subordinators"):
                if word := self.language.starts(key, text):
                    text, changed = text[len(word) :].strip(" ,"), True
            for word in self.language.words("adverbs"):
                if text.endswith(" " + word):
                    text, changed = text[: -len(word)].strip(" ,"), True
        return "" if regex.fullmatch(r"(?:and|und|et|y|but)", text, regex.IGNORECASE) else text

    def inverted(self, right: str) -> Told | None:
        """The name, pronoun or described body right after a verb."""
        if right[:1] not in (" ", "") or right.lstrip()[:1] in (",", ":"):
            return None
        phrase, rest = leading(right, self.language)
        if phrase and self.language.code == "de" and right.split()[0].lower() in ("den", "dem", "des"):
            return None
        if not phrase or (phrase.sort == "noun" and not (self.language.is_group(phrase.word) or self.language.is_role(phrase.word))):
            return None
        if phrase.sort == "pronoun" and self.language.code == "en":
            return None
        if phrase.sort == "pronoun" and self.language.has("bodies", phrase.word) and self.language.code != "de":
            return None
        return Told(phrase, apposition(rest, self.language), "")

    def subject_in(self, segments: Sequence[str], last: str, left: str, inverted: Told | None) -> Told:
        """The subject in the part of a sentence directly before its verb."""
        language = self.language
        if language.has("relatives", last):
            whose = phrase_of(self.tail(segments[-2]), language) if len(segments) > 1 and segments[-2] else None
            if not whose and len(segments) > 1 and segments[-2]:
                named, rest = leading(segments[-2], language)
                whose = named if language.starts("prepositions", rest.strip()) else None  # 'Anna from the north side, who said'
            return Told(whose) if whose and whose.sort == "name" else UNCLEAR
        tail = self.tail(last)
        phrase = phrase_of(tail, language)
        if phrase and phrase.sort == "pronoun" and phrase.plural is False and language.has("bodies", phrase.word):
            return Told(phrase, before=left[: left.rfind(tail)])
        if phrase and (phrase.sort != "noun" or _is_subject_noun(phrase, language)):
            prefix = last[: len(last) - len(tail)].strip()
            if prefix and language.has("that", prefix.split()[-1]) and not language.drops_subjects:
                return UNCLEAR  # 'Rumour has it that X said'
            clean = not prefix or self.ends_clause(prefix) or language.starts("prepositions", prefix)
            return Told(phrase, before=left[: left.rfind(tail)]) if clean else UNCLEAR
        inner = self.inner_subject(last)
        if inner and len(inner.name.split()) <= 3 and last.endswith(inner.name):
            return Told(inner)
        return inverted or UNCLEAR

    def ends_clause(self, prefix: str) -> bool:
        return any(
            prefix.lower().endswith(word) and not prefix[: -len(word)][-1:].isalpha() for word in self.language.words("subordinators")
        )

    def tail(self, text: str) -> str:
        """The end of a clause after its last conjunction."""
        if phrase_of(text, self.language):
            return text
        words = text.split()
        for start in range(len(words) - 1, 0, -1):
            if self.language.has("subordinators", words[start - 1]):
                return " ".join(words[start:])
        return text

    def subject_before_apposition(self, segments: Sequence[str], verb: str, left: str) -> Told:
        """'X, head of Y, said': what stands between is said of X, and names nobody else who could be meant."""
        language = self.language
        segments = [segment for segment in segments if segment]
        while len(segments) > 1 and self.is_adverbial(segments[0]):
            segments = segments[1:]
        phrase = phrase_of(self.tail(segments[0]), language)
        if phrase and phrase.sort == "noun" and len(segments) > 1:
            named = phrase_of(segments[1], language)
            if named and named.sort == "name" and belongs_to_somebody(phrase.text, language):
                return UNCLEAR
            if named and named.sort == "name" and not phrase.plural and not language.is_group(phrase.word):
                return Told(replace(named, titled=True, gender=named.gender or phrase.gender), phrase.text)
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
        word = self.language.starts("prepositions", segment) or self.language.starts("adverbs", segment)
        asked = regex.match(r"(?:asked|speaking|questioned|pressed|interrogé|preguntad[oa]|gefragt)\b", segment, regex.IGNORECASE)
        return bool(word or asked)

    def subject_uncased(self, left: str, verb: str, right: str) -> Told:
        """Hebrew and Arabic: the subject follows its verb, stands before it, or is only in the verb's form."""
        language = self.language
        window = left.rsplit(_GAP, 1)[-1]
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
        if phrase is None and words and not last and not self.is_small(words[0].strip(" :،,.")) and regex.match(r"\p{L}", words[0]):
            return UNCLEAR  # a subject that is not understood
        if phrase and phrase.sort == "name" and moved and not phrase.titled:
            phrase = None
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

    def after(self, text: str, index: int) -> Told | None:
        """The speaker after a quotation: 'said X', 'X said', 'according to X', a dash and X."""
        language = self.language
        dash = regex.match(r"\s*[—–-]\s*", text)
        text = text.lstrip(" ,.;،–—-")
        clause = regex.split(f"[{PLACEHOLDERS}]", text)[0]
        if not clause.strip(" .,"):
            return None
        if word := language.starts("according", clause):
            phrase, rest = leading(clause[len(word) :], language)
            return Told(phrase, apposition(rest, language)) if phrase else UNCLEAR
        if self.is_recalled(clause):
            return UNCLEAR
        verb = language.verb.match(clause)
        if verb and not language.has("denies", verb[0]):
            return self.after_verb(clause, verb)
        if told := self.before_verb(clause):
            return told
        if dash and not language.verb.search(clause):
            phrase, rest = leading(clause, language)
            return Told(phrase, apposition(rest, language)) if phrase and phrase.sort == "name" else None
        return self.unknown_verb(clause, index)

    def is_recalled(self, clause: str) -> bool:
        """Whether the one who is named gives the words of somebody else: 'X remembers his wife saying', 'said X, quoting Y'."""
        verb = self.language.verb.search(clause)
        named = regex.search(run_pattern(self.language), clause) if self.language.cased else None
        if not verb and not named:
            return False
        rest = clause[verb.end() if verb else named.end() if named else 0 :]
        quoting = regex.search(rf",\s+{self.language.pattern('quoting').pattern}", rest)
        hearsay = self.language.pattern("hearsay").search(rest)
        return bool(
            quoting or (hearsay and not rest[: hearsay.start()].rstrip().endswith(",") and self.discourse.mentions(rest[: hearsay.start()]))
        )

    def after_verb(self, clause: str, verb: regex.Match[str]) -> Told:
        language = self.language
        if enclitic := _enclitic(verb[0], language):
            return Told(enclitic)
        right = clause[verb.end() :]
        right = regex.sub(r"^\s+(?:sich|se)\b", "", right)
        if not language.cased:
            return self.subject_uncased("", verb[0], right)
        phrase, rest = leading(right, language)
        if phrase and (phrase.sort != "pronoun" or language.code != "en" or regex.match(r"\s*[,.]|\s*$", rest)):
            return Told(phrase, apposition(rest, language))
        dropped = language.drops_subjects and (not right.strip() or not phrase)
        simple = regex.match(r"\s*(?:[,.;:]|$|a |al |en |ante |sobre |tras |durante )", right)
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
        state = self.state(clause, verb)
        if state == "passive":
            return self.agent(clause[verb.end() :])
        phrase = phrase_of(parts[0], language)
        if not phrase:
            return None
        if state:
            return UNCLEAR
        named = phrase_of(parts[1], language) if phrase.sort == "noun" and len(parts) == 3 else None
        if named and named.sort == "name" and belongs_to_somebody(phrase.text, language):
            return UNCLEAR
        if named and named.sort == "name" and not phrase.plural and not language.is_group(phrase.word):
            return Told(replace(named, titled=True, gender=named.gender or phrase.gender), phrase.text)
        return Told(phrase, apposition(left[len(parts[0]) :], language))

    def unknown_verb(self, clause: str, index: int) -> Told | None:
        """A verb that is not listed, where the sentence's shape leaves no doubt: '“…,” VERB X.' and '“…,” he VERB.'"""
        language = self.language
        if not language.cased or len(self.words(index).split()) < 2:
            return None
        match = regex.match(r"(?:s['’]|se |sich )?(\p{Ll}[\p{L}-]{2,})(?: sich| se)? ", clause)
        if match and not self.is_small(match[1]):
            phrase, rest = leading(clause[match.end() :], language)
            if phrase and phrase.sort == "name" and regex.match(r"\s*(?:[,.;(]|$)", rest) and (" " in phrase.name or phrase.titled):
                return Told(phrase, apposition(rest, language))
            if phrase and phrase.sort == "pronoun" and language.code == "de" and not rest.strip(" ."):
                return Told(phrase)
        ends = "s|ed" if language.code == "en" else r"\p{Ll}*"
        match = (
            regex.match(rf"(?P<subject>.{{2,60}}?) (\p{{Ll}}+(?:{ends}))(?=\s*(?:[,.;]|$)|\s+\p{{Ll}}+)", clause)
            if language.code == "en"
            else None
        )
        phrase = phrase_of(match["subject"], language) if match else None
        if match and phrase and phrase.sort in ("name", "pronoun") and not self.is_small(match[2]):
            return Told(phrase)
        return UNCLEAR if match else None

    def is_small(self, word: str) -> bool:
        return any(
            self.language.has(key, word)
            for key in (
                "ends",
                "subordinators",
                "prepositions",
                "articles",
                "indefinite",
                "possessive",
                "adverbs",
                "passives",
                "modals",
                "relatives",
            )
        )

    def lead(self, text: str) -> Phrase | None:
        """The subject with which a sentence begins, after what may stand before it."""
        text = text.replace(_GAP, " , ").lstrip(" ,")
        segments = regex.split(r"[,;]", text)
        while len(segments) > 1 and self.is_adverbial(segments[0].strip()):
            segments.pop(0)
        phrase, _ = leading(",".join(segments).strip(), self.language)
        return phrase

    def subject(self, sentence: Sentence) -> NamedSpeaker | None:
        """Whom a sentence is about, where it begins with a name or a pronoun; None where that is not understood."""
        text = regex.sub(f"[{PLACEHOLDERS}]", "", sentence.text)
        text = self.without_dateline(sentence, text)
        if not self.language.cased:
            verb = self.language.verb.search(text)
            told = self.subject_uncased(text[: verb.start()], verb[0], text[verb.end() :]) if verb else UNCLEAR
            return self.resolve(told, initial=True) if told.phrase and told.phrase.sort == "name" else None
        adverbial = self.language.starts("prepositions", text.lstrip(" ,"))
        phrase = (self.inner_subject(text) if adverbial else None) or (None if adverbial and "," not in text else self.lead(text))
        return self.resolve(Told(phrase), initial=True) if phrase else None

    def inner_subject(self, text: str) -> Phrase | None:
        """The name after words of place and time: 'On Sunday morning Ann Able …'; no other noun may stand before it."""
        text = text.lstrip(" ,")
        if not (self.language.starts("prepositions", text) or self.language.starts("adverbs", text)):
            return None
        for match in regex.finditer(run_pattern(self.language), text):
            if " " not in match[0] or self.is_small(match[0].split()[0]):
                continue
            words = text[: match.start()].replace(",", " ").split()
            for number, word in enumerate(words):
                bound = number and self.language.has("prepositions", words[number - 1])
                if any(self.language.has(key, word) for key in ("articles", "indefinite", "possessive")) and not bound:
                    return None
            phrase = phrase_of(match[0], self.language)
            return phrase if phrase and phrase.sort == "name" else None
        return None

    # Who is meant

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
        if single and self.language.cased and any(self.language.has(key, phrase.name) for key in ("people", "months", "common", "ends")):
            return None
        if not self.language.cased and self.registry.is_doubtful(phrase.name):
            return None
        return self.registry.person(phrase, told.role)

    def carried(
        self, sentence: Sentence, index: int, earlier: Sequence[Sentence], previous: Sequence[Sentence], here: Sequence[NamedSpeaker | None]
    ) -> NamedSpeaker | None:
        """The speaker of a quotation that stands alone: of the one before it in its paragraph, or whom the sentence before announces."""
        rest = "".join(" " if is_placeholder(c) else c for c in sentence.text)
        if here and regex.fullmatch(r"[\s,.;]*(?:(?:and|or|und|oder|et|ou|y|o)[\s,]*)?", rest):
            return here[-1]
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
        text = self.without_dateline(sentence, text)
        named = self.before(text.rstrip(" ."))
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


def _own_words(quotation: Quotation) -> tuple[Piece, ...]:
    """The pieces of a quotation; those of a dialogue without the dashes, which mark no words as somebody's own."""
    if quotation.mark != DIALOGUE:
        return quotation.pieces
    return tuple(Piece(piece.block, piece.start, piece.end, (piece.start, piece.end)) for piece in quotation.pieces)


def _is_subject_noun(phrase: Phrase, language: Language) -> bool:
    """Whether a description can speak, known or not: a role, a group, a document, people."""
    word = phrase.word
    return (
        phrase.plural or language.is_group(word) or language.is_role(word) or language.has("document", word) or language.has("people", word)
    )


def _enclitic(verb: str, language: Language) -> Phrase | None:
    """The pronoun that French joins to its verb: 'a-t-elle ajouté'."""
    match = regex.search(r"-(?:t-)?(ils|elles|il|elle)\b", verb) if language.code == "fr" else None
    return phrase_of(match[1], language) if match else None
