"""Noun phrases that name a speaker: a name with what the text says of it, a pronoun, or a description such as 'the report'."""

from __future__ import annotations

from typing import Literal

import regex
from msgspec import Struct

from counterpoint.anchoring.quotations import PLACEHOLDERS
from counterpoint.importing.languages import Language

_CAPITAL = r"(?:(?:al|el|ibn|bin|d|l|O)[-'’])?\p{Lu}[\p{L}\p{M}\d'’.-]*(?<![.])|\p{Lu}\.|\p{Lu}\p{L}{0,3}\.(?=\s\p{Lu})"
_POSSESSIVE = regex.compile(r"^(?P<owner>.+?)(?:['’]s|(?<=s)['’])\s+(?P<rest>.+)$")
_POSSESSIVES = frozenset(("his", "her", "their", "its", "seine", "ihre", "son", "sa", "ses", "leur"))
"""A role such as 'his neighbour' says something only beside another name."""
_BELONGS = "of the|of|at|for|from|with|des|der|beim|vom|du|de la|de l['’]|chez"
_MOST_WORDS = 14
_LONGEST_ROLE = 120


class Phrase(Struct, frozen=True):
    """What a noun phrase says. `word` is a pronoun, or a description's noun; `owner` whose document it is."""

    sort: Literal["name", "pronoun", "description"]
    name: str = ""
    role: str = ""
    word: str = ""
    owner: str = ""
    titled: bool = False
    """Whether a title or a person's role stands directly before the name."""


def run_pattern(language: Language) -> str:
    """A run of capitalised words, with the small words that names have inside them."""
    small = "|".join(sorted(map(regex.escape, language.connectors), key=len, reverse=True))
    return rf"(?:{_CAPITAL})(?:(?:[ ](?:{small})){{0,2}}[ ’']?[ ](?:{_CAPITAL})|[ ](?:{_CAPITAL}))*"


def whole_phrase(text: str, language: Language) -> Phrase | None:
    """Read a text that is one noun phrase and nothing else; None where it is anything more or less."""
    text = _without_adverbs(text.strip(" ,;–—-\u200f\u200e"), language)
    if not text or len(text.split()) > _MOST_WORDS:
        return None
    low = text.lower()
    if low in language.persons or low in language.bodies:
        return Phrase("pronoun", word=low)
    if owned := _owned(text, language):
        return owned
    plain, definite = _without_article(text, language)
    if definite and text.split()[0].lower() in _POSSESSIVES and len(plain.split()) > 1 and language.cased:
        found = _cased(plain, definite, language)
        return Phrase(found.sort, found.name, "", found.word, found.owner, found.titled) if found else None
    return _cased(plain, definite, language) if language.cased else _uncased(plain, language)


def _owned(text: str, language: Language) -> Phrase | None:
    if language.code == "en" and (match := _POSSESSIVE.match(text)):
        rest = match["rest"].split()
        owner = whole_phrase(match["owner"], language)
        if rest[-1].lower() in language.document and len(rest) <= 4:
            return Phrase("description", word=rest[-1].lower(), owner=owner.name if owner and owner.sort == "name" else "")
    return None


def _cased(text: str, definite: bool, language: Language) -> Phrase | None:
    runs = list(regex.finditer(run_pattern(language), text))
    if not runs or runs[-1].end() != len(text):
        return _description(text, language)
    run = runs[-1]
    words, role = run[0].split(), text[: run.start()].split()
    while len(words) > 1 and _is_role(words[0], language):
        role.append(words.pop(0))
        if len(words) > 1 and words[0].lower() in language.connectors and words[0].islower():
            role.append(words.pop(0))
    if len(words) == 1 and (_is_role(words[0], language) or _listed(words[0], language)) and (definite or role or language.nouns_cased):
        return _description(text, language) if definite or role else None
    if language.nouns_cased and len(words) == 1 and definite and not _is_acronym(words[0]):
        return _description(text, language)
    if language.verb.search(" ".join(role)):
        return None
    if any(
        word.lower() in (*language.ends, *language.persons, *language.bodies) and word.lower() not in language.articles for word in role
    ):
        return None
    said = " ".join(role)
    if not said and (match := regex.match(r"(\S+ \S+(?: \S+)?) ((?:of|from|at|for) (?:the )?\S.*)$", " ".join(words))):
        first = match[1].split()
        proper = all(word[0].isupper() and not _listed(word, language) for word in first)
        if language.code == "en" and proper:
            belongs = regex.sub(r"^(?:of|from|at|for) (?:the )?", "", match[2])
            return Phrase("name", match[1], belongs, titled=any(_is_role(word, language) for word in role))
    described = any(_is_role(word, language) or _listed(word, language) for word in role)
    if role and not described and not (len(role) <= 2 and all(word[0].isupper() for word in role)):
        return None
    person = any(_is_role(word, language) for word in role)
    return Phrase(
        "name", " ".join(words).strip(" .,'’") if not words[-1].endswith(".") else " ".join(words), said if described else "", titled=person
    )


def _uncased(text: str, language: Language) -> Phrase | None:
    role = ""
    for known in sorted(language.roles, key=len, reverse=True):
        if text.startswith(known + " "):
            role, text = known, text[len(known) :].strip()
            break
    words = text.split()
    # Without capitals a name's end does not show: a third word that begins with a preposition is no part of it.
    if language.code == "he":
        cut = next((number for number, word in enumerate(words) if number >= 2 and word[0] in "בל" and len(word) > 3), len(words))
        words = words[:cut]
        text = " ".join(words)
    if not words or len(words) > 5 or not any(character.isalpha() for character in text):
        return None
    if len(words) == 1 and not role and (text in (*language.document, *language.organisation, *language.government)):
        return Phrase("description", text, word=text)
    if any(character.isdigit() for character in text):
        return None
    return Phrase("name", text, role, titled=bool(role))


def _description(text: str, language: Language) -> Phrase | None:
    words = [word.strip(".,").lower() for word in text.split()]
    known = (*language.document, *language.organisation, *language.government, *language.media, *language.roles)
    if len(words) > 6:
        return None
    # The noun stands last ('the human rights group'), or before an 'of'.
    head = next((number for number, word in enumerate(words) if word in ("of", "für", "de", "du", "for", "at")), len(words)) - 1
    candidates = [words[head]] if language.code == "en" else words
    noun = next((word for word in candidates if word in known), "")
    return Phrase("description", " ".join(text.split()), word=noun) if noun else None


def first_name(text: str, language: Language) -> Phrase | None:
    """The name with which a sentence begins, such as its subject; None where it does not begin with one."""
    plain, _ = _without_article(text.lstrip(" ,"), language)
    if not language.cased or not plain or is_common(plain.split()[0], language) or plain.split()[0].lower() in language.according:
        return None
    match = regex.match(rf"(?:\p{{Ll}}[\p{{L}}-]* ){{0,3}}({run_pattern(language)})", plain)
    if not match:
        return None
    phrase = whole_phrase(match[0], language)
    return phrase if phrase and phrase.sort == "name" and not is_common(phrase.name, language) else None


def is_common(name: str, language: Language) -> bool:
    """Whether a capital only shows that a sentence begins."""
    low = name.lower()
    return " " not in low and (
        low in (*language.common, *language.ends, *language.adverbs, *language.persons, *language.bodies, *language.articles)
        or bool(language.verb.fullmatch(low))
    )


def after_verb(text: str, language: Language) -> tuple[Phrase | None, str]:
    """The phrase with which a text begins, up to where a name ends; and what follows it."""
    text = text.lstrip(" ")
    end = len(text)
    if match := regex.search(
        r"[,;:()!?،؛\n]|[–—]|(?<!\b(?:[A-Z]|[DM]r|Mrs|Ms|Prof|St|Sen|Rep|Gov|Gen|M|Mme))\.(?=\s|$)|[" + PLACEHOLDERS + "]", text
    ):
        end = match.start()
    for word in regex.finditer(r"[\p{L}\p{M}״\"'’]+", text[:end]):
        if word[0].lower().strip("'’") in language.ends and (
            word.start() > 0 or word[0].lower() not in (*language.persons, *language.bodies, *language.articles)
        ):
            end = word.start()
            break
    phrase = whole_phrase(text[:end], language)
    if phrase is None and language.cased:
        match = regex.match(rf"(?:[\p{{L}}’'-]+ ){{0,4}}?{run_pattern(language)}", text[:end])
        if match and (phrase := whole_phrase(match[0], language)):
            end = match.end()
    if phrase and phrase.sort == "description" and phrase.word in language.roles and language.cased:
        named = regex.match(rf",\s*({run_pattern(language)})(?=\s*(?:[,.;:]|$))", text[end:])
        if named:
            return Phrase("name", named[1], phrase.name, titled=True), text[end + named.end() :]
    return phrase, text[end:]


def apposition(rest: str, language: Language) -> str:
    """The role that follows a name after a comma: ', senior researcher at the institute'; empty where none does."""
    match = regex.match(rf"\s*[,،(]\s*([^,،;:.()–—{PLACEHOLDERS}]+)", rest)
    if not match:
        return ""
    words = match[1].strip()
    first = words.split()[0] if words else ""
    if (
        not words
        or len(words) > _LONGEST_ROLE
        or (first.lower() in (*language.ends, *language.bodies) and first.lower() not in language.articles)
    ):
        return ""
    if language.verb.match(words):
        return ""
    lower = [word.lower() for word in regex.findall(r"[\p{L}\p{M}'’״\"-]+", words)]
    told = any(_is_role(word, language) or word in _PARTS or word.startswith(language.role_stems) for word in lower)
    told = told or any(f" {role}" in f" {words}" for role in language.roles if " " in role or not language.cased)
    return _without_article(words, language)[0] if told else ""


_PARTS = frozenset(("member", "volunteer", "student", "mother", "father", "expert", "specialist", "veteran"))


def affiliation(role: str, language: Language) -> str:
    """The organisation that a role names: '… of the Legal Forum', '… at NGO Monitor'."""
    if not language.cased:
        return ""
    match = regex.search(rf"(?<!\p{{L}})(?:{_BELONGS})\s?(?:the |der |des )?({run_pattern(language)})$", role)
    return match[1] if match else ""


def _without_article(text: str, language: Language) -> tuple[str, bool]:
    for word in sorted(language.articles, key=len, reverse=True):
        joined = word if word.endswith(("'", "’")) else word + " "
        if text.lower().startswith(joined):
            return text[len(joined) :].strip(), True
    return text, False


def _without_adverbs(text: str, language: Language) -> str:
    changed = True
    while changed:
        changed = False
        for word in language.adverbs:
            if text.endswith(" " + word):
                text, changed = text[: -len(word) - 1].rstrip(" ,"), True
            if text.lower().startswith(word + " "):
                text, changed = text[len(word) + 1 :], True
    return text


def _is_role(word: str, language: Language) -> bool:
    low = word.lower().strip(".,")
    return low in language.roles or any(part in language.roles for part in low.split("-") if "-" in low)


def _listed(word: str, language: Language) -> bool:
    low = word.lower().strip(".,")
    return low in language.organisation or low in language.government or low in language.media or low in language.document


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def kind_of(name: str, role: str, language: Language, *, person: bool) -> str:
    """What a speaker is, where the text says so: by a person's role or pronoun, or by a word of the name. Empty where it does not."""
    words = [word.strip(".,'’").lower() for word in name.split()]
    named = any(word in (*language.organisation, *language.media) for word in words[1:])
    if person and not named:
        return "person"
    last = words[-1:] if language.code == "en" else words
    if any(word in language.media for word in last):
        return "media"
    if any(word in language.government for word in words):
        return "government"
    if any(word in language.organisation for word in words):
        return "organisation"
    if language.nouns_cased and any(
        word.endswith(("verband", "verein", "bund", "verbund", "institut", "amt", "gericht", "ministerium")) for word in words
    ):
        return "government" if any(word.endswith(("amt", "gericht", "ministerium")) for word in words) else "organisation"
    listed = [word.strip(".,").lower() for word in role.split()]
    if any(word in language.organisation for word in listed):
        return "organisation"
    return "government" if any(word in language.government for word in listed) else ""
