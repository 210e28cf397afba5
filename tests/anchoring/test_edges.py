"""A match never begins or ends inside a word or a number, whichever look-alike stands at its edge."""

from __future__ import annotations

import pytest
from counterpoint.anchoring.edges import Reason
from counterpoint.anchoring.quotes import (
    MOST,
    Ambiguous,
    Found,
    NotFound,
    Refused,
    Stale,
    Struck,
    Wanted,
    _matched_prefixes,
    _positions,
    find_quote,
)
from counterpoint.anchoring.text import search_text
from counterpoint.reading.files import SourceFile
from counterpoint.reading.markdown import Dialect, parse, plain_text
from hypothesis import example, given, settings
from hypothesis import strategies as st

# Written out here and not imported: this is what the table of the package is held against.
APOSTROPHES = "'’‘‛ʼ´`′＇ʹʻ՚׳\u1fbd\u1fbf"
DASHES = "-־–—−‐‑‒―－⁃﹣֊⸗゠⹀⸚➖"
SPACES = " \u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
QUOTATION_MARKS = '"“”„‟«»″״＂'
DIGITS = ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９", "०१२३४५६७८९"]
CLASSES = [APOSTROPHES, DASHES, SPACES, QUOTATION_MARKS, *("".join(digits) for digits in zip(*DIGITS, strict=True))]
CLASS_OF = {character: alike for alike in CLASSES for character in alike}


def find(text: str, quote: str, **choice):
    escaped = text.replace("`", "\\`")
    search = search_text(parse(escaped, SourceFile("a.md", escaped), 1, Dialect("/", "a")).tokens)
    return search, find_quote(Wanted(quote, **choice), search, plain_text)


INSIDE = [
    *(("he can", f"They say he can{mark}t come.") for mark in APOSTROPHES),
    *(("violent", f"The protest was non{dash}violent.") for dash in DASHES),
    *(("non", f"The protest was non{dash}violent.") for dash in DASHES),
    *(("10 percent", f"It rose by 5{dash}10 percent.") for dash in DASHES),
    *(("5 percent", f"It rose by {sign}5 percent.") for sign in [*DASHES, "±", "+", ".", "−", "<", "≥", "~", "$", "−$", "-€"]),
    *(("250 euros", f"It cost 1{space}250 euros.") for space in [*SPACES, ",", ".", "'", "’", "٬", "，"]),
    *(("250", f"It cost 12{space}250{space}000 euros.") for space in SPACES),
    ("חוקי לדעתה", "הדבר בלתי־חוקי לדעתה."),
    ("צהל", "כך אמר צה״לי."),
    ("הב", "כך אמר ארה״ב היום."),
    ("五パーセント", "二十五パーセント増えた。"),
    ("25", "人口は25万である。"),
    ("25", "人口は２５万である。"),
    ("٥ في المئة", "ارتفع ٢٫٥ في المئة."),
    ("by 5%", "It rose by 5%–10% a year."),
    ("rose by 5", "It rose by 5% a year."),
    ("½ percent", "It rose by 2½ percent."),
    ("½ percent", "It rose by 2 ½ percent."),
    ("1/2 percent", "It rose by 2 1/2 percent."),
    ("legal", "Això és il·legal."),
    ("legal", "It is il\u00adlegal."),
    ("legal", "It is il\u200b-\u2060legal."),
    ("he can", "They say he can" + "\u200b" * 40 + "’t come."),
    ("Bürger", "Alle Bürger*innen waren da."),
    ("Bürger", "Alle Bürger:innen waren da."),
    ("État a menti", "Il dit que l’État a menti."),
    ("合法", "これは不合法だ。"),
    ("増税し", "政府は増税しないと述べた。"),
    ("שלום", "כתוב שָׁלוֹם כאן."),
    ("五パーセント", "廿五パーセント増えた。"),
    ("五人", "卄五人が来た。"),
    ("五条", "憲法第五条である。"),
    ("5条", "憲法第5条である。"),
    ("5分", "3割5分である。"),
    ("3割", "3割5分である。"),
    ("一である", "三分の一である。"),
    *(("5 percent", f"It was only {point}5 percent.") for point in "·٫．"),
    *(("250 euros", f"It cost 1{comma}250 euros.") for comma in "،、"),
    *(("10 percent", f"It rose by 5{sign}10 percent.") for sign in ["…", "..", "...", "‥", "×", "÷", "^", "^-", "∕", "*"]),
    *(("rose by 5", f"It rose by 5{sign}10 percent.") for sign in ["…", "..", "×", "^"]),
    ("5 metres", "It is 10^5 metres long."),
    *((half, f"The protest was non{hyphen}\nviolent.") for half in ("violent", "non") for hyphen in "-‐֊—―"),
    ("10 percent", "It rose by 5-\n10 percent."),
    *(("同意", f"他{no}同意。") for no in ["没有", "沒有", "没", "未", "别", "別", "否", "不会", "不能", "无法", "并未"]),
    *((word, "これは安全でない。") for word in ("安全", "安全で")),
    *((word, "これは安全ではなかった。") for word in ("安全", "安全では")),
    *((word, "賛成せず退席した。") for word in ("賛成", "賛成せ")),
    *((word, "政府は増税せぬと述べた。") for word in ("増税", "増税せ")),
    *((word, "政府は増税しまい。") for word in ("増税", "増税し")),
    ("増税", "政府は増税しないと述べた。"),
    ("テロ", "それはテロではない。"),
    *(
        (quote, text.replace("/", joint))
        for joint in ["\n", " ", "\\\n", "\u3000", "「", "”"]
        for quote, text in [("合法", "他们说这样做不/合法。"), ("有同意", "他们没/有同意。"), ("増税し", "政府は増税し/ないと述べた。")]
    ),
    *(
        (quote, text)
        for quote, text in [("五人", "二十\n五人が来た。"), ("25", "人口は25\n万である。"), ("万である", "人口は25 万である。")]
    ),
    *((quote, text) for quote, text in [("暴力", "非“暴力”抗议"), ("合法", "不「合法」である。"), ("合法", "「不」合法である。")]),
    *(("ปลอดภัย", f"มัน{no}ปลอดภัย") for no in ["ไม่", "ไม่ได้", "ห้าม", "ไม่ควร"]),
    ("ຕົວະ", "ລາວບໍ່ຕົວະ"),
    ("កុហក", "គាត់មិនកុហក"),
    ("សុវត្ថិភាព", "គ្មានសុវត្ថិភាព"),
    ("လိမ်", "သူမလိမ်ဘူး"),
    ("သူမလိမ်", "သူမလိမ်ဘူး"),
    ("ห้าคน", "ยี่สิบห้าคน"),
    ("สิบคน", "ห้าสิบคน"),
    ("มีห้า", "มีห้าสิบคน"),
    *(("五度", f"気温は{sign}五度。") for sign in ["負", "负", "マイナス", "零下", "−", "-", "＋"]),
    ("5度", "气温是负5度。"),
    *(("百人", f"{some}百人が来た。") for some in ["数", "几", "何", "上"]),
    ("万人", "数万人が来た。"),
    *(("五百", f"五百{more}人。") for more in ["多", "余"]),
    *(("四百人", f"三{sign}四百人が来た。") for sign in ["、", "，"]),
    ("五パーセント", "五．五パーセント増えた。"),
    *(("25", f"25{more}") for more in ["余り", "数人", "京", "成"]),
    ("2成", "2成5分。"),
    ("5分", "2成5分。"),
    *(("fair", f"It is {word} here.") for word in ["(un)fair", "un(fair)", "[un]fair", '"un"fair', "“un”fair", "“un”-fair"]),
    *(("violent", f"It was {word} here.") for word in ["(non-)violent", "non-“violent”", "non-(violent)", "non/violent"]),
    *(("Die Bürger", f"Die Bürger{more} kamen.") for more in ["(innen)", "/innen", "/-innen", ":innen"]),
    *(("Les étudiant", f"Les étudiant{more} sont là.") for more in ["(e)s", ".e.s", "⋅e⋅s", "•e•s", "∙e∙s"]),
    ("S. troops left", "The U.S. troops left."),
    ("K. law", "It is U.K. law."),
    ("T lied", "Then AT&T lied."),
    ("example", "See example.com now."),
    *((f"they say {word}", f"So they say {word}’s safe.") for word in ["it", "That", "who", "let", "she"]),
    *(("Los amig", f"Los amig{more} mienten.") for more in ["@s", "·s"]),
    *(("25 people", f"It is {sign}25 people.") for sign in "▼⁻﹢∼⩽≃"),
    *(("25 people", f"It is {sign}{space}25 people.") for sign in "±≤≥<>≈⩽" for space in [" ", "\u00a0", "\n"]),
    *(
        (half, f"It costs {unit}5{more}{dash}{unit}10{more} a day.")
        for unit in "$£€"
        for more in ["m", "bn"]
        for dash in DASHES
        for half in [f"{unit}10{more} a day", f"It costs {unit}5{more}"]
    ),
    *(
        (quote, text)
        for quote, text in [
            ("backed war", "The U.S.-backed war."),
            ("level lie", "A Ph.D.-level lie."),
            ("£10 wage", "The under-£10 wage."),
            ("$5 bill", "The non-$5 bill."),
            ("#MeToo days", "The pre-#MeToo days."),
            ("@user lied", "The ex-@user lied."),
            ("😀 lie", "A non-😀 lie."),
            ("Hürde fällt", "Die 50%-Hürde fällt."),
            ("Die 50%", "Die 50%-Hürde fällt."),
            ("Münze", "Die 5€-Münze fällt."),
            *(("like lie", f"A {word}-like lie.") for word in ["5%", "C++", "$", "Yahoo!", "x™", "x…"]),
            ("5万人", "3万〜5万人が来た。"),
            ("5万人", "3万～5万人が来た。"),
            ("3万", "3万〜5万人が来た。"),
            ("五人", "三～五人が来た。"),
            ("で三", "国で三～五人が来た。"),
            ("5만 명", "그들은 3만~5만 명이다."),
            ("5人", "3人～5人です。"),
            ("3人", "3人～5人です。"),
            ("5人", "3至5人"),
            ("五人", "三到五人"),
            ("5천만 원", "그것은 3억 5천만 원이다."),
            ("그것은 3억", "그것은 3억 5천만 원이다."),
            ("5000명이", "그곳은 3만 5000명이 왔다."),
            ("오천 명이", "그곳은 삼만 오천 명이 왔다."),
            ("5千万円", "2億 5千万円"),
            ("25 arttı", "Bu %25 arttı."),
            ("٢٥ من", "هذا ٪٢٥ من ذلك."),
            *(("5 million", f"It is {sign}5 million.") for sign in "≠×÷∅➕₋🔻⬇"),
            ("It is 5", "It is 5 ℃ here."),
            ("C here", "It is 5 °C here."),
            ("批准", "未经批准"),
            ("批准", "不予批准"),
            ("25", "25来人"),
            *(("It is 25", f"It is 25{unit} here.") for unit in "℃㎏㎡㎞㍑㌔㏊"),
            *(
                ("批准", f"他们{no}批准。")
                for no in [
                    "不必",
                    "不须",
                    "毋需",
                    "无须",
                    "無須",
                    "毋須",
                    "唔",
                    "冇",
                    "未获",
                    "未予",
                    "不太",
                    "不足以",
                    "不一定",
                    "不完全",
                    "没被",
                    "没能",
                    "並未",
                    "并非",
                    "脱",
                    "反",
                ]
            ),
            *(("合法", f"这{no}合法。") for no in ["未必", "不一定", "不完全", "不太", "不〇", "不××", "不●", "不是", "并非"]),
            *(("批准", f"他们批准{no}。") for no in ["不了", "不得", "不成", "不起"]),
            *(("行く", f"彼は行くな{end}") for end in ["", "。", "！", "よ", "と言った"]),
            ("原発", "脱原発を求める。"),
            ("原発", "反原発を求める。"),
            ("ความจริง", "ปราศจากความจริง"),
            ("ปลอดภัย", "ไม่ค่อยปลอดภัย"),
            ("ภัย", "ปลอดภัย"),
            *(("safe lied", f"The un{black}safe lied.") for black in ["█", "■", "■■■", "█" * 12, "…", "...", "..", "░", "●●"]),
            *(("The un", f"The un{black}safe lied.") for black in ["█", "■■■", "…", ".."]),
            ("b lied", "So a=b lied."),
            ("b lied", "See x.org/?a=b lied."),
            *((word, f"They say {word}’s safe.") for word in ["it", "who", "what", "She", "that", "there", "let", "nothing"]),
            ("Los amig", "Los amig@s mienten."),
        ]
    ),
    *(
        (f"{word} of it", f"It is {sign}{word} of it.")
        for sign in [*DASHES, *"±+<>≥~▼⁺"]
        for word in ["five", "Twenty-five", "fünfundzwanzig", "deux", "quatre-vingt-dix", "veinticinco", "חמישה", "خمسة", "million"]
    ),
    *(("It is 25", f"It is 25{space}{unit} here.") for space in ["", " ", "\u00a0", "\u202f"] for unit in "%﹪€°"),
]


@pytest.mark.parametrize(("quote", "text"), INSIDE)
def test_no_match_inside_a_word_or_number(quote, text):
    _, result = find(text, quote)
    assert isinstance(result, NotFound), result


STANDING = [
    *(("250 euros", f"In 2024{space}250 euros were paid.") for space in SPACES),
    *(("the plan", f"He praised the plan{mark}s author.") for mark in APOSTROPHES),
    ("the plan", "So it is the plan’s author."),
    *(("they lied", f"He said {mark}they lied{mark} twice.") for mark in [*APOSTROPHES, *QUOTATION_MARKS]),
    *(("5 percent", f"It rose {dash}{space}5 percent in all.") for dash in DASHES for space in " \n"),
    *((f"{word} of it", f"It rose {dash} {word} of it.") for word in ["five", "deux"] for dash in [*DASHES, "≤"]),
    *((f"{word} of it", f"It is —{word} of it.") for word in ["one", "un", "tend", "Huitième", "once"]),
    ("5 people", "So => 5 people."),
    *(("100 people", f"It is {before} 100 people.") for before in ["CO₂", "said¹", "X²", "½", "12:30", "1/2", "§5"]),
    ("10² people", "It is 3 10² people."),
    ("They left", "He lied!—They left."),
    ("and anti-war", "It is pro- and anti-war."),
    ("오천 명이", "그리고 오천 명이 왔다."),
    ("批准", "经批准"),
    *(
        ("批准", f"{before}批准了。")
        for before in [
            "是否",
            "能否",
            "可否",
            "会否",
            "是不是",
            "能不能",
            "有没有",
            "除非",
            "无非",
            "莫非",
            "不得不",
            "不能不",
            "南非",
            "不但",
            "如果",
            "特别",
            "约莫",
            "科莫",
            "也",
            "已",
        ]
    ),
    *(("合法", f"{before}合法") for before in ["合不", "是不是", "无不", "有无", "不仅", "是非"]),
    ("合同", "他违反合同。"),
    ("贫困", "他摆脱贫困。"),
    ("批准", "批准不到一年。"),
    ("批准", "批准不得不推迟。"),
    ("安全", "安全ないし合法である。"),
    *(("行く", f"彼は行く{more}") for more in ["なら", "など", "なんて", "のなら", "。"]),
    ("行くな", "彼は行くな。"),
    *(("they left", f"He waited{before}they left.") for before in ["… ", "... ", " …", ", "]),
    *(("They left", f"He waited{before}They left.") for before in ["…", "...", "■ ", " ● ", "= "]),
    ("They left", "█ They left."),
    ("un█safe lied", "The un█safe lied."),
    *((word, f"They praised {word}’s view.") for word in ["Ann", "everyone", "the city", "the boss", "nobody", "Orbit", "China"]),
    ("write to ann@example.org", "So write to ann@example.org now."),
    ("It is 25", "It is 25 ㎏ here."),
    ("250 euros", "The price is 250 euros."),
    ("25", "彼は25歳である。"),
    ("5 million", "It cost 5 million euros."),
    ("5 percent", "He waited… 5 percent was all."),
    ("workers", "The workers’ rights were kept."),
    ("café noir", "A cafe\u00ad\u0301 noir was served."),
    ("$5 million", "It cost $5 million."),
    ("増税しない", "政府は増税しないと述べた。"),
    ("合法", "これは合法だ。"),
    ('צה"ל', "כך אמר צה״ל היום."),
    ("5 percent", "It rose by ５ percent."),
    ("l'État a menti", "Il dit que l’État a menti."),
    ("non- violent", "The protest was non-\nviolent."),
    ("and post-war", "It was a pre-\nand post-war plan."),
    ("violent", "The protest was\nviolent."),
    ("没有同意", "他没有同意。"),
    ("同意", "他特别同意。"),
    ("安全でない", "これは安全でない。"),
    ("増税せぬ", "政府は増税せぬと述べた。"),
    ("3割5分", "それは3割5分である。"),
    ("第五条", "憲法第五条である。"),
    ("3人", "3人ずつ来た。"),
    ("they erred", "It was 5. In 2019... they erred."),
    *(("they lied", f"He says{before}they lied{after}and left.") for before, after in [("“", "”"), ("(", ")"), ("[", "]"), (": “", "” ")]),
    ("It is safe", "It is safe[1] now."),
    ("It is safe", "It is safe[citation needed] now."),
    ("It is safe", "It is safe(2), they say."),
    ("It ended", "It ended.They left."),
    ("They left", "It ended.They left."),
    ("troops left", "The U.S. troops left."),
    ("the U.S", "So the U.S. left."),
    ("In 2024", "In 2024 $5 million were paid."),
    ("合法", "他说不。合法的是这个。"),
    ("合法", "他说不\n\n合法"),
    ("五人", "2024 五人が来た。"),
    ("京都", "三京都人。"),
    ("十五", "十五成立。"),
    ("ปลอดภัย", "มันปลอดภัย"),
    ("ห้าคน", "มีห้าคน"),
    ("လိမ်", "သူလိမ်တယ်"),
]


@pytest.mark.parametrize(("quote", "text"), STANDING)
def test_whole_words_are_found(quote, text):
    _, result = find(text, quote)
    assert isinstance(result, Found), result


def test_a_long_dash_without_spaces_is_an_edge_where_the_context_says_so():
    text = "The plan—which costs 5 million—was dropped."
    search, result = find(text, "which costs 5 million", prefix="plan—", suffix="—was")
    assert isinstance(result, Found)
    assert search.text[result.spans[0].start : result.spans[0].end] == "which costs 5 million"
    assert isinstance(find(text, "which costs 5 million")[1], NotFound)
    for ellipsis in ("…", "...", ".."):
        text = f"He waited{ellipsis}they left{ellipsis}and won."
        assert isinstance(find(text, "they left", prefix=f"waited{ellipsis}", suffix=f"{ellipsis}and won")[1], Found)
        assert isinstance(find(text, "they left")[1], NotFound)
    assert isinstance(find("A non-violent plan.", "violent", prefix="non-")[1], NotFound)


TEXTS = [
    "They say he can't come - not in non-violent times, at 5-10 percent.",
    "It cost 1 250 euros in 2024 250 times; \"they lied\" and 'she left', -5 degrees.",
    "The workers' plan: 2.5 percent, 12 300 000 people, three-quarters.",
]


@st.composite
def look_alikes(draw):
    """A text, the same with look-alikes put in, and a quote out of it that may cut words and numbers."""
    text = draw(st.sampled_from(TEXTS))
    start = draw(st.integers(0, len(text) - 4))
    end = draw(st.integers(start + 3, min(len(text), start + 24)))
    quote = text[start:end].strip()
    other = "".join(draw(st.sampled_from(CLASS_OF[c])) if c in CLASS_OF and draw(st.booleans()) else c for c in text)
    return text, other, quote


@given(look_alikes())
@settings(max_examples=400)
def test_a_look_alike_in_the_place_of_another_changes_no_verdict(case):
    text, other, quote = case
    results = [find(article, quote)[1] for article in (text, other)]
    assert type(results[0]) is type(results[1]), results
    if isinstance(results[0], Found) and isinstance(results[1], Found):
        assert results[0].spans == results[1].spans


CONTEXTS = [
    ("she lied and he lied", "lied", {"prefix": "he"}, 16),
    ("15 apples, 5 apples", "apples", {"prefix": "5"}, 13),
    ("it’s “they lied”; so they lied", "they lied", {"prefix": "it's \""}, 6),
    ("it’s *so* they lied; they lied", "they lied", {"prefix": "it's *so*"}, 8),
    ("they lied herein; they lied here", "they lied", {"suffix": "here"}, 18),
]


@pytest.mark.parametrize(("text", "quote", "context", "start"), CONTEXTS)
def test_contexts_have_word_edges_and_the_same_equalities_as_quotes(text, quote, context, start):
    _, result = find(text, quote, **context)
    assert isinstance(result, Found), result
    assert [span.start for span in result.spans] == [start]


STALE = [
    ("Says Ann: they erred. Says Bob: they lied.", "they lied", {"prefix": "Ann:"}, "prefix"),
    ("She lied.", "lied", {"prefix": "he"}, "prefix"),
    ("~~Ann:~~ they lied", "they lied", {"prefix": "Ann:"}, "prefix"),
    ("~~Ann:~~ Bob: they lied", "they lied", {"prefix": "Ann: Bob:"}, "prefix"),
    ("they lied ~~not~~", "they lied", {"suffix": "not"}, "suffix"),
    ("they lied so ~~not~~", "they lied", {"suffix": "so not"}, "suffix"),
    ("Crime fell by 3 percent.", "fell by 3 percent", {"suffix": "in May"}, "suffix"),
    ("## One\n\nthey lied\n\n## Two\n\nno", "they lied", {"within": "#two"}, "within"),
]


@pytest.mark.parametrize(("text", "quote", "context", "which"), STALE)
def test_a_context_that_does_not_fit_finds_nothing(text, quote, context, which):
    _, result = find(text, quote, **context)
    assert isinstance(result, Stale), result
    assert result.context == which


def test_a_passage_does_not_run_over_a_heading_unless_told_to():
    text = "It began at noon. It went on.\n\n## Later\n\nIt ended at six."
    _, result = find(text, "It began", end="ended at six")
    assert isinstance(result, NotFound)
    assert result.nearly[0][1] is Reason.OVER_HEADING
    assert isinstance(find(text, "It began", end="ended at six", across=True)[1], Found)


def test_three_places_of_a_part_that_stands_elsewhere_are_named():
    search, result = find("It began.[^1]\n\n[^1]: It ended. It ended. It ended. It ended.", "It began", end="It ended")
    assert [reason for _, reason in result.nearly] == [Reason.LAST_ELSEWHERE] * 3
    assert result.nearly[0][0].start == search.text.index("It ended")


FROM_TO = [("It began", "ended at seven", "to"), ("It started", "ended at six", "from"), ("ended at six", "It began", "order")]
PASSAGES = [
    ("It began", "ended at six", {}, Reason.OVER_HEADING),
    ("It went on", "It began", {}, Reason.LAST_BEFORE_FIRST),
    ("It went on", "went on", {}, Reason.LAST_IN_FIRST),
    ("It went on", "on", {}, Reason.LAST_IN_FIRST),
    ("It went on", "It went on", {}, Reason.LAST_IN_FIRST),
    ("It went on", "*went* on", {}, Reason.LAST_IN_FIRST),
    ("It went on", "in a note", {}, Reason.LAST_ELSEWHERE),
    ("Said in", "It ended", {}, Reason.LAST_ELSEWHERE),
    ("It ended", "It began", {"within": "#later"}, Reason.LAST_ELSEWHERE),
    ("It began", "at six", {"within": "#later"}, Reason.FIRST_ELSEWHERE),
]


@pytest.mark.parametrize(("first", "last", "choice", "reason"), PASSAGES)
def test_why_a_passage_cannot_be_is_said_with_the_place(first, last, choice, reason):
    text = "It began at noon. It went on.[^1]\n\n## Later\n\nIt ended at six.\n\n[^1]: Said in a note."
    search, result = find(text, first, end=last, **choice)
    assert [why for _, why in result.nearly] == [reason]
    assert result.part == "order"
    span = result.nearly[0][0]
    words = {Reason.OVER_HEADING: search.text[span.start : span.end], Reason.FIRST_ELSEWHERE: first}.get(reason, last.replace("*", ""))
    assert search.text[span.start : span.end] == words


@pytest.mark.parametrize(("first", "last", "part"), FROM_TO)
def test_of_a_passage_the_part_that_is_lost_is_named(first, last, part):
    _, result = find("It began at noon.\n\nIt ended at six.", first, end=last)
    assert isinstance(result, NotFound)
    assert result.part == part


MARKDOWN = [
    ("*one* **two**\n\n[three](https://x.example/) four", "*one* **two**\n\n[three](https://x.example/) four", "one two\nthree four"),
    ("before it.\n\n![a bridge](media/b.jpg)\n\nafter it", "before it.\n\nafter it", "before it.\nafter it"),
    ('before.\n\n![b](media/b.jpg "The caption")\n\nafter', "before.\n\nThe caption\n\nafter", "before.\nThe caption\nafter"),
    ("| a one |  | b two |\n|---|---|---|\n| c | d | e |", "a one\n\nb two", "a one\nb two"),
    ("one &nbsp; two\n\n&nbsp;\n\nthree", "two\n\nthree", "two\nthree"),
]


@pytest.mark.parametrize(("text", "quote", "words"), MARKDOWN)
def test_quotes_over_several_blocks(text, quote, words):
    search, result = find(text, quote)
    assert isinstance(result, Found), result
    assert search.text[result.spans[0].start : result.spans[0].end] == words


def test_a_struck_word_inside_a_quote_is_refused_in_every_order():
    text = "It is *really* ~~not~~ safe."
    assert isinstance(find(text, "really not safe")[1], Struck)
    assert isinstance(find(text, "*really* not safe")[1], Struck)
    assert find(text, "*really* ~~not~~ safe")[1] == Refused("struck")


@given(st.text("ab", min_size=1, max_size=5), st.text("ab", max_size=30), st.integers(0, 5))
@example("aabaaa", "aabaaabaaa", 0)
def test_both_ways_of_searching_find_every_place(words, text, first):
    every = [at for at in range(first, len(text)) if text.startswith(words, at)]
    assert list(_matched_prefixes(words, text, first, len(text))) == every
    assert list(_positions(words, text, first, len(text))) == every


def test_words_in_thousands_of_places_are_ambiguous_whatever_chooses():
    assert MOST == 5_000
    for times, expected in ((MOST, Found), (MOST + 1, Ambiguous)):
        assert isinstance(find("they lied. " * times, "they lied", occurrence="all")[1], expected)
    assert isinstance(find("ported " * (MOST + 1) + "port", "port")[1], Found)


def test_a_long_quote_over_words_that_repeat_themselves_is_found_at_every_place():
    _, result = find("ha " * 6000, "ha " * 3000, occurrence="all")
    assert isinstance(result, Found)
    assert len(result.spans) == 3001
