"""Characters that no page, feed or data file can hold."""

from __future__ import annotations

import os
import re

from counterpoint.diagnostics import ERROR, Diagnostic, Location

# What XML 1.0 leaves out of its `Char`, and what HTML calls control characters and noncharacters: all are errors in one of the two.
_PLANES = "".join(chr(plane * 0x10000 + 0xFFFE) + chr(plane * 0x10000 + 0xFFFF) for plane in range(17))
_FORBIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef{_PLANES}]")
_ASCII_CONTROLS = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0D} | {0x7F})
_BYTES = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]|\xef\xb7[\x90-\xaf]|\xef\xbf[\xbe\xbf]|[\xf0-\xf4][\x80-\xbf]\xbf[\xbe\xbf]")
"""Forbidden characters in UTF-8, without ASCII. It may take some for forbidden that are not."""


def forbidden(text: str) -> str:
    """The first character of a text that no page can hold; empty if there is none."""
    match = _FORBIDDEN.search(text)
    return match[0] if match else ""


def may_be_forbidden(data: bytes) -> bool:
    """Whether UTF-8 bytes can hold a forbidden character: quick, as it is asked of every file."""
    if len(data.translate(None, _ASCII_CONTROLS)) != len(data):
        return True
    return not data.isascii() and _BYTES.search(data) is not None


def named(character: str) -> str:
    """A character by its number, such as `U+0001`."""
    return f"U+{ord(character):04X}"


def is_utf8(name: str) -> bool:
    """Whether a file's name, as the system gave it, is UTF-8. Bytes that are not stand in it as half of a surrogate pair."""
    return not any("\ud800" <= character <= "\udfff" for character in name)


def escaped(name: str) -> str:
    r"""A file's name in characters that can be shown and written: a byte that is not UTF-8 becomes `\xff`."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def misnamed(path: str) -> Diagnostic:
    """What is said of a file whose name is not UTF-8: no page, feed or list could name it."""
    shown = escaped(path)
    help = "rename it: lower-case letters, digits and hyphens can be typed and linked everywhere"
    return Diagnostic("value-wrong", ERROR, Location(shown), f"the name of {shown} is not UTF-8", help)
