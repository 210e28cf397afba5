"""Sites to test on."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from counterpoint.build import build
from counterpoint.options import Options
from hypothesis import settings
from site_folder import ROOT, SIDECAR, SITE, SPEAKERS, TEXT, TestSite

# Tests write some hundred thousand small files. A disk may take a millisecond for each; memory, where there is enough, does not.
MEMORY = Path("/dev/shm")
if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 4 << 30:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def pytest_xdist_auto_num_workers() -> int:
    """Builds and browsers keep a processor busy each; more workers than processors take longer."""
    return os.cpu_count() or 1


def pytest_collection_finish() -> None:
    """Have later searches for garbage pass over what stays until the end: all modules and tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


# On a server the same examples are tried every time, so that a push fails for what it changed; at home, new ones.
settings.register_profile("counterpoint", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("counterpoint")


@pytest.fixture(autouse=True, scope="session")
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What commands keep for their user goes into a folder of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture
def empty(tmp_path: Path) -> TestSite:
    """A site with speakers and no article."""
    site = TestSite(tmp_path)
    site.write("site.yml", SITE)
    site.write("content/speakers.yml", SPEAKERS)
    return site


@pytest.fixture
def site(empty: TestSite) -> TestSite:
    """A site with one small explainer."""
    empty.article("cost", TEXT, SIDECAR)
    return empty


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of this repository's own site, which is built by the first worker that needs it."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    output = shared / "example" / "build"
    with (shared / "example.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not output.exists():
            result = build(Options(root=ROOT, today="2026-12-31", output=output))
            assert not result.failed(strict=True), [f"{d.location} {d.message}" for d in result.diagnostics]
    return output
