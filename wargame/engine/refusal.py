"""Why an order, a move or an inject is refused: a code for each kind, and the values it is about.

The sentences are made in `text`; `str` of a refusal names its code and values, for whoever uses the library alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from wargame.fault import Fault, written
from wargame.model.expression import Expression, text
from wargame.model.order import Decision


class ChoiceCode(StrEnum):
    """The one kind of what goes wrong with a choice."""

    REFUSED = "choice-refused"


class RefusalCode(StrEnum):
    """The kinds of refusals."""

    GAME_ENDED = "game-ended"
    UNKNOWN_SEAT = "unknown-seat"
    UNKNOWN_MOVE = "unknown-move"
    UNKNOWN_INJECT = "unknown-inject"
    UNKNOWN_REACTION = "unknown-reaction"
    UNKNOWN_TARGET = "unknown-target"
    NO_TARGET = "no-target"
    TAKES_NO_TARGET = "takes-no-target"
    NOT_AN_ORDER = "not-an-order"
    OTHER_SEAT = "other-seat"
    TWICE = "twice"
    TOO_MANY = "too-many"
    UNAFFORDABLE = "unaffordable"
    UNAFFORDABLE_TOGETHER = "unaffordable-together"
    ONLY_ONCE = "only-once"
    RELEASED = "released"
    TOO_SOON = "too-soon"
    CONDITION = "condition"
    HIDDEN_CONDITION = "hidden-condition"
    CONSENT_NOT_NEEDED = "consent-not-needed"
    NO_FOOTNOTE = "no-footnote"
    NOTHING_TO_WITHHOLD = "nothing-to-withhold"


@dataclass(frozen=True, slots=True)
class GameEnded(Fault):
    """Nothing can be chosen any more."""

    code: ClassVar = RefusalCode.GAME_ENDED


@dataclass(frozen=True, slots=True)
class UnknownSeat(Fault):
    """The scenario has no such seat; the one of the nearest name, if any is near."""

    code: ClassVar = RefusalCode.UNKNOWN_SEAT
    nearest: str | None


@dataclass(frozen=True, slots=True)
class UnknownMove(Fault):
    """The scenario has no such move; the one of the nearest name, if any is near."""

    code: ClassVar = RefusalCode.UNKNOWN_MOVE
    nearest: str | None


@dataclass(frozen=True, slots=True)
class UnknownInject(Fault):
    """The scenario has no such inject; the one of the nearest name, if any is near."""

    code: ClassVar = RefusalCode.UNKNOWN_INJECT
    nearest: str | None


@dataclass(frozen=True, slots=True)
class UnknownReaction(Fault):
    """The seat has no such reaction; the one of the nearest name, if any is near."""

    code: ClassVar = RefusalCode.UNKNOWN_REACTION
    nearest: str | None


@dataclass(frozen=True, slots=True)
class UnknownTarget(Fault):
    """The reaction cannot be aimed at this target."""

    code: ClassVar = RefusalCode.UNKNOWN_TARGET
    target: str
    targets: tuple[str, ...]
    """Those it can be aimed at."""


@dataclass(frozen=True, slots=True)
class NoTarget(Fault):
    """The reaction must be aimed at one of these targets."""

    code: ClassVar = RefusalCode.NO_TARGET
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakesNoTarget(Fault):
    """The reaction is aimed at nobody."""

    code: ClassVar = RefusalCode.TAKES_NO_TARGET


@dataclass(frozen=True, slots=True)
class NotAnOrder(Fault):
    """The text is no order's text form."""

    code: ClassVar = RefusalCode.NOT_AN_ORDER
    text: str


@dataclass(frozen=True, slots=True)
class OtherSeat(Fault):
    """The order is one of another seat."""

    code: ClassVar = RefusalCode.OTHER_SEAT
    seat: str


@dataclass(frozen=True, slots=True)
class Twice(Fault):
    """It is ordered more than once in one turn."""

    code: ClassVar = RefusalCode.TWICE


@dataclass(frozen=True, slots=True)
class TooMany(Fault):
    """The seat may order no more reactions in one turn than this."""

    code: ClassVar = RefusalCode.TOO_MANY
    limit: int


@dataclass(frozen=True, slots=True)
class Unaffordable(Fault):
    """The reaction costs more capital than the seat has."""

    code: ClassVar = RefusalCode.UNAFFORDABLE
    cost: float
    capital: float


@dataclass(frozen=True, slots=True)
class UnaffordableTogether(Fault):
    """All that the seat orders costs more capital than it has."""

    code: ClassVar = RefusalCode.UNAFFORDABLE_TOGETHER
    cost: float
    capital: float


@dataclass(frozen=True, slots=True)
class OnlyOnce(Fault):
    """It took effect in this turn, and can do so only once."""

    code: ClassVar = RefusalCode.ONLY_ONCE
    turn: int


@dataclass(frozen=True, slots=True)
class Released(Fault):
    """The inject was released in an earlier turn, and can be only once."""

    code: ClassVar = RefusalCode.RELEASED


@dataclass(frozen=True, slots=True)
class TooSoon(Fault):
    """It took effect in this turn, and cannot do so again before a later one."""

    code: ClassVar = RefusalCode.TOO_SOON
    turn: int
    again: int
    """The first turn in which it can."""


@dataclass(frozen=True, slots=True)
class Unmet(Fault):
    """A condition that does not hold: the part of it that fails, and the public numbers it reads, as they are."""

    code: ClassVar = RefusalCode.CONDITION
    condition: Expression
    numbers: tuple[tuple[str, float], ...]

    def __str__(self) -> str:
        now = "".join(f", {name} {written(value)}" for name, value in self.numbers)
        return f"{self.code} ({text(self.condition)}{now})"


@dataclass(frozen=True, slots=True)
class HiddenCondition(Fault):
    """A condition that does not hold, to whoever may not see what it reads."""

    code: ClassVar = RefusalCode.HIDDEN_CONDITION


@dataclass(frozen=True, slots=True)
class ConsentNotNeeded(Fault):
    """Another seat's reaction does not ask for this seat's consent."""

    code: ClassVar = RefusalCode.CONSENT_NOT_NEEDED
    of: str
    reaction: str


@dataclass(frozen=True, slots=True)
class NoFootnote(Fault):
    """Another seat's reaction takes consent whole or not at all."""

    code: ClassVar = RefusalCode.NO_FOOTNOTE
    of: str
    reaction: str


@dataclass(frozen=True, slots=True)
class NothingToWithhold(Fault):
    """Another seat's reaction cannot be ordered now, and so needs no consent."""

    code: ClassVar = RefusalCode.NOTHING_TO_WITHHOLD
    of: str
    reaction: str


Refusal = (
    GameEnded
    | UnknownSeat
    | UnknownMove
    | UnknownInject
    | UnknownReaction
    | UnknownTarget
    | NoTarget
    | TakesNoTarget
    | NotAnOrder
    | OtherSeat
    | Twice
    | TooMany
    | Unaffordable
    | UnaffordableTogether
    | OnlyOnce
    | Released
    | TooSoon
    | Unmet
    | HiddenCondition
    | ConsentNotNeeded
    | NoFootnote
    | NothingToWithhold
)
"""Why something is refused."""


@dataclass(frozen=True, slots=True)
class RefusedOrder:
    """The first of some orders that a seat cannot give together with the others, and why."""

    order: Decision
    refusal: Refusal

    def __str__(self) -> str:
        return f"{self.order}: {self.refusal}"


@dataclass(frozen=True, slots=True)
class RefusedChoice(Fault):
    """A move, an inject or an order that was refused, as it was written, and why."""

    code: ClassVar = ChoiceCode.REFUSED
    seat: str | None
    """Whose order it is; None for a move or an inject, and where the seat is known."""
    choice: str
    """Empty where the seat itself is refused, or nothing can be chosen any more."""
    refusal: Refusal

    def __str__(self) -> str:
        return ": ".join([*filter(None, (self.seat, self.choice)), str(self.refusal)])
