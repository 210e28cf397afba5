"""Files are validated twice over: quickly, and, where that refuses them, thoroughly. Both have to mean the same."""

from __future__ import annotations

import copy
import json

import msgspec
import pytest
from counterpoint.model.article import FrontMatter
from counterpoint.model.sidecar import Sidecar
from counterpoint.model.site import SiteSettings
from counterpoint.model.speakers import Sources, Speakers
from counterpoint.model.validation import pydantic_model
from counterpoint.reading import front_matter, yaml
from counterpoint.reading.files import SourceFile
from counterpoint.reading.validate import validate
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from site_folder import ROOT


def _plain(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    file = SourceFile(path, text)
    return yaml.load(SourceFile(path, front_matter.split(file).value.yaml_text) if path.endswith(".md") else file)[0]


KINDS = [
    (SiteSettings, [_plain("site.yml")]),
    (Speakers, [_plain("content/speakers.yml")]),
    (Sources, [_plain("content/sources.yml")]),
    (
        Sidecar,
        [_plain(path.relative_to(ROOT).as_posix()) for path in sorted((ROOT / "content/articles").glob("*.yml")) if "." not in path.stem],
    ),
    (
        FrontMatter,
        [_plain(path.relative_to(ROOT).as_posix()) for path in sorted((ROOT / "content/articles").glob("*.md")) if "." not in path.stem],
    ),
]
TEXTS = [
    "",
    "x",
    "Ann",
    "null",
    "yes",
    "true",
    "False",
    "0",
    "1",
    "3",
    "2.5",
    "nan",
    "inf",
    "1e999",
    "-1",
    "all",
    "none",
    "declined",
    "2024",
    "2024-02-30",
]
TEXTS += [
    "2024-03-01",
    "2024-03-01T10:00",
    "https://example.org/",
    "javascript:alert(1)",
    "/about/",
    "media/a.jpg",
    "../a.jpg",
    "#part",
    "a#b",
    "supports",
]
KEYS = [
    "from",
    "to",
    "exact",
    "silence",
    "answer",
    "words",
    "inferred",
    "note",
    "anchor",
    "occurrence",
    "quote",
    "from_",
    "url",
    "name",
    "value",
    "draft",
]
LEAVES = st.sampled_from([*TEXTS, None])
ANYTHING = LEAVES | st.lists(LEAVES, max_size=2) | st.dictionaries(st.sampled_from(KEYS), LEAVES, max_size=2)


def _places(value, path=()):
    yield path, value
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _places(inner, (*path, key))


@st.composite
def _edited(draw, examples):
    """A file of the example site with a few values replaced, added or left out."""
    value = copy.deepcopy(draw(st.sampled_from(examples)))
    for _ in range(draw(st.integers(0, 3))):
        places = [(path, inner) for path, inner in _places(value) if path]
        if not places:
            break
        path, inner = draw(st.sampled_from(places))
        holder = value
        for key in path[:-1]:
            holder = holder[key]
        what = draw(st.sampled_from(["replace", "remove", "add"]))
        if what == "remove":
            del holder[path[-1]]
        elif what == "add" and isinstance(inner, dict):
            inner[draw(st.sampled_from(KEYS))] = draw(ANYTHING)
        else:
            holder[path[-1]] = draw(ANYTHING)
    return value


@pytest.mark.parametrize(("kind", "examples"), KINDS, ids=["site", "speakers", "sources", "sidecar", "article"])
@given(data=st.data())
def test_what_is_taken_quickly_would_be_taken_thoroughly_and_means_the_same(kind, examples, data):
    value = data.draw(_edited(examples))
    try:
        thoroughly = pydantic_model(kind).model_validate(value).model_dump(by_alias=True, exclude_unset=True)
    except ValidationError:
        thoroughly = None
    located, found = validate(kind, value, SourceFile("x.yml", json.dumps(value)))
    assert bool(found) == (thoroughly is None)
    if not found:
        assert located is not None
        assert located.value == msgspec.convert(thoroughly, kind)
    elif located:  # nothing but keys that are none
        assert {item.code for item in found} == {"key-unknown"}
