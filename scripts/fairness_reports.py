"""Write what `counterpoint check --report` prints of the example explainers into docs/fairness.md.

python scripts/fairness_reports.py
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/fairness.md"
BEGIN, END = "<!-- made by scripts/fairness_reports.py: begin -->\n", "<!-- made by scripts/fairness_reports.py: end -->\n"


def reports() -> str:
    """The report on the explainers in their original language, which come first."""
    command = [sys.executable, "-m", "counterpoint", "check", "--report", "--site", str(ROOT)]
    printed = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, encoding="utf-8").stdout
    return printed.partition("\n\n\n")[0].rstrip()


def page() -> str:
    """The document with the report as it is now."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    made = ["## The example explainers' reports", "As `counterpoint check --report` prints them:", f"```text\n{reports()}\n```"]
    return before + BEGIN + "\n" + "\n\n".join(made) + "\n\n" + END + rest.partition(END)[2]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
