"""What docs/security.md says of the whole program: whom it asks, where it writes, and what a forged cache can do."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from counterpoint.cli import main
from counterpoint.engine.cache import INDEX, STATE
from counterpoint.site_scan import program
from site_folder import ROOT, SIDECAR, TEXT, TestSite, cases

# Python tells a hook of whatever it is about to do with files, programs and the network. The hook writes that to a descriptor of its own.
WATCHED = """
import json, os, sys
DEEDS = {"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "shutil.rmtree"}
FROM_A_FOLDER = {"os.remove", "os.rmdir", "os.mkdir"}
PROGRAMS = {"subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.startfile"}
def hook(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        told = ["writes", os.path.abspath(os.fsdecode(arguments[0]))]
    elif event in DEEDS:
        folder = f"/proc/self/fd/{arguments[-1]}" if event in FROM_A_FOLDER and arguments[-1] >= 0 else "."
        paths = [os.path.join(folder, os.fsdecode(item)) for item in arguments if isinstance(item, (str, bytes))]
        told = ["writes", *[os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path)) for path in paths]]
    elif event in PROGRAMS:
        told = ["runs", str(arguments[0])]
    elif event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}:
        told = ["asks", repr(arguments[1:] if event == "socket.connect" else arguments)]
    else:
        return
    os.write(3, (json.dumps(told) + "\\n").encode())
from counterpoint.cli import main
sys.addaudithook(hook)
for arguments in json.loads(sys.argv[1]):
    os.write(3, (json.dumps(["verb", arguments[0]]) + "\\n").encode())
    assert main(arguments) == 0
"""
HOSTILE_PAGE = """<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y SYSTEM "http://127.0.0.1:9/y">]>
<html><head><title>A page</title><base href="http://127.0.0.1:9/"><link rel="stylesheet" href="a.css"><script src="b.js"></script>
<meta http-equiv="refresh" content="0; url=http://127.0.0.1:9/c"><meta property="og:image" content="http://127.0.0.1:9/d.png">
</head><body><article><h1>A headline</h1><p>Ann Able said: “It costs little.” &x; &y; <img src="e.png"></p>
<iframe src="file:///etc/passwd"></iframe><p>Others replied that it costs more than anybody in the town can pay for.</p>
</article></body></html>
"""


def watched(site: TestSite, commands: list[list[str]], home: Path) -> dict[str, list[list[str]]]:
    """What commands do beside reading, as Python tells it, by verb."""
    read, write = os.pipe()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "generator"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "XDG_CACHE_HOME": str(home / "cache"),
        "TMPDIR": str(home / "tmp"),
    }
    script = WATCHED.replace("os.write(3,", f"os.write({write},")
    process = subprocess.Popen(
        [sys.executable, "-c", script, json.dumps(commands)],
        cwd=site.root,
        env=environment,
        pass_fds=[write],
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(write)
    with os.fdopen(read) as told:
        deeds: dict[str, list[list[str]]] = {}
        for line in map(json.loads, told):
            if line[0] == "verb":
                deeds[line[1]] = []
            else:
                [*deeds.values()][-1].append(line)
    said = process.communicate()[1]
    assert process.returncode == 0, said
    return deeds


VERBS: list[tuple[list[str], list[str]]] = [  # with what they may write to, in the folder of the site
    (["build", "--jobs", "1"], ["build", ".cache"]),
    (["check"], []),
    (["release"], ["published.json", ".published.json.new"]),
    (["reanchor"], []),
    (["import", "saved.html"], ["content/articles"]),
    (["clean"], ["build", ".cache"]),
]


def test_nobody_is_asked_and_nothing_is_written_but_where_it_is_said(site, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    (home / "tmp").mkdir()
    site.write("saved.html", HOSTILE_PAGE)
    site.article("far", f"See [this](https://example.com/) and <https://127.0.0.1:9/>.\n\n{TEXT}", SIDECAR)
    deeds = watched(site, [arguments for arguments, _ in VERBS], home)
    for (verb, *_), places in VERBS:
        assert not [deed for deed in deeds[verb] if deed[0] != "writes"], verb
        allowed = [site.root / place for place in places] + [home, Path(os.devnull)]
        written = [Path(path) for _, *paths in deeds[verb] for path in paths if Path(path) != site.root]
        assert not [path for path in written if not any(path.is_relative_to(place) for place in allowed)], verb
        assert bool([path for path in written if not path.is_relative_to(home)]) == bool(places), verb
    made = {path.name: path.read_text() for path in (site.root / "content/articles").iterdir()}
    assert len(made) == 6
    assert "root:" not in "".join(made.values())


def resealed(folder: Path, name: str, change: Any) -> None:
    """Change what a file of a cache says, and forge all digests: anybody who knows the program can."""
    state, index = ((folder / file).read_bytes()[32:] for file in (STATE, INDEX))
    value = msgspec.msgpack.decode(state if name == STATE else index)
    forged = change(value)
    if name == STATE:
        state = forged
    else:
        parts = msgspec.msgpack.decode(state)
        parts[-1] = hashlib.blake2b(forged, digest_size=16).hexdigest()
        state, index = msgspec.msgpack.encode(parts), forged
    for file, content in ((STATE, state), (INDEX, index)):
        whole = hashlib.sha256(program().encode())
        whole.update(content)
        (folder / file).write_bytes(whole.digest() + content)


def places_in(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to every value in a decoded file."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(place for key, item in inner for place in places_in(item, (*way, key)))]


BITS = [b"", b"x", "../outside/mine", "/etc/passwd", "a\0b", -1, 2**40, None, [], {}, True, 1.5, b"\xff\xff\xff\x7f", b"\x01\0\0\0"]


def changed(chance: random.Random, value: Any) -> bytes:
    """A decoded file with one value, or one key, or some bytes that are others."""
    if chance.random() < 0.3:
        content = bytearray(msgspec.msgpack.encode(value))
        content[chance.randrange(len(content))] = chance.randrange(256)
        return bytes(content)
    *way, last = chance.choice(places_in(value)[1:])
    inner = value
    for step in way:
        inner = inner[step]
    if isinstance(inner, dict) and chance.random() < 0.5:
        inner[chance.choice(["../outside/mine", "/etc/passwd", "x", 5])] = inner.pop(last)
    else:
        inner[last] = chance.choice(BITS)
    return msgspec.msgpack.encode(value)


def test_whatever_a_forged_cache_says_the_build_ends_and_touches_nothing_else(site):
    site.write("outside/mine", "mine")
    site.built()
    [memory] = (site.root / ".cache").iterdir()
    saved = {path.relative_to(memory): path.read_bytes() for path in memory.rglob("*") if path.is_file()}
    outside = {path for path in site.root.rglob("*") if not {".cache", "build"} & {*path.relative_to(site.root).parts}}
    chance = random.Random(7)
    for number in range(cases(12)):
        shutil.rmtree(memory)
        for path, content in saved.items():
            site.write(f".cache/{memory.name}/{path}", content)
        resealed(memory, chance.choice([STATE, INDEX]), lambda value: changed(chance, value))
        if number % 3:
            site.edit("content/articles/cost.md", *("A title", "Another title")[:: 1 if number % 3 == 1 else -1])
        site.build()
        assert {path for path in site.root.rglob("*") if not {".cache", "build"} & {*path.relative_to(site.root).parts}} == outside
        assert (site.root / "outside/mine").read_text() == "mine"


@pytest.mark.parametrize("odd", ["link", "pipe", "deep"])
def test_answers_of_the_link_check_are_remembered_in_the_site_alone(site, tmp_path_factory, odd, capsys):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    memory = site.root / ".cache"
    if odd == "link":
        memory.symlink_to(elsewhere)
    else:
        memory.mkdir()
        os.mkfifo(memory / "links.json") if odd == "pipe" else (memory / "links.json").write_text("[" * 100_000)
    site.write("content/sources.yml", "s: {title: S, url: 'https://127.0.0.1:9/'}\n")
    assert main(["check", "--links", "--site", str(site.root)]) == (1 if odd == "link" else 0)
    said = capsys.readouterr().err
    assert ("is a link that leads out of the site" in said) == (odd == "link")
    assert not list(elsewhere.iterdir())
    assert odd == "link" or json.loads((memory / "links.json").read_text())


def test_every_test_that_the_documents_name_is_there():
    for document in (ROOT / "docs").glob("*.md"):
        text = document.read_text(encoding="utf-8")
        for file in re.findall(r"`((?:tests|bench|scripts)/[\w/.-]+)`", text):
            assert (ROOT / file).exists(), f"{document.name}: {file}"
        for file, name in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text):
            assert re.search(rf"^def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE), f"{document.name}: {name}"
