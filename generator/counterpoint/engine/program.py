"""Which program runs: a digest of its content and of its libraries', the same wherever and whenever they were installed."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import sysconfig
import zlib
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from counterpoint.engine.codec import digest

_INSTALLED = re.compile(r"(?P<name>.+?)-(?P<version>[^-]+)\.dist-info")


@lru_cache
def program_digest(package: Path, suffixes: tuple[str, ...], libraries: tuple[str, ...]) -> str:
    """A digest of all that decides which bytes a program makes: its files, Python's version and zlib's, the platform, and its libraries.

    `package` is its folder, of which files with some suffixes count; `libraries` are names of distributions.
    """
    whole = hashlib.blake2b(digest_size=16)
    whole.update(f"{sys.version_info[:3]} {sys.implementation.name} {sysconfig.get_platform()} {zlib.ZLIB_RUNTIME_VERSION}\n".encode())
    for line in sorted(_distributions({_normal(name) for name in libraries})):
        whole.update(f"{line}\n".encode())
    for folder, inner, names in os.walk(package):
        inner.sort()
        for name in sorted(names):
            if name.endswith(suffixes):
                file = Path(folder) / name
                whole.update(f"{file.relative_to(package).as_posix()}\0".encode() + file.read_bytes() + b"\0")
    return whole.hexdigest()


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _distributions(wanted: Collection[str]) -> set[str]:
    """Name, version and a digest of the files of what is installed; the first of a name that Python would find."""
    digests: dict[str, str] = {}
    for folder in sys.path:
        try:
            entries = os.listdir(folder or ".")  # noqa: PTH208 - the fastest way, and it comes before every build
        except OSError:
            continue
        for entry in entries:
            match = _INSTALLED.fullmatch(entry)
            if match and (name := _normal(match["name"])) in wanted and name not in digests:
                digests[name] = f"{name} {match['version']} {_record(Path(folder) / entry / 'RECORD')}"
    return {*digests.values()}


def _record(file: Path) -> str:
    """A digest of the list of a distribution's files with their digests, without what differs from one installation to the next."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    content = sorted(line for line in lines if ",sha256=" in line and not line.startswith("..") and ".dist-info/" not in line)
    return digest("\n".join(content).encode())
