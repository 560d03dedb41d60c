"""Work parted into numbered pieces, done here, by worker processes or on a cluster: results in order, all the same."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import socket
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

S = TypeVar("S")
T = TypeVar("T")

AHEAD = 2
"""How many pieces are given out at a time for each worker."""
_PATIENCE = 5
"""How often a pool whose worker died is made anew before that is taken for a fault."""


class PoolError(Exception):
    """Work that could not be given out or done, in one plain sentence."""


def in_order(work: Callable[[S, int], T], subject: S, pieces: int, workers: int = 1) -> Iterator[T]:
    """`work(subject, piece)` for each piece in turn, by that many processes; `work` must be a module's function.

    A worker that dies is replaced and its pieces are done again. Closing the iterator stops the work.

    Raises:
        PoolError: workers keep dying.
    """
    if workers <= 1 or pieces <= 1:
        for piece in range(pieces):
            yield work(subject, piece)
        return
    task = pickle.dumps((work, subject))
    next_piece = 0
    for _ in range(_PATIENCE):
        pool = ProcessPoolExecutor(
            min(workers, pieces), multiprocessing.get_context("spawn"), initializer=_end_with, initargs=(os.getpid(),)
        )
        try:
            for result in _on(pool, task, next_piece, pieces, workers * AHEAD):
                next_piece += 1
                yield result
            return
        except BrokenProcessPool:
            continue
        finally:
            _stop(pool)
    raise PoolError("the worker processes end before they are done; there may not be enough memory for so many")


def on_cluster(work: Callable[[S, int], T], subject: S, pieces: int, address: str) -> Iterator[T]:
    """As `in_order`, by the workers of the Dask cluster whose scheduler is at `address` (`tcp://host:port`).

    Raises:
        PoolError: the extra is not installed, there is no such scheduler, it has no workers or they have no wargame,
            or it ends before the work is done.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise PoolError("a cluster needs the extra 'cluster': pip install 'wargame[cluster]'") from None
    _knock(address)
    try:
        client: Any = Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise PoolError(f"there is no scheduler at {address}: {error}") from None
    try:
        workers = sum(client.nthreads().values())
        if not workers:
            raise PoolError(f"the scheduler at {address} has no workers")
        yield from _on(client.get_executor(pure=False), pickle.dumps((work, subject)), 0, pieces, workers * AHEAD)
    except ImportError as error:
        raise PoolError(f"the workers of the cluster need this version of wargame: {error}") from None
    except (CancelledError, KilledWorker, OSError):
        raise PoolError(f"the cluster at {address} ended before the work was done") from None
    finally:
        client.close()


def _knock(address: str) -> None:
    """Refuse at once an address at which nobody listens: a client would go on trying, and not say why.

    Raises:
        PoolError: it is no address, or nobody listens there.
    """
    scheme, _, place = address.partition("://")
    host, colon, port = place.rpartition(":")
    if not (scheme in ("tcp", "tls") and host and colon and port.isdecimal() and int(port) < 2**16):
        raise PoolError(f"'{address}' is not the address of a scheduler; it is written tcp://HOST:PORT")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=5).close()
    except (OSError, UnicodeError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise PoolError(f"there is no scheduler at {address}: {reason}") from None


def _on(executor: Executor, task: bytes, first: int, pieces: int, ahead: int) -> Iterator[Any]:
    """The results of the pieces from `first` on, in order; at most `ahead` are given out and not yet asked for."""
    given: OrderedDict[int, Future[Any]] = OrderedDict()
    upcoming = iter(range(first, pieces))
    try:
        while True:
            while len(given) < ahead and (piece := next(upcoming, None)) is not None:
                given[piece] = executor.submit(_do, task, piece)
            if not given:
                return
            _, future = next(iter(given.items()))
            while not future.done():
                # Short waits, so that whoever asks to stop is heard.
                wait([future], timeout=0.2, return_when=FIRST_COMPLETED)
            result = future.result()
            given.popitem(last=False)
            yield result
    finally:
        for future in given.values():
            future.cancel()


_subjects: OrderedDict[bytes, tuple[Callable[[Any, int], Any], Any]] = OrderedDict()


def _do(task: bytes, piece: int) -> Any:
    """One piece, in a worker; what is worked on is unpacked once."""
    if task not in _subjects:
        _subjects[task] = pickle.loads(task)
        while len(_subjects) > 2:
            _subjects.popitem(last=False)
    work, subject = _subjects[task]
    return work(subject, piece)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End a pool at once, whatever its workers are at."""
    processes = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        with contextlib.suppress(OSError, ValueError):
            process.terminate()
    for process in processes:
        with contextlib.suppress(OSError, ValueError, AssertionError):
            process.join(5)


def _end_with(parent: int) -> None:
    """In a worker: end when the process that wants its results is gone, and leave Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
