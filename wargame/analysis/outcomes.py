"""What simulated games came to: the ending of each, and the expectations that it met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wargame.analysis.fault import UnknownNameError, UnknownOutcome
from wargame.analysis.simulation import Simulation
from wargame.engine.finished import Finished


@dataclass(frozen=True)
class Outcomes:
    """What each simulated game came to: shapes (games,) and (expectations, games)."""

    ending: NDArray[np.int16]
    met: NDArray[np.bool_]

    @classmethod
    def among(cls, found: Finished) -> Outcomes:
        """What games came to that were played to their end, with the expectations they met."""
        assert found.met is not None
        return cls(found.ending.astype(np.int16), found.met)

    @classmethod
    def joined(cls, several: Sequence[Outcomes]) -> Outcomes:
        """Those of several batches, at least one, side by side."""
        return cls(
            np.concatenate([each.ending for each in several]), np.concatenate([each.met for each in several], axis=1)
        )

    def of(self, simulation: Simulation, outcome: str) -> NDArray[np.bool_]:
        """(games,): whether an ending or an expectation, by its id, came true. Raises KeyError for another name."""
        endings, expectations = list(simulation.scenario.endings), list(simulation.scenario.expectations)
        came: NDArray[np.bool_]
        if outcome in endings:
            came = self.ending == endings.index(outcome)
            return came
        if outcome in expectations:
            came = self.met[expectations.index(outcome)]
            return came
        raise UnknownNameError(UnknownOutcome(simulation.scenario.id, outcome, (*endings, *expectations)))
