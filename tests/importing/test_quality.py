"""How well `counterpoint import` reads labelled texts that it was not made from, and whom it must never name."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import regex
from counterpoint.importing.attributions import attribute
from counterpoint.importing.input import Block
from counterpoint.importing.language import CODES, language
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
import quality


@pytest.mark.parametrize("folder", ["", "held_out"])
def test_labelled_texts_are_read_without_a_wrong_speaker(folder, capsys):
    """The texts in `held_out` were written with the others, and were not looked at while the rules were."""
    result = quality.total(quality.TEXTS / folder)
    with capsys.disabled():
        print("", quality.table(folder or "texts", result), sep="\n")
    figures = result.figures()
    assert figures["wrong speakers"] == 0
    assert figures["recall"] >= 0.95
    assert figures["precision"] >= 0.95
    assert figures["named"] >= 0.75
    assert figures["byline"] >= 0.9
    assert figures["date"] >= 0.9
    assert figures["boilerplate"] >= 0.9


def speakers(code: str, *paragraphs: str) -> list[str | None]:
    """The speakers of a text's quotations, in order, those left open as None; what is taken for no claim is not there."""
    said, _ = attribute([Block(paragraph) for paragraph in paragraphs], "", "", language(code))
    return [one.speaker and one.speaker.name for one in said if not one.aside]


HART = "Roger Hart opened the meeting."


@pytest.mark.parametrize(
    ("code", "paragraphs", "wanted"),
    [
        # pronouns: gender, another subject, another person, a title or a group between
        ("en", ["Mr. Hart defended his plan. Anna Kowal from the north side, who said she managed small properties, complained. “It is quite insane for us,” she said."], ["Anna Kowal"]),
        ("en", ["Minister Astrid Berg congratulates her husband Peter Lund. “I am so happy for him,” she tells a newspaper."], ["Astrid Berg"]),
        ("en", ["Anna Kowal thanked Ruth Denby. “This is the end of it,” she said."], [None]),
        ("en", ["The glazier thanked Roger Hart. “This is the end of it,” he said."], [None]),
        ("en", ["Anna Kowal spoke first. The glazier shook his head. “This is the end of it,” he said."], [None]),
        ("en", ["“It was a bad plan,” Roger Hart said. A man in the back row laughed. “You made it yourself!”"], ["Roger Hart", None]),
        ("en", ["Ms. Hart spoke. “We are late for it,” he said."], [None]),
        ("en", [HART, "It rained on the roof. “It is a fine day for it,” it said."], [None]),
        ("de", ["Weber sprach lange. Eine Zuhörerin stand auf. „Das ist doch alles gelogen“, sagte sie."], [None]),
        # groups and people whom nobody names
        ("en", ["Police officer Tom Reed was there. A local group called Watch the Watchers said the town “cannot afford to go back to that.”"], ["Watch the Watchers"]),
        ("en", [HART, "The tenants' union, backed by two parties, said it was “a bad day for us”."], ["tenants' union"]),
        ("en", [HART, "A letter from the union was read out. “We shall not take part,” it says."], [None]),
        ("en", [HART, "A spokeswoman for the ministry declined to comment. “We do not speak about single cases,” she said."], [None]),
        ("en", [HART, "A statement from Gordon Black is passed on: “We are sorry for this.”"], ["Gordon Black"]),
        ("en", ["Dora Quill was first.", "Jeremy Black blamed the press, as he announced he would stand down after a “long period of reflection”."], ["Jeremy Black"]),
        # somebody who belongs to the one who is named
        ("en", ["According to a friend of Roger Hart, the man is “as honest as they come”."], [None]),
        ("en", ["Critics of Roger Hart say he is “a danger to the town”."], [None]),
        ("en", ["The man who shot Roger Hart said “I did it for the town”."], [None]),
        ("en", ["Hart's deputy said the plan was “dead in the water”. Roger Hart was away."], [None]),
        ("en", ["Roger Hart told the inquiry what his mother used to say: “Never sell the cow.”"], [None]),
        ("de", ["Ein Sprecher von Bürgermeister Klaus Weber sagte: „Er wird nicht kommen.“"], [None]),
        ("de", ["Die Sprecherin der Ministerin Anna Roth sagte: „Sie wird nicht kommen.“"], [None]),
        ("fr", ["Un proche de Marc Tessier affirme que « rien n’est joué ici »."], [None]),
        ("fr", ["La fille d’Odile Perrin raconte : « Elle n’a rien dit. »"], [None]),
        ("es", ["Un amigo de Tomás Rey dijo que «no volverá nunca más»."], [None]),
        ("he", ['דוברת ראש העיר תמר גולן אמרה: "היא לא תבוא היום".'], [None]),
        ("he", ['מקורב לאבנר דגן אמר: "הוא לא יתפטר לעולם".'], [None]),
        ("ar", ["قال مقرب من سامر عبود: «لن يستقيل أبدا»."], [None]),
        ("ar", ["سامر عبود مريض. وقال والد سامر عبود: «ابني لن يستقيل»."], [None]),
        # passives, negations, denials, two speakers, namesakes
        ("en", ["Roger Hart was called “a liar and a thief” on Monday."], [None]),
        ("en", ["Roger Hart, described as “a liar and a thief”, left."], [None]),
        ("en", ["Roger Hart denied that he was “a liar and a thief”."], [None]),
        ("en", ["Roger Hart did not say “we are sorry for it”."], [None]),
        ("en", ["Roger Hart and Anna Kowal said “we are sorry for this”."], [None]),
        ("en", ["“I will go there,” said Hart. Roger Hart and Linda Hart were there."], [None]),
        # datelines, and names with what stands beside them
        ("en", ["Boston – Statement of AFX President Mary Winters, following the vote:", "“We are happy about it.”"], ["Mary Winters"]),
        ("en", ["LONDON (AP) — The following is a statement.", "“We are happy about it.”"], [None]),
        ("en", ["The Bishop of Norwood, the Rt Revd James Newman, said: “We pray for them.”"], ["James Newman"]),
        ("en", ["Although Allsop said it was “not a good idea at all”, she stayed. Fay Allsop is a nurse."], ["Fay Allsop"]),
        ("he", ['אמר בנאומו שר התחבורה אבנר דגן: "הגדר הזאת מצילה חיים".'], ["אבנר דגן"]),
        ("ar", ["قال وزير الدولة سامر عبود: «الجسر سيبقى ولن يهدمه أحد»."], ["سامر عبود"]),
        # the sentence itself names the speaker
        ("en", ["Judge Kathy Somers ruled that the act was void. “The law is plain on this,” she wrote."], ["Kathy Somers"]),
        ("en", ["“It broke my heart,” said parent Tamara Wills."], ["Tamara Wills"]),
        ("en", ["“It broke my heart too” – Ruth Denby, bell founder"], ["Ruth Denby"]),
        ("fr", ["« On nous prend pour des robinets ! », s’agace Marc Tessier."], ["Marc Tessier"]),
        ("fr", ["« Personne ne veut la panne », estime Hélène Vidal."], ["Hélène Vidal"]),
        ("es", ["«El agua es de todos», dijo el alcalde, Tomás Rey, en la plaza."], ["Tomás Rey"]),
        # words that are verbs of saying elsewhere
        ("en", ["The Bell Trust has a report. Bell relies on letters, and alleges the use of “an ever-growing network of lamps”."], ["Bell Trust"]),
        ("en", ["The report, titled, “Dark Lamps” and released last week, accuses the Bergian state of “a very dark plan”."], ["Dark Lamps"]),
        ("en", ["The Lamp Forces responded by stating that it carries out “necessary works in the dark”."], ["Lamp Forces"]),
        ("de", ["Landwirt Martin Kolb steht bis zu den Knien im Feld. „Der Schlamm fragt nicht“, sagt sie."], [None]),
        # transcripts
        ("en", ["SIMMONS: Nobody told us of it.", "The room was cold.", "HADDAD: We told them in four letters.", "Greg Simmons and Leila Haddad left."], ["Greg Simmons", "Leila Haddad"]),
        ("en", ["MARIA CRUZ, HOST:", "Good morning to everybody. The mayor wrote, “I shall not come to the studio.”", "GREG HILL: I am here.", "CRUZ: So you are."], ["MARIA CRUZ", None, "GREG HILL", "MARIA CRUZ"]),
    ],
)  # fmt: skip
def test_a_speaker_is_named_only_where_the_text_names_them(code, paragraphs, wanted):
    found = speakers(code, *paragraphs)
    assert [name and name.casefold() for name in found] == [name and name.casefold() for name in wanted]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The hymn “All Ye Who Listen” closed the evening."),
        ("en", "A sign at the gate says “Keep Out”."),
        ("en", "The meeting ended with what one poster called a “truce”."),
        ("en", "“The Span,” which opened on Friday, has one set."),
        ("de", "Auf dem Schulhof hängt ein Schild mit der Aufschrift „Bitte leise sein“."),
        ("fr", "Son livre s’appelle « La part du loup »."),
        ("es", "La exposición se titula «Caras de barro»."),
        ("ar", "وتحمل المسرحية الأولى عنوان «باب البحر»."),
    ],
)
def test_titles_and_inscriptions_are_no_claims(code, text):
    assert speakers(code, text) == []


NAMES = ["Ada Quint", "Bela Roth", "Carla Munk", "Dov Stern", "Ewan Tull", "Fay Wren", "Grace Ilori", "Hugo Vance"]
_FORMS = [
    "“We have counted every lamp,” said {0}.",
    "{0} met {1} on Monday. “We have seen the lamps,” he said.",
    "{0}, a baker, called the plan “a very long way home”. “We shall walk it,” she added.",
    "“It is late for us,” {0} told {1}. “Too late for the bread.”",
    "Mr. {1} left. {0} stayed. “I have time for this,” she said.",
    "According to {0}, it was “the last lamp in town”.",
    "A friend of {0} laughed. “They will never learn it,” he said.",
    "{0} said: “I was told by {1} to come here.”",
    "Ms. {0} nodded. “That is the way home,” she said, and {1} agreed.",
]


@st.composite
def texts(draw):
    forms = draw(st.lists(st.sampled_from(_FORMS), min_size=1, max_size=5))
    names = draw(st.permutations(NAMES))
    pairs = [draw(st.permutations(range(4))) for _ in forms]
    return [form.format(names[pair[0]], names[pair[1]]) for form, pair in zip(forms, pairs, strict=True)]


def swapped(text: str, order: list[str]) -> str:
    table = dict(zip(NAMES, order, strict=True))
    return regex.sub("|".join(NAMES), lambda match: table[match[0]], text)


@given(texts(), st.permutations(NAMES))
@settings(max_examples=60, deadline=None)
def test_swapping_all_names_swaps_the_speakers_and_nothing_else(paragraphs, order):
    """Who is named depends on how a text is built, never on what somebody is called."""
    plain = speakers("en", *paragraphs)
    other = speakers("en", *(swapped(paragraph, order) for paragraph in paragraphs))
    assert other == [name and swapped(name, order) for name in plain]


@given(texts())
@settings(max_examples=60, deadline=None)
def test_a_speaker_stands_in_the_text_and_fits_the_pronoun(paragraphs):
    text = "\n".join(paragraphs)
    said, _ = attribute([Block(paragraph) for paragraph in paragraphs], "", "", language("en"))
    for one in said:
        if not one.speaker:
            continue
        assert one.speaker.name in text
        piece = one.pieces[0]
        after = regex.match(r"\W*(he|she)\b", paragraphs[piece.block][piece.outer[1] :])
        titles = {match[1] for match in regex.finditer(rf"(Mr|Ms)\. {one.speaker.name}", text)}
        if after and len(titles) == 1:
            assert (after[1], titles.pop()) in {("he", "Mr"), ("she", "Ms")}
        if "A friend of" in paragraphs[piece.block]:
            raise AssertionError(f"{one.speaker.name} is not their friend")


@pytest.mark.parametrize("code", CODES)
def test_every_language_has_its_tables(code):
    tables = language(code)
    assert tables.verb.pattern
    for key in ("common", "according", "organisation", "government", "document", "by", "months", "people"):
        assert tables.words(key), key
