"""Images: without metadata, measured, and in smaller variants for smaller screens."""

from __future__ import annotations

import hashlib
import io
import warnings
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from counterpoint.rendering import image_data, metadata, svg

WIDTHS = (480, 960, 1600)
"""Widths in pixels of the variants that are made where the original is wider."""
MAX_PIXELS = 80_000_000
_RASTER = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP", ".gif": "GIF"}


class Measured(Struct, frozen=True):
    """An image as it is published, its measures in pixels as it is seen, and its variants: width → (path relative to content/, bytes)."""

    content: bytes
    width: int
    height: int
    variants: tuple[tuple[int, str, bytes], ...] = ()


def measure(path: str, data: bytes) -> Measured | str:
    """Take everything but the picture out of an image, measure it, and make its variants; or say what is wrong with it.

    The same bytes give the same result. A raster image keeps its pixels, its colour profile and its orientation.
    """
    suffix = PurePosixPath(path).suffix.lower()
    if suffix == ".svg":
        try:
            drawing = svg.read(data, _embedded)
        except svg.Unsafe as error:
            return str(error)
        return Measured(drawing.content, drawing.width, drawing.height)
    if suffix not in _RASTER:
        return f"images are {', '.join(sorted({*_RASTER, '.svg'}))} files"
    kind = _RASTER[suffix]
    try:
        image = _opened(kind, data)
        content = metadata.stripped(kind, data, _orientation(image))
        image = _opened(kind, content)
        image.load()
    except (_TooLarge, image_data.Damaged) as error:
        return str(error)
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        return f"it is no {kind} image, or is damaged ({type(error).__name__})"
    turned = ImageOps.exif_transpose(image)
    animated = getattr(image, "is_animated", False)
    digest = hashlib.blake2b(data, digest_size=4).hexdigest()
    variants = [] if animated else [_variant(path, digest, turned, width, kind) for width in WIDTHS if width < turned.width]
    return Measured(content, turned.width, turned.height, tuple(variants))


class _TooLarge(Exception):
    pass


def _opened(kind: str, data: bytes) -> Image.Image:
    """Open an image of one kind. Raises what Pillow raises for damaged data, and _TooLarge."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is left out anyway, such as a list of further pictures
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        image = Image.open(io.BytesIO(data), formats=[kind])
    if image.width * image.height > MAX_PIXELS:
        raise _TooLarge(f"it has more than {MAX_PIXELS // 1_000_000} million pixels")
    return image


def _orientation(image: Image.Image) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = image.getexif().get(metadata.ORIENTATION, 1)
    return value if isinstance(value, int) else 1


def _embedded(kind: str, data: bytes) -> bytes:
    """Return a picture that stands inside a drawing without metadata. Raises ValueError."""
    try:
        image = _opened(kind, data)
        return metadata.stripped(kind, data, _orientation(image))
    except (OSError, SyntaxError, Image.DecompressionBombError, Warning, _TooLarge) as error:
        raise ValueError(type(error).__name__) from None


def _variant(path: str, digest: str, image: Image.Image, width: int, kind: str) -> tuple[int, str, bytes]:
    """A variant of some width. The digest of the original in its name keeps it apart from an author's own files."""
    height = max(1, round(image.height * width / image.width))
    small = image.convert("RGBA" if image.mode in {"P", "LA"} else image.mode).resize((width, height), Image.Resampling.LANCZOS)
    if kind == "JPEG" and small.mode not in {"RGB", "L"}:
        small = _in_rgb(small)
    out = io.BytesIO()
    options: dict[str, dict[str, Any]] = {"JPEG": {"quality": 82, "progressive": True}, "WEBP": {"quality": 82}, "PNG": {"optimize": True}}
    profile = small.info.get("icc_profile")
    small.save(out, kind, **options.get(kind, {}), **({"icc_profile": profile} if profile else {}))
    pure = PurePosixPath(path)
    stem = pure.stem.encode()[:200].decode(errors="ignore")  # the whole name has 255 bytes at most
    return width, str(pure.with_name(f"{stem}-{width}w.{digest}{pure.suffix}")), out.getvalue()


def _in_rgb(image: Image.Image) -> Image.Image:
    """Return an image in RGB, its colours taken through its own profile where it has one, which then no longer fits."""
    profile = image.info.pop("icc_profile", None)
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            return image.convert("RGB")
        if converted is not None:
            converted.info.pop("icc_profile", None)
            return converted
    return image.convert("RGB")
