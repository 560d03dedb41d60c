"""Setting up a game that begins at an opening, with outcomes of events fixed."""

from __future__ import annotations

from pathlib import Path

from tests.opened import opened_scenario
from tests.tui.playing import LARGE, MIDDLE, SMALL, Player, playing
from wargame.game.library import Library
from wargame.seminar.table import MovePicker, Setup
from wargame.tui.app import StartAt, WargameApp
from wargame.tui.screens.resolution import ResolutionScreen
from wargame.tui.screens.setup import SetupScreen
from wargame.tui.screens.table import TableScreen
from wargame.tui.screens.turn import TurnScreen
from wargame.tui.widgets.choice_list import ChoiceList

PROPOSED = Setup(opened_scenario(), ("host",), MovePicker.CHANCE, "plain", 7)


def ids(player: Player) -> list[str]:
    """What can be chosen in the form."""
    return [each.id for each in player.screen(SetupScreen).query_one("#form", ChoiceList).choices if each.id]


async def choose(player: Player, name: str) -> None:
    """Go to a line of the form and pick it."""
    form = player.screen(SetupScreen).query_one("#form", ChoiceList)
    form.show(form.choices, at=name)
    await player.settle()
    await player.press("enter")


async def test_a_game_begins_at_the_opening_that_is_chosen(tmp_path: Path) -> None:
    library = Library(tmp_path / "library.sqlite")
    app = WargameApp(StartAt(proposal=PROPOSED, library=library))
    async with app.run_test(size=MIDDLE) as pilot:
        player = Player(pilot)
        await player.settle()
        assert [each for each in ids(player) if each.startswith("opening")] == [
            "opening",
            "opening autumn",
            "opening aftermath",
        ]
        assert not [each for each in ids(player) if each.startswith("fix")]
        await choose(player, "opening autumn")
        assert player.screen(SetupScreen).setup.opening == "autumn"
        assert "Polls say that the leavers will win" in player.text()
        assert "It begins at “An autumn of votes”, turn 2." in player.text()
        await player.press("s")
        turn = player.screen(TurnScreen)
        assert turn.view.turn == 2
        assert turn.place.snapshot.at_first_turn
        assert "Your brief: " in player.text()
        (game,) = library.games()
        assert library.read(game.name).created.beginning.opening == "autumn"


async def test_a_facilitator_fixes_outcomes_and_an_opening_after_them_leaves_them_out(tmp_path: Path) -> None:
    app = WargameApp(StartAt(proposal=PROPOSED, library=Library(tmp_path / "library.sqlite")))
    async with app.run_test(size=LARGE) as pilot:
        player = Player(pilot)
        await player.settle()
        await choose(player, "picker facilitator")
        assert "fix vote" in ids(player)
        assert "by chance" in player.picture()
        fixed = []
        for _ in range(3):
            await choose(player, "fix vote")
            fixed.append(dict(player.screen(SetupScreen).setup.fixed))
        assert fixed == [{"vote": "stayers"}, {"vote": "leavers"}, {}]
        await choose(player, "fix vote")
        assert "The outcome of 1 event is fixed." in player.text()
        assert "The stayers win" in player.picture()
        await choose(player, "opening autumn")
        assert player.screen(SetupScreen).setup.fixed == {"vote": "stayers"}
        await choose(player, "fix vote")
        await choose(player, "fix vote")
        assert "as the opening has it: The leavers win" in player.picture()
        await choose(player, "fix vote")
        await choose(player, "opening aftermath")
        assert player.screen(SetupScreen).setup.fixed == {}
        assert "fix vote" not in ids(player)
        await choose(player, "opening")
        await choose(player, "fix vote")
        await player.press("s")
        while not isinstance(player.app.screen, TableScreen):
            await player.press("enter")
        assert "Fixed: The Guest votes: The stayers win" in player.text()


async def test_a_scenario_without_openings_shows_none(tmp_path: Path) -> None:
    from dataclasses import replace

    bare = replace(opened_scenario(), openings={})
    start = StartAt(proposal=replace(PROPOSED, scenario=bare), library=Library(tmp_path / "library.sqlite"))
    app = WargameApp(start)
    async with app.run_test(size=SMALL) as pilot:
        player = Player(pilot)
        await player.settle()
        assert not [each for each in ids(player) if each.startswith("opening")]
        assert "begin" not in player.screen(SetupScreen)._sum().plain


async def test_turns_of_a_game_from_an_opening_are_looked_back_at_by_their_own_numbers(tmp_path: Path) -> None:
    start = Setup(opened_scenario(), ("host",), MovePicker.CHANCE, "plain", 3, "doctrine", "autumn")
    async with playing(tmp_path, start, size=LARGE, turns=1) as player:
        turn = player.screen(TurnScreen)
        assert turn.view.turn == 3
        await player.press("l")
        back = player.screen(ResolutionScreen)
        assert (back.turn, back.played, len(back.history())) == (2, 2, 2)
        assert back.report.turn == 2
        assert not back.check_action("step", (-1,))
        assert not back.check_action("step", (1,))
