"""The editors' schemas are those of the models, and accept what the generator accepts."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from typing import Any

import check_jsonschema
import jsonschema
import pytest
import yaml
from click.testing import CliRunner
from counterpoint.model.schema import NAMES, schema
from counterpoint.model.sidecar import Sidecar
from counterpoint.reading.files import SourceFile
from counterpoint.reading.validate import validate
from counterpoint.reading.yaml import load
from site_folder import ROOT

SCAFFOLD = ROOT / "generator/counterpoint/scaffold/site"
YAML_FILES = [
    *(
        (kind, folder / path)
        for folder in (ROOT, SCAFFOLD)
        for kind, path in [("site", "site.yml"), ("speakers", "content/speakers.yml"), ("sources", "content/sources.yml")]
    ),
    *(
        (f"{kind}-translation", path)
        for kind, paths in [
            ("site", ROOT.glob("site.*.yml")),
            ("speakers", ROOT.glob("content/speakers.*.yml")),
            ("sources", ROOT.glob("content/sources.*.yml")),
        ]
        for path in sorted(paths)
    ),
    *(
        ("sidecar-translation" if "." in path.stem else "sidecar", path)
        for folder in (ROOT, SCAFFOLD)
        for path in sorted((folder / "content/articles").glob("*.yml"))
    ),
]
MARKDOWN_FILES = [
    (kind if kind == "page" or "." not in path.stem else f"{kind}-translation", path)
    for folder in (ROOT, SCAFFOLD)
    for kind in ("article", "page")
    for path in sorted((folder / f"content/{kind}s").glob("*.md"))
]
EXAMPLES = [
    *((kind, str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")) for kind, path in YAML_FILES),
    *((kind, str(path.relative_to(ROOT)), path.read_text(encoding="utf-8").split("---\n")[1]) for kind, path in MARKDOWN_FILES),
]
"""(schema, path, YAML) of every file of the example site and of the scaffold, front matter among them."""


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


def test_all_example_files_fit_their_schemas_and_name_them():
    assert {kind for kind, _, _ in EXAMPLES} == set(NAMES), "an example of each kind of file"
    for kind, path, text in EXAMPLES:
        jsonschema.validate(yaml.load(text, Texts), schemas()[kind])
        if path.endswith(".yml"):
            inside = path.removeprefix(f"{SCAFFOLD.relative_to(ROOT)}/")
            assert f"$schema={'../' * inside.count('/')}schemas/{kind}.json" in text.splitlines()[0], path


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


@cache
def schemas() -> dict[str, Any]:
    return {name: json.loads(schema(name)) for name in NAMES}


NEEDS_NPM = pytest.mark.skipif(
    not (ROOT / "node_modules/yaml-language-server").exists() or not shutil.which("node"), reason="two of the validators come from npm"
)


def ask(script: str, **given: object) -> dict:
    run = subprocess.run(
        ["node", f"tests/editors/{script}"], input=json.dumps(given), capture_output=True, text=True, check=True, cwd=ROOT, encoding="utf-8"
    )
    return json.loads(run.stdout)


def test_check_jsonschema_takes_every_schema_and_every_example_file(tmp_path):
    files: dict[str, list[str]] = {}
    for number, (kind, _, text) in enumerate(EXAMPLES):
        file = tmp_path / f"{number}.yml"
        file.write_text(text, encoding="utf-8")
        files.setdefault(kind, []).append(str(file))
    runs = [["--check-metaschema", *(str(ROOT / f"schemas/{name}.json") for name in NAMES)]]
    runs += [["--schemafile", str(ROOT / f"schemas/{kind}.json"), *paths] for kind, paths in files.items()]
    for arguments in runs:
        result = CliRunner().invoke(check_jsonschema.main, arguments)
        assert result.exit_code == 0, result.output


@NEEDS_NPM
def test_ajv_in_strict_mode_takes_every_schema_and_every_example_file():
    documents = [{"name": path, "schema": kind, "value": yaml.load(text, Texts)} for kind, path, text in EXAMPLES]
    assert ask("ajv.js", schemas=schemas(), documents=[*documents, {"name": "wrong", "schema": "site", "value": {"title": []}}]).keys() == {
        "wrong"
    }


@NEEDS_NPM
def test_the_editors_language_server_takes_every_example_file_and_offers_nothing_that_means_something_else():
    documents: list[dict] = [{"name": path, "schema": f"file:///{kind}.json", "text": text} for kind, path, text in EXAMPLES]
    begun = "title: 2024\nbase_url: https://example.org/\n"
    for name, line in [("description", "description: "), ("search", "search: "), ("unknown", "searches: no")]:
        text = f"{begun}{line}\n"
        documents.append({"name": name, "schema": "file:///site.json", "text": text, "offer": [2, len(line)]})
    said = ask("language_server.js", schemas={f"file:///{name}.json": value for name, value in schemas().items()}, documents=documents)
    assert said.pop("unknown")["problems"] == ["3: Property searches is not allowed."]
    assert {name: answer["problems"] for name, answer in said.items() if answer["problems"]} == {}
    assert said["description"]["offers"] == []  # neither `null` nor `true`, which would be texts
    assert said["search"]["offers"] == ["true", "false"]


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("terms: {a: {term: 5G, definition: 12}}", True),
        ("terms: {a: {term: 4.5, definition: true}}", True),
        ("terms: {a: {term: , definition: So}}", False),
        ("terms: {a: {term: [a], definition: So}}", False),
        ("claims: {c: {speaker: 7, quote: 12, position: 1, evidence: [{source: 2, locator: 12}]}}", True),
        ("claims: {c: {speaker: s, quote: 12, note: , date: , evidence: , issue: , review: , verbatim: }}", True),
        ("claims: {c: {speaker: s, quote: q, date: 2024, review: {rating: 1, summary: 3.5}}}", True),
        ("claims: {c: {speaker: , quote: q}}", False),
        ("claims: {c: {speaker: 1.5, quote: q}}", False),
        ("claims: {c: {speaker: true, quote: q, position: false, issue: [true, 7], responds_to: true}}", True),
        ("claims: {c: {speaker: s, quote: q, responds_to: [7, true, a#b], evidence: [{source: true}]}}", True),
        ("claims: {c: {speaker: s, quote: q, responds_to: 'a b'}}", False),
        ("claims: {c: {speaker: [true], quote: q}}", False),
        ("claims: {c: {speaker: s, quote: q, review: {rating: true, by: {name: 7, kind: true}}}}", False),
        ("claims: {c: {speaker: s, quote: q, appears_in: 12, review: {rating: true, by: {name: 7, kind: person}}}}", True),
        ("issues: {i: {question: 1, kind: , answers: {a: 12, b: true}}}", True),
        ("issues: {i: {question: 1, kind: 3}}", False),
        ("claims: {c: {speaker: s, quote: [1, true, {exact: 2}]}}", True),
    ],
)
def test_schemas_and_the_build_agree_on_what_looks_like_a_number_or_is_empty(text, is_right):
    file = SourceFile("content/articles/a.yml", text)
    located, _ = validate(Sidecar, load(file)[0], file)
    assert (located is not None) == is_right
    assert jsonschema.Draft202012Validator(schemas()["sidecar"]).is_valid(yaml.load(text, Texts)) == is_right
