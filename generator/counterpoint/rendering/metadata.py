"""Pictures without what they carry besides the picture: where it was taken, with which camera, by whom.

The parts of a file that decide how it looks are copied as they are, so nothing is encoded anew and no pixel changes. All others are
left out by an allow-list: EXIF, XMP, IPTC, comments, thumbnails, further pictures in the same file, and whatever follows its end. Of EXIF
only the orientation is written again, because browsers turn the picture by it. Colour profiles stay.

Sources: ITU T.81 and Exif 2.32 (JPEG), the PNG specification (third edition), the WebP container specification, GIF89a.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator

ORIENTATION = 0x0112
"""The EXIF tag that says how a picture is to be turned."""

# Chunks and segments that decide how a picture looks. All others are left out.
_PNG_NAMES = b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT"
_PNG_CHUNKS = frozenset(_PNG_NAMES.split())
_WEBP_CHUNKS = frozenset([b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"])
_WEBP_FRAME_CHUNKS = frozenset([b"VP8 ", b"VP8L", b"ALPH"])
_GIF_APPLICATIONS = frozenset([b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"])
_MOST_SCANS = 100
"""Scans of a JPEG: each may be some bytes, and passes over the whole picture. Cameras and programs make up to twelve."""
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"


class Damaged(ValueError):
    """The bytes are no picture of the kind that they should be."""


def stripped(kind: str, data: bytes, orientation: int) -> bytes:
    """Return a picture of a kind (`JPEG`, `PNG`, `WEBP`, `GIF`) without metadata. Raises Damaged.

    `orientation` is EXIF's, 1 to 8; 1 is upright, and is not written.
    """
    try:
        return _STRIPPERS[kind](data, orientation if 2 <= orientation <= 8 else 1)
    except (IndexError, struct.error) as error:
        raise Damaged(f"the {kind} data ends too early") from error


def _exif(orientation: int) -> bytes:
    """Return an EXIF block (TIFF, big-endian) that holds the orientation and nothing else."""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, ORIENTATION, 3, 1, orientation, 0, 0)


def _jpeg(data: bytes, orientation: int) -> bytes:
    if data[:2] != b"\xff\xd8":
        raise Damaged("no JPEG data")
    head, exif = data[:2], b""
    if orientation > 1:
        block = b"Exif\0\0" + _exif(orientation)
        exif = b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block
    parts: list[bytes] = []
    at, after_jfif, scans = 2, 0, 0
    while True:
        marker, at = _jpeg_marker(data, at)
        if marker == 0xD9:
            parts.append(b"\xff\xd9")
            break
        if 0xD0 <= marker <= 0xD7 or marker == 0x01:
            parts.append(bytes([0xFF, marker]))
            continue
        (length,) = struct.unpack_from(">H", data, at)
        body = data[at + 2 : at + length]
        if length < 2 or len(body) != length - 2:
            raise Damaged("a JPEG segment ends too early")
        if _is_jpeg_picture(marker, body):
            parts.append(bytes([0xFF, marker]) + data[at : at + length])
            after_jfif = len(parts) if marker == 0xE0 and not after_jfif else after_jfif
        at += length
        if marker == 0xDA:
            scans += 1
            if scans > _MOST_SCANS:
                raise Damaged(f"it has more than {_MOST_SCANS} scans; save it anew")
            end = _jpeg_scan_end(data, at)
            parts.append(data[at:end])
            at = end
    parts.insert(after_jfif, exif)
    return head + b"".join(parts)


def _jpeg_marker(data: bytes, at: int) -> tuple[int, int]:
    """Return the marker at an offset, past fill bytes, and the offset after it."""
    if data[at] != 0xFF:
        raise Damaged("a JPEG marker was expected")
    while data[at] == 0xFF:
        at += 1
    return data[at], at + 1


def _is_jpeg_picture(marker: int, body: bytes) -> bool:
    """Tell whether a segment decides how the picture looks: tables, frames, scans, JFIF, colour profiles, Adobe's colour transform."""
    if marker == 0xE0:
        return body[:5] == b"JFIF\0"
    if marker == 0xE2:
        return body[:12] == b"ICC_PROFILE\0"
    if marker == 0xEE:
        return body[:5] == b"Adobe"
    return not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _jpeg_scan_end(data: bytes, at: int) -> int:
    """Return the offset of the marker that ends a scan: one that is neither a stuffed byte nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            raise Damaged("a JPEG scan ends too early")
        following = data[at + 1]
        if following == 0 or 0xD0 <= following <= 0xD7:
            at += 2
        elif following == 0xFF:
            at += 1
        else:
            return at


def _png(data: bytes, orientation: int) -> bytes:
    if data[:8] != _PNG_HEAD:
        raise Damaged("no PNG data")
    parts: list[bytes] = []
    at = 8
    while True:
        (length,) = struct.unpack_from(">I", data, at)
        name, end = data[at + 4 : at + 8], at + 12 + length
        if len(data) < end:
            raise Damaged("a PNG chunk ends too early")
        if name in _PNG_CHUNKS:
            parts.append(data[at:end])
        if name == b"IHDR" and orientation > 1:
            parts.append(_png_chunk(b"eXIf", _exif(orientation)))
        at = end
        if name == b"IEND":
            return _PNG_HEAD + b"".join(parts)


def _png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _webp(data: bytes, orientation: int) -> bytes:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise Damaged("no WebP data")
    (size,) = struct.unpack_from("<I", data, 4)
    chunks = [(name, body) for name, body in _riff_chunks(data, 12, min(len(data), 8 + size)) if name in _WEBP_CHUNKS]
    is_extended = any(name == b"VP8X" for name, _ in chunks)
    parts: list[bytes] = []
    for name, body in chunks:
        if name == b"VP8X":
            flags = body[0] & ~0x0C  # neither EXIF nor XMP …
            body = bytes([flags | (0x08 if orientation > 1 else 0)]) + body[1:]  # … but for the orientation
        if name == b"ANMF":
            frames = [_riff_chunk(*chunk) for chunk in _riff_chunks(body, 16, len(body)) if chunk[0] in _WEBP_FRAME_CHUNKS]
            body = body[:16] + b"".join(frames)
        parts.append(_riff_chunk(name, body))
    if orientation > 1 and is_extended:
        parts.append(_riff_chunk(b"EXIF", _exif(orientation)))
    content = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(content)) + content


def _riff_chunks(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    while at + 8 <= end:
        (length,) = struct.unpack_from("<I", data, at + 4)
        if at + 8 + length > end:
            raise Damaged("a WebP chunk ends too early")
        yield data[at : at + 4], data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _riff_chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def _gif(data: bytes, orientation: int) -> bytes:
    if data[:6] not in {b"GIF87a", b"GIF89a"}:
        raise Damaged("no GIF data")
    at = 13 + (3 << ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
    parts = [data[:at]]
    while True:
        start, kind = at, data[at]
        if kind == 0x3B:
            return b"".join(parts) + b"\x3b"
        if kind == 0x2C:
            flags = data[at + 9]
            at = _gif_blocks_end(data, at + 10 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0) + 1)
            parts.append(data[start:at])
        elif kind == 0x21:
            label = data[at + 1]
            at = _gif_blocks_end(data, at + 2)
            is_kept = label == 0xF9 or (label == 0xFF and data[start + 3 : start + 14] in _GIF_APPLICATIONS)
            if is_kept:
                parts.append(data[start:at])
        else:
            raise Damaged("a GIF block was expected")


def _gif_blocks_end(data: bytes, at: int) -> int:
    """Return the offset after a row of data blocks."""
    while data[at]:
        at += 1 + data[at]
    if at >= len(data):
        raise Damaged("a GIF block ends too early")
    return at + 1


_STRIPPERS: dict[str, Callable[[bytes, int], bytes]] = {"JPEG": _jpeg, "PNG": _png, "WEBP": _webp, "GIF": _gif}
