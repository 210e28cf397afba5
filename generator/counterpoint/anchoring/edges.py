"""Where a match may begin and end: not inside a word, a number or a character.

All rules read text that is folded at level 2 (`anchoring.text`), in which look-alikes are already one character.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

import regex

from counterpoint.anchoring.characters import HYPHENS, INVISIBLE


class Reason(Enum):
    """Why words that are in the text are not a match."""

    INSIDE_WORD = "the words begin or end inside a longer word"
    INSIDE_NUMBER = "the words begin or end inside a longer number"
    INSIDE_CHARACTER = "the words begin or end inside a character"
    CROSSES_BLOCK = "the words run over the end of a paragraph"
    OTHER_CASE = "the words stand there with other capitals"
    OVER_HEADING = "the passage runs over a heading"


REACH = 24
"""How many characters on either side decide about an edge."""

# Scripts written without spaces between words have no word edges.
_LETTER = r"[[\p{L}\p{M}\p{N}_\u200c\u200d]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}ー]]"
_ENDS_IN_LETTER, _BEGINS_WITH_LETTER = (regex.compile(pattern, regex.V1) for pattern in (rf"{_LETTER}\Z", _LETTER))

# A word goes on over an apostrophe, a hyphen, a middle dot, or a sign of inclusive writing: can't, non-violent, il·legal, Bürger:innen.
_JOINTS = r"['\-·‧:*]{1,3}"
_BEFORE_JOINT = regex.compile(rf"(?<={_LETTER}){_JOINTS}\Z", regex.V1)
_AFTER_JOINT = regex.compile(rf"({_JOINTS}){_LETTER}", regex.V1)
_POSSESSIVE = regex.compile(r"'[sS](?![\p{L}\p{M}\p{N}'\-])", regex.V1)
_GERSHAYIM_LEFT, _GERSHAYIM_RIGHT = regex.compile(r'[\p{Hebrew}\p{M}]"?\Z'), regex.compile(r'"?[\p{Hebrew}]')

_NUMERAL = r"[〇零一二三四五六七八九十百千万億兆两亿萬壹貳參肆伍陸柒捌玖拾佰仟廿卄卅卌半]"
_UNIT = r"[%‰٪％°\p{Sc}]"
_SEPARATOR = r"[.,'·٫٬،:/⁄\-．，：／＇～~〜・、‧‥⋯∙⋅•∶∕∼×÷*^]{0,3}"
_SIGN = r"[+\-±∓<>≤≥≈~＋＜＞≪≫≲≳]"
_NUMBER_JOINS = tuple(
    (regex.compile(rf"(?:{left})\Z"), regex.compile(right))
    for left, right in (
        (rf"\p{{N}}{_UNIT}?{_SEPARATOR}", rf"{_SEPARATOR}\p{{Sc}}?\p{{N}}"),  # 2|5   2.|5   2|.5   5%-|10%   5..|10   5×|10   10^|5
        (r"\p{N}", r"(?:%|‰|٪|％|°|\p{Sc})"),  # 5|%
        (r"\p{Sc}", r"\p{N}"),  # $|5
        (rf"(?<![\p{{L}}\p{{M}}\p{{N}}_]){_SIGN}\p{{Sc}}?", r"\p{Sc}?\p{N}"),  # -|5   -|$5   -$|5
        (r"(?<![\p{L}\p{M}\p{N}_.,])[.,·٫．，・‧]", r"\p{N}"),  # .|5
        (r"(?<!\p{N})\p{N}{1,3} ", r"\p{N}{3}(?!\p{N})"),  # 1 |250
        (r"(?<!\p{N})\p{N}{1,3}", r" \p{N}{3}(?!\p{N})"),  # 1| 250
        (r"(?<!\p{N})\p{N}{1,3} ", r"(?:\p{No}|\p{N}[/⁄]\p{N})"),  # 1 |½
        (r"(?<!\p{N})\p{N}{1,3}", r" (?:\p{No}|\p{N}[/⁄]\p{N})"),
        (rf"(?:{_NUMERAL}|\p{{N}})[点・]?", rf"(?:{_NUMERAL}|\p{{N}})"),  # 二十|五   25|万
        (rf"{_NUMERAL}", rf"[点・]{_NUMERAL}"),
        ("第", rf"(?:{_NUMERAL}|\p{{N}})"),  # 第|五
        (rf"(?:{_NUMERAL}|\p{{N}})(?:[割分厘]|分の|分之)", rf"(?:{_NUMERAL}|\p{{N}})"),  # 3割|5分   三分の|一
        (rf"(?:{_NUMERAL}|\p{{N}})", rf"(?:割|分の|分之)(?:{_NUMERAL}|\p{{N}}|\Z)"),  # 3|割5分
    )
)
_NUMBER_NEAR = regex.compile(rf"\p{{N}}|{_NUMERAL}")

# What turns the word that is glued to it round, in scripts that have no word edges.
_NEGATING_BEFORE = regex.compile(
    r"(?:[不非無无未没沒勿莫毋甭否]|[没沒未][有能曾]|[无無]法|不[会會能肯可应應要该該必曾再得愿願想是许許敢准準]|(?<![特分个個区區差级級类類性告识識派])[别別])\Z"
)
_NEGATING_AFTER = regex.compile(
    r"(?:で|じゃ|と|に)?(?:は|も)?(?:し|せ|でき|出来|され|させ|あり|あら|言え|いえ)?"
    r"(?:ない|なか|なく|なけ|なき|ません|ざる|かね[るま]|まい(?![っりる])|ぬ(?![りれるく])|ず(?![つっれ]))"
)
_JAPANESE_END, _HAN_START = regex.compile(r"[\p{Hiragana}\p{Katakana}\p{Han}ー]\Z"), regex.compile(r"\p{Han}")

# A word that is wrapped at its hyphen goes on in the next line; 'pre-' before 'and post-war' is a word of its own.
_UNSEEN = rf"[{INVISIBLE}]*"
_BEFORE_WRAP = regex.compile(rf"{_LETTER}{_UNSEEN}[{regex.escape(HYPHENS)}]{_UNSEEN}\Z", regex.V1)
_AFTER_WRAP = regex.compile(rf"{_UNSEEN}(?!(?:and|or|to|und|oder|bis|sowie|et|ou|y|o)\s){_LETTER}", regex.V1)


def edge(text: str, at: int, *, ends: bool) -> Reason | None:
    """Return why a match may not begin (or end) at a place of folded text; None if it may."""
    if not 0 < at < len(text):
        return None
    left, right = text[at - 1], text[at]
    if left == "\n" or right == "\n" or (left == " " and right.isalpha()) or (right == " " and left.isalpha()):
        return None if left.isascii() and right.isascii() else _edge(left, right, ends=ends)
    if left.isascii() and right.isascii() and left.isalpha() and right.isalpha():
        return Reason.INSIDE_WORD
    return _edge(text[max(0, at - REACH) : at], text[at : at + REACH], ends=ends)


def wraps(text: str, at: int) -> bool:
    """Tell whether the line break at a place of text that is not folded stands inside a word, after its hyphen."""
    return bool(_BEFORE_WRAP.search(text[max(0, at - REACH) : at]) and _AFTER_WRAP.match(text[at + 1 : at + 1 + REACH]))


@lru_cache(maxsize=4096)
def _edge(before: str, after: str, *, ends: bool) -> Reason | None:
    if not (before[-1].isascii() and after[0].isascii()) and not _between_graphemes(before, after):
        return Reason.INSIDE_CHARACTER
    if _joins_number(before, after):
        return Reason.INSIDE_NUMBER
    return Reason.INSIDE_WORD if _joins_word(before, after, ends=ends) else None


def _between_graphemes(before: str, after: str) -> bool:
    """Tell whether a user-perceived character ends between two texts (UAX #29)."""
    length = 0
    for cluster in regex.findall(r"\X", before + after):
        length += len(cluster)
        if length >= len(before):
            break
    return length == len(before)


def _joins_number(before: str, after: str) -> bool:
    """Tell whether a number goes on over the place."""
    if not _NUMBER_NEAR.search(before[-4:]) and not _NUMBER_NEAR.search(after[:4]):
        return False
    return any(left.search(before) and right.match(after) for left, right in _NUMBER_JOINS)


def _joins_word(before: str, after: str, *, ends: bool) -> bool:
    """Tell whether a word goes on over the place. A possessive 's may be left off."""
    letter_left, letter_right = _ENDS_IN_LETTER.search(before), _BEGINS_WITH_LETTER.match(after)
    if letter_left and letter_right:
        return True
    if letter_left and _AFTER_JOINT.match(after):
        return not (ends and _POSSESSIVE.match(after))
    if letter_right and _BEFORE_JOINT.search(before):
        return True
    if '"' in (before[-1], after[0]) and _GERSHAYIM_LEFT.search(before) and _GERSHAYIM_RIGHT.match(after):
        return True
    return _joins_unspaced(before, after)


def _joins_unspaced(before: str, after: str) -> bool:
    """Tell whether a negation is glued to a word of a script without spaces: 不|合法, 増税し|ない."""
    if _NEGATING_BEFORE.search(before) and _HAN_START.match(after):
        return True
    return bool(_JAPANESE_END.search(before) and _NEGATING_AFTER.match(after))
