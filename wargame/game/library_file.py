"""The file of the library: one SQLite database, opened for one transaction at a time, whatever the disk allows."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Protocol

from platformdirs import user_data_path

from wargame.game import library_format
from wargame.game.library_fault import LaterVersion, LibraryFault, Obstacle, Unusable, Use

_BUSY_SECONDS = 5.0


class LibraryError(Exception):
    """What keeps the library from being read or written; carries `fault`."""

    def __init__(self, fault: LibraryFault) -> None:
        super().__init__(fault)
        self.fault = fault


def default_path() -> Path:
    """Where the library is: in the user's data folder, or in the folder that WARGAME_HOME names."""
    home = os.environ.get("WARGAME_HOME")
    folder = Path(home) if home else user_data_path("wargame", appauthor=False)
    return folder / "library.sqlite3"


class Connections(Protocol):
    """Where a library's connections to its database come from, one for each transaction."""

    def take(self) -> sqlite3.Connection:
        """A connection with no transaction begun."""

    def give_back(self, db: sqlite3.Connection) -> None:
        """Be done with a connection; what was not committed is rolled back."""


class OnDisk:
    """Connections to a file, each opened anew, so that several processes may use it at once."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def take(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None)

    def give_back(self, db: sqlite3.Connection) -> None:
        # Closing rolls back whatever was not committed.
        db.close()


class InMemory:
    """The one connection to a database that is gone with the program, for one thread at a time."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)

    def __del__(self) -> None:
        self._db.close()

    def take(self) -> sqlite3.Connection:
        self._lock.acquire()
        return self._db

    def give_back(self, db: sqlite3.Connection) -> None:
        if db.in_transaction:
            db.execute("ROLLBACK")
        self._lock.release()


class LibraryFile:
    """A library's database, opened for one transaction at a time.

    Every transaction raises LibraryError where the file cannot be read or written; a failed write leaves it as it was.
    """

    def __init__(self, path: Path, connections: Connections) -> None:
        self.path = path
        """The file, as messages name it."""
        self._connections = connections

    @contextmanager
    def transaction(self, write: bool) -> Iterator[sqlite3.Connection]:
        """One transaction: begun at once where it writes, so that two writers queue instead of failing midway."""
        db = None
        try:
            db = self._begin(write)
            yield db
            db.execute("COMMIT")
        except UnicodeDecodeError as error:
            # SQLite quotes what it stumbles over, whatever bytes that is.
            raise self.unusable(Use.READ, Obstacle.DAMAGED) from error
        except (sqlite3.Error, json.JSONDecodeError, OSError) as error:
            raise self.unusable(Use.WRITE if write else Use.READ, _reason(error)) from error
        finally:
            if db is not None:
                self._connections.give_back(db)

    def _begin(self, write: bool) -> sqlite3.Connection:
        """A connection with its transaction begun; one that only reads where nothing can be written."""
        try:
            db = self._connections.take()
        except (OSError, sqlite3.Error) as error:
            raise self.unusable(Use.OPEN, _reason(error)) from error
        try:
            self._prepare(db)
            db.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            # While this one waited, a later version may have made another format of the library. What is read now is
            # the library as this transaction has it to its end.
            self._readable_version(db)
        except (sqlite3.Error, UnicodeDecodeError, LibraryError) as error:
            self._connections.give_back(db)
            if write or not isinstance(error, sqlite3.OperationalError) or not self._still():
                raise
            return self._begin_still()
        return db

    def _still(self) -> bool:
        """Whether all that was ever written is in the file itself, and none of it beside it."""
        beside = self.path.with_name(self.path.name + "-wal")
        return self.path.is_file() and (not beside.exists() or beside.stat().st_size == 0)

    def _begin_still(self) -> sqlite3.Connection:
        """Read a file that may not be written to, or whose disk is full: nothing is made beside it."""
        uri = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
        db = sqlite3.connect(uri, uri=True, isolation_level=None)
        try:
            if self._readable_version(db) != library_format.VERSION:
                raise self.unusable(Use.READ, Obstacle.READ_ONLY)
            db.execute("BEGIN")
        except (sqlite3.Error, LibraryError):
            db.close()
            raise
        return db

    def unusable(self, use: Use, reason: Obstacle | str) -> LibraryError:
        """The error that says what the file could not be used for, and why."""
        return LibraryError(Unusable(str(self.path), use, reason))

    def _prepare(self, db: sqlite3.Connection) -> None:
        found = self._readable_version(db)
        db.execute("PRAGMA synchronous = FULL")
        if found < library_format.VERSION:
            library_format.bring_up_to_date(db)
        db.execute("PRAGMA foreign_keys = ON")

    def _readable_version(self, db: sqlite3.Connection) -> int:
        """The format of the library, where it is not of a later version than this program can read."""
        found = library_format.version(db)
        if found > library_format.VERSION:
            raise LibraryError(LaterVersion(str(self.path)))
        return found


_OBSTACLES = {
    sqlite3.SQLITE_BUSY: Obstacle.BUSY,
    sqlite3.SQLITE_LOCKED: Obstacle.BUSY,
    sqlite3.SQLITE_NOTADB: Obstacle.NO_LIBRARY,
    sqlite3.SQLITE_CORRUPT: Obstacle.DAMAGED,
    sqlite3.SQLITE_FULL: Obstacle.FULL,
    sqlite3.SQLITE_IOERR: Obstacle.BROKEN,
    sqlite3.SQLITE_READONLY: Obstacle.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Obstacle.UNREACHABLE,
}
"""What SQLite's result codes mean, extended ones without what they add."""


def _reason(error: Exception) -> Obstacle | str:
    """What went wrong: an obstacle that is known, or what the system says."""
    match error:
        case OSError(errno=errno.ENOSPC):
            return Obstacle.FULL
        case OSError(errno=errno.EACCES):
            return Obstacle.FORBIDDEN
        case OSError():
            return (error.strerror or str(error)).lower()
        case sqlite3.Error():
            # What Python's own module finds wrong has no code.
            return _OBSTACLES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, str(error))
        case _:
            return str(error)
