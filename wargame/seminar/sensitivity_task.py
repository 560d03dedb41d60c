"""What an outcome depends on from a node, and how firm what came is: worked out in another process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from wargame.analysis.factors import factors
from wargame.analysis.fragility import Fragility, fragility
from wargame.analysis.morris import MorrisStudy, Screening, morris_piece, screening
from wargame.analysis.outcomes import Outcomes
from wargame.analysis.sensitivity import (
    STRONGEST,
    SecondRound,
    Sweep,
    Tornado,
    parts,
    second_round_piece,
    second_rounds,
    sweep,
    swing_part,
    to_be_narrowed,
    tornado,
)
from wargame.analysis.simulation import Simulation
from wargame.engine.kernel import Flags
from wargame.engine.resolution import Resolution
from wargame.jobs.task import Progress

DRAWS = 1024
"""How often what nobody knows is drawn anew, to see how firm an outcome is."""

Depends = Sweep | Tornado | Screening | Fragility
"""First how firm what came is; then the first round of all factors and the second of the strongest, again and again
with more of them; or all factors together with more trajectories."""


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
        along = []
        for piece in range(study.pieces):
            along.append(morris_piece(study, piece))
            yield Progress(piece + 1, study.pieces)
            if len(along) % len(study.parts) == 0:
                yield screening(study, along)
        return
    swept: list[Outcomes] = []
    many = parts(simulation)
    # As many as there may be, so that the first round does not seem to be all.
    most = min(STRONGEST, len(factors(simulation.scenario, simulation.lens)))
    expected = SecondRound(simulation, tuple(range(most)), 0.0).pieces
    for part in range(many):
        swept += swing_part(simulation, part)
        yield Progress(part + 1, many + expected)
        yield sweep(simulation, swept, outcome)
    first = sweep(simulation, swept, outcome)
    [again] = second_rounds([simulation], [first])
    pieces: list[list[Outcomes]] = []
    came: Flags = np.zeros((0, again.games), dtype=np.bool_)
    for piece in range(again.pieces):
        pieces.append(second_round_piece(again, piece))
        yield Progress(many + piece + 1, many + again.pieces)
        if len(whole := again.came(pieces, outcome)) > len(came):
            came = whole
            yield tornado(first, again, came)
    done = many + again.pieces
    [narrow] = to_be_narrowed([again], [tornado(first, again, came)])
    if narrow.places:
        inner = []
        for piece in range(narrow.pieces):
            inner.append(second_round_piece(narrow, piece))
            yield Progress(done + piece + 1, done + narrow.pieces)
        yield tornado(first, again, came, narrow, narrow.came(inner, outcome))
