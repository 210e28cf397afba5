"""The open data can be joined, taken apart and checked against its own description."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import runpy
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pandas
from site_folder import ROOT, TestSite

ID = re.compile(r"[a-z0-9][a-z0-9-]*(#[a-z0-9][a-z0-9-]*)?")


def tables(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The tables of a data package by name, read with nothing but its own description, which every cell has to fit."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert all(re.fullmatch(r"[a-z0-9._-]+", item["name"]) and (folder / item["path"]).is_file() for item in package["resources"])
    for item in package.get("licenses", ()):
        assert "path" in item or re.fullmatch(r"[-a-zA-Z0-9._]+", item["name"])
    result = {}
    for resource in package["resources"]:
        if resource.get("type") != "table":
            continue
        fields = resource["schema"]["fields"]
        text = (folder / resource["path"]).read_bytes().decode("utf-8-sig")
        header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        assert header == [field["name"] for field in fields]
        assert all(len(row) == len(header) for row in rows)
        result[resource["name"]] = [{f["name"]: read(f, cell) for f, cell in zip(fields, row, strict=True)} for row in rows]
        for key in resource["schema"].get("primaryKey", ()):
            assert len({row[key] for row in result[resource["name"]]}) == len(rows)
    return result


def read(field: dict[str, Any], cell: str) -> Any:
    """The value of a cell, by the description of its column."""
    constraints = field.get("constraints", {})
    if cell == "":
        assert not constraints.get("required"), field
        return [] if field["type"] in {"list", "array"} else None if field["type"] == "number" else ""
    match field["type"]:
        case "list":
            return cell.split(field["delimiter"])
        case "array":
            return json.loads(cell)
        case "boolean":
            return {"true": True, "false": False}[cell]
        case "number":
            assert constraints.get("minimum", float("-inf")) <= float(cell) <= constraints.get("maximum", float("inf"))
            return float(cell)
        case "string":
            assert not re.match("[=+@\t\r\n\uff1d\uff0b\uff0d\uff20-]", cell)
            assert cell in {item["value"] for item in field.get("categories", [{"value": cell}])}
            return re.sub("^'(?='*[=+@\t\r\n\uff1d\uff0b\uff0d\uff20-])", "", cell)
    raise AssertionError(field)


def hold_together(folder: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The document in JSON, and the corrections; what JSON and CSV say is the same, and ids lead to what they name."""
    document = json.loads((folder / "claims.json").read_text(encoding="utf-8"))
    found = tables(folder)
    assert found["claims"] == document["claims"]
    ratings = {item["id"]: item for item in document["rating_scale"]["ratings"]}
    ids = {claim["id"] for claim in document["claims"]}
    for claim in document["claims"]:
        assert claim["id"] == f"{claim['article']}#{claim['claim']}"
        assert len(claim["issues"]) == len(claim["issue_ids"])
        assert claim["source_ids"] == [source["id"] for source in claim["sources"]]
        assert bool(claim["position"]) == bool(claim["position_id"])
        assert all(ID.fullmatch(id) for id in [*claim["issue_ids"], *claim["source_ids"], *claim["responds_to"], claim["id"]])
        assert set(claim["responds_to"]) <= ids
        if claim["rating_id"]:
            assert (claim["rating"], claim["rating_value"]) == tuple(ratings[claim["rating_id"]][key] for key in ("label", "value"))
        own = [item for item in found["corrections"] if item["claim_id"] == claim["id"]]
        assert claim["corrections"] == [{"date": item["date"], "text": item["text"]} for item in own]
    return document, found["corrections"]


def test_the_example_sites_data_fits_its_description_in_every_language(example):
    for folder, language in (("", "en"), ("he/", "he"), ("ar/", "ar")):
        document, _ = hold_together(example / folder / "data")
        assert document["claims"]
        assert {claim["language"] for claim in document["claims"]} == {language}
        assert document["rating_scale"]["worst"] == 1
        assert document["rating_scale"]["best"] == 5
    claims = json.loads((example / "data/claims.json").read_text(encoding="utf-8"))["claims"]
    for claim in claims:
        items = json.loads((example / claim["article"] / "annotations.json").read_text(encoding="utf-8"))["first"]["items"]
        words = [item for item in items if item["id"].endswith(f"/{claim['article']}/#{claim['claim']}")]
        targets = [t for item in words for t in (item["target"] if isinstance(item["target"], list) else [item["target"]])]
        assert "".join("".join(t["selector"][0]["exact"] for t in targets).split()) == "".join("".join(claim["quotes"]).split())
        assert all(item["rights"].startswith("https://creativecommons.org/") for item in words)


HOSTILE = """
positions:
  yes: {label: "=HYPERLINK(1,2); a, \\"b\\"", speakers: [ann]}
  'no': {label: '+No', speakers: [union]}
issues:
  cost: {question: "-1 or, \\"more\\"; what?", answers: {}}
  time: {question: '@time;', answers: {}}
sources:
  own: {title: '=1+1; "x"', interest: '=paid; by, "x"', url: 'https://example.org/?a=1;b,2'}
claims:
  cheap:
    {quote: it costs little, text: "'=1+1, \\"so\\"; they say", speaker: ann, position: yes, issue: [time, cost], date: 2024-03,
     evidence: [{source: own, stance: supports, locator: '-p. 1'}, {source: shared, stance: disputes}],
     review: {rating: poor, summary: "\uff1d1, said", by: '@us', date: 2026-01-02}}
  dear: {quote: nobody can pay for it, speaker: union, position: 'no', issue: cost, responds_to: cheap, updated: 2026-01-04}
  apart: {text: "'tis so", anchor: none, speaker: ann}
corrections:
  - {date: 2026-01-03, claim: cheap, text: "=It was **not**, \\"so\\"; now <i>it</i> is"}
  - {date: 2026-01-03, issue: cost, position: yes, text: Another answer.}
  - {date: 2026-01-03, text: The article.}
"""


def test_what_authors_write_can_neither_break_a_table_nor_run_in_a_spreadsheet(site: TestSite):
    ratings = "ratings: {poor: {label: '=Poor', value: -1.5}, view: {label: View}}\nrating_range: [5, -2]\n"
    license = "license: {name: Ours & yours 1.0}\npublisher: {name: '=Us'}\nclaim_pages: none\n"
    site.write(
        "site.yml", "title: '=T, \"t\"'\nbase_url: https://example.org/news/\nshare_images: none\nsearch: false\n" + ratings + license
    )
    site.write("content/sources.yml", "shared: {title: 'Shared, \"one\"'}\n")
    site.edit("content/speakers.yml", "Ann Able", "'@Ann, \"A\"; Able'")
    site.edit("content/articles/cost.md", "title: A title", "title: '-A, \"title\"'\nupdated: 2026-01-05")
    site.write("content/articles/cost.yml", HOSTILE)
    site.built()
    document, corrections = hold_together(site.root / "build/data")
    cheap, dear, apart = sorted(document["claims"], key=lambda claim: ["cheap", "dear", "apart"].index(claim["claim"]))
    assert (cheap["text"], apart["text"]) == ('\'=1+1, "so"; they say', "'tis so")
    assert (cheap["position_id"], cheap["issue_ids"], cheap["date"]) == ("yes", ["time", "cost"], "2024-03")
    assert cheap["issues"] == ["@time;", '-1 or, "more"; what?']
    assert cheap["source_ids"] == ["cost#own", "shared"]
    assert [source["interest"] for source in cheap["sources"]] == ['=paid; by, "x"', ""]
    assert document["data_package"] == "https://example.org/news/data/datapackage.json"
    assert (cheap["rating_id"], cheap["rating_value"], cheap["reviewed_by"], cheap["reviewed_on"]) == ("poor", -1.5, "@us", "2026-01-02")
    assert (cheap["quotes"], apart["quotes"]) == (["it costs little"], [])
    assert (dear["responds_to"], dear["updated"], dear["verbatim"]) == (["cost#cheap"], "2026-01-04", False)
    assert (dear["article_date"], dear["article_updated"], dear["language"]) == ("2026-01-02", "2026-01-05", "en")
    assert [(item["claim_id"], item["issue_id"], item["position_id"]) for item in corrections] == [
        ("cost#cheap", "", ""),
        ("", "cost", "yes"),
        ("", "", ""),
    ]
    assert corrections[0]["text"] == '=It was not, "so"; now <i>it</i> is'
    table = (site.root / "build/data/claims.csv").read_text(encoding="utf-8-sig")
    assert '"\'\'=1+1, ""so""; they say"' in table
    assert "cost#own;shared" in table


def test_every_page_names_the_data_in_both_forms_and_its_description(site: TestSite):
    site.write("site.yml", "title: T\nbase_url: https://example.org/news/\nshare_images: none\nsearch: false\n")
    site.built()
    for page in ("index.html", "cost/index.html", "404.html"):
        head = site.page(page).partition("</head>")[0]
        for kind, name in (("application/json", "json"), ("text/csv", "csv")):
            assert re.search(rf'<link rel="alternate" type="{kind}" title="[^"]+" href="/news/data/claims\.{name}">', head), page
        foot = site.page(page).partition('class="foot')[2]
        assert re.findall(r'href="/news/data/(.*?)"', foot) == ["", "claims.json", "claims.csv"], page
    assert "rights" not in site.json("cost/annotations.json"), "a site without a licence grants nothing"


def test_a_page_tells_readers_in_their_language_what_every_field_is(example):
    """Every column of every table, every file of the data and every rating; nothing of it is left in English, and nothing is not there."""
    told = {}
    for folder in ("", "he/", "ar/"):
        page = (example / folder / "data/index.html").read_text(encoding="utf-8")
        main = page.partition("<main")[2].partition("</main>")[0]
        items = re.findall(r'<div id="(\w+-\w+)"><dt><code>(\w+)</code> (.*?)</dt><dd>(.*?)</dd></div>', main)
        assert len({id for id, *_ in items}) == len(items)
        for name in ("claim", "correction"):
            header = (example / folder / f"data/{name}s.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(",")
            assert [field for id, field, *_ in items if id.startswith(f"{name}-")] == header
        assert set(re.findall(rf'href="/{folder}data/([^"]+)"', main)) == {
            path.name for path in (example / folder / "data").glob("*.*")
        } - {"index.html"}
        scale = json.loads((example / folder / "data/claims.json").read_text(encoding="utf-8"))["rating_scale"]["ratings"]
        for rating in scale:
            value = "" if rating["value"] is None else f' <span class="src">{str(rating["value"]).removesuffix(".0")}</span>'
            assert f"<dt><code>{rating['id']}</code>{value}</dt><dd>{html.escape(rating['label'])}</dd>" in main
        told[folder] = {id: re.sub("<[^>]+>", "", meaning) for id, _, _, meaning in items}
        assert 'hreflang="he"' in page
    package = json.loads((example / "data/datapackage.json").read_text(encoding="utf-8"))
    described = {
        f"{table['name'][:-1]}-{field['name']}": field["description"].replace("`", "")
        for table in package["resources"]
        if "schema" in table
        for field in table["schema"]["fields"]
    }
    assert {id: html.unescape(meaning) for id, meaning in told[""].items()} == described
    assert not [id for id in described if told["he/"][id] in (told[""][id], told["ar/"][id])]


def test_the_dictionary_is_the_codes():
    module = runpy.run_path(str(ROOT / "scripts/data_reference.py"))
    assert (ROOT / "docs/data.md").read_text(encoding="utf-8") == module["dictionary"](), "run scripts/data_reference.py"


def test_frictionless_pandas_and_duckdb_read_the_data_as_it_is_described(example):
    """Each with its own reader, in every language: the rows are those of the JSON, lists come apart, and ids join."""
    for folder in (example / "data", example / "he/data", example / "ar/data"):
        claims = json.loads((folder / "claims.json").read_text(encoding="utf-8"))["claims"]
        package = frictionless.Package(str(folder / "datapackage.json"))
        assert package.validate().flatten(["message"]) == []
        rows = [row.to_dict() for row in package.get_resource("claims").read_rows()]
        assert [{key: value for key, value in row.items() if value not in (None, [], "")} for row in rows] == [
            {key: value for key, value in claim.items() if value not in (None, [], "")} for claim in claims
        ]
        assert package.get_resource("corrections").read_rows() == []

        frame = pandas.read_csv(folder / "claims.csv")
        assert (frame["id"].tolist(), frame["verbatim"].dtype, frame["rating_value"].dtype) == (
            [c["id"] for c in claims],
            "bool",
            "float64",
        )
        cited = frame[["id", "source_ids"]].assign(source_ids=frame["source_ids"].str.split(";")).explode("source_ids").dropna()
        assert cited.values.tolist() == [[claim["id"], source] for claim in claims for source in claim["source_ids"]]
        means = frame.groupby("rating_id")["rating_value"].max().dropna().to_dict()
        assert means == {claim["rating_id"]: claim["rating_value"] for claim in claims if claim["rating_value"] is not None}

        answered = """
            select a.id, b.id from (select id, unnest(string_split(responds_to, ';')) as answers from read_csv($csv)) a
            join read_csv($csv) b on a.answers = b.id order by all"""
        parameters = {"csv": str(folder / "claims.csv")}
        pairs = duckdb.execute(answered, parameters).fetchall()
        assert pairs == sorted((claim["id"], other) for claim in claims for other in claim["responds_to"])
        differing = """
            select count(*), count(*) filter (c.text <> j.text or c.position_id is distinct from nullif(j.position_id, ''))
            from read_csv($csv) c join (select unnest(claims, recursive := true) from read_json($json)) j on c.id = j.id"""
        assert duckdb.execute(differing, parameters | {"json": str(folder / "claims.json")}).fetchall() == [(len(claims), 0)]
