"""Edits of YAML files: what the file means changes as asked, and not one character elsewhere."""

from __future__ import annotations

import copy
import random
import re

import pytest
import yaml
from counterpoint.authoring.yaml_edit import EditRefused, append_entry, insert_entry, insert_item, move_entry, remove, rename_key, set_value
from hypothesis import given
from hypothesis import strategies as st

SIDECAR = """\
# Who says what

positions:
  close: {label: Close it, speakers: [open-streets]}  # the campaign
claims:
  # counted in March
  short-trips:
    quote: half of the car trips   # table 4
    speaker: open-streets
    issue: trade
    evidence:
      - {source: count, stance: supports}

  trip-length:
    quote: |
      the length of a trip
      says nothing
    speaker: traders
sources:
  count: {title: Bridge count}
"""


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines between the common start and the common end of two texts."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return old[start : len(old) - end], new[start : len(new) - end]


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (
            ("claims", "short-trips", "quote"),
            "a third",
            ["    quote: half of the car trips   # table 4\n"],
            ["    quote: a third   # table 4\n"],
        ),
        (("claims", "short-trips", "issue"), ["trade", "air"], ["    issue: trade\n"], ["    issue: [trade, air]\n"]),
        (("claims", "short-trips", "note"), "No. #7: yes", [], ["    note: 'No. #7: yes'\n"]),
        (("claims", "short-trips", "note"), "a\tb", [], ['    note: "a\\tb"\n']),
        (("claims", "trip-length", "quote"), "one\ntwo", None, ["      one\n", "      two\n"]),
        (
            ("positions", "close", "label"),
            "Close, now",
            ["  close: {label: Close it, speakers: [open-streets]}  # the campaign\n"],
            ["  close: {label: 'Close, now', speakers: [open-streets]}  # the campaign\n"],
        ),
        (("notes", "n"), {"quote": "a", "text": "b"}, [], ["notes:\n", "  n: {quote: a, text: b}\n"]),
    ],
)
def test_a_value_is_written_within_its_own_line(path, value, old, new):
    order = ["quote", "speaker", "issue", "note", "evidence"]
    before, after = changed_lines(SIDECAR, set_value(SIDECAR, path, value, order))
    assert new == after
    assert old in (None, before)


def test_a_claim_is_added_like_its_neighbours():
    claim = {"quote": "we shall see", "speaker": "ann", "evidence": [{"source": "count", "stance": "supports"}]}
    removed, added = changed_lines(SIDECAR, insert_entry(SIDECAR, ("claims",), "see", claim, "short-trips"))
    assert removed == []
    assert "".join(added).strip("\n") == (
        "  see:\n    quote: we shall see\n    speaker: ann\n    evidence:\n      - {source: count, stance: supports}"
    )


def test_a_removed_entry_takes_its_comments_with_it_and_no_others():
    after = remove(SIDECAR, ("claims", "short-trips"))
    assert "counted in March" not in after
    assert "table 4" not in after
    assert "# the campaign" in after
    assert yaml.safe_load(remove(after, ("claims", "trip-length"))).keys() == {"positions", "sources"}


def test_an_entry_moves_with_its_comments():
    after = move_entry(SIDECAR, ("claims", "short-trips"), None)
    assert list(yaml.safe_load(after)["claims"]) == ["trip-length", "short-trips"]
    assert after.index("# counted in March") > after.index("says nothing")


@pytest.mark.parametrize(
    "text",
    [
        "base: &x {label: A}\nclose: *x\n",
        "close: !!map {label: A}\n",
        "close: [a: b]\n",
        "a: 1\n---\nclose: 2\n",
        "close: {a: 1\n",
    ],
)
def test_what_cannot_be_proved_is_refused(text):
    with pytest.raises(EditRefused):
        set_value(text, ("close",), {"label": "B"})


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("head", ["", "\ufeff"])
@pytest.mark.parametrize("tail", ["", "\n"])
def test_line_ends_and_a_byte_order_mark_stay_as_they_are(newline, head, tail):
    text = head + newline.join(["a: x  # 😀 c", "b:", "  c: 'é'", "  d: z"]) + (newline if tail else "")
    for after in (
        set_value(text, ("b", "c"), "w"),
        append_entry(text, ("b",), "e", "more"),
        append_entry(text, (), "e", {"k": "more words"}),
        remove(text, ("b", "d")),
        rename_key(text, ("b", "d"), "q"),
        move_entry(text, ("b", "d"), "c"),
    ):
        assert after.startswith(head)
        assert after.endswith("\n") == text.endswith("\n")
        assert ("\r\n" in after) == (newline == "\r\n")
        assert len(re.findall(r"(?<!\r)\n", after)) == (0 if newline == "\r\n" else after.count("\n"))


# ---- any file, any operation

WORDS = ["car", "of", "1", "no", "12:30", "é", "שלום", "😀", "x#y", "a,b", "it's", '"q"', "-", "null", "[z]", "{w}", "k:v"]


class Writer:
    """Writes a random model by hand, in many styles, with comments. Each key and each text carries a number of its own.

    A comment says where it stands (above, beside or below) and the number of the key or item that it is about.
    """

    def __init__(self, seed: int) -> None:
        self.random, self.count = random.Random(seed), 0
        self.newline = self.random.choice(["\n", "\n", "\r\n"])
        self.step = self.random.choice([1, 2, 2, 4])
        self.commented = self.random.random() < 0.7

    def token(self) -> str:
        self.count += 1
        return f"t{self.count}z"

    def text(self) -> str:
        words = [self.random.choice(WORDS) for _ in range(self.random.randint(0, 4))]
        words.insert(self.random.randint(0, len(words)), self.token())
        return " ".join(words)

    def model(self, depth: int = 0):
        kind = self.random.random()
        if depth and (depth > 3 or kind < 0.5):
            return self.text()
        size = self.random.randint(1, 4)
        if depth and kind < 0.7:
            return [self.model(depth + 2) for _ in range(size)]
        return {self.token(): self.model(depth + 1) for _ in range(size)}

    def comment(self, indent: str, kind: str = "head", owner: str = "file", odds: float = 0.3) -> str:
        if not self.commented or self.random.random() > odds:
            return ""
        return f"{indent}# '{kind} {owner} {self.token()}: {{"

    def scalar(self, text: str, indent: int, *, flow: bool) -> str:
        forms = ["'" + text.replace("'", "''") + "'", '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"']
        plain_ok = not re.search(r"[#&*!|>'\"%@`{}\[\],?:]|^-|^null$| -$", text)
        if plain_ok:
            forms += [text] * 4
        if not flow:
            forms.append("|-" + self.newline + " " * (indent + self.step) + text)
        return self.random.choice(forms)

    def flow_model(self):
        """A value as an editor adds it: a text, a list of ids, or a small mapping."""
        kind = self.random.random()
        if kind < 0.5:
            return self.text()
        if kind < 0.7:
            return [self.text() for _ in range(self.random.randint(1, 3))]
        return {self.token(): self.text(), self.token(): [{self.token(): self.text()}]}

    def flow(self, model) -> str:
        if isinstance(model, str):
            return self.scalar(model, 0, flow=True)
        if isinstance(model, list):
            return "[" + ", ".join(map(self.flow, model)) + "]"
        return "{" + ", ".join(f"{key}: {self.flow(value)}" for key, value in model.items()) + "}"

    def many_lines(self, model: dict, indent: int) -> str:
        """A mapping in braces with a line for each entry, and comments beside them."""
        last, margin = len(model) - 1, self.newline + " " * (indent + self.step)
        lines = [
            f"{key}: {self.flow(value)}{',' if number < last else ''}{self.comment('  ', 'beside', key)}"
            for number, (key, value) in enumerate(model.items())
        ]
        return "{" + margin.join(lines) + margin + "}"

    def value(self, key: str, model, indent: int) -> str:
        """What stands after a key's colon, with the line's end."""
        end = self.comment("  ", "beside", key, 0.2)
        if isinstance(model, str):
            written = self.scalar(model, indent, flow=False)
            if written.startswith("|"):
                return f" {written}{self.newline}"
            below = self.comment(" " * (indent + self.step + 1), "below", key, 0.1)
            return f" {written}{end}{self.newline}{below}{self.newline if below else ''}"
        if isinstance(model, dict) and self.random.random() < 0.2:
            return f" {self.many_lines(model, indent)}{self.newline}"
        if self.random.random() < 0.3:
            return f" {self.flow(model)}{end}{self.newline}"
        deeper = indent + (self.step if isinstance(model, dict) else self.random.choice([0, self.step]))
        return f"{end}{self.newline}{self.block(model, deeper)}"

    def above(self, margin: str, owner: str) -> str:
        written = self.comment(margin, "above", owner)
        return written + self.newline if written else ""

    def block(self, model, indent: int, *, top: bool = False) -> str:
        margin, lines = " " * indent, ""
        blank = self.random.random() < 0.2
        entries = model.items() if isinstance(model, dict) else [("-", value) for value in model]
        for number, (key, value) in enumerate(entries):
            lines += self.newline if blank and number else ""
            if isinstance(model, dict):
                lines += "" if top and not number else self.above(margin, key)
                lines += f"{margin}{key}:{self.value(key, value, indent)}"
            elif isinstance(value, str):
                written, (owner, *_) = self.scalar(value, indent, flow=False), re.findall(r"t\d+z", value)
                above, end = self.above(margin, owner), self.comment("  ", "beside", owner, 0.2)
                above, end = ("", "") if written.startswith("|") else (above, end)
                lines += f"{above}{margin}- {written}{end}{self.newline}"
            else:
                lines += f"{margin}- {self.flow(value)}{self.newline}"
        return lines

    def file(self) -> tuple[str, dict]:
        model = self.model()
        head, foot = self.comment(""), self.comment("")
        text = (head and head + self.newline) + self.block(model, 0, top=True) + (foot and foot + self.newline)
        if self.random.random() < 0.2:
            text = text.rstrip("\r\n")
        return self.random.choice(["", "", "\ufeff"]) + text, model


def paths(model, here=()):
    """Every path of a model, the root's first."""
    yield here
    for key in model if isinstance(model, dict) else range(len(model)) if isinstance(model, list) else ():
        yield from paths(model[key], (*here, key))


def at(model, path):
    for step in path:
        model = model[step]
    return model


def tokens(value) -> set[str]:
    return set(re.findall(r"t\d+z", repr(value)))


COMMENT = re.compile(r"# '(\w+) (\w+) (t\d+z)")


def places(text: str) -> dict[str, tuple[str, str, str]]:
    """Each comment by its number: where it says that it stands, whom it is about, and the line that it stands beside, above or below."""
    lines = text.lstrip("\ufeff").splitlines()
    bare = [COMMENT.sub("\n", line).partition("\n")[0] for line in lines]
    result = {}
    for number, line in enumerate(lines):
        if not (match := COMMENT.search(line)):
            continue
        step = {"above": 1, "below": -1}.get(match[1], 0)
        while step and 0 <= number + step < len(lines) and not bare[number + step].strip():
            step += 1 if step > 0 else -1
        result[match[3]] = (match[1], match[2], bare[number + step] if 0 <= number + step < len(lines) else "")
    return result


def apply(operation: str, text: str, model: dict, path: tuple, writer: Writer) -> tuple[str, dict, set[str]]:
    """One operation on a file, and on a copy of its model; with the numbers of all that it may take away."""
    model = copy.deepcopy(model)
    parent, value = at(model, path[:-1]), at(model, path)
    if operation in {"rename", "move"} and isinstance(parent, list):
        operation = "set"
    if operation == "set":
        new = writer.text() if isinstance(value, str) else writer.flow_model()
        parent[path[-1]] = new
        return set_value(text, path, new), model, tokens(value)
    if operation == "add" and isinstance(value, dict):
        key, new = writer.token(), writer.flow_model()
        after = writer.random.choice([None, *value])
        items = list(value.items())
        items.insert(0 if after is None else list(value).index(after) + 1, (key, new))
        value.clear()
        value.update(items)
        return insert_entry(text, path, key, new, after), model, set()
    if operation == "add" and isinstance(value, list):
        index, new = writer.random.randint(0, len(value)), writer.flow_model()
        value.insert(index, new)
        return insert_item(text, path, index, new), model, set()
    if operation == "rename" and isinstance(parent, dict):
        name = writer.token()
        items = [(name if key == path[-1] else key, item) for key, item in parent.items()]
        parent.clear()
        parent.update(items)
        return rename_key(text, path, name), model, {path[-1]}
    if operation == "move" and isinstance(parent, dict):
        before = writer.random.choice([None, *(key for key in parent if key != path[-1])])
        names = [key for key in parent if key != path[-1]]
        names.insert(len(names) if before is None else names.index(before), path[-1])
        items = [(key, parent[key]) for key in names]
        parent.clear()
        parent.update(items)
        return move_entry(text, path, before), model, set()
    gone = tokens({path[-1]: value})
    while len(path) > 1 and len(at(model, path[:-1])) == 1:
        path = path[:-1]
        gone |= tokens(path[-1])
    del at(model, path[:-1])[path[-1]]
    return remove(text, path), model, gone


def meaning(text: str):
    """What a file means, as PyYAML reads it with every scalar a text."""
    return yaml.load(text.removeprefix("\ufeff"), yaml.BaseLoader)


def same(value, model) -> bool:
    if isinstance(model, dict):
        return isinstance(value, dict) and list(value) == list(model) and all(same(value[key], model[key]) for key in model)
    if isinstance(model, list):
        return isinstance(value, list) and len(value) == len(model) and all(map(same, value, model))
    return isinstance(value, str) and value.strip() == model


def run(seed: int, operations: int) -> tuple[int, int]:
    """Edit a random file; return how many operations were done and how many were refused."""
    writer = Writer(seed)
    text, model = writer.file()
    assert same(meaning(text), model)
    done = refused = 0
    names: dict[str, str] = {}
    for _ in range(operations):
        choices = [path for path in paths(model) if path]
        if not choices:
            break
        path = writer.random.choice(choices)
        operation = writer.random.choice(["set", "add", "rename", "move", "remove"])
        if operation == "add" and isinstance(at(model, path), str):
            operation = "remove"
        try:
            after, expected, gone = apply(operation, text, model, path, writer)
        except EditRefused:
            refused += 1
            continue
        context = f"{operation} {path}\n{text}\n-----\n{after}"
        assert same(meaning(after) or {}, expected), context
        assert text.startswith("\ufeff") == after.startswith("\ufeff"), context
        assert text.endswith("\n") == after.endswith("\n") or not meaning(after), context
        if operation == "rename" and isinstance(at(model, path[:-1]), dict):
            (names[path[-1]],) = tokens(list(at(expected, path[:-1]))) - tokens(list(at(model, path[:-1])))
        if operation in {"set", "rename", "move"} and isinstance(path[-1], int) and isinstance(at(model, path), str):
            (names[min(tokens(at(model, path)))],) = tokens(at(expected, path))
        stand = places(after)
        for comment, (kind, owner, _) in places(text).items():
            while owner in names:
                owner = names[owner]
            if operation == "remove" and owner in gone:
                assert comment not in stand, context
            elif owner == "file" or owner in tokens(list(paths(expected))) | tokens(expected):
                assert kind == "head" or re.search(rf"\b{owner}\b", stand[comment][2]), context
        touched = gone | tokens(path[-1])
        untouched = [line for line in text.lstrip("\ufeff").splitlines() if tokens(line) and not touched & tokens(line) and "#" not in line]
        while operation == "remove" and len(path) > 1 and len(at(model, path[:-1])) == 1:
            path = path[:-1]
        if operation != "move":
            lines = iter(after.lstrip("\ufeff").splitlines())
            neighbours = tokens([at(model, path[:-1])])
            assert all(any(line == other for other in lines) for line in untouched if not neighbours & tokens(line)), context
        text, model, done = after, expected, done + 1
    return done, refused


@given(st.integers(0, 10**9))
def test_any_operation_on_any_file_does_what_it_says_and_no_more(seed):
    run(seed, 12)


# ---- comments stay at what they speak of

FLOW = """\
claims: {short: {quote: half, speaker: a}, # c
  walk: {quote: 'walked', speaker: a}  # d
}
"""
ITEMS = """\
evidence:
  # counted twice
  - source: one
    locator: "p. 1"   # of the report
  # between
  - {source: two, stance: context}
"""
TAIL = """\
positions:
  open: {label: Open}
    # more to come
claims:
  c: {speaker: a}
  # end of claims
"""
ANCHORS = """\
claims:
  short: {speaker: &sp a, note: n}
  walk: {speaker: *sp}
  long: {speaker: b}
"""


@pytest.mark.parametrize(
    ("before", "edit", "after"),
    [
        (FLOW, lambda text: remove(text, ("claims", "walk")), FLOW.replace("  walk: {quote: 'walked', speaker: a}  # d\n", "")),
        (FLOW, lambda text: remove(text, ("claims", "short")), "claims: {walk: {quote: 'walked', speaker: a}  # d\n}\n"),
        (
            FLOW,
            lambda text: move_entry(text, ("claims", "walk"), "short"),
            "claims: {walk: {quote: 'walked', speaker: a},  # d\n  short: {quote: half, speaker: a} # c\n}\n",
        ),
        (
            FLOW,
            lambda text: append_entry(text, ("claims",), "new", {"speaker": "b"}),
            FLOW.replace("}  # d\n", "},  # d\n  new: {speaker: b}\n"),
        ),
        (
            "{positions: {close: {label: A},  # a\n  open: {label: B}}, # b\n claims: {}}\n",
            lambda text: move_entry(text, ("positions", "open"), "close"),
            "{positions: {open: {label: B},\n  close: {label: A}  # a\n  }, # b\n claims: {}}\n",
        ),
        (
            ITEMS,
            lambda text: set_value(text, ("evidence",), [{"source": "two", "stance": "context"}, {"source": "one", "locator": "p. 1"}]),
            "evidence:\n  # between\n  - {source: two, stance: context}\n"
            '  # counted twice\n  - source: one\n    locator: "p. 1"   # of the report\n',
        ),
        (
            ITEMS,
            lambda text: set_value(text, ("evidence",), [{"source": "one", "locator": "p. 2"}]),
            'evidence:\n  # counted twice\n  - source: one\n    locator: "p. 2"   # of the report\n',
        ),
        (
            TAIL,
            lambda text: insert_entry(text, (), "issues", {"i": {"question": "Q?"}}, "positions"),
            TAIL.replace("claims:", "issues:\n  i: {question: 'Q?'}\nclaims:"),
        ),
        (TAIL, lambda text: append_entry(text, (), "sources", {"s": {"title": "T"}}), TAIL + "sources:\n  s: {title: T}\n"),
        (ANCHORS, lambda text: remove(text, ("claims", "long")), ANCHORS.replace("  long: {speaker: b}\n", "")),
        (ANCHORS, lambda text: remove(text, ("claims", "short", "note")), ANCHORS.replace(", note: n", "")),
    ],
)
def test_a_comment_goes_where_its_entry_goes(before, edit, after):
    assert edit(before) == after


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        (ANCHORS, lambda text: remove(text, ("claims", "short"))),  # the anchor is used elsewhere
        (ANCHORS, lambda text: remove(text, ("claims", "walk"))),  # nothing would use it any more
        (ITEMS, lambda text: set_value(text, ("evidence",), [{"source": "three", "locator": "p. 1"}])),  # of what would the comment speak?
    ],
)
def test_an_edit_that_would_leave_a_comment_or_an_alias_without_its_own_is_refused(text, edit):
    with pytest.raises(EditRefused):
        edit(text)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("value", ["x\ny", "x\n\ny", "a: 'b'\n\n# c", "\ttab"])
def test_a_text_with_a_line_break_is_written_into_an_entry_in_braces(mark, newline, value):
    text = mark + "walk: { quote: a, speaker: b }  # c\nlines: {quote: a,\n  speaker: 'b'}\n".replace("\n", newline)
    for path in (("walk", "note"), ("walk", "quote"), ("lines", "speaker"), ("lines", "note"), ("new",)):
        after = set_value(text, path, value)
        read = yaml.load(after.removeprefix("\ufeff"), yaml.BaseLoader)
        assert (read[path[0]] if len(path) == 1 else read[path[0]][path[1]]).rstrip("\n") == value.strip()
        assert after.count(newline) == after.count("\n")
        assert after.startswith("\ufeff") == bool(mark)
        assert "# c" in after
