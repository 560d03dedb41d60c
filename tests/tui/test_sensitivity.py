"""What an outcome depends on, asked on the screen: from the tree, filling in, for another outcome, stopped, refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.playing import LARGE, MIDDLE, SMALL, Player, playing, setup
from wargame.game.tree import BEGINNING
from wargame.tui.screens.dialogs import Notice, Pick
from wargame.tui.screens.sensitivity import SensitivityScreen
from wargame.tui.screens.tree import TreeScreen

SIZES = pytest.mark.parametrize("size", [SMALL, MIDDLE, LARGE])


async def asked(player: Player, *keys: str) -> SensitivityScreen:
    """The screen after these keys, all worked out."""
    await player.press(*keys)
    await player.worked()
    return player.screen(SensitivityScreen)


@SIZES
async def test_from_the_tree_it_fills_in_and_every_pane_tells_its_part(tmp_path: Path, size: tuple[int, int]) -> None:
    async with playing(tmp_path, setup(), turns=1, size=size) as player:
        screen = await asked(player, "b", "v")
        assert (screen.request.node, screen.request.turn, screen.request.ended) == (2, 3, False)
        assert screen.tornado is not None
        assert screen.firm is not None
        assert screen.sweep is not None
        assert len(screen.sweep.swept) == screen.sweep.known == 41
        assert len(screen.tornado.swings) == screen.tornado.among > 0
        assert screen.tornado.games == 16 * screen.request.games
        shown = player.picture()
        assert "Sensitivity: “" in shown
        assert "Done" in shown
        await player.press("1")
        assert "games from turn 3 on" in player.text()
        await player.press("3")
        assert "every move and order" in player.text()
        await player.press("2")
        assert "Press m" in player.text()
        await player.press("escape")
        player.screen(TreeScreen)


async def test_all_numbers_are_screened_and_another_outcome_is_asked_about(tmp_path: Path) -> None:
    async with playing(tmp_path, setup(), size=MIDDLE) as player:
        screen = await asked(player, "b", "home", "v")
        assert screen.request.node == BEGINNING
        assert screen.firm is None
        first = screen.request.outcome
        await asked(player, "m")
        assert screen.request.together
        assert screen.screening is not None
        assert screen.screening.outcome == first
        assert "random trajectories so far" in player.text()
        await player.press("v")
        player.screen(Pick)
        screen = await asked(player, "down", "enter")
        assert screen.request.outcome != first
        assert screen.screening is not None
        assert screen.screening.outcome == screen.request.outcome
        assert screen.tornado is None


async def test_escape_stops_it_and_keeps_what_is_there(tmp_path: Path) -> None:
    async with playing(tmp_path, setup(of="planned-exit"), size=MIDDLE) as player:
        await player.press("b", "v")
        screen = player.screen(SensitivityScreen)
        assert screen.running
        await player.press("escape")
        await player.worked()
        assert not screen.running
        assert "Stopped" in player.picture()
        player.screen(SensitivityScreen)
        await player.press("escape")
        player.screen(TreeScreen)


async def test_a_seat_is_refused_until_nothing_is_secret(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host"), turns=1, size=MIDDLE) as player:
        await player.press("b", "v")
        await player.worked()
        player.screen(Notice)
        assert "a seat may not see" in player.picture()
