"""Games beside others with the same seeds, pair by pair: how far endings and scores differ, and which games changed.

Both meet the same luck, so most of what chance does is the same in both, and far fewer games tell them apart than two
samples would (Newcombe 1998, method 10, for shares; Student's t of the differences for scores).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from wargame.analysis.estimates import FEWEST, Interval, mean_of, paired_difference, unbounded
from wargame.analysis.paired import FEW, binomial_bounds
from wargame.engine.kernel import Flags, Floats, Whole
from wargame.engine.program import Program
from wargame.model.grid import GRID_DIGITS
from wargame.model.viewer import Side, sides

MICRO = 10**GRID_DIGITS
"""Scores are counted in millionths, so that sums are exact."""
WITHIN = 1.0
"""Within how many points of a hundred two shares or scores are as good as equal."""
FAR = 5.0
"""A score that differs by more points than this has jumped: the game took another course."""

Standing = Literal["differs", "same", "unsure"]
"""What an interval says of a difference: it differs; it lies within WITHIN; there are too few games to say."""


@dataclass(frozen=True, eq=False)
class GameResults:
    """How each game of a chunk came out."""

    seeds: NDArray[np.uint64]
    ending: Whole
    """(games,)."""
    scores: NDArray[np.int32]
    """(seats and the mover, games): in millionths."""
    as_given: Flags
    """(games,): whether all that was given for the turns it came to was legal, so that nothing was left out."""

    def __len__(self) -> int:
        return len(self.seeds)


@dataclass
class PairedCounts:
    """Pairs of games counted: one of each under either plan or lens, with one seed."""

    games: int
    endings: Whole
    """(endings, endings): in how many pairs the first game ended so, and the other so."""
    example: Whole
    """(endings, endings): the seed of the first such pair in which nothing given was left out, or -1."""
    score_sums: Whole
    """(seats and the mover,): of the differences, first less other, in millionths."""
    score_squares: Floats
    near_sums: Whole
    """(seats and the mover,): of those of at most FAR points, in millionths."""
    near_squares: Floats
    lowest: Whole
    """The least of these; the most."""
    highest: Whole
    higher: Whole
    """(seats and the mover,): in how many pairs the first game scored more by over FAR points."""
    lower: Whole

    @staticmethod
    def empty(program: Program) -> PairedCounts:
        """Nothing counted yet."""
        endings, sides = len(program.scenario.endings), len(program.scenario.seats) + 1
        return PairedCounts(
            games=0,
            endings=np.zeros((endings, endings), dtype=np.int64),
            example=np.full((endings, endings), -1, dtype=np.int64),
            score_sums=np.zeros(sides, dtype=np.int64),
            score_squares=np.zeros(sides),
            near_sums=np.zeros(sides, dtype=np.int64),
            near_squares=np.zeros(sides),
            lowest=np.full(sides, np.iinfo(np.int64).max),
            highest=np.full(sides, np.iinfo(np.int64).min),
            higher=np.zeros(sides, dtype=np.int64),
            lower=np.zeros(sides, dtype=np.int64),
        )

    def count(self, one: GameResults, other: GameResults) -> None:
        """Count the games of a chunk in pairs."""
        many = len(self.endings)
        cell = one.ending.astype(np.int64) * many + other.ending
        self.games += len(one)
        self.endings += np.bincount(cell, minlength=many * many).reshape(many, many)
        shown = np.flatnonzero(one.as_given & other.as_given)
        came, first = np.unique(cell[shown], return_index=True)
        example = self.example.reshape(-1)
        example[came] = np.where(example[came] < 0, one.seeds[shown[first]].astype(np.int64), example[came])
        apart = one.scores.astype(np.int64) - other.scores
        self.score_sums += apart.sum(axis=1)
        points = apart / MICRO
        self.score_squares += (points * points).sum(axis=1)
        higher, lower = apart > FAR * MICRO, apart < -FAR * MICRO
        self.higher += higher.sum(axis=1)
        self.lower += lower.sum(axis=1)
        near = np.where(higher | lower, 0, apart)
        self.near_sums += near.sum(axis=1)
        points = near / MICRO
        self.near_squares += (points * points).sum(axis=1)
        self.lowest = np.minimum(self.lowest, near.min(axis=1))
        self.highest = np.maximum(self.highest, near.max(axis=1))


@dataclass(frozen=True)
class Change:
    """Games that end otherwise: one ending in the first of a pair, another in the other."""

    ending: str
    otherwise: str
    games: int
    example: int | None
    """A seed that shows it, where one does as it is: nothing given was left out there."""


@dataclass(frozen=True)
class Beside:
    """What pairs of games say of a difference, in points of a hundred: first less other.

    All bounds hold together 95 times in 100.
    """

    games: int
    """How many pairs there are."""
    changed: int
    """In how many the two end otherwise."""
    endings: tuple[Interval, ...]
    """Every ending's share, in the scenario's order."""
    scores: tuple[tuple[Side, Interval], ...]
    """Every seat's final score, and the mover's last."""
    changes: tuple[Change, ...]
    """From the most frequent on."""


def standing(difference: Interval) -> Standing:
    """What is said of a difference in points."""
    if difference.bounded and difference.clear:
        return "differs"
    return "same" if difference.low >= -WITHIN and difference.high <= WITHIN else "unsure"


def near(difference: Interval, points: float) -> bool:
    """Whether a difference is told apart from none, or known to within so many points of a hundred."""
    return difference.bounded and (difference.clear or difference.high - difference.low <= 2 * points)


def beside(program: Program, counts: PairedCounts, others: int = 1, looks: int = 1) -> Beside:
    """What the pairs say.

    Args:
        others: how many such comparisons are told together.
        looks: how often it may be looked at while more games are played.
    """
    scenario = program.scenario
    several, names, games = sides(scenario.seats), list(scenario.endings), counts.games
    among = (len(names) + len(several)) * others * looks
    pairs = counts.endings
    changes = [
        Change(
            names[one],
            names[other],
            int(pairs[one, other]),
            seed if (seed := int(counts.example[one, other])) >= 0 else None,
        )
        for one, other in np.argwhere(pairs > 0).tolist()
        if one != other
    ]
    return Beside(
        games=games,
        changed=games - int(np.trace(pairs)),
        endings=tuple(_ending(pairs, row, games, among) for row in range(len(names))),
        scores=tuple((side, _score(counts, row, among)) for row, side in enumerate(several)),
        changes=tuple(sorted(changes, key=lambda each: -each.games)),
    )


def _ending(pairs: Whole, row: int, games: int, among: int) -> Interval:
    both = int(pairs[row, row])
    one, other = int(pairs[row].sum()) - both, int(pairs[:, row].sum()) - both
    if games < FEWEST:
        return unbounded(100.0 * (one - other) / games if games else 0.0)
    found = paired_difference(both, one, other, games - both - one - other, among)
    return Interval(100.0 * found.middle, 100.0 * found.low, 100.0 * found.high)


def _score(counts: PairedCounts, row: int, among: int) -> Interval:
    if not counts.games:
        return unbounded(0.0)
    games, mean = counts.games, int(counts.score_sums[row]) / MICRO / counts.games
    near_mean = int(counts.near_sums[row]) / MICRO / games
    alike = counts.lowest[row] == counts.highest[row]
    found = mean_with_jumps(
        games,
        (mean, spread(games, mean, float(counts.score_squares[row]))),
        (near_mean, 0.0 if alike else spread(games, near_mean, float(counts.near_squares[row]))),
        (int(counts.lower[row]), int(counts.higher[row])),
        (100.0, 100.0),
        among,
    )
    return Interval(mean, max(found.low, -100.0), min(found.high, 100.0)) if found.bounded else found


def mean_with_jumps(
    games: int,
    whole: tuple[float, float],
    near: tuple[float, float],
    jumps: tuple[int, int],
    reach: tuple[float, float],
    among: int = 1,
) -> Interval:
    """The interval of a mean of values most of which lie together, while a few may jump far down or up.

    Where FEW of them or more jump, it is Student's. Where fewer do, their curve says nothing of how many there are: a
    sample that misses them all looks surer than any. Then what lies near has Student's interval, and the jumps the
    exact bounds of how many there may be (Clopper and Pearson 1934), each as far as it can be; both hold together.

    Args:
        whole: mean and variance (over n - 1) of all values.
        near: the same with every jump counted as 0.
        jumps: how many jump down, and up.
        reach: how far down, and up, one can jump at most.
        among: how many such intervals hold together.
    """
    mean, variance = whole
    if games < FEWEST:
        return unbounded(mean)
    down, up = jumps
    if down + up >= FEW:
        return mean_of(games, mean, variance, among)
    close = mean_of(games, near[0], near[1], 2 * among, 2 * FAR)
    tail = 0.025 / (2 * among)
    lowest = reach[0] * binomial_bounds(down, games, tail)[1]
    highest = reach[1] * binomial_bounds(up, games, tail)[1]
    return Interval(mean, min(mean, close.low - lowest), max(mean, close.high + highest))


def spread(games: int, mean: float, squares: float) -> float:
    """The variance over n - 1 of values that are not all equal, from their mean and the sum of their squares."""
    least = math.ulp(max(1.0, mean * mean))
    return max(least, (squares - games * mean * mean) / (games - 1)) if games > 1 else 0.0
