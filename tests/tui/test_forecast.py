"""How likely what is, asked on the screen: from a turn and from the tree, filling in, stopped, and gone back from."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.processes import ON_LINUX, children, gone
from tests.tui.playing import LARGE, MIDDLE, SMALL, Player, playing, scenario, setup
from tests.tui.test_sizes import outside
from wargame.game.library import Library
from wargame.game.tree import BEGINNING
from wargame.seminar.local import LocalTable
from wargame.seminar.table import MovePicker, Setup
from wargame.tui.commands import commands_of
from wargame.tui.screens.dialogs import Notice
from wargame.tui.screens.ending import EndingScreen
from wargame.tui.screens.forecast import ForecastScreen
from wargame.tui.screens.resolution import ResolutionScreen
from wargame.tui.screens.tree import TreeScreen
from wargame.tui.screens.turn import TurnScreen
from wargame.tui.widgets.bar_table import BarTable
from wargame.tui.widgets.choice_list import ChoiceList
from wargame.tui.widgets.fan_chart import FanChart

SIZES = pytest.mark.parametrize("size", [SMALL, MIDDLE, LARGE])
FEW, MANY = 300, 50_000_000


async def asked(player: Player, *keys: str, games: int = FEW) -> ForecastScreen:
    """The forecast after these keys, all its games played."""
    player.app.forecast_games = games
    await player.press(*keys)
    await player.worked()
    return player.screen(ForecastScreen)


async def begun(player: Player) -> ForecastScreen:
    """The forecast of more games than can be played, once it shows some of them."""
    player.app.forecast_games = MANY
    await player.pilot.press("o")
    for _ in range(600):
        screen = player.app.screen
        if isinstance(screen, ForecastScreen) and len(screen.found) == len(screen.request.lenses):
            break
        await player.pilot.pause(0.05)
    return player.screen(ForecastScreen)


@SIZES
async def test_from_a_turn_it_fills_in_and_every_pane_tells_its_part(tmp_path: Path, size: tuple[int, int]) -> None:
    async with playing(tmp_path, setup("host"), turns=1, size=size) as player:
        screen = await asked(player, "o")
        assert (screen.request.node, screen.request.turn) == (1, 2)
        assert [each.games for each in screen.found.values()] == [FEW, FEW]
        shown = player.picture()
        assert "Forecast from turn 2 of 3" in shown
        assert "300 games simulated" in shown
        assert "Seen by the Host" in shown
        assert "Firmer than before" in shown
        assert "300 games under each lens, played on from turn 2 by bots in every seat" in player.text()
        shares = screen.query_one("#forecast-endings", BarTable).text
        assert "95 % interval" in shares
        for each in screen.found.values():
            assert f"{100 * each.endings[1].share.middle:.0f} %" in shares
        await player.press("2")
        assert "bands of A" in player.picture()
        await player.press("3")
        assert "lens" in player.text()
        await player.press("4")
        assert "Only your own score is shown." in player.text()
        await player.press("5")
        assert "What the author expects of the whole game" in player.text()
        await player.press("escape")
        player.screen(TurnScreen)


async def test_from_the_tree_it_is_asked_of_the_node_under_the_cursor(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host"), turns=2) as player:
        await player.press("b", "home")
        assert player.screen(TreeScreen).node == BEGINNING
        screen = await asked(player, "o")
        assert (screen.request.node, screen.request.turn, screen.request.move) == (BEGINNING, 1, None)
        await player.press("escape", "down")
        screen = await asked(player, "o")
        assert (screen.request.node, screen.request.turn) == (1, 2)
        assert "branch main" in player.picture()
        await player.press("escape")
        assert player.screen(TreeScreen).node == 1


async def test_from_a_resolution_it_is_asked_of_the_turn_shown(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host"), turns=1) as player:
        await player.press("s", "enter")
        player.screen(ResolutionScreen)
        assert (await asked(player, "o")).request.node == 2
        await player.press("escape", "comma")
        assert (await asked(player, "o")).request.node == 1
        await player.press("escape")
        player.screen(ResolutionScreen)


async def test_where_the_game_has_ended_it_says_so(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host"), turns=3) as player:
        ending = player.screen(EndingScreen)
        assert "forecast" not in {command.action for command in commands_of(ending)}
        await player.press("o")
        player.screen(EndingScreen)
        await player.press("b", "o")
        player.screen(Notice)
        assert "nothing is left to simulate" in " ".join(player.picture().replace("│", " ").split())
        await player.press("enter", "up")
        assert (await asked(player, "o")).request.node == 2


@pytest.mark.usefixtures("in_another_process")
async def test_stopped_it_keeps_what_is_there_and_then_goes_back(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host")) as player:
        screen = await begun(player)
        assert "Esc Stop" in player.picture()
        assert "Simulating 50,000,000 games" in player.picture()
        await player.pilot.press("escape")
        await player.worked()
        assert player.app.screen is screen
        games = min(each.games for each in screen.found.values())
        assert 0 < games < MANY
        assert f"Stopped at {games:,} games" in player.picture()
        assert "Esc Back" in player.picture()
        await player.press("escape")
        player.screen(TurnScreen)


@pytest.mark.usefixtures("in_another_process")
async def test_keys_are_answered_while_games_are_simulated(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host")) as player:
        screen = await begun(player)
        for key in ("2", "down", "left", "v", "z", "3", "4", "5", "1"):
            await player.pilot.press(key)
        assert screen.running
        assert screen.current == "endings"
        await player.pilot.press("escape")
        await player.worked()


@pytest.mark.usefixtures("in_another_process")
@ON_LINUX
async def test_left_at_once_nothing_goes_on(tmp_path: Path) -> None:
    before = children(os.getpid())
    async with playing(tmp_path, setup("host")) as player:
        await begun(player)
        started = children(os.getpid()) - before
        assert started
        await player.pilot.press("escape")
        await player.pilot.press("escape")
        await player.settle()
        assert gone(started, 5)
        player.screen(TurnScreen)


async def test_a_number_is_chosen_and_read_turn_by_turn(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host"), turns=1) as player:
        screen = await asked(player, "o", "2")
        numbers, chart = screen.query_one("#forecast-numbers", ChoiceList), screen.query_one(FanChart)
        named = [choice.id for choice in numbers.choices if choice.id]
        assert named[:2] == ["guest.commitment", "host.confidence"], "what the Host's goals read stands first"
        assert "rival.designs" not in named
        assert chart.number == "guest.commitment"
        await player.press("down")
        assert chart.number == "host.confidence"
        low, lower, _, upper, high = screen.found["plain"].fans["host.confidence"][-1]
        answer = " ".join(player.picture().split())
        assert (
            f"after turn 3. A: half of the games {lower:.0f} to {upper:.0f}, 9 in 10 {low:.0f} to {high:.0f}" in answer
        )
        assert f"({low:.0f} to {high:.0f})" in answer
        await player.press("v")
        assert "bands of B" in player.picture()
        await player.press("left", "left")
        assert "after turn 1, as played" in " ".join(player.picture().split())
        before = player.picture()
        await player.press("z")
        assert player.picture() != before
        assert "0 to 100" in player.picture()


async def test_more_games_make_the_intervals_narrower(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host")) as player:
        screen = await asked(player, "o")
        wide = screen.found["plain"].endings[1].share
        await player.press("m")
        assert player.app.screen is screen
        await player.worked()
        assert "3,000 games simulated" in player.picture()
        narrow = screen.found["plain"].endings[1].share
        assert narrow.high - narrow.low < 0.5 * (wide.high - wide.low)
        await player.press("escape")
        player.screen(TurnScreen)


async def test_no_size_leaves_a_pane_without_room(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("flank", of="planned-exit")) as player:
        await asked(player, "o")
        for size in (SMALL, (100, 30), (112, 34), MIDDLE, (172, 50), LARGE):
            await player.pilot.resize_terminal(*size)
            for pane in ("1", "2", "3", "4", "5"):
                await player.press(pane)
                assert not outside(player), (size, pane, outside(player))


@pytest.mark.parametrize("reader", ["host", "everybody", "facilitator"])
async def test_each_reader_sees_its_own(tmp_path: Path, reader: str) -> None:
    start = {
        "host": setup("host"),
        "everybody": setup("host", "rival"),
        "facilitator": setup("host", picker=MovePicker.FACILITATOR),
    }[reader]
    async with playing(tmp_path, start, size=MIDDLE) as player:
        if reader != "host":
            await player.press("enter")
        screen = await asked(player, *(("b", "o") if reader == "everybody" else ("o",)))
        named = {choice.id for choice in screen.query_one("#forecast-numbers", ChoiceList).choices}
        scores = screen.query_one("#forecast-scores", BarTable)
        await player.press("4")
        assert ("rival.designs" in named) == (reader == "facilitator")
        assert ("The Host" in scores.text) == (reader != "everybody")
        assert ("The Guest (the mover)" in scores.text) == (reader != "host")
        assert ("The Rival" in scores.text) == (reader == "facilitator")
        said = {
            "host": "Seen by the Host",
            "everybody": "What everybody can see",
            "facilitator": "Everything is shown",
        }
        assert said[reader] in player.picture()


async def test_expectations_are_held_against_the_games_and_what_is_past_is_shown_so(tmp_path: Path) -> None:
    library = Library(tmp_path / "library.sqlite")
    table = LocalTable.create(setup("eu", of="planned-exit"), library)
    for _ in range(2):
        table.submit("eu", [])
        table.resolve()
    async with playing(tmp_path, saved=table.name, library=library, size=LARGE) as player:
        screen = await asked(player, "o", "5")
        text = player.text()
        assert "Its time ended in 2026-12." in text
        assert "Counted from 2027-01 on; the turns already played do not count." in text
        assert " that range" in text
        assert "expected\n" not in text
        await player.press("3")
        assert "what the source expects" not in player.text(), "of whole games, which what is left of one does not test"
        await player.press("escape", "b", "home")
        assert screen is not player.app.screen
        screen = await asked(player, "o", "5")
        assert screen.request.whole
        assert "tested by these games" in player.text()
        assert any(f": {word}" in player.text() for word in ("as expected", "likelier", "less likely", "too few games"))


async def test_with_one_lens_there_is_no_rival(tmp_path: Path) -> None:
    played = scenario()
    lens = played.default_lens
    alone = replace(played, lenses={lens: played.lenses[lens]})
    async with playing(tmp_path, Setup(alone, ("host",), MovePicker.CHANCE, lens, 7)) as player:
        screen = await asked(player, "o", "3")
        assert "This scenario has one lens" in player.text()
        assert not screen.check_action("swap", ())


@pytest.mark.usefixtures("in_another_process")
async def test_keys_hammered_on_the_forecast_break_nothing(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host")) as player:
        player.app.forecast_games = FEW
        await player.pilot.press("o")
        for key in ("2", "v", "z", "left", "right", "m", "m", "1", "escape", "o", "o", "3", "m", "escape", "o"):
            await player.pilot.press(key)
        await player.settle()
        assert isinstance(player.app.screen, ForecastScreen | TurnScreen)
