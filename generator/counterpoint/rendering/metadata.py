"""Pictures without what they carry besides the picture: where it was taken, with which camera, by whom.

The parts of a file that decide how it looks are kept, and no pixel changes. All others are left out by an allow-list: EXIF, XMP, IPTC,
comments, thumbnails, further pictures in the same file, and whatever follows its end. Of EXIF only the orientation is written again,
because browsers turn the picture by it. Colour profiles keep their colours (see `profiles`), coded data end with the pixels (see
`image_data`). What is copied is held to the form that it should have, so that nothing stands behind its end.

Sources: ITU T.81 and Exif 2.32 (JPEG), the PNG specification (third edition), the WebP container specification, GIF89a.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable, Iterator

from counterpoint.rendering import image_data
from counterpoint.rendering.image_data import TOO_LONG, Damaged, riff, riff_chunk
from counterpoint.rendering.profiles import cleaned

ORIENTATION = 0x0112
"""The EXIF tag that says how a picture is to be turned."""

# Chunks and segments that decide how a picture looks. All others are left out.
_PNG_NUMBERS = {
    b"cHRM": (">8I", [100_000] * 8),
    b"gAMA": (">I", [1_000_000]),
    b"sRGB": (">B", [3]),
    b"cICP": (">4B", [255, 255, 255, 1]),
    b"mDCV": (">8H2I", [50_000] * 8 + [100_000_000] * 2),
    b"cLLI": (">2I", [100_000_000] * 2),
    b"acTL": (">2I", [0x7FFFFFFF] * 2),
}
"""Chunks of numbers: their form, and the most that each number can be."""
_PNG_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Samples of a pixel, by the kind of its colours."""
_PNG_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""The passes of an interlaced picture: first column and row, steps between columns and rows."""
_MOST_PIXEL_BYTES = 4 << 30
"""Bytes of the pixels of a PNG, of all its frames together."""
_MOST_UNPACKED = 1 << 20
"""Bytes that are unpacked at a time."""
_JPEG_SEGMENTS = frozenset([*range(0xC0, 0xC8), *range(0xC9, 0xD0), 0xDA, 0xDB, 0xDD])
"""Frames, tables, scans, and how often a scan can begin again."""
_WEBP_FRAME_CHUNKS = (b"ALPH", b"VP8 ", b"VP8L")
_GIF_APPLICATIONS = frozenset([b"NETSCAPE2.0", b"ANIMEXTS1.0"])
_MOST_PROFILE = 16 << 20
"""Bytes of a colour profile."""
_MOST_SCANS = 100
"""Scans of a JPEG: each may be some bytes, and passes over the whole picture. Cameras and programs make up to twelve."""
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"


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
    at, scans = 2, 0
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
        at += length
        if marker == 0xDA:
            scans += 1
            if scans > _MOST_SCANS:
                raise Damaged(f"it has more than {_MOST_SCANS} scans; save it anew")
            end = _jpeg_scan_end(data, at)
            parts.append(data[at:end])
            at = end
    pixels = image_data.jpeg(head + b"".join(parts))
    after = 4 + int.from_bytes(pixels[4:6], "big") if pixels[2:4] == b"\xff\xe0" else 2  # JFIF comes first
    return pixels[:after] + exif + _jpeg_profile(profile) + pixels[after:]


def _jpeg_marker(data: bytes, at: int) -> tuple[int, int]:
    """Return the marker at an offset, past fill bytes, and the offset after it."""
    if data[at] != 0xFF:
        raise Damaged("a JPEG marker was expected")
    while data[at] == 0xFF:
        at += 1
    return data[at], at + 1


def _jpeg_segment(marker: int, body: bytes) -> bytes:
    """Return a segment, if it decides how the picture looks: that it is JFIF, Adobe's colour transform, tables and scans."""
    if marker == 0xE0:
        body = _JFIF if body[:5] == b"JFIF\0" and len(body) >= 14 else b""
    elif marker == 0xEE:
        body = body[:12] if body[:5] == b"Adobe" else b""
    elif marker not in _JPEG_SEGMENTS:
        body = b""
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body if body else b""


_JFIF = b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
"""No thumbnail, and no density, by which no browser shows a picture."""
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
    chunks = _PngChunks()
    at = 8
    while True:
        (length,) = struct.unpack_from(">I", data, at)
        name, body, end = data[at + 4 : at + 8], data[at + 8 : at + 8 + length], at + 12 + length
        if len(data) < end:
            raise Damaged("a PNG chunk ends too early")
        if chunks.take(name, body):
            parts.append(_png_profile(body) if name == b"iCCP" else data[at:end])
        if name == b"IHDR" and orientation > 1:
            parts.append(_png_chunk(b"eXIf", _exif(orientation)))
        at = end
        if name == b"IEND":
            return _PNG_HEAD + b"".join(parts)


class _PngChunks:
    """Decides about the chunks of a PNG. Unpacks its pixels, and those of each frame that moves, to see that nothing comes after them."""

    def __init__(self) -> None:
        self.head = b""
        self.seen: set[bytes] = set()
        self.colours = 0
        """How many the palette has."""
        self.frames_left = 0
        self.left = 0
        """Bytes that the picture still needs."""
        self.all = 0
        self.unpacking = zlib.decompressobj()

    def take(self, name: bytes, body: bytes) -> bool:
        """Take a chunk, and say whether it is kept. Raises Damaged."""
        if not self.head:
            if name != b"IHDR" or len(body) != 13:
                raise Damaged("no PNG data")
            self.head = body
            self._begin(*struct.unpack_from(">II", body))
            return True
        if name == b"IDAT":
            self.seen.add(name)
            self._unpack(body)
            return True
        if name in (b"fcTL", b"fdAT"):
            return b"acTL" in self.seen and self._of_a_frame(name, body)
        if name == b"IEND":
            if self.frames_left:
                raise Damaged("it has more or fewer frames than are shown; save it anew")
            return not body
        is_kept = name not in self.seen and b"IDAT" not in self.seen and self._fits(name, body)
        if is_kept:
            self.seen.add(name)
            self.colours = len(body) // 3 if name == b"PLTE" else self.colours
            self.frames_left = int.from_bytes(body[:4], "big") if name == b"acTL" else self.frames_left
        return is_kept

    def _fits(self, name: bytes, body: bytes) -> bool:
        """Whether a chunk that stands before the pixels has the form that it should have."""
        depth, colours = self.head[8], self.head[9]
        if name == b"iCCP":
            return True
        if name == b"PLTE":
            return colours == 3 and len(body) % 3 == 0 and len(body) <= 3 << min(depth, 8)
        if name == b"tRNS":
            return len(body) == {0: 2, 2: 6}.get(colours, -1) or (colours == 3 and len(body) <= self.colours)
        form, most = _PNG_NUMBERS.get(name, ("", []))
        if not most or len(body) != struct.calcsize(form):
            return False
        return all(number <= limit for number, limit in zip(struct.unpack(form, body), most, strict=True))

    def _of_a_frame(self, name: bytes, body: bytes) -> bool:
        if name == b"fdAT":
            self._unpack(body[4:])
            return True
        if len(body) != 26:
            raise Damaged("a frame of it has no size")
        width, height, column, row = struct.unpack_from(">IIII", body, 4)
        whole_width, whole_height = struct.unpack_from(">II", self.head)
        if column + width > whole_width or row + height > whole_height:
            raise Damaged("a frame of it reaches beyond the picture")
        self.frames_left -= 1
        self._begin(width, height)
        return True

    def _begin(self, width: int, height: int) -> None:
        self.left, self.unpacking = _png_bytes(width, height, self.head), zlib.decompressobj()
        self.all += self.left
        if self.all > _MOST_PIXEL_BYTES:
            raise Damaged("its frames have too many pixels; save fewer or smaller ones")

    def _unpack(self, packed: bytes) -> None:
        try:
            while packed:
                self.left -= len(self.unpacking.decompress(packed, _MOST_UNPACKED))
                packed = self.unpacking.unconsumed_tail
                if self.left < 0 or self.unpacking.unused_data:
                    raise Damaged(TOO_LONG)
                if self.unpacking.eof:
                    break
        except zlib.error as error:
            raise Damaged(f"its pixels cannot be unpacked ({error})") from None
        if packed and self.unpacking.eof:
            raise Damaged(TOO_LONG)


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
    chunks = list(_riff_chunks(data, 12, min(len(data), 8 + size)))
    if chunks[0][0] != b"VP8X":
        return riff(image_data.webp_pixels(chunks[:1], b""))
    flags, measures = chunks[0][1][0], chunks[0][1][4:10]
    profile = cleaned(next((body for name, body in chunks if name == b"ICCP"), b""))
    flags = flags & 0x12 | (0x20 if profile else 0) | (0x08 if orientation > 1 else 0)  # moves, and has transparent places
    parts = [(b"VP8X", struct.pack("<B3x6s", flags, measures))]
    if profile:
        parts.append((b"ICCP", profile))
    if flags & 0x02:
        parts.append((b"ANIM", next(body for name, body in chunks if name == b"ANIM")[:6]))
        frames = [body for name, body in chunks if name == b"ANMF"]
        _check_frames(frames)
        parts.extend((b"ANMF", _webp_frame(body)) for body in frames)
    else:
        parts.extend(_webp_pixels(chunks, measures))
    if orientation > 1:
        parts.append((b"EXIF", _exif(orientation)))
    return riff(parts)


def _webp_frame(body: bytes) -> bytes:
    """Return a frame of a picture that moves without what does not belong to it."""
    pixels = _webp_pixels(_riff_chunks(body, 16, len(body)), body[6:12])
    return body[:16] + b"".join(riff_chunk(*chunk) for chunk in pixels)


def _webp_pixels(chunks: Iterable[tuple[bytes, bytes]], size: bytes) -> list[tuple[bytes, bytes]]:
    """Return the chunks that the pixels of a frame stand in: one, and before it what says where it is transparent. Raises Damaged."""
    kept: dict[bytes, bytes] = {}
    for name, body in chunks:
        if name in _WEBP_FRAME_CHUNKS and name not in kept:
            kept[name] = body
            if name != b"ALPH":
                break
    if b"VP8L" in kept:
        kept.pop(b"ALPH", None)
    return image_data.webp_pixels(list(kept.items()), size)


def _check_frames(frames: list[bytes]) -> None:
    """Raise Damaged where the frames have too many pixels."""
    pixels = sum((1 + int.from_bytes(body[6:9], "little")) * (1 + int.from_bytes(body[9:12], "little")) for body in frames)
    if 4 * pixels > _MOST_PIXEL_BYTES:
        raise Damaged("its frames have too many pixels; save fewer or smaller ones")


def _riff_chunks(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    while at + 8 <= end:
        (length,) = struct.unpack_from("<I", data, at + 4)
        if at + 8 + length > end:
            raise Damaged("a WebP chunk ends too early")
        yield data[at : at + 4], data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


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
            width, height, flags = struct.unpack_from("<HHB", data, at + 5)
            codes = at + 10 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)
            at = _gif_blocks_end(data, codes + 1)
            parts.append(data[start : codes + 1] + _gif_codes(data[codes + 1 : at], data[codes], width * height))
        elif kind == 0x21:
            label = data[at + 1]
            at = _gif_blocks_end(data, at + 2)
            is_kept = label == 0xF9 or (label == 0xFF and data[start + 3 : start + 14] in _GIF_APPLICATIONS)
            if is_kept and at - start == (8 if label == 0xF9 else 19):
                parts.append(data[start:at])
        else:
            raise Damaged("a GIF block was expected")


def _gif_codes(blocks: bytes, size: int, pixels: int) -> bytes:
    """Return a row of data blocks with the codes of a frame up to its last pixel."""
    codes, at = bytearray(), 0
    while blocks[at]:
        codes += blocks[at + 1 : at + 1 + blocks[at]]
        at += 1 + blocks[at]
    kept = image_data.gif_codes(bytes(codes), size, pixels)
    pieces = (kept[first : first + 255] for first in range(0, len(kept), 255))
    return b"".join(bytes([len(piece)]) + piece for piece in pieces) + b"\0"


def _gif_blocks_end(data: bytes, at: int) -> int:
    """Return the offset after a row of data blocks."""
    while data[at]:
        at += 1 + data[at]
    if at >= len(data):
        raise Damaged("a GIF block ends too early")
    return at + 1


_STRIPPERS: dict[str, Callable[[bytes, int], bytes]] = {"JPEG": _jpeg, "PNG": _png, "WEBP": _webp, "GIF": _gif}
