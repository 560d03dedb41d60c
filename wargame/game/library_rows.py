"""The rows of the library: nodes and drafts in and out of its tables."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from wargame.game.save import Draft
from wargame.game.tree import Node, SavedTurn, Tree

MARKS = "label, note, star, collapsed, pruned, rank"
NODE = f"number, parent, turn, move, orders, injects, luck, digest, ending, {MARKS}"
"""The columns of a node, those that players write on last."""


def insert(db: sqlite3.Connection, game: int, node: Node, now: str) -> None:
    turn = node.played
    db.execute(
        f"INSERT INTO nodes (game, played, {NODE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            game, now, node.number, node.parent, turn.turn, turn.move, json.dumps(dict(turn.orders)),
            json.dumps(turn.injects), turn.luck, turn.digest, turn.ending, node.label, node.note, int(node.star),
            int(node.collapsed), node.pruned, node.rank,
        ),
    )  # fmt: skip


def node_rows(db: sqlite3.Connection, game: int) -> list[tuple[Any, ...]]:
    return db.execute(f"SELECT {NODE} FROM nodes WHERE game = ? ORDER BY number", (game,)).fetchall()


def tree_of(rows: list[tuple[Any, ...]], first_turn: int) -> Tree:
    """A tree from its rows, and the turn it begins with; what rows raise that make no sense is left to the caller."""
    return Tree({row[0]: node_of(row) for row in rows}, first_turn)


def node_of(row: tuple[Any, ...]) -> Node:
    number, parent, turn, move, orders, injects, luck, digest, ending, label, note, star, collapsed, pruned, rank = row
    played = SavedTurn(turn, move, orders_of(orders), tuple(json.loads(injects)), digest, ending, luck)
    return Node(number, parent, played, label, note, bool(star), bool(collapsed), pruned, rank)


def marked(node: Node, written: Sequence[Any]) -> Node:
    """A node with what is written on it now."""
    label, note, star, collapsed, pruned, rank = written
    now = (label, note, bool(star), bool(collapsed), pruned, rank)
    if now == (node.label, node.note, node.star, node.collapsed, node.pruned, node.rank):
        return node
    return Node(node.number, node.parent, node.played, *now)


def same_turn(db: sqlite3.Connection, game: int, parent: int, turn: SavedTurn) -> int | None:
    """The number of the node that already holds this turn after `parent`, with what came of it."""
    wanted = turn.chosen(), turn.digest
    rows = db.execute(f"SELECT {NODE} FROM nodes WHERE game = ? AND parent = ?", (game, parent))
    played = ((row[0], node_of(row).played) for row in rows)
    return next((number for number, each in played if (each.chosen(), each.digest) == wanted), None)


def exists(db: sqlite3.Connection, game: int, node: int) -> bool:
    found = db.execute("SELECT 1 FROM nodes WHERE game = ? AND number = ?", (game, node)).fetchone()
    return found is not None


def way(db: sqlite3.Connection, game: int, node: int) -> list[int]:
    """The numbers of a node and of all on the way to it from the beginning; parents have lower numbers."""
    return [
        row[0]
        for row in db.execute(
            "WITH RECURSIVE way(number, parent) AS ("
            "SELECT number, parent FROM nodes WHERE game = :game AND number = :node UNION "
            "SELECT n.number, n.parent FROM nodes n JOIN way ON n.game = :game AND n.number = way.parent)"
            " SELECT number FROM way",
            {"game": game, "node": node},
        )
    ]


def bring_back(db: sqlite3.Connection, game: int, node: int) -> None:
    """Bring back a node with all on the way to it, so that it can be seen."""
    for number in way(db, game, node):
        db.execute("UPDATE nodes SET pruned = 0 WHERE game = ? AND number = ?", (game, number))


def draft_row(db: sqlite3.Connection, game: int, node: int) -> Any:
    return db.execute("SELECT move, orders, injects FROM drafts WHERE game = ? AND node = ?", (game, node)).fetchone()


def draft_of(row: Any) -> Draft:
    return Draft() if row is None else Draft(row[0], orders_of(row[1]), tuple(json.loads(row[2])))


def orders_of(text: str) -> Mapping[str, tuple[str, ...]]:
    return {seat: tuple(orders) for seat, orders in json.loads(text).items()}


def fixed_of(text: str) -> Mapping[str, str]:
    """The outcomes that are fixed, by event."""
    return {str(event): str(outcome) for event, outcome in json.loads(text).items()}
