"""Faults that nobody foresaw: a diagnostic with the file and how to report it, exit code 2, and an output that stays as it was."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.request
from typing import Any

import pytest
from counterpoint.cli import main
from markdown_it import MarkdownIt
from site_folder import ROOT, TEXT

PARSE = MarkdownIt.parse


class Odd(Exception):
    """An exception that cannot travel between processes."""

    def __init__(self, *, needed: object) -> None:
        super().__init__("it was\x1b[31m odd")
        self.needed, self.function = needed, lambda: 0


FAULTS = {
    "odd": lambda: Odd(needed=1),
    "assertion": AssertionError,
    "key": lambda: KeyError("a key"),
    "recursion": RecursionError,
    "memory": MemoryError,
    "stop": StopIteration,
}


def break_parser(monkeypatch: pytest.MonkeyPatch, fault: Any, word: str = "breaks") -> None:
    """Let the Markdown parser, a library, fail for texts with a word in them."""

    def parse(self: MarkdownIt, source: str, *rest: Any) -> Any:
        if word in source:
            raise fault()
        return PARSE(self, source, *rest)

    monkeypatch.setattr(MarkdownIt, "parse", parse)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("verb", ["build", "check"])
def test_a_fault_names_the_file_and_how_to_report_it(site, monkeypatch, capsys, fault, verb):
    site.built()
    before = site.tree()
    break_parser(monkeypatch, fault)
    site.edit("content/articles/cost.md", "Ann says", "It breaks; Ann says")
    assert main([verb, "--site", str(site.root)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("content/articles/cost.md: error[internal-error]: Counterpoint does not know how to go on")
    assert "please report it to whoever maintains your counterpoint" in said.lower()
    assert "reading/markdown.py:" in said, "the lines to report say where it happened"
    assert "\x1b" not in said
    assert "Traceback" not in said
    assert str(ROOT) not in said
    assert site.tree() == before
    site.edit("content/articles/cost.md", "It breaks; ", "")
    assert main([verb, "--site", str(site.root)]) == 0


BROKEN = """
import sys
import pytest, test_faults
from counterpoint.cli import main
with pytest.MonkeyPatch.context() as patch:
    test_faults.break_parser(patch, test_faults.FAULTS["odd"])
    sys.exit(main(["build", "--jobs", "2", "--site", sys.argv[1]]))
"""


def test_a_fault_in_another_process_names_its_file_too(site):
    for number in range(100):
        site.article(
            f"more-{number}", TEXT + ("It breaks.\n" if number == 60 else ""), head=f"---\ntitle: N {number}\ndate: 2026-01-02\n---\n"
        )
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'generator'}{os.pathsep}{ROOT / 'tests'}"}
    command = [sys.executable, "-c", BROKEN, str(site.root)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("content/articles/more-60.md: error[internal-error]"), done.stderr
    assert not (site.root / "build").exists()


def test_programs_are_told_of_a_fault_in_their_format(site, monkeypatch, capsys):
    break_parser(monkeypatch, ValueError, "")
    assert main(["check", "--format", "json", "--site", str(site.root)]) == 2
    (found, *_) = json.loads(capsys.readouterr().out)
    assert (found["code"], found["path"]) == ("internal-error", "content/articles/cost.md")


@pytest.mark.parametrize("verb", [["reanchor"], ["release"], ["import", "article.txt"]])
def test_other_verbs_have_no_traceback_either(site, monkeypatch, capsys, verb):
    site.write("article.txt", "A title\n\nA text that breaks.\n")
    site.edit("content/articles/cost.md", "Ann says", "It breaks; Ann says")
    break_parser(monkeypatch, ValueError)
    monkeypatch.chdir(site.root)
    before = sorted(site.root.rglob("*"))
    assert main(verb) in {0, 2}
    assert "Traceback" not in capsys.readouterr().err
    assert sorted(site.root.rglob("*.md")) == [path for path in before if path.suffix == ".md"] or verb[0] == "import"


TEMPLATES = {
    "overflow": "{{ 2.0 ** 100000 }}",
    "index": "{{ [].pop() }}",
    "unicode": "{{ 'ü'.encode('ascii') }}",
    "lookup": "{{ 'x'.encode('no-such-encoding') }}",
    "surrogate": "{{ '%c' % 0xd800 }}",
    "memory": "{{ 'x' * 10 ** 18 }}",
    "stop": "{{ namespace().x() }}",
    "format": "{{ '{0.a.b}'.format(1) }}",
    "assertion": "{{ range(3).index(9) }}",
}


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_a_template_can_fail_in_any_way(site, template):
    site.built()
    before = site.tree()
    site.write("templates/corrections.html", "\n" + template)
    (found,) = site.build().diagnostics
    assert (found.code, found.location.path) == ("template-error", "templates/corrections.html")
    assert found.location.line in {0, 2}, "what only fails when it is encoded stands on no line"
    assert site.tree() == before


SERVER = """
import sys
from markdown_it import MarkdownIt
from counterpoint.cli import main
parse = MarkdownIt.parse
def broken(self, source, *rest):
    if "breaks" in source:
        raise KeyError("odd")
    return parse(self, source, *rest)
MarkdownIt.parse = broken
main(["serve", "--port", sys.argv[2], "--site", sys.argv[1]])
"""


def test_the_authors_server_shows_a_fault_and_goes_on(site):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator"), "SOURCE_DATE_EPOCH": "1780272000"}
    command = [sys.executable, "-c", SERVER, str(site.root), str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as server:
        try:
            assert server.stderr
            assert any(line.startswith("serving ") for line in server.stderr)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_counterpoint/events?page=/cost/", timeout=20) as stream:
                events = (json.loads(line.removeprefix(b"data: ")) for line in stream if line.startswith(b"data: "))
                assert next(events)["errors"] == []
                site.edit("content/articles/cost.md", "Ann says", "It breaks; Ann says")
                (shown,) = next(events)["errors"]
                assert (shown["code"], shown["location"]["path"]) == ("internal-error", "content/articles/cost.md")
                site.edit("content/articles/cost.md", "It breaks; ", "Now ")
                after = next(events)
                assert (after["errors"], "cost/index.html" in after["changed"]) == ([], True)
        finally:
            server.kill()


def test_a_file_that_the_system_refuses_is_no_traceback(site):
    site.write("templates/corrections.html", "x")
    (site.root / "templates/loop.html").symlink_to("loop.html")
    command = [sys.executable, "-m", "counterpoint", "check", "--site", str(site.root)]
    done = subprocess.run(command, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT / "generator")}, check=False)
    assert done.returncode in {0, 1}
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [["check", "--allow", ""], ["check", "--format", ""], ["completion", ""], [""], ["build", ""], ["build", "--port"]]
)
def test_an_option_that_is_wrong_or_empty_is_no_traceback(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("seconds", ["abc", "-1", "1e400", "253402300800", "9" * 5_000, "\u00b2"])
def test_a_moment_that_is_none_is_said(site, monkeypatch, capsys, seconds):
    """It was taken for this moment, without a word, or ended in an internal error."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
    assert main(["build", "--site", str(site.root)]) == 2
    assert "should be seconds since 1970" in capsys.readouterr().err
    assert not (site.root / "build").exists()


def test_what_the_environment_names_is_not_read_or_made_in_the_site(site):
    environment = {**os.environ, "TZ": ":/etc/passwd", "XDG_CACHE_HOME": "rel/../x", "PYTHONPATH": str(ROOT / "generator")}
    command = [sys.executable, "-m", "counterpoint", "build", "--jobs", "1"]
    ended = subprocess.run(command, cwd=site.root, env=environment, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    assert {path.name for path in site.root.iterdir()} == {"site.yml", "content", "build", ".cache"}
