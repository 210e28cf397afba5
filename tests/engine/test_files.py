"""Files are read, written and removed without following a link, waiting for a pipe, or leaving half of anything."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

import pytest
from counterpoint.engine.files import (
    create,
    empty_folder,
    own_folder,
    read_regular,
    remove_empty,
    remove_file,
    remove_odd,
    replace_own,
    write_file,
)
from counterpoint.engine.scan import content_digest


def folder_with(path: Path) -> None:
    path.mkdir()
    (path / "inner").write_text("inner")


KINDS = {
    "nothing": lambda path: None,
    "file": lambda path: path.write_text("file"),
    "folder": folder_with,
    "link": lambda path: path.symlink_to("elsewhere"),
    "link to a folder": lambda path: path.symlink_to("folder elsewhere"),
    "link to nowhere": lambda path: path.symlink_to("nowhere"),
    "pipe": lambda path: os.mkfifo(path),
}


def kind_of(path: Path) -> str:
    """Tell a file with its words, a folder with its number of entries, and nothing from one another; all else is odd."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return "nothing"
    if stat.S_ISREG(mode):
        return path.read_text()
    return f"folder of {len(list(path.iterdir()))}" if stat.S_ISDIR(mode) else "odd"


@pytest.fixture
def place(tmp_path):
    (tmp_path / "elsewhere").write_text("elsewhere")
    folder_with(tmp_path / "folder elsewhere")
    yield tmp_path / "place"
    assert (tmp_path / "elsewhere").read_text() == "elsewhere"
    assert (tmp_path / "folder elsewhere/inner").read_text() == "inner"
    assert {path.name for path in tmp_path.iterdir()} <= {"place", "elsewhere", "folder elsewhere"}


REFUSED = "refused"
NO_FILE = b"\xff" * 32
OPERATIONS = {
    "create": (lambda path: create(path, b"new"), {"folder": REFUSED, "": "new"}),
    "own_folder": (own_folder, {"folder": "folder of 1", "": "folder of 0"}),
    "remove_odd": (remove_odd, {"file": "file", "": "nothing"}),
    "empty_folder": (empty_folder, {"": "folder of 0"}),
    "replace_own": (lambda path: replace_own(path, b"new"), {"": "new"}),
    "write_file": (lambda path: write_file(path, b"new"), {"folder": REFUSED, "": "new"}),
    "remove_file": (remove_file, {"folder": "folder of 1", "": "nothing"}),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_whatever_is_in_the_place_gives_way_or_stays_as_promised_and_no_link_is_followed(place, kind, operation):
    act, after = OPERATIONS[operation]
    KINDS[kind](place)
    expected = after.get(kind, after[""])
    if expected == REFUSED:
        with pytest.raises(OSError, match="place"):
            act(place)
        assert kind_of(place) == "folder of 1"
    else:
        act(place)
        assert kind_of(place) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_only_a_regular_file_is_read_and_none_is_left_open(place, kind):
    KINDS[kind](place)
    opened = len([*Path("/dev/fd").iterdir()])
    if kind == "file":
        assert read_regular(place) == b"file"
    else:
        with pytest.raises(OSError, match="place"):
            read_regular(place)
    if kind.startswith("link"):
        assert content_digest(place) == (hashlib.sha256(b"elsewhere").digest() if kind == "link" else NO_FILE)
    else:
        assert content_digest(place) == (hashlib.sha256(b"file").digest() if kind == "file" else NO_FILE)
    assert len([*Path("/dev/fd").iterdir()]) == opened


def test_folders_on_the_way_are_made(place):
    write_file(place / "a/b", b"new")
    own_folder(place / "c/d")
    assert (kind_of(place / "a/b"), kind_of(place / "c/d")) == ("new", "folder of 0")


@pytest.mark.parametrize("write", [replace_own, write_file])
def test_a_temporary_file_that_was_left_behind_is_no_obstacle(place, write):
    place.mkdir()
    for name in (".x", ".x.new"):
        (place / name).symlink_to("../elsewhere")
    write(place / "x", b"new")
    assert kind_of(place / "x") == "new"


def test_a_folder_goes_only_if_it_is_empty(place):
    folder_with(place)
    remove_empty(place)
    assert kind_of(place) == "folder of 1"
    (place / "inner").unlink()
    remove_empty(place)
    remove_empty(place)
    assert kind_of(place) == "nothing"
