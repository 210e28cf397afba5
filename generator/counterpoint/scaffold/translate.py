"""`counterpoint translate`: the skeleton of an article's translation, its words left open and the original beside each."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any

import regex

from counterpoint.model.article import FrontMatter
from counterpoint.model.sidecar import Sidecar
from counterpoint.reading import front_matter, yaml
from counterpoint.reading.files import SourceFile, read_text
from counterpoint.reading.translation import YamlText, words_of
from counterpoint.scaffold.begin import AlreadyThere, write_new

_LANGUAGE = r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"
_WIDTH = 100
"""Code points after which a comment goes on in its next line."""
_PLAIN_KEY = regex.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_READ_AS_OTHER = frozenset(("yes", "no", "on", "off", "true", "false", "null", "y", "n"))
Tree = dict[Hashable, Any]


class NotTranslatable(ValueError):
    """The original cannot be read, or the language is none."""


def translate(root: Path, article: str, language: str) -> list[str]:
    """Write the skeleton of an article's translation into `language`. Returns the paths written; nothing is written over.

    `article` is a slug, or the path of the article's Markdown. Raises NotTranslatable, AlreadyThere, and OSError.
    """
    slug = Path(article).name.removesuffix(".md")
    if not regex.fullmatch(_LANGUAGE, language):
        raise NotTranslatable(f"{language!r} is no language: write its code, such as de or pt-BR")
    if refusal := _not_of_the_site(root, language):
        raise NotTranslatable(refusal)
    base = f"content/articles/{slug}"
    markdown, sidecar = _read(root, f"{base}.md"), _read(root, f"{base}.yml")
    if markdown is None:
        raise NotTranslatable(f"there is no article {base}.md")
    files = skeleton(markdown, sidecar, language, has_schema=(root / "schemas/sidecar-translation.json").exists())
    for path in files:
        if (root / path).exists():
            raise AlreadyThere(f"{path} is there already")
    for path, text in files.items():
        write_new(root / path, text)
    return list(files)


def skeleton(markdown: SourceFile, sidecar: SourceFile | None, language: str, *, has_schema: bool) -> dict[str, str]:
    """Return the files of a translation that is to be written, by their paths. Raises NotTranslatable."""
    base = markdown.path.removesuffix(".md")
    files = {f"{base}.{language}.md": _markdown(markdown)}
    if sidecar is not None:
        files[f"{base}.{language}.yml"] = _sidecar(sidecar, language, has_schema=has_schema)
    return files


def _not_of_the_site(root: Path, language: str) -> str:
    """Why a translation into a language would be no part of the site; empty where it is one, or where `check` says what is wrong."""
    file = _read(root, "site.yml")
    settings = yaml.load(file).value if file else None
    languages = settings.get("languages", []) if isinstance(settings, dict) else None
    if not isinstance(languages, list) or language in languages:
        return ""
    return f"site.yml does not name {language}: add `languages: [{', '.join([*map(str, languages), language])}]` to it, then try again"


def _read(root: Path, path: str) -> SourceFile | None:
    if not (root / path).exists():
        return None
    file, mistakes = read_text(root, path)
    if file is None:
        raise NotTranslatable(mistakes[0].message)
    return file


def _markdown(file: SourceFile) -> str:
    """The front matter's words left open, and the text with each paragraph as a comment."""
    parts, mistakes = front_matter.split(file)
    if parts is None:
        raise NotTranslatable(mistakes[0].message)
    words = words_of(FrontMatter, _yaml(SourceFile(file.path, parts.yaml_text), 2))
    lines = ["---", *_lines(_tree(words), ""), "draft: true # remove this line to publish", "---", ""]
    for block in regex.split(r"\n[ \t]*\n", parts.markdown.strip("\n")):
        if block.strip():
            lines += [f"<!-- {block.replace('--', '- -').strip()} -->", ""]
    return "\n".join(lines)


def _sidecar(file: SourceFile, language: str, *, has_schema: bool) -> str:
    modeline = ["# yaml-language-server: $schema=../../schemas/sidecar-translation.json"] if has_schema else []
    name = file.path.rpartition("/")[2]
    about = f"# The words of {name} in {language}: write each after its key. All else is taken from there."
    return "\n".join([*modeline, about, *_lines(_tree(words_of(Sidecar, _yaml(file, 1))), ""), ""])


def _yaml(file: SourceFile, first_line: int) -> YamlText:
    value, diagnostics = yaml.load(file, first_line=first_line)
    if value is None and diagnostics:
        raise NotTranslatable(f"{file.path}:{diagnostics[0].location.line}: {diagnostics[0].message}")
    return YamlText(file, file.text, first_line, value or {})


def _tree(words: Mapping[tuple[Hashable, ...], Any]) -> Tree:
    """Words by their paths, as nested mappings; the items of a list are keyed by their numbers."""
    tree: Tree = {}
    for path, value in words.items():
        here = tree
        for key in path[:-1]:
            here = here.setdefault(key, {})
        here[path[-1]] = value
    return tree


def _lines(tree: Tree, indent: str) -> Iterator[str]:
    for key, value in tree.items():
        name = _key(key)
        if not isinstance(value, dict):
            yield from (f"{indent}# {line}" for line in _comment(value))
            yield f"{indent}{name}:"
        elif value and all(isinstance(number, int) for number in value):
            yield f"{indent}{name}:"
            for number in range(max(int(str(number)) for number in value) + 1):
                yield from _item(value.get(number, {}), f"{indent}  ")
        else:
            yield f"{indent}{name}:"
            yield from _lines(value, f"{indent}  ")


def _item(item: Tree, indent: str) -> Iterator[str]:
    """An item of a list, which its place tells apart from the others."""
    lines = list(_lines(item, ""))
    if not lines:
        yield f"{indent}- {{}}"
        return
    yield from (f"{indent}{'- ' if number == 0 else '  '}{line}" for number, line in enumerate(lines))


def _key(key: Hashable) -> str:
    text = str(key)
    return text if _PLAIN_KEY.fullmatch(text) and text.lower() not in _READ_AS_OTHER else "'" + text.replace("'", "''") + "'"


def _comment(value: Any) -> Iterator[str]:
    """A text on lines of a readable width."""
    text = " / ".join(str(part) for part in value) if isinstance(value, list) else str(value)
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            if line and len(line) + len(word) >= _WIDTH:
                yield line
                line = ""
            line = f"{line} {word}".strip()
        if line:
            yield line
