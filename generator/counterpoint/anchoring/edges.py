"""Where a match may begin and end: not inside a word, a number or a character.

All rules read text that is folded at level 2 (`anchoring.text`), in which look-alikes are already one character.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

import regex

from counterpoint.anchoring.characters import DASHES, INVISIBLE


class Reason(Enum):
    """Why words that are in the text are not a match."""

    INSIDE_WORD = "the words begin or end inside a longer word"
    INSIDE_NUMBER = "the words begin or end inside a longer number"
    INSIDE_CHARACTER = "the words begin or end inside a character"
    CROSSES_BLOCK = "the words run over the end of a paragraph"
    ONE_BLOCK = "the words stand in one paragraph"
    OTHER_CASE = "the words stand there with other capitals"
    OVER_HEADING = "the passage runs over a heading"
    LAST_BEFORE_FIRST = "the last words stand only before the first ones"
    LAST_IN_FIRST = "the last words begin inside the first ones"
    LAST_ELSEWHERE = "the last words stand only in another part: a passage ends in the text, the footnotes or the section where it begins"
    FIRST_ELSEWHERE = "the first words stand only outside of the section that `within` names"


REACH = 24
"""How many characters on either side decide about an edge."""

# Scripts written without spaces between words have no word edges.
_LETTER = r"[[\p{L}\p{M}\p{N}_\u200c\u200d]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}ー]]"
_GAP = r"[^\s\p{L}\p{M}\p{N}_\u200c\u200d]{0,4}"
_LEFT, _RIGHT = (regex.compile(pattern, regex.V1) for pattern in (rf"{_LETTER}(?P<gap>{_GAP})\Z", rf"(?P<gap>{_GAP}){_LETTER}"))

# A word goes on over an apostrophe, a hyphen, a middle dot, a slash, an ampersand, or a sign of inclusive writing: can't, non-violent,
# il·legal, and/or, AT&T, Bürger:innen, a=b; over a full stop before a small letter or after a single one: étudiant.e.s, U.S.; and over a
# bracket or quotation mark that holds a part of it: (un)fair, non-"violent".
_JOINT = regex.compile(r"['\-·‧⋅•∙:*/&@=]{1,3}")
_AROUND_PART = regex.compile(r"['\-/()\[\]\"]{1,3}")
_PART_BEFORE, _PART_AFTER = regex.compile(r'[(\["][^\s()\[\]"\d]+\Z'), regex.compile(r'[^\s()\[\]"\d]+[)\]"]')
# What is blacked out may be part of a word: un█safe.
_BLACKED_OUT = r"[█▇▆▅▉▊▋▓▒░■□▮▯●○◯]+"
_ENDS, _STARTS = regex.compile(rf"{_LETTER}\Z", regex.V1), regex.compile(_LETTER, regex.V1)
_BLACKENED = (
    (regex.compile(rf"{_LETTER}{_BLACKED_OUT}\Z", regex.V1), _STARTS),
    (_ENDS, regex.compile(rf"{_BLACKED_OUT}{_LETTER}", regex.V1)),
)
# A hyphen joins whatever stands on both sides without a space: $5m-$10m, 50%-Hürde, ex-@user; behind a stop a small letter: U.S.-backed.
_ANY = rf"(?:{_LETTER}|[\p{{S}}%‰#])"
_HYPHENED = tuple(
    (regex.compile(rf"{left}\Z", regex.V1), regex.compile(right, regex.V1))
    for left, right in (
        (_ANY, rf"-(?:{_ANY}|[@§])"),
        (rf"{_ANY}-", rf"(?:{_ANY}|[@§])"),
        (rf"{_LETTER}[.!?…]{{1,3}}", r"-\p{Ll}"),
        (rf"{_LETTER}[.!?…]{{1,3}}-", r"\p{Ll}"),
    )
)
_SINGLE_LETTER = regex.compile(r"(?<!\p{L}\p{M}*)\p{L}\p{M}*\Z")
_POSSESSIVE = regex.compile(r"'[sS](?![\p{L}\p{M}\p{N}'\-])", regex.V1)
_BEFORE_IS = regex.compile(
    r"\b(?:it|he|she|that|this|there|here|what|which|who|where|when|how|why|let|everything|something|anything|nothing|all|now|then|so)\Z",
    regex.IGNORECASE,
)
"""Words whose 's is no possessive: it's, who's, let's."""
_GERSHAYIM_LEFT, _GERSHAYIM_RIGHT = regex.compile(r'[\p{Hebrew}\p{M}]"?\Z'), regex.compile(r'"?[\p{Hebrew}]')

_NUMERAL = r"[〇零一二三四五六七八九十百千万億兆两亿萬垓壹貳參肆伍陸柒捌玖拾佰仟廿卄卅卌半]"
_POWER = r"(?:[十百千万億兆亿萬垓拾佰仟]|京(?!都))"
_NUMBER = rf"(?:{_NUMERAL}|\p{{N}})"
_NUMBER_WORD = (  # Thai, Lao, Khmer, Burmese
    "(?:หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ|ยี่|เอ็ด|ร้อย|พัน|หมื่น|แสน|ล้าน|"
    "ໜຶ່ງ|ໜຶ່ງ|ສອງ|ສາມ|ສີ່|ຫ້າ|ຫົກ|ເຈັດ|ແປດ|ເກົ້າ|ສິບ|ຊາວ|ຮ້ອຍ|ພັນ|ໝື່ນ|ແສນ|ລ້ານ|"
    "មួយ|ពីរ|បី|បួន|ប្រាំ|ដប់|ម្ភៃ|សិប|រយ|ពាន់|ម៉ឺន|សែន|លាន|"
    "တစ်|နှစ်|သုံး|လေး|ငါး|ခြောက်|ခုနစ်|ရှစ်|ကိုး|ဆယ်|ရာ|ထောင်|သောင်း|သိန်း|သန်း)"
)
_UNIT = r"[%‰٪﹪％°\p{Sc}]"
_SEPARATOR = r"[.,'·٫٬،:/⁄\-．，：／＇～~〜・、‧‥⋯∙⋅•∶∕∼×÷*^]{0,3}"
_SIGN = r"[+\-±∓<>≤≥≈≠~＋﹢⁺⁻₋＜＞≪≫≲≳∼⩽⩾≃≅×÷∅➕▲▼△▽↑↓⬆⬇🔺🔻]"
_COMPARING = r"[±∓<>≤≥≈＜＞≪≫≲≳⩽⩾≃≅]"
_THOUSANDS = r"(?<![\p{N}:/⁄§])\p{Nd}{1,3}"
_WAVE = r"[～〜~∼]"
_KOREAN = r"[억만천조億兆万亿萬]"
_NUMBER_JOINS = tuple(
    (regex.compile(rf"(?:{left})\Z", regex.V1), regex.compile(right, regex.V1))
    for left, right in (
        (rf"\p{{N}}{_UNIT}?{_SEPARATOR}", rf"{_SEPARATOR}\p{{Sc}}?\p{{N}}"),  # 2|5   2.|5   2|.5   5%-|10%   5..|10   5×|10   10^|5
        (r"\p{N}", r" ?[%‰٪﹪％°℃℉]|\p{Sc}| \p{Sc}(?!\p{N})"),  # 5|%   5| %   5|€   5| €
        (r"\p{N} ", r"[%‰٪﹪％°℃℉]|\p{Sc}(?!\p{N})"),
        (r"[\p{Sc}%‰٪﹪％]", r"\p{N}"),  # $|5   %|25
        (r"°", rf"[CF](?!{_LETTER})"),
        (r"\p{N}", r"[\u3300-\u3357\u3371-\u33df\u33ff]"),  # 25|㎏
        (rf"(?<!{_LETTER}){_SIGN}\p{{Sc}}?", rf"\p{{Sc}}?{_NUMBER}"),  # -|5   -|$5   -$|5   -|五
        (rf"(?<![{_LETTER}=\-]){_COMPARING} ", r"\p{N}"),  # ≤ |5
        (r"(?<![\p{L}\p{M}\p{N}_.,])[.,·٫．，・‧]", r"\p{N}"),  # .|5
        (rf"{_THOUSANDS} ", r"\p{Nd}{3}(?!\p{N})"),  # 1 |250
        (_THOUSANDS, r" \p{Nd}{3}(?!\p{N})"),  # 1| 250
        (rf"{_THOUSANDS} ", r"(?:\p{No}|\p{N}[/⁄]\p{N})"),  # 1 |½
        (_THOUSANDS, r" (?:\p{No}|\p{N}[/⁄]\p{N})"),
        (rf"{_NUMBER}[点・．.、，]?", _NUMERAL),  # 二十|五   25|万   三、|四百   五．|五
        (rf"{_NUMERAL}[点・．.、，]?", _NUMBER),
        (_NUMBER, rf"[点・．.、，]{_NUMERAL}"),
        (_NUMERAL, rf"[点・．.、，]{_NUMBER}"),
        (rf"{_NUMBER} ", _POWER),  # 25 |万
        (_NUMBER, rf" ?{_POWER}"),
        (rf"{_NUMERAL} ", _NUMERAL),  # 二十 |五
        (_NUMERAL, rf" {_NUMERAL}"),
        (rf"{_NUMBER}[^\s\p{{N}}]{{0,3}}{_WAVE}", _NUMBER),  # 3万〜|5万   3人～|5人
        (rf"{_NUMBER}[^\s\p{{N}}]{{0,3}}", rf"{_WAVE}{_NUMBER}"),
        (rf"{_NUMBER}[至到]", _NUMBER),  # 3至|5人
        (_NUMBER, rf"[至到]{_NUMBER}"),
        (rf"(?:{_NUMBER}|\p{{Hangul}}){_KOREAN} ", rf"{_NUMBER}|\p{{Hangul}}?[십백천만]"),  # 3억 |5천만   삼만 |오천
        (rf"(?:{_NUMBER}|\p{{Hangul}}){_KOREAN}", rf" (?:{_NUMBER}|\p{{Hangul}}?[십백천만])"),
        ("(?:[第負负]|マイナス|プラス|[正零]?[负負下])", _NUMBER),  # 第|五   負|五
        ("[数數几幾何上]", r"[百千万億兆亿萬十]"),  # 数|百
        (_NUMBER, rf"[多余餘]|[数數几幾来來](?={_POWER}|[人年日月个個名])"),  # 五百|多人
        (rf"{_NUMBER}(?:[割分厘成]|分の|分之)", _NUMBER),  # 3割|5分   三分の|一
        (_NUMBER, rf"(?:割|成|分の|分之)(?:{_NUMBER}|\Z)|成(?![立为為功长長员員果就本])"),  # 3|割5分
        (_NUMBER_WORD, rf" ?{_NUMBER_WORD}"),  # สิบ|ห้า
        (rf"{_NUMBER_WORD} ", _NUMBER_WORD),
    )
)
_CARDINAL = (  # Words for numbers in the languages that the interface speaks; '—one of them' or '—un soir' say no number.
    r"(?:(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thir|fif|teen|twenty|thirty|forty|fifty|ty|hundred|thousand|"
    r"[mbt]illion(?:en|es|s)?|milliarden?|milliards?|zero|half|"
    r"zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|dreißig|zig|und|hundert|tausend|null|"
    r"zéro|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|cinquante|soixante|"
    r"cents?|mille|cero|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|trece|catorce|quince|veinte|veinti|treinta|cuarenta|"
    r"cincuenta|sesenta|setenta|ochenta|noventa|ciento|cien|mil|millón|millones|"
    r"שתי|שניים|שתיים|שלושה?|ארבעה?|חמישה|חמש|שישה?|שבעה?|שמונה|תשעה?|עשרה?|עשרים|שלושים|ארבעים|חמישים|שישים|שבעים|שמונים|תשעים|מאה|"
    r"מאתיים|אלף|אלפיים|מיליון|מיליארד|"
    r"اثنان|اثنين|ثلاثة?|أربعة?|خمسة?|ستة?|سبعة?|ثمانية?|تسعة?|عشرة?|عشرون|عشرين|ثلاثون|ثلاثين|أربعون|أربعين|خمسون|خمسين|مئة|مائة|ألف|"
    r"مليون|مليار)-?)+"
)
_SIGN_BEFORE_WORD = regex.compile(rf"(?<!{_LETTER}){_SIGN}\Z", regex.V1), regex.compile(rf"{_CARDINAL}(?!{_LETTER})", regex.V1 | regex.I)
_SIGNED = regex.compile(rf"(?<!{_LETTER}){_SIGN}(?=\p{{Sc}}?\p{{N}}|{_CARDINAL}(?!{_LETTER}))", regex.V1 | regex.I)
_NUMBER_NEAR = regex.compile(rf"\p{{N}}|{_NUMERAL}|{_NUMBER_WORD}|[만억°]")
_LOOK_CLOSER = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}ー만억천조]")

# What turns the word that is glued to it round, in scripts that have no word edges.
_NEGATING_BEFORE = regex.compile(
    r"(?:[不無无未勿毋甭唔冇]|(?<![约約科])莫|(?<![淹沉埋出吞覆隐隱])[没沒]|(?<![是能可会會与與应應曾当當])否|(?<![南北西东東中是])非|"
    r"[没沒未][有能曾經经必获獲被]|[不未]予|[无無]法|[无無毋不][须須需用]要?|"
    r"不[會会能肯可应應要该該必曾再得愿願想是许許敢准準全太很够夠大]|不(?:一定|完全|怎[么麼]|足以|至于|至於)|"
    r"(?<![特分個个区區差級级類类性告识識派离離送辨鉴鑑判各惜永道久话話拜])[别別]|(?<![违違相正平])反|(?<![离離摆擺逃解虚虛洒灑超])[脱脫]|"
    r"(?:ไม่|มิ|ห้าม|อย่า|ไร้)(?:ได้|เคย|ควร|ต้อง|อยาก|น่า|สามารถ|มี|ใช่|ถูก|เป็น|กล้า|ยอม|ค่อย|ใคร่|อาจ|จำเป็นต้อง|ซึ่ง)?|ปราศจาก|ปลอด(?:จาก)?|"
    r"(?:ບໍ່|ບໍ່|ຫ້າມ|ຢ່າ)(?:ໄດ້|ເຄີຍ|ຄວນ|ຕ້ອງ|ມີ|ແມ່ນ|ສາມາດ|ຄ່ອຍ)?|ປາສະຈາກ|"
    r"(?:មិន|ពុំ|គ្មាន|កុំ|ឥត)(?:មាន|មែន|បាន|ដែល|អាច|ត្រូវ|គួរ|សូវ)?|မ)\Z"
)
_NO_NEGATION = regex.compile(  # whether (是不是, 合不合法), unless, nothing but, have to
    r"(?:有[没沒]有|有[无無]|除非|[无無]非|莫非|不[得能可会會]不|[无無莫]不|不[无無]|(.)[不没沒](?:\1)?)\Z"
)
_CANNOT = regex.compile(r"不(?:了(?!解)|得(?!不|已)|成(?![为為立])|起|动|動|住)")  # behind a Chinese verb: 批准不了
_FORBIDDEN = regex.compile(r"[うくぐすつぬぶむる]\Z"), regex.compile(r"な(?:[よねと!！。」』、\s]|\Z)")  # 行く|な
_OR = regex.compile(r"[\p{Han}\p{Katakana}ー]\Z"), regex.compile(r"ないし[\p{Han}\p{Katakana}]")  # 安全|ないし合法
_NEGATING_AFTER = regex.compile(
    r"(?:で|じゃ|と|に)?(?:は|も)?(?:し|せ|でき|出来|され|させ|あり|あら|言え|いえ)?"
    r"(?:ない|なか|なく|なけ|なき|ません|ざる|かね[るま]|まい(?![っりる])|ぬ(?![りれるく])|ず(?![つっれ]))"
)
_HAN_END = regex.compile(r"\p{Han}\Z")
_JAPANESE_END = regex.compile(r"[\p{Hiragana}\p{Katakana}\p{Han}ー]\Z")
_NEGATED = regex.compile(r"[\p{Han}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_BURMESE_NEGATION = regex.compile(r"\p{Myanmar}\Z"), regex.compile("ဘူး|နဲ့|နှင့်")
_BETWEEN = " \"'「」『』（）()《》〈〉×〇○◯●■□█"
"""Signs that may stand between a negation and its word, in scripts without spaces."""

# A word that is wrapped at its hyphen goes on in the next line; 'pre-' before 'and post-war' is a word of its own.
_UNSEEN = rf"[{INVISIBLE}]*"
_BEFORE_WRAP = regex.compile(rf"{_LETTER}{_UNSEEN}[{regex.escape(DASHES)}]{_UNSEEN}\Z", regex.V1)
_AFTER_WRAP = regex.compile(rf"{_UNSEEN}(?!(?:and|or|to|und|oder|bis|sowie|et|ou|y|o)\s){_LETTER}", regex.V1)


def edge(text: str, at: int, *, ends: bool) -> Reason | None:
    """Return why a match may not begin (or end) at a place of folded text; None if it may."""
    if not 0 < at < len(text):
        return None
    left, right = text[at - 1], text[at]
    if "\n" in (left, right):
        return None
    if (left == " " and right.isalpha()) or (right == " " and left.isalpha()):
        if left.isascii() and right.isascii():
            return None
        if not _LOOK_CLOSER.search(text[max(0, at - 2) : at + 2]):
            return _edge(left, right, ends=ends)
    if left.isascii() and right.isascii() and left.isalpha() and right.isalpha():
        return Reason.INSIDE_WORD
    return _edge(text[max(0, at - REACH) : at].rpartition("\n")[2], text[at : at + REACH].partition("\n")[0], ends=ends)


def wraps(text: str, at: int) -> bool:
    """Tell whether the line break at a place of text that is not folded stands inside a word, after its hyphen."""
    return bool(_BEFORE_WRAP.search(text[max(0, at - REACH) : at]) and _AFTER_WRAP.match(text[at + 1 : at + 1 + REACH]))


def number_signs(text: str) -> list[str]:
    """List the signs of a folded text that stand right before a number, or before one in words."""
    return [match[0] for match in _SIGNED.finditer(text)]


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
    if _SIGN_BEFORE_WORD[0].search(before) and _SIGN_BEFORE_WORD[1].match(after):
        return True
    if not _NUMBER_NEAR.search(before) and not _NUMBER_NEAR.search(after):
        return False
    return any(left.search(before) and right.match(after) for left, right in _NUMBER_JOINS)


def _joins_word(before: str, after: str, *, ends: bool) -> bool:
    """Tell whether a word goes on over the place. A possessive 's may be left off."""
    left, right = _LEFT.search(before), _RIGHT.match(after)
    if left and right:
        gap = left["gap"] + right["gap"]
        if not gap:
            return True
        if _is_joint(before[: left.start("gap")], gap, after[right.end("gap") :]):
            return bool(left["gap"]) or not (ends and _POSSESSIVE.match(after) and not _BEFORE_IS.search(before))
    if any(left.search(before) and right.match(after) for left, right in _BLACKENED):
        return True
    if "-" in (before[-1], after[0]) and any(left.search(before) and right.match(after) for left, right in _HYPHENED):
        return True
    if '"' in (before[-1], after[0]) and _GERSHAYIM_LEFT.search(before) and _GERSHAYIM_RIGHT.match(after):
        return True
    return _joins_unspaced(before.rstrip(_BETWEEN), after.lstrip(_BETWEEN))


def _is_joint(left: str, gap: str, right: str) -> bool:
    """Tell whether a word goes on over signs between two letters."""
    if _JOINT.fullmatch(gap):
        return True
    if gap == ".":
        return right[0].islower() or (right[0].isalpha() and bool(_SINGLE_LETTER.search(left)))
    if gap in {"..", "...", "...."}:
        return right[0].islower()  # un…safe; behind 'He waited...' may begin another sentence
    return bool(_AROUND_PART.fullmatch(gap) and (_PART_BEFORE.search(left) or _PART_AFTER.match(right)))


def _joins_unspaced(before: str, after: str) -> bool:
    """Tell whether a negation is glued to a word of a script without spaces: 不|合法, 増税し|ない, ไม่|ปลอดภัย."""
    if _NEGATING_BEFORE.search(before) and _NEGATED.match(after) and not _is_no_negation(before, after):
        return True
    if any(left.search(before) and right.match(after) for left, right in (_BURMESE_NEGATION, (_HAN_END, _CANNOT), _FORBIDDEN)):
        return True
    if _OR[0].search(before) and _OR[1].match(after):
        return False
    return bool(_JAPANESE_END.search(before) and _NEGATING_AFTER.match(after))


def _is_no_negation(before: str, after: str) -> bool:
    """Tell whether what ends with 不 or the like asks, or denies a denial: 是否, 合不|合法, 除非, 不得不."""
    match = _NO_NEGATION.search(before)
    if match is None:
        return False
    return match[1] is None or match[0][-1] == match[1] or after[0] == match[1]
