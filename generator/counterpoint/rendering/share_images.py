"""Draws the images by which articles and claims are shown where they are shared: 1,200 × 630 pixels, as the Open Graph protocol
(https://ogp.me) and those who read it expect. Fonts come with the program, so that every machine draws the same."""

from __future__ import annotations

import io
import json
import math
import unicodedata
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFont

from counterpoint.pages.share import ShareCard

WIDTH, HEIGHT = 1200, 630
_FONTS = Path(__file__).parent / "fonts"
_PAPER, _INK, _QUIET, _RULE = "#ffffff", "#15181c", "#50565e", "#d5d8db"
_VOICES = ("#50565e", "#6b4cae", "#9a5616", "#0c4f45", "#611c74", "#2a6a66", "#505103")
"""The light scheme of tokens.css."""
_COLOURS = (_INK, _RULE, *_VOICES)
_EDGE = 72
_SIZES = (84, 76, 68, 60, 54, 48, 42, 36)
_MOST_LINES = 6
_SHADES = 8
"""How many shades of a colour there are from paper to itself: enough for smooth edges, and few enough for small files."""
_SHADE_OF = [round(value * (_SHADES - 1) / 255) for value in range(256)]
_SCALE = 4
"""How many times larger shapes are drawn than they are shown, so that their edges are smooth."""


def draw(card: ShareCard) -> bytes:
    """A PNG of a card. The same card gives the same bytes. Characters for which there is no font are left out: the page has them."""
    speaker = card.speaker
    text = _drawable(card.text, serif=True) or _drawable(card.site, serif=True)  # never a blank picture
    voices = tuple((voice, _drawable(label, serif=False)) for voice, label in card.voices)
    card = ShareCard(_drawable(card.site, serif=False), text, _drawable(card.speaker, serif=False), voices)
    sheet = _Sheet()
    rtl = _is_rtl(card.text)
    claimed = bool(speaker)
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


class _Sheet:
    """Paper, and what is drawn on it as numbers of a palette, which is known from the start: to count colours afterwards would take longer
    than the drawing. 0 is paper, and each colour has the next shades."""

    def __init__(self) -> None:
        self.image = Image.new("L", (WIDTH, HEIGHT))

    def draw(self, shades: Image.Image, place: tuple[int, int]) -> None:
        """Draw shades of a colour; where something is drawn already, the higher number stays."""
        box = (*place, place[0] + shades.width, place[1] + shades.height)
        self.image.paste(ImageChops.lighter(self.image.crop(box), shades), box)

    def fill(self, box: tuple[int, int, int, int], colour: str) -> None:
        """Fill a box, the edges given included, with a colour."""
        left, top, right, bottom = box
        self.image.paste(_before(colour) + _SHADES - 1, (left, top, right + 1, bottom + 1))

    def png(self) -> bytes:
        self.image.putpalette(_palette())
        out = io.BytesIO()
        self.image.save(out, "PNG", compress_level=3)
        return out.getvalue()


def _before(colour: str) -> int:
    """The number in the palette before those of a colour's shades."""
    return _COLOURS.index(colour) * (_SHADES - 1)


@lru_cache
def _palette() -> list[int]:
    palette = [*ImageColor.getrgb(_PAPER)]
    for colour in _COLOURS:
        for shade in range(1, _SHADES):
            part = shade / (_SHADES - 1)
            palette += [round(p + (c - p) * part) for p, c in zip(ImageColor.getrgb(_PAPER), ImageColor.getrgb(colour), strict=True)]
    return palette


def _in_shades(mask: Image.Image, colour: str) -> Image.Image:
    """A colour, as strong as a mask is."""
    before = _before(colour)
    return mask.point([before + shade if shade else 0 for shade in _SHADE_OF])


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
    for number, line in enumerate(lines):
        _put(sheet, line, top + number * step, font, _INK, rtl=rtl)


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


@lru_cache(maxsize=64)
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
    shades, left, top = _written(text, font, colour, rtl=rtl)
    sheet.draw(shades, ((WIDTH - x if rtl else x) + left, y + top))


@lru_cache(maxsize=64)
def _written(text: str, font: ImageFont.FreeTypeFont, colour: str, *, rtl: bool) -> tuple[Image.Image, int, int]:
    """A text in shades of a colour, and where that lies from the place where the text begins.

    Many cards have the same site, positions and speakers."""
    anchor, direction = ("ra", "rtl") if rtl else ("la", "ltr")
    box = font.getbbox(text, anchor=anchor, direction=direction)
    left, top, right, bottom = (math.floor(box[0]), math.floor(box[1]), math.ceil(box[2]), math.ceil(box[3]))
    mask = Image.new("L", (max(right - left, 1), max(bottom - top, 1)))
    ImageDraw.Draw(mask).text((-left, -top), text, 255, font, anchor=anchor, direction=direction)
    return _in_shades(mask, colour), left, top


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
            sheet.draw(_shape(voice), (left, y + 6))
            if label:
                _put(sheet, label, y, _font(_font_for(label, serif=False), 32), _VOICES[voice], rtl=rtl, x=x + 46)
    return top + 54 * len(rows)


_CROSS = (
    *((3.6, 0.6), (6.4, 0.6), (6.4, 3.6), (9.4, 3.6), (9.4, 6.4), (6.4, 6.4)),
    *((6.4, 9.4), (3.6, 9.4), (3.6, 6.4), (0.6, 6.4), (0.6, 3.6), (3.6, 3.6)),
)


@lru_cache
def _shape(voice: int) -> Image.Image:
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
    return _in_shades(mask.resize((30, 30), Image.Resampling.LANCZOS), _VOICES[voice])


def _is_rtl(text: str) -> bool:
    """The direction of the first strong character (Unicode Annex 9, P2 and P3)."""
    strong = (unicodedata.bidirectional(character) for character in text)
    return next((kind in ("R", "AL") for kind in strong if kind in ("L", "R", "AL")), False)


@lru_cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONTS / f"{name}.ttf"), size, layout_engine=ImageFont.Layout.RAQM)


@lru_cache(maxsize=1024)
def _font_for(text: str, *, serif: bool) -> str:
    """The first of our fonts that has every character of a text; empty if none has."""
    needed = {ord(character) for character in text if not character.isspace() and unicodedata.category(character) != "Cf"}
    return next((name for name in _fonts(serif=serif) if needed <= _covered()[name]), "")


def _fonts(*, serif: bool) -> tuple[str, str]:
    return ("NotoSerif-Bold" if serif else "NotoSans-Regular", "DejaVuSans-Bold")


@lru_cache
def _covered() -> dict[str, frozenset[int]]:
    ranges = json.loads((_FONTS / "coverage.json").read_text(encoding="utf-8"))
    return {name: frozenset(point for first, last in spans for point in range(first, last + 1)) for name, spans in ranges.items()}
