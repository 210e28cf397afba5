"""Edits of a YAML file that change nothing but what they are about.

A file is never dumped. An operation replaces, inserts or removes the characters of one entry, in the style of the entries beside it. It
leaves comments, order, indentation, quotation marks and line ends as the author has them. Every result is proved before it is returned:
the file is read again and means what it meant before, with the operation applied; every comment outside a removed entry is still there, and
stands at the entry that it stood at.
What cannot be proved is refused, and the author edits by hand.

Values are what `reading.yaml` gives: texts, lists and mappings of these. Paths are tuples of keys and indexes. Offsets count code points.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from yaml import ScalarNode
from yaml.resolver import Resolver

from counterpoint.authoring.yaml_tree import (
    EditRefused,
    Entry,
    Node,
    Path,
    comments,
    loaded,
    lookup,
    owned_comments,
    parse,
    spend,
    value_at,
)
from counterpoint.reading import yaml
from counterpoint.reading.files import SourceFile

Value = str | list[Any] | dict[str, Any]
Moved = Callable[[Path], Path | None]
"""Where the entry at a path stands after an edit; None for one that is removed."""

_NOTHING = ("~", "null", "Null", "NULL")
"""Plain texts that other readers of YAML take for none."""
_OTHER_BREAKS = re.compile(r"\r(?!\n)|(?<!\r)\n")
"""Line ends that a file with carriage returns does not have."""
_PROBE = 500
"""Characters that can be read while a short text is tried."""
_LONGEST_FLOW = 120
"""A collection is written on one line up to this many characters."""


def set_value(text: str, path: Path, value: Value, order: Sequence[str] = (), levels: int = 0) -> str:
    """Give the value at a path another value, and add the key where the mapping lacks it.

    A text is replaced within its own characters; of mappings and lists, only entries that differ are touched. `order` names the keys of
    the mapping in the format's order: a new key stands after the nearest one that comes before it. A new mapping has a line for each key
    down to so many `levels`; below, what is short stands on one line. Raises EditRefused.
    """
    value = _stripped(value)
    node, _ = lookup(parse(text), path)
    if node is None:
        return _add(text, path, value, order, levels)
    return _change(text, path, node, value, order)


def insert_entry(text: str, path: Path, key: str, value: Value, after: str | None) -> str:
    """Add a key to the mapping at a path, after another of its keys, or first where `after` is None.

    A mapping that is not there yet is made, last in its parent. Raises EditRefused, also where the key is there already.
    """
    return _insert_entry(text, path, key, _stripped(value), lambda names: names.index(after) + 1 if after in names else 0)


def append_entry(text: str, path: Path, key: str, value: Value) -> str:
    """Add a key to the end of the mapping at a path. Raises EditRefused, also where the key is there already."""
    return _insert_entry(text, path, key, _stripped(value), len)


def insert_item(text: str, path: Path, index: int, value: Value) -> str:
    """Add an item to the list at a path, before the item that has the index now. Raises EditRefused."""
    value = _stripped(value)
    model = _model(text)
    items = value_at(model, path)
    if items is None:
        return _add(text, path, [value], ())
    if not isinstance(items, list) or not 0 <= index <= len(items):
        raise EditRefused("a list was expected", _line(text, path))
    items.insert(index, value)
    node, _ = lookup(parse(text), path)
    assert node is not None
    return _proved(text, _inserted(text, node, index, None, value, _Style.of_file(text, parse(text))), model, _shifted(path, index, 1))


def remove(text: str, path: Path) -> str:
    """Remove the entry or item at a path with its comments. A collection that would be left empty goes with it. Raises EditRefused."""
    model = _model(text)
    root = parse(text)
    while len(path) > 1 and (parent := lookup(root, path[:-1])[0]) and len(parent.entries) == 1:
        path = path[:-1]
    parent, (node, entry) = lookup(root, path[:-1])[0], lookup(root, path)
    if not path or parent is None or node is None or entry is None:
        raise EditRefused("there is nothing to remove", 0)
    del value_at(model, path[:-1])[path[-1]]
    if not model and isinstance(model, dict):
        model = None
    moved = _shifted(path[:-1], path[-1], -1) if isinstance(path[-1], int) else lambda owner: None if owner[: len(path)] == path else owner
    try:
        return _proved(text, (text[:start] + text[end:] for start, end in _removed_ranges(text, parent, entry)), model, moved)
    except EditRefused as refused:
        if entry.value.plain:
            raise
        raise EditRefused("an anchor, an alias or a tag stands here", _line(text, path)) from refused


def rename_key(text: str, path: Path, name: str) -> str:
    """Give the key at a path another name; its value and its place stay. Raises EditRefused, also where the name is taken."""
    model = _model(text)
    _, entry = lookup(parse(text), path)
    parent = value_at(model, path[:-1])
    if entry is None or entry.key is None or not isinstance(parent, dict) or name in parent:
        raise EditRefused(f"the key cannot be called {name!r}", _line(text, path))
    if not entry.key.plain:
        raise EditRefused("the key has an anchor or a tag", _line(text, path))
    renamed = {name if key == path[-1] else key: value for key, value in parent.items()}
    parent.clear()
    parent.update(renamed)
    edited = text[: entry.key.start] + _key(name) + text[entry.key.end :]
    return _proved(text, [edited], model, lambda owner: (*path[:-1], name, *owner[len(path) :]) if owner[: len(path)] == path else owner)


def move_entry(text: str, path: Path, before: str | None) -> str:
    """Move the entry at a path, with its comments, before another key of its mapping, or last. Raises EditRefused."""
    model = _model(text)
    root = parse(text)
    parent, (_, entry) = lookup(root, path[:-1])[0], lookup(root, path)
    names = [other.name for other in parent.entries] if parent else []
    if parent is None or entry is None or (before is not None and before not in names):
        raise EditRefused("the entry cannot be moved", _line(text, path))
    if before == path[-1] or len(names) == 1:
        return text
    order = [name for name in names if name != path[-1]]
    order.insert(order.index(before) if before is not None else len(order), str(path[-1]))
    mapping = value_at(model, path[:-1])
    reordered = {name: mapping[name] for name in order}
    mapping.clear()
    mapping.update(reordered)
    return _proved(text, [_reordered(text, parent, [parent.entries[names.index(name)] for name in order])], model)


def _reorder_items(text: str, path: Path, order: Sequence[int]) -> str:
    """Put the items of the list at a path, with their comments, in another order: of each place, which item comes there."""
    if list(order) == sorted(order):
        return text
    model = _model(text)
    items = value_at(model, path)
    items[:] = [items[number] for number in order]
    node, _ = lookup(parse(text), path)
    assert node is not None
    depth = len(path)

    def moved(owner: Path) -> Path:
        inside = owner[:depth] == path and len(owner) > depth
        return (*path, order.index(int(owner[depth])), *owner[depth + 1 :]) if inside else owner

    return _proved(text, [_reordered(text, node, [node.entries[number] for number in order])], model, moved)


def _shifted(path: Path, index: int, by: int) -> Moved:
    """Return where entries stand once an item of the list at a path is put in or, with -1, taken out."""
    depth = len(path)

    def moved(owner: Path) -> Path | None:
        if owner[:depth] != path or len(owner) == depth or int(owner[depth]) < index:
            return owner
        return None if by < 0 and owner[depth] == index else (*path, int(owner[depth]) + by, *owner[depth + 1 :])

    return moved


@dataclass(frozen=True)
class _Style:
    """How a file is written: its line end, the step of its indentation, and whether items of a list are indented under their key."""

    newline: str = "\n"
    step: int = 2
    item_indent: int = 2

    @classmethod
    def of_file(cls, text: str, root: Node | None) -> _Style:
        first_end = text.find("\n")
        newline = "\r\n" if first_end > 0 and text[first_end - 1] == "\r" else "\n"
        steps: list[int] = []
        items: list[int] = []
        _collect_steps(text, root, steps, items)
        step = max(set(steps), key=steps.count) if steps else 2
        return cls(newline, step, max(set(items), key=items.count) if items else step)


def _collect_steps(text: str, node: Node | None, steps: list[int], items: list[int]) -> None:
    if node is None:
        return
    for entry in node.entries:
        child = entry.value
        if entry.key and child.entries and child.style == "block":
            depth = _column(text, child.entries[0].start) - _column(text, entry.start)
            (steps if child.kind == "mapping" else items).append(depth)
        _collect_steps(text, child, steps, items)


def _stripped(value: Value) -> Value:
    """Return a value without white space around its texts: what reading the file again gives."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, Mapping):
        return {key.strip(): _stripped(item) for key, item in value.items()}
    return [_stripped(item) for item in value]


def _model(text: str) -> Any:
    value, diagnostics = loaded(text)
    if diagnostics and value is None and text.strip():
        raise EditRefused(diagnostics[0].message, diagnostics[0].location.line)
    return _unshared(value)


def _unshared(value: Any) -> Any:
    """Return a copy in which nothing is shared: what an edit of an anchor's value would change at its aliases is then seen."""
    if isinstance(value, dict):
        return {key: _unshared(item) for key, item in value.items()}
    return [_unshared(item) for item in value] if isinstance(value, list) else value


def _proved(before: str, candidates: Iterable[str], model: Any, moved: Moved = lambda owner: owner) -> str:
    """Return the first edited text that means the model, and has every comment at its entry. Raises EditRefused where there is none."""
    expected = Counter(
        (comment.text, owner) for comment in owned_comments(before, parse(before)) if (owner := moved(comment.owner)) is not None
    )
    refused = EditRefused("the edit would change more than was asked for", 0)
    for after in candidates:
        value, diagnostics = loaded(after)
        if len(_OTHER_BREAKS.findall(after)) > len(_OTHER_BREAKS.findall(before)) and "\r\n" in before:
            continue
        if not _same(value, model) or len(diagnostics) > len(loaded(before)[1]):
            continue
        if Counter((comment.text, comment.owner) for comment in owned_comments(after, parse(after))) == expected:
            return after
        refused = EditRefused("the edit would touch a comment", 0)
    raise refused


def _same(value: Any, model: Any) -> bool:
    """Tell whether two values are equal, the order of keys included."""
    if isinstance(value, dict) and isinstance(model, dict):
        return list(value) == list(model) and all(_same(value[key], model[key]) for key in value)
    if isinstance(value, list) and isinstance(model, list):
        return len(value) == len(model) and all(map(_same, value, model))
    return bool(value == model)


def _line(text: str, path: Path) -> int:
    node, entry = lookup(parse(text), path)
    at = entry.start if entry else node.start if node else 0
    return text.count("\n", 0, at) + 1 if node else 0


def _column(text: str, at: int) -> int:
    return at - _line_start(text, at)


def _line_start(text: str, at: int) -> int:
    start = text.rfind("\n", 0, at) + 1
    return start + 1 if start == 0 and text.startswith("\ufeff") and at > 0 else start


def _next_line(text: str, at: int) -> int:
    stop = text.find("\n", at)
    return len(text) if stop < 0 else stop + 1


# ---- changing what is there


def _change(text: str, path: Path, node: Node, value: Value, order: Sequence[str]) -> str:
    if isinstance(value, dict) and node.kind == "mapping" and node.entries and value:
        return _change_mapping(text, path, value, order)
    if isinstance(value, list) and node.kind == "sequence" and node.entries and value:
        return _change_sequence(text, path, value)
    model = _model(text)
    if value_at(model, path) == value:
        return text
    if not node.plain:
        raise EditRefused("an anchor, an alias or a tag stands here", _line(text, path))
    if not path:
        raise EditRefused("the whole file cannot be replaced", 0)
    value_at(model, path[:-1])[path[-1]] = value
    root = parse(text)
    parent, entry = lookup(root, path[:-1])[0], lookup(root, path)[1]
    assert parent is not None
    assert entry is not None
    return _proved(text, [_replaced(text, parent, entry, value, _Style.of_file(text, root))], model)


def _change_mapping(text: str, path: Path, value: dict[str, Any], order: Sequence[str]) -> str:
    before = value_at(_model(text), path)
    for key, item in value.items():
        if before.get(key) != item or key not in before:
            text = set_value(text, (*path, key), item, order)
    for key in before:
        if key not in value:
            text = remove(text, (*path, key))
    return text


def _change_sequence(text: str, path: Path, value: list[Any]) -> str:
    """Change a list item by item: those that stay keep their lines, wherever they move to."""
    before = value_at(_model(text), path)
    sources = _sources(before, value)
    for index in reversed(range(len(before))):
        if index not in sources:
            text = remove(text, (*path, index))
    kept = sorted(source for source in sources if source is not None)
    text = _reorder_items(text, path, [kept.index(source) for source in sources if source is not None])
    for index, (source, item) in enumerate(zip(sources, value, strict=True)):
        if source is None:
            text = insert_item(text, path, index, item)
        elif before[source] != item:
            text = _change_item(text, (*path, index), before[source], item)
    return text


def _sources(before: list[Any], value: list[Any]) -> list[int | None]:
    """Return which old item each new one comes from: the same, one that begins with the same value, or the next that is left."""
    left = list(range(len(before)))
    sources: list[int | None] = [None] * len(value)
    for alike in (lambda old, new: old == new, lambda old, new: _first(old) == _first(new) is not None, lambda old, new: True):
        for index, item in enumerate(value):
            if sources[index] is None and (source := next((number for number in left if alike(before[number], item)), None)) is not None:
                sources[index] = source
                left.remove(source)
    return sources


def _first(item: Any) -> Any:
    """Return the first value of a mapping, by which people tell it from others; None for anything else."""
    return next(iter(item.values()), None) if isinstance(item, dict) else None


def _change_item(text: str, path: Path, old: Any, value: Any) -> str:
    """Change an item where it stands. Raises EditRefused where comments speak of it, and it would be about something else."""
    is_another = isinstance(old, dict) and _first(old) != _first(value)
    if is_another and any(comment.owner[: len(path)] == path for comment in owned_comments(text, parse(text))):
        raise EditRefused("a comment stands at what would be replaced", _line(text, path))
    node, _ = lookup(parse(text), path)
    assert node is not None
    return _change(text, path, node, value, ())


def _end_of_line(text: str, at: int) -> int:
    """Return the offset at which the line of an offset ends, before its line break."""
    return min((end for mark in "\r\n" if (end := text.find(mark, at)) >= 0), default=len(text))


def _replaced(text: str, parent: Node, entry: Entry, value: Value, style: _Style) -> str:
    """Return the text with an entry's value written anew."""
    node = entry.value
    in_flow = parent.style == "flow"
    indent = _column(text, entry.start)
    if node.is_empty:
        end = _end_of_line(text, node.end)
        rest = text[node.end : end].strip()
        if isinstance(value, dict) and value and not in_flow and entry.key is not None and (not rest or rest.startswith("#")):
            margin = style.newline + " " * (indent + style.step)
            lines = (margin + _pair(name, item, indent + style.step, style, 1) for name, item in value.items())
            return text[:end] + "".join(lines) + text[end:]  # under a heading, whose comment stays beside it
        written = _written(value, indent, style, flow=in_flow or not isinstance(value, str))
        gap = "" if in_flow and text[node.start - 1 : node.start] in {" ", "["} else " "
        return text[: node.start] + gap + written + text[node.end :]
    if isinstance(value, str) and node.kind == "scalar":
        for written in _scalar_like(text, node, value, indent, style, flow=in_flow):
            if _reads_as(written, value, indent, flow=in_flow, newline=style.newline):
                return text[: node.start] + written + text[node.end :]
        raise EditRefused("the text cannot be written here", text.count("\n", 0, node.start) + 1)
    if any(node.start <= at < node.end for at, _ in comments(text, parse(text))):
        raise EditRefused("a comment stands inside what would be replaced", text.count("\n", 0, node.start) + 1)
    written = _written(value, indent, style, flow=True)
    if node.style == "block" and entry.key is not None:
        head = text[: entry.key.end]
        colon = text.index(":", entry.key.end) + 1
        if text[colon : node.start].strip():
            raise EditRefused("a comment stands between the key and its value", text.count("\n", 0, node.start) + 1)
        return head + text[entry.key.end : colon] + " " + written + text[node.end :]
    return text[: node.start] + written + text[node.end :]


def _scalar_like(text: str, node: Node, value: str, indent: int, style: _Style, *, flow: bool) -> list[str]:
    """List ways to write a text, those first that are nearest to how the old one is written."""
    if node.style in {"|", ">"} and not flow:
        return [_block_like(text, node, value, style), *_scalar_forms(value, indent, style, flow=False)]
    forms = _scalar_forms(value, indent, style, flow=flow)
    preferred = {"'": _single(value), '"': _double(value)}.get(node.style)
    return [preferred, *forms] if preferred and ("\n" not in value or node.style == '"') else forms


def _block_like(text: str, node: Node, value: str, style: _Style) -> str:
    """Write a text under the header and at the indentation of the block scalar that it replaces."""
    head, _, body = text[node.start : node.end].partition("\n")
    folds = "\n" not in value  # of one line, both styles make the same
    content = next((line for line in body.split("\n") if line.strip()), "")
    margin = content[: len(content) - len(content.lstrip(" "))]
    if node.style == ">" and not folds:
        head = head.replace(">", "|", 1)
    lines = [margin + line if line else "" for line in value.split("\n")]
    return head.rstrip("\r") + style.newline + style.newline.join(lines)


# ---- writing values


def _key(name: str) -> str:
    forms = (name, _single(name), _double(name))
    return next(form for form in forms if (form != name or _is_text(name)) and _reads_as(form, name, 0, key=True))


def _is_text(name: str) -> bool:
    """Tell whether every reader of YAML takes a plain key for a text, and not for nothing, a number or yes and no."""
    tag = _RESOLVER.resolve(ScalarNode, name, (True, False))  # type: ignore[no-untyped-call]
    return bool(tag == Resolver.DEFAULT_SCALAR_TAG)


_RESOLVER = Resolver()


def _single(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _double(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return '"' + re.sub(r"[\x00-\x1f\x7f-\xa0\ufeff\u2028\u2029]", lambda match: f"\\u{ord(match[0]):04x}", escaped) + '"'


def _scalar_forms(value: str, indent: int, style: _Style, *, flow: bool) -> list[str]:
    """List ways to write a text: plain, as a literal block where it has several lines, and in quotation marks."""
    forms = (
        [value] if "\n" not in value and "\t" not in value and value not in _NOTHING else []
    )  # not every YAML reader takes a tab in a plain text
    if "\n" in value and not flow:
        margin = " " * (indent + style.step)
        forms.append(style.newline.join(["|", *(margin + line if line else "" for line in value.split("\n"))]))
    if "\n" not in value and "\t" not in value:
        forms.append(_single(value))
    return [*forms, _double(value)]


def _reads_as(written: str, value: str, indent: int, *, flow: bool = False, key: bool = False, newline: str = "\n") -> bool:
    """Tell whether a written text is read as a value, in the surroundings that it is for."""
    if key:
        probe, expected = f"{written}: x{newline}", {value: "x"}
    elif flow:
        probe, expected = f"{{k: {written}, l: x}}{newline}", {"k": value, "l": "x"}
        if written == value and "?" in value:  # some readers take a question mark before a comma for a sign of their own
            return False
    else:
        margin = " " * indent
        probe, expected = f"{margin}k: {written}{newline}{margin}l: x{newline}", {"k": value, "l": "x"}
    spend(_PROBE + len(probe))
    loaded, diagnostics = yaml.load(SourceFile("", probe))
    return not diagnostics and bool(loaded == expected)


def _written(value: Value, indent: int, style: _Style, *, flow: bool) -> str:
    """Write a value as it stands after a key, without the space before it. `indent` is the column of the entry that holds it."""
    if isinstance(value, str):
        for form in _scalar_forms(value, indent, style, flow=flow):
            if _reads_as(form, value, indent, flow=flow, newline=style.newline):
                return form
        raise EditRefused("the text cannot be written as YAML", 0)
    if flow or not value:
        parts = [_written(item, indent, style, flow=True) for item in value] if isinstance(value, list) else None
        if parts is not None:
            return f"[{', '.join(parts)}]"
        assert isinstance(value, dict)
        return "{" + ", ".join(f"{_key(key)}: {_written(item, indent, style, flow=True)}" for key, item in value.items()) + "}"
    return style.newline + _block(value, indent + (style.item_indent if isinstance(value, list) else style.step), style)


def _block(value: Value, column: int, style: _Style) -> str:
    """Write a collection as a block whose entries begin at a column, without a line end after the last."""
    margin = " " * column
    if isinstance(value, list):
        return style.newline.join(margin + "- " + _item(item, column, style) for item in value)
    assert isinstance(value, dict)
    return style.newline.join(margin + _pair(key, item, column, style) for key, item in value.items())


def _item(value: Value, column: int, style: _Style) -> str:
    return _written(value, column, style, flow=not isinstance(value, str))


def _pair(key: str, value: Value, column: int, style: _Style, levels: int = 0) -> str:
    """Write a key and its value: short collections on one line, long mappings as a block, long lists with a hyphen for each item."""
    if isinstance(value, str):
        return f"{_key(key)}: {_written(value, column, style, flow=False)}"
    if levels and value and isinstance(value, dict):
        margin = style.newline + " " * (column + style.step)
        return f"{_key(key)}:" + "".join(margin + _pair(name, item, column + style.step, style, levels - 1) for name, item in value.items())
    short = _written(value, column, style, flow=True)
    nested = isinstance(value, list) and any(not isinstance(item, str) for item in value)
    if not value or (not nested and column + len(key) + 2 + len(short) <= _LONGEST_FLOW and "\\n" not in short):
        return f"{_key(key)}: {short}"
    return f"{_key(key)}:{_written(value, column, style, flow=False)}"


# ---- adding


def _add(text: str, path: Path, value: Value, order: Sequence[str], levels: int = 0) -> str:
    if not path or not isinstance(path[-1], str):
        raise EditRefused("there is nothing to change", 0)
    return _insert_entry(text, path[:-1], path[-1], value, lambda names: _position(names, str(path[-1]), order), levels)


def _position(names: Sequence[str], key: str, order: Sequence[str]) -> int:
    """Return where a key belongs among others by an order of keys; last where the order does not know it."""
    if key not in order:
        return len(names)
    earlier = set(order[: order.index(key)])
    return max((index + 1 for index, name in enumerate(names) if name in earlier), default=0)


def _insert_entry(text: str, path: Path, key: str, value: Value, position: Callable[[list[str]], int], levels: int = 0) -> str:
    model = _model(text)
    mapping = value_at(model, path)
    if mapping is not None and (not isinstance(mapping, dict) or key in mapping):
        raise EditRefused(f"the key {key!r} is there already", _line(text, (*path, key)))
    root = parse(text)
    node, _ = lookup(root, path)
    if node is not None and node.kind == "alias":
        raise EditRefused("an alias stands here", _line(text, path))
    if mapping is None and path:
        return set_value(text, path, {key: value}, levels=levels and levels + 1)
    style = _Style.of_file(text, root)
    if mapping is None or node is None:
        return _proved(text, [_appended(text, _pair(key, value, 0, style, levels), style)], {key: value})
    index = position(list(mapping))
    items = [*mapping.items()]
    items.insert(index, (key, value))
    mapping.clear()
    mapping.update(items)
    return _proved(text, _inserted(text, node, index, key, value, style, levels), model)


def _appended(text: str, line: str, style: _Style) -> str:
    """Return the text with a line after its last one."""
    if text and not text.endswith("\n") and text != "\ufeff":
        return text + style.newline + line
    return text + line + style.newline


def _inserted(text: str, node: Node, index: int, key: str | None, value: Value, style: _Style, levels: int = 0) -> Iterator[str]:
    """Yield ways to write an entry into a collection at an index, the usual one first."""
    if node.style == "flow":
        yield from _inserted_in_flow(text, node, index, key, value, style)
        return
    column = _column(text, node.entries[0].start)
    alike = [other.value for other in node.entries]
    if key is None:
        written = "- " + _item(value, column, style)
    elif not levels and isinstance(value, dict) and value and _prefer_block(alike):
        written = f"{_key(key)}:{style.newline}{_block(value, column + style.step, style)}"
    else:
        written = _pair(key, value, column, style, levels)
    first = node.entries[0]
    if index > 0:
        yield _after(text, node, index - 1, column, written, style)
    elif text[_line_start(text, first.start) : first.start].strip():  # the first key of an item stands behind its hyphen
        yield text[: first.start] + written + style.newline + " " * column + text[first.start :]
    else:
        start = _lines_of(text, first)[0]
        yield text[:start] + " " * column + written + style.newline + text[start:]


def _prefer_block(nodes: Sequence[Node]) -> bool:
    """Tell whether most of the mappings beside a new one are written as blocks."""
    mappings = [node for node in nodes if node.kind == "mapping"]
    return sum(node.style == "block" for node in mappings) * 2 >= len(mappings)


def _after(text: str, node: Node, index: int, column: int, written: str, style: _Style) -> str:
    """Return the text with lines after an entry. A blank line comes before them where blank lines part the other entries."""
    end = _lines_end(text, node.entries[index])
    gap = style.newline if _has_blank_lines(text, node) else ""
    lines = gap + " " * column + written
    if end == len(text) and not text.endswith("\n"):
        return text + style.newline + lines
    return text[:end] + lines + style.newline + text[end:]


def _has_blank_lines(text: str, node: Node) -> bool:
    """Tell whether a blank line stands before each entry of a block but the first."""
    between = [text[left.end : right.start] for left, right in pairwise(node.entries)]
    return bool(between) and all(re.search(r"\n[ \t]*\r?\n", part) for part in between)


def _inserted_in_flow(text: str, node: Node, index: int, key: str | None, value: Value, style: _Style) -> Iterator[str]:
    written = _written(value, 0, style, flow=True)
    if key is not None:
        written = f"{_key(key)}: {written}"
    if not node.entries:
        yield text[: node.start + 1] + written + text[node.end - 1 :]
    elif index == 0:
        yield text[: node.entries[0].start] + written + ", " + text[node.entries[0].start :]
    else:
        at = node.entries[index - 1].end
        line_end = _next_line(text, at)
        margin = " " * _column(text, node.entries[index - 1].start)
        comma = "" if text[at:line_end].lstrip().startswith(",") else ","
        following = "," if index < len(node.entries) else ""
        yield text[:at] + ", " + written + text[at:]
        yield text[:at] + comma + text[at:line_end] + margin + written + following + style.newline + text[line_end:]


# ---- removing and moving


def _lines_of(text: str, entry: Entry) -> tuple[int, int]:
    """Return the whole lines of a block entry, with its comments above and below. Raises EditRefused if others share them.

    What stands above the first entry of the file is the file's.
    """
    start = _line_start(text, entry.start)
    if text[start : entry.start].strip():
        raise EditRefused("the entry does not begin its line", text.count("\n", 0, entry.start) + 1)
    indent = text[start : entry.start]
    while start > 0:
        above = _line_start(text, start - 1)
        if not text[above:start].startswith(indent + "#"):
            break
        start = above
    root = parse(text)
    head = root.entries[0].start if root and root.entries else 0
    return max(start, _line_start(text, head)), _lines_end(text, entry)


def _lines_end(text: str, entry: Entry) -> int:
    """Return the end of the lines of a block entry, with the comments after it that are indented deeper than it."""
    column = _column(text, entry.start)
    at = end = _next_line(text, entry.end)
    while at < len(text):
        line_end = _next_line(text, at)
        line = text[at:line_end]
        if line.lstrip(" ").startswith("#") and len(line) - len(line.lstrip(" ")) > column:
            end = line_end
        elif line.strip():
            break
        at = line_end
    return end


def _removed_ranges(text: str, parent: Node, entry: Entry) -> Iterator[tuple[int, int]]:
    """Yield ranges that can be taken out with an entry, the usual one first."""
    index = parent.entries.index(entry)
    following = parent.entries[index + 1] if index + 1 < len(parent.entries) else None
    if parent.style == "flow":
        if following:
            yield entry.start, following.start
        elif index:
            yield parent.entries[index - 1].end, entry.end
        line, end = _line_start(text, entry.start), _next_line(text, entry.end)
        if not text[line : entry.start].strip() and text[entry.end : end].strip()[:1] in {",", "#", ""}:
            yield line, end
        yield entry.start, entry.end
        return
    if text[_line_start(text, entry.start) : entry.start].strip():  # the first key of an item stands behind its hyphen
        yield entry.start, following.start if following else entry.end
        return
    start, end = _lines_of(text, entry)
    blank_before = start == 0 or text[:start].endswith(("\n\n", "\n\r\n"))
    while blank_before and end < len(text) and not text[end : _next_line(text, end)].strip():
        end = _next_line(text, end)
    if end == len(text) and not text.endswith("\n"):  # a missing last line end stays missing
        start = len(text[:start].rstrip("\r\n"))
    yield start, end


def _reordered(text: str, node: Node, entries: Sequence[Entry]) -> str:
    """Return the text with the entries of a collection in another order, each with its comments; what stands between them stays.

    Raises EditRefused where an entry shares its first line with others.
    """
    if node.style == "flow":
        return _reordered_flow(text, node, entries)
    ranges = [_lines_of(text, entry) for entry in node.entries]
    chosen = [ranges[node.entries.index(entry)] for entry in entries]
    newline = "\r\n" if "\r\n" in text else "\n"
    whole = text if text.endswith("\n") else text + newline
    ends = [*(start for start, _ in ranges[1:]), ranges[-1][1]]
    parts = [
        whole[start : end if end < len(text) else len(whole)] + whole[old_end:next_start]
        for (start, end), (_, old_end), next_start in zip(chosen, ranges, ends, strict=True)
    ]
    edited = whole[: ranges[0][0]] + "".join(parts) + (whole[ranges[-1][1] :] if ranges[-1][1] < len(text) else "")
    return edited if text.endswith("\n") else edited.removesuffix(newline)


def _reordered_flow(text: str, node: Node, entries: Sequence[Entry]) -> str:
    """Return the text with the entries of a flow collection in another order; commas and spaces stay where they are, comments do not."""
    behind: dict[int, str] = {}
    between: list[tuple[str, str]] = []
    ends = [*(entry.start for entry in node.entries[1:]), node.end - 1]
    for number, (entry, end) in enumerate(zip(node.entries, ends, strict=True)):
        line, newline, rest = re.split(r"(\r?\n|\Z)", text[entry.end : end], maxsplit=1)
        comma = line.partition("#")[0].rstrip() if "#" in line else line
        behind[number] = line[len(comma) :]
        between.append((comma, newline + rest))
    margin = ("\r\n" if "\r\n" in text else "\n") + " " * _column(text, node.entries[-1].start)
    parts = []
    for (comma, gap), entry in zip(between, entries, strict=True):
        comment = behind[node.entries.index(entry)]
        line_end = margin if comment and "\n" not in gap else ""  # what follows on the line would be part of the comment
        parts.append(text[entry.start : entry.end] + comma + comment + line_end + gap)
    return text[: node.entries[0].start] + "".join(parts) + text[node.end - 1 :]
