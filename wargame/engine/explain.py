"""Why every number moved: the kernel run once more with the causes of one turn kept apart along the trailing axis.

A turn has steps: its news, month by month; what was done and what followed; the news that closed it. Each step spreads
over the ties as they are then, and is held to the ranges by itself; a number's row in the ledger is their sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from wargame.engine import kernel
from wargame.engine.breakdown import KINDS, UNITS, Breakdown, StepParts, Units
from wargame.engine.kernel import Act, Floats, News, TurnTrace, Worlds
from wargame.engine.ledger import Cause, CauseKind, Direct
from wargame.model.scenario import MOVER_ID, Effect


@dataclass(frozen=True, slots=True)
class Delayed:
    """A delayed cause on its way, with the amounts fixed when it was set going."""

    cause: Cause
    due: int
    amounts: tuple[tuple[int, float, Effect], ...]
    """(number, amount, effect)."""


@dataclass(frozen=True, slots=True)
class _Column:
    """One cause with its direct effects, each as (number, amount, what to say of it)."""

    cause: Cause
    amounts: tuple[tuple[int, float, Direct], ...]


def delayed_after(worlds: Worlds, delayed: Sequence[Delayed], turn: TurnTrace) -> tuple[Delayed, ...]:
    """The delayed causes still on their way once a turn is played."""
    waiting = [each for each in delayed if each.due > worlds.turn]
    for act in turn.acts:
        if act.source.delay and act.strength[0]:
            cause = replace(act.source.cause, ordered=worlds.turn)
            amounts = tuple((s.number, float(amount[0]), s.effect) for s, amount in act.effects if amount[0])
            waiting.append(Delayed(cause, worlds.turn + act.source.delay, amounts))
    return tuple(waiting)


def explain(
    worlds: Worlds, news: Sequence[News], delayed: Sequence[Delayed], turn: TurnTrace, played: Sequence[int]
) -> Breakdown:
    """What moved the numbers in a turn played from `worlds` (one world), after its news.

    `played` are the move and the orders.
    """
    steps = [
        *(_news_step(each) for each in news),
        _main_step(worlds, delayed, turn, played),
        *(_news_step(each) for each in turn.closing),
    ]
    before = news[0].before if news else worlds
    return _broken_down(before, turn.left, steps, _units(kernel.drifted(worlds)[:, 0]))


def explain_news(news: Sequence[News]) -> Breakdown:
    """What moved the numbers in the news of a turn, one or several, before anything is played in it."""
    last = news[-1]
    after = replace(last.before, numbers=last.numbers)
    return _broken_down(news[0].before, after, [_news_step(each) for each in news], np.zeros(len(last.numbers)))


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of a turn: its causes apart, and what the ranges cut off."""

    worlds: Worlds
    columns: list[_Column]
    limit: Floats
    """(numbers,): in units."""


def _news_step(news: News) -> _Step:
    columns = [column for act in news.acts if (column := _column(act)) is not None]
    open_ended = news.before.numbers + news.spread
    return _Step(news.before, columns, _cut_off(news.before, open_ended))


def _main_step(worlds: Worlds, delayed: Sequence[Delayed], turn: TurnTrace, played: Sequence[int]) -> _Step:
    return _Step(
        worlds, _columns(worlds, delayed, turn, played), _cut_off(worlds, kernel.unlimited(worlds, turn.spread))
    )


def _cut_off(worlds: Worlds, open_ended: Floats) -> Floats:
    return _units((kernel.limited(worlds, open_ended) - open_ended)[:, 0])


def _broken_down(before: Worlds, after: Worlds, steps: Sequence[_Step], drift: Floats) -> Breakdown:
    """What the causes of some steps did, with what drift did in units."""
    program = before.program
    listening = program.network.listeners[program.by_listener]
    limit = np.sum([step.limit for step in steps], axis=0)
    starts, ends = before.numbers[:, 0], after.numbers[:, 0]
    has_row = (starts != ends) | (drift != 0) | (limit != 0)
    parts = [_parts(step) for step in steps]
    for each in parts:
        has_row[list(each.direct)] = True
        has_row[listening[each.carried.any(axis=1)]] = True
    numbers = np.flatnonzero(has_row)
    return Breakdown(
        numbers=numbers,
        targets=[program.targets[number] for number in numbers.tolist()],
        starts=starts[numbers],
        ends=ends[numbers],
        drift=drift[numbers].astype(np.int64),
        limit=limit[numbers].astype(np.int64),
        first=np.searchsorted(listening, numbers),
        behind=np.searchsorted(listening, numbers, side="right"),
        hearing=program.hearing,
        steps=parts,
        unattributed={},
    )


def _parts(step: _Step) -> StepParts:
    """What the causes of a step did, each apart."""
    program, columns = step.worlds.program, step.columns
    effects = np.zeros((len(program.targets), len(columns)))
    direct: dict[int, dict[int, tuple[Direct, ...]]] = {}
    for place, column in enumerate(columns):
        for number, amount, words in column.amounts:
            effects[number, place] += amount
            if words.amount:
                of_number = direct.setdefault(number, {})
                of_number[place] = (*of_number.get(place, ()), words)
    carriers = np.flatnonzero(effects[program.network.sources].any(axis=0))
    return StepParts(
        causes=[column.cause for column in columns],
        direct=direct,
        carriers=carriers.tolist(),
        carried=_carried(step.worlds, effects[:, carriers]),
        trust=step.worlds.numbers[program.trusts, 0].tolist(),
    )


def _column(act: Act) -> _Column | None:
    """An act that takes effect at once, with its effects; None where it has none or only later."""
    if act.source.delay:
        return None
    amounts = tuple(_direct(s.number, float(amount[0]), s.effect) for s, amount in act.effects if amount[0])
    return _Column(act.source.cause, amounts) if amounts else None


def _columns(worlds: Worlds, delayed: Sequence[Delayed], turn: TurnTrace, played: Sequence[int]) -> list[_Column]:
    program = worlds.program
    columns = [
        _Column(each.cause, tuple(_direct(number, amount, effect) for number, amount, effect in each.amounts))
        for each in delayed
        if each.due == worlds.turn
    ]
    columns += [column for act in turn.acts if (column := _column(act)) is not None]
    for number, cause, amount in program.income:
        if amount:
            because = Direct(_rounded(amount), "", "", cause.line)
            columns.append(_Column(cause, ((number, amount, because),)))
    for play in played:
        cost, whose = float(program.cost[play, 0]), MOVER_ID
        if play >= program.moves:
            whose = program.orders[play - program.moves].seat
        if cost and whose in program.capital:
            cause = replace(program.plays[play].source.cause, kind=CauseKind.COST)
            because = Direct(-_rounded(cost), "", "", cause.line)
            columns.append(_Column(cause, ((program.capital[whose], -cost, because),)))
    return sorted(columns, key=_rank)


def _rank(column: _Column) -> tuple[int, bool, int]:
    """By kind, then what was set going earlier, then as in the file."""
    return KINDS[column.cause.kind], column.cause.ordered is None, column.cause.line or 0


def _direct(number: int, amount: float, effect: Effect) -> tuple[int, float, Direct]:
    return number, amount, Direct(_rounded(amount), effect.because, effect.source, effect.line)


def _carried(worlds: Worlds, effects: Floats) -> Units:
    """(links by their listener, causes): what came over each link, in units."""
    program = worlds.program
    links = program.by_listener
    if not effects.shape[1]:
        return np.zeros((len(links), 0), dtype=np.int32)
    settled = kernel.spread_effects(worlds, effects)
    units = _units(kernel.link_weights(worlds)[links] * settled[program.network.sources[links]])
    # Half the memory, wherever amounts are below two thousand points.
    small = np.abs(units).max(initial=0.0) < 2**31
    return units.astype(np.int32) if small else units.astype(np.int64)


def _units(values: Floats) -> Floats:
    units: Floats = np.rint(values * UNITS)
    return units


def _rounded(value: float) -> float:
    return float(round(value * UNITS) / UNITS)
