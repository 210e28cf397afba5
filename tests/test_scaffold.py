"""Beginning: what `init` and `new` write is right from the start, and nothing is ever written over."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import jsonschema
import pytest
import yaml
from counterpoint.build import check, lints
from counterpoint.cli import main
from counterpoint.model.values import ID_PATTERN
from counterpoint.scaffold.begin import slug_of
from host_rules import read_headers
from hypothesis import given
from hypothesis import strategies as st
from site_folder import TestSite


def run(*arguments: str) -> int:
    try:
        return main([str(argument) for argument in arguments])
    except SystemExit as end:
        return int(end.code or 0)


@pytest.fixture
def begun(tmp_path):
    site = TestSite(tmp_path / "news")
    assert run("init", site.root) == 0
    return site


def found(site: TestSite, **changes):
    return [f"{d.location} {d.code} {d.message}" for d in check(site.options(**changes), [lints]).diagnostics]


def test_a_new_site_is_without_fault_and_builds(begun):
    assert found(begun) == []
    begun.built(strict=True)
    assert "Should the centre be closed to cars?" in begun.page("index.html")
    assert 'data-claims="short-trips"' in begun.page("cars-in-the-centre/index.html")
    for path in (".github/workflows/check.yml", ".gitignore", ".vscode/settings.json", "README.md", "netlify.toml", "requirements.txt"):
        assert (begun.root / path).is_file(), path


def test_its_files_fit_the_schemas_that_they_name(begun):
    for file in [begun.root / "site.yml", *sorted((begun.root / "content").rglob("*.yml"))]:
        text = file.read_text(encoding="utf-8")
        named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
        assert named, file
        value = json.loads(json.dumps(yaml.safe_load(text), default=str))
        jsonschema.validate(value, json.loads((file.parent / named[1]).read_text(encoding="utf-8")))


def test_it_is_served_with_the_same_headers_as_the_example(begun, example):
    begun.built()
    own, others = read_headers(begun.page("_headers")), read_headers((example / "_headers").read_text(encoding="utf-8"))
    assert own == [rule for rule in others if not rule[0].startswith(("/he/", "/ar/"))]


@pytest.mark.parametrize("there", ["a-file", "hidden", "itself"])
def test_init_writes_over_nothing(tmp_path, there, capsys):
    folder = tmp_path / "news"
    if there == "itself":
        folder.write_text("x")
    else:
        folder.mkdir()
        (folder / {"a-file": "notes.txt", "hidden": ".git"}[there]).write_text("x")
    before = sorted(tmp_path.rglob("*"))
    assert run("init", folder) == 2
    assert "is not empty" in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_new_article_is_a_draft_without_fault(begun):
    assert run("new", "Who pays: “them” or 'us'?", "--site", begun.root) == 0
    assert found(begun, drafts=True, future=True) == []
    begun.built(drafts=True, future=True)
    assert "Who pays: “them” or &#39;us&#39;?" in begun.page("who-pays-them-or-us/index.html")
    begun.built(future=True)
    assert not (begun.root / "build/who-pays-them-or-us").exists()


def test_every_key_that_it_explains_is_one_of_the_format(begun):
    assert run("new", "Keys", "--site", begun.root) == 0
    for suffix in (".md", ".yml"):
        file = begun.root / f"content/articles/keys{suffix}"
        text = re.sub(r"^( *)# (?!yaml-)(?=[ a-z-]+[:{]|- \{)", r"\1", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        file.write_text(text, encoding="utf-8")
        assert text.count("#") < 25
    wrong = [str(d) for d in begun.diagnostics(drafts=True, future=True) if d.code in {"key-unknown", "yaml-syntax", "front-matter"}]
    assert not wrong


def test_new_writes_over_nothing(begun, capsys):
    assert run("new", "Cars in the centre", "--site", begun.root) == 2
    assert "cars-in-the-centre.md is there already" in capsys.readouterr().err
    assert run("new", "שלום", "--site", begun.root) == 2
    assert "--slug" in capsys.readouterr().err
    assert run("new", "שלום", "--slug", "peace", "--site", begun.root) == 0
    assert found(begun, drafts=True, future=True) == []


@given(st.text(max_size=120))
def test_an_address_made_of_a_title_is_one_or_nothing(title):
    slug = slug_of(title)
    assert not slug or re.match(ID_PATTERN, slug)


def test_clean_removes_what_builds_made_and_nothing_else(begun, capsys):
    begun.built()
    begun.write("build/own.txt", "mine")
    assert run("clean", "--site", begun.root) == 0
    assert re.search(r"\d+ files removed", capsys.readouterr().err)
    assert begun.tree() == {"own.txt": b"mine"}
    assert not (begun.root / ".cache").exists()
    (begun.root / "build/own.txt").unlink()
    begun.built()
    assert run("clean", "--site", begun.root) == 0
    assert not (begun.root / "build").exists()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["biuld"], "build"),
        (["chek"], "check"),
        (["serv"], "serve"),
        (["build", "--stirct"], "--strict"),
        (["new", "A", "--slgu"], "--slug"),
    ],
)
def test_a_slip_is_answered_with_what_was_meant(typed, meant, capsys):
    assert run(*typed) == 2
    assert f"did you mean {meant}?" in capsys.readouterr().err


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_shells_are_given_verbs_and_options(shell, capsys, tmp_path):
    assert run("completion", shell) == 0
    script = capsys.readouterr().out
    assert all(word in script for word in ("reanchor", "--strict", "serve"))
    if shutil.which(shell):
        (tmp_path / "script").write_text(script)
        subprocess.run([shell, "-n", str(tmp_path / "script")], check=True)


def test_every_verb_has_help_with_an_example(capsys):
    assert run("--help") == 0
    verbs = re.findall(r"^    ([a-z]+)\b", capsys.readouterr().out, re.MULTILINE)
    assert len(verbs) == 12
    for verb in verbs:
        assert run(verb, "--help") == 0
        assert f"example:\n  counterpoint {verb}" in capsys.readouterr().out
