"""Why every number moved: the kernel run once more with the causes of one turn kept apart along the trailing axis."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from wargame.engine import kernel
from wargame.engine.kernel import Floats, TurnTrace, Worlds
from wargame.engine.ledger import Carried, Cause, CauseKind, Direct, Entry, Ledger, Row
from wargame.model.expression import Capital, Level, Target, Trust
from wargame.model.scenario import Effect

_UNITS = 10**kernel.GRID_DIGITS
_DRIFT = Cause(CauseKind.DRIFT)
_LIMIT = Cause(CauseKind.LIMIT)
_NOTHING: tuple[list[Carried], list[int]] = ([], [])
_ROUNDING = Cause(CauseKind.ROUNDING)


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
    worlds: Worlds, delayed: Sequence[Delayed], turn: TurnTrace, after: Worlds, orders: Sequence[int]
) -> Ledger:
    """The ledger of a turn played from `worlds` (one world) to `after`; `orders` are the plays that were ordered."""
    with _undisturbed():
        return _explained(worlds, delayed, turn, after, orders)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Python's collector held off: to look again and again through all the values of a large ledger,
    none of which points back, takes longer than to make them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _explained(
    worlds: Worlds, delayed: Sequence[Delayed], turn: TurnTrace, after: Worlds, orders: Sequence[int]
) -> Ledger:
    program = worlds.program
    columns = _columns(worlds, delayed, turn, orders)
    direct = np.zeros((len(program.targets), len(columns)))
    for place, column in enumerate(columns):
        for number, amount, _ in column.amounts:
            direct[number, place] += amount
    carried = _carried(worlds, direct)

    drift = _units(kernel.drifted(worlds)[:, 0])
    open_ended = kernel.unlimited(worlds, turn.spread)
    limit = _units((kernel.limited(worlds, open_ended) - open_ended)[:, 0])
    words_of: dict[int, dict[int, list[Direct]]] = {}
    for place, column in enumerate(columns):
        for number, _, words in column.amounts:
            if words.amount:
                words_of.setdefault(number, {}).setdefault(place, []).append(words)

    rows: list[Row] = []
    starts, ends = worlds.numbers[:, 0].tolist(), after.numbers[:, 0].tolist()
    for number, target in enumerate(program.targets):
        before, end = starts[number], ends[number]
        entries: list[Entry] = []
        left = round((end - before) * _UNITS)
        said, came = words_of.get(number, {}), carried[number]
        for place in sorted(said.keys() | came.keys()):
            direct_parts, (over_ties, carried_units) = tuple(said.get(place, ())), came.get(place, _NOTHING)
            units = sum(carried_units) + sum(round(each.amount * _UNITS) for each in direct_parts)
            left -= units
            entries.append(Entry(columns[place].cause, units / _UNITS, direct_parts, tuple(over_ties)))
        for cause, units in ((_DRIFT, int(drift[number])), (_LIMIT, int(limit[number]))):
            left -= units
            if units:
                entries.append(Entry(cause, units / _UNITS))
        if left:
            entries.append(Entry(_ROUNDING, left / _UNITS))
        # A number that has not changed has a row when something pushed it.
        if end != before or any(entry.cause.kind is not CauseKind.ROUNDING for entry in entries):
            rows.append(Row(target, before, end, tuple(entries)))
    return Ledger(tuple(rows))


def _columns(worlds: Worlds, delayed: Sequence[Delayed], turn: TurnTrace, orders: Sequence[int]) -> list[_Column]:
    program = worlds.program
    columns = [
        _Column(each.cause, tuple(_direct(number, amount, effect) for number, amount, effect in each.amounts))
        for each in delayed
        if each.due == worlds.turn
    ]
    for act in turn.acts:
        if act.source.delay == 0:
            amounts = tuple(_direct(s.number, float(amount[0]), s.effect) for s, amount in act.effects if amount[0])
            if amounts:
                columns.append(_Column(act.source.cause, amounts))
    for number, cause, amount in program.income:
        if amount:
            because = Direct(_rounded(amount), "", "", cause.line)
            columns.append(_Column(cause, ((number, amount, because),)))
    for play in orders:
        cost = float(program.cost[play, 0])
        if cost:
            order = program.orders[play - program.moves]
            number = program.names.numbers[Capital(order.seat)]
            cause = replace(program.plays[play].source.cause, kind=CauseKind.COST)
            columns.append(_Column(cause, ((number, -cost, Direct(-_rounded(cost), "", "", cause.line)),)))
    rank = {kind: place for place, kind in enumerate(CauseKind)}
    return sorted(columns, key=lambda column: rank[column.cause.kind])


def _direct(number: int, amount: float, effect: Effect) -> tuple[int, float, Direct]:
    return number, amount, Direct(_rounded(amount), effect.because, effect.source, effect.line)


def _carried(worlds: Worlds, direct: Floats) -> list[dict[int, tuple[list[Carried], list[int]]]]:
    """By number, then by column of `direct`: what came over each tie, with its amount in units, none below one."""
    program = worlds.program
    network, targets = program.network, program.targets
    found: list[dict[int, tuple[list[Carried], list[int]]]] = [{} for _ in targets]
    spreading = np.flatnonzero(direct[network.sources].any(axis=0))
    if not spreading.size:
        return found
    settled = kernel.spread_effects(worlds, direct[:, spreading])
    # (links, spreading columns)
    units = _units(kernel.link_weights(worlds) * settled[network.sources])
    links, causes = np.nonzero(units)
    order = np.lexsort((network.order[links], causes, network.listeners[links]))
    links, causes = links[order], causes[order]
    if not links.size:
        return found
    numbers, ties = network.listeners[links], program.tie_of[links]
    shares = units[links, causes].astype(np.int64)
    # What came to a number of one cause over one tie belongs together, whatever indicators carried it.
    parted = (np.diff(numbers) != 0) | (np.diff(causes) != 0) | (np.diff(ties) != 0)
    begins = np.concatenate([[0], np.flatnonzero(parted) + 1])
    by = [_indicator(targets[source]) for source in network.sources.tolist()]
    parts = list(zip([by[link] for link in links.tolist()], (shares / _UNITS).tolist(), strict=True))
    bearing = [program.bearing.get(target.indicator, ()) if isinstance(target, Level) else () for target in targets]
    tied = _tied(worlds)
    for number, column, tie, total, begin, end in zip(
        numbers[begins].tolist(),
        spreading[causes[begins]].tolist(),
        ties[begins].tolist(),
        np.add.reduceat(shares, begins).tolist(),
        begins.tolist(),
        [*begins[1:].tolist(), len(parts)],
        strict=True,
    ):
        listener, of, trust, attention, line, stubbornness = tied[tie]
        over = found[number].setdefault(column, ([], []))
        over[0].append(
            Carried(
                listener,
                of,
                total / _UNITS,
                trust,
                attention,
                tuple(parts[begin:end]),
                line,
                stubbornness,
                bearing[number],
            )
        )
        over[1].append(total)
    return found


def _tied(worlds: Worlds) -> list[tuple[str, str, float, float, int, float]]:
    """By tie of the scenario: listener, of, trust, attention, its line, and the listener's stubbornness."""
    program = worlds.program
    chosen = program.scenario.lenses[program.lens].stubbornness
    stubbornness = {each.id: chosen.get(each.id, each.stubbornness) for each in program.scenario.actors.values()}
    numbers: list[float] = worlds.numbers[:, 0].tolist()
    return [
        (
            tie.listener,
            tie.of,
            numbers[program.names.numbers[Trust(tie.listener, tie.of)]],
            program.attention[tie.listener, tie.of],
            tie.line,
            stubbornness[tie.listener],
        )
        for tie in program.scenario.ties.between
    ]


def _indicator(target: Target) -> str:
    assert isinstance(target, Level)
    return target.indicator


def _units(values: Floats) -> Floats:
    units: Floats = np.rint(values * _UNITS)
    return units


def _rounded(value: float) -> float:
    return float(round(value * _UNITS) / _UNITS)
