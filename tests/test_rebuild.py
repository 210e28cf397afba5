"""Whatever is done to a site, in whatever order: what a rebuild writes is what a clean build writes, byte for byte."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from counterpoint.build import check
from counterpoint.result import Result
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from site_folder import ROOT, TestSite, cases

SLUGS = ["cars", "trams", "parks"]
SITE = "title: {title}\nbase_url: https://example.org/{base}\nclaim_pages: {pages}\nsearch: {search}\nshare_images: {images}\n"
SITE += "languages: [{languages}]\ntopics: {{t: {{label: {topic}}}}}\n"
SETTINGS = [
    SITE.format(title=title, base=base, pages=pages, topic=topic, languages=languages, search=search, images=images)
    for title, base, pages, topic, languages, search, images in [
        ("Test", "", "all", "Streets", "he", "false", "articles"),
        ("Another", "", "all", "Streets", "he", "false", "none"),
        ("Test", "news/", "all", "Streets", "he", "true", "articles"),
        ("Test", "", "none", "Roads", "", "true", "all"),
    ]
]
SPEAKERS = [
    "ann: {name: Ann Able}\nunion: {name: The Union}\n",
    "ann: {name: Ann Able, bio: She counts.}\nunion: {name: The Union}\n",
    "ann: {name: Ann Other, affiliation: union}\nunion: {name: The Union, role: a union}\n",
    "union: {name: The Union}\nann: {name: Ann Able}\nbob: {name: Bob}\n",
    "ann: {name: Ann Able, image: media/a.svg}\nunion: {name: The Union}\n",
]
SOURCES = [
    "count: {title: A count, url: 'https://count.example/'}\n",
    "count: {title: A new count, url: 'https://count.example/', date: 2024}\n",
    "count: {title: A count, url: 'https://elsewhere.example/'}\nplan: {title: A plan, url: 'https://count.example/'}\n",
]
HEADS = ["title: {slug}\ndate: 2026-01-02", "title: {slug} again\ndate: 2026-01-02\ntopics: [t]", "title: {slug}\ndate: 2026-03-04"]
HEADS += ["title: {slug}\ndate: 2026-01-02\ndraft: true", "title: {slug}\ndate: 2026-01-02\nredirects: [/old-{slug}/]"]
HEADS += ["title: {slug}\ndate: 2026-01-02\nabout: count"]
TEXTS = [
    "Ann says that it costs little. The Union replies that nobody can pay.",
    "Some lines.\n\nAnn says that it costs little. The Union replies that nobody can pay.",
    "[Ann](speaker:ann) says that it costs little ([count](source:count)). The Union replies that nobody can pay.",
    "Ann says that it costs little. The Union replies that nobody can pay. [See](https://count.example/) [cars](article:cars).",
    "![A sign](media/a.svg)\n\nAnn says that it costs little. The Union replies that nobody can pay.",
]
CHEAP = "  cheap: {{quote: it costs little, speaker: {who}, position: yes, issue: cost{more}}}\n"
DEAR = "  dear: {{quote: nobody can pay, speaker: union, issue: cost{more}}}\n"
SIDES = "positions: {yes: {label: For, speakers: [ann]}, 'no': {label: Against}}\nissues: {cost: {question: What does it cost?}}\n"
SIDECARS = [
    SIDES + "claims:\n" + CHEAP.format(who="ann", more="") + DEAR.format(more=", responds_to: cheap"),
    SIDES + "claims:\n" + CHEAP.format(who="ann", more=", note: A **note**.") + DEAR.format(more=""),
    SIDES + "claims:\n" + CHEAP.format(who="union", more=", evidence: [{source: count}]") + DEAR.format(more=", responds_to: cars#cheap"),
    SIDES + "claims:\n" + CHEAP.format(who="ann", more="") + "corrections: [{date: 2026-02-02, text: Mended., claim: cheap}]\n",
    SIDES + "claims:\n" + DEAR.format(more=", text: Too dear.") + "speakers: {zoe: {name: Zoe}}\nsources: {own: {title: Its own}}\n",
    SIDES.replace("does it", "would it")
    + "claims:\n"
    + CHEAP.format(who="ann", more=", text: Cheap.")
    + DEAR.format(more=", responds_to: cheap"),
    SIDES,
    SIDES.replace("label: For", "label: In favour") + "claims:\n" + CHEAP.format(who="ann", more=", responds_to: trams#dear"),
]
TRANSLATIONS = {
    "site.he.yml": ["title: אתר", "topics: {t: {label: רחובות}}"],
    "content/speakers.he.yml": ["ann: {name: אן}", "union: {name: האיגוד, role: איגוד}"],
    "content/pages/about.he.md": ["---\ntitle: אודות\n---\n[מכוניות](article:cars), [אן](speaker:ann)\n"],
    "content/articles/cars.he.md": [
        "---\ntitle: מכוניות\n---\nאן אומרת שזה [זול](claim:cheap). האיגוד: איש לא יכול לשלם. [עוד](article:trams), [אודות](/about/)\n",
        "---\ntitle: מכוניות\ndate: 2026-05-01\n---\nזה [זול](claim:cheap). איש לא יכול לשלם. ![שלט](media/a.svg)\n",
    ],
    "content/articles/cars.he.yml": [
        "positions: {yes: {label: בעד}, 'no': {label: נגד}}\nissues: {cost: {question: כמה זה עולה?}}\n"
        "claims: {dear: {quote: איש לא יכול לשלם}}\n",
        "positions: {yes: {label: בעד}, 'no': {label: נגד}}\nissues: {cost: {question: מה המחיר?}}\n"
        "claims: {dear: {quote: איש לא יכול לשלם, text: יקר., note: הערה.}}\n",
    ],
}
MEDIA = ["<svg viewBox='0 0 10 10'/>", "<svg viewBox='0 0 20 10'/>"]
THEME = {
    "templates/speaker.html": '{% extends "base.html" %}{% block main %}<h1>{{ view.name }}</h1>{% endblock %}',
    "templates/parts/own.html": "{% macro mark() %}own{% endmacro %}",
    "templates/topic.html": '{% extends "base.html" %}{% block main %}{% import "parts/card.html" as c %}{{ view.label }}{% endblock %}',
    "templates/assets/css/print.css": "@media print { nav { display: none } }",
    "templates/assets/js/copy.js": "export const nothing = 0;\n",
    "templates/assets/icons/icon.svg": "<svg viewBox='0 0 1 1'/>",
}
# What may become of a file, given its content and a place in it; nothing, where it is gone.
DEEDS: dict[str, Callable[[bytes, int], bytes | None]] = {
    "delete": lambda content, at: None,
    "truncate": lambda content, at: content[:at],
    "corrupt": lambda content, at: content[:at] + bytes(255 - byte for byte in content[at : at + 1]) + content[at + 1 :],
    "same size": lambda content, at: bytes(len(content)),
    "replace": lambda content, at: b"\0tampered" * 99,
}
PARTS = {f"templates/{path}": (ROOT / "templates" / path).read_text(encoding="utf-8") for path in ("parts/card.html", "base.html")}


def built_clean(site: TestSite) -> tuple[Result, dict[str, bytes]]:
    """What a site without any memory of builds comes to."""
    with tempfile.TemporaryDirectory(prefix="clean-") as folder:
        clean = TestSite(Path(folder) / "site")
        shutil.copytree(site.root, clean.root, ignore=shutil.ignore_patterns("build", ".cache"), dirs_exist_ok=True)
        return clean.build(), clean.tree()


class Rebuild(RuleBasedStateMachine):
    """A small site, edited, broken, mended, moved and tampered with."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="rebuild-"))
        self.site = TestSite(self.folder / "site")
        self.site.write("site.yml", SETTINGS[0])
        self.site.write("content/speakers.yml", SPEAKERS[0])
        self.site.write("content/sources.yml", SOURCES[0])
        self.site.write("content/media/a.svg", MEDIA[0])
        self.site.write("content/pages/about.md", "---\ntitle: About\n---\n")
        for path, texts in TRANSLATIONS.items():
            self.site.write(path, texts[0])
        for slug in SLUGS:
            self.article(slug, HEADS[0], TEXTS[0], SIDECARS[0])
        self.earlier: dict[str, bytes] = {}
        self.published: dict[str, bytes] = {}
        self.harmed: set[str] = set()
        """Where what builds have written is on record, and has been harmed since: with both gone, it counts as the user's own."""

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def article(self, slug: str, head: str, text: str, sidecar: str) -> None:
        self.site.write(f"content/articles/{slug}.md", f"---\n{head.format(slug=slug)}\n---\n\n{text}\n")
        self.site.write(f"content/articles/{slug}.yml", sidecar)

    def replace(self, path: str, text: str) -> None:
        file = self.site.root / path
        if file.exists():
            self.earlier[path] = file.read_bytes()
        self.site.write(path, text)

    @rule(slug=st.sampled_from(SLUGS), head=st.sampled_from(HEADS), text=st.sampled_from(TEXTS), sidecar=st.sampled_from(SIDECARS))
    def write_an_article(self, slug, head, text, sidecar):
        self.article(slug, head, text, sidecar)

    @rule(slug=st.sampled_from(SLUGS), sidecar=st.sampled_from(SIDECARS))
    def edit_a_sidecar(self, slug, sidecar):
        if (self.site.root / f"content/articles/{slug}.md").exists():
            self.replace(f"content/articles/{slug}.yml", sidecar)

    @rule(slug=st.sampled_from(SLUGS))
    def remove_an_article(self, slug):
        for suffix in (".md", ".yml"):
            (self.site.root / f"content/articles/{slug}{suffix}").unlink(missing_ok=True)

    @rule(slug=st.sampled_from(SLUGS), to=st.sampled_from([*SLUGS, "bikes"]))
    def rename_an_article(self, slug, to):
        for suffix in (".md", ".yml"):
            old = self.site.root / f"content/articles/{slug}{suffix}"
            if old.exists():
                old.rename(self.site.root / f"content/articles/{to}{suffix}")

    @rule(text=st.sampled_from(SPEAKERS))
    def edit_speakers(self, text):
        self.replace("content/speakers.yml", text)

    @rule(text=st.sampled_from(SOURCES))
    def edit_sources(self, text):
        self.replace("content/sources.yml", text)

    @rule(text=st.sampled_from(SETTINGS))
    def edit_settings(self, text):
        self.replace("site.yml", text)

    @rule(text=st.sampled_from(MEDIA))
    def edit_media(self, text):
        self.replace("content/media/a.svg", text)

    @rule(text=st.sampled_from(["Us.", "We. ![x](media/a.svg)", "[Ann](speaker:ann)"]))
    def edit_a_page(self, text):
        self.replace("content/pages/about.md", f"---\ntitle: About\n---\n\n{text}\n")

    @rule(data=st.data(), path=st.sampled_from([*TRANSLATIONS]))
    def translate(self, data, path):
        self.replace(path, data.draw(st.sampled_from(TRANSLATIONS[path])))

    @rule(path=st.sampled_from([*TRANSLATIONS]))
    def take_a_translation_away(self, path):
        (self.site.root / path).unlink(missing_ok=True)

    @rule(path=st.sampled_from([*THEME]))
    def own_a_part_of_the_theme(self, path):
        self.site.write(path, THEME[path])

    @rule(path=st.sampled_from([*PARTS]), extra=st.sampled_from(["", "<!-- own -->"]))
    def edit_a_part_that_many_pages_use(self, path, extra):
        self.site.write(path, PARTS[path].replace("</head>", f"{extra}</head>") if extra else PARTS[path])

    @rule(path=st.sampled_from([*THEME, *PARTS]))
    def go_back_to_the_packaged_theme(self, path):
        (self.site.root / path).unlink(missing_ok=True)

    @precondition(lambda self: self.earlier)
    @rule(data=st.data())
    def revert_an_edit(self, data):
        path = data.draw(st.sampled_from(sorted(self.earlier)))
        self.site.write(path, self.earlier[path])

    @rule(data=st.data())
    def touch_a_file(self, data):
        files = sorted(path for path in self.site.root.rglob("content/**/*.*") if path.is_file())
        data.draw(st.sampled_from(files)).touch()

    @rule(
        folder=st.sampled_from(["build", ".cache"]),
        which=st.floats(0, 1, exclude_max=True),
        deed=st.sampled_from([*DEEDS]),
        where=st.floats(0, 1),
    )
    def harm_what_a_build_has_made(self, folder, which, deed, where):
        files = sorted(path for path in (self.site.root / folder).rglob("*") if path.is_file())
        if not files:
            return
        file = files[int(which * len(files))]
        if folder == ".cache" or file.name == ".counterpoint":
            if self.harmed - {folder}:
                return
            self.harmed.add(folder)
        content = file.read_bytes()
        harmed = DEEDS[deed](content, round(where * len(content)))
        if harmed is None:
            file.unlink()
        else:
            file.write_bytes(harmed)
        if folder == "build":
            self.published = {}

    @rule()
    def keep_a_copy_of_the_cache(self):
        shutil.rmtree(self.folder / "older", ignore_errors=True)
        shutil.copytree(self.site.root / ".cache", self.folder / "older", dirs_exist_ok=True)

    @precondition(lambda self: (self.folder / "older").exists() and "build" not in self.harmed)
    @rule()
    def bring_back_an_older_cache(self):
        self.harmed.add(".cache")
        shutil.rmtree(self.site.root / ".cache", ignore_errors=True)
        shutil.copytree(self.folder / "older", self.site.root / ".cache")

    @precondition(lambda self: (self.folder / "older").exists() and "build" not in self.harmed)
    @rule()
    def bring_back_one_older_file_of_the_cache(self):
        self.harmed.add(".cache")
        for older in (self.folder / "older").rglob("build.msgpack"):
            shutil.copy2(older, self.site.root / ".cache" / older.relative_to(self.folder / "older"))

    @invariant()
    def a_rebuild_equals_a_clean_build(self):
        before = self.published
        checked = self.site.diagnostics()
        rebuilt = self.site.build()
        now = self.site.tree()
        built, expected = built_clean(self.site)
        assert [str(d) for d in rebuilt.diagnostics] == [str(d) for d in built.diagnostics]
        assert [str(d) for d in checked] == [str(d) for d in built.diagnostics]
        if built.failed():
            assert not before or now == before
        else:
            assert now == expected
            self.published = now
            self.harmed.clear()


Rebuild.TestCase.settings = settings(
    max_examples=cases(4), stateful_step_count=14, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
TestRebuild = Rebuild.TestCase


def test_a_check_goes_through_what_has_changed_since_the_last_build_and_leaves_all_as_it_is(site):
    site.article("other", "Ann says so.", "claims: {so: {quote: Ann says so, speaker: ann}}")
    site.built()
    left = [site.tree("build"), site.tree(".cache")]

    def gone_through():
        counts = {}
        result = check(site.options(report=lambda stage, done, of: counts.update({stage: of})))
        return [d.code for d in result.diagnostics], result.changed, counts["render"]

    assert gone_through() == ([], 0, 0)
    site.edit("content/articles/cost.yml", "text: It costs little.,", "text: It costs little., note: More.,")
    assert gone_through() == ([], 1, 1)
    site.write("templates/sides.html", "{{ nothing.at.all }}")
    assert gone_through() == (["template-error"], 1, 1)
    assert [site.tree("build"), site.tree(".cache")] == left
    shutil.rmtree(site.root / ".cache")
    codes, changed, _ = gone_through()
    assert (codes, changed, (site.root / ".cache").exists()) == (["template-error"], 2, False)


@pytest.mark.parametrize(
    ("path", "old", "new", "made"),
    [
        ("content/speakers.yml", "kind: person", "kind: person, bio: She counts.", {"speaker:ann"}),
        ("content/articles/cost.yml", "text: It costs little.,", "text: It costs little., note: More.,", {"article:cost"}),
        (
            "content/articles/cost.yml",
            "text: It costs little.",
            "text: It costs next to nothing.",
            {"article:cost", "data:csv", "data:json", "feeds", "home", "not-found", "search:1", "speaker:ann", "speaker:union", "topics"},
        ),
        ("content/articles/cost.md", "Ann says", "\n\nAnn says", set()),
        ("content/speakers.yml", "ann:", "# a comment\nann:", set()),
    ],
    ids=["biography", "note", "claim", "lines", "comment"],
)
def test_only_what_shows_a_change_is_made_again(site, path, old, new, made):
    site.article("other", "Ann says so.", "claims: {so: {quote: Ann says so, speaker: ann}}")
    site.built()
    site.edit(path, old, new)
    totals = {}
    site.built(report=lambda stage, done, total: totals.update({stage: total}))
    assert totals.get("render", 0) == len(made)
    assert totals["prepare"] == (1 if path.startswith("content/articles") else 0)


def test_data_is_mended_where_articles_have_changed(site):
    for slug in ("a", "m", "z"):
        site.article(slug, f"Ann says so in {slug}.", "claims: {so: {quote: Ann says so, text: So it is., speaker: ann}}")
    site.article("empty", "Nobody says a thing.", "{}")
    site.built()
    for edit in (
        lambda: site.edit("content/articles/a.yml", "So it is", "So it seems"),
        lambda: site.edit("content/articles/m.yml", "So it is", "So"),
        lambda: site.edit("content/articles/z.yml", "So it is", "=SO()"),
        lambda: site.edit("content/articles/z.yml", "{so:", "{in: {quote: in z, text: In it., speaker: ann}, so:"),
        lambda: site.article("b", "Ann says so.", "claims: {so: {quote: Ann says so, text: Ü., speaker: ann}}"),
        lambda: site.article("empty", "Ann says so.", "claims: {so: {quote: Ann says so, speaker: ann}}"),
        lambda: site.article("a", "Nobody says a thing.", "{}"),
        lambda: [(site.root / f"content/articles/m.{end}").unlink() for end in ("md", "yml")],
        lambda: site.write("content/speakers.yml", SPEAKERS[2]),
        lambda: (site.root / "build/data/claims.json").unlink(),
        lambda: site.edit("content/articles/b.yml", "Ü.", "U."),
    ):
        edit()
        site.built()
        assert site.tree() == built_clean(site)[1]


@pytest.mark.parametrize("stage", ["read", "prepare", "link", "render", "publish", "remember"])
def test_an_edit_that_is_saved_while_a_build_is_under_way_is_in_the_next(site, stage):
    site.built()
    site.edit("content/articles/cost.md", "Ann says", "Now Ann says")
    site.built(report=lambda at, done, total: at == stage and site.write("content/speakers.yml", SPEAKERS[2]))
    site.built()
    page = (site.root / "build/cost/index.html").read_text(encoding="utf-8")
    assert "Now Ann says" in page
    assert "Ann Other" in page


def test_a_file_whose_name_is_no_text_is_built_around(site):
    media = site.root / "content/media"
    media.mkdir()
    (media / os.fsdecode(b"\xff.txt")).write_text("x")
    site.built()
    before = site.tree()
    site.edit("content/articles/cost.md", "Ann says", "Now Ann says")
    site.built()
    assert site.tree() != before
    site.edit("content/articles/cost.md", "Now Ann says", "Ann says")
    site.built()
    assert site.tree() == before
