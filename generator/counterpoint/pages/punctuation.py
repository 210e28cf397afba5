"""Signs that the site puts beside an author's words."""

from __future__ import annotations

import re
from collections.abc import Mapping

_ENDED = re.compile(r"[.!?…。！？؟।][\"'”’»)\]\s]*$")


def full_stop(text: str) -> str:
    """Return the full stop after words that may end in one already, as an abbreviation or an organisation's name does."""
    return "" if _ENDED.search(text) else "."


_LAST_VALUE = re.compile(r"%\((\w+)\)s\.$")
_TAG = re.compile(r"<[^>]*>")


def without_second_stop(phrase: str, values: Mapping[str, object]) -> str:
    """Return a phrase such as `Rated by %(who)s.` without its full stop, where the value before that ends in one."""
    last = _LAST_VALUE.search(phrase)
    return phrase[:-1] if last and not full_stop(_TAG.sub("", str(values[last[1]]))) else phrase
