#!/usr/bin/env python3
"""Edit oddly written YAML files at random, and hold each edit to what it says.   scripts/try_edits.py [OPERATIONS] [SEED]

After every operation the file means, as PyYAML reads it, the model with the same operation; lines that it is not about, comments, the byte
order mark and the last line end are as they were. What cannot be proved is refused, and counted.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "generator"), str(ROOT / "tests"), str(ROOT / "tests/authoring")]

from test_yaml_edit import run  # noqa: E402 the paths come first


def main() -> None:
    """Edit until so many operations are done, and print how many were, and how many were refused."""
    wanted, seed = [*map(int, sys.argv[1:]), 5000, 0][:2] if len(sys.argv) < 3 else map(int, sys.argv[1:3])
    done = refused = files = 0
    started = time.perf_counter()
    while done < wanted:
        counts = run(seed + files, 25)
        done, refused, files = done + counts[0], refused + counts[1], files + 1
    print(f"{done} operations on {files} files, {refused} refused, in {time.perf_counter() - started:.0f} s: each did what it says")


if __name__ == "__main__":
    main()
