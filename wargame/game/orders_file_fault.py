"""What is wrong with an orders file: a value for each kind of fault."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from wargame.engine.refusal import RefusedChoice
from wargame.fault import Fault


class OrdersFileCode(StrEnum):
    """The kinds of faults of an orders file."""

    UNREADABLE = "unreadable"
    TOO_BIG = "too-big"
    NOT_UTF8 = "not-utf8"
    ODD_CHARACTER = "odd-character"
    NO_TURN = "no-turn"
    NO_SUCH_TURN = "no-such-turn"
    NOTHING_AFTER_TURN = "nothing-after-turn"
    UNKNOWN_MOVE = "unknown-move"
    UNKNOWN_INJECT = "unknown-inject"
    UNKNOWN_SEAT = "unknown-seat"
    UNKNOWN_REACTION = "unknown-reaction"
    UNKNOWN_TARGET = "unknown-target"
    MOVE_TWICE = "move-twice"
    INJECT_TWICE = "inject-twice"
    SEAT_TWICE = "seat-twice"
    NO_ORDERS = "no-orders"
    ORDER_TWICE = "order-twice"
    NOT_AN_ORDER = "not-an-order"
    ORDER_TOO_LONG = "order-too-long"
    NEEDS_TARGET = "needs-target"
    TAKES_NO_TARGET = "takes-no-target"
    NO_CONSENT = "no-consent"
    NO_FOOTNOTE = "no-footnote"
    ILLEGAL = "illegal"
    BEFORE_BEGINNING = "before-beginning"
    TURN_OVER = "turn-over"
    TOO_MANY_ORDERS = "too-many-orders"


@dataclass(frozen=True, slots=True)
class Unreadable(Fault):
    """The file cannot be read; what the system says, if it says anything."""

    code: ClassVar = OrdersFileCode.UNREADABLE
    reason: str | None


@dataclass(frozen=True, slots=True)
class TooBig(Fault):
    """The file is larger than this."""

    code: ClassVar = OrdersFileCode.TOO_BIG
    megabytes: int


@dataclass(frozen=True, slots=True)
class NotUtf8(Fault):
    """The file is no text in UTF-8."""

    code: ClassVar = OrdersFileCode.NOT_UTF8


@dataclass(frozen=True, slots=True)
class OddCharacter(Fault):
    """The line holds a character that cannot be shown."""

    code: ClassVar = OrdersFileCode.ODD_CHARACTER


@dataclass(frozen=True, slots=True)
class NoTurn(Fault):
    """The line does not begin with its turn."""

    code: ClassVar = OrdersFileCode.NO_TURN


@dataclass(frozen=True, slots=True)
class NoSuchTurn(Fault):
    """The game does not have this turn."""

    code: ClassVar = OrdersFileCode.NO_SUCH_TURN
    turn: int
    turns: int


@dataclass(frozen=True, slots=True)
class NothingAfterTurn(Fault):
    """After the turn comes neither a move, nor an inject, nor a seat with its orders."""

    code: ClassVar = OrdersFileCode.NOTHING_AFTER_TURN


@dataclass(frozen=True, slots=True)
class UnknownMove(Fault):
    """The scenario has no such move."""

    code: ClassVar = OrdersFileCode.UNKNOWN_MOVE
    name: str
    nearest: str


@dataclass(frozen=True, slots=True)
class UnknownInject(Fault):
    """The scenario has no such inject."""

    code: ClassVar = OrdersFileCode.UNKNOWN_INJECT
    name: str
    nearest: str


@dataclass(frozen=True, slots=True)
class UnknownSeat(Fault):
    """The scenario has no such seat."""

    code: ClassVar = OrdersFileCode.UNKNOWN_SEAT
    name: str
    nearest: str


@dataclass(frozen=True, slots=True)
class UnknownReaction(Fault):
    """The seat has no such reaction."""

    code: ClassVar = OrdersFileCode.UNKNOWN_REACTION
    seat: str
    name: str
    nearest: str


@dataclass(frozen=True, slots=True)
class UnknownTarget(Fault):
    """The reaction has no such target."""

    code: ClassVar = OrdersFileCode.UNKNOWN_TARGET
    reaction: str
    name: str
    nearest: str


@dataclass(frozen=True, slots=True)
class MoveTwice(Fault):
    """An earlier line names the move of the turn."""

    code: ClassVar = OrdersFileCode.MOVE_TWICE
    turn: int
    line: int


@dataclass(frozen=True, slots=True)
class InjectTwice(Fault):
    """The inject is released twice in the turn."""

    code: ClassVar = OrdersFileCode.INJECT_TWICE
    turn: int
    name: str


@dataclass(frozen=True, slots=True)
class SeatTwice(Fault):
    """An earlier line gives the seat's orders of the turn."""

    code: ClassVar = OrdersFileCode.SEAT_TWICE
    turn: int
    seat: str
    line: int


@dataclass(frozen=True, slots=True)
class NoOrders(Fault):
    """The seat is named without orders; this word says that it gives none."""

    code: ClassVar = OrdersFileCode.NO_ORDERS
    seat: str
    nothing: str


@dataclass(frozen=True, slots=True)
class OrderTwice(Fault):
    """The order is given twice."""

    code: ClassVar = OrdersFileCode.ORDER_TWICE
    order: str


@dataclass(frozen=True, slots=True)
class NotAnOrder(Fault):
    """The text is no order's text form."""

    code: ClassVar = OrdersFileCode.NOT_AN_ORDER
    text: str


@dataclass(frozen=True, slots=True)
class OrderTooLong(Fault):
    """The text is longer than any order."""

    code: ClassVar = OrdersFileCode.ORDER_TOO_LONG


@dataclass(frozen=True, slots=True)
class NeedsTarget(Fault):
    """The reaction must be aimed at somebody, such as this target."""

    code: ClassVar = OrdersFileCode.NEEDS_TARGET
    reaction: str
    target: str


@dataclass(frozen=True, slots=True)
class TakesNoTarget(Fault):
    """The reaction is aimed at nobody."""

    code: ClassVar = OrdersFileCode.TAKES_NO_TARGET
    reaction: str


@dataclass(frozen=True, slots=True)
class NoConsent(Fault):
    """Another seat's reaction does not ask for the seat's consent."""

    code: ClassVar = OrdersFileCode.NO_CONSENT
    seat: str
    of: str
    reaction: str


@dataclass(frozen=True, slots=True)
class NoFootnote(Fault):
    """Another seat's reaction takes consent whole or not at all."""

    code: ClassVar = OrdersFileCode.NO_FOOTNOTE
    of: str
    reaction: str


@dataclass(frozen=True, slots=True)
class Illegal(Fault):
    """What the line says cannot be chosen when its turn comes."""

    code: ClassVar = OrdersFileCode.ILLEGAL
    choice: RefusedChoice


@dataclass(frozen=True, slots=True)
class BeforeBeginning(Fault):
    """The turn is over where the game begins: its first is `first`."""

    code: ClassVar = OrdersFileCode.BEFORE_BEGINNING
    turn: int
    first: int


@dataclass(frozen=True, slots=True)
class TurnOver(Fault):
    """The turn is over where the games go on from; the first to come is another."""

    code: ClassVar = OrdersFileCode.TURN_OVER
    turn: int
    first: int


@dataclass(frozen=True, slots=True)
class TooManyOrders(Fault):
    """The seat may order no more reactions in one turn than this."""

    code: ClassVar = OrdersFileCode.TOO_MANY_ORDERS
    seat: str
    most: int


OrdersFileFault = (
    Unreadable
    | TooBig
    | NotUtf8
    | OddCharacter
    | NoTurn
    | NoSuchTurn
    | NothingAfterTurn
    | UnknownMove
    | UnknownInject
    | UnknownSeat
    | UnknownReaction
    | UnknownTarget
    | MoveTwice
    | InjectTwice
    | SeatTwice
    | NoOrders
    | OrderTwice
    | NotAnOrder
    | OrderTooLong
    | NeedsTarget
    | TakesNoTarget
    | NoConsent
    | NoFootnote
    | Illegal
    | BeforeBeginning
    | TurnOver
    | TooManyOrders
)
"""What is wrong with an orders file, or with a line of it."""
