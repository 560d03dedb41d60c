"""States of a game's tree, recomputed from what was chosen: nothing of them is stored."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from threading import RLock

from wargame.authoring import parse
from wargame.engine.legality import IllegalMoveError, IllegalOrderError
from wargame.engine.position import Position, start
from wargame.engine.redraw import after_luck, with_luck
from wargame.engine.refusal import RefusedChoice
from wargame.engine.resolution import Resolution, resolve
from wargame.engine.visibility import seen_orders
from wargame.game.replay_fault import NotPlayable, PlaysOtherwise, ReplayFault
from wargame.game.tree import BEGINNING, Node, SavedTurn, Tree
from wargame.model.beginning import AT_THE_START, Beginning
from wargame.model.order import Decision, parse_decision
from wargame.model.scenario import Scenario
from wargame.model.viewer import Viewer

MOST_KEPT = 64
"""How many resolved turns are kept at hand; a line is seldom longer, and memory does not grow with the tree."""


class ReplayError(ValueError):
    """A node that cannot be played again, or comes out otherwise; carries `node`, `turn`, `fault` and `position`.

    `position` is the one before the node's turn, hidden numbers included: for a program, never for a seat.
    """

    def __init__(self, fault: ReplayFault, position: Position) -> None:
        super().__init__(fault, position)
        self.fault = fault
        self.position = position

    @property
    def node(self) -> int:
        """The node."""
        return self.fault.node

    @property
    def turn(self) -> int:
        """The turn that it played."""
        return self.fault.turn

    def __str__(self) -> str:
        return str(self.fault)


def orders_seen(scenario: Scenario, turn: SavedTurn, seat: str, viewer: Viewer) -> tuple[Decision, ...]:
    """What a seat ordered in a saved turn, as far as the viewer may see; nothing where the save is damaged."""
    try:
        orders = [parse_decision(seat, each) for each in turn.orders.get(seat, ())]
    except ValueError:
        return ()  # what it holds is said when somebody goes there
    return tuple(seen_orders(scenario, orders, viewer))


@dataclass(frozen=True)
class WrittenLine:
    """A line of a game's turns as a saved game holds it: what another process plays it again from."""

    text: str
    """The scenario's."""
    file: str
    seed: int
    lens: str
    beginning: Beginning
    turns: tuple[SavedTurn, ...]

    def replay(self) -> Replay:
        """The game with this line alone, its nodes numbered from 1. Raises what reading and beginning it does."""
        scenario = parse(self.text, self.file)
        nodes = {number: Node(number, number - 1, turn) for number, turn in enumerate(self.turns, 1)}
        tree = Tree(nodes, self.beginning.first_turn(scenario))
        return Replay(scenario, self.seed, self.lens, tree, self.beginning)


class Replay:
    """A game's tree with its scenario, seed, lens and beginning: gives the position at any node, and the turns that
    led there.

    Raises StartError where no game can begin so, and TreeError where the tree begins in another turn than the game.
    """

    def __init__(
        self, scenario: Scenario, seed: int, lens: str, tree: Tree, beginning: Beginning = AT_THE_START
    ) -> None:
        self.scenario = scenario
        self.seed = seed
        self.lens = lens
        self.beginning = beginning
        self._start = start(scenario, seed, lens, beginning.opening, beginning.fixed)
        begins = self._start.worlds.turn
        self.tree = tree if tree.first_turn == begins else replace(tree, first_turn=begins)
        self._kept: OrderedDict[int, Resolution] = OrderedDict()
        self._lock = RLock()
        """A screen may ask for a turn while another is being resolved."""

    @classmethod
    def of(cls, *lines: Sequence[Resolution]) -> Replay:
        """The game whose branches are these lines of resolved turns, from the first on; what they share is one way.

        Nodes are numbered from 1 in the order of the lines.

        Raises:
            ValueError: no turn is given, the lines are of different games, or one does not go on from turn to turn.

        >>> import wargame
        >>> position = wargame.start(wargame.load(wargame.find("first-session")))
        >>> warm = wargame.resolve(position, "grumble", {"host": "reassure(guest)"})
        >>> cool = wargame.resolve(position, "grumble", {})
        >>> Replay.of([warm], [cool]).tree
        <Tree of 2 turns on 2 branches, main line of 1>
        """
        if not any(lines):
            raise ValueError("a game needs at least one turn that was played")
        first = next(line[0].before for line in lines if line)
        begun = cls(first.scenario, first.seed, first.lens, Tree({}), first.beginning)
        nodes: dict[int, Node] = {}
        for line in lines:
            parent, position = BEGINNING, begun._start
            for played in line:
                if played.before != position:
                    raise ValueError(f"the turn {played!r} does not go on from {position!r}")
                turn = saved_turn(played)
                alike = [
                    each.number
                    for each in nodes.values()
                    if each.parent == parent and each.played.chosen() == turn.chosen()
                ]
                number = alike[0] if alike else len(nodes) + 1
                nodes.setdefault(number, Node(number, parent, turn))
                parent, position = number, played.after
        return begun.grown(replace(begun.tree, nodes=nodes))

    def written(self, node: int) -> WrittenLine:
        """The turns that led to a node, for another process. Raises KeyError."""
        turns = tuple(each.played for each in self.tree.path(node))
        return WrittenLine(self.scenario.text, self.scenario.file, self.seed, self.lens, self.beginning, turns)

    def grown(self, tree: Tree) -> Replay:
        """The same game with another tree; what was at hand stays at hand, for a node never changes what it played."""
        other = Replay.__new__(Replay)
        other.scenario, other.seed, other.lens, other.tree = self.scenario, self.seed, self.lens, tree
        other.beginning = self.beginning
        other._start, other._kept, other._lock = self._start, self._kept, self._lock
        return other

    def position(self, number: int) -> Position:
        """The position after a node; before the first turn for the beginning. Raises KeyError and ReplayError."""
        line = self.line(number)
        return line[-1].after if line else self._start

    def line(self, number: int) -> tuple[Resolution, ...]:
        """The turns from the first to this node's, resolved. Raises KeyError and ReplayError."""
        position, line = self._start, []
        with self._lock:
            for node in self.tree.path(number):
                kept = self._kept.pop(node.number, None)
                if kept is None:
                    kept = self._played(position, node.number, node.played)
                self._kept[node.number] = kept
                line.append(kept)
                position = kept.after
            while len(self._kept) > max(MOST_KEPT, len(line)):
                self._kept.popitem(last=False)
        return tuple(line)

    def before(self, number: int) -> Position:
        """The position in which a node's turn was played, with the luck it met. Raises KeyError and ReplayError."""
        node = self.tree[number]
        return with_luck(self.position(node.parent), node.played.luck, self.seed)

    @staticmethod
    def _played(position: Position, number: int, saved: SavedTurn) -> Resolution:
        try:
            played = play(position, saved)
        except ValueError as error:
            raise ReplayError(NotPlayable(number, saved.turn, refused(error)), position) from error
        if digest(played.after) != saved.digest:
            raise ReplayError(PlaysOtherwise(number, saved.turn), position)
        return played


def refused(error: ValueError) -> RefusedChoice | str:
    """What `play` finds wrong: the choice that is refused, or what the engine says of one that it takes for none."""
    return error.fault if isinstance(error, IllegalMoveError | IllegalOrderError) else str(error)


def play(position: Position, saved: SavedTurn) -> Resolution:
    """Play a saved turn from the position before it. Raises ValueError where it is not legal there."""
    return with_own_luck_after(
        resolve(with_luck(position, saved.luck, position.seed), saved.move, saved.orders, saved.injects), position.seed
    )


def with_own_luck_after(played: Resolution, seed: int) -> Resolution:
    """A turn whose own luck was re-drawn, with the turn after it under the game's luck again."""
    after = after_luck(played.before, played.after, seed)
    if after is played.after:
        return played
    return Resolution(played.before, played.move, played.orders, played.injects, after, played.turn)


def saved_turn(played: Resolution, luck: int = 0) -> SavedTurn:
    """A resolved turn as it is kept."""
    return SavedTurn(
        turn=played.before.turn,
        move=played.move,
        orders=texts(played.orders),
        injects=tuple(played.injects),
        digest=digest(played.after),
        ending=played.after.ending,
        luck=luck,
    )


def digest(position: Position) -> str:
    """A short fingerprint of a position's numbers, by which a later engine notices that it resolves otherwise."""
    return hashlib.blake2b(json.dumps(dict(position.numbers)).encode(), digest_size=8).hexdigest()


def texts(orders: Mapping[str, Sequence[Decision]]) -> Mapping[str, tuple[str, ...]]:
    """Orders by seat in their text forms."""
    return {seat: tuple(str(order) for order in several) for seat, several in orders.items()}
