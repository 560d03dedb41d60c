"""What all screens of a game share: the header's words, and the panes for network, numbers, goals and briefs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from wargame.game.tree import BEGINNING
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, MOVER, Seated, Viewer
from wargame.seminar.table import SeatTable
from wargame.text.message import message
from wargame.text.screens import branch_here, date_words, scenario_words, seat_capital_words
from wargame.tui import markup
from wargame.tui.commands import Command
from wargame.tui.messages import AskForecast, AskStability, ShowTree, WhyNumber
from wargame.tui.pages.paned import GameHeader, PanedPage
from wargame.tui.widgets.choice_list import ChoiceList
from wargame.tui.widgets.ego_view import EgoView
from wargame.tui.widgets.history_chart import HistoryChart
from wargame.tui.widgets.indicator_table import IndicatorTable
from wargame.tui.widgets.ledger_tree import LedgerTree
from wargame.tui.widgets.prose import Prose, Reading, hang
from wargame.tui.widgets.tie_matrix import TieMatrix

PANE_KEYS = (
    Command("b", "tree", "Branches", "The tree of the game: go back, choose differently, compare."),
    Command("o", "forecast", "Forecast", "How likely every ending is from here on."),
    Command("a", "stability", "Stability", "Which joint reactions are stable, who would change course, and advice."),
    Command("w", "why_number", "Why so far", "Why this number is where it is, back to the start of the game."),
    Command("e", "ego", "Matrix or actor", "In the network: switch between all ties and the ties of one actor."),
    Command("c", "chart", "Table or chart", "In the numbers: switch between the table and the chart over the turns."),
    Command("escape", "step_back", "Back", "Back to what was here before."),
)


class GamePage(PanedPage):
    """A screen of a game in progress, as one viewer sees it."""

    def __init__(self, place: SeatTable) -> None:
        super().__init__()
        self.place, self.view = place, place.snapshot.view
        self.levels: list[Mapping[str, float]] = []
        """The numbers shown, before the first turn and after each up to the one shown."""
        self.node = BEGINNING
        """The node of the turn shown as played, or from which the turn shown is to be played."""
        self._turned: set[str] = set()
        """The panes that show their other widget because somebody asked for it."""

    @property
    def scenario(self) -> Scenario:
        """The scenario as the viewer holds it."""
        return self.place.scenario

    @property
    def viewer(self) -> Viewer:
        """Who looks at this screen."""
        return self.place.viewer

    @property
    def own_actors(self) -> tuple[str, ...]:
        """The actors the viewer plays."""
        if isinstance(self.viewer, Seated):
            return self.scenario.seats[self.viewer.seat].actors
        return (self.scenario.mover.actor,)

    def turn_now(self) -> int:
        """The turn that is shown."""
        return self.view.turn

    def say_header(self, who: str, due: str) -> None:
        """Write the header."""
        now = self.place.snapshot
        self.query_one(GameHeader).say(
            date_words(self.scenario, self.turn_now()),
            scenario_words(self.scenario, now.game.lens),
            f"{who} · {branch_here(now.branch, now.gone_back)}",
            due,
        )

    def history(self) -> list[Mapping[str, float]]:
        """The numbers before turn 1 and after each turn up to the one shown."""
        return list(self.place.snapshot.history)

    def pane(self, pane: str) -> ComposeResult:
        match pane:
            case "network":
                with Vertical(id="network", classes="either"):
                    yield TieMatrix(classes="first")
                    yield EgoView(classes="second")
            case "numbers":
                with Vertical(id="numbers", classes="either"):
                    yield IndicatorTable(classes="first")
                    yield HistoryChart(classes="second")
            case "goals":
                with Reading(classes="reading"):
                    yield Prose(self.goals_text(), id="goals")
            case "brief":
                with Reading(classes="reading"):
                    yield Prose(self.brief_text())

    def goals_text(self) -> Content:
        """The goals the viewer may see."""
        if isinstance(self.viewer, Seated):
            seat = self.scenario.seats[self.viewer.seat]
            have = self.view.numbers.get(f"capital({seat.id})", 0.0)
            return markup.lines(
                [
                    markup.head(message("Your goals: {score:.0f} of 100 so far", score=self.view.score)),
                    markup.goals_text(self.scenario, self.viewer, self.view.goals),
                    "",
                    markup.head(message("Political capital")),
                    seat_capital_words(self.scenario, seat.id, have),
                ]
            )
        seen = self.place.snapshot
        scores = seen.scores if self.viewer == FACILITATOR else ()
        lines = [markup.seats_text(self.scenario, [(each.seat, each.score, each.goals) for each in scores])]
        if self.scenario.mover.goals:
            lines = [
                markup.head(message("{mover}: the mover's goals", mover=self.scenario.mover.title)),
                markup.goals_text(self.scenario, MOVER, seen.mover_goals),
                Content(""),
                *lines,
            ]
        return markup.lines(lines)

    def brief_text(self) -> Content:
        """The viewer's brief and the scenario's briefing."""
        opening = self.place.snapshot.game.opening
        if isinstance(self.viewer, Seated):
            return markup.brief_text(self.scenario, self.viewer.seat, opening=opening)
        mover = self.scenario.mover
        return markup.lines(
            [
                markup.head(self.scenario.title),
                markup.flowing(self.scenario.briefing),
                *markup.opening_lines(self.scenario, opening),
                "",
                markup.head(mover.title),
                markup.flowing(mover.brief),
            ]
        )

    def on_mount(self) -> None:
        super().on_mount()
        self.fill()

    def on_screen_resume(self) -> None:
        # In the tree above it a branch may have got another name.
        if self.levels:
            self.header()

    def fill(self) -> None:
        """Give the panes their numbers."""
        self.levels = self.history()
        seen, played = self.place.snapshot, len(self.levels) - 1
        self.node = seen.tree.path(seen.node)[played - 1].number if played else BEGINNING
        now, before = self.levels[-1], self.levels[-2] if len(self.levels) > 1 else None
        own, lens = self.own_actors, seen.game.lens
        self.query_one(TieMatrix).show(self.scenario, now, before, own[0])
        ego = self.query_one(EgoView)
        ego.show(self.scenario, now, ego.actor or own[0], before, lens)
        self.query_one(IndicatorTable).show(self.scenario, now, before, own)
        self.query_one(HistoryChart).show(self.scenario, self.levels, own, seen.first_turn)

    def share_rows(self, pane: str, details: Iterable[Content]) -> None:
        """Give a pane's situation the rows that its list and the longest of the details leave over."""
        within = self.query_one(f"#pane-{pane}")
        found = within.query(".situation").results(Reading)
        width, height = within.size
        for situation in found:
            if not height:
                continue
            listed = within.query_one(ChoiceList).outer_size.height
            below = sum(each.outer_size.height for each in within.query("#capital"))
            longest = max((hang(each, max(8, width - 5)).plain.count("\n") + 2 for each in details), default=4)
            detail = min(max(5, longest), max(5, round(height * 0.22)))
            situation.styles.max_height = max(5, height - listed - below - detail - situation.styles.margin.height)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("ego", "chart"):
            return self.in_view("network" if action == "ego" else "numbers")
        if action == "why_number":
            return self._number() is not None
        if action in ("forecast", "stability"):
            return bool(self.levels) and not self._ended_here()
        if action == "step_back":
            return self.way_back() is not None
        return super().check_action(action, parameters)

    def _number(self) -> str | None:
        """The number that the part with the keys shows; None where it shows none, and before the first turn."""
        here = self.focused
        if isinstance(here, IndicatorTable | HistoryChart | LedgerTree) and len(self.levels) > 1:
            return here.number
        return None

    def action_why_number(self) -> None:
        name = self._number()
        if name is not None:
            self.post_message(WhyNumber(name, self.node))

    def action_forecast(self) -> None:
        self.post_message(AskForecast(self.node))

    def action_stability(self) -> None:
        self.post_message(AskStability(self.node))

    def _ended_here(self) -> bool:
        """Whether the game has ended at the node shown, so that nothing is left to simulate."""
        tree = self.place.snapshot.tree
        return self.node in tree.nodes and tree[self.node].played.ending is not None

    def action_tree(self) -> None:
        self.post_message(ShowTree())

    def action_ego(self) -> None:
        self._turn_over("network")

    def action_chart(self) -> None:
        self._turn_over("numbers")

    def way_back(self) -> Callable[[], None] | None:
        """What brings back what was shown before in the part that has the keys; None at the top."""
        here = self.focused
        if here is None or self.query_one(f"#pane-{self.current}") not in here.ancestors:
            return None
        if isinstance(here, EgoView) and here.has_trail:
            return here.action_back
        if self.current in self._turned:
            return partial(self._turn_over, self.current)
        return None

    def action_step_back(self) -> None:
        back = self.way_back()
        if back is not None:
            back()
            self.refresh_bindings()

    @on(EgoView.Centred)
    def _centred(self) -> None:
        self.refresh_bindings()

    def _turn_over(self, pane: str) -> None:
        """Show a pane's other widget and put the keys there."""
        either = self.query_one(f"#{pane}")
        self.settle_places()
        either.toggle_class("-second")
        self._turned ^= {pane}
        self.action_pane(pane)
        shown = ".second" if either.has_class("-second") else ".first"
        either.query_one(shown).focus(scroll_visible=False)

    @on(TieMatrix.CellChosen)
    def _look_at_listener(self, event: TieMatrix.CellChosen) -> None:
        now, before = self.levels[-1], self.levels[-2] if len(self.levels) > 1 else None
        lens = self.place.snapshot.game.lens
        self.query_one(EgoView).show(self.scenario, now, event.listener, before, lens)
        self.action_ego()

    @on(IndicatorTable.NumberChosen)
    def _look_at_number(self, event: IndicatorTable.NumberChosen) -> None:
        self.number_chosen(event.name)

    def number_chosen(self, name: str) -> None:
        """A number was chosen in the table: show how it went."""
        self.query_one(HistoryChart).show_number(name)
        self.action_chart()
