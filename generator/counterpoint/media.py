"""Images and downloads: which are used, their copies in the output, and the smaller variants of images."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.engine.codec import decode, encode
from counterpoint.engine.dependencies import Dependency
from counterpoint.engine.output import Staging
from counterpoint.engine.tasks import Made, Tasks
from counterpoint.faults import working_on
from counterpoint.outcome import Outcome
from counterpoint.pages.page import Picture, within
from counterpoint.site import addresses
from counterpoint.site.collisions import variant_collisions
from counterpoint.site.link import LinkedSite, published_media

_IMAGES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".svg", ".avif", ".bmp", ".tif", ".tiff")


Measures = tuple[int, int, tuple[tuple[int, str], ...]]
"""Of an image: width and height in pixels, and (width, path relative to content/) of its smaller variants."""


def media_dependency(path: str) -> Dependency:
    """The dependency on a file under content/, by its path there."""
    return Dependency("", "media", "value", path)


def make_media(
    root: Path, sites: Sequence[LinkedSite], tasks: Tasks, changed: frozenset[int], staging: Staging
) -> Outcome[dict[str, Picture]]:
    """Copy and measure the images and downloads that are used, as far as they are not in the output already.

    `sites` are those of all languages, the original first; `changed` are the numbers of dependencies that have changed. Returns the
    pictures by their paths.
    """
    pictures: dict[str, Picture] = {}
    variants: dict[str, str] = {}
    diagnostics: list[Diagnostic] = []
    for path, user in sorted(published_media(sites).items()):
        key = f"media:{path}"
        if kept := tasks.keep(key, changed):
            note = kept.note
        else:
            with working_on(f"content/{path}"):
                made = _made(path, user, root, staging, key)
            tasks.add(made)
            diagnostics.extend(made.diagnostics)
            note = made.note
        if note:
            measures: Measures = decode(note, Measures)  # type: ignore[arg-type]  # a type like any other
            pictures[path] = _picture(path, measures, sites[0])
            variants |= {name: path for _, name in measures[2]}
    diagnostics += variant_collisions(sites, variants)
    return Outcome(pictures, tuple(diagnostics))


def _made(path: str, user: str, root: Path, staging: Staging, key: str) -> Made:
    reads = (media_dependency(path),)
    try:
        data = (root / "content" / path).read_bytes()
    except OSError as error:
        return Made(key, reads, {}, (_unreadable(path, user, f"it cannot be read: {error.strerror}"),))
    target = addresses.media(path)[1:]
    if not path.lower().endswith(_IMAGES):
        if _MARKUP.match(data):
            return Made(key, reads, {}, (_active(path, user),))
        return Made(key, reads, {target: staging.put((data,))})
    from counterpoint.rendering import images  # the library behind it loads slowly

    measured = images.measure(path, data)
    if isinstance(measured, str):
        return Made(key, reads, {}, (_unreadable(path, user, measured),))
    files = {target: staging.put((measured.content,))}
    files |= {addresses.media(name)[1:]: staging.put((content,)) for _, name, content in measured.variants}
    measures: Measures = (measured.width, measured.height, tuple((width, name) for width, name, _ in measured.variants))
    return Made(key, reads, files, note=encode(measures))


_MARKUP = re.compile(rb"[\s\0\xef\xbb\xbf\xfe\xff]*+<\0*+[A-Za-z!?/]|\x4c\x6f\xa7\x94")
"""How a page of HTML or XML begins, in any encoding. Where no type is sent with a file, browsers look for that."""


def _active(path: str, user: str) -> Diagnostic:
    message = f"content/{path} begins like a page of HTML or XML, and could run in readers' browsers as a page of this site"
    help = f"publish it as a .zip or a PDF; it is used in {user}"
    return Diagnostic("media-active", ERROR, Location(f"content/{path}"), message, help)


def _unreadable(path: str, user: str, why: str) -> Diagnostic:
    message = f"content/{path} cannot be {'shown' if path.lower().endswith(_IMAGES) else 'published'}: {why}"
    return Diagnostic("image-unreadable", ERROR, Location(f"content/{path}"), message, f"it is used in {user}")


def _picture(path: str, measures: Measures, site: LinkedSite) -> Picture:
    width, height, variants = measures
    src = within(site.settings, addresses.media(path))

    def steps() -> Iterator[tuple[int, str]]:
        yield from ((step, within(site.settings, addresses.media(name))) for step, name in variants)
        yield width, src

    srcset = ", ".join(f"{name.replace(' ', '%20')} {step}w" for step, name in steps()) if variants else ""
    return Picture(src, width, height, srcset, "")
