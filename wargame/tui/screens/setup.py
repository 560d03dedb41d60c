"""Setting up a game: who plays, who picks the move, which lens, which seed."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from wargame.model.scenario import Scenario
from wargame.seminar.table import MovePicker, Setup
from wargame.text.names import mid_sentence
from wargame.tui import markup
from wargame.tui.commands import Command, bindings
from wargame.tui.messages import ChooseScenario, StartGame
from wargame.tui.pages.base import Page
from wargame.tui.screens.dialogs import Ask
from wargame.tui.widgets.choice_list import Choice, ChoiceList
from wargame.tui.widgets.prose import Prose, Reading
from wargame.tui.words import BOT_WORDS, setup_words

MOST_SEED = 2**63 - 1


def fresh_seed() -> int:
    """A seed of at most six digits, easy to read out to others who want the same luck."""
    return secrets.randbelow(1_000_000)


class SetupScreen(Page):
    """A form as one list; Enter at its top starts the game."""

    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("s", "start", "Start", "Start the game as it is set up."),
        Command("enter,space", "pick", "Choose", "Choose or mark the line under the cursor."),
        Command("a", "all_seats", "All seats", "People at this screen play every seat."),
        Command("w", "watch", "Watch", "Nobody plays: bots take every seat."),
        Command("f", "fresh", "Fresh seed", "Another seed."),
        Command("escape", "back", "Back", "Back to the scenarios."),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = (
        "How this game is played. Mark the seats that people at this screen take; bots take the others. Choose who "
        "picks the mover's move, the lens (how events are taken to work) and the seed (the same seed brings the same "
        "luck). "
        "The line at the bottom says what will happen. Enter on “Start the game” starts."
    )

    def __init__(
        self, scenario: Scenario, fresh: Callable[[], int] = fresh_seed, proposal: Setup | None = None
    ) -> None:
        super().__init__()
        self.scenario = scenario
        self._fresh = fresh
        first = next(iter(scenario.seats))
        self._default: tuple[str, ...] = () if proposal else (first,)
        """The seat marked for a start, until somebody marks one."""
        self.setup = proposal or Setup(scenario, (first,), MovePicker.CHANCE, scenario.default_lens, fresh())

    def body(self) -> ComposeResult:
        with Vertical(classes="framed"):
            with Horizontal(classes="upper"):
                with Vertical(classes="side"):
                    yield Static(self.scenario.title, markup=False, classes="page-title")
                    yield ChoiceList(self._choices(), id="form")
                with Reading(classes="reading aside"):
                    yield Prose("", id="about")
            yield Prose(self._sum(), id="sum", classes="sum")

    def on_mount(self) -> None:
        self.query_one(ChoiceList).focus()

    def _sum(self) -> Content:
        return Content.assemble(("What will happen: ", "bold $accent"), setup_words(self.setup))

    def _choices(self) -> list[Choice]:
        scenario, setup = self.scenario, self.setup
        mover = mid_sentence(scenario.mover.title)
        choices = [Choice("start", "Start the game"), _heading("Seats played at this screen")]
        choices += [
            Choice(f"seat {seat.id}", seat.title, mark="[x]" if seat.id in setup.seats else "[ ]")
            for seat in scenario.seats.values()
        ]
        choices.append(_heading(f"Who picks the move of {mover}"))
        for picker, words in (
            (MovePicker.CHANCE, "Chance"),
            (MovePicker.FACILITATOR, "A facilitator, here"),
            (MovePicker.PLAYER, f"A player as {mover}"),
        ):
            choices.append(Choice(f"picker {picker}", words, mark=_radio(setup.picker is picker)))
        choices.append(_heading("Lens"))
        choices += [
            Choice(f"lens {lens.id}", lens.title, mark=_radio(setup.lens == lens.id))
            for lens in scenario.lenses.values()
        ]
        choices.append(_heading("Seed"))
        choices.append(Choice("seed", f"{setup.seed}", tail="Enter: type another"))
        choices.append(_heading("Bots in the other seats"))
        for bot, (words, _) in BOT_WORDS.items():
            choices.append(Choice(f"bot {bot}", words, mark=_radio(setup.bot == bot)))
        return choices

    def _change(self, setup: Setup) -> None:
        self.setup = setup
        self.query_one("#form", ChoiceList).show(self._choices())
        self.query_one("#sum", Prose).update(self._sum())

    @on(ChoiceList.Highlighted, "#form")
    def _highlighted(self, event: ChoiceList.Highlighted) -> None:
        self.query_one("#about", Prose).update(self._about(event.choice.id))
        self.query_one(".reading", Reading).scroll_home(animate=False)

    def _about(self, key: str) -> Content:
        kind, _, name = key.partition(" ")
        match kind:
            case "seat":
                return markup.brief_text(self.scenario, name, alone=True)
            case "lens":
                lens = self.scenario.lenses[name]
                what = "A lens is one view of how events work: it sets assumptions that amounts are computed from."
                return markup.lines([markup.head(lens.title), markup.flowing(lens.text), "", what])
            case "picker":
                return markup.lines([markup.head("Who picks the move"), _PICKERS[MovePicker(name)]])
            case "seed":
                return markup.lines(
                    [
                        markup.head("Seed"),
                        "All luck of a game comes from this number: the same seed and the same choices give the same "
                        "game. Press f for a fresh one, or Enter to type one that somebody gave you.",
                    ]
                )
            case "bot":
                return markup.lines([markup.head("Bots"), f"A bot in each empty seat {BOT_WORDS[name][1]}."])
            case _:
                return markup.lines(
                    [
                        markup.head(self.scenario.title),
                        markup.flowing(self.scenario.summary),
                        "",
                        "Press Enter to start as it stands, or choose below with the arrow keys.",
                    ]
                )

    @on(ChoiceList.Picked, "#form")
    def _picked(self, event: ChoiceList.Picked) -> None:
        event.stop()
        kind, _, name = event.choice.id.partition(" ")
        setup = self.setup
        match kind:
            case "start":
                self.action_start()
            case "seat":
                untouched = setup.seats == self._default and name not in setup.seats
                taken = {name} if untouched else set(setup.seats) ^ {name}
                self._default = ()
                self._change(replace(setup, seats=tuple(s for s in self.scenario.seats if s in taken)))
            case "picker":
                self._change(replace(setup, picker=MovePicker(name)))
            case "lens":
                self._change(replace(setup, lens=name))
            case "bot":
                self._change(replace(setup, bot=name))
            case "seed":
                self._ask_seed()

    def _ask_seed(self) -> None:
        def typed(text: str | None) -> None:
            if text:
                self._change(replace(self.setup, seed=min(int(text), MOST_SEED)))

        self.app.push_screen(
            Ask("Seed", "A whole number; the same seed brings the same luck:", str(self.setup.seed), True),
            typed,
        )

    def action_pick(self) -> None:
        self.query_one("#form", ChoiceList).action_pick()

    def action_start(self) -> None:
        self.post_message(StartGame(self.setup))

    def action_all_seats(self) -> None:
        self._default = ()
        self._change(replace(self.setup, seats=tuple(self.scenario.seats)))

    def action_watch(self) -> None:
        self._default = ()
        self._change(replace(self.setup, seats=(), picker=MovePicker.CHANCE))

    def action_fresh(self) -> None:
        self._change(replace(self.setup, seed=self._fresh()))

    def action_back(self) -> None:
        self.post_message(ChooseScenario())


_PICKERS = {
    MovePicker.CHANCE: "The moves that are possible are weighed as the scenario says, and one is drawn each turn.",
    MovePicker.FACILITATOR: "Somebody who leads the game sees the whole table, picks each move and may release "
    "injects. A cover hides their view from the players.",
    MovePicker.PLAYER: "One more person plays the mover: picks each move and has goals of their own.",
}


def _radio(on_: bool) -> str:
    return "(o)" if on_ else "( )"


def _heading(words: str) -> Choice:
    return Choice("", words, heading=True)
