"""Playing one turn of a game: what was chosen, the position it leads to, and the ledger of what moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from wargame.engine import kernel, legality
from wargame.engine.explain import explain, pending_after
from wargame.engine.kernel import Choices, Turn
from wargame.engine.ledger import Ledger
from wargame.engine.legality import Orders
from wargame.engine.position import Position
from wargame.model.order import Order


@dataclass(frozen=True)
class Resolution:
    """A turn played: the position before and after, what was chosen, and the ledger of what moved."""

    before: Position
    move: str
    orders: Mapping[str, tuple[Order, ...]]
    """By seat in the scenario's order; every seat has an entry."""
    injects: tuple[str, ...]
    after: Position
    turn: Turn = field(repr=False)

    @cached_property
    def ledger(self) -> Ledger:
        """For every number that changed: before + Σ amounts = after, cause by cause and tie by tie."""
        order_of = self.before.program.order_of
        plays = [order_of[o] for orders in self.orders.values() for o in orders if o.withheld_from is None]
        return explain(self.before.worlds, self.before.pending, self.turn, self.after.worlds, plays)


def resolve(position: Position, move: str | None, orders: Orders, injects: Iterable[str] = ()) -> Resolution:
    """Play one turn: the mover's `move` (None: chance picks it), the seats' `orders`, and a facilitator's `injects`.

    Raises:
        IllegalOrderError: naming the seat, the order and the reason.
        IllegalMoveError: naming the move or inject and the reason.
    """
    made = position.chance_move if move is None else move
    legality.check_move(position, made)
    parsed = legality.check_orders(position, orders)
    released = tuple(injects)
    for inject in released:
        legality.check_inject(position, inject)
    program, width = position.program, 1
    ordered = np.zeros((len(program.plays), width), dtype=np.bool_)
    withheld = np.zeros((len(program.withholdings), width), dtype=np.bool_)
    for several in parsed.values():
        for order in several:
            if order.withheld_from is None:
                ordered[program.order_of[order]] = True
            else:
                withheld[program.withholding_of[order]] = True
    flags = np.array([[inject in released] for inject in position.scenario.injects], dtype=np.bool_).reshape(-1, width)
    choice = Choices(np.array([list(position.scenario.moves).index(made)]), ordered, withheld, flags)
    worlds, turn = kernel.resolve(position.worlds, choice)
    after = Position(worlds, pending_after(position.worlds, position.pending, turn))
    return Resolution(position, made, parsed, released, after, turn)
