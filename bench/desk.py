"""The desk of a large site: from a press on 'Edit' to the open form, and from 'Save' to the card that shows it, by the browser's own clock."""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PORT = 8132
OPEN = """() => new Promise((resolve) => {
  const card = document.querySelector('.card[data-n]:has(.dk-cardfoot)');
  window.claim = card.id;
  card.showPopover();
  const start = performance.now();
  const look = () => document.querySelector('.dk-panel:not([hidden]) .dk-save') ? resolve(performance.now() - start) : requestAnimationFrame(look);
  card.querySelector('.dk-cardfoot button').click();
  look();
})"""
SAVE = """(note) => {
  const area = [...document.querySelectorAll('.dk-panel textarea')].find((one) => [...one.labels].some((label) => label.textContent === 'Note'));
  area.value = note;
  area.dispatchEvent(new Event('input', {bubbles: true}));
  document.querySelector('.dk-save').click();
  return [window.claim, Date.now()];
}"""
SEEN = "([id, note]) => document.getElementById(id)?.textContent.includes(note) ? Date.now() : 0"


def measured(page: Page, edits: int) -> tuple[list[float], list[float]]:
    """Open and save the first claim some times; milliseconds of each."""
    opened, saved = [], []
    for number in range(edits):
        opened.append(page.evaluate(OPEN))
        note = f"Edit number {number}."
        claim, start = page.evaluate(SAVE, note)
        seen = page.wait_for_function(SEEN, arg=[claim, note])  # the page may be loaded anew meanwhile
        saved.append(float(seen.json_value()) - start)
        page.wait_for_selector(".dk-bar:not([aria-busy])")
    return opened, saved


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("site", type=Path, help="a site that bench/corpus.py has written")
    arguments.add_argument("--edits", type=int, default=7)
    options = arguments.parse_args()
    command = [sys.executable, "-m", "counterpoint", "serve", "--site", str(options.site), "--port", str(PORT)]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert server.stderr
        next(line for line in server.stderr if line.startswith("serving"))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{PORT}/article-7/")
            page.wait_for_selector(".dk-cardfoot", state="attached")
            page.wait_for_selector(".dk-bar:not([aria-busy])")
            opened, saved = measured(page, options.edits)
            browser.close()
    finally:
        server.kill()
        server.wait()
    for name, times in (("opening the form", opened), ("saving to seeing", saved)):
        print(f"{name}: median {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms, of {len(times)}")
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
