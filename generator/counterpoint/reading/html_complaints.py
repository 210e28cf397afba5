"""What is said of raw HTML that is not published as it was written."""

from __future__ import annotations

from counterpoint.diagnostics import ERROR, WARNING, Severity
from counterpoint.reading.html import MOST_DEPTH, MOST_OPEN, STRUCK, Removed

_WARNINGS = {
    "attribute": ("the attribute {name} is taken away", "leave it out"),
    "unwrapped": ("<{name}> is taken away here; its words stay", "leave it out, or write it in Markdown"),
    "emptied": ("<{name}> is taken away, with all that is in it", "leave it out, or write it in Markdown"),
    "dropped": ("<{name}> is taken away", "leave it out, or write it in Markdown"),
    "ignored": ("<{name}> has no place here, and is taken away; its words stay", "leave it out"),
    "stray": (
        "</{name}> ends nothing that is open here, and parts no words",
        "leave it out, or write <{name}> where its words begin",
    ),
}
_ERRORS = {
    "cell": (
        "<{name}> stands in no table, so HTML drops it, and words of two cells would run together",
        "write it within <table> and </table>, without text of its own between them",
    ),
    "moved": (
        "words stand in <table> outside its cells, and HTML would move them before the table",
        "write them in a cell or in <caption>, or before the table",
    ),
    "ended": ("HTML ends <{name}> before all of its words", "write <{name}>…</{name}> within each paragraph, cell or emphasis"),
    "overrun": ("HTML takes words after </{name}> into <{name}>", "write <{name}>…</{name}> within each paragraph, cell or emphasis"),
    "endless": (
        "HTML decides where <{name}> ends: it is not closed",
        "write <{name}>…</{name}> within each paragraph, cell or emphasis",
    ),
    "unopened": ("</{name}> ends nothing that is open here", "leave it out, or write <{name}> where its words begin"),
    "parted": ("<{name}> ends what Markdown has begun, so that words fall out of it", "leave it out, or write all of it in HTML"),
    "empty": (
        "<{name}> strikes out nothing",
        "HTML ends it before the block that follows: write it within each block, or ~~around words~~",
    ),
    "cut": (
        "a link stands in the link that places a claim, and would end it",
        "place the claim by its `quote` in the sidecar, or leave the inner link out",
    ),
    "swallowed": (
        "<{name}> is taken away, and would take text of the article with it",
        "leave it out, or close it with </{name}> before the text",
    ),
    "deep": (f"<{{name}}> stands in more than {MOST_DEPTH} other elements", "close elements"),
    "unclosed": (f"more than {MOST_OPEN} elements such as <{{name}}> are open at once", "close each with </{name}>"),
}


def in_words(item: Removed) -> tuple[Severity, str, str]:
    """How bad it is, what is wrong, and what to do."""
    message, help = _ERRORS.get(item.how) or _WARNINGS[item.how]
    name = item.name
    if name in STRUCK and item.how in {"ended", "overrun", "endless"}:
        help += ", or ~~around words~~"
    return ERROR if item.how in _ERRORS else WARNING, message.replace("{name}", name), help.replace("{name}", name)
