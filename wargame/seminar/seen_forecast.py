"""Whole games simulated on from a node under every lens, cut down to what one seat may see."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from wargame.analysis.doubts import DoubtBand, NestedGames, forecast_bands, nested_piece
from wargame.analysis.paired_games import Beside
from wargame.analysis.simulation import (
    FEWEST_RANKED,
    Atom,
    EndingShare,
    ExpectationShare,
    Forecast,
    Score,
    Simulation,
    levels,
    play_piece,
)
from wargame.analysis.tally import Tally
from wargame.engine.secrecy import sees
from wargame.jobs.pool import in_order
from wargame.jobs.task import Progress
from wargame.model.expression import text
from wargame.model.viewer import FACILITATOR, MOVER, PUBLIC
from wargame.players.determinize import Supposed, supposed

FEW_CHUNKS = 24
"""Up to how many chunks are played by one process: others would take longer to start than they save."""
MOST_WORKERS = 8
PAUSE = 0.25
"""Seconds between two accounts of one lens: more would come than a reader, or a screen, can take in."""


@dataclass(frozen=True, slots=True)
class SeenForecast:
    """What the games played so far say under one lens, as far as a seat may see."""

    lens: str
    games: int
    """How many games have been played so far."""
    endings: tuple[EndingShare, ...]
    expectations: tuple[ExpectationShare, ...]
    scores: tuple[Score, ...]
    """The seat's own; for everybody the mover's; for the facilitator all, the mover's last."""
    fans: Mapping[str, tuple[tuple[float, ...], ...]]
    """By the name of a number that the seat may see: after each turn from the first simulated on, the levels at or
    below which 5, 25, 50, 75 and 95 of 100 games are; empty while there are too few games to say."""
    atoms: Mapping[str, tuple[Atom, ...]] = field(default_factory=dict)
    """By the same names: the values at which many games end."""
    beside: Beside | None = None
    """How the games differ from those under the first lens, pair by pair, as far as the seat may see."""
    done: bool = True
    """Whether all games are played that were asked for."""
    by_doubts: Mapping[str, DoubtBand] = field(default_factory=dict)
    """By ending or expectation, of the first lens: between which bounds its probability lies by what is not known;
    empty until all games are played."""
    supposed: Supposed | None = None
    """What is to be said of what the seat supposes where the games go on from; None where nothing is supposed."""


def seen(forecast: Forecast) -> SeenForecast:
    """A forecast as far as whoever asked for it may see."""
    simulation = forecast.simulation
    scenario, viewer = simulation.scenario, simulation.viewer
    shown = [target for _, target in levels(simulation.program) if sees(scenario, viewer, target)]
    own = MOVER if viewer == PUBLIC else viewer
    beside = forecast.beside
    if beside is not None:
        scores = tuple(each for each in beside.scores if viewer == FACILITATOR or each[0] == own)
        # What changed, and in which game, says no more here than the shares do.
        beside = replace(beside, scores=scores, changes=())
    ranked = forecast.games >= FEWEST_RANKED
    return SeenForecast(
        lens=simulation.lens,
        games=forecast.counts.games,
        # From the seeds of example games that of this one could be worked out, and so all its luck.
        endings=tuple(each if viewer == FACILITATOR else replace(each, example=None) for each in forecast.endings),
        expectations=forecast.expectations,
        scores=tuple(each for each in forecast.scores if viewer == FACILITATOR or each.side == own),
        fans={text(target): forecast.band(target.actor, target.indicator) for target in shown if ranked},
        atoms={text(target): forecast.at_end(target.actor, target.indicator).atoms for target in shown if ranked},
        beside=beside,
        done=forecast.done,
        by_doubts=forecast.by_doubts,
        supposed=None if simulation.position is None else supposed(simulation.position, viewer),
    )


def seen_forecasts(simulations: tuple[Simulation, ...]) -> Iterator[SeenForecast | Progress]:
    """What is known after chunks of games, of one simulation after the other, and at the end; for another process.

    Raises:
        TaskError: worker processes keep dying.
    """
    many, tally = len(simulations), Tally(simulations)
    workers = 1 if tally.pieces <= FEW_CHUNKS else min(MOST_WORKERS, os.cpu_count() or 1)
    shown = [-math.inf] * many
    games = sum(simulation.games for simulation in simulations)
    for piece, played in enumerate(in_order(play_piece, simulations, tally.pieces, workers)):
        which = tally.add(played)
        now = time.monotonic()
        if now - shown[which] >= PAUSE or piece >= tally.pieces - many:
            shown[which] = now
            yield Progress(tally.games, games)
            yield seen(tally.forecast(which))
    nested = NestedGames(simulations[0])
    workers = 1 if nested.pieces <= FEW_CHUNKS else workers
    tally.by_doubts = forecast_bands(tally.forecast(0), in_order(nested_piece, nested, nested.pieces, workers))
    if tally.by_doubts:
        yield seen(tally.forecast(0))
