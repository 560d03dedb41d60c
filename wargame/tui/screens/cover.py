"""Between two people at one screen: nothing of the last one shows until the next one is alone with it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Center, Middle
from textual.content import Content
from textual.widgets import Static

from wargame.text.message import message
from wargame.tui.commands import Command, bindings
from wargame.tui.hot_seat import HotSeat, Person
from wargame.tui.messages import GoOn
from wargame.tui.pages.base import Page


class CoverScreen(Page):
    """A full screen that hides the game."""

    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("enter", "look", "Show my screen", "Show the screen of the person named, who is now alone with it."),
        Command("escape", "app.home", "Home", "Leave for the home screen; the game is saved."),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message(
        "A cover between two people who share a screen. Pass it to the person named; the others look away. Enter "
        "shows that person's view of the game."
    )

    def __init__(self, game: HotSeat, person: Person) -> None:
        super().__init__()
        self.game, self.person = game, person

    def body(self) -> ComposeResult:
        name = self.person.words(self.game.scenario)
        with Middle(classes="cover"), Center():
            yield Static(
                Content.assemble(
                    (message("Pass the screen to"), "$secondary"),
                    "\n\n",
                    (name[:1].upper() + name[1:], "bold $accent"),
                    "\n\n",
                    message("Press Enter when nobody else is looking."),
                    "\n\n",
                    (
                        message(
                            "Turn {turn} of {turns}",
                            turn=self.game.facts.turn,
                            turns=self.game.scenario.calendar.turns,
                        ),
                        "$secondary",
                    ),
                ),
                classes="cover-text",
            )

    def action_look(self) -> None:
        self.game.uncovered(self.person)
        self.post_message(GoOn())
