"""Work in numbered pieces, done here or by worker processes: the same results in the same order."""

from __future__ import annotations

import contextlib
import functools
import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from wargame.jobs.fault import WorkersEnd
from wargame.jobs.task import Task, TaskError

S = TypeVar("S")
T = TypeVar("T")

AHEAD = 2
"""How many pieces each worker has at a time: the one it works at, and the next."""
_MOST_POOLS = 5
"""How many pools are started, each because a worker of the one before died, until the work counts as failed."""


def in_order(work: Callable[[S, int], T], subject: S, pieces: int, workers: int = 1) -> Task[T]:
    """`work(subject, piece)` for each piece in turn, by that many processes; `work` is a module's function.

    A worker that dies is replaced and its pieces are done again; TaskError is raised where workers keep dying. What
    the work itself raises is raised here as it is. Nothing is done before the first result is asked for.
    """
    stopped = threading.Event()
    if workers <= 1 or pieces <= 1:
        return Task(_here(work, subject, pieces, stopped), of=pieces, stop=stopped.set)
    return Task(_by_workers(packed(work, subject), pieces, workers, stopped), of=pieces, stop=stopped.set)


def _here(work: Callable[[S, int], T], subject: S, pieces: int, stopped: threading.Event) -> Iterator[T]:
    """The results of all pieces, done in this process."""
    for piece in range(pieces):
        if stopped.is_set():
            return
        yield work(subject, piece)


def _by_workers(work: bytes, pieces: int, workers: int, stopped: threading.Event) -> Iterator[Any]:
    """The results of all pieces, done by worker processes."""
    next_piece = 0
    for _ in range(_MOST_POOLS):
        pool = ProcessPoolExecutor(
            min(workers, pieces), multiprocessing.get_context("spawn"), initializer=_end_with, initargs=(os.getpid(),)
        )
        try:
            for result in submitted(pool, work, range(next_piece, pieces), workers * AHEAD, stopped):
                next_piece += 1
                yield result
            return
        except BrokenProcessPool:
            continue
        finally:
            _end(pool)
    raise TaskError(WorkersEnd())


# --- Pieces given to an executor, for a cluster too -------------------------------------------------------------------


def packed(work: Callable[[S, int], Any], subject: S) -> bytes:
    """The work and its subject as they go to workers."""
    return pickle.dumps((work, subject))


def submitted(
    executor: Executor, work: bytes, pieces: Iterable[int], ahead: int, stopped: threading.Event
) -> Iterator[Any]:
    """The results of pieces in their order, until stopped; at most `ahead` pieces are with the executor at a time."""
    submitted: OrderedDict[int, Future[Any]] = OrderedDict()
    upcoming = iter(pieces)
    try:
        while True:
            while len(submitted) < ahead and (piece := next(upcoming, None)) is not None:
                submitted[piece] = executor.submit(_do, work, piece)
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


@functools.lru_cache(maxsize=2)
def _unpacked(work: bytes) -> tuple[Callable[[Any, int], Any], Any]:
    """In a worker: the work and its subject, unpacked once for all pieces."""
    found: tuple[Callable[[Any, int], Any], Any] = pickle.loads(work)
    return found


def _do(work: bytes, piece: int) -> Any:
    """In a worker: one piece."""
    function, subject = _unpacked(work)
    return function(subject, piece)


# --- Worker processes -------------------------------------------------------------------------------------------------


def _end(pool: ProcessPoolExecutor) -> None:
    """End a pool at once, also while its workers are busy."""
    processes = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        with contextlib.suppress(OSError, ValueError):
            process.terminate()
    for process in processes:
        with contextlib.suppress(OSError, ValueError, AssertionError):
            process.join(5)


def _end_with(parent: int) -> None:
    """In a worker: end when the process that asked for the work is gone, and leave Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
