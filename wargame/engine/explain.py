"""Why every number moved: the kernel run once more with the causes of one turn kept apart along the trailing axis.

A turn has steps: its news, month by month; what was done and what followed; the news that closed it. Each step spreads
over the ties as they are then, and is held to the ranges by itself; a number's row in the ledger is their sum.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from wargame.engine import kernel
from wargame.engine.kernel import Act, Floats, News, TurnTrace, Worlds
from wargame.engine.ledger import Carried, Cause, CauseKind, Direct, Entry, Ledger, Row
from wargame.model.expression import Level, Target, Trust
from wargame.model.grid import GRID_DIGITS
from wargame.model.scenario import MOVER_ID, Effect

_UNITS = 10**GRID_DIGITS
_DRIFT = Cause(CauseKind.DRIFT)
_LIMIT = Cause(CauseKind.LIMIT)
_KINDS = {kind: place for place, kind in enumerate(CauseKind)}
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
    worlds: Worlds, news: Sequence[News], delayed: Sequence[Delayed], turn: TurnTrace, played: Sequence[int]
) -> Ledger:
    """The ledger of a turn played from `worlds` (one world), after its news; `played` are the move and the orders."""
    with _undisturbed():
        steps = [
            *(_news_step(each) for each in news),
            _main_step(worlds, delayed, turn, played),
            *(_news_step(each) for each in turn.closing),
        ]
        before = news[0].before if news else worlds
        return _explained(before, turn.left, steps, _units(kernel.drifted(worlds)[:, 0]))


def explain_news(news: Sequence[News]) -> Ledger:
    """The ledger of what the news of a turn has moved, before anything is played in it; empty without news."""
    if not news:
        return Ledger(())
    with _undisturbed():
        last = news[-1]
        nothing = np.zeros(len(last.numbers))
        return _explained(
            news[0].before, replace(last.before, numbers=last.numbers), [_news_step(each) for each in news], nothing
        )


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


def _explained(before: Worlds, after: Worlds, steps: Sequence[_Step], drift: Floats) -> Ledger:
    """The ledger of some steps, with what drift did in units."""
    program = before.program
    starts, ends = before.numbers[:, 0].tolist(), after.numbers[:, 0].tolist()
    entries: list[list[Entry]] = [[] for _ in program.targets]
    limit = np.zeros(len(program.targets))
    for step in steps:
        _enter(step, entries)
        limit += step.limit
    rows: list[Row] = []
    for number, target in enumerate(program.targets):
        start, end, of_number = starts[number], ends[number], entries[number]
        of_number.sort(key=lambda entry: _KINDS[entry.cause.kind])
        left = round((end - start) * _UNITS) - sum(round(each.amount * _UNITS) for each in of_number)
        for cause, units in ((_DRIFT, int(drift[number])), (_LIMIT, int(limit[number]))):
            left -= units
            if units:
                of_number.append(Entry(cause, units / _UNITS))
        if left:
            of_number.append(Entry(_ROUNDING, left / _UNITS))
        # A number that has not changed has a row when something pushed it.
        if end != start or any(entry.cause.kind is not CauseKind.ROUNDING for entry in of_number):
            rows.append(Row(target, start, end, tuple(of_number)))
    return Ledger(tuple(rows))


def _enter(step: _Step, entries: list[list[Entry]]) -> None:
    """Add to each number's entries what the causes of a step did to it."""
    columns = step.columns
    direct = np.zeros((len(entries), len(columns)))
    words_of: dict[int, dict[int, list[Direct]]] = {}
    for place, column in enumerate(columns):
        for number, amount, words in column.amounts:
            direct[number, place] += amount
            if words.amount:
                words_of.setdefault(number, {}).setdefault(place, []).append(words)
    carried = _carried(step.worlds, direct)
    for number, of_number in enumerate(entries):
        said, came = words_of.get(number, {}), carried[number]
        for place in sorted(said.keys() | came.keys()):
            direct_parts, (over_ties, carried_units) = tuple(said.get(place, ())), came.get(place, _NOTHING)
            units = sum(carried_units) + sum(round(each.amount * _UNITS) for each in direct_parts)
            of_number.append(Entry(columns[place].cause, units / _UNITS, direct_parts, tuple(over_ties)))


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
    return _KINDS[column.cause.kind], column.cause.ordered is None, column.cause.line or 0


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
