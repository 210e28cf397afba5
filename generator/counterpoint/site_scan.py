"""What has changed in a site and its output since the last build? Little is imported here: often the answer is nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from counterpoint.engine.cache import BuildCache, State, cache_folder
from counterpoint.engine.codec import decode, encode
from counterpoint.engine.program import program_digest
from counterpoint.engine.scan import TICK, Scan, is_below, scan, tree
from counterpoint.model.dates import as_key
from counterpoint.options import Options
from counterpoint.reading.theme_folders import packaged_theme, theme_folders
from counterpoint.result import Result, result_from

LIBRARIES = (
    *(
        "anyascii",
        "babel",
        "jinja2",
        "justhtml",
        "markdown-it-py",
        "markupsafe",
        "mdit-py-plugins",
        "mozjpeg-lossless-optimization",
        "msgspec",
        "pagefind-bin",
        "pillow",
        "pydantic",
    ),
    *("pyyaml", "rapidfuzz", "rcssmin", "regex", "rjsmin", "tzdata"),
)
"""The libraries that decide which bytes come out."""


def program() -> str:
    """A digest of this program and its libraries."""
    return program_digest(Path(__file__).resolve().parent, (".py", ".po", ".ttf", ".otf", ".json"), LIBRARIES)


class Look(Struct, frozen=True):
    """A look at a site's files and at its output, beside what they were `before`, after the last build."""

    before: State
    inputs: Scan
    outputs: Scan

    def result(self, options: Options) -> Result | None:
        """The outcome of the last build, if a build now could not come to anything else."""
        if not self.before.outcome or self.before.choices != choices(options) or self.inputs.changed or self.outputs.changed:
            return None
        try:
            data, (newest, waiting) = decode(self.before.outcome, tuple[dict[str, Any], tuple[str, str]])
        except ValueError:
            return None
        now = as_key(options.moment)
        on_time = newest <= now and (not waiting or now < waiting)
        return result_from(data) if on_time else None


def look(options: Options, before: State) -> Look:
    """Look at all files. What is edited after this look will be seen by the next one, whether a build has read it or not."""
    inputs = scan(dict(_inputs(options.root)), before.inputs, jobs=options.jobs)
    base = f"{options.target}/"
    written = {path: base + path for path in before.outputs.paths()}
    return Look(before, inputs, scan(written, before.outputs, racy=TICK, links=False, jobs=options.jobs))


def look_at_last(options: Options) -> Look:
    """Look at all files beside what is remembered of the last build."""
    return look(options, BuildCache(cache_folder(options.root, options.target), program()).load_state())


def choices(options: Options) -> str:
    """What of the options decides what is built."""
    chosen = [name for name in ("drafts", "future", "strict", "extras", "preview") if getattr(options, name)]
    return " ".join([*chosen, *sorted(options.allowed), options.base_url])


def outcome(result: Result, moments: tuple[str, str]) -> bytes:
    """What a build came to, for `Look.result`."""
    return encode((result.as_data(), moments))


def _inputs(root: Path) -> Iterator[tuple[str, str]]:
    """Every file that a build may read: its name, which is the same wherever the site and this program are, and its path.

    What a link out of the site leads to is not even looked at; see `tree`.
    """
    home = os.path.realpath(root)
    for name in sorted(
        {"site.yml", "published.json", *(path.name for path in root.glob("site.*") if path.suffix.lower() in {".yml", ".yaml"})}
    ):
        yield name, f"{root}/{name}" if is_below(os.path.realpath(root / name), home) else home
    folders: Mapping[str, Path] = {"content": root / "content"} | {
        "theme" if folder == packaged_theme() else "templates": folder for folder in theme_folders(root)
    }
    for name, folder in folders.items():
        for path, place in tree(folder, root if name == "content" else folder):
            yield f"{name}/{path}", place
