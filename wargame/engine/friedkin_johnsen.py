"""Where opinions settle when everyone listens and everyone is a little stubborn: the kernel's published special
case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wargame.engine.spread import lay_out

Vector = Sequence[float] | NDArray[np.float64]
Matrix = Sequence[Sequence[float]] | NDArray[np.float64]

_MOST_HOPS = 200_000
_STILL = 1e-13


def settle(weights: Matrix, susceptibility: Vector, initial: Vector) -> NDArray[np.float64]:
    """Settled opinions y = A W y + (I - A) x of a group, on the game's own kernel with one indicator.

    `weights` W is n × n, how much each person listens to each (rows), `susceptibility` the diagonal of A, from 0 to
    1, and `initial` x the opinions they start with; the result has shape (n,) and the unit of `initial`. Source:
    Friedkin and Johnsen, "Social influence and opinions", Journal of Mathematical Sociology 15 (1990).

    Raises:
        ValueError: shapes that do not fit, numbers that are not finite, susceptibility outside 0 to 1, a row whose
            |weights| sum to more than 1, or opinions that never settle (nobody is stubborn).
    """
    w = np.asarray(weights, dtype=np.float64)
    a = np.asarray(susceptibility, dtype=np.float64)
    x = np.asarray(initial, dtype=np.float64)
    n = x.size
    if x.shape != (n,) or w.shape != (n, n) or a.shape != (n,):
        raise ValueError(f"weights must be {n} by {n}, susceptibility and initial of length {n}")
    if not (np.isfinite(w).all() and np.isfinite(a).all() and np.isfinite(x).all()):
        raise ValueError("weights, susceptibility and initial must be finite numbers")
    if (a < 0).any() or (a > 1).any():
        raise ValueError("susceptibility must lie between 0 and 1")
    if (np.abs(w).sum(axis=1) > 1 + 1e-9).any():
        raise ValueError("the absolute weights of a row may not sum to more than 1")
    ties = [(i, j) for i in range(n) for j in range(n) if w[i, j] != 0.0]
    laid = lay_out(ties)
    going_round = tuple(replace(stage, hops=_MOST_HOPS if stage.circle else 0) for stage in laid.stages)
    carried = np.array([a[i] * w[i, j] for i, j in ties], dtype=np.float64).reshape(-1, 1)[laid.order]
    still = _STILL * max(1.0, float(np.abs(x).max(initial=0.0)))
    try:
        settled = replace(laid, stages=going_round).spread(((1.0 - a) * x).reshape(n, 1), carried, still)
    except ValueError:
        raise ValueError("these opinions do not settle: somebody must be stubborn") from None
    return settled[:, 0]
