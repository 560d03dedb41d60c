"""Any size of window and any key at any time: the screens bear it, and nothing stands outside its room."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from textual.widget import Widget

from tests import soak
from tests.tui.playing import Player, playing, setup
from wargame.model.viewer import Seated
from wargame.seminar.local import LocalTable
from wargame.seminar.table import MovePicker
from wargame.tui.app import WargameApp
from wargame.tui.pages.base import TooSmall
from wargame.tui.screens.ending import EndingScreen
from wargame.tui.screens.resolution import ResolutionScreen
from wargame.tui.screens.turn import TurnScreen

SIZES = ((80, 24), (81, 25), (100, 30), (111, 33), (112, 34), (120, 40), (171, 49), (172, 50), (200, 60), (320, 90))
KEYS = (
    *("enter", "enter", "space", "down", "down", "up", "left", "right", "tab", "shift+tab", "escape", "home", "end"),
    *("s", "r", "i", "n", "l", "e", "c", "u", "a", "w", "f", "g", "o", "z", "y", "backspace", "pagedown", "pageup"),
    *("1", "2", "3", "4", "5", "6", "comma", "full_stop", "f1", "f2", "left_square_bracket", "right_square_bracket"),
)


def outside(player: Player) -> list[Widget]:
    """The widgets in view that reach beyond the window or have no room at all."""
    width, height = player.app.size
    wrong = []
    for widget in player.app.screen.query(".pane, .key-bar, .game-header, .tab-line, ChoiceList, .detail, .either > *"):
        if widget.display and all(parent.display for parent in widget.ancestors if isinstance(parent, Widget)):
            region = widget.region
            if region.right > width or region.bottom > height or region.width < 8 or region.height < 1:
                wrong.append(widget)
    return wrong


@pytest.mark.parametrize("of", ["first-session", "planned-exit"])
async def test_no_size_leaves_a_part_without_room(tmp_path: Path, of: str) -> None:
    seat = "host" if of == "first-session" else "flank"
    async with playing(tmp_path, setup(seat, of=of)) as player:
        for size in (*SIZES, *reversed(SIZES)) if of == "first-session" else SIZES[::3]:
            await player.pilot.resize_terminal(*size)
            await player.settle()
            assert not outside(player), (size, outside(player))
        await player.press("s", "enter")
        player.screen(ResolutionScreen)
        for size in SIZES[::3]:
            await player.pilot.resize_terminal(*size)
            await player.settle()
            assert not outside(player), (size, outside(player))


@pytest.mark.parametrize(("size", "panes"), [((80, 24), 1), ((120, 40), 2), ((200, 60), 3)])
async def test_panes_stand_side_by_side_where_there_is_room(tmp_path: Path, size: tuple[int, int], panes: int) -> None:
    async with playing(tmp_path, setup("host"), size=size) as player:
        for key in ("2", "3", "4", "5", "6"):
            await player.press(key)
            shown = [pane for pane in player.app.screen.query(".pane") if pane.display]
            assert len(shown) == panes
            assert f"pane-{player.screen(TurnScreen).current}" in {pane.id for pane in shown}
            focused = player.app.focused
            assert focused is None or any(pane in focused.ancestors for pane in shown)


async def test_too_small_a_window_says_so_and_loses_nothing(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host")) as player:
        await player.press("2", "enter")
        for size in ((79, 24), (80, 23), (30, 8), (10, 3)):
            await player.pilot.resize_terminal(*size)
            await player.settle()
            small = player.app.screen.query_one(TooSmall)
            assert small.display and small.region.size == size
            assert f"{size[0]} by {size[1]}" in str(small.content)
        await player.pilot.resize_terminal(80, 24)
        await player.settle()
        assert "[x] Reassure in public: The Guest" in player.picture()


async def hammered(player: Player, luck: int, keys: int, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The screens met while any keys are pressed; leaving the program is out of reach."""
    monkeypatch.setattr(WargameApp, "exit", lambda *_: None)
    monkeypatch.setattr(WargameApp, "action_picture", lambda *_: None)
    monkeypatch.setattr(WargameApp, "forecast_games", 300)
    chance, met = random.Random(luck), set()
    for _ in range(keys):
        if chance.random() < 0.04:
            await player.pilot.resize_terminal(*chance.choice((*SIZES, (60, 20), (20, 5))))
        await player.pilot.press(chance.choice(KEYS))
        met.add(type(player.app.screen).__name__)
    await player.settle()
    return met


async def test_any_keys_in_any_order_break_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = setup("host", picker=MovePicker.FACILITATOR)
    async with playing(tmp_path, start) as player:
        met = await hammered(player, 5, 100, monkeypatch)
        assert len(met) > 4


@pytest.mark.soak
@pytest.mark.parametrize("luck", range(3))
async def test_keys_at_random_for_long(tmp_path: Path, luck: int, monkeypatch: pytest.MonkeyPatch) -> None:
    async with playing(tmp_path) as player:
        assert await hammered(player, luck, 200 * soak.TIMES, monkeypatch)


async def test_keys_faster_than_the_table_play_every_turn_once(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host")) as player:
        for key in ("s", "enter", "enter", "n", "n", "s", "s", "enter", "enter", "n") * 4:
            player.app.simulate_key(key)
        await player.settle()
        game = player.app.hot_seat
        assert game is not None
        assert not player.app.work.under_way
        kept = LocalTable.open(player.app.library, game.table.name)
        assert (kept.turn, kept.phase) == (game.facts.turn, game.facts.phase)
        assert list(kept.seat(Seated("host")).snapshot.history) == list(
            game.table.seat(Seated("host")).snapshot.history
        )
        assert kept.turn > 1, "some of the keys must have handed in orders"


async def test_the_ending_fits_the_smallest_window(tmp_path: Path) -> None:
    async with playing(tmp_path, setup()) as player:
        await player.press("r", "n", "n", "n")
        player.screen(EndingScreen)
        assert not outside(player)
        for title in ("The Host", "The Rival"):
            assert title in player.picture()
