"""What cannot be begun or asked of a position: a value for each kind, and the errors that carry them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from wargame.fault import Fault
from wargame.model.scenario import Scenario


class EngineCode(StrEnum):
    """The kinds of what the engine does not know."""

    BAD_SEED = "bad-seed"
    NO_LENS = "no-lens"
    NO_SEAT = "no-seat"
    NO_OPENING = "no-opening"
    NO_OUTCOME = "no-outcome"


@dataclass(frozen=True, slots=True)
class BadSeed(Fault):
    """The seed, as it is written, is not a whole number from 0 to this."""

    code: ClassVar = EngineCode.BAD_SEED
    seed: str
    most: int


@dataclass(frozen=True, slots=True)
class NoLens(Fault):
    """The scenario has no such lens."""

    code: ClassVar = EngineCode.NO_LENS
    scenario: str
    lens: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoOpening(Fault):
    """The scenario has no such opening."""

    code: ClassVar = EngineCode.NO_OPENING
    scenario: str
    opening: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoOutcome(Fault):
    """The scenario has no such event, or the event no such outcome."""

    code: ClassVar = EngineCode.NO_OUTCOME
    scenario: str
    event: str
    outcome: str


@dataclass(frozen=True, slots=True)
class NoSeat(Fault):
    """The scenario has no such seat."""

    code: ClassVar = EngineCode.NO_SEAT
    scenario: str
    seat: str
    known: tuple[str, ...]

    @classmethod
    def of(cls, scenario: Scenario, seat: str) -> NoSeat:
        """That a scenario has no such seat."""
        return cls(scenario.id, seat, tuple(scenario.seats))


EngineFault = BadSeed | NoLens | NoSeat | NoOpening | NoOutcome
"""Why a game cannot be begun, or a position not looked at."""


class StartError(ValueError):
    """A game that cannot be begun so; carries `fault`.

    >>> import wargame
    >>> try:
    ...     wargame.start(wargame.load(wargame.find("first-session")), lens="soft")
    ... except ValueError as error:
    ...     print(error)
    no-lens (scenario first-session, lens soft, known plain hard)
    """

    def __init__(self, fault: BadSeed | NoLens | NoOpening | NoOutcome) -> None:
        super().__init__(fault)
        self.fault = fault


class UnknownSeatError(KeyError):
    """A seat that the scenario does not have; carries `fault`."""

    def __init__(self, fault: NoSeat) -> None:
        super().__init__(fault)
        self.fault = fault

    def __str__(self) -> str:
        return str(self.fault)  # a KeyError would show its repr
