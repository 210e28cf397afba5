"""After an edit of the article, quotes are mended with the author's eyes on them."""

from __future__ import annotations

import re
import textwrap

import pytest
import yaml
from counterpoint.article.lost_quotes import quote_edit
from counterpoint.cli import main
from counterpoint.diagnostics import ERROR
from counterpoint.reading.files import SourceFile
from counterpoint.reanchor import reanchor
from site_folder import ROOT, TestSite

SIDECAR = """# the sidecar
claims:
  cheap:   # a comment
    quote:   it costs little      # said in May
    speaker: ann

  dear: {speaker: union, quote: "nobody can pay for it"}
notes:
  n:
    quote: |
      Ann says
    note: x
"""


@pytest.fixture
def edited(empty):
    empty.article("cost", "Ann says that it costs little. The Union replies that nobody can pay for it.\n")
    empty.write("content/articles/cost.yml", SIDECAR)
    empty.built()
    return empty


def test_nothing_is_lost(edited):
    assert reanchor(edited.root).text == "no quote is lost\n"


def test_a_passage_is_written_and_all_else_is_kept(edited):
    edited.edit("content/articles/cost.md", "it costs little", "it costs very little")
    listed = reanchor(edited.root)
    assert not listed.done
    assert "it costs {+very+} little" in listed.text
    assert "WORDS ADDED" in reanchor(edited.root, "cost#cheap").text
    assert reanchor(edited.root, "cost#cheap", force=True).done
    assert (edited.root / "content/articles/cost.yml").read_text() == SIDECAR.replace("it costs little ", "it costs very little ")
    edited.built()


@pytest.mark.parametrize(
    ("new", "flag"), [("nobody can ever not pay for it", "NEGATION"), ("Bob can pay for it", "NAME"), ("nobody can pay 3 for it", "NUMBER")]
)
def test_a_change_of_meaning_has_to_be_accepted_twice(edited, new, flag):
    edited.edit("content/articles/cost.md", "nobody can pay for it", new)
    refused = reanchor(edited.root, "dear")
    assert not refused.done
    assert flag in refused.text
    assert (edited.root / "content/articles/cost.yml").read_text() == SIDECAR
    assert reanchor(edited.root, "dear", force=True).done
    edited.built()


def test_block_scalars_and_words_that_need_quotation_marks(edited):
    edited.edit("content/articles/cost.md", "Ann says", "Ann: says")
    assert reanchor(edited.root, "n", force=True).done
    assert "    quote: |\n      Ann: says\n    note: x\n" in (edited.root / "content/articles/cost.yml").read_text()
    edited.built()


@pytest.mark.parametrize(
    "words", ["plain words", "it's so", 'he said "no"', "a: b", "- x", "# y", "no", "3", "one\ntwo", "back\\slash", "שלום", "{x}"]
)
def test_any_words_come_back_as_they_went_in(words):
    file = SourceFile("a.yml", "a: {quote: old words, b: 1}\n")
    start, end, written = quote_edit(file, ("a", "quote"), words)
    new = yaml.load(file.text[:start] + written + file.text[end:], yaml.BaseLoader)
    assert new["a"] == {"quote": words.replace("\n", "\n\n"), "b": "1"}


def test_the_command(edited, capsys):
    edited.edit("content/articles/cost.md", "it costs little", "it costs very little")
    assert main(["reanchor", "--site", str(edited.root)]) == 1
    assert main(["reanchor", "--site", str(edited.root), "--accept", "nothing"]) == 1
    assert main(["reanchor", "--site", str(edited.root), "--accept", "cheap"]) == 1
    assert main(["reanchor", "--site", str(edited.root), "--accept", "cheap", "--force"]) == 0
    assert main(["reanchor", "--site", str(edited.root)]) == 0
    assert "no quote is lost" in capsys.readouterr().out


STYLES = [
    "claims: {q: {quote: old words, speaker: ann}}\n",
    "claims:\n  q:\n    quote: > # as said\n      old\n      words\n\n    speaker: ann # she\n",
    "claims:\n  q:\n    quote: |-   # as said\n        old words\n    speaker: ann\n",
    "claims:\n  q:\n    quote: >+2\n       old words\n    speaker: ann\n",
    "claims:\n  q:\n    quote: 'old words'# as said\n    speaker: ann\n",
    'claims:\n  q:\n    quote:   "old \\\n      words"   # as said\n    speaker: ann\n',
    "claims:\n  q:\n    quote: old\n      words\n    speaker: ann\n",
    "claims:\n  q:\n    quote: [{exact: old words}]\n    speaker: ann\n",
    "claims:\n  q:\n    quote:\n      - old words\n      - said\n    speaker: ann\n",
]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("sidecar", STYLES)
def test_only_the_words_change_byte_for_byte(empty, sidecar, mark, ends):
    empty.article("a", "It was said: the old words.")
    before = mark + sidecar.replace("\n", ends).encode()
    empty.write("content/articles/a.yml", before)
    assert not [item for item in empty.diagnostics() if item.severity is ERROR]
    empty.edit("content/articles/a.md", "old words", "new words")
    assert reanchor(empty.root, "q", force=True).done
    after = (empty.root / "content/articles/a.yml").read_bytes()
    empty.built()
    assert after.count(b"new") == 1
    # Every byte outside the words is the old one.
    start, end = before.index(b"old"), before.index(b"words") + len(b"words")
    assert after[:start] == before[:start]
    assert after[start:].removeprefix(b"new words") == before[end:]


def test_words_that_an_alias_shares_are_left_to_the_author():
    file = SourceFile("a.yml", "a: {quote: &q old words, note: *q}\n")
    with pytest.raises(ValueError, match="anything else"):
        quote_edit(file, ("a", "quote"), "new words")


def test_everything_that_stops_the_build_is_listed(empty):
    empty.article(
        "a",
        "They lied. Then they lied. It is ~~not~~ so.\n\n## Two\n\nIt ended.",
        """
        claims:
          two: {quote: they, occurrence: 3, speaker: ann}
          stale: {quote: they lied, prefix: He said, speaker: ann}
          many: {quote: lied, speaker: ann}
          struck: {quote: It is not so, speaker: ann}
          passage: {quote: {from: They lied, to: at noon}, speaker: ann}
          over: {quote: {from: They lied, to: It ended}, speaker: ann}
          within: {quote: It ended, within: '#three', speaker: ann}
          elsewhere: {quote: Then they, within: '#two', speaker: ann}
          gone: {quote: nothing like it, speaker: ann}
          cut: {quote: ended at, speaker: ann}
        """,
    )
    errors = [item.message for item in empty.diagnostics() if item.severity is ERROR]
    stopped = {id for message in errors for id in re.findall(r"the claim '(\S+?)'", message)}
    listed = set(re.findall(r"^a#(\S+), line", reanchor(empty.root).text, re.MULTILINE))
    assert listed == stopped
    assert len(listed) >= 9


REFUSED = {
    "struck": ("he said the bridge ~~never~~ would fall down.", "{quote: he said that the bridge would fall, speaker: ann}", 1),
    "twice": ("He said the bridge will fall. Later he said the bridge will fall.", "{quote: said the bridge would fall, speaker: ann}", 1),
    "prefix": ("x he said the bridge will fall y.", "{quote: he said the bridge would fall, prefix: Ann says, speaker: ann}", 1),
    "number": ("x he said the bridge will fall y.", "{quote: he said the bridge would fall, occurrence: 2, speaker: ann}", 1),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_words_that_a_build_would_refuse_are_not_written(empty, kind):
    text, claim, number = REFUSED[kind]
    empty.article("a", text, f"claims: {{q: {claim}}}")
    before = (empty.root / "content/articles/a.yml").read_bytes()
    outcome = reanchor(empty.root, "q", number, force=True)
    assert not outcome.done
    assert "would still be lost" in outcome.text
    assert (empty.root / "content/articles/a.yml").read_bytes() == before
    assert ("STRUCK OUT" in reanchor(empty.root).text) == (kind == "struck")


def test_the_end_of_a_passage_is_mended_on_its_own(empty):
    empty.article("a", "It began at noon. It ended at six.", "claims: {q: {quote: {from: It began, to: It ended at six}, speaker: ann}}")
    empty.built()
    empty.edit("content/articles/a.md", "ended at six", "ended at seven")
    assert "NUMBER CHANGED" in reanchor(empty.root, "q").text
    assert reanchor(empty.root, "q", force=True).done
    assert "{from: It began, to: It ended at seven}" in (empty.root / "content/articles/a.yml").read_text()
    empty.built()


def test_the_example_of_the_readme_is_true_sentence_by_sentence(tmp_path, capsys):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    site = TestSite(tmp_path)
    for path in ("site.yml", "content/speakers.yml", "content/articles/cars.md", "content/articles/cars.yml"):
        intro = readme.index(f"`{path}`")
        fence = re.search(r"```\w*\n(.*?)```", readme[intro:], re.DOTALL)
        site.write(path, textwrap.dedent(fence[1]))
    site.built()
    said = readme[readme.index("What happens when a word of the article changes") :]
    shown = re.search(r"```\n(.*?)```", said, re.DOTALL)[1]
    site.edit("content/articles/cars.md", "two kilometres", "three kilometres")
    assert main(["build", "--site", str(site.root)]) == 1
    assert shown.strip() in capsys.readouterr().err
    command = re.search(r"`counterpoint (reanchor --accept (\S+) --force)` takes the new words over", said)
    assert main(["reanchor", "--accept", command[2], "--site", str(site.root)]) == 1
    assert "NUMBER CHANGED" in capsys.readouterr().out
    assert main([*command[1].split(), "--site", str(site.root)]) == 0
    assert "shorter than three kilometres" in (site.root / "content/articles/cars.yml").read_text()
    assert main(["build", "--site", str(site.root)]) == 0
