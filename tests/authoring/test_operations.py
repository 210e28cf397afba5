"""What an author does in the browser, as edits of the example site's own files."""

from __future__ import annotations

import subprocess
import sys

import msgspec
import pytest
import yaml
from counterpoint.authoring import workspace
from counterpoint.authoring.history import History
from counterpoint.authoring.operations import (
    SPEAKERS,
    AddEntry,
    AnyOperation,
    ChangeEntry,
    DeleteEntry,
    EditText,
    MoveEntry,
    SetAnswer,
    Take,
    markdown_path,
    planned,
    sidecar_path,
)
from counterpoint.authoring.workspace import Outdated
from counterpoint.authoring.yaml_tree import EditRefused
from site_folder import ROOT

ARTICLE = "automated-apartheid-report"
YML, MD = sidecar_path(ARTICLE), markdown_path(ARTICLE)


@pytest.fixture
def texts():
    return {path: (ROOT / path).read_text(encoding="utf-8") for path in (MD, YML, SPEAKERS)}


def model(text: str) -> dict:
    return yaml.load(text, yaml.BaseLoader)


def added_and_removed(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = before.splitlines(), after.splitlines()
    return [line for line in new if line not in old], [line for line in old if line not in new]


def test_a_new_claim_with_a_new_speaker_and_source_is_three_small_edits(texts):
    operation = AddEntry(
        article=ARTICLE,
        kind="claims",
        id="new-claim",
        after=next(iter(model(texts[YML])["claims"])),
        value={"speaker": "dana-example", "quote": "some words", "evidence": [{"source": "new-source", "stance": "supports"}]},
        speakers={"dana-example": {"kind": "person", "name": "Dana Example"}},
        sources={"new-source": {"title": "A source", "url": "https://example.org/a"}},
    )
    after = planned([operation], texts)
    assert list(model(after[YML])["claims"])[1] == "new-claim"
    assert list(model(after[YML])["claims"]["new-claim"]) == ["quote", "speaker", "evidence"]
    assert model(after[SPEAKERS])["dana-example"]["name"] == "Dana Example"
    assert list(model(after[YML])["sources"])[-1] == "new-source"
    assert added_and_removed(texts[YML], after[YML])[1] == []
    assert added_and_removed(texts[SPEAKERS], after[SPEAKERS])[1] == []


def test_changing_a_claim_touches_only_the_keys_that_differ(texts):
    id, claim = next(iter(model(texts[YML])["claims"].items()))
    operation = ChangeEntry(article=ARTICLE, kind="claims", id=id, value={**claim, "date": "1999-01-02"})
    added, removed = added_and_removed(texts[YML], planned([operation], texts)[YML])
    assert [line.strip() for line in added] == ["date: 1999-01-02"]
    assert len(removed) <= 1
    assert planned([ChangeEntry(article=ARTICLE, kind="claims", id=id, value=claim)], texts) == texts


def test_a_deleted_claim_is_no_longer_answered(texts):
    claims = model(texts[YML])["claims"]
    answered = next(
        id for id in claims if any(id in (other.get("responds_to") or []) for other in claims.values() if other is not claims[id])
    )
    after = model(planned([DeleteEntry(article=ARTICLE, kind="claims", id=answered)], texts)[YML])["claims"]
    assert answered not in after
    assert all(answered not in (claim.get("responds_to") or []) for claim in after.values())
    assert [id for id in claims if id != answered] == list(after)


def test_questions_and_positions_move_and_answers_follow_the_order_of_the_positions(texts):
    before = model(texts[YML])
    issue, position = list(before["issues"])[-1], next(iter(before["positions"]))
    operations = [
        MoveEntry(article=ARTICLE, kind="issues", id=issue, before=next(iter(before["issues"]))),
        SetAnswer(article=ARTICLE, issue=issue, position=position, answer=None),
        SetAnswer(article=ARTICLE, issue=issue, position=position, answer={"note": "Looked at the site.", "silence": "not-stated"}),
    ]
    after = model(planned(operations, texts)[YML])
    assert next(iter(after["issues"])) == issue
    assert after["issues"][issue]["answers"][position] == {"silence": "not-stated", "note": "Looked at the site."}
    assert next(iter(after["issues"][issue]["answers"])) == position


def test_text_and_quotes_are_edited_together(texts):
    id, claim = next((id, claim) for id, claim in model(texts[YML])["claims"].items() if isinstance(claim.get("quote"), str))
    start = texts[MD].find(claim["quote"])
    assert start >= 0
    words = claim["quote"] + " indeed"
    operation = EditText(
        article=ARTICLE,
        start=start,
        end=start + len(claim["quote"]),
        was=claim["quote"],
        text=words,
        takes=[Take(["claims", id, "quote"], words)],
    )
    after = planned([operation], texts)
    assert after[MD] == texts[MD].replace(claim["quote"], words, 1)
    assert model(after[YML])["claims"][id]["quote"] == words
    with pytest.raises(EditRefused):
        planned([operation], after | {MD: "gone"})


@pytest.mark.parametrize(
    "data",
    [
        {"op": "add", "article": "../x", "kind": "claims", "id": "a", "value": {}},
        {"op": "add", "article": "a", "kind": "claims", "id": "A b", "value": {}},
        {"op": "add", "article": "a", "kind": "settings", "id": "a", "value": {}},
        {"op": "value", "article": "a", "path": ["claims"], "value": "x", "more": 1},
        {"op": "run", "article": "a"},
    ],
)
def test_what_is_no_operation_is_refused(data):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(data, AnyOperation)


# ---- writing


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "content/articles").mkdir(parents=True)
    (tmp_path / "content/articles/a.md").write_bytes(b"one\r\n")
    (tmp_path / "content/articles/a.yml").write_bytes("\ufeffa: é\n".encode())
    return tmp_path


PATHS = ["content/articles/a.md", "content/articles/a.yml", "content/speakers.yml"]


def test_changes_are_undone_and_made_again_byte_for_byte_by_another_program(folder):
    def tree():
        return {path.name: path.read_bytes() for path in (folder / "content").rglob("*") if path.is_file()}

    start = tree()
    history = History(folder, folder / ".cache/desk")
    before = workspace.read_all(folder, PATHS)
    history.write("A", "t", before, before | {"content/articles/a.md": "two\r\n", "content/speakers.yml": "s: {name: S}\n"})
    middle = tree()
    between = workspace.read_all(folder, PATHS)
    history.write("B", "t", between, between | {"content/articles/a.yml": "\ufeffa: b\n"})
    end = tree()
    again = History(folder, folder / ".cache/desk")
    assert [change.title for change in again.done] == ["A", "B"]
    again.undo()
    assert tree() == middle
    again.undo()
    assert tree() == start
    assert again.undo() is None
    again.redo()
    again.redo()
    assert tree() == end
    assert again.redo() is None


def test_nothing_is_written_over_somebody_elses_edit(folder):
    history = History(folder, folder / ".cache/desk")
    before = workspace.read_all(folder, PATHS)
    (folder / PATHS[1]).write_text("a: theirs\n", encoding="utf-8")
    with pytest.raises(Outdated):
        history.write("A", "t", before, before | {PATHS[0]: "mine", PATHS[1]: "a: mine\n"})
    assert (folder / PATHS[0]).read_bytes() == b"one\r\n"
    assert (folder / PATHS[1]).read_text(encoding="utf-8") == "a: theirs\n"
    assert sorted(path.name for path in (folder / "content/articles").iterdir()) == ["a.md", "a.yml"]


def test_a_change_of_several_files_is_all_or_none(folder):
    history = History(folder, folder / ".cache/desk")
    before = workspace.read_all(folder, PATHS)
    (folder / PATHS[2]).mkdir()  # a rename onto a folder fails
    with pytest.raises((OSError, EditRefused)):
        history.write("A", "t", before, before | {PATHS[0]: "mine", PATHS[2]: "s: {}\n"})
    assert (folder / PATHS[0]).read_bytes() == b"one\r\n"
    assert history.done == []


@pytest.mark.parametrize(
    "path",
    ["site.yml", "content/../site.yml", "content/articles/.a.md", "content/articles/a.py", "content/articles/link.md", "content/l/a.md"],
)
def test_only_files_of_the_format_are_written_and_no_link_is_followed(folder, path):
    (folder / "content/articles/link.md").symlink_to(folder / "site.yml")
    (folder / "content/l").symlink_to(folder / "content/articles")
    (folder / "site.yml").write_text("title: T\n", encoding="utf-8")
    with pytest.raises(EditRefused):
        workspace.write(folder, {path: "title: T\n"}, {path: "title: Mine\n"})
    assert (folder / "site.yml").read_text(encoding="utf-8") == "title: T\n"


WRITES_FOR_EVER = """
import sys
from pathlib import Path
from counterpoint.authoring import workspace
from counterpoint.authoring.history import History

root = Path(sys.argv[1])
path = "content/articles/a.md"
history = History(root, root / ".cache/desk")
for number in range(10**9):
    print(number, flush=True)
    before = workspace.read_all(root, [path])
    history.write(str(number), "t", before, {path: ("old " if number % 2 else "new ") * 50_000 + "end"})
"""


def test_a_writer_that_is_killed_leaves_whole_files_and_a_history_that_can_be_read(folder):
    whole = {b"one\r\n", ("old " * 50_000 + "end").encode(), ("new " * 50_000 + "end").encode()}
    for writes in (1, 2, 3, 5, 8):
        command = [sys.executable, "-c", WRITES_FOR_EVER, str(folder)]
        writer = subprocess.Popen(command, stdout=subprocess.PIPE, env={"PYTHONPATH": str(ROOT / "generator")})
        assert writer.stdout
        for _ in range(writes):
            writer.stdout.readline()
        writer.kill()
        writer.communicate()
        now = (folder / PATHS[0]).read_bytes()
        assert now in whole
        undone = History(folder, folder / ".cache/desk").undo()
        assert undone is None or (undone.after[PATHS[0]], undone.before[PATHS[0]]) == (
            now.decode(),
            (folder / PATHS[0]).read_bytes().decode(),
        )
        assert not [path for path in (folder / "content").rglob(".*") if path.is_file()]


DIES_BETWEEN_FILES = """
import os, sys
from pathlib import Path
from counterpoint.authoring import workspace
from counterpoint.authoring.history import History

root, last, turn = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
history = History(root, root / ".cache/desk")
renames = []
def watch(event, arguments):
    if event == "os.rename" and "content/" in str(arguments[1]):
        renames.append(arguments[1])
        if len(renames) == last:
            os._exit(9)
sys.addaudithook(watch)
paths = ["content/articles/a.md", "content/articles/a.yml", "content/speakers.yml"]
if turn == "write":
    before = workspace.read_all(root, paths)
    history.write("A", "t", before, {path: f"new {path}\\n" for path in paths})
else:
    history.undo()
"""


@pytest.mark.parametrize("turn", ["write", "undo"])
@pytest.mark.parametrize("file", [1, 2, 3])
def test_a_writer_that_is_killed_between_files_leaves_all_or_nothing_and_every_change_can_be_taken_back(folder, turn, file):
    for path in PATHS:
        (folder / path).write_text(f"old {path}\n", encoding="utf-8")
    old, new = ({path: f"{age} {path}\n" for path in PATHS} for age in ("old", "new"))
    if turn == "undo":
        History(folder, folder / ".cache/desk").write("A", "t", old, new)
    command = [sys.executable, "-c", DIES_BETWEEN_FILES, str(folder), str(file), turn]
    assert subprocess.run(command, env={"PYTHONPATH": str(ROOT / "generator")}, check=False).returncode == 9
    history = History(folder, folder / ".cache/desk")
    now = workspace.read_all(folder, PATHS)
    has_begun = file > 1
    assert now == ((new if has_begun else old) if turn == "write" else (old if has_begun else new))
    assert len(history.done) == (now == new)
    assert not [path for path in (folder / "content").rglob(".*") if path.is_file()]
    history.undo()
    assert workspace.read_all(folder, PATHS) == old


APPENDS_MEANWHILE = """
import sys
from pathlib import Path
from counterpoint.authoring import workspace
from counterpoint.authoring.history import History

root, path = Path(sys.argv[1]), "content/articles/a.md"
history = History(root, root / ".cache/desk")
def append(event, arguments):
    if event == "os.rename" and str(arguments[1]).endswith(path) and str(arguments[0]).endswith(".new"):
        with (root / path).open("a") as file:
            file.write("theirs")
sys.addaudithook(append)
before = workspace.read_all(root, [path])
try:
    history.write("A", "t", before, {path: "mine"})
except workspace.Outdated:
    sys.exit(3)
"""


def test_what_another_program_writes_at_the_last_moment_stays(folder):
    command = [sys.executable, "-c", APPENDS_MEANWHILE, str(folder)]
    assert subprocess.run(command, env={"PYTHONPATH": str(ROOT / "generator")}, check=False).returncode == 3
    assert (folder / PATHS[0]).read_bytes() == b"one\r\ntheirs"
    assert sorted(path.name for path in (folder / "content/articles").iterdir()) == ["a.md", "a.yml"]


def test_taking_back_keeps_what_somebody_else_did_elsewhere_in_the_file(folder):
    history = History(folder, folder / ".cache/desk")
    before = workspace.read_all(folder, PATHS)
    text = "a: one\nb: two\nc: three\n"
    (folder / PATHS[1]).write_text(text, encoding="utf-8")
    before[PATHS[1]] = text
    history.write("A", "t", before, before | {PATHS[1]: text.replace("one", "mine")})
    (folder / PATHS[1]).write_text("a: mine\nb: two\nc: three\nd: theirs\n", encoding="utf-8")
    history.undo()
    assert (folder / PATHS[1]).read_text(encoding="utf-8") == text + "d: theirs\n"
    history.redo()
    assert (folder / PATHS[1]).read_text(encoding="utf-8") == "a: mine\nb: two\nc: three\nd: theirs\n"


def test_a_change_whose_words_somebody_else_has_changed_is_set_aside_and_those_before_it_are_taken_back(folder):
    history = History(folder, folder / ".cache/desk")
    before = workspace.read_all(folder, PATHS)
    history.write("A", "t", before, before | {PATHS[0]: "two\r\n"})
    between = workspace.read_all(folder, PATHS)
    history.write("B", "t", between, between | {PATHS[1]: "a: mine\n"})
    (folder / PATHS[1]).write_text("a: theirs\n", encoding="utf-8")
    with pytest.raises(Outdated):
        history.undo()
    history.set_aside()
    assert history.undo().title == "A"
    assert (folder / PATHS[0]).read_bytes() == b"one\r\n"
    assert (folder / PATHS[1]).read_text(encoding="utf-8") == "a: theirs\n"


SHORT_FORMS = """\
positions:
  close: {label: Close, speakers: [ann]}
issues:
  trips: {question: Q?, answers: {close: {answer: Yes}}}
  air: {question: A?}
claims:
  short:
    quote: [half of the trips]
    speaker: ann
    issue: [trips]   # one
    note:
    evidence:
      - {source: s, stance: context, locator: p. 1}
    responds_to: [walk,]
  walk: {quote: walked, speaker: ann, issue: [trips, air]}
"""


@pytest.mark.parametrize(
    "operation",
    [
        ChangeEntry(
            article="a",
            kind="claims",
            id="short",
            value={
                "quote": "half of the trips",
                "speaker": "ann",
                "issue": "trips",
                "evidence": [{"source": "s", "locator": "p. 1"}],
                "responds_to": "walk",
            },
        ),
        ChangeEntry(article="a", kind="positions", id="close", value={"label": "Close", "speakers": ["ann"]}),
        SetAnswer(article="a", issue="trips", position="close", answer="Yes"),
    ],
)
def test_what_means_the_same_stays_as_it_is_written(operation):
    texts = {"content/articles/a.md": "x\n", "content/articles/a.yml": SHORT_FORMS}
    assert planned([operation], texts)["content/articles/a.yml"] == SHORT_FORMS


def test_a_deleted_issue_is_no_longer_named(texts):
    files = {"content/articles/a.md": "x\n", "content/articles/a.yml": SHORT_FORMS}
    after = planned([DeleteEntry(article="a", kind="issues", id="trips")], files)["content/articles/a.yml"]
    assert after == SHORT_FORMS.replace("  trips: {question: Q?, answers: {close: {answer: Yes}}}\n", "").replace(
        "    issue: [trips]   # one\n", ""
    ).replace("[trips, air]", "[air]")
