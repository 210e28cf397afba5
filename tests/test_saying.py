"""How claims are introduced is counted: by the right verb, in six languages, never by the speaker's own words, and without a score."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from counterpoint.article.prepared import Passage
from counterpoint.article.saying import introduction
from counterpoint.cli.main import main
from counterpoint.importing.language import Language
from counterpoint.reading.verbs import GROUPS, LANGUAGES, Verbs, fold
from site_folder import TestSite

VERBS = {language: Verbs(language) for language in LANGUAGES}
CLAIM = "[it costs little]"
SENTENCES = {
    "en": [
        ("Ann says that [it costs little].", "neutral say"),
        ("Ann claims that [it costs little].", "doubting claim"),
        ("Ann repeats her claims: [it costs little].", ""),
        ("The two claims differ. [It costs little].", ""),
        ("Ann admits [it costs little], and Bob says no.", "confessing admit"),
        ("Bob says no, but Ann concedes that [it costs little].", "confessing concede"),
        ("“[It costs little],” claimed Ann, who says much.", "doubting claim"),
        ("Bob says no. “[It costs little],” Ann revealed.", "endorsing reveal"),
        ("Ann says yes. [It costs little].", ""),
        ("Ann pointed out that [it costs little].", "endorsing point out"),
        ("Ann says: “Bob admits that [it costs little].”", "neutral say"),
        ("“Bob admits it”, and [it costs little].", ""),
        ("“Bob admits that [it costs little].”", ""),
        ("According to Mr. Able, [it costs little].", "neutral according to"),
        ("[The plan, she insists, costs little], says Bob’s paper.", "neutral say"),
        ("[The plan, she insists, costs little].", "doubting insist"),
        ("[warns that it costs little].", "endorsing warn"),
        ("[The plan costs little and reveals much].", ""),
        ("Ann’s letter SAYS that [it costs little].", "neutral say"),
        ("Ann didn’t say that; [it costs little].", "neutral say"),
    ],
    "de": [
        ("Ann sagt, [es koste wenig].", "neutral sagen"),
        ("Ann räumte gestern vor dem Rat ein, dass [es wenig koste].", "confessing einräumen"),
        ("Ann gibt zu, dass [es wenig koste].", "confessing zugeben"),
        ("„[Es kostet wenig]“, behauptet Ann.", "doubting behaupten"),
        ("Ann weist darauf hin, dass [es wenig koste].", "endorsing hinweisen"),
    ],
    "fr": [
        ("Ann dit que [cela coûte peu].", "neutral dire"),
        ("Ann prétend que [cela coûte peu].", "doubting prétendre"),
        ("« [Cela coûte peu] », a révélé Ann.", "endorsing révéler"),
        ("D’après Ann, [cela coûte peu].", "neutral selon"),
        ("Sa demande est claire. Ann reconnaît que [cela coûte peu].", "confessing reconnaître"),
    ],
    "es": [
        ("Ana dijo que [cuesta poco].", "neutral decir"),
        ("Ana alega que [cuesta poco].", "doubting alegar"),
        ("«[Cuesta poco]», admitió Ana.", "confessing admitir"),
        ("Ana señaló que [cuesta poco].", "endorsing señalar"),
    ],
    "he": [
        ("אן אמרה ש[זה עולה מעט].", "neutral אמר"),
        ("לטענת אן [זה עולה מעט].", "doubting טען"),
        ("בוב הכחיש, ואן הודתה כי [זה עולה מעט].", "confessing הודה"),
        ("אן חשפה כי [זה עולה מעט].", "endorsing חשף"),
    ],
    "ar": [
        ("وقالت آن إن [الكلفة قليلة].", "neutral قال"),
        ("زعمت آن أن [الكلفة قليلة].", "doubting زعم"),
        ("كشفت آن أن [الكلفة قليلة].", "endorsing كشف"),
        ("نفى بوب، واعترفت آن بأن [الكلفة قليلة].", "confessing اعترف"),
    ],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_claim_is_introduced_by_the_verb_that_governs_it(language):
    for sentence, wanted in SENTENCES[language]:
        before, words, after = re.fullmatch(r"(.*)\[(.*)\](.*)", sentence, re.DOTALL).groups()
        found = introduction(Passage(words, (), before, after, words), VERBS[language])
        assert f"{found.group} {found.verb}".strip() == wanted, sentence
        assert words in found.sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lists_say_one_thing_of_each_form_and_know_all_verbs_of_the_importer(language):
    verbs = VERBS[language]
    assert {group for _, group in verbs.forms.values()} == set(GROUPS)
    listed = Counter(form for form in verbs.forms)
    assert max(listed.values()) == 1
    for form in verbs.forms:
        for text in (form.replace("…", "heute"), f"x {form.replace('…', 'a b')}, y"):
            (found,) = verbs.find(text)
            assert (found.verb, found.group) == verbs.forms[form], form


def test_forms_stand_in_one_group_only(tmp_path):
    for language in LANGUAGES:
        text = Verbs.text_of(language)
        forms = [fold(form) for line in text.splitlines() if re.match(r"  \S", line) for form in line.partition(": ")[2].split(",")]
        assert [form for form, number in Counter(forms).items() if number > 1] == [], language


@pytest.fixture
def told(empty: TestSite) -> TestSite:
    empty.write("site.yml", "title: T\nbase_url: https://example.org/\nverbs_of_saying: method\nshare_images: none\nsearch: false\n")
    empty.write("content/pages/method.md", "---\ntitle: Method\n---\nText.\n")
    empty.article(
        "a",
        "Ann says that it costs little. The Union claims that it costs much. The Union admits that it is late.\n",
        """
        positions: {yes: {label: For}, no: {label: Against}}
        claims:
          little: {quote: it costs little, speaker: ann, position: yes}
          much: {quote: it costs much, speaker: union, position: no}
          late: {quote: it is late, speaker: union, position: no}
          apart: {text: Apart., anchor: none, speaker: union, position: no}
        """,
    )
    return empty


def test_the_report_counts_each_position_and_shows_the_sentences_to_look_at(told, capsys):
    assert main(["check", "--report", "--site", str(told.root)]) == 0
    lines = [re.sub(" +", " ", line) for line in capsys.readouterr().out.splitlines()]
    assert lines[:3] == ["A title (content/articles/a.md)", "=" * 31, ""]
    at = lines.index("Verbs of saying")
    assert lines[at + 2 : at + 7] == [
        "position neutral doubting endorsing confessing none",
        "For 1 0 0 0 0",
        "Against 0 1 0 1 0",
        " doubting, 'claim': claim much: The Union claims that it costs much.",
        " confessing, 'admit': claim late: The Union admits that it is late.",
    ]
    assert "neutral: say 1" in lines
    assert main(["check", "--report", "--format", "json", "--site", str(told.root)]) == 0
    assert "Verbs of saying" not in capsys.readouterr().out, "what programs read has no report in it"


def test_the_page_that_the_site_names_shows_the_counts(told):
    told.built()
    page = told.page("method/index.html").partition('id="_verbs"')[2]
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", page)
    cells = {re.sub("<[^>]*>", "", head).strip(): re.findall(r"<td>(\d+)</td>", row) for head, row in rows}
    assert cells == {"All explainers": list("11010"), "For": list("10000"), "Against": list("01010")}
    assert "Doubting: <i>claim</i> 1" in page
    told.edit("content/articles/a.md", "The Union claims", "The Union says")
    told.built()
    assert "<i>claim</i>" not in told.page("method/index.html")
    told.edit("site.yml", "verbs_of_saying: method", "verbs_of_saying: methods")
    (found,) = told.diagnostics()
    assert (found.code, found.location.line, found.help) == ("link-broken", 3, "did you mean 'method'?")


def test_the_importers_verbs_are_in_the_lists():
    """What the importer takes for saying is in some group, but for halves of German verbs and for what says little, such as 'smiled'."""
    for language in LANGUAGES:
        importer = Language(language)
        listed = [word for key in ("says", "says_m", "says_f", "says_p", "denies") for word in importer.words(key)]
        missing = [word for word in listed if not any(VERBS[language].find(word))]
        assert len(missing) <= len(listed) / 4, (language, missing)
