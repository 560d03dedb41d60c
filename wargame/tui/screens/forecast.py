"""A forecast: whole games simulated on from a node, filling in as they are played; they can be stopped."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import ProgressBar

from wargame.players.determinize import Supposed
from wargame.seminar.requests import Analysis, SimulationRequest
from wargame.seminar.seen_forecast import SeenForecast
from wargame.seminar.table import SeatTable
from wargame.text.forecast import atoms_at_end
from wargame.text.forecast_screen import (
    endings_heads,
    numbers_head,
    score_about,
    scores_heads,
    state_words,
    title_words,
)
from wargame.text.message import message
from wargame.text.names import number_title, plain
from wargame.text.screens import viewer_at
from wargame.text.words import span_words
from wargame.tui import markup
from wargame.tui.commands import Command, bindings
from wargame.tui.messages import AskForecast
from wargame.tui.pages import forecast_words as words
from wargame.tui.pages.filling_page import FillingPage
from wargame.tui.pages.paned import GameHeader, pane_commands
from wargame.tui.widgets.bar_table import BarTable
from wargame.tui.widgets.choice_list import Choice, ChoiceList
from wargame.tui.widgets.fan_chart import Fan, FanChart
from wargame.tui.widgets.prose import Prose, Reading

MORE = 10
"""How many times as many games are played when more are asked for."""
MOST = 1_000_000
"""How many games under each lens can be asked for here."""


class ForecastScreen(FillingPage):
    """Endings, numbers, scores and expectations over simulated games, under every lens side by side."""

    PANES = (
        ("endings", message("Endings")),
        ("numbers", message("Numbers")),
        ("lenses", message("Lenses")),
        ("scores", message("Scores")),
        ("expected", message("Expectations")),
    )
    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("m", "more", "More games", "Simulate ten times as many games, for narrower intervals."),
        Command("v", "swap", "Other lens", "In the numbers: draw the bands of the other lens."),
        Command("z", "zoom", "Zoom", "In the numbers: show the whole range, or only the part that the games are in."),
        Command("left", "turn(-1)", "Earlier turn", "In the numbers: read the turn before."),
        Command("right", "turn(1)", "Later turn", "In the numbers: read the turn after."),
        Command("escape", "stop", "Stop", "Stop, and keep the games simulated so far."),
        Command("escape", "close", "Back", "Back to where you came from."),
        *pane_commands(PANES),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message(
        "How likely each ending is from one turn on. Bots play thousands of whole games from there, each with its own "
        "luck, and the results fill in as they come. “Endings” says how many games in 100 end each way, and when; "
        "“Numbers” draws where a number may go: half of the games are within the inner band, 9 in 10 within the outer "
        "one. Every lens is simulated, so “Lenses” can say which conclusions hold under all of them and which depend "
        "on one. Nothing here changes the game."
    )

    def __init__(self, place: SeatTable, analysis: Analysis[SimulationRequest, SeenForecast]) -> None:
        super().__init__()
        self.place, self.request, self.viewer = place, analysis.request, place.viewer
        self._analysis = analysis
        self.scenario = place.scenario
        self.found: dict[str, SeenForecast] = {}
        self._painted = 0
        """Which lens's bands are painted."""
        self._fault = ""

    # The widgets.

    def pane(self, pane: str) -> ComposeResult:
        match pane:
            case "endings":
                with Reading(classes="reading"):
                    yield Prose(markup.lines(words.lens_lines(self.scenario, self.request)), id="forecast-lenses")
                    yield BarTable(id="forecast-endings")
                    yield Prose("", id="forecast-doubts")
                    yield Prose("", id="forecast-about")
            case "numbers":
                yield ChoiceList(id="forecast-numbers")
                yield FanChart()
            case "lenses":
                with Reading(classes="reading"):
                    yield Prose("", id="forecast-by-lens")
            case "scores":
                with Reading(classes="reading"):
                    yield Prose("", id="forecast-scores-head")
                    yield BarTable(id="forecast-scores")
                    yield Prose("", id="forecast-scores-notes")
            case "expected":
                with Reading(classes="reading"):
                    yield Prose("", id="forecast-expected")

    def on_mount(self) -> None:
        super().on_mount()
        self.follow(self._analysis)

    # The task: it goes on in another process.

    def follow(self, analysis: Analysis[SimulationRequest, SeenForecast]) -> None:
        """Show another simulation from the same node in place of the one that is there."""
        self.request = analysis.request
        self._fault = ""
        self.wait_for(analysis.task)
        self.query_one(ProgressBar).display = True
        self._tell_about(None)
        self._show()

    def _tell_about(self, supposed: Supposed | None) -> None:
        about = words.about_words(self.scenario, self.request, self.viewer, self.place.snapshot.game.bot, supposed)
        self.query_one("#forecast-about", Prose).update(markup.lines(["", *about]))

    @on(FillingPage.Came)
    def _came(self, event: FillingPage.Came) -> None:
        if event.task is not self.under_way:
            return
        lens, games = event.found.lens, event.found.games
        # What was simulated before stays until there is more of what was asked for last.
        if lens not in self.found or games >= self.found[lens].games:
            self.found[lens] = event.found
            if lens == self.request.lenses[0]:
                self._tell_about(event.found.supposed)
            self._show()

    @on(FillingPage.Ended)
    def _ended(self, event: FillingPage.Ended) -> None:
        if event.task is not self.under_way:
            return
        self.running, self._fault = False, event.fault
        self.query_one(ProgressBar).display = False
        self._show()
        if event.fault:
            self.notify(message("The simulation failed: {fault}.", fault=event.fault), severity="error", timeout=8)

    # What is said.

    def header(self) -> None:
        request, tree = self.request, self.place.snapshot.tree
        games = min((each.games for each in self.found.values()), default=0)
        self.query_one(GameHeader).say(
            title_words(self.scenario, request.turn),
            self.scenario.title,
            viewer_at(self.scenario, self.viewer, tree, request.node),
            state_words(request.games, games, self.running, bool(self._fault)),
        )

    def _show(self) -> None:
        """Show what is known so far."""
        scenario, request, found = self.scenario, self.request, self.found
        self.header()
        self.query_one("#forecast-endings", BarTable).show(endings_heads(), words.ending_rows(scenario, request, found))
        doubts = words.doubt_notes(scenario, request, found, self.viewer)
        self.query_one("#forecast-doubts", Prose).update(markup.lines(list(doubts)))
        self.query_one("#forecast-by-lens", Prose).update(words.lenses_text(scenario, request, found))
        self.query_one("#forecast-scores", BarTable).show(scores_heads(), words.score_rows(scenario, request, found))
        self.query_one("#forecast-scores-head", Prose).update(markup.lines([*score_about(scenario, self.viewer), ""]))
        notes = words.score_notes(scenario, request, found)
        self.query_one("#forecast-scores-notes", Prose).update(markup.lines(list(notes)))
        self.query_one("#forecast-expected", Prose).update(words.expectation_text(scenario, request, found))
        self._list_numbers()
        self._draw()
        self.refresh_bindings()

    def _list_numbers(self) -> None:
        """The numbers to choose from, those that goals and endings read first."""
        known = self._painted_first()
        names = list(self.request.history[-1])
        named = [name for name in names if "(" not in name]
        read = words.numbers_read(self.scenario, self.viewer, named)
        others = [name for name in named if name not in read]
        choices: list[Choice] = []
        for title, several in ((message("Goals and endings depend on these"), read), (message("All others"), others)):
            if several:
                choices.append(Choice("", title, tail=numbers_head(), heading=True))
                choices += [
                    Choice(name, number_title(self.scenario, name), tail=self._tail(name, known)) for name in several
                ]
        self.query_one("#forecast-numbers", ChoiceList).show(choices)

    def _tail(self, name: str, known: list[SeenForecast]) -> str:
        """Where a number is now, and at the end in the middle and in 9 in 10 games."""
        now = plain(self.request.history[-1][name], 0)
        if not known or name not in known[0].fans:
            return f"{now:>4} {'':16}"
        low, _, middle, _, high = (plain(each, 0) for each in known[0].fans[name][-1])
        return f"{now:>4} {middle:>4} {f'({span_words(low, high)})':>11}"

    def _painted_first(self) -> list[SeenForecast]:
        """What is known under each lens, the painted one first."""
        lenses = self.request.lenses
        order = [lenses[self._painted], *(lens for lens in lenses if lens != lenses[self._painted])]
        return [self.found[lens] for lens in order if lens in self.found]

    @on(ChoiceList.Highlighted, "#forecast-numbers")
    def _draw(self) -> None:
        chosen = self.query_one("#forecast-numbers", ChoiceList).current
        if chosen is None or not chosen.id:
            return
        name, letter = chosen.id, words.letters(self.request)
        played = [numbers[name] for numbers in self.request.history]
        fans = [
            Fan(letter[each.lens], self.scenario.lenses[each.lens].title, ((played[-1],) * 5, *each.fans[name]))
            for each in self._painted_first()
            if name in each.fans
        ]
        self.query_one(FanChart).show(self.scenario, name, played, fans, self.request.first_turn, self._atoms(name))

    def _atoms(self, name: str) -> str:
        """The values at which many games end under the painted lens."""
        for each in self._painted_first()[:1]:
            if atoms := each.atoms.get(name, ()):
                return atoms_at_end(words.letters(self.request)[each.lens], atoms)
        return ""

    # What can be done.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "swap":
                return self.in_view("numbers") and len(self.request.lenses) > 1
            case "zoom" | "turn":
                return self.in_view("numbers")
            case "more":
                return not self.running and self._more <= MOST
            case _:
                return super().check_action(action, parameters)

    @property
    def _more(self) -> int:
        """How many games to play next: once more as many as were asked for and not played, or more than that."""
        played = min((self.found[lens].games if lens in self.found else 0 for lens in self.request.lenses), default=0)
        return self.request.games if played < self.request.games else self.request.games * MORE

    def action_more(self) -> None:
        self.post_message(AskForecast(self.request.node, self._more))

    def action_swap(self) -> None:
        self._painted = (self._painted + 1) % len(self.request.lenses)
        self._list_numbers()
        self._draw()

    def action_zoom(self) -> None:
        chart = self.query_one(FanChart)
        chart.zoom = not chart.zoom

    def action_turn(self, turns: int) -> None:
        self.query_one(FanChart).at += turns
