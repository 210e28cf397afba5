"""A file has changed if its content has: neither another time, another place, nor another inode say so."""

from __future__ import annotations

import hashlib
import os
import shutil
import time

import pytest
from counterpoint.engine.scan import Snapshot, is_racy, known_files, scan, signature, snapshot, tree


@pytest.fixture
def folder(tmp_path):
    for name in ("a", "b", "c/d"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
        os.utime(tmp_path / name, (1, 1))
    return tmp_path


NOTHING = Snapshot()


def look(folder, before=NOTHING, **options):
    return scan(dict(tree(folder, folder)), before, **options)


def test_everything_is_new_at_first_and_nothing_then(folder):
    first = look(folder)
    assert first.changed == {"a", "b", "c/d"}
    assert not look(folder, first.snapshot).changed


DEEDS = {
    "edited": lambda folder: (folder / "a").write_text("another"),
    "same size": lambda folder: (folder / "a").write_text("b"),
    "same size and times": lambda folder: ((folder / "a").write_text("b"), os.utime(folder / "a", (1, 1))),
    "removed": lambda folder: (folder / "a").unlink(),
    "a folder": lambda folder: ((folder / "a").unlink(), (folder / "a").mkdir(), (folder / "a/x").write_text("a")),
    "a pipe": lambda folder: ((folder / "a").unlink(), os.mkfifo(folder / "a")),
    "nowhere": lambda folder: ((folder / "a").unlink(), (folder / "a").symlink_to("nowhere")),
    "a loop": lambda folder: ((folder / "a").unlink(), (folder / "a").symlink_to("a")),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_what_was_done_to_a_file_is_seen_and_seen_once(folder, deed):
    before = look(folder).snapshot
    DEEDS[deed](folder)
    after = look(folder, before)
    assert "a" in after.changed
    assert "b" not in after.changed
    assert not look(folder, after.snapshot).changed


@pytest.mark.parametrize("odd", ["a pipe", "nowhere", "a loop"])
def test_something_odd_where_nothing_was_is_seen(folder, odd):
    (folder / "a").unlink()
    names = {name: f"{folder}/{name}" for name in ("a", "b")}
    before = scan(names, Snapshot()).snapshot
    (folder / "a").write_text("")
    DEEDS[odd](folder)
    assert scan(names, before).changed == {"a"}


def test_a_copy_elsewhere_with_other_times_is_the_same(folder, tmp_path_factory):
    before = look(folder).snapshot
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "copy"
    shutil.copytree(folder, elsewhere, copy_function=shutil.copyfile)
    assert not look(elsewhere, before).changed
    (elsewhere / "b").write_text("x")
    assert look(elsewhere, before).changed == {"b"}


def test_a_file_is_not_trusted_while_its_clock_may_still_stand(folder):
    (folder / "a").write_text("1")
    racy = look(folder)
    assert known_files(racy.snapshot)["a"][0] is None
    at = time.time_ns()
    os.utime(folder / "a", ns=(at, at))
    assert not look(folder, racy.snapshot).changed


@pytest.mark.parametrize(("options", "changed"), [({}, {"a", "l"}), ({"links": True}, {"a", "l"}), ({"links": False}, {"a"})])
def test_a_link_is_followed_unless_it_is_forbidden(folder, options, changed):
    (folder / "l").symlink_to(folder / "a")
    before = look(folder, **options)
    (folder / "a").write_text("another")
    assert look(folder, before.snapshot, **options).changed == changed


@pytest.mark.parametrize("damaged", [Snapshot(b"a\0b", b"x", b"y"), Snapshot(b"a", b"", b""), Snapshot(b"\xff", bytes(32), bytes(31))])
def test_a_damaged_snapshot_knows_nothing(folder, damaged):
    assert look(folder, damaged).changed == {"a", "b", "c/d"}


def test_many_files_are_read_by_several_processes_to_the_same_end(folder):
    for number in range(2_100):
        (folder / f"n{number}").write_text(str(number))
    assert look(folder, jobs=2).snapshot.digest_of() == look(folder, jobs=1).snapshot.digest_of()


def test_a_snapshot_gives_the_digest_of_every_file_that_is_there(folder):
    (folder / "sub").mkdir()
    files = {name: f"{folder}/{name}" for name in ("a", "b", "missing", "sub")}
    digests = scan(files, NOTHING).snapshot.digest_of()
    assert digests == {name: hashlib.sha256(name.encode()).digest() for name in ("a", "b")}


def test_what_was_never_there_has_not_changed_and_something_odd_has(folder):
    files = {"x": f"{folder}/x"}
    nothing = scan(files, NOTHING)
    assert not nothing.changed
    (folder / "x").mkdir()
    assert scan(files, nothing.snapshot).changed == {"x"}
    assert scan(files, NOTHING).changed == {"x"}


def test_a_folder_that_is_not_there_has_no_files(folder):
    assert list(tree(folder / "nothing", folder)) == []


def test_a_link_out_is_something_odd_and_not_looked_at(folder, tmp_path_factory):
    """Not even its change is noticed, as nobody may read what it leads to."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "big").write_text("before")
    nothing = look(folder).snapshot
    for name, target in (("x", elsewhere), ("y", elsewhere / "big"), ("z", "/"), ("k", "/proc/kmsg")):
        (folder / name).symlink_to(target)
    linked = look(folder, nothing)
    assert linked.changed == {"x", "y", "z", "k"}
    (elsewhere / "big").write_text("afterwards")
    assert not look(folder, linked.snapshot).changed
    assert dict(tree(folder / "x", folder)) == {"": os.path.realpath(folder)}


def test_a_signature_that_is_trusted_spares_reading_the_file_and_belongs_to_its_name(folder):
    first = look(folder, racy=0).snapshot
    known = known_files(first)
    assert {name: taken for name, (taken, _) in known.items()} == {name: signature(folder / name) for name in ("a", "b", "c/d")}
    unread = snapshot({name: (taken, b"?" * 32) for name, (taken, _) in known.items()})
    assert not look(folder, unread).changed
    renamed = snapshot({f"{name}.old": entry for name, entry in known.items()})
    assert look(folder, renamed).changed == {*known, *(f"{name}.old" for name in known)}


def test_what_is_known_of_files_goes_into_a_snapshot_and_comes_out_again():
    known = {"a": ((1, 2, 3, 4), b"a" * 32), "é\udcff": (None, b"b" * 32)}
    assert known_files(snapshot(known)) == known


@pytest.mark.parametrize(("mtime", "ctime", "expected"), [(91, 0, True), (0, 91, True), (90, 90, False), (0, 0, False), (200, 0, True)])
def test_a_signature_is_racy_by_the_younger_of_its_times(mtime, ctime, expected):
    assert is_racy((1_000, mtime, ctime, 1_000), 100, 10) == expected
