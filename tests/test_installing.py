"""A new site is installed, checked, built and upgraded by the commands that it tells people and hosts to run, in empty environments."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
import tomllib
from functools import cache
from pathlib import Path

import pytest
import yaml
from counterpoint.cli import main

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("packaging")]


@cache
def pythons() -> tuple[str, str]:
    """The oldest and the newest Python here that Counterpoint runs on."""
    names = [f"python3.{minor}" for minor in range(11, 20)]
    places = [*os.environ.get("PATH", "").split(os.pathsep), *map(str, Path.home().glob(".pyenv/versions/*/bin"))]
    there = {}
    for name in names:
        for command in filter(None, (shutil.which(name, path=place) for place in places)):
            if subprocess.run([command, "-c", "import ensurepip, ssl"], capture_output=True, check=False).returncode == 0:
                there[name] = command
                break
    found = list(there.values()) or [sys.executable]
    return found[0], found[-1]


DEPLOYING = Path(__file__).parent.parent / "docs/deploying.md"


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    """A site that was begun with this checkout."""
    asked = subprocess.run([sys.executable, "-m", "pip", "index", "versions", "markupsafe"], capture_output=True, check=False)
    if asked.returncode:
        pytest.skip("offline: no package index can be reached")
    folder = tmp_path_factory.mktemp("news") / "news"
    assert main(["init", str(folder)]) == 0
    return folder


def shell(folder: Path, command: str, python: str, *, environment: Path | None = None) -> str:
    """Run a command as a person or a host does, with nothing of this process's Python in the way."""
    bin_folder = folder / ".bin"
    bin_folder.mkdir(exist_ok=True)
    for name in ("python3", "python"):
        (bin_folder / name).unlink(missing_ok=True)
        (bin_folder / name).symlink_to(python)
    path = [str(environment / "bin")] if environment else []
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "COUNTERPOINT"))}
    clean |= {"PATH": os.pathsep.join([*path, str(bin_folder), "/usr/bin", "/bin"])}
    clean |= {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_COMPILE": "1"}  # which changes nothing, and takes less time
    done = subprocess.run(["bash", "-ec", command], cwd=folder, env=clean, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, f"{command}\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}"
    return done.stdout + done.stderr


def clone(news: Path, folder: Path) -> Path:
    return Path(shutil.copytree(news, folder, ignore=shutil.ignore_patterns(".venv", "build", ".cache", ".bin")))


def test_what_the_readme_says_works_and_so_does_an_upgrade(news, tmp_path):
    _, python = pythons()
    site = clone(news, tmp_path / "site")
    typed = re.findall(r"^    (\S.*?)(?:\s+#.*)?$", (site / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [line.split()[0] for line in typed] == ["python3", ".", "pip", "counterpoint", "counterpoint", "counterpoint"]
    commands = [line for line in typed if "serve" not in line]
    shell(site, "\n".join(commands), python)
    assert 'data-claims="short-trips"' in (site / "build/cars-in-the-centre/index.html").read_text(encoding="utf-8")
    before = (site / "requirements.txt").read_text(encoding="utf-8")
    reinstalled = "pip install -q --no-deps --force-reinstall -r <(tail -n 1 requirements.txt)"  # the other lines stay, as is asked below
    again = f". .venv/bin/activate\ncounterpoint upgrade\n{reinstalled}\ncounterpoint check --strict"
    shell(site, again, python)
    after = (site / "requirements.txt").read_text(encoding="utf-8")
    assert re.search(r"^file:vendor/counterpoint-\S+\.whl#sha256=[0-9a-f]{64}$", after, re.MULTILINE)
    assert before.splitlines()[:-1] == after.splitlines()[:-1]
    shell(
        site,
        ". .venv/bin/activate\npython -c 'import starlette, uvicorn, watchdog, trafilatura, dateparser, httpcore, protego, shtab'",
        python,
    )


def recipe(site: Path, host: str) -> str:
    """The commands that a host runs, as the scaffold or the documentation has them."""
    documented = DEPLOYING.read_text(encoding="utf-8")
    if host == "netlify":
        return str(tomllib.loads((site / "netlify.toml").read_text(encoding="utf-8"))["build"]["command"])
    if host == "gitlab":
        text = documented.partition("`.gitlab-ci.yml`:\n")[2].partition("\nThis recipe")[0]
        return "\n".join(yaml.safe_load(textwrap.dedent(text))["pages"]["script"])
    if host == "github-pages":
        texts = re.findall(r"^```yaml\n(.*?)^```$", documented, re.MULTILINE | re.DOTALL)
        (text,) = (text for text in texts if "deploy-pages" in text)
    else:
        text = (site / ".github/workflows/check.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"].values()
    commands = "\n".join(step["run"] for job in jobs for step in job["steps"] if "run" in step)
    return commands.replace("${{ steps.pages.outputs.base_url }}", "https://pages.example/news")


HOSTS = ("workflow", "gitlab", "netlify", "github-pages")


def test_what_hosts_run_works_with_half_of_the_packages(news, tmp_path):
    python, _ = pythons()  # as what the README says is tried with the newest
    environment = tmp_path / "empty"
    subprocess.run([python, "-m", "venv", str(environment)], check=True)
    for host in HOSTS:  # one environment: an installation takes longer than all that follows
        site = clone(news, tmp_path / host)
        variables = "export CI_PAGES_URL=https://pages.example/news\n" if host == "gitlab" else ""
        shell(site, variables + recipe(site, host), str(environment / "bin/python"), environment=environment)
        page = site / ("public" if host == "gitlab" else "build") / "cars-in-the-centre/index.html"
        html = page.read_text(encoding="utf-8")
        assert 'data-claims="short-trips"' in html
        if host in ("gitlab", "github-pages"):
            assert '<link rel="canonical" href="https://pages.example/news/cars-in-the-centre/">' in html
            assert 'href="/news/assets/' in html
    installed = shell(site, "pip list --format freeze", str(environment / "bin/python"), environment=environment)
    names = set(re.findall(r"^(\S+)==", installed, re.MULTILINE)) - {"pip", "setuptools"}
    assert not names & {"trafilatura", "lxml", "dateparser", "starlette", "uvicorn", "watchdog", "httpcore"}
    assert len(names) <= 26
