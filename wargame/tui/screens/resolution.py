"""What came of a turn: what every seat did, what moved, and for any number why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from wargame.engine.view import TurnReport
from wargame.model.viewer import Seated
from wargame.seminar.table import MovePicker, Phase, SeatTable
from wargame.text.ledger import row_order, unchanged_words
from wargame.text.message import message
from wargame.text.names import number_title
from wargame.text.screens import report_viewer_words
from wargame.tui import markup
from wargame.tui.commands import Command, bindings
from wargame.tui.messages import GoOn
from wargame.tui.pages.game_page import PANE_KEYS, GamePage
from wargame.tui.pages.paned import pane_commands
from wargame.tui.widgets.ledger_detail import LedgerDetail
from wargame.tui.widgets.ledger_tree import LedgerItem, LedgerTree
from wargame.tui.widgets.prose import Prose, Reading


class ResolutionScreen(GamePage):
    """A resolved turn as one viewer may see it; steps through those before and after it."""

    PANES = (
        ("story", message("What happened")),
        ("why", message("Why")),
        ("numbers", message("Numbers")),
        ("network", message("Network")),
    )
    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("n", "go_on", "Go on", "Go on to what comes next."),
        Command("comma", "step(-1)", "Earlier turn", "Look at the turn before this one."),
        Command("full_stop", "step(1)", "Later turn", "Look at the turn after this one."),
        *PANE_KEYS,
        Command("escape", "back", "Back", "Back to where you came from."),
        Command("escape", "home", "Home", "Leave for the home screen; the game is saved."),
        *pane_commands(PANES),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message(
        "How the turn turned out. “What happened” gives the move, what every seat did, which rules applied and what "
        "changed most. “Why” is the ledger: open any number to see every cause, what came over which tie, the "
        "author's reason and the line of the scenario. It always adds up: before, plus every cause, is after."
    )

    def __init__(self, place: SeatTable, turn: int, looking_back: bool = False) -> None:
        self.turn = turn
        self.looking_back = looking_back
        """Whether this was opened over another screen, to which it goes back."""
        super().__init__(place)
        self.report = self._reported()
        self._came_from = ""
        """The pane that led to the one shown, by a number chosen in it."""

    def _reported(self) -> TurnReport:
        """What came of the turn shown."""
        now = self.place.snapshot
        return self.place.report(now.tree.path(now.node)[self.turn - now.first_turn].number)

    def turn_now(self) -> int:
        return self.turn

    @property
    def played(self) -> int:
        """The last turn that has been played."""
        return self.place.snapshot.last_played

    def history(self) -> list[Mapping[str, float]]:
        now = self.place.snapshot
        return list(now.history[: self.turn - now.first_turn + 2])

    def pane(self, pane: str) -> ComposeResult:
        match pane:
            case "story":
                with Reading(classes="reading"):
                    yield Prose("", id="story")
            case "why":
                yield LedgerTree(id="ledger")
                yield LedgerDetail(id="ledger-detail")
            case _:
                yield from super().pane(pane)

    def header(self) -> None:
        now = self.place.snapshot
        led, ended = now.game.picker is MovePicker.FACILITATOR, now.phase is Phase.ENDED
        who = report_viewer_words(self.scenario, self.viewer, led, ended)
        self.say_header(who, message("Looking back") if self.looking_back else message("Resolved and saved"))

    def fill(self) -> None:
        super().fill()
        goals_so_far = ""
        if isinstance(self.viewer, Seated) and self.turn == self.played:
            goals_so_far = message("Your goals so far: {score:.0f} of 100.", score=self.view.score)
        self.query_one("#story", Prose).update(markup.turn_text(self.scenario, self.report, goals_so_far))
        self.query_one(LedgerTree).show(self.scenario, self.report)
        self.query_one(LedgerDetail).show(self.scenario, LedgerItem())
        moved = row_order(self.report.ledger)
        if moved:
            # Opened on what moved most, so that the first thing seen is how a number is explained.
            self.query_one(LedgerTree).go_to(moved[0].name)

    @on(LedgerTree.ItemHighlighted)
    def _explain(self, event: LedgerTree.ItemHighlighted) -> None:
        self.query_one(LedgerDetail).show(self.scenario, event.item)

    @on(LedgerTree.FollowTie)
    def _followed(self, event: LedgerTree.FollowTie) -> None:
        self.refresh_bindings()
        if not event.found:
            said = message("You can't see {number} here.", number=number_title(self.scenario, event.target))
            self.notify(said, severity="warning", timeout=4)

    def number_chosen(self, name: str) -> None:
        if self.query_one(LedgerTree).go_to(name):
            self.action_pane("why")
            self._came_from = "numbers"
            self.refresh_bindings()
        else:
            self.notify(unchanged_words(self.scenario, name, self.turn), timeout=4)

    def action_pane(self, pane: str) -> None:
        self._came_from = ""
        super().action_pane(pane)

    def way_back(self) -> Callable[[], None] | None:
        here = self.focused
        if isinstance(here, LedgerTree) and here.has_trail:
            return here.action_come_back
        if self._came_from:
            return partial(self.action_pane, self._came_from)
        return super().way_back()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "go_on" | "home":
                return not self.looking_back
            case "back":
                return self.looking_back
            case "step" if parameters:
                step = parameters[0]
                return isinstance(step, int) and self.place.snapshot.first_turn <= self.turn + step <= self.played
            case _:
                return super().check_action(action, parameters)

    def action_step(self, step: int) -> None:
        self.turn += step
        self.report = self._reported()
        self.header()
        self.fill()
        self.query_one("#pane-story .reading", Reading).scroll_home(animate=False)
        self.refresh_bindings()

    def action_go_on(self) -> None:
        self.post_message(GoOn())

    async def action_home(self) -> None:
        await self.run_action("app.home")

    def action_back(self) -> None:
        self.app.pop_screen()
