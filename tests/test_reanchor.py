"""After an edit of the article, quotes are mended with the author's eyes on them."""

from __future__ import annotations

import random
import re

import pytest
import yaml
from counterpoint.cli import main
from counterpoint.reading.files import SourceFile
from counterpoint.reanchor import reanchor
from counterpoint.site.reanchoring import with_quote
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
    assert reanchor(edited.root, "cost#cheap").done
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
    assert reanchor(edited.root, "n").done
    assert "    quote: 'Ann: says'\n    note: x\n" in (edited.root / "content/articles/cost.yml").read_text()
    edited.built()


@pytest.mark.parametrize(
    "words", ["plain words", "it's so", 'he said "no"', "a: b", "- x", "# y", "no", "3", "one\ntwo", "back\\slash", "שלום", "{x}"]
)
def test_any_words_come_back_as_they_went_in(words):
    file = SourceFile("a.yml", "a: {quote: old words, b: 1}\n")
    new = yaml.load(with_quote(file, ("a", "quote"), words), yaml.BaseLoader)
    assert new["a"] == {"quote": words.replace("\n", "\n\n"), "b": "1"}


def test_the_command(edited, capsys):
    edited.edit("content/articles/cost.md", "it costs little", "it costs very little")
    assert main(["reanchor", "--site", str(edited.root)]) == 1
    assert main(["reanchor", "--site", str(edited.root), "--accept", "nothing"]) == 1
    assert main(["reanchor", "--site", str(edited.root), "--accept", "cheap"]) == 0
    assert main(["reanchor", "--site", str(edited.root)]) == 0
    assert "no quote is lost" in capsys.readouterr().out


def test_the_first_suggestion_is_right_after_one_word_edits(tmp_path):
    """One word of every quote of the example articles is changed, left out or added to; the passage must come first."""
    rng = random.Random(3)
    right = total = 0
    for path in sorted(path for path in (ROOT / "content/articles").glob("*.md") if "." not in path.stem):
        text = path.read_text(encoding="utf-8")
        sidecar = path.with_suffix(".yml").read_text(encoding="utf-8")
        for id, claim in yaml.safe_load(sidecar)["claims"].items():
            quote = claim["quote"] if isinstance(claim["quote"], str) else None
            if not quote or text.count(quote) != 1:
                continue
            words = quote.split()
            at = rng.choice([number for number, word in enumerate(words) if word.isalnum()])
            how = rng.choice(["change", "add", "drop"] if at < len(words) - 1 else ["change", "drop"])
            new = " ".join([*words[:at], *({"change": ["zebra"], "add": [words[at], "zebra"], "drop": []}[how]), *words[at + 1 :]])
            site = TestSite(tmp_path / f"{path.stem}-{id}")
            site.write(f"content/articles/{path.name}", text.replace(quote, new))
            site.write(f"content/articles/{path.stem}.yml", sidecar)
            listed = reanchor(site.root).text
            entry = listed.split(f"#{id}, line")[1].split("take one with")[0]
            first = re.search(r"1\. line.*\n     (.*)", entry)
            expected = {"change": f"[-{words[at]}-] {{+zebra+}}", "add": "{+zebra+}", "drop": f"[-{words[at]}"}[how]
            total += 1
            right += bool(first) and expected in first[1] and first[1].count("[-") + first[1].count("{+") <= 2
    print(f"right first suggestion: {right} of {total}")
    assert total >= 30
    assert right / total >= 0.95
