"""The saved games, to go on with one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from wargame.game.save import SavedGame
from wargame.text.message import message
from wargame.text.screens import game_note, game_words
from wargame.tui.commands import Command, bindings
from wargame.tui.messages import GoHome, OpenGame
from wargame.tui.pages.base import Page
from wargame.tui.widgets.choice_list import Choice, ChoiceList


class SavesScreen(Page):
    """All saved games, the last changed first."""

    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("enter,space", "pick", "Open", "Go on with the game under the cursor, or look at its ending."),
        Command("escape", "back", "Back", "Back to the home screen."),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message(
        "Every game you have started. Open one to go on where you left off, or to look back through one that has ended."
    )

    def __init__(self, games: Sequence[SavedGame], titles: Mapping[str, Mapping[str, str]]) -> None:
        """`titles` are those of the seats, by game and seat id."""
        super().__init__()
        self.games = tuple(games)
        self.titles = titles

    def body(self) -> ComposeResult:
        with Vertical(classes="framed"):
            yield Static(message("Saved games"), classes="page-title")
            yield ChoiceList(
                [
                    Choice(game.name, game_words(game), note=game_note(game, self.titles.get(game.name, {})))
                    for game in self.games
                ],
                spaced=True,
                id="saves",
            )

    def on_mount(self) -> None:
        self.query_one(ChoiceList).focus()

    @on(ChoiceList.Picked)
    def _picked(self, event: ChoiceList.Picked) -> None:
        event.stop()
        self.post_message(OpenGame(event.choice.id))

    def action_pick(self) -> None:
        self.query_one(ChoiceList).action_pick()

    def action_back(self) -> None:
        self.post_message(GoHome())
