"""Before anything is written: what an edit would break stops it, and the author gets the lines to write by hand."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import yaml
from counterpoint.authoring.desk import ModelRefused, NotProved, Problem, Request
from counterpoint.authoring.yaml_tree import EditRefused
from site_folder import TestSite

SIDE = "content/articles/cost.yml"


def request(*operations: dict[str, Any], **more: Any) -> Request:
    return msgspec.convert({"operations": [{"article": "cost", **operation} for operation in operations], **more}, Request)


def problem_at(site: TestSite, words: str, help: str, code: str = "value-wrong", path: str = SIDE) -> Problem:
    lines = (site.root / path).read_text(encoding="utf-8").split("\n")
    number = next(number for number, line in enumerate(lines) if words in line)
    column = lines[number].index(words) + 1
    location = {"path": path, "line": number + 1, "column": column, "end_column": column + len(words), "excerpt": lines[number]}
    return msgspec.convert({"code": code, "message": "", "help": help, "location": location}, Problem)


@pytest.mark.parametrize(
    ("words", "help", "code", "path"),
    [
        ("[ann]", "write 2024-05-03", "value-wrong", SIDE),
        ("person", "write 2024-05-03", "value-wrong", "content/speakers.yml"),
        ("it costs little", "did you mean 'nobody said this'?", "value-wrong", SIDE),
        ("yes: {label", "did you mean 'maybe'?", "key-unknown", SIDE),
        ("union: {", "did you mean 'ann'?", "key-unknown", "content/speakers.yml"),
    ],
)
def test_a_mend_that_would_break_something_else_is_not_made(site: TestSite, words: str, help: str, code: str, path: str):
    before = site.content()
    problem = problem_at(site, words, help, code, path)
    with pytest.raises((ModelRefused, Exception)) as refusal:
        site.desk().mend(problem, 0, confirmed=True)
    assert type(refusal.value).__name__ in {"ModelRefused", "EditRefused"}
    assert site.content() == before


def test_a_mend_may_bring_to_light_what_the_mistake_hid(site: TestSite):
    site.edit(SIDE, "responds_to: cheap", "responds_to: cheap, date: 3.11.2025")
    site.edit(SIDE, "quote: it costs little", "quote: it costs nothing")  # not looked for while a date is none
    (found,) = site.diagnostics()
    problem = problem_at(site, "3.11.2025", found.help, found.code)
    assert site.desk().mend(problem, 0, confirmed=False)["change"]
    assert [found.code for found in site.diagnostics()] == ["quote-not-found"]


def test_what_the_model_refuses_is_not_written_and_its_lines_are_shown(site: TestSite):
    before = site.content()
    value = {"quote": "words that are nowhere", "speaker": "ann", "position": "yes"}
    with pytest.raises(ModelRefused) as refusal:
        site.desk().write(request({"op": "add", "kind": "claims", "id": "new", "value": value}))
    assert site.content() == before
    assert "+  new: {quote: words that are nowhere, speaker: ann, position: yes}" in refusal.value.lines[SIDE]


def test_new_speakers_pass_the_gate_too(site: TestSite):
    before = site.content()
    value = {"quote": "Ann says", "speaker": "new"}
    with pytest.raises(ModelRefused) as refusal:
        site.desk().write(
            request({"op": "add", "kind": "claims", "id": "new", "value": value, "speakers": {"new": {"name": "N", "kind": "wizard"}}})
        )
    assert "wizard" in " ".join(refusal.value.messages)
    assert site.content() == before


def test_an_edit_that_cannot_be_proved_gives_lines_that_do_the_same(site: TestSite):
    head = (site.root / SIDE).read_text(encoding="utf-8").partition("claims:\n")[0]
    value = {"quote": "nobody can pay", "speaker": "union", "note": "One: two", "evidence": [{"source": "s", "stance": "supports"}]}
    change = {
        "op": "change",
        "kind": "claims",
        "id": "dear",
        "value": value,
        "sources": {"s": {"title": "S", "url": "https://example.org/"}},
    }
    site.write(SIDE, f"{head}claims: {{dear: &d {{quote: nobody can pay for it, speaker: union}}, cheap: *d}}\n")
    before = site.content()
    with pytest.raises(NotProved) as refusal:
        site.desk().write(request(change))
    assert site.content() == before
    lines = "\n".join(line.removeprefix("+") for line in refusal.value.lines[SIDE])
    assert yaml.load(lines, yaml.BaseLoader) == {"claims": {"dear": value}, "sources": {"s": change["sources"]["s"]}}


def test_words_that_may_say_something_else_are_read_twice_also_by_hand_made_requests(site: TestSite):
    site.edit("content/articles/cost.md", "it costs little", "it does not cost little")
    take = {"op": "value", "path": ["claims", "cheap", "quote"], "value": "it does not cost little"}
    before = site.content()
    with pytest.raises(ModelRefused) as refusal:
        site.desk().write(request(take))
    assert refusal.value.field == "confirmed"
    assert site.content() == before
    site.desk().write(request({**take, "confirmed": True}))
    assert "quote: it does not cost little" in (site.root / SIDE).read_text(encoding="utf-8")


def test_a_plan_says_what_check_will_say(site: TestSite):
    value = {"quote": "Ann says", "speaker": "ann", "date": "2099-01-01"}
    plan = site.desk().plan(request({"op": "add", "kind": "claims", "id": "new", "value": value}))
    site.write(SIDE, (site.root / SIDE).read_text(encoding="utf-8") + "  new: {quote: Ann says, speaker: ann, date: 2099-01-01}\n")
    assert plan["problems"] + plan["warnings"] == [found.message for found in site.diagnostics()]


def test_what_no_form_sends_is_refused_before_anything_is_made_of_it(site: TestSite):
    claim = {"op": "add", "kind": "claims", "id": "n", "value": {"anchor": "none", "text": "T", "speaker": "ann"}}
    desk, before = site.desk(), site.content()
    for operations in (
        [],
        [{**claim, "id": f"n{number}"} for number in range(51)],
        [{**claim, "id": "n\n"}],
        [{**claim, "article": "cost\n"}],
    ):
        with pytest.raises(msgspec.ValidationError):
            request(*operations)
    for article in ("speakers", "gone"):
        with pytest.raises(EditRefused, match="there is no article"):
            desk.write(request({**claim, "article": article}, title="x"))
    assert site.content() == before
