"""What an outcome depends on from a node, filling in as games are played, and how firm what came by then is."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import ProgressBar

from wargame.analysis.fragility import Fragility
from wargame.analysis.morris import Screening
from wargame.analysis.sensitivity import Sweep, Tornado
from wargame.game.tree import BEGINNING
from wargame.seminar.requests import Analysis, SensitivityRequest
from wargame.seminar.sensitivity_task import Depends
from wargame.seminar.table import SeatTable
from wargame.text import sensitivity_screen as words
from wargame.text.fragility import fragility_paragraphs
from wargame.text.message import message
from wargame.text.screens import viewer_at
from wargame.text.sensitivity import outcome_title
from wargame.tui import markup
from wargame.tui.commands import Command, bindings
from wargame.tui.messages import AskSensitivity
from wargame.tui.pages.filling_page import FillingPage
from wargame.tui.pages.paned import GameHeader, pane_commands
from wargame.tui.screens.dialogs import Pick
from wargame.tui.widgets.bar_table import Bar, Barred, BarTable
from wargame.tui.widgets.choice_list import Choice
from wargame.tui.widgets.prose import Prose, Reading


class SensitivityScreen(FillingPage):
    """The numbers an outcome depends on, one by one and all together, and how firm what came is."""

    PANES = (
        ("alone", message("One by one")),
        ("together", message("All together")),
        ("firm", message("How firm")),
    )
    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("v", "outcome", "Other outcome", "Choose the ending or expectation that is asked about."),
        Command("m", "screen", "Screen all", "Move all numbers together along random trajectories."),
        Command("escape", "stop", "Stop", "Stop, and keep what has been found so far."),
        Command("escape", "close", "Back", "Back to where you came from."),
        *pane_commands(PANES),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message(
        "Which of the scenario's numbers an outcome depends on in games that go on from one turn, every seat played by "
        "its doctrine. “One by one” moves each number by itself, plays the strongest again in other games, and shows "
        "those that change how often the outcome comes by more than luck would. “All together” moves all of them at "
        "once, so that it also shows where an effect depends on other numbers. “How firm” plays the turns so far "
        "again, with chance and uncertain numbers drawn anew: with every choice as it was, with one seat's only, and "
        "with none. Nothing here changes the game."
    )

    def __init__(self, place: SeatTable, analysis: Analysis[SensitivityRequest, Depends]) -> None:
        super().__init__()
        self.place, self.request, self.viewer = place, analysis.request, place.viewer
        self._analysis = analysis
        self.scenario = place.scenario
        self.sweep: Sweep | None = None
        self.tornado: Tornado | None = None
        self.screening: Screening | None = None
        self.firm: Fragility | None = None
        self._fault = ""

    # The widgets.

    def pane(self, pane: str) -> ComposeResult:
        with Reading(classes="reading"):
            match pane:
                case "alone" | "together":
                    yield Prose("", id=f"sensitivity-{pane}-about")
                    yield BarTable(id=f"sensitivity-{pane}")
                    yield Prose("", id=f"sensitivity-{pane}-more")
                case "firm":
                    yield Prose("", id="sensitivity-firm")

    def on_mount(self) -> None:
        super().on_mount()
        self.follow(self._analysis)

    # The task: it goes on in another process.

    def follow(self, analysis: Analysis[SensitivityRequest, Depends]) -> None:
        """Show another analysis from the same node in place of the one that is under way."""
        if analysis.request.outcome != self.request.outcome:
            self.sweep = self.tornado = self.screening = None
        self.request, self._fault = analysis.request, ""
        self.wait_for(analysis.task)
        self._show()
        if self.request.together:
            self.action_pane("together")
        elif self.request.ended:
            self.action_pane("firm")

    @on(FillingPage.Came)
    def _came(self, event: FillingPage.Came) -> None:
        if event.task is not self.under_way:
            return
        match event.found:
            case Sweep() as sweep:
                self.sweep, self.tornado = sweep, None
            case Tornado() as tornado:
                self.tornado = tornado
            case Screening() as screening:
                self.screening = screening
            case Fragility() as firm:
                self.firm = firm
        self._show()

    @on(FillingPage.Ended)
    def _ended(self, event: FillingPage.Ended) -> None:
        if event.task is not self.under_way:
            return
        self.running, self._fault = False, event.fault
        self._show()
        if event.fault:
            self.notify(message("The analysis failed: {fault}.", fault=event.fault), severity="error", timeout=8)

    # What is said.

    def header(self) -> None:
        request, tree = self.request, self.place.snapshot.tree
        self.query_one(GameHeader).say(
            message("Sensitivity: “{outcome}”", outcome=outcome_title(self.scenario, request.outcome)),
            self.scenario.title,
            viewer_at(self.scenario, self.viewer, tree, request.node),
            words.state_words(self.running, bool(self._fault), self._whole),
        )

    @property
    def _whole(self) -> bool:
        """Whether all that was asked for has come."""
        progress = None if self.under_way is None else self.under_way.progress
        return progress is not None and (progress.of is None or progress.done >= progress.of)

    def _show(self) -> None:
        """Show what is known so far."""
        self.header()
        self.query_one(ProgressBar).display = self.running
        scenario, request = self.scenario, self.request
        alone, together = self.running and not request.together, self.running and request.together
        about, more = words.alone_words(scenario, request.turn, request.ended, alone, self.sweep, self.tornado)
        self._bars("alone", about, words.swing_heads(), words.swings(scenario, self.tornado), more)
        about, more = words.together_words(scenario, request.turn, request.ended, together, self.screening)
        self._bars("together", about, words.strength_heads(), words.strengths(scenario, self.screening), more)
        if self.firm is None:
            lines = [words.none_firm_words(request.node != BEGINNING, alone)]
        else:
            lines = ["".join(each) for each in fragility_paragraphs(scenario, self.firm)]
        self.query_one("#sensitivity-firm", Prose).update(markup.lines(lines))
        self.refresh_bindings()

    def _bars(
        self, pane: str, about: list[str], heads: tuple[str, str, str], rows: list[words.Row], more: list[str]
    ) -> None:
        self.query_one(f"#sensitivity-{pane}-about", Prose).update(markup.lines([*about, ""]))
        bars = [Barred(row.title, (Bar(row.sign, row.value, row.interval, row.part, row.note),)) for row in rows]
        self.query_one(f"#sensitivity-{pane}", BarTable).show(heads, bars)
        lines: list[Content | str] = ["", *more] if more else []
        self.query_one(f"#sensitivity-{pane}-more", Prose).update(markup.lines(lines))

    # What can be done.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "outcome":
                return not self.request.ended
            case "screen":
                return not self.request.ended and not (self.running and self.request.together)
            case _:
                return super().check_action(action, parameters)

    def action_outcome(self) -> None:
        def chosen(picked: str | None) -> None:
            if picked is not None and picked != self.request.outcome:
                self.post_message(AskSensitivity(self.request.node, picked, self.request.together))

        names = [*self.scenario.endings, *self.scenario.expectations]
        choices = [Choice(name, outcome_title(self.scenario, name)) for name in names]
        text = message("Games are played anew for it.")
        self.app.push_screen(Pick(message("What an outcome depends on: which?"), text, choices), chosen)

    def action_screen(self) -> None:
        self.post_message(AskSensitivity(self.request.node, self.request.outcome, True))
