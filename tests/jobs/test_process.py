"""Work in a process of its own: results in order, errors in words, and a stop that ends the waiting."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from wargame.jobs.process import Background, JobError

CHECKOUT = Path(__file__).parents[2]


def counting(most: int) -> Iterator[int]:
    yield from range(most)


def failing() -> Iterator[int]:
    yield 1
    raise ValueError("the well is dry")


def dying() -> Iterator[int]:
    yield 1
    os._exit(3)


def endless() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1
        time.sleep(0.01)


def test_results_come_in_order_and_the_process_ends() -> None:
    work = Background(counting, 5)
    assert list(work) == [0, 1, 2, 3, 4]
    assert work._process.poll() is not None


@pytest.mark.parametrize(("work", "words"), [(failing, "the well is dry"), (dying, "ended before it was done")])
def test_what_goes_wrong_is_said_after_what_was_done(work: Callable[[], Iterator[int]], words: str) -> None:
    results = iter(Background(work))
    assert next(results) == 1
    with pytest.raises(JobError, match=words):
        next(results)


def test_a_stop_ends_the_waiting_and_keeps_what_was_done() -> None:
    work = Background(endless)
    found = []
    for each in work:
        found.append(each)
        if each == 3:
            work.cancel()
    assert found[:4] == [0, 1, 2, 3]
    assert work._process.poll() is not None


def test_it_works_while_a_screen_has_taken_over_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Taken:
        def fileno(self) -> int:
            return -1

        def write(self, _: str) -> int:
            return 0

        def flush(self) -> None:
            return None

    monkeypatch.setattr("sys.stderr", Taken())
    assert list(Background(counting, 3)) == [0, 1, 2]


def test_work_that_is_never_waited_for_leaves_nothing_behind() -> None:
    work = Background(endless)
    work.close()
    assert work._process.poll() is not None


PARENT = """
import sys, time
from tests.jobs.test_process import endless
from wargame.jobs.process import Background
work = Background(endless)
results = iter(work)
next(results)
print(work._process.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_killed_parent_leaves_no_process_behind() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, cwd=CHECKOUT)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    for _ in range(100):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{child}/stat").exists() and ") Z " in Path(f"/proc/{child}/stat").read_text():
            return
        time.sleep(0.05)
    raise AssertionError("it still runs")
