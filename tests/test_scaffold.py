"""Beginning: what `init` and `new` write is right from the start, and nothing is ever written over."""

from __future__ import annotations

import hashlib
import json
import os
import queue
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from counterpoint.build import check, lints
from counterpoint.cli import main
from counterpoint.model.values import ID_PATTERN
from counterpoint.scaffold.begin import slug_of
from counterpoint.serving.watch import kind_without_events, watch
from host_rules import read_headers
from hypothesis import given
from hypothesis import strategies as st
from site_folder import ROOT, TestSite


def run(*arguments: str) -> int:
    try:
        return main([str(argument) for argument in arguments])
    except SystemExit as end:
        return int(end.code or 0)


@pytest.fixture(scope="module")
def begun_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("begun") / "news"
    assert run("init", folder) == 0
    return folder


@pytest.fixture
def begun(tmp_path, begun_once):
    """A new site, as `init` has written it: a copy, for each takes its time to pack the program into."""
    return TestSite(Path(shutil.copytree(begun_once, tmp_path / "news", symlinks=True)))


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


@pytest.mark.parametrize("there", ["a-file", "hidden", "itself", "beside"])
def test_init_writes_over_nothing(tmp_path, there, capsys):
    folder = tmp_path / "news"
    if there == "itself":
        folder.write_text("x")
    else:
        folder.mkdir()
        (folder / {"a-file": "notes.txt", "hidden": ".env", "beside": "site.yml"}[there]).write_text("x")
        (folder / "README.md").write_text("x")
    before = sorted(tmp_path.rglob("*"))
    assert run("init", folder) == 2
    assert "is not empty" in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_site_is_begun_in_a_new_clone(tmp_path, monkeypatch, capsys):
    own = {".git/config": "[core]", "README.md": "# Ours", "LICENSE": "Ours", ".gitignore": "*.bak\nbuild/", ".gitattributes": "* text"}
    site = TestSite(tmp_path)
    for path, text in own.items():
        site.write(path, text)
    monkeypatch.chdir(tmp_path)
    assert run("init", ".") == 0
    for path in set(own) - {".gitignore"}:
        assert (tmp_path / path).read_text() == own[path]
    assert (tmp_path / ".gitignore").read_text() == "*.bak\nbuild/\n.cache/\n.venv/\n"
    assert found(site) == []
    capsys.readouterr()
    assert run("init", ".") == 2, "a second time there is a site"


def test_a_site_is_pinned_to_the_program_that_it_was_begun_with(begun, capsys):
    """This one runs from a checkout: no index, so the site holds the program itself, with its digest, and never a name alone."""
    lines = (begun.root / "requirements.txt").read_text().splitlines()
    (pinned,) = [line for line in lines if not line.startswith("#")]
    path, digest = re.fullmatch(r"file:(vendor/counterpoint-[0-9.]+-py3-none-any\.whl)#sha256=([0-9a-f]{64})", pinned).groups()
    assert hashlib.sha256((begun.root / path).read_bytes()).hexdigest() == digest
    before = (begun.root / "requirements.txt").read_text()
    begun.write("vendor/counterpoint-0.0.1-py3-none-any.whl", b"old")
    begun.write("requirements.txt", "# ours\ncounterpoint==0.0.1\ncounterpoint-extra==1\nother==2\n")
    assert run("upgrade", "--site", begun.root) == 0
    assert (begun.root / "requirements.txt").read_text() == f"# ours\ncounterpoint-extra==1\nother==2\n{pinned}\n"
    assert [file.name for file in (begun.root / "vendor").iterdir()] == [path.removeprefix("vendor/")]
    assert pinned in before
    assert pinned in capsys.readouterr().err


def test_verbs_find_the_site_around_them_and_say_so(begun, monkeypatch, capsys):
    monkeypatch.chdir(begun.root / "content/articles")
    assert run("new", "Who pays?") == 0
    assert f"the site in {begun.root}\n" in capsys.readouterr().err
    assert (begun.root / "content/articles/who-pays.md").is_file()
    assert run("check", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == []
    assert run("schema") == 0
    assert not (begun.root / "content/articles/schemas").exists()


@pytest.mark.parametrize(
    "typed",
    [
        *(["new", "A title"], ["import", "text.txt"], ["serve", "--port", "1"], ["release"], ["reanchor"], ["schema"], ["upgrade"]),
        *(["clean"], ["build"], ["check"], ["check", "--links"]),
    ],
    ids=" ".join,
)
def test_nothing_is_written_outside_a_site(tmp_path, monkeypatch, capsys, typed):
    (tmp_path / "text.txt").write_text("A title\n\nSome text.\n")
    monkeypatch.chdir(tmp_path)
    assert run(*typed) == (1 if typed[0] in {"build", "check"} else 2)
    assert "site.yml" in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == [tmp_path / "text.txt"]


def test_a_schema_is_written_over_nothing_else(begun, capsys):
    (begun.root / "content/article.json").write_text("{}")
    assert main(["schema", "--site", str(begun.root), "--output", str(begun.root / "content")]) == 2
    assert "is not a schema" in capsys.readouterr().err
    assert (begun.root / "content/article.json").read_text() == "{}"
    assert not (begun.root / "content/site.json").exists()
    (begun.root / "odd").mkdir()
    (begun.root / "odd/site.json").symlink_to(begun.root / "elsewhere.json")
    os.mkfifo(begun.root / "odd/article.json")
    for name in ("site.json", "article.json"):  # neither followed nor waited for
        assert main(["schema", "--site", str(begun.root), "--output", str(begun.root / "odd")]) == 2
        (begun.root / "odd" / name).unlink()
    assert not (begun.root / "elsewhere.json").exists()
    assert [main(["schema", "--site", str(begun.root), "--output", str(begun.root / "schemas")]) for _ in range(2)] == [0, 0]


def test_new_writes_nothing_that_would_stop_a_build(begun, capsys):
    before = sorted(begun.root.rglob("*"))
    assert main(["new", "x\x1b[31m", "--site", str(begun.root)]) == 2
    assert "U+001B" in capsys.readouterr().err
    assert sorted(begun.root.rglob("*")) == before


def test_errors_come_before_warnings(begun, capsys):
    begun.edit("content/articles/cars-in-the-centre.md", "title: Should", "titel: x\ntitle: Should")
    begun.write("content/articles/zz.md", "---\ntitle: Z\n---\n")
    assert run("check", "--site", begun.root) == 1
    shown = re.findall(r": (error|warning|note)\[", capsys.readouterr().err)
    assert shown == sorted(shown)


@pytest.mark.parametrize("port", ["99999", "65536", "0", "-1", "x", "²", "9" * 5000])
def test_a_port_is_a_number_that_there_is(begun, capsys, port):
    assert run("serve", "--site", begun.root, "--port", port) == 2
    assert "must be a number from 1 to 65535" in capsys.readouterr().err or port == "-1"


def test_a_port_in_use_is_named_with_one_that_is_free(begun, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run("serve", "--site", begun.root, "--port", port) == 2
    said = capsys.readouterr().err
    assert f"127.0.0.1:{port} is in use: end what listens there, or add --port " in said
    assert run("serve", "--site", begun.root, "--host", "192.0.2.1") == 2
    assert "192.0.2.1 is no address of this machine" in capsys.readouterr().err


MOUNTS = """\
22 1 0:21 / / rw - ext4 /dev/sda rw
23 22 0:22 / /mnt/c rw - 9p C: rw
24 22 0:23 / /home/a\\040b/share rw shared:1 - cifs //server rw
25 23 0:24 / /mnt/c/inner rw - tmpfs x rw
26 22 0:25 / /workspace rw - fuse.grpcfuse x rw
27 22 0:26 / /ssd rw - fuseblk x rw
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/x", ""),
        ("/mnt/c/Users/x", "9p"),
        ("/mnt/cc", ""),
        ("/home/a b/share/site", "cifs"),
        ("/mnt/c/inner/x", ""),
        ("/workspace", "fuse.grpcfuse"),
        ("/ssd/x", ""),
    ],
)
def test_drives_that_tell_of_no_changes_are_recognised(tmp_path, folder, kind):
    (tmp_path / "mountinfo").write_text(MOUNTS)
    assert kind_without_events(Path(folder), tmp_path / "mountinfo") == kind
    assert kind_without_events(Path(folder), tmp_path / "none") == ""


def test_polling_reports_what_was_saved(begun):
    reports: queue.Queue[set[str]] = queue.Queue()
    observer = watch(begun.root, reports.put, print, poll=True)
    try:
        begun.edit("content/articles/cars-in-the-centre.md", "centre", "center")
        assert reports.get(timeout=20) == {"content/articles/cars-in-the-centre.md"}
        begun.write("content/new.txt", "x")
        assert "content/new.txt" in reports.get(timeout=20)
    finally:
        observer.stop()


@pytest.mark.parametrize(
    ("module", "typed", "extra"),
    [
        ("starlette", ["serve"], "serve"),
        ("watchdog.observers", ["serve"], "serve"),
        ("trafilatura", ["import", "page.html"], "import"),
        ("httpcore", ["check", "--links"], "links"),
        ("shtab", ["completion", "bash"], "terminal"),
    ],
)
def test_what_is_not_installed_is_asked_for_by_name(begun, module, typed, extra):
    begun.write("page.html", "<html><body><article><h1>T</h1><p>Some text that is long enough.</p></article></body></html>")
    program = f"import sys; sys.modules[{module!r}] = None; from counterpoint.cli import main; sys.exit(main({typed!r}))"
    environment = {"PYTHONPATH": str(ROOT / "generator")}
    done = subprocess.run([sys.executable, "-c", program], cwd=begun.root, capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (2, f"counterpoint: this needs more than is installed: pip install 'counterpoint[{extra}]'\n")


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
    assert run("new", "…", "--site", begun.root) == 2
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


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_are_given_verbs_and_options(shell, capsys, tmp_path):
    assert run("completion", shell) == 0
    script = capsys.readouterr().out
    assert all(word in script for word in ("reanchor", "strict", "serve"))
    if shutil.which(shell):
        (tmp_path / "script").write_text(script)
        subprocess.run([shell, "-n", str(tmp_path / "script")], check=True)


def test_every_verb_has_help_with_an_example(capsys):
    assert run("--help") == 0
    verbs = re.findall(r"^    ([a-z]+)\b", capsys.readouterr().out, re.MULTILINE)
    assert len(verbs) == 15
    for verb in verbs:
        assert run(verb, "--help") == 0
        assert f"example:\n  counterpoint {verb}" in capsys.readouterr().out
