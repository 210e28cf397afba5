"""Who says a quotation: by the sentence around it, the sentence that announces it, or the label of a turn. Never by likelihood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex
from msgspec import Struct

from counterpoint.anchoring.quotations import PLACEHOLDERS, Piece, Quotation, frames, indexes, is_placeholder, placeholder, quotations
from counterpoint.importing.cast import SUBORDINATE, Cast, Speaker
from counterpoint.importing.languages import Language
from counterpoint.importing.names import Phrase, after_verb, apposition, first_name, whole_phrase
from counterpoint.importing.paste import Block
from counterpoint.importing.turns import speakers_of, turns_of

_GAP = "\uf8ff"
_SET_OFF = ">"
_ABBREVIATION = r"(?<!\b(?:Dr|Mr|Mrs|Ms|Prof|St|Sen|Rep|Gov|Gen|Col|Lt|No|vs|etc|Nr|bzw|ca|M|\p{Lu}))"
_NEXT = rf"\s+(?=[\p{{Lu}}\p{{Lo}}{PLACEHOLDERS}])"
_SENTENCE_END = regex.compile(rf"(?:{_ABBREVIATION}[.!?…]|[:](?=\s*$))[)\]]*{_NEXT}|([{PLACEHOLDERS}])[.]?{_NEXT}")
_CLAUSE = r"\b(?:and|but|while|after|when|that|as|because|although|though|und|aber|während|dass|et|mais|que|tandis que)\s*$"
_RELATIVE = regex.compile(r"^(?:who|which|qui|que|den|die|der|das)\s+", regex.IGNORECASE)


class Said(Struct, frozen=True):
    """A quotation and its speaker; None where the text does not say. `aside` gives a reason to take the words for no claim."""

    pieces: tuple[Piece, ...]
    speaker: Speaker | None
    aside: str = ""


class _Sentence(Struct, frozen=True):
    block: int
    start: int
    text: str


def attribute(blocks: Sequence[Block], headline: str, deck: str, language: Language) -> tuple[list[Said], list[Speaker]]:
    """All quotations of an article's blocks with their speakers, and the speakers in the order in which they first speak."""
    texts = [block.text for block in blocks]
    turns = turns_of(texts, language)
    cast = Cast(language, [headline, deck, *texts])
    before = turns[0].pieces[0].block if turns else len(blocks)
    said = _Reader(blocks[:before], cast, language).read()
    if turns:
        said += [Said(turn.pieces, speaker) for turn, speaker in speakers_of(turns, texts, cast)]
    speakers = []
    for one in said:
        if one.speaker and not one.aside and one.speaker not in speakers:
            speakers.append(one.speaker)
    return said, speakers


def _quotations(blocks: Sequence[Block]) -> list[Quotation]:
    """What stands in quotation marks, and what is set off as a quotation without them; not what stands in headings."""
    texts = [block.text for block in blocks]
    found = [quotation for quotation in quotations(texts) if blocks[quotation.pieces[0].block].kind != "heading"]
    framed = frames(texts, found)
    set_off = {
        number for number, block in enumerate(blocks) if block.kind == "quotation" and any(c.isalnum() for c in _plain(framed[number].text))
    }
    whole = [Quotation((Piece(number, 0, len(texts[number]), (0, len(texts[number]))),), _SET_OFF) for number in set_off]
    kept = [quotation for quotation in found if quotation.pieces[0].block not in set_off]
    return sorted([*whole, *kept], key=lambda quotation: (quotation.pieces[0].block, quotation.pieces[0].start))


def _plain(frame: str) -> str:
    return "".join(c for c in frame if not is_placeholder(c))


class _Reader:
    """Reads the quotations of running text, sentence by sentence, as a reader would: who is meant depends on what came before."""

    def __init__(self, blocks: Sequence[Block], cast: Cast, language: Language) -> None:
        self.texts, self.cast, self.language = [block.text for block in blocks], cast, language
        self.found = _quotations(blocks)
        self.frames = frames(self.texts, self.found)
        self.kinds = [block.kind for block in blocks]
        self.speakers: dict[int, Speaker | None] = {}
        self.told: set[int] = set()
        """Quotations that stand beside a verb of saying."""

    def read(self) -> list[Said]:
        asides: dict[int, str] = {}
        sentences = [list(self.sentences(number)) for number in range(len(self.frames))]
        for number, here in enumerate(sentences):
            for sentence in here:
                for index in indexes(sentence.text):
                    if index in self.speakers:
                        if self.speakers[index] is None:  # a quotation that runs on: its last paragraph may tell
                            self.speakers[index] = self.by_sentence(sentence, index)
                        continue
                    if aside := self.aside(sentence, index):
                        asides[index] = aside
                        if "title" in aside:
                            self.cast.entitle(sentence.text[: sentence.text.index(placeholder(index))], self.words(index))
                        continue
                    if self.language.verb.search(sentence.text):
                        self.told.add(index)
                    self.speakers[index] = self.by_sentence(sentence, index) or self.by_neighbour(sentence, index, sentences)
                self.cast.notice(sentence.text)
            self.by_dash(number)
        out = []
        for index, quotation in enumerate(self.found):
            speaker = self.speakers.get(index)
            aside = asides.get(index, "")
            words = self.words(index)
            if not aside and speaker is None and len(words.split()) <= 3 and quotation.mark != _SET_OFF and index not in self.told:
                aside = "a few words that nobody is named for"
            if not aside and sum(character.isalnum() for character in words) < 2:
                aside = "too short"
            out.append(Said(quotation.pieces, speaker, aside))
        return out

    def words(self, index: int) -> str:
        return " ".join(self.found[index].words(self.texts))

    def sentences(self, number: int) -> Iterator[_Sentence]:
        """The sentences of a frame. A quotation that ends with a stop ends one, unless what follows goes on in lower case."""
        text = self.frames[number].text
        start = 0
        verb = self.language.verb
        for match in regex.finditer(_SENTENCE_END, text):
            if match[1]:
                (index,) = indexes(match[1])
                ends = self.words(index)[-1:] in ".!?…" or "." in match[0]
                goes_on = verb.match(text, match.end()) and not self.language.cased
                if not ends or goes_on:
                    continue
                if self.texts[number][self.found[index].pieces[-1].outer[1] :].lstrip().startswith((",", "،")):
                    continue
            yield _Sentence(number, start, text[start : match.end()])
            start = match.end()
        if text[start:].strip():
            yield _Sentence(number, start, text[start:])

    def aside(self, sentence: _Sentence, index: int) -> str:
        """Why some words in marks are no statement: a title, or a word in inverted commas that nobody is said to have used."""
        before, after = sentence.text.split(placeholder(index), 1)
        if self.found[index].mark == _SET_OFF:
            return ""
        words = self.words(index)
        if self.language.title.search(before) and len(words.split()) <= 9 and not words.endswith((".", "!", "?")):
            return "a title or a name"
        noun = regex.search(r"(\p{L}+)\s*,?\s*$", before)
        capitals = [word for word in words.split() if word[0].isupper()]
        if noun and noun[1].lower() in self.language.document and 2 * len(capitals) > len(words.split()) and len(words.split()) <= 9:
            return "a title or a name"
        if len(words.split()) == 1 and not self.language.verb.search(before + after) and not self.language.origin.search(before + after):
            return "a word in inverted commas"
        return ""

    def by_sentence(self, sentence: _Sentence, index: int) -> Speaker | None:
        before, after = sentence.text.split(placeholder(index), 1)
        phrase = self.before(_open(before)) or self.after(after)
        return self.cast.speaker(*phrase) if phrase else None

    def before(self, text: str) -> tuple[Phrase, str] | None:
        """The subject of the last verb of saying before a quotation, or the name after 'according to'."""
        language = self.language
        text = text.rstrip(" ,")
        if (match := regex.search(r"(?:^|[.!?]\s)([^.!?]{1,90}):$", text)) and not language.verb.search(match[1]):
            name = regex.split(r"[,(]", match[1])[0]
            if (phrase := whole_phrase(name, language)) and phrase.sort == "name":
                return phrase, apposition(match[1][len(name) :], language)
        origin = None
        for match in language.origin.finditer(text):
            phrase, rest = after_verb(text[match.end() :], language)
            if phrase and (
                match.start() == 0
                or text[: match.start()].rstrip().endswith((",", ".", ";", "،"))
                or not text[: match.start()].strip()
                or language.verb.search(text) is None
            ):
                origin = (match.start(), phrase, apposition(rest, language))
        verbs = list(language.verb.finditer(text))
        for verb in reversed(verbs):
            if origin and origin[0] > verb.start():
                break
            if found := self.around(text, verb):
                return found
            if verb.end() < len(text) - 60 and language.code == "en":
                break
        return origin[1:] if origin else None

    def around(self, text: str, verb: regex.Match[str]) -> tuple[Phrase, str] | None:
        """A verb's subject: right before it, before an apposition, at the head of its sentence, or (inverted) after it."""
        language = self.language
        left = text[: verb.start()]
        if not language.cased and (not left.strip() or left.rstrip().endswith((",", "،"))):
            phrase, rest = after_verb(text[verb.end() :], language)
            if phrase:
                return phrase, apposition(rest, language)
        found = self.subject(left)
        if found:
            return found
        if pronoun := _enclitic(verb[0], language):
            return pronoun, ""
        if language.code != "en" or not left.strip(" ,"):
            phrase, rest = after_verb(text[verb.end() :], language)
            if phrase and (phrase.sort != "description" or phrase.word):
                return phrase, apposition(rest, language)
            if not language.cased and not left.strip(" ,،"):
                return Phrase("pronoun", word=next(iter(language.persons))), ""
        return None

    def subject(self, left: str) -> tuple[Phrase, str] | None:
        """The subject of a verb whose clause is `left`: first within what follows the last quotation, else in all of it."""
        language = self.language
        window = left.rsplit(_GAP, 1)[-1]
        if _GAP in left and window.strip(" ,") and not regex.match(r"[\s,]*(?:and|und|et)\b", window):
            left = window
        left = left.replace(_GAP, " , ")
        segments = [segment.strip() for segment in regex.split(r"[,،;–—]", left)]
        clauses = [
            SUBORDINATE.sub("", segment if number == 0 else _RELATIVE.sub("", segment)).strip() for number, segment in enumerate(segments)
        ]
        last = clauses[-1]
        if last:
            if phrase := self.tail(last):
                return phrase, ""
            bare = regex.fullmatch(r"(?:and|but|und|et|also|then|or)(?: also| then| further)?", segments[-1], regex.IGNORECASE)
            if not bare:
                return None
        named = [
            (number, phrase)
            for number, segment in enumerate(segments[:-1])
            if (phrase := whole_phrase(_RELATIVE.sub("", segment), language))
        ]
        named = [
            (number, phrase)
            for number, phrase in named
            if not (phrase.sort == "name" and not language.cased and len(segments[number].split()) > 4)
        ]
        if named:
            number, phrase = named[0]
            if phrase.sort == "description" and phrase.word in language.roles and len(named) > 1 and named[1][1].sort == "name":
                return named[1][1], phrase.name
            role = apposition("," + segments[number + 1], language) if number + 1 < len(segments) - (1 if last else 0) else ""
            return phrase, role
        if last or not segments[-1]:
            head = first_name(segments[0], language) or _first_pronoun(segments[0], language)
            if head and not regex.search(r"\b(?:after|when|while|because|who|which|as|if|since)\b", left):
                return head, ""
            owner = self.tail(segments[-2]) if len(segments) > 1 and not segments[-1] else None
            if owner and language.verb.match(segments[-2]):
                return owner, ""
        return None

    def tail(self, text: str) -> Phrase | None:
        """The noun phrase with which a clause ends, if a clause begins with it."""
        language = self.language
        if phrase := whole_phrase(text, language):
            return phrase
        words = text.split()
        for start in range(1, len(words)):
            before = " ".join(words[:start])
            if regex.search(_CLAUSE, before, regex.IGNORECASE) and (phrase := whole_phrase(" ".join(words[start:]), language)):
                return phrase
        return None

    def after(self, text: str) -> tuple[Phrase, str] | None:
        """The speaker after a quotation: 'said X', 'X said', 'according to X', a dash and X."""
        language = self.language
        dash = regex.match(r"\s*[—–-]\s*", text)
        text = text.lstrip(" ,.;،–—-")
        if match := language.inverted.match(text):
            if pronoun := _enclitic(match[0], language):
                return pronoun, ""
            phrase, rest = after_verb(text[match.end() :], language)
            if phrase:
                return phrase, apposition(rest, language)
            return (Phrase("pronoun", word=next(iter(language.persons))), "") if not language.cased else None
        if match := language.origin.match(text):
            phrase, rest = after_verb(text[match.end() :], language)
            return (phrase, apposition(rest, language)) if phrase else None
        clause = regex.split(f"[{PLACEHOLDERS}]", text)[0]
        if match := language.verb.search(clause):
            left = clause[: match.start()]
            parts = regex.split(r"[,،]", left)
            phrase = whole_phrase(parts[0], language)
            if phrase and (len(parts) == 1 or not parts[-1].strip()):
                return phrase, apposition(left[len(parts[0]) :], language)
        if dash and not language.verb.search(clause):
            phrase, rest = after_verb(text, language)
            if phrase and phrase.sort == "name":
                return phrase, apposition(rest, language)
        return None

    def by_neighbour(self, sentence: _Sentence, index: int, sentences: list[list[_Sentence]]) -> Speaker | None:
        """A quotation on its own goes on from the one before it in its paragraph, or is announced by the sentence before its own."""
        if any(character.isalnum() and not is_placeholder(character) for character in sentence.text):
            return None
        same = sentences[sentence.block]
        earlier = same[: same.index(sentence)] if sentence in same else []
        if earlier:
            told = indexes(earlier[-1].text)
            if told:
                return self.speakers.get(told[-1])
            return self.announced(earlier[-1].text)
        if self.found[index].pieces[0].block != sentence.block or sentence.block == 0:
            return None
        previous = sentences[sentence.block - 1]
        return self.announced(previous[-1].text) if previous and self.kinds[sentence.block - 1] != "heading" else None

    def announced(self, text: str) -> Speaker | None:
        language = self.language
        if any(is_placeholder(character) for character in text):
            return None
        told = any(regex.search(rf"(?<!\p{{L}}){regex.escape(word)}(?!\p{{L}})", text, regex.IGNORECASE) for word in language.announces)
        if not told and not text.rstrip().endswith(":"):
            return None
        if found := self.before(text.rstrip(" .:")):
            return self.cast.speaker(*found)
        head = first_name(text, language)
        return self.cast.speaker(head, apposition(text[len(head.name) :], language)) if head else None

    def by_dash(self, number: int) -> None:
        """A line such as '— Ann Able, baker' after a quotation that nobody is named for."""
        text = self.texts[number]
        match = regex.match(r"[—–-]+\s*", text)
        if not match or number == 0 or self.frames[number].quotations:
            return
        for index in self.frames[number - 1].quotations[-1:]:
            phrase, rest = after_verb(text[match.end() :], self.language)
            if self.speakers.get(index) is None and phrase and phrase.sort == "name":
                self.speakers[index] = self.cast.speaker(phrase, apposition(rest, self.language))


def _open(text: str) -> str:
    """A frame's text before a quotation, with a gap for each earlier one."""
    return "".join(_GAP if is_placeholder(c) else c for c in text)


def _enclitic(verb: str, language: Language) -> Phrase | None:
    """The pronoun that French joins to its verb: 'a-t-elle ajouté'."""
    match = regex.search(r"-(?:t-)?(ils|elles|il|elle)\b", verb) if language.code == "fr" else None
    return Phrase("pronoun", word=match[1].lower()) if match else None


def _first_pronoun(text: str, language: Language) -> Phrase | None:
    word = text.split()[0].lower() if text.split() else ""
    return Phrase("pronoun", word=word) if word in (*language.persons, *language.bodies) else None
