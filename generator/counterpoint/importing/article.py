"""`counterpoint import`: reads a pasted article, writes the draft pair, and says what was found and what was left out."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from counterpoint.diagnostics import Diagnostic
from counterpoint.importing.attributions import attribute
from counterpoint.importing.draft import Draft, draft
from counterpoint.importing.input import pasted
from counterpoint.importing.language import language_of
from counterpoint.importing.parts import Parts, parts_of
from counterpoint.model.site import Site as SiteSettings
from counterpoint.model.speakers import Speaker, Speakers
from counterpoint.reading import yaml
from counterpoint.reading.files import read_text
from counterpoint.reading.validate import validate
from counterpoint.scaffold.begin import slug_of, write_article

M = TypeVar("M")
_SHOWN = 100
"""Code points of a left-out text that are listed."""


class Imported(Struct, frozen=True):
    """The paths written, and what to tell the author."""

    written: tuple[str, ...]
    report: str


class NothingFound(ValueError):
    """The text has no paragraph that an article could be made of."""


def import_article(root: Path, data: bytes, slug: str, day: str) -> Imported:
    """Write the draft of a pasted article (plain text or HTML) into the site at `root`; `day` is the ISO date of the import.

    Without a slug one is made of the headline. Nothing is written over. Raises NothingFound, ValueError where no address can be
    made, AlreadyThere, and OSError where the disk refuses.
    """
    article = pasted(_decoded(data))
    language = language_of(" ".join(block.text for block in article.blocks))
    parts = parts_of(article, language)
    if not parts.body:
        raise NothingFound("no article was found in the text")
    said, speakers = attribute(parts.body, parts.headline, parts.deck, language)
    slug = slug or slug_of(parts.headline)
    made = draft(parts, said, speakers, _known_speakers(root), day, language.code, _language(root))
    return Imported(tuple(write_article(root, slug, made.markdown, made.sidecar)), _report(made, parts, len(speakers)))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(data).best()
        return str(best) if best else data.decode("utf-8", "replace")


def _language(root: Path) -> str:
    settings = _read(SiteSettings, root, "site.yml")
    return settings.language.split("-")[0] if settings else "en"


def _known_speakers(root: Path) -> dict[str, Speaker]:
    speakers = _read(Speakers, root, "content/speakers.yml")
    return dict(speakers) if speakers else {}


def _read(model: type[M], root: Path, path: str) -> M | None:
    """A file of the site, if it is there and right; `check` says what is wrong with it."""
    file = read_text(root, path)
    if isinstance(file, Diagnostic):
        return None
    value, _ = yaml.load(file)
    located, _ = validate(model, value, file)
    return located.value if located else None


def _report(made: Draft, parts: Parts, speakers: int) -> str:
    lines = [f"{_count(made.claims + made.unsure, 'quotation')} by {_count(speakers, 'speaker')}"]
    if made.unsure:
        lines.append(f"{_count(made.unsure, 'quotation')} whose speaker the text does not name: see the TODOs in the sidecar")
    if made.asides:
        lines.append(f"{_count(made.asides, 'passage')} in quotation marks taken for no claim: listed after the claims")
    for title, texts in (("left out, as no part of the article", parts.left_out), ("there twice, and taken once", parts.twice)):
        if texts:
            lines.append(f"{title}:")
            lines += [f"  {text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}" for text in texts]
    return "\n".join(lines) + "\n"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
