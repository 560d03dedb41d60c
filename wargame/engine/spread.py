"""How effects travel over the network: the sum over hops e + M e + M² e + ..., elementwise and in one fixed order.

M[(i,k),(j,l)] = (1 - θ_i) · w_ij · c_kl is the Friedkin-Johnsen form of social influence (Friedkin and Johnsen, "Social
influence and opinions", Journal of Mathematical Sociology 15, 1990). Arrays have a trailing axis: worlds in a
simulation, causes in an explanation. No matrix product is used, since those change their order of summation with width
and processor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

PRECISION = 1e-9
"""The hops that are left out may add at most this much for each point of direct effect."""


@dataclass(frozen=True)
class Round:
    """One tie of each of the listeners with the most ties: so a round touches no listener twice."""

    count: int
    sources: Indices
    ties: slice


@dataclass(frozen=True)
class Network:
    """Who listens to whom, laid out for the kernel.

    Actors stand in `actors` order, most ties first, so that each round is a leading slice; `tie_order` gives for each
    tie in the kernel's order its index among the scenario's ties.
    """

    actors: Indices
    tie_order: Indices
    listeners: Indices
    """By tie in the kernel's order: the listener's row."""
    sources: Indices
    """By tie in the kernel's order: the row of the actor listened to."""
    rounds: tuple[Round, ...]
    couplings: tuple[tuple[int, int, float], ...]
    """(listener's indicator, other's indicator, weight)."""
    mask: Floats
    """1 where an actor has an indicator; shape (actors, indicators, 1)."""
    hops: int

    def spread(self, direct: Floats, weights: Floats) -> tuple[Floats, Floats]:
        """Effects after spreading, and as they stood one hop earlier.

        `direct` has shape (actors, indicators, X), `weights` (ties in the kernel's order, X or 1), each (1 - θ_i) ·
        w_ij. The result equals `direct` plus what the earlier one carries over each tie.
        """
        total = earlier = direct
        for _ in range(self.hops):
            earlier = total
            total = self.carry(earlier, weights)
            total += direct
        return total, earlier

    def carry(self, effects: Floats, weights: Floats) -> Floats:
        """What one hop makes of effects, M y; shapes as in `spread`."""
        heard = np.zeros_like(effects)
        for indicator, by, weight in self.couplings:
            heard[:, indicator] += weight * effects[:, by]
        carried = np.zeros_like(effects)
        taken = np.empty_like(effects)
        for each in self.rounds:
            part = taken[: each.count]
            np.take(heard, each.sources, axis=0, out=part, mode="clip")
            part *= weights[each.ties, None, :]
            carried[: each.count] += part
        carried *= self.mask
        return carried


def lay_out(
    actors: int,
    ties: Sequence[tuple[int, int]],
    couplings: Sequence[tuple[int, int, float]],
    has: NDArray[np.bool_],
) -> Network:
    """The network of `actors` with (listener, of) `ties`, for a kernel.

    `has[actor, indicator]` says which actors have which indicators. The number of hops is left at 0.
    """
    by_listener: list[list[int]] = [[] for _ in range(actors)]
    for index, (listener, _) in enumerate(ties):
        by_listener[listener].append(index)
    order = sorted(range(actors), key=lambda actor: (-len(by_listener[actor]), actor))
    row = {actor: position for position, actor in enumerate(order)}
    most = max((len(each) for each in by_listener), default=0)
    tie_order: list[int] = []
    rounds: list[Round] = []
    for depth in range(most):
        chosen = [by_listener[actor][depth] for actor in order if len(by_listener[actor]) > depth]
        sources = np.array([row[ties[tie][1]] for tie in chosen], dtype=np.intp)
        rounds.append(Round(len(chosen), sources, slice(len(tie_order), len(tie_order) + len(chosen))))
        tie_order += chosen
    return Network(
        actors=np.array(order, dtype=np.intp),
        tie_order=np.array(tie_order, dtype=np.intp),
        listeners=np.array([row[ties[tie][0]] for tie in tie_order], dtype=np.intp),
        sources=np.array([row[ties[tie][1]] for tie in tie_order], dtype=np.intp),
        rounds=tuple(rounds),
        couplings=tuple(couplings),
        mask=has[np.array(order, dtype=np.intp)].astype(np.float64)[:, :, None],
        hops=0,
    )


def hops_needed(network: Network, strongest: Floats) -> int:
    """How many hops bring the sum within PRECISION of the whole, for ties at most as strong as `strongest` (ties, 1).

    Every |M| is at most the one of the strongest ties, so the largest row sum of its h-th power bounds what hop h adds.

    Raises:
        ValueError: what spreads would not die out, since a row of |M| sums to 1 or more.
    """
    bound = replace(network, couplings=tuple((own, by, abs(weight)) for own, by, weight in network.couplings))
    reach = np.ones((len(network.actors), network.mask.shape[1], 1))
    hop = 0
    first = 0.0
    while True:
        reach = bound.carry(reach, np.abs(strongest))
        left = float(reach.max(initial=0.0))
        first = first if hop else left
        if first >= 1.0:
            raise ValueError("what spreads over this network would not die out")
        if left / (1.0 - first) <= PRECISION:
            return hop
        hop += 1
