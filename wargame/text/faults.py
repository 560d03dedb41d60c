"""What went wrong with saved games, their trees, long work and files to be written, in one plain sentence each."""

from __future__ import annotations

from wargame.analysis.fault import QuestionError, UnknownNameError
from wargame.engine.legality import IllegalMoveError, IllegalOrderError
from wargame.game.game_file import ExchangeError
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
from wargame.game.library_file import LibraryError
from wargame.game.orders_file import ScriptError
from wargame.game.replay import ReplayError
from wargame.game.replay_fault import (
    ChangedMeanwhile,
    NotPlayable,
    PlaysOtherwise,
)
from wargame.game.tree import NodeNameError, TreeError
from wargame.jobs.fault import (
    ClusterEnded,
    NoClusterExtra,
    NoScheduler,
    NotAnAddress,
    NoWorkers,
    OtherVersion,
    ProcessEnded,
    TaskFault,
    WorkersEnd,
    WorkFailed,
)
from wargame.jobs.task import TaskError
from wargame.model.file_fault import (
    Exists,
    IsFolder,
    IsSource,
    KeptFileFault,
)
from wargame.text.analysis_faults import analysis_words
from wargame.text.game_file_faults import exchange_words
from wargame.text.message import message
from wargame.text.orders_file_faults import bad_line_words
from wargame.text.refusals import choice_words
from wargame.text.tree_faults import tree_words


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
            return message("a game's name may not hold line breaks or control characters, or blanks around it")
        case NameUnusable(most):
            return message("a game's name may not begin with '-', nor be longer than {most} characters", most=most)
        case NothingPlayed(name, node):
            return message(
                "the saved game '{name}' has no node {node} on which a turn was played", name=name, node=node
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
            return message("the disk is full")
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


def replay_words(error: ReplayError) -> str:
    """Why a node does not play as it did."""
    match error.fault:
        case NotPlayable(reason):
            return message(
                "turn {turn} (node {node}) cannot be played again: {reason}",
                turn=error.turn,
                node=error.node,
                reason=choice_words(reason),
            )
        case PlaysOtherwise():
            return message(
                "turn {turn} (node {node}) comes out otherwise than when it was played, by another version of wargame",
                turn=error.turn,
                node=error.node,
            )
        case ChangedMeanwhile():
            return message(
                "turn {turn} (node {node}) comes out otherwise than when it was played",
                turn=error.turn,
                node=error.node,
            )


def task_words(fault: TaskFault) -> str:
    """Why work could not be done."""
    match fault:
        case WorkFailed(said):
            return said
        case ProcessEnded():
            return message("it ended before it was done; there may not be enough memory")
        case WorkersEnd():
            return message("the worker processes end before they are done; there may not be enough memory for so many")
        case NoClusterExtra():
            return message("a cluster needs the extra 'cluster': pip install 'wargame[cluster]'")
        case NotAnAddress(address):
            return message(
                "'{address}' is not the address of a scheduler; it is written tcp://HOST:PORT", address=address
            )
        case NoScheduler(address, reason):
            return message("there is no scheduler at {address}: {reason}", address=address, reason=reason)
        case NoWorkers(address):
            return message("the scheduler at {address} has no workers", address=address)
        case OtherVersion(reason):
            return message("the workers of the cluster need this version of wargame: {reason}", reason=reason)
        case ClusterEnded(address):
            return message("the cluster at {address} ended before the work was done", address=address)


def kept_file_words(fault: KeptFileFault) -> str:
    """Why a file is not written; without a full stop."""
    match fault:
        case IsFolder(path):
            return message("{path} is a folder: name a file in it", path=path)
        case IsSource(path):
            return message("{path} is what this is made from, and is never replaced: name another file", path=path)
        case Exists(path):
            return message("{path} exists already and was left as it is", path=path)


def fault_words(error: BaseException) -> str | None:
    """What an error of the game says, whatever caused it; None for one that is not in codes."""
    match error:
        case IllegalMoveError() | IllegalOrderError():
            return choice_words(error.refused)
        case LibraryError():
            return library_words(error.fault)
        case TreeError() | NodeNameError():
            return tree_words(error.fault)
        case UnknownNameError() | QuestionError():
            return analysis_words(error.fault)
        case ReplayError():
            return replay_words(error)
        case ExchangeError():
            return exchange_words(error)
        case ScriptError():
            return "\n".join(map(bad_line_words, error.problems))
        case TaskError():
            return task_words(error.fault)
        case _:
            return None
