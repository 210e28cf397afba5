"""The output folder belongs to builds alone: they follow no link out of it, and neither replace nor remove what they did not write."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from counterpoint.cli import main
from PIL import Image
from site_folder import ROOT, SIDECAR, TEXT, TestSite

COMMAND = [sys.executable, "-m", "counterpoint"]
PICTURE = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 10'/>"
ARTICLE = "content/articles/cost.md"


@contextmanager
def patience(seconds: int) -> Iterator[None]:
    """Raise TimeoutError where what is done within hangs, as a read of a pipe that nobody writes to does."""

    def end(_signal: int, _frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


class Ended(NamedTuple):
    """How a command ended, and what it said."""

    returncode: int
    stderr: str
    stdout: str


@pytest.fixture
def run(capsys) -> Callable[..., Ended]:
    """Run the command on a site, in this process; a traceback or a hang fails the test."""

    def command(site: TestSite, *arguments: str) -> Ended:
        with patience(60):
            status = main([*arguments, "--site", str(site.root)])
        said = capsys.readouterr()
        return Ended(status, said.err, said.out)

    return command


@pytest.fixture
def elsewhere(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("elsewhere")
    for name in ("index.html", "a.svg", "mine.txt", "state.msgpack"):
        (folder / name).write_text("mine")
    return folder


def untouched(folder: Path) -> bool:
    return {path.name: path.read_text() for path in folder.iterdir()} == dict.fromkeys(
        ("index.html", "a.svg", "mine.txt", "state.msgpack"), "mine"
    )


def linked(path: str) -> Callable[[TestSite, Path], None]:
    def make(site: TestSite, elsewhere: Path) -> None:
        place = next(site.root.glob(path), site.root / path)
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        elif place.exists():
            place.unlink()
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(elsewhere, target_is_directory=True)

    return make


@pytest.mark.parametrize("path", ["build/media", "build/cost", "build/cost/claims/cheap", "build/assets", "build", ".cache"])
@pytest.mark.parametrize("before", [True, False], ids=["rebuilt", "first"])
def test_no_link_is_followed_out_of_the_output(site, elsewhere, path, before):
    site.write("content/media/a.svg", PICTURE)
    site.article("cost", f"![A sign](media/a.svg)\n\n{TEXT}", SIDECAR)
    if before:
        site.built()
    linked(path)(site, elsewhere)
    site.edit(ARTICLE, "A title", "Another title")
    site.write("content/media/a.svg", PICTURE.replace("10 10", "20 20"))
    result = site.build()
    assert {d.code for d in result.diagnostics} == {"output-unsafe"}
    assert all("link" in d.message and Path(path).name in d.message for d in result.diagnostics)
    assert untouched(elsewhere)


@pytest.mark.parametrize("path", ["staging", "details", "lock", "state.msgpack", "build.msgpack", ".build.msgpack", ".state.msgpack", ""])
def test_no_link_is_followed_out_of_the_memory(site, elsewhere, path):
    site.built()
    before = site.tree()
    [memory] = (site.root / ".cache").iterdir()
    linked(f"{memory.relative_to(site.root)}/{path}".rstrip("/"))(site, elsewhere)
    site.edit(ARTICLE, "A title", "Another title")
    site.built()
    assert site.tree() != before
    assert untouched(elsewhere)


def looping(path: Path) -> None:
    path.symlink_to(path)


ODD = {
    "pipe": os.mkfifo,
    "loop": looping,
    "folder": os.mkdir,
    "empty": Path.touch,
    "nowhere": lambda path: path.symlink_to("/nowhere/at/all"),
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", ["lock", "state.msgpack", "build.msgpack", "details", "staging", "details/*"])
def test_odd_things_in_the_memory_neither_hang_nor_break_a_build(run, site, odd, name):
    site.built()
    [memory] = (site.root / ".cache").iterdir()
    for place in [*memory.glob(name)] or [memory / name]:
        if place.is_dir():
            shutil.rmtree(place)
        elif place.exists():
            place.unlink()
        ODD[odd](place)
    site.edit(ARTICLE, "A title", "Another title")
    for verb in ("check", "build"):
        done = run(site, verb)
        assert done.returncode == 0, done.stderr
        assert "internal-error" not in done.stderr
    assert "Another title" in site.page("cost/index.html")


@pytest.mark.parametrize("odd", ["pipe", "loop", "empty", "nowhere"])
def test_something_else_in_the_place_of_the_memory_is_named(run, site, odd):
    ODD[odd](site.root / ".cache")
    for verb in ("check", "build"):
        done = run(site, verb)
        assert "internal-error" not in done.stderr
    assert "output-unsafe" in done.stderr
    assert ".cache" in done.stderr


@pytest.mark.parametrize("path", ["index.html", "robots.txt", "cost/index.html", "assets", "cost", "404.html"])
def test_a_first_build_names_what_it_would_replace_and_writes_nothing(site, tmp_path_factory, path):
    output = tmp_path_factory.mktemp("public")
    (output / "CNAME").write_text("example.org")
    (output / path).parent.mkdir(parents=True, exist_ok=True)
    (output / path).write_text("mine")
    result = site.build(output=output)
    assert [d.code for d in result.diagnostics] == ["output-unsafe"]
    assert path in result.diagnostics[0].message
    assert sorted(str(file.relative_to(output)) for file in output.rglob("*") if file.is_file()) == sorted(["CNAME", path])
    assert (output / path).read_text() == "mine"
    (output / path).unlink()
    site.built(output=output)
    assert (output / "CNAME").read_text() == "example.org"


@pytest.mark.parametrize("inner", [".", "deep/er", "assets-of-mine/a.txt"])
@pytest.mark.parametrize("path", ["index.html", "robots.txt", "cost/index.html", "404.html", ".counterpoint", ".counterpoint.new"])
@pytest.mark.parametrize("before", [False, True], ids=["first", "rebuilt"])
def test_a_folder_where_a_file_has_to_be_is_named_before_anything_is_written(site, path, inner, before):
    if before:
        site.built()
        if (site.root / "build" / path).is_file():
            (site.root / "build" / path).unlink()
        site.edit("site.yml", "Test", "Changed")
    folder = site.root / "build" / path / (inner.rpartition("/")[0] if inner.endswith(".txt") else inner)
    folder.mkdir(parents=True)
    if inner.endswith(".txt"):
        (site.root / "build" / path / inner).write_text("mine")
    files = {file: file.read_bytes() for file in (site.root / "build").rglob("*") if file.is_file()}
    result = site.build()
    assert [d.code for d in result.diagnostics] == ["output-unsafe"]
    assert f"build/{path} is a folder" in result.diagnostics[0].message
    assert {file: file.read_bytes() for file in (site.root / "build").rglob("*") if file.is_file()} == files
    assert folder.is_dir()
    shutil.rmtree(site.root / "build" / path)
    site.built()
    assert (site.root / "build" / path).is_file() or path == ".counterpoint.new"


TOOLS = ["node_modules", "node_modules/a", "../node_modules", "../app/node_modules", "__pycache__", ".venv", ".venv/lib/site", "../env"]


@pytest.mark.parametrize("output", TOOLS)
def test_a_folder_of_a_tool_is_no_output(site, output):
    for path in (".venv/pyvenv.cfg", "../env/pyvenv.cfg", "node_modules/a/index.js"):
        site.write(path, "mine")
    before = {path: path.read_bytes() for path in site.root.parent.rglob("*") if path.is_file()}
    result = site.build(output=site.root / output)
    assert {d.code for d in result.diagnostics} == {"output-unsafe"}
    assert "belongs to a tool" in result.diagnostics[0].message
    assert {path: path.read_bytes() for path in site.root.parent.rglob("*") if path.is_file()} == before


def test_a_site_inside_a_tools_folder_can_be_built(site):
    site.write("../pyvenv.cfg", "")
    site.write("pyvenv.cfg", "")
    site.built()
    site.built(output=site.root / "../public")


def test_a_file_that_is_there_already_as_it_would_be_written_is_taken_over(site):
    site.built()
    before = site.tree()
    (site.root / "build/.counterpoint").unlink()
    shutil.rmtree(site.root / ".cache")
    site.built()
    assert site.tree() == before


def test_a_stale_page_that_somebody_has_changed_is_left_and_named(run, site):
    site.article("second", "Ann says so.", "claims: {so: {quote: Ann says so, speaker: ann}}")
    site.built()
    site.write("build/second/index.html", "edited by hand")
    for suffix in (".md", ".yml"):
        (site.root / f"content/articles/second{suffix}").unlink()
    done = run(site, "build")
    assert done.returncode == 0
    assert "second/index.html" in done.stderr
    assert site.page("second/index.html") == "edited by hand"
    assert not (site.root / "build/second/claims").exists()


def test_a_page_that_somebody_has_changed_is_written_anew_and_named(run, site):
    site.built()
    before = site.tree()
    assert "output-edited" not in run(site, "build").stderr
    site.write("mine.html", "mine")
    for path, others in (("cost/index.html", ()), ("index.html", ("--format", "json")), ("cost/sides/index.html", ("--strict",))):
        (site.root / "build" / path).unlink()
        if others:
            (site.root / "build" / path).symlink_to(site.root / "mine.html")
        else:
            site.write(f"build/{path}", "edited by hand")
        done = run(site, "build", *others)
        assert done.returncode == 0, done.stderr
        assert f"build/{path}" in (done.stdout if "json" in others else done.stderr)
        assert "output-edited" in (done.stdout if "json" in others else done.stderr)
        assert site.tree() == before
    assert (site.root / "mine.html").read_text() == "mine"
    assert "output-edited" not in run(site, "build").stderr, "it is told once"


@pytest.mark.parametrize("output", [".git", ".git/hooks", ".github", "content", "published.json", ".cache", ".cache/serve/x", "../other"])
def test_what_holds_something_else_is_no_output(site, output):
    for path in (".git/config", ".github/workflows/a.yml", "../other/site.yml", "published.json"):
        site.write(path, "{}")
    before = {path: path.read_bytes() for path in site.root.parent.rglob("*") if path.is_file()}
    assert {d.code for d in site.build(output=site.root / output).diagnostics} == {"output-unsafe"}
    assert main(["clean", "--site", str(site.root), "--output", str(site.root / output)]) == 2
    assert {path: path.read_bytes() for path in site.root.parent.rglob("*") if path.is_file()} == before


def test_clean_removes_what_is_a_builds_and_nothing_else(site):
    site.built()
    for path in (".cache/pip/wheel", ".cache/mine.txt", "build/mine.txt", ".cache/0123456789ab/mine.txt"):
        site.write(path, "mine")
    assert main(["clean", "--site", str(site.root)]) == 0
    assert site.tree() == {"mine.txt": b"mine"}
    assert site.tree(".cache") == dict.fromkeys(("pip/wheel", "mine.txt", "0123456789ab/mine.txt"), b"mine")


def test_clean_needs_a_site(tmp_path, capsys):
    (tmp_path / ".cache/0123456789ab").mkdir(parents=True)
    (tmp_path / ".cache/0123456789ab/lock").write_text("mine")
    assert main(["clean", "--site", str(tmp_path)]) == 2
    assert "no site.yml" in capsys.readouterr().err
    assert (tmp_path / ".cache/0123456789ab/lock").exists()


@pytest.mark.parametrize(
    "forged", ["content/articles/cost.md", "../content/articles/cost.md", "in/articles/cost.md", "/etc/hostname", "a\0b"]
)
def test_a_forged_list_makes_clean_remove_nothing(site, forged):
    site.built()
    (site.root / "build/in").symlink_to(site.root / "content")
    site.write("build/.counterpoint", f"{'0' * 64}  {forged}\n" + site.page(".counterpoint"))
    before = (site.root / ARTICLE).read_bytes()
    assert main(["clean", "--site", str(site.root)]) == 0
    assert (site.root / ARTICLE).read_bytes() == before


def test_a_path_turns_from_a_file_to_a_folder_and_back(site):
    site.write("content/media/a.txt", "a")
    site.article("cost", f"[a](media/a.txt)\n\n{TEXT}", SIDECAR)
    site.built()
    for old, new in (("media/a.txt", "media/a.txt/b.txt"), ("media/a.txt/b.txt", "media/a.txt")):
        shutil.rmtree(site.root / "content/media")
        site.write(f"content/{new}", "b")
        site.edit(ARTICLE, f"({old})", f"({new})")
        site.built()
        assert site.page(new) == "b"


def test_a_build_that_breaks_off_says_what_was_written(site, capsys, monkeypatch):
    site.built()
    site.edit("site.yml", "Test", "Changed")

    def in_the_way(stage: str, done: int, total: int) -> None:
        if stage == "publish":
            (site.root / "build/speakers/ann/index.html").unlink()
            site.write("build/speakers/ann/index.html/mine", "mine")

    monkeypatch.setattr("counterpoint.progress.Progress.report", lambda self, *at: in_the_way(*at))
    assert main(["build", "--site", str(site.root), "--jobs", "1"]) == 1
    said = capsys.readouterr().err
    assert "files had been written" in said
    assert "nothing was written" not in said
    assert "Changed" in site.page("index.html")
    monkeypatch.undo()
    shutil.rmtree(site.root / "build/speakers/ann/index.html")
    assert main(["build", "--site", str(site.root)]) == 0
    rebuilt = site.tree()
    shutil.rmtree(site.root / ".cache")
    shutil.rmtree(site.root / "build")
    site.built()
    assert rebuilt == site.tree()


@pytest.mark.parametrize("name", ["a\u2028b.txt", "a\u0085b.txt", "a\nb.txt", "a\\b.txt", "a\x0cb.txt"])
def test_names_of_media_with_odd_characters_are_listed_and_removed(site, name):
    from counterpoint.engine.output import manifest

    site.built()
    (site.root / "build" / name).write_text("x")
    listed = {**manifest(site.root / "build"), name: "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}
    from counterpoint.engine.output import _listing

    site.write("build/.counterpoint", _listing(listed))
    assert manifest(site.root / "build") == listed
    site.edit("site.yml", "Test", "Changed")
    site.built()
    assert not (site.root / "build" / name).exists()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_the_build_and_leave_no_lock(site, how):
    for number in range(160):
        site.article(
            f"n{number}", f"Ann says that {number} is a number.", f"claims: {{c: {{quote: {number} is a number, speaker: ann}}}}\n"
        )
    process = subprocess.Popen(
        [*COMMAND, "build", "--jobs", "2", "--site", str(site.root)], cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    while process.poll() is None and len(children(process.pid)) != 2:
        pass
    workers = children(process.pid)
    assert workers
    process.send_signal(how)
    process.stderr.read()  # ends when nobody has it open any more: neither the build nor its workers
    process.wait()
    site.built()
    assert "41 is a number" in site.page("n41/index.html")


def children(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []


PART = "templates/parts/own.html"


@pytest.mark.parametrize(
    "include",
    [
        '{%+ include "parts/own.html" %}',
        '{%include"parts/own.html"%}',
        "{%- include 'parts/own.html' -%}",
        '{% include "parts/" ~ "own.html" %}',
        '{% include "parts/own.html" if view else "base.html" %}',
        '{% include ["parts/missing.html", "parts/own.html"] %}',
        '{% set name = "parts/own.html" %}{% include name %}',
        '{% import "parts/own.html" as own %}{{ own }}',
        '{% include "parts/" "own.html" %}',
    ],
)
def test_a_part_is_followed_however_it_is_included(site, include):
    site.write(PART, "before")
    site.write("templates/corrections.html", include)
    site.built()
    assert "before" in site.page("corrections/index.html")
    site.write(PART, "after")
    site.built()
    assert "after" in site.page("corrections/index.html")


def test_another_language_of_the_site_is_on_every_page_of_every_language(site, tmp_path):
    site.write("site.yml", "title: Test\nbase_url: https://example.org/\nshare_images: none\nsearch: false\nlanguages: [he]\n")
    site.write("content/articles/cost.he.md", "---\ntitle: המחיר\n---\n[זול](claim:cheap) [יקר](claim:dear)\n")
    labels = "positions: {yes: {label: בעד, summary: כן}, 'no': {label: נגד, summary: לא}}\n"
    site.write("content/articles/cost.he.yml", labels + "issues: {cost: {question: כמה?, answers: {yes: מעט.}}}\n")
    site.built()
    site.edit("site.yml", "title: Test", "title: Test\nlanguage: de")
    site.built()
    rebuilt = site.tree()
    shutil.rmtree(site.root / ".cache")
    shutil.rmtree(site.root / "build")
    site.built()
    assert rebuilt == site.tree()


def test_the_nearest_name_does_not_depend_on_the_process(site):
    for name in ("bridge-north.svg", "bridge-south.svg", "bridge-nor.svg", "bridge-sou.svg", "bridge-norths.svg"):
        site.write(f"content/media/{name}", PICTURE)
    site.article("cost", f"![A sign](media/bridge.svg)\n\n{TEXT}", SIDECAR)
    environments = [{**os.environ, "PYTHONHASHSEED": str(seed)} for seed in range(5)]
    command = [*COMMAND, "check", "--site", str(site.root)]
    said = {subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False).stderr for env in environments}
    assert len(said) == 1
    assert "did you mean" in said.pop()


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Commands that take an interrupt, as in a terminal: what a shell starts in the background has it ignored, and so have its children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_ends_a_build_without_a_traceback_and_leaves_the_output(site, tmp_path_factory):
    site.built()
    before = site.tree()
    for number in range(160):
        site.article(
            f"n{number}", f"Ann says that {number} is a number.", f"claims: {{c: {{quote: {number} is a number, speaker: ann}}}}\n"
        )
    for _ in range(20):
        copy = TestSite(tmp_path_factory.mktemp("copies") / "site")
        shutil.copytree(site.root, copy.root)
        process = subprocess.Popen(
            [*COMMAND, "build", "--jobs", "2", "--site", str(copy.root)], cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True
        )
        while process.poll() is None and not [*copy.root.glob(".cache/*/staging/*-9")]:
            pass
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGINT)
        said = process.stderr.read()
        if process.wait():  # else the build was over before it could be interrupted
            break
    assert process.returncode == 130
    assert b"Traceback" not in said
    assert copy.tree() == before


_INTERRUPTED_AT = """
import os, runpy, signal, sys

module = sys.argv.pop(1)

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == module:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Finder())
runpy.run_module("counterpoint", run_name="__main__", alter_sys=True)
"""


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("module", ["counterpoint.cli", "argparse", "msgspec", "counterpoint.cli.check", "counterpoint.build"])
def test_ctrl_c_while_modules_load_ends_the_command_without_a_traceback(site, module):
    command = [sys.executable, "-c", _INTERRUPTED_AT, module, "check", "--site", str(site.root)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode in {-signal.SIGINT, 130}, ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
@pytest.mark.parametrize("arguments", [["check", "--format", "json"], ["check"], ["build"], ["explain", "all"], ["explain", "unused"]])
def test_a_full_disk_under_what_is_printed_is_no_traceback(site, stream, arguments):
    site.edit(ARTICLE, "costs little", "costs nothing")
    command = [*COMMAND, *arguments, *(["--site", str(site.root)] if arguments[0] != "explain" else [])]
    with Path("/dev/full").open("w") as full:
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: full}
        done = subprocess.run(command, cwd=ROOT, text=True, check=False, **streams)
    assert "Traceback" not in (done.stderr or "") + (done.stdout or "")
    printed = {"explain": "stdout", "build": "stderr", "check": "stdout" if "json" in arguments else "stderr"}[arguments[0]]
    assert done.returncode == 2 or stream != printed


def test_names_that_are_longer_than_a_disk_takes_are_found_before_anything_is_written(site, tmp_path):
    picture = io.BytesIO()
    Image.new("RGB", (700, 350)).save(picture, "PNG")
    site.write("content/media/" + "z" * 251 + ".png", picture.getvalue())
    site.edit("content/articles/cost.md", "Ann says", f"![x](media/{'z' * 251}.png)\n\nAnn says")
    site.built()
    assert list((site.root / "build/media").glob("*-480w*")), "names of variants are cut"
    site.edit("content/articles/cost.md", "date:", f"redirects: ['/{'y' * 250}.html', '/{'/'.join(['yyyy'] * 99)}/']\ndate:")
    output = tmp_path
    while len(os.fsencode(output)) < 3_800:  # a path has 4,096 bytes at most
        output /= "x" * 200
    (diagnostic, *_) = site.build(output=output).diagnostics
    assert (diagnostic.code, output.exists()) == ("output-unsafe", False)
    assert "longer than this system takes" in diagnostic.message
    site.edit("content/articles/cost.md", "redirects: [", f"redirects: ['{'/x' * 2_000}/', ")
    assert [(d.code, d.location.line) for d in site.build().diagnostics] == [("value-wrong", 3)]
