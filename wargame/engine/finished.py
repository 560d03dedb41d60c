"""How many games came out that were played to their end, and only that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wargame.engine.kernel import Flags, Floats, Whole, Worlds
from wargame.engine.usage import Usage


@dataclass(frozen=True, eq=False)
class Levels:
    """Which numbers are counted after each turn, and in which bins: the nearest of equal steps."""

    rows: NDArray[np.intp]
    low: Floats
    """(levels, 1): where the first bin lies."""
    scale: Floats
    """(levels, 1): how many bins lie on a point."""
    bins: int

    def placed(self, numbers: Floats) -> NDArray[np.int64]:
        """(levels, bins): how many worlds are in each bin, by their numbers (numbers, worlds)."""
        # The nearest step, so that the ends of a range are exact.
        places = np.rint((numbers[self.rows] - self.low) * self.scale).astype(np.intp)
        places += (np.arange(len(places)) * self.bins)[:, None]
        return np.bincount(places.ravel(), minlength=len(places) * self.bins).reshape(len(places), self.bins)


@dataclass(frozen=True, eq=False)
class Wanted:
    """What is asked of games that are played to their end, besides when and how each ended."""

    scores: bool = False
    met: bool = False
    usage: bool = False
    levels: Levels | None = None
    worlds: bool = False
    given: bool = False
    """Where that is done which is given for a turn."""


@dataclass(frozen=True, eq=False)
class Finished:
    """Games played to their end: what was asked of them, None where it was not."""

    seeds: NDArray[np.uint64]
    first_turn: int
    ended_in: Whole
    """(worlds,): the turn that ended each; the one before the first where a game had ended before."""
    ending: Whole
    scores: Floats | None
    """(seats and then the mover, worlds): at the end."""
    met: Flags | None
    """(expectations, worlds): whether each held within its time."""
    usage: Usage | None
    levels: NDArray[np.int64] | None
    """(turns, levels, bins): how many games were where after each turn; one that has ended keeps its numbers."""
    worlds: Worlds | None
    """As they ended."""
    done: Flags | None = None
    """(things given, worlds): where each was done in its turn, being legal there."""
    took: Flags | None = None
    """(things given, worlds): where each took effect, which orders may not for want of consent."""

    @property
    def world_turns(self) -> int:
        """How many turns were played in all games together."""
        return int((self.ended_in - (self.first_turn - 1)).sum())
