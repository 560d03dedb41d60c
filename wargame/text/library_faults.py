"""What keeps the library of saved games from being read or written, in one plain sentence for each kind of fault."""

from __future__ import annotations

from wargame.game.library_fault import (
    GameDamaged,
    GameGone,
    LaterVersion,
    LibraryFault,
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
    Unusable,
    Use,
)
from wargame.text.command_words import disk_full
from wargame.text.message import message


def library_words(fault: LibraryFault) -> str:
    """What keeps the library of saved games from being read or written."""
    match fault:
        case Unusable():
            return _unusable_words(fault)
        case LaterVersion(path):
            return message(
                "the library of saved games {path} was written by a later version of wargame; update wargame to use it",
                path=path,
            )
        case NoSuchGame(name):
            return message("there is no saved game named '{name}'; `wargame games` lists them", name=name)
        case GameGone(name):
            return message("the saved game '{name}' is no longer in the library", name=name)
        case GameDamaged(name):
            return message("the saved game '{name}' is damaged and cannot be read", name=name)
        case NameTaken(name):
            return message("there is a saved game named '{name}' already; choose another name", name=name)
        case NameEmpty():
            return message("a game's name may not be empty; choose one")
        case NameUnprintable():
            return message(
                "a game's name may not contain line breaks or control characters, nor begin or end with a blank"
            )
        case NameUnusable(most):
            return message("a game's name may not begin with '-', nor be longer than {most} characters", most=most)
        case NothingPlayed(name, node):
            return message(
                "the saved game '{name}' has no node {node} at which a turn was played", name=name, node=node
            )
        case NoParent(name, node):
            return message(
                "node {node} of the saved game '{name}' is not there, so no turn can follow", node=node, name=name
            )
        case TextTooLong():
            return _too_long_words(fault)


def _unusable_words(fault: Unusable) -> str:
    path, reason = fault.path, _obstacle(fault.reason)
    match fault.use:
        case Use.OPEN:
            return message("the library of saved games {path} cannot be opened: {reason}", path=path, reason=reason)
        case Use.READ:
            return message("the library of saved games {path} cannot be read: {reason}", path=path, reason=reason)
        case Use.WRITE:
            return message("the library of saved games {path} cannot be written: {reason}", path=path, reason=reason)


def _too_long_words(fault: TextTooLong) -> str:
    length, most = fault.length, fault.most
    match fault.text:
        case Text.NAME:
            return message("the name is {length} characters long; it may have {most}", length=length, most=most)
        case Text.NOTE:
            return message("the note is {length} characters long; it may have {most}", length=length, most=most)


def _obstacle(reason: Obstacle | str) -> str:
    match reason:
        case Obstacle.BUSY:
            return message("another program is using it; try again in a moment")
        case Obstacle.NO_LIBRARY:
            return message("it is not a library of wargame, or it is damaged")
        case Obstacle.DAMAGED:
            return message("it is damaged")
        case Obstacle.FULL:
            return disk_full()
        case Obstacle.BROKEN:
            return message("the disk may be full or broken")
        case Obstacle.READ_ONLY:
            return message("it may not be written to")
        case Obstacle.FORBIDDEN:
            return message("it may not be opened by this user")
        case Obstacle.UNREACHABLE:
            return message("it may not be opened, or its folder may not be written to")
        case _:
            return reason
