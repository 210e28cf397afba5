"""Images and downloads: which are used, their copies in the output, and the smaller variants of images."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.pages.page import Picture, within
from counterpoint.publishing.cache import Kept, KeptTarget
from counterpoint.publishing.output import in_place
from counterpoint.publishing.staging import Made, Staging
from counterpoint.reading.signatures import Signature
from counterpoint.site import addresses
from counterpoint.site.link import Site, published_media
from counterpoint.site.packed import digest

_IMAGES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".svg", ".avif", ".bmp", ".tif", ".tiff")


class Media(Struct, frozen=True):
    """Everything under content/media that the site uses: targets made now and kept ones, their facts, and the pictures."""

    made: dict[str, Made]
    kept: dict[str, KeptTarget]
    facts: dict[str, str]
    pictures: dict[str, Picture]
    diagnostics: list[Diagnostic]


def make_media(
    root: Path, sites: Sequence[Site], signatures: Mapping[str, Signature], staging: Staging, output: Path | None, kept: Kept
) -> Media:
    """Copy and measure what is used, as far as it is not in the output already. `sites` are those of all languages, the original first;
    `signatures` are those of the site's files; without an `output`, that is known to be as it was left."""
    it = Media({}, {}, {}, {}, [])
    for path, user in sorted(published_media(sites).items()):
        key = f"media:{path}"
        file = f"content/{path}"
        known = kept.files.get(file)
        data = b""
        if known and known[0] == signatures.get(file):
            it.facts[key] = known[1].hex()
        else:
            data = (root / file).read_bytes()
            it.facts[key] = digest(data)
        before = kept.targets.get(key)
        if before and kept.facts.get(key) == it.facts[key] and (still := in_place(output, before) if output else before):
            it.kept[key] = still
            measures = still.measures
        else:
            made = _made(path, user, data or (root / file).read_bytes(), staging, key)
            it.made[key] = made
            it.diagnostics.extend(made.diagnostics)
            measures = made.measures
        if measures:
            it.pictures[path] = _picture(path, measures, sites[0])
    return it


def _made(path: str, user: str, data: bytes, staging: Staging, key: str) -> Made:
    files = {addresses.media(path)[1:]: staging.put((data,))}
    if not path.lower().endswith(_IMAGES):
        return Made(key, (key,), files)
    from counterpoint.rendering import images  # the library behind it loads slowly

    measured = images.measure(path, data)
    if isinstance(measured, str):
        message = f"content/{path} cannot be shown: {measured}"
        return Made(key, (), {}, (Diagnostic("image-unreadable", ERROR, Location(f"content/{path}"), message, f"it is used in {user}"),))
    files |= {addresses.media(name)[1:]: staging.put((content,)) for _, name, content in measured.variants}
    steps = tuple((width, name) for width, name, _ in measured.variants)
    return Made(key, (key,), files, measures=(measured.width, measured.height, steps))


def _picture(path: str, measures: tuple[int, int, tuple[tuple[int, str], ...]], site: Site) -> Picture:
    width, height, variants = measures
    src = within(site.settings, addresses.media(path))

    def steps() -> Iterator[tuple[int, str]]:
        yield from ((step, within(site.settings, addresses.media(name))) for step, name in variants)
        yield width, src

    srcset = ", ".join(f"{name.replace(' ', '%20')} {step}w" for step, name in steps()) if variants else ""
    return Picture(src, width, height, srcset, "")
