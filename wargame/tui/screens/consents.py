"""How the mover answers where its consent is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from wargame.engine.view import Ask
from wargame.model.order import Decision
from wargame.model.scenario import Scenario
from wargame.text.message import message
from wargame.tui.asks import ask_choice, ask_detail, next_answer
from wargame.tui.commands import Command, bindings
from wargame.tui.pages.base import Dialog, KeyBar
from wargame.tui.widgets.choice_list import ChoiceList
from wargame.tui.widgets.prose import Prose, Reading


class ConsentDialog(Dialog[tuple[Decision, ...] | None]):
    """The consents that may be asked of the mover; gives what it withholds, all or in part, or None for going back."""

    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("enter,space", "change", "Change", "Grant consent, grant it with a footnote, or withhold it."),
        Command("s", "hand_in", "Hand in", "Hand in the answers as they are."),
        Command("escape", "close", "Back", "Go back and hand in nothing."),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message(
        "Reactions of the seats that need the mover's consent. Enter changes the answer under the cursor: consent "
        "given, given with a footnote where one can be added, or withheld. Press s to hand in the answers. No seat "
        "sees them until the turn is resolved, and until then they can be changed."
    )

    def __init__(self, scenario: Scenario, asks: Sequence[Ask], marked: Sequence[Decision]) -> None:
        """`marked` is what was handed in before."""
        super().__init__()
        self._scenario = scenario
        self.asks = tuple(asks)
        self.marked = tuple(marked)

    def body(self) -> ComposeResult:
        with Vertical(classes="dialog large"):
            yield Static(message("The mover's consent may be asked for"), classes="dialog-title")
            yield ChoiceList([ask_choice(self._scenario, ask, self.marked) for ask in self.asks], id="asks")
            with Reading(classes="detail"):
                yield Prose("", id="ask-detail")
            yield KeyBar()

    def _ask(self, key: str) -> Ask:
        return next(ask for ask in self.asks if str(ask.order) == key)

    @on(ChoiceList.Highlighted, "#asks")
    def _highlighted(self, event: ChoiceList.Highlighted) -> None:
        self.query_one("#ask-detail", Prose).update(ask_detail(self._scenario, self._ask(event.choice.id)))
        self.query_one(".detail", Reading).scroll_home(animate=False)

    @on(ChoiceList.Picked, "#asks")
    def _picked(self, event: ChoiceList.Picked) -> None:
        event.stop()
        self.marked = next_answer(self._ask(event.choice.id), self.marked)
        event.choice_list.show([ask_choice(self._scenario, ask, self.marked) for ask in self.asks])

    def action_change(self) -> None:
        self.query_one("#asks", ChoiceList).action_pick()

    def action_hand_in(self) -> None:
        self.dismiss(self.marked)

    def action_close(self) -> None:
        self.dismiss(None)
