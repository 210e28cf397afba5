"""A whole explainer is made in the browser from bare text, by pointer only and by keyboard only."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from counterpoint.build import build, check
from counterpoint.options import Options
from counterpoint.reading.files import article_paths
from engines import PATIENCE, Chromium, Engine, wait_until
from playwright.sync_api import Error
from site_folder import SIDECAR, SITE, TEXT, TODAY
from test_serve import Served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("engines")]

HEADINGS = (
    "positions: # the sides\n  # for:\n  #   label: A name\n\nissues: # the questions\n\nclaims: # who says what\n\nnotes:\n\nterms:\n"
)
"""A sidecar as `counterpoint new` writes it, with nothing under its headings."""
SCRIPT = """(() => {
  const label = (e) => [...(e.labels ?? [])].map((l) => l.innerText).join(' ');
  const name = (e) => (e.getAttribute('aria-label') ?? (label(e) || e.innerText)).trim();
  const kinds = '.dk :is(button, input, textarea, select, [role=option])';
  const all = () => [...document.querySelectorAll(kinds)].filter((e) => e.checkVisibility());
  window.isNamed = (e, wanted) => Boolean(e?.closest?.('.dk')) && name(e).startsWith(wanted);
  window.named = (wanted) => all().find((e) => isNamed(e, wanted));
  window.isAfter = (wanted) => Boolean(document.activeElement.compareDocumentPosition(named(wanted)) & Node.DOCUMENT_POSITION_PRECEDING);
  window.at = (wanted) => {
    const e = named(wanted);
    e.scrollIntoView({block: 'nearest', behavior: 'instant'});
    const r = e.getBoundingClientRect();
    return [r.x + Math.min(r.width / 2, 60), r.y + Math.min(r.height / 2, 12)];
  };
  window.words = (wanted) => {
    const walker = document.createTreeWalker(document.querySelector('.text'), 4);
    for (let node; (node = walker.nextNode());) {
      const start = node.data.indexOf(wanted);
      if (start < 0) continue;
      const range = document.createRange();
      range.setStart(node, start);
      range.setEnd(node, start + wanted.length);
      node.parentElement.scrollIntoView({block: 'center', behavior: 'instant'});
      const [a, z] = [range.getClientRects()[0], [...range.getClientRects()].at(-1)];
      return [a.x + 1, a.y + a.height / 2, z.right - 1, z.y + z.height / 2];
    }
  };
  return true;
})()"""


THREE_SIDES = "speakers: {ann: {name: Ann, kind: person}, union: {name: The Union, kind: organisation}}" + SIDECAR.replace(
    "issues:\n", "  later: {label: Later}\nissues:\n  when: {question: 'When does it begin?'}\n", 1
)
BUTTONS = """[...document.querySelectorAll('[role=table] :is(.dk-row, .dk-cell) button')].map((button) => {
  const about = button.closest('[role=columnheader], [role=rowheader], [role=cell]');
  about.scrollIntoView({block: 'center', behavior: 'instant'});
  const [box, room] = [button.getBoundingClientRect(), about.getBoundingClientRect()];
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const hit = document.elementFromPoint(x, y);
  return {
    name: button.getAttribute('aria-label'),
    isHit: button === hit || getComputedStyle(button).visibility === 'hidden',
    isInside: box.left >= room.left - 1 && box.right <= room.right + 1,
  };
})"""
MIDDLE = """(name) => {
  const button = [...document.querySelectorAll('[role=table] button')].find((button) => button.getAttribute('aria-label') === name);
  button.parentElement.parentElement.scrollIntoView({block: 'center', behavior: 'instant'});
  const box = button.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}"""


class Author:
    """Works in the desk of one page. `engine` is told what hands do; what is on the page is only looked at by scripts."""

    def __init__(self, engine: Engine, server: Served, address: str) -> None:
        self.engine, self.server, self.address = engine, server, address
        engine.open(address)
        self.see("document.querySelector('.dk-bar')")

    def see(self, expression: str) -> None:
        """Wait until something is true of the page, which may be loaded anew meanwhile."""
        end = time.monotonic() + PATIENCE
        while not self._is(expression):
            assert time.monotonic() < end, expression
            time.sleep(0.02)

    def _is(self, expression: str) -> bool:
        try:
            return bool(self.engine.js(f"{SCRIPT} && !!({expression})"))
        except (Error, AssertionError):  # the page that was asked is gone
            return False

    def ask(self, expression: str) -> Any:
        return self.engine.js(f"({SCRIPT}, {expression})")

    def press(self, name: str) -> None:
        """Press a button, choose one of several, or tick a box."""
        raise NotImplementedError

    def go_to(self, name: str) -> None:
        """Put the focus into a field."""
        raise NotImplementedError

    def choose_words(self, words: str) -> None:
        """Open the form of a new claim on some words."""
        raise NotImplementedError

    def fill(self, name: str, text: str) -> None:
        self.go_to(name)
        self.engine.type(text)

    def save(self, then: str) -> None:
        """Save the form, and wait until the page says so."""
        self.press("Save")
        self.see(f"document.querySelector('.dk-said')?.textContent.includes({json.dumps(then)})")
        self.see("document.querySelector('.dk-bar:not([aria-busy])')")


class ByPointer(Author):
    def press(self, name: str) -> None:
        self.see(f"named({json.dumps(name)})")
        self.engine.click(*self.ask(f"at({json.dumps(name)})"))

    go_to = press

    def choose_words(self, words: str) -> None:
        self.see("true")
        self.engine.drag(*self.ask(f"words({json.dumps(words)})"))
        self.press("Claim")

    def new_speaker(self, name: str) -> None:
        self.fill("Who says so", name)
        self.press("Add someone new")


class ByKeyboard(Author):
    def go_to(self, name: str) -> None:
        self.see(f"named({json.dumps(name)})")
        end = time.monotonic() + PATIENCE
        while not self.ask(f"isNamed(document.activeElement, {json.dumps(name)})"):
            assert time.monotonic() < end, f"Tab does not come to {name}"
            if self.ask(f"isAfter({json.dumps(name)})"):  # on the way round the browser's own controls would get the focus
                self.engine.chord("Tab", "Shift")
            else:
                self.engine.press("Tab")

    def press(self, name: str) -> None:
        self.see(f"named({json.dumps(name)})")
        if name == "Save":
            self.engine.chord("Enter")
            return
        kind = self.ask(f"named({json.dumps(name)}).type")
        if kind == "radio":  # one of the group has the focus; arrows go to the others
            group = f"[...document.getElementsByName(named({json.dumps(name)}).name)]"
            while not self.ask(f"{group}.includes(document.activeElement)"):
                self.engine.press("Tab")
            while not self.ask(f"named({json.dumps(name)}).checked"):
                self.engine.press("ArrowDown")
            return
        self.go_to(name)
        self.engine.press(" " if kind == "checkbox" else "Enter")

    def choose_words(self, words: str) -> None:
        self.press("Type words")
        self.see("isNamed(document.activeElement, 'Words of the article')")
        self.engine.type(words)
        self.see(f"document.querySelector('.dk-context mark')?.textContent === {json.dumps(words)}")
        self.engine.chord("Enter")

    def new_speaker(self, name: str) -> None:
        self.see("isNamed(document.activeElement, 'Who says so')")
        self.engine.type(name)
        self.see("named('Add someone new')")
        self.engine.press("Enter")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("whole") / "site")
    server.site.write("site.yml", SITE)
    for name in ("chromium", "firefox"):
        for way in ("pointer", "keyboard"):
            server.site.article(f"{way}-{name}", TEXT, HEADINGS if way == "pointer" else "")
        server.site.article(f"sides-{name}", TEXT, THREE_SIDES)
    server.start()
    yield server
    server.process.kill()
    server.process.communicate()


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "chromium":
        return Chromium(request.getfixturevalue("browser"), has_touch=False)  # with a touch screen, buttons do not wait for a pointer
    return request.getfixturevalue("firefox")


@pytest.mark.parametrize("way", ["pointer", "keyboard"])
def test_a_whole_explainer_is_made_from_bare_text(server: Served, engine: Engine, way: str):
    slug = f"{way}-{engine.name}"
    author = {"pointer": ByPointer, "keyboard": ByKeyboard}[way](engine, server, f"{server.url}/{slug}/")
    for position in ("For", "Against"):
        author.press("Sides")
        author.press("Add a position")
        author.fill("Name", position)
        author.save("Position added")
    author.press("Sides")
    author.press("Add a question")
    author.fill("The question", "What does it cost?")
    author.save("Question added")
    for words, speaker, position in (("it costs little", f"Ann {slug}", "For"), ("nobody can pay for it", f"Union {slug}", "Against")):
        author.choose_words(words)
        author.new_speaker(speaker)
        author.press(position)
        author.press("What does it cost?")
        author.save("Claim added")
    author.press("Sides")
    author.press("Edit the answer of For")
    author.press("An answer")
    author.fill("The answer, summed up", "Little.")
    author.save("Answer of")
    author.press("Sides")
    author.press("Edit the answer of Against")
    author.press("No answer is stated")
    author.fill("What was looked at", "Its site.")
    author.fill("As of", "2026-05-01")
    author.save("Answer of")

    side = (server.site.root / article_paths(slug)[1]).read_text(encoding="utf-8")
    assert {key: value for key, value in yaml.load(side, yaml.BaseLoader).items() if value} == {
        "positions": {"for": {"label": "For"}, "against": {"label": "Against"}},
        "issues": {
            "what-does-cost": {
                "question": "What does it cost?",
                "answers": {"for": "Little.", "against": {"silence": "not-stated", "note": "Its site.", "date": "2026-05-01"}},
            }
        },
        "claims": {
            "costs-little": {"quote": "it costs little", "speaker": f"ann-{slug}", "position": "for", "issue": "what-does-cost"},
            "nobody-can-pay": {
                "quote": "nobody can pay for it",
                "speaker": f"union-{slug}",
                "position": "against",
                "issue": "what-does-cost",
            },
        },
    }
    speakers = yaml.safe_load((server.site.root / "content/speakers.yml").read_text(encoding="utf-8"))
    names = {f"ann-{slug}": f"Ann {slug}", f"union-{slug}": f"Union {slug}"}
    assert names == {id: speaker["name"] for id, speaker in speakers.items() if id.endswith(slug)}
    options = Options(root=server.site.root, output=server.site.root / "built", today=TODAY, now=f"{TODAY}T00:00:00+00:00", strict=True)
    assert not [found for found in check(options).diagnostics if slug in found.location.path]
    if way == "keyboard":  # both are whole now
        assert not build(options).failed()
        assert "it costs little" in (server.site.root / "built" / slug / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [800, 1280, 1800])
def test_each_button_in_the_table_is_at_what_it_is_about(server: Served, engine: Engine, width: int):
    engine.open(f"{server.url}/sides-{engine.name}/sides/", width=width)
    wait_until(engine, f"{BUTTONS}.length === 3 * 3 + 2 * 3 + 3 * 2")
    buttons = engine.js(BUTTONS)
    assert [button["name"] for button in buttons if not (button["isHit"] and button["isInside"])] == []
    for label in ("Yes", "No", "Later"):
        engine.click(*engine.js(f"({MIDDLE})('Edit the position: {label}')"))
        wait_until(engine, f"document.querySelector('#dk-title')?.textContent === {json.dumps(label)}")
        engine.press("Escape")
        wait_until(engine, "!document.querySelector('#dk-title')")
    if width == 1280:
        engine.click(*engine.js(f"({MIDDLE})('Move later: Yes')"))
        wait_until(engine, "document.querySelector('.dk-said')?.textContent.includes('“Yes” is now number 2 of 3')")
        side = (server.site.root / article_paths(f"sides-{engine.name}")[1]).read_text(encoding="utf-8")
        assert list(yaml.load(side, yaml.BaseLoader)["positions"]) == ["no", "yes", "later"]
