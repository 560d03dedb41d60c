"""Two nodes of a game side by side: where they part, by which choice, and how that changed the numbers."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from wargame.analysis.compare import Comparison, NumberDifference
from wargame.seminar.table import SeatTable
from wargame.text.comparison import no_difference, part_lines, sections
from wargame.text.message import message
from wargame.text.names import number_title, plain, signed
from wargame.text.par import about_par, compared_par_heading, compared_par_lines
from wargame.text.screens import compared_date, compared_words, shared_words
from wargame.tui import markup
from wargame.tui.commands import Command, bindings
from wargame.tui.pages.paned import GameHeader, PanedPage, pane_commands
from wargame.tui.pages.par import ParScreen
from wargame.tui.widgets.choice_list import Choice, ChoiceList
from wargame.tui.widgets.paths_chart import PathsChart
from wargame.tui.widgets.prose import Prose, Reading

PARTS_SHOWN = 6
"""How many causes of a difference are shown before the rest are summed."""


class CompareScreen(PanedPage, ParScreen):
    """A comparison of two nodes, A and B; differences are B minus A."""

    PANES = (
        ("parting", message("Where they diverge")),
        ("differences", message("Differences")),
        ("paths", message("Both paths")),
    )
    MAIN = "differences"
    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("enter", "paths", "Draw both", "Draw the number under the cursor along both paths."),
        Command("s", "swap", "Swap A and B", "Compare them the other way round."),
        Command("escape", "close", "Back", "Back to where you came from."),
        *pane_commands(PANES),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message(
        "Two turns of the game's tree, A and B, side by side. “Where they diverge” names the first turn that differs, "
        "and the choice that made it differ. “Differences” lists every number that differs, B minus A, the largest "
        "first; choose one to see what caused it, and through whom. “Both paths” draws it for both."
    )

    def __init__(self, place: SeatTable, comparison: Comparison) -> None:
        super().__init__()
        self.place, self.found, self._viewer = place, comparison, place.viewer
        self.scenario = place.scenario
        self.game_tree = place.snapshot.tree

    def header(self) -> None:
        one, other = self.found.one, self.found.other
        self.query_one(GameHeader).say(
            message("A: {one}  B: {other}", one=self._called(one), other=self._called(other)),
            self.scenario.title,
            shared_words(self.game_tree, self.found.fork, self.place.snapshot.branch),
            message("Comparing"),
        )

    def _called(self, number: int) -> str:
        return compared_words(self.game_tree, number)

    def pane(self, pane: str) -> ComposeResult:
        match pane:
            case "parting":
                with Reading(classes="reading"):
                    yield Prose(self._parting(), id="parting-shown")
            case "differences":
                yield ChoiceList(self._choices(), id="differences")
                with Reading(classes="detail"):
                    yield Prose(self._detail(self.found.numbers[0] if self.found.numbers else None), id="difference")
            case "paths":
                with Vertical():
                    yield PathsChart()

    def on_mount(self) -> None:
        super().on_mount()
        if self.found.numbers:
            self._draw(self.found.numbers[0].name)
        self.ask_for_par(self.place, self.found.one, self.found.other)

    def show_par(self) -> None:
        self.query_one("#parting-shown", Prose).update(self._parting())

    @on(ChoiceList.Highlighted, "#differences")
    def _highlighted(self, event: ChoiceList.Highlighted) -> None:
        number = next((each for each in self.found.numbers if each.name == event.choice.id), None)
        self.query_one("#difference", Prose).update(self._detail(number))
        if number is not None:
            self._draw(number.name)

    @on(ChoiceList.Picked, "#differences")
    def action_paths(self) -> None:
        self.action_pane("paths")

    def _draw(self, name: str) -> None:
        one, other = self.found.paths[name]
        labels = (self._called(self.found.one), self._called(self.found.other))
        self.query_one(PathsChart).show_paths(self.scenario, name, one, other, labels, self.place.snapshot.first_turn)

    def action_close(self) -> None:
        self.app.pop_screen()

    def action_swap(self) -> None:
        from wargame.tui.messages import CompareNodes

        self.post_message(CompareNodes(self.found.other, self.found.one))

    # What is said.

    def _parting(self) -> Content:
        found, lines = self.found, []
        for letter, number, ending in (("A", found.one, found.ending_one), ("B", found.other, found.ending_other)):
            words = compared_date(self.scenario, self.game_tree, number)
            lines.append(Content.assemble((f"{letter}  ", "bold $accent"), words))
            if ending is None:
                lines.append(Content(message("   The game goes on there.")))
            else:
                reached = self.scenario.endings[ending]
                lines.append(Content.assemble(message("   Ended: "), (f"{reached.sign}  {reached.title}", "bold")))
        people = self.place.snapshot.game.seats
        for heading, differences in sections(self.scenario, self.game_tree, found, people):
            lines += [Content(""), markup.head(heading)]
            lines += [Content(f"  {line}") for line in differences]
        one, other = self.pars.get(found.one, ()), self.pars.get(found.other, ())
        if one or other:
            lines += [Content(""), markup.head(compared_par_heading())]
            lines += [Content(f"  {line}") for line in compared_par_lines(self.scenario, one, other)]
            lines.append(Content.styled(about_par((*one, *other)), markup.SOFT))
        return markup.lines(lines)

    def _choices(self) -> list[Choice]:
        choices = []
        for each in self.found.numbers:
            if not round(each.difference, 1):
                continue
            tail = f"{plain(each.one):>6} {plain(each.other):>6} {signed(each.difference):>6}"
            choices.append(Choice(each.name, number_title(self.scenario, each.name), tail=tail))
        heading = Choice(
            "", message("B minus A, the largest first"), tail=f"{'A':>6} {'B':>6} {'B-A':>6}", heading=True
        )
        return [heading, *choices] if choices else [Choice("", no_difference(), heading=True)]

    def _detail(self, number: NumberDifference | None) -> Content:
        if number is None:
            return Content(message("Every number you can see is the same in both."))
        title = number_title(self.scenario, number.name)
        lines = [
            markup.head(
                message("{number}: {difference} in B, because of", number=title, difference=signed(number.difference))
            )
        ]
        lines += [Content(f"  {line}") for line in part_lines(self.scenario, number, PARTS_SHOWN)]
        return markup.lines(lines)
