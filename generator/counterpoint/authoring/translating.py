"""A translation beside its original: which words there are, what they are in the translation, and how they are written there.

Only words are written. What a translation takes over from its original, such as who says a thing, cannot be changed here.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct

from counterpoint.authoring.gate import normalised
from counterpoint.authoring.workspace import Texts
from counterpoint.authoring.yaml_edit import insert_item, remove, set_value
from counterpoint.authoring.yaml_tree import EditRefused, Path, loaded, value_at
from counterpoint.model.article import FrontMatter
from counterpoint.model.sidecar import Sidecar
from counterpoint.reading.files import SourceFile, article_paths
from counterpoint.reading.translation import HEAD_WORDS, SAME, YamlText, has_to_be_translated, identity, matched, quote_words, words_of

_HEAD = re.compile(r"(\ufeff?---[ \t]*(?:\r\n|\n|\r))(.*?)^---[ \t]*(?:\r\n|\n|\r|\Z)", re.DOTALL | re.MULTILINE)
Part = Literal["head", "sidecar"]


class TranslatedWords(Struct, frozen=True, forbid_unknown_fields=True):
    """A text of a translation: its path in the original, what it was when its form was opened, and what it is to be; empty for nothing."""

    part: Part
    path: list[str | int]
    was: str
    value: str


class Translatable(Struct, frozen=True):
    """A text of the original with what stands for it in the translation; `needed` where pages cannot do without."""

    part: Part
    path: list[str | int]
    original: str
    translation: str
    needed: bool


def translatable(article: str, language: str, texts: Texts) -> list[Translatable]:
    """List the words of an article that a translation says or may say, in the original's order. Raises EditRefused."""
    result: list[Translatable] = []
    body = _head_and_body(texts[article_paths(article, language)[0]] or "")[2]
    for part, model in (("head", FrontMatter), ("sidecar", Sidecar)):
        original, own = _yaml(article, "", part, texts), _yaml(article, language, part, texts)
        source, here = _value(original), _value(own)
        for keys, words in words_of(model, YamlText(SourceFile("", original), original, 1, source)).items():
            path = [step if isinstance(step, int) else str(step) for step in keys]
            place, _ = _place(path, source, here)
            is_placed = path[0] == "claims" and f"(claim:{path[1]})" in body if len(path) > 2 else False
            needed = keys in HEAD_WORDS if part == "head" else _is_needed(keys) and not (is_placed and path[2] == "quote")
            said = value_at(here, place) if place else None
            result.append(Translatable(part, path, _text(words), _text(said), needed))  # type: ignore[arg-type]
    return result


def translated(article: str, language: str, all_words: Sequence[TranslatedWords], texts: Texts) -> dict[str, str | None]:
    """Return the texts of files with words in a translation. Raises EditRefused, also where the words are not as they were."""
    result = dict(texts)
    asked = {(item.part, tuple(item.path)) for item in translatable(article, language, texts)} if all_words else set()
    for words in all_words:
        path = article_paths(article, language)[words.part == "sidecar"]
        source, text = _value(_yaml(article, "", words.part, result)), _yaml(article, language, words.part, result)
        if (words.part, tuple(words.path)) not in asked:
            raise EditRefused("these are no words of the original", 0)
        new = _with_words(text, source, words)
        if words.part == "head":
            before, _, after = _head_and_body(result[path] or "")
            new = before + new + after
        result[path] = new
    return result


def text_of(markdown: str) -> str:
    """Return the text of a translation below its front matter, as it stands in the file."""
    match = _HEAD.match(markdown)
    return markdown[match.end() :].strip("\r\n") if match else markdown


def with_text(markdown: str, was: str, text: str) -> str:
    """Return a Markdown file with another text below its front matter. Raises EditRefused where it is not as it was."""
    now = text_of(markdown)
    if now != was:
        raise EditRefused("the translated text was changed elsewhere meanwhile", 0)
    start = len(markdown) - len(markdown[_start(markdown) :].lstrip("\r\n"))
    newline = "\r\n" if "\r\n" in markdown else "\n"
    new = text.replace("\r\n", "\n").strip("\n").replace("\n", newline)
    return markdown[:start] + new + markdown[start + len(now) :] if now else f"{markdown.rstrip()}{newline * 2}{new}{newline}"


def _start(markdown: str) -> int:
    match = _HEAD.match(markdown)
    return match.end() if match else 0


def _with_words(text: str, source: Any, words: TranslatedWords) -> str:
    place, identity_of_item = _place(words.path, source, _value(text))
    value: Any = words.value.strip()
    if isinstance(value_at(source, tuple(words.path)), list):
        value = [line.strip() for line in value.split("\n") if line.strip()]
    if place is not None:
        if value:
            return _set(text, place, value)
        return remove(text, place) if value_at(_value(text), place) is not None else text
    if not value:
        return text
    at = next(number for number, step in enumerate(words.path) if isinstance(step, int))
    items = value_at(_value(text), tuple(words.path[:at])) or []
    for number in range(len(items), int(words.path[at])) if not identity_of_item else ():
        text = insert_item(text, tuple(words.path[:at]), number, {})
        items = [*items, {}]
    return insert_item(text, tuple(words.path[:at]), len(items), {**identity_of_item, **_nested(words.path[at + 1 :], value)})


def _set(text: str, path: Path, value: Any) -> str:
    """Return a text with a value, and with the mappings on the way to it that are not there."""
    model = _value(text)
    there = max((length for length in range(len(path)) if isinstance(value_at(model, path[:length]), dict)), default=0)
    rest = path[there:]
    return set_value(text, path[: there + 1], _nested(rest[1:], value), levels=len(rest))


def _nested(path: Any, value: Any) -> Any:
    for key in reversed(path):
        value = {key: value}
    return value


def _place(path: list[str | int], source: Any, here: Any) -> tuple[Path | None, dict[str, str]]:
    """Return the path of the translation that stands for one of the original, as far as its lists have such an item.

    Without one there is no path, but what tells the item apart from the others.
    """
    place: list[str | int] = []
    for number, step in enumerate(path):
        if isinstance(step, int):
            keys = SAME.get(str(path[number - 1]), ())
            own = matched(source, here if isinstance(here, list) else [], keys).get(step)
            if own is None:
                has_name = any(identity(source[step], keys))
                return None, {key: str(source[step][key]) for key in keys if source[step].get(key)} if has_name else {}
            step = own
        source = _inner(source, path[number])
        here = _inner(here, step)
        place.append(step)
        if isinstance(here, str) or (here is None and isinstance(source, str)):
            break  # what has a long form may be written as a text alone
    if place[-1:] == ["quote"] and isinstance(here, dict) and isinstance(here.get("exact"), str):
        place.append("exact")  # what chooses between its places stays
    return tuple(place), {}


def _inner(value: Any, step: Hashable) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    return value[step] if isinstance(value, list) and isinstance(step, int) and step < len(value) else None


def _is_needed(path: tuple[Hashable, ...]) -> bool:
    return has_to_be_translated(path) or (path[:1] in {("claims",), ("notes",)} and path[2:3] == ("quote",))


def _text(words: Any) -> str:
    words = quote_words(words) if isinstance(words, dict) else words
    return "\n".join(_text(item) for item in words) if isinstance(words, list) else words if isinstance(words, str) else ""


def _yaml(article: str, language: str, part: str, texts: Mapping[str, str | None]) -> str:
    markdown, sidecar = article_paths(article, language)
    return _head_and_body(texts.get(markdown) or "")[1] if part == "head" else texts.get(sidecar) or ""


def _value(text: str) -> Any:
    value, diagnostics = loaded(normalised(text))
    if value is None and diagnostics:
        raise EditRefused(f"a file of the translation cannot be read: {diagnostics[0].message}", diagnostics[0].location.line)
    return value if isinstance(value, dict) else {}


def _head_and_body(text: str) -> tuple[str, str, str]:
    """Return a Markdown file in three parts: the line before its front matter, that, and the rest."""
    match = _HEAD.match(text)
    return (match[1], match[2], text[match.end(2) :]) if match else ("", "", text)
