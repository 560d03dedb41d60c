"""When the app fails, it ends at once, whatever is being worked out for the screen shown."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen

from tests.processes import ON_LINUX, children, gone
from tests.tui.playing import Player, playing, setup
from wargame.jobs.process import in_process
from wargame.seminar.local_seat import LocalSeat
from wargame.seminar.requests import Analysis
from wargame.tui.screens.expand import ExpandScreen
from wargame.tui.screens.forecast import ForecastScreen
from wargame.tui.screens.stability import StabilityScreen
from wargame.tui.screens.why_not import WhyNotScreen

TOO_LONG = 60
"""Seconds after which silent work ends by itself."""


class PlannedError(Exception):
    """The fault that ends the app in these tests."""


def silent() -> Iterator[Any]:
    """Work without any result for a long time."""
    time.sleep(TOO_LONG)
    yield from ()


async def crash(player: Player, keys: str, kind: type[Screen[None]]) -> None:
    """Open a screen by keys, and let the app fail while work is done for it."""
    await player.press("s", "enter", "n")
    for key in keys.split():
        await player.pilot.press(key)
        for _ in range(200):
            await player.pilot.pause(0.02)
            if not player.app.work.under_way:
                break
    assert isinstance(player.app.screen, kind)

    def fail() -> None:
        raise PlannedError

    player.app.call_later(fail)
    await player.pilot.pause(0.1)


@pytest.mark.usefixtures("in_another_process")
@ON_LINUX
@pytest.mark.parametrize(
    ("asked", "keys", "kind"),
    [
        ("simulate", "o", ForecastScreen),
        ("stability", "a", StabilityScreen),
        ("why_not", "b y enter", WhyNotScreen),
        ("expand", "b x enter", ExpandScreen),
    ],
)
def test_no_work_keeps_a_failed_app_alive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str, keys: str, kind: type[Screen[None]]
) -> None:
    begin = getattr(LocalSeat, asked)
    before, started = children(os.getpid()), set[int]()

    def slow(*arguments: Any) -> Analysis[Any, Any]:
        analysis = begin(*arguments)
        analysis.task.close()
        task = in_process(silent)
        started.update(children(os.getpid()) - before)
        return replace(analysis, task=task)

    async def play() -> None:
        async with playing(tmp_path, setup("host")) as player:
            await crash(player, keys, kind)

    monkeypatch.setattr(LocalSeat, asked, slow)
    began = time.monotonic()
    with pytest.raises(PlannedError):
        asyncio.run(play())
    assert time.monotonic() - began < TOO_LONG / 2
    assert started
    assert gone(started)
