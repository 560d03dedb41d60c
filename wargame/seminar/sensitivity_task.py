"""What an outcome depends on from a node, and how firm what came is: worked out in another process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wargame.analysis.fragility import Fragility, fragility
from wargame.analysis.morris import MorrisStudy, Screening, morris_piece, screening
from wargame.analysis.sensitivity import Outcomes, Tornado, parts, swing_part, tornado
from wargame.analysis.simulation import Simulation
from wargame.engine.resolution import Resolution
from wargame.jobs.task import Progress

DRAWS = 1024
"""How often what nobody knows is drawn anew, to see how firm an outcome is."""

Depends = Tornado | Screening | Fragility
"""First how firm what came is; then the factors, again and again with more of them or with more trajectories."""


def depending(
    simulation: Simulation | None, line: Sequence[Resolution], outcome: str, together: bool
) -> Iterator[Depends | Progress]:
    """How firm a line of turns is, where one was played and it is not screened; then what an outcome depends on, unless
    nothing is simulated."""
    if line and not together:
        yield fragility(line, DRAWS)
    if simulation is None:
        return
    if together:
        study = MorrisStudy(simulation, outcome)
        came = []
        for piece in range(study.pieces):
            came.append(morris_piece(study, piece))
            yield Progress(piece + 1, study.pieces)
            if len(came) % len(study.parts) == 0:
                yield screening(study, came)
        return
    found: list[Outcomes] = []
    many = parts(simulation)
    for part in range(many):
        found += swing_part(simulation, part)
        yield Progress(part + 1, many)
        yield tornado(simulation, found, outcome)
