"""Write the part of docs/theming.md on what templates see from the code, so that the page cannot fall behind it.

python scripts/theming_reference.py
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import sys
import types
import typing
from itertools import pairwise
from pathlib import Path

from markupsafe import Markup
from msgspec import Struct

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "generator"))

import counterpoint.pages  # noqa: E402
from counterpoint.pages.kinds import KINDS  # noqa: E402
from counterpoint.pages.page import Page  # noqa: E402
from counterpoint.rendering.templates import PageContext  # noqa: E402

PAGE = ROOT / "docs" / "theming.md"
START = "<!-- What follows is written by scripts/theming_reference.py. -->\n"
PLAIN = {str: "text", int: "number", bool: "true or false", Markup: "HTML", typing.Any: "any"}


def structs() -> dict[str, type[Struct]]:
    """Every Struct of the modules of pages, by name."""
    found: dict[str, type[Struct]] = {}
    for module in pkgutil.iter_modules(counterpoint.pages.__path__):
        for name, value in vars(importlib.import_module(f"counterpoint.pages.{module.name}")).items():
            if inspect.isclass(value) and issubclass(value, Struct) and value.__module__.startswith("counterpoint.pages."):
                found[name] = value
    return found


def views() -> dict[str, str]:
    """The template of each view, by the name of the view: that of its name, or the only one of its kind of page."""
    named: dict[str, str] = {}
    for kind in KINDS:
        module = vars(sys.modules[type(kind).__module__])
        own = [name for name, value in module.items() if name.endswith("View") and value.__module__ == type(kind).__module__]
        for name in own:
            template = f"{name.removesuffix('View').lower()}.html"
            if template in kind.templates or len(own) == 1:
                named[name] = template if template in kind.templates else kind.templates[0]
    return named


def inside(annotation: typing.Any) -> list[type[Struct]]:
    """The Structs that a type is made of."""
    if inspect.isclass(annotation) and issubclass(annotation, Struct):
        return [annotation]
    return [struct for argument in typing.get_args(annotation) for struct in inside(argument)]


def in_words(annotation: typing.Any) -> str:
    """A type as a reader of templates knows it."""
    if annotation in PLAIN:
        return PLAIN[annotation]
    if inspect.isclass(annotation):
        return (
            f"[{annotation.__name__}](#{annotation.__name__.lower()})"
            if issubclass(annotation, Struct) and annotation.__module__.startswith(("counterpoint.pages", "counterpoint.article"))
            else ("the settings" if annotation.__name__ == "SiteSettings" else annotation.__name__)
        )
    arguments = typing.get_args(annotation)
    if typing.get_origin(annotation) is typing.Literal:
        return " or ".join(f"`{word}`" for word in arguments)
    if typing.get_origin(annotation) in {typing.Union, types.UnionType}:
        return " or ".join("nothing" if argument is type(None) else in_words(argument) for argument in arguments)
    if typing.get_origin(annotation) is tuple and arguments[-1] is Ellipsis:
        return f"list of {in_words(arguments[0])}"
    if typing.get_origin(annotation) is tuple:
        return f"({', '.join(map(in_words, arguments))})"
    return f"mapping of {in_words(arguments[0])} to {in_words(arguments[1])}"


def notes(struct: type[Struct]) -> dict[str, str]:
    """What the code says of each field, under it."""
    body = ast.parse(inspect.getsource(struct)).body[0].body  # type: ignore[attr-defined]
    said = {}
    for before, after in pairwise(body):
        if isinstance(before, ast.AnnAssign) and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            said[before.target.id] = " ".join(str(after.value.value).split())  # type: ignore[union-attr]
    return said


def section(struct: type[Struct], title: str) -> list[str]:
    """The description of one Struct."""
    said, hints = notes(struct), typing.get_type_hints(struct)
    about = " ".join((inspect.getdoc(struct) or "").split())
    lines = [f"### {title}", "", *([] if re.fullmatch(r"All that .* sees\.", about) else [about, ""])]
    for name in struct.__struct_fields__:
        lines.append(f"- `{name}`: {in_words(hints[name])}" + (f". {said[name]}" if name in said else ""))
    return [*lines, ""]


def reference() -> str:
    """Everything that templates see besides functions."""
    known = structs()
    lines = ["## page and frame", ""]
    lines += [*section(Page, "`page`"), *section(PageContext, "`frame`"), "## Views", ""]
    wanted = [known[name] for name in views()]
    for name, template in views().items():
        lines += section(known[name], f"{name}\n\nThe `view` of `{template}`.")
    lines += ["## What views are made of", ""]
    waiting, parts = [Page, *wanted], []
    while waiting:
        hints = typing.get_type_hints(waiting.pop(0))
        for struct in (struct for hint in hints.values() for struct in inside(hint)):
            if struct not in wanted and struct not in parts:
                parts.append(struct)
                waiting.append(struct)
    for struct in sorted(parts, key=lambda struct: struct.__name__):
        lines += section(struct, struct.__name__)
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    by_hand = PAGE.read_text(encoding="utf-8").partition(START)[0]
    PAGE.write_text(by_hand + START + "\n" + reference(), encoding="utf-8")
