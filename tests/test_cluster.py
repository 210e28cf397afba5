"""A build shared with a Dask cluster: real workers in processes of their own, killed in the middle, and the same bytes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from site_folder import ROOT, SIDECAR, SITE, SPEAKERS, TEXT, TestSite

pytestmark = [
    pytest.mark.xdist_group("cluster"),  # one is started for all
    pytest.mark.skipif(not find_spec("distributed"), reason="no dask.distributed is installed"),
]
ARTICLES = 120


class Cluster:
    """A scheduler and two workers on this machine, which know nothing of any site, and a third worker that joins when it is told to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[str]] = []

    def begin(self) -> None:
        scheduler = self.start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self.address = self.join(scheduler, r"Scheduler at:\s+(tcp://\S+)")
        *self.workers, self.third = [self.start_worker() for _ in range(3)]
        for worker in self.workers:
            self.join(worker)

    def start_worker(self) -> subprocess.Popen[str]:
        return self.start("worker", self.address, "--no-nanny", "--nthreads", "1", "--no-dashboard", "--local-directory", str(self.folder))

    def start(self, kind: str, *arguments: str) -> subprocess.Popen[str]:
        """Start a process that loads what it needs, and waits."""
        command = [sys.executable, "-c", f"from distributed.cli.dask_{kind} import main; input(); main()", *arguments]
        env = {**os.environ, "PYTHONPATH": str(ROOT / "generator"), "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.folder, env=env)
        self.processes.append(process)
        return process

    def join(self, process: subprocess.Popen[str], ready: str = r"Registered to:\s+(tcp://\S+)") -> str:
        """Have a process that waits take part; returns what it says when it does."""
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write("\n")
        process.stdin.flush()
        for line in process.stderr:
            if match := re.search(ready, line):
                threading.Thread(target=process.stderr.read, daemon=True).start()  # so that it is never full
                return match[1]
        raise AssertionError(f"{process.args} did not start")

    def kill(self, process: subprocess.Popen[str]) -> None:
        process.kill()
        process.wait()

    def stop(self) -> None:
        for process in self.processes:
            self.kill(process)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory) -> Iterator[Cluster]:
    running = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        running.begin()
        yield running
    finally:
        running.stop()


@pytest.fixture
def many(tmp_path) -> Callable[[str], TestSite]:
    """The same site of some articles, with a translation and a theme of its own, in a folder of a name."""

    def make(name: str) -> TestSite:
        site = TestSite(tmp_path / name)
        site.write("site.yml", SITE + "languages: [he]\n")
        site.write("content/speakers.yml", SPEAKERS)
        site.write("templates/parts/own.html", "<p>own</p>")
        site.write("templates/topic.html", '{% extends "base.html" %}{% block main %}{% include "parts/own.html" %}{% endblock %}')
        for number in range(ARTICLES):
            site.article(f"cost-{number}", f"{TEXT}\n\nNumber {number}. [Next](article:cost-{(number + 1) % ARTICLES}).", SIDECAR)
        site.write("content/articles/cost-7.he.md", "---\ntitle: המחיר\n---\n[זול](claim:cheap) [יקר](claim:dear)\n")
        labels = "positions: {yes: {label: בעד, summary: כן}, 'no': {label: נגד, summary: לא}}\nissues: {cost: {question: כמה?}}\n"
        site.write("content/articles/cost-7.he.yml", labels)
        return site

    return make


def test_mistakes_are_found_there_as_here(cluster, many):
    site = many("site")
    site.edit("content/articles/cost-3.yml", "quote: it costs little", "quote: it costs nothing")
    there = [str(d) for d in site.build(executor=f"dask:{cluster.address}").diagnostics]
    assert there == [str(d) for d in site.build().diagnostics]
    assert sum("quote-not-found" in text for text in there) == 1


def test_a_cluster_makes_the_same_bytes_even_if_workers_are_killed(cluster, many):
    alone, shared = many("alone"), many("shared")
    alone.built()
    seen = []

    def kill_workers(stage: str, done: int, total: int) -> None:
        """Kill one while pages come in, and then the other: what pages are rendered from is lost with them."""
        seen.append(stage)
        if stage != "render" or not done:
            return
        if cluster.workers[0].poll() is None:
            cluster.kill(cluster.workers[0])
        elif cluster.third not in cluster.workers:
            cluster.kill(cluster.workers[1])
            cluster.join(cluster.third)
            cluster.workers.append(cluster.third)

    shared.built(executor=f"dask:{cluster.address}", report=kill_workers)
    assert [worker.poll() for worker in cluster.workers] == [-signal.SIGKILL, -signal.SIGKILL, None]
    assert {"prepare", "render"} <= set(seen)
    assert shared.tree() == alone.tree()
    for site in (alone, shared):
        site.edit("content/articles/cost-3.yml", "text: It costs little.,", "text: It costs very little.,")
    alone.built()
    shared.built(executor=f"dask:{cluster.address}")
    assert shared.tree() == alone.tree()


def test_a_cluster_that_is_not_there_is_said_to_be_missing(site, cluster):
    site.built()
    before = site.tree()
    for worker in cluster.workers:  # the last test, so that nobody needs them any more
        cluster.kill(worker)
    site.edit("content/speakers.yml", "Ann Able", "Ann Other")
    found = site.build(executor=f"dask:{cluster.address}").diagnostics
    assert [d.code for d in found] == ["executor-failed"]
    assert "no workers" in found[0].message
    assert site.tree() == before
