"""A Chromium, and the example site on a server that sends the headers of netlify.toml."""

from __future__ import annotations

import contextlib
import functools
import http.server
import os
import re
import shutil
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from site_folder import ROOT

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


def headers() -> list[tuple[re.Pattern[str], dict[str, str]]]:
    rules = tomllib.loads((ROOT / "netlify.toml").read_text(encoding="utf-8"))["headers"]
    return [(re.compile(re.sub(r":\w+", "[^/]+", re.escape(rule["for"])).replace(r"\*", ".*") + "$"), rule["values"]) for rule in rules]


class Handler(http.server.SimpleHTTPRequestHandler):
    rules = headers()

    def end_headers(self) -> None:
        # As the host does: of two rules for the same path and name, the later one holds.
        merged = {name: value for pattern, values in self.rules if pattern.match(self.path) for name, value in values.items()}
        for name, value in merged.items():
            if name != "Strict-Transport-Security":
                self.send_header(name, value.replace("; upgrade-insecure-requests", ""))  # there is no TLS here
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served as the host serves it."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
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
