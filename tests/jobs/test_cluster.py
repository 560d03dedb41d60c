"""Work in pieces on a Dask cluster: the same results in the same order as here, and its faults in a sentence."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.errors import raises_saying
from tests.jobs.test_pool import figures, found
from tests.jobs.work import labour
from wargame.analysis.simulation import Simulation, count_chunk, simulate
from wargame.jobs.cluster import on_cluster
from wargame.jobs.task import TaskError
from wargame.text.faults import error_words


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A scheduler and two worker processes on loopback."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", silence_logs=50
    ) as running:
        yield running


def test_a_cluster_finds_the_same(cluster: Any, simulation: Simulation) -> None:
    counts = on_cluster(count_chunk, simulation, simulation.chunks, cluster.scheduler_address)
    assert figures(found(simulation, counts)) == figures(simulate(simulation))


def test_a_cluster_worker_killed_midway_changes_nothing(cluster: Any) -> None:
    results, given = [], on_cluster(labour, 7, 60, cluster.scheduler_address)
    for result in given:
        results.append(result)
        if len(results) == 10:
            os.kill(cluster.workers[0].pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    assert results == list(range(0, 7 * 60, 7))


def test_closing_leaves_the_cluster_to_others(cluster: Any) -> None:
    given = on_cluster(labour, 7, 10_000, cluster.scheduler_address)
    assert next(given) == 0
    given.close()
    assert list(on_cluster(labour, 2, 3, cluster.scheduler_address)) == [0, 2, 4]


def test_a_cluster_without_workers_is_an_error() -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=0, processes=True, dashboard_address="127.0.0.1:0", silence_logs=50
        ) as empty,
        raises_saying(TaskError, "has no workers"),
    ):
        next(on_cluster(labour, 2, 3, empty.scheduler_address))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://127.0.0.1:1", "there is no scheduler at tcp://127.0.0.1:1: connection refused"),
        ("127.0.0.1:8786", "'127.0.0.1:8786' is not the address of a scheduler; it is written tcp://HOST:PORT"),
        ("tcp://127.0.0.1:99999", "is not the address of a scheduler"),
        ("http://127.0.0.1:8786", "is not the address of a scheduler"),
        ("", "is not the address of a scheduler"),
    ],
)
def test_a_wrong_address_is_an_error_at_once(address: str, said: str) -> None:
    pytest.importorskip("distributed")
    began = time.monotonic()
    with pytest.raises(TaskError) as error:
        next(on_cluster(labour, 1, 2, address))
    assert said in error_words(error.value)
    assert time.monotonic() - began < 5


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with raises_saying(TaskError, r"pip install 'wargame\[cluster\]'"):
        next(on_cluster(labour, 1, 2, "tcp://127.0.0.1:8786"))
