"""A small real site in a folder, built through the real pipeline; and what authors and readers do to it."""

from __future__ import annotations

import json
import os
import re
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from counterpoint.authoring.desk import Desk
from counterpoint.build import build, check
from counterpoint.diagnostics import Diagnostic
from counterpoint.options import Options
from counterpoint.reanchor import reanchor
from counterpoint.result import Result

LOST_QUOTE = {
    "quote-ambiguous",
    "quote-empty",
    "quote-not-found",
    "quote-occurrence",
    "quote-short",
    "quote-stale-context",
    "quote-struck",
    "quote-within",
}
"""The codes of quotes that mark nothing."""
TODAY = "2026-06-01"
ROOT = Path(__file__).resolve().parent.parent

SITE = "title: Test\nbase_url: https://example.org/\nshare_images: none\nsearch: false\n"
SPEAKERS = "ann: {name: Ann Able, kind: person}\nunion: {name: The Union, kind: organisation}\n"
HEAD = "---\ntitle: A title\ndate: 2026-01-02\n---\n"
SIDECAR = """
positions:
  yes: {label: 'Yes', summary: For it., speakers: [ann]}
  'no': {label: 'No', summary: Against it., speakers: [union]}
issues:
  cost:
    question: What does it cost?
    answers:
      yes: Little.
claims:
  cheap: {quote: it costs little, text: It costs little., speaker: ann, position: yes, issue: cost}
  dear: {quote: nobody can pay for it, speaker: union, position: 'no', issue: cost, responds_to: cheap}
"""
TEXT = "Ann says that it costs little. The Union replies that nobody can pay for it.\n"


def cases(number: int) -> int:
    """Return how many cases a property is tried with: `number`, and as many times more as the environment's THOROUGH says."""
    return number * int(os.environ.get("THOROUGH", "1"))


@dataclass
class TestSite:
    """A site's folder, with what authors and readers do to it."""

    __test__ = False
    root: Path

    def write(self, path: str, text: str | bytes) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, bytes):
            file.write_bytes(text)
        else:
            file.write_text(text, encoding="utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text
        self.write(path, text.replace(old, new))

    def article(self, slug: str, text: str, sidecar: str = "", head: str = HEAD) -> None:
        self.write(f"content/articles/{slug}.md", head + "\n" + text)
        if sidecar:
            self.write(f"content/articles/{slug}.yml", textwrap.dedent(sidecar))

    def content(self) -> dict[str, bytes]:
        """The author's files below content/, by their path."""
        return {str(path): path.read_bytes() for path in (self.root / "content").rglob("*") if path.is_file()}

    def desk(self) -> Desk:
        """The desk of this site, at a fixed moment."""
        return Desk(self.root, self.root / ".cache/desk", lambda: "2026-06-01T00:00:00+00:00")

    def options(self, **changes: Any) -> Options:
        return Options(**{"root": self.root, "today": TODAY, **changes})

    def build(self, **changes: Any) -> Result:
        result = build(self.options(**changes))
        self.compare_lost_quotes(result.diagnostics)
        return result

    def built(self, **changes: Any) -> Result:
        """Build, and fail the test if the site has errors."""
        result = self.build(**changes)
        assert not result.failed(), [f"{d.location} {d.code} {d.message}" for d in result.diagnostics]
        return result

    def diagnostics(self, **changes: Any) -> list[Diagnostic]:
        diagnostics = check(self.options(**changes)).diagnostics
        self.compare_lost_quotes(diagnostics)
        return diagnostics

    def compare_lost_quotes(self, diagnostics: list[Diagnostic]) -> None:
        """Fail the test if `reanchor` does not list just the quotes of which a build says that they are lost."""
        said = [item for item in diagnostics if item.code in LOST_QUOTE]
        if not said:
            return
        text = reanchor(self.root).text
        listed = set(re.findall(r"^([^#\s]+)#([^,]+), line \d+ of its sidecar", text, re.MULTILINE))
        unread = set(re.findall(r"^content/articles/(.+)\.[a-z]+: not looked at", text, re.MULTILINE))
        names = {item.location.path.removeprefix("content/articles/").rpartition(".")[0]: item for item in said}
        lost = {
            (name, match[1])
            for item in said
            if (name := item.location.path.removeprefix("content/articles/").rpartition(".")[0]) not in unread
            and (match := re.search(r"the (?:claim|note) '([^']+)'", item.message))
        }
        assert lost == {(name, id) for name, id in listed if name in names and name not in unread}

    def tree(self, output: str = "build") -> dict[str, bytes]:
        folder = self.root / output
        return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()} if folder.exists() else {}

    def page(self, path: str) -> str:
        return (self.root / "build" / path).read_text(encoding="utf-8")

    def json(self, path: str) -> Any:
        return json.loads(self.page(path))
