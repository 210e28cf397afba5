# ruff: noqa: E501 - tables of one case a line
"""Who was asked, how and when, is on record; what pages say of a silence follows from it, and nothing else may be said."""

from __future__ import annotations

import re
from datetime import date, datetime
from html import unescape
from itertools import chain, product
from pathlib import Path

import pytest
from counterpoint.build import check, lints
from counterpoint.release import release
from site_folder import SITE, TestSite

SIDE = "content/articles/cost.yml"
TEXT = "Ann says that it costs little. The Union replies that nobody can pay for it. Cy says Ann Able took money.\n"
SPEAKERS = """ann: {name: Ann Able}
union: {name: The Union}
cy: {name: Cy Cole, affiliation: union}
dan: {name: Dan Dow}
"""
SIDECAR = """positions:
  close: {label: Close it, speakers: [ann]}
  open: {label: Keep it open, speakers: [union]}
issues:
  noise: {question: Is it loud?, answers: {close: It is.}}
  trade: {question: Who pays?, answers: {close: {silence: not-applicable}, open: Everyone.}}
claims:
  cheap: {quote: it costs little, speaker: ann, position: close, issue: noise}
  dear: {quote: nobody can pay for it, speaker: union, position: open, issue: noise}
  money: {quote: Ann Able took money, speaker: cy, position: open, accuses: [dan]}
"""
MAIL = "{speaker: union, issues: [noise], date: 2026-05-03, channel: e-mail, recipient: press office, deadline: 2026-05-10"
CALL = "{position: open, issues: [noise, trade], date: 2026-05-06, channel: telephone, deadline: 2026-05-10"

AGAIN = "{speaker: union, issues: [noise], date: 2026-05-06, channel: telephone, deadline: 2026-05-10, outcome: no-reply}"


@pytest.fixture
def asked(empty: TestSite) -> TestSite:
    empty.write("content/speakers.yml", SPEAKERS)
    empty.article("cost", TEXT, SIDECAR)
    return empty


def with_approaches(site: TestSite, *entries: str, answer: str = "") -> None:
    text = SIDECAR + "approaches:\n" + "".join(f"  - {entry}\n" for entry in entries) if entries else SIDECAR
    site.write(SIDE, text.replace("close: It is.", f"close: It is., open: {answer}") if answer else text)


def cell(site: TestSite, issue: str, voice: int, slug: str = "cost") -> str:
    """The words of one cell of the side-by-side view."""
    part = site.page(f"{slug}/sides/index.html").split(f'id="cell_{issue}_{voice}"')[1].split('role="cell"')[0].split("<details")[0]
    return re.sub(r"(?<=\() | (?=\))", "", " ".join(unescape(re.sub(r"<[^>]*>", " ", part)).split()))


# What is on record → what the cell says. Both attempts of a pair are one history, also where one names the speaker and one the position.
SENTENCES = {
    "no approach": ([], "No stated position This explainer records no answer."),
    "nobody": (["{outcome: not-asked, note: It rests on letters.}"], "No stated position … Nobody was asked. It rests on letters."),
    "not this one": (["{outcome: not-asked, position: open}", "{outcome: not-asked}"], "No stated position … Not asked."),
    "open": ([MAIL + "}"], "No stated position … Asked by e-mail on 3 May 2026 (press office); an answer was asked for by 10 May 2026."),
    "no reply": (
        [MAIL + "}", AGAIN],
        "Did not reply … Asked by e-mail on 3 May 2026 (press office) and by telephone on 6 May 2026; no reply by 10 May 2026.",
    ),
    "declined": (
        [MAIL + ", outcome: declined, replied: 2026-05-04, reply: Not *now*.}"],
        "Declined to answer … declined to answer on 4 May 2026. Not now .",
    ),
    "no comment": ([MAIL + ", outcome: no-comment}"], "Declined to answer … (press office); replied without a comment."),
    "the last counts": (
        ["{speaker: union, issues: [noise], date: 2026-05-20, channel: letter, outcome: declined}", MAIL + "}"],
        "Declined to answer … Asked by e-mail on 3 May 2026 (press office) and by letter on 20 May 2026; declined to answer.",
    ),
    "more was put besides": (
        [MAIL + ", claims: [cheap]}", AGAIN],
        "Did not reply … Asked by e-mail on 3 May 2026 (press office) and by telephone on 6 May 2026; no reply by 10 May 2026.",
    ),
    "a reply, and none to what was asked then": (
        [
            MAIL + ", outcome: declined, replied: 2026-05-04, reply: Not now.}",
            AGAIN,
            "{speaker: union, issues: [noise], date: 2026-05-07, channel: letter, deadline: 2026-05-10, outcome: no-reply}",
        ],
        "Declined to answer … (press office); declined to answer on 4 May 2026. Not now. The Union : Asked by telephone on 6 May 2026 and by"
        " letter on 7 May 2026; no reply by 10 May 2026.",
    ),
    "asked again": (
        [MAIL + "}", AGAIN, "{speaker: union, issues: [noise], date: 2026-05-20, channel: letter, deadline: 2026-12-20}"],
        "No stated position … (press office) and by telephone on 6 May 2026; no reply by 10 May 2026. The Union : Asked by letter on 20 May"
        " 2026; an answer was asked for by 20 December 2026.",
    ),
    "asked again with no deadline": (
        [MAIL + "}", AGAIN, "{speaker: union, issues: [noise], date: 2026-05-20, channel: letter}"],
        "No stated position … 6 May 2026; no reply by 10 May 2026. The Union : Asked by letter on 20 May 2026.",
    ),
    "a second holder may still reply": (
        [MAIL + "}", AGAIN, "{speaker: cy, position: open, issues: [noise], date: 2026-05-05, channel: letter, deadline: 2026-12-20}"],
        "No stated position … no reply by 10 May 2026. Cy Cole : Asked by letter on 5 May 2026; an answer was asked for by 20 December 2026.",
    ),
    "asked again, and no reply": (
        [
            MAIL + "}",
            AGAIN,
            "{speaker: union, issues: [noise], date: 2026-05-20, channel: letter, deadline: 2026-05-24, outcome: no-reply}",
        ],
        "Did not reply … by telephone on 6 May 2026 and by letter on 20 May 2026; no reply by 24 May 2026.",
    ),
    "the last deadline": (
        [
            "{speaker: union, issues: [noise], date: 2026-05-03, channel: letter, deadline: 2026-05-20, outcome: no-reply}",
            "{speaker: union, issues: [noise], date: 2026-05-02, channel: form, deadline: 2026-05-12}",
            AGAIN.replace(", outcome: no-reply", ""),
        ],
        "Did not reply … through a form on 2 May 2026, by letter on 3 May 2026 and by telephone on 6 May 2026; no reply by 20 May 2026.",
    ),
    "open until the last deadline": (
        [MAIL.replace("05-10", "12-10") + "}", AGAIN.replace(", outcome: no-reply", "")],
        "No stated position … by telephone on 6 May 2026; an answer was asked for by 10 December 2026.",
    ),
    "another question": (["{speaker: union, issues: [trade], date: 2026-05-20, channel: letter, outcome: answered}"], "No stated position"),
    "another side": (["{speaker: ann, issues: [noise], date: 2026-05-20, channel: letter, outcome: declined}"], "No stated position"),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_a_silence_says_what_the_record_says(asked, name):
    entries, words = SENTENCES[name]
    with_approaches(asked, *entries)
    asked.built()
    pattern = ".*".join(re.escape(" ".join(part.split())) for part in words.split("…"))
    assert re.search(pattern, cell(asked, "noise", 2).removeprefix("Keep it open"))
    if name.startswith("another"):
        assert "Asked" not in cell(asked, "noise", 2)


NO_DAY = (("", "no", "no"), ("no", "", "2026-12-10"), ("", "", "no"))
"""Deadlines of three attempts, some of which name none."""


def month_day(words: str) -> date:
    """A day as English pages write it."""
    return datetime.strptime(words, "%d %B %Y").date()


def test_nobody_is_said_not_to_have_replied_who_may_still_reply(asked):
    """Three attempts with all deadlines and outcomes: whatever page is built names no attempt beside a day that lies before its own.

    The oracle reads dates on pages, and the entries as they were written.
    """
    days = ("2026-05-03", "2026-05-06", "2026-05-08")
    cases = {}
    for number, chosen in enumerate(chain(product(("2026-05-10", "2026-12-10", "no"), repeat=3), NO_DAY)):
        entries = []
        for day, channel, deadline in zip(days, ("e-mail", "telephone", "letter"), chosen, strict=True):
            over = (
                "deadline: 2026-05-20, outcome: no-reply" if deadline == "no" else f"deadline: {deadline}" if deadline else "note: No day."
            )
            entries.append(f"{{speaker: union, issues: [noise], date: {day}, channel: {channel}, {over}}}")
        name = f"a{number}"
        cases[name] = chosen
        asked.article(name, TEXT, SIDECAR + "approaches:\n" + "".join(f"  - {entry}\n" for entry in entries))
    refused = {Path(d.location.path).stem for d in asked.diagnostics(now="2026-06-01T00:00Z")}
    for name in refused:
        (asked.root / f"content/articles/{name}.md").unlink()
        (asked.root / f"content/articles/{name}.yml").unlink()
    asked.built()
    silent = 0
    for name, chosen in cases.items():
        over = [deadline for deadline in chosen if deadline == "no"]
        waiting = [deadline for day, deadline in zip(days, chosen, strict=True) if deadline != "no" and max(day, deadline) > "2026-05-20"]
        expected = bool(over) and not waiting
        enough = len(over) + sum(deadline != "no" and deadline <= "2026-05-20" for deadline in chosen) >= 2
        assert (name in refused) == (bool(over) and not enough), chosen
        if name in refused:
            continue
        told = cell(asked, "noise", 2, name).removeprefix("Keep it open")
        assert ("Did not reply" in told) == expected, (chosen, told)
        for how, by in re.findall(r"Asked ([^;]*); no reply by ([^.]*)\.", told):
            for asked_on in re.findall(r"on (\d+ May 2026)", how):
                own = chosen[days.index(month_day(asked_on).isoformat())]
                assert month_day(asked_on) <= month_day(by)
                assert own in {"", "no"} or date.fromisoformat(own) <= month_day(by)
        assert all(month in told for month in ("3 May", "6 May", "8 May")), told
        silent += expected
    assert silent > 3


# What is on record, what the cell says of itself → code, severity, what the message names.
MISTAKES = {
    "never asked": ([], "{silence: no-reply}", "silence-unrecorded", "ERROR", "'no-reply'"),
    "no refusal": ([], "{silence: declined}", "silence-unrecorded", "WARNING", "'declined'"),
    "asked once": ([MAIL + ", outcome: no-reply}"], "", "approach-incomplete", "ERROR", "e-mail alone"),
    "one channel twice": ([MAIL + "}", MAIL + ", outcome: no-reply}"], "", "approach-incomplete", "ERROR", "e-mail alone"),
    "one of two questions": ([MAIL + "}", CALL + ", outcome: no-reply}"], "", "approach-incomplete", "ERROR", "'trade'"),
    "after the deadline": (
        [MAIL + "}", CALL.replace("-06,", "-11,").replace("-10", "-12") + "}", MAIL + ", outcome: no-reply}"],
        "",
        "approach-incomplete",
        "ERROR",
        "e-mail alone",
    ),
    "the first is open": ([MAIL.replace("05-10", "12-10") + "}", AGAIN], "", "approach-incomplete", "ERROR", "is open until 2026-12-10"),
    "the second is open": (
        [MAIL + ", outcome: no-reply}", CALL.replace("05-10", "12-10").replace(", trade", "") + "}"],
        "",
        "approach-incomplete",
        "ERROR",
        "is open until 2026-12-10",
    ),
    "open, and said to be silent": (
        [MAIL + "}", AGAIN, "{speaker: union, issues: [noise], date: 2026-05-20, channel: letter, deadline: 2026-12-20}"],
        "{silence: no-reply}",
        "approach-contradicts",
        "ERROR",
        "2026-05-20 is still open",
    ),
    "declined, and said not to be concerned": (
        [MAIL + ", outcome: declined}"], "{silence: not-applicable}", "approach-contradicts", "ERROR", "'declined'"
    ),
    "an opponent's refusal": (
        ["{speaker: ann, position: open, issues: [noise], date: 2026-05-05, channel: e-mail, outcome: declined, replied: 2026-05-06}"],
        "",
        "approach-contradicts",
        "ERROR",
        "speaks for 'close'",
    ),
    "an opponent, not asked": (["{speaker: ann, position: open, outcome: not-asked}"], "", "approach-contradicts", "ERROR", "speaks for 'close'"),
    "for whom the claims are": (
        ["{speaker: cy, position: close, issues: [noise], date: 2026-05-05, channel: e-mail}"],
        "",
        "approach-contradicts",
        "ERROR",
        "speaks for 'open'",
    ),
    "too early": (
        [MAIL + "}", "{speaker: union, issues: [noise], date: 2026-05-06, channel: form, deadline: 2026-06-01, outcome: no-reply}"],
        "",
        "approach-incomplete",
        "ERROR",
        "2026-06-01",
    ),
    "no deadline": (["{speaker: union, issues: [noise], date: 2026-05-06, channel: form, outcome: no-reply}"], "", "approach-incomplete", "ERROR", "`deadline`"),
    "nobody asked": (["{issues: [noise], date: 2026-05-06, channel: form}"], "", "approach-incomplete", "ERROR", "who was asked"),
    "nothing put": (["{speaker: union, date: 2026-05-06, channel: form}"], "", "approach-incomplete", "ERROR", "what was put"),
    "no channel": (["{speaker: union, issues: [noise], date: 2026-05-06}"], "", "approach-incomplete", "ERROR", "`channel`"),
    "a reply, and open": ([MAIL + ", reply: No.}"], "", "approach-incomplete", "ERROR", "`outcome`"),
    "before it was sent": ([MAIL.replace("deadline: 2026-05-10", "deadline: 2026-05-02") + "}"], "", "approach-incomplete", "ERROR", "before"),
    "not asked, on a day": (["{outcome: not-asked, date: 2026-05-06}"], "", "approach-incomplete", "ERROR", "keep one"),
    "an unknown claim": (["{outcome: not-asked, claims: [chaep]}"], "", "id-unknown", "ERROR", "chaep"),
    "an unknown question": (["{outcome: not-asked, issues: [nosie]}"], "", "id-unknown", "ERROR", "nosie"),
    "an unknown position": (["{outcome: not-asked, position: opne}"], "", "id-unknown", "ERROR", "opne"),
    "an unknown speaker": (["{outcome: not-asked, speaker: unoin}"], "", "id-unknown", "ERROR", "unoin"),
    "answered, and silent": ([MAIL + ", outcome: answered}"], "", "approach-contradicts", "ERROR", "answered"),
    "one answered, silent for the others": (
        ["{speaker: cy, position: open, issues: [noise], date: 2026-05-01, channel: form, outcome: answered}", MAIL + "}", AGAIN],
        "", "approach-contradicts", "ERROR", "answered",
    ),
    "not twice since it replied": ([MAIL + ", outcome: declined}", AGAIN], "", "approach-incomplete", "ERROR", "telephone alone"),
    "declined, not unreachable": ([MAIL + ", outcome: declined}"], "{silence: no-reply}", "approach-contradicts", "ERROR", "'declined'"),
    "asked after all": ([MAIL + "}"], "{silence: not-asked}", "approach-contradicts", "ERROR", "2026-05-03"),
    "asked, and not": ([MAIL + "}", "{outcome: not-asked, speaker: union}"], "", "approach-contradicts", "ERROR", "2026-05-03"),
    "its side, and not": ([MAIL + "}", "{outcome: not-asked, position: open, issues: [noise]}"], "", "approach-contradicts", "ERROR", "'open'"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_what_the_record_does_not_bear_out_is_a_diagnostic_with_its_place(asked, name):
    entries, answer, code, severity, named = MISTAKES[name]
    with_approaches(asked, *entries, answer=answer)
    found = asked.diagnostics()
    assert [(d.code, d.severity.name) for d in found] == [(code, severity)]
    assert named in found[0].message
    assert found[0].location.path == SIDE
    assert found[0].location.line > (0 if answer else SIDECAR.count("\n")) or code == "approach-contradicts"
    assert found[0].help


def test_a_refusal_in_public_needs_no_approach(asked):
    with_approaches(asked, answer="{silence: declined, source: radio}")
    asked.write("content/sources.yml", "radio: {title: An interview}\n")
    assert asked.diagnostics() == []


def test_not_having_been_asked_about_something_else_contradicts_nothing(asked):
    with_approaches(asked, MAIL + "}", "{outcome: not-asked, speaker: union, issues: [trade]}", "{outcome: not-asked}")
    assert asked.diagnostics() == []


def test_who_has_answered_when_asked_is_not_said_to_have_given_no_answer(asked):
    """On the card, side by side, and in the count of claims that nobody answers."""
    put = "{speaker: union, claims: [cheap], date: 2026-05-03, channel: letter"
    for entry, is_answered in ((put + "}", False), (put + ", outcome: answered, replied: 2026-05-04, reply: It costs more.}", True)):
        with_approaches(asked, entry)
        asked.built()
        card = asked.page("cost/index.html").partition('id="cheap"')[2].partition('class="card-foot"')[0]
        assert ("It costs more." in card, "No answer found." in card) == (is_answered, not is_answered)
        sides = asked.page("cost/sides/index.html")
        row = sides.partition('data-claims="claim_cheap"')[2].partition("</li>")[0]
        assert ("No answer found." in row) == (not is_answered)
        counted = sides.partition('id="_balance"')[2].partition("Unanswered claims")[2]
        assert re.search(r"<td[^>]*>\s*(\d)", counted)[1] == str(int(not is_answered))


def test_a_deadline_has_passed_when_its_day_is_over(asked):
    with_approaches(asked, MAIL + "}", MAIL.replace("e-mail", "letter").replace("-03", "-04") + ", outcome: no-reply}")
    assert [d.code for d in asked.diagnostics(today="2026-05-10")] == ["approach-incomplete"]
    assert asked.diagnostics(today="2026-05-11") == []


def test_readers_find_all_approaches_where_they_look_for_them(asked):
    asked.write("site.yml", SITE + "claim_pages: all\n")
    with_approaches(
        asked,
        "{speaker: dan, claims: [money], date: 2026-05-03, channel: letter, outcome: answered, replied: 2026-05-05, reply: 'No <b>money</b>.'}",
        "{outcome: not-asked}",
    )
    asked.built()
    told = "Asked by letter on 3 May 2026; answered on 5 May 2026."
    for page in ("cost/index.html", "cost/sides/index.html", "cost/claims/money/index.html", "speakers/dan/index.html"):
        assert told in asked.page(page), page
        assert "No &lt;b&gt;money&lt;/b&gt;." in asked.page(page), page
    assert told not in asked.page("cost/claims/dear/index.html")
    section = asked.page("cost/sides/index.html").split('id="_asked"')[1].split("</section>")[0]
    assert "Nobody was asked." in section
    assert "/cost/#money" in section


# The end of the sidecar → of whom readers do not learn whether they were asked.
HEARD = {
    "nothing": ("", ["ann", "dan"]),
    "nobody asked": ("approaches: [{outcome: not-asked}]", []),
    "one not asked": ("approaches: [{outcome: not-asked, speaker: dan}]", ["ann"]),
    "asked of another claim": ("approaches: [{outcome: not-asked, speaker: dan, claims: [dear]}]", ["ann", "dan"]),
    "asked": ("approaches: [{speaker: dan, claims: [money], date: 2026-05-03, channel: letter}]", ["ann"]),
    "asked for the side": ("approaches: [{position: close, claims: [money], date: 2026-05-03, channel: letter}]", ["dan"]),
}


@pytest.mark.parametrize("name", HEARD)
def test_whoever_is_accused_or_named_by_another_side_is_asked_or_said_not_to_have_been(asked, name):
    end, unheard = HEARD[name]
    asked.write(SIDE, f"{SIDECAR}{end}\n")
    found = [d for d in check(asked.options(), [lints]).diagnostics if d.code == "reply-missing"]
    assert sorted(re.findall(r"'money' .*?'(\w+)'", " ".join(f"{d.message}\n" for d in found))) == unheard


def test_an_answer_of_their_own_is_enough(asked):
    answer = "  no: {text: I did not., anchor: none, speaker: ann, position: close, responds_to: money}\n"
    asked.write(SIDE, SIDECAR.replace("accuses: [dan]", "accuses: [ann]") + answer)
    assert "reply-missing" not in {d.code for d in check(asked.options(), [lints]).diagnostics}


def test_who_did_not_reply_may_be_asked_again_without_a_correction(asked):
    """The state goes back to an open question, since somebody may reply; with nothing open it may not."""
    third = "{speaker: union, issues: [noise], date: 2026-05-20, channel: letter, deadline: 2026-12-20}"
    with_approaches(asked, MAIL + "}", AGAIN)
    release(asked.options(today="2026-05-15"))
    with_approaches(asked, MAIL + "}", AGAIN, third)
    assert asked.diagnostics() == []
    with_approaches(asked, MAIL + "}", AGAIN, third.replace("noise", "trade"), answer="{silence: not-stated}")
    assert {d.code for d in asked.diagnostics()} == {"approach-contradicts"}
    with_approaches(asked, MAIL + "}", third)
    assert {d.code for d in asked.diagnostics()} == {"approach-changed"}
