"""Work in numbered pieces, done here or by worker processes: the same results in the same order."""

from __future__ import annotations

import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

from wargame.jobs.fault import ProcessEnded, WorkersEnd
from wargame.jobs.process import OtherProcess
from wargame.jobs.task import Task, TaskError

S = TypeVar("S")
T = TypeVar("T")

AHEAD = 2
"""How many pieces each worker has at a time: the one it works at, and the next."""
_MOST_DEATHS = 5
"""How many workers may die until the work counts as failed."""


def in_order(work: Callable[[S, int], T], subject: S, pieces: int, workers: int = 1) -> Task[T]:
    """`work(subject, piece)` for each piece in turn, by that many processes; `work` is a module's function.

    A worker that dies is replaced and its piece is done again; TaskError is raised where workers keep dying. What
    the work itself raises is raised here as it is. Nothing is done before the first result is asked for.
    """
    stopped = threading.Event()
    if workers <= 1 or pieces <= 1:
        return Task(_here(work, subject, pieces, stopped), of=pieces, stop=stopped.set)
    return Task(
        _by_workers(pickle.dumps((work, (subject,))), pieces, min(workers, pieces), stopped),
        of=pieces,
        stop=stopped.set,
    )


def _here(work: Callable[[S, int], T], subject: S, pieces: int, stopped: threading.Event) -> Iterator[T]:
    """The results of all pieces, done in this process."""
    for piece in range(pieces):
        if stopped.is_set():
            return
        yield work(subject, piece)


def _by_workers(work: bytes, pieces: int, many: int, stopped: threading.Event) -> Iterator[Any]:
    """The results of all pieces, done by worker processes, each spoken with by a thread of its own."""
    workers = _Workers(work)
    with ThreadPoolExecutor(many) as threads:
        try:
            yield from submitted(lambda piece: threads.submit(workers.do, piece), pieces, many * AHEAD, stopped)
        finally:
            workers.end()


def submitted(submit: Callable[[int], Future[Any]], pieces: int, ahead: int, stopped: threading.Event) -> Iterator[Any]:
    """The results of pieces in their order, until stopped; at most `ahead` of them are submitted at a time."""
    submitted: OrderedDict[int, Future[Any]] = OrderedDict()
    upcoming = iter(range(pieces))
    try:
        while True:
            while len(submitted) < ahead and (piece := next(upcoming, None)) is not None:
                submitted[piece] = submit(piece)
            if not submitted:
                return
            _, future = next(iter(submitted.items()))
            while not future.done():
                if stopped.is_set():
                    return
                # Short waits, so that Ctrl-C and a stop are noticed.
                wait([future], timeout=0.2, return_when=FIRST_COMPLETED)
            if stopped.is_set():
                return
            result = future.result()
            submitted.popitem(last=False)
            yield result
    finally:
        for future in submitted.values():
            future.cancel()


class _Workers:
    """Worker processes for one work; any thread may ask, and has a worker of its own."""

    def __init__(self, work: bytes) -> None:
        self._work = work
        self._changing = threading.Lock()
        self._running: dict[int, OtherProcess] = {}
        """The worker of each thread."""
        self._deaths = 0
        self._ended = False

    def do(self, piece: int) -> Any:
        """The result of a piece; raises what the work raises, or TaskError where it cannot be done."""
        while True:
            worker = self._mine()
            try:
                worker.ask(piece)
                return worker.answer()
            except TaskError as error:
                if not isinstance(error.fault, ProcessEnded):
                    raise _as_it_is(error) from None
            self._died(worker)

    def end(self) -> None:
        """End all workers at once, also while they are busy; no more are started."""
        with self._changing:
            self._ended = True
            running = list(self._running.values())
            self._running.clear()
        for worker in running:
            worker.kill()
        for worker in running:
            worker.close()

    def _mine(self) -> OtherProcess:
        """This thread's worker, started where there is none."""
        with self._changing:
            if self._ended:
                raise TaskError(ProcessEnded())
            thread = threading.get_ident()
            if thread not in self._running:
                self._running[thread] = OtherProcess(self._work)
            return self._running[thread]

    def _died(self, worker: OtherProcess) -> None:
        """Put away a worker that has ended; raises TaskError where too many have."""
        with self._changing:
            if self._ended:
                raise TaskError(ProcessEnded())
            del self._running[threading.get_ident()]
            self._deaths += 1
            many = self._deaths >= _MOST_DEATHS
        worker.close()
        if many:
            raise TaskError(WorkersEnd())


def _as_it_is(error: TaskError) -> BaseException:
    """What the work raised, where it came through, with where it was raised as a note."""
    cause = error.__cause__
    if cause is None:
        return error
    for note in error.__notes__:
        cause.add_note(note)
    return cause
