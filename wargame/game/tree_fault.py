"""What is wrong with a game's tree, or with the name of a node: a value for each kind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from wargame.fault import Fault


class TreeCode(StrEnum):
    """The kinds of what goes wrong with a tree and its nodes."""

    NOT_EARLIER = "not-earlier"
    NO_PARENT = "no-parent"
    NOT_THE_NEXT_TURN = "not-the-next-turn"
    AFTER_THE_END = "after-the-end"
    NO_SUCH_NODE = "no-such-node"
    SEVERAL_NODES = "several-nodes"
    NO_NODE = "no-node"


@dataclass(frozen=True, slots=True)
class NotEarlier(Fault):
    """A node follows one that is not earlier."""

    code: ClassVar = TreeCode.NOT_EARLIER
    node: int
    parent: int


@dataclass(frozen=True, slots=True)
class NoParent(Fault):
    """A node follows one that is not there."""

    code: ClassVar = TreeCode.NO_PARENT
    node: int
    parent: int


@dataclass(frozen=True, slots=True)
class NotTheNextTurn(Fault):
    """A node's turn is not the one after its parent's."""

    code: ClassVar = TreeCode.NOT_THE_NEXT_TURN
    node: int
    turn: int


@dataclass(frozen=True, slots=True)
class AfterTheEnd(Fault):
    """A node follows one at which the game had ended."""

    code: ClassVar = TreeCode.AFTER_THE_END
    node: int
    parent: int


@dataclass(frozen=True, slots=True)
class NoSuchNode(Fault):
    """No node has this number or label."""

    code: ClassVar = TreeCode.NO_SUCH_NODE
    name: str


@dataclass(frozen=True, slots=True)
class SeveralNodes(Fault):
    """Several nodes have this label."""

    code: ClassVar = TreeCode.SEVERAL_NODES
    name: str
    nodes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NoNode(Fault):
    """The game has no node of this number."""

    code: ClassVar = TreeCode.NO_NODE
    node: int


TreeFault = NotEarlier | NoParent | NotTheNextTurn | AfterTheEnd | NoSuchNode | SeveralNodes | NoNode
"""Why nodes are no tree, or a name no node's."""
