"""The library of saved games: one SQLite file in the user's data folder, one transaction for each turn.

A game is kept as its scenario's text, seed, lens and orders; states are recomputed when it is opened. Played turns
are nodes of a tree: each names the turn it follows.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

VERSION = 1
"""The library's own format, in SQLite's user_version."""

_BUSY_SECONDS = 5.0
_SCHEMA = """
CREATE TABLE games (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    scenario TEXT NOT NULL,
    title TEXT NOT NULL,
    file TEXT NOT NULL,
    text TEXT NOT NULL,
    seed TEXT NOT NULL,
    lens TEXT NOT NULL,
    seats TEXT NOT NULL,
    picker TEXT NOT NULL,
    bot TEXT NOT NULL,
    created TEXT NOT NULL,
    changed TEXT NOT NULL,
    node INTEGER REFERENCES nodes(id)
);
CREATE TABLE nodes (
    id INTEGER PRIMARY KEY,
    game INTEGER NOT NULL REFERENCES games(id),
    parent INTEGER REFERENCES nodes(id),
    turn INTEGER NOT NULL,
    move TEXT NOT NULL,
    orders TEXT NOT NULL,
    injects TEXT NOT NULL,
    digest TEXT NOT NULL,
    ending TEXT,
    played TEXT NOT NULL
);
CREATE INDEX nodes_of_game ON nodes(game);
CREATE TABLE drafts (
    game INTEGER PRIMARY KEY REFERENCES games(id),
    node INTEGER,
    move TEXT,
    orders TEXT NOT NULL,
    injects TEXT NOT NULL
);
"""


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


@dataclass(frozen=True, slots=True)
class SavedTurn:
    """A turn as it was played: what was chosen, and a digest of the state it led to."""

    turn: int
    move: str
    orders: Mapping[str, tuple[str, ...]]
    """By seat, in the orders' text form."""
    injects: tuple[str, ...]
    digest: str
    ending: str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been handed in for the turn that is being played."""

    move: str | None = None
    orders: Mapping[str, tuple[str, ...]] | None = None
    injects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptGame:
    """A saved game as it is read back: how it was created, the turns on the way to where it stands, and the draft."""

    name: str
    created: NewGame
    turns: tuple[SavedTurn, ...]
    node: int | None
    """The node it stands on; None before the first turn is played."""
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
                " g.changed FROM games g LEFT JOIN nodes n ON n.id = g.node ORDER BY g.changed DESC, g.id DESC"
            ).fetchall()
        try:
            return tuple(
                SavedGame(
                    name, scenario, title, int(seed), lens, tuple(json.loads(seats)), picker, turns, ending,
                    datetime.fromisoformat(changed),
                )
                for name, scenario, title, seed, lens, seats, picker, turns, ending, changed in rows
            )  # fmt: skip
        except (ValueError, TypeError) as error:
            raise LibraryError(f"the library of saved games {self.path} cannot be read: it is damaged") from error

    def create(self, game: NewGame, name: str | None = None) -> str:
        """Keep a new game and give its name: the one asked for, or the scenario's with a number where that is taken."""
        now = _now()
        with self._open(write=True) as db:
            taken = {row[0] for row in db.execute("SELECT name FROM games")}
            if name is not None and name in taken:
                raise LibraryError(f"there is a saved game named '{name}' already; choose another name")
            chosen = name if name is not None else _free_name(game.scenario, taken)
            db.execute(
                "INSERT INTO games (name, scenario, title, file, text, seed, lens, seats, picker, bot, created,"
                " changed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    chosen, game.scenario, game.title, _storable(game.file), game.text, str(game.seed), game.lens,
                    json.dumps(game.seats), game.picker, game.bot, now, now,
                ),
            )  # fmt: skip
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
            game = found[0]
            nodes = {
                row[0]: row
                for row in db.execute(
                    "SELECT id, parent, turn, move, orders, injects, digest, ending FROM nodes WHERE game = ?", (game,)
                )
            }
            draft = db.execute("SELECT node, move, orders, injects FROM drafts WHERE game = ?", (game,)).fetchone()
        try:
            return _kept(name, found, nodes, draft)
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            raise LibraryError(f"the saved game '{name}' is damaged and cannot be read") from error

    def append(self, name: str, parent: int | None, turn: SavedTurn) -> int:
        """Keep a turn played after node `parent` and let the game stand on it; it is on disk when this returns."""
        now = _now()
        with self._open(write=True) as db:
            game = self._game(db, name)
            cursor = db.execute(
                "INSERT INTO nodes (game, parent, turn, move, orders, injects, digest, ending, played)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    game, parent, turn.turn, turn.move, json.dumps(dict(turn.orders)), json.dumps(turn.injects),
                    turn.digest, turn.ending, now,
                ),
            )  # fmt: skip
            node = cursor.lastrowid
            assert node is not None
            db.execute("UPDATE games SET node = ?, changed = ? WHERE id = ?", (node, now, game))
            db.execute("DELETE FROM drafts WHERE game = ?", (game,))
        return node

    def keep_draft(self, name: str, node: int | None, draft: Draft) -> None:
        """Keep what has been handed in for the turn after `node`.

        Where another window has played on and the game stands elsewhere by now, the draft there is left as it is.
        """
        with self._open(write=True) as db:
            game = self._game(db, name)
            if db.execute("SELECT node FROM games WHERE id = ?", (game,)).fetchone()[0] != node:
                return
            db.execute(
                "INSERT OR REPLACE INTO drafts (game, node, move, orders, injects) VALUES (?, ?, ?, ?, ?)",
                (game, node, draft.move, json.dumps(dict(draft.orders or {})), json.dumps(draft.injects)),
            )
            db.execute("UPDATE games SET changed = ? WHERE id = ?", (_now(), game))

    @staticmethod
    def _game(db: sqlite3.Connection, name: str) -> int:
        found = db.execute("SELECT id FROM games WHERE name = ?", (name,)).fetchone()
        if found is None:
            raise LibraryError(f"the saved game '{name}' is no longer in the library")
        return int(found[0])

    @contextmanager
    def _open(self, write: bool) -> Iterator[sqlite3.Connection]:
        """One transaction: begun at once where it writes, so that two writers queue instead of failing midway."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise LibraryError(f"the library of saved games {self.path} cannot be opened: {_plain(error)}") from error
        try:
            self._prepare(db)
            db.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            yield db
            db.execute("COMMIT")
        except UnicodeDecodeError as error:
            # SQLite quotes what it stumbles over, whatever bytes that is.
            raise LibraryError(f"the library of saved games {self.path} cannot be read: it is damaged") from error
        except (sqlite3.Error, json.JSONDecodeError, OSError) as error:
            verb = "written" if write else "read"
            raise LibraryError(f"the library of saved games {self.path} cannot be {verb}: {_plain(error)}") from error
        finally:
            # Closing rolls back whatever was not committed.
            db.close()

    def _prepare(self, db: sqlite3.Connection) -> None:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise LibraryError(
                f"the library of saved games {self.path} was written by a later version of wargame; "
                "update wargame to use it"
            )
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA synchronous = FULL")
        if version < VERSION:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("BEGIN IMMEDIATE")
            # Another process may have made it while this one waited.
            if db.execute("PRAGMA user_version").fetchone()[0] < VERSION:
                for statement in _SCHEMA.split(";"):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {VERSION}")
            db.execute("COMMIT")


def _kept(name: str, found: tuple[Any, ...], nodes: Mapping[int, tuple[Any, ...]], draft: Any) -> KeptGame:
    """A game from its rows; what is raised by rows that make no sense is left to the caller."""
    _, scenario, title, file, text, seed, lens, seats, picker, bot, node = found
    turns: list[SavedTurn] = []
    step = node
    while step is not None:
        if len(turns) > len(nodes):
            raise ValueError("its turns go round in a circle")
        _, parent, turn, move, orders, injects, digest, ending = nodes[step]
        turns.append(SavedTurn(turn, move, _orders(orders), tuple(json.loads(injects)), digest, ending))
        step = parent
    kept = Draft()
    if draft is not None and draft[0] == node:
        kept = Draft(draft[1], _orders(draft[2]), tuple(json.loads(draft[3])))
    created = NewGame(scenario, title, file, text, int(seed), lens, tuple(json.loads(seats)), picker, bot)
    return KeptGame(name, created, tuple(reversed(turns)), node, kept)


def _orders(text: str) -> Mapping[str, tuple[str, ...]]:
    return {seat: tuple(orders) for seat, orders in json.loads(text).items()}


def _storable(text: str) -> str:
    """A path or name with the bytes that are not UTF-8, which SQLite does not take, as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


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
