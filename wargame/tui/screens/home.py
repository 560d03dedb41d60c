"""The home screen: go on with a game, start one, or look for help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Center, Middle, Vertical
from textual.content import Content
from textual.widgets import Static

from wargame.game.save import SavedGame
from wargame.text.message import message
from wargame.text.screens import game_note, game_words
from wargame.tui.commands import Command, bindings
from wargame.tui.messages import ChooseScenario, LearnTheScreen, OpenGame, ShowSaves
from wargame.tui.pages.base import Page
from wargame.tui.scenario_list import last_unended
from wargame.tui.widgets.choice_list import Choice, ChoiceList
from wargame.tui.widgets.prose import Prose


class HomeScreen(Page):
    """Where the program begins and every game leads back to."""

    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("enter,space", "pick", "Choose", "Choose the line under the cursor."),
        Command("c", "go_on", "Continue", "Go on with the last game."),
        Command("n", "new", "New game", "Choose a scenario and set up a new game."),
        Command("g", "saves", "Saved games", "See all saved games."),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message(
        "Where every game starts. Pick a line with the arrow keys and press Enter. If you are new here, play “A first "
        "session” first: three turns that show every part of the screen."
    )

    def __init__(self, games: Sequence[SavedGame], trouble: str = "", titles: Mapping[str, str] | None = None) -> None:
        """`titles` are those of the seats, by id, in the game last left unended."""
        super().__init__()
        self.games = tuple(games)
        self.titles = titles or {}
        self.trouble = trouble

    def body(self) -> ComposeResult:
        with Middle(), Center(), Vertical(classes="home"):
            yield Static("W A R G A M E", classes="home-title")
            yield Static(
                message("One side moves, the others react, and every number is explained."),
                classes="home-tagline",
            )
            yield ChoiceList(self._choices(), id="menu")
            yield Prose(self._hint(), classes="home-hint")

    def _choices(self) -> list[Choice]:
        choices: list[Choice] = []
        last = self._last()
        if last is not None:
            choices.append(
                Choice(
                    "continue", message("Continue: {game}", game=game_words(last)), note=game_note(last, self.titles)
                )
            )
        else:
            choices.append(
                Choice(
                    "learn",
                    message("Play “A first session”"),
                    note=message("Three turns that show every part of the screen."),
                )
            )
        choices.append(Choice("new", message("New game"), note=message("Choose a scenario, a seat and a seed.")))
        if self.games:
            choices.append(Choice("saves", message("Saved games ({count})", count=len(self.games))))
            if last is not None:
                choices.append(Choice("learn", message("Play “A first session”: learn the screen")))
        choices += [Choice("help", message("Help")), Choice("quit", message("Quit"))]
        return choices

    def _last(self) -> SavedGame | None:
        return last_unended(self.games)

    def _hint(self) -> Content:
        if self.trouble:
            return Content.assemble((message("Saved games can't be read: "), "bold $error"), self.trouble)
        if self.games:
            return Content("")
        return Content.assemble(
            (message("New here? "), "bold $accent"),
            message(
                "Play “A first session” first. Enter chooses, and F1 is help on any screen. Every turn is saved as it "
                "is played."
            ),
        )

    def on_mount(self) -> None:
        self.query_one(ChoiceList).focus()

    @on(ChoiceList.Picked)
    async def _picked(self, event: ChoiceList.Picked) -> None:
        event.stop()
        match event.choice.id:
            case "continue":
                self.action_go_on()
            case "learn":
                self.post_message(LearnTheScreen())
            case "new":
                self.action_new()
            case "saves":
                self.action_saves()
            case "help":
                await self.run_action("app.help")
            case "quit":
                await self.run_action("app.leave")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "go_on":
            return self._last() is not None
        if action == "saves":
            return bool(self.games)
        return super().check_action(action, parameters)

    def action_pick(self) -> None:
        self.query_one(ChoiceList).action_pick()

    def action_go_on(self) -> None:
        last = self._last()
        if last is not None:
            self.post_message(OpenGame(last.name))

    def action_new(self) -> None:
        self.post_message(ChooseScenario())

    def action_saves(self) -> None:
        self.post_message(ShowSaves())
