"""A scenario with a part taken out, as a scenario of its own: to see what depends on that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import reduce
from typing import TypeVar

from wargame.model import expression as ex
from wargame.model.claim import Carrier
from wargame.model.scenario import Effect, Outcome, Scenario

NEVER = ex.Some(())
"""The condition that never holds."""

T = TypeVar("T")


def without_endings(scenario: Scenario) -> Scenario:
    """The scenario in which every game lasts until the calendar runs out; itself where every game does already."""
    if all(ending.when in (None, NEVER) for ending in scenario.endings.values()):
        return scenario
    several = {
        name: ending if ending.when is None else replace(ending, when=NEVER)
        for name, ending in scenario.endings.items()
    }
    return replace(scenario, endings=several)


def without(scenario: Scenario, carriers: Iterable[Carrier]) -> Scenario:
    """The scenario in which these parts do nothing; whatever names them still finds them.

    A rule that is taken out never fires, an ending never comes, a tie carries nothing; of what is played, drawn or
    released the effects are taken out, or the one that is named.

    >>> import wargame
    >>> scenario = wargame.load(wargame.find("first-session"))
    >>> [len(without(scenario, carriers).rules["nerves"].effects) for carriers in ([], [Carrier("rule", ("nerves",))])]
    [1, 0]
    """
    return reduce(_without_one, carriers, scenario)


def _without_one(scenario: Scenario, carrier: Carrier) -> Scenario:
    first, last = carrier.id[0], carrier.id[-1]

    def lost(effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
        return tuple(each for each in effects if carrier.effect is not None and each.target != carrier.effect)

    match carrier.kind:
        case "rule":
            rule = replace(scenario.rules[first], effects=lost(scenario.rules[first].effects))
            rule = rule if carrier.effect is not None else replace(rule, when=NEVER)
            return replace(scenario, rules={**scenario.rules, first: rule})
        case "ending":
            ending = replace(scenario.endings[first], when=NEVER)
            return replace(scenario, endings={**scenario.endings, first: ending})
        case "tie":
            return _without_tie(scenario, first, last)
        case "move":
            move = scenario.moves[first]
            move = replace(move, effects=lost(move.effects), outcomes=_each(move.outcomes, lost))
            return replace(scenario, moves={**scenario.moves, first: move})
        case "inject":
            injects = _changed(scenario.injects, first, lambda each: replace(each, effects=lost(each.effects)))
            return replace(scenario, injects=injects)
        case "reaction":
            reaction = scenario.reactions[first][last]
            options = tuple(
                replace(option, effects=lost(option.effects), outcomes=_each(option.outcomes, lost))
                for option in reaction.options
            )
            own = {**scenario.reactions[first], last: replace(reaction, options=options)}
            return replace(scenario, reactions={**scenario.reactions, first: own})
        case "event":
            event = scenario.events[first]
            outcomes = tuple(
                replace(outcome, effects=lost(outcome.effects)) if outcome.id == last else outcome
                for outcome in event.outcomes
            )
            return replace(scenario, events={**scenario.events, first: replace(event, outcomes=outcomes)})
    raise KeyError(carrier.kind)


def _each(
    outcomes: tuple[Outcome, ...], change: Callable[[tuple[Effect, ...]], tuple[Effect, ...]]
) -> tuple[Outcome, ...]:
    return tuple(replace(outcome, effects=change(outcome.effects)) for outcome in outcomes)


def _without_tie(scenario: Scenario, listener: str, of: str) -> Scenario:
    """The scenario in which one actor pays another no attention, under any lens."""
    between = tuple(
        replace(tie, attention=0.0) if (tie.listener, tie.of) == (listener, of) else tie
        for tie in scenario.ties.between
    )
    lenses = {
        name: replace(lens, attention={pair: share for pair, share in lens.attention.items() if pair != (listener, of)})
        for name, lens in scenario.lenses.items()
    }
    return replace(scenario, ties=replace(scenario.ties, between=between), lenses=lenses)


def _changed(several: Mapping[str, T], name: str, change: Callable[[T], T]) -> Mapping[str, T]:
    return {**several, name: change(several[name])}
