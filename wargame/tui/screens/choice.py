"""Choosing a scenario, with its briefing beside the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from wargame.text.message import message
from wargame.text.screens import faults_words, length_words, seats_head
from wargame.text.words import listed_names
from wargame.tui import markup
from wargame.tui.background import attempt
from wargame.tui.commands import Command, bindings
from wargame.tui.messages import GoHome, SetUp
from wargame.tui.pages.base import Page
from wargame.tui.scenario_list import Entry, read, shipped_entries
from wargame.tui.screens.dialogs import Ask
from wargame.tui.widgets.choice_list import Choice, ChoiceList
from wargame.tui.widgets.prose import Prose, Reading

_FILE = "file of one's own"


class ChoiceScreen(Page):
    """The scenarios that can be played."""

    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("enter,space", "pick", "Choose", "Set up a game of the scenario under the cursor."),
        Command("o", "open", "Open a file", "Type the path of a scenario file."),
        Command("escape", "back", "Back", "Back to the home screen."),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message(
        "The scenarios you can play, with the briefing of the one under the cursor. Press Enter to set up a game. If "
        "a scenario has faults, they are listed with their place in the file."
    )

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []

    def body(self) -> ComposeResult:
        with Horizontal(classes="framed"):
            with Vertical(classes="side"):
                yield Static(message("Choose a scenario"), classes="page-title")
                yield ChoiceList(
                    [Choice(_FILE, message("Reading the scenarios ..."), dim=True)], spaced=True, id="scenarios"
                )
            with Reading(classes="reading aside"):
                yield Prose("", id="briefing")

    def on_mount(self) -> None:
        self.query_one(ChoiceList).focus()
        attempt(self, shipped_entries, self._read)

    def _read(self, entries: Sequence[Entry]) -> None:
        self.entries = list(entries)
        self._show()

    def _show(self, at: str | None = None) -> None:
        choices = [
            Choice(
                entry.path,
                entry.title,
                note=entry.scenario.summary if entry.scenario else faults_words(len(entry.problems)),
                dim=entry.scenario is None,
            )
            for entry in self.entries
        ]
        choices.append(
            Choice(_FILE, message("A file of your own ..."), note=message("Type the path of a scenario file."))
        )
        first = at or (self.entries[0].path if self.entries else _FILE)
        self.query_one(ChoiceList).show(choices, at=first)

    def _entry(self, path: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.path == path), None)

    @on(ChoiceList.Highlighted)
    def _highlighted(self, event: ChoiceList.Highlighted) -> None:
        entry = self._entry(event.choice.id)
        text = entry_text(entry) if entry else Content("")
        if entry is None and self.entries:
            text = Content(message("Press Enter, then type the path of a scenario file."))
        self.query_one("#briefing", Prose).update(text)
        self.query_one(".reading", Reading).scroll_home(animate=False)

    @on(ChoiceList.Picked)
    def _picked(self, event: ChoiceList.Picked) -> None:
        event.stop()
        entry = self._entry(event.choice.id)
        if entry is None:
            if self.entries:
                self.action_open()
        elif entry.scenario is not None:
            self.post_message(SetUp(entry.scenario))
        else:
            self.notify(message("This scenario has faults and can't be played."), severity="warning", timeout=4)

    def action_pick(self) -> None:
        self.query_one(ChoiceList).action_pick()

    def action_open(self) -> None:
        def typed(path: str | None) -> None:
            if path:
                attempt(self, lambda: read(path), self._opened)

        self.app.push_screen(Ask(message("Open a scenario file"), message("Path of the file:")), typed)

    def _opened(self, entry: Entry) -> None:
        self.entries = [other for other in self.entries if other.path != entry.path] + [entry]
        self._show(entry.path)

    def action_back(self) -> None:
        self.post_message(GoHome())


def entry_text(entry: Entry) -> Content:
    """A scenario before it is chosen: what it is about, who plays, how long; or its faults."""
    scenario = entry.scenario
    if scenario is None:
        lines: list[Content | str] = [Content.styled(message("This scenario can't be played yet"), "bold $error"), ""]
        lines += [str(problem) for problem in entry.problems]
        return markup.lines(lines)
    seats = listed_names([seat.title for seat in scenario.seats.values()])
    openings = listed_names([opening.title for opening in scenario.openings.values()])
    return markup.lines(
        [
            markup.head(scenario.title),
            Content.assemble((message("Time: "), "bold"), length_words(scenario)),
            Content.assemble((message("Mover: "), "bold"), scenario.mover.title),
            Content.assemble((seats_head(len(scenario.seats)), "bold"), seats),
            *([Content.assemble((message("Openings: "), "bold"), openings)] if openings else []),
            "",
            markup.flowing(scenario.briefing),
        ]
    )
