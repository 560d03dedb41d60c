"""Bots that choose a seat's orders from what the engine says is legal and what the scenario declares of its doctrine.

Every draw a bot makes is named like all chance, so a game with bots is the same each time it is played.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np

from wargame.engine import chance
from wargame.engine.position import Position
from wargame.model.expression import Capital, text
from wargame.model.order import Order

PASS = 1.0
"""How strongly a bot leans to ordering nothing more, against the doctrine of what it could order."""


class Bot(Protocol):
    """Chooses the orders of one seat."""

    def orders(self, position: Position, seat: str) -> tuple[Order, ...]:
        """Orders that are legal together for the seat in this position."""


class DoctrineBot:
    """Follows the scenario's declared doctrine: draws among what it can pay for, as strongly as doctrine leans to each.

    It withholds consent where the scenario says the seat would.
    """

    def orders(self, position: Position, seat: str) -> tuple[Order, ...]:
        """Orders that are legal together for the seat in this position."""
        chosen = _draw(position, seat, lambda order: position.doctrine[order])
        refused = position.would_withhold
        return chosen + tuple(order for order in position.legal_orders(seat) if refused.get(order, False))


class RandomBot:
    """Draws evenly among what it can pay for, and passes as easily; withholds consent one time in eight."""

    def orders(self, position: Position, seat: str) -> tuple[Order, ...]:
        """Orders that are legal together for the seat in this position."""
        chosen = _draw(position, seat, lambda _: PASS)
        worlds = position.worlds
        return chosen + tuple(
            order
            for order in position.legal_orders(seat)
            if order.withheld_from is not None
            and chance.uniform(worlds.seeds, worlds.turn, f"bot:{seat}:{order}")[0] < 0.125
        )


BOTS: Mapping[str, Callable[[], Bot]] = {"doctrine": DoctrineBot, "random": RandomBot}
"""The bots by name, for commands and set-up."""


def _draw(position: Position, seat: str, lean: Callable[[Order], float]) -> tuple[Order, ...]:
    """Up to the seat's number of orders, drawn one after another without paying more than there is."""
    program, worlds = position.program, position.worlds
    capital = position.numbers[text(Capital(seat))]
    # What would act only after the last turn is capital thrown away.
    turns_left = position.scenario.calendar.turns - position.turn
    open_orders = [
        order
        for order in position.legal_orders(seat)
        if order.withheld_from is None and position.scenario.reactions[seat][order.reaction].delay <= turns_left
    ]
    chosen: list[Order] = []
    for slot in range(position.scenario.seats[seat].orders_per_turn):
        affordable = [
            order
            for order in open_orders
            if order not in chosen and float(program.cost[program.order_of[order], 0]) <= capital
        ]
        weights = np.array([[PASS], *([lean(order)] for order in affordable)])
        draw = chance.uniform(worlds.seeds, worlds.turn, f"bot:{seat}", slot)
        picked = int(chance.pick(weights, draw)[0])
        if picked <= 0:
            break
        order = affordable[picked - 1]
        chosen.append(order)
        capital -= float(program.cost[program.order_of[order], 0])
    return tuple(chosen)
