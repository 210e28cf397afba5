"""Whatever stands in a site's files and their names, no terminal is told to do anything by it."""

from __future__ import annotations

import contextlib
import json

import pytest
from counterpoint.cli import main
from counterpoint.diagnostics import CODES, ERROR, FOR_PROGRAMS, Diagnostic, Location, as_terminal
from hypothesis import given
from hypothesis import strategies as st

HOSTILE = "\x1b]0;owned\x07\x9b31m\u202eevil\u2066\u200e\U000e0041"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(HOSTILE), max_size=40)


def is_harmless(text):
    return all(c.isprintable() or c in "\n\u00a0" for c in text)


@given(path=TEXTS, message=TEXTS, help=TEXTS, excerpt=TEXTS, code=st.sampled_from(sorted(CODES)))
def test_nothing_but_visible_characters_is_printed_of_a_diagnostic(path, message, help, excerpt, code):
    found = [Diagnostic(code, ERROR, Location(path, 3, 2, 5, excerpt), message, help)]
    assert is_harmless(as_terminal(found, colour=False))
    for name, form in FOR_PROGRAMS.items():
        assert is_harmless(form(found)), name
    (item,) = json.loads(FOR_PROGRAMS["json"](found))
    assert (item["path"], item["message"], item["help"]) == (path, message, help)


@pytest.mark.parametrize(
    "arguments", [["check"], ["check", "--format", "json"], ["check", "--format", "sarif"], ["build"], ["reanchor"], ["release"]]
)
def test_no_verb_passes_on_what_a_file_says_to_a_terminal(site, capfd, arguments):
    site.write(f"content/articles/{HOSTILE}.txt", "")
    site.write("content/articles/cost.md", "---\ntitle: A title\ndate: 2026-01-02\n---\n\nAnn says \u202eevil \u2066that it costs more.\n")
    site.edit("content/articles/cost.yml", "text: It costs little.", "text: 'It costs \u202elittle.'")
    main([*arguments, "--site", str(site.root)])
    said = "".join(capfd.readouterr())
    assert is_harmless(said)
    assert said


@pytest.mark.parametrize(
    "arguments", [["explain", "bidi-control"], ["explain", HOSTILE], ["build", HOSTILE], [HOSTILE], ["build", "--site", HOSTILE]]
)
def test_nor_does_the_command_pass_on_what_was_typed(capfd, arguments):
    with contextlib.suppress(SystemExit):
        main(arguments)
    assert is_harmless("".join(capfd.readouterr()))
