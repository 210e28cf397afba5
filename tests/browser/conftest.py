"""A Chromium, and the example site on a server that sends the headers that the build writes for hosts."""

from __future__ import annotations

import contextlib
import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import engines
import pytest
from engines import Firefox
from host_rules import headers_of, read_headers
from playwright.sync_api import sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """A Chromium that is there: named by CHROMIUM, on the path, or Playwright's own."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)


@functools.cache
def rules_of(folder: Path) -> list[tuple[str, dict[str, str]]]:
    """The headers that a build has written for hosts."""
    return read_headers((folder / "_headers").read_text(encoding="utf-8"))


class Handler(http.server.SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        for name, value in headers_of(rules_of(Path(self.directory)), self.path.partition("?")[0]).items():
            if name != "Strict-Transport-Security":
                self.send_header(name, value.replace(" upgrade-insecure-requests", ""))  # there is no TLS here
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def served(folder: Path, handler: type[Handler] = Handler) -> Iterator[str]:
    """The address at which a folder is served as the host serves it."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.fixture(scope="session")
def address(example: Path):
    with served(example) as it:
        yield it


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def firefox() -> Iterator[Firefox]:
    with engines.firefox() as found:
        if found is None:
            pytest.skip("no firefox is installed")
        yield found


@pytest.fixture
def open_page(browser, address):
    """Open a page; at the end of the test no console message and no outside request may have come."""
    contexts, messages, outside = [], [], []

    def open_(path: str, *, width: int = 1280, height: int = 900, touch: bool = False, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, has_touch=touch, is_mobile=touch, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.on("request", lambda request: outside.append(request.url) if not request.url.startswith(address) else None)
        page.goto(address + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert messages == []
    assert outside == []
