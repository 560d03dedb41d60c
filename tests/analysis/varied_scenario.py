"""A scenario with a factor moved, written out and to be compiled: what a varied program must equal."""

from __future__ import annotations

from dataclasses import replace

from wargame.analysis.factors import KINDS, SHARE, Factor
from wargame.model import expression as ex
from wargame.model.scenario import Effect, Scenario, Start, Weight


def varied_scenario(scenario: Scenario, lens: str, factor: Factor, where: float) -> Scenario:
    """The scenario with a factor moved, from -1, its low end, to 1, its high end.

    A number is held where it is put: what its author was unsure of is settled. Raises KeyError for a lens that there
    is not.
    """
    by, chosen = where * factor.by, scenario.lenses[lens]
    match factor.kind, factor.key:
        case "assumption", (name,):
            assert factor.value is not None
            settled = replace(scenario.assumptions[name], plus_or_minus=0.0)
            under = replace(chosen, assumptions={**chosen.assumptions, name: factor.value + by})
            scenario = replace(scenario, assumptions={**scenario.assumptions, name: settled})
        case "attention", (listener, of):
            assert factor.value is not None
            under = replace(chosen, attention={**chosen.attention, (listener, of): factor.value + by})
        case "stubbornness", (name,):
            assert factor.value is not None
            under = replace(chosen, stubbornness={**chosen.stubbornness, name: min(1.0, factor.value + by)})
        case "spread", (indicator, other):
            assert factor.value is not None
            under = replace(chosen, couplings={**chosen.couplings, (indicator, other): factor.value + by})
        case _:
            return _varied_part(scenario, factor, where)
    return replace(scenario, lenses={**scenario.lenses, lens: under})


def _varied_part(scenario: Scenario, factor: Factor, where: float) -> Scenario:
    by = where * factor.by
    match factor.kind, factor.key:
        case "start", (name, indicator):
            actor, kind = scenario.actors[name], scenario.indicators[indicator]
            moved = _moved(actor.levels[indicator], by, kind.low, kind.high)
            changed = replace(actor, levels={**actor.levels, indicator: moved})
            return replace(scenario, actors={**scenario.actors, name: changed})
        case "trust", key:
            ties = scenario.ties
            between = tuple(
                replace(tie, trust=_moved(tie.trust, by, ties.low, ties.high)) if (tie.listener, tie.of) == key else tie
                for tie in ties.between
            )
            return replace(scenario, ties=replace(ties, between=between))
        case "move", (name,):
            move = scenario.moves[name]
            return replace(
                scenario, moves={**scenario.moves, name: replace(move, effects=_scaled(move.effects, where))}
            )
        case "weight", (name,):
            move = scenario.moves[name]
            return replace(
                scenario,
                moves={**scenario.moves, name: replace(move, weight=_scaled_weight(move.weight, by, factor.declared))},
            )
        case "rule", (name,):
            rule = scenario.rules[name]
            return replace(
                scenario, rules={**scenario.rules, name: replace(rule, effects=_scaled(rule.effects, where))}
            )
        case "event", (name,):
            event = scenario.events[name]
            outcomes = tuple(replace(each, effects=_scaled(each.effects, where)) for each in event.outcomes)
            return replace(scenario, events={**scenario.events, name: replace(event, outcomes=outcomes)})
        case "reaction" | "doctrine", (seat, name):
            reaction = scenario.reactions[seat][name]
            options = tuple(
                replace(each, effects=_scaled(each.effects, where))
                if factor.kind == "reaction"
                else replace(each, doctrine=_scaled_weight(each.doctrine, by, factor.declared))
                for each in reaction.options
            )
            own = {**scenario.reactions[seat], name: replace(reaction, options=options)}
            return replace(scenario, reactions={**scenario.reactions, seat: own})
    raise ValueError(f"there is no kind of factor '{factor.kind}': {', '.join(KINDS)}")


def _scaled_weight(weight: Weight, by: float, declared: bool) -> Weight:
    return replace(weight, amount=_times(weight.amount, by), plus_or_minus=0.0 if declared else weight.plus_or_minus)


def _moved(begins: Start, by: float, low: float, high: float) -> Start:
    return replace(begins, value=min(max(begins.value + by, low), high), plus_or_minus=0.0)


def _scaled(effects: tuple[Effect, ...], where: float) -> tuple[Effect, ...]:
    """Effects moved together: each by the spread its author declared, away from 0 or towards it, or by a share."""
    return tuple(
        replace(effect, amount=_shifted(effect.amount, where * effect.plus_or_minus), plus_or_minus=0.0)
        if effect.plus_or_minus
        else replace(effect, amount=_times(effect.amount, where * SHARE))
        for effect in effects
    )


def _shifted(amount: ex.Expression, by: float) -> ex.Expression:
    """An amount, stronger by so much: a written negative one further down. An expression counts as positive."""
    down = isinstance(amount, ex.Negative) or (isinstance(amount, ex.Number) and amount.value < 0)
    return ex.Arithmetic("+", amount, ex.Number(-by if down else by))


def _times(amount: ex.Expression, share: float) -> ex.Expression:
    return ex.Arithmetic("*", amount, ex.Number(1.0 + share))
