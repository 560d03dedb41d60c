"""Whole games simulated on from a node under every lens, cut down to what one seat may see."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from wargame.analysis.simulation import (
    Counts,
    EndingShare,
    ExpectationShare,
    Forecast,
    Score,
    Simulation,
    count_piece,
    levels,
)
from wargame.engine.view import PUBLIC
from wargame.engine.visibility import sees
from wargame.jobs.pool import in_order
from wargame.model.expression import text

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
    """By the name of a number that the seat may see: after each turn from the first simulated on, the levels below
    which 5, 25, 50, 75 and 95 of 100 games stand."""


@dataclass(frozen=True)
class Simulating:
    """Whole games being played on from a node by bots, under every lens."""

    node: int
    turn: int
    """The first turn that is simulated."""
    games: int
    """How many games are played under each lens."""
    lenses: tuple[str, ...]
    """The game's own lens first."""
    move: str | None
    """The mover's move of the first turn, where it is picked already; otherwise chance picks it."""
    injects: tuple[str, ...]
    """What is released into the first turn already, for the facilitator, who alone knows of it."""
    whole: bool
    """Whether nothing is played or picked yet: whole games, of which an author's expectations speak."""
    history: tuple[Mapping[str, float], ...]
    """The numbers the seat may see before turn 1 and after each turn played up to the node."""
    results: Iterator[SeenForecast]
    """What is known so far, now and then and at the end, of each lens; waiting for the next raises TableError."""
    cancel: Callable[[], None]
    """Stop; what was given stands."""


def seen(outlook: Forecast) -> SeenForecast:
    """An outlook as far as the seat may see that asked for it."""
    study = outlook.study
    scenario, seat = study.scenario, study.seat
    shown = [target for _, target in levels(study.program) if sees(scenario, seat, target)]
    side = None if seat == PUBLIC else seat
    return SeenForecast(
        lens=study.lens,
        games=outlook.tally.games,
        endings=outlook.endings,
        expectations=outlook.expectations,
        scores=tuple(each for each in outlook.scores if seat is None or each.seat == side),
        fans={text(target): outlook.band(target.actor, target.indicator) for target in shown},
    )


def seen_outlooks(studies: tuple[Simulation, ...]) -> Iterator[SeenForecast]:
    """What is known after chunks of games, the studies in turn, and at the end; for another process.

    Raises:
        PoolError: worker processes keep dying.
    """
    many = len(studies)
    pieces = many * studies[0].chunks
    workers = 1 if pieces <= FEW_CHUNKS else min(MOST_WORKERS, os.cpu_count() or 1)
    whole = [Counts.empty(study.program) for study in studies]
    told = [-math.inf] * many
    for piece, tally in enumerate(in_order(count_piece, studies, pieces, workers)):
        which = piece % many
        whole[which].add(tally)
        now = time.monotonic()
        if now - told[which] >= PAUSE or piece >= pieces - many:
            told[which] = now
            yield seen(Forecast(studies[which], whole[which]))
