"""States of a game's tree, recomputed from what was chosen: nothing of them is stored."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from threading import RLock

from wargame.engine.position import Position, start
from wargame.engine.redraw import with_luck
from wargame.engine.resolution import Resolution, resolve
from wargame.game.tree import SavedTurn, Tree
from wargame.model.order import Decision
from wargame.model.scenario import Scenario

MOST_KEPT = 64
"""How many resolved turns are kept at hand; a line is seldom longer, and memory does not grow with the tree."""


class ReplayError(ValueError):
    """A node that cannot be played again, or comes out otherwise; carries `node` and `reason`."""

    def __init__(self, node: int, turn: int, reason: str) -> None:
        super().__init__(f"turn {turn} (node {node}) {reason}")
        self.node = node
        self.turn = turn
        self.reason = reason


class Replay:
    """A game's tree with its scenario, seed and lens: gives the position at any node, and the turns that led there."""

    def __init__(self, scenario: Scenario, seed: int, lens: str, tree: Tree) -> None:
        self.scenario = scenario
        self.seed = seed
        self.lens = lens
        self.tree = tree
        self._start = start(scenario, seed, lens)
        self._kept: OrderedDict[int, Resolution] = OrderedDict()
        self._lock = RLock()
        """A screen may ask for a turn while another is being resolved."""

    def grown(self, tree: Tree) -> Replay:
        """The same game with another tree; what was at hand stays at hand, for a node never changes what it played."""
        other = Replay.__new__(Replay)
        other.scenario, other.seed, other.lens, other.tree = self.scenario, self.seed, self.lens, tree
        other._start, other._kept, other._lock = self._start, self._kept, self._lock
        return other

    def position(self, number: int) -> Position:
        """The position after a node; before turn 1 for the beginning. Raises KeyError and ReplayError."""
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
            raise ReplayError(number, saved.turn, f"cannot be played again: {error}") from error
        if digest(played.after) != saved.digest:
            raise ReplayError(
                number, saved.turn, "comes out otherwise than when it was played, by another version of wargame"
            )
        return played


def play(position: Position, saved: SavedTurn) -> Resolution:
    """Play a saved turn from the position before it. Raises ValueError where it is not legal there."""
    return with_own_luck_after(
        resolve(with_luck(position, saved.luck, position.seed), saved.move, saved.orders, saved.injects), position.seed
    )


def with_own_luck_after(played: Resolution, seed: int) -> Resolution:
    """A turn whose own luck was re-drawn, with the turn after it under the game's luck again."""
    after = with_luck(played.after, 0, seed)
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
