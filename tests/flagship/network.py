"""6: ties carry a good part of what moves, endings depend on them, and they move themselves."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from scipy.special import stdtrit

from tests.flagship.study import Study
from tests.flagship.target import Figure, Target
from wargame.analysis.coverage import Carrying, Coverage, CoverageCounts, Sample, coverage
from wargame.analysis.estimates import Interval, mean, paired_difference
from wargame.analysis.simulation import Simulation, coverages, simulate
from wargame.engine.compiler import spreading_by
from wargame.engine.finished import Finished
from wargame.engine.program import Program
from wargame.model.viewer import FACILITATOR

_BATCH = 16
"""In so many games at a time causes are kept apart, which takes many times as long."""


def used(study: Study) -> Coverage:
    """What ordinary games use of the scenario."""

    def played() -> Coverage:
        simulation = Simulation(study.scenario, study.lens, study.seed, study.sizes.games, FACILITATOR, covering=True)
        return coverages([simulate(simulation)])[0]

    return study.kept("coverage", played)


def carried(study: Study) -> Figure:
    """The share of movement that ties carry, cause by cause, among the levels that some tie reaches."""
    batches = max(3, study.sizes.games // 500)
    several = [carrying(study, batch) for batch in range(batches)]
    gross, net, gross_of_all, net_of_all = (
        100.0 * np.array([getattr(each, name) for each in several])
        for name in ("gross", "net", "gross_of_all", "net_of_all")
    )
    line = f"net {net.mean():.1f}; of all levels {gross_of_all.mean():.1f}, net {net_of_all.mean():.1f}"
    # By batches, of which few tell enough: the share hardly varies.
    error = float(stdtrit(batches - 1, 0.975)) * float(gross.std(ddof=1)) / math.sqrt(batches)
    return Figure(float(gross.mean()), error, (f"{line}; {batches * _BATCH} games",))


def carrying(study: Study, batch: int = 0, games: int = _BATCH) -> Carrying:
    """What ties carry in some games, each cause kept apart."""
    counts = CoverageCounts.empty(study.program)
    sample = Sample(counts, games)
    for played in study.turns(study.seeds(f"causes: {batch}", games)):
        sample.count(played)
    return coverage([(study.program, counts)])[0].carrying


def without_spread(program: Program) -> Program:
    """The program in which nothing spreads: everybody is as stubborn as can be."""
    return spreading_by(program, {}, dict.fromkeys(program.scenario.actors, 1.0), {})


def _still(study: Study) -> Finished:
    return study.kept("without spread", lambda: study.play(study.usual.seeds, program=without_spread(study.program)))


def endings_moved(study: Study) -> Figure:
    """By how many points the ending that moves most does so where nothing spreads."""
    still, usual, found = _still(study), study.usual, {}
    for place, ending in enumerate(study.scenario.endings):
        now, then = still.ending == place, usual.ending == place
        both, only_now = int((now & then).sum()), int((now & ~then).sum())
        only_then, neither = int((~now & then).sum()), int((~now & ~then).sum())
        found[ending] = paired_difference(both, only_now, only_then, neither)
    return _most(found, 100.0)


def scores_moved(study: Study) -> Figure:
    """By how many points the mean score that moves most does so where nothing spreads."""
    still, usual = _still(study), study.usual
    assert still.scores is not None
    assert usual.scores is not None
    moved = still.scores - usual.scores
    found = _most({seat: mean(moved[row], reach=200.0) for row, seat in enumerate(study.scenario.seats)})
    return replace(found, findings=(*found.findings, _levels_moved(study, still, usual)))


def _levels_moved(study: Study, still: Finished, usual: Finished) -> str:
    """How many of the levels that ties reach end elsewhere in the mean where nothing spreads."""
    assert still.worlds is not None
    assert usual.worlds is not None
    reached = np.unique(study.program.network.listeners)
    moved = (still.worlds.numbers[reached] - usual.worlds.numbers[reached]).mean(axis=1)
    return (
        f"{int((abs(moved) >= 1.0).sum())} of the {len(reached)} levels that ties reach end a point or more elsewhere"
    )


def _most(found: dict[str, Interval], times: float = 1.0) -> Figure:
    line = ", ".join(f"{name} {times * each.middle:+.1f}" for name, each in found.items())
    largest = max(found.values(), key=lambda each: abs(each.middle))
    return Figure(times * abs(largest.middle), times * (largest.high - largest.low) / 2, (line,))


def ties_that_move(study: Study) -> Figure:
    """The share of ties whose trust comes out otherwise from game to game, by more than half a point."""
    ties = used(study).ties
    if not ties:
        return Figure(None)
    still = [f"{each.listener} of {each.of}" for each in ties if not each.moves]
    line = f"{len(ties) - len(still)} of {len(ties)}; still: {', '.join(still) or 'none'}"
    return Figure(100.0 * (len(ties) - len(still)) / len(ties), findings=(line,))


MEASURES = (
    (Target("6a", "movement carried by ties where they reach, gross, %", 25), carried),
    (Target("6b", "without spread: the ending that moves most, points", 6), endings_moved),
    (Target("6b2", "without spread: the mean score that moves most", 3), scores_moved),
    (Target("6c", "ties that move, %", 200 / 3), ties_that_move),
)
