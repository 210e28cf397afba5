"""The one table of characters that are taken as alike when a quote is looked for.

Folding (`anchoring.text`) writes the plain character of a class for each of its shapes. The rules on edges (`anchoring.edges`)
read folded text only, so a class can never mean one thing to a search and another to an edge.
"""

from __future__ import annotations

import regex

INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
"""Characters without a shape or a meaning, as ranges of a regular expression: soft hyphens, zero-width spaces, bidi controls, variation
selectors. The zero-width joiner and non-joiner shape words in Persian and Indic scripts, and stay."""

SPACES = "\t\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""White space other than a line feed, as ranges of a regular expression."""

HYPHENS = "-‐‑‒–−⁃﹣－־˗᠆֊᐀⸗⸚⹀\u2e5d゠︲➖\U00010ead"
LONG_DASHES = "—―⸺⸻﹘︱"
DASHES = HYPHENS + LONG_DASHES
QUOTATION_MARKS = '"“”„‟«»″‶〝〞〟＂״❝❞'
APOSTROPHES = "'’‘‚‛‹›′‵ʼʹʻʽˈ՚＇`´ˊˋ׳ꞌ❛❜Ꞌ｀\u0384\u1fbd\u1fbf\u1fef\u1ffd\u1ffe"

_CLASSES = {
    '"': QUOTATION_MARKS,
    "'": APOSTROPHES,
    "-": DASHES,
    "...": "…",
    "fi": "ﬁ",
    "fl": "ﬂ",
    "ff": "ﬀ",
    "ffi": "ﬃ",
    "ffl": "ﬄ",
    "st": "ﬅﬆ",
}


def characters(ranges: str) -> list[str]:
    """List every character of ranges that are written as in a regular expression."""
    pairs = regex.findall(r"(.)(?:-(.))?", ranges, regex.DOTALL)
    return [chr(code) for first, last in pairs for code in range(ord(first), ord(last or first) + 1)]


_ZEROS = "٠۰߀०০੦૦୦௦౦೦൦෦๐໐༠၀႐០᠐᥆᧐᪀᪐᭐᮰᱀᱐꘠꣐꤀꧐꧰꩐꯰０" + "\U0001d7ce\U0001d7d8\U0001d7e2\U0001d7ec\U0001d7f6"
_DIGITS = {chr(ord(zero) + value): str(value) for zero in _ZEROS for value in range(10)}

PLAIN: dict[str, str] = {shape: plain for plain, shapes in _CLASSES.items() for shape in shapes if shape != plain} | _DIGITS
"""The plain text that stands for each shape."""
