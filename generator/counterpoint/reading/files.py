"""Which files a site has, their digests, and their text. The only module of this package that touches the disk."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct, field

from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.outcome import Outcome
from counterpoint.reading.characters import forbidden, is_utf8, may_be_forbidden, misnamed, named

MAX_TEXT_BYTES = 4 * 1024 * 1024
"""A text file beyond this is refused: the longest book of an archive is smaller, and hostile input is not."""
MOST_EXCERPT = 2_000
"""Characters of a line that a diagnostic shows."""
MAX_RECORD_BYTES = 256 * 1024 * 1024
"""The record of what is public holds some 300 bytes a claim."""
MEDIA = "content/media"
RECORD = "published.json"
"""The record of what is public, beside site.yml."""
T = TypeVar("T")


class SourceFile:
    """A text file of the site: its path relative to the site's folder, and its text, with line ends made `\\n`.

    Two are equal when path and content are. `content` is the SHA-256 of the file's bytes. A file without a text is read when its text is
    asked for, so that the texts of a large site are never in memory all at once; its digest is then that of what was read.
    """

    __slots__ = ("_content", "_lines", "_root", "_text", "path")

    def __init__(self, path: str, text: str | None, content: bytes = b"", root: Path | None = None) -> None:
        self.path = path
        self._text, self._content, self._root = text, content, root
        self._lines: list[str] = []

    @property
    def text(self) -> str:
        """The file's text."""
        if self._text is None:
            again = read_text(self._root, self.path).value if self._root else None
            self._text, self._content = (again.text, again.content) if again else ("", b"")
        return self._text

    def release(self) -> None:
        """Let go of the text, if it can be read again when it is asked for."""
        if self._root:
            self._text, self._lines = None, []

    @property
    def content(self) -> bytes:
        """SHA-256 of the file's bytes."""
        if not self._content:
            self._content = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).digest()
        return self._content

    @property
    def digest(self) -> bytes:
        """A digest of path and content."""
        return hashlib.blake2b(self.path.encode("utf-8", "surrogatepass") + b"\0" + self.content, digest_size=16).digest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SourceFile) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __reduce__(self) -> tuple[Any, ...]:
        return SourceFile, (self.path, self._text, self._content, self._root)

    def line(self, number: int) -> str:
        """The text of a line, counted from 1; empty where there is none."""
        lines = self._lines = self._lines or self.text.split("\n")
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def at(self, line: int, column: int = 0, length: int = 1) -> Location:
        """The location of some characters of a line. A very long line is not shown: it may have as many mistakes as it has words."""
        excerpt = self.line(line)
        return Location(self.path, line, column, column + length if column else 0, excerpt if len(excerpt) <= MOST_EXCERPT else "")


class ArticleFiles(Struct, frozen=True):
    """The two files of one article; the sidecar may be missing. A translation has a language, and the original's files."""

    slug: str
    markdown: SourceFile
    sidecar: SourceFile | None
    language: str = ""
    original: ArticleFiles | None = None

    @property
    def sidecar_path(self) -> str:
        """Where its sidecar is, or would be."""
        return self.sidecar.path if self.sidecar else sidecar_beside(self.markdown.path)

    def release(self) -> None:
        """Let go of the texts, if they can be read again when they are asked for."""
        for file in filter(None, (self.markdown, self.sidecar)):
            file.release()

    @property
    def name(self) -> str:
        """What its files are called: the slug, with the language of a translation after it."""
        return f"{self.slug}.{self.language}" if self.language else self.slug


class EditionFiles(Struct, frozen=True):
    """What a further language of a site has: its words for settings, speakers and sources, its articles and its pages."""

    site: SourceFile | None = None
    speakers: SourceFile | None = None
    sources: SourceFile | None = None
    articles: tuple[ArticleFiles, ...] = ()
    pages: tuple[SourceFile, ...] = ()

    def texts(self) -> tuple[SourceFile, ...]:
        """All of them."""
        pairs = [file for article in self.articles for file in (article.markdown, article.sidecar)]
        return tuple(file for file in (self.site, self.speakers, self.sources, *self.pages, *pairs) if file)


class SiteFiles(EditionFiles, frozen=True):
    """Every text file of a site, in the order of their paths. `editions` are those of its further languages, by language."""

    record: SourceFile | None = None
    editions: Mapping[str, EditionFiles] = field(default_factory=dict)

    def all_articles(self) -> Iterator[ArticleFiles]:
        """Articles, and then their translations."""
        yield from self.articles
        for edition in self.editions.values():
            yield from edition.articles


def article_paths(slug: str, language: str = "") -> tuple[str, str]:
    """The paths of an article's Markdown and of its sidecar, or of those of a translation."""
    markdown = f"content/articles/{f'{slug}.{language}' if language else slug}.md"
    return markdown, sidecar_beside(markdown)


def sidecar_beside(markdown: str) -> str:
    """The path of the sidecar beside an article's Markdown."""
    return markdown.removesuffix(".md") + ".yml"


def read_text(root: Path, path: str, limit: int = MAX_TEXT_BYTES) -> Outcome[SourceFile | None]:
    """Read one UTF-8 text file of at most `limit` bytes inside `root`. A byte order mark is dropped, CRLF and CR become `\\n`."""
    place = Location(path)
    file = f"{root}/{path}"
    try:
        if mistake := _obstacle(root, path, root):
            return Outcome(None, (mistake,))
        if os.stat(file).st_size > limit:  # noqa: PTH116 - called for every file of a large site
            size = f"{limit // 1024 // 1024} MiB"
            return _refused("file-too-large", place, f"{path} is larger than {size}", "split it")
        with open(file, "rb", buffering=0) as opened:  # noqa: PTH123 - called for every file of a large site
            data = opened.read()
    except OSError as error:
        return Outcome(None, (_not_read(root, path, error),))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _refused("file-unreadable", Location(path, line), f"line {line} of {path} is not UTF-8 text", "save the file as UTF-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if may_be_forbidden(data) and (character := forbidden(text)):
        index = text.index(character)
        line = text.count("\n", 0, index) + 1
        column = index - text.rfind("\n", 0, index)
        message = f"the character {named(character)} cannot stand in a page or a feed"
        help = "remove it: it is invisible, and was perhaps pasted in"
        return _refused("character-forbidden", SourceFile(path, text).at(line, column), message, help)
    return Outcome(SourceFile(path, text, hashlib.sha256(data).digest()))


def unreadable(root: Path, path: str, home: Path) -> Diagnostic | None:
    """Say why a file of the site cannot be read, if it cannot; a link in it must not lead out of `home`. Nothing of it is waited for."""
    if mistake := _odd(root, path, home):
        return mistake
    try:
        (root / path).open("rb").close()
    except OSError as error:
        return _not_read(root, path, error)
    return None


def _odd(root: Path, path: str, home: Path) -> Diagnostic | None:
    """Say what is wrong where there is no file, whether or not it may be read."""
    try:
        return _obstacle(root, path, home)
    except OSError as error:
        return _not_read(root, path, error)


def _obstacle(root: Path, path: str, home: Path) -> Diagnostic | None:
    """Say what stands in the place of a file that can be read. Raises OSError."""
    file = f"{root}/{path}"
    if not inside(home, Path(file)):
        name = "the site" if home == root else home.name
        message = f"{path} is a link that leads out of {name}"
        return Diagnostic("file-outside", ERROR, Location(path), message, f"copy the file into {name}")
    mode = os.stat(file).st_mode  # noqa: PTH116 - called for every file of a large site
    if stat.S_ISREG(mode):
        return None
    kind = "a folder" if stat.S_ISDIR(mode) else "a pipe or a device"
    return Diagnostic("file-unreadable", ERROR, Location(path), f"{path} is {kind}, and should be a file", "move it away")


def _not_read(root: Path, path: str, error: OSError) -> Diagnostic:
    if error.errno in (errno.ENOENT, errno.ELOOP) and (root / path).is_symlink():
        message, help = f"{path} is a link that leads nowhere", "copy the file there"
    else:
        message, help = f"{path} cannot be read: {error.strerror}", "check its permissions"
    return Diagnostic("file-unreadable", ERROR, Location(path), message, help)


def _refused(code: str, place: Location, message: str, advice: str = "") -> Outcome[SourceFile | None]:
    return Outcome(None, (Diagnostic(code, ERROR, place, message, advice),))


def inside(root: Path, path: Path) -> bool:
    """Whether a path, with its links followed, stays in a folder. A loop of links leads nowhere, and so not out."""
    below = _below(str(root), str(path))
    if below is not None and not any(os.path.islink(f"{root}/{part}") for part in below):  # noqa: PTH114 - likewise
        return True
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))


def _below(root: str, path: str) -> list[str] | None:
    """What there is from a folder down to a path in it: `content`, `content/articles` …; nothing where the path does not say so itself."""
    start = "" if root == "." else f"{root}/"
    parts = path[len(start) :].split("/")
    if not path.startswith(start) or (path.startswith("/") and not start) or ".." in parts:
        return None
    return ["/".join(parts[: number + 1]) for number in range(len(parts))]


def read_site(root: Path, digests: Mapping[str, bytes] | None = None) -> Outcome[SiteFiles]:
    """Read every text file that the format names, and report what else stands in content/.

    `digests` are those of articles' files that were read without a mistake before: they are read when their text is needed.
    """
    reader = _SiteReader(root, digests or {})
    files = reader.run()
    return Outcome(files, tuple(reader.diagnostics))


Stem = tuple[str, str]
"""(name, language of a translation) of a file."""


class _SiteReader:
    """Reads the text files of one site, and collects the diagnostics."""

    def __init__(self, root: Path, digests: Mapping[str, bytes]) -> None:
        self.root, self.digests = root, digests
        self.diagnostics: list[Diagnostic] = []
        self.articles: dict[Stem, SourceFile] = {}
        self.sidecars: dict[Stem, SourceFile] = {}
        self.pages: dict[Stem, SourceFile] = {}

    def run(self) -> SiteFiles:
        """Read all of them."""
        if not os.path.lexists(self.root / "site.yml"):
            message = f"there is no site.yml in {self.root.name or 'this folder'}"
            help = "run this in the folder of a site, or name it with --site"
            self.diagnostics.append(Diagnostic("file-missing", ERROR, Location("site.yml"), message, help))
        self.read_articles()
        self.read_pages()
        self.report_lone_translations("articles", self.articles)
        self.report_lone_translations("pages", self.pages)
        overlays = self.taken(_overlays(self.root))
        languages = sorted({language for _, language in (*self.articles, *self.pages, *overlays) if language})
        base = self.edition("", overlays)
        record = self.text(RECORD, MAX_RECORD_BYTES) if os.path.lexists(self.root / RECORD) else None
        editions = {language: self.edition(language, overlays) for language in languages}
        return SiteFiles(base.site, base.speakers, base.sources, base.articles, base.pages, record, editions)

    def text(self, path: str, limit: int = MAX_TEXT_BYTES) -> SourceFile | None:
        """Read one file; None where it cannot be read. The text of an article is read again when it is needed."""
        if path in self.digests:
            return SourceFile(path, None, self.digests[path], self.root)
        file = self.taken(read_text(self.root, path, limit))
        return SourceFile(path, None, file.content, self.root) if file and path.startswith("content/articles/") else file

    def taken(self, outcome: Outcome[T]) -> T:
        """Take the value of a step, and note its diagnostics."""
        self.diagnostics += outcome.diagnostics
        return outcome.value

    def read_articles(self) -> None:
        """Read articles and sidecars, and report sidecars without an article."""
        for path in self.taken(_walk(self.root, "content/articles", self.digests)):
            stem, suffix = _parts(path)
            files = self.articles if suffix == ".md" else self.sidecars if suffix == ".yml" else None
            if files is None and suffix.lower() in {".yaml", ".yml"}:
                self.diagnostics.append(_renamed(path))
            elif files is None:
                help = "articles are .md files with a .yml beside them; images go into content/media"
                self.diagnostics.append(_unexpected(path, help))
            elif file := self.text(path):
                files[stem] = file
        for stem in sorted(self.sidecars.keys() - self.articles.keys()):
            name, path = ".".join(filter(None, stem)), self.sidecars[stem].path
            if not self.is_reported(f"content/articles/{name}.md"):
                help = f"write {name}.md, or remove this file"
                self.diagnostics.append(Diagnostic("file-missing", ERROR, Location(path), f"{path} has no article beside it", help))

    def read_pages(self) -> None:
        """Read plain pages."""
        for path in self.taken(_walk(self.root, "content/pages")):
            stem, suffix = _parts(path)
            if suffix != ".md":
                self.diagnostics.append(_unexpected(path, "plain pages are .md files"))
            elif file := self.text(path):
                self.pages[stem] = file

    def report_lone_translations(self, folder: str, files: Mapping[Stem, SourceFile]) -> None:
        """Report translations whose original is not there."""
        for slug, language in sorted(stem for stem in files if stem[1] and (stem[0], "") not in files):
            path, original = files[slug, language].path, f"content/{folder}/{slug}.md"
            if not self.is_reported(original):
                message = f"{path} translates {original}, which is not there"
                help = f"write {slug}.md, or give this file a name of its own"
                self.diagnostics.append(Diagnostic("file-missing", ERROR, Location(path), message, help))

    def is_reported(self, path: str) -> bool:
        """Whether there is a diagnostic for a file already."""
        return any(diagnostic.location.path == path for diagnostic in self.diagnostics)

    def edition(self, language: str, overlays: Mapping[Stem, str]) -> EditionFiles:
        """The files of one language; the empty one is the original's."""
        site, speakers, sources = (
            self.text(overlays[name, language]) if (name, language) in overlays else None for name in ("site", "speakers", "sources")
        )
        slugs = [slug for slug, own in sorted(self.articles) if own == language]
        articles = tuple(_article(slug, language, self.articles, self.sidecars) for slug in slugs)
        pages = tuple(file for (_, own), file in sorted(self.pages.items(), key=lambda item: item[0]) if own == language)
        return EditionFiles(site, speakers, sources, articles, pages)


def _article(
    slug: str, language: str, articles: Mapping[tuple[str, str], SourceFile], sidecars: Mapping[tuple[str, str], SourceFile]
) -> ArticleFiles:
    original = _article(slug, "", articles, sidecars) if language and (slug, "") in articles else None
    return ArticleFiles(slug, articles[slug, language], sidecars.get((slug, language)), language, original)


def _overlays(root: Path) -> Outcome[dict[Stem, str]]:
    """Paths of the files that hold for the whole site, by name and language; anything else in content/ is reported."""
    paths: dict[Stem, str] = {}
    if os.path.lexists(root / "site.yml"):
        paths["site", ""] = "site.yml"
    entries, mistakes = _entries(root, "content")
    diagnostics = [*mistakes]
    for entry in _entries(root, "").value:
        (name, language), suffix = _parts(entry.name)
        if name == "site" and language and suffix == ".yml":
            paths[name, language] = entry.name
        elif name == "site" and suffix.lower() in {".yaml", ".yml"} and entry.name != "site.yml":
            diagnostics.append(_renamed(entry.name))
    expected = {"articles", "pages", "media", "speakers.yml", "sources.yml"}
    for entry in entries:
        (name, language), suffix = _parts(entry.name)
        if f"{name}{suffix}" in {"speakers.yml", "sources.yml"}:
            paths[name, language] = f"content/{entry.name}"
        elif f"{name}{suffix.lower()}" in {f"{file}.{ending}" for file in ("speakers", "sources") for ending in ("yaml", "yml")}:
            diagnostics.append(_renamed(f"content/{entry.name}"))
        elif entry.name not in expected and not is_ignored(entry.name):
            diagnostics.append(_unexpected(f"content/{entry.name}", f"content/ holds {', '.join(sorted(expected))}"))
    return Outcome(paths, tuple(diagnostics))


_TRANSLATION = re.compile(r"(?P<name>.+)\.(?P<language>[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)")


def _parts(path: str) -> tuple[tuple[str, str], str]:
    """((name, language of a translation), suffix) of a path: `cars.he.md` → (("cars", "he"), ".md")."""
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    stem, suffix = (name[:dot], name[dot:]) if 0 < dot < len(name) - 1 else (name, "")
    if not stem.isascii():
        stem = unicodedata.normalize("NFC", stem)
    match = _TRANSLATION.fullmatch(stem) if "." in stem else None
    return ((match["name"], match["language"]) if match else (stem, "")), suffix


def is_ignored(name: str) -> bool:
    """Editors' and systems' own files: hidden ones, backups, swap files."""
    return name.startswith((".", "#")) or name.endswith(("~", ".swp", ".swx", ".tmp", ".bak", ".orig"))


def _unexpected(path: str, advice: str) -> Diagnostic:
    return Diagnostic("file-unexpected", ERROR, Location(path), f"{path} is not a file that a site has", advice)


def _renamed(path: str) -> Diagnostic:
    """What is said of a YAML file with another ending: one name a thing, so that no two files can say different things."""
    right = path.rpartition(".")[0] + ".yml"
    help = f"rename it to {right}; if there is such a file already, keep one of the two"
    return Diagnostic("file-unexpected", ERROR, Location(path), f"{path} is not read: YAML files end in .yml", help)


def _entries(root: Path, folder: str) -> Outcome[list[os.DirEntry[str]]]:
    """What stands right in a folder, sorted by name; nothing where there is none. One that cannot be read is reported.

    So is a name that is not UTF-8, and what has it is left out.
    """
    try:
        entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return Outcome([])
    except OSError as error:
        message = f"{folder} cannot be read: {error.strerror}"
        return Outcome([], (Diagnostic("file-unreadable", ERROR, Location(folder), message, "check the folder's permissions"),))
    odd = [entry for entry in entries if not entry.name.isascii() and not is_utf8(entry.name)]
    diagnostics = tuple(misnamed(f"{folder}/{entry.name}") for entry in odd if not is_ignored(entry.name))
    return Outcome([entry for entry in entries if entry not in odd] if odd else entries, diagnostics)


def _walk(root: Path, folder: str, read_before: Collection[str] = ()) -> Outcome[list[str]]:
    """The files right in a folder, sorted by name; folders in it are reported. `read_before` are files that have been looked at before."""
    if not os.path.lexists(root / folder):
        return Outcome([])
    if not (root / folder).is_dir():
        return Outcome(
            [], (Diagnostic("file-unreadable", ERROR, Location(folder), f"{folder} is no folder, and should be one", "move it away"),)
        )
    if not inside(root, root / folder):
        return Outcome([], (Diagnostic("file-outside", ERROR, Location(folder), f"{folder} is a link that leads out of the site"),))
    entries, mistakes = _entries(root, folder)
    paths: list[str] = []
    diagnostics = [*mistakes]
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if path in read_before:
            paths.append(path)
            continue
        if is_ignored(entry.name):
            continue
        is_folder = os.path.isdir if entry.is_symlink() else os.DirEntry.is_dir  # only isdir does not stumble over a loop of links
        if is_folder(entry):
            diagnostics.append(_unexpected(path, f"{folder} holds files only; folders in it are not read"))
        else:
            paths.append(path)
    return Outcome(paths, tuple(diagnostics))


def read_media(root: Path) -> Outcome[frozenset[str]]:
    """Paths, relative to content/, of every file under content/media. Links that lead out of it, and whatever is no file, are
    reported and left out.

    A name that is not UTF-8 is left out without a word: no text can refer to it, so it is never published.
    """
    diagnostics: list[Diagnostic] = []
    paths = set()
    base = root / MEDIA
    if not os.path.lexists(base):
        return Outcome(frozenset())
    if not inside(root, base):
        message = f"{MEDIA} is a link that leads out of the site"
        return Outcome(frozenset(), (Diagnostic("file-outside", ERROR, Location(MEDIA), message, "copy the folder into the site"),))
    if not base.is_dir():
        message = f"{MEDIA} is no folder, and should be one"
        return Outcome(frozenset(), (Diagnostic("file-unreadable", ERROR, Location(MEDIA), message, "move it away"),))

    def unreadable_folder(error: OSError) -> None:
        path = Path(error.filename).relative_to(root).as_posix()
        diagnostics.append(_not_read(root, path, error))

    for folder, _, names in os.walk(base, onerror=unreadable_folder):
        for name in sorted(names):
            relative = (Path(folder) / name).relative_to(root).as_posix()
            if is_ignored(name) or not is_utf8(relative):
                continue
            if mistake := _odd(root, relative, base):
                diagnostics.append(mistake)
            else:
                paths.add(relative.removeprefix("content/"))
    return Outcome(frozenset(paths), tuple(diagnostics))
