"""What readers have been told changes in the desk as `check` lets it change: with a correction just where it demands one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from counterpoint.authoring.desk import Desk, ModelRefused, Owed, Request
from counterpoint.authoring.operations import AnyOperation, Translate, paths, planned
from counterpoint.authoring.workspace import read_all
from counterpoint.build import builder, check
from counterpoint.diagnostics import ERROR
from counterpoint.release import release
from counterpoint.serving.live import Live
from msgspec.structs import replace
from site_folder import HEAD, SIDECAR, SITE, SPEAKERS, TEXT, TODAY, TestSite

NOW = f"{TODAY}T00:00:00+00:00"
MORE = """
approaches:
  - {speaker: union, date: 2026-01-01, channel: e-mail, issues: cost, deadline: 2026-01-05}
sources:
  count: {title: A count, url: 'https://example.org/count'}
"""
GERMAN = """
positions:
  yes: {label: Ja, summary: Dafür.}
  'no': {label: Nein, summary: Dagegen.}
issues:
  cost: {question: 'Was kostet es?', answers: {yes: {answer: Wenig.}}}
claims:
  cheap: {quote: dass es wenig kostet, text: Es kostet wenig.}
  dear: {quote: dass es niemand bezahlen kann}
sources:
  count: {title: Eine Zählung}
"""
CHEAP = {
    "quote": "it costs little",
    "text": "It costs little.",
    "speaker": "ann",
    "position": "yes",
    "issue": "cost",
    "evidence": [{"source": "count"}],
}


def change(kind: str, id: str, /, **value: Any) -> dict[str, Any]:
    return {"op": "change", "kind": kind, "id": id, "value": value}


def answer(answer: Any, position: str = "yes") -> dict[str, Any]:
    return {"op": "answer", "issue": "cost", "position": position, "answer": answer}


def words(path: list[Any], was: str, value: str) -> dict[str, Any]:
    return {"op": "translate", "language": "de", "words": [{"part": "sidecar", "path": path, "was": was, "value": value}]}


ASKED = {"speaker": "union", "date": "2026-01-01", "channel": "e-mail", "issues": "cost", "deadline": "2026-01-05"}
EDITS: dict[str, dict[str, Any]] = {
    "a note on a claim": change("claims", "cheap", **CHEAP, note="Counted in March."),
    "another text": change("claims", "cheap", **{**CHEAP, "text": "It costs a little."}),
    "another speaker": change("claims", "cheap", **{**CHEAP, "speaker": "union"}),
    "a further source": change("claims", "cheap", **{**CHEAP, "evidence": [{"source": "count"}, {"source": "other"}]}),
    "no evidence": change("claims", "cheap", **{key: value for key, value in CHEAP.items() if key != "evidence"}),
    "no question": change("claims", "cheap", **{key: value for key, value in CHEAP.items() if key != "issue"}),
    "where it was said": change("claims", "cheap", **CHEAP, appears_in="other"),
    "no claim": {"op": "delete", "kind": "claims", "id": "dear"},
    "an answer put better": answer("Not much."),
    "an answer that is a silence now": answer({"silence": "not-stated", "note": "Nothing.", "date": "2026-05-01"}),
    "an answer where there was none": answer("Too much.", "no"),
    "another label": change("positions", "yes", label="Yes, please", summary="For it.", speakers=["ann"]),
    "another summary": change("positions", "yes", label="Yes", summary="For all of it.", speakers=["ann"]),
    "nobody holds it": change("positions", "yes", label="Yes", summary="For it."),
    "a question put better": {**change("issues", "cost", question="What is its cost?"), "keep": ["answers"]},
    "no attempt": {"op": "approach", "number": 0, "was": ASKED, "approach": None},
    "an outcome of an attempt": {"op": "approach", "number": 0, "was": ASKED, "approach": {**ASKED, "outcome": "declined"}},
    "another day of an attempt": {"op": "approach", "number": 0, "was": ASKED, "approach": {**ASKED, "date": "2026-01-02"}},
    "another role": change("speakers", "ann", name="Ann Able", kind="person", role="mayor"),
    "another name": change("speakers", "ann", name="Ann Baker", kind="person"),
    "another name, and the old one": change("speakers", "ann", name="Ann Baker", kind="person", names=["Ann Able"]),
    "another title": change("sources", "count", title="A recount", url="https://example.org/count"),
    "another publisher": change("sources", "count", title="A count", url="https://example.org/count", publisher="The city"),
    "another title of a source of the site": change("sources", "other", title="Another name"),
    "other translated words": words(["claims", "cheap", "text"], "Es kostet wenig.", "Es kostet sehr wenig."),
    "another translated label": words(["positions", "yes", "label"], "Ja", "Gewiss"),
    "another translated question": words(["issues", "cost", "question"], "Was kostet es?", "Was sind die Kosten?"),
    "another translated summary": words(["positions", "yes", "summary"], "Dafür.", "Sehr dafür."),
}
HIDDEN = {"no claim", "an answer that is a silence now"}
"""Edits that a build holds against the record only once their translation is mended."""


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestSite, Desk]]:
    """A site whose state is on record, and its desk beside a server."""
    site = TestSite(tmp_path_factory.mktemp("public"))
    site.write("site.yml", SITE + "languages: [de]\n")
    site.write("content/speakers.yml", SPEAKERS)
    site.write("content/sources.yml", "other: {title: Another, url: 'https://example.org/other'}\n")
    site.article("cost", TEXT, SIDECAR.replace("issue: cost}", "issue: cost, evidence: [{source: count}]}") + MORE)
    text = "Ann sagt, dass es wenig kostet. Die Gewerkschaft sagt, dass es niemand bezahlen kann.\n"
    site.write("content/articles/cost.de.md", HEAD.replace("A title", "Ein Titel") + "\n" + text)
    site.write("content/articles/cost.de.yml", GERMAN)
    site.article("second", TEXT, SIDECAR.replace("issue: cost}", "issue: cost, evidence: [{source: other}]}"))
    assert release(site.options(now=NOW)).addresses
    with builder(site.options(now=NOW)) as (made, _):
        assert made
        live = Live(made, print, lambda: NOW)
        live.rebuild(set())
        assert not live.result.failed(), live.result.diagnostics
        yield site, Desk(site.root, site.root / ".cache/desk", lambda: NOW, live.draw, live.dead_links, live.untold)


def request(edit: dict[str, Any], told: list[Owed] | None = None) -> Request:
    """An edit, with a word to readers on all that is owed to them."""
    tells = [
        {"op": "tell", "article": item.article, "corrections": [{"date": TODAY, **item.about, "text": f"It was otherwise: {number}."}]}
        for number, item in enumerate(told or [])
        if item.article != "cost"
    ]
    own = [{"date": TODAY, **item.about, "text": f"It was otherwise in {edit}."} for item in told or [] if item.article == "cost"]
    return msgspec.convert({"operations": [{"article": "cost", **edit, "corrections": own}, *tells]}, Request)


def demanded(site: TestSite, operations: list[AnyOperation], folder: Path) -> list[str]:
    """What `check` says of the site if an author makes an edit by hand, but for a translation that is not the edit's."""
    shutil.copytree(site.root, folder, ignore=shutil.ignore_patterns(".cache", "build"))
    for path, text in planned(operations, read_all(folder, paths(operations))).items():
        if text is not None:
            (folder / path).write_text(text, encoding="utf-8")
    errors = [item for item in check(replace(site.options(now=NOW), root=folder)).diagnostics if item.severity == ERROR]
    return [item.message for item in errors if isinstance(operations[0], Translate) or ".de." not in item.location.path]


def test_corrections_are_asked_for_just_where_check_demands_them(public: tuple[TestSite, Desk], tmp_path: Path):
    site, desk = public
    asked = {}
    for number, (name, edit) in enumerate(EDITS.items()):
        opened = request(edit)
        errors = demanded(site, opened.operations, tmp_path / str(number))
        owed = desk.plan(opened)["owed"]
        assert bool(owed) == bool(errors) or name in HIDDEN, (name, errors, owed)
        asked[name] = [item.about for item in owed]
        before = site.content()
        if owed:
            with pytest.raises(ModelRefused) as refused:
                desk.write(opened)
            assert refused.value.field == "correction", name
            assert site.content() == before, name
        if all(item.about for item in owed):
            with_told = request(edit, owed)
            assert not demanded(site, with_told.operations, tmp_path / f"{number}-told"), name
            desk.write(with_told)
            desk.undo()
        assert site.content() == before, name
    assert asked["another text"] == [{"claim": "cheap"}]
    assert asked["an answer that is a silence now"] == [{"issue": "cost", "position": "yes"}]
    assert asked["no claim"] == [{"claim": "dear"}]
    assert asked["another translated label"] == [{"position": "yes"}]
    assert asked["another name"] == [{}], "no correction makes one person another"
    assert not asked["a note on a claim"]
    assert not asked["an answer put better"]


def test_a_correction_of_a_translation_stands_in_the_translation(public: tuple[TestSite, Desk]):
    site, desk = public
    desk.write(request(EDITS["other translated words"], [Owed({"claim": "cheap"}, [], article="cost")]))
    written = yaml.load((site.root / "content/articles/cost.de.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
    assert [item["claim"] for item in written["corrections"]] == ["cheap"]
    assert "corrections" not in (site.root / "content/articles/cost.yml").read_text(encoding="utf-8")
    desk.undo()
