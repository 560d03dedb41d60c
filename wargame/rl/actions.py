"""What a learning agent may choose in a turn: places for orders and for answers to requests for consent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wargame.engine.position import Position
from wargame.model.order import Decision, Order, Withholding, parse_decision
from wargame.model.scenario import Scenario
from wargame.rl.observation import every_order

Action = NDArray[np.int64]


class Actions:
    """The actions of one seat: its reactions in so many places, then the consents it may withhold.

    >>> import wargame
    >>> actions = Actions(wargame.load(wargame.find("first-session")), "rival")
    >>> actions.choices.tolist(), actions.names[0][:2]
    ([3, 2, 2], ('', 'whisper'))
    """

    def __init__(self, scenario: Scenario, seat: str) -> None:
        orders = list(every_order(scenario))
        self.seat = seat
        self.own = [order for order in orders if order.seat == seat and isinstance(order, Order)]
        self.consents = [order for order in orders if order.seat == seat and isinstance(order, Withholding)]
        self.slots = max(1, min(scenario.seats[seat].orders_per_turn, len(self.own)))
        self.choices = np.array([len(self.own) + 1] * self.slots + [2] * len(self.consents), dtype=np.int64)
        reactions = ("", *(str(order) for order in self.own))
        self.names = (reactions,) * self.slots + tuple(("", str(order)) for order in self.consents)

    def mask(self, position: Position) -> tuple[NDArray[np.int8], ...]:
        """By place: 1 for each choice that is legal by itself."""
        legal = set(position.legal_orders(self.seat))
        own = [True, *(order in legal for order in self.own)]
        # Where a consent may be withheld it may be given with a footnote too, if the scenario knows of one.
        asked = [[True, order.asked in legal] for order in self.consents]
        return tuple(np.array(each, dtype=np.int8) for each in (*[own] * self.slots, *asked))

    def named(self, action: Any) -> Iterator[Decision]:
        """The orders that an action names, legal or not, from the first place to the last.

        Raises:
            ValueError: it is no action of the seat.
        """
        chosen = np.asarray(action)
        if (
            chosen.shape != self.choices.shape
            or not np.issubdtype(chosen.dtype, np.integer)
            or not ((chosen >= 0) & (chosen < self.choices)).all()
        ):
            raise ValueError(f"{self.seat}: {action!r} is not an action of MultiDiscrete({self.choices.tolist()})")
        for choice in chosen[: self.slots].tolist():
            if choice:
                yield self.own[choice - 1]
        for choice, order in zip(chosen[self.slots :].tolist(), self.consents, strict=True):
            if choice:
                yield order

    def action(self, orders: Iterable[Decision | str]) -> Action:
        """The action that gives these orders.

        Raises:
            ValueError: an order is none of the seat's, or there are more than fit in a turn.
        """
        action = np.zeros(len(self.choices), dtype=np.int64)
        filled = 0
        for each in orders:
            order = parse_decision(self.seat, each) if isinstance(each, str) else each
            if order in self.consents:
                action[self.slots + self.consents.index(order)] = 1
            elif order not in self.own:
                raise ValueError(f"{self.seat}: {order} is none of its orders")
            elif filled == self.slots:
                raise ValueError(f"{self.seat}: {order} is one order too many; at most {self.slots} fit in a turn")
            else:
                action[filled] = self.own.index(order) + 1
                filled += 1
        return action
