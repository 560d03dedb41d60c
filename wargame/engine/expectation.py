"""What a turn comes to in the mean, over every way in which what is tried in it and what closes it may come out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from wargame.engine import kernel
from wargame.engine.kernel import Floats, JointAction, Worlds

_WIDTH = 2048
"""How many ways are played at a time."""


def expected(worlds: Worlds, choices: JointAction, value: Callable[[Worlds], Floats]) -> Floats:
    """(..., worlds): the mean of a value of the worlds as the turn leaves them, each way counted as likely as it is.

    No luck is drawn, so nothing is told of how a game will in fact go on. `value` gives an array with worlds last.
    """
    where, outcomes, likely = kernel.ways(worlds, choices)
    found: Floats | None = None
    for begin in range(0, len(where), _WIDTH):
        some = where[begin : begin + _WIDTH]
        tried = replace(kernel.chosen_in(choices, some), outcomes=outcomes[:, begin : begin + _WIDTH])
        after = kernel.after_orders(kernel.select(worlds, some), tried)
        for chance, left in kernel.closings(after):
            part = value(left) * (likely[begin : begin + _WIDTH] * chance)
            if found is None:
                found = np.zeros((*part.shape[:-1], worlds.width))
            np.add.at(found.T, some, part.T)
    assert found is not None
    return found
