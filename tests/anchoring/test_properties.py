"""What holds for any article and any set of places."""

from __future__ import annotations

import html
import re

from counterpoint.anchoring.edges import edge
from counterpoint.anchoring.overlay import Placement, in_reading_order, overlay, pieces
from counterpoint.anchoring.quotes import Found, Wanted, find_quote
from counterpoint.anchoring.text import Span, fold, fold_by_pieces, search_text
from counterpoint.reading.files import SourceFile
from counterpoint.reading.fragments import fragments
from counterpoint.reading.markdown import Dialect, normalized, parse, plain_text
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.common.normalize_url import normalizeLink

WORDS = [
    "taxes",
    "will",
    "not",
    "rise",
    "3.5",
    "percent,",
    "the",
    "“Circle”",
    "café",
    "cafe\u0301",
    "un\u00adfair",
    "2010–2014",
    "ﬁnd",
    "שלום",
    "増税しない",
    "a\u00a0b",
    "…",
]
words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)


@st.composite
def inline(draw):
    out = []
    for chunk in draw(st.lists(words, min_size=1, max_size=5)):
        form = draw(st.sampled_from(["{}", "*{}*", "**{}**", "`{}`", "[{}](https://example.org/)", "~~{}~~", "**a *{}* b**"]))
        out.append(form.format(chunk))
    return draw(st.sampled_from([" ", "\n"])).join(out)


@st.composite
def articles(draw):
    blocks = []
    for text in draw(st.lists(inline(), min_size=1, max_size=5)):
        flat = text.replace("\n", " ")
        form = draw(
            st.sampled_from(["{}", "## {f}", "> {f}", "- {f}\n- more", "| {f} | x |\n|---|---|\n| y | {f} |", "```\n{}\n```", "1. {f}"])
        )
        blocks.append(form.format(text, f=flat.replace("|", "")))
    return "\n\n".join(blocks)


def parsed(markdown):
    return parse(markdown, SourceFile("a.md", markdown), 1, Dialect("/", "a")).tokens


def rendered(tokens):
    return "".join(part if isinstance(part, str) else "" for part in fragments(tokens))


def visible(page):
    return html.unescape(re.sub(r"<[^>]*>", "", page))


@st.composite
def articles_with_places(draw):
    markdown = draw(articles())
    tokens = parsed(markdown)
    text = search_text(tokens)
    solid = [at for at, character in enumerate(text.text) if not character.isspace()]
    places = []
    for number in range(draw(st.integers(1, 6))):
        spans = []
        for _ in range(draw(st.integers(1, 2))):
            first = draw(st.integers(0, len(solid) - 1)) if solid else 0
            last = min(len(solid) - 1, first + draw(st.integers(0, 30)))
            spans += [Span(solid[first], solid[last] + 1)] if solid else []
        if spans:
            places.append(Placement(f"c{number}", tuple(spans)))
    return markdown, tokens, text, places


@given(articles_with_places())
@settings(max_examples=150)
def test_marks_change_no_text_and_cover_exactly_the_words_given(case):
    _, tokens, text, places = case
    marked = overlay(tokens, text, places, {p.id: "p1" for p in places})
    page = rendered(marked)
    assert visible(page) == visible(rendered(tokens))
    covered = {p.id: "" for p in places}
    for ids, words in re.findall(r'<mark class="[^"]*" data-claims="([^"]*)">(.*?)</mark>', page, re.DOTALL):
        assert words, "an empty mark"
        assert not re.search(r"<(?:mark|p|li|h2|td|blockquote|div|a)\b", words), "a mark around a block, a link or a mark"
        for id in ids.split():
            covered[id] += visible(words)
    for place in places:
        offsets = sorted({at for span in place.spans for at in range(span.start, span.end)})
        wanted = "".join(text.text[at] for at in offsets)
        assert "".join(covered[place.id].split()) == "".join(wanted.split())


@given(articles_with_places())
@settings(max_examples=100)
def test_the_html_is_balanced_and_a_marker_follows_every_place_outside_links(case):
    _, tokens, text, places = case
    parts = fragments(overlay(tokens, text, places, {p.id: "p1" for p in places}))
    page = "".join(part if isinstance(part, str) else f"<marker{part.id}>" if part.kind == "marker" else "address" for part in parts)
    stack, markers = [], []
    for closing, name in re.findall(r"<(/?)([a-z0-9]+)[^>]*>", page):
        if name.startswith("marker"):
            markers.append(name.removeprefix("marker"))
            assert "a" not in stack
        elif closing:
            assert stack.pop() == name
        elif name not in {"br", "hr", "img"}:
            stack.append(name)
    assert stack == []
    for place in places:
        covered = {at for span in place.spans for at in range(span.start, span.end)}
        assert markers.count(place.id) == sum(at + 1 not in covered for at in covered)
    assert list(dict.fromkeys(markers)) == [p.id for p in in_reading_order(places)]


@given(articles_with_places(), st.randoms())
@settings(max_examples=60)
def test_the_order_of_claims_changes_no_text_and_no_words(case, random):
    _, tokens, text, places = case
    shuffled = list(places)
    random.shuffle(shuffled)
    first, second = (rendered(overlay(tokens, text, order, {p.id: "p1" for p in places})) for order in (places, shuffled))
    assert visible(first) == visible(second)
    assert {(p.start, p.end, frozenset(p.ids)) for p in pieces(places)} == {(p.start, p.end, frozenset(p.ids)) for p in pieces(shuffled)}


@given(articles(), st.data())
@settings(max_examples=150)
def test_selectors_find_the_same_characters_again(markdown, data):
    text = search_text(parsed(markdown))
    starts = [0] + [m.end() for m in re.finditer(r"\s", text.text)]
    start = data.draw(st.sampled_from(starts))
    ends = [m.start() for m in re.finditer(r"\s|$", text.text) if m.start() > start]
    if not ends:
        return
    span = Span(start, data.draw(st.sampled_from(ends[:8])))
    exact = text.text[span.start : span.end]
    wanted = Wanted(
        exact.replace("\n", "\n\n"), prefix=text.text[:start][-32:].strip() or None, suffix=text.text[span.end :][:32].strip() or None
    )
    result = find_quote(wanted, text, plain_text)
    if isinstance(result, Found) and len(result.spans) == 1:
        found = result.spans[0]
        assert fold(text.text[found.start : found.end], 2).text == fold(exact, 2).text


@given(words, words, words, words)
@settings(max_examples=100)
def test_editing_words_outside_a_quote_does_not_move_it(before, quote, after, other):
    quote = f"zebra {quote} quagga"
    old = search_text(parsed(f"{before} {quote} {after}\n\n{other}"))
    new = search_text(parsed(f"{before} {quote} {after}\n\n{other} and more\n\n{before}"))
    first, second = (find_quote(Wanted(quote), text, plain_text) for text in (old, new))
    assert isinstance(first, Found)
    assert first.spans == second.spans


UNITS = [*"ab '’-–.,12 é漢ﬁ\n", "\u00ad", "\u200b", "e\u0301", "\u00a0"]


@given(st.lists(st.sampled_from(UNITS), max_size=40).map("".join), st.sampled_from([1, 2]))
@settings(max_examples=300)
def test_normalising_keeps_the_way_back(text, level):
    folded = fold(text, level)
    assert fold(folded.text, level).text == folded.text
    for start in range(len(folded.text)):
        span = folded.back(start, start + 1)
        if span is None:
            continue
        assert 0 <= span.start < span.end <= len(text)
        assert fold(text[span.start : span.end], level).text == folded.text[start]


@given(st.text(alphabet="ab1.,-'’ ", min_size=2, max_size=12), st.data())
def test_edges_never_split_letters_or_digits(text, data):
    at = data.draw(st.integers(1, len(text) - 1))
    if text[at - 1].isalnum() and text[at].isalnum():
        assert edge(text, at, ends=True) is not None
        assert edge(text, at, ends=False) is not None


@given(st.text(st.sampled_from("ab- \t\n\u00a0\u200b\u202a\u2066“’…ﬁ`´—-é\u0301כ"), max_size=30), st.sampled_from([1, 2]))
def test_the_short_way_of_folding_comes_to_what_the_long_way_does(text, level):
    assert fold(text, level) == fold_by_pieces(text, level)


ADDRESSES = st.lists(
    st.sampled_from(
        [
            "https:",
            "http:",
            "//",
            "/",
            "a",
            "b.example",
            "B",
            "source:",
            "mailto:",
            "@",
            "#",
            "?",
            "%20",
            "é",
            "..",
            "-",
            ".",
            ":",
            "9",
            "[",
            "\\",
        ]
    ),
    max_size=9,
).map("".join)


@given(ADDRESSES)
def test_the_short_way_with_addresses_comes_to_what_the_long_way_does(address):
    assert normalized(address) == normalizeLink(address)
