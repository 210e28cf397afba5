"""Corrections that tell readers nothing yet: the one that a message writes holds a placeholder, which an author has to replace."""

from __future__ import annotations

import re

PLACEHOLDER = "TODO: say what was wrong, and what is right"
"""What stands, in a correction that a message writes, for what only the author knows."""

_MARK = re.compile(r"\bTODO\b")
_BREAKS_OFF = re.compile(r"(?:…|\.\.\.)[\s.!?]*$")
_NO_WORDS = frozenset({"todo", "tbd", "tba", "fixme", "xxx"})


def unfinished(text: str) -> str:
    """What a correction's text, without its markup, still lacks; empty for one that says something."""
    if _MARK.search(text):
        return "still has its TODO"
    words = set(gist(text).split()) - _NO_WORDS
    if not words or (len(words) == 1 and len(max(words)) == 1 and max(words).isascii()):
        return "says nothing"
    return "breaks off" if _BREAKS_OFF.search(text) else ""


def gist(text: str) -> str:
    """The words of a text alone: two texts that differ only in case, spaces or punctuation tell readers the same."""
    return " ".join(re.findall(r"\w+", text.replace("_", " ").casefold()))
