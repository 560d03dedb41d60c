"""A pane that is brought into view is drawn as it stays: nothing waits for the next key or for another size."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.widget import Widget

from tests.tui.playing import MIDDLE, SMALL, Player, playing, setup
from wargame.tui.pages.paned import PanedPage
from wargame.tui.screens.resolution import ResolutionScreen
from wargame.tui.screens.tree import TreeScreen
from wargame.tui.screens.turn import TurnScreen
from wargame.tui.widgets.ledger_detail import LedgerDetail


def letters(player: Player, pane: Widget) -> list[str]:
    """The letters in a pane, but for its scrollbars."""
    region = pane.region
    lines = player.picture().splitlines()[region.y : region.bottom]
    return [re.sub("[▁▂▃▄▅▆▇█ ]+$", "", line[region.x : region.right]) for line in lines]


async def look_through(player: Player) -> None:
    """Scroll down in the first pane, then bring each other one into view, and see that each is drawn for good."""
    screen = player.app.screen
    assert isinstance(screen, PanedPage)
    width, height = player.app.size
    await player.press("pagedown", "pagedown", "pagedown")
    for number in range(2, len(screen.PANES) + 1):
        await player.press(str(number))
        pane = screen.query_one(f"#pane-{screen.PANES[number - 1][0]}")
        at_once = letters(player, pane)
        # Another size and back lays everything out anew.
        await player.pilot.resize_terminal(width + 1, height)
        await player.settle()
        await player.pilot.resize_terminal(width, height)
        await player.settle()
        assert letters(player, pane) == at_once, (type(screen).__name__, screen.PANES[number - 1])


@pytest.mark.parametrize("size", [SMALL, MIDDLE], ids=str)
async def test_every_pane_is_drawn_for_good_when_it_comes_into_view(tmp_path: Path, size: tuple[int, int]) -> None:
    async with playing(tmp_path, setup("nato", of="planned-exit"), size=size) as player:
        player.screen(TurnScreen)
        await look_through(player)
        await player.press("s", "enter")
        screen = player.screen(ResolutionScreen)
        await look_through(player)
        if size == SMALL:
            await player.press("2")
            detail = screen.query_one(LedgerDetail)
            assert max(map(len, detail.text.splitlines())) > 60
        await player.press("b")
        player.screen(TreeScreen)
        await look_through(player)
