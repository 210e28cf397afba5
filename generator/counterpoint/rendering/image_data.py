"""The coded data of pictures, up to where their pixels end. What stands behind is left out, or the picture is refused.

Programs that crop, send or hide leave bytes there, which no decoder looks at and everybody can read.

- JPEG: written anew from its coefficients by MozJPEG, as jpegtran does, so that nothing but they can come along.
- GIF: its codes are followed to the last pixel, and the data end there.
- WebP: a part that gives the same pixels without its last four bytes has too many. Of the last three, those are zeros that no pixel needs.

Sources: ITU T.81 (JPEG), GIF89a, RFC 6386 (VP8) and RFC 9649 (WebP).
"""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
from collections.abc import Iterator

import mozjpeg_lossless_optimization as mozjpeg
from PIL import Image

TOO_LONG = "its data go on after its pixels; save it anew"


class Damaged(ValueError):
    """The bytes are no picture of the kind that they should be."""


def jpeg(data: bytes) -> bytes:
    """Return a JPEG with the same coefficients and without any segment that they do not need. Raises Damaged."""
    try:
        return bytes(mozjpeg.optimize(data, copy=mozjpeg.COPY_MARKERS.NONE))
    except ValueError:
        raise Damaged("its pixels cannot be read") from None


# ---- GIF


def gif_codes(data: bytes, size: int, pixels: int) -> bytes:
    """Return the codes of a frame up to its last pixel and the code that ends them. Raises Damaged.

    `size` is the number of bits of a colour. Codes that end too early are returned as they are.
    """
    if not 1 <= size <= 11:
        raise Damaged("its pixels cannot be unpacked")
    end, clear = (1 << size) + 1, 1 << size
    begin = [1] * clear + [0, 0]
    lengths, width, previous = begin.copy(), size + 1, 0
    value = bits = at = 0
    while pixels > 0:
        while bits < width:
            if at == len(data):
                return data
            value |= data[at] << bits
            bits += 8
            at += 1
        code = value & ((1 << width) - 1)
        value >>= width
        bits -= width
        if code == end:
            return _ended(data, 8 * at - bits - width, end, width)
        if code == clear:
            lengths, width, previous = begin.copy(), size + 1, 0
            continue
        if previous and len(lengths) < 4096:
            lengths.append(previous + 1)
            if len(lengths) == 1 << width and width < 12:
                width += 1
        if code >= len(lengths):
            raise Damaged("its pixels cannot be unpacked")
        previous = lengths[code]
        pixels -= previous
    return _ended(data, 8 * at - bits, end, width)


def _ended(data: bytes, count: int, end: int, width: int) -> bytes:
    """Return so many bits of data, and the code that ends them."""
    whole, more = divmod(count, 8)
    last = end << more | (data[whole] & (1 << more) - 1 if more else 0)
    return data[:whole] + last.to_bytes((more + width + 7) // 8, "little")


# ---- WebP

_TAIL = 4
"""Bytes without which no part can be decoded. Encoders end a part with up to three that decoders may do without: they become zeros."""


def riff_chunk(name: bytes, body: bytes) -> bytes:
    """Return a chunk of a WebP."""
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def riff(chunks: list[tuple[bytes, bytes]]) -> bytes:
    """Return a WebP of these chunks."""
    content = b"WEBP" + b"".join(riff_chunk(*chunk) for chunk in chunks)
    return b"RIFF" + struct.pack("<I", len(content)) + content


def webp_pixels(chunks: list[tuple[bytes, bytes]], size: bytes) -> list[tuple[bytes, bytes]]:
    """Return the chunks of one frame, with zeros for what stands behind its pixels. `size` is that of the frame, as VP8X writes it.

    Raises Damaged where that is more than an encoder leaves there.
    """
    head = [(b"VP8X", b"\x10\0\0\0" + size)] if any(name == b"ALPH" for name, _ in chunks) else []
    digest = _pixels(riff([*head, *chunks]))
    if not digest:
        return chunks
    kept = list(chunks)
    for number, (name, body) in enumerate(chunks):

        def is_same(other: bytes, number: int = number, name: bytes = name) -> bool:
            return _pixels(riff([*head, *kept[:number], (name, other), *kept[number + 1 :]])) == digest

        if any(is_same(shorter) for shorter in _shortened(name, body)):
            raise Damaged(TOO_LONG)
        for end in _ends(name, body):
            current = kept[number][1]
            blank = (current[: end - count] + bytes(count) + current[end:] for count in range(min(_TAIL - 1, end), 0, -1))
            kept[number] = name, next((other for other in blank if other == current or is_same(other)), current)
    return kept


def _pixels(data: bytes) -> bytes:
    """Return a digest of the pixels of a WebP; nothing, if it cannot be decoded."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data), formats=["WEBP"]) as image:
                return hashlib.blake2b(image.tobytes()).digest()
        except (OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError):
            return b""


def _shortened(name: bytes, body: bytes) -> Iterator[bytes]:
    """Yield the body of a chunk without the last bytes of each of its parts in turn."""
    if len(body) > _TAIL:
        yield body[:-_TAIL]
    if name != b"VP8 ":
        return
    tag = int.from_bytes(body[:3], "little")
    first = tag >> 5
    table = 10 + first
    if first > _TAIL:
        yield (tag - (_TAIL << 5)).to_bytes(3, "little") + body[3 : table - _TAIL] + body[table:]
    count = _partitions(body[10:table])
    end = table + 3 * (count - 1)
    for at in range(table, end, 3):  # of the last, no length is written
        length = int.from_bytes(body[at : at + 3], "little")
        end += length
        if length > _TAIL:
            yield body[:at] + (length - _TAIL).to_bytes(3, "little") + body[at + 3 : end - _TAIL] + body[end:]


def _ends(name: bytes, body: bytes) -> Iterator[int]:
    """Yield the offsets at which the parts of a chunk end."""
    yield len(body)
    if name == b"VP8 ":
        table = 10 + (int.from_bytes(body[:3], "little") >> 5)
        yield min(table, len(body))
        end = table + 3 * (_partitions(body[10:table]) - 1)
        for at in range(table, end, 3):
            end += int.from_bytes(body[at : at + 3], "little")
            yield min(end, len(body))


def _partitions(header: bytes) -> int:
    """Return how many partitions the coefficients of a VP8 frame stand in: RFC 6386, 9.3 to 9.5."""
    bits = _Bits(header)
    bits.take(2)
    if bits.take(1):  # segments
        moves, data = bits.take(1), bits.take(1)
        if data:
            bits.take(1)
            for width in (7, 7, 7, 7, 6, 6, 6, 6):
                bits.take(width + 1) if bits.take(1) else None
        for _ in range(3 if moves else 0):
            bits.take(8) if bits.take(1) else None
    bits.take(10)  # the filter
    if bits.take(1) and bits.take(1):
        for _ in range(8):
            bits.take(7) if bits.take(1) else None
    return 1 << bits.take(2)


class _Bits:
    """Bits of equal probability from VP8's arithmetic decoder: RFC 6386, 7.3."""

    def __init__(self, data: bytes) -> None:
        self.data = iter(data)
        self.value = next(self.data, 0) << 8 | next(self.data, 0)
        self.range, self.shifted = 255, 0

    def take(self, count: int) -> int:
        number = 0
        for _ in range(count):
            split = (self.range + 1) >> 1
            bit = self.value >= split << 8
            self.value -= split << 8 if bit else 0
            self.range = self.range - split if bit else split
            while self.range < 128:
                self.value <<= 1
                self.range <<= 1
                self.shifted += 1
                if self.shifted == 8:
                    self.value |= next(self.data, 0)
                    self.shifted = 0
            number = number << 1 | bit
        return number
