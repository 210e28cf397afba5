"""Noun phrases: a name with what is said beside it, a pronoun, or a description such as 'the report'. Read wholly or not at all."""

from __future__ import annotations

from functools import cache
from typing import Literal

import regex
from msgspec import Struct
from msgspec.structs import replace

from counterpoint.anchoring.quotations import PLACEHOLDERS
from counterpoint.importing.language import Gender, Language

_CAPITAL = (
    r"(?:\p{Lu}\.){2,}|(?:(?:al|el|ibn|bin|d|l|O)[-'’])?\p{Lu}(?:[\p{L}\p{M}\d'’-]*[\p{L}\p{M}\d])?|\p{Lu}\.|\p{Lu}\p{L}{0,4}\.(?=\s\p{Lu})"
)
_AND = regex.compile(r"(?<!-)\s(?:and|und|et|y|e|or|oder|ou|sowie)\s")
_YEARS = regex.compile(r"\d+-(?:year-old|jährige[rn]?)|\d+-Jährige[rn]?", regex.IGNORECASE)
ABBREVIATED = (
    r"(?<!\b(?:\p{Lu}|[DMFJS]r|Mrs|Ms|Prof|St|Sen|Rep|Gov|Gen|Mme|Mlle|Rt|Revd?|Sra|Dra|Srta|Capt|Sgt|Cpl|Lt|Col|Maj|Cmdr|Adm|Det|Insp|Supt|Hon"
    r"|Atty|Asst|Cllr|No|Nr|vs|etc|bzw|ca|Jan|Feb|Aug|Sept|Oct|Nov|Dec))"
)
"""Before a stop that ends no sentence."""
_PHRASE_END = regex.compile(rf"[,;:()!?،؛\n]|\s[–—-]|[–—]|{ABBREVIATED}\.(?=\s|$)|[{PLACEHOLDERS}\uf8ff]")
_ARTICLE_GENDER: dict[str, dict[str, Gender]] = {
    "fr": {"le": "m", "la": "f", "un": "m", "une": "f"},
    "es": {"el": "m", "la": "f", "un": "m", "una": "f"},
    "de": {"die": "f", "ein": "m", "eine": "f"},
}
_OF = frozenset(("of", "for", "to", "de", "del", "du", "des", "au", "aux", "der", "für", "von", "vom"))
_MOST_WORDS = 16
_LONGEST_ROLE = 120


class Phrase(Struct, frozen=True):
    """What a noun phrase says. `word` is a pronoun or a description's noun, `owner` whose it is, `text` a description's own words."""

    sort: Literal["name", "pronoun", "noun"]
    name: str = ""
    role: str = ""
    word: str = ""
    owner: str = ""
    text: str = ""
    gender: Gender = ""
    plural: bool = False
    definite: bool = False
    titled: bool = False
    """Whether a title or a person's role stands before the name."""


@cache
def run_pattern(language: Language) -> str:
    """A run of capitalised words, with the small words that names have inside them."""
    small = "|".join(sorted(map(regex.escape, language.words("connectors")), key=len, reverse=True))
    word = _CAPITAL.replace("|d|l|O", "|O") if language.code == "fr" else _CAPITAL
    word = {"fr": r"(?!\p{Lu}[’']\p{Ll})", "en": r"(?!I\b)"}.get(language.code, "") + f"(?:{word})"
    return rf"(?:{word})(?:(?:[ ](?:{small})){{0,2}}(?:[ ’']|(?<=s)[’'][ ])(?:{word})|[ ](?:{word}))*"


def phrase_of(text: str, language: Language) -> Phrase | None:
    """Read a text that is one noun phrase and nothing else; None where it is anything more, less, or not understood."""
    text = without_edges(text.strip(" ,;:–—-\u200f\u200e"), language)
    if not text or len(text.split()) > _MOST_WORDS:
        return None
    if pronoun := _pronoun(text, language):
        return pronoun
    if not language.cased:
        return _uncased(text, language)
    text = regex.sub(r"^" + _YEARS.pattern + r"\s+", "", text, flags=regex.IGNORECASE)
    plain, kind, gender = _without_article(text, language)
    if _AND.search(plain) and not language.is_group(plain.split()[-1]):
        return Phrase("noun", text=plain, plural=True)
    phrase = _named(plain, kind, language) or _voice(plain, language) or _owned(plain, language) or _noun(plain, kind, language)
    if phrase and not phrase.gender and gender and phrase.role:
        phrase = replace(phrase, gender=gender)
    return phrase


def _pronoun(text: str, language: Language) -> Phrase | None:
    low = text.lower()
    for key, gender in (("persons_m", "m"), ("persons_f", "f")):
        if language.has(key, low):
            return Phrase("pronoun", word=low, gender=gender)  # type: ignore[arg-type]
    if language.has("plurals", low):
        return Phrase("pronoun", word=low, plural=True)
    return Phrase("pronoun", word=low) if language.has("bodies", low) else None


def _without_article(text: str, language: Language) -> tuple[str, str, Gender]:
    """A phrase without its article, what kind of article that was, and the gender that it gives."""
    for kind in ("articles", "indefinite", "possessive"):
        if word := language.starts(kind, text):
            rest = text[len(word) :].strip()
            gender = _ARTICLE_GENDER.get(language.code, {}).get(word.lower(), "")
            return rest, kind, gender
    return text, "", ""


def without_edges(text: str, language: Language) -> str:
    """A text without adverbs and conjunctions at its edges."""
    longer = ""
    while text != longer:
        longer = text
        for key in ("adverbs", "subordinators"):
            word = language.starts(key, text)
            if word and (language.cased or key == "adverbs" or len(word) > 2):
                text = text[len(word) :].lstrip(" ,")
        text = next((text[: -len(word)].rstrip(" ,") for word in language.words("adverbs") if text.endswith(" " + word)), text)
    return text


def split_name(words: list[str], language: Language) -> tuple[list[str], list[str]]:
    """A capitalised run as the name and what stands in it as title or belonging; no name where it has none."""
    if len(words) > 3 and words[1].lower() in _OF and not language.is_group(words[0]) and all(word[:1].isupper() for word in words[2:]):
        return [], words  # 'Critics of Ann Able'
    if len(words) > 2 and words[1].lower() in _OF and (language.has("people", words[0]) or language.is_role(words[0])):
        return [], words
    whose = max((number for number, word in enumerate(words) if word.endswith(("'s", "’s"))), default=-1) + 1
    if whose > 1 and words[0].lower().strip(".") not in ("st", "saint", "the") and any(language.is_group(word) for word in words[whose:]):
        return [], words  # "Tom Reed's Daily Echo": whose it is may be no part of its name
    if whose and len(words) - whose > 1 and language.code == "en" and not any(language.is_group(word) for word in words[whose:]):
        words = words[whose:]  # "BBC's Ann Able"
    after: list[str] = []
    while len(words) > 2 and language.has("postnominals", words[-1]):
        after.insert(0, words[-1])
        words = words[:-1]
    at = _belonging(words, language)
    name, role = _without_titles(words[:at] if at else words, language)
    return name, role or after or (words[at + 1 :] if at else [])


def belongs_to_somebody(text: str, language: Language) -> bool:
    """Whether a role is that of somebody else's: a name after 'a spokesman for the minister' may be the minister's."""
    words = [word.strip(".,").lower() for word in text.split()]
    at = next((number for number, word in enumerate(words) if number and word in _OF), len(words))
    return any(language.is_role(word) and not language.is_group(word) for word in words[at + 1 :])


def with_role(described: Phrase, named: Phrase | None, language: Language) -> Phrase | None:
    """The name in apposition to a role, 'the head of the school, Ann Able'; None where it may be that of somebody else in the role."""
    person = named is not None and named.sort == "name" and not described.plural and not language.is_group(described.word)
    if named is None or not person or belongs_to_somebody(described.text, language):
        return None
    return replace(named, role=described.text, titled=True, gender=named.gender or described.gender)


def without_noun(name: list[str], language: Language) -> int:
    """How many words before a German name are a noun that an article began: 'der Imkerin Renate Kopp'."""
    plain = language.nouns_cased and len(name) == 3 and not any(language.is_group(word) for word in name)
    return 1 if plain and not name[0].endswith(("e", "en")) and all(word[:1].isupper() for word in name) else 0


def _named(plain: str, article: str, language: Language) -> Phrase | None:
    """A phrase that ends with a name, or is a name with what it belongs to."""
    runs = list(regex.finditer(run_pattern(language), plain))
    if not runs:
        return None
    if runs[-1].end() != len(plain):
        return None
    run = runs[-1]
    words, before = run[0].split(), plain[: run.start()].split()
    if _is_no_name(words, language):
        return None
    if article == "indefinite" and not before:
        return Phrase("noun", text=plain)
    if any(word.lower() in _OF or word.lower().startswith(("d'", "d’")) for word in before):
        return None  # 'a friend of Ann Able', 'die Sprecherin der Ministerin Anna Roth'
    if any(language.verb.fullmatch(word) or _is_function(word, language) for word in before):
        called = before and language.has("titled", before[-1])
        if not called or not any(language.is_group(word) for word in before[:-1]):
            return None
        return Phrase("name", " ".join(words), " ".join(before[:-1]))
    name, role = split_name(words, language)
    if article and not before and (noun := without_noun(name, language)):
        name, role = name[noun:], [*role, *name[:noun]]
    role = [*before, *role]
    if not name or (len(name) == 1 and not role and language.is_role(name[0])):
        return Phrase("noun", word=words[0].lower(), text=plain, definite=article == "articles", gender=language.gender_of(words[0]))
    if len(name) == 1 and not role and (language.is_group(name[0]) or language.has("document", name[0])):
        return None
    if language.nouns_cased and len(name) == 1 and article and not name[0].isupper() and not role:
        return None
    if before and not _describes(before, len(name), language):
        return None
    return _name(name, role, before, language)


def _is_no_name(words: list[str], language: Language) -> bool:
    """Whether a run begins with 'Did' or 'At', says whose something is, or may be two people: 'dit Ana Rey de Luis Paz'."""
    begins = len(words) > 1 and language.has_any(words[0], "prepositions", "conditions", "according")
    small = [number for number, word in enumerate(words) if word == "de"]
    if (
        len(words) > 3
        and all(word[:1].isupper() for word in words)
        and not any(map(language.is_role, words))
        and not any(map(language.is_group, words))
    ):
        return True  # 'hat Klaus Weber Anna Roth genannt'
    two = language.code in ("fr", "es") and small == [2] and len(words) == 5 and not any(language.is_group(word) for word in words)
    person = language.is_role(words[-1]) or language.has("people", words[-1])
    whose = language.nouns_cased and len(words) > 1 and words[-2].endswith("s") and person  # 'Klaus Webers Anwalt'
    return begins or two or whose or (language.code == "en" and words[-1].endswith(("'s", "’s")))


def _name(name: list[str], role: list[str], before: list[str], language: Language) -> Phrase:
    genders = {language.gender_of(word) for word in role} - {""}
    shown = " ".join(name).strip(" ,'’")
    return Phrase(
        "name",
        shown if len(name[-1]) == 2 else shown.rstrip("."),
        " ".join(word.strip(",") for word in role),
        gender=genders.pop() if len(genders) == 1 else "",
        titled=any(language.is_role(word) for word in role) or bool(before and not any(language.is_group(word) for word in before)),
    )


def _is_function(word: str, language: Language) -> bool:
    low = word.lower()
    small = language.has("ends", low) or language.has("subordinators", low) or bool(_pronoun(low, language))
    return small and not language.has("connectors", low) and not language.has("articles", low)


def _describes(before: list[str], length: int, language: Language) -> bool:
    """Whether the words before a name are what somebody is: a role or a group, or one plain word right before a full name."""
    told = [language.is_role(word) or language.is_group(word) or language.has("people", word) for word in before]
    if any(told):
        # 'human rights lawyer', but not 'glazier met mayor', and after a name nothing but a role: 'Velm Power chief executive'
        first = next((number for number, word in enumerate(before) if word[:1].isupper() and not told[number]), len(before))
        capital = language.cased and not language.nouns_cased
        plain = [
            n
            for n, word in enumerate(before)
            if not told[n] and not language.has("modifiers", word) and not (capital and word[:1].isupper())
        ]
        return told[-1] and len(plain) <= 1 and not any(number > first for number in plain)
    return len(before) <= 1 and all(word[:1].islower() != language.nouns_cased for word in before) and length > 1


def _without_titles(words: list[str], language: Language) -> tuple[list[str], list[str]]:
    """A run of capitalised words without the titles before the name; no name where a title takes all of it ('Bishop of Norwood')."""
    honorifics = sum(language.has("honorifics", word) for word in words[:-1])
    if len(words) > 1 and language.is_group(words[-1]) and honorifics < len(words) - 1:
        return words, []
    if len(words) == 2 and not honorifics and language.has("also_given_names", words[0]):
        return words, []
    last = max((number for number, word in enumerate(words[:-1]) if language.is_role(word)), default=-1)
    if last < 0 and 1 < len(words) < 4 and language.is_agent_noun(words[0]):
        last = 0
    if last < 0 and language.nouns_cased and len(words) > 2 and language.is_group(words[0]):
        return words, []
    if last >= 0 and words[last + 1][0].islower():
        return ([], words) if last == 0 else (words, [])
    return words[last + 1 :], words[: last + 1]


def _belonging(words: list[str], language: Language) -> int:
    """Where the words 'of the Institute' begin after a person's name; 0 where the run is one name."""
    for number, word in enumerate(words):
        if number >= (2 if language.code == "en" else 1) and word[0].islower():
            person = number <= 3 and not any(language.is_group(part) for part in words[:number])
            body = word in ("of", "from", "at", "for") if language.code == "en" else any(map(language.is_group, words[number:]))
            return number if person and body else 0
    return 0


def _voice(plain: str, language: Language) -> Phrase | None:
    """'statement from Ann Able': the one who makes it."""
    match = regex.match(r"(?:\p{Ll}+ ){0,2}?(\p{L}+) (?:from|by|of|von|de|del|du) (.+)$", plain)
    if not match or not language.has("voices", match[1]):
        return None
    owner = phrase_of(match[2], language)
    return owner if owner and owner.sort == "name" else Phrase("noun", word=match[1].lower(), text=plain)


def _owned(text: str, language: Language) -> Phrase | None:
    """'the council's leader', 'Farrow's group', and 'the council's leader Mary Stone'."""
    match = regex.match(r"^(?P<owner>.+?)(?:['’]s|(?<=s)['’])\s+(?P<rest>.+)$", text) if language.code == "en" else None
    if not match:
        return None
    owner, rest = phrase_of(match["owner"], language), phrase_of(match["rest"], language)
    if not rest or not owner:
        return None
    if rest.sort == "name":
        return replace(rest, role=text[: -len(rest.name)].strip())
    return replace(rest, owner=owner.name, text=text, definite=True)


def _noun(plain: str, article: str, language: Language) -> Phrase | None:
    words = [word for part in plain.split() if (word := part.strip(".,"))]
    if not words or language.has_any(words[0], "prepositions", "conditions", "according"):
        return None
    stops = ("of", "for", "from", "at", "in", "on", "with", "de", "du", "des", "d'", "del", "von", "für", "who", "which", "zur", "zum")
    head = next((number for number, word in enumerate(words) if number and word.lower() in stops), len(words)) - 1
    if language.nouns_cased and article and words[head][0].islower() and any(word[0].isupper() for word in words[:head]):
        return Phrase("noun", text=plain)  # 'die Verwaltung gebe': where it ends is not known
    candidates = [words[head]] if language.code in ("en", "de") else words[: head + 1]
    listed = next((word for word in candidates if _is_listed(word, language)), "")
    if language.code == "de" and not listed:
        listed = next((word for word in words[: head + 1] if _is_listed(word, language)), "")
    if any(language.verb.fullmatch(word) or (number and _is_function(word, language)) for number, word in enumerate(words[: head + 1])):
        return None
    if any(language.has("passives", word) for word in words):
        return None
    capitals = [word for word in words[1:] if word[:1].isupper()]
    if not listed and not article:
        return None
    if not listed and ((capitals and not language.nouns_cased) or (language.nouns_cased and not words[head][0].isupper())):
        return None
    definite = article == "articles" or (not article and bool(listed))
    return Phrase("noun", word=(listed or words[head]).lower(), text=plain, definite=definite, gender=language.gender_of(listed))


def _is_listed(word: str, language: Language) -> bool:
    return language.is_group(word) or language.is_role(word) or language.has("document", word) or language.has("people", word)


# Hebrew and Arabic


def _uncased(text: str, language: Language) -> Phrase | None:
    article = {"he": "ה", "ar": "ال"}[language.code]
    if (
        language.code == "he"
        and text.startswith(("מ", "ב"))
        and (language.starts("government", text[1:]) or language.starts("organisation", text[1:]))
    ):
        text = text[1:]
    words = text.split()
    role: list[str] = []
    titles = 0
    while words:
        name = (
            language.starts("roles_m", " ".join(words))
            or language.starts("roles_f", " ".join(words))
            or language.starts("roles", " ".join(words))
        )
        if name:
            taken = len(name.split())
            titles += 1
            role += words[:taken]
            words = words[taken:]
        elif len(words) > 2 and (words[0].startswith(article) or (role and language.is_group(words[0]))):
            role.append(words.pop(0))
        elif (
            not role
            and len(words) == 4
            and words[1].startswith(article)
            and not language.is_role(words[1])
            and _may_be_role(words, language)
        ):
            role, words = words[:2], words[2:]
        else:
            break
    genders = {language.gender_of(word) for word in (*role, " ".join(role[:2]))} - {""}
    gender: Gender = genders.pop() if len(genders) == 1 else ""
    text = " ".join(words)
    if role and (not words or (len(words) == 1 and words[0].startswith(article))):
        return Phrase("noun", word=role[0], text=" ".join([*role, *words]), definite=True, gender=gender)
    if role and _is_construct(role, article, titles, language):
        return None
    if any(not regex.fullmatch(r"[\p{L}\p{M}'’״\"׳.-]+", word) or _verb_or_small(word, language) for word in words):
        return None
    if role and (language.starts("organisation", text) or language.starts("government", text)):
        return Phrase("noun", word=role[0], text=" ".join([*role, *words]), definite=True, gender=gender)
    if language.starts("document", text) or language.starts("people", text):
        return Phrase("noun", word=words[0], text=text, definite=words[0].startswith(article))
    if words and (language.has("prepositions", words[0]) or (len(words) > 2 and _is_relative(words[0], language))):
        return None
    if _is_prefixed(words, "לلוو", language):
        return None  # 'to Samer Abboud', 'and Kelly said': nobody is named with a letter too many or too few
    most = 3 + sum(language.has("connectors", word) for word in words)
    if not words or len(words) > most or (len(words) == 1 and len(text) < 3):
        return None
    return Phrase("name", text, " ".join(role), gender=gender, titled=bool(role))


def _is_relative(word: str, language: Language) -> bool:
    """Whether a word before a name says that somebody belongs to the one who is named: 'the lawyer of'."""
    return language.has("relational", word) and not language.has("connectors", word)


def _is_prefixed(words: list[str], letters: str, language: Language) -> bool:
    """Whether a name begins with a letter that may be a word of its own, and is no name that has it."""
    if words and words[0][0] in letters and language.has_any(words[0][1:], "prepositions", "ends"):
        return True
    return bool(words) and words[0][0] in letters and len(words[0]) > 3 and not language.has("like_prefixed", words[0])


def _is_construct(role: list[str], article: str, titles: int, language: Language) -> bool:
    """Whether a role may be that of somebody who belongs to the named one, as in 'the mayor's spokeswoman'."""
    if language.has("honorifics", role[-1]) or role[-1] in language.words("honorifics"):
        return language.has("relational", role[0])
    return (len(role) == 1 and not role[0].startswith(article)) or (titles > 1 and language.has("relational", role[0]))


def _may_be_role(words: list[str], language: Language) -> bool:
    """Whether two words before a name, as in 'seller of fish', are what somebody is, and not whose somebody is."""
    return not language.has_any(words[0], "relational", "people", "document", "ends", "adverbs") and not (
        language.starts("organisation", words[0]) or language.starts("government", words[0]) or language.verb.fullmatch(words[0])
    )


def _verb_or_small(word: str, language: Language) -> bool:
    return bool(language.verb.fullmatch(word)) or (language.has("ends", word) and not language.has("connectors", word))


# Phrases inside a text


def leading(text: str, language: Language) -> tuple[Phrase | None, str]:
    """The phrase with which a text begins, up to where it ends; and what follows it."""
    text = text.lstrip(" ")
    match = _PHRASE_END.search(text)
    end = match.start() if match else len(text)
    for word in regex.finditer(r"[\p{L}\p{M}״\"'’-]+", text[:end]):
        if word.start() == 0 and (_pronoun(word[0], language) or language.has("articles", word[0]) or language.has("indefinite", word[0])):
            if _pronoun(word[0], language) and not language.has("articles", word[0]):
                return _pronoun(word[0], language), text[word.end() :]
            continue
        small = language.has("ends", word[0]) and not (word[0][0].isupper() and word.start() > 0)
        if (small and word.start() > 0) or (word.start() > 0 and language.verb.fullmatch(word[0]) and word[0][0].islower()):
            if word[0].lower() in _OF and _is_role_so_far(text[: word.start()], language):
                continue
            inside = language.has("connectors", word[0]) and regex.match(r"\s+(?:\p{Ll}+ )?\p{Lu}", text[word.end() : end])
            if not inside:
                end = word.start()
                break
        if not language.cased and word.start() > 0 and _prefixed(word[0], text[: word.start()], text[word.end() :], language):
            end = word.start()
            break
    phrase = phrase_of(text[:end], language)
    if language.cased and (phrase is None or phrase.sort == "noun"):
        match = regex.match(rf"(?:[\p{{L}}’'-]+ ){{0,4}}?{run_pattern(language)}", text[:end])
        named = phrase_of(match[0], language) if match else None
        if match and named and (phrase is None or named.titled):
            phrase, end = named, match.end()
    if phrase and phrase.sort == "noun" and phrase.word and language.is_role(phrase.word.split()[0]):
        named, rest = _apposed(text[end:], language)
        if named:
            holder = with_role(phrase, named, language)
            return holder, rest if holder else text[end:]
    return phrase, text[end:]


def _is_role_so_far(text: str, language: Language) -> bool:
    """Whether a text is a role that goes on with what it is a role of: 'the head', 'la directora'."""
    phrase = phrase_of(text, language)
    return phrase is not None and phrase.sort == "noun" and bool(phrase.word) and language.is_role(phrase.word)


def _words_of_name(text: str, language: Language) -> int:
    phrase = phrase_of(text, language)
    return len(phrase.name.split()) if phrase else len(text.split())


def _prefixed(word: str, before: str, after: str, language: Language) -> bool:
    """In Hebrew and Arabic: whether a word begins with a preposition, after words that may be a name already."""
    letters = {"he": "בלמ", "ar": "بل"}[language.code]
    definite = regex.match(r"\s*ה\p{L}{3}", after) and language.code == "he"  # 'in the session of the council'
    return (
        (_words_of_name(before, language) >= 2 or bool(definite) or language.code == "ar" or word.endswith(("ים", "ות")))
        and word[0] in letters
        and len(word) > 3
        and (language.code == "he" or word.startswith(("لل", "بال")))
    )


def _apposed(rest: str, language: Language) -> tuple[Phrase | None, str]:
    """The name that stands in apposition to a role: 'the bishop, Ann Able, …'."""
    match = (
        regex.match(rf"\s*[,،]\s*((?:[\p{{L}}\d.’'-]+ ){{0,3}}?{run_pattern(language)})(?=\s*(?:[,.;:{PLACEHOLDERS}]|$))", rest)
        if language.cased
        else None
    )
    if match is None and not language.cased:
        match = regex.match(rf"\s*[,،]\s*([^,،.:;{PLACEHOLDERS}]+)(?=[,،.:]|$)", rest)
    phrase = phrase_of(match[1], language) if match else None
    return (phrase, rest[match.end() :]) if match and phrase and phrase.sort == "name" else (None, rest)


def apposition(rest: str, language: Language) -> str:
    """The role that follows a name after a comma: ', senior researcher at the institute'; empty where none does."""
    match = regex.match(rf"\s*[,،(]\s*([^,،;:.()–—{PLACEHOLDERS}\uf8ff]+)", rest)
    words = match[1].strip() if match else ""
    if not words or len(words) > _LONGEST_ROLE or language.verb.match(words):
        return ""
    first = words.split()[0]
    if language.has("ends", first) and not language.has("articles", first) and not language.has("indefinite", first):
        return ""
    parts = regex.findall(r"[\p{L}\p{M}'’״\"-]+", words)
    if not language.cased:
        return (
            words
            if any(language.is_role(word) or language.starts("roles_f", word) or word[:4] in ("מנהל", "יושב") for word in parts[:2])
            else ""
        )
    if not any(language.is_role(word) for word in parts):
        return ""
    return _without_article(words, language)[0]


def affiliation(role: str, language: Language) -> str:
    """The organisation that a role names: '… of the Legal Forum', '… at NGO Monitor'."""
    belongs = r"of the|of|at|for|from|with|des|der|beim|vom|du|de la|de l['’]|del|de|chez"
    match = regex.search(rf"(?<!\p{{L}})(?:{belongs})\s?(?:the |der |des )?({run_pattern(language)})$", role) if language.cased else None
    return match[1] if match else ""


def kind_of(name: str, role: str, language: Language, *, person: bool) -> str:
    """What a speaker is, where the text says so: by a person's role or pronoun, or by a word of the name. Empty where it does not."""
    words = [word.strip(".,'’").lower() for word in name.split()]
    group = [word for word in words if language.is_group(word)]
    if person and not (group and len(words) > 2):
        return "person"
    last = words[-1:] if language.code == "en" else words
    if any(language.has("media", word) for word in last):
        return "media"
    if any(language.has("government", word) or word.endswith(("amt", "gericht", "ministerium")) for word in words):
        return "government"
    if group or (not language.cased and any(language.starts("organisation", word) for word in words[:1])):
        return "organisation"
    listed = [word.strip(".,").lower() for word in role.split()]
    if any(language.has("organisation", word) for word in listed):
        return "organisation"
    return "government" if any(language.has("government", word) for word in listed) else ""
