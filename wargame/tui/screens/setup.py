"""Setting up a game: who plays, who picks the move, which lens, which seed, where it begins."""

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

from wargame.model.beginning import Beginning
from wargame.model.scenario import Event, Scenario
from wargame.seminar.table import MovePicker, Setup
from wargame.text.beginnings import (
    fix_about,
    fix_heading,
    opening_about,
    opening_choice,
    outcome_choice,
    start_about,
    start_choice,
)
from wargame.text.message import message
from wargame.text.names import mid_sentence, seat_title
from wargame.text.screens import bot_about, bot_choice, picker_about, picker_choice, setup_words
from wargame.tui import markup
from wargame.tui.commands import Command, bindings
from wargame.tui.messages import ChooseScenario, StartGame
from wargame.tui.pages.base import Page
from wargame.tui.screens.dialogs import Ask
from wargame.tui.widgets.choice_list import Choice, ChoiceList
from wargame.tui.widgets.prose import Prose, Reading

MOST_SEED = 2**63 - 1
BOTS = ("doctrine", "random", "look-ahead")
"""How bots may choose in the seats that nobody plays."""


def fresh_seed() -> int:
    """A seed of at most six digits, easy to read out to others who want the same luck."""
    return secrets.randbelow(1_000_000)


class SetupScreen(Page):
    """A form as one list; Enter at its top starts the game."""

    KEYS: ClassVar[tuple[Command, ...]] = (
        Command("s", "start", "Start", "Start the game as it is set up."),
        Command("enter,space", "pick", "Choose", "Choose or mark the line under the cursor."),
        Command("a", "all_seats", "All seats", "Let people at this screen play every seat."),
        Command("w", "watch", "Watch", "Let bots play every seat, and watch."),
        Command("f", "fresh", "New seed", "Draw another seed."),
        Command("escape", "back", "Back", "Back to the scenarios."),
    )
    BINDINGS = bindings(KEYS)
    PURPOSE = message(
        "How this game will be played. Mark the seats that people at this screen play; bots play the others. Choose "
        "who picks the mover's moves, the lens (which view of how events work applies) and the seed (the same seed "
        "gives the same luck). The line at the bottom says what will happen. Enter on “Start the game” starts it."
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
        setup = self.setup
        words = setup_words(
            self.scenario, setup.seats, setup.picker, setup.lens, setup.seed, setup.bot, setup.beginning
        )
        return Content.assemble((message("What will happen: "), "bold $accent"), words)

    def _choices(self) -> list[Choice]:
        scenario, setup = self.scenario, self.setup
        mover = mid_sentence(scenario.mover.title)
        choices = [Choice("start", message("Start the game")), _heading(message("Seats played at this screen"))]
        choices += [
            Choice(f"seat {seat}", seat_title(scenario, seat), mark="[x]" if seat in setup.seats else "[ ]")
            for seat in scenario.seats
        ]
        choices.append(_heading(message("Who picks the move of {mover}", mover=mover)))
        choices += [
            Choice(f"picker {picker}", picker_choice(picker, mover), mark=_radio(setup.picker is picker))
            for picker in (MovePicker.CHANCE, MovePicker.FACILITATOR, MovePicker.PLAYER)
        ]
        choices.append(_heading(message("Lens")))
        choices += [
            Choice(f"lens {lens.id}", lens.title, mark=_radio(setup.lens == lens.id))
            for lens in scenario.lenses.values()
        ]
        if scenario.openings:
            choices.append(_heading(message("Where the game begins")))
            choices.append(Choice("opening", start_choice(scenario), mark=_radio(setup.opening is None)))
            choices += [
                Choice(f"opening {each.id}", opening_choice(scenario, each), mark=_radio(setup.opening == each.id))
                for each in scenario.openings.values()
            ]
        choices.append(_heading(message("Seed")))
        choices.append(Choice("seed", f"{setup.seed}", tail=message("Enter: type another")))
        choices.append(_heading(message("Bots in the other seats")))
        choices += [Choice(f"bot {bot}", bot_choice(bot), mark=_radio(setup.bot == bot)) for bot in BOTS]
        events = self._may_be_fixed()
        if events:
            choices.append(_heading(fix_heading()))
            choices += [
                Choice(f"fix {event.id}", event.title, tail=outcome_choice(scenario, event, setup.beginning))
                for event in events
            ]
        return choices

    def _may_be_fixed(self) -> list[Event]:
        """The events whose outcomes may be fixed: in a game with a facilitator, those that are still to come."""
        setup = self.setup
        if setup.picker is not MovePicker.FACILITATOR and not setup.fixed:
            return []
        first = setup.beginning.first_turn(self.scenario)
        return [each for each in self.scenario.events.values() if not self.scenario.is_over(each.id, first)]

    def _opened(self, opening: str | None) -> Setup:
        """The game at an opening, or at the start for None; what is over there is fixed no longer."""
        first = Beginning(opening).first_turn(self.scenario)
        kept = {event: way for event, way in self.setup.fixed.items() if not self.scenario.is_over(event, first)}
        return replace(self.setup, opening=opening, fixed=kept)

    def _fixed_next(self, name: str) -> Setup:
        """The game with the next outcome of an event fixed; after its last it is left to chance again."""
        ways = [None, *(each.id for each in self.scenario.events[name].outcomes)]
        way = ways[(ways.index(self.setup.fixed.get(name)) + 1) % len(ways)]
        fixed = {event: kept for event, kept in self.setup.fixed.items() if event != name}
        return replace(self.setup, fixed=fixed if way is None else {**fixed, name: way})

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
                what = message("A lens is one view of how events work: a set of assumptions behind every amount.")
                return markup.lines([markup.head(lens.title), markup.flowing(lens.text), "", what])
            case "picker":
                return markup.lines([markup.head(message("Who picks the move")), picker_about(name)])
            case "seed":
                return markup.lines(
                    [
                        markup.head(message("Seed")),
                        message(
                            "All the luck in a game comes from this number: the same seed and the same choices give "
                            "the same game. Press f for a new one, or Enter to type one that somebody gave you."
                        ),
                    ]
                )
            case "opening":
                return self._about_opening(name)
            case "fix":
                event = self.scenario.events[name]
                return markup.lines([markup.head(event.title), markup.flowing(event.text), "", *fix_about(event)])
            case "bot":
                return markup.lines([markup.head(message("Bots")), bot_about(name)])
            case _:
                return markup.lines(
                    [
                        markup.head(self.scenario.title),
                        markup.flowing(self.scenario.summary),
                        "",
                        message("Press Enter to start the game as it is, or change it below with the arrow keys."),
                    ]
                )

    def _about_opening(self, name: str) -> Content:
        if not name:
            return markup.lines([start_choice(self.scenario), "", start_about()])
        opening = self.scenario.openings[name]
        facts = list(opening_about(self.scenario, opening))
        return markup.lines([markup.head(opening.title), markup.flowing(opening.text), "", *facts])

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
            case "opening":
                self._change(self._opened(name or None))
            case "fix":
                self._change(self._fixed_next(name))
            case "bot":
                self._change(replace(setup, bot=name))
            case "seed":
                self._ask_seed()

    def _ask_seed(self) -> None:
        def typed(text: str | None) -> None:
            if text:
                self._change(replace(self.setup, seed=min(int(text), MOST_SEED)))

        self.app.push_screen(
            Ask(
                message("Seed"),
                message("A whole number; the same seed gives the same luck:"),
                str(self.setup.seed),
                True,
            ),
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


def _radio(on_: bool) -> str:
    return "(o)" if on_ else "( )"


def _heading(words: str) -> Choice:
    return Choice("", words, heading=True)
