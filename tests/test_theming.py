"""docs/theming.md tells theme authors all that their templates see."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import sys

import counterpoint.pages
import jinja2
import pytest
from counterpoint.model.site import SiteSettings
from counterpoint.pages.kinds import KINDS
from counterpoint.rendering.templates import PageContext, Templates
from msgspec import Struct
from site_folder import ROOT

PAGE = (ROOT / "docs/theming.md").read_text(encoding="utf-8")


def views() -> dict[str, type[Struct]]:
    modules = [importlib.import_module(f"counterpoint.pages.{module.name}") for module in pkgutil.iter_modules(counterpoint.pages.__path__)]
    return {
        name: value
        for module in modules
        for name, value in vars(module).items()
        if name.endswith("View") and inspect.isclass(value) and issubclass(value, Struct)
    }


@pytest.mark.parametrize("name", sorted(views()))
def test_every_field_of_every_view_is_described(name):
    section = re.search(rf"^### {name}\n(.*?)(?=^##|\Z)", PAGE, re.M | re.S)
    assert section, name
    assert re.findall(r"^- `(\w+)`: \S", section[1], re.M) == list(views()[name].__struct_fields__)


def test_every_template_of_a_page_with_a_view_is_named():
    templates = {template for kind in KINDS for template in kind.templates}
    assert templates
    assert templates - {"404.html"} <= set(re.findall(r"^The `view` of `([\w.]+)`", PAGE, re.M))


def test_every_global_and_filter_is_named():
    settings = SiteSettings(title="A site", base_url="https://example.org/")
    environment = Templates({}, PageContext(settings, "en", "ltr", (), {}), str).environment
    own = environment.globals.keys() - jinja2.Environment().globals.keys()
    assert own
    assert own | {"page", "view"} == set(re.findall(r"^\| `(\w+)", PAGE, re.M))
    for name in environment.filters.keys() - jinja2.Environment().filters.keys():
        assert f"The filter `{name}`" in PAGE


def test_the_page_is_as_its_script_writes_it(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "scripts")
    script = importlib.import_module("theming_reference")
    assert PAGE.partition(script.START)[2].strip() == script.reference().strip()
    sys.modules.pop("theming_reference")


def test_the_example_of_an_override_works(site):
    (example,) = re.findall(r"^```jinja\n(.*?)^```", PAGE, re.M | re.S)
    site.write("templates/corrections.html", example)
    site.write("content/pages/about.md", "---\ntitle: About\n---\n\nUs.\n")
    site.built()
    page = site.page("corrections/index.html")
    assert "has mended 0 mistakes" in page
    assert ">Who we are</a>" in page
