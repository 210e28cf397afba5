"""The theme's files: a site's own `templates/` before the packaged ones, file by file."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

import jinja2
from jinja2 import meta
from msgspec import Struct
from rcssmin import cssmin
from rjsmin import jsmin

from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.model.site import Theme
from counterpoint.outcome import Outcome
from counterpoint.reading.characters import is_utf8, misnamed
from counterpoint.reading.theme_folders import find

_IMPORT_CSS = re.compile(r'^@import "([\w./-]+)";$', re.MULTILINE)
_SIMPLE_IMPORT = re.compile(r"""^import\s+(?:\{([\s\w$,]*)\}\s*from\s*)?(['"])\./([\w.-]+)\2;?[ \t]*$""", re.MULTILINE)
_SIMPLE_EXPORT = re.compile(r"^export\s+((?:const|class|function|async\s+function)\s+([\w$]+))", re.MULTILINE)
_OTHER_MODULE_SYNTAX = re.compile(r"(?:^|[;}])\s*(?:import\b(?!\.)|export\b)|\bimport\s*\(|\bimport\.meta\b|^await\b", re.MULTILINE)
_IMPORT_JS = re.compile(r"""((?:^|\n)\s*(?:import|export)\b[^'";]*?from\s*|\bimport\(\s*|(?:^|\n)\s*import\s*)(['"])\./([\w.-]+)\2""")


STYLES = ("style.css", "columns.css", "search.css", "speaker.css", "print.css")
"""The style of all pages, those of tables with many columns, of the search page and of speakers, and that of paper."""


class Asset(Struct, frozen=True):
    """A file under /assets/, with a digest of its content in its name, so that it can be cached for ever."""

    name: str
    content: bytes


def assets(folders: list[Path], settings: Theme) -> Outcome[dict[str, Asset]]:
    """Every asset by its plain name (`style.css`, `js/article.js`, `icon.svg`), ready to be written.

    `css/style.css` lists the style's parts by `@import "part.css";`; they become one file. So do a script and the modules that it
    imports, where imports and exports have the simple forms that `_module` knows; others import each other by names with digests.
    """
    making = _Making(folders)
    result = {name: _named(name, making.stylesheet(name)) for name in STYLES}
    result["style.css"] = _named("style.css", result["style.css"].content + _settings(settings))
    result |= {f"js/{name}": asset for name, asset in making.scripts().items()}
    for name in making.names("assets/icons", "*"):
        path = find(folders, f"assets/icons/{name}")
        content = _content(path) if path else None
        if content is not None:
            result[name] = _named(name, content)
    return Outcome(result, tuple(making.diagnostics))


class TemplateSource(Struct, frozen=True):
    """A template: where it is, and its text; none where that is not UTF-8."""

    path: str
    text: str | None


def templates(folders: list[Path]) -> dict[str, TemplateSource]:
    """Every template by its name, the site's own before the packaged ones. None is read from outside its folder."""
    sources = {}
    for folder in reversed(folders):
        home = folder.resolve()
        for path in folder.rglob("*"):
            if (
                path.is_file()
                and is_utf8(str(path.relative_to(folder)))
                and path.suffix not in {".css", ".js"}
                and (not path.is_symlink() or path.resolve().is_relative_to(home))  # `rglob` enters no folder by a link
            ):
                sources[path.relative_to(folder).as_posix()] = TemplateSource(str(path), _text(path))
    return sources


References = dict[str, tuple[str, ...] | None]
"""By the digest of a template's text: the templates that it names; None where it computes a name, or cannot be parsed."""


def references(templates: Mapping[str, TemplateSource], before: References) -> References:
    """What templates name, as Jinja's own parser reads them. Texts that were parsed `before` are not parsed again."""
    texts = {_digest(source.text or ""): source.text or "" for source in templates.values()}
    return {digest: before[digest] if digest in before else _referenced(text) for digest, text in texts.items()}


def closures(templates: Mapping[str, TemplateSource], references: References) -> dict[str, str]:
    """The digest of every template together with all that it names, by its name; one that computes a name depends on all."""
    sources = {name: source.text or "" for name, source in templates.items()}
    referenced = {name: references[_digest(text)] for name, text in sources.items()}
    named = {name: {*sources} if every is None else {*every} & sources.keys() for name, every in referenced.items()}

    def closure(name: str) -> str:
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            if (current := waiting.pop()) not in seen:
                seen.add(current)
                waiting += named[current]
        return _digest("".join(f"{part}\0{sources[part]}\0" for part in sorted(seen)))

    return {name: closure(name) for name in sources}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@functools.lru_cache(maxsize=1024)  # a process that builds again and again, as `serve` does, parses what has changed alone
def _referenced(text: str) -> tuple[str, ...] | None:
    if not _MAY_NAME.search(text):
        return ()
    try:
        names = [*meta.find_referenced_templates(_PARSER.parse(text))]
    except (jinja2.TemplateError, RecursionError):
        return None
    return None if None in names else tuple(sorted({name for name in names if name}))


_PARSER = jinja2.Environment()  # noqa: S701 - it renders nothing
_MAY_NAME = re.compile("extends|include|import")
"""Words without which a template names no other: most need not be parsed."""


def _named(name: str, content: bytes) -> Asset:
    stem, dot, suffix = name.rpartition(".")
    return Asset(f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}{dot}{suffix}", content)


class _Making:
    """Makes the styles and the scripts of a theme, and collects what is wrong with them."""

    def __init__(self, folders: list[Path]) -> None:
        self.folders = folders
        self.diagnostics: list[Diagnostic] = []
        self.done: dict[str, Asset] = {}
        """The scripts that have their names, by their plain ones."""
        self.texts: dict[str, str | None] = {}
        """The text of each script and part of a style that was asked for; none where the theme lacks it."""

    def names(self, place: str, pattern: str) -> list[str]:
        """List the files in a place of the theme. Those that are not UTF-8 are reported and left out: no page could name them."""
        names = {path.name for folder in self.folders for path in (folder / place).glob(pattern) if path.is_file()}
        self.diagnostics += [misnamed(f"templates/{place}/{name}") for name in sorted(names) if not is_utf8(name)]
        return sorted(filter(is_utf8, names))

    def text(self, name: str) -> str | None:
        """Read a file of the theme, once; none where there is no such file. One that is not UTF-8 is reported, and empty."""
        if name not in self.texts:
            path = find(self.folders, f"assets/{name}")
            text = _text(path) if path else None
            if path and text is None:
                self.report(name, f"{name} cannot be read as UTF-8 text", "save it as UTF-8")
            self.texts[name] = (text or "") if path else None
        return self.texts[name]

    def report(self, name: str, message: str, advice: str) -> None:
        """Note what is wrong with a file of the theme."""
        self.diagnostics.append(Diagnostic("template-error", ERROR, Location(f"templates/assets/{name}"), message, advice))

    def missing(self, name: str, user: str) -> None:
        """Report a file that another one needs."""
        self.report(user, f"{name} is not in the theme", "add it to templates/assets")

    def stylesheet(self, entry: str) -> bytes:
        """Join a style and its parts to one file, without comments and spaces."""

        def part(name: str, seen: tuple[str, ...]) -> str:
            text = self.text(f"css/{name}")
            if text is None or name in seen:
                self.missing(f"css/{name}", f"css/{seen[-1] if seen else name}")
                return ""
            return _IMPORT_CSS.sub(lambda match: part(match[1], (*seen, name)), text)

        return _short_style(part(entry, ()))

    def scripts(self) -> dict[str, Asset]:
        """Make every script, by its plain name; one that imports others is joined with them, where that can be done."""
        scripts = self.names("assets/js", "*.js")
        for name in scripts:
            self.script(name, ())
        for name in scripts:
            joined = self.joined(name) if name in self.done else None
            if joined is not None:
                self.done[name] = _named(name, _short_script(joined))
        return self.done

    def script(self, name: str, above: tuple[str, ...]) -> str:
        """Name a module after its content, once the modules that it imports have their names."""
        if name in self.done:
            return self.done[name].name
        text = self.text(f"js/{name}")
        if text is None or name in above:
            self.missing(f"js/{name}", f"js/{above[-1] if above else name}")
            return name
        pieces = list(_split_at_imports(text))
        pieces[1::2] = [self.script(imported, (*above, name)) for imported in pieces[1::2]]
        self.done[name] = _named(name, _short_script("".join(pieces)))
        return self.done[name].name

    def joined(self, entry: str) -> str | None:
        """Join a script and all modules below it to one text, so that a page asks for one file; none where it imports nothing.

        Each module becomes a function that returns what it exports: its names stay its own, and it runs once, after those that it
        imports. Other forms of import and export than the simplest are left to the browser: there is no joined text then.
        """
        modules: dict[str, str] = {}
        begun: set[str] = set()

        def add(name: str) -> bool:
            if name in begun:
                return name in modules  # else it imports itself, by way of others
            begun.add(name)
            module = _module(self.text(f"js/{name}") or "")
            if module is None or not all(add(imported) for _, imported in module.imports):
                return False
            numbers = {other: f"$m{number}" for number, other in enumerate(modules)}
            inward = "".join(f"const {{{names}}} = {numbers[imported]};\n" for names, imported in module.imports if names)
            modules[name] = f"{inward}{module.body}\nreturn {{{module.exports}}};"
            return True

        if not add(entry) or len(modules) == 1:
            return None
        return "\n".join(f"const $m{number} = (() => {{\n{text}\n}})();" for number, text in enumerate(modules.values()))


# A process that builds again and again, as `serve` does, makes what has changed alone.
_remembered = functools.lru_cache(maxsize=256)


@_remembered
def _short_style(text: str) -> bytes:
    return str(cssmin(text)).encode()


@_remembered
def _short_script(text: str) -> bytes:
    return str(jsmin(text)).encode()


@_remembered
def _split_at_imports(text: str) -> tuple[str, ...]:
    """Split a script at the names of the modules that it imports: every second piece is such a name."""
    pieces, end = [], 0
    for match in _IMPORT_JS.finditer(text):
        start = match.start(3)
        pieces += [text[end:start], match[3]]
        end = match.end(3)
    return (*pieces, text[end:])


class _Module(Struct, frozen=True):
    """A script with simple imports and exports: what it imports from which modules, its own words, and what it exports."""

    imports: tuple[tuple[str, str], ...]
    body: str
    exports: str


@_remembered
def _module(text: str) -> _Module | None:
    """Read a script; none where it imports or exports in another form than the simplest."""
    imports = tuple((" ".join((match[1] or "").split()), match[3]) for match in _SIMPLE_IMPORT.finditer(text))
    body = _SIMPLE_EXPORT.sub(r"\1", _SIMPLE_IMPORT.sub("", text))
    if _OTHER_MODULE_SYNTAX.search(str(jsmin(body))):
        return None
    return _Module(imports, body, ", ".join(match[2] for match in _SIMPLE_EXPORT.finditer(text)))


def _content(path: Path) -> bytes | None:
    """The content of a file of the theme; none where it cannot be read, which `theme_checks` reports."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def _text(path: Path) -> str | None:
    content = _content(path)
    try:
        return None if content is None else content.decode().replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        return None


def _settings(settings: Theme) -> bytes:
    """The site's own colour and typeface, as the last words of the style."""
    accent = f":root{{--accent:{settings.accent}}}" if settings.accent else ""
    font = f":root{{--serif:{settings.font}}}" if settings.font else ""
    return (accent + font).encode()
