"""What readers would see as bare signs, or not at all, is named with its place; in code it is what it is."""

from __future__ import annotations

import pytest
from counterpoint.anchoring.text import search_text
from counterpoint.build import check
from counterpoint.diagnostics import ERROR
from counterpoint.reading.files import SourceFile
from counterpoint.reading.markdown import Dialect, parse

WRITTEN = [
    ("Words[^x].", "footnote-unresolved", 6),
    ("*Words[^long-name]*.", "footnote-unresolved", 7),
    ("> Words[^x].", "footnote-unresolved", 8),
    ("See [the count][count].", "reference-unresolved", 15),
    ("See [the *count*][].", "reference-unresolved", 17),
    ("Words.\n\n[^x]: A note.", "footnote-unused", 1),
    ("{{< figure src=a.png >}}", "foreign-syntax", 1),
    ("{{% note %}}", "foreign-syntax", 1),
    ("{% include x %}", "foreign-syntax", 1),
    ("See [[The count]].", "foreign-syntax", 5),
    ("!!! note\n    Words.", "foreign-syntax", 1),
    ("??? tip", "foreign-syntax", 1),
    ("?!? tip", "foreign-syntax", 1),
    ("::: warning\nWords.\n:::", "foreign-syntax", 1),
    (":::{note}", "foreign-syntax", 1),
    ("> [!NOTE]\n> Words.", "foreign-syntax", 3),
    ("| a | b |\n|---|---|\n| 1 | 2 | 3 |", "table-cells", 11),
    ("a | b\n---|---\n1 | 2 | 3", "table-cells", 9),
    ("> | a | b |\n> |---|---|\n> | 1 | 2 | 3 |", "table-cells", 13),
    ("<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> main", "merge-conflict", 1),
    ("- One.\n\n  <<<<<<< HEAD\n  Two.", "merge-conflict", 1),
    ("Words[^a].\n\n[^a]: Ann lied.\n[^a]: Bob lied.", "defined-twice", 1),
    ("Words[^a].\n\n> [^a]: Ann lied.\n\n- [^a]: Bob lied.", "defined-twice", 3),
    ("[The count].\n\n[the count]: https://example.org/\n[The Count]: https://example.org/other", "defined-twice", 1),
    ("Words.\n\n[count]: https://example.org/", "reference-unused", 1),
    ("[a b].\n\n[a b]: https://example.org/\n[c]: /about/ 'c'", "reference-unused", 1),
    ("[x](claim: q)", "markdown-unread", 3),
    ("[x](speaker:ann", "markdown-unread", 3),
    ("[x[^1] y](speaker:ann)\n\n[^1]: A note.", "markdown-unread", 9),
    ("[a [b](https://example.org/) c](speaker:ann)", "markdown-unread", 31),
    ("See [a](b c).", "markdown-unread", 7),
    ("See [a](https://example.org/ 'title).", "markdown-unread", 7),
    ("See ![a](media/a b.png).", "markdown-unread", 8),
    ("See [a] (https://example.org/).", "markdown-unread", 7),
    ("Words[^a b].", "markdown-unread", 6),
    ("| a | b |\n|---|\n| 1 | 2 |", "markdown-unread", 1),
    ("a | b | c\n---|---\n1 | 2 | 3", "markdown-unread", 1),
    ("a | b | c\n:-:  |  :-:\n1 | 2 | 3", "markdown-unread", 1),
    ("{{ page.title }}", "foreign-syntax", 1),
    ("{{Infobox|x}}", "foreign-syntax", 1),
    ("::youtube[x]", "foreign-syntax", 1),
    ("An :abbr[x] here", "foreign-syntax", 4),
    ("Words\n{: .wide}", "foreign-syntax", 1),
    ("# Head {#id}", "foreign-syntax", 8),
    ("[x]{.wide}", "foreign-syntax", 4),
    ("[TOC]", "foreign-syntax", 1),
    ("See [@key, p. 3].", "foreign-syntax", 5),
    ("- [ ] task", "foreign-syntax", 3),
    ("It is {--not--} safe.", "foreign-syntax", 7),
    ("It is %%to be checked%% safe.", "foreign-syntax", 7),
    ("It is ==marked==.", "foreign-syntax", 7),
    ("It was 10^2^ people.", "foreign-syntax", 10),
    ("It is H~2~O.", "foreign-syntax", 8),
    ("It is safe :smile: now.", "foreign-syntax", 12),
    ("It is $$x^2$$.", "foreign-syntax", 7),
    ("See \\cite{ann}.", "foreign-syntax", 5),
    ("It is <%= x %>.", "foreign-syntax", 7),
    ("~It was wrong.~", "foreign-syntax", 1),
    ("It is **safe now **", "markdown-unread", 7),
    ("他说**“安全。”**了", "markdown-unread", 3),
]
STRIKES = [
    "~~It was wrong.\n\nIt is safe now.~~",
    "- ~~a\n- It is safe now~~",
    "~~a | b\n---|---\nIt is safe now~~ | c",
    "~~ It was wrong. It is safe now. ~~",
    "~~It is safe now. ~~",
    "It~~.It is safe now~~",
    'It~~"It is safe now"~~x',
    "x~~(It was wrong)~~y",
    "他们~~「安全」~~说",
    "*~~It* It is safe now~~",
    "[~~It](https://x.example/) It is safe now~~",
    "~~It is safe now",
    "It is safe now~~",
    "`~~` ~~a~~ It is safe now~~",
    "<p>~~It is safe now~~ yes</p>",
    "<div>\n~~It is safe now~~ yes\n</div>",
    "<table><tr><td>~~It is safe now~~</table>",
    "<details>\n<summary>x</summary>\n~~It is safe now~~\n</details>",
]
TWICE = [
    ("[^1]: Ann lied.\n[^1]: Bob lied.\n\nWords[^1].", 2),
    ("[^1]: Ann lied.\n\n> [^1]: Bob lied.\n\nWords[^1].", 3),
    ("[one]: https://a.example/\n[one]: https://b.example/\n\nSee [one].", 2),
    ("[one]: https://a.example/\n\nSee [one].\n\n[ONE]: /b/", 5),
]
RIGHT = [
    "[one]: https://a.example/\n[one]: https://a.example/\n\nSee [one].",
    "Words[^1].\n\n[^1]: A note.\n\n```\n[^1]: Code.\n```",
    "Words[^x].\n\n[^x]: A note.",
    "See [the count][count].\n\n[count]: https://example.org/",
    "See \\[the count\\]\\[count\\] and \\[^x].",
    "`[^x]` and `[a][b]` and `{{< x >}}` and `[[x]]`",
    "```\n<<<<<<< HEAD\n[[x]] {{< y >}}\n:::\n!!! note\n```",
    "    >>>>>>> main\n    [^x] [a][b]",
    "| a | b |\n|---|---|\n| 1 | 2 |\n| 1 |\n| 1 | 2 | |",
    "| a | b |\n|---|---|\n| 1 \\| 2 | 3 |",
    "[[1]](https://example.org/) and x[0][1]".replace("x[0][1]", "more"),
    "She said: really!!! And so on. 50 % {of them}.",
    "Title\n=======\n\nWords.",
    "Ratio 1:::2",
    "[One], [two][], [three][a] and ![four][b].\n\n[one]: /\n[two]: /\n[a]: /\n[b]: media/x.png".replace(" and ![four][b]", "").replace(
        "\n[b]: media/x.png", ""
    ),
    "[a](/)\n\n[//]: # (a comment)",
    "[one]\n\n[one]: /\n[one]: /",
    "Words[^a] and [^b].\n\n[^a]: One.\n[^b]: Two.",
    "Bürger:innen, 12:30:45, a:b:c, 5 %, 100%, C++ and g++, a==b, x^2, ~5, $5 to $10, {of them}, C:\\dir, note: yes: no.",
    "See [a] (b), \\[x\\](y z), [sic] (she said so), (x) [y], f(x)[1].",
    "`[a] (https://example.org/)` and `[x](claim: q)` and `{{ x }}` and `==x==`",
    "a | b\n\nc -- d | e",
    "**a** \\*\\*b, `**` and ~~a~~ \\~~b, `~~`, ***a***",
    "Ann's e-mail: <ann@example.org>, $5, 3 < 5 %, 2 - 3 | 4.",
]


@pytest.mark.parametrize(("text", "line"), TWICE)
def test_what_is_defined_twice_is_an_error_at_the_second(text, line):
    assert [item[:2] for item in findings(text)] == [("defined-twice", line)]


def findings(text):
    return [(d.code, d.location.line, d.location.column) for d in parse(text, SourceFile("a.md", text), 1, Dialect("/")).diagnostics]


@pytest.mark.parametrize(("text", "code", "column"), WRITTEN)
def test_what_readers_would_not_see_as_it_is_meant_is_named(text, code, column):
    found = findings(text)
    assert {item[0] for item in found} == {code}
    assert found[0][2] == column
    shifted = findings("Before.\n\n" + text)
    assert [line for _, line, _ in shifted] == [line + 2 for _, line, _ in found]


@pytest.mark.parametrize("text", STRIKES)
def test_signs_that_strike_nothing_out_are_an_error(text):
    raw = Dialect("/", sanitize=True)
    for dialect in [raw] if text.startswith("<") else [Dialect("/"), raw]:
        found = {(d.code, d.severity) for d in parse(text, SourceFile("a.md", text), 1, dialect).diagnostics}
        assert found == {("markdown-unread", ERROR)}


def test_markdown_in_a_block_of_html_is_named_at_its_line():
    text = "<div>\n<!-- ~~a~~\n~~ --> <code>~~b~~</code> **x**\n[a](b) w[^3]\n</div>\n\n**x**\n"
    found = parse(text, SourceFile("a.md", text), 1, Dialect("/", sanitize=True)).diagnostics
    assert [(d.code, d.location.line, d.location.column) for d in found] == [
        ("markdown-unread", line, at) for line, at in ((3, 27), (4, 3), (4, 9))
    ]


COMMENTS = [
    ("<!-- c -->", "It is"),
    ("<!-- c --><!-- d --> ", "It is"),
    ("<!-- a\n\nb -->", "It is"),
    ("<!-- a\n- b -->", "It is"),
    ("<!-- a\n\nb --> <!-- c\n\nd -->", "It is"),
    ("x\n<!-- c -->", "x  It is"),
    ("x\n<!-- a\n\nb -->", "x\nIt is"),
    ("x\n<!-- a\nb -->", "x  It is"),
    ("- <!-- c -->", "It is"),
    ("- <!-- a\n\n  b -->", "It is"),
    ("> <!-- c -->", "It is"),
    ("> <!-- a\n> b -->", "It is"),
]


@pytest.mark.parametrize("sanitize", [False, True])
@pytest.mark.parametrize(("before", "words"), COMMENTS)
def test_what_stands_behind_a_comment_is_markdown(before, words, sanitize):
    text = f"{before} It is ~~not~~ safe, **now**.\n\nMore.\n"
    parsed = parse(text, SourceFile("a.md", text), 1, Dialect("/", sanitize=sanitize))
    search = search_text(parsed.tokens)
    assert parsed.diagnostics == ()
    assert search.text.strip() == f"{words} not safe, now.\nMore."
    assert [search.text[run.start : run.end] for run in search.runs if run.struck] == ["not"]
    assert words.startswith("x  ") or search.line(search.text.index("safe")) == before.count("\n")


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_or_code_is_left_alone(text):
    assert findings(text) == []


def test_it_is_found_in_the_texts_of_a_sidecar(site):
    texts = [
        "see [a][b]",
        "[[x]]",
        "{{< y >}}",
        "foo[^1]",
        "::: x",
        "[a](claim: q)",
        "{{ x }}",
        "5%%no%% a",
        "\\cite{x}",
        "a `[[x]]` b",
        "5 %, 3:30",
    ]
    for number, text in enumerate(texts):
        site.article(f"a{number}", "Ann lied.\n", f"claims:\n  q:\n    quote: Ann lied\n    speaker: ann\n    note: |\n      {text}\n")
    site.article(
        "merge", "Ann lied.\n", "claims:\n  q:\n    quote: Ann lied\n    speaker: ann\n    note: >\n      foo\n      <<<<<<< HEAD\n"
    )
    named = {d.location.path.rpartition("/")[2]: (d.code, d.location.line) for d in check(site.options()).diagnostics}
    assert named.pop("merge.yml") == ("merge-conflict", 7)
    codes = [
        "reference-unresolved",
        *["foreign-syntax"] * 2,
        "footnote-unresolved",
        "foreign-syntax",
        "markdown-unread",
        *["foreign-syntax"] * 3,
    ]
    assert named == {f"a{number}.yml": (code, 5) for number, code in enumerate(codes)}


def test_it_is_found_in_articles_and_pages_and_can_be_allowed(site):
    site.write("content/pages/p.md", "---\ntitle: P\n---\nSee [[x]].\n")
    site.article("a", "<!-- counterpoint: allow foreign-syntax: it is the subject -->\nSee [[x]].\n")
    assert [(d.code, d.location.path, d.location.line) for d in check(site.options()).diagnostics] == [
        ("foreign-syntax", "content/pages/p.md", 4)
    ]


@pytest.mark.parametrize("path", ["site.yml", "content/speakers.yml", "content/articles/cost.yml", "content/articles/cost.md"])
def test_a_conflict_is_an_error_in_every_file(site, path):
    text = (site.root / path).read_text(encoding="utf-8").lstrip("\n").split("\n")
    text[1:1] = ["<<<<<<< HEAD", "=======", ">>>>>>> main"]
    site.write(path, "\n".join(text))
    (found,) = [d for d in check(site.options()).diagnostics if d.location.path == path]
    assert (found.code, found.severity, found.location.line) == ("merge-conflict", ERROR, 2)


@pytest.mark.parametrize(
    "path",
    [
        *("site.yaml", "site.de.yaml", "site.YML", "content/speakers.yaml", "content/sources.yaml", "content/speakers.de.yaml"),
        *("content/articles/cost.yaml", "content/articles/cost.de.yaml", "content/articles/other.yaml", "content/articles/cost.YML"),
    ],
)
def test_a_yaml_file_with_another_ending_is_refused_by_name(site, path):
    site.built()
    before = site.tree()
    site.write(path, "{}\n")
    result = site.build()
    assert ("file-unexpected", path) in {(d.code, d.location.path) for d in result.diagnostics if d.severity == ERROR}
    assert path.rpartition(".")[0] + ".yml" in next(d.help for d in result.diagnostics if d.location.path == path)
    assert site.tree() == before


def test_a_sidecar_that_is_renamed_to_yaml_does_not_take_its_claims_away(site):
    site.built()
    (site.root / "content/articles/cost.yml").rename(site.root / "content/articles/cost.yaml")
    assert site.build().failed()


@pytest.mark.parametrize("storm", ["[[", "][", "[^x]", "{{<", "{% a", "!!! note\n", ":::\n", "[a][b]", "<<<<<<< \n", "|x" * 3 + "\n"])
def test_many_of_them_are_named_a_few_times(storm):
    found = findings(storm * 800)
    assert len(found) <= 60
