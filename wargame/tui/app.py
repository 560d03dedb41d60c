"""The app: it moves from screen to screen, and alone speaks to the table and the library."""

from __future__ import annotations

import gc
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, TypeVar

from textual import on
from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from wargame.game.library import Library
from wargame.game.library_file import LibraryError
from wargame.game.save import SavedGame
from wargame.model.order import Decision
from wargame.model.viewer import FACILITATOR, MOVER, PUBLIC, Seated
from wargame.report.files import write_beside
from wargame.seminar.actions import Answer, PickMove, Release, Resolve, Submit
from wargame.seminar.local import LocalTable
from wargame.seminar.snapshot import Done
from wargame.seminar.table import Setup, Table
from wargame.text.branches import branch_words
from wargame.text.faults import error_words, fault_words
from wargame.text.message import message
from wargame.text.words import sentence
from wargame.tui import hot_seat, messages, scenario_list
from wargame.tui.background import KNOWN_ERRORS, Work
from wargame.tui.commands import EVERYWHERE, ScreenCommands, bindings, commands_of
from wargame.tui.pages.base import Dialog, Page
from wargame.tui.screens.choice import ChoiceScreen
from wargame.tui.screens.cover import CoverScreen
from wargame.tui.screens.dialogs import Confirm, Notice
from wargame.tui.screens.ending import EndingScreen
from wargame.tui.screens.help import HelpScreen
from wargame.tui.screens.home import HomeScreen
from wargame.tui.screens.resolution import ResolutionScreen
from wargame.tui.screens.saves import SavesScreen
from wargame.tui.screens.setup import SetupScreen
from wargame.tui.screens.table import TableScreen
from wargame.tui.screens.turn import TurnScreen
from wargame.tui.theme import DARK, LIGHT
from wargame.tui.tree_actions import TreeActions

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StartAt:
    """Where the app opens: a game to start, one to set up, a saved one to go on with, or none for the home screen."""

    setup: Setup | None = None
    proposal: Setup | None = None
    """A game to look over on the set-up screen before it starts."""
    saved: str | None = None
    """The name of a saved game."""
    at: str | None = None
    """The node that the saved game is to go on from, as a person names it; where it is when left out."""
    library: Library | None = None
    """Where games are kept; the user's own library when left out."""


class WargameApp(App[int]):
    """The terminal interface."""

    TITLE = "wargame"
    CSS_PATH = "wargame.tcss"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar[set[type[ScreenCommands]]] = {ScreenCommands}  # type: ignore[assignment]
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(EVERYWHERE),
        Binding("ctrl+c", "leave", "Quit", show=False, priority=True),
    ]

    forecast_games = 10_000
    """How many games are simulated under each lens for a forecast."""

    def __init__(self, start: StartAt | None = None) -> None:
        super().__init__()
        # Before the stylesheet is read: another theme later has it all read again.
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name
        self.hot_seat: hot_seat.HotSeat | None = None
        self.work = Work(self)
        self.tree_actions = TreeActions(self)
        self.start_at = start or StartAt()
        self.library = self.start_at.library or Library()
        self._drafts: dict[tuple[str, int, str], tuple[Decision, ...]] = {}
        """Orders marked but not handed in when their turn was left, by game, node and seat."""
        self._quitting: Confirm | None = None
        self.fault: Exception | None = None
        """An error that nobody foresaw, after which the app has closed."""

    def on_mount(self) -> None:
        if self.start_at.setup is not None:
            self._start_game(self.start_at.setup)
        elif self.start_at.proposal is not None:
            self.show(SetupScreen(self.start_at.proposal.scenario, proposal=self.start_at.proposal))
        elif self.start_at.saved is not None:
            self._open_game(self.start_at.saved, self.start_at.at)
        else:
            self._go_home()

    # Work away from the event loop.

    def do(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Ask something of the table or the library, away from the event loop; one thing at a time."""
        self.work.do(work, then)

    @on(messages.Done)
    def _done(self, event: messages.Done) -> None:
        if event.asker is self:
            self.work.over()
        if event.asker is self or event.asker.is_attached:
            event.then(event.result)

    @on(messages.Failed)
    def _failed(self, event: messages.Failed) -> None:
        self.work.over()
        if not isinstance(event.error, KNOWN_ERRORS):
            self._handle_exception(event.error)
            return
        if len(self.screen_stack) == 1:
            self.show(self.first_screen())
        said = error_words(event.error)
        self.push_screen(Notice(message("Something went wrong"), said[:1].upper() + said[1:]))

    @on(messages.OfTree)
    def _of_tree(self, event: messages.OfTree) -> None:
        self.tree_actions.answer(event)

    # Moving between screens.

    def show(self, screen: Screen[None]) -> None:
        """Show a screen in place of all others but the lowest, which Textual keeps."""
        while len(self.screen_stack) > 2:
            self.pop_screen()
        if len(self.screen_stack) == 2:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    def _go_home(self) -> None:
        self.hot_seat = None
        self.do(self._games, lambda found: self.show(HomeScreen(*found)))

    def _games(self) -> tuple[tuple[SavedGame, ...], str, Mapping[str, str]]:
        try:
            games = self.library.games()
        except LibraryError as error:
            return (), error_words(error), {}
        last = scenario_list.last_unended(games)
        return games, "", self._titles(last) if last is not None else {}

    def _titles(self, game: SavedGame) -> Mapping[str, str]:
        try:
            kept = self.library.read(game.name).created
        except LibraryError:
            return {}
        return scenario_list.seat_titles(kept.text, kept.file)

    def advance(self) -> None:
        """Show what comes next in the game."""
        game = self.hot_seat
        if game is None:
            self._go_home()
            return
        step = game.next()
        match step:
            case hot_seat.Cover(person):
                self.show(CoverScreen(game, person))
            case hot_seat.PickMove(person):
                self.show(self._table_screen(game, person))
            case hot_seat.GiveOrders(seat):
                marked = self._drafts.pop(self._place(game, seat), ())
                self.show(TurnScreen(game.place(Seated(seat)), marked))
            case hot_seat.Overlook():
                self.show(self._table_screen(game, game.looking))
            case hot_seat.ShowTurn(turn):
                self.show(ResolutionScreen(game.here, turn))
            case hot_seat.ShowEnding():
                self.show(EndingScreen(game.at_tree))
            case hot_seat.Resolve():
                self._resolve(game)

    @staticmethod
    def _table_screen(game: hot_seat.HotSeat, person: hot_seat.Person | None) -> TableScreen:
        """The whole table for whoever leads or watches; for the mover's player, what everybody sees of it."""
        if person is not None and person.role is hot_seat.Role.MOVER:
            return TableScreen(game.place(PUBLIC), person, game.place(MOVER))
        return TableScreen(game.place(FACILITATOR), person)

    @staticmethod
    def _place(game: hot_seat.HotSeat, seat: str) -> tuple[str, int, str]:
        return game.facts.game.name, game.facts.node, seat

    # Work at the table.

    def first_screen(self) -> Screen[None]:
        return HomeScreen(*self._games())

    def _start_game(self, setup: Setup) -> None:
        self.do(lambda: LocalTable.create(setup, self.library), self._sit_down)

    def _open_game(self, name: str, at: str | None = None) -> None:
        self.do(lambda: LocalTable.open(self.library, name, at), self._sit_down)

    def _sit_down(self, table: Table) -> None:
        self.hot_seat = hot_seat.HotSeat(table)
        self.advance()
        if table.notice is not None:
            said = sentence(fault_words(table.notice))
            self.push_screen(Notice(message("This saved game has changed"), said))

    def _resolve(self, game: hot_seat.HotSeat) -> None:
        before, leader = game.facts, game.leader
        turn, known = before.turn, len(before.tree)

        def resolved(done: Done) -> None:
            if len(done.snapshot.tree) == known:
                where = branch_words(done.snapshot.branch)
                self.notify(message("That turn had been played before, on {branch}.", branch=where), timeout=5)
            game.resolved(turn)
            self.advance()

        self.do(lambda: leader.act(Resolve(leader.snapshot.number)), resolved)

    @on(messages.OrdersGiven)
    def _orders_given(self, event: messages.OrdersGiven) -> None:
        game = self.hot_seat
        if game is not None:
            submit = Submit(event.number, event.orders)
            self.do(lambda: game.place(Seated(event.seat)).act(submit), lambda _: self.advance())

    @on(messages.MovePicked)
    def _move_picked(self, event: messages.MovePicked) -> None:
        game = self.hot_seat
        if game is not None:
            picks = game.picks

            def pick() -> None:
                if event.answers is not None:
                    picks.act(Answer(event.number, event.answers))
                picks.act(PickMove(event.number, event.move))

            self.do(pick, lambda _: self.advance())

    @on(messages.ConsentsGiven)
    def _consents_given(self, event: messages.ConsentsGiven) -> None:
        game = self.hot_seat
        if game is None:
            return

        def answered(_: Done) -> None:
            self.notify(message("The mover's answers are in."), timeout=4)
            if isinstance(self.screen, TableScreen):
                self.screen.changed()

        self.do(lambda: game.picks.act(Answer(event.number, event.answers)), answered)

    @on(messages.InjectReleased)
    def _inject_released(self, event: messages.InjectReleased) -> None:
        game = self.hot_seat
        if game is None:
            return

        leader = game.place(FACILITATOR)

        def released(_: Done) -> None:
            title = leader.scenario.injects[event.inject].title
            self.notify(message("Released: {inject}", inject=title), timeout=4)
            if isinstance(self.screen, TableScreen):
                self.screen.changed()

        self.do(lambda: leader.act(Release(leader.snapshot.number, event.inject)), released)

    @on(messages.ResolveTurn)
    def _resolve_turn(self) -> None:
        if self.hot_seat is not None:
            self._resolve(self.hot_seat)

    @on(messages.GoOn)
    def _go_on(self) -> None:
        if self.hot_seat is not None and not self.work.under_way:
            self.hot_seat.read()
            self.advance()

    @on(messages.LookBack)
    def _look_back(self, event: messages.LookBack) -> None:
        game = self.hot_seat
        if game is None or isinstance(self.screen, ResolutionScreen):
            return
        played = game.facts.last_played
        viewer = getattr(self.screen, "viewer", PUBLIC)
        if played >= game.facts.first_turn:
            self.push_screen(ResolutionScreen(game.place(viewer), event.turn or played, looking_back=True))

    # Home and its lists.

    @on(messages.GoHome)
    def _home_wanted(self) -> None:
        self._go_home()

    @on(messages.ChooseScenario)
    def _choose_scenario(self) -> None:
        self.show(ChoiceScreen())

    @on(messages.ShowSaves)
    def _show_saves(self) -> None:
        def found() -> tuple[tuple[SavedGame, ...], dict[str, Mapping[str, str]]]:
            games = self.library.games()
            return games, {game.name: self._titles(game) for game in games}

        self.do(found, lambda games: self.show(SavesScreen(*games)))

    @on(messages.OpenGame)
    def _game_wanted(self, event: messages.OpenGame) -> None:
        self._open_game(event.name)

    @on(messages.SetUp)
    def _set_up(self, event: messages.SetUp) -> None:
        self.show(SetupScreen(event.scenario))

    @on(messages.LearnTheScreen)
    def _learn(self) -> None:
        self.do(scenario_list.first_session, lambda scenario: self.show(SetupScreen(scenario)))

    @on(messages.StartGame)
    def _game_set_up(self, event: messages.StartGame) -> None:
        self._start_game(event.setup)

    # Commands of every screen.

    def action_help(self) -> None:
        screen = self.screen
        if isinstance(screen, Page | Dialog) and not isinstance(screen, HelpScreen):
            self.push_screen(HelpScreen(screen.PURPOSE, commands_of(screen)))

    def action_theme(self) -> None:
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    def action_picture(self) -> None:
        # A picture must not ask a stranger's server for a font when it is looked at.
        picture = re.sub(r"@font-face\s*\{.*?\}", "", self.export_screenshot(), flags=re.DOTALL)
        stem = f"wargame-{datetime.now():%Y-%m-%d-%H%M%S}"

        def saved(path: Path) -> None:
            self.notify(message("Saved as {path}", path=path), timeout=6)

        self.do(lambda: write_beside(Path.cwd() / f"{stem}.svg", picture), saved)

    def action_home(self) -> None:
        turn = self._turn_with_marks()

        def answered(yes: bool | None) -> None:
            if yes:
                self.keep_marks()
                self._go_home()

        if isinstance(self.screen, EndingScreen):
            self._go_home()
        else:
            text = message("Everything handed in is saved. “Continue” on the home screen brings you back here.")
            if turn is not None:
                text = message(
                    "Everything handed in is saved. “Continue” on the home screen brings you back here. The orders you "
                    "have marked are not handed in yet; they stay marked until you quit."
                )
            question = message("Leave for the home screen?")
            self.push_screen(Confirm(question, text, message("Home"), message("Stay")), answered)

    def action_leave(self) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self.exit(0)

        if (self._turn_with_marks() is None and not self._drafts) or self.screen is self._quitting:
            self.exit(0)
        else:
            text = message("The orders you have marked are not handed in yet. They will be lost.")
            self._quitting = Confirm(message("Quit?"), text, message("Quit"), message("Stay"))
            self.push_screen(self._quitting, answered)

    def keep_marks(self) -> None:
        turn = self._turn_with_marks()
        if turn is not None and self.hot_seat is not None:
            self._drafts[self._place(self.hot_seat, turn.seat)] = tuple(turn.marked)

    def _turn_with_marks(self) -> TurnScreen | None:
        """The turn in play, under any dialogs, if it has marks that leaving would lose."""
        turns = [screen for screen in self.screen_stack if isinstance(screen, TurnScreen)]
        return turns[-1] if turns and turns[-1].has_marks else None

    def _fatal_error(self) -> None:
        """Close without a traceback; `run` says in a sentence what happened."""
        self.fault = self._exception if isinstance(self._exception, Exception) else None
        if self.is_headless:
            super()._fatal_error()
        else:
            self._close_messages_no_wait()


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Python's memory looked through less often while keys are to be answered.

    A full collection walks every object of every library loaded and would hold up a key by a tenth of a second: what is
    loaded by now stays for good and is left out, and what a game leaves behind is looked through less often.
    """
    thresholds = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)


def run(start: StartAt | None = None) -> int:
    """Open the terminal interface; the exit code is 0 unless the program itself failed."""
    app = WargameApp(start)
    with seldom_collecting():
        app.run()
    if app.fault is not None:
        print(
            message(
                "wargame had to close because of an error in the program ({kind}: {fault}). Every turn you have played "
                "is saved: run wargame and choose Continue.",
                kind=type(app.fault).__name__,
                fault=app.fault,
            ),
            file=sys.stderr,
        )
        return 1
    if app.hot_seat is not None:
        name = app.hot_seat.facts.game.name
        print(message("The game is saved as '{name}'. Run wargame and choose Continue to go on.", name=name))
    return app.return_code or 0
