"""Work in pieces, done by worker processes: the same results in the same order, whatever happens to a worker."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.cli.calls import CHECKOUT
from tests.errors import raises_saying
from tests.jobs.work import deadly, faulty, labour, once_deadly, whose
from tests.processes import ON_LINUX, children, gone
from wargame.analysis.simulation import Counts, Forecast, Simulation, count_chunk, simulate
from wargame.jobs import pool
from wargame.jobs.pool import in_order
from wargame.jobs.task import Progress, TaskError


def found(simulation: Simulation, chunks: Iterator[Counts]) -> Forecast:
    whole = Counts.empty(simulation.program)
    for counts in chunks:
        whole.add(counts)
    return Forecast(simulation, whole)


def figures(forecast: Forecast) -> tuple[Any, ...]:
    counts = forecast.counts
    return forecast.endings, forecast.expectations, forecast.scores, counts.levels.tolist(), counts.scores.tolist()


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    """No worker process is left at the end of any test here."""
    before = children(os.getpid())
    yield
    assert not children(os.getpid()) - before


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_any_number_of_workers_finds_the_same(simulation: Simulation, workers: int) -> None:
    assert figures(found(simulation, in_order(count_chunk, simulation, simulation.chunks, workers))) == figures(
        simulate(simulation)
    )


def test_results_come_in_order_and_from_several_processes() -> None:
    results = list(in_order(whose, 0, 12, 2))
    assert [piece for piece, _ in results] == list(range(12))
    processes = {process for _, process in results}
    assert os.getpid() not in processes
    assert len(processes) == 2


@ON_LINUX
def test_a_worker_killed_midway_changes_nothing() -> None:
    wanted = list(range(0, 7 * 24, 7))
    before = children(os.getpid())
    results, given = [], in_order(labour, 7, 24, 2)
    for result in given:
        results.append(result)
        if len(results) == 5:
            victim = min(children(os.getpid()) - before)
            os.kill(victim, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    assert results == wanted


def test_a_piece_that_fells_its_worker_is_done_again(tmp_path: Path) -> None:
    assert list(in_order(once_deadly, str(tmp_path / "mark"), 8, 2)) == [n * n for n in range(8)]


def test_workers_that_keep_dying_are_an_error_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_MOST_DEATHS", 2)
    with raises_saying(TaskError, "there may not be enough memory for that many"):
        list(in_order(deadly, 3, 4, 2))


@pytest.mark.parametrize("workers", [1, 2])
def test_what_goes_wrong_in_the_work_is_raised_here(workers: int) -> None:
    with pytest.raises(ValueError, match="piece 0 cannot be done"):
        list(in_order(faulty, 7, 4, workers))


def test_closing_stops_the_work_and_leaves_no_process() -> None:
    given = in_order(labour, 7, 10_000, 2)
    assert next(given) == 0
    began = time.monotonic()
    given.close()
    assert time.monotonic() - began < 6


STOPPED_WHILE_ANSWERING = """
from tests.jobs.work import heavy
from wargame.jobs.pool import in_order
for _ in range(10):
    with in_order(heavy, 0, 10_000, 2) as given:
        next(given)
"""


def test_a_worker_stopped_in_the_middle_of_an_answer_keeps_nobody_waiting() -> None:
    """Half an answer stood in a pipe that other workers wrote to as well: the program waited for the rest forever."""
    subprocess.run([sys.executable, "-c", STOPPED_WHILE_ANSWERING], check=True, cwd=CHECKOUT, timeout=120)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_stop_from_another_thread_ends_the_work(workers: int) -> None:
    given = in_order(labour, 7, 10_000, workers)
    results = [next(given)]
    timer = threading.Timer(0.3, given.cancel)
    timer.start()
    results += given
    timer.join()
    assert results == list(range(0, 7 * len(results), 7))
    assert given.progress == Progress(len(results), 10_000)
    assert len(results) < 10_000


def test_little_is_given_out_ahead() -> None:
    """Memory does not grow with the number of pieces: few wait at a time for being asked for."""
    submitted: list[int] = []

    def submit(piece: int) -> Future[Any]:
        submitted.append(piece)
        done: Future[Any] = Future()
        done.set_result(piece)
        return done

    given = pool.submitted(submit, 1_000_000, 4, threading.Event())
    assert [next(given) for _ in range(10)] == list(range(10))
    assert len(submitted) <= 14


@ON_LINUX
def test_a_worker_ends_with_the_process_it_works_for(tmp_path: Path) -> None:
    """As when a terminal is closed: nobody is left to stop the workers."""
    program = (
        "import os, time\n"
        "from tests.jobs.work import labour\n"
        "from tests.processes import children\n"
        "from wargame.jobs.pool import in_order\n"
        "given = in_order(labour, 1, 10_000, 2)\n"
        "next(given)\n"
        "print(*children(os.getpid()), flush=True)\n"
        "time.sleep(60)\n"
    )
    script = tmp_path / "parent.py"
    script.write_text(program, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(CHECKOUT), os.environ.get("PYTHONPATH", "")])}
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout is not None
        workers = {int(word) for word in parent.stdout.readline().split()}
        parent.kill()
    assert len(workers) == 2
    assert gone(workers)


def test_a_program_goes_to_another_process_as_it_is(simulation: Simulation) -> None:
    other = pickle.loads(pickle.dumps(simulation.program))
    assert other == simulation.program
    assert np.array_equal(other.start, simulation.program.start)
    assert other.scenario == simulation.scenario
