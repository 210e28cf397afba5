"""A build shared with a Dask cluster: real workers in processes of their own, one of them killed in the middle, and the same bytes."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from site_folder import ROOT, SIDECAR, SITE, SPEAKERS, TEXT, TestSite

pytest.importorskip("distributed")
pytestmark = pytest.mark.xdist_group("cluster")  # one is started for most
ARTICLES = 120


class Cluster:
    """A scheduler and two workers on this machine, which know nothing of any site."""

    def __init__(self, folder) -> None:
        self.folder = folder
        self.workers: list[subprocess.Popen[str]] = []
        scheduler = ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
        self.scheduler, self.address = self.start(scheduler, r"Scheduler at:\s+(tcp://\S+)")
        for _ in range(2):
            worker = ["worker", self.address, "--no-nanny", "--nthreads", "1", "--no-dashboard", "--local-directory", str(folder)]
            self.workers.append(self.start(worker, r"Registered to:\s+(tcp://\S+)")[0])

    def start(self, arguments: list[str], ready: str) -> tuple[subprocess.Popen[str], str]:
        command = [sys.executable, "-c", f"from distributed.cli.dask_{arguments[0]} import main; main()", *arguments[1:]]
        env = {**os.environ, "PYTHONPATH": str(ROOT / "generator"), "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=self.folder, env=env)
        for line in process.stderr:
            if match := re.search(ready, line):
                threading.Thread(target=process.stderr.read, daemon=True).start()  # so that it is never full
                return process, match[1]
        raise AssertionError(f"{arguments} did not start")

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@contextlib.contextmanager
def started(folder: Path) -> Iterator[Cluster]:
    running = Cluster(folder)
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory) -> Iterator[Cluster]:
    with started(tmp_path_factory.mktemp("cluster")) as running:
        yield running


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


@pytest.fixture
def own_cluster(tmp_path_factory) -> Iterator[Cluster]:
    with started(tmp_path_factory.mktemp("own")) as running:
        yield running


def test_a_cluster_makes_the_same_bytes_even_if_a_worker_is_killed(own_cluster, many):
    alone, shared = many("alone"), many("shared")
    alone.built()
    seen = []

    def kill_one(stage: str, done: int, total: int) -> None:
        seen.append(stage)
        if stage == "render" and done and own_cluster.workers[0].poll() is None:
            os.kill(own_cluster.workers[0].pid, signal.SIGKILL)
            own_cluster.workers[0].wait()

    shared.built(executor=f"dask:{own_cluster.address}", report=kill_one)
    assert own_cluster.workers[0].poll() == -signal.SIGKILL
    assert own_cluster.workers[1].poll() is None
    assert {"prepare", "render"} <= set(seen)
    assert shared.tree() == alone.tree()
    for site in (alone, shared):
        site.edit("content/articles/cost-3.yml", "text: It costs little.,", "text: It costs very little.,")
    alone.built()
    shared.built(executor=f"dask:{own_cluster.address}")
    assert shared.tree() == alone.tree()


def test_a_cluster_that_is_not_there_is_said_to_be_missing(site, cluster):
    site.built()
    before = site.tree()
    for process in cluster.workers:  # the last test, so that nobody needs them any more
        process.kill()
        process.wait()
    site.edit("content/speakers.yml", "Ann Able", "Ann Other")
    found = site.build(executor=f"dask:{cluster.address}").diagnostics
    assert [d.code for d in found] == ["executor-failed"]
    assert "no workers" in found[0].message
    assert site.tree() == before
