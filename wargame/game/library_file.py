"""The file of the library: one SQLite database, opened for one transaction at a time, whatever the disk allows."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_data_path

from wargame.game import library_format

_BUSY_SECONDS = 5.0


class LibraryError(Exception):
    """What keeps the library from being read or written, in one plain sentence."""


def default_path() -> Path:
    """Where the library is: in the user's data folder, or in the folder that WARGAME_HOME names."""
    home = os.environ.get("WARGAME_HOME")
    folder = Path(home) if home else user_data_path("wargame", appauthor=False)
    return folder / "library.sqlite3"


class LibraryFile:
    """A library's file, which several processes may use at once.

    Every transaction raises LibraryError where the file cannot be read or written; a failed write leaves it as it was.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = default_path() if path is None else path

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
