"""The tables of the library of saved games, and how a library of an earlier version becomes one of this."""

from __future__ import annotations

import sqlite3
import time

VERSION = 3
"""The library's own format, in SQLite's user_version."""

_PATIENCE = 5.0
"""For how many seconds another process that makes the library is waited for."""

_TABLES = """
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
    node INTEGER NOT NULL DEFAULT 0,
    opening TEXT,
    fixed TEXT NOT NULL DEFAULT '{}',
    first_turn INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE nodes (
    game INTEGER NOT NULL REFERENCES games(id),
    number INTEGER NOT NULL,
    parent INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    move TEXT NOT NULL,
    orders TEXT NOT NULL,
    injects TEXT NOT NULL,
    luck INTEGER NOT NULL DEFAULT 0,
    digest TEXT NOT NULL,
    ending TEXT,
    played TEXT NOT NULL,
    label TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    star INTEGER NOT NULL DEFAULT 0,
    collapsed INTEGER NOT NULL DEFAULT 0,
    pruned INTEGER NOT NULL DEFAULT 0,
    rank INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (game, number)
) WITHOUT ROWID;
CREATE INDEX children ON nodes(game, parent);
CREATE TABLE drafts (
    game INTEGER NOT NULL REFERENCES games(id),
    node INTEGER NOT NULL,
    move TEXT,
    orders TEXT NOT NULL,
    injects TEXT NOT NULL,
    PRIMARY KEY (game, node)
) WITHOUT ROWID
"""

_FROM_1 = """
ALTER TABLE games RENAME TO games_1;
ALTER TABLE nodes RENAME TO nodes_1;
ALTER TABLE drafts RENAME TO drafts_1;
DROP INDEX nodes_of_game;
{tables};
CREATE TEMP TABLE numbered AS
    SELECT id, ROW_NUMBER() OVER (PARTITION BY game ORDER BY id) AS number FROM nodes_1;
CREATE UNIQUE INDEX temp.by_id ON numbered(id);
INSERT INTO games (id, name, scenario, title, file, text, seed, lens, seats, picker, bot, created, changed, node)
    SELECT g.id, name, scenario, title, file, text, seed, lens, seats, picker, bot, created, changed,
        COALESCE(n.number, 0)
    FROM games_1 g LEFT JOIN numbered n ON n.id = g.node;
INSERT INTO nodes (game, number, parent, turn, move, orders, injects, digest, ending, played)
    SELECT o.game, n.number, COALESCE(p.number, 0), o.turn, o.move, o.orders, o.injects, o.digest, o.ending, o.played
    FROM nodes_1 o JOIN numbered n ON n.id = o.id LEFT JOIN numbered p ON p.id = o.parent;
INSERT INTO drafts (game, node, move, orders, injects)
    SELECT d.game, COALESCE(n.number, 0), d.move, d.orders, d.injects
    FROM drafts_1 d LEFT JOIN numbered n ON n.id = d.node;
DROP TABLE numbered;
DROP TABLE drafts_1;
DROP TABLE nodes_1;
DROP TABLE games_1
"""

_FROM_2 = """
ALTER TABLE games ADD COLUMN opening TEXT;
ALTER TABLE games ADD COLUMN fixed TEXT NOT NULL DEFAULT '{}';
ALTER TABLE games ADD COLUMN first_turn INTEGER NOT NULL DEFAULT 1
"""


def bring_up_to_date(db: sqlite3.Connection) -> None:
    """Make the tables, or those of an earlier version into those of this one, in one transaction."""
    _write_ahead(db)
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("BEGIN IMMEDIATE")
    # Another process may have done it while this one waited.
    found = version(db)
    if found < VERSION:
        script = _TABLES if found == 0 else _FROM_2 if found == 2 else _FROM_1.replace("{tables}", _TABLES)
        for statement in script.split(";"):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {VERSION}")
    db.execute("COMMIT")


def _write_ahead(db: sqlite3.Connection) -> None:
    """Let readers and a writer not wait for each other; SQLite itself does not wait to change to that."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def version(db: sqlite3.Connection) -> int:
    """The format that a library is written in; 0 for a new one."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])
