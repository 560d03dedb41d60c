"""One turn over many worlds at once: the only place where the rules of a turn are written.

Every array has worlds along its last axis. World `w` of a batch equals the single game with that seed bit for bit:
each number is computed by the same elementwise operations in the same order, whatever the width.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wargame.engine import chance
from wargame.engine.blocks import blocks, row_by_row
from wargame.engine.evaluate import Moment
from wargame.engine.program import CompiledEffect, Program, Source
from wargame.engine.record import Record
from wargame.model.viewer import Side

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Counts = NDArray[np.int16]
Flags = NDArray[np.bool_]

GRID_DIGITS = 6
"""Every number of the state is rounded to a millionth of a point."""


@dataclass(frozen=True, eq=False)
class Worlds(Record):
    """Many games of one program at the beginning of a turn, its chance events drawn."""

    program: Program
    turn: int
    """The turn to be played next; the first is 1."""
    seeds: NDArray[np.uint64]
    draws: Floats
    """(uncertainties, worlds): how far the author was off, drawn once per game."""
    assumptions: Floats
    numbers: Floats
    times: Counts
    last: Counts
    drawn: Whole
    fired: Flags
    released: Flags
    delayed: Floats
    """(turns ahead, numbers with delayed effects, worlds): direct effects to come; row 0 acts in the coming turn."""
    ending: Whole

    @property
    def width(self) -> int:
        """How many worlds."""
        return len(self.seeds)

    @cached_property
    def before(self) -> Moment:
        """What expressions read before anything is played in the coming turn."""
        return moment(self)

    @cached_property
    def legal(self) -> Flags:
        """(plays, worlds): moves that can be made and reactions that can be ordered one by one, cost included."""
        return _legal_plays(self)

    @cached_property
    def preference(self) -> Floats:
        """(plays, worlds): a move's weight, or how strongly doctrine prefers an order; never below 0."""
        preference = np.empty((len(self.program.plays), self.width))
        evaluate = self.program.evaluate
        for batch in self.program.preferences:
            preference[batch.rows] = np.maximum(evaluate[batch.register](self.before), 0.0)
        return preference

    @cached_property
    def would_withhold(self) -> Flags:
        """(withholdings, worlds): where the declared doctrine of the asked seat refuses consent."""
        refusing = np.empty((len(self.program.withheld_when), self.width), dtype=np.bool_)
        evaluate = self.program.evaluate
        for row, when in enumerate(self.program.withheld_when):
            refusing[row] = evaluate[when](self.before)
        return refusing


@dataclass(frozen=True, eq=False)
class JointAction(Record):
    """What is chosen in a turn, for each world."""

    move: Whole
    """(worlds,): the move, or -1 for none."""
    ordered: Flags
    """(plays, worlds): reactions ordered; the rows of moves are False."""
    withheld: Flags
    """(withholdings, worlds)."""
    released: Flags
    """(injects, worlds)."""


@dataclass(frozen=True, eq=False)
class Act(Record):
    """A source of effects that acts in a turn in at least one world."""

    source: Source
    strength: Floats
    """(worlds,): how strongly, 0 where it does not act."""
    effects: tuple[tuple[CompiledEffect, Floats], ...]
    """Each of its effects with its amount in each world."""


@dataclass(frozen=True, eq=False)
class TurnTrace(Record):
    """What happened in one turn, kept to explain it."""

    strength: Floats
    """(plays, worlds): 0 for what was not played or was blocked."""
    firing: Flags
    acts: tuple[Act, ...]
    """What acted, in the scenario's order."""
    spread: Floats
    """(numbers, worlds): effects after spreading, without drift and limits."""


_BY_WORLD = (
    *("seeds", "draws", "assumptions", "numbers", "times", "last"),
    *("drawn", "fired", "released", "delayed", "ending"),
)
"""The parts of worlds that have worlds along their last axis."""


def on_grid(values: Floats) -> Floats:
    """Values rounded to the grid; adding 0 turns -0 into 0."""
    rounded: Floats = np.round(values, GRID_DIGITS) + 0.0
    return rounded


def begin(program: Program, seeds: NDArray[np.uint64]) -> Worlds:
    """New games with these seeds, at the beginning of turn 1."""
    width = len(seeds)
    draws = _drawn_uncertainties(program, seeds)
    numbers = np.repeat(program.start, width, axis=1)
    for place, row in program.start_uncertainties:
        numbers[place] = numbers[place] + draws[row]
    worlds = Worlds(
        program=program,
        turn=1,
        seeds=seeds,
        draws=draws,
        assumptions=_assumed(program, draws),
        numbers=on_grid(np.minimum(np.maximum(numbers, program.low), program.high)),
        times=np.zeros((len(program.plays), width), dtype=np.int16),
        last=np.zeros((len(program.plays), width), dtype=np.int16),
        drawn=np.full((len(program.events), width), -1, dtype=np.int64),
        fired=np.zeros((len(program.rules), width), dtype=np.bool_),
        released=np.zeros((len(program.injects), width), dtype=np.bool_),
        delayed=np.zeros((program.delay, len(program.delayed), width)),
        ending=np.full(width, -1, dtype=np.int64),
    )
    return _draw_events(worlds)


def _drawn_uncertainties(program: Program, seeds: NDArray[np.uint64]) -> Floats:
    """(uncertainties, worlds): how far the author was off, by each seed."""
    drawn = chance.triangular(seeds, [each.purpose for each in program.uncertainties])
    drawn *= np.array([each.plus_or_minus for each in program.uncertainties]).reshape(-1, 1)
    return drawn


def _assumed(program: Program, draws: Floats) -> Floats:
    """(assumptions, worlds): what is assumed, with what the author is unsure of."""
    assumed = np.repeat(program.assumptions, draws.shape[1], axis=1)
    for place, row in program.assumption_uncertainties:
        assumed[place] += draws[row]
    return assumed


def select(worlds: Worlds, which: NDArray[np.intp]) -> Worlds:
    """Some of these worlds, by place."""
    picked = {name: getattr(worlds, name).take(which, axis=-1) for name in _BY_WORLD}
    return replace(worlds, **picked)


def futures(worlds: Worlds, seeds: NDArray[np.uint64]) -> Worlds:
    """One world as often as there are seeds, each continued with the luck of its own seed.

    What has happened stays, the chance events of the coming turn too. What the author is unsure of is drawn anew, for
    nobody knows it.
    """
    program = worlds.program
    many = select(worlds, np.zeros(len(seeds), dtype=np.intp))
    drawn = _drawn_uncertainties(program, seeds)
    return replace(many, seeds=seeds, draws=drawn, assumptions=_assumed(program, drawn))


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


def _legal_plays(worlds: Worlds) -> Flags:
    program, now = worlds.program, worlds.before
    # What never took effect did so last in turn 0.
    legal: Flags = worlds.last <= np.maximum(np.int16(worlds.turn) - program.rest, np.int16(0))
    legal &= worlds.ending < 0
    evaluate = program.evaluate
    for row, play in enumerate(program.plays):
        if play.when is not None:
            legal[row] &= evaluate[play.when](now)
    for seat, rows in program.plays_of.items():
        legal[rows] &= program.cost[rows] <= worlds.numbers[program.capital[seat]]
    return legal


def preference(worlds: Worlds, plays: slice = slice(None)) -> Floats:
    """(plays, worlds): a move's weight, or how strongly doctrine prefers an order; never below 0."""
    return worlds.preference[plays]


def move_weights(worlds: Worlds) -> Floats:
    """(moves, worlds): the weight of each move, 0 where it is not legal."""
    moves = slice(worlds.program.moves)
    return preference(worlds, moves) * worlds.legal[moves]


MOVE_DRAW = ("move", 0)
"""The purpose and index of the draw of a move."""


def chance_move(worlds: Worlds, draw: Floats | None = None) -> Whole:
    """(worlds,): the move that chance picks; where no legal one has weight, the first that is always legal.

    `draw` is the draw of the move, if it has been made together with others.
    """
    if draw is None:
        draw = chance.uniform(worlds.seeds, worlds.turn, *MOVE_DRAW)
    picked = chance.pick(move_weights(worlds), draw)
    fallback = next(
        row
        for row, play in enumerate(worlds.program.plays)
        if play.when is None and not play.once and play.again_after <= 1
    )
    return np.where(picked < 0, fallback, picked).astype(np.int64)


def taking_effect(worlds: Worlds, choices: JointAction) -> tuple[Flags, dict[int, Floats]]:
    """(plays, worlds): where each play takes effect; by play, how strongly, if consent to it is withheld somewhere.

    Others take effect in full. Nothing does in worlds that have ended.
    """
    program = worlds.program
    running = worlds.ending < 0
    effective = choices.ordered & running
    for row in range(program.moves):
        effective[row] = (choices.move == row) & running
    refused: dict[int, Flags] = {}
    for row, _, withholding in program.consenters:
        refused[row] = refused.get(row, False) | choices.withheld[withholding]
    weakened: dict[int, Floats] = {}
    for row, by_any in refused.items():
        if by_any.any():
            weakened[row] = np.where(by_any, program.without[row], 1.0) * effective[row]
            effective[row] = weakened[row] > 0
    return effective, weakened


def resolve(worlds: Worlds, choices: JointAction) -> tuple[Worlds, TurnTrace]:
    """Play the turn in every world that has not ended, with what happened in it; choices are taken to be legal."""
    with row_by_row(worlds.width):
        now, weakened, firing, acting = _set_going(worlds, choices)
        acts = tuple(Act(source, strong, tuple(_amounts(worlds, now, source, strong))) for source, strong in acting)
        direct, delayed = _direct(worlds, choices, ((act.source, act.effects) for act in acts))
        spread = spread_effects(worlds, direct)
        after = _settled(worlds, choices, now.plays_now, firing, delayed, update(worlds, spread))
    strength = now.plays_now.astype(np.float64)
    for row, strong in weakened.items():
        strength[row] = strong
    return after, TurnTrace(strength, firing, acts, spread)


def advance(worlds: Worlds, choices: JointAction) -> Worlds:
    """The worlds after the turn, as `resolve` has them."""
    with row_by_row(worlds.width):
        now, _, firing, acting = _set_going(worlds, choices)
        acts = ((source, _amounts(worlds, now, source, strong)) for source, strong in acting)
        direct, delayed = _direct(worlds, choices, acts)
        # Each step in the place of the one before: fewer large arrays stay in the processor's cache.
        spread = worlds.program.network.spread(direct, link_weights(worlds), in_place=True)
        return _settled(worlds, choices, now.plays_now, firing, delayed, update(worlds, spread, in_place=True))


def _set_going(
    worlds: Worlds, choices: JointAction
) -> tuple[Moment, dict[int, Floats], Flags, Iterator[tuple[Source, Floats]]]:
    """What the turn's effects read, the strength of plays weakened by refused consent, which rules fire, what acts."""
    program = worlds.program
    running = worlds.ending < 0
    effective, weakened = taking_effect(worlds, choices)
    now = moment(worlds, effective)
    firing = np.empty((len(program.rules), worlds.width), dtype=np.bool_)
    for row, rule in enumerate(program.rules):
        assert rule.when is not None
        firing[row] = program.evaluate[rule.when](now)
        if rule.once:
            firing[row] &= ~worlds.fired[row]
    firing &= running
    return now, weakened, firing, _acting(worlds, effective, weakened, firing, choices.released & running)


def _direct(
    worlds: Worlds, choices: JointAction, acts: Iterable[tuple[Source, Iterable[tuple[CompiledEffect, Floats]]]]
) -> tuple[Floats, Floats]:
    """(numbers, worlds): the turn's direct effects with what is earned and paid; and the delayed effects after it."""
    program = worlds.program
    direct = np.zeros_like(worlds.numbers)
    delayed = np.zeros_like(worlds.delayed)
    if program.delay:
        direct[program.delayed] = worlds.delayed[0]
        delayed[:-1] = worlds.delayed[1:]
    on_number, on_delayed = list(direct), [list(ahead) for ahead in delayed]
    for source, effects in acts:
        for effect, amount in effects:
            if source.delay:
                changed = on_delayed[source.delay - 1][program.delayed_row[effect.number]]
            else:
                changed = on_number[effect.number]
            changed += amount
    for number, _, earned in program.income:
        on_number[number] += earned
    ordered = np.asarray(choices.ordered.any(axis=1))
    for row, order in enumerate(program.orders, start=program.moves):
        if ordered[row] and program.cost[row, 0]:
            on_number[program.capital[order.seat]] -= program.cost[row] * choices.ordered[row]
    return direct, delayed


def _settled(
    worlds: Worlds, choices: JointAction, effective: Flags, firing: Flags, delayed: Floats, numbers: Floats
) -> Worlds:
    """The worlds after the turn, with these numbers where they have not ended."""
    running = worlds.ending < 0
    ended = np.flatnonzero(~running)
    if ended.size:
        numbers[:, ended] = worlds.numbers[:, ended]
        delayed[..., ended] = worlds.delayed[..., ended]
    after = replace(
        worlds,
        turn=worlds.turn + 1,
        numbers=numbers,
        times=worlds.times + effective,
        last=np.maximum(worlds.last, effective * np.int16(worlds.turn)),
        fired=worlds.fired | firing,
        released=worlds.released | (choices.released & running),
        delayed=delayed,
    )
    return _draw_events(_judge(after, running))


def spread_effects(worlds: Worlds, direct: Floats) -> Floats:
    """Direct effects (numbers, X) after spreading over the network of these worlds.

    X is worlds, or causes for a single world.
    """
    return worlds.program.network.spread(direct, link_weights(worlds))


def link_weights(worlds: Worlds) -> Floats:
    """(links in the kernel's order, worlds): the entries of M, (1 - θ) · attention · trust / 100 · c."""
    weights = worlds.numbers[worlds.program.tie_numbers]
    weights *= worlds.program.link_share
    return weights


def drifted(worlds: Worlds) -> Floats:
    """(numbers, worlds): what drift back to the baseline does in the coming turn."""
    program = worlds.program
    drift: Floats = program.drift * (program.baseline - worlds.numbers)
    return drift


def unlimited(worlds: Worlds, spread: Floats) -> Floats:
    """(numbers, worlds): what the numbers would be if they had no range."""
    numbers = np.empty_like(worlds.numbers)
    _unlimited(worlds, spread, slice(None), numbers)
    return numbers


def limited(worlds: Worlds, numbers: Floats) -> Floats:
    """Numbers held to their ranges."""
    return np.minimum(np.maximum(numbers, worlds.program.low), worlds.program.high)


def update(worlds: Worlds, spread: Floats, in_place: bool = False) -> Floats:
    """(numbers, worlds): z' = limit(z + y - δ (z - baseline)), on the grid."""
    program, numbers = worlds.program, spread if in_place else np.empty_like(spread)
    for rows in blocks(*numbers.shape):
        part = numbers[rows]
        _unlimited(worlds, spread, rows, part)
        np.maximum(part, program.low[rows], out=part)
        np.minimum(part, program.high[rows], out=part)
        np.round(part, GRID_DIGITS, out=part)
        part += 0.0
    return numbers


def _unlimited(worlds: Worlds, spread: Floats, rows: slice, onto: Floats) -> None:
    program = worlds.program
    drifted = program.baseline[rows] - worlds.numbers[rows]
    drifted *= program.drift[rows]
    np.add(worlds.numbers[rows], spread[rows], out=onto)
    onto += drifted


def scores(worlds: Worlds, side: Side) -> tuple[Floats, tuple[Floats, ...]]:
    """The score of a seat or of the mover from 0 to 100, and the points each of its goals has got, by world."""
    goals, evaluate = worlds.program.goals[side], worlds.program.evaluate
    now = moment(worlds, just_played=True)
    got: list[Floats] = []
    for compiled in goals:
        if compiled.when is not None:
            share = holds(worlds, evaluate[compiled.when](now)).astype(np.float64)
        else:
            assert compiled.measure is not None
            goal = compiled.goal
            way = (over(worlds, evaluate[compiled.measure](now)) - goal.start) / (goal.end - goal.start)
            share = np.minimum(np.maximum(way, 0.0), 1.0)
        got.append(share * compiled.goal.points)
    total = np.zeros(worlds.width)
    for points in got:
        total = total + points
    most = sum(compiled.goal.points for compiled in goals)
    return (on_grid(total * (100.0 / most)) if most else total), tuple(got)


def event_weights(worlds: Worlds, event: int) -> Floats:
    """(outcomes, worlds): the weights of an event's outcomes now, never below 0."""
    outcomes = worlds.program.events[event].outcomes
    weights = np.empty((len(outcomes), worlds.width))
    for row, way in enumerate(outcomes):
        np.maximum(worlds.program.evaluate[way.weight](worlds.before), 0.0, out=weights[row])
    return weights


def _for_each(worlds: Worlds, value: Any, kind: type) -> NDArray[Any]:
    if isinstance(value, np.ndarray) and value.ndim:
        return value if value.dtype == kind else value.astype(kind)
    return np.full(worlds.width, value, dtype=kind)


def _acting(
    worlds: Worlds, effective: Flags, weakened: Mapping[int, Floats], firing: Flags, released: Flags
) -> Iterator[tuple[Source, Floats]]:
    """The sources that act in at least one world, in the scenario's order."""
    program = worlds.program
    for dated, outcome in zip(program.events, worlds.drawn, strict=True):
        if dated.turn == worlds.turn:
            for place, way in enumerate(dated.outcomes):
                came = (outcome == place) & (worlds.ending < 0)
                if came.any():
                    yield way.source, came.astype(np.float64)
    for several, flags in ((program.plays, effective), (program.rules, firing), (program.injects, released)):
        for row in np.flatnonzero(flags.any(axis=1)).tolist():
            strength = weakened.get(row) if flags is effective else None
            yield several[row].source, flags[row].astype(np.float64) if strength is None else strength


def _amounts(worlds: Worlds, now: Moment, source: Source, strength: Floats) -> Iterator[tuple[CompiledEffect, Floats]]:
    """Each effect of an acting source with its amount in each world, read from the state before the turn."""
    fixed, evaluate = list(source.sizes * strength), worlds.program.evaluate
    for effect in source.effects:
        if effect.size >= 0:
            yield effect, fixed[effect.size]
            continue
        amount = evaluate[effect.amount](now)
        if effect.uncertainty >= 0:
            amount = amount + worlds.draws[effect.uncertainty]
        amount = amount * strength
        if effect.when is not None:
            amount = amount * evaluate[effect.when](now)
        yield effect, amount


def _judge(worlds: Worlds, running: Flags) -> Worlds:
    """End the worlds in which an ending's condition holds after the turn just played."""
    now, evaluate = moment(worlds, just_played=True), worlds.program.evaluate
    over_now = worlds.turn > worlds.program.scenario.calendar.turns
    ending = worlds.ending.copy()
    for place, condition in enumerate(worlds.program.endings):
        came = holds(worlds, over_now if condition is None else evaluate[condition](now))
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
            possible = possible & worlds.program.evaluate[event.when](worlds.before)
        draw = chance.uniform(worlds.seeds, worlds.turn, event.purpose)
        outcome = np.where(possible, chance.pick(event_weights(worlds, place), draw), -1)
        drawn = worlds.drawn.copy()
        drawn[place] = outcome
        worlds = replace(worlds, drawn=drawn)
    return worlds
