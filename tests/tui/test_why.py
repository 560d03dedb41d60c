"""Why a number is what it is, asked on the screen and walked back through the network."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.processes import ON_LINUX, children, gone
from tests.tui.playing import LARGE, MIDDLE, SMALL, playing, setup
from wargame.game.library import Library
from wargame.model.viewer import Seated
from wargame.seminar.local import LocalTable
from wargame.seminar.table import Phase
from wargame.tui.screens.dialogs import Pick
from wargame.tui.screens.ending import EndingScreen
from wargame.tui.screens.resolution import ResolutionScreen
from wargame.tui.screens.tree import TreeScreen
from wargame.tui.screens.turn import TurnScreen
from wargame.tui.screens.why import WhyScreen
from wargame.tui.screens.why_not import WhyNotScreen
from wargame.tui.widgets.indicator_table import IndicatorTable

SIZES = pytest.mark.parametrize("size", [SMALL, MIDDLE, LARGE])


@SIZES
async def test_a_number_is_asked_about_and_walked_back(tmp_path: Path, size: tuple[int, int]) -> None:
    library = Library(tmp_path / "library.sqlite")
    table = LocalTable.create(setup("eu", of="planned-exit"), library)
    for _ in range(3):
        table.submit("eu", [])
        table.resolve()
    async with playing(tmp_path, saved=table.name, library=library, size=size) as player:
        await player.press("4")
        assert player.screen(TurnScreen).current == "numbers"
        carried = next(
            name
            for name in table.seat(Seated("eu")).snapshot.view.numbers
            if "(" not in name and any(part.carried_from for part in table.seat(Seated("eu")).why(3, name).parts[:5])
        )
        player.screen(TurnScreen).query_one(IndicatorTable).move_to(carried)
        await player.press("w")
        screen = player.screen(WhyScreen)
        first = screen.story
        assert first.node == 3
        assert round(first.start + sum(part.amount for part in first.parts), 6) == first.now
        assert "It began at" in player.text()
        assert "All together" in player.picture()
        place = next(n for n, part in enumerate(first.parts) if part.carried_from is not None)
        await player.press("home", *["down"] * place, "enter")
        second = player.screen(WhyScreen).story
        assert second.name == first.parts[place].carried_from
        await player.press("backspace")
        assert player.screen(WhyScreen).story == first
        await player.press("escape")
        player.screen(TurnScreen)


async def test_from_a_ledger_it_is_asked_as_of_the_turn_shown(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host")) as player:
        await player.press("s", "enter", "2", "w")
        assert player.screen(WhyScreen).story.node == 1
        await player.press("escape", "n")
        game = player.app.hot_seat
        assert game is not None
        while game.facts.phase is not Phase.ENDED:
            await player.press("s", "enter", "n")
        player.screen(EndingScreen)
        await player.press("l", "comma", "2", "w")
        assert player.screen(WhyScreen).story.node == 2
        await player.press("escape")
        player.screen(ResolutionScreen)


async def test_before_the_first_turn_there_is_nothing_to_ask(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host")) as player:
        await player.press("4", "w")
        player.screen(TurnScreen)


@SIZES
async def test_why_not_is_asked_from_the_tree(tmp_path: Path, size: tuple[int, int]) -> None:
    async with playing(tmp_path, setup("host"), turns=1, size=size) as player:
        await player.press("b", "y")
        asked = [each.id for each in player.screen(Pick)._choices]
        await player.press("home", *["down"] * asked.index("nerves"), "enter")
        screen = player.screen(WhyNotScreen)
        for _ in range(400):
            if screen.found is not None:
                break
            await player.pilot.pause(0.05)
        await player.settle()
        assert screen.found is not None
        assert screen.found.question.id == "nerves"
        assert "single changes of an order" in player.text()
        await player.press("escape")
        player.screen(TreeScreen)


@ON_LINUX
@pytest.mark.usefixtures("in_another_process")
async def test_a_search_left_at_once_leaves_nothing_running(tmp_path: Path) -> None:
    before = children(os.getpid())
    async with playing(tmp_path, setup("host"), turns=1) as player:
        await player.press("b")
        await player.pilot.press("y")
        await player.settle()
        await player.pilot.press("enter")
        for _ in range(100):
            await player.pilot.pause(0.02)
            if isinstance(player.app.screen, WhyNotScreen):
                break
        player.screen(WhyNotScreen)
        started = children(os.getpid()) - before
        await player.pilot.press("escape")
        await player.settle()
        assert gone(started, 5)
        player.screen(TreeScreen)
