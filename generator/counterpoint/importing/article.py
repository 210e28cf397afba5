"""`counterpoint import`: reads a pasted article, writes the draft pair, and says what was found and what was left out."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import regex
from msgspec import Struct

from counterpoint.diagnostics import ERROR, Diagnostic
from counterpoint.importing.attributions import attribute
from counterpoint.importing.draft import Draft, draft
from counterpoint.importing.input import Block, pasted
from counterpoint.importing.language import language_of
from counterpoint.importing.parts import Parts, parts_of
from counterpoint.loading import open_settings
from counterpoint.model.speakers import Speaker, Speakers
from counterpoint.reading import yaml
from counterpoint.reading.files import read_text
from counterpoint.reading.validate import validate
from counterpoint.scaffold.begin import slug_of, write_article

M = TypeVar("M")
_MOST_ERRORS = 5
_OTHER_KINDS = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a Word, LibreOffice or zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Word file"),
    (b"{\\rtf", "an RTF file"),
)
_MOST_CHARACTERS, _MOST_IN_A_PARAGRAPH, _MOST_MARKS = 200_000, 10_000, 2_000
"""Of a text that is imported: far beyond an article. Of quotation marks, a quotation has two."""
_MARKS = regex.compile(r"[\"“”„‟«»‹›「」『』]")
_SHOWN = 100
"""Code points of a left-out text that are listed."""


class Imported(Struct, frozen=True):
    """The paths written, and what to tell the author."""

    written: tuple[str, ...]
    report: str


class NotReadable(ValueError):
    """The file is no text: the message says what to do."""


class DraftFails(ValueError):
    """The draft that was made would not pass `check`; nothing was written."""

    def __init__(self, errors: Sequence[Diagnostic]) -> None:
        shown = "\n".join(f"  {error.location.line}: {error.message} [{error.code}]" for error in errors[:_MOST_ERRORS])
        super().__init__(f"nothing is written: the draft would have mistakes of its own; please report this\n{shown}")


class NothingFound(ValueError):
    """The text has no paragraph that an article could be made of."""


def import_article(root: Path, data: bytes, slug: str, day: str) -> Imported:
    """Write the draft of a pasted article (plain text or HTML) into the site at `root`; `day` is the ISO date of the import.

    Without a slug one is made of the headline. Nothing is written over. Raises NothingFound, ValueError where no address can be
    made, NotReadable, DraftFails, AlreadyThere, and OSError where the disk refuses.
    """
    if refusal := refused(data):
        raise NotReadable(refusal)
    article = pasted(_decoded(data))
    _demand_bounded(article.blocks)
    language = language_of(" ".join(block.text for block in article.blocks))
    parts = parts_of(article, language)
    if not parts.body:
        raise NothingFound("no article was found in the text")
    said, speakers = attribute(parts.body, parts.headline, parts.deck, language)
    slug = slug or slug_of(parts.headline) or slug_of(publisher_and_day(parts, day))
    made = draft(parts, said, speakers, _known_speakers(root), day, language.code, open_settings(root).dialect)
    if errors := _errors(root, slug or "article", made):
        raise DraftFails(errors)
    return Imported(tuple(write_article(root, slug, made.markdown, made.sidecar)), _report(made, parts, len(speakers)))


def _demand_bounded(blocks: Sequence[Block]) -> None:
    """Raise NotReadable for a text that would take long, and whose draft no build would take."""
    texts = [block.text for block in blocks]
    for text in texts:
        if len(text) > _MOST_IN_A_PARAGRAPH:
            raise NotReadable(
                f"a paragraph has {len(text):,} characters, and {_MOST_IN_A_PARAGRAPH:,} is the most: {text[:60]!r} …; "
                "paste the article alone, with its paragraphs"
            )
    if (characters := sum(map(len, texts))) > _MOST_CHARACTERS:
        raise NotReadable(f"the text has {characters:,} characters, and {_MOST_CHARACTERS:,} is the most: import it in parts")
    if (marks := sum(map(len, map(_MARKS.findall, texts)))) > _MOST_MARKS:
        raise NotReadable(f"the text has {marks:,} quotation marks, and {_MOST_MARKS:,} is the most: import it in parts")


def publisher_and_day(parts: Parts, day: str) -> str:
    """What an article without a headline may be called."""
    return f"{parts.publisher or 'imported'} {parts.date or day}" if not parts.headline else ""


def refused(data: bytes) -> str:
    """Why a file cannot be read as text, and what to do; empty where it can."""
    kind = next((kind for magic, kind in _OTHER_KINDS if data.lstrip()[: len(magic)] == magic), "")
    if kind:
        return f"this is {kind}: open it, copy the article, and paste it into a text file, or save it as plain text"
    if regex.fullmatch(rb"\s*https?://\S+\s*", data):
        return "this is an address: open it in a browser, save the page as HTML, and import the saved file"
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "this is no text file: save the article as plain text or as HTML"
    return ""


def _errors(root: Path, slug: str, made: Draft) -> list[Diagnostic]:
    """The mistakes that `check` finds in a draft, beside what all articles of the site share."""
    from counterpoint.build import check
    from counterpoint.options import Options

    with tempfile.TemporaryDirectory() as folder:
        beside = Path(folder)
        (beside / "content").mkdir()
        for path in (root / "site.yml", *(root / "content" / name for name in ("speakers.yml", "sources.yml"))):
            if path.is_file():
                shutil.copyfile(path, beside / path.relative_to(root))
        settings = beside / "site.yml"
        if open_settings(root).settings is None:  # `check` says what is wrong there
            settings.write_text("title: Site\nbase_url: https://example.org/\n", encoding="utf-8")
        written = write_article(beside, slug, made.markdown, made.sidecar)
        result = check(Options(root=beside, today="9999-12-31", drafts=True, future=True))
        return [diagnostic for diagnostic in result.diagnostics if diagnostic.severity is ERROR and diagnostic.location.path in written]


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(data).best()
        return str(best) if best else data.decode("utf-8", "replace")


def _known_speakers(root: Path) -> dict[str, Speaker]:
    speakers = _read(Speakers, root, "content/speakers.yml")
    return dict(speakers) if speakers else {}


def _read(model: type[M], root: Path, path: str) -> M | None:
    """A file of the site, if it is there and right; `check` says what is wrong with it."""
    file, _ = read_text(root, path)
    if file is None:
        return None
    located, _ = validate(model, yaml.load(file).value, file)
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
