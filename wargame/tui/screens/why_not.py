"""Why something did not happen, and what would have been enough; searched in another process, and it can be stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message

from wargame.analysis.why_not import WhyNot
from wargame.seminar.requests import Analysis, WhyNotRequest
from wargame.seminar.table import SeatTable
from wargame.text.branches import branch_words
from wargame.text.conditions import unmet_words
from wargame.text.message import message
from wargame.text.screens import turn_words
from wargame.text.why_not import any_enough, enough_lines, search_words, verdict
from wargame.tui import markup
from wargame.tui.background import follow
from wargame.tui.commands import Command, bindings
from wargame.tui.pages.base import Page
from wargame.tui.pages.paned import GameHeader
from wargame.tui.widgets.prose import Prose, Reading


class WhyNotScreen(Page):
    """The answer to a why-not, once the search is over."""

    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("escape,enter", "close", "Back", "Stop the search, or go back to the tree."),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message(
        "Why something did not happen: which parts of its condition failed, and the smallest changes that would have "
        "made it happen: one order of one seat, one number, one threshold. Each was checked by resolving the turns "
        "again."
    )

    @dataclass
    class Answered(Message):
        """The answer is there."""

        found: WhyNot

    @dataclass
    class Ended(Message):
        """The search is over or was stopped, or it failed with a sentence."""

        fault: str

    def __init__(self, place: SeatTable, analysis: Analysis[WhyNotRequest, WhyNot]) -> None:
        super().__init__()
        self.place, self.request, self.under_way = place, analysis.request, analysis.task
        self.scenario = place.scenario
        self.found: WhyNot | None = None

    def body(self) -> ComposeResult:
        yield GameHeader()
        with Reading(classes="reading"):
            yield Prose(message("Searching ... Escape stops it."), id="why-not")

    def _head(self, state: str) -> None:
        tree = self.place.snapshot.tree
        where = message(
            "By {turn}, {branch}",
            turn=turn_words(tree, self.request.node),
            branch=branch_words(tree.branch(self.request.node)),
        )
        self.query_one(GameHeader).say(message("Why not?"), self.scenario.title, where, state)

    def on_mount(self) -> None:
        self._head(message("Searching"))
        self.query_one(Reading).focus()
        follow(self, self.under_way, self.Answered, self.Ended)

    @on(Answered)
    def _answered(self, event: Answered) -> None:
        self.found = event.found
        self._head(message("Search done"))
        self.query_one("#why-not", Prose).update(self._answer(event.found))

    @on(Ended)
    def _ended(self, event: Ended) -> None:
        if self.found is None:
            self._head(message("Stopped"))
            fault = message("The search failed: {fault}.", fault=event.fault) if event.fault else message("Stopped.")
            self.query_one("#why-not", Prose).update(Content(fault))

    def _answer(self, found: WhyNot) -> Content:
        scenario = self.scenario
        lines: list[Content | str] = [Content.styled(verdict(scenario, found), "bold $primary")]
        unmet, enough = [unmet_words(scenario, part) for part in found.unmet], list(enough_lines(scenario, found))
        if unmet:
            lines += ["", markup.head(message("Not met"))]
            lines += [f"  {line}" for line in unmet]
        if found.hidden and found.happened is None:
            lines += ["", search_words(found)]
        elif found.happened is None:
            lines += [
                "",
                markup.head(any_enough() if enough else message("What would have been enough")),
            ]
            lines += [f"  {line}" for line in enough] or [message("  No single order, number or threshold was found.")]
            lines += ["", Content.styled(search_words(found), markup.SOFT)]
        return markup.lines(lines)

    def action_close(self) -> None:
        self.app.pop_screen()
