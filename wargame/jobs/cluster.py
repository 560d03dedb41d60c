"""Work in numbered pieces on a Dask cluster: the same results in the same order as a pool gives."""

from __future__ import annotations

import functools
import pickle
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from typing import Any, TypeVar

from wargame.jobs.fault import ClusterEnded, NoClusterExtra, NoScheduler, NotAnAddress, NoWorkers, OtherVersion
from wargame.jobs.pool import AHEAD, submitted
from wargame.jobs.task import Task, TaskError

S = TypeVar("S")
T = TypeVar("T")


def on_cluster(work: Callable[[S, int], T], subject: S, pieces: int, address: str) -> Task[T]:
    """As `in_order`, by the workers of the Dask cluster whose scheduler is at `address` (`tcp://host:port`).

    The task raises TaskError where the extra is not installed, there is no such scheduler, it has no workers, they
    have no wargame, or it ends before the work is done.
    """
    stopped = threading.Event()
    return Task(_by_cluster(pickle.dumps((work, subject)), pieces, address, stopped), of=pieces, stop=stopped.set)


def _by_cluster(work: bytes, pieces: int, address: str, stopped: threading.Event) -> Iterator[Any]:
    """The results of all pieces."""
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise TaskError(NoClusterExtra()) from None
    _check(address)
    try:
        client: Any = Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise TaskError(NoScheduler(address, str(error))) from None
    try:
        workers = sum(client.nthreads().values())
        if not workers:
            raise TaskError(NoWorkers(address))
        executor = client.get_executor(pure=False)
        yield from submitted(lambda piece: executor.submit(_do, work, piece), pieces, workers * AHEAD, stopped)
    except ImportError as error:
        raise TaskError(OtherVersion(str(error))) from None
    except (CancelledError, KilledWorker, OSError):
        raise TaskError(ClusterEnded(address)) from None
    finally:
        client.close()


@functools.lru_cache(maxsize=2)
def _unpacked(work: bytes) -> tuple[Callable[[Any, int], Any], Any]:
    """In a worker: the work and its subject, unpacked once for all pieces."""
    found: tuple[Callable[[Any, int], Any], Any] = pickle.loads(work)
    return found


def _do(work: bytes, piece: int) -> Any:
    """In a worker: one piece."""
    function, subject = _unpacked(work)
    return function(subject, piece)


def _check(address: str) -> None:
    """Raise TaskError at once where nobody listens: Dask's client would go on trying, and not say why."""
    scheme, _, place = address.partition("://")
    host, colon, port = place.rpartition(":")
    if not (scheme in ("tcp", "tls") and host and colon and port.isdecimal() and int(port) < 2**16):
        raise TaskError(NotAnAddress(address))
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=5).close()
    except (OSError, UnicodeError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise TaskError(NoScheduler(address, reason)) from None
