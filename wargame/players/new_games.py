"""Games that are still to begin, and where games are played on from."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wargame.engine import kernel
from wargame.engine.kernel import Worlds
from wargame.engine.program import Program
from wargame.model.beginning import AT_THE_START, Beginning


@dataclass(frozen=True, eq=False)
class NewGames:
    """Games that are still to begin, one with each seed."""

    program: Program
    seeds: NDArray[np.uint64]
    beginning: Beginning = AT_THE_START

    def begin(self) -> Worlds:
        """The games at their beginning."""
        return kernel.begin(self.program, self.seeds, self.beginning.opening, self.beginning.fixed)

    def first(self) -> Worlds:
        """The first of them at its beginning."""
        return replace(self, seeds=self.seeds[:1]).begin()


Start = Worlds | NewGames
"""Where games are played on from."""


def begun_now(start: Start) -> Worlds:
    """The games at their beginning, or where they go on."""
    return start if isinstance(start, Worlds) else start.begin()
