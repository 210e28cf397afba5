"""The example site's first article comes out of the desk as its files have it: a part here, all in scripts/rebuild_by_desk.py."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from counterpoint.build import check
from counterpoint.reading.files import article_paths
from engines import Chromium, Engine
from playwright.sync_api import Browser
from rebuilding import LINK, Rebuilder, without_ids
from site_folder import ROOT
from test_serve import Served

pytestmark = pytest.mark.browser
ARTICLE = "automated-apartheid-report"
TEXT, SIDE = article_paths(ARTICLE)


def a_part_of(model: dict[str, Any]) -> dict[str, Any]:
    """The first question with the first claims on it, and all that these name."""
    issues = dict([next(iter(model["issues"].items()))])
    claims = {id: {**claim, "issue": [*issues]} for id, claim in model["claims"].items() if id in {"soldiers-competed", "quality-of-life"}}
    cited = {item["source"] for claim in claims.values() for item in claim["evidence"]}
    cited |= {answer["source"] for issue in issues.values() for answer in issue["answers"].values()} | {"jns", "amnesty-uk"}
    later = {"kind", "viewpoint"}  # which are written down in a form of their own, for two of them here
    sources = {id: source for id, source in model["sources"].items() if id in cited}
    sources = {
        id: source if id in {"jns", "israel-hayom"} else {key: value for key, value in source.items() if key not in later}
        for id, source in sources.items()
    }
    return {**model, "issues": issues, "claims": claims, "sources": sources}


def rebuilt(engine: Engine, folder: Path, *, whole: bool) -> tuple[Any, Any]:
    """What the desk has written, and what stands in the example site: the model and the text of each, without ids."""
    server = Served(folder / "site")
    site = server.site
    wanted = yaml.load((ROOT / SIDE).read_text(encoding="utf-8"), yaml.BaseLoader)
    text = (ROOT / TEXT).read_text(encoding="utf-8").split("---\n", 2)[2]
    if not whole:
        wanted = a_part_of(wanted)
        parts = text.split("\n\n")
        intro = (
            parts[0]
            .replace("(speaker:idf)", "(/)")
            .replace("(speaker:ngo-monitor)", "(/)")
            .replace("(speaker:international-legal-forum)", "(/)")
        )
        text = "\n\n".join([intro, LINK.sub(r"\1", "\n\n".join(parts[1:5])), next(part for part in parts if "term:" in part)])
    for path in ("speakers.yml", "sources.yml"):
        site.write(f"content/{path}", (ROOT / "content" / path).read_bytes())
    for other in ("uk-live-facial-recognition", "eu-ai-act-biometric-identification"):
        site.article(other, "Another article, to which this one leads.\n")
    shutil.copytree(ROOT / "content/media", site.root / "content/media")
    settings = yaml.load((ROOT / "site.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
    keys = ("title", "base_url", "publisher", "topics", "rating_range", "ratings")  # without what leads to other pages
    site.write("site.yml", yaml.safe_dump({key: settings[key] for key in keys}, allow_unicode=True))
    site.write(TEXT, "---\ntitle: Security tool or means of control?\ndate: 2026-11-20\n---\n" + LINK.sub(r"\1", text))
    speakers, sources = (
        yaml.load((ROOT / f"content/{kind}.yml").read_text(encoding="utf-8"), yaml.BaseLoader) for kind in ("speakers", "sources")
    )
    mistakes = check(site.options(future=True)).diagnostics
    assert not mistakes, mistakes
    server.start("--future")
    try:
        author = Rebuilder(engine, server, f"{server.url}/{ARTICLE}/", wanted, speakers, sources)
        author.everything(text)
    finally:
        server.process.kill()
        server.process.communicate()
    given = yaml.load((site.root / SIDE).read_text(encoding="utf-8"), yaml.BaseLoader)
    body = (site.root / TEXT).read_text(encoding="utf-8").split("---\n", 2)[2]
    return without_ids(given, body), without_ids(wanted, text)


def test_a_part_of_the_first_article_is_rebuilt_in_the_browser(tmp_path: Path, browser: Browser):
    (given, body), (wanted, text) = rebuilt(Chromium(browser), tmp_path, whole=False)
    assert given == wanted
    assert body == text
