"""How long a key takes to be answered, on the flagship's screens.

Run: python -m pytest tests/benchmarks --benchmark-enable --benchmark-only

The app is driven in its own event loop, one key at a time. A key counts as answered when the screen has been painted
after it was handled; the next key comes when nothing is left to do. The extra figure `longest_step_ms` is the longest
single step of the event loop meanwhile: no key can be kept waiting longer by one step than that.
"""

from __future__ import annotations

import asyncio
import time
from asyncio import events
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.geometry import Size

from tests.tui.playing import Player, setup
from wargame.game.library import Library
from wargame.seminar.local import LocalTable
from wargame.tui.app import StartAt, WargameApp, seldom_collecting

Benchmark = Callable[..., Any]

LOOKS = {
    "reactions": ("2", ["down", "down", "up", "enter", "enter", "down"]),
    "matrix": ("3", ["down", "right", "right", "up", "left", "down"]),
    "numbers": ("4", ["down", "down", "down", "up", "down", "up"]),
    "tree": ("b", ["down", "down", "up", "end", "up", "home"]),
    "panes": ("1", ["2", "3", "4", "5", "6", "1"]),
}


@contextmanager
def steps() -> Iterator[list[float]]:
    """The seconds that each step of the event loop took."""
    taken: list[float] = []
    run = events.Handle._run

    def timed(self: events.Handle) -> None:
        begun = time.perf_counter()
        run(self)
        taken.append(time.perf_counter() - begun)

    events.Handle._run = timed  # type: ignore[method-assign]
    try:
        yield taken
    finally:
        events.Handle._run = run  # type: ignore[method-assign]


def played(folder: Path) -> str:
    """A game of five turns and a fork; gives its name."""
    table = LocalTable.create(setup("eu", of="planned-exit"), Library(folder / "library.sqlite3"))
    for turn in range(6):
        if turn == 5:
            table.go(2)
        table.submit("eu", [])
        if turn < 5:
            table.resolve()
    table.redraw(3)
    return table.name


async def drive(folder: Path, size: tuple[int, int], pane: str, keys: list[str]) -> tuple[list[float], float]:
    """Seconds each key took, and the longest step of the event loop, on a seat's turn of the flagship."""
    app = WargameApp(StartAt(saved=played(folder), library=Library(folder / "library.sqlite3")))
    async with app.run_test(size=Size(*size)) as pilot:
        player = Player(pilot)
        await player.settle()
        await player.press(pane)
        answered: list[float] = []
        with steps() as taken:
            for key in keys:
                begun = time.perf_counter()
                app.simulate_key(key)
                await _painted(app)
                answered.append(time.perf_counter() - begun)
                await _painted(app)
        return answered, max(taken)


async def _painted(app: WargameApp) -> None:
    """Wait, without sleeping, until the messages sent so far are handled and the screen has been painted."""
    for node in (app, app.screen, app.focused or app.screen):
        done = asyncio.Event()
        node.call_later(done.set)
        await done.wait()
    painted = asyncio.Event()
    app.screen.call_after_refresh(painted.set)
    await painted.wait()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize("look", list(LOOKS))
def test_a_key_is_answered(benchmark: Benchmark, tmp_path: Path, look: str, size: tuple[int, int]) -> None:
    pane, keys = LOOKS[look]
    answered: list[float] = []
    longest: list[float] = []

    def play() -> None:
        with seldom_collecting():
            times, step = asyncio.run(drive(tmp_path, size, pane, keys))
        answered.extend(times)
        longest.append(step)

    benchmark.pedantic(play, rounds=3)  # type: ignore[attr-defined]
    benchmark.extra_info["median_key_ms"] = round(sorted(answered)[len(answered) // 2] * 1e3, 1)  # type: ignore[attr-defined]
    benchmark.extra_info["slowest_key_ms"] = round(max(answered) * 1e3, 1)  # type: ignore[attr-defined]
    benchmark.extra_info["longest_step_ms"] = round(max(longest) * 1e3, 1)  # type: ignore[attr-defined]
    assert len(answered) >= len(keys)
