"""Lays a scenario out under one lens as a program for the kernel."""

from __future__ import annotations

import copyreg
from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

import numpy as np

from wargame.engine.evaluate import Constant, Evaluate, Names, compile_alike, compile_expression
from wargame.engine.ledger import Cause
from wargame.engine.program import (
    CompiledEffect,
    CompiledEvent,
    CompiledGoal,
    CompiledOutcome,
    CompiledRule,
    Floats,
    Indices,
    Play,
    Program,
    Source,
    Uncertainty,
)
from wargame.engine.spread import Network, lay_out, with_hops
from wargame.model import expression as ex
from wargame.model.order import Order
from wargame.model.scenario import Effect, Goal, Scenario
from wargame.model.viewer import MOVER, Seated, Side


class _Spreading(TypedDict):
    """The fields of a program that say how effects spread."""

    network: Network
    tie_of: Indices
    tie_numbers: Indices
    link_share: Floats
    bearing: Mapping[str, tuple[tuple[str, float], ...]]
    attention: Mapping[tuple[str, str], float]


class _Layout:
    """Collects what the author is unsure of while a program is laid out."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.doubts: list[Uncertainty] = []

    def evaluate(self, expression: ex.Expression | None) -> Evaluate | None:
        return None if expression is None else compile_expression(expression, self.names)

    def needed(self, expression: ex.Expression) -> Evaluate:
        return compile_expression(expression, self.names)

    def doubt(self, purpose: str, plus_or_minus: float) -> int:
        if plus_or_minus == 0.0:
            return -1
        self.doubts.append(Uncertainty(purpose, plus_or_minus))
        return len(self.doubts) - 1

    def source(self, cause: Cause, delay: int, effects: Sequence[Effect]) -> Source:
        sizes: dict[float, int] = {}
        strikes = []
        for effect in effects:
            amount = self.needed(effect.amount)
            size = -1
            if isinstance(amount, Constant) and effect.when is None and not effect.plus_or_minus:
                size = sizes.setdefault(float(amount.value), len(sizes))
            strikes.append(
                CompiledEffect(
                    effect,
                    self.names.numbers[effect.target],
                    amount,
                    self.evaluate(effect.when),
                    self.doubt(f"effect:{cause.id}:{ex.text(effect.target)}", effect.plus_or_minus),
                    size,
                )
            )
        return Source(cause, delay, np.array(list(sizes), dtype=np.float64).reshape(-1, 1), tuple(strikes))


def names_of(scenario: Scenario) -> Names:
    """Where each name of a scenario stands in the arrays."""
    targets: list[ex.Target] = [
        ex.Level(actor.id, indicator)
        for actor in scenario.actors.values()
        for indicator in scenario.indicators
        if indicator in actor.levels
    ]
    targets += [ex.Trust(tie.listener, tie.of) for tie in scenario.ties.between]
    targets += [ex.Capital(seat) for seat in scenario.seats]
    plays: dict[tuple[str | None, str, str | None], tuple[int, ...]] = {}
    for place, move in enumerate(scenario.moves):
        plays[None, move, None] = (place,)
    count = len(scenario.moves)
    for seat, reactions in scenario.reactions.items():
        for reaction in reactions.values():
            rows = tuple(range(count, count + len(reaction.options)))
            plays[seat, reaction.id, None] = rows
            for option, row in zip(reaction.options, rows, strict=True):
                if option.target is not None:
                    plays[seat, reaction.id, option.target] = (row,)
            count += len(reaction.options)
    return Names(
        numbers={target: place for place, target in enumerate(targets)},
        assumptions={name: place for place, name in enumerate(scenario.assumptions)},
        plays=plays,
        outcomes={
            (event.id, outcome): (place, way)
            for place, event in enumerate(scenario.events.values())
            for way, outcome in enumerate(each.id for each in event.outcomes)
        },
        rules={rule: place for place, rule in enumerate(scenario.rules)},
        endings={ending: place for place, ending in enumerate(scenario.endings)},
    )


def compile_scenario(scenario: Scenario, lens: str) -> Program:
    """The program of a scenario under a lens.

    Raises:
        KeyError: there is no such lens.
    """
    chosen = scenario.lenses[lens]
    names = names_of(scenario)
    layout = _Layout(names)
    targets = tuple(names.numbers)

    start, baseline, low, high, drift = (np.zeros(len(targets)) for _ in range(5))
    start_doubts: list[tuple[int, int]] = []
    trust = {(tie.listener, tie.of): tie.trust for tie in scenario.ties.between}
    for place, target in enumerate(targets):
        match target:
            case ex.Level(actor, indicator):
                begins, scale = scenario.actors[actor].levels[indicator], scenario.indicators[indicator]
                low[place], high[place], drift[place] = scale.low, scale.high, scale.drift
            case ex.Trust(listener, of):
                begins, ties = trust[listener, of], scenario.ties
                low[place], high[place], drift[place] = ties.low, ties.high, ties.drift
            case ex.Capital(seat):
                purse = scenario.seats[seat].capital
                start[place], baseline[place], high[place] = purse.start, purse.start, purse.most
                continue
        start[place], baseline[place] = begins.value, begins.baseline
        doubt = layout.doubt(f"start:{ex.text(target)}", begins.plus_or_minus)
        if doubt >= 0:
            start_doubts.append((place, doubt))

    assumptions = np.array(
        [chosen.assumptions.get(each.id, each.value) for each in scenario.assumptions.values()],
        dtype=np.float64,
    )
    assumption_doubts = [
        (place, layout.doubt(f"assumption:{each.id}", each.plus_or_minus))
        for place, each in enumerate(scenario.assumptions.values())
        if each.plus_or_minus
    ]

    plays: list[Play] = []
    for move in scenario.moves.values():
        source = layout.source(Cause("move", move.id, move.title, move.line), move.delay, move.effects)
        plays.append(
            Play(
                source,
                layout.evaluate(move.when),
                move.when,
                move.once,
                move.again_after,
            )
        )
    leans = [move.weight for move in scenario.moves.values()]
    orders: list[Order] = []
    costs = [0.0] * len(plays)
    without = [1.0] * len(plays)
    consenters: list[tuple[int, str, int]] = []
    withholdings: list[Order] = []
    withheld_when: list[Evaluate] = []
    for seat, reactions in scenario.reactions.items():
        for reaction in reactions.values():
            first = len(withholdings)
            if reaction.consent:
                for other, condition in reaction.consent.withheld_when.items():
                    withholdings.append(Order(other, reaction.id, None, seat))
                    withheld_when.append(layout.needed(condition))
            for option in reaction.options:
                order = Order(seat, reaction.id, option.target)
                cause = Cause("order", f"{seat}.{order}", reaction.title, reaction.line)
                source = layout.source(cause, reaction.delay, option.effects)
                consenters += [(len(plays), withholdings[row].seat, row) for row in range(first, len(withholdings))]
                plays.append(
                    Play(
                        source,
                        layout.evaluate(option.when),
                        option.when,
                        reaction.once,
                        reaction.again_after,
                    )
                )
                orders.append(order)
                leans.append(option.doctrine)
                costs.append(reaction.cost)
                without.append(reaction.consent.without if reaction.consent else 1.0)

    rules = tuple(
        CompiledRule(
            layout.source(
                Cause("combination" if rule.combination else "rule", rule.id, rule.title, rule.line),
                rule.delay,
                rule.effects,
            ),
            layout.evaluate(rule.when),
            rule.once,
            rule.combination,
        )
        for rule in scenario.rules.values()
    )
    events = tuple(
        CompiledEvent(
            scenario.calendar.turn_of(event.date),
            layout.evaluate(event.when),
            tuple(
                CompiledOutcome(
                    layout.source(Cause("event", f"{event.id}.{way.id}", way.title, way.line), 0, way.effects),
                    layout.needed(way.weight),
                )
                for way in event.outcomes
            ),
            f"event:{event.id}",
        )
        for event in scenario.events.values()
    )
    injects = tuple(
        CompiledRule(
            layout.source(Cause("inject", inject.id, inject.title, inject.line), inject.delay, inject.effects),
            layout.evaluate(inject.when),
            inject.once,
            False,
        )
        for inject in scenario.injects.values()
    )
    aims: dict[Side, tuple[CompiledGoal, ...]] = {
        Seated(seat.id): tuple(_aim(goal, layout) for goal in seat.goals) for seat in scenario.seats.values()
    }
    aims[MOVER] = tuple(_aim(goal, layout) for goal in scenario.mover.goals)
    sources = [play.source for play in plays] + [each.source for each in (*rules, *injects)]
    late = sorted({strike.number for source in sources if source.delay for strike in source.strikes})
    return Program(
        scenario=scenario,
        lens=lens,
        names=names,
        targets=targets,
        low=low[:, None],
        high=high[:, None],
        drift=drift[:, None],
        baseline=baseline[:, None],
        start=start[:, None],
        start_doubts=tuple(start_doubts),
        assumptions=assumptions[:, None],
        assumption_doubts=tuple(assumption_doubts),
        doubts=tuple(layout.doubts),
        income=tuple(
            (
                names.numbers[ex.Capital(seat.id)],
                Cause("income", f"income({seat.id})", "Income of a turn", seat.capital.line),
                seat.capital.income,
            )
            for seat in scenario.seats.values()
        ),
        moves=len(scenario.moves),
        plays=tuple(plays),
        orders=tuple(orders),
        order_of={order: len(scenario.moves) + place for place, order in enumerate(orders)},
        leans=compile_alike(leans, names),
        plays_of=_plays_of(len(scenario.moves), scenario.seats, orders),
        rest=np.array([_rest(play) for play in plays], dtype=np.int16)[:, None],
        cost=np.array(costs)[:, None],
        purse={seat: names.numbers[ex.Capital(seat)] for seat in scenario.seats},
        consenters=tuple(consenters),
        without=np.array(without)[:, None],
        withholdings=tuple(withholdings),
        withholding_of={order: place for place, order in enumerate(withholdings)},
        withheld_when=tuple(withheld_when),
        rules=rules,
        events=events,
        injects=injects,
        endings=tuple(layout.evaluate(ending.when) for ending in scenario.endings.values()),
        aims=aims,
        delay=max((source.delay for source in sources), default=0),
        late=np.array(late, dtype=np.intp),
        late_row={number: row for row, number in enumerate(late)},
        **_network(scenario, lens, names),
    )


def _rest(play: Play) -> int:
    return np.iinfo(np.int16).max if play.once else play.again_after


def _plays_of(moves: int, seats: Iterable[str], orders: Sequence[Order]) -> Mapping[str, slice]:
    plays, first = {}, moves
    for seat in seats:
        count = sum(order.seat == seat for order in orders)
        plays[seat] = slice(first, first + count)
        first += count
    return plays


def _aim(goal: Goal, layout: _Layout) -> CompiledGoal:
    return CompiledGoal(goal, layout.evaluate(goal.when), layout.evaluate(goal.measure))


def _network(scenario: Scenario, lens: str, names: Names) -> _Spreading:
    """How effects spread under a lens."""
    chosen = scenario.lenses[lens]
    bearing: dict[str, list[tuple[str, float]]] = {}
    for each in scenario.couplings:
        weight = chosen.couplings.get((each.indicator, each.by), each.weight)
        if weight != 0.0:
            bearing.setdefault(each.indicator, []).append((each.by, weight))
    attention = {
        (tie.listener, tie.of): chosen.attention.get((tie.listener, tie.of), tie.attention)
        for tie in scenario.ties.between
    }
    links: list[tuple[int, int]] = []
    ties: list[int] = []
    trusts: list[int] = []
    shares: list[float] = []
    for place, tie in enumerate(scenario.ties.between):
        stubbornness = chosen.stubbornness.get(tie.listener, scenario.actors[tie.listener].stubbornness)
        share = (1.0 - stubbornness) * attention[tie.listener, tie.of] / 100.0
        for indicator, others in bearing.items():
            for by, weight in others:
                own = names.numbers.get(ex.Level(tie.listener, indicator))
                other = names.numbers.get(ex.Level(tie.of, by))
                if own is not None and other is not None:
                    links.append((own, other))
                    ties.append(place)
                    trusts.append(names.numbers[ex.Trust(tie.listener, tie.of)])
                    shares.append(share * weight)
    laid = lay_out(links)
    link_share = np.array(shares, dtype=np.float64).reshape(-1, 1)[laid.order]
    strongest = max(abs(scenario.ties.low), abs(scenario.ties.high))
    return _Spreading(
        network=with_hops(laid, link_share * strongest),
        tie_of=np.array(ties, dtype=np.intp)[laid.order],
        tie_numbers=np.array(trusts, dtype=np.intp)[laid.order],
        link_share=link_share,
        bearing={indicator: tuple(others) for indicator, others in bearing.items()},
        attention=attention,
    )


# A program is functions over arrays: another process makes it anew from its scenario.
copyreg.pickle(Program, lambda program: (compile_scenario, (program.scenario, program.lens)))
