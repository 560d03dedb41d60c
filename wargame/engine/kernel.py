"""One turn over many worlds at once: here the rules of a turn are written, and nowhere else in words of their own.

Compiled code (`engine/native`) is a second reading of them, held to the same bits.

Every array has worlds along its last axis. World `w` of a batch equals the single game with that seed bit for bit:
each number is computed by the same elementwise operations in the same order, whatever the width.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import accumulate, product
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wargame.engine import chance
from wargame.engine.blocks import blocks, row_by_row
from wargame.engine.evaluate import Moment
from wargame.engine.program import CompiledEffect, CompiledEvent, CompiledOutcome, CompiledRule, Program, Source
from wargame.engine.record import Record
from wargame.model.grid import GRID_DIGITS
from wargame.model.order import Order, Withholding
from wargame.model.scenario import MOVER_ID
from wargame.model.viewer import Side

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Counts = NDArray[np.int16]
Flags = NDArray[np.bool_]

BY_CHANCE, NOT_HELD = -1, -2
"""In the place of a fixed outcome: chance draws it, or the event does not take place."""


@dataclass(frozen=True, eq=False)
class Worlds(Record):
    """Many games of one program at the beginning of a turn, or as the turn before left them: its news still to come."""

    program: Program
    opening: str | None
    """Where they began; None at the scenario's own start."""
    turn: int
    """The turn to be played next; the first is 1."""
    opened: bool
    """Whether the news of that turn has come."""
    seeds: NDArray[np.uint64]
    draws: Floats
    """(uncertainties, worlds): how far the author was off, drawn once per game."""
    assumptions: Floats
    numbers: Floats
    times: Counts
    last: Counts
    came: Counts
    """(outcomes, worlds): the turn in which each outcome last came about; 0 for never."""
    fixed: tuple[int, ...]
    """By event: the place of the outcome it is to have, or BY_CHANCE, or NOT_HELD."""
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
    def rested(self) -> Flags:
        """(plays, worlds): what did not take effect too lately to be played again."""
        # What never took effect did so last in turn 0.
        rested: Flags = self.last <= np.maximum(np.int16(self.turn) - self.program.rest, np.int16(0))
        return rested

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
            preference[batch.rows] = evaluate[batch.register](self.before)
        if self.program.preference_times is not None:
            preference *= self.program.preference_times
        for row, off in self.program.preference_uncertainties:
            preference[row] += self.draws[off]
        return np.maximum(preference, 0.0, out=preference)

    @cached_property
    def would_withhold(self) -> Flags:
        """(withholdings, worlds): where the declared doctrine of the asked seat refuses consent."""
        refusing = np.empty((len(self.program.withheld_when), self.width), dtype=np.bool_)
        evaluate = self.program.evaluate
        for row, when in enumerate(self.program.withheld_when):
            refusing[row] = evaluate[when](self.before)
        return refusing

    @cached_property
    def would_footnote(self) -> Flags:
        """(withholdings, worlds): where the declared doctrine of the asked seat consents in part only."""
        adding = np.zeros((len(self.program.footnote_when), self.width), dtype=np.bool_)
        evaluate = self.program.evaluate
        for row, when in enumerate(self.program.footnote_when):
            if when is not None:
                adding[row] = evaluate[when](self.before)
        return adding & ~self.would_withhold


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
    footnoted: Flags | None = None
    """(withholdings, worlds): where consent is given in part; None: nowhere."""
    outcomes: Whole | None = None
    """(acts with outcomes, worlds): how each comes out if it takes effect, or BY_CHANCE; None: all by chance."""


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
    moved: Floats
    """(numbers, worlds): the numbers then, with drift and limits, before what closes the turn."""
    closing: tuple[News, ...]
    """The events that close the turn, in the order in which they took effect."""
    left: Worlds
    """As the turn left them: the endings judged, the news of the next turn still to come."""

    @property
    def came(self) -> Counts:
        """(outcomes, worlds): what had come about when the rules were read, before the turn was closed."""
        return self.closing[0].earlier.came if self.closing else self.left.came


@dataclass(frozen=True, eq=False)
class News(Record):
    """The events of one month, and what those that came about did."""

    events: tuple[int, ...]
    closing: bool
    earlier: Worlds
    """The worlds before them."""
    before: Worlds
    """The same, their outcomes drawn."""
    acts: tuple[Act, ...]
    spread: Floats
    """(numbers, worlds): effects after spreading, without limits."""
    numbers: Floats
    """(numbers, worlds): the numbers afterwards."""

    @property
    def came(self) -> Flags:
        """(outcomes, worlds): what came about in it."""
        came: Flags = self.before.came != self.earlier.came
        return came


BY_WORLD = (
    *("seeds", "draws", "assumptions", "numbers", "times", "last"),
    *("came", "fired", "released", "delayed", "ending"),
)
"""The parts of worlds that have worlds along their last axis."""


def on_grid(values: Floats) -> Floats:
    """Values rounded to the grid; adding 0 turns -0 into 0."""
    rounded: Floats = np.round(values, GRID_DIGITS) + 0.0
    return rounded


def begin(
    program: Program,
    seeds: NDArray[np.uint64],
    opening: str | None = None,
    fixed: Mapping[str, str] | None = None,
) -> Worlds:
    """New games with these seeds, the news of their first turn still to come.

    They begin at an opening of the scenario, at turn 1 without one; `fixed` gives events their outcomes.
    """
    scenario = program.scenario
    begins = None if opening is None else scenario.openings[opening]
    width = len(seeds)
    draws = drawn_uncertainties(program, seeds)
    numbers, unsure = beginning_numbers(program, opening)
    numbers = np.repeat(numbers, width, axis=1)
    for place, _ in program.start_uncertainties:
        if unsure[place] >= 0:
            numbers[place] = numbers[place] + draws[unsure[place]]
    came = np.zeros((program.outcomes, width), dtype=np.int16)
    if begins is not None:
        known = fixed_outcomes(program, {**begins.events, **(fixed or {})})
        for event, way in zip(program.events, known, strict=True):
            if event.turn < begins.turn and way >= 0:
                came[event.outcomes[way].row] = event.turn
    return Worlds(
        program=program,
        opening=opening,
        turn=1 if begins is None else begins.turn,
        opened=False,
        seeds=seeds,
        draws=draws,
        assumptions=assumed(program, draws),
        numbers=on_grid(np.minimum(np.maximum(numbers, program.low), program.high)),
        times=np.zeros((len(program.plays), width), dtype=np.int16),
        last=np.zeros((len(program.plays), width), dtype=np.int16),
        came=came,
        fixed=outcomes_to_come(program, opening, fixed or {}),
        fired=np.zeros((len(program.rules), width), dtype=np.bool_),
        released=np.zeros((len(program.injects), width), dtype=np.bool_),
        delayed=np.zeros((program.delay, len(program.delayed), width)),
        ending=np.full(width, -1, dtype=np.int64),
    )


def beginning_numbers(program: Program, opening: str | None) -> tuple[Floats, NDArray[np.intp]]:
    """(numbers, 1) where each begins, and (numbers,) the row of the draws that it is off by; -1 where it is certain."""
    numbers, unsure = program.start.copy(), np.full(len(program.targets), -1, dtype=np.intp)
    for place, row in program.start_uncertainties:
        unsure[place] = row
    levels = {} if opening is None else program.scenario.openings[opening].levels
    for target, level in levels.items():
        place = program.names.numbers[target]
        numbers[place], unsure[place] = level, -1
    return numbers, unsure


def outcomes_to_come(program: Program, opening: str | None, fixed: Mapping[str, str]) -> tuple[int, ...]:
    """By event: the place of the outcome that it is to have where games begin so, BY_CHANCE where it is not settled."""
    if opening is None:
        return fixed_outcomes(program, fixed)
    begins = program.scenario.openings[opening]
    known = fixed_outcomes(program, {**begins.events, **fixed})
    return tuple(
        BY_CHANCE if event.turn < begins.turn else way for event, way in zip(program.events, known, strict=True)
    )


def fixed_outcomes(program: Program, fixed: Mapping[str, str]) -> tuple[int, ...]:
    """By event: the place of the outcome it is given, BY_CHANCE where it is given none."""
    return tuple(
        [each.id for each in event.outcomes].index(fixed[event.id]) if event.id in fixed else BY_CHANCE
        for event in program.scenario.events.values()
    )


def as_it_came(worlds: Worlds) -> tuple[int, ...]:
    """By event, how it has come out in the first of these worlds, fixed for others; BY_CHANCE what is to come yet."""
    turn = worlds.turn if worlds.opened else worlds.turn - 1
    found = []
    for event in worlds.program.events:
        came = [place for place, way in enumerate(event.outcomes) if worlds.came[way.row, 0]]
        open_still = event.turn > turn or (event.closes and event.turn == worlds.turn)
        found.append(came[0] if came else BY_CHANCE if open_still else NOT_HELD)
    return tuple(found)


def acts_as_they_came(left: Worlds) -> Whole:
    """(acts with outcomes, 1): how each came out in the turn that left a single world so; BY_CHANCE where none was."""
    program, turn = left.program, left.turn - 1
    found = np.full((len(program.chancy), 1), BY_CHANCE, dtype=np.int64)
    for place, row in enumerate(program.chancy):
        for number, outcome in enumerate(program.plays[row].outcomes):
            if left.came[outcome.row, 0] == turn:
                found[place] = number
    return found


def drawn_uncertainties(program: Program, seeds: NDArray[np.uint64]) -> Floats:
    """(uncertainties, worlds): how far the author was off, by each seed."""
    drawn = chance.triangular(seeds, [each.purpose for each in program.uncertainties])
    drawn *= np.array([each.plus_or_minus for each in program.uncertainties]).reshape(-1, 1)
    return drawn


def assumed(program: Program, draws: Floats) -> Floats:
    """(assumptions, worlds): what is assumed, with what the author is unsure of."""
    assumed = np.repeat(program.assumptions, draws.shape[1], axis=1)
    for place, row in program.assumption_uncertainties:
        assumed[place] += draws[row]
    return assumed


def select(worlds: Worlds, which: NDArray[np.intp]) -> Worlds:
    """Some of these worlds, by place."""
    picked = {name: getattr(worlds, name).take(which, axis=-1) for name in BY_WORLD}
    return replace(worlds, **picked)


def joined(parts: Sequence[Worlds]) -> Worlds:
    """Worlds of one program, opening and turn as one batch, in the order of the parts."""
    several: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts], axis=-1) for name in BY_WORLD
    }
    return replace(parts[0], **several)


def open_in_time(worlds: Worlds, rows: NDArray[np.intp] | slice) -> Flags:
    """(rows, worlds): the plays that can be made by themselves, and that act before the game is over."""
    turns_left = worlds.program.scenario.calendar.turns - worlds.turn
    delays = worlds.program.delays[rows]
    in_time: Flags = worlds.legal[rows] & (delays <= turns_left)[:, None]
    return in_time


def side_by_side(parts: Sequence[JointAction]) -> JointAction:
    """The choices of several batches as those of one, in the order of the batches."""
    several = {each.name: [getattr(part, each.name) for part in parts] for each in fields(JointAction)}
    return replace(
        parts[0], **{name: np.concatenate(each, axis=-1) for name, each in several.items() if each[0] is not None}
    )


def chosen_in(choices: JointAction, which: NDArray[np.intp]) -> JointAction:
    """What is chosen in some of the worlds, by place."""
    parts = {each.name: getattr(choices, each.name) for each in fields(choices)}
    return replace(choices, **{name: part.take(which, axis=-1) for name, part in parts.items() if part is not None})


def chosen_part(choices: JointAction, part: slice) -> JointAction:
    """What is chosen in the worlds of a slice, without copying it."""
    parts = {each.name: getattr(choices, each.name) for each in fields(choices)}
    return replace(choices, **{name: each[..., part] for name, each in parts.items() if each is not None})


def futures(worlds: Worlds, seeds: NDArray[np.uint64], told: Mapping[int, float] = MappingProxyType({})) -> Worlds:
    """One world as often as there are seeds, each continued with the luck of its own seed.

    What has happened stays, the news of the coming turn too. What the author is unsure of is drawn anew, but for what
    the game has `told` of it, by row of the draws.
    """
    many = select(worlds, np.zeros(len(seeds), dtype=np.intp))
    drawn = drawn_uncertainties(worlds.program, seeds)
    for row, off in told.items():
        drawn[row] = off
    return with_draws(replace(many, seeds=seeds), drawn)


def with_draws(worlds: Worlds, draws: Floats) -> Worlds:
    """The worlds with what the author is unsure of drawn so, (uncertainties, worlds), in all that is to come."""
    return replace(worlds, draws=draws, assumptions=assumed(worlds.program, draws))


def as_written(worlds: Worlds) -> Worlds:
    """The worlds with all that the author is unsure of as it is written, not as it was drawn for each game."""
    return replace(worlds, draws=np.zeros_like(worlds.draws), assumptions=worlds.program.assumptions)


def moment(
    worlds: Worlds, plays_now: Flags | None = None, just_played: bool = False, came: Counts | None = None
) -> Moment:
    """What expressions read in these worlds; `just_played` reads as of the end of the turn before the coming one.

    `came` holds what has come about with this turn, where that is more than before it.
    """
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
        came=worlds.came if came is None else came,
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
    legal: Flags = worlds.rested & (worlds.ending < 0)
    evaluate = program.evaluate
    for row, play in enumerate(program.plays):
        if play.when is not None:
            legal[row] &= evaluate[play.when](now)
    for whose, number in program.capital.items():
        rows = program.plays_of[whose]
        legal[rows] &= program.cost[rows] <= worlds.numbers[number]
    return legal


def preference(worlds: Worlds, plays: slice = slice(None)) -> Floats:
    """(plays, worlds): a move's weight, or how strongly doctrine prefers an order; never below 0."""
    return worlds.preference[plays]


def move_weights(worlds: Worlds) -> Floats:
    """(moves, worlds): the weight of each move, 0 where it is not legal."""
    moves = slice(worlds.program.moves)
    return preference(worlds, moves) * worlds.legal[moves]


def move_purposes(program: Program) -> list[str]:
    """The names of the clocks of the moves."""
    return [f"move:{move}" for move in program.scenario.moves]


def order_purpose(order: Order) -> str:
    """The name of the clock by which a bot gives an order."""
    return f"order:{order.seat}:{order}"


def pass_purpose(seat: str) -> str:
    """The name of the clock by which a bot orders nothing more."""
    return f"pass:{seat}"


def answer_purpose(withholding: Withholding) -> str:
    """The name of the draw by which a bot answers at random where consent is asked."""
    return f"bot:{withholding.seat}:{withholding}"


def fallback_move(program: Program) -> int:
    """The first move that is always legal: made where no legal move has weight."""
    return next(
        row
        for row, play in enumerate(program.plays)
        if play.when is None and not play.once and play.again_after <= 1 and not program.cost[row, 0]
    )


def chance_move(worlds: Worlds, clocks: Floats | None = None) -> Whole:
    """(worlds,): the move that chance picks; where no legal one has weight, the first that is always legal.

    `clocks` are those of the moves, if they have been drawn together with others.
    """
    if clocks is None:
        clocks = chance.exponentials(worlds.seeds, worlds.turn, move_purposes(worlds.program))
    picked = chance.pick(move_weights(worlds), clocks)
    return np.where(picked < 0, fallback_move(worlds.program), picked).astype(np.int64)


def taking_effect(worlds: Worlds, choices: JointAction) -> tuple[Flags, dict[int, Floats]]:
    """(plays, worlds): where each play takes effect; by play, how strongly, if consent to it is withheld somewhere.

    Others take effect in full. Nothing does in worlds that have ended.
    """
    program = worlds.program
    running = worlds.ending < 0
    effective = choices.ordered & running
    for row in range(program.moves):
        effective[row] = (choices.move == row) & running
    weakened: dict[int, Floats] = {}
    for answers, left in ((choices.footnoted, program.footnoted), (choices.withheld, program.without)):
        if answers is None or not answers.any():
            continue
        # A consent withheld by anybody outweighs another's footnote.
        for row, _, withholding in program.consenters:
            if answers[withholding].any():
                strength = weakened.get(row, 1.0)
                weakened[row] = np.where(answers[withholding], left[row], strength) * effective[row]
    for row, strong in weakened.items():
        effective[row] = strong > 0
    return effective, weakened


def acting(worlds: Worlds, choices: JointAction) -> tuple[Moment, tuple[Act, ...]]:
    """What acts in a turn and by how much, before anything spreads; and what its amounts read."""
    with row_by_row(worlds.width):
        now, _, _, several = _set_going(worlds, choices)
        return now, tuple(
            Act(source, strong, tuple(_amounts(worlds, now, source, strong))) for source, strong in several
        )


def resolve(worlds: Worlds, choices: JointAction) -> TurnTrace:
    """Play the turn in every world that has not ended, and keep what happened; choices are taken to be legal."""
    with row_by_row(worlds.width):
        now, weakened, firing, acting = _set_going(worlds, choices)
        acts = tuple(Act(source, strong, tuple(_amounts(worlds, now, source, strong))) for source, strong in acting)
        direct, delayed = _direct(worlds, choices, ((act.source, act.effects) for act in acts))
        spread = spread_effects(worlds, direct)
        moved = update(worlds, spread)
        after = _settled(worlds, choices, now, firing, delayed, moved.copy())
        closing = tuple(_news(after, closing=True))
        left = _judge(after_news(after, closing), worlds.ending < 0)
    strength = now.plays_now.astype(np.float64)
    for row, strong in weakened.items():
        strength[row] = strong
    return TurnTrace(strength, firing, acts, spread, moved, closing, left)


def advance(worlds: Worlds, choices: JointAction) -> Worlds:
    """The worlds as the turn leaves them, as `resolve` has them; the news of the next turn is still to come."""
    with row_by_row(worlds.width):
        after = after_orders(worlds, choices)
        return _judge(after_news(after, tuple(_news(after, closing=True))), worlds.ending < 0)


def after_orders(worlds: Worlds, choices: JointAction) -> Worlds:
    """The worlds after the turn but for the events that close it; no ending is judged yet."""
    with row_by_row(worlds.width):
        now, _, firing, acting = _set_going(worlds, choices)
        acts = ((source, _amounts(worlds, now, source, strong)) for source, strong in acting)
        direct, delayed = _direct(worlds, choices, acts)
        # Each step in the place of the one before: fewer large arrays stay in the processor's cache.
        spread = worlds.program.network.spread(direct, link_weights(worlds), in_place=True)
        return _settled(worlds, choices, now, firing, delayed, update(worlds, spread, in_place=True))


def closings(after: Worlds) -> Iterator[tuple[Floats, Worlds]]:
    """Every way in which the events that close a turn may come out: how likely in each world, and the worlds then."""
    months = after.program.news.get((after.turn - 1, True), ())
    return _closings(after, months, np.ones(after.width), after.ending < 0)


def _closings(
    worlds: Worlds, months: Sequence[Sequence[int]], likely: Floats, running: Flags
) -> Iterator[tuple[Floats, Worlds]]:
    """The same from one month of them on; what cannot come about in any of the worlds is not played."""
    if not months:
        yield likely, _judge(worlds, running)
        return
    now, events = moment(worlds, just_played=True), worlds.program.events
    chancy = [place for place in months[0] if worlds.fixed[place] == BY_CHANCE]
    for ways in product(*((*range(len(events[place].outcomes)), NOT_HELD) for place in chancy)):
        chosen = dict(zip(chancy, ways, strict=True))
        so = likely.copy()
        for place, way in chosen.items():
            so *= chance_of(worlds, events[place], way, now)
        if so.any():
            fixed = tuple(chosen.get(place, way) for place, way in enumerate(worlds.fixed))
            came = _month(replace(worlds, fixed=fixed), months[0], closing=True)
            yield from _closings(after_news(worlds, (came,)), months[1:], so, running)


def chance_of(worlds: Worlds, event: CompiledEvent, way: int, now: Moment) -> Floats:
    """(worlds,): how likely an event comes out so, or for NOT_HELD that it does not take place."""
    drawn = weights(worlds, event.outcomes, now)
    total = _added(drawn)
    happens = (worlds.ending < 0) & (total > 0)
    if event.when is not None:
        happens &= holds(worlds, worlds.program.evaluate[event.when](now))
    if way == NOT_HELD:
        return np.where(happens, 0.0, 1.0)
    return np.where(happens, drawn[way] / np.where(total > 0, total, 1.0), 0.0)


def _added(several: Floats) -> Floats:
    """(worlds,): the sum of rows, one after another: numpy adds up the rows of a single world in another order."""
    total: Floats = several[0]
    for each in several[1:]:
        total = total + each
    return total


def ways(
    worlds: Worlds, choices: JointAction, settled: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.intp], Whole, Floats]:
    """Every way in which what is tried may come out.

    (ways,) its world, (acts with outcomes, ways) how each act comes out, and (ways,) how likely that is in its world.
    `settled`, of shape (acts with outcomes,), says which of them come out as is likeliest, and in no other way.
    """
    program = worlds.program
    effective, _ = taking_effect(worlds, choices)
    now = moment(worlds, effective)
    where, likely = np.arange(worlds.width), np.ones(worlds.width)
    outcomes = np.full((len(program.chancy), worlds.width), BY_CHANCE, dtype=np.int64)
    for place, row in enumerate(program.chancy):
        if not effective[row].any():
            continue
        drawn = weights(worlds, program.plays[row].outcomes, now)
        total = _added(drawn)
        shares = drawn / np.where(total > 0, total, 1.0)
        if settled is not None and settled[place]:
            shares = np.where(np.arange(len(drawn))[:, np.newaxis] == drawn.argmax(axis=0), 1.0, 0.0)
        tried = (effective[row] & (total > 0))[where]
        parts = [(where[~tried], outcomes[:, ~tried], likely[~tried])]
        for way, share in enumerate(shares):
            some = tried & (share > 0)[where]
            so = outcomes[:, some]
            so[place] = way
            parts.append((where[some], so, likely[some] * share[where[some]]))
        where = np.concatenate([each for each, _, _ in parts])
        outcomes = np.concatenate([each for _, each, _ in parts], axis=1)
        likely = np.concatenate([each for _, _, each in parts])
    return where, outcomes, likely


def open_turn(worlds: Worlds) -> Worlds:
    """The worlds at the beginning of their turn, its news in effect; as they are where it has come already."""
    if worlds.opened:
        return worlds
    with row_by_row(worlds.width):
        return replace(after_news(worlds, news(worlds)), opened=True)


def news(worlds: Worlds) -> tuple[News, ...]:
    """The news of the turn to come, month by month; each month's events read the world that the earlier ones made."""
    return () if worlds.opened else tuple(_news(worlds, closing=False))


def after_news(worlds: Worlds, several: Sequence[News]) -> Worlds:
    """The worlds once these news have taken effect."""
    return replace(several[-1].before, numbers=several[-1].numbers) if several else worlds


def _news(worlds: Worlds, closing: bool) -> Iterator[News]:
    """The events that open a turn, or close the one just played: those of one month together, the earliest first."""
    turn = worlds.turn - 1 if closing else worlds.turn
    for events in worlds.program.news.get((turn, closing), ()):
        came = _month(worlds, events, closing)
        yield came
        worlds = after_news(worlds, (came,))


def _month(earlier: Worlds, events: Sequence[int], closing: bool) -> News:
    """The events of one month, drawn and in effect together."""
    turn = earlier.turn - 1 if closing else earlier.turn
    worlds = _drawn(earlier, events, turn, closing)
    now = moment(worlds, just_played=closing)
    acts = tuple(
        Act(source, came, tuple(_amounts(worlds, now, source, came))) for source, came in _came(worlds, events, turn)
    )
    direct, numbers = np.zeros_like(worlds.numbers), worlds.numbers
    for act in acts:
        for effect, amount in act.effects:
            direct[effect.number] += amount
    spread = spread_effects(worlds, direct) if acts else direct
    if acts:
        numbers = _held(worlds, worlds.numbers + spread)
        ended = np.flatnonzero(worlds.ending >= 0)
        if ended.size:
            numbers[:, ended] = worlds.numbers[:, ended]
    return News(tuple(events), closing, earlier, worlds, acts, spread, numbers)


def _drawn(worlds: Worlds, events: Sequence[int], turn: int, closing: bool) -> Worlds:
    """The worlds with these events drawn, all from the state before them."""
    program, fixed = worlds.program, worlds.fixed
    held = [place for place in events if fixed[place] != NOT_HELD]
    if not held:
        return worlds
    now, came = moment(worlds, just_played=closing), worlds.came.copy()
    clocks = _clocks(worlds, turn, {place: program.events[place].outcomes for place in held if fixed[place] < 0})
    for place in held:
        event, happens = program.events[place], worlds.ending < 0
        if event.when is not None:
            happens = happens & program.evaluate[event.when](now)
        way: NDArray[np.intp] | int = fixed[place]
        if place in clocks:
            way = chance.pick(weights(worlds, event.outcomes, now), clocks[place])
        for row, outcome in enumerate(event.outcomes):
            came[outcome.row][happens & (way == row)] = turn
    return replace(worlds, came=came)


def _clocks(worlds: Worlds, turn: int, drawn: Mapping[int, Sequence[CompiledOutcome]]) -> dict[int, Floats]:
    """By what is drawn, (outcomes, worlds): the clocks of its outcomes, those of everything drawn at once."""
    if not drawn:
        return {}
    struck = chance.exponentials(worlds.seeds, turn, [way.purpose for ways in drawn.values() for way in ways])
    firsts = accumulate((len(ways) for ways in drawn.values()), initial=0)
    return {place: struck[first : first + len(drawn[place])] for place, first in zip(drawn, firsts, strict=False)}


def _came(worlds: Worlds, events: Sequence[int], turn: int) -> Iterator[tuple[Source, Floats]]:
    """The outcomes of these events that came about in this turn, with where (1) and where not (0)."""
    for place in events:
        for outcome in worlds.program.events[place].outcomes:
            came = (worlds.came[outcome.row] == turn) & (worlds.ending < 0)
            if came.any():
                yield outcome.source, came.astype(np.float64)


def weights(worlds: Worlds, outcomes: Sequence[CompiledOutcome], now: Moment) -> Floats:
    """(outcomes, worlds): the weight of each, never below 0."""
    weights = np.empty((len(outcomes), worlds.width))
    for row, way in enumerate(outcomes):
        weight = worlds.program.evaluate[way.weight](now)
        if way.uncertainty >= 0:
            weight = weight + worlds.draws[way.uncertainty]
        np.maximum(weight, 0.0, out=weights[row])
    return weights


def _set_going(
    worlds: Worlds, choices: JointAction
) -> tuple[Moment, dict[int, Floats], Flags, Iterator[tuple[Source, Floats]]]:
    """What the turn's effects read, the strength of plays weakened by refused consent, which rules fire, what acts."""
    assert worlds.opened, "the news of the turn comes before it is played"
    program = worlds.program
    running = worlds.ending < 0
    effective, weakened = taking_effect(worlds, choices)
    came = _come_out(worlds, choices, effective)
    now = moment(worlds, effective, came=came)
    firing = np.empty((len(program.rules), worlds.width), dtype=np.bool_)
    for row in range(len(program.rules)):
        firing[row] = fires(worlds, row, now)
    firing &= running
    return now, weakened, firing, _acting(worlds, now, weakened, firing, choices.released & running)


def fires(worlds: Worlds, row: int, now: Moment) -> Flags:
    """(worlds,): where a rule's condition holds as its turn is played, in worlds that have ended too."""
    rule = worlds.program.rules[row]
    assert rule.when is not None
    firing = holds(worlds, worlds.program.evaluate[rule.when](now))
    return firing & ~worlds.fired[row] if rule.once else firing


def _come_out(worlds: Worlds, choices: JointAction, effective: Flags) -> Counts:
    """(outcomes, worlds): what has come about, with how the acts that take effect in this turn come out."""
    program = worlds.program
    tried: Flags = np.asarray(effective.any(axis=1))
    acts = {place: row for place, row in enumerate(program.chancy) if tried[row]}
    if not acts:
        return worlds.came
    known = np.full((len(program.chancy), 1), BY_CHANCE) if choices.outcomes is None else choices.outcomes
    left = {place: program.plays[row].outcomes for place, row in acts.items() if (known[place] < 0).any()}
    now, came = moment(worlds, effective), worlds.came.copy()
    clocks = _clocks(worlds, worlds.turn, left)
    for place, row in acts.items():
        outcomes, way = program.plays[row].outcomes, known[place]
        if place in clocks:
            way = np.where(way >= 0, way, chance.pick(weights(worlds, outcomes, now), clocks[place]))
        for number, outcome in enumerate(outcomes):
            came[outcome.row][effective[row] & (way == number)] = worlds.turn
    return came


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
    if MOVER_ID in program.capital:
        on_number[program.capital[MOVER_ID]] -= program.cost[choices.move, 0] * (choices.move >= 0)
    return direct, delayed


def _settled(
    worlds: Worlds, choices: JointAction, now: Moment, firing: Flags, delayed: Floats, numbers: Floats
) -> Worlds:
    """The worlds after the turn, with these numbers where they have not ended; no ending is judged yet."""
    effective = now.plays_now
    running = worlds.ending < 0
    ended = np.flatnonzero(~running)
    if ended.size:
        numbers[:, ended] = worlds.numbers[:, ended]
        delayed[..., ended] = worlds.delayed[..., ended]
    return replace(
        worlds,
        turn=worlds.turn + 1,
        opened=False,
        numbers=numbers,
        times=worlds.times + effective,
        last=np.maximum(worlds.last, effective * np.int16(worlds.turn)),
        came=now.came,
        fired=worlds.fired | firing,
        released=worlds.released | (choices.released & running),
        delayed=delayed,
    )


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
        _hold(program, rows, part)
    return numbers


def _held(worlds: Worlds, numbers: Floats) -> Floats:
    """These numbers, held to their ranges and on the grid in their own place."""
    for rows in blocks(*numbers.shape):
        _hold(worlds.program, rows, numbers[rows])
    return numbers


def _hold(program: Program, rows: slice, part: Floats) -> None:
    np.maximum(part, program.low[rows], out=part)
    np.minimum(part, program.high[rows], out=part)
    np.round(part, GRID_DIGITS, out=part)
    part += 0.0


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
    most = np.zeros(worlds.width)
    for compiled in goals:
        if compiled.when is not None:
            share = holds(worlds, evaluate[compiled.when](now)).astype(np.float64)
        else:
            assert compiled.measure is not None
            goal = compiled.goal
            way = (over(worlds, evaluate[compiled.measure](now)) - goal.start) / (goal.end - goal.start)
            share = np.minimum(np.maximum(way, 0.0), 1.0)
        counts = 1.0 if compiled.applies is None else over(worlds, evaluate[compiled.applies](now))
        got.append(share * compiled.goal.points * counts)
        most = most + compiled.goal.points * counts
    total = np.zeros(worlds.width)
    for points in got:
        total = total + points
    return on_grid(total * (100.0 / np.where(most > 0, most, 100.0))), tuple(got)


def _for_each(worlds: Worlds, value: Any, kind: type) -> NDArray[Any]:
    if isinstance(value, np.ndarray) and value.ndim:
        return value if value.dtype == kind else value.astype(kind)
    return np.full(worlds.width, value, dtype=kind)


def _acting(
    worlds: Worlds, now: Moment, weakened: Mapping[int, Floats], firing: Flags, released: Flags
) -> Iterator[tuple[Source, Floats]]:
    """The sources that act in at least one world, in an order that does not depend on the file's."""
    program = worlds.program
    tried: Flags = np.asarray(now.plays_now.any(axis=1))
    for row in program.acting_order:
        if tried[row]:
            play, strength = program.plays[row], weakened.get(row)
            strong = now.plays_now[row].astype(np.float64) if strength is None else strength
            yield play.source, strong
            for outcome in play.outcomes:
                so = now.came[outcome.row] == worlds.turn
                if so.any():
                    yield outcome.source, strong * so
    both: tuple[tuple[Sequence[CompiledRule], Flags], ...] = ((program.rules, firing), (program.injects, released))
    for several, flags in both:
        acting: Flags = np.asarray(flags.any(axis=1))
        for row in sorted(np.flatnonzero(acting).tolist(), key=lambda row: several[row].source.cause.id):
            yield several[row].source, flags[row].astype(np.float64)


def _amounts(worlds: Worlds, now: Moment, source: Source, strength: Floats) -> Iterator[tuple[CompiledEffect, Floats]]:
    """Each effect of an acting source with its amount in each world, read from the state before the turn."""
    fixed, evaluate = list(source.sizes * strength), worlds.program.evaluate
    for effect in source.effects:
        if effect.size >= 0:
            yield effect, fixed[effect.size]
            continue
        amount = evaluate[effect.amount](now)
        if effect.varied:
            amount = amount * effect.times + effect.plus
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
