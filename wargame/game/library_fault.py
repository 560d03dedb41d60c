"""What keeps the library of saved games from being read or written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from wargame.fault import Fault


class Use(StrEnum):
    """What was about to be done with the library's file."""

    OPEN = "open"
    READ = "read"
    WRITE = "write"


class Obstacle(StrEnum):
    """What the disk or the system has against it."""

    BUSY = "busy"
    NO_LIBRARY = "no-library"
    DAMAGED = "damaged"
    FULL = "full"
    BROKEN = "broken"
    READ_ONLY = "read-only"
    FORBIDDEN = "forbidden"
    UNREACHABLE = "unreachable"


class Text(StrEnum):
    """What a person writes on a node."""

    NAME = "name"
    NOTE = "note"


class LibraryCode(StrEnum):
    """The kinds of what goes wrong with the library."""

    UNUSABLE = "unusable"
    LATER_VERSION = "later-version"
    NO_SUCH_GAME = "no-such-game"
    GAME_GONE = "game-gone"
    GAME_DAMAGED = "game-damaged"
    NAME_TAKEN = "name-taken"
    NAME_EMPTY = "name-empty"
    NAME_UNPRINTABLE = "name-unprintable"
    NAME_UNUSABLE = "name-unusable"
    NOTHING_PLAYED = "nothing-played"
    NO_PARENT = "no-parent"
    TEXT_TOO_LONG = "text-too-long"


@dataclass(frozen=True, slots=True)
class Unusable(Fault):
    """The library's file cannot be opened, read or written: an obstacle, or what the system says."""

    code: ClassVar = LibraryCode.UNUSABLE
    path: str
    use: Use
    reason: Obstacle | str


@dataclass(frozen=True, slots=True)
class LaterVersion(Fault):
    """A later version of wargame wrote the library's file."""

    code: ClassVar = LibraryCode.LATER_VERSION
    path: str


@dataclass(frozen=True, slots=True)
class NoSuchGame(Fault):
    """There is no saved game of this name."""

    code: ClassVar = LibraryCode.NO_SUCH_GAME
    name: str


@dataclass(frozen=True, slots=True)
class GameGone(Fault):
    """The saved game is no longer in the library."""

    code: ClassVar = LibraryCode.GAME_GONE
    name: str


@dataclass(frozen=True, slots=True)
class GameDamaged(Fault):
    """What the library holds of a saved game makes no sense."""

    code: ClassVar = LibraryCode.GAME_DAMAGED
    name: str


@dataclass(frozen=True, slots=True)
class NameTaken(Fault):
    """Another saved game has this name."""

    code: ClassVar = LibraryCode.NAME_TAKEN
    name: str


@dataclass(frozen=True, slots=True)
class NameEmpty(Fault):
    """A game's name is empty."""

    code: ClassVar = LibraryCode.NAME_EMPTY


@dataclass(frozen=True, slots=True)
class NameUnprintable(Fault):
    """A game's name holds what breaks a line, or begins or ends with a blank."""

    code: ClassVar = LibraryCode.NAME_UNPRINTABLE


@dataclass(frozen=True, slots=True)
class NameUnusable(Fault):
    """A game's name begins with `-`, or is longer than this."""

    code: ClassVar = LibraryCode.NAME_UNUSABLE
    most: int


@dataclass(frozen=True, slots=True)
class NothingPlayed(Fault):
    """The saved game has no node of this number on which a turn was played."""

    code: ClassVar = LibraryCode.NOTHING_PLAYED
    name: str
    node: int


@dataclass(frozen=True, slots=True)
class NoParent(Fault):
    """The saved game has no node of this number that a turn could follow."""

    code: ClassVar = LibraryCode.NO_PARENT
    name: str
    node: int


@dataclass(frozen=True, slots=True)
class TextTooLong(Fault):
    """What is to be written on a node is longer than it may be."""

    code: ClassVar = LibraryCode.TEXT_TOO_LONG
    text: Text
    length: int
    most: int


LibraryFault = (
    Unusable
    | LaterVersion
    | NoSuchGame
    | GameGone
    | GameDamaged
    | NameTaken
    | NameEmpty
    | NameUnprintable
    | NameUnusable
    | NothingPlayed
    | NoParent
    | TextTooLong
)
"""What keeps the library from being read or written."""
