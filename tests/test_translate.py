"""`counterpoint translate`: a skeleton that says nothing the original does not, and what `check` says of one that is not finished."""

from __future__ import annotations

import json

import pytest
import regex
import yaml
from counterpoint.build import check
from counterpoint.cli import main
from site_folder import SIDECAR, SITE, SPEAKERS, TEXT, TestSite


@pytest.fixture
def site(tmp_path):
    site = TestSite(tmp_path)
    site.write("site.yml", SITE + "languages: [de]\n")
    site.write("content/speakers.yml", SPEAKERS)
    site.article("cost", TEXT, SIDECAR)
    return site


def translate(site, *arguments: str) -> int:
    return main(["translate", *arguments, "--site", str(site.root)])


def finished(text: str) -> str:
    """A skeleton in which every text is the original's: the comments written into the keys below them, and the paragraphs uncommented."""
    lines: list[str] = []
    said: list[str] = []
    for line in text.splitlines():
        if match := regex.fullmatch(r"\s*# (.*)", line):
            said.append(match[1])
        elif said and line.endswith(":") and not line.startswith("positions"):
            lines.append(f"{line} {json.dumps(' '.join(said))}")
            said = []
        else:
            lines.append(line)
            said = []
    return regex.sub(r"<!-- (.*?) -->", r"\1", "\n".join(lines) + "\n", flags=regex.DOTALL)


def errors(site):
    return [d for d in check(site.options(drafts=True, future=True)).diagnostics if d.severity.name == "ERROR"]


def test_a_skeleton_has_each_text_of_the_original_beside_its_key(site):
    assert translate(site, "cost", "de") == 0
    text = (site.root / "content/articles/cost.de.yml").read_text(encoding="utf-8")
    original = yaml.safe_load(SIDECAR)
    for position in original["positions"].values():
        for words in (position["label"], position["summary"]):
            assert f"# {words}\n" in text
    skeleton = yaml.safe_load(text)
    assert set(skeleton["claims"]) == set(original["claims"])
    assert set(skeleton["positions"]) == {
        str(id) if not isinstance(id, bool) else {True: "yes", False: "no"}[id] for id in original["positions"]
    }

    def leaves(value):
        return [leaf for one in value.values() for leaf in leaves(one)] if isinstance(value, dict) else [value]

    assert set(leaves(skeleton)) == {None}, "nothing is said before the translator says it"


def test_a_finished_skeleton_checks_clean(site):
    assert translate(site, "cost", "de") == 0
    for suffix in (".md", ".yml"):
        file = site.root / f"content/articles/cost.de{suffix}"
        file.write_text(finished(file.read_text(encoding="utf-8")), encoding="utf-8")
    assert errors(site) == []


def test_what_is_missing_is_one_list_where_there_is_no_sidecar(site):
    site.write("content/articles/cost.de.md", "---\ntitle: Die Kosten\n---\nEin Text.\n")
    (error,) = errors(site)
    assert (error.code, error.location.path) == ("translation-missing", "content/articles/cost.de.md")
    assert "cost.de.yml is not there" in error.message
    assert "positions." in error.message
    assert "claims." in error.message
    assert "counterpoint translate cost de" in error.help


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(("trams", "de"), "there is no article"), (("cost", "not a language"), "is no language"), (("cost", "../x"), "is no language")],
)
def test_what_cannot_be_translated_is_said(site, capsys, arguments, message):
    assert translate(site, *arguments) == 2
    assert message in capsys.readouterr().err


def test_nothing_is_written_over(site, capsys):
    site.write("content/articles/cost.de.yml", "mine")
    assert translate(site, "cost", "de") == 2
    assert "is there already" in capsys.readouterr().err
    assert not (site.root / "content/articles/cost.de.md").exists()
    assert (site.root / "content/articles/cost.de.yml").read_text() == "mine"


def test_what_is_left_open_in_a_skeleton_is_one_list_for_each_file(site):
    """A skeleton passes `check` as the draft that it is, which says where each text is to be written."""
    assert translate(site, "cost", "de") == 0
    result = check(site.options())
    assert not result.failed()
    missing = [d for d in result.diagnostics if d.code == "translation-missing"]
    assert [d.location.path for d in missing] == ["content/articles/cost.de.md", "content/articles/cost.de.yml"]
    lines = (site.root / "content/articles/cost.de.yml").read_text(encoding="utf-8").splitlines()
    places = regex.findall(r"([\w.-]+) \(line (\d+)\)", missing[-1].message)
    assert len(places) > 2
    for name, line in places:
        assert lines[int(line) - 1].strip(" '-").startswith(name.rpartition(".")[2]), name


def test_a_language_that_the_site_does_not_name_is_refused(site, capsys):
    assert translate(site, "cost", "fr") == 2
    assert "add `languages: [de, fr]`" in capsys.readouterr().err
    assert not list((site.root / "content/articles").glob("cost.fr.*"))
