"""The table of a game: what its host holds, and what each viewer is given of it. One path for solo and shared play."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from wargame.fault import Fault
from wargame.model.beginning import Beginning
from wargame.model.scenario import Scenario
from wargame.model.viewer import Side, Viewer

if TYPE_CHECKING:
    from wargame.analysis.compare import Comparison
    from wargame.analysis.expand import Expansion
    from wargame.analysis.luck import LuckSplit
    from wargame.analysis.par import Par
    from wargame.analysis.question import Question
    from wargame.analysis.why import Story
    from wargame.analysis.why_not import WhyNot
    from wargame.engine.view import MoveOffer, TurnReport
    from wargame.seminar.actions import Action
    from wargame.seminar.requests import (
        Analysis,
        ExpansionRequest,
        LuckRequest,
        ParRequest,
        SensitivityRequest,
        SimulationRequest,
        StabilityRequest,
        WhyNotRequest,
    )
    from wargame.seminar.seen_forecast import SeenForecast
    from wargame.seminar.sensitivity_task import Depends
    from wargame.seminar.snapshot import Done, Snapshot
    from wargame.seminar.stability_task import Found


class Phase(StrEnum):
    """What a turn waits for.

    >>> from wargame.seminar import Phase
    >>> [phase.value for phase in Phase]
    ['move', 'orders', 'ready', 'ended']
    """

    MOVE = "move"
    """The facilitator, or the player of the mover, picks the move."""
    ORDERS = "orders"
    """Seats played by people owe their orders."""
    READY = "ready"
    """All orders are in: the turn can be resolved."""
    ENDED = "ended"


class MovePicker(StrEnum):
    """Who picks the mover's move.

    >>> from wargame.seminar import MovePicker
    >>> MovePicker("facilitator")
    <MovePicker.FACILITATOR: 'facilitator'>
    """

    CHANCE = "chance"
    FACILITATOR = "facilitator"
    PLAYER = "player"


@dataclass(frozen=True, slots=True)
class Setup:
    """How a game is set up.

    >>> import wargame
    >>> from wargame.seminar import MovePicker, Setup
    >>> scenario = wargame.load(wargame.find("first-session"))
    >>> Setup(scenario, seats=("host",), picker=MovePicker.CHANCE, lens="plain", seed=1).bot
    'doctrine'
    """

    scenario: Scenario
    seats: tuple[str, ...]
    """The seats played by people; bots play the others. Empty: all bots."""
    picker: MovePicker
    lens: str
    seed: int
    bot: str = "doctrine"
    """Which bot plays the empty seats: `doctrine` or `random`."""
    opening: str | None = None
    """The opening it begins at; None for the scenario's own start, at turn 1."""
    fixed: Mapping[str, str] = field(default_factory=dict)
    """The outcomes of events that the facilitator has fixed: a secret of the facilitator's until each event comes."""

    @property
    def beginning(self) -> Beginning:
        """How the game begins."""
        return Beginning(self.opening, self.fixed)


class TableError(Exception):
    """Something the table refuses; carries `fault`.

    It carries no position: whoever sits at the table may not see one.

    >>> import wargame
    >>> from wargame.seminar import LocalTable, MovePicker, Setup, TableError
    >>> scenario = wargame.load(wargame.find("first-session"))
    >>> try:
    ...     LocalTable.create(Setup(scenario, ("guest",), MovePicker.CHANCE, "plain", 1), library=None)
    ... except TableError as error:
    ...     print(error)
    no-seat (scenario first-session, seat guest, known host rival)
    """

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


class UnknownNodeError(TableError):
    """A saved game has no node of the name that it was to go on from."""


class Table(Protocol):
    """A game in progress, for whoever hosts it: it hands out places and is shown to nobody."""

    @property
    def setup(self) -> Setup: ...

    @property
    def name(self) -> str:
        """The saved game's name."""

    @property
    def notice(self) -> Fault | None:
        """What whoever sits down should read first; None most often."""

    def seat(self, viewer: Viewer) -> SeatTable:
        """The table as one viewer meets it. Raises UnknownSeatError."""


class SeatTable(Protocol):
    """A game in progress as one viewer meets it: what it sees, does and asks."""

    @property
    def viewer(self) -> Viewer: ...

    @property
    def scenario(self) -> Scenario:
        """The scenario as the viewer holds it."""

    @property
    def snapshot(self) -> Snapshot:
        """The game as the viewer sees it now."""

    def act(self, action: Action) -> Done:
        """Do something at the table; raises ActionRefused with the game as it is, and then nothing has changed."""

    def report(self, node: int) -> TurnReport:
        """The turn that a node played. Raises TableError."""

    def moves_at(self, node: int) -> tuple[MoveOffer, ...]:
        """The moves there were to pick from in a node's turn. Raises TableError."""

    def compare(self, one: int, other: int) -> Comparison:
        """Two nodes compared. Raises TableError."""

    def par(self, nodes: Sequence[int], apart: bool = True) -> Analysis[ParRequest, tuple[Par, ...]]:
        """Begin to find what doctrine would have scored by each of some nodes, `apart` in another process.

        Of the seats whose score the viewer sees. Raises TableError.
        """

    def luck(self, node: int, games: int | None = None) -> Analysis[LuckRequest, LuckSplit]:
        """Begin to split every seat's final score at a node into luck, the mover, the others and choice.

        Raises TableError, for a seat while anything is secret.
        """

    def why(self, node: int, name: str) -> Story:
        """Why a number is at its level at a node. Raises TableError."""

    def questions(self, node: int) -> tuple[Question, ...]:
        """All of which may be asked why it did not happen by a node. Raises TableError."""

    def why_not(self, node: int, what: str) -> Analysis[WhyNotRequest, WhyNot]:
        """Begin to search why something did not happen on the way to a node; one answer comes. Raises TableError."""

    def sides(self) -> tuple[Side, ...]:
        """Whose choices the viewer may have tried."""

    def expand(self, node: int, side: Side, to_end: bool) -> Analysis[ExpansionRequest, tuple[int, Expansion]]:
        """Begin to try every single choice of a side after a node; each becomes a branch, one turn long or played to
        the end by bots, and its last node comes with what came of it. Raises TableError.
        """

    def stability(self, node: int) -> Analysis[StabilityRequest, Found]:
        """Begin to find which joint reactions after a node are stable, and to advise seats. Raises TableError."""

    def simulate(self, node: int, games: int) -> Analysis[SimulationRequest, SeenForecast]:
        """Begin to play so many whole games on from a node, under every lens. Raises TableError."""

    def sensitivity(
        self, node: int, outcome: str | None = None, together: bool = False
    ) -> Analysis[SensitivityRequest, Depends]:
        """Begin to find what an outcome depends on in games that go on from a node, and how firm what came is; with
        all numbers screened `together`, or each by itself. Raises TableError, for a seat while anything is secret.
        """
