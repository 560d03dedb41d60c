"""One turn over many worlds at once: the only place where the rules of a turn are written.

Every array has worlds along its last axis. World `w` of a batch comes out bit for bit like the single game with that
seed:
each number is made by the same elementwise operations in the same order, whatever the width.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wargame.engine import chance
from wargame.engine.evaluate import Moment
from wargame.engine.program import Program, Source, Strike
from wargame.model.expression import Capital

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

GRID_DIGITS = 6
"""Every number of the state stands on a grid of a millionth of a point."""


@dataclass(frozen=True)
class Worlds:
    """Many games of one program at the beginning of a turn, its chance events drawn."""

    program: Program
    turn: int
    """The turn to be played next; the first is 1."""
    seeds: NDArray[np.uint64]
    draws: Floats
    """(doubts, worlds): how far the author was off, drawn once per game."""
    assumptions: Floats
    numbers: Floats
    times: Whole
    last: Whole
    drawn: Whole
    fired: Flags
    released: Flags
    queue: Floats
    """(turns ahead, numbers, worlds): direct effects on their way; row 0 acts in the coming turn."""
    ending: Whole

    @property
    def width(self) -> int:
        """How many worlds."""
        return len(self.seeds)


@dataclass(frozen=True)
class Choices:
    """What is chosen in a turn, for each world."""

    move: Whole
    """(worlds,): the move, or -1 for none."""
    ordered: Flags
    """(plays, worlds): reactions ordered; the rows of moves are False."""
    withheld: Flags
    """(withholdings, worlds)."""
    released: Flags
    """(injects, worlds)."""


@dataclass(frozen=True)
class Act:
    """A source of effects that acts in a turn in at least one world."""

    source: Source
    strength: Floats
    """(worlds,): how strongly, 0 where it does not act."""
    strikes: tuple[tuple[Strike, Floats], ...]
    """Each of its effects with its amount in each world."""


@dataclass(frozen=True)
class Turn:
    """What happened in one turn, kept for the explanation."""

    strength: Floats
    """(plays, worlds): 0 for what was not played or was blocked."""
    firing: Flags
    acts: tuple[Act, ...]
    """What acted, in the scenario's order."""
    spread: Floats
    """(numbers, worlds): effects after spreading, without drift and limits."""


def on_grid(values: Floats) -> Floats:
    """Values rounded to the grid; adding 0 turns -0 into 0."""
    rounded: Floats = np.round(values, GRID_DIGITS) + 0.0
    return rounded


def begin(program: Program, seeds: NDArray[np.uint64]) -> Worlds:
    """New games with these seeds, at the beginning of turn 1."""
    width = len(seeds)
    off_by = np.array([each.plus_or_minus for each in program.doubts]).reshape(-1, 1)
    draws = chance.triangular(seeds, [each.purpose for each in program.doubts]) * off_by
    numbers = np.repeat(program.start, width, axis=1)
    for place, doubt in program.start_doubts:
        numbers[place] = numbers[place] + draws[doubt]
    assumptions = np.repeat(program.assumptions, width, axis=1).reshape(len(program.assumptions), width)
    for place, doubt in program.assumption_doubts:
        assumptions[place] = assumptions[place] + draws[doubt]
    worlds = Worlds(
        program=program,
        turn=1,
        seeds=seeds,
        draws=draws,
        assumptions=assumptions,
        numbers=on_grid(np.minimum(np.maximum(numbers, program.low), program.high)),
        times=np.zeros((len(program.plays), width), dtype=np.int64),
        last=np.zeros((len(program.plays), width), dtype=np.int64),
        drawn=np.full((len(program.events), width), -1, dtype=np.int64),
        fired=np.zeros((len(program.rules), width), dtype=np.bool_),
        released=np.zeros((len(program.injects), width), dtype=np.bool_),
        queue=np.zeros((program.delay + 1, len(program.targets), width)),
        ending=np.full(width, -1, dtype=np.int64),
    )
    return _draw_events(worlds)


def moment(worlds: Worlds, plays_now: Flags | None = None, just_played: bool = False) -> Moment:
    """What expressions read in these worlds; `just_played` reads as of the end of the turn before the coming one."""
    program = worlds.program
    if plays_now is None:
        plays_now = np.zeros((len(program.plays), worlds.width), dtype=np.bool_)
    turn = max(1, worlds.turn - 1) if just_played else worlds.turn
    calendar = program.scenario.calendar
    return Moment(
        numbers=worlds.numbers,
        assumptions=worlds.assumptions,
        turn=turn,
        turns=calendar.turns,
        year=calendar.date(turn).year,
        plays_now=plays_now,
        times=worlds.times,
        last=worlds.last,
        coming=worlds.turn,
        drawn=worlds.drawn,
        fired=worlds.fired,
        ending=worlds.ending,
    )


def over(worlds: Worlds, value: Any) -> Floats:
    """An evaluated expression as one number for each world."""
    return _for_each(worlds, value, np.float64)


def holds(worlds: Worlds, value: Any) -> Flags:
    """An evaluated condition as one truth value for each world."""
    return _for_each(worlds, value, np.bool_)


def legal_plays(worlds: Worlds) -> Flags:
    """(plays, worlds): moves that can be made and reactions that can be ordered one by one, cost included."""
    program, now = worlds.program, moment(worlds)
    legal = np.empty((len(program.plays), worlds.width), dtype=np.bool_)
    for row, play in enumerate(program.plays):
        legal[row] = True if play.when is None else holds(worlds, play.when(now))
        if play.once:
            legal[row] &= worlds.times[row] == 0
        if play.again_after > 1:
            legal[row] &= (worlds.last[row] == 0) | (worlds.turn - worlds.last[row] >= play.again_after)
    for row, order in enumerate(program.orders, start=program.moves):
        purse = program.names.numbers[Capital(order.seat)]
        legal[row] &= program.cost[row] <= worlds.numbers[purse]
    return legal & (worlds.ending < 0)


def leans(worlds: Worlds) -> Floats:
    """(plays, worlds): a move's weight, or how strongly doctrine leans to an order; never below 0."""
    program, now = worlds.program, moment(worlds)
    return np.array([np.maximum(over(worlds, play.lean(now)), 0.0) for play in program.plays]).reshape(
        len(program.plays), worlds.width
    )


def move_weights(worlds: Worlds) -> Floats:
    """(moves, worlds): the weight of each move, 0 where it is not legal."""
    moves = worlds.program.moves
    return np.where(legal_plays(worlds)[:moves], leans(worlds)[:moves], 0.0)


def chance_move(worlds: Worlds) -> Whole:
    """(worlds,): the move that chance picks; where no legal one has weight, the first that is always legal."""
    picked = chance.pick(move_weights(worlds), chance.uniform(worlds.seeds, worlds.turn, "move"))
    fallback = next(
        row
        for row, play in enumerate(worlds.program.plays)
        if play.when is None and not play.once and play.again_after <= 1
    )
    return np.where(picked < 0, fallback, picked).astype(np.int64)


def would_withhold(worlds: Worlds) -> Flags:
    """(withholdings, worlds): where the declared doctrine of the asked seat refuses consent."""
    now = moment(worlds)
    return np.array([holds(worlds, when(now)) for when in worlds.program.withheld_when], dtype=np.bool_).reshape(
        len(worlds.program.withheld_when), worlds.width
    )


def strengths(worlds: Worlds, choices: Choices) -> Floats:
    """(plays, worlds): how strongly each play takes effect: 1, less where consent is withheld, 0 where not played."""
    program = worlds.program
    strength = choices.ordered.astype(np.float64)
    refused = np.zeros_like(choices.ordered)
    for row, _, withholding in program.consenters:
        refused[row] |= choices.withheld[withholding]
    strength = np.where(refused, strength * program.without, strength)
    for row in range(program.moves):
        strength[row] = choices.move == row
    return strength


def resolve(worlds: Worlds, choices: Choices) -> tuple[Worlds, Turn]:
    """Play the turn in every world that has not ended; choices are taken to be legal."""
    program = worlds.program
    running = worlds.ending < 0
    strength = strengths(worlds, choices) * running
    effective = strength > 0
    now = moment(worlds, effective)

    firing = np.zeros((len(program.rules), worlds.width), dtype=np.bool_)
    for row, rule in enumerate(program.rules):
        assert rule.when is not None
        firing[row] = holds(worlds, rule.when(now)) & running
        if rule.once:
            firing[row] &= ~worlds.fired[row]
    released = choices.released & running

    acts = tuple(
        Act(source, strong, tuple(_strikes(worlds, now, source, strong)))
        for source, strong in _acting(worlds, strength, firing, released)
    )

    queue = np.zeros((program.delay + 2, len(program.targets), worlds.width))
    queue[:-1] = worlds.queue
    for act in acts:
        for strike, amount in act.strikes:
            queue[act.source.delay, strike.number] += amount
    direct = queue[0]
    for number, _, earned in program.income:
        direct[number] += earned
    for row, order in enumerate(program.orders, start=program.moves):
        cost = program.cost[row, 0]
        if cost and choices.ordered[row].any():
            direct[program.names.numbers[Capital(order.seat)]] -= cost * choices.ordered[row]

    spread, _ = spread_effects(worlds, direct)
    numbers = update(worlds, spread)
    after = replace(
        worlds,
        turn=worlds.turn + 1,
        numbers=np.where(running, numbers, worlds.numbers),
        times=worlds.times + effective,
        last=np.where(effective, worlds.turn, worlds.last),
        fired=worlds.fired | firing,
        released=worlds.released | released,
        queue=queue[1:],
    )
    after = _draw_events(_judge(after, running))
    return after, Turn(strength, firing, acts, spread)


def spread_effects(worlds: Worlds, direct: Floats) -> tuple[Floats, Floats]:
    """Direct effects (numbers, X) after spreading over the network as it stands in these worlds.

    X is worlds, or causes for a single world. Also gives the spreading numbers one hop earlier, on the network's
    grid, for telling what came over which tie.
    """
    program = worlds.program
    if program.network.hops == 0:
        return direct, np.zeros((*program.grid.shape, direct.shape[1]))
    padded = np.concatenate([direct, np.zeros((1, direct.shape[1]))])
    total, earlier = program.network.spread(padded[program.grid], tie_weights(worlds))
    padded[program.grid] = total
    return padded[:-1], earlier


def tie_weights(worlds: Worlds) -> Floats:
    """(ties in the kernel's order, worlds): (1 - θ) · attention · trust / 100."""
    weights: Floats = worlds.program.tie_share * worlds.numbers[worlds.program.tie_numbers]
    return weights


def drifted(worlds: Worlds) -> Floats:
    """(numbers, worlds): what drift back to the baseline does in the coming turn."""
    program = worlds.program
    drift: Floats = program.drift * (program.baseline - worlds.numbers)
    return drift


def unlimited(worlds: Worlds, spread: Floats) -> Floats:
    """(numbers, worlds): where the numbers would stand if they had no range."""
    return worlds.numbers + spread + drifted(worlds)


def limited(worlds: Worlds, numbers: Floats) -> Floats:
    """Numbers held to their ranges."""
    return np.minimum(np.maximum(numbers, worlds.program.low), worlds.program.high)


def update(worlds: Worlds, spread: Floats) -> Floats:
    """(numbers, worlds): z' = limit(z + y - δ (z - baseline)), on the grid."""
    return on_grid(limited(worlds, unlimited(worlds, spread)))


def scores(worlds: Worlds, seat: str | None) -> tuple[Floats, tuple[Floats, ...]]:
    """The score of a seat (the mover for None) from 0 to 100, and the points each of its goals has got, by world."""
    aims = worlds.program.aims[seat]
    now = moment(worlds, just_played=True)
    got: list[Floats] = []
    for aim in aims:
        if aim.when is not None:
            share = holds(worlds, aim.when(now)).astype(np.float64)
        else:
            assert aim.measure is not None
            goal = aim.goal
            way = (over(worlds, aim.measure(now)) - goal.start) / (goal.end - goal.start)
            share = np.minimum(np.maximum(way, 0.0), 1.0)
        got.append(share * aim.goal.points)
    total = np.zeros(worlds.width)
    for points in got:
        total = total + points
    most = sum(aim.goal.points for aim in aims)
    return (on_grid(total * (100.0 / most)) if most else total), tuple(got)


def event_weights(worlds: Worlds, event: int) -> Floats:
    """(outcomes, worlds): the weights of an event's outcomes now, never below 0."""
    now = moment(worlds)
    return np.array([np.maximum(over(worlds, way.weight(now)), 0.0) for way in worlds.program.events[event].ways])


def _for_each(worlds: Worlds, value: Any, kind: type) -> NDArray[Any]:
    if isinstance(value, np.ndarray) and value.ndim:
        return value if value.dtype == kind else value.astype(kind)
    return np.full(worlds.width, value, dtype=kind)


def _acting(worlds: Worlds, strength: Floats, firing: Flags, released: Flags) -> Iterator[tuple[Source, Floats]]:
    """The sources that act in at least one world, in the scenario's order."""
    program = worlds.program
    for dated, outcome in zip(program.events, worlds.drawn, strict=True):
        if dated.turn == worlds.turn:
            for place, way in enumerate(dated.ways):
                came = (outcome == place) & (worlds.ending < 0)
                if came.any():
                    yield way.source, came.astype(np.float64)
    for row, play in enumerate(program.plays):
        if strength[row].any():
            yield play.source, strength[row]
    for conditionals, flags in ((program.rules, firing), (program.injects, released)):
        for row, each in enumerate(conditionals):
            if flags[row].any():
                yield each.source, flags[row].astype(np.float64)


def _strikes(worlds: Worlds, now: Moment, source: Source, strength: Floats) -> Iterator[tuple[Strike, Floats]]:
    """Each effect of an acting source with its amount in each world, read from the state before the turn."""
    for strike in source.strikes:
        amount = over(worlds, strike.amount(now))
        if strike.doubt >= 0:
            amount = amount + worlds.draws[strike.doubt]
        amount = amount * strength
        if strike.when is not None:
            amount = amount * holds(worlds, strike.when(now))
        yield strike, amount


def _judge(worlds: Worlds, running: Flags) -> Worlds:
    """End the worlds in which an ending's condition holds after the turn just played."""
    now = moment(worlds, just_played=True)
    over_now = worlds.turn > worlds.program.scenario.calendar.turns
    ending = worlds.ending.copy()
    for place, condition in enumerate(worlds.program.endings):
        came = holds(worlds, over_now if condition is None else condition(now))
        ending = np.where(running & (ending < 0) & came, place, ending)
    return replace(worlds, ending=ending)


def redraw_events(worlds: Worlds) -> Worlds:
    """Draw the chance events of the coming turn anew, after the seeds were changed."""
    undrawn = worlds.drawn.copy()
    for place, event in enumerate(worlds.program.events):
        if event.turn == worlds.turn:
            undrawn[place] = -1
    return _draw_events(replace(worlds, drawn=undrawn))


def _draw_events(worlds: Worlds) -> Worlds:
    """Draw the chance events due in the coming turn."""
    due = [place for place, event in enumerate(worlds.program.events) if event.turn == worlds.turn]
    for place in due:
        event = worlds.program.events[place]
        possible = worlds.ending < 0
        if event.when is not None:
            possible = possible & holds(worlds, event.when(moment(worlds)))
        draw = chance.uniform(worlds.seeds, worlds.turn, event.purpose)
        outcome = np.where(possible, chance.pick(event_weights(worlds, place), draw), -1)
        drawn = worlds.drawn.copy()
        drawn[place] = outcome
        worlds = replace(worlds, drawn=drawn)
    return worlds
