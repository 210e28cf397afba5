"""Mends: `check --fix` respells what is surely meant, and touches nothing else; who is quoted is never guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from counterpoint.authoring.desk import Desk, ModelRefused, Problem
from counterpoint.authoring.mends import fixed, mended, mends
from counterpoint.build import check
from counterpoint.cli import main
from counterpoint.options import Options
from site_folder import HEAD, SITE, SPEAKERS, TEXT, TODAY, TestSite

SIDECAR = """\
# kept: as it is
positions:
  yes: {label: 'Yes', sumary: For it., speakers: [ann]}   # kept, too
  'no': {label: 'No', summary: Against it., speakers: [union]}
issues:
  cost:
    question: What does it cost?
    kind: facts
    answers:
      yes: !very little
claims:
  cheap:
    quote: it costs little
    speaker: ann
    position: yes
    date: 3 May 2024
    issue: cost
  dear: {quote: nobody can pay for it, speaker: unoin, position: 'no', issue: cost, date: 03/04/2024}
"""
MENDED = (
    SIDECAR.replace("sumary", "summary")
    .replace("kind: facts", "kind: fact")
    .replace("!very little", "'!very little'")
    .replace("3 May 2024", "2024-05-03")
)


def site_of(root: Path, sidecar: str) -> TestSite:
    site = TestSite(root)
    site.write("site.yml", SITE)
    site.write("content/speakers.yml", SPEAKERS)
    site.write("content/articles/cost.md", HEAD + "\n" + TEXT)
    site.write("content/articles/cost.yml", sidecar.encode())
    return site


@pytest.mark.parametrize("shape", ["\n", "\r\n"])
def test_fix_respells_what_is_sure_and_leaves_who_is_quoted(tmp_path: Path, capsys: pytest.CaptureFixture[str], shape: str):
    site = site_of(tmp_path, SIDECAR.replace("\n", shape))
    file = site.root / "content/articles/cost.yml"
    before = file.read_bytes()
    assert main(["check", "--fix", "--dry-run", "--site", str(tmp_path)]) == 1
    assert file.read_bytes() == before
    diff = capsys.readouterr().out
    for _ in range(3):  # what one mistake hides, the next run mends
        main(["check", "--fix", "--site", str(tmp_path)])
    assert file.read_bytes().decode() == MENDED.replace("\n", shape)
    assert "+      yes: '!very little'" in diff
    assert "unoin" in file.read_text(encoding="utf-8")
    assert [found.help.split(",")[0] for found in site.diagnostics()] == ["write 2024-04-03"]  # or 2024-03-04: the author has to say


@pytest.mark.parametrize(
    ("line", "new"),
    [
        ("yes: &c and so on", "yes: '&c and so on'"),
        ("yes: *some", "yes: '*some'"),
        ("yes: @some", "yes: '@some'"),
        ("yes: Little: some", "yes: 'Little: some'"),
        ("yes: !isn't it", "yes: '!isn''t it'"),
        ("yes: Little #3", None),
        ("yes: [Little]", None),
        ("yes: {a: !b c}", None),
        ("yes: Little  # a comment", None),
        ("yes: !very little  # a comment", None),
    ],
)
def test_quotation_marks_are_set_only_where_the_whole_text_is_surely_meant(tmp_path: Path, line: str, new: str | None):
    sidecar = MENDED.replace("yes: '!very little'", line).replace("unoin", "union").replace("03/04/2024", "2024-04-03")
    site = site_of(tmp_path, sidecar)
    changed = fixed(tmp_path, site.diagnostics())
    assert changed == ({} if new is None else {"content/articles/cost.yml": (sidecar, sidecar.replace(line, new))})


def test_what_has_to_be_looked_at_is_offered_and_not_done(tmp_path: Path):
    site = site_of(tmp_path, MENDED)
    diagnostics = site.diagnostics()
    offers = {mend.label: mend.safe for found in diagnostics for mend in mends(found)}
    assert offers == {"Write 2024-04-03": False, "Write 2024-03-04": False}
    assert fixed(tmp_path, diagnostics) == {}
    (found,) = [found for found in diagnostics if mends(found)]
    after = mended(MENDED, found, mends(found)[1])
    assert after == MENDED.replace("03/04/2024", "2024-03-04")
    site.write("content/articles/cost.yml", after)
    (found,) = site.diagnostics()
    assert [(mend.label, mend.safe) for mend in mends(found)] == [("It is union", False), ("Write down a new speaker, “Unoin”", False)]
    assert fixed(tmp_path, [found]) == {}
    assert mended(after, found, mends(found)[0]) == after.replace("unoin", "union")


@pytest.mark.parametrize(("stance", "safe"), [("suports", True), ("not supports", False), ("unsupports", False), ("'not-supports'", False)])
def test_the_opposite_of_a_value_is_no_other_spelling_of_it(tmp_path: Path, stance: str, safe: bool):
    sidecar = MENDED.replace("unoin", "union").replace("03/04/2024", "2024-04-03")
    sidecar = sidecar.replace("date: 2024-05-03", f"evidence: [{{source: s, stance: {stance}}}]", 1)
    site = site_of(tmp_path, sidecar + "sources: {s: {title: A count}}\n")
    (found,) = [found for found in site.diagnostics() if found.code == "value-wrong"]
    assert [(mend.new, mend.safe) for mend in mends(found)] == [("supports", safe)]


def test_a_key_that_is_taken_is_not_given_twice(tmp_path: Path):
    sidecar = MENDED.replace("03/04/2024", "2024-04-03").replace("unoin", "union").replace("date: 2024-05-03", "note: A.\n    noet: B.")
    site = site_of(tmp_path, sidecar)
    main(["check", "--fix", "--site", str(tmp_path)])
    assert (site.root / "content/articles/cost.yml").read_text(encoding="utf-8") == sidecar  # the key is taken


def test_a_line_that_is_another_now_is_not_mended(tmp_path: Path):
    site = site_of(
        tmp_path, MENDED.replace("date: 2024-05-03", "date: 3 May 2024").replace("03/04/2024", "2024-04-03").replace("unoin", "union")
    )
    diagnostics = site.diagnostics()
    site.edit("content/articles/cost.yml", "# kept: as it is\n", "")
    assert fixed(tmp_path, diagnostics) == {}


@pytest.mark.parametrize(
    ("was", "new", "file", "entry"),
    [
        ("speaker: ann", "speaker: zoe-quay", "content/speakers.yml", {"zoe-quay": {"name": "Zoe Quay"}}),
        ("position: yes", "position: not-yet", "content/articles/cost.yml", {"positions": {"not-yet": {"label": "Not yet"}}}),
        ("issue: cost", "issue: who-pays", "content/articles/cost.yml", {"issues": {"who-pays": {"question": "Who pays?"}}}),
        (
            "speaker: ann",
            "speaker: ann\n    evidence: [{source: a-study, stance: supports}]",
            "content/articles/cost.yml",
            {"sources": {"a-study": {"title": "A study"}}},
        ),
    ],
)
def test_an_entry_that_is_missing_is_added_where_it_belongs_and_only_when_asked_twice(
    tmp_path: Path, was: str, new: str, file: str, entry: dict[str, Any]
):
    site = site_of(tmp_path, MENDED.replace("unoin", "union").replace("03/04/2024", "'2024'").replace(was, new, 1))
    errors = check(Options(root=site.root, output=site.root / "build", today=TODAY, now=f"{TODAY}T00:00:00+00:00")).diagnostics
    (problem,) = (item for item in errors if item.code == "id-unknown")
    fields = {name: getattr(problem, name) for name in ("code", "message", "help", "location")}
    choice = next(number for number, mend in enumerate(mends(problem)) if mend.kind == "entry")
    desk = Desk(site.root, site.root / "history", lambda: "2026-05-01T00:00:00+00:00")
    before = {path: path.read_bytes() for path in (site.root / "content").rglob("*.yml")}
    with pytest.raises(ModelRefused):
        desk.mend(Problem(**fields), choice, confirmed=False)
    assert main(["check", "--fix", "--site", str(tmp_path)]) == 1
    assert {path: path.read_bytes() for path in before} == before
    desk.mend(Problem(**fields), choice, confirmed=True)
    assert {path.relative_to(site.root).as_posix() for path in before if path.read_bytes() != before[path]} == {file}
    old, now = before[site.root / file].decode(), (site.root / file).read_text(encoding="utf-8")
    assert set(old.splitlines()) <= set(now.splitlines())
    value = yaml.load(now, yaml.BaseLoader)
    for kind, added in entry.items():
        assert value[kind] == added or added.items() <= value[kind].items()
    again = check(Options(root=site.root, output=site.root / "build", today=TODAY, now=f"{TODAY}T00:00:00+00:00")).diagnostics
    assert not [item for item in again if item.code == "id-unknown"]
