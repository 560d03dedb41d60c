"""Where the work of the analyses is done in tests of the screens."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from wargame.fault import fault_of
from wargame.jobs.fault import WorkFailed
from wargame.jobs.task import Progress, Task, TaskError


@pytest.fixture
def in_another_process() -> None:
    """For a test of work that is stopped, or that must not hold up keys: it is done in another process, as in play."""


@pytest.fixture(autouse=True)
def work_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere it is done in a thread: starting a process takes longer than the few games a test asks for."""
    if "in_another_process" not in request.fixturenames:
        monkeypatch.setattr("wargame.seminar.inquiry.in_process", in_thread)


def in_thread(work: Callable[..., Iterator[Any]], *arguments: Any, of: int | None = None) -> Task[Any]:
    """What `wargame.jobs.process.in_process` begins, done by whoever reads the results; all of it is packed as there.

    Stopped, it ends with its next result.
    """
    packed, stopped = pickle.dumps((work, arguments)), threading.Event()

    def results() -> Iterator[Any | Progress]:
        unpacked, given = pickle.loads(packed)
        try:
            for found in unpacked(*given):
                if stopped.is_set():
                    return
                yield pickle.loads(pickle.dumps(found))
        except Exception as error:
            raise TaskError(WorkFailed(fault_of(error) or str(error))) from error

    return Task(results(), of=of, stop=stopped.set)
