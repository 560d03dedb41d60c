"""What the app does when a player works on the tree of a game."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from textual.screen import Screen

from wargame.analysis.question import Question
from wargame.analysis.why import Story
from wargame.analysis.why_not import WhyNot
from wargame.engine.view import MoveOffer
from wargame.model.viewer import MOVER, Seated, Side, Viewer
from wargame.seminar.actions import Go, Mark, Promote, Prune, Redraw, Refresh, Restore, SetMove
from wargame.seminar.requests import (
    Analysis,
    SensitivityRequest,
    SimulationRequest,
    StabilityRequest,
    WhyNotRequest,
)
from wargame.seminar.seen_forecast import SeenForecast
from wargame.seminar.sensitivity_task import Depends
from wargame.seminar.snapshot import Done
from wargame.seminar.stability_task import Found
from wargame.text.branches import branch_words
from wargame.text.message import message
from wargame.text.names import mover_name
from wargame.text.why_not import question_words
from wargame.tui import messages
from wargame.tui.hot_seat import HotSeat
from wargame.tui.screens.compare import CompareScreen
from wargame.tui.screens.dialogs import Pick
from wargame.tui.screens.expand import ExpandScreen
from wargame.tui.screens.forecast import ForecastScreen
from wargame.tui.screens.move_choice import MoveChoice
from wargame.tui.screens.sensitivity import SensitivityScreen
from wargame.tui.screens.stability import StabilityScreen
from wargame.tui.screens.tree import TreeScreen
from wargame.tui.screens.why import WhyScreen
from wargame.tui.screens.why_not import WhyNotScreen
from wargame.tui.widgets.choice_list import Choice

T = TypeVar("T")


class TreeHost(Protocol):
    """What the actions on the tree need of the app."""

    forecast_games: int
    """How many games are simulated under each lens for a forecast."""
    hot_seat: HotSeat | None

    @property
    def screen(self) -> Screen[object]: ...

    @property
    def screen_stack(self) -> list[Screen[Any]]: ...

    def do(self, work: Callable[[], T], then: Callable[[T], None]) -> None: ...

    def advance(self) -> None: ...

    def keep_marks(self) -> None: ...

    @property
    def push_screen(self) -> Callable[..., object]: ...

    @property
    def switch_screen(self) -> Callable[..., object]: ...

    @property
    def pop_screen(self) -> Callable[..., object]: ...

    @property
    def notify(self) -> Callable[..., None]: ...


class TreeActions:
    """What is done about the tree of a game, or about an analysis that begins at one of its turns.

    All work is done away from the event loop.
    """

    def __init__(self, app: TreeHost) -> None:
        self.app = app

    def answer(self, event: messages.OfTree) -> None:
        """Do what a screen asks."""
        match event:
            case messages.ShowTree():
                self._show_tree()
            case messages.GoTo():
                self._go_to(event)
            case messages.CloseTree():
                self._close_tree(event)
            case messages.MarkNode():
                self._mark_node(event)
            case messages.PruneNode():
                self._prune_node(event)
            case messages.UndoPrune():
                self._undo_prune()
            case messages.PromoteNode():
                self._promote_node(event)
            case messages.RedrawLuck():
                self._redraw_luck(event)
            case messages.ChooseMoveAt():
                self._choose_move_at(event)
            case messages.CompareNodes():
                self._compare_nodes(event)
            case messages.WhyNumber():
                self._why_number(event)
            case messages.AskWhyNot():
                self._ask_why_not(event)
            case messages.AskForecast():
                self._ask_forecast(event)
            case messages.AskStability():
                self._ask_stability(event)
            case messages.AskSensitivity():
                self._ask_sensitivity(event)
            case messages.ExpandNode():
                self._expand_node(event)
            case ExpandScreen.Look():
                self._look(event)
            case _:
                raise AssertionError(event)

    def _show_tree(self) -> None:
        """Open the tree over whatever of the game is shown."""
        game = self.app.hot_seat
        if game is None or isinstance(self.app.screen, TreeScreen | CompareScreen):
            return

        def refreshed(_: Done) -> None:
            self.app.push_screen(TreeScreen(game.here, lambda: game.at_tree))

        self.app.do(lambda: game.here.act(Refresh(game.here.snapshot.number)), refreshed)

    def _go_to(self, event: messages.GoTo) -> None:
        """The game goes on from another node."""
        game = self.app.hot_seat
        if game is None:
            return

        self.app.keep_marks()

        def there(_: Done) -> None:
            game.moved()
            self.app.notify(message("The game goes on from here. Choosing differently starts a new branch."), timeout=5)
            self.app.advance()

        self.app.do(lambda: game.here.act(Go(game.here.snapshot.number, event.node)), there)

    def _close_tree(self, event: messages.CloseTree) -> None:
        """The tree is left; where the game is elsewhere by now, what was beneath it is out of date."""
        game = self.app.hot_seat
        if game is not None and game.facts.node != event.left:
            self.app.advance()
        else:
            self.app.pop_screen()

    def _mark_node(self, event: messages.MarkNode) -> None:
        """Something was written on a node."""
        game = self.app.hot_seat
        if game is not None:
            node, number = event.node, game.here.snapshot.number
            mark = Mark(number, node, event.label, event.note, event.star, event.collapsed)
            self._on_tree(lambda: game.here.act(mark))

    def _prune_node(self, event: messages.PruneNode) -> None:
        """A node leaves the tree."""
        game = self.app.hot_seat
        if game is None:
            return
        before = game.facts.node

        def pruned(_: Done) -> None:
            now = game.facts.node
            if now != before:
                game.moved()
            self._tree_changed(now if event.node == before else None)

        self.app.do(lambda: game.here.act(Prune(game.here.snapshot.number, event.node)), pruned)

    def _undo_prune(self) -> None:
        """The last pruning is undone."""
        game = self.app.hot_seat
        if game is not None:
            self.app.do(
                lambda: game.here.act(Restore(game.here.snapshot.number)), lambda done: self._tree_changed(done.node)
            )

    def _promote_node(self, event: messages.PromoteNode) -> None:
        """A branch becomes the main line."""
        game = self.app.hot_seat
        if game is not None:
            self._on_tree(lambda: game.here.act(Promote(game.here.snapshot.number, event.node)))

    def _redraw_luck(self, event: messages.RedrawLuck) -> None:
        """A turn is played once more with other luck."""
        game = self.app.hot_seat
        if game is not None:
            self._forked(lambda: game.here.act(Redraw(game.here.snapshot.number, event.node)))

    def _choose_move_at(self, event: messages.ChooseMoveAt) -> None:
        """Ask which other move a turn is to be played with."""
        game = self.app.hot_seat
        if game is None:
            return
        played = game.here.snapshot.tree[event.node].played.move

        def chosen(move: str | None) -> None:
            if move is not None:
                self._forked(lambda: game.here.act(SetMove(game.here.snapshot.number, event.node, move)))

        def offered(moves: tuple[MoveOffer, ...]) -> None:
            self.app.push_screen(MoveChoice(game.scenario, moves, played), chosen)

        self.app.do(lambda: game.at_tree.moves_at(event.node), offered)

    def _compare_nodes(self, event: messages.CompareNodes) -> None:
        """Two nodes are compared."""
        game = self.app.hot_seat
        if game is None:
            return
        place = game.at_tree

        def compared(screen: CompareScreen) -> None:
            if isinstance(self.app.screen, CompareScreen):
                self.app.switch_screen(screen)
            else:
                if isinstance(self.app.screen, TreeScreen):
                    self.app.screen.let_go()
                self.app.push_screen(screen)

        self.app.do(lambda: CompareScreen(place, place.compare(event.one, event.other)), compared)

    def _why_number(self, event: messages.WhyNumber) -> None:
        """The story of a number back to the start of the game; asked once more from there, it is walked on."""
        game = self.app.hot_seat
        if game is None:
            return
        node = game.facts.node if event.node is None else event.node
        # When the game is over nothing is secret any more.
        place = game.place(getattr(self.app.screen, "viewer", game.tree_viewer))

        def explained(story: Story) -> None:
            if isinstance(self.app.screen, WhyScreen):
                self.app.screen.follow(story)
            else:
                self.app.push_screen(WhyScreen(place, story))

        self.app.do(lambda: place.why(node, event.name), explained)

    def _ask_why_not(self, event: messages.AskWhyNot) -> None:
        """Ask what it is that did not happen, and search."""
        game = self.app.hot_seat
        if game is None:
            return
        place = game.at_tree

        def chosen(what: str | None) -> None:
            if what:
                self.app.do(lambda: place.why_not(event.node, what), searching)

        def searching(analysis: Analysis[WhyNotRequest, WhyNot]) -> None:
            self.app.push_screen(WhyNotScreen(place, analysis))

        def offered(found: Sequence[Question]) -> None:
            choices = [Choice(each.id, question_words(place.scenario, each)) for each in found]
            turn = place.snapshot.tree[event.node].played.turn
            text = message(
                "What had not happened by the end of turn {turn}? This looks for the smallest change that would have "
                "made it happen.",
                turn=turn,
            )
            where = branch_words(place.snapshot.tree.branch(event.node))
            title = message("Why not? Turn {turn}, {branch}", turn=turn, branch=where)
            self.app.push_screen(Pick(title, text, choices), chosen)

        self.app.do(lambda: place.questions(event.node), offered)

    def _ask_forecast(self, event: messages.AskForecast) -> None:
        """Whole games are simulated on from a node; asked for more of them, the screen goes on with those."""
        game = self.app.hot_seat
        if game is None:
            return
        place = game.place(self._looks_with(game))
        games = event.games or self.app.forecast_games

        def begun(analysis: Analysis[SimulationRequest, SeenForecast]) -> None:
            if isinstance(self.app.screen, ForecastScreen):
                self.app.screen.follow(analysis)
            else:
                self.app.push_screen(ForecastScreen(place, analysis))

        self.app.do(lambda: place.simulate(event.node, games), begun)

    def _ask_stability(self, event: messages.AskStability) -> None:
        """The joint reactions after a node are resolved and assessed."""
        game = self.app.hot_seat
        if game is None:
            return
        place = game.place(self._looks_with(game))

        def begun(analysis: Analysis[StabilityRequest, Found]) -> None:
            self.app.push_screen(StabilityScreen(place, analysis))

        self.app.do(lambda: place.stability(event.node), begun)

    def _ask_sensitivity(self, event: messages.AskSensitivity) -> None:
        """What an outcome depends on is worked out from a node; asked for another, the screen goes on with that."""
        game = self.app.hot_seat
        if game is None:
            return
        place = game.place(self._looks_with(game))

        def begun(analysis: Analysis[SensitivityRequest, Depends]) -> None:
            if isinstance(self.app.screen, SensitivityScreen):
                self.app.screen.follow(analysis)
            else:
                self.app.push_screen(SensitivityScreen(place, analysis))

        self.app.do(lambda: place.sensitivity(event.node, event.outcome, event.together), begun)

    def _looks_with(self, game: HotSeat) -> Viewer:
        """Who looks at the screen shown; at the tree the facilitator, once nothing is secret any more."""
        if isinstance(self.app.screen, TreeScreen):
            return game.tree_viewer
        viewer: Viewer = getattr(self.app.screen, "viewer", game.tree_viewer)
        return viewer

    def _expand_node(self, event: messages.ExpandNode) -> None:
        """Ask whose choices are to be tried, and how far."""
        game = self.app.hot_seat
        if game is None:
            return
        place, scenario = game.here, game.scenario
        seats = [side.seat for side in place.sides() if isinstance(side, Seated)]
        sides: list[tuple[str, str]] = [(seat, scenario.seats[seat].title) for seat in seats]
        sides.append(("", message("{mover}, the mover", mover=mover_name(scenario))))
        choices = [
            Choice(key, words)
            for seat, title in sides
            for key, words in (
                (f"+{seat}", message("{side}: for one turn", side=title)),
                (f"*{seat}", message("{side}: to the end of the game", side=title)),
            )
        ]

        def chosen(picked: str | None) -> None:
            if picked is not None:
                side: Side = Seated(picked[1:]) if picked[1:] else MOVER
                to_end = picked[0] == "*"
                self.app.do(
                    lambda: place.expand(event.node, side, to_end),
                    lambda analysis: self._opened(ExpandScreen(place, analysis)),
                )

        text = message(
            "Every choice becomes a branch, with one order each. Everybody else chooses as the bots do; after that "
            "turn bots play every seat, this one too. All choices have the same luck, but not the game's: nobody "
            "learns what chance has in store."
        )
        self.app.push_screen(Pick(message("Whose choices should be tried?"), text, choices), chosen)

    def _opened(self, screen: ExpandScreen) -> None:
        self.app.push_screen(screen)

    def _look(self, event: ExpandScreen.Look) -> None:
        """The results are left for the tree."""
        self.app.pop_screen()
        self._tree_changed(event.node)

    def _forked(self, fork: Callable[[], Done]) -> None:
        """Make a fork, and show it in the tree."""
        game = self.app.hot_seat

        def made(done: Done) -> None:
            if game is not None:
                self.app.notify(message("Played again as a new branch. Press Enter to go on from there."), timeout=5)
                self._tree_changed(done.node)

        self.app.do(fork, made)

    def _on_tree(self, work: Callable[[], Done]) -> None:
        self.app.do(work, lambda _: self._tree_changed(None))

    def _tree_changed(self, select: int | None) -> None:
        """Every tree that is open, under dialogs too, shows what it is now."""
        for screen in self.app.screen_stack:
            if isinstance(screen, TreeScreen) and screen.is_mounted:
                screen.tree_changed(select)
