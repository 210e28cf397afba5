"""Published whole: whatever happens in the middle of a build, every file is complete, and the next build mends the rest."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from site_folder import ROOT, SITE, TestSite, cases

pytestmark = pytest.mark.xdist_group("publishing")  # two large sites are built for most
COMMAND = [sys.executable, "-m", "counterpoint", "build", "--jobs", "2", "--site"]
ENVIRONMENT = {**os.environ, "SOURCE_DATE_EPOCH": "1780272000"}
ARTICLES = 90
"""Enough for several processes."""


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> tuple[TestSite, dict[str, bytes], dict[str, bytes]]:
    """A site of some size that has been built; its output as it is, and as it will be once the title has changed."""
    site = TestSite(tmp_path_factory.mktemp("large"))
    site.write("site.yml", SITE)
    site.write("content/speakers.yml", "ann: {name: Ann Able}\n")
    for number in range(ARTICLES):
        claim = f"claims: {{c: {{quote: {number} is a number, speaker: ann}}}}\n"
        site.article(f"n{number}", f"Ann says that {number} is a number.", claim)
    site.built()
    old = site.tree()
    other = TestSite(tmp_path_factory.mktemp("other"))
    shutil.copytree(site.root / "content", other.root / "content")
    other.write("site.yml", SITE.replace("Test", "Changed"))
    other.built()
    return site, old, other.tree()


@pytest.fixture
def large(sites, tmp_path: Path) -> tuple[TestSite, dict[str, bytes], dict[str, bytes]]:
    site, old, new = sites
    return changed(site, tmp_path / "site"), old, new


def changed(site: TestSite, folder: Path) -> TestSite:
    """A copy of a built site whose every page would come out otherwise."""
    shutil.copytree(site.root, folder, symlinks=True)
    copy = TestSite(folder)
    copy.write("site.yml", SITE.replace("Test", "Changed"))
    return copy


def is_under_way(site: TestSite, moment: str, process: subprocess.Popen[bytes]) -> bool:
    """Whether a build has come to some moment, or has ended."""
    staged = sum(len(files) for folder, _, files in os.walk(site.root / ".cache") if folder.endswith("staging"))
    written = b"Changed" in (site.root / "build/n0/index.html").read_bytes()
    last = b"Changed" in (site.root / "build/topics/index.html").read_bytes()
    reached = {"first rendered": staged > 1, "half rendered": staged > ARTICLES, "first written": written, "nearly all written": last}
    return reached[moment] or process.poll() is not None


def test_a_pipe_or_a_link_in_the_place_of_a_page_gives_way_to_it(site):
    site.built()
    first = site.tree()
    for path, made in (("build/cost/index.html", os.mkfifo), ("build/feed.xml", lambda place: place.symlink_to(site.root / "pipe"))):
        (site.root / path).unlink()
        made(site.root / path)
    os.mkfifo(site.root / "pipe")
    subprocess.run([*COMMAND, str(site.root)], cwd=ROOT, env=ENVIRONMENT, check=True, capture_output=True, timeout=60)
    assert {path: content for path, content in site.tree().items() if path in first} == first
    assert not (site.root / "build/feed.xml").is_symlink()


@pytest.mark.parametrize("moment", ["first rendered", "half rendered", "first written", "nearly all written"])
def test_a_build_killed_at_any_moment_leaves_every_file_whole(sites, tmp_path, moment):
    original, old, new = sites
    site = next(filter(None, (killed(changed(original, tmp_path / f"site{attempt}"), moment) for attempt in range(20))))
    for path, content in site.tree().items():
        if path != ".counterpoint":
            assert content in (old.get(path), new.get(path)), path
    site.built()
    assert site.tree() == new


def killed(site: TestSite, moment: str) -> TestSite | None:
    """A site whose build was killed at some moment; None if it ended before that could be done."""
    process = subprocess.Popen([*COMMAND, str(site.root)], cwd=ROOT, env=ENVIRONMENT, stderr=subprocess.DEVNULL, start_new_session=True)
    while not is_under_way(site, moment, process):
        pass
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
    return site if process.wait() == -signal.SIGKILL else None


def test_a_disk_that_refuses_is_an_error_and_the_next_build_mends_it(large):
    site, old, new = large

    def no_large_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000))

    done = subprocess.run([*COMMAND, str(site.root)], cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, preexec_fn=no_large_files)
    assert done.returncode == 1
    assert "output-unsafe" in done.stderr
    assert "Traceback" not in done.stderr
    assert site.tree() == old
    site.built()
    assert site.tree() == new


@pytest.mark.parametrize("blocked", ["build/n5", "build/n5/index.html"])
def test_what_stands_in_the_way_is_named_and_kept(large, blocked):
    site, _, new = large
    place = site.root / blocked
    if place.suffix:
        place.unlink()
        (place / "mine").mkdir(parents=True)
    else:
        shutil.rmtree(place)
        place.write_text("mine")
    result = site.build()
    assert [d.code for d in result.diagnostics] == ["output-unsafe"]
    assert "n5" in result.diagnostics[0].message
    assert place.exists()
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    site.built()
    assert site.tree() == new


@pytest.mark.parametrize("output", ["content", "content/build", "templates/out", ".", "..", "site.yml"])
def test_the_output_holds_nothing_of_the_site(site, output):
    site.write("templates/topic.html", "x")
    before = {path: path.read_bytes() for path in site.root.rglob("*") if path.is_file()}
    result = site.build(output=site.root / output)
    assert [d.code for d in result.diagnostics] == ["output-unsafe"]
    assert {path: path.read_bytes() for path in site.root.rglob("*") if path.is_file() and ".cache" not in path.parts} == before


def test_two_builds_at_once_say_so_and_lose_nothing(large):
    site, _, new = large
    builds = [subprocess.Popen([*COMMAND, str(site.root)], cwd=ROOT, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    texts = [build.communicate()[1] for build in builds]
    codes = [build.returncode for build in builds]
    assert 0 in codes
    assert all(code == 0 or "another build of this output is under way" in text for code, text in zip(codes, texts, strict=True)), texts
    assert site.tree() == new


def test_the_mask_for_new_files_and_the_day_do_not_change_a_byte(large):
    site, _, new = large
    for mask, epoch in ((0o077, "1780272000"), (0o002, "1893456000")):
        shutil.rmtree(site.root / "build")
        shutil.rmtree(site.root / ".cache")
        environment = {**ENVIRONMENT, "SOURCE_DATE_EPOCH": epoch}
        subprocess.run([*COMMAND, str(site.root)], cwd=ROOT, env=environment, check=True, capture_output=True, umask=mask)
        assert site.tree() == new


def test_stale_files_go_even_if_the_list_of_what_was_written_is_lost(site):
    site.article("second", "Ann says so.", "claims: {so: {quote: Ann says so, speaker: ann}}")
    site.built()
    site.write("build/second/mine.txt", "not a build's")
    site.write("build/second/claims/so/index.html", "edited by hand since")
    (site.root / "build/.counterpoint").unlink()
    for suffix in (".md", ".yml"):
        (site.root / f"content/articles/second{suffix}").unlink()
    site.built()
    left = {path for path in site.tree() if path.startswith("second/")}
    assert left == {"second/mine.txt", "second/claims/so/index.html"}


@pytest.mark.parametrize("damage", [lambda text: "", lambda text: text[: len(text) // 2], lambda text: text + "no line of ours\n"])
def test_the_list_of_what_was_written_is_mended_where_it_is_damaged(site, damage):
    site.built()
    listed = site.page(".counterpoint")
    site.write("build/.counterpoint", damage(listed))
    site.built()
    assert site.page(".counterpoint") == listed


@pytest.mark.parametrize("name", ["state.msgpack", "build.msgpack"])
def test_whatever_byte_of_what_is_remembered_is_damaged_the_next_build_is_right(site, name):
    site.built()
    titles = "A title", "Another title"
    trees = [site.tree()]
    site.edit("content/articles/cost.md", *titles)
    site.built()
    trees.append(site.tree())
    [file] = (site.root / ".cache").glob(f"*/{name}")
    size = len(file.read_bytes())
    for number, place in enumerate(range(0, size, max(size // cases(30), 1))):
        content = bytearray(file.read_bytes())
        content[min(place, len(content) - 1)] ^= 0xFF
        file.write_bytes(content)
        site.edit("content/articles/cost.md", *titles[:: 1 if number % 2 else -1])
        site.built()
        assert site.tree() == trees[number % 2], place
