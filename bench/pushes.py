"""A week of pushes, as a CI service sees it: every build in a fresh clone, with the cache of the last one restored. Beside each a clean build.

    .venv/bin/python bench/pushes.py --articles 300

Prints, for each push, the seconds that both took; stops where the two do not come to the same bytes.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Edit = Callable[[Path], None]


def replaced(path: str, old: str, new: str) -> Edit:
    """Change a file of the site by a regular expression."""

    def edit(site: Path) -> None:
        file = site / path
        text, count = re.subn(old, new, file.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
        assert count, f"{old} is not in {path}"
        file.write_text(text, encoding="utf-8")

    return edit


def with_key(path: str, key: str, value: str) -> Edit:
    """Give the first claim of a sidecar another value of a key."""

    def edit(site: Path) -> None:
        has_key = re.search(rf"^    {key}: ", (site / path).read_text(encoding="utf-8"), re.MULTILINE)
        old, new = (rf"^    {key}: .*$", f"    {key}: {value}") if has_key else (r"^(    speaker: .*)$", rf"\1\n    {key}: {value}")
        replaced(path, old, new)(site)

    return edit


def written(path: str, text: str) -> Edit:
    """Write a file of the site."""

    def edit(site: Path) -> None:
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text, encoding="utf-8")

    return edit


def removed(*paths: str) -> Edit:
    """Remove files of the site."""
    return lambda site: [(site / path).unlink() for path in paths] and None


def renamed(old: str, new: str) -> Edit:
    """Give an article another name."""
    return lambda site: [(site / f"{old}{suffix}").rename(site / f"{new}{suffix}") for suffix in (".md", ".yml")] and None


def edits(articles: list[str]) -> Iterator[tuple[str, Edit]]:
    """Twenty edits of several kinds; `articles` are slugs of the site, of which four are needed."""
    one, two, three, four = (f"content/articles/{slug}" for slug in articles[:4])
    yield "nothing", lambda site: None
    yield "the date of a claim", with_key(f"{one}.yml", "date", "2024-03-30")
    yield "another title", replaced(f"{one}.md", r"^title: .*$", "title: Another title")
    yield "a claim in other words", with_key(f"{two}.yml", "text", "In other words.")
    yield "a blank line before the text", replaced(f"{two}.md", r"\n---\n", "\n---\n\n\n")
    yield "a sentence more", replaced(f"{two}.md", r"\Z", "\n\nA sentence more.\n")
    yield "a page", written("content/pages/about.md", "---\ntitle: About us\n---\n\nWe look at claims.\n")
    yield "the page again", written("content/pages/about.md", "---\ntitle: About us\n---\n\nWe look at claims, and count.\n")
    yield "an article", written("content/articles/new-one.md", "---\ntitle: A new one\ndate: 2026-03-01\n---\n\nNobody has said a thing.\n")
    yield "a sidecar", written("content/articles/new-one.yml", "notes:\n  n1: {quote: said a thing, note: Until now.}\n")
    yield "an article renamed", renamed(three, "content/articles/renamed")
    yield "an article removed", removed(f"{four}.md", f"{four}.yml")
    yield "the site's title", replaced("site.yml", r"^title: .*$", "title: Another site")
    yield "a template", written("templates/corrections.html", '{% extends "base.html" %}{% block main %}<h1>Own</h1>{% endblock %}')
    yield "a part of the style", written("templates/assets/css/print.css", "@media print { nav { display: none } }\n")
    yield (
        "the template again",
        written("templates/corrections.html", '{% extends "base.html" %}{% block main %}<h1>Ours</h1>{% endblock %}'),
    )
    yield "back to the packaged template", removed("templates/corrections.html")
    yield "an image", written("content/media/sign.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 10'/>\n")
    yield "the image in the page", written("content/pages/about.md", "---\ntitle: About us\n---\n\n![A sign](media/sign.svg)\n")
    yield "another image", written("content/media/sign.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 10'/>\n")


def clone(site: Path, place: Path, cache: Path | None = None) -> Path:
    """A fresh clone of a site, with new times and inodes; with what a build left behind in the folder `cache`, if that is restored."""
    made = ("build", ".cache")
    sources = [path for path in site.iterdir() if path.name not in made] + ([cache / name for name in made] if cache else [])
    for source in sources:
        if source.is_dir():
            shutil.copytree(source, place / source.name, copy_function=shutil.copyfile)
        elif source.exists():
            place.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, place / source.name)
    return place


def build(site: Path) -> tuple[float, str]:
    """Build a site in a process of its own; returns seconds, and what the command said."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "counterpoint", "build", "--site", str(site)]
    done = subprocess.run(command, cwd=ROOT / "generator", capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return time.perf_counter() - started, done.stderr.strip().splitlines()[-1]


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rehearse(site: Path, work: Path, steps: Iterator[tuple[str, Edit]]) -> Iterator[tuple[str, float, float, str]]:
    """Push edit after edit. Gives (edit, seconds with the cache restored, seconds of a clean build, what the first said)."""
    last: Path | None = None
    for number, (name, edit) in enumerate([("a first build", lambda site: None), *steps]):
        edit(site)
        pushed = clone(site, work / f"push-{number}", last)
        clean = clone(site, work / f"clean-{number}")
        (seconds, said), (all_seconds, _) = build(pushed), build(clean)
        if tree(pushed / "build") != tree(clean / "build"):
            raise SystemExit(f"{name}: a build with the cache restored came to something else than a clean one")
        shutil.rmtree(clean)
        if last:
            shutil.rmtree(last)
        last = pushed
        yield name, seconds, all_seconds, said


def main() -> None:
    """Rehearse on made-up articles, with all defaults."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=100, metavar="N")
    with tempfile.TemporaryDirectory(prefix="pushes-") as folder:
        site = Path(folder) / "site"
        count = options.parse_args().articles
        subprocess.run([sys.executable, str(Path(__file__).parent / "corpus.py"), str(site), "--articles", str(count)], check=True)
        settings = site / "site.yml"
        fewer = ("claim_pages", "share_images", "search")
        kept = [line for line in settings.read_text(encoding="utf-8").splitlines() if line.split(":")[0] not in fewer]
        settings.write_text("\n".join(kept) + "\n", encoding="utf-8")
        slugs = sorted(path.stem for path in (site / "content/articles").glob("*.md"))
        for name, seconds, clean, said in rehearse(site, Path(folder), edits(slugs)):
            print(f"{name:32}{seconds:8.2f} s {clean:8.2f} s {seconds / clean:7.3f}   {said}", flush=True)


if __name__ == "__main__":
    main()
