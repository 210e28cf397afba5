"""Write the reports on the example explainers into docs/fairness.md, as `counterpoint check --report` prints them.

python scripts/fairness_reports.py
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_PAGE = ROOT / "docs/fairness.md"
_HEAD = """## The example explainers' reports

Written by `python scripts/fairness_reports.py`, as `counterpoint check --report` prints them.

"""


def page(told: str) -> str:
    """The page with the reports at its end."""
    before = _PAGE.read_text(encoding="utf-8").partition(_HEAD.partition("\n")[0])[0].rstrip("\n")
    return f"{before}\n\n{_HEAD}```text\n{told.rstrip()}\n```\n"


def reports() -> str:
    """The reports on the explainers in their original language, which come first."""
    command = [sys.executable, "-m", "counterpoint", "check", "--report", "--site", str(ROOT)]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, encoding="utf-8").stdout
    return told.partition("\n\n\n")[0]


if __name__ == "__main__":
    _PAGE.write_text(page(reports()), encoding="utf-8")
    print("docs/fairness.md")
