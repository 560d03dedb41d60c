"""Every command has its key, its words at the foot, its place in the palette and in the help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.binding import Binding
from textual.command import CommandPalette

from tests.tui.playing import Player, playing, setup
from wargame.seminar.table import MovePicker
from wargame.tui.app import WargameApp
from wargame.tui.commands import EVERYWHERE, Command, commands_of, key_label
from wargame.tui.pages.base import Dialog, KeyBar, Page
from wargame.tui.screens.choice import ChoiceScreen
from wargame.tui.screens.cover import CoverScreen
from wargame.tui.screens.dialogs import Ask, Confirm, Notice
from wargame.tui.screens.ending import EndingScreen
from wargame.tui.screens.forecast import ForecastScreen
from wargame.tui.screens.help import HelpScreen
from wargame.tui.screens.home import HomeScreen
from wargame.tui.screens.resolution import ResolutionScreen
from wargame.tui.screens.saves import SavesScreen
from wargame.tui.screens.setup import SetupScreen
from wargame.tui.screens.stability import StabilityScreen
from wargame.tui.screens.table import InjectDialog, TableScreen
from wargame.tui.screens.turn import TurnScreen
from wargame.tui.theme import DARK, LIGHT

SCREENS: tuple[type[Page] | type[Dialog[Any]], ...] = (
    *(HomeScreen, ChoiceScreen, SetupScreen, SavesScreen),
    *(TurnScreen, TableScreen, ResolutionScreen, EndingScreen, CoverScreen),
    *(HelpScreen, Notice, Confirm, Ask, InjectDialog, ForecastScreen, StabilityScreen),
)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_says_what_it_is_for_and_binds_every_command(screen: type[Page] | type[Dialog[Any]]) -> None:
    assert len(screen.PURPOSE) > 20
    wanted = {(command.key, command.action) for command in screen.KEYS}
    assert wanted == {(each.key, each.action) for each in screen.BINDINGS if isinstance(each, Binding)}
    for command in screen.KEYS:
        name = command.action.removeprefix("app.").split("(")[0]
        owner = WargameApp if command.action.startswith("app.") else screen
        assert hasattr(owner, f"action_{name}"), command
        assert command.says.endswith(".")


def test_keys_are_written_as_a_reader_knows_them() -> None:
    assert [key_label(key) for key in ("enter", "f1", "ctrl+q", "s", "question_mark", "f")] == [
        *("Enter", "F1", "Ctrl+Q", "s", "?", "f")
    ]


def test_a_letter_is_no_key_while_a_text_is_typed() -> None:
    leave = next(command for command in EVERYWHERE if command.name == "Quit")
    assert (leave.label(typing=False), leave.label(typing=True)) == ("q", "Ctrl+Q")


def foot(player: Player) -> str:
    """What stands at the foot of the screen shown."""
    return player.app.screen.query_one(KeyBar).render().plain


async def test_the_foot_shows_only_what_can_be_done_now(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host", picker=MovePicker.FACILITATOR)) as player:
        await player.press("enter")
        assert "Pick move" in foot(player) and "Resolve" not in foot(player)
        await player.press("enter", "enter", "s", "enter", "s", "enter", "enter")
        assert "Resolve turn" in foot(player) and "Pick move" not in foot(player)
        await player.press("2")
        assert "Matrix or actor" in foot(player)


@pytest.mark.parametrize("width", [80, 120])
async def test_no_command_at_the_foot_is_cut_off(tmp_path: Path, width: int) -> None:
    async with playing(tmp_path, setup("host"), size=(width, 24)) as player:
        for key in ("2", "3", "4", "5", "6", "1"):
            await player.press(key)
            shown = player.picture()
            for command in commands_of(player.app.screen):
                if command.footer:
                    assert f"{command.key_label} {command.name}" in shown, (key, command.name)


async def test_a_click_on_a_command_runs_it(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host")) as player:
        await player.pilot.click(KeyBar, offset=(3, 0))
        await player.settle()
        assert isinstance(player.app.screen, Confirm)


async def test_every_command_is_in_the_palette(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host")) as player:
        offered = commands_of(player.app.screen)
        await player.press("ctrl+p")
        assert isinstance(player.app.screen, CommandPalette)
        await player.press(*"hand in".replace(" ", ""), "down", "enter")
        await player.pilot.pause(0.2)
        await player.settle()
        assert isinstance(player.app.screen, Confirm), player.app.screen
        assert {"Hand in", "Home", "Help", "Quit"} <= {each.name for each in offered}


@pytest.mark.parametrize("key", ["f1", "question_mark"])
async def test_help_tells_purpose_keys_and_words(tmp_path: Path, key: str) -> None:
    async with playing(tmp_path, setup("host"), size=(120, 80)) as player:
        purpose, commands = player.screen(TurnScreen).PURPOSE, player.screen(TurnScreen).KEYS
        await player.press(key)
        assert isinstance(player.app.screen, HelpScreen)
        shown = " ".join(player.picture().replace("│", " ").split())
        assert purpose.split(".")[0] in shown
        hand_in: Command = commands[0]
        assert hand_in.says in shown
        assert "Political capital: what a seat can spend on reactions." in shown
        await player.press(key)
        player.screen(TurnScreen)


async def test_a_picture_of_the_screen_asks_no_server_for_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with playing(tmp_path, setup("host")) as player:
        await player.press("f3")
        (picture,) = tmp_path.glob("*.svg")
        drawn = picture.read_text(encoding="utf-8")
        assert "<svg" in drawn and "font-face" not in drawn and "url(http" not in drawn


async def test_both_themes_show_every_screen(tmp_path: Path) -> None:
    async with playing(tmp_path, setup("host")) as player:
        assert player.app.theme == DARK.name
        await player.press("f2")
        assert player.app.theme == LIGHT.name
        await player.press("3", "e", "4", "c", "s", "enter", "2")
        player.screen(ResolutionScreen)
        await player.press("f2")
        assert player.app.theme == DARK.name


async def test_a_file_is_asked_for_only_once_the_scenarios_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with playing(tmp_path) as player:
        monkeypatch.setattr("wargame.tui.screens.choice.attempt", lambda *_: None)
        await player.press("n")
        assert "Reading the scenarios" in player.picture()
        assert "Press Enter, then type" not in player.picture()
        monkeypatch.undo()
        await player.press("escape", "n", "end")
        assert "Press Enter, then type" in player.text()
