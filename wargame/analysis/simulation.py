"""How likely what is: whole games played many times by bots, with chance and what the author is unsure of drawn anew.

Games are played in chunks of a fixed size and counted; a count does not depend on who played which chunk, so the result
is the same whatever the number of workers, and memory does not grow with the number of games.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wargame.analysis.coverage import SAMPLE, Coverage, CoverageCounter, CoverageCounts, Sample, coverage
from wargame.analysis.estimates import (
    FEWEST,
    Interval,
    Share,
    games_needed,
    holds,
    quantile_bins,
    quantile_bounds,
    share,
    unbounded,
)
from wargame.analysis.paired_games import FAR, MICRO, Beside, GameResults, mean_with_jumps, spread
from wargame.engine import kernel
from wargame.engine.compiler import compile_scenario
from wargame.engine.finished import Finished, Levels, Wanted
from wargame.engine.kernel import Flags, Floats, Whole, Worlds
from wargame.engine.position import Position
from wargame.engine.program import Program
from wargame.engine.redraw import many_seeds
from wargame.model.beginning import AT_THE_START, Beginning
from wargame.model.expression import Expression, Level, reads, text
from wargame.model.scenario import Scenario
from wargame.model.viewer import Side, Viewer, sides
from wargame.players.bots import BatchBot, bots_of
from wargame.players.determinize import determinize
from wargame.players.finish import finish
from wargame.players.given import Given, GivenThing, things_given
from wargame.players.new_games import NewGames, Start, begun_now
from wargame.players.playout import play_on

if TYPE_CHECKING:
    from wargame.analysis.doubts import DoubtBand

CHUNK = 2048
"""How many games are played at a time. Part of the result: which games belong together never changes."""
STEPS = 400
"""How many steps lie on the range of an indicator, for its percentile band."""
BINS = STEPS + 1
MOST_GAMES = 100_000_000
MOST_TOLD = 1_000_000
"""A share that more games than these would be needed to tell from a bound is said to lie at it."""
Band = tuple[tuple[float, ...], ...]
"""By turn: the levels at or below which 5, 25, 50, 75 and 95 of 100 games lie."""
FEWEST_RANKED = 200
"""Of fewer games no percentiles are told: where 5 of 100 lie would depend on a handful of games."""
ATOM = 0.05
"""From which share of games on one and the same level is named."""
_NEXT = 2
"""How many steps to either side of an atom hardly anything lies."""


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

    @cached_property
    def things(self) -> tuple[GivenThing, ...]:
        """All that is given, turn by turn."""
        return things_given(self.program, self.given, self.first_turn)

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        return -(-self.games // CHUNK)

    @property
    def first_turn(self) -> int:
        """The turn that the games begin with."""
        return self.beginning.first_turn(self.scenario) if self.position is None else self.position.worlds.turn

    @property
    def usual(self) -> bool:
        """Whether these are the games that an author's expectations speak of: whole ones, in which nothing is given or
        fixed and doctrine plays every seat."""
        by_doctrine = all(bot == "doctrine" for bot in self.bots.values())
        return self.position is None and self.beginning == AT_THE_START and not self.things and by_doctrine

    def seeds(self, chunk: int) -> NDArray[np.uint64]:
        """The seed of each game of a chunk: from the beginning, the same game as anywhere else with that seed."""
        first = chunk * CHUNK
        return many_seeds(f"simulation:{self.seed}", min(CHUNK, self.games - first), first)

    def batch_bots(self) -> Mapping[str, BatchBot]:
        """The bot of every seat."""
        return bots_of(self.scenario.seats, self.bots)

    def start_of(self, seeds: NDArray[np.uint64]) -> Start:
        """Where games with these seeds go on from."""
        if self.position is not None:
            return determinize(self.position, self.viewer, seeds)
        return NewGames(self.program, seeds, self.beginning)

    def start(self, chunk: int) -> Start:
        """Where the games of a chunk go on from."""
        return self.start_of(self.seeds(chunk))

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
    """(endings,): the seed of the first such game in which nothing given was left out, or -1."""
    levels: NDArray[np.int64]
    """(turns, levels, BINS): where each level was after each turn; a game that has ended keeps its numbers."""
    scores: NDArray[np.int64]
    """(seats and the mover, BINS): final scores."""
    score_sums: NDArray[np.int64]
    """(seats and the mover,): in millionths, so that sums are exact."""
    score_squares: Floats
    score_low: NDArray[np.int64]
    """(seats and the mover,): the lowest and the highest, in millionths."""
    score_high: NDArray[np.int64]
    met: NDArray[np.int64]
    """(expectations,): games in which each held within its time."""
    reached: NDArray[np.int64]
    """(things given,): games that came to the turn of each."""
    done: NDArray[np.int64]
    """(things given,): games in which each was done, being legal."""
    took: NDArray[np.int64]
    """(things given,): games in which each took effect."""
    as_given: int
    """Games in which nothing that was given had to be left out."""
    coverage: CoverageCounts | None = None
    """What the games used of the scenario, where that is counted."""

    @staticmethod
    def empty(program: Program, things: int = 0) -> Counts:
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
            score_low=np.full(sides, np.iinfo(np.int64).max),
            score_high=np.full(sides, np.iinfo(np.int64).min),
            met=np.zeros(len(scenario.expectations), dtype=np.int64),
            reached=np.zeros(things, dtype=np.int64),
            done=np.zeros(things, dtype=np.int64),
            took=np.zeros(things, dtype=np.int64),
            as_given=0,
        )

    def add(self, other: Counts) -> None:
        """Count what another has counted too."""
        self.games += other.games
        self.world_turns += other.world_turns
        self.as_given += other.as_given
        self.score_low = np.minimum(self.score_low, other.score_low)
        self.score_high = np.maximum(self.score_high, other.score_high)
        self.example = np.where(self.example < 0, other.example, self.example)
        for name in ("ended", "levels", "scores", "score_sums", "score_squares", "met", "reached", "done", "took"):
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


@dataclass(frozen=True, eq=False)
class PlayedChunk:
    """The games of a chunk: counted, and how each came out, to be paired with others of the same seeds."""

    counts: Counts
    results: GameResults


def count_chunk(simulation: Simulation, chunk: int) -> Counts:
    """Play the games of one chunk and count them."""
    return play_chunk(simulation, chunk).counts


def play_chunk(simulation: Simulation, chunk: int) -> PlayedChunk:
    """Play the games of one chunk."""
    program, start = simulation.program, simulation.start(chunk)
    wanted = Wanted(scores=True, met=True, levels=levels_counted(program), given=True)
    bots = simulation.batch_bots()
    if simulation.covering:
        wanted = replace(wanted, usage=True, worlds=True)
    finished = finish(start, bots, simulation.given, wanted=wanted)
    found = _played(simulation, finished)
    if simulation.covering:
        cover = CoverageCounter(program)
        cover.count(finished)
        if not chunk:
            few = np.arange(min(SAMPLE, len(start.seeds)))
            sample = Sample(cover.counts, len(few))
            for played in play_on(kernel.select(begun_now(start), few), bots, simulation.given):
                sample.count(played)
        found.counts.coverage = cover.counts
    return found


def _played(simulation: Simulation, finished: Finished) -> PlayedChunk:
    """Games counted that have been played to their end."""
    assert finished.scores is not None
    assert finished.met is not None
    assert finished.levels is not None
    assert finished.done is not None
    assert finished.took is not None
    things = simulation.things
    counts = Counts.empty(simulation.program, len(things))
    counts.games, counts.world_turns = len(finished.seeds), finished.world_turns
    turn_of = np.array([each.turn for each in things], dtype=np.int64).reshape(-1, 1)
    came_to = finished.ended_in >= turn_of
    as_given: Flags = np.all(finished.done | ~came_to, axis=0)
    counts.reached, counts.as_given = came_to.sum(axis=1), int(as_given.sum())
    counts.done, counts.took = finished.done.sum(axis=1), finished.took.sum(axis=1)
    scores = np.rint(finished.scores * MICRO).astype(np.int64)
    counts.score_sums, counts.score_low, counts.score_high = scores.sum(axis=1), scores.min(axis=1), scores.max(axis=1)
    counts.score_squares = (finished.scores * finished.scores).sum(axis=1)
    bins = np.rint(finished.scores * (STEPS / 100.0)).astype(np.intp) + (np.arange(len(scores)) * BINS)[:, None]
    counts.scores = np.bincount(bins.ravel(), minlength=len(scores) * BINS).reshape(len(scores), BINS)
    counts.levels = finished.levels
    counts.met = finished.met.sum(axis=1, dtype=np.int64)
    for turn in np.unique(finished.ended_in).tolist():
        over = np.flatnonzero(finished.ended_in == turn)
        ending = finished.ending[over]
        counts.ended[:, turn] = np.bincount(ending, minlength=len(counts.ended))
        shown = over[as_given[over]]
        came, first = np.unique(finished.ending[shown], return_index=True)
        example = finished.seeds[shown[first]].astype(np.int64)
        counts.example[came] = np.where(counts.example[came] < 0, example, counts.example[came])
    return PlayedChunk(counts, GameResults(finished.seeds, finished.ending, scores.astype(np.int32), as_given))


def levels_counted(program: Program) -> Levels:
    """How the levels are counted: in steps of their ranges."""
    rows = np.array([number for number, _ in levels(program)], dtype=np.intp)
    low, high = program.low[rows], program.high[rows]
    return Levels(rows, low, STEPS / np.where(high > low, high - low, 1.0), BINS)


def play_piece(simulations: Sequence[Simulation], piece: int) -> PlayedChunk:
    """One chunk of one of several simulations of equal length: chunks of each in turn, so that all grow at one pace."""
    return play_chunk(simulations[piece % len(simulations)], piece // len(simulations))


@dataclass(frozen=True)
class Taken:
    """Something given, in how many of the games that came to its turn it took effect."""

    turn: int
    seat: str | None
    """None for a move of the mover or an inject."""
    what: str
    """The order, or the id of the move or inject."""
    share: Share
    left_out: Share
    """In how many of them it was left out, not being legal there."""


def taken(forecast: Forecast) -> tuple[Taken, ...]:
    """How often what is given took effect, over all games: it may not be legal in all of them."""
    counts = forecast.counts
    numbers = zip(counts.reached.tolist(), counts.done.tolist(), counts.took.tolist(), strict=True)
    return tuple(
        Taken(each.turn, each.seat, each.what, share(took, reached), share(reached - done, reached))
        for each, (reached, done, took) in zip(forecast.simulation.things, numbers, strict=True)
    )


@dataclass(frozen=True)
class EndingShare:
    """How often an ending comes, and when."""

    ending: str
    share: Share
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
    share: Share
    holds: bool | None
    """Whether the whole interval lies within what is expected, or outside; None when there are too few games to say."""
    over: bool = False
    """Whether its time is over where the games begin, so that they say nothing of it."""
    pending: bool = False
    """Whether not all games that were asked for are played, so that it is not judged yet: whoever judged while they
    come in would judge often, and so be wrong more often than 1 time in 20."""
    elsewhere: bool = False
    """Whether it was not the usual games that were played: where they fall then does not judge the model."""

    @property
    def needed(self) -> int | None:
        """How many games would tell whether it holds if the share stays so; None where MOST_TOLD would not."""
        most = games_needed(self.share.middle, self.low, self.high)
        return most if most is not None and most <= MOST_TOLD else None


@dataclass(frozen=True)
class Score:
    """A side's final score."""

    side: Side
    mean: Interval
    quantiles: tuple[float, ...]
    """The scores at or below which 5, 25, 50, 75 and 95 of 100 games end; empty for fewer games than FEWEST_RANKED."""
    bounds: tuple[tuple[float, float], ...] = ()
    """Between which scores each of these lies in 95 of 100 simulations."""
    atoms: tuple[Atom, ...] = ()


@dataclass(frozen=True)
class Atom:
    """One and the same value at which a good part of all games end."""

    at: float
    share: Share


@dataclass(frozen=True)
class LevelAtEnd:
    """Where a level ends: its percentiles' bounds, and the values at which many games end."""

    bounds: tuple[tuple[float, float], ...]
    atoms: tuple[Atom, ...]


@dataclass(frozen=True)
class Forecast:
    """What a simulation has shown so far."""

    simulation: Simulation
    counts: Counts
    beside: Beside | None = None
    """How it differs from the simulation that it is told beside, game by game under the same luck."""
    looks: int = 1
    """How often it may be looked at while more games are played: the bounds hold at every look together."""
    settled: bool = False
    """Whether enough games are played, though fewer than were asked for at most."""
    by_doubts: Mapping[str, DoubtBand] = field(default_factory=dict)
    """By ending or expectation: between which bounds its probability lies by what the author is unsure of; empty where
    that was not asked."""

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
        """Whether all games are played that were to be."""
        return self.settled or self.counts.games >= self.simulation.games

    @property
    def endings(self) -> tuple[EndingShare, ...]:
        """Every ending in the scenario's order."""
        found = []
        for row, ending in enumerate(self.simulation.scenario.endings):
            by_turn = self.counts.ended[row]
            games, example = int(by_turn.sum()), int(self.counts.example[row])
            came, turns = share(games, self.counts.games, self.looks), quantile_bins(by_turn)
            found.append(EndingShare(ending, came, games, turns, None if example < 0 else example))
        return tuple(found)

    @property
    def expectations(self) -> tuple[ExpectationShare, ...]:
        """Every expectation in the scenario's order."""
        found, calendar = [], self.simulation.scenario.calendar
        for row, each in enumerate(self.simulation.scenario.expectations.values()):
            came = share(int(self.counts.met[row]), self.counts.games, self.looks)
            over = calendar.turn_of(each.end) < self.simulation.first_turn
            judged = not over and self.done and self.games >= FEWEST
            verdict = holds(came, each.low, each.high) if judged else None
            found.append(
                ExpectationShare(
                    each.id,
                    each.low,
                    each.high,
                    came,
                    verdict,
                    over,
                    pending=not over and not self.done,
                    elsewhere=not self.simulation.usual,
                )
            )
        return tuple(found)

    @property
    def scores(self) -> tuple[Score, ...]:
        """The final score of every seat, and of the mover last."""
        found, counts = [], self.counts
        for row, side in enumerate(sides(self.simulation.scenario.seats)):
            found.append(
                Score(
                    side,
                    self._mean(row),
                    tuple(100.0 * each for each in _quantiles(counts.scores[row])),
                    tuple((100.0 * low, 100.0 * high) for low, high in _bounds(counts.scores[row])),
                    _atoms(counts.scores[row], 0.0, 100.0),
                )
            )
        return tuple(found)

    def _mean(self, row: int) -> Interval:
        counts, games = self.counts, self.counts.games
        if not games:
            return unbounded(0.0)
        mean = int(counts.score_sums[row]) / MICRO / games
        alike = counts.score_low[row] == counts.score_high[row]
        variance = 0.0 if alike else spread(games, mean, float(counts.score_squares[row]))
        # How far each lies from the median one, to a step.
        by_step = counts.scores[row]
        middle = int(np.searchsorted(np.cumsum(by_step), games / 2))
        off = (np.arange(BINS) - middle) * (100.0 / STEPS)
        down, up = int(by_step[off < -FAR].sum()), int(by_step[off > FAR].sum())
        near = np.where(abs(off) <= FAR, off, 0.0)
        near_mean = float(by_step @ near) / games
        near_variance = 0.0 if alike else spread(games, near_mean, float(by_step @ (near * near)))
        at = 100.0 * middle / STEPS
        found = mean_with_jumps(
            games, (mean - at, variance), (near_mean, near_variance), (down, up), (at, 100.0 - at), self.looks
        )
        if not found.bounded:
            return unbounded(mean)
        return Interval(mean, max(0.0, at + found.low), min(100.0, at + found.high))

    def band(self, actor: str, indicator: str) -> Band:
        """By turn from the simulation's first on: the levels at or below which 5, 25, 50, 75 and 95 of 100 games lie.

        To the nearest 400th of the indicator's range; of fewer games than FEWEST_RANKED they say little. Raises
        KeyError for a level that the scenario does not have.
        """
        place = self._place(actor, indicator)
        kind = self.simulation.scenario.indicators[indicator]
        return tuple(
            tuple(
                kind.low + (kind.high - kind.low) * each / STEPS
                for each in quantile_bins(self.counts.levels[turn, place])
            )
            for turn in range(self.simulation.first_turn - 1, self.simulation.scenario.calendar.turns)
        )

    def at_end(self, actor: str, indicator: str) -> LevelAtEnd:
        """How far its percentiles at the end may be off, and the values at which many games end.

        Raises KeyError for a level that the scenario does not have.
        """
        counts, kind = (
            self.counts.levels[-1, self._place(actor, indicator)],
            self.simulation.scenario.indicators[indicator],
        )
        low, span = kind.low, kind.high - kind.low
        bounds = tuple((low + span * one, low + span * other) for one, other in _bounds(counts))
        return LevelAtEnd(bounds, _atoms(counts, low, kind.high))

    def _place(self, actor: str, indicator: str) -> int:
        places = {target: place for place, (_, target) in enumerate(levels(self.simulation.program))}
        return places[Level(actor, indicator)]


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
    """The percentile band of every level, the key levels first; none for fewer games than FEWEST_RANKED."""
    if forecast.games < FEWEST_RANKED:
        return {}
    return {name: forecast.band(level.actor, level.indicator) for name, level in _named_levels(forecast).items()}


def ends(forecast: Forecast) -> dict[str, LevelAtEnd]:
    """Where every level ends, in the same order."""
    if forecast.games < FEWEST_RANKED:
        return {}
    return {name: forecast.at_end(level.actor, level.indicator) for name, level in _named_levels(forecast).items()}


def _named_levels(forecast: Forecast) -> dict[str, Level]:
    targets = {text(target): target for _, target in levels(forecast.simulation.program)}
    names = [name for name in key_levels(forecast.simulation.scenario) if name in targets]
    return {name: targets[name] for name in (*names, *(each for each in targets if each not in names))}


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
    whole = Counts.empty(simulation.program, len(simulation.things))
    for chunk in range(simulation.chunks):
        whole.add(count_chunk(simulation, chunk))
    return Forecast(simulation, whole)


def _quantiles(counts: NDArray[np.int64]) -> tuple[float, ...]:
    """Where on a range from 0 to 1 the parts of QUANTILES lie at or below, to a step; empty for too few games."""
    return tuple(each / STEPS for each in quantile_bins(counts)) if counts.sum() >= FEWEST_RANKED else ()


def _bounds(counts: NDArray[np.int64]) -> tuple[tuple[float, float], ...]:
    """Between where on a range from 0 to 1 each of these lies."""
    if counts.sum() < FEWEST_RANKED:
        return ()
    return tuple((low / STEPS, high / STEPS) for low, high in quantile_bounds(counts))


def _atoms(counts: NDArray[np.int64], low: float, high: float) -> tuple[Atom, ...]:
    """The values on which a good part of all games are, with hardly any about them."""
    games = int(counts.sum())
    if games < FEWEST_RANKED:
        return ()
    around = np.convolve(counts, np.ones(2 * _NEXT + 1, dtype=np.int64), mode="same") - counts
    found = np.flatnonzero((counts >= ATOM * games) & (counts >= 2 * around))
    return tuple(Atom(low + (high - low) * place / STEPS, share(int(counts[place]), games)) for place in found.tolist())
