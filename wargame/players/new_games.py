"""Games that are still to begin, and where games are played on from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from wargame.engine import kernel
from wargame.engine.kernel import Worlds
from wargame.engine.program import Program


@dataclass(frozen=True, eq=False)
class NewGames:
    """Games that are still to begin, one with each seed."""

    program: Program
    seeds: NDArray[np.uint64]
    opening: str | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)
    """The outcomes that events are given."""

    def begin(self) -> Worlds:
        """The games at their beginning."""
        return kernel.begin(self.program, self.seeds, self.opening, self.fixed)


Start = Worlds | NewGames
"""Where games are played on from."""


def begun_now(start: Start) -> Worlds:
    """The games at their beginning, or where they go on."""
    return start if isinstance(start, Worlds) else start.begin()
