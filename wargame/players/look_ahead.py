"""A bot that looks ahead: it plays each choice on to the end of the game many times, as far as its seat can know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from wargame.engine import chance, kernel, legality
from wargame.engine.kernel import Floats
from wargame.engine.position import Position
from wargame.engine.redraw import many_seeds
from wargame.model.order import Decision, Order, Withholding
from wargame.model.viewer import FACILITATOR, Seated, Viewer
from wargame.players.bots import DoctrineBot, choose
from wargame.players.determinize import determinize, suppose
from wargame.players.finish import scores_at_end
from wargame.players.given import with_given

BUDGET = 20_000
"""How many turns of games the bot may play for one choice."""
MOST_CANDIDATES = 128
FEWEST_GAMES = 8
MOST_GAMES = 512
_WIDTH = 2048
_MIDDLE = 256
"""How many worlds the middle of what is supposed is taken of."""

Orders = tuple[Order, ...]


class LookAheadBot:
    """Orders what has the best mean score at the end of games played on by doctrine, within a budget of turns.

    It starts from what its seat may see, and withholds consent as doctrine does.
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
        means = final_scores(position, seat, whole, many_seeds(f"look-ahead:{own}", games)).mean(axis=1)
        return whole[int(np.argmax(means))]


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


def final_scores(
    position: Position,
    seat: str,
    tried: Sequence[Sequence[Decision]],
    seeds: NDArray[np.uint64],
    move: str | None = None,
    sees_all: bool = False,
) -> Floats:
    """(candidates, seeds): the seat's score at the end, each candidate under the same luck, all else by doctrine."""
    games = len(seeds)
    start = determinize(position, FACILITATOR if sees_all else Seated(seat), seeds)
    bots = dict.fromkeys(position.scenario.seats, DoctrineBot())
    first = choose(start, bots)
    found = np.empty((len(tried), games))
    each = max(1, _WIDTH // games)
    for begin in range(0, len(tried), each):
        some = tried[begin : begin + each]
        parts = [with_given(start, first, move, {seat: orders}, known=seat) for orders in some]
        worlds = kernel.select(start, np.tile(np.arange(games), len(some)))
        scores = scores_at_end(worlds, bots, [Seated(seat)], first=kernel.side_by_side(parts))
        found[begin : begin + each] = scores.reshape(len(some), games)
    return found


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
