"""The tree of a game: every turn that was played is a node, and going back and choosing otherwise forks.

A tree is a value: what changes it gives a new one. It holds what was chosen and never a state; states are recomputed
(`wargame.game.replay`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from wargame.game.tree_fault import AfterTheEnd, NoParent, NoSuchNode, NotEarlier, NotTheNextTurn, SeveralNodes

BEGINNING = 0
"""The number that stands for the beginning of the game, before turn 1."""
MAIN = "main"
"""What the main line is called."""
TRIED = 1_000_000
"""The rank of what was only tried and not played: it comes behind all siblings, and never makes the main line."""


@dataclass(frozen=True, slots=True)
class SavedTurn:
    """A turn as it was played: what was chosen, and a digest of the state it led to."""

    turn: int
    move: str
    orders: Mapping[str, tuple[str, ...]]
    """By seat, in the orders' text form; every seat has an entry."""
    injects: tuple[str, ...]
    digest: str
    ending: str | None
    luck: int = 0
    """0 for the game's own luck in this turn, the number of the re-draw, or below 0 for the luck of what is tried."""

    def chosen(self) -> tuple[object, ...]:
        """What makes this turn another than its siblings: two turns after one node with equal choices are one turn."""
        orders = tuple((seat, tuple(given)) for seat, given in sorted(self.orders.items()) if given)
        return self.luck, self.move, orders, tuple(sorted(self.injects))


@dataclass(frozen=True, slots=True)
class Node:
    """A played turn in its place in the tree, with what its players wrote on it."""

    number: int
    """1 for the first turn ever played in this game, in the order of playing; never used twice."""
    parent: int
    """The node it follows, or BEGINNING."""
    played: SavedTurn
    label: str = ""
    note: str = ""
    star: bool = False
    collapsed: bool = False
    """Whether what follows it is folded away on the screen."""
    pruned: int = 0
    """0 while it is in the tree; else a number that grows with each pruning, so that the last can be undone first."""
    rank: int = 0
    """Siblings are in the order of their ranks, then of their numbers; the first one is the main line's."""

    @property
    def tried(self) -> bool:
        """Whether it was only tried, by bots, and nobody has played it or made it the main line."""
        return self.rank >= TRIED


class TreeError(ValueError):
    """Nodes that are no tree; carries `fault`, of the first that cannot be where it is."""

    def __init__(self, fault: NotEarlier | NoParent | NotTheNextTurn | AfterTheEnd) -> None:
        super().__init__(fault)
        self.fault = fault


class NodeNameError(KeyError):
    """A name that is no node's, or that of more than one; carries `fault`."""

    def __init__(self, fault: NoSuchNode | SeveralNodes) -> None:
        super().__init__(fault)
        self.fault = fault

    def __str__(self) -> str:
        return str(self.fault)  # a KeyError would show its repr


@dataclass(frozen=True)
class Tree:
    """All nodes of one game, those pruned as well; every parent comes before its children in number.

    Raises:
        TreeError: a node that does not follow a lower one, or whose turn does not follow its parent's.
    """

    nodes: Mapping[int, Node]
    first_turn: int = 1
    """The turn that the game begins with."""

    def __post_init__(self) -> None:
        for number, node in self.nodes.items():
            parent = self.nodes.get(node.parent)
            if node.number != number or number <= BEGINNING or not BEGINNING <= node.parent < number:
                raise TreeError(NotEarlier(number, node.parent))
            if parent is None and node.parent != BEGINNING:
                raise TreeError(NoParent(number, node.parent))
            if node.played.turn != (self.first_turn if parent is None else parent.played.turn + 1):
                raise TreeError(NotTheNextTurn(number, node.played.turn))
            if parent is not None and parent.played.ending is not None:
                raise TreeError(AfterTheEnd(number, node.parent))

    def __repr__(self) -> str:
        pruned = sum(not self.in_tree(number) for number in self.nodes)
        branches = len({self.fork(number) for number in self.nodes if self.in_tree(number)})
        return (
            f"<Tree of {len(self)} turn{'s' * (len(self) != 1)} on {branches} branch{'es' * (branches != 1)}"
            f"{f', {pruned} pruned' * bool(pruned)}, main line of {len(self.main_line)}>"
        )

    def __getitem__(self, number: int) -> Node:
        return self.nodes[number]

    def __contains__(self, number: object) -> bool:
        return number == BEGINNING or number in self.nodes

    def __len__(self) -> int:
        return len(self.nodes)

    @cached_property
    def _children(self) -> Mapping[int, tuple[int, ...]]:
        found: dict[int, list[Node]] = {}
        for node in self.nodes.values():
            if not node.pruned:
                found.setdefault(node.parent, []).append(node)
        return {
            parent: tuple(each.number for each in sorted(nodes, key=lambda each: (each.rank, each.number)))
            for parent, nodes in found.items()
        }

    def children(self, number: int) -> tuple[int, ...]:
        """The nodes that follow a node, without those pruned; the main line's first."""
        return self._children.get(number, ())

    def path(self, number: int) -> tuple[Node, ...]:
        """The nodes from the first turn to this one; none for the beginning. Raises KeyError."""
        found: list[Node] = []
        while number != BEGINNING:
            found.append(self.nodes[number])
            number = found[-1].parent
        return tuple(reversed(found))

    def following(self, number: int) -> int | None:
        """The node that a line goes on with: the first child, unless the line was played and the child only tried."""
        for child in self.children(number)[:1]:
            if not self.nodes[child].tried or (number != BEGINNING and self.nodes[number].tried):
                return child
        return None

    def forks(self, number: int) -> tuple[int, ...]:
        """The children of a node with which other branches begin."""
        straight = self.following(number)
        return tuple(child for child in self.children(number) if child != straight)

    def tip(self, number: int) -> int:
        """Where the line through a node ends."""
        while (following := self.following(number)) is not None:
            number = following
        return number

    def played_on(self, number: int) -> bool:
        """Whether the game was played on from a node, rather than only tried."""
        return any(not self.nodes[child].tried for child in self.children(number))

    @cached_property
    def main_line(self) -> tuple[int, ...]:
        """The numbers of the main line's nodes, from the first turn on."""
        return tuple(node.number for node in self.path(self.tip(BEGINNING)))

    @cached_property
    def _main(self) -> frozenset[int]:
        return frozenset((BEGINNING, *self.main_line))

    def on_main_line(self, number: int) -> bool:
        """Whether a node is on the main line; the beginning always is."""
        return number in self._main

    @cached_property
    def _forks(self) -> Mapping[int, int]:
        found = {BEGINNING: BEGINNING}
        for number, node in sorted(self.nodes.items()):
            straight = self.following(node.parent) == number
            found[number] = found[node.parent] if straight else number
        return found

    def fork(self, number: int) -> int:
        """The node with which the branch of a node begins, where it leaves another; BEGINNING on the main line."""
        return self._forks[number]

    @cached_property
    def _branches(self) -> Mapping[int, str]:
        """By the node a branch begins with, what it is called: by the last name given on it, or by that node."""
        found = {number: f"branch {number}" for number in self._forks.values()}
        for number, node in sorted(self.nodes.items()):
            if node.label:
                found[self._forks[number]] = node.label
        return {**found, BEGINNING: MAIN}

    def branch(self, number: int) -> str:
        """What the branch of a node is called: main, the last name given to a node on it, or where it forks off."""
        return self._branches[self._forks[number]]

    def in_tree(self, number: int) -> bool:
        """Whether neither a node nor any on the way to it is pruned."""
        return not any(node.pruned for node in self.path(number))

    def last_pruned(self) -> Node | None:
        """The node pruned last, whose pruning is undone first."""
        return max((node for node in self.nodes.values() if node.pruned), key=lambda node: node.pruned, default=None)

    def below(self, number: int, folded: bool = False) -> Iterator[tuple[int, int]]:
        """Every node after this one with its depth below it, parents first; with `folded`, not what is collapsed."""
        waiting = [(child, 1) for child in reversed(self.children(number))]
        while waiting:
            at, depth = waiting.pop()
            yield at, depth
            if not (folded and self.nodes[at].collapsed):
                waiting += [(child, depth + 1) for child in reversed(self.children(at))]

    def common(self, one: int, other: int) -> int:
        """The last node that two nodes both come from, or one of them; BEGINNING at the least."""
        shared = BEGINNING
        for left, right in zip(self.path(one), self.path(other), strict=False):
            if left.number != right.number:
                break
            shared = left.number
        return shared

    def find(self, words: str) -> int:
        """The node that a person names: its number (0 is the beginning), its label, or `main` for the main line's end.

        Raises:
            NodeNameError: no node, or more than one, is named so.
        """
        wanted = words.strip()
        if wanted.isascii() and wanted.isdecimal() and len(wanted) < 10 and int(wanted) in self:
            return int(wanted)
        called = wanted.casefold()
        labelled = [node.number for node in self.nodes.values() if called and node.label.casefold() == called]
        if len(labelled) == 1:
            return labelled[0]
        if len(labelled) > 1:
            raise NodeNameError(SeveralNodes(wanted, tuple(labelled)))
        if called == MAIN:
            return self.tip(BEGINNING)
        raise NodeNameError(NoSuchNode(wanted))


def unused_luck(siblings: Sequence[Node]) -> int:
    """The next number of a re-draw that none of these siblings has."""
    return max((0, *(node.played.luck for node in siblings))) + 1
