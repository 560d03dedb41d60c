"""How likely what is: whole games played many times by bots, with chance and what the author is unsure of drawn anew.

Games are played in chunks of a fixed size and counted; a count does not depend on who played which chunk, so the result
is the same whatever the number of workers, and memory does not grow with the number of games.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wargame.analysis.coverage import SAMPLE, Coverage, CoverageCounter, CoverageCounts, Sample, coverage
from wargame.analysis.estimates import QUANTILES, Z95, Interval, holds, quantile_bins, share
from wargame.engine import kernel
from wargame.engine.compiler import compile_scenario
from wargame.engine.finished import Finished, Levels, Wanted
from wargame.engine.kernel import Flags, Floats, Whole, Worlds
from wargame.engine.position import Position
from wargame.engine.program import Program
from wargame.engine.redraw import many_seeds
from wargame.model.beginning import AT_THE_START, Beginning
from wargame.model.expression import Expression, Level, reads, text
from wargame.model.grid import GRID_DIGITS
from wargame.model.order import Order
from wargame.model.scenario import Scenario
from wargame.model.viewer import MOVER, Seated, Side, Viewer
from wargame.players.bots import BATCH_BOTS, BatchBot
from wargame.players.determinize import determinize
from wargame.players.finish import finish
from wargame.players.given import Given
from wargame.players.new_games import NewGames, Start, begun_now
from wargame.players.playout import play_on

CHUNK = 2048
"""How many games are played at a time. Part of the result: which games belong together never changes."""
STEPS = 400
"""How many steps lie on the range of an indicator, for its percentile band."""
BINS = STEPS + 1
MOST_GAMES = 100_000_000
Band = tuple[tuple[float, ...], ...]
"""By turn: the levels below which 5, 25, 50, 75 and 95 of 100 games lie."""
_MICRO = 10**GRID_DIGITS


@dataclass(frozen=True)
class Simulation:
    """What is simulated; the same gives the same result on any machine and with any number of workers.

    >>> import wargame
    >>> from wargame.analysis import Simulation, simulate
    >>> from wargame.model.viewer import FACILITATOR
    >>> scenario = wargame.load(wargame.find("first-session"))
    >>> Simulation(scenario, "plain", seed=1, games=2_000, viewer=FACILITATOR).chunks
    1
    """

    scenario: Scenario
    lens: str
    seed: int
    games: int
    viewer: Viewer
    """Who asks: what the viewer may not see is drawn too."""
    position: Position | None = None
    """Where the games go on from; from the beginning for None."""
    bots: Mapping[str, str] = field(default_factory=dict)
    """Which bot plays a seat; doctrine where none is named."""
    given: Given = field(default_factory=Given)
    beginning: Beginning = AT_THE_START
    """How games begin that go on from no position; whoever asks knows the outcomes that are fixed."""
    covering: bool = False
    """Whether it is counted too what the games use of the scenario."""

    @cached_property
    def program(self) -> Program:
        """The scenario under the lens."""
        return compile_scenario(self.scenario, self.lens) if self.position is None else self.position.program

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        return -(-self.games // CHUNK)

    @property
    def first_turn(self) -> int:
        """The turn that the games begin with."""
        return self.beginning.first_turn(self.scenario) if self.position is None else self.position.worlds.turn

    def seeds(self, chunk: int) -> NDArray[np.uint64]:
        """The seed of each game of a chunk: from the beginning, the same game as anywhere else with that seed."""
        first = chunk * CHUNK
        return many_seeds(f"simulation:{self.seed}", min(CHUNK, self.games - first), first)

    def batch_bots(self) -> Mapping[str, BatchBot]:
        """The bot of every seat; seats that play alike share one."""
        named = {seat: self.bots.get(seat, "doctrine") for seat in self.scenario.seats}
        kept = {name: BATCH_BOTS[name]() for name in set(named.values())}
        return {seat: kept[name] for seat, name in named.items()}

    def start(self, chunk: int) -> Start:
        """Where the games of a chunk go on from."""
        seeds = self.seeds(chunk)
        if self.position is not None:
            return determinize(self.position, self.viewer, seeds)
        return NewGames(self.program, seeds, self.beginning.opening, self.beginning.fixed)

    def worlds(self, chunk: int) -> Worlds:
        """The games of a chunk at their beginning."""
        return begun_now(self.start(chunk))


@dataclass
class Counts:
    """Games counted; the counts of one simulation's chunks add up."""

    games: int
    world_turns: int
    ended: Whole
    """(endings, turns + 1): games that came to an ending in a turn."""
    example: Whole
    """(endings,): the seed of the first such game, or -1."""
    levels: NDArray[np.int64]
    """(turns, levels, BINS): where each level was after each turn; a game that has ended keeps its numbers."""
    scores: NDArray[np.int64]
    """(seats and the mover, BINS): final scores."""
    score_sums: NDArray[np.int64]
    """(seats and the mover,): in millionths, so that sums are exact."""
    score_squares: Floats
    met: NDArray[np.int64]
    """(expectations,): games in which each held within its time."""
    coverage: CoverageCounts | None = None
    """What the games used of the scenario, where that is counted."""

    @staticmethod
    def empty(program: Program) -> Counts:
        """Nothing counted yet."""
        scenario = program.scenario
        turns, sides = scenario.calendar.turns, len(scenario.seats) + 1
        return Counts(
            games=0,
            world_turns=0,
            ended=np.zeros((len(scenario.endings), turns + 1), dtype=np.int64),
            example=np.full(len(scenario.endings), -1, dtype=np.int64),
            levels=np.zeros((turns, len(levels(program)), BINS), dtype=np.int64),
            scores=np.zeros((sides, BINS), dtype=np.int64),
            score_sums=np.zeros(sides, dtype=np.int64),
            score_squares=np.zeros(sides),
            met=np.zeros(len(scenario.expectations), dtype=np.int64),
        )

    def add(self, other: Counts) -> None:
        """Count what another has counted too."""
        self.games += other.games
        self.world_turns += other.world_turns
        self.example = np.where(self.example < 0, other.example, self.example)
        for name in ("ended", "levels", "scores", "score_sums", "score_squares", "met"):
            part = getattr(self, name)
            part += getattr(other, name)
        if other.coverage is not None:
            if self.coverage is None:
                self.coverage = deepcopy(other.coverage)
            else:
                self.coverage.add(other.coverage)


def levels(program: Program) -> tuple[tuple[int, Level], ...]:
    """The levels of the state: (number, target)."""
    return tuple((number, target) for number, target in enumerate(program.targets) if isinstance(target, Level))


def sides(scenario: Scenario) -> tuple[Side, ...]:
    """Whoever has goals: the seats, then the mover."""
    return (*map(Seated, scenario.seats), MOVER)


def count_chunk(simulation: Simulation, chunk: int) -> Counts:
    """Play the games of one chunk and count them."""
    program, start = simulation.program, simulation.start(chunk)
    wanted = Wanted(scores=True, met=True, levels=levels_counted(program))
    bots = simulation.batch_bots()
    if simulation.covering:
        wanted = replace(wanted, usage=True, worlds=True)
    finished = finish(start, bots, simulation.given, wanted=wanted)
    counts = _counts(program, finished)
    if simulation.covering:
        cover = CoverageCounter(program)
        cover.count(finished)
        if not chunk:
            few = np.arange(min(SAMPLE, len(start.seeds)))
            sample = Sample(cover.counts, len(few))
            for played in play_on(kernel.select(begun_now(start), few), bots, simulation.given):
                sample.count(played)
        counts.coverage = cover.counts
    return counts


def _counts(program: Program, finished: Finished) -> Counts:
    """Games counted that have been played to their end."""
    assert finished.scores is not None
    assert finished.met is not None
    assert finished.levels is not None
    counts = Counts.empty(program)
    counts.games, counts.world_turns = len(finished.seeds), finished.world_turns
    counts.levels = finished.levels
    counts.met = finished.met.sum(axis=1, dtype=np.int64)
    for turn in np.unique(finished.ended_in).tolist():
        over = np.flatnonzero(finished.ended_in == turn)
        ending = finished.ending[over]
        counts.ended[:, turn] = np.bincount(ending, minlength=len(counts.ended))
        came, first = np.unique(ending, return_index=True)
        example = finished.seeds[over[first]].astype(np.int64)
        counts.example[came] = np.where(counts.example[came] < 0, example, counts.example[came])
        for row, score in enumerate(finished.scores[:, over]):
            counts.score_sums[row] += np.rint(score * _MICRO).astype(np.int64).sum()
            counts.score_squares[row] += float((score * score).sum())
            bins = np.rint(score * (STEPS / 100.0)).astype(np.intp)
            counts.scores[row] += np.bincount(bins, minlength=BINS)
    return counts


def levels_counted(program: Program) -> Levels:
    """How the levels are counted: in steps of their ranges."""
    rows = np.array([number for number, _ in levels(program)], dtype=np.intp)
    low, high = program.low[rows], program.high[rows]
    return Levels(rows, low, STEPS / np.where(high > low, high - low, 1.0), BINS)


def count_piece(simulations: Sequence[Simulation], piece: int) -> Counts:
    """One chunk of one of several simulations of equal length: chunks of each in turn, so that all grow at one pace."""
    return count_chunk(simulations[piece % len(simulations)], piece // len(simulations))


@dataclass(frozen=True)
class Taken:
    """Something given, in how many of the games that came to its turn it took effect."""

    turn: int
    seat: str | None
    """None for a move of the mover or an inject."""
    what: str
    """The order, or the id of the move or inject."""
    share: Interval


def taken(simulation: Simulation) -> tuple[Taken, ...]:
    """How often what is given took effect, in the first chunk of games: it may not be legal in all of them."""
    program, given = simulation.program, simulation.given
    moves, injects = list(simulation.scenario.moves), list(simulation.scenario.injects)
    found = []
    for played in play_on(simulation.worlds(0), simulation.batch_bots(), given):
        turn, worlds = played.turn, played.worlds
        effective = worlds.last == turn
        counted: list[tuple[str | None, str, Flags]] = []
        if move := given.moves.get(turn):
            counted.append((None, move, effective[moves.index(move)]))
        counted += [(None, inject, worlds.released[injects.index(inject)]) for inject in given.injects.get(turn, ())]
        for seat, orders in given.orders.get(turn, {}).items():
            counted += [
                (seat, str(order), effective[program.order_of[order]]) for order in orders if isinstance(order, Order)
            ]
        going = int(played.ran.sum())
        found += [Taken(turn, seat, what, share(int((hits & played.ran).sum()), going)) for seat, what, hits in counted]
    return tuple(found)


@dataclass(frozen=True)
class EndingShare:
    """How often an ending comes, and when."""

    ending: str
    share: Interval
    games: int
    turns: tuple[int, ...]
    """The turns in which it comes in 5, 25, 50, 75 and 95 of 100 of its games; empty if it never does."""
    example: int | None
    """The seed of a game that comes to it; None where none does, and for whoever may not know the game's luck."""


@dataclass(frozen=True)
class ExpectationShare:
    """An author's expectation against the games."""

    id: str
    low: float
    high: float
    share: Interval
    holds: bool | None
    """Whether the whole interval lies within what is expected, or outside; None when there are too few games to say."""
    over: bool = False
    """Whether its time is over where the games begin, so that they say nothing of it."""


@dataclass(frozen=True)
class Score:
    """A side's final score."""

    side: Side
    mean: Interval
    quantiles: tuple[float, ...]


@dataclass(frozen=True)
class Forecast:
    """What a simulation has shown so far."""

    simulation: Simulation
    counts: Counts

    @property
    def lens(self) -> str:
        """The lens the games are played under."""
        return self.simulation.lens

    @property
    def games(self) -> int:
        """How many games have been played."""
        return self.counts.games

    @property
    def done(self) -> bool:
        """Whether all games are played."""
        return self.counts.games >= self.simulation.games

    @property
    def endings(self) -> tuple[EndingShare, ...]:
        """Every ending in the scenario's order."""
        found = []
        for row, ending in enumerate(self.simulation.scenario.endings):
            by_turn = self.counts.ended[row]
            games, example = int(by_turn.sum()), int(self.counts.example[row])
            turns = quantile_bins(by_turn)
            found.append(
                EndingShare(ending, share(games, self.counts.games), games, turns, None if example < 0 else example)
            )
        return tuple(found)

    @property
    def expectations(self) -> tuple[ExpectationShare, ...]:
        """Every expectation in the scenario's order."""
        found, calendar = [], self.simulation.scenario.calendar
        for row, each in enumerate(self.simulation.scenario.expectations.values()):
            came = share(int(self.counts.met[row]), self.counts.games)
            over = calendar.turn_of(each.end) < self.simulation.first_turn
            verdict = None if over else holds(came, each.low, each.high)
            found.append(ExpectationShare(each.id, each.low, each.high, came, verdict, over))
        return tuple(found)

    @property
    def scores(self) -> tuple[Score, ...]:
        """The final score of every seat, and of the mover last."""
        found, games = [], self.counts.games
        for row, side in enumerate(sides(self.simulation.scenario)):
            mean = int(self.counts.score_sums[row]) / _MICRO / games if games else 0.0
            square = float(self.counts.score_squares[row]) / games if games else 0.0
            off = Z95 * math.sqrt(max(0.0, square - mean * mean) / games) if games else 50.0
            quantiles = tuple(100.0 * each for each in _quantiles(self.counts.scores[row]))
            found.append(Score(side, Interval(mean, max(0.0, mean - off), min(100.0, mean + off)), quantiles))
        return tuple(found)

    def band(self, actor: str, indicator: str) -> Band:
        """By turn from the simulation's first on: the levels below which 5, 25, 50, 75 and 95 of 100 games lie.

        To the nearest 400th of the indicator's range. Raises KeyError for a level that the scenario does not have.
        """
        places = {target: place for place, (_, target) in enumerate(levels(self.simulation.program))}
        place = places[Level(actor, indicator)]
        kind = self.simulation.scenario.indicators[indicator]
        return tuple(
            tuple(kind.low + (kind.high - kind.low) * each for each in _quantiles(self.counts.levels[turn, place]))
            for turn in range(self.simulation.first_turn - 1, self.simulation.scenario.calendar.turns)
        )


def coverages(found: Sequence[Forecast]) -> tuple[Coverage, ...]:
    """What the games of each forecast used of the scenario; of those that counted it."""
    counted = [(each.simulation.program, each.counts.coverage) for each in found]
    return coverage([(program, counts) for program, counts in counted if counts is not None])


def under(position: Position, lens: str) -> Position:
    """The position as it is, going on under another lens. Raises KeyError for a lens that there is not."""
    if lens == position.lens:
        return position
    program = compile_scenario(position.scenario, lens)
    worlds = replace(position.worlds, program=program)
    return Position(worlds, position.delayed, line=position.line, unopened=position.earlier)


def key_levels(scenario: Scenario) -> tuple[str, ...]:
    """The levels that endings depend on, then those of the seats' goals, then of the mover's; each once, by name."""
    asked: list[Expression | None] = [ending.when for ending in scenario.endings.values()]
    for goals in (*(seat.goals for seat in scenario.seats.values()), scenario.mover.goals):
        for goal in goals:
            asked += [goal.when, goal.measure]
    return tuple(text(number) for number in reads(*asked) if isinstance(number, Level))


def bands(forecast: Forecast) -> dict[str, Band]:
    """The percentile band of every level, the key levels first."""
    targets = {text(target): target for _, target in levels(forecast.simulation.program)}
    names = [name for name in key_levels(forecast.simulation.scenario) if name in targets]
    names += [name for name in targets if name not in names]
    return {name: forecast.band(targets[name].actor, targets[name].indicator) for name in names}


def simulate(simulation: Simulation) -> Forecast:
    """Play all games of a simulation here and now.

    >>> import wargame
    >>> from wargame.analysis import Simulation, simulate
    >>> from wargame.model.viewer import FACILITATOR
    >>> scenario = wargame.load(wargame.find("first-session"))
    >>> found = simulate(Simulation(scenario, "plain", seed=1, games=200, viewer=FACILITATOR))
    >>> [(ending.ending, ending.games) for ending in found.endings]
    [('out', 4), ('firm', 65), ('adrift', 131)]
    """
    whole = Counts.empty(simulation.program)
    for chunk in range(simulation.chunks):
        whole.add(count_chunk(simulation, chunk))
    return Forecast(simulation, whole)


def _quantiles(counts: NDArray[np.int64]) -> tuple[float, ...]:
    """Where on a range from 0 to 1 the parts of QUANTILES lie below, to a step."""
    return tuple(each / STEPS for each in quantile_bins(counts)) or tuple(0.0 for _ in QUANTILES)
