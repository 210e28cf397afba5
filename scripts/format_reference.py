"""Write docs/reference.md from the content model, so that the reference cannot fall behind the code.

python scripts/format_reference.py
"""

from __future__ import annotations

import sys
import types
import typing
from pathlib import Path

from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from generator.model import article, sidecar, site, speakers, values  # noqa: E402
from generator.model.schema import meanings  # noqa: E402

PARTS = [
    ("site.yml", [site.Site, site.Publisher, site.LabelledLink, site.Topic, site.Rating, site.License, site.Theme]),
    ("content/speakers.yml: speakers by id", [speakers.Speaker]),
    ("content/sources.yml: sources by id", [speakers.Source]),
    ("The front matter of an article", [article.FrontMatter, article.Author, article.Image]),
    ("The front matter of a plain page", [article.PageFrontMatter]),
    (
        "The sidecar",
        [
            sidecar.Sidecar,
            sidecar.Position,
            sidecar.Issue,
            sidecar.Answer,
            sidecar.Claim,
            sidecar.Quote,
            sidecar.Evidence,
            sidecar.Review,
            sidecar.Note,
            sidecar.Term,
            sidecar.Correction,
        ],
    ),
]


def kind(annotation: object, field: FieldInfo | None = None) -> str:
    """A type in the words of an author."""
    for metadata in field.metadata if field else ():
        pattern = getattr(metadata, "pattern", None)
        if pattern == values.ID_PATTERN:
            return "id"
        function = getattr(metadata, "func", None)
        if function is not None and function.__name__ in {"_full_date", "_loose_date", "_http_url", "_link", "_media_path", "_base_url"}:
            names = {"_full_date": "date", "_loose_date": "date, month or year", "_link": "address or /path", "_media_path": "media/…"}
            return names.get(function.__name__, "https address")
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        pattern = next((getattr(m, "pattern", None) for m in arguments[1:] if getattr(m, "pattern", None)), None)
        return (
            "id" if pattern == values.ID_PATTERN else kind(arguments[0], typing.cast(FieldInfo, type("M", (), {"metadata": arguments[1:]})))
        )
    if origin is typing.Literal:
        return ", ".join(f"`{value}`" for value in arguments)
    if origin in {typing.Union, types.UnionType}:
        return " or ".join(dict.fromkeys(kind(part) for part in arguments if part is not type(None)))
    if origin is list:
        return f"list of {kind(arguments[0])}"
    if origin is dict:
        return f"{kind(arguments[1])} by id"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
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
    for title, models in PARTS:
        lines += [f"## {title}", ""]
        for model in models:
            assert not issubclass(model, RootModel)
            lines += [f"### {model.__name__}", "", (model.__doc__ or "").strip(), "", "| key | kind | meaning |", "|---|---|---|"]
            known = meanings(model)
            for name, field in model.model_fields.items():
                star = "*" if field.is_required() else ""
                meaning = known.get(name, "").replace("\n", " ").replace("|", "\\|")
                lines.append(f"| `{field.alias or name}`{star} | {kind(field.annotation, field)} | {meaning} |")
            lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    (ROOT / "docs/reference.md").write_text(reference(), encoding="utf-8")
