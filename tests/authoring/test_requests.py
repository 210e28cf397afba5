"""What a request to the desk cannot do, whoever wrote it: take long, leave files that no build takes, or name what is no id."""

from __future__ import annotations

import inspect
import re
import types
from typing import Any

import msgspec
import pytest
import yaml
from counterpoint.authoring import desk as authoring_desk
from counterpoint.authoring import mends, operations, translating
from counterpoint.authoring.desk import ModelRefused, Request
from counterpoint.authoring.yaml_edit import append_entry
from counterpoint.authoring.yaml_tree import EditRefused, TooManyEdits
from counterpoint.serving import desk as serving_desk
from msgspec.inspect import StrType, type_info
from site_folder import SIDECAR, SPEAKERS, TEXT


def add(number: int, **more: Any) -> dict[str, Any]:
    value = {"anchor": "none", "text": "It is dear.", "speaker": "ann"}
    return {"op": "add", "article": "cost", "kind": "claims", "id": f"m-{number}", "value": value, **more}


def request(*asked: dict[str, Any]) -> Request:
    return msgspec.json.decode(msgspec.json.encode({"operations": asked}), type=Request)


TERM = {"term": "word", "definition": "What it means."}
MANY = {
    "evidence": add(0, value={"anchor": "none", "text": "x", "evidence": [{"source": "s", "stance": "supports"}] * 20_000}),
    "keys": add(0, value={f"key{number}": "x" for number in range(40_000)}),
    "answers": add(0, kind="issues", value={"question": "Q?", "answers": {f"p{number}": "x" for number in range(30_000)}}),
    "speakers": add(0, speakers={f"s{number}": {"name": "x", "kind": "person"} for number in range(20_000)}),
    "corrections": add(0, corrections=[{"date": "2026-01-01", "text": "x"}] * 20_000),
    "terms": {
        "op": "text",
        "article": "cost",
        "start": 0,
        "end": 0,
        "was": "",
        "text": "",
        "terms": {f"t{n}": TERM for n in range(15_000)},
    },
}


def test_a_request_of_very_many_edits_is_refused_in_words_with_nothing_written(site, monkeypatch):
    """What it may read in all is bounded: a hundredth of the bound, here, so that the test need not wait for it."""
    before = site.content()
    with pytest.raises(msgspec.ValidationError, match="length <= 50"):
        request(*(add(number) for number in range(51)))
    monkeypatch.setattr("counterpoint.authoring.yaml_tree._MOST_READ", 100_000)
    for name, operation in MANY.items():
        with pytest.raises(TooManyEdits, match="in several steps"):
            site.desk().write(request(operation))
        assert site.content() == before, name
    monkeypatch.undo()
    site.desk().write(request(*(add(number) for number in range(50))))
    claims = yaml.safe_load((site.root / "content/articles/cost.yml").read_text(encoding="utf-8"))["claims"]
    assert {f"m-{number}" for number in range(50)} <= set(claims)
    assert not site.build().diagnostics


@pytest.mark.parametrize("article", ["speakers", "zz", "gone"])
def test_nothing_is_written_beside_an_article_that_is_not_there(site, article):
    site.article("gone", "Text.\n")
    desk = site.desk()
    opened = request({**add(1), "article": article})
    (site.root / "content/articles/gone.md").unlink()
    before = site.content()
    with pytest.raises(EditRefused, match=f"there is no article '{article}' any more"):
        desk.write(opened)
    assert site.content() == before


def test_nothing_is_made_again_beside_an_article_that_is_not_there_any_more(site):
    site.article("gone", "Text.\n")
    desk = site.desk()
    desk.write(request({**add(1), "article": "gone"}))
    desk.undo()
    (site.root / "content/articles/gone.md").unlink()
    before = site.content()
    with pytest.raises(EditRefused, match="is not there"):
        desk.undo(redo=True)
    assert site.content() == before
    assert not site.build().diagnostics


def patterns(kind: Any, seen: set[int]) -> set[str]:
    """The patterns of all texts that a type takes, as msgspec itself tells of them."""
    found: set[str] = set()
    if isinstance(kind, StrType):
        return {kind.pattern} if kind.pattern else set()
    if id(kind) in seen or not isinstance(kind, msgspec.inspect.Type | msgspec.inspect.Field):
        return set()
    seen.add(id(kind))
    for name in kind.__struct_fields__:
        value = getattr(kind, name)
        for part in value if isinstance(value, tuple) else (value,):
            found |= patterns(part, seen)
    return found


def structs(module: types.ModuleType) -> list[type]:
    return [kind for _, kind in inspect.getmembers(module, inspect.isclass) if issubclass(kind, msgspec.Struct)]


def test_no_id_ends_with_a_line_break(site):
    kinds = {kind for module in (operations, translating, mends, authoring_desk, serving_desk) for kind in structs(module)}
    kinds = {kind for kind in kinds if not kind.__module__.startswith("counterpoint.model")}
    found = {pattern for kind in kinds for pattern in patterns(type_info(kind), set())}
    assert len(found) >= 2
    for pattern in found:
        assert re.search(pattern, "de"), pattern
        assert not re.search(pattern, "de\n"), pattern
    for key in ("article", "id", "after"):
        with pytest.raises(msgspec.ValidationError):
            request({**add(1), key: "cost\n"})
    site.write("content/articles/a\n.md", "---\ntitle: A\ndate: 2024-01-01\n---\nText.\n")
    assert [item.location.path for item in site.build().diagnostics] == ["content/articles/a\n.md"]


WORDS = "null true no on y 12 0x1f 1e3 007 2024-01-01 1-30 ann"


def test_ids_that_look_like_something_else_are_texts_to_every_reader(site):
    """Held against PyYAML's own idea of YAML 1.1, which tools beside this one read."""
    desk = site.desk()
    text = "speakers:\n  ann: {name: Ann}\n"
    for name in WORDS.split()[:-1]:
        text = append_entry(text, ("speakers",), name, {"name": "null", "kind": "person"})
        desk.write(request({**add(1), "id": name}))
    assert list(yaml.safe_load(text)["speakers"]) == ["ann", *WORDS.split()[:-1]]
    assert {entry["name"] for entry in yaml.safe_load(text)["speakers"].values()} == {"Ann", "null"}
    assert set(WORDS.split()[:-1]) <= set(yaml.safe_load((site.root / "content/articles/cost.yml").read_text(encoding="utf-8"))["claims"])
    assert not [item for item in site.build().diagnostics if item.severity == 3]


def test_what_looks_like_nothing_is_written_as_a_text(site):
    with pytest.raises(ModelRefused):
        site.desk().write(request(add(1, value={"anchor": "none", "text": "null", "speaker": "null"})))


AROUND = "# Head\n\nFirst words.\n\n- one\n- two\n\nLast [words][r].\n\n[r]: https://example.org/\n"


@pytest.mark.parametrize("new", ["First.\n\n```\nopen", "~~~ open", "First.\n\n~~~\nopen\n\n```"])
def test_an_edit_that_would_make_something_else_of_the_text_around_it_is_refused(site, new):
    site.article("around", AROUND)
    before = site.content()
    text = (site.root / "content/articles/around.md").read_text(encoding="utf-8")
    start = text.index("First words.")
    edit = {"op": "text", "article": "around", "start": start, "end": start + 12, "was": "First words.", "text": new}
    with pytest.raises(ModelRefused, match="around the passage"):
        site.desk().write(request(edit))
    assert site.content() == before


@pytest.mark.parametrize("new", ["", "- zero", "> one", "First.\n\n```\nclosed\n```", "## A heading\n\nSome words."])
def test_an_edit_that_leaves_the_text_around_it_alone_is_written(site, new):
    site.article("around", AROUND)
    text = (site.root / "content/articles/around.md").read_text(encoding="utf-8")
    start = text.index("First words.")
    edit = {"op": "text", "article": "around", "start": start, "end": start + 12, "was": "First words.", "text": new}
    site.desk().write(request(edit))
    assert (site.root / "content/articles/around.md").read_text(encoding="utf-8") == text.replace("First words.", new)


@pytest.mark.parametrize(("start", "end"), [(9, 3), (-5, -5), (10**9, 10**9 + 1)])
def test_a_stretch_that_is_none_is_refused(site, start, end):
    before = site.content()
    with pytest.raises(EditRefused):
        site.desk().write(request({"op": "text", "article": "cost", "start": start, "end": end, "was": "", "text": "x"}))
    assert site.content() == before


@pytest.mark.parametrize("path", ["content/articles/cost.yml", "content/speakers.yml"])
def test_a_file_that_is_read_only_is_not_replaced(site, path):
    site.write("content/speakers.yml", SPEAKERS)
    site.article("cost", TEXT, SIDECAR)
    before = site.content()
    (site.root / path).chmod(0o444)
    with pytest.raises(EditRefused, match=f"^{path} is read-only: allow writing to it first$"):
        site.desk().write(request(add(1, speakers={"zoe": {"name": "Zoe", "kind": "person"}})))
    assert site.content() == before
    (site.root / path).chmod(0o644)
    assert site.desk().write(request(add(1, speakers={"zoe": {"name": "Zoe", "kind": "person"}})))["change"]


def new_speaker(number: int, name: str, speaker: str = "speaker-2") -> dict[str, Any]:
    value = {"anchor": "none", "text": f"It is dear, says ({number}).", "speaker": speaker, "accuses": ["ann"]}
    return add(number, value=value, speakers={speaker: {"name": name, "kind": "person"}})


def test_two_who_add_somebody_new_at_once_get_two_ids_made_of_the_names(site):
    site.desk().write(request(new_speaker(1, "אבג")))
    site.desk().write(request(new_speaker(2, "Łucja Żak")))
    site.desk().write(request(new_speaker(3, "Jane Roe", "jane-roe")))
    site.desk().write(request(new_speaker(4, "Jane  Rœ", "jane-roe")))
    speakers = yaml.load((site.root / "content/speakers.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
    claims = yaml.load((site.root / "content/articles/cost.yml").read_text(encoding="utf-8"), yaml.BaseLoader)["claims"]
    given = {id: speaker["name"] for id, speaker in speakers.items() if id not in {"ann", "union"}}
    assert sorted(given.values()) == sorted(["אבג", "Łucja Żak", "Jane Roe", "Jane  Rœ"])
    assert {given[claims[f"m-{number}"]["speaker"]] for number in (1, 2, 3, 4)} == set(given.values())
    assert given[claims["m-2"]["speaker"]] == "Łucja Żak"
    assert "lucja-zak" in given
    assert {"jane-roe", "jane-roe-2"} < set(given)
    assert not any(id.startswith("speaker") for id in given)
    assert all(claims[f"m-{number}"]["accuses"] == ["ann"] for number in (1, 2, 3, 4))


def test_somebody_who_was_added_meanwhile_is_not_added_twice(site):
    site.desk().write(request(new_speaker(1, "Jane Roe", "jane-roe")))
    before = site.content()
    with pytest.raises(EditRefused, match="choose it from the list"):
        site.desk().write(request(new_speaker(2, "jane  roe", "jane-roe")))
    assert site.content() == before
