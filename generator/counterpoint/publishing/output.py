"""The output folder: files are replaced whole, stale ones go last, and what no build wrote is left alone.

`.counterpoint` in the output folder lists what builds have written there, with digests, in the form of `sha256sum`.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec.structs import replace

from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.outcome import Published
from counterpoint.publishing.cache import KeptFile, KeptTarget
from counterpoint.publishing.staging import Made, Staged
from counterpoint.publishing.unchanged import MANIFEST, TICK
from counterpoint.reading.signatures import is_young, signature
from counterpoint.site.packed import pack


def refuse(root: Path, output: Path) -> Diagnostic | None:
    """Why an output folder cannot be used: it would hold the site's own files, or is none."""
    target, site = output.resolve(), root.resolve()
    for name in ("content", "templates", "site.yml"):
        inner = site / name
        if target == inner or target.is_relative_to(inner) or inner.is_relative_to(target):
            message = f"the output folder {output} holds, or is inside, the site's {name}"
            return Diagnostic("output-unsafe", ERROR, Location(name), message, "choose another folder with --output")
    if output.exists() and not output.is_dir():
        return Diagnostic(
            "output-unsafe",
            ERROR,
            Location(output.name),
            f"the output {output} is a file",
            "choose a folder with --output",
        )
    return None


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Hold the lock in a folder; gives False where another process holds it. It goes when the process ends."""
    try:
        import fcntl
    except ImportError:  # Windows: two builds at once are not kept apart there
        yield True
        return
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        if error.errno not in (errno.EAGAIN, errno.EACCES):
            raise
        yield False
        return
    try:
        yield True
    finally:
        os.close(handle)


def publish(output: Path, files: Mapping[str, Staged], kept: Mapping[str, str], remembered: Mapping[str, str]) -> Published:
    """Make the output hold these files, and those that are there already and `kept` (path → digest); then remove what earlier
    builds wrote and this one did not. `remembered` are files that earlier builds wrote, by path with their digests, in case the list
    in the output is gone: such a file is removed only if it still is what was written.

    Raises OSError where the disk refuses; every file is then whole, old or new, and the next build mends the rest.
    """
    output.mkdir(parents=True, exist_ok=True)
    listed = manifest(output)
    lost = {path: digest for path, digest in remembered.items() if path not in listed and digest_of(output / path) == digest}
    before = {**listed, **lost}
    digests = {**kept, **{path: staged.digest for path, staged in files.items()}}
    # What is about to be written is listed first, so that a build that is cut off leaves nothing behind that no list names.
    if digests.keys() - listed.keys():
        write_file(output / MANIFEST, _listing({**before, **digests}))
    written = 0
    for path, staged in files.items():
        target = output / path
        if listed.get(path) != staged.digest or digest_of(target) != staged.digest:
            _move(Path(staged.file), target)
            written += 1
    removed = 0
    for path in sorted(before.keys() - digests.keys()):
        removed += _remove(output, path)
    listing = _listing(digests)
    if digest_of(output / MANIFEST) != hashlib.sha256(listing).hexdigest():
        write_file(output / MANIFEST, listing)
    return Published(written, len(digests) - written, removed)


def replace_files(output: Path, files: Mapping[str, Staged], before: Mapping[str, str]) -> Published:
    """The same where the output is known to be as it was left, and these files are there with the digests `before`: the others are
    not looked at. Raises OSError."""
    listing, at = bytearray((output / MANIFEST).read_bytes()), 0
    written = {path: staged for path, staged in files.items() if staged.digest != before[path]}
    for path, staged in sorted(written.items()):
        _move(Path(staged.file), output / path)
        found = listing.find(f"{before[path]}  {path}\n".encode(), at)  # it stands in the order of paths
        if found >= 0:
            listing[found : found + len(staged.digest)] = staged.digest.encode()
            at = found
    if written:
        write_file(output / MANIFEST, bytes(listing))
    return Published(len(written), listing.count(b"\n") - len(written), 0)


def digest_of(target: Path) -> str:
    """SHA-256 of a file's content in hexadecimal; empty where there is no such file. A link or a pipe is none, and is not opened."""
    try:
        return hashlib.sha256(target.read_bytes()).hexdigest() if stat.S_ISREG(target.lstat().st_mode) else ""
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


def _move(file: Path, target: Path) -> None:
    try:
        try:
            file.replace(target)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        write_file(target, file.read_bytes())


def write_file(target: Path, content: bytes) -> None:
    """Write beside the place and rename: the file is whole at any moment, old or new. Raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.new")
    try:
        temporary.write_bytes(content)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _remove(output: Path, path: str) -> bool:
    """Remove a stale file, and folders that it leaves empty."""
    target = output / path
    if not target.parent.resolve().is_relative_to(output.resolve()):
        return False
    existed = target.is_file() or target.is_symlink()
    if existed:
        target.unlink()
    folder = target.parent
    while folder != output and folder.is_relative_to(output):
        try:
            folder.rmdir()
        except OSError:
            break
        folder = folder.parent
    return existed


def clean(root: Path, output: Path) -> int:
    """Remove what builds have written to an output, and all that is remembered. Returns how many files of the output went.

    Raises OSError.
    """
    removed = sum(_remove(output, path) for path in sorted(manifest(output)))
    (output / MANIFEST).unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # it is not empty: something else is in it
        output.rmdir()
    shutil.rmtree(root / ".cache", ignore_errors=True)
    return removed


def _listing(digests: Mapping[str, str]) -> bytes:
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode()


def manifest(output: Path) -> dict[str, str]:
    """Path → digest of what earlier builds wrote; lines that make no sense are passed over."""
    try:
        lines = (output / MANIFEST).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    entries = (line.partition("  ") for line in lines)
    return {
        path: digest
        for digest, _, path in entries
        if len(digest) == 64 and path and ".." not in path.split("/") and not path.startswith("/")
    }
