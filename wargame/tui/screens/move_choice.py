"""Which other move a turn is to be played with."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from wargame.engine.view import MoveOffer
from wargame.model.scenario import Scenario
from wargame.text.message import message
from wargame.text.names import mover_name
from wargame.tui import markup
from wargame.tui.screens.dialogs import Pick
from wargame.tui.widgets.choice_list import Choice, ChoiceList
from wargame.tui.widgets.prose import Prose


class MoveChoice(Pick):
    """The other moves the mover could have made in a turn; gives the chosen one's id, or None."""

    PURPOSE = message(
        "Choose a different move for this turn. All orders stay the same, so any difference comes from the move."
    )

    def __init__(self, scenario: Scenario, moves: Sequence[MoveOffer], played: str) -> None:
        self._scenario = scenario
        self._moves = {move.id: move for move in moves if move.legal and move.id != played}
        none = Choice("", message("The mover could make no other move this turn."), heading=True)
        choices = [Choice(move.id, move.title) for move in self._moves.values()] or [none]
        text = message("All orders stay the same, so any difference comes from the move.")
        super().__init__(message("{mover}: another move this turn", mover=mover_name(scenario)), text, choices)

    def detail(self) -> ComposeResult:
        with VerticalScroll(classes="dialog-text"):
            yield Prose("", id="move-detail")

    @on(ChoiceList.Highlighted)
    def _highlighted(self, event: ChoiceList.Highlighted) -> None:
        move = self._moves[event.choice.id]
        self.query_one("#move-detail", Prose).update(markup.move_detail(self._scenario, move, ""))
