"""What is remembered travels: in a fresh clone, on another machine, only what has changed is made again, to the same bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from counterpoint import build as builds
from site_folder import ROOT, TestSite

sys.path.insert(0, str(ROOT / "bench"))
from pushes import clone, edits, rehearse

SIDES = "positions: {p: {label: P}}\n"
CLAIMS = "claims:\n  c1:\n    quote: says that it costs little\n    speaker: ann\n    position: p\n"


@pytest.fixture
def pushed(site) -> TestSite:
    """A site of some articles, with all defaults but the search index."""
    site.write("site.yml", "title: Test\nbase_url: https://example.org/\nsearch: false\n")
    for slug in ("a", "b", "c", "d"):
        site.article(slug, f"Ann says that it costs little, in {slug}.", SIDES + CLAIMS)
    return site


def test_a_week_of_pushes_comes_to_what_clean_builds_come_to(pushed, tmp_path_factory):
    steps = list(edits(["a", "b", "c", "d"]))
    assert len(steps) == 20
    some = [
        step for step in steps if step[0] in {"a claim in other words", "a page", "an article renamed", "an article removed", "a template"}
    ]
    seen = [name for name, *_ in rehearse(pushed.root, tmp_path_factory.mktemp("work"), iter(some))]
    assert len(seen) == 6


@pytest.mark.parametrize("edit", ["", "Counted."])
def test_in_a_fresh_clone_only_what_has_changed_is_made(pushed, tmp_path_factory, edit):
    pushed.built()
    there = TestSite(clone(pushed.root, tmp_path_factory.mktemp("machine") / "elsewhere", pushed.root))
    if edit:
        there.edit("content/articles/a.yml", "position: p", f"position: p\n    note: {edit}")
    totals = {}
    result = there.built(report=lambda stage, done, total: totals.update({stage: total}))
    assert result.changed == (1 if edit else 0)
    assert totals.get("prepare", 0) == totals.get("render", 0) == (1 if edit else 0)
    expected = TestSite(clone(there.root, tmp_path_factory.mktemp("clean") / "site"))
    expected.built()
    assert there.tree() == expected.tree()


def test_a_program_installed_again_elsewhere_relies_on_the_cache(pushed, tmp_path_factory):
    first = tmp_path_factory.mktemp("first")
    second = tmp_path_factory.mktemp("second") / "inner"
    for place in (first, second):
        shutil.copytree(ROOT / "generator/counterpoint", place / "counterpoint", copy_function=shutil.copyfile)
        shutil.copytree(ROOT / "templates", place / "counterpoint/templates", copy_function=shutil.copyfile)

    def run(place: Path, site: Path) -> str:
        command = [sys.executable, "-m", "counterpoint", "build", "--site", str(site)]
        env = {**os.environ, "PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(command, cwd=place, env=env, capture_output=True, text=True, check=True).stderr

    run(first, pushed.root)
    there = clone(pushed.root, tmp_path_factory.mktemp("there") / "site", pushed.root)
    assert " 0 changed, 0 files written" in run(second, there)
    german = second / "counterpoint/rendering/locales/de.po"
    german.write_text(german.read_text(encoding="utf-8") + "\n# a word\n", encoding="utf-8")
    assert " 5 changed" in run(second, there)
    font = next((second / "counterpoint/rendering/fonts").glob("*.ttf"))
    font.write_bytes(font.read_bytes() + b"\0")
    assert " 5 changed" in run(second, there)


def test_what_is_changed_between_publishing_and_remembering_is_mended_by_the_next_build(site):
    site.built()
    site.edit("content/articles/cost.yml", "Little.", "Next to nothing.")
    page = "build/cost/sides/index.html"

    def meddle(stage: str, done: int, total: int) -> None:
        if stage == "remember":
            text = (site.root / page).read_bytes()
            (site.root / page).write_bytes(text.replace(b"nothing", b"NOTHING"))
            (site.root / "build/feed.xml").unlink()
            (site.root / "build/index.html").write_text("mine")

    site.built(report=meddle)
    site.built()
    rebuilt = site.tree()
    for folder in ("build", ".cache"):
        shutil.rmtree(site.root / folder)
    site.built()
    assert rebuilt == site.tree()


def test_check_names_a_template_and_an_image_that_cannot_be_read(site):
    site.write("content/media/a.png", "no image")
    site.write("templates/corrections.html", b"\xff\xfe")
    site.edit("content/articles/cost.md", "Ann says", "![A sign](media/a.png)\n\nAnn says")
    first = {diagnostic.code for diagnostic in builds.check(site.options()).diagnostics}
    site.edit("content/articles/cost.md", "![A sign](media/a.png)\n\n", "")
    assert first | {diagnostic.code for diagnostic in builds.check(site.options()).diagnostics} == {"image-unreadable", "template-error"}
