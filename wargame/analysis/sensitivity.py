"""What an outcome depends on: each factor varied by itself, and all that the author is unsure of drawn together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from wargame.analysis.estimates import Interval, around, strictness
from wargame.analysis.factors import Factor, factors, varied
from wargame.analysis.fault import UnknownNameError, UnknownOutcome
from wargame.analysis.side_by_side import TOGETHER, played_together, together
from wargame.analysis.simulation import Simulation
from wargame.engine import kernel
from wargame.engine.finished import Finished, Wanted
from wargame.engine.kernel import Floats
from wargame.engine.program import Program, Uncertainty
from wargame.players.bots import BatchBot, DoctrineBot
from wargame.players.determinize import determinize
from wargame.players.finish import Gathering, finish, finish_variations
from wargame.players.new_games import NewGames, Start, begun_now

GAMES = 1024
"""Games for each factor at each end; one chunk, so that every one of them meets the same luck."""
SLICES = 8
"""Into how many equal parts a draw's range is parted for the global measure."""


@dataclass(frozen=True)
class Outcomes:
    """What each simulated game came to: shapes (games,) and (expectations, games)."""

    ending: NDArray[np.int16]
    met: NDArray[np.bool_]

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
class UncertaintyShare:
    """How much of an outcome's variance goes with one thing that the author is unsure of."""

    uncertainty: Uncertainty
    share: float
    """From 0 to 1, with what chance alone would give taken off."""
    rises: bool
    """Whether the outcome comes more often the higher it is."""

    @property
    def purpose(self) -> str:
        """The name under which it is drawn: `assumption:ID`, `start:NUMBER` or `effect:CAUSE:NUMBER`."""
        return self.uncertainty.purpose

    @property
    def plus_or_minus(self) -> float:
        """How far the author may be off."""
        return self.uncertainty.plus_or_minus


@dataclass(frozen=True)
class Sensitivity:
    """All that is known of what an outcome depends on under one lens."""

    lens: str
    tornado: Tornado
    uncertainties: tuple[UncertaintyShare, ...]
    explained: float
    """The share of the outcome's variance that everything the author is unsure of accounts for together."""
    games: int
    """How many games the global measure was taken from."""

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
    return _outcomes(_finished(start, Wanted(met=True)))


def _finished(start: Start, wanted: Wanted) -> Finished:
    return finish(start, _doctrine(start.program), wanted=wanted)


def _doctrine(program: Program) -> dict[str, BatchBot]:
    return dict.fromkeys(program.scenario.seats, DoctrineBot())


def _outcomes(found: Finished) -> Outcomes:
    assert found.met is not None
    return Outcomes(found.ending.astype(np.int16), found.met)


def outcomes_of_several(several: Sequence[Start]) -> list[Outcomes]:
    """What each of several batches comes to, whose programs are variations of one; the same as one by one.

    Without compiled code they are played together, TOGETHER games or fewer at a time.
    """
    compiled = finish_variations(several, _doctrine(several[0].program), Wanted(met=True))
    if compiled is not None:
        return [_outcomes(each) for each in compiled]
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
            whole = _outcomes(gathering.finished())
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


def uncertainty_shares(
    program: Program, draws: Floats, came: NDArray[np.bool_], fewest: float = 0.0
) -> tuple[UncertaintyShare, ...]:
    """What the author is unsure of, by its share in an outcome's variance, the largest first.

    `draws` has shape (uncertainties, games), `came` (games,). The first-order index Var(E[Y | X]) / Var(Y), estimated
    by parting the games by each draw (Plischke, Borgonovo and Smith, "Global sensitivity measures from given data",
    European Journal of Operational Research 226, 2013), less what parting at random would give.
    """
    y = came.astype(np.float64)
    variance, games = float(y.var()), len(y)
    if not variance:
        return ()
    found = []
    for row, uncertainty in enumerate(program.uncertainties):
        order = np.argsort(draws[row], kind="stable")
        parts = np.array_split(y[order], SLICES)
        between = sum(len(part) * (float(part.mean()) - float(y.mean())) ** 2 for part in parts) / games
        by_chance = (SLICES - 1) / games
        share = max(0.0, (between / variance - by_chance) / (1 - by_chance))
        if share > fewest:
            rises = float(parts[-1].mean()) > float(parts[0].mean())
            found.append(UncertaintyShare(uncertainty, share, rises))
    return tuple(sorted(found, key=lambda each: -each.share))


def explained(draws: Floats, came: NDArray[np.bool_]) -> float:
    """How much of an outcome's variance all that the author is unsure of accounts for together, from 0 to 1.

    Adjusted R² of the linear regression on all draws; the rest is chance and choice.
    """
    y = came.astype(np.float64) - came.mean()
    total, games, unsure = float(y @ y), len(y), len(draws)
    if not total or games <= unsure + 1:
        return 0.0
    fitted, *_ = np.linalg.lstsq(draws.T, y, rcond=None)
    left = y - draws.T @ fitted
    return max(0.0, 1.0 - float(left @ left) / total * (games - 1) / (games - unsure - 1))


def uncertainty_chunk(simulation: Simulation, chunk: int) -> tuple[Floats, Outcomes]:
    """One chunk of the global measure: the draws (uncertainties, games), and what the games came to."""
    found = _finished(simulation.start(chunk), Wanted(met=True, worlds=True))
    assert found.worlds is not None
    return found.worlds.draws, _outcomes(found)


def gather(chunks: Iterable[tuple[Floats, Outcomes]]) -> tuple[Floats, Outcomes]:
    """The draws and outcomes of several chunks, at least one, side by side."""
    draws, found = zip(*chunks, strict=True)
    return (
        np.concatenate(draws, axis=1),
        Outcomes(np.concatenate([each.ending for each in found]), np.concatenate([each.met for each in found], axis=1)),
    )
