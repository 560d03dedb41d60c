"""What an outcome depends on: each factor varied by itself."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from wargame.analysis.doubts import Doubts
from wargame.analysis.estimates import Interval, around, strictness
from wargame.analysis.factors import Factor, factors, varied
from wargame.analysis.outcomes import Outcomes
from wargame.analysis.side_by_side import TOGETHER, played_together, together
from wargame.analysis.simulation import Simulation
from wargame.engine import kernel
from wargame.engine.finished import Finished, Wanted
from wargame.engine.program import Program
from wargame.players.bots import BatchBot, DoctrineBot
from wargame.players.determinize import determinize
from wargame.players.finish import Gathering, finish, finish_variations
from wargame.players.new_games import NewGames, Start, begun_now

GAMES = 1024
"""Games for each factor at each end; one chunk, so that every one of them meets the same luck."""


@dataclass(frozen=True)
class Swing:
    """What varying one factor does to the share of games in which an outcome comes."""

    factor: Factor
    low: float
    """The share with the factor at its low end."""
    high: float
    change: Interval
    """The share at the high end less that at the low end; the games differ in nothing else."""
    clear: bool
    """Whether it is more than luck: among all factors together, luck alone would call one of them clear in 1 of 20
    tornados (Bonferroni's bound)."""


@dataclass(frozen=True)
class Tornado:
    """An outcome's factors, those that swing it most first."""

    outcome: str
    share: float
    games: int
    swings: tuple[Swing, ...]


@dataclass(frozen=True)
class Sensitivity:
    """All that is known of what an outcome depends on under one lens."""

    lens: str
    tornado: Tornado
    doubts: Doubts

    @property
    def clear(self) -> dict[str, Factor]:
        """The factors that move the share by more than luck, by their names, those that move it most first."""
        return {swing.factor.id: swing.factor for swing in self.tornado.swings if swing.clear}


class Clear(Protocol):
    """What is known of an outcome under one lens, by any method."""

    @property
    def lens(self) -> str:
        """The lens."""

    @property
    def clear(self) -> Mapping[str, Factor]:
        """The factors on which the outcome clearly depends, by their names, the strongest first."""


def clear_everywhere(found: Sequence[Clear]) -> tuple[Factor, ...]:
    """The factors on which an outcome clearly depends under every lens, those first that move it most under the
    first."""
    return tuple(factor for name, factor in found[0].clear.items() if all(name in each.clear for each in found))


def clear_alone(found: Sequence[Clear]) -> dict[str, tuple[Factor, ...]]:
    """By lens the factors on which an outcome clearly depends there and not under every other lens."""
    everywhere = {factor.id for factor in clear_everywhere(found)}
    return {each.lens: tuple(factor for name, factor in each.clear.items() if name not in everywhere) for each in found}


def pieces(simulation: Simulation) -> int:
    """In how many pieces a tornado is made: the games as they are, and each factor at both ends."""
    return 1 + 2 * len(factors(simulation.scenario, simulation.lens))


def swing_piece(simulation: Simulation, piece: int) -> Outcomes:
    """One piece of a tornado: the games with nothing changed, then each factor at its low and its high end."""
    return _swung(simulation, range(piece, piece + 1))[0]


def parts(simulation: Simulation) -> int:
    """In how many parts the pieces of a tornado are played, some of them together."""
    return -(-pieces(simulation) // _a_part(simulation))


def swing_part(simulation: Simulation, part: int) -> list[Outcomes]:
    """The pieces of one part of a tornado."""
    many = _a_part(simulation)
    return _swung(simulation, range(part * many, min((part + 1) * many, pieces(simulation))))


def _a_part(simulation: Simulation) -> int:
    # Compiled code draws the luck that variations have in common once for all of a part.
    return max(1, 4 * TOGETHER // simulation.games)


def _swung(simulation: Simulation, several: range) -> list[Outcomes]:
    known = factors(simulation.scenario, simulation.lens)
    program, seeds = simulation.program, simulation.seeds(0)
    variations = [
        varied(program, {known[(piece - 1) // 2]: -1.0 if piece % 2 else 1.0}) if piece else program
        for piece in several
    ]
    return outcomes_of_several([begun(simulation, each, seeds) for each in variations])


def outcomes(simulation: Simulation, where: Mapping[Factor, float] = MappingProxyType({})) -> Outcomes:
    """What each game of a simulation's first chunk came to, every seat played by doctrine, from the beginning.

    The factors in `where` are moved, each from -1, its low end, to 1, its high end.
    """
    program = varied(simulation.program, where) if where else simulation.program
    return outcomes_of(begun(simulation, program, simulation.seeds(0)))


def begun(simulation: Simulation, program: Program, seeds: NDArray[np.uint64]) -> Start:
    """Where the games with these seeds of a simulation's program go on from, or of it varied.

    Where they go on from a position, a number whose start is varied is moved by as much from where it is.
    """
    if simulation.position is None:
        return NewGames(program, seeds, simulation.beginning.opening, simulation.beginning.fixed)
    base, worlds = simulation.program, determinize(simulation.position, simulation.viewer, seeds)
    draws = worlds.draws.copy()
    for row, (one, other) in enumerate(zip(base.uncertainties, program.uncertainties, strict=True)):
        if one is not other:
            draws[row] *= other.plus_or_minus / one.plus_or_minus
    moved = np.minimum(np.maximum(worlds.numbers + (program.start - base.start), program.low), program.high)
    return replace(
        worlds,
        program=program,
        draws=draws,
        assumptions=kernel.assumed(program, draws),
        numbers=kernel.on_grid(moved),
    )


def outcomes_of(start: Start) -> Outcomes:
    """What each of these games comes to, every seat played by doctrine."""
    return Outcomes.among(_finished(start, Wanted(met=True)))


def _finished(start: Start, wanted: Wanted) -> Finished:
    return finish(start, _doctrine(start.program), wanted=wanted)


def _doctrine(program: Program) -> dict[str, BatchBot]:
    return dict.fromkeys(program.scenario.seats, DoctrineBot())


def outcomes_of_several(several: Sequence[Start]) -> list[Outcomes]:
    """What each of several batches comes to, whose programs are variations of one; the same as one by one.

    Without compiled code they are played together, TOGETHER games or fewer at a time.
    """
    compiled = finish_variations(several, _doctrine(several[0].program), Wanted(met=True))
    if compiled is not None:
        return [Outcomes.among(each) for each in compiled]
    found: list[Outcomes | None] = [None] * len(several)
    for alike in together([each.program for each in several]):
        many = max(1, TOGETHER // len(several[0].seeds))
        for first in range(0, len(alike), many):
            places = alike[first : first + many]
            batches = [begun_now(several[place]) for place in places]
            ends = np.cumsum([each.width for each in batches])
            gathering = Gathering(kernel.joined(batches), Wanted(met=True))
            for played in played_together(batches):
                gathering.count(played)
            whole = Outcomes.among(gathering.finished())
            parts = zip(np.split(whole.ending, ends[:-1]), np.split(whole.met, ends[:-1], axis=1), strict=True)
            for place, (ending, met) in zip(places, parts, strict=True):
                found[place] = Outcomes(ending, met)
    return [each for each in found if each is not None]


def tornado(simulation: Simulation, found: Sequence[Outcomes], outcome: str) -> Tornado:
    """The factors of an outcome from the pieces done so far, in their order. Raises KeyError for no such outcome."""
    base = found[0].of(simulation, outcome)
    known = factors(simulation.scenario, simulation.lens)
    strict = strictness(len(known))
    swings = []
    for place, factor in enumerate(known[: (len(found) - 1) // 2]):
        low, high = (found[2 * place + end].of(simulation, outcome) for end in (1, 2))
        difference = high.astype(np.float64) - low
        change, error = float(difference.mean()), float(difference.std()) / math.sqrt(len(difference))
        clear = abs(change) > strict * error
        swings.append(Swing(factor, float(low.mean()), float(high.mean()), around(change, error), clear))
    ranked = sorted(swings, key=lambda each: -abs(each.change.middle))
    return Tornado(outcome, float(base.mean()), len(base), tuple(ranked))
