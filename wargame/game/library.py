"""The library of saved games: one SQLite file in the user's data folder, one transaction for each turn.

A game is kept as its scenario's text, seed, lens and the tree of its turns, of which nothing is overwritten; states
are recomputed when it is opened.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Any

from platformdirs import user_data_path

from wargame.game import library_format
from wargame.game.tree import BEGINNING, TRIED, Node, SavedTurn, Tree

_BUSY_SECONDS = 5.0
LONGEST_LABEL, LONGEST_NOTE = 100, 10_000
"""The most characters of a node's name and of its note."""
_MARKS = "label, note, star, collapsed, pruned, rank"
_NODE = f"number, parent, turn, move, orders, injects, luck, digest, ending, {_MARKS}"


class LibraryError(Exception):
    """What keeps the library from being read or written, in one plain sentence."""


@dataclass(frozen=True, slots=True)
class NewGame:
    """What is kept of a game when it is created."""

    scenario: str
    title: str
    file: str
    text: str
    seed: int
    lens: str
    seats: tuple[str, ...]
    picker: str
    bot: str


@dataclass(frozen=True, slots=True)
class SavedGame:
    """A line of the library's list."""

    name: str
    scenario: str
    title: str
    seed: int
    lens: str
    seats: tuple[str, ...]
    picker: str
    turns_played: int
    ending: str | None
    """The id of the ending reached, or None while it goes on."""
    changed: datetime
    nodes: int
    """How many turns were ever played in it, on all branches."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been handed in for the turn that is being played."""

    move: str | None = None
    orders: Mapping[str, tuple[str, ...]] | None = None
    injects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptGame:
    """A saved game as it is read back: how it was created, its tree, the node it stands on, and the draft there."""

    name: str
    created: NewGame
    tree: Tree
    node: int
    """BEGINNING before the first turn is played."""
    draft: Draft


def default_path() -> Path:
    """Where the library is: in the user's data folder, or in the folder that WARGAME_HOME names."""
    home = os.environ.get("WARGAME_HOME")
    folder = Path(home) if home else user_data_path("wargame", appauthor=False)
    return folder / "library.sqlite3"


class Library:
    """The saved games of one user; several processes may use it at once.

    Every method raises LibraryError where the file cannot be read or written; a failed write leaves it as it was.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = default_path() if path is None else path

    def games(self) -> tuple[SavedGame, ...]:
        """All saved games, the last changed first; none where there is no library yet."""
        if not self.path.exists():
            return ()
        with self._open(write=False) as db:
            rows = db.execute(
                "SELECT g.name, g.scenario, g.title, g.seed, g.lens, g.seats, g.picker, COALESCE(n.turn, 0), n.ending,"
                " g.changed, (SELECT COUNT(*) FROM nodes WHERE game = g.id)"
                " FROM games g LEFT JOIN nodes n ON n.game = g.id AND n.number = g.node"
                " ORDER BY g.changed DESC, g.id DESC"
            ).fetchall()
        try:
            return tuple(
                SavedGame(
                    name, scenario, title, int(seed), lens, tuple(json.loads(seats)), picker, turns, ending,
                    datetime.fromisoformat(changed), nodes,
                )
                for name, scenario, title, seed, lens, seats, picker, turns, ending, changed, nodes in rows
            )  # fmt: skip
        except (ValueError, TypeError) as error:
            raise LibraryError(f"the library of saved games {self.path} cannot be read: it is damaged") from error

    def create(self, game: NewGame, name: str | None = None) -> str:
        """Keep a new game and give its name: the one asked for, or the scenario's with a number where that is taken."""
        return self.put(game, Tree({}), BEGINNING, name)

    def put(self, game: NewGame, tree: Tree, node: int, name: str | None = None, near: str | None = None) -> str:
        """Keep a whole game with its tree, standing on `node`, in one transaction, and give its name.

        With no `name` it is called `near`, or as the scenario, with a number where that is taken.
        """
        if name is not None:
            _check_name(name)
        now = _now()
        with self._open(write=True) as db:
            taken = {row[0] for row in db.execute("SELECT name FROM games")}
            if name is not None and name in taken:
                raise LibraryError(f"there is a saved game named '{name}' already; choose another name")
            chosen = (
                _storable(name)
                if name is not None
                else _free_name(_near(_storable(near or "")) or game.scenario, taken)
            )
            cursor = db.execute(
                "INSERT INTO games (name, scenario, title, file, text, seed, lens, seats, picker, bot, created,"
                " changed, node) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    chosen, game.scenario, game.title, _storable(game.file), game.text, str(game.seed), game.lens,
                    json.dumps(game.seats), game.picker, game.bot, now, now, node,
                ),
            )  # fmt: skip
            assert cursor.lastrowid is not None
            for each in tree.nodes.values():
                _insert(db, cursor.lastrowid, each, now)
        return chosen

    def read(self, name: str) -> KeptGame:
        """A saved game whole."""
        with self._open(write=False) as db:
            found = db.execute(
                "SELECT id, scenario, title, file, text, seed, lens, seats, picker, bot, node FROM games"
                " WHERE name = ?",
                (_storable(name),),
            ).fetchone()
            if found is None:
                raise LibraryError(f"there is no saved game named '{name}'; `wargame games` lists them")
            nodes = _rows(db, found[0])
            draft = _draft_row(db, found[0], found[-1])
        try:
            _, scenario, title, file, text, seed, lens, seats, picker, bot, node = found
            created = NewGame(scenario, title, file, text, int(seed), lens, tuple(json.loads(seats)), picker, bot)
            tree = _tree(nodes)
            if node not in tree:
                raise ValueError(f"it stands on node {node}, which is not there")
            return KeptGame(name, created, tree, node, _draft(draft))
        except _NONSENSE as error:
            raise _damaged(name) from error

    def tree(self, name: str, known: Tree | None = None) -> Tree:
        """The tree of a saved game as it is now, with what other windows have played.

        Of the nodes in `known` only what is written on them is read, for what a node played never changes.
        """
        before = known.nodes if known is not None else {}
        with self._open(write=False) as db:
            game = self._game(db, name)
            marks = db.execute(f"SELECT number, {_MARKS} FROM nodes WHERE game = ? ORDER BY number", (game,)).fetchall()
            fresh = {
                row[0]: row
                for number, *_ in marks
                if number not in before
                for row in db.execute(f"SELECT {_NODE} FROM nodes WHERE game = ? AND number = ?", (game, number))
            }
        try:
            return Tree(
                {
                    number: _marked(before[number], written) if number in before else _node(fresh[number])
                    for number, *written in marks
                }
            )
        except _NONSENSE as error:
            raise _damaged(name) from error

    def draft(self, name: str, node: int) -> Draft:
        """What has been handed in for the turn after `node`."""
        with self._open(write=False) as db:
            found = _draft_row(db, self._game(db, name), node)
        try:
            return _draft(found)
        except _NONSENSE as error:
            raise _damaged(name) from error

    def append(
        self,
        name: str,
        parent: int,
        turn: SavedTurn,
        stand: bool = True,
        tried: bool = False,
        collapsed: bool = False,
    ) -> int:
        """Keep a turn played after node `parent` and give its number; it is on disk when this returns.

        The same turn after the same node is found again instead of being kept twice, and what was pruned on the way is
        brought back. With `stand` the game stands on it from now on. What bots only
        `tried` stands behind its siblings; `collapsed` folds away what follows it.
        """
        now = _now()
        with self._open(write=True) as db:
            game = self._game(db, name)
            number = _same(db, game, parent, turn)
            if number is None:
                if parent != BEGINNING and not _exists(db, game, parent):
                    raise LibraryError(f"node {parent} of the saved game '{name}' is not there, so no turn can follow")
                number = (
                    1 + db.execute("SELECT COALESCE(MAX(number), 0) FROM nodes WHERE game = ?", (game,)).fetchone()[0]
                )
                _insert(db, game, Node(number, parent, turn, collapsed=collapsed, rank=TRIED), now)
            _unprune_way(db, game, number)
            if not tried:
                db.execute(
                    "UPDATE nodes SET rank = (SELECT COALESCE(MAX(o.rank), 0) FROM nodes o WHERE o.game = nodes.game"
                    f" AND o.parent = nodes.parent AND o.rank < {TRIED})"
                    f" WHERE game = ? AND number = ? AND rank >= {TRIED}",
                    (game, number),
                )
            if stand:
                db.execute("UPDATE games SET node = ?, changed = ? WHERE id = ?", (number, now, game))
                db.execute("DELETE FROM drafts WHERE game = ? AND node = ?", (game, parent))
        return int(number)

    def stand(self, name: str, node: int) -> None:
        """Let a game stand on a node, from which it goes on when it is opened next."""
        with self._open(write=True) as db:
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
        for what, words, most in (("name", label, LONGEST_LABEL), ("note", note, LONGEST_NOTE)):
            if words is not None and len(words) > most:
                raise LibraryError(f"the {what} is {len(words)} characters long; it may have {most}")
        wanted = {"label": label, "note": note, "star": star, "collapsed": collapsed}
        with self._open(write=True) as db:
            game = self._known(db, name, node)
            for column, value in wanted.items():
                if value is not None:
                    stored = _storable(value) if isinstance(value, str) else int(value)
                    db.execute(f"UPDATE nodes SET {column} = ? WHERE game = ? AND number = ?", (stored, game, node))

    def prune(self, name: str, node: int) -> None:
        """Take a node and all that follows it out of the tree; it can be brought back.

        A game that stands there steps back to before it.
        """
        with self._open(write=True) as db:
            game = self._known(db, name, node)
            last = db.execute("SELECT MAX(pruned) FROM nodes WHERE game = ?", (game,)).fetchone()[0]
            db.execute(
                "UPDATE nodes SET pruned = ? WHERE game = ? AND number = ? AND pruned = 0", (last + 1, game, node)
            )
            standing = db.execute("SELECT node FROM games WHERE id = ?", (game,)).fetchone()[0]
            if node in _way(db, game, standing):
                parent = db.execute("SELECT parent FROM nodes WHERE game = ? AND number = ?", (game, node)).fetchone()[
                    0
                ]
                db.execute("UPDATE games SET node = ?, changed = ? WHERE id = ?", (parent, _now(), game))

    def restore(self, name: str) -> int | None:
        """Bring back what was pruned last and give its node; None when nothing is pruned."""
        with self._open(write=True) as db:
            game = self._game(db, name)
            last = db.execute(
                "SELECT number FROM nodes WHERE game = ? AND pruned > 0 ORDER BY pruned DESC LIMIT 1", (game,)
            ).fetchone()
            if last is None:
                return None
            _unprune_way(db, game, last[0])
        return int(last[0])

    def promote(self, name: str, node: int) -> None:
        """Make the way to a node the main line."""
        with self._open(write=True) as db:
            game = self._known(db, name, node)
            for number in _way(db, game, node):
                db.execute(
                    "UPDATE nodes SET rank = (SELECT MIN(o.rank) FROM nodes o WHERE o.game = nodes.game"
                    " AND o.parent = nodes.parent) - 1 WHERE game = ? AND number = ?",
                    (game, number),
                )

    def keep_draft(self, name: str, node: int, draft: Draft) -> None:
        """Keep what has been handed in for the turn after `node`; every node has a draft of its own."""
        with self._open(write=True) as db:
            game = self._game(db, name)
            db.execute(
                "INSERT OR REPLACE INTO drafts (game, node, move, orders, injects) VALUES (?, ?, ?, ?, ?)",
                (game, node, draft.move, json.dumps(dict(draft.orders or {})), json.dumps(draft.injects)),
            )
            db.execute("UPDATE games SET changed = ? WHERE id = ?", (_now(), game))

    def _known(self, db: sqlite3.Connection, name: str, node: int) -> int:
        """The game's own id, once it is sure that it has the node."""
        game = self._game(db, name)
        if not _exists(db, game, node):
            raise LibraryError(f"the saved game '{name}' has no node {node} on which a turn was played")
        return game

    @staticmethod
    def _game(db: sqlite3.Connection, name: str) -> int:
        found = db.execute("SELECT id FROM games WHERE name = ?", (name,)).fetchone()
        if found is None:
            raise LibraryError(f"the saved game '{name}' is no longer in the library")
        return int(found[0])

    @contextmanager
    def _open(self, write: bool) -> Iterator[sqlite3.Connection]:
        """One transaction: begun at once where it writes, so that two writers queue instead of failing midway."""
        db = None
        try:
            db = self._begin(write)
            yield db
            db.execute("COMMIT")
        except UnicodeDecodeError as error:
            # SQLite quotes what it stumbles over, whatever bytes that is.
            raise LibraryError(f"the library of saved games {self.path} cannot be read: it is damaged") from error
        except (sqlite3.Error, json.JSONDecodeError, OSError) as error:
            verb = "written" if write else "read"
            raise LibraryError(f"the library of saved games {self.path} cannot be {verb}: {_plain(error)}") from error
        finally:
            if db is not None:
                self._release(db)

    def _begin(self, write: bool) -> sqlite3.Connection:
        """A connection with its transaction begun; one that only reads where nothing can be written."""
        try:
            db = self._connect()
        except (OSError, sqlite3.Error) as error:
            raise LibraryError(f"the library of saved games {self.path} cannot be opened: {_plain(error)}") from error
        try:
            self._prepare(db)
            db.execute("BEGIN IMMEDIATE" if write else "BEGIN")
        except (sqlite3.Error, UnicodeDecodeError, LibraryError) as error:
            self._release(db)
            if write or not isinstance(error, sqlite3.OperationalError) or not self._still():
                raise
            return self._begin_still()
        return db

    def _still(self) -> bool:
        """Whether all that was ever written stands in the file itself, and none of it beside it."""
        beside = self.path.with_name(self.path.name + "-wal")
        return self.path.is_file() and (not beside.exists() or beside.stat().st_size == 0)

    def _begin_still(self) -> sqlite3.Connection:
        """Read a file that may not be written to, or whose disk is full: nothing is made beside it."""
        uri = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
        db = sqlite3.connect(uri, uri=True, isolation_level=None)
        try:
            if library_format.version(db) != library_format.VERSION:
                raise sqlite3.OperationalError("attempt to write a readonly database")
            db.execute("BEGIN")
        except sqlite3.Error:
            db.close()
            raise
        return db

    def _connect(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None)

    def _release(self, db: sqlite3.Connection) -> None:
        # Closing rolls back whatever was not committed.
        db.close()

    def _prepare(self, db: sqlite3.Connection) -> None:
        found = library_format.version(db)
        if found > library_format.VERSION:
            raise LibraryError(
                f"the library of saved games {self.path} was written by a later version of wargame; "
                "update wargame to use it"
            )
        db.execute("PRAGMA synchronous = FULL")
        if found < library_format.VERSION:
            library_format.bring_up_to_date(db)
        db.execute("PRAGMA foreign_keys = ON")


class MemoryLibrary(Library):
    """A library that is gone with the program: for games that nobody wants to keep."""

    def __init__(self) -> None:
        super().__init__(Path("in memory"))
        self._lock = RLock()
        self._db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)

    def __del__(self) -> None:
        self._db.close()

    def _connect(self) -> sqlite3.Connection:
        self._lock.acquire()
        return self._db

    def _release(self, db: sqlite3.Connection) -> None:
        if db.in_transaction:
            db.execute("ROLLBACK")
        self._lock.release()


_NONSENSE = (ValueError, TypeError, AttributeError, KeyError)
"""What rows raise that make no sense."""


def _damaged(name: str) -> LibraryError:
    return LibraryError(f"the saved game '{name}' is damaged and cannot be read")


def _insert(db: sqlite3.Connection, game: int, node: Node, now: str) -> None:
    turn = node.played
    db.execute(
        f"INSERT INTO nodes (game, played, {_NODE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            game, now, node.number, node.parent, turn.turn, turn.move, json.dumps(dict(turn.orders)),
            json.dumps(turn.injects), turn.luck, turn.digest, turn.ending, node.label, node.note, int(node.star),
            int(node.collapsed), node.pruned, node.rank,
        ),
    )  # fmt: skip


def _rows(db: sqlite3.Connection, game: int) -> list[tuple[Any, ...]]:
    return db.execute(f"SELECT {_NODE} FROM nodes WHERE game = ? ORDER BY number", (game,)).fetchall()


def _tree(rows: list[tuple[Any, ...]]) -> Tree:
    """A tree from its rows; what is raised by rows that make no sense is left to the caller."""
    return Tree({row[0]: _node(row) for row in rows})


def _node(row: tuple[Any, ...]) -> Node:
    number, parent, turn, move, orders, injects, luck, digest, ending, label, note, star, collapsed, pruned, rank = row
    played = SavedTurn(turn, move, _orders(orders), tuple(json.loads(injects)), digest, ending, luck)
    return Node(number, parent, played, label, note, bool(star), bool(collapsed), pruned, rank)


def _marked(node: Node, written: Sequence[Any]) -> Node:
    """A node with what is written on it now."""
    label, note, star, collapsed, pruned, rank = written
    now = (label, note, bool(star), bool(collapsed), pruned, rank)
    if now == (node.label, node.note, node.star, node.collapsed, node.pruned, node.rank):
        return node
    return Node(node.number, node.parent, node.played, *now)


def _same(db: sqlite3.Connection, game: int, parent: int, turn: SavedTurn) -> int | None:
    """The number of the node that already holds this turn after `parent`, with what came of it."""
    wanted = turn.chosen(), turn.digest
    rows = db.execute(f"SELECT {_NODE} FROM nodes WHERE game = ? AND parent = ?", (game, parent))
    played = ((row[0], _node(row).played) for row in rows)
    return next((number for number, each in played if (each.chosen(), each.digest) == wanted), None)


def _exists(db: sqlite3.Connection, game: int, node: int) -> bool:
    found = db.execute("SELECT 1 FROM nodes WHERE game = ? AND number = ?", (game, node)).fetchone()
    return found is not None


def _way(db: sqlite3.Connection, game: int, node: int) -> list[int]:
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


def _unprune_way(db: sqlite3.Connection, game: int, node: int) -> None:
    """Bring back a node with all on the way to it, so that it can be seen."""
    for number in _way(db, game, node):
        db.execute("UPDATE nodes SET pruned = 0 WHERE game = ? AND number = ?", (game, number))


def _draft_row(db: sqlite3.Connection, game: int, node: int) -> Any:
    return db.execute("SELECT move, orders, injects FROM drafts WHERE game = ? AND node = ?", (game, node)).fetchone()


def _draft(row: Any) -> Draft:
    return Draft() if row is None else Draft(row[0], _orders(row[1]), tuple(json.loads(row[2])))


def _orders(text: str) -> Mapping[str, tuple[str, ...]]:
    return {seat: tuple(orders) for seat, orders in json.loads(text).items()}


def _storable(text: str) -> str:
    """A path or name with the bytes that are not UTF-8, which SQLite does not take, as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _check_name(name: str) -> None:
    """Refuse the name of a game by which it could not be called."""
    if not name.strip():
        raise LibraryError("a game's name may not be empty; choose one")
    if not name.isprintable() or name != name.strip():
        raise LibraryError("a game's name may not hold line breaks or control characters, or blanks around it")
    if name.startswith("-") or len(name) > LONGEST_LABEL:
        raise LibraryError(f"a game's name may not begin with '-', nor be longer than {LONGEST_LABEL} characters")


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


def _plain(error: Exception) -> str:
    """What went wrong, in words for a person."""
    said = (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)
    for sign, words in {
        "database is locked": "another program is using it; try again in a moment",
        "file is not a database": "it is not a library of wargame, or it is damaged",
        "malformed": "it is damaged",
        "disk is full": "the disk is full",
        "disk I/O error": "the disk may be full or broken",
        "no space left": "the disk is full",
        "readonly": "it may not be written to",
        "permission denied": "it may not be opened by this user",
        "unable to open": "it may not be opened, or its folder may not be written to",
    }.items():
        if sign in said:
            return words
    return said
