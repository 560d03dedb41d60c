"""Why something cannot be done at the table, in one plain sentence for each kind of fault."""

from __future__ import annotations

from wargame.engine.fault import EngineFault
from wargame.game.table_fault import (
    BranchNotSaved,
    ChancePicks,
    Changed,
    DamagedSave,
    DoctrineAnswers,
    FacilitatorAnswers,
    FacilitatorPicks,
    FacilitatorReleases,
    FacilitatorResolves,
    IsBeginning,
    MoverAnswers,
    MoverPicks,
    NoAnswersNow,
    NodePruned,
    NoOrdersNow,
    OpenedBefore,
    OrdersAreIn,
    ReleasedAlready,
    SeatNotPlayed,
    SeatsOrder,
    StillOwed,
    TableFault,
    TurnNotSaved,
    UnknownBot,
    UnknownPicker,
    UnreadableScenario,
)
from wargame.text.engine_faults import engine_words
from wargame.text.library_faults import library_words
from wargame.text.message import message
from wargame.text.replay_faults import replay_words
from wargame.text.suggestions import no_bot, no_picker
from wargame.text.words import commas


def table_words(fault: TableFault) -> str:
    """Why something cannot be done at the table."""
    match fault:
        case Changed():
            return message("the game has changed in the meantime; look again")
        case ChancePicks():
            return message("chance picks the moves in this game")
        case FacilitatorPicks():
            return message("the facilitator picks the moves in this game")
        case MoverPicks():
            return message("the mover's player picks the moves in this game")
        case DoctrineAnswers():
            return message("the mover's doctrine answers where its consent is asked in this game")
        case FacilitatorAnswers():
            return message("the facilitator answers where the mover's consent is asked")
        case MoverAnswers():
            return message("the mover's player answers where the mover's consent is asked")
        case NoAnswersNow():
            return message("nothing needs the mover's consent now")
        case FacilitatorReleases():
            return message("the facilitator alone releases injects")
        case FacilitatorResolves():
            return message("the facilitator resolves the turns of this game")
        case SeatsOrder():
            return message("a seat's orders are handed in by whoever plays it")
        case SeatNotPlayed(seat):
            return message("nobody at this table plays the seat '{seat}'", seat=seat)
        case OrdersAreIn():
            return message("orders have been handed in already; the move can no longer be changed")
        case ReleasedAlready(inject):
            return message("{inject}: it has already been released into this turn", inject=inject)
        case NoOrdersNow():
            return message("there are no orders to give now")
        case StillOwed(()):
            return message("the turn is not ready: the move has not been made yet")
        case StillOwed(seats):
            return message("the turn is not ready: orders are missing from {seats}", seats=commas(seats))
        case NodePruned(node):
            return message("node {node} is pruned; undo the pruning before going there", node=node)
        case IsBeginning():
            return message("that is the beginning of the game; no turn was played there")
        case TurnNotSaved(reason):
            return message(
                "the turn was not played, because it could not be saved: {reason}", reason=library_words(reason)
            )
        case BranchNotSaved(reason):
            return message("the branch could not be saved: {reason}", reason=library_words(reason))
        case UnreadableScenario(name, problems):
            return message(
                "the scenario inside the saved game '{name}' cannot be read: {problems}", name=name, problems=problems
            )
        case DamagedSave(name, reason):
            return message("the saved game '{name}' is damaged: {reason}", name=name, reason=_amiss(reason))
        case UnknownBot(name, known):
            return no_bot(name, known)
        case UnknownPicker(name, known):
            return no_picker(name, known)
        case OpenedBefore(reason):
            return message(
                "{reason}. The game is open before that turn; the saved game was not changed",
                reason=replay_words(reason),
            )


def _amiss(reason: EngineFault | UnknownPicker | str) -> str:
    match reason:
        case str():
            return reason
        case UnknownPicker():
            return table_words(reason)
        case _:
            return engine_words(reason)
