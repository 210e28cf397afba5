"""Where this Counterpoint came from, as a line of requirements.txt: a site is built by the program that it was begun with.

A name and a version alone would let whoever registers that name in an index run code wherever the site is built. So they are used only
where an index is where this installation came from (PEP 610 says so by saying nothing). A git address is pinned to its commit; everything
else travels with the site, as a wheel in `vendor/`.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import importlib.util
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from msgspec import Struct

VENDOR = "vendor"
_NAME = "counterpoint"
_OF_THE_INSTALLATION = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Origin(Struct, frozen=True):
    """A line of requirements.txt, and the wheel that it needs within the site, if any."""

    requirement: str
    wheel: tuple[str, bytes] | None = None


class OriginUnknown(Exception):
    """Nobody can tell where this Counterpoint came from, or no wheel can be made of it; the message says why."""


@cache
def origin() -> Origin:
    """Where this Counterpoint came from. Raises OriginUnknown."""
    try:
        installed = distribution(_NAME)
    except PackageNotFoundError:
        return _vendored(*_built(Path(__file__).resolve().parents[3]))
    text = installed.read_text("direct_url.json")
    if text is None:
        return Origin(f"{_NAME}=={installed.version}")
    source = json.loads(text)
    url, subdirectory = source["url"], source.get("subdirectory")
    if git := source.get("vcs_info"):
        return Origin(f"{_NAME} @ {git['vcs']}+{url}@{git['commit_id']}" + (f"#subdirectory={subdirectory}" if subdirectory else ""))
    if url.startswith("https://"):
        digest = source.get("archive_info", {}).get("hashes", {}).get("sha256", "")
        return Origin(f"{_NAME} @ {url}" + (f"#sha256={digest}" if digest else ""))
    if source.get("dir_info", {}).get("editable"):
        return _vendored(*_built(Path(__file__).resolve().parents[3]))
    return _vendored(*_packed_again(installed))


def _vendored(name: str, wheel: bytes) -> Origin:
    return Origin(f"file:{VENDOR}/{name}#sha256={hashlib.sha256(wheel).hexdigest()}", (f"{VENDOR}/{name}", wheel))


def _packed_again(installed: Distribution) -> tuple[str, bytes]:
    """The wheel that an installation was made from, from its files: byte for byte the same for the same files."""
    info = f"{_NAME}-{installed.version}.dist-info"
    files: dict[str, bytes] = {}
    for file in installed.files or ():
        inside = file.parts[0] in {_NAME, info} and file.suffix != ".pyc"
        if inside and not (file.parts[0] == info and file.name in _OF_THE_INSTALLATION):
            files[file.as_posix()] = Path(str(installed.locate_file(file))).read_bytes()
    if f"{_NAME}/__init__.py" not in files:
        raise OriginUnknown("the installed files of Counterpoint are not all there")
    record = io.StringIO()
    rows = csv.writer(record, lineterminator="\n")
    for path, content in sorted(files.items()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        rows.writerow([path, f"sha256={digest}", len(content)])
    rows.writerow([f"{info}/RECORD", "", ""])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in [*sorted(files.items()), (f"{info}/RECORD", record.getvalue().encode())]:
            archive.writestr(zipfile.ZipInfo(path, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return f"{_NAME}-{installed.version}-py3-none-any.whl", out.getvalue()


def _built(checkout: Path) -> tuple[str, bytes]:
    """A wheel made of a checkout, by pip."""
    if not (checkout / "pyproject.toml").is_file():
        raise OriginUnknown(f"it is not installed, and {checkout} is no checkout of it")
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "--wheel-dir", folder]
        if importlib.util.find_spec("hatchling"):
            command.append("--no-build-isolation")
        done = subprocess.run([*command, str(checkout)], capture_output=True, text=True, check=False)  # noqa: S603 - nothing of it is foreign
        wheels = sorted(Path(folder).glob("*.whl"))
        if done.returncode or not wheels:
            raise OriginUnknown(f"pip makes no wheel of {checkout}: {' '.join(done.stderr.split())[-300:]}")
        return wheels[0].name, wheels[0].read_bytes()
