"""Makes an explainer of the example site again from its bare text, in the desk of a browser, form by form."""

from __future__ import annotations

import contextlib
import json
import re
from copy import deepcopy
from typing import Any

from playwright.sync_api import Error
from test_desk_whole import Author

LINK = re.compile(r"\[([^\]]*)\]\((speaker|source|term):([a-z0-9-]+)\)")
SCRIPT = """(() => {
  const panel = () => document.querySelector('.dk-panel:not([hidden])');
  const labels = (e) => [e.getAttribute('aria-label') ?? '', ...[...(e.labels ?? [])].map((label) => label.innerText.trim())];
  const fits = (e, name) => labels(e).some((label) => label === name || label === `${name} needed` || label.startsWith(`${name}\\n`));
  const words = (start, end) => {
    const added = '.ref, .nb, .side, .h-sides, .dk-h, .vh, sup, .about, .sides-list, .margin';
    const walker = document.createTreeWalker(document.querySelector('.text'), 4, (n) => (n.parentElement.closest(added) ? 2 : 1));
    const places = [];
    for (let node; (node = walker.nextNode());) for (let at = 0; at < node.data.length; at++) places.push([node, at]);
    const text = places.map(([node, at]) => node.data[at].replace(/\\s/, ' ')).join('');
    const at = text.indexOf(start + end);
    if (at < 0) return '';
    const range = document.createRange();
    range.setStart(...places[at + start.length]);
    const [node, offset] = places[at + start.length + end.length - 1];
    range.setEnd(node, offset + 1);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return String(getSelection());
  };
  const scopes = (within) => (within ? panel().querySelectorAll(within) : [panel()]);
  const control = (name, within, number) => {
    for (const details of panel().querySelectorAll('details')) details.open = true;
    const found = [...(scopes(within)[number] ?? panel()).querySelectorAll('input, textarea, select')].filter((e) => e.checkVisibility());
    const made = found.find((e) => fits(e, name));
    if (!made) throw new Error(`no ${name} among ${found.map(labels)}`);
    return made;
  };
  const put = (name, value, within, number = 0) => {
    const made = control(name, within, number);
    if (made.type === 'radio' || made.type === 'checkbox') return made.click();
    made.focus();
    made.value = value;
    made.dispatchEvent(new Event(made.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true }));
    if (made.getAttribute('role') !== 'combobox') return;
    const options = [...made.parentElement.querySelectorAll('[role=option]')];
    const option = options.find((e) => (e.querySelector('b') ?? e).innerText === value) ?? options.find((e) => e.matches('.dk-new'));
    option.dispatchEvent(new Event('pointerdown', { bubbles: true, cancelable: true }));
  };
  const named = (name) => {
    const all = [...document.querySelectorAll('.dk button')].filter((e) => e.checkVisibility());
    return all.find((e) => (e.getAttribute('aria-label') ?? e.innerText.trim()).startsWith(name));
  };
  const press = (name) => (named(name).click(), true);
  window.desk = { words, put, press, named };
  return true;
})()"""


class Rebuilder(Author):
    """Writes the parts of a model into the desk of an article's page."""

    def __init__(
        self, engine: Any, server: Any, address: str, model: dict[str, Any], speakers: dict[str, Any], sources: dict[str, Any]
    ) -> None:
        self.model, self.speakers = model, speakers
        self.sources = {**sources, **model["sources"]}
        self.made = {*sources}
        """Sources that are in the files by now."""
        super().__init__(engine, server, address)

    def run(self, *calls: str) -> None:
        self.engine.js(f"({SCRIPT}, {', '.join(calls)}, true)")

    def puts(self, given: dict[str, Any], within: str = "", number: int = 0) -> list[str]:
        """Calls that put values into fields, by their labels."""
        return [
            f"desk.put({json.dumps(label)}, {json.dumps(value)}, {json.dumps(within)}, {number})" for label, value in given.items() if value
        ]

    def press_in(self, *names: str) -> None:
        """Press buttons that each open a panel. The page may be loaded anew just then, and is pressed once more."""
        title = "(document.querySelector('.dk-panel:not([hidden]) h2')?.textContent ?? '')"
        for name in names:
            self.see(f"({SCRIPT}, desk.named({json.dumps(name)}))")
            another = f"![{json.dumps(self.now(title))}, ''].includes({title})"  # there is no panel while the page is loaded anew
            self.see(f"{another} || ({SCRIPT}, desk.press({json.dumps(name)}), {another})")

    def now(self, expression: str) -> Any:
        """What is true of the page, which may be loaded anew meanwhile."""
        while True:
            with contextlib.suppress(Error, AssertionError):
                return self.engine.js(expression)

    def form(self, then: str, *calls: str) -> None:
        """Fill a form, save it, and wait for the page to show it."""
        self.see("document.querySelector('.dk-panel:not([hidden]) .dk-save')")
        self.run(*calls, "desk.press('Save')")
        self.see(f"document.querySelector('.dk-said')?.textContent.includes({json.dumps(then)})")
        self.see("document.querySelector('.dk-bar:not([aria-busy])') && !document.querySelector('.dk-panel:not([hidden])')")

    def choose(self, kind: str, before: str, words: str) -> None:
        self.see(f"({SCRIPT}, desk.words({json.dumps(before)}, {json.dumps(words)}))")
        self.see("document.querySelector('.dk-tools:not([hidden])')")
        self.press_in(kind)

    def source(self, label: str, id: str, within: str = "", number: int = 0) -> list[str]:
        """Pick a source, or write down a new one."""
        source = self.sources[id]
        calls = self.puts({label: source["title"]}, within, number)
        if id not in self.made:
            self.made.add(id)
            new = {"Address": "url", "Publisher": "publisher", "Date": "date", "Whose interests are involved": "interest"}
            inner = f"{within} .dk-inline:not([hidden])" if within else ".dk-inline:not([hidden])"
            calls += self.puts({name: source.get(key) for name, key in new.items()}, inner.strip(), 0)
        return calls

    def everything(self, markdown: str) -> None:
        self.sides()
        for before, words, kind, id in links_of(markdown):
            self.link(before, words, kind, id)
        for claim in self.model["claims"].values():
            self.claim(claim)
        for note in self.model.get("notes", {}).values():
            self.choose("Note", "", note["quote"])
            calls = self.puts({"What to know about these words": note["note"]})
            self.form("Note added", *calls, *self.source("Source", note["sources"][0]))
        for issue in self.model["issues"].values():
            for position, answer in issue["answers"].items():
                self.answer(issue["question"], self.model["positions"][position]["label"], answer)
        for approach in self.model.get("approaches", []):
            self.press_in("Sides", "Add an attempt")
            self.form("Attempt written down", *self.puts({"No attempt was made": approach["outcome"], "Note": approach["note"]}))
        for source in self.model["sources"].values():
            if source.keys() & {"kind", "viewpoint"}:
                self.press_in("Sides", "Speakers, sources and terms", f"Edit: {source['title']}")
                calls = self.puts({"Kind": source.get("kind"), "Its part in the debate": source.get("viewpoint")})
                self.form("Source changed", *calls)

    def sides(self) -> None:
        for position in self.model["positions"].values():
            self.press_in("Sides", "Add a position")
            calls = self.puts({"Name": position["label"], "In one sentence": position["summary"]})
            for speaker in position["speakers"]:
                calls += self.puts({"Who holds it": self.speakers[speaker]["name"]})
            self.form("Position added", *calls)
        kinds = {"fact": "Of fact", "policy": "Of policy", "value": "Of values"}
        for issue in self.model["issues"].values():
            self.press_in("Sides", "Add a question")
            given = {"The question": issue["question"], kinds[issue["kind"]]: "x", "What all sides agree on": issue.get("background")}
            self.form("Question added", *self.puts(given))

    def link(self, before: str, words: str, kind: str, id: str) -> None:
        self.choose({"speaker": "Speaker link", "source": "Source link", "term": "Term"}[kind], before, words)
        if kind == "speaker":
            calls = self.puts({"Speaker": self.speakers[id]["name"]})
        elif kind == "source":
            calls = self.source("Source", id)
        else:
            term = self.model["terms"][id]
            calls = self.puts({"Term": term["term"], "What it means": term["definition"]})
        self.form("Link added", *calls)

    def claim(self, claim: dict[str, Any]) -> None:
        quote = claim["quote"]
        self.choose("Claim", "", quote if isinstance(quote, str) else quote[0]["exact"])
        self.see("document.querySelector('.dk-panel:not([hidden]) .dk-context mark')")
        calls = [] if isinstance(quote, str) else self.puts({"Mark every place": "x"})
        calls += self.puts({"How it reads on its own": claim["text"], "Who says so": self.speakers[claim["speaker"]]["name"]})
        calls += self.puts({self.model["positions"][claim["position"]]["label"]: "x"})
        issues = claim["issue"] if isinstance(claim["issue"], list) else [claim["issue"]]
        calls += [call for issue in issues for call in self.puts({self.model["issues"][issue]["question"]: "x"})]
        calls += self.puts({"Date": claim.get("date")}, ".dk-form > .dk-field:has(input[inputmode])") + self.puts(
            {"Note": claim.get("note")}
        )
        if answered := claim.get("responds_to"):
            calls += self.puts({"Answers a claim": self.model["claims"][answered]["text"]})
        stances = {"supports": "Supports", "disputes": "Disputes", "context": "Context"}
        for number, item in enumerate(claim["evidence"]):
            scope = f".dk-evidence > fieldset:nth-of-type({number + 1})"
            calls += ["desk.press('Add evidence')", *self.source("Source", item["source"], scope)]
            assert item["stance"] in stances
            calls += self.puts({"What it does": item["stance"], "What it says": item.get("note")}, scope)
        review = claim["review"]
        calls += self.puts({"How it stands": review["rating"], "The finding in one sentence": review["summary"]})
        self.form("Claim added", *calls, *self.puts({"Rated by": review["by"], "Rated on": review["date"]}))

    def answer(self, question: str, label: str, answer: dict[str, Any]) -> None:
        self.press_in("Sides", f"Edit the answer of {label} to: {question}")
        if silence := answer.get("silence"):
            assert silence == "not-stated"
            given = {"No answer is stated": "x", "What was looked at": answer["note"], "As of": answer["date"]}
            return self.form("written", *self.puts(given))
        if answer.get("inferred"):
            calls = self.puts(
                {
                    "No answer, but one can be inferred": "x",
                    "The answer as you infer it": answer["answer"],
                    "Your reasoning": answer["note"],
                }
            )
            return self.form("written", *calls, *self.source("From which source", answer["source"]))
        calls = self.puts({"An answer": "x", "The answer, summed up": answer["answer"], "Their own words": answer.get("words")})
        calls += self.puts({"Said by": self.speakers[answer["speaker"]]["name"]}) + self.source("Where", answer["source"])
        self.form("written", *calls, *self.puts({"When": answer["date"]}))


def links_of(markdown: str) -> list[tuple[str, str, str, str]]:
    """(words before, words, kind, id) of the links to speakers, sources and terms in a text."""
    return [
        (re.sub(r"\s+", " ", LINK.sub(r"\1", markdown[: match.start()]))[-12:], match[1], match[2], match[3])
        for match in LINK.finditer(markdown)
    ]


def without_ids(model: dict[str, Any], body: str) -> tuple[dict[str, Any], str]:
    """A model and a text with what entries are called in place of their ids, which an author of the desk does not choose."""
    names = {id: entry["label"] for id, entry in model["positions"].items()}
    names |= {id: entry["question"] for id, entry in model["issues"].items()}
    names |= {f"claim {id}": entry["text"] for id, entry in model["claims"].items()}
    names |= {f"source {id}": entry["title"] for id, entry in model["sources"].items()}
    result = deepcopy(model)
    for issue in result["issues"].values():
        issue["answers"] = {names[position]: answer for position, answer in issue.get("answers", {}).items()}
        for answer in issue["answers"].values():
            if "source" in answer:
                answer["source"] = names.get(f"source {answer['source']}", answer["source"])
    for claim in result["claims"].values():
        claim["position"] = names[claim["position"]]
        claim["issue"] = [names[issue] for issue in (claim["issue"] if isinstance(claim["issue"], list) else [claim["issue"]])]
        if "responds_to" in claim:
            claim["responds_to"] = names[f"claim {claim['responds_to']}"]
        for item in claim["evidence"]:
            item["source"] = names.get(f"source {item['source']}", item["source"])
        if isinstance(claim["quote"], list):  # all places, one by one
            claim["quote"] = {"exact": claim["quote"][0]["exact"], "occurrence": "all"}
    for note in result.get("notes", {}).values():
        note["sources"] = [names[f"source {id}"] for id in note["sources"]]
    result["sources"] = {entry["title"]: entry for entry in result["sources"].values()}
    for kind in ("positions", "issues", "claims", "notes", "terms"):
        result[kind] = [*result.get(kind, {}).values()]
    for id in model["sources"]:
        body = body.replace(f"(source:{id})", f"(source:{names[f'source {id}']})")
    for id, term in model.get("terms", {}).items():
        body = body.replace(f"(term:{id})", f"(term:{term['term']})")
    return result, body.strip()
