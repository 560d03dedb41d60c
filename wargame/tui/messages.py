"""What screens ask of the app; the app alone moves from screen to screen and speaks to the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual.dom import DOMNode
from textual.message import Message

from wargame.model.order import Decision
from wargame.model.scenario import Scenario
from wargame.seminar.table import Setup


class OfTree(Message):
    """Asked of the tree of a game, or of the analyses that begin at one of its turns; `TreeActions` answers."""


@dataclass
class GoHome(Message):
    """Leave whatever is shown for the home screen."""


@dataclass
class ChooseScenario(Message):
    """Show the scenarios to choose from."""


@dataclass
class ShowSaves(Message):
    """Show the saved games."""


@dataclass
class OpenGame(Message):
    """Go on with a saved game."""

    name: str


@dataclass
class SetUp(Message):
    """Set up a game of this scenario."""

    scenario: Scenario


@dataclass
class LearnTheScreen(Message):
    """Set up the scenario made for a first game."""


@dataclass
class StartGame(Message):
    """Start a game as it is set up."""

    setup: Setup


@dataclass
class OrdersGiven(Message):
    """A seat hands in its orders."""

    seat: str
    orders: tuple[Decision, ...]
    number: int
    """That of the snapshot they answer."""


@dataclass
class MovePicked(Message):
    """The mover's move is picked, or left to chance for None."""

    move: str | None
    number: int
    """That of the snapshot it answers."""
    answers: tuple[Decision, ...] | None
    """How the mover answers where its consent may be asked, if that is said with the move."""


@dataclass
class ConsentsGiven(Message):
    """It is said how the mover answers where its consent may be asked."""

    answers: tuple[Decision, ...]
    number: int
    """That of the snapshot they answer."""


@dataclass
class InjectReleased(Message):
    """The facilitator releases an inject."""

    inject: str


@dataclass
class ResolveTurn(Message):
    """The facilitator, or whoever watches, asks for the turn's resolution."""


@dataclass
class GoOn(Message):
    """What is shown has been read: go on to what comes next."""


@dataclass
class LookBack(Message):
    """Look through the turns that have been played."""

    turn: int | None = None


@dataclass
class Done(Message):
    """Work away from the event loop came to an end; `then` is called with its result by the app."""

    asker: DOMNode
    """What asked for it; when it is gone, nobody needs the result."""
    then: Callable[[Any], None]
    result: Any


@dataclass
class Failed(Message):
    """Work away from the event loop ended in an error."""

    error: Exception


@dataclass
class ShowTree(OfTree):
    """Show the tree of the game's turns."""


@dataclass
class GoTo(OfTree):
    """Let the game go on from a node."""

    node: int


@dataclass
class MarkNode(OfTree):
    """Write on a node; what is None stays as it is."""

    node: int
    label: str | None = None
    note: str | None = None
    star: bool | None = None
    collapsed: bool | None = None


@dataclass
class PruneNode(OfTree):
    """Take a node and all that follows it out of the tree."""

    node: int


@dataclass
class UndoPrune(OfTree):
    """Bring back what was pruned last."""


@dataclass
class PromoteNode(OfTree):
    """Make the way to a node the main line."""

    node: int


@dataclass
class RedrawLuck(OfTree):
    """Play a node's turn once more with its luck drawn anew."""

    node: int


@dataclass
class ChooseMoveAt(OfTree):
    """Choose another move for a node's turn."""

    node: int


@dataclass
class CompareNodes(OfTree):
    """Compare two nodes."""

    one: int
    other: int


@dataclass
class ExpandNode(OfTree):
    """Try every single choice of one side from a node."""

    node: int


@dataclass
class WhyNumber(OfTree):
    """Ask why a number is what it is at a node; where the game is for None."""

    name: str
    node: int | None = None


@dataclass
class AskWhyNot(OfTree):
    """Ask why something did not happen on the way to a node."""

    node: int


@dataclass
class AskStability(OfTree):
    """Ask which joint reactions after a node are stable, and what seats may order there."""

    node: int


@dataclass
class AskForecast(OfTree):
    """Ask for a forecast from a node on; `games` are simulated, as many as the app does by itself for None."""

    node: int
    games: int | None = None


@dataclass
class AskSensitivity(OfTree):
    """Ask what an outcome depends on from a node on, the first ending for None; all numbers `together` or singly."""

    node: int
    outcome: str | None = None
    together: bool = False


@dataclass
class CloseTree(OfTree):
    """Leave the tree; `left` is the node the game was at when it was opened."""

    left: int
