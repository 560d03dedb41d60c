"""The table of a game: what a screen, or a line-by-line player, may ask and do. One path for solo and shared play."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from wargame.analysis.compare import Comparison
from wargame.analysis.expand import Expansion
from wargame.analysis.question import Question
from wargame.analysis.why import Story
from wargame.analysis.why_not import WhyNot
from wargame.engine.refusal import RefusedOrder
from wargame.engine.view import GoalScore, InjectOffer, MoveOffer, TurnReport, View
from wargame.game.tree import Tree
from wargame.model.order import Decision
from wargame.model.scenario import Scenario
from wargame.model.viewer import Side, Viewer
from wargame.seminar.requests import Analysis, ExpansionRequest, SimulationRequest, StabilityRequest, WhyNotRequest
from wargame.seminar.seen_outlook import SeenForecast
from wargame.seminar.surveying import Found


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


@dataclass(frozen=True, slots=True)
class SeatScore:
    """A seat's final score with its goals."""

    seat: str
    score: float
    view: View


class TableError(Exception):
    """Something the table refuses, in one plain sentence.

    It carries no position: whoever sits at the table may not see one.

    >>> import wargame
    >>> from wargame.seminar import LocalTable, MovePicker, Setup, TableError
    >>> scenario = wargame.load(wargame.find("first-session"))
    >>> try:
    ...     LocalTable.create(Setup(scenario, ("guest",), MovePicker.CHANCE, "plain", 1), library=None)
    ... except TableError as error:
    ...     print(error)
    first-session has no seat 'guest': host, rival
    """


class UnknownNodeError(TableError):
    """A saved game has no node of the name that it was to go on from."""


class Table(Protocol):
    """A game in progress as those at the table meet it."""

    @property
    def setup(self) -> Setup: ...

    @property
    def name(self) -> str:
        """The saved game's name."""

    @property
    def notice(self) -> str:
        """What whoever sits down should be told first, in a plain sentence; empty most often."""

    @property
    def branch(self) -> str:
        """The branch the game stands on: `main` unless branches were made."""

    @property
    def all_told(self) -> bool:
        """Whether nothing is secret any more: the game has ended here, and does not go on elsewhere."""

    @property
    def tree(self) -> Tree:
        """Every turn played in this game, on all branches."""

    @property
    def node(self) -> int:
        """The node the game stands on: the last turn played on this branch, or BEGINNING."""

    @property
    def phase(self) -> Phase: ...

    @property
    def turn(self) -> int:
        """The turn being played, or the last one played once the game has ended."""

    @property
    def move(self) -> MoveOffer | None:
        """The mover's move of this turn, once it is picked."""

    @property
    def owed(self) -> tuple[str, ...]:
        """The seats played by people that have not handed in their orders."""

    @property
    def ending(self) -> str | None: ...

    def moves(self) -> tuple[MoveOffer, ...]:
        """The moves to pick from; legal ones can be picked."""

    def pick_move(self, move: str | None) -> None:
        """Pick the mover's move (phase MOVE), or leave it to chance for None. Raises TableError."""

    def injects(self) -> tuple[InjectOffer, ...]:
        """What the facilitator may release in this turn."""

    @property
    def released(self) -> tuple[str, ...]:
        """The injects released in this turn."""

    def release(self, inject: str) -> None:
        """Release an inject in this turn; raises TableError."""

    def view(self, viewer: Viewer) -> View:
        """The position as a viewer sees it."""

    def mover_goals(self) -> tuple[GoalScore, ...]:
        """How the mover's own goals stand, for whoever plays it."""

    def check(self, seat: str, orders: Sequence[Decision]) -> RefusedOrder | None:
        """Why these orders are not legal together; None when they are."""

    def submit(self, seat: str, orders: Sequence[Decision]) -> None:
        """Hand in a seat's orders (none is a choice too); may be handed in anew until the turn is resolved.

        Raises TableError.
        """

    def resolve(self) -> None:
        """Resolve the turn (phase READY) and save it; it is on disk when this returns. Raises TableError."""

    def report(self, viewer: Viewer, turn: int | None = None) -> TurnReport:
        """A resolved turn, the last one if none is named, as a seat may see it."""

    def history(self, viewer: Viewer) -> Sequence[Mapping[str, float]]:
        """The numbers the seat may see before turn 1 and after each turn played."""

    def scores(self) -> tuple[SeatScore, ...]:
        """Every seat's goals scored on the position as it is."""

    # The tree of the game.

    def report_at(self, node: int, viewer: Viewer) -> TurnReport:
        """The turn that a node played, as a seat may see it. Raises TableError."""

    def go(self, node: int) -> None:
        """Go back, or over to another branch: the game goes on from this node. Raises TableError."""

    def mark(
        self,
        node: int,
        label: str | None = None,
        note: str | None = None,
        star: bool | None = None,
        collapsed: bool | None = None,
    ) -> None:
        """Write on a node; what is None stays as it is. Raises TableError."""

    def prune(self, node: int) -> None:
        """Take a node and all that follows it out of the tree; if the game stands there, it steps back.

        Raises TableError.
        """

    def restore(self) -> int | None:
        """Undo the last pruning and give the node that is back; None when nothing is pruned. Raises TableError."""

    def promote(self, node: int) -> None:
        """Make the way to a node the main line. Raises TableError."""

    def refresh(self) -> None:
        """Take over what other windows on this game have played. Raises TableError."""

    def redraw(self, node: int) -> int:
        """Play a node's turn once more with its luck drawn anew, as a fork of its own; gives its number.

        The people at the table order what they ordered, as far as it is still legal; chance moves and bots choose
        anew. The game stays where it stands.
        Raises TableError.
        """

    def set_move(self, node: int, move: str) -> int:
        """Play a node's turn once more with another move of the mover, as a fork of its own; gives its number.

        All orders stay as they were, so that what comes out otherwise is the move's doing. The game stays where it
        stands. Raises TableError.
        """

    def moves_at(self, node: int, viewer: Viewer) -> tuple[MoveOffer, ...]:
        """The moves there were to pick from in a node's turn, with what a seat may see. Raises TableError."""

    def compare(self, one: int, other: int, viewer: Viewer) -> Comparison:
        """Two nodes compared, as far as a seat may see. Raises TableError."""

    def why(self, node: int, name: str, viewer: Viewer) -> Story:
        """Why a number stands where it does at a node, as far as a seat may see. Raises TableError."""

    def wishes(self, node: int, viewer: Viewer) -> Sequence[Question]:
        """All of which a seat may ask why it did not happen by a node. Raises TableError."""

    def why_not(self, node: int, what: str, viewer: Viewer) -> Analysis[WhyNotRequest, WhyNot]:
        """Begin to search why something did not happen on the way to a node; one answer comes. Raises TableError."""

    def expand(self, node: int, side: Side, to_end: bool) -> Analysis[ExpansionRequest, tuple[int, Expansion]]:
        """Begin to try every single choice of a seat or of the mover.

        Each becomes a branch, one turn long or played to the end by bots; its last node comes with what came of it.
        Raises TableError.
        """

    def stability(self, node: int, viewer: Viewer) -> Analysis[StabilityRequest, Found]:
        """Begin to find which joint reactions last from a node, under every lens, as far as a seat may see, and to
        advise it; the facilitator sees all seats advised. Where the game stands, the move that is picked is made.
        Raises TableError.
        """

    def outlook(self, node: int, viewer: Viewer, games: int) -> Analysis[SimulationRequest, SeenForecast]:
        """Begin to play so many whole games on from a node by bots, under every lens, as far as a seat may see.

        Chance and what the author is unsure of are drawn anew in each, and so is what the seat may not see. Where the
        game stands, the move that is picked already is made, and for the facilitator's eyes what is released into the
        turn counts; orders handed in do not. From the beginning, while nothing is picked, they are whole games.
        Raises TableError.
        """
