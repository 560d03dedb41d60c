"""Why something cannot be done at the table of a game: a value for each kind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from wargame.engine.fault import EngineFault
from wargame.fault import Fault
from wargame.game.library_fault import LibraryFault
from wargame.game.replay_fault import ReplayFault


class TableCode(StrEnum):
    """The kinds of what goes wrong at a table."""

    CHANGED = "changed"
    CHANCE_PICKS = "chance-picks"
    FACILITATOR_PICKS = "facilitator-picks"
    MOVER_PICKS = "mover-picks"
    DOCTRINE_ANSWERS = "doctrine-answers"
    FACILITATOR_ANSWERS = "facilitator-answers"
    MOVER_ANSWERS = "mover-answers"
    NO_ANSWERS_NOW = "no-answers-now"
    FACILITATOR_RELEASES = "facilitator-releases"
    FACILITATOR_RESOLVES = "facilitator-resolves"
    SEATS_ORDER = "seats-order"
    SEAT_NOT_PLAYED = "seat-not-played"
    ORDERS_ARE_IN = "orders-are-in"
    RELEASED_ALREADY = "released-already"
    NO_ORDERS_NOW = "no-orders-now"
    STILL_OWED = "still-owed"
    NODE_PRUNED = "node-pruned"
    IS_BEGINNING = "is-beginning"
    TURN_NOT_SAVED = "turn-not-saved"
    BRANCH_NOT_SAVED = "branch-not-saved"
    UNREADABLE_SCENARIO = "unreadable-scenario"
    DAMAGED_SAVE = "damaged-save"
    UNKNOWN_BOT = "unknown-bot"
    UNKNOWN_PICKER = "unknown-picker"
    OPENED_BEFORE = "opened-before"


@dataclass(frozen=True, slots=True)
class Changed(Fault):
    """What the action depends on has changed since its snapshot."""

    code: ClassVar = TableCode.CHANGED


@dataclass(frozen=True, slots=True)
class ChancePicks(Fault):
    """Nobody picks the moves in this game."""

    code: ClassVar = TableCode.CHANCE_PICKS


@dataclass(frozen=True, slots=True)
class FacilitatorPicks(Fault):
    """The facilitator picks the moves in this game."""

    code: ClassVar = TableCode.FACILITATOR_PICKS


@dataclass(frozen=True, slots=True)
class MoverPicks(Fault):
    """The mover's player picks the moves in this game."""

    code: ClassVar = TableCode.MOVER_PICKS


@dataclass(frozen=True, slots=True)
class DoctrineAnswers(Fault):
    """The mover's doctrine answers where its consent is asked in this game."""

    code: ClassVar = TableCode.DOCTRINE_ANSWERS


@dataclass(frozen=True, slots=True)
class FacilitatorAnswers(Fault):
    """The facilitator answers for the mover where its consent is asked."""

    code: ClassVar = TableCode.FACILITATOR_ANSWERS


@dataclass(frozen=True, slots=True)
class MoverAnswers(Fault):
    """The mover's player answers where the mover's consent is asked."""

    code: ClassVar = TableCode.MOVER_ANSWERS


@dataclass(frozen=True, slots=True)
class NoAnswersNow(Fault):
    """The game has ended, or nothing in it needs the mover's consent."""

    code: ClassVar = TableCode.NO_ANSWERS_NOW


@dataclass(frozen=True, slots=True)
class FacilitatorReleases(Fault):
    """Injects are released by the facilitator."""

    code: ClassVar = TableCode.FACILITATOR_RELEASES


@dataclass(frozen=True, slots=True)
class FacilitatorResolves(Fault):
    """Turns are resolved by the facilitator in this game."""

    code: ClassVar = TableCode.FACILITATOR_RESOLVES


@dataclass(frozen=True, slots=True)
class SeatsOrder(Fault):
    """Orders are handed in by whoever plays a seat."""

    code: ClassVar = TableCode.SEATS_ORDER


@dataclass(frozen=True, slots=True)
class SeatNotPlayed(Fault):
    """Nobody at the table plays this seat."""

    code: ClassVar = TableCode.SEAT_NOT_PLAYED
    seat: str


@dataclass(frozen=True, slots=True)
class OrdersAreIn(Fault):
    """Orders answer the move already, so it cannot be picked anew."""

    code: ClassVar = TableCode.ORDERS_ARE_IN


@dataclass(frozen=True, slots=True)
class ReleasedAlready(Fault):
    """The inject is released in this turn already."""

    code: ClassVar = TableCode.RELEASED_ALREADY
    inject: str


@dataclass(frozen=True, slots=True)
class NoOrdersNow(Fault):
    """The turn has no move yet, or the game has ended."""

    code: ClassVar = TableCode.NO_ORDERS_NOW


@dataclass(frozen=True, slots=True)
class StillOwed(Fault):
    """The turn cannot be resolved before these seats have handed in; none where the move is not picked."""

    code: ClassVar = TableCode.STILL_OWED
    seats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NodePruned(Fault):
    """The game cannot go on from a node that is pruned."""

    code: ClassVar = TableCode.NODE_PRUNED
    node: int


@dataclass(frozen=True, slots=True)
class IsBeginning(Fault):
    """At the beginning of the game no turn was played."""

    code: ClassVar = TableCode.IS_BEGINNING


@dataclass(frozen=True, slots=True)
class TurnNotSaved(Fault):
    """The turn could not be saved, and so was not played."""

    code: ClassVar = TableCode.TURN_NOT_SAVED
    reason: LibraryFault


@dataclass(frozen=True, slots=True)
class BranchNotSaved(Fault):
    """A branch could not be saved."""

    code: ClassVar = TableCode.BRANCH_NOT_SAVED
    reason: LibraryFault


@dataclass(frozen=True, slots=True)
class UnreadableScenario(Fault):
    """The scenario inside a saved game has faults, as authoring says them."""

    code: ClassVar = TableCode.UNREADABLE_SCENARIO
    name: str
    problems: str


@dataclass(frozen=True, slots=True)
class UnknownBot(Fault):
    """There is no such bot."""

    code: ClassVar = TableCode.UNKNOWN_BOT
    name: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownPicker(Fault):
    """The moves cannot be picked by this."""

    code: ClassVar = TableCode.UNKNOWN_PICKER
    name: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DamagedSave(Fault):
    """A saved game makes no sense: its setting is none, or what else Python finds wrong with it."""

    code: ClassVar = TableCode.DAMAGED_SAVE
    name: str
    reason: EngineFault | UnknownPicker | str


@dataclass(frozen=True, slots=True)
class OpenedBefore(Fault):
    """A turn does not play as it did, so the game goes on before it."""

    code: ClassVar = TableCode.OPENED_BEFORE
    reason: ReplayFault


TableFault = (
    Changed
    | ChancePicks
    | FacilitatorPicks
    | MoverPicks
    | DoctrineAnswers
    | FacilitatorAnswers
    | MoverAnswers
    | NoAnswersNow
    | FacilitatorReleases
    | FacilitatorResolves
    | SeatsOrder
    | SeatNotPlayed
    | OrdersAreIn
    | ReleasedAlready
    | NoOrdersNow
    | StillOwed
    | NodePruned
    | IsBeginning
    | TurnNotSaved
    | BranchNotSaved
    | UnreadableScenario
    | DamagedSave
    | UnknownBot
    | UnknownPicker
    | OpenedBefore
)
"""Why something cannot be done at a table."""
