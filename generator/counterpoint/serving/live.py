"""Building again and again, and telling browsers what came of it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import hashlib
import queue
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec.structs import asdict, replace

from counterpoint.build import Builder
from counterpoint.diagnostics import ERROR, Diagnostic, as_terminal, summary
from counterpoint.engine.output import manifest
from counterpoint.faults import CODE, diagnostic_of
from counterpoint.linking import LoadedSite
from counterpoint.model.speakers import Sources, Speakers
from counterpoint.outcome import Outcome
from counterpoint.preview import Preview
from counterpoint.reading.files import ArticleFiles
from counterpoint.result import Result
from counterpoint.site.report import ReportInputs, as_text, report_on

Event = dict[str, Any]
_STYLE = "templates/assets/css/"
_SLOW = 0.03
"""Seconds of a whole build beyond which single pages come first."""
_HEAD_START = 0.1
"""Seconds that browsers have to fetch such a page before the whole build takes the processor."""
_LONGEST_WAIT = 3600.0
"""Seconds after which the clock is asked again: a machine that slept, or whose clock was set, is late by no more."""


def seconds_until(due: str, now: str, tried: str) -> float | None:
    """Return how long to wait for a moment; None where there is none, or the build that was `tried` last began after it."""
    if not due or datetime.fromisoformat(tried) >= datetime.fromisoformat(due):
        return None
    seconds = (datetime.fromisoformat(due) - datetime.fromisoformat(now)).total_seconds()
    return min(max(seconds, 0.0), _LONGEST_WAIT)


@dataclass(slots=True, eq=False)
class _Listener:
    """A browser; `file` is the file of the output that it shows."""

    loop: asyncio.AbstractEventLoop
    events: asyncio.Queue[Event]
    file: str


class Live:
    """The last build of a site, and the browsers that look at it. Builds run one after the other, in a thread of their own."""

    def __init__(self, builder: Builder, say: Callable[[str], None], clock: Callable[[], str]) -> None:
        self.builder, self.options, self.say, self.clock = builder, builder.options, say, clock
        self.number = 0
        self.result = Result()
        self.listeners: set[_Listener] = set()
        self.lock = threading.Lock()
        self.waiting: queue.SimpleQueue[set[str]] = queue.SimpleQueue()
        self.files = manifest(builder.options.target)
        self.preview: Preview | None = None
        self.loaded: LoadedSite | None = None
        """The site as the last build without errors knew it."""
        self.seconds = 0.0
        """What the last whole build took."""
        self.saved = self.built = 0
        """How many reports there were, and how many of them the last whole build has taken in."""
        self.first: dict[str, tuple[int, bytes]] = {}
        """Pages that came before the whole build that they belong to, and after how many reports."""

    def start(self) -> None:
        """Build for the first time, then whenever something is reported or an article becomes due."""
        self.rebuild(set())
        gc.collect()
        gc.freeze()
        threading.Thread(target=self._work, name="builder", daemon=True).start()

    def report(self, paths: set[str]) -> None:
        """Something has changed. The pages that somebody looks at come first, if they can be made alone; then the whole site."""
        with self.lock:
            self.saved += 1
        try:
            self.show_first(paths)
        except Exception as error:  # an error of ours: the whole build has the last word
            self.say(f"no page could be shown first: {error!r}")
        self.waiting.put(paths)

    def show_first(self, paths: set[str]) -> None:
        """Make what browsers show of an edited article, and tell them. Does nothing where a whole build is as quick."""
        with self.lock:
            wanted = {listener.file for listener in self.listeners}
            preview = self.preview if self.seconds > _SLOW and not self.result.failed() else None
        pages = preview.pages(paths, wanted) if preview else {}
        pages = {path: content for path, content in pages.items() if self.page(path) != content}
        if not pages:
            return
        with self.lock:
            self.first = {**self.first, **{path: (self.saved, content) for path, content in pages.items()}}
            self.number += 1
        self.tell(self.state(set(pages)))

    def page(self, path: str) -> bytes:
        """What browsers are shown of a file of the output: a page that came first, until a whole build has caught up with it. Empty
        where there is none."""
        early, file = self.first.get(path), self.options.target / path
        return early[1] if early else file.read_bytes() if file.exists() else b""

    def draw(self, files: ArticleFiles, file: str) -> str:
        """Return a page of the output as an article would have it with texts that need not be saved; empty where that is not sure."""
        with self.lock:
            preview = self.preview
        return preview.pages_of(files, {file}).get(file, b"").decode() if preview else ""

    def dead_links(self, files: ArticleFiles, kept: Collection[str]) -> list[str]:
        """Say which links of the site would lead nowhere with these texts of an article; nothing where that is not sure."""
        with self.lock:
            preview = self.preview
        return preview.dead_links(files, kept) if preview else []

    def untold(self, before: Sequence[ArticleFiles], after: Sequence[ArticleFiles], sitewide: tuple[Speakers, Sources]) -> Outcome[bool]:
        """List what readers have been told and would find changed with no word, as `check` would, and whether that is sure."""
        with self.lock:
            preview = self.preview
        return preview.untold(before, after, sitewide) if preview else Outcome(False)

    def _work(self) -> None:
        while True:
            paths = self.next_report()
            if self.first:
                time.sleep(_HEAD_START)
            while not self.waiting.empty():
                paths |= self.waiting.get()
            self.rebuild(paths)
            with contextlib.suppress(OSError):  # without it the next server only starts more slowly
                self.builder.save()
            gc.collect()

    def next_report(self) -> set[str]:
        """Wait for a report, and return its paths; none where an article that the last build left out is due."""
        while True:
            wait = seconds_until(self.builder.due, self.clock(), self.options.now)
            if wait == 0.0:
                return set()
            with contextlib.suppress(queue.Empty):
                return self.waiting.get(timeout=wait)

    def rebuild(self, paths: set[str]) -> None:
        """Build, and tell who listens. An error of ours is told like one of the author's, and the server goes on."""
        started, saved = time.perf_counter(), self.saved
        moment = self.clock()
        self.builder.options = self.options = replace(self.options, now=moment, today=moment[:10])
        gc.disable()  # a pause in the middle of a build would be seen
        try:
            result = self.builder.build()
        except Exception as error:
            result = Result([diagnostic_of(error)])
        finally:
            gc.enable()
        loaded = self.builder.last[0] if self.builder.last else None
        preview = Preview(self.options, *self.builder.last) if self.builder.last else None
        with self.lock:
            self.result, self.preview, self.seconds = result, preview or self.preview, time.perf_counter() - started
            self.loaded = loaded or self.loaded
            self.built = saved
            early_pages = {path: hashlib.sha256(content).hexdigest() for path, (_, content) in self.first.items()}
            self.first = {path: early for path, early in self.first.items() if early[0] > saved}
            done = result.published
            if done and (done.written or done.removed or not self.number):  # what changed no file is no news
                self.number += 1
            before, self.files = self.files, manifest(self.options.target)
            changed = {path for path in before.keys() | self.files.keys() if before.get(path) != self.files.get(path)}
            changed -= {path for path, digest in early_pages.items() if self.files.get(path) == digest}  # browsers have these
        self.say(
            as_terminal([diagnostic for diagnostic in result.diagnostics if diagnostic.code == CODE], colour=False)
            + (summary(result.diagnostics) or "no errors")
        )
        self.tell(self.state(changed, style_only=bool(paths) and all(path.startswith(_STYLE) for path in paths)))
        if preview:
            preview.warm()

    def state(self, changed: set[str] | None = None, *, style_only: bool = False) -> Event:
        """What a browser has to know: the build's number, the files that it changed, and what is wrong."""
        failed = self.result.failed()
        errors = [_as_data(item) for item in self.result.diagnostics] if failed else []
        return {"build": self.number, "changed": sorted(changed or ()), "styleOnly": style_only, "errors": errors}

    def build_to_show(self) -> int | None:
        """Return the number of the build that has taken in all that was reported; None while there is none yet."""
        with self.lock:
            return self.number if self.built >= self.saved else None

    def problems(self, article: str) -> list[Event]:
        """What the last build has found in the files of one article and its translations, and every error elsewhere."""
        own = f"content/articles/{article}."
        return [_as_data(item) for item in self.result.diagnostics if item.location.path.startswith(own) or item.severity == ERROR]

    def balance(self, article: str) -> str:
        """The report on how an article treats its positions, as of the last build without errors; empty where it is not in that."""
        with self.lock:
            loaded = self.loaded
        if not loaded or not loaded.editions or article not in loaded.editions[0].site.own_articles():
            return ""
        edition = loaded.editions[0]
        return as_text(report_on(ReportInputs(edition.site, loaded.bodies(edition)), article))

    def tell(self, event: Event) -> None:
        """Send an event to every browser."""
        with self.lock:
            listeners = list(self.listeners)
        for listener in listeners:
            listener.loop.call_soon_threadsafe(listener.events.put_nowait, event)

    def listen(self, file: str) -> _Listener:
        """A new browser, which shows a file of the output; its first event is the present state."""
        listener = _Listener(asyncio.get_running_loop(), asyncio.Queue(), file)
        with self.lock:
            self.listeners.add(listener)
        listener.events.put_nowait(self.state())  # after it is heard: what comes in between is told twice rather than never
        return listener

    def leave(self, listener: _Listener) -> None:
        """A browser that is gone."""
        with self.lock:
            self.listeners.discard(listener)


def _as_data(diagnostic: Diagnostic) -> Event:
    return {
        **asdict(diagnostic),
        "location": asdict(diagnostic.location),
        "severity": diagnostic.severity.label,
        "place": str(diagnostic.location),
    }
