"""What is remembered between two builds of one output: prepared articles, what they were linked to, and what every target was made from.

The cache is disposable. One that cannot be read, of another version or half written, counts as empty; nothing in it is ever run. It is one
file, replaced whole after publishing, and a store of large parts that it names.
"""

from __future__ import annotations

import hashlib
from array import array
from pathlib import Path
from zlib import crc32

import msgspec
from msgspec import Struct, field

from counterpoint.engine.files import empty_folder, own_folder, read_regular, remove_odd, replace_own
from counterpoint.publishing.staging import Measures
from counterpoint.publishing.store import Store, StoreDamaged
from counterpoint.reading.signatures import Signature, signature
from counterpoint.rendering.long_data import Stretch
from counterpoint.site.packed import PackedArticle, pack

_DIGEST = 32


class KeptFile(Struct, frozen=True, array_like=True):
    """A file of the output as it was published: SHA-256 of its content, and its signature where that may be trusted."""

    digest: str
    signature: Signature | None


_FILES = msgspec.msgpack.Decoder(dict[str, KeptFile])
_PARTS = msgspec.msgpack.Decoder(dict[str, dict[str, Stretch]])


class KeptTarget(Struct, frozen=True, array_like=True):
    """What a target was made from, and the files that came of it. Both are packed: few of many targets are looked at."""

    uses: bytes
    """The places of its facts among all facts, as unsigned numbers of four bytes."""
    packed: bytes
    measures: Measures | None = None
    packed_parts: bytes = b""

    @property
    def files(self) -> dict[str, KeptFile]:
        """Its files by their path in the output."""
        return _FILES.decode(self.packed)

    @property
    def parts(self) -> dict[str, dict[str, Stretch]]:
        """In long files, by their path in the output: where articles' parts are, by slug."""
        return _PARTS.decode(self.packed_parts) if self.packed_parts else {}

    def facts(self) -> array[int]:
        """The places of its facts among all facts."""
        return array("I", self.uses)


class KeptLinks(Struct, frozen=True, array_like=True):
    """What linking came to, so long as all that it looked at is the same: `site` is the digest of the files of the whole site, and
    `whole` of these with the articles' ties. For each language, the names of its Site's collections in the store."""

    site: str = ""
    whole: str = ""
    editions: tuple[dict[str, str], ...] = ()
    names: tuple[dict[str, str], ...] = ()
    """For each language: article slug → its name among the prepared ones."""
    diagnostics: bytes = b""


class Kept(Struct):
    """All that is remembered. Digests of facts are those that held when the targets were made."""

    files: dict[str, tuple[Signature, bytes]] = field(default_factory=dict)
    articles: dict[str, PackedArticle] = field(default_factory=dict)
    targets: dict[str, KeptTarget] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    links: KeptLinks = KeptLinks()
    references: dict[str, tuple[str, ...] | None] = field(default_factory=dict)
    """By the digest of a template's text: the templates that it names."""

    def stored(self) -> set[str]:
        """The names of all large parts."""
        names = {name for article in self.articles.values() for name in (article.summary, article.details)}
        return names | {name for edition in self.links.editions for name in edition.values()}


_DRAWERS = 32
"""Targets are kept in so many parts: an edit changes few of them."""


class _Index(Struct, frozen=True, array_like=True):
    """What is remembered, as it is written: with the names of its targets' parts."""

    files: dict[str, tuple[Signature, bytes]]
    articles: dict[str, PackedArticle]
    facts: dict[str, str]
    links: KeptLinks
    references: dict[str, tuple[str, ...] | None]
    drawers: list[str]


_INDEX = msgspec.msgpack.Decoder(_Index)
_TARGETS = msgspec.msgpack.Decoder(dict[str, KeptTarget])


def _drawer(key: str) -> int:
    return crc32(key.encode()) % _DRAWERS


class Cache:
    """The memory of one output, in a folder of its own. `stamp` names the program that wrote it, to the last byte."""

    def __init__(self, folder: Path, stamp: str) -> None:
        self.folder, self.stamp = folder, stamp
        self.file = folder / "build.msgpack"
        self.details = Store(folder / "details")
        self.loaded = Kept()
        self.drawers = [""] * _DRAWERS
        self.name = ""
        """What the cache that was loaded, or saved last, is called: another one is called otherwise."""
        self.read: Signature | None = None
        """The signature of the file that was loaded: while it is the same, it need not be loaded again."""

    def load(self) -> Kept:
        """What is remembered; nothing, if the cache is not fit to be used: it is then forgotten."""
        if not self.look_into():
            self.drop()
        return self.loaded

    def look_into(self) -> bool:
        """Load what is remembered, and say whether that can be used. Changes nothing; and loads nothing that is loaded already."""
        try:
            now = signature(self.file)
            if now is not None and now == self.read:
                return True
            content = read_regular(self.file)
            digest, whole = content[:_DIGEST], memoryview(content)[_DIGEST:]
            if digest != self._digest(whole):
                return False
            index = _INDEX.decode(whole)
            targets: dict[str, KeptTarget] = {}
            for name in filter(None, index.drawers):
                targets |= _TARGETS.decode(self.details.get(name))
        except (OSError, msgspec.MsgspecError, ValueError, StoreDamaged):
            return False
        self.loaded = Kept(index.files, index.articles, targets, index.facts, index.links, index.references)
        self.name, self.drawers, self.read = digest.hex(), index.drawers, now
        return True

    def drop(self) -> None:
        """Forget everything."""
        self.loaded, self.name, self.drawers, self.read = Kept(), "", [""] * _DRAWERS, None
        own_folder(self.folder)
        remove_odd(self.file)
        self.file.unlink(missing_ok=True)
        empty_folder(self.details.folder)

    def save(self, kept: Kept) -> None:
        """Remember this instead. Raises OSError where that cannot be done; what was remembered then still holds."""
        if kept is self.loaded:
            return
        drawers = self._put_away(kept.targets)
        whole = msgspec.msgpack.encode(_Index(kept.files, kept.articles, kept.facts, kept.links, kept.references, drawers))
        digest = self._digest(whole)
        replace_own(self.file, digest + whole)
        if kept.links is self.loaded.links:  # little has changed
            self.details.remove({*self.loaded.stored(), *self.drawers} - {*kept.stored(), *drawers})
        else:
            self.details.keep_only({*kept.stored(), *drawers})
        self.loaded, self.name, self.drawers = kept, digest.hex(), drawers

    def _put_away(self, targets: dict[str, KeptTarget]) -> list[str]:
        """Put those parts of the targets into the store that have changed; returns the names of all."""
        before = self.loaded.targets
        changed = {_drawer(key) for key, target in targets.items() if before.get(key) is not target}
        changed |= {_drawer(key) for key in before.keys() - targets.keys()}
        parts: dict[int, dict[str, KeptTarget]] = {number: {} for number in changed}
        for key, target in targets.items():
            if (number := _drawer(key)) in parts:
                parts[number][key] = target
        return [self.details.put(pack(parts[number])) if number in parts else name for number, name in enumerate(self.drawers)]

    def _digest(self, whole: bytes | memoryview) -> bytes:
        """Bound to the program that wrote it: what another one wrote looks damaged."""
        digest = hashlib.sha256(self.stamp.encode())
        digest.update(whole)
        return digest.digest()
