"""What is not published stops nobody, and is not published."""

from __future__ import annotations

import gzip
import re

import pytest
from counterpoint.build import check, lints
from counterpoint.cli import main
from counterpoint.diagnostics import ERROR, WARNING
from counterpoint.release import release
from site_folder import HEAD, SIDECAR, SITE, SPEAKERS, TEXT

DRAFT = HEAD.replace("date:", "draft: true\ndate:")
NAME = "content/articles/bad"

# What is wrong with an article, as (front matter with {}, text, sidecar).
MISTAKES = {
    "quote": (HEAD, "Text.\n", "claims: {q: {quote: not there, speaker: ann}}\n"),
    "sidecar": (HEAD, "Text.\n", "claims: [\n"),
    "key": (HEAD.replace("title:", "titel:"), "Text.\n", ""),
    "front-matter-yaml": (HEAD.replace("title: A title", "title: A: title"), "Text.\n", ""),
    "comment": (HEAD.replace("A title", "The #1 title"), "Text.\n", ""),
    "link": (HEAD, "[x](/nowhere/) and [y](claim:none)\n", ""),
    "no-date": (HEAD.replace("date: 2026-01-02\n", "date:\n"), "Text.\n", ""),
    "speaker": (HEAD, "They said it loudly.\n", "claims: {q: {quote: said it loudly, speaker: nobody}}\n"),
    "bytes": (HEAD, "Text.\n", "claims: {} # \x01\n"),
}


@pytest.mark.parametrize(
    ("kind", "mistake"),
    [("draft", m) for m in MISTAKES] + [("future", m) for m in MISTAKES if m != "no-date"],
)
def test_the_mistakes_of_what_is_not_shown_stop_nothing(site, kind, mistake):
    head, text, sidecar = MISTAKES[mistake]
    head = head.replace("date:", "draft: true\ndate:") if kind == "draft" else head.replace("2026-01-02", "2126-01-02")
    before = site.built() and site.tree()
    site.article("bad", text, sidecar, head)
    result = site.build(strict=True)
    assert result.published, result.diagnostics
    found = [d for d in result.diagnostics if d.location.path.startswith(NAME)]
    assert {d.severity for d in found} <= {WARNING}
    assert site.tree() == before
    (left,) = [getattr(result.left_out, {"draft": "drafts", "future": "future"}[kind])]
    assert left == 1
    shown = site.build(drafts=True, future=True)
    assert shown.published is None
    assert any(d.severity == ERROR and d.location.path.startswith(NAME) for d in shown.diagnostics)
    assert site.tree() == before


def test_a_published_article_with_the_same_mistakes_stops_the_build(site):
    for mistake, (head, text, sidecar) in MISTAKES.items():
        site.article("bad", text, sidecar, head)
        (site.root / "content/articles/bad.yml").unlink() if not sidecar and (site.root / "content/articles/bad.yml").exists() else None
        assert site.build().failed(), mistake


def test_what_a_draft_alone_uses_is_not_unused(site):
    site.edit("content/speakers.yml", "ann:", "zoe: {name: Zoe}\nyan: {name: Yan}\nann:")
    site.write("content/sources.yml", "s: {title: A source, url: 'https://example.org/s'}\n")
    claim = "claims: {q: {quote: it is so, speaker: zoe, evidence: [{source: s}]}}\n"
    for head in (DRAFT, HEAD.replace("2026-01-02", "2126-01-02")):
        site.article("other", "She says it is so.\n", claim, head)
        found = [d.message for d in check(site.options(), (lints,)).diagnostics if d.code == "unused"]
        assert [message for message in found if "speaker" in message or "source" in message] == ["the speaker 'yan' is used nowhere"]


def test_a_link_to_a_broken_draft_is_an_error_where_it_stands(site):
    site.article("bad", "Text.\n", "claims: [\n", DRAFT)
    site.edit("content/articles/cost.md", "Ann says", "[Ann](article:bad) says")
    found = [d for d in site.build().diagnostics if d.severity == ERROR]
    assert [(d.code, d.location.path) for d in found] == [("id-unknown", "content/articles/cost.md")]


def test_a_public_article_does_not_become_a_draft_without_a_word(site):
    assert not release(site.options()).diagnostics
    site.edit("content/articles/cost.md", "date:", "draft: true\ndate:")
    assert site.build().failed()


def translated(site, head=""):
    site.edit("site.yml", "title:", "languages: [de]\ntitle:")
    site.write(
        "content/articles/cost.de.md",
        f"---\ntitle: Titel\n{head}---\nAnn sagt, dass es wenig kostet. Die Union: niemand kann es bezahlen.\n",
    )
    site.write(
        "content/articles/cost.de.yml",
        """positions:
  yes: {label: Ja, summary: Ja.}
  no: {label: Nein, summary: Nein.}
issues: {cost: {question: Was kostet es?}}
claims:
  cheap: {quote: es wenig kostet, text: Es kostet wenig.}
  dear: {quote: niemand kann es bezahlen}
""",
    )


def test_a_draft_of_a_translation_stops_nothing(site):
    site.built()
    translated(site, "draft: true\n")
    site.edit("content/articles/cost.de.yml", "label: Ja,", "labl: Ja,")
    result = site.built(strict=True)
    assert result.left_out.drafts == 1
    assert "de/cost/index.html" not in site.tree()
    site.edit("content/articles/cost.de.md", "draft: true\n", "")
    assert site.build().failed()


def test_a_translation_of_a_draft_stops_nothing(site):
    translated(site)
    site.edit("content/articles/cost.de.yml", "quote: es wenig kostet", "quote: nicht da")
    site.edit("content/articles/cost.md", "date:", "draft: true\ndate:")
    site.built(strict=True)


def test_partial_translations_pass_a_strict_build_that_allows_them(site, capsys):
    translated(site)
    root = ["--site", str(site.root)]
    assert "untranslated" in {d.code for d in site.built().diagnostics}
    for verb in ("check", "build"):
        assert main([verb, "--strict", *root]) == 1
        assert main([verb, "--strict", "--allow", "untranslated", *root]) == 0
    with pytest.raises(SystemExit):
        main(["check", "--strict", "--allow", "untranslatd", *root])
    assert "did you mean untranslated" in capsys.readouterr().err


def test_untranslated_text_can_be_allowed_where_it_stands(site):
    translated(site)
    (found,) = [d for d in site.built().diagnostics if d.code == "untranslated"]
    lines = (site.root / found.location.path).read_text(encoding="utf-8").split("\n")
    lines.insert(found.location.line - 1, "# counterpoint: allow untranslated: a native speaker is asked")
    site.write(found.location.path, "\n".join(lines))
    site.built(strict=True)


def test_an_error_is_not_to_be_allowed(site):
    site.edit("content/articles/cost.yml", "quote: it costs little", "quote: it costs much")
    text = (site.root / "content/articles/cost.yml").read_text(encoding="utf-8").split("\n")
    (found,) = [d for d in site.build().diagnostics if d.severity == ERROR]
    text.insert(found.location.line - 1, "  # counterpoint: allow quote-not-found: no")
    site.write("content/articles/cost.yml", "\n".join(text))
    assert site.build().failed()


def test_the_pages_of_a_draft_say_so_and_are_not_for_search_engines(site):
    site.edit("content/articles/cost.md", "date:", "draft: true\ndate:")
    site.article("public", "Text.\n")
    site.built(drafts=True)
    pages = {path: site.page(path) for path in site.tree() if path.startswith(("cost/", "public/")) and path.endswith(".html")}
    assert len(pages) == 5
    for path, page in pages.items():
        is_draft = path.startswith("cost/")
        assert ("Draft: not published" in page) == is_draft, path
    robots = '<meta name="robots" content="noindex">'
    for path in (path for path in site.tree() if path.endswith(".html")):
        assert robots in site.page(path), path  # lists and the pages of speakers show words of the draft
    assert "X-Robots-Tag: noindex" in site.page("_headers")
    site.built()
    assert robots not in site.page("public/index.html") + site.page("index.html") + site.page("speakers/ann/index.html")


PUBLIC = ("feed.xml", "feed.json", "sitemap.xml", "search/index.html")


def test_pages_of_what_is_not_public_say_so_and_are_in_no_list_for_the_public(site):
    site.edit("site.yml", "search: false\n", "claim_pages: all\n")
    site.write("content/sources.yml", "count: {title: A count, url: 'https://example.org/count'}\n")
    for slug, head in (("sketch", DRAFT), ("soon", HEAD.replace("2026-01-02", "2126-01-02"))):
        site.article(
            slug,
            TEXT,
            SIDECAR.replace("issue: cost}", "issue: cost, evidence: [{source: count}]}", 1)
            + "corrections: [{date: 2026-02-01, text: It was otherwise.}]\n",
            head.replace("A title", "Unheard"),
        )
    site.built(drafts=True, future=True)
    for slug, words in (("sketch", "Draft: not published"), ("soon", "Dated later: not yet published"), ("cost", "")):
        for page in (f"{slug}/", f"{slug}/sides/", f"{slug}/claims/cheap/", f"embed/{slug}/cheap/", f"{slug}/history/"):
            if (page, words) == ("cost/history/", ""):
                continue
            html = site.page(page + "index.html")
            assert ('class="draft" role="note"' in html, words in html) == (bool(words), True), page
    for file in PUBLIC:
        assert [word for word in ("Unheard", "/sketch/", "/soon/") if word in site.page(file)] == [], file
        assert "/cost/" in site.page(file)
    assert site.page("data/claims.json").count("Unheard") == site.page("data/claims.csv").count("Unheard") == 0
    assert "Unheard" not in site.page("data/corrections.csv")
    lists = [path for path in site.tree() if path.endswith(".html") and not path.startswith(("sketch/", "soon/", "embed/"))]
    told = {path: re.findall(r"Unheard[^<]*</a>(?: <span class=\"tongue\">\(([^)]*)\))?", site.page(path)) for path in lists}
    for path in ("index.html", "speakers/ann/index.html", "corrections/index.html", "topics/index.html", "sources/index.html"):
        assert set(told[path]) == {"Draft: not published", "Dated later: not yet published"}, path
    assert all("" not in marks for marks in told.values()), told
    found = [gzip.decompress(file.read_bytes()).decode() for file in (site.root / "build/search/index/fragment").iterdir()]
    assert any("A title" in text for text in found)
    assert not any("Unheard" in text for text in found)
    site.built(future=True, now="2127-01-01T00:00+00:00")
    assert "Dated later" not in site.page("soon/index.html")
    assert "/soon/" in site.page("sitemap.xml")
    assert "/sketch/" not in "".join(site.tree())


SECRET = ["Hush", "Sotto", "Piano", "Leise", "Psst", "Mum", "Quiet", "Muffled", "Mute", "Whisper", "Tacet", "Stumm", "Calm", "hidden-path"]
"""Words of an article dated later, one for each place in its files."""


@pytest.mark.parametrize("kind", ["date: 2030-01-02", "date: 2026-01-02\ndraft: true"])
def test_nothing_is_public_of_what_the_files_of_an_article_that_is_left_out_say(site, kind):
    head = f"---\ntitle: Hush\ndeck: Sotto\n{kind}\nauthors: [Piano]\ntopics: [t]\nredirects: [/hidden-path/]\n---\n"
    sidecar = """
    speakers: {carl: {name: Leise, bio: Psst}}
    sources: {own: {title: Mum, url: 'https://example.org/Quiet'}}
    positions: {yes: {label: Muffled}}
    claims: {c: {quote: it is Mute, speaker: carl, position: yes, note: Whisper, evidence: [{source: own}, {source: shared}]}}
    corrections: [{date: 2026-01-03, claim: c, text: Tacet}]
    """
    site.write("site.yml", SITE + "languages: [de]\ntopics: {t: {label: Loud topic}}\n")
    site.write("content/speakers.yml", SPEAKERS + "dora: {name: Loud speaker}\n")
    site.write("content/sources.yml", "shared: {title: Loud source}\n")
    site.write("content/media/Calm.svg", "<svg viewBox='0 0 10 10'></svg>")
    site.article("now", TEXT, SIDECAR)
    site.article("later", "Leise says it is Mute. ![a](media/Calm.svg)\n", sidecar, head)
    site.write("content/articles/later.de.md", "---\ntitle: Stumm\n---\nEs ist Stumm.\n")
    site.write("content/articles/later.de.yml", "positions: {yes: {label: Stumm}}\nclaims: {c: {quote: ist Stumm}}\n")
    site.built()
    published = {path: path.encode() + b" " + data for path, data in site.tree().items()}
    assert {word: [path for path, data in published.items() if word.encode() in data] for word in SECRET} == {word: [] for word in SECRET}
    assert all(any(word in data for data in published.values()) for word in (b"Loud topic", b"Loud speaker", b"Loud source"))
