"""The output folder: files are replaced whole, stale ones go last, and what no build wrote is left alone.

`.counterpoint` in the output folder lists what builds have written there, with digests, in the form of `sha256sum`.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import stat
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.engine.files import NOFOLLOW, create, own_folder, read_regular, remove_odd
from counterpoint.outcome import Published
from counterpoint.publishing.cache import KeptFile, KeptTarget
from counterpoint.publishing.staging import Made, Staged
from counterpoint.publishing.unchanged import MANIFEST, TICK
from counterpoint.reading.signatures import is_young, signature
from counterpoint.site.packed import pack

PROTECTED = ("content", "templates", "site.yml", "published.json", ".git", ".github")
"""What of a site's folder is never an output, nor inside one."""
_TEMPORARY = f"{MANIFEST}.new"
"""The one file in the output that is written to and then renamed, where renaming cannot reach from the staging folder."""


class PublishingFailed(Exception):
    """The disk refused in the middle of publishing; `written` files of the output had been replaced or removed by then."""

    def __init__(self, error: OSError, written: int) -> None:
        super().__init__(str(error))
        self.error, self.written = error, written


def refuse(root: Path, output: Path) -> Diagnostic | None:
    """Say why an output folder cannot be used: it would hold the site's own files, another site or a repository, or is no folder."""
    target, site = Path(os.path.realpath(output)), Path(os.path.realpath(root))
    for name in PROTECTED:
        inner = site / name
        if target == inner or target.is_relative_to(inner) or inner.is_relative_to(target):
            message = f"the output folder {output} holds, or is inside, the site's {name}"
            return _unsafe(name, message, _ANOTHER)
    cache = site / ".cache"
    if os.path.lexists(cache) and not Path(os.path.realpath(cache)).is_relative_to(site):
        return _unsafe(".cache", f"{cache} is a link that leads out of the site", "remove it: builds make a folder in its place")
    if os.path.lexists(cache) and not cache.is_dir():
        return _unsafe(".cache", f"{cache} is a file, or leads nowhere", "remove it: builds make a folder in its place")
    if cache.is_relative_to(target) or (target.is_relative_to(cache) and target.parent != cache):
        return _unsafe(".cache", f"the output folder {output} holds, or is inside, the site's .cache", _ANOTHER)
    if ".git" in target.parts or os.path.lexists(target / ".git"):
        return _unsafe(output.name, f"the output folder {output} is, or is inside, a repository's own folder", _ANOTHER)
    if target != site and os.path.lexists(target / "site.yml"):
        return _unsafe(output.name, f"the output folder {output} holds a site of its own", _ANOTHER)
    if output == root / "build" and output.is_symlink() and not target.is_relative_to(site):
        return _unsafe("build", f"{output} is a link that leads out of the site", f"name the folder itself: --output {target}")
    if os.path.lexists(output) and not output.is_dir():
        return _unsafe(output.name, f"the output {output} is a file, or leads nowhere", "choose a folder with --output")
    return None


_ANOTHER = "choose another folder with --output"


def _unsafe(path: str, message: str, help: str) -> Diagnostic:
    return Diagnostic("output-unsafe", ERROR, Location(path), message, help)


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


class Plan(Struct, frozen=True):
    """What publishing will do to the output, looked into before anything is done: the files that it writes and removes."""

    writes: dict[str, Staged]
    removes: dict[str, str]
    listed: dict[str, str]
    digests: dict[str, str]


def plan(output: Path, files: Mapping[str, Staged], kept: Mapping[str, str], remembered: Mapping[str, str]) -> Plan | list[Diagnostic]:
    """Find out what has to be written and removed, so that the output holds these files and those that are there already and `kept`,
    and none other that earlier builds wrote.

    `kept` and `remembered` map paths to digests; the latter are files that earlier builds wrote, in case the list in the output is gone.

    Returns diagnostics where a file that no build wrote stands in the way, or a link would be followed. Changes nothing.
    """
    listed = manifest(output)
    digests = {**kept, **{path: staged.digest for path, staged in files.items()}}
    removes = {path: digest for path, digest in {**remembered, **listed}.items() if path not in digests}
    # A file that is listed as it should be is still looked at: somebody may have changed it.
    writes = {path: staged for path, staged in files.items() if digest_of(output / path) != staged.digest}
    ways = _Ways(output, removes)
    ours = listed.keys() | remembered.keys()
    blocked = [name for path in sorted(writes) if (name := ways.blocked(path, ours))]
    if blocked:
        return [_in_the_way(output, name) for name in dict.fromkeys(blocked)]
    return Plan(writes, removes, listed, digests)


def _in_the_way(output: Path, name: str) -> Diagnostic:
    place = output / name
    if place.is_symlink():
        message = f"{place} is a link, and builds write through none"
    elif place.is_dir():
        message = f"{place} is a folder with files that no build wrote, where a page has to be"
    else:
        message = f"{place} would be replaced, and no build wrote it"
    return _unsafe(f"{output.name}/{name}", message, f"move it away, or {_ANOTHER}")


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
            mode = os.lstat(self.output / path).st_mode
        except OSError:
            return ""
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
        except OSError:
            return ""
        return "" if stat.S_ISDIR(mode) or (stat.S_ISREG(mode) and self._goes(folder)) else folder

    def _goes(self, path: str) -> bool:
        return path in self.removes and digest_of(self.output / path) == self.removes[path]

    def _will_be_empty(self, folder: str) -> bool:
        for here, folders, names in os.walk(self.output / folder):
            base = Path(here).relative_to(self.output)
            if any((Path(here) / name).is_symlink() for name in folders) or not all(self._goes((base / name).as_posix()) for name in names):
                return False
        return True


def publish(output: Path, plan: Plan) -> Published:
    """Do what was planned: make room, write, and remove stale files last.

    Raises PublishingFailed where the disk refuses; every file is then whole, old or new, and the next build mends the rest.
    """
    done = 0
    left: list[str] = []
    try:
        output.mkdir(parents=True, exist_ok=True)
        (output / _TEMPORARY).unlink(missing_ok=True)
        # What is about to be written is listed first, so that a build that is cut off leaves nothing behind that no list names.
        if plan.digests.keys() - plan.listed.keys():
            _replace(output, MANIFEST, _listing({**plan.removes, **plan.listed, **plan.digests}))
        removed = 0
        early = _making_room(plan)
        for path in sorted(early):
            removed += _remove(output, path, plan.removes[path], left)
            done += 1
        for path, staged in plan.writes.items():
            _move(Path(staged.file), output, path)
            done += 1
        for path in sorted(plan.removes.keys() - early):
            removed += _remove(output, path, plan.removes[path], left)
            done += 1
        listing = _listing(plan.digests)
        if digest_of(output / MANIFEST) != hashlib.sha256(listing).hexdigest():
            _replace(output, MANIFEST, listing)
    except OSError as error:
        raise PublishingFailed(error, done) from error
    return Published(len(plan.writes), len(plan.digests) - len(plan.writes), removed, tuple(left))


def _making_room(plan: Plan) -> set[str]:
    """The stale files where, or under which, a new one has to be."""
    folders = {folder for path in plan.writes for folder in _folders(path)}
    return {path for path in plan.removes if path in folders or any(folder in plan.writes for folder in _folders(path))}


def _folders(path: str) -> Iterator[str]:
    """The folders that a file is in, from the nearest up."""
    while path := path.rpartition("/")[0]:
        yield path


def digest_of(target: Path) -> str:
    """SHA-256 of a file's content in hexadecimal; empty where there is no such file. A link or a pipe is none, and is not opened."""
    try:
        return hashlib.sha256(read_regular(target)).hexdigest()
    except OSError:
        return ""


def in_place(output: Path, target: KeptTarget) -> KeptTarget | None:
    """A kept target with the signatures of its files as they are now, if they are in the output as it left them."""
    files, before = {}, target.files
    for path, file in before.items():
        now = signature(output / path)
        if now is None or (now != file.signature and digest_of(output / path) != file.digest):
            return None
        files[path] = file if now == file.signature else KeptFile(file.digest, now)
    return target if files == before else replace(target, packed=pack(files))


def keep(output: Path, made: Made, uses: bytes, now: int) -> KeptTarget:
    """A target whose files have just been published, as it is to be remembered; `uses` are the places of its facts. `now` is in
    nanoseconds since 1970."""

    def file(path: str, staged: Staged) -> KeptFile:
        found = signature(output / path)
        return KeptFile(staged.digest, None if found is None or is_young(found, now, TICK) else found)

    files = {path: file(path, staged) for path, staged in made.files.items()}
    return KeptTarget(uses, pack(files), made.measures, pack(made.parts) if made.parts else b"")


def _move(file: Path, output: Path, path: str) -> None:
    target = output / path
    try:
        try:
            file.replace(target)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _replace(output, path, file.read_bytes())


def _replace(output: Path, path: str, content: bytes) -> None:
    """Write a file of the output by way of a temporary one. A build that is killed leaves at most that one, which the next removes."""
    temporary = output / _TEMPORARY
    create(temporary, content)
    (output / path).parent.mkdir(parents=True, exist_ok=True)
    temporary.replace(output / path)


def _remove(output: Path, path: str, digest: str, left: list[str]) -> bool:
    """Remove a stale file, and folders that it leaves empty. One that is no longer what a build wrote is somebody's own, and is `left`."""
    target = output / path
    if not os.path.lexists(target):
        return False
    if _Ways(output, {}).to(path.rpartition("/")[0]) or digest_of(target) != digest:
        left.append(path)
        return False
    target.unlink()
    folder = target.parent
    while folder != output and folder.is_relative_to(output):
        try:
            folder.rmdir()
        except OSError:
            break
        folder = folder.parent
    return True


def write_file(target: Path, content: bytes) -> None:
    """Write beside the place and rename: the file is whole at any moment, old or new. Raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.new")
    try:
        create(temporary, content)
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def clean(root: Path, output: Path) -> int | Diagnostic:
    """Remove what builds have written to an output, and all that is remembered: only what is a build's by its name and content. Returns how
    many files of the output went, or why nothing was touched. Raises OSError."""
    if not (root / "site.yml").is_file():
        return _unsafe("site.yml", f"{root} is not a site: it has no site.yml", "go into the site's folder, or name it with --site")
    if refusal := refuse(root, output):
        return refusal
    removed = _clean(output)
    cache = root / ".cache"
    if cache.is_dir() and not cache.is_symlink():
        _clean(cache / "serve")
        for folder in cache.iterdir():
            if _MEMORY.fullmatch(folder.name) and folder.is_dir() and not folder.is_symlink():
                _forget(folder)
        _remove_file(cache / "links.json")
        _remove_folder(cache)
    return removed


_MEMORY = re.compile(r"[0-9a-f]{12}")
_REMEMBERED = re.compile(r"lock|\.?(?:state|build)\.msgpack")
_STORED = re.compile(r"[0-9a-f]{32}(?:\.\d+)?|\d+-\d+")


def _clean(output: Path) -> int:
    left: list[str] = []
    removed = sum(_remove(output, path, digest, left) for path, digest in sorted(manifest(output).items()))
    for name in (MANIFEST, _TEMPORARY):
        _remove_file(output / name)
    _remove_folder(output)
    return removed


def _forget(folder: Path) -> None:
    """Remove what is remembered in one folder."""
    for inner in (folder / "details", folder / "staging"):
        if inner.is_dir() and not inner.is_symlink():
            for file in inner.iterdir():
                if _STORED.fullmatch(file.name):
                    _remove_file(file)
            _remove_folder(inner)
    for file in folder.iterdir():
        if _REMEMBERED.fullmatch(file.name):
            _remove_file(file)
    _remove_folder(folder)


def _remove_file(file: Path) -> None:
    if os.path.lexists(file) and not (file.is_dir() and not file.is_symlink()):
        file.unlink()


def _remove_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # it is not empty: something else is in it
        folder.rmdir()


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
        if _DIGEST.fullmatch(digest) and "\0" not in path and not {"", ".", ".."} & {*path.split("/")}:
            entries[path] = digest
    return entries


_DIGEST = re.compile("[0-9a-f]{64}")
_ESCAPED = re.compile(r"\\(.)")
