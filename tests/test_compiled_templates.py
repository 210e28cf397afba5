"""Compiled templates are kept for the next program, in a folder that nobody else may write to, and are never relied on."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import cycle
from pathlib import Path

from site_folder import ROOT, TestSite

DEEDS = [
    lambda content: content,
    lambda content: content[:40],
    lambda content: b"",
    lambda content: content[:-1] + bytes([content[-1] ^ 1]),
    lambda content: content[:20] + bytes([content[20] ^ 1]) + content[21:],
]
"""Nothing, cut short, emptied, and changed in the code or in its digest."""


def built(site: TestSite, home: Path, output: str) -> dict[str, bytes]:
    """What the command builds in a process of its own."""
    command = [sys.executable, "-m", "counterpoint", "build", "--site", str(site.root), "--output", str(site.root / output)]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True, env={**os.environ, "XDG_CACHE_HOME": str(home)})
    return {str(path.relative_to(site.root / output)): path.read_bytes() for path in (site.root / output).rglob("*.html")}


def test_what_is_kept_decides_nothing(site, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    before = built(site, home, "one")
    kept = sorted(path for path in home.rglob("*") if path.is_file())
    assert len(kept) > 2 * len(DEEDS)
    for path, deed in zip(kept, cycle(DEEDS), strict=False):
        path.write_bytes(deed(path.read_bytes()))
    assert built(site, home, "two") == before


def test_a_folder_that_others_may_write_to_is_not_used(site, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    folder = home / "counterpoint/templates"
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    assert built(site, home, "one")
    assert not list(folder.iterdir())


def test_what_has_been_kept_for_long_goes_when_something_new_is_kept(site, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    built(site, home, "one")
    kept = next(path for path in home.rglob("*") if path.is_file())
    old, recent = (kept.with_name("0" * 40 + f"-{program}") for program in ("0123abcd", "4567cdef"))
    for path in (old, recent):
        path.write_bytes(b"")
    os.utime(old, (0, 0))
    built(site, home, "two")
    assert old.exists()
    kept.unlink()
    built(site, home, "three")
    assert kept.exists()
    assert recent.exists()
    assert not old.exists()


def test_without_a_home_everything_is_built(site, tmp_path_factory):
    home = tmp_path_factory.mktemp("home") / "file"
    home.write_text("no folder")
    assert built(site, home, "one")
