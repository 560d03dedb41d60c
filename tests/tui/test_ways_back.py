"""Ways back: Escape goes one step back before it offers to leave, and what is marked or asked about stays."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.tui.playing import playing, setup
from wargame.game.library import Library
from wargame.seminar.local import LocalTable
from wargame.seminar.table import MovePicker
from wargame.tui.screens.consents import ConsentDialog
from wargame.tui.screens.dialogs import Confirm, Notice
from wargame.tui.screens.ending import EndingScreen
from wargame.tui.screens.help import HelpScreen
from wargame.tui.screens.home import HomeScreen
from wargame.tui.screens.resolution import ResolutionScreen
from wargame.tui.screens.table import InjectDialog, TableScreen
from wargame.tui.screens.turn import TurnScreen
from wargame.tui.widgets.ego_view import EgoView
from wargame.tui.widgets.history_chart import HistoryChart
from wargame.tui.widgets.indicator_table import IndicatorTable
from wargame.tui.widgets.ledger_tree import LedgerTree
from wargame.tui.widgets.tie_matrix import TieMatrix


async def test_escape_goes_back_actor_by_actor_then_to_the_matrix_then_offers_to_leave(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host")) as player:
        turn = player.screen(TurnScreen)
        await player.press("3", "enter")
        ego = turn.query_one(EgoView)
        first = ego.actor
        assert ego.has_focus and "Esc Back" in player.picture()
        await player.press("enter")
        assert ego.actor != first
        await player.press("escape")
        assert ego.actor == first and ego.has_focus
        await player.press("escape")
        assert player.app.screen is turn and turn.query_one(TieMatrix).has_focus
        assert "Esc Home" in player.picture() and "Esc Back" not in player.picture()
        await player.press("escape")
        player.screen(Confirm)


async def test_escape_leads_from_a_chart_back_to_its_table(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host")) as player:
        turn = player.screen(TurnScreen)
        await player.press("4", "enter")
        assert turn.query_one(HistoryChart).has_focus
        await player.press("escape")
        assert player.app.screen is turn and turn.query_one(IndicatorTable).has_focus


async def test_escape_comes_back_over_a_tie_and_from_a_number_chosen_in_the_table(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host", seed=1)) as player:
        await player.press("s", "enter", "3")
        resolution = player.screen(ResolutionScreen)
        table, tree = resolution.query_one(IndicatorTable), resolution.query_one(LedgerTree)
        moved = {row.name for row in resolution.report.ledger.rows}
        carried = {row.name for row in resolution.report.ledger if any(entry.carried for entry in row.entries)}
        table.cursor = next(i for i, entry in enumerate(table._entries) if entry.name in carried)
        await player.press("enter")
        assert resolution.current == "why"
        for _ in range(60):
            if tree.has_trail:
                break
            await player.press("right", "down")
            node = tree.cursor_node
            assert node is not None and node.data is not None
            if node.data.carried_from in moved:
                await player.press("enter")
        assert tree.has_trail, "no tie to follow"
        await player.press("escape")
        assert resolution.current == "why" and not tree.has_trail
        await player.press("escape")
        assert player.app.screen is resolution and resolution.current == "numbers"
        await player.press("escape")
        player.screen(Confirm)


async def test_marks_are_kept_when_the_game_is_left_and_gone_on_with(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host")) as player:
        await player.press("2", "enter")
        marked = player.screen(TurnScreen).marked
        await player.press("escape")
        assert "stay marked" in " ".join(player.picture().split())
        await player.press("enter")
        player.screen(HomeScreen)
        await player.press("q")
        assert "not handed in" in player.picture(), "quitting from home would lose them"
        await player.press("escape", "enter")
        assert marked and player.screen(TurnScreen).marked == marked
        assert "Marked 1 of" in player.text()
        await player.press("s", "enter", "n")
        assert player.screen(TurnScreen).marked == [], "marks are of one turn"


async def test_f1_opens_help_on_a_dialog_and_closes_it_again(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host")) as player:
        await player.press("2", "enter", "s")
        asked = player.screen(Confirm)
        await player.press("f1")
        player.screen(HelpScreen)
        assert "A question before something is done" in " ".join(player.picture().split())
        await player.press("f1")
        assert player.app.screen is asked
        await player.press("q")
        assert player.app.screen is not asked and "Quit?" in player.picture(), "the marks are asked about"
        await player.press("escape", "escape")
        assert player.screen(TurnScreen).marked


async def test_f1_opens_help_on_the_injects(tmp_path: Path) -> None:
    async with playing(tmp_path, setup(picker=MovePicker.FACILITATOR)) as player:
        await player.press("i")
        dialog = player.screen(InjectDialog)
        await player.press("question_mark")
        player.screen(HelpScreen)
        await player.press("escape")
        assert player.app.screen is dialog


@pytest.mark.parametrize(
    ("picker", "before", "after"),
    [
        (MovePicker.CHANCE, "Watching: everything is shown", "The game is over: everything is shown"),
        (MovePicker.FACILITATOR, "The facilitator sees everything", "The game is over: everything is shown"),
    ],
)
async def test_who_sees_everything_is_said_of_whoever_looks(
    tmp_path: Path, picker: MovePicker, before: str, after: str
) -> None:
    async with playing(tmp_path, setup(picker=picker)) as player:
        for _ in range(16):
            screen = player.app.screen
            if isinstance(screen, EndingScreen):
                break
            if isinstance(screen, ConsentDialog):
                await player.press("s")
                continue
            if isinstance(screen, ResolutionScreen):
                if screen.place.snapshot.ending is None:
                    assert before in player.picture()
                await player.press("n")
            else:
                assert isinstance(screen, TableScreen)
                await player.press(*(("enter", "enter") if screen.picking else ("r",)))
        ending = player.screen(EndingScreen)
        await player.press("l")
        resolution = player.screen(ResolutionScreen)
        assert after in player.picture()
        assert resolution.turn == resolution.played > 1, "it begins at the last turn"
        await player.press("escape")
        assert player.app.screen is ending


async def test_a_saved_game_that_comes_out_otherwise_says_so_and_goes_on(tmp_path: Path) -> None:
    library = Library(tmp_path / "library.sqlite")
    table = LocalTable.create(setup("host"), library)
    for _ in range(2):
        table.submit("host", [])
        table.resolve()
    db = sqlite3.connect(library.path)
    db.execute("UPDATE nodes SET digest = 'other' WHERE number = 2")
    db.commit()
    db.close()
    async with playing(tmp_path, saved=table.name, library=library) as player:
        player.screen(Notice)
        assert "Turn 2 (node 2) does not turn out as it did" in player.picture()
        await player.press("enter")
        assert player.screen(TurnScreen).view.turn == 2
