"""`counterpoint init` and `counterpoint new`: the files they write. Nothing that is there is ever written over."""

from __future__ import annotations

from pathlib import Path

import regex
from anyascii import anyascii

from counterpoint.engine.files import write_file
from counterpoint.model.schema import NAMES, schema
from counterpoint.model.values import ID_PATTERN
from counterpoint.reading.characters import forbidden, named
from counterpoint.reading.markdown import slugify
from counterpoint.scaffold.origin import VENDOR, Origin, origin

_SITE = Path(__file__).parent / "site"
_LONGEST_SLUG = 64
_OF_A_REPOSITORY = regex.compile(r"\.git|\.gitignore|\.gitattributes|(README|LICEN[CS]E|COPYING)(\.[a-z]+)?", regex.IGNORECASE)
"""What a new repository may hold before a site is begun in it."""
_PINNED = regex.compile(rf"counterpoint\s*(\[|@|[=<>~!]=)|(file:|\./){VENDOR}/counterpoint-|counterpoint\s*$")
"""A line of requirements.txt that says which Counterpoint."""


class AlreadyThere(Exception):
    """Something stands where a file would be written; the message names it."""


def new_site(folder: Path) -> list[str]:
    """Write a small complete site into a folder that is not there, or holds nothing but what hosts put into a new repository.

    Such a repository's README and license stay as they are, and to its .gitignore is added what is missing. Returns the paths written.
    Raises AlreadyThere, OriginUnknown, and OSError where the disk refuses.
    """
    others = [path.name for path in sorted(folder.iterdir()) if not _OF_A_REPOSITORY.fullmatch(path.name)] if folder.is_dir() else []
    if others or (folder.exists() and not folder.is_dir()):
        raise AlreadyThere(f"{folder} is not empty" + (f": it holds {others[0]}" if others else ""))
    source = origin()
    files = {
        "/".join(_named(part) for part in path.relative_to(_SITE).parts): path.read_text(encoding="utf-8")
        for path in sorted(_SITE.rglob("*"))
        if path.is_file()
    }
    files |= {f"schemas/{kind}.json": schema(kind) for kind in NAMES}
    if (folder / ".gitignore").is_file():
        _add_lines(folder / ".gitignore", files.pop(".gitignore").splitlines())
    files = {path: text for path, text in files.items() if not (folder / path).exists()}
    for path, text in files.items():
        write_new(folder / path, text)
    return sorted([*files, *_pin(folder, source)])


def pin(folder: Path) -> tuple[str, list[str]]:
    """Have a site built by the Counterpoint that runs. Returns the new line of requirements.txt, and the paths written.

    Wheels of other versions go. Raises OriginUnknown, and OSError where the disk refuses.
    """
    source = origin()
    return source.requirement, _pin(folder, source)


def _pin(folder: Path, source: Origin) -> list[str]:
    """Write the wheel and requirements.txt, whose other lines stay."""
    written = ["requirements.txt"]
    if source.wheel:
        name, content = source.wheel
        write_file(folder / name, content)
        written.append(name)
    for old in sorted((folder / VENDOR).glob("counterpoint-*.whl")):
        if not source.wheel or old.name != Path(source.wheel[0]).name:
            old.unlink()
    file = folder / "requirements.txt"
    lines = file.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not _PINNED.match(line)]
    write_file(file, ("\n".join([*kept, source.requirement]) + "\n").encode())
    return written


def _add_lines(file: Path, lines: list[str]) -> None:
    text = file.read_text(encoding="utf-8")
    missing = [line for line in lines if line not in text.splitlines()]
    if missing:
        end = "" if not text or text.endswith("\n") else "\n"
        write_file(file, (text + end + "\n".join(missing) + "\n").encode())


def _named(part: str) -> str:
    """A name that begins with a dot is kept without it: tools that pack a program leave such files out."""
    return "." + part.removeprefix("dot_") if part.startswith("dot_") else part


def new_article(root: Path, title: str, slug: str, day: str) -> list[str]:
    """Write a draft and its sidecar, with every usual key explained. Returns the paths written; `day` is an ISO date.

    Without a slug one is made of the title. Raises ValueError where that cannot be, AlreadyThere and OSError.
    """
    slug = slug or slug_of(title)
    head = f"title: {_quoted(title)}\ndate: {day}\n"
    return write_article(root, slug, _ARTICLE.replace("{head}\n", head), _SIDECAR.replace("{slug}", slug))


def write_article(root: Path, slug: str, markdown: str, sidecar: str) -> list[str]:
    """Write an article and its sidecar where nothing is yet. Returns the paths written.

    Raises ValueError where the slug can be no address, AlreadyThere and OSError.
    """
    if not slug:
        raise ValueError("no address can be made of this title: name one with --slug, in letters from a to z, digits and hyphens")
    if not regex.fullmatch(ID_PATTERN, slug):
        raise ValueError(f"{slug!r} cannot be an address: use letters from a to z, digits and hyphens, at most {_LONGEST_SLUG}")
    if character := forbidden(markdown) or forbidden(sidecar):
        raise ValueError(f"the character {named(character)} cannot stand in a page: leave it out")
    base = f"content/articles/{slug}"
    for suffix in (".md", ".yml"):
        if (root / f"{base}{suffix}").exists():
            raise AlreadyThere(f"{base}{suffix} is there already")
    modeline = "# yaml-language-server: $schema=../../schemas/sidecar.json\n" if (root / "schemas/sidecar.json").exists() else ""
    write_new(root / f"{base}.md", markdown)
    write_new(root / f"{base}.yml", modeline + sidecar)
    return [f"{base}.md", f"{base}.yml"]


def slug_of(title: str) -> str:
    """An address made of a title: its words, transliterated, in letters from a to z and digits; empty where it has none."""
    plain = regex.sub(r"['’`]", "", anyascii(slugify(title)).lower())
    return cut_at_hyphen(regex.sub(r"[^a-z0-9]+", "-", plain).strip("-"), _LONGEST_SLUG)


def cut_at_hyphen(slug: str, longest: int) -> str:
    """The beginning of an address, without a piece of a word at its end."""
    if len(slug) <= longest:
        return slug
    return slug[: longest + 1].rpartition("-")[0] or slug[:longest]


def _quoted(title: str) -> str:
    """A title as a YAML scalar that means just these characters."""
    line = " ".join(title.split())
    return "'" + line.replace("'", "''") + "'"


def write_new(file: Path, text: str) -> None:
    """Write a text file where nothing is yet. Raises FileExistsError and OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("x", encoding="utf-8", newline="\n") as out:
        out.write(text)


_ARTICLE = """---
{head}
draft: true # shown only with --drafts; remove this line to publish
# deck: One sentence under the title.
# kicker: A label above it
# updated: 2026-01-31
# authors: [A name, {name: Another, url: 'https://example.org/'}]
# topics: [an-id-from-site.yml]
# question: The one question on which the whole article turns?
# about: an-id-of-a-source # the published piece that this explains
# image: {src: media/bridge.jpg, alt: What it shows., caption: Words under it., credit: Who made it}
# redirects: [/an/old/path/]
# In the text, [words](speaker:id), [words](source:id), [words](term:id) and [words](article:slug) are links.
---

The first paragraph.

## A heading

More text.
"""

_SIDECAR = """# Who says what in {slug}.md. Take away the `#` before what you need.

positions: # the sides, in order: columns of the side-by-side view
  # for:
  #   label: A name that its holders would accept
  #   summary: The position in one sentence.
  #   speakers: [an-id-from-speakers.yml]

issues: # the points of dispute: its rows
  # cost:
  #   question: What does it cost?
  #   kind: fact # or policy, value
  #   background: What all sides accept.
  #   answers:
  #     for: The answer, in your words.
  #     against: {words: the holder's own words, speaker: an-id, source: an-id, date: 2026-01}
  #     others: {answer: What follows from …, inferred: true, note: The reasoning.}
  #     unheard: {silence: not-stated} # or not-asked, not-applicable; who declined or did not reply: see `approaches`

claims: # what is said, by whom
  # an-id:
  #   quote: the words of the article, exactly # or {from: first words, to: last words}, or a list
  #   prefix: the words before them, where they stand more than once # also suffix, within, occurrence
  #   text: How the claim reads on its own.
  #   speaker: an-id
  #   position: for
  #   issue: cost
  #   date: 2026-01
  #   note: More on it, in Markdown.
  #   evidence:
  #     - {source: an-id, stance: supports, locator: p. 12, note: What it says.} # or disputes, context
  #   responds_to: another-claim # or other-article#claim
  #   review: {rating: an-id-from-site.yml, summary: The finding., by: Who, date: 2026-01-31}

notes: # context that nobody in the debate says
  # an-id: {quote: some words, note: What to know about them., sources: [an-id]}

terms: # words explained
  # an-id: {term: the word, definition: What it means here.}

sources: # what only this article cites; content/sources.yml has the rest
  # an-id:
  #   title: Its title
  #   publisher: Who published it
  #   url: https://example.org/
  #   date: 2026-01-31
  #   accessed: 2026-01-31
  #   archived: https://web.archive.org/…
  #   kind: report

corrections: # mistakes mended after publication
  # - {date: 2026-01-31, claim: an-id, text: 'What was wrong, and what is right.'}
"""
