"""Measure builds and rebuilds, beside Hugo and Pelican on the same articles, and write docs/performance.md.   make bench

Every figure is the median of some runs on this machine; ratios come from one run. The peers are installed from PyPI into environments
of their own. They do a little less: the same pages for articles, topics and speakers, with the answers of all positions in a table, but
no claims' data or annotations, and no quote is looked for: their claims are links in the text.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import lighthouse
import serving

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".cache" / "bench"
OLD = WORK / "old"
HUGO = "0.168.0"
PELICAN = "4.12.0"
QUICK = 5
"""Runs, at least, of what takes about a second."""
PELICAN_MOST = 1_000
"""Articles beyond which Pelican is not run: its pages of speakers go through all articles for each, and would take hours."""

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Programs are compiled once, as they are where they have been installed."""

MORE = "with search and share images"
"""What a site has unless its settings say otherwise, and the peers do not make."""


@dataclass(frozen=True)
class Run:
    """Seconds on the wall and of processor, and MiB of the largest process."""

    wall: float
    processor: float
    memory: float


def timed(command: list[str]) -> Run:
    """Run a command in a child of its own, so that its children's usage is counted apart."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        started = time.perf_counter()
        status = subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT, env=ENVIRONMENT, check=False
        ).returncode
        wall = time.perf_counter() - started
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        os.write(write, f"{status} {wall} {used.ru_utime + used.ru_stime} {used.ru_maxrss / 1024}".encode())
        os._exit(0)
    os.close(write)
    os.waitpid(pid, 0)
    status, *figures = os.read(read, 200).decode().split()
    os.close(read)
    if status != "0":
        sys.exit(f"bench: exit {status}: {' '.join(command)}")
    print(figures[0], *command[-5:], file=sys.stderr)
    return Run(*map(float, figures))


def median(command: list[str], before: Callable[[], object], runs: int) -> Run:
    """The median of some runs, each after the same untimed preparation."""
    found = []
    for _ in range(runs):
        before()
        found.append(timed(command))
    return Run(*(statistics.median(getattr(run, name) for run in found) for name in ("wall", "processor", "memory")))


def without(*made: Path) -> None:
    """Put away what was built, and wait until it is on disk. It is removed when all is measured: for minutes after many files were removed,
    some file systems create files slowly."""
    OLD.mkdir(parents=True, exist_ok=True)
    for folder in filter(Path.exists, made):
        folder.rename(Path(tempfile.mkdtemp(dir=OLD)) / folder.name)
        os.sync()


def edit(file: Path, key: str) -> None:
    """Put a word into the first value of a key."""
    file.write_text(re.sub(rf"({key}: )", r"\1Edited. ", file.read_text(encoding="utf-8"), count=1), encoding="utf-8")


def measure(articles: int, hugo: Path, pelican: Path, runs: int) -> list[tuple[str, Run]]:
    """All cases at one size, by name."""
    ours, theirs, other = (WORK / f"{name}-{articles}" for name in ("site", "hugo", "pelican"))
    makers = [(ours, "corpus.py"), (theirs, "hugo_site.py"), (other, "pelican_site.py")]
    for folder, maker in makers if articles <= PELICAN_MOST else makers[:2]:
        without(folder)
        subprocess.run([sys.executable, str(ROOT / "bench" / maker), str(folder), "--articles", str(articles)], check=True)
    command = [sys.executable, "-m", "counterpoint", "build", "--site", str(ours)]
    sidecar, speakers = ours / "content/articles/article-7.yml", ours / "content/speakers.yml"

    cases = [("Hugo: whole build", median([str(hugo), "--quiet", "--source", str(theirs)], lambda: without(theirs / "public"), runs))]
    if articles <= PELICAN_MOST:
        slow = [str(pelican), "--quiet", "--settings", str(other / "pelicanconf.py"), str(other / "content")]
        cases.append(("Pelican: whole build", median(slow, lambda: without(other / "output"), runs)))
    cases.append(("first build", median(command, lambda: without(ours / "build", ours / ".cache"), runs)))
    cases.append(("nothing changed", median(command, lambda: None, max(runs, QUICK))))
    for name, file, key in [
        ("an answer edited", sidecar, "north"),
        ("a question edited", sidecar, "question"),
        ("a speaker's bio edited", speakers, "bio"),
    ]:
        often = max(runs, QUICK) if key == "north" else runs
        cases.append((name, median(command, lambda file=file, key=key: edit(file, key), often)))
    settings = ours / "site.yml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("share_images: none\nsearch: false\n", ""), encoding="utf-8")
    cases.append((f"first build, {MORE}", median(command, lambda: without(ours / "build", ours / ".cache"), runs)))
    cases.append((f"an answer edited, {MORE}", median(command, lambda: edit(sidecar, "north"), max(runs, QUICK))))
    cases.append((f"a claim edited, {MORE}", median(command, lambda: edit(sidecar, "    text"), runs)))
    return cases


def report(results: dict[int, list[tuple[str, Run]]], runs: int, more: list[str]) -> str:
    """The page; `more` are its further sections."""
    lines = [
        "# Performance",
        "",
        "Made by `make bench`: the same made-up articles (about 1,000 words, 16 claims, 3 positions, 4 points of dispute each) built by",
        f"Counterpoint, by Hugo {HUGO} and by Pelican {PELICAN}, which is written in Python too. These do a little less: no search for",
        "quotes, no data, no annotations; and every build of theirs is a whole one. Times are of one run; they differ between machines,",
        f"ratios less so. Pelican is not run beyond {PELICAN_MOST:,} articles: the pages of its speakers go through all articles for each.",
        "",
        f"{time.strftime('%Y-%m-%d')}; {os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}; medians of {runs} run{'s' if runs > 1 else ''} each, and of {max(runs, QUICK)} where nothing or an answer has changed.",
        "",
        "![Seconds by case and number of articles, on a logarithmic scale](images/performance.svg)",
    ]
    for articles, cases in results.items():
        whole = cases[0][1].wall
        lines += ["", f"## {articles:,} articles", "", "| | seconds | × Hugo | processor | largest process |", "|---|---|---|---|---|"]
        lines += [
            f"| {name} | {run.wall:.2f} | {run.wall / whole:.2f} | {run.processor:.1f} s | {run.memory:,.0f} MiB |" for name, run in cases
        ]
    return "\n".join([*lines, *more]) + "\n"


def plot(results: dict[int, list[tuple[str, Run]]]) -> str:
    """Bars on a logarithmic scale: a rebuild and a first build are far apart."""
    height, left, scale = 22, 340, 80
    rows = [(f"{articles:,}: {name}", run.wall) for articles, cases in results.items() for name, run in cases]
    low = 0.05
    import math

    def width(seconds: float) -> float:
        return max(2.0, scale * math.log10(max(seconds, low) / low))

    bars = []
    for number, (name, seconds) in enumerate(rows):
        top = 10 + number * height
        colour = "#8a8578" if "whole build" in name else "#1d4f91"
        bars.append(f'<text x="{left - 8}" y="{top + 13}" text-anchor="end">{name}</text>')
        bars.append(f'<rect x="{left}" y="{top}" width="{width(seconds):.1f}" height="{height - 6}" fill="{colour}"/>')
        bars.append(f'<text x="{left + width(seconds) + 6:.1f}" y="{top + 13}">{seconds:.2f} s</text>')
    size = 20 + len(rows) * height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 {size}" font-family="system-ui, sans-serif" font-size="12" '
        f'role="img" aria-label="Seconds by case, on a logarithmic scale"><rect width="640" height="{size}" fill="#fff"/>{"".join(bars)}</svg>\n'
    )


def installed(name: str, *packages: str) -> Path:
    """A peer's program, in an environment of its own."""
    environment = WORK / "environments" / name
    program = environment / "bin" / name
    if not program.exists():
        venv.create(environment, with_pip=True)
        subprocess.run([str(environment / "bin" / "pip"), "install", "--quiet", *packages], check=True)
    return program


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--articles", type=int, nargs="+", default=[100, 1000])
    arguments.add_argument("--runs", type=int, default=3)
    options = arguments.parse_args()
    hugo, pelican = installed("hugo", f"hugo=={HUGO}"), installed("pelican", f"pelican[markdown]=={PELICAN}", "pyyaml")
    results = {articles: measure(articles, hugo, pelican, options.runs) for articles in options.articles}
    subprocess.run([sys.executable, "-m", "counterpoint", "build"], check=True, cwd=ROOT)
    more = serving.section({articles: WORK / f"site-{articles}" for articles in results}) + lighthouse.section(ROOT / "build")
    page = report(results, options.runs, more)
    (ROOT / "docs/performance.md").write_text(page, encoding="utf-8")
    (ROOT / "docs/images/performance.svg").write_text(plot(results), encoding="utf-8")
    shutil.rmtree(OLD)
    print(page)


if __name__ == "__main__":
    main()
