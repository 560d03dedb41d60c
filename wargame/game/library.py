"""The library of saved games: one SQLite file in the user's data folder, one transaction for each turn.

A game is kept as its scenario's text, seed, lens, beginning and the tree of its turns, of which nothing is overwritten;
states are recomputed when it is opened.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from wargame.game import library_rows as rows
from wargame.game.library_fault import (
    GameDamaged,
    GameGone,
    NameEmpty,
    NameTaken,
    NameUnprintable,
    NameUnusable,
    NoParent,
    NoSuchGame,
    NothingPlayed,
    Obstacle,
    Text,
    TextTooLong,
    Use,
)
from wargame.game.library_file import InMemory, LibraryError, LibraryFile, OnDisk, default_path
from wargame.game.save import Draft, KeptGame, NewGame, SavedGame
from wargame.game.tree import BEGINNING, TRIED, Node, SavedTurn, Tree
from wargame.model.beginning import Beginning

LONGEST_LABEL, LONGEST_NOTE = 100, 10_000
"""The most characters of a node's name and of its note."""


class Library:
    """The saved games of one user; several processes may use it at once.

    Every method raises LibraryError where the file cannot be read or written; a failed write leaves it as it was.
    """

    def __init__(self, path: Path | None = None) -> None:
        where = default_path() if path is None else path
        self._file = LibraryFile(where, OnDisk(where))

    @classmethod
    def in_memory(cls) -> Library:
        """A library that is gone with the program: for games that nobody wants to keep."""
        library = cls()
        library._file = LibraryFile(Path("in memory"), InMemory())
        return library

    @property
    def path(self) -> Path:
        """Where the library is."""
        return self._file.path

    def games(self) -> tuple[SavedGame, ...]:
        """All saved games, the last changed first; none where there is no library yet."""
        if not self.path.exists():
            return ()
        with self._file.transaction(write=False) as db:
            listed = db.execute(
                "SELECT g.name, g.scenario, g.title, g.seed, g.lens, g.seats, g.picker,"
                " COALESCE(n.turn - g.first_turn + 1, 0), n.ending, g.changed, g.opening, g.first_turn,"
                " (SELECT COUNT(*) FROM nodes WHERE game = g.id)"
                " FROM games g LEFT JOIN nodes n ON n.game = g.id AND n.number = g.node"
                " ORDER BY g.changed DESC, g.id DESC"
            ).fetchall()
        try:
            return tuple(
                SavedGame(
                    name, scenario, title, int(seed), lens, tuple(json.loads(seats)), picker, turns, ending,
                    datetime.fromisoformat(changed), opening, first, nodes,
                )
                for name, scenario, title, seed, lens, seats, picker, turns, ending, changed, opening, first, nodes
                in listed
            )  # fmt: skip
        except (ValueError, TypeError) as error:
            raise self._file.unusable(Use.READ, Obstacle.DAMAGED) from error

    def create(self, game: NewGame, name: str | None = None, first_turn: int = 1) -> str:
        """Keep a new game and give its name: the one asked for, or the scenario's with a number where that is taken."""
        return self.put(game, Tree({}, first_turn), BEGINNING, name)

    def put(self, game: NewGame, tree: Tree, node: int, name: str | None = None, near: str | None = None) -> str:
        """Keep a whole game with its tree, at `node`, in one transaction, and give its name.

        With no `name` it is called `near`, or as the scenario, with a number where that is taken.
        """
        if name is not None:
            _check_name(name)
        now = _now()
        with self._file.transaction(write=True) as db:
            taken = {row[0] for row in db.execute("SELECT name FROM games")}
            if name is not None and name in taken:
                raise LibraryError(NameTaken(name))
            chosen = (
                _storable(name)
                if name is not None
                else _free_name(_near(_storable(near or "")) or game.scenario, taken)
            )
            cursor = db.execute(
                "INSERT INTO games (name, scenario, title, file, text, seed, lens, seats, picker, bot, created,"
                " changed, node, opening, fixed, first_turn) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    chosen, game.scenario, game.title, _storable(game.file), game.text, str(game.seed), game.lens,
                    json.dumps(game.seats), game.picker, game.bot, now, now, node,
                    game.beginning.opening, json.dumps(dict(game.beginning.fixed)), tree.first_turn,
                ),
            )  # fmt: skip
            assert cursor.lastrowid is not None
            for each in tree.nodes.values():
                rows.insert(db, cursor.lastrowid, each, now)
        return chosen

    def read(self, name: str) -> KeptGame:
        """A saved game whole."""
        with self._file.transaction(write=False) as db:
            found = db.execute(
                "SELECT id, scenario, title, file, text, seed, lens, seats, picker, bot, opening, fixed, first_turn,"
                " node FROM games WHERE name = ?",
                (_storable(name),),
            ).fetchone()
            if found is None:
                raise LibraryError(NoSuchGame(name))
            nodes = rows.node_rows(db, found[0])
            draft = rows.draft_row(db, found[0], found[-1])
        try:
            _, scenario, title, file, text, seed, lens, seats, picker, bot, opening, fixed, first_turn, node = found
            begun = Beginning(opening, rows.fixed_of(fixed))
            created = NewGame(
                scenario, title, file, text, int(seed), lens, tuple(json.loads(seats)), picker, bot, begun
            )
            tree = rows.tree_of(nodes, first_turn)
            if node not in tree:
                raise _damaged(name)
            return KeptGame(name, created, tree, node, rows.draft_of(draft))
        except _NONSENSE as error:
            raise _damaged(name) from error

    def tree(self, name: str, known: Tree | None = None) -> Tree:
        """The tree of a saved game as it is now, with what other windows have played.

        Of the nodes in `known` only what is written on them is read, for what a node played never changes.
        """
        before = known.nodes if known is not None else {}
        with self._file.transaction(write=False) as db:
            game = self._game(db, name)
            first_turn = db.execute("SELECT first_turn FROM games WHERE id = ?", (game,)).fetchone()[0]
            marks = db.execute(
                f"SELECT number, {rows.MARKS} FROM nodes WHERE game = ? ORDER BY number", (game,)
            ).fetchall()
            fresh = {
                row[0]: row
                for number, *_ in marks
                if number not in before
                for row in db.execute(f"SELECT {rows.NODE} FROM nodes WHERE game = ? AND number = ?", (game, number))
            }
        try:
            return Tree(
                {
                    number: rows.marked(before[number], written) if number in before else rows.node_of(fresh[number])
                    for number, *written in marks
                },
                first_turn,
            )
        except _NONSENSE as error:
            raise _damaged(name) from error

    def draft(self, name: str, node: int) -> Draft:
        """What has been handed in for the turn after `node`."""
        with self._file.transaction(write=False) as db:
            found = rows.draft_row(db, self._game(db, name), node)
        try:
            return rows.draft_of(found)
        except _NONSENSE as error:
            raise _damaged(name) from error

    def append(
        self,
        name: str,
        parent: int,
        turn: SavedTurn,
        go_on: bool = True,
        tried: bool = False,
        collapsed: bool = False,
    ) -> int:
        """Keep a turn played after node `parent` and give its number; it is on disk when this returns.

        The same turn after the same node is found again instead of being kept twice, and what was pruned on the way is
        brought back. With `go_on` the game is at it from now on. What bots only
        `tried` comes behind its siblings; `collapsed` folds away what follows it.
        """
        now = _now()
        with self._file.transaction(write=True) as db:
            game = self._game(db, name)
            number = rows.same_turn(db, game, parent, turn)
            if number is None:
                if parent != BEGINNING and not rows.exists(db, game, parent):
                    raise LibraryError(NoParent(name, parent))
                number = (
                    1 + db.execute("SELECT COALESCE(MAX(number), 0) FROM nodes WHERE game = ?", (game,)).fetchone()[0]
                )
                rows.insert(db, game, Node(number, parent, turn, collapsed=collapsed, rank=TRIED), now)
            rows.bring_back(db, game, number)
            if not tried:
                db.execute(
                    "UPDATE nodes SET rank = (SELECT COALESCE(MAX(o.rank), 0) FROM nodes o WHERE o.game = nodes.game"
                    f" AND o.parent = nodes.parent AND o.rank < {TRIED})"
                    f" WHERE game = ? AND number = ? AND rank >= {TRIED}",
                    (game, number),
                )
            if go_on:
                db.execute("UPDATE games SET node = ?, changed = ? WHERE id = ?", (number, now, game))
                db.execute("DELETE FROM drafts WHERE game = ? AND node = ?", (game, parent))
        return int(number)

    def go_to(self, name: str, node: int) -> None:
        """Put a game at a node, from which it goes on when it is opened next."""
        with self._file.transaction(write=True) as db:
            game = self._game(db, name) if node == BEGINNING else self._known(db, name, node)
            db.execute("UPDATE games SET node = ?, changed = ? WHERE id = ?", (node, _now(), game))

    def mark(
        self,
        name: str,
        node: int,
        label: str | None = None,
        note: str | None = None,
        star: bool | None = None,
        collapsed: bool | None = None,
    ) -> None:
        """Write on a node; what is None stays as it is."""
        for what, words, most in ((Text.NAME, label, LONGEST_LABEL), (Text.NOTE, note, LONGEST_NOTE)):
            if words is not None and len(words) > most:
                raise LibraryError(TextTooLong(what, len(words), most))
        wanted = {"label": label, "note": note, "star": star, "collapsed": collapsed}
        with self._file.transaction(write=True) as db:
            game = self._known(db, name, node)
            for column, value in wanted.items():
                if value is not None:
                    stored = _storable(value) if isinstance(value, str) else int(value)
                    db.execute(f"UPDATE nodes SET {column} = ? WHERE game = ? AND number = ?", (stored, game, node))

    def prune(self, name: str, node: int) -> None:
        """Take a node and all that follows it out of the tree; it can be brought back.

        A game that is there steps back to before it.
        """
        with self._file.transaction(write=True) as db:
            game = self._known(db, name, node)
            last = db.execute("SELECT MAX(pruned) FROM nodes WHERE game = ?", (game,)).fetchone()[0]
            db.execute(
                "UPDATE nodes SET pruned = ? WHERE game = ? AND number = ? AND pruned = 0", (last + 1, game, node)
            )
            at = db.execute("SELECT node FROM games WHERE id = ?", (game,)).fetchone()[0]
            if node in rows.way(db, game, at):
                parent = db.execute("SELECT parent FROM nodes WHERE game = ? AND number = ?", (game, node)).fetchone()[
                    0
                ]
                db.execute("UPDATE games SET node = ?, changed = ? WHERE id = ?", (parent, _now(), game))

    def restore(self, name: str) -> int | None:
        """Bring back what was pruned last and give its node; None when nothing is pruned."""
        with self._file.transaction(write=True) as db:
            game = self._game(db, name)
            last = db.execute(
                "SELECT number FROM nodes WHERE game = ? AND pruned > 0 ORDER BY pruned DESC LIMIT 1", (game,)
            ).fetchone()
            if last is None:
                return None
            rows.bring_back(db, game, last[0])
        return int(last[0])

    def promote(self, name: str, node: int) -> None:
        """Make the way to a node the main line."""
        with self._file.transaction(write=True) as db:
            game = self._known(db, name, node)
            for number in rows.way(db, game, node):
                db.execute(
                    "UPDATE nodes SET rank = (SELECT MIN(o.rank) FROM nodes o WHERE o.game = nodes.game"
                    " AND o.parent = nodes.parent) - 1 WHERE game = ? AND number = ?",
                    (game, number),
                )

    def keep_draft(self, name: str, node: int, draft: Draft) -> None:
        """Keep what has been handed in for the turn after `node`; every node has a draft of its own."""
        with self._file.transaction(write=True) as db:
            game = self._game(db, name)
            db.execute(
                "INSERT OR REPLACE INTO drafts (game, node, move, orders, injects) VALUES (?, ?, ?, ?, ?)",
                (game, node, draft.move, json.dumps(dict(draft.orders or {})), json.dumps(draft.injects)),
            )
            db.execute("UPDATE games SET changed = ? WHERE id = ?", (_now(), game))

    def _known(self, db: sqlite3.Connection, name: str, node: int) -> int:
        """The game's own id, once it is sure that it has the node."""
        game = self._game(db, name)
        if not rows.exists(db, game, node):
            raise LibraryError(NothingPlayed(name, node))
        return game

    @staticmethod
    def _game(db: sqlite3.Connection, name: str) -> int:
        found = db.execute("SELECT id FROM games WHERE name = ?", (name,)).fetchone()
        if found is None:
            raise LibraryError(GameGone(name))
        return int(found[0])


_NONSENSE = (ValueError, TypeError, AttributeError, KeyError)
"""What rows raise that make no sense."""


def _damaged(name: str) -> LibraryError:
    return LibraryError(GameDamaged(name))


def _storable(text: str) -> str:
    """A path or name with the bytes that are not UTF-8, which SQLite does not take, as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _check_name(name: str) -> None:
    """Refuse the name of a game by which it could not be called."""
    if not name.strip():
        raise LibraryError(NameEmpty())
    if not name.isprintable() or name != name.strip():
        raise LibraryError(NameUnprintable())
    if name.startswith("-") or len(name) > LONGEST_LABEL:
        raise LibraryError(NameUnusable(LONGEST_LABEL))


def _near(words: str) -> str:
    """A name like the one asked for, by which a game can be called."""
    kept = "".join(each if each.isprintable() else " " for each in words).strip().lstrip("-")
    return kept[:LONGEST_LABEL].strip()


def _free_name(scenario: str, taken: set[str]) -> str:
    if scenario not in taken:
        return scenario
    count = 2
    while f"{scenario}-{count}" in taken:
        count += 1
    return f"{scenario}-{count}"


def _now() -> str:
    return datetime.now(UTC).isoformat()
