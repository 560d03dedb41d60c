"""Which other move a turn is to be played with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from wargame.engine.view import MoveOffer
from wargame.model.scenario import Scenario
from wargame.tui.commands import Command, bindings
from wargame.tui.screens import prose
from wargame.tui.screens.base import Dialog, KeyBar
from wargame.tui.screens.choice_list import Choice, ChoiceList
from wargame.tui.screens.prose_view import Prose


class MoveChoice(Dialog[str | None]):
    """The other moves the mover could have made in a turn; gives the chosen one's id, or None."""

    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("enter", "choose", "Play it so", "Play the turn once more with this move."),
        Command("escape", "give_up", "Back", "Leave it as it is."),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = "Choose another move for this turn. All orders stay as they were, so the difference is the move's."

    def __init__(self, scenario: Scenario, moves: Sequence[MoveOffer], played: str) -> None:
        super().__init__()
        self._scenario = scenario
        self._moves = {move.id: move for move in moves if move.legal and move.id != played}

    def body(self) -> ComposeResult:
        with Vertical(classes="dialog large"):
            yield Static(
                f"{self._scenario.actors[self._scenario.mover.actor].title}: another move in this turn",
                markup=False,
                classes="dialog-title",
            )
            none = Choice("", "The mover could make no other move in this turn.", heading=True)
            yield ChoiceList([Choice(move.id, move.title) for move in self._moves.values()] or [none])
            with VerticalScroll(classes="dialog-text"):
                yield Prose("", id="move-detail")
            yield KeyBar()

    @on(ChoiceList.Highlighted)
    def _highlighted(self, event: ChoiceList.Highlighted) -> None:
        move = self._moves[event.choice.id]
        self.query_one("#move-detail", Prose).update(prose.move_detail(self._scenario, move, ""))

    @on(ChoiceList.Picked)
    def _picked(self, event: ChoiceList.Picked) -> None:
        self.dismiss(event.choice.id)

    def action_choose(self) -> None:
        chosen = self.query_one(ChoiceList).current
        self.dismiss(None if chosen is None else chosen.id)

    def action_give_up(self) -> None:
        self.dismiss(None)
