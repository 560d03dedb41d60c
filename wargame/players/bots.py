"""Bots that choose orders from what the engine says is legal and what the scenario declares of its doctrine.

Every draw a bot makes is named like all chance, so a game with bots is the same each time it is played. The bots here
choose in many worlds at once, and in each as they would in the single game.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

import numpy as np

from wargame.engine import chance, kernel
from wargame.engine.blocks import row_by_row
from wargame.engine.kernel import Flags, Floats, JointAction, Whole, Worlds
from wargame.engine.position import Position
from wargame.model.order import Decision

PASS = 1.0
"""How strongly a bot prefers ordering nothing more, against the doctrine of what it could order."""

REFUSES = 0.125
"""How often the random bot withholds a consent it is asked for."""


class Bot(Protocol):
    """Chooses the orders of one seat."""

    def orders(self, position: Position, seat: str) -> tuple[Decision, ...]:
        """Orders that are legal together for the seat in this position."""


class BatchBot(Bot, Protocol):
    """A bot that draws among what it can pay for, one order after another, in many worlds at once."""

    @abstractmethod
    def preference(self, worlds: Worlds, seat: str) -> Floats:
        """(the seat's orders, worlds): how strongly it prefers each, against PASS for ordering nothing more."""

    @abstractmethod
    def refuses(self, worlds: Worlds) -> Flags:
        """(withholdings, worlds): where it would withhold its consent, if asked for it."""

    def orders(self, position: Position, seat: str) -> tuple[Decision, ...]:
        """Orders that are legal together for the seat in this position."""
        chosen = choose(position.worlds, {seat: self})
        program = position.program
        ordered = chosen.ordered[program.moves :, 0]
        own = (order for order, given in zip(program.orders, ordered, strict=True) if given)
        withheld = (order for order, given in zip(program.withholdings, chosen.withheld[:, 0], strict=True) if given)
        return (*own, *withheld)


class DoctrineBot(BatchBot):
    """Follows the scenario's declared doctrine: prefers each order as strongly as doctrine does.

    It withholds consent where the scenario says the seat would.
    """

    def preference(self, worlds: Worlds, seat: str) -> Floats:
        """(the seat's orders, worlds): how strongly it prefers each, against PASS for ordering nothing more."""
        return kernel.preference(worlds, worlds.program.plays_of[seat])

    def refuses(self, worlds: Worlds) -> Flags:
        """(withholdings, worlds): where it would withhold its consent, if asked for it."""
        return worlds.would_withhold


class RandomBot(BatchBot):
    """Draws evenly among what it can pay for, and passes as easily; withholds consent one time in eight."""

    def preference(self, worlds: Worlds, seat: str) -> Floats:
        """(the seat's orders, worlds): how strongly it prefers each, against PASS for ordering nothing more."""
        rows = worlds.program.plays_of[seat]
        return np.full((rows.stop - rows.start, worlds.width), PASS)

    def refuses(self, worlds: Worlds) -> Flags:
        """(withholdings, worlds): where it would withhold its consent, if asked for it."""
        purposes = [(f"bot:{order.seat}:{order}", 0) for order in worlds.program.withholdings]
        refusing: Flags = chance.uniforms(worlds.seeds, worlds.turn, purposes) < REFUSES
        return refusing


BATCH_BOTS: Mapping[str, Callable[[], BatchBot]] = {"doctrine": DoctrineBot, "random": RandomBot}
"""The bots that play many worlds at once, by name."""


def choose(worlds: Worlds, bots: Mapping[str, BatchBot], move: Whole | None = None) -> JointAction:
    """What bots choose for their seats in each world; other seats order nothing. Chance picks the move unless given."""
    program = worlds.program
    ordered = np.zeros((len(program.plays), worlds.width), dtype=np.bool_)
    slots = [(seat, slot) for seat in bots for slot in range(program.scenario.seats[seat].orders_per_turn)]
    purposes = [*((f"bot:{seat}", slot) for seat, slot in slots), kernel.MOVE_DRAW]
    *draws, of_move = chance.uniforms(worlds.seeds, worlds.turn, purposes)
    left = iter(draws)
    with row_by_row(worlds.width):
        for seat, bot in bots.items():
            _order(worlds, seat, bot, left, ordered)
    return JointAction(
        move=kernel.chance_move(worlds, of_move) if move is None else move,
        ordered=ordered,
        withheld=_withheld(worlds, bots),
        released=np.zeros((len(program.injects), worlds.width), dtype=np.bool_),
    )


def _order(worlds: Worlds, seat: str, bot: BatchBot, draws: Iterator[Floats], ordered: Flags) -> None:
    """Enter up to the seat's number of orders, drawn one after another without paying more than there is."""
    program, rows = worlds.program, worlds.program.plays_of[seat]
    # What would act only after the last turn is capital thrown away.
    turns_left = program.scenario.calendar.turns - worlds.turn
    in_time = np.array([play.source.delay <= turns_left for play in program.plays[rows]], dtype=np.bool_)[:, None]
    preferences, open_to = bot.preference(worlds, seat), worlds.legal[rows] & in_time
    weights = np.full((len(preferences) + 1, worlds.width), PASS)
    capital, cost = worlds.numbers[program.capital[seat]], program.cost[rows]
    paid = np.append(0.0, cost)
    places = np.arange(1, len(weights), dtype=np.int16)[:, None]
    for left in reversed(range(program.scenario.seats[seat].orders_per_turn)):
        np.multiply(preferences, open_to.astype(np.float64), out=weights[1:])
        picked = chance.pick(weights, next(draws))
        taken = picked.astype(np.int16) == places
        ordered[rows] |= taken
        if left:
            capital = capital - paid[picked]
            # Whoever has passed orders nothing more.
            open_to &= (cost <= capital) & (picked > 0)
            open_to &= ~taken


def _withheld(worlds: Worlds, bots: Mapping[str, BatchBot]) -> Flags:
    """(withholdings, worlds): where bots withhold a consent that is asked of their seats."""
    program = worlds.program
    withheld = np.zeros((len(program.withholdings), worlds.width), dtype=np.bool_)
    refusing = {bot: bot.refuses(worlds) for bot in bots.values()} if len(withheld) else {}
    for row, withholding in enumerate(program.withholdings):
        if withholding.seat in bots:
            asking = program.names.plays[withholding.of, withholding.reaction, None]
            withheld[row] = refusing[bots[withholding.seat]][row] & worlds.legal[list(asking)].any(axis=0)
    return withheld
