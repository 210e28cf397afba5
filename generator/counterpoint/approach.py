"""`counterpoint approach`: writes the letter that asks a speaker for an answer. It sends nothing."""

from __future__ import annotations

from html import escape
from pathlib import Path

from markdown_it import MarkdownIt
from msgspec import Struct

from counterpoint.build import after_last_build, linked
from counterpoint.diagnostics import Diagnostic, in_order
from counterpoint.engine.files import write_file
from counterpoint.linking import LoadedSite
from counterpoint.options import Options
from counterpoint.pages.letter import GREETING, as_markdown, letter
from counterpoint.reading.validate import nearest
from counterpoint.rendering.dates import direction, readable
from counterpoint.rendering.words import translations

FOLDER = "letters"
_STYLE = """body { font: 12pt/1.5 Georgia, serif; max-width: 40em; margin: 2em auto; padding: 0 1em; color: #111; background: #fff }
h1 { font-size: 1.5em } h2 { font-size: 1.25em; margin-top: 2em; border-top: 1px solid #999; padding-top: .5em } h3 { font-size: 1em }
li { margin: .25em 0; break-inside: avoid } li li { font-size: .875em } a { color: inherit; overflow-wrap: anywhere }
h2, h3 { break-after: avoid } @page { margin: 2.5cm }"""


class Approached(Struct, frozen=True):
    """The files that were written, or why none were."""

    diagnostics: list[Diagnostic]
    written: tuple[str, ...] = ()
    refused: str = ""


def approach(options: Options, speaker_id: str, deadline: str, *, replace: bool = False) -> Approached:
    """Write the letter to a speaker, as Markdown and as a page to print. Raises OSError where it cannot be written.

    Letters that are there already are kept, as somebody may have written into them, unless they are to be replaced.
    """
    if deadline < options.today:
        return Approached([], refused=f"nobody can answer by {deadline}, which has passed: write a later day")
    return after_last_build(options, lambda last: _approach(linked(options)(last), options.root, speaker_id, deadline, replace=replace))


def _approach(site: LoadedSite, root: Path, speaker_id: str, deadline: str, *, replace: bool) -> Approached:
    diagnostics = in_order(site.diagnostics)
    if site.failed or site.site is None:
        return Approached(diagnostics, refused="the site has errors, and no letter was written")
    whole = site.site
    if speaker_id not in whole.speakers:
        return Approached(diagnostics, refused=f"there is no speaker {speaker_id!r}; {nearest(speaker_id, whole.speakers)}".rstrip("; "))
    content = letter(whole, site.bodies(site.editions[0]), speaker_id)
    if not content.parts:
        return Approached(diagnostics, refused=f"nothing on the site is said by or of {speaker_id!r}")
    files = [root / FOLDER / f"{speaker_id}.{ending}" for ending in ("md", "html")]
    there = [file.relative_to(root).as_posix() for file in files if file.exists()]
    if there and not replace:
        return Approached(diagnostics, refused=f"{there[0]} is there already: move it, or add --force")
    language = whole.settings.language
    phrase = translations(language).gettext
    text = as_markdown(content, deadline, phrase, lambda date: readable(date, language))
    title = phrase(GREETING) % {"speaker": content.speaker}
    for file, content_of_file in zip(files, (text, _page(text, title, language)), strict=True):
        file.parent.mkdir(exist_ok=True)
        write_file(file, content_of_file.encode())
    return Approached(diagnostics, tuple(file.relative_to(root).as_posix() for file in files))


def _page(text: str, title: str, language: str) -> str:
    """A letter as a page of its own, which loads nothing."""
    body = MarkdownIt("commonmark", {"html": False}).render(text)
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return (
        f'<!doctype html>\n<html lang="{escape(language)}" dir="{direction(language)}"><head>{head}</head>\n<body>\n{body}</body></html>\n'
    )
