"""The digest of the program is another if it or one of its libraries is, and the same wherever and whenever they were installed."""

from __future__ import annotations

import sys

import pytest
from counterpoint.engine.program import program_digest

RECORD = """mine/a.py,sha256=abc,10
mine/b.py,sha256=def,20
../../bin/mine,sha256=123,5
mine-1.0.dist-info/WHEEL,sha256=456,5
mine/__pycache__/a.pyc,,
"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(tmp_path / "missing"), str(tmp_path / "first"), str(tmp_path / "second")])
    for name, text in (("package/a.py", "a"), ("package/in/b.py", "b"), ("package/note.txt", "n")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    for name, record in (("first/My.Lib-1.0", RECORD), ("second/my_lib-0.9", "older"), ("second/other-1.0", "other,sha256=1,1")):
        install(tmp_path, name, record)
    (tmp_path / "first/my_lib").mkdir()
    return tmp_path


def install(home, name, record):
    (home / f"{name}.dist-info").mkdir(parents=True, exist_ok=True)
    (home / f"{name}.dist-info/RECORD").write_text(record)


def digest(home, suffixes=(".py",), libraries=("my-lib",)):
    program_digest.cache_clear()
    return program_digest(home / "package", suffixes, libraries)


SAME = {
    "order of the list": lambda home: install(home, "first/My.Lib-1.0", "".join(sorted(RECORD.splitlines(keepends=True)))),
    "what is installed otherwise": lambda home: install(
        home, "first/My.Lib-1.0", RECORD.replace("=123", "=other").replace("=456", "=other").replace("a.pyc,,", "b.pyc,,1")
    ),
    "a library that does not count": lambda home: install(home, "second/other-1.0", "other,sha256=2,1"),
    "one that Python does not find": lambda home: install(home, "second/my_lib-0.9", "older,sha256=3,1"),
    "a file that does not count": lambda home: (home / "package/note.txt").write_text("N"),
}
ANOTHER = {
    "a file": lambda home: (home / "package/a.py").write_text("A"),
    "a file further down": lambda home: (home / "package/in/b.py").write_text("B"),
    "a name": lambda home: (home / "package/a.py").rename(home / "package/c.py"),
    "one file more": lambda home: (home / "package/z.py").write_text(""),
    "the bounds of two files": lambda home: ((home / "package/a.py").write_text(""), (home / "package/a2.py").write_text("a")),
    "a library's file": lambda home: install(home, "first/My.Lib-1.0", RECORD.replace("=abc", "=abd")),
    "a library's version": lambda home: (home / "first/My.Lib-1.0.dist-info").rename(home / "first/My.Lib-1.1.dist-info"),
    "a library that is gone": lambda home: (home / "first/My.Lib-1.0.dist-info").rename(home / "first/gone"),
    "a library without a list": lambda home: (home / "first/My.Lib-1.0.dist-info/RECORD").unlink(),
}


@pytest.mark.parametrize("deed", SAME)
def test_what_makes_no_other_bytes_makes_no_other_program(home, deed):
    before = digest(home)
    SAME[deed](home)
    assert digest(home) == before


@pytest.mark.parametrize("deed", ANOTHER)
def test_what_may_make_other_bytes_is_another_program(home, deed):
    before = digest(home)
    ANOTHER[deed](home)
    assert digest(home) != before


def test_a_program_elsewhere_is_the_same(home):
    before = digest(home)
    (home / "package").rename(home / "moved")
    (home / "package").symlink_to(home / "moved")
    assert digest(home) == before


def test_libraries_beside_the_program_are_found(home, monkeypatch):
    before = digest(home)
    monkeypatch.chdir(home / "first")
    monkeypatch.setattr(sys, "path", [""])
    assert digest(home) == before
    monkeypatch.chdir(home / "second")
    assert digest(home) != before
