"""Which joint reactions are stable, asked on the screen: from a turn and the tree, filling in, stopped, left."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.errors import raises_saying
from tests.tui.playing import LARGE, MIDDLE, SMALL, Player, playing, setup
from wargame.game.library import Library
from wargame.game.tree import BEGINNING
from wargame.model.viewer import FACILITATOR, Seated
from wargame.seminar.local import LocalTable
from wargame.seminar.table import TableError
from wargame.tui.screens.dialogs import Notice
from wargame.tui.screens.stability import StabilityScreen
from wargame.tui.screens.tree import TreeScreen
from wargame.tui.screens.turn import TurnScreen
from wargame.tui.widgets.choice_list import ChoiceList

SIZES = pytest.mark.parametrize("size", [SMALL, MIDDLE, LARGE])


async def asked(player: Player, *keys: str) -> StabilityScreen:
    """The screen after these keys, all worked out."""
    await player.press(*keys)
    await player.worked()
    return player.screen(StabilityScreen)


@SIZES
async def test_from_a_turn_it_fills_in_and_every_pane_tells_its_part(tmp_path: Path, size: tuple[int, int]) -> None:
    async with playing(tmp_path, setup("host"), turns=1, size=size) as player:
        screen = await asked(player, "a")
        assert (screen.request.node, screen.request.turn) == (1, 2)
        assert screen.report is not None
        assert set(screen.continuations) == {assessed.profile for assessed in screen.report.listed}
        shown = player.picture()
        assert "Stability: turn 2 of 3" in shown
        assert "Seen by the Host" in shown
        assert "Done" in shown
        reactions = screen.query_one("#stability-reactions", ChoiceList)
        assert len(reactions.choices) == len(screen.report.listed)
        assert "The Rival" in player.text()
        await player.press("1", "down")
        assert reactions.current is not None
        assert reactions.current.id == "1"
        await player.press("2")
        assert list(screen.advice) == ["host"]
        best = screen.advice["host"].choices[0]
        assert f"{best.score.middle:.1f}" in player.text()
        await player.press("3")
        assert "joint reactions" in player.text()
        assert "Nash (R)" in player.text()
        await player.press("escape")
        player.screen(TurnScreen)


async def test_from_the_tree_it_is_asked_of_the_node_under_the_cursor(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host"), turns=1) as player:
        await player.press("b", "home")
        screen = await asked(player, "a")
        assert (screen.request.node, screen.request.turn, screen.request.picked) == (BEGINNING, 1, False)
        assert screen.request.made
        await player.press("escape")
        assert player.screen(TreeScreen).node == BEGINNING


async def test_the_facilitator_sees_every_seat_advised(tmp_path: Path) -> None:
    async with playing(tmp_path, setup(), size=MIDDLE) as player:
        screen = await asked(player, "a")
        assert list(screen.advice) == list(screen.request.advised) == ["host", "rival"]
        await player.press("2", "v")
        assert "Whisper against the alliance" in player.picture()
        await player.press("v")
        assert "may be the best" in player.picture()
        assert "Reassure in public" in player.picture()


async def test_where_the_game_has_ended_it_says_so(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host"), turns=3) as player:
        await player.press("b", "a")
        player.screen(Notice)
        assert "nobody has anything left to choose" in " ".join(player.picture().replace("│", " ").split())


@pytest.mark.usefixtures("in_another_process")
async def test_stopped_it_keeps_what_is_there_and_then_goes_back(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("eu", of="planned-exit")) as player:
        await player.pilot.press("a")
        for _ in range(600):
            shown = player.app.screen
            if isinstance(shown, StabilityScreen) and shown.report is not None:
                break
            await player.pilot.pause(0.05)
        screen = player.screen(StabilityScreen)
        await player.press("escape")
        await player.worked()
        assert screen.report is not None
        assert len(screen.continuations) < len(screen.report.listed)
        assert "Stopped" in player.picture()
        await player.press("escape")
        player.screen(TurnScreen)


def test_the_table_refuses_what_it_cannot_survey(tmp_path: Path) -> None:
    table = LocalTable.create(setup("host"), Library(tmp_path / "library.sqlite3"))
    with raises_saying(TableError, "no node 7"):
        table.seat(FACILITATOR).stability(7)
    for _ in range(3):
        table.submit("host", [])
        table.resolve()
    with raises_saying(TableError, "the game has ended there"):
        table.seat(Seated("host")).stability(table.node)


@pytest.mark.usefixtures("in_another_process")
async def test_stopped_before_anything_was_found_it_says_so_in_every_pane(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("eu", of="planned-exit")) as player:
        await player.pilot.press("a")
        for _ in range(600):
            if isinstance(player.app.screen, StabilityScreen) and player.app.screen.running:
                break
            await player.pilot.pause(0.01)
        screen = player.screen(StabilityScreen)
        screen.stop_task()
        await player.worked()
        assert screen.report is None
        for pane in ("3", "2", "1"):
            await player.press(pane)
            shown = [line for line in player.picture().splitlines()[3:-3] if line.strip()]
            assert shown, pane
        assert "Nothing has been found yet" in player.picture()
        await player.press("escape")
        player.screen(TurnScreen)
