"""Where templates and assets are: a site's own `templates/` before the packaged ones, file by file."""

from __future__ import annotations

from pathlib import Path


def packaged_theme() -> Path:
    """The folder of the default theme: in the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent.parent / "templates"


def theme_folders(root: Path) -> list[Path]:
    """Where templates and assets are looked for, in this order."""
    own = root / "templates"
    folders = [own] if own.is_dir() else []
    default = packaged_theme()
    return folders if folders and own.resolve() == default.resolve() else [*folders, default]


def find(folders: list[Path], name: str) -> Path | None:
    """The first file of a name, that does not lead out of its folder."""
    for folder in folders:
        path = folder / name
        if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
            return path
    return None
