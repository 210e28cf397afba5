"""Edits of a YAML file that change nothing but what they are about.

A file is never dumped. An operation replaces, inserts or removes the characters of one entry, in the style of the entries beside it. It
leaves comments, order, indentation, quotation marks and line ends as the author has them. Every result is proved before it is returned:
the file is read again and means what it meant before, with the operation applied; every comment outside a removed entry is still there.
What cannot be proved is refused, and the author edits by hand.

Values are what `reading.yaml` gives: texts, lists and mappings of these. Paths are tuples of keys and indexes. Offsets count code points.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from yaml import ScalarNode
from yaml.resolver import Resolver

from counterpoint.authoring.yaml_tree import EditRefused, Entry, Node, Path, comments, loaded, lookup, parse, spend, value_at
from counterpoint.reading import yaml
from counterpoint.reading.files import SourceFile

Value = str | list[Any] | dict[str, Any]

_NOTHING = ("~", "null", "Null", "NULL")
"""Plain texts that other readers of YAML take for none."""
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
    edited = _insert(text, node, index, None, value, _Style.of_file(text, parse(text)))
    return _proved(text, edited, model)


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
    start, end = _removed_range(text, parent, entry)
    gone = [comment for at, comment in comments(text, root) if start <= at < end]
    return _proved(text, text[:start] + text[end:], model, gone)


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
    return _proved(text, edited, model)


def move_entry(text: str, path: Path, before: str | None) -> str:
    """Move the entry at a path, with its comments, before another key of its mapping, or last. Raises EditRefused."""
    model = _model(text)
    root = parse(text)
    parent, (_, entry) = lookup(root, path[:-1])[0], lookup(root, path)
    names = [other.name for other in parent.entries] if parent else []
    if parent is None or entry is None or not parent.plain or (before is not None and before not in names):
        raise EditRefused("the entry cannot be moved", _line(text, path))
    if before == path[-1] or len(names) == 1:
        return text
    order = [name for name in names if name != path[-1]]
    order.insert(order.index(before) if before is not None else len(order), str(path[-1]))
    mapping = value_at(model, path[:-1])
    reordered = {name: mapping[name] for name in order}
    mapping.clear()
    mapping.update(reordered)
    if parent.style == "flow":
        return _proved(text, _reordered_flow(text, parent, [parent.entries[names.index(name)] for name in order]), model)
    start, end = _lines_of(text, entry)
    others = [other for other in parent.entries if other is not entry]
    target = _lines_of(text, others[-1])[1] if before is None else _lines_of(text, parent.entries[names.index(before)])[0]
    return _proved(text, _moved(text, start, end, target, text[start:end]), model)


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


def _proved(before: str, after: str, model: Any, gone: Sequence[str] = ()) -> str:
    """Return the edited text if it means the model and has lost no comment. Raises EditRefused."""
    value, diagnostics = loaded(after)
    if not _same(value, model) or len(diagnostics) > len(loaded(before)[1]):
        raise EditRefused("the edit would change more than was asked for", 0)
    expected = [comment for _, comment in comments(before, parse(before))]
    for comment in gone:
        expected.remove(comment)
    if sorted(expected) != sorted(comment for _, comment in comments(after, parse(after))):
        raise EditRefused("the edit would touch a comment", 0)
    return after


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
    if not node.plain and value_at(_model(text), path) != value:
        raise EditRefused("an anchor, an alias or a tag stands here", _line(text, path))
    if isinstance(value, dict) and node.kind == "mapping" and node.entries and value:
        return _change_mapping(text, path, value, order)
    if isinstance(value, list) and node.kind == "sequence" and node.entries and value:
        return _change_sequence(text, path, value)
    model = _model(text)
    if value_at(model, path) == value:
        return text
    if not path:
        raise EditRefused("the whole file cannot be replaced", 0)
    value_at(model, path[:-1])[path[-1]] = value
    root = parse(text)
    parent, entry = lookup(root, path[:-1])[0], lookup(root, path)[1]
    assert parent is not None
    assert entry is not None
    edited = _replaced(text, parent, entry, value, _Style.of_file(text, root))
    return _proved(text, edited, model)


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
    """Change items one by one between the first and the last that differ."""
    before = value_at(_model(text), path)
    first = 0
    while first < min(len(before), len(value)) and before[first] == value[first]:
        first += 1
    last = 0
    while last < min(len(before), len(value)) - first and before[-1 - last] == value[-1 - last]:
        last += 1
    old, new = len(before) - last, len(value) - last
    for index in range(first, min(old, new)):
        node, _ = lookup(parse(text), (*path, index))
        assert node is not None
        text = _change(text, (*path, index), node, value[index], ())
    for index in range(min(old, new), new):
        text = insert_item(text, path, index, value[index])
    for index in reversed(range(min(old, new), old)):
        text = remove(text, (*path, index))
    return text


def _replaced(text: str, parent: Node, entry: Entry, value: Value, style: _Style) -> str:
    """Return the text with an entry's value written anew."""
    node = entry.value
    in_flow = parent.style == "flow"
    indent = _column(text, entry.start)
    if node.is_empty:
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
    content = next((line for line in body.split("\n") if line.strip()), "")
    margin = content[: len(content) - len(content.lstrip(" "))]
    if node.style == ">":
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
        return _proved(text, _appended(text, _pair(key, value, 0, style, levels), style), {key: value})
    index = position(list(mapping))
    items = [*mapping.items()]
    items.insert(index, (key, value))
    mapping.clear()
    mapping.update(items)
    return _proved(text, _insert(text, node, index, key, value, style, levels), model)


def _appended(text: str, line: str, style: _Style) -> str:
    """Return the text with a line after its last one."""
    if text and not text.endswith("\n") and text != "\ufeff":
        return text + style.newline + line
    return text + line + style.newline


def _insert(text: str, node: Node, index: int, key: str | None, value: Value, style: _Style, levels: int = 0) -> str:
    """Return the text with an entry written into a collection at an index."""
    if node.style == "flow":
        return _insert_in_flow(text, node, index, key, value, style)
    column = _column(text, node.entries[0].start)
    alike = [other.value for other in node.entries]
    if key is None:
        written = "- " + _item(value, column, style)
    elif not levels and isinstance(value, dict) and value and _prefer_block(alike):
        written = f"{_key(key)}:{style.newline}{_block(value, column + style.step, style)}"
    else:
        written = _pair(key, value, column, style, levels)
    if index > 0:
        return _after(text, node, index - 1, column, written, style)
    first = node.entries[0]
    start = _lines_of(text, first)[0] if node.start > _file_head(text) else _line_start(text, first.start)
    if text[_line_start(text, first.start) : first.start].strip():  # the first key of an item stands behind its hyphen
        return text[: first.start] + written + style.newline + " " * column + text[first.start :]
    return text[:start] + " " * column + written + style.newline + text[start:]


def _prefer_block(nodes: Sequence[Node]) -> bool:
    """Tell whether most of the mappings beside a new one are written as blocks."""
    mappings = [node for node in nodes if node.kind == "mapping"]
    return sum(node.style == "block" for node in mappings) * 2 >= len(mappings)


def _file_head(text: str) -> int:
    """Return the offset of the first character that is neither white space nor part of a comment."""
    at = 1 if text.startswith("\ufeff") else 0
    while at < len(text) and (text[at].isspace() or text[at] == "#"):
        at = _next_line(text, at) if text[at] == "#" else at + 1
    return at


def _after(text: str, node: Node, index: int, column: int, written: str, style: _Style) -> str:
    """Return the text with lines after an entry. A blank line comes before them where blank lines part the other entries."""
    end = _next_line(text, node.entries[index].end)
    gap = style.newline if _has_blank_lines(text, node) else ""
    lines = gap + " " * column + written
    if end == len(text) and not text.endswith("\n"):
        return text + style.newline + lines
    return text[:end] + lines + style.newline + text[end:]


def _has_blank_lines(text: str, node: Node) -> bool:
    """Tell whether a blank line stands before each entry of a block but the first."""
    between = [text[left.end : right.start] for left, right in pairwise(node.entries)]
    return bool(between) and all(re.search(r"\n[ \t]*\r?\n", part) for part in between)


def _insert_in_flow(text: str, node: Node, index: int, key: str | None, value: Value, style: _Style) -> str:
    written = _written(value, 0, style, flow=True)
    if key is not None:
        written = f"{_key(key)}: {written}"
    if not node.entries:
        return text[: node.start + 1] + written + text[node.end - 1 :]
    if index == 0:
        return text[: node.entries[0].start] + written + ", " + text[node.entries[0].start :]
    at = node.entries[index - 1].end
    return text[:at] + ", " + written + text[at:]


# ---- removing and moving


def _lines_of(text: str, entry: Entry) -> tuple[int, int]:
    """Return the whole lines of a block entry, with the comment lines right above it. Raises EditRefused if others share them."""
    start = _line_start(text, entry.start)
    if text[start : entry.start].strip():
        raise EditRefused("the entry does not begin its line", text.count("\n", 0, entry.start) + 1)
    indent = text[start : entry.start]
    while start > 0:
        above = _line_start(text, start - 1)
        if not text[above:start].startswith(indent + "#"):
            break
        start = above
    return start, _next_line(text, entry.end)


def _removed_range(text: str, parent: Node, entry: Entry) -> tuple[int, int]:
    if not parent.plain or not entry.value.plain:
        raise EditRefused("an anchor, an alias or a tag stands here", text.count("\n", 0, entry.start) + 1)
    index = parent.entries.index(entry)
    if parent.style == "flow":
        if index + 1 < len(parent.entries):
            return entry.start, parent.entries[index + 1].start
        return (parent.entries[index - 1].end, entry.end) if index else (entry.start, entry.end)
    if text[_line_start(text, entry.start) : entry.start].strip():  # the first key of an item stands behind its hyphen
        following = parent.entries[index + 1].start if index + 1 < len(parent.entries) else entry.end
        return entry.start, following
    start, end = _lines_of(text, entry)
    blank_before = start == 0 or text[:start].endswith(("\n\n", "\n\r\n"))
    while blank_before and end < len(text) and not text[end : _next_line(text, end)].strip():
        end = _next_line(text, end)
    if end == len(text) and not text.endswith("\n"):  # a missing last line end stays missing
        start = len(text[:start].rstrip("\r\n"))
    return start, end


def _reordered_flow(text: str, node: Node, entries: Sequence[Entry]) -> str:
    """Return the text with the entries of a flow collection in another order; commas and spaces stay where they are."""
    parts, at = [], node.start
    for place, entry in zip(node.entries, entries, strict=True):
        parts += [text[at : place.start], text[entry.start : entry.end]]
        at = place.end
    return text[: node.start] + "".join(parts) + text[at:]


def _moved(text: str, start: int, end: int, target: int, block: str) -> str:
    """Return the text with whole lines moved to the start of another line, or to the end."""
    if end == len(text) and not block.endswith("\n"):
        newline = "\r\n" if text[start - 2 : start] == "\r\n" else "\n"
        text, block, end = text + newline, block + newline, end + len(newline)
        return _moved(text, start, end, target, block).rstrip("\r\n")
    if target == len(text) and not text.endswith("\n"):
        newline = "\r\n" if block.endswith("\r\n") else "\n"
        return text[:start] + text[end:] + newline + block.removesuffix(newline)
    if target <= start:
        return text[:target] + block + text[target:start] + text[end:]
    return text[:start] + text[end:target] + block + text[target:]
