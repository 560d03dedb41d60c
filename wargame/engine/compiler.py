"""Lays a scenario out under one lens as a program for the kernel."""

from __future__ import annotations

import copyreg
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypedDict

import numpy as np

from wargame.engine.assembler import Assembler
from wargame.engine.instructions import Names
from wargame.engine.ledger import ActOutcome, Cause, CauseKind, EventOutcome, Income, InjectId, MoveId, RuleId
from wargame.engine.program import (
    CompiledEffect,
    CompiledEvent,
    CompiledGoal,
    CompiledOutcome,
    CompiledRule,
    EffectOf,
    Floats,
    Indices,
    Play,
    Program,
    Register,
    Source,
    Uncertainty,
    Unsure,
    WeightOf,
)
from wargame.engine.spread import Network, lay_out, with_hops
from wargame.model import expression as ex
from wargame.model.order import Order, Withholding
from wargame.model.scenario import MOVER_ID, Effect, Goal, Month, Outcome, Scenario, Weight
from wargame.model.viewer import MOVER, Seated, Side

MOST_ROW = 0.99
"""The most that a varied row of the spread may come to, unless the scenario's own come to more."""


class _Spreading(TypedDict):
    """The fields of a program that say how effects spread."""

    network: Network
    tie_of: Indices
    tie_numbers: Indices
    link_share: Floats
    bearing: Mapping[str, tuple[tuple[str, float], ...]]
    attention: Mapping[tuple[str, str], float]


class _Layout:
    """Collects instructions, and what the author is unsure of, while a program is laid out."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.assembler = Assembler(names)
        self.uncertainties: list[Uncertainty] = []
        self.preferences: list[ex.Expression] = []
        self.preference_uncertainties: list[tuple[int, int]] = []

    def preference(self, cause: Cause, weight: Weight) -> None:
        """The weight of the next play."""
        row = self.uncertainty(WeightOf(cause), weight.plus_or_minus)
        if row >= 0:
            self.preference_uncertainties.append((len(self.preferences), row))
        self.preferences.append(weight.amount)

    def outcome(self, cause: Cause, outcome: Outcome, row: int, delay: int = 0) -> CompiledOutcome:
        return CompiledOutcome(
            outcome.id,
            self.source(cause, delay, outcome.effects),
            self.register(outcome.weight.amount),
            self.uncertainty(WeightOf(cause), outcome.weight.plus_or_minus),
            row,
            f"outcome:{cause.id}",
        )

    def outcomes_of(
        self, cause: Cause, delay: int, outcomes: Sequence[Outcome], first: int
    ) -> tuple[CompiledOutcome, ...]:
        """How a move or an order may come out."""
        assert isinstance(cause.subject, MoveId | Order)
        return tuple(
            self.outcome(
                Cause(cause.kind, ActOutcome(cause.subject, each.id), each.title, each.line), each, first + place, delay
            )
            for place, each in enumerate(outcomes)
        )

    def register(self, expression: ex.Expression) -> Register:
        return self.assembler.register(expression)

    def optional(self, expression: ex.Expression | None) -> Register | None:
        return None if expression is None else self.assembler.register(expression)

    def uncertainty(self, of: Unsure, plus_or_minus: float) -> int:
        if plus_or_minus == 0.0:
            return -1
        self.uncertainties.append(Uncertainty(of, plus_or_minus))
        return len(self.uncertainties) - 1

    def source(self, cause: Cause, delay: int, effects: Sequence[Effect]) -> Source:
        sizes: dict[float, int] = {}
        compiled = []
        for effect in effects:
            size = -1
            if effect.when is None and not effect.plus_or_minus:
                amount = self.assembler.constant(effect.amount)
                if amount is not None:
                    size = sizes.setdefault(float(amount), len(sizes))
            compiled.append(
                CompiledEffect(
                    effect,
                    self.names.numbers[effect.target],
                    self.register(effect.amount),
                    self.optional(effect.when),
                    self.uncertainty(EffectOf(cause, effect.target), effect.plus_or_minus),
                    size,
                )
            )
        return Source(cause, delay, np.array(list(sizes), dtype=np.float64).reshape(-1, 1), tuple(compiled))


def names_of(scenario: Scenario) -> Names:
    """Where each name of a scenario is in the arrays."""
    targets: list[ex.Target] = [
        ex.Level(actor.id, indicator)
        for actor in scenario.actors.values()
        for indicator in scenario.indicators
        if indicator in actor.levels
    ]
    targets += [ex.Trust(tie.listener, tie.of) for tie in scenario.ties.between]
    targets += [ex.Capital(seat) for seat in scenario.budgets]
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
        outcomes=_outcome_rows(scenario),
        rules={rule: place for place, rule in enumerate(scenario.rules)},
        endings={ending: place for place, ending in enumerate(scenario.endings)},
    )


def _outcome_rows(scenario: Scenario) -> dict[tuple[str | None, str, str | None, str | None], tuple[int, ...]]:
    """The rows of outcomes by every name they can be read under: the events' first, then those of the plays."""
    rows: dict[tuple[str | None, str, str | None, str | None], tuple[int, ...]] = {}
    count = 0

    def place(seat: str | None, name: str, target: str | None, outcomes: Sequence[Outcome]) -> None:
        nonlocal count
        for outcome in outcomes:
            for aimed in {None, target}:
                for way in (outcome.id, None):
                    rows[seat, name, aimed, way] = (*rows.get((seat, name, aimed, way), ()), count)
            count += 1

    for event in scenario.events.values():
        place(None, event.id, None, event.outcomes)
    for move in scenario.moves.values():
        place(None, move.id, None, move.outcomes)
    for seat, reactions in scenario.reactions.items():
        for reaction in reactions.values():
            for option in reaction.options:
                place(seat, reaction.id, option.target, option.outcomes)
    return rows


@dataclass(frozen=True, eq=False)
class _Itself:
    """A scenario that is equal to no other, whatever is in it: to compare all its parts would take too long."""

    scenario: Scenario

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.scenario is other.scenario

    def __hash__(self) -> int:
        return id(self.scenario)


def compile_scenario(scenario: Scenario, lens: str) -> Program:
    """The program of a scenario under a lens, made once for all games of the scenario.

    Raises:
        KeyError: there is no such lens.
    """
    return _compiled(_Itself(scenario), lens)


@lru_cache(maxsize=8)
def _compiled(itself: _Itself, lens: str) -> Program:
    scenario = itself.scenario
    chosen = scenario.lenses[lens]
    names = names_of(scenario)
    layout = _Layout(names)
    targets = tuple(names.numbers)

    start, baseline, low, high, drift = (np.zeros(len(targets)) for _ in range(5))
    start_uncertainties: list[tuple[int, int]] = []
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
                capital = scenario.budgets[seat]
                start[place], baseline[place], high[place] = capital.start, capital.start, capital.most
                continue
        start[place], baseline[place] = begins.value, begins.baseline
        row = layout.uncertainty(target, begins.plus_or_minus)
        if row >= 0:
            start_uncertainties.append((place, row))

    assumptions = np.array(
        [chosen.assumptions.get(each.id, each.value) for each in scenario.assumptions.values()],
        dtype=np.float64,
    )
    assumption_uncertainties = [
        (place, layout.uncertainty(ex.Assumed(each.id), each.plus_or_minus))
        for place, each in enumerate(scenario.assumptions.values())
        if each.plus_or_minus
    ]

    plays: list[Play] = []
    count = sum(len(event.outcomes) for event in scenario.events.values())
    for move in scenario.moves.values():
        cause = Cause(CauseKind.MOVE, MoveId(move.id), move.title, move.line)
        plays.append(
            Play(
                layout.source(cause, move.delay, move.effects),
                layout.optional(move.when),
                move.when,
                move.once,
                move.again_after,
                layout.outcomes_of(cause, move.delay, move.outcomes, count),
            )
        )
        count += len(move.outcomes)
        layout.preference(cause, move.weight)
    orders: list[Order] = []
    costs = [move.cost for move in scenario.moves.values()]
    without, footnoted = [1.0] * len(plays), [1.0] * len(plays)
    consenters: list[tuple[int, str, int]] = []
    withholdings: list[Withholding] = []
    withheld_when: list[Register] = []
    footnote_when: list[Register | None] = []
    footnotable: list[bool] = []
    for seat, reactions in scenario.reactions.items():
        for reaction in reactions.values():
            first = len(withholdings)
            if reaction.consent:
                for other, condition in reaction.consent.withheld_when.items():
                    withholdings.append(Withholding(other, seat, reaction.id))
                    withheld_when.append(layout.register(condition))
                    footnotable.append(reaction.consent.footnoted is not None)
                    footnote_when.append(layout.optional(reaction.consent.footnote_when.get(other)))
            for option in reaction.options:
                order = Order(seat, reaction.id, option.target)
                cause = Cause(CauseKind.ORDER, order, reaction.title, reaction.line)
                consenters += [(len(plays), withholdings[row].seat, row) for row in range(first, len(withholdings))]
                plays.append(
                    Play(
                        layout.source(cause, reaction.delay, option.effects),
                        layout.optional(option.when),
                        option.when,
                        reaction.once,
                        reaction.again_after,
                        layout.outcomes_of(cause, reaction.delay, option.outcomes, count),
                    )
                )
                count += len(option.outcomes)
                orders.append(order)
                layout.preference(cause, option.doctrine)
                costs.append(reaction.cost)
                without.append(reaction.consent.without if reaction.consent else 1.0)
                noted = reaction.consent.footnoted if reaction.consent else None
                footnoted.append(1.0 if noted is None else noted)

    rules = tuple(
        CompiledRule(
            layout.source(
                Cause(
                    CauseKind.COMBINATION if rule.combination else CauseKind.RULE,
                    RuleId(rule.id),
                    rule.title,
                    rule.line,
                ),
                rule.delay,
                rule.effects,
            ),
            layout.optional(rule.when),
            rule.once,
            rule.combination,
        )
        for rule in scenario.rules.values()
    )
    events = tuple(
        CompiledEvent(
            scenario.calendar.turn_of(event.date),
            event.closes,
            layout.optional(event.when),
            tuple(
                layout.outcome(
                    Cause(
                        CauseKind.CLOSING if event.closes else CauseKind.EVENT,
                        EventOutcome(event.id, outcome.id),
                        outcome.title,
                        outcome.line,
                    ),
                    outcome,
                    names.outcomes[None, event.id, None, outcome.id][0],
                )
                for outcome in event.outcomes
            ),
        )
        for event in scenario.events.values()
    )
    injects = tuple(
        CompiledRule(
            layout.source(
                Cause(CauseKind.INJECT, InjectId(inject.id), inject.title, inject.line), inject.delay, inject.effects
            ),
            layout.optional(inject.when),
            inject.once,
            False,
        )
        for inject in scenario.injects.values()
    )
    goals: dict[Side, tuple[CompiledGoal, ...]] = {
        Seated(seat.id): tuple(_goal(goal, layout) for goal in seat.goals) for seat in scenario.seats.values()
    }
    goals[MOVER] = tuple(_goal(goal, layout) for goal in scenario.mover.goals)
    sources = [play.source for play in plays] + [each.source for each in (*rules, *injects)]
    sources += [outcome.source for play in plays for outcome in play.outcomes]
    delayed = sorted({effect.number for source in sources if source.delay for effect in source.effects})
    preferences = layout.assembler.batches(layout.preferences)
    endings = tuple(layout.optional(ending.when) for ending in scenario.endings.values())
    expectations = tuple(layout.register(each.that) for each in scenario.expectations.values())
    return Program(
        scenario=scenario,
        lens=lens,
        names=names,
        instructions=layout.assembler.instructions,
        targets=targets,
        low=low[:, None],
        high=high[:, None],
        drift=drift[:, None],
        baseline=baseline[:, None],
        start=start[:, None],
        start_uncertainties=tuple(start_uncertainties),
        assumptions=assumptions[:, None],
        assumption_uncertainties=tuple(assumption_uncertainties),
        uncertainties=tuple(layout.uncertainties),
        income=tuple(
            (
                names.numbers[ex.Capital(whose)],
                Cause(CauseKind.INCOME, Income(whose), line=capital.line),
                capital.income,
            )
            for whose, capital in scenario.budgets.items()
        ),
        moves=len(scenario.moves),
        plays=tuple(plays),
        orders=tuple(orders),
        order_of={order: len(scenario.moves) + place for place, order in enumerate(orders)},
        preferences=preferences,
        preference_uncertainties=tuple(layout.preference_uncertainties),
        chancy=tuple(row for row, play in enumerate(plays) if play.outcomes),
        acting_order=tuple(sorted(range(len(plays)), key=lambda row: plays[row].source.cause.id)),
        outcomes=count,
        plays_of=_plays_of(len(scenario.moves), scenario.seats, orders),
        rest=np.array([_rest(play) for play in plays], dtype=np.int16)[:, None],
        cost=np.array(costs)[:, None],
        capital={whose: names.numbers[ex.Capital(whose)] for whose in scenario.budgets},
        consenters=tuple(consenters),
        without=np.array(without)[:, None],
        footnoted=np.array(footnoted)[:, None],
        withholdings=tuple(withholdings),
        withholding_of={order: place for place, order in enumerate(withholdings)},
        withheld_when=tuple(withheld_when),
        footnote_when=tuple(footnote_when),
        footnotable=np.array(footnotable, dtype=np.bool_).reshape(-1, 1),
        rules=rules,
        events=events,
        news=_news(scenario, events),
        injects=injects,
        endings=endings,
        expectations=expectations,
        goals=goals,
        delay=max((source.delay for source in sources), default=0),
        delayed=np.array(delayed, dtype=np.intp),
        delayed_row={number: row for row, number in enumerate(delayed)},
        **_network(scenario, lens, names),
    )


def _rest(play: Play) -> int:
    return np.iinfo(np.int16).max if play.once else play.again_after


def _plays_of(moves: int, seats: Iterable[str], orders: Sequence[Order]) -> Mapping[str, slice]:
    plays, first = {MOVER_ID: slice(moves)}, moves
    for seat in seats:
        count = sum(order.seat == seat for order in orders)
        plays[seat] = slice(first, first + count)
        first += count
    return plays


def _goal(goal: Goal, layout: _Layout) -> CompiledGoal:
    return CompiledGoal(goal, layout.optional(goal.when), layout.optional(goal.measure), layout.optional(goal.applies))


def _news(scenario: Scenario, events: Sequence[CompiledEvent]) -> dict[tuple[int, bool], tuple[tuple[int, ...], ...]]:
    """The events by their turn and whether they close it, those of one month together, the earliest month first."""
    dated: dict[tuple[int, bool], dict[Month, list[int]]] = {}
    for place, (event, compiled) in enumerate(zip(scenario.events.values(), events, strict=True)):
        dated.setdefault((compiled.turn, compiled.closes), {}).setdefault(event.date, []).append(place)
    return {
        when: tuple(tuple(sorted(months[month], key=list(scenario.events).__getitem__)) for month in sorted(months))
        for when, months in dated.items()
    }


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
        share = _share(stubbornness, attention[tie.listener, tie.of])
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
    return _Spreading(
        network=with_hops(laid, link_share * _strongest(scenario)),
        tie_of=np.array(ties, dtype=np.intp)[laid.order],
        tie_numbers=np.array(trusts, dtype=np.intp)[laid.order],
        link_share=link_share,
        bearing={indicator: tuple(others) for indicator, others in bearing.items()},
        attention=attention,
    )


def _share(stubbornness: float, attention: float) -> float:
    """What an actor takes over from another for each point of trust, before the weight of the indicators."""
    return (1.0 - stubbornness) * attention / 100.0


def _strongest(scenario: Scenario) -> float:
    """The strongest that trust can be."""
    return max(abs(scenario.ties.low), abs(scenario.ties.high))


def spreading_by(
    program: Program,
    attention: Mapping[tuple[str, str], float],
    stubbornness: Mapping[str, float],
    couplings: Mapping[tuple[str, str], float],
) -> Program:
    """The program with some of the attention, stubbornness and weights of the spread changed, over the same links.

    Weights are by (indicator, indicator of others that bears on it). A number whose row of the spread would come to
    more than MOST_ROW, and to more than any does as it is written, takes over less from each by the same share: what
    spreads must die out.
    """
    scenario, chosen = program.scenario, program.scenario.lenses[program.lens]
    heeded = {**program.attention, **attention}
    bearing = {
        indicator: tuple((by, couplings.get((indicator, by), weight)) for by, weight in others)
        for indicator, others in program.bearing.items()
    }
    weights = {(indicator, by): weight for indicator, others in bearing.items() for by, weight in others}
    by_tie = []
    for tie in scenario.ties.between:
        own = chosen.stubbornness.get(tie.listener, scenario.actors[tie.listener].stubbornness)
        by_tie.append(_share(stubbornness.get(tie.listener, own), heeded[tie.listener, tie.of]))
    pairs, which = program.couplings
    by_pair = np.array([weights[pair] for pair in pairs], dtype=np.float64)
    link_share = np.array(by_tie, dtype=np.float64)[program.tie_of] * by_pair[which]
    rows = _rows_of(program, link_share)
    most = max(MOST_ROW, float(_rows_of(program, program.link_share[:, 0]).max(initial=0.0)))
    above = rows > most
    if above.any():
        link_share *= np.where(above, most / np.where(above, rows, 1.0), 1.0)[program.network.listeners]
    return replace(
        program,
        network=with_hops(program.network, link_share[:, None] * _strongest(scenario)),
        link_share=link_share[:, None],
        bearing=bearing,
        attention=heeded,
        varied=True,
    )


def _rows_of(program: Program, link_share: Floats) -> Floats:
    """(numbers,): the sum of a row of |M| where all trust is as strong as it can be."""
    strongest = np.abs(link_share) * _strongest(program.scenario)
    rows = np.zeros(len(program.targets))
    np.add.at(rows, program.network.listeners, strongest)
    return rows


def _packed(program: Program) -> tuple[Callable[..., Program], tuple[Any, ...]]:
    """How a program is pickled: what made it, which is far less; a varied one with all its numbers."""
    if program.varied:
        return _unpacked, (program.__getstate__(),)
    return compile_scenario, (program.scenario, program.lens)


def _unpacked(parts: Mapping[str, Any]) -> Program:
    return Program(**parts)


copyreg.pickle(Program, _packed)
