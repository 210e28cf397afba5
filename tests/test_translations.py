"""A site in several languages: its further pages, what happens to what is not translated, and that a translation misattributes nothing."""

from __future__ import annotations

import json
import re

import pytest
from counterpoint.build import builder, check, lints
from counterpoint.diagnostics import ERROR
from counterpoint.preview import Preview
from counterpoint.reanchor import reanchor
from counterpoint.release import release
from site_folder import SIDECAR, SITE, SPEAKERS, TEXT, TestSite

HEBREW = "content/articles/cost.he.yml"
HEBREW_TEXT = "content/articles/cost.he.md"
WORDS = """
positions:
  yes: {label: בעד, summary: תומכים.}
  'no': {label: נגד, summary: מתנגדים.}
issues:
  cost:
    question: כמה זה עולה?
    answers: {yes: מעט.}
claims:
  cheap: {quote: שזה עולה מעט, text: זה עולה מעט.}
  dear: {quote: שאיש לא יוכל לשלם}
"""


@pytest.fixture
def site(tmp_path):
    site = TestSite(tmp_path)
    site.write("site.yml", SITE + "languages: [he, de]\ntopics: {streets: {label: Streets}}\n")
    site.write("content/speakers.yml", SPEAKERS)
    site.article("cost", TEXT, SIDECAR)
    site.article("trams", "Ann says [so](claim:so). See [the other](article:cost).", "claims: {so: {speaker: ann, text: Trams are slow.}}")
    site.write("content/pages/about.md", "---\ntitle: About us\n---\nWho we are.\n")
    site.write(HEBREW_TEXT, "---\ntitle: המחיר\n---\nאן אומרת שזה עולה מעט. האיגוד משיב שאיש לא יוכל לשלם. [עוד](article:trams)\n")
    site.write(HEBREW, WORDS)
    return site


def page(site, path):
    return (site.root / "build" / path).read_text(encoding="utf-8")


def found(site):
    return {(d.code, d.location.path, d.location.line) for d in check(site.options()).diagnostics if d.severity == ERROR}


def test_a_translation_makes_no_paraphrase_a_quotation_and_says_where_it_makes_a_quotation_none(site):
    site.edit(HEBREW_TEXT, "שזה עולה מעט", "„שזה עולה מעט“")
    site.edit(HEBREW, "quote: שזה עולה מעט, text: זה עולה מעט.", "quote: שזה עולה מעט")
    assert found(site) == {("translation-differs", HEBREW, 10)}
    site.edit("content/articles/cost.md", "it costs little", "“it costs little”")
    site.edit("content/articles/cost.yml", "quote: it costs little, text: It costs little.,", "quote: it costs little,")
    assert found(site) == set()
    site.edit(HEBREW_TEXT, "„שזה עולה מעט“", "שזה עולה מעט")
    told = {(d.code, d.location.path, d.location.line) for d in site.built().diagnostics}
    assert ("translation-differs", HEBREW, 10) in told


def test_a_translation_is_a_page_of_its_own_and_all_of_its_languages_know_each_other(site):
    site.built()
    hebrew, english = page(site, "he/cost/index.html"), page(site, "cost/index.html")
    assert '<html lang="he" dir="rtl">' in hebrew
    assert "המחיר" in hebrew
    assert "2 בינואר 2026" in hebrew
    assert "נקודות המחלוקת" in hebrew
    for text in (hebrew, english):
        alternates = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', text))
        assert alternates == {
            "en": "https://example.org/cost/",
            "x-default": "https://example.org/cost/",
            "he": "https://example.org/he/cost/",
        }
        assert 'href="/he/cost/" hreflang="he" lang="he" dir="rtl"' in text
    assert 'href="/cost/" hreflang="en"' in hebrew.split('class="translated"')[1][:200]
    assert "hreflang" not in page(site, "trams/index.html")
    assert not (site.root / "build/de/cost").exists()
    for path in (
        "he/cost/sides/index.html",
        "he/cost/claims/cheap/index.html",
        "he/embed/cost/cheap/index.html",
        "he/speakers/ann/index.html",
    ):
        assert '<html lang="he" dir="rtl">' in page(site, path), path
    assert '<html lang="de" dir="ltr">' in page(site, "de/index.html")


def test_what_is_said_by_whom_comes_from_the_original(site):
    site.edit("content/articles/cost.yml", "position: yes, issue: cost}", "position: yes, issue: cost, date: 2024-03-01}")
    site.built()
    for claim in ("cheap", "dear"):
        hebrew, english = (page(site, f"{folder}cost/claims/{claim}/index.html") for folder in ("he/", ""))
        card = re.compile(r'<div class="card (p\d) .*?<p class="card-who"><a href="([^"]*)"', re.DOTALL)
        voice, speaker = card.search(english).groups()
        assert card.search(hebrew).groups() == (voice, "/he" + speaker)
    assert '<time datetime="2024-03-01">' in page(site, "he/cost/claims/cheap/index.html")
    states = re.compile(r'role="cell" class="[^"]*"|class="nostated"')
    cells = states.findall(page(site, "cost/sides/index.html"))
    assert 'class="nostated"' in cells
    assert len(cells) == 5
    assert states.findall(page(site, "he/cost/sides/index.html")) == cells


def test_two_words_on_one_source_stay_with_what_each_was_said_of(site):
    site.edit("content/articles/cost.yml", "quote: it costs little,", "quote: it costs little, evidence: [EVIDENCE],")
    evidence = "{source: count, stance: supports, note: For.}, {source: count, stance: disputes, note: Against.}, {source: plan, note: So.}"
    site.edit("content/articles/cost.yml", "EVIDENCE", evidence)
    site.write("content/sources.yml", "count: {title: A count}\nplan: {title: A plan}\n")
    notes = "{source: plan, note: ככה.}, {source: count, note: בעד.}, {source: count, note: נגד.}"
    site.edit(HEBREW, "text: זה עולה מעט.", f"text: זה עולה מעט., evidence: [{notes}]")
    assert not site.built().diagnostics
    card = page(site, "he/cost/claims/cheap/index.html").split('class="evidence"')[1]
    shown = re.findall(r'<li class="(\w+)">.*?<div class="evidence-note"><p>([^<]+)</p>', card)
    assert shown == [("supports", "בעד."), ("disputes", "נגד."), ("context", "ככה.")]
    site.edit(HEBREW, "{source: plan, note: ככה.}", "{source: count, note: ככה.}")
    assert ("translation-differs", HEBREW, 10) in found(site)


def test_what_is_not_translated_is_shown_as_the_original_and_says_so(site):
    site.built()
    home = page(site, "he/index.html")
    assert '<a href="/trams/" lang="en" dir="ltr" hreflang="en">A title</a>' in home
    assert '<span class="tongue">English</span>' in home
    assert '<a href="/he/cost/">המחיר</a>' in home
    ann = page(site, "he/speakers/ann/index.html")
    assert '<p class="sc-t" lang="en" dir="ltr"><a href="/trams/#so">Trams are slow.</a></p>' in ann
    assert '<p class="sc-t"><a href="/he/cost/#cheap">זה עולה מעט.</a></p>' in ann
    assert 'href="/trams/"' in page(site, "he/cost/index.html")
    assert not (site.root / "build/he/trams").exists()
    assert not (site.root / "build/he/about").exists()
    assert "trams" not in page(site, "he/feed.xml")
    assert {claim["article"] for claim in json.loads(page(site, "he/data/claims.json"))["claims"]} == {"cost"}
    assert "/he/trams/" not in page(site, "he/sitemap.xml")
    sitemaps = ["https://example.org/sitemap.xml", "https://example.org/he/sitemap.xml", "https://example.org/de/sitemap.xml"]
    assert re.findall("Sitemap: (.*)", page(site, "robots.txt")) == sitemaps


def test_longer_texts_that_are_not_translated_are_marked_on_the_page(site):
    site.edit("content/articles/cost.yml", "quote: it costs little,", "quote: it costs little, note: Counted *twice*.,")
    result = site.built()
    assert [(d.code, d.location.path, d.location.line) for d in result.diagnostics] == [("untranslated", HEBREW, 10)]
    note = '<div class="untranslated" lang="en" dir="ltr"><p dir="ltr">Counted <em>twice</em>.</p></div>'
    assert note in page(site, "he/cost/index.html")
    assert '<div class="untranslated"' not in page(site, "cost/index.html")
    site.edit(HEBREW, "text: זה עולה מעט.}", "text: זה עולה מעט., note: נספר פעמיים.}")
    assert not site.built().diagnostics
    assert "untranslated" not in page(site, "he/cost/index.html")


def test_words_of_the_whole_site_are_laid_over_those_of_the_original(site):
    site.edit("content/speakers.yml", "name: Ann Able, kind: person", "name: Ann Able, kind: person, role: a counter, bio: She counts.")
    site.write("site.he.yml", "title: אתר\ntopics: {streets: {label: רחובות}}\n")
    site.write("content/speakers.he.yml", "ann: {name: אן אייבל}\n")
    site.write("content/pages/about.he.md", "---\ntitle: אודות\n---\nמי אנחנו. [אן](speaker:ann) [עוד](/trams/)\n")
    site.built()
    assert "<title>המחיר · אתר</title>" in page(site, "he/cost/index.html")
    assert "רחובות" in page(site, "he/topics/streets/index.html")
    assert "Streets" in page(site, "topics/streets/index.html")
    ann = page(site, "he/speakers/ann/index.html")
    assert '<h1 dir="auto">אן אייבל</h1>' in ann
    assert '<p class="deck" lang="en" dir="ltr">She counts.</p>' in ann
    about = page(site, "he/about/index.html")
    assert '<a href="/he/speakers/ann/" class="to-speaker" data-card="speaker_ann">אן</a> <a href="/trams/">עוד</a>' in about
    assert 'hreflang="he" href="https://example.org/he/about/"' in page(site, "about/index.html")


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        (HEBREW, "cheap: {", "cheap: {speaker: union, ", ("translation-differs", HEBREW, 10)),
        (HEBREW, "cheap: {", "cheap: {position: 'no', ", ("translation-differs", HEBREW, 10)),
        (HEBREW, "cheap: {", "cheap: {review: {rating: wrong}, ", ("translation-differs", HEBREW, 10)),
        (HEBREW, "answers: {yes: מעט.}", "answers: {yes: מעט., 'no': הרבה.}", ("translation-differs", HEBREW, 8)),
        (HEBREW, "cheap: {", "cheep: {", ("translation-differs", HEBREW, 10)),
        (HEBREW, "cheap: {", "cheap: {responds_to: dear, ", ("translation-differs", HEBREW, 10)),
        (HEBREW, "label: נגד, ", "", ("translation-missing", HEBREW, 4)),
        (HEBREW, "  'no': {label: נגד, summary: מתנגדים.}\n", "", ("translation-missing", HEBREW, 2)),
        (HEBREW, "question: כמה זה עולה?", "kind: fact", ("translation-missing", HEBREW, 6)),
        (HEBREW, "  dear: {quote: שאיש לא יוכל לשלם}\n", "", ("claim-unanchored", HEBREW, 9)),
        (HEBREW, "quote: שאיש לא יוכל לשלם", "quote: שאיש לא ישלם", ("quote-not-found", HEBREW, 11)),
        (HEBREW, "dear: {", "dear: {nota: x, ", ("key-unknown", HEBREW, 11)),
        (HEBREW_TEXT, "title: המחיר", "deck: תקציר", ("translation-missing", HEBREW_TEXT, 2)),
        (HEBREW_TEXT, "title: המחיר", "title: המחיר\ntopics: [streets]", ("translation-differs", HEBREW_TEXT, 3)),
        (HEBREW_TEXT, "(article:trams)", "(article:nothing)", ("id-unknown", HEBREW_TEXT, 4)),
        (HEBREW_TEXT, "(article:trams)", "(/nowhere/)", ("link-broken", HEBREW_TEXT, 4)),
        ("site.yml", "[he, de]", "[de]", ("file-unexpected", HEBREW, 0)),
        ("site.yml", "[he, de]", "[he, en]", ("value-wrong", "site.yml", 5)),
        ("site.yml", "[he, de]", "[he, he]", ("value-wrong", "site.yml", 5)),
    ],
)
def test_a_translation_that_says_something_else_stops_the_build(site, path, old, new, expected):
    assert not found(site)
    site.edit(path, old, new)
    assert expected in found(site)


def languages_of(html, words):
    """The language of the innermost element around each place at which words stand in a page."""
    languages, found = [], set()
    html = re.sub("<script.*?</script>|<!doctype html>", "", html, flags=re.DOTALL)
    for _, end, name, attributes, text in re.findall(r"(<(/?)(\w+)((?:[^>\"]|\"[^\"]*\")*)>)|([^<]+)", html):
        if text:
            found |= {next(language for _, language in reversed(languages) if language)} if words in text else set()
        elif end:
            while languages.pop()[0] != name:
                pass
        else:
            language = re.search(r'\blang="(\w+)"', attributes)
            languages.append((name, language[1] if language else ""))
    return found


TEXTS = {"speaker": ("role", "bio", "interest"), "source": ("title", "viewpoint", "note", "interest")}


def test_each_text_on_a_speaker_or_a_source_is_in_the_language_that_the_page_says(site):
    """Whichever of them are translated: those that are, are the page's, and those that are not are marked, on every page that has them."""
    words = {"speaker": {"ann": "", "union": ""}, "source": {"letter": "", "own": ""}}
    hebrew = {"speaker": {"ann": "", "union": ""}, "source": {"letter": "", "own": ""}}
    expected = {}
    for kind, texts in TEXTS.items():
        for number, id in enumerate(words[kind]):
            for place, text in enumerate(texts):
                words[kind][id] += f", {text}: English {kind} {id} {text}"
                expected[f"English {kind} {id} {text}"] = "en"
                if (place + number) % 2:
                    hebrew[kind][id] += f", {text}: עברית {kind} {id} {text}"
                    del expected[f"English {kind} {id} {text}"]
                    expected[f"עברית {kind} {id} {text}"] = "he"
    site.write("content/speakers.yml", "".join(f"{id}: {{name: Name{text}}}\n" for id, text in words["speaker"].items()))
    site.write("content/speakers.he.yml", "".join(f"{id}: {{name: שם{text}}}\n" for id, text in hebrew["speaker"].items()))
    site.write("content/sources.yml", f"letter: {{url: 'https://l.example/'{words['source']['letter']}}}\n")
    site.write("content/sources.he.yml", f"letter: {{{hebrew['source']['letter'][2:]}}}\n")
    evidence = "evidence: [{source: letter}, {source: own}], "
    site.edit("content/articles/cost.yml", "cheap: {", "cheap: {" + evidence)
    site.edit("content/articles/cost.yml", "claims:", f"sources: {{own: {{url: 'https://o.example/'{words['source']['own']}}}}}\nclaims:")
    site.edit(HEBREW, "claims:", f"sources: {{own: {{{hebrew['source']['own'][2:]}}}}}\nclaims:")
    linked = "[a](speaker:ann) [b](speaker:union) [c](source:letter) [d](source:own)"
    site.edit("content/articles/cost.md", "Ann says", f"{linked} Ann says")
    site.edit(HEBREW_TEXT, "אן אומרת", f"{linked} אן אומרת")
    site.built()
    pages = {path: page(site, path) for path in site.tree() if path.startswith("he/") and path.endswith(".html")}
    for text, language in expected.items():
        shown = {path: languages_of(html, text) for path, html in pages.items() if text in html and languages_of(html, text)}
        assert shown, text
        assert {path: {language} for path in shown} == shown, text


def test_a_mistake_of_the_original_is_reported_once_and_where_it_is(site):
    site.edit("content/articles/cost.yml", "speaker: ann, position", "speaker: nobody, position")
    site.edit("content/articles/cost.yml", "responds_to: cheap", "responds_to: chaep")
    codes = [(d.code, d.location.path) for d in check(site.options()).diagnostics if d.severity == ERROR]
    assert codes == [("id-unknown", "content/articles/cost.yml")] * 2


def test_a_translation_without_its_original_and_words_of_nothing_are_reported(site):
    site.write("content/articles/bikes.he.md", "---\ntitle: x\ndate: 2026-01-01\n---\n")
    site.write("content/speakers.he.yml", "bob: {name: בוב}\nann: {kind: organisation}\n")
    site.write("site.he.yml", "base_url: https://example.com/\n")
    assert found(site) == {
        ("file-missing", "content/articles/bikes.he.md", 0),
        ("translation-differs", "content/speakers.he.yml", 1),
        ("translation-differs", "content/speakers.he.yml", 2),
        ("translation-differs", "site.he.yml", 1),
    }


def test_a_translation_waits_for_its_day_and_its_original_stands_in_for_it(site):
    site.edit(HEBREW_TEXT, "title: המחיר", "title: המחיר\ndate: 2027-01-01")
    site.built()
    assert not (site.root / "build/he/cost").exists()
    assert '<a href="/cost/" lang="en"' in page(site, "he/index.html")
    site.built(today="2027-01-01")
    assert "המחיר" in page(site, "he/cost/index.html")


def test_what_a_translation_has_made_public_changes_only_with_a_word_to_its_readers(site):
    assert release(site.options()).addresses
    assert not found(site)
    site.edit(HEBREW, "text: זה עולה מעט.", "text: זה זול.")
    assert found(site) == {("claim-changed", HEBREW, 10)}
    site.write(HEBREW, (site.root / HEBREW).read_text(encoding="utf-8") + "corrections: [{date: 2026-05-01, claim: cheap, text: תוקן.}]\n")
    site.built()
    assert "תוקן." in page(site, "he/cost/index.html")
    assert "2026-05-01" not in page(site, "cost/index.html")
    (site.root / HEBREW).unlink()
    (site.root / HEBREW_TEXT).unlink()
    gone = [d for d in check(site.options()).diagnostics if d.code == "address-removed"]
    assert ["/he/cost/" in d.message for d in gone] == [True]
    site.edit("site.yml", "languages:", "redirects: {/he/cost/: /cost/}\nlanguages:")
    site.built()
    assert 'url=/cost/"' in page(site, "he/cost/index.html")


def test_a_rebuild_finds_what_has_changed_of_what_is_public_in_any_language(site):
    assert release(site.options()).addresses
    site.built()
    site.edit("content/articles/cost.yml", "What does it cost?", "What would it cost?")
    site.edit(HEBREW, "כמה זה עולה?", "מה המחיר?")
    site.built()
    assert "מה המחיר?" in page(site, "he/cost/sides/index.html")
    site.edit(HEBREW, "text: זה עולה מעט.", "text: זה עולה הרבה.")
    wrong = found(site)
    assert {(code, path) for code, path, _ in wrong} == {("claim-changed", HEBREW)}
    assert {(d.code, d.location.path, d.location.line) for d in site.build().diagnostics if d.severity == ERROR} == wrong
    site.edit(HEBREW, "text: זה עולה הרבה.", "text: זה עולה מעט.")
    site.built()


def test_old_addresses_lead_on_in_every_language(site):
    site.edit("content/articles/cost.md", "title: A title", "title: A title\nredirects: [/price/]")
    site.built()
    assert 'url=/he/cost/"' in page(site, "he/price/index.html")
    assert page(site, "_redirects").splitlines()[1::2] == ["/price/ /cost/ 301", "/he/price/ /he/cost/ 301"]
    assert not (site.root / "build/he/_redirects").exists()


def test_lost_quotes_of_a_translation_are_offered_again(site):
    site.edit(HEBREW_TEXT, "שזה עולה מעט", "שזה עולה מעט מאוד ממש")
    site.edit(HEBREW_TEXT, "שאיש לא יוכל לשלם", "שאיש לא יוכל לשלם זאת")
    assert reanchor(site.root).done
    site.edit(HEBREW_TEXT, "אן אומרת שזה עולה מעט", "אן אומרת שזה יעלה מעט")
    assert "cost.he#cheap" in reanchor(site.root).text
    assert reanchor(site.root, "cost.he#cheap", force=True).done
    assert "cheap: {quote: 'שזה יעלה מעט'," in (site.root / HEBREW).read_text(encoding="utf-8")
    site.built()


def test_lints_look_at_translations_too(site):
    site.edit(HEBREW_TEXT, "[עוד]", "[אתר](http://example.com/) [עוד]")
    assert ("link-insecure", HEBREW_TEXT) in {(d.code, d.location.path) for d in check(site.options(), [lints]).diagnostics}


def test_the_page_of_an_edited_translation_comes_ahead_of_the_whole_build(site):
    site.edit(HEBREW_TEXT, " [עוד](article:trams)", "")
    with builder(site.options()) as (made, _):
        assert not made.build().failed()
        preview = Preview(site.options(), *made.last)
        site.edit(HEBREW, "text: זה עולה מעט.", "text: זה זול מאוד.")
        early = preview.pages({HEBREW}, {"he/cost/index.html", "cost/index.html"})
        assert not made.build().failed()
    assert list(early) == ["he/cost/index.html"]
    assert "זה זול מאוד." in early["he/cost/index.html"].decode()
    assert early["he/cost/index.html"].decode() == page(site, "he/cost/index.html")
