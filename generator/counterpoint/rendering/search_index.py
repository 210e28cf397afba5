"""Makes the search index with Pagefind (https://pagefind.app): static files, of which a reader's browser fetches what a search needs."""

from __future__ import annotations

import json
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from operator import attrgetter
from pathlib import Path
from tempfile import gettempdir
from threading import Timer
from urllib.parse import quote

import msgspec
from markupsafe import Markup, escape
from msgspec import Struct

from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.pages.search_index import SearchDocument, SearchIndex
from counterpoint.rendering.search_words import further_forms
from counterpoint.rendering.templates import RenderingFailure
from counterpoint.site import addresses

_LAST = "GetFiles"
_LONGEST = 600
"""Seconds after which indexing counts as hung; 10,000 articles take a minute."""


def _failure(reason: str) -> RenderingFailure:
    help = "install the package pagefind-bin for this platform, give it more memory on a large site, or set `search: false` in site.yml"
    return RenderingFailure(Diagnostic("search-failed", ERROR, Location("site.yml"), f"the search index cannot be made: {reason}", help))


class _File(Struct):
    path: str
    content: bytes


class _Payload(Struct):
    type: str
    message: str = ""
    files: tuple[_File, ...] = ()


class _Answer(Struct):
    payload: _Payload


def index_files(index: SearchIndex) -> dict[str, bytes]:
    """The files of an index by their path in the output. The same records give the same files. Raises RenderingFailure."""
    try:
        files = _answered(_requests(index)).files
    except (ImportError, OSError, ValueError) as error:
        raise _failure(str(error)) from error
    unused = _INTERFACES if index.address == addresses.search_index() else (*_INTERFACES, *_PROGRAMS)
    kept = (file for file in files if not file.path.startswith(unused))
    return {index.address[1:] + file.path: file.content for file in sorted(kept, key=attrgetter("path"))}


def _requests(index: SearchIndex) -> Iterator[dict[str, object]]:
    """What is asked of Pagefind. It numbers pages as they come; from a folder that would be in an order in which file systems differ."""
    yield {"type": "NewIndex", "config": {}}
    for number, record in enumerate(index.records):
        page = _document(record, index.language)
        yield {"type": "AddFile", "index_id": 0, "file_path": f"{number:08}.html", "file_contents": page}
    yield {"type": _LAST, "index_id": 0}


def _answered(requests: Iterator[dict[str, object]]) -> _Payload:
    """What a service of Pagefind's answers to the last of some requests; all are JSON in base 64, with a comma behind each. The package
    `pagefind` would ask too, but waits for a tenth of a second before every answer. Raises ImportError where there is no such program,
    and OSError or ValueError, with what it says, where it does not do its work."""
    from pagefind_bin import get_executable

    command = [str(Path(get_executable()).absolute()), "--service"]
    here = Path(gettempdir())  # it reads no file, and ends in a folder whose name is not UTF-8
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=here) as service,  # noqa: S603 - our own program
        ThreadPoolExecutor(1) as reader,
    ):
        assert service.stdin
        clock = Timer(_LONGEST, service.kill)
        clock.start()
        try:
            answer = reader.submit(_last, service)
            with suppress(BrokenPipeError):  # it has ended, and there will be no answer
                for number, request in enumerate(requests):
                    service.stdin.write(b64encode(msgspec.json.encode({"message_id": number, "payload": request})) + b",")
                service.stdin.flush()
            return answer.result()
        finally:
            clock.cancel()
            service.kill()
            with suppress(BrokenPipeError):  # by what is left to be written
                service.stdin.close()


def _last(service: subprocess.Popen[bytes]) -> _Payload:
    """The last answer, when all have come. Raises ValueError at the first that tells of an error, and at what is none."""
    assert service.stdout
    pieces: list[bytes] = []
    try:
        while piece := service.stdout.read1(1 << 16):  # type: ignore[attr-defined]
            *ends, rest = piece.split(b",")
            for end in ends:
                answer = msgspec.json.decode(b64decode(b"".join([*pieces, end])), type=_Answer).payload
                pieces.clear()
                if answer.type == "Error":
                    raise ValueError(answer.message)
                if answer.type == _LAST:
                    return answer
            pieces.append(rest)
        raise ValueError(f"Pagefind ended before it was done, with the exit status {service.wait()}")
    finally:
        service.kill()  # so that nobody goes on asking


_INTERFACES = ("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight", "playground")
"""Pagefind's own interfaces, of which the theme needs none."""
_PROGRAMS = ("pagefind.js", "pagefind-worker.js", "wasm.")
"""What searches: it stands in the first part of an index, for all parts."""


def _document(record: SearchDocument, language: str) -> str:
    """A page as Pagefind reads it: words in headings count most. Each part has a section of its own."""
    sections = "".join(
        f'<h2 id="{_anchor(part.kind, part.href, part.voice, part.speaker, part.position)}">{_said(part.title)}</h2>'
        f"{_words(f'{part.speaker} {part.position} {part.text}', part.title, language)}"
        for part in record.parts
    )
    return (
        f'<!doctype html><html lang="{escape(language)}"><title>-</title><body data-pagefind-body>'
        f'<h1 id="{_anchor(record.kind, record.href, record.language)}">{_said(record.title)}</h1>'
        f"{_words(record.text, record.title, language)}{sections}</body></html>\n"
    )


def _anchor(*shown: object) -> str:
    """What a result shows beside a heading, as the heading's anchor: of metadata Pagefind would index the words."""
    return quote(json.dumps(shown, ensure_ascii=False), safe="").replace("_", "%5F")


def _said(text: str) -> Markup:
    """A text as HTML, in which nothing is one of Pagefind's own marks: an invisible character makes it a word."""
    return escape(text.replace("___PAGEFIND", "___\u2060PAGEFIND"))


def _words(text: str, heading: str, language: str) -> str:
    return f"<p>{_said(text)}</p><p>{_said(further_forms(f'{heading} {text}', language))}</p>"
