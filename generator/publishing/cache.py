"""What is remembered between two builds of one output: prepared articles, and what every target was made from.

The cache is disposable. One that cannot be read, of another version or half written, counts as empty; nothing in it is ever run. It is
written in one transaction, after publishing.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field

from generator.publishing.staging import Measures
from generator.publishing.store import Store
from generator.reading.signatures import Signature

_TABLE = "CREATE TABLE IF NOT EXISTS kept (kind TEXT, name TEXT, value BLOB, digest BLOB, PRIMARY KEY (kind, name)) WITHOUT ROWID"


class KeptArticle(Struct, frozen=True):
    """A prepared article: the digest of all that it was made from, its packed summary, the name of its details, its diagnostics."""

    key: str
    summary: bytes
    details: str
    diagnostics: bytes


class KeptFile(Struct, frozen=True):
    """A file of the output as it was published: SHA-256 of its content, and its signature where that may be trusted."""

    digest: str
    signature: Signature | None


class KeptTarget(Struct, frozen=True):
    """What a target was made from, and the files that came of it by their path in the output."""

    facts: tuple[str, ...]
    files: dict[str, KeptFile]
    measures: Measures | None = None


class Kept(Struct):
    """All that is remembered. Digests of facts are those that held when the targets were made."""

    files: dict[str, tuple[Signature, bytes]] = field(default_factory=dict)
    articles: dict[str, KeptArticle] = field(default_factory=dict)
    targets: dict[str, KeptTarget] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)


class Cache:
    """The memory of one output, in a folder of its own. `stamp` names the program that wrote it, to the last byte."""

    def __init__(self, folder: Path, stamp: str) -> None:
        self.folder, self.stamp = folder, stamp
        self.file = folder / "build.sqlite"
        folder.mkdir(parents=True, exist_ok=True)
        self.details = Store(folder / "details")
        self.details.folder.mkdir(exist_ok=True)
        self.loaded = Kept()

    def load(self) -> Kept:
        """What is remembered; nothing, if the cache is not fit to be used."""
        try:
            with _connection(self.file) as db:
                if db.execute("SELECT value FROM kept WHERE kind = 'stamp'").fetchone() == (self.stamp.encode(),):
                    self.loaded = _read(db)
                    return self.loaded
        except (sqlite3.Error, msgspec.MsgspecError, ValueError):
            pass
        self.drop()
        return self.loaded

    def drop(self) -> None:
        """Forget everything."""
        self.loaded = Kept()
        for file in self.folder.glob("build.sqlite*"):
            file.unlink()
        shutil.rmtree(self.details.folder)
        self.details.folder.mkdir()

    def save(self, kept: Kept) -> None:
        """Remember this instead. Raises sqlite3.Error or OSError where that cannot be done; what was remembered then still holds."""
        before = self.loaded
        with _connection(self.file) as db:
            db.execute(_TABLE)
            stamp = self.stamp.encode()
            db.execute("INSERT OR REPLACE INTO kept VALUES ('stamp', '', ?, ?)", (stamp, _digest("", stamp)))
            for kind in _KINDS:
                _update(db, kind, getattr(before, kind), getattr(kept, kind))
            db.commit()
        self.details.keep_only({article.details for article in kept.articles.values()})
        self.loaded = kept


@contextlib.contextmanager
def _connection(file: Path) -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(file, timeout=1)
    try:
        yield db
    finally:
        db.close()


_KINDS: dict[str, Any] = {"files": tuple[Signature, bytes], "articles": KeptArticle, "targets": KeptTarget, "facts": str}


def _read(db: sqlite3.Connection) -> Kept:
    """Everything, each value held against its digest. Raises ValueError or sqlite3.Error for what is damaged."""
    kept = Kept()
    for kind, type in _KINDS.items():
        decode = msgspec.msgpack.Decoder(type).decode
        into = getattr(kept, kind)
        for name, value, digest in db.execute("SELECT name, value, digest FROM kept WHERE kind = ?", (kind,)):
            if digest != _digest(name, value):
                raise ValueError(name)
            into[name] = decode(value)
    return kept


def _digest(name: str, value: bytes) -> bytes:
    return hashlib.blake2b(value, digest_size=16, key=name.encode()[:64]).digest()


def _update(db: sqlite3.Connection, kind: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Write what differs. What has not been replaced is still the same object, or equal."""
    db.executemany("DELETE FROM kept WHERE kind = ? AND name = ?", [(kind, name) for name in before if name not in after])
    changed = [(name, value) for name, value in after.items() if (old := before.get(name)) is not value and old != value]
    encoded = ((name, msgspec.msgpack.encode(value)) for name, value in changed)
    db.executemany(
        "INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)", ((kind, name, value, _digest(name, value)) for name, value in encoded)
    )
