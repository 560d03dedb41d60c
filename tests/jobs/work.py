"""Work for worker processes, which load nothing else for it."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path


def labour(subject: int, piece: int) -> int:
    """Work that takes long enough to be disturbed at."""
    time.sleep(0.05)
    return subject * piece


def deadly(subject: int, piece: int) -> int:
    """Work that no worker survives."""
    os._exit(subject + piece)


def faulty(_: int, piece: int) -> int:
    raise ValueError(f"piece {piece} cannot be done")


def whose(_: int, piece: int) -> tuple[int, int]:
    time.sleep(0.05)
    return piece, os.getpid()


def once_deadly(mark: str, piece: int) -> int:
    """Work of which one piece ends the worker that tries it first."""
    if piece == 3 and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    return piece * piece
