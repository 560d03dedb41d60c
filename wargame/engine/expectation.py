"""What a turn comes to in the mean, over every way in which what is tried in it and what closes it may come out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wargame.engine import kernel
from wargame.engine.kernel import Floats, JointAction, Worlds

_WAYS = 2048
"""How many ways are played at a time; worlds are taken apart into no more at a time, unless one alone has more."""


Closed = Callable[[Worlds, JointAction, Floats], Floats]
"""Gives (..., worlds): how likely each is times the mean of a value over every way in which the turn may be closed."""


def expected(worlds: Worlds, choices: JointAction, value: Callable[[Worlds], Floats]) -> Floats:
    """(..., worlds): the mean of a value of the worlds as the turn leaves them, each way counted as likely as it is.

    No luck is drawn, so nothing is told of how a game will in fact go on. `value` gives an array with worlds last.
    """
    return expected_of(worlds, choices, lambda begun, chosen, likely: _closed(begun, chosen, value, likely))


def expected_of(worlds: Worlds, choices: JointAction, closed: Closed) -> Floats:
    """The same, where what is counted is the turn's own doing."""
    if not worlds.program.chancy:
        return closed(worlds, choices, np.ones(worlds.width))
    found = [
        _tried(kernel.select(worlds, some), kernel.chosen_in(choices, some), closed)
        for some in _few_at_a_time(worlds, choices)
    ]
    return np.concatenate(found, axis=-1)


def _few_at_a_time(worlds: Worlds, choices: JointAction) -> Iterator[NDArray[np.intp]]:
    """The worlds in their order, as many together as have no more ways than are played at a time."""
    effective, _ = kernel.taking_effect(worlds, choices)
    ways = np.ones(worlds.width)
    for row in worlds.program.chancy:
        ways *= np.where(effective[row], len(worlds.program.plays[row].outcomes), 1)
    some: list[int] = []
    many = 0.0
    for world, more in enumerate(ways):
        if some and many + more > _WAYS:
            yield np.array(some, dtype=np.intp)
            some, many = [], 0.0
        some.append(world)
        many += float(more)
    yield np.array(some, dtype=np.intp)


def _tried(worlds: Worlds, choices: JointAction, closed: Closed) -> Floats:
    """The same, over every way in which what is tried in a few worlds may come out."""
    where, outcomes, likely = kernel.ways(worlds, choices)
    found: Floats | None = None
    for begin in range(0, len(where), _WAYS):
        part = slice(begin, begin + _WAYS)
        tried = replace(kernel.chosen_in(choices, where[part]), outcomes=outcomes[:, part])
        values = closed(kernel.select(worlds, where[part]), tried, likely[part])
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
