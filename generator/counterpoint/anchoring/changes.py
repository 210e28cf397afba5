"""What has changed from a quote to a passage, and whether that is surely harmless.

Only a change of typography, of an English article, or of the capital that a common word has at the beginning of a sentence is; whatever
else has changed is named. One letter makes another word, such as 'attacks' of 'attacked' or 'status' of 'statue', so spelling counts. The
lists of words are those of the languages that the interface speaks. A word that is on no list counts as changed.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest

import regex

from counterpoint.anchoring.edges import number_signs
from counterpoint.anchoring.text import fold

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}"
_LETTER = rf"[[\p{{L}}\p{{M}}\p{{N}}]--[{_UNSPACED}]]"
_MOST_WORK = 3_000_000
"""Steps of comparing words one by one, about a second."""
WORD = regex.compile(
    rf"{_LETTER}+(?:['\-.,:/&\u200c\u200d]{_LETTER}+)*|[{_UNSPACED}]\p{{M}}*|[^\s\p{{L}}\p{{M}}\p{{N}}]|[\p{{L}}\p{{M}}\p{{N}}]", regex.V1
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
_ARTICLES = _listed("a an the The An")
"""English articles, which say nothing about number or case: in 'den Mann' for 'der Mann' somebody else does it."""
COMMON = _listed(
    "a an the this that these those it its he she we they his her our their there here who what which when where why how if as at by for "
    "from in into of on over to under with after before since while because although and but or so yet is are was were has have had "
    "der die das ein eine es er wir in im an am auf bei mit nach von vor zu und oder aber wenn als weil dass "
    "le la les un une des il elle nous ils elles ce cette ces en dans sur sous avec par pour de du et ou mais si quand "
    "el los las una unos unas este esta estos estas con por para del y o pero cuando"
)
"""Words that mean the same with a capital letter, which a sentence begins with. 'Polish', 'May' or 'Bill' do not."""
_AFTER_ARTICLE = _listed(
    "few little lot bit peu poco pocos wenig paar number many priori posteriori fortiori cappella la vis propos tempo "
    "is are was were be been has have had does did will would can could may might must shall should says said and or but than as if who "
    "that which in on at of for from to by with a an the"
)
"""Before these words an article says something of its own ('few' is not 'a few'), or is none but a letter ('option a is bad')."""
_BEFORE_ARTICLE = _listed(
    "per times each every option item section part point plan group team class type vitamin hepatitis phase level grade category annex "
    "appendix figure table line route side schedule exhibit clause article paragraph unit block zone area column row version series "
    "model vis"
)
"""Behind these words 'a' is a letter, or a measure: 'option a', 'three times a day'."""
_ENGLISH = _listed("the of and that they with from would this their which have has been were are for it she")
"""Words by one of which a text is told to be English."""
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
_NUMERAL = regex.compile(r"\p{N}|[〇零一二三四五六七八九十百千万億兆两亿萬半]")
_CJK_NEGATION = regex.compile(r"[不非無无未没沒勿莫別别]")
_KOREAN_NEGATION = regex.compile(r"(?:않|못|없|아니|아닌|아닙)|안\Z")
_BEGINNING = regex.compile(r"""[.!?:…"]""")
_PUNCTUATION = regex.compile(r"[^\p{L}\p{M}\p{N}]+")


def words(text: str) -> list[str]:
    """Cut a text into its words and signs, as `WORD` means them."""
    return WORD.findall(fold(" ".join(text.split()), 2).text)


def diff(old: Sequence[str], new: Sequence[str]) -> list[tuple[bool, list[str], list[str]]]:
    """List what is equal but for capitals (true), and what is not, from one list of words to another."""
    result: list[tuple[bool, list[str], list[str]]] = []
    i = j = 0
    for first, second, size in _blocks(old, new):
        if i < first or j < second:
            result.append((False, list(old[i:first]), list(new[j:second])))
        if size:
            result.append((True, list(old[first : first + size]), list(new[second : second + size])))
        i, j = first + size, second + size
    return result


def _blocks(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    """List the ranges of words that are equal but for capitals, as (place, other place, length); the last is an empty one at both ends.

    Of words that repeat themselves again and again, all between the equal ones at both ends counts as replaced: comparing them would take
    time that grows with the third power of their number.
    """
    a, b = [word.casefold() for word in old], [word.casefold() for word in new]
    if _work(a, b) <= _MOST_WORK:
        return [(block.a, block.b, block.size) for block in difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()]
    most = min(len(a), len(b))
    head = next((at for at in range(most) if a[at] != b[at]), most)
    tail = next((at for at in range(most - head) if a[-1 - at] != b[-1 - at]), most - head)
    inner: list[tuple[int, int, int]] = []
    if _work(a[head : len(a) - tail], b[head : len(b) - tail]) <= _MOST_WORK:
        matcher = difflib.SequenceMatcher(None, a[head : len(a) - tail], b[head : len(b) - tail], autojunk=False)
        inner = [(block.a + head, block.b + head, block.size) for block in matcher.get_matching_blocks()[:-1]]
    blocks = [(0, 0, head), *inner, (len(a) - tail, len(b) - tail, tail)]
    return [*((first, second, size) for first, second, size in blocks if size), (len(a), len(b), 0)]


def _work(a: Sequence[str], b: Sequence[str]) -> int:
    """Estimate the steps of comparing two lists of words: pairs of equal ones, for each range that is found."""
    counts = Counter(b)
    return sum(counts[word] for word in a) * min(len(a), len(b))


def word_diff(old: str, new: str) -> str:
    """Write a difference as `the [-three-] {+four+} banks`."""
    out = []
    for is_equal, gone, come in diff(words(old), words(new)):
        if is_equal:
            out.append(" ".join(gone))
            continue
        out += [f"[-{' '.join(gone)}-]"] if gone else []
        out += [f"{{+{' '.join(come)}+}}"] if come else []
    return " ".join(out)


def reasons(old: str, new: str, language: str = "en", *, begins: bool = False) -> tuple[str, ...]:
    """Say why taking a passage for a quote is not surely harmless; nothing if it is.

    `begins` says that a sentence of the article begins with the passage.
    """
    a, b = words(old), words(new)
    differences = diff(a, b)
    named: dict[str, None] = {}
    if number_signs(fold(old, 2).text) != number_signs(fold(new, 2).text):
        named["NUMBER CHANGED"] = None
    is_english = language[:2] == "en" and any(word.casefold() in _ENGLISH for word in (*a, *b))
    for place, (is_equal, gone, come) in enumerate(differences):
        if is_equal:
            continue
        before = differences[place - 1][1][-1] if place else ""
        after = differences[place + 1][1][0] if place + 1 < len(differences) else ""
        if not (is_english and _is_article_alone(gone, come) and _may_have_article(before, after)):
            for left, right in zip_longest(gone, come, fillvalue=""):
                named |= dict.fromkeys(_reasons_of_pair(left, right, language))
    for left, right, is_beginning in _equal_words(a, b, begins=begins):
        named |= dict.fromkeys(_reasons_of_capitals(left, right, begins=is_beginning))
    all_gone, all_come = ([word.casefold() for is_equal, *sides in differences if not is_equal for word in sides[side]] for side in (0, 1))
    if sorted(all_gone) == sorted(all_come) and any(not _PUNCTUATION.fullmatch(word) for word in all_gone):
        named = {"WORDS MOVED": None} | {reason: None for reason in named if reason not in {"WORD CHANGED", "WORDS ADDED", "WORDS DROPPED"}}
    return tuple(sorted(named, key=_ORDER.index))


_ORDER = (
    "NUMBER CHANGED", "NEGATION CHANGED", "NAME CHANGED",
    "WORDS DROPPED", "WORDS ADDED", "WORDS MOVED", "WORD CHANGED", "CAPITALS CHANGED", "PUNCTUATION CHANGED",
)  # fmt: skip


def _equal_words(a: Sequence[str], b: Sequence[str], *, begins: bool) -> Iterator[tuple[str, str, bool]]:
    """Yield each word of both lists that is equal but for capitals, as either has it, and whether a sentence may begin where it has one.

    Where the first list begins, a sentence may; where the second does, if `begins`.
    """
    for first, second, size in _blocks(a, b):
        for at in range(size):
            left, right = a[first + at], b[second + at]
            words, number = (b, second + at) if left.islower() else (a, first + at)
            is_first = words is a or begins
            yield left, right, bool(_BEGINNING.fullmatch(words[number - 1])) if number else is_first


def _reasons_of_capitals(left: str, right: str, *, begins: bool) -> list[str]:
    """Say what is wrong with a word that is equal but for capitals: 'US' is not 'us', 'Polish' not 'polish', 'Maße' not 'Masse'."""
    if left == right:
        return []
    if left.lower() != right.lower():
        return ["WORD CHANGED"]
    acronym = any(len(word) > 1 and word.isupper() for word in (left, right))
    return [] if begins and not acronym and left.lower() in COMMON else ["CAPITALS CHANGED"]


def _is_article_alone(gone: Sequence[str], come: Sequence[str]) -> bool:
    """Whether an English article came, went or was changed, and nothing else."""
    return len(gone) < 2 and len(come) < 2 and all(_is_article(word) for word in (*gone, *come))


def _may_have_article(before: str, after: str) -> bool:
    """Whether an article between two words is surely one, and says little: 'the plan', and not 'no the plan', 'a third', 'the Hague'."""
    first = before.casefold()
    if _is_telling(first) or first in _BEFORE_ARTICLE or (len(first) == 1 and first.isalnum()) or (before != first and first not in COMMON):
        return False
    return after.islower() and len(after) > 1 and not _is_telling(after) and after not in _AFTER_ARTICLE


def _is_telling(word: str) -> bool:
    """Whether a word in small letters is a number or a negation."""
    return is_number(word) or negates(word)


def _reasons_of_pair(left: str, right: str, language: str) -> list[str]:
    """Say what is wrong with one word in the place of another; either may be missing."""
    if left.casefold() == right.casefold():
        return _reasons_of_capitals(left, right, begins=False)
    pair = [word for word in (left, right) if word]
    plain = [word.casefold() for word in pair]
    result = []
    if any(is_number(word) for word in plain):
        result.append("NUMBER CHANGED")
    if any(negates(word) for word in plain) or (len(pair) == 2 and opposed(plain[0], plain[1])):
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
    return ["WORD CHANGED"]


def negates(word: str) -> bool:
    """Whether a word in small letters is a negation, or has one written together with it: 'don't', 'n'est', 'keinerlei'."""
    return (
        word in NEGATIONS
        or word.endswith("n't")
        or word.startswith(("n'", "kein"))
        or bool(_CJK_NEGATION.search(word) or _KOREAN_NEGATION.match(word))
    )


def is_number(word: str) -> bool:
    """Whether a word in small letters is a number, a part of one, or a rank."""
    return bool(_NUMERAL.search(word)) or any(part in _NUMBERS for part in word.split("-"))


def _is_article(word: str) -> bool:
    return word in _ARTICLES  # 'A' may be a letter: 'vitamin A', 'plan A'


def opposed(left: str, right: str) -> bool:
    """Whether one word is the other with a prefix that turns it round."""
    short, long = sorted((left.replace("-", ""), right.replace("-", "")), key=len)
    return len(short) > 2 and long.endswith(short) and long.removesuffix(short) in _OPPOSING
