"""A turn's luck drawn otherwise: the same game, but for what chance does in this one turn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wargame.engine import kernel
from wargame.engine.chance import uniform
from wargame.engine.position import Luck, Position

_HALF = 2.0**32


TRIED_LUCK = -1
"""The luck of turns that are tried before they are played: the news stays as it came, all else is drawn anew, what the
author is unsure of too, and no outcome is fixed that is not to be read in the opening. So nothing is told of draws that
are still to come, and all that is tried in a game meets the same luck."""


def with_luck(position: Position, luck: int, seed: int) -> Position:
    """The position with this turn's chance events, and all that chance picks in it, drawn anew.

    `seed` is the game's own; luck 0 gives its own luck again, 1, 2, ... other draws, TRIED_LUCK that of turns which are
    tried. But for the last, what an author is unsure of, which is drawn once per game, stays as it is.
    """
    wanted, left = luck_seed(seed, position.left.turn, luck), position.left
    if wanted == position.seed:
        return position
    if luck == TRIED_LUCK:
        return Position(
            left,
            position.delayed,
            Luck(wanted, kernel.outcomes_to_come(left.program, left.opening, {}), position.fixed),
            position.line,
        )
    seeds = np.array([wanted], dtype=np.uint64)
    if position.luck is not None:
        # It was tried, or comes after what was: back to the game's own doubts and to what is fixed in it.
        left = replace(kernel.futures(left, np.array([seed], dtype=np.uint64)), fixed=position.fixed)
    return Position(replace(left, seeds=seeds), position.delayed, line=position.line)


def after_luck(before: Position, after: Position, seed: int) -> Position:
    """A position after a turn, with the game's own luck again for what is played in it.

    The news that follows a turn which was tried belongs to it: it is drawn by the same luck.
    """
    if before.seed != luck_seed(seed, before.left.turn, TRIED_LUCK):
        return with_luck(after, 0, seed)
    return Position(after.left, after.delayed, Luck(seed, before.fixed, before.fixed), after.line)


def many_seeds(name: str, count: int, first: int = 0) -> NDArray[np.uint64]:
    """Seeds for many games that belong together under a name, each below 2**53; `first` leaves that many out."""
    numbers = np.arange(first, first + count, dtype=np.uint64)
    return (uniform(numbers, 0, name) * 2.0**53).astype(np.uint64)


def luck_seed(seed: int, turn: int, luck: int) -> int:
    """The seed that stands for the game's in a turn whose luck is drawn anew; the game's own for luck 0.

    All turns that are tried have one: what the author is unsure of is drawn once for them too.
    """
    if luck == 0:
        return seed
    turn = 0 if luck == TRIED_LUCK else turn
    seeds = np.array([seed], dtype=np.uint64)
    high, low = (int(uniform(seeds, turn, f"luck:{luck}", part)[0] * _HALF) for part in (0, 1))
    return high << 32 | low
