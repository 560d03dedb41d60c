"""What an analysis cannot answer: a value for each kind of question, and the errors that carry them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from wargame.fault import Fault
from wargame.game.tree_fault import NoNode


class AnalysisCode(StrEnum):
    """The kinds of what cannot be asked."""

    UNKNOWN_NUMBER = "unknown-number"
    UNKNOWN_QUESTION = "unknown-question"
    NEEDS_TARGET = "needs-target"
    UNKNOWN_RANKING = "unknown-ranking"
    UNKNOWN_SEAT = "unknown-seat"
    NOTHING_TO_CHOOSE = "nothing-to-choose"
    NOTHING_TO_ORDER = "nothing-to-order"
    NOT_LEGAL_MOVE = "not-legal-move"
    NOTHING_PLAYED = "nothing-played"
    LACKS_LENS = "lacks-lens"
    BEGINS_ELSEWHERE = "begins-elsewhere"
    LACKS_SEAT = "lacks-seat"
    UNKNOWN_OUTCOME = "unknown-outcome"
    NOTHING_TO_SIMULATE = "nothing-to-simulate"
    TOO_MANY_GAMES = "too-many-games"
    NOT_YOURS_TO_TRY = "not-yours-to-try"
    SEES_TOO_MUCH = "sees-too-much"
    NOT_ENDED = "not-ended"


@dataclass(frozen=True, slots=True)
class UnknownNumber(Fault):
    """There is no number of this name, or it may not be seen."""

    code: ClassVar = AnalysisCode.UNKNOWN_NUMBER
    name: str
    nearest: str | None


@dataclass(frozen=True, slots=True)
class UnknownQuestion(Fault):
    """No rule, ending, move or reaction has this name, or it may not be seen."""

    code: ClassVar = AnalysisCode.UNKNOWN_QUESTION
    name: str
    nearest: str | None


@dataclass(frozen=True, slots=True)
class NeedsTarget(Fault):
    """The reaction is aimed at somebody, as this order is."""

    code: ClassVar = AnalysisCode.NEEDS_TARGET
    name: str
    order: str


@dataclass(frozen=True, slots=True)
class UnknownRanking(Fault):
    """There is no number of this name to rank by; the goals have this one."""

    code: ClassVar = AnalysisCode.UNKNOWN_RANKING
    name: str
    nearest: str | None
    goals: str


@dataclass(frozen=True, slots=True)
class UnknownSeat(Fault):
    """The scenario has no such seat."""

    code: ClassVar = AnalysisCode.UNKNOWN_SEAT
    scenario: str
    name: str
    nearest: str | None


@dataclass(frozen=True, slots=True)
class NothingToChoose(Fault):
    """The game has ended there."""

    code: ClassVar = AnalysisCode.NOTHING_TO_CHOOSE


@dataclass(frozen=True, slots=True)
class NothingToOrder(Fault):
    """The game has ended there, for every seat."""

    code: ClassVar = AnalysisCode.NOTHING_TO_ORDER


@dataclass(frozen=True, slots=True)
class NotLegalMove(Fault):
    """The move cannot be made there; these can."""

    code: ClassVar = AnalysisCode.NOT_LEGAL_MOVE
    name: str
    legal: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NothingPlayed(Fault):
    """No turn has been played yet."""

    code: ClassVar = AnalysisCode.NOTHING_PLAYED


@dataclass(frozen=True, slots=True)
class LacksLens(Fault):
    """The edited scenario does not have the lens of the game."""

    code: ClassVar = AnalysisCode.LACKS_LENS
    lens: str
    scenario: str
    nearest: str | None
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BeginsElsewhere(Fault):
    """The game's opening begins in another turn in the edited scenario."""

    code: ClassVar = AnalysisCode.BEGINS_ELSEWHERE
    opening: str
    turn: int
    edited: int


@dataclass(frozen=True, slots=True)
class LacksSeat(Fault):
    """The edited scenario does not have a seat of the game."""

    code: ClassVar = AnalysisCode.LACKS_SEAT
    seat: str
    scenario: str
    nearest: str | None
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownOutcome(Fault):
    """The scenario has no ending or expectation of this name."""

    code: ClassVar = AnalysisCode.UNKNOWN_OUTCOME
    scenario: str
    name: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NothingToSimulate(Fault):
    """The game has ended there, so none can be played on."""

    code: ClassVar = AnalysisCode.NOTHING_TO_SIMULATE


@dataclass(frozen=True, slots=True)
class TooManyGames(Fault):
    """So many games cannot be simulated at once, nor fewer than one."""

    code: ClassVar = AnalysisCode.TOO_MANY_GAMES
    games: int
    most: int


@dataclass(frozen=True, slots=True)
class NotYoursToTry(Fault):
    """The choices of another seat are not tried for whoever asks."""

    code: ClassVar = AnalysisCode.NOT_YOURS_TO_TRY


@dataclass(frozen=True, slots=True)
class SeesTooMuch(Fault):
    """It uses what whoever asks may not see."""

    code: ClassVar = AnalysisCode.SEES_TOO_MUCH


@dataclass(frozen=True, slots=True)
class NotEnded(Fault):
    """The game has not ended there, so there is no final score."""

    code: ClassVar = AnalysisCode.NOT_ENDED


AnalysisFault = (
    UnknownNumber
    | UnknownQuestion
    | NeedsTarget
    | UnknownRanking
    | UnknownSeat
    | NothingToChoose
    | NothingToOrder
    | NotLegalMove
    | NothingPlayed
    | LacksLens
    | BeginsElsewhere
    | LacksSeat
    | UnknownOutcome
    | NothingToSimulate
    | TooManyGames
    | NotYoursToTry
    | SeesTooMuch
    | NotEnded
)
"""Why a question has no answer."""


class UnknownNameError(KeyError):
    """A name that nothing has, as far as it may be seen; carries `fault`."""

    def __init__(self, fault: UnknownNumber | UnknownQuestion | NeedsTarget | UnknownOutcome) -> None:
        super().__init__(fault)
        self.fault = fault

    def __str__(self) -> str:
        return str(self.fault)  # a KeyError would show its repr


class QuestionError(ValueError):
    """A question that has no answer; carries `fault`."""

    def __init__(self, fault: AnalysisFault | NoNode) -> None:
        super().__init__(fault)
        self.fault = fault
