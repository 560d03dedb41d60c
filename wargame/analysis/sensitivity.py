"""What an outcome depends on: each factor varied by itself.

Factors are varied in two rounds. The first plays all of them with few games, and chooses; what it found is too large
for those it chose, since luck helped choose them. The second plays these again in other games: its figures are told.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import NormalDist, median
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from wargame.analysis.doubts import Doubts
from wargame.analysis.estimates import Interval, mean, paired_change, share, strictness
from wargame.analysis.factors import Factor, Name, factors, varied
from wargame.analysis.outcomes import Outcomes
from wargame.analysis.side_by_side import TOGETHER, played_together, together
from wargame.analysis.simulation import CHUNK, Simulation
from wargame.engine import kernel
from wargame.engine.finished import Finished, Wanted
from wargame.engine.kernel import Flags
from wargame.engine.program import Program
from wargame.players.bots import bots_of
from wargame.players.determinize import determinize
from wargame.players.finish import Gathering, finish, finish_variations
from wargame.players.new_games import NewGames, Start, begun_now

STRONGEST = 24
"""How many factors are played again at most: those that change an outcome most."""
AGAIN = 16
"""How many times as many games each of them is played again with: so the second round takes about as long as the first,
and is four times as exact as what chose them."""
INNER_AGAIN = 8
"""The same for the middle of what an author may draw, of those that came out clear."""
INNER = 1.0 - math.sqrt(0.2)
"""How far from its middle, of its half range, the middle 80 % of a triangular draw reach: within x lie 1 - (1 - x)²."""
_SEEN = 0.8
"""How often a change must be found for it to count as seen."""


@dataclass(frozen=True)
class Swept:
    """What a factor did in a first round with few games: enough to choose by, too little to be told."""

    factor: Factor
    place: int
    """Its place among all factors; the same under every lens."""
    low: float
    """The share with the factor at its low end."""
    high: float
    error: float
    """The standard error of the change from the one to the other; 0 where no game came out otherwise."""
    changed: int
    """In how many games the outcome came at one end only."""

    @property
    def change(self) -> float:
        """The share at the high end less that at the low end; the games differ in nothing else."""
        return self.high - self.low


@dataclass(frozen=True)
class Sweep:
    """The first round: every factor varied so far, those first that change an outcome most."""

    outcome: str
    games: int
    """At each end."""
    swept: tuple[Swept, ...]
    known: int
    """How many factors there are."""


@dataclass(frozen=True)
class Swing:
    """What varying one factor does to the share of games in which an outcome comes, in games of the second round."""

    factor: Factor
    low: float
    """The share with the factor at its low end."""
    high: float
    change: Interval
    """The share at the high end less that at the low end; the games differ in nothing else. In 19 of 20 tornados the
    intervals of all factors played again hold together (Bonferroni's bound)."""
    inner: Interval | None = None
    """The same between the ends of the middle 80 % of what its author may draw; None where that was not played."""

    @property
    def clear(self) -> bool:
        """Whether it is more than luck: 0 lies outside its interval."""
        return self.change.clear


@dataclass(frozen=True)
class Tornado:
    """An outcome's factors, those that swing it most first."""

    share: Interval
    """How often the outcome comes with nothing varied, in games of the second round."""
    games: int
    """How many games were played at each end in the second round."""
    swings: tuple[Swing, ...]
    """The factors that the first round chose and that have been played again."""
    among: int
    """How many were chosen."""
    sweep: Sweep
    """The first round, of all factors."""
    unseen: float
    """A factor that changes the share by so much comes out clear in 4 of 5 tornados; a smaller change more seldom."""

    @property
    def outcome(self) -> str:
        """The ending or the expectation."""
        return self.sweep.outcome

    @property
    def ranked(self) -> tuple[Factor, ...]:
        """All factors: those played again by what they changed then, the others as the first round found them."""
        again = {swing.factor: None for swing in self.swings}
        return (*again, *(each.factor for each in self.sweep.swept if each.factor not in again))


@dataclass(frozen=True)
class Contrast:
    """How a factor's swing under another lens differs from that under the first, in games of the same luck."""

    lens: str
    """The other lens."""
    here: Swing
    """Under the first lens."""
    there: Swing
    difference: Interval
    """By how much the swing there exceeds that here, sign counted; in 19 of 20 tornados the intervals of all factors
    played again hold together under all lenses."""
    only: bool
    """Whether the swings differ clearly and under one lens no game at all came out otherwise."""


@dataclass(frozen=True)
class Sensitivity:
    """All that is known of what an outcome depends on under one lens."""

    lens: str
    tornado: Tornado
    doubts: Doubts

    @property
    def clear(self) -> dict[Name, Factor]:
        """The factors that move the share by more than luck, by their names, those that move it most first."""
        return {swing.factor.name: swing.factor for swing in self.tornado.swings if swing.clear}


class Clear(Protocol):
    """What is known of an outcome under one lens, by any method."""

    @property
    def lens(self) -> str:
        """The lens."""

    @property
    def clear(self) -> Mapping[Name, Factor]:
        """The factors on which the outcome clearly depends, by their names, the strongest first."""


def clear_everywhere(found: Sequence[Clear]) -> tuple[Factor, ...]:
    """The factors on which an outcome clearly depends under every lens, those first that move it most under the
    first."""
    return tuple(factor for name, factor in found[0].clear.items() if all(name in each.clear for each in found))


def clear_somewhere(found: Sequence[Clear]) -> dict[str, tuple[Factor, ...]]:
    """By lens the factors that are clear there and not under every other lens, which does not say that they do less
    there."""
    everywhere = {factor.name for factor in clear_everywhere(found)}
    return {each.lens: tuple(factor for name, factor in each.clear.items() if name not in everywhere) for each in found}


def pieces(simulation: Simulation) -> int:
    """In how many pieces the first round of a tornado is played: each factor at both ends."""
    return 2 * len(factors(simulation.scenario, simulation.lens))


def swing_piece(simulation: Simulation, piece: int) -> Outcomes:
    """One piece of the first round: a factor at its low or at its high end."""
    return _swung(simulation, range(piece, piece + 1))[0]


def parts(simulation: Simulation) -> int:
    """In how many parts the pieces of the first round are played, some of them together."""
    return -(-pieces(simulation) // _a_part(simulation))


def swing_part(simulation: Simulation, part: int) -> list[Outcomes]:
    """The pieces of one part of the first round."""
    many = _a_part(simulation)
    return _swung(simulation, range(part * many, min((part + 1) * many, pieces(simulation))))


def _a_part(simulation: Simulation) -> int:
    # Compiled code draws the luck that variations have in common once for all of a part.
    return max(1, 4 * TOGETHER // simulation.games)


def _swung(simulation: Simulation, several: range) -> list[Outcomes]:
    known = factors(simulation.scenario, simulation.lens)
    return _varied_games(simulation, 0, [{known[piece // 2]: 1.0 if piece % 2 else -1.0} for piece in several])


def _varied_games(simulation: Simulation, chunk: int, several: Sequence[Mapping[Factor, float]]) -> list[Outcomes]:
    """What the games of one chunk come to under each of several variations."""
    program, seeds = simulation.program, simulation.seeds(chunk)
    variations = [varied(program, where) if where else program for where in several]
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
        return NewGames(program, seeds, simulation.beginning)
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
    return finish(start, bots_of(start.program.scenario.seats), wanted=wanted)


def outcomes_of_several(several: Sequence[Start]) -> list[Outcomes]:
    """What each of several batches comes to, whose programs are variations of one; the same as one by one.

    Without compiled code they are played together, TOGETHER games or fewer at a time.
    """
    compiled = finish_variations(several, bots_of(several[0].program.scenario.seats), Wanted(met=True))
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


def sweep(simulation: Simulation, found: Sequence[Outcomes], outcome: str) -> Sweep:
    """The first round from the pieces done so far, in their order. Raises KeyError for no such outcome."""
    known = factors(simulation.scenario, simulation.lens)
    swept = []
    for place, factor in enumerate(known[: len(found) // 2]):
        low, high = (found[2 * place + end].of(simulation, outcome) for end in (0, 1))
        difference = high.astype(np.float64) - low
        error = float(difference.std()) / math.sqrt(len(difference))
        swept.append(
            Swept(factor, place, float(low.mean()), float(high.mean()), error, int(np.count_nonzero(difference)))
        )
    swept.sort(key=lambda each: -abs(each.change))
    return Sweep(outcome, simulation.games, tuple(swept), len(known))


@dataclass(frozen=True)
class SecondRound:
    """The factors that a first round chose, played again in other games: what was chosen for its luck loses it."""

    simulation: Simulation
    """As in the first round."""
    places: tuple[int, ...]
    """Which factors."""
    cut: float
    """What changed the outcome by more in the first round, under any lens, was chosen."""
    reach: float = 1.0
    """How far each is moved to either side, as a share of its half range."""
    times: int = AGAIN
    """How many times as many games are played as in the first round."""

    @property
    def games(self) -> int:
        """How many games are played at each end."""
        return self.times * self.simulation.games

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """All factors, each at its place."""
        return factors(self.simulation.scenario, self.simulation.lens)

    @cached_property
    def variations(self) -> tuple[Mapping[Factor, float], ...]:
        """Nothing varied, then each factor at both ends."""
        both = ({self.factors[place]: at} for place in self.places for at in (-self.reach, self.reach))
        return ({}, *both)

    @cached_property
    def fresh(self) -> Simulation:
        """The simulation whose first chunk holds the games of the first round, and the next these."""
        return replace(self.simulation, games=CHUNK + self.games)

    @property
    def pieces(self) -> int:
        """In how many pieces they are played: some variations together, chunk by chunk."""
        return len(self._groups) * (self.fresh.chunks - 1)

    @property
    def _groups(self) -> tuple[range, ...]:
        many, count = max(1, 4 * TOGETHER // min(CHUNK, self.games)), len(self.variations)
        return tuple(range(first, min(first + many, count)) for first in range(0, count, many))

    def piece(self, number: int) -> list[Outcomes]:
        """What the games of one piece come to, by variation."""
        chunks = self.fresh.chunks - 1
        several = [self.variations[place] for place in self._groups[number // chunks]]
        return _varied_games(self.fresh, 1 + number % chunks, several)

    def came(self, found: Sequence[Sequence[Outcomes]], outcome: str) -> Flags:
        """(variations, games): in which games the outcome comes, from the pieces done so far, of whole groups."""
        chunks = self.fresh.chunks - 1
        rows: list[Flags] = []
        for group in range(len(found) // chunks):
            parts = found[group * chunks : (group + 1) * chunks]
            rows += [
                np.concatenate([each.of(self.fresh, outcome) for each in several])
                for several in zip(*parts, strict=True)
            ]
        return np.array(rows)


def second_rounds(simulations: Sequence[Simulation], sweeps: Sequence[Sweep]) -> tuple[SecondRound, ...]:
    """The second round under each lens: of the STRONGEST factors that change the outcome most under any of them.

    A factor that changed no game at either end is left out.
    """
    most: dict[int, float] = {}
    for each in sweeps:
        for swept in each.swept:
            if swept.changed:
                most[swept.place] = max(most.get(swept.place, 0.0), abs(swept.change))
    ranked = sorted(most, key=lambda place: -most[place])
    cut = most[ranked[STRONGEST - 1]] if len(ranked) > STRONGEST else 0.0
    return tuple(SecondRound(each, tuple(ranked[:STRONGEST]), cut) for each in simulations)


def second_round_piece(played: SecondRound, piece: int) -> list[Outcomes]:
    """One piece of a second round."""
    return played.piece(piece)


def tornado(
    first: Sweep, played: SecondRound, came: Flags, inner: SecondRound | None = None, came_inner: Flags | None = None
) -> Tornado:
    """The factors of an outcome by the second round, as far as it has been played.

    Args:
        first: the first round.
        played: the second.
        came: in which of its games the outcome came, at least those with nothing varied.
        inner: some of the same games within the middle 80 % of what authors may draw, for some of the factors.
        came_inner: in which of those it came.
    """
    known, among = played.factors, max(1, len(played.places))
    within: dict[int, Interval] = {}
    if inner is not None and came_inner is not None:
        within = {
            place: paired_change(came_inner[2 * row + 1], came_inner[2 * row + 2], among)
            for row, place in enumerate(inner.places)
        }
    swings = []
    for row, place in enumerate(played.places[: (len(came) - 1) // 2]):
        low, high = came[2 * row + 1], came[2 * row + 2]
        change = paired_change(low, high, among)
        swings.append(Swing(known[place], float(low.mean()), float(high.mean()), change, within.get(place)))
    swings.sort(key=lambda each: -abs(each.change.middle))
    base, games = int(came[0].sum()), came.shape[1]
    return Tornado(share(base, games), games, tuple(swings), len(played.places), first, _unseen(first, played))


def to_be_narrowed(rounds: Sequence[SecondRound], found: Sequence[Tornado]) -> tuple[SecondRound, ...]:
    """The games within the middle 80 % of what authors may draw, under each lens: for factors with such a draw that
    came out clear under any of them."""
    clear = {swing.factor.name for each in found for swing in each.swings if swing.clear}
    several = []
    for played in rounds:
        known = played.factors
        places = tuple(place for place in played.places if known[place].declared and known[place].name in clear)
        several.append(replace(played, places=places, reach=INNER, times=INNER_AGAIN))
    return tuple(several)


def contrasts(rounds: Sequence[SecondRound], found: Sequence[Tornado], came: Sequence[Flags]) -> tuple[Contrast, ...]:
    """How the swings under the first of several lenses differ from those under each other: the difference of the
    differences, game by game under the same luck.

    Of the factors that are clear under either, the largest swing first. `came` is, by lens, in which games of the
    second round the outcome came.
    """
    swings = [{swing.factor.name: swing for swing in each.swings} for each in found]
    among, several = max(1, len(rounds[0].places) * (len(rounds) - 1)), []
    for other in range(1, len(rounds)):
        for row, place in enumerate(rounds[0].places):
            name = rounds[0].factors[place].name
            here, there = swings[0][name], swings[other][name]
            if here.clear or there.clear:
                one, two = (each[2 * row + 2].astype(np.float64) - each[2 * row + 1] for each in (came[0], came[other]))
                # Two differences of shares lie from -2 to 2 apart.
                difference = mean(two - one, among, 4.0)
                only = difference.clear and not (one.any() and two.any())
                several.append(Contrast(rounds[other].simulation.lens, here, there, difference, only))
    return tuple(sorted(several, key=lambda each: -max(abs(each.here.change.middle), abs(each.there.change.middle))))


def _unseen(first: Sweep, played: SecondRound) -> float:
    """The change that comes out clear in 4 of 5 tornados: which the first round chooses and the second confirms.

    Of a factor that changes games both ways as often as half of those that change any, by the first round, and so many
    more one way.
    """
    errors = [each.error for each in first.swept if each.changed]
    error = median(errors) if errors else 0.0
    strict, normal = strictness(max(1, len(played.places))), NormalDist()

    def found(change: float) -> float:
        """How often a change is found."""
        errors = [math.sqrt((error * error * first.games + change) / games) for games in (first.games, played.games)]
        # Where all that changed any game are played again, one game is enough.
        chosen = normal.cdf((change - played.cut) / errors[0]) if played.cut else 1.0 - (1.0 - change) ** first.games
        return chosen * normal.cdf(change / errors[1] - strict)

    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if found(middle) < _SEEN else (low, middle)
    return high
