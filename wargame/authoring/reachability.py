"""Which numbers anything can move, how far, and so whether an ending can ever come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pydantic_core import PydanticCustomError

from wargame.authoring.context import Context
from wargame.authoring.intervals import Interval, Ranges
from wargame.authoring.scalars import read_number
from wargame.authoring.setting import Setting
from wargame.authoring.symbols import block
from wargame.authoring.yaml_tree import Block
from wargame.model import expression as ex
from wargame.model.scenario import MOVER_ID, Assumption, Calendar, Effect, Ending, Lens, Outcome, Scenario, Start, Tie


def declared(setting: Setting, reading: Context) -> Ranges:
    """The declared range of every number that is written well so far."""
    numbers: dict[ex.Target, Interval] = {}
    for actor in setting.actors.values():
        for indicator in actor.levels:
            known = setting.indicators.get(indicator)
            numbers[ex.Level(actor.id, indicator)] = (known.low, known.high) if known else (0.0, 0.0)
    if setting.ties is not None:
        for tie in setting.ties.between:
            numbers[ex.Trust(tie.listener, tie.of)] = (setting.ties.low, setting.ties.high)
    for seat in reading.names.seats:
        numbers[ex.Capital(seat)] = (0.0, _most(block(reading.section("roles").under(seat))))
    if reading.names.mover_capital:
        numbers[ex.Capital(MOVER_ID)] = (0.0, _most(reading.section("mover")))
    return Ranges(numbers, assumed(setting.assumptions, setting.lenses), clock_of(setting.calendar))


def _most(whose: Block) -> float:
    """The most capital that a seat or the mover can hold, read ahead; 0 when it is not well written, said elsewhere."""
    capital = block(whose.under("capital"))
    try:
        most = read_number(capital.under("most"))
    except PydanticCustomError:
        return 0.0
    return most if isinstance(most, float) else 0.0


def assumed(assumptions: Mapping[str, Assumption], lenses: Mapping[str, Lens]) -> dict[str, Interval]:
    """The lowest and highest value of each assumption under any lens, the author's doubt included."""
    found: dict[str, Interval] = {}
    for assumption in assumptions.values():
        values = [lens.assumptions.get(assumption.id, assumption.value) for lens in lenses.values()]
        values = values or [assumption.value]
        found[assumption.id] = (
            min(values) - assumption.plus_or_minus,
            max(values) + assumption.plus_or_minus,
        )
    return found


def clock_of(calendar: Calendar | None) -> dict[str, Interval]:
    """The first and last turn and year of a game; of any game there may be when the calendar is not known."""
    if calendar is None:
        return {"turn": (1.0, 200.0), "turns": (1.0, 200.0), "year": (1000.0, 9000.0)}
    turns = float(calendar.turns)
    years = (float(calendar.start.year), float(calendar.date(calendar.turns).year))
    return {"turn": (1.0, turns), "turns": (turns, turns), "year": years}


def all_effects(scenario: Scenario) -> Iterator[Effect]:
    """Every effect of a scenario, those of aimed reactions once for each target."""
    outcomes: list[Outcome] = []
    for move in scenario.moves.values():
        yield from move.effects
        outcomes += move.outcomes
    for several in scenario.reactions.values():
        for reaction in several.values():
            for option in reaction.options:
                yield from option.effects
                outcomes += option.outcomes
    for event in scenario.events.values():
        outcomes += event.outcomes
    for outcome in outcomes:
        yield from outcome.effects
    for rule in scenario.rules.values():
        yield from rule.effects
    for inject in scenario.injects.values():
        yield from inject.effects


def moving(scenario: Scenario) -> frozenset[ex.Target]:
    """The numbers that an effect, drift, income, a cost or the spread of another number can change."""
    found: set[ex.Target] = {
        effect.target for effect in all_effects(scenario) if effect.amount != ex.Number(0.0) or effect.plus_or_minus
    }
    for actor in scenario.actors.values():
        for indicator, start in actor.levels.items():
            if scenario.indicators[indicator].drift and _drifts(start):
                found.add(ex.Level(actor.id, indicator))
    for tie in scenario.ties.between:
        if scenario.ties.drift and _drifts(tie.trust):
            found.add(ex.Trust(tie.listener, tie.of))
    for seat in scenario.seats.values():
        costs = any(reaction.cost for reaction in scenario.reactions.get(seat.id, {}).values())
        if costs or (seat.capital.income and seat.capital.start < seat.capital.most):
            found.add(ex.Capital(seat.id))
    paid, mover = any(move.cost for move in scenario.moves.values()), scenario.mover.capital
    if mover is not None and (paid or (mover.income and mover.start < mover.most)):
        found.add(ex.Capital(MOVER_ID))
    return frozenset(found | spread_from(scenario, found))


def _drifts(start: Start) -> bool:
    return start.value != start.baseline or start.plus_or_minus > 0


def spread_from(scenario: Scenario, first: Iterable[ex.Target]) -> set[ex.Target]:
    """The levels that a change of some numbers can reach over the network, under any lens."""
    heard_by: dict[str, list[str]] = {}
    attended = {pair for lens in scenario.lenses.values() for pair, share in lens.attention.items() if share}
    for tie in scenario.ties.between:
        # Under low trust nothing is carried now, but trust itself can move, so attention alone decides.
        if tie.attention or (tie.listener, tie.of) in attended:
            heard_by.setdefault(tie.of, []).append(tie.listener)
    bears_on: dict[str, set[str]] = {}
    for coupling in scenario.couplings:
        if coupling.weight:
            bears_on.setdefault(coupling.by, set()).add(coupling.indicator)
    for lens in scenario.lenses.values():
        for (indicator, by), weight in lens.couplings.items():
            if weight:
                bears_on.setdefault(by, set()).add(indicator)
    reached: set[ex.Target] = set()
    waiting = [number for number in first if isinstance(number, ex.Level)]
    while waiting:
        number = waiting.pop()
        for listener in heard_by.get(number.actor, ()):
            for indicator in bears_on.get(number.indicator, ()):
                level = ex.Level(listener, indicator)
                if level not in reached and indicator in scenario.actors[listener].levels:
                    reached.add(level)
                    waiting.append(level)
    return reached


class Link(NamedTuple):
    """A tie, with an indicator of the listener on which one of the other bears."""

    tie: Tie
    own: str
    by: str


def every_link(scenario: Scenario) -> list[Link]:
    """Every tie over which an indicator of one actor bears on one of another, under any lens."""
    attended = {pair for lens in scenario.lenses.values() for pair, share in lens.attention.items() if share}
    pairs = [(each.indicator, each.by) for each in scenario.couplings if each.weight]
    pairs += [pair for lens in scenario.lenses.values() for pair, weight in lens.couplings.items() if weight]
    bearing: dict[str, dict[str, None]] = {}
    for own, by in pairs:
        bearing.setdefault(own, {})[by] = None
    found: list[Link] = []
    for tie in scenario.ties.between:
        if not tie.attention and (tie.listener, tie.of) not in attended:
            continue
        theirs = scenario.actors[tie.of].levels
        for own in scenario.actors[tie.listener].levels:
            others = bearing.get(own, {})
            fewer, more = (others, theirs) if len(others) < len(theirs) else (theirs, others)
            found += (Link(tie, own, by) for by in fewer if by in more)
    return found


def ranges_in_play(scenario: Scenario, movable: frozenset[ex.Target]) -> Ranges:
    """The range of every number, with those that nothing moves held where they start."""
    numbers: dict[ex.Target, Interval] = {}

    def put(number: ex.Target, start: float, plus_or_minus: float, low: float, high: float) -> None:
        held = max(low, start - plus_or_minus), min(high, start + plus_or_minus)
        numbers[number] = (low, high) if number in movable else held

    for actor in scenario.actors.values():
        for indicator, start in actor.levels.items():
            known = scenario.indicators[indicator]
            put(ex.Level(actor.id, indicator), start.value, start.plus_or_minus, known.low, known.high)
    ties = scenario.ties
    for tie in ties.between:
        put(ex.Trust(tie.listener, tie.of), tie.trust.value, tie.trust.plus_or_minus, ties.low, ties.high)
    for seat in scenario.seats.values():
        put(ex.Capital(seat.id), seat.capital.start, 0.0, 0.0, seat.capital.most)
    if scenario.mover.capital is not None:
        put(ex.Capital(MOVER_ID), scenario.mover.capital.start, 0.0, 0.0, scenario.mover.capital.most)
    for opening in scenario.openings.values():
        for number, level in opening.levels.items():
            low, high = numbers[number]
            numbers[number] = min(low, level), max(high, level)
    return Ranges(numbers, assumed(scenario.assumptions, scenario.lenses), clock_of(scenario.calendar))


def check_endings(reading: Context, scenario: Scenario, movable: frozenset[ex.Target], ranges: Ranges) -> None:
    """Note an error for every ending that can never come because nothing moves what its condition reads."""
    for ending in scenario.endings.values():
        if ending.when is not None and not ranges.truth(ending.when)[0] and _fixed(ending.when, movable):
            reading.faults.error(
                reading.value_place("endings", ending.id, "when"),
                "ending-out-of-reach",
                _why(ending, ending.when),
            )


def _fixed(condition: ex.Expression, movable: frozenset[ex.Target]) -> bool:
    """Whether nothing that a condition reads can change in the course of a game."""
    changing = (ex.Times, ex.Since, ex.Drawn, ex.SinceDrawn, ex.Fired, ex.Clock)
    return movable.isdisjoint(ex.reads(condition)) and not any(
        isinstance(node, changing) and node != ex.Clock("turns") for node in ex.walk(condition)
    )


def _why(ending: Ending, condition: ex.Expression) -> str:
    numbers = [f"`{ex.text(number)}`" for number in ex.reads(condition)]
    if not numbers:
        return f"ending `{ending.id}` can never come: its condition is false and reads nothing that changes"
    several = " and ".join(numbers) if len(numbers) < 3 else f"{', '.join(numbers[:-1])} and {numbers[-1]}"
    return (
        f"ending `{ending.id}` can never come: its condition is false at the start, and no effect, tie or drift changes"
        f" {several}"
    )
