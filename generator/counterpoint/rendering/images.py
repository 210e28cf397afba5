"""Images: measures, and smaller variants for smaller screens."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct
from PIL import Image, ImageOps, UnidentifiedImageError

WIDTHS = (480, 960, 1600)
"""Widths in pixels of the variants that are made where the original is wider."""
MAX_PIXELS = 80_000_000
_RASTER = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP", ".gif": "GIF"}
_UNSAFE_SVG = re.compile(rb"<\s*script|\bon\w+\s*=|javascript:|<\s*foreignObject|<!ENTITY|<\s*iframe", re.IGNORECASE)
_SVG_BOX = re.compile(r"<svg\b[^>]*?\bviewBox\s*=\s*[\"']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)", re.DOTALL)
_SVG_SIZE = re.compile(r"<svg\b[^>]*?\b(width|height)\s*=\s*[\"']([\d.]+)(?:px)?[\"']", re.DOTALL)


class Measured(Struct, frozen=True):
    """An image's measures in pixels, and its variants: width → (path relative to content/, bytes)."""

    width: int
    height: int
    variants: tuple[tuple[int, str, bytes], ...] = ()


def measure(path: str, data: bytes) -> Measured | str:
    """Measure an image and make its variants; or say what is wrong with it. Same bytes in, same bytes out."""
    suffix = PurePosixPath(path).suffix.lower()
    if suffix == ".svg":
        return _svg(data)
    if suffix not in _RASTER:
        return f"images are {', '.join(sorted({*_RASTER, '.svg'}))} files"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=[_RASTER[suffix]])
            if image.width * image.height > MAX_PIXELS:
                return f"it has more than {MAX_PIXELS // 1_000_000} million pixels"
            image.load()
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        return f"it is no {_RASTER[suffix]} image, or is damaged ({type(error).__name__})"
    turned = ImageOps.exif_transpose(image)
    animated = getattr(image, "is_animated", False)
    digest = hashlib.blake2b(data, digest_size=4).hexdigest()
    variants = [] if animated else [_variant(path, digest, turned, width, _RASTER[suffix]) for width in WIDTHS if width < turned.width]
    return Measured(turned.width, turned.height, tuple(variants))


def _variant(path: str, digest: str, image: Image.Image, width: int, kind: str) -> tuple[int, str, bytes]:
    """A variant of some width. The digest of the original in its name keeps it apart from an author's own files."""
    height = max(1, round(image.height * width / image.width))
    small = image.convert("RGBA" if image.mode in {"P", "LA"} else image.mode).resize((width, height), Image.Resampling.LANCZOS)
    if kind == "JPEG" and small.mode not in {"RGB", "L"}:
        small = small.convert("RGB")
    out = io.BytesIO()
    options: dict[str, dict[str, Any]] = {"JPEG": {"quality": 82, "progressive": True}, "WEBP": {"quality": 82}, "PNG": {"optimize": True}}
    small.save(out, kind, **options.get(kind, {}))
    pure = PurePosixPath(path)
    return width, str(pure.with_name(f"{pure.stem}-{width}w.{digest}{pure.suffix}")), out.getvalue()


def _svg(data: bytes) -> Measured | str:
    if _UNSAFE_SVG.search(data):
        return "it may carry scripts; save it as a plain SVG"
    text = data.decode("utf-8", "replace")
    box = _SVG_BOX.search(text)
    sizes = {match[1]: float(match[2]) for match in _SVG_SIZE.finditer(text)}
    if box:
        return Measured(max(1, round(float(box[1]))), max(1, round(float(box[2]))))
    if len(sizes) == 2:
        return Measured(max(1, round(sizes["width"])), max(1, round(sizes["height"])))
    return "its <svg> element has neither a viewBox nor width and height"
