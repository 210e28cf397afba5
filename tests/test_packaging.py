"""The wheel, in an empty environment away from the repository."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile

import pytest
from counterpoint.site_scan import LIBRARIES
from site_folder import HEAD, ROOT, SIDECAR, SITE, SPEAKERS, TEXT

pytestmark = pytest.mark.xdist_group("packaging")  # one wheel is made for all


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_builds_a_site_that_has_only_content(wheel, tmp_path):
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    site = tmp_path / "site"
    (site / "content/articles").mkdir(parents=True)
    for path, text in {
        "site.yml": SITE,
        "content/speakers.yml": SPEAKERS,
        "content/articles/cost.md": HEAD + TEXT,
        "content/articles/cost.yml": SIDECAR,
    }.items():
        (site / path).write_text(text, encoding="utf-8")
    program = (
        f"import sys; sys.path.insert(0, {str(installed)!r}); import counterpoint; print(counterpoint.__file__); "
        "from counterpoint.cli import main; sys.exit(main(['build']))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", program], cwd=site, capture_output=True, text=True, check=True)
    assert str(installed) in done.stdout
    assert 'data-claims="cheap"' in (site / "build/cost/index.html").read_text(encoding="utf-8")
    assert any((site / "build/assets").glob("style.*.css"))


def test_version_and_help():
    for arguments, words in ((["--version"], "counterpoint 0."), (["--help"], "exit codes")):
        done = subprocess.run([sys.executable, "-m", "counterpoint", *arguments], capture_output=True, text=True, cwd=ROOT, check=True)
        assert words in done.stdout


NOT_IN_A_BUILD = {"dateparser", "httpcore", "idna", "protego", "rich", "shtab", "starlette", "trafilatura", "uvicorn", "watchdog"}
"""What only other verbs need, or shows how far a build is."""


def test_every_library_that_decides_what_comes_out_decides_what_is_remembered():
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert {*LIBRARIES} == {re.match(r"[\w-]+", line)[0] for line in listed} - NOT_IN_A_BUILD
