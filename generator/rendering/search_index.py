"""Makes the search index with Pagefind (https://pagefind.app): static files, of which a reader's browser fetches what a search needs."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import regex
from markupsafe import escape

from generator.diagnostics import ERROR, Diagnostic, Location
from generator.pages.search import Index, Record
from generator.rendering.templates import RenderingFailure

_LONGEST = 600
"""Seconds after which indexing counts as hung; 100,000 records take a minute or two."""


def _failure(reason: str) -> RenderingFailure:
    help = "install the package pagefind-bin for this platform, or set `search: false` in site.yml"
    return RenderingFailure(Diagnostic("search-failed", ERROR, Location("site.yml"), f"the search index cannot be made: {reason}", help))


def index_files(index: Index) -> dict[str, bytes]:
    """The files of an index by their path in the output. The same records give the same files. Raises RenderingFailure."""
    with tempfile.TemporaryDirectory(prefix="counterpoint-") as folder:
        site, out = Path(folder, "site"), Path(folder, "out")
        site.mkdir()
        for number, record in enumerate(index.records):
            (site / f"{number:08}.html").write_text(_document(record, index.language), encoding="utf-8")
        try:
            from pagefind_bin import get_executable

            command = [str(get_executable()), "--site", str(site), "--output-path", str(out), "--quiet"]
            run = subprocess.run(command, capture_output=True, timeout=_LONGEST, check=False)  # noqa: S603 - our own program and folders
        except (ImportError, OSError, subprocess.TimeoutExpired) as error:
            raise _failure(str(error)) from error
        if run.returncode and index.records:
            raise _failure(run.stderr.decode("utf-8", "replace").strip().splitlines()[-1] if run.stderr else f"exit {run.returncode}")
        return {index.address[1:] + name: content for name, content in _kept(out)}


_INTERFACES = ("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight", "playground")
"""Pagefind's own interfaces, of which the theme needs none."""


def _kept(out: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(out.rglob("*")):
        name = file.relative_to(out).as_posix()
        if file.is_file() and not name.startswith(_INTERFACES):
            yield name, file.read_bytes()


def _document(record: Record, language: str) -> str:
    """A page as Pagefind reads it; words in the title count most."""
    shown = {"speaker": record.speaker, "position": record.position, "article": record.article}
    hidden = {"kind": record.kind, "href": record.href, "voice": str(record.voice)}
    metas = "".join(f'<span data-pagefind-meta="{name}">{escape(value)}</span> ' for name, value in shown.items() if value)
    silent = "".join(f'<span data-pagefind-ignore data-pagefind-meta="{name}:{escape(value)}"></span>' for name, value in hidden.items())
    return (
        f'<!doctype html><html lang="{escape(language)}"><title>-</title><body data-pagefind-body>'
        f'<h1 data-pagefind-meta="title">{escape(record.title)}</h1><p>{metas}{silent}</p><p>{escape(record.text)}</p>'
        f"<p>{escape(_without_particles(record, language))}</p></body></html>\n"
    )


_PARTICLES = {
    "he": ("ו", "ה", "ב", "כ", "ל", "מ", "ש", "וה", "וב", "ול", "ומ", "וש", "שה", "שב", "של", "שמ", "מה", "כש"),
    "ar": ("ال", "وال", "بال", "فال", "كال", "لل", "ولل", "و", "ف", "ب", "ك", "ل"),
}
"""Words that are written together with the next one. A reader searches for that one."""
_SHORTEST = 3


def _without_particles(record: Record, language: str) -> str:
    """The words of a record, as they are without what is written together with them; nothing in most languages."""
    particles = _PARTICLES.get(language.partition("-")[0])
    if not particles:
        return ""
    words = dict.fromkeys(regex.findall(r"\p{L}[\p{L}\p{M}]+", f"{record.title} {record.speaker} {record.text}"))
    bare = {w[len(p) :]: None for w in words for p in particles if w.startswith(p) and len(w) - len(p) >= _SHORTEST}
    return " ".join(bare)
