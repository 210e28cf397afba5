"""What is parsed on a shorter way comes out as it would on the long one."""

from __future__ import annotations

from counterpoint.reading import markdown
from hypothesis import example, given
from hypothesis import strategies as st

LINES = st.sampled_from(
    ["word", "Ü und *more*", "ב", "a  ", "b\\", "- item", "1. one", "===", "---", "| a |", "|---|", ": means", "~ so", "    code"]
)
LINES |= st.sampled_from(
    ["", " ", "\u00a0x", "> said", "[^1]: note", "[ref]: /a", "see [^1] [ref]", "<!-- -->", "<b>", "```", "# head", "x\r"]
)
TEXTS = st.lists(LINES | st.text("a1 *:~-=|>[]<#\n\t", max_size=6), max_size=7).map("\n".join)


@given(TEXTS)
@example("word\n: means")
@example("word\n\n: means")
@example("word\n===")
@example("word\n\n\n")
def test_prose_is_the_paragraph_that_no_other_rule_makes_something_else_of(text):
    whole = markdown.parser_of_texts(sanitize=True)
    plain = markdown.parser_of_texts.__wrapped__(sanitize=True)
    plain.block.ruler.disable("prose")
    assert whole.parse(text) == plain.parse(text)


@given(
    st.lists(st.builds(str.__add__, st.sampled_from("aÜב漢"), st.text("a1 *_`:~=-|[]()<>!&\\\u00a0", max_size=12)), min_size=1, max_size=4)
)
@example(["a\x1f"])
@example(["a  ", "b\\"])
def test_a_field_whose_lines_begin_with_letters_is_one_paragraph(lines):
    for text in ("\n".join(lines), "\n".join(lines) + "\n"):
        assert markdown.is_one_paragraph(text)
        short = markdown.parser_of_fields(sanitize=True, one_paragraph=True)
        assert short.parse(text) == markdown.parser_of_fields(sanitize=True).parse(text)


@given(TEXTS)
def test_no_other_field_is_taken_for_one_paragraph(text):
    if not all(line[:1].isalpha() for line in text.removesuffix("\n").split("\n")):
        assert not markdown.is_one_paragraph(text)
