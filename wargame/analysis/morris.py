"""Which of all factors matter, and which of them not by themselves alone: screened along random trajectories.

The method of elementary effects (Morris, "Factorial sampling plans for preliminary computational experiments",
Technometrics 33, 1991), with mu* (Campolongo, Cariboni and Saltelli, "An effective screening design for sensitivity
analysis of large models", Environmental Modelling & Software 22, 2007). A trajectory begins somewhere on a grid over
the ranges of all factors and moves each of them once, one after another. What a step does to the share of games in
which the outcome comes, for the whole range of the factor, is its elementary effect there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from wargame.analysis.estimates import Interval, resampled, strictness
from wargame.analysis.factors import Factor, Name, Variation, factors
from wargame.analysis.sensitivity import begun, outcomes_of_several
from wargame.analysis.simulation import Simulation
from wargame.engine.chance import uniform
from wargame.engine.kernel import Flags, Floats
from wargame.engine.redraw import many_seeds

TRAJECTORIES = 10
LEVELS = 4
"""On how many levels a factor is put: one step goes from each to one other."""
STEP = LEVELS / (2 * (LEVELS - 1))
"""How much of its range a factor is moved by in a step."""
POINTS = 16
"""How many points of a trajectory are played in one piece of work."""
MOST = 0.9
"""The share of all effects that the factors are counted for which carry it."""

Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Trajectories:
    """Where trajectories begin and how they go, each factor on its range from 0 to 1."""

    begins: Floats
    """(trajectories, factors)."""
    ends: Floats
    """(trajectories, factors)."""
    order: Indices
    """(trajectories, factors): the factor that each step moves."""

    def first(self, many: int) -> Trajectories:
        """The first so many of them."""
        return Trajectories(self.begins[:many], self.ends[:many], self.order[:many])

    def points(self, trajectory: int) -> Floats:
        """(steps + 1, factors): the points of one of them."""
        order = self.order[trajectory]
        at = np.repeat(self.begins[trajectory][None, :], len(order) + 1, axis=0)
        for step, factor in enumerate(order):
            at[step + 1 :, factor] = self.ends[trajectory, factor]
        return at


def drawn(many: int, count: int, seed: int) -> Trajectories:
    """So many trajectories over so many factors, the same for the same seed.

    Each factor begins on every level as often as on any other, as far as the number of trajectories allows.
    """
    rows, columns = np.arange(many, dtype=np.uint64), np.arange(count, dtype=np.uint64)
    ranks = np.array([uniform(rows, 0, f"morris:level:{seed}", factor) for factor in range(count)]).argsort(axis=1).T
    first = (uniform(columns, 0, f"morris:first:{seed}") * LEVELS).astype(np.intp)
    begins = (ranks + first) % LEVELS / (LEVELS - 1)
    order = np.array([uniform(columns, 0, f"morris:order:{seed}", place) for place in range(many)]).argsort(axis=1)
    return Trajectories(begins, np.where(begins < 0.5, begins + STEP, begins - STEP), order)


def elementary_effects(along: Trajectories, values: Floats) -> Floats:
    """(factors, trajectories): what moving each does for its whole range, from the values at the points.

    `values` has shape (trajectories, steps + 1).
    """
    effects = np.empty_like(along.begins)
    rises = np.where(along.ends > along.begins, STEP, -STEP)
    np.put_along_axis(effects, along.order, np.diff(values, axis=1), axis=1)
    return (effects / rises).T


def mu(effects: Floats) -> Floats:
    """The mean effect of each factor; in what follows `effects` has shape (factors, ..., trajectories)."""
    means: Floats = effects.mean(axis=-1)
    return means


def mu_star(effects: Floats) -> Floats:
    """The mean size of the effects of each factor."""
    sizes: Floats = np.abs(effects).mean(axis=-1)
    return sizes


def sigma(effects: Floats) -> Floats:
    """By how much the effects of each factor differ: their standard deviation, 0 for a single trajectory."""
    if effects.shape[-1] < 2:
        return np.zeros(effects.shape[:-1])
    deviations: Floats = effects.std(axis=-1, ddof=1)
    return deviations


@dataclass(frozen=True)
class MorrisStudy:
    """What is screened; the same gives the same result on any machine and with any number of workers."""

    simulation: Simulation
    """How games begin, and how many of them are played at each point."""
    outcome: str
    trajectories: int = TRAJECTORIES

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """Every factor."""
        return factors(self.simulation.scenario, self.simulation.lens)

    @cached_property
    def along(self) -> Trajectories:
        """Where each factor is at each point."""
        return drawn(self.trajectories, len(self.factors), self.simulation.seed)

    @property
    def parts(self) -> tuple[range, ...]:
        """The points of a trajectory, as they are played."""
        points = len(self.factors) + 1
        return tuple(range(first, min(first + POINTS, points)) for first in range(0, points, POINTS))

    @property
    def pieces(self) -> int:
        """In how many pieces it is screened."""
        return self.trajectories * len(self.parts)


def morris_piece(study: MorrisStudy, piece: int) -> Flags:
    """(points, games): in which games of some points of a trajectory the outcome comes.

    All points of a trajectory meet the same luck, and each trajectory its own.
    """
    simulation, parts = study.simulation, study.parts
    trajectory, points = piece // len(parts), parts[piece % len(parts)]
    seeds = many_seeds(f"simulation:{simulation.seed}", simulation.games, trajectory * simulation.games)
    at, variation = study.along.points(trajectory), Variation(simulation.program)
    worlds = []
    for row, point in enumerate(points):
        moved = range(len(study.factors)) if row == 0 else [int(study.along.order[trajectory, point - 1])]
        for place in moved:
            variation.move(study.factors[place], 2.0 * float(at[point, place]) - 1.0)
        worlds.append(begun(simulation, variation.program(), seeds))
    return np.array([each.of(simulation, study.outcome) for each in outcomes_of_several(worlds)])


@dataclass(frozen=True)
class ScreenedFactor:
    """What the elementary effects of one factor tell; all are changes of a share, for the whole range of the factor."""

    factor: Factor
    strength: Interval
    """mu*, the mean size of its effects."""
    mean: Interval
    """mu: effects that go both ways cancel out in it."""
    spread: Interval
    """sigma, by how much its effects differ from one place to another."""
    luck: float
    """What mu* would be on average if the factor did nothing: games that went otherwise, as often one way as the
    other."""
    luck_spread: float
    """What sigma would be if its effect were the same everywhere: games are a sample."""
    clear: bool
    """Whether mu* is more than luck: among all factors together, luck alone would call one of them clear in 1 of 20
    screenings (Bonferroni's bound)."""
    depends: bool
    """Whether sigma is more than luck, to the same bound: what it does depends on where it or other factors are."""


@dataclass(frozen=True)
class Screening:
    """All factors of an outcome under one lens, the strongest first."""

    lens: str
    outcome: str
    share: float
    """How often the outcome comes, over all points."""
    games: int
    """How many games were played at each point."""
    trajectories: int
    factors: tuple[ScreenedFactor, ...]

    @property
    def clear(self) -> dict[Name, Factor]:
        """The factors that do more than luck, by their names, the strongest first."""
        return {each.factor.name: each.factor for each in self.factors if each.clear}

    @property
    def luck(self) -> float:
        """How much of the sum of all mu* luck alone would give, from 0 to 1."""
        whole = sum(each.strength.middle for each in self.factors)
        return min(1.0, sum(each.luck for each in self.factors) / whole) if whole else 0.0

    @property
    def carrying(self) -> tuple[ScreenedFactor, ...]:
        """The fewest factors whose mu*, what luck would give taken off, adds up to MOST of that of all.

        None where all together are no more than luck.
        """
        beyond = sorted(self.factors, key=lambda each: each.luck - each.strength.middle)
        whole = sum(each.strength.middle - each.luck for each in beyond)
        so_far, found = 0.0, []
        if whole > 0:
            for each in beyond:
                found.append(each)
                so_far += each.strength.middle - each.luck
                if so_far >= MOST * whole:
                    break
        return tuple(found)


def screening(study: MorrisStudy, found: Sequence[Flags]) -> Screening:
    """What comes of the pieces so far, in their order: of the trajectories, at least one, that are whole."""
    games, parts = study.simulation.games, len(study.parts)
    many = len(found) // parts
    along = study.along.first(many)
    trajectories = [np.concatenate(found[each * parts : (each + 1) * parts]) for each in range(many)]
    values = np.array([came.mean(axis=1) for came in trajectories])
    effects = elementary_effects(along, values)
    # By factor and trajectory: in how many games the step changed whether the outcome came.
    changed = np.empty_like(along.begins)
    flips = np.array([(came[1:] != came[:-1]).sum(axis=1) for came in trajectories], dtype=np.float64)
    np.put_along_axis(changed, along.order, flips, axis=1)
    unit = 1.0 / (games * STEP)
    walked = np.array([[mean_distance(int(many)) for many in row] for row in changed.T])
    luck = walked.mean(axis=1) * unit
    off = np.sqrt(np.maximum(changed.T - walked**2, 0.0).sum(axis=1)) * unit / many
    # A game's effect is -1, 0 or 1, so the mean of its squares is the share of games changed.
    variances = np.maximum(changed.T * unit / STEP - effects**2, 0.0) / max(1, games - 1)
    depends = _beyond_luck(sigma(effects) ** 2, variances, strictness(len(effects)))
    strong, means, spreads = (resampled(measure, effects, study.simulation.seed) for measure in (mu_star, mu, sigma))
    strict = strictness(len(effects))
    several = [
        ScreenedFactor(
            factor,
            strong[row],
            means[row],
            spreads[row],
            float(luck[row]),
            math.sqrt(float(variances[row].mean())),
            bool(strong[row].middle - luck[row] > strict * off[row] and off[row] > 0),
            bool(depends[row]),
        )
        for row, factor in enumerate(study.factors)
    ]
    ranked = sorted(several, key=lambda each: -each.strength.middle)
    share = float(values.mean())
    return Screening(study.simulation.lens, study.outcome, share, games, many, tuple(ranked))


@lru_cache(maxsize=4096)
def mean_distance(steps: int) -> float:
    """How far from its beginning a walk is on average after so many steps of 1, each up or down by a coin.

    >>> [mean_distance(steps) for steps in (0, 1, 2, 3)]
    [0.0, 1.0, 1.0, 1.5]
    """
    if steps == 0:
        return 0.0
    half = (steps + 1) // 2
    ways = math.lgamma(steps + 1) - math.lgamma(half + 1) - math.lgamma(steps - half + 1)
    return round(2 * half * math.exp(ways - steps * math.log(2.0)), 12)


def _beyond_luck(squares: Floats, variances: Floats, strict: float) -> Flags:
    """(factors,): where effects differ by more than their own luck explains.

    With luck alone the variance of the effects would be the mean of the variances within each trajectory, on average,
    and spread about as chi-squared does, with as many degrees of freedom as Satterthwaite's formula gives
    ("An approximate distribution of estimates of variance components", Biometrics Bulletin 2, 1946). Its quantile is
    by Wilson and Hilferty ("The distribution of chi-square", PNAS 17, 1931).
    """
    many = variances.shape[1]
    if many < 2:
        return np.zeros(len(squares), dtype=np.bool_)
    whole, wide = variances.sum(axis=1), (variances**2).sum(axis=1)
    freedom = np.where(wide > 0, whole**2 / np.where(wide > 0, wide, 1.0), many) * (many - 1) / many
    part = 2.0 / (9.0 * freedom)
    # One-sided, where `strict` is of both sides.
    one = NormalDist().inv_cdf(1 - 2 * (1 - NormalDist().cdf(strict)))
    most = (1.0 - part + one * np.sqrt(part)) ** 3
    beyond: Flags = squares > np.maximum(most, 1.0) * whole / many
    return beyond
