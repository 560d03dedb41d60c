"""Where the opinions of a group settle: the published form of social influence that the kernel is built on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Vector = Sequence[float] | Floats
Matrix = Sequence[Sequence[float]] | Floats

_ROUNDING = 1e-9
"""A row of weights whose sum is this near to 1 is taken to sum to 1: 0.7 + 0.2 + 0.1 does not, in binary."""
_MOST_NAMED = 12
"""How many persons an error names."""


class UnsettledError(ValueError):
    """Opinions that never settle; carries `people`, those who keep changing their minds, and `period`.

    `people` are counted from 0, in order; `period` is the number of steps after which they repeat themselves.

    >>> import wargame
    >>> try:
    ...     wargame.settle(weights=[[0, 1], [1, 0]], susceptibility=[1, 1], initial=[20, 80])
    ... except wargame.UnsettledError as error:
    ...     print(error)
    these opinions never settle: persons 0 and 1 are not stubborn and listen only to one another, in a circle that comes
    round every 2 steps
    """

    def __init__(self, people: Sequence[int], period: int) -> None:
        self.people = tuple(people)
        self.period = period
        if len(self.people) == 1:
            why = f"person {self.people[0]} is not stubborn and takes the opposite of their own opinion at every step"
        else:
            last = f"{len(self.people) - _MOST_NAMED} more" if len(self.people) > _MOST_NAMED else self.people[-1]
            listed = f"{', '.join(map(str, self.people[:-1][:_MOST_NAMED]))} and {last}"
            why = (
                f"persons {listed} are not stubborn and listen only to one another, in a circle that comes round every "
                f"{period} steps"
            )
        super().__init__(f"these opinions never settle: {why}")

    def __reduce__(self) -> tuple[type[UnsettledError], tuple[tuple[int, ...], int]]:
        return type(self), (self.people, self.period)


def settle(weights: Matrix, susceptibility: Vector, initial: Vector) -> Floats:
    """The opinions at which a group settles when all keep listening to one another, each as stubborn as they are.

    Everyone starts from `initial` x, and at each step y becomes A W y + (I - A) x; the result is the limit, of shape
    (n,), in the unit of `initial`. `weights` W is n by n: row i says how much person i listens to each, a negative
    weight that i takes the opposite. What a row lacks to a sum of 1 draws its person to 0. `susceptibility`, the
    diagonal of A, goes from 0 (never moves) to 1 (not stubborn at all).

    Where nobody is stubborn this is DeGroot's model: a group that listens to itself only comes to a consensus, if it
    comes to rest at all.

    Sources: Friedkin and Johnsen, "Social influence and opinions", Journal of Mathematical Sociology 15 (1990);
    DeGroot, "Reaching a consensus", Journal of the American Statistical Association 69 (1974); for negative weights
    Altafini, "Consensus problems on networks with antagonistic interactions", IEEE Transactions on Automatic Control 58
    (2013).

    Raises:
        ValueError: shapes that do not fit, values that are not finite numbers, susceptibility outside 0 to 1, or a row
            whose |weights| sum to more than 1; or weights too small to be computed with beside the others.
        UnsettledError: a group in which nobody is stubborn goes round in a circle, so there is no limit.

    >>> import wargame
    >>> opinions = wargame.settle(weights=[[0.5, 0.5], [0.2, 0.8]], susceptibility=[0.5, 0.2], initial=[20, 80])
    >>> [round(float(opinion), 1) for opinion in opinions]
    [39.4, 78.1]
    """
    w, a, x = _checked(weights, susceptibility, initial)
    with np.errstate(under="ignore", divide="ignore", invalid="ignore"):
        settled = _settled(_chain(w, a, x), len(x))
    if not np.isfinite(settled).all():
        raise ValueError("some weights are too small beside the others to be computed with")
    return settled


def _settled(chain: _Chain, n: int) -> Floats:
    reach = _reach(chain.links > 0)
    # A state that everything it leads to leads back to belongs to a closed class, unless something leaves the class.
    closed: Flags = np.logical_not(np.any((reach & ~reach.T) | (reach & (chain.leaving > 0)), axis=1))
    values = np.zeros(len(closed))
    for members in _classes(reach, closed):
        values[members] = _consensus(chain, members, n)
    rest = np.flatnonzero(~closed)
    links = chain.links[np.ix_(rest, rest)]
    settled = chain.links[np.ix_(rest, np.flatnonzero(closed))]
    leaving = chain.leaving[rest] + settled.sum(axis=1)
    values[rest] = _drawn_to(links, leaving, chain.gain[rest] + settled @ values[closed])
    return values[:n]


@dataclass(frozen=True)
class _Chain:
    """Whose opinion comes from whom, as a random walk: an opinion is what a walk from its person is expected to find.

    With negative weights every person is there twice, as themselves and as their own opposite, so that all links of the
    walk are positive and sums lose no digits.
    """

    links: Floats
    """(states, states): the chance of the next step, row by row; with `leaving` each row sums to 1."""
    leaving: Floats
    """(states,): the chance that the walk ends here, at the person's first opinion or at 0."""
    gain: Floats
    """(states,): what is found by walks that end here."""
    initial: Floats
    """(states,): the first opinion."""


def _checked(weights: Matrix, susceptibility: Vector, initial: Vector) -> tuple[Floats, Floats, Floats]:
    """Arrays of the given numbers; raises ValueError where they are none, or do not fit together."""
    try:
        w = np.array(weights, dtype=np.float64)
        a = np.array(susceptibility, dtype=np.float64)
        x = np.array(initial, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError("weights must be rows of numbers, all equally long, and the others numbers in a row") from None
    n = x.size
    if x.shape != (n,) or w.shape != (n, n) or a.shape != (n,):
        raise ValueError(f"weights must be {n} by {n}, susceptibility and initial of length {n}")
    if not (np.isfinite(w).all() and np.isfinite(a).all() and np.isfinite(x).all()):
        raise ValueError("weights, susceptibility and initial must be finite numbers")
    if (a < 0).any() or (a > 1).any():
        raise ValueError("susceptibility must lie between 0 and 1")
    if (np.abs(w).sum(axis=1) > 1 + _ROUNDING).any():
        raise ValueError("the absolute weights of a row may not sum to more than 1")
    return w, a, x


def _chain(w: Floats, a: Floats, x: Floats) -> _Chain:
    total = np.abs(w).sum(axis=1)
    whole = np.abs(total - 1.0) <= _ROUNDING
    w = w / np.where(whole, total, 1.0)[:, None]
    lost = a * np.where(whole, 0.0, 1.0 - total)
    links, leaving, gain, initial = a[:, None] * w, (1.0 - a) + lost, (1.0 - a) * x, x
    if (w < 0).any():
        same, opposite = np.maximum(links, 0.0), np.maximum(-links, 0.0)
        links = np.block([[same, opposite], [opposite, same]])
        leaving = np.concatenate([leaving, leaving])
        gain, initial = np.concatenate([gain, -gain]), np.concatenate([initial, -initial])
    return _Chain(links, leaving, gain, initial)


def _reach(steps: Flags) -> Flags:
    """Which state leads to which, in any number of steps; every state leads to itself."""
    reach = steps | np.eye(len(steps), dtype=np.bool_)
    while True:
        further = (reach.astype(np.float64) @ reach.astype(np.float64)) > 0
        if np.array_equal(further, reach):
            return reach
        reach = further


def _classes(reach: Flags, closed: Flags) -> Iterator[NDArray[np.intp]]:
    """The closed classes, each with its members."""
    left = closed.copy()
    while left.any():
        members = np.flatnonzero(reach[int(left.argmax())])
        left[members] = False
        yield members


def _consensus(chain: _Chain, members: NDArray[np.intp], people: int) -> float:
    """The opinion that a closed class comes to; raises UnsettledError where it goes round instead.

    A class of period d falls into d parts that take over from one another in a circle, each with a consensus of its
    own: it settles only where all of these are one.
    """
    links = chain.links[np.ix_(members, members)]
    opinions = chain.initial[members]
    influence = _influence(links)
    depth = _depths(links > 0)
    rows, columns = np.nonzero(links)
    period = 0
    for lag in np.unique(depth[rows] + 1 - depth[columns]).tolist():
        period = gcd(period, lag)
    parts = [depth % period == part for part in range(period)]
    found = [float(influence[part] @ opinions[part] / influence[part].sum()) for part in parts]
    if max(found) - min(found) > _ROUNDING * float(np.abs(opinions).max()):
        raise UnsettledError(sorted({int(member) % people for member in members}), period)
    return found[0]


def _depths(steps: Flags) -> NDArray[np.intp]:
    """How many steps lead to each state from the first, at the least."""
    depth = np.full(len(steps), -1, dtype=np.intp)
    depth[0], front = 0, np.array([0])
    while front.size:
        after = np.flatnonzero(steps[front].any(axis=0) & (depth < 0))
        depth[after] = depth[front[0]] + 1
        front = after
    return depth


def _influence(links: Floats) -> Floats:
    """How much each state's first opinion counts in the consensus of a closed class, up to a common factor.

    State by state is taken out of the walk, and what went through it is handed on, without any subtraction, so that no
    digits are lost (Grassmann, Taksar and Heyman, Operations Research 33, 1985).
    """
    links = links.copy()
    for state in range(len(links) - 1, 0, -1):
        links[:state, state] /= links[state, :state].sum()
        links[:state, :state] += np.outer(links[:state, state], links[state, :state])
    influence = np.ones(len(links))
    for state in range(1, len(links)):
        influence[state] = influence[:state] @ links[:state, state]
    return influence


def _drawn_to(links: Floats, leaving: Floats, gain: Floats) -> Floats:
    """What walks are expected to find that all end some day: y = links y + gain, solved as in `_influence`."""
    links, leaving, gain = links.copy(), leaving.copy(), gain.copy()
    going_on = np.empty(len(links))
    for state in range(len(links) - 1, -1, -1):
        going_on[state] = leaving[state] + links[state, :state].sum()
        through = links[:state, state] / going_on[state]
        links[:state, :state] += np.outer(through, links[state, :state])
        leaving[:state] += through * leaving[state]
        gain[:state] += through * gain[state]
    found = np.zeros(len(links))
    for state in range(len(links)):
        found[state] = (gain[state] + links[state, :state] @ found[:state]) / going_on[state]
    return found
