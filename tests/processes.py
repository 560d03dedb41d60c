"""Which processes run, and whether they have ended."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

ON_LINUX = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads the processes from /proc")


def parents() -> dict[int, int]:
    """The parent of every process that runs, by its id."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if state != "Z":
            found[int(stat.parent.name)] = int(parent)
    return found


def children(process: int) -> set[int]:
    """The processes that a process started, and those that they started in turn."""
    by_parent = parents()
    found: set[int] = set()
    more = {process}
    while more:
        more = {child for child, parent in by_parent.items() if parent in more} - found
        found |= more
    return found


def gone(processes: set[int], seconds: float = 10) -> bool:
    """Whether all of some processes end within a time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not processes & set(parents()):
            return True
        time.sleep(0.05)
    return False
