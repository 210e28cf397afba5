"""Colour profiles without what they say besides colours: who made them, for which monitor or camera, and when.

A profile is written anew: a head with what decides about colours, and the tags that colours are made from, each held to the form of its
type, so that nothing stands behind its end. What is no profile is left out. Source: ICC.1:2022 and ICC.1:2001-04.
"""

from __future__ import annotations

import struct

_HEAD = 128
_COLOURS = b"rXYZ gXYZ bXYZ rTRC gTRC bTRC kTRC wtpt bkpt chad cicp A2B0 A2B1 A2B2 B2A0 B2A1 B2A2"
_TAGS = frozenset(_COLOURS.split())
_KEPT_HEAD = ((8, 24), (36, 40), (64, 80))
"""The parts of the head that decide about colours: version, class and colour spaces; 'acsp'; intent and illuminant."""
_DATE = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
_PARAMETERS = (1, 3, 4, 5, 7)
"""Numbers of a parametric curve, by its kind."""
_MOST_TAGS = 100
_NAME = "Colours"


def cleaned(profile: bytes) -> bytes:
    """Return a profile that gives the same colours and says nothing else; nothing, for what is no profile."""
    try:
        return _written(profile)
    except (struct.error, IndexError):
        return b""


def _written(profile: bytes) -> bytes:
    if profile[36:40] != b"acsp":
        return b""
    (count,) = struct.unpack_from(">I", profile, _HEAD)
    tags: dict[bytes, bytes] = {}
    for number in range(min(count, _MOST_TAGS)):
        name, at, size = struct.unpack_from(">4sII", profile, _HEAD + 4 + 12 * number)
        data = _value(profile[at : at + size]) if name in _TAGS else b""
        if data:
            tags.setdefault(name, data)
    if not tags:
        return b""
    is_old = profile[8] < 4
    tags[b"desc"], tags[b"cprt"] = _description(is_old=is_old), _copyright(is_old=is_old)
    return _assembled(profile, tags)


def _assembled(profile: bytes, tags: dict[bytes, bytes]) -> bytes:
    places: dict[bytes, int] = {}
    table, body = b"", b""
    start = _HEAD + 4 + 12 * len(tags)
    for name, data in tags.items():
        if data not in places:  # three equal curves are written once, as those who make profiles do
            body += b"\0" * (-len(body) % 4)
            places[data] = start + len(body)
            body += data
        table += struct.pack(">4sII", name, places[data], len(data))
    body += b"\0" * (-len(body) % 4)
    head = bytearray(_HEAD)
    for first, end in _KEPT_HEAD:
        head[first:end] = profile[first:end]
    head[0:4] = struct.pack(">I", start + len(body))
    head[24:36] = _DATE
    return bytes(head) + struct.pack(">I", len(tags)) + table + body


def _value(data: bytes) -> bytes:
    """Return a tag's value as long as its type says; nothing where its type is none that colours are made from. Raises struct.error."""
    kind = data[:4]
    if kind == b"XYZ ":
        length = 20
    elif kind == b"curv":
        length = 12 + 2 * int(struct.unpack_from(">I", data, 8)[0])
    elif kind == b"para":
        length = 12 + 4 * _PARAMETERS[struct.unpack_from(">H", data, 8)[0]]
    elif kind == b"sf32":
        length = 8 + 36
    elif kind == b"cicp":
        length = 12
    elif kind in (b"mft1", b"mft2"):
        length = _table_length(data)
    elif kind in (b"mAB ", b"mBA "):
        length = len(data)
    else:
        return b""
    return kind + b"\0\0\0\0" + data[8:length] if length <= len(data) else b""


def _table_length(data: bytes) -> int:
    """The length of a table from colours to colours."""
    inputs, outputs, grid = data[8], data[9], data[10]
    if data[:4] == b"mft1":
        return int(48 + 256 * inputs + grid**inputs * outputs + 256 * outputs)
    before, after = struct.unpack_from(">HH", data, 48)
    return int(52 + 2 * (before * inputs + grid**inputs * outputs + after * outputs))


def _description(*, is_old: bool) -> bytes:
    if is_old:
        text = _NAME.encode() + b"\0"
        return b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + b"\0" * 78
    return _words(_NAME)


def _copyright(*, is_old: bool) -> bytes:
    return b"text\0\0\0\0None\0" if is_old else _words("None")


def _words(text: str) -> bytes:
    encoded = text.encode("utf-16-be")
    return b"mluc\0\0\0\0" + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(encoded), 28) + encoded
