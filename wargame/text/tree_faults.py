"""What is wrong with a tree, or with the name of a node, in one plain sentence for each kind of fault."""

from __future__ import annotations

from wargame.game.tree_fault import (
    AfterTheEnd,
    NoNode,
    NoParent,
    NoSuchNode,
    NotEarlier,
    NotTheNextTurn,
    SeveralNodes,
    TreeFault,
)
from wargame.text.message import message
from wargame.text.words import commas


def tree_words(fault: TreeFault) -> str:
    """Why nodes are no tree, or a name is no node's."""
    match fault:
        case NotEarlier(node, parent):
            return message("node {node} follows node {parent}, which is not an earlier one", node=node, parent=parent)
        case NoParent(node, parent):
            return message("node {node} follows node {parent}, which is not there", node=node, parent=parent)
        case NotTheNextTurn(node, turn):
            return message("node {node} is turn {turn}, which is not the turn after its parent's", node=node, turn=turn)
        case AfterTheEnd(node, parent):
            return message("node {node} follows node {parent}, at which the game had ended", node=node, parent=parent)
        case NoSuchNode(name):
            return message("there is no node '{name}'; a node is named by its number, its label, or 'main'", name=name)
        case SeveralNodes(name, nodes):
            return message(
                "several nodes are labelled '{name}': {nodes}; name one by its number", name=name, nodes=commas(nodes)
            )
        case NoNode(node):
            return message("there is no node {node} in this game", node=node)
