"""How far choices are from the best of them, all said at once: of games in which each had the same luck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wargame.analysis.estimates import Interval, mean_of, unbounded
from wargame.engine.kernel import Flags, Floats

_SAME = 1e-9
"""Differences as near to each other as this are one."""


@dataclass(frozen=True)
class Comparison:
    """How far each of some choices is from the best of them."""

    regrets: tuple[Interval, ...]
    """How much less than the best each brings; all of the bounds hold at once in 95 of 100 comparisons."""
    may_be_best: tuple[bool, ...]
    """Which of them cannot be told apart from the best; the best is among them whenever the bounds hold."""
    first: int
    """The one from which the middle of each regret is counted."""


def with_the_best(everyone: Floats, last: Sequence[int] = (), longer: Floats | None = None) -> Comparison:
    """Compare choices with the best of them, whichever it is.

    `everyone`, (choices, games), has what each brought, game by game under the same luck; `longer`, (last, games), what
    those of the places `last` brought in these games and more. Which are played longer must not depend on any of them.

    The best is one of the choices, so only the comparisons with that one need to hold together: one fewer than there
    are choices (Bonferroni), each of pairs of games by Student's t. Whatever another beats clearly is not the best; and
    the best of those that are left bounds the regret of each.

    The middle of a regret is counted from the first of the choices that may be best, of those in `last` if any is,
    and is 0 where that came out worse. Of fewer games than FEWEST it is told how much less each came to than the best
    in these games, and no bounds.

    Source: Edwards and Hsu, "Multiple comparisons with the best treatment", JASA 78, 1983; with games that share their
    luck: Nelson and Matejcik, Management Science 41, 1995. Between as few as two choices it is a paired t-test.

    >>> import numpy as np
    >>> luck = np.tile([0.0, 20.0, 40.0, 60.0], 8)
    >>> brought = np.array([luck, luck + np.tile([3.0, 5.0], 16), luck + np.tile([5.0, 3.0], 16)])
    >>> found = with_the_best(brought)
    >>> found.may_be_best
    (False, True, True)
    >>> [f"{each.low:.1f} to {each.high:.1f}" for each in found.regrets]
    ['3.6 to 4.4', '0.0 to 0.8', '0.0 to 0.8']
    """
    count = len(everyone)
    less, off = _paired(everyone)
    if longer is not None and len(last):
        these = np.ix_(np.array(last, dtype=np.intp), np.array(last, dtype=np.intp))
        less[these], off[these] = _paired(longer, count)
    itself = np.eye(count, dtype=np.bool_)
    left: Flags = np.all((less - off <= 0) | itself, axis=1)
    high = np.where(left & ~itself, less + off, 0.0).max(axis=1).clip(min=0.0)
    low = np.where(left & ~itself, less - off, np.inf).min(axis=1).clip(min=0.0)
    low[left] = 0.0
    among = [place for place in (last or range(count)) if left[place]] or np.flatnonzero(left).tolist()
    first = int(among[0])
    bounded = bool(np.isfinite(high).all())
    middles = less[:, first].clip(min=0.0) if bounded else less.max(axis=1)
    bounds = zip(middles.tolist(), low.tolist(), high.tolist(), strict=True)
    return Comparison(
        tuple(Interval(*each) if bounded else unbounded(each[0]) for each in bounds),
        tuple(bool(each) for each in left),
        first,
    )


def _paired(brought: Floats, choices: int | None = None) -> tuple[Floats, Floats]:
    """(choices, choices), twice: how much less each brought than each, and how far off that may be.

    Where two differed by the same in all games, another difference in games that were missed is taken to be no larger
    than any that was seen.
    """
    count, among = len(brought), (len(brought) if choices is None else choices) - 1
    less, off = np.zeros((count, count)), np.zeros((count, count))
    reach = float(np.ptp(brought, axis=0).max())
    for row in range(count):
        for column, found in enumerate(_against(brought[row], brought[row + 1 :], reach, among), row + 1):
            less[row, column], less[column, row] = found.middle, -found.middle
            off[row, column] = off[column, row] = found.high - found.middle
    return less, off


def _against(own: Floats, others: Floats, reach: float, among: int) -> list[Interval]:
    """How much more each of some others brought than one choice."""
    apart = others - own
    alike: NDArray[np.bool_] = np.ptp(apart, axis=1) <= _SAME if len(apart) else np.zeros(0, dtype=np.bool_)
    middles = apart.mean(axis=1).tolist()
    variances = apart.var(axis=1, ddof=1).tolist() if apart.shape[1] > 1 else [0.0] * len(apart)
    return [
        mean_of(apart.shape[1], middle, 0.0 if same else variance, among, reach)
        for middle, variance, same in zip(middles, variances, alike.tolist(), strict=True)
    ]
