"""Work comes to the same results in the same order, whoever does it; processes end with it, and nothing is left as it was not."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal

import pytest
from counterpoint.engine.executors import BATCH, batches_of, in_batches
from hypothesis import given
from hypothesis import strategies as st


@given(st.integers(0, 3000), st.integers(1, 64))
def test_batches_hold_everything_in_its_order_and_there_are_some_for_every_process(count, jobs):
    items = list(range(count))
    batches = batches_of(items, jobs)
    assert [item for batch in batches for item in batch] == items
    assert all(0 < len(batch) <= BATCH for batch in batches)
    assert len(batches) >= min(count, jobs)
    assert count < 4 * jobs or len(batches) >= 2 * jobs


def doubled(context, batch):
    return [(context, number * 2, os.getpid(), gc.isenabled()) for number in batch]


BATCHES = [[1, 2], [], [3], [4, 5]]


@pytest.mark.parametrize(
    ("batches", "jobs", "worth", "here"),
    [
        (BATCHES, 2, True, False),
        (BATCHES, 1, True, True),
        (BATCHES, 0, True, True),
        (BATCHES, 2, False, True),
        ([[1, 2]], 2, True, True),
        ([[1], [2]], 2, True, False),
        ([], 2, True, True),
    ],
)
def test_results_are_in_order_and_processes_are_used_only_where_that_is_worth_it(batches, jobs, worth, here):
    results = list(in_batches(doubled, "context", batches, jobs, worth))
    assert [(context, number) for context, number, _, _ in results] == [("context", number * 2) for batch in batches for number in batch]
    assert all((process == os.getpid()) == here for *_, process, _ in results)
    assert all(collecting for *_, collecting in results)
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("enabled", [True, False])
def test_cycles_are_collected_meanwhile_and_as_before_afterwards(enabled):
    threshold = gc.get_threshold()
    (gc.enable if enabled else gc.disable)()
    try:
        assert all(collecting for *_, collecting in in_batches(doubled, None, BATCHES, 1, True))
        assert (gc.isenabled(), gc.get_threshold()) == (enabled, threshold)
        assert enabled or not gc.get_freeze_count()
    finally:
        gc.enable()


def failing(context, batch):
    if 3 in batch:
        raise ValueError("three")
    return batch


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_work_raises_is_raised_here(jobs):
    with pytest.raises(ValueError, match="three"):
        list(in_batches(failing, None, BATCHES, jobs, True))


def interrupted(context, batch):
    os.kill(os.getpid(), signal.SIGINT)
    return ["went on"]


def test_ctrl_c_is_for_the_process_that_started_the_others():
    assert list(in_batches(interrupted, None, BATCHES, 2, True)) == ["went on"] * 4
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == set()
