"""What a build says of itself while it goes on."""

from __future__ import annotations

import re
import subprocess
import sys

from counterpoint.progress import Progress
from site_folder import ROOT

STAGES = ["start", "read", "prepare", "link", "render", "publish", "remember"]


def build(site, *more):
    command = [sys.executable, "-m", "counterpoint", "build", "--site", str(site.root), *more]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stderr


def test_time_is_counted_for_the_stage_in_which_it_passes():
    now = [0.0]
    progress = Progress(lambda: now[0], bars=False)
    for seconds, stage, done in [(1, "read", 0), (2, "prepare", 0), (3, "prepare", 1), (4, "render", 0)]:
        now[0] += seconds
        progress.report(stage, done, 2)
    now[0] += 5
    progress.end()
    assert progress.times == {"start": 1, "read": 2, "prepare": 7, "render": 5}
    assert progress.profile().splitlines()[2] == "prepare        7.00 s   47%"


def test_the_last_line_says_what_was_done_and_a_profile_where_the_time_went(site):
    text = build(site, "--profile")
    assert re.findall(r"^(\w+) +[\d.]+ s +\d+%$", text, re.MULTILINE) == STAGES
    assert re.search(r"^1 article, 1 changed, \d+ files written, \d+\.\d\d s$", text, re.MULTILINE)
    assert re.fullmatch(r"1 article, 0 changed, 0 files written, \d+\.\d\d s\n", build(site))


def test_nothing_is_drawn_where_nobody_looks_at_a_terminal(site):
    for number in range(210):
        site.write(f"content/articles/a{number}.md", f"---\ntitle: A {number}\ndate: 2026-01-02\n---\n\nText.\n")
    text = build(site, "--jobs", "2")
    assert "\x1b" not in text
    assert "\r" not in text
    assert text.count("\n") == 1
