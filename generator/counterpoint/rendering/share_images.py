"""Draws the images by which articles and claims are shown where they are shared: 1,200 × 630 pixels, as the Open Graph protocol
(https://ogp.me) and those who read it expect. Fonts come with the program, so that every machine draws the same."""

from __future__ import annotations

import json
import math
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFont

from counterpoint.pages.share import ShareCard
from counterpoint.reading.directions import runs_from_right

WIDTH, HEIGHT = 1200, 630
_FONTS = Path(__file__).parent / "fonts"
_PAPER, _INK, _QUIET, _RULE = "#ffffff", "#15181c", "#50565e", "#d5d8db"
_VOICES = ("#50565e", "#6b4cae", "#9a5616", "#0c4f45", "#611c74", "#2a6a66", "#505103")
"""The light scheme of tokens.css."""
_EDGE = 72
_SIZES = (84, 76, 68, 60, 54, 48, 42, 36)
_MOST_LINES = 6
_SCALE = 4
"""How many times larger shapes are drawn than they are shown, so that their edges are smooth."""


def draw(card: ShareCard) -> bytes:
    """A PNG of a card. The same card gives the same bytes. Characters for which there is no font are left out: the page has them."""
    speaker = card.speaker
    name = _drawable(card.site, serif=False) or card.host
    text = _drawable(card.text, serif=True) or _drawable(card.site, serif=True) or card.host  # never a blank picture
    voices = tuple((voice, _drawable(label, serif=False)) for voice, label in card.voices)
    card = ShareCard(name, text, _drawable(card.speaker, serif=False), voices)
    rtl = bool(runs_from_right(card.text))
    claimed = bool(speaker)
    sheet = _Sheet(_palette(card.voices[0][0] if claimed else None))
    colour = _VOICES[card.voices[0][0]] if claimed else _INK
    sheet.fill((0, 0, WIDTH - 1, 14), colour)
    top = _EDGE
    if claimed:
        top = _voices(sheet, card, top, rtl=rtl) + 20
    bottom = HEIGHT - _EDGE - 34
    lower = bottom - (60 if claimed else 24 + 54 * len(_rows(card)))
    _words(sheet, card.text, top, lower, rtl=rtl)
    if claimed:
        _line(sheet, card.speaker, bottom - 52, 36, _QUIET, rtl=rtl)
    elif card.voices:
        _voices(sheet, card, lower + 24, rtl=rtl)
    sheet.fill((_EDGE, HEIGHT - _EDGE - 10, WIDTH - _EDGE, HEIGHT - _EDGE - 9), _RULE)
    _line(sheet, card.site, HEIGHT - _EDGE + 4, 30, _INK, rtl=rtl)
    return sheet.png()


class _Mark:
    """Something drawn, in numbers of a palette, and where it lies from the place where it is put. Compared by identity."""

    __slots__ = ("image", "left", "top")

    def __init__(self, image: Image.Image, left: int = 0, top: int = 0) -> None:
        self.image, self.left, self.top = image, left, top


class _Shades(NamedTuple):
    """The shades of a colour in a palette, from paper to itself: how many there are, and the number before the first."""

    before: int
    steps: int

    def applied_to(self, mask: Image.Image) -> Image.Image:
        """Turn a mask into numbers of the palette: the stronger it is, the stronger the colour."""
        return Image.frombytes("L", mask.size, mask.tobytes().translate(_numbers(self)))


@lru_cache
def _numbers(shades: _Shades) -> bytes:
    """The number in the palette of each strength from 0 to 255."""
    strengths = (round(value * shades.steps / 255) for value in range(256))
    return bytes(shades.before + shade if shade else 0 for shade in strengths)


class _Palette:
    """The colours of a picture, each with its shades from paper to itself, and the bits that a pixel takes."""

    def __init__(self, bits: int, shades: tuple[tuple[str, int], ...]) -> None:
        self.bits = bits
        self.shades: dict[str, _Shades] = {}
        self.colours: list[int] = [*ImageColor.getrgb(_PAPER)]
        paper = ImageColor.getrgb(_PAPER)
        for colour, count in shades:
            self.shades.setdefault(colour, _Shades(len(self.colours) // 3 - 1, count))
            for shade in range(1, count + 1):
                self.colours += [round(p + (c - p) * shade / count) for p, c in zip(paper, ImageColor.getrgb(colour), strict=True)]


@lru_cache
def _palette(voice: int | None) -> _Palette:
    """The palette for a claim of a voice, small enough for two pixels in a byte; without a voice, the one for all of them."""
    if voice is None:
        return _Palette(8, ((_INK, 7), (_RULE, 1), *((colour, 7) for colour in _VOICES)))
    return _Palette(4, ((_INK, 5), (_RULE, 1), (_QUIET, 4), (_VOICES[voice], 5 if voice else 1)))


class _Sheet:
    """Paper, and the marks on it. Rows on which marks lie together are a strip, which is drawn and compressed by itself, and remembered:
    pictures of one site share most of them, and differ in their words alone."""

    def __init__(self, palette: _Palette) -> None:
        self.palette = palette
        self.marks: list[tuple[int, int, _Mark]] = []

    def draw(self, mark: _Mark, x: int, y: int) -> None:
        """Draw a mark; where something is drawn already, the higher number stays."""
        self.marks.append((y + mark.top, x + mark.left, mark))

    def fill(self, box: tuple[int, int, int, int], colour: str) -> None:
        """Fill a box, the edges given included, with a colour."""
        left, top, right, bottom = box
        self.draw(_filled(right + 1 - left, bottom + 1 - top, self.palette.shades[colour]), left, top)

    def png(self) -> bytes:
        """The picture as a PNG (https://www.w3.org/TR/png-3/)."""
        checksum, content = 1, [b"\x78\x01"]  # as RFC 1950 begins
        for strip in self._strips():
            compressed, own, length = _compressed(strip, self.palette.bits)
            checksum = _joined(checksum, own, length)
            content.append(compressed)
        content.append(b"\x03\x00" + checksum.to_bytes(4, "big"))  # an empty last block
        header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, self.palette.bits, 3, 0, 0, 0)
        chunks = ((b"IHDR", header), (b"PLTE", bytes(self.palette.colours)), (b"IDAT", b"".join(content)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)

    def _strips(self) -> Iterator[_Strip]:
        """All rows from top to bottom: strips with marks, and those without between them."""
        row, last = 0, 0
        marks: list[tuple[int, int, _Mark]] = []
        for top, left, mark in [*sorted(self.marks, key=itemgetter(0)), (HEIGHT, 0, _Mark(_NOTHING))]:
            if top >= last:
                if marks:
                    yield _Strip(last - row, tuple(marks))
                if top > last:
                    yield _Strip(top - last, ())
                row, last, marks = top, top, []
            marks.append((left, top - row, mark))
            last = min(max(last, top + mark.image.height), HEIGHT)


class _Strip(NamedTuple):
    """Some rows of a sheet: how many, and the marks on them with their places, from left and top."""

    height: int
    marks: tuple[tuple[int, int, _Mark], ...]


_NOTHING = Image.new("L", (1, 1))


@lru_cache(maxsize=256)
def _compressed(strip: _Strip, bits: int) -> tuple[bytes, int, int]:
    """The rows of a strip as whole blocks of DEFLATE (RFC 1951) that need nothing before them, with their Adler-32 and their length.

    A pixel takes some `bits`. Flat surfaces make runs, which is all that is looked for.
    """
    margin = 8 // bits  # the byte with which each row of a PNG begins
    sheet = Image.new("L", (WIDTH + margin, strip.height))
    edge = 0
    for x, y, mark in sorted(strip.marks, key=itemgetter(0)):
        left, right = x + margin, x + margin + mark.image.width
        box = (left, y, right, y + mark.image.height)
        sheet.paste(mark.image if left >= edge else ImageChops.lighter(sheet.crop(box), mark.image), box)
        edge = max(edge, right)
    sheet.putpalette((0, 0, 0))  # rows have numbers in them; which colours these are is written once for the whole picture
    rows = sheet.tobytes("raw", f"P;{bits}" if bits < 8 else "P")
    deflate = zlib.compressobj(1, zlib.DEFLATED, -15, 8, zlib.Z_RLE)
    return deflate.compress(rows) + deflate.flush(zlib.Z_SYNC_FLUSH), zlib.adler32(rows), len(rows)


_ADLER = 65521


def _joined(first: int, second: int, length: int) -> int:
    """The Adler-32 of two pieces behind each other, of which the second has a length."""
    low = ((first & 0xFFFF) + (second & 0xFFFF) - 1) % _ADLER
    high = ((first >> 16) + (second >> 16) + length * ((first & 0xFFFF) - 1)) % _ADLER
    return high << 16 | low


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


@lru_cache
def _filled(width: int, height: int, shades: _Shades) -> _Mark:
    return _Mark(shades.applied_to(Image.new("L", (width, height), 255)))


def _drawable(text: str, *, serif: bool) -> str:
    """A text on one line, without the characters that the best of our fonts for it lacks."""
    if _font_for(text, serif=serif):
        return " ".join(text.split())
    best = max((_covered()[name] for name in _fonts(serif=serif)), key=lambda has: sum(ord(character) in has for character in text))
    return " ".join("".join(character for character in text if character.isspace() or ord(character) in best).split())


def _words(sheet: _Sheet, text: str, top: int, bottom: int, *, rtl: bool) -> None:
    """The words, as large as they fit between two heights; cut with an ellipsis where even the smallest are too many."""
    name = _font_for(text, serif=True)
    if not name:
        return
    widths = [(word, _length(word, _font(name, _SIZES[0])) / _SIZES[0]) for word in text.split()]
    longest = max((width for _, width in widths), default=0)
    for size in _SIZES:
        font, step = _font(name, size), round(size * 1.22)
        lines = _lines(widths, font)
        most = min((bottom - top) // step, _MOST_LINES)
        if len(lines) <= most and longest * size <= WIDTH - 2 * _EDGE:
            break
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(" ".join(lines[most - 1 : most + 1]), font, WIDTH - 2 * _EDGE)]
    apart = text.isascii() or (not rtl and not any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text))
    for number, line in enumerate(lines):
        y = top + number * step
        if apart:
            _put_words(sheet, line, y, font)
        else:
            _put(sheet, line, y, font, _INK, rtl=rtl)


def _lines(words: list[tuple[str, float]], font: ImageFont.FreeTypeFont) -> list[str]:
    """Words, each with its width in ems, in lines as wide as the sheet. Words are measured, once for all sizes, and not lines, which took
    longer than to draw them."""
    lines: list[str] = []
    most = WIDTH - 2 * _EDGE
    space, at = _length(" ", font), 0.0
    for word, ems in words:
        width = ems * font.size
        if lines and at + space + width <= most:
            lines[-1] += f" {word}"
            at += space + width
        else:
            lines.append(_cut(word, font, most))
            at = width
    return lines


def _line(sheet: _Sheet, text: str, y: int, size: int, colour: str, *, rtl: bool) -> None:
    if name := _font_for(text, serif=False):
        font = _font(name, size)
        _put(sheet, _cut(text, font, WIDTH - 2 * _EDGE), y, font, colour, rtl=rtl)


@lru_cache(maxsize=1024)
def _cut(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + "…") > width:
        text = text[:-1]
    return text.rstrip() + "…"


@lru_cache(maxsize=4096)
def _length(text: str, font: ImageFont.FreeTypeFont) -> float:
    """How wide a text is, in pixels."""
    return font.getlength(text)


def _put(sheet: _Sheet, text: str, y: int, font: ImageFont.FreeTypeFont, colour: str, *, rtl: bool, x: int = _EDGE) -> None:
    sheet.draw(_written(text, font, sheet.palette.shades[colour], rtl=rtl), WIDTH - x if rtl else x, y)


def _put_words(sheet: _Sheet, line: str, y: int, font: ImageFont.FreeTypeFont) -> None:
    """Put a line word by word where none of them changes its neighbours' direction: words come again and again, lines hardly ever."""
    x = float(_EDGE)
    for word in line.split(" "):
        sheet.draw(_word(word, font, sheet.palette.shades[_INK]), round(x), y)
        x += _length(word, font) + _length(" ", font)


@lru_cache(maxsize=512)
def _word(text: str, font: ImageFont.FreeTypeFont, shades: _Shades) -> _Mark:
    return _drawn(text, font, shades, rtl=False)


@lru_cache(maxsize=128)
def _written(text: str, font: ImageFont.FreeTypeFont, shades: _Shades, *, rtl: bool) -> _Mark:
    """A text on one line, remembered: many pictures have the same site, positions and speakers."""
    return _drawn(text, font, shades, rtl=rtl)


def _drawn(text: str, font: ImageFont.FreeTypeFont, shades: _Shades, *, rtl: bool) -> _Mark:
    anchor, direction = ("ra", "rtl") if rtl else ("la", "ltr")
    box = font.getbbox(text, anchor=anchor, direction=direction)
    left, top, right, bottom = (math.floor(box[0]), math.floor(box[1]), math.ceil(box[2]), math.ceil(box[3]))
    mask = Image.new("L", (max(right - left, 1), max(bottom - top, 1)))
    ImageDraw.Draw(mask).text((-left, -top), text, 255, font, anchor=anchor, direction=direction)
    return _Mark(shades.applied_to(mask), left, top)


def _rows(card: ShareCard) -> list[list[tuple[int, str, int, int]]]:
    """The positions in rows: voice, label, place and width of each, from the edge where reading begins."""
    rows: list[list[tuple[int, str, int, int]]] = []
    x = WIDTH
    for voice, label in card.voices:
        name = _font_for(label, serif=False)
        font = _font(name or "DejaVuSans-Bold", 32)
        shown = _cut(label, font, WIDTH - 2 * _EDGE - 50) if name else ""
        width = 46 + round(_length(shown, font)) + 44
        if x + width - 44 > WIDTH - _EDGE:
            rows.append([])
            x = _EDGE
        rows[-1].append((voice, shown, x, width))
        x += width
    return rows


def _voices(sheet: _Sheet, card: ShareCard, top: int, *, rtl: bool) -> int:
    """Each position with its shape, in its colour. Returns the height at which they end."""
    rows = _rows(card)
    for number, row in enumerate(rows):
        y = top + 54 * number
        for voice, label, x, _ in row:
            left = WIDTH - x - 30 if rtl else x
            sheet.draw(_shape(voice, sheet.palette.shades[_VOICES[voice]]), left, y + 6)
            if label:
                _put(sheet, label, y, _font(_font_for(label, serif=False), 32), _VOICES[voice], rtl=rtl, x=x + 46)
    return top + 54 * len(rows)


_CROSS = (
    *((3.6, 0.6), (6.4, 0.6), (6.4, 3.6), (9.4, 3.6), (9.4, 6.4), (6.4, 6.4)),
    *((6.4, 9.4), (3.6, 9.4), (3.6, 6.4), (0.6, 6.4), (0.6, 3.6), (3.6, 3.6)),
)


@lru_cache
def _shape(voice: int, shades: _Shades) -> _Mark:
    """The shape of a voice in its colour, as parts/shape.html has it on a grid of ten."""
    side = 30 * _SCALE
    mask = Image.new("L", (side, side))
    shapes = {
        0: [(0.5, 3.9), (9.5, 3.9), (9.5, 6.1), (0.5, 6.1)],
        1: [(5 + 4.3 * math.cos(step * math.pi / 60), 5 + 4.3 * math.sin(step * math.pi / 60)) for step in range(120)],
        2: [(0.9, 0.9), (9.1, 0.9), (9.1, 9.1), (0.9, 9.1)],
        3: [(5, 0.5), (9.8, 9.2), (0.2, 9.2)],
        4: [(5, 0.2), (9.8, 5), (5, 9.8), (0.2, 5)],
        5: [*_CROSS],
        6: [(2.6, 0.8), (7.4, 0.8), (9.8, 5), (7.4, 9.2), (2.6, 9.2), (0.2, 5)],
    }
    ImageDraw.Draw(mask).polygon([(x * side / 10, y * side / 10) for x, y in shapes[voice]], fill=255)
    return _Mark(shades.applied_to(mask.resize((30, 30), Image.Resampling.LANCZOS)))


_RIGHT_TO_LEFT = frozenset(("R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI"))
"""Classes of characters (Unicode Annex 9) by which words of a line may change places."""


@lru_cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONTS / f"{name}.ttf"), size, layout_engine=ImageFont.Layout.RAQM)


@lru_cache(maxsize=1024)
def _font_for(text: str, *, serif: bool) -> str:
    """The first of our fonts that has every character of a text; empty if none has."""
    points = frozenset(map(ord, text))
    return next((name for name in _fonts(serif=serif) if all(map(_is_unseen, points - _covered()[name]))), "")


def _is_unseen(point: int) -> bool:
    """Whether a character needs no shape: white space, or one that only directs others."""
    return chr(point).isspace() or unicodedata.category(chr(point)) == "Cf"


def _fonts(*, serif: bool) -> tuple[str, str]:
    return ("NotoSerif-Bold" if serif else "NotoSans-Regular", "DejaVuSans-Bold")


@lru_cache
def _covered() -> dict[str, frozenset[int]]:
    ranges = json.loads((_FONTS / "coverage.json").read_text(encoding="utf-8"))
    return {name: frozenset(point for first, last in spans for point in range(first, last + 1)) for name, spans in ranges.items()}
