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


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, str]:
    """A library with a game of five turns and a fork, and the game's name."""
    library = Library(tmp_path_factory.mktemp("played") / "library.sqlite3")
    table = LocalTable.create(setup("eu", of="planned-exit"), library)
    for turn in range(6):
        if turn == 5:
            table.go(2)
        table.submit("eu", [])
        if turn < 5:
            table.resolve()
    table.redraw(3)
    return library, table.name


async def answered(app: WargameApp, keys: list[str]) -> tuple[list[float], float]:
    """Seconds each key took, and the longest step of the event loop."""
    seconds: list[float] = []
    with steps() as taken:
        for key in keys:
            begun = time.perf_counter()
            app.simulate_key(key)
            await _painted(app)
            seconds.append(time.perf_counter() - begun)
            await _painted(app)
    return seconds, max(taken)


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
def test_keys_are_answered(benchmark: Benchmark, played: tuple[Library, str], look: str, size: tuple[int, int]) -> None:
    pane, keys = LOOKS[look]
    library, saved = played
    app = WargameApp(StartAt(saved=saved, library=library))
    found: list[tuple[list[float], float]] = []
    with seldom_collecting(), asyncio.Runner() as runner:
        opened = app.run_test(size=Size(*size))
        player = Player(runner.run(opened.__aenter__()))
        runner.run(player.settle())
        runner.run(player.press(pane))
        benchmark.pedantic(  # type: ignore[attr-defined]
            lambda: found.append(runner.run(answered(app, keys))), rounds=5, warmup_rounds=1
        )
        runner.run(opened.__aexit__(None, None, None))
    each = sorted(second for seconds, _ in found for second in seconds)
    benchmark.extra_info["median_key_ms"] = round(each[len(each) // 2] * 1e3, 1)  # type: ignore[attr-defined]
    benchmark.extra_info["slowest_key_ms"] = round(each[-1] * 1e3, 1)  # type: ignore[attr-defined]
    benchmark.extra_info["longest_step_ms"] = round(max(step for _, step in found) * 1e3, 1)  # type: ignore[attr-defined]
    assert len(each) >= len(keys)
