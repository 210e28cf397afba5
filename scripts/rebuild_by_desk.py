#!/usr/bin/env python3
"""Make the example site's first article again from its bare text in the desk, and compare.   scripts/rebuild_by_desk.py [firefox]"""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / folder) for folder in ("generator", "tests/browser", "tests")]

import engines  # noqa: E402 the paths come first
from playwright.sync_api import sync_playwright  # noqa: E402
from test_rebuilding_by_desk import rebuilt  # noqa: E402


def main() -> None:
    """Rebuild the whole article, and say how long that took."""
    with contextlib.ExitStack() as stack:
        if sys.argv[1:] == ["firefox"]:
            engine = stack.enter_context(engines.firefox())
        else:
            playwright = stack.enter_context(sync_playwright())
            engine = engines.Chromium(
                playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
            )
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        started = time.perf_counter()
        (given, body), (wanted, text) = rebuilt(engine, folder, whole=True)
        assert given == wanted, [key for key in wanted if given.get(key) != wanted[key]]
        assert body == text
        print(f"{len(wanted['claims'])} claims in {engine.name}: the article is the same, in {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
