"""The documentation says what is so."""

from __future__ import annotations

import re
import runpy

from counterpoint.model import article, sidecar, site, speakers
from msgspec import Struct
from site_folder import ROOT


def test_the_reference_is_the_models(capsys):
    module = runpy.run_path(str(ROOT / "scripts/format_reference.py"))
    assert (ROOT / "docs/reference.md").read_text(encoding="utf-8") == module["reference"](), "run scripts/format_reference.py"


def test_the_page_on_fairness_shows_the_explainers_as_they_are():
    module = runpy.run_path(str(ROOT / "scripts/fairness_reports.py"))
    assert (ROOT / "docs/fairness.md").read_text(encoding="utf-8") == module["page"](), "run scripts/fairness_reports.py"


def test_the_first_explainer_of_the_readme_builds(empty):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = [re.sub(r"^   ", "", block, flags=re.MULTILINE) for block in re.findall(r"   ```\w+\n(.*?)   ```", readme, re.DOTALL)]
    names = ["site.yml", "content/speakers.yml", "content/articles/cars.md", "content/articles/cars.yml"]
    assert len(blocks) == len(names)
    for name, block in zip(names, blocks, strict=True):
        empty.write(name, block)
    empty.built()
    assert "no reply by 10 May 2026." in empty.page("cars/sides/index.html")
    empty.edit("content/articles/cars.md", "than two kilometres", "than three kilometres")
    from counterpoint.diagnostics import as_terminal

    printed = as_terminal(empty.diagnostics(), colour=False)
    assert printed in readme


def test_the_reference_tells_every_model_that_authors_write():
    text = (ROOT / "docs/reference.md").read_text(encoding="utf-8")
    for module in (article, sidecar, site, speakers):
        for name, model in vars(module).items():
            if isinstance(model, type) and issubclass(model, Struct) and model.__module__ == module.__name__ and not model.__subclasses__():
                assert (model.__doc__ or "").strip() in text, name
                for field in model.__struct_encode_fields__:
                    assert f"| `{field}`" in text, f"{name}.{field}"


def headings_of(text: str) -> set[str]:
    """The anchors that GitHub gives a document's headings."""
    titles = re.findall(r"^#{1,6} +(.*?) *$", re.sub(r"(?ms)^```.*?^```", "", text), re.MULTILINE)
    slugs: list[str] = []
    for title in titles:
        slug = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", title).lower()).replace(" ", "-")
        slugs.append(f"{slug}-{slugs.count(slug)}" if slug in slugs else slug)
    return {*slugs}


def test_every_link_to_a_heading_leads_to_one():
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
        for path, heading in re.findall(r"\]\(([^)#\s:]*)#([^)\s]+)\)", re.sub(r"^    .*$|`[^`\n]*`", "", text, flags=re.MULTILINE)):
            if not path.startswith("/") and (not path or path.endswith(".md")):
                target = document.parent / path if path else document
                assert heading in headings_of(target.read_text(encoding="utf-8")), f"{document.name}: {path}#{heading}"


def test_every_link_of_the_documents_leads_somewhere():
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", re.sub(r"^    .*$", "", text, flags=re.MULTILINE)):
            if ":" not in target and not target.startswith(("/", "media/…", "media/")):
                assert (document.parent / target).exists(), f"{document.name}: {target}"
