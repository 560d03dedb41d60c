"""Help on every screen: what it is for, its keys, and the words the game uses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.table import Table
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from wargame.text.message import message
from wargame.text.words import commas
from wargame.tui.commands import Command, bindings
from wargame.tui.pages.base import Dialog, KeyBar

GLOSSARY = (
    (message("actor"), message("A state, institution or party, with a level of each of its indicators.")),
    (message("indicator"), message("Something measured about an actor, such as cohesion, usually from 0 to 100.")),
    (message("tie"), message("One actor listens to another: a trust from -100 to 100, with a share of its attention.")),
    (message("mover"), message("The actor whose move every seat reacts to.")),
    (message("seat"), message("A role at the table, played by a person or by a bot. It may play several actors.")),
    (message("reaction"), message("Something a seat can do about the move. Ordering it costs political capital.")),
    (message("capital"), message("Political capital: what a seat can spend on reactions. Some comes in each turn.")),
    (
        message("consent"),
        message("Some reactions need the agreement of other seats. Withheld, it blocks or weakens them."),
    ),
    (
        message("ledger"),
        message("Why a number changed: before, every cause with its amount, after. It always adds up."),
    ),
    (
        message("cause"),
        message("One line of the ledger: a move, a reaction, a rule, an event, or the drift back to the baseline."),
    ),
    (message("spread"), message("What happens to one actor also affects those that listen to it, over the ties.")),
    (
        message("tree"),
        message("Every turn ever played in a game, on all its branches. A turn in it can have a name and a note."),
    ),
    (
        message("branch"),
        message("One course of a game. It begins as “main”; going back and choosing differently starts another one."),
    ),
    (
        message("main line"),
        message("The branch called “main”. You can make any other branch the main line; nothing is lost."),
    ),
    (message("lens"), message("One view of how events work: a set of assumptions chosen when the game starts.")),
    (message("inject"), message("Something a facilitator may release into a turn.")),
    (
        message("goal"),
        message("Something a seat wants, worth points. A seat's score is its share of all those points, out of 100."),
    ),
)

TURN = message(
    "A turn has six steps. 1. The news: events come about, and everybody reads the world they made. 2. The mover makes "
    "its move. 3. Every seat chooses its reactions in secret. 4. Whoever is asked may withhold consent, or add a "
    "footnote. 5. Everything takes effect at once and spreads over the ties; then events may close the turn. 6. The "
    "ledger shows what changed, and why."
)


class HelpScreen(Dialog[None]):
    """What the screen beneath is for and what can be done on it."""

    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("escape,f1,question_mark,enter", "close", "Close help", "Back to the screen."),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message("This help. Scroll with the arrow keys.")

    def __init__(self, purpose: str, commands: Sequence[Command]) -> None:
        super().__init__()
        self._purpose, self._commands = purpose, commands

    def body(self) -> ComposeResult:
        with Vertical(classes="dialog help"):
            yield Static(message("Help"), classes="dialog-title")
            with VerticalScroll(classes="dialog-text"):
                yield Static(help_text(self._purpose, self._commands), markup=False)
            yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def action_close(self) -> None:
        self.dismiss(None)


def help_text(purpose: str, commands: Sequence[Command]) -> Table:
    """The help as one text: purpose, keys, how a turn goes, the words."""
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(no_wrap=True, style="bold", min_width=12)
    table.add_column(ratio=1)
    table.add_row(message("This screen"), purpose + "\n")
    panes = [command for command in commands if command.action.startswith("pane(")]
    for command in commands:
        if command.key and command not in panes:
            table.add_row(command.all_keys, command.about)
    if panes:
        names = commas([command.title for command in panes])
        table.add_row(message("1 to {last}", last=len(panes)), message("Show one of the panes: {panes}.", panes=names))
    table.add_row(message("Arrow keys"), message("Move in a list, a table or a text."))
    table.add_row(message("Tab"), message("Go to the next part of the screen; Shift+Tab goes back.") + "\n")
    table.add_row(message("A turn"), TURN + "\n")
    for word, says in GLOSSARY:
        table.add_row(word, says)
    return table
