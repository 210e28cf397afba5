"""TranslatedWords of a translation, written beside those of the original: the smallest edit, and nothing but words."""

from __future__ import annotations

import shutil
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from counterpoint.authoring import translating
from counterpoint.authoring.desk import Conflict, Desk, Request
from counterpoint.authoring.translating import TranslatedWords
from counterpoint.authoring.yaml_tree import EditRefused
from counterpoint.diagnostics import ERROR
from msgspec import convert
from site_folder import ROOT, SIDECAR, SITE, TEXT, TestSite

SLUG = "automated-apartheid-report"


def texts(language: str = "he") -> dict[str, str | None]:
    names = [f"content/articles/{SLUG}{part}" for part in (".md", ".yml", f".{language}.md", f".{language}.yml")]
    return {name: (ROOT / name).read_text(encoding="utf-8") if (ROOT / name).exists() else None for name in names}


def model(text: str) -> Any:
    return yaml.load(text, yaml.BaseLoader)


def with_value(value: Any, path: list[Any], new: str) -> Any:
    value = deepcopy(value)
    here = value
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = new
    return value


def test_each_word_of_a_translation_is_changed_alone():
    before = texts()
    side, head = f"content/articles/{SLUG}.he.yml", f"content/articles/{SLUG}.he.md"
    words = translating.translatable(SLUG, "he", before)
    assert {tuple(item.path) for item in words} >= {("title",), ("positions", "oppose", "label")} or len(words) > 100
    for item in [item for item in words if item.translation][::9]:
        new = f"{item.translation} # 1: \u05d0"
        after = translating.translated(SLUG, "he", [TranslatedWords(item.part, item.path, item.translation, new)], before)
        path = head if item.part == "head" else side
        assert {name for name in after if after[name] != before[name]} == {path}
        old_lines, new_lines = (before[path] or "").splitlines(), (after[path] or "").splitlines()
        assert sum(one != other for one, other in zip(old_lines, new_lines, strict=False)) <= 40
        if item.part == "sidecar" and not any(isinstance(step, int) for step in item.path):
            was, now = model(before[path] or ""), model(after[path] or "")
            here: Any = was
            for step in item.path[:-1]:
                here = here[step]
            short = isinstance(here, str)
            assert now == with_value(was, item.path[:-1] if short else item.path, new.strip()), item.path
        again = {(one.part, tuple(one.path)): one.translation for one in translating.translatable(SLUG, "he", after)}
        assert again[item.part, tuple(item.path)] == new


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shutil.copy(ROOT / "site.yml", tmp_path)
    return Desk(tmp_path, tmp_path / "history", lambda: "2026-05-01T00:00:00+00:00")


def request(*words: TranslatedWords, language: str = "he", article: str = SLUG) -> Request:
    return convert(
        {"operations": [{"op": "translate", "article": article, "language": language, "words": list(words)}]}, Request, from_attributes=True
    )


def test_a_translation_is_begun_and_filled_in_one_by_one(desk: Desk):
    slug = "eu-ai-act-biometric-identification"
    desk.begin_translation(slug, "he")
    words = [item for item in desk.translation(slug, "he")["words"] if item.path[-1] != "quote"]
    assert len(words) > 100
    assert not any(item.translation for item in words)
    for item in (item for number, item in enumerate(words) if number % 16 == 0):
        desk.write(request(TranslatedWords(item.part, item.path, "", "\u05de\u05d9\u05dc\u05d4: - #x"), article=slug))
        said = {tuple(one.path): one.translation for one in desk.translation(slug, "he")["words"]}
        assert said[tuple(item.path)] == "\u05de\u05d9\u05dc\u05d4: - #x", item.path
    while desk.history.done:
        desk.undo()
    assert not (desk.root / f"content/articles/{slug}.he.yml").exists()


def test_words_changed_elsewhere_and_paths_that_are_no_words_are_refused(desk: Desk):
    before = {path: path.read_bytes() for path in (desk.root / "content/articles").iterdir()}
    with pytest.raises(Conflict) as conflict:
        desk.write(request(TranslatedWords("head", ["title"], "another", "mine")))
    assert conflict.value.theirs == next(item.translation for item in desk.translation(SLUG, "he")["words"] if item.path == ["title"])
    for path in (
        ["draft"],
        ["claims", "nobody", "text"],
        ["positions"],
        ["claims", next(iter(model(texts()[f"content/articles/{SLUG}.yml"] or "")["claims"])), "speaker"],
    ):
        with pytest.raises(EditRefused):
            desk.write(request(TranslatedWords("sidecar", path, "", "x")))
    assert {path: path.read_bytes() for path in (desk.root / "content/articles").iterdir()} == before


SHAPES = """
notes:
  plain: {quote: it costs, note: Counted.}
  exact: {quote: {exact: replies, occurrence: 1}, note: Counted.}
  several: {quote: [Ann says, {exact: The Union}], note: Counted.}
"""


def test_a_translation_of_which_nothing_is_open_is_whole(site: TestSite):
    """The quotes of notes, in each of their shapes, are words, too."""
    site.write("site.yml", f"{SITE}languages: [he]\n")
    site.article("cost", TEXT, SIDECAR + SHAPES)
    desk = site.desk()
    desk.begin_translation("cost", "he")
    text = desk.translation("cost", "he")
    operation = {"op": "translate", "article": "cost", "language": "he", "text_was": text["text"], "text": text["original"]}
    desk.write(convert({"operations": [operation]}, Request))
    words = desk.translation("cost", "he")["words"]
    for item in words:
        desk.write(request(TranslatedWords(item.part, item.path, "", item.original), article="cost"))
    assert not [item.path for item in desk.translation("cost", "he")["words"] if item.needed and not item.translation]
    site.edit("content/articles/cost.he.md", "draft: true # remove this line to publish\n", "")
    assert [item.message for item in site.diagnostics() if item.severity == ERROR] == []
    noted = {tuple(item.path[1:]): item.original for item in words if item.path[0] == "notes" and "quote" in item.path}
    assert noted == {("plain", "quote"): "it costs", ("exact", "quote"): "replies", ("several", "quote"): "Ann says\nThe Union"}
