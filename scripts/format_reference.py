"""Write docs/reference.md from the content model, so that the reference cannot fall behind the code.

python scripts/format_reference.py
"""

from __future__ import annotations

import sys
import types
import typing
from collections.abc import Iterator
from pathlib import Path

from msgspec import Meta
from msgspec.structs import fields

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "generator"))

from counterpoint.model import article, sidecar, site, speakers, values  # noqa: E402
from counterpoint.model.schema import meanings  # noqa: E402

PARTS: list[tuple[str, list[type[values.Model]]]] = [
    ("site.yml", [site.SiteSettings]),
    ("content/speakers.yml: speakers by id", [speakers.Speaker]),
    ("content/sources.yml: sources by id", [speakers.Source]),
    ("The front matter of an article", [article.FrontMatter]),
    ("The front matter of a plain page", [article.PageFrontMatter]),
    ("The sidecar", [sidecar.Sidecar]),
]
"""The models that are a whole file, or an entry of one. What their keys hold follows them."""


def models_in(annotation: object) -> Iterator[type[values.Model]]:
    """Yield the models that a type names, whatever they are in: a list, a choice, what a short form stands for."""
    if isinstance(annotation, type) and issubclass(annotation, values.Model):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from models_in(argument.meant if isinstance(argument, values.Short) else argument)


def with_inner(models: list[type[values.Model]], told: set[type[values.Model]]) -> Iterator[type[values.Model]]:
    """Yield some models, each followed by those of its keys, except those that are told already, which are noted."""
    for model in models:
        if model not in told:
            told.add(model)
            yield model
            yield from with_inner([inner for field in fields(model) for inner in models_in(field.type)], told)


HEADINGS = {
    site.SiteSettings: "Keys of site.yml",
    article.FrontMatter: "Keys of the front matter",
    article.PageFrontMatter: "Keys of a plain page",
    sidecar.Sidecar: "Keys of the sidecar",
}
"""What authors call a model that is a whole file."""
WORDS = {
    values.full_date: "date",
    values._loose_date: "date, month or year",
    values._http_url: "https address",
    values._link: "address or /path",
    values._media_path: "media/…",
}
"""What authors call a text that is checked."""


def kind(annotation: object) -> str:
    """A type in the words of an author."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        for note in arguments[1:]:
            if isinstance(note, values.Short):
                return kind(note.meant)
            if isinstance(note, Meta) and note.pattern == values.ID_PATTERN:
                return "id"
            if isinstance(note, values.Check) and note.usual in WORDS:
                return WORDS[note.usual]
        return kind(arguments[0])
    if origin is typing.Literal:
        return ", ".join(f"`{value}`" for value in arguments)
    if origin in {typing.Union, types.UnionType}:
        return " or ".join(dict.fromkeys(kind(part) for part in arguments if part is not type(None)))
    if origin is list:
        return f"list of {kind(arguments[0])}"
    if origin is dict:
        return f"{kind(arguments[1])} by id"
    if isinstance(annotation, type) and issubclass(annotation, values.Model):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    return {str: "text", bool: "true or false", int: "number", float: "number"}.get(annotation, "text")  # type: ignore[call-overload]


def reference() -> str:
    """The whole document."""
    lines = [
        "# Reference of the content format",
        "",
        "Made from the content model by `python scripts/format_reference.py`. A star marks keys that must be there. What the keys",
        "are for, and how they work together, is told in [format.md](format.md).",
        "",
    ]
    told: set[type[values.Model]] = set()
    for part, models in PARTS:
        lines += [f"## {part}", ""]
        for model in with_inner(models, told):
            title = HEADINGS.get(model, model.__name__)
            lines += [f"### {title}", "", (model.__doc__ or "").strip(), "", "| key | kind | meaning |", "|---|---|---|"]
            known = meanings(model)
            for field in fields(model):
                star = "*" if field.required else ""
                meaning = known.get(field.name, "").replace("\n", " ").replace("|", "\\|")
                lines.append(f"| `{field.encode_name}`{star} | {kind(field.type)} | {meaning} |")
            lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    (ROOT / "docs/reference.md").write_text(reference(), encoding="utf-8")
