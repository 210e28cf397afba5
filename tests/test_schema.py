"""The editors' schemas are those of the models, and accept what the generator accepts."""

from __future__ import annotations

import json

import jsonschema
import pytest
import yaml
from counterpoint.model.schema import NAMES, schema
from site_folder import ROOT

EXAMPLES = [
    ("site", "site.yml"),
    ("speakers", "content/speakers.yml"),
    ("sources", "content/sources.yml"),
    *((f"{kind}-translation", path) for kind, path in [("site", "site.he.yml"), ("speakers", "content/speakers.ar.yml")]),
    *(
        ("sidecar-translation" if "." in path.stem else "sidecar", str(path.relative_to(ROOT)))
        for path in sorted((ROOT / "content/articles").glob("*.yml"))
    ),
]


class Texts(yaml.SafeLoader):
    """YAML as editors read it, but with dates as text, as JSON has no others."""


Texts.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.mark.parametrize("kind", NAMES)
def test_the_schemas_in_the_repository_are_those_of_the_models(kind):
    assert (ROOT / f"schemas/{kind}.json").read_text(encoding="utf-8") == schema(kind), "run `counterpoint schema`"
    jsonschema.Draft202012Validator.check_schema(json.loads(schema(kind)))


@pytest.mark.parametrize(("kind", "path"), EXAMPLES)
def test_the_example_site_fits_its_schemas(kind, path):
    text = (ROOT / path).read_text(encoding="utf-8")
    assert f"$schema={'../' * path.count('/')}schemas/{kind}.json" in text.splitlines()[0]
    jsonschema.validate(yaml.load(text, Texts), json.loads(schema(kind)))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("sidecar", "claims: {a: {speaker: x, quote: y, evidense: []}}"),
        ("sidecar", "claims: {a: {quote: y}}"),
        ("sidecar", "issues: {i: {question: Q, answers: {a: {silence: shy}}}}"),
        ("speakers", "Ann: {name: Ann}"),
        ("site", "title: T\nbase_url: ftp://example.org/"),
    ],
)
def test_what_is_wrong_is_wrong_for_editors_too(kind, text):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.load(text, Texts), json.loads(schema(kind)))


def test_short_forms_are_known():
    sidecar = """
    issues: {i: {question: Q, answers: {a: A short answer.}}}
    claims: {c: {speaker: s, quote: [one place, {exact: another, prefix: x}], issue: i, responds_to: b#c}}
    """
    jsonschema.validate(yaml.load(sidecar, Texts), json.loads(schema("sidecar")))
