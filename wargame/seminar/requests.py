"""What may be asked of a table that takes a while, each with what was asked; the answer comes as a task's results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from wargame.jobs.task import Task
from wargame.model.viewer import Side

if TYPE_CHECKING:
    from wargame.analysis.agency import AgencyStudy
    from wargame.analysis.calibration import CalibrationStudy
    from wargame.analysis.luck import LuckStudy

Request = TypeVar("Request")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Analysis(Generic[Request, Result]):
    """An analysis that was begun: what was asked, and the task that answers it, which raises TableError."""

    request: Request
    task: Task[Result]


@dataclass(frozen=True, slots=True)
class SimulationRequest:
    """Whole games to be played on from a node by bots, under every lens."""

    node: int
    turn: int
    """The first turn that is simulated."""
    games: int
    """How many games are played under each lens."""
    lenses: tuple[str, ...]
    """The game's own lens first."""
    move: str | None
    """The mover's move of the first turn, where it is picked already; otherwise chance picks it."""
    injects: tuple[str, ...]
    """What is released into the first turn already, for the facilitator, who alone knows of it."""
    whole: bool
    """Whether nothing is played or picked yet: whole games, of which an author's expectations speak."""
    history: tuple[Mapping[str, float], ...]
    """The numbers the viewer may see before the first turn and after each played up to the node."""

    @property
    def first_turn(self) -> int:
        """The turn that the game began with."""
        return self.turn - len(self.history) + 1


@dataclass(frozen=True, slots=True)
class StabilityRequest:
    """The joint reactions after a node to be resolved and assessed under every lens, and seats to be advised."""

    node: int
    turn: int
    move: str
    """The mover's move: the one picked already or made there, or the likeliest."""
    picked: bool
    """Whether the move is picked already."""
    made: bool
    """Whether the turn was played, with this move."""
    advised: tuple[str, ...]
    """The seats that are advised."""


@dataclass(frozen=True, slots=True)
class ExpansionRequest:
    """Every single choice of one side to be tried after a node, each kept as a branch once it is done."""

    node: int
    side: Side
    to_end: bool
    """Whether bots play each branch to the end of the game; otherwise it is one turn long."""
    choices: int
    """How many choices there are."""


@dataclass(frozen=True, slots=True)
class ParRequest:
    """What doctrine would have scored by some nodes, with the same news and moves, of the seats whose score is seen."""

    nodes: tuple[int, ...]
    """A result comes for each."""


@dataclass(frozen=True, slots=True)
class AgencyRequest:
    """What each seat can do about its fate, under one lens."""

    study: AgencyStudy
    pieces: int
    """In how many pieces it is made; each is a result."""


@dataclass(frozen=True, slots=True)
class CalibrationRequest:
    """Forecasts from the turns of many games, to be held against what came of each; each game is a result."""

    study: CalibrationStudy


@dataclass(frozen=True, slots=True)
class LuckRequest:
    """The final scores of a game that ended at a node, to be split into luck and choice; one result comes."""

    node: int
    study: LuckStudy


@dataclass(frozen=True, slots=True)
class SensitivityRequest:
    """What an outcome depends on in games that go on from a node, and how firm what came by then is."""

    node: int
    turn: int
    """The first turn that is simulated; the last one played where the game has ended there."""
    ended: bool
    """Whether the game has ended there: then nothing is simulated, and only what came is tested."""
    outcome: str
    """An ending or an expectation, by its id."""
    together: bool
    """Whether all numbers are screened together; otherwise each is varied by itself."""
    games: int
    """How many games are played at each place of the numbers."""


@dataclass(frozen=True, slots=True)
class WhyNotRequest:
    """Why something did not happen on the way to a node."""

    node: int
    what: str
