"""Every single choice of one side tried from a node, each a new branch, ranked as the results come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import ProgressBar

from wargame.analysis.expand import GOALS, Expansion, rank, value
from wargame.model.viewer import MOVER, Seated
from wargame.seminar.requests import Analysis, ExpansionRequest
from wargame.seminar.table import SeatTable
from wargame.text.branches import branch_words
from wargame.text.expansion import choice_words, end_words, ranking_words
from wargame.text.message import message
from wargame.text.names import mover_name, number_title, plain, side_name
from wargame.text.screens import expansion_head, expansion_state, expansion_title, turn_words
from wargame.tui.background import follow
from wargame.tui.commands import Command, bindings
from wargame.tui.messages import OfTree
from wargame.tui.pages.base import Page
from wargame.tui.pages.paned import GameHeader
from wargame.tui.screens.dialogs import Pick
from wargame.tui.widgets.choice_list import Choice, ChoiceList
from wargame.tui.widgets.prose import Prose


class ExpandScreen(Page):
    """The choices tried, the best first; the work goes on in another process and can be stopped."""

    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("enter", "look", "Look at it", "Show this branch in the tree."),
        Command("i", "rank_by", "Rank by", "Rank by the goals or by any number."),
        Command("o", "turn_over", "Reverse order", "Reverse the order of the list."),
        Command(
            "escape", "close", "Stop or back", "Stop and keep the branches that are done; then go back to the tree."
        ),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message(
        "Every reaction of a seat, or every move of the mover, tried from one turn, one at a time: everybody else "
        "chooses as the bots do. All have the same luck, but not the game's: nobody learns what chance has in store. "
        "Each becomes a branch of the tree as soon as it is done. Escape stops the work and keeps the branches that "
        "are done."
    )

    @dataclass
    class Tried(Message):
        """A choice is done; `node` is the last of its branch."""

        node: int
        found: Expansion

    @dataclass
    class Ended(Message):
        """All are done, or it was stopped, or it failed with a sentence."""

        fault: str

    @dataclass
    class Look(OfTree):
        """A branch is to be shown in the tree; None for none."""

        node: int | None

    def __init__(self, place: SeatTable, analysis: Analysis[ExpansionRequest, tuple[int, Expansion]]) -> None:
        super().__init__()
        self.place, self.request, self.under_way = place, analysis.request, analysis.task
        self.scenario = place.scenario
        self.found: list[tuple[int, Expansion]] = []
        self.running = True
        self.by = GOALS
        self.lowest = False

    def body(self) -> ComposeResult:
        yield GameHeader()
        yield Prose("", id="expand-head")
        yield ProgressBar(total=self.request.choices, show_eta=False, id="expand-progress")
        yield ChoiceList(id="expansions")

    def on_mount(self) -> None:
        self._show()
        follow(self, self.under_way, lambda tried: self.Tried(*tried), self.Ended)

    @on(Tried)
    def _tried(self, event: Tried) -> None:
        self.found.append((event.node, event.found))
        self.query_one(ProgressBar).advance(1)
        self._show()

    @on(Ended)
    def _ended(self, event: Ended) -> None:
        self.running = False
        self._show()
        self.query_one("#expansions", ChoiceList).action_first()
        if event.fault:
            self.notify(event.fault[:1].upper() + event.fault[1:] + ".", severity="error", timeout=8)

    @property
    def _side(self) -> str:
        if isinstance(self.request.side, Seated):
            return self.scenario.seats[self.request.side.seat].title
        return mover_name(self.scenario)

    def _show(self) -> None:
        tree = self.place.snapshot.tree
        self.query_one(GameHeader).say(
            expansion_title(self._side, moves=self.request.side == MOVER),
            self.scenario.title,
            message(
                "From {turn} · the game is on {branch}",
                turn=turn_words(tree, self.request.node),
                branch=branch_words(self.place.snapshot.branch),
            ),
            expansion_state(len(self.found), self.request.choices, self.running),
        )
        ranking = ranking_words(self.scenario, self.found[0][1], self._by) if self.found else ""
        self.query_one("#expand-head", Prose).update(Content(expansion_head(self.request.to_end, ranking)))
        numbers = {id(found): node for node, found in self.found}
        choices = []
        for place, each in enumerate(rank([found for _, found in self.found], self._by), 1):
            number = plain(value(each, self.by))
            tail = f"{end_words(self.scenario, each)}  {number:>6}"
            choices.append(
                Choice(str(numbers[id(each)]), choice_words(self.scenario, each), mark=f"{place:>2}", tail=tail)
            )
        self.query_one("#expansions", ChoiceList).show(choices)
        self.refresh_bindings()

    @property
    def _by(self) -> str:
        return f"-{self.by}" if self.lowest else self.by

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("rank_by", "turn_over"):
            return bool(self.found)
        if action == "look":
            return bool(self.found) and not self.running
        return super().check_action(action, parameters)

    def action_rank_by(self) -> None:
        def chosen(name: str | None) -> None:
            if name:
                self.by = name
                self._show()

        scored = side_name(self.scenario, self.found[0][1].scored)
        goals = Choice(GOALS, message("{side}: goals met", side=scored))
        names = [Choice(name, number_title(self.scenario, name)) for name in self.found[0][1].numbers]
        self.app.push_screen(
            Pick(
                message("Rank by"), message("The highest comes first; o reverses the order."), [goals, *names], self.by
            ),
            chosen,
        )

    def action_turn_over(self) -> None:
        self.lowest = not self.lowest
        self._show()

    @on(ChoiceList.Picked, "#expansions")
    def action_look(self) -> None:
        chosen = self.query_one("#expansions", ChoiceList).current
        if chosen is not None and not self.running:
            self.post_message(self.Look(int(chosen.id)))

    def action_close(self) -> None:
        if self.running:
            self.under_way.cancel()
        else:
            self.post_message(self.Look(None))
