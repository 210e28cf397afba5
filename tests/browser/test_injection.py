"""Everything an author or contributor sends may be hostile: no script of theirs runs, with the site's CSP and without it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import served
from counterpoint.diagnostics import ERROR
from playwright.sync_api import Browser
from site_folder import TestSite

pytestmark = pytest.mark.browser

X = "__xss()"
PAYLOADS = [
    f"<script>{X}</script>",
    f"<SCRIPT>{X}</SCRIPT>",
    f"<script >{X}</script\t\n>",
    f"<script/x>{X}</script>",
    f"<scr<script>ipt>{X}</scr</script>ipt>",
    f"</script><script>{X}</script>",
    f"</title><script>{X}</script>",
    f"</textarea><script>{X}</script>",
    f"</style><script>{X}</script>",
    f"--><script>{X}</script>",
    f"]]><script>{X}</script>",
    f"<![CDATA[<script>{X}</script>]]>",
    f"<!--><script>{X}</script>-->",
    f"<!--<script>{X}</script>-->",
    f"<img src=x onerror={X}>",
    f"<img src=x onerror='{X}'>",
    f"<img/src=x/onerror={X}>",
    f'"><img src=x onerror={X}>',
    f"'><img src=x onerror={X}>",
    f'" onmouseover="{X}',
    f"' onmouseover='{X}",
    f'" autofocus onfocus="{X}',
    f"x onclick={X}",
    f"<svg onload={X}>",
    f"<svg><script>{X}</script></svg>",
    f"<svg><a xlink:href='javascript:{X}'><text>x</text></a></svg>",
    f"<svg><animate onbegin={X} attributeName=x dur=1s>",
    f"<svg><foreignObject><body onload={X}></foreignObject></svg>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={X}>",
    f"<math href='javascript:{X}'>x</math>",
    f"<iframe src='javascript:{X}'></iframe>",
    f"<iframe srcdoc='<script>parent.{X}</script>'></iframe>",
    f"<object data='javascript:{X}'></object>",
    f"<embed src='javascript:{X}'>",
    f"<a href='javascript:{X}'>x</a>",
    f"<a href='JaVaScRiPt:{X}'>x</a>",
    f"<a href='java\tscript:{X}'>x</a>",
    f"<a href='&#106;avascript:{X}'>x</a>",
    f"<a href='\x01javascript:{X}'>x</a>".replace("\x01", "\u00ad"),
    f"<a href='data:text/html,<script>{X}</script>'>x</a>",
    f"<a href='vbscript:{X}'>x</a>",
    f"<form action='javascript:{X}'><button>x</button></form>",
    f"<button formaction='javascript:{X}'>x</button>",
    f"<isindex action='javascript:{X}' type=submit>",
    f"<body onload={X}>",
    f"<details open ontoggle={X}>x</details>",
    f"<video><source onerror={X}></video>",
    f"<audio src=x onerror={X}>",
    f"<input autofocus onfocus={X}>",
    f"<select autofocus onfocus={X}>",
    f"<marquee onstart={X}>",
    f"<style>@import 'javascript:{X}';</style>",
    f"<link rel=stylesheet href='javascript:{X}'>",
    f"<link rel=import href='data:text/html,<script>{X}</script>'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{X}'>",
    f"<base href='javascript:{X}//'>",
    f"<template><script>{X}</script></template>",
    f"<noscript><p title='</noscript><img src=x onerror={X}>'>",
    f"<xmp><script>{X}</script></xmp>",
    f"<div style='background:url(javascript:{X})'>x</div>",
    f"{{{{ self.__init__.__globals__ }}}}{{% set x = '{X}' %}}",
    f"${{{X}}}`{X}`",
    f"\\u003cscript\\u003e{X}\\u003c/script\\u003e",
    f"&lt;script&gt;{X}&lt;/script&gt;",
    f"&#60;script&#62;{X}&#60;/script&#62;",
    f"＜script＞{X}＜/script＞",
    f"<ſcript>{X}</ſcript>",
]
ACTIVE = re.compile(r"^\s*(javascript|data|vbscript):", re.IGNORECASE)


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def in_markdown(payload: str) -> str:
    """A payload in a paragraph, a list, a table, and a link."""
    bare = payload.replace("[", "").replace("]", "")
    return (
        f"{payload}\n\n- {payload}\n\n| a | {payload.replace('|', '')} |\n|---|---|\n| b | {payload.replace('|', '')} |\n\n"
        f'**{payload}** [{bare}](https://x.example/ "{payload.replace(chr(34), "")}")'
    )


def sanitised_site(root: Path) -> TestSite:
    """A site with sanitised HTML and an article for each payload that it publishes in some form; the others are errors."""
    site = TestSite(root)
    site.write("site.yml", "title: T\nbase_url: https://example.org/\nraw_html: sanitize\nshare_images: none\n")
    site.write("content/speakers.yml", "ann: {name: Ann}\n")
    slugs = [f"a{n}" for n in range(len(PAYLOADS))]
    for slug, payload in zip(slugs, PAYLOADS, strict=True):
        text = f"---\ntitle: T\ndate: 2026-01-02\n---\n\nWords here: {in_markdown(payload)}\n"
        site.write(f"content/articles/{slug}.md", text)
        claim = f"claims: {{k: {{quote: Words here, speaker: ann, text: {quoted(payload)}, note: {quoted(payload)}}}}}\n"
        site.write(f"content/articles/{slug}.yml", claim)
    errors = [found for found in site.diagnostics() if found.severity == ERROR]
    refused = {found.location.path.rpartition("/")[2].partition(".")[0] for found in errors}
    assert len(refused) < len(PAYLOADS) / 2
    for slug in refused:
        (site.root / f"content/articles/{slug}.md").unlink()
        (site.root / f"content/articles/{slug}.yml").unlink()
    return site


def hostile_site(root: Path, raw_html: str, payloads: Sequence[str]) -> TestSite:
    """Every payload in every field that takes text."""
    site = TestSite(root)
    every = " ".join(payloads)
    one = quoted(payloads[17 % len(payloads)])
    site.write(
        "site.yml",
        f"title: {quoted(every)}\ndescription: {quoted(every)}\nbase_url: https://example.org/\nlanguages: [he]\nraw_html: {raw_html}\n"
        "share_images: none\n"
        f"publisher: {{name: {quoted(every)}}}\nlicense: {{name: {one}}}\nsupport: {{label: {one}, url: 'https://x.example/'}}\n"
        f"navigation: [{{label: {quoted(every)}, url: /}}]\ntheme: {{social: [{{label: {one}, url: 'https://x.example/'}}]}}\n"
        f"topics: {{{', '.join(f't{n}: {{label: {quoted(p)}, description: {quoted(p)}}}' for n, p in enumerate(payloads))}}}\n"
        f"ratings: {{{', '.join(f'r{n}: {{label: {quoted(p)}}}' for n, p in enumerate(payloads))}}}\n",
    )
    site.write(
        "content/speakers.yml",
        "".join(f"s{n}: {{name: {q}, role: {q}, bio: {q}, names: [{q}]}}\n" for n, q in enumerate(map(quoted, payloads))),
    )
    site.write(
        "content/sources.yml",
        "".join(
            f"c{n}: {{title: {q}, publisher: {q}, kind: {q}, viewpoint: {q}, note: {q}, url: 'https://x.example/{n}?\"<b>&x=y'}}\n"
            for n, q in enumerate(map(quoted, payloads))
        ),
    )
    site.write("content/media/a'onerror='__xss()'.svg", "<svg viewBox='0 0 1 1'/>")
    paragraphs = [f"Words of claim {n} here: {in_markdown(p)}" for n, p in enumerate(payloads)]
    head = (
        f"title: {quoted(every)}\ndeck: {quoted(every)}\nkicker: {one}\nquestion: {quoted(every)}\ndate: 2026-01-02\n"
        f"authors: [{one}]\ntopics: [{', '.join(f't{n}' for n in range(len(payloads)))}]\n"
        f"image: {{src: \"media/a'onerror='__xss()'.svg\", alt: {quoted(every)}, caption: {quoted(every)}, credit: {one}}}\n"
        f"about: {{title: {one}, publisher: {one}, url: 'https://x.example/\"onmouseover=__xss()'}}"
    )
    text = "\n\n".join([*paragraphs, f"## {every}", f"Note.[^1]\n\n[^1]: {every}", f"```\n{every}\n```"])
    site.write("content/articles/all.md", f"---\n{head}\n---\n\n{text}\n")
    lines = ["positions:"]
    lines += [f"  p{n}: {{label: {quoted(p)}, summary: {quoted(every)}, speakers: [s{n}]}}" for n, p in enumerate(payloads[:6])]
    lines.append("issues:")
    for n, q in enumerate(map(quoted, payloads)):
        answers = f"p0: {q}, p1: {{words: {q}, speaker: s{n}, source: c{n}}}, p2: {{answer: {q}, inferred: true, note: {q}}}"
        lines.append(f"  i{n}: {{question: {q}, background: {q}, answers: {{{answers}, p3: {{silence: declined, note: {q}}}}}}}")
    lines.append("claims:")
    for n, q in enumerate(map(quoted, payloads)):
        evidence = f"evidence: [{{source: c{n}, stance: disputes, locator: {q}, note: {q}}}]"
        review = f"review: {{rating: r{n}, summary: {q}, by: {q}, date: 2026-01-02}}"
        answers = f"responds_to: k{n - 1}, " if n else ""
        lines.append(
            f"  k{n}: {{quote: Words of claim {n} here, text: {q}, speaker: s{n}, position: p{n % 6}, issue: i{n}, note: {q}, {answers}"
            f"{evidence}, {review}}}"
        )
    lines += ["notes:", f"  n: {{quote: Words of claim 3, note: {quoted(every)}}}"]
    lines += ["terms:", f"  t: {{term: {one}, definition: {quoted(every)}}}"]
    lines += ["corrections:", f"  - {{date: 2026-02-02, claim: k1, text: {quoted(every)}}}"]
    site.write("content/articles/all.yml", "\n".join(lines) + "\n")
    site.write("content/pages/about.md", f"---\ntitle: {quoted(every)}\ndeck: {quoted(every)}\n---\n\n" + "\n\n".join(payloads) + "\n")
    for path in ("site.yml", "content/speakers.yml", "content/articles/all.md", "content/articles/all.yml"):
        name, dot, suffix = path.rpartition(".")
        site.write(f"{name}.he{dot}{suffix}", (site.root / path).read_bytes())
    # One that is not translated, and stands as the original in the other language's lists.
    site.write("content/articles/rest.md", f"---\ntitle: {quoted(every)}\ndeck: {quoted(every)}\ndate: 2026-01-01\n---\n\nText.\n")
    site.write("content/articles/rest.yml", f"claims: {{r: {{anchor: none, speaker: s1, text: {quoted(every)}, responds_to: all#k2}}}}\n")
    return site


@pytest.fixture(scope="module", params=[pytest.param(how, marks=pytest.mark.xdist_group(how)) for how in ("escape", "sanitize")])
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> TestSite:
    folder = tmp_path_factory.mktemp("hostile")
    site = hostile_site(folder, "escape", PAYLOADS) if request.param == "escape" else sanitised_site(folder)
    site.built()
    return site


@pytest.fixture(scope="module")
def hostile_address(hostile: TestSite) -> Iterator[str]:
    with served(hostile.root / "build") as it:
        yield it


def test_there_are_enough_kinds():
    assert len(set(PAYLOADS)) >= 60


class Reader(HTMLParser):
    """What of a page could run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)  # text is passed over, and data in a page has none
        self.active: list[str] = []
        self.data: list[str] = []
        self.in_data = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if tag == "script":
            self.in_data = values.get("type") == "application/ld+json"
            if not self.in_data and not re.fullmatch(r"/assets/[\w.-]+\.js", values.get("src") or ""):
                self.active.append(f"<script {values}>")
        elif tag in {"style", "iframe", "object", "embed", "foreignobject", "animate", "math"} or (
            tag == "base" and values != {"target": "_blank"}
        ):
            self.active.append(f"<{tag}>")
        elif tag == "meta" and (values.get("http-equiv") or "").lower() == "refresh" and ACTIVE.search((values.get("content") or "")[6:]):
            self.active.append("<meta refresh>")
        for name, value in attributes:
            if name.startswith("on") or name == "style" or (name in {"href", "src", "action"} and ACTIVE.match(value or "")):
                self.active.append(f"{name}={value}")

    def handle_endtag(self, tag: str) -> None:
        self.in_data = False

    def handle_data(self, data: str) -> None:
        if self.in_data:
            self.data.append(data)


def test_no_page_holds_anything_that_could_run(hostile):
    for path, content in hostile.tree().items():
        if path.endswith(".html"):
            reader = Reader()
            reader.feed(content.decode())
            assert reader.active == [], path
            for data in reader.data:
                json.loads(data)
                assert "<" not in data, "the data cannot be broken out of"
        elif path.endswith(".json"):
            json.loads(content)


def test_nothing_runs_in_a_browser_with_the_csp_and_without(hostile: TestSite, hostile_address: str, browser: Browser):
    pages = ["/" + path.removesuffix("index.html") for path in hostile.tree() if path.endswith(".html")]
    own = [path for path in pages if not re.search(r"/(claims|speakers|topics|embed/\w+)/\w*[1-9]/|/a\d*[1-9]/\w", path)]
    kinds = {re.sub(r"[^/]+/$", "", path): path for path in own}  # one page of each kind; without the policy, more of the original's
    some = [path for path in own if not path.startswith("/he/") or path in kinds.values()]
    for bypass, chosen in ((True, some), (False, kinds.values())):
        context = browser.new_context(bypass_csp=bypass, reduced_motion="reduce")
        context.add_init_script("window.__xss = () => { window.__hit = true; }")
        page = context.new_page()
        for path in chosen:
            page.goto(hostile_address + path, wait_until="load")
            found = page.evaluate(LOOK)
            assert found == {"active": [], "hit": False}, path
        context.close()


LOOK = """() => {
    for (const element of document.querySelectorAll('main *')) {
        for (const kind of ['mouseover', 'focus', 'error', 'toggle']) element.dispatchEvent(new Event(kind));
    }
    const active = ({name, value}) => /^on/i.test(name)
        || /^\\s*(javascript|data|vbscript):/i.test(value) && /href|src|action/.test(name);
    const found = [...document.querySelectorAll('*')].flatMap((element) => [...element.attributes].filter(active));
    return {active: found.map(({name, value}) => `${name}=${value}`), hit: window.__hit === true};
}"""
ADDRESSES = [
    "javascript:__xss()",
    "JAVASCRIPT:__xss()",
    " javascript:__xss()",
    "java\tscript:__xss()",
    "java\nscript:__xss()",
    "\x0bjavascript:__xss()",
    "\u200bjavascript:__xss()",
    "data:text/html,<script>__xss()</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://x.example/1",
    "//x.example/",
    "/\\x.example/",
    "\\\\x.example\\",
    "https:x.example",
    "http://",
    "https://[::1",
    "https://x.example:port/",
]
URL_FIELDS = {
    "publisher": ("site.yml", "publisher: {{name: P, url: {}}}\n"),
    "navigation": ("site.yml", "navigation: [{{label: P, url: {}}}]\n"),
    "support": ("site.yml", "support: {{label: P, url: {}}}\n"),
    "license": ("site.yml", "license: {{name: P, url: {}}}\n"),
    "social": ("site.yml", "theme: {{social: [{{label: P, url: {}}}]}}\n"),
    "speaker": ("content/speakers.yml", "bob: {{name: Bob, url: {}}}\n"),
    "same-as": ("content/speakers.yml", "bob: {{name: Bob, same_as: [{}]}}\n"),
    "source": ("content/sources.yml", "s: {{title: S, url: {}}}\n"),
    "archived": ("content/sources.yml", "s: {{title: S, url: 'https://x.example/', archived: {}}}\n"),
}


@pytest.mark.parametrize("field", URL_FIELDS)
def test_no_address_but_a_plain_one_is_taken(site, field):
    path, text = URL_FIELDS[field]
    before = (site.root / path).read_text() if (site.root / path).exists() else ""
    for address in ADDRESSES:
        # Spaces around a value are no part of it, and what is left may be a path of this site; everything else is refused.
        site.write(path, before + text.format(json.dumps(address)))
        codes = {d.code for d in site.diagnostics()}
        assert codes & {"value-wrong", "link-broken", "yaml-syntax", "character-forbidden"}, address


@pytest.mark.parametrize("form", ["[x](<{}>)", "[x]: <{}>\n\n[x]", "<{}>", "![x](<{}>)"])
def test_no_link_in_the_text_leads_to_anything_active(site, form):
    for address in ADDRESSES:
        site.write("content/pages/about.md", "---\ntitle: About\n---\n\n" + form.format(address) + "\n")
        if not site.build().failed():
            reader = Reader()
            reader.feed(site.page("about/index.html"))
            assert reader.active == [], address
