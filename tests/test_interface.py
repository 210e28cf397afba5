"""The interface speaks the site's language: every phrase, every plural, dates and numbers; and English where there is no catalogue."""

from __future__ import annotations

import ast
import html
import io
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from counterpoint.rendering.words import languages, translations
from jinja2.ext import babel_extract
from site_folder import ROOT, SITE, TestSite

CATALOGUES = ROOT / "generator/counterpoint/rendering/locales"
LANGUAGES = ["ar", "de", "es", "fr", "he"]


def phrases() -> dict[str, str]:
    """Every phrase of the templates and of the pages' titles, with its plural or nothing."""
    found: dict[str, str] = {}
    for template in sorted((ROOT / "templates").rglob("*.html")):
        options = {"trim_blocks": "true", "lstrip_blocks": "true"}
        for _, function, message, _ in babel_extract(io.BytesIO(template.read_bytes()), ("_", "ngettext"), (), options):
            if function == "ngettext":
                found[message[0]] = message[1]
            elif message:
                found[message if isinstance(message, str) else message[0]] = ""
    for module in (ROOT / "generator/counterpoint/pages").glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Words":
                assert isinstance(node.args[0], ast.Constant)
                found[node.args[0].value] = ""
    return found


def catalogue(language: str):
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        return read_po(file)


def test_there_are_the_languages_that_are_promised():
    assert languages() == sorted([*LANGUAGES, "en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_is_translated_with_its_values(language):
    known = catalogue(language)
    for one, many in phrases().items():
        entry = known.get((one, many) if many else one)
        assert entry, one
        forms = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        assert all(forms), one
        values = set(re.findall(r"%\(\w+\)s", one + many))
        assert set(re.findall(r"%\(\w+\)s", "".join(forms))) == values, one
        assert not re.search(r"[<>]", "".join(forms)), one
    unused = {entry.id if isinstance(entry.id, str) else entry.id[0] for entry in known if entry.id} - phrases().keys()
    assert unused == set()


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [
        ("en", 1, "%(num)s claim"),
        ("de", 2, "%(num)s Aussagen"),
        ("fr", 0, "%(num)s affirmation"),
        ("es", 2, "%(num)s afirmaciones"),
        ("he", 1, "טענה אחת"),
        ("he", 2, "שתי טענות"),
        ("he", 11, "%(num)s טענות"),
        ("ar", 0, "لا أقوال"),
        ("ar", 2, "قولان"),
        ("ar", 3, "%(num)s أقوال"),
        ("ar", 11, "%(num)s قولًا"),
        ("ar", 100, "%(num)s قول"),
        ("ar-EG", 2, "قولان"),
    ],
)
def test_plurals_follow_the_languages_own_rules(language, number, words):
    assert translations(language).ngettext("%(num)s claim", "%(num)s claims", number) == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_english_is_left_on_any_page(site: TestSite, language):
    site.write("site.yml", f"{SITE}language: {language}\ntopics: {{t: {{label: T}}}}\n")
    site.built()
    long = [phrase for phrase in phrases() if len(phrase.split()) > 2 and "%" not in phrase]
    for path, content in site.tree().items():
        if path.endswith(".html"):
            text = html.unescape(content.decode())
            assert f'<html lang="{language}" dir="{"rtl" if language in ("he", "ar") else "ltr"}">' in text
            assert [phrase for phrase in long if phrase in text] == [], path


def test_lists_have_the_comma_of_the_language(site: TestSite):
    site.write("site.yml", f"{SITE}language: ar\n")
    site.write("content/speakers.yml", "ann: {name: Ann, role: R, names: [A, B]}\nunion: {name: U, affiliation: ann}\n")
    site.write(
        "content/sources.yml", "s: {title: S, publisher: P, kind: K, date: 2026-01-01, accessed: 2026-01-02, url: 'https://s.example/'}\n"
    )
    site.edit("content/articles/cost.yml", "claims:\n", "speakers: {bob: {name: Bob}, eve: {name: Eve}}\nclaims:\n")
    site.edit(
        "content/articles/cost.yml", "position: yes, issue", "date: 2026-01-01, evidence: [{source: s, locator: L}], position: yes, issue"
    )
    site.edit("content/articles/cost.yml", "yes: Little.", "yes: {words: W, speaker: ann, source: s, date: 2026-01-01}")
    site.edit("content/articles/cost.md", "date: 2026-01-02", "date: 2026-01-02\nupdated: 2026-01-03\nabout: s\nauthors: [A, B]")
    site.article("other", "[S](source:s)")
    site.built()
    commas = 0
    for path, content in site.tree().items():
        if path.endswith(".html"):
            text = re.sub(r"<(script|textarea|code)\b.*?</\1>|<[^>]*>", "", content.decode(), flags=re.DOTALL)
            assert re.findall(r".{20},.{20}", text) == [], path
            commas += text.count("، ")
    assert commas > 12


def test_dates_and_numbers_follow_the_language(site: TestSite):
    dates = {"de": "2. Januar 2026", "fr": "2 janvier 2026", "es": "2 de enero de 2026", "he": "2 בינואר 2026"}
    for language, date in dates.items():
        site.write("site.yml", f"{SITE}language: {language}\n")
        site.built()
        assert date in site.page("cost/index.html")


def test_a_language_without_a_catalogue_has_english_words_and_its_own_dates(site: TestSite):
    site.write("site.yml", f"{SITE}language: sv\n")
    site.built()
    assert "2 januari 2026" in site.page("cost/index.html")
    assert "Who speaks here" in site.page("cost/index.html")
    assert Path(site.root / "build/cost/index.html").read_text(encoding="utf-8").count('lang="sv"') == 1


def test_words_of_the_site_itself_are_not_markup_in_any_language(site: TestSite):
    site.write(
        "site.yml",
        f"{SITE}language: fr\nnavigation: [{{label: '<b>Speakers</b>', url: /speakers/}}, {{label: Speakers, url: /speakers/}}]\n",
    )
    site.built()
    page = site.page("cost/index.html")
    assert "&lt;b&gt;Speakers&lt;/b&gt;" in page
    assert ">Intervenants</a>" in page
