"""Work in a process of its own: results in order, errors in words, and a stop that ends the waiting."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.errors import raises_saying
from tests.jobs.work import counting, dying, endless, failing, measured, missing, silent
from tests.processes import ON_LINUX, children, gone
from wargame.jobs.process import in_process
from wargame.jobs.task import Progress, TaskError

CHECKOUT = Path(__file__).parents[2]


@ON_LINUX
def test_results_come_in_order_and_the_process_ends() -> None:
    before = children(os.getpid())
    work = in_process(counting, 5)
    started = children(os.getpid()) - before
    assert started
    assert list(work) == [0, 1, 2, 3, 4]
    assert gone(started)


@pytest.mark.parametrize(("work", "words"), [(failing, "the well is dry"), (dying, "ended before it was done")])
def test_what_goes_wrong_is_said_after_what_was_done(work: Callable[[], Iterator[int]], words: str) -> None:
    results = in_process(work)
    assert next(results) == 1
    with raises_saying(TaskError, words):
        next(results)


@ON_LINUX
def test_a_stop_ends_the_waiting_and_keeps_what_was_done() -> None:
    before = children(os.getpid())
    work = in_process(endless)
    started = children(os.getpid()) - before
    found = []
    for each in work:
        found.append(each)
        if each == 3:
            work.cancel()
    assert found[:4] == [0, 1, 2, 3]
    assert gone(started)


def test_it_works_while_a_screen_has_taken_over_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Taken:
        def fileno(self) -> int:
            return -1

        def write(self, _: str) -> int:
            return 0

        def flush(self) -> None:
            return None

    monkeypatch.setattr("sys.stderr", Taken())
    assert list(in_process(counting, 3)) == [0, 1, 2]


@ON_LINUX
def test_work_that_is_never_waited_for_leaves_nothing_behind() -> None:
    before = children(os.getpid())
    work = in_process(endless)
    started = children(os.getpid()) - before
    assert started
    work.close()
    work.close()
    assert list(work) == []
    assert not started & set(children(os.getpid()))


def test_how_far_it_is_comes_from_the_other_process() -> None:
    work = in_process(measured, 3)
    assert [(number, work.progress) for number in work] == [(n, Progress(10 * n, 30)) for n in range(3)]


def test_a_file_that_is_missing_there_is_an_error_here() -> None:
    """An OSError of the work is no sign that nobody waits for it."""
    work = in_process(missing, of=2)
    with raises_saying(TaskError, "no/such/file"):
        list(work)
    assert work.progress == Progress(1, 2)


def test_an_error_says_where_in_the_work_it_happened() -> None:
    with pytest.raises(TaskError) as error:
        list(in_process(failing))
    assert "in failing" in "".join(error.value.__notes__)


@ON_LINUX
@pytest.mark.parametrize("end", ["cancel", "close"])
def test_a_thread_that_waits_for_a_result_sees_the_end(end: str) -> None:
    before = children(os.getpid())
    work = in_process(silent)
    started = children(os.getpid()) - before
    timer = threading.Timer(0.2, getattr(work, end))
    began = time.monotonic()
    timer.start()
    assert list(work) == []
    timer.join()
    assert time.monotonic() - began < 10
    assert work.cancelled
    assert gone(started)


PARENT = """
import os, time
from tests.jobs.work import endless
from tests.processes import children
from wargame.jobs.process import in_process
work = in_process(endless)
next(work)
print(*children(os.getpid()), flush=True)
time.sleep(60)
"""


@ON_LINUX
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
