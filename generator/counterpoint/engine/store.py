"""Files named by their content, in one folder: what is read back is what was put there, or the store is damaged."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection
from pathlib import Path

from msgspec import Struct

from counterpoint.engine.codec import digest
from counterpoint.engine.files import create, read_regular, remove_odd


class StoreDamaged(Exception):
    """Something that was put into a store is not there any more, or is not what it was."""


class Store(Struct, frozen=True):
    """A folder of files. Several processes may put things into it at once."""

    folder: Path

    def put(self, content: bytes) -> str:
        """Keep some bytes; returns their name. Raises OSError where the disk refuses."""
        name = digest(content)
        target = f"{self.folder}/{name}"
        try:
            with open(target, "xb") as file:  # noqa: PTH123 - called for every article of a large site
                file.write(content)
        except FileExistsError:
            at = os.lstat(target)
            if not stat.S_ISREG(at.st_mode) or at.st_size != len(content):  # cut off once, or still being written
                temporary = Path(f"{target}.{os.getpid()}")
                create(temporary, content)
                remove_odd(Path(target))
                temporary.replace(target)
        return name

    def get(self, name: str) -> bytes:
        """The bytes of a name. Raises StoreDamaged."""
        try:
            content = read_regular(f"{self.folder}/{name}")
        except OSError as error:
            raise StoreDamaged(name) from error
        if digest(content) != name:
            raise StoreDamaged(name)
        return content

    def keep_only(self, names: Collection[str]) -> None:
        """Remove everything else."""
        for entry in os.scandir(self.folder):
            if entry.name not in names:
                remove_odd(Path(entry.path))
                Path(entry.path).unlink(missing_ok=True)


class Borrowing(Store, frozen=True):
    """A store that reads from another what it has not itself, and changes nothing there."""

    lender: Store

    def get(self, name: str) -> bytes:
        """The bytes of a name. Raises StoreDamaged."""
        try:
            return super().get(name)
        except StoreDamaged:
            return self.lender.get(name)
