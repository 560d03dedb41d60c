"""What a sample of games tells of a share or a mean: its estimate, the interval that holds it, and what follows."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from wargame.engine.chance import uniform
from wargame.engine.kernel import Floats

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The shares of games below the levels of a percentile band."""
Z95 = NormalDist().inv_cdf(0.975)
"""How many standard errors a 95 % interval reaches to either side."""


@dataclass(frozen=True)
class Interval:
    """A share or a mean with the bounds that hold it in 95 of 100 simulations."""

    middle: float
    low: float
    high: float

    @property
    def bounded(self) -> bool:
        """Whether there are bounds: a single game gives none."""
        return abs(self.low) < math.inf


def share(hits: int, of: int) -> Interval:
    """The share of hits with its 95 % interval (Wilson, "Probable inference, the law of succession, and statistical
    inference", JASA 22, 1927); nothing is known of 0."""
    if of == 0:
        return Interval(0.0, 0.0, 1.0)
    p, z = hits / of, Z95
    spread = z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    middle, whole = p + z * z / (2 * of), 1 + z * z / of
    # Rounding must not leave the share outside its own interval.
    return Interval(p, max(0.0, min(p, (middle - spread) / whole)), min(1.0, max(p, (middle + spread) / whole)))


def mean(values: Floats, among: int = 1) -> Interval:
    """The mean of independent values with its 95 % interval, wide enough to hold for so many means together.

    After Bonferroni; unbounded for a single value.
    """
    middle = float(values.mean())
    if len(values) < 2:
        return Interval(middle, -math.inf, math.inf)
    off = strictness(among) * float(values.std(ddof=1)) / math.sqrt(len(values))
    return Interval(middle, middle - off, middle + off)


def around(middle: float, error: float) -> Interval:
    """The 95 % interval of a normal estimate with a standard error."""
    return Interval(middle, middle - Z95 * error, middle + Z95 * error)


def strictness(among: int) -> float:
    """How many standard errors from 0 an estimate must lie to be called clear among so many (Bonferroni's bound)."""
    return NormalDist().inv_cdf(1 - 0.025 / among)


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


def differ(one: Interval, other: Interval) -> bool:
    """Whether two estimates differ clearly: their intervals lie apart."""
    return one.high < other.low or other.high < one.low


def quantile_bins(counts: Sequence[int] | NDArray[np.int64]) -> tuple[int, ...]:
    """The bins by which the parts of QUANTILES of what was counted are reached; empty where nothing was."""
    reached = np.cumsum(counts)
    if not len(reached) or not reached[-1]:
        return ()
    return tuple(int(np.searchsorted(reached, part * reached[-1])) for part in QUANTILES)
