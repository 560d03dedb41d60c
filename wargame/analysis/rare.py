"""How likely a rare ending is: games that come nearer to it are played on again and again, the others given up.

Adaptive multilevel splitting (Cérou and Guyader, "Adaptive multilevel splitting for rare event analysis", Stochastic
Analysis and Applications 25, 2007). Its estimate has no bias, whatever measures how near a game comes to the ending:
that decides only how exact it is (Bréhier, Gazeau, Goudenège, Lelièvre and Rousset, "Unbiasedness of some generalized
adaptive multilevel splitting algorithms", Annals of Applied Probability 26, 2016).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wargame.analysis.estimates import Interval, mean, share
from wargame.analysis.simulation import Simulation
from wargame.engine import chance, kernel
from wargame.engine.kernel import Floats, Worlds
from wargame.engine.program import Program
from wargame.engine.redraw import many_seeds
from wargame.model import expression as ex
from wargame.players.new_games import begun_now
from wargame.players.playout import play_on

RUNS = 20
"""How many independent runs are made: their spread bounds the estimate."""
GIVEN_UP = 0.25
"""About the share of a run's games that is given up in each round."""
_ROUNDS = 400
_A_PIECE = 4
"""How many runs are played together: their states after each turn are held in memory."""
_UNMET = 10.0
"""How many points are missing where something has not come about that is no number."""
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_NOTHING = ex.Number(0.0)


# --- How near an ending is --------------------------------------------------------------------------------------------


def shortfall(program: Program, when: ex.Expression | None) -> ex.Expression:
    """How many points are missing to a condition, as an amount: 0 where it holds; what waits for a date is left out.

    What must hold together adds up, of alternatives the nearest counts. A number counts in hundredths of its range,
    and what is no number as so many points as _UNMET says.

    >>> import wargame
    >>> from wargame.engine.compiler import compile_scenario
    >>> from wargame.model.expression import text
    >>> scenario = wargame.load(wargame.find("first-session"))
    >>> program = compile_scenario(scenario, "plain")
    >>> text(shortfall(program, scenario.endings["firm"].when))
    'max(0, 75 - guest.commitment) + 0'
    """
    return _NOTHING if when is None else _missing(program, when, True)


def _missing(program: Program, when: ex.Expression, holds: bool) -> ex.Expression:
    match when:
        case ex.Not(operand):
            return _missing(program, operand, not holds)
        case ex.Every(several) | ex.Some(several):
            parts = tuple(_missing(program, each, holds) for each in several)
            return _added(parts) if isinstance(when, ex.Every) == holds else _nearest(parts)
        case ex.Comparison(operator, left, right):
            return _apart(program, ex.Comparison(operator if holds else _OPPOSITE[operator], left, right))
        case _:
            return ex.Choice(_NOTHING, when if holds else ex.Not(when), ex.Number(_UNMET))


def _added(parts: tuple[ex.Expression, ...]) -> ex.Expression:
    if not parts:
        return _NOTHING
    whole = parts[0]
    for each in parts[1:]:
        whole = ex.Arithmetic("+", whole, each)
    return whole


def _nearest(parts: tuple[ex.Expression, ...]) -> ex.Expression:
    if not parts:
        return ex.Number(_UNMET)
    return parts[0] if len(parts) == 1 else ex.Call("min", parts)


def _apart(program: Program, compared: ex.Comparison) -> ex.Expression:
    if any(isinstance(node, ex.Clock) for node in ex.walk(compared)):
        return _NOTHING
    match compared.operator:
        case "<" | "<=":
            off: ex.Expression = ex.Call("max", (_NOTHING, ex.Arithmetic("-", compared.left, compared.right)))
        case ">" | ">=":
            off = ex.Call("max", (_NOTHING, ex.Arithmetic("-", compared.right, compared.left)))
        case "==":
            off = ex.Call("abs", (ex.Arithmetic("-", compared.left, compared.right),))
        case _:
            return ex.Choice(_NOTHING, compared, ex.Number(_UNMET))
    rows = [program.names.numbers[target] for target in ex.reads(compared)]
    span = max((float(program.high[row, 0] - program.low[row, 0]) for row in rows), default=100.0)
    return off if span in (0.0, 100.0) else ex.Arithmetic("*", off, ex.Number(100.0 / span))


# --- Splitting --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RareStudy:
    """A simulation whose games are spent on one ending, in RUNS runs."""

    simulation: Simulation
    ending: str

    @property
    def games(self) -> int:
        """How many games a run holds at any time."""
        return max(2, self.simulation.games // RUNS)

    @property
    def pieces(self) -> int:
        """In how many pieces the runs are made."""
        return -(-RUNS // _A_PIECE)

    @cached_property
    def row(self) -> int:
        """Which of the endings it is."""
        return list(self.simulation.scenario.endings).index(self.ending)


@dataclass(frozen=True)
class Run:
    """What one run came to."""

    share: float
    """Its estimate."""
    hits: int
    """In how many of its first games, played plainly, the ending came."""
    played_turns: int
    """How many turns of games were played for it."""


@dataclass(frozen=True)
class RareShare:
    """How likely a rare ending is."""

    ending: str
    lens: str
    share: Interval
    """The mean of the runs."""
    runs: int
    games: int
    """How many games each held."""
    plain: Interval
    """Its share in the first games of all runs, which are played plainly."""
    hits: int
    """In how many of them it came."""
    played_turns: int
    """How many turns of games were played in all."""


def rare_piece(study: RareStudy, piece: int) -> list[Run]:
    """Some of the runs."""
    runs = range(piece * _A_PIECE, min((piece + 1) * _A_PIECE, RUNS))
    return _Splitting(study, runs).made()


def rare_share(study: RareStudy, pieces: Iterable[list[Run]]) -> RareShare:
    """What all runs of a study tell.

    Where no run came to the ending, the share is 0 and its bound that of the first games.
    """
    runs = [run for piece in pieces for run in piece]
    shares = np.array([run.share for run in runs])
    hits = sum(run.hits for run in runs)
    plain = share(hits, len(runs) * study.games)
    found = mean(shares, reach=1.0) if shares.any() else plain
    # Nothing is likelier than sure, and what came is not impossible.
    held = Interval(found.middle, max(0.0, found.low), min(1.0, found.high))
    turns = sum(run.played_turns for run in runs)
    return RareShare(study.ending, study.simulation.lens, held, len(runs), study.games, plain, hits, turns)


class _Splitting:
    """Several runs, played together; each is the same by itself."""

    def __init__(self, study: RareStudy, runs: range) -> None:
        self.study, self.runs, self.games = study, runs, study.games
        simulation = study.simulation
        self.bots, self.given = simulation.batch_bots(), simulation.given
        self.width = len(runs) * self.games
        first = runs.start * self.games
        seeds = many_seeds(f"rare:{simulation.seed}", self.width, first)
        start = _begun(simulation, seeds)
        turns = simulation.scenario.calendar.turns - start.turn + 1
        program = start.program
        ending = simulation.scenario.endings[study.ending]
        self.missing = program.evaluator(shortfall(program, ending.when))
        self.states: list[Worlds | None] = [start, *[None] * turns]
        self.near = np.full((turns + 1, self.width), -np.inf)
        """(turns + 1, games): how near each was after each turn; infinite once the ending has come."""
        self.played = np.zeros(self.width, dtype=np.int64)
        self.near[0] = self._nearness(start)

    def made(self) -> list[Run]:
        """Play until each run's games have come to the ending, or can come no nearer."""
        shape = len(self.runs), self.games
        self._play(np.arange(self.width), np.zeros(self.width, dtype=np.intp))
        hits = (self.near.max(axis=0).reshape(shape) == np.inf).sum(axis=1)
        weight, going = np.ones(shape[0]), np.ones(shape[0], dtype=np.bool_)
        for round_ in range(_ROUNDS):
            best = self.near.max(axis=0).reshape(shape)
            level = np.sort(best, axis=1)[:, max(0, int(GIVEN_UP * self.games) - 1)]
            up = best <= level[:, None]
            # A run whose games are all alike ends: none of them is nearer than another.
            going &= (level < np.inf) & ~up.all(axis=1)
            if not going.any():
                break
            up[~going] = False
            weight *= 1.0 - up.mean(axis=1)
            self._split(up, level, round_)
        came = (self.near.max(axis=0).reshape(shape) == np.inf).mean(axis=1)
        turns = self.played.reshape(shape).sum(axis=1)
        return [
            Run(float(each), int(first), int(played))
            for each, first, played in zip(weight * came, hits, turns, strict=True)
        ]

    def _split(self, up: NDArray[np.bool_], level: Floats, round_: int) -> None:
        """Give games up, each for another of its run, from where that first came nearer than the level."""
        seed = self.study.simulation.seed
        given_up, parents, seeds = [], [], []
        for place, run in enumerate(self.runs):
            lost = np.flatnonzero(up[place])
            if len(lost):
                left = np.flatnonzero(~up[place])
                drawn = chance.uniform(np.arange(len(lost), dtype=np.uint64), round_, f"rare parent:{seed}:{run}")
                given_up.append(place * self.games + lost)
                parents.append(place * self.games + left[(drawn * len(left)).astype(np.intp)])
                seeds.append(many_seeds(f"rare:{seed}:{run}:{round_}", len(lost)))
        which, of = np.concatenate(given_up), np.concatenate(parents)
        nearer = self.near[:, of] > level[which // self.games]
        since = nearer.argmax(axis=0)
        for turn, state in enumerate(self.states):
            shared = since >= turn
            if state is not None and shared.any():
                self._keep(state, which[shared], kernel.select(state, of[shared]))
                self.near[turn, which[shared]] = self.near[turn, of[shared]]
            self.near[turn, which[~shared]] = -np.inf
        self._play(which, since, np.concatenate(seeds))

    def _play(self, which: NDArray[np.intp], since: NDArray[np.intp], seeds: NDArray[np.uint64] | None = None) -> None:
        """Play games on to their end, each from the turn that it is to go on from."""
        worlds: Worlds | None = None
        here = np.empty(0, dtype=np.intp)
        for turn, state in enumerate(self.states[:-1]):
            joining = np.flatnonzero(since == turn)
            if len(joining) and state is not None:
                joined = kernel.select(state, which[joining])
                if seeds is not None:
                    joined = replace(joined, seeds=seeds[joining])
                worlds = joined if worlds is None else kernel.joined([worlds, joined])
                here = np.concatenate([here, which[joining]])
            if worlds is None:
                continue
            running = np.flatnonzero(worlds.ending < 0)
            if not len(running):
                worlds, here = None, here[:0]
                continue
            if len(running) < worlds.width:
                worlds, here = kernel.select(worlds, running), here[running]
            played = next(play_on(worlds, self.bots, self.given))
            worlds = played.worlds
            self.played[here] += 1
            after = self.states[turn + 1]
            if after is None:
                after = self.states[turn + 1] = _blank(worlds, self.width)
            self._keep(after, here, worlds)
            self.near[turn + 1, here] = self._nearness(worlds)

    @staticmethod
    def _keep(state: Worlds, where: NDArray[np.intp], worlds: Worlds) -> None:
        for name in kernel.BY_WORLD:
            getattr(state, name)[..., where] = getattr(worlds, name)

    def _nearness(self, worlds: Worlds) -> Floats:
        missing = kernel.over(worlds, self.missing(kernel.moment(worlds, just_played=True)))
        return np.where(worlds.ending == self.study.row, np.inf, -missing)


def _begun(simulation: Simulation, seeds: NDArray[np.uint64]) -> Worlds:
    """The games with these seeds where they begin or go on; their arrays may be written over."""
    begun = begun_now(simulation.start_of(seeds))
    own: dict[str, Any] = {name: getattr(begun, name).copy() for name in kernel.BY_WORLD}
    return replace(begun, **own)


def _blank(like: Worlds, width: int) -> Worlds:
    """Room for so many worlds of a turn."""
    room: dict[str, Any] = {}
    for name in kernel.BY_WORLD:
        part = getattr(like, name)
        room[name] = np.zeros((*part.shape[:-1], width), dtype=part.dtype)
    return replace(like, **room)
