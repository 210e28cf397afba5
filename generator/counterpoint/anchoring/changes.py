"""What has changed from a quote to a passage, and whether that is surely harmless.

Only a change of typography, of case, of an article, of an inflection or of a word's spelling is; whatever else has changed is named. The
lists of words are those of the languages that the interface speaks. A word that is on no list counts as changed.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from itertools import zip_longest

import regex
from rapidfuzz.distance import OSA

from counterpoint.anchoring.text import fold

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}"
_LETTER = rf"[[\p{{L}}\p{{M}}\p{{N}}]--[{_UNSPACED}]]"
WORD = regex.compile(
    rf"{_LETTER}+(?:['\-.,:/]{_LETTER}+)*|[{_UNSPACED}]\p{{M}}*|[^\s\p{{L}}\p{{M}}\p{{N}}]|[\p{{L}}\p{{M}}\p{{N}}]", regex.V1
)
"""A word of a folded text, one character of a script without spaces, or one sign."""


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


NEGATIONS = _listed(
    "no not never none nobody nothing nowhere neither nor without cannot against hardly barely scarcely rarely seldom "
    "unless except kein keine keinen keinem keiner keines nicht nie niemals niemand niemandem nichts ohne weder noch kaum "
    "keineswegs keinesfalls mitnichten gegen außer ne pas plus jamais aucun aucune rien personne sans ni non guère point "
    "nullement contre sauf no nunca jamás nadie nada ningún ninguna ninguno ni sin tampoco contra apenas salvo לא ולא שלא "
    "הלא אין ואין שאין אינו אינה אינם אינן בלי ללא בלתי אף מעולם לעולם נגד אל لا ولا بلا فلا لم ولم لن ولن ليس ليست وليس "
    "غير بغير دون بدون ما لما"
)
_NUMBERS = _listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion "
    "dozen half third quarter fifth first second fourth sixth seventh eighth ninth tenth last once twice thrice double "
    "triple single both pair hundreds thousands millions billions trillions dozens thirds quarters halves null ein eins "
    "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig "
    "neunzig hundert tausend million millionen milliarde milliarden billion billionen dutzend hälfte drittel viertel erste "
    "ersten zweite zweiten dritte dritten vierte vierten letzte letzten einmal zweimal dreimal doppelt beide zéro un deux "
    "trois quatre cinq six sept huit neuf dix onze douze vingt trente quarante cinquante soixante cent cents mille millions "
    "milliard milliards douzaine moitié tiers quart premier première deuxième second seconde troisième dernier dernière "
    "double cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce veinte treinta cuarenta cincuenta sesenta "
    "setenta ochenta noventa cien ciento mil millón millones docena mitad tercio cuarto primero primera segundo segunda "
    "tercero último doble אחד אחת שני שתי שניים שתיים שלושה שלוש ארבעה ארבע חמישה חמש שישה שש שבעה שבע שמונה תשעה תשע עשרה "
    "עשר מאה מאות אלף אלפים מיליון מיליונים מיליארד חצי שליש רבע ראשון ראשונה שנייה שלישי אחרון واحد واحدة اثنان اثنين "
    "ثلاثة ثلاث أربعة أربع خمسة خمس ستة سبعة سبع ثمانية تسعة تسع عشرة عشر مئة مائة ألف آلاف مليون ملايين مليار مليارات نصف "
    "ثلث ربع أول الأول الأولى ثاني الثاني الثانية الثالث الأخير"
)
_ARTICLES = {
    "en": _listed("a an the"),
    "de": _listed("der die das den dem des"),
    "fr": _listed("le la les l' l"),
    "es": _listed("el la los las"),
}
_AFTER_ARTICLE = _listed("few little lot bit peu poco pocos wenig paar number many")
"""Before these words an article changes what is meant: 'few' is not 'a few'."""
_ENDINGS = {
    "en": ("", "s", "es", "d", "ed", "ing", "'s"),
    "de": ("", "e", "en", "em", "es", "n", "s"),
    "fr": ("", "s", "e", "es"),
    "es": ("", "s", "es"),
}
_OPPOSING = (
    "un",
    "in",
    "im",
    "il",
    "ir",
    "dis",
    "non",
    "anti",
    "de",
    "mis",
    "counter",
    "contra",
    "miss",
    "ohn",
    "dés",
    "dé",
    "des",
    "mal",
    "a",
)
_SPELLINGS = (
    ("our", "or"), ("ise", "ize"), ("isi", "izi"), ("isa", "iza"), ("yse", "yze"), ("tre", "ter"), ("ogue", "og"), ("ll", "l"), ("ß", "ss"),
    ("ence", "ense"), ("ae", "e"),
)  # fmt: skip
_NUMERAL = regex.compile(r"\p{N}|[〇零一二三四五六七八九十百千万億兆两亿萬半]")
_CJK_NEGATION = regex.compile(r"[不非無无未没沒勿莫別别]")
_PUNCTUATION = regex.compile(r"[^\p{L}\p{M}\p{N}]+")


def words(text: str) -> list[str]:
    """Cut a text into its words and signs, as `WORD` means them."""
    return WORD.findall(fold(" ".join(text.split()), 2).text)


def diff(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, list[str], list[str]]]:
    """List what is equal but for capitals, replaced, deleted and inserted from one list of words to another."""
    matcher = difflib.SequenceMatcher(None, [word.casefold() for word in old], [word.casefold() for word in new], autojunk=False)
    return [(kind, list(old[a0:a1]), list(new[b0:b1])) for kind, a0, a1, b0, b1 in matcher.get_opcodes()]


def word_diff(old: str, new: str) -> str:
    """Write a difference as `the [-three-] {+four+} banks`."""
    out = []
    for kind, gone, come in diff(words(old), words(new)):
        if kind == "equal":
            out.append(" ".join(gone))
            continue
        out += [f"[-{' '.join(gone)}-]"] if gone else []
        out += [f"{{+{' '.join(come)}+}}"] if come else []
    return " ".join(out)


def reasons(old: str, new: str, language: str = "en") -> tuple[str, ...]:
    """Say why taking a passage for a quote is not surely harmless; nothing if it is."""
    a, b = words(old), words(new)
    found: dict[str, None] = {}
    changes = [(gone, come) for kind, gone, come in diff(a, b) if kind != "equal"]
    all_gone, all_come = [w for gone, _ in changes for w in gone], [w for _, come in changes for w in come]
    for number, (gone, come) in enumerate(changes):
        following = _next_word(a, b, changes, number)
        for left, right in zip_longest(gone, come, fillvalue=""):
            found |= dict.fromkeys(_reasons_of_pair(left, right, language, following))
    content = [word for word in all_gone if not _PUNCTUATION.fullmatch(word) and not _is_article(word, language)]
    missing = _without([w.casefold() for w in content], [w.casefold() for w in all_come])
    if content and not missing and sorted(w.casefold() for w in all_gone) == sorted(w.casefold() for w in all_come):
        found = {"WORDS MOVED": None} | {reason: None for reason in found if reason not in {"WORD CHANGED", "WORDS ADDED", "WORDS DROPPED"}}
    return tuple(sorted(found, key=_ORDER.index))


_ORDER = (
    "NUMBER CHANGED", "NEGATION CHANGED", "NAME CHANGED",
    "WORDS DROPPED", "WORDS ADDED", "WORDS MOVED", "WORD CHANGED", "PUNCTUATION CHANGED",
)  # fmt: skip


def _next_word(a: Sequence[str], b: Sequence[str], changes: Sequence[tuple[list[str], list[str]]], number: int) -> str:
    """Return the word after a change, which an article would belong to."""
    gone, come = changes[number]
    longer, words = (gone, a) if len(gone) >= len(come) else (come, b)
    for at in range(len(words) - len(longer) + 1):
        if list(words[at : at + len(longer)]) == longer:
            return words[at + len(longer)].casefold() if at + len(longer) < len(words) else ""
    return ""


def _without(words: list[str], others: list[str]) -> list[str]:
    left = list(others)
    missing = []
    for word in words:
        if word in left:
            left.remove(word)
        else:
            missing.append(word)
    return missing


def _reasons_of_pair(left: str, right: str, language: str, following: str) -> list[str]:
    """Say what is wrong with one word in the place of another; either may be missing."""
    if left.casefold() == right.casefold():
        return []
    pair = [word for word in (left, right) if word]
    plain = [word.casefold() for word in pair]
    if all(_is_article(word, language) for word in pair) and following not in _AFTER_ARTICLE:
        return []
    result = []
    if any(is_number(word) for word in plain):
        result.append("NUMBER CHANGED")
    if any(
        word in NEGATIONS or word.endswith("n't") or word.startswith(("n'", "kein")) or _CJK_NEGATION.search(word) for word in plain
    ) or (len(pair) == 2 and _opposed(plain[0], plain[1])):
        result.append("NEGATION CHANGED")
    if any(word[:1].isupper() and word.casefold() not in NEGATIONS for word in pair) and language != "de":
        result.append("NAME CHANGED")
    if result:
        return result
    if all(_PUNCTUATION.fullmatch(word) for word in pair):
        return ["PUNCTUATION CHANGED"]
    if not right:
        return ["WORDS DROPPED"]
    if not left:
        return ["WORDS ADDED"]
    return [] if _inflected(plain[0], plain[1], language) or _spelled(plain[0], plain[1]) else ["WORD CHANGED"]


def is_number(word: str) -> bool:
    """Whether a word in small letters is a number, a part of one, or a rank."""
    return bool(_NUMERAL.search(word)) or any(part in _NUMBERS for part in word.split("-"))


def _is_article(word: str, language: str) -> bool:
    return word.casefold() in _ARTICLES.get(language[:2], ())


def _opposed(left: str, right: str) -> bool:
    """Whether one word is the other with a prefix that turns it round."""
    short, long = sorted((left.replace("-", ""), right.replace("-", "")), key=len)
    return len(short) > 2 and long.endswith(short) and long.removesuffix(short) in _OPPOSING


def _inflected(left: str, right: str, language: str) -> bool:
    """Whether two words differ in an ending that is grammar's: ban, bans; trip, trips; say, said is not."""
    endings = _ENDINGS.get(language[:2], ("",))
    if any(_NUMERAL.search(word) for word in (left, right)):
        return False
    stems = [{word.removesuffix(ending) for ending in endings if word.endswith(ending)} for word in (left, right)]
    if language[:2] == "en":
        for each in stems:
            each |= {stem[:-1] + "i" for stem in each if stem.endswith("y")} | {stem.removesuffix("e") for stem in each}
    return any(len(stem) >= 3 for stem in stems[0] & stems[1])


def _spelled(left: str, right: str) -> bool:
    """Whether two words are one in two spellings, or one with a letter that was lost, doubled or swapped in its middle."""
    if not (left + right).isalpha() or not regex.fullmatch(r"\p{Latin}+", left + right):
        return False
    for shape, other in _SPELLINGS:
        if left != right and left.replace(shape, other) == right.replace(shape, other):
            return True
    if left.startswith(_OPPOSING[:-1]) != right.startswith(_OPPOSING[:-1]):
        return False
    if {left, right} == {left, left.replace("ie", "ei")} or {left, right} == {left, left.replace("ei", "ie")}:
        return True
    long = min(len(left), len(right)) >= 8
    return long and left[:2] == right[:2] and left[-2:] == right[-2:] and OSA.distance(left, right) == 1 and _lost_or_swapped(left, right)


def _lost_or_swapped(left: str, right: str) -> bool:
    return len(left) != len(right) or sorted(left) == sorted(right)
