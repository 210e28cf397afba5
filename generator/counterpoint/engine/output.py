"""The output folder: files are replaced whole, stale ones go last, and what no build wrote is left alone.

`.counterpoint` in the output folder lists what builds have written there, with digests, in the form of `sha256sum`.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import itertools
import os
import re
import stat
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from msgspec import Struct, field

from counterpoint.engine.files import NOFOLLOW, create, own_folder, read_regular, remove_empty, remove_file, remove_odd
from counterpoint.engine.scan import TICK, Signature, is_racy, signature, signature_of

MANIFEST = ".counterpoint"
"""The list of what builds have written, in the output folder."""
_TEMPORARY = f"{MANIFEST}.new"
"""The one file in the output that is written to and then renamed, where renaming cannot reach from the staging folder."""


class PublishingFailed(Exception):
    """The disk refused in the middle of publishing; `written` files of the output had been replaced or removed by then."""

    def __init__(self, error: OSError, written: int) -> None:
        super().__init__(str(error))
        self.error, self.written = error, written


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Hold the lock in a folder; gives False where another process holds it. It goes when the process ends, however it does."""
    try:
        import fcntl
    except ImportError:  # Windows: two builds at once are not kept apart there
        yield True
        return
    own_folder(folder)
    remove_odd(folder / "lock")
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | NOFOLLOW, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        if error.errno not in (errno.EAGAIN, errno.EACCES):
            raise
        yield False
        return
    _held.add(handle)
    try:
        yield True
    finally:
        _held.discard(handle)
        os.close(handle)


_held: set[int] = set()
"""Locks of this process. Its children let go of them, so that a lock never outlives the process that took it."""


def _let_go() -> None:
    for handle in _held:
        os.close(handle)
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


class Staged(Struct, frozen=True):
    """A file that is ready to be published: where it lies, the SHA-256 of its content in hexadecimal, and its signature."""

    file: str
    digest: str
    signature: Signature | None = None


class Staging(Struct, frozen=True):
    """A folder of files that are ready. Several processes may use it at once; without a folder, only digests are made."""

    folder: Path | None
    numbers: itertools.count[int] = field(default_factory=itertools.count)

    def put(self, pieces: Iterable[bytes]) -> Staged:
        """Set a file aside, piece by piece. Raises OSError where the disk refuses."""
        digest = hashlib.sha256()
        if self.folder is None:
            for piece in pieces:
                digest.update(piece)
            return Staged("", digest.hexdigest())
        name = f"{self.folder}/{os.getpid()}-{next(self.numbers)}"
        with open(name, "wb") as file:  # noqa: PTH123 - called for every file of a large site
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
            file.flush()
            return Staged(name, digest.hexdigest(), signature_of(os.fstat(file.fileno())))


class Published(Struct, frozen=True):
    """What publishing did to the output: how many files it wrote, left as they were, and removed.

    `left` are stale files that somebody has changed since a build wrote them; `signatures` are those of the files written, where they can
    be trusted. `mended` are files that somebody had changed since a build wrote them, and that were written anew.
    """

    written: int
    unchanged: int
    removed: int
    left: tuple[str, ...] = ()
    signatures: Mapping[str, Signature | None] = field(default_factory=dict)
    mended: tuple[str, ...] = ()


class Plan(Struct, frozen=True):
    """What publishing will do to the output, looked into before anything is done: the files that it writes and removes."""

    writes: dict[str, Staged]
    removes: dict[str, str]
    listed: dict[str, str]
    digests: dict[str, str]
    edited: tuple[str, ...] = ()
    """Files that will be written over what somebody has made of them since a build wrote them."""


def plan(output: Path, files: Mapping[str, Staged], kept: Mapping[str, str], remembered: Mapping[str, str]) -> Plan | list[Obstacle]:
    """Find out what has to be written and removed, so that the output holds these files, the `kept` ones, and none else of earlier builds.

    `kept` and `remembered` map paths to digests; the latter are files that earlier builds wrote, in case the list in the output is gone.

    Returns obstacles where a file or a folder that no build wrote stands in the way, or a link would be followed. Changes nothing.
    """
    listed = manifest(output)
    kept, remembered = ({path: digest for path, digest in paths.items() if _is_within(path)} for paths in (kept, remembered))
    digests = {**kept, **{path: staged.digest for path, staged in files.items()}}
    removes = {path: digest for path, digest in {**remembered, **listed}.items() if path not in digests}
    # A file that is listed as it should be is still looked at: somebody may have changed it.
    present = {path: digest_of(f"{output}/{path}") for path in files}
    writes = {path: staged for path, staged in files.items() if present[path] != staged.digest}
    ways = _Ways(output, removes)
    ours = listed.keys() | remembered.keys()
    own = [name for name in (MANIFEST, _TEMPORARY) if (output / name).is_dir() and not (output / name).is_symlink()]
    blocked = [*own, *(obstacle for path in sorted(writes) if (obstacle := ways.blocked(path, ours)))]
    if blocked:
        return [_obstacle(output, path) for path in dict.fromkeys(blocked)]
    # A link or a pipe has no digest: no build wrote it, so somebody put it there. A folder of stale files is nobody's edit.
    there = {path: present[path] or _odd(f"{output}/{path}") for path in writes}
    edited = (path for path in sorted(writes) if there[path] and there[path] not in (listed.get(path), remembered.get(path)))
    return Plan(writes, removes, listed, digests, tuple(edited))


def _odd(place: str) -> str:
    try:
        return "" if stat.S_ISDIR(os.lstat(place).st_mode) else "odd"
    except OSError:
        return ""


class Obstacle(Struct, frozen=True):
    """What keeps a file from being written: a path in the output, and what is there that no build wrote, or that its name is too long."""

    path: str
    kind: Literal["link", "folder", "file", "name"]


def _obstacle(output: Path, path: str) -> Obstacle:
    place = output / path
    if not os.path.lexists(place):
        return Obstacle(path, "name")
    return Obstacle(path, "link" if place.is_symlink() else "folder" if place.is_dir() else "file")


class _Ways:
    """Ways from the output folder down to its files, each looked at once. `removes` are the files that make room."""

    def __init__(self, output: Path, removes: Mapping[str, str]) -> None:
        self.output, self.removes = output, removes
        self._known: dict[str, str] = {"": ""}

    def blocked(self, path: str, ours: Collection[str]) -> str:
        """What stands in the way of a file that will be written, by its path in the output; empty where nothing does."""
        if name := self.to(path.rpartition("/")[0]):
            return name
        try:
            mode = os.lstat(f"{self.output}/{path}").st_mode
        except OSError as error:
            return path if error.errno == errno.ENAMETOOLONG else ""
        if stat.S_ISDIR(mode):
            return "" if self._will_be_empty(path) else path
        return "" if path in ours else path

    def to(self, folder: str) -> str:
        """What on the way to a folder in the output is a link, or no folder and stays there; empty where nothing is."""
        if folder not in self._known:
            self._known[folder] = self.to(folder.rpartition("/")[0]) or self._here(folder)
        return self._known[folder]

    def _here(self, folder: str) -> str:
        try:
            mode = os.lstat(self.output / folder).st_mode
        except OSError as error:
            return folder if error.errno == errno.ENAMETOOLONG else ""
        return "" if stat.S_ISDIR(mode) or (stat.S_ISREG(mode) and self._goes(folder)) else folder

    def _goes(self, path: str) -> bool:
        return path in self.removes and digest_of(self.output / path) == self.removes[path]

    def _will_be_empty(self, folder: str) -> bool:
        """Whether a folder goes with the stale files in it. One that holds none stays, and so does one that cannot be read."""
        if not os.access(self.output / folder, os.R_OK | os.X_OK):
            return False
        for here, folders, names in os.walk(self.output / folder):
            base = Path(here).relative_to(self.output)
            if not folders and not names:
                return False
            if any((Path(here) / name).is_symlink() for name in folders) or not all(self._goes((base / name).as_posix()) for name in names):
                return False
        return True


def publish(output: Path, plan: Plan, *, racy: int = TICK) -> Published:
    """Do what was planned: make room, write, and remove stale files last. Signatures younger than `racy` nanoseconds are not trusted.

    Raises PublishingFailed where the disk refuses; every file is then whole, old or new, and the next build mends the rest.
    """
    done = 0
    removals: dict[str, str] = {}
    try:
        output.mkdir(parents=True, exist_ok=True)
        (output / _TEMPORARY).unlink(missing_ok=True)
        # What is about to be written is listed first, so that a build that is cut off leaves nothing behind that no list names.
        if plan.digests.keys() - plan.listed.keys():
            _replace(output, MANIFEST, _listing({**plan.removes, **plan.listed, **plan.digests}))
        signatures: dict[str, Signature | None] = {}
        early = _making_room(plan)
        for path in sorted(early):
            removals[path] = _remove(output, path, plan.removes[path])
            done += 1
        for path, staged in plan.writes.items():
            signatures[path] = _move(staged, output, path)
            done += 1
        for path in sorted(plan.removes.keys() - early):
            removals[path] = _remove(output, path, plan.removes[path])
            done += 1
        listing = _listing(plan.digests)
        if digest_of(output / MANIFEST) != hashlib.sha256(listing).hexdigest():
            _replace(output, MANIFEST, listing)
        signatures[MANIFEST] = None
    except OSError as error:
        raise PublishingFailed(error, done) from error
    removed, left = [*removals.values()].count("removed"), tuple(path for path, fate in removals.items() if fate == "left")
    now = time.time_ns()
    trusted = {path: None if signature is None or is_racy(signature, now, racy) else signature for path, signature in signatures.items()}
    return Published(len(plan.writes), len(plan.digests) - len(plan.writes), removed, left, trusted, plan.edited)


def snapshot_of(
    plan: Plan, published: Published, before: Mapping[str, tuple[Signature | None, bytes]]
) -> dict[str, tuple[Signature | None, bytes]]:
    """What is known of the output's files after publishing: signatures that may be trusted, and digests.

    `before` is what was known of them before. A file that was changed since, by whomever, no longer has the signature that is given here.
    """

    def entry(path: str, digest: str) -> tuple[Signature | None, bytes]:
        signature = published.signatures.get(path) if path in published.signatures else before.get(path, (None, b""))[0]
        return signature, bytes.fromhex(digest)

    listing = hashlib.sha256(_listing(plan.digests)).hexdigest()
    return {path: entry(path, digest) for path, digest in [*sorted(plan.digests.items()), (MANIFEST, listing)]}


def _making_room(plan: Plan) -> set[str]:
    """The stale files where, or under which, a new one has to be."""
    folders = {folder for path in plan.writes for folder in _folders(path)}
    return {path for path in plan.removes if path in folders or any(folder in plan.writes for folder in _folders(path))}


def _folders(path: str) -> Iterator[str]:
    """The folders that a file is in, from the nearest up."""
    while path := path.rpartition("/")[0]:
        yield path


def digest_of(target: str | Path) -> str:
    """SHA-256 of a file's content in hexadecimal; empty where there is no such file. A link or a pipe is none, and is not opened."""
    try:
        return hashlib.sha256(read_regular(target)).hexdigest()
    except OSError:
        return ""


def _move(staged: Staged, output: Path, path: str) -> Signature | None:
    """Put a file in its place. Returns its signature there, if it is certain that it is this file's."""
    target = f"{output}/{path}"  # texts, as this is done for every file of a large site
    try:
        try:
            os.replace(staged.file, target)  # noqa: PTH105
        except FileNotFoundError:
            Path(target).parent.mkdir(parents=True, exist_ok=True)
            os.replace(staged.file, target)  # noqa: PTH105
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        return _replace(output, path, Path(staged.file).read_bytes())
    return _same(staged.signature, target)


def _replace(output: Path, path: str, content: bytes) -> Signature | None:
    """Write a file of the output by way of a temporary one. A build that is killed leaves at most that one, which the next removes."""
    temporary = output / _TEMPORARY
    create(temporary, content)
    expected = signature(temporary, links=False)
    temporary.replace(output / path)
    return _same(expected, output / path)


def _same(expected: Signature | None, target: str | Path) -> Signature | None:
    """The signature of a file after renaming, which changes its ctime, if nothing else has changed."""
    now = signature(target, links=False)
    return now if now and expected and (now[0], now[1], now[3]) == (expected[0], expected[1], expected[3]) else None


def _remove(output: Path, path: str, digest: str) -> Literal["removed", "left", "gone"]:
    """Remove a stale file, and folders that it leaves empty. One that is no longer what a build wrote is somebody's own, and is left."""
    target = output / path
    if not os.path.lexists(target):
        return "gone"
    if _Ways(output, {}).to(path.rpartition("/")[0]) or digest_of(target) != digest:
        return "left"
    target.unlink()
    folder = target.parent
    while folder != output:
        try:
            folder.rmdir()
        except OSError:
            break
        folder = folder.parent
    return "removed"


def remove_written(output: Path) -> int:
    """Remove what builds have written to an output, and is still as they wrote it; returns how many files. Raises OSError."""
    fates = [_remove(output, path, digest) for path, digest in sorted(manifest(output).items())]
    for name in (MANIFEST, _TEMPORARY):
        remove_file(output / name)
    remove_empty(output)
    return fates.count("removed")


def _listing(digests: Mapping[str, str]) -> bytes:
    return "".join(f"{_line(digest, path)}\n" for path, digest in sorted(digests.items())).encode()


def _line(digest: str, path: str) -> str:
    if "\n" in path or "\\" in path or "\r" in path:  # as sha256sum writes such names
        escaped = path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
        return f"\\{digest}  {escaped}"
    return f"{digest}  {path}"


def manifest(output: Path) -> dict[str, str]:
    """Path → digest of what earlier builds wrote; lines that make no sense are passed over."""
    try:
        lines = read_regular(output / MANIFEST).decode().split("\n")
    except (OSError, UnicodeDecodeError):
        return {}
    entries = {}
    for line in lines:
        digest, _, path = line.partition("  ")
        if digest.startswith("\\"):
            digest, path = digest[1:], _ESCAPED.sub(lambda match: {"n": "\n", "r": "\r"}.get(match[1], match[1]), path)
        if _DIGEST.fullmatch(digest) and _is_within(path):
            entries[path] = digest
    return entries


def _is_within(path: str) -> bool:
    """Whether a path, of a list or a cache that anybody may have written, stays in the output."""
    return "\0" not in path and not {"", ".", ".."} & {*path.split("/")}


_DIGEST = re.compile("[0-9a-f]{64}")
_ESCAPED = re.compile(r"\\(.)")
