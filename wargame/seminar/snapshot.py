"""What one viewer sees of a game at one moment: frozen values, cut by whoever holds the game."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from wargame.engine.legality import same_matter, unknown_order
from wargame.engine.refusal import (
    ConsentNotNeeded,
    GameEnded,
    NoFootnote,
    NothingToWithhold,
    OtherSeat,
    RefusedOrder,
    TooMany,
    Twice,
    UnaffordableTogether,
)
from wargame.engine.refusal import Refusal as OrderRefusal
from wargame.engine.view import GoalScore, InjectOffer, MoveOffer, View
from wargame.engine.visibility import seen_orders
from wargame.game.tree import SavedTurn, Tree
from wargame.model.expression import Capital, text
from wargame.model.order import Decision, Order, Withholding, parse_decision
from wargame.model.scenario import Month, Scenario
from wargame.model.viewer import FACILITATOR, Viewer, seat_of
from wargame.seminar.actions import Refusal
from wargame.seminar.table import MovePicker, Phase, TableError


@dataclass(frozen=True, slots=True)
class GameFacts:
    """What never changes in a game."""

    name: str
    """The saved game's name."""
    lens: str
    seats: tuple[str, ...]
    """The seats played by people; bots play the others."""
    picker: MovePicker
    bot: str
    seed: int | None
    """For the facilitator; from it all luck to come could be worked out."""


@dataclass(frozen=True, slots=True)
class SeenScore:
    """A seat's score with its goals, as they are."""

    seat: str
    score: float
    goals: tuple[GoalScore, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A game as one viewer sees it at one moment."""

    number: int
    """How much had changed that the viewer could notice; actions carry it."""
    viewer: Viewer
    game: GameFacts
    phase: Phase
    turn: int
    """The turn being played, or the last one played once the game has ended."""
    date: Month
    node: int
    """The node the game is at: the last turn played on this branch, or BEGINNING."""
    branch: str
    gone_back: bool
    """Whether the game was played on from here before."""
    ending: str | None
    all_shown: bool
    """Whether nothing is secret any more: the game has ended here, and does not go on elsewhere."""
    owed: tuple[str, ...]
    """The seats played by people that have not handed in their orders."""
    handed_in: tuple[str, ...]
    orders: tuple[Decision, ...] | None
    """What the viewer's own seat has handed in; None before, and where no seat looks."""
    move: MoveOffer | None
    """The mover's move of this turn, once it is picked."""
    moves: tuple[MoveOffer, ...]
    """The moves to pick from, for whoever picks, while none is picked."""
    injects: tuple[InjectOffer, ...]
    """What may be released in this turn, for the facilitator."""
    released: tuple[str, ...]
    """What is released in this turn, for the facilitator."""
    view: View
    mover_goals: tuple[GoalScore, ...]
    """How far the mover's own goals are met: for the mover, the facilitator, and all who look together."""
    scores: tuple[SeenScore, ...]
    """Every seat's for the facilitator, and once nothing is secret any more; else the viewer's own."""
    history: tuple[Mapping[str, float], ...]
    """The numbers the viewer may see before turn 1 and after each turn played on this line."""
    tree: Tree
    """Every turn played, on all branches, with the orders that the viewer may know of."""

    def refusal(self, orders: Sequence[Decision], scenario: Scenario) -> RefusedOrder | None:
        """Why the viewer's seat cannot hand in these orders together; None when it can.

        It is worked out from what the seat sees alone, and is the table's own verdict.

        Raises:
            ValueError: no seat looks.
        """
        seat = seat_of(self.viewer)
        if seat is None:
            raise ValueError("orders are handed in by whoever plays a seat")
        return refused_order(self.view, scenario, seat, orders)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an action: the game after it, and the node it made or brought back, if any."""

    snapshot: Snapshot
    node: int | None = None


class ActionRefused(TableError):
    """An action that was refused and changed nothing; carries the `refusal` and the `snapshot` as the game is."""

    def __init__(self, refusal: Refusal, snapshot: Snapshot) -> None:
        super().__init__(refusal.fault)
        self.refusal = refusal
        self.snapshot = snapshot


def refused_order(view: View, scenario: Scenario, seat: str, orders: Sequence[Decision]) -> RefusedOrder | None:
    """The first of some orders that a seat with this view cannot give together with the others; None for none."""
    costs = {offer.order: offer.cost for offer in view.offers}
    for order in orders:
        refusal = _refusal(view, scenario, seat, order)
        if refusal is not None:
            return RefusedOrder(order, refusal)
        if sum(same_matter(each, order) for each in orders) > 1:
            return RefusedOrder(order, Twice())
    own = [order for order in orders if isinstance(order, Order)]
    if not own:
        return None
    most = scenario.seats[seat].orders_per_turn
    if len(own) > most:
        return RefusedOrder(own[-1], TooMany(most))
    cost, capital = sum(costs[order] for order in own), view.numbers[text(Capital(seat))]
    return RefusedOrder(own[-1], UnaffordableTogether(cost, capital)) if cost > capital else None


def _refusal(view: View, scenario: Scenario, seat: str, order: Decision) -> OrderRefusal | None:
    """Why a seat cannot give an order by itself; None when it can."""
    if order.seat != seat:
        return OtherSeat(order.seat)
    if view.ending is not None:
        return GameEnded()
    if isinstance(order, Withholding):
        reaction = scenario.reactions.get(order.of, {}).get(order.reaction)
        if reaction is None or reaction.consent is None or seat not in reaction.consent.withheld_when:
            return ConsentNotNeeded(order.of, order.reaction)
        if order.in_part and reaction.consent.footnoted is None:
            return NoFootnote(order.of, order.reaction)
        asked = any(ask.order == order.asked for ask in view.asks)
        return None if asked else NothingToWithhold(order.of, order.reaction)
    offer = next((each for each in view.offers if each.order == order), None)
    return unknown_order(scenario, order) if offer is None else offer.reason


def seen_turn(scenario: Scenario, turn: SavedTurn, viewer: Viewer) -> SavedTurn:
    """A saved turn with the orders that a viewer may know of, and without the fingerprint of the whole state."""
    return replace(turn, orders={seat: _seen(scenario, turn, seat, viewer) for seat in turn.orders}, digest="")


def seen_tree(scenario: Scenario, tree: Tree, viewer: Viewer) -> Tree:
    """A game's tree with the orders that a viewer may know of."""
    return Tree(
        {number: replace(node, played=seen_turn(scenario, node.played, viewer)) for number, node in tree.nodes.items()}
    )


def _seen(scenario: Scenario, turn: SavedTurn, seat: str, viewer: Viewer) -> tuple[str, ...]:
    if viewer == FACILITATOR:
        return tuple(turn.orders[seat])
    try:
        orders = [parse_decision(seat, each) for each in turn.orders[seat]]
    except ValueError:
        return ()  # a damaged save; what it holds is said when somebody goes there
    return tuple(str(order) for order in seen_orders(scenario, orders, viewer))
