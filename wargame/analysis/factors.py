"""What an author put a number on, each to be varied by itself: assumptions, starts, ties, amounts, leanings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from wargame.model import expression as ex
from wargame.model.scenario import Effect, Scenario, Start, Weight

SHARE = 0.1
"""By what share of itself a number is varied whose author declared no spread."""

KINDS = (
    "assumption",
    "start",
    "trust",
    "attention",
    "stubbornness",
    "spread",
    "move",
    "reaction",
    "rule",
    "event",
    "weight",
    "doctrine",
)
"""The kinds of factors."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One number, or what belongs together, that an outcome may hang on."""

    kind: str
    key: tuple[str, ...]
    """What it is in the scenario: an id, or several."""
    value: float | None
    """As written, under the lens; None where it is several numbers or an expression."""
    by: float
    """How far it is varied either way: in the unit of its value, or as a share where it has none."""
    declared: bool
    """Whether the author declared this spread, of all or of some."""
    line: int

    @property
    def id(self) -> str:
        """Its name, as the scenario would write it."""
        if self.kind in ("trust", "attention", "spread"):
            return f"{self.kind}({', '.join(self.key)})"
        if self.kind == "stubbornness":
            return f"stubbornness({self.key[0]})"
        return ".".join(self.key)


def factors(scenario: Scenario, lens: str) -> tuple[Factor, ...]:
    """Every factor of a scenario under a lens, kind by kind in the scenario's order. Raises KeyError for the lens."""
    return tuple(_factors(scenario, lens))


def _factors(scenario: Scenario, lens: str) -> Iterator[Factor]:
    chosen = scenario.lenses[lens]
    for each in scenario.assumptions.values():
        yield _number(
            "assumption", (each.id,), chosen.assumptions.get(each.id, each.value), each.plus_or_minus, each.line
        )
    for actor in scenario.actors.values():
        for indicator, begins in actor.levels.items():
            yield _number("start", (actor.id, indicator), begins.value, begins.plus_or_minus, begins.line)
    for tie in scenario.ties.between:
        key = (tie.listener, tie.of)
        yield _number("trust", key, tie.trust.value, tie.trust.plus_or_minus, tie.trust.line)
    for tie in scenario.ties.between:
        key = (tie.listener, tie.of)
        yield _number("attention", key, chosen.attention.get(key, tie.attention), 0.0, tie.line)
    for actor in scenario.actors.values():
        value = chosen.stubbornness.get(actor.id, actor.stubbornness)
        yield _number("stubbornness", (actor.id,), value, 0.0, actor.line)
    for coupling in scenario.couplings:
        key = (coupling.indicator, coupling.by)
        yield _number("spread", key, chosen.couplings.get(key, coupling.weight), 0.0, coupling.line)
    for move in scenario.moves.values():
        yield _act("move", (move.id,), move.effects, move.line)
    for seat, reactions in scenario.reactions.items():
        for reaction in reactions.values():
            several = tuple(effect for option in reaction.options for effect in option.effects)
            yield _act("reaction", (seat, reaction.id), several, reaction.line)
    for rule in scenario.rules.values():
        yield _act("rule", (rule.id,), rule.effects, rule.line)
    for event in scenario.events.values():
        several = tuple(effect for outcome in event.outcomes for effect in outcome.effects)
        yield _act("event", (event.id,), several, event.line)
    for move in scenario.moves.values():
        yield Factor("weight", (move.id,), None, SHARE, False, move.line)
    for seat, reactions in scenario.reactions.items():
        for reaction in reactions.values():
            yield Factor("doctrine", (seat, reaction.id), None, SHARE, False, reaction.line)


def varied(scenario: Scenario, lens: str, factor: Factor, where: float) -> Scenario:
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
                scenario, moves={**scenario.moves, name: replace(move, weight=_scaled_weight(move.weight, by))}
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
                else replace(each, doctrine=_scaled_weight(each.doctrine, by))
                for each in reaction.options
            )
            own = {**scenario.reactions[seat], name: replace(reaction, options=options)}
            return replace(scenario, reactions={**scenario.reactions, seat: own})
    raise ValueError(f"there is no kind of factor '{factor.kind}': {', '.join(KINDS)}")


def _scaled_weight(weight: Weight, by: float) -> Weight:
    return replace(weight, amount=_times(weight.amount, by))


def _number(kind: str, key: tuple[str, ...], value: float, spread: float, line: int) -> Factor:
    return Factor(kind, key, value, spread or abs(value) * SHARE, spread > 0, line)


def _act(kind: str, key: tuple[str, ...], effects: tuple[Effect, ...], line: int) -> Factor:
    return Factor(kind, key, None, SHARE, any(effect.plus_or_minus for effect in effects), line)


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
