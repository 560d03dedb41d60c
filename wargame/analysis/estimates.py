"""What a sample of games tells of a share or a mean: its estimate, the interval that holds it, and what follows."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from wargame.engine.chance import uniform
from wargame.engine.kernel import Flags, Floats

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The shares of games below the levels of a percentile band."""
Z95 = NormalDist().inv_cdf(0.975)
"""How many standard errors a 95 % interval reaches to either side."""


FEWEST = 16
"""Of fewer games nothing is told but what they came to: no interval, no star, no verdict."""


@dataclass(frozen=True)
class Interval:
    """A share, a mean or a difference with the bounds that hold it in 95 of 100 simulations.

    They say how far off it may be for want of more games, and nothing else.
    """

    middle: float
    low: float
    high: float

    @property
    def bounded(self) -> bool:
        """Whether there are bounds: too few games give none."""
        return abs(self.low) < math.inf

    @property
    def in_points(self) -> Interval:
        """The same of a difference of shares, in points of a hundred games."""
        return Interval(100 * self.middle, 100 * self.low, 100 * self.high)

    @property
    def clear(self) -> bool:
        """Whether 0 lies outside it."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Share(Interval):
    """A share of games with its bounds, and of what it is the share."""

    hits: float
    of: float


NONE = Interval(0.0, 0.0, 0.0)
"""What a thing differs from itself, which needs no game."""


def unbounded(middle: float) -> Interval:
    """What too few games came to, without bounds."""
    return Interval(middle, -math.inf, math.inf)


def share(hits: float, of: float, among: int = 1) -> Share:
    """The share of hits with its 95 % interval (Wilson, "Probable inference, the law of succession, and statistical
    inference", JASA 22, 1927), wide enough to hold for so many shares together; nothing is known of 0.

    >>> found = share(8, 100)
    >>> f"{found.middle:.2f}, {found.low:.3f} to {found.high:.3f}"
    '0.08, 0.041 to 0.150'
    """
    if of == 0:
        return Share(0.0, 0.0, 1.0, hits, of)
    p, z = hits / of, strictness(among)
    spread = z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    middle, whole = p + z * z / (2 * of), 1 + z * z / of
    # Rounding must not leave the share outside its own interval.
    low, high = max(0.0, min(p, (middle - spread) / whole)), min(1.0, max(p, (middle + spread) / whole))
    return Share(p, low, high, hits, of)


def mean(values: Floats, among: int = 1, reach: float = 100.0) -> Interval:
    """The mean of independent values with its 95 % interval, wide enough to hold for so many means together.

    `reach` is how far apart two values can lie at all: 100 for scores, 200 for differences of scores. Unbounded for
    fewer values than FEWEST.

    >>> import numpy as np
    >>> found = mean(np.arange(16.0))
    >>> f"{found.middle:.1f}, {found.low:.2f} to {found.high:.2f}"
    '7.5, 4.96 to 10.04'
    """
    middle = float(values.mean())
    alike = bool((values == values[0]).all())
    return mean_of(len(values), middle, 0.0 if alike or len(values) < 2 else float(values.var(ddof=1)), among, reach)


def mean_of(games: int, middle: float, variance: float, among: int = 1, reach: float = 100.0) -> Interval:
    """The same from the mean and the variance (over n - 1) of so many values, after Student ("The probable error of a
    mean", Biometrika 6, 1908) and Bonferroni.

    Values that are all equal do not show that others would be: another share of all games than they have ruled out, by
    the exact bound for no hit in n, may lie elsewhere, by `reach` at most.
    """
    if games < FEWEST:
        return unbounded(middle)
    if variance <= 0.0:
        off = reach * (1.0 - (0.025 / among) ** (1.0 / games))
    else:
        off = _students(games - 1, among) * math.sqrt(variance / games)
    return Interval(middle, middle - off, middle + off)


def difference(one: tuple[int, int], other: tuple[int, int], among: int = 1) -> Interval:
    """The share of one sample of games less that of another, from (hits, games) of each, with its 95 % interval.

    Source: Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine
    17, 1998, method 10.

    >>> found = difference((56, 70), (48, 80))
    >>> f"{found.middle:.4f}, {found.low:.4f} to {found.high:.4f}"
    '0.2000, 0.0524 to 0.3339'
    """
    return _squared(share(*one, among), share(*other, among), 0.0)


def paired_difference(both: int, only_one: int, only_other: int, neither: int, among: int = 1) -> Interval:
    """The share of games that have something less the share in other games under the same luck, pair by pair, with
    its 95 % interval.

    Source: Newcombe, "Improved confidence intervals for the difference between binomial proportions based on paired
    data", Statistics in Medicine 17, 1998, method 10.

    >>> found = paired_difference(36, 12, 2, 0)
    >>> f"{found.middle:.4f}, {found.low:.4f} to {found.high:.4f}"
    '0.2000, 0.0569 to 0.3404'
    """
    pairs = both + only_one + only_other + neither
    one, other = share(both + only_one, pairs, among), share(both + only_other, pairs, among)
    margins = (both + only_one) * (only_other + neither) * (both + only_other) * (only_one + neither)
    crossed = float(both * neither - only_one * only_other)
    if crossed > 0:
        # For the continuity of counts; it may not turn the sign of the correlation.
        crossed = max(crossed - pairs / 2, 0.0)
    return _squared(one, other, crossed / math.sqrt(margins) if margins else 0.0)


def paired_change(before: Flags, after: Flags, among: int = 1) -> Interval:
    """By how much more often something came after than before, game by game; unbounded for fewer games than FEWEST.

    >>> import numpy as np
    >>> paired_change(np.arange(48) < 38, np.arange(48) >= 2) == paired_difference(36, 10, 2, 0)
    True
    """
    if len(before) < FEWEST:
        return unbounded(float(after.mean()) - float(before.mean()))
    both, neither = int((before & after).sum()), int((~before & ~after).sum())
    return paired_difference(both, int((after & ~before).sum()), int((before & ~after).sum()), neither, among)


def _squared(one: Interval, other: Interval, correlation: float) -> Interval:
    """The difference of two shares from how far each may be off, its distances added as squares."""
    middle = one.middle - other.middle
    below, above = one.middle - one.low, one.high - one.middle
    other_below, other_above = other.middle - other.low, other.high - other.middle
    down = below**2 - 2 * correlation * below * other_above + other_above**2
    up = other_below**2 - 2 * correlation * other_below * above + above**2
    return Interval(middle, max(-1.0, middle - math.sqrt(max(0.0, down))), min(1.0, middle + math.sqrt(max(0.0, up))))


def strictness(among: int) -> float:
    """How many standard errors from 0 an estimate must lie to be called clear among so many (Bonferroni's bound)."""
    return NormalDist().inv_cdf(1 - 0.025 / among)


@lru_cache(maxsize=256)
def _students(freedom: int, among: int) -> float:
    """The same where the standard error is itself estimated, with so many degrees of freedom (Student's t)."""
    # Not with the module: most commands have no mean to bound, and it takes its time.
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 1 - 0.025 / among))


RESAMPLES = 1_000
"""How many samples are drawn again from a sample for a bootstrap interval."""
_TOGETHER = 1_000_000
"""About how many values are held for that at a time."""


def resampled(measure: Callable[[Floats], Floats], values: Floats, seed: int) -> tuple[Interval, ...]:
    """What a measure gives of independent columns of values, each with its 95 % interval: its percentiles over samples
    drawn again from the columns (Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7,
    1979).

    `values` has shape (rows, columns), or for the measure (rows, samples, columns); it gives (found, samples).
    """
    columns = values.shape[-1]
    draws = uniform(np.arange(RESAMPLES * columns, dtype=np.uint64), 0, f"resampled:{seed}")
    which = (draws * columns).astype(np.intp).reshape(RESAMPLES, columns)
    # A few samples at a time, so that memory does not grow with what is measured.
    few = max(1, _TOGETHER // values.size)
    parts = [measure(values[:, which[first : first + few]]) for first in range(0, RESAMPLES, few)]
    low, high = np.quantile(np.concatenate(parts, axis=1), (0.025, 0.975), axis=1)
    return tuple(Interval(*map(float, each)) for each in zip(measure(values), low, high, strict=True))


def holds(came: Interval, low: float, high: float) -> bool | None:
    """Whether what is estimated lies within bounds, as far as its interval tells; None where it does not."""
    if low <= came.low and came.high <= high:
        return True
    if came.high < low or came.low > high:
        return False
    return None


def games_needed(p: float, low: float, high: float) -> int | None:
    """After how many games the interval of a share p lies within bounds, or outside; None where p is on a bound.

    Wilson's interval leaves a bound e out once n exceeds z^2 e (1 - e) / (p - e)^2.

    >>> games_needed(0.048, 0.05, 0.15)
    45618
    """
    within = low <= p <= high
    # The bounds 0 and 1 are never passed.
    bounds = [e for e in ((low, high) if within else (low if p < low else high,)) if 0.0 < e < 1.0]
    if any(p == e for e in bounds):
        return None
    return max((math.ceil(Z95 * Z95 * e * (1 - e) / (p - e) ** 2) for e in bounds), default=1)


def quantile_bins(counts: Sequence[int] | NDArray[np.int64]) -> tuple[int, ...]:
    """The bins by which the parts of QUANTILES of what was counted are reached; empty where nothing was."""
    reached = np.cumsum(counts)
    if not len(reached) or not reached[-1]:
        return ()
    return tuple(int(np.searchsorted(reached, part * reached[-1])) for part in QUANTILES)


def quantile_bounds(counts: NDArray[np.int64]) -> tuple[tuple[int, int], ...]:
    """Between which bins each of these lies in 95 of 100 samples, by the ranks of a sorted sample (W. J. Conover,
    "Practical Nonparametric Statistics", 1999, section 3.2): n q -+ z sqrt(n q (1 - q)). For 200 values or more."""
    reached, games = np.cumsum(counts), int(counts.sum())
    found = []
    for part in QUANTILES:
        off = Z95 * math.sqrt(games * part * (1 - part))
        low, high = max(1, math.floor(games * part - off)), min(games, math.ceil(games * part + off) + 1)
        found.append((int(np.searchsorted(reached, low)), int(np.searchsorted(reached, high))))
    return tuple(found)
