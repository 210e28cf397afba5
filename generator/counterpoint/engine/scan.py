"""What has changed since the last build? Told from files' signatures alone, before anything of the site is read.

Little is imported here: where nothing has changed, the answer should come before the rest of the program is loaded.
"""

from __future__ import annotations

import hashlib
import os
import sys
import sysconfig
import threading
import time
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import msgspec
from msgspec import Struct

from counterpoint.engine.files import read_regular, replace_own
from counterpoint.outcome import Options, Result, result_from
from counterpoint.reading.signatures import YOUNG, Signature, is_young, signature, signature_of_folder, signatures, tree
from counterpoint.reading.theme_folders import theme_folders

T = TypeVar("T")
STATE = "state.msgpack"
MANIFEST = ".counterpoint"
TICK = 100_000_000
"""Nanoseconds: more than a tick of any clock that a file system keeps where only this program writes."""
_NONE: Signature = (-1, 0, 0, 0)
_SIZE = 4 * array("q").itemsize


class Inputs(Struct, frozen=True, array_like=True):
    """A look at a site's files."""

    at: int
    """When the look began, in nanoseconds since 1970."""
    digest: str
    """Of all of them, for the next look to compare with."""
    young: dict[str, str]
    """Files so young that their signature may not be trusted, with digests of their content."""
    content: dict[str, Signature]
    """The files under content/, by their path in the site; not told where they are the `same`."""
    same: bool
    """Whether a build now could not come to anything else than the last one, so long as the output is as that left it."""


class Outputs(Struct, frozen=True, array_like=True):
    """A look at the output."""

    listed: list[str]
    """The files that builds have written, by their path in the output."""
    signatures: bytes
    young: dict[str, str]
    """As for the site's files."""
    cache: str
    """Which cache belongs to the output, where that is as the last build left it; empty where it is not."""
    outcome: dict[str, Any] | None
    """What the last build came to, where the output is as it left it."""


class Seen:
    """A look at a site and its output. The second half may come a little later than the first."""

    def __init__(self, inputs: Inputs, outputs: Callable[[], Outputs]) -> None:
        self.inputs, self._outputs = inputs, outputs

    @cached_property
    def outputs(self) -> Outputs:
        """The output, as it was before anything was done to it."""
        return self._outputs()

    @property
    def result(self) -> Result | None:
        """The outcome of the last build, if a build now could not come to anything else."""
        outcome = self.outputs.outcome if self.inputs.same else None
        return None if outcome is None else result_from(outcome)

    def closely(self, options: Options) -> Seen:
        """The same with all that a build needs to know."""
        return Seen(_look_at_inputs(options, None), lambda: self.outputs) if self.inputs.same else self


class _State(Struct, frozen=True, array_like=True):
    """What is remembered of the last build that was published."""

    stamp: str
    options: list[bool]
    inputs: str
    outputs: str
    young: dict[str, str]
    cache: str
    outcome: dict[str, Any]
    days: tuple[str, str]


def memory_of(root: Path, output: Path) -> Path:
    """The folder in which what belongs to one output of a site is remembered."""
    return root / ".cache" / hashlib.sha256(os.path.realpath(output).encode("utf-8", "surrogateescape")).hexdigest()[:12]


@lru_cache(maxsize=1)
def program_stamp() -> str:
    """A name for the program that runs: another version of it, of Python or of the installed libraries has another. What is installed
    while it runs, as beside a preview, it does not have in it."""
    package = Path(__file__).resolve().parent.parent
    parts = [sys.version, str(signature_of_folder(Path(sysconfig.get_paths()["purelib"])))]
    parts += [f"{path} {of}" for path, of in tree(package) if path.endswith((".py", ".po", ".ttf", ".json"))]
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def choices(options: Options) -> list[bool]:
    """What of the options decides what is built, as plain data."""
    return [options.drafts, options.future, options.strict, options.extras]


def look(options: Options) -> Seen:
    """Look at all files. What is edited after this look will be seen by the next one, whether the build has read it or not."""
    last = _last(options)
    return Seen(_look_at_inputs(options, last), lambda: _look_at_outputs(options, last))


def _look_at_inputs(options: Options, last: _State | None) -> Inputs:
    now = time.time_ns()
    paths, found = _unzipped(_inputs(options.root, theme_folders(options.root)))
    packed = _packed(found)
    if last:
        newest, next_one = last.days
        on_time = (options.future or newest <= options.today) and (not next_one or options.today < next_one)
        if on_time and last.inputs == _digest(paths, packed, _contents(last.young)):
            return Inputs(now, last.inputs, {}, {}, same=True)
    young = _contents(_young(paths, found, now, YOUNG))
    start = f"{options.root / 'content'}/"
    content = {f"content/{path[len(start) :]}": of for path, of in zip(paths, found, strict=True) if path.startswith(start) and of}
    return Inputs(now, _digest(paths, packed, young), young, content, same=False)


def _look_at_outputs(options: Options, last: _State | None) -> Outputs:
    now = time.time_ns()
    listed = _listed(options.target)
    base = f"{options.target}/"
    written = signatures(options.target, listed)
    packed = _packed(written)
    young = _contents(_in(options.target, _young(listed, written, now, TICK)))
    if last and last.outputs == _digest(listed, packed, _contents(last.young), base):
        return Outputs(listed, packed, young, last.cache, last.outcome)
    return Outputs(listed, packed, young, "", None)


def look_while(options: Options, meanwhile: Callable[[], object]) -> Seen:
    """The same, by a process beside this one where there can be one; `meanwhile` is done here until it has an answer."""
    if options.jobs == 1 or not hasattr(os, "fork") or threading.active_count() > 1:
        return look(options)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            with open(writing, "wb") as answer:  # noqa: PTH123 - not a path
                seen = look(options)
                _send(answer, seen.inputs)
                _send(answer, seen.outputs)
        finally:
            os._exit(0)
    os.close(writing)
    loading = threading.Thread(target=meanwhile, daemon=True)
    loading.start()
    pipe = open(reading, "rb")  # noqa: PTH123, SIM115 - not a path; closed when all has been said

    def outputs() -> Outputs:
        with pipe:
            found = _received(pipe, Outputs)
        os.waitpid(child, 0)
        return found or look(options).outputs

    inputs = _received(pipe, Inputs)
    seen = Seen(inputs, outputs) if inputs else look(options)  # what a look failed of will be told here
    if seen.result is None:
        loading.join()
    return seen


def _send(pipe: BinaryIO, part: Struct) -> None:
    message = msgspec.msgpack.encode(part)
    pipe.write(len(message).to_bytes(8, "big") + message)
    pipe.flush()


def _received(pipe: BinaryIO, kind: type[T]) -> T | None:
    """What a process that looks has found; nothing if it failed."""
    size = int.from_bytes(pipe.read(8), "big")
    try:
        return msgspec.msgpack.decode(pipe.read(size), type=kind)
    except msgspec.MsgspecError:
        return None


def remember(options: Options, seen: Seen, cache: str, result: Result, days: tuple[str, str], written: Collection[str] | None) -> None:
    """Write what a build that has just been published came to. `cache` names the cache that it has saved, `written` the files that have
    changed where no others have come or gone. Raises OSError."""
    base, now = f"{options.target}/", time.time_ns()
    before = seen.outputs
    if written is None:
        listed = _listed(options.target)
        of = dict(zip(listed, signatures(options.target, listed), strict=True))
        outputs = _packed(of.values())
    else:
        listed = before.listed
        of = dict(zip(written, signatures(options.target, written), strict=True))
        numbers = bytearray(before.signatures)
        for place, path in enumerate(listed):
            if path in of:
                numbers[place * _SIZE : (place + 1) * _SIZE] = _packed([of[path]])
        outputs = bytes(numbers)
    young = seen.inputs.young | {path: content for path, content in before.young.items() if path[len(base) :] not in of}
    young |= _contents([base + path for path, it in of.items() if it and is_young(it, now, TICK)])
    written_now = _digest(listed, outputs, young, base)
    state = _State(program_stamp(), choices(options), seen.inputs.digest, written_now, young, cache, result.as_data(), days)
    folder = memory_of(options.root, options.target)
    try:
        replace_own(folder / STATE, msgspec.msgpack.encode(state))
    except UnicodeEncodeError:  # a file's name is no text: the next build will have to look closer
        (folder / STATE).unlink(missing_ok=True)


def _last(options: Options) -> _State | None:
    """What is remembered of the last build, if it was by this program with these options."""
    try:
        last = msgspec.msgpack.decode(read_regular(memory_of(options.root, options.target) / STATE), type=_State)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return last if last.options == choices(options) and last.stamp == program_stamp() else None


def _inputs(root: Path, theme: Iterable[Path]) -> Iterator[tuple[str, Signature | None]]:
    for name in sorted({"site.yml", "published.json", *(path.name for path in root.glob("site.*.yml"))}):
        yield str(root / name), signature(root / name)
    for folder in (root / "content", *theme):
        base = f"{folder}/"
        yield from ((base + path, of) for path, of in tree(folder))


def _unzipped(files: Iterable[tuple[str, Signature | None]]) -> tuple[list[str], list[Signature | None]]:
    pairs = list(files)
    return [path for path, _ in pairs], [of for _, of in pairs]


def _listed(output: Path) -> list[str]:
    try:
        return [line.partition("  ")[2] for line in read_regular(output / MANIFEST).decode().split("\n") if line] + [MANIFEST]
    except (OSError, UnicodeDecodeError):
        return []


def _in(folder: Path, paths: Sequence[str]) -> list[str]:
    base = f"{folder}/"
    return [base + path for path in paths]


def _young(paths: Sequence[str], signatures: Sequence[Signature | None], now: int, age: int) -> list[str]:
    return [path for path, of in zip(paths, signatures, strict=True) if of and (of[1] > now - age or of[2] > now - age)]


def _contents(paths: Iterable[str]) -> dict[str, str]:
    """The files that are there, with digests of their content. A pipe that took the place of one is not opened."""
    found = {}
    for path in filter(signature, paths):
        try:
            found[path] = hashlib.blake2b(Path(path).read_bytes(), digest_size=16).hexdigest()
        except OSError:
            continue
    return found


def _digest(paths: Sequence[str], signatures: bytes, young: Mapping[str, str], base: str = "") -> str:
    """A digest of files' signatures; young files (by their path after `base`) stand in it by their content."""
    whole = hashlib.blake2b("\0".join(paths).encode("utf-8", "surrogateescape"), digest_size=16)
    there = {path[len(base) :]: content for path, content in young.items() if path.startswith(base)} if young else {}
    if there:
        without = bytearray(signatures)
        for place, path in enumerate(paths):
            if path in there:
                without[place * _SIZE : (place + 1) * _SIZE] = bytes(_SIZE)
                whole.update(f"{place} {there[path]}\0".encode())
        signatures = bytes(without)
    whole.update(signatures)
    return whole.hexdigest()


def _packed(signatures: Iterable[Signature | None]) -> bytes:
    numbers = array("q")
    for of in signatures:
        numbers.extend(of or _NONE)
    return numbers.tobytes()
