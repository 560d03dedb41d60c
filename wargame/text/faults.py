"""What went wrong, whatever it is, in one plain sentence: for an error of the game, and for what one carries."""

from __future__ import annotations

from wargame.analysis.fault import AnalysisFault
from wargame.engine.fault import EngineFault
from wargame.engine.native.fault import NativeFault
from wargame.engine.refusal import Refusal, RefusedChoice
from wargame.fault import Fault, fault_of
from wargame.game.game_file import ExchangeError
from wargame.game.game_file_fault import GameFileFault
from wargame.game.library_fault import LibraryFault
from wargame.game.orders_file import ScriptError
from wargame.game.orders_file_fault import OrdersFileFault
from wargame.game.replay_fault import ReplayFault
from wargame.game.table_fault import TableFault
from wargame.game.tree_fault import TreeFault
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
from wargame.model.file_fault import Exists, IsFolder, IsSource, KeptFileFault
from wargame.text.analysis_faults import analysis_words
from wargame.text.engine_faults import engine_words
from wargame.text.game_file_faults import exchange_words, game_file_words
from wargame.text.library_faults import library_words
from wargame.text.message import message
from wargame.text.native import native_words
from wargame.text.orders_file_faults import bad_line_words, orders_file_words
from wargame.text.refusals import choice_words, refusal_words
from wargame.text.replay_faults import replay_words
from wargame.text.table_faults import table_words
from wargame.text.tree_faults import tree_words


def error_words(error: BaseException) -> str:
    """An error as a person reads it: what it carries, with its place in a file where it has one."""
    match error:
        case ExchangeError():
            return exchange_words(error)
        case ScriptError():
            return "\n".join(map(bad_line_words, error.problems))
    fault = fault_of(error)
    return str(error) if fault is None else fault_words(fault)


def fault_words(fault: Fault) -> str:
    """What went wrong, in one plain sentence without a full stop; it fits behind a colon."""
    said = _outside(fault) or _of_a_game(fault)
    if said is None:
        raise TypeError(f"nothing is said of a {type(fault).__name__}")
    return said


def _of_a_game(fault: Fault) -> str | None:
    """What is wrong with something that is chosen, asked or done in a game."""
    if isinstance(fault, Refusal):
        return refusal_words(fault)
    if isinstance(fault, RefusedChoice):
        return choice_words(fault)
    if isinstance(fault, EngineFault):
        return engine_words(fault)
    if isinstance(fault, TreeFault):
        return tree_words(fault)
    if isinstance(fault, ReplayFault):
        return replay_words(fault)
    if isinstance(fault, TableFault):
        return table_words(fault)
    return analysis_words(fault) if isinstance(fault, AnalysisFault) else None


def _outside(fault: Fault) -> str | None:
    """What is wrong with a file, the library of saved games, another process or a compiler."""
    if isinstance(fault, LibraryFault):
        return library_words(fault)
    if isinstance(fault, GameFileFault):
        return game_file_words(fault)
    if isinstance(fault, OrdersFileFault):
        return orders_file_words(fault)
    if isinstance(fault, KeptFileFault):
        return kept_file_words(fault)
    if isinstance(fault, NativeFault):
        return native_words(fault)
    return task_words(fault) if isinstance(fault, TaskFault) else None


def task_words(fault: TaskFault) -> str:
    """Why work could not be done."""
    match fault:
        case WorkFailed(reason):
            return reason if isinstance(reason, str) else fault_words(reason)
        case ProcessEnded():
            return message("it ended before it was done; there may not be enough memory")
        case WorkersEnd():
            return message(
                "the worker processes end before they are done; there may not be enough memory for that many"
            )
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
            return message(
                "{path} is the file that this is made from, and is never replaced: name another file", path=path
            )
        case Exists(path):
            return message("{path} exists already and was left as it is", path=path)
