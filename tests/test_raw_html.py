"""`raw_html: sanitize`: raw HTML follows the rules of Markdown, is whole again, and what is taken away is named."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from counterpoint.anchoring.text import search_text
from counterpoint.diagnostics import ERROR
from counterpoint.reading.files import SourceFile
from counterpoint.reading.fragments import write
from counterpoint.reading.markdown import Dialect, parse
from hypothesis import example, given, settings
from hypothesis import strategies as st
from site_folder import SITE, SPEAKERS, TestSite

ROOT = Path(__file__).resolve().parent.parent
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000000301010018dd8db00000000049454e44ae426082"
)


@pytest.fixture
def site(tmp_path):
    site = TestSite(tmp_path)
    site.write("site.yml", SITE + "raw_html: sanitize\n")
    site.write("content/speakers.yml", SPEAKERS)
    site.write("content/media/a.png", PNG)
    return site


def article(site, text, *quotes):
    claims = "".join(f"  q{n}:\n    quote: {json.dumps(quote)}\n    speaker: ann\n" for n, quote in enumerate(quotes))
    site.article("a", text + "\n", f"claims:\n{claims}" if quotes else "")
    return site.build()


def codes(result):
    return {diagnostic.code for diagnostic in result.diagnostics}


class Marks(HTMLParser):
    """Every mark of a page with the elements around it and its words; fails where a tag is not closed by its own."""

    def __init__(self, page):
        super().__init__()
        self.open, self.words, self.around, self.markers, self.text = [], {}, {}, {}, []
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag in {"br", "hr", "img", "meta", "link", "input", "wbr", "source", "col", "path", "use"}:
            return
        self.open.append((tag, attributes))
        if "data-claims" in attributes:
            for id in attributes["data-claims"].split():
                self.around.setdefault(id, []).append([name for name, _ in self.open[:-1]])
        if (tag == "a" and (attributes.get("href") or "").startswith("#note-")) or attributes.get("class", "").startswith("marker"):
            self.markers.setdefault(attributes.get("data-claim") or attributes.get("href"), []).append([name for name, _ in self.open[:-1]])

    def handle_endtag(self, tag):
        if tag in {"path", "use"}:
            return
        assert self.open.pop()[0] == tag, (tag, self.open)

    def handle_data(self, data):
        self.text.append(data)
        for _, attributes in self.open:
            for id in (attributes.get("data-claims") or "").split():
                self.words[id] = self.words.get(id, "") + data


def text_of(page):
    return page.partition('class="prose')[2]


STANDING = [
    ("H<sub>2</sub>O is wet", "H2O is wet", "H2O is wet"),
    ("one<br>two three", "one two", "one two"),
    ("<div>hello <b>there</b> you</div>", "hello there you", "hello there you"),
    ("<p>wrapped\nin a paragraph</p>", "wrapped in a paragraph", "wrapped\nin a paragraph"),
    ("<details>\n<summary>More</summary>\n\nSome **hidden** words\n\n</details>", "Some hidden words", "Some hidden words"),
    ("<details><summary>What they said</summary>It is so.</details>", "they said", "they said"),
    ("<table><tr><td>50 percent</td><td>of all</td></tr></table>", "50 percent", "50 percent"),
    ("<ul><li>first point</li><li>second point</li></ul>", "second point", "second point"),
    ("<ul><li>first point</li><li>second point</li></ul>", "first point\n\nsecond point", "first pointsecond point"),
    ("<blockquote>We said <em>so much</em></blockquote>", "said so much", "said so much"),
    ("see <a href='https://example.org/'>the *long* report</a> here", "long report", "long report"),
    ("<a href='https://example.org/'><p>a linked</p></a>", "a linked", "a linked"),
    ("<font color=red>red words</font> stay", "red words stay", "red words stay"),
    ("<center>in the middle</center>", "in the middle", "in the middle"),
    ("un<wbr>breakable word", "unbreakable word", "unbreakable word"),
    ("**bold <b>and** bolder</b> words", "bold and bolder words", "bold and bolder words"),
    ("<p>one</p></p> stray words", "stray words", "stray words"),
    ("<dl><dt>the term</dt><dd>the meaning</dd></dl>", "the meaning", "the meaning"),
    ("<h2>A raw heading</h2>\n\nwords under it", "raw heading", "raw heading"),
    ("<div>\n\n[a link](https://example.org/) in Markdown\n\n</div>", "a link in Markdown", "a link in Markdown"),
    ("<del>gone</del> but this stands", "this stands", "this stands"),
]


@pytest.mark.parametrize(("text", "quote", "words"), STANDING)
def test_words_in_raw_html_are_marked_as_words_in_markdown_are(site, text, quote, words):
    result = article(site, text, quote)
    assert not result.failed(), result.diagnostics
    marks = Marks(site.page("a/index.html"))
    assert "".join(marks.words["q0"].split()) == "".join(words.split())
    inside = {name for around in marks.around["q0"] for name in around}
    assert not inside & {"del", "s", "strike"}


REFUSED = [
    ("it is <del>not</del> true", "is not true", "quote-struck"),
    ("it is <s>not</s> true", "not true", "quote-struck"),
    ("it is <strike>not</strike> true", "is not true", "quote-struck"),
    ("it is <del>not</del> true", "is true", "quote-not-found"),
    ("<del>\n\nwe were wrong\n\n</del>\n\nyes", "we were wrong", "quote-struck"),
    ("<del><p>we were wrong</p></del>", "were wrong", "quote-struck"),
    ("<p><del>we were wrong</del>", "were wrong", "quote-struck"),
    ("<p><del><p>we were wrong</p></del>", "we were wrong", "html-removed"),
    *(
        (text, "is safe now", "html-removed")
        for text in (
            "<del>It was wrong.\n\nIt is safe now.</del>",
            "- <del>a\n- It is safe now</del>",
            "<p><del>a</p><p>It is safe now</del></p>",
            "> <del>x\n\nIt is safe now</del>",
            "<h2><del>x</h2>It is safe now</del>",
            "a | b\n-|-\n<del>x | It is safe now</del>",
            "<em><del>x</em> It is safe now</del>",
            "*<del>x* It is safe now</del>",
            "[<del>x](https://x.example/) It is safe now</del>",
            "<q><del>x</q>It is safe now</del>",
            "He said <object>it is not</object> is safe now",
            "He said <video>it is not</video> is safe now",
            "He said <noscript>it is not</noscript> is safe now",
            "<svg>It is not true\n\nis safe now",
        )
    ),
    ("It is <s>not\n\nthat it is safe now</s>", "is safe now", "quote-struck"),
    ("<td>5</td><td>0 percent</td>", "50 percent", "html-removed"),
    ("<tr><td>5</td><td>0 percent</td></tr>", "50 percent", "html-removed"),
    ("<td>un</td><td>safe now</td>", "unsafe now", "html-removed"),
    ("<caption>un</caption>safe now", "unsafe now", "html-removed"),
    ("<th>it is not<th>safe now", "notsafe now", "html-removed"),
    ("<table><tr><td>5</table><tr><td>6 percent", "6 percent", "html-removed"),
    ("It was 2<sup>5</sup> people here.", "25 people", "quote-not-found"),
    ("It was 10<sup>2</sup> people here.", "102 people", "quote-not-found"),
    ("It was 5<sub>2</sub> people here.", "52 people", "quote-not-found"),
    ("It was 1<sup>1</sup>/<sub>2</sub> people here.", "11/2 people", "quote-not-found"),
    ("It is 5<sup>1</sup> million.", "51 million", "quote-not-found"),
    ("It was 2<sup>5</sup> people here.", "was 2", "quote-not-found"),
    ("so <del><p>we were</p> wrong</del>", "were", "quote-struck"),
    ("<s><ul><li>we were wrong</li></ul></s>", "were wrong", "quote-struck"),
    ("<table><tr><td>5</td><td>0 percent</td></tr></table>", "50 percent", "quote-not-found"),
    ("<ul><li>a big</li><li>house</li></ul>", "a big house", "quote-not-found"),
    ("one<br>two", "onetwo", "quote-not-found"),
    ("one<hr>two", "one two", "quote-not-found"),
    ("<p>one<p>two", "one two", "quote-not-found"),
    ("<div>one</div>two", "one two", "quote-not-found"),
    ("<center>one</center>two", "one two", "quote-not-found"),
    ("<section>one</section><section>two</section>", "one two", "quote-not-found"),
    ("<pre>only code</pre> words", "only code", "quote-not-found"),
    ("<script>var secret</script>words", "var secret", "quote-not-found"),
    ("<ruby>words<rt>reading</rt></ruby>", "wordsreading", "quote-not-found"),
]


@pytest.mark.parametrize(("text", "quote", "code"), REFUSED)
def test_words_that_do_not_stand_together_are_not_marked(site, text, quote, code):
    assert code in codes(article(site, text, quote))


# What HTML makes otherwise than it was written, with words of the error; "" where a warning says it, None where all is well.
OTHERWISE = [
    ("<del>It was wrong.\n\nIt is safe now.</del>", "ends <del>"),
    ("<s>It was wrong.\n\nIt is safe now.</s>", None),
    ("- <del>a\n- It is safe now</del>", "ends <del>"),
    ("<p><del>a</p><p>It is safe now</del></p>", "ends <del>"),
    ("> <del>x\n\nIt is safe now</del>", "ends <del>"),
    ("<h2><del>x</h2>It is safe now</del>", "ends <del>"),
    ("| a | b |\n|--|--|\n| <del>x | It is safe now</del> |", "ends <del>"),
    ("<em><del>x</em> It is safe now</del>", "ends <del>"),
    ("*<del>x* It is safe now</del>", "ends <del>"),
    ("[<del>x](https://example.org/) It is safe now</del>", "ends <del>"),
    ("<q><del>x</q>It is safe now</del>", "ends <del>"),
    ("<DEL>a\n\n`code`</DEL>", "ends <del>"),
    ("<ins>a\n\nb</ins>", "ends <ins>"),
    ("<del><p></del>It is safe now", "takes words after </del>"),
    ("she said <q>it is\n\nsafe now</q>", "ends <q>"),
    ("<bdo dir=rtl>a\n\nb</bdo>", "ends <bdo>"),
    ("it is <del>gone and not closed", "decides where <del> ends"),
    ("it is <s>gone\n\nand not closed", "decides where <s> ends"),
    ("it is gone</del> and not opened", "ends nothing that is open"),
    ("<del>a <del>b</del> c</del> d", None),
    ("<del title='</del>'>a</del> <!-- </del> --> b\n\n<script>'<del>'</script>", ""),
    ("~~it is </s>not~~ safe now", "ends nothing that is open"),
    ("*it is </em>not* safe now", "</em> ends what Markdown has begun"),
    ("> Ann: it is </blockquote> not\n> safe now", "</blockquote> ends what Markdown has begun"),
    ("- it is\n- not </ul> safe now", "</ul> ends what Markdown has begun"),
    ("it is </div> safe now", "</div> ends what Markdown has begun"),
    ("# It is <h3>safe</h3> now", "<h3> ends what Markdown has begun"),
    ("x[^1]\n\n[^1]: </section></div>safe now", "</div> ends what Markdown has begun"),
    ("<div>\n\n> It is *safe*\n\n- now\n\n</div>", None),
    ("<td>5</td><td>0 percent</td>", "<td> stands in no table"),
    ("<tr><td>5</td><td>0 percent</td></tr>", "<tr> stands in no table"),
    ("<table><tr><td>a</table>\n<tr><td>5</td><td>0 percent</table>", "<tr> stands in no table"),
    ("<caption>un</caption>safe now", "<caption> stands in no table"),
    ("<th>it is not<th>safe now", "<th> stands in no table"),
    ("<td colspan=2>It</td> is safe", "<td> stands in no table"),
    ("5<table>0 percent<tr><td>a</table>", "words stand in <table> outside its cells"),
    ("<table>Lost text<tr><td>a</table>", "words stand in <table> outside its cells"),
    ("<table><tr><b>Lost</b><td>a</table>", "words stand in <table> outside its cells"),
    ("<table>\n\nLost *text*\n\n<tr><td>a</table>", "words stand in <table> outside its cells"),
    ("5 <table>\n\n<caption>c</caption> <tr> <td>a <table><tr><td>b</table> c</table> d", None),
    ("It is 5</td>0 percent", "</td> ends nothing that is open"),
    ("un</ul>safe", ""),
    ("<body onload=x()>It is safe", ""),
    ("<html lang=he>It is safe", ""),
    ("It is <frameset>safe", ""),
    ("He said <object>it is not</object> safe now", "<object> is taken away, and would take text"),
    ("He said <video>it is not</video> safe now", "<video> is taken away, and would take text"),
    ("He said <audio>it *is*</audio> safe now", "<audio> is taken away, and would take text"),
    ("He said <iframe>it is not</iframe> safe now", "<iframe> is taken away, and would take text"),
    ("He said <noscript>it is not</noscript> safe now", "<noscript> is taken away, and would take text"),
    ("<svg>It is not true\n\nsafe now", "<svg> is taken away, and would take text"),
    ("<svg>\n\nIt is not true\n\n</svg>", ""),
    ("<object>\n<p>your browser is old</p>\n</object>", ""),
    ("<details open>ok now", ""),
]


def test_words_never_leave_the_element_in_which_they_are_written(site):
    for number, (text, _) in enumerate(OTHERWISE):
        site.article(f"a{number}", f"first\n\n{text}\n")
    said: dict[str, list] = {}
    for diagnostic in site.build().diagnostics:
        assert diagnostic.code == "html-removed", diagnostic
        said.setdefault(diagnostic.location.path.rpartition("/")[2].removesuffix(".md"), []).append(diagnostic)
    for number, (text, words) in enumerate(OTHERWISE):
        here = said.get(f"a{number}", [])
        errors = [d.message for d in here if d.severity == ERROR]
        assert bool(here) == (words is not None), (text, here)
        assert bool(errors) == bool(words), (text, errors)
        assert not words or any(words in message for message in errors), (text, errors)
        assert {d.location.line for d in here if d.severity == ERROR} <= {8, 9, 10}
    (emptied,) = said[f"a{[text for text, _ in OTHERWISE].index('<svg>' + chr(10) * 2 + 'It is not true' + chr(10) * 2 + '</svg>')}"]
    assert "all that is in" not in emptied.message


SCRIPTS = [
    ("It was 2<sup>5</sup> people here.", "25 people", "2⁵ people"),
    ("It was 10<sup>2</sup> people here.", "102 people", "10² people"),
    ("It was 10<sup>\u22126</sup> grams here.", "10\u22126 grams", "10⁻⁶ grams"),
    ("It was 10<sup>*-6*</sup> grams here.", "10-6 grams", "10⁻⁶ grams"),
    ("It was 5<sub>2</sub> people here.", "52 people", "5₂ people"),
    ("It was 1<sup>1</sup>/<sub>2</sub> people here.", "11/2 people", "1¹/₂ people"),
    ("It is 5<sup>1</sup> million here.", "51 million", "5¹ million"),
    ("It is <sup>1</sup>5 million here.", "15 million", "¹5 million"),
    ("It is 5 million<sup>1</sup> euros.", "5 million1 euros", "5 million¹ euros"),
    ("It is 5 million<sup>[1](https://example.org/)</sup> euros.", "5 million1 euros", "5 million¹ euros"),
    ("It is \u0665<sup>\u0662</sup> people.", "52 people", "\u0665² people"),
    ("It is 5<sup>1, 2</sup> million here.", "51, 2 million", "5¹, ² million"),
    ("It is 2<sup>5a</sup> people here.", "25a people", "2⁵a people"),
    ("CO<sub>2</sub> is warm.", "CO 2 is", "CO2 is warm"),
    ("The 5<sup>th</sup> man.", "5 th man", "The 5th man"),
]


def test_raised_and_lowered_digits_never_run_into_a_number(site):
    for number, (text, joined, right) in enumerate(SCRIPTS):
        for kind, quote in (("joined", joined), ("right", right)):
            site.article(f"{kind}{number}", text + "\n", f"claims: {{q: {{quote: {json.dumps(quote)}, speaker: ann}}}}\n")
    lost = {d.location.path.rpartition("/")[2] for d in site.build().diagnostics if d.severity == ERROR}
    assert lost == {f"joined{number}.yml" for number in range(len(SCRIPTS))}
    for number in range(len(SCRIPTS)):
        (site.root / f"content/articles/joined{number}.md").unlink()
        (site.root / f"content/articles/joined{number}.yml").unlink()
    site.built()
    for number, (_, _, right) in enumerate(SCRIPTS):
        marks = Marks(site.page(f"right{number}/index.html"))
        assert marks.words["q"] == right
        (item,) = site.json(f"right{number}/annotations.json")["first"]["items"]
        targets = item["target"] if isinstance(item["target"], list) else [item["target"]]
        assert "".join(target["selector"][0]["exact"] for target in targets) == right


class Struck(HTMLParser):
    """The words of a page that stand in some elements, and the others."""

    def __init__(self, page, elements):
        super().__init__()
        self.elements, self.depth, self.inside, self.outside = elements, 0, [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.depth += tag in self.elements

    def handle_endtag(self, tag):
        self.depth -= tag in self.elements

    def handle_data(self, data):
        (self.inside if self.depth else self.outside).extend(re.findall(r"w\d+", data))


_MOVING = [f"<{name}>" for name in "p /p div /div b /b em /em s /s table tr td /td /table ul li /ul h2 /h2".split()]  # noqa: SIM905
_MOVING += ["<del>", "</del>"] * 3 + ["W"] * 5 + [" ", "\n\n", "\n- ", "\n> ", "*W W*", "~~W W~~", "**W W**"]
MOVING = st.lists(st.sampled_from(_MOVING), max_size=12).map("".join)


@settings(max_examples=300)
@given(MOVING)
@example("<del>W\n\nW</del>")
@example("<del><p></del>W")
@example("<del><del><p></del>W</del>W")
@example("*<del>W* W</del>")
def test_what_is_struck_in_the_source_is_struck_in_the_page_or_an_error(text):
    """Told apart by counting tags in the source, and by reading the page: neither knows how HTML mends mistakes."""
    numbers = iter(range(100))
    text = re.sub("W", lambda _: f"w{next(numbers)}", text)
    parsed = parse(text, SourceFile("a.md", text), 1, Dialect("/", "a", True))
    page = write(parsed.tokens)
    if any(diagnostic.severity == ERROR for diagnostic in parsed.diagnostics) or "~~" in page:
        return
    depth, strokes, struck = 0, False, set()
    for piece in re.findall(r"</?(?:del|s)>|~~|w\d+", text):
        if piece[0] == "w":
            struck |= {piece} if depth or strokes else set()
        elif piece == "~~":
            strokes = not strokes
        else:
            depth += -1 if piece[1] == "/" else 1
    seen = Struck(page, {"del", "s"})
    assert set(seen.inside) == struck, (text, page)
    assert len({*seen.inside, *seen.outside}) == len(set(re.findall(r"w\d+", text)))
    if any("parts no words" in diagnostic.message for diagnostic in parsed.diagnostics):
        return
    together = re.sub(r"<[^>]*>", "", re.sub(r"</?(?:p|div|table|tr|td|ul|li|h2|blockquote|tbody)[ >]", "\n<", page))
    for first, second in re.findall(r"(w\d+)(?=(w\d+))", together):
        between = text[text.index(first) + len(first) : text.rindex(second)]
        assert re.fullmatch(r"(?:</?(?:b|em|del|s)>|[*~])*", between), (text, page)


def test_a_marker_never_stands_in_a_raw_link(site):
    article(site, "see <a href='https://example.org/'>the report of them</a> here", "the report")
    page = site.page("a/index.html")
    link = re.search(r'<a href="https://example.org/"[^>]*>(.*?)</a>', page)[1]
    assert 'data-claims="q0"' in link
    assert "<sup" not in link
    assert "<a" not in link


def test_a_raw_link_places_a_claim_as_a_link_of_markdown_does(site):
    site.article("a", "so <a href='claim:q'>they said</a> it\n", "claims:\n  q: {speaker: ann}\n")
    site.built()
    assert Marks(site.page("a/index.html")).words["q"] == "they said"


@pytest.mark.parametrize(
    "text",
    [
        "<a href='https://example.org/'>so [they said](claim:q) it</a>",
        "<a href='https://example.org/'>so <em>and [they said](claim:q)</em> it</a>",
        "<a href='https://example.org/'>so *and [they said](claim:q)* it</a>",
        "<a href='https://example.org/'>\n\nso [they said](claim:q)\n\n</a>",
        "<a href='https://example.org/'><table><tr><td>[they said](claim:q)</td></tr></table></a>",
        "<a>so [they said](claim:q) it</a>",
        "<button>so [they said](claim:q) it</button>",
        "<label>so <b>[they said](claim:q)</b> it</label>",
        "<a href='https://example.org/'><button>so [they said](claim:q)</button></a>",
    ],
)
def test_a_claim_keeps_its_words_within_any_raw_element(site, text):
    site.article("a", text + "\n", "claims:\n  q: {speaker: ann}\n")
    site.built()
    assert Marks(site.page("a/index.html")).words["q"] == "they said"


@pytest.mark.parametrize("link", ["<a href='claim:q'></a>", "<a href='claim:q'> </a>", "[](claim:q)"])
def test_a_link_without_words_places_no_claim(site, link):
    site.article("a", f"they {link} said\n", "claims:\n  q: {speaker: ann}\n")
    assert [d.code for d in site.build().diagnostics] == ["quote-empty"]


@pytest.mark.parametrize(
    "text",
    [
        "[they <a href='https://example.org/'>said</a>](claim:q)",
        "[they <em>all <A\nHREF=https://example.org/>said</A></em>](claim:q)",
        "<a href='claim:q'>they [said](https://example.org/)</a>",
        "<A title='>' HREF = \n'claim:q'>they <em><a href='https://example.org/'>said</a></em></A>",
        "<a href='claim:q'>they [said](claim:r)</a>",
        "<div><a href=claim:q>they <a href=https://example.org/>said</a></a></div>",
    ],
)
def test_a_link_that_would_cut_a_claim_short_is_an_error(site, text):
    """HTML ends a link where another begins, so the claim would stand for fewer words than its author chose."""
    site.article(
        "a", f"they said (claim:r) [once](claim:r) [before](claim:q)\n\n{text}\n", "claims:\n  q: {speaker: ann}\n  r: {speaker: ann}\n"
    )
    errors = [found for found in site.build().diagnostics if found.code == "html-removed"]
    assert ["link that places a claim" in error.message for error in errors] == [True]
    assert errors[0].location.line >= 8


def test_links_beside_claims_cut_nothing(site):
    text = "[they said](claim:q) <a href='https://example.org/'>so</a>, [as <a href='https://example.org/'>x</a>](https://example.org/)"
    site.article("a", text + "\n", "claims:\n  q: {speaker: ann}\n")
    site.built()


TAKEN = [
    ("words <iframe src='https://example.org/'></iframe>", ["<iframe>"]),
    ("<script>alert(1)</script>\n\nwords", ["<script>"]),
    ("a <font color=red>b</font> c", ["<font>"]),
    ("<p onclick='x()' style='color:red'>b</p>", ["onclick", "style"]),
    ("<svg><a href='javascript:x'><path d='M0 0'/></a></svg>", ["<svg>"]),
    ("<video src='https://example.org/v.mp4'></video><audio src=x></audio>", ["<video>", "<audio>"]),
    ("<form><input><button>go</button></form>", ["<form>", "<input>", "<button>"]),
    ("<li>alone</li>", ["<li>"]),
    ("<nav>words</nav>", ["<nav>"]),
    ("<picture><source srcset='https://example.org/x.png'></picture>", ["<picture>"]),
]


@pytest.mark.parametrize(("text", "names"), TAKEN)
def test_what_is_taken_away_is_named_with_its_line(site, text, names):
    result = article(site, "first\n\n" + text)
    taken = [d for d in result.diagnostics if d.code == "html-removed"]
    assert not result.failed()
    for name in names:
        assert [d.location.line for d in taken if name in d.message] == [8]


@pytest.mark.parametrize(
    "text", ["<script>\n\nwords", "<template>\n\nwords\n\n</template>", "<textarea>\n\nwords", "<style>\nwords\n\nmore"]
)
def test_what_would_take_the_article_with_it_is_an_error(site, text):
    result = article(site, "first\n\n" + text)
    assert result.failed()
    assert [d.location.line for d in result.diagnostics if d.code == "html-removed"] == [8]


@pytest.mark.parametrize("raw_html", ["escape", "sanitize"])
@pytest.mark.parametrize("text", ["words <!-- my source is secret", "<!-- my source\n\nis secret", "- <!-- a", "> b <!-- c"])
def test_a_comment_without_an_end_stops_the_build(site, text, raw_html):
    site.write("site.yml", SITE + f"raw_html: {raw_html}\n")
    result = article(site, text)
    assert [d.location.line for d in result.diagnostics if d.code == "comment-open"] == [6]
    assert result.failed()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<img src='https://example.org/x.png' alt='x'>", "image-missing"),
        ("<img src='//example.org/x.png' alt='x'>", "image-missing"),
        ("<img src='data:image/png;base64,AAAA' alt='x'>", "image-missing"),
        ("<img src='media/../../x.png' alt='x'>", "image-missing"),
        ("<img src='media/none.png' alt='x'>", "image-missing"),
        ("<img alt='x'>", "image-missing"),
        ("<img src='media/a.png'>", "image-alt"),
        ("<a href='javascript:alert(1)'>x</a>", "link-scheme"),
        ("<a href='/nowhere/'>x</a>", "link-broken"),
        ("<a href='speaker:nobody'>x</a>", "id-unknown"),
    ],
)
def test_images_and_links_of_raw_html_are_checked(site, text, code):
    assert code in codes(article(site, text))


def test_an_image_of_raw_html_is_published_with_its_measures(site):
    assert not article(site, "<figure><img src='media/a.png' alt='A dot'><figcaption>The dot</figcaption></figure>").failed()
    image = re.search("<figure>.*?</figure>", site.page("a/index.html"), re.DOTALL)[0]
    assert all(part in image for part in ('width="1"', 'height="1"', 'alt="A dot"', "<figcaption>The dot"))


_TAGS = """<p> </p> <div> </div> <b> </b> <del> </del> <s> </s> <a_href="https://example.org/"> </a> <table> <tr> <td> </td> </table>
    <ul> <li> </ul> <h2> </h2> <details> <summary> </summary> </details> <br> <hr> <img_src="media/a.png"_alt="x"> <font> </font>
    <dl> <dt> <dd> </dl> <pre> </pre> <script> </script> <figure> <figcaption> </figure> <blockquote> </blockquote> <caption> <th> <i> </i>
    <ruby> <rt> </ruby> <svg> </svg> <q> </q> <select> <option> <button> <ol> </ol> <section> </section>"""
PIECES = st.sampled_from(_TAGS.split())
WORDS = st.sampled_from(
    ["word", "*em*", "**strong**", "~~gone~~", "[link](https://example.org/)", "- item", "| a |\n|---|\n| b |", "# head"]
)
WORDS |= st.sampled_from(
    ["`code`", "> said", "note[^1]\n\n[^1]: text", "&lt;b&gt;", "```\ncode\n```", "1. one", "term\n: means", "![x](media/a.png)"]
)
TEXTS = st.lists(st.one_of(PIECES.map(lambda tag: tag.replace("_", " ")), WORDS, st.sampled_from([" ", "\n", "\n\n"])), max_size=14).map(
    "".join
)


def rendered(text):
    return write(parse(text, SourceFile("a.md", text), 1, Dialect("/", "a", True)).tokens)


@settings(max_examples=300)
@given(TEXTS)
@example("<a href='x'><table><tr><td><a href='y'>z")
@example("<ul>text<ul><li>a</ul></ul>")
@example("<b><p>a</b>b</p>")
def test_any_mixture_comes_out_balanced(text):
    page = re.sub("\0image:[^\0]*\0", "", rendered(text)).replace("\0", "")
    marks = Marks(page)
    assert not re.search(r"<(?:script|svg|font|select|button)", page)
    assert marks.text is not None


@settings(max_examples=200)
@given(TEXTS.filter(lambda text: not re.search("<(?:script|svg|select|pre|template)|```", text)))
def test_no_word_is_lost_and_the_searched_text_is_what_a_reader_sees(text):
    parsed = parse(text, SourceFile("a.md", text), 1, Dialect("/", "a", True))
    page = re.sub("\0image:[^\0]*\0", "", write(parsed.tokens)).replace("\0", "")
    page = re.sub(r"<rt>.*?</rt>|<sup class=\"fn\">.*?</sup>|↩|<pre.*?</pre>", "", page, flags=re.DOTALL)
    seen = "".join(Marks(page).text).split()
    assert "".join(seen) == "".join(search_text(parsed.tokens).text.split())


@pytest.mark.skipif(
    not (ROOT / "node_modules/vnu-jar").exists() or not shutil.which("java"), reason="the Nu HTML checker needs npm and Java"
)
def test_the_nu_html_checker_finds_nothing_in_raw_html(site):
    texts = [text for text, _, _ in STANDING] + [text for text, _, code in REFUSED if code != "html-removed"] + [text for text, _ in TAKEN]
    texts += ["<b><p>a</b>b</p>", "<ul>text<ul><li>a</ul></ul>", "<table><caption>a</caption><caption>b</caption><tr><td>c</table>"]
    texts += [
        "<table><tr><td>a</table><table><tr><th>b</table>",
        "<details>a</details>",
        "<h3><div>a</div></h3>",
        "<summary>a</summary>",
        "<dl>a</dl>",
    ]
    assert not article(site, "\n\n".join(f"## H{n}\n\n{text}" for n, text in enumerate(texts))).failed()
    jar = next((ROOT / "node_modules/vnu-jar").rglob("vnu.jar"))
    command = ["java", "-Xss1m", "-jar", str(jar), str(site.root / "build/a/index.html")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr.replace("Document checking completed. No errors found.", "").strip() == ""


QUOTED = {
    "he <q>lied</q> now": ("he “lied” now", True),
    "he <q>lied</q> then": ('he "lied" then', True),
    "so he <q>lied</q>": ("he lied", False),
    "they <q>all *lied*</q> again": ("they “all lied” again", True),
    "he <q lang='fr'>il <q>a</q> menti</q>": ("“il ‘a’ menti”", True),
    "a non-<q>violent</q> plan": ("violent", False),
    "she <q>left</q> him": ("left", True),
    "<s>`It is`</s> safe now": ("safe now", True),
    "<del><code>It is</code></del> very safe": ("very safe", True),
    "<del>![x](media/a.svg)</del> is quite safe": ("quite safe", True),
    "<s>[^1]</s> is rather safe": ("rather safe", True),
    "See <!-->not--> a fact": ("not--> a fact", True),
    "<!--->nor--> a rumour": ("a rumour", True),
    "<!-- c -->a thought": ("a thought", True),
}
"""A paragraph, a quote, and whether it stands there: the text searched is what readers see."""


def test_what_readers_see_of_quotations_strikes_and_comments_is_what_is_searched(empty):
    empty.edit("site.yml", "title:", "raw_html: sanitize\ntitle:")
    empty.write("content/media/a.svg", "<svg viewBox='0 0 10 10'></svg>")
    text = "\n\n".join([*QUOTED, "[^1]: A note."])
    claims = "".join(f"  c{n}: {{quote: {json.dumps(quote)}, speaker: ann}}\n" for n, (quote, _) in enumerate(QUOTED.values()))
    empty.article("a", text + "\n", f"claims:\n{claims}")
    said = [item for item in empty.build().diagnostics if item.severity == ERROR]
    assert {(item.code, item.location.line) for item in said} == {
        ("quote-not-found", 2 + n) for n, (_, stands) in enumerate(QUOTED.values()) if not stands
    }
    kept = {n: case for n, case in enumerate(QUOTED.items()) if case[1][1]}
    empty.article("a", text + "\n", "claims:\n" + "".join(line + "\n" for n, line in enumerate(claims.splitlines()) if n in kept))
    empty.built()
    words = Marks(empty.page("a/index.html")).words
    assert {n: words[f"c{n}"].replace('"', "") for n in kept} == {n: re.sub('"(\\w+)"', "“\\1”", case[1][0]) for n, case in kept.items()}


@pytest.mark.parametrize("html", ["", "raw_html: sanitize\n"])
def test_a_bare_reference_in_pointed_brackets_has_no_words(empty, html):
    empty.edit("site.yml", "title:", f"{html}title:")
    empty.article("a", "See <claim:q> and <speaker:ann>, <https://example.org/> <ann@example.org>.\n", "claims: {q: {speaker: ann}}")
    assert [item.code for item in empty.build().diagnostics if item.severity == ERROR] == ["link-broken", "link-broken"]
