"""A game on this machine as a tree: looking at its turns, going there, forking, asking what would have been."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from wargame.analysis.compare import Comparison, compare
from wargame.analysis.expand import Expansion, count, expand_afresh
from wargame.analysis.question import Question
from wargame.analysis.simulation import MOST_GAMES, Simulation, under
from wargame.analysis.why import Story, why
from wargame.analysis.why_not import WhyNot, unhappened, why_not_afresh
from wargame.engine import legality, turn_report, visibility
from wargame.engine.position import Position
from wargame.engine.redraw import with_luck
from wargame.engine.resolution import resolve
from wargame.engine.view import MoveOffer, TurnReport
from wargame.game.library import Library
from wargame.game.library_file import LibraryError
from wargame.game.replay import Replay, ReplayError, saved_turn, with_own_luck_after
from wargame.game.save import Draft
from wargame.game.tree import BEGINNING, SavedTurn, Tree, unused_luck
from wargame.jobs.process import in_process
from wargame.jobs.task import Task, TaskError
from wargame.model.order import Decision, parse_decision
from wargame.model.viewer import FACILITATOR, Side, Viewer, sees_all_of
from wargame.players.bots import BATCH_BOTS
from wargame.players.playout import Given
from wargame.players.registry import BOTS
from wargame.seminar.requests import Analysis, ExpansionRequest, SimulationRequest, StabilityRequest, WhyNotRequest
from wargame.seminar.seen_outlook import SeenForecast, seen_outlooks
from wargame.seminar.surveying import Found, measured_report
from wargame.seminar.table import MovePicker, Setup, TableError

T = TypeVar("T")


class LocalTree:
    """The part of a local table that is about the tree of its game; turns are played by `LocalTable`."""

    def __init__(self, setup: Setup, library: Library, name: str, replay: Replay, node: int) -> None:
        self.setup = setup
        self.name = name
        self._library = library
        self._replay = replay
        self._bot = BOTS[setup.bot]()
        self._node = node
        self._line = replay.line(node)
        self._position = replay.position(node)

    def _begin_turn(self) -> None:
        """Nothing is handed in yet for the turn that the game stands before."""
        raise NotImplementedError

    def _take_up(self, draft: Draft) -> None:
        """Go on with what was handed in before for the turn that the game stands before."""
        raise NotImplementedError

    @property
    def move(self) -> MoveOffer | None:
        """The mover's move of the turn that the game stands before, once it is picked."""
        raise NotImplementedError

    @property
    def released(self) -> tuple[str, ...]:
        """The injects released in the turn that the game stands before."""
        raise NotImplementedError

    @property
    def tree(self) -> Tree:
        """Every turn played in this game, on all branches."""
        return self._replay.tree

    @property
    def replay(self) -> Replay:
        """The game's tree with its states, recomputed when they are asked for."""
        return self._replay

    @property
    def node(self) -> int:
        """The node the game stands on: the last turn played on this branch, or BEGINNING."""
        return self._node

    @property
    def branch(self) -> str:
        """The branch the game stands on."""
        return self.tree.branch(self._node)

    def report_at(self, node: int, viewer: Viewer) -> TurnReport:
        """The turn that a node played, as a seat may see it. Raises TableError."""
        self._check_node(node)
        try:
            return turn_report.report(self._replay.line(node)[-1], viewer)
        except ReplayError as error:
            raise TableError(str(error)) from error

    def compare(self, one: int, other: int, viewer: Viewer) -> Comparison:
        """Two nodes compared, as far as a seat may see. Raises TableError."""
        for node in (one, other):
            if node not in self.tree:
                raise TableError(f"there is no node {node} in this game")
        try:
            return compare(self._replay, one, other, viewer)
        except ReplayError as error:
            raise TableError(str(error)) from error

    def go(self, node: int) -> None:
        """Go back, or over to another branch: the game goes on from this node. Raises TableError."""
        tree = self.tree
        if node not in tree:
            raise TableError(f"there is no node {node} in this game")
        if not tree.in_tree(node):
            raise TableError(f"node {node} is pruned; undo the pruning before going there")
        try:
            draft = self._library.draft(self.name, node)
            self._replay.line(node)
            self._library.stand(self.name, node)
        except (LibraryError, ReplayError) as error:
            raise TableError(str(error)) from error
        self._stand_on(node)
        self._take_up(draft)

    def mark(
        self,
        node: int,
        label: str | None = None,
        note: str | None = None,
        star: bool | None = None,
        collapsed: bool | None = None,
    ) -> None:
        """Write on a node; what is None stays as it is. Raises TableError."""
        self._change(lambda: self._library.mark(self.name, node, label, note, star, collapsed))

    def prune(self, node: int) -> None:
        """Take a node and all that follows it out of the tree; if the game stands there, it steps back.

        Raises TableError.
        """
        self._check_node(node)
        parent, here = self.tree[node].parent, node in [each.number for each in self.tree.path(self._node)]
        self._change(lambda: self._library.prune(self.name, node))
        if here:
            self.go(parent)

    def restore(self) -> int | None:
        """Undo the last pruning and give the node that is back; None when nothing is pruned. Raises TableError."""
        return self._change(lambda: self._library.restore(self.name))

    def promote(self, node: int) -> None:
        """Make the way to a node the main line. Raises TableError."""
        self._check_node(node)
        self._change(lambda: self._library.promote(self.name, node))

    def why(self, node: int, name: str, viewer: Viewer) -> Story:
        """Why a number stands where it does at a node, as far as a seat may see. Raises TableError."""
        if node not in self.tree:
            raise TableError(f"there is no node {node} in this game")
        try:
            return why(self._replay, node, name, viewer)
        except KeyError as error:
            raise TableError(str(error.args[0])) from error
        except ReplayError as error:
            raise TableError(str(error)) from error

    def wishes(self, node: int, viewer: Viewer) -> Sequence[Question]:
        """All of which a seat may ask why it did not happen by a node. Raises TableError."""
        if node not in self.tree:
            raise TableError(f"there is no node {node} in this game")
        try:
            return unhappened(self._replay, node, viewer)
        except ReplayError as error:
            raise TableError(str(error)) from error

    def why_not(self, node: int, what: str, viewer: Viewer) -> Analysis[WhyNotRequest, WhyNot]:
        """Begin to search why something did not happen on the way to a node; one answer comes. Raises TableError."""
        if node not in self.tree:
            raise TableError(f"there is no node {node} in this game")
        scenario, setup = self.setup.scenario, self.setup
        line = tuple(each.played for each in self.tree.path(node))
        alone = viewer == FACILITATOR or len(setup.seats) <= 1
        own = setup.seats
        task = in_process(
            why_not_afresh, scenario.text, scenario.file, setup.seed, setup.lens, line, what, viewer, alone, own, of=1
        )
        return Analysis(WhyNotRequest(node, what), task.through(_with_table_errors))

    def expand(self, node: int, side: Side, to_end: bool) -> Analysis[ExpansionRequest, tuple[int, Expansion]]:
        """Begin to try every single choice of a seat, or of the mover, after a node. Raises TableError."""
        if node not in self.tree:
            raise TableError(f"there is no node {node} in this game")
        try:
            choices = count(self._replay, node, side)
        except ValueError as error:
            raise TableError(str(error)) from error
        scenario, setup = self.setup.scenario, self.setup
        line = tuple(each.played for each in self.tree.path(node))
        task = in_process(
            expand_afresh,
            *(scenario.text, scenario.file, setup.seed, setup.lens, line, side, setup.bot, to_end),
            of=choices,
        )
        kept = task.through(lambda tried: self._kept_branches(node, tried))
        return Analysis(ExpansionRequest(node, side, to_end, choices), kept)

    def _kept_branches(self, node: int, tried: Iterator[Expansion]) -> Iterator[tuple[int, Expansion]]:
        """Keep each choice tried as a branch as soon as it is done; gives the number of its last node."""
        try:
            for found in tried:
                at, more = node, len(found.turns) > 1
                for turn in found.turns:
                    at = self._library.append(self.name, at, turn, stand=False, tried=True, collapsed=more)
                    more = False
                yield at, found
        except (LibraryError, TaskError) as error:
            raise TableError(str(error)) from error
        finally:
            self.refresh()

    def stability(self, node: int, viewer: Viewer) -> Analysis[StabilityRequest, Found]:
        """Begin to find which joint reactions last from a node, under every lens, as far as a seat may see, and to
        advise it; the facilitator sees all seats advised. Where the game stands, the move that is picked is made.
        Raises TableError.
        """
        position = self._going_on(node, "nobody has anything left to choose")
        picked = self.move if node == self._node else None
        move = position.chance_move if picked is None else picked.id
        scenario = self.setup.scenario
        rivals = tuple(under(position, lens) for lens in scenario.lenses if lens != position.lens)
        advised = tuple(seat for seat in scenario.seats if sees_all_of(viewer, seat))
        task: Task[Found] = in_process(measured_report, position, move, viewer, rivals, advised, self.setup.seed)
        request = StabilityRequest(node, position.turn, move, picked is not None, advised)
        return Analysis(request, task.through(_with_table_errors))

    def outlook(self, node: int, viewer: Viewer, games: int) -> Analysis[SimulationRequest, SeenForecast]:
        """Begin to play so many whole games on from a node by bots, under every lens, as far as a seat may see.

        Where the game stands, the move that is picked already is made, and for the facilitator's eyes what is released
        into the turn counts; orders handed in do not. Raises TableError.
        """
        if not 1 <= games <= MOST_GAMES:
            raise TableError(f"from 1 to {MOST_GAMES:,} games can be simulated, not {games:,}")
        position = self._going_on(node, "nothing is left to simulate")
        line = self._replay.line(node)
        scenario, setup = self.setup.scenario, self.setup
        lenses = (setup.lens, *(lens for lens in scenario.lenses if lens != setup.lens))
        here = node == self._node
        picked = self.move if here else None
        move = None if picked is None else picked.id
        injects = self.released if here and viewer == FACILITATOR else ()
        empty = setup.bot if setup.bot in BATCH_BOTS else "doctrine"
        bots = {each: empty for each in scenario.seats if each not in setup.seats}
        given = Given({} if move is None else {position.turn: move}, injects={position.turn: injects})
        # Before anything is played or picked whole games are meant, the events of turn 1 drawn with all the rest.
        whole = not line and move is None and not injects
        studies = tuple(
            Simulation(scenario, lens, setup.seed, games, viewer, None if whole else under(position, lens), bots, given)
            for lens in lenses
        )
        history = tuple(visibility.visible_numbers(each.before, viewer) for each in line)
        request = SimulationRequest(
            node=node,
            turn=position.turn,
            games=games,
            lenses=lenses,
            move=move,
            injects=injects,
            whole=whole,
            history=(*history, visibility.visible_numbers(position, viewer)),
        )
        task = in_process(seen_outlooks, studies, of=games * len(lenses))
        return Analysis(request, task.through(_with_table_errors))

    def _going_on(self, node: int, otherwise: str) -> Position:
        """The position after a node from which the game goes on. Raises TableError."""
        if node not in self.tree:
            raise TableError(f"there is no node {node} in this game")
        try:
            position = self._replay.position(node)
        except ReplayError as error:
            raise TableError(str(error)) from error
        if position.ending is not None:
            raise TableError(f"the game has ended there, so {otherwise}; go back to an earlier turn")
        return position

    def refresh(self) -> None:
        """Take over what other windows on this game have played. Raises TableError."""
        self._change(lambda: None)

    def redraw(self, node: int) -> int:
        """Play a node's turn once more with its luck drawn anew, as a fork of its own; gives its number.

        The people at the table order what they ordered, as far as it is still legal; chance moves and bots choose
        anew. The game stays where it stands.
        Raises TableError.
        """
        self._check_node(node)
        try:
            parent, played = self.tree[node].parent, self.tree[node].played
            siblings = [each for each in self.tree.nodes.values() if each.parent == parent]
            luck = unused_luck(siblings)
            before = with_luck(self._replay.position(parent), luck, self.setup.seed)
            move = before.chance_move if self.setup.picker is MovePicker.CHANCE else played.move
            if legality.move_reason(before, move) is not None:
                move = before.chance_move
            return self._fork_with(before, node, move, luck, anew=True)
        except ReplayError as error:
            raise TableError(str(error)) from error

    def set_move(self, node: int, move: str) -> int:
        """Play a node's turn once more with another move of the mover, as a fork of its own; gives its number.

        All orders stay as they were, so that what comes out otherwise is the move's doing. The game stays where it
        stands. Raises TableError.
        """
        self._check_node(node)
        try:
            before = self._replay.before(node)
            legality.check_move(before, move)
            return self._fork_with(before, node, move, self.tree[node].played.luck, anew=False)
        except (legality.IllegalMoveError, ReplayError) as error:
            raise TableError(str(error)) from error

    def moves_at(self, node: int, viewer: Viewer) -> tuple[MoveOffer, ...]:
        """The moves there were to pick from in a node's turn, with what a seat may see. Raises TableError."""
        self._check_node(node)
        try:
            return visibility.move_offers(self._replay.before(node), viewer)
        except ReplayError as error:
            raise TableError(str(error)) from error

    def _check_node(self, node: int) -> None:
        if node == BEGINNING:
            raise TableError("that is the beginning of the game; no turn was played there")
        if node not in self.tree:
            raise TableError(f"there is no node {node} in this game")

    def _change(self, change: Callable[[], T]) -> T:
        """Change the tree in the library and take over what it is now."""
        try:
            made = change()
            self._replay = self._replay.grown(self._library.tree(self.name, self.tree))
        except LibraryError as error:
            raise TableError(str(error)) from error
        return made

    def _fork(self, parent: int, turn: SavedTurn, complaint: str, stand: bool = True) -> int:
        """Keep a turn after a node, and stand on it."""
        try:
            node = self._library.append(self.name, parent, turn, stand)
            self._replay = self._replay.grown(self._library.tree(self.name, self.tree))
        except LibraryError as error:
            raise TableError(f"{complaint}: {error}") from error
        if stand:
            self._stand_on(node)
        return node

    def _fork_with(self, before: Position, node: int, move: str, luck: int, anew: bool) -> int:
        """A node's turn once more from another position or with another move; `anew` lets the bots choose again."""
        given = self.tree[node].played.orders
        orders: dict[str, Sequence[Decision]] = {}
        for seat in self.setup.scenario.seats:
            if anew and seat not in self.setup.seats:
                orders[seat] = self._bot.orders(before, seat)
                continue
            kept: list[Decision] = []
            for order in (parse_decision(seat, each) for each in given.get(seat, ())):
                if legality.orders_reason(before, seat, [*kept, order]) is None:
                    kept.append(order)
            orders[seat] = kept
        injects = [each for each in self.tree[node].played.injects if legality.inject_reason(before, each) is None]
        played = resolve(before, move, orders, injects)
        own = with_own_luck_after(played, self.setup.seed)
        return self._fork(self.tree[node].parent, saved_turn(own, luck), "the branch could not be saved", stand=False)

    def _stand_on(self, node: int) -> None:
        self._node = node
        self._line = self._replay.line(node)
        self._position = self._replay.position(node)
        self._begin_turn()


def _with_table_errors(results: Iterator[T]) -> Iterator[T]:
    """The same results; where the work failed, TableError is raised."""
    try:
        yield from results
    except TaskError as error:
        raise TableError(str(error)) from error
