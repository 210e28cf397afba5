"""Has anything changed at all since the last build? Told from files' signatures alone, before anything of the site is read.

Only the standard library is imported here: the answer should come before the rest of the program is loaded.
"""

from __future__ import annotations

import hashlib
import json
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.outcome import Options, Result, result_from
from generator.reading.signatures import YOUNG, Signature, is_young, signature, signature_of_folder, tree
from generator.reading.theme_folders import theme_folders

STATE = "state.json"
MANIFEST = ".counterpoint"
TICK = 100_000_000
"""Nanoseconds: more than a tick of any clock that a file system keeps where only this program writes."""


def memory_of(root: Path, output: Path) -> Path:
    """The folder in which what belongs to one output of a site is remembered."""
    return root / ".cache" / hashlib.sha256(str(output.resolve()).encode()).hexdigest()[:12]


def program_stamp() -> str:
    """A name for the program that runs: another version of it, of Python or of the installed libraries has another."""
    package = Path(__file__).resolve().parent.parent
    parts = [sys.version, str(signature_of_folder(Path(sysconfig.get_paths()["purelib"])))]
    parts += [f"{path} {of}" for path, of in tree(package) if path.endswith(".py")]
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def state_of(options: Options, now: int) -> dict[str, Any]:
    """What a site's files and its output are like; `now` is in nanoseconds since 1970.

    Files so young that their signature may not be trusted stand in it by their content.
    """
    young: dict[str, str] = {}
    return {
        "stamp": program_stamp(),
        "options": choices(options),
        "inputs": _digest(_inputs(options.root, theme_folders(options.root)), young, now, YOUNG),
        "outputs": _digest(_outputs(options.target), young, now, TICK),
        "young": young,
    }


def remember(folder: Path, state: Mapping[str, Any], outcome: Mapping[str, Any]) -> None:
    """Write what a build that has just been published came to. Raises OSError."""
    temporary = folder / f".{STATE}"
    temporary.write_text(json.dumps({**state, "outcome": outcome}), encoding="utf-8")
    temporary.replace(folder / STATE)


def choices(options: Options) -> list[bool]:
    """What of the options decides what is built, as plain data."""
    return [options.drafts, options.future, options.strict]


def recall(options: Options) -> Result | None:
    """The outcome of the last build, if a build now could not come to anything else."""
    theme = theme_folders(options.root)
    try:
        last = json.loads((memory_of(options.root, options.target) / STATE).read_text(encoding="utf-8"))
        young, outcome = dict(last["young"]), dict(last["outcome"])
        newest, next_one = outcome["days"]
        same = (
            last["options"] == choices(options)
            and (options.future or newest <= options.today)
            and (not next_one or options.today < next_one)
            and last["stamp"] == program_stamp()
            and last["inputs"] == _digest(_inputs(options.root, theme), young)
            and last["outputs"] == _digest(_outputs(options.target), young)
        )
        return result_from(outcome) if same else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _inputs(root: Path, theme: Iterable[Path]) -> Iterator[tuple[str, Signature | None]]:
    for name in sorted({"site.yml", "published.json", *(path.name for path in root.glob("site.*.yml"))}):
        yield str(root / name), signature(root / name)
    for folder in (root / "content", *theme):
        base = f"{folder}/"
        yield from ((base + path, of) for path, of in tree(folder))


def _outputs(output: Path) -> Iterator[tuple[str, Signature | None]]:
    manifest = output / MANIFEST
    yield str(manifest), signature(manifest)
    base = f"{output}/"
    for line in manifest.read_text(encoding="utf-8").splitlines():
        path = base + line.partition("  ")[2]
        yield path, signature(path)


def _digest(files: Iterable[tuple[str, Signature | None]], young: dict[str, str], now: int | None = None, age: int = 0) -> str:
    """A digest of files' signatures. With `now`, young ones are put into `young`; without, those that are in it are read."""
    whole = hashlib.blake2b(digest_size=16)
    for path, of in files:
        if (now is not None and of and is_young(of, now, age)) or (now is None and path in young):
            content = hashlib.blake2b(Path(path).read_bytes(), digest_size=16).hexdigest() if of else ""
            young[path] = content
            whole.update(f"{path}\0{content}\0".encode("utf-8", "surrogateescape"))
        else:
            whole.update(f"{path}\0{of}\0".encode("utf-8", "surrogateescape"))
    return whole.hexdigest()
