"""What says that the table is at work goes when the work is over, whether it succeeds or fails."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.tui.playing import Player, playing, setup
from wargame.game.table_fault import NoOrdersNow
from wargame.seminar.table import TableError
from wargame.tui.background import PATIENCE


def said(player: Player) -> list[str]:
    """The notes that are shown."""
    return [note.message for note in player.app._notifications]


@pytest.mark.parametrize("fails", [False, True])
async def test_the_note_goes_with_the_work(tmp_path: Path, fails: bool) -> None:
    async with playing(tmp_path, setup("host")) as player:

        def work() -> None:
            time.sleep(PATIENCE + 0.5)
            if fails:
                raise TableError(NoOrdersNow())

        player.app.notify("Something else", timeout=30)
        player.app.do(work, lambda _: None)
        await player.pilot.pause(PATIENCE + 0.25)
        assert said(player) == ["Something else", "Working ..."]
        for _ in range(40):
            await player.pilot.pause(0.05)
            if not player.app.work.under_way:
                break
        await player.settle()
        assert said(player) == ["Something else"]
        # Work that is over in time never says so.
        player.app.do(lambda: time.sleep(PATIENCE / 2), lambda _: None)
        await player.settle()
        player.app.do(lambda: time.sleep(PATIENCE * 0.8), lambda _: None)
        await player.pilot.pause(PATIENCE * 0.7)
        assert said(player) == ["Something else"]
        await player.settle()
