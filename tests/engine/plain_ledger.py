"""The ledger spelled out, cause by cause and link by link, as plain as can be: what the fast one must equal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from wargame.engine import kernel
from wargame.engine.kernel import Act, Floats, Worlds
from wargame.engine.ledger import Carried, Cause, CauseKind, Direct, Entry, Row
from wargame.engine.resolution import Resolution
from wargame.engine.secrecy import is_secret, sees
from wargame.engine.seen_ledger import UNATTRIBUTED, UNSEEN
from wargame.model.expression import Level, Trust
from wargame.model.order import Order
from wargame.model.scenario import MOVER_ID, Scenario
from wargame.model.viewer import Viewer

_KINDS = list(CauseKind)
_BY_ITSELF = _KINDS[_KINDS.index(CauseKind.INCOME) :]
Effects = list[tuple[int, float, Direct]]


def plain_rows(played: Resolution) -> tuple[Row, ...]:
    """The rows of a turn's ledger."""
    before, turn = played.before, played.turn
    program, begun = before.program, (before.news[0].before if before.news else before.worlds)
    steps = [(each.before, _acts(each.acts), each.before.numbers + each.spread) for each in before.news]
    main = sorted(_main(played), key=lambda pair: _rank(pair[0]))
    steps.append((before.worlds, main, kernel.unlimited(before.worlds, turn.spread)))
    steps += [(each.before, _acts(each.acts), each.before.numbers + each.spread) for each in turn.closing]
    drifted = kernel.drifted(before.worlds)[:, 0]
    rows = []
    for number, target in enumerate(program.targets):
        start, end = float(begun.numbers[number, 0]), float(turn.left.numbers[number, 0])
        entries = [entry for worlds, causes, _ in steps for entry in _entries(worlds, causes, number)]
        entries.sort(key=lambda entry: _KINDS.index(entry.cause.kind))
        cut = sum(
            round(float(kernel.limited(worlds, beyond)[number, 0] - beyond[number, 0]) * 1e6)
            for worlds, _, beyond in steps
        )
        for kind, units in (
            (CauseKind.DRIFT, round(float(drifted[number]) * 1e6)),
            (CauseKind.LIMIT, cut),
        ):
            entries += [Entry(Cause(kind), units / 10**6)] if units else []
        left = round((end - start) * 1e6) - sum(round(each.amount * 1e6) for each in entries)
        if start != end or entries:
            entries += [Entry(Cause(CauseKind.ROUNDING), left / 10**6)] if left else []
            rows.append(Row(target, start, end, tuple(entries)))
    return tuple(rows)


def plain_seen_rows(scenario: Scenario, rows: Sequence[Row], viewer: Viewer) -> tuple[Row, ...]:
    """Rows cut down to what a viewer who is not the facilitator may see."""
    return tuple(
        replace(row, entries=tuple(_seen(scenario, row.entries, viewer)))
        for row in rows
        if sees(scenario, viewer, row.target)
    )


def _acts(acts: Sequence[Act]) -> list[tuple[Cause, Effects]]:
    found = []
    for act in acts:
        amounts = [] if act.source.delay else [(each, float(amount[0])) for each, amount in act.effects if amount[0]]
        if amounts:
            effects = [
                (each.number, amount, _direct(amount, each.effect.because, each.effect.source, each.effect.line))
                for each, amount in amounts
            ]
            found.append((act.source.cause, effects))
    return found


def _main(played: Resolution) -> Iterator[tuple[Cause, Effects]]:
    before, program = played.before, played.before.program
    for each in before.delayed:
        if each.due == before.worlds.turn:
            yield (
                each.cause,
                [
                    (number, amount, _direct(amount, effect.because, effect.source, effect.line))
                    for number, amount, effect in each.amounts
                ],
            )
    yield from _acts(played.turn.acts)
    for number, cause, amount in program.income:
        if amount:
            yield cause, [(number, amount, _direct(amount, "", "", cause.line))]
    orders = [each for several in played.orders.values() for each in several if isinstance(each, Order)]
    for whose, play in ((MOVER_ID, program.play_of(played.move)), *((o.seat, program.order_of[o]) for o in orders)):
        cost = float(program.cost[play, 0])
        if cost and whose in program.capital:
            cause = replace(program.plays[play].source.cause, kind=CauseKind.COST)
            yield cause, [(program.capital[whose], -cost, _direct(-cost, "", "", cause.line))]


def _rank(cause: Cause) -> tuple[int, bool, int]:
    return _KINDS.index(cause.kind), cause.ordered is None, cause.line or 0


def _direct(amount: float, because: str, source: str, line: int | None) -> Direct:
    return Direct(round(amount * 10**6) / 10**6, because, source, line)


def _entries(worlds: Worlds, causes: Sequence[tuple[Cause, Effects]], number: int) -> Iterator[Entry]:
    for cause, effects in causes:
        direct = tuple(words for changed, _, words in effects if changed == number and words.amount)
        carried = tuple(_over_ties(worlds, effects, number))
        if direct or carried:
            units = sum(round(each.amount * 1e6) for each in direct) + sum(round(each.amount * 1e6) for each in carried)
            yield Entry(cause, units / 10**6, direct, carried)


def _over_ties(worlds: Worlds, effects: Effects, number: int) -> Iterator[Carried]:
    program, network = worlds.program, worlds.program.network
    own = np.flatnonzero(network.listeners == number).tolist()
    if not own:
        return
    alone: Floats = np.zeros((len(program.targets), 1))
    for changed, amount, _ in effects:
        alone[changed, 0] += amount
    settled, weights = kernel.spread_effects(worlds, alone)[:, 0], kernel.link_weights(worlds)[:, 0]
    stubborn = program.scenario.lenses[program.lens].stubbornness
    target = program.targets[number]
    assert isinstance(target, Level)
    for place, tie in enumerate(program.scenario.ties.between):
        by = []
        for link in sorted((link for link in own if program.tie_of[link] == place), key=network.order.__getitem__):
            source = program.targets[network.sources[link]]
            assert isinstance(source, Level)
            units = round(float(weights[link] * settled[network.sources[link]]) * 1e6)
            by += [(source.indicator, units)] if units else []
        if by:
            yield Carried(
                listener=tie.listener,
                of=tie.of,
                amount=sum(units for _, units in by) / 10**6,
                trust=float(worlds.numbers[program.names.numbers[Trust(tie.listener, tie.of)], 0]),
                attention=program.attention[tie.listener, tie.of],
                by=tuple((indicator, units / 10**6) for indicator, units in by),
                line=tie.line,
                stubbornness=stubborn.get(tie.listener, program.scenario.actors[tie.listener].stubbornness),
                weights=program.bearing[target.indicator],
            )


def _seen(scenario: Scenario, entries: Sequence[Entry], viewer: Viewer) -> list[Entry]:
    secret = [each for each in entries if is_secret(scenario, each.cause, viewer)]
    named = [
        replace(each, carried=tuple(_cut(scenario, part, viewer) for part in each.carried))
        for each in entries
        if each not in secret
    ]
    if secret:
        place = next((place for place, each in enumerate(named) if each.cause.kind in _BY_ITSELF), len(named))
        named.insert(place, _merged(scenario, secret, viewer))
    return named


def _cut(scenario: Scenario, carried: Carried, viewer: Viewer) -> Carried:
    by = tuple(
        (indicator if sees(scenario, viewer, Level(carried.of, indicator)) else UNSEEN, amount)
        for indicator, amount in carried.by
    )
    return carried._replace(by=by)


def _merged(scenario: Scenario, entries: Sequence[Entry], viewer: Viewer) -> Entry:
    parts = [part.amount for entry in entries for part in entry.direct]
    by_tie: dict[tuple[str, str], list[Carried]] = {}
    for each in (each for entry in entries for each in entry.carried):
        by_tie.setdefault((each.listener, each.of), []).append(_cut(scenario, each, viewer))
    merged = []
    for several in by_tie.values():
        shares: dict[str, float] = {}
        for indicator, share in (pair for each in several for pair in each.by):
            shares[indicator] = _sum([shares.get(indicator, 0.0), share])
        merged.append(several[0]._replace(amount=_sum([x.amount for x in several]), by=tuple(shares.items())))
    direct = (Direct(_sum(parts), "", "", None),) if parts else ()
    return Entry(UNATTRIBUTED, _sum([each.amount for each in entries]), direct, tuple(merged))


def _sum(amounts: Sequence[float]) -> float:
    return sum(round(each * 1e6) for each in amounts) / 10**6
