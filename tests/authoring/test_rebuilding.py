"""The example site's first article, made again from its bare Markdown by the desk's operations, is the same article."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import msgspec
import yaml
from counterpoint.article.prepare import prepare_files
from counterpoint.authoring.desk import Desk, Request
from counterpoint.authoring.gate import article_files
from counterpoint.authoring.yaml_edit import remove
from counterpoint.loading import open_settings
from counterpoint.reading.files import article_paths
from site_folder import ROOT

ARTICLE = "automated-apartheid-report"
TEXT, SIDE = article_paths(ARTICLE)


def operations(model: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what an author would do in the browser to come to a sidecar, in an order in which nothing is named before it is there."""
    sources = dict(model.get("sources") or {})
    done: list[dict[str, Any]] = []
    for kind in ("positions", "issues"):
        for id, entry in model.get(kind, {}).items():
            done.append({"op": "add", "kind": kind, "id": id, "value": {key: value for key, value in entry.items() if key != "answers"}})
    for kind in ("claims", "notes", "terms"):
        for id, entry in model.get(kind, {}).items():
            value = {key: item for key, item in entry.items() if key != "responds_to"}
            done.append({"op": "add", "kind": kind, "id": id, "value": value})
    for id, claim in model["claims"].items():
        if "responds_to" in claim:
            done.append({"op": "change", "kind": "claims", "id": id, "value": claim})
    for issue, entry in model["issues"].items():
        for position, answer in entry.get("answers", {}).items():
            done.append({"op": "answer", "issue": issue, "position": position, "answer": answer})
    done[0]["sources"] = sources
    done[-1]["corrections"] = model.get("corrections", [])
    return done


def test_the_first_article_of_the_example_site_is_rebuilt_from_its_bare_text(tmp_path: Path):
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shutil.copy(ROOT / "site.yml", tmp_path)
    original = remove((ROOT / SIDE).read_text(encoding="utf-8"), ("approaches",))  # these are written by hand
    (tmp_path / SIDE).unlink()
    desk = Desk(tmp_path, tmp_path / ".cache/desk", lambda: "2026-06-01T00:00:00+00:00")
    wanted = yaml.load(original, yaml.BaseLoader)
    done = [{"article": ARTICLE, **operation} for operation in operations(wanted)]
    for first in range(0, len(done), 8):
        desk.write(msgspec.convert({"operations": done[first : first + 8]}, Request))
    rebuilt = (tmp_path / SIDE).read_text(encoding="utf-8")
    given = yaml.load(rebuilt, yaml.BaseLoader)
    assert given == wanted
    for kind in ("positions", "issues", "claims"):
        assert list(given[kind]) == list(wanted[kind])
    dialect = open_settings(tmp_path).dialect
    text = (tmp_path / TEXT).read_text(encoding="utf-8")
    again, before = (prepare_files(article_files(ARTICLE, {TEXT: text, SIDE: side}), dialect) for side in (rebuilt, original))
    assert not again.diagnostics
    assert again.summary == before.summary
    assert again.body == before.body
    for _ in desk.changes()["done"]:
        desk.undo()
    assert not (tmp_path / SIDE).exists()
    assert (tmp_path / TEXT).read_bytes() == (ROOT / TEXT).read_bytes()
