"""What an author has changed: one report for each burst of saving, whatever an editor does to save a file."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from counterpoint.reading.files import RECORD, is_ignored

QUIET = 0.02
"""Seconds without another event after which a burst is over."""
_SETTINGS = re.compile(r"site(\.[A-Za-z0-9-]+)?\.yml")
_CHANGES = {"created", "moved", "deleted", "closed"}
if not sys.platform.startswith("linux"):  # elsewhere nobody tells when a file has been written to its end
    _CHANGES.add("modified")


SECONDS = 1.0
"""Between two looks at all files, where they are looked at again and again."""
_SHARED = re.compile(r"9p|drvfs|nfs4?|cifs|smb\w*|afs|ceph|sshfs|vboxsf|vmhgfs|prl_fs|virtiofs|fuse(\..*)?")
"""File systems of other machines: network drives, Windows' drives in WSL, folders that a virtual machine or a container shares."""


class _Collector(FileSystemEventHandler):
    def __init__(self, root: Path, report: Callable[[set[str]], None], observer: BaseObserver, changes: set[str]) -> None:
        self.root, self.report, self.observer, self.changes = root, report, observer, changes
        self.paths: set[str] = set()
        self.lock = threading.Lock()
        self.timer: threading.Timer | None = None

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type not in self.changes or (event.is_directory and event.event_type == "modified"):
            return
        if event.is_directory and event.event_type == "created" and Path(str(event.src_path)) in self.folders():
            self.observer.schedule(self, str(event.src_path), recursive=True)
        paths = {path for name in (event.src_path, event.dest_path) if name and (path := self.relative(str(name)))}
        if not paths:
            return
        with self.lock:
            self.paths |= paths
            if self.timer:
                self.timer.cancel()
            self.timer = threading.Timer(QUIET, self.flush)
            self.timer.daemon = True
            self.timer.start()

    def folders(self) -> list[Path]:
        """The folders of which everything counts."""
        return [self.root / name for name in ("content", "templates")]

    def relative(self, name: str) -> str:
        """A path within the site, if it is one that a build reads; else nothing."""
        try:
            path = Path(name).resolve().relative_to(self.root)
        except (ValueError, OSError):
            return ""
        top = path.parts[0] if path.parts else ""
        if not (top in {RECORD, "content", "templates"} or _SETTINGS.fullmatch(top)) or any(map(is_ignored, path.parts)):
            return ""
        return path.as_posix()

    def flush(self) -> None:
        with self.lock:
            paths, self.paths = self.paths, set()
        if paths:
            self.report(paths)


def watch(root: Path, report: Callable[[set[str]], None], say: Callable[[str], None], *, poll: bool = False) -> BaseObserver:
    """Call `report` with the paths, relative to the site, of what has changed, from now on until the observer is stopped.

    With `poll`, or where the system tells of no changes, the files are looked at again and again.
    """
    here = root.resolve()
    kind = "" if poll else kind_without_events(here, Path("/proc/self/mountinfo"))
    if kind:
        say(f"this folder is on a drive ({kind}) that does not tell of changes: looking for them every second, as with --poll")
    if not poll and not kind:
        try:
            return _observed(here, report, Observer(), _CHANGES)
        except OSError as error:
            say(f"the system tells of no changes ({error.strerror or error}): looking for them every second, as with --poll")
    return _observed(here, report, PollingObserver(timeout=SECONDS), {*_CHANGES, "modified"})


def kind_without_events(folder: Path, mounts: Path) -> str:
    """The kind of file system that a folder is on, if it is one that others write to without the system telling of it."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    kinds: dict[str, str] = {}
    for line in lines:
        mount, _, system = line.partition(" - ")
        point = re.sub(r"\\(\d{3})", lambda code: chr(int(code[1], 8)), mount.split()[4])
        kinds[point] = system.split()[0]
    nearest = next((kinds[str(place)] for place in (folder, *folder.parents) if str(place) in kinds), "")
    return nearest if _SHARED.fullmatch(nearest) else ""


def _observed(here: Path, report: Callable[[set[str]], None], observer: BaseObserver, changes: set[str]) -> BaseObserver:
    collector = _Collector(here, report, observer, changes)
    observer.schedule(collector, str(here), recursive=False)
    for folder in collector.folders():
        if folder.is_dir():
            observer.schedule(collector, str(folder), recursive=True)
    observer.start()
    return observer
