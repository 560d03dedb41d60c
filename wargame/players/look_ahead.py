"""A bot that looks ahead: it plays each choice on to the end of the game many times, as far as its seat can know."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np

from wargame.engine import chance, kernel, legality
from wargame.engine.position import Position
from wargame.engine.redraw import many_seeds
from wargame.model.order import Decision, Order, Withholding
from wargame.model.viewer import FACILITATOR, Viewer
from wargame.players.bots import DoctrineBot
from wargame.players.determinize import determinize, suppose
from wargame.players.trial import Trial, halved, halving

BUDGET = 20_000
"""How many turns of games the bot may play for one choice."""
MOST_CANDIDATES = 128
FEWEST_GAMES = 8
MOST_GAMES = 512
"""How many games are played for a choice in the mean over all."""
_MIDDLE = 256
"""How many worlds the middle of what is supposed is taken of."""

Orders = tuple[Order, ...]


class LookAheadBot:
    """Orders what has the best mean score at the end of games played on by doctrine, within a budget of turns.

    Round by round the worse half of the choices goes out, so most games are played for those that are hard to tell
    apart. It starts from what its seat may see, and withholds consent as doctrine does.
    """

    def __init__(self, budget: int = BUDGET) -> None:
        self.budget = budget

    def orders(self, position: Position, seat: str) -> tuple[Decision, ...]:
        """Orders that are legal together for the seat in this position."""
        consents = tuple(each for each in DoctrineBot().orders(position, seat) if isinstance(each, Withholding))
        tried = candidates(position, seat)
        if len(tried) == 1:
            return consents
        turns_left = position.scenario.calendar.turns - position.turn + 1
        games = min(MOST_GAMES, max(FEWEST_GAMES, self.budget // (len(tried) * turns_left)))
        own = int(chance.uniform(position.worlds.seeds, position.turn, f"look-ahead:{seat}")[0] * 2.0**53)
        whole: list[tuple[Decision, ...]] = [(*orders, *consents) for orders in tried]
        rounds = halving(len(tried), games)
        seeds = many_seeds(f"look-ahead:{own}", sum(each.games for each in rounds))
        (best,) = halved(Trial(position, seat, seeds), whole, rounds)
        return whole[best]


def candidates(position: Position, seat: str, most: int = MOST_CANDIDATES) -> tuple[Orders, ...]:
    """What a seat may order together: nothing, each order, each pair ..., as long as there are not too many.

    What would act only after the last turn is left out.
    """
    turns_left = position.scenario.calendar.turns - position.turn
    reactions = position.scenario.reactions[seat]
    single = [
        order
        for order in position.legal_orders(seat)
        if isinstance(order, Order) and reactions[order.reaction].delay <= turns_left
    ]
    found: list[Orders] = [()]
    for size in range(1, position.scenario.seats[seat].orders_per_turn + 1):
        together = [each for each in combinations(single, size) if legality.orders_reason(position, seat, each) is None]
        if size > 1 and len(found) + len(together) > most:
            break
        found += together
    return tuple(found)


def likeliest_move(position: Position, viewer: Viewer) -> str:
    """The move that chance would pick most often, as far as a viewer can know; it can be made."""
    weights = kernel.preference(middle(position, viewer).worlds, slice(position.program.moves))[:, 0]
    likely = dict(zip(position.scenario.moves, weights.tolist(), strict=True))
    return max(position.legal_moves(), key=lambda move: likely[move])


def middle(position: Position, viewer: Viewer) -> Position:
    """The position as a viewer would suppose it: what is hidden at its median, all that has no middle as in the world
    nearest to that; of what the author doubts, what the game has shown as it showed, the rest as written.

    Its luck is not the game's, so nothing that is resolved from it tells what chance has in store.
    """
    seeds = many_seeds("middle", _MIDDLE)
    if viewer == FACILITATOR:
        many, shown = determinize(position, viewer, seeds[:1]), sorted(position.told)
    else:
        many, shown = determinize(position, viewer, seeds), sorted(suppose(position, viewer).acted)
    numbers = np.median(many.numbers, axis=1, keepdims=True)
    reach = many.program.high - many.program.low
    off = np.abs(many.numbers - numbers) / np.where(reach > 0, reach, 1.0)
    one = kernel.select(many, off.sum(axis=0).argmin(keepdims=True))
    draws = np.zeros_like(one.draws)
    draws[shown] = np.median(many.draws[shown], axis=1, keepdims=True)
    return Position(
        kernel.with_draws(replace(one, numbers=kernel.on_grid(numbers)), draws),
        position.delayed if viewer == FACILITATOR else (),
    )
