"""Between two people at one screen: nothing of the last one shows until the next one says that only they look."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Center, Middle
from textual.content import Content
from textual.widgets import Static

from wargame.tui.commands import Command, bindings
from wargame.tui.hot_seat import HotSeat, Person
from wargame.tui.messages import GoOn
from wargame.tui.pages.base import Page


class CoverScreen(Page):
    """A full screen that hides the game."""

    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("enter", "look", "Only I look now", "Only the person named looks: show their screen."),
        Command("escape", "app.home", "Home", "Leave for the home screen; the game is saved."),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = (
        "A cover between two people at one screen. Pass the screen to the person named; the others look away. Enter "
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
                    ("Pass the screen to", "$secondary"),
                    "\n\n",
                    (name[:1].upper() + name[1:], "bold $accent"),
                    "\n\n",
                    "Press Enter when only they look.",
                    "\n\n",
                    (f"Turn {self.game.facts.turn} of {self.game.scenario.calendar.turns}", "$secondary"),
                ),
                classes="cover-text",
            )

    def action_look(self) -> None:
        self.game.uncovered(self.person)
        self.post_message(GoOn())
