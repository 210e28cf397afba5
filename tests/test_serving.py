"""The author's server beneath its pages: many requests at once."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading

import pytest
from counterpoint.build import builder
from counterpoint.serving.live import Live, seconds_until
from site_folder import HEAD, ROOT, SIDECAR, SITE, SPEAKERS, TEXT, TestSite

FIRST_REQUESTS = """
import sys, threading
import msgspec
from counterpoint.authoring.desk import Request
from counterpoint.serving.run import learn_types

learn_types()
sys.setswitchinterval(0.00001)
together = threading.Barrier(8)

def ask():
    together.wait()
    msgspec.json.decode(b'{"operations": []}', type=Request)

threads = [threading.Thread(target=ask) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


def test_first_requests_that_come_at_the_same_moment_do_not_end_the_server():
    starts = [
        subprocess.run([sys.executable, "-c", FIRST_REQUESTS], env={"PYTHONPATH": str(ROOT / "generator")}, check=False).returncode
        for _ in range(3)
    ]
    assert starts == [0] * 3


EDITED_WHILE_BUILDING = """
import sys
from pathlib import Path
from counterpoint.options import Options
from counterpoint.serving.run import serve

root, poll = Path(sys.argv[1]), sys.argv[2] == "poll"
note = root / "content/articles/cost.yml"
stages = []

def report(stage, done, total):
    stages.append(stage)
    if stages.count("publish") == 1 and stage == "publish":  # all that the first build shows has been read
        note.write_text(note.read_text().replace("speaker: ann", "speaker: anna"))

options = Options(root=root, today="2026-06-01", report=report)
serve(options, "127.0.0.1", 0, lambda: "2026-06-01T00:00:00+00:00", open_browser=False, poll=poll)
"""


@pytest.mark.parametrize("way", ["told", "poll"])
def test_what_is_saved_while_the_server_builds_for_the_first_time_is_seen(tmp_path, way):
    site = TestSite(tmp_path)
    site.write("site.yml", SITE)
    site.write("content/speakers.yml", SPEAKERS)
    site.article("cost", TEXT, SIDECAR)
    command = [sys.executable, "-c", EDITED_WHILE_BUILDING, str(tmp_path), way]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={"PYTHONPATH": str(ROOT / "generator")}) as process:
        patience = threading.Timer(20, process.kill)
        patience.start()
        try:
            said = []
            for line in process.stderr:
                said.append(line)
                if "1 error" in line:
                    break
        finally:
            patience.cancel()
            process.kill()
    assert said[0] == "no errors\n"
    assert "1 error" in said[-1]
    assert len(said) <= 3  # between them, where it serves


NOON = "2026-06-01T12:00:00.000000+00:00"


@pytest.mark.parametrize(
    ("due", "now", "tried", "seconds"),
    [
        ("", "2026-06-01T11:00:00+00:00", "2026-06-01T11:00:00+00:00", None),
        (NOON, "2026-06-01T11:59:30+00:00", "2026-06-01T11:00:00+00:00", 30),
        (NOON, "2026-06-01T13:59:30+02:00", "2026-06-01T09:00:00+02:00", 30),
        (NOON, "2026-06-01T12:00:00+00:00", "2026-06-01T11:00:00+00:00", 0),
        (NOON, "2026-06-02T12:00:00+00:00", "2026-06-01T11:00:00+00:00", 0),
        (NOON, "2026-06-01T12:00:00+00:00", "2026-06-01T12:00:00+00:00", None),
        (NOON, "2026-06-01T14:00:01+02:00", "2026-06-01T14:00:00+02:00", None),
        (NOON, "2026-05-01T12:00:00+00:00", "2026-05-01T12:00:00+00:00", 3600),
        ("9999-12-31T23:59:59.999999+00:00", "2026-05-01T12:00:00+00:00", "2026-05-01T12:00:00+00:00", 3600),
    ],
)
def test_the_server_waits_for_the_next_article_that_is_due_and_tries_it_once(due, now, tried, seconds):
    assert seconds_until(due, now, tried) == seconds


def test_articles_appear_when_they_become_due_though_nobody_saves_anything(tmp_path):
    """The second of them has a mistake, which is told at its moment; what was published stays."""
    site = TestSite(tmp_path)
    site.write("site.yml", SITE)
    site.write("content/speakers.yml", SPEAKERS)
    site.article("today", TEXT, SIDECAR)
    site.article("noon", TEXT, SIDECAR, HEAD.replace("2026-01-02", "2026-06-01T12:00:00Z"))
    site.article("later", TEXT.replace("costs", "cost"), SIDECAR, HEAD.replace("2026-01-02", "2026-06-01T12:00:00.1Z"))
    reports, moment = queue.SimpleQueue(), ["2026-06-01T11:59:59.9+00:00"]
    with builder(site.options(extras=False)) as (made, _):
        live = Live(made, reports.put, lambda: moment[0])
        live.start()
        reports.get(timeout=60)
        assert not (tmp_path / "build/noon").exists()
        moment[0] = "2026-06-01T12:00:00+00:00"
        reports.get(timeout=60)
        assert (tmp_path / "build/noon/index.html").exists()
        assert not live.result.failed()
        moment[0] = "2026-06-01T12:00:00.1+00:00"
        reports.get(timeout=60)
        assert (tmp_path / "build/noon/index.html").exists()
        assert not (tmp_path / "build/later").exists()
        assert {found.code for found in live.result.diagnostics} >= {"quote-not-found"}
        assert seconds_until(live.builder.due, moment[0], live.options.now) is None


def test_the_server_knows_when_articles_are_due_though_no_build_has_succeeded(empty):
    empty.article("bad", TEXT.replace("costs", "cost"), SIDECAR)
    empty.article("noon", TEXT, SIDECAR, HEAD.replace("2026-01-02", "2026-06-01T12:00:00Z"))
    with builder(empty.options(extras=False, now="2026-06-01T11:00:00+00:00")) as (made, _):
        assert made.build().failed()
        assert made.due == NOON
        empty.write("site.yml", "title: [")
        assert made.build().failed()
        assert made.due == NOON
        empty.write("site.yml", SITE)
        made.options = empty.options(extras=False, now="2026-06-01T12:00:00+00:00")
        assert made.build().failed()
        assert made.due == ""
