"""What a paraphrase says otherwise than its own quote: numbers, negations and names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import regex

from counterpoint.anchoring.changes import COMMON, diff, negates
from counterpoint.anchoring.changes import words as words_and_signs


def _by_word(*rows: tuple[str, str]) -> dict[str, Decimal]:
    return {word: Decimal(value) for value, words in rows for word in words.split()}


_CARDINALS = _by_word(
    ("2", "two zwei deux dos שני שתי שניים שתיים اثنان اثنين"),
    ("3", "three drei trois tres שלושה שלוש ثلاثة ثلاث"),
    ("4", "four vier quatre cuatro ארבעה ארבע أربعة أربع"),
    ("5", "five fünf cinq cinco חמישה חמש خمسة خمس"),
    ("6", "six sechs seis שישה שש ستة ست"),
    ("7", "seven sieben sept siete שבעה שבע سبعة سبع"),
    ("8", "eight acht huit ocho שמונה ثمانية ثماني"),
    ("9", "nine neun neuf nueve תשעה תשע تسعة تسع"),
    ("10", "ten zehn dix diez עשרה עשר عشرة عشر"),
    ("11", "eleven elf onze once"),
    ("12", "twelve zwölf douze doce"),
    ("20", "twenty zwanzig vingt veinte עשרים عشرون عشرين"),
    ("30", "thirty dreißig trente treinta שלושים ثلاثون ثلاثين"),
    ("40", "forty vierzig quarante cuarenta ארבעים أربعون أربعين"),
    ("50", "fifty fünfzig cinquante cincuenta חמישים خمسون خمسين"),
    ("60", "sixty sechzig soixante sesenta שישים ستون ستين"),
    ("70", "seventy siebzig setenta שבעים سبعون سبعين"),
    ("80", "eighty achtzig ochenta שמונים ثمانون ثمانين"),
    ("90", "ninety neunzig noventa תשעים تسعون تسعين"),
)
"""Words that are numbers and nothing else. A word for one is an article in many languages."""
_LOOSE = (
    _by_word(("1", "one once single ein eine eins einmal un une uno una אחד אחת واحد واحدة first"), ("0", "zero null zéro cero no none"))
    | _by_word(
        ("2", "both twice double second beide beiden doppelt zweimal half"), ("3", "third thirds dritte drittel tiers tercio triple")
    )
    | _by_word(("50", "half hälfte halb moitié mitad חצי نصف"), ("25", "quarter quarters viertel quart cuarto רבע ربع"))
    | _by_word(("12", "dozen dutzend douzaine docena"))
)
"""Words for which a text may have digits."""
_SCALES = _by_word(
    ("100", "hundred hundert cent cents cien ciento מאות مئة مائة"),
    ("1000", "thousand tausend mille mil אלף אלפים ألف آلاف"),
    ("1e6", "million millions millionen millón millones מיליון מיליונים مليون ملايين"),
    ("1e9", "billion billions milliarde milliarden milliard milliards מיליארד מיליארדים مليار مليارات"),
    ("1e12", "trillion trillions billionen"),
)
_TOKEN = regex.compile(
    r"(?P<digits>\p{Nd}{1,3}(?:[\s.,'’٬٫]\p{Nd}{3})+(?!\p{Nd})(?:[.,٫]\p{Nd}+)?|\p{Nd}+(?:[.,٫]\p{Nd}+)*)|(?P<word>[\p{L}\p{M}]+)"
)
_DENIAL = regex.compile(
    r"\b(?:(?:false|wrong|untrue|falsch|faux|falso|שקר|مكذوب)[\s,]+(?:that|dass|daß|que|כי|ש|أن)"
    r"|den(?:y|ies|ied)|bestreitet|leugnet|nie que|niega)",
    regex.IGNORECASE,
)
"""What turns round what follows it, and is no negation."""
_NEAR = 0.5
"""So much of a paraphrase's words in the quote, in its order, that what differs is a change and not another way to put all of it."""
_NEARER = 0.75
"""Where so many are the same, a name in the place of another is another's; else it may stand for a pronoun."""
_CLAUSE_SIGNS = frozenset(',;:.!?…-()"')
_NO_NEGATION = frozenset(["ne", "against", "gegen", "contre", "contra", "نحو", "ضد", "נגד"])
"""Half of a French negation, which is often left out; and what may as well be put in another way."""


def new_numbers(text: str, quotes: Sequence[str], dates: Iterable[str] = ()) -> list[str]:
    """List the numbers of a text, as they stand there, that its quotes do not have in whatever way they are written."""
    there = [reading for quote in (*quotes, *dates) for _, readings, _ in _numbers(quote, loose=True) for reading in readings]
    own = [*_numbers(text)]
    said = {reading for _, readings, _ in own for reading in readings}
    is_replaced = any(not readings & said for quote in quotes for _, readings, _ in _numbers(quote))
    return [shown for shown, readings, in_digits in own if not readings & {*there} and (in_digits or is_replaced)]


def _numbers(text: str, *, loose: bool = False) -> Iterator[tuple[str, set[Decimal], bool]]:
    """Yield each number of a text: as it stands there, all that it may mean, and whether it is in digits."""
    tokens = [*_TOKEN.finditer(text)]
    for token, after in zip(tokens, (*tokens[1:], None), strict=False):
        word = token[0].casefold()
        scale = _SCALES.get(after[0].casefold()) if after else None
        if token["digits"]:
            readings = _readings(token[0])
        elif word in _CARDINALS:
            readings = {_CARDINALS[word]}
        elif loose and (word in _LOOSE or word in _SCALES):
            readings = {table[word] for table in (_LOOSE, _SCALES) if word in table}
        else:
            continue
        shown = f"{token[0]} {after[0]}" if after and scale else token[0]
        yield shown, {value * scale for value in readings} if scale else readings, bool(token["digits"])


def _readings(digits: str) -> set[Decimal]:
    """All numbers that some digits may mean: a dot or comma parts thousands only where three digits are last, as in 1,500 and 1,50,000."""
    plain = "".join(str(int(sign)) if sign.isdigit() else sign for sign in digits)
    groups = regex.findall(r"\d+", plain)
    readings = {Decimal(f"{''.join(groups[:-1])}.{groups[-1]}")} if len(groups) > 1 else set()
    if len(groups) == 1 or (len(groups[-1]) == 3 and all(len(group) in {2, 3} for group in groups[1:-1])):
        readings.add(Decimal("".join(groups)))
    return readings


def changed_words(text: str, quotes: Sequence[str], *, names: bool) -> tuple[str, list[str]]:
    """Compare a text that is nearly its quote: give a negation that it has lost, and the negations and names that it has instead."""
    nearness, quote = max(((_nearness(text, quote), quote) for quote in quotes), default=(0.0, ""))
    if nearness < _NEAR:
        return "", []
    gone, come = _differing(words_and_signs(quote), words_and_signs(text))
    lost, won = [*filter(_denies, gone)], [*filter(_denies, come)]
    new = won if len(won) > len(lost) else []
    denials = _DENIAL.findall(text)
    if len(denials) > len(_DENIAL.findall(quote)):
        new = [*new, *denials]
    if names and nearness >= _NEARER:
        new = [*new, *_other_names(words_and_signs(quote), words_and_signs(text), gone)]
    return (lost[0] if len(lost) > len(won) else ""), new


def _other_names(quote: Sequence[str], text: Sequence[str], gone: Sequence[str]) -> list[str]:
    """List the names that stand in the place of others: names that the quote has not, where one of its own is gone, or all, where they have
    changed their places."""
    there, here = [*dict.fromkeys(filter(_is_name, quote))], [*dict.fromkeys(filter(_is_name, text))]
    if any(_is_name(word) and word not in here for word in gone):
        return [name for name in here if name not in there]
    shared = [name for name in here if name in there]
    return [] if shared == [name for name in there if name in here] else shared


def _nearness(text: str, quote: str) -> float:
    wanted = words_and_signs(text)
    shared = [word for is_equal, _, come in diff(words_and_signs(quote), wanted) if is_equal for word in come if word[0].isalnum()]
    total = sum(word[0].isalnum() for word in wanted)
    return len(shared) / total if len(shared) > 1 else 0.0


def _differing(quote: Sequence[str], text: Sequence[str]) -> tuple[list[str], list[str]]:
    """What has gone and what has come. At both ends of the quote only what has gone from a clause that the text shares counts."""
    blocks, gone, come = diff(quote, text), list[str](), list[str]()
    for number, (is_equal, before, after) in enumerate(blocks):
        if is_equal:
            continue
        signs = [place for place, word in enumerate(before) if word in _CLAUSE_SIGNS]
        if number == 0 and signs:
            before = before[signs[-1] + 1 :]
        elif number == len(blocks) - 1 and signs:
            before = before[: signs[0]]
        gone += before
        come += after
    return gone, come


def _denies(word: str) -> bool:
    folded = word.casefold()
    return negates(folded) and folded not in _NO_NEGATION


def _is_name(word: str) -> bool:
    folded = word.casefold()
    return word[:1].isupper() and folded not in COMMON and len(word) > 1 and not _denies(word) and folded not in _CARDINALS
