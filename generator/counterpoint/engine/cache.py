"""What is remembered between two builds of one output. It may be carried to another machine, and into another folder.

Nothing in it depends on a path, a time or a machine, but signatures of files, which only spare work where they fit. The cache is
disposable: one that cannot be read, was written by another program, or is half written counts as empty, and nothing in it is ever run.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from pathlib import Path

from msgspec import Struct, field

from counterpoint.engine.codec import decode, digest, encode
from counterpoint.engine.files import empty_folder, own_folder, read_regular, remove_file, remove_odd, replace_own
from counterpoint.engine.scan import Snapshot
from counterpoint.engine.store import Store, StoreDamaged
from counterpoint.engine.tasks import TaskCache

_DIGEST = 32
STATE, INDEX = "state.msgpack", "build.msgpack"


def cache_folder(root: Path, output: Path) -> Path:
    """The folder in which what belongs to one output of a site is remembered: named by the way from the one to the other."""
    way = os.path.relpath(os.path.realpath(output), os.path.realpath(root))
    return root / ".cache" / hashlib.sha256(os.fsencode(way)).hexdigest()[:12]


class State(Struct, frozen=True, array_like=True):
    """The last build that was published: what it was made from and came to. It alone tells that nothing has changed."""

    choices: str = ""
    """What was asked for."""
    inputs: Snapshot = Snapshot()
    outputs: Snapshot = Snapshot()
    outcome: bytes = b""
    index: str = ""
    """The digest of the index that belongs to it."""


class Index(Struct, array_like=True):
    """What the last build has learnt: its tasks, and what the steps before them wish to remember, by name."""

    tasks: TaskCache = field(default_factory=TaskCache)
    sections: dict[str, bytes] = {}


class BuildCache:
    """The memory of one output, in a folder of its own. `program` is a digest of the program that wrote it.

    Values that only some builds need lie in `store`, each under a name that the index holds.
    """

    def __init__(self, folder: Path, program: str) -> None:
        self.folder, self.program = folder, program
        self.store = Store(folder / "details")
        self.state = State()
        self.index = Index()

    def load_state(self) -> State:
        """Load what tells whether anything has changed. Changes nothing on disk."""
        try:
            self.state = decode(self._sealed(STATE), State)
        except (OSError, ValueError):
            self.state = State()
        return self.state

    def load(self) -> Index:
        """Load the index that belongs to the state; an empty one, with an empty state, where there is none. Changes nothing on disk."""
        try:
            content = self._sealed(INDEX)
            if not self.state.index or digest(content) != self.state.index:
                raise ValueError("another index")
            self.index = decode(content, Index)
            if not self.index.tasks.is_whole():
                raise ValueError("tasks without their dependencies")
        except (OSError, ValueError):
            self.state, self.index = State(), Index()
        return self.index

    def prepare(self) -> None:
        """Make sure that there is a folder to save into; forget what is damaged. Raises OSError."""
        own_folder(self.folder)
        own_folder(self.store.folder)
        if not self.state.index:
            self.forget()

    def forget(self) -> None:
        """Forget everything. Raises OSError."""
        self.state, self.index = State(), Index()
        own_folder(self.folder)
        for name in (STATE, INDEX):
            remove_odd(self.folder / name)
            remove_file(self.folder / name)
        empty_folder(self.store.folder)

    def save(self, state: State, index: Index, stored: Collection[str]) -> None:
        """Remember this instead; of the store, the names in `stored`. Raises OSError; what was remembered then still holds, or nothing."""
        if index is self.index:
            name = self.state.index
        else:
            content = encode(index)
            self._seal(INDEX, content)
            name = digest(content)
            self.store.keep_only(frozenset(stored))
        self.state = State(state.choices, state.inputs, state.outputs, state.outcome, name)
        self.index = index
        self.save_state()

    def save_state(self) -> None:
        """Write the state alone. Raises OSError."""
        self._seal(STATE, encode(self.state))

    def _sealed(self, name: str) -> bytes:
        content = read_regular(self.folder / name)
        if content[:_DIGEST] != self._digest(memoryview(content)[_DIGEST:]):
            raise ValueError(f"{name} is damaged, or another program's")
        return content[_DIGEST:]

    def _seal(self, name: str, content: bytes) -> None:
        replace_own(self.folder / name, self._digest(content) + content)

    def _digest(self, content: bytes | memoryview) -> bytes:
        """Bound to the program: what another one wrote looks damaged."""
        whole = hashlib.sha256(self.program.encode())
        whole.update(content)
        return whole.digest()


__all__ = ["BuildCache", "Index", "State", "StoreDamaged", "cache_folder"]
