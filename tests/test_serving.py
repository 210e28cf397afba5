"""The author's server beneath its pages: many requests at once."""

from __future__ import annotations

import subprocess
import sys

from site_folder import ROOT

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
