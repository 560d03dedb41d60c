"""What a turn comes to in the mean, over every way in which what is tried in it and what closes it may come out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from wargame.engine import kernel
from wargame.engine.kernel import Floats, JointAction, Worlds

_WORLDS, _WAYS = 64, 2048
"""How many worlds are taken apart into their ways at a time, and how many ways are played at a time."""


def expected(worlds: Worlds, choices: JointAction, value: Callable[[Worlds], Floats]) -> Floats:
    """(..., worlds): the mean of a value of the worlds as the turn leaves them, each way counted as likely as it is.

    No luck is drawn, so nothing is told of how a game will in fact go on. `value` gives an array with worlds last.
    """
    if not worlds.program.chancy:
        return _closed(worlds, choices, value, np.ones(worlds.width))
    found = []
    for first in range(0, worlds.width, _WORLDS):
        some = np.arange(first, min(first + _WORLDS, worlds.width))
        found.append(_tried(kernel.select(worlds, some), kernel.chosen_in(choices, some), value))
    return np.concatenate(found, axis=-1)


def _tried(worlds: Worlds, choices: JointAction, value: Callable[[Worlds], Floats]) -> Floats:
    """The same, over every way in which what is tried in a few worlds may come out."""
    where, outcomes, likely = kernel.ways(worlds, choices)
    found: Floats | None = None
    for begin in range(0, len(where), _WAYS):
        part = slice(begin, begin + _WAYS)
        tried = replace(kernel.chosen_in(choices, where[part]), outcomes=outcomes[:, part])
        values = _closed(kernel.select(worlds, where[part]), tried, value, likely[part])
        if found is None:
            found = np.zeros((*values.shape[:-1], worlds.width))
        np.add.at(found.T, where[part], values.T)
    assert found is not None
    return found


def _closed(worlds: Worlds, choices: JointAction, value: Callable[[Worlds], Floats], likely: Floats) -> Floats:
    """(..., worlds): `likely` times the mean of the value over every way in which the turn may be closed."""
    values = [value(left) * (likely * chance) for chance, left in kernel.closings(kernel.after_orders(worlds, choices))]
    total = values[0]
    for each in values[1:]:
        total = total + each
    return total
