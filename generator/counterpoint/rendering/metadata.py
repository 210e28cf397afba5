"""Pictures without what they carry besides the picture: where it was taken, with which camera, by whom.

The parts of a file that decide how it looks are copied as they are, so nothing is encoded anew and no pixel changes. All others are
left out by an allow-list: EXIF, XMP, IPTC, comments, thumbnails, further pictures in the same file, and whatever follows its end. Of EXIF
only the orientation is written again, because browsers turn the picture by it. Colour profiles keep their colours (see `profiles`).
What is copied is held to the form that it should have, so that nothing stands behind its end.

Sources: ITU T.81 and Exif 2.32 (JPEG), the PNG specification (third edition), the WebP container specification, GIF89a.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator

from counterpoint.rendering.profiles import cleaned

ORIENTATION = 0x0112
"""The EXIF tag that says how a picture is to be turned."""

# Chunks and segments that decide how a picture looks, with the most bytes that each can have. All others are left out.
_PNG_LENGTHS = {b"IHDR": 13, b"PLTE": 768, b"IEND": 0, b"tRNS": 256, b"cHRM": 32, b"gAMA": 4, b"sBIT": 4, b"sRGB": 1, b"cICP": 4}
_PNG_LENGTHS |= {b"mDCV": 24, b"cLLI": 8, b"bKGD": 6, b"pHYs": 9, b"acTL": 8, b"fcTL": 26}
_PNG_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Samples of a pixel, by the kind of its colours."""
_PNG_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""The passes of an interlaced picture: first column and row, steps between columns and rows."""
_MOST_PIXEL_BYTES = 4 << 30
"""Bytes of the pixels of a PNG, of all its frames together."""
_MOST_UNPACKED = 1 << 20
"""Bytes that are unpacked at a time."""
_JPEG_SEGMENTS = frozenset([*range(0xC0, 0xC8), *range(0xC9, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD])
"""Frames, tables, scans, the number of lines, and how often a scan can begin again."""
_WEBP_CHUNKS = frozenset([b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"])
_WEBP_FRAME_CHUNKS = frozenset([b"VP8 ", b"VP8L", b"ALPH"])
_GIF_APPLICATIONS = frozenset([b"NETSCAPE2.0", b"ANIMEXTS1.0"])
_MOST_PROFILE = 16 << 20
"""Bytes of a colour profile."""
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
    profile: list[bytes] = []
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
        if marker == 0xE2 and body[:12] == _JPEG_PROFILE:
            profile.append(body)
        elif kept := _jpeg_segment(marker, body):
            parts.append(kept)
            after_jfif = len(parts) if marker == 0xE0 and not after_jfif else after_jfif
        at += length
        if marker == 0xDA:
            scans += 1
            if scans > _MOST_SCANS:
                raise Damaged(f"it has more than {_MOST_SCANS} scans; save it anew")
            end = _jpeg_scan_end(data, at)
            parts.append(data[at:end])
            at = end
    parts.insert(after_jfif, exif + _jpeg_profile(profile))
    return head + b"".join(parts)


def _jpeg_marker(data: bytes, at: int) -> tuple[int, int]:
    """Return the marker at an offset, past fill bytes, and the offset after it."""
    if data[at] != 0xFF:
        raise Damaged("a JPEG marker was expected")
    while data[at] == 0xFF:
        at += 1
    return data[at], at + 1


def _jpeg_segment(marker: int, body: bytes) -> bytes:
    """Return a segment, if it decides how the picture looks: JFIF without its thumbnail, Adobe's colour transform, tables and scans."""
    if marker == 0xE0:
        body = body[:12] + b"\0\0" if body[:5] == b"JFIF\0" and len(body) >= 14 else b""
    elif marker == 0xEE:
        body = body[:12] if body[:5] == b"Adobe" else b""
    elif marker not in _JPEG_SEGMENTS:
        body = b""
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body if body else b""


_JPEG_PROFILE = b"ICC_PROFILE\0"
_JPEG_PROFILE_PART = 65_519
"""Bytes of a colour profile that a segment holds."""


def _jpeg_profile(bodies: list[bytes]) -> bytes:
    """Return the segments of a colour profile, from those that it came in: each has its number and how many there are."""
    profile = cleaned(b"".join(body[14:] for body in sorted(bodies, key=lambda body: body[12:13])))
    pieces = [profile[at : at + _JPEG_PROFILE_PART] for at in range(0, len(profile), _JPEG_PROFILE_PART)]
    if len(pieces) > 255:
        return b""
    segments = (_JPEG_PROFILE + bytes([number, len(pieces)]) + piece for number, piece in enumerate(pieces, 1))
    return b"".join(b"\xff\xe2" + struct.pack(">H", len(segment) + 2) + segment for segment in segments)


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
    pixels = _PngPixels()
    at = 8
    while True:
        (length,) = struct.unpack_from(">I", data, at)
        name, body, end = data[at + 4 : at + 8], data[at + 8 : at + 8 + length], at + 12 + length
        if len(data) < end:
            raise Damaged("a PNG chunk ends too early")
        pixels.take(name, body)
        if name == b"iCCP":
            parts.append(_png_profile(body))
        elif name in (b"IDAT", b"fdAT") or length <= _PNG_LENGTHS.get(name, -1):
            parts.append(data[at:end])
        if name == b"IHDR" and orientation > 1:
            parts.append(_png_chunk(b"eXIf", _exif(orientation)))
        at = end
        if name == b"IEND":
            return _PNG_HEAD + b"".join(parts)


class _PngPixels:
    """Unpacks the pixels of a PNG, and of each frame that moves, to see that nothing comes after them. They are not kept."""

    def __init__(self) -> None:
        self.head = b""
        self.left = 0
        """Bytes that the picture still needs."""
        self.all = 0
        self.unpacking = zlib.decompressobj()

    def take(self, name: bytes, body: bytes) -> None:
        """Take a chunk. Raises Damaged."""
        if name == b"IHDR":
            self.head = body
        if name in (b"IHDR", b"fcTL"):
            width, height = struct.unpack_from(">II", body, 4 if name == b"fcTL" else 0)
            self.left, self.unpacking = _png_bytes(width, height, self.head), zlib.decompressobj()
            self.all += self.left
            if self.all > _MOST_PIXEL_BYTES:
                raise Damaged("its frames have too many pixels; save fewer or smaller ones")
        if name == b"IDAT" or name == b"fdAT":
            self._unpack(body if name == b"IDAT" else body[4:])

    def _unpack(self, packed: bytes) -> None:
        try:
            while packed:
                self.left -= len(self.unpacking.decompress(packed, _MOST_UNPACKED))
                packed = self.unpacking.unconsumed_tail
                if self.left < 0 or self.unpacking.unused_data:
                    raise Damaged("its data go on after its pixels; save it anew")
                if self.unpacking.eof:
                    break
        except zlib.error as error:
            raise Damaged(f"its pixels cannot be unpacked ({error})") from None
        if packed and self.unpacking.eof:
            raise Damaged("its data go on after its pixels; save it anew")


def _png_bytes(width: int, height: int, head: bytes) -> int:
    """How many bytes the pixels of a PNG have before they are packed: rows of whole bytes, each with one more before it."""
    depth, colours, interlaced = head[8], head[9], head[12]
    bits = depth * _PNG_SAMPLES.get(colours, 4)
    whole = ((0, 0, 1, 1),)
    count = 0
    for column, row, across, down in _PNG_PASSES if interlaced else whole:
        columns, rows = -(-(width - column) // across), -(-(height - row) // down)
        count += rows * (1 + -(-columns * bits // 8)) if columns > 0 and rows > 0 else 0
    return count


def _png_profile(body: bytes) -> bytes:
    """Return the chunk of a colour profile; nothing for what is none."""
    _, _, packed = body.partition(b"\0")
    unpacking = zlib.decompressobj()
    try:
        profile = cleaned(unpacking.decompress(packed[1:], _MOST_PROFILE))
    except zlib.error:
        return b""
    return _png_chunk(b"iCCP", b"Colours\0\0" + zlib.compress(profile)) if profile else b""


def _png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _webp(data: bytes, orientation: int) -> bytes:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise Damaged("no WebP data")
    (size,) = struct.unpack_from("<I", data, 4)
    chunks = [(name, body) for name, body in _riff_chunks(data, 12, min(len(data), 8 + size)) if name in _WEBP_CHUNKS]
    profile = cleaned(next((body for name, body in chunks if name == b"ICCP"), b""))
    is_extended = any(name == b"VP8X" for name, _ in chunks)
    parts: list[bytes] = []
    for name, body in chunks:
        if name == b"VP8X":
            flags = body[0] & ~0x0C  # neither EXIF nor XMP …
            flags = flags if profile else flags & ~0x20
            body = bytes([flags | (0x08 if orientation > 1 else 0)]) + body[1:10]  # … but for the orientation
        if name == b"ICCP":
            if not profile:
                continue
            body = profile
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
            if is_kept and at - start == (8 if label == 0xF9 else 19):
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
