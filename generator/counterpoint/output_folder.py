"""Where a site may be written: what of it, and of others, is never an output; and removing what builds have made."""

from __future__ import annotations

import os
import re
from pathlib import Path

from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.engine.files import remove_empty, remove_file
from counterpoint.engine.output import Obstacle, remove_written
from counterpoint.outcome import Outcome

PROTECTED = ("content", "templates", "site.yml", "published.json", ".git", ".github")
"""What of a site's folder is never an output, nor inside one."""


def refuse(root: Path, output: Path) -> Diagnostic | None:
    """Say why an output folder cannot be used: it would hold the site's own files, another site or a repository, or is no folder."""
    target, site = Path(os.path.realpath(output)), Path(os.path.realpath(root))
    for name in PROTECTED:
        inner = site / name
        if target == inner or target.is_relative_to(inner) or inner.is_relative_to(target):
            message = f"the output folder {output} holds, or is inside, the site's {name}"
            return _unsafe(name, message, _ANOTHER)
    if unsafe := refuse_cache(site):
        return unsafe
    cache = site / ".cache"
    if cache.is_relative_to(target) or (target.is_relative_to(cache) and target.parent != cache):
        return _unsafe(".cache", f"the output folder {output} holds, or is inside, the site's .cache", _ANOTHER)
    if ".git" in target.parts or os.path.lexists(target / ".git"):
        return _unsafe(output.name, f"the output folder {output} is, or is inside, a repository's own folder", _ANOTHER)
    if target != site and os.path.lexists(target / "site.yml"):
        return _unsafe(output.name, f"the output folder {output} holds a site of its own", _ANOTHER)
    if tool := _tool_folder(target, site):
        return _unsafe(output.name, f"the output folder {output} is, or is inside, {tool}, which belongs to a tool", _ANOTHER)
    if output == root / "build" and output.is_symlink() and not target.is_relative_to(site):
        return _unsafe("build", f"{output} is a link that leads out of the site", f"name the folder itself: --output {target}")
    if os.path.lexists(output) and not output.is_dir():
        return _unsafe(output.name, f"the output {output} is a file, or leads nowhere", "choose a folder with --output")
    return None


def refuse_cache(root: Path) -> Diagnostic | None:
    """Say why nothing can be kept in a site's `.cache`: it is a link out of the site, or no folder."""
    cache = Path(os.path.realpath(root)) / ".cache"
    if not os.path.lexists(cache):
        return None
    if not Path(os.path.realpath(cache)).is_relative_to(cache.parent):
        return _unsafe(".cache", f"{cache} is a link that leads out of the site", "remove it: builds make a folder in its place")
    if not cache.is_dir():
        return _unsafe(".cache", f"{cache} is a file, or leads nowhere", "remove it: builds make a folder in its place")
    return None


_TOOLS = frozenset({"node_modules", "__pycache__", ".hg", ".svn", ".tox", ".nox", ".mypy_cache", ".pytest_cache", ".ruff_cache"})
"""Names of folders that tools fill and empty as they like."""


def _tool_folder(target: Path, site: Path) -> Path | None:
    """The folder of a tool that an output is, or is inside. Those that the site itself is inside do not count."""
    for folder in (target, *target.parents):
        if site.is_relative_to(folder):
            return None
        if folder.name in _TOOLS or os.path.lexists(folder / "pyvenv.cfg"):
            return folder
    return None


_ANOTHER = "choose another folder with --output"


def _unsafe(path: str, message: str, advice: str) -> Diagnostic:
    return Diagnostic("output-unsafe", ERROR, Location(path), message, advice)


_SHORTER = "shorten the name that it comes from, or name an --output folder nearer to the root"


def in_the_way(output: Path, obstacle: Obstacle) -> Diagnostic:
    """Say what stands in the way of a build."""
    place = output / obstacle.path
    if obstacle.kind == "name":
        return _unsafe(f"{output.name}/{obstacle.path}", f"{place} cannot be written: its path is longer than this system takes", _SHORTER)
    message = {
        "link": f"{place} is a link, and builds write through none",
        "folder": f"{place} is a folder that no build made, where a file has to be",
        "file": f"{place} would be replaced, and no build wrote it",
    }[obstacle.kind]
    return _unsafe(f"{output.name}/{obstacle.path}", message, f"move it away, or {_ANOTHER}")


def clean(root: Path, output: Path) -> Outcome[int | None]:
    """Remove what builds have written to an output, and all that is remembered: only what is a build's by its name and content.

    Returns how many files of the output went; there is no value where nothing was touched. Raises OSError.
    """
    if not (root / "site.yml").is_file():
        advice = "go into the site's folder, or name it with --site"
        return Outcome(None, (_unsafe("site.yml", f"{root} is not a site: it has no site.yml", advice),))
    if refusal := refuse(root, output):
        return Outcome(None, (refusal,))
    removed = remove_written(output)
    cache = root / ".cache"
    if cache.is_dir() and not cache.is_symlink():
        remove_written(cache / "serve")
        for folder in cache.iterdir():
            if _MEMORY.fullmatch(folder.name) and folder.is_dir() and not folder.is_symlink():
                _forget(folder)
        remove_file(cache / "links.json")
        remove_empty(cache)
    return Outcome(removed)


_MEMORY = re.compile(r"[0-9a-f]{12}")
_REMEMBERED = re.compile(r"lock|\.?(?:state|build)\.msgpack")
_STORED = re.compile(r"[0-9a-f]{32}(?:\.\d+)?|\d+-\d+")


def _forget(folder: Path) -> None:
    """Remove what is remembered in one folder."""
    for inner in (folder / "details", folder / "staging"):
        if inner.is_dir() and not inner.is_symlink():
            for file in inner.iterdir():
                if _STORED.fullmatch(file.name):
                    remove_file(file)
            remove_empty(inner)
    for file in folder.iterdir():
        if _REMEMBERED.fullmatch(file.name):
            remove_file(file)
    remove_empty(folder)
