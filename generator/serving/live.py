"""Building again and again, and telling browsers what came of it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import queue
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from generator.build import Builder
from generator.diagnostics import Diagnostic, summary
from generator.outcome import Result
from generator.publishing.output import manifest

Event = dict[str, Any]
_STYLE = "templates/assets/css/"


@dataclass(slots=True, eq=False)
class _Listener:
    loop: asyncio.AbstractEventLoop
    events: asyncio.Queue[Event]


class Live:
    """The last build of a site, and the browsers that look at it. Builds run one after the other, in a thread of their own."""

    def __init__(self, builder: Builder, say: Callable[[str], None]) -> None:
        self.builder, self.options, self.say = builder, builder.options, say
        self.number = 0
        self.result = Result()
        self.listeners: set[_Listener] = set()
        self.lock = threading.Lock()
        self.waiting: queue.SimpleQueue[set[str]] = queue.SimpleQueue()
        self.files = manifest(builder.options.target)

    def start(self) -> None:
        """Build for the first time, then whenever something is reported."""
        self.rebuild(set())
        gc.collect()
        gc.freeze()
        threading.Thread(target=self._work, name="builder", daemon=True).start()

    def report(self, paths: set[str]) -> None:
        """Something has changed."""
        self.waiting.put(paths)

    def _work(self) -> None:
        while True:
            paths = self.waiting.get()
            while not self.waiting.empty():
                paths |= self.waiting.get()
            self.rebuild(paths)
            with contextlib.suppress(OSError, sqlite3.Error):  # without it the next server only starts more slowly
                self.builder.save()
            gc.collect()

    def rebuild(self, paths: set[str]) -> None:
        """Build, and tell who listens. An error of ours is told like one of the author's, and the server goes on."""
        gc.disable()  # a pause in the middle of a build would be seen
        try:
            result = self.builder.build()
        except Exception as error:
            self.say(f"the build broke off: {error!r}")
            return
        finally:
            gc.enable()
        with self.lock:
            self.result = result
            done = result.published
            if done and (done.written or done.removed or not self.number):  # what changed no file is no news
                self.number += 1
            before, self.files = self.files, manifest(self.options.target)
            changed = {path for path in before.keys() | self.files.keys() if before.get(path) != self.files.get(path)}
        self.say(summary(result.diagnostics) or "no errors")
        self.tell(self.state(changed, style_only=bool(paths) and all(path.startswith(_STYLE) for path in paths)))

    def state(self, changed: set[str] | None = None, *, style_only: bool = False) -> Event:
        """What a browser has to know: the build's number, the files that it changed, and what is wrong."""
        failed = self.result.failed()
        found = [_as_data(item) for item in self.result.diagnostics] if failed else []
        return {"build": self.number, "changed": sorted(changed or ()), "styleOnly": style_only, "errors": found}

    def tell(self, event: Event) -> None:
        """Send an event to every browser."""
        with self.lock:
            listeners = list(self.listeners)
        for listener in listeners:
            listener.loop.call_soon_threadsafe(listener.events.put_nowait, event)

    def listen(self) -> _Listener:
        """A new browser; its first event is the present state."""
        listener = _Listener(asyncio.get_running_loop(), asyncio.Queue())
        listener.events.put_nowait(self.state())
        with self.lock:
            self.listeners.add(listener)
        return listener

    def leave(self, listener: _Listener) -> None:
        """A browser that is gone."""
        with self.lock:
            self.listeners.discard(listener)


def _as_data(found: Diagnostic) -> Event:
    return {**asdict(found), "severity": found.severity.label, "place": str(found.location)}
