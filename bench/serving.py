"""From saving a file to the new page in a browser that shows it: milliseconds, by the browser's own clock."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PORT = 8131
WATCH = """() => { window.seen = 0;
  new MutationObserver(() => { window.seen = Date.now() })
    .observe(document.querySelector('main'), {subtree: true, childList: true, characterData: true, attributes: true}) }"""


def latency(site: Path, edits: int) -> list[float]:
    """Serve a site, edit a note of an article that is open in a browser some times, and say how long each took to be seen."""
    command = [sys.executable, "-m", "counterpoint", "serve", "--site", str(site), "--port", str(PORT)]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    assert server.stderr
    for line in server.stderr:
        if line.startswith("serving"):
            break
    file = site / "content/articles/article-7.yml"
    found = []
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{PORT}/article-7/")
            page.evaluate(WATCH)
            page.wait_for_timeout(2000)
            for number in range(edits):
                page.evaluate("() => { window.seen = 0 }")
                text = file.read_text(encoding="utf-8")
                saved = page.evaluate("Date.now()")
                file.write_text(re.sub(r"note: (Edit \d+\. )?", f"note: Edit {number}. ", text, count=1), encoding="utf-8")
                page.wait_for_function("() => window.seen")
                found.append(page.evaluate("window.seen") - saved)
                page.wait_for_timeout(1000)
            browser.close()
    finally:
        server.kill()
    return found


def section(sites: dict[int, Path], edits: int = 7) -> list[str]:
    """The part of the page on the author's server."""
    lines = [
        "",
        "## From saving to seeing",
        "",
        "`counterpoint serve`, an article open in Chromium: from saving its sidecar to its page showing the change.",
    ]
    lines += ["", "| articles | median | slowest |", "|---|---|---|"]
    for articles, site in sites.items():
        times = latency(site, edits)
        lines.append(f"| {articles:,} | {statistics.median(times):.0f} ms | {max(times):.0f} ms |")
    return lines
