"""What a seat might order now, ranked by how games that go on from it end for the seat."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from wargame.analysis.joint import Joint, joint
from wargame.analysis.outlook import Interval
from wargame.engine.kernel import Floats
from wargame.engine.luck import many_seeds
from wargame.engine.position import Position
from wargame.engine.resolution import carry_out
from wargame.model import expression as ex
from wargame.players.look_ahead import Orders, candidates, final_scores

GAMES = 256
"""Games played on from each choice."""
MOST_ANSWERS = 729
"""How many joint answers of the others are resolved for each choice: three of each of six seats."""
_TIE = 1e-9
_95 = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Through:
    """One way in which a choice bears on what the seat wants."""

    name: str
    """The number it moves, one that the seat's goals read."""
    amount: float
    over: tuple[str, str] | None
    """The tie that carries it, as (listener, of); None for a direct effect."""


@dataclass(frozen=True)
class Advised:
    """One choice of a seat and what came of it."""

    orders: Orders
    score: Interval
    """The seat's mean score at the end of the game."""
    regret: Interval
    """How much less that is than with the best choice, under the same luck; 0 for the best itself."""
    answered: float
    """The seat's score after this turn if every other seat answers as suits it best."""
    through: tuple[Through, ...]
    """Its largest effects on what the seat wants, the strongest first."""


@dataclass(frozen=True)
class Advice:
    """A seat's choices, the best first."""

    seat: str
    move: str
    games: int
    choices: tuple[Advised, ...]
    others: int
    """How many joint answers of the others were resolved."""


def advise(
    position: Position,
    seat: str,
    move: str | None = None,
    games: int = GAMES,
    seed: int = 1,
    most_through: int = 3,
    knows_all: bool = False,
) -> Advice:
    """What a seat may order after a move (None: the one chance picks in this game), ranked.

    From what the seat may see, unless it `knows_all`; all others choose by doctrine, under the same luck for each
    choice.

    Raises:
        KeyError: there is no such seat.
        ValueError: the game has ended, or the move cannot be made.
    """
    if seat not in position.scenario.seats:
        raise KeyError(f"there is no seat '{seat}': {', '.join(position.scenario.seats)}")
    eyes = None if knows_all else seat
    tried = candidates(position, seat)
    found = joint(position, move, eyes, len(tried) * MOST_ANSWERS, {seat: tried})
    seeds = many_seeds(f"advice:{seed}", games)
    scores = final_scores(position, seat, tried, seeds, found.move, sees_all=knows_all)
    best = int(np.argmax(scores.mean(axis=1)))
    answers = _answered(found, seat)
    choices = [
        Advised(
            orders,
            _mean(scores[row]),
            _mean(scores[best] - scores[row]),
            answers[row],
            through(found.position, seat, found.move, orders)[:most_through],
        )
        for row, orders in enumerate(tried)
    ]
    ranked = sorted(choices, key=lambda each: -each.score.middle)
    return Advice(seat, found.move, games, tuple(ranked), found.cells // len(tried))


def wanted(position: Position, seat: str) -> frozenset[ex.Target]:
    """The numbers that a seat's goals read."""
    read: set[ex.Target] = set()
    for goal in position.scenario.seats[seat].goals:
        for written in (goal.when, goal.measure):
            if written is not None:
                read |= {each for each in ex.walk(written) if isinstance(each, ex.Level | ex.Trust | ex.Capital)}
    return frozenset(read)


def through(position: Position, seat: str, move: str, orders: Orders) -> tuple[Through, ...]:
    """How orders bear on what a seat wants, by themselves: directly and over which ties, the strongest first.

    Delayed effects are not among them, for they act in a later turn.
    """
    if not orders:
        return ()
    own = {f"{seat}.{order}" for order in orders}
    aims = wanted(position, seat)
    amounts: dict[tuple[str, tuple[str, str] | None], float] = defaultdict(float)
    for row in carry_out(position, move, {seat: orders}).ledger:
        if row.target in aims:
            for entry in row.entries:
                if entry.cause.kind == "order" and entry.cause.id in own:
                    for part in entry.direct:
                        amounts[row.name, None] += part.amount
                    for carried in entry.carried:
                        amounts[row.name, (carried.listener, carried.of)] += carried.amount
    found = (Through(name, round(amount, 6), over) for (name, over), amount in amounts.items())
    return tuple(sorted(found, key=lambda each: -abs(each.amount)))


def _answered(found: Joint, seat: str) -> list[float]:
    """By option of a seat: its score when no other seat would rather choose otherwise, at the worst such answer.

    Where the others come to no rest, the answer counts that the one who would gain most by leaving it gains least.
    """
    place = found.seats.index(seat)
    gains = np.delete(found.form.gains(), place, axis=0).max(axis=0, initial=0.0)
    own = np.moveaxis(found.values[place], place, 0).reshape(len(found.options[place]), -1)
    leaving = np.moveaxis(gains, place, 0).reshape(own.shape)
    least = leaving.min(axis=1, keepdims=True)
    scores: Floats = np.where(leaving <= least + _TIE, own, np.inf).min(axis=1)
    return [float(each) for each in scores]


def _mean(values: Floats) -> Interval:
    """The mean of independent values with its 95 % interval."""
    middle = float(values.mean())
    off = _95 * float(values.std(ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else math.inf
    return Interval(middle, middle - off, middle + off)
