"""An output holds what was planned, and nothing else of earlier builds; what somebody else put there is not lost without a word."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from counterpoint.engine.output import (
    MANIFEST,
    PublishingFailed,
    Staged,
    Staging,
    locked,
    manifest,
    plan,
    publish,
    remove_written,
    snapshot_of,
)
from counterpoint.engine.scan import scan, signature, snapshot, tree
from hypothesis import given, settings
from hypothesis import strategies as st

WORDS = "somebody's own"


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Output:
    """An output that is built again and again from texts by their path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "build"
        (folder / "staged").mkdir()
        self.staging = Staging(folder / "staged")

    def plan(self, files: dict[str, str], kept: dict[str, str] | None = None, remembered: dict[str, str] | None = None):
        staged = {path: self.staging.put([text[:1].encode(), text[1:].encode()]) for path, text in files.items()}
        return plan(self.folder, staged, kept or {}, remembered or {})

    def build(self, files: dict[str, str], **known: dict[str, str]):
        chosen = self.plan(files, **known)
        assert not isinstance(chosen, list), chosen
        return publish(self.folder, chosen)

    def obstacles(self, files: dict[str, str], **known: dict[str, str]) -> set[tuple[str, str]]:
        before = self.everything()
        chosen = self.plan(files, **known)
        assert isinstance(chosen, list), chosen
        assert self.everything() == before
        return {(obstacle.path, obstacle.kind) for obstacle in chosen}

    def everything(self) -> set[tuple[str, str]]:
        return {
            (path.relative_to(self.folder).as_posix(), path.read_text() if path.is_file() and not path.is_symlink() else "")
            for path in self.folder.rglob("*")
            if path.name != MANIFEST
        }

    def texts(self) -> dict[str, str]:
        return {path: text for path, text in self.everything() if (self.folder / path).is_file()}


@pytest.fixture
def output(tmp_path):
    return Output(tmp_path)


NAMES = ["a", "a/b", "a/b/c", "a/d", "e", "f/g", "f"]
BUILD = st.dictionaries(st.sampled_from(NAMES), st.sampled_from("xyz")).map(
    lambda files: {path: text for path, text in files.items() if not any(path.startswith(f"{other}/") for other in files)}
)


@settings(max_examples=40, deadline=None)
@given(st.lists(BUILD, min_size=2, max_size=4))
def test_any_series_of_builds_leaves_what_the_last_one_made(builds):
    with tempfile.TemporaryDirectory() as folder:
        output, before = Output(Path(folder)), {}
        for files in builds:
            done = output.build(files)
            assert output.texts() == files
            assert {path for path, text in output.everything() if not text} == {
                parent.as_posix() for path in files for parent in Path(path).parents if parent.name
            }
            same = {path for path in files if before.get(path) == files[path]}
            assert (done.written, done.unchanged, done.removed) == (len(files.keys() - same), len(same), len(before.keys() - files.keys()))
            assert (done.left, done.mended) == ((), ())
            assert manifest(output.folder) == {path: sha(text) for path, text in files.items()}
            before = files
        assert remove_written(output.folder) == len(before)
        assert not output.folder.exists()


def test_the_list_is_one_that_sha256sum_reads(output):
    files = {name: name for name in ("plain", "a b", "line\nend", "back\\slash", "re\rturn", "all\\n\r\n\\", "é")}
    output.build(files)
    assert manifest(output.folder) == {path: sha(text) for path, text in files.items()}
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "--check", "--strict", MANIFEST], cwd=output.folder, check=True, capture_output=True)


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/x", ".", "a//x", "a\0x", ""])
def test_a_list_names_nothing_outside_the_output_and_nothing_without_a_digest(output, path):
    output.build({"a": "a"})
    (output.folder / MANIFEST).write_text(f"{sha('a')}  {path}\n{'0' * 63}  short\n{'g' * 64}  odd\n{sha('a')}  a\n")
    assert manifest(output.folder) == {"a": sha("a")}


def test_a_list_that_is_no_text_counts_as_none(output):
    output.build({"a": "a"})
    (output.folder / MANIFEST).write_bytes(b"\xff")
    assert manifest(output.folder) == {}
    (output.folder / MANIFEST).unlink()
    (output.folder / MANIFEST).mkdir()
    assert output.obstacles({"a": "b"}) == {(MANIFEST, "folder"), ("a", "file")}


def test_kept_files_stay_and_are_not_written(output):
    output.build({"a": "a", "b": "b", "c": "c"})
    inode = (output.folder / "a").stat().st_ino
    done = output.build({"b": "new"}, kept={"a": sha("a")})
    assert (done.written, done.unchanged, done.removed) == (1, 1, 1)
    assert output.texts() == {"a": "a", "b": "new"}
    assert (output.folder / "a").stat().st_ino == inode


def test_without_the_list_what_is_remembered_is_removed_and_replaced(output):
    output.build({"a": "a", "b": "b"})
    (output.folder / MANIFEST).unlink()
    assert output.obstacles({"a": "new"}) == {("a", "file")}
    done = output.build({"a": "new"}, remembered={"a": sha("a"), "b": sha("b"), "gone": sha("gone")})
    assert (done.written, done.removed, done.mended) == (1, 1, ())
    assert output.texts() == {"a": "new"}


def put(path: Path, text: str = WORDS) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


IN_THE_WAY = {
    "a file": (lambda folder: put(folder / "new"), {("new", "file")}),
    "a folder": (lambda folder: put(folder / "new/inner"), {("new", "folder")}),
    "an empty folder": (lambda folder: (folder / "new").mkdir(), {("new", "folder")}),
    "a link": (lambda folder: (folder / "new").symlink_to(folder.parent), {("new", "link")}),
    "a link to nowhere": (lambda folder: (folder / "new").symlink_to("nowhere"), {("new", "link")}),
    "a file on the way": (lambda folder: put(folder / "way"), {("way", "file")}),
    "a link on the way": (lambda folder: (folder / "way").symlink_to(folder.parent), {("way", "link")}),
    "a link further up": (lambda folder: ((folder / "way").mkdir(), (folder / "way/in").symlink_to(folder)), {("way/in", "link")}),
    "a folder for the list": (lambda folder: (folder / f"{MANIFEST}.new").mkdir(), {(f"{MANIFEST}.new", "folder")}),
}


@pytest.mark.parametrize("deed", IN_THE_WAY)
def test_what_no_build_wrote_is_named_and_nothing_is_touched(output, deed):
    output.build({"old": "old"})
    act, obstacles = IN_THE_WAY[deed]
    act(output.folder)
    assert output.obstacles({"new": "new", "way/in/file": "x"}) == obstacles


def test_a_name_that_is_too_long_is_named(output):
    output.build({})
    assert output.obstacles({"n" * 300: "x", f"{'m' * 300}/x": "x", "fine": "x"}) == {("n" * 300, "name"), ("m" * 300, "name")}


STALE = {"was/a": "a", "was/b": "b", "way": "w"}
IN_STALE_FOLDERS = {
    "nothing": (lambda folder: None, set()),
    "a file": (lambda folder: put(folder / "was/own"), {("was", "folder")}),
    "an edit": (lambda folder: put(folder / "was/a"), {("was", "folder")}),
    "an empty folder": (lambda folder: (folder / "was/empty").mkdir(), {("was", "folder")}),
    "a link to a folder": (lambda folder: (folder / "was/link").symlink_to("/"), {("was", "folder")}),
    "an edit of what has to be a folder": (lambda folder: put(folder / "way"), {("way", "file")}),
    "a link in place of a file": (lambda folder: ((folder / "way").unlink(), (folder / "way").symlink_to("was")), {("way", "link")}),
}


@pytest.mark.parametrize("deed", IN_STALE_FOLDERS)
def test_a_stale_folder_gives_way_to_a_file_only_if_nothing_of_somebody_is_in_it(output, deed):
    output.build(STALE)
    act, obstacles = IN_STALE_FOLDERS[deed]
    act(output.folder)
    files = {"was": "now a file", "way/in": "now a folder"}
    if obstacles:
        assert output.obstacles(files) == obstacles
    else:
        assert output.build(files).removed == 3
        assert output.texts() == files


def test_a_stale_file_that_somebody_has_changed_is_left_and_named(output):
    output.build({"a/x": "x", "b": "b", "c/y": "y", "d": "d"})
    put(output.folder / "a/x")
    (output.folder / "b").unlink()
    (output.folder / "c").rename(output.folder.parent / "elsewhere")
    (output.folder / "c").symlink_to(output.folder.parent / "elsewhere")
    done = output.build({})
    assert (done.removed, done.left) == (1, ("a/x", "c/y"))
    assert (output.folder / "a/x").read_text() == WORDS
    assert (output.folder.parent / "elsewhere/y").read_text() == "y"


def test_a_file_that_somebody_has_changed_is_written_anew_and_named(output):
    output.build({"edited": "e", "linked": "l", "pipe": "p", "to folder": "f", "gone": "g", "same": "s"})
    put(output.folder / "edited")
    (output.folder / "linked").unlink()
    (output.folder / "linked").symlink_to(output.folder.parent / "nothing")
    for name in ("gone", "pipe", "to folder"):
        (output.folder / name).unlink()
    os.mkfifo(output.folder / "pipe")
    (output.folder / "to folder").symlink_to("/")
    files = {"edited": "E", "linked": "L", "pipe": "p", "to folder": "f", "gone": "g", "same": "S"}
    assert output.build(files).mended == ("edited", "linked", "pipe", "to folder")
    assert output.texts() == files
    assert not (output.folder.parent / "nothing").exists()


def test_a_disk_that_refuses_leaves_every_file_whole_and_listed(output):
    output.build({"stale": "s", "way": "w", "b": "b"})
    staged = {path: output.staging.put([b"new"]) for path in ("way/in", "b", "z")}
    Path(staged["z"].file).unlink()
    chosen = plan(output.folder, staged, {}, {})
    assert not isinstance(chosen, list)
    with pytest.raises(PublishingFailed) as failure:
        publish(output.folder, chosen)
    assert failure.value.written == 3
    assert output.texts() == {"stale": "s", "way/in": "new", "b": "new"}
    assert manifest(output.folder).keys() >= output.texts().keys()
    assert output.build({"b": "new", "z": "z"}).removed == 2
    assert output.texts() == {"b": "new", "z": "z"}


def test_another_disk_is_no_obstacle(output):
    here = output.folder.parent.stat().st_dev
    other = next((disk for disk in ("/dev/shm", "/var/tmp") if Path(disk).is_dir() and Path(disk).stat().st_dev != here), None)
    if not other:
        pytest.skip("there is one disk")
    with tempfile.TemporaryDirectory(dir=other) as folder:
        output.staging = Staging(Path(folder))
        output.build({"a/b": "one", "c": "c"})
        output.build({"a/b": "two"})
    assert output.texts() == {"a/b": "two"}


def test_what_is_known_of_the_output_afterwards_is_what_is_there(output):
    output.build({"a": "a", "b": "b"})
    before = {path: (signature(output.folder / path), b"") for path in ("a", "b")}
    chosen = output.plan({"b": "new", "c": "c"}, kept={"a": sha("a")})
    known = snapshot_of(chosen, publish(output.folder, chosen), before)
    assert list(known) == ["a", "b", "c", MANIFEST]
    assert known["a"][0] == before["a"][0]
    assert known["b"][0] != before["b"][0]
    files = {path: str(output.folder / path) for path in known}
    assert dict(tree(output.folder, output.folder)).keys() == files.keys()
    assert not scan(files, snapshot(known)).changed
    put(output.folder / "b")
    assert scan(files, snapshot(known)).changed == {"b"}


def test_a_signature_is_trusted_only_if_it_is_old_enough_and_the_file_is_the_one_that_was_staged(output):
    staged = {path: output.staging.put([b"as staged"]) for path in ("a", "b", "c")}
    Path(staged["b"].file).write_text("changed since")
    os.utime(staged["c"].file, (1, 1))
    chosen = plan(output.folder, staged, {}, {})
    assert not isinstance(chosen, list)
    trusted = publish(output.folder, chosen, racy=0).signatures
    assert trusted == {"a": signature(output.folder / "a"), "b": None, "c": None, MANIFEST: None}
    assert set(publish(output.folder, output.plan({"a": "new"}), racy=10**18).signatures.values()) == {None}


def test_without_a_folder_nothing_is_staged_and_the_digest_is_the_same(tmp_path):
    assert Staging(None).put([b"a", b"b"]) == Staged("", sha("ab"))
    assert Staging(tmp_path).put([b"a", b"b"]).digest == sha("ab")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["ab"]


def test_one_process_at_a_time_has_the_lock_and_no_link_is_followed_to_it(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home/lock").symlink_to(tmp_path / "elsewhere")
    for _ in range(2):
        with locked(tmp_path / "home") as first, locked(tmp_path / "home") as second, locked(tmp_path / "other") as third:
            assert (first, second, third) == (True, False, True)
    assert not (tmp_path / "elsewhere").exists()


def test_a_lock_does_not_outlive_its_holder_in_a_child(tmp_path):
    reading, writing = os.pipe()
    started, start = os.pipe()
    with locked(tmp_path):
        child = os.fork()
        if not child:
            os.close(writing)
            os.write(start, b"!")
            os.read(reading, 1)
            os._exit(0)
        os.read(started, 1)
    try:
        with locked(tmp_path) as free:
            assert free
    finally:
        os.close(writing)
        os.waitpid(child, 0)
        for end in (reading, started, start):
            os.close(end)
