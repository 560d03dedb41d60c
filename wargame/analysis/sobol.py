"""How much of an outcome's variance goes with each of a few factors, by itself and with all others together.

Sobol's indices over the ranges of the factors, each taken evenly: the first order by the estimator of Saltelli and
others ("Variance based sensitivity analysis of model output", Computer Physics Communications 181, 2010), the total by
Jansen's ("Analysis of variance designs for model output", Computer Physics Communications 117, 1999). What is taken
apart is the probability of the outcome: the share of games in which it comes, all points meeting the same luck.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from wargame.analysis.estimates import Interval, resampled
from wargame.analysis.factors import Factor, Variation
from wargame.analysis.sensitivity import begun, outcomes_of_several
from wargame.analysis.simulation import Simulation
from wargame.engine.chance import uniform
from wargame.engine.kernel import Floats

ROWS = 512
FACTORS = 10
"""Of how many factors the indices are taken unless told otherwise."""
ROWS_A_PIECE = 2


@dataclass(frozen=True)
class SobolStudy:
    """What is taken apart; the same gives the same result on any machine and with any number of workers."""

    simulation: Simulation
    """How games begin, and how many of them are played at each point."""
    outcome: str
    factors: tuple[Factor, ...]
    rows: int = ROWS
    """How many rows of points: each has two points drawn by themselves, and one for each factor that lies between."""

    @cached_property
    def points(self) -> Floats:
        """(rows, factors + 2, factors): where each factor is at each point, from -1 to 1."""
        return 2.0 * design(self.rows, len(self.factors), self.simulation.seed) - 1.0

    @property
    def pieces(self) -> int:
        """In how many pieces it is played."""
        return -(-self.rows // ROWS_A_PIECE)


def design(rows: int, count: int, seed: int) -> Floats:
    """(rows, factors + 2, factors): in each row a point A, then A with one factor taken from B, and B; from 0 to 1.

    A and B together are a Latin hypercube: of each of their coordinates every row has its own part of the range.
    """
    numbers = np.arange(rows, dtype=np.uint64)
    columns = []
    for column in range(2 * count):
        place = uniform(numbers, 0, f"sobol:order:{seed}", column).argsort()
        columns.append((place + uniform(numbers, 0, f"sobol:place:{seed}", column)) / rows)
    both = np.array(columns).T
    a, b = both[:, :count], both[:, count:]
    points = np.repeat(a[:, None, :], count + 2, axis=1)
    for factor in range(count):
        points[:, 1 + factor, factor] = b[:, factor]
    points[:, -1] = b
    return points


def sobol_piece(study: SobolStudy, piece: int) -> Floats:
    """(rows, factors + 2, 2): the share of games in which the outcome comes at the points of some rows, by halves of
    the games."""
    simulation, rows = study.simulation, study.points[piece * ROWS_A_PIECE : (piece + 1) * ROWS_A_PIECE]
    seeds, variation = simulation.seeds(0), Variation(simulation.program)
    worlds = []
    for point in rows.reshape(-1, rows.shape[-1]):
        for factor, at in zip(study.factors, point, strict=True):
            variation.move(factor, float(at))
        worlds.append(begun(simulation, variation.program(), seeds))
    came = np.array([each.of(simulation, study.outcome) for each in outcomes_of_several(worlds)])
    halves = [half.mean(axis=1) for half in np.array_split(came, 2, axis=1)]
    return np.stack(halves, axis=-1).reshape(*rows.shape[:2], 2)


def first_order(values: Floats) -> Floats:
    """(factors, ...): the first-order indices of values (points of a row, ..., rows), already less their mean."""
    a, between, b = values[0], values[1:-1], values[-1]
    indices: Floats = (b * (between - a)).mean(axis=-1) / _variance(a, b)
    return indices


def total(values: Floats) -> Floats:
    """(factors, ...): the total indices of the same."""
    a, between, b = values[0], values[1:-1], values[-1]
    indices: Floats = 0.5 * ((a - between) ** 2).mean(axis=-1) / _variance(a, b)
    return indices


def _variance(a: Floats, b: Floats) -> Floats:
    variance: Floats = np.concatenate([a, b], axis=-1).var(axis=-1)
    return np.where(variance > 0, variance, np.inf)


@dataclass(frozen=True)
class VarianceShare:
    """How much of the variance goes with one factor, from 0 to 1 but for what the sample makes of it."""

    factor: Factor
    first: Interval
    """By itself: by how much the variance would fall on average if it were known."""
    total: Interval
    """With all that it does together with others: how much would be left on average if all others were known."""


@dataclass(frozen=True)
class VarianceShares:
    """How an outcome's variance over the ranges of some factors is made up under one lens, the largest share first."""

    lens: str
    outcome: str
    share: float
    """How often the outcome comes, over all points."""
    deviation: float
    """The standard deviation of that probability over the ranges."""
    noise: float
    """How much of the variance found is luck that the games left in it, from 0 to 1: what two halves of them do not
    share."""
    games: int
    """How many games were played at each point."""
    rows: int
    known: int
    """How many factors there are."""
    factors: tuple[VarianceShare, ...]


def variance_shares(study: SobolStudy, found: Sequence[Floats], known: int) -> VarianceShares:
    """What comes of all pieces, in their order; `known` is how many factors the scenario has."""
    halves = np.concatenate(found)
    shares = halves.mean(axis=-1)
    values = (shares - shares.mean()).T
    first, together = (resampled(measure, values, study.simulation.seed) for measure in (first_order, total))
    own = np.concatenate([halves[:, 0], halves[:, -1]])
    variance = float(own.mean(axis=1).var())
    one, other = (own - own.mean(axis=0)).T
    noise = 1.0 - float((one * other).mean()) / variance if variance else 0.0
    several = [VarianceShare(*each) for each in zip(study.factors, first, together, strict=True)]
    return VarianceShares(
        lens=study.simulation.lens,
        outcome=study.outcome,
        share=float(shares.mean()),
        deviation=max(0.0, variance * (1.0 - max(0.0, noise))) ** 0.5,
        noise=min(1.0, max(0.0, noise)),
        games=study.simulation.games,
        rows=study.rows,
        known=known,
        factors=tuple(sorted(several, key=lambda each: -each.total.middle)),
    )
