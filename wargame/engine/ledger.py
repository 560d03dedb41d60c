"""The ledger: for every number that changed, what each cause did to it, directly and over which tie.

Amounts are on the engine's grid of a millionth of a point, so that in decimal arithmetic
`before + Σ amounts = after` holds exactly; what the grid cut off is a cause of its own, `rounding`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple, Self

from wargame.model.expression import Target, text
from wargame.model.order import Order


class CauseKind(StrEnum):
    """What a cause can be, in the order of a turn: the news, what was done, what followed, the news that closed it."""

    EVENT = "event"
    MOVE = "move"
    ORDER = "order"
    COMBINATION = "combination"
    RULE = "rule"
    INJECT = "inject"
    CLOSING = "closing"
    INCOME = "income"
    COST = "cost"
    DRIFT = "drift"
    LIMIT = "limit"
    ROUNDING = "rounding"


BY_THEMSELVES = (CauseKind.INCOME, CauseKind.COST, CauseKind.DRIFT, CauseKind.LIMIT, CauseKind.ROUNDING)
"""What nobody did; it comes last in a row."""


@dataclass(frozen=True, slots=True)
class MoveId:
    """A move of the mover: `leave_command`."""

    move: str

    def __str__(self) -> str:
        return self.move


@dataclass(frozen=True, slots=True)
class RuleId:
    """A rule or a combination: `flank_alarm`."""

    rule: str

    def __str__(self) -> str:
        return self.rule


@dataclass(frozen=True, slots=True)
class EventOutcome:
    """A chance event as it came out: `election.sovereigntist`."""

    event: str
    outcome: str

    def __str__(self) -> str:
        return f"{self.event}.{self.outcome}"


@dataclass(frozen=True, slots=True)
class ActOutcome:
    """A move or an order as it came out: `russia.probe.unanswered`."""

    of: MoveId | Order
    outcome: str

    def __str__(self) -> str:
        match self.of:
            case Order(seat, reaction, target):
                return f"{seat}.{reaction}.{self.outcome}{f'({target})' if target else ''}"
            case move:
                return f"{move}.{self.outcome}"


@dataclass(frozen=True, slots=True)
class InjectId:
    """An inject of the facilitator: `storm`."""

    inject: str

    def __str__(self) -> str:
        return self.inject


@dataclass(frozen=True, slots=True)
class Income:
    """What a seat earns each turn: `income(eu)`."""

    seat: str

    def __str__(self) -> str:
        return f"income({self.seat})"


@dataclass(frozen=True, slots=True)
class Unattributed:
    """All that was done in secret, to whoever may not know by whom."""

    def __str__(self) -> str:
        return "unattributed"


MOST_SHOWN = 3
"""How many rows a ledger's repr shows."""
Subject = MoveId | Order | ActOutcome | RuleId | EventOutcome | InjectId | Income | Unattributed | None
"""Who or what a cause is: an order also for its cost; None for drift, limit and rounding."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that moved numbers in a turn."""

    kind: CauseKind
    subject: Subject = None
    title: str = ""
    """As the scenario has it; empty for what it gives no title to."""
    line: int | None = None
    """Its line in the scenario; None for drift, limit and rounding."""
    ordered: int | None = None
    """For a delayed effect, the turn in which it was set going."""

    @property
    def id(self) -> str:
        """Its text form: `leave_command`, `uk.lead_europe`, `us.reassure(poland)`, `election.sovereigntist`, `drift`"""
        match self.subject:
            case None:
                return self.kind.value
            case Order(seat=seat) as order:
                return f"{seat}.{order}"
            case other:
                return str(other)


@dataclass(frozen=True, slots=True)
class Direct:
    """What one written effect of a cause did to a number by itself."""

    amount: float
    because: str
    """As the author has it; empty for what is earned and paid."""
    source: str
    line: int | None


class Carried(NamedTuple):
    """What came over one tie: the listener took over part of what the cause did to the other actor."""

    # A ledger may hold a quarter of a million of these: a tuple is made several times faster than a dataclass.

    listener: str
    of: str
    amount: float
    trust: float
    """The tie as it was before the turn."""
    attention: float
    by: tuple[tuple[str, float], ...]
    """Which indicators of the other actor it came from, with the amount each brought."""
    line: int
    stubbornness: float
    """The listener's, under the lens: this share it does not take over."""
    weights: tuple[tuple[str, float], ...]
    """By indicator of the other actor: the weight with which it bears on the listener's."""


class _LastPartLater:
    """A value whose last field may be made when it is first read: a large ledger is asked for a few rows."""

    __slots__ = ("_make",)
    __match_args__: ClassVar[tuple[str, ...]]
    _make: Callable[[], Any]

    @classmethod
    def later(cls, *parts: object, make: Callable[[], Any]) -> Self:
        """The value with these fields, of which the last is what `make` returns."""
        value = cls.__new__(cls)
        for name, part in zip(cls.__match_args__, (*parts,), strict=False):
            object.__setattr__(value, name, part)
        object.__setattr__(value, "_make", make)
        return value

    # Called for what is not there only.
    def __getattr__(self, name: str) -> Any:
        if name != self.__match_args__[-1]:
            raise AttributeError(name, name=name, obj=self)
        made = self._make()
        object.__setattr__(self, name, made)
        return made


@dataclass(frozen=True, slots=True)
class Entry(_LastPartLater):
    """One cause's part in one number's change; `amount` is the sum of its direct and carried parts."""

    cause: Cause
    amount: float
    direct: tuple[Direct, ...] = ()
    carried: tuple[Carried, ...] = ()


@dataclass(frozen=True, slots=True)
class Row(_LastPartLater):
    """One number that changed: `before + Σ entries = after`."""

    target: Target
    before: float
    after: float
    entries: tuple[Entry, ...]

    @property
    def name(self) -> str:
        """The number as the scenario writes it: `nato.cohesion`, `trust(us, france)`, `capital(eu)`."""
        return text(self.target)

    @property
    def change(self) -> float:
        """How far it moved."""
        return round(self.after - self.before, 6)


@dataclass(frozen=True)
class Ledger:
    """All numbers that changed in one turn, in the scenario's order; iterable, and looked up by name."""

    rows: tuple[Row, ...]
    _by_name: Mapping[str, Row] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {row.name: row for row in self.rows})

    def __repr__(self) -> str:
        rows = [f"{row.name} {row.before} -> {row.after}" for row in self.rows[:MOST_SHOWN]]
        more = ", ..." if len(self.rows) > MOST_SHOWN else ""
        return f"<Ledger of {len(self.rows)} number{'s' * (len(self.rows) != 1)}: {', '.join(rows)}{more}>"

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, name: str) -> Row:
        return self._by_name[name]

    def get(self, name: str) -> Row | None:
        """The row of a number, or None when it did not change."""
        return self._by_name.get(name)
