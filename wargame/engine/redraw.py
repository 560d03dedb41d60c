"""A turn's luck drawn otherwise: the same game, but for what chance does in this one turn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wargame.engine.chance import uniform
from wargame.engine.position import Position

_HALF = 2.0**32


def with_luck(position: Position, luck: int, seed: int) -> Position:
    """The position with this turn's chance events, and all that chance picks in it, drawn anew.

    `seed` is the game's own; luck 0 gives its own luck again, 1, 2, ... other draws. What an author is unsure of, which
    is drawn once per game, stays as it is.
    """
    wanted = luck_seed(seed, position.left.turn, luck)
    if wanted == position.seed:
        return position
    return Position(replace(position.left, seeds=np.array([wanted], dtype=np.uint64)), position.delayed)


def many_seeds(name: str, count: int, first: int = 0) -> NDArray[np.uint64]:
    """Seeds for many games that belong together under a name, each below 2**53; `first` leaves that many out."""
    numbers = np.arange(first, first + count, dtype=np.uint64)
    return (uniform(numbers, 0, name) * 2.0**53).astype(np.uint64)


def luck_seed(seed: int, turn: int, luck: int) -> int:
    """The seed that stands for the game's in a turn whose luck is drawn anew; the game's own for luck 0."""
    if luck == 0:
        return seed
    seeds = np.array([seed], dtype=np.uint64)
    high, low = (int(uniform(seeds, turn, f"luck:{luck}", part)[0] * _HALF) for part in (0, 1))
    return high << 32 | low
