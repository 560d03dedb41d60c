"""An app to look at the widgets with one's own eyes: `python -m tests.tui.widgets.gallery [SCENARIO | ACTORS]`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Footer, TabbedContent, TabPane

from tests.text import sample
from wargame.authoring import find, load
from wargame.engine.position import start
from wargame.engine.resolution import resolve
from wargame.engine.turn_report import report
from wargame.engine.view import TurnReport
from wargame.engine.visibility import visible_numbers
from wargame.model.scenario import Scenario
from wargame.model.viewer import Seated
from wargame.players.bots import DoctrineBot
from wargame.tui.theme import DARK, LIGHT
from wargame.tui.widgets.ego_view import EgoView
from wargame.tui.widgets.history_chart import HistoryChart
from wargame.tui.widgets.indicator_table import IndicatorTable
from wargame.tui.widgets.ledger_detail import LedgerDetail
from wargame.tui.widgets.ledger_tree import LedgerTree
from wargame.tui.widgets.tie_matrix import TieMatrix


class Gallery(App[None]):
    """Every widget on a tab of its own; `f2` changes the theme."""

    BINDINGS: ClassVar[list[BindingType]] = [("f2", "turn_theme", "Theme"), ("ctrl+q", "quit", "Quit")]

    def __init__(
        self, scenario: Scenario, history: Sequence[Mapping[str, float]], report: TurnReport, seat: str
    ) -> None:
        super().__init__()
        self.scenario, self.history, self.report, self.seat = scenario, history, report, seat
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name

    def compose(self) -> ComposeResult:
        with TabbedContent():
            yield TabPane("Matrix", TieMatrix(id="matrix"), id="tab-matrix")
            yield TabPane("Ego", EgoView(id="ego"), id="tab-ego")
            yield TabPane("History", HistoryChart(id="history"), id="tab-history")
            yield TabPane("Indicators", IndicatorTable(id="indicators"), id="tab-indicators")
            with TabPane("Ledger", id="tab-ledger"), Vertical():
                yield LedgerTree(id="ledger")
                yield LedgerDetail(id="detail")
        yield Footer()

    def on_mount(self) -> None:
        now, before = self.history[-1], self.history[-2]
        mine = self.scenario.seats[self.seat].actors[0]
        self.query_one(TieMatrix).show(self.scenario, now, before, mine)
        self.query_one(EgoView).show(self.scenario, now, mine, before)
        own = self.scenario.seats[self.seat].actors
        self.query_one(HistoryChart).show(self.scenario, self.history, own)
        self.query_one(IndicatorTable).show(self.scenario, now, before, own)
        self.query_one(LedgerTree).show(self.scenario, self.report)
        self.query_one(TieMatrix).focus()

    @on(LedgerTree.ItemHighlighted)
    def tell(self, message: LedgerTree.ItemHighlighted) -> None:
        """Tell about what the ledger's cursor is on."""
        self.query_one(LedgerDetail).show(self.scenario, message.item)

    def action_turn_theme(self) -> None:
        """From dark to light and back."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name


def by_hand(actors: int = 17, turns: int = 4) -> Gallery:
    """The gallery over a scenario made up for tests."""
    game = sample.scenario(actors)
    history = [sample.numbers(game, turn) for turn in range(turns + 1)]
    return Gallery(game, history, sample.report(game), "second")


def played(name: str, turns: int = 4, seed: int = 1) -> Gallery:
    """The gallery over a real scenario, played by bots for some turns, as its first seat sees it."""
    scenario = load(find(name))
    seat, bot = next(iter(scenario.seats)), DoctrineBot()
    position = start(scenario, seed)
    history = [visible_numbers(position, Seated(seat))]
    for _ in range(turns):
        orders = {each: bot.orders(position, each) for each in scenario.seats}
        resolution = resolve(position, None, orders)
        position = resolution.after
        history.append(visible_numbers(position, Seated(seat)))
    return Gallery(scenario, history, report(resolution, Seated(seat)), seat)


if __name__ == "__main__":
    what = sys.argv[1] if len(sys.argv) > 1 else "planned-exit"
    (by_hand(int(what)) if what.isdigit() else played(what)).run()
