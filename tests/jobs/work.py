"""Work for worker processes, which load nothing else for it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from wargame.jobs.task import Progress


def labour(subject: int, piece: int) -> int:
    """Work that takes long enough to be disturbed at."""
    time.sleep(0.05)
    return subject * piece


def deadly(subject: int, piece: int) -> int:
    """Work that no worker survives."""
    os._exit(subject + piece)


def faulty(_: int, piece: int) -> int:
    raise ValueError(f"piece {piece} cannot be done")


def heavy(_: int, piece: int) -> bytes:
    """Work whose results take a while to send."""
    return bytes(5_000_000 + piece)


def whose(_: int, piece: int) -> tuple[int, int]:
    time.sleep(0.05)
    return piece, os.getpid()


def once_deadly(mark: str, piece: int) -> int:
    """Work of which one piece ends the worker that tries it first."""
    if piece == 3 and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    return piece * piece


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


def silent() -> Iterator[int]:
    time.sleep(60)
    yield 1


def measured(most: int) -> Iterator[int | Progress]:
    for number in range(most):
        yield Progress(10 * number, 10 * most)
        yield number


def missing() -> Iterator[int]:
    yield 1
    Path("/no/such/file").read_text(encoding="utf-8")
