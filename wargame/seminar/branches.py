"""The tree of a game as it is saved: what is written on it, pruned, and played once more beside what was played."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from wargame.engine import legality
from wargame.engine.position import Position
from wargame.engine.redraw import with_luck
from wargame.engine.resolution import Resolution, resolve
from wargame.game.library import Library
from wargame.game.library_file import LibraryError
from wargame.game.replay import Replay, ReplayError, saved_turn, with_own_luck_after
from wargame.game.save import Draft
from wargame.game.table_fault import BranchNotSaved, IsBeginning, NodePruned, TurnNotSaved
from wargame.game.tree import BEGINNING, SavedTurn, Tree, unused_luck
from wargame.game.tree_fault import NoNode
from wargame.model.order import Decision, parse_decision
from wargame.model.scenario import MOVER_ID
from wargame.players.registry import BOTS
from wargame.seminar.table import MovePicker, Setup, TableError

T = TypeVar("T")
NotSaved = TurnNotSaved | BranchNotSaved


class Branches:
    """A saved game's tree with its library: every change is on disk before it is here. Raises TableError."""

    def __init__(
        self, setup: Setup, library: Library, name: str, replay: Replay, changed: Callable[[Tree], None]
    ) -> None:
        """`changed` is called after each change with the tree as it was before."""
        self.setup = setup
        self.name = name
        self.replay = replay
        self._library = library
        self._changed = changed

    @property
    def tree(self) -> Tree:
        """Every turn played in this game, on all branches."""
        return self.replay.tree

    def line(self, node: int) -> tuple[Resolution, ...]:
        """The turns from the first to a node's."""
        self.check(node)
        try:
            return self.replay.line(node)
        except ReplayError as error:
            raise TableError(error.fault) from error

    def before(self, node: int) -> Position:
        """The position in which a node's turn was played."""
        self.check_turn(node)
        try:
            return self.replay.before(node)
        except ReplayError as error:
            raise TableError(error.fault) from error

    # Going on.

    def draft(self, node: int) -> Draft:
        """What was handed in for the turn after a node; the game goes on from there."""
        if node not in self.tree:
            raise TableError(NoNode(node))
        if not self.tree.in_tree(node):
            raise TableError(NodePruned(node))
        try:
            draft = self._library.draft(self.name, node)
            self.replay.line(node)
            self._library.go_to(self.name, node)
        except (LibraryError, ReplayError) as error:
            raise TableError(error.fault) from error
        return draft

    def keep_draft(self, node: int, draft: Draft) -> None:
        """Keep what was handed in for the turn after a node."""
        try:
            self._library.keep_draft(self.name, node, draft)
        except LibraryError as error:
            raise TableError(error.fault) from error

    def append(self, parent: int, turn: SavedTurn, unsaved: type[NotSaved], go_on: bool) -> int:
        """Keep a turn after a node; with `go_on` the game goes on from there. `unsaved` is what it is if it fails."""
        try:
            node = self._library.append(self.name, parent, turn, go_on)
        except LibraryError as error:
            raise TableError(unsaved(error.fault)) from error
        # It is saved from here on, whatever else is amiss with the library.
        return self._change(lambda: node)

    def append_tried(self, parent: int, turns: Sequence[SavedTurn]) -> int:
        """Keep turns that bots tried as a branch after a node, folded away; gives the last node."""
        at, folded = parent, len(turns) > 1
        for turn in turns:
            try:
                at = self._library.append(self.name, at, turn, go_on=False, tried=True, collapsed=folded)
            except LibraryError as error:
                raise TableError(error.fault) from error
            folded = False
        return at

    # What is written on it.

    def mark(self, node: int, label: str | None, note: str | None, star: bool | None, collapsed: bool | None) -> None:
        """Write on a node; what is None stays as it is."""
        self._change(lambda: self._library.mark(self.name, node, label, note, star, collapsed))

    def prune(self, node: int) -> None:
        """Take a node and all that follows it out of the tree."""
        self.check_turn(node)
        self._change(lambda: self._library.prune(self.name, node))

    def restore(self) -> int | None:
        """Undo the last pruning and give the node that is back; None when nothing is pruned."""
        return self._change(lambda: self._library.restore(self.name))

    def promote(self, node: int) -> None:
        """Make the way to a node the main line."""
        self.check_turn(node)
        self._change(lambda: self._library.promote(self.name, node))

    def refresh(self) -> None:
        """Take over what other windows on this game have played."""
        self._change(lambda: None)

    # Playing a turn once more.

    def redraw(self, node: int) -> int:
        """Play a node's turn once more with its luck drawn anew, as a fork of its own; gives its number.

        The people at the table order what they ordered, as far as it is still legal; chance moves and bots choose
        anew.
        """
        self.check_turn(node)
        try:
            parent, played = self.tree[node].parent, self.tree[node].played
            siblings = [each for each in self.tree.nodes.values() if each.parent == parent]
            luck = unused_luck(siblings)
            before = with_luck(self.replay.position(parent), luck, self.setup.seed)
            move = before.chance_move if self.setup.picker is MovePicker.CHANCE else played.move
            if legality.move_reason(before, move) is not None:
                move = before.chance_move
            return self._fork(before, node, move, luck, anew=True)
        except ReplayError as error:
            raise TableError(error.fault) from error

    def set_move(self, node: int, move: str) -> int:
        """Play a node's turn once more with another move of the mover, as a fork of its own; gives its number.

        All orders stay as they were, so that what comes out otherwise is the move's doing.
        """
        before = self.before(node)
        try:
            legality.check_move(before, move)
        except legality.IllegalMoveError as error:
            raise TableError(error.fault) from error
        return self._fork(before, node, move, self.tree[node].played.luck, anew=False)

    def _fork(self, before: Position, node: int, move: str, luck: int, anew: bool) -> int:
        """A node's turn once more from another position or with another move; `anew` lets the bots choose again."""
        given, bot = self.tree[node].played.orders, BOTS[self.setup.bot]()
        orders: dict[str, Sequence[Decision]] = {}
        for seat in (*self.setup.scenario.seats, MOVER_ID):
            if seat == MOVER_ID and (MOVER_ID not in given or (anew and self.setup.picker is MovePicker.CHANCE)):
                continue  # its doctrine answers
            if anew and seat not in (*self.setup.seats, MOVER_ID):
                orders[seat] = bot.orders(before, seat)
                continue
            kept: list[Decision] = []
            for order in (parse_decision(seat, each) for each in given.get(seat, ())):
                if legality.orders_reason(before, seat, [*kept, order]) is None:
                    kept.append(order)
            orders[seat] = kept
        injects = [each for each in self.tree[node].played.injects if legality.inject_reason(before, each) is None]
        played = resolve(before, move, orders, injects)
        own = with_own_luck_after(played, self.setup.seed)
        return self.append(self.tree[node].parent, saved_turn(own, luck), BranchNotSaved, go_on=False)

    # Small parts.

    def check(self, node: int) -> None:
        """Raise TableError for a node that is not there."""
        if node not in self.tree:
            raise TableError(NoNode(node))

    def check_turn(self, node: int) -> None:
        """Raise TableError for a node at which no turn was played."""
        if node == BEGINNING:
            raise TableError(IsBeginning())
        self.check(node)

    def _change(self, change: Callable[[], T]) -> T:
        """Change the tree in the library and take over what it is now."""
        try:
            made = change()
            self._take_over()
        except LibraryError as error:
            raise TableError(error.fault) from error
        return made

    def _take_over(self) -> None:
        before = self.tree
        self.replay = self.replay.grown(self._library.tree(self.name, before))
        self._changed(before)


def released_in(tree: Tree) -> Iterator[str]:
    """Every inject that was released in any turn played."""
    yield from (inject for node in tree.nodes.values() for inject in node.played.injects)
