"""What has changed from a quote to a passage, and why that needs a second look."""

from __future__ import annotations

import pytest
from counterpoint.anchoring.changes import reasons

HARMLESS = [
    ("it's a “ban”", 'it’s a "ban"', "en"),
    ("the 2010-2014 plan", "the 2010–2014 plan", "en"),
    ("a ban on cars", "the ban on cars", "en"),
    ("ban on cars", "the ban on cars", "en"),
    ("The ban on cars", "the ban on cars", "en"),
    ("it ended. We lost", "it ended. we lost", "en"),
    ("Die Stadt wuchs", "die Stadt wuchs", "de"),
    ("he met with a man", "he met with the man", "en"),
    ("In a plan for us", "In the plan for us", "en"),
    ("fell by -5 of it", "fell by −5 of it", "en"),
    ("the plan -- it fell", "the plan — it fell", "en"),
]


@pytest.mark.parametrize(("old", "new", "language"), HARMLESS)
def test_a_surely_harmless_change_has_no_reason_against_it(old, new, language):
    assert reasons(old, new, language, begins=True) == ()
    assert reasons(new, old, language, begins=True) == ()


HARMFUL = [
    ("two kilometres", "three kilometres", "en", "NUMBER CHANGED"),
    ("2 kilometres", "3 kilometres", "en", "NUMBER CHANGED"),
    ("millions of euros", "billions of euros", "en", "NUMBER CHANGED"),
    ("million euros", "millions euros", "en", "NUMBER CHANGED"),
    ("the first of them", "the second of them", "en", "NUMBER CHANGED"),
    ("a third of them", "half of them", "en", "NUMBER CHANGED"),
    ("it is legal", "it is illegal", "en", "NEGATION CHANGED"),
    ("it is violent", "it is non-violent", "en", "NEGATION CHANGED"),
    ("it can be done", "it can hardly be done", "en", "NEGATION CHANGED"),
    ("it can be done", "it can't be done", "en", "NEGATION CHANGED"),
    ("das ist wahr", "das ist keineswegs wahr", "de", "NEGATION CHANGED"),
    ("ein Plan", "kein Plan", "de", "NEGATION CHANGED"),
    ("il le dit", "il ne le dit guère", "fr", "NEGATION CHANGED"),
    ("הוא אמר שיש", "הוא אמר שלא יש", "he", "NEGATION CHANGED"),
    ("הוא אמר כן", "הוא אמר ולא כן", "he", "NEGATION CHANGED"),
    ("זה חוקי", "זה בלתי חוקי", "he", "NEGATION CHANGED"),
    ("زيد وعمر", "زيد ولا عمر", "ar", "NEGATION CHANGED"),
    ("قال مع شك", "قال بلا شك", "ar", "NEGATION CHANGED"),
    ("אמר דוד אתמול", "אמר משה אתמול", "he", "WORD CHANGED"),
    ("قال أحمد أمس", "قال محمد أمس", "ar", "WORD CHANGED"),
    ("Ann said so", "Bob said so", "en", "NAME CHANGED"),
    ("it costs little", "it costs very little", "en", "WORDS ADDED"),
    ("it costs very little", "it costs little", "en", "WORDS DROPPED"),
    ("few people came", "a few people came", "en", "WORDS ADDED"),
    ("they erred, they lied", "they lied, they erred", "en", "WORDS MOVED"),
    ("let us eat, friends", "let us eat friends", "en", "PUNCTUATION CHANGED"),
    ("an immoral act", "an immortal act", "en", "WORD CHANGED"),
    ("the council lied", "the counsel lied", "en", "WORD CHANGED"),
    ("増税する", "増税しない", "ja", "WORD CHANGED"),
    ("合法的", "不合法的", "zh", "NEGATION CHANGED"),
    ("25万", "26万", "ja", "NUMBER CHANGED"),
    *(
        (f"then the {old} came", f"then the {new} came", "en", "WORD CHANGED")
        for old, new in [
            ("attacked", "attacks"),
            ("convicted", "convict"),
            ("employer", "employers"),
            ("statue", "status"),
            ("trip", "trips"),
            ("colour", "color"),
            ("goverment", "government"),
            ("organise", "organize"),
            ("its", "it's"),
            ("were", "we're"),
            ("exposé", "expose"),
            ("causal", "casual"),
            ("prosecution", "persecution"),
            ("parties", "party's"),
            ("martial", "marital"),
        ]
    ),
    *(
        (f"so {old} said", f"so {new} said", "en", "CAPITALS CHANGED")
        for old, new in [("US", "us"), ("WHO", "who"), ("IT", "It"), ("AIDS", "aids"), ("Turkey", "turkey"), ("May", "may"), ("The", "the")]
    ),
    ("US said so", "us said so", "en", "CAPITALS CHANGED"),
    ("IT said so", "It said so", "en", "CAPITALS CHANGED"),
    ("Polish jobs", "polish jobs", "en", "CAPITALS CHANGED"),
    ("vitamin A is good", "vitamin is good", "en", "NAME CHANGED"),
    ("plan A is good", "plan the is good", "en", "NAME CHANGED"),
    ("A is better than B", "The is better than B", "en", "NAME CHANGED"),
    ("die Maße sind", "die Masse sind", "de", "WORD CHANGED"),
    ("der Mann kam", "den Mann kam", "de", "WORD CHANGED"),
    ("la ville", "les ville", "fr", "WORD CHANGED"),
    *(
        (f"profit {old} million was", f"profit {new} million was", "en", "NUMBER CHANGED")
        for old in ("- 5", "– 5")
        for new in ("-5", "−5", "–5")
    ),
    ("it fell - five", "it fell −five", "en", "NUMBER CHANGED"),
    ("they saw a $5 bill", "they saw a -$5 bill", "en", "NUMBER CHANGED"),
    *(
        (f"it is {old} of it", f"it is {new} of it", "en", reason)
        for old, new, reason in [
            ("a priori wrong", "the priori wrong", "WORD CHANGED"),
            ("sung a cappella", "sung cappella", "WORDS DROPPED"),
            ("vis a vis", "vis the vis", "WORD CHANGED"),
            ("option a is", "option is", "WORDS DROPPED"),
            ("section a says", "section the says", "WORD CHANGED"),
            ("vitamin a rich", "vitamin rich", "WORDS DROPPED"),
            ("twice a day", "twice the day", "WORD CHANGED"),
            ("5 a day", "5 day", "WORDS DROPPED"),
            ("a third", "the third", "WORD CHANGED"),
            ("the second thought", "a second thought", "WORD CHANGED"),
            ("half a million", "half the million", "WORD CHANGED"),
            ("the White House", "a White House", "WORD CHANGED"),
            ("The Hague", "Hague", "NAME CHANGED"),
            ("the Who", "Who", "WORDS DROPPED"),
            ("no plan", "no the plan", "WORDS ADDED"),
            ("not the man", "not a man", "WORD CHANGED"),
            ("can't the man", "can't a man", "WORD CHANGED"),
            ("x a plan", "x the plan", "WORD CHANGED"),
            ("a a plan", "a plan", "WORDS DROPPED"),
            ("Ann the liar", "Ann a liar", "WORD CHANGED"),
            ("what a", "what", "WORDS DROPPED"),
        ]
    ),
    ("a is larger than the rest", "the is larger than the rest", "en", "WORD CHANGED"),
    ("part of the", "part of", "en", "WORDS DROPPED"),
    ("il a menti hier", "il menti hier", "en", "WORDS DROPPED"),
    ("voy a matar hoy", "voy matar hoy", "en", "WORDS DROPPED"),
    ("ele viu a casa", "ele viu casa", "en", "WORDS DROPPED"),
    ("ich hänge an der Wand", "ich hänge der Wand", "en", "WORDS DROPPED"),
]


@pytest.mark.parametrize(("old", "new", "language", "reason"), HARMFUL)
def test_every_other_change_says_why_it_is_not_harmless(old, new, language, reason):
    assert reason in reasons(old, new, language)
    assert reasons(new, old, language)


@pytest.mark.parametrize("word", ["he", "an", "so", "who", "her", "it"])
def test_a_capital_in_the_midst_of_a_sentence_may_be_a_name(word):
    for before in ("", "Ann swore that "):
        assert reasons(f"{before}{word} lied of us", f"{before}{word.title()} lied of us") == ("CAPITALS CHANGED",)
    assert reasons(f"{word} lied of us", f"{word.title()} lied of us", begins=True) == ()
    assert reasons(f"{word.title()} lied of us", f"{word} lied of us") == ()
    assert reasons(f"it ended. {word} lied", f"it ended. {word.title()} lied") == ()
