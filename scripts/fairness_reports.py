"""Write the balance of the example explainers, as readers find it, and what `check` reports on them into docs/fairness.md.

python scripts/fairness_reports.py
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from html import unescape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/fairness.md"
BEGIN, END = "<!-- made by scripts/fairness_reports.py: begin -->\n", "<!-- made by scripts/fairness_reports.py: end -->\n"


def _words(html: str) -> str:
    """The words that a browser shows of some HTML, in one line; a line break is a comma."""
    return re.sub(r"\s+([.,;:])", r"\1", " ".join(unescape(re.sub(r"<[^>]*>", " ", html.replace("<br>", ", "))).split()))


def report(html: str) -> str:
    """One explainer's report, from its side-by-side view: the table, the order of columns, who was asked, how evidence was weighed."""
    title = _words(re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)[1])  # type: ignore[index]
    balance = html.partition('class="balance"')[2].partition("</section>")[0]
    rows = [re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL) for row in re.findall(r"<tr>.*?</tr>", balance, re.DOTALL)]
    table = [f"| {' | '.join(map(_words, row))} |" for row in rows]
    table.insert(1, "|" + "---|" * len(rows[0]))
    order = _words(balance.rpartition("<p>")[2]).partition(" Words are")[0]
    asked = _words(html.partition('id="_asked">')[2].partition("</section>")[0])
    weights = [_words(weight) for weight in re.findall(r'<div role="cell" class="weight.*?</div>', html, re.DOTALL)]
    lines = [order, f"{asked[: len('Who was asked')]}: {asked[len('Who was asked') :].strip()}", *weights]
    return f"### {title}\n\n" + "\n".join(table) + "\n\n" + "\n\n".join(lines) + "\n"


def reports() -> str:
    """What `counterpoint check --report` prints of the explainers in their original language, which come first."""
    command = [sys.executable, "-m", "counterpoint", "check", "--report", "--site", str(ROOT)]
    printed = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, encoding="utf-8").stdout
    return printed.partition("\n\n\n")[0].rstrip()


def page(site: Path) -> str:
    """The document with all that is made, given the folder of the built site."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    balances = [report(view.read_text(encoding="utf-8")) for view in sorted(site.glob("*/sides/index.html"))]
    made = ["## The balance of the example explainers", *balances, "## The example explainers' reports"]
    made += ["As `counterpoint check --report` prints them:", f"```text\n{reports()}\n```"]
    return before + BEGIN + "\n" + "\n\n".join(part.strip("\n") for part in made) + "\n\n" + END + rest.partition(END)[2]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "build"
        subprocess.run([sys.executable, "-m", "counterpoint", "build", "--site", str(ROOT), "--output", str(output)], check=True)
        PAGE.write_text(page(output), encoding="utf-8")
