"""What pairs of games under the same luck tell of a difference: its estimate, its bounds, and the verdict on a claim.

A mean difference is bounded by so many standard errors s / sqrt(n). A difference of shares counts the discordant pairs
(McNemar, "Note on the sampling error of the difference between correlated proportions", Psychometrika 12, 1947): b in
which the condition holds in the first game only, c in the second only. Where few pairs differ the normal curve says
little, and binomial bounds take its place (Clopper and Pearson, "The use of confidence or fiducial limits", Biometrika
26, 1934). "The same within a band" is two one-sided tests (Schuirmann, 1987): the whole interval lies in the band.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

from wargame.engine.kernel import Floats
from wargame.model.claim import FAILS, HOLDS, TURNS, UNCLEAR

STRICTNESS = 4.0
"""How many standard errors an interval reaches to either side: 40 claims under two lenses, looked at five times, are
400 verdicts, and 0.05 / 400 two-sided would be 3.8."""
FEW = 25
"""Fewer pairs than this that differ are bounded by the binomial distribution."""
FIRST_LOOK = 250


@dataclass(frozen=True, slots=True)
class Effect:
    """By how much hold exceeds against in the mean, with the bounds that STRICTNESS gives."""

    middle: float | None
    """None where no pair counts."""
    low: float
    high: float


def looks(games: int) -> Iterator[int]:
    """After how many games it is asked whether there is a verdict: 250, 500, 1,000 and so on up to `games`.

    >>> list(looks(4_000)), list(looks(300)), list(looks(100))
    ([250, 500, 1000, 2000, 4000], [250, 300], [100])
    """
    look = FIRST_LOOK
    while look < games:
        yield look
        look *= 2
    yield games


def mean_effect(differences: Floats, reach: float, strictness: float = STRICTNESS) -> Effect:
    """The mean of paired differences, none of which is farther from 0 than `reach`.

    Where fewer than FEW pairs differ at all, the bounds also allow for as many more pairs that differ as binomial
    bounds do, each by as much as the largest difference seen, or by `reach` where none was: no difference in 250 games
    does not show that there is none.
    """
    n = len(differences)
    if n == 0:
        return Effect(None, -reach, reach)
    middle = float(differences.mean())
    error = float(differences.std(ddof=1)) / math.sqrt(n) if n > 1 else 0.0
    low, high = middle - strictness * error, middle + strictness * error
    up, down = int((differences > 0).sum()), int((differences < 0).sum())
    if up + down < FEW:
        largest = float(abs(differences).max()) if up + down else reach
        tail = _tail(strictness)
        low = min(low, -largest * binomial_bounds(down, n, tail)[1])
        high = max(high, largest * binomial_bounds(up, n, tail)[1])
    return Effect(middle, max(low, -reach), min(high, reach))


def share_effect(up: int, down: int, pairs: int, strictness: float = STRICTNESS) -> Effect:
    """The difference of two shares in points of a hundred games, from the pairs in which only one game has it.

    `up` pairs have it where the claim's cause is, `down` where it is not. The standard error is
    sqrt(b + c - (b - c)^2 / n) / n; where b + c < FEW, the share of b among them and their share of all pairs have
    binomial bounds, and the interval is what both allow.
    """
    if pairs == 0:
        return Effect(None, -100.0, 100.0)
    discordant, middle = up + down, (up - down) / pairs
    if discordant < FEW:
        tail = _tail(strictness) / 2
        lean = binomial_bounds(up, discordant, tail)
        often = binomial_bounds(discordant, pairs, tail)
        corners = [(2 * part - 1) * share for part in lean for share in often]
        low, high = min(corners), max(corners)
    else:
        off = strictness * math.sqrt(max(0.0, discordant - (up - down) ** 2 / pairs)) / pairs
        low, high = middle - off, middle + off
    return Effect(100.0 * middle, 100.0 * max(low, -1.0), 100.0 * min(high, 1.0))


@lru_cache(maxsize=4096)
def binomial_bounds(hits: int, of: int, tail: float) -> tuple[float, float]:
    """The exact bounds of a probability that came out `hits` times `of` so many; each side errs with chance `tail`."""
    from scipy.special import betaincinv

    low = 0.0 if hits == 0 else float(betaincinv(hits, of - hits + 1, tail))
    high = 1.0 if hits == of else float(betaincinv(hits + 1, of - hits, 1.0 - tail))
    return low, high


def judge(effect: Effect, low: float, high: float, mirrored: tuple[float, float] | None, last: bool) -> str:
    """What an effect says of the claim that it lies from `low` to `high`: one of the verdicts.

    It holds where the whole interval lies there, turns where it lies in the mirrored range, fails where it lies in
    neither. `last` says that no more games are played: an interval outside the claimed range that may or may not reach
    the mirrored one then fails, and before that is unclear.
    """
    if effect.middle is None:
        return UNCLEAR
    if low <= effect.low and effect.high <= high:
        return HOLDS
    if mirrored is not None and mirrored[0] <= effect.low and effect.high <= mirrored[1]:
        return TURNS
    if effect.high >= low and effect.low <= high:
        return UNCLEAR
    apart = mirrored is None or effect.high < mirrored[0] or effect.low > mirrored[1]
    return FAILS if apart or last else UNCLEAR


def _tail(strictness: float) -> float:
    """The chance beyond so many standard errors, on one side."""
    return NormalDist().cdf(-strictness)
